/* The few types everything in svod is made of: text views, exact decimals, statuses. */
#ifndef SVOD_TYPES_H
#define SVOD_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SVOD_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define SVOD_MUST_CHECK __attribute__((warn_unused_result))
#define SVOD_API __attribute__((visibility("default")))
#else
#define SVOD_PRINTF(fmt, first)
#define SVOD_MUST_CHECK
#define SVOD_API
#endif

/* A view of text: `n` bytes at `p`, not terminated, not owned. Empty is n == 0; p may then be NULL. UTF-8 unless said. */
typedef struct svod_str {
    const char *p;
    size_t n;
} svod_str;

#ifdef __cplusplus
#define SVOD_STR(lit) (svod_str{(lit), sizeof(lit) - 1})
#else
#define SVOD_STR(lit) ((svod_str){(lit), sizeof(lit) - 1})
#endif
/* For printf("%.*s", SVOD_FMT(s)). */
#define SVOD_FMT(s) (int)(s).n, (s).n ? (s).p : ""

/* A list of text views; `v` holds `n` of them and is not owned. */
typedef struct svod_strs {
    const svod_str *v;
    size_t n;
} svod_strs;

/* Money, rates, weights: an exact decimal, in units of 1/10000. 550.00 is 5500000. Never a double.
 * SVOD_DEC_NONE says "absent"; arithmetic on it is a fault of the caller. */
typedef int64_t svod_dec;
#define SVOD_DEC_SCALE 10000
#define SVOD_DEC_NONE INT64_MIN
#define SVOD_DEC_MAX (INT64_MAX / 4)

/* What the caller may still do. The svod_error beside it says why. */
typedef enum svod_status {
    SVOD_OK = 0,      /* done, go on */
    SVOD_END = 1,     /* done, and there is no more */
    SVOD_STOP = 2,    /* whoever receives asked to stop; not a failure */
    SVOD_FAILED = -1, /* this input or object is of no further use */
    SVOD_FATAL = -2   /* out of memory or a fault of ours: the whole run is of no further use */
} svod_status;

/* Memory freed all at once; see kit.h for what parsers do with it. */
typedef struct svod_arena svod_arena;

/* A 128-bit hash of bytes. */
typedef struct svod_hash {
    uint64_t lo, hi;
} svod_hash;

#ifdef __cplusplus
}
#endif
#endif
