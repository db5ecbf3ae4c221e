/* The plan at STOP against plain flows, over purchases of thirty to sixty lines that accept other colours, sizes or
 * articles. A two-hundredth of SVOD_CASES purchases from number SVOD_SEED on; a failure prints the case. */
#include "support/cmocka_all.h"

#include "aggregate/stop.h"
#include "base/decimal.h"
#include "support/slow_stop.h"

static uint64_t random_state;

static int pick(int from, int to)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return from + (int)(random_state % (uint64_t)(to - from + 1));
}

static bool percent(int n)
{
    return pick(1, 100) <= n;
}

typedef struct shape {
    int articles, colours, sizes;
} shape;

/* Offer number of an article's colour and size; a row per article and colour. */
static int offer_at(const shape *s, int article, int colour, int size)
{
    return (article * s->colours + colour) * s->sizes + size;
}

static void make_line(slow_case *c, const shape *s, slow_line *line, int share)
{
    int article = pick(0, s->articles - 1), colour = pick(0, s->colours - 1), size = pick(0, s->sizes - 1);
    line->quantity = percent(70) ? 1 : pick(2, 3);
    for (int o = 0; o < c->offers; o++) line->rank[o] = -1;
    if (percent(share)) {
        int kind = pick(1, 4), other = pick(0, s->sizes - 1);
        for (int x = 0; x < s->colours && kind != 3; x++) line->rank[offer_at(s, article, x, size)] = percent(70) ? 1 : 2;
        if (kind == 2) line->rank[offer_at(s, article, colour, other)] = pick(1, 3);
        for (int a = 0; a < s->articles && kind >= 3; a++) line->rank[offer_at(s, a, colour, size)] = 1;
    }
    line->rank[offer_at(s, article, colour, size)] = 0;
}

static void make_case(slow_case *c, shape *s)
{
    static const shape shapes[] = {{1, 2, 5}, {1, 3, 5}, {1, 3, 4}, {2, 2, 4}, {2, 1, 5}, {3, 1, 4}};
    memset(c, 0, sizeof *c);
    *s = shapes[pick(0, 5)];
    c->offers = s->articles * s->colours * s->sizes;
    c->rows = s->articles * s->colours;
    bool flat = percent(40);
    for (int row = 0; row < c->rows; row++)
        for (int size = 0; size < s->sizes; size++) c->count[row][row * s->sizes + size] = !flat && percent(25) ? 2 : 1;
    for (int o = 0; o < c->offers; o++) c->stock[o] = percent(8) ? pick(0, 6) : -1;
    c->lines = pick(c->offers * 3 / 2, SLOW_LINES);
    int share = pick(20, 100), first = percent(50) ? c->lines : pick(0, c->lines);
    for (int l = 0; l < c->lines; l++) {
        make_line(c, s, &c->line[l], share);
        c->line[l].serve_class = l >= first;
    }
    c->first_come = percent(35);
    c->leftover = percent(40) ? 0 : pick(1, 3);
}

static void print_case(const slow_case *c)
{
    for (int row = 0; row < c->rows; row++) {
        print_message("row %d:", row);
        for (int o = 0; o < c->offers; o++) print_message(" %d", c->count[row][o]);
        print_message("\n");
    }
    for (int o = 0; o < c->offers; o++)
        if (c->stock[o] >= 0) print_message("stock of %d: %d\n", o, c->stock[o]);
    for (int l = 0; l < c->lines; l++) {
        print_message("line %d class %d x%d:", l, c->line[l].serve_class, c->line[l].quantity);
        for (int o = 0; o < c->offers; o++)
            if (c->line[l].rank[o] >= 0) print_message(" %d@%d", o, c->line[l].rank[o]);
        print_message("\n");
    }
    print_message("%s, leftover %d\n", c->first_come ? "first-come" : "most-filled", c->leftover);
}

/* The case in the program's own structs. */
typedef struct built {
    svod_stop_offer offers[SLOW_OFFERS];
    svod_order_line orders[SLOW_LINES];
    svod_line lines[SLOW_LINES];
    svod_choice choices[SLOW_LINES][SLOW_OFFERS];
    svod_str participants[SLOW_LINES];
    svod_lot lots[SLOW_ROWS];
    svod_lot_cell cells[SLOW_ROWS][SLOW_OFFERS];
    uint32_t item[SLOW_OFFERS], none[SLOW_OFFERS];
    svod_str texts[8];
    svod_demand demand;
    svod_lots all;
    svod_terms terms;
} built;

static void build_lines(const slow_case *c, built *b)
{
    for (int l = 0; l < c->lines; l++) {
        svod_line *line = &b->lines[l];
        b->participants[l] = SVOD_STR("Аня");
        b->orders[l] = (svod_order_line){.line = SVOD_STR("1"),
                                         .participant = b->participants[l],
                                         .quantity = c->line[l].quantity,
                                         .price = SVOD_DEC_NONE,
                                         .paid = SVOD_DEC_NONE,
                                         .position = l,
                                         .time = l};
        *line = (svod_line){.order = (uint32_t)l,
                            .quantity = (uint32_t)c->line[l].quantity,
                            .serve_class = (uint32_t)c->line[l].serve_class,
                            .together = UINT32_MAX,
                            .choices = b->choices[l]};
        for (int rank = 0; rank < SLOW_RANKS; rank++)
            for (int o = 0; o < c->offers; o++)
                if (c->line[l].rank[o] == rank)
                    b->choices[l][line->choices_n++] = (svod_choice){(uint32_t)o, (uint32_t)rank};
        line->asked = b->choices[l][0].offer;
    }
}

static void build(const slow_case *c, const shape *s, built *b)
{
    memset(b, 0, sizeof *b);
    for (int o = 0; o < c->offers; o++) {
        b->offers[o] = (svod_stop_offer){.id = SVOD_STR("o"),
                                         .price = SVOD_DEC_SCALE,
                                         .stock = c->stock[o],
                                         .min_quantity = 1,
                                         .step_quantity = 1,
                                         .weight = SVOD_DEC_NONE};
        b->item[o] = (uint32_t)(1 + o / (s->colours * s->sizes));
    }
    for (int row = 0; row < c->rows; row++) {
        b->lots[row] = (svod_lot){.kind = SVOD_LOT_ROW, .cells = b->cells[row]};
        for (int o = 0; o < c->offers; o++)
            if (c->count[row][o])
                b->cells[row][b->lots[row].cells_n++] = (svod_lot_cell){(uint32_t)o, (uint32_t)c->count[row][o]};
    }
    build_lines(c, b);
    b->demand = (svod_demand){.offers = b->offers,
                              .offers_n = (uint32_t)c->offers,
                              .orders = b->orders,
                              .lines = b->lines,
                              .lines_n = (uint32_t)c->lines,
                              .participants = b->participants,
                              .participants_n = 1};
    b->demand.folded = (svod_folded){b->item, b->none, b->none, b->item, b->texts, 8};
    b->all = (svod_lots){.v = b->lots, .n = (uint32_t)c->rows};
    b->terms = (svod_terms){.policy = c->first_come ? SVOD_POLICY_FIRST_COME : SVOD_POLICY_MOST_FILLED,
                            .minimum_amount = SVOD_DEC_NONE,
                            .minimum_units = -1,
                            .minimum_rows = -1,
                            .has_leftover = c->leftover > 0,
                            .leftover_units = c->leftover,
                            .leftover_per_item = -1,
                            .leftover_amount = SVOD_DEC_NONE,
                            .price_drift = SVOD_DEC_NONE};
}

/* False: the plan does not add up. */
static bool recount(const slow_case *c, const svod_plan *plan, slow_plan *ret)
{
    int bought[SLOW_OFFERS] = {0};
    memset(ret, 0, sizeof *ret);
    for (int row = 0; row < c->rows; row++)
        for (int o = 0; o < c->offers; o++) bought[o] += (int)plan->bought[row] * c->count[row][o];
    for (int o = 0; o < c->offers; o++)
        if (c->stock[o] >= 0 && bought[o] > c->stock[o]) return false;
    for (size_t i = 0; i < plan->given_n; i++) {
        const svod_given *given = &plan->given[i];
        int units = (int)given->units;
        if (c->line[given->line].rank[given->offer] != (int)given->rank) return false;
        bought[given->offer] -= units;
        ret->served[given->line] += units;
        ret->ranked[given->line][given->rank] += units;
    }
    for (size_t i = 0; i < plan->leftover_n; i++) {
        bought[plan->leftover[i].offer] -= (int)plan->leftover[i].units;
        ret->left += (int)plan->leftover[i].units;
    }
    for (int o = 0; o < c->offers; o++)
        if (bought[o] != 0) return false;
    for (int l = 0; l < c->lines; l++)
        if (ret->served[l] > c->line[l].quantity) return false;
    return ret->left <= c->leftover;
}

static void print_plan(const char *who, const slow_case *c, const slow_plan *p)
{
    print_message("%s: left %d; served", who, p->left);
    for (int l = 0; l < c->lines; l++) print_message(" %d", p->served[l]);
    print_message("; by rank");
    for (int l = 0; l < c->lines; l++)
        print_message(" %d%d%d%d", p->ranked[l][0], p->ranked[l][1], p->ranked[l][2], p->ranked[l][3]);
    print_message("\n");
}

/* False: too large for the slow way. */
static bool compare_one(long number)
{
    static built b;
    static slow_case c;
    shape s;
    slow_plan best, got;
    svod_arena arena;
    svod_error e = {0};
    svod_plan plan;
    svod_stop_options options = {.as_if_orderable = true};
    random_state = (uint64_t)number * 0x9E3779B97F4A7C15u + 1;
    for (int k = 0; k < 4; k++) pick(0, 1);
    make_case(&c, &s);
    if (!slow_solve(&c, &best)) return false;
    build(&c, &s, &b);
    svod_arena_init(&arena);
    assert_int_equal(svod_plan_make(&arena, &b.demand, &b.all, &b.terms, &options, &plan, &e), SVOD_OK);
    bool adds_up = recount(&c, &plan, &got);
    if (!adds_up || !plan.optimal || memcmp(&best, &got, sizeof best) != 0) {
        print_case(&c);
        print_plan("best", &c, &best);
        print_plan("plan", &c, &got);
        fail_msg("purchase %ld: %s", number, adds_up ? "not the best" : "does not add up");
    }
    svod_arena_release(&arena);
    return true;
}

static long setting(const char *name, long usual)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : usual;
}

static void purchases_are_planned_as_flows_say(void **state)
{
    (void)state;
    long cases = setting("SVOD_CASES", 20000) / 200, seed = setting("SVOD_SEED", 1), compared = 0;
    for (long i = 0; i < cases; i++) compared += compare_one(seed + i);
    print_message("%ld purchases of %ld compared\n", compared, cases);
    assert_true(compared > cases / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(purchases_are_planned_as_flows_say)};
    return cmocka_run_group_tests_name("plan of middling purchases", tests, NULL, NULL);
}
