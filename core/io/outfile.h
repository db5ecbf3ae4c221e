/* Files that appear whole or not at all: written beside their place, synced, renamed. */
#ifndef SVOD_IO_OUTFILE_H
#define SVOD_IO_OUTFILE_H

#include "base/buf.h"

#include <svod/error.h>
#include <svod/types.h>

/* Writes `bytes` to `path` (mode 0644, or 0600 when `is_private`; the umask may take from the first). The folder must be
 * there. Cannot write: exit 73, nothing changed. */
svod_status svod_outfile_write(const char *path, svod_str bytes, bool is_private, svod_error *e);

/* A set of files under one folder that appear together: all are written into a hidden folder beside it, synced once; commit
 * then swaps the folders in one step. A file that comes out as it was before is not written again; when all of them do,
 * nothing at all is touched. Files of the old folder that svod itself wrote last time and that were not written again are
 * gone after the swap; anything a person has put there stays. One svod at a time: the caller holds a lock. */
typedef struct svod_outdir svod_outdir;
/* `path`: the folder, "out/ivtex"; parents are made. Left-overs of an interrupted run are swept (and an old folder that such
 * a run had moved away comes back). */
svod_status svod_outdir_begin(const char *path, svod_outdir **ret, svod_error *e);
/* `name` may hold one '/' ("sheets/Оля.html"); names come from svod_file_name for anything a person wrote. Each name once.
 */
svod_status svod_outdir_write(svod_outdir *dir, const char *name, svod_str bytes, bool is_private, svod_error *e);
/* The place for a library that writes files itself (a workbook): give it this path, then svod_outdir_written. */
svod_status svod_outdir_path(svod_outdir *dir, const char *name, char *ret_path, size_t room, svod_error *e);
svod_status svod_outdir_written(svod_outdir *dir, const char *name, bool is_private, svod_error *e);
/* Reads back, from the disk, what was written under `name`; appended to `ret`. Not there: exit 70. */
svod_status svod_outdir_read(const svod_outdir *dir, const char *name, svod_buf *ret, svod_error *e);
/* Frees `dir` whatever the outcome. Failed: the old folder is as it was. */
svod_status svod_outdir_commit(svod_outdir *dir, svod_error *e);
void svod_outdir_abandon(svod_outdir *dir);

/* A lock file: only one svod at a time in a workspace. Held: exit 75, naming the process. It ends with the process, however
 * that ends; the file itself stays. */
typedef struct svod_lock {
    int fd;
} svod_lock;
svod_status svod_lock_take(const char *path, svod_lock *ret, svod_error *e);
void svod_lock_release(svod_lock *lock);

#endif
