/* What a plan must come to when it has to reach the minimum of the purchase. Inside the plan. */
#ifndef SVOD_AGGREGATE_NEED_H
#define SVOD_AGGREGATE_NEED_H

#include "aggregate/solve.h"
#include "base/vec.h"

typedef SVOD_VEC(svod_dec) svod_levels;

/* 0 and all amounts from which some offer that can be bought has another price, lowest first. */
void svod_need_levels(const svod_solve *s, svod_levels *ret);
/* Some offer that can be bought has a price by the units of its article. */
bool svod_need_by_article(const svod_solve *s);
/* What it takes to reach the minimum at the prices of levels[at]: the minimum, the tier itself, and no higher one at whose
 * prices the minimum would not be reached. False: more than SVOD_NEEDS_MAX, some are left out. */
bool svod_need_at(const svod_solve *s, const svod_levels *levels, size_t at, svod_need *ret, uint32_t *ret_n);

#endif
