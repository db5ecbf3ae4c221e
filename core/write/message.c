/* messages/NAME.txt: the sheet in a few lines, to paste into a messenger. */
#include "write/parts.h"
#include "write/words.h"

#include "base/str.h"
#include "text/show.h"

static void put_goods(const svod_view *view, uint32_t who, svod_buf *out)
{
    const svod_closing *c = view->closing;
    uint32_t from = view->given.from[who], to = view->given.from[who + 1];
    if (from == to) {
        svod_buf_cstr(out, svod_tr(c->lang, "Nothing could be bought for you this time"));
        svod_buf_cstr(out, ".\n");
        return;
    }
    svod_buf_cstr(out, svod_tr(c->lang, "What you get"));
    svod_buf_cstr(out, ":\n");
    for (uint32_t i = from; i < to; i++) {
        uint32_t at = view->given.v[i];
        const svod_given *g = &c->plan->given[at];
        const svod_stop_offer *offer = &c->demand->offers[g->offer];
        svod_buf_cstr(out, "• ");
        if (offer->name.n) {
            svod_put_one_line(out, offer->name);
            svod_buf_cstr(out, ", ");
        }
        svod_put_variant(out, offer, ", ");
        svod_buf_cstr(out, " — ");
        if (g->units > 1) {
            svod_put_units(out, g->units, c->lang);
            svod_buf_cstr(out, " × ");
            svod_put_money(out, c, c->costs->rows[at].price);
            svod_buf_cstr(out, " = ");
        }
        svod_put_money(out, c, c->costs->rows[at].amount);
        if (g->kind != SVOD_GIVEN_WANTED) {
            svod_buf_cstr(out, " (");
            svod_put_kind(out, c, g);
            svod_buf_char(out, ')');
        }
        svod_buf_char(out, '\n');
    }
}

static void put_unserved(const svod_view *view, uint32_t who, svod_buf *out)
{
    const svod_closing *c = view->closing;
    uint32_t from = view->unserved.from[who], to = view->unserved.from[who + 1];
    if (from == to) return;
    svod_buf_char(out, '\n');
    svod_buf_cstr(out, svod_tr(c->lang, "What did not work out"));
    svod_buf_cstr(out, ":\n");
    for (uint32_t i = from; i < to; i++) {
        const svod_unserved *u = &c->plan->unserved[view->unserved.v[i]];
        svod_buf_cstr(out, "• ");
        svod_put_asked(out, c, u->line, ", ");
        svod_buf_cstr(out, " — ");
        svod_put_units(out, u->units, c->lang);
        svod_buf_cstr(out, ": ");
        svod_put_why(out, c->lang, u);
        svod_buf_char(out, '\n');
    }
}

static void put_part(svod_buf *out, const svod_closing *c, const char *label, svod_dec amount)
{
    svod_buf_cstr(out, label);
    svod_buf_cstr(out, ": ");
    svod_put_money(out, c, amount);
    svod_buf_char(out, '\n');
}

static void put_sums(const svod_closing *c, const svod_cost *cost, svod_buf *out)
{
    svod_lang lang = c->lang;
    svod_buf_char(out, '\n');
    if (cost->units > 0) {
        put_part(out, c, svod_tr(lang, "Goods"), cost->goods);
        if (c->money->fees_n > 0) {
            svod_buf_cstr(out, svod_tr(lang, "Organiser's fee"));
            svod_buf_char(out, ' ');
            svod_show_percent(out, cost->fee_rate, lang);
            put_part(out, c, "", cost->fee);
        }
        if (c->money->delivery != 0) put_part(out, c, svod_tr(lang, "Delivery"), cost->delivery);
        for (size_t i = 0; i < cost->parts_n; i++) {
            svod_put_one_line(out, c->money->charges[cost->parts[i].charge].title);
            put_part(out, c, "", cost->parts[i].amount);
        }
        if (cost->discount != 0) put_part(out, c, svod_tr(lang, "Discount"), -cost->discount);
        if (cost->rounding != 0) put_part(out, c, svod_tr(lang, "Rounding"), cost->rounding);
        put_part(out, c, svod_tr(lang, "Total"), cost->total);
    }
    if (cost->paid != 0) put_part(out, c, svod_tr(lang, "Paid"), cost->paid);
    if (cost->due != 0)
        put_part(out, c, svod_due_words(lang, cost->due), svod_without_sign(cost->due));
    else
        svod_buf_printf(out, "%s.\n", svod_due_words(lang, 0));
    if (cost->paid_unknown > 0)
        svod_buf_printf(out, "%s\n",
                        svod_tr(lang, "You are marked as having paid, but the sum was not written down and is not "
                                      "counted here: ask the organiser."));
}

static void put_text(svod_buf *out, const char *heading, svod_str text)
{
    text = svod_str_trim(text);
    if (!text.n) return;
    svod_buf_printf(out, "\n%s:\n%.*s\n", heading, SVOD_FMT(text));
}

void svod_write_message(svod_view *view, uint32_t who, svod_buf *out)
{
    const svod_closing *c = view->closing;
    const svod_cost *cost = view->people[who].cost;
    svod_put_one_line(out, c->title);
    svod_buf_cstr(out, " — ");
    svod_put_one_line(out, c->demand->participants[who]);
    svod_buf_cstr(out, "\n\n");
    put_goods(view, who, out);
    put_unserved(view, who, out);
    if (cost) put_sums(c, cost, out);
    if (cost && cost->due > 0) put_text(out, svod_tr(c->lang, "How to pay"), c->pay_note);
    if (cost && cost->units > 0) put_text(out, svod_tr(c->lang, "Where and when to collect"), c->places);
    svod_buf_printf(out, "\n%s: %.*s", svod_tr(c->lang, "Organiser"), SVOD_FMT(c->organiser));
    if (c->phone.n) svod_buf_printf(out, ", %.*s", SVOD_FMT(c->phone));
    if (c->email.n) svod_buf_printf(out, ", %.*s", SVOD_FMT(c->email));
    svod_buf_char(out, '\n');
}
