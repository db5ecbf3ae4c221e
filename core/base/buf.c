/* A growing run of bytes with a cap and a sticky failure. */
#include "base/buf.h"

#include "base/alloc.h"

#include <stdio.h>
#include <string.h>

void svod_buf_release(svod_buf *b)
{
    svod_free(b->p);
    b->p = NULL;
    b->n = b->room = 0;
    b->failed = false;
}

void svod_buf_clear(svod_buf *b)
{
    b->n = 0;
    b->failed = false;
    if (b->p) b->p[0] = 0;
}

static bool give_up(svod_buf *b)
{
    b->failed = true;
    return false;
}

static bool grow(svod_buf *b, size_t n)
{
    if (b->failed) return false;
    if (n > SIZE_MAX / 4 || (b->cap && (n > b->cap || b->n > b->cap - n))) return give_up(b);
    if (b->room - b->n > n) return true;
    size_t room = b->room ? b->room * 2 : 64;
    while (room - b->n <= n) room *= 2;
    char *p = b->may_fail ? svod_try_realloc(b->p, room) : svod_realloc(b->p, room);
    if (!p) return give_up(b);
    b->p = p;
    b->room = room;
    return true;
}

char *svod_buf_reserve(svod_buf *b, size_t n)
{
    return grow(b, n) ? b->p + b->n : NULL;
}

void svod_buf_add(svod_buf *b, const void *p, size_t n)
{
    if (!grow(b, n)) return;
    if (n) memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = 0;
}

void svod_buf_str(svod_buf *b, svod_str s)
{
    svod_buf_add(b, s.p, s.n);
}

void svod_buf_cstr(svod_buf *b, const char *text)
{
    svod_buf_add(b, text, strlen(text));
}

void svod_buf_char(svod_buf *b, char c)
{
    svod_buf_add(b, &c, 1);
}

void svod_buf_int(svod_buf *b, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0) digits[--at] = '-';
    svod_buf_add(b, digits + at, sizeof digits - at);
}

void svod_buf_vprintf(svod_buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n >= 0 && grow(b, (size_t)n)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    } else {
        b->failed = true;
    }
    va_end(again);
}

void svod_buf_printf(svod_buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    svod_buf_vprintf(b, format, args);
    va_end(args);
}
