/* Inside the commerceml parser: its words, what it keeps between its two passes, and making offers of it.
 *
 * A record, a <Товар> or a <Предложение>, is read into a list of facts. The first pass keeps the facts of offers (packed, by
 * the good they belong to) and all that records refer to: groups, properties, price types, stores. The second pass reads the
 * goods, puts each together with its offers and lets go of it; so goods, which are most of the bytes, are never kept. */
#ifndef SVOD_PARSER_COMMERCEML_H
#define SVOD_PARSER_COMMERCEML_H

#include "kit/chains.h"
#include "kit/tree.h"
#include "kit/xml_stream.h"

#include <svod/kit.h>
#include <svod/parser.h>

enum {
    CML_TEXTS = 5,             /* of one fact */
    CML_FACTS_CAP = 4000,      /* of one record */
    CML_TYPES_CAP = 64,        /* price types */
    CML_NESTING_CAP = 16,      /* open elements outside records that are minded */
    CML_PACKED_CAP = 16 << 10, /* bytes of one offer kept */
    CML_ATTRIBUTES_CAP = 1000, /* of one offer */
    CML_HEADINGS = 1 << 10,    /* property names remembered */
};

typedef enum cml_code {
    CML_NONE,
    CML_ID,
    CML_NAME,
    CML_ARTICLE,
    CML_BARCODE,
    CML_DESCRIPTION,
    CML_PICTURE,
    CML_STATUS,
    CML_DELETION,
    CML_QUANTITY,
    CML_COUNTRY,
    CML_MAKER,
    CML_UNIT,
    CML_WEIGHT,
    CML_GROUPS,
    CML_GROUP,
    CML_CATEGORY,
    CML_PROPERTIES,
    CML_PROPERTY,
    CML_CHARACTERISTICS,
    CML_CHARACTERISTIC,
    CML_REQUISITES,
    CML_REQUISITE,
    CML_PRICES,
    CML_PRICE,
    CML_PRICE_TYPE_ID,
    CML_PRICE_VALUE,
    CML_CURRENCY,
    CML_COEFFICIENT,
    CML_MIN_QUANTITY,
    CML_STORE,
    CML_STORE_ID,
    CML_STORE_QUANTITY,
    CML_RESTS,
    CML_REST,
    CML_VALUE,
    CML_VALUE_ID,
    CML_GOOD_ID,
    CML_BITRIX,
    /* Outside records. */
    CML_ROOT,
    CML_CLASSIFIER,
    CML_CATALOG,
    CML_PACKAGE,
    CML_DOCUMENT,
    CML_DISCOUNT,
    CML_GOODS,
    CML_OFFERS,
    CML_PRICE_TYPE,
    CML_OWNER,
    CML_PROPERTY_DEFINED
} cml_code;

extern const svod_xml_word cml_words[];
/* The code of an element's name, as the reader would find it. */
cml_code cml_code_of(svod_str name);

/* What one record says; the texts of a fact, in order, are beside it. Numbers are written into what is kept of a record for
 * this run only. */
typedef enum cml_kind {
    CML_SAYS_NAME = 1,       /* name, its end in brackets */
    CML_SAYS_ARTICLE,        /* article */
    CML_SAYS_BARCODE,        /* barcode */
    CML_SAYS_DESCRIPTION,    /* HTML or text */
    CML_SAYS_GROUP,          /* id */
    CML_SAYS_PICTURE,        /* address */
    CML_SAYS_MAKER,          /* name */
    CML_SAYS_COUNTRY,        /* name */
    CML_SAYS_WEIGHT,         /* kilograms */
    CML_SAYS_CHARACTERISTIC, /* name, value */
    CML_SAYS_PROPERTY,       /* id, value or its id */
    CML_SAYS_REQUISITE,      /* name, value */
    CML_SAYS_PRICE,          /* type's id, price, currency, coefficient, least quantity */
    CML_SAYS_STOCK,          /* units */
    CML_SAYS_STORE,          /* id, units */
    CML_SAYS_DELETED,
    CML_SAYS_INACTIVE,
    CML_KINDS
} cml_kind;

typedef struct cml_fact {
    cml_kind kind;
    svod_str t[CML_TEXTS];
} cml_fact;

/* A record as facts. */
typedef struct cml_card {
    svod_str id;   /* as written: GOOD or GOOD#CHARACTERISTIC */
    svod_str link; /* the good this record is a variant of, by a property or element of its own; else empty */
    bool whole;    /* an element of a Bitrix block: a good, wherever it lies */
    cml_fact *v;
    size_t n, room;
    bool too_many;
    svod_at at;
} cml_card;

typedef struct cml_type {
    svod_str id, name, currency;
} cml_type;

typedef struct cml_options {
    svod_str price_type;
} cml_options;

typedef struct cml_heading {
    svod_hash hash;
    svod_field field;
} cml_heading;

typedef struct cml {
    svod_host *host;
    cml_options options;
    svod_xml_stream stream;
    svod_xml_reader *reader;
    int pass; /* 1, 2; 3: offers without goods */
    size_t member;
    bool member_begun;
    bool *has_goods; /* of each member */
    bool goods_seen, linked_seen, whole_seen, broke_off, order_said, changes_said, paired_said;
    /* Outside records. */
    cml_code open[CML_NESTING_CAP];
    size_t open_n;
    svod_str property_id;                  /* of the property that is open */
    svod_str groups_open[CML_NESTING_CAP]; /* ids of the groups that are open, from the root down */
    size_t groups_open_n;
    uint64_t seed; /* hash of all outside records that decides what they mean */
    /* Kept between the passes. */
    svod_tree *groups;
    svod_chains *kept;       /* good's id → its offers, packed */
    svod_chains *words;      /* texts that come again and again */
    svod_chains *values;     /* id of a property's value → the value */
    svod_chains *properties; /* id of a property → its name */
    svod_chains *stores;     /* id of a store → its name */
    cml_type *types;
    size_t types_n;
    const cml_type *chosen; /* the type the price is of; NULL: the offer's first */
    svod_chains_key left;   /* pass 3: the good looked at last */
    cml_heading *headings;
    cml_card good, offer; /* reused from record to record */
} cml;

/* What the text of a property, characteristic or requisite called `name` is. */
svod_field cml_field_of(cml *c, svod_str name);

/* Reads a record into *ret, whose list is reused. */
svod_status cml_card_read(cml *c, const svod_xml_piece *piece, const svod_xml_record *record, cml_card *ret, svod_error *e);
/* Adds a fact; false: out of memory. */
bool cml_card_add(cml *c, cml_card *card, cml_kind kind, const svod_str *texts, size_t n);
/* The first fact of a kind, or NULL. */
const cml_fact *cml_card_first(const cml_card *card, cml_kind kind);

/* Keeps an offer's facts for the second pass. `bytes` is the record's text. */
svod_status cml_keep(cml *c, const cml_card *card, svod_str bytes, svod_error *e);
/* The good `id` belongs to, as a key of c->kept: what is before '#'. */
svod_str cml_base_id(svod_str id);
/* What the records kept for the good or offer `id` hash to. */
uint64_t cml_kept_hash(const cml *c, svod_str id, uint64_t seed);
/* Adds the facts of a kept record to *ret; sets id (in the step's memory) and at. */
svod_status cml_unpack(cml *c, svod_chains_record record, svod_str base, cml_card *ret, svod_error *e);

/* Emits the offers of `good` (in c->good), or, where `good` is NULL, those kept under `key` that nobody took. */
svod_status cml_emit(cml *c, const cml_card *good, svod_chains_key key, svod_error *e);
/* Takes what is kept for the good or offer `id` without emitting it. */
svod_status cml_skip(cml *c, svod_str id, svod_error *e);
/* One offer of the two, either of which may be NULL; `alone`: the good has no other. */
svod_status cml_emit_one(cml *c, const cml_card *good, const cml_card *offer, bool alone, svod_error *e);

/* Classifier, price types, stores: everything outside records. */
svod_status cml_outside(cml *c, const svod_xml_piece *piece, svod_error *e);
svod_status cml_side(cml *c, const svod_xml_piece *piece, svod_error *e);
/* Chooses the price type once all are known. */
svod_status cml_choose_type(cml *c, svod_error *e);

#endif
