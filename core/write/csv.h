/* CSV as svod writes it: UTF-8 with BOM, ';', lines end with LF, RFC 4180 quoting. */
#ifndef SVOD_WRITE_CSV_H
#define SVOD_WRITE_CSV_H

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

#endif
