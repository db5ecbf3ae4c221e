/* Pictures and properties of one offer, in the memory of a step. */
#include "kit/gather.h"

#include "kit/text.h"

#include <string.h>

enum { FIRST_ROOM = 32 };

bool svod_gather_room(svod_gather *g, void **v, size_t n, size_t *room, size_t size, size_t cap)
{
    if (n < *room) return true;
    if (n >= cap) {
        g->too_many = true;
        return false;
    }
    size_t more = n < FIRST_ROOM / 2 ? FIRST_ROOM : n * 2;
    void *p = svod_arena_alloc(g->arena, more * size);
    if (!p) {
        g->no_memory = true;
        return false;
    }
    if (n) memcpy(p, *v, n * size);
    *v = p;
    *room = more;
    return true;
}

bool svod_gather_has_picture(const svod_gather *g, svod_str address)
{
    for (size_t i = 0; i < g->pictures_n; i++)
        if (svod_kit_eq(g->pictures[i], address)) return true;
    return false;
}

void svod_gather_attribute(svod_gather *g, svod_str name, svod_str value)
{
    if (!name.n || !value.n) return;
    void *v = g->attributes;
    if (!svod_gather_room(g, &v, g->attributes_n, &g->attributes_room, sizeof *g->attributes, g->attributes_cap)) return;
    g->attributes = v;
    g->attributes[g->attributes_n++] = (svod_attribute){name, value};
}

void svod_gather_picture(svod_gather *g, svod_str address)
{
    if (!address.n) return;
    void *v = g->pictures;
    if (!svod_gather_room(g, &v, g->pictures_n, &g->pictures_room, sizeof *g->pictures, g->pictures_cap)) return;
    g->pictures = v;
    g->pictures[g->pictures_n++] = address;
}

svod_str svod_gather_join(svod_gather *g, svod_str a, svod_str b, svod_str by)
{
    svod_str parts[2] = {a, b};
    svod_str both = svod_kit_join(g->arena, parts, 2, by);
    if (!both.p) g->no_memory = true;
    return both;
}

void svod_gather_give(const svod_gather *g, svod_offer *offer)
{
    offer->pictures = (svod_strs){g->pictures, g->pictures_n};
    offer->attributes = g->attributes;
    offer->attributes_n = g->attributes_n;
}
