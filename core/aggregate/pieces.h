/* Lines cut into pieces that are served apart, each at a turn of its own. Inside the plan. */
#ifndef SVOD_AGGREGATE_PIECES_H
#define SVOD_AGGREGATE_PIECES_H

#include "aggregate/solve.h"

typedef struct svod_pieces {
    svod_demand demand; /* the purchase, with pieces for lines */
    uint32_t *line;     /* per piece: the line it is of */
} svod_pieces;

/* `policy: even`: one piece a unit, by round, then as lines are served. The round of a unit is its number among the units
 * that its participant asks of the same offer. Lines that go whole or together stay in one piece, at the round of their
 * first unit; extra units go with a line's last piece. Lines that cannot be served have none. Memory of s->arena; needs
 * s->never. Fails when there are more units than can be dealt one by one. */
svod_status svod_pieces_make(const svod_solve *s, svod_pieces *ret, svod_error *e);

#endif
