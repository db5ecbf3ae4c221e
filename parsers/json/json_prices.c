/* Prices and stock of JSON catalogs, with the ways in which shops write them. */
#include "json.h"

#include "kit/text.h"

#include <string.h>

/* "120000" with two decimals is "1200.00"; empty when it is no whole number. */
static svod_str with_point(json_making *m, svod_str text, int64_t decimals)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9') return (svod_str){NULL, 0};
    size_t point = (size_t)decimals, zeros = text.n > point ? 0 : point + 1 - text.n;
    char *p = svod_arena_alloc(m->more.arena, text.n + zeros + 1);
    if (!p) {
        m->more.no_memory = true;
        return (svod_str){NULL, 0};
    }
    memset(p, '0', zeros);
    memcpy(p + zeros, text.p, text.n);
    size_t n = zeros + text.n;
    memmove(p + n - point + 1, p + n - point, point);
    p[n - point] = '.';
    return (svod_str){p, n + 1};
}

typedef struct amount {
    const json_t *value;
    svod_str name;
    int64_t decimals; /* it is written without */
} amount;

/* The price in a text; `tell`: say when there is none. */
static svod_dec read_amount(json_making *m, const amount *a, bool tell)
{
    svod_str text = json_text_in(m, a->value), told = svod_kit_shown(text), hint = {NULL, 0};
    svod_host *host = m->j->host;
    svod_price read;
    if (!text.n) return SVOD_DEC_NONE;
    if (a->decimals > 0) {
        text = a->decimals <= 4 ? with_point(m, text, a->decimals) : hint;
        hint = SVOD_STR(".");
    }
    if (memchr(text.n ? text.p : "", '<', text.n)) text = svod_plain_text(m->more.arena, text);
    if (!svod_read_price(text, hint, &read)) {
        if (tell)
            host->diag(host, SVOD_WARNING, "json.price-unreadable", &m->at, "%.*s: no price can be read from \"%.*s\"",
                       SVOD_FMT(a->name), SVOD_FMT(told));
        return SVOD_DEC_NONE;
    }
    if (read.several && tell)
        host->diag(host, SVOD_WARNING, "json.price-several", &m->at, "\"%.*s\" holds several prices; the first is taken",
                   SVOD_FMT(told));
    if (!m->offer.currency.n) m->offer.currency = read.currency;
    return read.value;
}

/* A price that is an object says its currency too. VK writes hundredths and says the price in words beside. */
static amount amount_of(json_making *m, json_code code)
{
    static const char *const keys[] = {"amount", "value", "price", "current", "sum"};
    static const char *const currencies[] = {"currency", "currency_code", "priceCurrency", "currencyId"};
    amount a = {m->values[code], m->names[code], m->j->options.minor_units};
    if (json_is_array(a.value)) a.value = json_array_get(a.value, 0);
    if (!json_is_object(a.value)) return a;
    const json_t *object = a.value, *currency = NULL;
    a.value = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !a.value; i++) a.value = json_member(object, keys[i]);
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies && !currency; i++)
        currency = json_member(object, currencies[i]);
    if (currency && !m->offer.currency.n) m->offer.currency = json_text_in(m, currency);
    bool hundredths = json_member(object, "amount") && (json_member(object, "text") || json_is_object(currency));
    if (hundredths) {
        a.decimals = 2;
        m->in_hundredths = true;
        const json_t *old = json_member(object, "old_amount");
        if (old) m->values[JSON_CODE_OLD_PRICE] = old;
    }
    return a;
}

/* Prices in an object of their own: WooCommerce's Store API, schema.org's priceSpecification, a list by kind. */
static void unfold_prices(json_making *m)
{
    const json_t *prices = m->values[JSON_CODE_PRICES];
    if (!prices) return;
    if (json_is_array(prices) && !m->values[JSON_CODE_PRICE]) {
        m->values[JSON_CODE_PRICE] = prices;
        m->names[JSON_CODE_PRICE] = m->names[JSON_CODE_PRICES];
    }
    if (!json_is_object(prices)) return;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)prices, key, value)
    {
        svod_str name = {key, strlen(key)};
        json_code code = json_code_of(name);
        bool ours = (code >= JSON_CODE_PRICE && code <= JSON_CODE_PRICE_RANGE) || code == JSON_CODE_CURRENCY ||
                    code == JSON_CODE_MINOR_UNIT;
        if (json_is_empty(value) || json_is_hidden(name) || (ours && m->values[code])) continue;
        if (ours) {
            m->values[code] = value;
            m->names[code] = name;
        } else if (!json_is_object(value)) {
            svod_gather_attribute(&m->more, name, json_text_in(m, value));
        }
    }
}

static void tell_several(json_making *m)
{
    const json_t *list = m->values[JSON_CODE_PRICE];
    svod_host *host = m->j->host;
    if (!json_is_array(list) || json_array_size(list) < 2) return;
    host->diag(host, SVOD_WARNING, "json.price-several", &m->at,
               "%.*s: a list of %zu prices; the first is taken, columns: price: in options can name another",
               SVOD_FMT(m->names[JSON_CODE_PRICE]), json_array_size(list));
}

static svod_dec other_price(json_making *m, json_code code, int64_t decimals)
{
    amount a = amount_of(m, code);
    if (!a.decimals) a.decimals = decimals;
    return read_amount(m, &a, code == JSON_CODE_PRICE || code == JSON_CODE_SALE_PRICE || code == JSON_CODE_REGULAR_PRICE);
}

/* Where a range of prices stands for the prices of variants, no variant has a price one could know. */
static bool is_range(json_making *m)
{
    svod_host *host = m->j->host;
    svod_str low = json_text_of(m, JSON_CODE_LOW_PRICE), high = json_text_of(m, JSON_CODE_HIGH_PRICE);
    const json_t *range = m->values[JSON_CODE_PRICE_RANGE];
    if (m->variant && json_is_object(range)) {
        low = json_text_in(m, json_object_get(range, "min_amount"));
        high = json_text_in(m, json_object_get(range, "max_amount"));
        if (!low.n || svod_kit_eq(low, high)) return false;
    } else if (m->values[JSON_CODE_PRICE] || !low.n) {
        return false;
    } else if (svod_kit_eq(low, high)) {
        m->values[JSON_CODE_PRICE] = m->values[JSON_CODE_LOW_PRICE];
        m->names[JSON_CODE_PRICE] = m->names[JSON_CODE_LOW_PRICE];
        return false;
    }
    host->diag(host, SVOD_WARNING, "json.price-range", &m->at,
               "the price is only said to be from %.*s to %.*s: it is absent", SVOD_FMT(low), SVOD_FMT(high));
    return true;
}

/* The price is what is paid now. */
void json_prices(json_making *m)
{
    svod_offer *o = &m->offer;
    int64_t decimals = 0;
    unfold_prices(m);
    svod_str minor = json_text_of(m, JSON_CODE_MINOR_UNIT);
    if (minor.n && (!svod_read_quantity(minor, &decimals) || decimals < 0 || decimals > 4)) decimals = 5;
    o->currency = json_text_of(m, JSON_CODE_CURRENCY);
    if (is_range(m)) return;
    tell_several(m);
    svod_dec price = other_price(m, JSON_CODE_PRICE, decimals);
    if (m->in_hundredths) decimals = 2;
    svod_dec sale = other_price(m, JSON_CODE_SALE_PRICE, decimals),
             regular = other_price(m, JSON_CODE_REGULAR_PRICE, decimals);
    o->old_price = other_price(m, JSON_CODE_OLD_PRICE, decimals);
    o->rrp = other_price(m, JSON_CODE_RRP, decimals);
    /* Beside a regular price, WooCommerce's price is already the one that holds today. */
    bool cheaper = sale > 0 && sale < price && regular == SVOD_DEC_NONE;
    if (price == SVOD_DEC_NONE) price = sale > 0 ? sale : regular;
    if (cheaper) {
        if (o->old_price <= 0) o->old_price = price;
        price = sale;
    }
    if (o->old_price <= 0 && regular > price) o->old_price = regular;
    if (o->old_price <= price) o->old_price = SVOD_DEC_NONE;
    o->price = price;
    if (!o->currency.n) o->currency = m->j->currency;
}

/* ---- stock ---- */

/* "https://schema.org/InStock", "instock", "IN_STOCK": 1, 0, -1. */
static int available_of(svod_str text)
{
    static const struct {
        const char *word;
        int available;
    } words[] = {{"instock", 1},  {"instoreonly", 1},  {"onlineonly", 1},   {"limitedavailability", 1}, {"outofstock", 0},
                 {"soldout", 0},  {"discontinued", 0}, {"onbackorder", -1}, {"backorder", -1},          {"preorder", -1},
                 {"presale", -1}, {"madetoorder", -1}, {"reserved", 0}};
    const char *slash = text.n ? memrchr(text.p, '/', text.n) : NULL;
    if (slash) text = (svod_str){slash + 1, (size_t)(text.p + text.n - slash) - 1};
    char plain[40];
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < sizeof plain; i++) {
        char c = text.p[i];
        if (c != '_' && c != '-' && c != ' ') plain[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (n == strlen(words[i].word) && memcmp(plain, words[i].word, n) == 0) return words[i].available;
    int available = -1;
    int64_t units;
    return svod_read_stock(text, &available, &units) ? available : -1;
}

void json_stock(json_making *m)
{
    svod_offer *o = &m->offer;
    int available = -1;
    int64_t units = -1;
    const json_t *stock = m->values[JSON_CODE_STOCK];
    svod_str text = json_text_in(m, stock);
    if (text.n && svod_read_stock(text, &available, &units) && !json_is_boolean(stock)) o->stock = units;
    text = json_text_of(m, JSON_CODE_AVAILABLE);
    svod_str status = json_text_of(m, JSON_CODE_STATUS_OF_STOCK);
    if (status.n) o->available = available_of(status);
    if (text.n && m->in_hundredths) { /* VK: 0 on sale, 1 deleted, 2 not on sale */
        o->available = svod_kit_eq(text, SVOD_STR("0")) || svod_kit_eq(text, SVOD_STR("true"));
    } else if (text.n && o->available < 0) {
        o->available = available_of(text);
        int said = -1;
        bool counted = text.p[0] >= '2' && text.p[0] <= '9' && svod_read_stock(text, &said, &units);
        if (counted && o->stock < 0) o->stock = units;
    }
    bool oversell = svod_kit_eq(json_text_of(m, JSON_CODE_OVERSELL), SVOD_STR("continue"));
    if (m->untracked || oversell) o->stock = -1;
    if (o->available < 0 && oversell) o->available = 1;
    if (o->available < 0 && !m->untracked) o->available = o->stock >= 0 ? o->stock > 0 : available;
}
