/* Price tiers: the tier that the order itself reaches, at that tier's prices. */
#include "aggregate/tiers.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/decimal.h"
#include "base/vec.h"

#include <string.h>

typedef struct pricer {
    const svod_demand *demand;
    const int64_t *bought;
    int64_t *article_units; /* per folded article */
} pricer;

/* The deepest tier of a kind that is reached, or NULL. */
static const svod_price_tier *deepest(const svod_stop_offer *o, svod_tier_kind kind, svod_dec reached)
{
    const svod_price_tier *best = NULL;
    for (size_t i = 0; i < o->tiers_n; i++) {
        const svod_price_tier *t = &o->tiers[i];
        if (t->kind != kind || t->from > reached || t->price == SVOD_DEC_NONE) continue;
        if (!best || t->from > best->from) best = t;
    }
    return best;
}

/* When an offer has tiers of both kinds and both are reached, the lower price holds. */
svod_dec svod_tiers_price(const svod_stop_offer *offer, svod_dec level, int64_t article_units)
{
    if (offer->tiers_n == 0) return offer->price;
    const svod_price_tier *by_amount = deepest(offer, SVOD_TIER_AMOUNT, level);
    const svod_price_tier *by_units = deepest(offer, SVOD_TIER_QUANTITY, svod_saturating_mul(article_units, SVOD_DEC_SCALE));
    if (by_amount && by_units) return SVOD_MIN(by_amount->price, by_units->price);
    return by_amount ? by_amount->price : by_units ? by_units->price : offer->price;
}

static svod_dec price_at(const pricer *p, uint32_t o, svod_dec level)
{
    return svod_tiers_price(&p->demand->offers[o], level, p->article_units[p->demand->folded.article[o]]);
}

/* False on overflow. */
static bool amount_at(const pricer *p, svod_dec level, svod_dec *ret)
{
    *ret = 0;
    for (uint32_t o = 0; o < p->demand->offers_n; o++) {
        svod_dec part;
        if (p->bought[o] == 0) continue;
        if (!svod_dec_times(price_at(p, o, level), p->bought[o], &part) || !svod_dec_add(*ret, part, ret) ||
            *ret > SVOD_DEC_MAX)
            return false;
    }
    return true;
}

static int dec_cmp(const void *left, const void *right)
{
    svod_dec a = *(const svod_dec *)left, b = *(const svod_dec *)right;
    return (a > b) - (a < b);
}

typedef SVOD_VEC(svod_dec) levels;

/* 0 and all amounts from which some offer that is bought has another price, lowest first. */
static void find_levels(const pricer *p, levels *ret)
{
    SVOD_VEC_PUSH(ret, 0);
    for (uint32_t o = 0; o < p->demand->offers_n; o++) {
        const svod_stop_offer *offer = &p->demand->offers[o];
        for (size_t i = 0; p->bought[o] && i < offer->tiers_n; i++) {
            if (offer->tiers[i].kind != SVOD_TIER_AMOUNT || offer->tiers[i].from <= 0) continue;
            bool known = false;
            for (size_t k = 0; k < ret->n && !known; k++) known = ret->v[k] == offer->tiers[i].from;
            if (!known) SVOD_VEC_PUSH(ret, offer->tiers[i].from);
        }
    }
    qsort(ret->v, ret->n, sizeof *ret->v, dec_cmp);
}

static bool has_tiers(const svod_demand *d, const int64_t *bought)
{
    for (uint32_t o = 0; o < d->offers_n; o++)
        if (bought[o] && d->offers[o].tiers_n) return true;
    return false;
}

static bool find_level(const pricer *p, const levels *all, svod_tiers *ret)
{
    ret->next_from = SVOD_DEC_NONE;
    for (size_t i = all->n; i-- > 0;) {
        svod_dec amount;
        if (!amount_at(p, all->v[i], &amount)) return false;
        if (amount < all->v[i]) {
            ret->next_from = all->v[i];
            ret->next_amount = amount;
            continue;
        }
        ret->level = all->v[i];
        ret->amount = amount;
        return true;
    }
    return true; /* not reached: level 0 always holds */
}

bool svod_tiers_reach(const svod_demand *demand, const int64_t *bought, svod_dec *prices, svod_tiers *ret)
{
    pricer p = {demand, bought, NULL};
    *ret = (svod_tiers){.any = has_tiers(demand, bought)};
    p.article_units = svod_calloc(demand->folded.texts_n + 1u, sizeof *p.article_units);
    for (uint32_t o = 0; o < demand->offers_n; o++) p.article_units[demand->folded.article[o]] += bought[o];
    levels all = {0};
    find_levels(&p, &all);
    bool fits = find_level(&p, &all, ret);
    for (uint32_t o = 0; o < demand->offers_n && fits; o++)
        prices[o] = bought[o] ? price_at(&p, o, ret->level) : demand->offers[o].price;
    SVOD_VEC_RELEASE(&all);
    svod_free(p.article_units);
    return fits;
}
