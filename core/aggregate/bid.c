/* What lines that accept several offers would bid for units: a bound on what an open part can serve.
 *
 * A unit for a line is worth one, less the price of the line. Without looking at lines together, the best number of
 * each lot is found for itself: its cells take the dearest bids first, so each further lot brings no more than the one
 * before, and the first that brings nothing is one too many. The bound is true whatever the prices (none is below 0): a real
 * plan gives each line no more than its quantity q, so the prices of the units it takes come to Σ q × price at most, and
 * what it leaves over to at most all that may be left × the price of that. Its worth is what its lots bring at the prices,
 * which is at most the best that they can bring each for itself, and these sums on top. Lines that go whole or together,
 * minimums, stock shared by lots and the sum of leftovers are left out: that only raises the bound.
 * Prices of lines that took too much go up, of others down, for a lower bound. */
#include "aggregate/open.h"

#include "base/attrs.h"

enum { UNIT = 1 << 16, PART = 256, WORST = 16, SURE = 1024, MANY = 1 << 30 };
#define NOTHING (-(INT64_C(1) << 40))

typedef struct cell_bids {
    uint32_t offer, at; /* the next taker */
    int64_t used;       /* units it has taken */
    int64_t extra;      /* that can be given away on top */
} cell_bids;

typedef struct bids {
    svod_search *h;
    uint32_t *takers_from, *takers;  /* choices by offer, dearest bids first */
    int64_t *price, *taken, *course; /* per line; the course in parts: how much too much it takes of late */
    int64_t *extra;                  /* per offer */
    int64_t left_price, left_taken, left_course;
    int64_t leaves;       /* units that may be left over; SVOD_PLENTY: any number */
    cell_bids *cells;     /* of the lot at hand */
    int64_t worst[WORST]; /* bids so low that leaving over costs less */
    uint32_t worst_n, worst_room;
} bids;

static int64_t bid_of(const bids *b, uint32_t choice)
{
    return UNIT - b->price[b->h->hand.line[choice]];
}

/* The dearest bid left for a cell; *ret_line: whose it is. */
static int64_t next_bid(bids *b, cell_bids *c, uint32_t *ret_line)
{
    const svod_assign *hand = &b->h->hand;
    *ret_line = UINT32_MAX;
    while (c->at < b->takers_from[c->offer + 1] && c->used >= hand->quantity[hand->line[b->takers[c->at]]]) {
        c->at++;
        c->used = 0;
    }
    bool any = c->at < b->takers_from[c->offer + 1];
    int64_t bid = any ? bid_of(b, b->takers[c->at]) : NOTHING;
    if (bid < 0 && c->extra > 0) {
        c->extra--;
        return 0;
    }
    if (!any) return NOTHING;
    *ret_line = hand->line[b->takers[c->at]];
    c->used++;
    return bid;
}

static void begin_cells(bids *b, const svod_lot *lot)
{
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t o = b->h->s->local[lot->cells[j].offer];
        b->cells[j] = (cell_bids){.offer = o, .at = b->takers_from[o], .extra = b->extra[o]};
    }
    b->worst_n = 0;
}

/* A unit at this bid: what it changes, when the worst are left over instead. */
static int64_t add_bid(bids *b, int64_t bid)
{
    int64_t left = -b->left_price;
    if (bid >= left || b->leaves == 0) return bid;
    if (b->leaves >= SVOD_PLENTY) return left;
    uint32_t i = b->worst_n;
    int64_t out = left; /* what does not have to be borne */
    if (i == b->worst_room) {
        if (i == 0 || bid >= b->worst[i - 1]) return bid;
        out = b->worst[--i];
    } else {
        b->worst_n++;
    }
    for (; i > 0 && b->worst[i - 1] > bid; i--) b->worst[i] = b->worst[i - 1];
    b->worst[i] = bid;
    return out;
}

/* How many units of one lot may be left over: at most so many are looked at one by one. */
static void set_worst_room(bids *b, const svod_lot *lot)
{
    const svod_solve *s = b->h->s;
    const uint32_t *item = s->demand->folded.item;
    int64_t most = b->leaves;
    bool one = true;
    for (uint32_t j = 1; j < lot->cells_n; j++) one = one && item[lot->cells[j].offer] == item[lot->cells[0].offer];
    if (one && s->left_per_item != SVOD_NO_LIMIT) most = SVOD_MIN(most, s->left_per_item);
    b->worst_room = (uint32_t)SVOD_MIN(most, WORST);
}

static void take_units(bids *b, const svod_lot *lot, int64_t n)
{
    int64_t limit = b->worst_n ? b->worst[b->worst_n - 1] : INT64_MIN;
    uint32_t left_n = b->worst_n, line;
    bool any = b->leaves >= SVOD_PLENTY;
    begin_cells(b, lot);
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        for (int64_t i = n * (int64_t)lot->cells[j].count; i > 0; i--) {
            int64_t bid = next_bid(b, &b->cells[j], &line);
            bool left = any ? bid < -b->left_price : left_n > 0 && bid <= limit;
            if (left) {
                left_n -= left_n > 0;
                b->left_taken++;
            } else if (line != UINT32_MAX) {
                b->taken[line]++;
            }
        }
    }
}

/* What the best number of a lot brings; its units are taken. */
static int64_t best_of_lot(bids *b, uint32_t k)
{
    const svod_lot *lot = svod_search_lot(b->h, k);
    int64_t best = 0, most = SVOD_PLENTY, n = 0;
    int64_t worst[WORST];
    uint32_t worst_n = 0, line;
    for (uint32_t j = 0; j < lot->cells_n; j++)
        most = SVOD_MIN(most, svod_search_stock(b->h, b->h->s->local[lot->cells[j].offer]) / lot->cells[j].count);
    set_worst_room(b, lot);
    begin_cells(b, lot);
    for (; n < most; n++) {
        int64_t more = 0;
        for (uint32_t j = 0; j < lot->cells_n; j++)
            for (uint32_t i = 0; i < lot->cells[j].count; i++) more += add_bid(b, next_bid(b, &b->cells[j], &line));
        if (more <= 0) break;
        best += more;
        worst_n = b->worst_n;
        memcpy(worst, b->worst, sizeof worst);
    }
    if (n == 0) return 0;
    begin_cells(b, lot);
    b->worst_n = worst_n;
    memcpy(b->worst, worst, sizeof worst);
    take_units(b, lot, n);
    return best;
}

/* Few prices change places from one round to the next. */
static void sort_takers(bids *b)
{
    for (uint32_t o = 0; o < b->h->hand.offers_n; o++) {
        for (uint32_t i = b->takers_from[o] + 1; i < b->takers_from[o + 1]; i++) {
            uint32_t choice = b->takers[i], at = i;
            int64_t bid = bid_of(b, choice);
            for (; at > b->takers_from[o] && bid_of(b, b->takers[at - 1]) < bid; at--) b->takers[at] = b->takers[at - 1];
            b->takers[at] = choice;
        }
    }
}

/* The bound at the prices as they are. */
static int64_t bound_now(bids *b)
{
    const svod_assign *hand = &b->h->hand;
    int64_t bound = b->leaves < SVOD_PLENTY ? b->leaves * b->left_price : 0;
    sort_takers(b);
    memset(b->taken, 0, hand->people_n * sizeof *b->taken);
    b->left_taken = 0;
    for (uint32_t l = 0; l < hand->people_n; l++) bound += hand->quantity[l] * b->price[l];
    for (uint32_t k = 0; k < b->h->a->lots_n; k++) bound += best_of_lot(b, k);
    return bound;
}

static int64_t turn(int64_t *course, int64_t price, int64_t over)
{
    *course = (*course * 2 + over * PART) / 3;
    return price == 0 && *course < 0 ? 0 : *course;
}

static int64_t moved(int64_t price, int64_t course, __int128 stride, __int128 norm)
{
    __int128 to = price + stride * course / norm;
    return to < 0 ? 0 : (int64_t)SVOD_MIN(to, INT64_C(64) * UNIT);
}

/* Prices move towards a bound lower by `hope`, as far as one is `sure` of it; the one of leftovers, which far more lots look
 * at, less than the others. */
static void move_prices(bids *b, int64_t hope, int64_t sure)
{
    enum { CALM = 256 };
    const svod_assign *hand = &b->h->hand;
    __int128 norm = 1, stride = (__int128)hope * sure * PART / SURE;
    for (uint32_t l = 0; l < hand->people_n; l++) {
        int64_t step = turn(&b->course[l], b->price[l], b->taken[l] - hand->quantity[l]);
        norm += (__int128)step * step;
    }
    bool leaves = b->leaves > 0 && b->leaves < SVOD_PLENTY;
    if (leaves) {
        int64_t step = turn(&b->left_course, b->left_price, b->left_taken - b->leaves);
        norm += (__int128)step * step / CALM;
    }
    for (uint32_t l = 0; l < hand->people_n; l++) b->price[l] = moved(b->price[l], b->course[l], stride, norm);
    if (leaves) b->left_price = moved(b->left_price, b->left_course, stride, norm * CALM);
}

static void list_takers(bids *b, svod_arena *arena)
{
    const svod_assign *hand = &b->h->hand;
    uint32_t choices = hand->choices_from[hand->people_n];
    uint32_t *next = svod_arena_calloc(arena, hand->offers_n + 1u, sizeof *next);
    b->takers_from = svod_arena_calloc(arena, hand->offers_n + 2u, sizeof *b->takers_from);
    b->takers = svod_arena_alloc(arena, choices * sizeof *b->takers + 1);
    b->extra = svod_arena_calloc(arena, hand->offers_n + 1u, sizeof *b->extra);
    for (uint32_t k = 0; k < choices; k++) {
        b->takers_from[hand->offer[k] + 1]++;
        b->extra[hand->offer[k]] += hand->most_extra[hand->line[k]];
    }
    for (uint32_t o = 0; o < hand->offers_n; o++) {
        b->takers_from[o + 1] += b->takers_from[o];
        next[o] = b->takers_from[o];
    }
    for (uint32_t k = 0; k < choices; k++) b->takers[next[hand->offer[k]]++] = k;
}

static void lay(bids *b, svod_search *h, svod_arena *arena, int64_t left)
{
    uint32_t lines = h->hand.people_n + 1u, cells = 1;
    *b = (bids){.h = h, .leaves = left > MANY ? SVOD_PLENTY : left};
    if (left > 0 && left <= MANY) b->left_price = INT64_C(8) * UNIT; /* about what a row is worth */
    list_takers(b, arena);
    b->price = svod_arena_calloc(arena, lines, sizeof *b->price);
    b->taken = svod_arena_calloc(arena, lines, sizeof *b->taken);
    b->course = svod_arena_calloc(arena, lines, sizeof *b->course);
    for (uint32_t i = 0; i < h->hand.movers_n; i++)
        if (h->hand.movers[i] < h->hand.people_n) b->price[h->hand.movers[i]] = UNIT / 2;
    for (uint32_t k = 0; k < h->a->lots_n; k++) cells = SVOD_MAX(cells, svod_search_lot(h, k)->cells_n);
    b->cells = svod_arena_alloc(arena, cells * sizeof *b->cells);
}

/* So many that looking at units one by one takes too long, or sums do not fit. */
static bool too_many(const svod_search *h)
{
    enum { MOST_UNITS = 4000000 };
    int64_t units = 0;
    for (uint32_t k = 0; k < h->hand.choices_from[h->hand.people_n] && units <= MOST_UNITS; k++)
        units += h->hand.quantity[h->hand.line[k]] + h->hand.most_extra[h->hand.line[k]];
    for (uint32_t k = 0; k < h->a->lots_n && units <= MOST_UNITS; k++)
        for (uint32_t j = 0; j < svod_search_lot(h, k)->cells_n; j++) units += svod_search_lot(h, k)->cells[j].count;
    return units > MOST_UNITS;
}

int64_t svod_bid(svod_search *h, int64_t left, int64_t known, uint32_t rounds, int64_t until)
{
    enum { PATIENCE = 6 };
    bids b;
    int64_t best = INT64_MAX, sure = SURE;
    uint32_t idle = 0;
    if (too_many(h)) return INT64_MAX;
    svod_arena_mark mark = svod_arena_mark_get(&h->scratch);
    lay(&b, h, &h->scratch, left);
    for (uint32_t i = 0; i < rounds && sure > 0 && (i == 0 || svod_solve_now() < until); i++) {
        int64_t bound = bound_now(&b);
        idle = bound < best ? 0 : idle + 1;
        best = SVOD_MIN(best, bound);
        if (idle == PATIENCE) {
            sure = sure * 3 / 4;
            idle = 0;
        }
        int64_t near = bound - best + best / 20;
        move_prices(&b, SVOD_MAX(SVOD_MIN(bound - known * UNIT, near), UNIT), sure);
    }
    svod_arena_rewind(&h->scratch, mark);
    return best / UNIT;
}
