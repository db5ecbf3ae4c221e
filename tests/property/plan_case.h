/* A random tiny purchase for brute force, the same as the program has it, and what the program's plan hands out, counted
 * anew. SVOD_CASES sets how many, SVOD_SEED where they start. */
#ifndef TESTS_PROPERTY_PLAN_CASE_H
#define TESTS_PROPERTY_PLAN_CASE_H

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

static void make_plan(svod_arena *arena, const built *b, const svod_stop_options *options, svod_plan *ret)
{
    svod_error e = {0};
    if (svod_plan_make(arena, &b->demand, &b->all_lots, &b->terms, options, ret, &e) != SVOD_OK)
        fail_msg("no plan: %s", e.text);
}

static long setting(const char *name, long standard)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : standard;
}

static void each_case(long cases, bool all_features, bool with_minimum, void (*one)(const o_case *c))
{
    cases = setting("SVOD_CASES", cases);
    uint64_t seed = (uint64_t)setting("SVOD_SEED", 1);
    for (long i = 0; i < cases; i++) {
        random_state = (seed + (uint64_t)i) * 0x9E3779B97F4A7C15u + 1;
        for (int k = 0; k < 4; k++) pick(0, 1);
        case_seed = (long)seed + i;
        o_case c;
        make_case(&c, all_features, with_minimum);
        one(&c);
    }
}

#endif
