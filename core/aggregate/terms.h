/* The terms a purchase is bought under: what lots the supplier sells, minimums, what may be left over, who is served first.
 * Filled from purchases/NAME.yaml over the supplier's terms; pure data. */
#ifndef SVOD_AGGREGATE_TERMS_H
#define SVOD_AGGREGATE_TERMS_H

#include <svod/offer.h>
#include <svod/types.h>

typedef enum svod_policy { SVOD_POLICY_MOST_FILLED, SVOD_POLICY_FIRST_COME, SVOD_POLICY_EVEN } svod_policy;

/* `lots:` of a purchase: what the catalog does not say. Matched in order, the first that matches an offer wins. Empty text
 * or "*" matches everything; compared folded. */
typedef struct svod_lot_rule {
    svod_str article, colour, size;
    const svod_row_cell *row; /* sold in this row, or NULL */
    size_t row_n;
    int64_t pack; /* sold in packs of this many units of one offer; 0: not said */
    int64_t min;  /* minimum units over all offers of the article; 0: not said */
} svod_lot_rule;

typedef struct svod_terms {
    bool rows_free; /* rows: free — rows are ignored */
    svod_policy policy;
    /* Minimum of the purchase; all that are named must hold. SVOD_DEC_NONE / -1: not named. */
    svod_dec minimum_amount; /* in the supplier's currency */
    int64_t minimum_units, minimum_rows;
    /* What may be bought for nobody. has_leftover false: nothing. A limit that was left out is -1 / SVOD_DEC_NONE. */
    bool has_leftover;
    int64_t leftover_units, leftover_per_item;
    svod_dec leftover_amount;
    svod_dec price_drift; /* 0.07 for 7 %; SVOD_DEC_NONE: prices are not compared */
    const svod_lot_rule *lots;
    size_t lots_n;
} svod_terms;

#endif
