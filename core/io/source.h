/* A source of bytes: a file, standard input, memory. Lends bytes, then consumes them: no copy per format.
 * Text sources are decoded to UTF-8 once, here. */
#ifndef SVOD_IO_SOURCE_H
#define SVOD_IO_SOURCE_H

#include <svod/error.h>
#include <svod/types.h>

typedef struct svod_source svod_source;

/* "-" is standard input. Missing: exit 66; unreadable: 66 with words. `name` is what diagnostics show. A folder, a zip
 * archive and files that belong together are a source of several members, see io/members.h. */
svod_status svod_source_open(const char *path, const char *name, svod_source **ret, svod_error *e);
/* Plain files that are read as one, in this order; `name` stands for all of them. */
svod_status svod_source_open_files(const char *const *paths, const char *const *names, size_t n, const char *name,
                                   svod_source **ret, svod_error *e);
/* Bytes are borrowed. `chunk`: hand out at most that many new bytes a step (tests; 0: all). */
svod_status svod_source_memory(svod_str bytes, const char *name, size_t chunk, svod_source **ret, svod_error *e);
void svod_source_close(svod_source *s);

/* At least `want` bytes unless the source ends first; valid until the next ahead or consume. More than SVOD_SOURCE_CAP
 * wanted at once is refused (exit 65). */
enum { SVOD_SOURCE_CAP = 64 << 20 };
svod_status svod_source_ahead(svod_source *s, size_t want, const char **ret_p, size_t *ret_n, svod_error *e);
void svod_source_consume(svod_source *s, size_t n);
/* From here on bytes come as UTF-8. `forced` is an encoding the profile insists on, or empty: the bytes decide, then what
 * the text declares. Before anything was consumed. */
svod_status svod_source_decode(svod_source *s, svod_str forced, svod_error *e);
/* A plain file with the bytes of the source (unpacked), for formats that need to jump about in it. A plain file is used as
 * it is; anything else is copied into a private file that has no name and goes with the source. The path is valid until
 * close; nothing may have been consumed, and nothing is lent afterwards. */
svod_status svod_source_file(svod_source *s, const char **ret_path, svod_error *e);
/* The encoding decoded from ("UTF-8", "windows-1251", …); "" while undecided or raw. */
svod_str svod_source_encoding(const svod_source *s);
const char *svod_source_name(const svod_source *s);
/* How many files it consists of; 1 for a plain one. */
size_t svod_source_members(const svod_source *s);
/* Begins member `i` (again) from its first byte, raw. Of a plain file or memory: member 0; standard input that is no file
 * cannot be begun again (exit 65). */
svod_status svod_source_member(svod_source *s, size_t i, svod_error *e);
/* Is the file `path` one of several this source reads? */
bool svod_source_holds(const svod_source *s, const char *path);
/* Of the member bytes come from now. */
const char *svod_source_member_name(const svod_source *s);
/* Bytes taken from the source so far, and its size or -1: for progress. */
int64_t svod_source_taken(const svod_source *s);
int64_t svod_source_size(const svod_source *s);

#endif
