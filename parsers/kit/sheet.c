/* Workbooks → offers: which sheets, one after another. */
#include "kit/sheet.h"

#include "base/alloc.h"
#include "base/str.h"
#include "kit/sheet_own.h"

#include <stddef.h>

const svod_option svod_book_option_rows[] = {
    {"sheet", SVOD_OPTION_TEXT, offsetof(svod_book_options, sheet), NULL, NULL,
     "which sheet to read: its name or its number from 1; left out: all that are not hidden"},
    {"columns", SVOD_OPTION_MAP, offsetof(svod_book_options, map.columns), NULL, NULL,
     "what columns mean: field: heading or number from 1, e.g. {article: Код, price: 5, stock: \"-\"}; \"-\" is none"},
    {"header_row", SVOD_OPTION_INT, offsetof(svod_book_options, map.header_row), "0", NULL,
     "number of the row with the headings; 0: found by itself, -1: there are none"},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct svod_book {
    svod_host *host;
    svod_book_options options;
    svod_sheet_package package;
    svod_tables *tables;
    svod_arena sheet_memory;
    svod_sheet_frame frame;
    svod_sheet_rows *rows; /* of the sheet being read */
    size_t at;             /* the sheet to read next */
    bool ready, broken;
    svod_book_take take; /* who takes the rows as they stand; NULL: the tables do */
    void *context;
};

svod_status svod_book_open_rows(svod_host *host, const svod_book_options *options, const char *path, svod_book_take take,
                                void *context, svod_book **ret, svod_error *e)
{
    svod_book *b = svod_try_calloc(1, sizeof *b);
    if (!b) return svod_no_memory(e);
    b->host = host;
    b->options = *options;
    b->package.host = host;
    b->take = take;
    b->context = context;
    b->package.memory = host->memory;
    svod_arena_init_try(&b->sheet_memory, 0);
    svod_status s = svod_tables_new(host, &options->map, &b->tables, e);
    if (s == SVOD_OK) s = svod_package_open(path, &b->package.zip, e);
    if (s != SVOD_OK) {
        svod_book_close(b);
        return s;
    }
    *ret = b;
    return SVOD_OK;
}

svod_status svod_book_open(svod_host *host, const svod_book_options *options, const char *path, svod_book **ret,
                           svod_error *e)
{
    return svod_book_open_rows(host, options, path, NULL, NULL, ret, e);
}

svod_str svod_book_part(const svod_book *b, svod_str sheet)
{
    for (size_t i = 0; i < b->package.sheets_n; i++)
        if (svod_str_eq(b->package.sheets[i].name, sheet)) return b->package.sheets[i].path;
    return (svod_str){0};
}

void svod_book_close(svod_book *b)
{
    if (!b) return;
    svod_sheet_rows_close(b->rows);
    svod_tables_free(b->tables);
    svod_package_close(b->package.zip);
    svod_free(b->package.strings);
    svod_arena_release(&b->sheet_memory);
    svod_free(b);
}

static bool is_chosen(const svod_book *b, size_t i)
{
    const svod_sheet_part *s = &b->package.sheets[i];
    int64_t number;
    if (!b->options.sheet.n) return !s->hidden && s->path.n;
    if (svod_str_eq(svod_str_trim(s->name), b->options.sheet)) return true;
    return svod_str_int(b->options.sheet, &number) && number == (int64_t)i + 1;
}

static svod_status check_choice(const svod_book *b, svod_error *e)
{
    svod_buf names = SVOD_BUF_INIT_TRY(700);
    bool any = !b->options.sheet.n;
    for (size_t i = 0; i < b->package.sheets_n && !any; i++) {
        any = is_chosen(b, i);
        svod_buf_printf(&names, "%s%.*s", i ? ", " : "", SVOD_FMT(b->package.sheets[i].name));
    }
    svod_status s =
        any ? SVOD_OK
            : svod_fail(e, SVOD_EXIT_BAD_INPUT, "sheet.none-such", "sheet: there is no sheet '%.*s'; the sheets are: %s",
                        SVOD_FMT(b->options.sheet), names.n ? names.p : "");
    svod_buf_release(&names);
    return s;
}

static svod_status take_row(void *context, const svod_sheet_row *row, svod_error *e)
{
    svod_book *b = context;
    return b->take ? b->take(b->context, b->package.sheets[b->at - 1].name, row->cells, row->n, row->number, e)
                   : svod_tables_row(b->tables, row, e);
}

static svod_status begin_sheet(svod_book *b, svod_error *e)
{
    const svod_sheet_part *part = &b->package.sheets[b->at++];
    svod_arena_clear(&b->sheet_memory);
    svod_status s = svod_sheet_frame_read(&b->package, part->path, &b->sheet_memory, &b->frame, e);
    if (s != SVOD_OK) return s;
    svod_sheet_about about = {.name = part->name,
                              .merges = b->frame.merges,
                              .merges_n = b->frame.merges_n,
                              .outlined = b->frame.heads_above,
                              .levels = b->frame.levels,
                              .links = b->frame.links_n > 0,
                              .hidden = b->frame.hidden,
                              .hidden_n = b->frame.hidden_n};
    s = svod_tables_sheet(b->tables, &about, e);
    return s == SVOD_OK
               ? svod_sheet_rows_open(b->host, &b->package, part, &b->frame, (svod_sheet_row_fn){b, take_row}, &b->rows, e)
               : s;
}

/* A damaged part ends its sheet; what was read of it is good, and so are the sheets after it. */
static svod_status broke_off(svod_book *b, const svod_error *why)
{
    const svod_sheet_part *part = &b->package.sheets[b->at - 1];
    b->host->diag(b->host, SVOD_ERROR, why->id, &(svod_at){.sheet = part->name}, "%s", why->text);
    b->broken = true;
    return SVOD_END;
}

static void say_lost(svod_book *b)
{
    if (b->package.lost)
        b->host->diag(b->host, SVOD_NOTE, "sheet.pictures", &(svod_at){0},
                      "pictures in the workbook that are damaged, too large or of a kind no page shows: %ld",
                      b->package.lost);
}

svod_status svod_book_next(svod_book *b, svod_error *e)
{
    if (!b->ready) {
        b->ready = true;
        svod_status s = svod_sheet_package_read(&b->package, e);
        for (size_t i = 0; i < b->options.hidden_n && b->options.hidden_n == b->package.sheets_n; i++)
            b->package.sheets[i].hidden = b->package.sheets[i].hidden || b->options.hidden[i];
        if (s == SVOD_OK && b->options.converted) s = svod_sheet_mend_study(&b->package, e);
        return s == SVOD_OK ? check_choice(b, e) : s;
    }
    if (!b->rows) {
        while (b->at < b->package.sheets_n && !is_chosen(b, b->at)) b->at++;
        if (b->at < b->package.sheets_n) return begin_sheet(b, e);
        say_lost(b);
        svod_status s = b->take ? SVOD_OK : svod_tables_end(b->tables, e);
        return s != SVOD_OK ? s : b->broken ? SVOD_STOP : SVOD_END;
    }
    svod_error why = {0};
    svod_status s = svod_sheet_rows_next(b->rows, &why);
    bool damaged = s == SVOD_FAILED && (strncmp(why.id, "xlsx.broken", 11) == 0 || strncmp(why.id, "xlsx.damaged", 12) == 0);
    if (damaged) s = broke_off(b, &why);
    if (s == SVOD_END) {
        svod_sheet_rows_close(b->rows);
        b->rows = NULL;
        return b->take ? SVOD_OK : svod_tables_sheet_end(b->tables, e);
    }
    if (s != SVOD_OK && e) *e = why;
    return s;
}
