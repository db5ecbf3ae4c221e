/* What tests of the store share: a folder of their own, random offers, comparing offers field by field. */
#ifndef SVOD_TESTS_STORE_FIXTURE_H
#define SVOD_TESTS_STORE_FIXTURE_H

#include "base/arena.h"
#include "store/store.h"

/* A new folder below the system's place for temporary files, and its removal with all that is in it. */
void fixture_folder(char ret_path[256]);
void fixture_remove(const char *folder);

/* A small generator of its own: the same seed gives the same run everywhere. */
typedef struct fixture_random {
    uint64_t state;
} fixture_random;
uint64_t fixture_next(fixture_random *r);
/* 0 … below-1 */
uint32_t fixture_below(fixture_random *r, uint32_t below);
/* 0 … 19 bytes of letters of two alphabets, punctuation, line ends and zero bytes. */
svod_str fixture_text(fixture_random *r, svod_arena *arena);
/* Every field random, absent ones often; `id` becomes its id. */
svod_offer fixture_offer(fixture_random *r, svod_arena *arena, svod_str id);
/* A deep copy. */
svod_offer fixture_copy(svod_arena *arena, const svod_offer *offer);
/* All fields but `at`; prints the first that differs. */
bool fixture_same(const svod_offer *a, const svod_offer *b);

#endif
