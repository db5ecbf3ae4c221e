/* The search inside an open part of a purchase: what is laid out once, and what is bought at the moment. Inside the plan. */
#ifndef SVOD_AGGREGATE_OPEN_H
#define SVOD_AGGREGATE_OPEN_H

#include "aggregate/assign.h"
#include "aggregate/count.h"

#include "base/attrs.h"

#include <string.h>

/* More than anybody asks for; sums of a few of it fit. */
#define SVOD_PLENTY (INT64_MAX / 64)

/* Leftovers of one item and price: as good as each other as far as limits go. */
typedef struct svod_leaving {
    uint32_t item;
    int64_t price;
    int64_t least, most;             /* units to be tried */
    int64_t least_after, most_after; /* of those after this one, together */
} svod_leaving;

/* In a lot at most `units` units come to `of` units; of nothing: there is no such limit. */
typedef struct svod_share {
    int64_t units, of;
} svod_share;

typedef struct svod_search {
    svod_solve *s;
    svod_atom *a;
    svod_arena scratch; /* what goes with the search */
    svod_assign hand;
    svod_count count;
    svod_leaving *leavings; /* line people_n + i of the hand is nobody, who takes leaving i */
    uint32_t leavings_n;
    uint32_t *lots; /* those whose number is tried, as numbers in a->lots */
    uint32_t lots_n;
    uint32_t *single;   /* per offer: its single lot, bought as needed; UINT32_MAX: none */
    bool singles;       /* there are such lots */
    int64_t *bought;    /* per offer: units of the lots tried */
    int64_t *alone;     /* per lot tried: how many of it are of use at most */
    int64_t *only;      /* scratch, per offer */
    uint32_t *counts;   /* per lot of the atom */
    int64_t *in_island; /* per lot tried and island, and in all: units of one lot */
    svod_share *shares; /* per lot tried, island (and in all), other island: see most_units in hope.c; NULL when there are
                           too many */
    svod_share *least_shares; /* per lot tried and island: see forced_left in hope.c */
    int64_t *taken;           /* per island: units bought */
    int64_t most_of_first;    /* hope for no more than this of the first lot that is open */
    int64_t *room;            /* per island: units that may still be bought */
    int64_t *most;            /* per island: units that can be hoped for */
    int64_t cap_units, least_price;
    uint64_t kept; /* options kept so far */
    bool takes_extra;
    bool huge;       /* only first ways are looked for */
    bool first_only; /* the first way found ends the search */
} svod_search;

static inline const svod_lot *svod_search_lot(const svod_search *h, uint32_t k)
{
    return &h->s->lots->v[h->a->lots[k]];
}

static inline const svod_stop_offer *svod_search_offer(const svod_search *h, uint32_t o)
{
    return &h->s->demand->offers[h->a->offers[o]];
}

static inline const svod_line *svod_search_line(const svod_search *h, uint32_t l)
{
    return &h->s->demand->lines[h->a->lines[l]];
}

static inline int64_t svod_search_total(const int64_t *v, uint32_t n)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += v[i];
    return sum;
}

static inline void svod_search_free_all(svod_search *h)
{
    for (uint32_t l = 0; l < h->hand.people_n; l++) h->hand.stand[l] = SVOD_STAND_FREE;
}

static inline bool svod_search_first_come(const svod_search *h)
{
    return h->s->terms->policy == SVOD_POLICY_FIRST_COME;
}

static inline int svod_sign_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static inline int64_t svod_search_stock(const svod_search *h, uint32_t o)
{
    int64_t stock = svod_search_offer(h, o)->stock;
    return stock < 0 ? SVOD_PLENTY : stock;
}

/* What is bought must be handed out; singly bought units come on top. */
static inline void svod_search_set_caps(svod_search *h)
{
    for (uint32_t o = 0; o < h->a->offers_n; o++) {
        h->hand.need[o] = h->bought[o];
        h->hand.cap[o] = h->single[o] == UINT32_MAX ? h->bought[o] : svod_search_stock(h, o);
    }
}

/* `n` more of the atom's lot k, or fewer. */
static inline void svod_search_buy(svod_search *h, uint32_t k, int64_t n)
{
    const svod_lot *lot = svod_search_lot(h, k);
    for (uint32_t j = 0; j < lot->cells_n; j++)
        h->bought[h->s->local[lot->cells[j].offer]] += n * (int64_t)lot->cells[j].count;
    h->counts[k] = (uint32_t)((int64_t)h->counts[k] + n);
}

/* The best way known that leaves no more over than this, as far as that is limited; NULL: none. */
const svod_option *svod_search_rival(const svod_search *h, int64_t left, int64_t cost);
/* What the hand has served against the rival, up to what is served line by line. */
int svod_search_cmp_served(const svod_search *h, const svod_option *answer, const svod_option *rival);

/* Lots bought so that their units find lines; see fill.c. Nothing must be bought before, and what is bought afterwards stays
 * bought. Lines that are all-or-nothing get nothing. */
typedef struct svod_fill svod_fill;
svod_fill *svod_fill_begin(svod_search *h);
/* Buys lots one after the other as long as all their units find lines; `leaving`: all but what may be left over. */
void svod_fill_add(svod_fill *f, bool leaving);
/* Exchanges lots as long as tries and time (nanoseconds of the monotonic clock) last. */
void svod_fill_exchange(svod_fill *f, bool leaving, uint64_t tries, int64_t until);
/* Lays out what is bought and left over for handing out. */
void svod_fill_show(const svod_fill *f);
void svod_fill_end(svod_fill *f);

/* Units that can be served at most when `left` units may be left over, by prices of lines; `known` can be. At most so many
 * rounds, and no second one past `until` (nanoseconds of the monotonic clock). INT64_MAX: too large for that. */
int64_t svod_bid(svod_search *h, int64_t left, int64_t known, uint32_t rounds, int64_t until);

/* Once lines, islands and lots are laid out. */
void svod_hope_lay(svod_search *h);
/* False when something known makes needless whatever can be bought with lots from number `at` on that leaves `left` to
 * `most` units over. */
bool svod_hope_worth(svod_search *h, uint32_t at, int64_t left, int64_t most);
/* Units that can be served at most; nothing is bought now. */
int64_t svod_hope_served(svod_search *h);

#endif
