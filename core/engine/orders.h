/* Reading orders: the plain form, CSV or the sheet of a workbook with a heading row (README, "Orders"). Headings are known
 * in Russian and English, stand in any order, and columns that mean nothing here are passed over. */
#ifndef SVOD_ENGINE_ORDERS_H
#define SVOD_ENGINE_ORDERS_H

#include "aggregate/stop.h"
#include "engine/diag.h"
#include "engine/zone.h"
#include "io/source.h"

enum { SVOD_ORDERS_LINES_CAP = 5000000, SVOD_ORDERS_QUANTITY_CAP = 1000000 };

typedef struct svod_orders {
    svod_order_line *lines; /* texts in the arena; `position` is the number in the file, from 0 */
    long *at;               /* where each begins: line of the file, or row of the sheet, from 1 */
    size_t n;
    svod_str sheet; /* the workbook's sheet they stand in; empty: a text file */
} svod_orders;

/* Where line `i` of the orders stands. */
svod_at svod_orders_at(const svod_orders *orders, size_t i);

/* Reads all of `source`. Times without a zone are local to `zone`. Every bad line is said to `diag` (the first twenty, then
 * their number) and then nothing is returned: SVOD_FAILED, exit 65. A line without an id gets one made of who ordered what
 * and when, and a number when that comes again: the same file gives the same ids, and a changed quantity keeps its line. */
svod_status svod_orders_read(svod_arena *arena, svod_source *source, const svod_zone *zone, svod_diag *diag,
                             svod_orders *ret, svod_error *e);

/* A workbook's sheets as rows of cells; blank rows may be left out. */
typedef struct svod_orders_row {
    const svod_str *cells;
    size_t n;
    long number; /* from 1 */
} svod_orders_row;
typedef struct svod_orders_sheet {
    svod_str name;
    svod_str part; /* of the workbook's package; orders do not need it */
    const svod_orders_row *rows;
    size_t n;
} svod_orders_sheet;
/* The same from the one sheet that has a heading row of orders; several that have one: exit 65. */
svod_status svod_orders_read_sheets(svod_arena *arena, const svod_orders_sheet *sheets, size_t n, const char *file,
                                    const svod_zone *zone, svod_diag *diag, svod_orders *ret, svod_error *e);
void svod_orders_release(svod_orders *orders);

#endif
