/* Numbers in what people wrote: grouping and decimal separators told apart by evidence, exact, without doubles.
 *
 * The rule, used by prices, quantities and weights alike:
 *  - spaces of any kind and apostrophes group when exactly three digits follow;
 *  - of '.' and ',' the last kind written is the decimal separator when the other kind, or a space, came before it;
 *  - one kind written several times groups, and every group has three digits ("1.350.000"), else it is no number (a date);
 *  - one '.' or ',' alone is decimal, unless one to three digits not beginning with 0 stand before it and exactly three
 *    after: "1.234" says nothing by itself, and who asks decides. */
#include "text/number.h"

#include "base/decimal.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/utf8.h"

#include <svod/kit.h>

/* Length of "<…>" or "&nbsp;" at p, which stand for a blank in a price cut from a page; 0 when it is neither. */
static size_t markup(const char *p, size_t n)
{
    static const svod_str blanks[] = {{"&nbsp;", 6}, {"&#160;", 6}, {"&thinsp;", 8}, {"&#8239;", 7}};
    if (*p == '<') {
        const char *end = memchr(p, '>', n < 256 ? n : 256);
        bool tag = n > 1 && (p[1] == '/' || p[1] == '!' || ((p[1] | 0x20) >= 'a' && (p[1] | 0x20) <= 'z'));
        return tag && end ? (size_t)(end - p) + 1 : 0;
    }
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++)
        if (n >= blanks[i].n && memcmp(p, blanks[i].p, blanks[i].n) == 0) return blanks[i].n;
    return 0;
}

void svod_glyphs_read(svod_glyphs *g, svod_str text)
{
    enum { LONGEST = 4096 };
    g->n = 0;
    g->text = text;
    size_t i = 0;
    size_t end = text.n < LONGEST ? text.n : LONGEST;
    while (i < end && g->n < SVOD_GLYPHS_MAX) {
        uint32_t letter = 0xFFFD;
        size_t size = text.p[i] == '<' || text.p[i] == '&' ? markup(text.p + i, end - i) : 0;
        if (size) {
            letter = ' ';
        } else {
            size = svod_utf8_get(text.p + i, end - i, &letter);
            letter = svod_fold_letter(letter);
        }
        size_t at = i;
        i += size ? size : 1;
        if (letter == 0 || (letter == ' ' && (g->n == 0 || g->c[g->n - 1] == ' '))) continue;
        g->from[g->n] = (uint16_t)at;
        g->c[g->n++] = letter;
    }
    g->from[g->n] = (uint16_t)i;
    if (g->n && g->c[g->n - 1] == ' ') g->n--;
    for (size_t k = 0; k < SVOD_GLYPHS_ENDS; k++) g->c[g->n + k] = 0;
}

svod_str svod_glyphs_text(const svod_glyphs *g, size_t a, size_t b)
{
    return svod_str_trim(svod_str_sub(g->text, g->from[a], g->from[b]));
}

size_t svod_glyphs_word(const svod_glyphs *g, size_t a, const char *words)
{
    for (const char *word = words; word; word = strchr(word, '|') ? strchr(word, '|') + 1 : NULL) {
        const char *p = word;
        size_t i = a;
        uint32_t want;
        while ((want = svod_fold_next(&p)) != 0 && i < g->n && g->c[i] == want) i++;
        if (want != 0) continue;
        bool whole = i > a && !(svod_glyph_is_letter(g->c[i - 1]) && svod_glyph_is_letter(g->c[i]));
        if (whole) return i - a;
    }
    return 0;
}

bool svod_glyph_is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x3040 && c < 0xFB00);
}

enum { GROUPS_MAX = 8 };
typedef struct shape {
    size_t first[GROUPS_MAX + 1], length[GROUPS_MAX + 1];
    uint32_t separator[GROUPS_MAX]; /* between group i and i + 1 */
    size_t groups;
    size_t to;
} shape;

static size_t digits_from(const svod_glyphs *g, size_t at)
{
    size_t n = 0;
    while (svod_glyph_is_digit(g->c[at + n])) n++;
    return n;
}

/* How many letters the separator at `at` takes when the number goes on behind it, else 0. */
static size_t separator_length(const svod_glyphs *g, const shape *s, size_t at)
{
    uint32_t c = g->c[at];
    uint32_t before = s->groups > 1 ? s->separator[s->groups - 2] : 0;
    if (c == '.' || c == ',') {
        if (svod_glyph_is_digit(g->c[at + 1])) return 1;
        /* "119. 95": the decimals of a page where they are smaller or raised. */
        bool raised = (c == '.' && before != '.') || (c == ',' && before == '.');
        return raised && g->c[at + 1] == ' ' && digits_from(g, at + 2) == 2 ? 2 : 0;
    }
    if (c != ' ' && c != '\'') return 0;
    bool fits = s->length[s->groups - 1] <= 3 && s->length[s->groups - 1] > 0 && before != '.' && before != ',';
    return fits && digits_from(g, at + 1) == 3 ? 1 : 0;
}

/* False: more groups than any number has. */
static bool shape_read(const svod_glyphs *g, size_t at, shape *s)
{
    s->groups = 1;
    s->first[0] = at;
    s->length[0] = digits_from(g, at);
    size_t i = at + s->length[0];
    for (size_t skip; (skip = separator_length(g, s, i)) > 0;) {
        if (s->groups > GROUPS_MAX) return false;
        s->separator[s->groups - 1] = g->c[i];
        i += skip;
        s->first[s->groups] = i;
        s->length[s->groups] = digits_from(g, i);
        i += s->length[s->groups++];
    }
    s->to = i;
    return true;
}

/* How many of the groups belong to the whole part; 0: it is no number. */
static size_t whole_groups(const svod_glyphs *g, const shape *s, svod_thousands thousands, bool *ret_ambiguous)
{
    *ret_ambiguous = false;
    size_t last = s->groups - 1;
    if (last == 0) return 1;
    uint32_t sign = s->separator[last - 1];
    bool point = sign == '.' || sign == ',';
    bool alone = true;
    for (size_t i = 0; i + 1 < last; i++) alone &= s->separator[i] != sign;
    size_t whole = point && alone ? last : last + 1;
    for (size_t i = 1; i < whole; i++)
        if (s->length[i] != 3 || s->separator[i - 1] != s->separator[0]) return 0;
    if (whole > 1 && (s->length[0] == 0 || s->length[0] > 3)) return 0;
    if (last > 1 || !point) return whole;
    bool could_group = s->length[1] == 3 && s->length[0] >= 1 && s->length[0] <= 3 && g->c[s->first[0]] != '0';
    if (!could_group) return 1;
    *ret_ambiguous = true;
    if (thousands == SVOD_THOUSANDS_PROGRAM) thousands = sign == '.' ? SVOD_THOUSANDS_DECIMAL : SVOD_THOUSANDS_REFUSE;
    return thousands == SVOD_THOUSANDS_REFUSE ? 0 : thousands == SVOD_THOUSANDS_GROUP ? 2 : 1;
}

bool svod_number_read(const svod_glyphs *g, size_t at, svod_thousands thousands, svod_number *ret, size_t *ret_to)
{
    shape s = {.groups = 0};
    bool few = shape_read(g, at, &s);
    if (!few)
        while (svod_glyph_is_digit(g->c[s.to = at])) at++;
    if (ret_to) *ret_to = s.to;
    if (!few) return false;
    svod_number r = {.from = at, .to = s.to};
    size_t whole = whole_groups(g, &s, thousands, &r.ambiguous);
    if (whole == 0) return false;
    int64_t value = 0;
    for (size_t k = 0; k < whole; k++) {
        for (size_t i = 0; i < s.length[k]; i++) {
            value = value * 10 + (int64_t)(g->c[s.first[k] + i] - '0');
            if (value > SVOD_DEC_MAX / SVOD_DEC_SCALE) return false;
        }
    }
    value *= SVOD_DEC_SCALE;
    r.decimals = whole < s.groups;
    if (r.decimals) {
        int64_t unit = SVOD_DEC_SCALE;
        for (size_t i = 0; i < s.length[whole] && i < 5; i++) {
            int64_t digit = (int64_t)(g->c[s.first[whole] + i] - '0');
            unit /= 10;
            value += i < 4 ? digit * unit : digit >= 5;
        }
    }
    r.value = value;
    *ret = r;
    return true;
}

/* A unit may stand behind a number: short, and no digits but the 2 or 3 of "м2". */
static bool unit_after(const svod_glyphs *g, size_t at, svod_str *ret_unit)
{
    enum { LONGEST_UNIT = 16 };
    if (g->c[at] == ' ') at++;
    if (g->n - at > LONGEST_UNIT) return false;
    for (size_t i = at; i < g->n; i++) {
        uint32_t c = g->c[i];
        bool power = (c == '2' || c == '3') && i + 1 == g->n && i > at && g->c[i - 1] == 'm';
        if (svod_glyph_is_digit(c) && !power) return false;
        if (c == '+' || c == '-' || c == '>' || c == '<') return false;
    }
    *ret_unit = svod_glyphs_text(g, at, g->n);
    return true;
}

bool svod_read_decimal(svod_str text, svod_dec *ret, svod_str *ret_unit)
{
    svod_glyphs g;
    svod_glyphs_read(&g, text);
    bool minus = g.c[0] == '-';
    size_t at = minus || g.c[0] == '+' ? 1 : 0;
    bool starts = svod_glyph_is_digit(g.c[at]) || ((g.c[at] == '.' || g.c[at] == ',') && svod_glyph_is_digit(g.c[at + 1]));
    svod_number number;
    svod_str unit;
    if (!starts || !svod_number_read(&g, at, SVOD_THOUSANDS_DECIMAL, &number, NULL)) return false;
    if (!unit_after(&g, number.to, &unit)) return false;
    *ret = minus ? -number.value : number.value;
    if (ret_unit) *ret_unit = unit;
    return true;
}

bool svod_read_quantity(svod_str text, int64_t *ret)
{
    static const char before[] = "по|от|від|кратно|кратность|мин.|мін.|минимум|мінімум|min|min.|from|x|×|>=|≥";
    svod_glyphs g;
    svod_glyphs_read(&g, text);
    size_t at = 0;
    while (at < g.n && !svod_glyph_is_digit(g.c[at])) at++;
    if (at == g.n) return false;
    if (at > 0) {
        char lead[32];
        size_t n = svod_fold_simple(lead, sizeof lead, svod_glyphs_text(&g, 0, at));
        if (n == SIZE_MAX || !svod_folded_in((svod_str){lead, n}, before)) return false;
    }
    svod_number number;
    svod_str unit;
    if (!svod_number_read(&g, at, SVOD_THOUSANDS_PROGRAM, &number, NULL) || !unit_after(&g, number.to, &unit)) return false;
    if (number.value % SVOD_DEC_SCALE != 0) return false;
    *ret = number.value / SVOD_DEC_SCALE;
    return true;
}

/* Kilograms of one unit, in 1e-8: exact for all that trade uses. */
static int64_t unit_of_weight(svod_str unit)
{
    static const struct {
        const char *words;
        int64_t kilograms;
    } units[] = {
        {"кг|кг.|килограмм|килограмма|килограммов|кілограм|kg|kg.|kgs|kilogram|kilograms|kgm", 100000000},
        {"г|г.|гр|гр.|грамм|грамма|граммов|грам|g|g.|gr|gr.|gram|grams|grm", 100000},
        {"мг|мг.|mg|миллиграмм", 100},
        {"т|т.|тонна|тонны|тонн|t|tonne", 100000000000},
        {"ц|ц.|центнер", 10000000000},
        {"lb|lbs|lb.|pound|pounds|фунт", 45359237},
        {"oz|oz.|ounce|ounces|унция", 2834952},
    };
    char folded[40];
    size_t n = svod_fold_simple(folded, sizeof folded, unit);
    if (n == SIZE_MAX) return 0;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (svod_folded_in((svod_str){folded, n}, units[i].words)) return units[i].kilograms;
    return 0;
}

/* The unit a hint names: itself, or a word of a heading ("Вес, г", "Variant Grams"). 0: a unit that is none of weight. */
static int64_t weight_of_hint(svod_str hint)
{
    const int64_t kilogram = 100000000;
    char folded[160];
    size_t n = svod_fold_simple(folded, sizeof folded, hint);
    if (n == SIZE_MAX || n == 0) return kilogram;
    for (size_t to = n; to > 0;) {
        size_t from = to;
        while (from > 0 && !strchr(" ,;:()/._", folded[from - 1])) from--;
        svod_str word = {folded + from, to - from};
        int64_t unit = word.n ? unit_of_weight(word) : 0;
        if (unit) return unit;
        if (word.n && svod_folded_in(word, "мл|л|м|см|мм|м2|м3|шт|ml|l|m|cm|mm|pcs|%")) return 0;
        to = from > 0 ? from - 1 : 0;
    }
    return kilogram;
}

bool svod_read_weight(svod_str text, svod_str unit_hint, svod_dec *ret)
{
    svod_dec value;
    svod_str unit;
    if (!svod_read_decimal(text, &value, &unit) || value < 0) return false;
    int64_t kilograms = unit.n ? unit_of_weight(unit) : weight_of_hint(svod_str_trim(unit_hint));
    if (kilograms == 0) return false;
    __int128 scaled = ((__int128)value * kilograms + 50000000) / 100000000;
    if (scaled > SVOD_DEC_MAX) return false;
    *ret = (svod_dec)scaled;
    return true;
}
