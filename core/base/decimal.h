/* Exact decimals (svod_dec, 1/10000): reading, writing and the few roundings the money rules name. */
#ifndef SVOD_BASE_DECIMAL_H
#define SVOD_BASE_DECIMAL_H

#include "base/buf.h"

#include <svod/types.h>

static inline svod_dec svod_dec_of(int64_t whole)
{
    return whole * SVOD_DEC_SCALE;
}
/* Machine form only: "-12", "550.00", at most four decimals (further zeros are let pass). False: *ret untouched. */
bool svod_dec_parse(svod_str s, svod_dec *ret);
/* At least `decimals` (0…4) decimals, more only when needed: 550.00, 29.1583. */
void svod_dec_format(svod_buf *out, svod_dec value, int decimals);
/* The same into a fixed buffer of at least 32 bytes; returns it. */
char *svod_dec_text(svod_dec value, int decimals, char out[32]);

/* False on overflow, *ret untouched. */
bool svod_dec_add(svod_dec a, svod_dec b, svod_dec *ret);
bool svod_dec_sub(svod_dec a, svod_dec b, svod_dec *ret);
/* a × n, exact. */
bool svod_dec_times(svod_dec a, int64_t n, svod_dec *ret);
/* Rounds half away from zero to a multiple of `unit` (> 0): unit 100 is 0.01. */
bool svod_dec_round(svod_dec a, svod_dec unit, svod_dec *ret);
/* Rounds away from zero to a multiple of `unit`. */
bool svod_dec_round_up(svod_dec a, svod_dec unit, svod_dec *ret);
/* a × b × c / … rounded half away from zero once, to a multiple of `unit`: price × quantity × rate. */
bool svod_dec_mul(svod_dec a, svod_dec b, svod_dec unit, svod_dec *ret);
bool svod_dec_mul3(svod_dec a, svod_dec b, svod_dec c, svod_dec unit, svod_dec *ret);

#endif
