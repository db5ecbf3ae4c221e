/* Folded texts as numbers: each distinct text is folded once, equal texts have equal numbers. */
#ifndef SVOD_AGGREGATE_FOLD_H
#define SVOD_AGGREGATE_FOLD_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

#define SVOD_FOLD_ANY UINT32_MAX           /* "*": any text */
#define SVOD_FOLD_UNKNOWN (UINT32_MAX - 1) /* not among the texts known */

typedef struct svod_folder {
    svod_arena *arena; /* the folded texts live here; the raw ones are borrowed while the folder is in use */
    svod_map raw, folded;
    SVOD_VEC(svod_str) texts;
} svod_folder;

void svod_folder_init(svod_folder *f, svod_arena *arena);
/* Begins with texts numbered before: texts[0] is the empty one. */
void svod_folder_resume(svod_folder *f, svod_arena *arena, const svod_str *texts, uint32_t n);
void svod_folder_release(svod_folder *f);
/* A text folded, and without any spaces. May be a view into `text`. */
svod_str svod_fold_tight(svod_arena *arena, svod_str text);
/* The number of a text, a new one when it is new. Empty (or blank) text is 0. */
uint32_t svod_folder_add(svod_folder *f, svod_str text);
/* As above, but "*" is SVOD_FOLD_ANY. */
uint32_t svod_folder_pattern(svod_folder *f, svod_str text);

#endif
