/* The store: opening, refreshing a catalog, its history. */
#include "support/cmocka_all.h"

#include "base/decimal.h"
#include "base/map.h"
#include "base/str.h"
#include "store/db.h"
#include "store/pack.h"
#include "support/store_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct place {
    char folder[256], path[512];
    svod_store *store;
} place;

static void open_store(place *p)
{
    svod_error e = {0};
    if (svod_store_open(p->path, &p->store, &e) != SVOD_OK) fail_msg("%s", e.text);
}

static int setup(void **state)
{
    place *p = calloc(1, sizeof *p);
    fixture_folder(p->folder);
    snprintf(p->path, sizeof p->path, "%s/svod.db", p->folder);
    open_store(p);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    place *p = *state;
    svod_store_close(p->store);
    fixture_remove(p->folder);
    free(p);
    return 0;
}

static const svod_hash version_one = {1, 1};

static svod_refresh *begin(place *p, int64_t now, svod_hash context)
{
    svod_error e = {0};
    svod_refresh *refresh = NULL;
    if (svod_refresh_begin(p->store, SVOD_STR("ivtex"), now, context, &refresh, &e) != SVOD_OK) fail_msg("%s", e.text);
    return refresh;
}

static svod_offer offer_of(const char *id, int64_t price, int64_t stock)
{
    svod_offer offer;
    svod_offer_clear(&offer);
    offer.offer = offer.source_id = offer.item = svod_str_of(id);
    offer.name = SVOD_STR("Платье");
    offer.price = svod_dec_of(price);
    offer.stock = stock;
    return offer;
}

static void put(svod_refresh *refresh, const char *id, int64_t price, int64_t stock)
{
    svod_error e = {0};
    svod_offer offer = offer_of(id, price, stock);
    svod_sink *sink = svod_refresh_sink(refresh);
    if (sink->put(sink, &offer, &e) != SVOD_OK) fail_msg("%s", e.text);
}

static svod_refresh_counts commit(svod_refresh *refresh)
{
    svod_error e = {0};
    svod_refresh_counts counts;
    svod_sink *sink = svod_refresh_sink(refresh);
    sink->end(sink, true, &e);
    if (svod_refresh_commit(refresh, false, &counts, &e) != SVOD_OK) fail_msg("%s", e.text);
    return counts;
}

typedef struct seen {
    char text[4096];
} seen;

static svod_status note_offer(void *context, const svod_stored_offer *offer, svod_error *e)
{
    seen *s = context;
    (void)e;
    size_t n = strlen(s->text);
    snprintf(s->text + n, sizeof s->text - n, "%.*s=%lld%s ", SVOD_FMT(offer->offer.offer),
             (long long)(offer->offer.price / SVOD_DEC_SCALE), offer->gone ? "(gone)" : "");
    return SVOD_OK;
}

static void assert_offers(place *p, bool with_gone, const char *expected)
{
    seen s = {""};
    svod_error e = {0};
    if (svod_store_offers(p->store, SVOD_STR("ivtex"), (svod_str){0}, with_gone, note_offer, &s, &e) != SVOD_OK)
        fail_msg("%s", e.text);
    assert_string_equal(s.text, expected);
}

static svod_status note_history(void *context, const svod_history_entry *entry, svod_error *e)
{
    seen *s = context;
    (void)e;
    size_t n = strlen(s->text);
    snprintf(s->text + n, sizeof s->text - n, "%lld:%.*s=%lld/%lld%s ", (long long)entry->time, SVOD_FMT(entry->offer),
             (long long)(entry->price / SVOD_DEC_SCALE), (long long)entry->stock, entry->gone ? "(gone)" : "");
    return SVOD_OK;
}

static void assert_history(place *p, const char *offer, int64_t since, const char *expected)
{
    seen s = {""};
    svod_error e = {0};
    if (svod_store_history(p->store, SVOD_STR("ivtex"), svod_str_of(offer), since, note_history, &s, &e) != SVOD_OK)
        fail_msg("%s", e.text);
    assert_string_equal(s.text, expected);
}

static void a_refresh_counts_and_stores_differences(void **state)
{
    place *p = *state;
    svod_refresh *refresh = begin(p, 100, version_one);
    put(refresh, "a", 10, 5);
    put(refresh, "b", 20, 5);
    put(refresh, "c", 30, 5);
    put(refresh, "d", 40, 5);
    svod_refresh_counts counts = commit(refresh);
    assert_int_equal(counts.added, 4);
    assert_int_equal(counts.offers, 4);

    refresh = begin(p, 200, version_one);
    put(refresh, "e", 50, 5);
    put(refresh, "c", 30, 6);
    put(refresh, "b", 21, 5);
    put(refresh, "a", 10, 5);
    svod_refresh_counts look;
    svod_refresh_look(refresh, &look);
    counts = commit(refresh);
    assert_memory_equal(&look, &counts, sizeof look);
    assert_int_equal(counts.offers, 4);
    assert_int_equal(counts.same, 1);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.changed, 2);
    assert_int_equal(counts.vanished, 1);
    assert_int_equal(counts.price_changed, 1);
    assert_int_equal(counts.stock_changed, 1);
    assert_offers(p, false, "a=10 b=21 c=30 e=50 ");
    assert_offers(p, true, "a=10 b=21 c=30 d=40(gone) e=50 ");

    refresh = begin(p, 300, version_one);
    put(refresh, "d", 40, 5);
    put(refresh, "a", 10, 5);
    counts = commit(refresh);
    assert_int_equal(counts.returned, 1);
    assert_int_equal(counts.same, 1);
    assert_int_equal(counts.vanished, 3);
    assert_offers(p, false, "a=10 d=40 ");
    assert_history(p, "d", 0, "100:d=40/5 200:d=40/5(gone) 300:d=40/5 ");
    assert_history(p, "b", 0, "100:b=20/5 200:b=21/5 300:b=21/5(gone) ");
    assert_history(p, "b", 200, "200:b=21/5 300:b=21/5(gone) ");
    assert_history(p, "nothing", 0, "");
    assert_history(p, "", 250, "300:b=21/5(gone) 300:c=30/6(gone) 300:d=40/5 300:e=50/5(gone) ");

    svod_supplier_state supplier;
    svod_error e;
    assert_int_equal(svod_store_supplier(p->store, SVOD_STR("ivtex"), &supplier, &e), SVOD_OK);
    assert_int_equal(supplier.offers, 2);
    assert_int_equal(supplier.refreshed, 300);
    assert_int_equal(svod_store_supplier(p->store, SVOD_STR("nobody"), &supplier, &e), SVOD_END);
}

static bool known(svod_sink *sink, uint64_t record, size_t *ret_n)
{
    const svod_hash *ids = NULL;
    return sink->record(sink, (svod_hash){record, record}, &ids, ret_n);
}

static void known_records_keep_their_offers(void **state)
{
    place *p = *state;
    svod_error e = {0};
    size_t n = 0;
    svod_refresh *refresh = begin(p, 100, version_one);
    svod_sink *sink = svod_refresh_sink(refresh);
    assert_false(known(sink, 7, &n));
    put(refresh, "a/42", 10, 1);
    put(refresh, "a/44", 10, 1);
    assert_false(known(sink, 8, &n));
    put(refresh, "b", 20, 1);
    assert_false(known(sink, 9, &n));
    put(refresh, "c", 30, 1);
    sink->forget(sink);
    commit(refresh);

    refresh = begin(p, 200, version_one);
    sink = svod_refresh_sink(refresh);
    const svod_hash *ids = NULL;
    assert_true(sink->record(sink, (svod_hash){7, 7}, &ids, &n));
    assert_int_equal(n, 2);
    assert_true(svod_hash_eq(ids[0], svod_hash_str(SVOD_STR("a/42"))));
    assert_true(svod_hash_eq(ids[1], svod_hash_str(SVOD_STR("a/44"))));
    assert_false(sink->has(sink, ids[1]));
    assert_int_equal(sink->keep(sink, &e), SVOD_OK);
    assert_true(sink->has(sink, ids[0]) && sink->has(sink, ids[1]));
    assert_false(sink->has(sink, svod_hash_str(SVOD_STR("c"))));
    assert_false(known(sink, 9, &n)); /* it was forgotten */
    put(refresh, "c", 30, 1);
    assert_true(sink->has(sink, svod_hash_str(SVOD_STR("c"))));
    assert_false(known(sink, 7, &n)); /* came already */
    assert_true(known(sink, 8, &n));  /* but its offer is put anew, under the same bytes */
    put(refresh, "b", 20, 1);
    svod_refresh_counts counts = commit(refresh);
    assert_int_equal(counts.same, 4);
    assert_int_equal(counts.vanished, 0);

    /* The program changed: nothing counts as known, and nothing as changed. */
    refresh = begin(p, 300, (svod_hash){2, 2});
    sink = svod_refresh_sink(refresh);
    assert_false(known(sink, 7, &n));
    put(refresh, "a/42", 10, 1);
    put(refresh, "a/44", 10, 1);
    assert_int_equal(commit(refresh).same, 2);

    /* b vanished then: its record is no longer known; a's still is. */
    refresh = begin(p, 400, (svod_hash){2, 2});
    sink = svod_refresh_sink(refresh);
    assert_false(known(sink, 8, &n));
    assert_true(known(sink, 7, &n));
    svod_refresh_abandon(refresh);
    assert_offers(p, false, "a/42=10 a/44=10 ");
}

static void nothing_changes_unless_committed(void **state)
{
    place *p = *state;
    svod_error e = {0};
    svod_refresh_counts counts;
    svod_refresh *refresh = begin(p, 100, version_one);
    put(refresh, "a", 10, 5);
    commit(refresh);

    refresh = begin(p, 200, version_one);
    put(refresh, "b", 10, 5);
    svod_refresh_abandon(refresh);
    assert_offers(p, false, "a=10 ");

    refresh = begin(p, 200, version_one);
    put(refresh, "b", 10, 5);
    assert_int_equal(svod_refresh_commit(refresh, true, &counts, &e), SVOD_OK);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.vanished, 1);
    assert_offers(p, false, "a=10 ");

    refresh = begin(p, 200, version_one);
    put(refresh, "b", 10, 5);
    svod_sink *sink = svod_refresh_sink(refresh);
    sink->end(sink, false, &e);
    assert_int_equal(svod_refresh_commit(refresh, false, &counts, &e), SVOD_FAILED);
    assert_string_equal(e.id, "store.incomplete");
    assert_offers(p, false, "a=10 ");

    refresh = begin(p, 200, version_one);
    put(refresh, "b", 10, 5);
    sink = svod_refresh_sink(refresh);
    svod_offer twice = offer_of("b", 11, 5);
    assert_int_equal(sink->put(sink, &twice, &e), SVOD_FAILED);
    assert_string_equal(e.id, "store.twice");
    svod_offer other = offer_of("c", 11, 5);
    assert_int_equal(sink->put(sink, &other, &e), SVOD_FAILED);
    assert_int_equal(svod_refresh_commit(refresh, false, &counts, &e), SVOD_FAILED);
    assert_string_equal(e.id, "store.twice");
    assert_offers(p, false, "a=10 ");
}

static void suppliers_do_not_mix(void **state)
{
    place *p = *state;
    svod_error e = {0};
    svod_refresh *refresh = begin(p, 100, version_one);
    put(refresh, "a", 10, 5);
    commit(refresh);
    svod_refresh *other = NULL;
    assert_int_equal(svod_refresh_begin(p->store, SVOD_STR("other"), 100, version_one, &other, &e), SVOD_OK);
    put(other, "a", 99, 5);
    assert_int_equal(commit(other).added, 1);
    assert_offers(p, true, "a=10 ");
    seen s = {""};
    assert_int_equal(svod_store_offers(p->store, SVOD_STR("third"), (svod_str){0}, false, note_offer, &s, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_NO_INPUT);
}

static void offers_are_found_however_written(void **state)
{
    place *p = *state;
    svod_error e = {0};
    svod_refresh *refresh = begin(p, 100, version_one);
    svod_offer offer = offer_of("x-1", 10, 5);
    offer.name = SVOD_STR("Платье «Ёлочка»");
    offer.colour = SVOD_STR("Тёмно-синий");
    offer.description = SVOD_STR("шерсть");
    svod_sink *sink = svod_refresh_sink(refresh);
    assert_int_equal(sink->put(sink, &offer, &e), SVOD_OK);
    put(refresh, "y-2", 20, 5);
    commit(refresh);
    const struct {
        const char *find, *found;
    } all[] = {{"елочка", "x-1=10 "},        {"ТЕМНО", "x-1=10 "}, {"Y-2", "y-2=20 "},
               {"платье", "x-1=10 y-2=20 "}, {"шерсть", ""},       {"", "x-1=10 y-2=20 "}};
    for (size_t i = 0; i < SVOD_COUNT(all); i++) {
        seen s = {""};
        assert_int_equal(svod_store_offers(p->store, SVOD_STR("ivtex"), svod_str_of(all[i].find), false, note_offer, &s, &e),
                         SVOD_OK);
        assert_string_equal(s.text, all[i].found);
    }
}

static svod_status stop_at_once(void *context, const svod_stored_offer *offer, svod_error *e)
{
    (void)offer;
    (void)e;
    ++*(int *)context;
    return SVOD_STOP;
}

static void a_visitor_may_stop(void **state)
{
    place *p = *state;
    svod_error e = {0};
    int visits = 0;
    svod_refresh *refresh = begin(p, 100, version_one);
    put(refresh, "a", 10, 5);
    put(refresh, "b", 10, 5);
    commit(refresh);
    assert_int_equal(svod_store_offers(p->store, SVOD_STR("ivtex"), (svod_str){0}, false, stop_at_once, &visits, &e),
                     SVOD_OK);
    assert_int_equal(visits, 1);
}

/* ---- the file ---- */
static void the_file_is_its_owners_only(void **state)
{
    place *p = *state;
    svod_refresh *refresh = begin(p, 1, version_one);
    put(refresh, "a", 1, 1);
    commit(refresh); /* makes -wal and -shm */
    const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < SVOD_COUNT(ends); i++) {
        char path[520];
        struct stat st;
        snprintf(path, sizeof path, "%s%s", p->path, ends[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
}

static int open_fails(const char *path, svod_error *e)
{
    svod_store *store = NULL;
    memset(e, 0, sizeof *e);
    svod_status status = svod_store_open(path, &store, e);
    if (status == SVOD_OK) svod_store_close(store);
    return status == SVOD_OK ? 0 : e->exit_code;
}

static void damaged_foreign_and_newer_files_are_refused(void **state)
{
    place *p = *state;
    svod_error e;
    char path[320], copy[1024] = {0}, after[1024] = {0};
    snprintf(path, sizeof path, "%s/other.db", p->folder);
    int fd = open(path, O_CREAT | O_RDWR, 0600);
    memset(copy, 'x', sizeof copy);
    assert_int_equal(write(fd, copy, sizeof copy), (int)sizeof copy);
    assert_int_equal(open_fails(path, &e), SVOD_EXIT_BAD_INPUT);
    assert_string_equal(e.id, "store.damaged");
    assert_int_equal(pread(fd, after, sizeof after, 0), (int)sizeof after);
    assert_memory_equal(copy, after, sizeof copy);
    close(fd);
    unlink(path);

    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE theirs (a)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(open_fails(path, &e), SVOD_EXIT_BAD_INPUT);
    assert_string_equal(e.id, "store.foreign");

    assert_int_equal(sqlite3_exec(p->store->db, "PRAGMA user_version = 1000", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(open_fails(p->path, &e), SVOD_EXIT_BAD_SETTINGS);
    assert_string_equal(e.id, "store.newer");

    snprintf(path, sizeof path, "%s/nowhere/at/all.db", p->folder);
    assert_int_equal(open_fails(path, &e), SVOD_EXIT_CANNOT_WRITE);
}

static void a_wrong_fingerprint_is_noticed(void **state)
{
    place *p = *state;
    svod_error e = {0};
    svod_refresh *refresh = begin(p, 1, version_one);
    put(refresh, "a", 1, 1);
    commit(refresh);
    assert_int_equal(
        sqlite3_exec(p->store->db,
                     "UPDATE print SET entries = CAST(substr(entries, 1, 40) || x'01' || substr(entries, 42) AS BLOB)", NULL,
                     NULL, NULL),
        SQLITE_OK);
    assert_int_equal(svod_refresh_begin(p->store, SVOD_STR("ivtex"), 2, version_one, &refresh, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_BAD_INPUT);
    assert_string_equal(e.id, "store.damaged");
}

/* So many offers that the log has several parts, and so many nights of changes that it is written anew. */
static void the_log_of_fingerprints_stays_short(void **state)
{
    place *p = *state;
    enum { OFFERS = 20000, NIGHTS = 7 };
    svod_error e = {0};
    int64_t entries = 0, most = 0;
    for (int64_t night = 1; night <= NIGHTS; night++) {
        svod_refresh *refresh = begin(p, night, version_one);
        for (int i = 0; i < OFFERS; i++) {
            char id[16];
            snprintf(id, sizeof id, "o%d", i);
            /* A tenth vanishes on one night and comes back on the next. */
            if (i % 10 || night % 2) put(refresh, id, night + i, 1);
        }
        svod_refresh_counts counts = commit(refresh);
        assert_int_equal(counts.changed, night == 1 ? 0 : OFFERS / 10 * 9);
        assert_int_equal(counts.returned, night > 1 && night % 2 ? OFFERS / 10 : 0);
        assert_int_equal(counts.vanished, night % 2 ? 0 : OFFERS / 10);
        assert_int_equal(svod_db_int(p->store, "SELECT sum(length(entries)) / 48 FROM print", &entries, &e), SVOD_OK);
        most = SVOD_MAX(most, entries);
    }
    assert_true(most > OFFERS); /* it is a log */
    assert_true(most <= 2 * OFFERS + 16384);
    svod_refresh *refresh = begin(p, NIGHTS + 1, version_one);
    for (int i = OFFERS - 1; i >= 0; i--) {
        char id[16];
        snprintf(id, sizeof id, "o%d", i);
        put(refresh, id, NIGHTS + i, 1);
    }
    assert_int_equal(commit(refresh).same, OFFERS);
}

/* What version 2 stored holds no evidence: it can be read, and records known by their bytes are looked at again. */
static void a_file_without_evidence_is_read_anew(void **state)
{
    place *p = *state;
    char path[480];
    snprintf(path, sizeof path, "%s/two.db", p->folder);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA application_id = 0x73766F64", NULL, NULL, NULL), SQLITE_OK);
    svod_store old = {db, path};
    svod_error e = {0};
    if (svod_store_migrate(&old, 2, &e) != SVOD_OK) fail_msg("%s", e.text);
    place q = {.store = &old};
    svod_refresh *refresh = begin(&q, 100, version_one);
    const svod_hash *ids;
    size_t ids_n = 0;
    assert_false(svod_refresh_sink(refresh)->record(svod_refresh_sink(refresh), (svod_hash){7, 7}, &ids, &ids_n));
    put(refresh, "a", 10, 5);
    commit(refresh);
    sqlite3_close(db);

    snprintf(q.path, sizeof q.path, "%s", path);
    open_store(&q);
    assert_offers(&q, false, "a=10 ");
    refresh = begin(&q, 200, version_one);
    assert_false(svod_refresh_sink(refresh)->record(svod_refresh_sink(refresh), (svod_hash){7, 7}, &ids, &ids_n));
    put(refresh, "a", 10, 5);
    assert_int_equal(commit(refresh).same, 1);
    /* From now on it is known. */
    refresh = begin(&q, 300, version_one);
    assert_true(svod_refresh_sink(refresh)->record(svod_refresh_sink(refresh), (svod_hash){7, 7}, &ids, &ids_n));
    svod_refresh_abandon(refresh);
    svod_store_close(q.store);
}

static void an_older_file_is_brought_up(void **state)
{
    place *p = *state;
    char path[480];
    snprintf(path, sizeof path, "%s/old.db", p->folder);
    /* As version 1 left it: a catalog, no orders. */
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA application_id = 0x73766F64", NULL, NULL, NULL), SQLITE_OK);
    svod_store old = {db, path};
    svod_error e = {0};
    if (svod_store_migrate(&old, 1, &e) != SVOD_OK) fail_msg("%s", e.text);
    place q = {.store = &old};
    svod_refresh *refresh = begin(&q, 100, version_one);
    put(refresh, "a", 10, 5);
    commit(refresh);
    assert_int_not_equal(sqlite3_exec(db, "SELECT * FROM order_line", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);

    snprintf(q.path, sizeof q.path, "%s", path);
    open_store(&q);
    int64_t version = 0;
    assert_int_equal(svod_db_int(q.store, "PRAGMA user_version", &version, &e), SVOD_OK);
    assert_int_equal(version, svod_migrations_n);
    assert_offers(&q, false, "a=10 ");
    assert_int_equal(svod_db_exec(q.store, "SELECT * FROM order_line", &e), SVOD_OK);
    svod_store_close(q.store);
}

static void a_second_writer_is_asked_to_wait(void **state)
{
    place *p = *state;
    svod_error e = {0};
    svod_refresh *refresh = begin(p, 100, version_one);
    put(refresh, "a", 10, 5);
    commit(refresh);
    refresh = begin(p, 200, version_one);
    put(refresh, "b", 10, 5);

    place q = {0};
    snprintf(q.path, sizeof q.path, "%s", p->path);
    open_store(&q);
    sqlite3_busy_timeout(q.store->db, 10);
    svod_refresh *second = NULL;
    assert_int_equal(svod_refresh_begin(q.store, SVOD_STR("ivtex"), 200, version_one, &second, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_TRY_LATER);
    assert_offers(&q, false, "a=10 "); /* reading is never in the way */
    commit(refresh);
    assert_offers(&q, false, "b=10 ");
    svod_store_close(q.store);
}

static void a_full_disk_changes_nothing(void **state)
{
    place *p = *state;
    svod_error e = {0};
    char folder[300];
    snprintf(folder, sizeof folder, "%s/small", p->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    if (mount("tmpfs", folder, "tmpfs", 0, "size=1m") != 0) skip();
    place q = {0};
    snprintf(q.path, sizeof q.path, "%s/svod.db", folder);
    open_store(&q);
    svod_refresh *refresh = begin(&q, 100, version_one);
    put(refresh, "a", 10, 5);
    commit(refresh);

    refresh = begin(&q, 200, version_one);
    svod_sink *sink = svod_refresh_sink(refresh);
    char *words = malloc(4096);
    memset(words, 'w', 4096);
    svod_status status = SVOD_OK;
    for (int i = 0; i < 20000 && status == SVOD_OK; i++) {
        char id[16];
        snprintf(id, sizeof id, "o%d", i);
        svod_offer offer = offer_of(id, 1, 1);
        offer.description = (svod_str){words, 4096};
        status = sink->put(sink, &offer, &e);
    }
    free(words);
    assert_int_equal(status, SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
    svod_refresh_counts counts;
    assert_int_equal(svod_refresh_commit(refresh, false, &counts, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
    assert_offers(&q, false, "a=10 ");
    svod_store_close(q.store);
    umount(folder);
}

/* A child refreshes again and again, each time with prices of its own, and is killed in the middle. Whatever is found then
 * is one whole refresh: all offers of one price, as many as there were. */
static void refresh_for_ever(const char *path)
{
    svod_store *store = NULL;
    if (svod_store_open(path, &store, NULL) != SVOD_OK) _exit(1);
    for (int64_t night = 1;; night++) {
        svod_refresh *refresh = NULL;
        svod_refresh_counts counts;
        if (svod_refresh_begin(store, SVOD_STR("ivtex"), night, version_one, &refresh, NULL) != SVOD_OK) _exit(1);
        svod_sink *sink = svod_refresh_sink(refresh);
        for (int64_t i = 0; i < 200; i++) {
            char id[32];
            /* A few vanish and a few come every night. */
            snprintf(id, sizeof id, "o%lld", (long long)(i < 190 ? i : night * 10 + i));
            svod_offer offer = offer_of(id, night, night);
            if (sink->put(sink, &offer, NULL) != SVOD_OK) _exit(1);
        }
        sink->end(sink, true, NULL);
        if (svod_refresh_commit(refresh, false, &counts, NULL) != SVOD_OK) _exit(1);
    }
}

typedef struct whole {
    int64_t price, n;
} whole;

static svod_status note_whole(void *context, const svod_stored_offer *offer, svod_error *e)
{
    whole *w = context;
    (void)e;
    if (w->n++ == 0) w->price = offer->offer.price;
    assert_int_equal(offer->offer.price, w->price);
    return SVOD_OK;
}

static void a_killed_refresh_leaves_a_whole_catalog(void **state)
{
    place *p = *state;
    fixture_random r = {20261121};
    int64_t last = 0;
    for (int round = 0; round < 40; round++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) refresh_for_ever(p->path);
        usleep(2000 + fixture_below(&r, 30000));
        assert_int_equal(kill(child, SIGKILL), 0);
        int ended = 0;
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_true(WIFSIGNALED(ended));

        place q = {0};
        snprintf(q.path, sizeof q.path, "%s", p->path);
        open_store(&q);
        svod_error e = {0};
        svod_supplier_state supplier = {0};
        svod_status found = svod_store_supplier(q.store, SVOD_STR("ivtex"), &supplier, &e);
        if (found == SVOD_OK) {
            whole w = {0};
            assert_int_equal(svod_store_offers(q.store, SVOD_STR("ivtex"), (svod_str){0}, false, note_whole, &w, &e),
                             SVOD_OK);
            assert_int_equal(w.n, 200);
            assert_int_equal(w.price, svod_dec_of(supplier.refreshed));
            last = supplier.refreshed;
            /* The fingerprints fit it: the same catalog again is the same. */
            svod_refresh *refresh = begin(&q, supplier.refreshed, version_one);
            for (int64_t i = 0; i < 200; i++) {
                char id[32];
                snprintf(id, sizeof id, "o%lld", (long long)(i < 190 ? i : supplier.refreshed * 10 + i));
                put(refresh, id, supplier.refreshed, supplier.refreshed);
            }
            svod_refresh_counts counts;
            svod_refresh_look(refresh, &counts);
            assert_int_equal(counts.same, 200);
            assert_int_equal(counts.vanished, 0);
            svod_refresh_abandon(refresh);
        } else {
            assert_int_equal(found, SVOD_END);
        }
        svod_store_close(q.store);
    }
    assert_true(last > 0); /* some refreshes were done */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_refresh_counts_and_stores_differences),
        TEST(known_records_keep_their_offers),
        TEST(nothing_changes_unless_committed),
        TEST(suppliers_do_not_mix),
        TEST(offers_are_found_however_written),
        TEST(a_visitor_may_stop),
        TEST(the_file_is_its_owners_only),
        TEST(damaged_foreign_and_newer_files_are_refused),
        TEST(a_wrong_fingerprint_is_noticed),
        TEST(the_log_of_fingerprints_stays_short),
        TEST(an_older_file_is_brought_up),
        TEST(a_file_without_evidence_is_read_anew),
        TEST(a_second_writer_is_asked_to_wait),
        TEST(a_full_disk_changes_nothing),
        TEST(a_killed_refresh_leaves_a_whole_catalog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
