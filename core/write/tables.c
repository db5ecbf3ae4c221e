/* allocation.csv, costs.csv and supplier-order.csv. */
#include "write/csv.h"
#include "write/parts.h"

#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"

const char *svod_given_kind_code(svod_given_kind kind)
{
    switch (kind) {
    case SVOD_GIVEN_WANTED:
        return "wanted";
    case SVOD_GIVEN_SUBSTITUTE:
        return "substitute";
    case SVOD_GIVEN_EXTRA:
        return "extra";
    }
    SVOD_BUG("no such kind");
}

svod_str svod_offer_title(const svod_stop_offer *offer)
{
    if (offer->name.n) return offer->name;
    return offer->article.n ? offer->article : offer->id;
}

/* article/colour/size, absent parts at the end left out. */
static svod_str written_place(svod_arena *arena, const svod_order_line *order)
{
    svod_str parts[] = {order->article, order->colour, order->size};
    size_t n = SVOD_COUNT(parts);
    while (n > 1 && parts[n - 1].n == 0) n--;
    svod_buf text = SVOD_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (i) svod_buf_char(&text, '/');
        svod_buf_str(&text, parts[i]);
    }
    svod_str copy = svod_arena_dup(arena, svod_buf_view(&text));
    svod_buf_release(&text);
    return copy;
}

svod_str svod_asked(svod_arena *arena, const svod_closing *closing, const svod_line *line)
{
    const svod_order_line *order = &closing->demand->orders[line->order];
    bool one = line->choices_n > 0 && line->choices[0].rank == 0 && (line->choices_n == 1 || line->choices[1].rank != 0);
    if (one) return closing->demand->offers[line->choices[0].offer].id;
    return order->offer.n ? order->offer : written_place(arena, order);
}

static void allocation_start(svod_csv *csv, const svod_closing *c, uint32_t line, svod_arena *arena)
{
    const svod_line *l = &c->demand->lines[line];
    svod_csv_text(csv, c->demand->orders[l->order].line);
    svod_csv_text(csv, c->demand->participants[l->participant]);
    svod_csv_text(csv, svod_asked(arena, c, l));
}

static void given_row(svod_csv *csv, const svod_closing *c, size_t i, svod_arena *arena)
{
    const svod_given *g = &c->plan->given[i];
    allocation_start(csv, c, g->line, arena);
    svod_csv_text(csv, c->demand->offers[g->offer].id);
    svod_csv_word(csv, svod_given_kind_code(g->kind));
    svod_csv_int(csv, g->units);
    svod_csv_dec(csv, c->costs->rows[i].price);
    svod_csv_dec(csv, c->costs->rows[i].amount);
    svod_csv_empty(csv);
    svod_csv_empty(csv);
    svod_csv_end_row(csv);
}

static void unserved_row(svod_csv *csv, const svod_closing *c, const svod_unserved *u, svod_arena *arena)
{
    allocation_start(csv, c, u->line, arena);
    svod_csv_empty(csv);
    svod_csv_word(csv, "unserved");
    svod_csv_int(csv, u->units);
    svod_csv_empty(csv);
    svod_csv_empty(csv);
    svod_csv_word(csv, svod_reason_code(u->reason));
    svod_csv_text(csv, u->detail);
    svod_csv_end_row(csv);
}

static void leftover_row(svod_csv *csv, const svod_closing *c, size_t i)
{
    const svod_leftover *l = &c->plan->leftover[i];
    svod_dec price = SVOD_DEC_NONE;
    svod_money_convert(c->money, c->demand->offers[l->offer].price, 1, SVOD_DEC_SCALE / 100, &price);
    svod_csv_empty(csv);
    svod_csv_empty(csv);
    svod_csv_empty(csv);
    svod_csv_text(csv, c->demand->offers[l->offer].id);
    svod_csv_word(csv, "leftover");
    svod_csv_int(csv, l->units);
    svod_csv_dec(csv, price);
    svod_csv_dec(csv, c->costs->leftover_amounts[i]);
    svod_csv_empty(csv);
    svod_csv_empty(csv);
    svod_csv_end_row(csv);
}

/* Lines in order of service; of each what it was given, then what it was not. */
void svod_write_allocation_csv(const svod_closing *c, svod_buf *out)
{
    const svod_plan *plan = c->plan;
    svod_csv csv;
    svod_arena arena;
    svod_arena_init(&arena);
    svod_csv_begin(&csv, out);
    svod_csv_header(&csv, SVOD_ALLOCATION_HEADING);
    size_t given = 0, unserved = 0;
    for (uint32_t line = 0; line < c->demand->lines_n; line++) {
        svod_arena_clear(&arena);
        for (; given < plan->given_n && plan->given[given].line == line; given++) given_row(&csv, c, given, &arena);
        for (; unserved < plan->unserved_n && plan->unserved[unserved].line == line; unserved++)
            unserved_row(&csv, c, &plan->unserved[unserved], &arena);
    }
    if (given != plan->given_n || unserved != plan->unserved_n) SVOD_BUG("a plan is by line");
    for (size_t i = 0; i < plan->leftover_n; i++) leftover_row(&csv, c, i);
    svod_arena_release(&arena);
}

static void cost_row(svod_csv *csv, const svod_cost *cost)
{
    svod_csv_int(csv, cost->units);
    svod_csv_dec(csv, cost->goods);
    svod_csv_dec(csv, cost->fee);
    svod_csv_dec(csv, cost->delivery);
    svod_csv_dec(csv, cost->charges);
    svod_csv_dec(csv, cost->discount);
    svod_csv_dec(csv, cost->rounding);
    svod_csv_dec(csv, cost->total);
    svod_csv_dec(csv, cost->paid);
    svod_csv_dec(csv, cost->due);
    svod_csv_end_row(csv);
}

void svod_write_costs_csv(const svod_closing *c, svod_buf *out)
{
    svod_csv csv;
    svod_csv_begin(&csv, out);
    svod_csv_header(&csv, "participant;units;goods;fee;delivery;charges;discount;rounding;total;paid;due");
    for (size_t i = 0; i < c->costs->n; i++) {
        svod_csv_text(&csv, c->demand->participants[c->costs->v[i].participant]);
        cost_row(&csv, &c->costs->v[i]);
    }
    svod_csv_word(&csv, "ИТОГО");
    cost_row(&csv, &c->costs->sum);
}

int64_t *svod_bought_units(svod_arena *arena, const svod_closing *c)
{
    int64_t *units = svod_arena_calloc(arena, c->demand->offers_n, sizeof *units);
    for (uint32_t i = 0; i < c->lots->n; i++) {
        const svod_lot *lot = &c->lots->v[i];
        for (uint32_t k = 0; k < lot->cells_n; k++)
            units[lot->cells[k].offer] += (int64_t)lot->cells[k].count * c->plan->bought[i];
    }
    return units;
}

void svod_write_supplier_csv(const svod_closing *c, svod_buf *out)
{
    svod_csv csv;
    svod_arena arena;
    svod_arena_init(&arena);
    const int64_t *units = svod_bought_units(&arena, c);
    int64_t all = 0;
    svod_csv_begin(&csv, out);
    svod_csv_header(&csv, "offer;article;name;colour;size;quantity;price;amount");
    for (uint32_t i = 0; i < c->demand->offers_n; i++) {
        if (units[i] == 0) continue;
        const svod_stop_offer *o = &c->demand->offers[i];
        svod_dec amount = SVOD_DEC_NONE;
        svod_dec_times(o->price, units[i], &amount);
        all += units[i];
        svod_csv_text(&csv, o->id);
        svod_csv_text(&csv, o->article);
        svod_csv_text(&csv, o->name);
        svod_csv_text(&csv, o->colour);
        svod_csv_text(&csv, o->size);
        svod_csv_int(&csv, units[i]);
        svod_csv_dec(&csv, o->price);
        svod_csv_dec(&csv, amount);
        svod_csv_end_row(&csv);
    }
    svod_csv_word(&csv, "ИТОГО");
    for (int i = 0; i < 4; i++) svod_csv_empty(&csv);
    svod_csv_int(&csv, all);
    svod_csv_empty(&csv);
    svod_csv_dec(&csv, c->plan->amount);
    svod_csv_end_row(&csv);
    svod_arena_release(&arena);
}
