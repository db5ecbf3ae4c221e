/* The plan at STOP: what is bought and who gets it.
 *
 * Rules decided here, where section 7 of the contract leaves a case open:
 * - A line is live when at least one offer it accepts is in the catalog with a price. Drift is looked at for the offer asked
 *   for: when its price rose too much the whole line is held back, alternatives and all.
 * - A part of article, colour and size that was not written down does not matter when only one offer has the rest; when
 *   several fit the line waits as not-in-catalog and the words list them. Nothing is guessed.
 * - A row belongs to the item and colour of the offer that names it. Offers of the row that have no row of their own can be
 *   bought singly as well. A row whose sizes the catalog does not all have cannot be bought.
 * - `lots:` with `min` counts the units of all offers of the article that this rule decides; the minimum holds for what is
 *   bought, leftovers included, and so does the minimum of the purchase.
 * - `leftover.per_item` counts the units of all colours and sizes of an item.
 * - Leftovers of offers that nobody asked for are bought only as part of a row.
 * - `leftover.amount` is counted at the catalog's prices, before any tier.
 * - Between plans equal under rules (1) to (5) the one whose leftovers cost less wins, then the one nearest to the plan
 * before (last.c), then the earlier lots of the catalog.
 * - Units of a line that are pinned are a piece of it in a class before all others (pieces.c); pinned units that cannot be
 * had are let go, told, and stand among the others again.
 * - Extra units may be of any offer the line accepts.
 * - Lines of one participant with the same `together` go whole or not at all, so one of them that is not in the catalog or
 * held back for its price holds all of them back; a refused one is as if it were not there.
 * - An offer with tiers is bought at the price of the greatest tier whose sum the order reaches at that tier's own prices;
 * tiers by quantity look at the units of the article; when both kinds are reached the lower price holds. Drift looks at the
 * price of the catalog, the minimum of the purchase at the prices that hold.
 * - The minimum of the purchase: (a) the best plan by rules (1) to (5), when it reaches the minimum; (b) else who gets what
 * stays, and leftovers within the limits are added: those that cost least at the catalog's prices, then the fewest units;
 * (c) where none reach it, of all plans that do the one that serves the most wanted units (by class; first-come: by its
 * rule), then whose leftovers cost least, then by rules (2) to (5); only when there is none the purchase cannot be ordered.
 * Either may lead to another price tier; the minimum counts at its prices. A purchase in which nobody is served is not
 * filled up, and a plan that serves nobody is none.
 * - A purchase that cannot be ordered buys nothing: units that would have been served say purchase-minimum, all others keep
 *   their own reason.
 * - Stock that went to earlier orders is earlier-served; stock too small for a single row or pack is out-of-stock. A unit
 * whose row fails because another size is out of stock is row-incomplete. A line with alternatives is explained by the offer
 * it asks for; a line of one unit that must be whole has the plain reason.
 */
#include "aggregate/better.h"
#include "aggregate/last.h"
#include "aggregate/pieces.h"
#include "aggregate/solve.h"
#include "aggregate/tiers.h"
#include "aggregate/topup.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/str.h"
#include "base/tr.h"
#include "base/vec.h"

#include <string.h>

/* ---- the problem ---- */

/* Offers that some lot has; lines that go together with one that can never be served cannot be served either. */
static void find_never(svod_solve *s)
{
    const svod_demand *d = s->demand;
    bool *broken = svod_calloc(d->together_n + 1, sizeof *broken);
    s->lotted = svod_arena_calloc(s->arena, d->offers_n + 1u, sizeof *s->lotted);
    s->never = svod_arena_calloc(s->arena, d->lines_n + 1u, sizeof *s->never);
    for (uint32_t i = 0; i < s->lots->n; i++)
        for (uint32_t j = 0; j < s->lots->v[i].cells_n; j++) s->lotted[s->lots->v[i].cells[j].offer] = true;
    for (uint32_t i = 0; i < d->lines_n; i++) {
        const svod_line *line = &d->lines[i];
        if (line->together == UINT32_MAX) continue;
        bool can = s->pinned[i] >= line->quantity;
        for (uint32_t k = 0; k < line->choices_n && line->dead == SVOD_REASON_NONE; k++)
            can = can || s->lotted[line->choices[k].offer];
        if (!can) broken[line->together] = true;
    }
    for (uint32_t i = 0; i < d->lines_n; i++) {
        const svod_line *line = &d->lines[i];
        bool half_dead = line->whole && line->dead != SVOD_REASON_NONE && s->pinned[i] < line->quantity;
        s->never[i] = half_dead || (line->together != UINT32_MAX && broken[line->together]);
    }
    svod_free(broken);
}

/* The offer a line waits for: the one asked for, else the first it accepts. */
static uint32_t waits_for(const svod_solve *s, uint32_t i)
{
    const svod_line *line = &s->demand->lines[i];
    return line->dead != SVOD_REASON_NONE || s->never[i] ? SVOD_NO_OFFER : line->choices[0].offer;
}

static void make_queues(svod_solve *s)
{
    const svod_demand *d = s->demand;
    uint32_t n = d->offers_n, lines = d->lines_n;
    s->classes_n = 1;
    s->queue_start = svod_arena_calloc(s->arena, n + 2, sizeof *s->queue_start);
    for (uint32_t i = 0; i < lines; i++) {
        uint32_t o = waits_for(s, i);
        if (o == SVOD_NO_OFFER) continue;
        s->queue_start[o + 2]++;
        s->classes_n = SVOD_MAX(s->classes_n, d->lines[i].serve_class + 1);
    }
    for (uint32_t o = 0; o < n; o++) s->queue_start[o + 2] += s->queue_start[o + 1];
    s->queue_line = svod_arena_alloc(s->arena, lines * sizeof *s->queue_line + 1);
    s->queue_sum = svod_arena_alloc(s->arena, lines * sizeof *s->queue_sum + 1);
    s->want = svod_arena_calloc(s->arena, n + 1, sizeof *s->want);
    s->want_class = svod_arena_calloc(s->arena, (size_t)n * s->classes_n + 1, sizeof *s->want_class);
    for (uint32_t i = 0; i < lines; i++) {
        const svod_line *line = &d->lines[i];
        uint32_t o = waits_for(s, i);
        if (o == SVOD_NO_OFFER) continue;
        uint32_t at = s->queue_start[o + 1]++;
        s->want[o] += line->quantity;
        s->queue_line[at] = i;
        s->queue_sum[at] = s->want[o];
        for (uint32_t c = line->serve_class; c < s->classes_n; c++)
            s->want_class[(size_t)o * s->classes_n + c] += line->quantity;
    }
}

static void set_limits(svod_solve *s, const svod_stop_options *options)
{
    const svod_terms *t = s->terms;
    s->left_units = s->left_per_item = s->left_cost = 0;
    if (t->has_leftover) {
        s->left_units = t->leftover_units < 0 ? SVOD_NO_LIMIT : t->leftover_units;
        s->left_per_item = t->leftover_per_item < 0 ? SVOD_NO_LIMIT : t->leftover_per_item;
        s->left_cost = t->leftover_amount == SVOD_DEC_NONE ? SVOD_NO_LIMIT : t->leftover_amount;
    }
    /* One limit of nothing is as good as three: then atoms have nothing in common. */
    if (s->left_units == 0 || s->left_per_item == 0) s->left_units = s->left_per_item = s->left_cost = 0;
    s->deadline = INT64_MAX;
    if (options->time_limit_ms > 0) s->deadline = svod_solve_now() + options->time_limit_ms * 1000000;
}

/* ---- the outcome ---- */

typedef SVOD_VEC(svod_given) givens;

static void add_given(givens *all, uint32_t line, uint32_t offer, uint32_t rank, uint32_t units, bool extra)
{
    svod_given_kind kind = extra ? SVOD_GIVEN_EXTRA : rank ? SVOD_GIVEN_SUBSTITUTE : SVOD_GIVEN_WANTED;
    if (units) SVOD_VEC_PUSH(all, (svod_given){line, offer, units, kind, rank});
}

static void hand(svod_outcome *out, givens *all, uint32_t line, uint32_t offer, uint32_t rank, uint32_t units, bool extra)
{
    add_given(all, line, offer, rank, units, extra);
    if (!extra) out->served[line] += units;
    out->left[offer] -= units;
}

/* Units of an offer whose lines are fixed to it go out in order of service. */
static void deal(const svod_solve *s, svod_outcome *out, givens *all, uint32_t o, int64_t rest)
{
    for (uint32_t i = s->queue_start[o]; i < s->queue_start[o + 1] && rest > 0; i++) {
        uint32_t line = s->queue_line[i];
        uint32_t units = (uint32_t)SVOD_MIN(rest, (int64_t)s->demand->lines[line].quantity);
        hand(out, all, line, o, s->demand->lines[line].choices[0].rank, units, false);
        rest -= units;
    }
}

static int given_cmp(const void *left, const void *right)
{
    const svod_given *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    bool x = a->kind == SVOD_GIVEN_EXTRA, y = b->kind == SVOD_GIVEN_EXTRA;
    if (x != y) return x ? 1 : -1;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

static void add_bought(const svod_solve *s, const uint32_t *bought, svod_outcome *out)
{
    for (uint32_t i = 0; i < s->lots->n; i++) {
        const svod_lot *lot = &s->lots->v[i];
        for (uint32_t j = 0; j < lot->cells_n; j++) {
            int64_t units = (int64_t)bought[i] * lot->cells[j].count;
            out->bought[lot->cells[j].offer] += units;
            out->left[lot->cells[j].offer] += units;
        }
    }
}

static void take_chosen(const svod_solve *s, svod_outcome *out, svod_plan *ret)
{
    givens all = {0};
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *a = &s->atoms[i];
        for (uint32_t k = 0; k < a->lots_n; k++) ret->bought[a->lots[k]] = a->options[a->chosen].counts[k];
    }
    add_bought(s, ret->bought, out);
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *a = &s->atoms[i];
        const svod_option *o = &a->options[a->chosen];
        for (uint32_t k = 0; k < o->handed_n; k++) {
            const svod_handed *h = &o->handed[k];
            hand(out, &all, h->line, h->offer, h->rank, h->units, h->extra);
        }
        for (uint32_t k = 0; k < a->offers_n && !a->open; k++) deal(s, out, &all, a->offers[k], out->bought[a->offers[k]]);
    }
    if (all.n) qsort(all.v, all.n, sizeof *all.v, given_cmp);
    ret->given = svod_arena_alloc(s->result, all.n * sizeof *ret->given + 1);
    if (all.n) memcpy(ret->given, all.v, all.n * sizeof *ret->given);
    ret->given_n = all.n;
    SVOD_VEC_RELEASE(&all);
}

static void list_leftovers(const svod_solve *s, const svod_outcome *out, svod_plan *ret)
{
    size_t n = 0;
    for (uint32_t o = 0; o < s->demand->offers_n; o++) n += out->left[o] > 0;
    ret->leftover = svod_arena_alloc(s->result, n * sizeof *ret->leftover + 1);
    for (uint32_t o = 0; o < s->demand->offers_n; o++) {
        if (out->left[o] == 0) continue;
        ret->leftover[ret->leftover_n++] = (svod_leftover){o, (uint32_t)out->left[o]};
        ret->leftover_units += out->left[o];
    }
}

static void count_units(const svod_solve *s, svod_plan *ret)
{
    for (uint32_t i = 0; i < s->demand->lines_n; i++) ret->wanted += s->demand->lines[i].quantity;
    for (size_t i = 0; i < ret->given_n; i++) {
        const svod_given *g = &ret->given[i];
        if (g->kind == SVOD_GIVEN_EXTRA)
            ret->extra += g->units;
        else
            ret->served += g->units;
        if (g->kind == SVOD_GIVEN_SUBSTITUTE) ret->substituted += g->units;
    }
}

/* ---- the minimum of the purchase ---- */

static void add_part(svod_buf *b, const char *format, const char *have, const char *need)
{
    if (b->n) svod_buf_cstr(b, ", ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    svod_buf_printf(b, format, have, need);
#pragma GCC diagnostic pop
}

static void add_units(svod_buf *b, const char *format, int64_t have, int64_t need)
{
    char first[32], second[32];
    snprintf(first, sizeof first, "%lld", (long long)have);
    snprintf(second, sizeof second, "%lld", (long long)need);
    add_part(b, format, first, second);
}

/* What a plan is short of to reach the minimum; not above 0: nothing. */
typedef struct gap {
    svod_dec amount;
    int64_t units, rows;
} gap;

static gap missing_of(const svod_solve *s, const svod_plan *plan, const int64_t *bought)
{
    const svod_terms *t = s->terms;
    gap missing = {.units = t->minimum_units, .rows = t->minimum_rows};
    if (t->minimum_amount != SVOD_DEC_NONE) missing.amount = t->minimum_amount - plan->amount;
    for (uint32_t o = 0; o < s->demand->offers_n; o++) missing.units -= bought[o];
    for (uint32_t i = 0; i < s->lots->n; i++)
        if (s->lots->v[i].kind == SVOD_LOT_ROW) missing.rows -= plan->bought[i];
    return missing;
}

static bool is_short(const gap *missing)
{
    return missing->amount > 0 || missing->units > 0 || missing->rows > 0;
}

static void tell_shortage(const svod_solve *s, const gap *missing, svod_lang lang, svod_buf *ret)
{
    const svod_terms *t = s->terms;
    if (missing->amount > 0) {
        const char *have = svod_explain_money(s, t->minimum_amount - missing->amount, lang);
        add_part(ret, svod_tr(lang, "the order comes to %s of %s"), have, svod_explain_money(s, t->minimum_amount, lang));
    }
    if (missing->units > 0)
        add_units(ret, svod_tr(lang, "%s units of %s"), t->minimum_units - missing->units, t->minimum_units);
    if (missing->rows > 0) add_units(ret, svod_tr(lang, "%s rows of %s"), t->minimum_rows - missing->rows, t->minimum_rows);
}

static void tell_not_orderable(const svod_solve *s, svod_lang lang, const svod_buf *shortage, svod_plan *ret)
{
    svod_buf b = SVOD_BUF_INIT;
    if (shortage->n)
        svod_buf_printf(&b, svod_tr(lang, "the minimum of the purchase is not reached: %s"), shortage->p);
    else
        svod_buf_cstr(&b, svod_tr(lang, "nothing can be bought"));
    svod_str nearest = svod_explain_nearest(s, ret, (int)lang, 3);
    if (nearest.n) svod_buf_printf(&b, svod_tr(lang, ". Nearest to complete: %.*s"), SVOD_FMT(nearest));
    ret->not_orderable = svod_arena_dup(s->result, svod_buf_view(&b));
    svod_buf_release(&b);
}

/* Nothing is bought after all. */
static void withdraw(const svod_solve *s, svod_plan *ret)
{
    const svod_demand *d = s->demand;
    int64_t *served = svod_calloc(d->lines_n + 1, sizeof *served);
    const svod_unserved **old = svod_calloc(d->lines_n + 1, sizeof(svod_unserved *));
    for (size_t i = 0; i < ret->given_n; i++)
        if (ret->given[i].kind != SVOD_GIVEN_EXTRA) served[ret->given[i].line] += ret->given[i].units;
    for (size_t i = 0; i < ret->unserved_n; i++) old[ret->unserved[i].line] = &ret->unserved[i];
    svod_unserved *all = svod_arena_alloc(s->result, 2 * (size_t)d->lines_n * sizeof *all + 1);
    size_t n = 0;
    for (uint32_t i = 0; i < d->lines_n; i++) {
        if (served[i]) all[n++] = (svod_unserved){i, (uint32_t)served[i], SVOD_REASON_PURCHASE_MINIMUM, ret->not_orderable};
        if (old[i]) all[n++] = *old[i];
    }
    svod_free(served);
    svod_free(old);
    memset(ret->bought, 0, s->lots->n * sizeof *ret->bought);
    ret->unserved = all;
    ret->unserved_n = n;
    ret->given_n = ret->leftover_n = 0;
    ret->served = ret->substituted = ret->extra = ret->leftover_units = ret->amount = 0;
}

/* ---- prices ---- */

static svod_status find_prices(const svod_solve *s, const svod_outcome *out, svod_dec *prices, svod_tiers *ret,
                               svod_error *e)
{
    if (svod_tiers_reach(s->demand, out->bought, prices, ret)) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.overflow", "the sum of the order is too large");
}

static void tell_next_tier(const svod_solve *s, const svod_tiers *tiers, svod_lang lang, svod_plan *ret)
{
    if (tiers->next_from == SVOD_DEC_NONE) return;
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_printf(&b, svod_tr(lang, "the prices from %s are %s away; this order would cost %s less at them"),
                    svod_explain_money(s, tiers->next_from, lang),
                    svod_explain_money(s, tiers->next_from - tiers->next_amount, lang),
                    svod_explain_money(s, tiers->amount - tiers->next_amount, lang));
    ret->next_tier = svod_arena_dup(s->result, svod_buf_view(&b));
    svod_buf_release(&b);
}

static void price_offers(const svod_solve *s, const svod_tiers *tiers, const svod_dec *prices, svod_plan *ret)
{
    const svod_demand *d = s->demand;
    ret->offers = d->offers;
    if (!tiers->any) return;
    svod_stop_offer *priced = svod_arena_alloc(s->result, d->offers_n * sizeof *priced + 1);
    for (uint32_t o = 0; o < d->offers_n; o++) {
        priced[o] = d->offers[o];
        priced[o].price = prices[o];
    }
    ret->offers = priced;
}

/* ---- reaching the minimum ---- */

/* What reaching the minimum takes at the prices of a tier. False: not all of it fits. */
static bool set_needs(svod_solve *s, const svod_levels *levels, size_t at)
{
    svod_need *needs = svod_arena_alloc(s->arena, SVOD_NEEDS_MAX * sizeof *needs);
    s->needs = needs;
    return svod_need_at(s, levels, at, needs, &s->needs_n);
}

/* Leftovers are added to the plan as it is: who gets what does not change. They may lead to another price tier: the cheapest
 * of all tiers at whose prices the minimum is reached. */
static bool top_up(svod_solve *s, svod_outcome *out, svod_plan *ret)
{
    svod_levels levels = {0};
    svod_topup best = {0}, found;
    bool any = false;
    svod_need_levels(s, &levels);
    s->by_article = svod_need_by_article(s);
    for (size_t i = levels.n; i-- > 0;) {
        set_needs(s, &levels, i);
        if (!svod_topup_find(s, out, ret->bought, &found)) continue;
        if (any && (found.cost > best.cost || (found.cost == best.cost && found.units >= best.units))) continue;
        best = found;
        any = true;
    }
    s->needs_n = 0;
    s->by_article = false;
    for (uint32_t i = 0; i < s->lots->n && any; i++) ret->bought[i] += best.bought[i];
    if (any) add_bought(s, best.bought, out);
    SVOD_VEC_RELEASE(&levels);
    return any;
}

static svod_status settle(svod_solve *s, svod_outcome *out, const svod_stop_options *options, gap *ret_missing,
                          svod_plan *ret, svod_error *e)
{
    svod_dec *prices = svod_arena_alloc(s->arena, s->demand->offers_n * sizeof *prices + 1);
    svod_tiers tiers;
    svod_status status = find_prices(s, out, prices, &tiers, e);
    if (status != SVOD_OK) return status;
    ret->amount = tiers.amount;
    *ret_missing = missing_of(s, ret, out->bought);
    bool fill = is_short(ret_missing) && ret->given_n && s->left_units > 0 && s->needs_n == 0;
    if (fill && !options->as_if_orderable && top_up(s, out, ret)) {
        status = find_prices(s, out, prices, &tiers, e);
        if (status != SVOD_OK) return status;
        ret->amount = tiers.amount;
        *ret_missing = missing_of(s, ret, out->bought);
    }
    price_offers(s, &tiers, prices, ret);
    tell_next_tier(s, &tiers, (svod_lang)options->lang, ret);
    list_leftovers(s, out, ret);
    return SVOD_OK;
}

static void judge(const svod_solve *s, const svod_stop_options *options, const gap *missing, svod_plan *ret)
{
    ret->orderable = ret->given_n > 0 && !is_short(missing);
    if (ret->orderable) return;
    svod_buf shortage = SVOD_BUF_INIT;
    tell_shortage(s, missing, (svod_lang)options->lang, &shortage);
    tell_not_orderable(s, (svod_lang)options->lang, &shortage, ret);
    if (!options->as_if_orderable) withdraw(s, ret);
    svod_buf_release(&shortage);
}

static int easy_first(const void *left, const void *right)
{
    const svod_atom *a = *(svod_atom *const *)left, *b = *(svod_atom *const *)right;
    uint64_t x = (uint64_t)a->lines_n * a->lots_n, y = (uint64_t)b->lines_n * b->lots_n;
    if (x != y) return x < y ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The easy ones first, so that a time limit cuts the hard ones only. */
static void solve_atoms(svod_solve *s)
{
    svod_atom **order = svod_arena_alloc(s->arena, s->atoms_n * sizeof *order + 1);
    for (uint32_t i = 0; i < s->atoms_n; i++) order[i] = &s->atoms[i];
    if (s->deadline != INT64_MAX && s->atoms_n) qsort(order, s->atoms_n, sizeof *order, easy_first);
    for (uint32_t i = 0; i < s->atoms_n; i++) svod_atom_solve(s, order[i]);
}

static void find_best(svod_solve *s, svod_outcome *out, svod_plan *ret)
{
    make_queues(s);
    s->atoms_n = 0;
    svod_atoms_make(s);
    s->local = svod_arena_alloc(s->arena, s->demand->offers_n * sizeof *s->local + 1);
    solve_atoms(s);
    s->unmet = !svod_join(s);
    for (uint32_t i = 0; i < s->atoms_n; i++) s->late = s->late || s->atoms[i].cut;
    if (s->unmet) return;
    out->bought = svod_arena_calloc(s->arena, s->demand->offers_n + 1, sizeof *out->bought);
    out->left = svod_arena_calloc(s->arena, s->demand->offers_n + 1, sizeof *out->left);
    out->served = svod_arena_calloc(s->arena, s->demand->lines_n + 1, sizeof *out->served);
    ret->bought = svod_arena_calloc(s->result, s->lots->n + 1, sizeof *ret->bought);
    take_chosen(s, out, ret);
    if (s->late) ret->bound = svod_join_bound(s);
}

/* ---- lines in pieces ---- */

/* Pieces become lines again. Of what a line is given its quantity is wanted, what it prefers first; more is extra. */
static void mend(const svod_solve *s, const svod_pieces *pieces, svod_outcome *out, svod_plan *ret)
{
    size_t n = 0;
    givens all = {0};
    out->served = svod_arena_calloc(s->arena, s->demand->lines_n + 1u, sizeof *out->served);
    for (size_t i = 0; i < ret->given_n; i++) ret->given[i].line = pieces->line[ret->given[i].line];
    if (ret->given_n) qsort(ret->given, ret->given_n, sizeof *ret->given, given_cmp);
    for (size_t i = 0; i < ret->given_n; i++) {
        const svod_given *g = &ret->given[i];
        int64_t rest = (int64_t)s->demand->lines[g->line].quantity - out->served[g->line];
        uint32_t wanted = (uint32_t)SVOD_MIN(rest, (int64_t)g->units);
        out->served[g->line] += wanted;
        add_given(&all, g->line, g->offer, g->rank, wanted, false);
        add_given(&all, g->line, g->offer, g->rank, g->units - wanted, true);
    }
    if (all.n) qsort(all.v, all.n, sizeof *all.v, given_cmp);
    ret->given = svod_arena_alloc(s->result, all.n * sizeof *ret->given + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (n && given_cmp(&ret->given[n - 1], &all.v[i]) == 0)
            ret->given[n - 1].units += all.v[i].units;
        else
            ret->given[n++] = all.v[i];
    }
    ret->given_n = n;
    SVOD_VEC_RELEASE(&all);
}

/* Lets go of pinned units that are not served. False: there are none. */
static bool let_go(const svod_solve *s, const svod_pieces *pieces, const svod_outcome *out, uint32_t *held)
{
    uint32_t *served = svod_calloc(s->demand->pins_n + 1u, sizeof *served);
    bool any = false;
    for (uint32_t i = 0; i < pieces->demand.lines_n; i++)
        if (pieces->pin[i] != UINT32_MAX) served[pieces->pin[i]] += (uint32_t)out->served[i];
    for (uint32_t i = 0; i < s->demand->pins_n; i++) {
        any = any || served[i] < held[i];
        held[i] = served[i];
    }
    svod_free(served);
    return any;
}

static void count_pinned(const svod_solve *s, const uint32_t *held)
{
    memset(s->pinned, 0, s->demand->lines_n * sizeof *s->pinned);
    for (uint32_t i = 0; i < s->demand->pins_n; i++) s->pinned[s->demand->pins[i].line] += held[i];
}

static void solve_pieces(svod_solve *s, const svod_pieces *pieces, svod_outcome *out, svod_plan *ret)
{
    svod_solve of_pieces = *s;
    of_pieces.demand = &pieces->demand;
    of_pieces.pinned = svod_arena_calloc(s->arena, pieces->demand.lines_n + 1u, sizeof *s->pinned);
    find_never(&of_pieces);
    svod_last_of_pieces(s, pieces, &of_pieces);
    find_best(&of_pieces, out, ret);
    s->late = of_pieces.late;
    s->unmet = of_pieces.unmet;
    s->steps = of_pieces.steps;
}

/* Pinned units that cannot be had stand among the others again, so that the line may be served from elsewhere; that may cost
 * other pins theirs. Fewer are held each time. */
static svod_status find_in_pieces(svod_solve *s, svod_outcome *out, svod_plan *ret, svod_error *e)
{
    const svod_demand *d = s->demand;
    svod_pieces pieces;
    uint32_t *held = svod_arena_alloc(s->arena, d->pins_n * sizeof *held + 1);
    for (uint32_t i = 0; i < d->pins_n; i++) held[i] = d->pins[i].units;
    bool lost = true;
    while (lost) {
        count_pinned(s, held);
        find_never(s);
        svod_status status = svod_pieces_make(s, held, &pieces, e);
        if (status != SVOD_OK) return status;
        solve_pieces(s, &pieces, out, ret);
        if (s->unmet) return SVOD_OK;
        lost = let_go(s, &pieces, out, held) && !s->late;
    }
    make_queues(s);
    svod_given *dealt = svod_arena_alloc(s->arena, ret->given_n * sizeof *dealt + 1);
    if (ret->given_n) memcpy(dealt, ret->given, ret->given_n * sizeof *dealt);
    s->dealt = dealt;
    s->dealt_n = ret->given_n;
    mend(s, &pieces, out, ret);
    svod_explain_lost(s, out, held, ret);
    return SVOD_OK;
}

/* The best plan under the purchase's policy. */
static svod_status find_plan(svod_solve *s, svod_outcome *out, svod_plan *ret, svod_error *e)
{
    s->pinned = svod_arena_calloc(s->arena, s->demand->lines_n + 1u, sizeof *s->pinned);
    if (s->terms->policy == SVOD_POLICY_EVEN || s->demand->pins_n || s->demand->lost_n)
        return find_in_pieces(s, out, ret, e);
    find_never(s);
    find_best(s, out, ret);
    return SVOD_OK;
}

/* ---- another plan for the minimum ---- */

/* No plan can come to more: everybody gets all and the dearest, and what may be left over comes on top. */
static bool within_reach(const svod_solve *s)
{
    const svod_terms *t = s->terms;
    const svod_demand *d = s->demand;
    svod_dec amount = 0, dearest = 0;
    int64_t units = s->left_units;
    for (uint32_t o = 0; o < d->offers_n; o++) {
        if (d->offers[o].tiers_n) return true;
        if (s->lotted[o]) dearest = SVOD_MAX(dearest, d->offers[o].price);
    }
    for (uint32_t i = 0; i < d->lines_n; i++) {
        const svod_line *line = &d->lines[i];
        svod_dec price = 0;
        for (uint32_t k = 0; k < line->choices_n; k++) price = SVOD_MAX(price, d->offers[line->choices[k].offer].price);
        int64_t most = (int64_t)line->quantity + line->extra;
        units = svod_saturating_add(units, most);
        amount = svod_saturating_add(amount, svod_saturating_mul(price, most));
    }
    svod_dec left = SVOD_MIN(svod_saturating_mul(dearest, s->left_units), s->left_cost);
    return units >= t->minimum_units &&
           (t->minimum_amount == SVOD_DEC_NONE || svod_saturating_add(amount, left) >= t->minimum_amount);
}

/* The best of all plans that reach the minimum, when the best of all cannot be filled up to it; `out`, `missing` and `ret`
 * stay when there is none. */
static svod_status rescue(svod_solve *s, const svod_stop_options *options, svod_outcome *out, gap *missing, svod_plan *ret,
                          svod_error *e)
{
    svod_levels levels = {0};
    svod_status status = SVOD_OK;
    svod_solve best = *s; /* what goes with the plan that is returned */
    svod_turns best_turns = {0};
    bool any = false;
    svod_need_levels(s, &levels);
    s->by_article = svod_need_by_article(s);
    for (size_t i = levels.n; i-- > 0 && status == SVOD_OK;) {
        svod_plan plan = {0};
        svod_outcome found = {.lang = options->lang};
        gap rest;
        bool all = set_needs(s, &levels, i);
        status = find_plan(s, &found, &plan, e);
        if (status != SVOD_OK || s->unmet) continue;
        status = settle(s, &found, options, &rest, &plan, e);
        if (is_short(&rest) && !all) s->late = true;
        svod_turns turns = {&plan, s->dealt ? s->dealt : plan.given, s->dealt ? s->dealt_n : plan.given_n};
        if (is_short(&rest) || plan.given_n == 0 || (any && svod_plan_cmp(s, &turns, &best_turns) <= 0)) continue;
        *ret = plan;
        best_turns = (svod_turns){ret, turns.given, turns.given_n};
        *out = found;
        *missing = rest;
        best = *s;
        any = true;
    }
    best.late = s->late;
    best.steps = s->steps;
    best.needs_n = 0;
    best.by_article = best.unmet = false;
    *s = best;
    SVOD_VEC_RELEASE(&levels);
    return status;
}

static bool has_minimum(const svod_terms *t)
{
    return t->minimum_amount != SVOD_DEC_NONE || t->minimum_units > 0 || t->minimum_rows > 0;
}

/* Units that the plan before served, and this one does not. */
static void blame_minimum(const svod_solve *s, const int64_t *before, svod_lang lang, const svod_outcome *out,
                          svod_plan *ret)
{
    svod_unserved *all = svod_arena_alloc(s->result, 2 * ret->unserved_n * sizeof *all + 1);
    size_t n = 0;
    for (size_t i = 0; i < ret->unserved_n; i++) {
        svod_unserved u = ret->unserved[i];
        int64_t lost = SVOD_MIN((int64_t)u.units, before[u.line] - out->served[u.line]);
        if (lost > 0) {
            const char *why = svod_tr(lang, "with it the purchase would not reach its minimum");
            all[n++] = (svod_unserved){u.line, (uint32_t)lost, SVOD_REASON_PURCHASE_MINIMUM,
                                       svod_arena_dup(s->result, svod_str_of(why))};
            u.units -= (uint32_t)lost;
        }
        if (u.units) all[n++] = u;
    }
    ret->unserved = all;
    ret->unserved_n = n;
}

/* The best plan, filled up to the minimum or exchanged for one that reaches it. */
static svod_status make_plan(svod_solve *s, const svod_stop_options *options, svod_plan *ret, svod_error *e)
{
    set_limits(s, options);
    svod_last_set(s, options->last, options->last_n);
    svod_outcome out = {.lang = options->lang};
    int64_t deadline = s->deadline;
    if (has_minimum(s->terms) && deadline != INT64_MAX) s->deadline -= (deadline - svod_solve_now()) / 3;
    svod_status status = find_plan(s, &out, ret, e);
    if (status != SVOD_OK) return status;
    s->deadline = deadline;
    gap missing;
    int64_t bound = ret->bound;
    bool cut = s->late;
    s->late = false;
    status = settle(s, &out, options, &missing, ret, e);
    const int64_t *before = out.served;
    bool short_of = status == SVOD_OK && is_short(&missing) && ret->given_n > 0 && !options->as_if_orderable;
    if (short_of && within_reach(s)) status = rescue(s, options, &out, &missing, ret, e);
    if (status != SVOD_OK) return status;
    s->late = s->late || cut;
    count_units(s, ret);
    svod_explain(s, &out, ret);
    if (out.served != before) blame_minimum(s, before, (svod_lang)options->lang, &out, ret);
    ret->optimal = !s->late;
    if (cut && (ret->bound == 0 || bound < ret->bound)) ret->bound = bound;
    ret->bound = ret->optimal ? ret->served : SVOD_MAX(ret->bound, ret->served);
    judge(s, options, &missing, ret);
    return SVOD_OK;
}

svod_status svod_plan_make(svod_arena *arena, const svod_demand *demand, const svod_lots *lots, const svod_terms *terms,
                           const svod_stop_options *options, svod_plan *ret, svod_error *e)
{
    *ret = (svod_plan){0};
    svod_arena scratch;
    svod_arena_init(&scratch);
    svod_solve s = {
        .arena = &scratch, .result = arena, .demand = demand, .lots = lots, .terms = terms, .currency = options->currency};
    svod_status status = make_plan(&s, options, ret, e);
    svod_arena_release(&scratch);
    return status;
}
