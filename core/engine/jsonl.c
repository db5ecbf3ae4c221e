/* Offers as JSON Lines. */
#include "engine/jsonl.h"

#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "base/tr.h"

#include <errno.h>
#include <unistd.h>

enum { FLUSH_AT = 256 << 10 };

/* Sixteen bytes: which of them must be escaped? Nearly none has to, so that a copy with one look is what counts here. */
static inline bool are_plain(const char *p)
{
    typedef int8_t bytes16 __attribute__((vector_size(16)));
    bytes16 x;
    memcpy(&x, p, sizeof x);
    bytes16 special = (bytes16)((x >= 0) & (x < 0x20)) | (bytes16)(x == '"') | (bytes16)(x == '\\') | (bytes16)(x == 0x7F);
    uint64_t half[2];
    memcpy(half, &special, sizeof half);
    return (half[0] | half[1]) == 0;
}

static inline bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
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

/* All of the following write at `to`, where there is room, and return the place behind. */

static char *put_text(char *to, svod_str s)
{
    *to++ = '"';
    for (size_t i = 0; i < s.n;) {
        while (s.n - i >= 16 && are_plain(s.p + i)) {
            memcpy(to, s.p + i, 16);
            to += 16;
            i += 16;
        }
        size_t left = s.n - i;
        if (left < 16 && s.n >= 16 && are_plain(s.p + s.n - 16)) {
            memcpy(to, s.p + i, left);
            to += left;
            break;
        }
        for (size_t stop = SVOD_MIN(s.n, i + 16); i < stop; i++) {
            unsigned char c = (unsigned char)s.p[i];
            if (is_plain(c))
                *to++ = (char)c;
            else
                to = escape(to, c);
        }
    }
    *to++ = '"';
    return to;
}

#define PUT(to, literal) ((char *)memcpy((to), (literal), sizeof(literal) - 1) + sizeof(literal) - 1)

static char *put_int(char *to, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0) digits[--at] = '-';
    memcpy(to, digits + at, sizeof digits - at);
    return to + (sizeof digits - at);
}

static char *put_decimal(char *to, svod_dec value, int decimals)
{
    char text[32];
    if (value == SVOD_DEC_NONE) return PUT(to, "null");
    size_t n = strlen(svod_dec_text(value, decimals, text));
    *to++ = '"';
    memcpy(to, text, n);
    to += n;
    *to++ = '"';
    return to;
}

static char *put_strings(char *to, svod_strs list)
{
    *to++ = '[';
    for (size_t i = 0; i < list.n; i++) {
        if (i) *to++ = ',';
        to = put_text(to, list.v[i]);
    }
    *to++ = ']';
    return to;
}

static char *put_tiers(char *to, const svod_offer *o)
{
    *to++ = '[';
    for (size_t i = 0; i < o->tiers_n; i++) {
        if (i) *to++ = ',';
        bool amount = o->tiers[i].kind == SVOD_TIER_AMOUNT;
        to = amount ? PUT(to, "{\"from_amount\":") : PUT(to, "{\"from_quantity\":");
        to = put_decimal(to, o->tiers[i].from, amount ? 2 : 0);
        to = PUT(to, ",\"price\":");
        to = put_decimal(to, o->tiers[i].price, 2);
        *to++ = '}';
    }
    *to++ = ']';
    return to;
}

static char *put_row(char *to, const svod_offer *o)
{
    if (o->row_n == 0) return PUT(to, "null");
    *to++ = '[';
    for (size_t i = 0; i < o->row_n; i++) {
        if (i) *to++ = ',';
        to = PUT(to, "{\"size\":");
        to = put_text(to, o->row[i].size);
        to = PUT(to, ",\"count\":");
        to = put_int(to, o->row[i].count);
        *to++ = '}';
    }
    *to++ = ']';
    return to;
}

static char *put_at(char *to, const svod_at *at)
{
    *to++ = '{';
    if (at->page.n) {
        to = PUT(to, "\"page\":");
        to = put_text(to, at->page);
    } else if (at->sheet.n) {
        to = PUT(to, "\"sheet\":");
        to = put_text(to, at->sheet);
        to = PUT(to, ",\"row\":");
        to = put_int(to, at->row);
    } else if (at->line > 0) {
        to = PUT(to, "\"line\":");
        to = put_int(to, at->line);
    } else if (at->row > 0) {
        to = PUT(to, "\"row\":");
        to = put_int(to, at->row);
    }
    *to++ = '}';
    return to;
}

static char *put_attributes(char *to, const svod_offer *o)
{
    *to++ = '{';
    for (size_t i = 0; i < o->attributes_n; i++) {
        if (i) *to++ = ',';
        to = put_text(to, o->attributes[i].name);
        *to++ = ':';
        to = put_text(to, o->attributes[i].value);
    }
    *to++ = '}';
    return to;
}

static bool has_evidence(const svod_offer *o)
{
    return o->min_evidence.place.n || o->step_evidence.place.n || o->row_evidence.place.n;
}

/* Only where there is some: an offer whose numbers stand in fields of their own has nothing to prove. */
static char *put_evidence(char *to, const svod_offer *o)
{
    const svod_evidence *const all[] = {&o->min_evidence, &o->step_evidence, &o->row_evidence};
    static const char *const names[] = {"min_quantity", "step_quantity", "row"};
    to = PUT(to, ",\"evidence\":{");
    for (size_t i = 0, n = 0; i < SVOD_COUNT(all); i++) {
        if (all[i]->place.n == 0) continue;
        if (n++) *to++ = ',';
        to = PUT(put_text(to, svod_str_of(names[i])), ":{\"from\":");
        to = PUT(put_text(to, all[i]->place), ",\"text\":");
        to = put_text(to, all[i]->text);
        *to++ = '}';
    }
    *to++ = '}';
    return to;
}

static char *put_offer(char *to, const svod_offer *o)
{
    to = put_text(PUT(to, "{\"offer\":"), o->offer);
    to = put_text(PUT(to, ",\"source_id\":"), o->source_id);
    to = put_text(PUT(to, ",\"item\":"), o->item);
    to = put_text(PUT(to, ",\"article\":"), o->article);
    to = put_text(PUT(to, ",\"name\":"), o->name);
    to = put_text(PUT(to, ",\"brand\":"), o->brand);
    to = put_text(PUT(to, ",\"description\":"), o->description);
    to = put_text(PUT(to, ",\"url\":"), o->url);
    to = put_strings(PUT(to, ",\"category\":"), o->category);
    to = put_strings(PUT(to, ",\"pictures\":"), o->pictures);
    to = put_text(PUT(to, ",\"colour\":"), o->colour);
    to = put_text(PUT(to, ",\"size\":"), o->size);
    to = put_decimal(PUT(to, ",\"price\":"), o->price, 2);
    to = put_decimal(PUT(to, ",\"old_price\":"), o->old_price, 2);
    to = put_decimal(PUT(to, ",\"rrp\":"), o->rrp, 2);
    to = put_tiers(PUT(to, ",\"price_tiers\":"), o);
    to = put_text(PUT(to, ",\"currency\":"), o->currency);
    to = PUT(to, ",\"available\":");
    to = o->available < 0 ? PUT(to, "null") : o->available ? PUT(to, "true") : PUT(to, "false");
    to = PUT(to, ",\"stock\":");
    to = o->stock < 0 ? PUT(to, "null") : put_int(to, o->stock);
    to = put_int(PUT(to, ",\"min_quantity\":"), o->min_quantity);
    to = put_int(PUT(to, ",\"step_quantity\":"), o->step_quantity);
    to = put_row(PUT(to, ",\"row\":"), o);
    to = put_text(PUT(to, ",\"barcode\":"), o->barcode);
    to = put_decimal(PUT(to, ",\"weight\":"), o->weight, 0);
    to = put_attributes(PUT(to, ",\"attributes\":"), o);
    if (has_evidence(o)) to = put_evidence(to, o);
    to = put_at(PUT(to, ",\"at\":"), &o->at);
    *to++ = '}';
    return to;
}

/* ---- room: an upper bound of what is written, so that it is asked for once ---- */

enum {
    NAMES = 1024, /* all field names, numbers and signs of one offer */
    TIER = 96,    /* a tier but for nothing */
    CELL = 48,    /* a cell of a row but for its size */
    QUOTES = 4    /* around a text, with a comma or colon */
};

static size_t bytes_of_list(svod_strs list)
{
    size_t n = 0;
    for (size_t i = 0; i < list.n; i++) n += list.v[i].n + QUOTES;
    return n;
}

static size_t room_for(const svod_offer *o)
{
    size_t texts = o->offer.n + o->source_id.n + o->item.n + o->article.n + o->name.n + o->brand.n + o->description.n +
                   o->url.n + o->colour.n + o->size.n + o->currency.n + o->barcode.n + o->at.page.n + o->at.sheet.n +
                   bytes_of_list(o->category) + bytes_of_list(o->pictures);
    texts += o->min_evidence.place.n + o->min_evidence.text.n + o->step_evidence.place.n + o->step_evidence.text.n +
             o->row_evidence.place.n + o->row_evidence.text.n;
    for (size_t i = 0; i < o->attributes_n; i++) texts += o->attributes[i].name.n + o->attributes[i].value.n + 2 * QUOTES;
    for (size_t i = 0; i < o->row_n; i++) texts += o->row[i].size.n + CELL;
    return NAMES + o->tiers_n * TIER + 6 * texts;
}

void svod_json_str(svod_buf *out, svod_str s)
{
    char *begin = svod_buf_reserve(out, 6 * SVOD_MIN(s.n, SIZE_MAX / 8) + QUOTES);
    if (!begin) return;
    char *end = put_text(begin, s);
    *end = 0;
    out->n += (size_t)(end - begin);
}

void svod_json_offer(svod_buf *out, const svod_offer *offer)
{
    char *begin = svod_buf_reserve(out, room_for(offer));
    if (!begin) return;
    char *end = put_offer(begin, offer);
    *end = 0;
    out->n += (size_t)(end - begin);
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
                             svod_errno_text(errno));
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
