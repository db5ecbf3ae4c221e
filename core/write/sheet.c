/* sheets/NAME.html: what one participant gets and pays. */
#include "write/html.h"
#include "write/parts.h"
#include "write/words.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "text/date.h"
#include "text/show.h"

#include <stdlib.h>

static const char sheet_style[] =
    "main{max-width:46rem;margin:0 auto;padding:2.25rem 2.5rem 2rem;background:#fff;min-height:100vh}"
    "header{display:flex;justify-content:space-between;align-items:flex-start;gap:1.5rem;padding-bottom:1.5rem;"
    "border-bottom:2px solid var(--ink)}"
    ".over{font-size:.875rem;color:var(--soft);margin-bottom:.2rem}"
    ".who{margin-top:.5rem;font-size:1.15rem;overflow-wrap:anywhere}"
    ".due{flex:none;min-width:11rem;padding:.8rem 1.1rem;border-radius:.6rem;background:var(--tint);text-align:right}"
    ".due.back{background:var(--warn-tint)}.due.done{background:var(--pale)}"
    ".due b{display:block;font-size:1.5rem;font-weight:650;line-height:1.25;white-space:nowrap}"
    ".goods{list-style:none}"
    ".goods li{display:grid;grid-template-columns:4.5rem 1fr;gap:0 1rem;padding:.9rem 0;border-top:1px solid var(--line);"
    "break-inside:avoid}"
    ".goods li:first-child{border-top:0;padding-top:.3rem}"
    ".pic{width:4.5rem;height:5.4rem;border-radius:.4rem;background:var(--pale);overflow:hidden;display:flex;"
    "align-items:center;justify-content:center;color:#aab2b8;font-size:1.6rem}"
    ".pic img{width:100%;height:100%;object-fit:cover}"
    ".name{font-weight:600;overflow-wrap:anywhere}"
    ".line{display:grid;grid-template-columns:1fr auto 7.5rem;gap:0 1rem;margin-top:.3rem;align-items:baseline}"
    ".tag{font-size:.75rem;color:var(--mark);border:1px solid currentColor;border-radius:1rem;padding:0 .5em;"
    "margin-left:.4em;white-space:nowrap}"
    ".not{list-style:none;border-left:3px solid var(--warn);padding-left:1rem}"
    ".not li{padding:.35rem 0;break-inside:avoid;overflow-wrap:anywhere}"
    ".sums{width:100%;border-collapse:collapse}"
    ".sums td{padding:.4rem 0;border-top:1px solid var(--line);vertical-align:baseline}"
    ".sums tr:first-child td{border-top:0}"
    ".sums td+td{padding-left:1rem}"
    ".sums .total td{border-top:2px solid var(--ink);font-weight:650}"
    ".sums .last td{font-weight:650;font-size:1.1rem}"
    ".note{margin-top:.8rem;padding:.6rem .9rem;border-radius:.4rem;background:var(--pale)}"
    ".ask{background:var(--warn-tint)}"
    ".two{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem}"
    ".two>*{break-inside:avoid;overflow-wrap:anywhere}"
    "footer{margin-top:2.2rem;padding-top:.8rem;border-top:1px solid var(--line)}"
    "@media (max-width:34rem){main{padding:1.25rem 1.1rem}header{display:block}.due{margin-top:1rem;text-align:left}"
    ".two{display:block}.line{grid-template-columns:1fr auto}.line .each{grid-column:1;grid-row:2}"
    ".plain .each{grid-row:1}"
    ".goods li{grid-template-columns:3.75rem 1fr;gap:0 .8rem}.pic{width:3.75rem;height:4.5rem}}"
    "@media "
    "print{main{max-width:none;padding:0;min-height:0}h2{margin-top:1.3rem;break-after:avoid}footer{margin-top:1.2rem}"
    ".goods li{padding:.5rem 0}.pic{width:3.4rem;height:4rem}}";

static void put_header(const svod_view *view, uint32_t who, svod_buf *out)
{
    const svod_closing *c = view->closing;
    const svod_cost *cost = view->people[who].cost;
    svod_dec due = cost ? cost->due : 0;
    bool nothing = !cost || (cost->units == 0 && cost->paid == 0);
    svod_buf_cstr(out, "<main>\n<header>\n<div>\n<p class=\"over\">");
    svod_html_words(out, svod_tr(c->lang, "Group purchase"));
    svod_buf_cstr(out, "</p>\n<h1>");
    svod_html_text(out, c->title);
    svod_buf_cstr(out, "</h1>\n<p class=\"who\">");
    svod_html_text(out, c->demand->participants[who]);
    svod_buf_cstr(out, "</p>\n</div>\n");
    if (!nothing) {
        svod_buf_printf(out, "<p class=\"due%s\"><span>", due < 0 ? " back" : due == 0 ? " done" : "");
        svod_html_words(out, svod_due_words(c->lang, due));
        svod_buf_cstr(out, "</span><b>");
        svod_put_money(out, c, due != 0 ? svod_without_sign(due) : cost->total);
        svod_buf_cstr(out, "</b></p>\n");
    }
    svod_buf_cstr(out, "</header>\n");
    if (c->comment.n) {
        svod_buf_cstr(out, "<p class=\"note\">");
        svod_html_lines(out, c->comment);
        svod_buf_cstr(out, "</p>\n");
    }
}

/* ---- goods ---- */

typedef struct taken {
    uint32_t offer, given;
} taken;

static int by_offer(const void *a, const void *b)
{
    const taken *x = a, *y = b;
    if (x->offer != y->offer) return x->offer < y->offer ? -1 : 1;
    return (x->given > y->given) - (x->given < y->given);
}

static bool same_group(const svod_closing *c, uint32_t a, uint32_t b)
{
    const svod_stop_offer *x = &c->demand->offers[a], *y = &c->demand->offers[b];
    return svod_str_eq(x->item, y->item) && svod_str_eq(x->colour, y->colour) && svod_str_eq(x->name, y->name);
}

/* A tile with the first letter where there is no picture. */
static void put_picture(svod_view *view, const svod_stop_offer *offer, svod_buf *out)
{
    svod_str data = svod_view_picture(view, offer->picture);
    svod_buf_cstr(out, "<div class=\"pic\"");
    if (data.n) {
        svod_buf_cstr(out, "><img alt=\"\" src=\"data:");
        svod_buf_str(out, data);
        svod_buf_cstr(out, "\"></div>");
        return;
    }
    svod_str title = svod_str_trim(svod_offer_title(offer));
    size_t n = title.n ? 1 : 0;
    while (n < title.n && ((unsigned char)title.p[n] & 0xc0) == 0x80) n++;
    svod_buf_cstr(out, " aria-hidden=\"true\">");
    svod_html_text(out, (svod_str){title.p, n});
    svod_buf_cstr(out, "</div>");
}

static void put_group_head(svod_view *view, const svod_stop_offer *offer, svod_buf *out)
{
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(out, "<li>");
    put_picture(view, offer, out);
    svod_buf_cstr(out, "<div><p class=\"name\">");
    svod_html_link(out, offer->url, svod_offer_title(offer));
    svod_buf_cstr(out, "</p>");
    svod_put_variant(&text, &(svod_stop_offer){.article = offer->article, .colour = offer->colour}, " · ");
    if (text.n) {
        svod_buf_cstr(out, "<p class=\"soft small\">");
        svod_html_text(out, svod_buf_view(&text));
        svod_buf_cstr(out, "</p>");
    }
    svod_buf_release(&text);
}

static void put_given(const svod_closing *c, uint32_t i, svod_buf *out)
{
    const svod_given *g = &c->plan->given[i];
    const svod_stop_offer *offer = &c->demand->offers[g->offer];
    svod_buf_cstr(out, offer->size.n ? "<p class=\"line\"><span>" : "<p class=\"line plain\"><span>");
    if (offer->size.n) {
        svod_html_words(out, svod_tr(c->lang, "size"));
        svod_buf_cstr(out, "\u00a0");
        svod_html_text(out, offer->size);
    }
    if (g->kind != SVOD_GIVEN_WANTED) {
        svod_buf_cstr(out, "<span class=\"tag\">");
        svod_buf text = SVOD_BUF_INIT;
        svod_put_kind(&text, c, g);
        svod_html_text(out, svod_buf_view(&text));
        svod_buf_release(&text);
        svod_buf_cstr(out, "</span>");
    }
    svod_buf_cstr(out, "</span><span class=\"soft nowrap each\">");
    svod_put_units(out, g->units, c->lang);
    svod_buf_cstr(out, " × ");
    svod_put_money(out, c, c->costs->rows[i].price);
    svod_buf_cstr(out, "</span><span class=\"num\">");
    svod_put_money(out, c, c->costs->rows[i].amount);
    svod_buf_cstr(out, "</span></p>");
}

static void put_goods(svod_view *view, uint32_t who, svod_buf *out)
{
    const svod_closing *c = view->closing;
    uint32_t from = view->given.from[who], n = view->given.from[who + 1] - from;
    if (n == 0) {
        svod_buf_cstr(out, "<h2>");
        svod_html_words(out, svod_tr(c->lang, "Nothing could be bought for you this time"));
        svod_buf_cstr(out, "</h2>\n");
        return;
    }
    taken *list = svod_alloc(n * sizeof *list);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t given = view->given.v[from + i];
        list[i] = (taken){c->plan->given[given].offer, given};
    }
    qsort(list, n, sizeof *list, by_offer);
    svod_buf_cstr(out, "<h2>");
    svod_html_words(out, svod_tr(c->lang, "What you get"));
    svod_buf_cstr(out, "</h2>\n<ul class=\"goods\">\n");
    for (uint32_t i = 0; i < n; i++) {
        if (i == 0 || !same_group(c, list[i - 1].offer, list[i].offer)) {
            if (i) svod_buf_cstr(out, "</div></li>\n");
            put_group_head(view, &c->demand->offers[list[i].offer], out);
        }
        put_given(c, list[i].given, out);
    }
    svod_buf_cstr(out, "</div></li>\n</ul>\n");
    svod_free(list);
}

static void put_unserved(const svod_view *view, uint32_t who, svod_buf *out)
{
    const svod_closing *c = view->closing;
    uint32_t from = view->unserved.from[who], to = view->unserved.from[who + 1];
    if (from == to) return;
    svod_buf_cstr(out, "<h2>");
    svod_html_words(out, svod_tr(c->lang, "What did not work out"));
    svod_buf_cstr(out, "</h2>\n<ul class=\"not\">\n");
    for (uint32_t i = from; i < to; i++) {
        const svod_unserved *u = &c->plan->unserved[view->unserved.v[i]];
        svod_buf text = SVOD_BUF_INIT;
        svod_put_asked(&text, c, u->line, " · ");
        svod_buf_cstr(out, "<li>");
        svod_html_text(out, svod_buf_view(&text));
        svod_buf_cstr(out, " — ");
        svod_put_units(out, u->units, c->lang);
        svod_buf_cstr(out, "<br><span class=\"soft small\">");
        svod_buf_clear(&text);
        svod_put_why(&text, c->lang, u);
        svod_html_text(out, svod_buf_view(&text));
        svod_buf_cstr(out, "</span></li>\n");
        svod_buf_release(&text);
    }
    svod_buf_cstr(out, "</ul>\n");
}

/* ---- the sum ---- */

static void put_sum(svod_buf *out, const svod_closing *c, const char *row_class, svod_str label, svod_buf *note,
                    svod_dec amount)
{
    svod_buf_printf(out, "<tr%s><td>", row_class);
    svod_html_text(out, label);
    if (note && note->n) {
        svod_buf_cstr(out, " <span class=\"soft small\">");
        svod_html_text(out, svod_buf_view(note));
        svod_buf_cstr(out, "</span>");
    }
    svod_buf_cstr(out, "</td><td class=\"num\">");
    svod_put_money(out, c, amount);
    svod_buf_cstr(out, "</td></tr>\n");
    if (note) svod_buf_clear(note);
}

static void put_parts(const svod_closing *c, const svod_cost *cost, svod_buf *out)
{
    svod_lang lang = c->lang;
    svod_buf note = SVOD_BUF_INIT;
    svod_put_units(&note, cost->units, lang);
    put_sum(out, c, "", svod_str_of(svod_tr(lang, "Goods")), &note, cost->goods);
    if (c->money->fees_n > 0) {
        svod_put_fee_note(&note, c, cost);
        put_sum(out, c, "", svod_str_of(svod_tr(lang, "Organiser's fee")), &note, cost->fee);
    }
    if (c->money->delivery != 0) {
        svod_put_delivery_note(&note, c);
        put_sum(out, c, "", svod_str_of(svod_tr(lang, "Delivery")), &note, cost->delivery);
    }
    for (size_t i = 0; i < cost->parts_n; i++) {
        svod_put_charge_note(&note, c, &cost->parts[i]);
        put_sum(out, c, "", c->money->charges[cost->parts[i].charge].title, &note, cost->parts[i].amount);
    }
    if (cost->discount != 0) put_sum(out, c, "", svod_str_of(svod_tr(lang, "Discount")), NULL, -cost->discount);
    if (cost->rounding != 0) {
        svod_put_rounding_note(&note, c);
        put_sum(out, c, "", svod_str_of(svod_tr(lang, "Rounding")), &note, cost->rounding);
    }
    svod_buf_release(&note);
}

static void put_note(svod_buf *out, const char *note_class, svod_str text)
{
    svod_buf_printf(out, "<p class=\"note%s small\">", note_class);
    svod_html_text(out, text);
    svod_buf_cstr(out, "</p>\n");
}

static void put_notes(const svod_closing *c, const svod_cost *cost, svod_buf *out)
{
    svod_buf text = SVOD_BUF_INIT;
    if (svod_money_rate(c->money) != SVOD_DEC_SCALE && cost->units > 0) {
        char rate[32];
        svod_buf_printf(
            &text, svod_tr(c->lang, "The supplier's prices are in %.*s; counted at %s %.*s, the bank's fee included."),
            SVOD_FMT(c->supplier_currency), svod_dec_text(svod_money_rate(c->money), 2, rate), SVOD_FMT(c->money->currency));
        put_note(out, "", svod_buf_view(&text));
        svod_buf_clear(&text);
    }
    if (cost->prepay > cost->paid) {
        svod_show_percent(&text, c->money->prepay, c->lang);
        svod_buf prepay = SVOD_BUF_INIT, all = SVOD_BUF_INIT;
        svod_put_money(&prepay, c, cost->prepay);
        svod_buf_printf(&all, svod_tr(c->lang, "Asked for in advance: %s of goods and fee, %s."), text.p, prepay.p);
        put_note(out, "", svod_buf_view(&all));
        svod_buf_release(&prepay);
        svod_buf_release(&all);
    }
    if (cost->paid_unknown > 0)
        put_note(out, " ask",
                 svod_str_of(svod_tr(c->lang, "You are marked as having paid, but the sum was not written down and is not "
                                              "counted here: ask the organiser.")));
    svod_buf_release(&text);
}

static void put_sums(const svod_closing *c, const svod_cost *cost, svod_buf *out)
{
    svod_lang lang = c->lang;
    svod_buf_cstr(out, "<h2>");
    svod_html_words(out, svod_tr(lang, "What the sum is made of"));
    svod_buf_cstr(out, "</h2>\n<table class=\"sums\">\n");
    if (cost->units > 0) put_parts(c, cost, out);
    put_sum(out, c, " class=\"total\"", svod_str_of(svod_tr(lang, "Total")), NULL, cost->total);
    if (cost->paid != 0) put_sum(out, c, "", svod_str_of(svod_tr(lang, "Paid")), NULL, cost->paid);
    if (cost->due != cost->total || cost->due < 0)
        put_sum(out, c, " class=\"last\"", svod_str_of(svod_due_words(lang, cost->due)), NULL, svod_without_sign(cost->due));
    svod_buf_cstr(out, "</table>\n");
    put_notes(c, cost, out);
}

static void put_block(svod_buf *out, const char *heading, svod_str text)
{
    if (!text.n) return;
    svod_buf_cstr(out, "<div><h2>");
    svod_html_words(out, heading);
    svod_buf_cstr(out, "</h2>\n<p>");
    svod_html_lines(out, text);
    svod_buf_cstr(out, "</p></div>\n");
}

static void put_contacts(const svod_closing *c, svod_buf *out)
{
    svod_buf_cstr(out, "<div><h2>");
    svod_html_words(out, svod_tr(c->lang, "Organiser"));
    svod_buf_cstr(out, "</h2>\n<p>");
    svod_html_text(out, c->organiser);
    if (c->phone.n) {
        svod_buf_cstr(out, "<br>");
        svod_html_phone(out, c->phone);
    }
    if (c->email.n) {
        svod_buf_cstr(out, "<br>");
        svod_html_email(out, c->email);
    }
    if (c->site.n) {
        svod_buf_cstr(out, "<br>");
        svod_html_link(out, c->site, c->site);
    }
    svod_buf_cstr(out, "</p></div>\n");
}

void svod_write_sheet(svod_view *view, uint32_t who, svod_buf *out)
{
    const svod_closing *c = view->closing;
    const svod_cost *cost = view->people[who].cost;
    svod_buf title = SVOD_BUF_INIT;
    svod_buf_printf(&title, "%.*s — %.*s", SVOD_FMT(c->demand->participants[who]), SVOD_FMT(c->title));
    svod_html_begin(out, c->lang, svod_buf_view(&title), sheet_style);
    svod_buf_release(&title);
    put_header(view, who, out);
    put_goods(view, who, out);
    put_unserved(view, who, out);
    if (cost) put_sums(c, cost, out);
    svod_buf_cstr(out, "<div class=\"two\">\n");
    if (cost && cost->due > 0) put_block(out, svod_tr(c->lang, "How to pay"), c->pay_note);
    if (cost && cost->units > 0) put_block(out, svod_tr(c->lang, "Where and when to collect"), c->places);
    put_contacts(c, out);
    svod_buf_cstr(out, "</div>\n");
    /* Not the time of writing: a sheet with nothing new in it stays the very same file. */
    if (c->stop != SVOD_TIME_NONE) {
        svod_buf_printf(out, "<footer class=\"soft small\">%s ", svod_tr(c->lang, "STOP"));
        svod_time_words(out, c->stop, c->zone_offset, c->lang);
        svod_buf_cstr(out, "</footer>\n");
    }
    svod_buf_cstr(out, "</main>\n");
    svod_html_end(out);
}
