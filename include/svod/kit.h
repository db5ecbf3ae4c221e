/* What authors of parsers need and every catalog has: memory, hashing, numbers, prices, stock, sizes, plain text.
 * Pure: no I/O, no globals, no locale. Everything returned is a view into the argument or memory of the given arena;
 * NULL views mean the arena is exhausted. */
#ifndef SVOD_KIT_H
#define SVOD_KIT_H

#include <svod/offer.h>
#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- memory and hashing ---- */
/* Aligned for anything; not zeroed; NULL when exhausted. */
SVOD_API void *svod_arena_alloc(svod_arena *arena, size_t n);
/* A copy that also ends with a zero byte. Failure is p == NULL (an empty text copies to p != NULL). */
SVOD_API svod_str svod_arena_dup(svod_arena *arena, svod_str s);
/* 128 bits of XXH3; the same bytes and seed give the same hash on every machine. */
SVOD_API svod_hash svod_hash_bytes(const void *p, size_t n, uint64_t seed);

/* ---- numbers: exact, no doubles, no locale ---- */
typedef struct svod_price {
    svod_dec value;
    svod_str currency; /* as written in the text ("руб.", "$", "UAH") or empty */
    bool from;         /* "от 500": a lower bound */
    bool several;      /* the text holds more than one price ("340/360", "150-210"); value is the first */
} svod_price;
/* Reads "1 250,00 руб.", "1.234,5", "1'049.95", "5 643 р.", "1 250-00" … `hint` may be empty; where it begins with "." or
 * "," that is the decimal separator the source is known to use, which decides what "1.234" is (the rule without it is
 * written in core/text/price.c). False: no price there ("по запросу", "-", "") or one that could be two ("1,234"); *ret
 * untouched. Negative prices are no prices. */
SVOD_API bool svod_read_price(svod_str text, svod_str hint, svod_price *ret);
/* One decimal with either separator and an optional unit after it: "0,35 кг". *ret_unit may be NULL. */
SVOD_API bool svod_read_decimal(svod_str text, svod_dec *ret, svod_str *ret_unit);
/* A whole quantity: "12", "12 шт", "по 6 шт", "12.000", "1 200"; not "1,200", which could be two. */
SVOD_API bool svod_read_quantity(svod_str text, int64_t *ret);
/* Kilograms from "0,35", "350 г", "1.2 kg"; without a unit `unit_hint` ("г", "кг", …) or kilograms. */
SVOD_API bool svod_read_weight(svod_str text, svod_str unit_hint, svod_dec *ret);
/* ISO 4217 code of "RUR", "руб.", "₽", "грн", "тенге", "$", "UAH" …; empty when unknown. */
SVOD_API svod_str svod_currency_iso(svod_str text);

/* ---- availability ---- */
/* Yes/no words of catalogs in Russian, Ukrainian, Kazakh, English and symbols: 1, 0, or -1 not understood. */
SVOD_API int svod_read_yes(svod_str text);
/* "12", ">20", "мало", "+", "в наявностi", "нет", "1000+", "IN STOCK": *ret_available 1, 0, -1; *ret_stock units when exact,
 * else -1. False: not understood at all. */
SVOD_API bool svod_read_stock(svod_str text, int *ret_available, int64_t *ret_stock);

/* ---- sizes ---- */
typedef struct svod_sizes {
    svod_row_cell *cells; /* in order of the text; counts 1 unless the text gives them */
    size_t n;
    bool row;   /* the text gave counts or said it is a row: 42(2),44(2) · 42-48:2 · "ростовка 42,44,46" */
    bool range; /* cells were made from a range A-B */
} svod_sizes;
/* Splits a text that lists sizes: "42-48", "42/44", "S, M, L", "42(2),44(2)", "98-104", "XS-XL", "['42-44', '46-48']".
 * One size gives one cell holding the trimmed text. How AUTO decides whether "A-B" is a range of sizes or one double size is
 * written above svod_read_sizes in core/text/size.c and in the README. False: memory ran out. */
SVOD_API bool svod_read_sizes(svod_arena *arena, svod_str text, svod_sizes_mode mode, svod_sizes *ret);
/* A row as profiles and CSV write it: "42-44-46:2-48" or "42,44,46:2", and every list svod_read_sizes knows. False: it is
 * no row (*ret untouched). */
SVOD_API bool svod_read_row(svod_arena *arena, svod_str text, svod_sizes *ret);
/* "… футболка размер 48", "… тюльпан (46)", "… р-р 42-44", "… р.48": the size at the end of a name, else empty. */
SVOD_API svod_str svod_size_in_name(svod_str name);
/* Could this text be a size of something worn (a number, a letter size, a height, a double size)? Used to tell "Размер: 48"
 * from "Размер: 64 ГБ". */
SVOD_API bool svod_is_size(svod_str text);
/* Splits colours: "белый, чёрный", "белый/черный" stays one. *ret has at least one part unless text is empty. */
SVOD_API bool svod_read_colours(svod_arena *arena, svod_str text, svod_strs *ret);

/* ---- headings and parameter names ---- */
typedef enum svod_field {
    SVOD_FIELD_NONE,
    SVOD_FIELD_OFFER,
    SVOD_FIELD_ITEM,
    SVOD_FIELD_ARTICLE,
    SVOD_FIELD_NAME,
    SVOD_FIELD_BRAND,
    SVOD_FIELD_DESCRIPTION,
    SVOD_FIELD_URL,
    SVOD_FIELD_CATEGORY,
    SVOD_FIELD_PICTURES,
    SVOD_FIELD_COLOUR,
    SVOD_FIELD_SIZE,
    SVOD_FIELD_PRICE,
    SVOD_FIELD_OLD_PRICE,
    SVOD_FIELD_RRP,
    SVOD_FIELD_PRICE_TIERS,
    SVOD_FIELD_CURRENCY,
    SVOD_FIELD_AVAILABLE,
    SVOD_FIELD_STOCK,
    SVOD_FIELD_MIN_QUANTITY,
    SVOD_FIELD_STEP_QUANTITY,
    SVOD_FIELD_ROW,
    SVOD_FIELD_BARCODE,
    SVOD_FIELD_WEIGHT,
    SVOD_FIELD_QUANTITY_ORDERED,
    SVOD_FIELD_SUM_ORDERED,
    SVOD_FIELD_ATTRIBUTES
} svod_field;
/* What a column heading or parameter name means, in Russian, Ukrainian, Kazakh and English, with a confidence 0…100.
 * "Цвет" → COLOUR 100; "Цена опт" → PRICE; "Размер экрана" → NONE. The `unit` of a YML param may be empty. */
SVOD_API svod_field svod_field_of(svod_str heading, svod_str unit, int *ret_confidence);

/* ---- text ---- */
/* A key for comparing: case, ё/е, white space, look-alike Latin/Cyrillic letters, dashes and quotes do not matter; й stays
 * й. */
SVOD_API svod_str svod_fold(svod_arena *arena, svod_str text);
/* Plain text of HTML or text: tags dropped (blocks become line breaks), entities read, white space folded. */
SVOD_API svod_str svod_plain_text(svod_arena *arena, svod_str html);
/* `text` itself when it is valid UTF-8; else a copy where each bad byte was read as windows-1251 (*ret_repaired true). */
SVOD_API svod_str svod_utf8_repair(svod_arena *arena, svod_str text, bool *ret_repaired);
SVOD_API bool svod_utf8_valid(svod_str text);

#ifdef __cplusplus
}
#endif
#endif
