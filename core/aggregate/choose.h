/* One way out of each of many groups, so that what the ways use stays within limits: the best worth in sum, proven. Inside
 * the plan.
 *
 * Each limit gets a price; a way's loss is what it falls short, at these prices, of the best way of its group. Whatever the
 * ways, their worth cannot exceed `bound` less their losses, so that ways and partial sums that lose too much to reach a
 * worth known to be possible are dropped: what is left to try is small. */
#ifndef SVOD_AGGREGATE_CHOOSE_H
#define SVOD_AGGREGATE_CHOOSE_H

#include "aggregate/solve.h"
#include "base/vec.h"

enum { SVOD_LIMITS_MAX = 9 };
typedef __int128 svod_worth;

typedef struct svod_way {
    svod_worth worth, loss;       /* loss: in 1/scale, filled by svod_choose_measure */
    int64_t use[SVOD_LIMITS_MAX]; /* of each limit; negative: towards a limit below zero, which is a need */
    const void *what;             /* the caller's */
} svod_way;

typedef struct svod_group {
    svod_way *ways;
    uint32_t n;
    svod_worth best; /* at the prices, in 1/scale */
} svod_group;

/* A sum over some groups: one way, and a sum over the groups after it. */
typedef struct svod_sum {
    svod_worth worth, loss;
    int64_t use[SVOD_LIMITS_MAX];
    uint32_t group;
    const svod_way *way; /* NULL: the empty sum */
    const struct svod_sum *rest;
} svod_sum;

typedef SVOD_VEC(svod_sum) svod_sums;

typedef struct svod_choose {
    svod_solve *s;
    svod_group *groups; /* each has a way */
    uint32_t groups_n, limits_n;
    int64_t limit[SVOD_LIMITS_MAX];
    bool need[SVOD_LIMITS_MAX]; /* a limit that other ways may make up for: parts of a choice may exceed it */
    /* Found by svod_choose_price. */
    svod_worth price[SVOD_LIMITS_MAX], scale;
    svod_worth bound; /* of the worth of all groups, in 1/scale */
    bool hopeless;    /* no choice keeps the limits */
    /* Found by svod_choose_best. */
    const svod_way **chosen; /* per group */
    svod_worth worth;        /* of what is chosen */
    svod_worth slack;        /* in 1/scale: what may be lost */
    uint32_t *stages;        /* groups that still have several ways, in the order given */
    uint32_t *stage_of;      /* per group: its number in stages, or UINT32_MAX */
    uint32_t stages_n;
    svod_sum fixed;    /* of all other groups, each at its only way */
    svod_sums *tables; /* per stage: sums of it and those after; tables[stages_n] is the empty sum */
    size_t widest;     /* a table that is larger is cut */
    bool cut;          /* some were: better choices may exist */
} svod_choose;

/* Prices that make the bound close, losses and the bound. */
void svod_choose_price(svod_choose *c);
/* Losses and the bound at the prices there are. */
void svod_choose_measure(svod_choose *c);
/* Fills the tables with all sums that may be part of a choice worth at least `floor`. Those that grow too large are cut. */
void svod_choose_tables(svod_choose *c, svod_worth floor);
/* The best choice, after svod_choose_price; false: none keeps the limits, or none was found in time. The tables then hold
 * all choices as good. */
bool svod_choose_best(svod_choose *c);
/* The bound in whole worth. */
svod_worth svod_choose_most(const svod_choose *c);
/* Adds a way to a sum of other groups. False: beyond a limit whatever the rest, of which `others` (or NULL) is the least
 * use, or too much is lost. */
bool svod_sum_add(const svod_choose *c, const svod_sum *x, uint32_t group, const svod_way *way, const int64_t *others,
                  svod_sum *ret);
/* Drops sums that others make needless. */
void svod_sums_keep(const svod_choose *c, svod_sums *all);
void svod_choose_release(svod_choose *c);

#endif
