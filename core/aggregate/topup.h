/* Leftovers bought to reach the minimum of a purchase. Inside the plan. */
#ifndef SVOD_AGGREGATE_TOPUP_H
#define SVOD_AGGREGATE_TOPUP_H

#include "aggregate/need.h"

typedef struct svod_topup {
    uint32_t *bought;    /* per lot: how many more */
    int64_t cost, units; /* of them; cost at the catalog's prices */
} svod_topup;

/* Lots for nobody that, added to what the plan buys and leaves over (`out`), meet s->needs within the leftover limits: those
 * that cost least, then the fewest units. False: none do, or none were found in time. Memory of s->arena. */
bool svod_topup_find(svod_solve *s, const svod_outcome *out, const uint32_t *bought, svod_topup *ret);

#endif
