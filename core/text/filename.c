/* File names and slugs made of what people wrote. */
#include "text/filename.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "text/utf8.h"

#include <utf8proc.h>

#include <string.h>

static bool may_stand(uint32_t letter)
{
    if (letter < 0x80) {
        char c = (char)letter;
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_' || c == '.' ||
               c == ' ';
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)letter);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

/* CON, nul.txt, COM1 …: Windows opens devices by these names in any folder. */
static bool is_device(svod_str name)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    const char *dot = memchr(name.p, '.', name.n);
    svod_str stem = svod_str_trim(dot ? svod_str_range(name.p, dot) : name);
    for (size_t i = 0; i < SVOD_COUNT(devices); i++)
        if (svod_str_eq_nocase(stem, svod_str_of(devices[i]))) return true;
    if (stem.n != 4 || stem.p[3] < '0' || stem.p[3] > '9') return false;
    stem.n = 3;
    return svod_str_eq_nocase(stem, SVOD_STR("COM")) || svod_str_eq_nocase(stem, SVOD_STR("LPT"));
}

svod_str svod_file_name(svod_arena *arena, svod_str text)
{
    enum { LONGEST = 100 };
    char *out = svod_arena_alloc(arena, LONGEST + 2);
    if (!out) return (svod_str){NULL, 0};
    size_t n = 1; /* room for '_' before a device's name */
    for (size_t i = 0; i < text.n;) {
        uint32_t letter = 0xFFFD;
        size_t size = svod_utf8_get(text.p + i, text.n - i, &letter);
        i += size ? size : 1;
        if (!may_stand(letter)) letter = svod_letter_is_space(letter) ? ' ' : '_';
        if (n == 1 && (letter == ' ' || letter == '.')) continue;
        char bytes[4];
        size = svod_utf8_put(bytes, letter);
        if (n + size > LONGEST) break;
        memcpy(out + n, bytes, size);
        n += size;
    }
    while (n > 1 && (out[n - 1] == ' ' || out[n - 1] == '.')) n--;
    out[n] = 0;
    if (n == 1 || is_device((svod_str){out + 1, n - 1})) {
        out[0] = '_';
        return (svod_str){out, n};
    }
    return (svod_str){out + 1, n - 1};
}

/* ---- slugs ---- */

typedef struct latin {
    uint16_t letter; /* lower case */
    char text[4];
} latin;

static const latin letters[] = {
    {0x430, "a"},  {0x431, "b"},   {0x432, "v"}, {0x433, "g"},  {0x434, "d"}, {0x435, "e"}, {0x436, "zh"}, {0x437, "z"},
    {0x438, "i"},  {0x439, "j"},   {0x43A, "k"}, {0x43B, "l"},  {0x43C, "m"}, {0x43D, "n"}, {0x43E, "o"},  {0x43F, "p"},
    {0x440, "r"},  {0x441, "s"},   {0x442, "t"}, {0x443, "u"},  {0x444, "f"}, {0x445, "x"}, {0x446, "cz"}, {0x447, "ch"},
    {0x448, "sh"}, {0x449, "shh"}, {0x44A, ""},  {0x44B, "y"},  {0x44C, ""},  {0x44D, "e"}, {0x44E, "yu"}, {0x44F, "ya"},
    {0x451, "yo"}, {0x454, "ye"},  {0x456, "i"}, {0x457, "yi"}, {0x45E, "u"}, {0x491, "g"}, {0x493, "g"},  {0x49B, "k"},
    {0x4A3, "n"},  {0x4AF, "u"},   {0x4B1, "u"}, {0x4BB, "h"},  {0x4D9, "a"}, {0x4E9, "o"},
};

static const char *latin_of(uint32_t letter)
{
    for (size_t i = 0; i < SVOD_COUNT(letters); i++)
        if (letters[i].letter == letter) return letters[i].text;
    return NULL;
}

/* ц is "c" before what is written with i, e, y or j in Latin, else "cz". */
static bool softens(svod_str rest)
{
    uint32_t next;
    if (rest.n == 0 || svod_utf8_get(rest.p, rest.n, &next) == 0) return false;
    const char *text = latin_of((uint32_t)utf8proc_tolower((utf8proc_int32_t)next));
    return text && text[0] && strchr("ieyj", text[0]);
}

/* The ASCII letters and digits of one that has marks or another shape: é → e. */
static size_t ascii_of(uint32_t letter, char out[8])
{
    utf8proc_int32_t parts[8] = {0};
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)letter, parts, 8,
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD), NULL);
    size_t used = 0;
    for (utf8proc_ssize_t i = 0; i < n && i < 8; i++)
        if ((parts[i] >= 'a' && parts[i] <= 'z') || (parts[i] >= '0' && parts[i] <= '9')) out[used++] = (char)parts[i];
    return used;
}

svod_str svod_translit(svod_arena *arena, svod_str text)
{
    /* A Cyrillic letter (2 bytes) makes up to 3, any other letter (1 to 4 bytes) up to 8. */
    if (text.n > SIZE_MAX / 16) return (svod_str){NULL, 0};
    char *out = svod_arena_alloc(arena, text.n * 8 + 1);
    if (!out) return (svod_str){NULL, 0};
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < text.n;) {
        uint32_t letter = 0xFFFD;
        size_t size = svod_utf8_get(text.p + i, text.n - i, &letter);
        i += size ? size : 1;
        letter = (uint32_t)utf8proc_tolower((utf8proc_int32_t)letter);
        char ascii[8];
        const char *p = latin_of(letter);
        size_t length = p ? strlen(p) : ascii_of(letter, ascii);
        if (letter == 0x446 && softens(svod_str_sub(text, i, text.n))) length = 1;
        if (!p && length == 0) gap |= letter != '\'' && letter != 0x2019;
        if (length == 0) continue;
        if (gap && n) out[n++] = '-';
        gap = false;
        memcpy(out + n, p ? p : ascii, length);
        n += length;
    }
    out[n] = 0;
    return (svod_str){out, n};
}
