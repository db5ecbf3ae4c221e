/* How many units lines can take of what is bought, without saying who takes which. Inside the plan. */
#ifndef SVOD_AGGREGATE_COUNT_H
#define SVOD_AGGREGATE_COUNT_H

#include "aggregate/assign.h"

enum { SVOD_ISLAND_OFFERS = 6 };

/* Offers that hang together through the lines that accept several of them. */
typedef struct svod_island {
    uint32_t offers_n, offers[SVOD_ISLAND_OFFERS]; /* more than fit here: the lines are in the pool */
    int64_t most;                                  /* units that lines can take at all, extra ones too */
    /* Units of lines that accept something outside a set of the offers (a bit each): [set] for class 0, then for classes 0
     * and 1, …, at last for all classes with extra units. */
    int64_t *outside;
} svod_island;

typedef struct svod_count {
    uint32_t classes_n;
    bool extra; /* some line takes extra units */
    svod_island *islands;
    uint32_t islands_n;
    uint32_t *island_of, *island_of_line; /* per offer, per line */
    svod_assign pool;                     /* lines of a class that accept the same offers, as one */
    uint32_t *pool_class;
} svod_count;

typedef struct svod_counted {
    int64_t upto[SVOD_CLASSES_MAX]; /* wanted units that can be served of this class and those before it, at once */
    int64_t taken;                  /* units that can be given to somebody at all, extra ones too */
} svod_counted;

/* `classes`: per line. Nobody's lines do not count. */
void svod_count_make(svod_count *c, svod_arena *arena, const svod_assign *hand, const uint32_t *classes, uint32_t classes_n);
/* What lines can take of `cap` units of the offers, at most `limit` units in each island (NULL: no limit; large islands heed
 * none); lines may be served in part and take extra units in any case. */
void svod_count_units(svod_count *c, const int64_t *cap, const int64_t *limit, svod_counted *ret);

#endif
