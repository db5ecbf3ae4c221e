/* STOP by brute force; see oracle.h. */
#include "support/oracle.h"

#include <string.h>

/* `policy: even`: one unit of a line, or all of one that is not dealt by units. */
typedef struct o_turn {
    int serve_class, round, line, unit; /* unit -1: all of the line */
} o_turn;

typedef struct o_state {
    const o_case *c;
    o_turn turn[O_TURNS];
    int turns;
    bool with_minimum;
    bool any; /* of plans as good one is chosen by `which` */
    unsigned which, equal;
    int left[O_OFFERS]; /* units bought and not yet given */
    o_plan now;
    o_plan *best;
} o_state;

/* -1: a is worse, 1: better, 0: as good. */
static int more(int a, int b)
{
    return (a > b) - (a < b);
}

static int compare_classes(const o_plan *a, const o_plan *b)
{
    for (int k = 0; k < O_CLASSES; k++) {
        int order = more(a->served_of_class[k], b->served_of_class[k]);
        if (order) return order;
    }
    return 0;
}

static int compare_lines(const o_plan *a, const o_plan *b, int lines)
{
    for (int i = 0; i < lines; i++) {
        int order = more(a->served[i], b->served[i]);
        if (order) return order;
    }
    return 0;
}

static int compare_thrift(const o_plan *a, const o_plan *b, bool cost_counts)
{
    int order = cost_counts ? more(b->leftover_cost, a->leftover_cost) : 0;
    if (!order) order = more(b->leftover, a->leftover);
    if (!order) order = more(b->extra, a->extra);
    return order;
}

/* ---- even: units go round the participants ---- */

static bool turn_before(const o_turn *a, const o_turn *b)
{
    if (a->serve_class != b->serve_class) return a->serve_class < b->serve_class;
    return a->round != b->round ? a->round < b->round : a->line < b->line;
}

/* The round of a unit is its number among the units that its participant asks of the same offer. */
static void make_turns(o_state *s)
{
    const o_case *c = s->c;
    for (int i = 0; i < c->lines; i++) {
        bool by_units = !c->line[i].whole && c->line[i].together < 0 && c->line[i].quantity > 0;
        int before = 0;
        for (int j = 0; j < i; j++)
            if (c->line[j].participant == c->line[i].participant && c->line[j].asked == c->line[i].asked)
                before += c->line[j].quantity;
        for (int unit = 0; unit < (by_units ? c->line[i].quantity : 1); unit++) {
            o_turn turn = {c->line[i].serve_class, before + unit, i, by_units ? unit : -1};
            int at = s->turns++;
            for (; at > 0 && turn_before(&turn, &s->turn[at - 1]); at--) s->turn[at] = s->turn[at - 1];
            s->turn[at] = turn;
        }
    }
}

/* Earlier units of a line are the first to be served, and with what is preferred. */
static int served_at(const o_plan *p, const o_turn *turn)
{
    return turn->unit < 0 ? p->served[turn->line] : p->served[turn->line] > turn->unit;
}

static int preferred_at(const o_plan *p, const o_turn *turn, int rank)
{
    if (turn->unit < 0) return p->preferred[turn->line][rank];
    int before = 0;
    for (int r = 0; r < rank; r++) before += p->preferred[turn->line][r];
    return turn->unit >= before && turn->unit < before + p->preferred[turn->line][rank];
}

static int extra_at(const o_case *c, const o_plan *p, const o_turn *turn)
{
    bool last = turn->unit < 0 || turn->unit == c->line[turn->line].quantity - 1;
    return last ? p->extra_of[turn->line] : 0;
}

static int compare_turns(const o_state *s, const o_plan *a, const o_plan *b)
{
    int order = 0;
    for (int t = 0; t < s->turns && !order; t++) order = more(served_at(a, &s->turn[t]), served_at(b, &s->turn[t]));
    for (int t = 0; t < s->turns; t++)
        for (int r = 0; r < O_RANKS && !order; r++)
            order = more(preferred_at(a, &s->turn[t], r), preferred_at(b, &s->turn[t], r));
    for (int t = 0; t < s->turns && !order; t++)
        order = more(extra_at(s->c, a, &s->turn[t]), extra_at(s->c, b, &s->turn[t]));
    return order;
}

static int o_compare(const o_state *s, const o_plan *a, const o_plan *b)
{
    const o_case *c = s->c;
    bool first_come = c->policy == O_FIRST_COME;
    int order = first_come ? compare_lines(a, b, c->lines) : compare_classes(a, b);
    if (!order && first_come) order = compare_classes(a, b);
    if (!order) order = compare_thrift(a, b, s->with_minimum);
    if (!order && c->policy == O_EVEN) return compare_turns(s, a, b);
    if (!order && !first_come) order = compare_lines(a, b, c->lines);
    for (int i = 0; i < c->lines && !order; i++)
        for (int r = 0; r < O_RANKS && !order; r++) order = more(a->preferred[i][r], b->preferred[i][r]);
    for (int i = 0; i < c->lines && !order; i++) order = more(a->extra_of[i], b->extra_of[i]);
    return order;
}

static bool o_better(o_state *s, const o_plan *a, const o_plan *b)
{
    int order = o_compare(s, a, b);
    if (!order) order = more(b->leftover_cost, a->leftover_cost);
    if (!s->any) return order > 0;
    if (order) {
        s->equal = 1;
        return order > 0;
    }
    return s->which % ++s->equal == 0;
}

int o_amount(const o_case *c, int amount, int tier_amount)
{
    return c->tier_from && tier_amount >= c->tier_from ? tier_amount : amount;
}

/* Everything is handed out: is what remains allowed, and is this the best so far? */
static void judge(o_state *s)
{
    const o_case *c = s->c;
    int per_item[O_OFFERS] = {0};
    s->now.leftover = s->now.leftover_cost = 0;
    for (int o = 0; o < c->offers; o++) {
        s->now.leftover += s->left[o];
        s->now.leftover_cost += s->left[o] * c->price[o];
        per_item[c->item[o]] += s->left[o];
    }
    if (c->leftover_units >= 0 && s->now.leftover > c->leftover_units) return;
    if (c->leftover_amount >= 0 && s->now.leftover_cost > c->leftover_amount) return;
    for (int k = 0; k < O_OFFERS; k++)
        if (c->leftover_per_item >= 0 && per_item[k] > c->leftover_per_item) return;
    for (int i = 0; i < c->lines; i++) {
        if (c->line[i].together < 0) continue;
        for (int j = 0; j < c->lines; j++) {
            if (c->line[j].together != c->line[i].together) continue;
            bool whole_i = s->now.served[i] == c->line[i].quantity, none_i = s->now.served[i] == 0;
            bool whole_j = s->now.served[j] == c->line[j].quantity, none_j = s->now.served[j] == 0;
            if (!((whole_i && whole_j) || (none_i && none_j))) return;
        }
    }
    s->now.meets_minimum = o_amount(c, s->now.amount, s->now.tier_amount) >= c->minimum_amount &&
                           s->now.units >= c->minimum_units && s->now.rows >= c->minimum_rows;
    int served = 0;
    for (int i = 0; i < c->lines; i++) served += s->now.served[i];
    /* Nothing is bought for nobody. */
    if (s->with_minimum && (!s->now.meets_minimum || served == 0)) return;
    if (s->best->found && !o_better(s, &s->now, s->best)) return;
    *s->best = s->now;
    memcpy(s->best->left, s->left, sizeof s->left);
    s->best->found = true;
}

static void serve(o_state *s, int i);

/* Line i: extra units of its choices from k on; at most `most` more. */
static void give_extra(o_state *s, int i, int k, int most)
{
    const o_line *line = &s->c->line[i];
    if (k == line->choices) {
        serve(s, i + 1);
        return;
    }
    for (int n = 0; n <= most && n <= s->left[line->offer[k]]; n++) {
        s->left[line->offer[k]] -= n;
        s->now.extra += n;
        s->now.extra_of[i] += n;
        s->now.extra_given[i][k] = n;
        give_extra(s, i, k + 1, most - n);
        s->now.extra_given[i][k] = 0;
        s->now.extra_of[i] -= n;
        s->now.extra -= n;
        s->left[line->offer[k]] += n;
    }
}

/* Line i: wanted units of its choices from k on; at most `most` more. */
static void give_wanted(o_state *s, int i, int k, int most)
{
    const o_line *line = &s->c->line[i];
    if (k == line->choices) {
        bool full = s->now.served[i] == line->quantity;
        if (line->whole && !full && s->now.served[i] > 0) return;
        give_extra(s, i, 0, full ? line->extra : 0);
        return;
    }
    for (int n = 0; n <= most && n <= s->left[line->offer[k]]; n++) {
        s->left[line->offer[k]] -= n;
        s->now.served[i] += n;
        s->now.served_of_class[line->serve_class] += n;
        s->now.preferred[i][line->rank[k]] += n;
        s->now.given[i][k] = n;
        give_wanted(s, i, k + 1, most - n);
        s->now.given[i][k] = 0;
        s->now.preferred[i][line->rank[k]] -= n;
        s->now.served_of_class[line->serve_class] -= n;
        s->now.served[i] -= n;
        s->left[line->offer[k]] += n;
    }
}

static void serve(o_state *s, int i)
{
    if (i == s->c->lines)
        judge(s);
    else
        give_wanted(s, i, 0, s->c->line[i].quantity);
}

static bool allowed(const o_state *s)
{
    const o_case *c = s->c;
    for (int o = 0; o < c->offers; o++)
        if (c->stock[o] >= 0 && s->left[o] > c->stock[o]) return false;
    for (int m = 0; m < c->minimums; m++) {
        int units = 0;
        for (int o = 0; o < c->offers; o++) units += c->minimum_of[m][o] ? s->left[o] : 0;
        if (units > 0 && units < c->minimum[m]) return false;
    }
    return true;
}

/* Lots from k on, as many of each as could be of use: `room` units more in all. */
static void buy(o_state *s, int k, int room)
{
    const o_case *c = s->c;
    if (k == c->lots) {
        if (allowed(s)) serve(s, 0);
        return;
    }
    int size = 0;
    for (int o = 0; o < c->offers; o++) size += c->count[k][o];
    for (int n = 0; n * size <= room; n++) {
        for (int o = 0; o < c->offers; o++) {
            s->left[o] += n * c->count[k][o];
            s->now.units += n * c->count[k][o];
            s->now.amount += n * c->count[k][o] * c->price[o];
            s->now.tier_amount += n * c->count[k][o] * c->tier_price[o];
        }
        s->now.rows += c->is_row[k] ? n : 0;
        buy(s, k + 1, room - n * size);
        s->now.rows -= c->is_row[k] ? n : 0;
        for (int o = 0; o < c->offers; o++) {
            s->left[o] -= n * c->count[k][o];
            s->now.units -= n * c->count[k][o];
            s->now.amount -= n * c->count[k][o] * c->price[o];
            s->now.tier_amount -= n * c->count[k][o] * c->tier_price[o];
        }
    }
}

static void solve(o_state *s)
{
    memset(s->best, 0, sizeof *s->best);
    make_turns(s);
    int room = s->c->leftover_units;
    for (int i = 0; i < s->c->lines; i++) room += s->c->line[i].quantity + s->c->line[i].extra;
    buy(s, 0, room);
}

void o_solve(const o_case *c, bool with_minimum, o_plan *best)
{
    o_state s = {.c = c, .with_minimum = with_minimum, .best = best};
    solve(&s);
}

void o_solve_any(const o_case *c, unsigned which, o_plan *best)
{
    o_state s = {.c = c, .any = true, .which = which, .best = best};
    solve(&s);
}
