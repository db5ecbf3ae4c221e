/* How many units lines can take of what is bought. Islands of few offers by the cheapest cut: of any set of offers either
 * its units are the limit or the lines that accept something else. Larger ones by handing out to lines taken together. */
#include "aggregate/count.h"

#include "base/attrs.h"

#include <string.h>

/* ---- islands ---- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
}

static void find_islands(svod_count *c, svod_arena *arena, const svod_assign *hand)
{
    uint32_t n = hand->offers_n;
    uint32_t *parent = svod_arena_alloc(arena, n * sizeof *parent + 1);
    c->island_of = svod_arena_alloc(arena, n * sizeof *c->island_of + 1);
    for (uint32_t o = 0; o < n; o++) parent[o] = o;
    for (uint32_t l = 0; l < hand->people_n; l++) {
        for (uint32_t k = hand->choices_from[l] + 1; k < hand->choices_from[l + 1]; k++) {
            uint32_t a = root_of(parent, hand->offer[k - 1]), b = root_of(parent, hand->offer[k]);
            parent[SVOD_MAX(a, b)] = SVOD_MIN(a, b);
        }
    }
    for (uint32_t o = 0; o < n; o++) c->islands_n += parent[o] == o;
    c->islands = svod_arena_calloc(arena, c->islands_n + 1u, sizeof *c->islands);
    c->islands_n = 0;
    for (uint32_t o = 0; o < n; o++) {
        uint32_t root = root_of(parent, o);
        c->island_of[o] = root == o ? c->islands_n++ : c->island_of[root];
        svod_island *at = &c->islands[c->island_of[o]];
        if (at->offers_n < SVOD_ISLAND_OFFERS) at->offers[at->offers_n] = o;
        at->offers_n++;
    }
}

static bool is_small(const svod_island *island)
{
    return island->offers_n <= SVOD_ISLAND_OFFERS;
}

/* ---- small islands ---- */

static uint32_t bit_of(const svod_island *island, uint32_t offer)
{
    uint32_t i = 0;
    while (island->offers[i] != offer) i++;
    return 1u << i;
}

static void add_line(svod_count *c, const svod_assign *hand, uint32_t l, uint32_t class)
{
    svod_island *island = &c->islands[c->island_of[hand->offer[hand->choices_from[l]]]];
    uint32_t set = 0;
    island->most += hand->quantity[l] + hand->most_extra[l];
    c->extra = c->extra || hand->most_extra[l] > 0;
    if (!is_small(island)) return;
    for (uint32_t k = hand->choices_from[l]; k < hand->choices_from[l + 1]; k++) set |= bit_of(island, hand->offer[k]);
    island->outside[(class << island->offers_n) + set] += hand->quantity[l];
    island->outside[(c->classes_n << island->offers_n) + set] += hand->quantity[l] + hand->most_extra[l];
}

/* From units by exactly what they accept to units that accept something outside a set. */
static void close_tables(const svod_count *c, svod_island *island)
{
    uint32_t sets = 1u << island->offers_n;
    for (uint32_t class = 1; class < c->classes_n; class ++)
        for (uint32_t set = 0; set < sets; set++)
            island->outside[class * sets + set] += island->outside[(class - 1) * sets + set];
    for (uint32_t table = 0; table <= c->classes_n; table++) {
        int64_t *v = &island->outside[table * sets];
        for (uint32_t bit = 1; bit < sets; bit <<= 1)
            for (uint32_t set = 0; set < sets; set++)
                if (set & bit) v[set] += v[set ^ bit];
        for (uint32_t set = 0, all = sets - 1; set <= all; set++) v[set] = v[all] - v[set];
    }
}

static void count_island(const svod_count *c, const svod_island *island, const int64_t *cap, int64_t limit,
                         svod_counted *ret)
{
    uint32_t sets = 1u << island->offers_n, tables = c->classes_n + (c->extra ? 1 : 0);
    int64_t units[1 << SVOD_ISLAND_OFFERS], least[SVOD_CLASSES_MAX + 1] = {0};
    for (uint32_t table = 0; table < tables; table++) least[table] = SVOD_MIN(limit, island->outside[table * sets]);
    units[0] = 0;
    for (uint32_t set = 1; set < sets; set++) {
        units[set] = units[set & (set - 1)] + cap[island->offers[__builtin_ctz(set)]];
        for (uint32_t table = 0; table < tables; table++) {
            int64_t cut = units[set] + island->outside[table * sets + set];
            least[table] = SVOD_MIN(least[table], cut);
        }
    }
    for (uint32_t class = 0; class < c->classes_n; class ++) ret->upto[class] += least[class];
    ret->taken += least[tables - 1];
}

/* ---- the pool ---- */

typedef struct sorting {
    const svod_assign *hand;
    const uint32_t *classes;
} sorting;

static int same_first(const void *left, const void *right, void *context)
{
    const sorting *s = context;
    const svod_assign *hand = s->hand;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    if (s->classes[a] != s->classes[b]) return s->classes[a] < s->classes[b] ? -1 : 1;
    uint32_t i = hand->choices_from[a], j = hand->choices_from[b];
    uint32_t n = hand->choices_from[a + 1] - i, m = hand->choices_from[b + 1] - j;
    if (n != m) return n < m ? -1 : 1;
    return memcmp(&hand->offer[i], &hand->offer[j], n * sizeof *hand->offer);
}

static void lay_pool(svod_count *c, svod_arena *arena, const svod_assign *hand, const uint32_t *classes)
{
    uint32_t *lines = svod_arena_alloc(arena, hand->people_n * sizeof *lines + 1), n = 0, choices = 0;
    sorting s = {hand, classes};
    for (uint32_t l = 0; l < hand->people_n; l++) {
        if (is_small(&c->islands[c->island_of[hand->offer[hand->choices_from[l]]]])) continue;
        lines[n++] = l;
        choices += hand->choices_from[l + 1] - hand->choices_from[l];
    }
    if (n) qsort_r(lines, n, sizeof *lines, same_first, &s);
    svod_assign_init(&c->pool, arena, n, hand->offers_n, choices);
    c->pool_class = svod_arena_alloc(arena, n * sizeof *c->pool_class + 1);
    svod_assign *pool = &c->pool;
    pool->lines_n = pool->people_n = choices = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t l = lines[i], at = pool->lines_n - 1;
        if (i == 0 || same_first(&lines[i - 1], &lines[i], &s) != 0) {
            at = pool->lines_n++;
            pool->choices_from[at] = choices;
            c->pool_class[at] = classes[l];
            for (uint32_t k = hand->choices_from[l]; k < hand->choices_from[l + 1]; k++) {
                pool->rank[choices] = 0;
                pool->offer[choices++] = hand->offer[k];
            }
        }
        pool->quantity[at] += hand->quantity[l];
        pool->most_extra[at] += hand->most_extra[l];
    }
    pool->choices_from[pool->lines_n] = choices;
    svod_assign_ready(pool);
}

static void count_pool(svod_count *c, const int64_t *cap, svod_counted *ret)
{
    svod_assign *pool = &c->pool;
    memcpy(pool->cap, cap, pool->offers_n * sizeof *cap);
    ret->taken += svod_assign_reach(pool, true);
    svod_assign_serve(pool);
    for (uint32_t l = 0; l < pool->lines_n; l++)
        for (uint32_t class = c->pool_class[l]; class < c->classes_n; class ++) ret->upto[class] += pool->got[l];
}

/* ---- all of it ---- */

void svod_count_make(svod_count *c, svod_arena *arena, const svod_assign *hand, const uint32_t *classes, uint32_t classes_n)
{
    *c = (svod_count){.classes_n = classes_n};
    find_islands(c, arena, hand);
    for (uint32_t i = 0; i < c->islands_n; i++) {
        svod_island *island = &c->islands[i];
        if (!is_small(island)) continue;
        island->outside = svod_arena_calloc(arena, (classes_n + 1u) << island->offers_n, sizeof *island->outside);
    }
    for (uint32_t l = 0; l < hand->people_n; l++) add_line(c, hand, l, classes[l]);
    for (uint32_t i = 0; i < c->islands_n; i++)
        if (is_small(&c->islands[i])) close_tables(c, &c->islands[i]);
    lay_pool(c, arena, hand, classes);
    c->island_of_line = svod_arena_alloc(arena, hand->people_n * sizeof *c->island_of_line + 1);
    for (uint32_t l = 0; l < hand->people_n; l++) c->island_of_line[l] = c->island_of[hand->offer[hand->choices_from[l]]];
}

void svod_count_units(svod_count *c, const int64_t *cap, const int64_t *limit, svod_counted *ret)
{
    *ret = (svod_counted){0};
    for (uint32_t i = 0; i < c->islands_n; i++)
        if (is_small(&c->islands[i])) count_island(c, &c->islands[i], cap, limit ? limit[i] : INT64_MAX, ret);
    if (c->pool.lines_n) count_pool(c, cap, ret);
}
