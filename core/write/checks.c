/* The files as they lie on the disk, read by a reader of its own and recounted: what was written must hold by itself. */
#include "write/csv.h"
#include "write/parts.h"

#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"

#include <stdarg.h>
#include <string.h>

enum { KOPECK = SVOD_DEC_SCALE / 100 };

/* ---- reading CSV as we write it ---- */

typedef svod_csv_table table;

static bool read_row(table *t)
{
    return svod_csv_table_row(t);
}

static void close_table(table *t)
{
    svod_csv_table_release(t);
}

/* The file after its heading. */
static svod_status open_table(table *t, const svod_outdir *dir, const char *name, svod_error *e)
{
    svod_buf bytes = SVOD_BUF_INIT;
    svod_status s = svod_outdir_read(dir, name, &bytes, e);
    svod_csv_table_init(t, svod_buf_view(&bytes));
    t->bytes = bytes;
    read_row(t);
    return s;
}

static int64_t int_cell(const table *t, size_t i, bool *ok)
{
    int64_t value = 0;
    if (i >= t->n || !svod_str_int(t->cells[i], &value)) *ok = false;
    return value;
}

static svod_dec dec_cell(const table *t, size_t i, bool *ok)
{
    svod_dec value = 0;
    if (i >= t->n || !svod_dec_parse(t->cells[i], &value)) *ok = false;
    return value;
}

/* ---- what was counted ---- */

enum { SUPPLIER_OFFER, SUPPLIER_QUANTITY = 5, SUPPLIER_PRICE, SUPPLIER_AMOUNT };
enum { ALLOC_LINE, ALLOC_PARTICIPANT, ALLOC_ASKED, ALLOC_GIVEN, ALLOC_KIND, ALLOC_QUANTITY, ALLOC_PRICE, ALLOC_AMOUNT };
enum {
    COST_WHO,
    COST_UNITS,
    COST_GOODS,
    COST_FEE,
    COST_DELIVERY,
    COST_CHARGES,
    COST_DISCOUNT,
    COST_ROUNDING,
    COST_TOTAL,
    COST_PAID,
    COST_DUE,
    COST_N
};

typedef struct bought_offer {
    int64_t bought, used; /* units: in the supplier's order; in the allocation */
    svod_dec price;
} bought_offer;

typedef struct owner {
    int64_t units;
    svod_dec goods;
} owner;

typedef struct recount {
    const svod_closing *c;
    svod_arena arena;
    svod_map offers; /* id as in the files → index in bought */
    bought_offer *bought;
    svod_map people; /* name as in the files → index in owners */
    owner *owners;
    svod_dec supplier_amount; /* of the rows, supplier's currency */
    svod_dec goods, leftover; /* of the allocation, participants' currency */
    int64_t rows;             /* of the allocation that have an amount */
    svod_check *units, *lots, *goods_check, *delivery, *totals, *lines;
} recount;

static svod_check *new_check(svod_check *list, size_t *n, const char *name)
{
    svod_check *check = &list[(*n)++];
    *check = (svod_check){.name = name, .ok = true};
    return check;
}

/* The first difference is the one that is told. */
static void SVOD_PRINTF(2, 3) differs(svod_check *check, const char *format, ...)
{
    if (!check->ok) return;
    check->ok = false;
    va_list args;
    va_start(args, format);
    vsnprintf(check->detail, sizeof check->detail, format, args);
    va_end(args);
}

static void differs_money(svod_check *check, const char *what, svod_dec is, svod_dec should)
{
    char a[32], b[32];
    differs(check, "%s: %s, %s", what, svod_dec_text(is, 2, a), svod_dec_text(should, 2, b));
}

static void read_supplier(recount *r, table *t)
{
    bool ok = true;
    r->bought = svod_arena_calloc(&r->arena, (size_t)r->c->demand->offers_n + 1, sizeof *r->bought);
    int64_t units = 0;
    while (read_row(t)) {
        svod_dec amount = dec_cell(t, SUPPLIER_AMOUNT, &ok), exact = 0;
        int64_t quantity = int_cell(t, SUPPLIER_QUANTITY, &ok);
        if (t->rest.n == 0) { /* the last row holds the totals */
            if (amount != r->supplier_amount)
                differs_money(r->goods_check, "supplier-order.csv", amount, r->supplier_amount);
            if (quantity != units)
                differs(r->units, "supplier-order.csv: %lld, %lld", (long long)quantity, (long long)units);
            break;
        }
        uint32_t at = svod_map_put(&r->offers, svod_arena_dup(&r->arena, t->cells[SUPPLIER_OFFER]), r->offers.n);
        if (at >= r->c->demand->offers_n) {
            differs(r->units, "supplier-order.csv: rows");
            break;
        }
        bought_offer *b = &r->bought[at];
        b->price = dec_cell(t, SUPPLIER_PRICE, &ok);
        b->bought += quantity;
        units += quantity;
        if (!svod_dec_times(b->price, quantity, &exact) || exact != amount ||
            !svod_dec_add(r->supplier_amount, amount, &r->supplier_amount))
            differs_money(r->goods_check, "supplier-order.csv", amount, exact);
    }
    if (!ok) differs(r->units, "supplier-order.csv");
}

/* price × units × rate × (1 + fee), half up to `unit`: written down a second time, so that the first can be wrong. */
static bool converted(const svod_money_terms *m, svod_dec price, int64_t units, svod_dec unit, svod_dec *ret)
{
    const __int128 scale = SVOD_DEC_SCALE;
    __int128 exact = (__int128)price * units;
    if (__builtin_mul_overflow(exact, m->rate * (scale + m->rate_fee), &exact)) return false;
    __int128 part = unit * scale * scale, rest = exact % part;
    __int128 whole = exact / part + (rest >= part - rest);
    if (exact < 0 || whole > SVOD_DEC_MAX / unit) return false;
    *ret = (svod_dec)whole * unit;
    return true;
}

static void count_row(recount *r, const table *t, bool leftover, bool *ok)
{
    int64_t quantity = int_cell(t, ALLOC_QUANTITY, ok);
    svod_dec amount = dec_cell(t, ALLOC_AMOUNT, ok), should = 0;
    uint32_t offer = svod_map_get(&r->offers, t->cells[ALLOC_GIVEN]);
    if (offer == UINT32_MAX) {
        differs(r->units, "%.*s", SVOD_FMT(t->cells[ALLOC_GIVEN]));
        return;
    }
    r->bought[offer].used += quantity;
    r->rows++;
    if (!converted(r->c->money, r->bought[offer].price, quantity, KOPECK, &should) || should != amount)
        differs_money(r->goods_check, "allocation.csv", amount, should);
    svod_dec *sum = leftover ? &r->leftover : &r->goods;
    *ok = svod_dec_add(*sum, amount, sum) && *ok;
    if (leftover) return;
    uint32_t who = svod_map_put(&r->people, svod_arena_dup(&r->arena, t->cells[ALLOC_PARTICIPANT]), r->people.n);
    if (who >= r->c->demand->participants_n) {
        *ok = false;
        return;
    }
    r->owners[who].units += quantity;
    *ok = svod_dec_add(r->owners[who].goods, amount, &r->owners[who].goods) && *ok;
}

/* Every line is told of whole: what was asked for is what was given and what was not. */
static void read_allocation(recount *r, table *t, bool orderable)
{
    bool ok = true;
    int64_t told = 0, asked = 0;
    r->owners = svod_arena_calloc(&r->arena, (size_t)r->c->demand->participants_n + 1, sizeof *r->owners);
    while (read_row(t)) {
        bool leftover = t->n > ALLOC_AMOUNT && svod_str_is(t->cells[ALLOC_KIND], "leftover");
        bool unserved = t->n > ALLOC_AMOUNT && svod_str_is(t->cells[ALLOC_KIND], "unserved");
        bool extra = t->n > ALLOC_AMOUNT && svod_str_is(t->cells[ALLOC_KIND], "extra");
        if (!leftover && !extra) told += int_cell(t, ALLOC_QUANTITY, &ok);
        if (orderable && !unserved) count_row(r, t, leftover, &ok);
    }
    for (uint32_t i = 0; i < r->c->demand->lines_n; i++) asked += r->c->demand->lines[i].quantity;
    if (!ok || told != asked) differs(r->lines, "allocation.csv: %lld, %lld", (long long)told, (long long)asked);
}

static void check_offers(recount *r)
{
    int64_t *units = svod_bought_units(&r->arena, r->c);
    for (uint32_t i = 0; i < r->offers.n; i++)
        if (r->bought[i].bought != r->bought[i].used)
            differs(r->units, "%.*s: %lld, %lld", SVOD_FMT(r->offers.entries[i].key), (long long)r->bought[i].bought,
                    (long long)r->bought[i].used);
    /* The files hold the bought offers in catalog order: walk both. */
    uint32_t at = 0;
    for (uint32_t i = 0; i < r->c->demand->offers_n; i++) {
        if (units[i] == 0) continue;
        if (at >= r->offers.n || r->bought[at].bought != units[i])
            differs(r->lots, "%.*s", SVOD_FMT(r->c->demand->offers[i].id));
        at++;
    }
    if (at != r->offers.n) differs(r->lots, "supplier-order.csv");
}

/* Σ goods = the supplier's total − leftovers, in the participants' currency. Each row was rounded by itself, so the product
 * of the total may be off by half a kopeck for each; without a rate and with prices in whole kopecks it is not off at all.
 */
static void check_supplier_total(recount *r)
{
    svod_dec all = 0, product = 0, off = 0;
    if (!svod_dec_add(r->goods, r->leftover, &all) || !converted(r->c->money, r->supplier_amount, 1, 1, &product) ||
        !svod_dec_sub(all, product, &off) || (off < 0 ? -off : off) > r->rows * KOPECK / 2)
        differs_money(r->goods_check, "allocation.csv", all, product);
}

static void check_cost_row(recount *r, const svod_dec v[COST_N])
{
    __int128 parts =
        (__int128)v[COST_GOODS] + v[COST_FEE] + v[COST_DELIVERY] + v[COST_CHARGES] - v[COST_DISCOUNT] + v[COST_ROUNDING];
    if (parts != v[COST_TOTAL]) differs_money(r->totals, "costs.csv", v[COST_TOTAL], (svod_dec)parts);
    if (v[COST_TOTAL] - v[COST_PAID] != v[COST_DUE])
        differs_money(r->totals, "costs.csv", v[COST_DUE], v[COST_TOTAL] - v[COST_PAID]);
}

static void check_person(recount *r, const table *t, const svod_dec v[COST_N])
{
    uint32_t who = svod_map_get(&r->people, t->cells[COST_WHO]);
    owner none = {0};
    owner *o = who == UINT32_MAX ? &none : &r->owners[who];
    if (o->units != v[COST_UNITS]) differs(r->units, "costs.csv: %.*s", SVOD_FMT(t->cells[COST_WHO]));
    if (o->goods != v[COST_GOODS]) differs_money(r->goods_check, "costs.csv", v[COST_GOODS], o->goods);
    o->units = 0;
    o->goods = 0;
}

static void check_costs(recount *r, table *t)
{
    svod_dec sums[COST_N] = {0};
    bool ok = true;
    while (read_row(t)) {
        svod_dec v[COST_N] = {0};
        v[COST_UNITS] = int_cell(t, COST_UNITS, &ok);
        for (size_t i = COST_GOODS; i < COST_N; i++) v[i] = dec_cell(t, i, &ok);
        check_cost_row(r, v);
        if (t->rest.n == 0) {
            for (size_t i = COST_UNITS; i < COST_N; i++)
                if (v[i] != sums[i]) differs_money(r->totals, "costs.csv", v[i], sums[i]);
            break;
        }
        check_person(r, t, v);
        for (size_t i = COST_UNITS; i < COST_N; i++) ok = svod_dec_add(sums[i], v[i], &sums[i]) && ok;
    }
    if (!ok) differs(r->totals, "costs.csv");
    if (sums[COST_GOODS] != r->goods) differs_money(r->goods_check, "costs.csv", sums[COST_GOODS], r->goods);
    for (uint32_t i = 0; i < r->people.n; i++)
        if (r->owners[i].units != 0) differs(r->units, "costs.csv: %.*s", SVOD_FMT(r->people.entries[i].key));
    svod_dec delivery = 0;
    svod_dec_round(r->c->money->delivery, KOPECK, &delivery);
    if (sums[COST_DELIVERY] != delivery) differs_money(r->delivery, "costs.csv", sums[COST_DELIVERY], delivery);
}

static svod_status read_files(recount *r, const svod_outdir *dir, bool orderable, svod_error *e)
{
    table supplier = {0}, allocation = {0}, costs = {0};
    svod_status s = open_table(&allocation, dir, "allocation.csv", e);
    if (s == SVOD_OK && orderable) s = open_table(&supplier, dir, "supplier-order.csv", e);
    if (s == SVOD_OK && orderable) s = open_table(&costs, dir, "costs.csv", e);
    if (s == SVOD_OK) {
        if (orderable) read_supplier(r, &supplier);
        read_allocation(r, &allocation, orderable);
        if (orderable) {
            check_offers(r);
            check_supplier_total(r);
            check_costs(r, &costs);
        }
    }
    close_table(&supplier);
    close_table(&allocation);
    close_table(&costs);
    return s;
}

svod_status svod_closing_check(const svod_closing *c, const svod_outdir *dir, svod_check *ret, size_t *ret_n, svod_error *e)
{
    bool orderable = c->plan->orderable;
    recount r = {.c = c};
    *ret_n = 0;
    if (orderable) {
        r.units = new_check(ret, ret_n, "units");
        r.lots = new_check(ret, ret_n, "lots");
        r.goods_check = new_check(ret, ret_n, "goods");
        r.delivery = new_check(ret, ret_n, "delivery");
        r.totals = new_check(ret, ret_n, "totals");
    }
    r.lines = new_check(ret, ret_n, "lines");
    svod_arena_init(&r.arena);
    svod_status s = read_files(&r, dir, orderable, e);
    svod_map_release(&r.offers);
    svod_map_release(&r.people);
    svod_arena_release(&r.arena);
    return s;
}
