/* What everyone pays and why. */
#include "money/costs.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/attrs.h"
#include "base/decimal.h"

#include <string.h>

enum { KOPECK = SVOD_DEC_SCALE / 100 };

static svod_status overflow(svod_error *e)
{
    svod_fail(e, SVOD_EXIT_BAD_INPUT, "money.overflow", "the sums of this purchase are too large to be counted");
    return SVOD_FAILED;
}

/* Adds, and says false once anything has overflowed. */
static bool add(svod_dec *sum, svod_dec part)
{
    return svod_dec_add(*sum, part, sum);
}

bool svod_money_convert(const svod_money_terms *terms, svod_dec price, int64_t units, svod_dec unit, svod_dec *ret)
{
    /* The product counts in 1/10000 of 1/10000 of 1/10000. */
    __int128 v = (__int128)price * terms->rate, by = (__int128)unit * SVOD_DEC_SCALE * SVOD_DEC_SCALE;
    if (__builtin_mul_overflow(v, (__int128)(SVOD_DEC_SCALE + terms->rate_fee), &v) ||
        __builtin_mul_overflow(v, (__int128)units, &v) || __builtin_add_overflow(v, by / 2, &v))
        return false;
    __int128 rounded = v / by * unit;
    if (v < 0 || rounded > SVOD_DEC_MAX) return false;
    *ret = (svod_dec)rounded;
    return true;
}

svod_dec svod_money_rate(const svod_money_terms *terms)
{
    svod_dec rate = terms->rate;
    svod_money_convert(terms, SVOD_DEC_SCALE, 1, 1, &rate);
    return rate;
}

typedef struct count {
    svod_arena *arena;
    const svod_demand *demand;
    const svod_plan *plan;
    const svod_money_terms *terms;
    svod_costs *costs;
    uint32_t *place; /* participant → index in costs->v, or UINT32_MAX */
    int64_t *weight; /* of costs->v: grams/10 of what they got, when delivery goes by weight */
} count;

static svod_status row_cost(const count *c, uint32_t offer, uint32_t units, svod_dec *ret_price, svod_dec *ret_amount,
                            svod_error *e)
{
    svod_dec price = c->demand->offers[offer].price;
    if (price == SVOD_DEC_NONE) SVOD_BUG("an offer without a price was bought");
    if (!svod_money_convert(c->terms, price, 1, KOPECK, ret_price) ||
        !svod_money_convert(c->terms, price, units, KOPECK, ret_amount))
        return overflow(e);
    return SVOD_OK;
}

/* Everybody who was served or has paid gets a row, in order of first order. */
static svod_status make_rows(count *c, svod_error *e)
{
    const svod_demand *d = c->demand;
    bool *listed = svod_arena_calloc(c->arena, d->participants_n, sizeof *listed);
    svod_dec *paid = svod_arena_calloc(c->arena, d->participants_n, sizeof *paid);
    int64_t *unknown = svod_arena_calloc(c->arena, d->participants_n, sizeof *unknown);
    for (size_t i = 0; i < c->plan->given_n; i++) listed[d->lines[c->plan->given[i].line].participant] = true;
    for (uint32_t i = 0; i < d->lines_n; i++) {
        const svod_order_line *order = &d->orders[d->lines[i].order];
        uint32_t who = d->lines[i].participant;
        if (order->paid == SVOD_DEC_NONE) {
            unknown[who] += order->is_paid;
        } else if (!add(&paid[who], order->paid)) {
            return overflow(e);
        }
        if (paid[who] != 0 || unknown[who] > 0) listed[who] = true;
    }
    c->place = svod_arena_alloc(c->arena, d->participants_n * sizeof *c->place);
    c->costs->v = svod_arena_calloc(c->arena, d->participants_n, sizeof *c->costs->v);
    for (uint32_t who = 0; who < d->participants_n; who++) {
        c->place[who] = UINT32_MAX;
        if (!listed[who]) continue;
        c->place[who] = (uint32_t)c->costs->n;
        c->costs->v[c->costs->n++] = (svod_cost){.participant = who, .paid = paid[who], .paid_unknown = unknown[who]};
    }
    c->weight = svod_arena_calloc(c->arena, c->costs->n, sizeof *c->weight);
    return SVOD_OK;
}

static svod_status add_weight(count *c, size_t row, uint32_t offer, uint32_t units, svod_error *e)
{
    if (c->terms->split != SVOD_SPLIT_WEIGHT || c->terms->delivery == 0) return SVOD_OK;
    const svod_stop_offer *o = &c->demand->offers[offer];
    if (o->weight == SVOD_DEC_NONE)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "money.no-weight",
                         "delivery is to be split by weight, but \"%.*s\" has no weight in the catalog; "
                         "choose another split or have the weight added",
                         SVOD_FMT(o->id));
    svod_dec more;
    if (!svod_dec_times(o->weight, units, &more) || !add(&c->weight[row], more)) return overflow(e);
    return SVOD_OK;
}

static svod_status count_goods(count *c, svod_error *e)
{
    const svod_plan *plan = c->plan;
    c->costs->rows = svod_arena_calloc(c->arena, plan->given_n, sizeof *c->costs->rows);
    for (size_t i = 0; i < plan->given_n; i++) {
        const svod_given *g = &plan->given[i];
        size_t row = c->place[c->demand->lines[g->line].participant];
        svod_cost *cost = &c->costs->v[row];
        svod_cost_row *r = &c->costs->rows[i];
        svod_status s = row_cost(c, g->offer, g->units, &r->price, &r->amount, e);
        if (s == SVOD_OK) s = add_weight(c, row, g->offer, g->units, e);
        if (s != SVOD_OK) return s;
        if (!add(&cost->goods, r->amount) || !add(&c->costs->supplier_amount, r->amount)) return overflow(e);
        cost->units += g->units;
        cost->positions += i == 0 || plan->given[i - 1].line != g->line;
    }
    c->costs->leftover_amounts = svod_arena_calloc(c->arena, plan->leftover_n, sizeof(svod_dec));
    for (size_t i = 0; i < plan->leftover_n; i++) {
        svod_dec price, *amount = &c->costs->leftover_amounts[i];
        svod_status s = row_cost(c, plan->leftover[i].offer, plan->leftover[i].units, &price, amount, e);
        if (s != SVOD_OK) return s;
        if (!add(&c->costs->leftover_amount, *amount) || !add(&c->costs->supplier_amount, *amount)) return overflow(e);
    }
    return SVOD_OK;
}

static svod_dec fee_rate_of(const svod_money_terms *terms, svod_dec goods)
{
    svod_dec rate = 0;
    for (size_t i = 0; i < terms->fees_n && terms->fees[i].from <= goods; i++) rate = terms->fees[i].fee;
    return rate;
}

static svod_status split_delivery(count *c, svod_error *e)
{
    svod_costs *costs = c->costs;
    svod_dec total;
    if (!svod_dec_round(c->terms->delivery, KOPECK, &total)) return overflow(e);
    int64_t *weights = svod_arena_calloc(c->arena, costs->n, sizeof *weights);
    svod_dec *shares = svod_arena_calloc(c->arena, costs->n, sizeof *shares);
    size_t *who = svod_arena_calloc(c->arena, costs->n, sizeof *who);
    size_t n = 0;
    for (size_t i = 0; i < costs->n; i++) {
        const svod_cost *cost = &costs->v[i];
        if (cost->units == 0) continue;
        switch (c->terms->split) {
        case SVOD_SPLIT_AMOUNT:
            weights[n] = cost->goods;
            break;
        case SVOD_SPLIT_UNITS:
            weights[n] = cost->units;
            break;
        case SVOD_SPLIT_WEIGHT:
            weights[n] = c->weight[i];
            break;
        case SVOD_SPLIT_EQUAL:
            weights[n] = 1;
            break;
        }
        who[n++] = i;
    }
    svod_split_largest_remainder(total, weights, n, shares);
    for (size_t i = 0; i < n; i++) costs->v[who[i]].delivery = shares[i];
    return SVOD_OK;
}

static svod_status add_charges(const count *c, svod_cost *cost, svod_error *e)
{
    svod_cost_charge *parts = svod_arena_calloc(c->arena, c->terms->charges_n, sizeof *parts);
    cost->parts = parts;
    for (size_t i = 0; i < c->terms->charges_n; i++) {
        const svod_charge *charge = &c->terms->charges[i];
        int64_t times = 1;
        if (charge->per == SVOD_PER_UNIT) times = cost->units;
        if (charge->per == SVOD_PER_POSITION) times = cost->positions;
        svod_dec amount;
        if (!svod_dec_times(charge->amount, times, &amount) || !svod_dec_round(amount, KOPECK, &amount) ||
            !add(&cost->charges, amount))
            return overflow(e);
        parts[cost->parts_n++] = (svod_cost_charge){.charge = (uint32_t)i, .times = times, .amount = amount};
    }
    return SVOD_OK;
}

/* Everything that follows from a participant's goods and delivery. */
static svod_status finish_row(const count *c, svod_cost *cost, svod_error *e)
{
    const svod_money_terms *terms = c->terms;
    if (cost->units > 0) {
        cost->fee_rate = fee_rate_of(terms, cost->goods);
        if (!svod_dec_mul(cost->goods, cost->fee_rate, KOPECK, &cost->fee)) return overflow(e);
        svod_status s = add_charges(c, cost, e);
        if (s != SVOD_OK) return s;
        svod_dec exact = cost->goods, in_advance = cost->goods;
        if (!add(&exact, cost->fee) || !add(&exact, cost->delivery) || !add(&exact, cost->charges) ||
            !add(&exact, -cost->discount))
            return overflow(e);
        svod_dec unit = terms->rounding_to > 0 ? terms->rounding_to : KOPECK;
        bool fits = terms->rounding_mode == SVOD_ROUND_UP ? svod_dec_round_up(exact, unit, &cost->total)
                                                          : svod_dec_round(exact, unit, &cost->total);
        if (!fits || !svod_dec_sub(cost->total, exact, &cost->rounding)) return overflow(e);
        if (!add(&in_advance, cost->fee) || !svod_dec_mul(in_advance, terms->prepay, KOPECK, &cost->prepay))
            return overflow(e);
    }
    return svod_dec_sub(cost->total, cost->paid, &cost->due) ? SVOD_OK : overflow(e);
}

static svod_status add_to_sum(const count *c, svod_cost_charge *parts, const svod_cost *cost, svod_error *e)
{
    svod_cost *sum = &c->costs->sum;
    sum->units += cost->units;
    sum->positions += cost->positions;
    sum->paid_unknown += cost->paid_unknown;
    if (!add(&sum->goods, cost->goods) || !add(&sum->fee, cost->fee) || !add(&sum->delivery, cost->delivery) ||
        !add(&sum->charges, cost->charges) || !add(&sum->discount, cost->discount) || !add(&sum->rounding, cost->rounding) ||
        !add(&sum->total, cost->total) || !add(&sum->paid, cost->paid) || !add(&sum->due, cost->due) ||
        !add(&sum->prepay, cost->prepay))
        return overflow(e);
    for (size_t i = 0; i < cost->parts_n; i++) {
        svod_cost_charge *part = &parts[cost->parts[i].charge];
        part->times += cost->parts[i].times;
        if (!add(&part->amount, cost->parts[i].amount)) return overflow(e);
    }
    return SVOD_OK;
}

svod_status svod_costs_make(svod_arena *arena, const svod_demand *demand, const svod_plan *plan,
                            const svod_money_terms *terms, svod_costs *ret, svod_error *e)
{
    memset(ret, 0, sizeof *ret);
    count c = {.arena = arena, .demand = demand, .plan = plan, .terms = terms, .costs = ret};
    svod_status s = make_rows(&c, e);
    if (s == SVOD_OK) s = count_goods(&c, e);
    if (s == SVOD_OK) s = split_delivery(&c, e);
    if (s != SVOD_OK) return s;

    svod_cost_charge *parts = svod_arena_calloc(arena, terms->charges_n, sizeof *parts);
    for (size_t i = 0; i < terms->charges_n; i++) parts[i].charge = (uint32_t)i;
    ret->sum.participant = UINT32_MAX;
    ret->sum.parts = parts;
    ret->sum.parts_n = terms->charges_n;
    for (size_t i = 0; i < ret->n && s == SVOD_OK; i++) {
        s = finish_row(&c, &ret->v[i], e);
        if (s == SVOD_OK) s = add_to_sum(&c, parts, &ret->v[i], e);
    }
    return s;
}
