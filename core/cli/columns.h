/* Tables for people: columns as wide as their widest cell, so everything is shown twice, first to be measured, then to be
 * written. */
#ifndef SVOD_CLI_COLUMNS_H
#define SVOD_CLI_COLUMNS_H

#include "base/buf.h"

#include <svod/types.h>

enum { SVOD_COLUMNS_MOST = 16 };

typedef struct svod_columns {
    size_t n;
    bool right[SVOD_COLUMNS_MOST];   /* numbers stand at the right edge */
    size_t most[SVOD_COLUMNS_MOST];  /* longer cells are cut with an ellipsis; 0: never */
    size_t width[SVOD_COLUMNS_MOST]; /* found by svod_columns_fit */
} svod_columns;

/* How many places of a terminal a text takes. */
size_t svod_text_width(svod_str s);
/* Makes room for a row of `n` cells. */
void svod_columns_fit(svod_columns *c, const svod_str *cells);
/* Adds a row to `out`. Control bytes become spaces: nothing a supplier wrote may drive the terminal. */
void svod_columns_row(const svod_columns *c, svod_buf *out, const svod_str *cells);

#endif
