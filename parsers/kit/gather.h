/* What an offer has an unknown number of: pictures, and properties that are no field of ours. */
#ifndef SVOD_KIT_GATHER_H
#define SVOD_KIT_GATHER_H

#include <svod/kit.h>
#include <svod/offer.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Begins with the arena and the caps set and all else zero. Memory is the arena's. */
typedef struct svod_gather {
    svod_arena *arena;
    size_t attributes_cap, pictures_cap;
    svod_attribute *attributes;
    size_t attributes_n, attributes_room;
    svod_str *pictures;
    size_t pictures_n, pictures_room;
    bool no_memory; /* the arena is exhausted: something is missing */
    bool too_many;  /* a cap is reached: the rest is left out */
} svod_gather;

/* Room for one more in an array of `size` bytes an element; false: none, or past the cap, as the flags say. */
SVOD_API bool svod_gather_room(svod_gather *g, void **v, size_t n, size_t *room, size_t size, size_t cap);
/* Nothing when either is empty; the host puts properties of one name together. */
SVOD_API void svod_gather_attribute(svod_gather *g, svod_str name, svod_str value);
/* Nothing when it is empty. */
SVOD_API void svod_gather_picture(svod_gather *g, svod_str address);
SVOD_API bool svod_gather_has_picture(const svod_gather *g, svod_str address);
/* Two texts with `by` between them; p == NULL sets no_memory. */
SVOD_API svod_str svod_gather_join(svod_gather *g, svod_str a, svod_str b, svod_str by);
/* What was gathered becomes the offer's. */
SVOD_API void svod_gather_give(const svod_gather *g, svod_offer *offer);

#ifdef __cplusplus
}
#endif
#endif
