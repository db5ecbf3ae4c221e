/* xlsx: price lists as workbooks. The engine is kit/sheet; here are its options and its place among the parsers. */
#include "kit/sheet.h"

#include <string.h>

static bool holds(const svod_probe *p, const char *what)
{
    return memmem(p->bytes, p->n, what, strlen(what)) != NULL;
}

/* Names of parts stand in a ZIP as they are. A sheet of OpenDocument is bid for to be refused in words. */
static int probe(const svod_probe *p)
{
    if (p->n < 4 || memcmp(p->bytes, "PK\003\004", 4) != 0) return 0;
    if (holds(p, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet")) return 90;
    if (holds(p, "xl/") || holds(p, "xl\\")) return 95;
    return holds(p, "[Content_Types].xml") || holds(p, "_rels/.rels") ? 70 : 0;
}

static svod_status open_book(svod_host *host, const void *given, void **ret_state, svod_error *e)
{
    const char *path;
    svod_book *book = NULL;
    svod_status s = host->file(host, &path, e);
    if (s == SVOD_OK) s = svod_book_open(host, given, path, &book, e);
    *ret_state = book;
    return s;
}

static svod_status next(void *state, svod_error *e)
{
    return svod_book_next(state, e);
}

static void close_book(void *state)
{
    svod_book_close(state);
}

extern const svod_parser svod_parser_xlsx;
const svod_parser svod_parser_xlsx = {
    .abi = SVOD_PARSER_ABI,
    .struct_size = sizeof(svod_parser),
    .name = "xlsx",
    .title = "price lists as workbooks (XLSX)",
    .options = svod_book_option_rows,
    .options_size = sizeof(svod_book_options),
    .probe = probe,
    .open = open_book,
    .next = next,
    .close = close_book,
};
SVOD_PARSER_EXPORT(xlsx)
