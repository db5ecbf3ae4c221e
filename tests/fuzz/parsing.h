/* A parser on arbitrary bytes, through the engine as `svod parse` runs it; what must hold of every offer is asserted. */
#ifndef SVOD_TESTS_FUZZ_PARSING_H
#define SVOD_TESTS_FUZZ_PARSING_H

#include "base/buf.h"
#include "base/str.h"
#include "engine/jsonl.h"
#include "engine/run.h"
#include "io/source.h"

#include <svod/kit.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds)
{
    if (!holds) abort();
}

static inline svod_status fuzz_put(svod_sink *sink, const svod_offer *o, svod_error *e)
{
    static svod_buf json;
    (void)sink;
    (void)e;
    must(o->offer.n > 0 && o->source_id.n > 0 && o->item.n > 0);
    must(o->price == SVOD_DEC_NONE || o->price > 0);
    must(o->min_quantity >= 1 && o->step_quantity >= 1 && o->stock >= -1);
    for (size_t i = 0; i < o->row_n; i++) must(o->row[i].count >= 1 && o->row[i].size.n > 0);
    for (size_t i = 0; i < o->tiers_n; i++) must(o->tiers[i].price > 0 && o->tiers[i].from > 0);
    must(svod_utf8_valid(o->name));
    svod_buf_clear(&json);
    svod_json_offer(&json, o);
    must(svod_utf8_valid(svod_buf_view(&json)));
    return SVOD_OK;
}

static inline svod_status fuzz_end(svod_sink *sink, bool complete, svod_error *e)
{
    (void)sink;
    (void)complete;
    (void)e;
    return SVOD_OK;
}

static inline void fuzz_say(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    (void)diag;
    (void)severity;
    must(id[0] && where && text[0]);
}

/* `chunk`: the windows the bytes are seen through, 0 for the usual ones. */
static inline void fuzz_parse(const svod_parser *parser, svod_str bytes, const char *name, size_t chunk)
{
    svod_sink sink = {.put = fuzz_put, .end = fuzz_end};
    svod_diag diag = {.say = fuzz_say};
    svod_run_options options = {.sizes = (svod_sizes_mode)(bytes.n % 4)};
    svod_run_counts counts;
    svod_source *source;
    svod_error e = {0};
    svod_probe probe = {
        .struct_size = sizeof probe, .bytes = bytes.p, .n = bytes.n < 4096 ? bytes.n : 4096, .whole = bytes.n <= 4096};
    int bid = parser->probe(&probe);
    must(bid >= 0 && bid <= 100);
    if (svod_source_memory(bytes, name, chunk, &source, &e) != SVOD_OK) return;
    svod_status status = svod_run(source, parser, &options, &diag, &sink, &counts, &e);
    must(status == SVOD_OK || (e.id[0] && e.text[0]));
    svod_source_close(source);
}

#endif
