/* Diagnostics as a compiler prints them, counted; repeats of one kind are shortened. */
#ifndef SVOD_ENGINE_DIAG_H
#define SVOD_ENGINE_DIAG_H

#include <svod/error.h>
#include <svod/parser.h>

#include <stdarg.h>

typedef struct svod_diag svod_diag;
struct svod_diag {
    /* Takes one finished diagnostic; `where` is "file:line:column" or the like. */
    void (*say)(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text);
    int64_t notes, warnings, errors;
};
/* `format` is English and translated here. `file` may be NULL. */
void svod_diag_add(svod_diag *diag, svod_severity severity, const char *id, const char *file, const svod_at *at,
                   const char *format, ...) SVOD_PRINTF(6, 7);
void svod_diag_vadd(svod_diag *diag, svod_severity severity, const char *id, const char *file, const svod_at *at,
                    const char *format, va_list args);

#endif
