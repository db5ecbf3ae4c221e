/* svod status: how full a purchase is, and what is missing. */
#include "cli/desk.h"

#include "base/str.h"
#include "write/json.h"
#include "write/status.h"

typedef struct status_options {
    bool html;
} status_options;

static void put_row(svod_json *json, const svod_stop *stop, const svod_lot *lot, const uint32_t *have)
{
    svod_json_array(json, "cells");
    for (uint32_t i = 0; i < lot->cells_n; i++) {
        svod_json_object(json, NULL);
        svod_json_text(json, "offer", stop->demand.offers[lot->cells[i].offer].id);
        svod_json_text(json, "size", stop->demand.offers[lot->cells[i].offer].size);
        svod_json_int(json, "count", lot->cells[i].count);
        svod_json_int(json, "have", have[i]);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void put_open(svod_json *json, const svod_stop *stop)
{
    svod_json_array(json, "open");
    for (size_t i = 0; i < stop->plan.open_n; i++) {
        const svod_open_lot *open = &stop->plan.open[i];
        const svod_lot *lot = &stop->lots.v[open->lot];
        const svod_stop_offer *offer = &stop->demand.offers[lot->cells[0].offer];
        svod_json_object(json, NULL);
        svod_json_text(json, "kind", lot->kind == SVOD_LOT_ROW ? SVOD_STR("row") : SVOD_STR("pack"));
        svod_json_text(json, "item", offer->item);
        svod_json_text(json, "article", offer->article);
        svod_json_text(json, "colour", offer->colour);
        svod_json_int(json, "number", open->number);
        svod_json_int(json, "have", open->have);
        svod_json_int(json, "lack", open->lack);
        svod_json_text(json, "lacks", open->lacks);
        svod_json_dec(json, "lack_amount", svod_lack_amount(&stop->demand, &stop->lots, open));
        put_row(json, stop, lot, open->have_cells);
        svod_json_end_object(json);
    }
    svod_json_end_array(json);
}

static void put_count_or_null(svod_json *json, const char *key, int64_t n)
{
    if (n < 0)
        svod_json_null(json, key);
    else
        svod_json_int(json, key, n);
}

static void put_bought(svod_json *json, const svod_stop *stop, const svod_terms *terms)
{
    int64_t rows = 0, units = 0;
    for (uint32_t i = 0; i < stop->lots.n; i++) {
        const svod_lot *lot = &stop->lots.v[i];
        if (lot->kind == SVOD_LOT_ROW) rows += stop->plan.bought[i];
        for (uint32_t c = 0; c < lot->cells_n; c++) units += (int64_t)lot->cells[c].count * stop->plan.bought[i];
    }
    svod_json_object(json, "bought");
    svod_json_dec(json, "amount", stop->plan.amount);
    svod_json_int(json, "units", units);
    svod_json_int(json, "rows", rows);
    svod_json_end_object(json);
    svod_json_object(json, "minimum");
    svod_json_dec(json, "amount", terms->minimum_amount);
    put_count_or_null(json, "units", terms->minimum_units);
    put_count_or_null(json, "rows", terms->minimum_rows);
    svod_json_end_object(json);
}

static void put_json(const svod_desk *desk, const svod_stop *stop, svod_buf *out)
{
    const svod_plan *plan = &stop->plan;
    svod_json json;
    svod_json_begin(&json, out);
    svod_json_object(&json, NULL);
    svod_json_text(&json, "schema", SVOD_STR("svod.status/1"));
    svod_json_text(&json, "purchase", desk->purchase.file_name);
    svod_json_bool(&json, "orderable", plan->orderable);
    svod_json_text(&json, "currency", desk->currency);
    svod_json_int(&json, "wanted", plan->wanted);
    svod_json_int(&json, "served", plan->served);
    svod_json_int(&json, "leftover", plan->leftover_units);
    put_bought(&json, stop, &desk->purchase.terms);
    if (plan->next_tier.n) svod_json_text(&json, "next_tier", plan->next_tier);
    put_open(&json, stop);
    svod_json_end_object(&json);
    svod_buf_char(out, '\n');
}

/* A look at an open purchase must not take long; what it shows is then a good plan, not the proven best. */
enum { STATUS_LIMIT_MS = 800 };

static svod_status show(svod_desk *desk, bool html, svod_error *e)
{
    svod_stop stop;
    svod_stop_options how = {.as_if_orderable = true, .time_limit_ms = STATUS_LIMIT_MS, .lang = (int)desk->settings.lang};
    svod_status s = svod_desk_stop(desk, &how, &stop, e);
    if (s) return s;
    svod_closing closing = svod_desk_closing(desk, &stop);
    svod_buf out = SVOD_BUF_INIT;
    if (desk->cli->json)
        put_json(desk, &stop, &out);
    else if (html)
        svod_status_html(&closing, &out);
    else
        svod_status_text(&closing, &out);
    s = svod_cli_write(svod_buf_view(&out), e);
    svod_buf_release(&out);
    return s;
}

static int run(svod_cli *cli, const void *given, svod_strs arguments)
{
    const status_options *options = given;
    if (options->html && cli->json) return svod_cli_usage(cli, &svod_cmd_status, N_("--html and --json exclude each other"));
    svod_desk desk;
    svod_error e = {0};
    svod_status s = svod_desk_open(&desk, cli, arguments.v[0], false, &e);
    if (!s) s = show(&desk, options->html, &e);
    svod_desk_close(&desk);
    return s ? svod_cli_fail(cli, &e) : SVOD_EXIT_OK;
}

static const svod_option rows[] = {
    {"html", SVOD_OPTION_FLAG, offsetof(status_options, html), NULL, NULL, N_("a page instead of text")},
    {0},
};

const svod_command svod_cmd_status = {
    .name = "status",
    .arguments = "PURCHASE",
    .summary = N_("how full rows, packs and minimums are, and what is missing"),
    .details = N_("What would be bought if STOP were now, and what is missing to complete each row, pack and minimum, "
                  "nearest to complete first. "
                  "The text names nobody and can be pasted into the group."),
    .example = "svod status ivtex-12\nsvod status ivtex-12 --html > status.html",
    .options = rows,
    .options_size = sizeof(status_options),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
