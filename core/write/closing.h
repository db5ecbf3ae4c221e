/* What `close` writes: the supplier's order, allocation, costs, sheets, messages and the organiser's report. */
#ifndef SVOD_WRITE_CLOSING_H
#define SVOD_WRITE_CLOSING_H

#include "aggregate/stop.h"
#include "base/tr.h"
#include "io/outfile.h"
#include "money/costs.h"

/* Units of one offer that a line got at the close before and gets now; different. Texts as files hold them. */
typedef struct svod_change {
    svod_str participant, line, offer;
    int64_t before, now;
} svod_change;

/* Who is affected by what changed since the earlier close; those of one participant stand together. */
typedef struct svod_changes {
    bool listed; /* changes.csv is written; false: there is nothing to compare with, or it never came out otherwise */
    svod_change *v;
    size_t n;
    svod_strs people; /* each once, their names on one line */
} svod_changes;

/* Everything the writers may show; borrowed. */
typedef struct svod_closing {
    svod_lang lang;    /* what participants, supplier and organiser read in files */
    svod_str purchase; /* file name: ivtex-12 */
    svod_str title, comment;
    svod_str supplier_title;
    svod_str supplier_currency;
    svod_str organiser, phone, email, site; /* the buyer's details */
    svod_str pay_note;                      /* how to pay, for people */
    svod_str places;                        /* where to collect, a line each */
    int64_t now, stop;                      /* microseconds UTC; stop INT64_MIN when not given */
    int32_t zone_offset;                    /* minutes east of UTC for times shown */
    const svod_terms *terms;
    const svod_money_terms *money;
    const svod_demand *demand;
    const svod_lots *lots;
    const svod_plan *plan;
    const svod_costs *costs;
    svod_changes changes; /* see svod_changes_make */
    /* A file for a picture's address under the workspace, or empty: pictures are embedded so that pages need nothing
     * outside. */
    svod_str (*picture_file)(void *context, svod_str address);
    void *picture_context;
} svod_closing;

typedef struct svod_check {
    const char *name; /* English id: "units", "lots", "goods", "delivery", "totals" */
    bool ok;
    char detail[200]; /* what differs, when not ok */
} svod_check;
enum { SVOD_CHECKS_MAX = 8 };

/* What comes out otherwise than in the earlier close, of which these are the files' bytes, allocation.csv and changes.csv
 * (empty: there is none). Repeated with the same result, the list of the earlier close stays, so that a second run leaves
 * every file as it is; an earlier close that gave nobody anything is none. Memory of `arena`. False: what lies there was not
 * written by svod, *ret is empty. */
bool svod_changes_make(svod_arena *arena, const svod_closing *closing, svod_str allocation, svod_str changes,
                       svod_changes *ret);

/* Writes all files of a closed purchase into `dir` (nothing but allocation.csv, the changes and the reports when the plan is
 * not orderable). Then reads allocation.csv, costs.csv and supplier-order.csv back, recounts, and puts the checks into the
 * reports. */
svod_status svod_closing_write(const svod_closing *closing, svod_outdir *dir, svod_check *ret_checks, size_t *ret_checks_n,
                               svod_error *e);

#endif
