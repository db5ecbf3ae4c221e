/* A tree of categories; see the header. */
#include "kit/tree.h"

#include "base/arena.h"
#include "base/str.h"

#include <svod/kit.h>

#include <string.h>

typedef struct tree_node {
    svod_str id, parent, name;
} tree_node;

struct svod_tree {
    svod_arena *arena;
    tree_node *nodes;
    uint32_t *slots; /* node + 1 */
    size_t n, room, slots_n;
};

svod_tree *svod_tree_new(svod_arena *arena)
{
    svod_tree *tree = svod_arena_calloc(arena, 1, sizeof *tree);
    if (tree) tree->arena = arena;
    return tree;
}

static size_t slot_of(const svod_tree *tree, svod_str id)
{
    size_t slot = (size_t)svod_hash_bytes(id.p, id.n, 0).lo & (tree->slots_n - 1);
    while (tree->slots[slot] && !svod_str_eq(tree->nodes[tree->slots[slot] - 1].id, id))
        slot = (slot + 1) & (tree->slots_n - 1);
    return slot;
}

static bool grow(svod_tree *tree)
{
    size_t room = tree->room ? tree->room * 2 : 64;
    if (room > SVOD_TREE_CAP) return false;
    tree_node *nodes = svod_arena_alloc(tree->arena, room * sizeof *nodes);
    uint32_t *slots = svod_arena_calloc(tree->arena, room * 2, sizeof *slots);
    if (!nodes || !slots) return false;
    if (tree->n) memcpy(nodes, tree->nodes, tree->n * sizeof *nodes);
    tree->nodes = nodes;
    tree->room = room;
    tree->slots = slots;
    tree->slots_n = room * 2;
    for (size_t i = 0; i < tree->n; i++) slots[slot_of(tree, nodes[i].id)] = (uint32_t)i + 1;
    return true;
}

bool svod_tree_add(svod_tree *tree, svod_str id, svod_str parent, svod_str name)
{
    if (tree->n == tree->room && !grow(tree)) return false;
    size_t slot = slot_of(tree, id);
    tree_node node = {svod_arena_dup(tree->arena, id), svod_arena_dup(tree->arena, parent),
                      svod_arena_dup(tree->arena, name)};
    if (!node.id.p || !node.parent.p || !node.name.p) return false;
    if (tree->slots[slot]) {
        tree->nodes[tree->slots[slot] - 1] = node;
        return true;
    }
    tree->nodes[tree->n++] = node;
    tree->slots[slot] = (uint32_t)tree->n;
    return true;
}

bool svod_tree_path(const svod_tree *tree, svod_str id, svod_arena *arena, svod_strs *ret)
{
    uint32_t path[SVOD_TREE_DEPTH_CAP];
    size_t n = 0;
    while (tree->slots_n && id.n && n < SVOD_TREE_DEPTH_CAP) {
        uint32_t found = tree->slots[slot_of(tree, id)];
        bool seen = !found;
        for (size_t i = 0; i < n && !seen; i++) seen = path[i] == found;
        if (seen) break;
        path[n++] = found;
        id = tree->nodes[found - 1].parent;
    }
    svod_str *names = n ? svod_arena_alloc(arena, n * sizeof *names) : NULL;
    if (!names) return false;
    for (size_t i = 0; i < n; i++) names[i] = tree->nodes[path[n - 1 - i] - 1].name;
    *ret = (svod_strs){names, n};
    return true;
}
