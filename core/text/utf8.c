/* UTF-8: checking, reading, writing, and repairing what is windows-1251 by mistake. */
#include "text/utf8.h"

#include "base/arena.h"

#include <svod/kit.h>

#include <string.h>

static const uint16_t windows_1251[128] = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039, 0x040A, 0x040C, 0x040B,
    0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0xFFFD, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C,
    0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC,
    0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6, 0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB,
    0x0458, 0x0405, 0x0455, 0x0457, 0x0410, 0x0411, 0x0412, 0x0413, 0x0414, 0x0415, 0x0416, 0x0417, 0x0418, 0x0419, 0x041A,
    0x041B, 0x041C, 0x041D, 0x041E, 0x041F, 0x0420, 0x0421, 0x0422, 0x0423, 0x0424, 0x0425, 0x0426, 0x0427, 0x0428, 0x0429,
    0x042A, 0x042B, 0x042C, 0x042D, 0x042E, 0x042F, 0x0430, 0x0431, 0x0432, 0x0433, 0x0434, 0x0435, 0x0436, 0x0437, 0x0438,
    0x0439, 0x043A, 0x043B, 0x043C, 0x043D, 0x043E, 0x043F, 0x0440, 0x0441, 0x0442, 0x0443, 0x0444, 0x0445, 0x0446, 0x0447,
    0x0448, 0x0449, 0x044A, 0x044B, 0x044C, 0x044D, 0x044E, 0x044F,
};

size_t svod_utf8_get(const char *p, size_t n, uint32_t *ret)
{
    const unsigned char *u = (const unsigned char *)p;
    if (u[0] < 0x80) {
        *ret = u[0];
        return 1;
    }
    size_t size = u[0] >= 0xF0 ? 4 : u[0] >= 0xE0 ? 3 : 2;
    if (u[0] < 0xC2 || u[0] > 0xF4 || n < size) return 0;
    uint32_t letter = u[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((u[i] & 0xC0) != 0x80) return 0;
        letter = letter << 6 | (u[i] & 0x3Fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (letter < least[size] || letter > 0x10FFFF || (letter >= 0xD800 && letter < 0xE000)) return 0;
    *ret = letter;
    return size;
}

size_t svod_utf8_put(char out[4], uint32_t letter)
{
    if (letter > 0x10FFFF || (letter >= 0xD800 && letter < 0xE000)) letter = 0xFFFD;
    if (letter < 0x80) {
        out[0] = (char)letter;
        return 1;
    }
    size_t size = letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, letter >>= 6) out[i] = (char)(0x80 | (letter & 0x3F));
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[size] | letter);
    return size;
}

size_t svod_utf8_cut(svod_str s, size_t n)
{
    if (n >= s.n) return s.n;
    while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--;
    return n;
}

bool svod_letter_is_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool svod_letter_is_invisible(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) ||
           c == 0xFEFF;
}

/* The first sixteen of at least seventeen bytes at p: 16 when they are whole letters of one or two bytes, 17 when the last
 * of these letters ends behind them, 0 when that cannot be said so fast. Catalogs are Latin and Cyrillic, and all of their
 * text comes through here. */
static size_t valid_block(const char *p)
{
    typedef int8_t bytes16 __attribute__((vector_size(16)));
    bytes16 now, next;
    memcpy(&now, p, sizeof now);
    memcpy(&next, p + 1, sizeof next);
    bytes16 lead = (bytes16)((now >= -62) & (now <= -33)), rest = (bytes16)(now < -64);
    bytes16 good = ((bytes16)(now >= 0) | lead | rest) & ~(lead ^ (bytes16)(next < -64));
    uint64_t half[2];
    memcpy(half, &good, sizeof half);
    return rest[0] == 0 && (half[0] & half[1]) == UINT64_MAX ? 16 + (size_t)(lead[15] != 0) : 0;
}

/* Bytes of valid UTF-8 at the beginning of `s`. */
static size_t valid_length(svod_str s)
{
    size_t i = 0;
    while (i < s.n) {
        size_t size = s.n - i > 16 ? valid_block(s.p + i) : 0;
        uint64_t eight;
        if (!size && s.n - i >= 8 && (memcpy(&eight, s.p + i, 8), (eight & 0x8080808080808080u) == 0)) size = 8;
        const unsigned char *u = (const unsigned char *)s.p + i;
        uint32_t letter;
        if (!size && u[0] < 0x80) size = 1;
        if (!size && u[0] >= 0xC2 && u[0] < 0xE0 && s.n - i >= 2 && (u[1] & 0xC0) == 0x80) size = 2;
        if (!size) size = svod_utf8_get(s.p + i, s.n - i, &letter);
        if (size == 0) break;
        i += size;
    }
    return i;
}

bool svod_utf8_valid(svod_str text)
{
    return valid_length(text) == text.n;
}

svod_str svod_utf8_repair(svod_arena *arena, svod_str text, bool *ret_repaired)
{
    size_t good = valid_length(text);
    if (ret_repaired) *ret_repaired = good != text.n;
    if (good == text.n) return text;
    size_t room = good;
    for (size_t i = good; i < text.n; i++) room += (unsigned char)text.p[i] < 0x80 ? 1 : 3;
    char *p = svod_arena_alloc(arena, room + 1);
    if (!p) return (svod_str){NULL, 0};
    memcpy(p, text.p, good);
    size_t n = good;
    for (size_t i = good; i < text.n;) {
        uint32_t letter;
        size_t size = svod_utf8_get(text.p + i, text.n - i, &letter);
        if (size == 0) letter = windows_1251[(unsigned char)text.p[i] - 0x80];
        n += svod_utf8_put(p + n, letter);
        i += size ? size : 1;
    }
    p[n] = 0;
    return (svod_str){p, n};
}
