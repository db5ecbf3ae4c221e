/* The csv parser on arbitrary bytes, through the engine as `svod parse` runs it; what must hold of every offer is asserted.
 */
#include "base/str.h"
#include "engine/run.h"

#include <svod/kit.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const svod_parser svod_parser_csv;

static void must(bool holds)
{
    if (!holds) abort();
}

static svod_status put(svod_sink *sink, const svod_offer *o, svod_error *e)
{
    (void)sink;
    (void)e;
    must(o->offer.n > 0 && o->source_id.n > 0 && o->item.n > 0);
    must(o->price == SVOD_DEC_NONE || o->price > 0);
    must(o->min_quantity >= 1 && o->step_quantity >= 1 && o->stock >= -1);
    for (size_t i = 0; i < o->row_n; i++) must(o->row[i].count >= 1 && o->row[i].size.n > 0);
    for (size_t i = 0; i < o->tiers_n; i++) must(o->tiers[i].price > 0 && o->tiers[i].from > 0);
    must(svod_utf8_valid(o->name) && o->at.line > 0);
    return SVOD_OK;
}

static svod_status end(svod_sink *sink, bool complete, svod_error *e)
{
    (void)sink;
    (void)complete;
    (void)e;
    return SVOD_OK;
}

static void say(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    (void)diag;
    (void)severity;
    must(id[0] && where && text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    svod_sink sink = {.put = put, .end = end};
    svod_diag diag = {.say = say};
    svod_run_options options = {.sizes = (svod_sizes_mode)(size % 4)};
    svod_run_counts counts;
    svod_source *source;
    svod_error e = {0};
    svod_str bytes = {(const char *)data, size};
    svod_probe probe = {
        .struct_size = sizeof probe, .bytes = bytes.p, .n = size < 4096 ? size : 4096, .whole = size <= 4096};
    int bid = svod_parser_csv.probe(&probe);
    must(bid >= 0 && bid <= 100);
    if (svod_source_memory(bytes, "fuzz.csv", size % 64, &source, &e) != SVOD_OK) return 0;
    svod_status status = svod_run(source, &svod_parser_csv, &options, &diag, &sink, &counts, &e);
    must(status == SVOD_OK || (e.id[0] && e.text[0]));
    svod_source_close(source);
    return 0;
}
