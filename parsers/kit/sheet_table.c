/* Rows of sheets → tables → rowmap. */
#include "kit/sheet_table.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "kit/sheet_head.h"

enum {
    BLOCKS = 8,
    WINDOW_BYTES = 8 << 20,
    AGAIN_FIELDS = 3,
    AGAIN_SCORE = 220,
    SPAN_MAX = 400,
    TABLES_MAX = 300,
    GOODS_LEAST = 3,
    SLIDES = 12,
    STOREYS_ABOVE = 6
};

typedef struct block {
    svod_rowmap *map;
    size_t from, to; /* columns */
} block;

/* A merged cell that reaches down into rows to come. */
typedef struct span {
    long row, row_to;
    svod_str value;
} span;

struct svod_tables {
    svod_host *host;
    svod_rowmap_options options;
    svod_sheet_about about;
    svod_arena window_memory, spare_memory, sheet_memory, held_memory;
    svod_sheet_row held; /* of an outlined sheet: the next row tells whether it is a heading */
    bool holding;
    svod_sheet_row window[SVOD_ROWMAP_WINDOW];
    size_t window_n;
    bool studied, useless; /* of the table being read; nothing more is expected of the sheet */
    block blocks[BLOCKS];
    size_t blocks_n, width;
    svod_str *cells; /* of the row being put */
    size_t cells_room;
    span *spans; /* by column */
    size_t spans_n, merge_at;
    long hidden_rows;
    size_t tables_before; /* the sheet */
    size_t in_sheet;      /* tables begun in this sheet */
    int slides;           /* windows passed over in search of headings */
    size_t tables;        /* found so far, in all sheets */
    svod_error why;       /* the first sheet of no use */
};

svod_status svod_tables_new(svod_host *host, const svod_rowmap_options *options, svod_tables **ret, svod_error *e)
{
    svod_tables *t = svod_try_calloc(1, sizeof *t);
    if (!t) return svod_no_memory(e);
    t->host = host;
    t->options = *options;
    svod_arena_init_try(&t->window_memory, 0);
    svod_arena_init_try(&t->spare_memory, 0);
    svod_arena_init_try(&t->sheet_memory, 0);
    svod_arena_init_try(&t->held_memory, 0);
    *ret = t;
    return SVOD_OK;
}

static void drop_blocks(svod_tables *t)
{
    for (size_t i = 0; i < t->blocks_n; i++) svod_rowmap_free(t->blocks[i].map);
    t->blocks_n = 0;
}

void svod_tables_free(svod_tables *t)
{
    if (!t) return;
    drop_blocks(t);
    svod_free(t->cells);
    svod_arena_release(&t->window_memory);
    svod_arena_release(&t->spare_memory);
    svod_arena_release(&t->sheet_memory);
    svod_arena_release(&t->held_memory);
    svod_free(t);
}

svod_status svod_tables_sheet(svod_tables *t, const svod_sheet_about *about, svod_error *e)
{
    t->about = *about;
    t->window_n = 0;
    t->studied = t->useless = t->holding = false;
    t->hidden_rows = 0;
    t->tables_before = t->tables;
    t->merge_at = t->spans_n = t->in_sheet = 0;
    t->slides = 0;
    svod_arena_clear(&t->window_memory);
    svod_arena_clear(&t->sheet_memory);
    for (size_t i = 0; i < about->merges_n; i++) {
        const svod_merge *m = &about->merges[i];
        if (m->row_to > m->row && (size_t)m->column >= t->spans_n) t->spans_n = (size_t)m->column + 1;
    }
    t->spans = svod_arena_calloc(&t->sheet_memory, t->spans_n + 1, sizeof *t->spans);
    return t->spans ? SVOD_OK : svod_no_memory(e);
}

void svod_tables_merges(svod_tables *t, const svod_merge *merges, size_t n)
{
    t->about.merges = merges;
    t->about.merges_n = n;
}

/* ---- putting rows ---- */

static bool reserve_cells(svod_tables *t, size_t n)
{
    if (n <= t->cells_room) return true;
    svod_str *wider = svod_try_realloc(t->cells, n * sizeof *wider);
    if (!wider) return false;
    t->cells = wider;
    t->cells_room = n;
    return true;
}

/* Remembers the merged cells that begin in this row, and fills those that reach into it. */
static svod_status fill_spans(svod_tables *t, const svod_sheet_row *row, const block *b, svod_error *e)
{
    while (t->merge_at < t->about.merges_n && t->about.merges[t->merge_at].row <= row->number) {
        const svod_merge *m = &t->about.merges[t->merge_at++];
        size_t c = (size_t)m->column;
        if (m->row != row->number || m->row_to == m->row || m->row_to - m->row > SPAN_MAX || c >= row->n || c >= t->spans_n)
            continue;
        svod_str value = svod_str_trim(row->cells[c]);
        if (!value.n) continue;
        t->spans[c] = (span){m->row, m->row_to, svod_arena_dup(&t->sheet_memory, value)};
        if (!t->spans[c].value.p) return svod_no_memory(e);
    }
    bool own = false;
    for (size_t c = b->from; c < b->to && c < row->n && !own; c++)
        own = svod_str_trim(row->cells[c]).n && svod_rowmap_is_identity(b->map, c - b->from);
    for (size_t c = b->from; c < b->to && c < t->spans_n; c++) {
        if (t->spans[c].row_to < row->number || t->cells[c].n) continue;
        if (svod_rowmap_spans(b->map, c - b->from, own)) t->cells[c] = t->spans[c].value;
    }
    return SVOD_OK;
}

/* A single cell merged over most of the table: the heading of a section, whatever is written in it. Beside the number of a
 * row it covers the prices. */
static bool is_section(const svod_tables *t, const svod_sheet_row *row, size_t only, bool numbered)
{
    size_t from = 0, to = t->about.merges_n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (t->about.merges[middle].row < row->number)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < t->about.merges_n && t->about.merges[from].row == row->number; from++) {
        const svod_merge *m = &t->about.merges[from];
        size_t wide = (size_t)(m->column_to - m->column) + 1;
        if ((size_t)m->column != only || wide < 3 || wide * 2 <= t->width) continue;
        return !numbered || (t->blocks_n == 1 && svod_rowmap_covers_prices(t->blocks[0].map, only, (size_t)m->column_to));
    }
    return false;
}

/* Is the row of the same item as the row `other`, for its article or name is merged over both? */
static bool merged_with(const svod_tables *t, const svod_sheet_row *row, const block *b, long other)
{
    for (size_t c = b->from; c < b->to && c < t->spans_n; c++) {
        const span *s = &t->spans[c];
        if (s->row_to >= row->number && other >= s->row && other <= s->row_to &&
            svod_rowmap_is_identity(b->map, c - b->from))
            return true;
    }
    return false;
}

/* Those over the columns of one table; beside all tables they are the last one's. */
static size_t pictures_of(const svod_tables *t, const svod_sheet_row *row, size_t at, svod_table_picture *ret)
{
    size_t n = 0, from = at ? t->blocks[at].from : 0, to = at + 1 < t->blocks_n ? t->blocks[at + 1].from : SIZE_MAX;
    for (size_t i = 0; i < row->pictures_n && n < SVOD_ROW_PICTURES; i++) {
        size_t column = (size_t)row->pictures[i].column;
        if (column < from || column >= to) continue;
        long middle = row->pictures[i].middle;
        if (merged_with(t, row, &t->blocks[at], middle)) middle = row->number;
        ret[n++] = (svod_table_picture){row->pictures[i].address, middle};
    }
    return n;
}

/* What merged cells and pictures put into the row decides its meaning too; where the row stands does not. */
static svod_hash hash_of(const svod_tables *t, const svod_sheet_row *row, const block *b, const svod_table_row *r)
{
    svod_hash h = row->hash;
    for (size_t c = b->from; c < b->to; c++) {
        bool filled = t->cells[c].n && !(c < row->n && row->cells[c].n);
        if (filled) h = svod_hash_bytes(t->cells[c].p, t->cells[c].n, h.lo ^ (h.hi * 3) ^ c);
    }
    for (size_t i = 0; i < r->pictures_n; i++) {
        long away = r->pictures[i].middle - row->number;
        h = svod_hash_bytes(&away, sizeof away, h.lo ^ (h.hi * 3));
    }
    return h;
}

static svod_status put(svod_tables *t, const svod_sheet_row *row, svod_error *e)
{
    svod_table_picture pictures[SVOD_ROW_PICTURES];
    size_t width = t->width + 1;
    if (!reserve_cells(t, width)) return svod_no_memory(e);
    size_t filled = 0, only = 0, first = 0;
    for (size_t c = 0; c < width; c++) {
        t->cells[c] = c < row->n && c < t->width ? row->cells[c] : (svod_str){0};
        if (t->cells[c].n && !filled) first = c;
        filled += t->cells[c].n > 0;
        if (t->cells[c].n) only = c;
    }
    int64_t number;
    bool numbered = filled == 2 && first != only && svod_str_int(svod_str_trim(t->cells[first]), &number);
    bool section = (filled == 1 || numbered) && is_section(t, row, only, numbered);
    if (section) t->cells[first] = first == only ? t->cells[only] : (svod_str){0};
    for (size_t i = 0; i < t->blocks_n; i++) {
        const block *b = &t->blocks[i];
        svod_status s = fill_spans(t, row, b, e);
        if (s != SVOD_OK) return s;
        size_t to = b->to;
        if (t->about.links && t->blocks_n == 1) {
            t->cells[t->width] = filled > 1 ? row->link : (svod_str){0};
            to = width;
        }
        svod_table_row r = {.cells = t->cells + b->from,
                            .n = to - b->from,
                            .at = {.sheet = t->about.name, .row = row->number},
                            .section = section,
                            .level = row->level,
                            .look = row->look,
                            .pictures = pictures,
                            .pictures_n = pictures_of(t, row, i, pictures)};
        r.hash = hash_of(t, row, b, &r);
        if ((s = svod_rowmap_put(b->map, &r, e)) != SVOD_OK) return s;
    }
    return SVOD_OK;
}

/* ---- where a table begins ---- */

static svod_status finish(svod_tables *t, svod_error *e)
{
    svod_status s = SVOD_OK;
    for (size_t i = 0; i < t->blocks_n && s == SVOD_OK; i++) s = svod_rowmap_end(t->blocks[i].map, e);
    drop_blocks(t);
    return s;
}

/* The sheet, or this table of it, is none of goods: the next one may be. */
static svod_status no_table(svod_tables *t, const svod_error *why, svod_error *e)
{
    bool chosen = t->options.header_row != 0 || t->options.columns.n;
    drop_blocks(t);
    if (!t->why.id[0]) t->why = *why;
    if (why->exit_code != SVOD_EXIT_BAD_INPUT || (chosen && t->about.name.n == 0)) {
        if (e) *e = *why;
        return SVOD_FAILED;
    }
    t->useless = true;
    if (t->tables_before == t->tables)
        t->host->diag(t->host, SVOD_NOTE, "sheet.no-goods", &(svod_at){.sheet = t->about.name},
                      "the sheet holds no table of goods and is left out");
    return SVOD_OK;
}

static void say_nothing(svod_host *host, svod_severity severity, const char *id, const svod_at *at, const char *format, ...)
{
    (void)host;
    (void)severity;
    (void)id;
    (void)at;
    (void)format;
}

/* Without headings a table is one of goods only when it has prices: tried in silence. */
static svod_status try_without_headings(svod_tables *t, const svod_rowmap_options *options, const svod_table_row *rows,
                                        size_t n, svod_error *e)
{
    svod_host quiet = *t->host;
    svod_rowmap *map = NULL;
    quiet.diag = say_nothing;
    quiet.understood = NULL;
    svod_status s = svod_rowmap_new(&quiet, options, &map, e);
    if (s == SVOD_OK) s = svod_rowmap_study(map, rows, n, e);
    if (s == SVOD_OK && (n < GOODS_LEAST || !svod_rowmap_is_priced(map)))
        s = svod_fail(e, SVOD_EXIT_BAD_INPUT, "table.no-table",
                      "no row of headings and no column of prices was found; say where they are: header_row: and columns:");
    svod_rowmap_free(map);
    return s;
}

static svod_status study_block(svod_tables *t, const svod_head *head, const svod_table_row *rows, size_t n, size_t from,
                               size_t to, svod_error *e)
{
    block *b = &t->blocks[t->blocks_n];
    svod_rowmap_options options = t->options;
    svod_table_row *slice = svod_arena_alloc(&t->window_memory, n * sizeof *slice);
    if (!slice) return svod_no_memory(e);
    options.header_row = head->found ? rows[0].at.row : -1;
    options.hidden = t->about.hidden ? t->about.hidden + SVOD_MIN(from, t->about.hidden_n) : NULL;
    options.hidden_n = t->about.hidden ? t->about.hidden_n - SVOD_MIN(from, t->about.hidden_n) : 0;
    for (size_t i = 0; i < n; i++) {
        slice[i] = rows[i];
        slice[i].cells = rows[i].cells + from;
        slice[i].n = to - from;
    }
    svod_status s = head->found ? SVOD_OK : try_without_headings(t, &options, slice, n, e);
    if (s == SVOD_OK) s = svod_rowmap_new(t->host, &options, &b->map, e);
    if (s != SVOD_OK) return s;
    *b = (block){b->map, from, SVOD_MIN(to, t->width)};
    t->blocks_n++;
    return svod_rowmap_study(b->map, slice, n, e);
}

/* The window as a table: the row of headings first, all rows as wide as the table. */
static svod_table_row *as_table(svod_tables *t, const svod_head *head, size_t *ret_n)
{
    size_t first = head->found ? head->last : 0, n = t->window_n - first, width = t->width + 1;
    svod_table_row *rows = svod_arena_calloc(&t->window_memory, n, sizeof *rows);
    svod_str *cells = svod_arena_calloc(&t->window_memory, n * width, sizeof *cells);
    if (!rows || !cells) return NULL;
    for (size_t i = 0; i < n; i++) {
        const svod_sheet_row *row = &t->window[first + i];
        rows[i] = (svod_table_row){.cells = cells + i * width,
                                   .n = width,
                                   .at = {.sheet = t->about.name, .row = row->number},
                                   .level = row->level,
                                   .look = row->look};
        for (size_t c = 0; c < t->width && c < row->n; c++) cells[i * width + c] = row->cells[c];
        if (t->about.links) cells[i * width + t->width] = row->link;
        if (i > 0 || !head->found) continue;
        memcpy(cells, head->headings, t->width * sizeof *cells);
        cells[t->width] = t->about.links ? SVOD_STR("url") : (svod_str){0};
    }
    *ret_n = n;
    return rows;
}

static svod_status copy(svod_arena *memory, const svod_sheet_row *row, svod_sheet_row *ret, svod_error *e)
{
    svod_str *cells = svod_arena_calloc(memory, row->n + 1, sizeof *cells);
    if (!cells) return svod_no_memory(e);
    for (size_t i = 0; i < row->n; i++) {
        cells[i] = svod_arena_dup(memory, row->cells[i]);
        if (!cells[i].p) return svod_no_memory(e);
    }
    *ret = *row;
    ret->cells = cells;
    svod_sheet_picture *pictures = svod_arena_alloc(memory, (row->pictures_n + 1) * sizeof *pictures);
    if (!pictures) return svod_no_memory(e);
    if (row->pictures_n) memcpy(pictures, row->pictures, row->pictures_n * sizeof *pictures);
    ret->pictures = pictures;
    ret->link = svod_arena_dup(memory, row->link);
    return ret->link.p ? SVOD_OK : svod_no_memory(e);
}

/* Are these headings, beyond doubt? */
static bool is_headings(svod_tables *t, const svod_sheet_row *row)
{
    if (row->numbers || t->options.header_row || t->in_sheet >= TABLES_MAX) return false;
    size_t filled = 0;
    for (size_t c = 0; c < row->n; c++) filled += svod_str_trim(row->cells[c]).n > 0;
    if (filled < AGAIN_FIELDS) return false;
    svod_table_row r = {.cells = row->cells, .n = row->n};
    int fields = 0;
    long score = svod_rowmap_heading_score(t->host, &r, 1, 0, &fields);
    return fields >= AGAIN_FIELDS && (size_t)fields * 2 >= filled && score >= AGAIN_SCORE;
}

/* Headings of another table under the one being read? */
static bool begins_another(svod_tables *t, const svod_sheet_row *row)
{
    if (!is_headings(t, row)) return false;
    for (size_t i = 0; i < t->blocks_n; i++) {
        size_t from = SVOD_MIN(t->blocks[i].from, row->n);
        if (svod_rowmap_is_heading(t->blocks[i].map, &(svod_table_row){.cells = row->cells + from, .n = row->n - from}))
            return false;
    }
    return true;
}

/* How many rows of the window the first table has: up to the headings of another one. */
static size_t rows_of_first(svod_tables *t, const svod_head *head)
{
    for (size_t i = head->found ? head->last + 1 : t->window_n; i < t->window_n; i++) {
        const svod_sheet_row *row = &t->window[i];
        if (!is_headings(t, row)) continue;
        size_t same = 0, other = 0;
        for (size_t c = 0; c < row->n && c < head->width; c++) {
            svod_str s = svod_str_trim(row->cells[c]);
            if (s.n) *(svod_str_eq(s, head->headings[c]) ? &same : &other) += 1;
        }
        if (other > same) return i;
    }
    return t->window_n;
}

/* Rows of the window that were not the first table's begin the next window. */
static svod_status carry_over(svod_tables *t, size_t from, svod_error *e)
{
    size_t n = t->window_n - from;
    svod_arena_clear(&t->spare_memory);
    for (size_t i = 0; i < n; i++) {
        svod_sheet_row row = t->window[from + i];
        svod_status s = copy(&t->spare_memory, &row, &t->window[i], e);
        if (s != SVOD_OK) return s;
    }
    svod_arena was = t->window_memory;
    t->window_memory = t->spare_memory;
    t->spare_memory = was;
    t->window_n = n;
    t->studied = t->useless = false;
    return SVOD_OK;
}

static svod_status study(svod_tables *t, svod_error *e)
{
    svod_head head;
    svod_error why = {0};
    t->studied = true;
    t->width = 0;
    t->in_sheet++;
    if (!t->window_n) return SVOD_OK;
    for (size_t i = 0; i < t->window_n; i++) t->about.links = t->about.links || t->window[i].link.n; /* of formulas */
    svod_status s =
        svod_head_find(t->host, &t->window_memory, t->options.header_row, t->window, t->window_n, &t->about, &head, &why);
    if (s == SVOD_FATAL) return svod_no_memory(e);
    if (s != SVOD_OK) return no_table(t, &why, e);
    t->width = head.width;
    size_t n, all = t->window_n;
    t->window_n = rows_of_first(t, &head);
    svod_table_row *rows = as_table(t, &head, &n);
    if (!rows) return svod_no_memory(e);
    bool one = head.starts_n < 2;
    for (size_t i = 0; i < (one ? 1 : head.starts_n) && s == SVOD_OK; i++) {
        size_t from = one ? 0 : head.starts[i];
        size_t to = one ? t->width + (t->about.links ? 1 : 0) : i + 1 < head.starts_n ? head.starts[i + 1] : t->width;
        s = study_block(t, &head, rows, n, from, to, &why);
    }
    if (s == SVOD_FATAL) return svod_no_memory(e);
    /* Terms of trade can be longer than a window: the headings may come yet. */
    if (s != SVOD_OK && !head.found && all == SVOD_ROWMAP_WINDOW && !t->options.header_row && t->slides < SLIDES) {
        t->slides++;
        drop_blocks(t);
        return carry_over(t, SVOD_ROWMAP_WINDOW / 2, e);
    }
    if (s != SVOD_OK) return no_table(t, &why, e);
    t->tables++;
    size_t first = head.found ? head.last : 0;
    for (size_t i = first; i < t->window_n && s == SVOD_OK; i++) s = put(t, &t->window[i], e);
    if (s != SVOD_OK || t->window_n == all) return s;
    size_t next = t->window_n;
    t->window_n = all;
    if ((s = finish(t, e)) != SVOD_OK) return s;
    return carry_over(t, next, e);
}

/* ---- rows as they come ---- */

static svod_status take(svod_tables *t, const svod_sheet_row *row, svod_error *e)
{
    t->hidden_rows += row->hidden;
    if (t->studied && begins_another(t, row)) {
        svod_status s = finish(t, e);
        if (s != SVOD_OK) return s;
        t->studied = t->useless = false;
        t->window_n = 0;
        svod_arena_clear(&t->window_memory);
    }
    if (t->useless) return SVOD_OK;
    if (t->studied) return put(t, row, e);
    if (t->options.header_row > 0 && row->number + STOREYS_ABOVE < t->options.header_row) return SVOD_OK;
    svod_status s = copy(&t->window_memory, row, &t->window[t->window_n], e);
    t->window_n += s == SVOD_OK;
    bool full = t->window_n == SVOD_ROWMAP_WINDOW || t->window_memory.used > WINDOW_BYTES;
    return s == SVOD_OK && full ? study(t, e) : s;
}

/* A row that holds others in the outline is their heading where such rows stand above; elsewhere when it is a text alone. */
static svod_status take_held(svod_tables *t, int next_level, svod_error *e)
{
    if (!t->holding) return SVOD_OK;
    t->holding = false;
    size_t filled = 0;
    for (size_t c = 0; c < t->held.n; c++) filled += t->held.cells[c].n > 0;
    bool holds = next_level > t->held.level && (t->about.outlined || filled == 1);
    t->held.level = holds ? t->held.level + 1 : -t->held.level - 1;
    return take(t, &t->held, e);
}

svod_status svod_tables_row(svod_tables *t, const svod_sheet_row *row, svod_error *e)
{
    size_t filled = 0;
    for (size_t c = 0; c < row->n && !filled; c++) filled += row->cells[c].n > 0;
    if (!filled) return SVOD_OK;
    if (!t->about.outlined && !t->about.levels) {
        svod_sheet_row flat = *row;
        flat.level = 0;
        return take(t, &flat, e);
    }
    svod_status s = take_held(t, row->level, e);
    if (s != SVOD_OK) return s;
    svod_arena_clear(&t->held_memory);
    s = copy(&t->held_memory, row, &t->held, e);
    t->holding = s == SVOD_OK;
    return s;
}

svod_status svod_tables_sheet_end(svod_tables *t, svod_error *e)
{
    svod_status s = take_held(t, 0, e);
    while (s == SVOD_OK && !t->studied) s = study(t, e);
    bool any = t->tables_before < t->tables;
    if (s == SVOD_OK) s = finish(t, e);
    if (s == SVOD_OK && any && t->hidden_rows) {
        t->host->diag(t->host, SVOD_NOTE, "sheet.hidden-rows", &(svod_at){.sheet = t->about.name},
                      "hidden rows in the sheet: %ld; they were read like the others", t->hidden_rows);
    }
    return s;
}

svod_status svod_tables_end(svod_tables *t, svod_error *e)
{
    if (t->tables) return SVOD_OK;
    if (!t->why.id[0])
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "sheet.empty", "the workbook has no sheet with anything in it");
    if (e) *e = t->why;
    return SVOD_FAILED;
}
