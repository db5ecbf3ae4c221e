/* Sharing a sum by largest remainder to 0.01. */
#include "money/costs.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <stdlib.h>

enum { KOPECK = SVOD_DEC_SCALE / 100 };

typedef struct remainder_of {
    __int128 left;
    size_t who;
} remainder_of;

/* Largest first; of equal ones the earlier. */
static int by_remainder(const void *a, const void *b)
{
    const remainder_of *x = a, *y = b;
    if (x->left != y->left) return x->left > y->left ? -1 : 1;
    return (x->who > y->who) - (x->who < y->who);
}

void svod_split_largest_remainder(svod_dec total, const int64_t *weights, size_t n, svod_dec *ret_shares)
{
    if (n == 0) return;
    __int128 all = 0;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] < 0) SVOD_BUG("a share cannot weigh less than nothing");
        all += weights[i];
    }
    bool equal = all == 0; /* nobody weighs anything: everybody counts the same */
    if (equal) all = (__int128)n;

    int64_t kopecks = total / KOPECK, given = 0;
    remainder_of *order = svod_alloc(n * sizeof *order);
    for (size_t i = 0; i < n; i++) {
        __int128 part = (__int128)kopecks * (equal ? 1 : weights[i]);
        int64_t whole = (int64_t)(part / all);
        ret_shares[i] = whole * KOPECK;
        given += whole;
        order[i] = (remainder_of){part % all, i};
    }
    /* Fewer kopecks are left than there are people: one each. */
    int64_t rest = kopecks - given;
    if (rest > 0) qsort(order, n, sizeof *order, by_remainder);
    for (int64_t i = 0; i < rest; i++) ret_shares[order[i].who] += KOPECK;
    svod_free(order);
}
