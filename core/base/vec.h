/* A growing array: SVOD_VEC(type) name = {0}; name.v, name.n. Never fails (out of memory ends the program). */
#ifndef SVOD_BASE_VEC_H
#define SVOD_BASE_VEC_H

#include "base/alloc.h"

#define SVOD_VEC(type)                                                                                                      \
    struct {                                                                                                                \
        type *v;                                                                                                            \
        size_t n, room;                                                                                                     \
    }
/* Room for one more, not zeroed; a pointer to it. */
#define SVOD_VEC_ADD(vec)                                                                                                   \
    ((vec)->n == (vec)->room ? (void)((vec)->room = (vec)->room ? (vec)->room * 2 : 8,                                      \
                                      (vec)->v = svod_realloc((vec)->v, (vec)->room * sizeof *(vec)->v))                    \
                             : (void)0,                                                                                     \
     &(vec)->v[(vec)->n++])
#define SVOD_VEC_PUSH(vec, ...) (*SVOD_VEC_ADD(vec) = (__VA_ARGS__))
#define SVOD_VEC_RELEASE(vec) (svod_free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->room = 0)

#endif
