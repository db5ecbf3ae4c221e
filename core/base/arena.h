/* Arena: many small allocations freed together, with mark and rewind. */
#ifndef SVOD_BASE_ARENA_H
#define SVOD_BASE_ARENA_H

#include <svod/kit.h>
#include <svod/types.h>

typedef struct svod_arena_piece svod_arena_piece;

struct svod_arena {
    svod_arena_piece *top;
    size_t used, total; /* bytes handed out; bytes held */
    size_t cap;         /* handing out more than this fails; 0: no cap */
    bool may_fail;      /* true: NULL when memory or the cap is exhausted; false: the program ends */
    bool failed;        /* it refused something since the last clear: what was decided from it may be wrong */
};

typedef struct svod_arena_mark {
    svod_arena_piece *piece;
    size_t piece_used, used;
} svod_arena_mark;

/* For the program's own data: never returns NULL. */
void svod_arena_init(svod_arena *a);
/* For data made from hostile input: NULL past `cap` bytes (0: no cap) or when memory is out. */
void svod_arena_init_try(svod_arena *a, size_t cap);
void svod_arena_release(svod_arena *a);
/* Frees everything but one piece, for the next record. */
void svod_arena_clear(svod_arena *a);

/* svod_arena_alloc and svod_arena_dup are in <svod/kit.h>: parsers use them too. */
void *svod_arena_calloc(svod_arena *a, size_t count, size_t size);
char *svod_arena_cstr(svod_arena *a, svod_str s);

svod_arena_mark svod_arena_mark_get(const svod_arena *a);
/* Frees what was allocated since the mark. */
void svod_arena_rewind(svod_arena *a, svod_arena_mark mark);

#endif
