/* xls: what is saved as .xls: old workbooks, through a converter program and then as any other workbook; tables of HTML and
 * the XML of Excel 2003, read as they are. */
#include "kit/sheet.h"
#include "kit/sheet_ole.h"
#include "kit/sheet_text.h"

#include <string.h>
#include <strings.h>
#include <svod/kit.h>

enum { LOOKED_AT = 4 << 20 };

typedef enum content { CONTENT_OLE, CONTENT_XML, CONTENT_HTML, CONTENT_ZIP } content;

static bool holds(const char *p, size_t n, const char *what)
{
    return memmem(p, n, what, strlen(what)) != NULL;
}

static content content_of(const char *p, size_t n)
{
    if (n >= 4 && memcmp(p, "PK\003\004", 4) == 0) return CONTENT_ZIP;
    if (n >= 4 && memcmp(p, "\xD0\xCF\x11\xE0", 4) == 0) return CONTENT_OLE;
    return holds(p, n, "urn:schemas-microsoft-com:office:spreadsheet") && holds(p, n, "<?xml") ? CONTENT_XML : CONTENT_HTML;
}

static bool named_as_workbook(svod_str name)
{
    return (name.n > 4 && strncasecmp(name.p + name.n - 4, ".xls", 4) == 0) ||
           (name.n > 5 && strncasecmp(name.p + name.n - 5, ".xlsx", 5) == 0);
}

/* HTML is bid for where a spreadsheet program is meant to open it. */
static int probe(const svod_probe *p)
{
    if (p->n >= 8 && memcmp(p->bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0) return 95;
    if (holds(p->bytes, p->n, "<?xml") && holds(p->bytes, p->n, "urn:schemas-microsoft-com:office:spreadsheet")) return 95;
    bool table = holds(p->bytes, p->n, "<table") || holds(p->bytes, p->n, "<TABLE");
    if (table && holds(p->bytes, p->n, "urn:schemas-microsoft-com:office:excel")) return 95;
    return table && named_as_workbook(p->name) ? 90 : 0;
}

typedef struct reader {
    svod_book *book; /* one of the two */
    svod_sheet_text *text;
} reader;

static svod_status open_any(svod_host *host, const void *given, void **ret_state, svod_error *e)
{
    const char *p, *path;
    size_t n;
    reader *r = svod_arena_alloc(host->memory, sizeof *r);
    if (!r) return svod_no_memory(e);
    *r = (reader){0};
    *ret_state = r;
    svod_status s = host->ahead(host, 4096, &p, &n, e);
    if (s != SVOD_OK) return s;
    content c = content_of(p, n < 4096 ? n : 4096);
    if (c == CONTENT_XML || c == CONTENT_HTML)
        return svod_sheet_text_open(host, given, c == CONTENT_XML ? SVOD_SHEET_XML2003 : SVOD_SHEET_HTML, &r->text, e);
    svod_book_options book = *(const svod_book_options *)given;
    if (c == CONTENT_OLE && host->ahead(host, LOOKED_AT, &p, &n, e) == SVOD_OK) {
        book.converted = true;
        book.hidden_n = svod_ole_hidden_sheets(p, n, host->memory, &book.hidden);
    }
    s = c == CONTENT_ZIP ? host->file(host, &path, e) : host->convert(host, "xlsx", &path, e);
    return s == SVOD_OK ? svod_book_open(host, &book, path, &r->book, e) : s;
}

static svod_status next(void *state, svod_error *e)
{
    reader *r = state;
    return r->book ? svod_book_next(r->book, e) : svod_sheet_text_next(r->text, e);
}

static void close_any(void *state)
{
    reader *r = state;
    svod_book_close(r->book);
    svod_sheet_text_close(r->text);
}

extern const svod_parser svod_parser_xls;
const svod_parser svod_parser_xls = {
    .abi = SVOD_PARSER_ABI,
    .struct_size = sizeof(svod_parser),
    .name = "xls",
    .title = "price lists as old workbooks (XLS)",
    .options = svod_book_option_rows,
    .options_size = sizeof(svod_book_options),
    .probe = probe,
    .open = open_any,
    .next = next,
    .close = close_any,
};
SVOD_PARSER_EXPORT(xls)
