/* A table of texts, each with a chain of small records hung on it in the order they came: what one pass over a catalog keeps
 * for the next. Records lie one after the other in blocks, some 6 bytes each besides their own, so that a million of them
 * need tens of megabytes; a text is found by hash and never stored twice. Pure memory, no I/O. */
#ifndef SVOD_KIT_CHAINS_H
#define SVOD_KIT_CHAINS_H

#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SVOD_CHAINS_TEXT_CAP = 32 << 10 }; /* bytes of one text or record */
#define SVOD_CHAINS_CAP ((size_t)1 << 30) /* of a whole table; far below a real catalog's nothing is refused */

typedef struct svod_chains svod_chains;
typedef uint32_t svod_chains_key;    /* 0: none; stays the same as the table grows */
typedef uint32_t svod_chains_record; /* 0: none */

/* NULL: out of memory. */
SVOD_API svod_chains *svod_chains_new(void);
SVOD_API void svod_chains_free(svod_chains *table);
/* 0: not there. */
SVOD_API svod_chains_key svod_chains_find(const svod_chains *table, svod_str text);
/* Found or added; 0: out of memory or above a cap. */
SVOD_API svod_chains_key svod_chains_add(svod_chains *table, svod_str text);
/* The text of a key; lives as long as the table. */
SVOD_API svod_str svod_chains_text(const svod_chains *table, svod_chains_key key);
/* Hangs a copy of `bytes` on `key`, last. False: out of memory or above a cap. */
SVOD_API bool svod_chains_hang(svod_chains *table, svod_chains_key key, svod_str bytes);
/* The records of a key in order: first (0: none) and next. */
SVOD_API svod_chains_record svod_chains_first(const svod_chains *table, svod_chains_key key);
SVOD_API svod_chains_record svod_chains_next(const svod_chains *table, svod_chains_record record);
SVOD_API svod_str svod_chains_bytes(const svod_chains *table, svod_chains_record record);
/* A mark on a record, unset at first. */
SVOD_API void svod_chains_mark(svod_chains *table, svod_chains_record record);
SVOD_API bool svod_chains_marked(const svod_chains *table, svod_chains_record record);
/* The keys in order of their adding: the one after `key`, or the first for 0; 0: no more. */
SVOD_API svod_chains_key svod_chains_after(const svod_chains *table, svod_chains_key key);

#ifdef __cplusplus
}
#endif
#endif
