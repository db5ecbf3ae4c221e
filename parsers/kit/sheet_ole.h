/* What converters of old workbooks lose: which sheets are hidden. Read from the container itself. */
#ifndef SVOD_KIT_SHEET_OLE_H
#define SVOD_KIT_SHEET_OLE_H

#include <svod/kit.h>

/* `p`: the first bytes of an OLE2 file. The number of its worksheets, and in *ret (memory of `arena`) which of them are
 * hidden; 0 when that cannot be told. */
SVOD_API size_t svod_ole_hidden_sheets(const char *p, size_t n, svod_arena *arena, const bool **ret);

#endif
