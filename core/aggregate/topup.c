/* Leftovers bought to reach the minimum of a purchase. Lots that hang together, through an offer of limited stock, a minimum
 * under which nothing is bought, an item whose leftovers are limited, or an article whose price depends on its units, make a
 * bundle; each way to buy a bundle is tried, and choose.c takes one way of each. */
#include "aggregate/topup.h"

#include "aggregate/choose.h"
#include "aggregate/tiers.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/vec.h"

#include <string.h>

enum { MOST_WAYS = 200000 }; /* of one bundle; more are not tried, and the plan is not said to be proven */

/* What is added of each lot of a bundle. */
typedef struct added {
    uint32_t from, n; /* lots in filler.order */
    const uint32_t *counts;
} added;

typedef struct filler {
    svod_solve *s;
    const svod_outcome *out;
    uint32_t *parent, *order; /* per lot: its bundle; lots by bundle */
    bool by_item;
    int64_t cap_units, cap_cost;
    int64_t *item_left;  /* per folded item: leftovers */
    int64_t *more;       /* per offer: units added */
    uint32_t *counts;    /* per lot of the bundle at hand */
    int64_t *article;    /* per folded article: units bought, the added ones too; only with by_article */
    uint32_t **minimums; /* per offer: minimums over it, ended by UINT32_MAX, or NULL */
    uint32_t from, n;    /* the bundle at hand, in order */
    uint64_t tries;
    svod_choose choose;
    svod_sums ways;
} filler;

static const svod_lot *lot_at(const filler *f, uint32_t k)
{
    return &f->s->lots->v[f->order[f->from + k]];
}

/* ---- bundles ---- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* Lots that meet in the same place hang together. */
static void tie(filler *f, uint32_t *place, uint32_t lot)
{
    if (*place == UINT32_MAX) *place = lot;
    uint32_t a = root_of(f->parent, *place), b = root_of(f->parent, lot);
    f->parent[SVOD_MAX(a, b)] = SVOD_MIN(a, b);
}

/* Minimums under which nothing is bought, by offer; the others hold whatever is added. */
static void list_idle(filler *f)
{
    const svod_lots *lots = f->s->lots;
    f->minimums = svod_arena_calloc(f->s->arena, f->s->demand->offers_n + 1u, sizeof(uint32_t *));
    for (uint32_t i = 0; i < lots->minimums_n; i++) {
        const svod_minimum *m = &lots->minimums[i];
        int64_t bought = 0;
        for (uint32_t j = 0; j < m->offers_n; j++) bought += f->out->bought[m->offers[j]];
        for (uint32_t j = 0; j < m->offers_n && bought == 0; j++) {
            uint32_t o = m->offers[j], n = 0;
            while (f->minimums[o] && f->minimums[o][n] != UINT32_MAX) n++;
            uint32_t *more = svod_arena_alloc(f->s->arena, (n + 2) * sizeof *more);
            if (n) memcpy(more, f->minimums[o], n * sizeof *more);
            more[n] = i;
            more[n + 1] = UINT32_MAX;
            f->minimums[o] = more;
        }
    }
}

static void tie_lots(filler *f)
{
    const svod_demand *d = f->s->demand;
    uint32_t places = d->offers_n + 2 * d->folded.texts_n + f->s->lots->minimums_n;
    uint32_t *place = svod_alloc((places + 1u) * sizeof *place), *items = place + d->offers_n;
    uint32_t *articles = items + d->folded.texts_n, *minimums = articles + d->folded.texts_n;
    list_idle(f);
    memset(place, 0xff, places * sizeof *place);
    for (uint32_t i = 0; i < f->s->lots->n; i++) f->parent[i] = i;
    for (uint32_t i = 0; i < f->s->lots->n; i++) {
        const svod_lot *lot = &f->s->lots->v[i];
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            uint32_t o = lot->cells[j].offer;
            if (d->offers[o].stock >= 0) tie(f, &place[o], i);
            if (f->by_item) tie(f, &items[d->folded.item[o]], i);
            if (f->s->by_article) tie(f, &articles[d->folded.article[o]], i);
            for (const uint32_t *m = f->minimums[o]; m && *m != UINT32_MAX; m++) tie(f, &minimums[*m], i);
        }
    }
    svod_free(place);
}

/* ---- the ways of a bundle ---- */

/* The limits and needs, in the order of svod_way.use. What the units already bought bring is part of what is needed. */
static void set_limits(filler *f)
{
    const svod_solve *s = f->s;
    svod_choose *c = &f->choose;
    const svod_demand *d = s->demand;
    c->limit[0] = f->cap_units;
    c->limit[1] = f->cap_cost;
    c->limits_n = 2;
    for (uint32_t i = 0; i < s->needs_n; i++) {
        c->need[c->limits_n] = true;
        c->limit[c->limits_n++] = -s->needs[i].least;
    }
    for (uint32_t o = 0; o < d->offers_n; o++) {
        int64_t units = f->out->bought[o];
        for (uint32_t i = 0; i < s->needs_n && units; i++) {
            const svod_need *need = &s->needs[i];
            int64_t part = units, article = s->by_article ? f->article[d->folded.article[o]] : 0;
            if (need->of == SVOD_NEED_ROWS) continue;
            if (need->of != SVOD_NEED_UNITS)
                part = svod_saturating_mul(units, svod_tiers_price(&d->offers[o], need->level, article));
            c->limit[2 + i] += need->of == SVOD_NEED_LESS ? -part : part;
        }
    }
}

static void count_rows(filler *f, const uint32_t *bought)
{
    for (uint32_t i = 0; i < f->s->needs_n; i++)
        for (uint32_t k = 0; k < f->s->lots->n && f->s->needs[i].of == SVOD_NEED_ROWS; k++)
            if (f->s->lots->v[k].kind == SVOD_LOT_ROW) f->choose.limit[2 + i] += bought[k];
}

/* What the units added of an offer bring at the prices of a level; those bought before may cost less for them. */
static int64_t amount_of(const filler *f, uint32_t o, svod_dec level)
{
    const svod_stop_offer *offer = &f->s->demand->offers[o];
    if (!f->s->by_article || offer->tiers_n == 0) return svod_saturating_mul(f->more[o], svod_tiers_price(offer, level, 0));
    int64_t before = f->article[f->s->demand->folded.article[o]], article = before, bought = f->out->bought[o];
    for (uint32_t k = 0; k < f->n; k++) {
        const svod_lot *lot = lot_at(f, k);
        for (uint32_t j = 0; j < lot->cells_n; j++)
            if (f->s->demand->folded.article[lot->cells[j].offer] == f->s->demand->folded.article[o])
                article += (int64_t)f->counts[k] * lot->cells[j].count;
    }
    return svod_saturating_mul(bought + f->more[o], svod_tiers_price(offer, level, article)) -
           svod_saturating_mul(bought, svod_tiers_price(offer, level, before));
}

static bool in_bundle_before(const filler *f, uint32_t o, uint32_t k, uint32_t j)
{
    for (uint32_t x = 0; x <= k; x++)
        for (uint32_t y = 0; y < lot_at(f, x)->cells_n; y++)
            if ((x < k || y < j) && lot_at(f, x)->cells[y].offer == o) return true;
    return false;
}

/* What is added of an offer that the price by units makes cheaper is bought of no lot, too: all offers of the article are in
 * the bundle, those without a lot cannot have been bought. */
static void measure(const filler *f, svod_sum *ret)
{
    const svod_solve *s = f->s;
    *ret = (svod_sum){.group = UINT32_MAX};
    for (uint32_t k = 0; k < f->n; k++) {
        const svod_lot *lot = lot_at(f, k);
        for (uint32_t i = 0; i < s->needs_n; i++)
            if (s->needs[i].of == SVOD_NEED_ROWS && lot->kind == SVOD_LOT_ROW) ret->use[2 + i] -= f->counts[k];
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            uint32_t o = lot->cells[j].offer;
            if (in_bundle_before(f, o, k, j)) continue;
            ret->use[0] += f->more[o];
            ret->use[1] = svod_saturating_add(ret->use[1], svod_saturating_mul(f->more[o], s->demand->offers[o].price));
            for (uint32_t i = 0; i < s->needs_n; i++) {
                const svod_need *need = &s->needs[i];
                if (need->of == SVOD_NEED_ROWS) continue;
                int64_t part = need->of == SVOD_NEED_UNITS ? f->more[o] : amount_of(f, o, need->level);
                ret->use[2 + i] += need->of == SVOD_NEED_LESS ? part : -part;
            }
        }
    }
    ret->worth = -((svod_worth)ret->use[1] << 32) - ret->use[0];
}

/* Minimums over what is in the lot that are begun and not reached. */
static bool breaks_minimum(const filler *f, const svod_lot *lot)
{
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        for (const uint32_t *m = f->minimums[lot->cells[j].offer]; m && *m != UINT32_MAX; m++) {
            const svod_minimum *minimum = &f->s->lots->minimums[*m];
            int64_t units = 0;
            for (uint32_t x = 0; x < minimum->offers_n; x++) units += f->more[minimum->offers[x]];
            if (units > 0 && units < minimum->min) return true;
        }
    }
    return false;
}

static bool minimums_hold(const filler *f)
{
    for (uint32_t k = 0; k < f->n; k++)
        if (f->counts[k] && breaks_minimum(f, lot_at(f, k))) return false;
    return true;
}

/* All that is needed is there: one more of the lot would be of no use. */
static bool enough(const filler *f, const svod_sum *x, const svod_lot *lot)
{
    for (uint32_t i = 0; i < f->s->needs_n; i++)
        if (f->s->needs[i].of != SVOD_NEED_LESS && x->use[2 + i] > f->choose.limit[2 + i]) return false;
    return !breaks_minimum(f, lot);
}

static void keep_way(filler *f, svod_sum *x)
{
    svod_way *way = svod_arena_calloc(f->s->arena, 1, sizeof *way);
    added *what = svod_arena_alloc(f->s->arena, sizeof *what);
    uint32_t *counts = svod_arena_alloc(f->s->arena, f->n * sizeof *counts);
    memcpy(counts, f->counts, f->n * sizeof *counts);
    *what = (added){f->from, f->n, counts};
    *way = (svod_way){.worth = x->worth, .what = what};
    memcpy(way->use, x->use, sizeof way->use);
    x->way = way;
    SVOD_VEC_PUSH(&f->ways, *x);
    if (f->ways.n >= 4096 && (f->ways.n & (f->ways.n - 1)) == 0) svod_sums_keep(&f->choose, &f->ways);
}

/* One more of a lot: false when it does not fit, and then it is not there. */
static bool add_one(filler *f, uint32_t k, int sign)
{
    const svod_lot *lot = lot_at(f, k);
    const svod_demand *d = f->s->demand;
    bool fits = true;
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t o = lot->cells[j].offer;
        int64_t units = sign * (int64_t)lot->cells[j].count;
        f->more[o] += units;
        f->item_left[d->folded.item[o]] += units;
        f->cap_units -= units;
        f->cap_cost = svod_saturating_add(f->cap_cost, -units * d->offers[o].price);
        if (d->offers[o].stock >= 0 && f->out->bought[o] + f->more[o] > d->offers[o].stock) fits = false;
        if (f->by_item && f->item_left[d->folded.item[o]] > f->s->left_per_item) fits = false;
    }
    f->counts[k] += (uint32_t)sign;
    return fits && f->cap_units >= 0 && f->cap_cost >= 0;
}

static void try_lots(filler *f, uint32_t k)
{
    svod_sum x;
    if (k == f->n) {
        if (!minimums_hold(f)) return;
        measure(f, &x);
        keep_way(f, &x);
        return;
    }
    try_lots(f, k + 1);
    uint32_t n = 0;
    for (;;) {
        measure(f, &x);
        if (enough(f, &x, lot_at(f, k))) break;
        n++;
        if (f->tries++ > MOST_WAYS || (f->tries > 1000 && svod_solve_late(f->s))) {
            f->s->late = true;
            add_one(f, k, 1);
            break;
        }
        if (!add_one(f, k, 1)) break;
        try_lots(f, k + 1);
    }
    while (n-- > 0) add_one(f, k, -1);
}

static void make_ways(filler *f, svod_group *ret)
{
    f->tries = 0;
    f->ways.n = 0;
    memset(f->counts, 0, f->n * sizeof *f->counts);
    try_lots(f, 0);
    svod_sums_keep(&f->choose, &f->ways);
    ret->n = (uint32_t)f->ways.n;
    ret->ways = svod_arena_calloc(f->s->arena, f->ways.n + 1, sizeof *ret->ways);
    for (size_t i = 0; i < f->ways.n; i++) ret->ways[i] = *f->ways.v[i].way;
}

/* ---- all bundles ---- */

static void measure_left(filler *f)
{
    const svod_demand *d = f->s->demand;
    enum { PLENTY = 60 };
    f->item_left = svod_arena_calloc(f->s->arena, d->folded.texts_n + 1u, sizeof *f->item_left);
    f->article = svod_arena_calloc(f->s->arena, d->folded.texts_n + 1u, sizeof *f->article);
    f->cap_units = f->s->left_units == SVOD_NO_LIMIT ? (int64_t)1 << (PLENTY - 28) : f->s->left_units;
    f->cap_cost = f->s->left_cost == SVOD_NO_LIMIT ? (int64_t)1 << PLENTY : f->s->left_cost;
    for (uint32_t o = 0; o < d->offers_n; o++) {
        int64_t left = f->out->left[o];
        f->article[d->folded.article[o]] += f->out->bought[o];
        if (left == 0) continue;
        f->item_left[d->folded.item[o]] += left;
        if (f->s->left_units != SVOD_NO_LIMIT) f->cap_units -= left;
        if (f->s->left_cost != SVOD_NO_LIMIT) f->cap_cost -= svod_saturating_mul(d->offers[o].price, left);
    }
}

typedef struct lot_key {
    uint32_t root, lot;
} lot_key;

static int key_cmp(const void *left, const void *right)
{
    const lot_key *a = left, *b = right;
    if (a->root != b->root) return a->root < b->root ? -1 : 1;
    return a->lot < b->lot ? -1 : a->lot > b->lot;
}

static void make_bundles(filler *f)
{
    uint32_t n = f->s->lots->n;
    lot_key *keys = svod_alloc((n + 1u) * sizeof *keys);
    svod_choose *c = &f->choose;
    for (uint32_t i = 0; i < n; i++) keys[i] = (lot_key){root_of(f->parent, i), i};
    if (n) qsort(keys, n, sizeof *keys, key_cmp);
    for (uint32_t i = 0; i < n; i++) f->order[i] = keys[i].lot;
    c->groups = svod_arena_calloc(f->s->arena, n + 1u, sizeof *c->groups);
    for (uint32_t i = 0; i < n; i += f->n) {
        f->from = i;
        f->n = 1;
        while (i + f->n < n && keys[i + f->n].root == keys[i].root) f->n++;
        make_ways(f, &c->groups[c->groups_n]);
        if (c->groups[c->groups_n].n > 1) c->groups_n++;
    }
    svod_free(keys);
}

bool svod_topup_find(svod_solve *s, const svod_outcome *out, const uint32_t *bought, svod_topup *ret)
{
    filler f = {.s = s, .out = out, .by_item = s->left_per_item != SVOD_NO_LIMIT};
    uint32_t n = s->lots->n;
    f.choose.s = s;
    f.parent = svod_arena_alloc(s->arena, n * sizeof *f.parent + 1);
    f.order = svod_arena_alloc(s->arena, n * sizeof *f.order + 1);
    f.counts = svod_arena_calloc(s->arena, n + 1u, sizeof *f.counts);
    f.more = svod_arena_calloc(s->arena, s->demand->offers_n + 1u, sizeof *f.more);
    measure_left(&f);
    tie_lots(&f);
    set_limits(&f);
    count_rows(&f, bought);
    make_bundles(&f);
    svod_choose_price(&f.choose);
    bool found = svod_choose_best(&f.choose);
    if (f.choose.cut) s->late = true;
    *ret = (svod_topup){.bought = svod_arena_calloc(s->arena, n + 1u, sizeof *ret->bought)};
    for (uint32_t i = 0; i < f.choose.groups_n && found; i++) {
        const svod_way *way = f.choose.chosen[i];
        const added *what = way->what;
        for (uint32_t k = 0; k < what->n; k++) ret->bought[f.order[what->from + k]] += what->counts[k];
        ret->units += way->use[0];
        ret->cost = svod_saturating_add(ret->cost, way->use[1]);
    }
    svod_choose_release(&f.choose);
    SVOD_VEC_RELEASE(&f.ways);
    return found;
}
