/* Hash maps with open addressing. */
#include "base/map.h"

#include "base/alloc.h"
#include "base/str.h"

#include <xxhash.h>

svod_hash svod_hash_bytes(const void *p, size_t n, uint64_t seed)
{
    XXH128_hash_t h = XXH3_128bits_withSeed(p ? p : "", n, seed);
    return (svod_hash){h.low64, h.high64};
}

void svod_map_release(svod_map *m)
{
    svod_free(m->slots);
    svod_free(m->entries);
    *m = SVOD_MAP_INIT;
}

static uint32_t find_slot(const svod_map *m, svod_str key, uint32_t hash)
{
    uint32_t mask = m->slots_n - 1;
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        uint32_t at = m->slots[i];
        if (at == 0) return i;
        const svod_map_entry *entry = &m->entries[at - 1];
        if (entry->hash == hash && svod_str_eq(entry->key, key)) return i;
    }
}

static uint32_t hash32(svod_str key)
{
    return (uint32_t)XXH3_64bits(key.p ? key.p : "", key.n);
}

uint32_t *svod_map_at(svod_map *m, svod_str key)
{
    if (m->n == 0) return NULL;
    uint32_t at = m->slots[find_slot(m, key, hash32(key))];
    return at ? &m->entries[at - 1].value : NULL;
}

uint32_t svod_map_get(const svod_map *m, svod_str key)
{
    if (m->n == 0) return UINT32_MAX;
    uint32_t at = m->slots[find_slot(m, key, hash32(key))];
    return at ? m->entries[at - 1].value : UINT32_MAX;
}

static void grow(svod_map *m)
{
    m->slots_n = m->slots_n ? m->slots_n * 2 : 16;
    svod_free(m->slots);
    m->slots = svod_calloc(m->slots_n, sizeof *m->slots);
    for (uint32_t i = 0; i < m->n; i++) {
        uint32_t at = m->entries[i].hash & (m->slots_n - 1);
        while (m->slots[at]) at = (at + 1) & (m->slots_n - 1);
        m->slots[at] = i + 1;
    }
}

uint32_t svod_map_put(svod_map *m, svod_str key, uint32_t value)
{
    if (m->n + 1 > m->slots_n / 4 * 3) grow(m);
    uint32_t hash = hash32(key);
    uint32_t slot = find_slot(m, key, hash);
    if (m->slots[slot]) return m->entries[m->slots[slot] - 1].value;
    if (m->n == m->room) {
        m->room = m->room ? m->room * 2 : 16;
        m->entries = svod_realloc(m->entries, m->room * sizeof *m->entries);
    }
    m->entries[m->n++] = (svod_map_entry){key, hash, value};
    m->slots[slot] = m->n;
    return value;
}

void svod_hash_set_release(svod_hash_set *s)
{
    svod_free(s->slots);
    *s = (svod_hash_set){0};
}

static size_t set_slot(const svod_hash *slots, size_t slots_n, svod_hash h)
{
    size_t i = (size_t)h.lo & (slots_n - 1);
    while ((slots[i].lo | slots[i].hi) && !svod_hash_eq(slots[i], h)) i = (i + 1) & (slots_n - 1);
    return i;
}

void svod_hash_set_prefetch(const svod_hash_set *s, svod_hash h)
{
    if (s->slots_n) __builtin_prefetch(&s->slots[(size_t)h.lo & (s->slots_n - 1)], 1);
}

bool svod_hash_set_has(const svod_hash_set *s, svod_hash h)
{
    if ((h.lo | h.hi) == 0) return s->has_zero;
    if (s->slots_n == 0) return false;
    size_t i = set_slot(s->slots, s->slots_n, h);
    return (s->slots[i].lo | s->slots[i].hi) != 0;
}

static bool set_grow(svod_hash_set *s)
{
    size_t slots_n = s->slots_n ? s->slots_n * 2 : 64;
    svod_hash *slots = svod_try_calloc(slots_n, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < s->slots_n; i++)
        if (s->slots[i].lo | s->slots[i].hi) slots[set_slot(slots, slots_n, s->slots[i])] = s->slots[i];
    svod_free(s->slots);
    s->slots = slots;
    s->slots_n = slots_n;
    return true;
}

bool svod_hash_set_add(svod_hash_set *s, svod_hash h, bool *ret_new)
{
    if ((h.lo | h.hi) == 0) {
        *ret_new = !s->has_zero;
        s->has_zero = true;
        return true;
    }
    if (s->n + 1 > s->slots_n / 4 * 3 && !set_grow(s)) return false;
    size_t i = set_slot(s->slots, s->slots_n, h);
    *ret_new = (s->slots[i].lo | s->slots[i].hi) == 0;
    if (*ret_new) {
        s->slots[i] = h;
        s->n++;
    }
    return true;
}
