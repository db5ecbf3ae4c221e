/* The cache of fetched bodies: a file for each, and beside them a small file for each address that names its body. */
#ifndef SVOD_IO_FETCH_CACHE_H
#define SVOD_IO_FETCH_CACHE_H

#include <svod/error.h>
#include <svod/types.h>

enum { SVOD_CACHE_PATH = 600, SVOD_CACHE_TAG = 256 };

/* What is kept of an address. */
typedef struct svod_cached {
    char body[96]; /* the file's name in the folder; "" when nothing is kept */
    int64_t size;
    char etag[SVOD_CACHE_TAG], modified[SVOD_CACHE_TAG]; /* as the server wrote them; "" when not */
    char content_type[128];
} svod_cached;

/* Makes the folder and its parents. */
svod_status svod_cache_make(const char *folder, svod_error *e);
/* What is kept of `address`; ->body is "" when there is nothing or its body is not whole. */
void svod_cache_look(const char *folder, const char *address, svod_cached *ret);
/* A new file for the body of `address`, empty, to be written and then kept or dropped. `name` gets its name. */
svod_status svod_cache_begin(const char *folder, const char *address, char name[96], int *ret_fd, svod_error *e);
/* The body written under `kept->body` (closed and synced) is the one of `address` from now on; the one before is removed. */
svod_status svod_cache_keep(const char *folder, const char *address, const svod_cached *kept, svod_error *e);
void svod_cache_drop(const char *folder, const char *name);
/* "folder/name"; false when that is too long. */
bool svod_cache_path(const char *folder, const char *name, char ret[SVOD_CACHE_PATH]);

#endif
