/* The plan before, as far as it can still be had: among plans that are equal under the rules the nearest to it wins. Inside
 * the plan. */
#ifndef SVOD_AGGREGATE_LAST_H
#define SVOD_AGGREGATE_LAST_H

#include "aggregate/pieces.h"
#include "aggregate/solve.h"

/* Sets s->last from what was given (by line, extra units last) and left over; `last` must outlive the solving. */
void svod_last_set(svod_solve *s, const svod_last *last, size_t n);
/* The same for the pieces of s->demand: what a line was given is dealt to its pieces in order. */
void svod_last_of_pieces(const svod_solve *s, const svod_pieces *pieces, svod_solve *of_pieces);
/* How many of each lot of the atom were bought, when that follows from the units; false: it does not, or nothing was. Uses
 * s->local. */
bool svod_last_counts(const svod_solve *s, const svod_atom *atom, uint32_t *counts);
/* Keeps the way in which an open atom was bought, when it is one still. */
void svod_last_keep(svod_solve *s, svod_atom *atom);
/* Units wanted that a line was given of an offer. */
int64_t svod_last_units(const svod_solve *s, uint32_t line, uint32_t offer);

#endif
