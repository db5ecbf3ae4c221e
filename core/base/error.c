/* Filling svod_error, and clearing offers: the code behind the public structs. */
#include "base/tr.h"

#include <svod/error.h>
#include <svod/offer.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

svod_status svod_fail(svod_error *e, int exit_code, const char *id, const char *format, ...)
{
    if (!e) return SVOD_FAILED;
    memset(e, 0, sizeof *e);
    e->exit_code = exit_code;
    snprintf(e->id, sizeof e->id, "%s", id);
    va_list args;
    va_start(args, format);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    vsnprintf(e->text, sizeof e->text, _(format), args);
#pragma GCC diagnostic pop
    va_end(args);
    return SVOD_FAILED;
}

void svod_error_at(svod_error *e, const char *file, long line, long column)
{
    if (!e) return;
    if (file && !e->file[0]) snprintf(e->file, sizeof e->file, "%s", file);
    if (line > 0 && !e->where[0]) {
        if (column > 0)
            snprintf(e->where, sizeof e->where, "%ld:%ld", line, column);
        else
            snprintf(e->where, sizeof e->where, "%ld", line);
    }
}

svod_status svod_no_memory(svod_error *e)
{
    svod_fail(e, SVOD_EXIT_INTERNAL, "memory", "out of memory");
    return SVOD_FATAL;
}

void svod_offer_clear(svod_offer *offer)
{
    memset(offer, 0, sizeof *offer);
    offer->struct_size = sizeof *offer;
    offer->price = offer->old_price = offer->rrp = offer->weight = SVOD_DEC_NONE;
    offer->available = -1;
    offer->stock = -1;
    offer->min_quantity = offer->step_quantity = 1;
}
