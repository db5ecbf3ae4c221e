/* One JSON value made ready for jansson: numbers become texts as they are written (jansson would make doubles and 64-bit
 * integers of them), and what programs get wrong is mended: commas before a closing bracket, line breaks inside texts,
 * escapes nobody knows, halves of surrogate pairs, NaN, Python's None and True. */
#ifndef SVOD_KIT_JSON_TIDY_H
#define SVOD_KIT_JSON_TIDY_H

#include <svod/error.h>
#include <svod/types.h>

#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SVOD_JSON_DEPTH_CAP = 64 };

typedef struct svod_json_mended {
    size_t mended;    /* how many places */
    size_t at;        /* offset of the first, or of what cannot be read */
    char doubled[64]; /* a key an object has twice (its last value counts), or "" */
} svod_json_mended;

/* Reads the value `bytes` (UTF-8). *ret is yours (json_decref). SVOD_FAILED: it is no JSON, nothing is said; SVOD_FATAL: out
 * of memory. */
SVOD_API svod_status svod_json_read(svod_str bytes, svod_arena *arena, json_t **ret, svod_json_mended *ret_mended,
                                    svod_error *e);

#ifdef __cplusplus
}
#endif
#endif
