/* Who sits in which cell of the rows and packs that were bought. */
#include "write/seats.h"

void svod_seats_init(svod_seats *seats, svod_arena *arena, const svod_closing *c)
{
    const svod_plan *plan = c->plan;
    uint32_t n = c->demand->offers_n;
    seats->closing = c;
    seats->from = svod_arena_calloc(arena, (size_t)n + 2, sizeof *seats->from);
    seats->next = svod_arena_calloc(arena, n, sizeof *seats->next);
    seats->taken = svod_arena_calloc(arena, n, sizeof *seats->taken);
    seats->given = svod_arena_calloc(arena, plan->given_n, sizeof *seats->given);
    for (size_t i = 0; i < plan->given_n; i++) seats->from[plan->given[i].offer + 2]++;
    for (uint32_t i = 1; i < n; i++) seats->from[i + 1] += seats->from[i];
    for (int extra = 0; extra < 2; extra++)
        for (size_t i = 0; i < plan->given_n; i++)
            if ((plan->given[i].kind == SVOD_GIVEN_EXTRA) == (extra == 1))
                seats->given[seats->from[plan->given[i].offer + 1]++] = (uint32_t)i;
    for (uint32_t i = 0; i < n; i++) seats->next[i] = seats->from[i];
}

uint32_t svod_seats_next(svod_seats *seats, uint32_t offer)
{
    if (seats->next[offer] == seats->from[offer + 1]) return UINT32_MAX;
    uint32_t given = seats->given[seats->next[offer]];
    if (++seats->taken[offer] == seats->closing->plan->given[given].units) {
        seats->taken[offer] = 0;
        seats->next[offer]++;
    }
    return given;
}
