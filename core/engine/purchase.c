/* purchases/NAME.yaml: a purchase over its supplier's terms. */
#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "engine/nearest.h"
#include "engine/settings.h"
#include "engine/settings_terms.h"
#include "text/date.h"

/* What is read, in the shapes the readers want. */
typedef struct purchase {
    svod_purchase p;
    const svod_settings *settings;
    svod_fees fees;
    svod_rounding_rule rounding;
} purchase;

static svod_status read_stop(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    purchase *p = into;
    svod_status s = svod_yaml_text(r, node, key, &p->p.stop_text);
    if (s || p->p.stop_text.n == 0) return s;
    if (!svod_zone_time_parse(&p->settings->zone, p->p.stop_text, &p->p.stop))
        return svod_yaml_fail(r, node, "settings.value",
                              "`%.*s` is no time; write 2026-11-25T20:00:00+03:00 or 25.11.2026 20:00",
                              SVOD_FMT(svod_excerpt(p->p.stop_text)));
    return SVOD_OK;
}

static svod_status read_rate(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key fee_key = {"fee", svod_yaml_percent, 0, NULL, false};
    svod_purchase *p = into;
    svod_dec rate = SVOD_DEC_NONE, fee = 0;
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_MAP);
    for (size_t i = 0; !s && i < node->n; i++) {
        svod_str name = node->keys[i].text;
        if (svod_str_is(name, "fee")) {
            s = svod_yaml_percent(r, &node->values[i], &fee_key, &fee);
            if (!s && fee < 0)
                s = svod_yaml_fail(r, &node->values[i], "settings.value", "the bank's fee cannot be negative");
            continue;
        }
        svod_str iso = name.n == 3 ? svod_currency_iso(name) : (svod_str){0};
        if (iso.n != 3)
            return svod_yaml_fail(r, &node->keys[i], "settings.unknown-key",
                                  "unknown key `%.*s`; a rate is written {USD: 61, fee: 1%%}", SVOD_FMT(svod_excerpt(name)));
        if (rate != SVOD_DEC_NONE)
            return svod_yaml_fail(r, &node->keys[i], "settings.value",
                                  "a purchase has one rate: its supplier sells in one currency");
        const svod_yaml_key rate_key = {"rate", svod_yaml_decimal, 0, NULL, false};
        s = svod_yaml_decimal(r, &node->values[i], &rate_key, &rate);
        if (!s && rate == 0) s = svod_yaml_fail(r, &node->values[i], "settings.value", "a rate cannot be 0");
        p->rate_currency = iso;
    }
    if (s) return s;
    if (rate == SVOD_DEC_NONE)
        return svod_yaml_fail(r, node, "settings.missing-key", "no currency in the rate; it is written {USD: 61, fee: 1%%}");
    p->money.rate = rate;
    p->money.rate_fee = fee;
    svod_dec together;
    if (!svod_dec_mul(rate, SVOD_DEC_SCALE + fee, 1, &together) || together <= 0)
        return svod_yaml_fail(r, node, "settings.value", "this rate cannot be meant");
    return SVOD_OK;
}

static svod_status read_serve_first(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_purchase *p = into;
    bool list = node->kind == SVOD_YAML_LIST;
    p->serve_first_n = 0;
    for (size_t i = 0; i < (list ? node->n : 1); i++) {
        const svod_yaml *one = list ? &node->values[i] : node;
        int choice = 0;
        svod_status s = svod_yaml_choice(r, one, key, &choice);
        if (s) return s;
        svod_serve serve = choice == 1 ? SVOD_SERVE_VIP : SVOD_SERVE_PAID;
        for (size_t k = 0; k < p->serve_first_n; k++)
            if (p->serve_first[k] == serve)
                return svod_yaml_fail(r, one, "settings.value", "`%.*s` is here twice", SVOD_FMT(one->text));
        p->serve_first[p->serve_first_n++] = serve;
    }
    return SVOD_OK;
}

static svod_status read_delivery(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {
        {"amount", svod_yaml_money, offsetof(svod_money_terms, delivery), NULL, true},
        {"split", svod_yaml_choice, offsetof(svod_money_terms, split), "amount|units|weight|equal", false},
        {0}};
    _Static_assert(SVOD_SPLIT_AMOUNT == 0 && SVOD_SPLIT_UNITS == 1 && SVOD_SPLIT_WEIGHT == 2 && SVOD_SPLIT_EQUAL == 3 &&
                       sizeof(svod_split) == sizeof(int),
                   "choices are numbers");
    return svod_yaml_read(r, node, keys, into);
}

static svod_status read_charges(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {
        {"title", svod_yaml_text, offsetof(svod_charge, title), NULL, true},
        {"amount", svod_yaml_money, offsetof(svod_charge, amount), NULL, true},
        {"per", svod_yaml_choice, offsetof(svod_charge, per), "participant|unit|position", true},
        {0}};
    _Static_assert(SVOD_PER_PARTICIPANT == 0 && SVOD_PER_UNIT == 1 && SVOD_PER_POSITION == 2 &&
                       sizeof(svod_per) == sizeof(int),
                   "choices are numbers");
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_LIST);
    if (s) return s;
    svod_charge *charges = svod_arena_calloc(r->arena, node->n + 1, sizeof *charges);
    if (!charges) return svod_no_memory(r->e);
    for (size_t i = 0; i < node->n && !s; i++) s = svod_yaml_read(r, &node->values[i], keys, &charges[i]);
    svod_money_terms *money = into;
    money->charges = charges;
    money->charges_n = node->n;
    return s;
}

static svod_status read_prepay(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_dec share;
    svod_status s = svod_yaml_percent(r, node, key, &share);
    if (s) return s;
    if (share < 0 || share > SVOD_DEC_SCALE)
        return svod_yaml_fail(r, node, "settings.value", "`prepay` must be from 0%% to 100%%");
    *(svod_dec *)into = share;
    return SVOD_OK;
}

static const svod_yaml_key purchase_keys[] = {
    {"title", svod_yaml_text, offsetof(purchase, p.title), NULL, false},
    {"supplier", svod_yaml_text, offsetof(purchase, p.supplier), NULL, true},
    {"stop", read_stop, 0, NULL, false},
    {"currency", svod_yaml_currency, offsetof(purchase, p.money.currency), NULL, false},
    {"rate", read_rate, offsetof(purchase, p), NULL, false},
    {"org_fee", svod_money_fees, offsetof(purchase, fees), NULL, false},
    SVOD_TERMS_KEYS(offsetof(purchase, p.terms)),
    {"serve_first", read_serve_first, offsetof(purchase, p), "paid|vip", false},
    {"delivery", read_delivery, offsetof(purchase, p.money), NULL, false},
    {"charges", read_charges, offsetof(purchase, p.money), NULL, false},
    {"rounding", svod_money_rounding, offsetof(purchase, rounding), NULL, false},
    {"prepay", read_prepay, offsetof(purchase, p.money.prepay), NULL, false},
    {"comment", svod_yaml_text, offsetof(purchase, p.comment), NULL, false},
    {0}};

static void warn_of_fees(const svod_yaml_reader *r, const svod_yaml *root, const svod_fees *fees, svod_diag *diag)
{
    const svod_yaml *node = svod_yaml_get(root, "org_fee");
    svod_at at = {.line = node ? node->line : 0, .column = node ? node->column : 0};
    for (size_t i = 0; diag && i < fees->n; i++) {
        svod_dec fee = fees->v[i].fee;
        if (fee >= 0 && fee <= 15 * SVOD_DEC_SCALE / 100) continue;
        char text[32];
        svod_diag_add(diag, SVOD_WARNING, "settings.fee", node ? r->file : "svod.yaml", &at,
                      "the organiser's fee of %s%% is outside the usual 0–15 %%", svod_dec_text(fee * 100, 0, text));
        return;
    }
}

svod_status svod_purchase_read(const svod_yaml_reader *r, const svod_yaml *root, const svod_settings *settings,
                               const svod_supplier *supplier, svod_diag *diag, svod_purchase *ret)
{
    purchase p = {.p = {.stop = SVOD_TIME_NONE,
                        .terms = supplier->terms,
                        .money = {.currency = settings->currency, .rate = SVOD_DEC_SCALE}},
                  .settings = settings,
                  .fees = {settings->fees, settings->fees_n},
                  .rounding = {settings->rounding_to, settings->rounding_mode}};
    svod_status s = svod_yaml_read(r, root, purchase_keys, &p);
    if (s) return s;
    warn_of_fees(r, root, &p.fees, diag);
    *ret = p.p;
    ret->money.fees = p.fees.v;
    ret->money.fees_n = p.fees.n;
    ret->money.rounding_to = p.rounding.to;
    ret->money.rounding_mode = p.rounding.mode;
    return SVOD_OK;
}

/* The supplier the purchase names, to be below it; none when it names none: reading the purchase then says so. */
static svod_status load_supplier(const svod_yaml_reader *r, const svod_yaml *root, const char *workspace, svod_supplier *ret)
{
    svod_terms_clear(&ret->terms);
    svod_status s = svod_yaml_want(r, root, SVOD_YAML_MAP);
    if (s) return s;
    const svod_yaml *name = svod_yaml_get(root, "supplier");
    if (!name || name->kind != SVOD_YAML_TEXT || name->nothing) return SVOD_OK;
    s = svod_supplier_load(r->arena, workspace, name->text, ret, r->e);
    if (s && r->e && !r->e->file[0]) svod_error_at(r->e, r->file, name->line, name->column);
    return s;
}

svod_status svod_purchase_load(svod_arena *arena, const char *workspace, svod_str name, const svod_settings *settings,
                               svod_diag *diag, svod_purchase *ret, svod_supplier *ret_supplier, svod_error *e)
{
    svod_yaml_reader r;
    const svod_yaml *root = NULL;
    *ret_supplier = (svod_supplier){0};
    svod_status s = svod_settings_open(arena, workspace, "purchases", name, e, &r, &root);
    if (!s) s = load_supplier(&r, root, workspace, ret_supplier);
    if (!s) s = svod_purchase_read(&r, root, settings, ret_supplier, diag, ret);
    if (s) return s;
    ret->file_name = svod_arena_dup(arena, name);
    if (!ret->file_name.p) return svod_no_memory(e);
    if (ret->title.n == 0) ret->title = ret->file_name;
    return SVOD_OK;
}
