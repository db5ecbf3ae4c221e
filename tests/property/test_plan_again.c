/* Closing again, against brute force: pinned units come first, and of equal plans the one before stays.
 * SVOD_CASES sets how many of each kind (10,000 in all), SVOD_SEED where they start; a failure prints the case. */
#include "plan_case.h"

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

/* The purchase in which pinned units are lines before all others, each from its offer alone, a line's by offer, and the rest
 * of a line is one as it was; of[n] is the line that line n is of, choice[n] what is pinned or -1. The parts of a whole line
 * go together. */
static void part_lines(const o_case *c, const pins *p, o_case *ret, int *of, int *choice)
{
    *ret = *c;
    ret->lines = 0;
    for (int i = 0; i < c->lines; i++) {
        for (int at = 0; at < c->offers * c->line[i].choices; at++) {
            int k = at % c->line[i].choices;
            if (c->line[i].offer[k] != at / c->line[i].choices || p->units[i][k] == 0) continue;
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

static void one_pinned_case(const o_case *c)
{
    pins asked;
    make_pins(c, &asked);
    static built b;
    svod_pin to[O_LINES * O_CHOICES];
    svod_arena arena;
    svod_arena_init(&arena);
    svod_plan plan = {0};
    svod_stop_options options = {0};
    build(c, &b);
    build_pins(c, &asked, &b, to);
    make_plan(&arena, &b, &options, &plan);
    pins held = asked;
    int total[O_LINES], lost = 0;
    o_plan want, got;
    solve_pinned(c, &held, total, &want);
    const char *wrong = recount(c, &plan, &got) ? wrong_pins(c, &held, total, &want, &got, &plan) : "breaks a rule";
    for (int i = 0; i < c->lines; i++)
        for (int k = 0; k < c->line[i].choices; k++) lost += asked.units[i][k] - held.units[i][k];
    for (size_t i = 0; i < plan.lost_n; i++) lost -= (int)plan.lost[i].units;
    if (lost && !wrong) wrong = "other pins are lost";
    if (wrong) {
        print_case(c);
        for (int i = 0; i < c->lines; i++)
            for (int k = 0; k < c->line[i].choices; k++)
                if (asked.units[i][k])
                    print_message("line %d: offer %d pinned %d, had %d\n", i, c->line[i].offer[k], asked.units[i][k],
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
    svod_plan plan = {0}, again = {0};
    o_plan got;
    svod_arena_init(&arena);
    options->last_n = spoil(last, options->last_n);
    make_plan(&arena, b, options, &plan);
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
    make_plan(&arena, b, options, &again);
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
    svod_plan plan = {0};
    o_plan before, got;
    svod_arena_init(&arena);
    build(c, &b);
    o_solve_any(c, (unsigned)pick(0, 1000), &before);
    svod_stop_options options = {.last = last, .last_n = list_last(c, &before, last)};
    make_plan(&arena, &b, &options, &plan);
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

static void pinned_units_come_first(void **state)
{
    (void)state;
    each_case(5000, true, false, one_pinned_case);
}

static void the_plan_before_is_kept(void **state)
{
    (void)state;
    each_case(5000, true, false, one_kept_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pinned_units_come_first), cmocka_unit_test(the_plan_before_is_kept)};
    return cmocka_run_group_tests_name("closing again against brute force", tests, NULL, NULL);
}
