/* Running a parser over a source into a sink: one loop that holds limits, cancel and progress, and the cleaning every offer
 * goes through on its way. */
#ifndef SVOD_ENGINE_RUN_H
#define SVOD_ENGINE_RUN_H

#include "engine/diag.h"
#include "engine/registry.h"
#include "io/pictures.h"
#include "io/source.h"

#include <svod/parser.h>
#include <svod/sink.h>

typedef struct svod_run_options {
    svod_str supplier_currency; /* when the catalog does not say; may be empty */
    svod_str encoding;          /* forced, or empty */
    svod_sizes_mode sizes;
    svod_attributes parser_options; /* the parser's own, by name: name → text as in the profile */
    void (*progress)(void *context, int64_t taken, int64_t size, int64_t offers); /* may be NULL */
    void *progress_context;
    void (*understood)(void *context, const svod_understood *what); /* what the parser found out; may be NULL */
    void *understood_context;
    svod_pictures *pictures; /* where pictures that lie in the source go; NULL: nowhere, and their addresses say so */
} svod_run_options;

typedef struct svod_run_counts {
    int64_t records, offers, kept; /* records seen; offers put; records known from last time */
    int64_t errors, warnings;
    bool complete; /* false: the source broke off, or the sink asked to stop */
} svod_run_counts;

/* Hash of all that decides what unchanged bytes mean: version, parser, options. For svod_refresh_begin. */
svod_hash svod_run_context(const svod_parser *parser, const svod_run_options *options);

/* Parses `source` with `parser` into `sink` (cleaned: currency ISO, plain description, sizes and colours exploded, item
 * filled, ids unique) and calls sink->end. SVOD_FAILED when the source is not usable at all or holds no offer (exit 65): end
 * is not called, and what the sink has must be dropped by its owner. Broken records are diagnosed and skipped. */
svod_status svod_run(svod_source *source, const svod_parser *parser, const svod_run_options *options, svod_diag *diag,
                     svod_sink *sink, svod_run_counts *ret, svod_error *e);

#endif
