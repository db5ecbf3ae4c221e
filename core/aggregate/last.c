/* The plan before, as far as it can still be had. A part of the purchase that can be bought as it was is tried that way
 * first; what is found later takes its place only when it is better under the rules. */
#include "aggregate/last.h"

#include "base/arena.h"
#include "base/attrs.h"

#include <string.h>

static void index_last(svod_solve *s, const svod_last *last, size_t n)
{
    uint32_t lines = s->demand->lines_n;
    s->last = last;
    s->last_n = n;
    s->last_from = svod_arena_calloc(s->arena, lines + 1u, sizeof *s->last_from);
    s->last_bought = svod_arena_calloc(s->arena, s->demand->offers_n + 1u, sizeof *s->last_bought);
    for (size_t i = 0; i < n; i++) {
        s->last_bought[last[i].offer] += last[i].units;
        if (last[i].line != SVOD_NO_LINE) s->last_from[last[i].line + 1]++;
    }
    for (uint32_t l = 0; l < lines; l++) s->last_from[l + 1] += s->last_from[l];
}

void svod_last_set(svod_solve *s, const svod_last *last, size_t n)
{
    if (n) index_last(s, last, n);
}

/* ---- pieces ---- */

/* Takes up to `units` of what is left of a line's part, of one offer or of any. */
static void take(svod_last *part, size_t n, uint32_t piece, uint32_t offer, uint32_t units, bool extra, svod_last **to)
{
    for (size_t i = 0; i < n && units > 0; i++) {
        uint32_t taken = SVOD_MIN(units, part[i].units);
        if (taken == 0 || (offer != SVOD_NO_OFFER && part[i].offer != offer)) continue;
        part[i].units -= taken;
        units -= taken;
        *(*to)++ = (svod_last){piece, part[i].offer, taken, extra};
    }
}

void svod_last_of_pieces(const svod_solve *s, const svod_pieces *pieces, svod_solve *of_pieces)
{
    if (!s->last) return;
    const svod_demand *d = &pieces->demand;
    size_t all = s->last_from[s->demand->lines_n], left = s->last_n - all, units = 0;
    for (size_t i = 0; i < all; i++) units += s->last[i].units;
    svod_last *rest = svod_arena_alloc(s->arena, all * sizeof *rest + 1);
    svod_last *own = svod_arena_alloc(s->arena, (units + left) * sizeof *own + 1), *to = own;
    if (all) memcpy(rest, s->last, all * sizeof *rest);
    for (uint32_t i = 0; i < d->lines_n; i++) {
        uint32_t line = pieces->line[i], from = s->last_from[line];
        size_t n = s->last_from[line + 1] - from;
        uint32_t offer = pieces->pin[i] != UINT32_MAX ? d->lines[i].choices[0].offer : SVOD_NO_OFFER;
        take(rest + from, n, i, offer, d->lines[i].quantity, false, &to);
        take(rest + from, n, i, SVOD_NO_OFFER, d->lines[i].extra, true, &to);
    }
    memcpy(to, s->last + all, left * sizeof *to);
    index_last(of_pieces, own, (size_t)(to - own) + left);
}

int64_t svod_last_units(const svod_solve *s, uint32_t line, uint32_t offer)
{
    int64_t units = 0;
    for (uint32_t i = s->last_from[line]; i < s->last_from[line + 1]; i++)
        if (s->last[i].offer == offer && !s->last[i].extra) units += s->last[i].units;
    return units;
}

/* ---- lots ---- */

typedef struct counter {
    const svod_solve *s;
    const svod_atom *a;
    int64_t *rest;  /* per offer of the atom: units that no lot counted so far accounts for */
    uint32_t *open; /* per offer: lots not counted yet that have it */
    bool *counted;  /* per lot */
    uint32_t *counts;
    uint32_t tries;
} counter;

static const svod_lot *lot_of(const counter *c, uint32_t k)
{
    return &c->s->lots->v[c->a->lots[k]];
}

/* Counts `n` of a lot. False: the units do not come to that. */
static bool count_lot(counter *c, uint32_t k, int64_t n)
{
    const svod_lot *lot = lot_of(c, k);
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t o = c->s->local[lot->cells[j].offer];
        c->rest[o] -= n * (int64_t)lot->cells[j].count;
        c->open[o]--;
        if (c->rest[o] < 0 || (c->open[o] == 0 && c->rest[o] > 0)) return false;
    }
    c->counts[k] = (uint32_t)n;
    c->counted[k] = true;
    return true;
}

/* The most of a lot that the units allow; *ret_only: there can be no fewer, for it alone has some offer. */
static int64_t most_of(const counter *c, uint32_t k, bool *ret_only)
{
    const svod_lot *lot = lot_of(c, k);
    int64_t most = INT64_MAX;
    *ret_only = false;
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t o = c->s->local[lot->cells[j].offer];
        most = SVOD_MIN(most, c->rest[o] / (int64_t)lot->cells[j].count);
        *ret_only = *ret_only || c->open[o] == 1;
    }
    return most;
}

static bool count_lots(counter *c);

/* Tries the numbers of a lot that does not follow from the others, many first. */
static bool try_counts(counter *c, uint32_t k, int64_t most)
{
    enum { TRIES = 2000 };
    size_t rest = c->a->offers_n * sizeof *c->rest, open = c->a->offers_n * sizeof *c->open, counted = c->a->lots_n;
    counter before = *c;
    before.rest = svod_arena_alloc(c->s->arena, rest + 1);
    before.open = svod_arena_alloc(c->s->arena, open + 1);
    before.counted = svod_arena_alloc(c->s->arena, counted + 1);
    memcpy(before.rest, c->rest, rest);
    memcpy(before.open, c->open, open);
    memcpy(before.counted, c->counted, counted);
    for (int64_t n = most; n >= 0 && c->tries < TRIES; n--) {
        c->tries++;
        if (count_lot(c, k, n) && count_lots(c)) return true;
        memcpy(c->rest, before.rest, rest);
        memcpy(c->open, before.open, open);
        memcpy(c->counted, before.counted, counted);
    }
    return false;
}

static bool count_lots(counter *c)
{
    uint32_t next;
    for (bool progress = true; progress;) {
        progress = false;
        next = UINT32_MAX;
        for (uint32_t k = 0; k < c->a->lots_n; k++) {
            bool only;
            if (c->counted[k]) continue;
            int64_t most = most_of(c, k, &only);
            if (only && !count_lot(c, k, most)) return false;
            if (!only && next == UINT32_MAX) next = k;
            progress = progress || only;
        }
    }
    bool only;
    return next == UINT32_MAX || try_counts(c, next, most_of(c, next, &only));
}

static bool minimums_hold(const svod_solve *s, const svod_atom *a)
{
    for (uint32_t i = 0; i < a->minimums_n; i++) {
        const svod_minimum *m = &s->lots->minimums[a->minimums[i]];
        int64_t sum = 0;
        for (uint32_t j = 0; j < m->offers_n; j++) sum += s->last_bought[m->offers[j]];
        if (sum > 0 && sum < m->min) return false;
    }
    return true;
}

bool svod_last_counts(const svod_solve *s, const svod_atom *a, uint32_t *counts)
{
    int64_t bought = 0;
    if (!s->last) return false;
    for (uint32_t o = 0; o < a->offers_n; o++) {
        int64_t stock = s->demand->offers[a->offers[o]].stock;
        bought += s->last_bought[a->offers[o]];
        if (stock >= 0 && s->last_bought[a->offers[o]] > stock) return false;
    }
    if (bought == 0 || !minimums_hold(s, a)) return false;
    svod_arena_mark mark = svod_arena_mark_get(s->arena);
    counter c = {.s = s, .a = a, .counts = counts};
    c.rest = svod_arena_calloc(s->arena, a->offers_n + 1u, sizeof *c.rest);
    c.open = svod_arena_calloc(s->arena, a->offers_n + 1u, sizeof *c.open);
    c.counted = svod_arena_calloc(s->arena, a->lots_n + 1u, sizeof *c.counted);
    for (uint32_t o = 0; o < a->offers_n; o++) c.rest[o] = s->last_bought[a->offers[o]];
    for (uint32_t k = 0; k < a->lots_n; k++)
        for (uint32_t j = 0; j < lot_of(&c, k)->cells_n; j++) c.open[s->local[lot_of(&c, k)->cells[j].offer]]++;
    memset(counts, 0, a->lots_n * sizeof *counts);
    bool known = count_lots(&c);
    svod_arena_rewind(s->arena, mark);
    return known;
}

/* ---- who had what ---- */

static uint32_t rank_of(const svod_line *line, uint32_t offer)
{
    for (uint32_t k = 0; k < line->choices_n; k++)
        if (line->choices[k].offer == offer) return line->choices[k].rank;
    return UINT32_MAX;
}

static int handed_cmp(const void *left, const void *right)
{
    const svod_handed *a = left, *b = right;
    if (a->extra != b->extra) return a->extra ? 1 : -1;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

/* Adds what a line had to a way. False: it takes that no more. */
static bool hand(const svod_solve *s, uint32_t number, svod_option *way, svod_handed *to, int64_t *ret_units)
{
    const svod_line *line = &s->demand->lines[number];
    int64_t units = 0, extra = 0;
    uint32_t n = 0;
    for (uint32_t i = s->last_from[number]; i < s->last_from[number + 1]; i++) {
        const svod_last *l = &s->last[i];
        svod_handed one = {number, l->offer, rank_of(line, l->offer), l->units, l->extra};
        if (one.rank == UINT32_MAX) return false;
        *(l->extra ? &extra : &units) += l->units;
        to[n++] = one;
    }
    if (n) qsort(to, n, sizeof *to, handed_cmp);
    way->handed_n += n;
    way->gain[line->serve_class] += units;
    way->extra += extra;
    *ret_units = units;
    if (units > line->quantity || extra > line->extra || (extra && units < line->quantity)) return false;
    return !line->whole || units == 0 || units == line->quantity;
}

/* Lines that go together must all be full or all be empty; `units` by line of the atom. */
static bool together_holds(const svod_solve *s, const svod_atom *a, const int64_t *units)
{
    svod_arena_mark mark = svod_arena_mark_get(s->arena);
    uint8_t *seen = svod_arena_calloc(s->arena, s->demand->together_n + 1u, 1);
    bool holds = true;
    for (uint32_t i = 0; i < a->lines_n && holds; i++) {
        const svod_line *line = &s->demand->lines[a->lines[i]];
        if (line->together == UINT32_MAX) continue;
        seen[line->together] |= units[i] == line->quantity ? 1 : units[i] == 0 ? 2 : 3;
        holds = seen[line->together] != 3;
    }
    svod_arena_rewind(s->arena, mark);
    return holds;
}

static bool leave(const svod_solve *s, const svod_atom *a, svod_option *way)
{
    const uint32_t *item = s->demand->folded.item;
    svod_arena_mark mark = svod_arena_mark_get(s->arena);
    int64_t *left = svod_arena_calloc(s->arena, a->offers_n + 1u, sizeof *left);
    bool holds = true;
    for (uint32_t o = 0; o < a->offers_n; o++) left[o] = s->last_bought[a->offers[o]];
    for (uint32_t i = 0; i < way->handed_n; i++) left[s->local[way->handed[i].offer]] -= way->handed[i].units;
    for (uint32_t o = 0; o < a->offers_n; o++) {
        int64_t price = s->demand->offers[a->offers[o]].price, of_item = 0;
        holds = holds && left[o] >= 0;
        if (left[o] <= 0) continue;
        way->left += left[o];
        way->cost = svod_saturating_add(way->cost, svod_saturating_mul(price, left[o]));
        for (uint32_t x = 0; x < a->offers_n; x++)
            if (item[a->offers[x]] == item[a->offers[o]]) of_item += left[x];
        holds = holds && of_item <= s->left_per_item;
    }
    svod_arena_rewind(s->arena, mark);
    return holds && way->left <= s->left_units && (way->cost <= s->left_cost || s->left_cost == SVOD_NO_LIMIT);
}

void svod_last_keep(svod_solve *s, svod_atom *a)
{
    if (!s->last) return;
    svod_option way = {.counts = svod_arena_alloc(s->arena, a->lots_n * sizeof *way.counts + 1)};
    if (!svod_last_counts(s, a, way.counts)) return;
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->lines_n; i++) n += s->last_from[a->lines[i] + 1] - s->last_from[a->lines[i]];
    svod_handed *handed = svod_arena_alloc(s->arena, n * sizeof *handed + 1);
    int64_t *units = svod_arena_alloc(s->arena, a->lines_n * sizeof *units + 1);
    way.handed = handed;
    for (uint32_t i = 0; i < a->lines_n; i++)
        if (!hand(s, a->lines[i], &way, handed + way.handed_n, &units[i])) return;
    if (together_holds(s, a, units) && leave(s, a, &way)) svod_option_keep(s, a, &way);
}
