/* A tree of categories given as id, parent id, name in any order, and the path from the root to one of them. */
#ifndef SVOD_KIT_TREE_H
#define SVOD_KIT_TREE_H

#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SVOD_TREE_CAP = 1 << 20, SVOD_TREE_DEPTH_CAP = 32 };

typedef struct svod_tree svod_tree;

/* Everything lives in `arena`. NULL: out of memory. */
SVOD_API svod_tree *svod_tree_new(svod_arena *arena);
/* Copies the texts. An id given again is renamed. False: out of memory or past the cap. */
SVOD_API bool svod_tree_add(svod_tree *tree, svod_str id, svod_str parent, svod_str name);
/* Names from the root down to `id`, in `arena`; a circle of parents ends where it closes. False: no such id, or no memory.
 */
SVOD_API bool svod_tree_path(const svod_tree *tree, svod_str id, svod_arena *arena, svod_strs *ret);

#ifdef __cplusplus
}
#endif
#endif
