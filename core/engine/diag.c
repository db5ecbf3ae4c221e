/* Making diagnostics: the place and the text, safe to print. */
#include "engine/diag.h"

#include "base/str.h"
#include "base/tr.h"

#include <stdio.h>

/* Bytes of the input stand in these texts: no control byte of theirs reaches a terminal, and no letter stays cut in half. */
static void make_safe(char *text, size_t room)
{
    size_t n = strlen(text);
    if (n + 1 == room) {
        size_t back = 0;
        while (back < 3 && n > back && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80) back++;
        if (n > back && (unsigned char)text[n - 1 - back] >= 0xC0) n -= back + 1;
        text[n] = 0;
    }
    for (char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x20 || c == 0x7F) *p = ' ';
        if (c == 0xC2 && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xA0) p[0] = p[1] = ' ';
    }
}

static void place(char *out, size_t room, const char *file, const svod_at *at)
{
    const char *name = file ? file : "";
    if (at && at->page.n)
        snprintf(out, room, "%.*s", SVOD_FMT(at->page));
    else if (at && at->sheet.n && at->cell.n)
        snprintf(out, room, "%s!%.*s!%.*s", name, SVOD_FMT(at->sheet), SVOD_FMT(at->cell));
    else if (at && at->sheet.n && at->row > 0)
        snprintf(out, room, "%s!%.*s!%ld", name, SVOD_FMT(at->sheet), at->row);
    else if (at && at->sheet.n)
        snprintf(out, room, "%s!%.*s", name, SVOD_FMT(at->sheet));
    else if (at && at->line > 0 && at->column > 0)
        snprintf(out, room, "%s:%ld:%ld", name, at->line, at->column);
    else if (at && at->line > 0)
        snprintf(out, room, "%s:%ld", name, at->line);
    else
        snprintf(out, room, "%s", name);
}

void svod_diag_vadd(svod_diag *diag, svod_severity severity, const char *id, const char *file, const svod_at *at,
                    const char *format, va_list args)
{
    char where[1024], text[2048];
    diag->notes += severity == SVOD_NOTE;
    diag->warnings += severity == SVOD_WARNING;
    diag->errors += severity == SVOD_ERROR;
    place(where, sizeof where, file, at);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    vsnprintf(text, sizeof text, _(format), args);
#pragma GCC diagnostic pop
    make_safe(where, sizeof where);
    make_safe(text, sizeof text);
    diag->say(diag, severity, id, where, text);
}

void svod_diag_add(svod_diag *diag, svod_severity severity, const char *id, const char *file, const svod_at *at,
                   const char *format, ...)
{
    va_list args;
    va_start(args, format);
    svod_diag_vadd(diag, severity, id, file, at, format, args);
    va_end(args);
}
