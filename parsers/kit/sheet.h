/* Workbooks (.xlsx) → offers: the sheets a reader sees, row after row, to the tables in them. */
#ifndef SVOD_KIT_SHEET_H
#define SVOD_KIT_SHEET_H

#include "kit/rowmap.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct svod_book_options {
    svod_str sheet; /* name or number from 1; empty: all that are not hidden */
    svod_rowmap_options map;
    /* Of a workbook made by a converter: what it lost. Not of a profile. */
    bool converted;     /* encodings may have been mistaken */
    const bool *hidden; /* sheets that are hidden, in their order, or NULL */
    size_t hidden_n;
} svod_book_options;

/* The rows of these options, for the parsers of workbooks. */
SVOD_API extern const svod_option svod_book_option_rows[];

typedef struct svod_book svod_book;

/* `path` is a plain file that stays as long as the book. *ret is yours; `host` must outlive it. */
SVOD_API svod_status svod_book_open(svod_host *host, const svod_book_options *options, const char *path, svod_book **ret,
                                    svod_error *e);
/* The rows as they stand, for whoever looks for something else in a workbook than goods: no offers come of it. `cells` by
 * column, empty ones too, borrowed until `take` returns; `number` from 1. */
typedef svod_status (*svod_book_take)(void *context, svod_str sheet, const svod_str *cells, size_t n, long number,
                                      svod_error *e);
SVOD_API svod_status svod_book_open_rows(svod_host *host, const svod_book_options *options, const char *path,
                                         svod_book_take take, void *context, svod_book **ret, svod_error *e);
/* One step further: a few rows, or one of the parts that come before them. */
SVOD_API svod_status svod_book_next(svod_book *book, svod_error *e);
/* The part of the package that holds the sheet of this name ("xl/worksheets/sheet1.xml"), once its rows came; else empty. */
SVOD_API svod_str svod_book_part(const svod_book *book, svod_str sheet);
SVOD_API void svod_book_close(svod_book *book);

#ifdef __cplusplus
}
#endif
#endif
