/* Inside the yml parser: its words, its state, and turning one record into one offer. */
#ifndef SVOD_PARSER_YML_H
#define SVOD_PARSER_YML_H

#include "kit/tree.h"
#include "kit/xml_stream.h"

#include <svod/kit.h>
#include <svod/parser.h>

enum {
    YML_PICTURES_CAP = 500,
    YML_PARAMS_CAP = 1000,      /* attributes of one offer */
    YML_CANDIDATES_CAP = 32,    /* params of one offer that could be its size or colour */
    YML_HEADINGS_CAP = 1 << 14, /* different param names remembered */
    YML_SIZES = 256             /* texts of size params remembered */
};

/* What an element means. Order within a group is order of preference: the first one given wins. */
typedef enum yml_code {
    YML_NONE,
    YML_NAME,
    YML_TITLE,
    YML_NAME_RU,
    YML_NAME_OTHER,
    YML_MODEL,
    YML_TYPE_PREFIX,
    YML_BRAND,
    YML_BRAND_OTHER,
    YML_ARTICLE,
    YML_ARTICLE_OTHER,
    YML_CODE,
    YML_PRICE,
    YML_PRICE_OTHER,
    YML_PRICE_CITY,
    YML_OLD_PRICE,
    YML_RRP,
    YML_CURRENCY,
    YML_CATEGORY_ID,
    YML_CATEGORY,
    YML_PICTURE,
    YML_PICTURES,
    YML_DESCRIPTION,
    YML_DESCRIPTION_OTHER,
    YML_URL,
    YML_BARCODE,
    YML_GROUP,
    YML_ID,
    YML_AVAILABLE,
    YML_STOCK,
    YML_OUTLET,
    YML_OUTLETS,
    YML_MIN,
    YML_STEP,
    YML_QUANTUM,
    YML_WEIGHT,
    YML_PARAM,
    YML_PARAMS,
    YML_SIZE,
    YML_COLOUR,
    YML_RECORD_END /* number of codes */
} yml_code;

extern const svod_xml_word yml_words[];

typedef struct yml_options {
    svod_str record; /* name of the record element */
    svod_str price;  /* name of the element the price is read from */
} yml_options;

/* What a param name turned out to mean. */
typedef struct yml_heading {
    svod_hash hash;
    svod_field field;
    int confidence;
    bool used;
} yml_heading;

/* Whether a text lists sizes of something worn. */
typedef struct yml_size {
    svod_hash hash;
    bool worn;
} yml_size;

typedef struct yml {
    svod_host *host;
    yml_options options;
    svod_xml_stream stream;
    svod_xml_reader *reader;
    svod_tree *categories;
    svod_str currency; /* of the catalog, when it has just one */
    int currencies;
    uint64_t seed; /* hash of all outside the records that decides what they mean */
    bool container, records, late_categories, broke_off;
    yml_heading *headings; /* hash table */
    size_t headings_n;
    yml_size known_sizes[YML_SIZES];
} yml;

/* Makes an offer of a record and hands it to the host. */
svod_status yml_offer(yml *y, const svod_xml_piece *piece, const svod_xml_record *record, svod_error *e);
/* What a param called `name` with `unit` means; remembered. */
svod_field yml_field_of(yml *y, svod_str name, svod_str unit, int *ret_confidence);

/* An id without the ".0" spreadsheets add: "101149.0". */
svod_str yml_plain_id(svod_str id);

#endif
