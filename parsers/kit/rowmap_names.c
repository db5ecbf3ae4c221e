/* What the headings of tables mean: those of export programs by name, plain words through svod_field_of. */
#include "kit/rowmap_own.h"

#include "base/str.h"
#include "text/fold.h"

typedef struct known {
    role role;
    int confidence;
    const char *unit;
    const char *names; /* as they read once '_' are blanks, separated by '|' */
} known;

/* Headings that programs write: Shopify, WooCommerce, Google and Facebook feeds, prom.ua, 1C-Bitrix, InSales, Tilda,
 * OpenCart. What people write is svod_field_of's business. A confidence below 90 gives way to a better column of the same
 * role. */
static const known table[] = {
    {ROLE_ID, 98, "",
     "id|ie xml id|уникальный идентификатор|унікальний ідентифікатор|tilda uid|product id|offer id|avitoid|"
     "id товара|id товари|id товару|внешний код|внешний id|external id|xml id"},
    {ROLE_ID, 60, "",
     "ie id|идентификатор товара|ідентифікатор товару|uid|variant id|good id|goods id|id варианта|id модификации|id "
     "предложения"},
    {ROLE_ITEM, 98, "",
     "handle|item group id|group id|parent id|id группы разновидностей|id групи різновидів|product group id"},
    {ROLE_PARENT, 98, "", "parent|parent uid|parent sku"},
    {ROLE_ARTICLE, 98, "", "variant sku|sku|код товара|код товару|product code|артикул варианта|vendorcode|vendor code"},
    {ROLE_ARTICLE, 60, "", "mpn|model"},
    {ROLE_NAME, 98, "",
     "name|title|ie name|название позиции|назва позиції|full name|product name|product title|название товара|"
     "название товара или услуги|товарна пропозиція|товарное предложение|назва позиції (укр)"},
    {ROLE_NAME, 55, "", "parent name|название позиции (укр)|h1"},
    {ROLE_BRAND, 95, "", "vendor|brand|manufacturer|производитель|виробник"},
    {ROLE_DESCRIPTION, 98, "", "body (html)|body html|description|ie detail text|long description|полное описание"},
    {ROLE_DESCRIPTION, 60, "", "short description|ie preview text|краткое описание|text|rich text description"},
    {ROLE_URL, 95, "", "permalink|link|product url"},
    {ROLE_CATEGORY, 98, "",
     "product type|product category|categories|category|название группы|назва групи|размещение на сайте|"
     "ic group0|ic group1|ic group2|ic group3|ic group4|ic group5"},
    {ROLE_CATEGORY, 60, "",
     "fb product category|catalog name|google product category|google shopping / google product category"},
    {ROLE_PICTURES, 98, "",
     "image src|image link|additional image link|images|ie detail picture|ie preview picture|photos|photo|"
     "main image|all images|imageurls|image urls|ссылка изображения|посилання зображення|изображения|"
     "image|image url|pictures|image 1|image 2|image 3|image 4|image 5|путь к фото|изображение"},
    {ROLE_PICTURE_FIRST, 98, "", "variant image|изображения варианта"},
    {ROLE_SALE, 98, "", "sale price|special price|акционная цена|цена со скидкой|price sale|price promo"},
    {ROLE_PRICE, 98, "", "variant price|regular price|price|cv price 1|цена продажи"},
    {ROLE_PRICE, 60, "", "розничная|оптовая|розница|дилерская|ddp|ddp, usd|net price|dealer price"},
    {ROLE_RRP, 80, "", "srp|srp, us|srp, usd|msrp"},
    {ROLE_PRICE, 70, "", "cv price 2|cv price 3|cv price 4|cv price 5"},
    {ROLE_OLD_PRICE, 98, "", "variant compare at price|compare at price|price old|old price|oldprice|старая цена"},
    {ROLE_CURRENCY, 98, "", "cv currency 1|currency|валюта|currency id|currencyid"},
    {ROLE_STOCK, 98, "",
     "variant inventory qty|stock quantity|cp quantity|quantity to sell on facebook|stock|inventory|quantity"},
    {ROLE_TRACKED, 98, "", "variant inventory tracker"},
    {ROLE_OVERSELL, 98, "", "variant inventory policy|backorders allowed?"},
    {ROLE_STATUS, 90, "", "status|ie active|published|активность"},
    {ROLE_KIND, 90, "", "type"},
    {ROLE_AVAILABLE, 98, "", "in stock?|availability|available|наличие|наявність"},
    {ROLE_TIER, 98, "", "оптовая цена|оптова ціна"},
    {ROLE_TIER_MIN, 98, "", "минимальный заказ опт|мінімальне замовлення опт"},
    {ROLE_MIN, 98, "", "минимальный объем заказа|мінімальний обсяг замовлення|минимальный объём заказа"},
    {ROLE_BARCODE, 98, "", "variant barcode|gtin|ean|barcode|gtin, upc, ean, or isbn"},
    {ROLE_WEIGHT, 98, "г", "variant grams|cp weight"},
    {ROLE_WEIGHT, 95, "", "shipping weight|weight (kg)|weight"},
    {ROLE_PARAM_NAME, 98, "", "название характеристики|назва характеристики|option1 name|option2 name|option3 name"},
    {ROLE_PARAM_UNIT, 98, "", "измерение характеристики|одиниця виміру характеристики"},
    {ROLE_PARAM_VALUE, 98, "", "значение характеристики|значення характеристики|option1 value|option2 value|option3 value"},
    {ROLE_ATTRIBUTES, 95, "", "attributes|specifications|editions|модификации|характеристики товара"},
    {ROLE_IGNORED, 98, "",
     "option1 linked to|option2 linked to|option3 linked to|image position|image alt text|"
     "variant weight unit|visibility in catalog|is featured?"},
};

typedef struct named {
    const char *name;
    role role;
} named;

static const named fields[] = {
    {"offer", ROLE_OFFER},
    {"source_id", ROLE_ID},
    {"item", ROLE_ITEM},
    {"article", ROLE_ARTICLE},
    {"name", ROLE_NAME},
    {"brand", ROLE_BRAND},
    {"description", ROLE_DESCRIPTION},
    {"url", ROLE_URL},
    {"category", ROLE_CATEGORY},
    {"pictures", ROLE_PICTURES},
    {"colour", ROLE_COLOUR},
    {"size", ROLE_SIZE},
    {"price", ROLE_PRICE},
    {"old_price", ROLE_OLD_PRICE},
    {"rrp", ROLE_RRP},
    {"price_tiers", ROLE_TIERS},
    {"currency", ROLE_CURRENCY},
    {"available", ROLE_AVAILABLE},
    {"stock", ROLE_STOCK},
    {"min_quantity", ROLE_MIN},
    {"step_quantity", ROLE_STEP},
    {"row", ROLE_ROW},
    {"barcode", ROLE_BARCODE},
    {"weight", ROLE_WEIGHT},
    {"attributes", ROLE_ATTRIBUTES},
    {"at", ROLE_AT},
    {"quantity_ordered", ROLE_IGNORED}, /* to be filled in, not read */
};

role svod_rowmap_role_named(svod_str field)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (svod_str_is(field, fields[i].name)) return fields[i].role;
    }
    return ROLE_NONE;
}

const char *svod_rowmap_field_names(void)
{
    return "source_id, item, article, name, brand, description, url, category, pictures, colour, size, price, old_price, "
           "rrp, "
           "currency, available, stock, min_quantity, step_quantity, row, barcode, weight, quantity_ordered";
}

bool svod_rowmap_has(svod_str folded, const char *starts)
{
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char before = i ? (unsigned char)folded.p[i - 1] : ' ';
        if (before >= 0x80 || (before >= 'a' && before <= 'z') || (before >= '0' && before <= '9')) continue;
        for (const char *w = starts; w; w = strchr(w, '|') ? strchr(w, '|') + 1 : NULL) {
            if (svod_folded_starts(svod_str_sub(folded, i, folded.n), w, NULL)) return true;
        }
    }
    return false;
}

svod_str svod_rowmap_heading(svod_arena *arena, svod_str cell)
{
    cell = svod_str_trim(cell);
    while (cell.n && strchr(":*#", cell.p[cell.n - 1])) cell = svod_str_trim(svod_str_sub(cell, 0, cell.n - 1));
    svod_str s = svod_arena_dup(arena, cell);
    if (!s.p) return s;
    char *p = svod_arena_alloc(arena, s.n + 1);
    if (!p) return (svod_str){0};
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t' ? ' ' : s.p[i];
        if (c == ' ' && n && p[n - 1] == ' ') continue;
        p[n++] = c;
    }
    return (svod_str){p, n};
}

svod_str svod_rowmap_key(svod_arena *arena, svod_str heading)
{
    char *p = svod_arena_alloc(arena, heading.n + 1);
    if (!p) return (svod_str){0};
    for (size_t i = 0; i < heading.n; i++) p[i] = heading.p[i] == '_' ? ' ' : heading.p[i];
    return svod_fold(arena, (svod_str){p, heading.n});
}

svod_str svod_rowmap_attribute_name(svod_str heading)
{
    static const char *const prefixes[] = {"Атрибут_",        "Атрибут:",         "Атрибут ",  "Свойство:", "Параметр:",
                                           "Характеристика:", "Characteristics:", "Property:", "attribute:"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        svod_str prefix = svod_str_of(prefixes[i]);
        if (svod_str_starts(heading, prefix) && heading.n > prefix.n) {
            return svod_str_trim(svod_str_sub(heading, prefix.n, heading.n));
        }
    }
    return heading;
}

/* "attribute 2 name", "attribute 2 value(s)", "attribute 2 visible" of WooCommerce. */
static role numbered_attribute(svod_str key)
{
    svod_str rest;
    if (!svod_folded_starts(key, "attribute ", &rest) || !rest.n || rest.p[0] < '0' || rest.p[0] > '9') return ROLE_NONE;
    while (rest.n && rest.p[0] >= '0' && rest.p[0] <= '9') rest = svod_str_sub(rest, 1, rest.n);
    if (svod_folded_is(rest, " name")) return ROLE_PARAM_NAME;
    return svod_folded_starts(rest, " value", NULL) ? ROLE_PARAM_VALUE : ROLE_IGNORED;
}

static role role_of_field(svod_field field)
{
    static const role roles[] = {
        [SVOD_FIELD_NONE] = ROLE_NONE,
        [SVOD_FIELD_OFFER] = ROLE_ID,
        [SVOD_FIELD_ITEM] = ROLE_ITEM,
        [SVOD_FIELD_ARTICLE] = ROLE_ARTICLE,
        [SVOD_FIELD_NAME] = ROLE_NAME,
        [SVOD_FIELD_BRAND] = ROLE_BRAND,
        [SVOD_FIELD_DESCRIPTION] = ROLE_DESCRIPTION,
        [SVOD_FIELD_URL] = ROLE_URL,
        [SVOD_FIELD_CATEGORY] = ROLE_CATEGORY,
        [SVOD_FIELD_PICTURES] = ROLE_PICTURES,
        [SVOD_FIELD_COLOUR] = ROLE_COLOUR,
        [SVOD_FIELD_SIZE] = ROLE_SIZE,
        [SVOD_FIELD_PRICE] = ROLE_PRICE,
        [SVOD_FIELD_OLD_PRICE] = ROLE_OLD_PRICE,
        [SVOD_FIELD_RRP] = ROLE_RRP,
        [SVOD_FIELD_PRICE_TIERS] = ROLE_TIERS,
        [SVOD_FIELD_CURRENCY] = ROLE_CURRENCY,
        [SVOD_FIELD_AVAILABLE] = ROLE_AVAILABLE,
        [SVOD_FIELD_STOCK] = ROLE_STOCK,
        [SVOD_FIELD_MIN_QUANTITY] = ROLE_MIN,
        [SVOD_FIELD_STEP_QUANTITY] = ROLE_STEP,
        [SVOD_FIELD_ROW] = ROLE_ROW,
        [SVOD_FIELD_BARCODE] = ROLE_BARCODE,
        [SVOD_FIELD_WEIGHT] = ROLE_WEIGHT,
        [SVOD_FIELD_QUANTITY_ORDERED] = ROLE_IGNORED,
        [SVOD_FIELD_SUM_ORDERED] = ROLE_IGNORED,
        [SVOD_FIELD_ATTRIBUTES] = ROLE_ATTRIBUTES,
    };
    return roles[field];
}

/* "Вес, г", "Вес (кг)": what stands in brackets or after the last comma. */
static svod_str unit_in(svod_str heading)
{
    size_t open = SIZE_MAX, comma = SIZE_MAX;
    for (size_t i = 0; i < heading.n; i++) {
        if (heading.p[i] == '(') open = i;
        if (heading.p[i] == ',') comma = i;
    }
    size_t from = open != SIZE_MAX ? open : comma;
    if (from == SIZE_MAX) return (svod_str){0};
    svod_str unit = svod_str_sub(heading, from + 1, heading.n);
    if (unit.n && unit.p[unit.n - 1] == ')') unit.n--;
    return svod_str_trim(unit);
}

/* What svod_field_of says of the heading, or of its end when a program put its own words before ("Номенклатура.Артикул"). */
static role plain_role(svod_arena *scratch, svod_str heading, int *ret_confidence)
{
    char *p = svod_arena_alloc(scratch, heading.n + 1);
    if (!p) return ROLE_NONE;
    for (size_t i = 0; i < heading.n; i++) p[i] = heading.p[i] == '_' ? ' ' : heading.p[i];
    svod_str text = {p, heading.n};
    role r = role_of_field(svod_field_of(text, (svod_str){0}, ret_confidence));
    size_t dot = SIZE_MAX;
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] == '.' && text.p[i + 1] != ' ') dot = i;
    }
    if (dot == SIZE_MAX) return r;
    int confidence = 0;
    role after = role_of_field(svod_field_of(svod_str_sub(text, dot + 1, text.n), (svod_str){0}, &confidence));
    if (after == ROLE_NONE || (r != ROLE_NONE && confidence <= *ret_confidence)) return r;
    *ret_confidence = confidence;
    return after;
}

role svod_rowmap_role_of(svod_arena *scratch, svod_str heading, svod_str key, int *ret_confidence, svod_str *ret_unit)
{
    *ret_confidence = 0;
    *ret_unit = unit_in(heading);
    if (!key.n) return ROLE_NONE;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!svod_folded_in(key, table[i].names)) continue;
        *ret_confidence = table[i].confidence;
        if (table[i].unit[0]) *ret_unit = svod_str_of(table[i].unit);
        return table[i].role;
    }
    role r = numbered_attribute(key);
    if (r != ROLE_NONE) {
        *ret_confidence = 98;
        return r;
    }
    /* "Price / Canada", "Included / EURO": a market's own, not the catalog's. */
    size_t slash = svod_str_find(heading, SVOD_STR(" / "), 0);
    if (slash != SIZE_MAX) { /* but "Модель / Название" */
        r = plain_role(scratch, svod_str_sub(heading, slash + 3, heading.n), ret_confidence);
        return r == ROLE_NAME || r == ROLE_ARTICLE ? r : ROLE_NONE;
    }
    svod_str name = svod_rowmap_attribute_name(heading);
    r = plain_role(scratch, name, ret_confidence);
    /* Of what a program calls an attribute only the variant is more than an attribute. */
    if (name.n != heading.n && r != ROLE_COLOUR && r != ROLE_SIZE && r != ROLE_ROW) r = ROLE_NONE;
    return r;
}
