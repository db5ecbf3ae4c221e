/* Many small parts that share limits of leftovers, in units, per item and in money at once, against a plain table over all
 * amounts of leftovers. SVOD_CASES sets how many, SVOD_SEED where they start; a failure prints the case. */
#include "support/cmocka_all.h"

#include "aggregate/stop.h"
#include "base/decimal.h"

enum { OFFERS = 24, LINES = 72, UNITS = 6, COST = 24, PER_ITEM = 3, KEYS = LINES + 4, WAYS = 8 };

typedef struct many {
    int offers, item[OFFERS], price[OFFERS], pack[OFFERS], stock[OFFERS];
    int lines, offer[LINES], quantity[LINES], class[LINES];
    int units, per_item, cost; /* limits; -1: none */
    bool first_come;
} many;

static uint64_t random_state;

static int pick(int from, int to)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return from + (int)(random_state % (uint64_t)(to - from + 1));
}

static void make_many(many *m)
{
    *m = (many){.offers = pick(1, OFFERS), .first_come = pick(0, 2) == 0};
    int dearest = pick(1, 9), classes = pick(0, 2) ? 1 : 2;
    for (int o = 0; o < m->offers; o++) {
        m->item[o] = o && pick(0, 2) == 0 ? m->item[o - 1] : o;
        m->price[o] = pick(1, dearest);
        m->pack[o] = pick(2, 5);
        m->stock[o] = pick(0, 7) ? -1 : pick(0, 9);
    }
    m->lines = pick(1, m->offers * 3);
    for (int i = 0; i < m->lines; i++) {
        m->offer[i] = pick(0, m->offers - 1);
        m->quantity[i] = pick(0, 3) ? 1 : pick(2, 4);
        m->class[i] = i && classes == 2 ? m->class[i - 1] || pick(0, m->lines - 1) < 2 : 0;
    }
    m->units = pick(0, 3) ? pick(1, UNITS) : -1;
    m->cost = m->units < 0 || pick(0, 3) ? pick(1, COST) : -1;
    m->per_item = pick(0, 2) ? -1 : pick(1, PER_ITEM);
}

static void print_many(const many *m)
{
    print_message("%s, leftovers %d, per item %d, money %d\n", m->first_come ? "first-come" : "most-filled", m->units,
                  m->per_item, m->cost);
    for (int o = 0; o < m->offers; o++)
        print_message("offer %d item %d price %d pack %d stock %d\n", o, m->item[o], m->price[o], m->pack[o], m->stock[o]);
    for (int i = 0; i < m->lines; i++)
        print_message("line %d class %d: %d of offer %d\n", i, m->class[i], m -> quantity[i], m -> offer[i]);
}

/* ---- the table ---- */

/* What is compared, most important first: the larger the better, the first difference decides. */
typedef struct key {
    bool there;
    int v[KEYS];
} key;

static bool better(const key *a, const key *b)
{
    for (int i = 0; i < KEYS; i++)
        if (a->v[i] != b->v[i]) return a->v[i] > b->v[i];
    return false;
}

/* Adds what comes of buying `bought` of an offer; returns the units left over. */
static int add_offer(const many *m, int o, int bought, key *to)
{
    int sums = m->first_come ? LINES : 0, lines = m->first_come ? 0 : 3, rest = bought;
    for (int i = 0; i < m->lines; i++) {
        if (m->offer[i] != o) continue;
        int units = rest < m->quantity[i] ? rest : m->quantity[i];
        rest -= units;
        to->v[sums + m->class[i]] += units;
        to->v[lines + i] += units;
    }
    to->v[sums + 2] -= rest;
    to->v[KEYS - 1] -= rest * m->price[o];
    return rest;
}

static key table[2][PER_ITEM + 1][UNITS * WAYS + 1][COST + 1];

/* The best by leftovers of the item at hand, of all, and their cost; a limit there is not is not counted. */
static void solve_many(const many *m, key *best)
{
    int units_max = m->units < 0 ? 0 : m->units, cost_max = m->cost < 0 ? 0 : m->cost;
    int now = 0;
    memset(table, 0, sizeof table);
    table[0][0][0][0].there = true;
    for (int o = 0; o < m->offers; o++) {
        int want = 0;
        bool same_item = o && m->item[o] == m->item[o - 1];
        for (int i = 0; i < m->lines; i++) want += m->offer[i] == o ? m->quantity[i] : 0;
        memset(table[1 - now], 0, sizeof table[0]);
        for (int p = 0; p <= PER_ITEM; p++)
            for (int u = 0; u <= units_max; u++)
                for (int c = 0; c <= cost_max; c++) {
                    const key *from = &table[now][p][u][c];
                    for (int n = 0; from->there && (n - 1) * m->pack[o] < want; n++) {
                        key x = *from;
                        if (m->stock[o] >= 0 && n * m->pack[o] > m->stock[o]) break;
                        int left = add_offer(m, o, n * m->pack[o], &x);
                        int in_item = m->per_item < 0 ? 0 : left + (same_item ? p : 0);
                        int units = m->units < 0 ? 0 : u + left, cost = m->cost < 0 ? 0 : c + left * m->price[o];
                        if (units > units_max || cost > cost_max || (m->per_item >= 0 && in_item > m->per_item)) continue;
                        key *to = &table[1 - now][in_item][units][cost];
                        if (!to->there || better(&x, to)) *to = x;
                    }
                }
        now = 1 - now;
    }
    *best = (key){0};
    for (int p = 0; p <= PER_ITEM; p++)
        for (int u = 0; u <= units_max; u++)
            for (int c = 0; c <= cost_max; c++) {
                const key *x = &table[now][p][u][c];
                if (x->there && (!best->there || better(x, best))) *best = *x;
            }
}

/* ---- the program ---- */

typedef struct built {
    svod_stop_offer offers[OFFERS];
    svod_order_line orders[LINES];
    svod_line lines[LINES];
    svod_choice choices[LINES];
    svod_str people[1];
    svod_lot lots[OFFERS];
    svod_lot_cell cells[OFFERS];
    char names[OFFERS][8];
    uint32_t item[OFFERS], none[OFFERS];
    svod_str texts[OFFERS + 1];
    svod_demand demand;
    svod_lots all;
    svod_terms terms;
} built;

static void build(const many *m, built *b)
{
    memset(b, 0, sizeof *b);
    b->people[0] = SVOD_STR("p");
    for (int o = 0; o < m->offers; o++) {
        int n = snprintf(b->names[o], sizeof b->names[o], "o%d", o);
        svod_str name = {b->names[o], (size_t)n};
        b->offers[o] = (svod_stop_offer){.id = name,
                                         .name = name,
                                         .item = name,
                                         .article = name,
                                         .price = svod_dec_of(m->price[o]),
                                         .stock = m->stock[o],
                                         .min_quantity = 1,
                                         .step_quantity = m->pack[o],
                                         .weight = SVOD_DEC_NONE};
        b->item[o] = (uint32_t)m->item[o] + 1;
        b->texts[b->item[o]] = name;
        b->cells[o] = (svod_lot_cell){(uint32_t)o, (uint32_t)m->pack[o]};
        b->lots[o] = (svod_lot){SVOD_LOT_PACK, &b->cells[o], 1};
    }
    for (int i = 0; i < m->lines; i++) {
        uint32_t offer = (uint32_t)m->offer[i];
        b->orders[i] = (svod_order_line){.line = SVOD_STR("l"),
                                         .participant = b->people[0],
                                         .offer = b->offers[offer].id,
                                         .time = i,
                                         .position = i,
                                         .quantity = m->quantity[i],
                                         .price = SVOD_DEC_NONE,
                                         .paid = SVOD_DEC_NONE};
        b->choices[i] = (svod_choice){offer, 0};
        b->lines[i] = (svod_line){.order = (uint32_t)i,
                                  .quantity = (uint32_t)m->quantity[i],
                                  .serve_class = (uint32_t)m->class[i],
                                  .choices = &b->choices[i],
                                  .choices_n = 1,
                                  .together = UINT32_MAX,
                                  .asked = offer};
    }
    b->demand = (svod_demand){.offers = b->offers,
                              .offers_n = (uint32_t)m->offers,
                              .orders = b->orders,
                              .lines = b->lines,
                              .lines_n = (uint32_t)m->lines,
                              .participants = b->people,
                              .participants_n = 1,
                              .folded = {b->item, b->none, b->none, b->item, b->texts, OFFERS + 1}};
    b->all = (svod_lots){.v = b->lots, .n = (uint32_t)m->offers};
    b->terms = (svod_terms){.policy = m->first_come ? SVOD_POLICY_FIRST_COME : SVOD_POLICY_MOST_FILLED,
                            .minimum_amount = SVOD_DEC_NONE,
                            .minimum_units = -1,
                            .minimum_rows = -1,
                            .has_leftover = true,
                            .leftover_units = m->units,
                            .leftover_per_item = m->per_item,
                            .leftover_amount = m->cost < 0 ? SVOD_DEC_NONE : svod_dec_of(m->cost),
                            .price_drift = SVOD_DEC_NONE};
}

static void one_case(const many *m, long seed)
{
    static built b;
    svod_arena arena;
    svod_error e = {0};
    svod_plan plan = {0};
    svod_stop_options options = {0};
    key want, got = {.there = true};
    svod_arena_init(&arena);
    build(m, &b);
    assert_int_equal(svod_plan_make(&arena, &b.demand, &b.all, &b.terms, &options, &plan, &e), SVOD_OK);
    for (int o = 0; o < m->offers; o++) add_offer(m, o, (int)plan.bought[o] * m->pack[o], &got);
    solve_many(m, &want);
    if (memcmp(&want, &got, sizeof got) != 0 || !plan.optimal) {
        print_message("SVOD_SEED=%ld\n", seed);
        print_many(m);
        for (int i = 0; i < KEYS; i++)
            if (want.v[i] != got.v[i]) fail_msg("what is compared at place %d is %d, should be %d", i, got.v[i], want.v[i]);
        fail_msg("not proven");
    }
    svod_arena_release(&arena);
}

static long setting(const char *name, long standard)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : standard;
}

static void limits_shared_by_many_are_used_best(void **state)
{
    (void)state;
    long cases = setting("SVOD_CASES", 10000), seed = setting("SVOD_SEED", 1);
    for (long i = 0; i < cases; i++) {
        random_state = (uint64_t)(seed + i) * 0x9E3779B97F4A7C15u + 1;
        for (int k = 0; k < 4; k++) pick(0, 1);
        many m;
        make_many(&m);
        one_case(&m, seed + i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(limits_shared_by_many_are_used_best)};
    return cmocka_run_group_tests_name("shared limits of leftovers", tests, NULL, NULL);
}
