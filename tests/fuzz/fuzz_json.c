/* Any bytes as JSON: the parser with its host, from decoding to JSON Lines. */
#include "base/alloc.h"
#include "base/buf.h"
#include "engine/jsonl.h"
#include "engine/run.h"
#include "io/source.h"

#include <fcntl.h>
#include <unistd.h>

extern const svod_parser svod_parser_json;

static void nothing(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    (void)diag, (void)severity, (void)id, (void)where, (void)text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int out = -1;
    if (out < 0) out = open("/dev/null", O_WRONLY | O_CLOEXEC);
    /* The first byte chooses the windows the text is seen through. */
    size_t chunk = size ? data[0] : 0;
    svod_str bytes = {(const char *)data + (size > 0), size ? size - 1 : 0};
    svod_source *source;
    svod_error e;
    if (svod_source_memory(bytes, "fuzz.json", chunk, &source, &e) != SVOD_OK) return 0;
    svod_diag diag = {.say = nothing};
    svod_jsonl jsonl;
    svod_jsonl_init(&jsonl, out);
    svod_run_options options = {0};
    svod_run_counts counts;
    svod_status status = svod_run(source, &svod_parser_json, &options, &diag, &jsonl.sink, &counts, &e);
    (void)status;
    svod_jsonl_release(&jsonl);
    svod_source_close(source);
    return 0;
}
