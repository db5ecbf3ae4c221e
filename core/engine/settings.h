/* The workspace's settings: svod.yaml, suppliers/NAME.yaml, purchases/NAME.yaml. YAML through libyaml; every unknown key is
 * an error with line, column and a "did you mean" (exit 78). All texts live in the arena given. */
#ifndef SVOD_ENGINE_SETTINGS_H
#define SVOD_ENGINE_SETTINGS_H

#include "aggregate/stop.h"
#include "aggregate/terms.h"
#include "base/tr.h"
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
    svod_str time_zone;  /* IANA name or an offset "+03:00" */
    int32_t zone_offset; /* minutes east of UTC, when time_zone is an offset */
    svod_str currency;
    const svod_fee_tier *fees; /* standard fee */
    size_t fees_n;
    svod_dec rounding_to;
    svod_rounding rounding_mode;
    const svod_place *places;
    size_t places_n;
    /* bank: for payment: ГОСТ Р 56042 fields and a line for people ("Сбербанк, +7 …, Мария И.") */
    svod_str bank_name, bank_account, bank_bic, bank_corr_account, bank_payee, bank_inn, bank_note;
} svod_settings;

/* What `terms:` of a supplier and a purchase share. `given` bits tell which keys were written. */
typedef struct svod_supplier {
    svod_str file_name; /* NAME of suppliers/NAME.yaml */
    svod_str title;
    svod_strs sources; /* paths (absolute after loading) or addresses */
    svod_str parser;   /* empty: by content */
    svod_str currency, encoding;
    svod_sizes_mode sizes;
    svod_attributes options; /* the parser's own */
    svod_terms terms;
    svod_str order_form;
    svod_str contact, buyer; /* texts for the order's header */
    int64_t fetch_delay_ms;
    svod_str fetch_user_agent;
} svod_supplier;

typedef struct svod_purchase {
    svod_str file_name, title, supplier;
    int64_t stop;       /* microseconds since 1970 UTC; INT64_MIN when not given */
    svod_str stop_text; /* as written */
    svod_terms terms;   /* the supplier's, overridden */
    svod_serve serve_first[2];
    size_t serve_first_n;
    svod_money_terms money;
    svod_str comment; /* for the sheets */
} svod_purchase;

/* The workspace: `from` (or the current folder) or its nearest parent with svod.yaml. None: exit 78 with what to do. */
svod_status svod_workspace_find(const char *from, char *ret_path, size_t room, svod_error *e);
svod_status svod_settings_load(svod_arena *arena, const char *workspace, svod_settings *ret, svod_error *e);
/* Names of the profiles there are, sorted. */
svod_status svod_suppliers_list(svod_arena *arena, const char *workspace, svod_strs *ret, svod_error *e);
svod_status svod_supplier_load(svod_arena *arena, const char *workspace, svod_str name, svod_supplier *ret, svod_error *e);
svod_status svod_purchase_load(svod_arena *arena, const char *workspace, svod_str name, const svod_settings *settings,
                               svod_purchase *ret, svod_error *e);

#endif
