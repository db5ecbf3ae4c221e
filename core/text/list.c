/* Lists written in one text. */
#include "text/list.h"

#include "base/arena.h"
#include "base/str.h"

#include <svod/kit.h>

#include <string.h>

static bool is_quote(char c)
{
    return c == '\'' || c == '"';
}

static size_t count_of(svod_str text, const char *by)
{
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++) n += text.p[i] && strchr(by, text.p[i]) != NULL;
    return n;
}

bool svod_list_printed(svod_arena *arena, svod_str text, svod_strs *ret, bool *ret_memory)
{
    *ret_memory = true;
    text = svod_str_trim(text);
    if (text.n < 4 || text.p[0] != '[' || text.p[text.n - 1] != ']') return false;
    svod_str rest = svod_str_trim(svod_str_sub(text, 1, text.n - 1));
    if (rest.n < 2 || !is_quote(rest.p[0])) return false;
    svod_str *v = svod_arena_alloc(arena, count_of(rest, ",") * sizeof *v);
    if (!v) {
        *ret_memory = false;
        return false;
    }
    size_t n = 0;
    for (;;) {
        const char *end = rest.n > 1 && is_quote(rest.p[0]) ? memchr(rest.p + 1, rest.p[0], rest.n - 1) : NULL;
        if (!end) return false;
        svod_str part = svod_str_trim(svod_str_range(rest.p + 1, end));
        if (part.n) v[n++] = part;
        rest = svod_str_trim(svod_str_range(end + 1, rest.p + rest.n));
        if (rest.n == 0) break;
        if (rest.p[0] != ',') return false;
        rest = svod_str_trim(svod_str_sub(rest, 1, rest.n));
    }
    *ret = (svod_strs){v, n};
    return true;
}

bool svod_list_split(svod_arena *arena, svod_str text, const char *by, svod_strs *ret)
{
    bool memory;
    if (svod_list_printed(arena, text, ret, &memory)) return true;
    if (!memory) return false;
    svod_str *v = svod_arena_alloc(arena, count_of(text, by) * sizeof *v);
    if (!v) return false;
    size_t n = 0;
    size_t from = 0;
    int depth = 0;
    for (size_t i = 0; i <= text.n; i++) {
        char c = i < text.n ? text.p[i] : 0;
        if (c == '(' || c == '[') depth++;
        if ((c == ')' || c == ']') && depth > 0) depth--;
        if (i < text.n && (depth > 0 || c == 0 || !strchr(by, c))) continue;
        svod_str part = svod_str_trim(svod_str_sub(text, from, i));
        if (part.n) v[n++] = part;
        from = i + 1;
    }
    *ret = (svod_strs){v, n};
    return true;
}
