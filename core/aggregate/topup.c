/* Leftovers bought to reach the minimum of a purchase: a covering problem over the lots of the plan, by a table of all sums
 * below the best one known. */
#include "aggregate/topup.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/vec.h"

#include <string.h>

/* A lot that may be added. */
typedef struct piece {
    uint32_t lot, item;
    int64_t value, cost; /* at the prices that hold; at the catalog's, which the limit of leftovers is about */
    int64_t units, rows;
    int64_t least, most; /* how many: none, or from least to most */
} piece;

typedef struct taken {
    const struct taken *before;
    uint32_t lot;
    int64_t n;
} taken;

typedef struct sum {
    int64_t value, cost, units, rows, item_units;
    const taken *what;
} sum;

typedef SVOD_VEC(sum) sums;

typedef struct idle_minimum {
    uint32_t minimum, next;
} idle_minimum;

typedef struct filler {
    svod_solve *s;
    const svod_outcome *out;
    const svod_topup *missing;
    SVOD_VEC(piece) pieces;
    sums now, next;
    sum best;
    bool found, by_item;
    int64_t cap_units, cap_cost;
    int64_t *item_left; /* per folded item: leftovers the plan has already */
    idle_minimum *idle; /* minimums under which nothing is bought, in lists by offer */
    uint32_t *idle_of;
} filler;

/* ---- what may be added ---- */

/* A minimum under which nothing is bought yet must be reached by the lots added of this one alone. */
static int64_t least_of(const filler *f, const svod_lot *lot)
{
    int64_t least = 1;
    for (uint32_t c = 0; c < lot->cells_n; c++) {
        for (uint32_t i = f->idle_of[lot->cells[c].offer]; i != UINT32_MAX; i = f->idle[i].next) {
            const svod_minimum *m = &f->s->lots->minimums[f->idle[i].minimum];
            int64_t one = 0;
            for (uint32_t x = 0; x < lot->cells_n; x++)
                for (uint32_t j = 0; j < m->offers_n; j++)
                    if (lot->cells[x].offer == m->offers[j]) one += lot->cells[x].count;
            least = SVOD_MAX(least, (m->min + one - 1) / one);
        }
    }
    return least;
}

/* Lists the minimums under which nothing is bought by offer. */
static void find_idle(filler *f)
{
    const svod_lots *lots = f->s->lots;
    size_t n = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < lots->minimums_n; i++) n += lots->minimums[i].offers_n;
    f->idle = svod_alloc(n * sizeof *f->idle + 1);
    f->idle_of = svod_alloc(f->s->demand->offers_n * sizeof *f->idle_of + 1);
    memset(f->idle_of, 0xff, f->s->demand->offers_n * sizeof *f->idle_of);
    for (uint32_t i = 0; i < lots->minimums_n; i++) {
        const svod_minimum *m = &lots->minimums[i];
        int64_t bought = 0;
        for (uint32_t j = 0; j < m->offers_n; j++) bought += f->out->bought[m->offers[j]];
        for (uint32_t j = 0; j < m->offers_n && bought == 0; j++) {
            f->idle[at] = (idle_minimum){i, f->idle_of[m->offers[j]]};
            f->idle_of[m->offers[j]] = at++;
        }
    }
}

/* Of several lots with an offer of limited stock only the first is added. */
static int64_t most_of(const filler *f, const svod_lot *lot, bool *claimed)
{
    int64_t most = f->cap_units, units = 0;
    for (uint32_t c = 0; c < lot->cells_n; c++) {
        uint32_t o = lot->cells[c].offer;
        int64_t stock = f->s->demand->offers[o].stock;
        units += lot->cells[c].count;
        if (stock < 0) continue;
        most = claimed[o] ? 0 : SVOD_MIN(most, (stock - f->out->bought[o]) / (int64_t)lot->cells[c].count);
        claimed[o] = true;
    }
    return SVOD_MIN(most, f->cap_units / units);
}

static void find_pieces(filler *f)
{
    bool *claimed = svod_calloc(f->s->demand->offers_n + 1u, sizeof *claimed);
    for (uint32_t i = 0; i < f->s->lots->n; i++) {
        const svod_lot *lot = &f->s->lots->v[i];
        piece p = {.lot = i, .rows = lot->kind == SVOD_LOT_ROW, .item = f->s->demand->folded.item[lot->cells[0].offer]};
        for (uint32_t c = 0; c < lot->cells_n; c++) {
            uint32_t o = lot->cells[c].offer;
            int64_t count = lot->cells[c].count;
            p.units += count;
            p.value = svod_saturating_add(p.value, svod_saturating_mul(f->missing->prices[o], count));
            p.cost = svod_saturating_add(p.cost, svod_saturating_mul(f->s->demand->offers[o].price, count));
        }
        p.most = most_of(f, lot, claimed);
        if (p.cost > 0) p.most = SVOD_MIN(p.most, f->cap_cost / p.cost);
        if (f->by_item) p.most = SVOD_MIN(p.most, (f->s->left_per_item - f->item_left[p.item]) / p.units);
        p.least = p.most > 0 ? least_of(f, lot) : 1;
        if (p.most >= p.least) SVOD_VEC_PUSH(&f->pieces, p);
    }
    svod_free(claimed);
}

static int piece_cmp(const void *left, const void *right)
{
    const piece *a = left, *b = right;
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    return a->lot < b->lot ? -1 : a->lot > b->lot;
}

/* ---- the table ---- */

static bool fills(const filler *f, const sum *x)
{
    return x->value >= f->missing->amount && x->units >= f->missing->units && x->rows >= f->missing->rows;
}

static bool cheaper(const sum *a, const sum *b)
{
    return a->value != b->value ? a->value < b->value : a->units < b->units;
}

static int sum_cmp(const void *left, const void *right)
{
    const sum *a = left, *b = right;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    if (a->units != b->units) return a->units < b->units ? -1 : 1;
    if (a->rows != b->rows) return a->rows < b->rows ? -1 : 1;
    if (a->item_units != b->item_units) return a->item_units < b->item_units ? -1 : 1;
    if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
    return 0;
}

/* Equal sums: the first found, which has the first lots, stays. */
static void keep_distinct(sums *all)
{
    size_t kept = 0;
    if (all->n == 0) return;
    qsort(all->v, all->n, sizeof *all->v, sum_cmp); /* glibc's is stable for what fits memory */
    for (size_t i = 0; i < all->n; i++)
        if (i == 0 || sum_cmp(&all->v[kept - 1], &all->v[i]) != 0) all->v[kept++] = all->v[i];
    all->n = kept;
}

static void add_piece(filler *f, const piece *p)
{
    f->next.n = 0;
    for (size_t i = 0; i < f->now.n; i++) SVOD_VEC_PUSH(&f->next, f->now.v[i]);
    for (size_t i = 0; i < f->now.n && !svod_solve_late(f->s); i++) {
        for (int64_t n = p->least; n <= p->most; n++) {
            sum x = f->now.v[i];
            x.value = svod_saturating_add(x.value, svod_saturating_mul(p->value, n));
            x.cost = svod_saturating_add(x.cost, svod_saturating_mul(p->cost, n));
            x.units += p->units * n;
            x.rows = SVOD_MIN(x.rows + p->rows * n, SVOD_MAX(f->missing->rows, 0));
            x.item_units += p->units * n;
            if (x.units > f->cap_units || x.cost > f->cap_cost) break;
            if (f->by_item && x.item_units > f->s->left_per_item - f->item_left[p->item]) break;
            if (f->found && !cheaper(&x, &f->best)) break;
            taken *what = svod_arena_alloc(f->s->arena, sizeof *what);
            *what = (taken){x.what, p->lot, n};
            x.what = what;
            if (fills(f, &x)) {
                f->best = x;
                f->found = true;
                break;
            }
            SVOD_VEC_PUSH(&f->next, x);
        }
    }
    sums swap = f->now;
    f->now = f->next;
    f->next = swap;
    keep_distinct(&f->now);
}

static void fill(filler *f)
{
    SVOD_VEC_PUSH(&f->now, (sum){0});
    for (size_t i = 0; i < f->pieces.n && !f->s->late; i++) {
        if (i && f->by_item && f->pieces.v[i].item != f->pieces.v[i - 1].item)
            for (size_t k = 0; k < f->now.n; k++) f->now.v[k].item_units = 0;
        if (!f->by_item)
            for (size_t k = 0; k < f->now.n; k++) f->now.v[k].item_units = 0;
        add_piece(f, &f->pieces.v[i]);
    }
}

static void measure_left(filler *f)
{
    const svod_demand *d = f->s->demand;
    f->item_left = svod_calloc(d->folded.texts_n + 1u, sizeof *f->item_left);
    f->cap_units = f->s->left_units;
    f->cap_cost = f->s->left_cost;
    for (uint32_t o = 0; o < d->offers_n; o++) {
        int64_t left = f->out->left[o];
        if (left == 0) continue;
        f->item_left[d->folded.item[o]] += left;
        if (f->cap_units != SVOD_NO_LIMIT) f->cap_units -= left;
        if (f->cap_cost != SVOD_NO_LIMIT) f->cap_cost -= svod_saturating_mul(d->offers[o].price, left);
    }
}

/* Without a limit nothing worth having is larger than all that is missing and one lot. */
static void cap_by_need(filler *f)
{
    if (f->cap_units != SVOD_NO_LIMIT) return;
    int64_t cheapest = INT64_MAX;
    for (uint32_t i = 0; i < f->s->lots->n; i++) {
        const svod_lot *lot = &f->s->lots->v[i];
        for (uint32_t c = 0; c < lot->cells_n; c++)
            if (f->missing->prices[lot->cells[c].offer] > 0)
                cheapest = SVOD_MIN(cheapest, f->missing->prices[lot->cells[c].offer]);
    }
    int64_t by_amount = cheapest == INT64_MAX ? 0 : SVOD_MAX(f->missing->amount, 0) / cheapest + 1;
    int64_t largest = 1;
    for (uint32_t i = 0; i < f->s->lots->n; i++) {
        int64_t units = 0;
        for (uint32_t c = 0; c < f->s->lots->v[i].cells_n; c++) units += f->s->lots->v[i].cells[c].count;
        largest = SVOD_MAX(largest, units * least_of(f, &f->s->lots->v[i]));
    }
    int64_t need = SVOD_MAX(by_amount, SVOD_MAX(f->missing->units, f->missing->rows));
    f->cap_units = svod_saturating_mul(svod_saturating_add(need, 1), largest);
}

bool svod_topup_find(svod_solve *s, const svod_outcome *out, const svod_topup *missing, uint32_t *bought)
{
    filler f = {.s = s, .out = out, .missing = missing, .by_item = s->left_per_item != SVOD_NO_LIMIT};
    measure_left(&f);
    find_idle(&f);
    cap_by_need(&f);
    find_pieces(&f);
    /* An item's lots stand together, so that its units can be forgotten after them. */
    if (f.pieces.n && f.by_item) qsort(f.pieces.v, f.pieces.n, sizeof *f.pieces.v, piece_cmp);
    fill(&f);
    for (const taken *t = f.found ? f.best.what : NULL; t; t = t->before) bought[t->lot] += (uint32_t)t->n;
    svod_free(f.item_left);
    svod_free(f.idle);
    svod_free(f.idle_of);
    SVOD_VEC_RELEASE(&f.pieces);
    SVOD_VEC_RELEASE(&f.now);
    SVOD_VEC_RELEASE(&f.next);
    return f.found;
}
