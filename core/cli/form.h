/* The supplier's own workbook (`order_form` of the profile), filled in: which row and column is whose. */
#ifndef SVOD_CLI_FORM_H
#define SVOD_CLI_FORM_H

#include "cli/desk.h"

/* What it is called in the folder that `close` writes. */
void svod_form_name(svod_str order_form, char *out, size_t room);
/* Fills a copy of the form at `to` with the units the plan buys, and reads it again: every cell but those filled, and the
 * sums, must be as it was. An offer that is not in the form, a column for quantities that is not found, a cell that is not
 * empty, no XLSX: FAILED with words. */
svod_status svod_form_write(svod_desk *desk, const svod_stop *stop, const char *to, svod_error *e);

#endif
