/* report.html: the closed purchase for its organiser. */
#include "write/confirm.h"
#include "write/html.h"
#include "write/parts.h"
#include "write/rows_html.h"
#include "write/words.h"

#include "base/str.h"
#include "text/date.h"
#include "text/show.h"

enum { MOST_OPEN = 200, MOST_UNSERVED = 3000 };

static const char report_style[] =
    "main{max-width:70rem;margin:0 auto;padding:2rem 2.5rem;background:#fff;min-height:100vh}"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.7rem;margin-top:1.4rem}"
    ".tile{padding:.7rem .9rem;border-radius:.5rem;background:var(--pale)}"
    ".tile span{display:block;font-size:.8rem;color:var(--soft)}.tile b{font-size:1.2rem;font-weight:650;white-space:nowrap}"
    ".banner{margin-top:1.2rem;padding:.8rem 1.1rem;border-radius:.5rem;background:var(--tint);overflow-wrap:anywhere}"
    ".banner.bad{background:var(--warn-tint);color:var(--warn)}"
    ".wide{overflow-x:auto}"
    "table{width:100%;border-collapse:collapse;font-size:.9rem}"
    "th{font-weight:600;text-align:left;color:var(--soft);font-size:.8rem;vertical-align:bottom}"
    "th,td{padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line)}"
    "td{vertical-align:top}th:last-child,td:last-child{padding-right:0}"
    "th.num{text-align:right}tr{break-inside:avoid}thead{display:table-header-group}"
    "tr.sum td{font-weight:650;border-bottom:0;border-top:2px solid var(--ink)}"
    "td.name{min-width:9rem;overflow-wrap:anywhere}"
    "table.not{table-layout:fixed;min-width:34rem}.not td:nth-child(1){width:20%}.not td:nth-child(2){width:37%}"
    ".not td:nth-child(3){width:4rem}.not td{overflow-wrap:anywhere}.not td:first-child{font-weight:550}"
    "h3.why{font-size:.95rem;font-weight:600;margin:1.1rem 0 .2rem}"
    ".asked{margin:0 0 .5rem 1.2rem}pre{margin-top:.5rem;padding:.6rem .9rem;border-radius:8px;background:var(--pale);"
    "overflow-x:auto}"
    ".checks{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.5rem}"
    ".ok::before{content:\"✓ \";color:var(--mark)}.no-ok{color:var(--warn);font-weight:600}.no-ok::before{content:\"✗ \"}"
    "@media (max-width:34rem){main{padding:1.25rem 1.1rem}table.not{min-width:0;display:block}.not tr{display:block;"
    "padding:.5rem 0;border-bottom:1px solid var(--line)}.not td{display:inline;border:0;padding:0 .5rem 0 0}}"
    "@media print{main{max-width:none;padding:0}h2{margin-top:1.3rem;break-after:avoid}table{font-size:7.6pt}"
    "th{font-size:6.8pt}th,td{padding-right:.45rem}td .small{font-size:6.8pt}td.name{min-width:0}"
    ".tile{border:1px solid var(--line)}}";

static void put_heading(svod_buf *out, const char *text)
{
    svod_buf_cstr(out, "<section><h2>");
    svod_html_words(out, text);
    svod_buf_cstr(out, "</h2>\n");
}

static void put_tile(svod_buf *out, const char *label, svod_buf *value)
{
    svod_buf_cstr(out, "<div class=\"tile\"><span>");
    svod_html_words(out, label);
    svod_buf_cstr(out, "</span><b>");
    svod_html_text(out, svod_buf_view(value));
    svod_buf_cstr(out, "</b></div>\n");
    svod_buf_clear(value);
}

static void put_count_tile(svod_buf *out, const svod_closing *c, const char *label, int64_t n)
{
    svod_buf text = SVOD_BUF_INIT;
    svod_show_count(&text, n, c->lang);
    put_tile(out, label, &text);
    svod_buf_release(&text);
}

static void put_tiles(const svod_closing *c, svod_buf *out)
{
    svod_lang lang = c->lang;
    const svod_plan *plan = c->plan;
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(out, "<div class=\"tiles\">\n");
    put_count_tile(out, c, svod_tr(lang, "units wanted"), plan->wanted);
    put_count_tile(out, c, svod_tr(lang, "units served"), plan->served);
    if (plan->substituted > 0) put_count_tile(out, c, svod_tr(lang, "of them replacements"), plan->substituted);
    if (plan->extra > 0) put_count_tile(out, c, svod_tr(lang, "extra units"), plan->extra);
    put_count_tile(out, c, svod_tr(lang, "left over"), plan->leftover_units);
    if (plan->orderable) {
        svod_show_money(&text, plan->amount, c->supplier_currency, lang);
        put_tile(out, svod_tr(lang, "to the supplier"), &text);
        svod_put_money(&text, c, c->costs->sum.total);
        put_tile(out, svod_tr(lang, "from participants"), &text);
        svod_put_money(&text, c, c->costs->sum.paid);
        put_tile(out, svod_tr(lang, "paid already"), &text);
        svod_put_money(&text, c, c->costs->sum.fee);
        put_tile(out, svod_tr(lang, "organiser's fee"), &text);
    }
    svod_buf_cstr(out, "</div>\n");
    svod_buf_release(&text);
}

static const char *policy_words(const svod_closing *c)
{
    static const char *const words[] = {
        [SVOD_POLICY_MOST_FILLED] = N_("As many units as possible are served, then who ordered earlier (most-filled)."),
        [SVOD_POLICY_FIRST_COME] = N_("Who ordered earlier is served first (first-come)."),
        [SVOD_POLICY_EVEN] = N_("As many units as possible are served; what is short goes round, a unit at a time (even)."),
    };
    return svod_tr(c->lang, words[c->terms->policy]);
}

/* How good the plan is. A purchase that cannot be ordered has no plan to speak of. */
static void put_quality(const svod_closing *c, svod_buf *out)
{
    const svod_plan *plan = c->plan;
    if (!plan->orderable && plan->optimal) return;
    svod_buf_cstr(out, "<p class=\"banner\">");
    if (plan->optimal)
        svod_html_words(out,
                        svod_tr(c->lang, "The plan is the best possible under the rules of this purchase; this is proven."));
    else
        svod_buf_printf(out,
                        svod_tr(c->lang,
                                "The search was cut by the time limit: %lld units are served, no plan can serve more "
                                "than %lld; the gap is %lld."),
                        (long long)plan->served, (long long)plan->bound, (long long)(plan->bound - plan->served));
    svod_buf_cstr(out, "<br><span class=\"soft\">");
    svod_html_words(out, policy_words(c));
    svod_buf_cstr(out, "</span></p>\n");
}

/* What was to be had first and cannot be had. */
static void put_lost(const svod_closing *c, svod_buf *out)
{
    const svod_plan *plan = c->plan;
    if (plan->lost_n == 0) return;
    svod_buf_cstr(out, "<p class=\"banner bad\"><b>");
    svod_html_words(out, svod_tr(c->lang, "Pinned, and not to be had"));
    svod_buf_cstr(out, "</b>");
    for (size_t i = 0; i < plan->lost_n; i++) {
        const svod_lost_pin *lost = &plan->lost[i];
        svod_buf_cstr(out, "<br>");
        svod_html_text(out, c->demand->participants[c->demand->lines[lost->line].participant]);
        svod_buf_cstr(out, " · ");
        svod_html_text(out, lost->offer);
        svod_buf_printf(out, " ×%u: ", lost->units);
        svod_html_text(out, lost->why);
    }
    svod_buf_cstr(out, "</p>\n");
}

static void put_banners(const svod_closing *c, svod_buf *out)
{
    if (!c->plan->orderable) {
        svod_buf_cstr(out, "<p class=\"banner bad\"><b>");
        svod_html_words(out, svod_tr(c->lang, "This purchase cannot be ordered as it stands."));
        svod_buf_cstr(out, "</b><br>");
        svod_html_lines(out, c->plan->not_orderable);
        svod_buf_cstr(out, "</p>\n");
    }
    put_quality(c, out);
    put_lost(c, out);
    if (c->plan->next_tier.n) {
        svod_buf_cstr(out, "<p class=\"banner\">");
        svod_html_words(out, svod_tr(c->lang, "Next price tier"));
        svod_buf_cstr(out, ": ");
        svod_html_text(out, c->plan->next_tier);
        svod_buf_cstr(out, "</p>\n");
    }
    for (size_t i = 0; i < c->lots->problems.n; i++) {
        svod_buf_cstr(out, "<p class=\"banner bad\">");
        svod_html_text(out, c->lots->problems.v[i]);
        svod_buf_cstr(out, "</p>\n");
    }
}

/* What was read in texts, and the lines of `lots:` that say so. */
static void put_confirms(svod_view *view, svod_buf *out)
{
    const svod_closing *c = view->closing;
    const svod_confirm *list;
    size_t n = svod_confirms_make(&view->arena, c->demand, c->lots, &list);
    if (n == 0) return;
    put_heading(out, svod_tr(c->lang, "To be confirmed: read in texts of the catalog"));
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(out, "<ul class=\"asked\">\n");
    for (size_t i = 0; i < n; i++) {
        svod_buf_clear(&text);
        svod_buf_printf(&text, "%.*s: ", SVOD_FMT(list[i].title));
        svod_confirm_says(&text, &c->demand->offers[list[i].relies->offer], list[i].relies, c->lang);
        svod_buf_cstr(out, "<li>");
        svod_html_text(out, svod_buf_view(&text));
        svod_buf_cstr(out, "</li>\n");
    }
    svod_buf_cstr(out, "</ul>\n<p>");
    svod_html_words(
        out,
        svod_tr(c->lang,
                "Write these lines at the top of lots; correct what is wrong, pack: 1 and min: 1 say that there is none."));
    svod_buf_cstr(out, "</p>\n<pre>lots:\n");
    for (size_t i = 0; i < n; i++) {
        if (list[i].yaml.n == 0) continue;
        svod_buf_cstr(out, "  ");
        svod_html_text(out, list[i].yaml);
        svod_buf_char(out, '\n');
    }
    svod_buf_cstr(out, "</pre></section>\n");
    svod_buf_release(&text);
}

static void put_top(const svod_closing *c, svod_buf *out)
{
    svod_buf_cstr(out, "<main>\n<header><p class=\"soft small\">");
    svod_html_text(out, c->supplier_title);
    svod_buf_cstr(out, "</p>\n<h1>");
    svod_html_text(out, c->title);
    svod_buf_cstr(out, "</h1>\n<p class=\"soft small\">");
    svod_html_words(out, svod_tr(c->lang, "Organiser's report"));
    svod_buf_cstr(out, " · ");
    svod_time_words(out, c->now, c->zone_offset, c->lang);
    if (c->stop != SVOD_TIME_NONE) {
        svod_buf_cstr(out, " · ");
        svod_html_words(out, svod_tr(c->lang, "STOP"));
        svod_buf_char(out, ' ');
        svod_time_words(out, c->stop, c->zone_offset, c->lang);
    }
    svod_buf_cstr(out, "</p></header>\n");
    put_tiles(c, out);
    put_banners(c, out);
}

static const char *check_words(svod_lang lang, const char *name)
{
    static const struct {
        const char *name, *words;
    } all[] = {{"units", N_("units bought = given + extra + left over, offer by offer")},
               {"lots", N_("every row and pack is whole")},
               {"goods", N_("sum of the goods = supplier's total − leftovers")},
               {"delivery", N_("shares of the delivery = delivery")},
               {"totals", N_("totals = sum of their parts")},
               {"lines", N_("every unit asked for is accounted for")}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0) return svod_tr(lang, all[i].words);
    return name;
}

static void put_checks(const svod_closing *c, const svod_check *checks, size_t n, svod_buf *out)
{
    put_heading(out, svod_tr(c->lang, "Checks, recounted from the written files"));
    svod_buf_cstr(out, "<ul class=\"checks small\">\n");
    for (size_t i = 0; i < n; i++) {
        svod_buf_printf(out, "<li class=\"%s\">", checks[i].ok ? "ok" : "no-ok");
        svod_html_words(out, check_words(c->lang, checks[i].name));
        if (!checks[i].ok) {
            svod_buf_cstr(out, " — ");
            svod_html_words(out, checks[i].detail);
        }
        svod_buf_cstr(out, "</li>\n");
    }
    svod_buf_cstr(out, "</ul></section>\n");
}

static void put_cell_head(svod_buf *out, const char *cell_class, const char *text)
{
    svod_buf_printf(out, "<th%s>", cell_class);
    svod_html_words(out, text);
    svod_buf_cstr(out, "</th>");
}

static void put_money_cell(svod_buf *out, const svod_closing *c, svod_dec amount)
{
    svod_buf_cstr(out, "<td class=\"num\">");
    svod_show_money(out, amount, (svod_str){0}, c->lang);
    svod_buf_cstr(out, "</td>");
}

static void put_cost_cells(svod_buf *out, const svod_closing *c, const svod_cost *cost)
{
    svod_buf_cstr(out, "<td class=\"num\">");
    svod_show_count(out, cost->units, c->lang);
    svod_buf_cstr(out, "</td>");
    put_money_cell(out, c, cost->goods);
    put_money_cell(out, c, cost->fee);
    put_money_cell(out, c, cost->delivery);
    put_money_cell(out, c, cost->charges);
    put_money_cell(out, c, cost->rounding);
    put_money_cell(out, c, cost->total);
    put_money_cell(out, c, cost->paid);
    put_money_cell(out, c, cost->due);
    svod_buf_cstr(out, "</tr>\n");
}

static void put_person(const svod_view *view, const svod_cost *cost, svod_buf *out)
{
    const svod_closing *c = view->closing;
    const svod_person *person = &view->people[cost->participant];
    svod_buf_cstr(out, "<tr><td class=\"name\"><a href=\"sheets/");
    svod_html_path(out, person->file);
    svod_buf_cstr(out, ".html\">");
    svod_html_text(out, c->demand->participants[cost->participant]);
    svod_buf_cstr(out, "</a>");
    if (person->phone.n) {
        svod_buf_cstr(out, "<br><span class=\"soft small\">");
        svod_html_phone(out, person->phone);
        svod_buf_cstr(out, "</span>");
    }
    if (cost->paid_unknown > 0) {
        svod_buf_cstr(out, "<br><span class=\"small no-ok\">");
        svod_html_words(out, svod_tr(c->lang, "marked as paid, sum not known"));
        svod_buf_cstr(out, "</span>");
    }
    svod_buf_cstr(out, "</td>");
    put_cost_cells(out, c, cost);
}

static void put_people(const svod_view *view, svod_buf *out)
{
    static const char *const names[] = {N_("units"),    N_("goods"), N_("fee"),  N_("delivery"), N_("charges"),
                                        N_("rounding"), N_("total"), N_("paid"), N_("due")};
    const svod_closing *c = view->closing;
    if (!c->plan->orderable) return;
    put_heading(out, svod_tr(c->lang, "Participants"));
    svod_buf_cstr(out, "<div class=\"wide\"><table>\n<thead><tr>");
    put_cell_head(out, "", svod_tr(c->lang, "participant"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put_cell_head(out, " class=\"num\"", svod_tr(c->lang, names[i]));
    svod_buf_cstr(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < c->costs->n; i++) put_person(view, &c->costs->v[i], out);
    svod_buf_cstr(out, "<tr class=\"sum\"><td>");
    svod_html_words(out, svod_tr(c->lang, "Total"));
    svod_buf_cstr(out, "</td>");
    put_cost_cells(out, c, &c->costs->sum);
    svod_buf_cstr(out, "</tbody></table></div></section>\n");
}

static void put_unserved_line(const svod_closing *c, const svod_unserved *u, svod_buf *out)
{
    svod_buf text = SVOD_BUF_INIT;
    svod_put_asked(&text, c, u->line, " · ");
    svod_buf_cstr(out, "<tr><td class=\"name\">");
    svod_html_text(out, c->demand->participants[c->demand->lines[u->line].participant]);
    svod_buf_cstr(out, "</td><td>");
    svod_html_text(out, svod_buf_view(&text));
    svod_buf_cstr(out, "</td><td class=\"num\">");
    svod_put_units(out, u->units, c->lang);
    svod_buf_cstr(out, "</td><td class=\"soft\">");
    /* That the whole purchase fell short is said once, at the top. */
    if (u->reason != SVOD_REASON_PURCHASE_MINIMUM) svod_html_text(out, u->detail);
    svod_buf_cstr(out, "</td></tr>\n");
    svod_buf_release(&text);
}

static void put_reason(const svod_closing *c, svod_reason reason, size_t *left, svod_buf *out)
{
    int64_t units = 0;
    for (size_t i = 0; i < c->plan->unserved_n; i++)
        if (c->plan->unserved[i].reason == reason) units += c->plan->unserved[i].units;
    if (units == 0) return;
    svod_buf_cstr(out, "<h3 class=\"why\">");
    svod_html_words(out, svod_reason_words(c->lang, reason));
    svod_buf_cstr(out, " — ");
    svod_put_units(out, units, c->lang);
    svod_buf_cstr(out, "</h3>\n<div class=\"wide\"><table class=\"not\">\n");
    for (size_t i = 0; i<c->plan->unserved_n && * left> 0; i++) {
        if (c->plan->unserved[i].reason != reason) continue;
        put_unserved_line(c, &c->plan->unserved[i], out);
        (*left)--;
    }
    svod_buf_cstr(out, "</table></div>\n");
}

static void put_unserved(const svod_closing *c, svod_buf *out)
{
    size_t left = MOST_UNSERVED;
    if (c->plan->unserved_n == 0) return;
    put_heading(out, svod_tr(c->lang, "What was not served, and why"));
    for (int reason = SVOD_REASON_ROW_INCOMPLETE; reason <= SVOD_REASON_REFUSED; reason++)
        put_reason(c, (svod_reason)reason, &left, out);
    if (left == 0 && c->plan->unserved_n > MOST_UNSERVED) {
        svod_buf_cstr(out, "<p class=\"soft\">");
        svod_html_words(out, svod_tr(c->lang, "The rest is in allocation.csv."));
        svod_buf_cstr(out, "</p>\n");
    }
    svod_buf_cstr(out, "</section>\n");
}

static void put_leftovers(const svod_closing *c, svod_buf *out)
{
    if (c->plan->leftover_n == 0) return;
    put_heading(out, svod_tr(c->lang, "Left over: bought for nobody"));
    svod_buf_cstr(out, "<div class=\"wide\"><table>\n");
    for (size_t i = 0; i < c->plan->leftover_n; i++) {
        const svod_stop_offer *offer = &c->demand->offers[c->plan->leftover[i].offer];
        svod_buf text = SVOD_BUF_INIT;
        svod_put_variant(&text, offer, " · ");
        svod_buf_cstr(out, "<tr><td class=\"name\">");
        svod_html_text(out, svod_offer_title(offer));
        svod_buf_cstr(out, "</td><td>");
        svod_html_text(out, svod_buf_view(&text));
        svod_buf_cstr(out, "</td><td class=\"num\">");
        svod_put_units(out, c->plan->leftover[i].units, c->lang);
        svod_buf_cstr(out, "</td>");
        put_money_cell(out, c, c->costs->leftover_amounts[i]);
        svod_buf_cstr(out, "</tr>\n");
        svod_buf_release(&text);
    }
    svod_buf_cstr(out, "<tr class=\"sum\"><td>");
    svod_html_words(out, svod_tr(c->lang, "Total"));
    svod_buf_cstr(out, "</td><td></td><td class=\"num\">");
    svod_put_units(out, c->plan->leftover_units, c->lang);
    svod_buf_cstr(out, "</td>");
    put_money_cell(out, c, c->costs->leftover_amount);
    svod_buf_cstr(out, "</tr>\n</table></div></section>\n");
}

void svod_write_report_html(svod_view *view, const svod_check *checks, size_t checks_n, svod_buf *out)
{
    const svod_closing *c = view->closing;
    svod_buf style = SVOD_BUF_INIT;
    svod_buf_cstr(&style, report_style);
    svod_buf_cstr(&style, svod_rows_style);
    svod_html_begin(out, c->lang, c->title, style.p);
    svod_buf_release(&style);
    put_top(c, out);
    put_confirms(view, out);
    svod_put_changes(c, out);
    put_checks(c, checks, checks_n, out);
    put_people(view, out);
    svod_put_bought_rows(view, out);
    if (c->plan->open_n > 0) {
        put_heading(out, svod_tr(c->lang, "Cheapest next steps: what is not complete, nearest first"));
        svod_put_open_rows(c, MOST_OPEN, out);
        svod_buf_cstr(out, "</section>\n");
    }
    put_unserved(c, out);
    put_leftovers(c, out);
    svod_buf_cstr(out, "</main>\n");
    svod_html_end(out);
}
