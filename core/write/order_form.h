/* The supplier's own workbook with quantities put into it: its bytes but for the cells that are filled and the sums that
 * depend on them. Which cell is whose is known to the caller. */
#ifndef SVOD_WRITE_ORDER_FORM_H
#define SVOD_WRITE_ORDER_FORM_H

#include <svod/error.h>
#include <svod/types.h>

typedef struct svod_form_cell {
    svod_str part;    /* of the package: "xl/worksheets/sheet1.xml" */
    long row, column; /* row from 1, column from 0 */
    int64_t units;    /* ≥ 1 */
} svod_form_cell;

/* Copies the workbook `from` to `to` and fills the cells, each in a row that is there. Values of formulas in the sheets that
 * are filled are left out, so that whoever opens the workbook computes them anew. A cell that holds a formula or something
 * else than a number, a signed workbook, or a part that is not as expected: FAILED, 65, and what `to` holds is of no use.
 * Cannot be written: 73. */
svod_status svod_order_form_fill(const char *from, const char *to, const svod_form_cell *cells, size_t n, svod_error *e);

#endif
