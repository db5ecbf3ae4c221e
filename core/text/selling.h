/* How goods are sold, as a name or another free text says it: "упак. 6 шт", "мин. заказ 5 шт", "ростовка 42-44-46". */
#ifndef SVOD_TEXT_SELLING_H
#define SVOD_TEXT_SELLING_H

#include <svod/kit.h>

/* What a text says; the texts are views into it: the words that say so. */
typedef struct svod_selling {
    int64_t step, min; /* units, ≥ 2; 0: not said */
    svod_str step_text, min_text;
    svod_sizes row;    /* n 0: not said */
    int64_t row_units; /* "ряд 5 шт": the units of a row whose sizes are not named; 0: not said */
    svod_str row_text;
} svod_selling;

/* Reads what `text` (UTF-8) says for certain; what could mean something else ("10 шт", "от 5 лет", "мин. заказ 3000", "от 3
 * шт 450 руб") says nothing. In `prose`, a description, a pack is rather what one unit consists of, so that there only words
 * about ordering count. False: memory of `arena` ran out. */
bool svod_selling_read(svod_arena *arena, svod_str text, bool prose, svod_selling *ret);

#endif
