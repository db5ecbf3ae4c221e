/* Running a parser: the host it sees, and the loop around it. */
#include "engine/run.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "engine/convert.h"
#include "engine/normalise.h"
#include "engine/options.h"

enum {
    MEMORY_CAP = 512 << 20, /* what a parser may keep of one source */
    STEP_CAP = 256 << 20,   /* what it may use for one step */
    PROGRESS_EVERY = 256,   /* steps */
};

typedef struct runner {
    svod_host host; /* first: the host is this struct */
    svod_source *source;
    const svod_parser *parser;
    const svod_run_options *options;
    svod_diag *diag;
    svod_normaliser normaliser;
    svod_arena memory, step;
    svod_converted converted;
    svod_pictures *unkept;
    svod_status failed; /* of what a host function could not return itself */
    svod_error error;
} runner;

static svod_status host_ahead(svod_host *host, size_t want, const char **ret_p, size_t *ret_n, svod_error *e)
{
    runner *r = (runner *)host;
    svod_status status = svod_source_ahead(r->source, want, ret_p, ret_n, e);
    if (host->encoding.n == 0 && (r->parser->flags & SVOD_PARSER_TEXT)) host->encoding = svod_source_encoding(r->source);
    return status;
}

static void host_consume(svod_host *host, size_t n)
{
    svod_source_consume(((runner *)host)->source, n);
}

static svod_status host_member(svod_host *host, size_t i, svod_str *ret_name, svod_error *e)
{
    runner *r = (runner *)host;
    svod_status status = svod_source_member(r->source, i, e);
    if (status == SVOD_OK && (r->parser->flags & SVOD_PARSER_TEXT))
        status = svod_source_decode(r->source, r->options->encoding, e);
    if (ret_name) *ret_name = svod_str_of(svod_source_member_name(r->source));
    return status;
}

static svod_status host_file(svod_host *host, const char **ret_path, svod_error *e)
{
    return svod_source_file(((runner *)host)->source, ret_path, e);
}

static svod_status host_convert(svod_host *host, const char *to, const char **ret_path, svod_error *e)
{
    runner *r = (runner *)host;
    const char *path;
    svod_status status = svod_source_file(r->source, &path, e);
    if (status == SVOD_OK) status = svod_convert(path, to, &r->converted, e);
    if (status == SVOD_OK) *ret_path = r->converted.path;
    return status;
}

static svod_status host_decode(svod_host *host, svod_error *e)
{
    runner *r = (runner *)host;
    svod_status status = svod_source_decode(r->source, r->options->encoding, e);
    if (status == SVOD_OK) host->encoding = svod_source_encoding(r->source);
    return status;
}

static svod_status host_picture(svod_host *host, const svod_picture_bytes *bytes, svod_str *ret_address, svod_error *e)
{
    runner *r = (runner *)host;
    char address[SVOD_PICTURE_ADDRESS];
    if (!r->options->pictures && !r->unkept) r->unkept = svod_pictures_new(NULL, "embedded:");
    svod_pictures *pictures = r->options->pictures ? r->options->pictures : r->unkept;
    svod_status status = svod_pictures_take(pictures, bytes, address, e);
    if (status != SVOD_OK) return status;
    *ret_address = svod_arena_dup(&r->memory, svod_str_of(address));
    return ret_address->p ? SVOD_OK : svod_no_memory(e);
}

static bool host_record(svod_host *host, svod_hash hash)
{
    runner *r = (runner *)host;
    bool known;
    if (r->failed != SVOD_OK) return true;
    r->failed = svod_normaliser_record(&r->normaliser, hash, &known, &r->error);
    return r->failed != SVOD_OK || known;
}

static svod_status host_emit(svod_host *host, const svod_offer *offer, svod_error *e)
{
    return svod_normaliser_put(&((runner *)host)->normaliser, offer, e);
}

static void host_diag(svod_host *host, svod_severity severity, const char *id, const svod_at *at, const char *format, ...)
{
    runner *r = (runner *)host;
    va_list args;
    va_start(args, format);
    svod_diag_vadd(r->diag, severity, id, svod_source_member_name(r->source), at, format, args);
    va_end(args);
    svod_normaliser_said(&r->normaliser, id);
}

static void host_understood(svod_host *host, const svod_understood *what)
{
    const svod_run_options *options = ((runner *)host)->options;
    options->understood(options->understood_context, what);
}

static void runner_init(runner *r, svod_source *source, const svod_parser *parser, const svod_run_options *options,
                        svod_diag *diag, svod_sink *sink)
{
    *r = (runner){.source = source, .parser = parser, .options = options, .diag = diag, .converted = {.fd = -1}};
    svod_arena_init_try(&r->memory, MEMORY_CAP);
    svod_arena_init_try(&r->step, STEP_CAP);
    svod_normaliser_init(&r->normaliser, sink, diag, svod_source_name(source), options->supplier_currency, options->sizes);
    r->host = (svod_host){.abi = SVOD_PARSER_ABI,
                          .struct_size = sizeof(svod_host),
                          .ahead = host_ahead,
                          .consume = host_consume,
                          .memory = &r->memory,
                          .step = &r->step,
                          .record = host_record,
                          .emit = host_emit,
                          .diag = host_diag,
                          .name = svod_str_of(svod_source_name(source)),
                          .sizes = options->sizes,
                          .understood = options->understood ? host_understood : NULL,
                          .members = svod_source_members(source),
                          .member = host_member,
                          .file = host_file,
                          .convert = host_convert,
                          .decode = host_decode,
                          .picture = host_picture};
}

static void runner_release(runner *r)
{
    svod_normaliser_release(&r->normaliser);
    svod_converted_release(&r->converted);
    svod_pictures_free(r->unkept);
    svod_arena_release(&r->step);
    svod_arena_release(&r->memory);
}

static svod_status begin(runner *r, void **ret_state, svod_error *e)
{
    const char *p;
    size_t n;
    if (r->host.members > 1 && !(r->parser->flags & SVOD_PARSER_MEMBERS))
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.several-files",
                         "the parser %s reads one file at a time, and here are %zu; name one of them", r->parser->name,
                         r->host.members);
    svod_status status = svod_source_ahead(r->source, 1, &p, &n, e);
    if (status != SVOD_OK) return status;
    if (n == 0) return svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.empty", "the file is empty");
    if (r->parser->flags & SVOD_PARSER_TEXT) {
        status = svod_source_decode(r->source, r->options->encoding, e);
        if (status != SVOD_OK) return status;
        r->host.encoding = svod_source_encoding(r->source);
    }
    void *options = svod_arena_calloc(&r->memory, 1, r->parser->options_size);
    if (!options) return svod_no_memory(e);
    status = svod_options_fill(r->parser->options, options, r->options->parser_options, &r->memory, e);
    return status == SVOD_OK ? r->parser->open(&r->host, options, ret_state, e) : status;
}

static void show_progress(const runner *r)
{
    if (r->options->progress)
        r->options->progress(r->options->progress_context, svod_source_taken(r->source), svod_source_size(r->source),
                             r->normaliser.offers);
}

static svod_status steps(runner *r, void *state, svod_error *e)
{
    for (unsigned step = 1;; step++) {
        svod_status status = r->parser->next(state, e);
        if (r->failed != SVOD_OK) {
            if (e) *e = r->error;
            return r->failed;
        }
        if (status != SVOD_OK) return status;
        svod_arena_clear(&r->step);
        if (step % PROGRESS_EVERY == 0) show_progress(r);
    }
}

svod_status svod_run(svod_source *source, const svod_parser *parser, const svod_run_options *options, svod_diag *diag,
                     svod_sink *sink, svod_run_counts *ret, svod_error *e)
{
    runner r;
    int64_t errors = diag->errors, warnings = diag->warnings;
    runner_init(&r, source, parser, options, diag, sink);
    void *state = NULL;
    svod_status status = begin(&r, &state, e);
    if (status == SVOD_OK) {
        status = steps(&r, state, e);
        parser->close(state);
    }
    bool complete = status == SVOD_END;
    /* A catalog that offers nothing is a broken or a wrong file: taken at its word it would empty what is stored. */
    if (status >= SVOD_OK && r.normaliser.offers == 0)
        status = svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.no-offers", "no offer was found in it (read with the parser %s)",
                           parser->name);
    if (status >= SVOD_OK) status = sink->end(sink, complete, e);
    if (status < SVOD_OK) svod_error_at(e, svod_source_name(source), 0, 0);
    show_progress(&r);
    *ret = (svod_run_counts){.records = r.normaliser.records,
                             .offers = r.normaliser.offers,
                             .kept = r.normaliser.kept,
                             .errors = diag->errors - errors,
                             .warnings = diag->warnings - warnings,
                             .complete = complete};
    runner_release(&r);
    return status < SVOD_OK ? status : SVOD_OK;
}

svod_hash svod_run_context(const svod_parser *parser, const svod_run_options *options)
{
    svod_buf all = SVOD_BUF_INIT;
    svod_buf_printf(&all, "%s %s %d", SVOD_VERSION, parser->name, (int)options->sizes);
    svod_buf_char(&all, 0);
    svod_buf_str(&all, options->supplier_currency);
    svod_buf_char(&all, 0);
    svod_buf_str(&all, options->encoding);
    for (size_t i = 0; i < options->parser_options.n; i++) {
        svod_buf_char(&all, 0);
        svod_buf_str(&all, options->parser_options.v[i].name);
        svod_buf_char(&all, 0);
        svod_buf_str(&all, options->parser_options.v[i].value);
    }
    svod_hash hash = svod_hash_bytes(all.p, all.n, 0);
    svod_buf_release(&all);
    return hash;
}
