/* Plain text of descriptions: HTML or text, whole or broken, escaped once or more.
 *
 * A tag is '<', a letter or one of / ! ?, and no further '<' up to '>': so a stray '<' ("размер <50") swallows nothing and
 * every byte is looked at a fixed number of times. What comes out never is longer than what went in. */
#include "text/entities.h"
#include "text/utf8.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"

#include <svod/kit.h>

#include <string.h>

typedef struct plain {
    char *out;
    size_t n;
    bool space, newline;                              /* to be written before the next letter */
    bool breaks;                                      /* line ends of the source are line ends: there are no tags */
    bool known_only;                                  /* second reading: only tags of HTML are tags */
    bool no_comment_end, no_script_end, no_style_end; /* looked for and not found: not looked for again */
} plain;

static void put(plain *t, const char *p, size_t n)
{
    if (t->n && t->newline)
        t->out[t->n++] = '\n';
    else if (t->n && t->space)
        t->out[t->n++] = ' ';
    t->space = t->newline = false;
    memcpy(t->out + t->n, p, n);
    t->n += n;
}

static void put_letter(plain *t, uint32_t letter)
{
    char bytes[4];
    if (letter == '\n' && t->breaks)
        t->newline = true;
    else if (svod_letter_is_space(letter))
        t->space = true;
    else if (letter >= 0x20 && letter != 0x7F && letter != 0xAD && letter != 0x200B && letter != 0xFEFF)
        put(t, bytes, svod_utf8_put(bytes, letter));
}

/* ---- tags ---- */

static const char blocks[] =
    "|p|br|li|div|tr|ul|ol|h1|h2|h3|h4|h5|h6|table|section|article|hr|dt|dd|dl|blockquote|header|footer|pre|option|select|"
    "tbody|thead|tfoot|form|fieldset|figure|figcaption|main|nav|aside|caption|body|html|head|title|center|";
static const char inline_tags[] =
    "|span|b|i|u|s|a|em|strong|font|img|td|th|small|big|sub|sup|del|ins|strike|abbr|code|label|input|button|iframe|video|"
    "source|"
    "script|style|noindex|noscript|col|colgroup|wbr|mark|q|cite|tt|meta|link|nobr|address|object|param|embed|svg|path|o:p|";

static bool is_in(const char *list, const char *name)
{
    char wanted[16];
    size_t n = strlen(name);
    if (n + 3 > sizeof wanted) return false;
    wanted[0] = '|';
    memcpy(wanted + 1, name, n);
    memcpy(wanted + 1 + n, "|", 2);
    return strstr(list, wanted) != NULL;
}

/* The name of a tag whose letters begin at p, lower case; "" when too long to be known. */
static void tag_name(const char *p, const char *end, char name[12])
{
    size_t n = 0;
    for (; p < end && n < 11; p++) {
        char c = *p;
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':')) break;
        name[n++] = c;
    }
    name[n == 11 ? 0 : n] = 0;
}

/* Behind the "</script" or "</style" that ends raw text, or `p` when there is none. */
static const char *skip_raw(const char *p, const char *end, const char *closing, bool *none)
{
    if (*none) return p;
    size_t n = strlen(closing);
    for (const char *at = p; (at = memchr(at, '<', (size_t)(end - at))) != NULL; at++)
        if ((size_t)(end - at) > n && svod_str_eq_nocase((svod_str){at, n}, (svod_str){closing, n})) return at;
    *none = true;
    return p;
}

static const char *skip_comment(plain *t, const char *p, const char *end)
{
    const char *close = t->no_comment_end ? NULL : memmem(p + 4, (size_t)(end - p - 4), "-->", 3);
    t->no_comment_end |= close == NULL;
    return close ? close + 3 : p + 4;
}

/* What '<' at p begins is dropped; behind it, or p itself when it begins nothing. */
static const char *read_tag(plain *t, const char *p, const char *end)
{
    size_t left = (size_t)(end - p);
    if (left >= 9 && memcmp(p, "<![CDATA[", 9) == 0) return p + 9;
    if (left >= 4 && memcmp(p, "<!--", 4) == 0) return skip_comment(t, p, end);
    const char *name_at = p + 1 + (left > 1 && p[1] == '/');
    bool letter = name_at < end && (*name_at | 0x20) >= 'a' && (*name_at | 0x20) <= 'z';
    bool other = left > 1 && (p[1] == '!' || p[1] == '?') && !t->known_only;
    if (!letter && !other) return p;
    const char *close = p + 1;
    while (close < end && *close != '>' && *close != '<') close++;
    if (close == end || *close == '<') return p;
    char name[12];
    tag_name(name_at, close, name);
    bool block = is_in(blocks, name);
    if (t->known_only && !block && !is_in(inline_tags, name)) return p;
    if (block)
        t->newline = true;
    else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
        t->space = true;
    if (p[1] != '/' && strcmp(name, "script") == 0) return skip_raw(close + 1, end, "</script", &t->no_script_end);
    if (p[1] != '/' && strcmp(name, "style") == 0) return skip_raw(close + 1, end, "</style", &t->no_style_end);
    return close + 1;
}

/* ---- one reading ---- */

static const char *read_special(plain *t, const char *p, const char *end)
{
    static const svod_str carriage_return = {"_x000D_", 7};
    uint32_t letter;
    size_t left = (size_t)(end - p);
    size_t size = 0;
    if (*p == '<') {
        const char *behind = read_tag(t, p, end);
        if (behind != p) return behind;
    } else if (*p == '&' && (size = svod_entity_read(p, left, &letter)) > 0) {
        put_letter(t, letter);
        return p + size;
    } else if (*p == ']' && left >= 3 && memcmp(p, "]]>", 3) == 0) {
        return p + 3;
    } else if (*p == '_' && svod_str_starts((svod_str){p, left}, carriage_return)) {
        /* How Excel's XML writes a carriage return. */
        t->newline = true;
        return p + carriage_return.n;
    } else if ((unsigned char)*p >= 0x80 && (size = svod_utf8_get(p, left, &letter)) > 0) {
        if (letter == 0xA0 || letter == 0xAD || letter == 0x200B || letter == 0xFEFF || svod_letter_is_space(letter))
            put_letter(t, letter);
        else
            put(t, p, size);
        return p + size;
    }
    put(t, p, 1);
    return p + 1;
}

static bool is_plain_byte(unsigned char c)
{
    return c > 0x20 && c < 0x7F && c != '<' && c != '&' && c != ']' && c != '_';
}

/* Behind the letters at p that are written as they are: ASCII but what means something, Cyrillic, single spaces between. */
static const char *skip_plain(const char *p, const char *end)
{
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        if (is_plain_byte(c) || (c == ' ' && end - p > 1 && is_plain_byte((unsigned char)p[1])))
            p++;
        else if (c >= 0xC3 && c < 0xE0 && end - p > 1 && ((unsigned char)p[1] & 0xC0) == 0x80)
            p += 2;
        else if (c == ' ' && end - p > 2 && (unsigned char)p[1] >= 0xD0 && (unsigned char)p[1] < 0xD4)
            p++;
        else
            break;
    }
    return p;
}

static void read_once(plain *t, svod_str text)
{
    const char *p = text.p;
    const char *end = p + text.n;
    while (p < end) {
        const char *from = p;
        if (*p != ' ') p = skip_plain(p, end);
        if (p > from) put(t, from, (size_t)(p - from));
        if (p == end) break;
        unsigned char c = (unsigned char)*p;
        if (c == '\n' && t->breaks) t->newline = true;
        if (c <= 0x20 || c == 0x7F) {
            t->space |= c != 0x7F;
            p++;
        } else {
            p = read_special(t, p, end);
        }
    }
}

static bool has_tag(svod_str s)
{
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++)
        if (p + 1 < end && ((p[1] | 0x20) >= 'a' ? (p[1] | 0x20) <= 'z' : p[1] == '/' || p[1] == '!')) return true;
    return false;
}

static bool has_entity(svod_str s)
{
    const char *end = s.p + s.n;
    uint32_t letter;
    for (const char *p = s.p; p < end && (p = memchr(p, '&', (size_t)(end - p))) != NULL; p++)
        if (svod_entity_read(p, (size_t)(end - p), &letter) > 2) return true;
    return false;
}

/* Nothing to drop, decode or fold: most descriptions of a feed that was written with care. */
static bool is_plain_already(svod_str s)
{
    unsigned char before = 'x';
    for (size_t i = 0; i < s.n; before = (unsigned char)s.p[i], i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c > 0x20 && c < 0x7F ? c == '<' || c == '&' || c == '_' || c == ']'
                                 : c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xE1 || c == 0xEF)
            return false;
        if (c == 0x7F || (c < 0x20 && c != '\n')) return false;
        if ((c == ' ' || c == '\n') && (before == ' ' || before == '\n')) return false;
    }
    return true;
}

svod_str svod_plain_text(svod_arena *arena, svod_str html)
{
    enum { READINGS = 3 };
    html = svod_str_trim(html);
    if (html.n == 0) return SVOD_STR("");
    if (is_plain_already(html)) return html;
    for (int reading = 0; reading < READINGS; reading++) {
        bool tags = has_tag(html);
        if (reading > 0 && !tags && !has_entity(html)) break;
        /* Room for the break a text's first tag leaves, which is never written, is not needed. */
        plain t = {.out = svod_arena_alloc(arena, html.n + 1), .breaks = !tags || reading > 0, .known_only = reading > 0};
        if (!t.out) return (svod_str){NULL, 0};
        read_once(&t, html);
        t.out[t.n] = 0;
        html = (svod_str){t.out, t.n};
    }
    return html;
}
