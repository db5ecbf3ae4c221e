/* How goods are sold, as free texts say it. Nearly every text says nothing of the kind, so a look at the letters before each
 * number comes first. */
#include "text/selling.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/number.h"
#include "text/utf8.h"

#include <string.h>

enum {
    BEFORE = 120, /* bytes of text around a number that are looked at */
    BEHIND = 140,
    FARTHEST = 60, /* letters between the word and its number */
    MOST_UNITS = 10000,
    MOST_BARE_STEP = 1000, /* numbers without a unit: larger ones are money */
    MOST_BARE_MIN = 99,
};

static const char steps[] =
    "кратность заказа|кратность отгрузки|кратность продажи|кратность упаковки|кратность|кратно упаковке|кратно упаковці|"
    "кратно коробке|кратно|кратна|кратен|кратны|кратный|кратний|кратність|шаг заказа|квант поставки|квант заказа|"
    "продается упаковками|продаются упаковками|продажа упаковками|продаж упаковками|только упаковками|тільки упаковками|"
    "отгрузка упаковками|заказ упаковками|упаковками по|пачками по|in multiples of|multiples of|sold in packs of";
static const char packs[] = "упаковка|упаковке|упаковці|упак.|упак|уп.|уп|пачка|пачке|пач.|пач";
static const char bare_packs[] = "в упаковке|в упаковці|в упак.|в упак|в уп.|в уп";
static const char per_pack[] = "в упаковке|в упаковці|в упак.|в упак|в уп.|в уп|в пачке|в пачці|/ упаковка|/упаковка|/ упак|"
                               "/упак|/ уп|/уп|/ пач|/пач|per pack|a pack|/pack";
static const char minimums[] =
    "минимальный объем заказа|минимальный опт|минимальный заказ|минимальная партия|минимальная покупка|минимальный выкуп|"
    "минимальное количество для заказа|минимальное количество заказа|минимальное количество|минимальное кол-во|"
    "мин. заказ|мин заказ|мин.заказ|мин. партия|мин партия|мин.партия|мин. количество|мин. кол-во|мин кол-во|"
    "мінімальне замовлення|мін. замовлення|мін замовлення|мін.замовлення|мінімальна партія|мін. партія|"
    "мінімальна кількість|minimum order quantity|minimum order|minimal order|min. order|min order|moq|"
    "заказ от|заказы от|продажа от|продается от|продаются от|отгрузка от|отгружаем от|партия от|замовлення від|продаж від|"
    "ең аз тапсырыс";
static const char bare_minimums[] = "минимум|мінімум|minimum|min.|min|мин.|мін.";
static const char froms[] = "от|від";
static const char rows[] = "ростовка|ростовки|ростовкой|ростовками|ростовку|размерный ряд|розмірний ряд|ростовой ряд|"
                           "ростовий ряд|размерный ряд в упаковке|ряд|рядами|size run";
static const char sure_rows[] =
    "ростовка|ростовки|ростовкой|ростовками|ростовку|только рядами|продажа рядами|продается рядами|"
    "продаются рядами|продаж рядами";
static const char units[] = "шт.|шт|штук|штуки|штука|пары|пара|пар|единиц|единицы|ед.|ед|комплектов|комплекта|компл.|"
                            "компл|наборов|набора|одиниць|од.|pcs.|pcs|pc|pieces|piece|units|pairs|дана";
/* Words that make of "от 3 шт" the beginning of a price. */
static const char priced[] = "цена|цены|ціна|ціни|price|скидка|скидки|скидкой|знижка|опт|оптом|розница|доставка|бесплатно|"
                             "бесплатная|подарок|руб|грн|тг|usd";

/* ---- looking ---- */

/* Letters in lower case, Ukrainian ones as their Russian neighbours: 0 … 31 for а … я, else 32. */
static unsigned rough(uint32_t letter)
{
    if (letter >= 0x410 && letter < 0x430) letter += 0x20;
    if (letter == 0x456 || letter == 0x457 || letter == 0x406 || letter == 0x407) letter = u'и';
    if (letter == 0x454 || letter == 0x404 || letter == 0x451 || letter == 0x401) letter = u'е';
    return letter >= 0x430 && letter < 0x450 ? letter - 0x430 : 32;
}

/* The last two letters of a word that may stand before a number: those of the words above, and no others. */
static bool ends_such_a_word(uint32_t last_but_one, uint32_t last)
{
#define B(letter) (1u << ((letter)-0x430))
#define AT(letter) [(letter)-0x430]
    static const uint32_t before[32] = {
        AT(u'а') = B(u'н') | B(u'к') | B(u'з') | B(u'в'),
        AT(u'г') = B(u'а'),
        AT(u'д') = B(u'я') | B(u'и'),
        AT(u'е') = B(u'к') | B(u'е') | B(u'ш') | B(u'ч') | B(u'б'),
        AT(u'з') = B(u'а'),
        AT(u'и') = B(u'к') | B(u'м') | B(u'ц'),
        AT(u'й') = B(u'ы') | B(u'и') | B(u'о'),
        AT(u'к') = B(u'а'),
        AT(u'м') = B(u'у'),
        AT(u'н') = B(u'е') | B(u'и'),
        AT(u'о') = B(u'н') | B(u'п') | B(u'в'),
        AT(u'п') = B(u'у'),
        AT(u'р') = B(u'а'),
        AT(u'с') = B(u'ы'),
        AT(u'т') = B(u'н') | B(u'о') | B(u'п') | B(u'ш') | B(u'е'),
        AT(u'у') = B(u'к'),
        AT(u'ч') = B(u'а'),
        AT(u'ы') = B(u'н') | B(u'з'),
        AT(u'ь') = B(u'т'),
        AT(u'я') = B(u'и') | B(u'н'),
    };
#undef AT
#undef B
    static const char latin[] = "of|er|oq|ty|um|in|un";
    unsigned at = rough(last), by = rough(last_but_one);
    if (at < 32) return by < 32 && (before[at] >> by & 1);
    char pair[3] = {(char)(last_but_one | 0x20), (char)(last | 0x20), 0};
    return last < 0x80 && last_but_one < 0x80 && strstr(latin, pair) != NULL;
}

/* The letter that ends before `at`, *at moved to its beginning; 0 at the beginning. */
static uint32_t letter_before(svod_str text, size_t *at)
{
    uint32_t letter = 0;
    if (*at == 0) return 0;
    do --*at;
    while (*at > 0 && ((unsigned char)text.p[*at] & 0xC0) == 0x80);
    svod_utf8_get(text.p + *at, text.n - *at, &letter);
    return letter;
}

static bool may_follow_a_word(svod_str text, size_t at)
{
    enum { MOST_SIGNS = 6 };
    uint32_t c = letter_before(text, &at);
    for (int i = 0; i < MOST_SIGNS && c && (c < 'A' || c == 0xA0 || c == 0x2013 || c == 0x2014); i++) {
        if (c >= '0' && c <= '9') return false;
        c = letter_before(text, &at);
    }
    uint32_t before = letter_before(text, &at);
    return c && before && ends_such_a_word(before, c);
}

/* Is a unit behind the number that ends at `at`? */
static bool counts_units(svod_str text, size_t at)
{
    if (at < text.n && text.p[at] == ' ') at++;
    if (at + 2 > text.n) return false;
    unsigned char a = (unsigned char)text.p[at], b = (unsigned char)text.p[at + 1];
    return (a == 0xD1 && b == 0x88) || (a == 0xD0 && (b == 0xBF || b == 0xA8 || b == 0x9F)) || ((a | 0x20) == 'p');
}

/* ---- a number and what is around it ---- */

typedef struct place {
    svod_glyphs g;
    size_t at, to; /* the number's letters */
    size_t end;    /* behind its unit */
    bool unit;     /* it counts units */
    int64_t n;
} place;

static bool is_wordy(uint32_t c)
{
    return svod_glyph_is_letter(c) || svod_glyph_is_digit(c);
}

/* Nothing that could change what the number means follows it. */
static bool is_closed(const svod_glyphs *g, size_t at)
{
    if (at >= g->n) return true;
    if (g->c[at] == ' ') at++;
    if (!strchr(",;)].|!", (int)SVOD_MIN(g->c[at], (uint32_t)0x7F))) return g->c[at] == 0;
    size_t next = at + 1;
    if (g->c[next] == ' ') next++;
    return next >= g->n || !svod_glyph_is_digit(g->c[next]);
}

/* False: it is no number of units. */
static bool read_number(place *p)
{
    const svod_glyphs *g = &p->g;
    p->n = 0;
    for (p->to = p->at; p->to < g->n && svod_glyph_is_digit(g->c[p->to]) && p->to - p->at < 6; p->to++)
        p->n = p->n * 10 + (int64_t)(g->c[p->to] - '0');
    if (p->n < 2 || p->n > MOST_UNITS || p->at == p->to) return false;
    size_t at = p->to + (g->c[p->to] == ' ');
    size_t n = svod_glyphs_word(g, at, units);
    p->unit = n > 0;
    p->end = n ? at + n : p->to;
    return p->unit || is_closed(g, p->to);
}

/* Signs and small words that may stand between a word and its number; returns where they end. */
static size_t skip_fill(const svod_glyphs *g, size_t at, const char *fill)
{
    for (size_t n = 1; n > 0;) {
        n = 0;
        if (at < g->n && g->c[at] < 0x7F && strchr(" :-=(.,>", (int)g->c[at])) n = 1;
        if (n == 0 && (at == 0 || !is_wordy(g->c[at - 1]))) n = svod_glyphs_word(g, at, fill);
        at += n;
    }
    return at;
}

/* Does one of `words` stand before the number? *ret_from: where it begins. */
static bool word_before(const place *p, const char *words, const char *fill, size_t *ret_from)
{
    const svod_glyphs *g = &p->g;
    for (size_t i = p->at; i-- > 0 && p->at - i < FARTHEST;) {
        bool compound = i > 1 && g->c[i - 1] == '-' && svod_glyph_is_digit(g->c[i - 2]); /* 10-кратный */
        if (!svod_glyph_is_letter(g->c[i]) || compound || (i > 0 && is_wordy(g->c[i - 1]))) continue;
        size_t n = svod_glyphs_word(g, i, words);
        if (n == 0 || skip_fill(g, i + n, fill) != p->at) continue;
        *ret_from = i;
        return true;
    }
    return false;
}

/* Does a phrase begin at `at`? */
static bool begins_phrase(const svod_glyphs *g, size_t at)
{
    if (at > 0 && g->c[at - 1] == ' ') at--;
    return at == 0 || (g->c[at - 1] < 0x7F && strchr(",;([.|:-", (int)g->c[at - 1]));
}

/* The number or word that ends right before `at` is one of several packs, or a price is meant. */
static bool is_told_otherwise(const svod_glyphs *g, size_t at)
{
    static const char others[] =
        "за|цена|ціна|вес|вага|размер|розмір|весом|высота|ширина|длина|глубина|толщина|объем|висота|довжина|"
        "глибина|об'єм";
    size_t end = at;
    while (end > 0 && (g->c[end - 1] == ' ' || g->c[end - 1] == '(')) end--;
    if (end > 0 && svod_glyph_is_digit(g->c[end - 1]))
        return !(g->c[end - 1] == '1' && (end == 1 || !is_wordy(g->c[end - 2])));
    size_t from = end;
    while (from > 0 && svod_glyph_is_letter(g->c[from - 1])) from--;
    size_t n = svod_glyphs_word(g, from, others);
    return from < end && n == end - from;
}

static bool has_word(const svod_glyphs *g, const char *words)
{
    for (size_t i = 0; i < g->n; i++)
        if (svod_glyph_is_letter(g->c[i]) && (i == 0 || !is_wordy(g->c[i - 1])) && svod_glyphs_word(g, i, words))
            return true;
    for (size_t i = 0; i < g->n; i++)
        if (g->c[i] == 0x20BD || g->c[i] == 0x20B4 || g->c[i] == 0x20B8 || g->c[i] == '$' || g->c[i] == '%') return true;
    return false;
}

static svod_str words_of(const place *p, size_t from)
{
    return svod_glyphs_text(&p->g, from, p->end);
}

static void read_step(const place *p, bool prose, svod_selling *ret)
{
    static const char fill[] = "по|шт|шт.|штук|упаковке|упаковка";
    const svod_glyphs *g = &p->g;
    size_t from;
    bool found = word_before(p, steps, fill, &from) && (p->unit || p->n <= MOST_BARE_STEP);
    if (!found && !prose && p->unit) found = word_before(p, packs, "по|содержит", &from) && !is_told_otherwise(g, from);
    if (!found && !prose && p->n <= MOST_BARE_STEP)
        found = word_before(p, bare_packs, "по|шт|шт.|штук", &from) && (begins_phrase(g, from) || p->end == g->n) &&
                !is_told_otherwise(g, from);
    if (found) {
        ret->step_text = words_of(p, from);
        ret->step = p->n;
        return;
    }
    size_t behind = p->end + (g->c[p->end] == ' ');
    size_t n = p->unit && !prose ? svod_glyphs_word(g, behind, per_pack) : 0;
    if (n == 0 || is_told_otherwise(g, p->at)) return;
    ret->step_text = svod_glyphs_text(g, p->at, behind + n);
    ret->step = p->n;
}

static void read_minimum(const place *p, bool prose, svod_selling *ret)
{
    static const char fill[] = "от|від|не менее|не менше|from|шт|шт.|штук|составляет|складає|is|по";
    const svod_glyphs *g = &p->g;
    size_t from;
    bool found = word_before(p, minimums, fill, &from) && (p->unit || p->n <= MOST_BARE_MIN);
    if (!found && !prose && p->unit) found = word_before(p, bare_minimums, "от|від", &from);
    if (!found && !prose && p->unit)
        found = word_before(p, froms, "", &from) && (begins_phrase(g, from) || p->end == g->n) && is_closed(g, p->end) &&
                !has_word(g, priced);
    if (!found) return;
    ret->min_text = words_of(p, from);
    ret->min = p->n;
}

/* ---- rows ---- */

/* The sizes of a row from letter `at` on: as far as the signs that such lists are made of go. */
static bool row_sizes(svod_arena *arena, const svod_glyphs *g, size_t at, svod_sizes *ret, size_t *ret_end)
{
    size_t end = at;
    while (end < g->n && (svod_glyph_is_digit(g->c[end]) || (g->c[end] < 0x7F && strchr(" -,/:();xsml", (int)g->c[end]))))
        end++;
    /* A word that only begins with such letters is not part of the list. */
    while (end > at && is_wordy(g->c[end - 1]) && end < g->n && is_wordy(g->c[end])) end--;
    int open = 0;
    for (size_t i = at; i < end; i++) {
        open += (g->c[i] == '(') - (g->c[i] == ')');
        if (open < 0) end = i;
    }
    while (end > at && !is_wordy(g->c[end - 1]) && g->c[end - 1] != ')') end--;
    if (end <= at) return false;
    svod_str text = svod_glyphs_text(g, at, end);
    if (!svod_read_row(arena, text, ret) || ret->n < 2) return false;
    /* "ростовка 164-170" is a height, and "42-44" one size as often. */
    if (ret->n == 2 && ret->cells[0].count == 1 && ret->cells[1].count == 1) return false;
    for (size_t i = 0; i < ret->n; i++)
        if (!svod_is_size(ret->cells[i].size)) return false;
    *ret_end = end;
    return true;
}

static void read_row(svod_arena *arena, const svod_glyphs *g, bool prose, svod_selling *ret)
{
    for (size_t i = 0; i < g->n; i++) {
        if (!svod_glyph_is_letter(g->c[i]) || (i > 0 && is_wordy(g->c[i - 1]))) continue;
        size_t n = svod_glyphs_word(g, i, prose ? sure_rows : rows);
        if (n == 0) continue;
        size_t at = skip_fill(g, i + n, "размеры|размер|розміри|по|из"), end = 0;
        svod_sizes sizes = {0};
        place p = {.g = *g, .at = at};
        if (at < g->n && svod_glyph_is_digit(g->c[at]) && read_number(&p) && p.unit) {
            ret->row_units = p.n;
            ret->row_text = words_of(&p, i);
            return;
        }
        if (!row_sizes(arena, g, at, &sizes, &end)) continue;
        ret->row = sizes;
        ret->row_text = svod_glyphs_text(g, i, end);
        return;
    }
}

/* ---- texts ---- */

/* What is around the bytes `from`…`to`, without what other lines say. */
static svod_str around(svod_str text, size_t from, size_t to)
{
    size_t a = from > BEFORE ? from - BEFORE : 0, b = SVOD_MIN(text.n, to + BEHIND);
    while (a > 0 && a < from && ((unsigned char)text.p[a] & 0xC0) == 0x80) a++;
    while (b < text.n && b > to && ((unsigned char)text.p[b] & 0xC0) == 0x80) b--;
    for (size_t i = from; i > a; i--)
        if (text.p[i - 1] == '\n') a = i;
    const char *line = b > to ? memchr(text.p + to, '\n', b - to) : NULL;
    return svod_str_sub(text, a, line ? (size_t)(line - text.p) : b);
}

static void read_place(svod_arena *arena, svod_str text, size_t from, size_t to, bool prose, svod_selling *ret)
{
    place p;
    svod_str window = around(text, from, to);
    svod_glyphs_read(&p.g, window);
    size_t offset = (size_t)(text.p + from - window.p);
    for (p.at = 0; p.at < p.g.n && p.g.from[p.at] < offset;) p.at++;
    if (ret->row.n == 0 && ret->row_units == 0) read_row(arena, &p.g, prose, ret);
    if (p.at == p.g.n || !read_number(&p)) return;
    if (ret->step == 0) read_step(&p, prose, ret);
    if (ret->min == 0) read_minimum(&p, prose, ret);
}

typedef int8_t bytes16 __attribute__((vector_size(16)));

static bool any(bytes16 x)
{
    uint64_t half[2];
    memcpy(half, &x, sizeof half);
    return (half[0] | half[1]) != 0;
}

/* The first digit at or after `at`; text.n: there is none. *latin is set when Latin letters were passed. */
static size_t next_digit(svod_str text, size_t at, bool *latin)
{
    for (; text.n - at >= sizeof(bytes16); at += sizeof(bytes16)) {
        bytes16 x;
        memcpy(&x, text.p + at, sizeof x);
        if (any((bytes16)((x >= '0') & (x <= '9')))) break;
        *latin = *latin || any((bytes16)(((x | 0x20) >= 'a') & ((x | 0x20) <= 'z')));
    }
    for (; at < text.n && (text.p[at] < '0' || text.p[at] > '9'); at++)
        *latin = *latin || ((text.p[at] | 0x20) >= 'a' && (text.p[at] | 0x20) <= 'z');
    return at;
}

/* "ростовка S-M-L" has no number to stop at. */
static bool names_row(svod_str text)
{
    static const char *const stems[] = {"остовк", "ОСТОВК"};
    for (size_t i = 0; i < SVOD_COUNT(stems); i++)
        if (memmem(text.p, text.n, stems[i], strlen(stems[i]))) return true;
    return false;
}

bool svod_selling_read(svod_arena *arena, svod_str text, bool prose, svod_selling *ret)
{
    enum { MOST_PLACES = 40 };
    *ret = (svod_selling){0};
    int places = 0;
    bool latin = false;
    for (size_t i = next_digit(text, 0, &latin); i < text.n && places < MOST_PLACES; i = next_digit(text, i, &latin)) {
        size_t to = i;
        while (to < text.n && text.p[to] >= '0' && text.p[to] <= '9') to++;
        bool may = to - i <= 5 && (may_follow_a_word(text, i) || (!prose && counts_units(text, to)));
        if (may) read_place(arena, text, i, to, prose, ret);
        places += may;
        i = to;
    }
    if (!prose && places == 0 && latin && names_row(text)) read_place(arena, text, 0, 0, prose, ret);
    return !arena->failed;
}
