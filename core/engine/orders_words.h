/* The words of order files: headings, statuses, yes and no. For orders.c. */
#ifndef SVOD_ENGINE_ORDERS_WORDS_H
#define SVOD_ENGINE_ORDERS_WORDS_H

#include "base/arena.h"
#include "base/map.h"

#include <svod/types.h>

typedef enum svod_order_field {
    SVOD_ORDER_LINE,
    SVOD_ORDER_TIME,
    SVOD_ORDER_DATE,
    SVOD_ORDER_PARTICIPANT,
    SVOD_ORDER_PHONE,
    SVOD_ORDER_EMAIL,
    SVOD_ORDER_OFFER,
    SVOD_ORDER_ARTICLE,
    SVOD_ORDER_COLOUR,
    SVOD_ORDER_SIZE,
    SVOD_ORDER_QUANTITY,
    SVOD_ORDER_EXTRA,
    SVOD_ORDER_ALTERNATIVES,
    SVOD_ORDER_WHOLE,
    SVOD_ORDER_TOGETHER,
    SVOD_ORDER_PRICE,
    SVOD_ORDER_PAID,
    SVOD_ORDER_STATUS,
    SVOD_ORDER_COMMENT,
    SVOD_ORDER_VIP,
    SVOD_ORDER_PINNED,
    SVOD_ORDER_FIELDS
} svod_order_field;

typedef enum svod_order_status {
    SVOD_STATUS_UNKNOWN,
    SVOD_STATUS_NEW,
    SVOD_STATUS_CONFIRMED,
    SVOD_STATUS_REFUSED
} svod_order_status;

/* All words, folded once. */
typedef struct svod_order_words {
    svod_arena arena;
    svod_map headings, statuses, yes_no;
} svod_order_words;
/* False: memory ran out; to be released all the same. */
bool svod_order_words_init(svod_order_words *w);
void svod_order_words_release(svod_order_words *w);

/* The field a heading means, or SVOD_ORDER_FIELDS; *ret_rank: 0 for the best name of that field, more for weaker ones. */
svod_order_field svod_order_heading(svod_order_words *w, svod_str heading, int *ret_rank);
/* The field's name as the README has it: "quantity". */
const char *svod_order_field_name(svod_order_field field);
svod_order_status svod_order_status_of(svod_order_words *w, svod_str text);
/* 1 yes, 0 no, -1 neither. */
int svod_order_yes(svod_order_words *w, svod_str text);

#endif
