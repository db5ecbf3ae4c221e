/* The schema, as the numbered steps that lead to it. */
#include "store/db.h"

#include <stdio.h>

/* 1: catalogs. Money, weights and quantities of money are in 1/10000; times in microseconds since 1970 UTC; NULL: absent.
 *
 * offer.id is the supplier's number × 2^32 + the offer's own. offer.rest holds the fields no query needs (pack.h). What
 * price, availability and stock were before is in `past`, a chain from offer.past through past.before, newest first; what
 * they are stands in the offer, since offer.since. An offer that vanished has gone > 0 and keeps its number for its return.
 *
 * print holds what tells a changed offer from a same one (prints.h): a log, read whole at the start of a refresh and added
 * to at its end. A column in the offer, or an index over it, would make a night's changes touch nearly every page of it. */
static const char catalogs[] =
    "CREATE TABLE supplier (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, refreshed INTEGER NOT NULL,"
    " offers INTEGER NOT NULL, context BLOB NOT NULL) STRICT;"
    "CREATE TABLE offer (id INTEGER PRIMARY KEY, offer TEXT NOT NULL, source_id TEXT NOT NULL, item TEXT NOT NULL,"
    " article TEXT NOT NULL, name TEXT NOT NULL, brand TEXT NOT NULL, colour TEXT NOT NULL, size TEXT NOT NULL,"
    " url TEXT NOT NULL, picture TEXT NOT NULL, barcode TEXT NOT NULL, currency TEXT NOT NULL, price INTEGER,"
    " old_price INTEGER, rrp INTEGER, available INTEGER, stock INTEGER, min_quantity INTEGER NOT NULL,"
    " step_quantity INTEGER NOT NULL, weight INTEGER, first_seen INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " since INTEGER NOT NULL, gone INTEGER NOT NULL, past INTEGER, rest BLOB NOT NULL) STRICT;"
    "CREATE TABLE past (id INTEGER PRIMARY KEY, supplier INTEGER NOT NULL, offer INTEGER NOT NULL, before INTEGER,"
    " since INTEGER NOT NULL, until INTEGER NOT NULL, price INTEGER, available INTEGER, stock INTEGER,"
    " gone INTEGER NOT NULL) STRICT;"
    "CREATE INDEX past_until ON past (supplier, until);"
    "CREATE TABLE print (supplier INTEGER NOT NULL REFERENCES supplier (id), part INTEGER NOT NULL,"
    " entries BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (supplier, part)) STRICT;";

/* 2: orders. order_line.id is the purchase's number × 2^32 + the line's own. That a purchase has each line id (`line`) once
 * is seen to by the import, which holds them all in memory anyway. `content` is a hash of the fields but the position. */
static const char orders[] =
    "CREATE TABLE purchase (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE order_source (id INTEGER PRIMARY KEY, purchase INTEGER NOT NULL REFERENCES purchase (id),"
    " name TEXT NOT NULL, imported INTEGER NOT NULL, UNIQUE (purchase, name)) STRICT;"
    "CREATE TABLE order_line (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, line TEXT NOT NULL,"
    " position INTEGER NOT NULL, content INTEGER NOT NULL, participant TEXT NOT NULL, phone TEXT NOT NULL,"
    " email TEXT NOT NULL, offer TEXT NOT NULL, article TEXT NOT NULL, colour TEXT NOT NULL, size TEXT NOT NULL,"
    " alternatives TEXT NOT NULL, together TEXT NOT NULL, comment TEXT NOT NULL, time INTEGER, quantity INTEGER NOT NULL,"
    " extra INTEGER NOT NULL, price INTEGER, paid INTEGER, is_paid INTEGER NOT NULL, whole INTEGER NOT NULL,"
    " vip INTEGER NOT NULL, refused INTEGER NOT NULL, confirmed INTEGER NOT NULL) STRICT;";

/* 3: what the supplier confirmed of an order line. */
static const char pinned[] = "ALTER TABLE order_line ADD COLUMN pinned TEXT NOT NULL DEFAULT '';";

/* 4: offer.rest may also hold where numbers come from that were read in texts (pack.h). Catalogs that were stored before are
 * read anew: records known by their bytes would otherwise never be looked at again. */
static const char evidence[] = "UPDATE supplier SET context = x'';";

const char *const svod_migrations[] = {catalogs, orders, pinned, evidence};
const int svod_migrations_n = SVOD_COUNT(svod_migrations);

svod_status svod_store_migrate(svod_store *store, int version, svod_error *e)
{
    svod_status status = svod_db_begin(store, e);
    if (status != SVOD_OK) return status;
    /* Another svod may have done it while we waited for the lock. */
    int64_t at = 0;
    status = svod_db_int(store, "PRAGMA user_version", &at, e);
    for (; status == SVOD_OK && at < version; at++) status = svod_db_exec(store, svod_migrations[at], e);
    char text[64];
    snprintf(text, sizeof text, "PRAGMA user_version = %d", (int)at);
    if (status == SVOD_OK) status = svod_db_exec(store, text, e);
    if (status == SVOD_OK) return svod_db_commit(store, e);
    svod_db_rollback(store);
    return status;
}
