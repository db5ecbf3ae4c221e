/* Folded texts as numbers. */
#include "aggregate/fold.h"

#include "base/str.h"

#include <svod/kit.h>

void svod_folder_init(svod_folder *f, svod_arena *arena)
{
    *f = (svod_folder){.arena = arena};
    SVOD_VEC_PUSH(&f->texts, SVOD_STR(""));
    svod_map_put(&f->folded, SVOD_STR(""), 0);
    svod_map_put(&f->raw, SVOD_STR(""), 0);
}

void svod_folder_resume(svod_folder *f, svod_arena *arena, const svod_str *texts, uint32_t n)
{
    svod_folder_init(f, arena);
    for (uint32_t i = 1; i < n; i++) {
        SVOD_VEC_PUSH(&f->texts, texts[i]);
        svod_map_put(&f->folded, texts[i], i);
    }
}

void svod_folder_release(svod_folder *f)
{
    svod_map_release(&f->raw);
    svod_map_release(&f->folded);
    SVOD_VEC_RELEASE(&f->texts);
}

svod_str svod_fold_tight(svod_arena *arena, svod_str text)
{
    svod_str folded = svod_fold(arena, text);
    if (folded.n == 0 || !memchr(folded.p, ' ', folded.n)) return folded;
    char *p = svod_arena_alloc(arena, folded.n);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] != ' ') p[n++] = folded.p[i];
    return (svod_str){p, n};
}

uint32_t svod_folder_add(svod_folder *f, svod_str text)
{
    if (text.n == 0) return 0;
    uint32_t known = svod_map_get(&f->raw, text);
    if (known != UINT32_MAX) return known;
    svod_str folded = svod_fold_tight(f->arena, text);
    uint32_t number = svod_map_get(&f->folded, folded);
    if (number == UINT32_MAX) {
        /* Folding may return a view into the text given, which may not live as long. */
        folded = svod_arena_dup(f->arena, folded);
        number = (uint32_t)f->texts.n;
        SVOD_VEC_PUSH(&f->texts, folded);
        svod_map_put(&f->folded, folded, number);
    }
    svod_map_put(&f->raw, text, number);
    return number;
}

uint32_t svod_folder_pattern(svod_folder *f, svod_str text)
{
    return svod_str_is(svod_str_trim(text), "*") ? SVOD_FOLD_ANY : svod_folder_add(f, text);
}
