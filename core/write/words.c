/* Phrases that sheets, messages and reports share. */
#include "write/words.h"

#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "text/show.h"

void svod_put_one_line(svod_buf *out, svod_str text)
{
    text = svod_str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        svod_buf_char(out, c < 0x20 || c == 0x7f ? ' ' : text.p[i]);
    }
}

void svod_put_variant(svod_buf *out, const svod_stop_offer *offer, const char *between)
{
    svod_str parts[] = {offer->article, offer->colour, offer->size};
    const char *before = "";
    for (size_t i = 0; i < SVOD_COUNT(parts); i++) {
        if (parts[i].n == 0) continue;
        svod_buf_cstr(out, before);
        svod_put_one_line(out, parts[i]);
        before = between;
    }
}

void svod_put_asked(svod_buf *out, const svod_closing *c, uint32_t line, const char *between)
{
    const svod_line *l = &c->demand->lines[line];
    const svod_order_line *order = &c->demand->orders[l->order];
    bool one = l->choices_n > 0 && l->choices[0].rank == 0 && (l->choices_n == 1 || l->choices[1].rank != 0);
    if (one) {
        const svod_stop_offer *offer = &c->demand->offers[l->choices[0].offer];
        if (offer->name.n) {
            svod_put_one_line(out, offer->name);
            if (offer->article.n || offer->colour.n || offer->size.n) svod_buf_cstr(out, between);
        }
        svod_put_variant(out, offer, between);
        return;
    }
    if (order->offer.n) {
        svod_put_one_line(out, order->offer);
        return;
    }
    svod_put_variant(out, &(svod_stop_offer){.article = order->article, .colour = order->colour, .size = order->size},
                     between);
}

void svod_put_kind(svod_buf *out, const svod_closing *c, const svod_given *g)
{
    if (g->kind == SVOD_GIVEN_WANTED) return;
    if (g->kind == SVOD_GIVEN_EXTRA) {
        svod_buf_cstr(out, svod_tr(c->lang, "extra unit"));
        return;
    }
    const svod_line *line = &c->demand->lines[g->line];
    const svod_stop_offer *offers = c->demand->offers, *given = &offers[g->offer];
    bool one = line->choices_n > 1 && line->choices[0].rank == 0 && line->choices[1].rank != 0;
    svod_buf_cstr(out, one ? svod_tr(c->lang, "replacement for") : svod_tr(c->lang, "replacement"));
    if (!one) return;
    const svod_stop_offer *asked = &offers[line->choices[0].offer];
    svod_buf_char(out, ' ');
    if (svod_str_eq(asked->item, given->item) && svod_str_eq(asked->colour, given->colour) && asked->size.n)
        svod_put_one_line(out, asked->size);
    else
        svod_put_variant(out, asked, ", ");
}

void svod_put_why(svod_buf *out, svod_lang lang, const svod_unserved *u)
{
    bool general = u->detail.n == 0 || u->reason == SVOD_REASON_ROW_INCOMPLETE || u->reason == SVOD_REASON_PACK_INCOMPLETE;
    if (general) svod_buf_cstr(out, svod_reason_words(lang, u->reason));
    if (general && u->detail.n) svod_buf_cstr(out, ": ");
    svod_put_one_line(out, u->detail);
}

void svod_put_units(svod_buf *out, int64_t units, svod_lang lang)
{
    svod_show_count(out, units, lang);
    svod_buf_cstr(out, "\u00a0");
    svod_buf_cstr(out, svod_trn(lang, "pc", "pcs", (unsigned long)units));
}

void svod_put_money(svod_buf *out, const svod_closing *c, svod_dec amount)
{
    svod_show_money(out, amount, c->money->currency, c->lang);
}

void svod_put_fee_note(svod_buf *out, const svod_closing *c, const svod_cost *cost)
{
    svod_show_percent(out, cost->fee_rate, c->lang);
    svod_buf_char(out, ' ');
    svod_buf_cstr(out, svod_tr(c->lang, "of the goods"));
}

void svod_put_delivery_note(svod_buf *out, const svod_closing *c)
{
    svod_buf_cstr(out, svod_tr(c->lang, "your share of"));
    svod_buf_char(out, ' ');
    svod_put_money(out, c, c->money->delivery);
    svod_buf_cstr(out, ", ");
    switch (c->money->split) {
    case SVOD_SPLIT_AMOUNT:
        svod_buf_cstr(out, svod_tr(c->lang, "split by the sum of the goods"));
        break;
    case SVOD_SPLIT_UNITS:
        svod_buf_cstr(out, svod_tr(c->lang, "split by the number of units"));
        break;
    case SVOD_SPLIT_WEIGHT:
        svod_buf_cstr(out, svod_tr(c->lang, "split by weight"));
        break;
    case SVOD_SPLIT_EQUAL:
        svod_buf_cstr(out, svod_tr(c->lang, "split equally"));
        break;
    }
}

void svod_put_charge_note(svod_buf *out, const svod_closing *c, const svod_cost_charge *part)
{
    if (c->money->charges[part->charge].per == SVOD_PER_PARTICIPANT) return;
    svod_show_count(out, part->times, c->lang);
    svod_buf_cstr(out, "\u00a0×\u00a0");
    svod_put_money(out, c, c->money->charges[part->charge].amount);
    svod_buf_cstr(out, ", ");
    bool unit = c->money->charges[part->charge].per == SVOD_PER_UNIT;
    svod_buf_cstr(out, unit ? svod_tr(c->lang, "for every unit") : svod_tr(c->lang, "for every order line"));
}

void svod_put_rounding_note(svod_buf *out, const svod_closing *c)
{
    bool up = c->money->rounding_mode == SVOD_ROUND_UP;
    svod_buf_cstr(out, up ? svod_tr(c->lang, "the total goes up to a multiple of")
                          : svod_tr(c->lang, "the total goes to the nearest multiple of"));
    svod_buf_char(out, ' ');
    svod_put_money(out, c, c->money->rounding_to);
}

const char *svod_due_words(svod_lang lang, svod_dec due)
{
    if (due > 0) return svod_tr(lang, "To pay");
    return due < 0 ? svod_tr(lang, "To be given back to you") : svod_tr(lang, "Paid in full");
}
