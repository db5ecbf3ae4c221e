/* One independent part of a purchase: which lots hang together, and every way to buy them that may be part of the best plan.
 *
 * Lines here are fixed to one offer, so how many units of each offer are bought decides who is served: the offer's queue, in
 * order of service. What is left to choose are the numbers of lots. */
#include "aggregate/last.h"
#include "aggregate/solve.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <string.h>
#include <time.h>

int64_t svod_solve_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool svod_solve_late(svod_solve *s)
{
    if (s->late || s->deadline == INT64_MAX) return s->late;
    if ((s->steps++ & 15) != 0) return false;
    s->late = svod_solve_now() >= s->deadline;
    return s->late;
}

/* ---- which lots hang together ---- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static bool join_offers(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a == b) return false;
    /* The smaller number leads, so that atoms come in catalog order. */
    parent[SVOD_MAX(a, b)] = SVOD_MIN(a, b);
    return true;
}

/* A limit of leftovers per item joins what spans several items with all else of these items. */
static void join_items(svod_solve *s, uint32_t *parent, const bool *used)
{
    const uint32_t *item = s->demand->folded.item;
    uint32_t n = s->demand->offers_n, texts = s->demand->folded.texts_n;
    bool *several = svod_alloc(n + 1), *touched = svod_alloc(texts + 1);
    uint32_t *first = svod_alloc(texts * sizeof *first + 1);
    for (bool more = true; more;) {
        more = false;
        memset(several, 0, n);
        memset(touched, 0, texts);
        memset(first, 0xff, texts * sizeof *first);
        for (uint32_t o = 0; o < n; o++)
            if (used[o] && item[o] != item[root_of(parent, o)]) several[root_of(parent, o)] = true;
        for (uint32_t o = 0; o < n; o++)
            if (used[o] && several[root_of(parent, o)]) touched[item[o]] = true;
        for (uint32_t o = 0; o < n; o++) {
            if (!used[o] || !touched[item[o]]) continue;
            if (first[item[o]] == UINT32_MAX) first[item[o]] = o;
            more = join_offers(parent, first[item[o]], o) || more;
        }
    }
    svod_free(several);
    svod_free(touched);
    svod_free(first);
}

/* Prices by the units of an article join all that is bought of it. */
static void join_articles(const svod_solve *s, uint32_t *parent, const bool *used)
{
    const uint32_t *article = s->demand->folded.article;
    uint32_t texts = s->demand->folded.texts_n, *first = svod_alloc(texts * sizeof *first + 1);
    memset(first, 0xff, texts * sizeof *first);
    for (uint32_t o = 0; o < s->demand->offers_n; o++) {
        if (!used[o]) continue;
        if (first[article[o]] == UINT32_MAX) first[article[o]] = o;
        join_offers(parent, first[article[o]], o);
    }
    svod_free(first);
}

/* Lines hang offers together that they accept, and lines that go together. */
static void join_lines(const svod_solve *s, uint32_t *parent)
{
    uint32_t *group = svod_alloc(s->demand->together_n * sizeof *group + 1);
    for (uint32_t i = 0; i < s->demand->together_n; i++) group[i] = UINT32_MAX;
    for (uint32_t i = 0; i < s->demand->lines_n; i++) {
        const svod_line *line = &s->demand->lines[i];
        if (line->dead != SVOD_REASON_NONE || s->never[i]) continue;
        uint32_t first = UINT32_MAX;
        for (uint32_t k = 0; k < line->choices_n; k++) {
            if (!s->lotted[line->choices[k].offer]) continue;
            if (first == UINT32_MAX) first = line->choices[k].offer;
            join_offers(parent, first, line->choices[k].offer);
        }
        if (line->together == UINT32_MAX || first == UINT32_MAX) continue;
        if (group[line->together] == UINT32_MAX) group[line->together] = first;
        join_offers(parent, group[line->together], first);
    }
    svod_free(group);
}

typedef struct counts {
    uint32_t lots, offers, minimums, lines;
    bool open;
} counts;

static bool is_open(const svod_line *line)
{
    return line->choices_n > 1 || line->extra || (line->whole && line->quantity > 1) || line->together != UINT32_MAX;
}

/* The first offer of a line that can be bought at all, or UINT32_MAX. */
static uint32_t place_of(const svod_solve *s, uint32_t i)
{
    const svod_line *line = &s->demand->lines[i];
    if (line->dead != SVOD_REASON_NONE || s->never[i]) return UINT32_MAX;
    for (uint32_t k = 0; k < line->choices_n; k++)
        if (s->lotted[line->choices[k].offer]) return line->choices[k].offer;
    return UINT32_MAX;
}

static uint32_t *take(uint32_t **from, uint32_t n)
{
    uint32_t *here = *from;
    *from += n;
    return here;
}

/* Gives each root its lists; `number` becomes root → atom. */
static void lay_atoms(svod_solve *s, uint32_t *parent, const bool *used, uint32_t *number)
{
    uint32_t n = s->demand->offers_n;
    counts *sizes = svod_calloc(n + 1, sizeof *sizes);
    uint32_t offers = 0;
    for (uint32_t o = 0; o < n; o++) {
        if (!used[o]) continue;
        uint32_t root = root_of(parent, o);
        if (root == o) number[o] = s->atoms_n++;
        sizes[root].offers++;
        offers++;
    }
    for (uint32_t i = 0; i < s->lots->n; i++) sizes[root_of(parent, s->lots->v[i].cells[0].offer)].lots++;
    for (uint32_t i = 0; i < s->lots->minimums_n; i++) sizes[root_of(parent, s->lots->minimums[i].offers[0])].minimums++;
    for (uint32_t i = 0; i < s->demand->lines_n; i++) {
        uint32_t o = place_of(s, i);
        if (o == UINT32_MAX) continue;
        counts *at = &sizes[root_of(parent, o)];
        at->lines++;
        at->open = at->open || is_open(&s->demand->lines[i]);
    }
    s->atoms = svod_arena_calloc(s->arena, s->atoms_n + 1, sizeof *s->atoms);
    uint32_t *room = svod_arena_alloc(
        s->arena, ((size_t)offers + s->lots->n + s->lots->minimums_n + s->demand->lines_n) * sizeof *room + 1);
    for (uint32_t o = 0; o < n; o++) {
        if (!used[o] || parent[o] != o) continue;
        svod_atom *a = &s->atoms[number[o]];
        *a = (svod_atom){.item = s->demand->folded.item[o], .first_line = UINT32_MAX};
        a->lots = take(&room, sizes[o].lots);
        a->offers = take(&room, sizes[o].offers);
        a->minimums = take(&room, sizes[o].minimums);
        a->open = sizes[o].open;
        if (a->open) a->lines = take(&room, sizes[o].lines);
    }
    svod_free(sizes);
}

/* Single units come last: how many are bought then follows from the rest. */
static void fill_atoms(svod_solve *s, uint32_t *parent, const bool *used, const uint32_t *number)
{
    for (uint32_t o = 0; o < s->demand->offers_n; o++) {
        if (!used[o]) continue;
        svod_atom *a = &s->atoms[number[root_of(parent, o)]];
        a->offers[a->offers_n++] = o;
        if (a->item != s->demand->folded.item[o]) a->item = UINT32_MAX;
    }
    for (uint32_t i = 0; i < s->demand->lines_n; i++) {
        uint32_t o = place_of(s, i);
        if (o == UINT32_MAX) continue;
        svod_atom *a = &s->atoms[number[root_of(parent, o)]];
        a->first_line = SVOD_MIN(a->first_line, i);
        if (a->open) a->lines[a->lines_n++] = i;
    }
    static const svod_lot_kind kinds[] = {SVOD_LOT_ROW, SVOD_LOT_PACK, SVOD_LOT_SINGLE};
    for (size_t k = 0; k < SVOD_COUNT(kinds); k++) {
        for (uint32_t i = 0; i < s->lots->n; i++) {
            if (s->lots->v[i].kind != kinds[k]) continue;
            svod_atom *a = &s->atoms[number[root_of(parent, s->lots->v[i].cells[0].offer)]];
            a->lots[a->lots_n++] = i;
        }
    }
    for (uint32_t i = 0; i < s->lots->minimums_n; i++) {
        svod_atom *a = &s->atoms[number[root_of(parent, s->lots->minimums[i].offers[0])]];
        a->minimums[a->minimums_n++] = i;
    }
}

void svod_atoms_make(svod_solve *s)
{
    uint32_t n = s->demand->offers_n;
    uint32_t *parent = svod_alloc(n * sizeof *parent + 1), *number = svod_alloc(n * sizeof *number + 1);
    const bool *used = s->lotted;
    for (uint32_t o = 0; o < n; o++) parent[o] = o;
    for (uint32_t i = 0; i < s->lots->n; i++) {
        const svod_lot *lot = &s->lots->v[i];
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            join_offers(parent, lot->cells[0].offer, lot->cells[j].offer);
        }
    }
    for (uint32_t i = 0; i < s->lots->minimums_n; i++) {
        const svod_minimum *m = &s->lots->minimums[i];
        for (uint32_t j = 1; j < m->offers_n; j++) join_offers(parent, m->offers[0], m->offers[j]);
    }
    join_lines(s, parent);
    if (s->by_article) join_articles(s, parent, used);
    if (s->left_units > 0 && s->left_per_item != SVOD_NO_LIMIT) join_items(s, parent, used);
    lay_atoms(s, parent, used, number);
    fill_atoms(s, parent, used, number);
    svod_free(parent);
    svod_free(number);
}

/* ---- comparing ---- */

/* The line that has unit number `unit` (from 0) of an offer's queue. */
static uint32_t line_of_unit(const svod_solve *s, uint32_t offer, int64_t unit)
{
    uint32_t low = s->queue_start[offer], high = s->queue_start[offer + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->queue_sum[middle] <= unit)
            low = middle + 1;
        else
            high = middle;
    }
    return s->queue_line[low];
}

/* How a line fares under an option: units wanted in all, or by rank, or extra ones. */
static int64_t units_of(const svod_option *o, uint32_t at, uint32_t line, svod_level level, uint32_t rank)
{
    int64_t units = 0;
    for (uint32_t i = at; i < o->handed_n && o->handed[i].line == line; i++) {
        const svod_handed *h = &o->handed[i];
        if (h->extra != (level == SVOD_LEVEL_EXTRA) || (level == SVOD_LEVEL_PREFERENCES && h->rank != rank)) continue;
        units += h->units;
    }
    return units;
}

static uint32_t last_rank(const svod_option *o, uint32_t at, uint32_t line)
{
    uint32_t last = 0;
    for (uint32_t i = at; i < o->handed_n && o->handed[i].line == line; i++) last = SVOD_MAX(last, o->handed[i].rank);
    return last;
}

static uint32_t first_difference_open(svod_level level, const svod_option *x, const svod_option *y, int *ret_sign)
{
    uint32_t i = 0, j = 0;
    while (i < x->handed_n || j < y->handed_n) {
        uint32_t line =
            SVOD_MIN(i < x->handed_n ? x->handed[i].line : UINT32_MAX, j < y->handed_n ? y->handed[j].line : UINT32_MAX);
        uint32_t ranks = level == SVOD_LEVEL_PREFERENCES ? SVOD_MAX(last_rank(x, i, line), last_rank(y, j, line)) : 0;
        for (uint32_t rank = 0; rank <= ranks; rank++) {
            int64_t a = units_of(x, i, line, level, rank), b = units_of(y, j, line, level, rank);
            if (a == b) continue;
            *ret_sign = a > b ? 1 : -1;
            return line;
        }
        while (i < x->handed_n && x->handed[i].line == line) i++;
        while (j < y->handed_n && y->handed[j].line == line) j++;
    }
    return UINT32_MAX;
}

uint32_t svod_option_first_difference(const svod_solve *s, const svod_atom *atom, svod_level level, const svod_option *x,
                                      const svod_option *y, int *ret_sign)
{
    uint32_t first = UINT32_MAX;
    *ret_sign = 0;
    if (atom->open) return first_difference_open(level, x, y, ret_sign);
    if (level != SVOD_LEVEL_SERVED) return first;
    for (uint32_t i = 0; i < atom->offers_n; i++) {
        if (x->served[i] == y->served[i]) continue;
        uint32_t line = line_of_unit(s, atom->offers[i], SVOD_MIN(x->served[i], y->served[i]));
        if (line >= first) continue;
        first = line;
        *ret_sign = x->served[i] > y->served[i] ? 1 : -1;
    }
    return first;
}

static int sign_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int cmp_gain(const svod_solve *s, const svod_option *x, const svod_option *y)
{
    int sign = 0;
    for (uint32_t c = 0; c < s->classes_n && sign == 0; c++) sign = sign_of(x->gain[c], y->gain[c]);
    return sign;
}

int svod_option_cmp(const svod_solve *s, const svod_atom *atom, const svod_option *x, const svod_option *y)
{
    int sign = 0;
    if (s->terms->policy == SVOD_POLICY_FIRST_COME) {
        svod_option_first_difference(s, atom, SVOD_LEVEL_SERVED, x, y, &sign);
        if (sign) return sign;
    } else {
        sign = cmp_gain(s, x, y);
        if (sign) return sign;
    }
    if (s->needs_n) sign = sign_of(y->cost, x->cost);
    if (sign == 0) sign = sign_of(y->left, x->left);
    if (sign == 0) sign = sign_of(y->extra, x->extra);
    for (int level = SVOD_LEVEL_SERVED; level <= SVOD_LEVEL_EXTRA && sign == 0; level++)
        svod_option_first_difference(s, atom, (svod_level)level, x, y, &sign);
    return sign ? sign : sign_of(y->cost, x->cost);
}

bool svod_option_serves_as(const svod_solve *s, const svod_atom *atom, const svod_option *x, const svod_option *y)
{
    bool units = s->left_units != SVOD_NO_LIMIT || s->left_per_item != SVOD_NO_LIMIT;
    if (units && x->left > y->left) return false;
    if (s->left_cost != SVOD_NO_LIMIT && x->cost > y->cost) return false;
    for (uint32_t i = 0; i < s->needs_n; i++)
        if (x->brings[i] < y->brings[i]) return false;
    return svod_option_cmp(s, atom, x, y) >= 0;
}

/* ---- searching ---- */

typedef struct search {
    svod_solve *s;
    svod_atom *a;
    int64_t *bought;      /* per offer of the atom, so far */
    bool *closed;         /* per offer: a minimum it is under was given up */
    uint32_t *last_touch; /* per offer: the last lot that has it, as a number in a->lots */
    uint32_t *counts;     /* per lot, so far */
    int64_t *served;      /* scratch, per offer */
    int64_t cap_units, cap_cost;
} search;

static int64_t room_of(const search *h, uint32_t i)
{
    int64_t stock = h->s->demand->offers[h->a->offers[i]].stock;
    return stock < 0 ? INT64_MAX : stock;
}

static int64_t want_of(const search *h, uint32_t i)
{
    return h->s->want[h->a->offers[i]];
}

static const svod_lot *lot_of(const search *h, uint32_t k)
{
    return &h->s->lots->v[h->a->lots[k]];
}

static void measure_left(const search *h, svod_option *ret)
{
    ret->left = ret->cost = 0;
    for (uint32_t i = 0; i < h->a->offers_n; i++) {
        int64_t left = h->bought[i] - want_of(h, i);
        if (left <= 0) continue;
        ret->left += left;
        int64_t price = h->s->demand->offers[h->a->offers[i]].price;
        ret->cost = svod_saturating_add(ret->cost, svod_saturating_mul(price, left));
    }
}

static bool within_caps(const search *h)
{
    svod_option o;
    measure_left(h, &o);
    return o.left <= h->cap_units && (o.cost <= h->cap_cost || h->s->left_cost == SVOD_NO_LIMIT);
}

static void measure_gain(const search *h, svod_option *ret)
{
    memset(ret->gain, 0, sizeof ret->gain);
    uint32_t classes = h->s->classes_n;
    for (uint32_t i = 0; i < h->a->offers_n; i++) {
        const int64_t *upto = &h->s->want_class[(size_t)h->a->offers[i] * classes];
        int64_t before = 0;
        for (uint32_t c = 0; c < classes; c++) {
            int64_t reach = SVOD_MIN(upto[c], ret->served[i]);
            ret->gain[c] += reach - before;
            before = reach;
        }
    }
}

static int64_t minimum_bought(const search *h, const svod_minimum *m)
{
    int64_t sum = 0;
    for (uint32_t j = 0; j < m->offers_n; j++) sum += h->bought[h->s->local[m->offers[j]]];
    return sum;
}

/* What a minimum already begun will cost in leftovers at least, once everybody who can be served is. */
static void add_shortage(const search *h, const svod_minimum *m, svod_option *best)
{
    int64_t bought = minimum_bought(h, m), reach = bought, price = INT64_MAX;
    if (bought == 0 || bought >= m->min) return;
    for (uint32_t j = 0; j < m->offers_n; j++) {
        uint32_t i = h->s->local[m->offers[j]];
        reach += SVOD_MAX(0, h->served[i] - h->bought[i]);
        price = SVOD_MIN(price, h->s->demand->offers[m->offers[j]].price);
    }
    int64_t left = 0;
    for (uint32_t j = 0; j < m->offers_n; j++) {
        uint32_t i = h->s->local[m->offers[j]];
        left += SVOD_MAX(0, h->bought[i] - want_of(h, i));
    }
    int64_t least = left + m->min - reach;
    best->left = SVOD_MAX(best->left, least);
    if (m->min > reach) best->cost = SVOD_MAX(best->cost, svod_saturating_mul(price, m->min - reach));
}

/* Some option below this point of the search may be better than those found. `next`: the first lot not yet decided. */
static bool can_improve(search *h, uint32_t next)
{
    if (h->a->options_n == 0 || h->s->needs_n) return true;
    svod_option best = {.served = h->served};
    for (uint32_t i = 0; i < h->a->offers_n; i++) {
        bool open = !h->closed[i] && h->last_touch[i] >= next && h->last_touch[i] != UINT32_MAX;
        h->served[i] = SVOD_MIN(want_of(h, i), open ? room_of(h, i) : h->bought[i]);
    }
    measure_gain(h, &best);
    measure_left(h, &best);
    for (uint32_t i = 0; i < h->a->minimums_n; i++) add_shortage(h, &h->s->lots->minimums[h->a->minimums[i]], &best);
    for (uint32_t i = 0; i < h->a->options_n; i++)
        if (svod_option_serves_as(h->s, h->a, &h->a->options[i], &best)) return false;
    return true;
}

static bool minimums_hold(const search *h)
{
    for (uint32_t i = 0; i < h->a->minimums_n; i++) {
        const svod_minimum *m = &h->s->lots->minimums[h->a->minimums[i]];
        int64_t sum = minimum_bought(h, m);
        if (sum > 0 && sum < m->min) return false;
    }
    return true;
}

/* Only an atom of several items needs this: else the units' cap says it. */
static bool items_hold(const search *h)
{
    if (h->a->item != UINT32_MAX || h->s->left_per_item == SVOD_NO_LIMIT) return true;
    const uint32_t *item = h->s->demand->folded.item;
    for (uint32_t i = 0; i < h->a->offers_n; i++) {
        int64_t left = 0;
        for (uint32_t j = 0; j < h->a->offers_n; j++)
            if (item[h->a->offers[j]] == item[h->a->offers[i]]) left += SVOD_MAX(0, h->bought[j] - want_of(h, j));
        if (left > h->s->left_per_item) return false;
    }
    return true;
}

static void *copy_of(svod_arena *arena, const void *from, size_t n)
{
    void *to = svod_arena_alloc(arena, n + 1);
    memcpy(to, from, n);
    return to;
}

bool svod_option_keep(svod_solve *s, svod_atom *a, const svod_option *way)
{
    svod_option brought = *way;
    const svod_option *found = &brought;
    if (s->needs_n) svod_need_measure(s, a, way->counts, brought.brings);
    for (uint32_t i = 0; i < a->options_n; i++)
        if (svod_option_serves_as(s, a, &a->options[i], found)) return false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < a->options_n; i++)
        if (!svod_option_serves_as(s, a, found, &a->options[i])) a->options[kept++] = a->options[i];
    a->options_n = kept;
    if (a->options_n == a->options_room) {
        uint32_t room = a->options_room ? a->options_room * 2 : 2;
        svod_option *more = svod_arena_alloc(s->arena, room * sizeof *more);
        if (a->options_n) memcpy(more, a->options, a->options_n * sizeof *more);
        a->options = more;
        a->options_room = room;
    }
    a->options[a->options_n++] = *found;
    return true;
}

static void keep_option(search *h)
{
    svod_atom *a = h->a;
    if (!minimums_hold(h) || !items_hold(h)) return;
    svod_option found = {.served = h->served, .counts = h->counts};
    for (uint32_t i = 0; i < a->offers_n; i++) h->served[i] = SVOD_MIN(want_of(h, i), h->bought[i]);
    measure_gain(h, &found);
    measure_left(h, &found);
    if (!svod_option_keep(h->s, a, &found)) return;
    svod_option *kept = &a->options[a->options_n - 1];
    kept->counts = copy_of(h->s->arena, h->counts, a->lots_n * sizeof *h->counts);
    kept->served = copy_of(h->s->arena, h->served, a->offers_n * sizeof *h->served);
}

static void buy(search *h, uint32_t k, int64_t n)
{
    const svod_lot *lot = lot_of(h, k);
    for (uint32_t j = 0; j < lot->cells_n; j++)
        h->bought[h->s->local[lot->cells[j].offer]] += n * (int64_t)lot->cells[j].count;
    h->counts[k] = (uint32_t)((int64_t)h->counts[k] + n);
}

/* How many of lot k can be bought without any leftover, the rest as it stands. */
static int64_t fully_used(const search *h, uint32_t k)
{
    const svod_lot *lot = lot_of(h, k);
    int64_t most = INT64_MAX;
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t i = h->s->local[lot->cells[j].offer];
        int64_t open = SVOD_MIN(want_of(h, i), room_of(h, i)) - h->bought[i];
        most = SVOD_MIN(most, SVOD_MAX(0, open) / (int64_t)lot->cells[j].count);
    }
    return most;
}

static bool in_minimum_short(const search *h, uint32_t offer)
{
    for (uint32_t i = 0; i < h->a->minimums_n; i++) {
        const svod_minimum *m = &h->s->lots->minimums[h->a->minimums[i]];
        for (uint32_t j = 0; j < m->offers_n; j++)
            if (m->offers[j] == offer && minimum_bought(h, m) < m->min) return true;
    }
    return false;
}

/* One more of lot k serves somebody or helps a minimum, and is in stock. Otherwise it only adds leftovers, which may be
 * needed all the same to reach the minimum of the purchase. */
static bool one_more_helps(const search *h, uint32_t k)
{
    const svod_lot *lot = lot_of(h, k);
    bool helps = false;
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t i = h->s->local[lot->cells[j].offer];
        if (h->closed[i] || h->bought[i] + (int64_t)lot->cells[j].count > room_of(h, i)) return false;
        helps = helps || h->bought[i] < want_of(h, i) || in_minimum_short(h, lot->cells[j].offer);
    }
    return helps || (h->s->needs_n && !svod_need_met(h->s, h->a, h->counts));
}

/* No later lot has any of lot k's offers: fewer than can be fully used would be worse for nothing. */
static bool is_last(const search *h, uint32_t k)
{
    const svod_lot *lot = lot_of(h, k);
    for (uint32_t j = 0; j < lot->cells_n; j++)
        if (h->last_touch[h->s->local[lot->cells[j].offer]] != k) return false;
    return true;
}

static bool is_closed(const search *h, uint32_t k)
{
    const svod_lot *lot = lot_of(h, k);
    for (uint32_t j = 0; j < lot->cells_n; j++)
        if (h->closed[h->s->local[lot->cells[j].offer]]) return true;
    return false;
}

static void search_lots(search *h, uint32_t k)
{
    if (k == h->a->lots_n) {
        keep_option(h);
        return;
    }
    /* Out of time: the first way found will do, which comes of buying as much as can be used of one lot after the other. */
    if (h->a->options_n && svod_solve_late(h->s)) {
        h->a->cut = true;
        return;
    }
    if (k > 0 && !can_improve(h, k)) return;
    if (is_closed(h, k)) {
        search_lots(h, k + 1);
        return;
    }
    int64_t full = fully_used(h, k), least = is_last(h, k) && !h->s->needs_n ? full : 0;
    buy(h, k, full);
    while (one_more_helps(h, k)) {
        buy(h, k, 1);
        if (!within_caps(h)) {
            buy(h, k, -1);
            break;
        }
    }
    for (;;) {
        search_lots(h, k + 1);
        if (h->counts[k] <= least) break;
        buy(h, k, -1);
    }
    buy(h, k, -(int64_t)h->counts[k]);
}

/* Each minimum is either kept or nothing under it is bought. */
static void search_minimums(search *h, uint32_t m)
{
    if (m == h->a->minimums_n) {
        search_lots(h, 0);
        return;
    }
    const svod_minimum *minimum = &h->s->lots->minimums[h->a->minimums[m]];
    int64_t reach = 0;
    for (uint32_t j = 0; j < minimum->offers_n; j++) {
        uint32_t i = h->s->local[minimum->offers[j]];
        if (!h->closed[i]) reach = svod_saturating_add(reach, SVOD_MIN(want_of(h, i), room_of(h, i)));
    }
    if (svod_saturating_add(reach, h->cap_units) >= minimum->min) search_minimums(h, m + 1);
    bool *before = copy_of(h->s->arena, h->closed, h->a->offers_n);
    for (uint32_t j = 0; j < minimum->offers_n; j++) h->closed[h->s->local[minimum->offers[j]]] = true;
    if (can_improve(h, 0)) search_minimums(h, m + 1);
    memcpy(h->closed, before, h->a->offers_n);
}

/* As it was bought before, to win where others are no better. */
static void keep_last(search *h)
{
    uint32_t *before = svod_alloc(h->a->lots_n * sizeof *before + 1);
    bool known = svod_last_counts(h->s, h->a, before);
    for (uint32_t k = 0; k < h->a->lots_n && known; k++) buy(h, k, before[k]);
    if (known && within_caps(h)) keep_option(h);
    for (uint32_t k = 0; k < h->a->lots_n && known; k++) buy(h, k, -(int64_t)before[k]);
    svod_free(before);
}

void svod_atom_solve(svod_solve *s, svod_atom *a)
{
    if (a->open) {
        svod_open_solve(s, a);
        return;
    }
    search h = {.s = s, .a = a};
    h.bought = svod_calloc(a->offers_n, sizeof *h.bought);
    h.served = svod_calloc(a->offers_n, sizeof *h.served);
    h.closed = svod_calloc(a->offers_n, sizeof *h.closed);
    h.last_touch = svod_alloc(a->offers_n * sizeof *h.last_touch);
    h.counts = svod_calloc(a->lots_n + 1, sizeof *h.counts);
    for (uint32_t i = 0; i < a->offers_n; i++) {
        s->local[a->offers[i]] = i;
        h.last_touch[i] = UINT32_MAX;
    }
    for (uint32_t k = 0; k < a->lots_n; k++) {
        const svod_lot *lot = lot_of(&h, k);
        for (uint32_t j = 0; j < lot->cells_n; j++) h.last_touch[s->local[lot->cells[j].offer]] = k;
    }
    h.cap_units = a->item == UINT32_MAX ? s->left_units : SVOD_MIN(s->left_units, s->left_per_item);
    h.cap_cost = s->left_cost;
    keep_last(&h);
    search_minimums(&h, 0);
    if (a->cut || a->options_n == 0) {
        /* Nothing can always be bought, which leaves the limits to others. */
        memset(h.counts, 0, a->lots_n * sizeof *h.counts);
        memset(h.bought, 0, a->offers_n * sizeof *h.bought);
        keep_option(&h);
    }
    svod_free(h.bought);
    svod_free(h.served);
    svod_free(h.closed);
    svod_free(h.last_touch);
    svod_free(h.counts);
}
