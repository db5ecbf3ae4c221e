/* Paths into JSON, the small part of JSONPath that catalogs need: `$.data.products[*]`, `prices[0].value`, `$['a key']`. */
#ifndef SVOD_KIT_JSONPATH_H
#define SVOD_KIT_JSONPATH_H

#include <svod/types.h>

#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SVOD_JSONPATH_STEPS = 16 };

typedef enum svod_jsonpath_kind {
    SVOD_JSONPATH_KEY,   /* .key or ['key'] */
    SVOD_JSONPATH_INDEX, /* [n], from 0 */
    SVOD_JSONPATH_ANY    /* [*] or .*: every element or member */
} svod_jsonpath_kind;

typedef struct svod_jsonpath_step {
    svod_jsonpath_kind kind;
    svod_str key;
    size_t index;
} svod_jsonpath_step;

typedef struct svod_jsonpath {
    svod_jsonpath_step steps[SVOD_JSONPATH_STEPS];
    size_t n; /* 0: the whole value */
} svod_jsonpath;

/* The keys are views into `text`. False: it is no such path; *ret_at is the offset of what cannot be understood. */
SVOD_API bool svod_jsonpath_parse(svod_str text, svod_jsonpath *ret, size_t *ret_at);
/* Does a step lead to the member `key` of an object? */
SVOD_API bool svod_jsonpath_takes_key(const svod_jsonpath_step *step, svod_str key);
/* Does a step lead to the element `index` of an array? */
SVOD_API bool svod_jsonpath_takes_index(const svod_jsonpath_step *step, size_t index);
/* The values the path leads to from `root`, borrowed, in order, at most `room` of them. Returns how many. */
SVOD_API size_t svod_jsonpath_get(const svod_jsonpath *path, json_t *root, json_t **ret, size_t room);

#ifdef __cplusplus
}
#endif
#endif
