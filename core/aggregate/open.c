/* Every way to buy an open part of a purchase that may be in the best plan: lines that accept several offers, take extra
 * units, or go whole or together.
 *
 * For given numbers of rows and packs and given leftovers the units are handed out by assign.c, which is exact as long as no
 * line is all-or-nothing. Lines that are get decided one by one where the free answer breaks them; the free answer bounds
 * what any decision can reach. Numbers of lots are tried from many to few; another lot that no line could take a unit of is
 * never of use, since what one more unit adds only shrinks as more are bought. */
#include "aggregate/assign.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <string.h>

typedef struct search {
    svod_solve *s;
    svod_atom *a;
    svod_assign hand;
    svod_assign pool;     /* lines of a class that accept the same offers, as one: enough to count units */
    uint32_t *pool_class; /* per line of the pool */
    int64_t *pool_quantity, *pool_extra;
    uint32_t *lots; /* those whose number is tried, as numbers in a->lots */
    uint32_t lots_n;
    uint32_t *single; /* per offer: its single lot, bought as needed; UINT32_MAX: none */
    int64_t *bought;  /* per offer: units of the lots tried */
    uint32_t *counts; /* per lot of the atom */
    int64_t *left;    /* per offer: for nobody */
    int64_t *quantity, *most_extra;
    int64_t cap_units;
    bool takes_extra;
    bool first_only; /* the first way found ends the search */
} search;

static const svod_lot *lot_of(const search *h, uint32_t k)
{
    return &h->s->lots->v[h->a->lots[k]];
}

static const svod_stop_offer *offer_of(const search *h, uint32_t o)
{
    return &h->s->demand->offers[h->a->offers[o]];
}

static const svod_line *line_of(const search *h, uint32_t l)
{
    return &h->s->demand->lines[h->a->lines[l]];
}

/* ---- what is bought ---- */

static void buy(search *h, uint32_t k, int64_t n)
{
    const svod_lot *lot = lot_of(h, k);
    for (uint32_t j = 0; j < lot->cells_n; j++)
        h->bought[h->s->local[lot->cells[j].offer]] += n * (int64_t)lot->cells[j].count;
    h->counts[k] = (uint32_t)((int64_t)h->counts[k] + n);
}

static bool in_stock(const search *h)
{
    for (uint32_t o = 0; o < h->a->offers_n; o++)
        if (offer_of(h, o)->stock >= 0 && h->bought[o] > offer_of(h, o)->stock) return false;
    return true;
}

static int64_t minimum_bought(const search *h, const svod_minimum *m)
{
    int64_t sum = 0;
    for (uint32_t j = 0; j < m->offers_n; j++) sum += h->bought[h->s->local[m->offers[j]]];
    return sum;
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

static bool helps_minimum(const search *h, uint32_t k)
{
    const svod_lot *lot = lot_of(h, k);
    for (uint32_t i = 0; i < h->a->minimums_n; i++) {
        const svod_minimum *m = &h->s->lots->minimums[h->a->minimums[i]];
        if (minimum_bought(h, m) >= m->min) continue;
        for (uint32_t j = 0; j < lot->cells_n; j++)
            for (uint32_t x = 0; x < m->offers_n; x++)
                if (m->offers[x] == lot->cells[j].offer) return true;
    }
    return false;
}

static int64_t total(const int64_t *v, uint32_t n)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += v[i];
    return sum;
}

static void stand_all(search *h, svod_stand stand)
{
    for (uint32_t l = 0; l < h->a->lines_n; l++) h->hand.stand[l] = stand;
}

/* Units of `cap` that lines can take. */
static int64_t reach_of(search *h, bool extra)
{
    return svod_assign_reach(&h->pool, extra);
}

/* Units of what is bought that lines can take. */
static int64_t takeable(search *h, bool extra)
{
    memcpy(h->pool.cap, h->bought, h->a->offers_n * sizeof *h->bought);
    return reach_of(h, extra);
}

/* ---- one way to buy and leave over ---- */

static bool items_hold(const search *h)
{
    if (h->s->left_per_item == SVOD_NO_LIMIT) return true;
    const uint32_t *item = h->s->demand->folded.item;
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        int64_t left = 0;
        for (uint32_t x = 0; x < h->a->offers_n; x++)
            if (item[h->a->offers[x]] == item[h->a->offers[o]]) left += h->left[x];
        if (left > h->s->left_per_item) return false;
    }
    return true;
}

static void measure(const search *h, svod_option *ret)
{
    memset(ret, 0, sizeof *ret);
    for (uint32_t l = 0; l < h->a->lines_n; l++) {
        ret->gain[line_of(h, l)->serve_class] += h->hand.got[l];
        ret->extra += h->hand.more[l];
    }
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        ret->left += h->left[o];
        ret->cost = svod_saturating_add(ret->cost, svod_saturating_mul(offer_of(h, o)->price, h->left[o]));
    }
}

static int handed_cmp(const void *left, const void *right)
{
    const svod_handed *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->extra != b->extra) return a->extra ? 1 : -1;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

static void list_handed(const search *h, svod_arena *arena, svod_option *ret)
{
    const svod_assign *hand = &h->hand;
    uint32_t n = 0, offers = h->a->offers_n;
    for (size_t i = 0; i < (size_t)h->a->lines_n * offers; i++)
        n += (hand->given[i] > 0 ? 1u : 0u) + (hand->extra[i] > 0 ? 1u : 0u);
    svod_handed *v = svod_arena_alloc(arena, n * sizeof *v + 1);
    n = 0;
    for (uint32_t l = 0; l < h->a->lines_n; l++) {
        for (uint32_t o = 0; o < offers; o++) {
            size_t at = (size_t)l * offers + o;
            svod_handed one = {h->a->lines[l], h->a->offers[o], hand->rank[at], (uint32_t)hand->given[at], false};
            if (hand->given[at] > 0) v[n++] = one;
            one.units = (uint32_t)hand->extra[at];
            one.extra = true;
            if (hand->extra[at] > 0) v[n++] = one;
        }
    }
    if (n) qsort(v, n, sizeof *v, handed_cmp);
    ret->handed = v;
    ret->handed_n = n;
}

static void keep(search *h, svod_option *found)
{
    list_handed(h, h->s->arena, found);
    uint32_t *counts = svod_arena_alloc(h->s->arena, h->a->lots_n * sizeof *counts + 1);
    memcpy(counts, h->counts, h->a->lots_n * sizeof *counts);
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        int64_t singly = h->hand.used[o] + h->left[o] - h->bought[o];
        if (h->single[o] != UINT32_MAX) counts[h->single[o]] = (uint32_t)singly;
    }
    found->counts = counts;
    svod_option_keep(h->s, h->a, found);
}

/* ---- all or nothing ---- */

static bool whole_broken(const search *h, uint32_t l)
{
    return line_of(h, l)->whole && h->hand.got[l] > 0 && h->hand.got[l] < h->quantity[l];
}

/* A line of the same set that is full while this one is not. */
static bool together_broken(const search *h, uint32_t l)
{
    uint32_t group = line_of(h, l)->together;
    if (group == UINT32_MAX || h->hand.got[l] == h->quantity[l]) return false;
    if (h->hand.got[l] > 0) return true;
    for (uint32_t x = 0; x < h->a->lines_n; x++)
        if (line_of(h, x)->together == group && h->hand.got[x] > 0) return true;
    return false;
}

static uint32_t first_broken(const search *h)
{
    for (uint32_t l = 0; l < h->a->lines_n; l++) {
        bool extra_alone = h->hand.more[l] > 0 && h->hand.got[l] < h->quantity[l];
        if (extra_alone || whole_broken(h, l) || together_broken(h, l)) return l;
    }
    return UINT32_MAX;
}

static bool all_or_nothing(const search *h, uint32_t l)
{
    return line_of(h, l)->whole || line_of(h, l)->together != UINT32_MAX;
}

/* Decides a line, and those that go with it. */
static void decide(search *h, uint32_t l, svod_stand stand)
{
    uint32_t group = line_of(h, l)->together;
    h->hand.stand[l] = stand;
    for (uint32_t x = 0; group != UINT32_MAX && x < h->a->lines_n; x++)
        if (line_of(h, x)->together == group) h->hand.stand[x] = stand;
}

/* Something known is better than whatever is still open below this answer: the answer is free of what is not decided. */
static bool beaten(const search *h, const svod_option *answer)
{
    const svod_solve *s = h->s;
    bool units = s->left_units != SVOD_NO_LIMIT || s->left_per_item != SVOD_NO_LIMIT;
    svod_option free = *answer;
    free.cost = INT64_MAX;
    for (uint32_t i = 0; i < h->a->options_n; i++) {
        const svod_option *known = &h->a->options[i];
        if ((units && known->left > answer->left) || (s->left_cost != SVOD_NO_LIMIT && known->cost > answer->cost)) continue;
        /* Equal in what is served and left says nothing about preferences. */
        svod_option bare = *known;
        int sign;
        bare.cost = INT64_MAX;
        bool gains = svod_option_cmp(s, h->a, &bare, &free) > 0;
        if (!gains) continue;
        bool same = memcmp(known->gain, answer->gain, sizeof known->gain) == 0 && known->left == answer->left &&
                    known->extra == answer->extra;
        svod_option_first_difference(s, h->a, SVOD_LEVEL_SERVED, known, answer, &sign);
        if (!same || sign != 0) return true;
    }
    return false;
}

/* Then the first way found will do. */
static bool out_of_time(search *h)
{
    if (h->a->options_n == 0) return false;
    if (h->first_only) return true;
    if (!svod_solve_late(h->s)) return false;
    h->a->cut = true;
    return true;
}

static void hand_out(search *h)
{
    if (out_of_time(h) || !svod_assign_serve(&h->hand) || !svod_assign_finish(&h->hand)) return;
    svod_option answer;
    measure(h, &answer);
    uint32_t broken = first_broken(h);
    if (broken == UINT32_MAX) {
        keep(h, &answer);
        return;
    }
    svod_arena_mark mark = svod_arena_mark_get(h->s->arena);
    list_handed(h, h->s->arena, &answer);
    bool hopeless = beaten(h, &answer);
    svod_arena_rewind(h->s->arena, mark);
    if (hopeless) return;
    svod_stand *before = svod_alloc(h->a->lines_n * sizeof *before);
    memcpy(before, h->hand.stand, h->a->lines_n * sizeof *before);
    decide(h, broken, SVOD_STAND_FULL);
    hand_out(h);
    memcpy(h->hand.stand, before, h->a->lines_n * sizeof *before);
    decide(h, broken, all_or_nothing(h, broken) ? SVOD_STAND_NONE : SVOD_STAND_PART);
    hand_out(h);
    memcpy(h->hand.stand, before, h->a->lines_n * sizeof *before);
    svod_free(before);
}

/* ---- leftovers ---- */

static void set_caps(search *h)
{
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        int64_t stock = offer_of(h, o)->stock;
        h->hand.need[o] = h->bought[o] - h->left[o];
        h->hand.cap[o] = h->hand.need[o];
        if (h->single[o] == UINT32_MAX) continue;
        /* Singly bought units come on top; nobody buys them singly to leave others over. */
        h->hand.cap[o] = h->left[o] ? h->hand.need[o] : stock < 0 ? INT64_MAX / 4 : stock;
    }
}

/* Leaving over what has been chosen so far, lines can still take `units` of what is bought. */
static bool can_hand_out(search *h, int64_t units)
{
    for (uint32_t o = 0; o < h->a->offers_n; o++) h->pool.cap[o] = h->bought[o] - h->left[o];
    return reach_of(h, h->takes_extra) >= units;
}

/* Every way to leave `rest` units over, from offer `o` on; `units` are to be handed out. */
static void try_leftovers(search *h, uint32_t o, int64_t rest, int64_t units)
{
    if (o == h->a->offers_n) {
        svod_option cost;
        memset(h->hand.got, 0, h->a->lines_n * sizeof *h->hand.got);
        memset(h->hand.more, 0, h->a->lines_n * sizeof *h->hand.more);
        measure(h, &cost);
        if (rest > 0 || !items_hold(h) || (h->s->left_cost != SVOD_NO_LIMIT && cost.cost > h->s->left_cost)) return;
        set_caps(h);
        stand_all(h, SVOD_STAND_FREE);
        hand_out(h);
        return;
    }
    for (int64_t n = 0; n <= SVOD_MIN(rest, h->bought[o]); n++) {
        h->left[o] = n;
        if (n > 0 && !can_hand_out(h, units)) break;
        try_leftovers(h, o + 1, rest - n, units);
    }
    h->left[o] = 0;
}

/* What the units that can be served say alone: > 0 something known has more, 0 the same, < 0 less. */
static int known_gain(search *h, int64_t left)
{
    const svod_solve *s = h->s;
    bool units = s->left_units != SVOD_NO_LIMIT || s->left_per_item != SVOD_NO_LIMIT;
    int64_t gain[SVOD_CLASSES_MAX] = {0};
    int best = -1;
    memcpy(h->pool.cap, h->hand.cap, h->a->offers_n * sizeof *h->pool.cap);
    svod_assign_serve(&h->pool);
    for (uint32_t l = 0; l < h->pool.lines_n; l++) gain[h->pool_class[l]] += h->pool.got[l];
    for (uint32_t i = 0; i < h->a->options_n; i++) {
        const svod_option *known = &h->a->options[i];
        if ((units && known->left > left) || (s->left_cost != SVOD_NO_LIMIT && known->cost > 0)) continue;
        int sign = 0;
        for (uint32_t c = 0; c < s->classes_n && sign == 0; c++)
            sign = (known->gain[c] > gain[c]) - (known->gain[c] < gain[c]);
        best = SVOD_MAX(best, sign);
    }
    return best;
}

/* The best that can be hoped for from what is bought, and lots from number `at` on as many as one likes, with `left` units
 * left over at least: false when that is known to be no gain. It only gets worse as less is bought. */
static bool worth_trying(search *h, uint32_t at, int64_t left)
{
    if (h->a->options_n == 0) return true;
    memset(h->left, 0, h->a->offers_n * sizeof *h->left);
    set_caps(h);
    for (; at < h->lots_n; at++) {
        const svod_lot *lot = lot_of(h, h->lots[at]);
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            uint32_t o = h->s->local[lot->cells[j].offer];
            h->hand.cap[o] = offer_of(h, o)->stock < 0 ? INT64_MAX / 4 : offer_of(h, o)->stock;
        }
    }
    if (h->s->terms->policy != SVOD_POLICY_FIRST_COME) {
        int known = known_gain(h, left);
        if (known != 0) return known < 0;
    }
    stand_all(h, SVOD_STAND_FREE);
    svod_assign_serve(&h->hand);
    svod_option best;
    measure(h, &best);
    best.left = left;
    svod_arena_mark mark = svod_arena_mark_get(h->s->arena);
    list_handed(h, h->s->arena, &best);
    bool worth = !beaten(h, &best);
    svod_arena_rewind(h->s->arena, mark);
    return worth;
}

static void try_bought(search *h)
{
    if (!minimums_hold(h)) return;
    int64_t units = total(h->bought, h->a->offers_n);
    for (int64_t left = units - takeable(h, true); left <= SVOD_MIN(units, h->cap_units); left++) {
        if (!worth_trying(h, h->lots_n, left)) break;
        memset(h->left, 0, h->a->offers_n * sizeof *h->left);
        try_leftovers(h, 0, left, units - left);
    }
}

/* ---- numbers of lots ---- */

/* Buys one more of lot k, if that is of use and possible. `wanted`: units bought that lines can take. */
static bool buy_one_more(search *h, uint32_t k, int64_t *wanted)
{
    bool minimum = helps_minimum(h, k);
    buy(h, k, 1);
    if (in_stock(h)) {
        int64_t after = takeable(h, false), units = total(h->bought, h->a->offers_n);
        int64_t taken = h->takes_extra ? takeable(h, true) : after;
        if ((minimum || after > *wanted) && units - taken <= h->cap_units) {
            *wanted = after;
            return true;
        }
    }
    buy(h, k, -1);
    return false;
}

static void try_lots(search *h, uint32_t at)
{
    if (at == h->lots_n) {
        try_bought(h);
        return;
    }
    uint32_t k = h->lots[at];
    int64_t wanted = takeable(h, false);
    while (buy_one_more(h, k, &wanted)) {
    }
    while (!out_of_time(h) && worth_trying(h, at + 1, 0)) {
        try_lots(h, at + 1);
        if (h->counts[k] == 0) return;
        buy(h, k, -1);
    }
    buy(h, k, -(int64_t)h->counts[k]);
}

/* ---- laying out ---- */

static void lay_lines(search *h)
{
    svod_atom *a = h->a;
    svod_assign_init(&h->hand, h->s->arena, a->lines_n, a->offers_n);
    h->quantity = svod_arena_calloc(h->s->arena, a->lines_n + 1u, sizeof *h->quantity);
    h->most_extra = svod_arena_calloc(h->s->arena, a->lines_n + 1u, sizeof *h->most_extra);
    h->hand.quantity = h->quantity;
    h->hand.most_extra = h->most_extra;
    memset(h->hand.rank, 0xff, (size_t)a->lines_n * a->offers_n * sizeof *h->hand.rank);
    for (uint32_t l = 0; l < a->lines_n; l++) {
        const svod_line *line = line_of(h, l);
        h->quantity[l] = line->quantity;
        h->most_extra[l] = line->extra;
        for (uint32_t c = 0; c < line->choices_n; c++) {
            uint32_t o = line->choices[c].offer;
            if (h->s->lotted[o]) h->hand.rank[(size_t)l * a->offers_n + h->s->local[o]] = line->choices[c].rank;
        }
        h->takes_extra = h->takes_extra || line->extra;
    }
    svod_assign_ready(&h->hand, h->s->arena);
}

static bool same_choices(const search *h, uint32_t a, uint32_t b)
{
    const svod_assign *hand = &h->hand;
    uint32_t n = hand->choices_from[a + 1] - hand->choices_from[a];
    return line_of(h, a)->serve_class == line_of(h, b)->serve_class &&
           n == hand->choices_from[b + 1] - hand->choices_from[b] &&
           memcmp(&hand->choice[hand->choices_from[a]], &hand->choice[hand->choices_from[b]], n * sizeof *hand->choice) == 0;
}

/* The pool's lines keep the order of classes, since lines do. */
static void lay_pool(search *h)
{
    uint32_t lines = h->a->lines_n, offers = h->a->offers_n, n = 0;
    uint32_t *first = svod_arena_alloc(h->s->arena, lines * sizeof *first + 1);
    h->pool_class = svod_arena_alloc(h->s->arena, lines * sizeof *h->pool_class + 1);
    h->pool_quantity = svod_arena_calloc(h->s->arena, lines + 1u, sizeof *h->pool_quantity);
    h->pool_extra = svod_arena_calloc(h->s->arena, lines + 1u, sizeof *h->pool_extra);
    for (uint32_t l = 0; l < lines; l++) {
        uint32_t at = 0;
        while (at < n && !same_choices(h, first[at], l)) at++;
        if (at == n) {
            first[n] = l;
            h->pool_class[n++] = line_of(h, l)->serve_class;
        }
        h->pool_quantity[at] += h->quantity[l];
        h->pool_extra[at] += h->most_extra[l];
    }
    svod_assign_init(&h->pool, h->s->arena, n, offers);
    for (uint32_t i = 0; i < n; i++)
        memcpy(&h->pool.rank[(size_t)i * offers], &h->hand.rank[(size_t)first[i] * offers], offers * sizeof *h->pool.rank);
    h->pool.quantity = h->pool_quantity;
    h->pool.most_extra = h->pool_extra;
    svod_assign_ready(&h->pool, h->s->arena);
}

static bool under_minimum(const search *h, uint32_t offer)
{
    for (uint32_t i = 0; i < h->a->minimums_n; i++) {
        const svod_minimum *m = &h->s->lots->minimums[h->a->minimums[i]];
        for (uint32_t j = 0; j < m->offers_n; j++)
            if (m->offers[j] == offer) return true;
    }
    return false;
}

static void lay_lots(search *h)
{
    svod_atom *a = h->a;
    h->lots = svod_arena_alloc(h->s->arena, a->lots_n * sizeof *h->lots + 1);
    h->single = svod_arena_alloc(h->s->arena, a->offers_n * sizeof *h->single + 1);
    memset(h->single, 0xff, a->offers_n * sizeof *h->single);
    for (uint32_t k = 0; k < a->lots_n; k++) {
        const svod_lot *lot = lot_of(h, k);
        if (lot->cells_n == 1 && lot->cells[0].count == 1 && !under_minimum(h, lot->cells[0].offer))
            h->single[h->s->local[lot->cells[0].offer]] = k;
        else
            h->lots[h->lots_n++] = k;
    }
}

void svod_open_solve(svod_solve *s, svod_atom *a)
{
    search h = {.s = s, .a = a};
    for (uint32_t o = 0; o < a->offers_n; o++) s->local[a->offers[o]] = o;
    h.bought = svod_arena_calloc(s->arena, a->offers_n + 1u, sizeof *h.bought);
    h.left = svod_arena_calloc(s->arena, a->offers_n + 1u, sizeof *h.left);
    h.counts = svod_arena_calloc(s->arena, a->lots_n + 1u, sizeof *h.counts);
    lay_lines(&h);
    lay_pool(&h);
    lay_lots(&h);
    /* A way without leftovers first: one to beat, and one to keep when time is short. */
    h.first_only = true;
    try_lots(&h, 0);
    h.first_only = false;
    h.cap_units = a->item == UINT32_MAX ? s->left_units : SVOD_MIN(s->left_units, s->left_per_item);
    try_lots(&h, 0);
    if (a->cut || a->options_n == 0) {
        /* Nothing can always be bought, which leaves the limits to others. */
        svod_option nothing = {.counts = svod_arena_calloc(s->arena, a->lots_n + 1u, sizeof *h.counts)};
        svod_option_keep(s, a, &nothing);
    }
}
