/* A good way to buy an open part of many lots, found fast: lots are bought one after the other while their units find lines.
 * A unit goes to a line that wants one, or to a line that gives up another unit for it, which then looks for a line. */
#include "aggregate/open.h"

#include "base/alloc.h"
#include "base/vec.h"

/* Chains are followed over so many offers. */
enum { FAR = 128 };

/* How a free unit came to an offer: a line took one of another offer (`in`, a choice of the line) and gave this one up. */
typedef struct hop {
    uint32_t offer, from, in, out;
} hop;

typedef struct fill {
    svod_search *h;
    uint32_t *takers_from, *takers; /* the choices that are offer o: takers[takers_from[o]] … */
    int64_t *units;                 /* per choice */
    int64_t *got;                   /* per line */
    bool *seen;                     /* per offer */
    SVOD_VEC(uint32_t) placed;      /* choices that got a unit, or gave one up (with GAVE), since the lot was begun */
    int64_t *left, *left_of;        /* per offer, and by folded item */
    int64_t rest_units, rest_cost;  /* what may still be left over */
} fill;

#define GAVE (UINT32_C(1) << 31)

static void give(fill *f, uint32_t choice, int64_t n)
{
    f->units[choice] += n;
    f->got[f->h->hand.line[choice]] += n;
}

static void note(fill *f, uint32_t choice, bool gave)
{
    give(f, choice, gave ? -1 : 1);
    SVOD_VEC_PUSH(&f->placed, gave ? choice | GAVE : choice);
}

static void undo(fill *f)
{
    for (size_t i = f->placed.n; i-- > 0;) give(f, f->placed.v[i] & ~GAVE, f->placed.v[i] & GAVE ? 1 : -1);
    f->placed.n = 0;
}

static bool may_take(const fill *f, uint32_t l)
{
    return f->h->hand.stand[l] == SVOD_STAND_FREE && f->got[l] < f->h->hand.quantity[l];
}

/* A line takes the unit free at the last hop; all hops before it are made. */
static void make_hops(fill *f, const hop *hops, uint32_t at, uint32_t choice)
{
    note(f, choice, false);
    for (; at > 0; at = hops[at].from) {
        note(f, hops[at].out, true);
        note(f, hops[at].in, false);
    }
}

/* Finds a line for one unit of the offer. */
static bool place(fill *f, uint32_t offer)
{
    const svod_assign *hand = &f->h->hand;
    hop hops[FAR];
    uint32_t n = 1;
    bool found = false;
    hops[0] = (hop){.offer = offer};
    f->seen[offer] = true;
    for (uint32_t at = 0; at < n && !found; at++) {
        uint32_t o = hops[at].offer;
        for (uint32_t i = f->takers_from[o]; i < f->takers_from[o + 1] && !found; i++) {
            uint32_t in = f->takers[i], l = hand->line[in];
            found = may_take(f, l);
            if (found) make_hops(f, hops, at, in);
            for (uint32_t out = hand->choices_from[l]; out < hand->choices_from[l + 1] && !found && n < FAR; out++) {
                if (f->units[out] == 0 || f->seen[hand->offer[out]]) continue;
                f->seen[hand->offer[out]] = true;
                hops[n++] = (hop){hand->offer[out], at, in, out};
            }
        }
    }
    for (uint32_t at = 0; at < n; at++) f->seen[hops[at].offer] = false;
    return found;
}

static bool may_buy(const fill *f, uint32_t k)
{
    const svod_search *h = f->h;
    const svod_lot *lot = svod_search_lot(h, k);
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t o = h->s->local[lot->cells[j].offer];
        if (h->bought[o] + lot->cells[j].count > svod_search_stock(h, o)) return false;
        for (uint32_t m = 0; m < h->a->minimums_n; m++) /* left to the search */
            for (uint32_t x = 0; x < h->s->lots->minimums[h->a->minimums[m]].offers_n; x++)
                if (h->s->lots->minimums[h->a->minimums[m]].offers[x] == lot->cells[j].offer) return false;
    }
    return true;
}

static bool may_leave(const fill *f, uint32_t o)
{
    const svod_solve *s = f->h->s;
    uint32_t item = s->demand->folded.item[f->h->a->offers[o]];
    return f->rest_units > 0 && f->left_of[item] < s->left_per_item && svod_search_offer(f->h, o)->price <= f->rest_cost;
}

static void leave(fill *f, uint32_t o, int64_t n)
{
    f->left[o] += n;
    f->left_of[f->h->s->demand->folded.item[f->h->a->offers[o]]] += n;
    if (f->rest_units != SVOD_NO_LIMIT) f->rest_units -= n;
    if (f->rest_cost != SVOD_NO_LIMIT) f->rest_cost -= n * svod_search_offer(f->h, o)->price;
}

/* One more of lot k, with at most `most` of its units left over. */
static bool add_lot(fill *f, uint32_t k, uint32_t most)
{
    svod_search *h = f->h;
    const svod_lot *lot = svod_search_lot(h, k);
    uint32_t left_n = 0, left[8];
    bool fits = may_buy(f, k);
    f->placed.n = 0;
    for (uint32_t j = 0; j < lot->cells_n && fits; j++) {
        uint32_t o = h->s->local[lot->cells[j].offer];
        for (uint32_t c = 0; c < lot->cells[j].count && fits; c++) {
            if (place(f, o)) continue;
            fits = left_n < most && may_leave(f, o);
            if (!fits) continue;
            leave(f, o, 1);
            left[left_n++] = o;
        }
    }
    fits = fits && f->placed.n > 0;
    if (fits) {
        svod_search_buy(h, k, 1);
        return true;
    }
    undo(f);
    while (left_n > 0) leave(f, left[--left_n], -1);
    return false;
}

static void list_takers(fill *f)
{
    const svod_assign *hand = &f->h->hand;
    uint32_t choices = hand->choices_from[hand->people_n], *next = svod_calloc(hand->offers_n + 1u, sizeof *next);
    f->takers_from = svod_calloc(hand->offers_n + 2u, sizeof *f->takers_from);
    f->takers = svod_alloc(choices * sizeof *f->takers + 1);
    for (uint32_t k = 0; k < choices; k++) f->takers_from[hand->offer[k] + 1]++;
    for (uint32_t o = 0; o < hand->offers_n; o++) {
        f->takers_from[o + 1] += f->takers_from[o];
        next[o] = f->takers_from[o];
    }
    for (uint32_t k = 0; k < choices; k++) f->takers[next[hand->offer[k]]++] = k;
    svod_free(next);
}

/* What is left over as the hand has it. */
static void set_leavings(const fill *f)
{
    svod_search *h = f->h;
    int64_t *units = &h->hand.quantity[h->hand.people_n];
    memset(units, 0, h->leavings_n * sizeof *units);
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        for (uint32_t i = 0; i < h->leavings_n && f->left[o] > 0; i++)
            if (h->leavings[i].item == h->s->demand->folded.item[h->a->offers[o]] &&
                h->leavings[i].price == svod_search_offer(h, o)->price)
                units[i] += f->left[o];
    }
}

void svod_fill(svod_search *h, bool leaving)
{
    enum { MOST_LEFT = 3 };
    fill f = {.h = h, .rest_units = h->s->left_units, .rest_cost = h->s->left_cost};
    uint32_t choices = h->hand.choices_from[h->hand.people_n];
    list_takers(&f);
    f.units = svod_calloc(choices + 1u, sizeof *f.units);
    f.got = svod_calloc(h->hand.people_n + 1u, sizeof *f.got);
    f.seen = svod_calloc(h->hand.offers_n + 1u, sizeof *f.seen);
    f.left = svod_calloc(h->hand.offers_n + 1u, sizeof *f.left);
    f.left_of = svod_calloc(h->s->demand->folded.texts_n + 1u, sizeof *f.left_of);
    for (uint32_t l = 0; l < h->hand.people_n; l++) {
        const svod_line *line = svod_search_line(h, l);
        bool all_or_nothing = (line->whole && line->quantity > 1) || line->together != UINT32_MAX;
        h->hand.stand[l] = all_or_nothing ? SVOD_STAND_NONE : SVOD_STAND_FREE;
    }
    for (uint32_t most = 0; most <= (leaving ? MOST_LEFT : 0); most++)
        for (uint32_t at = 0; at < h->lots_n; at++)
            while (add_lot(&f, h->lots[at], most)) {
            }
    set_leavings(&f);
    svod_search_set_caps(h);
    SVOD_VEC_RELEASE(&f.placed);
    svod_free(f.takers_from);
    svod_free(f.takers);
    svod_free(f.units);
    svod_free(f.got);
    svod_free(f.seen);
    svod_free(f.left);
    svod_free(f.left_of);
}
