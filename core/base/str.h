/* Small work on text views: compare, trim, split. Bytes only; letters are core/text's business. */
#ifndef SVOD_BASE_STR_H
#define SVOD_BASE_STR_H

#include <svod/types.h>

#include <string.h>

static inline svod_str svod_str_of(const char *text)
{
    return (svod_str){text, text ? strlen(text) : 0};
}
static inline svod_str svod_str_range(const char *from, const char *to)
{
    return (svod_str){from, (size_t)(to - from)};
}
static inline bool svod_str_eq(svod_str a, svod_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool svod_str_is(svod_str a, const char *text)
{
    return svod_str_eq(a, svod_str_of(text));
}
/* ASCII letters compare without case. */
bool svod_str_eq_nocase(svod_str a, svod_str b);
/* By bytes, shorter first when one begins the other: <0, 0, >0. */
int svod_str_cmp(svod_str a, svod_str b);
bool svod_str_starts(svod_str s, svod_str with);
bool svod_str_ends(svod_str s, svod_str with);
/* Offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t svod_str_find(svod_str s, svod_str needle, size_t from);
/* Without ASCII white space, NBSP (U+00A0), U+202F, U+FEFF and U+200B at both ends. */
svod_str svod_str_trim(svod_str s);
static inline svod_str svod_str_sub(svod_str s, size_t from, size_t to)
{
    return (svod_str){s.p + from, to - from};
}
/* Cuts *rest at the next `by`; false when *rest was exhausted (rest->p == NULL). An empty text has one empty part. */
bool svod_str_split(svod_str *rest, char by, svod_str *ret_part);
/* A whole number, digits only, optional sign; false when anything else is there or it does not fit. */
bool svod_str_int(svod_str s, int64_t *ret);

#endif
