/* report.json: the closed purchase for other programs. */
#include "write/confirm.h"
#include "write/csv.h"
#include "write/json.h"
#include "write/parts.h"
#include "write/status.h"

#include "base/decimal.h"
#include "base/str.h"
#include "text/date.h"

static void put_time(svod_json *json, const char *key, int64_t time, int32_t zone_offset)
{
    if (time == SVOD_TIME_NONE) {
        svod_json_null(json, key);
        return;
    }
    svod_buf text = SVOD_BUF_INIT;
    svod_time_iso(&text, time, zone_offset);
    svod_json_text(json, key, svod_buf_view(&text));
    svod_buf_release(&text);
}

static void put_lot(svod_json *json, const svod_closing *c, const svod_lot *lot)
{
    const svod_stop_offer *first = &c->demand->offers[lot->cells[0].offer];
    svod_json_text(json, "item", first->item);
    svod_json_text(json, "article", first->article);
    svod_json_text(json, "colour", first->colour);
    if (lot->kind != SVOD_LOT_ROW) {
        svod_json_text(json, "size", first->size);
        svod_json_text(json, "offer", first->id);
        svod_json_int(json, "pack", lot->cells[0].count);
        return;
    }
    svod_json_array(json, "row");
    for (uint32_t i = 0; i < lot->cells_n; i++) {
        const svod_stop_offer *o = &c->demand->offers[lot->cells[i].offer];
        svod_json_object(json, NULL);
        svod_json_text(json, "size", o->size);
        svod_json_int(json, "count", lot->cells[i].count);
        svod_json_text(json, "offer", o->id);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void put_lots(svod_json *json, const svod_closing *c)
{
    svod_json_array(json, "lots");
    for (uint32_t i = 0; i < c->lots->n; i++) {
        if (c->plan->bought[i] == 0) continue;
        svod_json_object(json, NULL);
        put_lot(json, c, &c->lots->v[i]);
        svod_json_int(json, "count", c->plan->bought[i]);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
    svod_json_array(json, "open_lots");
    for (size_t i = 0; i < c->plan->open_n; i++) {
        const svod_open_lot *open = &c->plan->open[i];
        svod_json_object(json, NULL);
        put_lot(json, c, &c->lots->v[open->lot]);
        svod_json_int(json, "number", open->number);
        svod_json_int(json, "have", open->have);
        svod_json_int(json, "lack", open->lack);
        svod_json_text(json, "lacks", open->lacks);
        svod_json_dec(json, "lack_amount", svod_lack_amount(c->demand, c->lots, open));
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void put_unserved(svod_json *json, const svod_closing *c)
{
    svod_json_array(json, "unserved");
    for (size_t i = 0; i < c->plan->unserved_n; i++) {
        const svod_unserved *u = &c->plan->unserved[i];
        const svod_line *line = &c->demand->lines[u->line];
        svod_json_object(json, NULL);
        svod_json_text(json, "line", c->demand->orders[line->order].line);
        svod_json_text(json, "participant", c->demand->participants[line->participant]);
        svod_json_int(json, "units", u->units);
        svod_json_text(json, "reason", svod_str_of(svod_reason_code(u->reason)));
        svod_json_text(json, "detail", u->detail);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
    svod_json_array(json, "leftovers");
    for (size_t i = 0; i < c->plan->leftover_n; i++) {
        svod_json_object(json, NULL);
        svod_json_text(json, "offer", c->demand->offers[c->plan->leftover[i].offer].id);
        svod_json_int(json, "units", c->plan->leftover[i].units);
        svod_json_dec(json, "amount", c->costs->leftover_amounts[i]);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void put_changes(svod_json *json, const svod_closing *c)
{
    svod_json_array(json, "changes");
    for (size_t i = 0; i < c->changes.n; i++) {
        const svod_change *change = &c->changes.v[i];
        svod_json_object(json, NULL);
        svod_json_text(json, "participant", svod_csv_meant(change->participant));
        svod_json_text(json, "line", svod_csv_meant(change->line));
        svod_json_text(json, "offer", svod_csv_meant(change->offer));
        svod_json_int(json, "before", change->before);
        svod_json_int(json, "now", change->now);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void put_evidence(svod_json *json, const char *field, int64_t value, const svod_evidence *evidence)
{
    svod_json_object(json, NULL);
    svod_json_text(json, "field", svod_str_of(field));
    if (value) svod_json_int(json, "value", value);
    svod_json_text(json, "from", evidence->place);
    svod_json_text(json, "text", evidence->text);
    svod_json_end_object(json);
}

/* What was read in texts and waits for the organiser's word. */
static void put_confirms(svod_json *json, svod_view *view)
{
    const svod_closing *c = view->closing;
    const svod_confirm *list;
    size_t n = svod_confirms_make(&view->arena, c->demand, c->lots, &list);
    svod_json_array(json, "to_confirm");
    for (size_t i = 0; i < n; i++) {
        const svod_reliance *r = list[i].relies;
        const svod_stop_offer *o = &c->demand->offers[r->offer];
        svod_json_object(json, NULL);
        svod_json_text(json, "offer", o->id);
        svod_json_text(json, "article", o->article);
        svod_json_array(json, "says");
        if (r->row) put_evidence(json, "row", 0, &o->row_evidence);
        if (r->step) put_evidence(json, "step_quantity", o->step_quantity, &o->step_evidence);
        if (r->min) put_evidence(json, "min_quantity", o->min_quantity, &o->min_evidence);
        svod_json_end_array(json);
        svod_json_text(json, "lots", list[i].yaml);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void put_cost(svod_json *json, const svod_cost *cost)
{
    svod_json_int(json, "units", cost->units);
    svod_json_int(json, "positions", cost->positions);
    svod_json_dec(json, "goods", cost->goods);
    svod_json_dec(json, "fee", cost->fee);
    svod_json_dec(json, "delivery", cost->delivery);
    svod_json_dec(json, "charges", cost->charges);
    svod_json_dec(json, "discount", cost->discount);
    svod_json_dec(json, "rounding", cost->rounding);
    svod_json_dec(json, "total", cost->total);
    svod_json_dec(json, "paid", cost->paid);
    svod_json_dec(json, "due", cost->due);
    svod_json_dec(json, "prepay", cost->prepay);
    svod_json_int(json, "paid_without_sum", cost->paid_unknown);
}

static void put_people(svod_json *json, const svod_view *view)
{
    const svod_closing *c = view->closing;
    svod_json_array(json, "participants");
    for (size_t i = 0; i < c->costs->n; i++) {
        const svod_cost *cost = &c->costs->v[i];
        svod_json_object(json, NULL);
        svod_json_text(json, "participant", c->demand->participants[cost->participant]);
        put_cost(json, cost);
        if (c->plan->orderable) svod_json_text(json, "file", view->people[cost->participant].file);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
    svod_json_object(json, "sum");
    put_cost(json, &c->costs->sum);
    svod_json_end_object(json);
}

static void put_head(svod_json *json, const svod_closing *c)
{
    const svod_plan *plan = c->plan;
    svod_json_text(json, "schema", SVOD_STR("svod.report/1"));
    svod_json_text(json, "purchase", c->purchase);
    svod_json_text(json, "title", c->title);
    svod_json_text(json, "supplier", c->supplier_title);
    put_time(json, "made", c->now, c->zone_offset);
    put_time(json, "stop", c->stop, c->zone_offset);
    svod_json_bool(json, "orderable", plan->orderable);
    if (!plan->orderable) svod_json_text(json, "not_orderable", plan->not_orderable);
    svod_json_text(json, "policy", svod_str_of(svod_policy_code(c->terms->policy)));
    svod_json_bool(json, "optimal", plan->optimal);
    svod_json_int(json, "bound", plan->bound);
    svod_json_int(json, "wanted", plan->wanted);
    svod_json_int(json, "served", plan->served);
    svod_json_int(json, "substituted", plan->substituted);
    svod_json_int(json, "extra", plan->extra);
    svod_json_int(json, "leftover", plan->leftover_units);
    svod_json_text(json, "supplier_currency", c->supplier_currency);
    svod_json_dec(json, "supplier_total", plan->amount);
    if (plan->next_tier.n) svod_json_text(json, "next_tier", plan->next_tier);
    svod_json_text(json, "currency", c->money->currency);
    svod_json_dec(json, "rate", svod_money_rate(c->money));
    svod_json_dec(json, "goods_total", c->costs->supplier_amount);
    svod_json_dec(json, "leftover_total", c->costs->leftover_amount);
    svod_json_dec(json, "delivery", c->money->delivery);
    svod_json_dec(json, "participants_total", c->costs->sum.total);
}

static void put_lost(svod_json *json, const svod_closing *c)
{
    if (c->plan->lost_n == 0) return;
    svod_json_array(json, "pins_lost");
    for (size_t i = 0; i < c->plan->lost_n; i++) {
        const svod_lost_pin *lost = &c->plan->lost[i];
        const svod_line *line = &c->demand->lines[lost->line];
        svod_json_object(json, NULL);
        svod_json_text(json, "line", c->demand->orders[line->order].line);
        svod_json_text(json, "participant", c->demand->participants[line->participant]);
        svod_json_text(json, "offer", lost->offer);
        svod_json_int(json, "units", lost->units);
        svod_json_text(json, "why", lost->why);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

void svod_write_report_json(svod_view *view, const svod_check *checks, size_t checks_n, svod_buf *out)
{
    const svod_closing *c = view->closing;
    svod_json json;
    svod_json_begin(&json, out);
    svod_json_object(&json, NULL);
    put_head(&json, c);
    put_lots(&json, c);
    put_unserved(&json, c);
    put_lost(&json, c);
    put_people(&json, view);
    if (c->changes.listed) put_changes(&json, c);
    put_confirms(&json, view);
    svod_json_array(&json, "problems");
    for (size_t i = 0; i < c->lots->problems.n; i++) svod_json_text(&json, NULL, c->lots->problems.v[i]);
    svod_json_end_array(&json);
    svod_json_array(&json, "checks");
    for (size_t i = 0; i < checks_n; i++) {
        svod_json_object(&json, NULL);
        svod_json_text(&json, "name", svod_str_of(checks[i].name));
        svod_json_bool(&json, "ok", checks[i].ok);
        if (!checks[i].ok) svod_json_text(&json, "detail", svod_str_of(checks[i].detail));
        svod_json_end_object(&json);
    }
    svod_json_end_array(&json);
    svod_json_end_object(&json);
}
