/* Inside the plan: independent parts of a purchase ("atoms") and the ways each can be bought. Not for other rooms. */
#ifndef SVOD_AGGREGATE_SOLVE_H
#define SVOD_AGGREGATE_SOLVE_H

#include "aggregate/stop.h"
#include "base/tr.h"

enum { SVOD_CLASSES_MAX = 4 }; /* pinned units, paid, vip, the others */
#define SVOD_NO_LIMIT INT64_MAX

/* Units of one offer for one line. */
typedef struct svod_handed {
    uint32_t line, offer; /* numbers in the purchase */
    uint32_t rank, units;
    bool extra;
} svod_handed;

/* What the purchase must come to, where that decides which ways are looked at: the sum over all atoms is to be `least` at
 * least. */
typedef enum svod_need_of {
    SVOD_NEED_AMOUNT, /* of all that is bought, at the prices of the tier `level` */
    SVOD_NEED_LESS,   /* the amount with its sign turned: to stay below a tier */
    SVOD_NEED_UNITS,
    SVOD_NEED_ROWS
} svod_need_of;
typedef struct svod_need {
    svod_need_of of;
    svod_dec level;
    int64_t least;
} svod_need;
enum { SVOD_NEEDS_MAX = 6 };

/* One way to buy an atom. */
typedef struct svod_option {
    int64_t gain[SVOD_CLASSES_MAX]; /* wanted units served, by class */
    int64_t left, extra;            /* leftover and extra units */
    int64_t cost;                   /* of the leftovers, saturating */
    int64_t brings[SVOD_NEEDS_MAX]; /* towards each need; not more than it */
    uint32_t *counts;               /* per lot of the atom */
    int64_t *served;                /* lines fixed to one offer: per offer of the atom, units dealt in order of service */
    const svod_handed *handed;      /* other atoms: who gets what, by line, rank, offer */
    uint32_t handed_n;
} svod_option;

/* What is compared line by line, in this order of importance. */
typedef enum svod_level { SVOD_LEVEL_SERVED, SVOD_LEVEL_PREFERENCES, SVOD_LEVEL_EXTRA } svod_level;

/* Lots and offers that hang together through rows, minimums and lines, and through nothing else but the leftover limits. */
typedef struct svod_atom {
    uint32_t *lots, *offers, *minimums; /* numbers in the purchase */
    uint32_t lots_n, offers_n, minimums_n;
    uint32_t item;            /* folded item, or UINT32_MAX when there are several */
    uint32_t first_line;      /* the earliest line that may be served from it */
    bool cut;                 /* the search was cut: better ways may exist */
    int64_t most;             /* of an open atom that was cut: units that can be served at most */
    bool open;                /* some line is not fixed to one offer, or takes extra units, or goes whole or together */
    uint32_t *lines, lines_n; /* of an open atom, in order of service */
    svod_option *options;
    uint32_t options_n, options_room;
    uint32_t chosen;
} svod_atom;

typedef struct svod_solve {
    svod_arena *arena;  /* for what lives as long as the solving */
    svod_arena *result; /* for what the plan keeps */
    const svod_demand *demand;
    const svod_lots *lots;
    const svod_terms *terms;
    svod_str currency; /* for words */
    uint32_t classes_n;
    /* Live lines by offer, in order of service: those of offer o are queue_start[o] … queue_start[o + 1] - 1. */
    uint32_t *queue_start, *queue_line;
    int64_t *queue_sum;  /* units asked for up to and including this one */
    int64_t *want;       /* per offer */
    int64_t *want_class; /* per offer and class: units asked for by this class and those before it */
    int64_t left_units, left_per_item, left_cost; /* what may be left over, or SVOD_NO_LIMIT */
    const svod_need *needs;                       /* of the minimum of the purchase, when the best plan does not reach it */
    uint32_t needs_n;
    bool unmet;              /* no plan found meets them */
    const svod_given *dealt; /* what the plan gives by pieces, where lines are cut into pieces, or NULL */
    size_t dealt_n;
    bool by_article; /* what an atom brings depends on the units of whole articles */
    svod_atom *atoms;
    uint32_t atoms_n;
    uint32_t *pinned; /* per line: units pinned */
    /* The plan before; NULL: none. By line, what was left over at the end; line l: last_from[l] … last_from[l + 1] - 1. */
    const svod_last *last;
    size_t last_n;
    uint32_t *last_from;
    int64_t *last_bought; /* per offer */
    uint32_t *local;      /* per offer: its number in the atom at hand */
    bool *never;          /* per line: it goes together with what cannot be served */
    bool *lotted;         /* per offer: some lot has it */
    int64_t deadline;     /* nanoseconds of the monotonic clock, or INT64_MAX */
    uint64_t steps;
    bool late; /* the time limit cut something: the plan holds but is not proven best */
} svod_solve;

/* Splits the purchase into atoms. */
void svod_atoms_make(svod_solve *s);
/* All ways to buy an atom that may be part of the best plan. At least one: nothing. */
void svod_atom_solve(svod_solve *s, svod_atom *atom);
/* The same for an open atom. */
void svod_open_solve(svod_solve *s, svod_atom *atom);
/* Keeps a way found unless others make it needless; drops those it makes needless. True: kept, and what it points to must
 * live as long as s->arena. */
bool svod_option_keep(svod_solve *s, svod_atom *atom, const svod_option *found);
/* x makes y needless: it takes no more of what is limited and is at least as good. */
bool svod_option_serves_as(const svod_solve *s, const svod_atom *atom, const svod_option *x, const svod_option *y);
/* Sets `chosen` of every atom: the best plan within the leftover limits, and meeting the needs; false: none does, or none
 * was found in time. */
bool svod_join(svod_solve *s);
/* Units that a plan within the leftover limits, and meeting the needs, can serve at most: the limits each at a price. */
int64_t svod_join_bound(svod_solve *s);
/* What lots of an atom bring towards each need. */
void svod_need_measure(const svod_solve *s, const svod_atom *atom, const uint32_t *counts, int64_t *ret);
/* They alone bring all that the minimum needs: more of them would be of no use. */
bool svod_need_met(const svod_solve *s, const svod_atom *atom, const uint32_t *counts);

/* > 0 when x is better than y under the rules, as far as this atom goes. */
int svod_option_cmp(const svod_solve *s, const svod_atom *atom, const svod_option *x, const svod_option *y);
/* The first line in order of service that x and y treat differently, UINT32_MAX when none; *ret_sign > 0: x is better to it.
 */
uint32_t svod_option_first_difference(const svod_solve *s, const svod_atom *atom, svod_level level, const svod_option *x,
                                      const svod_option *y, int *ret_sign);
/* True when the time limit is over. */
bool svod_solve_late(svod_solve *s);
/* Nanoseconds of the monotonic clock. */
int64_t svod_solve_now(void);

/* What came of it, for whoever explains it. */
typedef struct svod_outcome {
    int64_t *bought; /* units per offer */
    int64_t *left;   /* of these, for nobody */
    int64_t *served; /* wanted units per line */
    int lang;        /* svod_lang */
} svod_outcome;
/* Fills ret->unserved and ret->open from ret->bought and the outcome. */
void svod_explain(const svod_solve *s, const svod_outcome *outcome, svod_plan *ret);
/* Fills ret->lost; `held`: units of each pin that are had. */
void svod_explain_lost(const svod_solve *s, const svod_outcome *outcome, const uint32_t *held, svod_plan *ret);
/* A sum in words; NUL-terminated, memory of s->arena. */
const char *svod_explain_money(const svod_solve *s, svod_dec amount, svod_lang lang);
/* The lots nearest to complete, in words, at most `most`; empty when there are none. */
svod_str svod_explain_nearest(const svod_solve *s, const svod_plan *plan, int lang, size_t most);

static inline int64_t svod_saturating_add(int64_t a, int64_t b)
{
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}
static inline int64_t svod_saturating_mul(int64_t a, int64_t b)
{
    int64_t product;
    return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

#endif
