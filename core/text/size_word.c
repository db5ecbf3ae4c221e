/* Single sizes: what can be one, and what stands between two of them. */
#include "text/size.h"

#include "base/str.h"
#include "text/fold.h"

#include <svod/kit.h>

static void trim(const svod_glyphs *g, size_t *a, size_t *b)
{
    while (*a < *b && g->c[*a] == ' ') ++*a;
    while (*b > *a && g->c[*b - 1] == ' ') --*b;
}

/* "XS", "2XL", "XXL", "M"; rank or -1. */
static int letter_rank(const svod_glyphs *g, size_t a, size_t b, bool *ret_counted)
{
    int times = 0;
    *ret_counted = svod_glyph_is_digit(g->c[a]);
    while (a < b && svod_glyph_is_digit(g->c[a]) && times <= 10) times = times * 10 + (int)(g->c[a++] - '0');
    int xs = 0;
    while (a < b && g->c[a] == 'x' && xs < 10) a++, xs++;
    if (b - a != 1 || (*ret_counted && (times < 1 || times > 10 || xs != 1))) return -1;
    if (*ret_counted) xs = times;
    uint32_t c = g->c[a];
    if (c == 'm') return xs == 0 ? 4 : -1;
    if (c == 's') return xs <= 3 ? 3 - xs : -1;
    return c == 'l' ? 5 + xs : -1;
}

svod_size_atom svod_size_atom_read(const svod_glyphs *g, size_t a, size_t b)
{
    svod_size_atom atom = {SVOD_SIZE_NONE, 0, false};
    trim(g, &a, &b);
    if (a == b || b - a > 12) return atom;
    int rank = letter_rank(g, a, b, &atom.counted);
    if (rank >= 0) {
        atom.kind = SVOD_SIZE_LETTER;
        atom.value = rank;
        return atom;
    }
    int value = 0;
    size_t i = a;
    for (; i < b && svod_glyph_is_digit(g->c[i]) && i - a < 3; i++) value = value * 10 + (int)(g->c[i] - '0');
    if (i == a) return atom;
    value *= 10;
    if (b - i == 2 && (g->c[i] == ',' || g->c[i] == '.') && (g->c[i + 1] == '5' || g->c[i + 1] == '0')) {
        value += (int)(g->c[i + 1] - '0');
        i = b;
    }
    if (i != b || value > 2500) return atom;
    atom.kind = SVOD_SIZE_NUMBER;
    atom.value = value;
    return atom;
}

bool svod_size_pair_read(const svod_glyphs *g, svod_size_atom *ret_a, svod_size_atom *ret_b)
{
    for (size_t i = 1; i < g->n; i++) {
        size_t dash = g->c[i] == '-' ? 1 : 0;
        while (!dash && g->c[i] == '.' && g->c[i + 1] == '.') {
            size_t to = i;
            while (g->c[to] == '.') to++;
            dash = to - i;
        }
        if (dash == 0 && g->c[i] == 0x2026) dash = 1;
        if (dash == 0) continue;
        *ret_a = svod_size_atom_read(g, 0, i);
        *ret_b = svod_size_atom_read(g, i + dash, g->n);
        return ret_a->kind != SVOD_SIZE_NONE && ret_a->kind == ret_b->kind && ret_b->value > ret_a->value;
    }
    return false;
}

static bool is_height(int tenths)
{
    return tenths >= 500 && tenths <= 1880 && (tenths - 500) % 60 == 0;
}

static bool is_clothes(int tenths)
{
    return tenths >= 380 && tenths <= 840 && tenths % 20 == 0;
}

static bool is_shoe(int tenths)
{
    return tenths >= 160 && tenths <= 500 && tenths % 10 == 0;
}

int svod_size_range_step(svod_size_atom a, svod_size_atom b, bool told)
{
    int gap = b.value - a.value;
    if (a.kind != b.kind || gap <= 0) return 0;
    if (a.kind == SVOD_SIZE_LETTER) return gap >= 2 || told ? 1 : 0;
    bool heights = is_height(a.value) && is_height(b.value);
    bool clothes = is_clothes(a.value) && is_clothes(b.value);
    bool shoes = is_shoe(a.value) && is_shoe(b.value);
    bool same_parity = gap % 20 == 0;
    if (heights && (!clothes || b.value > 740)) return gap >= 120 || told ? 60 : 0;
    if (heights && !told) return 0; /* "56-62": a baby's height or a woman's size */
    if (clothes && (b.value >= 480 || (told && !shoes))) return gap >= 60 || told ? 20 : 0;
    if (shoes && !same_parity) return gap >= 50 || told ? 10 : 0;
    if (!told) return 0; /* "36-40": shoes by one or clothes by two */
    return clothes ? 20 : shoes && b.value < 360 ? 10 : 0;
}

/* ---- is it a size? ---- */

static const char universal[] =
    "one size|onesize|one-size|one size fits all|os|o/s|uni|universal|free size|freesize|free|универсальный|универсальный "
    "размер|"
    "универсал|универс.|единый|единый размер|один размер|безразмерный|без размера|б/р|стандарт|стандартный|універсальний|"
    "універсальний розмір|єдиний розмір|бір өлшем|oversize|оверсайз";

static bool is_age_unit(const svod_glyphs *g, size_t a, size_t b)
{
    size_t n = svod_glyphs_word(
        g, a,
        "мес.|мес|месяцев|месяца|месяц|міс.|міс|місяців|лет|года|год|років|роки|рік|months|month|mths|mos|mo|"
        "years|year|yrs|yr|y|ай|жас|m|t");
    return n > 0 && a + n == b;
}

/* Parts "46/170", "XL/XXL", "16.5 / 52", "42-44" … up to four; *ret_end behind the last. */
static size_t parts_read(const svod_glyphs *g, size_t a, size_t *ret_end)
{
    size_t parts = 0;
    for (;;) {
        size_t b = a;
        while (g->c[b] == ' ') b++;
        size_t from = b;
        while (svod_glyph_is_digit(g->c[b]) || g->c[b] == 'x' || g->c[b] == 's' || g->c[b] == 'm' || g->c[b] == 'l' ||
               ((g->c[b] == ',' || g->c[b] == '.') && svod_glyph_is_digit(g->c[b + 1])))
            b++;
        svod_size_atom atom = svod_size_atom_read(g, from, b);
        while (atom.kind == SVOD_SIZE_NONE && b > from + 1 && !svod_glyph_is_digit(g->c[b - 1]))
            atom = svod_size_atom_read(g, from, --b);
        if (atom.kind == SVOD_SIZE_NONE) return 0;
        parts++;
        *ret_end = b;
        size_t next = b + (g->c[b] == ' ');
        if (parts == 4 || (g->c[next] != '-' && g->c[next] != '/')) return parts;
        a = next + 1;
    }
}

/* "75B", "40C", "80DD", "42R": a number of two or three digits and a cup or a length. */
static bool is_cup(const svod_glyphs *g, size_t a, size_t b)
{
    size_t digits = 0;
    while (svod_glyph_is_digit(g->c[a + digits])) digits++;
    size_t letters = b - a - digits;
    if (digits < 2 || digits > 3 || letters < 1 || letters > 3 || g->c[a] == '0') return false;
    for (size_t i = a + digits; i < b; i++) {
        uint32_t c = g->c[i];
        bool known = (c >= 'a' && c <= 'k') || (letters == 1 && (c == 'r' || c == 's' || c == 'l'));
        if (!known || (letters > 1 && i > a + digits && c != g->c[i - 1])) return false;
    }
    return true;
}

static bool is_bare_size(const svod_glyphs *g, size_t a, size_t b);

/* A system before or behind: "RU 48", "48 EU", "р. 48", "48 размер". */
static bool without_system(const svod_glyphs *g, size_t *a, size_t *b)
{
    static const char before[] =
        "ru|rus|eu|eur|us|usa|uk|int|it|fr|de|cn|ua|размер|розмір|разм.|разм|р-р|р.|р|size|рост|зріст|w";
    static const char after[] = "ru|rus|eu|eur|us|usa|uk|int|it|fr|de|cn|ua|размер|розмір|размера|р.|р|size";
    trim(g, a, b);
    size_t n = svod_glyphs_word(g, *a, before);
    if (n > 0 && *a + n < *b) {
        *a += n;
        while (g->c[*a] == ' ' || g->c[*a] == ':' || g->c[*a] == '.') ++*a;
        return *a < *b;
    }
    for (size_t i = *a + 1; i < *b; i++) {
        if (svod_glyph_is_letter(g->c[i]) && svod_glyph_is_letter(g->c[i - 1])) continue;
        n = svod_glyphs_word(g, i, after);
        if (n == 0 || i + n != *b) continue;
        *b = i;
        trim(g, a, b);
        return true;
    }
    return false;
}

static bool is_bare_size(const svod_glyphs *g, size_t a, size_t b)
{
    trim(g, &a, &b);
    if (a == b) return false;
    size_t end = a;
    size_t parts = parts_read(g, a, &end);
    if (parts > 0 && end == b) return true;
    if (is_cup(g, a, b)) return true;
    if (parts == 0) return false;
    bool number = svod_glyph_is_digit(g->c[end - 1]);
    size_t unit = end + (g->c[end] == ' ');
    if (parts <= 2 && number && is_age_unit(g, unit, b)) return true;
    /* "42-44 S": the same in numbers and letters. */
    if (number && unit > end && svod_size_atom_read(g, unit, b).kind == SVOD_SIZE_LETTER) return true;
    size_t cm = svod_glyphs_word(g, unit, "см.|см|cm");
    if (cm == 0 || unit + cm != b) return false;
    svod_size_atom height = svod_size_atom_read(g, a, a + 3);
    if (height.kind == SVOD_SIZE_NONE) height = svod_size_atom_read(g, a, a + 2);
    return height.kind == SVOD_SIZE_NUMBER && height.value >= 500 && height.value <= 2000;
}

static bool is_size_of(const svod_glyphs *g, size_t a, size_t b)
{
    trim(g, &a, &b);
    if (is_bare_size(g, a, b)) return true;
    return without_system(g, &a, &b) && is_bare_size(g, a, b);
}

bool svod_is_size(svod_str text)
{
    enum { LONGEST = 60 };
    text = svod_str_trim(text);
    if (text.n == 0 || text.n > LONGEST) return false;
    svod_glyphs g;
    svod_glyphs_read(&g, text);
    /* No such word begins with a digit, and nearly all sizes do. */
    size_t word = svod_glyph_is_digit(g.c[0]) ? 0 : svod_glyphs_word(&g, 0, universal);
    if (word > 0 && word == g.n) return true;
    if (is_size_of(&g, 0, g.n)) return true;
    size_t open = 0;
    while (open < g.n && g.c[open] != '(') open++;
    if (open == 0 || open == g.n || g.c[g.n - 1] != ')') return false;
    return is_size_of(&g, 0, open) && is_size_of(&g, open + 1, g.n - 1);
}

/* ---- the size at the end of a name ---- */

/* Surely a size though nothing says so: "(46)", "(XL)", "(98-104)"; "(12)" and "(100)" may be counts. */
static bool is_plain_size(const svod_glyphs *g)
{
    svod_size_atom a;
    svod_size_atom b;
    if (svod_size_pair_read(g, &a, &b)) return a.kind == SVOD_SIZE_LETTER || (a.value >= 160 && b.value <= 1880);
    a = svod_size_atom_read(g, 0, g->n);
    if (a.kind == SVOD_SIZE_LETTER) return true;
    if (a.kind == SVOD_SIZE_NUMBER) return is_clothes(a.value) || is_height(a.value) || (a.value >= 200 && a.value <= 460);
    size_t end = 0;
    size_t parts = parts_read(g, 0, &end);
    return (parts > 1 && end == g->n) || is_cup(g, 0, g->n);
}

static svod_str size_in_parentheses(svod_str name)
{
    if (name.n < 3 || name.p[name.n - 1] != ')') return SVOD_STR("");
    const char *open = memrchr(name.p, '(', name.n);
    if (!open) return SVOD_STR("");
    svod_str rest = svod_str_range(open + 1, name.p + name.n - 1);
    svod_str part;
    svod_str found = SVOD_STR("");
    while (svod_str_split(&rest, ',', &part)) {
        svod_glyphs g;
        part = svod_str_trim(part);
        if (part.n == 0 || part.n > 24) continue;
        svod_glyphs_read(&g, part);
        if (!is_plain_size(&g)) continue;
        if (found.n) return SVOD_STR(""); /* "(42, 44)" are sizes, not a size */
        found = part;
    }
    return found;
}

svod_str svod_size_in_name(svod_str name)
{
    enum { LONGEST_TAIL = 48 };
    static const char markers[] = "размер|размера|розмір|разм.|разм|р-р.|р-р|р.|size|рост|зріст|р";
    name = svod_str_trim(name);
    svod_str found = size_in_parentheses(name);
    if (found.n) return found;
    svod_str tail = name;
    while (tail.n && (tail.p[tail.n - 1] == '.' || tail.p[tail.n - 1] == ',' || tail.p[tail.n - 1] == ')')) tail.n--;
    size_t from = tail.n > LONGEST_TAIL ? tail.n - LONGEST_TAIL : 0;
    while (from < tail.n && ((unsigned char)tail.p[from] & 0xC0) == 0x80) from++;
    svod_glyphs g;
    svod_glyphs_read(&g, svod_str_sub(tail, from, tail.n));
    for (size_t i = g.n; i-- > 0;) {
        if (i > 0 && (svod_glyph_is_letter(g.c[i - 1]) || svod_glyph_is_digit(g.c[i - 1]) || g.c[i - 1] == '-')) continue;
        size_t n = svod_glyphs_word(&g, i, markers);
        if (n == 0) continue;
        size_t at = i + n;
        while (g.c[at] == ' ' || g.c[at] == ':' || g.c[at] == '.') at++;
        svod_str size = svod_glyphs_text(&g, at, g.n);
        if (size.n && svod_is_size(size) && size.p[0] != '0') return size;
    }
    return SVOD_STR("");
}
