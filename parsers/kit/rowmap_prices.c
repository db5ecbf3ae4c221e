/* Which of several columns of prices is the price, which are tiers, and which are only attributes. */
#include "kit/rowmap_own.h"

#include "base/str.h"
#include "text/fold.h"

enum { SURE = 90 };

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A whole number with its thousands apart: "10 000", "10.000", "50000". */
static size_t number_at(svod_str s, size_t i, int64_t *ret)
{
    int64_t value = 0;
    size_t digits = 0;
    while (i < s.n) {
        if (digit(s.p[i])) {
            if (value > INT64_MAX / 100000) return 0;
            value = value * 10 + (s.p[i++] - '0');
            digits++;
            continue;
        }
        size_t gap = s.p[i] == ' ' || s.p[i] == '.' || s.p[i] == ',' || s.p[i] == '\'' ? 1 : 0;
        if (!gap || !digits || i + 3 >= s.n) break;
        if (!digit(s.p[i + 1]) || !digit(s.p[i + 2]) || !digit(s.p[i + 3]) || (i + 4 < s.n && digit(s.p[i + 4]))) break;
        i += gap;
    }
    *ret = value;
    return digits ? i : 0;
}

enum unit { UNIT_NONE, UNIT_PIECES, UNIT_MONEY, UNIT_OTHER };

/* What is counted after the number; thousands ("т.р.", "тыс. руб", "к") multiply it. */
static enum unit unit_of(svod_str rest, int64_t *value)
{
    rest = svod_str_trim(rest);
    svod_str after = rest;
    if (svod_folded_starts(rest, "тыс", &after) || svod_folded_starts(rest, "т.", &after) ||
        svod_folded_starts(rest, "т р", NULL)) {
        *value *= 1000;
        while (after.n && (after.p[0] == '.' || after.p[0] == ' ')) after = svod_str_sub(after, 1, after.n);
        return UNIT_MONEY;
    }
    static const char *const pieces[] = {"шт",    "ед",  "пар", "уп",    "pcs", "pieces", "units", "комплект",
                                         "компл", "кор", "пач", "набор", "дан", "qty",    "items"};
    static const char *const money[] = {"р",     "руб", "₽", "rub", "грн", "uah", "₴",   "тг",
                                        "тенге", "kzt", "$",   "usd", "eur", "€",   "бел", "byn"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        if (svod_folded_starts(rest, pieces[i], NULL)) return UNIT_PIECES;
    }
    for (size_t i = 0; i < sizeof money / sizeof money[0]; i++) {
        if (svod_folded_starts(rest, money[i], NULL)) return UNIT_MONEY;
    }
    return rest.n && ((unsigned char)rest.p[0] >= 0x80 || (rest.p[0] >= 'a' && rest.p[0] <= 'z')) ? UNIT_OTHER : UNIT_NONE;
}

/* The position after a word that opens a threshold, or 0. *ret_until: "до", below which the base price holds. */
static size_t threshold_word(svod_str key, size_t i, bool *ret_until)
{
    static const char *const froms[] = {"от ",   "від ", "from ", "свыше ", "более ", "больше ", "понад ", "min ",
                                        "мин. ", ">= ",  "> ",    ">=",     ">",      "≥ ",      "≥",      "от"};
    static const char *const untils[] = {"до ", "менее ", "меньше ", "up to ", "< ", "<"};
    svod_str s = svod_str_sub(key, i, key.n), rest;
    for (size_t k = 0; k < sizeof froms / sizeof froms[0] + sizeof untils / sizeof untils[0]; k++) {
        bool until = k >= sizeof froms / sizeof froms[0];
        const char *word = until ? untils[k - sizeof froms / sizeof froms[0]] : froms[k];
        if (!svod_folded_starts(s, word, &rest) || !rest.n || !digit(rest.p[0])) continue;
        *ret_until = until;
        return key.n - rest.n;
    }
    return 0;
}

static bool tier_made(int64_t from, enum unit unit, svod_price_tier *ret, bool *ret_unit_known)
{
    if (unit == UNIT_OTHER || from > SVOD_DEC_MAX / SVOD_DEC_SCALE) return false;
    *ret_unit_known = unit != UNIT_NONE;
    bool money = unit == UNIT_MONEY || (unit == UNIT_NONE && from >= 1000);
    *ret = (svod_price_tier){.kind = money ? SVOD_TIER_AMOUNT : SVOD_TIER_QUANTITY, .from = from * SVOD_DEC_SCALE};
    return true;
}

bool svod_rowmap_tier_of(svod_str key, svod_price_tier *ret, bool *ret_unit_known)
{
    for (size_t i = 0; i < key.n; i++) {
        unsigned char before = i ? (unsigned char)key.p[i - 1] : ' ';
        if (before >= 0x80 || (before >= 'a' && before <= 'z') || digit((char)before)) continue;
        bool until = false;
        int64_t from = 0;
        size_t at = threshold_word(key, i, &until);
        size_t end = at ? number_at(key, at, &from) : 0;
        if (end && end + 1 < key.n && strchr("./:", key.p[end]) && digit(key.p[end + 1])) continue; /* a date */
        if (end) {
            enum unit unit = unit_of(svod_str_sub(key, end, key.n), &from);
            /* "от 10 до 50 шт": the unit stands after the second number. */
            int64_t to = 0;
            svod_str rest = svod_str_trim(svod_str_sub(key, end, key.n)), after;
            if (unit == UNIT_OTHER && svod_folded_starts(rest, "до ", &after)) {
                size_t stop = number_at(after, 0, &to);
                unit = stop ? unit_of(svod_str_sub(after, stop, after.n), &to) : UNIT_NONE;
            }
            return tier_made(until ? 0 : from, unit, ret, ret_unit_known);
        }
        /* "10-49 шт", "50+ шт": only with a unit, lest "цена 2024" be one. */
        if (!digit(key.p[i]) || (end = number_at(key, i, &from)) == 0) continue;
        int64_t to = 0;
        svod_str rest = svod_str_sub(key, end, key.n);
        if (rest.n && rest.p[0] == '+')
            rest = svod_str_sub(rest, 1, rest.n);
        else if (rest.n > 1 && rest.p[0] == '-' && digit(rest.p[1]))
            rest = svod_str_sub(rest, number_at(rest, 1, &to), rest.n);
        else
            continue;
        if (unit_of(rest, &to) != UNIT_PIECES) continue;
        return tier_made(from <= 1 ? 0 : from, UNIT_PIECES, ret, ret_unit_known);
    }
    return false;
}

static price_kind kind_of(svod_str key)
{
    if (svod_rowmap_has(key, "закуп|вход|себест|cost|purchase|закуп")) return PRICE_COST;
    if (svod_rowmap_has(key, "опт|wholesale|дилер|dealer|гурт")) return PRICE_WHOLESALE;
    if (svod_rowmap_has(key, "розн|розд|retail|роздр")) return PRICE_RETAIL;
    return PRICE_PLAIN;
}

/* Among wholesale prices without a threshold the one that anybody gets: small wholesale before middle and large. */
static int wholesale_rank(svod_str key)
{
    if (svod_rowmap_has(key, "мелк|small|min|мин")) return 0;
    if (svod_rowmap_has(key, "средн|medium")) return 2;
    if (svod_rowmap_has(key, "круп|large|big|vip|вип")) return 3;
    return 1;
}

static bool mostly_prices(const column *c)
{
    return c->seen.rows == 0 || (c->seen.filled > 0 && c->seen.prices * 2 >= c->seen.filled);
}

/* Columns that are prices by their heading, sorted out by what the heading says besides. */
static void sort_out(column *c)
{
    if (c->forced) return;
    bool says_price = c->role == ROLE_PRICE || svod_rowmap_has(c->key, "цен|ціна|цін|price|стоим|прайс|варт");
    svod_price_tier tier;
    bool unit_known;
    bool tier_like = (c->role == ROLE_NONE || c->role == ROLE_PRICE || c->role == ROLE_MIN || c->role == ROLE_SALE) &&
                     svod_rowmap_tier_of(c->key, &tier, &unit_known) && mostly_prices(c) && c->seen.prices > 0;
    if (tier_like && (says_price || c->role == ROLE_NONE) &&
        (says_price || svod_rowmap_has(c->key, "от|опт|від|from|до|при|заказ"))) {
        c->tier = tier;
        c->tier_unit_known = unit_known;
        c->role = tier.from ? ROLE_TIER : ROLE_PRICE;
        c->kind = PRICE_WHOLESALE;
        return;
    }
    if (c->role == ROLE_NONE && c->seen.prices > 0 && mostly_prices(c) &&
        svod_rowmap_has(c->key, "опт|розниц|дилер|wholesale")) {
        c->role = ROLE_PRICE;
        c->confidence = 60;
    }
    if (c->role != ROLE_PRICE) return;
    if (!mostly_prices(c) || (c->seen.rows > 3 && c->seen.prices == 0 && c->seen.filled > 0)) {
        c->role = ROLE_NONE;
        return;
    }
    c->kind = kind_of(c->key);
    if (svod_rowmap_has(c->key, "ррц|мрц|рекоменд|rrp|msrp"))
        c->role = ROLE_RRP;
    else if (svod_rowmap_has(c->key, "стар|прежн|зачерк|без скидки|old|compare|before"))
        c->role = ROLE_OLD_PRICE;
    else if (svod_rowmap_has(c->key, "акц|скидк|discount|sale|promo|распрод|special"))
        c->role = ROLE_SALE;
}

static long better(const column *c, int most)
{
    long filled = most ? c->seen.prices * 100L / most : 100;
    /* A heading that is nothing but "price" before one that says which price; else the first of a kind. */
    long score =
        -1000L * c->kind + (c->confidence >= 98 ? 50 : 0) - 100L * (c->kind == PRICE_WHOLESALE ? wholesale_rank(c->key) : 0);
    if (svod_rowmap_has(c->key, "без ндс|без пдв|excl|without vat|net ")) score -= 60; /* it is not what is paid */
    /* A column that most rows leave empty is no price of the catalog, whatever it is called. */
    return filled >= 50 ? score + 100000 : score + filled * 500;
}

/* A retail price is the recommended one beside another price; alone it is the price. */
static column *only_retail(svod_rowmap *map)
{
    column *only = NULL;
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        if ((c->role == ROLE_TIER || c->role == ROLE_SALE) && (c->seen.prices || !c->seen.rows)) return NULL;
        if (c->role == ROLE_RRP && c->confidence < SURE && !only) only = c;
    }
    if (only) only->role = ROLE_PRICE;
    return only;
}

void svod_rowmap_prices(svod_rowmap *map)
{
    column *best = NULL;
    bool several = false;
    int most = 0; /* prices in one of the columns: rows without any are headings of groups */
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        if (!map->own) sort_out(c);
        if (c->role == ROLE_PRICE && c->seen.prices > most) most = c->seen.prices;
    }
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        if (c->role != ROLE_PRICE) continue;
        if (best && !best->forced && !c->forced && better(c, most) == better(best, most) && c->seen.filled) several = true;
        if (best && !c->forced && (best->forced || better(c, most) <= better(best, most))) {
            c->role = ROLE_NONE;
            continue;
        }
        if (best) {
            several = several && better(c, most) == better(best, most);
            best->role = ROLE_NONE;
        }
        best = c;
    }
    if (!best && !map->own && !map->denied[ROLE_PRICE]) best = only_retail(map);
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        if (c->role != ROLE_TIER) continue;
        /* "Оптовая_цена" has its quantity in a column of its own; without that it is a price like others. */
        if (c->pair == SIZE_MAX && c->tier.from == 0) c->role = best ? ROLE_NONE : ROLE_PRICE;
        if (c->role == ROLE_PRICE) best = c;
        if (c->role == ROLE_TIER && c->pair == SIZE_MAX && !c->tier_unit_known) {
            map->host->diag(map->host, SVOD_NOTE, "table.tier-unit", &map->header_at,
                            c->tier.kind == SVOD_TIER_AMOUNT ? "'%.*s' is taken for a price from that sum of an order on"
                                                             : "'%.*s' is taken for a price from that many pieces on",
                            SVOD_FMT(c->heading));
        }
    }
    if (several && best) {
        map->host->diag(map->host, SVOD_WARNING, "table.several-prices", &map->header_at,
                        "several columns could be the price; '%.*s' is taken; to choose another one set columns: {price: …}",
                        SVOD_FMT(best->heading));
    }
}
