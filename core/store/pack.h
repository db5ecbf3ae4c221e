/* An offer as bytes: what is hashed to see whether it changed, and the part of it no column holds. */
#ifndef SVOD_STORE_PACK_H
#define SVOD_STORE_PACK_H

#include "base/arena.h"
#include "base/buf.h"

#include <svod/offer.h>

/* Adds the fields that have no column of their own: description, category, pictures after the first, tiers, row, attributes
 * … A change of the form is a new number in its first byte, and makes every offer count as changed once. */
void svod_pack_rest(svod_buf *out, const svod_offer *offer);
/* Fills those fields again; lists are of `arena`, texts are views into `rest`. `picture` is the first one, empty: none.
 * False: these are no such bytes. */
bool svod_unpack_rest(svod_str rest, svod_str picture, svod_arena *arena, svod_offer *offer);

/* Numbers in as few bytes as they need, small negative ones too; texts with their length. */
void svod_pack_int(svod_buf *out, int64_t value);
void svod_pack_str(svod_buf *out, svod_str s);

#endif
