/* Who gets which units, when lines accept several offers: units of given offers are handed out by the rules. Inside the
 * plan. */
#ifndef SVOD_AGGREGATE_ASSIGN_H
#define SVOD_AGGREGATE_ASSIGN_H

#include "aggregate/solve.h"

/* What has been decided about a line. */
typedef enum svod_stand {
    SVOD_STAND_FREE, /* any part of it, extra units too */
    SVOD_STAND_FULL, /* all of it */
    SVOD_STAND_PART, /* any part of it, no extra units */
    SVOD_STAND_NONE  /* nothing */
} svod_stand;

/* What is to be beaten: a way known, by line. */
typedef struct svod_rival {
    const svod_handed *handed;
    uint32_t handed_n;
} svod_rival;

/* Lines and offers by their numbers in an atom. A choice is an offer that a line accepts; those of line l are
 * choices_from[l] … choices_from[l + 1] - 1, best rank first. */
typedef struct svod_assign {
    uint32_t lines_n, offers_n;
    uint32_t people_n;              /* lines from this one on are nobody: what is left over */
    uint32_t *choices_from;         /* per line, and one more */
    uint32_t *offer, *rank, *line;  /* per choice */
    uint32_t *movers, movers_n;     /* lines that accept several offers or take extra units */
    int64_t *quantity, *most_extra; /* per line */
    svod_stand *stand;              /* per line */
    int64_t *need, *cap;            /* per offer: units that must be handed out, and that may */
    /* For the units served to all lines of a group together, without nobody's; NULL: no limit. */
    const uint32_t *group;  /* per line */
    const int64_t *limit;   /* per group */
    const uint32_t *number; /* per line: its number in the purchase; only to compare with a rival */
    int64_t *last;          /* per choice: wanted units of the plan before */
    /* The result. */
    int64_t *given, *extra; /* per choice: wanted and extra units */
    int64_t *got, *more;    /* per line: their sums */
    int64_t *used;          /* per offer: their sums */
    /* Scratch. */
    uint32_t *settled;      /* per line: ranks below this keep their units */
    uint32_t extra_settled; /* lines before this one keep their extra units */
    uint32_t last_settled;  /* choices before this one keep the units they had in the plan before */
    uint32_t *from, *out, *in, *queue, reached;
    uint8_t *how;
    uint32_t *held, *held_next, *held_before; /* choices with units, by offer */
    bool *holds;                              /* per choice */
    int64_t *group_got;                       /* per group; there are no more of them than offers */
    bool *full;                               /* per offer: no unit of it can be freed any more */
} svod_assign;

void svod_assign_init(svod_assign *a, svod_arena *arena, uint32_t lines_n, uint32_t offers_n, uint32_t choices_n);
/* Once choices_from, offer, rank, quantity and most_extra are filled. */
void svod_assign_ready(svod_assign *a);
/* Serves as much as `cap` allows, earliest first, full lines before all. False: a full line cannot be served. `need` is not
 * looked at. */
bool svod_assign_serve(svod_assign *a);
/* After that: hands out what must be, with the fewest extra units. False: it cannot all be handed out. */
bool svod_assign_hand_out(svod_assign *a);
/* After serving: > 0 when the lines are served better than the rival serves them, earliest first; < 0 worse. */
int svod_assign_cmp_served(const svod_assign *a, const svod_rival *rival);
/* After that: units change places for the preferences. With a rival that serves the lines as well: > 0 when the preferences
 * are better than the rival's, 0 the same; < 0 worse, and then it stopped in the middle. */
int svod_assign_prefer(svod_assign *a, const svod_rival *rival);
/* After that: extra units go to the earliest lines that take them. */
void svod_assign_extra_first(svod_assign *a);
/* After that: where it makes no difference to the above, lines have again what they had in the plan before, earliest first;
 * each offer is used as much as it was. */
void svod_assign_as_last(svod_assign *a);
/* The most units of `cap` that lines can take at all, extra units too if `extra`; spoils the result. */
int64_t svod_assign_reach(svod_assign *a, bool extra);

#endif
