/* peer_upsert DATABASE OFFERS NIGHT [shuffled]: the same catalog through the usual design, one INSERT … ON CONFLICT DO
 * UPDATE … WHERE hash <> excluded.hash an offer, in one transaction; prints its CPU microseconds. It keeps no history, and
 * does not find what vanished. */
#include "offers.h"

#include <sqlite3.h>
#include <xxhash.h>

static sqlite3 *db;

static void run(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
        exit(1);
    }
}

static void open_database(const char *path)
{
    if (sqlite3_open(path, &db) != SQLITE_OK) exit(1);
    run("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384");
    run("CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, grp TEXT, article TEXT, name "
        "TEXT,"
        " colour TEXT, size TEXT, url TEXT, picture TEXT, description TEXT, price INTEGER, stock INTEGER, hash INTEGER) "
        "STRICT");
}

static void put(sqlite3_stmt *upsert, const bench_offer *o, XXH3_state_t *state)
{
    const bench_text texts[] = {o->id, o->item, o->article, o->name, o->colour, o->size, o->url, o->picture, o->description};
    XXH3_64bits_reset(state);
    for (int i = 0; i < 9; i++) {
        sqlite3_bind_text(upsert, i + 1, texts[i].p, (int)texts[i].n, SQLITE_STATIC);
        XXH3_64bits_update(state, texts[i].p, texts[i].n + 1);
    }
    sqlite3_bind_int64(upsert, 10, o->price);
    sqlite3_bind_int64(upsert, 11, o->stock);
    XXH3_64bits_update(state, &o->price, sizeof o->price);
    XXH3_64bits_update(state, &o->stock, sizeof o->stock);
    sqlite3_bind_int64(upsert, 12, (sqlite3_int64)XXH3_64bits_digest(state));
    if (sqlite3_step(upsert) != SQLITE_DONE) exit(1);
    sqlite3_reset(upsert);
}

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    bench_feed feed = bench_generate(strtoul(argv[2], NULL, 10), argv[3][0] - '0', argc > 4);
    int64_t from = bench_cpu_us();
    open_database(argv[1]);
    sqlite3_stmt *upsert;
    if (sqlite3_prepare_v2(
            db,
            "INSERT INTO item (sku, grp, article, name, colour, size, url, picture, description, price, stock, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sku) DO UPDATE SET grp = excluded.grp,"
            " article = excluded.article, name = excluded.name, colour = excluded.colour, size = excluded.size,"
            " url = excluded.url, picture = excluded.picture, description = excluded.description,"
            " price = excluded.price, stock = excluded.stock, hash = excluded.hash WHERE hash <> excluded.hash",
            -1, &upsert, NULL) != SQLITE_OK)
        return 1;
    XXH3_state_t *state = XXH3_createState();
    run("BEGIN IMMEDIATE");
    for (size_t i = 0; i < feed.n; i++) put(upsert, &feed.offers[i], state);
    run("COMMIT");
    sqlite3_finalize(upsert);
    sqlite3_close(db);
    printf("%lld\n", (long long)(bench_cpu_us() - from));
    XXH3_freeState(state);
    return 0;
}
