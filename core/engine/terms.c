/* The terms of suppliers and purchases, and the money keys that svod.yaml and purchases share. */
#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "engine/nearest.h"
#include "engine/settings_terms.h"

enum { ROW_CELLS_CAP = 100, UNITS_CAP = 1000000 };

void svod_terms_clear(svod_terms *terms)
{
    *terms = (svod_terms){.minimum_amount = SVOD_DEC_NONE,
                          .minimum_units = -1,
                          .minimum_rows = -1,
                          .leftover_units = -1,
                          .leftover_per_item = -1,
                          .leftover_amount = SVOD_DEC_NONE,
                          .price_drift = SVOD_DEC_NONE};
}

svod_status svod_terms_rows(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    int choice = 0;
    svod_status s = svod_yaml_choice(r, node, key, &choice);
    if (!s) ((svod_terms *)into)->rows_free = choice == 1;
    return s;
}

svod_status svod_terms_policy(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    int choice = 0;
    svod_status s = svod_yaml_choice(r, node, key, &choice);
    static const svod_policy policies[] = {SVOD_POLICY_MOST_FILLED, SVOD_POLICY_FIRST_COME, SVOD_POLICY_EVEN};
    if (!s) ((svod_terms *)into)->policy = policies[choice];
    return s;
}

svod_status svod_terms_minimum(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {{"amount", svod_yaml_decimal, offsetof(svod_terms, minimum_amount), NULL, false},
                                         {"units", svod_yaml_count, offsetof(svod_terms, minimum_units), NULL, false},
                                         {"rows", svod_yaml_count, offsetof(svod_terms, minimum_rows), NULL, false},
                                         {0}};
    svod_terms *terms = into;
    /* The supplier's minimum, if it had one, is replaced as a whole: {} takes it away. */
    terms->minimum_amount = SVOD_DEC_NONE;
    terms->minimum_units = terms->minimum_rows = -1;
    return svod_yaml_read(r, node, keys, terms);
}

svod_status svod_terms_leftover(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {{"units", svod_yaml_count, offsetof(svod_terms, leftover_units), NULL, false},
                                         {"per_item", svod_yaml_count, offsetof(svod_terms, leftover_per_item), NULL, false},
                                         {"amount", svod_yaml_decimal, offsetof(svod_terms, leftover_amount), NULL, false},
                                         {0}};
    svod_terms *terms = into;
    terms->leftover_units = terms->leftover_per_item = -1;
    terms->leftover_amount = SVOD_DEC_NONE;
    terms->has_leftover = true;
    svod_status s = svod_yaml_read(r, node, keys, terms);
    /* By the letter {} would be "buy anything for nobody": too costly to guess. */
    if (!s && node->n == 0)
        return svod_yaml_fail(
            r, node, "settings.value",
            "`leftover` names no limit; write {units: 0} to buy nothing for nobody, or units, per_item, amount");
    return s;
}

/* ---- lots ---- */

static svod_status read_row(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_lot_rule *rule = into;
    svod_str text;
    svod_status s = svod_yaml_text(r, node, key, &text);
    if (s) return s;
    svod_sizes sizes = {0};
    if (!svod_read_row(r->arena, text, &sizes) || sizes.n == 0)
        return svod_yaml_fail(r, node, "settings.value", "`%.*s` is no row; write sizes and counts like 42-44-46:2-48",
                              SVOD_FMT(svod_excerpt(text)));
    if (sizes.n > ROW_CELLS_CAP)
        return svod_yaml_fail(r, node, "settings.value", "a row of more than %d sizes", ROW_CELLS_CAP);
    for (size_t i = 0; i < sizes.n; i++)
        if (sizes.cells[i].count < 1 || sizes.cells[i].count > UNITS_CAP)
            return svod_yaml_fail(r, node, "settings.value", "size %.*s: a row holds from 1 to %d of a size",
                                  SVOD_FMT(sizes.cells[i].size), UNITS_CAP);
    rule->row = sizes.cells;
    rule->row_n = sizes.n;
    return SVOD_OK;
}

static svod_status read_units(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    int64_t n;
    svod_status s = svod_yaml_count(r, node, key, &n);
    if (s) return s;
    if (n < 1 || n > UNITS_CAP)
        return svod_yaml_fail(r, node, "settings.value", "`%s` must be from 1 to %d units", key->name, UNITS_CAP);
    *(int64_t *)into = n;
    return SVOD_OK;
}

svod_status svod_terms_lots(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {{"article", svod_yaml_text, offsetof(svod_lot_rule, article), NULL, false},
                                         {"colour", svod_yaml_text, offsetof(svod_lot_rule, colour), NULL, false},
                                         {"size", svod_yaml_text, offsetof(svod_lot_rule, size), NULL, false},
                                         {"row", read_row, 0, NULL, false},
                                         {"pack", read_units, offsetof(svod_lot_rule, pack), NULL, false},
                                         {"min", read_units, offsetof(svod_lot_rule, min), NULL, false},
                                         {0}};
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_LIST);
    if (s) return s;
    svod_lot_rule *rules = svod_arena_calloc(r->arena, node->n + 1, sizeof *rules);
    if (!rules) return svod_no_memory(r->e);
    for (size_t i = 0; i < node->n; i++) {
        const svod_yaml *one = &node->values[i];
        s = svod_yaml_read(r, one, keys, &rules[i]);
        if (s) return s;
        if (!rules[i].row && rules[i].pack == 0 && rules[i].min == 0)
            return svod_yaml_fail(r, one, "settings.missing-key", "this lot says nothing: it needs `row`, `pack` or `min`");
        if (rules[i].row && rules[i].size.n && !svod_str_is(rules[i].size, "*"))
            return svod_yaml_fail(r, svod_yaml_get(one, "size"), "settings.value",
                                  "a row is made of all its sizes: `size` cannot stand beside `row`");
    }
    ((svod_terms *)into)->lots = rules;
    ((svod_terms *)into)->lots_n = node->n;
    return SVOD_OK;
}

/* ---- money ---- */

svod_status svod_money_fees(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    static const svod_yaml_key keys[] = {{"from", svod_yaml_money, offsetof(svod_fee_tier, from), NULL, true},
                                         {"fee", svod_yaml_percent, offsetof(svod_fee_tier, fee), NULL, true},
                                         {0}};
    bool list = node->kind == SVOD_YAML_LIST;
    size_t n = list ? node->n : 1;
    svod_fee_tier *tiers = svod_arena_calloc(r->arena, n + 1, sizeof *tiers);
    if (!tiers) return svod_no_memory(r->e);
    *(svod_fees *)into = (svod_fees){tiers, n};
    if (!list) return svod_yaml_percent(r, node, key, &tiers[0].fee);
    if (n == 0) return svod_yaml_fail(r, node, "settings.value", "`%s` is an empty list; write 0%% for no fee", key->name);
    for (size_t i = 0; i < n; i++) {
        svod_status s = svod_yaml_read(r, &node->values[i], keys, &tiers[i]);
        if (s) return s;
        if (i == 0 && tiers[i].from != 0)
            return svod_yaml_fail(r, &node->values[i], "settings.value", "the first fee must hold `from: 0`");
        if (i > 0 && tiers[i].from <= tiers[i - 1].from)
            return svod_yaml_fail(r, &node->values[i], "settings.value",
                                  "each `from` must be larger than the one before it");
    }
    return SVOD_OK;
}

svod_status svod_money_rounding(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {{"to", svod_yaml_money, offsetof(svod_rounding_rule, to), NULL, true},
                                         {"mode", svod_yaml_choice, offsetof(svod_rounding_rule, mode), "nearest|up", false},
                                         {0}};
    _Static_assert(SVOD_ROUND_NEAREST == 0 && SVOD_ROUND_UP == 1 && sizeof(svod_rounding) == sizeof(int),
                   "choices are numbers");
    svod_rounding_rule rule = {.to = SVOD_DEC_SCALE / 100, .mode = SVOD_ROUND_NEAREST};
    svod_status s = svod_yaml_read(r, node, keys, &rule);
    if (s) return s;
    if (rule.to <= 0)
        return svod_yaml_fail(r, svod_yaml_get(node, "to"), "settings.value",
                              "`to` must be more than 0, like 0.01, 1 or 10");
    *(svod_rounding_rule *)into = rule;
    return SVOD_OK;
}
