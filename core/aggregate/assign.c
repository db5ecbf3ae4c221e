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

void svod_assign_init(svod_assign *a, svod_arena *arena, uint32_t lines_n, uint32_t offers_n, uint32_t choices_n)
{
    size_t choices = (size_t)choices_n + 1, lines = (size_t)lines_n + 1, places = (size_t)offers_n + 3;
    *a = (svod_assign){.lines_n = lines_n, .offers_n = offers_n, .people_n = lines_n};
    a->choices_from = svod_arena_alloc(arena, lines * sizeof *a->choices_from);
    a->offer = svod_arena_alloc(arena, choices * sizeof *a->offer);
    a->rank = svod_arena_alloc(arena, choices * sizeof *a->rank);
    a->line = svod_arena_alloc(arena, choices * sizeof *a->line);
    a->held = svod_arena_alloc(arena, places * sizeof *a->held);
    a->held_next = svod_arena_alloc(arena, choices * sizeof *a->held_next);
    a->held_before = svod_arena_alloc(arena, choices * sizeof *a->held_before);
    a->holds = svod_arena_calloc(arena, choices, sizeof *a->holds);
    a->movers = svod_arena_alloc(arena, lines * sizeof *a->movers);
    a->quantity = svod_arena_calloc(arena, lines, sizeof *a->quantity);
    a->most_extra = svod_arena_calloc(arena, lines, sizeof *a->most_extra);
    a->stand = svod_arena_calloc(arena, lines, sizeof *a->stand);
    a->need = svod_arena_calloc(arena, places, sizeof *a->need);
    a->cap = svod_arena_calloc(arena, places, sizeof *a->cap);
    a->given = svod_arena_calloc(arena, choices, sizeof *a->given);
    a->extra = svod_arena_calloc(arena, choices, sizeof *a->extra);
    a->got = svod_arena_calloc(arena, lines, sizeof *a->got);
    a->more = svod_arena_calloc(arena, lines, sizeof *a->more);
    a->used = svod_arena_calloc(arena, places, sizeof *a->used);
    a->last = svod_arena_calloc(arena, choices, sizeof *a->last);
    a->settled = svod_arena_calloc(arena, lines, sizeof *a->settled);
    a->from = svod_arena_alloc(arena, places * sizeof *a->from);
    a->out = svod_arena_alloc(arena, places * sizeof *a->out);
    a->in = svod_arena_alloc(arena, places * sizeof *a->in);
    a->queue = svod_arena_alloc(arena, places * sizeof *a->queue);
    a->how = svod_arena_calloc(arena, places, sizeof *a->how);
    a->group_got = svod_arena_alloc(arena, places * sizeof *a->group_got);
    a->full = svod_arena_calloc(arena, places, sizeof *a->full);
}

void svod_assign_ready(svod_assign *a)
{
    for (uint32_t l = 0; l < a->lines_n; l++) {
        for (uint32_t k = a->choices_from[l]; k < a->choices_from[l + 1]; k++) a->line[k] = l;
        if (a->choices_from[l + 1] - a->choices_from[l] > 1 || a->most_extra[l] > 0) a->movers[a->movers_n++] = l;
    }
}

static bool may_extra(const svod_assign *a, uint32_t line)
{
    return a->stand[line] == SVOD_STAND_FREE || a->stand[line] == SVOD_STAND_FULL;
}

/* Choices with units are listed by offer. */
static void hold(svod_assign *a, uint32_t choice)
{
    uint32_t *first = &a->held[a->offer[choice]];
    bool holds = a->given[choice] > 0 || a->extra[choice] > 0;
    if (holds == a->holds[choice]) return;
    a->holds[choice] = holds;
    uint32_t next = a->held_next[choice], before = a->held_before[choice];
    if (holds) {
        a->held_next[choice] = *first;
        a->held_before[choice] = NOBODY;
        if (*first != NOBODY) a->held_before[*first] = choice;
        *first = choice;
        return;
    }
    if (next != NOBODY) a->held_before[next] = before;
    if (before != NOBODY)
        a->held_next[before] = next;
    else
        *first = next;
}

static void add_wanted(svod_assign *a, uint32_t choice, int64_t n)
{
    a->given[choice] += n;
    hold(a, choice);
    a->got[a->line[choice]] += n;
    a->used[a->offer[choice]] += n;
}

static void add_extra(svod_assign *a, uint32_t choice, int64_t n)
{
    a->extra[choice] += n;
    hold(a, choice);
    a->more[a->line[choice]] += n;
    a->used[a->offer[choice]] += n;
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
    for (uint32_t i = 0; i < a->reached; i++) a->how[a->queue[i]] = HOW_NONE;
    a->reached = 0;
}

/* A unit comes to `place` out of the choice `out` and into the choice `in`. */
static void reach(svod_assign *a, uint32_t place, uint32_t from, uint32_t out, uint32_t in, uint8_t how)
{
    if (a->how[place] != HOW_NONE) return;
    a->how[place] = how;
    a->from[place] = from;
    a->out[place] = out;
    a->in[place] = in;
    a->queue[a->reached++] = place;
}

/* The choice of the last line that has an extra unit of the offer. */
static uint32_t later_extra_at(const svod_assign *a, uint32_t offer)
{
    uint32_t last = NOBODY;
    for (uint32_t c = a->held[offer]; c != NOBODY; c = a->held_next[c])
        if (a->extra[c] > 0 && a->line[c] >= a->extra_settled && (last == NOBODY || a->line[c] > a->line[last])) last = c;
    return last;
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

/* A wanted unit may go from one choice of a line to another: not out of the ranks that are settled, nor into them. */
static bool may_move(const svod_assign *a, uint32_t out, uint32_t in)
{
    uint32_t x = a->rank[out], y = a->rank[in], settled = a->settled[a->line[out]];
    if (out < a->last_settled && a->given[out] <= a->last[out]) return false;
    return x == y || (x >= settled && y >= settled);
}

/* Stops once the offer `until` is reached. */
static void leave_offer(svod_assign *a, uint32_t offer, uint32_t until, bool swap)
{
    for (uint32_t c = a->held[offer]; c != NOBODY; c = a->held_next[c]) {
        uint32_t l = a->line[c];
        bool wanted = a->given[c] > 0, extra = a->extra[c] > 0;
        for (uint32_t k = a->choices_from[l]; k < a->choices_from[l + 1]; k++) {
            uint32_t b = a->offer[k];
            if (a->how[b] != HOW_NONE || a->full[b]) continue;
            if (wanted && may_move(a, c, k))
                reach(a, b, offer, c, k, HOW_WANTED);
            else if (extra)
                reach(a, b, offer, c, k, HOW_EXTRA);
            if (b == until && a->how[b] != HOW_NONE) return;
        }
        if (swap && extra && l >= a->extra_settled) reach(a, place_pool(a), offer, c, NOBODY, HOW_DROP);
    }
    if (swap && a->used[offer] < a->cap[offer]) reach(a, place_room(a), offer, NOBODY, NOBODY, HOW_ROOM);
}

static void leave_room(svod_assign *a)
{
    for (uint32_t b = 0; b < a->offers_n; b++)
        if (a->used[b] > a->need[b]) reach(a, b, place_room(a), NOBODY, NOBODY, HOW_DONOR);
}

static void leave_pool(svod_assign *a)
{
    for (uint32_t i = 0; i < a->movers_n; i++) {
        uint32_t l = a->movers[i];
        if (l < a->extra_settled || !may_extra(a, l) || a->more[l] >= a->most_extra[l]) continue;
        for (uint32_t k = a->choices_from[l]; k < a->choices_from[l + 1]; k++)
            reach(a, a->offer[k], place_pool(a), NOBODY, k, HOW_ADD);
    }
}

/* The chain from the starts (reached already) to a goal; NOBODY when there is none. `swap`: extra units may change lines and
 * room may change offers. */
static uint32_t find_chain(svod_assign *a, goal what, uint32_t which, bool swap)
{
    uint32_t seen = 0;
    for (uint32_t head = 0; head < a->reached; head++) {
        uint32_t place = a->queue[head];
        for (; seen < a->reached; seen++)
            if (is_goal(a, what, which, a->queue[seen])) return a->queue[seen];
        if (place == place_room(a))
            leave_room(a);
        else if (place == place_pool(a))
            leave_pool(a);
        else
            leave_offer(a, place, what == GOAL_OFFER ? which : NOBODY, swap);
    }
    for (; seen < a->reached; seen++)
        if (is_goal(a, what, which, a->queue[seen])) return a->queue[seen];
    return NOBODY;
}

/* Moves the units along the chain that ends at `place`; returns the choice it starts with. */
static uint32_t follow(svod_assign *a, uint32_t place)
{
    for (; a->how[place] != HOW_START; place = a->from[place]) {
        switch (a->how[place]) {
        case HOW_WANTED:
            add_wanted(a, a->out[place], -1);
            add_wanted(a, a->in[place], 1);
            break;
        case HOW_EXTRA:
            add_extra(a, a->out[place], -1);
            add_extra(a, a->in[place], 1);
            break;
        case HOW_DROP:
            add_extra(a, a->out[place], -1);
            break;
        case HOW_ADD:
            add_extra(a, a->in[place], 1);
            break;
        default:
            break;
        }
    }
    return a->in[place];
}

static void start_at_choices(svod_assign *a, uint32_t line)
{
    chain_clear(a);
    for (uint32_t k = a->choices_from[line]; k < a->choices_from[line + 1]; k++)
        if (!a->full[a->offer[k]]) reach(a, a->offer[k], NOBODY, NOBODY, k, HOW_START);
}

/* ---- serving ---- */

static void forget(svod_assign *a)
{
    size_t choices = a->choices_from[a->lines_n];
    memset(a->given, 0, choices * sizeof *a->given);
    memset(a->extra, 0, choices * sizeof *a->extra);
    memset(a->got, 0, a->lines_n * sizeof *a->got);
    memset(a->more, 0, a->lines_n * sizeof *a->more);
    memset(a->used, 0, a->offers_n * sizeof *a->used);
    memset(a->settled, 0, a->lines_n * sizeof *a->settled);
    memset(a->full, 0, a->offers_n * sizeof *a->full);
    memset(a->holds, 0, choices * sizeof *a->holds);
    memset(a->held, 0xff, a->offers_n * sizeof *a->held);
    a->extra_settled = 0;
}

static void serve_line(svod_assign *a, uint32_t line, int64_t quantity)
{
    /* Where there is room the first best will do: preferences are seen to later. */
    for (uint32_t k = a->choices_from[line]; k < a->choices_from[line + 1] && a->got[line] < quantity; k++) {
        uint32_t o = a->offer[k];
        int64_t room = SVOD_MIN(quantity - a->got[line], a->cap[o] - a->used[o]);
        if (room > 0) add_wanted(a, k, room);
    }
    while (a->got[line] < quantity) {
        start_at_choices(a, line);
        uint32_t end = find_chain(a, GOAL_ROOM, NOBODY, false);
        if (end == NOBODY) {
            /* Nothing leads out of what was reached, whoever comes later. */
            for (uint32_t i = 0; i < a->reached; i++) a->full[a->queue[i]] = true;
            return;
        }
        add_wanted(a, follow(a, end), 1);
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
    if (a->limit) memset(a->group_got, 0, a->offers_n * sizeof *a->group_got);
    for (uint32_t l = 0; l < a->lines_n; l++) {
        if (a->stand[l] != SVOD_STAND_FREE && a->stand[l] != SVOD_STAND_PART) continue;
        int64_t quantity = a->quantity[l];
        if (a->limit) quantity = SVOD_MIN(quantity, a->limit[a->group[l]] - a->group_got[a->group[l]]);
        serve_line(a, l, quantity);
        if (a->limit) a->group_got[a->group[l]] += a->got[l];
    }
    memset(a->full, 0, a->offers_n * sizeof *a->full);
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
    chain_clear(a);
    for (uint32_t o = 0; o < a->offers_n; o++)
        if (a->used[o] > a->need[o]) reach(a, o, NOBODY, NOBODY, NOBODY, HOW_START);
    uint32_t end = find_chain(a, GOAL_NEED, NOBODY, false);
    if (end == NOBODY) return false;
    follow(a, end);
    return true;
}

static bool extra_to_need(svod_assign *a)
{
    for (uint32_t i = 0; i < a->movers_n; i++) {
        uint32_t l = a->movers[i];
        if (!may_extra(a, l) || a->more[l] >= a->most_extra[l]) continue;
        start_at_choices(a, l);
        uint32_t end = find_chain(a, GOAL_NEED, NOBODY, false);
        if (end == NOBODY) continue;
        add_extra(a, follow(a, end), 1);
        return true;
    }
    return false;
}

bool svod_assign_hand_out(svod_assign *a)
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
        if (a->given[k] == 0 || a->rank[k] <= rank) continue;
        chain_clear(a);
        for (uint32_t x = a->choices_from[line]; x < a->choices_from[line + 1]; x++)
            if (a->rank[x] == rank) reach(a, a->offer[x], NOBODY, NOBODY, x, HOW_START);
        uint32_t end = find_chain(a, GOAL_OFFER, a->offer[k], true);
        if (end == NOBODY) continue;
        uint32_t start = follow(a, end);
        add_wanted(a, k, -1);
        add_wanted(a, start, 1);
        return true;
    }
    return false;
}

static void prefer_line(svod_assign *a, uint32_t l)
{
    uint32_t end = a->choices_from[l + 1];
    for (uint32_t k = a->choices_from[l]; k < end && a->got[l] > 0; k++) {
        if (k > a->choices_from[l] && a->rank[k] == a->rank[k - 1]) continue;
        a->settled[l] = a->rank[k] + 1;
        while (improve(a, l, a->rank[k])) {
        }
    }
    a->settled[l] = UINT32_MAX;
}

/* The rival's part for a line; *at moves on to it. */
static void rival_at(const svod_assign *a, const svod_rival *rival, uint32_t l, uint32_t *at)
{
    while (*at < rival->handed_n && rival->handed[*at].line < a->number[l]) (*at)++;
}

int svod_assign_cmp_served(const svod_assign *a, const svod_rival *rival)
{
    uint32_t at = 0;
    for (uint32_t l = 0; l < a->people_n; l++) {
        int64_t units = 0;
        rival_at(a, rival, l, &at);
        for (; at < rival->handed_n && rival->handed[at].line == a->number[l]; at++)
            if (!rival->handed[at].extra) units += rival->handed[at].units;
        if (a->got[l] != units) return a->got[l] > units ? 1 : -1;
    }
    return 0;
}

static int cmp_preferences(const svod_assign *a, const svod_rival *rival, uint32_t l, uint32_t at)
{
    for (uint32_t k = a->choices_from[l]; k < a->choices_from[l + 1];) {
        uint32_t rank = a->rank[k];
        int64_t units = 0;
        for (; k < a->choices_from[l + 1] && a->rank[k] == rank; k++) units += a->given[k];
        for (; at < rival->handed_n && rival->handed[at].line == a->number[l] && rival->handed[at].rank == rank; at++)
            if (!rival->handed[at].extra) units -= rival->handed[at].units;
        if (units != 0) return units > 0 ? 1 : -1;
    }
    return 0;
}

int svod_assign_prefer(svod_assign *a, const svod_rival *rival)
{
    uint32_t at = 0;
    int sign = 0;
    for (uint32_t l = 0; l < a->people_n; l++) {
        prefer_line(a, l);
        if (!rival || sign > 0) continue;
        rival_at(a, rival, l, &at);
        sign = cmp_preferences(a, rival, l, at);
        if (sign < 0) return sign;
    }
    return sign;
}

void svod_assign_extra_first(svod_assign *a)
{
    for (uint32_t i = 0; i < a->movers_n; i++) {
        uint32_t l = a->movers[i];
        a->extra_settled = l + 1;
        while (may_extra(a, l) && a->more[l] < a->most_extra[l]) {
            start_at_choices(a, l);
            uint32_t end = find_chain(a, GOAL_DROP, NOBODY, true);
            if (end == NOBODY) break;
            uint32_t dropped = later_extra_at(a, end), start = follow(a, end);
            add_extra(a, dropped, -1);
            add_extra(a, start, 1);
        }
    }
}

/* ---- as in the plan before ---- */

/* One unit more for choice `k`, out of a choice of the line that has more than it had. */
static bool take_back(svod_assign *a, uint32_t k)
{
    uint32_t l = a->line[k];
    for (uint32_t x = a->choices_from[l]; x < a->choices_from[l + 1]; x++) {
        if (x == k || a->rank[x] != a->rank[k] || a->given[x] <= a->last[x]) continue;
        chain_clear(a);
        reach(a, a->offer[k], NOBODY, NOBODY, k, HOW_START);
        if (find_chain(a, GOAL_OFFER, a->offer[x], false) == NOBODY) continue;
        follow(a, a->offer[x]);
        add_wanted(a, x, -1);
        add_wanted(a, k, 1);
        return true;
    }
    return false;
}

void svod_assign_as_last(svod_assign *a)
{
    uint32_t end = a->choices_from[a->people_n];
    for (uint32_t k = 0; k < end; k++) {
        a->last_settled = k + 1;
        while (a->given[k] < a->last[k] && take_back(a, k)) {
        }
    }
    a->last_settled = 0;
}
