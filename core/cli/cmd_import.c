/* svod import: orders from a file into a purchase. */
#include "cli/desk.h"
#include "cli/orders_book.h"

#include "base/attrs.h"
#include "base/str.h"
#include "engine/orders.h"
#include "io/source.h"
#include "text/show.h"
#include "write/json.h"

#include <stdlib.h>

/* The same file keeps its name however it is called, so that lines gone from it are noticed. */
static svod_str source_name(svod_desk *desk, const char *path)
{
    char whole[PATH_MAX];
    if (svod_str_is(svod_str_of(path), "-") || !realpath(path, whole)) return svod_str_of(path);
    svod_str name = svod_arena_dup(desk->cli->arena, svod_str_of(whole)), folder = svod_str_of(desk->workspace);
    if (svod_str_starts(name, folder) && name.n > folder.n && name.p[folder.n] == '/')
        return svod_str_sub(name, folder.n + 1, name.n);
    return name;
}

typedef struct import_options {
    svod_str sheet;
} import_options;

static svod_status read_file(svod_desk *desk, const char *path, const import_options *options, svod_orders *ret,
                             svod_error *e)
{
    svod_source *source = NULL;
    bool book = false;
    svod_orders_sheet *sheets = NULL;
    size_t n = 0;
    svod_cli *cli = desk->cli;
    svod_status s = svod_source_open(path, path, &source, e);
    if (!s) s = svod_orders_book_is(source, &book, e);
    if (!s && book) s = svod_orders_book_read(cli->arena, source, options->sheet, cli->diag, &sheets, &n, e);
    if (!s && book) s = svod_orders_read_sheets(cli->arena, sheets, n, path, &desk->settings.zone, cli->diag, ret, e);
    if (!s && !book && options->sheet.n) {
        s = svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.no-sheets", "this is no workbook: there are no sheets to choose from");
        svod_error_at(e, path, 0, 0);
    }
    if (!s && !book) s = svod_orders_read(cli->arena, source, &desk->settings.zone, cli->diag, ret, e);
    svod_source_close(source);
    return s;
}

/* Lines that ask for what the catalog does not have, or not clearly enough: told while there is time to mend them. */
static svod_status check_offers(svod_desk *desk, const svod_orders *orders, const char *file, int64_t *ret_doubtful,
                                svod_error *e)
{
    svod_demand demand;
    svod_status s = svod_demand_make(desk->cli->arena, desk->offers, desk->offers_n, orders->lines, orders->n,
                                     &desk->purchase.terms, NULL, 0, &demand, e);
    for (uint32_t i = 0; !s && i < demand.lines_n; i++) {
        const svod_line *line = &demand.lines[i];
        const svod_order_line *order = &orders->lines[line->order];
        if (line->dead != SVOD_REASON_NOT_IN_CATALOG) continue;
        svod_at at = svod_orders_at(orders, line->order);
        svod_str asked = svod_desk_asked(desk, order);
        ++*ret_doubtful;
        if (line->fits.n)
            svod_diag_add(desk->cli->diag, SVOD_WARNING, "import.ambiguous", file, &at,
                          "`%.*s` fits several offers (%.*s): say which by colour, size or offer", SVOD_FMT(asked),
                          SVOD_FMT(line->fits));
        else
            svod_diag_add(desk->cli->diag, SVOD_WARNING, "import.unknown-offer", file, &at,
                          "`%.*s` is not in the catalog of %.*s", SVOD_FMT(asked), SVOD_FMT(desk->supplier.file_name));
    }
    return s;
}

typedef struct result {
    svod_import_counts counts;
    int64_t doubtful;
    bool checked;
} result;

static svod_status import_file(svod_desk *desk, const char *path, const import_options *options, result *ret, svod_error *e)
{
    svod_orders orders = {0};
    svod_status s = read_file(desk, path, options, &orders, e);
    if (!s) s = svod_desk_catalog(desk, e);
    ret->checked = desk->has_catalog;
    if (!s && desk->has_catalog) s = check_offers(desk, &orders, path, &ret->doubtful, e);
    if (!s)
        s = svod_store_orders_import(desk->store, desk->purchase.file_name, source_name(desk, path), desk->cli->now,
                                     orders.lines, orders.n, &ret->counts, e);
    svod_orders_release(&orders);
    return s;
}

static svod_status print_json(svod_desk *desk, const result *r, svod_error *e)
{
    svod_buf out = SVOD_BUF_INIT;
    svod_json json;
    svod_json_begin(&json, &out);
    svod_json_object(&json, NULL);
    svod_json_text(&json, "schema", SVOD_STR("svod.import/1"));
    svod_json_text(&json, "purchase", desk->purchase.file_name);
    svod_json_int(&json, "lines", r->counts.lines);
    svod_json_int(&json, "new", r->counts.added);
    svod_json_int(&json, "changed", r->counts.changed);
    svod_json_int(&json, "same", r->counts.same);
    svod_json_int(&json, "removed", r->counts.removed);
    if (r->checked)
        svod_json_int(&json, "not_in_catalog", r->doubtful);
    else
        svod_json_null(&json, "not_in_catalog");
    svod_json_end_object(&json);
    svod_buf_char(&out, '\n');
    svod_status s = svod_cli_write(svod_buf_view(&out), e);
    svod_buf_release(&out);
    return s;
}

static svod_status print(svod_desk *desk, const result *r, svod_error *e)
{
    if (desk->cli->json) return print_json(desk, r, e);
    if (desk->cli->quiet) return SVOD_OK;
    svod_buf out = SVOD_BUF_INIT;
    svod_buf_printf(&out, _("%.*s: %lld order lines: %lld new, %lld changed, %lld as they were, %lld removed"),
                    SVOD_FMT(desk->purchase.file_name), (long long)r->counts.lines, (long long)r->counts.added,
                    (long long)r->counts.changed, (long long)r->counts.same, (long long)r->counts.removed);
    svod_buf_char(&out, '\n');
    svod_status s = svod_cli_write(svod_buf_view(&out), e);
    svod_buf_release(&out);
    return s;
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    svod_desk desk;
    svod_error e = {0};
    result r = {0};
    svod_status s = svod_desk_open(&desk, cli, arguments.v[0], true, &e);
    if (!s) s = import_file(&desk, arguments.v[1].p, options, &r, &e);
    if (!s) s = print(&desk, &r, &e);
    if (!s && !r.checked)
        svod_cli_say(cli, N_("the catalog of %.*s was never read, so the offers were not checked; run: svod refresh %.*s"),
                     SVOD_FMT(desk.supplier.file_name), SVOD_FMT(desk.supplier.file_name));
    if (!s && r.doubtful)
        svod_cli_say(cli, N_("order lines whose offer is not clear: %lld; they are kept, and not bought as they are"),
                     (long long)r.doubtful);
    svod_desk_close(&desk);
    if (s) return svod_cli_fail(cli, &e);
    return r.doubtful ? SVOD_EXIT_DECIDE : SVOD_EXIT_OK;
}

static const svod_option rows[] = {
    {"sheet", SVOD_OPTION_TEXT, offsetof(import_options, sheet), NULL, "SHEET",
     N_("the sheet of a workbook: its name or its number from 1; left out: the one that has a heading of orders")},
    {0},
};

const svod_command svod_cmd_import = {
    .name = "import",
    .arguments = "PURCHASE FILE",
    .summary = N_("read orders into a purchase"),
    .details = N_("Reads order lines from CSV (any delimiter and encoding) or a workbook (XLSX, XLS), with Russian or "
                  "English headings; - is standard input. The same file "
                  "twice changes nothing, a corrected file updates its lines, and a line that is gone from it is removed. A "
                  "file with a "
                  "line that cannot be read changes nothing."),
    .example = "svod import ivtex-12 orders.csv\nsvod import ivtex-12 orders.xlsx --sheet Заказы",
    .options = rows,
    .options_size = sizeof(import_options),
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
