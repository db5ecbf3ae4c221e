/* Lists of colours: "белый, чёрный". */
#include "text/list.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/fold.h"

#include <svod/kit.h>

#include <string.h>

/* "черно-белый, с черно-белым рисунком", "белый, принт": more about the colour before, no colour of its own. */
static bool adds_to_the_one_before(svod_str part)
{
    char room[200];
    size_t n = svod_fold_simple(room, sizeof room, part);
    if (n == SIZE_MAX) return false;
    static const char *const beginnings[] = {"с ",    "со ",   "із ",   "з ",      "в ",     "у ",
                                             "with ", "принт", "print", "рисунок", "вставк", "отделк"};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (svod_folded_starts((svod_str){room, n}, beginnings[i], NULL)) return true;
    return false;
}

bool svod_read_colours(svod_arena *arena, svod_str text, svod_strs *ret)
{
    text = svod_str_trim(text);
    *ret = (svod_strs){NULL, 0};
    if (text.n == 0) return true;
    svod_strs parts;
    if (!svod_list_split(arena, text, ",;|\n", &parts)) return false;
    svod_str *v = svod_arena_alloc(arena, (parts.n + 1) * sizeof *v);
    if (!v) return false;
    size_t n = 0;
    for (size_t i = 0; i < parts.n; i++) {
        svod_str part = parts.v[i];
        if (part.n > 1 && parts.n > 1 && part.p[part.n - 1] == '.') part = svod_str_trim(svod_str_sub(part, 0, part.n - 1));
        if (part.n == 0) continue;
        if (n > 0 && text.p[0] != '[' && adds_to_the_one_before(part))
            v[n - 1] = svod_str_range(v[n - 1].p, part.p + part.n);
        else
            v[n++] = part;
    }
    if (n == 0) v[n++] = text;
    *ret = (svod_strs){v, n};
    return true;
}
