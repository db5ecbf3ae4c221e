/* What a plan must come to when it has to reach the minimum of the purchase. */
#include "aggregate/need.h"

#include "aggregate/tiers.h"

#include "base/attrs.h"

static int dec_cmp(const void *left, const void *right)
{
    svod_dec a = *(const svod_dec *)left, b = *(const svod_dec *)right;
    return (a > b) - (a < b);
}

void svod_need_levels(const svod_solve *s, svod_levels *ret)
{
    size_t kept = 1;
    SVOD_VEC_PUSH(ret, 0);
    for (uint32_t o = 0; o < s->demand->offers_n; o++) {
        const svod_stop_offer *offer = &s->demand->offers[o];
        for (size_t i = 0; s->lotted[o] && i < offer->tiers_n; i++)
            if (offer->tiers[i].kind == SVOD_TIER_AMOUNT && offer->tiers[i].from > 0)
                SVOD_VEC_PUSH(ret, offer->tiers[i].from);
    }
    qsort(ret->v, ret->n, sizeof *ret->v, dec_cmp);
    for (size_t i = 1; i < ret->n; i++)
        if (ret->v[i] != ret->v[kept - 1]) ret->v[kept++] = ret->v[i];
    ret->n = kept;
}

bool svod_need_by_article(const svod_solve *s)
{
    for (uint32_t o = 0; o < s->demand->offers_n; o++)
        for (size_t i = 0; s->lotted[o] && i < s->demand->offers[o].tiers_n; i++)
            if (s->demand->offers[o].tiers[i].kind == SVOD_TIER_QUANTITY) return true;
    return false;
}

bool svod_need_at(const svod_solve *s, const svod_levels *levels, size_t at, svod_need *ret, uint32_t *ret_n)
{
    const svod_terms *t = s->terms;
    svod_dec amount = t->minimum_amount == SVOD_DEC_NONE ? 0 : t->minimum_amount;
    uint32_t n = 0;
    amount = SVOD_MAX(amount, levels->v[at]);
    if (amount > 0) ret[n++] = (svod_need){SVOD_NEED_AMOUNT, levels->v[at], amount};
    if (t->minimum_units > 0) ret[n++] = (svod_need){SVOD_NEED_UNITS, 0, t->minimum_units};
    if (t->minimum_rows > 0) ret[n++] = (svod_need){SVOD_NEED_ROWS, 0, t->minimum_rows};
    *ret_n = n;
    for (size_t i = at + 1; i < levels->n && levels->v[i] < amount; i++) {
        if (n == SVOD_NEEDS_MAX) return false;
        ret[n++] = (svod_need){SVOD_NEED_LESS, levels->v[i], 1 - levels->v[i]};
        *ret_n = n;
    }
    return true;
}

/* Units bought of an offer's article, all of it in this atom; only where prices depend on it. */
static int64_t article_units(const svod_solve *s, const svod_atom *a, const uint32_t *counts, uint32_t offer)
{
    const uint32_t *article = s->demand->folded.article;
    int64_t units = 0;
    for (uint32_t k = 0; k < a->lots_n; k++) {
        const svod_lot *lot = &s->lots->v[a->lots[k]];
        for (uint32_t j = 0; j < lot->cells_n && counts[k]; j++)
            if (article[lot->cells[j].offer] == article[offer]) units += (int64_t)counts[k] * lot->cells[j].count;
    }
    return units;
}

/* What one of a lot is towards a need. */
static int64_t worth_of(const svod_solve *s, const svod_atom *a, const uint32_t *counts, const svod_lot *lot,
                        const svod_need *need)
{
    int64_t sum = 0;
    if (need->of == SVOD_NEED_ROWS) return lot->kind == SVOD_LOT_ROW;
    for (uint32_t j = 0; j < lot->cells_n; j++) {
        int64_t units = lot->cells[j].count;
        const svod_stop_offer *offer = &s->demand->offers[lot->cells[j].offer];
        if (need->of != SVOD_NEED_UNITS) {
            bool by_units = s->by_article && offer->tiers_n;
            int64_t bought = by_units ? article_units(s, a, counts, lot->cells[j].offer) : 0;
            units = svod_saturating_mul(units, svod_tiers_price(offer, need->level, bought));
        }
        sum = svod_saturating_add(sum, units);
    }
    return sum;
}

void svod_need_measure(const svod_solve *s, const svod_atom *a, const uint32_t *counts, int64_t *ret)
{
    for (uint32_t i = 0; i < s->needs_n; i++) {
        const svod_need *need = &s->needs[i];
        int64_t sum = 0;
        for (uint32_t k = 0; k < a->lots_n; k++) {
            if (counts[k] == 0) continue;
            int64_t one = worth_of(s, a, counts, &s->lots->v[a->lots[k]], need);
            sum = svod_saturating_add(sum, svod_saturating_mul(one, counts[k]));
        }
        ret[i] = need->of == SVOD_NEED_LESS ? -SVOD_MIN(sum, 1 - need->least) : SVOD_MIN(sum, need->least);
    }
}

bool svod_need_met(const svod_solve *s, const svod_atom *a, const uint32_t *counts)
{
    int64_t brings[SVOD_NEEDS_MAX];
    svod_need_measure(s, a, counts, brings);
    for (uint32_t i = 0; i < s->needs_n; i++)
        if (s->needs[i].of != SVOD_NEED_LESS && brings[i] < s->needs[i].least) return false;
    return true;
}
