/* Filling in the supplier's own workbook: it is read as a catalog, so that each offer's row is known, and as rows of cells,
 * so that the column for the order is found by its heading, or in a matrix by the size. */
#include "cli/form.h"

#include "base/attrs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/orders_book.h"
#include "engine/builtin.h"
#include "engine/run.h"
#include "write/order_form.h"

#include <svod/kit.h>
#include <svod/sink.h>

#include <stdio.h>

typedef struct place {
    svod_str key; /* folded article, colour and size */
    svod_str sheet, size;
    long row;
} place;

typedef struct form {
    svod_sink sink; /* first: takes the form's offers */
    svod_desk *desk;
    svod_arena *arena;
    SVOD_VEC(place) places;
    svod_map ids, keys; /* offer id, key → places.v; a key of two offers is NOBODYS */
    svod_map shared;    /* sheet and row → how many offers stand there */
    svod_orders_sheet *sheets;
    size_t sheets_n;
} form;

enum { NOBODYS = UINT32_MAX - 1 };

/* ---- the form as a catalog ---- */

static svod_str key_of(svod_arena *arena, svod_str article, svod_str colour, svod_str size)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_str(&b, article);
    svod_buf_char(&b, '\n');
    svod_buf_str(&b, colour);
    svod_buf_char(&b, '\n');
    svod_buf_str(&b, size);
    svod_str key = svod_fold(arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return key;
}

static svod_str row_key(svod_arena *arena, svod_str sheet, long row)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_printf(&b, "%ld %.*s", row, SVOD_FMT(sheet));
    svod_str key = svod_arena_dup(arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return key;
}

static svod_status put(svod_sink *sink, const svod_offer *o, svod_error *e)
{
    (void)e;
    form *f = (form *)sink;
    uint32_t number = (uint32_t)f->places.n;
    svod_str key = o->article.n ? key_of(f->arena, o->article, o->colour, o->size) : (svod_str){0};
    SVOD_VEC_PUSH(&f->places,
                  ((place){key, svod_arena_dup(f->arena, o->at.sheet), svod_arena_dup(f->arena, o->size), o->at.row}));
    svod_map_put(&f->ids, svod_arena_dup(f->arena, o->offer), number);
    if (key.n) {
        uint32_t *first = svod_map_at(&f->keys, key);
        if (first)
            *first = NOBODYS;
        else
            svod_map_put(&f->keys, key, number);
    }
    svod_str row = row_key(f->arena, o->at.sheet, o->at.row);
    uint32_t *others = svod_map_at(&f->shared, row);
    if (others)
        ++*others;
    else
        svod_map_put(&f->shared, row, 1);
    return SVOD_OK;
}

static svod_status end(svod_sink *sink, bool complete, svod_error *e)
{
    (void)sink;
    (void)complete;
    (void)e;
    return SVOD_OK;
}

/* What is wrong with the form as a catalog was said when it was read as one. */
static void say_nothing(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    (void)diag;
    (void)severity;
    (void)id;
    (void)where;
    (void)text;
}

static const svod_parser *workbooks(void)
{
    const svod_parser *const *p = svod_builtin_parsers;
    while (*p && strcmp((*p)->name, "xlsx") != 0) p++;
    return *p;
}

static svod_status read_form(form *f, const char *path, svod_error *e)
{
    const svod_supplier *supplier = &f->desk->supplier;
    svod_diag quiet = {.say = say_nothing};
    svod_run_counts counts;
    svod_source *source = NULL;
    bool book = false, same = supplier->parser.n == 0 || svod_str_is(supplier->parser, "xlsx");
    svod_run_options options = {.supplier_currency = supplier->currency,
                                .sizes = supplier->sizes,
                                .parser_options = same ? supplier->options : (svod_attributes){0}};
    svod_status s = svod_source_open(path, path, &source, e);
    if (!s) s = svod_orders_book_is(source, &book, e);
    const char *p = NULL;
    size_t n = 0;
    if (!s) s = svod_source_ahead(source, 1, &p, &n, e);
    if (!s && (!book || n == 0 || p[0] != 'P'))
        s = svod_fail(e, SVOD_EXIT_BAD_INPUT, "form.refused", "%.*s is no XLSX workbook; save it as one",
                      SVOD_FMT(supplier->order_form));
    if (!s) s = svod_run(source, workbooks(), &options, &quiet, &f->sink, &counts, e);
    svod_source_close(source);
    return s;
}

static svod_status read_cells(svod_arena *arena, const char *path, svod_orders_sheet **ret, size_t *ret_n, svod_error *e)
{
    svod_diag quiet = {.say = say_nothing};
    svod_source *source = NULL;
    svod_status s = svod_source_open(path, path, &source, e);
    if (!s) s = svod_orders_book_read(arena, source, (svod_str){0}, &quiet, ret, ret_n, e);
    svod_source_close(source);
    return s;
}

/* ---- whose cell ---- */

static const svod_orders_sheet *sheet_of(const form *f, svod_str name)
{
    for (size_t i = 0; i < f->sheets_n; i++)
        if (svod_str_eq(f->sheets[i].name, name)) return &f->sheets[i];
    return NULL;
}

/* The column as the profile names it: a heading or a number; empty: by its heading. */
static svod_str named_column(const svod_supplier *supplier)
{
    for (size_t i = 0; i < supplier->options.n; i++)
        if (svod_str_is(supplier->options.v[i].name, "columns.quantity_ordered")) return supplier->options.v[i].value;
    return (svod_str){0};
}

static bool heads_order(svod_str cell, svod_str named)
{
    int confidence = 0;
    if (named.n) return svod_str_eq_nocase(cell, named);
    return cell.n && svod_field_of(cell, (svod_str){0}, &confidence) == SVOD_FIELD_QUANTITY_ORDERED && confidence >= 80;
}

/* The column for the order: the nearest such heading above the row, in a matrix the offer's size. -1: none, -2: several. */
static long column_above(const svod_orders_sheet *sheet, long row, svod_str size, svod_str named)
{
    int64_t number;
    if (!size.n && svod_str_int(named, &number) && number > 0 && number <= 16384) return (long)number - 1;
    for (size_t i = sheet->n; i-- > 0;) {
        const svod_orders_row *r = &sheet->rows[i];
        long found = -1;
        if (r->number >= row) continue;
        for (size_t c = 0; c < r->n; c++) {
            bool fits = size.n ? svod_str_eq(r->cells[c], size) : heads_order(r->cells[c], named);
            if (fits && found >= 0) return -2;
            if (fits) found = (long)c;
        }
        if (found >= 0) return found;
    }
    return -1;
}

static const place *place_of(const form *f, const svod_stop_offer *o)
{
    uint32_t number = svod_map_get(&f->ids, o->id);
    if (number == UINT32_MAX && o->article.n)
        number = svod_map_get(&f->keys, key_of(f->arena, o->article, o->colour, o->size));
    return number < NOBODYS ? &f->places.v[number] : NULL;
}

static svod_status cell_of(form *f, const svod_stop_offer *o, int64_t units, svod_form_cell *ret, svod_error *e)
{
    const place *p = place_of(f, o);
    const svod_orders_sheet *sheet = p ? sheet_of(f, p->sheet) : NULL;
    if (!sheet || p->row < 1) return svod_fail(e, SVOD_EXIT_BAD_INPUT, "form.refused", "%.*s is not in it", SVOD_FMT(o->id));
    bool matrix = svod_map_get(&f->shared, row_key(f->arena, p->sheet, p->row)) > 1;
    if (matrix && !p->size.n)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "form.refused", "several offers stand in the row of %.*s", SVOD_FMT(o->id));
    long column = column_above(sheet, p->row, matrix ? p->size : (svod_str){0}, named_column(&f->desk->supplier));
    if (column == -2)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "form.refused", "there are two columns for the order of %.*s",
                         SVOD_FMT(o->id));
    if (column < 0)
        return svod_fail(
            e, SVOD_EXIT_BAD_INPUT, "form.refused",
            "no column for the order is found for %.*s; name it: options: {columns: {quantity_ordered: HEADING}}",
            SVOD_FMT(o->id));
    *ret = (svod_form_cell){sheet->part, p->row, column, units};
    return SVOD_OK;
}

/* ---- looking again ---- */

static svod_str cell_at(const svod_orders_row *row, size_t column)
{
    return row && column < row->n ? row->cells[column] : (svod_str){0};
}

static const svod_orders_row *row_at(const svod_orders_sheet *sheet, long number, size_t *at)
{
    while (*at < sheet->n && sheet->rows[*at].number < number) ++*at;
    return *at < sheet->n && sheet->rows[*at].number == number ? &sheet->rows[*at] : NULL;
}

static int64_t wanted_in(const svod_form_cell *cells, size_t n, svod_str part, long row, size_t column)
{
    for (size_t i = 0; i < n; i++)
        if (cells[i].row == row && (size_t)cells[i].column == column && svod_str_eq(cells[i].part, part))
            return cells[i].units;
    return 0;
}

/* Every cell as it was, but those that were filled and the sums, which are empty until they are computed. */
static svod_status look_again(const form *f, const char *to, const svod_form_cell *cells, size_t n, svod_error *e)
{
    svod_orders_sheet *now = NULL;
    size_t now_n = 0, filled = 0;
    svod_status s = read_cells(f->arena, to, &now, &now_n, e);
    if (s) return s;
    bool good = now_n == f->sheets_n;
    for (size_t i = 0; good && i < now_n; i++) {
        size_t at = 0;
        for (size_t r = 0; good && r < now[i].n; r++) {
            const svod_orders_row *row = &now[i].rows[r], *old = row_at(&f->sheets[i], row->number, &at);
            for (size_t c = 0; good && c < SVOD_MAX(row->n, old ? old->n : 0); c++) {
                int64_t units = wanted_in(cells, n, now[i].part, row->number, c), got = 0;
                svod_str is = cell_at(row, c);
                filled += units > 0;
                good = units ? svod_str_int(is, &got) && got == units : is.n == 0 || svod_str_eq(is, cell_at(old, c));
            }
        }
    }
    return good && filled == n
               ? SVOD_OK
               : svod_fail(e, SVOD_EXIT_BAD_INPUT, "form.refused", "%.*s would have been changed in other places too",
                           SVOD_FMT(f->desk->supplier.order_form));
}

/* ---- the whole of it ---- */

static svod_status fill(form *f, const svod_stop *stop, const char *path, const char *to, svod_error *e)
{
    const svod_demand *d = &stop->demand;
    int64_t *units = svod_arena_calloc(f->arena, d->offers_n + 1, sizeof *units);
    for (uint32_t i = 0; i < stop->lots.n; i++)
        for (uint32_t c = 0; c < stop->lots.v[i].cells_n; c++)
            units[stop->lots.v[i].cells[c].offer] += (int64_t)stop->lots.v[i].cells[c].count * stop->plan.bought[i];
    svod_form_cell *cells = svod_arena_calloc(f->arena, d->offers_n + 1, sizeof *cells);
    size_t n = 0;
    svod_status s = SVOD_OK;
    for (uint32_t o = 0; o < d->offers_n && !s; o++)
        if (units[o] > 0) s = cell_of(f, &d->offers[o], units[o], &cells[n++], e);
    if (!s) s = svod_order_form_fill(path, to, cells, n, e);
    return s ? s : look_again(f, to, cells, n, e);
}

svod_status svod_form_write(svod_desk *desk, const svod_stop *stop, const char *to, svod_error *e)
{
    form f = {.sink = {.put = put, .end = end}, .desk = desk, .arena = desk->cli->arena};
    const char *path = svod_arena_cstr(f.arena, desk->supplier.order_form);
    svod_status s = read_form(&f, path, e);
    if (!s) s = read_cells(f.arena, path, &f.sheets, &f.sheets_n, e);
    if (!s) s = fill(&f, stop, path, to, e);
    SVOD_VEC_RELEASE(&f.places);
    svod_map_release(&f.ids);
    svod_map_release(&f.keys);
    svod_map_release(&f.shared);
    return s;
}

void svod_form_name(svod_str order_form, char *out, size_t room)
{
    size_t from = order_form.n;
    while (from > 0 && order_form.p[from - 1] != '/') from--;
    svod_str name = svod_str_sub(order_form, from, order_form.n);
    /* Beside the files of `close` it must not take the name of one of them. */
    bool ours = svod_str_is(name, "supplier-order.xlsx");
    snprintf(out, room, "%s%.*s", ours ? "form-" : "", SVOD_FMT(name));
}
