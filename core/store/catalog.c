/* Looking at stored catalogs: offers, their history, suppliers. */
#include "store/db.h"
#include "store/pack.h"
#include "store/prints.h"

#include "base/map.h"

#include <svod/kit.h>

svod_status svod_store_supplier_id(svod_store *store, svod_str name, int64_t *ret, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *find = NULL;
    svod_status status = svod_db_prepare(store, "SELECT id FROM supplier WHERE name = ?", &find, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_text(find, 1, name);
    status = svod_db_step(store, find, e);
    if (status == SVOD_OK) *ret = sqlite3_column_int64(find, 0);
    return status;
}

svod_status svod_store_supplier(svod_store *store, svod_str name, svod_supplier_state *ret, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *find = NULL;
    svod_status status = svod_db_prepare(store, "SELECT refreshed, offers FROM supplier WHERE name = ?", &find, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_text(find, 1, name);
    status = svod_db_step(store, find, e);
    if (status == SVOD_OK) *ret = (svod_supplier_state){name, sqlite3_column_int64(find, 0), sqlite3_column_int64(find, 1)};
    return status;
}

/* ---- offers ---- */
static const char offers_sql[] =
    "SELECT offer, source_id, item, article, name, brand, colour, size, url, picture, barcode, currency, price, old_price, "
    "rrp,"
    " available, stock, min_quantity, step_quantity, weight, rest, first_seen, changed, gone FROM offer"
    " WHERE id BETWEEN ?1 AND ?2 AND (gone = 0 OR ?3) ORDER BY id";

/* Everything is a view into the row or memory of `arena`. False: the bytes make no sense. */
static bool read_offer(sqlite3_stmt *sql, svod_arena *arena, svod_stored_offer *ret)
{
    svod_offer *offer = &ret->offer;
    svod_offer_clear(offer);
    int column = 0;
    svod_str picture;
    svod_str *texts[] = {&offer->offer, &offer->source_id, &offer->item,    &offer->article,
                         &offer->name,  &offer->brand,     &offer->colour,  &offer->size,
                         &offer->url,   &picture,          &offer->barcode, &offer->currency};
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) *texts[i] = svod_db_text(sql, column++);
    offer->price = svod_db_column_int(sql, column++, SVOD_DEC_NONE);
    offer->old_price = svod_db_column_int(sql, column++, SVOD_DEC_NONE);
    offer->rrp = svod_db_column_int(sql, column++, SVOD_DEC_NONE);
    offer->available = (int)svod_db_column_int(sql, column++, -1);
    offer->stock = svod_db_column_int(sql, column++, -1);
    offer->min_quantity = sqlite3_column_int64(sql, column++);
    offer->step_quantity = sqlite3_column_int64(sql, column++);
    offer->weight = svod_db_column_int(sql, column++, SVOD_DEC_NONE);
    svod_str rest = {sqlite3_column_blob(sql, column), (size_t)sqlite3_column_bytes(sql, column)};
    column++;
    ret->first_seen = sqlite3_column_int64(sql, column++);
    ret->changed = sqlite3_column_int64(sql, column++);
    ret->gone = sqlite3_column_int64(sql, column++);
    return svod_unpack_rest(rest, picture, arena, offer);
}

/* `find` is folded. */
static bool matches(const svod_offer *offer, svod_str find, svod_arena *arena)
{
    const svod_str texts[] = {offer->offer, offer->article, offer->name, offer->brand, offer->colour, offer->size};
    for (size_t i = 0; i < SVOD_COUNT(texts); i++)
        if (texts[i].n && svod_str_find(svod_fold(arena, texts[i]), find, 0) != SIZE_MAX) return true;
    return false;
}

static svod_status visit_offers(svod_store *store, sqlite3_stmt *sql, svod_str find, svod_arena *arena,
                                svod_offer_visitor visit, void *context, svod_error *e)
{
    svod_str folded = svod_fold(arena, find);
    svod_arena_mark mark = svod_arena_mark_get(arena);
    svod_status status;
    while ((status = svod_db_step(store, sql, e)) == SVOD_OK) {
        svod_stored_offer offer;
        if (!read_offer(sql, arena, &offer)) return svod_db_damaged(store, e);
        if (folded.n == 0 || matches(&offer.offer, folded, arena)) status = visit(context, &offer, e);
        svod_arena_rewind(arena, mark);
        if (status == SVOD_STOP) return SVOD_OK;
        if (status != SVOD_OK) return status;
    }
    return status == SVOD_END ? SVOD_OK : status;
}

svod_status svod_store_offers(svod_store *store, svod_str supplier, svod_str find, bool with_gone, svod_offer_visitor visit,
                              void *context, svod_error *e)
{
    int64_t id = 0;
    svod_status status = svod_store_supplier_id(store, supplier, &id, e);
    if (status == SVOD_END)
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "store.no-supplier",
                         "there is no catalog of '%.*s' yet; fetch it with `svod refresh %.*s`", SVOD_FMT(supplier),
                         SVOD_FMT(supplier));
    if (status != SVOD_OK) return status;
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *sql = NULL;
    status = svod_db_prepare(store, offers_sql, &sql, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_range(sql, 1, id);
    sqlite3_bind_int(sql, 3, with_gone);
    svod_arena arena;
    svod_arena_init(&arena);
    status = visit_offers(store, sql, find, &arena, visit, context, e);
    svod_arena_release(&arena);
    return status;
}

/* ---- history ---- */
/* What was, and what is. A state that ended at or before ?2 began before it. */
static const char history_sql[] =
    "SELECT past.since AS since, past.id AS n, offer.offer, past.price, past.available, past.stock, past.gone"
    " FROM past JOIN offer ON offer.id = past.offer WHERE past.supplier = ?1 AND past.until >= ?2 AND past.since >= ?2"
    " UNION ALL"
    " SELECT since, 9223372036854775807, offer, price, available, stock, gone <> 0 FROM offer"
    " WHERE id BETWEEN ?3 AND ?4 AND since >= ?2 ORDER BY 1, 2";
/* The same for one offer, along its chain. */
static const char offer_history_sql[] =
    "WITH RECURSIVE chain (id, before, since, price, available, stock, gone) AS ("
    " SELECT 9223372036854775807, past, since, price, available, stock, gone <> 0 FROM offer WHERE id = ?3"
    " UNION ALL"
    " SELECT past.id, past.before, past.since, past.price, past.available, past.stock, past.gone"
    " FROM chain JOIN past ON past.id = chain.before)"
    " SELECT since, id, ?1, price, available, stock, gone FROM chain WHERE since >= ?2 ORDER BY 1, 2";

static svod_status visit_history(svod_store *store, sqlite3_stmt *sql, svod_history_visitor visit, void *context,
                                 svod_error *e)
{
    svod_status status;
    while ((status = svod_db_step(store, sql, e)) == SVOD_OK) {
        svod_history_entry entry = {
            sqlite3_column_int64(sql, 0),        svod_db_text(sql, 2),           svod_db_column_int(sql, 3, SVOD_DEC_NONE),
            (int)svod_db_column_int(sql, 4, -1), svod_db_column_int(sql, 5, -1), sqlite3_column_int(sql, 6) != 0};
        status = visit(context, &entry, e);
        if (status == SVOD_STOP) return SVOD_OK;
        if (status != SVOD_OK) return status;
    }
    return status == SVOD_END ? SVOD_OK : status;
}

/* Offers are found by the hash of their id: there is no index of the ids themselves. */
static svod_status find_offer(svod_store *store, int64_t supplier, svod_str offer, uint32_t *ret, svod_error *e)
{
    svod_prints prints = {0};
    svod_status status = svod_prints_load(&prints, store, supplier, false, e);
    if (status == SVOD_OK) *ret = svod_prints_find(&prints, svod_hash_str(offer));
    svod_prints_release(&prints);
    return status;
}

svod_status svod_store_history(svod_store *store, svod_str supplier, svod_str offer, int64_t since,
                               svod_history_visitor visit, void *context, svod_error *e)
{
    int64_t id = 0;
    uint32_t number = SVOD_NO_PRINT;
    svod_status status = svod_store_supplier_id(store, supplier, &id, e);
    if (status == SVOD_OK && offer.n) status = find_offer(store, id, offer, &number, e);
    if (status == SVOD_END) return SVOD_OK;
    if (status != SVOD_OK) return status;
    if (offer.n && number == SVOD_NO_PRINT) return SVOD_OK;
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *sql = NULL;
    status = svod_db_prepare(store, offer.n ? offer_history_sql : history_sql, &sql, e);
    if (status != SVOD_OK) return status;
    if (offer.n) {
        svod_db_bind_text(sql, 1, offer);
        sqlite3_bind_int64(sql, 3, svod_db_key(id, number));
    } else {
        sqlite3_bind_int64(sql, 1, id);
        svod_db_bind_range(sql, 3, id);
    }
    sqlite3_bind_int64(sql, 2, since);
    return visit_history(store, sql, visit, context, e);
}
