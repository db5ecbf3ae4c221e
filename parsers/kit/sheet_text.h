/* Tables saved under the name of a workbook that are none: HTML, and the XML of Excel 2003 (SpreadsheetML) → offers. */
#ifndef SVOD_KIT_SHEET_TEXT_H
#define SVOD_KIT_SHEET_TEXT_H

#include "kit/sheet.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum svod_sheet_text_kind { SVOD_SHEET_HTML, SVOD_SHEET_XML2003 } svod_sheet_text_kind;

typedef struct svod_sheet_text svod_sheet_text;

/* Takes the bytes of `host` as text from here on. *ret is yours; `host` must outlive it. */
SVOD_API svod_status svod_sheet_text_open(svod_host *host, const svod_book_options *options, svod_sheet_text_kind kind,
                                          svod_sheet_text **ret, svod_error *e);
SVOD_API svod_status svod_sheet_text_next(svod_sheet_text *t, svod_error *e);
SVOD_API void svod_sheet_text_close(svod_sheet_text *t);

#ifdef __cplusplus
}
#endif
#endif
