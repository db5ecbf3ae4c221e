/* Columns whose heading says nothing, told by what is in them; what is assumed so is said. */
#include "kit/rowmap_own.h"

#include "base/buf.h"
#include "base/str.h"

#include <limits.h>

static bool free_column(const column *c)
{
    return c->role == ROLE_NONE && !c->forced && c->seen.filled > 0;
}

/* Or the profile says that there is none. */
static bool has_role(const svod_rowmap *map, role r)
{
    if (map->denied[r]) return true;
    for (size_t c = 0; c < map->columns_n; c++) {
        if (map->columns[c].role == r) return true;
    }
    return false;
}

static bool most(int part, int of)
{
    return of > 0 && part * 10 >= of * 8;
}

/* What a text is about that is no name, whatever there is instead of one. */
static bool is_about(const column *c)
{
    return svod_rowmap_has(c->key,
                           "состав|склад|материал|матеріал|ткань|тканин|страна|країна|примеч|приміт|коммент|гарант|упаков|"
                           "пакован|поставщ|дата|срок|термін|услови|сезон|назначен|применя|цвет|колір|"
                           "composition|material|fabric|country|note|remark|season|warranty|packing");
}

/* The text that differs most from row to row and is not as long as a description. Rows below an article may have none. */
static column *name_column(svod_rowmap *map)
{
    column *best = NULL;
    int goods = INT_MAX;
    for (size_t i = 0; i < map->columns_n; i++) {
        const column *c = &map->columns[i];
        if ((c->role == ROLE_ARTICLE || c->role == ROLE_ID) && c->seen.filled) goods = c->seen.filled;
    }
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        int rows = c->seen.rows < goods ? c->seen.rows : goods;
        if (!free_column(c) || !most(c->seen.words, c->seen.filled) || c->seen.filled * 2 < rows) continue;
        if (map->headed && (is_about(c) || c->seen.currencies * 2 > c->seen.filled)) continue;
        if (c->seen.distinct * 2 < c->seen.filled || most(c->seen.urls, c->seen.filled) || c->seen.pictures) continue;
        size_t average = c->seen.length / (size_t)c->seen.filled;
        if (average < 4 || average > 400) continue;
        if (best && average <= best->seen.length / (size_t)best->seen.filled) continue;
        best = c;
    }
    return best;
}

/* Numbers with a currency before numbers with decimals before the largest numbers that are no codes. */
static column *price_column(svod_rowmap *map)
{
    column *best = NULL;
    int64_t top = 0;
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        const evidence *ev = &c->seen;
        if (!free_column(c) || !most(ev->prices, ev->filled) || ev->filled * 2 < ev->rows || most(ev->gtins, ev->filled))
            continue;
        int64_t average = ev->sum / ev->prices;
        bool marked = ev->currencies * 2 > ev->filled;
        bool decimals = ev->decimals * 2 > ev->filled;
        /* With headings only what can hardly be anything else; a heading that says otherwise is believed. */
        if (map->headed && !marked && (c->heading.n > 0 || !decimals)) continue;
        if (!marked && !decimals && (average < 5 || average > 9999999)) continue;
        int64_t score = average + 1 + (marked ? 2 * (int64_t)100000000 : 0) + (decimals ? (int64_t)100000000 : 0);
        if (score <= top) continue;
        top = score;
        best = c;
    }
    return best;
}

static void take(svod_rowmap *map, column *c, role r, const char *field, svod_buf *said)
{
    if (!c || map->denied[r]) return;
    c->role = r;
    c->confidence = 70;
    svod_buf_printf(said, "%s%s: %zu", said->n ? ", " : "", field, (size_t)(c - map->columns) + 1);
}

/* Codes, hardly any of them twice, under a heading that may mean them ("Номер", "Модель"); under one that says less each of
 * them once. */
static column *article_column(svod_rowmap *map)
{
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        const evidence *ev = &c->seen;
        bool each_once = ev->filled > 3 && ev->distinct * 20 >= ev->filled * 19 && ev->filled * 10 >= ev->rows * 9;
        if (!free_column(c) || !most(ev->codes, ev->filled) || ev->whole * 2 > ev->filled) continue;
        if (ev->filled > 1 && ev->distinct * 4 >= ev->filled * 3 &&
            svod_rowmap_has(c->key, "модель|model|style|item no|item |art"))
            return c;
        if (each_once && ev->length / (size_t)ev->filled >= 4 &&
            svod_rowmap_has(c->key, "номер|№|no|part|oem|марка|чертеж|шифр|ref"))
            return c;
    }
    return NULL;
}

static void without_headings(svod_rowmap *map, svod_buf *said)
{
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        if (!free_column(c)) continue;
        if (most(c->seen.pictures, c->seen.filled))
            take(map, c, ROLE_PICTURES, "pictures", said);
        else if (most(c->seen.urls, c->seen.filled) && !has_role(map, ROLE_URL))
            take(map, c, ROLE_URL, "url", said);
        else if (most(c->seen.gtins, c->seen.filled) && !has_role(map, ROLE_BARCODE))
            take(map, c, ROLE_BARCODE, "barcode", said);
        else if (most(c->seen.paths, c->seen.filled) && !has_role(map, ROLE_CATEGORY))
            take(map, c, ROLE_CATEGORY, "category", said);
    }
    if (!has_role(map, ROLE_PRICE)) take(map, price_column(map), ROLE_PRICE, "price", said);
    if (!has_role(map, ROLE_NAME)) take(map, name_column(map), ROLE_NAME, "name", said);
    for (size_t i = 0; i < map->columns_n; i++) {
        column *c = &map->columns[i];
        if (!free_column(c)) continue;
        bool varied = c->seen.distinct * 10 >= c->seen.filled * 9 && c->seen.filled > 2;
        if (varied && most(c->seen.codes, c->seen.filled) && c->seen.decimals * 2 < c->seen.filled &&
            !has_role(map, ROLE_ARTICLE))
            take(map, c, ROLE_ARTICLE, "article", said);
        else if (most(c->seen.small, c->seen.filled) && !varied && has_role(map, ROLE_PRICE) && !has_role(map, ROLE_STOCK))
            take(map, c, ROLE_STOCK, "stock", said);
    }
}

void svod_rowmap_by_content(svod_rowmap *map, const svod_table_row *rows, size_t n)
{
    (void)rows;
    svod_buf said = SVOD_BUF_INIT_TRY(4096);
    if (!map->headed) {
        without_headings(map, &said);
        map->host->diag(map->host, SVOD_WARNING, "table.no-headings", &map->header_at,
                        "no row of headings was found; by what the columns hold these are taken: {%s}; set columns: or "
                        "header_row: when that is wrong",
                        said.n ? said.p : "");
        svod_buf_release(&said);
        return;
    }
    for (size_t i = 0; i < map->columns_n && n; i++) {
        column *c = &map->columns[i];
        if (c->role == ROLE_NAME && !c->forced && c->seen.paths * 2 > c->seen.filled) {
            /* A path of categories under "Номенклатура": the name is another column, if there is one. */
            c->role = ROLE_IGNORED;
            column *name = has_role(map, ROLE_NAME) ? NULL : name_column(map);
            c->role = name ? ROLE_CATEGORY : ROLE_NAME;
            if (name) take(map, name, ROLE_NAME, "name", &said);
        }
    }
    if (!has_role(map, ROLE_ARTICLE) && !has_role(map, ROLE_ID))
        take(map, article_column(map), ROLE_ARTICLE, "article", &said);
    if (!has_role(map, ROLE_NAME)) take(map, name_column(map), ROLE_NAME, "name", &said);
    /* A short description is what such goods are called. */
    for (size_t i = 0; i < map->columns_n && !has_role(map, ROLE_NAME); i++) {
        column *c = &map->columns[i];
        bool brief = c->seen.filled > 0 && c->seen.length / (size_t)c->seen.filled < 250;
        if (c->role == ROLE_DESCRIPTION && !c->forced && brief) take(map, c, ROLE_NAME, "name", &said);
    }
    bool priced = has_role(map, ROLE_PRICE) && map->denied[ROLE_PRICE];
    for (size_t i = 0; i < map->columns_n; i++) {
        role r = map->columns[i].role;
        svod_price_tier tier;
        bool known;
        priced = priced || ((r == ROLE_PRICE || r == ROLE_SALE || r == ROLE_RRP) && map->columns[i].seen.prices > 0) ||
                 (r == ROLE_NONE && svod_rowmap_tier_of(map->columns[i].key, &tier, &known)) ||
                 (r == ROLE_NONE && map->columns[i].seen.prices > 0 &&
                  svod_rowmap_has(map->columns[i].key, "опт|розниц|дилер|wholesale"));
    }
    if (!priced) take(map, price_column(map), ROLE_PRICE, "price", &said);
    if (said.n) {
        map->host->diag(map->host, SVOD_WARNING, "table.assumed", &map->header_at,
                        "by what the columns hold these are taken: {%s}; set columns: when that is wrong", said.p);
    }
    svod_buf_release(&said);
}
