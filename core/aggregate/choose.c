/* One way out of each of many groups within limits. See choose.h. */
#include "aggregate/choose.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <string.h>

#define MOST_SUMS 1500000 /* in all tables; more would not fit memory */
#define NARROW 400        /* sums of a table that is cut */
#define LATE 64           /* the same when time is out */

/* ---- prices ---- */

static svod_worth net_of(const svod_choose *c, const svod_way *way)
{
    svod_worth net = way->worth * c->scale;
    for (uint32_t d = 0; d < c->limits_n; d++) net -= c->price[d] * way->use[d];
    return net;
}

/* A group's best way at the prices. */
static const svod_way *best_way(const svod_choose *c, const svod_group *g, svod_worth *ret_net)
{
    const svod_way *best = g->ways;
    *ret_net = net_of(c, best);
    for (uint32_t i = 1; i < g->n; i++) {
        svod_worth net = net_of(c, &g->ways[i]);
        if (net <= *ret_net) continue;
        best = &g->ways[i];
        *ret_net = net;
    }
    return best;
}

/* What the search for prices has seen. */
typedef struct seeker {
    svod_choose *c;
    svod_worth least; /* what any choice is worth at least, in 1/scale */
    svod_worth bound, price[SVOD_LIMITS_MAX];
    svod_worth most[SVOD_LIMITS_MAX], hint[SVOD_LIMITS_MAX];
    int precision; /* bits of a price that are found */
    /* Groups that are looked at; the others take the ways they took before. */
    uint32_t *active, active_n;
    svod_worth settled, settled_rest[SVOD_LIMITS_MAX];
} seeker;

/* What each limit leaves unused when every group takes its best way at the prices: the slopes of the bound. */
static void respond(seeker *k, svod_worth *ret_rest)
{
    svod_choose *c = k->c;
    svod_worth bound = k->settled;
    for (uint32_t d = 0; d < c->limits_n; d++) {
        ret_rest[d] = k->settled_rest[d];
        bound += c->price[d] * ret_rest[d];
    }
    for (uint32_t i = 0; i < k->active_n; i++) {
        svod_worth net;
        const svod_way *way = best_way(c, &c->groups[k->active[i]], &net);
        bound += net;
        for (uint32_t d = 0; d < c->limits_n; d++) ret_rest[d] -= way->use[d];
    }
    if (bound < k->least && k->active_n == c->groups_n) c->hopeless = true;
    if (bound >= k->bound) return;
    k->bound = bound;
    memcpy(k->price, c->price, sizeof k->price);
}

static void settle(seeker *k, uint32_t d, svod_worth *ret_rest);

static bool holds_at(seeker *k, uint32_t d, svod_worth price, svod_worth *ret_rest)
{
    k->c->price[d] = price;
    settle(k, d + 1, ret_rest);
    return ret_rest[d] >= 0 || k->c->hopeless;
}

/* Steps of the hint's size outwards until the right price lies between *low and *high. */
static bool bracket(seeker *k, uint32_t d, svod_worth *low, svod_worth *high, svod_worth *low_rest, svod_worth *high_rest)
{
    svod_worth at = k->hint[d], rest[SVOD_LIMITS_MAX];
    if (holds_at(k, d, at, high_rest)) {
        *high = at;
        for (svod_worth step = SVOD_MAX(at >> 10, 1); at - step > *low; step *= 4) {
            if (!holds_at(k, d, at - step, rest)) {
                *low = at - step;
                memcpy(low_rest, rest, sizeof rest);
                break;
            }
            *high = at - step;
            memcpy(high_rest, rest, sizeof rest);
        }
        return true;
    }
    for (svod_worth step = SVOD_MAX(at >> 10, 1); at < k->most[d]; step *= 4) {
        *low = at;
        memcpy(low_rest, high_rest, sizeof rest);
        at = SVOD_MIN(at + step, k->most[d]);
        *high = at;
        if (holds_at(k, d, at, high_rest)) return true;
    }
    return false;
}

/* Finds price d and those after it, the ones before as they stand, by halving: the bound is convex. Where it has a kink the
 * slopes along the prices before are a mixture of those on either side. */
static void settle(seeker *k, uint32_t d, svod_worth *ret_rest)
{
    svod_choose *c = k->c;
    svod_worth low = 0, high = 0, low_rest[SVOD_LIMITS_MAX], rest[SVOD_LIMITS_MAX];
    if (d == c->limits_n) {
        respond(k, ret_rest);
        return;
    }
    if (holds_at(k, d, 0, low_rest)) {
        memcpy(ret_rest, low_rest, sizeof rest);
        return;
    }
    if (!bracket(k, d, &low, &high, low_rest, ret_rest)) return;
    while (high - low > SVOD_MAX(high >> k->precision, 1) && !c->hopeless) {
        svod_worth middle = low + (high - low) / 2;
        bool holds = holds_at(k, d, middle, rest);
        *(holds ? &high : &low) = middle;
        memcpy(holds ? ret_rest : low_rest, rest, sizeof rest);
    }
    k->hint[d] = high;
    c->price[d] = high;
    svod_worth over = -low_rest[d], under = ret_rest[d];
    if (over + under <= 0) return;
    for (uint32_t i = 0; i < d; i++) ret_rest[i] = (low_rest[i] * under + ret_rest[i] * over) / (over + under);
}

static int bits_of(svod_worth x)
{
    int bits = 0;
    for (; x > 0; x >>= 1) bits++;
    return bits;
}

/* The most that ways of one group use of limit d, either way. */
static svod_worth reach_of(const svod_choose *c, uint32_t d, svod_worth *ret_typical)
{
    svod_worth sum = c->limit[d] < 0 ? -(svod_worth)c->limit[d] : c->limit[d], n = 1;
    for (uint32_t i = 0; i < c->groups_n; i++) {
        int64_t most = 0;
        for (uint32_t w = 0; w < c->groups[i].n; w++) {
            int64_t use = c->groups[i].ways[w].use[d];
            most = SVOD_MAX(most, use < 0 ? -use : use);
        }
        sum += most;
        n += most > 0;
    }
    *ret_typical = SVOD_MAX(sum / n, 1);
    return sum;
}

static void set_scale(seeker *k)
{
    svod_choose *c = k->c;
    svod_worth spread = 1, widest = 1;
    for (uint32_t i = 0; i < c->groups_n; i++) {
        const svod_group *g = &c->groups[i];
        svod_worth least = g->ways[0].worth, most = least;
        for (uint32_t w = 1; w < g->n; w++) {
            least = SVOD_MIN(least, g->ways[w].worth);
            most = SVOD_MAX(most, g->ways[w].worth);
        }
        spread += most - least;
        widest = SVOD_MAX(widest, most - least);
        k->least += least;
    }
    c->scale = (svod_worth)1 << SVOD_MAX(0, SVOD_MIN(32, 100 - bits_of(spread)));
    k->least *= c->scale;
    for (uint32_t d = 0; d < c->limits_n; d++) {
        svod_worth typical, reach = reach_of(c, d, &typical);
        k->most[d] = (svod_worth)1 << SVOD_MIN(122 - bits_of(reach) - bits_of(c->limits_n), 100);
        k->most[d] = SVOD_MIN(k->most[d], spread * c->scale);
        k->hint[d] = SVOD_MIN(SVOD_MAX(widest * c->scale / typical, 1), k->most[d]);
    }
}

/* Seeks prices for the groups that are active; keeps them if the bound of all groups is lower than before. */
static void seek(seeker *k, int precision)
{
    svod_choose *c = k->c;
    svod_worth rest[SVOD_LIMITS_MAX], before[SVOD_LIMITS_MAX], bound = c->bound;
    memcpy(before, c->price, sizeof before);
    k->precision = precision;
    k->bound = ~((svod_worth)1 << 127);
    settle(k, 0, rest);
    memcpy(c->price, k->price, sizeof c->price);
    svod_choose_measure(c);
    if (c->bound < k->least) c->hopeless = true;
    if (c->bound <= bound) return;
    memcpy(c->price, before, sizeof before);
    svod_choose_measure(c);
}

/* What a group loses at least by another way than its best. */
static svod_worth second_loss(const svod_group *g)
{
    svod_worth least = -1;
    bool best = false;
    for (uint32_t w = 0; w < g->n; w++) {
        if (g->ways[w].loss == 0 && !best) {
            best = true;
            continue;
        }
        if (least < 0 || g->ways[w].loss < least) least = g->ways[w].loss;
    }
    return least;
}

typedef struct hesitant {
    svod_worth loss;
    uint32_t group;
} hesitant;

static int hesitant_cmp(const void *left, const void *right)
{
    const hesitant *a = left, *b = right;
    if (a->loss != b->loss) return a->loss < b->loss ? -1 : 1;
    return a->group < b->group ? -1 : a->group > b->group;
}

/* Leaves the groups active for which prices a little different would decide otherwise. */
static void settle_groups(seeker *k, uint32_t most)
{
    svod_choose *c = k->c;
    hesitant *v = svod_alloc(c->groups_n * sizeof *v + 1);
    uint32_t n = 0;
    k->settled = 0;
    for (uint32_t d = 0; d < c->limits_n; d++) k->settled_rest[d] = c->limit[d];
    for (uint32_t i = 0; i < c->groups_n; i++)
        if (c->groups[i].n > 1) v[n++] = (hesitant){second_loss(&c->groups[i]), i};
    if (n) qsort(v, n, sizeof *v, hesitant_cmp);
    k->active_n = SVOD_MIN(n, most);
    bool *active = svod_calloc(c->groups_n + 1u, sizeof *active);
    for (uint32_t i = 0; i < k->active_n; i++) {
        k->active[i] = v[i].group;
        active[v[i].group] = true;
    }
    for (uint32_t i = 0; i < c->groups_n; i++) {
        svod_worth net;
        if (active[i]) continue;
        const svod_way *way = best_way(c, &c->groups[i], &net);
        k->settled += way->worth * c->scale;
        for (uint32_t d = 0; d < c->limits_n; d++) k->settled_rest[d] -= way->use[d];
    }
    svod_free(active);
    svod_free(v);
}

void svod_choose_price(svod_choose *c)
{
    enum { MANY = 3000, FEW = 1500, COARSE = 4 };
    seeker k = {.c = c, .active_n = c->groups_n};
    set_scale(&k);
    c->hopeless = false;
    memset(c->price, 0, sizeof c->price);
    svod_choose_measure(c);
    k.active = svod_alloc((c->groups_n + 1u) * sizeof *k.active);
    for (uint32_t i = 0; i < c->groups_n; i++) k.active[i] = i;
    for (uint32_t d = 0; d < c->limits_n; d++) k.settled_rest[d] = c->limit[d];
    int fine = c->limits_n == 1 ? 24 : c->limits_n == 2 ? 20 : 12;
    seek(&k, c->groups_n > MANY ? COARSE : fine);
    for (int round = 0; round < 2 && c->groups_n > MANY && !c->hopeless; round++) {
        settle_groups(&k, FEW);
        seek(&k, fine);
    }
    svod_free(k.active);
}

void svod_choose_measure(svod_choose *c)
{
    c->bound = 0;
    for (uint32_t d = 0; d < c->limits_n; d++) c->bound += c->price[d] * c->limit[d];
    for (uint32_t i = 0; i < c->groups_n; i++) {
        svod_group *g = &c->groups[i];
        best_way(c, g, &g->best);
        for (uint32_t w = 0; w < g->n; w++) g->ways[w].loss = g->best - net_of(c, &g->ways[w]);
        c->bound += g->best;
    }
}

svod_worth svod_choose_most(const svod_choose *c)
{
    svod_worth most = c->bound / c->scale;
    return most * c->scale > c->bound ? most - 1 : most;
}

/* ---- sums ---- */

bool svod_sum_add(const svod_choose *c, const svod_sum *x, uint32_t group, const svod_way *way, const int64_t *others,
                  svod_sum *ret)
{
    svod_worth loss = x->loss + way->loss;
    if (loss > c->slack) return false;
    for (uint32_t d = 0; d < c->limits_n; d++) {
        int64_t use = svod_saturating_add(x->use[d], way->use[d]);
        bool known = others || !c->need[d];
        if (known && svod_saturating_add(use, others ? others[d] : 0) > c->limit[d]) return false;
        ret->use[d] = use;
    }
    ret->worth = x->worth + way->worth;
    ret->loss = loss;
    ret->group = group;
    ret->way = way;
    ret->rest = x;
    return true;
}

typedef struct steps {
    int64_t use[2];
} steps;

/* Which limits tell the sums apart. */
static uint32_t telling(const svod_choose *c, const svod_sums *all, uint32_t *ret)
{
    uint32_t n = 0;
    for (uint32_t d = 0; d < c->limits_n; d++) {
        bool differ = false;
        for (size_t i = 1; i < all->n && !differ; i++) differ = all->v[i].use[d] != all->v[0].use[d];
        if (differ) ret[n++] = d;
    }
    return n;
}

static int sum_cmp(const void *left, const void *right, void *context)
{
    const svod_sum *x = left, *y = right;
    const svod_choose *c = context;
    if (x->worth != y->worth) return x->worth > y->worth ? -1 : 1;
    for (uint32_t d = 0; d < c->limits_n; d++)
        if (x->use[d] != y->use[d]) return x->use[d] < y->use[d] ? -1 : 1;
    return 0;
}

/* Two limits: what is kept stands as steps, less of one and more of the other; true when (a, b) is on or above them. */
static bool over_steps(steps *kept, size_t *n, int64_t a, int64_t b)
{
    size_t low = 0, high = *n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (kept[middle].use[0] <= a)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && kept[low - 1].use[1] <= b) return true;
    size_t from = low > 0 && kept[low - 1].use[0] == a ? low - 1 : low, to = from;
    while (to < *n && kept[to].use[1] >= b) to++;
    memmove(&kept[from + 1], &kept[to], (*n - to) * sizeof *kept);
    *n = *n - (to - from) + 1;
    kept[from] = (steps){{a, b}};
    return false;
}

static bool needless(const svod_sum *kept, size_t n, const svod_sum *y, const uint32_t *by, uint32_t by_n)
{
    for (size_t i = 0; i < n; i++) {
        bool less = true;
        for (uint32_t k = 0; k < by_n && less; k++) less = kept[i].use[by[k]] <= y->use[by[k]];
        if (less) return true;
    }
    return false;
}

/* The sum that uses least, of the first limit first. */
static const svod_sum *most_modest(const svod_choose *c, const svod_sum *v, size_t n)
{
    const svod_sum *least = v;
    for (size_t i = 1; i < n; i++) {
        uint32_t d = 0;
        while (d < c->limits_n && v[i].use[d] == least->use[d]) d++;
        if (d < c->limits_n && v[i].use[d] < least->use[d]) least = &v[i];
    }
    return least;
}

/* When time is out, those not looked at yet are dropped; they are worth less than those before. The most modest one stays,
 * or what uses nothing, and goes with everything, would be lost. */
void svod_sums_keep(const svod_choose *c, svod_sums *all)
{
    uint32_t by[SVOD_LIMITS_MAX], by_n;
    size_t kept = 0, steps_n = 0;
    if (all->n < 2) return;
    qsort_r(all->v, all->n, sizeof *all->v, sum_cmp, (void *)(uintptr_t)c);
    by_n = telling(c, all, by);
    steps *stair = by_n == 2 ? svod_alloc((all->n + 1) * sizeof *stair) : NULL;
    for (size_t i = 0; i < all->n; i++) {
        const svod_sum *y = &all->v[i];
        if (by_n == 2   ? over_steps(stair, &steps_n, y->use[by[0]], y->use[by[1]])
            : by_n == 1 ? kept && all->v[kept - 1].use[by[0]] <= y->use[by[0]]
                        : needless(all->v, kept, y, by, by_n))
            continue;
        all->v[kept++] = *y;
        if ((i & 255) != 0 || !svod_solve_late(c->s)) continue;
        if (i + 1 < all->n) all->v[kept++] = *most_modest(c, y + 1, all->n - i - 1);
        break;
    }
    all->n = kept;
    svod_free(stair);
}

/* ---- tables ---- */

static bool alive(const svod_choose *c, const svod_way *way)
{
    return way->loss <= c->slack;
}

static void find_stages(svod_choose *c)
{
    c->stages_n = 0;
    c->fixed = (svod_sum){.group = UINT32_MAX};
    for (uint32_t i = 0; i < c->groups_n; i++) {
        const svod_group *g = &c->groups[i];
        const svod_way *only = NULL;
        uint32_t n = 0;
        for (uint32_t w = 0; w < g->n; w++) {
            if (!alive(c, &g->ways[w])) continue;
            if (!only || only->loss > 0) only = &g->ways[w];
            n++;
        }
        c->stage_of[i] = UINT32_MAX;
        c->chosen[i] = only;
        if (n > 1) {
            c->stage_of[i] = c->stages_n;
            c->stages[c->stages_n++] = i;
            continue;
        }
        c->fixed.worth += only->worth;
        c->fixed.loss += only->loss;
        for (uint32_t d = 0; d < c->limits_n; d++) c->fixed.use[d] = svod_saturating_add(c->fixed.use[d], only->use[d]);
    }
}

/* What the groups before a stage use at least and at most. */
typedef struct span {
    int64_t least[SVOD_LIMITS_MAX], most[SVOD_LIMITS_MAX];
} span;

static span *find_spans(const svod_choose *c)
{
    span *v = svod_alloc((c->stages_n + 1) * sizeof *v);
    memcpy(v[0].least, c->fixed.use, sizeof v[0].least);
    memcpy(v[0].most, c->fixed.use, sizeof v[0].most);
    if (c->exchange) memset(v[0].most, 0, sizeof v[0].most);
    for (uint32_t i = 0; i < c->groups_n && c->exchange; i++)
        for (uint32_t d = 0; d < c->limits_n && c->stage_of[i] == UINT32_MAX; d++)
            v[0].most[d] = svod_saturating_add(v[0].most[d], c->groups[i].most[d]);
    for (uint32_t i = 0; i < c->stages_n; i++) {
        const svod_group *g = &c->groups[c->stages[i]];
        for (uint32_t d = 0; d < c->limits_n; d++) {
            int64_t least = INT64_MAX, most = c->exchange ? g->most[d] : INT64_MIN;
            for (uint32_t w = 0; w < g->n; w++) {
                if (!alive(c, &g->ways[w])) continue;
                least = SVOD_MIN(least, g->ways[w].use[d]);
                most = SVOD_MAX(most, g->ways[w].use[d]);
            }
            v[i + 1].least[d] = svod_saturating_add(v[i].least[d], least);
            v[i + 1].most[d] = svod_saturating_add(v[i].most[d], most);
        }
    }
    return v;
}

/* What no group before can use up any more of a limit is as good as used: that makes more sums equal, and is lost. False:
 * too much is. */
static bool settle_use(const svod_choose *c, const span *before, svod_sum *x)
{
    for (uint32_t d = 0; d < c->limits_n; d++) {
        if (before->most[d] == INT64_MAX) continue;
        int64_t spare = c->limit[d] - before->most[d] - x->use[d];
        if (spare <= 0) continue;
        x->use[d] += spare;
        x->loss += c->price[d] * spare;
    }
    return x->loss <= c->slack;
}

static int loss_cmp(const void *left, const void *right)
{
    const svod_sum *x = left, *y = right;
    return x->loss < y->loss ? -1 : x->loss > y->loss;
}

/* Keeps the sums that lose least, and some of all the others. */
static void narrow(svod_sums *all, size_t widest, bool *cut)
{
    if (all->n <= widest) return;
    qsort(all->v, all->n, sizeof *all->v, loss_cmp);
    size_t half = widest / 2, rest = all->n - half;
    for (size_t i = 0; i < half; i++) all->v[half + i] = all->v[half + i * rest / half];
    all->n = 2 * half;
    *cut = true;
}

static void make_table(svod_choose *c, uint32_t stage, const span *before)
{
    const svod_group *g = &c->groups[c->stages[stage]];
    const svod_sums *rest = &c->tables[stage + 1];
    svod_sums *ret = &c->tables[stage];
    for (size_t i = 0; i < rest->n; i++) {
        if (i && (i & 63) == 0 && svod_solve_late(c->s)) break;
        for (uint32_t w = 0; w < g->n; w++) {
            svod_sum x;
            if (svod_sum_add(c, &rest->v[i], c->stages[stage], &g->ways[w], before->least, &x) && settle_use(c, before, &x))
                SVOD_VEC_PUSH(ret, x);
        }
    }
    svod_sums_keep(c, ret);
    bool late = svod_solve_late(c->s);
    narrow(ret, late ? LATE : c->widest, &c->cut);
    c->cut = c->cut || late;
}

static void free_tables(svod_choose *c)
{
    for (uint32_t i = 0; c->tables && i <= c->stages_n; i++) SVOD_VEC_RELEASE(&c->tables[i]);
    svod_free(c->tables);
    c->tables = NULL;
}

void svod_choose_tables(svod_choose *c, svod_worth floor)
{
    free_tables(c);
    c->slack = c->bound - floor * c->scale;
    c->cut = false;
    find_stages(c);
    c->tables = svod_calloc(c->stages_n + 1u, sizeof *c->tables);
    svod_sum empty = {.group = UINT32_MAX, .loss = c->fixed.loss};
    SVOD_VEC_PUSH(&c->tables[c->stages_n], empty);
    span *before = find_spans(c);
    if (c->stages_n == 0)
        for (uint32_t d = 0; d < c->limits_n; d++)
            if (c->fixed.use[d] > c->limit[d]) c->tables[0].n = 0;
    size_t total = 0;
    for (uint32_t i = c->stages_n; i-- > 0;) {
        make_table(c, i, &before[i]);
        total += c->tables[i].n;
        if (total > MOST_SUMS) c->widest = SVOD_MIN(c->widest, NARROW);
    }
    svod_free(before);
}

/* ---- the best ---- */

/* A way that uses no more of anything than the others of its group, or NULL. */
static const svod_way *modest_way(const svod_choose *c, const svod_group *g)
{
    const svod_way *least = g->ways;
    for (uint32_t w = 1; w < g->n; w++) {
        bool less = true, equal = true;
        for (uint32_t d = 0; d < c->limits_n; d++) {
            less = less && g->ways[w].use[d] <= least->use[d];
            equal = equal && g->ways[w].use[d] == least->use[d];
        }
        if (less && (!equal || g->ways[w].worth > least->worth)) least = &g->ways[w];
    }
    for (uint32_t w = 0; w < g->n; w++)
        for (uint32_t d = 0; d < c->limits_n; d++)
            if (g->ways[w].use[d] < least->use[d]) return NULL;
    return least;
}

typedef struct wish {
    svod_worth merit; /* how much less is lost than by the modest way */
    uint32_t group;
    const svod_way *way;
} wish;

static int wish_cmp(const void *left, const void *right)
{
    const wish *a = left, *b = right;
    if (a->merit != b->merit) return a->merit > b->merit ? -1 : 1;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    return a->way < b->way ? -1 : a->way > b->way;
}

static bool fits_instead(const svod_choose *c, const int64_t *use, const svod_way *old, const svod_way *way)
{
    for (uint32_t d = 0; d < c->limits_n; d++)
        if (use[d] - old->use[d] + way->use[d] > c->limit[d]) return false;
    return true;
}

/* A good choice: the modest ways, and then whatever else fits, the best bargains at the prices first. False: none so. */
static bool choose_greedily(svod_choose *c, const svod_way **chosen, svod_worth *ret_worth)
{
    SVOD_VEC(wish) wishes = {0};
    int64_t use[SVOD_LIMITS_MAX] = {0};
    bool good = true;
    for (uint32_t i = 0; i < c->groups_n && good; i++) {
        chosen[i] = modest_way(c, &c->groups[i]);
        good = chosen[i] != NULL;
        for (uint32_t d = 0; d < c->limits_n && good; d++) use[d] = svod_saturating_add(use[d], chosen[i]->use[d]);
        for (uint32_t w = 0; w < c->groups[i].n && good; w++) {
            const svod_way *way = &c->groups[i].ways[w];
            if (way->worth > chosen[i]->worth) SVOD_VEC_PUSH(&wishes, (wish){chosen[i]->loss - way->loss, i, way});
        }
    }
    for (uint32_t d = 0; d < c->limits_n; d++) good = good && use[d] <= c->limit[d];
    if (wishes.n) qsort(wishes.v, wishes.n, sizeof *wishes.v, wish_cmp);
    for (size_t i = 0; i < wishes.n && good; i++) {
        const wish *x = &wishes.v[i];
        if (x->way->worth <= chosen[x->group]->worth || !fits_instead(c, use, chosen[x->group], x->way)) continue;
        for (uint32_t d = 0; d < c->limits_n; d++) use[d] += x->way->use[d] - chosen[x->group]->use[d];
        chosen[x->group] = x->way;
    }
    *ret_worth = 0;
    for (uint32_t i = 0; i < c->groups_n && good; i++) *ret_worth += chosen[i]->worth;
    SVOD_VEC_RELEASE(&wishes);
    return good;
}

/* The best of the first table. False: it is empty. */
static bool take_best(svod_choose *c)
{
    const svod_sums *first = &c->tables[0];
    if (first->n == 0) return false;
    const svod_sum *best = &first->v[0];
    for (size_t i = 1; i < first->n; i++)
        if (first->v[i].worth > best->worth) best = &first->v[i];
    c->worth = c->fixed.worth + best->worth;
    for (const svod_sum *x = best; x->way; x = x->rest) c->chosen[x->group] = x->way;
    return true;
}

static svod_worth least_worth(const svod_choose *c)
{
    svod_worth sum = 0;
    for (uint32_t i = 0; i < c->groups_n; i++) {
        svod_worth least = c->groups[i].ways[0].worth;
        for (uint32_t w = 1; w < c->groups[i].n; w++) least = SVOD_MIN(least, c->groups[i].ways[w].worth);
        sum += least;
    }
    return sum;
}

/* Tables that are not cut, if half of the time left allows. */
static bool complete_tables(svod_choose *c, svod_worth floor)
{
    svod_solve *s = c->s;
    int64_t deadline = s->deadline, now = svod_solve_now();
    if (s->late) return false;
    if (deadline != INT64_MAX) s->deadline = now + (deadline - now) / 2;
    c->widest = SIZE_MAX;
    svod_choose_tables(c, floor);
    s->deadline = deadline;
    if (deadline != INT64_MAX) s->late = svod_solve_now() >= deadline;
    return !c->cut;
}

/* Looks for something worth at least `floor` in narrow tables. True: c->chosen is. */
static bool look_for(svod_choose *c, svod_worth floor)
{
    c->widest = NARROW;
    svod_choose_tables(c, floor);
    return take_best(c);
}

bool svod_choose_best(svod_choose *c)
{
    size_t n = c->groups_n;
    svod_free(c->chosen);
    svod_free(c->stages);
    svod_free(c->stage_of);
    c->chosen = svod_calloc(n + 1, sizeof(svod_way *));
    c->stages = svod_calloc(n + 1, sizeof *c->stages);
    c->stage_of = svod_calloc(n + 1, sizeof *c->stage_of);
    if (c->hopeless) return false;
    const svod_way **known = svod_calloc(n + 1, sizeof(svod_way *));
    svod_worth floor;
    bool found = choose_greedily(c, known, &floor), sure = true, done = false;
    if (!found) floor = least_worth(c);
    svod_worth most = svod_choose_most(c), gap = most - floor, last = most + 1;
    /* A floor higher than what is known is tried first: it leaves less to look at, and what is found above it is best. */
    for (int shift = found ? 6 : 12; shift >= 0 && gap >= 0 && !done; shift -= 2) {
        svod_worth try = SVOD_MAX(floor, most - (gap >> shift));
        if (try == last) continue;
        last = try;
        bool any = look_for(c, try);
        sure = sure && !c->cut;
        done = any && c->worth >= try;
        if (!any || (found && c->worth < floor)) continue;
        found = true;
        floor = c->worth;
        memcpy(known, c->chosen, n * sizeof(svod_way *));
    }
    if (found && !sure) {
        sure = complete_tables(c, floor);
        if (!sure) look_for(c, floor);
        if (take_best(c) && c->worth >= floor) {
            floor = c->worth;
            memcpy(known, c->chosen, n * sizeof(svod_way *));
        }
    }
    memcpy(c->chosen, known, n * sizeof(svod_way *));
    c->worth = floor;
    c->slack = c->bound - floor * c->scale;
    c->cut = !sure;
    svod_free(known);
    return found;
}

void svod_choose_release(svod_choose *c)
{
    if (c->stages) free_tables(c);
    svod_free(c->chosen);
    svod_free(c->stages);
    svod_free(c->stage_of);
}
