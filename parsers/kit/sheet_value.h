/* What a cell's number is as text: exact decimals, dates, codes with leading zeros. No doubles. */
#ifndef SVOD_KIT_SHEET_VALUE_H
#define SVOD_KIT_SHEET_VALUE_H

#include "base/buf.h"

#include <svod/types.h>

typedef enum svod_format_kind { SVOD_FORMAT_PLAIN, SVOD_FORMAT_DATE, SVOD_FORMAT_TIME, SVOD_FORMAT_CODE } svod_format_kind;

typedef struct svod_number_format {
    svod_format_kind kind;
    svod_str code; /* of CODE: zeros and what stands between them, "0000-000" */
} svod_number_format;

/* What the built-in format `id`, or the format written as `code` (empty: built in), makes of numbers. */
svod_number_format svod_number_format_of(int64_t id, svod_str code);
/* The number `v`, as a workbook stores it, as text behind what `out` holds. Long fractions are rounded to the 15 digits
 * spreadsheets show. `date1904`: days count from 1904. DATE is "2026-05-08", TIME "2026-05-08 18:30:00", without a day
 * before the first one "18:30:00". */
void svod_number_text(svod_buf *out, svod_str v, svod_number_format format, bool date1904);
/* "_x000D_" and its like as the characters they stand for, behind what `out` holds; controls are left out. */
void svod_unescaped_text(svod_buf *out, svod_str text);

#endif
