/* What svod probe found, for programs. */
#include "cli/probe.h"

#include "base/attrs.h"
#include "base/str.h"
#include "write/json.h"

static void add_bids(const svod_findings *f, svod_json *json)
{
    svod_json_object(json, "bids");
    for (size_t i = 0; i < svod_registry_count(f->registry) && !f->forced; i++)
        svod_json_int(json, svod_registry_at(f->registry, i).parser->name, f->bids[i]);
    svod_json_end_object(json);
}

static void add_understood(const svod_findings *f, svod_json *json)
{
    svod_json_array(json, "understood");
    for (size_t i = 0; i < f->understood.n; i++) {
        const svod_understood *u = &f->understood.v[i];
        svod_json_object(json, NULL);
        svod_json_text(json, "what", svod_str_of(u->what));
        if (u->at.sheet.n) svod_json_text(json, "sheet", u->at.sheet);
        if (strcmp(u->what, "headings") == 0) {
            svod_json_int(json, u->at.row ? "row" : "line", u->at.row ? u->at.row : u->at.line);
        } else {
            if (u->number) svod_json_int(json, "number", u->number);
            svod_json_text(json, "name", u->subject);
            svod_json_text(json, "field", svod_str_of(u->field));
            svod_json_text(json, "reason", svod_str_of(u->reason));
            svod_json_int(json, "confidence", u->confidence);
        }
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void add_counts(const svod_findings *f, svod_json *json)
{
    const struct {
        const char *name;
        int64_t n;
    } counts[] = {{"records", f->counts.records},
                  {"offers", f->offers},
                  {"price", f->priced},
                  {"size", f->sized},
                  {"colour", f->coloured},
                  {"pictures", f->pictured},
                  {"stock", f->stocked},
                  {"row", f->rows},
                  {"step_quantity", f->packs},
                  {"min_quantity", f->minimums},
                  {"evidence", f->guessed},
                  {"price_tiers", f->tiered},
                  {"categories", (int64_t)f->categories.n},
                  {"errors", f->diag.errors},
                  {"warnings", f->diag.warnings}};
    svod_json_object(json, "counts");
    for (size_t i = 0; i < SVOD_COUNT(counts); i++) svod_json_int(json, counts[i].name, counts[i].n);
    svod_json_end_object(json);
    svod_json_array(json, "prices");
    for (size_t i = 0; i < f->prices_n; i++) {
        svod_json_object(json, NULL);
        svod_json_text(json, "currency", f->prices[i].currency);
        svod_json_int(json, "offers", f->prices[i].count);
        svod_json_dec(json, "least", f->prices[i].least);
        svod_json_dec(json, "most", f->prices[i].most);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void add_offers(const svod_findings *f, svod_json *json)
{
    svod_json_array(json, "offers");
    for (size_t i = 0; i < f->shown_n; i++) {
        const svod_offer *o = &f->shown[i];
        svod_json_object(json, NULL);
        svod_json_text(json, "offer", o->offer);
        svod_json_text(json, "source_id", o->source_id);
        svod_json_text(json, "article", o->article);
        svod_json_text(json, "name", o->name);
        svod_json_text(json, "colour", o->colour);
        svod_json_text(json, "size", o->size);
        svod_json_dec(json, "price", o->price);
        svod_json_text(json, "currency", o->currency);
        if (o->stock >= 0)
            svod_json_int(json, "stock", o->stock);
        else
            svod_json_null(json, "stock");
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void add_guesses(const svod_findings *f, svod_json *json)
{
    svod_json_array(json, "evidence");
    for (size_t i = 0; i < f->guesses_n; i++) {
        const svod_finding_guess *g = &f->guesses[i];
        svod_json_object(json, NULL);
        svod_json_text(json, "offer", g->offer);
        svod_json_text(json, "field", svod_str_of(g->field));
        svod_json_text(json, "value", g->value);
        svod_json_text(json, "from", g->place);
        svod_json_text(json, "text", g->text);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void add_kinds(const svod_findings *f, svod_json *json)
{
    static const char *const words[] = {"note", "warning", "error"};
    svod_json_array(json, "diagnostics");
    for (size_t i = 0; i < f->kinds_n; i++) {
        const svod_finding_kind *kind = &f->kinds[i];
        svod_json_object(json, NULL);
        svod_json_text(json, "severity", svod_str_of(words[kind->severity]));
        svod_json_text(json, "id", kind->id);
        svod_json_int(json, "count", kind->count);
        svod_json_text(json, "where", kind->where);
        svod_json_text(json, "text", kind->text);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

void svod_findings_json(const svod_findings *f, bool good, svod_buf *out)
{
    svod_json json;
    svod_json_begin(&json, out);
    svod_json_object(&json, NULL);
    svod_json_text(&json, "source", f->given);
    if (f->parser)
        svod_json_text(&json, "parser", svod_str_of(f->parser->name));
    else
        svod_json_null(&json, "parser");
    svod_json_text(&json, "encoding", f->encoding);
    if (f->bytes >= 0)
        svod_json_int(&json, "bytes", f->bytes);
    else
        svod_json_null(&json, "bytes");
    add_bids(f, &json);
    svod_json_bool(&json, "complete", f->counts.complete);
    add_understood(f, &json);
    add_counts(f, &json);
    add_offers(f, &json);
    add_guesses(f, &json);
    add_kinds(f, &json);
    svod_buf profile = SVOD_BUF_INIT;
    if (good) svod_findings_profile(f, f->given, &profile);
    if (good) svod_json_text(&json, "profile", svod_buf_view(&profile));
    svod_buf_release(&profile);
    svod_json_end_object(&json);
}
