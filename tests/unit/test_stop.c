/* STOP in small purchases one can check by eye: resolving, rows, reasons in words, tiers, policies, pins. */
#include "support/cmocka_all.h"

#include "aggregate/stop.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/tr.h"

enum { MOST = 16 };

typedef struct purchase {
    svod_arena arena;
    svod_stop_offer offers[MOST];
    svod_order_line lines[MOST];
    size_t offers_n, lines_n;
    svod_terms terms;
    svod_stop_options options;
    svod_demand demand;
    svod_lots lots;
    svod_plan plan;
    svod_error error;
} purchase;

static svod_terms no_terms(void)
{
    return (svod_terms){.minimum_amount = SVOD_DEC_NONE,
                        .minimum_units = -1,
                        .minimum_rows = -1,
                        .leftover_units = -1,
                        .leftover_per_item = -1,
                        .leftover_amount = SVOD_DEC_NONE,
                        .price_drift = SVOD_DEC_NONE};
}

static void open_purchase(purchase *p)
{
    *p = (purchase){.terms = no_terms()};
    svod_arena_init(&p->arena);
}

static svod_stop_offer *add_offer(purchase *p, const char *id, const char *article, const char *colour, const char *size,
                                  int price)
{
    svod_stop_offer *o = &p->offers[p->offers_n++];
    *o = (svod_stop_offer){.id = svod_str_of(id),
                           .item = svod_str_of(article),
                           .article = svod_str_of(article),
                           .name = SVOD_STR("платье"),
                           .colour = svod_str_of(colour),
                           .size = svod_str_of(size),
                           .price = (svod_dec)price * SVOD_DEC_SCALE,
                           .stock = -1,
                           .min_quantity = 1,
                           .step_quantity = 1,
                           .weight = SVOD_DEC_NONE};
    return o;
}

static svod_order_line *add_line(purchase *p, const char *who, const char *article, const char *colour, const char *size,
                                 int quantity)
{
    static const char *const ids[MOST] = {"1", "2",  "3",  "4",  "5",  "6",  "7",  "8",
                                          "9", "10", "11", "12", "13", "14", "15", "16"};
    svod_order_line *l = &p->lines[p->lines_n];
    *l = (svod_order_line){.line = svod_str_of(ids[p->lines_n]),
                           .participant = svod_str_of(who),
                           .article = svod_str_of(article),
                           .colour = svod_str_of(colour),
                           .size = svod_str_of(size),
                           .quantity = quantity,
                           .time = (int64_t)p->lines_n,
                           .position = (int64_t)p->lines_n,
                           .price = SVOD_DEC_NONE,
                           .paid = SVOD_DEC_NONE};
    p->lines_n++;
    return l;
}

static svod_status close_purchase(purchase *p)
{
    svod_status s =
        svod_demand_make(&p->arena, p->offers, p->offers_n, p->lines, p->lines_n, &p->terms, NULL, 0, &p->demand, &p->error);
    if (!s) s = svod_lots_make(&p->arena, &p->demand, &p->terms, &p->lots, &p->error);
    if (!s) s = svod_plan_make(&p->arena, &p->demand, &p->lots, &p->terms, &p->options, &p->plan, &p->error);
    return s;
}

static int64_t served(const purchase *p, uint32_t order)
{
    int64_t units = 0;
    for (size_t i = 0; i < p->plan.given_n; i++)
        if (p->demand.lines[p->plan.given[i].line].order == order) units += p->plan.given[i].units;
    return units;
}

static const svod_unserved *unserved(const purchase *p, uint32_t order)
{
    for (size_t i = 0; i < p->plan.unserved_n; i++)
        if (p->demand.lines[p->plan.unserved[i].line].order == order) return &p->plan.unserved[i];
    return NULL;
}

static void assert_words(const purchase *p, uint32_t order, svod_reason reason, const char *words)
{
    const svod_unserved *u = unserved(p, order);
    assert_non_null(u);
    char text[512];
    snprintf(text, sizeof text, "%.*s", SVOD_FMT(u->detail));
    assert_string_equal(text, words);
    assert_string_equal(svod_reason_code(u->reason), svod_reason_code(reason));
}

static const svod_row_cell row[] = {{SVOD_STR("42"), 1}, {SVOD_STR("44"), 1}, {SVOD_STR("46"), 2}};

static void add_row_article(purchase *p, const char *article, const char *colour)
{
    for (size_t i = 0; i < 3; i++) {
        svod_stop_offer *o = add_offer(p, row[i].size.p, article, colour, row[i].size.p, 550);
        o->row = row;
        o->row_n = 3;
    }
}

/* ---- resolving ---- */

static void offers_are_found_however_they_are_written(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_offer(&p, "s1", "А-101", "Тёмно-синий", "46", 100); /* Cyrillic А */
    add_offer(&p, "s2", "А-101", "Тёмно-синий", "48", 100);
    add_line(&p, "Аня", " a-101", "ТЕМНО-СИНИЙ", "46 ", 1); /* Latin a */
    add_line(&p, "Вера", "А-101", "", "48", 1);             /* the only colour */
    add_line(&p, "Оля", "А-101", "", "", 1);                /* which size? */
    add_line(&p, "Ира", "", "", "", 1)->offer = SVOD_STR("s2");
    add_line(&p, "Нина", "Б-1", "", "", 1);
    add_line(&p, "Яна", "А - 1 01", "темно- синий", "4 8", 1); /* spaces anywhere */
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(served(&p, 0), 1);
    assert_int_equal(served(&p, 5), 1);
    assert_int_equal(served(&p, 1), 1);
    assert_int_equal(served(&p, 3), 1);
    assert_words(&p, 2, SVOD_REASON_NOT_IN_CATALOG, "several offers fit, say which one: s1, s2");
    assert_words(&p, 4, SVOD_REASON_NOT_IN_CATALOG, "the catalog does not have it");
    assert_int_equal(p.demand.participants_n, 6);
    svod_arena_release(&p.arena);
}

static void alternatives_have_ranks_and_wildcards(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_offer(&p, "b46", "A", "белый", "46", 100)->stock = 0;
    add_offer(&p, "b48", "A", "белый", "48", 100)->stock = 0;
    add_offer(&p, "c46", "A", "чёрный", "46", 100);
    add_offer(&p, "d", "A", "чёрный/белый", "42/44", 100);
    add_line(&p, "Аня", "A", "белый", "46", 1)->alternatives = SVOD_STR("//48|/*/46|/белый/46");
    add_line(&p, "Вера", "A", "белый", "46", 1)->alternatives = SVOD_STR("/черный/белый/42/44");
    assert_int_equal(close_purchase(&p), SVOD_OK);
    const svod_line *line = &p.demand.lines[0];
    assert_int_equal(line->choices_n, 3);
    assert_int_equal(line->choices[0].rank, 0);
    assert_int_equal(line->choices[1].rank, 1);
    assert_int_equal(line->choices[2].offer, 2);
    assert_int_equal(line->choices[2].rank, 2);
    assert_int_equal(p.plan.substituted, 2);
    assert_int_equal(p.plan.given[1].offer, 3);
    p.lines[0].alternatives = SVOD_STR("48");
    assert_int_equal(close_purchase(&p), SVOD_FAILED);
    assert_int_equal(p.error.exit_code, SVOD_EXIT_BAD_INPUT);
    assert_non_null(strstr(p.error.text, "line 1"));
    svod_arena_release(&p.arena);
}

/* ---- words ---- */

static void rows_say_what_they_lack(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_row_article(&p, "А-101", "синий");
    add_line(&p, "Аня", "А-101", "синий", "42", 2);
    add_line(&p, "Вера", "А-101", "синий", "44", 1);
    add_line(&p, "Оля", "А-101", "синий", "46", 3);
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.plan.bought[0], 1);
    assert_words(&p, 0, SVOD_REASON_ROW_INCOMPLETE, "row 2 of А-101 синий lacks 44×1, 46×1");
    assert_int_equal(p.plan.open_n, 1);
    assert_int_equal(p.plan.open[0].number, 2);
    assert_int_equal(p.plan.open[0].lack, 2);
    p.options.lang = SVOD_LANG_RU;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_words(&p, 2, SVOD_REASON_ROW_INCOMPLETE, "ряд 2 «А-101 синий»: не хватило 44×1, 46×1");
    svod_arena_release(&p.arena);
}

static void a_row_the_catalog_cannot_complete_is_told(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_row_article(&p, "A", "синий");
    p.offers_n = 2; /* no 46 */
    add_line(&p, "Аня", "A", "синий", "42", 1);
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.lots.n, 0);
    assert_int_equal(p.lots.problems.n, 1);
    assert_words(&p, 0, SVOD_REASON_ROW_INCOMPLETE, "A синий 42 is sold in rows, and the catalog does not have their 46");
    assert_false(p.plan.orderable);
    svod_arena_release(&p.arena);
}

static void prices_that_rose_hold_lines_back(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_offer(&p, "1", "A", "", "", 640);
    add_line(&p, "Аня", "A", "", "", 1)->price = 550 * SVOD_DEC_SCALE;
    add_line(&p, "Вера", "A", "", "", 1)->price = 600 * SVOD_DEC_SCALE;
    p.terms.price_drift = 700;
    p.options.lang = SVOD_LANG_RU;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_words(&p, 0, SVOD_REASON_PRICE_CHANGED, "цена выросла с 550,00 до 640,00, это больше 7 %");
    assert_int_equal(served(&p, 1), 1);
    svod_arena_release(&p.arena);
}

/* ---- lots ---- */

static void rows_may_mix_colours(void **state)
{
    (void)state;
    static const svod_row_cell mixed[] = {{SVOD_STR("белый/42"), 1}, {SVOD_STR("чёрный/42"), 2}};
    const svod_lot_rule rule = {.article = SVOD_STR("A"), .row = mixed, .row_n = 2};
    purchase p;
    open_purchase(&p);
    add_offer(&p, "1", "A", "белый", "42", 100);
    add_offer(&p, "2", "A", "чёрный", "42", 100);
    p.terms.lots = &rule;
    p.terms.lots_n = 1;
    add_line(&p, "Аня", "A", "белый", "42", 1);
    add_line(&p, "Вера", "A", "чёрный", "42", 3);
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.lots.n, 1);
    assert_int_equal(p.plan.served, 3);
    assert_words(&p, 1, SVOD_REASON_ROW_INCOMPLETE, "row 2 of A lacks белый 42×1, чёрный 42×1");
    svod_arena_release(&p.arena);
}

/* S|M, S, L in this order and a row S-M-L: taking turns closes no row, moving the first to M closes it. */
static void alternatives_close_rows_that_turns_would_not(void **state)
{
    (void)state;
    static const svod_row_cell sml[] = {{SVOD_STR("S"), 1}, {SVOD_STR("M"), 1}, {SVOD_STR("L"), 1}};
    purchase p;
    open_purchase(&p);
    for (size_t i = 0; i < 3; i++) {
        svod_stop_offer *o = add_offer(&p, sml[i].size.p, "A", "", sml[i].size.p, 100);
        o->row = sml;
        o->row_n = 3;
    }
    add_line(&p, "Аня", "A", "", "S", 1)->alternatives = SVOD_STR("//M");
    add_line(&p, "Вера", "A", "", "S", 1);
    add_line(&p, "Оля", "A", "", "L", 1);
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.plan.served, 3);
    assert_int_equal(p.plan.substituted, 1);
    assert_true(p.plan.optimal);
    svod_arena_release(&p.arena);
}

/* ---- tiers and the minimum ---- */

static void the_tier_reached_at_its_own_prices_holds(void **state)
{
    (void)state;
    static const svod_price_tier tiers[] = {{SVOD_TIER_AMOUNT, 10000 * SVOD_DEC_SCALE, 90 * SVOD_DEC_SCALE},
                                            {SVOD_TIER_AMOUNT, 20000 * SVOD_DEC_SCALE, 80 * SVOD_DEC_SCALE}};
    purchase p;
    open_purchase(&p);
    svod_stop_offer *o = add_offer(&p, "1", "A", "", "", 100);
    o->tiers = tiers;
    o->tiers_n = 2;
    /* 105 × 100 is more than 10000, 105 × 90 is not; 200 × 100 is 20000, 200 × 80 is not. */
    static const struct {
        int units, amount;
    } cases[] = {{99, 9900}, {105, 10500}, {112, 10080}, {200, 18000}, {249, 22410}, {250, 20000}};
    svod_order_line *line = add_line(&p, "Аня", "A", "", "", 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        line->quantity = cases[i].units;
        assert_int_equal(close_purchase(&p), SVOD_OK);
        assert_int_equal(p.plan.amount, cases[i].amount * SVOD_DEC_SCALE);
        assert_int_equal(p.plan.offers[0].price * cases[i].units, p.plan.amount);
        assert_true((p.plan.next_tier.n == 0) == (i == 5));
    }
    line->quantity = 112;
    p.options.lang = SVOD_LANG_RU;
    p.options.currency = SVOD_STR("RUB");
    assert_int_equal(close_purchase(&p), SVOD_OK);
    char text[256];
    snprintf(text, sizeof text, "%.*s", SVOD_FMT(p.plan.next_tier));
    assert_string_equal(
        text,
        "до цен «от 20\u00a0000,00\u00a0₽» не хватает 11\u00a0040,00\u00a0₽; этот же заказ "
        "стоил "
        "бы на "
        "1\u00a0120,00\u00a0₽ меньше");
    svod_arena_release(&p.arena);
}

static void tiers_by_quantity_look_at_the_article(void **state)
{
    (void)state;
    static const svod_price_tier tiers[] = {{SVOD_TIER_QUANTITY, 3 * SVOD_DEC_SCALE, 70 * SVOD_DEC_SCALE}};
    purchase p;
    open_purchase(&p);
    for (int i = 0; i < 2; i++) {
        svod_stop_offer *o = add_offer(&p, i ? "2" : "1", "A", "", i ? "44" : "42", 100);
        o->tiers = tiers;
        o->tiers_n = 1;
    }
    add_line(&p, "Аня", "A", "", "42", 1);
    add_line(&p, "Вера", "A", "", "44", 1);
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.plan.amount, 200 * SVOD_DEC_SCALE);
    p.lines[1].quantity = 2;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.plan.amount, 210 * SVOD_DEC_SCALE);
    svod_arena_release(&p.arena);
}

static void a_purchase_below_its_minimum_buys_nothing(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_offer(&p, "1", "A", "", "", 100);
    add_line(&p, "Аня", "A", "", "", 2);
    p.terms.minimum_amount = 300 * SVOD_DEC_SCALE;
    p.options.lang = SVOD_LANG_RU;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_false(p.plan.orderable);
    assert_int_equal(p.plan.bought[0], 0);
    assert_words(&p, 0, SVOD_REASON_PURCHASE_MINIMUM, "минималка закупки не набрана: набрано на 200,00 из 300,00");
    p.options.as_if_orderable = true;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_false(p.plan.orderable);
    assert_int_equal(p.plan.served, 2);
    p.options.as_if_orderable = false;
    p.terms.has_leftover = true;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_true(p.plan.orderable);
    assert_int_equal(p.plan.leftover_units, 1);
    svod_arena_release(&p.arena);
}

/* ---- even ---- */

static void units_go_round_one_at_a_time(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_offer(&p, "1", "A", "", "", 100)->stock = 7;
    p.terms.policy = SVOD_POLICY_EVEN;
    add_line(&p, "Аня", "A", "", "", 1000000); /* in two pieces, not in a million */
    add_line(&p, "Вера", "A", "", "", 2);
    add_line(&p, "Оля", "A", "", "", 1);
    add_line(&p, "Оля", "A", "", "", 1); /* her second unit, whatever line it stands in */
    assert_int_equal(close_purchase(&p), SVOD_OK);
    const int64_t given[] = {3, 2, 1, 1};
    for (uint32_t l = 0; l < 4; l++) assert_int_equal(served(&p, l), given[l]);
    p.offers[0].stock = 4;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    const int64_t fewer[] = {2, 1, 1, 0};
    for (uint32_t l = 0; l < 4; l++) assert_int_equal(served(&p, l), fewer[l]);
    p.lines[1].whole = true; /* all of it comes in the round of its first unit */
    assert_int_equal(close_purchase(&p), SVOD_OK);
    const int64_t whole[] = {1, 2, 1, 0};
    for (uint32_t l = 0; l < 4; l++) assert_int_equal(served(&p, l), whole[l]);
    p.options.lang = SVOD_LANG_RU;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_words(&p, 3, SVOD_REASON_EARLIER_SERVED, "«A»: у поставщика всего 4, их раздали по кругу, по одной штуке");
    svod_arena_release(&p.arena);
}

/* ---- the plan before ---- */

/* Lines that take any colour but the one they name, two units of each of two colours. */
static void equal_units_stay_with_who_had_them(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_offer(&p, "1", "A", "белый", "", 100)->stock = 0;
    add_offer(&p, "2", "A", "синий", "", 100)->stock = 2;
    add_offer(&p, "3", "A", "красный", "", 100)->stock = 2;
    for (int i = 0; i < 4; i++) add_line(&p, i % 2 ? "Вера" : "Аня", "A", "белый", "", 1)->alternatives = SVOD_STR("/*/");
    const svod_last last[] = {{0, 2, 1, false}, {1, 1, 1, false}, {2, 1, 1, false}, {3, 2, 1, false}};
    p.options.last = last;
    p.options.last_n = 4;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    for (uint32_t i = 0; i < 4; i++) assert_int_equal(p.plan.given[i].offer, last[i].offer);
    /* A red one is gone: the last in order of service that had one has nothing, the others what they had. */
    p.offers[2].stock = 1;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.plan.given_n, 3);
    for (uint32_t i = 0; i < 3; i++) assert_int_equal(p.plan.given[i].offer, last[i].offer);
    svod_arena_release(&p.arena);
}

/* ---- pinned ---- */

static void a_whole_line_is_had_with_its_pins_or_not_at_all(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    add_offer(&p, "1", "A", "", "42", 100)->stock = 2;
    add_offer(&p, "2", "A", "", "44", 100)->stock = 1;
    add_line(&p, "Аня", "A", "", "44", 1);
    svod_order_line *whole = add_line(&p, "Вера", "A", "", "42", 3);
    whole->whole = true;
    whole->alternatives = SVOD_STR("//44");
    whole->pinned = SVOD_STR("2");
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(served(&p, 1), 3); /* the third is hers too, before Аня's: two pins hang on it */
    assert_int_equal(p.plan.lost_n, 0);
    p.offers[1].stock = 0;
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(served(&p, 1), 0);
    assert_int_equal(p.plan.lost_n, 1);
    assert_int_equal(p.plan.lost[0].units, 2);
    svod_arena_release(&p.arena);
}

static void pins_ask_for_no_price_and_no_lot_breaks(void **state)
{
    (void)state;
    purchase p;
    open_purchase(&p);
    svod_stop_offer *o = add_offer(&p, "1", "A", "", "", 150);
    o->step_quantity = 3;
    p.terms.price_drift = SVOD_DEC_SCALE / 10;
    svod_order_line *dear = add_line(&p, "Аня", "A", "", "", 3);
    dear->price = 100 * SVOD_DEC_SCALE;
    dear->pinned = SVOD_STR("1 * 2"); /* offer 1, two units */
    add_line(&p, "Вера", "A", "", "", 1);
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(served(&p, 0), 2);
    assert_int_equal(unserved(&p, 0)->units, 1);
    assert_int_equal(unserved(&p, 0)->reason, SVOD_REASON_PRICE_CHANGED);
    assert_int_equal(served(&p, 1), 1);
    p.lines_n = 1; /* nobody completes the pack */
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(served(&p, 0), 0);
    assert_int_equal(p.plan.lost_n, 1);
    assert_int_equal(p.plan.lost[0].units, 2);
    dear->refused = true; /* then they count for nothing, and nobody is told */
    assert_int_equal(close_purchase(&p), SVOD_OK);
    assert_int_equal(p.plan.lost_n, 0);
    svod_arena_release(&p.arena);
}

int main(void)
{
    svod_tr_init(SVOD_BUILD_DIR "/locale", SVOD_LANG_EN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offers_are_found_however_they_are_written),
        cmocka_unit_test(alternatives_have_ranks_and_wildcards),
        cmocka_unit_test(rows_say_what_they_lack),
        cmocka_unit_test(a_row_the_catalog_cannot_complete_is_told),
        cmocka_unit_test(prices_that_rose_hold_lines_back),
        cmocka_unit_test(rows_may_mix_colours),
        cmocka_unit_test(alternatives_close_rows_that_turns_would_not),
        cmocka_unit_test(the_tier_reached_at_its_own_prices_holds),
        cmocka_unit_test(tiers_by_quantity_look_at_the_article),
        cmocka_unit_test(a_purchase_below_its_minimum_buys_nothing),
        cmocka_unit_test(units_go_round_one_at_a_time),
        cmocka_unit_test(equal_units_stay_with_who_had_them),
        cmocka_unit_test(a_whole_line_is_had_with_its_pins_or_not_at_all),
        cmocka_unit_test(pins_ask_for_no_price_and_no_lot_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
