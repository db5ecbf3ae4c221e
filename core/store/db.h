/* The SQLite connection behind store.h: errors in the trade's words, statements, transactions. Only this room includes it.
 */
#ifndef SVOD_STORE_DB_H
#define SVOD_STORE_DB_H

#include "base/attrs.h"
#include "base/str.h"
#include "store/store.h"

#include <sqlite3.h>

/* "svod" in the header of the file tells our database from anybody else's. */
enum { SVOD_STORE_APPLICATION = 0x73766F64 };

struct svod_store {
    sqlite3 *db;
    char *path;
};

/* The SQL of each schema version, from 1; applying n of them makes version n. Never changed once released, only added to. */
extern const char *const svod_migrations[];
extern const int svod_migrations_n;
/* Brings the database to `version` (svod_migrations_n; less only for tests) in one transaction. */
svod_status svod_store_migrate(svod_store *store, int version, svod_error *e);

/* Turns the connection's last failure into an error; `result` is what the failing call returned. */
svod_status svod_db_fail(svod_store *store, int result, svod_error *e);
/* The stored bytes do not make sense: exit 65. */
svod_status svod_db_damaged(const svod_store *store, svod_error *e);
svod_status svod_db_exec(svod_store *store, const char *sql, svod_error *e);
/* The statement is the caller's: svod_db_finalize. */
svod_status svod_db_prepare(svod_store *store, const char *sql, sqlite3_stmt **ret, svod_error *e);
/* SVOD_OK: a row; SVOD_END: no more (and the statement is reset). */
svod_status svod_db_step(svod_store *store, sqlite3_stmt *statement, svod_error *e);
/* Runs a statement that gives no rows, and resets it. */
svod_status svod_db_run(svod_store *store, sqlite3_stmt *statement, svod_error *e);
/* One whole number from a query; SVOD_END when it gives no row. */
svod_status svod_db_int(svod_store *store, const char *sql, int64_t *ret, svod_error *e);

/* Takes the write lock at once, so that a refresh never finds out at its end that somebody else was writing. */
svod_status svod_db_begin(svod_store *store, svod_error *e);
/* A failed commit is rolled back. */
svod_status svod_db_commit(svod_store *store, svod_error *e);
void svod_db_rollback(svod_store *store);

static inline void svod_db_finalize(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}
/* The text must stay until the statement is reset. */
static inline void svod_db_bind_text(sqlite3_stmt *statement, int column, svod_str s)
{
    sqlite3_bind_text64(statement, column, s.n ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}
static inline svod_str svod_db_text(sqlite3_stmt *statement, int column)
{
    /* As a text it would be copied first, to end it with a zero byte. */
    const char *p = sqlite3_column_blob(statement, column);
    return (svod_str){p, (size_t)sqlite3_column_bytes(statement, column)};
}
/* `none` is stored as NULL. */
static inline void svod_db_bind_int(sqlite3_stmt *statement, int column, int64_t value, int64_t none)
{
    if (value == none)
        sqlite3_bind_null(statement, column);
    else
        sqlite3_bind_int64(statement, column, value);
}
static inline int64_t svod_db_column_int(sqlite3_stmt *statement, int column, int64_t none)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? none : sqlite3_column_int64(statement, column);
}

/* An offer's key is its supplier's number and its own number in order of first appearance, so one supplier's offers lie
 * together and in order, and need no index to be found. Order lines and their purchase likewise. */
static inline int64_t svod_db_key(int64_t owner, uint32_t number)
{
    return (int64_t)((uint64_t)owner << 32 | number);
}
static inline void svod_db_bind_range(sqlite3_stmt *statement, int first, int64_t owner)
{
    sqlite3_bind_int64(statement, first, svod_db_key(owner, 0));
    sqlite3_bind_int64(statement, first + 1, svod_db_key(owner, UINT32_MAX));
}
/* SVOD_END when it was never refreshed. */
svod_status svod_store_supplier_id(svod_store *store, svod_str name, int64_t *ret, svod_error *e);

#endif
