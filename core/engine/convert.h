/* Old workbooks (.xls) through a converter program: ssconvert of Gnumeric, or LibreOffice. */
#ifndef SVOD_ENGINE_CONVERT_H
#define SVOD_ENGINE_CONVERT_H

#include <svod/error.h>

typedef struct svod_converted {
    int fd; /* of a file without a name, or -1 */
    char path[40];
} svod_converted;

/* Makes a file in the format `to` ("xlsx") of the old Office file at `path`. FAILED: 65 when it is protected, no workbook or
 * damaged; 69 when no converter is installed. */
svod_status svod_convert(const char *path, const char *to, svod_converted *ret, svod_error *e);
void svod_converted_release(svod_converted *c);

#endif
