/* What of a purchase rests on texts of the catalog, for the organiser to confirm. */
#include "write/confirm.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

#include <svod/kit.h>

#include <string.h>

svod_str svod_evidence_place(svod_str place, svod_lang lang)
{
    static const char *const places[] = {N_("name"), N_("description"), N_("category"), N_("size"), N_("heading")};
    for (size_t i = 0; i < SVOD_COUNT(places); i++)
        if (svod_str_is(place, places[i])) return svod_str_of(svod_tr(lang, places[i]));
    return place;
}

static void put_source(svod_buf *out, const svod_evidence *evidence, svod_lang lang)
{
    svod_buf_printf(out, svod_tr(lang, " (%.*s: \"%.*s\")"), SVOD_FMT(svod_evidence_place(evidence->place, lang)),
                    SVOD_FMT(evidence->text));
}

/* ---- rows ---- */

static bool reads_back(svod_str text, const svod_row_cell *row, size_t n)
{
    svod_arena memory;
    svod_sizes read;
    svod_arena_init(&memory);
    bool same = svod_read_row(&memory, text, &read) && read.n == n;
    for (size_t i = 0; same && i < n; i++)
        same = read.cells[i].count == row[i].count && svod_str_eq(read.cells[i].size, row[i].size);
    svod_arena_release(&memory);
    return same;
}

static void put_cells(svod_buf *out, const svod_row_cell *row, size_t n, bool dashes)
{
    for (size_t i = 0; i < n; i++) {
        if (i) svod_buf_cstr(out, dashes ? "-" : ", ");
        svod_buf_str(out, row[i].size);
        if (!dashes)
            svod_buf_printf(out, "(%lld)", (long long)row[i].count);
        else if (row[i].count != 1)
            svod_buf_printf(out, ":%lld", (long long)row[i].count);
    }
}

bool svod_put_row(svod_buf *out, const svod_row_cell *row, size_t n)
{
    size_t from = out->n;
    for (int dashes = 1; dashes >= 0; dashes--) {
        put_cells(out, row, n, dashes);
        if (reads_back(svod_str_sub(svod_buf_view(out), from, out->n), row, n)) return true;
        out->n = from;
    }
    return false;
}

/* ---- lines ---- */

static void put_quoted(svod_buf *out, svod_str text)
{
    svod_buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\') svod_buf_char(out, '\\');
        svod_buf_char(out, (unsigned char)text.p[i] < 0x20 ? ' ' : text.p[i]);
    }
    svod_buf_char(out, '"');
}

static svod_str article_of(const svod_stop_offer *o)
{
    return o->article.n ? o->article : o->item;
}

/* What the line says besides whose it is: what the texts say, and what the rule that it goes before says already. False: it
 * cannot be said. */
static bool put_terms(svod_buf *out, const svod_stop_offer *o, const svod_reliance *r)
{
    const svod_lot_rule *rule = r->rule;
    const svod_row_cell *row = r->row ? o->row : rule ? rule->row : NULL;
    size_t row_n = r->row ? o->row_n : rule ? rule->row_n : 0;
    int64_t pack = r->step ? o->step_quantity : rule ? rule->pack : 0;
    int64_t min = r->min ? o->min_quantity : rule ? rule->min : 0;
    if (row_n) {
        svod_buf_cstr(out, ", row: \"");
        if (!svod_put_row(out, row, row_n)) return false;
        svod_buf_char(out, '"');
    }
    if (pack) svod_buf_printf(out, ", pack: %lld", (long long)pack);
    if (min) svod_buf_printf(out, ", min: %lld", (long long)min);
    return true;
}

static bool same_way(const svod_stop_offer *a, const svod_stop_offer *b)
{
    bool same = a->min_quantity == b->min_quantity && a->step_quantity == b->step_quantity && a->row_n == b->row_n;
    for (size_t i = 0; same && i < a->row_n; i++)
        same = a->row[i].count == b->row[i].count && svod_str_eq(a->row[i].size, b->row[i].size);
    return same;
}

typedef struct maker {
    svod_arena *arena;
    const svod_demand *demand;
    bool *mixed; /* per folded article (or item): its offers are sold in several ways */
    SVOD_VEC(svod_confirm) list;
    svod_map seen; /* lines made already */
} maker;

static uint32_t key_of(const svod_demand *d, uint32_t o)
{
    return d->folded.article[o] ? d->folded.article[o] : d->folded.item[o];
}

static void find_mixed(maker *m)
{
    const svod_demand *d = m->demand;
    uint32_t *first = svod_alloc((d->folded.texts_n + 1) * sizeof *first);
    memset(first, 0xFF, (d->folded.texts_n + 1) * sizeof *first);
    for (uint32_t o = 0; o < d->offers_n; o++) {
        uint32_t key = key_of(d, o);
        if (first[key] == SVOD_NO_OFFER)
            first[key] = o;
        else
            m->mixed[key] = m->mixed[key] || !same_way(&d->offers[first[key]], &d->offers[o]);
    }
    svod_free(first);
}

static void add(maker *m, const svod_reliance *r)
{
    const svod_stop_offer *o = &m->demand->offers[r->offer];
    bool narrow = m->mixed[key_of(m->demand, r->offer)];
    /* A row is made of all its sizes. */
    bool row = r->row || (r->rule && r->rule->row_n);
    svod_buf line = SVOD_BUF_INIT, title = SVOD_BUF_INIT;
    svod_buf_cstr(&line, "- {article: ");
    put_quoted(&line, article_of(o));
    svod_buf_str(&title, article_of(o));
    if (narrow && o->colour.n) {
        svod_buf_cstr(&line, ", colour: ");
        put_quoted(&line, o->colour);
        svod_buf_printf(&title, " %.*s", SVOD_FMT(o->colour));
    }
    if (narrow && !row && o->size.n) {
        svod_buf_cstr(&line, ", size: ");
        put_quoted(&line, o->size);
        svod_buf_printf(&title, " %.*s", SVOD_FMT(o->size));
    }
    bool sayable = put_terms(&line, o, r);
    svod_buf_char(&line, '}');
    svod_str key = svod_arena_dup(m->arena, svod_buf_view(&line));
    if (!svod_map_at(&m->seen, key)) {
        svod_map_put(&m->seen, key, 0);
        svod_confirm one = {r, svod_arena_dup(m->arena, svod_buf_view(&title)), sayable ? key : (svod_str){0}};
        SVOD_VEC_PUSH(&m->list, one);
    }
    svod_buf_release(&line);
    svod_buf_release(&title);
}

size_t svod_confirms_make(svod_arena *arena, const svod_demand *demand, const svod_lots *lots, const svod_confirm **ret)
{
    *ret = NULL;
    if (lots->relies_n == 0) return 0;
    maker m = {.arena = arena, .demand = demand};
    m.mixed = svod_calloc(demand->folded.texts_n + 1, sizeof *m.mixed);
    find_mixed(&m);
    for (size_t i = 0; i < lots->relies_n; i++) add(&m, &lots->relies[i]);
    svod_confirm *list = svod_arena_alloc(arena, m.list.n * sizeof *list);
    memcpy(list, m.list.v, m.list.n * sizeof *list);
    size_t n = m.list.n;
    svod_free(m.mixed);
    svod_map_release(&m.seen);
    SVOD_VEC_RELEASE(&m.list);
    *ret = list;
    return n;
}

void svod_confirm_says(svod_buf *out, const svod_stop_offer *o, const svod_reliance *r, svod_lang lang)
{
    const char *comma = "";
    if (r->row) {
        svod_buf_printf(out, "%s ", svod_tr(lang, "row"));
        put_cells(out, o->row, o->row_n, true);
        put_source(out, &o->row_evidence, lang);
        comma = ", ";
    }
    if (r->step) {
        svod_buf_cstr(out, comma);
        svod_buf_printf(out, svod_tr(lang, "order multiple %lld"), (long long)o->step_quantity);
        put_source(out, &o->step_evidence, lang);
        comma = ", ";
    }
    if (r->min) {
        svod_buf_cstr(out, comma);
        svod_buf_printf(out, svod_tr(lang, "minimum %lld"), (long long)o->min_quantity);
        put_source(out, &o->min_evidence, lang);
    }
}
