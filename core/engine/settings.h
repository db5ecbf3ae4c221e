/* The workspace's settings: svod.yaml, suppliers/NAME.yaml, purchases/NAME.yaml. YAML through libyaml; every unknown key is
 * an error with line, column and a "did you mean" (exit 78). All texts live in the arena given. */
#ifndef SVOD_ENGINE_SETTINGS_H
#define SVOD_ENGINE_SETTINGS_H

#include "aggregate/stop.h"
#include "aggregate/terms.h"
#include "base/tr.h"
#include "engine/diag.h"
#include "engine/zone.h"
#include "money/costs.h"

#include <svod/offer.h>
#include <svod/option.h>

/* A place where goods are handed out. */
typedef struct svod_place {
    svod_str name, address, hours;
} svod_place;

/* svod.yaml */
typedef struct svod_settings {
    svod_str name, phone, email, site; /* the organiser */
    svod_str language;                 /* ru, en: what participants read */
    svod_lang lang;
    svod_str time_zone; /* IANA name or an offset "+03:00"; UTC when not given */
    svod_zone zone;
    svod_str currency;         /* ISO 4217; RUB when not given */
    const svod_fee_tier *fees; /* standard fee */
    size_t fees_n;
    svod_dec rounding_to;
    svod_rounding rounding_mode;
    const svod_place *places;
    size_t places_n;
    /* bank: for payment: ГОСТ Р 56042 fields and a line for people ("Сбербанк, +7 …, Мария И.") */
    svod_str bank_payee, bank_account, bank_name, bank_bic, bank_corr_account, bank_inn, bank_kpp, bank_purpose, bank_note;
} svod_settings;

typedef struct svod_supplier {
    svod_str file_name; /* NAME of suppliers/NAME.yaml */
    svod_str title;
    svod_strs sources; /* paths (relative ones made whole by the workspace) or addresses; at least one */
    svod_str parser;   /* empty: by content */
    svod_str currency, encoding;
    svod_sizes_mode sizes;
    svod_attributes options; /* the parser's own, name → text; a map inside gives "columns.article" → text */
    svod_terms terms;
    svod_str order_form;     /* path, as sources; empty: none */
    svod_str contact, buyer; /* texts for the order's header */
    int64_t fetch_delay_ms;  /* 0: not said */
    svod_str fetch_user_agent;
} svod_supplier;

typedef struct svod_purchase {
    svod_str file_name, title, supplier;
    int64_t stop;       /* microseconds since 1970 UTC; INT64_MIN when not given */
    svod_str stop_text; /* as written */
    svod_terms terms;   /* the supplier's, overridden */
    svod_serve serve_first[2];
    size_t serve_first_n;
    svod_money_terms money; /* rate 1 unless given */
    svod_str rate_currency; /* the supplier's currency the rate is for; empty: no rate */
    svod_str comment;       /* for the sheets */
} svod_purchase;

/* The workspace: `from` (or the current folder) or its nearest parent with svod.yaml. None: exit 78 with what to do. */
svod_status svod_workspace_find(const char *from, char *ret_path, size_t room, svod_error *e);
/* May this be the name of a purchase or supplier: a file name without '/', not hidden, nothing that leads out of its folder.
 */
bool svod_settings_name_ok(svod_str name);
svod_status svod_settings_load(svod_arena *arena, const char *workspace, svod_settings *ret, svod_error *e);
/* Names of the profiles there are, sorted by bytes. */
svod_status svod_suppliers_list(svod_arena *arena, const char *workspace, svod_strs *ret, svod_error *e);
svod_status svod_supplier_load(svod_arena *arena, const char *workspace, svod_str name, svod_supplier *ret, svod_error *e);
/* The purchase over its supplier's terms, key by key. No such purchase or supplier: exit 66. `diag` (may be NULL) takes
 * warnings: a fee outside 0–15 %. */
svod_status svod_purchase_load(svod_arena *arena, const char *workspace, svod_str name, const svod_settings *settings,
                               svod_diag *diag, svod_purchase *ret, svod_supplier *ret_supplier, svod_error *e);

#endif
