/* What the keys of JSON catalogs mean: those of shops and their interfaces by the table, others as headings of tables. */
#include "json.h"

#include "kit/text.h"

#include <string.h>

static const struct {
    const char *key;
    json_code code;
} words[] = {
    {"id", JSON_CODE_ID},
    {"sourceid", JSON_CODE_ID},
    {"offer", JSON_CODE_OFFER},
    {"xmlid", JSON_CODE_NONE},
    {"item", JSON_CODE_ITEM},
    {"productid", JSON_CODE_ITEM},
    {"productgroupid", JSON_CODE_ITEM},
    {"itemgroupid", JSON_CODE_ITEM},
    {"parentid", JSON_CODE_NONE},
    {"sku", JSON_CODE_ARTICLE},
    {"article", JSON_CODE_ARTICLE},
    {"mpn", JSON_CODE_NONE},
    {"title", JSON_CODE_NAME},
    {"name", JSON_CODE_NAME},
    {"vendor", JSON_CODE_BRAND},
    {"brand", JSON_CODE_BRAND},
    {"brands", JSON_CODE_BRAND},
    {"manufacturer", JSON_CODE_BRAND},
    {"bodyhtml", JSON_CODE_DESCRIPTION},
    {"description", JSON_CODE_DESCRIPTION},
    {"detailtext", JSON_CODE_DESCRIPTION},
    {"shortdescription", JSON_CODE_DESCRIPTION_SHORT},
    {"previewtext", JSON_CODE_DESCRIPTION_SHORT},
    {"permalink", JSON_CODE_URL},
    {"url", JSON_CODE_URL},
    {"link", JSON_CODE_URL},
    {"href", JSON_CODE_URL},
    {"handle", JSON_CODE_NONE},
    {"slug", JSON_CODE_NONE},
    {"category", JSON_CODE_CATEGORY},
    {"categories", JSON_CODE_CATEGORIES},
    {"collections", JSON_CODE_CATEGORIES},
    {"producttype", JSON_CODE_TYPE_OF_GOODS},
    {"image", JSON_CODE_PICTURE},
    {"mainimage", JSON_CODE_PICTURE},
    {"picture", JSON_CODE_PICTURE},
    {"imageurl", JSON_CODE_PICTURE},
    {"photo", JSON_CODE_PICTURE},
    {"detailpicture", JSON_CODE_PICTURE},
    {"featuredimage", JSON_CODE_PICTURE},
    {"firstimage", JSON_CODE_IGNORED},
    {"images", JSON_CODE_PICTURES},
    {"allimages", JSON_CODE_PICTURES},
    {"pictures", JSON_CODE_PICTURES},
    {"photos", JSON_CODE_PICTURES},
    {"morephoto", JSON_CODE_PICTURES},
    {"thumbphoto", JSON_CODE_PICTURES_OTHER},
    {"thumbnail", JSON_CODE_PICTURES_OTHER},
    {"previewpicture", JSON_CODE_PICTURES_OTHER},
    {"color", JSON_CODE_COLOUR},
    {"colour", JSON_CODE_COLOUR},
    {"colors", JSON_CODE_COLOURS},
    {"colours", JSON_CODE_COLOURS},
    {"size", JSON_CODE_SIZE},
    {"sizes", JSON_CODE_SIZES},
    {"price", JSON_CODE_PRICE},
    {"saleprice", JSON_CODE_SALE_PRICE},
    {"regularprice", JSON_CODE_REGULAR_PRICE},
    {"compareatprice", JSON_CODE_OLD_PRICE},
    {"oldprice", JSON_CODE_OLD_PRICE},
    {"oldamount", JSON_CODE_OLD_PRICE},
    {"rrp", JSON_CODE_RRP},
    {"lowprice", JSON_CODE_LOW_PRICE},
    {"highprice", JSON_CODE_HIGH_PRICE},
    {"pricerange", JSON_CODE_PRICE_RANGE},
    {"prices", JSON_CODE_PRICES},
    {"pricespecification", JSON_CODE_PRICES},
    {"pricetiers", JSON_CODE_TIERS},
    {"currency", JSON_CODE_CURRENCY},
    {"currencycode", JSON_CODE_CURRENCY},
    {"pricecurrency", JSON_CODE_CURRENCY},
    {"currencyid", JSON_CODE_CURRENCY},
    {"currencyminorunit", JSON_CODE_MINOR_UNIT},
    {"available", JSON_CODE_AVAILABLE},
    {"availability", JSON_CODE_AVAILABLE},
    {"isinstock", JSON_CODE_AVAILABLE},
    {"instock", JSON_CODE_AVAILABLE},
    {"isavailable", JSON_CODE_AVAILABLE},
    {"stockstatus", JSON_CODE_STATUS_OF_STOCK},
    {"stock", JSON_CODE_STOCK},
    {"stockquantity", JSON_CODE_STOCK},
    {"inventoryquantity", JSON_CODE_STOCK},
    {"inventorylevel", JSON_CODE_STOCK},
    {"quantity", JSON_CODE_STOCK},
    {"inventorymanagement", JSON_CODE_MANAGED},
    {"inventorypolicy", JSON_CODE_OVERSELL},
    {"minquantity", JSON_CODE_MIN},
    {"eligiblequantity", JSON_CODE_MIN},
    {"stepquantity", JSON_CODE_STEP},
    {"row", JSON_CODE_ROW},
    {"barcode", JSON_CODE_BARCODE},
    {"gtin", JSON_CODE_BARCODE},
    {"gtin8", JSON_CODE_BARCODE},
    {"gtin12", JSON_CODE_BARCODE},
    {"gtin13", JSON_CODE_BARCODE},
    {"gtin14", JSON_CODE_BARCODE},
    {"weight", JSON_CODE_WEIGHT},
    {"weightunit", JSON_CODE_WEIGHT_UNIT},
    {"grams", JSON_CODE_GRAMS},
    {"variants", JSON_CODE_VARIANTS},
    {"variations", JSON_CODE_VARIANTS},
    {"hasvariant", JSON_CODE_VARIANTS},
    {"skus", JSON_CODE_VARIANTS},
    {"modifications", JSON_CODE_VARIANTS},
    {"offers", JSON_CODE_OFFERS},
    {"options", JSON_CODE_OPTIONS},
    {"option1", JSON_CODE_OPTION1},
    {"option2", JSON_CODE_OPTION2},
    {"option3", JSON_CODE_OPTION3},
    {"optionnames", JSON_CODE_OPTION_NAMES},
    {"attributes", JSON_CODE_PARAMS},
    {"properties", JSON_CODE_PARAMS},
    {"characteristics", JSON_CODE_PARAMS},
    {"additionalproperty", JSON_CODE_PARAMS},
    {"params", JSON_CODE_PARAMS},
    {"specs", JSON_CODE_PARAMS},
    {"optionvalues", JSON_CODE_PARAMS},
    {"@type", JSON_CODE_TYPE},
    {"iblockid", JSON_CODE_IBLOCK},
    {"catalogid", JSON_CODE_IBLOCK},
    {"at", JSON_CODE_IGNORED},
    {"position", JSON_CODE_IGNORED},
    {"status", JSON_CODE_NONE},
    {"active", JSON_CODE_NONE},
    {"published", JSON_CODE_NONE},
    {"code", JSON_CODE_NONE},
    {"model", JSON_CODE_NONE},
    {"type", JSON_CODE_NONE},
    {"count", JSON_CODE_NONE},
    {"pricehtml", JSON_CODE_IGNORED},
};

static const json_code by_field[] = {
    [SVOD_FIELD_OFFER] = JSON_CODE_ID,
    [SVOD_FIELD_ITEM] = JSON_CODE_ITEM,
    [SVOD_FIELD_ARTICLE] = JSON_CODE_ARTICLE,
    [SVOD_FIELD_NAME] = JSON_CODE_NAME,
    [SVOD_FIELD_BRAND] = JSON_CODE_BRAND,
    [SVOD_FIELD_DESCRIPTION] = JSON_CODE_DESCRIPTION,
    [SVOD_FIELD_URL] = JSON_CODE_URL,
    [SVOD_FIELD_CATEGORY] = JSON_CODE_CATEGORY,
    [SVOD_FIELD_PICTURES] = JSON_CODE_PICTURES_OTHER,
    [SVOD_FIELD_COLOUR] = JSON_CODE_COLOUR,
    [SVOD_FIELD_SIZE] = JSON_CODE_SIZE,
    [SVOD_FIELD_PRICE] = JSON_CODE_PRICE,
    [SVOD_FIELD_OLD_PRICE] = JSON_CODE_OLD_PRICE,
    [SVOD_FIELD_RRP] = JSON_CODE_RRP,
    [SVOD_FIELD_CURRENCY] = JSON_CODE_CURRENCY,
    [SVOD_FIELD_AVAILABLE] = JSON_CODE_AVAILABLE,
    [SVOD_FIELD_STOCK] = JSON_CODE_STOCK,
    [SVOD_FIELD_MIN_QUANTITY] = JSON_CODE_MIN,
    [SVOD_FIELD_STEP_QUANTITY] = JSON_CODE_STEP,
    [SVOD_FIELD_ROW] = JSON_CODE_ROW,
    [SVOD_FIELD_BARCODE] = JSON_CODE_BARCODE,
    [SVOD_FIELD_WEIGHT] = JSON_CODE_WEIGHT,
    [SVOD_FIELD_ATTRIBUTES] = JSON_CODE_PARAMS,
};

/* In lower case without '_', '-' and blanks; SIZE_MAX when it is longer than the room. */
static size_t plain_of(svod_str key, char *room, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        if (c == '_' || c == '-' || c == ' ') continue;
        if (n == size) return SIZE_MAX;
        room[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return n;
}

/* "oldPrice" as "old Price"; empty when it is too long. */
static svod_str words_of(svod_str key, char *room, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < key.n; i++) {
        bool breaks = i && key.p[i] >= 'A' && key.p[i] <= 'Z' && key.p[i - 1] >= 'a' && key.p[i - 1] <= 'z';
        if (n + 2 > size) return (svod_str){NULL, 0};
        if (breaks) room[n++] = ' ';
        room[n++] = key.p[i];
    }
    return (svod_str){room, n};
}

json_code json_code_of(svod_str key)
{
    char plain[64], split[128];
    size_t n = plain_of(key, plain, sizeof plain);
    for (size_t i = 0; n != SIZE_MAX && i < sizeof words / sizeof *words; i++)
        if (svod_kit_eq((svod_str){plain, n}, (svod_str){words[i].key, strlen(words[i].key)})) return words[i].code;
    int confidence = 0;
    svod_str name = words_of(key, split, sizeof split);
    svod_field field = name.n ? svod_field_of(name, (svod_str){NULL, 0}, &confidence) : SVOD_FIELD_NONE;
    return confidence >= 70 && field < sizeof by_field / sizeof *by_field ? by_field[field] : JSON_CODE_NONE;
}

static const struct {
    const char *field;
    json_code code;
} fields[] = {
    {"source_id", JSON_CODE_ID},
    {"item", JSON_CODE_ITEM},
    {"article", JSON_CODE_ARTICLE},
    {"name", JSON_CODE_NAME},
    {"brand", JSON_CODE_BRAND},
    {"description", JSON_CODE_DESCRIPTION},
    {"url", JSON_CODE_URL},
    {"category", JSON_CODE_CATEGORY},
    {"pictures", JSON_CODE_PICTURES},
    {"colour", JSON_CODE_COLOUR},
    {"size", JSON_CODE_SIZE},
    {"price", JSON_CODE_PRICE},
    {"old_price", JSON_CODE_OLD_PRICE},
    {"rrp", JSON_CODE_RRP},
    {"currency", JSON_CODE_CURRENCY},
    {"available", JSON_CODE_AVAILABLE},
    {"stock", JSON_CODE_STOCK},
    {"min_quantity", JSON_CODE_MIN},
    {"step_quantity", JSON_CODE_STEP},
    {"row", JSON_CODE_ROW},
    {"barcode", JSON_CODE_BARCODE},
    {"weight", JSON_CODE_WEIGHT},
    {"variants", JSON_CODE_VARIANTS},
};

json_code json_code_named(svod_str field)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (svod_kit_eq(field, (svod_str){fields[i].field, strlen(fields[i].field)})) return fields[i].code;
    return JSON_CODE_NONE;
}

const char *json_field_of(json_code code)
{
    static const struct {
        json_code code;
        const char *field;
    } more[] = {{JSON_CODE_OFFER, "offer"},         {JSON_CODE_DESCRIPTION_SHORT, "description"},
                {JSON_CODE_CATEGORIES, "category"}, {JSON_CODE_TYPE_OF_GOODS, "category"},
                {JSON_CODE_PICTURE, "pictures"},    {JSON_CODE_PICTURES_OTHER, "pictures"},
                {JSON_CODE_SIZES, "size"},          {JSON_CODE_COLOURS, "colour"},
                {JSON_CODE_TIERS, "price_tiers"},   {JSON_CODE_GRAMS, "weight"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].code == code && code != JSON_CODE_VARIANTS) return fields[i].field;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i].code == code) return more[i].field;
    return NULL;
}

const char *json_field_names(void)
{
    return "source_id, item, article, name, brand, description, url, category, pictures, colour, size, price, old_price, "
           "rrp, currency, available, stock, min_quantity, step_quantity, row, barcode, weight, variants";
}
