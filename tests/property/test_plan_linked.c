/* The plan at STOP of a part of many linked articles, cut by a time limit: it adds up, and its bound is no less than what
 * is known to be possible. SVOD_CASES / 400 purchases from number SVOD_SEED on. */
#include "support/cmocka_all.h"

#include "aggregate/stop.h"

enum { ARTICLES = 40, SIZES = 5, OFFERS = ARTICLES * SIZES, LINES = 1200, CHOICES = 3, TIME_MS = 15 };

static uint64_t random_state;

static int pick(int from, int to)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return from + (int)(random_state % (uint64_t)(to - from + 1));
}

typedef struct purchase {
    int articles, leftover;
    int64_t possible; /* units that rows bought in one way serve, nothing being left over */
    svod_stop_offer offers[OFFERS];
    svod_order_line orders[LINES];
    svod_line lines[LINES];
    svod_choice choices[LINES][CHOICES];
    svod_str participant;
    svod_lot lots[ARTICLES];
    svod_lot_cell cells[ARTICLES][SIZES];
    uint32_t item[OFFERS], none[OFFERS], lines_n;
    svod_str texts[ARTICLES + 1];
    svod_demand demand;
    svod_lots all;
    svod_terms terms;
} purchase;

/* A line that accepts the offer, and maybe the same size of articles near by. */
static void add_line(purchase *p, int article, int size, int quantity)
{
    uint32_t l = p->lines_n;
    if (l == LINES) return;
    p->lines_n++;
    p->orders[l] = (svod_order_line){.line = SVOD_STR("1"),
                                     .participant = p->participant,
                                     .quantity = quantity,
                                     .price = SVOD_DEC_NONE,
                                     .paid = SVOD_DEC_NONE,
                                     .position = (int64_t)l,
                                     .time = (int64_t)l};
    svod_line *line = &p->lines[l];
    *line = (svod_line){.order = l, .quantity = (uint32_t)quantity, .together = UINT32_MAX, .choices = p->choices[l]};
    int first = pick(0, 3) ? article : (article + pick(0, 2)) % p->articles;
    p->choices[l][line->choices_n++] = (svod_choice){(uint32_t)(first * SIZES + size), 0};
    for (int x = article - 1; x <= article + 1 && line->choices_n < CHOICES; x++) {
        int other = (x + p->articles) % p->articles;
        bool needed = x == article;
        if (other != first && (needed || pick(0, 3) == 0))
            p->choices[l][line->choices_n++] = (svod_choice){(uint32_t)(other * SIZES + size), 1};
    }
    line->asked = p->choices[l][0].offer;
}

static bool accepts(const svod_line *line, uint32_t offer)
{
    for (uint32_t k = 0; k < line->choices_n; k++)
        if (line->choices[k].offer == offer) return true;
    return false;
}

/* Lines that rows bought in some way would serve in full, and others besides. */
static void add_lines(purchase *p)
{
    for (int a = 0; a < p->articles; a++) {
        int rows = pick(0, 2);
        for (int s = 0; s < SIZES; s++) {
            for (int units = rows * (int)p->cells[a][s].count; units > 0;) {
                int quantity = pick(1, units < 2 ? units : 2);
                uint32_t l = p->lines_n;
                add_line(p, a, s, quantity);
                assert_true(l < p->lines_n && accepts(&p->lines[l], p->cells[a][s].offer));
                units -= quantity;
                p->possible += quantity;
            }
        }
    }
    for (int n = pick(0, 200); n > 0; n--) add_line(p, pick(0, p->articles - 1), pick(0, SIZES - 1), pick(1, 3));
    for (uint32_t l = 0, first = (uint32_t)pick(0, (int)p->lines_n); l < p->lines_n; l++)
        p->lines[l].serve_class = l >= first;
}

static void build(purchase *p)
{
    memset(p, 0, sizeof *p);
    p->articles = pick(15, ARTICLES);
    p->leftover = pick(0, 1) ? 0 : pick(1, 10);
    p->participant = SVOD_STR("Аня");
    for (int a = 0; a < p->articles; a++) {
        p->lots[a] = (svod_lot){.kind = SVOD_LOT_ROW, .cells = p->cells[a], .cells_n = SIZES};
        for (int s = 0; s < SIZES; s++) {
            int o = a * SIZES + s;
            p->cells[a][s] = (svod_lot_cell){(uint32_t)o, pick(0, 4) ? 1 : 2};
            p->offers[o] = (svod_stop_offer){.id = SVOD_STR("o"),
                                             .price = SVOD_DEC_SCALE,
                                             .stock = -1,
                                             .min_quantity = 1,
                                             .step_quantity = 1,
                                             .weight = SVOD_DEC_NONE};
            p->item[o] = (uint32_t)(1 + a);
        }
    }
    add_lines(p);
    p->demand = (svod_demand){.offers = p->offers,
                              .offers_n = (uint32_t)(p->articles * SIZES),
                              .orders = p->orders,
                              .lines = p->lines,
                              .lines_n = p->lines_n,
                              .participants = &p->participant,
                              .participants_n = 1};
    p->demand.folded = (svod_folded){p->item, p->none, p->none, p->item, p->texts, ARTICLES + 1};
    p->all = (svod_lots){.v = p->lots, .n = (uint32_t)p->articles};
    p->terms = (svod_terms){.policy = pick(0, 3) ? SVOD_POLICY_MOST_FILLED : SVOD_POLICY_FIRST_COME,
                            .minimum_amount = SVOD_DEC_NONE,
                            .minimum_units = -1,
                            .minimum_rows = -1,
                            .has_leftover = p->leftover > 0,
                            .leftover_units = p->leftover,
                            .leftover_per_item = p->leftover > 0 ? 2 : -1,
                            .leftover_amount = SVOD_DEC_NONE,
                            .price_drift = SVOD_DEC_NONE};
}

static void check_plan(const purchase *p, const svod_plan *plan)
{
    int64_t rest[OFFERS] = {0}, of_item[ARTICLES + 1] = {0}, served[LINES] = {0}, left = 0, all = 0;
    for (int a = 0; a < p->articles; a++)
        for (int s = 0; s < SIZES; s++) rest[a * SIZES + s] += (int64_t)plan->bought[a] * p->cells[a][s].count;
    for (size_t i = 0; i < plan->given_n; i++) {
        const svod_given *g = &plan->given[i];
        assert_true(accepts(&p->lines[g->line], g->offer));
        rest[g->offer] -= g->units;
        served[g->line] += g->units;
        all += g->units;
    }
    for (size_t i = 0; i < plan->leftover_n; i++) {
        rest[plan->leftover[i].offer] -= plan->leftover[i].units;
        of_item[p->item[plan->leftover[i].offer]] += plan->leftover[i].units;
        left += plan->leftover[i].units;
    }
    for (int o = 0; o < p->articles * SIZES; o++) assert_int_equal(rest[o], 0);
    for (uint32_t l = 0; l < p->lines_n; l++) assert_true(served[l] <= p->lines[l].quantity);
    for (int a = 0; a <= p->articles; a++) assert_true(of_item[a] <= 2);
    assert_true(left <= p->leftover);
    assert_int_equal(all, plan->served);
    assert_true(plan->served <= plan->bound);
    if (!plan->optimal) assert_true(p->possible <= plan->bound);
}

static long setting(const char *name, long usual)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : usual;
}

static void cut_plans_add_up_and_their_bounds_are_true(void **state)
{
    (void)state;
    static purchase p;
    long cases = setting("SVOD_CASES", 20000) / 400, seed = setting("SVOD_SEED", 1), cut = 0;
    int64_t served = 0, bound = 0;
    for (long i = 0; i < cases; i++) {
        svod_arena arena;
        svod_error e = {0};
        svod_plan plan;
        svod_stop_options options = {.time_limit_ms = TIME_MS, .as_if_orderable = true};
        random_state = (uint64_t)(seed + i) * 0x9E3779B97F4A7C15u + 1;
        for (int k = 0; k < 4; k++) pick(0, 1);
        build(&p);
        svod_arena_init(&arena);
        assert_int_equal(svod_plan_make(&arena, &p.demand, &p.all, &p.terms, &options, &plan, &e), SVOD_OK);
        check_plan(&p, &plan);
        cut += !plan.optimal;
        served += plan.served;
        bound += plan.bound;
        svod_arena_release(&arena);
    }
    print_message("%ld of %ld plans were cut; served %lld, bound %lld\n", cut, cases, (long long)served, (long long)bound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cut_plans_add_up_and_their_bounds_are_true)};
    return cmocka_run_group_tests_name("plan of linked articles", tests, NULL, NULL);
}
