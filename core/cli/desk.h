/* What the commands about one purchase share: settings, the store, the catalog and the orders, opened and read in one way.
 */
#ifndef SVOD_CLI_DESK_H
#define SVOD_CLI_DESK_H

#include "cli/cli.h"
#include "engine/settings.h"
#include "io/outfile.h"
#include "money/costs.h"
#include "store/store.h"
#include "write/closing.h"

#include <limits.h>

typedef struct svod_desk {
    svod_cli *cli;
    char workspace[PATH_MAX];
    svod_settings settings;
    svod_purchase purchase;
    svod_supplier supplier;
    svod_store *store;
    svod_lock lock;
    bool locked;
    /* The supplier's catalog as STOP sees it, and each offer's currency; heap. Empty until svod_desk_catalog. */
    svod_stop_offer *offers;
    svod_str *currencies;
    size_t offers_n, offers_room;
    bool has_catalog;        /* it was read at least once */
    svod_order_line *orders; /* in cli->arena */
    size_t orders_n;
    svod_str currency;       /* the supplier's, see svod_desk_currency */
    const char *pinned_file; /* `close --pinned`, or NULL */
} svod_desk;

/* The workspace's settings, the purchase and the store. `alone`: nobody else may work in the workspace meanwhile (held: exit
 * 75). */
svod_status svod_desk_open(svod_desk *desk, svod_cli *cli, svod_str purchase, bool alone, svod_error *e);
void svod_desk_close(svod_desk *desk);
/* Reads the catalog. A supplier that was never refreshed has none: has_catalog stays false, no error. */
svod_status svod_desk_catalog(svod_desk *desk, svod_error *e);
/* Reads the orders. */
svod_status svod_desk_orders(svod_desk *desk, svod_error *e);
/* The one currency of all offers live lines may take; with the purchase's rate it must lead to what participants pay in.
 * Mixed currencies, none, or no rate: exit 78. */
svod_status svod_desk_currency(svod_desk *desk, const svod_demand *demand, svod_error *e);

/* Everything STOP works out, in `arena`. `costs` only when the plan is orderable. */
typedef struct svod_stop {
    svod_demand demand;
    svod_lots lots;
    svod_plan plan;
    svod_costs costs;
} svod_stop;
/* Catalog, orders, demand and lots, in this order; no plan yet. No catalog or no orders: exit 66. */
svod_status svod_desk_demand(svod_desk *desk, svod_stop *ret, svod_error *e);
/* The same, then plan and costs. */
svod_status svod_desk_stop(svod_desk *desk, const svod_stop_options *options, svod_stop *ret, svod_error *e);
/* The same as the writers take it; borrows from both. */
svod_closing svod_desk_closing(svod_desk *desk, const svod_stop *stop);
/* What an order line asks for, as it was written. */
svod_str svod_desk_asked(svod_desk *desk, const svod_order_line *line);

/* Rows of label and value for people, values in one column. `label` is translated by the caller. */
typedef struct svod_table {
    svod_str labels[40], values[40];
    size_t n;
    svod_arena *arena;
} svod_table;
void svod_table_add(svod_table *table, const char *label, svod_str value);
void svod_table_count(svod_table *table, const char *label, int64_t n, svod_lang lang);
void svod_table_write(const svod_table *table, svod_buf *out);

#endif
