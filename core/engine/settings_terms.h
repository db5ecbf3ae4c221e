/* The keys that suppliers' terms and purchases share, for settings.c and purchase.c only. */
#ifndef SVOD_ENGINE_SETTINGS_TERMS_H
#define SVOD_ENGINE_SETTINGS_TERMS_H

#include "engine/settings.h"
#include "engine/yaml.h"

/* Readers of values inside svod_terms; `into` is the whole svod_terms, except where said. */
svod_status svod_terms_minimum(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);
svod_status svod_terms_leftover(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);
svod_status svod_terms_rows(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);
svod_status svod_terms_policy(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);
svod_status svod_terms_lots(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);

/* The rows of a table for a struct whose svod_terms lies at `at`. */
#define SVOD_TERMS_KEYS(at)                                                                                                 \
    {"rows", svod_terms_rows, (at), "whole|free", false},                                                                   \
        {"policy", svod_terms_policy, (at), "most-filled|first-come|even", false},                                          \
        {"minimum", svod_terms_minimum, (at), NULL, false}, {"leftover", svod_terms_leftover, (at), NULL, false},           \
        {"price_drift", svod_yaml_percent, (at) + offsetof(svod_terms, price_drift), NULL, false},                          \
    {                                                                                                                       \
        "lots", svod_terms_lots, (at), NULL, false                                                                          \
    }
/* Nothing said. */
void svod_terms_clear(svod_terms *terms);

/* Money that svod.yaml and purchases share. Fees: one percentage or a list by goods sum; into a svod_fees. */
typedef struct svod_fees {
    const svod_fee_tier *v;
    size_t n;
} svod_fees;
svod_status svod_money_fees(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);
typedef struct svod_rounding_rule {
    svod_dec to;
    svod_rounding mode;
} svod_rounding_rule;
svod_status svod_money_rounding(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);

/* Each file's content, from its tree: without file names, and of a supplier without a title of its own. */
svod_status svod_settings_read(const svod_yaml_reader *r, const svod_yaml *root, svod_settings *ret);
svod_status svod_supplier_read(const svod_yaml_reader *r, const svod_yaml *root, const char *workspace, svod_supplier *ret);
svod_status svod_purchase_read(const svod_yaml_reader *r, const svod_yaml *root, const svod_settings *settings,
                               const svod_supplier *supplier, svod_diag *diag, svod_purchase *ret);

/* The tree of a settings file `folder`/NAME.yaml (folder "" for svod.yaml itself). *ret_file is the name for errors. A
 * missing profile is exit 66 and names the nearest one there is. */
svod_status svod_settings_open(svod_arena *arena, const char *workspace, const char *folder, svod_str name, svod_error *e,
                               svod_yaml_reader *ret_reader, const svod_yaml **ret);

#endif
