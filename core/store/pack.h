/* An offer as bytes: what is hashed to see whether it changed, and the part of it no column holds. */
#ifndef SVOD_STORE_PACK_H
#define SVOD_STORE_PACK_H

#include "base/arena.h"
#include "base/buf.h"

#include <svod/offer.h>

#include <string.h>

/* Makes `out` all fields of the offer but `at`, each with its length, so that no two different offers give the same bytes.
 * Returns how many of them, from the start, hold the fields that have no column of their own: description, category,
 * pictures after the first, tiers, row, attributes … A change of the form is a new number in its first byte, and makes every
 * offer count as changed once. */
size_t svod_pack_offer(svod_buf *out, const svod_offer *offer);
/* Fills the fields without a column again; lists are of `arena`, texts are views into `rest`. `picture` is the first one,
 * empty: none. False: these are no such bytes. */
bool svod_unpack_rest(svod_str rest, svod_str picture, svod_arena *arena, svod_offer *offer);

/* The pieces, written at `at`, which has room for SVOD_PACK_MOST bytes and the text; they return the end. A number takes as
 * few bytes as it needs, seven bits each; a text follows its length. */
enum { SVOD_PACK_MOST = 10 };
static inline char *svod_pack_size(char *at, size_t value)
{
    for (; value > 0x7f; value >>= 7) *at++ = (char)(value | 0x80);
    *at++ = (char)value;
    return at;
}
static inline char *svod_pack_int(char *at, int64_t value)
{
    /* Zigzag: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
    return svod_pack_size(at, ((uint64_t)value << 1) ^ (uint64_t)(value >> 63));
}
static inline char *svod_pack_str(char *at, svod_str s)
{
    at = svod_pack_size(at, s.n);
    if (s.n) memcpy(at, s.p, s.n);
    return at + s.n;
}

#endif
