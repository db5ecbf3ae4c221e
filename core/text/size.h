/* Sizes of things worn: single sizes, the grids they stand in, and their steps. */
#ifndef SVOD_TEXT_SIZE_H
#define SVOD_TEXT_SIZE_H

#include "text/number.h"

typedef enum svod_size_kind { SVOD_SIZE_NONE, SVOD_SIZE_NUMBER, SVOD_SIZE_LETTER } svod_size_kind;

/* "48", "17,5", "XL": one size without anything beside it. */
typedef struct svod_size_atom {
    svod_size_kind kind;
    int value;    /* tenths of the number, or the rank of the letters: XXXS 0 … S 3, M 4, L 5, XL 6 … 10XL 15 */
    bool counted; /* letters with a digit: 2XL, not XXL */
} svod_size_atom;
/* The letters a…b-1, blanks at the ends let pass; kind NONE when they are no size. */
svod_size_atom svod_size_atom_read(const svod_glyphs *g, size_t a, size_t b);

/* "A-B" with any dash or "..": *ret_a, *ret_b the sizes. False: it is something else. */
bool svod_size_pair_read(const svod_glyphs *g, svod_size_atom *ret_a, svod_size_atom *ret_b);

/* Steps between the sizes of a range; 0: "A-B" is no range by the rule above svod_read_sizes. For numbers in tenths, for
 * letters 1. `told`: something says that it is a range (a row, "размеры", "от … до", SVOD_SIZES_RANGE). */
int svod_size_range_step(svod_size_atom a, svod_size_atom b, bool told);

#endif
