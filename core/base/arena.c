/* Arena: many small allocations freed together, with mark and rewind. */
#include "base/arena.h"

#include "base/alloc.h"

#include <string.h>

struct svod_arena_piece {
    svod_arena_piece *below;
    size_t size, used;
    max_align_t data[];
};

enum { FIRST_PIECE = 4096, LARGEST_PIECE = 1 << 20 };

/* Under sanitizers every allocation gets a piece of its own, so that overruns are seen. */
#if defined(__SANITIZE_ADDRESS__)
#define SEPARATE_PIECES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEPARATE_PIECES 1
#endif
#endif
#ifndef SEPARATE_PIECES
#define SEPARATE_PIECES 0
#endif

void svod_arena_init(svod_arena *a)
{
    memset(a, 0, sizeof *a);
}

void svod_arena_init_try(svod_arena *a, size_t cap)
{
    svod_arena_init(a);
    a->cap = cap;
    a->may_fail = true;
}

static void pop_until(svod_arena *a, svod_arena_piece *keep)
{
    while (a->top != keep) {
        svod_arena_piece *piece = a->top;
        a->top = piece->below;
        a->total -= piece->size;
        svod_free(piece);
    }
}

void svod_arena_release(svod_arena *a)
{
    pop_until(a, NULL);
    a->used = 0;
    a->failed = false;
}

void svod_arena_clear(svod_arena *a)
{
    if (SEPARATE_PIECES || !a->top) {
        svod_arena_release(a);
        return;
    }
    a->failed = false;
    svod_arena_piece *kept = a->top;
    a->top = kept->below;
    a->total -= kept->size;
    pop_until(a, NULL);
    kept->below = NULL;
    kept->used = 0;
    a->top = kept;
    a->total = kept->size;
    a->used = 0;
}

static bool push_piece(svod_arena *a, size_t need)
{
    size_t size = a->top ? a->top->size * 2 : FIRST_PIECE;
    if (size > LARGEST_PIECE) size = LARGEST_PIECE;
    if (size < need || SEPARATE_PIECES) size = need;
    if (size > SIZE_MAX - sizeof(svod_arena_piece)) return false;
    svod_arena_piece *piece = a->may_fail ? svod_try_alloc(sizeof *piece + size) : svod_alloc(sizeof *piece + size);
    if (!piece) return false;
    piece->below = a->top;
    piece->size = size;
    piece->used = 0;
    a->top = piece;
    a->total += size;
    return true;
}

void *svod_arena_alloc(svod_arena *a, size_t n)
{
    const size_t align = _Alignof(max_align_t);
    if (n > SIZE_MAX / 2) n = SIZE_MAX / 2;
    size_t need = n ? (n + align - 1) / align * align : align;
    bool fits_cap = a->cap == 0 || (need <= a->cap && a->used <= a->cap - need);
    if (!fits_cap || ((SEPARATE_PIECES || !a->top || a->top->size - a->top->used < need) && !push_piece(a, need))) {
        if (!a->may_fail) svod_out_of_memory();
        a->failed = true;
        return NULL;
    }
    char *p = (char *)a->top->data + a->top->used;
    a->top->used += need;
    a->used += need;
    return p;
}

void *svod_arena_calloc(svod_arena *a, size_t count, size_t size)
{
    size_t n = size && count > SIZE_MAX / 2 / size ? SIZE_MAX / 2 : count * size;
    void *p = svod_arena_alloc(a, n);
    return p ? memset(p, 0, n) : NULL;
}

char *svod_arena_cstr(svod_arena *a, svod_str s)
{
    char *p = svod_arena_alloc(a, s.n + 1);
    if (!p) return NULL;
    if (s.n) memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return p;
}

svod_str svod_arena_dup(svod_arena *a, svod_str s)
{
    char *p = svod_arena_cstr(a, s);
    return (svod_str){p, p ? s.n : 0};
}

svod_arena_mark svod_arena_mark_get(const svod_arena *a)
{
    return (svod_arena_mark){a->top, a->top ? a->top->used : 0, a->used};
}

void svod_arena_rewind(svod_arena *a, svod_arena_mark mark)
{
    pop_until(a, mark.piece);
    if (a->top) a->top->used = mark.piece_used;
    a->used = mark.used;
}
