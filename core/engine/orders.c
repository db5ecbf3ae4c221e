/* Reading orders from CSV and from sheets. */
#include "engine/orders.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/attrs.h"
#include "base/decimal.h"
#include "base/map.h"
#include "base/str.h"
#include "base/tr.h"
#include "engine/csvfile.h"
#include "engine/nearest.h"
#include "engine/orders_words.h"
#include "text/csvread.h"
#include "text/date.h"

#include <svod/kit.h>

enum {
    HEADING_RECORDS = 30, /* the heading is looked for among so many first records */
    COLUMNS_CAP = 400,
    BAD_SHOWN = 20,
    NAME_CAP = 200, /* letters of a name, an article … in bytes */
    TEXT_CAP = 4000,
    NO_COLUMN = -1
};

typedef struct reader {
    svod_arena *arena;
    svod_order_words words;
    const svod_zone *zone;
    svod_diag *diag;
    const char *file;
    svod_csv *csv; /* or, of a workbook: */
    const svod_orders_sheet *sheet;
    size_t row; /* the next one of it */
    svod_csv_record record;
    int columns[SVOD_ORDER_FIELDS]; /* number of the field's column, or NO_COLUMN */
    size_t columns_n;
    svod_map texts; /* texts met before → number in `met`: most come again and again */
    svod_str *met;
    size_t met_n, met_room;
    svod_map ids; /* line id → line of the file */
    svod_orders *out;
    size_t room, bad;
    bool bad_record; /* something was wrong with this record */
    bool no_memory;
} reader;

/* ---- saying what is wrong ---- */

/* "C12", in memory that lives as long as the reader. */
static svod_at sheet_cell_at(const reader *r, int k)
{
    char text[32];
    size_t at = sizeof text - 20;
    int n = snprintf(text + at, sizeof text - at, "%ld", r->record.line);
    for (int left = k + 1; left > 0; left = (left - 1) / 26) text[--at] = (char)('A' + (left - 1) % 26);
    svod_str name = {text + at, sizeof text - 20 - at + (size_t)n};
    return (svod_at){.sheet = r->sheet->name, .cell = svod_arena_dup(r->arena, name), .row = r->record.line};
}

/* Line and column (letters, from 1) of the record's cell `k`. */
static svod_at cell_at(const reader *r, int k)
{
    if (r->sheet) return sheet_cell_at(r, k);
    svod_at at = {.line = r->record.line, .column = 1};
    char delimiter = svod_csv_dialect_of(r->csv)->delimiter;
    if (svod_csv_dialect_of(r->csv)->inner) return (svod_at){.line = r->record.line};
    bool quoted = false;
    int cell = 0;
    for (size_t i = 0; i < r->record.raw.n && cell < k; i++) {
        unsigned char c = (unsigned char)r->record.raw.p[i];
        if (c == '"') quoted = !quoted;
        if (c == (unsigned char)delimiter && !quoted) cell++;
        if (c == '\n') {
            at.line++;
            at.column = 1;
        } else if ((c & 0xC0) != 0x80) {
            at.column++;
        }
    }
    return at;
}

/* BAD(r, column, id, "…", …): this record cannot be taken. */
#define BAD(r, k, id, ...)                                                                                                  \
    do {                                                                                                                    \
        svod_at at_ = cell_at((r), (k));                                                                                    \
        if ((r)->bad < BAD_SHOWN) svod_diag_add((r)->diag, SVOD_ERROR, (id), (r)->file, &at_, __VA_ARGS__);                 \
        (r)->bad_record = true;                                                                                             \
    } while (0)

/* Adds the place to an error that was filled. */
static svod_status fail_at(const reader *r, svod_at at, svod_error *e)
{
    if (at.sheet.n && e)
        snprintf(e->where, sizeof e->where, "%.*s!%.*s", SVOD_FMT(svod_excerpt(at.sheet)), SVOD_FMT(at.cell));
    svod_error_at(e, r->file, at.line, at.column);
    return SVOD_FAILED;
}

static svod_status fail_here(const reader *r, svod_error *e)
{
    svod_error_at(e, r->file, 0, 0);
    return SVOD_FAILED;
}

/* ---- the heading ---- */

static svod_status next_record(reader *r, svod_error *e)
{
    if (r->sheet) {
        if (r->row == r->sheet->n) return SVOD_END;
        const svod_orders_row *row = &r->sheet->rows[r->row++];
        r->record = (svod_csv_record){.line = row->number, .cells = row->cells, .n = row->n};
        return SVOD_OK;
    }
    svod_status s = svod_csv_next(r->csv, &r->record, e);
    if (!s) s = svod_csv_cells(r->csv, &r->record, e);
    if (s < 0 && e) svod_error_at(e, r->file, 0, 0);
    return s;
}

typedef struct heading {
    int columns[SVOD_ORDER_FIELDS], ranks[SVOD_ORDER_FIELDS], twice[SVOD_ORDER_FIELDS];
    size_t known;
} heading;

static void read_heading(reader *r, heading *h)
{
    for (int f = 0; f < SVOD_ORDER_FIELDS; f++) h->columns[f] = h->twice[f] = NO_COLUMN;
    h->known = 0;
    for (size_t k = 0; k < r->record.n && k < COLUMNS_CAP; k++) {
        int rank = 0;
        svod_order_field f = svod_order_heading(&r->words, r->record.cells[k], &rank);
        if (f == SVOD_ORDER_FIELDS) continue;
        if (h->columns[f] != NO_COLUMN && rank == h->ranks[f]) h->twice[f] = (int)k;
        if (h->columns[f] != NO_COLUMN && rank >= h->ranks[f]) continue;
        h->known += h->columns[f] == NO_COLUMN;
        h->columns[f] = (int)k;
        h->ranks[f] = rank;
        h->twice[f] = NO_COLUMN;
    }
}

static bool is_heading(const heading *h)
{
    return h->known >= 2 && (h->columns[SVOD_ORDER_PARTICIPANT] >= 0 || h->columns[SVOD_ORDER_QUANTITY] >= 0);
}

static svod_status missing_column(const reader *r, const char *field, svod_error *e)
{
    svod_buf seen = SVOD_BUF_INIT_TRY(500);
    for (size_t k = 0; k < r->record.n && !seen.failed; k++)
        svod_buf_printf(&seen, "%s%.*s", k ? ", " : "", SVOD_FMT(svod_excerpt(r->record.cells[k])));
    svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.no-column", "no column for `%s` in the heading; it has: %s", field,
              seen.p ? seen.p : "");
    svod_buf_release(&seen);
    return fail_at(r, r->sheet ? cell_at(r, 0) : (svod_at){.line = r->record.line}, e);
}

static svod_status take_heading(reader *r, const heading *h, svod_error *e)
{
    bool what = h->columns[SVOD_ORDER_OFFER] >= 0 || h->columns[SVOD_ORDER_ARTICLE] >= 0;
    if (h->columns[SVOD_ORDER_PARTICIPANT] < 0) return missing_column(r, "participant", e);
    if (h->columns[SVOD_ORDER_QUANTITY] < 0) return missing_column(r, "quantity", e);
    if (!what) return missing_column(r, "article", e);
    for (int f = 0; f < SVOD_ORDER_FIELDS; f++) {
        r->columns[f] = h->columns[f];
        if (h->twice[f] == NO_COLUMN) continue;
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.column-twice",
                  "columns %d and %d are both `%s`; rename the one that is not meant", h->columns[f] + 1, h->twice[f] + 1,
                  svod_order_field_name((svod_order_field)f));
        return fail_at(r, cell_at(r, h->twice[f]), e);
    }
    r->columns_n = r->record.n;
    for (size_t k = 0; k < r->record.n && k < COLUMNS_CAP; k++) {
        bool used = r->record.cells[k].n == 0;
        for (int f = 0; f < SVOD_ORDER_FIELDS; f++) used = used || r->columns[f] == (int)k;
        svod_at at = cell_at(r, (int)k);
        if (!used)
            svod_diag_add(r->diag, SVOD_NOTE, "orders.column-unused", r->file, &at, "column `%.*s` is passed over",
                          SVOD_FMT(svod_excerpt(r->record.cells[k])));
    }
    return SVOD_OK;
}

static svod_status find_heading(reader *r, svod_error *e)
{
    for (int i = 0; i < HEADING_RECORDS; i++) {
        svod_status s = next_record(r, e);
        if (s < 0) return s;
        if (s == SVOD_END) break;
        heading h;
        read_heading(r, &h);
        if (is_heading(&h)) return take_heading(r, &h, e);
    }
    svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.no-heading",
              "no heading row found; the columns participant, quantity and offer or article (Участник, Кол-во, Артикул …) "
              "are needed");
    return fail_here(r, e);
}

/* ---- cells ---- */

static svod_str cell(const reader *r, svod_order_field f)
{
    int k = r->columns[f];
    return k >= 0 && (size_t)k < r->record.n ? r->record.cells[k] : (svod_str){0};
}

/* White space of any kind and control letters become single spaces: a name is a key. */
static svod_str clean(reader *r, svod_str text)
{
    text = svod_str_trim(text);
    char *p = svod_arena_alloc(r->arena, text.n + 1);
    if (!p) {
        r->no_memory = true;
        return (svod_str){0};
    }
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool nbsp = c == 0xC2 && i + 1 < text.n && (unsigned char)text.p[i + 1] == 0xA0;
        i += nbsp;
        if (!nbsp && c > 32 && c != 127)
            p[n++] = (char)c;
        else if (n && p[n - 1] != ' ')
            p[n++] = ' ';
    }
    return (svod_str){p, n};
}

/* The cell's text, kept once however often it comes. */
static svod_str text_of(reader *r, svod_order_field f, size_t cap)
{
    svod_str raw = cell(r, f);
    if (raw.n == 0) return (svod_str){0};
    if (raw.n > cap) {
        BAD(r, r->columns[f], "orders.too-long", "`%.*s…` is %zu bytes long; at most %zu fit into `%s`",
            SVOD_FMT(svod_excerpt(raw)), raw.n, cap, svod_order_field_name(f));
        return (svod_str){0};
    }
    uint32_t at = svod_map_get(&r->texts, raw);
    if (at != UINT32_MAX) return r->met[at];
    svod_str key = svod_arena_dup(r->arena, raw), kept = clean(r, raw);
    if (r->met_n == r->met_room) {
        size_t room = r->met_room ? r->met_room * 2 : 1024;
        svod_str *met = svod_try_realloc(r->met, room * sizeof *met);
        if (met) r->met = met;
        if (met) r->met_room = room;
    }
    if (!key.p || r->no_memory || r->met_n == r->met_room) {
        r->no_memory = true;
        return (svod_str){0};
    }
    svod_map_put(&r->texts, key, (uint32_t)r->met_n);
    return r->met[r->met_n++] = kept;
}

/* A date that lost its format is a number of days in a sheet: 46351.84 is 25.11.2026 20:09:36. */
static bool serial_time(svod_str text, char *out, size_t room)
{
    enum { EARLIEST = 36526, LATEST = 73050, DAY = 86400 }; /* years 2000 … 2099 */
    svod_str days = text, part = {0};
    int64_t day = 0, fraction = 0, whole = 1;
    size_t point = svod_str_find(text, SVOD_STR("."), 0);
    if (point != SIZE_MAX) {
        days = svod_str_sub(text, 0, point);
        part = svod_str_sub(text, point + 1, SVOD_MIN(text.n, point + 10));
        if (!svod_str_int(part, &fraction) || fraction < 0) return false;
    }
    if (days.n != 5 || !svod_str_int(days, &day) || day < EARLIEST || day > LATEST) return false;
    for (size_t i = 0; i < part.n; i++) whole *= 10;
    int64_t seconds = (fraction * DAY + whole / 2) / whole;
    day += seconds / DAY;
    seconds %= DAY;
    svod_buf iso = SVOD_BUF_INIT_TRY(80);
    svod_time_iso(&iso, ((day - 25569) * DAY + seconds) * 1000000, 0);
    bool good = !iso.failed && iso.n >= 19 && room > 19;
    if (good) snprintf(out, room, "%.19s", iso.p);
    svod_buf_release(&iso);
    return good;
}

static int64_t time_of(reader *r)
{
    svod_str time = cell(r, SVOD_ORDER_TIME), date = cell(r, SVOD_ORDER_DATE);
    int column = r->columns[time.n ? SVOD_ORDER_TIME : SVOD_ORDER_DATE];
    char both[80];
    int64_t ret = SVOD_TIME_NONE;
    if (time.n == 0) time = date;
    /* "Дата" and "Время" in columns of their own. */
    if (date.n && date.n + time.n < sizeof both - 1 && time.n <= 8 && memchr(time.p, ':', time.n)) {
        snprintf(both, sizeof both, "%.*s %.*s", SVOD_FMT(date), SVOD_FMT(time));
        time = svod_str_of(both);
    }
    if (r->sheet && serial_time(time, both, sizeof both)) time = svod_str_of(both);
    if (time.n && !svod_zone_time_parse(r->zone, time, &ret))
        BAD(r, column, "orders.time", "`%.*s` is no time; it is written 25.11.2026 20:00 or 2026-11-25T20:00:00+03:00",
            SVOD_FMT(svod_excerpt(time)));
    return ret;
}

static int64_t units_of(reader *r, svod_order_field f, int64_t least)
{
    svod_str text = cell(r, f);
    int64_t n = least;
    if (text.n == 0 && f == SVOD_ORDER_EXTRA) return 0;
    if (!svod_read_quantity(text, &n))
        BAD(r, r->columns[f], "orders.quantity", "`%.*s` is no quantity for `%s`: whole units are expected",
            SVOD_FMT(svod_excerpt(text)), svod_order_field_name(f));
    else if (n < least || n > SVOD_ORDERS_QUANTITY_CAP)
        BAD(r, r->columns[f], "orders.quantity", "`%s` must be from %d to %d, not %.*s", svod_order_field_name(f),
            (int)least, SVOD_ORDERS_QUANTITY_CAP, SVOD_FMT(svod_excerpt(text)));
    return n;
}

/* A sum, NONE when there is none. */
static svod_dec money_of(reader *r, svod_order_field f)
{
    svod_str text = cell(r, f);
    if (text.n == 0 || svod_str_is(text, "-") || svod_str_is(text, "—")) return SVOD_DEC_NONE;
    svod_price price;
    if (svod_read_price(text, (svod_str){0}, &price) && !price.several && !price.from && price.value >= 0)
        return price.value;
    BAD(r, r->columns[f], "orders.money", "`%.*s` is no sum of money for `%s`", SVOD_FMT(svod_excerpt(text)),
        svod_order_field_name(f));
    return SVOD_DEC_NONE;
}

static bool yes_of(reader *r, svod_order_field f)
{
    svod_str text = cell(r, f);
    if (text.n == 0 || svod_str_is(text, "0")) return false;
    if (svod_str_is(text, "1")) return true;
    int yes = svod_order_yes(&r->words, text);
    if (yes < 0)
        BAD(r, r->columns[f], "orders.yes-no", "`%.*s` is neither yes nor no, for `%s`", SVOD_FMT(svod_excerpt(text)),
            svod_order_field_name(f));
    return yes == 1;
}

/* Yes, no, or a sum. */
static void paid_of(reader *r, svod_order_line *line)
{
    svod_str text = cell(r, SVOD_ORDER_PAID);
    line->paid = SVOD_DEC_NONE;
    if (text.n == 0) return;
    int yes = svod_order_yes(&r->words, text);
    line->is_paid = yes == 1;
    if (yes >= 0) return;
    line->paid = money_of(r, SVOD_ORDER_PAID);
    line->is_paid = line->paid != SVOD_DEC_NONE && line->paid > 0;
}

static void status_of(reader *r, svod_order_line *line)
{
    svod_str text = cell(r, SVOD_ORDER_STATUS);
    if (text.n == 0) return;
    svod_order_status status = svod_order_status_of(&r->words, text);
    if (status == SVOD_STATUS_UNKNOWN)
        BAD(r, r->columns[SVOD_ORDER_STATUS], "orders.status",
            "status `%.*s` is not known: new, confirmed or refused (новый, подтверждён, отказ)",
            SVOD_FMT(svod_excerpt(text)));
    line->refused = status == SVOD_STATUS_REFUSED;
    line->confirmed = status == SVOD_STATUS_CONFIRMED;
}

/* What the supplier confirmed of the line. */
static void pinned_of(reader *r, svod_order_line *line)
{
    svod_str rest = text_of(r, SVOD_ORDER_PINNED, TEXT_CAP), id;
    int64_t units, sum = 0;
    line->pinned = rest;
    while (svod_str_trim(rest).n && !r->bad_record) {
        if (!svod_pin_cut(&rest, &id, &units))
            BAD(r, r->columns[SVOD_ORDER_PINNED], "orders.pinned",
                "`%.*s` cannot be read as pinned units; write their number, or offer×number",
                SVOD_FMT(svod_excerpt(line->pinned)));
        else if (units > line->quantity + line->extra - sum)
            BAD(r, r->columns[SVOD_ORDER_PINNED], "orders.pinned", "more is pinned than `quantity` and `extra`, %lld in all",
                (long long)(line->quantity + line->extra));
        sum += units;
    }
}

/* ---- lines ---- */

/* An id of who ordered what and when; what comes again is counted, so that equal lines stay apart. */
static svod_str made_id(reader *r, const svod_order_line *line)
{
    const svod_str parts[] = {line->participant, line->offer, line->article, line->colour, line->size};
    svod_hash h = svod_hash_bytes(&line->time, sizeof line->time, 0);
    for (size_t i = 0; i < SVOD_COUNT(parts); i++) h = svod_hash_bytes(parts[i].p, parts[i].n, h.lo);
    char text[40];
    int n = snprintf(text, sizeof text, "%016llx", (unsigned long long)h.lo);
    svod_str id = svod_arena_dup(r->arena, (svod_str){text, (size_t)n});
    uint32_t *times = id.p ? svod_map_at(&r->ids, id) : NULL;
    if (times && ++*times) {
        n = snprintf(text, sizeof text, "%016llx-%u", (unsigned long long)h.lo, *times);
        id = svod_arena_dup(r->arena, (svod_str){text, (size_t)n});
    } else if (id.p) {
        svod_map_put(&r->ids, id, 1);
    }
    if (!id.p) r->no_memory = true;
    return id;
}

static void id_of(reader *r, svod_order_line *line)
{
    line->line = text_of(r, SVOD_ORDER_LINE, NAME_CAP);
    if (r->bad_record || r->no_memory) return;
    if (line->line.n == 0) {
        line->line = made_id(r, line);
        return;
    }
    uint32_t first = svod_map_put(&r->ids, line->line, (uint32_t)r->record.line);
    if (first != (uint32_t)r->record.line)
        BAD(r, r->columns[SVOD_ORDER_LINE], "orders.line-twice", "order line `%.*s` is here twice, first in line %u",
            SVOD_FMT(svod_excerpt(line->line)), first);
}

static void read_line(reader *r, svod_order_line *line)
{
    line->participant = text_of(r, SVOD_ORDER_PARTICIPANT, NAME_CAP);
    line->phone = text_of(r, SVOD_ORDER_PHONE, NAME_CAP);
    line->email = text_of(r, SVOD_ORDER_EMAIL, NAME_CAP);
    line->offer = text_of(r, SVOD_ORDER_OFFER, NAME_CAP);
    line->article = text_of(r, SVOD_ORDER_ARTICLE, NAME_CAP);
    line->colour = text_of(r, SVOD_ORDER_COLOUR, NAME_CAP);
    line->size = text_of(r, SVOD_ORDER_SIZE, NAME_CAP);
    line->alternatives = text_of(r, SVOD_ORDER_ALTERNATIVES, TEXT_CAP);
    line->together = text_of(r, SVOD_ORDER_TOGETHER, NAME_CAP);
    line->comment = text_of(r, SVOD_ORDER_COMMENT, TEXT_CAP);
    line->time = time_of(r);
    line->quantity = units_of(r, SVOD_ORDER_QUANTITY, 1);
    line->extra = units_of(r, SVOD_ORDER_EXTRA, 0);
    line->price = money_of(r, SVOD_ORDER_PRICE);
    line->whole = yes_of(r, SVOD_ORDER_WHOLE);
    line->vip = yes_of(r, SVOD_ORDER_VIP);
    paid_of(r, line);
    status_of(r, line);
    pinned_of(r, line);
    if (line->participant.n == 0 && cell(r, SVOD_ORDER_PARTICIPANT).n <= NAME_CAP)
        BAD(r, SVOD_MAX(r->columns[SVOD_ORDER_PARTICIPANT], 0), "orders.no-participant", "nobody is named in this line");
    if (line->offer.n == 0 && line->article.n == 0 && !r->bad_record)
        BAD(r, SVOD_MAX(r->columns[SVOD_ORDER_ARTICLE], 0), "orders.no-offer",
            "this line says no article: what is ordered?");
    id_of(r, line);
}

/* What makes a record no order line at all, without being wrong. */
static bool passed_over(const reader *r)
{
    bool any = false;
    for (int f = 0; f < SVOD_ORDER_FIELDS; f++) any = any || cell(r, (svod_order_field)f).n > 0;
    if (!any) return true;
    if (cell(r, SVOD_ORDER_OFFER).n || cell(r, SVOD_ORDER_ARTICLE).n) return false;
    static const char *const totals[] = {"Итого", "ИТОГО", "итого", "Всего", "ВСЕГО", "Total", "TOTAL"};
    for (size_t k = 0; k < r->record.n; k++)
        for (size_t i = 0; i < SVOD_COUNT(totals); i++)
            if (svod_str_starts(r->record.cells[k], svod_str_of(totals[i]))) return true;
    return false;
}

static void check_record(reader *r)
{
    static const char *const faults[] = {
        [SVOD_CSV_OPEN_QUOTE] = N_("a quote is opened and never closed"),
        [SVOD_CSV_SWALLOWED] = N_("a stray quote would swallow the lines after it"),
        [SVOD_CSV_TOO_WIDE] = N_("too many columns"),
    };
    svod_csv_fault fault = r->record.fault;
    if (fault == SVOD_CSV_OPEN_QUOTE || fault == SVOD_CSV_SWALLOWED || fault == SVOD_CSV_TOO_WIDE)
        BAD(r, 0, "orders.quotes", "this line cannot be split into cells: %s", _(faults[fault]));
    if (r->sheet) return; /* what stands beside the table in a sheet is no slip of a delimiter */
    size_t extra = r->columns_n;
    while (extra < r->record.n && r->record.cells[extra].n == 0) extra++;
    if (extra < r->record.n && !r->bad_record)
        BAD(r, (int)extra, "orders.too-many-cells",
            "more cells than the heading has: `%.*s` stands under no heading; is a `%c` inside a text?",
            SVOD_FMT(svod_excerpt(r->record.cells[extra])), svod_csv_dialect_of(r->csv)->delimiter);
    if (r->record.raw.n && (memchr(r->record.raw.p, 0, r->record.raw.n) || !svod_utf8_valid(r->record.raw)))
        BAD(r, 0, "orders.bytes", "this line holds bytes that are no text");
}

static bool more_room(reader *r)
{
    if (r->out->n < r->room) return true;
    size_t room = r->room ? r->room * 2 : 256;
    svod_order_line *lines = svod_try_realloc(r->out->lines, room * sizeof *lines);
    if (lines) r->out->lines = lines;
    long *at = lines ? svod_try_realloc(r->out->at, room * sizeof *at) : NULL;
    if (at) r->out->at = at;
    if (at) r->room = room;
    return at != NULL;
}

static svod_status read_lines(reader *r, svod_error *e)
{
    svod_status s;
    while ((s = next_record(r, e)) == SVOD_OK) {
        if (passed_over(r)) continue;
        if (r->out->n + r->bad >= SVOD_ORDERS_LINES_CAP) {
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.too-many", "more than %d order lines", SVOD_ORDERS_LINES_CAP);
            return fail_here(r, e);
        }
        if (!more_room(r)) return svod_no_memory(e);
        svod_order_line *line = &r->out->lines[r->out->n];
        *line = (svod_order_line){.position = (int64_t)r->out->n};
        r->out->at[r->out->n] = r->record.line;
        r->bad_record = false;
        check_record(r);
        if (!r->bad_record) read_line(r, line);
        if (r->no_memory) return svod_no_memory(e);
        r->bad += r->bad_record;
        r->out->n += !r->bad_record;
    }
    return s == SVOD_END ? SVOD_OK : s;
}

/* The one sheet that has a heading of orders. */
static svod_status choose_sheet(reader *r, const svod_orders_sheet *sheets, size_t n, svod_error *e)
{
    const svod_orders_sheet *found = NULL;
    for (size_t i = 0; i < n; i++) {
        bool orders = false;
        for (size_t row = 0; row < sheets[i].n && row < HEADING_RECORDS && !orders; row++) {
            heading h;
            r->record = (svod_csv_record){.cells = sheets[i].rows[row].cells, .n = sheets[i].rows[row].n};
            read_heading(r, &h);
            orders = is_heading(&h);
        }
        if (orders && found) {
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.two-sheets",
                      "sheets `%.*s` and `%.*s` both look like orders; say which with --sheet", SVOD_FMT(found->name),
                      SVOD_FMT(sheets[i].name));
            return fail_here(r, e);
        }
        if (orders) found = &sheets[i];
    }
    /* Where none has a heading the first is what the message is about. */
    static const svod_orders_sheet nothing = {0};
    r->sheet = found ? found : n ? sheets : &nothing;
    return SVOD_OK;
}

static svod_status read_table(reader *r, svod_error *e)
{
    svod_status s = find_heading(r, e);
    if (!s) s = read_lines(r, e);
    if (s) return s;
    if (r->bad) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.bad-lines",
                  "%zu of %zu order lines cannot be read; nothing is imported until they are right", r->bad,
                  r->bad + r->out->n);
        return fail_here(r, e);
    }
    if (r->out->n == 0) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.empty", "there is not one order line under the heading");
        return fail_here(r, e);
    }
    return SVOD_OK;
}

static void reader_release(reader *r)
{
    svod_csv_free(r->csv);
    svod_order_words_release(&r->words);
    svod_map_release(&r->texts);
    svod_map_release(&r->ids);
    svod_free(r->met);
}

svod_status svod_orders_read(svod_arena *arena, svod_source *source, const svod_zone *zone, svod_diag *diag,
                             svod_orders *ret, svod_error *e)
{
    *ret = (svod_orders){0};
    reader r = {.arena = arena, .zone = zone, .diag = diag, .file = svod_source_name(source), .out = ret};
    svod_status s = svod_order_words_init(&r.words) ? svod_csvfile_open(source, &r.csv, e) : svod_no_memory(e);
    if (!s) s = read_table(&r, e);
    reader_release(&r);
    if (s) svod_orders_release(ret);
    return s;
}

svod_status svod_orders_read_sheets(svod_arena *arena, const svod_orders_sheet *sheets, size_t n, const char *file,
                                    const svod_zone *zone, svod_diag *diag, svod_orders *ret, svod_error *e)
{
    *ret = (svod_orders){0};
    reader r = {.arena = arena, .zone = zone, .diag = diag, .file = file, .out = ret};
    svod_status s = svod_order_words_init(&r.words) ? choose_sheet(&r, sheets, n, e) : svod_no_memory(e);
    if (!s) s = read_table(&r, e);
    if (!s) ret->sheet = r.sheet->name;
    reader_release(&r);
    if (s) svod_orders_release(ret);
    return s;
}

svod_at svod_orders_at(const svod_orders *orders, size_t i)
{
    return orders->sheet.n ? (svod_at){.sheet = orders->sheet, .row = orders->at[i]} : (svod_at){.line = orders->at[i]};
}

void svod_orders_release(svod_orders *orders)
{
    svod_free(orders->lines);
    svod_free(orders->at);
    *orders = (svod_orders){0};
}
