/* Money: the worked example of the trade, to the kopeck, and the corners of the rules. */
#include "support/cmocka_all.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "money/costs.h"

enum { ROOM = 16 };

/* A purchase made by hand: who takes how many of what. */
typedef struct purchase {
    svod_arena arena;
    svod_stop_offer offers[ROOM];
    svod_order_line orders[ROOM];
    svod_line lines[ROOM];
    svod_str people[ROOM];
    svod_given given[ROOM];
    svod_leftover leftover[ROOM];
    svod_demand demand;
    svod_plan plan;
    svod_money_terms terms;
    svod_costs costs;
    svod_error e;
} purchase;

static svod_dec dec(const char *text)
{
    svod_dec value = 0;
    assert_true(svod_dec_parse(svod_str_of(text), &value));
    return value;
}

static int setup(void **state)
{
    purchase *p = calloc(1, sizeof *p);
    svod_arena_init(&p->arena);
    p->demand = (svod_demand){.offers = p->offers, .orders = p->orders, .lines = p->lines, .participants = p->people};
    p->plan.given = p->given;
    p->plan.leftover = p->leftover;
    p->terms = (svod_money_terms){.currency = SVOD_STR("RUB"), .rate = SVOD_DEC_SCALE, .rounding_to = 100};
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    purchase *p = *state;
    svod_arena_release(&p->arena);
    free(p);
    return 0;
}

static void offer(purchase *p, const char *price, const char *weight)
{
    p->offers[p->demand.offers_n++] =
        (svod_stop_offer){.id = SVOD_STR("offer"), .price = dec(price), .weight = weight ? dec(weight) : SVOD_DEC_NONE};
}

/* A line of `who` for `units` of `what`; `given` of them served. */
static void line(purchase *p, uint32_t who, uint32_t what, uint32_t units, uint32_t given, const char *paid)
{
    uint32_t n = p->demand.lines_n++;
    if (who >= p->demand.participants_n) p->demand.participants_n = who + 1;
    p->orders[n] = (svod_order_line){.quantity = units, .price = SVOD_DEC_NONE, .paid = paid ? dec(paid) : SVOD_DEC_NONE};
    p->lines[n] = (svod_line){.order = n, .participant = who, .quantity = units};
    if (given) p->given[p->plan.given_n++] = (svod_given){.line = n, .offer = what, .units = given};
}

static void count(purchase *p)
{
    svod_status s = svod_costs_make(&p->arena, &p->demand, &p->plan, &p->terms, &p->costs, &p->e);
    if (s != SVOD_OK) print_message("%s\n", p->e.text);
    assert_int_equal(s, SVOD_OK);
}

#define assert_dec(value, text)                                                                                             \
    do {                                                                                                                    \
        char got_[32];                                                                                                      \
        assert_string_equal(svod_dec_text((value), 2, got_), (text));                                                       \
    } while (0)

static const svod_fee_tier fifteen[] = {{0, 1500}};

static void worked_example(purchase *p, uint32_t olya_units)
{
    offer(p, "620.00", NULL);
    offer(p, "890.00", NULL);
    offer(p, "1450.00", NULL);
    line(p, 0, 0, 2, 2, "2449.50");
    line(p, 0, 1, 1, 1, NULL);
    line(p, 1, 0, 1, 1, "713.00");
    line(p, 2, 1, 2, olya_units, "2047.00");
    line(p, 3, 2, 1, 1, "1667.50");
    p->terms.fees = fifteen;
    p->terms.fees_n = 1;
    p->terms.delivery = dec("1234.00");
    count(p);
}

static void worked(void **state)
{
    purchase *p = *state;
    worked_example(p, 2);
    static const char *expected[5][4] = {{"2130.00", "319.50", "439.54", "2889.04"},
                                         {"620.00", "93.00", "127.94", "840.94"},
                                         {"1780.00", "267.00", "367.31", "2414.31"},
                                         {"1450.00", "217.50", "299.21", "1966.71"},
                                         {"5980.00", "897.00", "1234.00", "8111.00"}};
    assert_int_equal(p->costs.n, 4);
    for (int i = 0; i < 5; i++) {
        const svod_cost *c = i < 4 ? &p->costs.v[i] : &p->costs.sum;
        assert_dec(c->goods, expected[i][0]);
        assert_dec(c->fee, expected[i][1]);
        assert_dec(c->delivery, expected[i][2]);
        assert_dec(c->total, expected[i][3]);
        assert_dec(c->rounding, "0.00");
    }
    assert_dec(p->costs.supplier_amount, "5980.00");
    assert_int_equal(p->costs.v[0].units, 3);
    assert_int_equal(p->costs.v[0].positions, 2);
}

static void worked_after_a_short_delivery(void **state)
{
    purchase *p = *state;
    worked_example(p, 1);
    assert_dec(p->costs.v[0].due, "516.39");
    assert_dec(p->costs.v[1].due, "150.31");
    assert_dec(p->costs.v[2].due, "-807.73");
    assert_dec(p->costs.v[3].due, "351.53");
}

static void rate_with_the_bank(void **state)
{
    purchase *p = *state;
    offer(p, "9.99", NULL);
    line(p, 0, 0, 3, 3, NULL);
    line(p, 0, 0, 1, 1, NULL);
    p->plan.leftover[p->plan.leftover_n++] = (svod_leftover){0, 2};
    p->terms.rate = dec("61");
    p->terms.rate_fee = dec("0.01");
    count(p);
    /* 9.99 × 61.61 = 615.4839; each row is rounded once: 1846.4517, 615.4839, 1230.9678 */
    assert_dec(p->costs.rows[0].price, "615.48");
    assert_dec(p->costs.rows[0].amount, "1846.45");
    assert_dec(p->costs.rows[1].amount, "615.48");
    assert_dec(p->costs.v[0].goods, "2461.93");
    assert_dec(p->costs.leftover_amounts[0], "1230.97");
    assert_dec(p->costs.supplier_amount, "3692.90");
}

/* The rate and the fee are multiplied exactly: 92.1234 at 1.5 % is 93.505251, not 93.5053. */
static void rate_is_not_rounded(void **state)
{
    purchase *p = *state;
    offer(p, "1000.00", NULL);
    line(p, 0, 0, 1, 1, NULL);
    p->terms.rate = dec("92.1234");
    p->terms.rate_fee = dec("0.015");
    count(p);
    assert_dec(p->costs.v[0].goods, "93505.25");
    assert_dec(svod_money_rate(&p->terms), "93.5053");
}

static void half_a_kopeck_goes_up(void **state)
{
    purchase *p = *state;
    offer(p, "0.1250", NULL);
    line(p, 0, 0, 1, 1, NULL);
    line(p, 1, 0, 3, 3, NULL);
    p->terms.fees = (svod_fee_tier[]){{0, dec("0.5")}};
    p->terms.fees_n = 1;
    count(p);
    assert_dec(p->costs.v[0].goods, "0.13");
    assert_dec(p->costs.v[0].fee, "0.07"); /* 0.065 */
    assert_dec(p->costs.v[1].goods, "0.38");
}

static void fee_by_the_goods_sum(void **state)
{
    purchase *p = *state;
    static const svod_fee_tier tiers[] = {{0, 3500}, {20000000, 1500}};
    offer(p, "1999.99", NULL);
    offer(p, "2000.00", NULL);
    line(p, 0, 0, 1, 1, NULL);
    line(p, 1, 1, 1, 1, NULL);
    p->terms.fees = tiers;
    p->terms.fees_n = 2;
    count(p);
    assert_dec(p->costs.v[0].fee, "700.00"); /* 699.9965 */
    assert_dec(p->costs.v[1].fee, "300.00");
    assert_int_equal(p->costs.v[1].fee_rate, 1500);
}

static void splits(void **state)
{
    purchase *p = *state;
    static const struct {
        svod_split split;
        const char *shares[3];
    } cases[] = {{SVOD_SPLIT_AMOUNT, {"1.25", "5.00", "3.75"}},
                 {SVOD_SPLIT_UNITS, {"1.67", "1.67", "6.66"}},
                 {SVOD_SPLIT_WEIGHT, {"7.41", "1.85", "0.74"}},
                 {SVOD_SPLIT_EQUAL, {"3.34", "3.33", "3.33"}}};
    offer(p, "100.00", "2");
    offer(p, "400.00", "0.5");
    offer(p, "75.00", "0.05");
    line(p, 0, 0, 1, 1, NULL);
    line(p, 1, 1, 1, 1, NULL);
    line(p, 2, 2, 4, 4, NULL);
    p->terms.delivery = dec("10.00");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        p->terms.split = cases[i].split;
        count(p);
        for (int who = 0; who < 3; who++) assert_dec(p->costs.v[who].delivery, cases[i].shares[who]);
        assert_dec(p->costs.sum.delivery, "10.00");
    }
}

static void weight_must_be_known(void **state)
{
    purchase *p = *state;
    offer(p, "100.00", NULL);
    line(p, 0, 0, 1, 1, NULL);
    p->terms.split = SVOD_SPLIT_WEIGHT;
    p->terms.delivery = dec("10.00");
    assert_int_equal(svod_costs_make(&p->arena, &p->demand, &p->plan, &p->terms, &p->costs, &p->e), SVOD_FAILED);
    assert_int_equal(p->e.exit_code, SVOD_EXIT_BAD_INPUT);
    assert_string_equal(p->e.id, "money.no-weight");
    p->terms.delivery = 0; /* nothing to split: nothing to know */
    count(p);
}

static void charges_rounding_prepay(void **state)
{
    purchase *p = *state;
    static const svod_charge charges[] = {{SVOD_STR("Раздача"), 300000, SVOD_PER_PARTICIPANT},
                                          {SVOD_STR("Пакет"), 25000, SVOD_PER_UNIT},
                                          {SVOD_STR("Сортировка"), 20000, SVOD_PER_POSITION}};
    offer(p, "100.10", NULL);
    offer(p, "50.00", NULL);
    line(p, 0, 0, 2, 2, "100.00");
    line(p, 0, 1, 5, 1, NULL);
    line(p, 1, 1, 1, 0, "80.00");
    line(p, 2, 1, 1, 0, NULL);
    p->terms.charges = charges;
    p->terms.charges_n = 3;
    p->terms.rounding_to = dec("1");
    p->terms.rounding_mode = SVOD_ROUND_UP;
    p->terms.prepay = dec("0.5");
    p->terms.delivery = dec("7.77");
    count(p);
    /* 250.20 + 7.77 + 30 + 3 × 2.50 + 2 × 2 = 299.47 → 300 */
    assert_int_equal(p->costs.n, 2);
    assert_dec(p->costs.v[0].charges, "41.50");
    assert_int_equal(p->costs.v[0].parts[1].times, 3);
    assert_int_equal(p->costs.v[0].parts[2].times, 2);
    assert_dec(p->costs.v[0].rounding, "0.53");
    assert_dec(p->costs.v[0].total, "300.00");
    assert_dec(p->costs.v[0].due, "200.00");
    assert_dec(p->costs.v[0].prepay, "125.10");
    /* Who got nothing but paid: the money is to be given back, and shares no costs. Who did neither is not there. */
    assert_int_equal(p->costs.v[1].participant, 1);
    assert_int_equal(p->costs.v[1].units, 0);
    assert_dec(p->costs.v[1].total, "0.00");
    assert_dec(p->costs.v[1].due, "-80.00");
    assert_dec(p->costs.sum.due, "120.00");
    assert_dec(p->costs.sum.parts[0].amount, "30.00");
    p->terms.rounding_mode = SVOD_ROUND_NEAREST;
    count(p);
    assert_dec(p->costs.v[0].rounding, "-0.47");
    assert_dec(p->costs.v[0].total, "299.00");
}

static void paid_without_a_sum(void **state)
{
    purchase *p = *state;
    offer(p, "100.00", NULL);
    line(p, 0, 0, 1, 1, NULL);
    p->orders[0].is_paid = true;
    line(p, 1, 0, 1, 0, NULL);
    p->orders[1].is_paid = true;
    count(p);
    assert_int_equal(p->costs.n, 2);
    assert_int_equal(p->costs.v[0].paid_unknown, 1);
    assert_dec(p->costs.v[0].paid, "0.00");
    assert_int_equal(p->costs.sum.paid_unknown, 2);
}

static void overflow_is_seen(void **state)
{
    purchase *p = *state;
    offer(p, "200000000000000", NULL);
    line(p, 0, 0, 4000000000u, 4000000000u, NULL);
    assert_int_equal(svod_costs_make(&p->arena, &p->demand, &p->plan, &p->terms, &p->costs, &p->e), SVOD_FAILED);
    assert_int_equal(p->e.exit_code, SVOD_EXIT_BAD_INPUT);
    p->given[0].units = 1;
    line(p, 1, 0, 1, 1, NULL);
    assert_int_equal(svod_costs_make(&p->arena, &p->demand, &p->plan, &p->terms, &p->costs, &p->e), SVOD_FAILED);
    assert_string_equal(p->e.id, "money.overflow");
}

static void nobody(void **state)
{
    purchase *p = *state;
    p->terms.delivery = dec("10.00");
    count(p);
    assert_int_equal(p->costs.n, 0);
    assert_int_equal(p->costs.sum.total, 0);
}

static void shares(void **state)
{
    (void)state;
    svod_dec v[3];
    svod_split_largest_remainder(dec("100.00"), (int64_t[]){1, 1, 1}, 3, v);
    assert_dec(v[0], "33.34");
    assert_dec(v[1], "33.33");
    assert_dec(v[2], "33.33");
    svod_split_largest_remainder(dec("0.02"), (int64_t[]){0, 0, 0}, 3, v);
    assert_dec(v[0], "0.01");
    assert_dec(v[1], "0.01");
    assert_dec(v[2], "0.00");
    svod_split_largest_remainder(dec("0.01"), (int64_t[]){0, 1, INT64_MAX}, 3, v);
    assert_dec(v[0], "0.00");
    assert_dec(v[2], "0.01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(worked, setup, teardown),
        cmocka_unit_test_setup_teardown(worked_after_a_short_delivery, setup, teardown),
        cmocka_unit_test_setup_teardown(rate_with_the_bank, setup, teardown),
        cmocka_unit_test_setup_teardown(rate_is_not_rounded, setup, teardown),
        cmocka_unit_test_setup_teardown(half_a_kopeck_goes_up, setup, teardown),
        cmocka_unit_test_setup_teardown(fee_by_the_goods_sum, setup, teardown),
        cmocka_unit_test_setup_teardown(splits, setup, teardown),
        cmocka_unit_test_setup_teardown(weight_must_be_known, setup, teardown),
        cmocka_unit_test_setup_teardown(charges_rounding_prepay, setup, teardown),
        cmocka_unit_test_setup_teardown(paid_without_a_sum, setup, teardown),
        cmocka_unit_test_setup_teardown(overflow_is_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody, setup, teardown),
        cmocka_unit_test(shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
