/* STOP by brute force: every whole number of every lot, every way to hand the units out, the best by the written rules.
 * Written from the rules alone, with types of its own; only for tiny purchases. */
#ifndef SVOD_TESTS_ORACLE_H
#define SVOD_TESTS_ORACLE_H

#include <stdbool.h>

enum { O_OFFERS = 6, O_LOTS = 8, O_LINES = 12, O_MINIMUMS = 6, O_CHOICES = 6, O_RANKS = 4, O_CLASSES = 4, O_TURNS = 48 };

typedef enum o_policy { O_MOST_FILLED, O_FIRST_COME, O_EVEN } o_policy;

typedef struct o_line {
    int participant, serve_class, quantity, extra;
    int choices, offer[O_CHOICES], rank[O_CHOICES];
    int asked;    /* the offer it waits for: offer[0], unless it is the pinned part of a line */
    int together; /* -1 none */
    bool whole;
} o_line;

typedef struct o_case {
    int offers, stock[O_OFFERS], item[O_OFFERS], price[O_OFFERS]; /* stock -1: unknown */
    int lots, count[O_LOTS][O_OFFERS];
    bool is_row[O_LOTS];
    int minimums, minimum_of[O_MINIMUMS][O_OFFERS], minimum[O_MINIMUMS];
    int lines; /* in order of service */
    o_line line[O_LINES];
    o_policy policy;
    int leftover_units, leftover_per_item, leftover_amount; /* -1: no limit */
    int minimum_amount, minimum_units, minimum_rows;        /* -1: none */
    int tier_from, tier_price[O_OFFERS];                    /* prices of an order from this amount on; 0: none */
} o_case;

/* How good a plan is; see o_better. */
typedef struct o_plan {
    bool found;
    int served_of_class[O_CLASSES], leftover, leftover_cost, extra;
    int served[O_LINES], preferred[O_LINES][O_RANKS], extra_of[O_LINES];
    int given[O_LINES][O_CHOICES], extra_given[O_LINES][O_CHOICES], left[O_OFFERS]; /* the units themselves */
    int amount, tier_amount, units, rows; /* amounts at the catalog's prices, and at the tier's */
    bool meets_minimum;
} o_plan;

/* The best plan of all; `with_minimum`: of those that meet the purchase's minimum, at least leftover cost after units
 * served. */
void o_solve(const o_case *c, bool with_minimum, o_plan *best);
/* One of the best plans of all, also by what leftovers cost: chosen by `which` among those found. */
void o_solve_any(const o_case *c, unsigned which, o_plan *best);
/* What an order comes to: at the tier's prices when it reaches the tier at them. */
int o_amount(const o_case *c, int amount, int tier_amount);

#endif
