/* The fingerprints of a supplier's offers: the table in memory and its log in the database. */
#include "store/prints.h"

#include "base/alloc.h"
#include "base/map.h"

#include <endian.h>
#include <string.h>

/* An entry of the log, little-endian: record, id, content, number, flags. */
enum { ENTRY = 48, PART_ENTRIES = 16384, MOST = 1 << 30 };

static void put64(unsigned char *at, uint64_t value)
{
    value = htole64(value);
    memcpy(at, &value, sizeof value);
}

static void put32(unsigned char *at, uint32_t value)
{
    value = htole32(value);
    memcpy(at, &value, sizeof value);
}

static uint64_t get64(const unsigned char *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

static uint32_t get32(const unsigned char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

void svod_prints_release(svod_prints *prints)
{
    svod_free(prints->v);
    svod_free(prints->ids);
    svod_free(prints->records);
    *prints = (svod_prints){0};
}

static svod_print *new_print(svod_prints *prints)
{
    if (prints->n == prints->room) {
        prints->room = prints->room ? prints->room + prints->room / 2 : 1024;
        prints->v = svod_realloc(prints->v, prints->room * sizeof *prints->v);
    }
    return &prints->v[prints->n++];
}

/* A power of two that leaves room for a half more. */
static uint32_t slots_for(uint32_t n)
{
    uint32_t slots = 1024;
    while (slots / 4 * 3 < n + n / 4) slots *= 2;
    return slots;
}

static void index_ids(svod_prints *prints)
{
    svod_free(prints->ids);
    prints->ids_slots = slots_for(prints->n);
    prints->ids = svod_calloc(prints->ids_slots, sizeof *prints->ids);
    uint32_t mask = prints->ids_slots - 1;
    for (uint32_t i = 0; i < prints->n; i++) {
        uint32_t at = (uint32_t)prints->v[i].id.lo & mask;
        while (prints->ids[at]) at = (at + 1) & mask;
        prints->ids[at] = i + 1;
    }
}

/* The slot of the record: its head's, or a free one. */
static uint32_t record_slot(const svod_prints *prints, svod_hash record)
{
    uint32_t mask = prints->records_slots - 1, at = (uint32_t)record.lo & mask;
    while (prints->records[at] && !svod_hash_eq(prints->v[prints->records[at] - 1].record, record)) at = (at + 1) & mask;
    return at;
}

static void index_records(svod_prints *prints)
{
    prints->records_slots = slots_for(prints->n);
    prints->records = svod_calloc(prints->records_slots, sizeof *prints->records);
    /* From the end, so that a record's offers are chained in their order. */
    for (uint32_t i = prints->n; i-- > 0;) {
        svod_print *print = &prints->v[i];
        if ((print->record.lo | print->record.hi) == 0) continue;
        uint32_t *slot = &prints->records[record_slot(prints, print->record)];
        if (*slot) {
            prints->v[*slot - 1].flags &= ~(uint32_t)SVOD_PRINT_HEAD;
            print->next = *slot - 1;
        }
        print->flags |= SVOD_PRINT_HEAD;
        *slot = i + 1;
    }
}

/* One part of the log onto the table. False: it is damaged. */
static bool read_part(svod_prints *prints, svod_str entries, svod_str hash)
{
    if (entries.n % ENTRY != 0 || hash.n != 8) return false;
    if (svod_hash_bytes(entries.p, entries.n, 0).lo != get64((const unsigned char *)hash.p)) return false;
    const unsigned char *at = (const unsigned char *)entries.p, *end = at + entries.n;
    for (; at < end; at += ENTRY) {
        uint32_t number = get32(at + 40);
        if (number > prints->n || number >= MOST) return false;
        svod_print *print = number == prints->n ? new_print(prints) : &prints->v[number];
        print->record = (svod_hash){get64(at), get64(at + 8)};
        print->id = (svod_hash){get64(at + 16), get64(at + 24)};
        print->content = get64(at + 32);
        print->next = SVOD_NO_PRINT;
        print->flags = get32(at + 44) & SVOD_PRINT_GONE;
        prints->logged++;
    }
    return true;
}

svod_status svod_prints_load(svod_prints *prints, svod_store *store, int64_t supplier, bool with_records, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *statement = NULL;
    svod_status status =
        svod_db_prepare(store, "SELECT part, entries, hash FROM print WHERE supplier = ? ORDER BY part", &statement, e);
    if (status != SVOD_OK) return status;
    sqlite3_bind_int64(statement, 1, supplier);
    while ((status = svod_db_step(store, statement, e)) == SVOD_OK) {
        svod_str entries = {sqlite3_column_blob(statement, 1), (size_t)sqlite3_column_bytes(statement, 1)};
        svod_str hash = {sqlite3_column_blob(statement, 2), (size_t)sqlite3_column_bytes(statement, 2)};
        if (!read_part(prints, entries, hash)) return svod_db_damaged(store, e);
        prints->parts = sqlite3_column_int64(statement, 0) + 1;
    }
    if (status != SVOD_END) return status;
    index_ids(prints);
    if (with_records) index_records(prints);
    return SVOD_OK;
}

static svod_status write_part(svod_prints *prints, svod_store *store, sqlite3_stmt *statement, int64_t supplier,
                              const unsigned char *entries, size_t n, svod_error *e)
{
    unsigned char hash[8];
    put64(hash, svod_hash_bytes(entries, n * ENTRY, 0).lo);
    sqlite3_bind_int64(statement, 1, supplier);
    sqlite3_bind_int64(statement, 2, prints->parts++);
    sqlite3_bind_blob(statement, 3, entries, (int)(n * ENTRY), SQLITE_STATIC);
    sqlite3_bind_blob(statement, 4, hash, sizeof hash, SQLITE_STATIC);
    prints->logged += (int64_t)n;
    return svod_db_run(store, statement, e);
}

/* Every entry that has one of `flags`, or all when 0. */
static svod_status write_entries(svod_prints *prints, svod_store *store, int64_t supplier, uint32_t flags, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *statement = NULL;
    svod_status status = svod_db_prepare(store, "INSERT INTO print VALUES (?, ?, ?, ?)", &statement, e);
    if (status != SVOD_OK) return status;
    unsigned char *entries = svod_alloc((size_t)PART_ENTRIES * ENTRY);
    size_t n = 0;
    for (uint32_t i = 0; i < prints->n && status == SVOD_OK; i++) {
        const svod_print *print = &prints->v[i];
        if (flags && !(print->flags & flags)) continue;
        unsigned char *at = entries + n++ * ENTRY;
        put64(at, print->record.lo);
        put64(at + 8, print->record.hi);
        put64(at + 16, print->id.lo);
        put64(at + 24, print->id.hi);
        put64(at + 32, print->content);
        put32(at + 40, i);
        put32(at + 44, print->flags & SVOD_PRINT_GONE);
        if (n < PART_ENTRIES) continue;
        status = write_part(prints, store, statement, supplier, entries, n, e);
        n = 0;
    }
    if (n && status == SVOD_OK) status = write_part(prints, store, statement, supplier, entries, n, e);
    svod_free(entries);
    return status;
}

static svod_status delete_log(svod_store *store, int64_t supplier, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *statement = NULL;
    svod_status status = svod_db_prepare(store, "DELETE FROM print WHERE supplier = ?", &statement, e);
    if (status != SVOD_OK) return status;
    sqlite3_bind_int64(statement, 1, supplier);
    return svod_db_run(store, statement, e);
}

svod_status svod_prints_save(svod_prints *prints, svod_store *store, int64_t supplier, svod_error *e)
{
    int64_t dirty = 0;
    for (uint32_t i = 0; i < prints->n; i++) dirty += (prints->v[i].flags & SVOD_PRINT_DIRTY) != 0;
    if (dirty == 0) return SVOD_OK;
    if (prints->logged + dirty <= 2 * (int64_t)prints->n + PART_ENTRIES)
        return write_entries(prints, store, supplier, SVOD_PRINT_DIRTY, e);
    svod_status status = delete_log(store, supplier, e);
    prints->logged = prints->parts = 0;
    return status == SVOD_OK ? write_entries(prints, store, supplier, 0, e) : status;
}

uint32_t svod_prints_find(const svod_prints *prints, svod_hash id)
{
    if (prints->guess < prints->n && svod_hash_eq(prints->v[prints->guess].id, id)) return prints->guess;
    uint32_t mask = prints->ids_slots - 1, at = (uint32_t)id.lo & mask;
    while (prints->ids[at] && !svod_hash_eq(prints->v[prints->ids[at] - 1].id, id)) at = (at + 1) & mask;
    return prints->ids[at] ? prints->ids[at] - 1 : SVOD_NO_PRINT;
}

uint32_t svod_prints_find_record(const svod_prints *prints, svod_hash record)
{
    if (!prints->records) return SVOD_NO_PRINT;
    uint32_t number = prints->guess;
    if (number < prints->n && (prints->v[number].flags & SVOD_PRINT_HEAD) && svod_hash_eq(prints->v[number].record, record))
        return number;
    uint32_t slot = prints->records[record_slot(prints, record)];
    return slot ? slot - 1 : SVOD_NO_PRINT;
}

uint32_t svod_prints_add(svod_prints *prints, svod_hash id)
{
    if (prints->n >= MOST) return SVOD_NO_PRINT;
    if (prints->n + 1 > prints->ids_slots / 4 * 3) index_ids(prints);
    uint32_t mask = prints->ids_slots - 1, at = (uint32_t)id.lo & mask;
    while (prints->ids[at]) at = (at + 1) & mask;
    prints->ids[at] = prints->n + 1;
    *new_print(prints) = (svod_print){.id = id, .next = SVOD_NO_PRINT, .flags = SVOD_PRINT_DIRTY};
    return prints->n - 1;
}
