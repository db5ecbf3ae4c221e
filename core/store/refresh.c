/* One supplier's catalog made anew: offers come through a sink, are compared with what is stored by their fingerprints, and
 * only the differences are written. One transaction from begin to commit. */
#include "store/db.h"
#include "store/pack.h"
#include "store/prints.h"

#include "base/alloc.h"
#include "base/map.h"
#include "base/vec.h"

#include <string.h>

typedef struct statements {
    sqlite3_stmt *insert, *select, *update, *past, *vanish;
} statements;

struct svod_refresh {
    svod_sink sink; /* first: the sink is the refresh */
    svod_store *store;
    svod_str supplier_name; /* of our own */
    int64_t supplier, now;
    svod_hash context;
    bool known; /* the supplier was refreshed before */
    svod_prints prints;
    statements sql;
    svod_buf packed; /* the offer at hand */
    /* The record begun last, its offers (their numbers), and the answer of record() about it. */
    svod_hash record;
    bool in_record, forgotten;
    SVOD_VEC(uint32_t) members;
    SVOD_VEC(svod_hash) known_ids;
    uint32_t known_head;
    svod_refresh_counts counts; /* `vanished` and `offers` are made when asked for */
    int64_t live_before;
    bool incomplete, failed;
    svod_error error; /* the first failure */
};

static const char insert_sql[] =
    "INSERT INTO offer (id, offer, source_id, item, article, name, brand, colour, size, url, picture, barcode, currency, "
    "price,"
    " old_price, rrp, available, stock, min_quantity, step_quantity, weight, rest, first_seen, changed, since, gone, past)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?23,"
    " ?24, 0, ?25)";
static const char update_sql[] =
    "UPDATE offer SET (offer, source_id, item, article, name, brand, colour, size, url, picture, barcode, currency, price,"
    " old_price, rrp, available, stock, min_quantity, step_quantity, weight, rest, changed, since, gone, past)"
    " = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, 0, ?25)"
    " WHERE id = ?1";
static const char select_sql[] = "SELECT price, available, stock, gone, since, past FROM offer WHERE id = ?";
static const char past_sql[] = "INSERT INTO past (supplier, offer, before, since, until, price, available, stock, gone)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
static const char vanish_sql[] = "UPDATE offer SET gone = ?2, since = ?2, past = ?3 WHERE id = ?1";

/* What price, availability and stock an offer has, and since when. */
typedef struct state {
    int64_t price, available, stock, gone, since, past;
} state;

static svod_refresh *of_sink(svod_sink *sink)
{
    return (svod_refresh *)sink;
}

/* Some failures (a full disk) end SQLite's transaction: whatever came after would stay. So the first failure is the last
 * call. */
static svod_status failed(svod_refresh *refresh, svod_status status, const svod_error *e)
{
    if (!refresh->failed) {
        refresh->failed = true;
        if (e) refresh->error = *e;
    }
    return status;
}

/* The record's offers are all there: from now on they are of this record. */
static void settle(svod_refresh *refresh)
{
    svod_hash record = refresh->forgotten ? (svod_hash){0} : refresh->record;
    for (size_t i = 0; i < refresh->members.n; i++) {
        svod_print *print = &refresh->prints.v[refresh->members.v[i]];
        if (svod_hash_eq(print->record, record)) continue;
        print->record = record;
        print->flags |= SVOD_PRINT_DIRTY;
    }
    refresh->members.n = 0;
    refresh->in_record = refresh->forgotten = false;
}

static bool sink_record(svod_sink *sink, svod_hash hash, const svod_hash **ret_ids, size_t *ret_n)
{
    svod_refresh *refresh = of_sink(sink);
    settle(refresh);
    refresh->in_record = true;
    refresh->record = hash;
    refresh->known_ids.n = 0;
    uint32_t number = refresh->known_head = svod_prints_find_record(&refresh->prints, hash);
    for (; number != SVOD_NO_PRINT; number = refresh->prints.v[number].next) {
        const svod_print *print = &refresh->prints.v[number];
        /* Its offers came already, from the same bytes or from others: only reading it again tells what it is now. */
        if (print->flags & SVOD_PRINT_SEEN) return false;
        SVOD_VEC_PUSH(&refresh->known_ids, print->id);
    }
    *ret_ids = refresh->known_ids.v;
    *ret_n = refresh->known_ids.n;
    return refresh->known_ids.n > 0;
}

static svod_status sink_keep(svod_sink *sink, svod_error *e)
{
    svod_refresh *refresh = of_sink(sink);
    (void)e;
    for (uint32_t number = refresh->known_head; number != SVOD_NO_PRINT;) {
        svod_print *print = &refresh->prints.v[number];
        print->flags |= SVOD_PRINT_SEEN;
        refresh->counts.same++;
        refresh->prints.guess = number + 1;
        SVOD_VEC_PUSH(&refresh->members, number);
        number = print->next;
    }
    return SVOD_OK;
}

static void sink_forget(svod_sink *sink)
{
    of_sink(sink)->forgotten = true;
}

static svod_status write_offer(svod_refresh *refresh, sqlite3_stmt *sql, uint32_t number, const svod_offer *offer,
                               svod_str rest, const state *now, svod_error *e)
{
    const svod_str texts[] = {offer->offer,   offer->source_id,
                              offer->item,    offer->article,
                              offer->name,    offer->brand,
                              offer->colour,  offer->size,
                              offer->url,     offer->pictures.n ? offer->pictures.v[0] : (svod_str){0},
                              offer->barcode, offer->currency};
    int column = 1;
    sqlite3_bind_int64(sql, column++, svod_db_key(refresh->supplier, number));
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) svod_db_bind_text(sql, column++, texts[i]);
    svod_db_bind_int(sql, column++, offer->price, SVOD_DEC_NONE);
    svod_db_bind_int(sql, column++, offer->old_price, SVOD_DEC_NONE);
    svod_db_bind_int(sql, column++, offer->rrp, SVOD_DEC_NONE);
    svod_db_bind_int(sql, column++, offer->available, -1);
    svod_db_bind_int(sql, column++, offer->stock, -1);
    sqlite3_bind_int64(sql, column++, offer->min_quantity);
    sqlite3_bind_int64(sql, column++, offer->step_quantity);
    svod_db_bind_int(sql, column++, offer->weight, SVOD_DEC_NONE);
    sqlite3_bind_blob64(sql, column++, rest.p, rest.n, SQLITE_STATIC);
    sqlite3_bind_int64(sql, column++, refresh->now);
    sqlite3_bind_int64(sql, column++, now->since);
    svod_db_bind_int(sql, column++, now->past, 0);
    return svod_db_run(refresh->store, sql, e);
}

static svod_status read_state(svod_refresh *refresh, uint32_t number, state *ret, svod_error *e)
{
    sqlite3_stmt *sql = refresh->sql.select;
    sqlite3_bind_int64(sql, 1, svod_db_key(refresh->supplier, number));
    svod_status status = svod_db_step(refresh->store, sql, e);
    if (status == SVOD_END) return svod_db_damaged(refresh->store, e);
    if (status != SVOD_OK) return status;
    *ret = (state){svod_db_column_int(sql, 0, SVOD_DEC_NONE),
                   svod_db_column_int(sql, 1, -1),
                   svod_db_column_int(sql, 2, -1),
                   sqlite3_column_int64(sql, 3),
                   sqlite3_column_int64(sql, 4),
                   svod_db_column_int(sql, 5, 0)};
    sqlite3_reset(sql);
    return SVOD_OK;
}

/* The state is over: keeps it in the history and makes `was` the beginning of the next. */
static svod_status end_state(svod_refresh *refresh, uint32_t number, state *was, svod_error *e)
{
    sqlite3_stmt *sql = refresh->sql.past;
    sqlite3_bind_int64(sql, 1, refresh->supplier);
    sqlite3_bind_int64(sql, 2, svod_db_key(refresh->supplier, number));
    svod_db_bind_int(sql, 3, was->past, 0);
    sqlite3_bind_int64(sql, 4, was->since);
    sqlite3_bind_int64(sql, 5, refresh->now);
    svod_db_bind_int(sql, 6, was->price, SVOD_DEC_NONE);
    svod_db_bind_int(sql, 7, was->available, -1);
    svod_db_bind_int(sql, 8, was->stock, -1);
    sqlite3_bind_int64(sql, 9, was->gone != 0);
    svod_status status = svod_db_run(refresh->store, sql, e);
    was->past = sqlite3_last_insert_rowid(refresh->store->db);
    was->since = refresh->now;
    return status;
}

static svod_status change_offer(svod_refresh *refresh, uint32_t number, const svod_offer *offer, svod_str rest,
                                svod_error *e)
{
    svod_print *print = &refresh->prints.v[number];
    state was = {0};
    svod_status status = read_state(refresh, number, &was, e);
    if (status != SVOD_OK) return status;
    bool price = was.price != offer->price, stock = was.available != offer->available || was.stock != offer->stock;
    if (print->flags & SVOD_PRINT_GONE) {
        refresh->counts.returned++;
        print->flags = (print->flags & ~(uint32_t)SVOD_PRINT_GONE) | SVOD_PRINT_DIRTY;
        status = end_state(refresh, number, &was, e);
    } else {
        refresh->counts.changed++;
        refresh->counts.price_changed += price;
        refresh->counts.stock_changed += stock;
        if (price || stock) status = end_state(refresh, number, &was, e);
    }
    return status == SVOD_OK ? write_offer(refresh, refresh->sql.update, number, offer, rest, &was, e) : status;
}

static svod_status put(svod_refresh *refresh, const svod_offer *offer, svod_error *e)
{
    svod_hash id = svod_hash_str(offer->offer);
    size_t rest_n = svod_pack_offer(&refresh->packed, offer);
    svod_str rest = {refresh->packed.p, rest_n};
    uint64_t content = svod_hash_bytes(refresh->packed.p, refresh->packed.n, 0).lo;
    uint32_t number = svod_prints_find(&refresh->prints, id);
    svod_status status = SVOD_OK;
    if (number == SVOD_NO_PRINT) {
        number = svod_prints_add(&refresh->prints, id);
        if (number == SVOD_NO_PRINT)
            return svod_fail(e, SVOD_EXIT_BAD_INPUT, "store.too-many", "the catalog has too many offers for the database");
        refresh->counts.added++;
        status = write_offer(refresh, refresh->sql.insert, number, offer, rest, &(state){.since = refresh->now}, e);
    } else if (refresh->prints.v[number].flags & SVOD_PRINT_SEEN) {
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "store.twice", "the offer '%.*s' comes twice", SVOD_FMT(offer->offer));
    } else if (refresh->prints.v[number].content == content && !(refresh->prints.v[number].flags & SVOD_PRINT_GONE)) {
        refresh->counts.same++;
    } else {
        status = change_offer(refresh, number, offer, rest, e);
    }
    svod_print *print = &refresh->prints.v[number];
    refresh->prints.guess = number + 1;
    if (print->content != content) print->flags |= SVOD_PRINT_DIRTY;
    print->content = content;
    print->flags |= SVOD_PRINT_SEEN;
    SVOD_VEC_PUSH(&refresh->members, number);
    if (!refresh->in_record) {
        refresh->forgotten = true; /* an offer of no record has none to be known by */
        settle(refresh);
    }
    return status;
}

static svod_status sink_put(svod_sink *sink, const svod_offer *offer, svod_error *e)
{
    svod_refresh *refresh = of_sink(sink);
    if (refresh->failed) {
        if (e) *e = refresh->error;
        return SVOD_FAILED;
    }
    svod_error own = {0};
    svod_status status = put(refresh, offer, &own);
    if (status == SVOD_OK) return SVOD_OK;
    if (e) *e = own;
    return failed(refresh, status, &own);
}

static svod_status sink_end(svod_sink *sink, bool complete, svod_error *e)
{
    svod_refresh *refresh = of_sink(sink);
    (void)e;
    settle(refresh);
    if (!complete) refresh->incomplete = true;
    return SVOD_OK;
}

static bool sink_has(svod_sink *sink, svod_hash id)
{
    const svod_prints *prints = &of_sink(sink)->prints;
    uint32_t number = svod_prints_find(prints, id);
    return number != SVOD_NO_PRINT && (prints->v[number].flags & SVOD_PRINT_SEEN);
}

/* ---- beginning and end ---- */
static void free_refresh(svod_refresh *refresh)
{
    sqlite3_stmt **all[] = {&refresh->sql.insert, &refresh->sql.select, &refresh->sql.update, &refresh->sql.past,
                            &refresh->sql.vanish};
    for (size_t i = 0; i < SVOD_COUNT(all); i++) svod_db_finalize(all[i]);
    svod_prints_release(&refresh->prints);
    svod_buf_release(&refresh->packed);
    SVOD_VEC_RELEASE(&refresh->members);
    SVOD_VEC_RELEASE(&refresh->known_ids);
    svod_free((void *)(uintptr_t)refresh->supplier_name.p);
    svod_free(refresh);
}

static svod_status prepare(svod_refresh *refresh, svod_error *e)
{
    const struct {
        const char *sql;
        sqlite3_stmt **ret;
    } all[] = {{insert_sql, &refresh->sql.insert},
               {select_sql, &refresh->sql.select},
               {update_sql, &refresh->sql.update},
               {past_sql, &refresh->sql.past},
               {vanish_sql, &refresh->sql.vanish}};
    svod_status status = SVOD_OK;
    for (size_t i = 0; i < SVOD_COUNT(all) && status == SVOD_OK; i++)
        status = svod_db_prepare(refresh->store, all[i].sql, all[i].ret, e);
    return status;
}

/* Finds the supplier, or gives it a number; tells whether its records may count as known. */
static svod_status find_supplier(svod_refresh *refresh, bool *ret_with_records, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *find = NULL;
    svod_status status = svod_db_prepare(refresh->store, "SELECT id, context FROM supplier WHERE name = ?", &find, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_text(find, 1, refresh->supplier_name);
    status = svod_db_step(refresh->store, find, e);
    if (status == SVOD_OK) {
        refresh->known = true;
        refresh->supplier = sqlite3_column_int64(find, 0);
        const void *context = sqlite3_column_blob(find, 1);
        *ret_with_records = sqlite3_column_bytes(find, 1) == sizeof refresh->context &&
                            memcmp(context, &refresh->context, sizeof refresh->context) == 0;
        return SVOD_OK;
    }
    *ret_with_records = false;
    if (status == SVOD_END)
        status = svod_db_int(refresh->store, "SELECT ifnull(max(id), 0) + 1 FROM supplier", &refresh->supplier, e);
    return status;
}

static svod_status begin(svod_refresh *refresh, svod_error *e)
{
    bool with_records = false;
    svod_status status = svod_db_begin(refresh->store, e);
    if (status == SVOD_OK) status = prepare(refresh, e);
    if (status == SVOD_OK) status = find_supplier(refresh, &with_records, e);
    if (status == SVOD_OK) status = svod_prints_load(&refresh->prints, refresh->store, refresh->supplier, with_records, e);
    for (uint32_t i = 0; i < refresh->prints.n; i++) refresh->live_before += !(refresh->prints.v[i].flags & SVOD_PRINT_GONE);
    return status;
}

svod_status svod_refresh_begin(svod_store *store, svod_str supplier, int64_t now, svod_hash context, svod_refresh **ret,
                               svod_error *e)
{
    svod_refresh *refresh = svod_calloc(1, sizeof *refresh);
    refresh->sink = (svod_sink){sink_record, sink_keep, sink_forget, sink_put, sink_end, sink_has};
    refresh->store = store;
    refresh->now = now;
    refresh->context = context;
    refresh->known_head = SVOD_NO_PRINT;
    char *name = svod_alloc(supplier.n + 1);
    if (supplier.n) memcpy(name, supplier.p, supplier.n);
    refresh->supplier_name = (svod_str){name, supplier.n};
    svod_status status = begin(refresh, e);
    if (status != SVOD_OK) {
        svod_refresh_abandon(refresh);
        return status;
    }
    *ret = refresh;
    return SVOD_OK;
}

svod_sink *svod_refresh_sink(svod_refresh *refresh)
{
    return &refresh->sink;
}

void svod_refresh_look(const svod_refresh *refresh, svod_refresh_counts *ret)
{
    *ret = refresh->counts;
    ret->vanished = refresh->live_before - ret->same - ret->changed;
    ret->offers = ret->same + ret->changed + ret->added + ret->returned;
}

static svod_status vanish(svod_refresh *refresh, svod_error *e)
{
    svod_status status = SVOD_OK;
    for (uint32_t i = 0; i < refresh->prints.n && status == SVOD_OK; i++) {
        svod_print *print = &refresh->prints.v[i];
        if (print->flags & (SVOD_PRINT_SEEN | SVOD_PRINT_GONE)) continue;
        state was = {0};
        status = read_state(refresh, i, &was, e);
        if (status == SVOD_OK) status = end_state(refresh, i, &was, e);
        if (status != SVOD_OK) break;
        sqlite3_bind_int64(refresh->sql.vanish, 1, svod_db_key(refresh->supplier, i));
        sqlite3_bind_int64(refresh->sql.vanish, 2, refresh->now);
        svod_db_bind_int(refresh->sql.vanish, 3, was.past, 0);
        status = svod_db_run(refresh->store, refresh->sql.vanish, e);
        print->flags |= SVOD_PRINT_GONE | SVOD_PRINT_DIRTY;
        print->record = (svod_hash){0};
    }
    return status;
}

static svod_status save_supplier(svod_refresh *refresh, int64_t offers, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *save = NULL;
    svod_status status = svod_db_prepare(refresh->store,
                                         "INSERT INTO supplier (id, name, refreshed, offers, context) VALUES (?, ?, ?, ?, ?)"
                                         " ON CONFLICT (id) DO UPDATE SET refreshed = excluded.refreshed,"
                                         " offers = excluded.offers, context = excluded.context",
                                         &save, e);
    if (status != SVOD_OK) return status;
    sqlite3_bind_int64(save, 1, refresh->supplier);
    svod_db_bind_text(save, 2, refresh->supplier_name);
    sqlite3_bind_int64(save, 3, refresh->now);
    sqlite3_bind_int64(save, 4, offers);
    sqlite3_bind_blob(save, 5, &refresh->context, sizeof refresh->context, SQLITE_STATIC);
    return svod_db_run(refresh->store, save, e);
}

static svod_status write_all(svod_refresh *refresh, int64_t offers, svod_error *e)
{
    /* The supplier first: the prints refer to it. */
    svod_status status = save_supplier(refresh, offers, e);
    if (status == SVOD_OK) status = vanish(refresh, e);
    if (status == SVOD_OK) status = svod_prints_save(&refresh->prints, refresh->store, refresh->supplier, e);
    if (status == SVOD_OK) status = svod_db_commit(refresh->store, e);
    return status;
}

svod_status svod_refresh_commit(svod_refresh *refresh, bool dry_run, svod_refresh_counts *ret, svod_error *e)
{
    svod_status status = SVOD_OK;
    settle(refresh);
    svod_refresh_look(refresh, ret);
    if (refresh->failed) {
        if (e) *e = refresh->error;
        status = SVOD_FAILED;
    } else if (refresh->incomplete) {
        status =
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "store.incomplete", "the catalog was not read to its end; the old one stays");
    } else if (!dry_run) {
        status = write_all(refresh, ret->offers, e);
    }
    svod_refresh_abandon(refresh);
    return status;
}

void svod_refresh_abandon(svod_refresh *refresh)
{
    if (!refresh) return;
    svod_db_rollback(refresh->store);
    free_refresh(refresh);
}
