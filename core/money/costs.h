/* What everyone pays and why: goods, fee, delivery, charges, rounding, prepayment. Exact; pure.
 * Rules: README, "Money". Amounts are svod_dec in the participants' currency, rounded to 0.01 where a rule says so. */
#ifndef SVOD_MONEY_COSTS_H
#define SVOD_MONEY_COSTS_H

#include "aggregate/stop.h"

typedef enum svod_split { SVOD_SPLIT_AMOUNT, SVOD_SPLIT_UNITS, SVOD_SPLIT_WEIGHT, SVOD_SPLIT_EQUAL } svod_split;
typedef enum svod_per { SVOD_PER_PARTICIPANT, SVOD_PER_UNIT, SVOD_PER_POSITION } svod_per;
typedef enum svod_rounding { SVOD_ROUND_NEAREST, SVOD_ROUND_UP } svod_rounding;

/* From a participant's goods sum `from` on, the fee is `fee` (0.15 is 15 %) of all of it. */
typedef struct svod_fee_tier {
    svod_dec from, fee;
} svod_fee_tier;

typedef struct svod_charge {
    svod_str title;
    svod_dec amount;
    svod_per per;
} svod_charge;

typedef struct svod_money_terms {
    svod_str currency;         /* ISO 4217 */
    svod_dec rate;             /* of the supplier's currency, without the bank's fee; 1 when it is the same */
    svod_dec rate_fee;         /* the bank's share on top: 61 at 0.01 is 61.61 */
    const svod_fee_tier *fees; /* by `from`, the first from 0; none: no fee */
    size_t fees_n;
    svod_dec delivery; /* to be split; 0 when none */
    svod_split split;
    const svod_charge *charges;
    size_t charges_n;
    svod_dec rounding_to; /* a multiple of 0.01 */
    svod_rounding rounding_mode;
    svod_dec prepay; /* share of goods + fee asked for in advance, for the sheet; 0 when none */
} svod_money_terms;

/* One row of what a participant gets: goods = round(price × units × rate) to 0.01. Parallel to svod_plan.given. */
typedef struct svod_cost_row {
    svod_dec price;  /* of one unit, participants' currency, rounded to 0.01 for showing */
    svod_dec amount; /* what the row costs, a multiple of 0.01 */
} svod_cost_row;

typedef struct svod_cost_charge {
    uint32_t charge; /* number in the terms */
    int64_t times;
    svod_dec amount;
} svod_cost_charge;

typedef struct svod_cost {
    uint32_t participant;     /* UINT32_MAX in the sum */
    int64_t units, positions; /* units given; order lines given at least one */
    svod_dec goods, fee_rate, fee, delivery, charges, discount, rounding, total;
    svod_dec paid, due;            /* due = total − paid; below zero: money to give back */
    int64_t paid_unknown;          /* lines marked as paid without a sum: they count as nothing paid, people must be told */
    svod_dec prepay;               /* asked for in advance */
    const svod_cost_charge *parts; /* of `charges` */
    size_t parts_n;
} svod_cost;

typedef struct svod_costs {
    svod_cost_row *rows; /* svod_plan.given_n of them */
    /* Participants served at least one unit, in order of their first order. Among them, at their place, those who got
     * nothing but have paid: zeros, and what is to be given back as a negative `due`. Nobody else; only who was served
     * shares costs. */
    svod_cost *v;
    size_t n;
    svod_cost sum;              /* the last row of costs.csv */
    svod_dec *leftover_amounts; /* svod_plan.leftover_n of them, participants' currency */
    svod_dec leftover_amount;
    svod_dec supplier_amount; /* everything bought, participants' currency: Σ goods + Σ leftovers */
} svod_costs;

/* price × units × rate × (1 + the bank's fee) in the participants' currency, rounded half up once to a multiple of `unit`
 * (100 is 0.01; nothing is rounded before). False on overflow, *ret untouched. */
bool svod_money_convert(const svod_money_terms *terms, svod_dec price, int64_t units, svod_dec unit, svod_dec *ret);
/* The rate with the bank's fee, for showing: to the fourth digit. */
svod_dec svod_money_rate(const svod_money_terms *terms);

/* Memory of `arena`. Fails (exit 65) when a sum overflows, or `split: weight` meets an offer without a weight (named in the
 * error). */
svod_status svod_costs_make(svod_arena *arena, const svod_demand *demand, const svod_plan *plan,
                            const svod_money_terms *terms, svod_costs *ret, svod_error *e);

/* Shares of `total` (≥ 0, a multiple of 0.01) in proportion to weights ≥ 0 by largest remainder to 0.01; of equal remainders
 * the earlier goes first. When all weights are zero everybody weighs the same. Σ shares = total whenever n > 0. */
void svod_split_largest_remainder(svod_dec total, const int64_t *weights, size_t n, svod_dec *ret_shares);

#endif
