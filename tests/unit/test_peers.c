/* What other programs for joint orders assert in their own tests and documents, where their rules are ours: each case names
 * the program and what of it. Where a peer does otherwise:
 * - foodsoft compares a minimum counted in boxes with pieces (1 wished and 1 tolerated orders two boxes of 5): ours counts
 *   units, and buys nothing then;
 * - foodsoft and GASdotto refuse a wish above what there is: ours serves what there is of it;
 * - foodsoft takes tolerance off what is missing for a box: ours says what is missing to those who want it, tolerance aside;
 * - foodsoft rounds everybody's share of the transport up (10.02 of 10.00), GASdotto each alone to four places, Open Food
 *   Network fees per piece: ours are shares of the largest remainder, and a fee of the sum;
 * - OCA and Open Food Network round an order up to the multiple, dhbw from 80 % on: ours only as far as the organiser takes
 *   leftovers, and dhbw fills one article's box with another's wishes where ours asks who accepts the other;
 * - dhbw counts a box divided by the need as boxes (10 / 20 is none): ours needs two;
 * - GASdotto's tiers hold when a threshold is exceeded: ours when it is reached; cobuy asks for a wish at each price;
 * - editing of wishes over time, weighed goods, taxes, deposits, units of measure and documents are no matter of STOP. */
#include "support/cmocka_all.h"

#include "aggregate/stop.h"
#include "base/arena.h"
#include "base/str.h"
#include "money/costs.h"

enum { MOST = 8 };

typedef struct purchase {
    svod_arena arena;
    svod_stop_offer offers[MOST];
    svod_order_line lines[MOST];
    size_t offers_n, lines_n;
    svod_terms terms;
    svod_demand demand;
    svod_lots lots;
    svod_plan plan;
} purchase;

static const char *const names[MOST] = {"1", "2", "3", "4", "5", "6", "7", "8"};

static void open_purchase(purchase *p)
{
    *p = (purchase){.terms = {.minimum_amount = SVOD_DEC_NONE,
                              .minimum_units = -1,
                              .minimum_rows = -1,
                              .leftover_per_item = -1,
                              .leftover_amount = SVOD_DEC_NONE,
                              .price_drift = SVOD_DEC_NONE}};
    svod_arena_init(&p->arena);
}

static svod_stop_offer *add_offer(purchase *p, const char *article, const char *size)
{
    svod_stop_offer *o = &p->offers[p->offers_n];
    *o = (svod_stop_offer){.id = svod_str_of(names[p->offers_n++]),
                           .item = svod_str_of(article),
                           .article = svod_str_of(article),
                           .size = svod_str_of(size),
                           .price = SVOD_DEC_SCALE,
                           .stock = -1,
                           .min_quantity = 1,
                           .step_quantity = 1,
                           .weight = SVOD_DEC_NONE};
    return o;
}

/* A line of somebody new for offer `what`. */
static svod_order_line *add_line(purchase *p, uint32_t what, int quantity)
{
    svod_order_line *l = &p->lines[p->lines_n];
    *l = (svod_order_line){.line = svod_str_of(names[p->lines_n]),
                           .participant = svod_str_of(names[p->lines_n]),
                           .offer = p->offers[what].id,
                           .quantity = quantity,
                           .time = (int64_t)p->lines_n,
                           .position = (int64_t)p->lines_n,
                           .price = SVOD_DEC_NONE,
                           .paid = SVOD_DEC_NONE};
    p->lines_n++;
    return l;
}

static void close_purchase(purchase *p)
{
    svod_error e = {0};
    svod_stop_options options = {0};
    svod_status s =
        svod_demand_make(&p->arena, p->offers, p->offers_n, p->lines, p->lines_n, &p->terms, NULL, 0, &p->demand, &e);
    if (!s) s = svod_lots_make(&p->arena, &p->demand, &p->terms, &p->lots, &e);
    if (!s) s = svod_plan_make(&p->arena, &p->demand, &p->lots, &p->terms, &options, &p->plan, &e);
    if (s) fail_msg("%s", e.text);
}

static int served(const purchase *p, uint32_t order)
{
    int units = 0;
    for (size_t i = 0; i < p->plan.given_n; i++)
        if (p->demand.lines[p->plan.given[i].line].order == order) units += (int)p->plan.given[i].units;
    return units;
}

/* ---- one article in boxes ---- */

typedef struct box_case {
    const char *source;
    int box, least, stock, leftover; /* least units, 0 none; stock -1 unknown */
    int wish[3], tolerance[3];
    int boxes, given[3];
    svod_policy policy;
} box_case;

static const box_case box_cases[] = {
    {"foodsoft.units_to_order.doc_table", 4, 0, -1, 0, {2}, {2}, 1, {4}, 0},
    {"foodsoft.units_to_order.doc_table", 4, 0, -1, 0, {4}, {4}, 1, {4}, 0},
    {"foodsoft.units_to_order.doc_table", 4, 0, -1, 0, {5}, {4}, 2, {8}, 0},
    {"foodsoft.units_to_order.minimum_order_quantity", 1, 10, -1, 0, {4}, {0}, 0, {0}, 0},
    {"foodsoft.units_to_order.minimum_order_quantity", 1, 10, -1, 0, {12}, {1}, 12, {12}, 0},
    {"foodsoft.units_to_order.minimum_order_quantity, in units", 5, 10, -1, 0, {9}, {1}, 2, {10}, 0},
    {"foodsoft.units_to_order.minimum_order_quantity, in units", 5, 10, -1, 0, {14}, {1}, 3, {15}, 0},
    {"foodsoft.units_to_order.maximum_branch", 3, 0, -1, 0, {6}, {0}, 2, {6}, 0},
    {"foodsoft.units_to_order.maximum_branch", 3, 0, -1, 0, {5}, {1}, 2, {6}, 0},
    {"foodsoft.units_to_order.maximum_branch", 3, 6, -1, 0, {6}, {0}, 2, {6}, 0},
    {"foodsoft.units_to_order.maximum_branch", 3, 0, -1, 0, {3}, {0}, 1, {3}, 0},
    {"foodsoft.units_to_order.maximum_branch", 3, 6, 9, 0, {3}, {0}, 0, {0}, 0},
    {"foodsoft.maximum_order_quantity.validation_branch", 1, 0, -1, 0, {100}, {0}, 100, {100}, 0},
    {"foodsoft.maximum_order_quantity.validation_branch", 1, 0, 10, 0, {15}, {0}, 10, {10}, 0},
    {"foodsoft.maximum_order_quantity.validation_branch", 1, 0, 10, 0, {8}, {0}, 8, {8}, 0},
    {"foodsoft.redistribute", 3, 0, -1, 0, {3, 1, 1}, {2, 3, 0}, 2, {4, 1, 1}, 0},
    {"foodsoft.redistribute", 3, 0, -1, 0, {3, 2, 2}, {0, 0, 0}, 2, {3, 2, 1}, 0},
    {"foodsoft.redistribute, received 0", 1, 0, 0, 0, {3, 1, 1}, {2, 3, 0}, 0, {0, 0, 0}, 0},
    {"foodsoft.redistribute, received 1", 1, 0, 1, 0, {3, 1, 1}, {2, 3, 0}, 1, {1, 0, 0}, 0},
    {"foodsoft.redistribute, received 8", 1, 0, 8, 0, {3, 1, 1}, {2, 3, 0}, 5, {3, 1, 1}, 0},
    {"foodsoft.distribution_strategy", 2, 0, 2, 0, {4}, {6}, 1, {2}, 0},
    {"foodsoft.distribution_strategy", 6, 0, -1, 0, {4}, {6}, 1, {6}, 0},
    {"foodsoft.chronology_example", 5, 0, -1, 0, {2, 2, 2}, {1, 0, 0}, 1, {2, 2, 1}, 0},
    {"foodsoft.receive", 3, 0, 6, 0, {2, 3}, {0, 2}, 2, {2, 4}, 0},
    {"foodsoft.receive", 3, 0, 3, 0, {2, 3}, {0, 2}, 1, {2, 1}, 0},
    {"foodsoft.balancing", 1, 0, -1, 0, {3, 1}, {0, 0}, 4, {3, 1}, 0},
    {"foodsoft.derived_consequences", 5, 0, -1, 0, {1}, {4}, 1, {5}, 0},
    {"foodsoft.derived_consequences", 5, 0, -1, 0, {6}, {3}, 1, {5}, 0},
    {"gasdotto.constraints, the least", 1, 3, -1, 0, {2}, {0}, 0, {0}, 0},
    {"camap.orders", 1, 0, 8, 0, {3}, {0}, 3, {3}, 0},
    {"oca.qty_multiplier, one left over", 2, 0, -1, 1, {1}, {0}, 1, {1}, 0},
    {"cagette.wholesale_balancing, 71 pieces of 13", 13, 0, -1, 0, {71}, {0}, 5, {65}, 0},
    {"cagette.wholesale_balancing, 104 pieces of 13", 13, 0, -1, 0, {104}, {0}, 8, {104}, 0},
    {"cagette.wholesale_balancing, 10 kg boxes", 10, 0, -1, 0, {15, 5, 10}, {0, 0, 0}, 3, {15, 5, 10}, 0},
    {"dhbw.not_mixable, 80 %: two left over", 10, 0, -1, 2, {8}, {0}, 1, {8}, 0},
    {"dhbw.not_mixable, 80 %: two left over", 10, 0, -1, 2, {5}, {0}, 0, {0}, 0},
    {"dhbw.not_mixable, 80 %: two left over", 10, 0, -1, 2, {30}, {0}, 3, {30}, 0},
    {"dhbw.not_mixable, 80 %: two left over", 1, 0, -1, 2, {12}, {0}, 12, {12}, 0},
    {"dhbw.exact_multiple_defect, done right", 10, 0, -1, 0, {20}, {0}, 2, {20}, 0},
    {"threads.fairness, in turn", 1, 0, 2, 0, {2, 2}, {0, 0}, 2, {1, 1}, SVOD_POLICY_EVEN},
    {"threads.fairness, first come", 1, 0, 2, 0, {2, 2}, {0, 0}, 2, {2, 0}, SVOD_POLICY_FIRST_COME},
};

static void boxes_are_bought_and_dealt(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof box_cases / sizeof *box_cases; i++) {
        const box_case *c = &box_cases[i];
        purchase p;
        open_purchase(&p);
        svod_stop_offer *o = add_offer(&p, "A", "");
        o->step_quantity = c->box;
        o->min_quantity = c->least ? c->least : 1;
        o->stock = c->stock;
        p.terms.has_leftover = c->leftover > 0;
        p.terms.leftover_units = c->leftover;
        p.terms.policy = c->policy;
        for (int l = 0; l < 3 && c->wish[l]; l++) add_line(&p, 0, c->wish[l])->extra = c->tolerance[l];
        close_purchase(&p);
        if (p.plan.bought[0] != (uint32_t)c->boxes)
            fail_msg("%s, case %zu: %u boxes, not %d", c->source, i, p.plan.bought[0], c->boxes);
        for (uint32_t l = 0; l < p.lines_n; l++)
            if (served(&p, l) != c->given[l])
                fail_msg("%s, case %zu: line %u has %d, not %d", c->source, i, l + 1, served(&p, l), c->given[l]);
        svod_arena_release(&p.arena);
    }
}

/* foodsoft.missing_units, without tolerance; gasdotto.pending_packages; cagette.wholesale_balancing: 2 of 10 miss 8. */
static void boxes_say_what_they_lack(void **state)
{
    (void)state;
    static const int cases[][3] = {{6, 6, 0}, {6, 7, 5}, {6, 4, 2}, {10, 2, 8}, {13, 71, 7}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        purchase p;
        open_purchase(&p);
        add_offer(&p, "A", "")->step_quantity = cases[i][0];
        add_line(&p, 0, cases[i][1]);
        close_purchase(&p);
        assert_int_equal(p.plan.open_n, cases[i][2] > 0);
        if (p.plan.open_n) assert_int_equal(p.plan.open[0].lack, cases[i][2]);
        svod_arena_release(&p.arena);
    }
}

/* ---- tiers ---- */

static void the_tier_reached_holds(void **state)
{
    (void)state;
    static const svod_price_tier fruit[] = {{SVOD_TIER_QUANTITY, 10 * SVOD_DEC_SCALE, 9200},
                                            {SVOD_TIER_QUANTITY, 20 * SVOD_DEC_SCALE, 9000}};
    static const svod_price_tier whole[] = {{SVOD_TIER_QUANTITY, 5 * SVOD_DEC_SCALE, 20000},
                                            {SVOD_TIER_QUANTITY, 10 * SVOD_DEC_SCALE, 10000}};
    static const svod_price_tier hundred[] = {{SVOD_TIER_QUANTITY, 100 * SVOD_DEC_SCALE, 95 * SVOD_DEC_SCALE}};
    static const svod_price_tier ten[] = {{SVOD_TIER_QUANTITY, 10 * SVOD_DEC_SCALE, 5 * SVOD_DEC_SCALE}};
    static const struct {
        const char *source;
        const svod_price_tier *tiers;
        size_t n;
        svod_dec price;
        int step, leftover, wish;
        svod_dec holds;
    } cases[] = {
        {"gasdotto.price_tiers", fruit, 2, 9400, 1, 0, 21, 9000},
        {"gasdotto.price_tiers", fruit, 2, 9400, 1, 0, 3, 9400},
        {"gasdotto.price_tiers", whole, 2, 30000, 1, 0, 6, 20000},
        {"oca.qty_multiplier", hundred, 1, 100 * SVOD_DEC_SCALE, 2, 1, 99, 95 * SVOD_DEC_SCALE},
        {"cobuy.price_tiers", ten, 1, 10 * SVOD_DEC_SCALE, 1, 0, 10, 5 * SVOD_DEC_SCALE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        purchase p;
        open_purchase(&p);
        svod_stop_offer *o = add_offer(&p, "A", "");
        o->price = cases[i].price;
        o->tiers = cases[i].tiers;
        o->tiers_n = cases[i].n;
        o->step_quantity = cases[i].step;
        p.terms.has_leftover = cases[i].leftover > 0;
        p.terms.leftover_units = cases[i].leftover;
        add_line(&p, 0, cases[i].wish);
        close_purchase(&p);
        if (p.plan.offers[0].price != cases[i].holds) fail_msg("%s, case %zu", cases[i].source, i);
        svod_arena_release(&p.arena);
    }
}

/* ---- several articles, sizes ---- */

/* dhbw.mixable, asked: everybody takes the other salad too, two heads may be left over. Equal otherwise, who asked first has
 * more of what was asked for; the peer looks at the larger rest. */
static void boxes_are_filled_from_both_sides(void **state)
{
    (void)state;
    static const int cases[][4] = {{5, 3, 1, 0}, {16, 12, 2, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        purchase p;
        open_purchase(&p);
        for (int k = 0; k < 2; k++) add_offer(&p, k ? "lollo" : "oak", "")->step_quantity = 10;
        p.terms.has_leftover = true;
        p.terms.leftover_units = 2;
        for (uint32_t k = 0; k < 2; k++) add_line(&p, k, cases[i][k])->alternatives = SVOD_STR("*//");
        close_purchase(&p);
        for (int k = 0; k < 2; k++) assert_int_equal(p.plan.bought[k], cases[i][2 + k]);
        svod_arena_release(&p.arena);
    }
}

/* erp.issue_examples: packs of XS 1, S 2, M 3, L 3, XL 2, XXL 1; 1500 units are 125 of them. */
static void size_packs_are_counted(void **state)
{
    (void)state;
    static const char *const sizes[] = {"XS", "S", "M", "L", "XL", "XXL"};
    static const int counts[] = {1, 2, 3, 3, 2, 1};
    svod_row_cell row[6];
    purchase p;
    open_purchase(&p);
    for (int i = 0; i < 6; i++) row[i] = (svod_row_cell){svod_str_of(sizes[i]), counts[i]};
    for (uint32_t i = 0; i < 6; i++) {
        svod_stop_offer *o = add_offer(&p, "A", sizes[i]);
        o->row = row;
        o->row_n = 6;
        add_line(&p, i, 125 * counts[i]);
    }
    close_purchase(&p);
    assert_int_equal(p.plan.bought[0], 125);
    assert_int_equal(p.plan.served, 1500);
    svod_arena_release(&p.arena);
}

/* gap.flexible_rows_and_indivisible_wishes: rows that first come first served leaves open. */
static void rows_close_where_people_are_flexible(void **state)
{
    (void)state;
    static const char *const sizes[] = {"S", "M", "L"};
    static const struct {
        int m;             /* in a row */
        const char *asked; /* in order of time; '+': the next size will do as well */
        size_t n;
    } cases[] = {{1, "S+SL", 3}, {2, "S+MSML", 5}};
    for (size_t i = 0; i < 2; i++) {
        svod_row_cell row[3];
        purchase p;
        open_purchase(&p);
        for (int k = 0; k < 3; k++) row[k] = (svod_row_cell){svod_str_of(sizes[k]), k == 1 ? cases[i].m : 1};
        for (int k = 0; k < 3; k++) {
            svod_stop_offer *o = add_offer(&p, "A", sizes[k]);
            o->row = row;
            o->row_n = 3;
        }
        for (const char *at = cases[i].asked; *at; at++) {
            svod_order_line *l = *at == '+' ? &p.lines[p.lines_n - 1] : add_line(&p, *at == 'S' ? 0 : *at == 'M' ? 1 : 2, 1);
            if (*at == '+') l->alternatives = SVOD_STR("//M");
        }
        assert_int_equal(p.lines_n, cases[i].n);
        close_purchase(&p);
        assert_int_equal(p.plan.bought[0], 1);
        svod_arena_release(&p.arena);
    }
}

/* ---- shares ---- */

static void assert_shares(const char *source, svod_dec total, const int64_t *weights, const svod_dec *shares, size_t n)
{
    svod_dec got[16];
    svod_split_largest_remainder(total, weights, n, got);
    for (size_t i = 0; i < n; i++)
        if (got[i] != shares[i]) fail_msg("%s: share %zu is %lld", source, i, (long long)got[i]);
}

static void shares_are_of_the_largest_remainder(void **state)
{
    (void)state;
    enum { KOPECK = SVOD_DEC_SCALE / 100, RUBLE = SVOD_DEC_SCALE };
    /* 60 seats of the Congress of 1790, by Hamilton's method. */
    static const int64_t people[] = {630560, 475327, 432879, 353523, 331589, 278514, 236841, 206236,
                                     179570, 141822, 85533,  70835,  68705,  68446,  55540};
    svod_dec seats[] = {11, 8, 7, 6, 6, 5, 4, 3, 3, 2, 1, 1, 1, 1, 1};
    for (size_t i = 0; i < 15; i++) seats[i] *= KOPECK;
    assert_shares("anchor.largest_remainder", 60 * KOPECK, people, seats, 15);
    assert_shares("coopbuy.delivery_split, equal", 300 * RUBLE, (int64_t[]){1, 1, 1},
                  (svod_dec[]){100 * RUBLE, 100 * RUBLE, 100 * RUBLE}, 3);
    assert_shares("coopbuy.delivery_split, by sum", 400 * RUBLE, (int64_t[]){100, 300},
                  (svod_dec[]){100 * RUBLE, 300 * RUBLE}, 2);
    assert_shares("coopbuy.delivery_split, by unit", 400 * RUBLE, (int64_t[]){1, 3}, (svod_dec[]){100 * RUBLE, 300 * RUBLE},
                  2);
    assert_shares("coopbuy.delivery_split, nothing", 0, (int64_t[]){100, 400}, (svod_dec[]){0, 0}, 2);
    assert_shares("gasdotto.issue_transport_example", 20 * RUBLE, (int64_t[]){20, 15, 65},
                  (svod_dec[]){4 * RUBLE, 3 * RUBLE, 13 * RUBLE}, 3);
    assert_shares("foodsoft.transport_distribution, done right", 10 * RUBLE, (int64_t[]){1, 1, 1},
                  (svod_dec[]){334 * KOPECK, 333 * KOPECK, 333 * KOPECK}, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_are_bought_and_dealt),
        cmocka_unit_test(boxes_say_what_they_lack),
        cmocka_unit_test(the_tier_reached_holds),
        cmocka_unit_test(boxes_are_filled_from_both_sides),
        cmocka_unit_test(size_packs_are_counted),
        cmocka_unit_test(rows_close_where_people_are_flexible),
        cmocka_unit_test(shares_are_of_the_largest_remainder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
