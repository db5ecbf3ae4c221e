/* Hash maps: text → number, and a set of 128-bit hashes. Insert only; order of iteration is order of insertion. */
#ifndef SVOD_BASE_MAP_H
#define SVOD_BASE_MAP_H

#include <svod/kit.h> /* svod_hash_bytes */
#include <svod/types.h>

static inline svod_hash svod_hash_str(svod_str s)
{
    return svod_hash_bytes(s.p, s.n, 0);
}
static inline bool svod_hash_eq(svod_hash a, svod_hash b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

/* Text → uint32. Keys are borrowed: they must outlive the map. Never fails (out of memory ends the program). */
typedef struct svod_map {
    uint32_t *slots; /* entry index + 1 */
    struct svod_map_entry *entries;
    uint32_t slots_n, n, room;
} svod_map;
typedef struct svod_map_entry {
    svod_str key;
    uint32_t hash, value;
} svod_map_entry;

#define SVOD_MAP_INIT ((svod_map){0})
void svod_map_release(svod_map *m);
/* The value of `key`, or UINT32_MAX. */
uint32_t svod_map_get(const svod_map *m, svod_str key);
/* Adds `key` with `value` unless it is there; returns the value now held. */
uint32_t svod_map_put(svod_map *m, svod_str key, uint32_t value);
/* The value's place for reading or changing it, or NULL. */
uint32_t *svod_map_at(svod_map *m, svod_str key);

/* A set of hashes at 16 bytes a slot, load ≤ 3/4. False: out of memory. */
typedef struct svod_hash_set {
    svod_hash *slots; /* {0,0} is free; that hash itself is kept in has_zero */
    size_t slots_n, n;
    bool has_zero;
} svod_hash_set;
void svod_hash_set_release(svod_hash_set *s);
bool svod_hash_set_has(const svod_hash_set *s, svod_hash h);
/* Brings the slot of `h` nearer, ahead of has or add. */
void svod_hash_set_prefetch(const svod_hash_set *s, svod_hash h);
/* *ret_new: it was not there before. */
bool svod_hash_set_add(svod_hash_set *s, svod_hash h, bool *ret_new);

#endif
