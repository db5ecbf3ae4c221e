/* What svod probe found, for people: at most 100 places wide. */
#include "cli/probe.h"

#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "cli/columns.h"
#include "text/show.h"
#include "write/confirm.h"

enum {
    WIDTH = 100,
    LABEL = 22,
    HEADING_MOST = 36,
    ARTICLE_MOST = 14,
    NAME_MOST = 30,
    COLOUR_MOST = 12,
    SIZE_MOST = 8,
    KINDS_SHOWN = 12,
    NAMES_SHOWN = 40
};

typedef struct paper {
    const svod_findings *f;
    svod_buf *out;
    svod_lang lang;
    bool bold;
} paper;

/* Nothing a supplier wrote may drive the terminal. */
static void add_plain(svod_buf *out, svod_str s)
{
    for (size_t i = 0; i < s.n; i++) svod_buf_char(out, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F ? ' ' : s.p[i]);
}

static void add_spaces(svod_buf *out, size_t n)
{
    while (n-- > 0) svod_buf_char(out, ' ');
}

static void add_title(const paper *p, const char *title)
{
    svod_buf_printf(p->out, "\n%s%s%s\n", p->bold ? "\033[1m" : "", title, p->bold ? "\033[0m" : "");
}

/* Words one after another, wrapped, with a margin on the left. */
typedef struct wrapped {
    svod_buf *out;
    size_t margin, at;
    bool placed; /* the margin of the first line is there */
} wrapped;

static void wrap_word(wrapped *w, svod_str word)
{
    size_t width = svod_text_width(word);
    if (w->at > 0 && w->margin + w->at + 1 + width > WIDTH) {
        svod_buf_char(w->out, '\n');
        w->at = 0;
    }
    if (w->at > 0) svod_buf_char(w->out, ' ');
    if (w->at == 0 && !w->placed) add_spaces(w->out, w->margin);
    w->placed = false;
    w->at += width + (w->at > 0);
    add_plain(w->out, word);
}

static void wrap_text(wrapped *w, svod_str text)
{
    svod_str word;
    while (svod_str_split(&text, ' ', &word))
        if (word.n) wrap_word(w, word);
}

/* "  label        value" */
static void add_fact(const paper *p, const char *label, svod_str value)
{
    size_t width = svod_text_width(svod_str_of(label));
    svod_buf_printf(p->out, "  %s", label);
    add_spaces(p->out, width < LABEL ? LABEL - width : 1);
    wrapped w = {p->out, LABEL + 2, 0, true};
    wrap_text(&w, value);
    svod_buf_char(p->out, '\n');
}

/* ---- the source ---- */

static void add_place(svod_buf *out, const svod_at *at)
{
    if (at->sheet.n) {
        svod_buf_printf(out, _("sheet \"%.*s\""), SVOD_FMT(at->sheet));
        svod_buf_cstr(out, ", ");
    }
    if (at->row)
        svod_buf_printf(out, _("row %ld"), at->row);
    else
        svod_buf_printf(out, _("line %ld"), at->line);
}

static void show_source(const paper *p)
{
    const svod_findings *f = p->f;
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_printf(p->out, "%s", p->bold ? "\033[1m" : "");
    add_plain(p->out, f->given);
    svod_buf_printf(p->out, "%s\n", p->bold ? "\033[0m" : "");
    if (f->parser) {
        svod_buf_printf(&text, "%s: %s", f->parser->name, _(f->parser->title));
        add_fact(p, _("format"), svod_buf_view(&text));
    } else {
        add_fact(p, _("format"), svod_str_of(_("not recognised")));
    }
    add_fact(p, _("encoding"), f->encoding.n ? f->encoding : svod_str_of(_("none: not a text")));
    if (f->bytes >= 0) {
        svod_buf_clear(&text);
        svod_show_count(&text, f->bytes, p->lang);
        svod_buf_printf(&text, " %s", svod_trn(p->lang, "byte", "bytes", (unsigned long)f->bytes));
        add_fact(p, _("length"), svod_buf_view(&text));
    }
    svod_buf_clear(&text);
    for (size_t i = 0; i < svod_registry_count(f->registry) && !f->forced; i++)
        svod_buf_printf(&text, "%s%s %d", i ? ", " : "", svod_registry_at(f->registry, i).parser->name, f->bids[i]);
    add_fact(p, _("parsers' bids"), text.n ? svod_buf_view(&text) : svod_str_of(_("none: the parser was named")));
    svod_buf_release(&text);
}

/* ---- columns and parameters ---- */

static const char *reason_words(const svod_understood *u)
{
    if (strcmp(u->reason, "name") == 0) return strcmp(u->what, "param") == 0 ? _("its name") : _("its heading");
    if (strcmp(u->reason, "content") == 0) return _("what is in it");
    if (strcmp(u->reason, "profile") == 0) return _("you said so");
    return "";
}

static bool is_filled(const svod_understood *u)
{
    return u->field[0] && u->field[0] != '-';
}

/* One line of the table; without `writing` it is only measured. */
static void understood_cells(const paper *p, const svod_understood *u, svod_columns *c, bool writing)
{
    char number[24] = "", sure[24];
    if (u->number) snprintf(number, sizeof number, "%ld", u->number);
    snprintf(sure, sizeof sure, "%d", u->confidence);
    const svod_str cells[] = {{"", 0},
                              svod_str_of(number),
                              u->subject.n ? u->subject : svod_str_of(_("(no heading)")),
                              svod_str_of(u->field),
                              svod_str_of(sure),
                              svod_str_of(reason_words(u))};
    if (writing)
        svod_columns_row(c, p->out, cells);
    else
        svod_columns_fit(c, cells);
}

static void headings_cells(const paper *p, svod_columns *c, bool writing, bool params)
{
    const svod_str cells[] = {{"", 0},
                              svod_str_of(params ? "" : _("no.")),
                              svod_str_of(params ? _("parameter") : _("heading")),
                              svod_str_of(_("field")),
                              svod_str_of(_("sure, %")),
                              svod_str_of(_("known by"))};
    if (writing)
        svod_columns_row(c, p->out, cells);
    else
        svod_columns_fit(c, cells);
}

/* Names of what fills no field, `reason` or all but those. */
static void show_names(const paper *p, const char *what, bool other, const char *label)
{
    wrapped w = {p->out, 4, 0, false};
    svod_buf name = SVOD_BUF_INIT;
    size_t n = 0;
    for (size_t i = 0; i < p->f->understood.n; i++) {
        const svod_understood *u = &p->f->understood.v[i];
        if (strcmp(u->what, what) != 0 || u->field[0] || (strcmp(u->reason, "other") == 0) != other) continue;
        if (u->subject.n == 0 || n++ >= NAMES_SHOWN) continue;
        if (n == 1) svod_buf_printf(p->out, "  %s\n", label);
        svod_buf_clear(&name);
        if (n > 1) wrap_word(&w, SVOD_STR("·"));
        wrap_text(&w, u->subject);
    }
    if (n > NAMES_SHOWN) {
        svod_buf_clear(&name);
        svod_buf_printf(&name, _("… and %zu more"), n - NAMES_SHOWN);
        wrap_text(&w, svod_buf_view(&name));
    }
    if (n) svod_buf_char(p->out, '\n');
    svod_buf_release(&name);
}

static void show_understood(const paper *p, const char *what)
{
    const svod_findings *f = p->f;
    bool params = strcmp(what, "param") == 0;
    svod_columns c = {.n = 6};
    c.right[1] = c.right[4] = true;
    c.most[2] = HEADING_MOST;
    size_t all = 0, filled = 0, tables = 0;
    for (size_t i = 0; i < f->understood.n; i++) {
        const svod_understood *u = &f->understood.v[i];
        tables += strcmp(u->what, "headings") == 0;
        if (strcmp(u->what, what) != 0) continue;
        all++;
        filled += is_filled(u);
        if (is_filled(u)) understood_cells(p, u, &c, false);
    }
    if (all == 0) return;
    add_title(p, params ? _("Parameters") : _("Columns"));
    if (!params && tables == 0)
        svod_buf_printf(p->out, "  %s\n", _("there is no row of headings: known by what is in them"));
    headings_cells(p, &c, false, params);
    bool headed = false;
    for (size_t i = 0; i < f->understood.n; i++) {
        const svod_understood *u = &f->understood.v[i];
        if (!params && strcmp(u->what, "headings") == 0) {
            svod_buf_printf(p->out, "  %s: ", _("headings"));
            add_place(p->out, &u->at);
            svod_buf_char(p->out, '\n');
        }
        if (strcmp(u->what, what) != 0 || !is_filled(u)) continue;
        if (!headed) headings_cells(p, &c, true, params);
        headed = true;
        understood_cells(p, u, &c, true);
    }
    if (filled == 0)
        svod_buf_printf(p->out, "  %s\n", params ? _("none names a size or a colour") : _("none is understood"));
    show_names(p, what, true, _("could be prices too; columns: {price: …} chooses another:"));
    show_names(p, what, false, _("kept as attributes:"));
}

/* ---- counts ---- */

static void show_count(const paper *p, const char *label, int64_t n)
{
    svod_buf text = SVOD_BUF_INIT;
    if (n > 0 && n == p->f->offers)
        svod_buf_cstr(&text, _("all"));
    else if (n == 0)
        svod_buf_cstr(&text, "–");
    else
        svod_show_count(&text, n, p->lang);
    add_fact(p, label, svod_buf_view(&text));
    svod_buf_release(&text);
}

static void show_prices(const paper *p)
{
    svod_buf text = SVOD_BUF_INIT;
    for (size_t i = 0; i < p->f->prices_n; i++) {
        const svod_finding_prices *one = &p->f->prices[i];
        svod_buf_clear(&text);
        svod_show_money(&text, one->least, one->currency, p->lang);
        if (one->most != one->least) {
            svod_buf_cstr(&text, " … ");
            svod_show_money(&text, one->most, one->currency, p->lang);
        }
        if (one->currency.n == 0) svod_buf_printf(&text, " (%s)", _("the catalog names no currency"));
        if (p->f->prices_n > 1) {
            svod_buf_cstr(&text, ": ");
            svod_show_count(&text, one->count, p->lang);
        }
        add_fact(p, i ? "" : _("prices from … to"), svod_buf_view(&text));
    }
    svod_buf_release(&text);
}

static void show_counts(const paper *p)
{
    const svod_findings *f = p->f;
    svod_buf text = SVOD_BUF_INIT;
    add_title(p, _("Counts"));
    svod_show_count(&text, f->counts.records, p->lang);
    add_fact(p, _("records"), svod_buf_view(&text));
    svod_buf_clear(&text);
    svod_show_count(&text, f->offers, p->lang);
    add_fact(p, _("offers"), svod_buf_view(&text));
    svod_buf_release(&text);
    if (f->offers == 0) return;
    show_count(p, _("with a price"), f->priced);
    show_prices(p);
    const struct {
        const char *label;
        int64_t n;
    } lines[] = {{_("with a size"), f->sized},       {_("with a colour"), f->coloured},  {_("with a picture"), f->pictured},
                 {_("with stock"), f->stocked},      {_("sold in rows"), f->rows},       {_("sold in packs"), f->packs},
                 {_("with a minimum"), f->minimums}, {_("with price tiers"), f->tiered}, {_("categories"), 0}};
    for (size_t i = 0; i + 1 < SVOD_COUNT(lines); i++) show_count(p, lines[i].label, lines[i].n);
    svod_buf count = SVOD_BUF_INIT;
    svod_show_count(&count, (int64_t)f->categories.n, p->lang);
    add_fact(p, _("categories"), f->categories.n ? svod_buf_view(&count) : SVOD_STR("–"));
    svod_buf_release(&count);
}

/* What was read in texts: to be confirmed at `close`. */
static void show_guesses(const paper *p)
{
    const svod_findings *f = p->f;
    if (f->guessed == 0) return;
    svod_buf text = SVOD_BUF_INIT;
    add_title(p, _("Read in texts, to be confirmed when the purchase is closed"));
    show_count(p, _("offers"), f->guessed);
    for (size_t i = 0; i < f->guesses_n; i++) {
        const svod_finding_guess *g = &f->guesses[i];
        svod_buf_clear(&text);
        svod_buf_str(&text, g->value);
        svod_buf_printf(&text, _(" (%.*s: \"%.*s\")"), SVOD_FMT(svod_evidence_place(g->place, p->lang)), SVOD_FMT(g->text));
        add_fact(p, g->field, svod_buf_view(&text));
    }
    svod_buf_release(&text);
}

/* ---- offers ---- */

static void offer_cells(const paper *p, const svod_offer *o, svod_columns *c, bool writing)
{
    svod_buf price = SVOD_BUF_INIT, stock = SVOD_BUF_INIT;
    if (o->price != SVOD_DEC_NONE) svod_show_money(&price, o->price, o->currency, p->lang);
    if (o->stock >= 0)
        svod_show_count(&stock, o->stock, p->lang);
    else if (o->available >= 0)
        svod_buf_cstr(&stock, o->available ? _("yes") : _("no"));
    /* An id that was made of the name says nothing new. */
    svod_str id = svod_str_eq(o->source_id, o->name) ? (svod_str){0} : o->source_id;
    const svod_str cells[] = {
        {"", 0}, o->article.n ? o->article : id, o->name, o->colour, o->size, svod_buf_view(&price), svod_buf_view(&stock)};
    if (writing)
        svod_columns_row(c, p->out, cells);
    else
        svod_columns_fit(c, cells);
    svod_buf_release(&price);
    svod_buf_release(&stock);
}

static void show_offers(const paper *p)
{
    const svod_findings *f = p->f;
    if (f->shown_n == 0) return;
    svod_columns c = {.n = 7};
    c.right[5] = c.right[6] = true;
    c.most[1] = ARTICLE_MOST;
    c.most[2] = NAME_MOST;
    c.most[3] = COLOUR_MOST;
    c.most[4] = SIZE_MOST;
    const svod_str heading[] = {{"", 0},
                                svod_str_of(_("article")),
                                svod_str_of(_("name")),
                                svod_str_of(_("colour")),
                                svod_str_of(_("size")),
                                svod_str_of(_("price")),
                                svod_str_of(_("stock"))};
    svod_columns_fit(&c, heading);
    for (size_t i = 0; i < f->shown_n; i++) offer_cells(p, &f->shown[i], &c, false);
    add_title(p, _("First offers"));
    svod_columns_row(&c, p->out, heading);
    for (size_t i = 0; i < f->shown_n; i++) offer_cells(p, &f->shown[i], &c, true);
}

/* ---- what could not be read ---- */

static void show_kinds(const paper *p)
{
    static const char *const words[] = {N_("note"), N_("warning"), N_("error")};
    const svod_findings *f = p->f;
    if (f->kinds_n == 0) return;
    add_title(p, _("What could not be read, and what was assumed"));
    size_t shown = 0;
    svod_buf text = SVOD_BUF_INIT;
    for (int severity = SVOD_ERROR; severity >= SVOD_NOTE; severity--) {
        for (size_t i = 0; i < f->kinds_n; i++) {
            const svod_finding_kind *kind = &f->kinds[i];
            if ((int)kind->severity != severity || shown == KINDS_SHOWN) continue;
            shown++;
            svod_buf_clear(&text);
            bool line = kind->where.n && kind->where.p[0] >= '0' && kind->where.p[0] <= '9';
            svod_buf_cstr(&text, _(words[severity]));
            if (line)
                svod_buf_printf(&text, _(", line %.*s"), SVOD_FMT(kind->where));
            else if (kind->where.n)
                svod_buf_printf(&text, ", %.*s", SVOD_FMT(kind->where));
            svod_buf_printf(&text, ": %.*s", SVOD_FMT(kind->text));
            if (kind->count > 1) svod_buf_printf(&text, _(" (and %lld more of the kind)"), (long long)kind->count - 1);
            wrapped w = {p->out, 2, 0, false};
            wrap_text(&w, svod_buf_view(&text));
            svod_buf_char(p->out, '\n');
        }
    }
    if (f->kinds_n > shown) svod_buf_printf(p->out, _("  %zu more kinds; svod parse names them all\n"), f->kinds_n - shown);
    svod_buf_release(&text);
}

void svod_findings_show(const svod_findings *f, bool bold, svod_buf *out)
{
    const paper p = {f, out, f->cli->lang, bold};
    show_source(&p);
    show_understood(&p, "column");
    show_understood(&p, "param");
    if (f->parser) show_counts(&p);
    show_guesses(&p);
    show_offers(&p);
    show_kinds(&p);
}
