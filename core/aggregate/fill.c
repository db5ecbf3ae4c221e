/* A good way to buy an open part of many lots, found fast: lots are bought one after the other while their units find lines.
 * A unit goes to a line that wants one, or to a line that gives up another unit for it, which then looks for a line. Then
 * lots change places as long as that serves more: one or two near by go, another comes, and whatever fits besides. Of the
 * lines that can be reached those served first get the unit, and those served last lose it. */
#include "aggregate/open.h"

#include "base/alloc.h"
#include "base/vec.h"

/* Chains are followed over so many offers; so many lots stand near another. */
enum { FAR = 128, NEAR = 64 };
#define NONE UINT32_MAX

/* How a unit too many came to an offer: a line took one of another offer (`in`, a choice of the line) and gave this one up.
 * Or how one is missing there: the line took it instead of another. */
typedef struct hop {
    uint32_t offer, from, in, out;
} hop;

typedef enum deed_kind { DEED_UNIT, DEED_LEFT, DEED_LOT } deed_kind;

/* What has been done and may be undone: `n` units more for a choice, or left over of an offer, or lots more. */
typedef struct deed {
    deed_kind kind;
    uint32_t which;
    int n;
} deed;

/* How good it is: wanted units by class, and units left over. */
typedef struct score {
    int64_t gain[SVOD_CLASSES_MAX], left;
} score;

struct svod_fill {
    svod_search *h;
    uint32_t *takers_from, *takers; /* the choices that are offer o: takers[takers_from[o]] … */
    uint32_t *lots_from, *lots;     /* the lots that offer o is in, among those tried */
    int64_t *units;                 /* per choice */
    int64_t *got;                   /* per line */
    int64_t *most;                  /* per lot tried: more of it find no lines in any case */
    bool *seen;                     /* per offer */
    SVOD_VEC(deed) deeds;
    int64_t *left, *left_of;       /* per offer, and by folded item */
    int64_t rest_units, rest_cost; /* what may still be left over */
    score now;
    uint32_t near[NEAR], near_n; /* lots tried */
    uint64_t random;
};

static void leave(svod_fill *f, uint32_t o, int64_t n)
{
    f->left[o] += n;
    f->now.left += n;
    f->left_of[f->h->s->demand->folded.item[f->h->a->offers[o]]] += n;
    if (f->rest_units != SVOD_NO_LIMIT) f->rest_units -= n;
    if (f->rest_cost != SVOD_NO_LIMIT) f->rest_cost -= n * svod_search_offer(f->h, o)->price;
}

static void act(svod_fill *f, deed d)
{
    if (d.kind == DEED_UNIT) {
        uint32_t l = f->h->hand.line[d.which];
        f->units[d.which] += d.n;
        f->got[l] += d.n;
        f->now.gain[svod_search_line(f->h, l)->serve_class] += d.n;
    } else if (d.kind == DEED_LEFT) {
        leave(f, d.which, d.n);
    } else {
        svod_search_buy(f->h, d.which, d.n);
    }
}

static void note(svod_fill *f, deed_kind kind, uint32_t which, int n)
{
    deed d = {kind, which, n};
    act(f, d);
    SVOD_VEC_PUSH(&f->deeds, d);
}

static void undo(svod_fill *f, size_t upto)
{
    while (f->deeds.n > upto) {
        deed d = f->deeds.v[--f->deeds.n];
        d.n = -d.n;
        act(f, d);
    }
}

/* ---- units ---- */

static bool may_take(const svod_fill *f, uint32_t l)
{
    return f->h->hand.stand[l] == SVOD_STAND_FREE && f->got[l] < f->h->hand.quantity[l];
}

/* Lines change units along the hops up to number `at`; `n` more for the choice at the end. */
static void make_hops(svod_fill *f, const hop *hops, uint32_t at, uint32_t choice, int n)
{
    note(f, DEED_UNIT, choice, n);
    for (; at > 0; at = hops[at].from) {
        note(f, DEED_UNIT, hops[at].out, -1);
        note(f, DEED_UNIT, hops[at].in, 1);
    }
}

/* The line whose choice it is may hop: from units it has to offers not seen, or the other way round. */
static uint32_t list_hops(svod_fill *f, hop *hops, uint32_t n, uint32_t at, uint32_t choice, bool away)
{
    const svod_assign *hand = &f->h->hand;
    uint32_t l = hand->line[choice];
    for (uint32_t k = hand->choices_from[l]; k < hand->choices_from[l + 1] && n < FAR; k++) {
        if ((!away && f->units[k] == 0) || f->seen[hand->offer[k]]) continue;
        f->seen[hand->offer[k]] = true;
        hops[n++] = (hop){hand->offer[k], at, away ? k : choice, away ? choice : k};
    }
    return n;
}

/* Finds a line for one unit of the offer (`n` is 1), or one that gives it up (-1). */
static bool place(svod_fill *f, uint32_t offer, int n)
{
    const svod_assign *hand = &f->h->hand;
    hop hops[FAR];
    uint32_t hops_n = 1, end = 0, choice = UINT32_MAX, class = 0, ideal = n > 0 ? 0 : f->h->s->classes_n - 1;
    bool first = svod_search_first_come(f->h), done = false;
    hops[0] = (hop){.offer = offer};
    f->seen[offer] = true;
    for (uint32_t at = 0; at < hops_n && !done; at++) {
        uint32_t o = hops[at].offer;
        for (uint32_t i = f->takers_from[o]; i < f->takers_from[o + 1] && !done; i++) {
            uint32_t k = f->takers[i], of = svod_search_line(f->h, hand->line[k])->serve_class;
            bool fits = n > 0 ? may_take(f, hand->line[k]) : f->units[k] > 0;
            if (fits && (choice == UINT32_MAX || (n > 0 ? of < class : of > class))) {
                choice = k;
                end = at;
                class = of;
                done = first || class == ideal;
            }
            if (!done && (n > 0 || f->units[k] > 0)) hops_n = list_hops(f, hops, hops_n, at, k, n < 0);
        }
    }
    for (uint32_t at = 0; at < hops_n; at++) f->seen[hops[at].offer] = false;
    if (choice == UINT32_MAX) return false;
    make_hops(f, hops, end, choice, n);
    return true;
}

/* ---- lots ---- */

static bool may_buy(const svod_fill *f, uint32_t k)
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

static bool may_leave(const svod_fill *f, uint32_t o)
{
    const svod_solve *s = f->h->s;
    uint32_t item = s->demand->folded.item[f->h->a->offers[o]];
    return f->rest_units > 0 && f->left_of[item] < s->left_per_item && svod_search_offer(f->h, o)->price <= f->rest_cost;
}

/* One more of lot k, with at most `most` of its units left over. */
static bool add_lot(svod_fill *f, uint32_t k, uint32_t most)
{
    svod_search *h = f->h;
    const svod_lot *lot = svod_search_lot(h, k);
    uint32_t left_n = 0;
    bool fits = may_buy(f, k), any = false;
    size_t before = f->deeds.n;
    for (uint32_t j = 0; j < lot->cells_n && fits; j++) {
        uint32_t o = h->s->local[lot->cells[j].offer];
        for (uint32_t c = 0; c < lot->cells[j].count && fits; c++) {
            if (place(f, o, 1)) {
                any = true;
                continue;
            }
            fits = left_n < most && may_leave(f, o);
            if (!fits) continue;
            note(f, DEED_LEFT, o, 1);
            left_n++;
        }
    }
    if (fits && any)
        note(f, DEED_LOT, k, 1);
    else
        undo(f, before);
    return fits && any;
}

/* One lot k less. False: some unit of it cannot be taken away. */
static bool drop_lot(svod_fill *f, uint32_t k)
{
    svod_search *h = f->h;
    const svod_lot *lot = svod_search_lot(h, k);
    note(f, DEED_LOT, k, -1);
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t o = h->s->local[lot->cells[j].offer];
        for (uint32_t c = 0; c < lot->cells[j].count; c++) {
            if (f->left[o] > 0)
                note(f, DEED_LEFT, o, -1);
            else if (!place(f, o, -1))
                return false;
        }
    }
    return true;
}

/* ---- exchanging ---- */

static uint32_t dice(svod_fill *f, uint32_t n)
{
    f->random = f->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((f->random >> 33) % n);
}

static bool is_near(const svod_fill *f, uint32_t at)
{
    for (uint32_t i = 0; i < f->near_n; i++)
        if (f->near[i] == at) return true;
    return false;
}

static void add_near(svod_fill *f, uint32_t offer)
{
    for (uint32_t i = f->lots_from[offer]; i < f->lots_from[offer + 1]; i++)
        if (f->near_n < NEAR && !is_near(f, f->lots[i])) f->near[f->near_n++] = f->lots[i];
}

/* Lists the lots that have lines in common with lot number `at`, and itself, in any order. */
static void list_near(svod_fill *f, uint32_t at)
{
    const svod_search *h = f->h;
    const svod_lot *lot = svod_search_lot(h, h->lots[at]);
    f->near_n = 0;
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        uint32_t o = h->s->local[lot->cells[j].offer];
        for (uint32_t i = f->takers_from[o]; i < f->takers_from[o + 1]; i++) {
            uint32_t l = h->hand.line[f->takers[i]];
            for (uint32_t k = h->hand.choices_from[l]; k < h->hand.choices_from[l + 1]; k++) add_near(f, h->hand.offer[k]);
        }
    }
    for (uint32_t i = f->near_n; i > 1; i--) {
        uint32_t x = dice(f, i), moved = f->near[i - 1];
        f->near[i - 1] = f->near[x];
        f->near[x] = moved;
    }
}

static int cmp_score(const svod_fill *f, const score *x, const score *y)
{
    int sign = 0;
    for (uint32_t c = 0; c < f->h->s->classes_n && sign == 0; c++) sign = svod_sign_of(x->gain[c], y->gain[c]);
    return sign ? sign : svod_sign_of(y->left, x->left);
}

/* Takes up to `n` bought lots near by away. False: it cannot be done. */
static bool drop_near(svod_fill *f, uint32_t n)
{
    const svod_search *h = f->h;
    for (uint32_t i = 0; i < f->near_n && n > 0; i++) {
        uint32_t k = h->lots[f->near[i]];
        if (h->counts[k] == 0) continue;
        if (!drop_lot(f, k)) return false;
        n--;
    }
    return true;
}

/* Any lot that some unit is left over of; NONE: there is none. */
static uint32_t any_leaving(svod_fill *f)
{
    uint32_t n = f->h->hand.offers_n, from = dice(f, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t o = (from + i) % n;
        for (uint32_t x = f->lots_from[o]; x < f->lots_from[o + 1] && f->left[o] > 0; x++)
            if (f->h->counts[f->h->lots[f->lots[x]]] > 0) return f->lots[x];
    }
    return NONE;
}

static void add_all_near(svod_fill *f, uint32_t most)
{
    for (uint32_t i = f->near_n; i-- > 0;) add_lot(f, f->h->lots[f->near[i]], dice(f, most + 1));
}

/* Lot number `at` comes, one or two near by go, and what fits comes too; undone when it is worse. What is left over may go
 * from lot number `leaving` to those that come. */
static void exchange(svod_fill *f, uint32_t at, uint32_t leaving, uint32_t most)
{
    svod_search *h = f->h;
    score before = f->now;
    f->deeds.n = 0;
    list_near(f, at);
    bool done = leaving == NONE || drop_lot(f, h->lots[leaving]);
    done = done && drop_near(f, leaving == NONE ? 1 + dice(f, 5) / 3 : dice(f, 3)) && add_lot(f, h->lots[at], most);
    if (done) add_all_near(f, most);
    if (done && leaving != NONE) {
        list_near(f, leaving);
        add_all_near(f, 0);
    }
    if (!done || cmp_score(f, &f->now, &before) < 0) undo(f, 0);
}

void svod_fill_exchange(svod_fill *f, bool leaving, uint64_t tries, int64_t until)
{
    enum { CLOCK = 31, MOST_LEFT = 2 };
    const svod_search *h = f->h;
    if (svod_search_first_come(h) || h->s->needs_n || h->lots_n == 0) return;
    for (uint64_t i = 0; i < tries; i++) {
        if ((i & CLOCK) == 0 && svod_solve_now() >= until) break;
        uint32_t at = dice(f, h->lots_n);
        if (h->counts[h->lots[at]] >= f->most[at]) continue;
        bool moves = leaving && dice(f, 2) == 0;
        exchange(f, at, moves ? any_leaving(f) : NONE, leaving ? dice(f, MOST_LEFT + 1) : 0);
    }
    f->deeds.n = 0;
}

/* ---- all of it ---- */

static void sum_up(uint32_t *from, uint32_t *next, uint32_t n)
{
    for (uint32_t o = 0; o < n; o++) {
        from[o + 1] += from[o];
        next[o] = from[o];
    }
}

static void list_takers(svod_fill *f)
{
    const svod_assign *hand = &f->h->hand;
    uint32_t choices = hand->choices_from[hand->people_n], *next = svod_calloc(hand->offers_n + 1u, sizeof *next);
    f->takers_from = svod_calloc(hand->offers_n + 2u, sizeof *f->takers_from);
    f->takers = svod_alloc(choices * sizeof *f->takers + 1);
    for (uint32_t k = 0; k < choices; k++) f->takers_from[hand->offer[k] + 1]++;
    sum_up(f->takers_from, next, hand->offers_n);
    for (uint32_t k = 0; k < choices; k++) f->takers[next[hand->offer[k]]++] = k;
    svod_free(next);
}

static int64_t wanted_of(const svod_fill *f, uint32_t o)
{
    int64_t units = f->h->s->left_units == SVOD_NO_LIMIT ? SVOD_PLENTY : f->h->s->left_units;
    for (uint32_t i = f->takers_from[o]; i < f->takers_from[o + 1]; i++)
        units = svod_saturating_add(units, f->h->hand.quantity[f->h->hand.line[f->takers[i]]]);
    return units;
}

static void list_lots(svod_fill *f)
{
    const svod_search *h = f->h;
    uint32_t n = h->hand.offers_n, cells = 0, *next = svod_calloc(n + 1u, sizeof *next);
    f->lots_from = svod_calloc(n + 2u, sizeof *f->lots_from);
    f->most = svod_alloc(h->lots_n * sizeof *f->most + 1);
    for (uint32_t at = 0; at < h->lots_n; at++) {
        const svod_lot *lot = svod_search_lot(h, h->lots[at]);
        f->most[at] = SVOD_PLENTY;
        cells += lot->cells_n;
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            uint32_t o = h->s->local[lot->cells[j].offer];
            f->lots_from[o + 1]++;
            f->most[at] = SVOD_MIN(f->most[at], wanted_of(f, o) / lot->cells[j].count);
        }
    }
    sum_up(f->lots_from, next, n);
    f->lots = svod_alloc(cells * sizeof *f->lots + 1);
    for (uint32_t at = 0; at < h->lots_n; at++) {
        const svod_lot *lot = svod_search_lot(h, h->lots[at]);
        for (uint32_t j = 0; j < lot->cells_n; j++) f->lots[next[h->s->local[lot->cells[j].offer]]++] = at;
    }
    svod_free(next);
}

svod_fill *svod_fill_begin(svod_search *h)
{
    svod_fill *f = svod_calloc(1, sizeof *f);
    uint32_t choices = h->hand.choices_from[h->hand.people_n];
    *f = (svod_fill){.h = h, .rest_units = h->s->left_units, .rest_cost = h->s->left_cost, .random = 1};
    list_takers(f);
    list_lots(f);
    f->units = svod_calloc(choices + 1u, sizeof *f->units);
    f->got = svod_calloc(h->hand.people_n + 1u, sizeof *f->got);
    f->seen = svod_calloc(h->hand.offers_n + 1u, sizeof *f->seen);
    f->left = svod_calloc(h->hand.offers_n + 1u, sizeof *f->left);
    f->left_of = svod_calloc(h->s->demand->folded.texts_n + 1u, sizeof *f->left_of);
    for (uint32_t l = 0; l < h->hand.people_n; l++) {
        const svod_line *line = svod_search_line(h, l);
        bool all_or_nothing = (line->whole && line->quantity > 1) || line->together != UINT32_MAX;
        h->hand.stand[l] = all_or_nothing ? SVOD_STAND_NONE : SVOD_STAND_FREE;
    }
    return f;
}

void svod_fill_add(svod_fill *f, bool leaving)
{
    enum { MOST_LEFT = 3 };
    for (uint32_t most = 0; most <= (leaving ? MOST_LEFT : 0); most++)
        for (uint32_t at = 0; at < f->h->lots_n; at++)
            while (add_lot(f, f->h->lots[at], most)) f->deeds.n = 0;
    f->deeds.n = 0;
}

/* What is left over as the hand has it. */
void svod_fill_show(const svod_fill *f)
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
    svod_search_set_caps(h);
}

void svod_fill_end(svod_fill *f)
{
    SVOD_VEC_RELEASE(&f->deeds);
    svod_free(f->takers_from);
    svod_free(f->takers);
    svod_free(f->lots_from);
    svod_free(f->lots);
    svod_free(f->most);
    svod_free(f->units);
    svod_free(f->got);
    svod_free(f->seen);
    svod_free(f->left);
    svod_free(f->left_of);
    svod_free(f);
}
