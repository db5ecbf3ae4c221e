/* Rows and packs drawn cell by cell, for the organiser's report and the page that tells how full they are. */
#ifndef SVOD_WRITE_ROWS_HTML_H
#define SVOD_WRITE_ROWS_HTML_H

#include "write/seats.h"

extern const char svod_rows_style[];
/* Everything bought in rows and packs, who sits where. Rows after the first few thousand are only counted. */
void svod_put_bought_rows(svod_view *view, svod_buf *out);
/* Rows and packs that did not fill, nearest to complete first: what is there, what is missing. At most `most` of them. */
void svod_put_open_rows(const svod_closing *closing, size_t most, svod_buf *out);
/* "Платье «Лилия» · А-101 · синий": what the row is of. */
void svod_put_lot_title(svod_buf *out, const svod_closing *closing, const svod_lot *lot, const char *between);

#endif
