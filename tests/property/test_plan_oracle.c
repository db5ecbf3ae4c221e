/* The plan at STOP against brute force, over random tiny purchases with every feature mixed.
 * SVOD_CASES sets how many of each kind (55,000 in all), SVOD_SEED where they start; a failure prints the case. */
#include "support/cmocka_all.h"

#include "aggregate/stop.h"
#include "base/decimal.h"
#include "support/oracle.h"

static uint64_t random_state;
static long case_seed; /* SVOD_SEED that begins with the case at hand */

static int pick(int from, int to)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return from + (int)(random_state % (uint64_t)(to - from + 1));
}

static bool one_in(int n)
{
    return pick(1, n) == 1;
}

static void make_lots(o_case *c)
{
    /* Offers of the same item are neighbours; a row lies within one item. */
    for (int o = 0; o < c->offers; o++) {
        if (one_in(3)) {
            c->count[c->lots++][o] = one_in(2) ? 1 : pick(2, 3);
            continue;
        }
        if (o > 0 && c->item[o] == c->item[o - 1] && !one_in(4)) {
            int lot = c->lots++;
            c->is_row[lot] = true;
            for (int k = o; k >= 0 && c->item[k] == c->item[o]; k--) c->count[lot][k] = one_in(5) ? 2 : 1;
            if (one_in(4) && c->lots < O_LOTS) { /* two kinds of row of one model */
                lot = c->lots++;
                c->is_row[lot] = true;
                c->count[lot][o] = 1;
                c->count[lot][o - 1] = pick(1, 2);
            }
        }
    }
    for (int o = 0; o < c->offers; o++) { /* every offer can be bought somehow */
        bool sold = false;
        for (int k = 0; k < c->lots; k++) sold = sold || c->count[k][o];
        if (!sold) c->count[c->lots++][o] = 1;
    }
}

static void make_case(o_case *c, bool all_features, bool with_minimum)
{
    memset(c, 0, sizeof *c);
    c->offers = pick(1, 4);
    for (int o = 0; o < c->offers; o++) {
        c->item[o] = o > 0 && !one_in(3) ? c->item[o - 1] : o;
        c->price[o] = pick(1, 9);
        c->stock[o] = one_in(5) ? pick(0, 3) : -1;
    }
    make_lots(c);
    if (one_in(4)) {
        int m = c->minimums++;
        for (int o = 0; o < c->offers; o++) c->minimum_of[m][o] = c->item[o] == c->item[0];
        c->minimum[m] = pick(2, 4);
    }
    c->lines = pick(1, 5);
    for (int i = 0; i < c->lines; i++) {
        o_line *line = &c->line[i];
        line->participant = pick(0, c->lines - 1);
        line->quantity = one_in(3) ? pick(2, 3) : 1;
        line->together = -1;
        line->choices = 1;
        line->asked = line->offer[0] = pick(0, c->offers - 1);
        if (!all_features) continue;
        if (one_in(5)) line->extra = pick(1, 2);
        for (int o = 0; o < c->offers; o++)
            if (o != line->offer[0] && one_in(4)) {
                line->offer[line->choices] = o;
                line->rank[line->choices] = line->choices > 1 && one_in(2) ? line->rank[line->choices - 1] : line->choices;
                line->choices++;
            }
        line->whole = one_in(6);
        if (one_in(8)) line->together = 0;
    }
    if (one_in(3)) /* classes of service: lines come in their order */
        for (int i = 1; i < c->lines; i++)
            c->line[i].serve_class = c->line[i - 1].serve_class + (c->line[i - 1].serve_class < 2 && one_in(3));
    c->policy = (o_policy)pick(O_MOST_FILLED, O_EVEN);
    c->leftover_units = one_in(2) ? 0 : pick(1, 3);
    c->leftover_per_item = c->leftover_units && one_in(3) ? 1 : -1;
    c->leftover_amount = c->leftover_units && one_in(3) ? pick(1, 12) : -1;
    c->minimum_amount = c->minimum_units = c->minimum_rows = -1;
    if (!with_minimum) return;
    if (one_in(4)) c->tier_from = pick(4, 24);
    for (int o = 0; o < c->offers; o++) c->tier_price[o] = c->tier_from && one_in(2) ? pick(1, c->price[o]) : c->price[o];
    if (c->leftover_units && one_in(2)) c->leftover_units += 2;
    int named = one_in(3) ? pick(1, 7) : 1 << pick(0, 2); /* mostly one of the three */
    if (named & 1) c->minimum_amount = pick(3, 30);
    if (named & 2) c->minimum_units = pick(2, 7);
    if (named & 4) c->minimum_rows = pick(1, 2);
}

static void print_case(const o_case *c)
{
    print_message("SVOD_SEED=%ld\n", case_seed);
    for (int o = 0; o < c->offers; o++)
        print_message("offer %d item %d price %d (%d from %d on) stock %d\n", o, c->item[o], c->price[o], c->tier_price[o],
                      c->tier_from, c->stock[o]);
    for (int k = 0; k < c->lots; k++) {
        print_message("lot %d%s:", k, c->is_row[k] ? " row" : "");
        for (int o = 0; o < c->offers; o++) print_message(" %d", c->count[k][o]);
        print_message("\n");
    }
    for (int m = 0; m < c->minimums; m++) print_message("minimum %d over item %d\n", c->minimum[m], c->item[0]);
    for (int i = 0; i < c->lines; i++) {
        const o_line *line = &c->line[i];
        print_message("line %d of %d class %d quantity %d extra %d%s together %d:", i, line->participant, line->serve_class,
                      line->quantity, line->extra, line->whole ? " whole" : "", line->together);
        for (int k = 0; k < line->choices; k++) print_message(" %d@%d", line->offer[k], line->rank[k]);
        print_message("\n");
    }
    static const char *const policies[] = {"most-filled", "first-come", "even"};
    print_message("%s leftover units %d per item %d amount %d; minimum amount %d units %d rows %d\n", policies[c->policy],
                  c->leftover_units, c->leftover_per_item, c->leftover_amount, c->minimum_amount, c->minimum_units,
                  c->minimum_rows);
}

/* The case in the program's own structs. */
typedef struct built {
    svod_stop_offer offers[O_OFFERS];
    svod_order_line orders[O_LINES];
    svod_line lines[O_LINES];
    svod_choice choices[O_LINES][O_CHOICES];
    svod_str participants[O_LINES];
    svod_lot lots[O_LOTS];
    svod_lot_cell cells[O_LOTS][O_OFFERS];
    svod_minimum minimums[O_MINIMUMS];
    uint32_t minimum_offers[O_MINIMUMS][O_OFFERS];
    svod_price_tier tiers[O_OFFERS];
    char names[O_OFFERS][8], items[O_OFFERS][8], people[O_LINES][8];
    uint32_t folded_item[O_OFFERS], folded_size[O_OFFERS], folded_none[O_OFFERS];
    svod_str folded_texts[2 * O_OFFERS + 1];
    svod_demand demand;
    svod_lots all_lots;
    svod_terms terms;
} built;

static svod_str named(char out[8], const char *prefix, int number)
{
    int n = snprintf(out, 8, "%.3s%d", prefix, number);
    return (svod_str){out, (size_t)n};
}

static void build_offers(const o_case *c, built *b)
{
    for (int o = 0; o < c->offers; o++) {
        svod_stop_offer *offer = &b->offers[o];
        offer->id = offer->size = offer->name = named(b->names[o], "o", o);
        offer->item = offer->article = named(b->items[o], "i", c->item[o]);
        offer->price = svod_dec_of(c->price[o]);
        offer->stock = c->stock[o];
        offer->min_quantity = offer->step_quantity = 1;
        offer->weight = SVOD_DEC_NONE;
        b->tiers[o] = (svod_price_tier){SVOD_TIER_AMOUNT, svod_dec_of(c->tier_from), svod_dec_of(c->tier_price[o])};
        offer->tiers = &b->tiers[o];
        offer->tiers_n = c->tier_from && c->tier_price[o] != c->price[o];
    }
    for (int k = 0; k < c->lots; k++) {
        svod_lot *lot = &b->lots[k];
        lot->cells = b->cells[k];
        int units = 0;
        for (int o = 0; o < c->offers; o++)
            if (c->count[k][o]) {
                b->cells[k][lot->cells_n++] = (svod_lot_cell){(uint32_t)o, (uint32_t)c->count[k][o]};
                units += c->count[k][o];
            }
        lot->kind = c->is_row[k] ? SVOD_LOT_ROW : units > 1 ? SVOD_LOT_PACK : SVOD_LOT_SINGLE;
    }
    for (int m = 0; m < c->minimums; m++) {
        svod_minimum *minimum = &b->minimums[m];
        minimum->title = SVOD_STR("i");
        minimum->offers = b->minimum_offers[m];
        for (int o = 0; o < c->offers; o++)
            if (c->minimum_of[m][o]) b->minimum_offers[m][minimum->offers_n++] = (uint32_t)o;
        minimum->min = c->minimum[m];
    }
}

static void build_lines(const o_case *c, built *b)
{
    enum { MOST = 6 };
    for (int i = 0; i < c->lines && i < MOST; i++) {
        const o_line *from = &c->line[i];
        svod_line *line = &b->lines[i];
        svod_order_line *order = &b->orders[i];
        b->participants[i] = named(b->people[i], "p", i);
        *order = (svod_order_line){.line = b->participants[i],
                                   .participant = b->participants[i],
                                   .quantity = from->quantity,
                                   .extra = from->extra,
                                   .price = SVOD_DEC_NONE,
                                   .paid = SVOD_DEC_NONE,
                                   .whole = from->whole,
                                   .position = i,
                                   .time = i,
                                   .offer = b->offers[from->offer[0]].id};
        line->order = (uint32_t)i;
        line->participant = (uint32_t)from->participant;
        line->asked = (uint32_t)from->offer[0];
        line->quantity = (uint32_t)from->quantity;
        line->extra = (uint32_t)from->extra;
        line->serve_class = (uint32_t)from->serve_class;
        line->together = from->together < 0 ? UINT32_MAX : (uint32_t)from->together;
        line->whole = from->whole;
        line->choices = b->choices[i];
        line->choices_n = (uint32_t)from->choices;
        for (int k = 0; k < from->choices; k++)
            b->choices[i][k] = (svod_choice){(uint32_t)from->offer[k], (uint32_t)from->rank[k]};
    }
}

static void build(const o_case *c, built *b)
{
    memset(b, 0, sizeof *b);
    build_offers(c, b);
    build_lines(c, b);
    b->demand = (svod_demand){.offers = b->offers,
                              .offers_n = (uint32_t)c->offers,
                              .orders = b->orders,
                              .lines = b->lines,
                              .lines_n = (uint32_t)c->lines,
                              .participants = b->participants,
                              .participants_n = (uint32_t)c->lines};
    for (int o = 0; o < c->offers; o++) { /* numbers of folded texts: 0 is empty, then items, then sizes */
        b->folded_item[o] = (uint32_t)(1 + c->item[o]);
        b->folded_size[o] = (uint32_t)(1 + O_OFFERS + o);
        b->folded_texts[b->folded_item[o]] = b->offers[o].item;
        b->folded_texts[b->folded_size[o]] = b->offers[o].size;
    }
    b->demand.folded =
        (svod_folded){b->folded_item, b->folded_none, b->folded_size, b->folded_item, b->folded_texts, 2 * O_OFFERS + 1};
    b->demand.together_n = 1;
    b->all_lots =
        (svod_lots){.v = b->lots, .n = (uint32_t)c->lots, .minimums = b->minimums, .minimums_n = (uint32_t)c->minimums};
    svod_terms *t = &b->terms;
    static const svod_policy policies[] = {SVOD_POLICY_MOST_FILLED, SVOD_POLICY_FIRST_COME, SVOD_POLICY_EVEN};
    t->policy = policies[c->policy];
    t->minimum_amount = c->minimum_amount < 0 ? SVOD_DEC_NONE : svod_dec_of(c->minimum_amount);
    t->minimum_units = c->minimum_units;
    t->minimum_rows = c->minimum_rows;
    t->has_leftover = c->leftover_units > 0;
    t->leftover_units = c->leftover_units;
    t->leftover_per_item = c->leftover_per_item;
    t->leftover_amount = c->leftover_amount < 0 ? SVOD_DEC_NONE : svod_dec_of(c->leftover_amount);
    t->price_drift = SVOD_DEC_NONE;
}

/* What the plan hands out, counted anew; false when it breaks a rule. */
static bool recount(const o_case *c, const svod_plan *plan, o_plan *got)
{
    int bought[O_OFFERS] = {0}, per_item[O_OFFERS] = {0};
    memset(got, 0, sizeof *got);
    for (int k = 0; k < c->lots; k++) {
        got->rows += c->is_row[k] ? (int)plan->bought[k] : 0;
        for (int o = 0; o < c->offers; o++) bought[o] += (int)plan->bought[k] * c->count[k][o];
    }
    for (int o = 0; o < c->offers; o++) {
        got->units += bought[o];
        got->amount += bought[o] * c->price[o];
        got->tier_amount += bought[o] * c->tier_price[o];
        if (c->stock[o] >= 0 && bought[o] > c->stock[o]) return false;
    }
    for (int m = 0; m < c->minimums; m++) {
        int units = 0;
        for (int o = 0; o < c->offers; o++) units += c->minimum_of[m][o] ? bought[o] : 0;
        if (units > 0 && units < c->minimum[m]) return false;
    }
    for (size_t k = 0; k < plan->given_n; k++) {
        const svod_given *given = &plan->given[k];
        const o_line *line = &c->line[given->line];
        int at = -1;
        for (int j = 0; j < line->choices; j++)
            if (line->offer[j] == (int)given->offer) at = j;
        if (at < 0 || line->rank[at] != (int)given->rank || given->units == 0) return false;
        int units = (int)given->units;
        bought[given->offer] -= units;
        if (given->kind == SVOD_GIVEN_EXTRA) {
            got->extra += units;
            got->extra_of[given->line] += units;
            continue;
        }
        if ((given->kind == SVOD_GIVEN_WANTED) != (given->rank == 0)) return false;
        got->served[given->line] += units;
        got->served_of_class[line->serve_class] += units;
        got->preferred[given->line][given->rank] += units;
    }
    for (size_t k = 0; k < plan->leftover_n; k++) {
        int o = (int)plan->leftover[k].offer, units = (int)plan->leftover[k].units;
        bought[o] -= units;
        per_item[c->item[o]] += units;
        got->leftover += units;
        got->leftover_cost += units * c->price[o];
    }
    for (int o = 0; o < c->offers; o++)
        if (bought[o] != 0 || (c->leftover_per_item >= 0 && per_item[o] > c->leftover_per_item)) return false;
    if (got->leftover > c->leftover_units || (c->leftover_amount >= 0 && got->leftover_cost > c->leftover_amount))
        return false;
    for (int i = 0; i < c->lines; i++) {
        const o_line *line = &c->line[i];
        int unserved = 0;
        for (size_t k = 0; k < plan->unserved_n; k++) {
            if ((int)plan->unserved[k].line != i) continue;
            unserved += (int)plan->unserved[k].units;
            if (plan->unserved[k].reason == SVOD_REASON_NONE || plan->unserved[k].detail.n == 0) return false;
        }
        if (got->served[i] + unserved != line->quantity) return false;
        if (got->extra_of[i] > line->extra || (got->extra_of[i] && unserved)) return false;
        if (line->whole && unserved && got->served[i]) return false;
    }
    return true;
}

static bool same(const o_case *c, const o_plan *a, const o_plan *b)
{
    return memcmp(a->served_of_class, b->served_of_class, sizeof a->served_of_class) == 0 && a->leftover == b->leftover &&
           a->extra == b->extra && memcmp(a->served, b->served, (size_t)c->lines * sizeof a->served[0]) == 0 &&
           memcmp(a->preferred, b->preferred, sizeof a->preferred) == 0 &&
           memcmp(a->extra_of, b->extra_of, sizeof a->extra_of) == 0;
}

static void print_plan(const char *who, const o_case *c, const o_plan *p)
{
    print_message("%s: leftover %d (%d) extra %d units %d amount %d rows %d; served", who, p->leftover, p->leftover_cost,
                  p->extra, p->units, p->amount, p->rows);
    for (int i = 0; i < c->lines; i++) print_message(" %d", p->served[i]);
    print_message("\n");
}

static bool is_best(const o_case *c, const o_plan *want, const svod_plan *plan, o_plan *got)
{
    bool kept = recount(c, plan, got), orderable = want->found && want->units > 0;
    if (plan->orderable == orderable && kept && (!orderable || same(c, want, got)) && plan->optimal) return true;
    print_case(c);
    print_plan("best", c, want);
    print_plan("plan", c, got);
    print_message("orderable %d, should be %d; %s\n", plan->orderable, orderable, kept ? "not the best" : "breaks a rule");
    return false;
}

static void make_plan(svod_arena *arena, const built *b, const svod_stop_options *options, svod_plan *ret)
{
    svod_error e = {0};
    if (svod_plan_make(arena, &b->demand, &b->all_lots, &b->terms, options, ret, &e) != SVOD_OK)
        fail_msg("no plan: %s", e.text);
}

static void one_case(const o_case *c)
{
    static built b;
    svod_arena arena;
    svod_arena_init(&arena);
    svod_plan plan = {0};
    svod_stop_options options = {0};
    build(c, &b);
    make_plan(&arena, &b, &options, &plan);
    o_plan want, got;
    o_solve(c, false, &want);
    assert_true(is_best(c, &want, &plan, &got));
    svod_arena_release(&arena);
}

/* ---- the minimum of the purchase ---- */

typedef struct filling {
    const o_case *c;
    int bought[O_OFFERS], left[O_OFFERS], amount, tier_amount, units, rows;
    bool found;
    int cost, more; /* the cheapest: what it costs, and its units */
} filling;

static bool filling_allowed(const filling *f, const int *more)
{
    const o_case *c = f->c;
    int units = 0, cost = 0, per_item[O_OFFERS] = {0};
    for (int o = 0; o < c->offers; o++) {
        units += f->left[o] + more[o];
        cost += (f->left[o] + more[o]) * c->price[o];
        per_item[c->item[o]] += f->left[o] + more[o];
        if (c->stock[o] >= 0 && f->bought[o] + more[o] > c->stock[o]) return false;
    }
    for (int i = 0; i < O_OFFERS; i++)
        if (c->leftover_per_item >= 0 && per_item[i] > c->leftover_per_item) return false;
    return units <= c->leftover_units && (c->leftover_amount < 0 || cost <= c->leftover_amount);
}

static void judge_filling(filling *f, const int *more, int rows)
{
    const o_case *c = f->c;
    int cost = 0, units = 0, tier_cost = 0;
    for (int o = 0; o < c->offers; o++) {
        cost += more[o] * c->price[o];
        tier_cost += more[o] * c->tier_price[o];
        units += more[o];
    }
    for (int m = 0; m < c->minimums; m++) {
        int of = 0;
        for (int o = 0; o < c->offers; o++) of += c->minimum_of[m][o] ? f->bought[o] + more[o] : 0;
        if (of > 0 && of < c->minimum[m]) return;
    }
    if (o_amount(c, f->amount + cost, f->tier_amount + tier_cost) < c->minimum_amount) return;
    if (f->units + units < c->minimum_units || f->rows + rows < c->minimum_rows) return;
    if (f->found && (cost > f->cost || (cost == f->cost && units >= f->more))) return;
    f->found = true;
    f->cost = cost;
    f->more = units;
}

/* Every number of lots from `lot` on, all for nobody. */
static void fill(filling *f, int lot, const int *more, int rows)
{
    const o_case *c = f->c;
    if (lot == c->lots) {
        judge_filling(f, more, rows);
        return;
    }
    int now[O_OFFERS];
    memcpy(now, more, sizeof now);
    for (int n = 0; filling_allowed(f, now); n++) {
        fill(f, lot + 1, now, rows + (c->is_row[lot] ? n : 0));
        for (int o = 0; o < c->offers; o++) now[o] += c->count[lot][o];
    }
}

static void fill_plan(const o_case *c, const svod_plan *plan, const o_plan *got, filling *f)
{
    int nothing[O_OFFERS] = {0};
    *f = (filling){.c = c, .amount = got->amount, .tier_amount = got->tier_amount, .units = got->units, .rows = got->rows};
    for (int k = 0; k < c->lots; k++)
        for (int o = 0; o < c->offers; o++) f->bought[o] += (int)plan->bought[k] * c->count[k][o];
    for (size_t k = 0; k < plan->leftover_n; k++) f->left[plan->leftover[k].offer] = (int)plan->leftover[k].units;
    fill(f, 0, nothing, 0);
}

/* What came of how many cases. */
static struct {
    long reached, filled, exchanged, impossible;
} outcomes;

/* The best plan if it reaches the minimum; else as it is, filled up at least cost; else the best of those that reach it. */
static void one_case_with_minimum(const o_case *c)
{
    static built b;
    svod_arena arena;
    svod_arena_init(&arena);
    svod_plan first = {0}, plan = {0};
    svod_stop_options as_if = {.as_if_orderable = true}, options = {0};
    build(c, &b);
    make_plan(&arena, &b, &as_if, &first);
    make_plan(&arena, &b, &options, &plan);
    o_plan want, got, bare;
    filling f;
    o_solve(c, false, &want);
    first.orderable = first.given_n > 0;
    assert_true(is_best(c, &want, &first, &bare));
    /* Plans as good as each other may come to different amounts and rows: that of the program counts. */
    int amount = o_amount(c, bare.amount, bare.tier_amount);
    bool reached = amount >= c->minimum_amount && bare.units >= c->minimum_units && bare.rows >= c->minimum_rows;
    if (first.given_n == 0) {
        want = (o_plan){0};
        outcomes.impossible++;
    } else if (reached) {
        outcomes.reached++;
    } else {
        fill_plan(c, &first, &bare, &f);
        if (f.found) {
            outcomes.filled++;
            want.leftover += f.more;
            want.leftover_cost += f.cost;
        } else {
            o_solve(c, true, &want);
            int total = 0;
            for (int i = 0; i < c->lines; i++) total += want.served[i];
            if (total == 0) want = (o_plan){0}; /* nobody is served: that is no purchase */
            *(want.found ? &outcomes.exchanged : &outcomes.impossible) += 1;
        }
    }
    bool best = is_best(c, &want, &plan, &got);
    if (best && plan.orderable && want.leftover_cost != got.leftover_cost) {
        print_case(c);
        fail_msg("leftovers cost %d, should cost %d", got.leftover_cost, want.leftover_cost);
    }
    assert_true(best);
    svod_arena_release(&arena);
}

/* ---- pinned units ---- */

typedef struct pins {
    int units[O_LINES][O_CHOICES];
} pins;

static void make_pins(const o_case *c, pins *p)
{
    int room = 6; /* pins, so that the oracle's lines do */
    memset(p, 0, sizeof *p);
    for (int i = 0; i < c->lines; i++) {
        int rest = c->line[i].quantity + c->line[i].extra;
        if (one_in(2)) continue;
        for (int k = 0; k < c->line[i].choices && room > 0; k++) {
            p->units[i][k] = one_in(2) ? pick(0, rest) : 0;
            rest -= p->units[i][k];
            room -= p->units[i][k] > 0;
        }
    }
}

/* The purchase in which pinned units are lines before all others, each from its offer alone, and the rest of a line is one
 * as it was; of[n] is the line that line n is of, choice[n] what is pinned or -1. The parts of a whole line go together. */
static void part_lines(const o_case *c, const pins *p, o_case *ret, int *of, int *choice)
{
    *ret = *c;
    ret->lines = 0;
    for (int i = 0; i < c->lines; i++) {
        for (int k = 0; k < c->line[i].choices; k++) {
            if (p->units[i][k] == 0) continue;
            o_line *part = &ret->line[ret->lines];
            *part = c->line[i];
            part->serve_class = part->extra = 0;
            part->quantity = p->units[i][k];
            part->choices = 1;
            part->offer[0] = c->line[i].offer[k];
            part->rank[0] = c->line[i].rank[k];
            of[ret->lines] = i;
            choice[ret->lines++] = k;
        }
    }
    bool any = ret->lines > 0;
    for (int i = 0; i < c->lines; i++) {
        o_line *part = &ret->line[ret->lines];
        int pinned = 0;
        *part = c->line[i];
        for (int k = 0; k < part->choices; k++) pinned += p->units[i][k];
        part->serve_class += any;
        if (pinned > part->quantity) part->extra -= pinned - part->quantity;
        part->quantity = pinned > part->quantity ? 0 : part->quantity - pinned;
        of[ret->lines] = i;
        choice[ret->lines] = -1;
        if (part->quantity || part->extra) ret->lines++;
        for (int n = 0; n < ret->lines && pinned; n++) {
            if (of[n] != i || !c->line[i].whole || c->line[i].together >= 0) continue;
            ret->line[n].together = i + 1;
        }
        if (part->quantity == 0) {
            part->together = -1;
            part->whole = false;
        }
    }
}

/* Pinned units that cannot be had are let go; then the best is looked for again. */
static void solve_pinned(const o_case *c, pins *p, int *total, o_plan *ret)
{
    int of[O_LINES], choice[O_LINES];
    o_case parts;
    for (bool lost = true; lost;) {
        part_lines(c, p, &parts, of, choice);
        o_solve(&parts, false, ret);
        lost = false;
        memset(total, 0, O_LINES * sizeof *total);
        for (int n = 0; n < parts.lines; n++) {
            total[of[n]] += ret->served[n] + ret->extra_of[n];
            if (choice[n] < 0 || ret->served[n] == p->units[of[n]][choice[n]]) continue;
            p->units[of[n]][choice[n]] = ret->served[n];
            lost = true;
        }
    }
}

static void build_pins(const o_case *c, const pins *p, built *b, svod_pin *to)
{
    b->demand.pins = to;
    b->demand.pins_n = 0;
    for (int i = 0; i < c->lines; i++)
        for (int o = 0; o < c->offers; o++)
            for (int k = 0; k < c->line[i].choices; k++)
                if (c->line[i].offer[k] == o && p->units[i][k])
                    to[b->demand.pins_n++] = (svod_pin){(uint32_t)i, (uint32_t)o, (uint32_t)p->units[i][k]};
}

static const char *wrong_pins(const o_case *c, const pins *held, const int *total, const o_plan *want, const o_plan *got,
                              const svod_plan *plan)
{
    if (want->leftover != got->leftover) return "other leftovers";
    for (int i = 0; i < c->lines; i++) {
        if (got->served[i] + got->extra_of[i] != total[i]) return "a line is given other units";
        for (int k = 0; k < c->line[i].choices; k++) {
            int units = 0;
            for (size_t g = 0; g < plan->given_n; g++)
                if ((int)plan->given[g].line == i && (int)plan->given[g].offer == c->line[i].offer[k])
                    units += (int)plan->given[g].units;
            if (units < held->units[i][k]) return "a pin is not kept";
        }
    }
    return NULL;
}

static void one_pinned_case(const o_case *c, const pins *asked)
{
    static built b;
    svod_pin to[O_LINES * O_CHOICES];
    svod_arena arena;
    svod_arena_init(&arena);
    svod_error e = {0};
    svod_plan plan = {0};
    svod_stop_options options = {0};
    build(c, &b);
    build_pins(c, asked, &b, to);
    assert_int_equal(svod_plan_make(&arena, &b.demand, &b.all_lots, &b.terms, &options, &plan, &e), SVOD_OK);
    pins held = *asked;
    int total[O_LINES], lost = 0;
    o_plan want, got;
    solve_pinned(c, &held, total, &want);
    const char *wrong = recount(c, &plan, &got) ? wrong_pins(c, &held, total, &want, &got, &plan) : "breaks a rule";
    for (int i = 0; i < c->lines; i++)
        for (int k = 0; k < c->line[i].choices; k++) lost += asked->units[i][k] - held.units[i][k];
    for (size_t i = 0; i < plan.lost_n; i++) lost -= (int)plan.lost[i].units;
    if (lost && !wrong) wrong = "other pins are lost";
    if (wrong) {
        print_case(c);
        for (int i = 0; i < c->lines; i++)
            for (int k = 0; k < c->line[i].choices; k++)
                if (asked->units[i][k])
                    print_message("line %d: offer %d pinned %d, had %d\n", i, c->line[i].offer[k], asked->units[i][k],
                                  held.units[i][k]);
        print_plan("plan", c, &got);
        fail_msg("%s", wrong);
    }
    svod_arena_release(&arena);
}

/* ---- the plan before ---- */

static size_t list_last(const o_case *c, const o_plan *before, svod_last *to)
{
    size_t n = 0;
    for (uint32_t i = 0; i < (uint32_t)c->lines; i++)
        for (int extra = 0; extra < 2; extra++)
            for (int k = 0; k < c->line[i].choices; k++) {
                int units = extra ? before->extra_given[i][k] : before->given[i][k];
                if (units) to[n++] = (svod_last){i, (uint32_t)c->line[i].offer[k], (uint32_t)units, extra > 0};
            }
    for (uint32_t o = 0; o < (uint32_t)c->offers; o++)
        if (before->left[o]) to[n++] = (svod_last){SVOD_NO_LINE, o, (uint32_t)before->left[o], false};
    return n;
}

static const char *differs(const o_case *c, const o_plan *before, const svod_plan *plan)
{
    int given[2][O_LINES][O_OFFERS] = {0}, left[O_OFFERS] = {0};
    for (size_t g = 0; g < plan->given_n; g++)
        given[plan->given[g].kind == SVOD_GIVEN_EXTRA][plan->given[g].line][plan->given[g].offer] +=
            (int)plan->given[g].units;
    for (size_t l = 0; l < plan->leftover_n; l++) left[plan->leftover[l].offer] = (int)plan->leftover[l].units;
    for (int i = 0; i < c->lines; i++)
        for (int k = 0; k < c->line[i].choices; k++) {
            if (given[0][i][c->line[i].offer[k]] != before->given[i][k]) return "a line has other units than before";
            if (given[1][i][c->line[i].offer[k]] != before->extra_given[i][k]) return "a line has other extra units";
        }
    return memcmp(left, before->left, sizeof left) == 0 ? NULL : "others are left over";
}

/* Units of the plan before that nobody had, and some that are gone. */
static size_t spoil(svod_last *last, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (one_in(4)) continue;
        last[kept] = last[i];
        last[kept++].units = (uint32_t)pick(1, 3);
    }
    return kept;
}

/* Whatever the plan before, the plan is one of the best. */
static void spoilt_case(const o_case *c, built *b, const o_plan *best, svod_stop_options *options, svod_last *last)
{
    svod_arena arena;
    svod_error e = {0};
    svod_plan plan = {0}, again = {0};
    o_plan got;
    svod_arena_init(&arena);
    options->last_n = spoil(last, options->last_n);
    assert_int_equal(svod_plan_make(&arena, &b->demand, &b->all_lots, &b->terms, options, &plan, &e), SVOD_OK);
    if (!recount(c, &plan, &got) || (plan.orderable && !same(c, best, &got)) || !plan.optimal) {
        print_case(c);
        for (size_t i = 0; i < options->last_n; i++)
            print_message("before: line %d offer %u units %u\n", (int)last[i].line, last[i].offer, last[i].units);
        print_plan("best", c, best);
        print_plan("plan", c, &got);
        fail_msg("not the best");
    }
    /* And it stays. */
    options->last_n = 0;
    for (size_t g = 0; g < plan.given_n; g++)
        last[options->last_n++] = (svod_last){plan.given[g].line, plan.given[g].offer, plan.given[g].units,
                                              plan.given[g].kind == SVOD_GIVEN_EXTRA};
    for (size_t l = 0; l < plan.leftover_n; l++)
        last[options->last_n++] = (svod_last){SVOD_NO_LINE, plan.leftover[l].offer, plan.leftover[l].units, false};
    assert_int_equal(svod_plan_make(&arena, &b->demand, &b->all_lots, &b->terms, options, &again, &e), SVOD_OK);
    assert_int_equal(again.given_n, plan.given_n);
    for (size_t g = 0; g < plan.given_n; g++) assert_memory_equal(&again.given[g], &plan.given[g], sizeof *plan.given);
    assert_int_equal(again.leftover_n, plan.leftover_n);
    for (size_t l = 0; l < plan.leftover_n; l++)
        assert_memory_equal(&again.leftover[l], &plan.leftover[l], sizeof *plan.leftover);
    svod_arena_release(&arena);
}

/* Any of the best plans stays what it is when it is the plan before. */
static void one_kept_case(const o_case *c)
{
    static built b;
    svod_last last[O_LINES * O_CHOICES * 2 + O_OFFERS];
    svod_arena arena;
    svod_error e = {0};
    svod_plan plan = {0};
    o_plan before, got;
    svod_arena_init(&arena);
    build(c, &b);
    o_solve_any(c, (unsigned)pick(0, 1000), &before);
    svod_stop_options options = {.last = last, .last_n = list_last(c, &before, last)};
    assert_int_equal(svod_plan_make(&arena, &b.demand, &b.all_lots, &b.terms, &options, &plan, &e), SVOD_OK);
    const char *wrong = recount(c, &plan, &got) ? differs(c, &before, &plan) : "breaks a rule";
    if (wrong) {
        print_case(c);
        print_plan("before", c, &before);
        for (size_t i = 0; i < options.last_n; i++)
            print_message("before: line %d offer %u units %u\n", (int)last[i].line, last[i].offer, last[i].units);
        for (size_t g = 0; g < plan.given_n; g++)
            print_message("now: line %u offer %u units %u\n", plan.given[g].line, plan.given[g].offer, plan.given[g].units);
        fail_msg("%s", wrong);
    }
    spoilt_case(c, &b, &before, &options, last);
    svod_arena_release(&arena);
}

static long setting(const char *name, long standard)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : standard;
}

typedef enum trial { PLAIN, PINNED, KEPT, WITH_MINIMUM } trial;

static void run(long cases, bool all_features, trial what)
{
    cases = setting("SVOD_CASES", cases);
    uint64_t seed = (uint64_t)setting("SVOD_SEED", 1);
    for (long i = 0; i < cases; i++) {
        random_state = (seed + (uint64_t)i) * 0x9E3779B97F4A7C15u + 1;
        for (int k = 0; k < 4; k++) pick(0, 1);
        case_seed = (long)seed + i;
        o_case c;
        make_case(&c, all_features, what == WITH_MINIMUM);
        pins p;
        make_pins(&c, &p);
        if (what == WITH_MINIMUM)
            one_case_with_minimum(&c);
        else if (what == PINNED)
            one_pinned_case(&c, &p);
        else if (what == KEPT)
            one_kept_case(&c);
        else
            one_case(&c);
    }
}

static void fixed_lines_get_the_best_plan(void **state)
{
    (void)state;
    run(10000, false, PLAIN);
}

static void any_lines_get_the_best_plan(void **state)
{
    (void)state;
    run(20000, true, PLAIN);
}

static void pinned_units_come_first(void **state)
{
    (void)state;
    run(5000, true, PINNED);
}

static void the_plan_before_is_kept(void **state)
{
    (void)state;
    run(5000, true, KEPT);
}

static void minimums_are_reached_by_the_rules(void **state)
{
    (void)state;
    run(5000, false, WITH_MINIMUM);
    run(10000, true, WITH_MINIMUM);
    print_message("minimum reached %ld, filled up %ld, by another plan %ld, not at all %ld\n", outcomes.reached,
                  outcomes.filled, outcomes.exchanged, outcomes.impossible);
    assert_true(setting("SVOD_CASES", 25000) < 1000 || (outcomes.filled && outcomes.exchanged));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixed_lines_get_the_best_plan),
                                       cmocka_unit_test(any_lines_get_the_best_plan),
                                       cmocka_unit_test(pinned_units_come_first), cmocka_unit_test(the_plan_before_is_kept),
                                       cmocka_unit_test(minimums_are_reached_by_the_rules)};
    return cmocka_run_group_tests_name("plan against brute force", tests, NULL, NULL);
}
