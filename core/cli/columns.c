/* Tables for people. */
#include "cli/columns.h"

#include "base/attrs.h"

#include <utf8proc.h>

/* The letter at `at` and how many places it takes. Returns its bytes. */
static size_t letter(svod_str s, size_t at, size_t *ret_width)
{
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at, (utf8proc_ssize_t)(s.n - at), &code);
    if (n <= 0) {
        *ret_width = 1;
        return 1;
    }
    int width = utf8proc_charwidth(code);
    *ret_width = code < 0x20 || code == 0x7F ? 1 : (size_t)SVOD_MAX(width, 0);
    return (size_t)n;
}

size_t svod_text_width(svod_str s)
{
    size_t width = 0, one;
    for (size_t at = 0; at < s.n; width += one) at += letter(s, at, &one);
    return width;
}

/* The width a cell is shown with. */
static size_t shown(const svod_columns *c, size_t column, svod_str cell)
{
    size_t width = svod_text_width(cell);
    return c->most[column] ? SVOD_MIN(width, c->most[column]) : width;
}

void svod_columns_fit(svod_columns *c, const svod_str *cells)
{
    for (size_t i = 0; i < c->n; i++) c->width[i] = SVOD_MAX(c->width[i], shown(c, i, cells[i]));
}

static void spaces(svod_buf *out, size_t n)
{
    while (n-- > 0) svod_buf_char(out, ' ');
}

/* At most `room` places of the text. */
static void add_cut(svod_buf *out, svod_str s, size_t room)
{
    bool cut = svod_text_width(s) > room;
    size_t left = cut ? room - 1 : room, one;
    for (size_t at = 0; at < s.n;) {
        size_t n = letter(s, at, &one);
        if (one > left) break;
        unsigned char c = (unsigned char)s.p[at];
        if (c < 0x20 || c == 0x7F)
            svod_buf_char(out, ' ');
        else
            svod_buf_add(out, s.p + at, n);
        left -= one;
        at += n;
    }
    if (!cut) return;
    svod_buf_cstr(out, "…");
    spaces(out, left); /* a wide letter did not fit */
}

void svod_columns_row(const svod_columns *c, svod_buf *out, const svod_str *cells)
{
    for (size_t i = 0; i < c->n; i++) {
        if (i) svod_buf_cstr(out, "  ");
        size_t width = SVOD_MIN(shown(c, i, cells[i]), c->width[i]);
        if (c->right[i]) spaces(out, c->width[i] - width);
        add_cut(out, cells[i], width);
        if (!c->right[i] && i + 1 < c->n) spaces(out, c->width[i] - width);
    }
    /* Empty cells at the end leave no white space behind. */
    while (out->n && out->p[out->n - 1] == ' ') out->p[--out->n] = '\0';
    svod_buf_char(out, '\n');
}
