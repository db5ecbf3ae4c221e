/* The common item model: one offer is one unit a participant can order. Fields and meanings are those of `svod parse`. */
#ifndef SVOD_OFFER_H
#define SVOD_OFFER_H

#include <svod/error.h>
#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One kind of cell of a row: `count` (≥ 1) units of `size`. */
typedef struct svod_row_cell {
    svod_str size;
    int64_t count;
} svod_row_cell;

typedef enum svod_tier_kind { SVOD_TIER_AMOUNT, SVOD_TIER_QUANTITY } svod_tier_kind;

/* `price` holds from an order of `from` money (AMOUNT) or from `from` units (QUANTITY, scaled like all decimals). */
typedef struct svod_price_tier {
    svod_tier_kind kind;
    svod_dec from;
    svod_dec price;
} svod_price_tier;

typedef struct svod_attribute {
    svod_str name, value;
} svod_attribute;

/* Where a value comes from that was read in a text and not in a field made for it; such a value is a guess until a person
 * says so. */
typedef struct svod_evidence {
    svod_str place; /* "name", "description", "category", "size", "heading", or the property's name; empty: no guess */
    svod_str text;  /* what is written there */
} svod_evidence;

/* How texts that list sizes are to be read; see kit.h for the grammar and the rule of AUTO. */
typedef enum svod_sizes_mode {
    SVOD_SIZES_AUTO,    /* decided by the evidence in the text */
    SVOD_SIZES_RANGE,   /* "42-48" is the sizes 42, 44, 46, 48 */
    SVOD_SIZES_DOUBLE,  /* "42-44" is one size */
    SVOD_SIZES_VERBATIM /* whatever is written is one size */
} svod_sizes_mode;

/* All text is UTF-8 and borrowed: it lives until emit() returns. Zero the struct with svod_offer_clear() before filling.
 *
 * A parser emits one svod_offer per source record; the host cleans it and, where `sizes_text` or `colours_text` list
 * several, makes one offer per combination. */
typedef struct svod_offer {
    size_t struct_size; /* sizeof(svod_offer) of whoever filled it */
    svod_str source_id; /* the id of the source record as written; made from article or name when there is none */
    svod_str offer;     /* the unit's stable id; parsers leave it empty, the host makes it */
    svod_str item;      /* product its variants share; empty: article, else source_id */
    svod_str article, name, brand;
    svod_str description; /* HTML or text; the host makes plain text of it */
    svod_str url;
    svod_strs category;             /* from the root down */
    svod_strs pictures;             /* main first */
    svod_str colour, size;          /* of this one unit */
    svod_str sizes_text;            /* instead of size: text read by the size grammar, may list several or give a row */
    svod_str colours_text;          /* instead of colour: may list several */
    svod_dec price, old_price, rrp; /* SVOD_DEC_NONE when absent or unreadable */
    const svod_price_tier *tiers;
    size_t tiers_n;
    svod_str currency;                   /* as written; the host makes ISO 4217 of it */
    int available;                       /* 1, 0, or -1 unknown */
    int64_t stock;                       /* units, or -1 unknown */
    int64_t min_quantity, step_quantity; /* ≥ 1; 1 when nothing says otherwise */
    const svod_row_cell *row;            /* the row this offer is sold in, or NULL */
    size_t row_n;
    svod_str barcode;
    svod_dec weight;                  /* kilograms, or SVOD_DEC_NONE */
    const svod_attribute *attributes; /* every remaining property */
    size_t attributes_n;
    svod_at at;
    svod_evidence min_evidence, step_evidence, row_evidence; /* of min_quantity, step_quantity, row */
} svod_offer;

/* Everything absent: empty texts, SVOD_DEC_NONE, available and stock -1, quantities 1. */
SVOD_API void svod_offer_clear(svod_offer *offer);

#ifdef __cplusplus
}
#endif
#endif
