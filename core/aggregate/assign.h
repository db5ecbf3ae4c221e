/* Who gets which units, when lines accept several offers: units of given offers are handed out by the rules. Inside the
 * plan. */
#ifndef SVOD_AGGREGATE_ASSIGN_H
#define SVOD_AGGREGATE_ASSIGN_H

#include "aggregate/solve.h"

#define SVOD_NO_RANK UINT32_MAX

/* What has been decided about a line. */
typedef enum svod_stand {
    SVOD_STAND_FREE, /* any part of it, extra units too */
    SVOD_STAND_FULL, /* all of it */
    SVOD_STAND_PART, /* any part of it, no extra units */
    SVOD_STAND_NONE  /* nothing */
} svod_stand;

/* Lines and offers by their numbers in an atom; tables are lines × offers, row by row. */
typedef struct svod_assign {
    uint32_t lines_n, offers_n;
    uint32_t *rank;                  /* table; SVOD_NO_RANK: not accepted */
    uint32_t *choice, *choices_from; /* offers that line l accepts: choice[choices_from[l]] … choices_from[l + 1] - 1 */
    uint32_t *movers, movers_n;      /* lines that accept several offers or take extra units */
    const int64_t *quantity, *most_extra; /* per line */
    svod_stand *stand;                    /* per line */
    int64_t *need, *cap;                  /* per offer: units that must be handed out, and that may */
    /* The result. */
    int64_t *given, *extra; /* tables: wanted and extra units */
    int64_t *got, *more;    /* per line: their sums */
    int64_t *used;          /* per offer: their sums */
    /* Scratch. */
    uint32_t *settled;      /* per line: ranks below this keep their units */
    uint32_t extra_settled; /* lines before this one keep their extra units */
    uint32_t *from, *mover, *queue;
    uint8_t *how;
} svod_assign;

void svod_assign_init(svod_assign *a, svod_arena *arena, uint32_t lines_n, uint32_t offers_n);
/* Once rank, quantity and most_extra are filled. */
void svod_assign_ready(svod_assign *a, svod_arena *arena);
/* Serves as much as `cap` allows, earliest first, full lines before all. False: a full line cannot be served. `need` is not
 * looked at. */
bool svod_assign_serve(svod_assign *a);
/* After that: hands out what must be, with the fewest extra units; then by preference, then extra units to the earliest.
 * False: it cannot all be handed out. */
bool svod_assign_finish(svod_assign *a);
/* The most units of `cap` that lines can take at all, extra units too if `extra`; spoils the result. */
int64_t svod_assign_reach(svod_assign *a, bool extra);

#endif
