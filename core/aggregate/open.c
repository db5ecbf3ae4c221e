/* Every way to buy an open part of a purchase that may be in the best plan: lines that accept several offers, take extra
 * units, or go whole or together.
 *
 * For given numbers of rows and packs the units are handed out by assign.c, which is exact as long as no line is
 * all-or-nothing; what is left over is handed to nobody, a line like the others. Lines that are all-or-nothing get decided
 * one by one where the free answer breaks them; the free answer bounds what any decision can reach. Numbers of lots are
 * tried from many to few; another lot that no line could take a unit of is never of use, since what one more unit adds only
 * shrinks as more are bought. Before anything is handed out the units that can be served at all are counted (count.c): only
 * what is as good as the best known so far is looked at line by line. */
#include "aggregate/assign.h"
#include "aggregate/count.h"
#include "aggregate/last.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <string.h>

/* More than anybody asks for; sums of a few of it fit. */
#define PLENTY (INT64_MAX / 64)

/* Leftovers of one item and price: as good as each other as far as limits go. */
typedef struct leaving {
    uint32_t item;
    int64_t price;
} leaving;

/* In a lot at most `units` units come to `of` units; of nothing: there is no such limit. */
typedef struct share {
    int64_t units, of;
} share;

typedef struct search {
    svod_solve *s;
    svod_atom *a;
    svod_arena scratch; /* what goes with the search */
    svod_assign hand;
    svod_count count;
    leaving *leavings; /* line people_n + i of the hand is nobody, who takes leaving i */
    uint32_t leavings_n;
    uint32_t *lots; /* those whose number is tried, as numbers in a->lots */
    uint32_t lots_n;
    uint32_t *single;   /* per offer: its single lot, bought as needed; UINT32_MAX: none */
    bool singles;       /* there are such lots */
    int64_t *bought;    /* per offer: units of the lots tried */
    uint32_t *counts;   /* per lot of the atom */
    int64_t *in_island; /* per lot tried and island, and in all: units of one lot */
    share *shares;      /* per lot tried, island (and in all), other island: see most_units; NULL when there are too many */
    int64_t *room;      /* scratch, per island */
    int64_t *most;      /* per island, and in all: units that can be hoped for */
    int64_t cap_units, least_price;
    uint64_t kept; /* options kept so far */
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

/* ---- one way to buy and leave over ---- */

static void stand_all(search *h)
{
    for (uint32_t l = 0; l < h->hand.people_n; l++) h->hand.stand[l] = SVOD_STAND_FREE;
}

static void measure(const search *h, svod_option *ret)
{
    memset(ret, 0, sizeof *ret);
    for (uint32_t l = 0; l < h->hand.people_n; l++) {
        ret->gain[line_of(h, l)->serve_class] += h->hand.got[l];
        ret->extra += h->hand.more[l];
    }
    for (uint32_t i = 0; i < h->leavings_n; i++) {
        int64_t units = h->hand.quantity[h->hand.people_n + i];
        ret->left += units;
        ret->cost = svod_saturating_add(ret->cost, svod_saturating_mul(h->leavings[i].price, units));
    }
}

/* Choices come by line and rank; extra units of a line come after all wanted ones. */
static void list_handed(const search *h, svod_arena *arena, svod_option *ret)
{
    const svod_assign *hand = &h->hand;
    uint32_t n = 0, choices = hand->choices_from[hand->people_n];
    for (uint32_t k = 0; k < choices; k++) n += (hand->given[k] > 0 ? 1u : 0u) + (hand->extra[k] > 0 ? 1u : 0u);
    svod_handed *v = svod_arena_alloc(arena, n * sizeof *v + 1);
    n = 0;
    for (uint32_t l = 0; l < hand->people_n; l++) {
        for (int extra = 0; extra < 2; extra++) {
            const int64_t *units = extra ? hand->extra : hand->given;
            for (uint32_t k = hand->choices_from[l]; k < hand->choices_from[l + 1]; k++)
                if (units[k] > 0)
                    v[n++] = (svod_handed){h->a->lines[l], h->a->offers[hand->offer[k]], hand->rank[k], (uint32_t)units[k],
                                           extra > 0};
        }
    }
    ret->handed = v;
    ret->handed_n = n;
}

static void keep(search *h, svod_option *found)
{
    list_handed(h, h->s->arena, found);
    uint32_t *counts = svod_arena_alloc(h->s->arena, h->a->lots_n * sizeof *counts + 1);
    memcpy(counts, h->counts, h->a->lots_n * sizeof *counts);
    for (uint32_t o = 0; o < h->a->offers_n; o++)
        if (h->single[o] != UINT32_MAX) counts[h->single[o]] = (uint32_t)(h->hand.used[o] - h->bought[o]);
    found->counts = counts;
    h->kept += svod_option_keep(h->s, h->a, found);
}

/* ---- what is known ---- */

static bool first_come(const search *h)
{
    return h->s->terms->policy == SVOD_POLICY_FIRST_COME;
}

/* The best way known that leaves no more over than this, as far as that is limited; NULL: none. */
static const svod_option *rival_of(const search *h, int64_t left, int64_t cost)
{
    const svod_solve *s = h->s;
    bool units = s->left_units != SVOD_NO_LIMIT || s->left_per_item != SVOD_NO_LIMIT;
    const svod_option *best = NULL;
    for (uint32_t i = 0; i < h->a->options_n && !s->needs_n; i++) {
        const svod_option *known = &h->a->options[i];
        if ((units && known->left > left) || (s->left_cost != SVOD_NO_LIMIT && known->cost > cost)) continue;
        if (!best || svod_option_cmp(s, h->a, known, best) > 0) best = known;
    }
    return best;
}

static int sign_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* What the hand has served against the rival, up to what is served line by line. */
static int cmp_served(const search *h, const svod_option *answer, const svod_option *rival)
{
    svod_rival lines = {rival->handed, rival->handed_n};
    int sign = first_come(h) ? svod_assign_cmp_served(&h->hand, &lines) : 0;
    for (uint32_t c = 0; c < h->s->classes_n && sign == 0; c++) sign = sign_of(answer->gain[c], rival->gain[c]);
    if (sign == 0) sign = sign_of(rival->left, answer->left);
    if (sign == 0) sign = sign_of(rival->extra, answer->extra);
    if (sign == 0 && !first_come(h)) sign = svod_assign_cmp_served(&h->hand, &lines);
    return sign;
}

/* Something known makes the answer, and all that is still open below it, needless. */
static bool beaten(search *h, const svod_option *answer)
{
    for (uint32_t i = 0; i < h->a->options_n && !h->s->needs_n; i++)
        if (svod_option_serves_as(h->s, h->a, &h->a->options[i], answer)) return true;
    return false;
}

/* ---- all or nothing ---- */

static bool whole_broken(const search *h, uint32_t l)
{
    return line_of(h, l)->whole && h->hand.got[l] > 0 && h->hand.got[l] < h->hand.quantity[l];
}

/* A line of the same set that is full while this one is not. */
static bool together_broken(const search *h, uint32_t l)
{
    uint32_t group = line_of(h, l)->together;
    if (group == UINT32_MAX || h->hand.got[l] == h->hand.quantity[l]) return false;
    if (h->hand.got[l] > 0) return true;
    for (uint32_t x = 0; x < h->a->lines_n; x++)
        if (line_of(h, x)->together == group && h->hand.got[x] > 0) return true;
    return false;
}

static uint32_t first_broken(const search *h)
{
    for (uint32_t l = 0; l < h->a->lines_n; l++) {
        bool extra_alone = h->hand.more[l] > 0 && h->hand.got[l] < h->hand.quantity[l];
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

/* Then the first way found will do. */
static bool out_of_time(search *h)
{
    if (h->a->options_n == 0) return false;
    if (h->first_only) return true;
    if (!svod_solve_late(h->s)) return false;
    h->a->cut = true;
    return true;
}

static void hand_out(search *h);

/* Both decisions about a line. */
static void branch(search *h, uint32_t broken)
{
    size_t lines = h->hand.people_n * sizeof *h->hand.stand;
    svod_stand *before = svod_alloc(lines);
    memcpy(before, h->hand.stand, lines);
    decide(h, broken, SVOD_STAND_FULL);
    hand_out(h);
    memcpy(h->hand.stand, before, lines);
    decide(h, broken, all_or_nothing(h, broken) ? SVOD_STAND_NONE : SVOD_STAND_PART);
    hand_out(h);
    memcpy(h->hand.stand, before, lines);
    svod_free(before);
}

static void hand_out(search *h)
{
    if (out_of_time(h) || !svod_assign_serve(&h->hand) || !svod_assign_hand_out(&h->hand)) return;
    svod_option answer;
    measure(h, &answer);
    const svod_option *known = rival_of(h, answer.left, answer.cost);
    int sign = known ? cmp_served(h, &answer, known) : 1;
    if (sign < 0) return;
    svod_rival rival = {known ? known->handed : NULL, known ? known->handed_n : 0};
    if (svod_assign_prefer(&h->hand, sign == 0 ? &rival : NULL) < 0) return;
    svod_assign_extra_first(&h->hand);
    uint32_t broken = first_broken(h);
    if (broken == UINT32_MAX) {
        if (h->s->last) svod_assign_as_last(&h->hand);
        keep(h, &answer);
        return;
    }
    svod_arena_mark mark = svod_arena_mark_get(&h->scratch);
    list_handed(h, &h->scratch, &answer);
    bool hopeless = beaten(h, &answer);
    svod_arena_rewind(&h->scratch, mark);
    if (!hopeless) branch(h, broken);
}

/* ---- leftovers ---- */

static int64_t stock_of(const search *h, uint32_t o)
{
    int64_t stock = offer_of(h, o)->stock;
    return stock < 0 ? PLENTY : stock;
}

/* What is bought must be handed out; singly bought units come on top. */
static void set_caps(search *h)
{
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        h->hand.need[o] = h->bought[o];
        h->hand.cap[o] = h->single[o] == UINT32_MAX ? h->bought[o] : stock_of(h, o);
    }
}

static bool leavings_hold(const search *h)
{
    const svod_solve *s = h->s;
    const int64_t *units = &h->hand.quantity[h->hand.people_n];
    int64_t cost = 0;
    for (uint32_t i = 0; i < h->leavings_n; i++) {
        int64_t of_item = 0;
        for (uint32_t x = 0; x < h->leavings_n; x++)
            if (h->leavings[x].item == h->leavings[i].item) of_item += units[x];
        if (of_item > s->left_per_item) return false;
        cost = svod_saturating_add(cost, svod_saturating_mul(h->leavings[i].price, units[i]));
    }
    return cost <= s->left_cost || s->left_cost == SVOD_NO_LIMIT;
}

/* Every way to leave `rest` units over, of what comes from leaving `i` on. */
static void try_leavings(search *h, uint32_t i, int64_t rest)
{
    int64_t *units = &h->hand.quantity[h->hand.people_n];
    if (i + 1 < h->leavings_n) {
        for (units[i] = 0; units[i] <= rest; units[i]++) try_leavings(h, i + 1, rest - units[i]);
        return;
    }
    if (i < h->leavings_n) units[i] = rest;
    if ((i == h->leavings_n && rest > 0) || !leavings_hold(h)) return;
    set_caps(h);
    stand_all(h);
    hand_out(h);
}

/* ---- what can be hoped for ---- */

/* How many of a lot can be bought besides what is, at most. */
static int64_t room_for(const search *h, uint32_t at)
{
    const int64_t *units = &h->in_island[(size_t)at * (h->count.islands_n + 1)];
    int64_t most = PLENTY;
    for (uint32_t i = 0; i < h->count.islands_n; i++)
        if (units[i] > 0) most = SVOD_MIN(most, SVOD_MAX(h->room[i], 0) / units[i]);
    return most;
}

/* The most units that lots from number `at` on can add to an island, or in all (islands_n): all islands must have room. */
static int64_t most_units(const search *h, uint32_t at, uint32_t island)
{
    uint32_t n = h->count.islands_n;
    const share *shares = &h->shares[((size_t)at * (n + 1) + island) * n];
    int64_t most = PLENTY;
    for (uint32_t i = 0; i < n; i++)
        if (shares[i].of)
            most = SVOD_MIN(most, (int64_t)((__int128)SVOD_MAX(h->room[i], 0) * shares[i].units / shares[i].of));
    return most;
}

/* Sets the hand's `cap` and h->most, per island and in all, to what can be bought at most with lots from number `at` on when
 * `left` units may be left over. */
static void hope(search *h, uint32_t at, int64_t left)
{
    uint32_t islands = h->count.islands_n;
    bool bounded = h->shares && left < PLENTY;
    set_caps(h);
    memset(h->hand.need, 0, h->a->offers_n * sizeof *h->hand.need);
    for (uint32_t i = 0; i < islands; i++) h->most[i] = 0;
    for (uint32_t o = 0; o < h->a->offers_n; o++) h->most[h->count.island_of[o]] += h->bought[o];
    for (uint32_t i = 0; i < islands && bounded; i++) h->room[i] = h->count.islands[i].most + left - h->most[i];
    h->most[islands] = total(h->most, islands);
    for (uint32_t i = 0; i <= islands; i++) h->most[i] = bounded && !h->singles ? h->most[i] + most_units(h, at, i) : PLENTY;
    for (uint32_t k = at; k < h->lots_n; k++) {
        const svod_lot *lot = lot_of(h, h->lots[k]);
        int64_t n = bounded ? room_for(h, k) : PLENTY;
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            uint32_t o = h->s->local[lot->cells[j].offer];
            int64_t most = svod_saturating_add(h->hand.cap[o], svod_saturating_mul(n, (int64_t)lot->cells[j].count));
            h->hand.cap[o] = SVOD_MIN(most, stock_of(h, o));
        }
    }
}

/* Line by line, with all that hope allows: > 0 better than what is known, 0 as good. */
static int cmp_hope(search *h, const svod_option *best, const svod_option *known, bool exact)
{
    svod_rival rival = {known->handed, known->handed_n};
    memset(&h->hand.quantity[h->hand.people_n], 0, h->leavings_n * sizeof *h->hand.quantity);
    stand_all(h);
    h->hand.limit = h->most;
    svod_assign_serve(&h->hand);
    h->hand.limit = NULL;
    int sign = cmp_served(h, best, known);
    if (sign || exact) return sign ? sign : 1;
    sign = h->takes_extra ? 1 : svod_assign_prefer(&h->hand, &rival);
    return sign ? sign : sign_of(known->cost, best->cost);
}

/* The best that can be hoped for with lots from number `at` on, when `left` to `most` units are left over and what is known
 * with no more than `left` is to be beaten. */
static bool may_beat(search *h, uint32_t at, int64_t left, int64_t most)
{
    svod_option best = {.left = left, .cost = svod_saturating_mul(left, h->least_price)};
    const svod_option *known = rival_of(h, left, best.cost);
    if (!known) return true;
    hope(h, at, most);
    svod_counted counted;
    memcpy(best.gain, known->gain, sizeof best.gain);
    if (!first_come(h)) {
        svod_count_units(&h->count, h->hand.cap, h->most, &counted);
        int64_t *all = &counted.upto[h->s->classes_n - 1], upto = 0;
        int sign = 0;
        *all = SVOD_MIN(*all, h->most[h->count.islands_n] - left);
        for (uint32_t c = 0; c < h->s->classes_n && sign == 0; c++) {
            upto += known->gain[c];
            sign = sign_of(counted.upto[c], upto);
        }
        if (sign == 0) sign = sign_of(known->left, left);
        if (sign == 0) sign = sign_of(known->extra, 0);
        if (sign != 0 || at == h->lots_n) return sign >= 0;
    }
    return cmp_hope(h, &best, known, at == h->lots_n) > 0;
}

/* False when something known makes needless whatever can be bought with lots from number `at` on that leaves `left` to
 * `most` units over. */
static bool worth_trying(search *h, uint32_t at, int64_t left, int64_t most)
{
    while (left <= most) {
        int64_t upto = most;
        for (uint32_t i = 0; i < h->a->options_n; i++)
            if (h->a->options[i].left > left) upto = SVOD_MIN(upto, h->a->options[i].left - 1);
        if (may_beat(h, at, left, upto)) return true;
        if (upto == INT64_MAX) break;
        left = upto + 1;
    }
    return false;
}

static void try_bought(search *h, int64_t left)
{
    if (!minimums_hold(h)) return;
    for (int64_t most = total(h->bought, h->a->offers_n); left <= SVOD_MIN(most, h->cap_units); left++) {
        if (!worth_trying(h, h->lots_n, left, left)) break;
        try_leavings(h, 0, left);
    }
}

/* ---- numbers of lots ---- */

/* Units of what is bought that nobody can take; *ret_wanted: those that lines can take but as extra units. */
static int64_t least_left(search *h, int64_t *ret_wanted)
{
    svod_counted counted;
    svod_count_units(&h->count, h->bought, NULL, &counted);
    *ret_wanted = counted.upto[h->s->classes_n - 1];
    return total(h->bought, h->a->offers_n) - counted.taken;
}

/* Buys `n` more of lot k, if the last of them is of use and possible: then those before it are. */
static bool buy_more(search *h, uint32_t k, int64_t n)
{
    int64_t before, after, left;
    buy(h, k, n - 1);
    bool minimum = helps_minimum(h, k) || (h->s->needs_n && !svod_need_met(h->s, h->a, h->counts));
    least_left(h, &before);
    buy(h, k, 1);
    if (in_stock(h)) {
        left = least_left(h, &after);
        if ((minimum || after > before) && left <= h->cap_units) return true;
    }
    buy(h, k, -n);
    return false;
}

/* Buys as many of lot k as can be of use. */
static void buy_most(search *h, uint32_t k)
{
    int64_t n = 1;
    while (buy_more(h, k, n)) n *= 2;
    while ((n /= 2) > 0) buy_more(h, k, n);
}

static void try_lots(search *h, uint32_t at)
{
    int64_t wanted, left = least_left(h, &wanted);
    if (at == h->lots_n) {
        try_bought(h, left);
        return;
    }
    uint32_t k = h->lots[at];
    buy_most(h, k);
    for (; !out_of_time(h); buy(h, k, -1)) {
        left = least_left(h, &wanted);
        if (worth_trying(h, at + 1, left, h->cap_units))
            try_lots(h, at + 1);
        else if (at + 1 == h->lots_n && !worth_trying(h, at + 1, 0, h->cap_units))
            break; /* nor would fewer of the last lot */
        if (h->counts[k] == 0) return;
    }
    buy(h, k, -(int64_t)h->counts[k]);
}

/* ---- exchanging lots ---- */

/* Goes to the numbers of lots of a way known. */
static void buy_as(search *h, const svod_option *known)
{
    for (uint32_t at = 0; at < h->lots_n; at++) {
        uint32_t k = h->lots[at];
        buy(h, k, (int64_t)known->counts[k] - (int64_t)h->counts[k]);
    }
}

/* Tries `step` more of one lot and fewer of another; lots_n stands for none. True: another way is kept. */
static bool exchange(search *h, uint32_t less, uint32_t more, int64_t step)
{
    uint64_t before = h->kept;
    if (less == more || (less < h->lots_n && h->counts[h->lots[less]] < step)) return false;
    if (less < h->lots_n) buy(h, h->lots[less], -step);
    if (more < h->lots_n) buy(h, h->lots[more], step);
    int64_t wanted, left = least_left(h, &wanted);
    if (in_stock(h) && left <= h->cap_units) try_bought(h, left);
    if (less < h->lots_n) buy(h, h->lots[less], step);
    if (more < h->lots_n) buy(h, h->lots[more], -step);
    return h->kept > before;
}

static bool exchange_any(search *h, int64_t step)
{
    for (uint32_t i = 0; i < h->a->options_n; i++) {
        buy_as(h, &h->a->options[i]);
        for (uint32_t less = 0; less <= h->lots_n; less++)
            for (uint32_t more = 0; more <= h->lots_n && !out_of_time(h); more++)
                if (exchange(h, less, more, step)) return true;
    }
    return false;
}

/* Where lots are many, good ways by exchange save trying most of the others. */
static void climb(search *h)
{
    enum { MANY = 8 };
    int64_t most = 0;
    for (uint32_t k = 0; k < h->lots_n; k++) most = SVOD_MAX(most, h->a->options[0].counts[h->lots[k]]);
    for (int64_t step = most / MANY; step > 0; step /= 2)
        while (exchange_any(h, step)) {
        }
    for (uint32_t k = 0; k < h->lots_n; k++) buy(h, h->lots[k], -(int64_t)h->counts[h->lots[k]]);
}

/* ---- laying out ---- */

/* Kinds of leftovers, each a line of nobody's that must be served in full. */
static void lay_leavings(search *h)
{
    svod_atom *a = h->a;
    h->leavings = svod_arena_alloc(&h->scratch, a->offers_n * sizeof *h->leavings + 1);
    h->least_price = INT64_MAX;
    for (uint32_t o = 0; o < a->offers_n; o++) {
        leaving x = {h->s->demand->folded.item[a->offers[o]], offer_of(h, o)->price};
        uint32_t i = 0;
        h->least_price = SVOD_MIN(h->least_price, x.price);
        while (i < h->leavings_n && (h->leavings[i].item != x.item || h->leavings[i].price != x.price)) i++;
        if (i == h->leavings_n) h->leavings[h->leavings_n++] = x;
    }
    if (h->s->left_units == 0) h->leavings_n = 0;
}

static void lay_lines(search *h)
{
    svod_atom *a = h->a;
    svod_assign *hand = &h->hand;
    uint32_t choices = a->offers_n, n = 0;
    for (uint32_t l = 0; l < a->lines_n; l++) choices += line_of(h, l)->choices_n;
    svod_assign_init(hand, &h->scratch, a->lines_n + h->leavings_n, a->offers_n, choices);
    hand->people_n = a->lines_n;
    hand->number = a->lines;
    for (uint32_t l = 0; l < a->lines_n; l++) {
        const svod_line *line = line_of(h, l);
        hand->choices_from[l] = n;
        hand->quantity[l] = line->quantity;
        hand->most_extra[l] = line->extra;
        for (uint32_t c = 0; c < line->choices_n; c++) {
            if (!h->s->lotted[line->choices[c].offer]) continue;
            if (h->s->last) hand->last[n] = svod_last_units(h->s, a->lines[l], line->choices[c].offer);
            hand->rank[n] = line->choices[c].rank;
            hand->offer[n++] = h->s->local[line->choices[c].offer];
        }
        h->takes_extra = h->takes_extra || line->extra;
    }
    for (uint32_t i = 0; i < h->leavings_n; i++) {
        hand->choices_from[a->lines_n + i] = n;
        hand->stand[a->lines_n + i] = SVOD_STAND_FULL;
        for (uint32_t o = 0; o < a->offers_n; o++) {
            if (h->leavings[i].item != h->s->demand->folded.item[a->offers[o]]) continue;
            if (h->leavings[i].price != offer_of(h, o)->price) continue;
            hand->rank[n] = 0;
            hand->offer[n++] = o;
        }
    }
    hand->choices_from[hand->lines_n] = n;
    svod_assign_ready(hand);
}

static void lay_count(search *h)
{
    uint32_t *classes = svod_arena_alloc(&h->scratch, h->a->lines_n * sizeof *classes + 1);
    for (uint32_t l = 0; l < h->a->lines_n; l++) classes[l] = line_of(h, l)->serve_class;
    svod_count_make(&h->count, &h->scratch, &h->hand, classes, h->s->classes_n);
    h->hand.group = h->count.island_of_line;
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
    h->lots = svod_arena_alloc(&h->scratch, a->lots_n * sizeof *h->lots + 1);
    h->single = svod_arena_alloc(&h->scratch, a->offers_n * sizeof *h->single + 1);
    memset(h->single, 0xff, a->offers_n * sizeof *h->single);
    for (uint32_t k = 0; k < a->lots_n; k++) {
        const svod_lot *lot = lot_of(h, k);
        bool alone = lot->cells_n == 1 && lot->cells[0].count == 1 && !under_minimum(h, lot->cells[0].offer);
        /* What the minimum of the purchase needs depends on what is bought, not on who needs it. */
        if (alone && !h->s->needs_n) {
            h->single[h->s->local[lot->cells[0].offer]] = k;
            h->singles = true;
        } else {
            h->lots[h->lots_n++] = k;
        }
    }
}

/* The largest share of an island's units in another's, over the lots from number `at` on. */
static share largest_share(const search *h, uint32_t at, uint32_t island, uint32_t other)
{
    share largest = {0, 1};
    for (uint32_t k = at; k < h->lots_n; k++) {
        const int64_t *units = &h->in_island[(size_t)k * (h->count.islands_n + 1)];
        if (units[island] == 0) continue;
        if (units[other] == 0) return (share){0, 0};
        if (units[island] * largest.of > largest.units * units[other]) largest = (share){units[island], units[other]};
    }
    return largest;
}

static void lay_shares(search *h)
{
    enum { MOST_SHARES = 1 << 16 };
    uint32_t islands = h->count.islands_n;
    h->room = svod_arena_alloc(&h->scratch, islands * sizeof *h->room + 1);
    h->most = svod_arena_alloc(&h->scratch, (islands + 1u) * sizeof *h->most);
    if ((uint64_t)islands * (islands + 1) * (h->lots_n + 1) > MOST_SHARES) return;
    h->in_island = svod_arena_calloc(&h->scratch, (size_t)(islands + 1) * h->lots_n + 1u, sizeof *h->in_island);
    for (uint32_t k = 0; k < h->lots_n; k++) {
        const svod_lot *lot = lot_of(h, h->lots[k]);
        int64_t *units = &h->in_island[(size_t)k * (islands + 1)];
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            units[h->count.island_of[h->s->local[lot->cells[j].offer]]] += lot->cells[j].count;
            units[islands] += lot->cells[j].count;
        }
    }
    h->shares = svod_arena_alloc(&h->scratch, (size_t)(h->lots_n + 1) * (islands + 1) * islands * sizeof *h->shares + 1);
    share *to = h->shares;
    for (uint32_t at = 0; at <= h->lots_n; at++)
        for (uint32_t island = 0; island <= islands; island++)
            for (uint32_t other = 0; other < islands; other++) *to++ = largest_share(h, at, island, other);
}

/* What the limits allow to be left over. */
static int64_t most_left(const search *h)
{
    const svod_solve *s = h->s;
    int64_t most = h->a->item == UINT32_MAX ? s->left_units : SVOD_MIN(s->left_units, s->left_per_item);
    if (s->left_cost != SVOD_NO_LIMIT && h->least_price > 0) most = SVOD_MIN(most, s->left_cost / h->least_price);
    return most;
}

void svod_open_solve(svod_solve *s, svod_atom *a)
{
    search h = {.s = s, .a = a};
    svod_arena_init(&h.scratch);
    for (uint32_t o = 0; o < a->offers_n; o++) s->local[a->offers[o]] = o;
    h.bought = svod_arena_calloc(&h.scratch, a->offers_n + 1u, sizeof *h.bought);
    h.counts = svod_arena_calloc(&h.scratch, a->lots_n + 1u, sizeof *h.counts);
    lay_leavings(&h);
    lay_lines(&h);
    lay_count(&h);
    lay_lots(&h);
    lay_shares(&h);
    svod_last_keep(s, a);
    /* A way without leftovers first: one to beat, and one to keep when time is short. */
    h.first_only = true;
    try_lots(&h, 0);
    h.first_only = false;
    h.cap_units = most_left(&h);
    if (a->options_n && !s->needs_n) climb(&h);
    try_lots(&h, 0);
    if (a->cut || a->options_n == 0) {
        /* Nothing can always be bought, which leaves the limits to others. */
        svod_option nothing = {.counts = svod_arena_calloc(s->arena, a->lots_n + 1u, sizeof *h.counts)};
        svod_option_keep(s, a, &nothing);
    }
    svod_arena_release(&h.scratch);
}
