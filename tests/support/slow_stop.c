/* See slow_stop.h. A candidate is a way to buy and a number of units left over; rule after rule, the candidates that do not
 * reach the best go. */
#include "support/slow_stop.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CANDIDATES = 3000, NODES = 4 + SLOW_OFFERS + SLOW_LINES * (SLOW_RANKS + 1) + SLOW_CLASSES + 1, EDGES = 8000 };

typedef struct range {
    int least, most;
} range;

typedef struct candidate {
    int bought[SLOW_OFFERS], left;
} candidate;

typedef struct slow {
    const slow_case *c;
    candidate *v;
    int n;
    range of_class[SLOW_CLASSES], line[SLOW_LINES], ranked[SLOW_LINES][SLOW_RANKS];
    /* the flow */
    int first[NODES], next[EDGES], to[EDGES], room[EDGES], edges;
    int excess[NODES];
    bool seen[NODES];
} slow;

enum { SOURCE, SINK, MORE, LESS, OFFER };

static int line_node(int l, int rank)
{
    return OFFER + SLOW_OFFERS + l * (SLOW_RANKS + 1) + rank + 1; /* rank -1: the line */
}

static int class_node(int class)
{
    return OFFER + SLOW_OFFERS + SLOW_LINES * (SLOW_RANKS + 1) + class; /* SLOW_CLASSES: nobody */
}

static void edge(slow *s, int from, int to, int most)
{
    for (int back = 0; back < 2; back++) {
        int at = back ? to : from;
        s->to[s->edges] = back ? from : to;
        s->room[s->edges] = back ? 0 : most;
        s->next[s->edges] = s->first[at];
        s->first[at] = s->edges++;
    }
}

/* At least `r.least` must flow: that much is taken out at `from` and put in at `to`. */
static void bounded(slow *s, int from, int to, range r)
{
    edge(s, from, to, r.most - r.least);
    s->excess[from] -= r.least;
    s->excess[to] += r.least;
}

static int push(slow *s, int node, int most)
{
    if (node == LESS) return most;
    if (s->seen[node]) return 0;
    s->seen[node] = true;
    for (int e = s->first[node]; e >= 0; e = s->next[e]) {
        if (s->room[e] == 0) continue;
        int pushed = push(s, s->to[e], most < s->room[e] ? most : s->room[e]);
        if (pushed == 0) continue;
        s->room[e] -= pushed;
        s->room[e ^ 1] += pushed;
        return pushed;
    }
    return 0;
}

static void lay_edges(slow *s, const candidate *x)
{
    const slow_case *c = s->c;
    for (int o = 0; o < c->offers; o++) {
        bounded(s, SOURCE, OFFER + o, (range){x->bought[o], x->bought[o]});
        edge(s, OFFER + o, class_node(SLOW_CLASSES), 1000);
        for (int l = 0; l < c->lines; l++)
            if (c->line[l].rank[o] >= 0) edge(s, OFFER + o, line_node(l, c->line[l].rank[o]), 1000);
    }
    for (int l = 0; l < c->lines; l++) {
        for (int rank = 0; rank < SLOW_RANKS; rank++) bounded(s, line_node(l, rank), line_node(l, -1), s->ranked[l][rank]);
        bounded(s, line_node(l, -1), class_node(c->line[l].serve_class), s->line[l]);
    }
    for (int class = 0; class < SLOW_CLASSES; class ++) bounded(s, class_node(class), SINK, s->of_class[class]);
    bounded(s, class_node(SLOW_CLASSES), SINK, (range){x->left, x->left});
    edge(s, SINK, SOURCE, 100000);
}

/* The candidate can be handed out within all ranges. */
static bool possible(slow *s, const candidate *x)
{
    int wanted = 0, flow = 0;
    s->edges = 0;
    memset(s->excess, 0, sizeof s->excess);
    memset(s->first, 0xff, sizeof s->first);
    lay_edges(s, x);
    for (int node = 0; node < NODES; node++) {
        if (s->excess[node] > 0) edge(s, MORE, node, s->excess[node]);
        if (s->excess[node] < 0) edge(s, node, LESS, -s->excess[node]);
        if (s->excess[node] > 0) wanted += s->excess[node];
    }
    for (int pushed = 1; pushed > 0; flow += pushed) {
        memset(s->seen, 0, sizeof s->seen);
        pushed = push(s, MORE, 100000);
    }
    return flow == wanted;
}

static void keep_possible(slow *s)
{
    int kept = 0;
    for (int i = 0; i < s->n; i++)
        if (possible(s, &s->v[i])) s->v[kept++] = s->v[i];
    s->n = kept;
}

/* Sets the range to the most that any candidate reaches; those that do not go. */
static int settle(slow *s, range *r)
{
    while (r->least < r->most) {
        int least = r->least;
        bool any = false;
        r->least += (r->most - least + 1) / 2;
        for (int i = 0; i < s->n && !any; i++) any = possible(s, &s->v[i]);
        if (any) continue;
        r->most = r->least - 1;
        r->least = least;
    }
    keep_possible(s);
    return r->least;
}

static void settle_lines(slow *s, slow_plan *best)
{
    for (int l = 0; l < s->c->lines; l++) best->served[l] = settle(s, &s->line[l]);
}

static void fewest_left(slow *s)
{
    int kept = 0, least = 1000;
    for (int i = 0; i < s->n; i++) least = s->v[i].left < least ? s->v[i].left : least;
    for (int i = 0; i < s->n; i++)
        if (s->v[i].left == least) s->v[kept++] = s->v[i];
    s->n = kept;
}

static bool list_candidates(slow *s, int row, candidate *x)
{
    const slow_case *c = s->c;
    if (row == c->rows) {
        for (x->left = 0; x->left <= c->leftover; x->left++) {
            if (s->n == MOST_CANDIDATES) return false;
            if (possible(s, x)) s->v[s->n++] = *x;
        }
        return true;
    }
    candidate next = *x;
    for (;;) {
        if (!list_candidates(s, row + 1, &next)) return false;
        for (int o = 0; o < c->offers; o++) {
            int takers = c->leftover;
            next.bought[o] += c->count[row][o];
            for (int l = 0; l < c->lines; l++) takers += c->line[l].rank[o] >= 0 ? c->line[l].quantity : 0;
            if (next.bought[o] > takers || (c->stock[o] >= 0 && next.bought[o] > c->stock[o])) return true;
        }
    }
}

static void start(slow *s, const slow_case *c)
{
    s->c = c;
    for (int class = 0; class < SLOW_CLASSES; class ++) s->of_class[class] = (range){0, 0};
    for (int l = 0; l < c->lines; l++) {
        s->line[l] = (range){0, c->line[l].quantity};
        s->of_class[c->line[l].serve_class].most += c->line[l].quantity;
        for (int rank = 0; rank < SLOW_RANKS; rank++) s->ranked[l][rank] = s->line[l];
    }
}

bool slow_solve(const slow_case *c, slow_plan *best)
{
    slow *s = calloc(1, sizeof *s);
    candidate nothing = {{0}, 0};
    if (!s || !(s->v = calloc(MOST_CANDIDATES, sizeof *s->v))) abort();
    memset(best, 0, sizeof *best);
    start(s, c);
    bool all = list_candidates(s, 0, &nothing);
    if (all) {
        if (c->first_come) settle_lines(s, best);
        for (int class = 0; class < SLOW_CLASSES; class ++) settle(s, &s->of_class[class]);
        fewest_left(s);
        best->left = s->v[0].left;
        settle_lines(s, best);
        for (int l = 0; l < c->lines; l++)
            for (int rank = 0; rank < SLOW_RANKS; rank++) best->ranked[l][rank] = settle(s, &s->ranked[l][rank]);
    }
    free(s->v);
    free(s);
    return all;
}
