/* Reading a catalog to find out what it is. */
#include "cli/probe.h"

#include "base/attrs.h"
#include "base/str.h"
#include "engine/jsonl.h"
#include "write/confirm.h"

#include <stdio.h>

static svod_findings *of_sink(svod_sink *sink)
{
    return (svod_findings *)sink;
}

static svod_findings *of_diag(svod_diag *diag)
{
    return (svod_findings *)((char *)diag - offsetof(svod_findings, diag));
}

static svod_str kept(svod_findings *f, svod_str s)
{
    return s.n ? svod_arena_dup(f->arena, s) : (svod_str){0};
}

/* ---- offers ---- */

static void keep_offer(svod_findings *f, const svod_offer *o)
{
    svod_offer *own = &f->shown[f->shown_n++];
    svod_offer_clear(own);
    own->offer = kept(f, o->offer);
    own->article = kept(f, o->article);
    own->source_id = kept(f, o->source_id);
    own->name = kept(f, o->name);
    own->colour = kept(f, o->colour);
    own->size = kept(f, o->size);
    own->currency = kept(f, o->currency);
    own->price = o->price;
    own->available = o->available;
    own->stock = o->stock;
}

static void count_price(svod_findings *f, const svod_offer *o)
{
    if (o->price == SVOD_DEC_NONE) return;
    f->priced++;
    svod_finding_prices *p = f->prices;
    while (p < f->prices + f->prices_n && !svod_str_eq(p->currency, o->currency)) p++;
    if (p == f->prices + SVOD_FINDINGS_CURRENCIES) return;
    if (p == f->prices + f->prices_n) {
        *p = (svod_finding_prices){kept(f, o->currency), 0, o->price, o->price};
        f->prices_n++;
    }
    p->count++;
    p->least = SVOD_MIN(p->least, o->price);
    p->most = SVOD_MAX(p->most, o->price);
}

static void count_category(svod_findings *f, const svod_offer *o)
{
    svod_hash path = {0, 1};
    bool is_new;
    if (o->category.n == 0) return;
    for (size_t i = 0; i < o->category.n; i++)
        path = svod_hash_bytes(o->category.v[i].p, o->category.v[i].n, path.lo ^ (path.hi * 3));
    svod_hash_set_add(&f->categories, path, &is_new);
}

static void keep_guess(svod_findings *f, const svod_offer *o, const char *field, const svod_evidence *e, svod_str value)
{
    if (e->place.n == 0 || f->guesses_n == SVOD_FINDINGS_GUESSES) return;
    /* Sizes of one record say the same: one example is enough. */
    for (size_t i = 0; i < f->guesses_n; i++)
        if (svod_str_eq(f->guesses[i].text, e->text)) return;
    f->guesses[f->guesses_n++] =
        (svod_finding_guess){field, kept(f, o->offer), kept(f, value), kept(f, e->place), kept(f, e->text)};
}

static void count_guesses(svod_findings *f, const svod_offer *o)
{
    char text[24];
    if (!o->row_evidence.place.n && !o->step_evidence.place.n && !o->min_evidence.place.n) return;
    f->guessed++;
    svod_buf row = SVOD_BUF_INIT;
    if (o->row_evidence.place.n) svod_put_row(&row, o->row, o->row_n);
    keep_guess(f, o, "row", &o->row_evidence, svod_buf_view(&row));
    svod_buf_release(&row);
    snprintf(text, sizeof text, "%lld", (long long)o->step_quantity);
    keep_guess(f, o, "step_quantity", &o->step_evidence, svod_str_of(text));
    snprintf(text, sizeof text, "%lld", (long long)o->min_quantity);
    keep_guess(f, o, "min_quantity", &o->min_evidence, svod_str_of(text));
}

static svod_status put(svod_sink *sink, const svod_offer *o, svod_error *e)
{
    (void)e;
    svod_findings *f = of_sink(sink);
    f->offers++;
    f->sized += o->size.n > 0;
    f->coloured += o->colour.n > 0;
    f->pictured += o->pictures.n > 0;
    f->stocked += o->stock >= 0 || o->available >= 0;
    f->rows += o->row_n > 0;
    f->packs += o->step_quantity > 1;
    f->minimums += o->min_quantity > 1;
    f->tiered += o->tiers_n > 0;
    count_price(f, o);
    count_category(f, o);
    count_guesses(f, o);
    svod_buf_clear(&f->line);
    svod_json_offer(&f->line, o);
    f->digest = svod_hash_bytes(f->line.p, f->line.n, f->digest.lo ^ (f->digest.hi * 3));
    if (f->shown_n < SVOD_FINDINGS_SHOWN) keep_offer(f, o);
    return SVOD_OK;
}

static svod_status end(svod_sink *sink, bool complete, svod_error *e)
{
    (void)sink;
    (void)complete;
    (void)e;
    return SVOD_OK;
}

/* ---- what is said ---- */

static void understood(void *context, const svod_understood *what)
{
    svod_findings *f = context;
    /* A parameter may be told of each offer; where it once filled a field, that is what it is for. */
    for (size_t i = 0; i < f->understood.n && strcmp(what->what, "param") == 0; i++) {
        svod_understood *known = &f->understood.v[i];
        if (!svod_str_eq(known->subject, what->subject)) continue;
        if (!known->field[0] && what->field[0]) {
            known->field = what->field;
            known->reason = what->reason;
            known->confidence = what->confidence;
        }
        return;
    }
    if (f->understood.n == SVOD_FINDINGS_UNDERSTOOD) return;
    svod_understood own = *what;
    own.subject = kept(f, what->subject);
    own.at.sheet = kept(f, what->at.sheet);
    own.at.cell = kept(f, what->at.cell);
    own.at.page = kept(f, what->at.page);
    SVOD_VEC_PUSH(&f->understood, own);
}

static void say(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    svod_findings *f = of_diag(diag);
    size_t kind = 0;
    while (kind < f->kinds_n && !svod_str_is(f->kinds[kind].id, id)) kind++;
    if (kind == SVOD_FINDINGS_KINDS) {
        f->other_kinds++;
        return;
    }
    if (kind == f->kinds_n) {
        /* The file is named above everything: only the place in it is of interest. */
        svod_str at = svod_str_of(where);
        if (svod_str_starts(at, f->given)) at = svod_str_sub(at, f->given.n, at.n);
        if (svod_str_starts(at, SVOD_STR(":"))) at = svod_str_sub(at, 1, at.n);
        f->kinds[f->kinds_n++] =
            (svod_finding_kind){severity, kept(f, svod_str_of(id)), kept(f, at), kept(f, svod_str_of(text)), 0};
    }
    f->kinds[kind].count++;
}

/* ---- reading ---- */

void svod_findings_init(svod_findings *f, svod_cli *cli)
{
    *f = (svod_findings){
        .sink = {.put = put, .end = end}, .diag = {.say = say}, .cli = cli, .arena = cli->arena, .bytes = -1};
}

void svod_findings_release(svod_findings *f)
{
    SVOD_VEC_RELEASE(&f->understood);
    svod_hash_set_release(&f->categories);
    svod_buf_release(&f->line);
}

svod_status svod_findings_read(svod_findings *f, svod_error *e)
{
    const char *name = svod_arena_cstr(f->arena, f->given);
    svod_source *source = NULL;
    svod_progress progress;
    f->bids = svod_arena_calloc(f->arena, svod_registry_count(f->registry) + 1, sizeof *f->bids);
    svod_status status = svod_source_open(f->path, name, &source, e);
    if (status == SVOD_OK && !f->parser) status = svod_registry_detect(f->registry, source, &f->parser, f->bids, e);
    if (status == SVOD_OK) {
        svod_progress_begin(&progress, f->cli, name);
        f->options.progress = svod_progress_show;
        f->options.progress_context = &progress;
        f->options.understood = understood;
        f->options.understood_context = f;
        status = svod_run(source, f->parser, &f->options, &f->diag, &f->sink, &f->counts, e);
        svod_progress_end(&progress);
        f->options.progress_context = NULL;
    }
    if (source) {
        f->encoding = kept(f, svod_source_encoding(source));
        f->bytes = svod_source_size(source) >= 0 ? svod_source_size(source) : svod_source_taken(source);
    }
    svod_source_close(source);
    return status;
}

bool svod_findings_no_price_column(const svod_findings *f)
{
    bool table = false;
    for (size_t i = 0; i < f->understood.n; i++) {
        const svod_understood *u = &f->understood.v[i];
        if (strcmp(u->what, "column") != 0) continue;
        if (strcmp(u->field, "price") == 0 || strcmp(u->field, "price_tiers") == 0) return false;
        table = true;
    }
    return table && f->priced == 0;
}

svod_str svod_findings_currency(const svod_findings *f)
{
    svod_str found = {0};
    for (size_t i = 0; i < f->prices_n; i++) {
        if (f->prices[i].currency.n == 0) continue;
        if (found.n) return (svod_str){0};
        found = f->prices[i].currency;
    }
    return found;
}
