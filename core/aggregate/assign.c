/* Handing out units to lines that accept several offers.
 *
 * The lines that can be served at once form a matroid, and so do the units that can be handed out at once; whatever set of
 * each is possible, both are possible together. So: lines are served greedily in order of service (that is the most units,
 * class by class, and the earliest first); then what is still to be handed out is moved there or given as extra units (the
 * fewest); then units change places for the preferences. All of it is done by chains: a unit goes to an offer, one that lay
 * there goes on to another offer that its line accepts, and so on until one finds room. */
#include "aggregate/assign.h"

#include "base/arena.h"
#include "base/attrs.h"

#include <string.h>

#define NOBODY UINT32_MAX

/* How a chain came to a place. */
enum { HOW_NONE, HOW_START, HOW_WANTED, HOW_EXTRA, HOW_DROP, HOW_ADD, HOW_ROOM, HOW_DONOR };

/* What a chain may end with. */
typedef enum goal {
    GOAL_ROOM,  /* an offer with room */
    GOAL_NEED,  /* an offer that must be handed out */
    GOAL_OFFER, /* a given offer */
    GOAL_DROP   /* an extra unit of a later line, which is dropped */
} goal;

void svod_assign_init(svod_assign *a, svod_arena *arena, uint32_t lines_n, uint32_t offers_n)
{
    size_t table = (size_t)lines_n * offers_n + 1, places = (size_t)offers_n + 3;
    *a = (svod_assign){.lines_n = lines_n, .offers_n = offers_n};
    a->rank = svod_arena_alloc(arena, table * sizeof *a->rank);
    a->stand = svod_arena_calloc(arena, lines_n + 1u, sizeof *a->stand);
    a->need = svod_arena_calloc(arena, places, sizeof *a->need);
    a->cap = svod_arena_calloc(arena, places, sizeof *a->cap);
    a->given = svod_arena_calloc(arena, table, sizeof *a->given);
    a->extra = svod_arena_calloc(arena, table, sizeof *a->extra);
    a->got = svod_arena_calloc(arena, lines_n + 1u, sizeof *a->got);
    a->more = svod_arena_calloc(arena, lines_n + 1u, sizeof *a->more);
    a->used = svod_arena_calloc(arena, places, sizeof *a->used);
    a->settled = svod_arena_calloc(arena, lines_n + 1u, sizeof *a->settled);
    a->from = svod_arena_alloc(arena, places * sizeof *a->from);
    a->mover = svod_arena_alloc(arena, places * sizeof *a->mover);
    a->queue = svod_arena_alloc(arena, places * sizeof *a->queue);
    a->how = svod_arena_alloc(arena, places);
}

void svod_assign_ready(svod_assign *a, svod_arena *arena)
{
    uint32_t n = 0;
    a->choices_from = svod_arena_alloc(arena, (a->lines_n + 1u) * sizeof *a->choices_from);
    a->choice = svod_arena_alloc(arena, (size_t)a->lines_n * a->offers_n * sizeof *a->choice + 1);
    a->movers = svod_arena_alloc(arena, a->lines_n * sizeof *a->movers + 1);
    for (uint32_t l = 0; l < a->lines_n; l++) {
        a->choices_from[l] = n;
        for (uint32_t o = 0; o < a->offers_n; o++)
            if (a->rank[(size_t)l * a->offers_n + o] != SVOD_NO_RANK) a->choice[n++] = o;
        if (n - a->choices_from[l] > 1 || a->most_extra[l] > 0) a->movers[a->movers_n++] = l;
    }
    a->choices_from[a->lines_n] = n;
}

static uint32_t rank_of(const svod_assign *a, uint32_t line, uint32_t offer)
{
    return a->rank[(size_t)line * a->offers_n + offer];
}
static int64_t *given_at(const svod_assign *a, uint32_t line, uint32_t offer)
{
    return &a->given[(size_t)line * a->offers_n + offer];
}
static int64_t *extra_at(const svod_assign *a, uint32_t line, uint32_t offer)
{
    return &a->extra[(size_t)line * a->offers_n + offer];
}

static bool may_extra(const svod_assign *a, uint32_t line)
{
    return a->stand[line] == SVOD_STAND_FREE || a->stand[line] == SVOD_STAND_FULL;
}

static void add_wanted(svod_assign *a, uint32_t line, uint32_t offer, int64_t n)
{
    *given_at(a, line, offer) += n;
    a->got[line] += n;
    a->used[offer] += n;
}

static void add_extra(svod_assign *a, uint32_t line, uint32_t offer, int64_t n)
{
    *extra_at(a, line, offer) += n;
    a->more[line] += n;
    a->used[offer] += n;
}

/* ---- chains ---- */

/* Places are offers that have one unit too many, and two more: ROOM, where a unit found room so that another place may do
 * with one less, and POOL, an extra unit that was dropped and may be given to another line. */
static uint32_t place_room(const svod_assign *a)
{
    return a->offers_n;
}
static uint32_t place_pool(const svod_assign *a)
{
    return a->offers_n + 1;
}

static void chain_clear(svod_assign *a)
{
    memset(a->how, HOW_NONE, a->offers_n + 2u);
}

static void reach(svod_assign *a, uint32_t place, uint32_t from, uint32_t mover, uint8_t how, uint32_t *tail)
{
    if (a->how[place] != HOW_NONE) return;
    a->how[place] = how;
    a->from[place] = from;
    a->mover[place] = mover;
    a->queue[(*tail)++] = place;
}

static uint32_t later_extra_at(const svod_assign *a, uint32_t offer)
{
    for (uint32_t i = a->movers_n; i-- > 0 && a->movers[i] >= a->extra_settled;)
        if (*extra_at(a, a->movers[i], offer) > 0) return a->movers[i];
    return NOBODY;
}

static bool is_goal(const svod_assign *a, goal what, uint32_t which, uint32_t place)
{
    if (place >= a->offers_n) return false;
    switch (what) {
    case GOAL_ROOM:
        return a->used[place] < a->cap[place];
    case GOAL_NEED:
        return a->used[place] < a->need[place];
    case GOAL_OFFER:
        return place == which;
    case GOAL_DROP:
        return later_extra_at(a, place) != NOBODY;
    }
    return false;
}

/* A wanted unit of `line` may go from one offer to the other: not out of the ranks that are settled, nor into them. */
static bool may_move(const svod_assign *a, uint32_t line, uint32_t from, uint32_t to)
{
    uint32_t x = rank_of(a, line, from), y = rank_of(a, line, to);
    return y != SVOD_NO_RANK && (x == y || (x >= a->settled[line] && y >= a->settled[line]));
}

static void leave_offer(svod_assign *a, uint32_t offer, bool swap, uint32_t *tail)
{
    for (uint32_t i = 0; i < a->movers_n; i++) {
        uint32_t l = a->movers[i];
        bool wanted = *given_at(a, l, offer) > 0, extra = *extra_at(a, l, offer) > 0;
        if (!wanted && !extra) continue;
        for (uint32_t k = a->choices_from[l]; k < a->choices_from[l + 1]; k++) {
            uint32_t b = a->choice[k];
            if (a->how[b] != HOW_NONE) continue;
            if (wanted && may_move(a, l, offer, b))
                reach(a, b, offer, l, HOW_WANTED, tail);
            else if (extra)
                reach(a, b, offer, l, HOW_EXTRA, tail);
        }
        if (swap && extra && l >= a->extra_settled) reach(a, place_pool(a), offer, l, HOW_DROP, tail);
    }
    if (swap && a->used[offer] < a->cap[offer]) reach(a, place_room(a), offer, NOBODY, HOW_ROOM, tail);
}

static void leave_room(svod_assign *a, uint32_t *tail)
{
    for (uint32_t b = 0; b < a->offers_n; b++)
        if (a->used[b] > a->need[b]) reach(a, b, place_room(a), NOBODY, HOW_DONOR, tail);
}

static void leave_pool(svod_assign *a, uint32_t *tail)
{
    for (uint32_t i = 0; i < a->movers_n; i++) {
        uint32_t l = a->movers[i];
        if (l < a->extra_settled || !may_extra(a, l) || a->more[l] >= a->most_extra[l]) continue;
        for (uint32_t k = a->choices_from[l]; k < a->choices_from[l + 1]; k++)
            reach(a, a->choice[k], place_pool(a), l, HOW_ADD, tail);
    }
}

/* The chain from the starts (reached already, `tail` of them in the queue) to a goal; NOBODY when there is none. `swap`:
 * extra units may change lines and room may change offers. */
static uint32_t find_chain(svod_assign *a, uint32_t tail, goal what, uint32_t which, bool swap)
{
    for (uint32_t head = 0; head < tail; head++) {
        uint32_t place = a->queue[head];
        if (is_goal(a, what, which, place)) return place;
        if (place == place_room(a))
            leave_room(a, &tail);
        else if (place == place_pool(a))
            leave_pool(a, &tail);
        else
            leave_offer(a, place, swap, &tail);
    }
    return NOBODY;
}

/* Moves the units along the chain that ends at `place`; returns the offer it starts at. */
static uint32_t follow(svod_assign *a, uint32_t place)
{
    for (; a->how[place] != HOW_START; place = a->from[place]) {
        uint32_t from = a->from[place], line = a->mover[place];
        switch (a->how[place]) {
        case HOW_WANTED:
            add_wanted(a, line, from, -1);
            add_wanted(a, line, place, 1);
            break;
        case HOW_EXTRA:
            add_extra(a, line, from, -1);
            add_extra(a, line, place, 1);
            break;
        case HOW_DROP:
            add_extra(a, line, from, -1);
            break;
        case HOW_ADD:
            add_extra(a, line, place, 1);
            break;
        default:
            break;
        }
    }
    return place;
}

static uint32_t start_at_choices(svod_assign *a, uint32_t line)
{
    uint32_t tail = 0;
    chain_clear(a);
    for (uint32_t k = a->choices_from[line]; k < a->choices_from[line + 1]; k++)
        reach(a, a->choice[k], NOBODY, line, HOW_START, &tail);
    return tail;
}

/* ---- serving ---- */

static void forget(svod_assign *a)
{
    size_t table = (size_t)a->lines_n * a->offers_n;
    memset(a->given, 0, table * sizeof *a->given);
    memset(a->extra, 0, table * sizeof *a->extra);
    memset(a->got, 0, a->lines_n * sizeof *a->got);
    memset(a->more, 0, a->lines_n * sizeof *a->more);
    memset(a->used, 0, a->offers_n * sizeof *a->used);
    memset(a->settled, 0, a->lines_n * sizeof *a->settled);
    a->extra_settled = 0;
}

static void serve_line(svod_assign *a, uint32_t line, int64_t quantity)
{
    /* Where there is room the first best will do: preferences are seen to later. */
    for (uint32_t k = a->choices_from[line]; k < a->choices_from[line + 1] && a->got[line] < quantity; k++) {
        uint32_t o = a->choice[k];
        int64_t room = SVOD_MIN(quantity - a->got[line], a->cap[o] - a->used[o]);
        if (room > 0) add_wanted(a, line, o, room);
    }
    while (a->got[line] < quantity) {
        uint32_t end = find_chain(a, start_at_choices(a, line), GOAL_ROOM, NOBODY, false);
        if (end == NOBODY) return;
        add_wanted(a, line, follow(a, end), 1);
    }
}

bool svod_assign_serve(svod_assign *a)
{
    forget(a);
    for (uint32_t l = 0; l < a->lines_n; l++) {
        if (a->stand[l] != SVOD_STAND_FULL) continue;
        serve_line(a, l, a->quantity[l]);
        if (a->got[l] < a->quantity[l]) return false;
    }
    for (uint32_t l = 0; l < a->lines_n; l++)
        if (a->stand[l] == SVOD_STAND_FREE || a->stand[l] == SVOD_STAND_PART) serve_line(a, l, a->quantity[l]);
    return true;
}

int64_t svod_assign_reach(svod_assign *a, bool extra)
{
    int64_t sum = 0;
    forget(a);
    for (uint32_t l = 0; l < a->lines_n; l++) {
        if (a->stand[l] == SVOD_STAND_NONE) continue;
        serve_line(a, l, a->quantity[l] + (extra ? a->most_extra[l] : 0));
        sum += a->got[l];
    }
    return sum;
}

/* ---- what must be handed out ---- */

static uint32_t one_needed(const svod_assign *a)
{
    for (uint32_t o = 0; o < a->offers_n; o++)
        if (a->used[o] < a->need[o]) return o;
    return NOBODY;
}

/* Wanted units leave offers that may do with less. */
static bool move_to_need(svod_assign *a)
{
    uint32_t tail = 0;
    chain_clear(a);
    for (uint32_t o = 0; o < a->offers_n; o++)
        if (a->used[o] > a->need[o]) reach(a, o, NOBODY, NOBODY, HOW_START, &tail);
    uint32_t end = find_chain(a, tail, GOAL_NEED, NOBODY, false);
    if (end == NOBODY) return false;
    follow(a, end);
    return true;
}

static bool extra_to_need(svod_assign *a)
{
    for (uint32_t i = 0; i < a->movers_n; i++) {
        uint32_t l = a->movers[i];
        if (!may_extra(a, l) || a->more[l] >= a->most_extra[l]) continue;
        uint32_t end = find_chain(a, start_at_choices(a, l), GOAL_NEED, NOBODY, false);
        if (end == NOBODY) continue;
        add_extra(a, l, follow(a, end), 1);
        return true;
    }
    return false;
}

static bool hand_out(svod_assign *a)
{
    while (one_needed(a) != NOBODY)
        if (!move_to_need(a)) break;
    while (one_needed(a) != NOBODY)
        if (!extra_to_need(a)) return false;
    return true;
}

/* ---- preferences ---- */

/* Moves one unit of `line` from a rank after `rank` to it. */
static bool improve(svod_assign *a, uint32_t line, uint32_t rank)
{
    for (uint32_t k = a->choices_from[line]; k < a->choices_from[line + 1]; k++) {
        uint32_t from = a->choice[k];
        if (*given_at(a, line, from) == 0 || rank_of(a, line, from) <= rank) continue;
        uint32_t tail = 0;
        chain_clear(a);
        for (uint32_t x = a->choices_from[line]; x < a->choices_from[line + 1]; x++)
            if (rank_of(a, line, a->choice[x]) == rank) reach(a, a->choice[x], NOBODY, line, HOW_START, &tail);
        if (tail == 0) return false;
        uint32_t end = find_chain(a, tail, GOAL_OFFER, from, true);
        if (end == NOBODY) continue;
        uint32_t start = follow(a, end);
        add_wanted(a, line, from, -1);
        add_wanted(a, line, start, 1);
        return true;
    }
    return false;
}

static uint32_t rank_after(const svod_assign *a, uint32_t line, uint32_t rank, bool first)
{
    uint32_t next = SVOD_NO_RANK;
    for (uint32_t k = a->choices_from[line]; k < a->choices_from[line + 1]; k++) {
        uint32_t r = rank_of(a, line, a->choice[k]);
        if (first || r > rank) next = SVOD_MIN(next, r);
    }
    return next;
}

static void prefer(svod_assign *a)
{
    for (uint32_t l = 0; l < a->lines_n; l++) {
        if (a->got[l] > 0 && a->choices_from[l + 1] - a->choices_from[l] > 1) {
            for (uint32_t r = rank_after(a, l, 0, true); r != SVOD_NO_RANK; r = rank_after(a, l, r, false)) {
                a->settled[l] = r + 1;
                while (improve(a, l, r)) {
                }
            }
        }
        a->settled[l] = SVOD_NO_RANK;
    }
}

/* Extra units go to the earliest lines that take them, from later ones. */
static void extra_earliest_first(svod_assign *a)
{
    for (uint32_t i = 0; i < a->movers_n; i++) {
        uint32_t l = a->movers[i];
        a->extra_settled = l + 1;
        while (may_extra(a, l) && a->more[l] < a->most_extra[l]) {
            uint32_t end = find_chain(a, start_at_choices(a, l), GOAL_DROP, NOBODY, true);
            if (end == NOBODY) break;
            uint32_t dropped = later_extra_at(a, end), start = follow(a, end);
            add_extra(a, dropped, end, -1);
            add_extra(a, l, start, 1);
        }
    }
}

bool svod_assign_finish(svod_assign *a)
{
    if (!hand_out(a)) return false;
    prefer(a);
    extra_earliest_first(a);
    return true;
}
