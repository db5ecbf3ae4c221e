/* STOP by brute force; see oracle.h. */
#include "support/oracle.h"

#include <string.h>

typedef struct o_state {
    const o_case *c;
    bool with_minimum;
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

static bool o_better(const o_case *c, bool with_minimum, const o_plan *a, const o_plan *b)
{
    int order = c->first_come ? compare_lines(a, b, c->lines) : compare_classes(a, b);
    if (!order && c->first_come) order = compare_classes(a, b);
    if (!order) order = compare_thrift(a, b, with_minimum);
    if (!order && !c->first_come) order = compare_lines(a, b, c->lines);
    for (int i = 0; i < c->lines && !order; i++)
        for (int r = 0; r < O_RANKS && !order; r++) order = more(a->preferred[i][r], b->preferred[i][r]);
    for (int i = 0; i < c->lines && !order; i++) order = more(a->extra_of[i], b->extra_of[i]);
    return order > 0;
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
    s->now.meets_minimum =
        s->now.amount >= c->minimum_amount && s->now.units >= c->minimum_units && s->now.rows >= c->minimum_rows;
    if (s->with_minimum && !s->now.meets_minimum) return;
    if (s->best->found && !o_better(c, s->with_minimum, &s->now, s->best)) return;
    *s->best = s->now;
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
        give_extra(s, i, k + 1, most - n);
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
        give_wanted(s, i, k + 1, most - n);
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
        }
        s->now.rows += c->is_row[k] ? n : 0;
        buy(s, k + 1, room - n * size);
        s->now.rows -= c->is_row[k] ? n : 0;
        for (int o = 0; o < c->offers; o++) {
            s->left[o] -= n * c->count[k][o];
            s->now.units -= n * c->count[k][o];
            s->now.amount -= n * c->count[k][o] * c->price[o];
        }
    }
}

void o_solve(const o_case *c, bool with_minimum, o_plan *best)
{
    o_state s = {.c = c, .with_minimum = with_minimum, .best = best};
    memset(best, 0, sizeof *best);
    int room = c->leftover_units;
    for (int i = 0; i < c->lines; i++) room += c->line[i].quantity + c->line[i].extra;
    buy(&s, 0, room);
}
