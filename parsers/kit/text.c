/* Small work on text views; see the header. */
#include "kit/text.h"

#include "base/str.h"

#include <svod/kit.h>

svod_str svod_kit_trim(svod_str s)
{
    return svod_str_trim(s);
}

bool svod_kit_eq_nocase(svod_str a, svod_str b)
{
    return svod_str_eq_nocase(a, b);
}

bool svod_kit_has(svod_str s, const char *what)
{
    return s.n && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

svod_str svod_kit_join(svod_arena *arena, const svod_str *parts, size_t n, svod_str by)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++) length += parts[i].n + by.n;
    char *p = svod_arena_alloc(arena, length + 1), *to = p;
    if (!p) return (svod_str){NULL, 0};
    for (size_t i = 0; i < n; i++) {
        if (!parts[i].n) continue;
        if (to > p) {
            memcpy(to, by.p, by.n);
            to += by.n;
        }
        memcpy(to, parts[i].p, parts[i].n);
        to += parts[i].n;
    }
    return (svod_str){p, (size_t)(to - p)};
}

svod_str svod_kit_shown(svod_str text)
{
    enum { LONGEST = 80 };
    if (text.n <= LONGEST) return text;
    text.n = LONGEST;
    while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80) text.n--;
    return text;
}
