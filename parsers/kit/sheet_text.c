/* Tables saved under the name of a workbook: HTML by its tags of tables, SpreadsheetML as XML. */
#include "kit/sheet_text.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/str.h"
#include "kit/sheet_own.h"

#include <strings.h>
#include <svod/kit.h>

enum { PIECE = 16 << 10, ROW_BYTES = 16 << 20, COLUMNS = 1024, MERGES = 20000, CELL_SPAN = 1000 };

typedef struct place {
    size_t from, n;
} place;

struct svod_sheet_text {
    svod_host *host;
    svod_sheet_text_kind kind;
    svod_str wanted; /* the sheet to read, or empty */
    svod_tables *tables;
    svod_sheet_xml *xml;
    svod_arena memory;
    svod_str name; /* of the sheet being read */
    long sheets, row, in_sheet;
    svod_buf text;
    place places[COLUMNS];
    svod_str cells[COLUMNS];
    long covered_to[COLUMNS]; /* by column: the last row a cell from above reaches */
    size_t n, column;         /* columns used; the next one */
    svod_merge *merges;
    size_t merges_n, merges_room;
    bool in_row, in_cell, in_data, hidden, numbers, skipped; /* skipped: not the sheet wanted */
    const char *until;                                       /* HTML is passed over up to this */
};

/* ---- rows, whatever they came from ---- */

static svod_status begin_sheet(svod_sheet_text *t, svod_str name, svod_error *e)
{
    int64_t number;
    t->sheets++;
    t->row = 0;
    t->in_sheet++;
    t->merges_n = 0;
    memset(t->covered_to, 0, sizeof t->covered_to);
    t->skipped =
        t->wanted.n && !svod_str_eq(t->wanted, name) && !(svod_str_int(t->wanted, &number) && number == (int64_t)t->sheets);
    t->name = svod_sheet_attr_keep(&t->memory, name);
    if (!t->name.p) return svod_no_memory(e);
    return svod_tables_sheet(t->tables, &(svod_sheet_about){.name = t->name}, e);
}

static svod_status end_sheet(svod_sheet_text *t, svod_error *e)
{
    if (!t->in_sheet) return SVOD_OK;
    t->in_sheet = 0;
    return svod_tables_sheet_end(t->tables, e);
}

static void begin_row(svod_sheet_text *t)
{
    t->row++;
    t->n = t->column = 0;
    t->in_row = true;
    t->hidden = t->numbers = false;
    svod_buf_clear(&t->text);
}

static svod_status begin_cell(svod_sheet_text *t, int64_t across, int64_t down, svod_error *e)
{
    if (across < 0 || across > CELL_SPAN) across = 0;
    if (down < 0 || down > CELL_SPAN) down = 0;
    /* Cells of rows above that reach into this one take their places. */
    while (t->kind == SVOD_SHEET_HTML && t->column < COLUMNS && t->covered_to[t->column] >= t->row) t->column++;
    for (size_t c = t->column; down && c < COLUMNS && c <= t->column + (size_t)across; c++)
        t->covered_to[c] = t->row + (long)down;
    t->in_cell = true;
    if (t->column < COLUMNS) {
        for (; t->n <= t->column; t->n++) t->places[t->n] = (place){0, 0};
        t->places[t->column] = (place){t->text.n, 0};
    }
    if ((!across && !down) || t->merges_n == MERGES) return SVOD_OK;
    if (t->merges_n == t->merges_room) {
        size_t room = t->merges_room ? t->merges_room * 2 : 64;
        svod_merge *wider = svod_try_realloc(t->merges, room * sizeof *wider);
        if (!wider) return svod_no_memory(e);
        t->merges = wider;
        t->merges_room = room;
    }
    t->merges[t->merges_n++] =
        (svod_merge){(int32_t)t->row, (int32_t)(t->row + down), (int32_t)t->column, (int32_t)((int64_t)t->column + across)};
    return SVOD_OK;
}

static void end_cell(svod_sheet_text *t)
{
    if (!t->in_cell) return;
    t->in_cell = t->in_data = false;
    if (t->column < COLUMNS) t->places[t->column].n = t->text.n - t->places[t->column].from;
    const svod_merge *m = t->merges_n ? &t->merges[t->merges_n - 1] : NULL;
    bool wide = m && m->row == t->row && (size_t)m->column == t->column;
    t->column = wide ? (size_t)m->column_to + 1 : t->column + 1;
}

static svod_status end_row(svod_sheet_text *t, svod_error *e)
{
    end_cell(t);
    if (!t->in_row) return SVOD_OK;
    t->in_row = false;
    if (t->text.failed) return svod_no_memory(e);
    if (t->skipped || !t->n) return SVOD_OK;
    for (size_t i = 0; i < t->n; i++)
        t->cells[i] = svod_str_trim((svod_str){t->text.p ? t->text.p + t->places[i].from : "", t->places[i].n});
    svod_hash h = svod_hash_bytes(t->text.p, t->text.n, 0);
    svod_sheet_row row = {.cells = t->cells,
                          .n = t->n,
                          .number = t->row,
                          .hidden = t->hidden,
                          .numbers = t->numbers,
                          .hash = svod_hash_bytes(t->places, t->n * sizeof *t->places, h.lo ^ (h.hi * 3))};
    svod_tables_merges(t->tables, t->merges, t->merges_n);
    return svod_tables_row(t->tables, &row, e);
}

/* ---- SpreadsheetML ---- */

static int64_t number_of(svod_sheet_attrs attrs, const char *name)
{
    int64_t value = 0;
    return svod_str_int(svod_sheet_attr(attrs, name), &value) ? value : 0;
}

static svod_status xml_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    svod_sheet_text *t = context;
    if (strcmp(name, "Worksheet") == 0) return begin_sheet(t, svod_sheet_attr(attrs, "Name"), e);
    if (strcmp(name, "Row") == 0) {
        int64_t index = number_of(attrs, "Index");
        if (index > t->row && index <= SVOD_SHEET_ROWS) t->row = (long)index - 1;
        begin_row(t);
        t->hidden = svod_str_is(svod_sheet_attr(attrs, "Hidden"), "1");
    } else if (strcmp(name, "Cell") == 0 && t->in_row) {
        int64_t index = number_of(attrs, "Index");
        if (index > (int64_t)t->column && index <= COLUMNS) t->column = (size_t)index - 1;
        return begin_cell(t, number_of(attrs, "MergeAcross"), number_of(attrs, "MergeDown"), e);
    } else if (strcmp(name, "Data") == 0 && t->in_cell) {
        t->in_data = true;
        t->numbers = t->numbers || svod_str_is(svod_sheet_attr(attrs, "Type"), "Number");
    }
    return SVOD_OK;
}

static svod_status xml_end(void *context, const char *name, svod_error *e)
{
    svod_sheet_text *t = context;
    if (strcmp(name, "Data") == 0) t->in_data = false;
    if (strcmp(name, "Cell") == 0) end_cell(t);
    if (strcmp(name, "Row") == 0) return end_row(t, e);
    return strcmp(name, "Worksheet") == 0 ? end_sheet(t, e) : SVOD_OK;
}

static svod_status xml_text(void *context, svod_str text, svod_error *e)
{
    svod_sheet_text *t = context;
    if (t->in_data) svod_buf_str(&t->text, text);
    return t->text.failed ? svod_no_memory(e) : SVOD_OK;
}

/* ---- HTML ---- */

static int64_t span_of(svod_str tag, const char *name)
{
    int64_t value = 0;
    size_t at = svod_str_find(tag, svod_str_of(name), 0);
    if (at == SIZE_MAX) return 0;
    for (at += strlen(name); at < tag.n && strchr(" =\"'", tag.p[at]);) at++;
    size_t to = at;
    while (to < tag.n && to - at < 6 && tag.p[to] >= '0' && tag.p[to] <= '9') to++;
    return svod_str_int(svod_str_sub(tag, at, to), &value) && value > 1 ? value - 1 : 0;
}

static bool is_tag(svod_str tag, const char *name)
{
    size_t n = strlen(name);
    return tag.n >= n && strncasecmp(tag.p, name, n) == 0 &&
           (tag.n == n || !memchr("abcdefghijklmnopqrstuvwxyz", tag.p[n] | 0x20, 26));
}

/* What was put between the tags of a cell, as plain text. */
static void plain_cell(svod_sheet_text *t, svod_error *e, svod_status *status)
{
    bool there = t->in_cell && t->column < COLUMNS;
    if (there) {
        size_t from = t->places[t->column].from;
        svod_arena_mark mark = svod_arena_mark_get(t->host->step);
        svod_str plain = svod_plain_text(t->host->step, (svod_str){t->text.p ? t->text.p + from : "", t->text.n - from});
        if (!plain.p || t->text.failed) *status = svod_no_memory(e);
        /* Plain text may be a part of the text itself, and is never longer. */
        if (plain.p && t->text.p && plain.n <= t->text.n - from) {
            memmove(t->text.p + from, plain.p, plain.n);
            t->text.n = from + plain.n;
        }
        svod_arena_rewind(t->host->step, mark);
    }
    end_cell(t);
}

static svod_status html_row_ends(svod_sheet_text *t, svod_error *e)
{
    svod_status s = SVOD_OK;
    plain_cell(t, e, &s);
    return s == SVOD_OK ? end_row(t, e) : s;
}

/* A table within a cell is text of that cell. */
static svod_status html_tag(svod_sheet_text *t, svod_str tag, svod_error *e)
{
    svod_status s = SVOD_OK;
    if (is_tag(tag, "table")) {
        if (t->in_sheet++) return SVOD_OK;
        t->in_sheet = 0;
        return begin_sheet(t, (svod_str){0}, e);
    }
    if (is_tag(tag, "/table")) {
        if (t->in_sheet > 1) {
            t->in_sheet--;
            return SVOD_OK;
        }
        if (t->in_sheet) s = html_row_ends(t, e);
        return s == SVOD_OK ? end_sheet(t, e) : s;
    }
    if (t->in_sheet != 1) return SVOD_OK;
    if (is_tag(tag, "tr")) {
        s = html_row_ends(t, e);
        begin_row(t);
    } else if (is_tag(tag, "/tr")) {
        s = html_row_ends(t, e);
    } else if (is_tag(tag, "td") || is_tag(tag, "th")) {
        plain_cell(t, e, &s);
        if (s == SVOD_OK && t->in_row) s = begin_cell(t, span_of(tag, "colspan"), span_of(tag, "rowspan"), e);
    } else if (is_tag(tag, "/td") || is_tag(tag, "/th")) {
        plain_cell(t, e, &s);
    } else if (t->in_cell) {
        svod_buf_char(&t->text, '<');
        svod_buf_str(&t->text, tag);
        svod_buf_char(&t->text, '>');
    }
    return s;
}

/* As much of the bytes as is whole tags and text. */
static svod_status html_feed(svod_sheet_text *t, svod_str s, bool last, size_t *ret_used, svod_error *e)
{
    size_t i = 0;
    svod_status status = SVOD_OK;
    while (i < s.n && status == SVOD_OK) {
        if (t->until) {
            size_t end = svod_str_find(s, svod_str_of(t->until), i);
            size_t keep = SVOD_MIN(s.n - i, strlen(t->until));
            *ret_used = last ? s.n : s.n - keep;
            if (end == SIZE_MAX) return SVOD_OK;
            i = end + strlen(t->until);
            t->until = NULL;
            continue;
        }
        if (s.p[i] != '<') {
            const char *tag = memchr(s.p + i, '<', s.n - i);
            size_t to = tag ? (size_t)(tag - s.p) : s.n;
            if (t->in_cell) svod_buf_add(&t->text, s.p + i, to - i);
            i = to;
            continue;
        }
        const char *close = memchr(s.p + i, '>', s.n - i);
        if (!close && !last && s.n - i < PIECE) break;
        svod_str tag = svod_str_sub(s, i + 1, close ? (size_t)(close - s.p) : s.n);
        if (svod_str_starts(tag, SVOD_STR("!--"))) {
            t->until = "-->";
            i += 4;
            continue;
        }
        if (is_tag(tag, "script") || is_tag(tag, "style")) t->until = is_tag(tag, "script") ? "</script>" : "</style>";
        if (close) status = html_tag(t, tag, e);
        i = close ? (size_t)(close - s.p) + 1 : s.n;
    }
    *ret_used = i;
    return t->text.failed ? svod_no_memory(e) : status;
}

/* ---- the whole ---- */

svod_status svod_sheet_text_open(svod_host *host, const svod_book_options *options, svod_sheet_text_kind kind,
                                 svod_sheet_text **ret, svod_error *e)
{
    svod_sheet_text *t = svod_try_calloc(1, sizeof *t);
    if (!t) return svod_no_memory(e);
    t->host = host;
    t->kind = kind;
    t->wanted = options->sheet;
    t->text = SVOD_BUF_INIT_TRY(ROW_BYTES);
    svod_arena_init_try(&t->memory, 64 << 20);
    svod_status s = svod_tables_new(host, &options->map, &t->tables, e);
    if (s == SVOD_OK) s = host->decode(host, e);
    if (s == SVOD_OK && kind == SVOD_SHEET_XML2003) {
        svod_sheet_handler handler = {.context = t, .start = xml_start, .end = xml_end, .text = xml_text};
        s = svod_sheet_xml_new(&handler, &t->xml, e);
    }
    if (s != SVOD_OK) {
        svod_sheet_text_close(t);
        return s;
    }
    *ret = t;
    return SVOD_OK;
}

static svod_status finish(svod_sheet_text *t, svod_error *e)
{
    bool open = t->in_sheet > 0;
    svod_status s = !open ? SVOD_OK : t->xml ? end_row(t, e) : html_row_ends(t, e);
    if (s == SVOD_OK) s = end_sheet(t, e);
    if (s == SVOD_OK) s = svod_tables_end(t->tables, e);
    if (s != SVOD_OK || !open) return s == SVOD_OK ? SVOD_END : s;
    t->host->diag(t->host, SVOD_ERROR, "sheet.cut-off", &(svod_at){.sheet = t->name, .row = t->row},
                  "the table is cut off here");
    return SVOD_STOP;
}

svod_status svod_sheet_text_next(svod_sheet_text *t, svod_error *e)
{
    const char *p;
    size_t n;
    svod_status s = t->host->ahead(t->host, 2 * PIECE, &p, &n, e);
    if (s != SVOD_OK) return s;
    bool last = n < 2 * PIECE;
    if (n > 2 * PIECE) n = 2 * PIECE;
    svod_error why = {0};
    size_t used = n;
    s = t->xml ? svod_sheet_xml_feed(t->xml, p, n, &why) : html_feed(t, (svod_str){p, n}, last, &used, &why);
    t->host->consume(t->host, used);
    if (s == SVOD_FAILED && t->xml && strcmp(why.id, "xlsx.broken-xml") == 0) {
        /* What came before the damage is good. */
        if (n) t->host->diag(t->host, SVOD_ERROR, why.id, &(svod_at){.sheet = t->name, .row = t->row}, "%s", why.text);
        t->in_row = t->in_cell = false;
        t->in_sheet = 1;
        s = finish(t, e);
        return s;
    }
    if (s != SVOD_OK) {
        if (e) *e = why;
        return s;
    }
    return n ? SVOD_OK : finish(t, e);
}

void svod_sheet_text_close(svod_sheet_text *t)
{
    if (!t) return;
    svod_tables_free(t->tables);
    svod_sheet_xml_free(t->xml);
    svod_buf_release(&t->text);
    svod_free(t->merges);
    svod_arena_release(&t->memory);
    svod_free(t);
}
