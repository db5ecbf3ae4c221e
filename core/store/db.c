/* Opening the database, and the few calls of SQLite everything here goes through. */
#include "store/db.h"

#include "base/alloc.h"
#include "base/tr.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long to wait for another svod before giving up. */
enum { BUSY_MS = 5000 };

svod_status svod_db_damaged(const svod_store *store, svod_error *e)
{
    svod_fail(
        e, SVOD_EXIT_BAD_INPUT, "store.damaged",
        "the database is damaged; put back a copy of it, or move it away: `svod refresh` and `svod import` fill a new one");
    svod_error_at(e, store->path, 0, 0);
    return SVOD_FAILED;
}

svod_status svod_db_fail(svod_store *store, int result, svod_error *e)
{
    const char *why = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(result);
    switch (result & 0xff) {
    case SQLITE_NOMEM:
        return svod_no_memory(e);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return svod_db_damaged(store, e);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        svod_fail(e, SVOD_EXIT_TRY_LATER, "store.busy",
                  "another svod is writing to the database; try again when it is done");
        break;
    case SQLITE_FULL:
        svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "store.full", "no room left on the disk; nothing was changed");
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_IOERR:
        svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "store.write", "cannot write the database: %s", why);
        break;
    case SQLITE_TOOBIG:
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "store.too-big", "a text is too long for the database (%s)", why);
        break;
    default:
        svod_fail(e, SVOD_EXIT_INTERNAL, "store.fault", "the database failed: %s (%d)", why, result);
    }
    svod_error_at(e, store->path, 0, 0);
    return SVOD_FAILED;
}

svod_status svod_db_exec(svod_store *store, const char *sql, svod_error *e)
{
    int result = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? SVOD_OK : svod_db_fail(store, result, e);
}

svod_status svod_db_prepare(svod_store *store, const char *sql, sqlite3_stmt **ret, svod_error *e)
{
    int result = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL);
    return result == SQLITE_OK ? SVOD_OK : svod_db_fail(store, result, e);
}

svod_status svod_db_step(svod_store *store, sqlite3_stmt *statement, svod_error *e)
{
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW) return SVOD_OK;
    if (result == SQLITE_DONE) {
        sqlite3_reset(statement);
        return SVOD_END;
    }
    /* The words must be read before the reset forgets them. */
    svod_status status = svod_db_fail(store, sqlite3_extended_errcode(store->db), e);
    sqlite3_reset(statement);
    return status;
}

svod_status svod_db_run(svod_store *store, sqlite3_stmt *statement, svod_error *e)
{
    svod_status status = svod_db_step(store, statement, e);
    if (status == SVOD_OK) SVOD_BUG("a statement gave a row that nobody reads");
    return status == SVOD_END ? SVOD_OK : status;
}

svod_status svod_db_int(svod_store *store, const char *sql, int64_t *ret, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *statement = NULL;
    svod_status status = svod_db_prepare(store, sql, &statement, e);
    if (status == SVOD_OK) status = svod_db_step(store, statement, e);
    if (status == SVOD_OK) *ret = sqlite3_column_int64(statement, 0);
    return status;
}

svod_status svod_db_begin(svod_store *store, svod_error *e)
{
    return svod_db_exec(store, "BEGIN IMMEDIATE", e);
}

svod_status svod_db_commit(svod_store *store, svod_error *e)
{
    svod_status status = svod_db_exec(store, "COMMIT", e);
    if (status != SVOD_OK) svod_db_rollback(store);
    return status;
}

void svod_db_rollback(svod_store *store)
{
    /* SQLite rolls back by itself after some failures (a full disk); asking again then is an error of no interest. */
    if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

/* Creates the file for its owner only (it holds phone numbers), which SQLite copies to the -wal and -shm files beside it. */
static svod_status create_private(const char *path, svod_error *e)
{
    char *folder = svod_strdup(path);
    char *slash = strrchr(folder, '/');
    if (slash && slash != folder) {
        *slash = '\0';
        /* Whatever goes wrong here shows when the file is opened. */
        (void)mkdir(folder, 0700);
    }
    svod_free(folder);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
    } else if (errno != EEXIST) {
        svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "store.write", "cannot write the database: %s", svod_errno_text(errno));
        svod_error_at(e, path, 0, 0);
        return SVOD_FAILED;
    }
    return SVOD_OK;
}

/* Looks before anything is written: is this ours, and of which version? */
static svod_status check_ours(svod_store *store, int64_t *ret_version, bool *ret_new, svod_error *e)
{
    int64_t application = 0, objects = 0;
    svod_status status = svod_db_int(store, "PRAGMA user_version", ret_version, e);
    if (status == SVOD_OK) status = svod_db_int(store, "PRAGMA application_id", &application, e);
    if (status == SVOD_OK) status = svod_db_int(store, "SELECT count(*) FROM sqlite_schema", &objects, e);
    if (status != SVOD_OK) return status;
    *ret_new = *ret_version == 0 && application == 0 && objects == 0;
    if (!*ret_new && application != SVOD_STORE_APPLICATION) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "store.foreign", "this is a database of another program; svod leaves it alone");
        svod_error_at(e, store->path, 0, 0);
        return SVOD_FAILED;
    }
    if (*ret_version > svod_migrations_n) {
        svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "store.newer",
                  "the database was made by a newer svod (its version is %lld, this program knows %d); use that one",
                  (long long)*ret_version, svod_migrations_n);
        svod_error_at(e, store->path, 0, 0);
        return SVOD_FAILED;
    }
    return SVOD_OK;
}

/* WAL: readers never wait for the nightly refresh and a killed one leaves nothing behind. synchronous FULL: there is one
 * transaction a refresh or an import, so one more fsync costs nothing, and what was reported as done survives a power cut.
 */
static svod_status set_up(svod_store *store, bool is_new, svod_error *e)
{
    svod_status status = SVOD_OK;
    if (is_new) {
        char text[64];
        snprintf(text, sizeof text, "PRAGMA application_id = %d", SVOD_STORE_APPLICATION);
        status = svod_db_exec(store, "PRAGMA page_size = 8192", e);
        if (status == SVOD_OK) status = svod_db_exec(store, "PRAGMA journal_mode = WAL", e);
        if (status == SVOD_OK) status = svod_db_begin(store, e);
        if (status == SVOD_OK) status = svod_db_exec(store, text, e);
        if (status == SVOD_OK) status = svod_db_commit(store, e);
    }
    if (status == SVOD_OK)
        status = svod_db_exec(store,
                              "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                              "PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 0",
                              e);
    return status;
}

static svod_status open_file(svod_store *store, svod_error *e)
{
    int64_t version = 0;
    bool is_new = false;
    int result =
        sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, NULL);
    if (result != SQLITE_OK) return svod_db_fail(store, result, e);
    sqlite3_busy_timeout(store->db, BUSY_MS);
    svod_status status = check_ours(store, &version, &is_new, e);
    if (status == SVOD_OK) status = set_up(store, is_new, e);
    if (status == SVOD_OK && version < svod_migrations_n) status = svod_store_migrate(store, svod_migrations_n, e);
    return status;
}

svod_status svod_store_open(const char *path, svod_store **ret, svod_error *e)
{
    svod_status status = create_private(path, e);
    if (status != SVOD_OK) return status;
    svod_store *store = svod_calloc(1, sizeof *store);
    store->path = svod_strdup(path);
    status = open_file(store, e);
    if (status != SVOD_OK) {
        svod_store_close(store);
        return status;
    }
    *ret = store;
    return SVOD_OK;
}

void svod_store_close(svod_store *store)
{
    if (!store) return;
    sqlite3_close(store->db);
    svod_free(store->path);
    svod_free(store);
}
