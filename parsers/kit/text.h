/* Small work on text views for parsers, which see no more of the program than <svod/…> and this folder. */
#ifndef SVOD_KIT_TEXT_H
#define SVOD_KIT_TEXT_H

#include <svod/types.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Without white space of any kind (NBSP, BOM too) at both ends. */
SVOD_API svod_str svod_kit_trim(svod_str s);
/* ASCII letters compare without case. */
SVOD_API bool svod_kit_eq_nocase(svod_str a, svod_str b);
/* The texts with `by` between those that are not empty. p == NULL: out of memory. */
SVOD_API svod_str svod_kit_join(svod_arena *arena, const svod_str *parts, size_t n, svod_str by);

static inline bool svod_kit_eq(svod_str a, svod_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
/* Its beginning, short enough to show in a message. */
SVOD_API svod_str svod_kit_shown(svod_str text);
SVOD_API bool svod_kit_has(svod_str s, const char *what);

#ifdef __cplusplus
}
#endif
#endif
