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
 * - Between plans equal under rules (1) to (5) the one whose leftovers cost less wins, then the earlier lots of the catalog.
 * - A purchase that cannot be ordered buys nothing: units that would have been served say purchase-minimum, all others keep
 *   their own reason.
 * - Stock that went to earlier orders is earlier-served; stock too small for a single row or pack is out-of-stock. A unit
 * whose row fails because another size is out of stock is row-incomplete. */
#include "aggregate/solve.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/tr.h"
#include "base/vec.h"

#include <string.h>
#include <time.h>

/* ---- what is possible so far ---- */

static svod_status check_possible(const svod_demand *d, const svod_terms *terms, svod_error *e)
{
    if (terms->policy == SVOD_POLICY_EVEN)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.not-possible", "\"policy: even\" cannot be planned yet");
    for (uint32_t i = 0; i < d->lines_n; i++) {
        const svod_line *line = &d->lines[i];
        if (line->dead != SVOD_REASON_NONE) continue;
        for (uint32_t k = 0; k < line->choices_n; k++)
            if (d->offers[line->choices[k].offer].tiers_n)
                return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.not-possible",
                                 "line %.*s: the offer has price tiers, which cannot be planned yet",
                                 SVOD_FMT(d->orders[line->order].line));
    }
    return SVOD_OK;
}

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
        bool can = false;
        for (uint32_t k = 0; k < line->choices_n && line->dead == SVOD_REASON_NONE; k++)
            can = can || s->lotted[line->choices[k].offer];
        if (!can) broken[line->together] = true;
    }
    for (uint32_t i = 0; i < d->lines_n; i++)
        s->never[i] = d->lines[i].together != UINT32_MAX && broken[d->lines[i].together];
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
    if (options->time_limit_ms > 0) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        s->deadline = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec + options->time_limit_ms * 1000000;
    }
}

/* ---- the outcome ---- */

typedef SVOD_VEC(svod_given) givens;

static void hand(svod_outcome *out, givens *all, uint32_t line, uint32_t offer, uint32_t rank, uint32_t units, bool extra)
{
    svod_given_kind kind = extra ? SVOD_GIVEN_EXTRA : rank ? SVOD_GIVEN_SUBSTITUTE : SVOD_GIVEN_WANTED;
    SVOD_VEC_PUSH(all, (svod_given){line, offer, units, kind, rank});
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

static void take_chosen(const svod_solve *s, svod_outcome *out, svod_plan *ret)
{
    givens all = {0};
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *a = &s->atoms[i];
        for (uint32_t k = 0; k < a->lots_n; k++) ret->bought[a->lots[k]] = a->options[a->chosen].counts[k];
    }
    for (uint32_t i = 0; i < s->lots->n; i++) {
        const svod_lot *lot = &s->lots->v[i];
        for (uint32_t j = 0; j < lot->cells_n; j++)
            out->bought[lot->cells[j].offer] += (int64_t)ret->bought[i] * lot->cells[j].count;
    }
    memcpy(out->left, out->bought, s->demand->offers_n * sizeof *out->left);
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

static svod_status sum_up(const svod_solve *s, const svod_outcome *out, svod_plan *ret, svod_error *e)
{
    const svod_demand *d = s->demand;
    size_t left = 0;
    ret->amount = 0;
    for (uint32_t o = 0; o < d->offers_n; o++) {
        svod_dec part;
        if (out->bought[o] == 0) continue;
        if (!svod_dec_times(d->offers[o].price, out->bought[o], &part) || !svod_dec_add(ret->amount, part, &ret->amount) ||
            ret->amount > SVOD_DEC_MAX)
            return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.overflow", "the sum of the order is too large: see offer %.*s",
                             SVOD_FMT(d->offers[o].id));
        left += out->left[o] > 0;
    }
    ret->leftover = svod_arena_alloc(s->result, left * sizeof *ret->leftover + 1);
    for (uint32_t o = 0; o < d->offers_n; o++) {
        if (out->left[o] == 0) continue;
        ret->leftover[ret->leftover_n++] = (svod_leftover){o, (uint32_t)out->left[o]};
        ret->leftover_units += out->left[o];
    }
    return SVOD_OK;
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

/* What the plan is short of, in words; empty when the purchase minimum holds. */
static void find_shortage(const svod_solve *s, const svod_plan *plan, svod_lang lang, svod_buf *ret)
{
    const svod_terms *t = s->terms;
    int64_t units = plan->served + plan->extra + plan->leftover_units, rows = 0;
    for (uint32_t i = 0; i < s->lots->n; i++)
        if (s->lots->v[i].kind == SVOD_LOT_ROW) rows += plan->bought[i];
    if (t->minimum_amount != SVOD_DEC_NONE && plan->amount < t->minimum_amount) {
        char have[32], need[32];
        svod_dec_text(plan->amount, 2, have);
        svod_dec_text(t->minimum_amount, 2, need);
        add_part(ret, svod_tr(lang, "the order comes to %s of %s"), have, need);
    }
    if (units < t->minimum_units) add_units(ret, svod_tr(lang, "%s units of %s"), units, t->minimum_units);
    if (rows < t->minimum_rows) add_units(ret, svod_tr(lang, "%s rows of %s"), rows, t->minimum_rows);
}

static void tell_not_orderable(const svod_solve *s, svod_lang lang, const svod_buf *shortage, svod_plan *ret)
{
    svod_buf b = SVOD_BUF_INIT;
    if (shortage->n)
        svod_buf_printf(&b, svod_tr(lang, "the minimum of the purchase is not reached: %s"), shortage->p);
    else
        svod_buf_cstr(&b, svod_tr(lang, "nothing can be bought"));
    svod_str nearest = svod_explain_nearest(s, ret, lang, 3);
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

/* Nothing that may be left over could fill what is missing, whoever were served: surely not orderable. Each line counts with
 * the dearest offer it accepts. */
static bool out_of_reach(const svod_solve *s)
{
    __int128 amount = s->left_cost == SVOD_NO_LIMIT ? SVOD_DEC_MAX : s->left_cost;
    int64_t units = s->left_units;
    if (s->left_units == 0) amount = 0;
    for (uint32_t i = 0; i < s->demand->lines_n; i++) {
        const svod_line *line = &s->demand->lines[i];
        svod_dec price = 0;
        if (line->dead != SVOD_REASON_NONE) continue;
        for (uint32_t k = 0; k < line->choices_n; k++)
            price = SVOD_MAX(price, s->demand->offers[line->choices[k].offer].price);
        units = svod_saturating_add(units, (int64_t)line->quantity + line->extra);
        amount += (__int128)price * ((int64_t)line->quantity + line->extra);
    }
    return (s->terms->minimum_amount != SVOD_DEC_NONE && amount < s->terms->minimum_amount) ||
           units < s->terms->minimum_units;
}

static svod_status settle(const svod_solve *s, const svod_stop_options *options, svod_plan *ret, svod_error *e)
{
    svod_lang lang = (svod_lang)options->lang;
    svod_buf shortage = SVOD_BUF_INIT;
    svod_status status = SVOD_OK;
    find_shortage(s, ret, lang, &shortage);
    ret->orderable = ret->given_n + ret->leftover_n > 0 && shortage.n == 0;
    if (shortage.n && s->left_units > 0 && ret->given_n && !options->as_if_orderable && !out_of_reach(s)) {
        status =
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.not-possible",
                      "the minimum of the purchase is not reached (%s); topping it up with leftovers cannot be planned yet",
                      shortage.p);
    } else if (!ret->orderable) {
        tell_not_orderable(s, lang, &shortage, ret);
        if (!options->as_if_orderable) withdraw(s, ret);
    }
    svod_buf_release(&shortage);
    return status;
}

/* What can be served at most, whatever the rows. */
static int64_t bound_of(const svod_solve *s, const svod_plan *plan)
{
    if (!s->late) return plan->served;
    int64_t bound = 0;
    for (uint32_t i = 0; i < s->demand->lines_n; i++) {
        const svod_line *line = &s->demand->lines[i];
        bool can = false;
        for (uint32_t k = 0; k < line->choices_n && line->dead == SVOD_REASON_NONE && !s->never[i]; k++)
            can = can || (s->lotted[line->choices[k].offer] && s->demand->offers[line->choices[k].offer].stock != 0);
        if (can) bound += line->quantity;
    }
    return bound;
}

static svod_status make_plan(svod_solve *s, const svod_stop_options *options, svod_plan *ret, svod_error *e)
{
    find_never(s);
    make_queues(s);
    set_limits(s, options);
    svod_atoms_make(s);
    s->local = svod_arena_alloc(s->arena, s->demand->offers_n * sizeof *s->local + 1);
    for (uint32_t i = 0; i < s->atoms_n; i++) svod_atom_solve(s, &s->atoms[i]);
    svod_join(s);
    svod_outcome out = {.lang = options->lang};
    out.bought = svod_arena_calloc(s->arena, s->demand->offers_n + 1, sizeof *out.bought);
    out.left = svod_arena_calloc(s->arena, s->demand->offers_n + 1, sizeof *out.left);
    out.served = svod_arena_calloc(s->arena, s->demand->lines_n + 1, sizeof *out.served);
    ret->bought = svod_arena_calloc(s->result, s->lots->n + 1, sizeof *ret->bought);
    take_chosen(s, &out, ret);
    svod_status status = sum_up(s, &out, ret, e);
    if (status != SVOD_OK) return status;
    count_units(s, ret);
    svod_explain(s, &out, ret);
    ret->optimal = !s->late;
    ret->bound = bound_of(s, ret);
    return settle(s, options, ret, e);
}

svod_status svod_plan_make(svod_arena *arena, const svod_demand *demand, const svod_lots *lots, const svod_terms *terms,
                           const svod_stop_options *options, svod_plan *ret, svod_error *e)
{
    *ret = (svod_plan){0};
    svod_status status = check_possible(demand, terms, e);
    if (status != SVOD_OK) return status;
    svod_arena scratch;
    svod_arena_init(&scratch);
    svod_solve s = {.arena = &scratch, .result = arena, .demand = demand, .lots = lots, .terms = terms};
    status = make_plan(&s, options, ret, e);
    svod_arena_release(&scratch);
    return status;
}
