/* Reading what the supplier confirmed. */
#include "engine/pins.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "engine/csvfile.h"
#include "engine/nearest.h"
#include "engine/orders.h"
#include "engine/orders_words.h"

#include <svod/kit.h>

enum { NO_COLUMN = -1 };

typedef struct reader {
    svod_arena *arena;
    const char *file;
    svod_csv *csv;
    svod_csv_record record;
    int line, offer, quantity, kind; /* columns */
    svod_pin_rows *out;
    size_t room;
} reader;

static svod_status fail_here(const reader *r, svod_error *e)
{
    svod_error_at(e, r->file, r->record.line, 0);
    return SVOD_FAILED;
}

static svod_status next_record(reader *r, svod_error *e)
{
    svod_status s = svod_csv_next(r->csv, &r->record, e);
    if (!s) s = svod_csv_cells(r->csv, &r->record, e);
    if (s < 0) svod_error_at(e, r->file, 0, 0);
    return s;
}

static svod_str cell(const reader *r, int column)
{
    return column >= 0 && (size_t)column < r->record.n ? svod_str_trim(r->record.cells[column]) : (svod_str){0};
}

/* "given" is what allocation.csv calls the offer. */
static svod_status read_heading(reader *r, svod_order_words *words, svod_error *e)
{
    svod_status s = next_record(r, e);
    if (s < 0) return s;
    for (size_t k = 0; s == SVOD_OK && k < r->record.n; k++) {
        int rank;
        svod_str name = svod_str_trim(r->record.cells[k]);
        svod_order_field field = svod_order_heading(words, name, &rank);
        int *column = field == SVOD_ORDER_LINE                                                   ? &r->line
                      : field == SVOD_ORDER_QUANTITY                                             ? &r->quantity
                      : field == SVOD_ORDER_OFFER || svod_str_eq_nocase(name, SVOD_STR("given")) ? &r->offer
                      : svod_str_eq_nocase(name, SVOD_STR("kind"))                               ? &r->kind
                                                                                                 : NULL;
        if (column && *column == NO_COLUMN) *column = (int)k;
    }
    if (r->line != NO_COLUMN && r->quantity != NO_COLUMN) return SVOD_OK;
    svod_fail(
        e, SVOD_EXIT_BAD_INPUT, "pinned.heading",
        "the heading must name the columns line and quantity, and offer where another than the one asked for is meant");
    return fail_here(r, e);
}

/* Rows of allocation.csv that give nobody anything. */
static bool passed_over(const reader *r)
{
    svod_str kind = cell(r, r->kind);
    bool any = false;
    for (size_t k = 0; k < r->record.n; k++) any = any || svod_str_trim(r->record.cells[k]).n;
    return !any || svod_str_is(kind, "unserved") || svod_str_is(kind, "leftover");
}

static svod_status read_row(reader *r, svod_error *e)
{
    svod_pin_row row = {.at = r->record.line};
    svod_str units = cell(r, r->quantity);
    if (passed_over(r)) return SVOD_OK;
    if (cell(r, r->line).n == 0) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "pinned.line", "no order line is named here");
        return fail_here(r, e);
    }
    if (!svod_read_quantity(units, &row.units) || row.units < 1 || row.units > SVOD_ORDERS_QUANTITY_CAP) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "pinned.quantity", "`%.*s` is no quantity: whole units from 1 to %d are expected",
                  SVOD_FMT(svod_excerpt(units)), SVOD_ORDERS_QUANTITY_CAP);
        return fail_here(r, e);
    }
    row.line = svod_arena_dup(r->arena, cell(r, r->line));
    row.offer = svod_arena_dup(r->arena, cell(r, r->offer));
    if (!row.line.p || !row.offer.p) return svod_no_memory(e);
    if (r->out->n == r->room) {
        size_t room = r->room ? r->room * 2 : 256;
        svod_pin_row *more = svod_try_realloc(r->out->v, room * sizeof *more);
        if (!more) return svod_no_memory(e);
        r->out->v = more;
        r->room = room;
    }
    r->out->v[r->out->n++] = row;
    return SVOD_OK;
}

static svod_status read_all(reader *r, svod_source *source, svod_order_words *words, svod_error *e)
{
    svod_status s = svod_csvfile_open(source, &r->csv, e);
    if (!s) s = read_heading(r, words, e);
    if (s) return s;
    while ((s = next_record(r, e)) == SVOD_OK) {
        if (r->out->n >= SVOD_ORDERS_LINES_CAP) {
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.too-many", "more than %d order lines", SVOD_ORDERS_LINES_CAP);
            return fail_here(r, e);
        }
        s = read_row(r, e);
        if (s) return s;
    }
    return s == SVOD_END ? SVOD_OK : s;
}

svod_status svod_pins_read(svod_arena *arena, svod_source *source, svod_pin_rows *ret, svod_error *e)
{
    *ret = (svod_pin_rows){0};
    svod_order_words words;
    reader r = {.arena = arena, .file = svod_source_name(source), .out = ret};
    r.line = r.offer = r.quantity = r.kind = NO_COLUMN;
    svod_status s = svod_order_words_init(&words) ? read_all(&r, source, &words, e) : svod_no_memory(e);
    svod_csv_free(r.csv);
    svod_order_words_release(&words);
    if (s) svod_pins_release(ret);
    return s;
}

void svod_pins_release(svod_pin_rows *rows)
{
    svod_free(rows->v);
    *rows = (svod_pin_rows){0};
}
