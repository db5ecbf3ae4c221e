/* CSV as svod writes it: UTF-8 with BOM, ';', lines end with LF, RFC 4180 quoting. */
#ifndef SVOD_WRITE_CSV_H
#define SVOD_WRITE_CSV_H

#include "base/arena.h"
#include "base/buf.h"

#include <svod/types.h>

typedef struct svod_csv {
    svod_buf *out;
    bool in_row;
} svod_csv;

/* Begins with the BOM. */
void svod_csv_begin(svod_csv *csv, svod_buf *out);
/* What a person wrote. A text that a spreadsheet would take for a formula (it begins with = + - @, their full-width forms,
 * tab or a line break) gets a ' before it. */
void svod_csv_text(svod_csv *csv, svod_str text);
/* Our own words and column names: quoted when needed, never changed. */
void svod_csv_word(svod_csv *csv, const char *word);
/* Several of them, names separated by ';'; a whole row. */
void svod_csv_header(svod_csv *csv, const char *names);
void svod_csv_int(svod_csv *csv, int64_t value);
/* With two decimals, more only when needed; SVOD_DEC_NONE is an empty cell. */
void svod_csv_dec(svod_csv *csv, svod_dec value);
void svod_csv_empty(svod_csv *csv);
void svod_csv_end_row(svod_csv *csv);
/* A cell as svod_csv_table_row gave it: quoted when needed, never changed. */
void svod_csv_written(svod_csv *csv, svod_str cell);
/* What a person wrote, of a cell read back: without the ' that svod_csv_text put before it. */
svod_str svod_csv_meant(svod_str cell);

enum { SVOD_CSV_TABLE_CELLS = 16 };

/* Reads back such a file, and nothing else: not what people's spreadsheets make of it. */
typedef struct svod_csv_table {
    svod_buf bytes; /* released with the rest when the reader is to own them */
    svod_str rest;
    svod_str cells[SVOD_CSV_TABLE_CELLS]; /* of the current row; views into the bytes or texts in `arena` */
    size_t n;
    svod_arena arena;
} svod_csv_table;

/* Goes past the BOM; the first row is the heading. `bytes` must outlive the reader. */
void svod_csv_table_init(svod_csv_table *table, svod_str bytes);
/* The next row; false at the end. Cells past the sixteenth are dropped. */
bool svod_csv_table_row(svod_csv_table *table);
/* The current row is this heading: names separated by ';'. */
bool svod_csv_table_is(const svod_csv_table *table, const char *names);
void svod_csv_table_release(svod_csv_table *table);

#endif
