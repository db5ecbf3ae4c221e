/* STOP: who gets what. Pure: plain structs in, plain structs out; no I/O, no clock, no globals; the same input gives the
 * same plan. The rules are section 7 of the README's "STOP" chapter.
 *
 * The way through: orders + catalog → svod_demand (lines resolved to offers) → svod_lots → svod_plan. */
#ifndef SVOD_AGGREGATE_STOP_H
#define SVOD_AGGREGATE_STOP_H

#include "aggregate/terms.h"
#include "base/arena.h"

#include <svod/error.h>
#include <svod/offer.h>
#include <svod/types.h>

#define SVOD_NO_OFFER UINT32_MAX
#define SVOD_NO_LINE UINT32_MAX

/* An order line as it was written down (see `svod import`). Texts are borrowed. */
typedef struct svod_order_line {
    svod_str line;        /* its id */
    svod_str participant; /* name or nick: the key, as first written */
    svod_str phone, email;
    svod_str offer, article, colour, size; /* offer, or article + colour + size */
    svod_str alternatives;                 /* as in "//48": see the README, "Orders"; empty: none */
    svod_str together;                     /* label, or empty */
    svod_str pinned;                       /* what the supplier confirmed: see svod_pin_cut; empty: nothing */
    svod_str comment;
    int64_t time;     /* microseconds since 1970 UTC; INT64_MIN when not given (served last, by position) */
    int64_t position; /* order in the file: breaks ties of time */
    int64_t quantity; /* ≥ 1 */
    int64_t extra;    /* ≥ 0 */
    svod_dec price;   /* seen when ordering, or SVOD_DEC_NONE */
    svod_dec paid;    /* a sum paid with this line, or SVOD_DEC_NONE */
    bool is_paid;     /* "yes", or a sum > 0 */
    bool whole, vip, refused, confirmed;
} svod_order_line;

/* An offer as STOP needs it, in catalog order. Index = its number everywhere below. */
typedef struct svod_stop_offer {
    svod_str id, item, article, name, colour, size;
    svod_dec price; /* supplier's currency; SVOD_DEC_NONE: cannot be ordered */
    int64_t stock;  /* units that can be had, -1 unknown; `available: false` is 0 */
    int64_t min_quantity, step_quantity;
    const svod_row_cell *row;
    size_t row_n;
    const svod_price_tier *tiers;
    size_t tiers_n;
    /* Of min_quantity, step_quantity and row, when they were only read in a text. */
    svod_evidence min_evidence, step_evidence, row_evidence;
    /* Carried along for the writers; STOP does not look at them. */
    svod_str picture, url, category;
    svod_dec weight; /* kilograms of one unit, or SVOD_DEC_NONE */
} svod_stop_offer;

typedef enum svod_reason {
    SVOD_REASON_NONE,
    SVOD_REASON_ROW_INCOMPLETE,
    SVOD_REASON_PACK_INCOMPLETE,
    SVOD_REASON_BELOW_MINIMUM,
    SVOD_REASON_OUT_OF_STOCK,
    SVOD_REASON_NOT_IN_CATALOG,
    SVOD_REASON_PRICE_CHANGED,
    SVOD_REASON_EARLIER_SERVED,
    SVOD_REASON_WHOLE_NOT_POSSIBLE,
    SVOD_REASON_TOGETHER_NOT_POSSIBLE,
    SVOD_REASON_PURCHASE_MINIMUM,
    SVOD_REASON_REFUSED
} svod_reason;
/* "row-incomplete" … as files write it. */
const char *svod_reason_code(svod_reason reason);
/* "most-filled" … as purchases write it. */
const char *svod_policy_code(svod_policy policy);

/* One place a line names: offers of the same rank are equally good; rank 0 is what was asked for. */
typedef struct svod_choice {
    uint32_t offer;
    uint32_t rank;
} svod_choice;

typedef struct svod_line {
    uint32_t order;       /* index into the order lines given */
    uint32_t participant; /* index into svod_demand.participants */
    uint32_t quantity, extra;
    uint32_t serve_class;       /* 0 is served first */
    const svod_choice *choices; /* by rank, then offer number; none when the offer is not known */
    uint32_t choices_n;
    uint32_t together; /* group number, or UINT32_MAX */
    bool whole;
    svod_reason dead; /* not live: REFUSED, NOT_IN_CATALOG, PRICE_CHANGED; else NONE */
    uint32_t asked;   /* the offer asked for, also when it cannot be ordered; SVOD_NO_OFFER when it is not known */
    svod_str fits;    /* ids of the offers that fit when several did and none was named: the line is NOT_IN_CATALOG */
} svod_line;

/* Units of an offer that a line has before anybody is served, since the supplier confirmed them. */
typedef struct svod_pin {
    uint32_t line, offer; /* numbers in the demand */
    uint32_t units;       /* ≥ 1; those of a line are at most its quantity and extra */
} svod_pin;

/* Units pinned for a line that it cannot have from there; they stand among the others again. */
typedef struct svod_lost_pin {
    uint32_t line, units;
    svod_str offer; /* its id */
    svod_str why;   /* words */
} svod_lost_pin;

/* Cuts the first part off a `pinned` text: "2" are units of the offer asked for (*ret_offer is empty), "A-1/48×3" those of
 * another, parts stand between '|'. False: it cannot be read, *rest is as it was. */
bool svod_pin_cut(svod_str *rest, svod_str *ret_offer, int64_t *ret_units);

/* Folded texts as numbers, equal numbers for equal texts, so that each distinct text is folded once. Per offer. */
typedef struct svod_folded {
    const uint32_t *article, *colour, *size, *item;
    const svod_str *texts; /* number → folded text; 0 is the empty text */
    uint32_t texts_n;
} svod_folded;

/* Lines in order of service: class, time, position. */
typedef struct svod_demand {
    const svod_stop_offer *offers;
    uint32_t offers_n;
    const svod_order_line *orders;
    svod_line *lines;
    uint32_t lines_n;
    svod_str *participants; /* in order of their first order (time, position), refused lines included */
    uint32_t participants_n;
    uint32_t together_n;  /* groups of lines that go together */
    const svod_pin *pins; /* by line, then offer, each once; none for refused lines */
    uint32_t pins_n;
    const svod_lost_pin *lost; /* pins of offers that the catalog does not have */
    uint32_t lost_n;
    svod_folded folded;
} svod_demand;

/* Classes named by `serve_first`, best first. */
typedef enum svod_serve { SVOD_SERVE_PAID, SVOD_SERVE_VIP } svod_serve;

/* Resolves lines to offers and decides which are live. One predicate, used everywhere. Memory of `arena`.
 * Fails (bad input, exit 65) on alternatives and pins that cannot be read, on pins of an offer that the line does not accept
 * or of more units than it takes; never on an unknown offer: that line is dead, that pin lost. */
svod_status svod_demand_make(svod_arena *arena, const svod_stop_offer *offers, size_t offers_n,
                             const svod_order_line *orders, size_t orders_n, const svod_terms *terms,
                             const svod_serve *serve_first, size_t serve_first_n, svod_demand *ret, svod_error *e);

typedef enum svod_lot_kind { SVOD_LOT_SINGLE, SVOD_LOT_PACK, SVOD_LOT_ROW } svod_lot_kind;
typedef struct svod_lot_cell {
    uint32_t offer;
    uint32_t count; /* ≥ 1 */
} svod_lot_cell;

/* What the supplier sells: a whole number of each is bought. */
typedef struct svod_lot {
    svod_lot_kind kind;
    const svod_lot_cell *cells; /* of distinct offers, in row order */
    uint32_t cells_n;
} svod_lot;

/* A minimum over several offers: units bought of them together are 0 or at least `min`. */
typedef struct svod_minimum {
    svod_str title; /* the article, or the offer */
    const uint32_t *offers;
    uint32_t offers_n;
    int64_t min;
} svod_minimum;

/* What is asked for is sold in this way only because a text of the catalog says so, and no rule of `lots:` does. */
typedef struct svod_reliance {
    uint32_t offer;
    bool row, step, min;
    const svod_lot_rule *rule; /* what the terms say of the offer, or NULL */
} svod_reliance;

typedef struct svod_lots {
    svod_lot *v;
    uint32_t n;
    svod_minimum *minimums;
    uint32_t minimums_n;
    /* A row whose sizes the catalog does not all have cannot be bought: told here, one text each. */
    svod_strs problems;
    /* Per offer: the sizes its row needs and the catalog does not have ("46, 48"), or NULL when there are no such offers. */
    const svod_str *missing;
    const svod_reliance *relies; /* by offer; only of those that a live line may take */
    size_t relies_n;
} svod_lots;

/* The lots of all offers that a live line may take, from the catalog and the terms. */
svod_status svod_lots_make(svod_arena *arena, const svod_demand *demand, const svod_terms *terms, svod_lots *ret,
                           svod_error *e);

typedef enum svod_given_kind { SVOD_GIVEN_WANTED, SVOD_GIVEN_SUBSTITUTE, SVOD_GIVEN_EXTRA } svod_given_kind;
typedef struct svod_given {
    uint32_t line, offer; /* line: number in svod_demand.lines */
    uint32_t units;       /* ≥ 1 */
    svod_given_kind kind;
    uint32_t rank;
} svod_given;

typedef struct svod_unserved {
    uint32_t line;
    uint32_t units;
    svod_reason reason;
    svod_str detail; /* words: what was missing, what would have changed it */
} svod_unserved;

typedef struct svod_leftover {
    uint32_t offer, units;
} svod_leftover;

/* A row that was not bought though somebody wanted its units: what it has and lacks. For pictures and `status`. */
typedef struct svod_open_lot {
    uint32_t lot;               /* number in svod_lots.v */
    uint32_t number;            /* which one of its kind, counting the bought ones: row 3 */
    uint32_t have, lack;        /* units */
    const uint32_t *have_cells; /* units in hand per cell of the lot */
    svod_str lacks;             /* "46×1, 50×2" */
} svod_open_lot;

typedef struct svod_plan {
    uint32_t *bought;  /* per lot: how many */
    svod_given *given; /* by line (order of service), rank, offer, kind */
    size_t given_n;
    svod_unserved *unserved; /* by line */
    size_t unserved_n;
    svod_leftover *leftover; /* by offer */
    size_t leftover_n;
    svod_open_lot *open; /* nearest to complete first */
    size_t open_n;
    svod_lost_pin *lost; /* the demand's, and those that cannot be bought; by line */
    size_t lost_n;
    int64_t wanted, served, substituted, extra; /* units; `wanted` counts all lines, dead ones too */
    int64_t leftover_units;
    svod_dec amount;               /* of everything bought, supplier's currency */
    bool orderable;                /* something is bought and the purchase minimum holds */
    svod_str not_orderable;        /* how much is missing and the cheapest ways to fill it, in words */
    const svod_stop_offer *offers; /* the demand's, at the prices of the tier that the order reaches */
    svod_str next_tier; /* how far the next tier by amount is and what it would save, in words; empty: there is none */
    bool optimal;       /* proven best under the rules */
    int64_t bound;      /* upper bound on units served (equals `served` when optimal) */
} svod_plan;

/* Units that an earlier plan gave a line, or left over (line SVOD_NO_LINE). */
typedef struct svod_last {
    uint32_t line, offer; /* numbers in the demand */
    uint32_t units;       /* ≥ 1 */
    bool extra;
} svod_last;

typedef struct svod_stop_options {
    int64_t time_limit_ms; /* 0: none */
    /* While a purchase is still open: plan as if its minimum were reached; `orderable` tells the truth all the same.
     * Otherwise the plan of a purchase that cannot be ordered buys nothing. */
    bool as_if_orderable;
    int lang;          /* svod_lang of details */
    svod_str currency; /* the supplier's, for sums in details; may be empty */
    /* The earlier plan: of plans that are equal under the rules the nearest to it is chosen. By line, a line's extra units
     * last; leftovers after all lines. */
    const svod_last *last;
    size_t last_n;
} svod_stop_options;

/* The best plan. Fails only on overflow of sums (bad input) and on lines that use what is not possible, with the place. */
svod_status svod_plan_make(svod_arena *arena, const svod_demand *demand, const svod_lots *lots, const svod_terms *terms,
                           const svod_stop_options *options, svod_plan *ret, svod_error *e);

#endif
