/* Money of random purchases against a recount of its own: fractions of __int128, written from the contract, sharing no code.
 */
#include "support/cmocka_all.h"

#include "base/arena.h"
#include "money/costs.h"

typedef __int128 wide;
enum { ROUNDS = 20000, PEOPLE = 9, OFFERS = 6, LINES = 30, SCALE = 10000 };

static uint64_t seed;

static uint32_t roll(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

/* n/d ≥ 0 to a whole number, half up. */
static wide half_up(wide n, wide d)
{
    return (2 * n + d) / (2 * d);
}

typedef struct world {
    svod_stop_offer offers[OFFERS];
    svod_order_line orders[LINES];
    svod_line lines[LINES];
    svod_str people[PEOPLE];
    svod_given given[LINES * 2];
    svod_leftover leftover[OFFERS];
    svod_fee_tier fees[3];
    svod_charge charges[3];
    svod_demand demand;
    svod_plan plan;
    svod_money_terms terms;
} world;

static void random_terms(world *w)
{
    static const int64_t units[] = {100, 5000, 10000, 100000};
    static const int64_t rates[] = {10000, 10000, 616100, 9873, 1234567};
    w->terms = (svod_money_terms){.rate = rates[roll(5)],
                                  .rate_fee = roll(2) * roll(500),
                                  .fees = w->fees,
                                  .fees_n = roll(4),
                                  .delivery = (int64_t)roll(500000) * 100 * (roll(5) != 0),
                                  .split = (svod_split)roll(4),
                                  .charges = w->charges,
                                  .charges_n = roll(4),
                                  .rounding_to = units[roll(4)],
                                  .rounding_mode = (svod_rounding)roll(2),
                                  .prepay = roll(3) * 5000};
    for (uint32_t i = 0; i < 3; i++) {
        w->fees[i] = (svod_fee_tier){.from = (int64_t)i * (1 + roll(3000)) * SCALE, .fee = roll(4000)};
        if (i && w->fees[i].from < w->fees[i - 1].from) w->fees[i].from = w->fees[i - 1].from + 1;
        w->charges[i] = (svod_charge){.amount = roll(100) * 100, .per = (svod_per)roll(3)};
    }
}

static void random_world(world *w)
{
    memset(w, 0, sizeof *w);
    w->demand = (svod_demand){.offers = w->offers, .orders = w->orders, .lines = w->lines, .participants = w->people};
    w->plan = (svod_plan){.given = w->given, .leftover = w->leftover};
    w->demand.offers_n = 1 + roll(OFFERS);
    w->demand.participants_n = 1 + roll(PEOPLE);
    w->demand.lines_n = roll(LINES);
    for (uint32_t i = 0; i < w->demand.offers_n; i++) {
        int64_t price = roll(3) ? (int64_t)roll(500000) * 100 : roll(9999999);
        w->offers[i] = (svod_stop_offer){.price = price, .weight = roll(30000)};
        if (roll(3) == 0) w->leftover[w->plan.leftover_n++] = (svod_leftover){i, 1 + roll(4)};
    }
    for (uint32_t i = 0; i < w->demand.lines_n; i++) {
        w->lines[i] = (svod_line){.order = i, .participant = roll(w->demand.participants_n)};
        w->orders[i].paid = roll(3) ? SVOD_DEC_NONE : (int64_t)roll(300000) * 100;
        for (uint32_t k = roll(3); k > 0; k--)
            w->given[w->plan.given_n++] = (svod_given){.line = i, .offer = roll(w->demand.offers_n), .units = 1 + roll(5)};
    }
    random_terms(w);
}

/* What a participant should pay; sums in kopecks, delivery left out. */
typedef struct expected {
    wide goods, fee, charges, total, weight;
    int64_t units, positions, paid;
} expected;

static wide row_kopecks(const world *w, uint32_t offer, uint32_t units)
{
    return half_up((wide)w->offers[offer].price * units * w->terms.rate * (SCALE + w->terms.rate_fee),
                   (wide)SCALE * SCALE * SCALE / 100);
}

static expected recount(const world *w, uint32_t who)
{
    expected x = {0};
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < w->plan.given_n; i++) {
        const svod_given *g = &w->given[i];
        if (w->lines[g->line].participant != who) continue;
        x.goods += row_kopecks(w, g->offer, g->units);
        x.weight += (wide)w->offers[g->offer].weight * g->units;
        x.units += g->units;
        x.positions += g->line != last;
        last = g->line;
    }
    for (uint32_t i = 0; i < w->demand.lines_n; i++)
        if (w->lines[i].participant == who && w->orders[i].paid != SVOD_DEC_NONE) x.paid += w->orders[i].paid / 100;
    if (x.units == 0) return x;
    int64_t fee = 0;
    for (size_t i = 0; i < w->terms.fees_n; i++)
        if ((wide)w->fees[i].from <= x.goods * 100) fee = w->fees[i].fee;
    x.fee = half_up(x.goods * fee, SCALE);
    for (size_t i = 0; i < w->terms.charges_n; i++) {
        const svod_charge *c = &w->charges[i];
        int64_t times = c->per == SVOD_PER_PARTICIPANT ? 1 : c->per == SVOD_PER_UNIT ? x.units : x.positions;
        x.charges += c->amount / 100 * times;
    }
    return x;
}

static wide weight_of(const world *w, const expected *x)
{
    switch (w->terms.split) {
    case SVOD_SPLIT_AMOUNT:
        return x->goods;
    case SVOD_SPLIT_UNITS:
        return x->units;
    case SVOD_SPLIT_WEIGHT:
        return x->weight;
    case SVOD_SPLIT_EQUAL:
        return 1;
    }
    return 0;
}

/* Shares of largest remainder and no others: whole quotas, at most a kopeck more, and nobody passed over with a larger
 * remainder, or with the same and an earlier place. */
static void check_shares(wide total, const wide *weights, const wide *shares, size_t n)
{
    wide all = 0, given = 0;
    for (size_t i = 0; i < n; i++) all += weights[i];
    for (size_t i = 0; i < n; i++) {
        wide weight = all ? weights[i] : 1, sum = all ? all : (wide)n;
        wide quota = total * weight / sum, more = shares[i] - quota;
        given += shares[i];
        assert_true(more == 0 || more == 1);
        for (size_t k = 0; k < n && more; k++) {
            wide other = all ? weights[k] : 1;
            if (k == i || shares[k] != total * other / sum) continue;
            wide mine = total * weight % sum, theirs = total * other % sum;
            assert_true(mine > theirs || (mine == theirs && i < k));
        }
    }
    assert_true(n == 0 || given == total);
}

static void check_row(const world *w, const svod_cost *c, const expected *x)
{
    assert_true(c->goods == x->goods * 100);
    assert_int_equal(c->units, x->units);
    assert_int_equal(c->positions, x->positions);
    assert_true(c->fee == x->fee * 100);
    assert_true(c->charges == x->charges * 100);
    assert_int_equal(c->paid, x->paid * 100);
    assert_int_equal(c->due, c->total - c->paid);
    assert_int_equal(c->total, c->goods + c->fee + c->delivery + c->charges - c->discount + c->rounding);
    wide unit = w->terms.rounding_to, exact = c->total - c->rounding;
    assert_true(c->total % unit == 0);
    if (w->terms.rounding_mode == SVOD_ROUND_UP)
        assert_true(c->rounding >= 0 && c->rounding < unit);
    else
        assert_true(c->total == half_up(exact, unit) * unit);
    if (x->units > 0) assert_true(c->prepay == half_up((x->goods + x->fee) * w->terms.prepay, SCALE) * 100);
}

static void check_sums(const world *w, const svod_costs *costs)
{
    wide goods = 0, total = 0, due = 0, leftover = 0;
    for (size_t i = 0; i < costs->n; i++) {
        goods += costs->v[i].goods;
        total += costs->v[i].total;
        due += costs->v[i].due;
    }
    for (size_t i = 0; i < w->plan.leftover_n; i++) {
        wide amount = row_kopecks(w, w->leftover[i].offer, w->leftover[i].units) * 100;
        assert_true(costs->leftover_amounts[i] == amount);
        leftover += amount;
    }
    assert_true(goods == costs->sum.goods && total == costs->sum.total && due == costs->sum.due);
    assert_true(leftover == costs->leftover_amount && goods + leftover == costs->supplier_amount);
    assert_int_equal(costs->sum.total, costs->sum.goods + costs->sum.fee + costs->sum.delivery + costs->sum.charges -
                                           costs->sum.discount + costs->sum.rounding);
}

static void check_world(const world *w, const svod_costs *costs)
{
    wide weights[PEOPLE], shares[PEOPLE];
    size_t served = 0, rows = 0;
    for (uint32_t who = 0; who < w->demand.participants_n; who++) {
        expected x = recount(w, who);
        if (x.units == 0 && x.paid == 0) continue;
        assert_true(rows < costs->n);
        const svod_cost *c = &costs->v[rows++];
        assert_int_equal(c->participant, who);
        check_row(w, c, &x);
        if (x.units == 0) {
            assert_int_equal(c->total, 0);
            continue;
        }
        weights[served] = weight_of(w, &x);
        shares[served++] = c->delivery / 100;
    }
    assert_int_equal(rows, costs->n);
    check_shares(w->terms.delivery / 100, weights, shares, served);
    check_sums(w, costs);
}

static void random_purchases(void **state)
{
    (void)state;
    static world w;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        seed = round;
        random_world(&w);
        svod_arena arena;
        svod_costs costs;
        svod_error e;
        svod_arena_init(&arena);
        assert_int_equal(svod_costs_make(&arena, &w.demand, &w.plan, &w.terms, &costs, &e), SVOD_OK);
        check_world(&w, &costs);
        svod_arena_release(&arena);
    }
}

/* Weights up to the largest numbers there are. */
static void random_shares(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        int64_t weights[PEOPLE];
        svod_dec shares[PEOPLE];
        wide wide_weights[PEOPLE], wide_shares[PEOPLE];
        seed = round + 1000000;
        size_t n = 1 + roll(PEOPLE);
        uint32_t shift = roll(62), equal = roll(4);
        for (size_t i = 0; i < n; i++) {
            weights[i] = equal ? (int64_t)((((uint64_t)roll(1u << 31) << 32) | roll(1u << 31)) >> 1 >> shift) : 7;
            wide_weights[i] = weights[i];
        }
        svod_dec total = (int64_t)roll(100000) * 100;
        svod_split_largest_remainder(total, weights, n, shares);
        for (size_t i = 0; i < n; i++) wide_shares[i] = shares[i] / 100;
        check_shares(total / 100, wide_weights, wide_shares, n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_purchases),
        cmocka_unit_test(random_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
