/* Reading what the supplier confirmed: a CSV file of order line, offer and quantity (README, "Orders"), or the
 * allocation.csv of an earlier close. */
#ifndef SVOD_ENGINE_PINS_H
#define SVOD_ENGINE_PINS_H

#include "io/source.h"

typedef struct svod_pin_row {
    svod_str line, offer; /* as the cells have them; offer empty: the one asked for */
    int64_t units;        /* ≥ 1 */
    long at;              /* line of the file, from 1 */
} svod_pin_row;

typedef struct svod_pin_rows {
    svod_pin_row *v; /* texts in the arena */
    size_t n;
} svod_pin_rows;

/* Reads all of `source`. With a column `kind` only the rows of what was given count. A row that cannot be read is an error
 * (exit 65) with its place. */
svod_status svod_pins_read(svod_arena *arena, svod_source *source, svod_pin_rows *ret, svod_error *e);
void svod_pins_release(svod_pin_rows *rows);

#endif
