/* Orders in workbooks: the reader that price lists go through, with rows instead of offers. */
#include "cli/orders_book.h"

#include "base/str.h"
#include "base/vec.h"
#include "engine/convert.h"
#include "kit/sheet.h"

enum {
    CELLS_CAP = 256,                       /* of a row; orders have a few dozen */
    ROWS_CAP = SVOD_ORDERS_LINES_CAP + 64, /* of all sheets */
};

typedef struct gatherer {
    svod_host host; /* first: the host is this struct */
    svod_source *source;
    svod_diag *diag;
    svod_arena *arena;
    svod_arena memory, step;
    int64_t errors;
    SVOD_VEC(svod_orders_sheet) sheets;
    SVOD_VEC(svod_orders_row) rows; /* of the last sheet */
    size_t rows_n;                  /* of all */
} gatherer;

static void host_diag(svod_host *host, svod_severity severity, const char *id, const svod_at *at, const char *format, ...)
{
    gatherer *g = (gatherer *)host;
    va_list args;
    va_start(args, format);
    svod_diag_vadd(g->diag, severity, id, svod_source_name(g->source), at, format, args);
    va_end(args);
    g->errors += severity == SVOD_ERROR;
}

static void end_sheet(gatherer *g)
{
    if (g->sheets.n == 0) return;
    svod_orders_sheet *sheet = &g->sheets.v[g->sheets.n - 1];
    svod_orders_row *rows = svod_arena_alloc(g->arena, g->rows.n * sizeof *rows + 1);
    if (g->rows.n) memcpy(rows, g->rows.v, g->rows.n * sizeof *rows);
    sheet->rows = rows;
    sheet->n = g->rows.n;
    g->rows.n = 0;
}

static svod_status take(void *context, svod_str sheet, const svod_str *cells, size_t n, long number, svod_error *e)
{
    gatherer *g = context;
    const svod_orders_sheet *last = g->sheets.n ? &g->sheets.v[g->sheets.n - 1] : NULL;
    if (!last || !svod_str_eq(last->name, sheet)) {
        end_sheet(g);
        svod_orders_sheet next = {.name = svod_arena_dup(g->arena, sheet)};
        SVOD_VEC_PUSH(&g->sheets, next);
    }
    if (g->rows_n++ == ROWS_CAP)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.too-many", "more than %d order lines", SVOD_ORDERS_LINES_CAP);
    if (n > CELLS_CAP) n = CELLS_CAP;
    svod_str *own = svod_arena_alloc(g->arena, n * sizeof *own + 1);
    for (size_t i = 0; i < n; i++) own[i] = cells[i].n ? svod_arena_dup(g->arena, svod_str_trim(cells[i])) : (svod_str){0};
    SVOD_VEC_PUSH(&g->rows, ((svod_orders_row){own, n, number}));
    return SVOD_OK;
}

svod_status svod_orders_book_is(svod_source *source, bool *ret, svod_error *e)
{
    const char *p;
    size_t n;
    svod_status s = svod_source_ahead(source, 4, &p, &n, e);
    if (s < 0) return s;
    *ret = n >= 4 && (memcmp(p, "PK\003\004", 4) == 0 || memcmp(p, "\xD0\xCF\x11\xE0", 4) == 0);
    return SVOD_OK;
}

/* A plain file with a new workbook: the source's own, or one converted from it. */
static svod_status file_of(svod_source *source, svod_converted *converted, const char **ret_path, svod_error *e)
{
    const char *p;
    size_t n;
    svod_status s = svod_source_ahead(source, 4, &p, &n, e);
    bool old = !s && n >= 4 && p[0] != 'P';
    if (!s) s = svod_source_file(source, ret_path, e);
    if (!s && old) s = svod_convert(*ret_path, "xlsx", converted, e);
    if (!s && old) *ret_path = converted->path;
    return s;
}

static svod_status read_rows(gatherer *g, const svod_book_options *options, const char *path, svod_error *e)
{
    svod_book *book = NULL;
    svod_status s = svod_book_open_rows(&g->host, options, path, take, g, &book, e);
    while (s == SVOD_OK) {
        s = svod_book_next(book, e);
        svod_arena_clear(&g->step);
    }
    for (size_t i = 0; book && i < g->sheets.n; i++)
        g->sheets.v[i].part = svod_arena_dup(g->arena, svod_book_part(book, g->sheets.v[i].name));
    svod_book_close(book);
    end_sheet(g);
    if (s < 0) return s;
    if (s == SVOD_STOP || g->errors)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.damaged-workbook",
                         "the workbook is damaged; nothing is imported until it can be read whole");
    return SVOD_OK;
}

svod_status svod_orders_book_read(svod_arena *arena, svod_source *source, svod_str sheet, svod_diag *diag,
                                  svod_orders_sheet **ret, size_t *ret_n, svod_error *e)
{
    enum { MEMORY_CAP = 512 << 20 };
    svod_converted converted = {.fd = -1};
    const svod_book_options options = {.sheet = sheet};
    gatherer g = {.source = source, .diag = diag, .arena = arena};
    svod_arena_init_try(&g.memory, MEMORY_CAP);
    svod_arena_init_try(&g.step, MEMORY_CAP);
    /* All that is asked of a host by a reader of rows. */
    g.host = (svod_host){.abi = SVOD_PARSER_ABI,
                         .struct_size = sizeof(svod_host),
                         .memory = &g.memory,
                         .step = &g.step,
                         .diag = host_diag,
                         .name = svod_str_of(svod_source_name(source))};
    const char *path;
    svod_status s = file_of(source, &converted, &path, e);
    if (!s) s = read_rows(&g, &options, path, e);
    if (s < 0) svod_error_at(e, svod_source_name(source), 0, 0);
    *ret = svod_arena_alloc(arena, g.sheets.n * sizeof **ret + 1);
    if (g.sheets.n) memcpy(*ret, g.sheets.v, g.sheets.n * sizeof **ret);
    *ret_n = g.sheets.n;
    SVOD_VEC_RELEASE(&g.sheets);
    SVOD_VEC_RELEASE(&g.rows);
    svod_arena_release(&g.step);
    svod_arena_release(&g.memory);
    svod_converted_release(&converted);
    return s;
}
