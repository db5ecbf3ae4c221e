/* How full a purchase is. */
#include "write/status.h"

#include "base/decimal.h"
#include "base/str.h"
#include "text/date.h"
#include "text/show.h"
#include "write/html.h"
#include "write/rows_html.h"
#include "write/words.h"

enum { MOST_IN_TEXT = 15, MOST_IN_PAGE = 200 };

typedef struct progress {
    int64_t rows, packs, units;
} progress;

static progress count_bought(const svod_closing *c)
{
    progress p = {0};
    for (uint32_t i = 0; i < c->lots->n; i++) {
        const svod_lot *lot = &c->lots->v[i];
        if (lot->kind == SVOD_LOT_ROW) p.rows += c->plan->bought[i];
        if (lot->kind == SVOD_LOT_PACK) p.packs += c->plan->bought[i];
        for (uint32_t k = 0; k < lot->cells_n; k++) p.units += (int64_t)lot->cells[k].count * c->plan->bought[i];
    }
    return p;
}

/* One minimum of the purchase: what there is and what is needed, both in 1/10000 for sums, in units otherwise. */
typedef struct minimum {
    const char *label;
    int64_t have, need;
    bool money;
} minimum;

static size_t list_minimums(const svod_closing *c, const progress *p, minimum ret[3])
{
    const svod_terms *t = c->terms;
    size_t n = 0;
    if (t->minimum_amount != SVOD_DEC_NONE && t->minimum_amount > 0)
        ret[n++] = (minimum){svod_tr(c->lang, "Minimum order"), c->plan->amount, t->minimum_amount, true};
    if (t->minimum_units > 0) ret[n++] = (minimum){svod_tr(c->lang, "Minimum of units"), p->units, t->minimum_units, false};
    if (t->minimum_rows > 0) ret[n++] = (minimum){svod_tr(c->lang, "Minimum of rows"), p->rows, t->minimum_rows, false};
    return n;
}

static void put_value(svod_buf *out, const svod_closing *c, const minimum *m, int64_t value)
{
    if (m->money)
        svod_show_money(out, value, c->supplier_currency, c->lang);
    else
        svod_show_count(out, value, c->lang);
}

/* "11 735,00 ₽ of 30 000,00 ₽, 18 265,00 ₽ to go" */
static void put_minimum(svod_buf *out, const svod_closing *c, const minimum *m)
{
    put_value(out, c, m, m->have);
    if (m->have >= m->need) {
        svod_buf_printf(out, " ✓ (%s ", svod_tr(c->lang, "needed:"));
        put_value(out, c, m, m->need);
        svod_buf_char(out, ')');
        return;
    }
    svod_buf_printf(out, " %s ", svod_tr(c->lang, "out of"));
    put_value(out, c, m, m->need);
    svod_buf_cstr(out, ", ");
    svod_buf_cstr(out, svod_tr(c->lang, "still to go"));
    svod_buf_char(out, ' ');
    put_value(out, c, m, m->need - m->have);
}

/* "2 rows, 1 pack, 20 pcs, 11 735,00 ₽" */
static void put_bought(svod_buf *out, const svod_closing *c, const progress *p)
{
    if (p->rows > 0) {
        svod_buf_printf(out, svod_trn(c->lang, "%u row", "%u rows", (unsigned long)p->rows), (unsigned)p->rows);
        svod_buf_cstr(out, ", ");
    }
    if (p->packs > 0) {
        svod_buf_printf(out, svod_trn(c->lang, "%u pack", "%u packs", (unsigned long)p->packs), (unsigned)p->packs);
        svod_buf_cstr(out, ", ");
    }
    svod_put_units(out, p->units, c->lang);
    svod_buf_cstr(out, ", ");
    svod_show_money(out, c->plan->amount, c->supplier_currency, c->lang);
}

static void put_stop(svod_buf *out, const svod_closing *c)
{
    if (c->stop == SVOD_TIME_NONE) return;
    svod_buf_printf(out, "%s: ", svod_tr(c->lang, "STOP"));
    svod_time_words(out, c->stop, c->zone_offset, c->lang);
    svod_buf_char(out, '\n');
}

void svod_status_text(const svod_closing *c, svod_buf *out)
{
    const svod_plan *plan = c->plan;
    progress p = count_bought(c);
    minimum minimums[3];
    size_t n = list_minimums(c, &p, minimums);
    svod_put_one_line(out, c->title);
    svod_buf_cstr(out, "\n");
    put_stop(out, c);
    svod_buf_printf(out, "\n%s: ", svod_tr(c->lang, "Complete so far"));
    put_bought(out, c, &p);
    svod_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++) {
        svod_buf_printf(out, "%s: ", minimums[i].label);
        put_minimum(out, c, &minimums[i]);
        svod_buf_char(out, '\n');
    }
    if (plan->next_tier.n) {
        svod_buf_printf(out, "%s: ", svod_tr(c->lang, "Next price tier"));
        svod_put_one_line(out, plan->next_tier);
        svod_buf_char(out, '\n');
    }
    if (plan->open_n > 0) svod_buf_printf(out, "\n%s:\n", svod_tr(c->lang, "Still to complete"));
    for (size_t i = 0; i < plan->open_n && i < MOST_IN_TEXT; i++) {
        const svod_open_lot *open = &plan->open[i];
        const svod_lot *lot = &c->lots->v[open->lot];
        svod_buf_cstr(out, "• ");
        svod_put_lot_title(out, c, lot, ", ");
        svod_buf_cstr(out, " — ");
        if (lot->kind == SVOD_LOT_ROW)
            svod_buf_str(out, open->lacks);
        else
            svod_put_units(out, open->lack, c->lang);
        svod_buf_printf(out, svod_tr(c->lang, " (%u of %u are there)"), open->have, open->have + open->lack);
        svod_buf_char(out, '\n');
    }
    if (plan->open_n > MOST_IN_TEXT) {
        svod_buf_printf(out, svod_tr(c->lang, "And %lld more, further from complete."),
                        (long long)(plan->open_n - MOST_IN_TEXT));
        svod_buf_char(out, '\n');
    }
}

static const char status_style[] =
    "main{max-width:52rem;margin:0 auto;padding:2rem 2.5rem;background:#fff;min-height:100vh}"
    ".bar{height:.7rem;border-radius:.35rem;background:var(--pale);overflow:hidden;margin:.3rem 0 .9rem;"
    "border:1px solid var(--line)}.bar i{display:block;height:100%;background:var(--mark)}"
    ".lead{margin:1.2rem 0 1rem;font-size:1.1rem}"
    "@media (max-width:34rem){main{padding:1.25rem 1.1rem}}@media print{main{max-width:none;padding:0}}";

static void put_bars(const svod_closing *c, const progress *p, svod_buf *out)
{
    minimum minimums[3];
    size_t n = list_minimums(c, p, minimums);
    for (size_t i = 0; i < n; i++) {
        svod_buf text = SVOD_BUF_INIT;
        const minimum *m = &minimums[i];
        int64_t percent = m->have >= m->need ? 100 : (int64_t)((__int128)m->have * 100 / m->need);
        put_minimum(&text, c, m);
        svod_buf_cstr(out, "<p>");
        svod_html_words(out, m->label);
        svod_buf_cstr(out, ": ");
        svod_html_text(out, svod_buf_view(&text));
        svod_buf_printf(out, "</p>\n<div class=\"bar\"><i style=\"width:%lld%%\"></i></div>\n", (long long)percent);
        svod_buf_release(&text);
    }
}

void svod_status_html(const svod_closing *c, svod_buf *out)
{
    progress p = count_bought(c);
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(&text, status_style);
    svod_buf_cstr(&text, svod_rows_style);
    svod_html_begin(out, c->lang, c->title, text.p);
    svod_buf_clear(&text);
    svod_buf_cstr(out, "<main>\n<h1>");
    svod_html_text(out, c->title);
    svod_buf_cstr(out, "</h1>\n<p class=\"soft\">");
    put_stop(&text, c);
    svod_html_text(out, svod_buf_view(&text));
    svod_buf_clear(&text);
    svod_buf_cstr(out, "</p>\n<p class=\"lead\">");
    svod_html_words(out, svod_tr(c->lang, "Complete so far"));
    svod_buf_cstr(out, ": ");
    put_bought(&text, c, &p);
    svod_html_text(out, svod_buf_view(&text));
    svod_buf_release(&text);
    svod_buf_cstr(out, "</p>\n");
    put_bars(c, &p, out);
    if (c->plan->next_tier.n) {
        svod_buf_cstr(out, "<p>");
        svod_html_words(out, svod_tr(c->lang, "Next price tier"));
        svod_buf_cstr(out, ": ");
        svod_html_text(out, c->plan->next_tier);
        svod_buf_cstr(out, "</p>\n");
    }
    if (c->plan->open_n > 0) {
        svod_buf_cstr(out, "<section><h2>");
        svod_html_words(out, svod_tr(c->lang, "Still to complete"));
        svod_buf_cstr(out, "</h2>\n");
        svod_put_open_rows(c, MOST_IN_PAGE, out);
        svod_buf_cstr(out, "</section>\n");
    }
    svod_buf_cstr(out, "<footer class=\"soft small\">");
    svod_time_words(out, c->now, c->zone_offset, c->lang);
    svod_buf_cstr(out, "</footer>\n</main>\n");
    svod_html_end(out);
}
