/* JSON as svod writes it: UTF-8, keys in the order they are written, decimals as strings, two spaces a level. */
#ifndef SVOD_WRITE_JSON_H
#define SVOD_WRITE_JSON_H

#include "base/buf.h"

#include <svod/types.h>

typedef struct svod_json {
    svod_buf *out;
    int depth;
    int line_depth; /* from this depth on everything is on one line; 0: never */
    bool empty;     /* nothing yet in the innermost array or object */
} svod_json;

void svod_json_begin(svod_json *json, svod_buf *out);
/* `key` is NULL inside arrays and for the whole. */
void svod_json_object(svod_json *json, const char *key);
void svod_json_end_object(svod_json *json);
void svod_json_array(svod_json *json, const char *key);
void svod_json_end_array(svod_json *json);
void svod_json_text(svod_json *json, const char *key, svod_str text);
void svod_json_int(svod_json *json, const char *key, int64_t value);
void svod_json_bool(svod_json *json, const char *key, bool value);
/* "550.00": a string with two decimals, more only when needed; SVOD_DEC_NONE is null. */
void svod_json_dec(svod_json *json, const char *key, svod_dec value);
void svod_json_null(svod_json *json, const char *key);

#endif
