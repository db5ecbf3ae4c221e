/* Finding numbers in what people wrote: the part that prices, quantities and weights share. */
#ifndef SVOD_TEXT_NUMBER_H
#define SVOD_TEXT_NUMBER_H

#include <svod/types.h>

/* The beginning of a short text, letter by letter: tags and invisible letters left out, white space one ' '. */
enum { SVOD_GLYPHS_MAX = 200, SVOD_GLYPHS_ENDS = 4 };
typedef struct svod_glyphs {
    uint32_t
        c[SVOD_GLYPHS_MAX + SVOD_GLYPHS_ENDS]; /* letters folded one by one; zeros at the end, so that one can look ahead */
    uint16_t from[SVOD_GLYPHS_MAX + 1];        /* where in the text; from[n] is the end */
    size_t n;
    svod_str text;
} svod_glyphs;
void svod_glyphs_read(svod_glyphs *g, svod_str text);
/* The text of letters a…b-1 as it was written. */
svod_str svod_glyphs_text(const svod_glyphs *g, size_t a, size_t b);
/* How many letters one of the words (separated by '|') of a table covers at a…, as whole words; 0: none is there. */
size_t svod_glyphs_word(const svod_glyphs *g, size_t a, const char *words);
bool svod_glyph_is_letter(uint32_t c);
static inline bool svod_glyph_is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* "1.234": one '.' or ',' with one to three digits before it and three after. */
typedef enum svod_thousands {
    SVOD_THOUSANDS_GROUP,
    SVOD_THOUSANDS_DECIMAL,
    SVOD_THOUSANDS_PROGRAM, /* a dot is decimal, as programs write; a comma could be either: no number */
    SVOD_THOUSANDS_REFUSE
} svod_thousands;

typedef struct svod_number {
    size_t from, to; /* letters of the glyphs */
    svod_dec value;
    bool decimals;  /* digits after a decimal separator were written */
    bool ambiguous; /* decided by svod_thousands */
} svod_number;
/* The number that begins at `at` (a digit, or '.' or ',' before one). *ret_to, when not NULL, is set behind what looks like
 * a number even when it is none ("12.05.2024", too large): false then. */
bool svod_number_read(const svod_glyphs *g, size_t at, svod_thousands thousands, svod_number *ret, size_t *ret_to);

typedef struct svod_currency_found {
    char iso[4]; /* "" when several countries use the word */
    bool code;   /* written as that code, as programs do */
} svod_currency_found;
/* A currency written exactly at a…, or ending exactly before b; the letters it covers, 0 for none. *ret may be NULL. */
size_t svod_currency_at(const svod_glyphs *g, size_t a, svod_currency_found *ret);
size_t svod_currency_before(const svod_glyphs *g, size_t b, svod_currency_found *ret);

#endif
