/* STOP for purchases of middling size, slow and plain: every number of rows, and for each whether a flow exists that keeps
 * what has been decided so far. Lines may be served in part and take no extra units; one limit of leftover units. */
#ifndef SVOD_TESTS_SLOW_STOP_H
#define SVOD_TESTS_SLOW_STOP_H

#include <stdbool.h>

enum { SLOW_OFFERS = 24, SLOW_ROWS = 6, SLOW_LINES = 64, SLOW_RANKS = 4, SLOW_CLASSES = 2 };

typedef struct slow_line {
    int quantity, serve_class;
    int rank[SLOW_OFFERS]; /* -1: not accepted */
} slow_line;

typedef struct slow_case {
    int offers, stock[SLOW_OFFERS]; /* -1: unknown */
    int rows, count[SLOW_ROWS][SLOW_OFFERS];
    int lines; /* in order of service */
    slow_line line[SLOW_LINES];
    bool first_come;
    int leftover;
} slow_case;

typedef struct slow_plan {
    int left, served[SLOW_LINES], ranked[SLOW_LINES][SLOW_RANKS];
} slow_plan;

/* False: there are too many ways for a test. */
bool slow_solve(const slow_case *c, slow_plan *best);

#endif
