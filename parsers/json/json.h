/* Inside the json parser: the keys it knows, finding the goods in a document, and turning one element into offers. */
#ifndef SVOD_PARSER_JSON_H
#define SVOD_PARSER_JSON_H

#include "kit/gather.h"
#include "kit/json_scan.h"
#include "kit/json_tidy.h"
#include "kit/jsonpath.h"

#include <svod/kit.h>
#include <svod/parser.h>

enum {
    JSON_PICTURES_CAP = 500,
    JSON_REST_CAP = 1000,     /* properties of one element that are no field */
    JSON_VARIANTS_CAP = 5000, /* of one element */
    JSON_COLUMNS_CAP = 64,    /* paths a profile may give */
    JSON_STUDY_CAP = 4 << 20  /* bytes looked at to find the goods */
};

/* What a key means. Where several keys have one meaning, the first one with a value wins. */
typedef enum json_code {
    JSON_CODE_NONE,
    JSON_CODE_IGNORED,
    JSON_CODE_OFFER,
    JSON_CODE_ID,
    JSON_CODE_ITEM,
    JSON_CODE_ARTICLE,
    JSON_CODE_NAME,
    JSON_CODE_BRAND,
    JSON_CODE_DESCRIPTION,
    JSON_CODE_DESCRIPTION_SHORT,
    JSON_CODE_URL,
    JSON_CODE_CATEGORY,
    JSON_CODE_CATEGORIES,
    JSON_CODE_TYPE_OF_GOODS,
    JSON_CODE_PICTURE,
    JSON_CODE_PICTURES,
    JSON_CODE_PICTURES_OTHER,
    JSON_CODE_COLOUR,
    JSON_CODE_SIZE,
    JSON_CODE_SIZES,
    JSON_CODE_COLOURS,
    JSON_CODE_PRICE,
    JSON_CODE_SALE_PRICE,
    JSON_CODE_REGULAR_PRICE,
    JSON_CODE_OLD_PRICE,
    JSON_CODE_RRP,
    JSON_CODE_LOW_PRICE,
    JSON_CODE_HIGH_PRICE,
    JSON_CODE_PRICE_RANGE,
    JSON_CODE_PRICES,
    JSON_CODE_TIERS,
    JSON_CODE_CURRENCY,
    JSON_CODE_MINOR_UNIT,
    JSON_CODE_AVAILABLE,
    JSON_CODE_STATUS_OF_STOCK,
    JSON_CODE_STOCK,
    JSON_CODE_MANAGED,
    JSON_CODE_OVERSELL,
    JSON_CODE_MIN,
    JSON_CODE_STEP,
    JSON_CODE_ROW,
    JSON_CODE_BARCODE,
    JSON_CODE_WEIGHT,
    JSON_CODE_WEIGHT_UNIT,
    JSON_CODE_GRAMS,
    JSON_CODE_VARIANTS,
    JSON_CODE_OFFERS,
    JSON_CODE_OPTIONS,
    JSON_CODE_OPTION1,
    JSON_CODE_OPTION2,
    JSON_CODE_OPTION3,
    JSON_CODE_OPTION_NAMES,
    JSON_CODE_PARAMS,
    JSON_CODE_TYPE,
    JSON_CODE_IBLOCK,
    JSON_CODES
} json_code;

/* `plain` is the key in lower case without '_', '-' and blanks; `key` as written. */
json_code json_code_of(svod_str key);
/* The same for a name a profile gives under `columns:`; NONE: there is no such field. */
json_code json_code_named(svod_str field);
const char *json_field_names(void);
/* The field of `svod parse` that a meaning fills, or NULL. */
const char *json_field_of(json_code code);

typedef struct json_options {
    svod_str items;          /* path to the goods */
    svod_attributes columns; /* field → path in one element */
    int64_t minor_units;     /* prices are written in units of 1/10^n */
} json_options;

typedef struct json_column {
    json_code code;
    bool none; /* "-": the field is read from nowhere */
    svod_jsonpath path;
} json_column;

typedef struct json_parser {
    svod_host *host;
    json_options options;
    svod_json_stream stream;
    json_column columns[JSON_COLUMNS_CAP];
    size_t columns_n;
    svod_str currency; /* said outside the goods */
    uint64_t seed;
    bool records, broke_off;
} json_parser;

/* ---- json_study.c: where the goods are ---- */

typedef struct json_found {
    char path[256];  /* "" when nothing looks like goods */
    char lists[512]; /* the lists of objects there are, with some of their keys, for a message */
} json_found;

/* Looks at the beginning of a document. Pure, takes no memory. */
void json_study(svod_str text, json_found *ret);

/* ---- making offers ---- */

typedef struct json_rest {
    svod_str name;
    const json_t *value;
} json_rest;

/* A list of properties by name; `owner` holds the names that it refers to by id. */
typedef struct json_params {
    const json_t *list, *owner;
    bool own; /* of the variant, not of the product it belongs to */
} json_params;

/* What is known of one offer while its element is taken apart: a variant begins as a copy of its product. */
typedef struct json_making {
    json_parser *j;
    svod_at at;
    const json_t *values[JSON_CODES]; /* the first one of each meaning */
    svod_str names[JSON_CODES];       /* the keys they came under */
    json_params params[8];
    size_t params_n;
    json_rest *rest; /* what has no meaning for us */
    size_t rest_n, rest_room;
    bool variant, own_id, own_article, untracked;
    svod_str size, colour; /* told by where the variant stands */
    svod_offer offer;
    svod_gather more;
    bool in_hundredths;
} json_making;

/* json_offer.c: makes the offers of one element and hands them to the host. */
svod_status json_offers(json_parser *j, json_t *element, svod_at at, svod_error *e);
/* json_fields.c: fills m->offer from what was collected. */
void json_fields(json_making *m);
/* json_prices.c */
void json_prices(json_making *m);
void json_stock(json_making *m);
/* Common to them. */
svod_str json_text_in(json_making *m, const json_t *value);
svod_str json_text_of(json_making *m, json_code code);

/* ---- json_value.c: texts and lists in values ---- */

/* Text of a value: a text or number as it is, true and false, what an object says as its value or name, a list with commas.
 * Empty: there is none. False: memory ran out. */
bool json_text(svod_arena *arena, const json_t *value, svod_str *ret);
/* The member of an object whose key has this meaning, or is called so; NULL: none. */
json_t *json_member(const json_t *object, const char *key);
bool json_is_empty(const json_t *value);
/* "_links", "@id": of the program that wrote it, not of the goods. */
static inline bool json_is_hidden(svod_str key)
{
    return key.n > 0 && (key.p[0] == '_' || key.p[0] == '@');
}

#endif
