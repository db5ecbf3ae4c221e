/* Rows of sheets → tables → rowmap: puts headings of several storeys together, finds tables side by side and one under
 * another, fills what merged cells cover, and leaves sheets without goods alone. */
#ifndef SVOD_KIT_SHEET_TABLE_H
#define SVOD_KIT_SHEET_TABLE_H

#include "kit/rowmap.h"

enum { SVOD_SHEET_COLUMNS = 16384, SVOD_SHEET_ROWS = 1048576 };

/* Merged cells: rows from 1, columns from 0, both ends included. The first cell has the value. */
typedef struct svod_merge {
    int32_t row, row_to, column, column_to;
} svod_merge;

/* A picture that lies on a row. */
typedef struct svod_sheet_picture {
    long row, column;
    long middle;      /* the row its middle is on */
    svod_str address; /* memory of the source */
} svod_sheet_picture;

enum { SVOD_ROW_PICTURES = 16 }; /* more of them lie on no row of goods */

typedef struct svod_sheet_row {
    const svod_str *cells; /* by column; empty ones too */
    size_t n;
    long number; /* from 1 */
    bool hidden;
    bool numbers;  /* there are cells that are numbers, not texts */
    int level;     /* of the outline */
    unsigned look; /* of its first cell with something in it; 0: not known */
    svod_hash hash;
    svod_str link; /* the first address a cell of the row leads to, or empty */
    const svod_sheet_picture *pictures;
    size_t pictures_n; /* at most SVOD_ROW_PICTURES */
} svod_sheet_row;

typedef struct svod_sheet_about {
    svod_str name;
    const svod_merge *merges; /* by row */
    size_t merges_n;
    bool links;         /* some row has a link */
    bool outlined;      /* rows that hold others in the outline stand above them */
    bool levels;        /* there is an outline */
    const bool *hidden; /* by column, or NULL */
    size_t hidden_n;
} svod_sheet_about;

typedef struct svod_tables svod_tables;

/* *ret is yours. `options` is copied, its texts are borrowed. */
svod_status svod_tables_new(svod_host *host, const svod_rowmap_options *options, svod_tables **ret, svod_error *e);
void svod_tables_free(svod_tables *t);
/* A sheet begins; `about` and all it names is borrowed until the sheet ends. */
svod_status svod_tables_sheet(svod_tables *t, const svod_sheet_about *about, svod_error *e);
/* For readers that meet merged cells as they go: all so far, by row; borrowed until the next call or the sheet's end. They
 * tell headings; what they cover is not filled. */
void svod_tables_merges(svod_tables *t, const svod_merge *merges, size_t n);
/* Its rows in order, blank ones may be left out. The row is copied. */
svod_status svod_tables_row(svod_tables *t, const svod_sheet_row *row, svod_error *e);
svod_status svod_tables_sheet_end(svod_tables *t, svod_error *e);
/* After the last sheet. FAILED (65) when no sheet held a table of goods: why the first of them was none. */
svod_status svod_tables_end(svod_tables *t, svod_error *e);

#endif
