/* Offers as JSON Lines. */
#include "engine/jsonl.h"

#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"

#include <errno.h>
#include <unistd.h>

enum { FLUSH_AT = 256 << 10 };

/* 1: stands for itself; else it is escaped. */
static inline bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

/* All eight bytes plain? A byte too many may be called special (after a borrow), never one too few. */
static inline bool are_plain(const char *p)
{
    const uint64_t ones = 0x0101010101010101U, tops = 0x8080808080808080U;
    uint64_t x;
    memcpy(&x, p, 8);
    uint64_t quote = x ^ ones * '"', slash = x ^ ones * '\\', rubout = x ^ ones * 0x7F;
    uint64_t below = (x - ones * 0x20) & ~x;
    uint64_t equal = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((rubout - ones) & ~rubout);
    return ((below | equal) & tops) == 0;
}

static char *escape(char *to, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    *to++ = '\\';
    switch (c) {
    case '"':
    case '\\':
        *to++ = (char)c;
        return to;
    case '\n':
        *to++ = 'n';
        return to;
    case '\r':
        *to++ = 'r';
        return to;
    case '\t':
        *to++ = 't';
        return to;
    default:
        break;
    }
    memcpy(to, "u00", 3);
    to[3] = digits[c >> 4];
    to[4] = digits[c & 15];
    return to + 5;
}

void svod_json_str(svod_buf *out, svod_str s)
{
    if (s.n > SIZE_MAX / 8) s.n = SIZE_MAX / 8;
    char *begin = svod_buf_reserve(out, 6 * s.n + 2);
    if (!begin) return;
    char *to = begin;
    *to++ = '"';
    for (size_t i = 0; i < s.n;) {
        while (s.n - i >= 8 && are_plain(s.p + i)) {
            memcpy(to, s.p + i, 8);
            to += 8;
            i += 8;
        }
        for (size_t stop = SVOD_MIN(s.n, i + 8); i < stop; i++) {
            unsigned char c = (unsigned char)s.p[i];
            if (is_plain(c))
                *to++ = (char)c;
            else
                to = escape(to, c);
        }
    }
    *to++ = '"';
    *to = 0;
    out->n += (size_t)(to - begin);
}

#define LITERAL(out, text) svod_buf_add((out), (text), sizeof(text) - 1)

static void add_decimal(svod_buf *out, svod_dec value, int decimals)
{
    if (value == SVOD_DEC_NONE) {
        LITERAL(out, "null");
        return;
    }
    svod_buf_char(out, '"');
    svod_dec_format(out, value, decimals);
    svod_buf_char(out, '"');
}

static void add_strings(svod_buf *out, svod_strs list)
{
    svod_buf_char(out, '[');
    for (size_t i = 0; i < list.n; i++) {
        if (i) svod_buf_char(out, ',');
        svod_json_str(out, list.v[i]);
    }
    svod_buf_char(out, ']');
}

static void add_tiers(svod_buf *out, const svod_offer *o)
{
    svod_buf_char(out, '[');
    for (size_t i = 0; i < o->tiers_n; i++) {
        if (i) svod_buf_char(out, ',');
        bool amount = o->tiers[i].kind == SVOD_TIER_AMOUNT;
        svod_buf_cstr(out, amount ? "{\"from_amount\":" : "{\"from_quantity\":");
        add_decimal(out, o->tiers[i].from, amount ? 2 : 0);
        LITERAL(out, ",\"price\":");
        add_decimal(out, o->tiers[i].price, 2);
        svod_buf_char(out, '}');
    }
    svod_buf_char(out, ']');
}

static void add_row(svod_buf *out, const svod_offer *o)
{
    if (o->row_n == 0) {
        LITERAL(out, "null");
        return;
    }
    svod_buf_char(out, '[');
    for (size_t i = 0; i < o->row_n; i++) {
        if (i) svod_buf_char(out, ',');
        LITERAL(out, "{\"size\":");
        svod_json_str(out, o->row[i].size);
        LITERAL(out, ",\"count\":");
        svod_buf_int(out, o->row[i].count);
        svod_buf_char(out, '}');
    }
    svod_buf_char(out, ']');
}

static void add_at(svod_buf *out, const svod_at *at)
{
    svod_buf_char(out, '{');
    if (at->page.n) {
        LITERAL(out, "\"page\":");
        svod_json_str(out, at->page);
    } else if (at->sheet.n) {
        LITERAL(out, "\"sheet\":");
        svod_json_str(out, at->sheet);
        LITERAL(out, ",\"row\":");
        svod_buf_int(out, at->row);
    } else if (at->line > 0) {
        LITERAL(out, "\"line\":");
        svod_buf_int(out, at->line);
    } else if (at->row > 0) {
        LITERAL(out, "\"row\":");
        svod_buf_int(out, at->row);
    }
    svod_buf_char(out, '}');
}

static void add_attributes(svod_buf *out, const svod_offer *o)
{
    svod_buf_char(out, '{');
    for (size_t i = 0; i < o->attributes_n; i++) {
        if (i) svod_buf_char(out, ',');
        svod_json_str(out, o->attributes[i].name);
        svod_buf_char(out, ':');
        svod_json_str(out, o->attributes[i].value);
    }
    svod_buf_char(out, '}');
}

static void add_texts(svod_buf *out, const svod_offer *o)
{
    LITERAL(out, "{\"offer\":");
    svod_json_str(out, o->offer);
    LITERAL(out, ",\"source_id\":");
    svod_json_str(out, o->source_id);
    LITERAL(out, ",\"item\":");
    svod_json_str(out, o->item);
    LITERAL(out, ",\"article\":");
    svod_json_str(out, o->article);
    LITERAL(out, ",\"name\":");
    svod_json_str(out, o->name);
    LITERAL(out, ",\"brand\":");
    svod_json_str(out, o->brand);
    LITERAL(out, ",\"description\":");
    svod_json_str(out, o->description);
    LITERAL(out, ",\"url\":");
    svod_json_str(out, o->url);
    LITERAL(out, ",\"category\":");
    add_strings(out, o->category);
    LITERAL(out, ",\"pictures\":");
    add_strings(out, o->pictures);
    LITERAL(out, ",\"colour\":");
    svod_json_str(out, o->colour);
    LITERAL(out, ",\"size\":");
    svod_json_str(out, o->size);
}

void svod_json_offer(svod_buf *out, const svod_offer *o)
{
    add_texts(out, o);
    LITERAL(out, ",\"price\":");
    add_decimal(out, o->price, 2);
    LITERAL(out, ",\"old_price\":");
    add_decimal(out, o->old_price, 2);
    LITERAL(out, ",\"rrp\":");
    add_decimal(out, o->rrp, 2);
    LITERAL(out, ",\"price_tiers\":");
    add_tiers(out, o);
    LITERAL(out, ",\"currency\":");
    svod_json_str(out, o->currency);
    LITERAL(out, ",\"available\":");
    svod_buf_cstr(out, o->available < 0 ? "null" : o->available ? "true" : "false");
    LITERAL(out, ",\"stock\":");
    if (o->stock < 0)
        LITERAL(out, "null");
    else
        svod_buf_int(out, o->stock);
    LITERAL(out, ",\"min_quantity\":");
    svod_buf_int(out, o->min_quantity);
    LITERAL(out, ",\"step_quantity\":");
    svod_buf_int(out, o->step_quantity);
    LITERAL(out, ",\"row\":");
    add_row(out, o);
    LITERAL(out, ",\"barcode\":");
    svod_json_str(out, o->barcode);
    LITERAL(out, ",\"weight\":");
    add_decimal(out, o->weight, 0);
    LITERAL(out, ",\"attributes\":");
    add_attributes(out, o);
    LITERAL(out, ",\"at\":");
    add_at(out, &o->at);
    svod_buf_char(out, '}');
}

svod_status svod_write_all(int fd, svod_str bytes, svod_error *e)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EPIPE)
            return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "output.closed", "whoever reads the output has closed it");
        if (n < 0)
            return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "output.failed", "the output cannot be written: %s",
                             strerror(errno));
        bytes.p += n;
        bytes.n -= (size_t)n;
    }
    return SVOD_OK;
}

svod_status svod_jsonl_flush(svod_jsonl *j, svod_error *e)
{
    if (j->out.failed) return svod_no_memory(e);
    svod_status status = svod_write_all(j->fd, svod_buf_view(&j->out), e);
    svod_buf_clear(&j->out);
    return status;
}

static svod_status put(svod_sink *sink, const svod_offer *offer, svod_error *e)
{
    svod_jsonl *j = (svod_jsonl *)sink;
    svod_json_offer(&j->out, offer);
    svod_buf_char(&j->out, '\n');
    return j->out.n >= FLUSH_AT || j->out.failed ? svod_jsonl_flush(j, e) : SVOD_OK;
}

static svod_status end(svod_sink *sink, bool complete, svod_error *e)
{
    (void)complete;
    return svod_jsonl_flush((svod_jsonl *)sink, e);
}

void svod_jsonl_init(svod_jsonl *j, int fd)
{
    *j = (svod_jsonl){.sink = {.put = put, .end = end}, .fd = fd, .out = SVOD_BUF_INIT_TRY((size_t)1 << 30)};
}

void svod_jsonl_release(svod_jsonl *j)
{
    svod_buf_release(&j->out);
}
