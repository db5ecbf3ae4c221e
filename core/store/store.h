/* The store: catalogs as they were last read, their history, and orders. One header; SQLite is behind it, and another
 * database may stand beside it. Every function is one transaction unless it says otherwise; nothing half-written is seen. */
#ifndef SVOD_STORE_STORE_H
#define SVOD_STORE_STORE_H

#include "aggregate/stop.h" /* svod_order_line: the shape of a stored order line */

#include <svod/error.h>
#include <svod/offer.h>
#include <svod/sink.h>

typedef struct svod_store svod_store;

/* Opens or creates the database file and brings it to this program's version (numbered migrations; a newer file is refused
 * with exit 78). Locked by another svod: exit 75. A damaged file: exit 65, untouched. */
svod_status svod_store_open(const char *path, svod_store **ret, svod_error *e);
void svod_store_close(svod_store *store);

/* ---- refreshing one supplier's catalog: one transaction from begin to commit ---- */
typedef struct svod_refresh svod_refresh;

typedef struct svod_refresh_counts {
    int64_t offers;                                   /* in the catalog now */
    int64_t same, added, changed, vanished, returned; /* offers = same + added + changed + returned */
    int64_t price_changed, stock_changed;             /* among changed */
} svod_refresh_counts;

/* `context` hashes what decides the meaning of unchanged bytes besides themselves: program version, parser, options. When it
 * differs from last time no record counts as known. `now`: microseconds since 1970 UTC. */
svod_status svod_refresh_begin(svod_store *store, svod_str supplier, int64_t now, svod_hash context, svod_refresh **ret,
                               svod_error *e);
/* Takes offers with `offer` set and unique (the engine sees to that; an id that comes twice is refused, exit 65). Several
 * sources may be put one after another into one refresh, each ending with end(). Owned by the refresh. */
svod_sink *svod_refresh_sink(svod_refresh *refresh);
/* What a commit now would say; for looking before it is done. */
void svod_refresh_look(const svod_refresh *refresh, svod_refresh_counts *ret);
/* Writes the differences, marks vanished offers as gone, commits; with `dry_run` only counts. Refused, and nothing changed,
 * when a source ended early or a put failed. Frees the refresh whatever the outcome. */
svod_status svod_refresh_commit(svod_refresh *refresh, bool dry_run, svod_refresh_counts *ret, svod_error *e);
/* Nothing happened. Frees the refresh. */
void svod_refresh_abandon(svod_refresh *refresh);

/* ---- looking at a catalog ---- */
typedef struct svod_stored_offer {
    svod_offer offer;                  /* all fields but `at` */
    int64_t first_seen, changed, gone; /* microseconds; gone 0 while it is there */
} svod_stored_offer;
typedef svod_status (*svod_offer_visitor)(void *context, const svod_stored_offer *offer, svod_error *e);

/* Offers of a supplier in order of first appearance, live ones only unless `with_gone`. `find`: those whose id, article,
 * name, brand, colour or size holds it (folded); empty: all. No such supplier in the store: exit 66. */
svod_status svod_store_offers(svod_store *store, svod_str supplier, svod_str find, bool with_gone, svod_offer_visitor visit,
                              void *context, svod_error *e);

typedef struct svod_history_entry {
    int64_t time;
    svod_str offer;
    svod_dec price; /* SVOD_DEC_NONE: none */
    int available;
    int64_t stock;
    bool gone; /* it vanished then */
} svod_history_entry;
typedef svod_status (*svod_history_visitor)(void *context, const svod_history_entry *entry, svod_error *e);
/* What prices and availability became at or after `since`, oldest first: of one offer, or of all when `offer` is empty.
 * Never refreshed, or no such offer: nothing is visited. */
svod_status svod_store_history(svod_store *store, svod_str supplier, svod_str offer, int64_t since,
                               svod_history_visitor visit, void *context, svod_error *e);

typedef struct svod_supplier_state {
    svod_str name;
    int64_t refreshed; /* last success, microseconds */
    int64_t offers;    /* live */
} svod_supplier_state;
/* SVOD_END when it was never refreshed. The name is borrowed from the caller. */
svod_status svod_store_supplier(svod_store *store, svod_str name, svod_supplier_state *ret, svod_error *e);

/* ---- orders ---- */
typedef struct svod_import_counts {
    int64_t lines, same, added, changed, removed;
} svod_import_counts;
/* Lines of `source` (the file as named by the user) in a purchase become exactly these: idempotent; line ids are the keys.
 * A line id that another source of the purchase holds is taken over. `removed`: lines this source had and has no more. */
svod_status svod_store_orders_import(svod_store *store, svod_str purchase, svod_str source, int64_t now,
                                     const svod_order_line *lines, size_t n, svod_import_counts *ret, svod_error *e);
/* All lines of a purchase, by position. Memory of `arena`. */
svod_status svod_store_orders(svod_store *store, svod_str purchase, svod_arena *arena, svod_order_line **ret, size_t *ret_n,
                              svod_error *e);

#endif
