/* Price tiers of an order. Inside the plan. */
#ifndef SVOD_AGGREGATE_TIERS_H
#define SVOD_AGGREGATE_TIERS_H

#include "aggregate/solve.h"

typedef struct svod_tiers {
    bool any;             /* some offer that is bought has tiers */
    svod_dec level;       /* the amount whose tier holds; 0: none by amount */
    svod_dec amount;      /* of the order at the prices that hold */
    svod_dec next_from;   /* the next tier by amount, or SVOD_DEC_NONE */
    svod_dec next_amount; /* what the same order would come to at its prices */
} svod_tiers;

/* What one unit costs when the order reaches an amount and the article so many units. */
svod_dec svod_tiers_price(const svod_stop_offer *offer, svod_dec level, int64_t article_units);
/* The greatest tier that the order reaches at that tier's own prices; tiers by quantity look at the units of an article.
 * Fills the price of every offer. False on overflow. */
bool svod_tiers_reach(const svod_demand *demand, const int64_t *bought, svod_dec *prices, svod_tiers *ret);

#endif
