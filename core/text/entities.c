/* Named and numbered characters of HTML. */
#include "text/entities.h"

#include "base/attrs.h"

#include <stdlib.h>
#include <string.h>

typedef struct entity {
    char name[10];
    uint32_t letter;
} entity;

/* In order of bytes, for bsearch. */
static const entity entities[] = {
    {"AElig", 0xC6},    {"Aacute", 0xC1},   {"Acirc", 0xC2},    {"Agrave", 0xC0},  {"Aring", 0xC5},    {"Atilde", 0xC3},
    {"Auml", 0xC4},     {"Ccedil", 0xC7},   {"Dagger", 0x2021}, {"Delta", 0x394},  {"ETH", 0xD0},      {"Eacute", 0xC9},
    {"Ecirc", 0xCA},    {"Egrave", 0xC8},   {"Euml", 0xCB},     {"Iacute", 0xCD},  {"Icirc", 0xCE},    {"Igrave", 0xCC},
    {"Iuml", 0xCF},     {"NewLine", 0xA},   {"Ntilde", 0xD1},   {"OElig", 0x152},  {"Oacute", 0xD3},   {"Ocirc", 0xD4},
    {"Ograve", 0xD2},   {"Omega", 0x3A9},   {"Oslash", 0xD8},   {"Otilde", 0xD5},  {"Ouml", 0xD6},     {"Prime", 0x2033},
    {"Scaron", 0x160},  {"Sigma", 0x3A3},   {"THORN", 0xDE},    {"Tab", 0x9},      {"Uacute", 0xDA},   {"Ucirc", 0xDB},
    {"Ugrave", 0xD9},   {"Uuml", 0xDC},     {"Yacute", 0xDD},   {"aacute", 0xE1},  {"acirc", 0xE2},    {"acute", 0xB4},
    {"aelig", 0xE6},    {"agrave", 0xE0},   {"alpha", 0x3B1},   {"amp", 0x26},     {"apos", 0x27},     {"aring", 0xE5},
    {"asymp", 0x2248},  {"atilde", 0xE3},   {"auml", 0xE4},     {"bdquo", 0x201E}, {"beta", 0x3B2},    {"brvbar", 0xA6},
    {"bull", 0x2022},   {"ccedil", 0xE7},   {"cedil", 0xB8},    {"cent", 0xA2},    {"check", 0x2713},  {"circ", 0x2C6},
    {"clubs", 0x2663},  {"colon", 0x3A},    {"comma", 0x2C},    {"copy", 0xA9},    {"curren", 0xA4},   {"dagger", 0x2020},
    {"darr", 0x2193},   {"deg", 0xB0},      {"delta", 0x3B4},   {"diams", 0x2666}, {"divide", 0xF7},   {"eacute", 0xE9},
    {"ecirc", 0xEA},    {"egrave", 0xE8},   {"empty", 0x2205},  {"emsp", 0x2003},  {"ensp", 0x2002},   {"epsilon", 0x3B5},
    {"eth", 0xF0},      {"euml", 0xEB},     {"euro", 0x20AC},   {"excl", 0x21},    {"frac12", 0xBD},   {"frac14", 0xBC},
    {"frac34", 0xBE},   {"frasl", 0x2044},  {"gamma", 0x3B3},   {"ge", 0x2265},    {"gt", 0x3E},       {"harr", 0x2194},
    {"hearts", 0x2665}, {"hellip", 0x2026}, {"hyphen", 0x2010}, {"iacute", 0xED},  {"icirc", 0xEE},    {"iexcl", 0xA1},
    {"igrave", 0xEC},   {"infin", 0x221E},  {"iquest", 0xBF},   {"iuml", 0xEF},    {"lambda", 0x3BB},  {"laquo", 0xAB},
    {"larr", 0x2190},   {"ldquo", 0x201C},  {"le", 0x2264},     {"lowbar", 0x5F},  {"loz", 0x25CA},    {"lpar", 0x28},
    {"lrm", 0x200E},    {"lsaquo", 0x2039}, {"lsquo", 0x2018},  {"lt", 0x3C},      {"macr", 0xAF},     {"mdash", 0x2014},
    {"micro", 0xB5},    {"middot", 0xB7},   {"minus", 0x2212},  {"mu", 0x3BC},     {"nbsp", 0xA0},     {"ndash", 0x2013},
    {"ne", 0x2260},     {"not", 0xAC},      {"ntilde", 0xF1},   {"num", 0x23},     {"numero", 0x2116}, {"oacute", 0xF3},
    {"ocirc", 0xF4},    {"oelig", 0x153},   {"ograve", 0xF2},   {"oline", 0x203E}, {"omega", 0x3C9},   {"ordf", 0xAA},
    {"ordm", 0xBA},     {"oslash", 0xF8},   {"otilde", 0xF5},   {"ouml", 0xF6},    {"para", 0xB6},     {"part", 0x2202},
    {"percnt", 0x25},   {"period", 0x2E},   {"permil", 0x2030}, {"pi", 0x3C0},     {"plus", 0x2B},     {"plusmn", 0xB1},
    {"pound", 0xA3},    {"prime", 0x2032},  {"prod", 0x220F},   {"quot", 0x22},    {"radic", 0x221A},  {"raquo", 0xBB},
    {"rarr", 0x2192},   {"rdquo", 0x201D},  {"reg", 0xAE},      {"rlm", 0x200F},   {"rpar", 0x29},     {"rsaquo", 0x203A},
    {"rsquo", 0x2019},  {"sbquo", 0x201A},  {"scaron", 0x161},  {"sect", 0xA7},    {"shy", 0xAD},      {"sigma", 0x3C3},
    {"sol", 0x2F},      {"spades", 0x2660}, {"starf", 0x2605},  {"sum", 0x2211},   {"sup1", 0xB9},     {"sup2", 0xB2},
    {"sup3", 0xB3},     {"szlig", 0xDF},    {"thinsp", 0x2009}, {"thorn", 0xFE},   {"tilde", 0x2DC},   {"times", 0xD7},
    {"trade", 0x2122},  {"uacute", 0xFA},   {"uarr", 0x2191},   {"ucirc", 0xFB},   {"ugrave", 0xF9},   {"uml", 0xA8},
    {"uuml", 0xFC},     {"yacute", 0xFD},   {"yen", 0xA5},      {"yuml", 0xFF},    {"zwj", 0x200D},    {"zwnj", 0x200C},
};

/* &#128; … &#159; are meant as windows-1252 by everyone who writes them (HTML standard, 13.2.5.80). */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
};

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static int digit_value(char c, int base)
{
    int v = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : 99;
    return v < base ? v : -1;
}

static size_t read_number(const char *p, size_t n, uint32_t *ret)
{
    size_t i = 2;
    int base = 10;
    if (i < n && (p[i] | 0x20) == 'x') {
        base = 16;
        i++;
    }
    uint32_t value = 0;
    size_t first = i;
    for (int d; i < n && (d = digit_value(p[i], base)) >= 0; i++)
        value = value > 0x110000 ? value : value * (uint32_t)base + (uint32_t)d;
    if (i == first) return 0;
    if (value >= 0x80 && value < 0xA0) value = windows_1252[value - 0x80];
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) value = 0xFFFD;
    /* "&#9" would grow when written as U+FFFD. */
    if (value == 0xFFFD && i < 3) return 0;
    *ret = value;
    return i + (i < n && p[i] == ';');
}

static int compare(const void *key, const void *member)
{
    return strcmp(key, ((const entity *)member)->name);
}

size_t svod_entity_read(const char *p, size_t n, uint32_t *ret)
{
    char name[sizeof entities[0].name];
    if (n >= 3 && p[1] == '#') return read_number(p, n, ret);
    size_t length = 0;
    while (length + 1 < n && length + 1 < sizeof name && is_alnum(p[length + 1])) length++;
    if (length < 2) return 0;
    memcpy(name, p + 1, length);
    name[length] = 0;
    bool closed = length + 1 < n && p[length + 1] == ';';
    if (!closed) {
        /* Without ';' only the few everybody forgets it for, and not in addresses ("?a=1&lt=2"). */
        static const char *const open[] = {"nbsp", "amp", "lt", "gt", "quot", "laquo", "raquo", "ndash", "mdash"};
        bool known = false;
        for (size_t i = 0; i < SVOD_COUNT(open); i++) known |= strcmp(name, open[i]) == 0;
        bool joined = length + 1 < n && (is_alnum(p[length + 1]) || p[length + 1] == '=');
        if (!known || joined) return 0;
    }
    const entity *found = bsearch(name, entities, SVOD_COUNT(entities), sizeof entities[0], compare);
    if (!found) return 0;
    *ret = found->letter;
    return length + 1 + closed;
}
