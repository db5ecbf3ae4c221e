/* Every way to buy an open part of a purchase that may be in the best plan: lines that accept several offers, take extra
 * units, or go whole or together.
 *
 * For given numbers of rows and packs the units are handed out by assign.c, which is exact as long as no line is
 * all-or-nothing; what is left over is handed to nobody, a line like the others. Lines that are all-or-nothing get decided
 * one by one where the free answer breaks them; the free answer bounds what any decision can reach. Numbers of lots are
 * tried from many to few; another lot that no line could take a unit of is never of use, since what one more unit adds only
 * shrinks as more are bought. Before anything is handed out the units that can be served at all are counted (count.c): only
 * what is as good as the best known so far is looked at line by line. */
#include "aggregate/open.h"
#include "aggregate/last.h"

#include "base/alloc.h"

/* ---- what is bought ---- */

static bool in_stock(const svod_search *h)
{
    for (uint32_t o = 0; o < h->a->offers_n; o++)
        if (svod_search_offer(h, o)->stock >= 0 && h->bought[o] > svod_search_offer(h, o)->stock) return false;
    return true;
}

static int64_t minimum_bought(const svod_search *h, const svod_minimum *m)
{
    int64_t sum = 0;
    for (uint32_t j = 0; j < m->offers_n; j++) sum += h->bought[h->s->local[m->offers[j]]];
    return sum;
}

static bool minimums_hold(const svod_search *h)
{
    for (uint32_t i = 0; i < h->a->minimums_n; i++) {
        const svod_minimum *m = &h->s->lots->minimums[h->a->minimums[i]];
        int64_t sum = minimum_bought(h, m);
        if (sum > 0 && sum < m->min) return false;
    }
    return true;
}

static bool helps_minimum(const svod_search *h, uint32_t k)
{
    const svod_lot *lot = svod_search_lot(h, k);
    for (uint32_t i = 0; i < h->a->minimums_n; i++) {
        const svod_minimum *m = &h->s->lots->minimums[h->a->minimums[i]];
        if (minimum_bought(h, m) >= m->min) continue;
        for (uint32_t j = 0; j < lot->cells_n; j++)
            for (uint32_t x = 0; x < m->offers_n; x++)
                if (m->offers[x] == lot->cells[j].offer) return true;
    }
    return false;
}

/* ---- one way to buy and leave over ---- */

static void measure(const svod_search *h, svod_option *ret)
{
    memset(ret, 0, sizeof *ret);
    for (uint32_t l = 0; l < h->hand.people_n; l++) {
        ret->gain[svod_search_line(h, l)->serve_class] += h->hand.got[l];
        ret->extra += h->hand.more[l];
    }
    for (uint32_t i = 0; i < h->leavings_n; i++) {
        int64_t units = h->hand.quantity[h->hand.people_n + i];
        ret->left += units;
        ret->cost = svod_saturating_add(ret->cost, svod_saturating_mul(h->leavings[i].price, units));
    }
}

/* Choices come by line and rank; extra units of a line come after all wanted ones. */
static void list_handed(const svod_search *h, svod_arena *arena, svod_option *ret)
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

static void keep(svod_search *h, svod_option *found)
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

const svod_option *svod_search_rival(const svod_search *h, int64_t left, int64_t cost)
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

int svod_search_cmp_served(const svod_search *h, const svod_option *answer, const svod_option *rival)
{
    svod_rival lines = {rival->handed, rival->handed_n};
    int sign = svod_search_first_come(h) ? svod_assign_cmp_served(&h->hand, &lines) : 0;
    for (uint32_t c = 0; c < h->s->classes_n && sign == 0; c++) sign = svod_sign_of(answer->gain[c], rival->gain[c]);
    if (sign == 0) sign = svod_sign_of(rival->left, answer->left);
    if (sign == 0) sign = svod_sign_of(rival->extra, answer->extra);
    if (sign == 0 && !svod_search_first_come(h)) sign = svod_assign_cmp_served(&h->hand, &lines);
    return sign;
}

/* Something known makes the answer, and all that is still open below it, needless. */
static bool beaten(svod_search *h, const svod_option *answer)
{
    for (uint32_t i = 0; i < h->a->options_n && !h->s->needs_n; i++)
        if (svod_option_serves_as(h->s, h->a, &h->a->options[i], answer)) return true;
    return false;
}

/* ---- all or nothing ---- */

static bool whole_broken(const svod_search *h, uint32_t l)
{
    return svod_search_line(h, l)->whole && h->hand.got[l] > 0 && h->hand.got[l] < h->hand.quantity[l];
}

/* A line of the same set that is full while this one is not. */
static bool together_broken(const svod_search *h, uint32_t l)
{
    uint32_t group = svod_search_line(h, l)->together;
    if (group == UINT32_MAX || h->hand.got[l] == h->hand.quantity[l]) return false;
    if (h->hand.got[l] > 0) return true;
    for (uint32_t x = 0; x < h->a->lines_n; x++)
        if (svod_search_line(h, x)->together == group && h->hand.got[x] > 0) return true;
    return false;
}

static uint32_t first_broken(const svod_search *h)
{
    for (uint32_t l = 0; l < h->a->lines_n; l++) {
        bool extra_alone = h->hand.more[l] > 0 && h->hand.got[l] < h->hand.quantity[l];
        if (extra_alone || whole_broken(h, l) || together_broken(h, l)) return l;
    }
    return UINT32_MAX;
}

static bool all_or_nothing(const svod_search *h, uint32_t l)
{
    return svod_search_line(h, l)->whole || svod_search_line(h, l)->together != UINT32_MAX;
}

/* Decides a line, and those that go with it. */
static void decide(svod_search *h, uint32_t l, svod_stand stand)
{
    uint32_t group = svod_search_line(h, l)->together;
    h->hand.stand[l] = stand;
    for (uint32_t x = 0; group != UINT32_MAX && x < h->a->lines_n; x++)
        if (svod_search_line(h, x)->together == group) h->hand.stand[x] = stand;
}

/* Then the first way found will do. */
static bool out_of_time(svod_search *h)
{
    if (h->a->options_n == 0) return false;
    if (h->first_only) return true;
    if (!svod_solve_late(h->s)) return false;
    h->a->cut = true;
    return true;
}

static void hand_out(svod_search *h);

/* Both decisions about a line. */
static void branch(svod_search *h, uint32_t broken)
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

static void hand_out(svod_search *h)
{
    if (out_of_time(h) || !svod_assign_serve(&h->hand) || !svod_assign_hand_out(&h->hand)) return;
    svod_option answer;
    measure(h, &answer);
    const svod_option *known = svod_search_rival(h, answer.left, answer.cost);
    int sign = known ? svod_search_cmp_served(h, &answer, known) : 1;
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

static bool leavings_hold(const svod_search *h)
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
static void try_leavings(svod_search *h, uint32_t i, int64_t rest)
{
    int64_t *units = &h->hand.quantity[h->hand.people_n];
    if (i == h->leavings_n) {
        if (rest > 0 || !leavings_hold(h)) return;
        svod_search_set_caps(h);
        svod_search_free_all(h);
        hand_out(h);
        return;
    }
    const svod_leaving *x = &h->leavings[i];
    for (int64_t n = SVOD_MAX(x->least, rest - x->most_after); n <= SVOD_MIN(x->most, rest - x->least_after); n++) {
        units[i] = n;
        try_leavings(h, i + 1, rest - n);
        if (out_of_time(h)) return;
    }
}

/* Units of the offers of a leaving, or of all of its item. */
static int64_t only_of(svod_search *h, const svod_leaving *x, bool whole_item)
{
    const uint32_t *item = h->s->demand->folded.item;
    int64_t units = 0;
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        bool of_it = item[h->a->offers[o]] == x->item && (whole_item || svod_search_offer(h, o)->price == x->price);
        h->only[o] = of_it ? h->bought[o] : 0;
        units += h->only[o];
    }
    return units;
}

/* How much of what is bought lines cannot take, and how much there is at most, by leaving. */
static void bound_leavings(svod_search *h)
{
    int64_t least = 0, most = 0;
    for (uint32_t i = h->leavings_n; i-- > 0;) {
        svod_leaving *x = &h->leavings[i];
        svod_counted counted;
        x->least = 0;
        x->most = only_of(h, x, false);
        if (h->leavings_n > 1) {
            svod_count_units(&h->count, h->only, NULL, &counted);
            x->least = x->most - counted.taken;
        }
        x->most = SVOD_MIN(x->most, h->s->left_per_item);
        x->least_after = least;
        x->most_after = most;
        least += x->least;
        most += x->most;
    }
}

static void try_bought(svod_search *h, int64_t left)
{
    if (!minimums_hold(h)) return;
    int64_t most = SVOD_MIN(svod_search_total(h->bought, h->a->offers_n), h->cap_units);
    if (left <= most) bound_leavings(h);
    for (; left <= most; left++) {
        if (out_of_time(h) || !svod_hope_worth(h, h->lots_n, left, left)) break;

        try_leavings(h, 0, left);
    }
}

/* ---- numbers of lots ---- */

/* Units of what is bought that nobody can take; *ret_wanted: those that lines can take but as extra units. */
static int64_t least_left(svod_search *h, int64_t *ret_wanted)
{
    svod_counted counted;
    svod_count_units(&h->count, h->bought, NULL, &counted);
    *ret_wanted = counted.upto[h->s->classes_n - 1];
    return svod_search_total(h->bought, h->a->offers_n) - counted.taken;
}

/* More of the lot's item than its limit allows is bought for nobody, whatever else is bought. */
static bool too_much_of_item(svod_search *h, uint32_t k)
{
    const svod_solve *s = h->s;
    if (h->a->item != UINT32_MAX || s->left_per_item == SVOD_NO_LIMIT) return false;
    svod_leaving x = {.item = s->demand->folded.item[svod_search_lot(h, k)->cells[0].offer]};
    int64_t units = only_of(h, &x, true);
    svod_counted counted;
    svod_count_units(&h->count, h->only, NULL, &counted);
    return units - counted.taken > s->left_per_item;
}

/* Buys `n` more of lot k, if the last of them is of use and possible: then those before it are. */
static bool buy_more(svod_search *h, uint32_t k, int64_t n)
{
    int64_t before, after, left;
    svod_search_buy(h, k, n - 1);
    bool minimum = helps_minimum(h, k) || (h->s->needs_n && !svod_need_met(h->s, h->a, h->counts));
    least_left(h, &before);
    svod_search_buy(h, k, 1);
    if (in_stock(h)) {
        left = least_left(h, &after);
        if ((minimum || after > before) && left <= h->cap_units && !too_much_of_item(h, k)) return true;
    }
    svod_search_buy(h, k, -n);
    return false;
}

/* Buys as many of lot k as can be of use. */
static void buy_most(svod_search *h, uint32_t k)
{
    int64_t n = 1;
    while (buy_more(h, k, n)) n *= 2;
    while ((n /= 2) > 0) buy_more(h, k, n);
}

/* With the number of lot `at` that is bought, or more of it. */
static bool more_may_do(svod_search *h, uint32_t at)
{
    int64_t wanted, left = least_left(h, &wanted);
    return svod_hope_worth(h, at, left, h->cap_units);
}

/* With the number of lot `at` that is bought, or fewer. */
static bool fewer_may_do(svod_search *h, uint32_t at)
{
    int64_t n = h->counts[h->lots[at]];
    svod_search_buy(h, h->lots[at], -n);
    h->most_of_first = n;
    bool may = more_may_do(h, at);
    h->most_of_first = SVOD_PLENTY;
    svod_search_buy(h, h->lots[at], n);
    return may;
}

/* Narrows what is tried of lot `at`, which is bought as often as can be of use: leaves it at the most worth trying. Returns
 * the least. */
static int64_t narrow(svod_search *h, uint32_t at)
{
    uint32_t k = h->lots[at];
    int64_t low = 0, high = (int64_t)h->counts[k] + 1;
    while (high - low > 1) { /* low may do, high and more do not */
        int64_t middle = low + (high - low) / 2;
        svod_search_buy(h, k, middle - (int64_t)h->counts[k]);
        *(more_may_do(h, at) ? &low : &high) = middle;
    }
    int64_t most = low, least = -1;
    for (high = most; high - least > 1;) { /* least and fewer do not */
        int64_t middle = least + (high - least) / 2;
        svod_search_buy(h, k, middle - (int64_t)h->counts[k]);
        *(fewer_may_do(h, at) ? &high : &least) = middle;
    }
    svod_search_buy(h, k, most - (int64_t)h->counts[k]);
    return least + 1;
}

static void try_lots(svod_search *h, uint32_t at)
{
    enum { MANY = 8 };
    int64_t wanted, left = least_left(h, &wanted);
    if (at == h->lots_n) {
        try_bought(h, left);
        return;
    }
    uint32_t k = h->lots[at];
    bool last = at + 1 == h->lots_n;
    buy_most(h, k);
    int64_t least = h->counts[k] > MANY && !last ? narrow(h, at) : 0;
    for (; !out_of_time(h); svod_search_buy(h, k, -1)) {
        left = least_left(h, &wanted);
        if (svod_hope_worth(h, at + 1, left, h->cap_units))
            try_lots(h, at + 1);
        else if (last && !fewer_may_do(h, at))
            break;
        if (h->counts[k] == least) break;
    }
    svod_search_buy(h, k, -(int64_t)h->counts[k]);
}

/* ---- exchanging lots ---- */

/* Goes to the numbers of lots of a way known. */
static void buy_as(svod_search *h, const svod_option *known)
{
    for (uint32_t at = 0; at < h->lots_n; at++) {
        uint32_t k = h->lots[at];
        svod_search_buy(h, k, (int64_t)known->counts[k] - (int64_t)h->counts[k]);
    }
}

/* Tries `step` more of one lot and fewer of another; lots_n stands for none. True: another way is kept. */
static bool exchange(svod_search *h, uint32_t less, uint32_t more, int64_t step)
{
    uint64_t before = h->kept;
    if (less == more || (less < h->lots_n && h->counts[h->lots[less]] < step)) return false;
    if (less < h->lots_n) svod_search_buy(h, h->lots[less], -step);
    if (more < h->lots_n) svod_search_buy(h, h->lots[more], step);
    int64_t wanted, left = least_left(h, &wanted);
    if (in_stock(h) && left <= h->cap_units) try_bought(h, left);
    if (less < h->lots_n) svod_search_buy(h, h->lots[less], step);
    if (more < h->lots_n) svod_search_buy(h, h->lots[more], -step);
    return h->kept > before;
}

static bool exchange_any(svod_search *h, int64_t step)
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
static void buy_nothing(svod_search *h)
{
    for (uint32_t at = 0; at < h->lots_n; at++) svod_search_buy(h, h->lots[at], -(int64_t)h->counts[h->lots[at]]);
}

static void climb(svod_search *h)
{
    enum { MANY = 8 };
    int64_t most = 0;
    for (uint32_t k = 0; k < h->lots_n; k++) most = SVOD_MAX(most, h->a->options[0].counts[h->lots[k]]);
    for (int64_t step = most / MANY; step > 0; step /= 2)
        while (exchange_any(h, step)) {
        }
    buy_nothing(h);
}

/* ---- laying out ---- */

/* Kinds of leftovers, each a line of nobody's that must be served in full. */
static void lay_leavings(svod_search *h)
{
    svod_atom *a = h->a;
    h->leavings = svod_arena_alloc(&h->scratch, a->offers_n * sizeof *h->leavings + 1);
    h->least_price = INT64_MAX;
    for (uint32_t o = 0; o < a->offers_n; o++) {
        svod_leaving x = {.item = h->s->demand->folded.item[a->offers[o]], .price = svod_search_offer(h, o)->price};
        uint32_t i = 0;
        h->least_price = SVOD_MIN(h->least_price, x.price);
        while (i < h->leavings_n && (h->leavings[i].item != x.item || h->leavings[i].price != x.price)) i++;
        if (i == h->leavings_n) h->leavings[h->leavings_n++] = x;
    }
    if (h->s->left_units == 0) h->leavings_n = 0;
}

static void lay_lines(svod_search *h)
{
    svod_atom *a = h->a;
    svod_assign *hand = &h->hand;
    uint32_t choices = a->offers_n, n = 0;
    for (uint32_t l = 0; l < a->lines_n; l++) choices += svod_search_line(h, l)->choices_n;
    svod_assign_init(hand, &h->scratch, a->lines_n + h->leavings_n, a->offers_n, choices);
    hand->people_n = a->lines_n;
    hand->number = a->lines;
    for (uint32_t l = 0; l < a->lines_n; l++) {
        const svod_line *line = svod_search_line(h, l);
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
            if (h->leavings[i].price != svod_search_offer(h, o)->price) continue;
            hand->rank[n] = 0;
            hand->offer[n++] = o;
        }
    }
    hand->choices_from[hand->lines_n] = n;
    svod_assign_ready(hand);
}

static void lay_count(svod_search *h)
{
    uint32_t *classes = svod_arena_alloc(&h->scratch, h->a->lines_n * sizeof *classes + 1);
    for (uint32_t l = 0; l < h->a->lines_n; l++) classes[l] = svod_search_line(h, l)->serve_class;
    svod_count_make(&h->count, &h->scratch, &h->hand, classes, h->s->classes_n);
    h->hand.group = h->count.island_of_line;
}

static bool under_minimum(const svod_search *h, uint32_t offer)
{
    for (uint32_t i = 0; i < h->a->minimums_n; i++) {
        const svod_minimum *m = &h->s->lots->minimums[h->a->minimums[i]];
        for (uint32_t j = 0; j < m->offers_n; j++)
            if (m->offers[j] == offer) return true;
    }
    return false;
}

static void lay_lots(svod_search *h)
{
    svod_atom *a = h->a;
    h->lots = svod_arena_alloc(&h->scratch, a->lots_n * sizeof *h->lots + 1);
    h->alone = svod_arena_alloc(&h->scratch, a->lots_n * sizeof *h->alone + 1);
    for (uint32_t k = 0; k < a->lots_n; k++) h->alone[k] = SVOD_PLENTY;
    h->single = svod_arena_alloc(&h->scratch, a->offers_n * sizeof *h->single + 1);
    memset(h->single, 0xff, a->offers_n * sizeof *h->single);
    for (uint32_t k = 0; k < a->lots_n; k++) {
        const svod_lot *lot = svod_search_lot(h, k);
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

/* How many of each lot lines can take at all. */
static void lay_most_of_lots(svod_search *h)
{
    const svod_assign *hand = &h->hand;
    for (uint32_t o = 0; o < hand->offers_n; o++) h->only[o] = SVOD_MIN(h->cap_units, h->s->left_per_item);
    for (uint32_t k = 0; k < hand->choices_from[hand->people_n]; k++) {
        uint32_t l = hand->line[k], o = hand->offer[k];
        h->only[o] = svod_saturating_add(h->only[o], hand->quantity[l] + hand->most_extra[l]);
    }
    for (uint32_t at = 0; at < h->lots_n; at++) {
        const svod_lot *lot = svod_search_lot(h, h->lots[at]);
        h->alone[at] = SVOD_PLENTY;
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            int64_t units = h->only[h->s->local[lot->cells[j].offer]];
            h->alone[at] = SVOD_MIN(h->alone[at], units / lot->cells[j].count);
        }
    }
}

/* How many of each lot are of use when nothing else is bought: no more are when something is. Within one item the room of
 * islands says as much. */
static void lay_alone(svod_search *h)
{
    for (uint32_t at = 0; at < h->lots_n && !out_of_time(h); at++) {
        uint32_t k = h->lots[at];
        buy_most(h, k);
        h->alone[at] = h->counts[k];
        svod_search_buy(h, k, -h->alone[at]);
    }
}

/* What the limits allow to be left over. */
static int64_t most_left(const svod_search *h)
{
    const svod_solve *s = h->s;
    int64_t most = h->a->item == UINT32_MAX ? s->left_units : SVOD_MIN(s->left_units, s->left_per_item);
    if (s->left_cost != SVOD_NO_LIMIT && h->least_price > 0) most = SVOD_MIN(most, s->left_cost / h->least_price);
    return most;
}

enum { MANY_LOTS = 12 };

/* The end of that part of the time that is left. */
static int64_t part_of_time(const svod_search *h, int64_t part)
{
    int64_t now = svod_solve_now();
    return h->s->deadline == INT64_MAX ? INT64_MAX : now + SVOD_MAX(h->s->deadline - now, 0) / part;
}

/* One without leftovers, and one with them. */
static void fill_ways(svod_search *h)
{
    enum { TRIES = 20, TRIES_HUGE = 100, PART = 3 };
    svod_fill *f = svod_fill_begin(h);
    for (int leaving = 0; leaving < 2; leaving++) {
        svod_fill_add(f, leaving);
        svod_fill_exchange(f, leaving, (uint64_t)h->lots_n * (h->huge ? TRIES_HUGE : TRIES), part_of_time(h, PART));
        svod_fill_show(f);
        hand_out(h);
    }
    svod_fill_end(f);
    buy_nothing(h);
}

/* Ways to beat, and to keep when time is short: one without leftovers and, of many lots, one with them. */
static void first_ways(svod_search *h)
{
    if (h->lots_n > MANY_LOTS) fill_ways(h);
    if (h->a->options_n > 0 || h->huge) return;
    h->first_only = true;
    try_lots(h, 0);
    h->first_only = false;
}

static void try_all(svod_search *h)
{
    if (h->a->item == UINT32_MAX) lay_alone(h);
    if (h->a->options_n && !h->s->needs_n) climb(h);
    try_lots(h, 0);
}

/* Too large to try more than the first ways: each number of a lot looks at all lines. */
static bool is_huge(const svod_search *h)
{
    enum { MOST_WORK = 20000000 };
    return (uint64_t)h->lots_n * h->hand.choices_from[h->hand.lines_n] > MOST_WORK;
}

/* Units that can be served at most, where the search may well be cut. */
static int64_t bid_served(svod_search *h)
{
    enum { ROUNDS = 60, ROUNDS_HUGE = 400, PART = 3 };
    if (!h->huge && (h->s->deadline == INT64_MAX || h->lots_n <= MANY_LOTS)) return INT64_MAX;
    int64_t known = 0;
    for (uint32_t i = 0; i < h->a->options_n; i++)
        known = SVOD_MAX(known, svod_search_total(h->a->options[i].gain, h->s->classes_n));
    return svod_bid(h, most_left(h), known, h->huge ? ROUNDS_HUGE : ROUNDS, part_of_time(h, PART));
}

void svod_open_solve(svod_solve *s, svod_atom *a)
{
    svod_search h = {.s = s, .a = a, .most_of_first = SVOD_PLENTY};
    svod_arena_init(&h.scratch);
    for (uint32_t o = 0; o < a->offers_n; o++) s->local[a->offers[o]] = o;
    h.bought = svod_arena_calloc(&h.scratch, a->offers_n + 1u, sizeof *h.bought);
    h.only = svod_arena_calloc(&h.scratch, a->offers_n + 1u, sizeof *h.only);
    h.counts = svod_arena_calloc(&h.scratch, a->lots_n + 1u, sizeof *h.counts);
    lay_leavings(&h);
    lay_lines(&h);
    lay_count(&h);
    lay_lots(&h);
    svod_hope_lay(&h);
    h.huge = is_huge(&h);
    svod_last_keep(s, a);
    first_ways(&h);
    int64_t bid = bid_served(&h);
    h.cap_units = most_left(&h);
    lay_most_of_lots(&h);
    if (!h.huge)
        try_all(&h);
    else
        a->cut = true;
    if (a->cut) a->most = SVOD_MIN(svod_hope_served(&h), bid);
    if (a->cut || a->options_n == 0) {
        /* Nothing can always be bought, which leaves the limits to others. */
        svod_option nothing = {.counts = svod_arena_calloc(s->arena, a->lots_n + 1u, sizeof *h.counts)};
        svod_option_keep(s, a, &nothing);
    }
    svod_arena_release(&h.scratch);
}
