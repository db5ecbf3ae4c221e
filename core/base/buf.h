/* A growing run of bytes with a cap and a sticky failure, so that a writer checks once at the end. */
#ifndef SVOD_BASE_BUF_H
#define SVOD_BASE_BUF_H

#include <svod/types.h>

#include <stdarg.h>

typedef struct svod_buf {
    char *p; /* always ends with a zero byte once anything was added */
    size_t n, room;
    size_t cap;    /* growing past this fails; 0: no cap */
    bool failed;   /* memory or the cap ran out; everything added since is lost */
    bool may_fail; /* false: out of memory ends the program */
} svod_buf;

#define SVOD_BUF_INIT ((svod_buf){0})
/* For hostile input: fails past `limit` bytes or when memory is out. */
#define SVOD_BUF_INIT_TRY(limit) ((svod_buf){.cap = (limit), .may_fail = true})

void svod_buf_release(svod_buf *b);
/* Empty again, memory kept, failure forgotten. */
void svod_buf_clear(svod_buf *b);
/* Room for `n` more bytes at the end; NULL on failure. Add what was written with b->n += …; b->p[b->n] must be set to 0. */
char *svod_buf_reserve(svod_buf *b, size_t n);
void svod_buf_add(svod_buf *b, const void *p, size_t n);
void svod_buf_str(svod_buf *b, svod_str s);
void svod_buf_cstr(svod_buf *b, const char *text);
void svod_buf_char(svod_buf *b, char c);
void svod_buf_int(svod_buf *b, int64_t value);
void svod_buf_printf(svod_buf *b, const char *format, ...) SVOD_PRINTF(2, 3);
void svod_buf_vprintf(svod_buf *b, const char *format, va_list args) SVOD_PRINTF(2, 0);
static inline svod_str svod_buf_view(const svod_buf *b)
{
    return (svod_str){b->p, b->n};
}

#endif
