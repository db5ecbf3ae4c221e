/* Lines cut into pieces that are served apart, each at a turn of its own: pinned units, and the units of `policy: even`.
 * Inside the plan. */
#ifndef SVOD_AGGREGATE_PIECES_H
#define SVOD_AGGREGATE_PIECES_H

#include "aggregate/solve.h"

typedef struct svod_pieces {
    svod_demand demand; /* the purchase, with pieces for lines; the classes after pinned units when there are any */
    uint32_t *line;     /* per piece: the line it is of */
    uint32_t *pin;      /* per piece: number of its pin in the purchase's demand, UINT32_MAX when it is not pinned */
} svod_pieces;

/* `held`: units of each pin that are still to be had. They are pieces of a class before all others, from that offer alone;
 * what is left of the line is a piece as the line was (of no units and extra ones, when all is pinned). The pieces of a line
 * that goes whole go together.
 * `policy: even`: one piece a unit, by class, round, then as lines are served. The round of a unit is its number among the
 * units that its participant asks of the same offer. Lines that go whole or together are not cut further and come at the
 * round of their first unit; extra units go with a line's last piece.
 * Lines that cannot be served have no piece. Memory of s->arena; needs s->never. Fails when there are more units than can be
 * dealt one by one. */
svod_status svod_pieces_make(const svod_solve *s, const uint32_t *held, svod_pieces *ret, svod_error *e);

#endif
