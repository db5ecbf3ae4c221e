/* Compiler attributes, cleanup helpers and BUG(). */
#ifndef SVOD_BASE_ATTRS_H
#define SVOD_BASE_ATTRS_H

#include <stdio.h>
#include <stdlib.h>

#define SVOD_UNUSED __attribute__((unused))
#define SVOD_CLEANUP(fn) __attribute__((cleanup(fn)))
#define SVOD_MIN(a, b) ((a) < (b) ? (a) : (b))
#define SVOD_MAX(a, b) ((a) > (b) ? (a) : (b))
#define SVOD_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A fault of ours, never of the input: says where and aborts. */
#define SVOD_BUG(what)                                                                                                      \
    do {                                                                                                                    \
        fprintf(stderr, "svod: fault at %s:%d: %s\n", __FILE__, __LINE__, (what));                                          \
        abort();                                                                                                            \
    } while (0)

#endif
