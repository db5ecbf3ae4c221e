/* Collecting what a parser run gives. */
#include "support/collect.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "engine/jsonl.h"

typedef struct remembered {
    svod_hash hash;
    SVOD_VEC(svod_hash) ids;
    svod_buf lines;
    bool forgotten;
} remembered;

struct memory_of_records {
    SVOD_VEC(remembered) records;
};

memory_of_records *memory_new(void)
{
    return svod_calloc(1, sizeof(memory_of_records));
}

static void drop_last(memory_of_records *m)
{
    remembered *last = &m->records.v[--m->records.n];
    SVOD_VEC_RELEASE(&last->ids);
    svod_buf_release(&last->lines);
}

void memory_free(memory_of_records *m)
{
    while (m->records.n) drop_last(m);
    SVOD_VEC_RELEASE(&m->records);
    svod_free(m);
}

void collected_release(collected *c)
{
    svod_buf_release(&c->offers);
    svod_buf_release(&c->diags);
}

typedef struct collector {
    svod_sink sink;
    svod_diag diag;
    collected *to;
    const memory_of_records *yesterday;
    memory_of_records *today;
    remembered *current;
    const remembered *known;
} collector;

static void say(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    static const char *const words[] = {"note", "warning", "error"};
    collector *c = (collector *)((char *)diag - offsetof(collector, diag));
    svod_buf_printf(&c->to->diags, "%s: %s: %s [%s]\n", where, words[severity], text, id);
}

static void end_record(collector *c)
{
    if (c->current && c->current->forgotten) drop_last(c->today);
    c->current = NULL;
}

static bool record(svod_sink *sink, svod_hash hash, const svod_hash **ret_ids, size_t *ret_n)
{
    collector *c = (collector *)sink;
    if (c->today) {
        end_record(c);
        c->current = SVOD_VEC_ADD(&c->today->records);
        *c->current = (remembered){.hash = hash};
    }
    c->known = NULL;
    for (size_t i = 0; c->yesterday && i < c->yesterday->records.n; i++)
        if (svod_hash_eq(c->yesterday->records.v[i].hash, hash)) c->known = &c->yesterday->records.v[i];
    if (!c->known) return false;
    *ret_ids = c->known->ids.v;
    *ret_n = c->known->ids.n;
    return true;
}

static svod_status keep(svod_sink *sink, svod_error *e)
{
    (void)e;
    collector *c = (collector *)sink;
    svod_buf_add(&c->to->offers, c->known->lines.p, c->known->lines.n);
    if (!c->current) return SVOD_OK;
    svod_buf_add(&c->current->lines, c->known->lines.p, c->known->lines.n);
    for (size_t i = 0; i < c->known->ids.n; i++) SVOD_VEC_PUSH(&c->current->ids, c->known->ids.v[i]);
    return SVOD_OK;
}

static void forget(svod_sink *sink)
{
    collector *c = (collector *)sink;
    if (c->current) c->current->forgotten = true;
}

static svod_status put(svod_sink *sink, const svod_offer *offer, svod_error *e)
{
    (void)e;
    collector *c = (collector *)sink;
    size_t before = c->to->offers.n;
    svod_json_offer(&c->to->offers, offer);
    svod_buf_char(&c->to->offers, '\n');
    if (!c->current) return SVOD_OK;
    svod_buf_add(&c->current->lines, c->to->offers.p + before, c->to->offers.n - before);
    SVOD_VEC_PUSH(&c->current->ids, svod_hash_str(offer->offer));
    return SVOD_OK;
}

static svod_status end(svod_sink *sink, bool complete, svod_error *e)
{
    (void)sink;
    (void)complete;
    (void)e;
    return SVOD_OK;
}

static void collect_any(const svod_parser *parser, svod_source *source, const collect_options *options, collected *ret)
{
    static const svod_run_options standard;
    svod_buf_cstr(&ret->offers, "");
    svod_buf_cstr(&ret->diags, "");
    collector c = {.sink = {.record = record, .keep = keep, .forget = forget, .put = put, .end = end},
                   .diag = {.say = say},
                   .to = ret,
                   .yesterday = options->yesterday,
                   .today = options->today};
    if (!c.yesterday && !c.today) c.sink.record = NULL;
    if (ret->status == SVOD_OK)
        ret->status =
            svod_run(source, parser, options->run ? options->run : &standard, &c.diag, &c.sink, &ret->counts, &ret->error);
    if (ret->status < SVOD_OK)
        svod_buf_printf(&ret->diags, "%s%s%s: failed with %d: %s [%s]\n", ret->error.file, ret->error.where[0] ? ":" : "",
                        ret->error.where, ret->error.exit_code, ret->error.text, ret->error.id);
    end_record(&c);
    svod_source_close(source);
}

void collect(const svod_parser *parser, svod_str bytes, const char *name, const collect_options *options, collected *ret)
{
    svod_source *source = NULL;
    *ret = (collected){0};
    ret->status = svod_source_memory(bytes, name, options->chunk, &source, &ret->error);
    collect_any(parser, source, options, ret);
}

void collect_path(const svod_parser *parser, const char *path, const char *name, const collect_options *options,
                  collected *ret)
{
    svod_source *source = NULL;
    *ret = (collected){0};
    ret->status = svod_source_open(path, name, &source, &ret->error);
    collect_any(parser, source, options, ret);
}
