/* Folding for keys: one text for everything a person would call the same.
 *
 * The rule is Unicode's NFKC with case folding, then: ё is е, letters that look alike in Latin and Cyrillic are the Latin
 * one, white space is one space and none at the ends, dashes are '-', quotes are '"' or '\'', × is x. Marks are kept: й is
 * й. Nearly all text is ASCII and Cyrillic, where tables give the same result; the rest takes the long way through utf8proc.
 */
#include "text/fold.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/utf8.h"

#include <svod/kit.h>

#include <utf8proc.h>

/* U+0400…U+04FF folded, with the look-alikes; 0: not to be folded alone (marks that combine). */
static const uint16_t cyrillic[256] = {
    0x450, 0x65,  0x452, 0x453, 0x454, 0x73,  0x69,  0x457, 0x6A,  0x459, 0x45A, 0x45B, 0x45C, 0x45D, 0x45E, 0x45F,
    0x61,  0x431, 0x62,  0x433, 0x434, 0x65,  0x436, 0x437, 0x438, 0x439, 0x6B,  0x43B, 0x6D,  0x68,  0x6F,  0x43F,
    0x70,  0x63,  0x74,  0x79,  0x444, 0x78,  0x446, 0x447, 0x448, 0x449, 0x44A, 0x44B, 0x44C, 0x44D, 0x44E, 0x44F,
    0x61,  0x431, 0x62,  0x433, 0x434, 0x65,  0x436, 0x437, 0x438, 0x439, 0x6B,  0x43B, 0x6D,  0x68,  0x6F,  0x43F,
    0x70,  0x63,  0x74,  0x79,  0x444, 0x78,  0x446, 0x447, 0x448, 0x449, 0x44A, 0x44B, 0x44C, 0x44D, 0x44E, 0x44F,
    0x450, 0x65,  0x452, 0x453, 0x454, 0x73,  0x69,  0x457, 0x6A,  0x459, 0x45A, 0x45B, 0x45C, 0x45D, 0x45E, 0x45F,
    0x461, 0x461, 0x463, 0x463, 0x465, 0x465, 0x467, 0x467, 0x469, 0x469, 0x46B, 0x46B, 0x46D, 0x46D, 0x46F, 0x46F,
    0x471, 0x471, 0x473, 0x473, 0x76,  0x76,  0x477, 0x477, 0x479, 0x479, 0x47B, 0x47B, 0x47D, 0x47D, 0x47F, 0x47F,
    0x481, 0x481, 0x482, 0x0,   0x0,   0x0,   0x0,   0x0,   0x0,   0x0,   0x48B, 0x48B, 0x48D, 0x48D, 0x48F, 0x48F,
    0x491, 0x491, 0x493, 0x493, 0x495, 0x495, 0x497, 0x497, 0x499, 0x499, 0x49B, 0x49B, 0x49D, 0x49D, 0x49F, 0x49F,
    0x4A1, 0x4A1, 0x4A3, 0x4A3, 0x4A5, 0x4A5, 0x4A7, 0x4A7, 0x4A9, 0x4A9, 0x4AB, 0x4AB, 0x4AD, 0x4AD, 0x4AF, 0x4AF,
    0x4B1, 0x4B1, 0x4B3, 0x4B3, 0x4B5, 0x4B5, 0x4B7, 0x4B7, 0x4B9, 0x4B9, 0x68,  0x68,  0x4BD, 0x4BD, 0x4BF, 0x4BF,
    0x6C,  0x4C2, 0x4C2, 0x4C4, 0x4C4, 0x4C6, 0x4C6, 0x4C8, 0x4C8, 0x4CA, 0x4CA, 0x4CC, 0x4CC, 0x4CE, 0x4CE, 0x6C,
    0x4D1, 0x4D1, 0x4D3, 0x4D3, 0x4D5, 0x4D5, 0x4D7, 0x4D7, 0x4D9, 0x4D9, 0x4DB, 0x4DB, 0x4DD, 0x4DD, 0x4DF, 0x4DF,
    0x4E1, 0x4E1, 0x4E3, 0x4E3, 0x4E5, 0x4E5, 0x4E7, 0x4E7, 0x4E9, 0x4E9, 0x4EB, 0x4EB, 0x4ED, 0x4ED, 0x4EF, 0x4EF,
    0x4F1, 0x4F1, 0x4F3, 0x4F3, 0x4F5, 0x4F5, 0x4F7, 0x4F7, 0x4F9, 0x4F9, 0x4FB, 0x4FB, 0x4FD, 0x4FD, 0x4FF, 0x4FF,
};

enum { DROP = 0, UNKNOWN = 0xFFFFFFFF, NUMERO = 0x2116 };

/* A folded letter of U+0080 and above that needs no other letter beside it; DROP or UNKNOWN. */
static uint32_t simple_letter(uint32_t c)
{
    if (c >= 0x400 && c < 0x500) return cyrillic[c - 0x400] ? cyrillic[c - 0x400] : UNKNOWN;
    switch (c) {
    case 0xAB:
    case 0xBB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
        return '"';
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2BC:
        return '\'';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return '-';
    case 0xD7:
        return 'x';
    case NUMERO:
        return NUMERO;
    default:
        break;
    }
    if (svod_letter_is_space(c)) return ' ';
    return svod_letter_is_invisible(c) ? DROP : UNKNOWN;
}

static char simple_ascii(unsigned char c)
{
    if (c >= 'A' && c <= 'Z') return (char)(c + 32);
    if (c < 0x20 || c == 0x7F) return ' ';
    return c == '`' ? '\'' : (char)c;
}

size_t svod_fold_simple(char *out, size_t room, svod_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n;) {
        unsigned char byte = (unsigned char)text.p[i];
        if (n + 4 > room && n + (text.n - i) > room) return SIZE_MAX;
        if (byte < 0x80) {
            char c = simple_ascii(byte);
            i++;
            if (c == ' ' && (n == 0 || out[n - 1] == ' ')) continue;
            out[n++] = c;
            continue;
        }
        if (byte >= 0xD0 && byte <= 0xD3 && i + 1 < text.n && ((unsigned char)text.p[i + 1] & 0xC0) == 0x80) {
            uint16_t cyr = cyrillic[(byte & 3u) << 6 | ((unsigned char)text.p[i + 1] & 0x3Fu)];
            if (cyr == 0) return SIZE_MAX;
            i += 2;
            if (cyr >= 0x80) out[n++] = (char)(0xC0 | cyr >> 6);
            out[n++] = (char)(cyr >= 0x80 ? 0x80 | (cyr & 0x3F) : cyr);
            continue;
        }
        uint32_t letter;
        size_t size = svod_utf8_get(text.p + i, text.n - i, &letter);
        if (size == 0) return SIZE_MAX;
        i += size;
        uint32_t folded = simple_letter(letter);
        if (folded == UNKNOWN) return SIZE_MAX;
        if (folded == DROP || (folded == ' ' && (n == 0 || out[n - 1] == ' '))) continue;
        if (folded == NUMERO) {
            out[n++] = 'n';
            folded = 'o';
        }
        n += svod_utf8_put(out + n, folded);
    }
    return n && out[n - 1] == ' ' ? n - 1 : n;
}

/* What is left to do after NFKC and case folding. */
static uint32_t unified(uint32_t c)
{
    if (c < 0x80) return (uint32_t)(unsigned char)simple_ascii((unsigned char)c);
    if (c == 0x51B) return 'q';
    if (c == 0x51D) return 'w';
    uint32_t simple = simple_letter(c);
    return simple == UNKNOWN ? c : simple;
}

enum {
    UNICODE_OPTIONS = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
    /* Unicode's own limit for marks in a row (UAX 15, stream-safe text); more would make ordering them quadratic. */
    MARKS_IN_A_ROW = 30,
    LARGEST_DECOMPOSITION = 32
};

/* Puts the marks at the end of `v` (n letters) into canonical order; at most MARKS_IN_A_ROW of them. */
static void order_last_mark(int32_t *v, size_t n)
{
    for (size_t i = n - 1; i > 0; i--) {
        int before = utf8proc_get_property(v[i - 1])->combining_class;
        int here = utf8proc_get_property(v[i])->combining_class;
        if (here == 0 || before <= here) return;
        int32_t t = v[i];
        v[i] = v[i - 1];
        v[i - 1] = t;
    }
}

/* Letters decomposed and case-folded into v (room for `room`), marks ordered. SIZE_MAX: no room. */
static size_t decompose(svod_str text, int32_t *v, size_t room)
{
    size_t n = 0;
    size_t marks = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t letter = 0;
        i += svod_utf8_get(text.p + i, text.n - i, &letter);
        int32_t parts[LARGEST_DECOMPOSITION] = {0};
        utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)letter, parts, LARGEST_DECOMPOSITION,
                                                         (utf8proc_option_t)UNICODE_OPTIONS, NULL);
        for (utf8proc_ssize_t k = 0; k < count && k < LARGEST_DECOMPOSITION; k++) {
            bool mark = utf8proc_get_property(parts[k])->combining_class != 0;
            marks = mark ? marks + 1 : 0;
            if (marks > MARKS_IN_A_ROW) continue;
            if (n == room) return SIZE_MAX;
            v[n++] = parts[k];
            if (mark) order_last_mark(v, n);
        }
    }
    return n;
}

static svod_str fold_long_way(svod_arena *arena, svod_str text)
{
    const svod_str none = {NULL, 0};
    text = svod_utf8_repair(arena, text, NULL);
    if (!text.p) return none;
    /* A letter of UTF-8 text decomposes into at most 18 (U+FDFA, 3 bytes): six for each byte is enough. */
    if (text.n > SIZE_MAX / 64) return none;
    size_t room = text.n * 6 + 1;
    int32_t *v = svod_arena_alloc(arena, room * sizeof *v);
    if (!v) return none;
    size_t n = decompose(text, v, room);
    if (n == SIZE_MAX) return none;
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(v, (utf8proc_ssize_t)n, (utf8proc_option_t)UNICODE_OPTIONS);
    if (composed < 0) return none;
    char *out = svod_arena_alloc(arena, (size_t)composed * 4 + 1);
    if (!out) return none;
    size_t used = 0;
    for (utf8proc_ssize_t i = 0; i < composed; i++) {
        uint32_t c = unified((uint32_t)v[i]);
        if (c == DROP || (c == ' ' && (used == 0 || out[used - 1] == ' '))) continue;
        used += svod_utf8_put(out + used, c);
    }
    if (used && out[used - 1] == ' ') used--;
    out[used] = 0;
    return (svod_str){out, used};
}

svod_str svod_fold(svod_arena *arena, svod_str text)
{
    if (text.n == 0) return SVOD_STR("");
    char *out = svod_arena_alloc(arena, text.n + 1);
    if (!out) return (svod_str){NULL, 0};
    size_t n = svod_fold_simple(out, text.n, text);
    if (n == SIZE_MAX) return fold_long_way(arena, text);
    out[n] = 0;
    return (svod_str){out, n};
}

uint32_t svod_fold_letter(uint32_t letter)
{
    if (letter < 0x80) return (uint32_t)(unsigned char)simple_ascii((unsigned char)letter);
    uint32_t simple = simple_letter(letter);
    return simple != UNKNOWN ? simple : unified((uint32_t)utf8proc_tolower((utf8proc_int32_t)letter));
}

uint32_t svod_fold_next(const char **word)
{
    unsigned char byte = (unsigned char)**word;
    if (byte == 0 || byte == '|') return 0;
    if (byte < 0x80) {
        (*word)++;
        return (uint32_t)(unsigned char)simple_ascii(byte);
    }
    uint32_t letter = 0;
    *word += svod_utf8_get(*word, strlen(*word), &letter);
    return svod_fold_letter(letter);
}

/* Bytes of `folded` that the word covers, or SIZE_MAX when it does not begin so. */
static size_t covered(svod_str folded, const char *word)
{
    size_t i = 0;
    for (uint32_t want; (want = svod_fold_next(&word)) != 0;) {
        uint32_t have;
        if (i >= folded.n) return SIZE_MAX;
        size_t size = svod_utf8_get(folded.p + i, folded.n - i, &have);
        if (size == 0 || have != want) return SIZE_MAX;
        i += size;
    }
    return i;
}

bool svod_folded_is(svod_str folded, const char *word)
{
    return covered(folded, word) == folded.n;
}

bool svod_folded_starts(svod_str folded, const char *word, svod_str *ret_rest)
{
    size_t n = covered(folded, word);
    if (n == SIZE_MAX) return false;
    if (ret_rest) *ret_rest = svod_str_sub(folded, n, folded.n);
    return true;
}

static bool is_word_byte(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z');
}

bool svod_folded_has_any(svod_str folded, const char *words)
{
    for (size_t i = 0; i < folded.n; i++) {
        if (!is_word_byte(folded.p[i]) || (i > 0 && is_word_byte(folded.p[i - 1]))) continue;
        svod_str rest = svod_str_sub(folded, i, folded.n);
        for (const char *word = words; word; word = strchr(word, '|') ? strchr(word, '|') + 1 : NULL) {
            size_t n = covered(rest, word);
            if (n != SIZE_MAX && (n == rest.n || !is_word_byte(rest.p[n]))) return true;
        }
    }
    return false;
}

bool svod_folded_in(svod_str folded, const char *words)
{
    for (;;) {
        if (covered(folded, words) == folded.n) return true;
        words = strchr(words, '|');
        if (!words) return false;
        words++;
    }
}
