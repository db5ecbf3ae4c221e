/* Orders: the lines of each file a purchase's orders were read from. An import makes the stored lines of its file exactly
 * those given, comparing them in memory and writing only differences. */
#include "store/db.h"
#include "store/pack.h"

#include "base/alloc.h"
#include "base/map.h"
#include "base/vec.h"

#include <string.h>

/* A stored line, as far as comparing needs it. */
typedef struct held {
    int64_t id, source, position, content;
    bool seen;
} held;

typedef struct import {
    svod_store *store;
    int64_t purchase, source;
    svod_arena arena; /* the ids of held lines */
    svod_map by_line; /* line id → index of `held` */
    SVOD_VEC(held) held;
    int64_t next; /* the key of the next line added */
    sqlite3_stmt *insert, *update, *move, *remove;
    svod_buf packed;
    svod_import_counts counts;
} import;

#define FIELDS                                                                                                              \
    "line, position, content, participant, phone, email, offer, article, colour, size, alternatives, together, comment,"    \
    " time, quantity, extra, price, paid, is_paid, whole, vip, refused, confirmed, pinned"

/* ?1 is the source; ?2 the line's key; then the fields. */
static const char insert_sql[] = "INSERT INTO order_line (source, id, " FIELDS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                 " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char update_sql[] =
    "UPDATE order_line SET (source, " FIELDS ") = (?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
    " ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26) WHERE id = ?2";
static const char move_sql[] = "UPDATE order_line SET source = ?, position = ? WHERE id = ?";
static const char remove_sql[] = "DELETE FROM order_line WHERE id = ?";
static const char lines_sql[] = "SELECT " FIELDS ", source FROM order_line WHERE id BETWEEN ? AND ? ORDER BY id";

static void bind_line(sqlite3_stmt *sql, int64_t source, int64_t key, const svod_order_line *line, int64_t content)
{
    int column = 1;
    sqlite3_bind_int64(sql, column++, source);
    sqlite3_bind_int64(sql, column++, key);
    svod_db_bind_text(sql, column++, line->line);
    sqlite3_bind_int64(sql, column++, line->position);
    sqlite3_bind_int64(sql, column++, content);
    const svod_str texts[] = {line->participant, line->phone, line->email,        line->offer,    line->article,
                              line->colour,      line->size,  line->alternatives, line->together, line->comment};
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) svod_db_bind_text(sql, column++, texts[i]);
    svod_db_bind_int(sql, column++, line->time, INT64_MIN);
    sqlite3_bind_int64(sql, column++, line->quantity);
    sqlite3_bind_int64(sql, column++, line->extra);
    svod_db_bind_int(sql, column++, line->price, SVOD_DEC_NONE);
    svod_db_bind_int(sql, column++, line->paid, SVOD_DEC_NONE);
    const bool flags[] = {line->is_paid, line->whole, line->vip, line->refused, line->confirmed};
    for (size_t i = 0; i < SVOD_COUNT(flags); i++) sqlite3_bind_int(sql, column++, flags[i]);
    svod_db_bind_text(sql, column++, line->pinned);
}

/* A hash of all fields but the id and the position; lines of which nothing is pinned keep the one they had before lines
 * could be. */
static int64_t content_of(svod_buf *packed, const svod_order_line *line)
{
    const svod_str texts[] = {line->participant, line->phone, line->email,        line->offer,    line->article,
                              line->colour,      line->size,  line->alternatives, line->together, line->comment};
    const int64_t numbers[] = {line->time,    line->quantity, line->extra, line->price,   line->paid,
                               line->is_paid, line->whole,    line->vip,   line->refused, line->confirmed};
    size_t room = (SVOD_COUNT(texts) + SVOD_COUNT(numbers) + 1) * SVOD_PACK_MOST + line->pinned.n;
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) room += texts[i].n;
    svod_buf_clear(packed);
    char *from = svod_buf_reserve(packed, room), *at = from;
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) at = svod_pack_str(at, texts[i]);
    for (size_t i = 0; i < SVOD_COUNT(numbers); i++) at = svod_pack_int(at, numbers[i]);
    if (line->pinned.n) at = svod_pack_str(at, line->pinned);
    return (int64_t)svod_hash_bytes(from, (size_t)(at - from), 0).lo;
}

/* The number of a name in a table of names, made when it is new. */
static svod_status name_id(svod_store *store, const char *insert, const char *find, int64_t in, svod_str name, int64_t now,
                           int64_t *ret, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *add = NULL;
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *get = NULL;
    svod_status status = svod_db_prepare(store, insert, &add, e);
    if (status == SVOD_OK) status = svod_db_prepare(store, find, &get, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_text(add, 1, name);
    svod_db_bind_text(get, 1, name);
    if (sqlite3_bind_parameter_count(add) > 1) {
        sqlite3_bind_int64(add, 2, in);
        sqlite3_bind_int64(add, 3, now);
        sqlite3_bind_int64(get, 2, in);
    }
    status = svod_db_run(store, add, e);
    if (status == SVOD_OK) status = svod_db_step(store, get, e);
    if (status == SVOD_END) SVOD_BUG("a name just stored is not there");
    if (status == SVOD_OK) *ret = sqlite3_column_int64(get, 0);
    return status;
}

static svod_status load(import *im, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *sql = NULL;
    svod_status status = svod_db_prepare(
        im->store, "SELECT id, source, position, content, line FROM order_line WHERE id BETWEEN ? AND ? ORDER BY id", &sql,
        e);
    if (status != SVOD_OK) return status;
    svod_db_bind_range(sql, 1, im->purchase);
    im->next = svod_db_key(im->purchase, 0);
    while ((status = svod_db_step(im->store, sql, e)) == SVOD_OK) {
        svod_map_put(&im->by_line, svod_arena_dup(&im->arena, svod_db_text(sql, 4)), (uint32_t)im->held.n);
        SVOD_VEC_PUSH(&im->held, (held){sqlite3_column_int64(sql, 0), sqlite3_column_int64(sql, 1),
                                        sqlite3_column_int64(sql, 2), sqlite3_column_int64(sql, 3), false});
        im->next = sqlite3_column_int64(sql, 0) + 1;
    }
    return status == SVOD_END ? SVOD_OK : status;
}

static svod_status begin(import *im, svod_str purchase, svod_str source, int64_t now, svod_error *e)
{
    svod_status status = svod_db_begin(im->store, e);
    if (status == SVOD_OK)
        status = name_id(im->store, "INSERT INTO purchase (name) VALUES (?) ON CONFLICT DO NOTHING",
                         "SELECT id FROM purchase WHERE name = ?", 0, purchase, now, &im->purchase, e);
    if (status == SVOD_OK)
        status = name_id(im->store,
                         "INSERT INTO order_source (name, purchase, imported) VALUES (?, ?, ?)"
                         " ON CONFLICT DO UPDATE SET imported = excluded.imported",
                         "SELECT id FROM order_source WHERE name = ? AND purchase = ?", im->purchase, source, now,
                         &im->source, e);
    if (status == SVOD_OK) status = svod_db_prepare(im->store, insert_sql, &im->insert, e);
    if (status == SVOD_OK) status = svod_db_prepare(im->store, update_sql, &im->update, e);
    if (status == SVOD_OK) status = svod_db_prepare(im->store, move_sql, &im->move, e);
    if (status == SVOD_OK) status = svod_db_prepare(im->store, remove_sql, &im->remove, e);
    return status == SVOD_OK ? load(im, e) : status;
}

static svod_status add(import *im, const svod_order_line *line, int64_t content, svod_error *e)
{
    svod_map_put(&im->by_line, line->line, (uint32_t)im->held.n);
    SVOD_VEC_PUSH(&im->held, (held){.source = im->source, .seen = true});
    im->counts.added++;
    bind_line(im->insert, im->source, im->next++, line, content);
    return svod_db_run(im->store, im->insert, e);
}

static svod_status take(import *im, const svod_order_line *line, svod_error *e)
{
    int64_t content = content_of(&im->packed, line);
    uint32_t at = svod_map_get(&im->by_line, line->line);
    if (at == UINT32_MAX) return add(im, line, content, e);
    held *old = &im->held.v[at];
    if (old->seen)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.twice", "the order line '%.*s' is there twice",
                         SVOD_FMT(line->line));
    old->seen = true;
    if (old->content != content) {
        im->counts.changed++;
        bind_line(im->update, im->source, old->id, line, content);
        return svod_db_run(im->store, im->update, e);
    }
    im->counts.same++;
    if (old->source == im->source && old->position == line->position) return SVOD_OK;
    sqlite3_bind_int64(im->move, 1, im->source);
    sqlite3_bind_int64(im->move, 2, line->position);
    sqlite3_bind_int64(im->move, 3, old->id);
    return svod_db_run(im->store, im->move, e);
}

static svod_status remove_missing(import *im, svod_error *e)
{
    svod_status status = SVOD_OK;
    for (size_t i = 0; i < im->held.n && status == SVOD_OK; i++) {
        if (im->held.v[i].seen || im->held.v[i].source != im->source) continue;
        im->counts.removed++;
        sqlite3_bind_int64(im->remove, 1, im->held.v[i].id);
        status = svod_db_run(im->store, im->remove, e);
    }
    return status;
}

static void release(import *im)
{
    svod_db_finalize(&im->insert);
    svod_db_finalize(&im->update);
    svod_db_finalize(&im->move);
    svod_db_finalize(&im->remove);
    svod_buf_release(&im->packed);
    svod_map_release(&im->by_line);
    SVOD_VEC_RELEASE(&im->held);
    svod_arena_release(&im->arena);
}

svod_status svod_store_orders_import(svod_store *store, svod_str purchase, svod_str source, int64_t now,
                                     const svod_order_line *lines, size_t n, svod_import_counts *ret, svod_error *e)
{
import im = {.store = store, .counts.lines =(int64_t) n };
    svod_arena_init(&im.arena);
    svod_status status = begin(&im, purchase, source, now, e);
    for (size_t i = 0; i < n && status == SVOD_OK; i++) status = take(&im, &lines[i], e);
    if (status == SVOD_OK) status = remove_missing(&im, e);
    if (status == SVOD_OK)
        status = svod_db_commit(store, e);
    else
        svod_db_rollback(store);
    if (status == SVOD_OK) *ret = im.counts;
    release(&im);
    return status;
}

/* ---- reading ---- */
typedef struct place_in_file {
    int64_t position, source;
    size_t n; /* in order of the keys */
} place_in_file;

static int by_position(const void *a, const void *b)
{
    const place_in_file *x = a, *y = b;
    if (x->position != y->position) return x->position < y->position ? -1 : 1;
    if (x->source != y->source) return x->source < y->source ? -1 : 1;
    return x->n < y->n ? -1 : x->n > y->n;
}

static void read_line(sqlite3_stmt *sql, svod_arena *arena, svod_order_line *line, int64_t *ret_source)
{
    int column = 0;
    *line = (svod_order_line){0};
    line->line = svod_arena_dup(arena, svod_db_text(sql, column++));
    line->position = sqlite3_column_int64(sql, column++);
    column++; /* the content's hash */
    svod_str *texts[] = {&line->participant, &line->phone, &line->email,        &line->offer,    &line->article,
                         &line->colour,      &line->size,  &line->alternatives, &line->together, &line->comment};
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) {
        svod_str text = svod_db_text(sql, column++);
        *texts[i] = text.n ? svod_arena_dup(arena, text) : (svod_str){0};
    }
    line->time = svod_db_column_int(sql, column++, INT64_MIN);
    line->quantity = sqlite3_column_int64(sql, column++);
    line->extra = sqlite3_column_int64(sql, column++);
    line->price = svod_db_column_int(sql, column++, SVOD_DEC_NONE);
    line->paid = svod_db_column_int(sql, column++, SVOD_DEC_NONE);
    bool *flags[] = {&line->is_paid, &line->whole, &line->vip, &line->refused, &line->confirmed};
    for (size_t i = 0; i < SVOD_COUNT(flags); i++) *flags[i] = sqlite3_column_int(sql, column++) != 0;
    svod_str pinned = svod_db_text(sql, column++);
    line->pinned = pinned.n ? svod_arena_dup(arena, pinned) : (svod_str){0};
    *ret_source = sqlite3_column_int64(sql, column);
}

static svod_status find_purchase(svod_store *store, svod_str name, int64_t *ret, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *sql = NULL;
    svod_status status = svod_db_prepare(store, "SELECT id FROM purchase WHERE name = ?", &sql, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_text(sql, 1, name);
    status = svod_db_step(store, sql, e);
    if (status == SVOD_OK) *ret = sqlite3_column_int64(sql, 0);
    return status;
}

static svod_status count_lines(svod_store *store, int64_t purchase, size_t *ret, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *sql = NULL;
    svod_status status = svod_db_prepare(store, "SELECT count(*) FROM order_line WHERE id BETWEEN ? AND ?", &sql, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_range(sql, 1, purchase);
    status = svod_db_step(store, sql, e);
    if (status == SVOD_OK) *ret = (size_t)sqlite3_column_int64(sql, 0);
    return status;
}

/* In order of position. A file read once lies so already; sorting here is cheaper than in the database. */
static void sort_lines(svod_arena *arena, place_in_file *places, size_t n, svod_order_line **lines)
{
    svod_order_line *sorted = svod_arena_alloc(arena, n * sizeof *sorted + 1);
    qsort(places, n, sizeof *places, by_position);
    for (size_t i = 0; i < n; i++) sorted[i] = (*lines)[places[i].n];
    *lines = sorted;
}

/* There is room for `room` lines. *ret_more: there were more, which somebody has just imported. */
static svod_status read_all(svod_store *store, int64_t purchase, svod_arena *arena, size_t room, svod_order_line **ret,
                            size_t *ret_n, bool *ret_more, svod_error *e)
{
    SVOD_CLEANUP(svod_db_finalize) sqlite3_stmt *sql = NULL;
    svod_status status = svod_db_prepare(store, lines_sql, &sql, e);
    if (status != SVOD_OK) return status;
    svod_db_bind_range(sql, 1, purchase);
    svod_order_line *lines = svod_arena_alloc(arena, room * sizeof *lines + 1);
    place_in_file *places = svod_alloc(room * sizeof *places + 1);
    bool sorted = true;
    size_t n = 0;
    for (; (status = svod_db_step(store, sql, e)) == SVOD_OK && n < room; n++) {
        int64_t source;
        read_line(sql, arena, &lines[n], &source);
        places[n] = (place_in_file){lines[n].position, source, n};
        sorted &= n == 0 || by_position(&places[n - 1], &places[n]) < 0;
    }
    *ret_more = status == SVOD_OK;
    if (!sorted) sort_lines(arena, places, n, &lines);
    svod_free(places);
    *ret = lines;
    *ret_n = n;
    return status == SVOD_END ? SVOD_OK : status;
}

svod_status svod_store_orders(svod_store *store, svod_str purchase, svod_arena *arena, svod_order_line **ret, size_t *ret_n,
                              svod_error *e)
{
    int64_t id = 0;
    svod_status status = find_purchase(store, purchase, &id, e);
    *ret = NULL;
    *ret_n = 0;
    for (bool more = true; status == SVOD_OK && more;) {
        size_t room = 0;
        status = count_lines(store, id, &room, e);
        if (status == SVOD_OK) status = read_all(store, id, arena, room, ret, ret_n, &more, e);
    }
    return status >= SVOD_OK ? SVOD_OK : status;
}
