/* What the commands about one purchase share: settings, the store, the catalog and the orders, opened and read in one way.
 */
#include "cli/desk.h"
#include "cli/columns.h"
#include "cli/earlier.h"
#include "cli/pinned.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/str.h"
#include "cli/workspace.h"
#include "text/show.h"

#include <stdio.h>

svod_status svod_desk_open(svod_desk *desk, svod_cli *cli, svod_str purchase, bool alone, svod_error *e)
{
    *desk = (svod_desk){.cli = cli};
    svod_status s = svod_workspace_find(cli->folder, desk->workspace, sizeof desk->workspace, e);
    if (!s) s = svod_settings_load(cli->arena, desk->workspace, &desk->settings, e);
    if (!s)
        s = svod_purchase_load(cli->arena, desk->workspace, purchase, &desk->settings, cli->diag, &desk->purchase,
                               &desk->supplier, e);
    if (!s) s = svod_workspace_store(desk->workspace, alone ? &desk->lock : NULL, &desk->store, e);
    desk->locked = alone && !s;
    return s;
}

void svod_desk_close(svod_desk *desk)
{
    svod_free(desk->offers);
    svod_free(desk->currencies);
    svod_store_close(desk->store);
    if (desk->locked) svod_lock_release(&desk->lock);
    desk->store = NULL;
    desk->locked = false;
}

/* ---- the catalog ---- */

static svod_str dup(svod_desk *desk, svod_str s)
{
    return s.n ? svod_arena_dup(desk->cli->arena, s) : (svod_str){0};
}

static const void *dup_array(svod_desk *desk, const void *v, size_t bytes)
{
    return bytes ? memcpy(svod_arena_alloc(desk->cli->arena, bytes), v, bytes) : NULL;
}

static const svod_row_cell *dup_row(svod_desk *desk, const svod_offer *o)
{
    svod_row_cell *row = svod_arena_alloc(desk->cli->arena, o->row_n * sizeof *row + 1);
    for (size_t i = 0; i < o->row_n; i++) row[i] = (svod_row_cell){dup(desk, o->row[i].size), o->row[i].count};
    return row;
}

static svod_evidence dup_evidence(svod_desk *desk, const svod_evidence *e)
{
    return (svod_evidence){dup(desk, e->place), dup(desk, e->text)};
}

static svod_str join(svod_desk *desk, svod_strs names)
{
    svod_buf b = SVOD_BUF_INIT;
    for (size_t i = 0; i < names.n; i++) {
        if (i) svod_buf_cstr(&b, " / ");
        svod_buf_str(&b, names.v[i]);
    }
    svod_str text = dup(desk, svod_buf_view(&b));
    svod_buf_release(&b);
    return text;
}

static svod_status add_offer(void *context, const svod_stored_offer *stored, svod_error *e)
{
    (void)e;
    svod_desk *desk = context;
    const svod_offer *o = &stored->offer;
    if (desk->offers_n == desk->offers_room) {
        desk->offers_room = desk->offers_room ? desk->offers_room * 2 : 1024;
        desk->offers = svod_realloc(desk->offers, desk->offers_room * sizeof *desk->offers);
        desk->currencies = svod_realloc(desk->currencies, desk->offers_room * sizeof *desk->currencies);
    }
    size_t n = desk->offers_n++;
    /* Neighbours mostly share their item, article, name and currency: kept once. */
    const svod_stop_offer *before = n ? &desk->offers[n - 1] : NULL;
#define SHARED(field) (before && svod_str_eq(before->field, o->field) ? before->field : dup(desk, o->field))
    desk->offers[n] = (svod_stop_offer){
        .id = dup(desk, o->offer),
        .item = SHARED(item),
        .article = SHARED(article),
        .name = SHARED(name),
        .colour = SHARED(colour),
        .size = dup(desk, o->size),
        .price = o->price,
        .stock = o->available == 0 ? 0 : o->stock,
        .min_quantity = o->min_quantity,
        .step_quantity = o->step_quantity,
        .row = o->row_n ? dup_row(desk, o) : NULL,
        .row_n = o->row_n,
        .min_evidence = dup_evidence(desk, &o->min_evidence),
        .step_evidence = dup_evidence(desk, &o->step_evidence),
        .row_evidence = dup_evidence(desk, &o->row_evidence),
        .tiers = dup_array(desk, o->tiers, o->tiers_n * sizeof *o->tiers),
        .tiers_n = o->tiers_n,
        .picture = o->pictures.n ? dup(desk, o->pictures.v[0]) : (svod_str){0},
        .url = SHARED(url),
        .category = join(desk, o->category),
        .weight = o->weight,
    };
#undef SHARED
    bool same = n && svod_str_eq(desk->currencies[n - 1], o->currency);
    desk->currencies[n] = same ? desk->currencies[n - 1] : dup(desk, o->currency);
    return SVOD_OK;
}

svod_status svod_desk_catalog(svod_desk *desk, svod_error *e)
{
    svod_supplier_state state;
    svod_status s = svod_store_supplier(desk->store, desk->supplier.file_name, &state, e);
    if (s < 0) return s;
    desk->has_catalog = s != SVOD_END;
    if (!desk->has_catalog) return SVOD_OK;
    return svod_store_offers(desk->store, desk->supplier.file_name, (svod_str){0}, false, add_offer, desk, e);
}

svod_status svod_desk_orders(svod_desk *desk, svod_error *e)
{
    return svod_store_orders(desk->store, desk->purchase.file_name, desk->cli->arena, &desk->orders, &desk->orders_n, e);
}

/* ---- currencies ---- */

static svod_status two_currencies(const svod_desk *desk, uint32_t a, uint32_t b, svod_error *e)
{
    return svod_fail(
        e, SVOD_EXIT_BAD_SETTINGS, "purchase.currencies",
        "the catalog has ordered offers in two currencies, %.*s (offer %.*s) and %.*s (offer %.*s); one purchase needs one",
        SVOD_FMT(desk->currencies[a]), SVOD_FMT(desk->offers[a].id), SVOD_FMT(desk->currencies[b]),
        SVOD_FMT(desk->offers[b].id));
}

static svod_status find_currency(svod_desk *desk, const svod_demand *demand, svod_error *e)
{
    uint32_t first = SVOD_NO_OFFER;
    for (uint32_t i = 0; i < demand->lines_n; i++) {
        const svod_line *line = &demand->lines[i];
        if (line->dead == SVOD_REASON_REFUSED) continue;
        for (uint32_t c = 0; c < line->choices_n; c++) {
            uint32_t offer = line->choices[c].offer;
            if (first == SVOD_NO_OFFER) first = offer;
            if (!svod_str_eq(desk->currencies[first], desk->currencies[offer])) return two_currencies(desk, first, offer, e);
        }
    }
    desk->currency = first == SVOD_NO_OFFER ? (svod_str){0} : desk->currencies[first];
    if (desk->currency.n == 0) desk->currency = desk->supplier.currency;
    if (desk->currency.n == 0 && first != SVOD_NO_OFFER)
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "purchase.no-currency",
                         "the catalog does not say its currency; write `currency:` into suppliers/%.*s.yaml and refresh",
                         SVOD_FMT(desk->supplier.file_name));
    /* Nothing that is in the catalog was ordered: no sum will be made of it. */
    if (desk->currency.n == 0)
        desk->currency = desk->purchase.rate_currency.n ? desk->purchase.rate_currency : desk->purchase.money.currency;
    return SVOD_OK;
}

svod_status svod_desk_currency(svod_desk *desk, const svod_demand *demand, svod_error *e)
{
    svod_status s = find_currency(desk, demand, e);
    if (s) return s;
    svod_str pays = desk->purchase.money.currency, rate = desk->purchase.rate_currency;
    char file[300];
    snprintf(file, sizeof file, "purchases/%.*s.yaml", SVOD_FMT(desk->purchase.file_name));
    if (rate.n && !svod_str_eq(rate, desk->currency))
        svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "purchase.rate", "the rate is for %.*s, but the supplier sells in %.*s",
                  SVOD_FMT(rate), SVOD_FMT(desk->currency));
    else if (rate.n && svod_str_eq(rate, pays))
        svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "purchase.rate",
                  "the supplier sells in %.*s and participants pay in it: a rate has no place here", SVOD_FMT(pays));
    else if (!rate.n && !svod_str_eq(pays, desk->currency))
        svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "purchase.rate",
                  "the supplier sells in %.*s and participants pay in %.*s; the purchase needs a rate, like rate: {%.*s: "
                  "61, fee: 1%%}",
                  SVOD_FMT(desk->currency), SVOD_FMT(pays), SVOD_FMT(desk->currency));
    else
        return SVOD_OK;
    svod_error_at(e, file, 0, 0);
    return SVOD_FAILED;
}

/* ---- STOP ---- */

svod_status svod_desk_demand(svod_desk *desk, svod_stop *ret, svod_error *e)
{
    svod_arena *arena = desk->cli->arena;
    svod_purchase *p = &desk->purchase;
    svod_status s = svod_desk_catalog(desk, e);
    if (!s && !desk->has_catalog)
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "purchase.no-catalog",
                         "the catalog of %.*s was never read; run: svod refresh %.*s", SVOD_FMT(desk->supplier.file_name),
                         SVOD_FMT(desk->supplier.file_name));
    if (!s) s = svod_desk_orders(desk, e);
    if (!s && desk->orders_n == 0)
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "purchase.no-orders",
                         "no orders have been imported; run: svod import %.*s FILE", SVOD_FMT(p->file_name));
    *ret = (svod_stop){0};
    if (!s && desk->pinned_file) s = svod_desk_pin(desk, desk->pinned_file, e);
    if (!s)
        s = svod_demand_make(arena, desk->offers, desk->offers_n, desk->orders, desk->orders_n, &p->terms, p->serve_first,
                             p->serve_first_n, &ret->demand, e);
    if (!s) s = svod_desk_currency(desk, &ret->demand, e);
    if (!s) s = svod_lots_make(arena, &ret->demand, &p->terms, &ret->lots, e);
    return s;
}

svod_status svod_desk_stop(svod_desk *desk, const svod_stop_options *options, svod_stop *ret, svod_error *e)
{
    svod_arena *arena = desk->cli->arena;
    svod_purchase *p = &desk->purchase;
    svod_status s = svod_desk_demand(desk, ret, e);
    svod_stop_options how = *options;
    how.currency = desk->currency;
    if (!s && !options->as_if_orderable) s = svod_earlier_plan(desk, &ret->demand, &how, e);
    if (!s) s = svod_plan_make(arena, &ret->demand, &ret->lots, &p->terms, &how, &ret->plan, e);
    /* From here on the prices are those of the tier that the order reaches. */
    if (!s) ret->demand.offers = ret->plan.offers;
    if (!s && ret->plan.orderable && !options->as_if_orderable)
        s = svod_costs_make(arena, &ret->demand, &ret->plan, &p->money, &ret->costs, e);
    return s;
}

/* ---- words ---- */

svod_str svod_desk_asked(svod_desk *desk, const svod_order_line *line)
{
    if (line->offer.n) return line->offer;
    svod_buf b = SVOD_BUF_INIT;
    const svod_str parts[] = {line->article, line->colour, line->size};
    for (size_t i = 0; i < SVOD_COUNT(parts); i++)
        if (parts[i].n) svod_buf_printf(&b, "%s%.*s", b.n ? " " : "", SVOD_FMT(parts[i]));
    svod_str text = svod_arena_dup(desk->cli->arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return text;
}

/* ---- tables ---- */

static void pad(svod_buf *out, size_t n)
{
    while (n-- > 0) svod_buf_char(out, ' ');
}

void svod_table_add(svod_table *table, const char *label, svod_str value)
{
    if (table->n == SVOD_COUNT(table->labels)) SVOD_BUG("a table with too many rows");
    table->labels[table->n] = svod_str_of(label);
    table->values[table->n++] = svod_arena_dup(table->arena, value);
}

void svod_table_count(svod_table *table, const char *label, int64_t n, svod_lang lang)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_show_count(&b, n, lang);
    svod_table_add(table, label, svod_buf_view(&b));
    svod_buf_release(&b);
}

void svod_table_write(const svod_table *table, svod_buf *out)
{
    size_t label = 0, value = 0;
    for (size_t i = 0; i < table->n; i++) {
        label = SVOD_MAX(label, svod_text_width(table->labels[i]));
        value = SVOD_MAX(value, svod_text_width(table->values[i]));
    }
    for (size_t i = 0; i < table->n; i++) {
        if (table->values[i].n == 0 && i) svod_buf_char(out, '\n');
        svod_buf_str(out, table->labels[i]);
        if (table->values[i].n)
            pad(out, label - svod_text_width(table->labels[i]) + 2 + value - svod_text_width(table->values[i]));
        svod_buf_str(out, table->values[i]);
        svod_buf_char(out, '\n');
    }
}
