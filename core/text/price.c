/* Prices: the number in a text that is one, its currency, and whether there is more than one.
 *
 * A number is a price when a currency stands beside it; without any currency, when nothing but words that go with prices
 * stands around it ("цена", "от", "опт", "с НДС"). Anything else ("по запросу", "July, 2004", "12 шт", "40 %") is no price:
 * a wrong number is worse than none.
 *
 * What "1.234" and "1,234" mean, where one separator stands alone before three digits:
 *   `hint` begins with "." or ","                 that one is decimal, the other groups (what a format fixes: "." for YML)
 *   no currency in the text                       "1.234" is decimal, as programs write; "1,234" is not understood
 *   a currency with thousandths (KWD)             decimal
 *   an ISO code and a dot ("1.234 EUR")           decimal, as programs write
 *   rubles, hryvnias, tenge and neighbours        not understood: both ways are met and neither is usual
 *   any other currency ("73,460 €", "Rp 31.500")  groups */
#include "base/decimal.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/number.h"
#include "text/utf8.h"

#include <svod/kit.h>

#include <string.h>

typedef struct candidate {
    svod_number number;
    size_t lead;                 /* letters from here to the number stand before it */
    size_t money_from, money_to; /* its currency; equal when none */
    svod_currency_found money;
    bool linked;  /* only a dash, a slash or "до" between it and the number before */
    bool refused; /* a percentage, a count with its unit, part of a code … */
} candidate;

enum { CANDIDATES_MAX = 8 };

typedef struct reading {
    svod_glyphs g;
    candidate v[CANDIDATES_MAX];
    size_t n;
    bool broken; /* a negative amount, a power of ten: nothing here is to be trusted */
} reading;

static bool has_money(const candidate *c)
{
    return c->money_to > c->money_from;
}

static svod_str folded_text(const svod_glyphs *g, size_t a, size_t b, char *room, size_t size)
{
    size_t n = svod_fold_simple(room, size, svod_glyphs_text(g, a, b));
    return (svod_str){room, n == SIZE_MAX ? 0 : n};
}

/* Every word of letters a…b-1 goes with prices. */
static bool price_words_only(const svod_glyphs *g, size_t a, size_t b)
{
    static const char words[] = "цена|цены|ціна|бағасы|баға|price|prices|cena|preis|prix|our|sale|стоимость|вартість|стоит|"
                                "от|від|до|from|ab|da|за|по|"
                                "опт|опт.|оптом|оптовая|оптова|розн|розница|розничная|розн.|мрц|ррц|рекомендованная|"
                                "рекомендуемая|акция|скидка|старая|новая|"
                                "нова|стара|с|без|со|ндс|пдв|inc|incl|incl.|inkl|inkl.|excl|ex|gst|vat|mwst|mwst.|ttc|ht|"
                                "tax|шт|шт.|штуку|штука|уп|уп.|ед|ед.|"
                                "пара|пару|пар|комплект|компл|компл.|кг|м|метр|pcs|pc|each|per|unit|и|или|or|to|только|"
                                "всего|итого|сумма|ваша|наша|your|now|was|"
                                "specials|special|now|for|бастап|грн|руб|р|дана|k|к";
    char room[64];
    for (size_t i = a; i < b;) {
        if (!svod_glyph_is_letter(g->c[i])) {
            i++;
            continue;
        }
        size_t to = i;
        while (to < b && (svod_glyph_is_letter(g->c[to]) || g->c[to] == '.')) to++;
        svod_str word = folded_text(g, i, to, room, sizeof room);
        if (!svod_folded_in(word, words) && svod_currency_at(g, i, NULL) < to - i) return false;
        i = to;
    }
    return true;
}

static bool has_lead(const svod_glyphs *g, const candidate *c, const char *words)
{
    size_t to = c->number.from;
    if (has_money(c) && c->money_to <= to) to = c->money_from;
    size_t from = to > c->lead + 12 ? to - 12 : c->lead;
    char room[64];
    svod_str lead = folded_text(g, from, to, room, sizeof room);
    while (lead.n && (lead.p[lead.n - 1] == ' ' || lead.p[lead.n - 1] == ':')) lead.n--;
    size_t at = lead.n;
    while (at > 0 && lead.p[at - 1] != ' ' && lead.p[at - 1] != ':') at--;
    return svod_folded_in(svod_str_sub(lead, at, lead.n), words);
}

static size_t skip_blank(const svod_glyphs *g, size_t at)
{
    return at + (g->c[at] == ' ');
}

/* Two digits alone at `at`, as coins are written; -1 when they are not. */
static int64_t coins_at(const svod_glyphs *g, size_t at)
{
    bool two = svod_glyph_is_digit(g->c[at]) && svod_glyph_is_digit(g->c[at + 1]) && !svod_glyph_is_digit(g->c[at + 2]);
    uint32_t next = two ? g->c[at + 2] : 0;
    if (!two || next == '-' || next == '.' || next == ',' || next == '/') return -1;
    return (int64_t)(g->c[at] - '0') * 10 + (int64_t)(g->c[at + 1] - '0');
}

static void add_coins(candidate *c, int64_t coins, size_t to)
{
    c->number.value += coins * SVOD_DEC_SCALE / 100;
    c->number.to = to;
    c->number.decimals = true;
}

/* "1 250-00", "1 250-50". "150-50" can be no range; "25-09" may be a date. */
static void read_hyphen_coins(const svod_glyphs *g, candidate *c)
{
    size_t at = c->number.to;
    int64_t coins = g->c[at] == '-' && !c->number.decimals ? coins_at(g, at + 1) : -1;
    if (coins < 0 || (coins > 0 && c->number.value < svod_dec_of(100))) return;
    add_coins(c, coins, at + 3);
}

/* "50 руб 40 коп", "35€ 99": coins behind the currency. */
static void read_coins_after_money(const svod_glyphs *g, candidate *c)
{
    if (!has_money(c) || c->money_from < c->number.to || c->number.decimals) return;
    size_t at = skip_blank(g, c->money_to);
    int64_t coins = coins_at(g, at);
    if (coins < 0) return;
    size_t unit = skip_blank(g, at + 2);
    bool named = g->c[unit] == 'k' && (g->c[unit + 1] == 'o' || !svod_glyph_is_letter(g->c[unit + 1]));
    if (!named && (svod_currency_at(g, unit, NULL) || svod_glyph_is_letter(g->c[unit]))) return;
    size_t to = named ? unit : at + 2;
    while (named && (svod_glyph_is_letter(g->c[to]) || g->c[to] == '.')) to++;
    add_coins(c, coins, to);
}

static void find_money(const svod_glyphs *g, candidate *c)
{
    size_t to = c->number.from;
    while (to > c->lead && (g->c[to - 1] == ' ' || g->c[to - 1] == ':')) to--;
    size_t at = c->number.to;
    while (g->c[at] == ' ' || ((g->c[at] == ',' || g->c[at] == '.' || g->c[at] == '-') && at == c->number.to)) at++;
    size_t after = svod_currency_at(g, at, &c->money);
    size_t before = after > 1 ? 0 : svod_currency_before(g, to, &c->money);
    if (before && to - before < c->lead) before = 0;
    c->money_from = before ? to - before : at;
    c->money_to = before ? to : at + after;
}

/* "1.234" and "1,234" by what stands beside them; the table is above. */
static svod_thousands by_evidence(const svod_glyphs *g, const candidate *c, uint32_t known_decimal)
{
    uint32_t separator = 0;
    for (size_t i = c->number.from; i < c->number.to && separator == 0; i++)
        if (g->c[i] == '.' || g->c[i] == ',') separator = g->c[i];
    if (known_decimal) return separator == known_decimal ? SVOD_THOUSANDS_DECIMAL : SVOD_THOUSANDS_GROUP;
    if (!has_money(c)) return separator == '.' ? SVOD_THOUSANDS_DECIMAL : SVOD_THOUSANDS_REFUSE;
    const char *iso = c->money.iso;
    if (*iso && strstr("KWD BHD OMR JOD TND LYD IQD", iso)) return SVOD_THOUSANDS_DECIMAL;
    if (c->money.code && separator == '.') return SVOD_THOUSANDS_DECIMAL;
    bool neither = *iso && strstr("RUB UAH KZT BYN KGS UZS TJS AMD AZN GEL MDL", iso);
    return neither ? SVOD_THOUSANDS_REFUSE : SVOD_THOUSANDS_GROUP;
}

/* Reasons why a number is not a price, from the letters that touch it. */
static bool refused(const svod_glyphs *g, const candidate *c)
{
    size_t from = c->number.from;
    size_t to = has_money(c) && c->money_from >= c->number.to ? c->money_to : c->number.to;
    bool money_touches = has_money(c) && c->money_to == from;
    if (from > 0 && svod_glyph_is_letter(g->c[from - 1]) && !money_touches) return true;
    if (from > 1 && (g->c[from - 1] == '-' || g->c[from - 1] == '/') && svod_glyph_is_letter(g->c[from - 2])) return true;
    size_t next = skip_blank(g, to);
    if (g->c[next] == '%' || g->c[to] == '+' || g->c[to] == '*')
        return g->c[to] != '*' || svod_glyph_is_digit(g->c[next + 1]);
    if (g->c[to] == 'x' || (g->c[next] == 'x' && svod_glyph_is_digit(g->c[skip_blank(g, next + 1)]))) return true;
    if (has_money(c)) return false;
    if (!svod_glyph_is_letter(g->c[next])) return false;
    size_t end = next;
    while (svod_glyph_is_letter(g->c[end])) end++;
    char room[40];
    svod_str word = folded_text(g, next, end, room, sizeof room);
    return !svod_folded_in(word,
                           "за|inc|incl|inkl|gst|vat|ttc|ht|с|без|опт|оптом|розница|p|до|to|и|или|or|excl|ex|plus|от|грн");
}

static bool link_words(const svod_glyphs *g, size_t a, size_t b)
{
    char room[24];
    svod_str text = folded_text(g, a, b, room, sizeof room);
    return svod_folded_in(text, "-|/|\\|до|-до|to|или|or|...|;|,|,-|..|–");
}

static bool negative(const svod_glyphs *g, const candidate *c)
{
    size_t from = c->number.from;
    bool money_before = has_money(c) && c->money_to <= from;
    if (money_before) from = c->money_from;
    if (from == 0 || g->c[from - 1] != '-') return false;
    return from == 1 || (c->lead == 0 && g->c[from - 2] == ' ') || (c->lead == 0 && g->c[from - 2] == ':');
}

static bool is_power(const svod_glyphs *g, size_t at)
{
    if (g->c[at] != 'e') return false; /* nor the end, behind which there is nothing to look at */
    size_t digit = at + 1 + (g->c[at + 1] == '+' || g->c[at + 1] == '-');
    return svod_glyph_is_digit(g->c[digit]);
}

static void collect(reading *r, uint32_t known_decimal)
{
    const svod_glyphs *g = &r->g;
    size_t lead = 0;
    size_t money_end = 0;
    for (size_t i = 0; i < g->n && r->n < CANDIDATES_MAX;) {
        bool point = (g->c[i] == '.' || g->c[i] == ',') && svod_glyph_is_digit(g->c[i + 1]) &&
                     (i == 0 || !svod_glyph_is_digit(g->c[i - 1]));
        if (!svod_glyph_is_digit(g->c[i]) && !point) {
            i++;
            continue;
        }
        candidate c = {.lead = lead};
        size_t to = i;
        bool good = svod_number_read(g, i, SVOD_THOUSANDS_GROUP, &c.number, &to);
        if (good) {
            read_hyphen_coins(g, &c);
            find_money(g, &c);
        }
        /* Coins behind a hyphen say that what is before them is whole. */
        if (good && c.number.ambiguous && !c.number.decimals)
            good = svod_number_read(g, i, by_evidence(g, &c, known_decimal), &c.number, &to);
        if (!good) {
            i = to > i ? to : i + 1;
            continue; /* stays in the lead of the next, as an unknown word would */
        }
        read_coins_after_money(g, &c);
        c.refused = refused(g, &c);
        c.linked = r->n > 0 && link_words(g, money_end, has_money(&c) && c.money_to <= i ? c.money_from : i);
        /* "25-09": no range goes down. */
        r->broken |= c.linked && !c.refused && g->c[i - 1] == '-' && c.number.value < r->v[r->n - 1].number.value;
        r->broken |= (!c.refused && negative(g, &c)) || is_power(g, c.number.to);
        r->v[r->n++] = c;
        i = lead = money_end = has_money(&c) && c.money_to > c.number.to ? c.money_to : c.number.to;
    }
}

/* A number read as none ("12.05.2024", a code) before it would go unseen by the words. */
static bool digits_between(const svod_glyphs *g, size_t a, size_t b)
{
    for (; a < b; a++)
        if (svod_glyph_is_digit(g->c[a])) return true;
    return false;
}

static const candidate *choose(const reading *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->v[i].refused || !has_money(&r->v[i])) continue;
        while (i > 0 && r->v[i].linked && !r->v[i - 1].refused) i--;
        return &r->v[i];
    }
    for (size_t i = 0; i < r->n; i++) {
        const candidate *c = &r->v[i];
        if (c->refused) continue;
        bool plain = price_words_only(&r->g, 0, c->number.from) && !digits_between(&r->g, c->lead, c->number.from);
        return plain ? c : NULL;
    }
    return NULL;
}

/* "1234.56", as machines write it; most prices are. */
static bool machine_form(svod_str text, svod_dec *ret)
{
    const char *point = text.n ? memchr(text.p, '.', text.n) : NULL;
    size_t decimals = point ? text.n - (size_t)(point - text.p) - 1 : 0;
    if (point ? decimals != 1 && decimals != 2 : text.n > 12) return false;
    return text.n && text.p[0] >= '0' && text.p[0] <= '9' && svod_dec_parse(text, ret);
}

bool svod_read_price(svod_str text, svod_str hint, svod_price *ret)
{
    svod_dec value;
    text = svod_str_trim(text);
    if (machine_form(text, &value)) {
        *ret = (svod_price){.value = value, .currency = SVOD_STR("")};
        return true;
    }
    reading r = {.n = 0, .broken = false};
    svod_glyphs_read(&r.g, text);
    bool point = hint.n && (hint.p[0] == '.' || hint.p[0] == ',');
    collect(&r, point ? (unsigned char)hint.p[0] : 0);
    const candidate *c = r.broken ? NULL : choose(&r);
    if (!c || has_lead(&r.g, c, "до|to|bis|дейін")) return false;
    *ret = (svod_price){.value = c->number.value, .currency = SVOD_STR("")};
    for (const candidate *m = c; m < r.v + r.n && (m == c || m->linked); m++) {
        if (!has_money(m)) continue;
        ret->currency = svod_glyphs_text(&r.g, m->money_from, m->money_to);
        break;
    }
    ret->from = has_lead(&r.g, c, "от|від|from|ab|da|od|von|från|fra|a partir de|min|мин|мин.|мін");
    for (size_t i = 0; i < r.n; i++)
        if (&r.v[i] != c && !r.v[i].refused) ret->several = true;
    return true;
}
