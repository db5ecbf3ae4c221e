/* Which of two plans that reach the minimum of the purchase is better. Inside the plan. */
#ifndef SVOD_AGGREGATE_BETTER_H
#define SVOD_AGGREGATE_BETTER_H

#include "aggregate/solve.h"

/* A plan, and what it gives by the pieces that rules look at, or by lines. */
typedef struct svod_turns {
    const svod_plan *plan;
    const svod_given *given;
    size_t given_n;
} svod_turns;

/* > 0 when x is better than y: units served, then what leftovers cost, then the rules from leftover units on; `first-come`
 * looks at the lines first. Needs given and leftover of both. */
int svod_plan_cmp(const svod_solve *s, const svod_turns *x, const svod_turns *y);

#endif
