/* Orders in workbooks: their sheets as rows of cells. */
#ifndef SVOD_CLI_ORDERS_BOOK_H
#define SVOD_CLI_ORDERS_BOOK_H

#include "engine/orders.h"

/* Is it a workbook (XLSX or XLS)? */
svod_status svod_orders_book_is(svod_source *source, bool *ret, svod_error *e);
/* All sheets that are not hidden, or `sheet` (a name or a number) alone; memory of `arena`. An old workbook without a
 * converter installed: exit 69. A damaged one: exit 65, whatever could be read of it. */
svod_status svod_orders_book_read(svod_arena *arena, svod_source *source, svod_str sheet, svod_diag *diag,
                                  svod_orders_sheet **ret, size_t *ret_n, svod_error *e);

#endif
