/* The ZIP package a workbook is: its parts by name, unpacked piece by piece within limits. */
#ifndef SVOD_KIT_SHEET_ZIP_H
#define SVOD_KIT_SHEET_ZIP_H

#include "base/buf.h"

#include <svod/error.h>
#include <svod/types.h>

typedef struct svod_package svod_package;
typedef struct svod_part svod_part;

/* *ret is yours. FAILED with 65 when the file is no ZIP, is cut off, or has more entries than any workbook. */
svod_status svod_package_open(const char *path, svod_package **ret, svod_error *e);
void svod_package_close(svod_package *p);
/* Is there such a part? Case does not matter, neither does which way its slashes lean. */
bool svod_package_has(svod_package *p, svod_str name);
/* How many parts there are, and the number of this one, or -1. */
size_t svod_package_parts(svod_package *p);
int64_t svod_package_find(svod_package *p, svod_str name);
/* A part to be read from its beginning; *ret is yours. Missing: FAILED, 65 "xlsx.no-part". */
svod_status svod_part_open(svod_package *p, svod_str name, svod_part **ret, svod_error *e);
/* The same without looking at the checksum, for a part that will be read again. */
svod_status svod_part_open_glance(svod_package *p, svod_str name, svod_part **ret, svod_error *e);
/* The next unpacked bytes; *ret_n 0: the end. FAILED (65) when the part is damaged or unpacks to more than it may. */
svod_status svod_part_read(svod_part *part, char *to, size_t room, size_t *ret_n, svod_error *e);
void svod_part_close(svod_part *part);

#endif
