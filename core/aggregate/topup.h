/* Leftovers bought to reach the minimum of a purchase. Inside the plan. */
#ifndef SVOD_AGGREGATE_TOPUP_H
#define SVOD_AGGREGATE_TOPUP_H

#include "aggregate/solve.h"

typedef struct svod_topup {
    svod_dec amount;        /* still missing, at `prices`; ≤ 0: nothing */
    int64_t units, rows;    /* still missing */
    const svod_dec *prices; /* per offer */
} svod_topup;

/* Adds lots for nobody to `bought` (per lot): the cheapest that fill what is missing within the leftover limits, then the
 * fewest units, then the first lots of the catalog. False: they cannot. `out` is what the plan buys and leaves over so far.
 */
bool svod_topup_find(svod_solve *s, const svod_outcome *out, const svod_topup *missing, uint32_t *bought);

#endif
