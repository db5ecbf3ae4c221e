/* svod probe: what was found out about a catalog, and the ways to show and keep it. Within core/cli. */
#ifndef SVOD_CLI_PROBE_H
#define SVOD_CLI_PROBE_H

#include "base/map.h"
#include "base/vec.h"
#include "cli/cli.h"
#include "engine/registry.h"
#include "engine/run.h"
#include "engine/settings.h"

#include <svod/sink.h>

enum {
    SVOD_FINDINGS_SHOWN = 10,       /* offers */
    SVOD_FINDINGS_UNDERSTOOD = 512, /* columns and parameters */
    SVOD_FINDINGS_KINDS = 64,       /* of diagnostics */
    SVOD_FINDINGS_CURRENCIES = 8,
    SVOD_FINDINGS_GUESSES = 3 /* examples of what was read in texts */
};

/* Diagnostics of one kind: how many, and the first of them. */
typedef struct svod_finding_kind {
    svod_severity severity;
    svod_str id, where, text;
    int64_t count;
} svod_finding_kind;

/* A number or row that was read in a text: an example. */
typedef struct svod_finding_guess {
    const char *field; /* of `svod parse` */
    svod_str offer, value, place, text;
} svod_finding_guess;

/* The prices in one currency; an empty one is a catalog that names none. */
typedef struct svod_finding_prices {
    svod_str currency;
    int64_t count;
    svod_dec least, most;
} svod_finding_prices;

typedef struct svod_findings {
    svod_sink sink; /* counts the offers */
    svod_diag diag; /* counts the diagnostics */
    svod_cli *cli;
    svod_arena *arena; /* of everything kept here */
    /* what was asked for */
    const char *path; /* where the bytes are */
    svod_str given;   /* file or address as written */
    svod_run_options options;
    /* the source */
    const svod_registry *registry;
    const svod_parser *parser; /* NULL: none wants it */
    bool forced;               /* the parser was named by the person */
    int *bids;                 /* one for each parser; all 0 when forced */
    svod_str encoding;         /* "" when raw */
    int64_t bytes;             /* -1: not known */
    /* what the parser said */
    SVOD_VEC(svod_understood) understood;
    svod_finding_kind kinds[SVOD_FINDINGS_KINDS];
    size_t kinds_n;
    int64_t other_kinds; /* diagnostics of kinds for which there was no room */
    /* what came */
    svod_run_counts counts;
    int64_t offers, priced, sized, coloured, pictured, stocked, rows, packs, minimums, tiered;
    int64_t guessed; /* offers with evidence */
    svod_finding_guess guesses[SVOD_FINDINGS_GUESSES];
    size_t guesses_n;
    svod_hash_set categories;
    svod_finding_prices prices[SVOD_FINDINGS_CURRENCIES];
    size_t prices_n;
    svod_offer shown[SVOD_FINDINGS_SHOWN];
    size_t shown_n;
    svod_hash digest; /* of all offers in their order */
    bool pinned;      /* the profile says the columns found: with them the offers are the same */
    svod_buf line;
} svod_findings;

/* Empty findings; what the caller knows is then filled in. Memory of `cli`'s arena. */
void svod_findings_init(svod_findings *f, svod_cli *cli);
void svod_findings_release(svod_findings *f);
/* Finds the parser (unless one is set) and reads everything. What was found until a failure stays. */
svod_status svod_findings_read(svod_findings *f, svod_error *e);
/* Is there a table whose columns were studied, and none of them holds prices? */
bool svod_findings_no_price_column(const svod_findings *f);
/* The one currency the catalog names; empty when it names none or several. */
svod_str svod_findings_currency(const svod_findings *f);

/* The report for people. `bold`: with colours. */
void svod_findings_show(const svod_findings *f, bool bold, svod_buf *out);
/* The same facts; `good`: with the profile. */
void svod_findings_json(const svod_findings *f, bool good, svod_buf *out);

/* Reads the catalog once more with the columns found said in the profile, and sets `pinned` when nothing changes. */
void svod_findings_pin(svod_findings *f);
/* The supplier's profile as YAML with comments. `source` as it stands in it. Columns not pinned are commented out. */
void svod_findings_profile(const svod_findings *f, svod_str source, svod_buf *out);
/* May suppliers/NAME.yaml be made? *ret_workspace has room for PATH_MAX bytes. There already: exit 73. */
svod_status svod_findings_may_save(svod_cli *cli, svod_str name, char *ret_workspace, svod_error *e);
/* Writes suppliers/NAME.yaml and reads it back. */
svod_status svod_findings_save(const svod_findings *f, const char *workspace, svod_str name, svod_error *e);

#endif
