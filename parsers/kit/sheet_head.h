/* The headings of a table in a sheet: which rows they are, what they say together, and where one table ends and its
 * neighbour begins. */
#ifndef SVOD_KIT_SHEET_HEAD_H
#define SVOD_KIT_SHEET_HEAD_H

#include "kit/sheet_table.h"

enum { SVOD_HEAD_TABLES = 8 };

typedef struct svod_head {
    bool found;
    size_t last;                               /* index of the last row of the headings */
    const svod_str *headings;                  /* `width` of them, storeys put together */
    size_t width;                              /* of the table or tables */
    size_t starts[SVOD_HEAD_TABLES], starts_n; /* first columns of tables side by side; one or none: a single table */
} svod_head;

/* `header_row`: as in svod_rowmap_options. FAILED when that row is not among `rows`, FATAL when memory ran out. Not found is
 * no failure. What *ret points at is memory of `arena`. */
svod_status svod_head_find(svod_host *host, svod_arena *arena, int64_t header_row, const svod_sheet_row *rows, size_t n,
                           const svod_sheet_about *about, svod_head *ret, svod_error *e);

#endif
