/* The same orders planned under each policy, side by side. */
#include "cli/compare.h"
#include "cli/columns.h"
#include "cli/earlier.h"

#include "base/attrs.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/show.h"
#include "write/json.h"

#include <stdlib.h>
#include <string.h>

enum { POLICIES = 3 };

typedef struct candidate {
    svod_policy policy;
    svod_plan plan;
    int64_t rows, packs;
} candidate;

/* Units of an offer that a participant gets under each candidate. */
typedef struct share {
    uint32_t participant, offer;
    int64_t units[POLICIES];
} share;

typedef struct comparison {
    svod_desk *desk;
    const svod_stop *stop; /* its plan is not made */
    candidate all[POLICIES];
    size_t n;
    svod_str left_out[POLICIES]; /* why a policy is not among them; empty: it is */
    SVOD_VEC(share) shares;      /* those that differ, by participant, then offer */
} comparison;

/* ---- planning ---- */

static svod_status plan_one(comparison *x, svod_policy policy, const svod_stop_options *options, svod_error *e)
{
    svod_terms terms = x->desk->purchase.terms;
    terms.policy = policy;
    candidate *one = &x->all[x->n];
    *one = (candidate){.policy = policy};
    svod_error why = {0};
    svod_status s = svod_plan_make(x->desk->cli->arena, &x->stop->demand, &x->stop->lots, &terms, options, &one->plan, &why);
    /* What cannot be planned under the purchase's own policy is an error as ever. */
    bool not_so = s && strcmp(why.id, "stop.too-large") == 0;
    if (not_so && policy != x->desk->purchase.terms.policy) {
        x->left_out[policy] = svod_arena_dup(x->desk->cli->arena, svod_str_of(why.text));
        return SVOD_OK;
    }
    if (s) {
        *e = why;
        return s;
    }
    for (uint32_t i = 0; i < x->stop->lots.n; i++) {
        if (x->stop->lots.v[i].kind == SVOD_LOT_ROW) one->rows += one->plan.bought[i];
        if (x->stop->lots.v[i].kind == SVOD_LOT_PACK) one->packs += one->plan.bought[i];
    }
    x->n++;
    return SVOD_OK;
}

static int share_cmp(const void *left, const void *right)
{
    const share *a = left, *b = right;
    if (a->participant != b->participant) return a->participant < b->participant ? -1 : 1;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

static bool differs(const share *s, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (s->units[i] != s->units[0]) return true;
    return false;
}

/* All shares of all plans, those of one participant and offer made one; then only those that differ stay. */
static void find_shares(comparison *x)
{
    for (size_t k = 0; k < x->n; k++)
        for (size_t i = 0; i < x->all[k].plan.given_n; i++) {
            const svod_given *g = &x->all[k].plan.given[i];
            share *s = SVOD_VEC_ADD(&x->shares);
            *s = (share){.participant = x->stop->demand.lines[g->line].participant, .offer = g->offer};
            s->units[k] = g->units;
        }
    if (x->shares.n == 0) return;
    qsort(x->shares.v, x->shares.n, sizeof *x->shares.v, share_cmp);
    size_t n = 0;
    for (size_t i = 0; i < x->shares.n;) {
        share sum = x->shares.v[i++];
        for (; i < x->shares.n && share_cmp(&sum, &x->shares.v[i]) == 0; i++)
            for (size_t k = 0; k < x->n; k++) sum.units[k] += x->shares.v[i].units[k];
        if (differs(&sum, x->n)) x->shares.v[n++] = sum;
    }
    x->shares.n = n;
}

/* ---- for people ---- */

typedef struct sheet {
    svod_columns columns;
    SVOD_VEC(svod_str) cells; /* row by row, columns.n in each */
    svod_arena *arena;
} sheet;

static void add_cell(sheet *t, svod_str text)
{
    SVOD_VEC_PUSH(&t->cells, svod_arena_dup(t->arena, text));
}

static void add_count(sheet *t, int64_t n, svod_lang lang)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_show_count(&b, n, lang);
    add_cell(t, svod_buf_view(&b));
    svod_buf_release(&b);
}

static void add_policies(sheet *t, const comparison *x)
{
    for (size_t k = 0; k < x->n; k++) {
        t->columns.right[t->columns.n - x->n + k] = true;
        add_cell(t, svod_str_of(svod_policy_code(x->all[k].policy)));
    }
}

static void write_sheet(sheet *t, svod_buf *out)
{
    for (size_t i = 0; i < t->cells.n; i += t->columns.n) svod_columns_fit(&t->columns, t->cells.v + i);
    for (size_t i = 0; i < t->cells.n; i += t->columns.n) svod_columns_row(&t->columns, out, t->cells.v + i);
    SVOD_VEC_RELEASE(&t->cells);
}

static void add_numbers(sheet *t, const comparison *x)
{
    const struct {
        const char *label;
        int64_t n[POLICIES];
    } rows[] = {
        {_("units wanted"), {x->all[0].plan.wanted, x->all[1].plan.wanted, x->all[2].plan.wanted}},
        {_("units served"), {x->all[0].plan.served, x->all[1].plan.served, x->all[2].plan.served}},
        {_("by replacements"), {x->all[0].plan.substituted, x->all[1].plan.substituted, x->all[2].plan.substituted}},
        {_("taken in addition"), {x->all[0].plan.extra, x->all[1].plan.extra, x->all[2].plan.extra}},
        {_("for nobody"), {x->all[0].plan.leftover_units, x->all[1].plan.leftover_units, x->all[2].plan.leftover_units}},
        {_("rows"), {x->all[0].rows, x->all[1].rows, x->all[2].rows}},
        {_("packs"), {x->all[0].packs, x->all[1].packs, x->all[2].packs}},
    };
    for (size_t i = 0; i < SVOD_COUNT(rows); i++) {
        add_cell(t, svod_str_of(rows[i].label));
        for (size_t k = 0; k < x->n; k++) add_count(t, rows[i].n[k], x->desk->cli->lang);
    }
}

static void put_sums(const comparison *x, svod_buf *out)
{
    sheet t = {.columns = {.n = x->n + 1}, .arena = x->desk->cli->arena};
    add_cell(&t, (svod_str){0});
    add_policies(&t, x);
    add_numbers(&t, x);
    add_cell(&t, svod_str_of(_("sum")));
    svod_buf text = SVOD_BUF_INIT;
    for (size_t k = 0; k < x->n; k++) {
        svod_show_money(&text, x->all[k].plan.amount, x->desk->currency, x->desk->cli->lang);
        add_cell(&t, svod_buf_view(&text));
        svod_buf_clear(&text);
    }
    svod_buf_release(&text);
    add_cell(&t, svod_str_of(_("can be ordered")));
    for (size_t k = 0; k < x->n; k++) add_cell(&t, svod_str_of(x->all[k].plan.orderable ? _("yes") : _("no")));
    add_cell(&t, svod_str_of(_("proven best")));
    for (size_t k = 0; k < x->n; k++) add_cell(&t, svod_str_of(x->all[k].plan.optimal ? _("yes") : _("no")));
    write_sheet(&t, out);
}

static void put_shares(const comparison *x, svod_buf *out)
{
    if (x->shares.n == 0) {
        svod_buf_printf(out, "\n%s\n", _("Everybody gets the same under each policy."));
        return;
    }
    svod_buf_printf(out, "\n%s\n", _("Who gets what differently, in units:"));
    sheet t = {.columns = {.n = x->n + 2}, .arena = x->desk->cli->arena};
    add_cell(&t, svod_str_of(_("participant")));
    add_cell(&t, svod_str_of(_("offer id")));
    add_policies(&t, x);
    for (size_t i = 0; i < x->shares.n; i++) {
        const share *s = &x->shares.v[i];
        add_cell(&t, x->stop->demand.participants[s->participant]);
        add_cell(&t, x->stop->demand.offers[s->offer].id);
        for (size_t k = 0; k < x->n; k++) add_count(&t, s->units[k], x->desk->cli->lang);
    }
    write_sheet(&t, out);
}

static void put_text(const comparison *x, svod_buf *out)
{
    svod_buf_printf(out, "%.*s — %.*s\n\n", SVOD_FMT(x->desk->purchase.title), SVOD_FMT(x->desk->supplier.title));
    put_sums(x, out);
    put_shares(x, out);
    svod_buf_char(out, '\n');
    for (int i = 0; i < POLICIES; i++)
        if (x->left_out[i].n) svod_buf_printf(out, "%s: %.*s\n", svod_policy_code((svod_policy)i), SVOD_FMT(x->left_out[i]));
    svod_buf_printf(out, _("The purchase's own policy is %s. Nothing was written."),
                    svod_policy_code(x->desk->purchase.terms.policy));
    svod_buf_char(out, '\n');
}

/* ---- as JSON ---- */

static void put_candidate(svod_json *json, const candidate *one)
{
    svod_json_object(json, NULL);
    svod_json_text(json, "policy", svod_str_of(svod_policy_code(one->policy)));
    svod_json_bool(json, "orderable", one->plan.orderable);
    svod_json_bool(json, "optimal", one->plan.optimal);
    svod_json_int(json, "bound", one->plan.bound);
    svod_json_int(json, "wanted", one->plan.wanted);
    svod_json_int(json, "served", one->plan.served);
    svod_json_int(json, "substituted", one->plan.substituted);
    svod_json_int(json, "extra", one->plan.extra);
    svod_json_int(json, "leftover", one->plan.leftover_units);
    svod_json_int(json, "rows", one->rows);
    svod_json_int(json, "packs", one->packs);
    svod_json_dec(json, "amount", one->plan.amount);
    svod_json_end_object(json);
}

static void put_json(const comparison *x, svod_buf *out)
{
    svod_json json;
    svod_json_begin(&json, out);
    svod_json_object(&json, NULL);
    svod_json_text(&json, "schema", SVOD_STR("svod.compare/1"));
    svod_json_text(&json, "purchase", x->desk->purchase.file_name);
    svod_json_text(&json, "policy", svod_str_of(svod_policy_code(x->desk->purchase.terms.policy)));
    svod_json_text(&json, "currency", x->desk->currency);
    svod_json_array(&json, "policies");
    for (size_t k = 0; k < x->n; k++) put_candidate(&json, &x->all[k]);
    svod_json_end_array(&json);
    svod_json_object(&json, "left_out");
    for (int i = 0; i < POLICIES; i++)
        if (x->left_out[i].n) svod_json_text(&json, svod_policy_code((svod_policy)i), x->left_out[i]);
    svod_json_end_object(&json);
    svod_json_array(&json, "differences");
    for (size_t i = 0; i < x->shares.n; i++) {
        const share *s = &x->shares.v[i];
        svod_json_object(&json, NULL);
        svod_json_text(&json, "participant", x->stop->demand.participants[s->participant]);
        svod_json_text(&json, "offer", x->stop->demand.offers[s->offer].id);
        svod_json_object(&json, "units");
        for (size_t k = 0; k < x->n; k++) svod_json_int(&json, svod_policy_code(x->all[k].policy), s->units[k]);
        svod_json_end_object(&json);
        svod_json_end_object(&json);
    }
    svod_json_end_array(&json);
    svod_json_end_object(&json);
}

svod_status svod_close_compare(svod_desk *desk, const svod_stop_options *options, svod_error *e)
{
    svod_stop stop;
    svod_status s = svod_desk_demand(desk, &stop, e);
    if (s) return s;
    comparison x = {.desk = desk, .stop = &stop};
    svod_stop_options how = *options;
    s = svod_earlier_plan(desk, &stop.demand, &how, e);
    for (int policy = 0; policy < POLICIES && !s; policy++) s = plan_one(&x, (svod_policy)policy, &how, e);
    if (!s) {
        find_shares(&x);
        svod_buf out = SVOD_BUF_INIT;
        if (desk->cli->json)
            put_json(&x, &out);
        else
            put_text(&x, &out);
        s = svod_cli_write(svod_buf_view(&out), e);
        svod_buf_release(&out);
    }
    SVOD_VEC_RELEASE(&x.shares);
    return s;
}
