/* The plan at STOP against brute force, over random tiny purchases with every feature mixed.
 * SVOD_CASES sets how many of each kind (45,000 in all), SVOD_SEED where they start; a failure prints the case. */
#include "plan_case.h"

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

static void fixed_lines_get_the_best_plan(void **state)
{
    (void)state;
    each_case(10000, false, false, one_case);
}

static void any_lines_get_the_best_plan(void **state)
{
    (void)state;
    each_case(20000, true, false, one_case);
}

static void minimums_are_reached_by_the_rules(void **state)
{
    (void)state;
    each_case(5000, false, true, one_case_with_minimum);
    each_case(10000, true, true, one_case_with_minimum);
    print_message("minimum reached %ld, filled up %ld, by another plan %ld, not at all %ld\n", outcomes.reached,
                  outcomes.filled, outcomes.exchanged, outcomes.impossible);
    assert_true(setting("SVOD_CASES", 25000) < 1000 || (outcomes.filled && outcomes.exchanged));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixed_lines_get_the_best_plan),
                                       cmocka_unit_test(any_lines_get_the_best_plan),
                                       cmocka_unit_test(minimums_are_reached_by_the_rules)};
    return cmocka_run_group_tests_name("plan against brute force", tests, NULL, NULL);
}
