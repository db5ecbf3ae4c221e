/* Why units are not served, in words, and which rows and packs are nearest to complete. */
#include "aggregate/solve.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/str.h"
#include "base/tr.h"
#include "base/vec.h"
#include "text/show.h"

const char *svod_reason_code(svod_reason reason)
{
    static const char *const codes[] = {
        [SVOD_REASON_NONE] = "",
        [SVOD_REASON_ROW_INCOMPLETE] = "row-incomplete",
        [SVOD_REASON_PACK_INCOMPLETE] = "pack-incomplete",
        [SVOD_REASON_BELOW_MINIMUM] = "below-minimum",
        [SVOD_REASON_OUT_OF_STOCK] = "out-of-stock",
        [SVOD_REASON_NOT_IN_CATALOG] = "not-in-catalog",
        [SVOD_REASON_PRICE_CHANGED] = "price-changed",
        [SVOD_REASON_EARLIER_SERVED] = "earlier-served",
        [SVOD_REASON_WHOLE_NOT_POSSIBLE] = "whole-not-possible",
        [SVOD_REASON_TOGETHER_NOT_POSSIBLE] = "together-not-possible",
        [SVOD_REASON_PURCHASE_MINIMUM] = "purchase-minimum",
        [SVOD_REASON_REFUSED] = "refused",
    };
    return (size_t)reason < SVOD_COUNT(codes) ? codes[reason] : "";
}

const char *svod_policy_code(svod_policy policy)
{
    static const char *const codes[] = {
        [SVOD_POLICY_MOST_FILLED] = "most-filled", [SVOD_POLICY_FIRST_COME] = "first-come", [SVOD_POLICY_EVEN] = "even"};
    return (size_t)policy < SVOD_COUNT(codes) ? codes[policy] : "";
}

typedef struct explainer {
    const svod_solve *s;
    const svod_outcome *outcome;
    const svod_plan *plan;
    int64_t *unserved;           /* units per offer */
    uint32_t *lots_start, *lots; /* of each offer */
    uint32_t *minimums_start, *minimums;
    svod_buf b;
} explainer;

static svod_lang lang_of(const explainer *x)
{
    return (svod_lang)x->outcome->lang;
}

static const svod_stop_offer *offer_of(const explainer *x, uint32_t o)
{
    return &x->s->demand->offers[o];
}

static svod_str take_words(explainer *x)
{
    svod_str text = svod_arena_dup(x->s->result, svod_buf_view(&x->b));
    svod_buf_clear(&x->b);
    return text;
}

/* ---- names ---- */

static void add_article(svod_buf *b, const svod_stop_offer *o)
{
    svod_str title = svod_str_trim(o->article);
    if (title.n == 0) title = svod_str_trim(o->name);
    svod_buf_str(b, title.n ? title : o->id);
}

static bool one_colour(const explainer *x, const svod_lot *lot)
{
    for (uint32_t i = 1; i < lot->cells_n; i++)
        if (!svod_str_eq(offer_of(x, lot->cells[i].offer)->colour, offer_of(x, lot->cells[0].offer)->colour)) return false;
    return true;
}

/* "А-101 синий", and the size too for what is sold by the size. */
static void add_lot_title(explainer *x, const svod_lot *lot)
{
    const svod_stop_offer *o = offer_of(x, lot->cells[0].offer);
    add_article(&x->b, o);
    if (o->colour.n && one_colour(x, lot)) {
        svod_buf_char(&x->b, ' ');
        svod_buf_str(&x->b, o->colour);
    }
    if (lot->kind != SVOD_LOT_ROW && o->size.n) {
        svod_buf_char(&x->b, ' ');
        svod_buf_str(&x->b, o->size);
    }
}

static void add_offer_title(explainer *x, uint32_t offer)
{
    svod_lot one = {SVOD_LOT_SINGLE, &(svod_lot_cell){offer, 1}, 1};
    add_lot_title(x, &one);
}

static void add_cell_title(explainer *x, const svod_lot *lot, uint32_t cell, bool mixed)
{
    const svod_stop_offer *o = offer_of(x, lot->cells[cell].offer);
    bool colour = o->colour.n && mixed;
    if (colour) svod_buf_str(&x->b, o->colour);
    if (colour && o->size.n) svod_buf_char(&x->b, ' ');
    if (o->size.n) svod_buf_str(&x->b, o->size);
    if (!colour && o->size.n == 0) add_article(&x->b, o);
}

/* ---- rows and packs not bought ---- */

/* Units in hand for cell `cell` of the `later`-th lot after those bought (0: the next one). */
static uint32_t have_in(const explainer *x, const svod_lot *lot, uint32_t cell, int64_t later)
{
    int64_t count = lot->cells[cell].count;
    int64_t have = x->unserved[lot->cells[cell].offer] - later * count;
    return (uint32_t)SVOD_MIN(SVOD_MAX(have, 0), count);
}

/* The first cell that is not in stock for that many more lots, or cells_n. */
static uint32_t cell_out_of_stock(const explainer *x, const svod_lot *lot, int64_t later)
{
    uint32_t i = 0;
    for (; i < lot->cells_n; i++) {
        uint32_t o = lot->cells[i].offer;
        int64_t stock = offer_of(x, o)->stock;
        if (stock >= 0 && x->outcome->bought[o] + (later + 1) * (int64_t)lot->cells[i].count > stock) break;
    }
    return i;
}

static int64_t lack_of(const explainer *x, const svod_lot *lot, int64_t later)
{
    int64_t lack = 0;
    for (uint32_t i = 0; i < lot->cells_n; i++) lack += (int64_t)lot->cells[i].count - have_in(x, lot, i, later);
    return lack;
}

/* "46×1, 50×2" */
static void add_lacks(explainer *x, const svod_lot *lot, int64_t later)
{
    bool first = true, mixed = !one_colour(x, lot);
    for (uint32_t i = 0; i < lot->cells_n; i++) {
        uint32_t lack = lot->cells[i].count - have_in(x, lot, i, later);
        if (lack == 0) continue;
        if (!first) svod_buf_cstr(&x->b, ", ");
        first = false;
        add_cell_title(x, lot, i, mixed);
        svod_buf_cstr(&x->b, "×");
        svod_buf_int(&x->b, lack);
    }
}

static svod_str lot_title(explainer *x, const svod_lot *lot)
{
    add_lot_title(x, lot);
    return take_words(x);
}

static svod_reason explain_lot(explainer *x, uint32_t number, int64_t later, svod_str *ret)
{
    const svod_lot *lot = &x->s->lots->v[number];
    svod_str title = lot_title(x, lot);
    int64_t which = (int64_t)x->plan->bought[number] + later + 1;
    uint32_t out = cell_out_of_stock(x, lot, later);
    if (out < lot->cells_n) {
        add_cell_title(x, lot, out, !one_colour(x, lot));
        svod_str cell = take_words(x);
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "row %lld of %.*s cannot be bought: %.*s is not in stock"),
                        (long long)which, SVOD_FMT(title), SVOD_FMT(cell));
    } else if (lot->kind == SVOD_LOT_ROW) {
        add_lacks(x, lot, later);
        svod_str lacks = take_words(x);
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "row %lld of %.*s lacks %.*s"), (long long)which, SVOD_FMT(title),
                        SVOD_FMT(lacks));
    } else {
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "pack %lld of %.*s lacks %lld of %u"), (long long)which, SVOD_FMT(title),
                        (long long)lack_of(x, lot, later), lot->cells[0].count);
    }
    *ret = take_words(x);
    return lot->kind == SVOD_LOT_ROW ? SVOD_REASON_ROW_INCOMPLETE : SVOD_REASON_PACK_INCOMPLETE;
}

/* ---- reasons ---- */

/* The supplier has not enough of the offer itself for any lot it is in. */
static svod_reason explain_stock(explainer *x, uint32_t o, svod_str *ret)
{
    int64_t stock = offer_of(x, o)->stock, least = INT64_MAX;
    if (stock < 0) return SVOD_REASON_NONE;
    for (uint32_t i = x->lots_start[o]; i < x->lots_start[o + 1]; i++) {
        const svod_lot *lot = &x->s->lots->v[x->lots[i]];
        for (uint32_t j = 0; j < lot->cells_n; j++)
            if (lot->cells[j].offer == o) least = SVOD_MIN(least, (int64_t)lot->cells[j].count);
    }
    if (stock - x->outcome->bought[o] >= least) return SVOD_REASON_NONE;
    add_offer_title(x, o);
    svod_str title = take_words(x);
    if (stock == 0)
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "%.*s is not in stock"), SVOD_FMT(title));
    else if (x->outcome->bought[o] == 0)
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "%.*s: only %lld in stock"), SVOD_FMT(title), (long long)stock);
    else if (x->outcome->bought[o] < stock)
        svod_buf_printf(
            &x->b, svod_tr(lang_of(x), "%.*s: the supplier has %lld; %lld are taken, the rest makes no whole row or pack"),
            SVOD_FMT(title), (long long)stock, (long long)x->outcome->bought[o]);
    else if (x->s->terms->policy == SVOD_POLICY_EVEN)
        svod_buf_printf(&x->b,
                        svod_tr(lang_of(x), "%.*s: the supplier has %lld, they were dealt out in turn, a unit at a time"),
                        SVOD_FMT(title), (long long)stock);
    else
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "%.*s: the supplier has %lld, they went to earlier orders"),
                        SVOD_FMT(title), (long long)stock);
    *ret = take_words(x);
    return x->outcome->bought[o] == 0 ? SVOD_REASON_OUT_OF_STOCK : SVOD_REASON_EARLIER_SERVED;
}

/* Units of a minimum that somebody asks for and that are in stock; *ret_stock: all that is in stock. */
static int64_t wanted_in(const explainer *x, const svod_minimum *m, int64_t *ret_stock)
{
    int64_t wanted = 0;
    *ret_stock = 0;
    for (uint32_t j = 0; j < m->offers_n; j++) {
        int64_t stock = offer_of(x, m->offers[j])->stock, want = x->s->want[m->offers[j]];
        *ret_stock = svod_saturating_add(*ret_stock, stock < 0 ? INT64_MAX : stock);
        wanted += stock < 0 ? want : SVOD_MIN(stock, want);
    }
    return wanted;
}

/* A minimum over the offer under which nothing is bought; `whatever`: though enough is asked for. */
static svod_reason explain_minimum(explainer *x, uint32_t o, bool whatever, svod_str *ret)
{
    for (uint32_t i = x->minimums_start[o]; i < x->minimums_start[o + 1]; i++) {
        const svod_minimum *m = &x->s->lots->minimums[x->minimums[i]];
        int64_t bought = 0, stock, wanted = wanted_in(x, m, &stock);
        for (uint32_t j = 0; j < m->offers_n; j++) bought += x->outcome->bought[m->offers[j]];
        if (bought > 0 || (wanted >= m->min && !whatever)) continue;
        if (stock < m->min)
            svod_buf_printf(&x->b, svod_tr(lang_of(x), "%.*s: only %lld in stock, the supplier sells from %lld"),
                            SVOD_FMT(m->title), (long long)stock, (long long)m->min);
        else
            svod_buf_printf(&x->b, svod_tr(lang_of(x), "%.*s: %lld asked for, the supplier sells from %lld"),
                            SVOD_FMT(m->title), (long long)wanted, (long long)m->min);
        *ret = take_words(x);
        return stock < m->min ? SVOD_REASON_OUT_OF_STOCK : SVOD_REASON_BELOW_MINIMUM;
    }
    return SVOD_REASON_NONE;
}

/* The lot that could have served the offer's `unit`-th unserved unit with the fewest more units. */
static uint32_t nearest_lot(const explainer *x, uint32_t o, int64_t unit, int64_t *ret_later)
{
    uint32_t best = UINT32_MAX;
    bool best_out = true;
    int64_t best_lack = INT64_MAX;
    for (uint32_t i = x->lots_start[o]; i < x->lots_start[o + 1]; i++) {
        const svod_lot *lot = &x->s->lots->v[x->lots[i]];
        int64_t later = 0;
        for (uint32_t j = 0; j < lot->cells_n; j++)
            if (lot->cells[j].offer == o) later = unit / (int64_t)lot->cells[j].count;
        bool out = cell_out_of_stock(x, lot, later) < lot->cells_n;
        int64_t lack = lack_of(x, lot, later);
        if (best != UINT32_MAX && (out != best_out ? out : lack >= best_lack)) continue;
        best = x->lots[i];
        best_out = out;
        best_lack = lack;
        *ret_later = later;
    }
    return best;
}

static svod_reason explain_unit(explainer *x, uint32_t o, int64_t unit, svod_str *ret)
{
    svod_lang lang = lang_of(x);
    if (x->lots_start[o] == x->lots_start[o + 1]) {
        add_offer_title(x, o);
        svod_str title = take_words(x);
        if (x->s->lots->missing[o].n)
            svod_buf_printf(&x->b, svod_tr(lang, "%.*s is sold in rows, and the catalog does not have their %.*s"),
                            SVOD_FMT(title), SVOD_FMT(x->s->lots->missing[o]));
        else
            svod_buf_printf(&x->b, svod_tr(lang, "%.*s is sold in rows, and none of them holds this size"), SVOD_FMT(title));
        *ret = take_words(x);
        return SVOD_REASON_ROW_INCOMPLETE;
    }
    svod_reason reason = explain_stock(x, o, ret);
    if (reason == SVOD_REASON_NONE) reason = explain_minimum(x, o, false, ret);
    if (reason != SVOD_REASON_NONE) return reason;
    int64_t later = 0;
    uint32_t number = nearest_lot(x, o, unit, &later);
    const svod_lot *lot = &x->s->lots->v[number];
    if (cell_out_of_stock(x, lot, 0) == lot->cells_n && lack_of(x, lot, 0) == 0) {
        /* All units of the next one are there: only a minimum, of this offer or of another in the row, can hold it back. */
        reason = explain_minimum(x, o, true, ret);
        if (reason != SVOD_REASON_NONE) return reason;
        for (uint32_t j = 0; j < lot->cells_n; j++)
            if (explain_minimum(x, lot->cells[j].offer, true, ret) != SVOD_REASON_NONE) return SVOD_REASON_ROW_INCOMPLETE;
    }
    return explain_lot(x, number, later, ret);
}

const char *svod_explain_money(const svod_solve *s, svod_dec amount, svod_lang lang)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_show_money(&b, amount, s->currency, lang);
    const char *text = svod_arena_dup(s->arena, svod_buf_view(&b)).p;
    svod_buf_release(&b);
    return text;
}

static svod_str explain_dead(explainer *x, const svod_line *line)
{
    svod_lang lang = lang_of(x);
    const svod_order_line *order = &x->s->demand->orders[line->order];
    if (line->dead == SVOD_REASON_REFUSED) {
        svod_buf_cstr(&x->b, svod_tr(lang, "the participant refused"));
    } else if (line->dead == SVOD_REASON_PRICE_CHANGED) {
        char drift[32];
        svod_dec_text(svod_saturating_mul(x->s->terms->price_drift, 100), 0, drift);
        svod_buf_printf(&x->b, svod_tr(lang, "the price rose from %s to %s, that is more than %s %%"),
                        svod_explain_money(x->s, order->price, lang),
                        svod_explain_money(x->s, offer_of(x, line->asked)->price, lang), drift);
    } else if (line->fits.n) {
        svod_buf_printf(&x->b, svod_tr(lang, "several offers fit, say which one: %.*s"), SVOD_FMT(line->fits));
    } else if (line->asked != SVOD_NO_OFFER) {
        add_offer_title(x, line->asked);
        svod_str title = take_words(x);
        svod_buf_printf(&x->b, svod_tr(lang, "%.*s has no price in the catalog"), SVOD_FMT(title));
    } else {
        svod_buf_cstr(&x->b, svod_tr(lang, "the catalog does not have it"));
    }
    return take_words(x);
}

/* A line that is all or nothing says so, and what held it back. */
static void explain_whole(explainer *x, svod_unserved *u)
{
    const svod_line *line = &x->s->demand->lines[u->line];
    svod_str why = u->detail;
    if (line->together != UINT32_MAX) {
        u->reason = SVOD_REASON_TOGETHER_NOT_POSSIBLE;
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "only together with the other lines of \"%.*s\", which is not possible"),
                        SVOD_FMT(x->s->demand->orders[line->order].together));
    } else if (line->quantity > 1) {
        u->reason = SVOD_REASON_WHOLE_NOT_POSSIBLE;
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "all %u or nothing: %.*s"), line->quantity, SVOD_FMT(why));
    } else {
        return;
    }
    u->detail = take_words(x);
}

static void explain_offer(explainer *x, uint32_t o, svod_unserved *of_line)
{
    const svod_solve *s = x->s;
    int64_t unit = 0, cached_until = -1;
    svod_str detail = {0};
    svod_reason reason = SVOD_REASON_NONE;
    int64_t step = 1;
    for (uint32_t i = x->lots_start[o]; i + 1 == x->lots_start[o + 1] && i < x->lots_start[o + 1]; i++) {
        const svod_lot *lot = &s->lots->v[x->lots[i]];
        for (uint32_t j = 0; j < lot->cells_n; j++)
            if (lot->cells[j].offer == o) step = lot->cells[j].count;
    }
    for (uint32_t i = s->queue_start[o]; i < s->queue_start[o + 1]; i++) {
        uint32_t number = s->queue_line[i];
        int64_t units = (int64_t)s->demand->lines[number].quantity - x->outcome->served[number];
        if (units <= 0) continue;
        /* Neighbours in the same row have the same words. */
        if (unit > cached_until) {
            reason = explain_unit(x, o, unit, &detail);
            cached_until = unit - unit % step + step - 1;
        }
        of_line[number] = (svod_unserved){number, (uint32_t)units, reason, detail};
        if (s->demand->lines[number].whole || s->demand->lines[number].together != UINT32_MAX)
            explain_whole(x, &of_line[number]);
        unit += units;
    }
}

static void explain_lines(explainer *x, svod_plan *ret)
{
    const svod_demand *d = x->s->demand;
    svod_unserved *of_line = svod_calloc(d->lines_n + 1, sizeof *of_line);
    size_t n = 0;
    for (uint32_t o = 0; o < d->offers_n; o++)
        if (x->unserved[o] > 0) explain_offer(x, o, of_line);
    for (uint32_t i = 0; i < d->lines_n; i++) {
        const svod_line *line = &d->lines[i];
        uint32_t units = line->quantity - (uint32_t)x->outcome->served[i];
        if (line->dead != SVOD_REASON_NONE && units)
            of_line[i] = (svod_unserved){i, units, line->dead, explain_dead(x, line)};
        if (x->s->never[i] && line->dead == SVOD_REASON_NONE) {
            of_line[i] = (svod_unserved){.line = i, .units = line->quantity};
            explain_whole(x, &of_line[i]);
        }
        n += of_line[i].units > 0;
    }
    ret->unserved = svod_arena_alloc(x->s->result, n * sizeof *ret->unserved + 1);
    for (uint32_t i = 0; i < d->lines_n; i++)
        if (of_line[i].units) ret->unserved[ret->unserved_n++] = of_line[i];
    svod_free(of_line);
}

/* ---- open lots ---- */

static int open_cmp(const void *left, const void *right)
{
    const svod_open_lot *a = left, *b = right;
    if (a->lack != b->lack) return a->lack < b->lack ? -1 : 1;
    if (a->have != b->have) return a->have > b->have ? -1 : 1;
    if (a->lot != b->lot) return a->lot < b->lot ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* False: nobody wants a unit of that one, or the supplier does not have it. */
static bool open_lot(explainer *x, uint32_t number, int64_t later, svod_open_lot *ret)
{
    const svod_lot *lot = &x->s->lots->v[number];
    int64_t lack = lack_of(x, lot, later), units = 0;
    for (uint32_t i = 0; i < lot->cells_n; i++) units += lot->cells[i].count;
    if (lack == units || cell_out_of_stock(x, lot, later) < lot->cells_n) return false;
    uint32_t *cells = svod_arena_alloc(x->s->result, lot->cells_n * sizeof *cells);
    for (uint32_t i = 0; i < lot->cells_n; i++) cells[i] = have_in(x, lot, i, later);
    add_lacks(x, lot, later);
    *ret = (svod_open_lot){
        number,       (uint32_t)(x->plan->bought[number] + later + 1), (uint32_t)(units - lack), (uint32_t)lack, cells,
        take_words(x)};
    return true;
}

static void find_open(explainer *x, svod_plan *ret)
{
    SVOD_VEC(svod_open_lot) open = {0};
    for (uint32_t i = 0; i < x->s->lots->n; i++) {
        if (x->s->lots->v[i].kind == SVOD_LOT_SINGLE) continue;
        svod_open_lot one;
        for (int64_t later = 0; open_lot(x, i, later, &one); later++) SVOD_VEC_PUSH(&open, one);
    }
    if (open.n) qsort(open.v, open.n, sizeof *open.v, open_cmp);
    ret->open = svod_arena_alloc(x->s->result, open.n * sizeof *ret->open + 1);
    if (open.n) memcpy(ret->open, open.v, open.n * sizeof *ret->open);
    ret->open_n = open.n;
    SVOD_VEC_RELEASE(&open);
}

/* ---- doors ---- */

/* offer → numbers of what it is in, as lists one behind the other. */
static void index_lots(explainer *x)
{
    const svod_lots *lots = x->s->lots;
    uint32_t n = x->s->demand->offers_n;
    x->lots_start = svod_calloc(n + 2, sizeof *x->lots_start);
    x->minimums_start = svod_calloc(n + 2, sizeof *x->minimums_start);
    for (uint32_t i = 0; i < lots->n; i++)
        for (uint32_t j = 0; j < lots->v[i].cells_n; j++) x->lots_start[lots->v[i].cells[j].offer + 2]++;
    for (uint32_t i = 0; i < lots->minimums_n; i++)
        for (uint32_t j = 0; j < lots->minimums[i].offers_n; j++) x->minimums_start[lots->minimums[i].offers[j] + 2]++;
    for (uint32_t o = 0; o < n; o++) {
        x->lots_start[o + 2] += x->lots_start[o + 1];
        x->minimums_start[o + 2] += x->minimums_start[o + 1];
    }
    x->lots = svod_alloc(x->lots_start[n + 1] * sizeof *x->lots + 1);
    x->minimums = svod_alloc(x->minimums_start[n + 1] * sizeof *x->minimums + 1);
    for (uint32_t i = 0; i < lots->n; i++)
        for (uint32_t j = 0; j < lots->v[i].cells_n; j++) x->lots[x->lots_start[lots->v[i].cells[j].offer + 1]++] = i;
    for (uint32_t i = 0; i < lots->minimums_n; i++)
        for (uint32_t j = 0; j < lots->minimums[i].offers_n; j++)
            x->minimums[x->minimums_start[lots->minimums[i].offers[j] + 1]++] = i;
}

void svod_explain(const svod_solve *s, const svod_outcome *outcome, svod_plan *ret)
{
    explainer x = {.s = s, .outcome = outcome, .plan = ret};
    uint32_t n = s->demand->offers_n;
    x.unserved = svod_alloc(n * sizeof *x.unserved + 1);
    memset(x.unserved, 0, n * sizeof *x.unserved);
    for (uint32_t o = 0; o < n; o++)
        for (uint32_t i = s->queue_start[o]; i < s->queue_start[o + 1]; i++)
            x.unserved[o] += (int64_t)s->demand->lines[s->queue_line[i]].quantity - outcome->served[s->queue_line[i]];
    index_lots(&x);
    explain_lines(&x, ret);
    find_open(&x, ret);
    svod_buf_release(&x.b);
    svod_free(x.unserved);
    svod_free(x.lots_start);
    svod_free(x.lots);
    svod_free(x.minimums_start);
    svod_free(x.minimums);
}

static svod_str explain_pin(explainer *x, const svod_pin *pin)
{
    int64_t stock = offer_of(x, pin->offer)->stock, pinned = 0;
    for (uint32_t i = 0; i < x->s->demand->pins_n; i++)
        if (x->s->demand->pins[i].offer == pin->offer) pinned += x->s->demand->pins[i].units;
    if (stock >= 0 && stock < pinned)
        svod_buf_printf(&x->b, svod_tr(lang_of(x), "%lld in stock, %lld are pinned"), (long long)stock, (long long)pinned);
    else
        svod_buf_cstr(&x->b, svod_tr(lang_of(x), "it does not come to whole rows, packs and minimums"));
    return take_words(x);
}

void svod_explain_lost(const svod_solve *s, const svod_outcome *outcome, const uint32_t *held, svod_plan *ret)
{
    const svod_demand *d = s->demand;
    explainer x = {.s = s, .outcome = outcome, .plan = ret};
    ret->lost = svod_arena_alloc(s->result, ((size_t)d->lost_n + d->pins_n) * sizeof *ret->lost + 1);
    for (uint32_t i = 0; i < d->lost_n; i++) {
        svod_lost_pin *lost = &ret->lost[ret->lost_n++];
        *lost = d->lost[i];
        lost->why = svod_str_of(svod_tr(lang_of(&x), "the catalog does not have it"));
    }
    for (uint32_t i = 0; i < d->pins_n; i++) {
        const svod_pin *pin = &d->pins[i];
        if (held[i] == pin->units) continue;
        ret->lost[ret->lost_n++] =
            (svod_lost_pin){pin->line, pin->units - held[i], d->offers[pin->offer].id, explain_pin(&x, pin)};
    }
    svod_buf_release(&x.b);
}

static int64_t price_of_lot(const svod_solve *s, const svod_lot *lot)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < lot->cells_n; i++)
        sum = svod_saturating_add(
            sum, svod_saturating_mul(s->demand->offers[lot->cells[i].offer].price, (int64_t)lot->cells[i].count));
    return sum;
}

svod_str svod_explain_nearest(const svod_solve *s, const svod_plan *plan, int lang, size_t most)
{
    svod_outcome outcome = {.lang = lang};
    explainer x = {.s = s, .outcome = &outcome, .plan = plan};
    svod_buf all = SVOD_BUF_INIT;
    for (size_t i = 0; i < plan->open_n && i < most; i++) {
        const svod_open_lot *open = &plan->open[i];
        const svod_lot *lot = &s->lots->v[open->lot];
        svod_str title = lot_title(&x, lot);
        svod_str price = svod_str_of(svod_explain_money(s, price_of_lot(s, lot), (svod_lang)lang));
        if (all.n) svod_buf_cstr(&all, "; ");
        if (lot->kind == SVOD_LOT_ROW)
            svod_buf_printf(&all, svod_tr((svod_lang)lang, "row %u of %.*s lacks %.*s and would add %.*s"), open->number,
                            SVOD_FMT(title), SVOD_FMT(open->lacks), SVOD_FMT(price));
        else
            svod_buf_printf(&all, svod_tr((svod_lang)lang, "pack %u of %.*s lacks %u and would add %.*s"), open->number,
                            SVOD_FMT(title), open->lack, SVOD_FMT(price));
    }
    svod_str text = svod_arena_dup(s->result, svod_buf_view(&all));
    svod_buf_release(&all);
    svod_buf_release(&x.b);
    return text;
}
