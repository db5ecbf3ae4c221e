/* Recognising and decoding encodings. */
#include "text/charset.h"

#include "base/attrs.h"
#include "base/str.h"
#include "text/charset_tables.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <uchardet/uchardet.h>

static const struct alias {
    const char *alias, *name;
} aliases[] = {
    {"utf-8", "UTF-8"},
    {"utf8", "UTF-8"},
    {"us-ascii", "UTF-8"},
    {"ascii", "UTF-8"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
    {"utf-16", "UTF-16LE"},
    {"windows-1251", "windows-1251"},
    {"windows1251", "windows-1251"},
    {"win-1251", "windows-1251"},
    {"win1251", "windows-1251"},
    {"cp1251", "windows-1251"},
    {"cp-1251", "windows-1251"},
    {"1251", "windows-1251"},
    {"cp866", "CP866"},
    {"ibm866", "CP866"},
    {"dos-866", "CP866"},
    {"866", "CP866"},
    {"koi8-r", "KOI8-R"},
    {"koi8r", "KOI8-R"},
};

static const struct page {
    const char *name;
    const uint16_t *letters;
} pages[] = {{"windows-1251", windows_1251}, {"CP866", cp866}, {"KOI8-R", koi8_r}};

const char *svod_charset_bom(svod_str s, size_t *ret_bytes)
{
    static const struct mark {
        svod_str bytes;
        const char *name;
    } marks[] = {{{"\xEF\xBB\xBF", 3}, "UTF-8"}, {{"\xFF\xFE", 2}, "UTF-16LE"}, {{"\xFE\xFF", 2}, "UTF-16BE"}};
    for (size_t i = 0; i < SVOD_COUNT(marks); i++) {
        if (!svod_str_starts(s, marks[i].bytes)) continue;
        *ret_bytes = marks[i].bytes.n;
        return marks[i].name;
    }
    *ret_bytes = 0;
    return NULL;
}

const char *svod_charset_wide(svod_str s)
{
    /* In UTF-16 every second byte of Latin and Cyrillic text is 0 or 4; no other text has zero bytes at all. */
    size_t zeros[2] = {0}, high[2] = {0};
    size_t n = SVOD_MIN(s.n, (size_t)1024) & ~(size_t)1;
    for (size_t i = 0; i < n; i++) {
        zeros[i & 1] += s.p[i] == 0;
        high[i & 1] += s.p[i] == 0 || s.p[i] == 4;
    }
    if (n < 4 || zeros[0] + zeros[1] == 0) return NULL;
    size_t half = n / 2;
    if (high[1] >= half - half / 4 && high[0] <= half / 8) return "UTF-16LE";
    if (high[0] >= half - half / 4 && high[1] <= half / 8) return "UTF-16BE";
    return NULL;
}

static bool is_name_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
           c == ':';
}

svod_str svod_charset_declared(svod_str s)
{
    s.n = SVOD_MIN(s.n, (size_t)1024);
    const svod_str words[] = {SVOD_STR("encoding"), SVOD_STR("charset")};
    for (size_t w = 0; w < SVOD_COUNT(words); w++) {
        for (size_t at = 0; (at = svod_str_find(s, words[w], at)) != SIZE_MAX;) {
            at += words[w].n;
            bool equals = false;
            while (at < s.n && memchr(" =\\\"'", s.p[at], 5)) equals |= s.p[at++] == '=';
            size_t from = at;
            while (at < s.n && is_name_letter(s.p[at])) at++;
            if (equals && at > from && at - from < SVOD_CHARSET_NAME) return svod_str_sub(s, from, at);
        }
    }
    return (svod_str){0};
}

bool svod_charset_canonical(svod_str name, char ret[SVOD_CHARSET_NAME])
{
    name = svod_str_trim(name);
    for (size_t i = 0; i < SVOD_COUNT(aliases); i++)
        if (svod_str_eq_nocase(name, svod_str_of(aliases[i].alias))) {
            snprintf(ret, SVOD_CHARSET_NAME, "%s", aliases[i].name);
            return true;
        }
    if (name.n == 0 || name.n >= SVOD_CHARSET_NAME) return false;
    for (size_t i = 0; i < name.n; i++)
        if (!is_name_letter(name.p[i])) return false;
    snprintf(ret, SVOD_CHARSET_NAME, "%.*s", SVOD_FMT(name));
    iconv_t probe = iconv_open("UTF-8", ret);
    if (probe == (iconv_t)-1) return false;
    iconv_close(probe);
    return true;
}

/* ---- recognising ---- */

/* The length of the UTF-8 sequence at p, 0: none, SIZE_MAX: the sample ends within it. */
static size_t sequence(const unsigned char *p, size_t n)
{
    unsigned c = p[0];
    size_t need = c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    for (size_t i = 1; i < need; i++) {
        if (i >= n) return SIZE_MAX;
        if ((p[i] & 0xC0) != 0x80) return 0;
    }
    return need;
}

static bool is_utf8(svod_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < s.n;) {
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        size_t n = sequence(p + i, s.n - i);
        if (n == SIZE_MAX) break;
        good += n > 0;
        bad += n == 0;
        i += n ? n : 1;
    }
    /* Stray bytes in UTF-8 are repaired field by field later. In the code pages of Russian chance makes few good sequences:
     * at most one in ten bytes, in capital Ukrainian. */
    return bad == 0 || good > bad / 4;
}

typedef struct evidence {
    int64_t score;
    size_t pairs;   /* of Cyrillic letters side by side */
    size_t letters; /* Cyrillic ones */
    size_t mixed;   /* a Cyrillic letter beside a Latin one */
} evidence;

/* а … я as 0 … 31, -1 when it is no Cyrillic letter. */
static int letter_index(unsigned c, bool *ret_capital)
{
    *ret_capital = c < 0x430;
    if (c >= 0x430 && c <= 0x44F) return (int)(c - 0x430);
    if (c >= 0x410 && c <= 0x42F) return (int)(c - 0x410);
    switch (c) {
    case 0x401:
    case 0x404:
        return 5;
    case 0x406:
    case 0x407:
        return 8;
    case 0x490:
        return 3;
    default:
        break;
    }
    *ret_capital = c == 0x490;
    switch (c) {
    case 0x451:
    case 0x454:
        return 5;
    case 0x456:
    case 0x457:
        return 8;
    case 0x491:
        return 3;
    default:
        return -1;
    }
}

static bool is_latin(unsigned char c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

static evidence weigh(svod_str s, const uint16_t *page)
{
    evidence ev = {0};
    int before = -1;
    bool before_capital = false, before_latin = false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        bool capital = false, latin = is_latin(byte);
        int letter = byte < 0x80 ? -1 : letter_index(page[byte - 0x80], &capital);
        if (byte >= 0x80 && letter < 0) {
            unsigned c = page[byte - 0x80];
            /* Frames, other alphabets' letters and holes do not stand in catalogs; quotes, dashes, №, ° do. */
            bool odd = (c >= 0x2320 && c <= 0x25FF) || (c >= 0x400 && c < 0x530) || c == 0xFFFD || c < 0xA0 ||
                       (c >= 0x2219 && c < 0x2320);
            ev.score -= odd ? 3 : 0;
        }
        if (letter >= 0) ev.letters++;
        if (letter >= 0 && before >= 0) {
            ev.pairs++;
            ev.score += pair_weight[before][letter] - '3';
            if (capital && !before_capital) ev.score -= 4;
        }
        ev.mixed += (letter >= 0 && before_latin) || (latin && before >= 0);
        before = letter;
        before_capital = capital;
        before_latin = latin;
    }
    return ev;
}

static bool ask_uchardet(svod_str s, char ret[SVOD_CHARSET_NAME])
{
    uchardet_t asked = uchardet_new();
    if (!asked) return false;
    bool known = uchardet_handle_data(asked, s.p, s.n) == 0;
    uchardet_data_end(asked);
    known = known && svod_charset_canonical(svod_str_of(uchardet_get_charset(asked)), ret) && strcmp(ret, "UTF-8") != 0;
    uchardet_delete(asked);
    return known;
}

void svod_charset_guess(svod_str sample, svod_str declared, char ret[SVOD_CHARSET_NAME])
{
    if (is_utf8(sample)) {
        snprintf(ret, SVOD_CHARSET_NAME, "UTF-8");
        return;
    }
    char claim[SVOD_CHARSET_NAME] = "";
    if (!svod_charset_canonical(declared, claim) || strcmp(claim, "UTF-8") == 0 || strncmp(claim, "UTF-16", 6) == 0)
        claim[0] = 0;
    evidence found[SVOD_COUNT(pages)];
    size_t best = 0, claimed = SIZE_MAX;
    for (size_t i = 0; i < SVOD_COUNT(pages); i++) {
        found[i] = weigh(sample, pages[i].letters);
        if (found[i].score > found[best].score) best = i;
        if (strcmp(claim, pages[i].name) == 0) claimed = i;
    }
    const evidence *top = &found[best];
    if (claimed != SIZE_MAX && found[claimed].score + (int64_t)top->letters / 4 >= top->score) {
        best = claimed;
    } else if (top->mixed >= 3 && top->mixed > 2 * top->pairs) {
        /* Single accented letters among Latin ones: a Western or Central European text. */
        if (claim[0] && claimed == SIZE_MAX)
            snprintf(ret, SVOD_CHARSET_NAME, "%s", claim);
        else if (!ask_uchardet(sample, ret))
            snprintf(ret, SVOD_CHARSET_NAME, "windows-1252");
        return;
    } else if (top->score < 0) {
        if (claim[0] && claimed == SIZE_MAX) {
            snprintf(ret, SVOD_CHARSET_NAME, "%s", claim);
            return;
        }
        if (ask_uchardet(sample, ret)) return;
    }
    snprintf(ret, SVOD_CHARSET_NAME, "%s", pages[best].name);
}

/* ---- decoding ---- */

static unsigned put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

svod_status svod_decoder_init(svod_decoder *d, const char *name, svod_error *e)
{
    memset(d, 0, sizeof *d);
    snprintf(d->name, sizeof d->name, "%s", name);
    if (strcmp(name, "UTF-8") == 0) return SVOD_OK;
    if (strcmp(name, "UTF-16LE") == 0 || strcmp(name, "UTF-16BE") == 0) {
        d->kind = name[6] == 'L' ? SVOD_DECODE_UTF16LE : SVOD_DECODE_UTF16BE;
        return SVOD_OK;
    }
    for (size_t i = 0; i < SVOD_COUNT(pages); i++) {
        if (strcmp(name, pages[i].name) != 0) continue;
        d->kind = SVOD_DECODE_TABLE;
        for (unsigned c = 0; c < 256; c++) {
            char bytes[4] = {0};
            d->lengths[c] = (uint8_t)put_utf8(c < 0x80 ? c : pages[i].letters[c - 0x80], bytes);
            memcpy(&d->letters[c], bytes, 4);
        }
        return SVOD_OK;
    }
    iconv_t opened = iconv_open("UTF-8", name);
    if (opened == (iconv_t)-1)
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "encoding.unknown", "the encoding \"%s\" is not known here", name);
    d->kind = SVOD_DECODE_ICONV;
    d->iconv = opened;
    return SVOD_OK;
}

void svod_decoder_release(svod_decoder *d)
{
    if (d->kind == SVOD_DECODE_ICONV && d->iconv) iconv_close(d->iconv);
    d->iconv = NULL;
}

static size_t run_table(const svod_decoder *d, svod_str in, char *out, size_t room, size_t *ret_used)
{
    const unsigned char *p = (const unsigned char *)in.p, *end = p + in.n;
    char *to = out, *stop = out + room - 4; /* a letter is written as four bytes at once, however long it is */
    while (p < end && to <= stop) {
        uint64_t eight;
        while (end - p >= 8 && stop - to >= 8 && (memcpy(&eight, p, 8), (eight & 0x8080808080808080U) == 0)) {
            memcpy(to, &eight, 8);
            p += 8;
            to += 8;
        }
        for (int i = 0; i < 8 && p < end && to <= stop; i++) {
            memcpy(to, &d->letters[*p], 4);
            to += d->lengths[*p++];
        }
    }
    *ret_used = (size_t)(p - (const unsigned char *)in.p);
    return (size_t)(to - out);
}

static size_t run_utf16(bool big, svod_str in, bool last, char *out, size_t room, size_t *ret_used)
{
    const unsigned char *p = (const unsigned char *)in.p;
    size_t at = 0, n = 0;
    while (at + 2 <= in.n && room - n >= 4) {
        uint32_t c = big ? (uint32_t)(p[at] << 8 | p[at + 1]) : (uint32_t)(p[at + 1] << 8 | p[at]);
        size_t used = 2;
        if (c >= 0xD800 && c < 0xDC00) {
            if (at + 4 > in.n && !last) break;
            uint32_t low = at + 4 > in.n ? 0
                           : big         ? (uint32_t)(p[at + 2] << 8 | p[at + 3])
                                         : (uint32_t)(p[at + 3] << 8 | p[at + 2]);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                used = 4;
            }
        }
        if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
        n += put_utf8(c, out + n);
        at += used;
    }
    if (last && at + 1 == in.n && room - n >= 4) {
        n += put_utf8(0xFFFD, out + n);
        at++;
    }
    *ret_used = at;
    return n;
}

static size_t run_iconv(svod_decoder *d, svod_str in, bool last, char *out, size_t room, size_t *ret_used)
{
    char *p = (char *)(uintptr_t)in.p; /* iconv's prototype lacks a const */
    char *to = out;
    size_t left = in.n;
    while (left > 0) {
        size_t to_left = room - (size_t)(to - out);
        if (iconv(d->iconv, &p, &left, &to, &to_left) != (size_t)-1) break;
        if (errno == E2BIG || (errno == EINVAL && !last) || room - (size_t)(to - out) < 4) break;
        to += put_utf8(0xFFFD, to);
        p++;
        left--;
    }
    *ret_used = in.n - left;
    return (size_t)(to - out);
}

size_t svod_decoder_run(svod_decoder *d, svod_str in, bool last, char *out, size_t room, size_t *ret_used)
{
    switch (d->kind) {
    case SVOD_DECODE_TABLE:
        return run_table(d, in, out, room, ret_used);
    case SVOD_DECODE_UTF16LE:
        return run_utf16(false, in, last, out, room, ret_used);
    case SVOD_DECODE_UTF16BE:
        return run_utf16(true, in, last, out, room, ret_used);
    case SVOD_DECODE_ICONV:
        return run_iconv(d, in, last, out, room, ret_used);
    case SVOD_DECODE_COPY:
        break;
    }
    *ret_used = SVOD_MIN(in.n, room);
    if (*ret_used) memcpy(out, in.p, *ret_used);
    return *ret_used;
}
