/* Inside the google parser: its words, its state, and turning one record into one offer. */
#ifndef SVOD_PARSER_GOOGLE_H
#define SVOD_PARSER_GOOGLE_H

#include "kit/xml_stream.h"

#include <svod/kit.h>
#include <svod/parser.h>

enum {
    GOOGLE_PICTURES_CAP = 500,
    GOOGLE_ATTRIBUTES_CAP = 1000, /* of one offer */
    GOOGLE_PATH_CAP = 32          /* names of one category's path */
};

/* What an element means. */
typedef enum google_code {
    GOOGLE_NONE,
    GOOGLE_ID,
    GOOGLE_GUID,
    GOOGLE_TITLE,
    GOOGLE_DESCRIPTION,
    GOOGLE_SUMMARY,
    GOOGLE_LINK,
    GOOGLE_PICTURE,
    GOOGLE_PICTURES,
    GOOGLE_PRICE,
    GOOGLE_SALE_PRICE,
    GOOGLE_SALE_DATES,
    GOOGLE_AVAILABILITY,
    GOOGLE_QUANTITY,
    GOOGLE_BRAND,
    GOOGLE_GTIN,
    GOOGLE_MPN,
    GOOGLE_GROUP,
    GOOGLE_PRODUCT_TYPE,
    GOOGLE_CATEGORY,
    GOOGLE_COLOUR,
    GOOGLE_SIZE,
    GOOGLE_WEIGHT,
    GOOGLE_WEIGHT_SHIPPED,
    GOOGLE_DETAIL,
    GOOGLE_CODES /* number of codes */
} google_code;

extern const svod_xml_word google_words[];

typedef struct google_options {
    svod_str record; /* name of the record element */
} google_options;

typedef struct google {
    svod_host *host;
    google_options options;
    svod_xml_stream stream;
    svod_xml_reader *reader;
    char record[SVOD_XML_NAME_CAP]; /* the name of the record element, with its prefix */
    bool rooted, records, broke_off;
} google;

/* Makes an offer of a record and hands it to the host. */
svod_status google_offer(google *g, const svod_xml_piece *piece, const svod_xml_record *record, svod_error *e);

#endif
