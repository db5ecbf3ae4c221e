/* What can be hoped for in an open part when some lots are decided and others are not: a bound, by which most numbers of
 * lots need not be tried. */
#include "aggregate/open.h"

/* How many of a lot can be bought besides what is, at most. */
static int64_t room_for(const svod_search *h, uint32_t at)
{
    const int64_t *units = &h->in_island[(size_t)at * (h->count.islands_n + 1)];
    int64_t most = SVOD_PLENTY;
    for (uint32_t i = 0; i < h->count.islands_n; i++)
        if (units[i] > 0) most = SVOD_MIN(most, SVOD_MAX(h->room[i], 0) / units[i]);
    return most;
}

/* The share that so many units come to, rounded down; `of` them less one on top: rounded up. */
static int64_t share_of(int64_t units, const svod_share *x, int64_t on_top)
{
    if (units <= UINT32_MAX / 2048 && x->units < 1024 && x->of < 1024)
        return ((uint32_t)units * (uint32_t)x->units + (uint32_t)on_top) / (uint32_t)x->of;
    __int128 much = ((__int128)units * x->units + on_top) / x->of;
    return (int64_t)SVOD_MIN(much, SVOD_PLENTY);
}

/* The most units that lots from number `at` on can add to an island, or in all (islands_n): all islands must have room. */
static int64_t most_units(const svod_search *h, uint32_t at, uint32_t island)
{
    uint32_t n = h->count.islands_n;
    const svod_share *shares = &h->shares[((size_t)at * (n + 1) + island) * n];
    int64_t most = SVOD_PLENTY;
    for (uint32_t i = 0; i < n; i++)
        if (shares[i].of) most = SVOD_MIN(most, share_of(SVOD_MAX(h->room[i], 0), &shares[i], 0));
    return most;
}

/* What is left over at least when `units` are bought in all: islands cannot take less than their share of them. */
static int64_t forced_left(const svod_search *h, uint32_t at, int64_t units)
{
    const svod_share *least = &h->least_shares[(size_t)at * h->count.islands_n];
    int64_t forced = 0, more = units - svod_search_total(h->bought, h->a->offers_n);
    for (uint32_t i = 0; i < h->count.islands_n; i++)
        forced +=
            SVOD_MAX(0, h->taken[i] + share_of(SVOD_MAX(more, 0), &least[i], least[i].of - 1) - h->count.islands[i].most);
    return forced;
}

/* Sets the hand's `cap` to what can be bought at most with lots from number `at` on when `left` units may be left over. */
static void hope(svod_search *h, uint32_t at, int64_t left)
{
    bool bounded = h->shares && left < SVOD_PLENTY;
    svod_search_set_caps(h);
    memset(h->hand.need, 0, h->a->offers_n * sizeof *h->hand.need);
    memset(h->taken, 0, h->count.islands_n * sizeof *h->taken);
    for (uint32_t o = 0; o < h->a->offers_n; o++) h->taken[h->count.island_of[o]] += h->bought[o];
    for (uint32_t i = 0; i < h->count.islands_n; i++)
        h->room[i] = bounded ? h->count.islands[i].most + left - h->taken[i] : SVOD_PLENTY;
    for (uint32_t k = at; k < h->lots_n; k++) {
        const svod_lot *lot = svod_search_lot(h, h->lots[k]);
        int64_t n = SVOD_MIN(bounded ? room_for(h, k) : SVOD_PLENTY, k == at ? h->most_of_first : SVOD_PLENTY);
        n = SVOD_MIN(n, h->alone[k]);
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            uint32_t o = h->s->local[lot->cells[j].offer];
            int64_t most = svod_saturating_add(h->hand.cap[o], svod_saturating_mul(n, (int64_t)lot->cells[j].count));
            h->hand.cap[o] = SVOD_MIN(most, svod_search_stock(h, o));
        }
    }
}

/* Sets h->most: units that islands can be served at most. */
static void hope_of_islands(svod_search *h, uint32_t at)
{
    for (uint32_t i = 0; i < h->count.islands_n; i++)
        h->most[i] = h->shares && !h->singles ? h->taken[i] + most_units(h, at, i) : SVOD_PLENTY;
}

/* Line by line, with all that hope allows: > 0 better than what is known, 0 as good. */
static int cmp_hope(svod_search *h, const svod_option *best, const svod_option *known, bool exact)
{
    svod_rival rival = {known->handed, known->handed_n};
    memset(&h->hand.quantity[h->hand.people_n], 0, h->leavings_n * sizeof *h->hand.quantity);
    svod_search_free_all(h);
    h->hand.limit = h->most;
    svod_assign_serve(&h->hand);
    h->hand.limit = NULL;
    int sign = svod_search_cmp_served(h, best, known);
    if (sign || exact) return sign ? sign : 1;
    sign = h->takes_extra ? 1 : svod_assign_prefer(&h->hand, &rival);
    return sign ? sign : svod_sign_of(known->cost, best->cost);
}

/* The units that can be hoped for against those of what is known, class by class; when no class is better but the last may
 * be, the units that this takes must not force more than `most` units to be left over. */
static int cmp_units(svod_search *h, uint32_t at, const int64_t *limit, const svod_option *known, int64_t most)
{
    uint32_t last = h->s->classes_n - 1;
    int64_t upto = 0;
    int sign = 0;
    svod_counted counted;
    svod_count_units(&h->count, h->hand.cap, limit, &counted);
    for (uint32_t c = 0; c < last && sign == 0; c++) {
        upto += known->gain[c];
        sign = svod_sign_of(counted.upto[c], upto);
    }
    if (sign != 0) return sign;
    upto += known->gain[last];
    if (h->shares && !h->singles && most < SVOD_PLENTY) {
        int64_t units = svod_search_total(h->taken, h->count.islands_n) + most_units(h, at, h->count.islands_n);
        counted.upto[last] = SVOD_MIN(counted.upto[last], units - known->left);
        if (forced_left(h, at, upto + known->left) > most) return -1;
        if (forced_left(h, at, upto + known->left + 1) > most) counted.upto[last] = SVOD_MIN(counted.upto[last], upto);
    }
    return svod_sign_of(counted.upto[last], upto);
}

/* The best that can be hoped for with lots from number `at` on, when `left` to `most` units are left over and what is known
 * with no more than `left` is to be beaten. */
static bool may_beat(svod_search *h, uint32_t at, int64_t left, int64_t most)
{
    svod_option best = {.left = left, .cost = svod_saturating_mul(left, h->least_price)};
    const svod_option *known = svod_search_rival(h, left, best.cost);
    if (!known) return true;
    memcpy(best.gain, known->gain, sizeof best.gain);
    hope(h, at, most);
    if (svod_search_first_come(h)) {
        hope_of_islands(h, at);
        return cmp_hope(h, &best, known, at == h->lots_n) > 0;
    }
    int sign = cmp_units(h, at, NULL, &best, most);
    if (sign >= 0 && at < h->lots_n) {
        hope_of_islands(h, at);
        sign = cmp_units(h, at, h->most, &best, most);
    }
    if (sign == 0) sign = svod_sign_of(known->left, left);
    if (sign == 0) sign = svod_sign_of(known->extra, 0);
    if (sign != 0) return sign > 0;
    /* Only with as few left over it can still be better. */
    if (most > left) return may_beat(h, at, left, left);
    return at == h->lots_n || cmp_hope(h, &best, known, false) > 0;
}

bool svod_hope_worth(svod_search *h, uint32_t at, int64_t left, int64_t most)
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

int64_t svod_hope_served(svod_search *h)
{
    svod_counted counted;
    hope(h, 0, h->cap_units);
    hope_of_islands(h, 0);
    svod_count_units(&h->count, h->hand.cap, h->most, &counted);
    int64_t most = counted.upto[h->s->classes_n - 1];
    if (!h->shares || h->singles || h->cap_units >= SVOD_PLENTY) return most;
    return SVOD_MIN(most, most_units(h, 0, h->count.islands_n));
}

/* The largest share of an island's units in another's, over the lots from number `at` on. */
static svod_share largest_share(const svod_search *h, uint32_t at, uint32_t island, uint32_t other)
{
    svod_share largest = {0, 1};
    for (uint32_t k = at; k < h->lots_n; k++) {
        const int64_t *units = &h->in_island[(size_t)k * (h->count.islands_n + 1)];
        if (units[island] == 0) continue;
        if (units[other] == 0) return (svod_share){0, 0};
        if (units[island] * largest.of > largest.units * units[other]) largest = (svod_share){units[island], units[other]};
    }
    return largest;
}

/* The least share of an island's units in all units, over the lots from number `at` on. */
static svod_share least_share(const svod_search *h, uint32_t at, uint32_t island)
{
    svod_share least = {0, 1};
    for (uint32_t k = at; k < h->lots_n; k++) {
        const int64_t *units = &h->in_island[(size_t)k * (h->count.islands_n + 1)];
        int64_t all = units[h->count.islands_n];
        if (k == at || units[island] * least.of < least.units * all) least = (svod_share){units[island], all};
    }
    return least;
}

void svod_hope_lay(svod_search *h)
{
    enum { MOST_SHARES = 1 << 16 };
    uint32_t islands = h->count.islands_n;
    h->room = svod_arena_alloc(&h->scratch, islands * sizeof *h->room + 1);
    h->most = svod_arena_alloc(&h->scratch, islands * sizeof *h->most + 1);
    h->taken = svod_arena_alloc(&h->scratch, islands * sizeof *h->taken + 1);
    if ((uint64_t)islands * (islands + 1) * (h->lots_n + 1) > MOST_SHARES) return;
    h->in_island = svod_arena_calloc(&h->scratch, (size_t)(islands + 1) * h->lots_n + 1u, sizeof *h->in_island);
    for (uint32_t k = 0; k < h->lots_n; k++) {
        const svod_lot *lot = svod_search_lot(h, h->lots[k]);
        int64_t *units = &h->in_island[(size_t)k * (islands + 1)];
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            units[h->count.island_of[h->s->local[lot->cells[j].offer]]] += lot->cells[j].count;
            units[islands] += lot->cells[j].count;
        }
    }
    h->shares = svod_arena_alloc(&h->scratch, (size_t)(h->lots_n + 1) * (islands + 1) * islands * sizeof *h->shares + 1);
    svod_share *to = h->shares;
    for (uint32_t at = 0; at <= h->lots_n; at++)
        for (uint32_t island = 0; island <= islands; island++)
            for (uint32_t other = 0; other < islands; other++) *to++ = largest_share(h, at, island, other);
    h->least_shares = to = svod_arena_alloc(&h->scratch, (size_t)(h->lots_n + 1) * islands * sizeof *to + 1);
    for (uint32_t at = 0; at <= h->lots_n; at++)
        for (uint32_t island = 0; island < islands; island++) *to++ = least_share(h, at, island);
}
