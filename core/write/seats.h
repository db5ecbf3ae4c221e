/* Who sits in which cell of the rows and packs that were bought. Of no use outside core/write. */
#ifndef SVOD_WRITE_SEATS_H
#define SVOD_WRITE_SEATS_H

#include "write/parts.h"

/* Units bought of each offer, handed out in order: to people in order of service, wanted units before extra ones, then to
 * nobody. */
typedef struct svod_seats {
    const svod_closing *closing;
    uint32_t *from;  /* offers_n + 1: where an offer's entries begin */
    uint32_t *next;  /* per offer: the entry that is next */
    uint32_t *taken; /* per offer: units of it already seated */
    uint32_t *given; /* entries: numbers in plan.given */
} svod_seats;

/* Memory of `arena`. */
void svod_seats_init(svod_seats *seats, svod_arena *arena, const svod_closing *closing);
/* The next unit of `offer`: a number in plan.given, or UINT32_MAX for nobody's. */
uint32_t svod_seats_next(svod_seats *seats, uint32_t offer);

#endif
