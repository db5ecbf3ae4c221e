/* The rows of a sheet: cells as text. */
#include "kit/sheet_own.h"

#include "base/alloc.h"
#include "base/str.h"

#include <svod/kit.h>

enum { ROW_BYTES = 32 << 20, FORMULA_BYTES = 64 << 10 };

typedef enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOLEAN, CELL_ERROR, CELL_DATE } cell_kind;

typedef struct place {
    uint32_t from, n; /* in the row's text */
} place;

struct svod_sheet_rows {
    svod_host *host;
    svod_sheet_package *package;
    const svod_sheet_part *about;
    const svod_sheet_frame *frame;
    svod_sheet_row_fn take;
    svod_part *part;
    svod_sheet_xml *xml;
    char *bytes;
    svod_sheet_row row;
    long level_before;
    svod_buf text, value; /* of the row; of the cell as written */
    place *places;        /* by column */
    svod_str *cells;
    size_t n; /* columns used in this row */
    long column;
    cell_kind kind;
    size_t style;
    svod_str rich; /* the part of the picture that is the cell's value */
    svod_buf said; /* the formula of the cell */
    bool in_value, in_formula, formula, phonetic, in_row;
    long valueless, valueless_row, no_string; /* formulas without a value; the first such row; texts that are not there */
    size_t link_at, picture_at;
    svod_sheet_picture pictures[SVOD_ROW_PICTURES]; /* of the row */
    svod_buf link;                                  /* of a formula in the row */
};

/* ---- attributes ---- */

static cell_kind kind_of(svod_str type)
{
    if (type.n != 1) return type.n ? CELL_TEXT : CELL_NUMBER; /* str, inlineStr */
    switch (type.p[0]) {
    case 'n':
        return CELL_NUMBER;
    case 's':
        return CELL_SHARED;
    case 'b':
        return CELL_BOOLEAN;
    case 'e':
        return CELL_ERROR;
    case 'd':
        return CELL_DATE;
    default:
        return CELL_TEXT;
    }
}

static bool is_true(svod_str s)
{
    return svod_str_is(s, "1") || svod_str_is(s, "true");
}

static void begin_row(svod_sheet_rows *r, svod_sheet_attrs attrs)
{
    int64_t number = 0, level = 0;
    long before = r->row.number;
    svod_str given = svod_sheet_attr(attrs, "r"), height = svod_sheet_attr(attrs, "ht");
    bool explicit_number = svod_str_int(given, &number) && number > before && number <= SVOD_SHEET_ROWS;
    r->row = (svod_sheet_row){.number = explicit_number ? (long)number : before + 1};
    r->row.hidden = is_true(svod_sheet_attr(attrs, "hidden")) || svod_str_is(height, "0");
    if (svod_str_int(svod_sheet_attr(attrs, "outlineLevel"), &level) && level >= 0 && level < 8) r->row.level = (int)level;
    svod_buf_clear(&r->text);
    svod_buf_clear(&r->link);
    r->n = 0;
    r->column = -1;
    r->in_row = true;
}

/* The column of "BC12", from 0; the row says its number itself. -1: none. */
static long column_of(svod_str ref)
{
    long column = 0;
    size_t i = 0;
    for (; i < ref.n && i < 4 && (ref.p[i] | 0x20) >= 'a' && (ref.p[i] | 0x20) <= 'z'; i++)
        column = column * 26 + ((ref.p[i] | 0x20) - 'a' + 1);
    bool good = i > 0 && i < ref.n && ref.p[i] >= '0' && ref.p[i] <= '9' && column <= SVOD_SHEET_COLUMNS;
    return good ? column - 1 : -1;
}

static void begin_cell(svod_sheet_rows *r, svod_sheet_attrs attrs)
{
    svod_str letters[26];
    letters['r' - 'a'] = letters['s' - 'a'] = letters['t' - 'a'] = (svod_str){0};
    svod_sheet_attr_letters(attrs, letters);
    svod_str ref = letters['r' - 'a'], type = letters['t' - 'a'], style = letters['s' - 'a'];
    long column = column_of(ref);
    r->column = column > r->column ? column : r->column + 1;
    r->kind = kind_of(type);
    r->style = 0;
    for (size_t i = 0; i < style.n && i < 6; i++) r->style = r->style * 10 + (size_t)(style.p[i] - '0');
    r->formula = false;
    r->rich = (svod_str){0};
    if (r->value.n) svod_buf_clear(&r->value);
    if (r->said.n || r->said.failed) svod_buf_clear(&r->said);
    int64_t vm = 0;
    if (r->package->rich_n && svod_str_int(svod_sheet_attr(attrs, "vm"), &vm) && vm >= 1 &&
        (uint64_t)vm <= r->package->rich_n)
        r->rich = r->package->rich[vm - 1];
}

/* ---- cells ---- */

static void put_shared(svod_sheet_rows *r)
{
    int64_t index = 0;
    if (!svod_str_int(svod_str_trim(svod_buf_view(&r->value)), &index) || index < 0 ||
        (size_t)index >= r->package->strings_n) {
        r->no_string++;
        return;
    }
    if (r->package->mend)
        svod_sheet_mend_text(r->package, &r->text, r->package->strings[index]);
    else
        svod_buf_str(&r->text, r->package->strings[index]);
}

static void put_number(svod_sheet_rows *r, svod_str v)
{
    svod_number_format format = {0};
    if (r->style < r->package->formats_n) format = r->package->formats[r->style];
    svod_number_text(&r->text, v, format, r->package->date1904);
    r->row.numbers = r->row.numbers || format.kind == SVOD_FORMAT_PLAIN;
}

static void put_value(svod_sheet_rows *r)
{
    svod_str v = svod_buf_view(&r->value);
    switch (r->kind) {
    case CELL_NUMBER:
        put_number(r, v);
        break;
    case CELL_SHARED:
        put_shared(r);
        break;
    case CELL_BOOLEAN:
        svod_buf_cstr(&r->text, is_true(v) ? "true" : "false");
        break;
    case CELL_DATE:
        svod_buf_str(&r->text, v.n > 10 && v.p[10] == 'T' ? svod_str_sub(v, 0, 10) : v);
        break;
    case CELL_TEXT:
        if (r->package->mend)
            svod_sheet_mend_text(r->package, &r->text, v);
        else
            svod_unescaped_text(&r->text, v);
        break;
    case CELL_ERROR:
        break;
    }
}

/* ---- what a formula leads to ---- */

static bool is_address(svod_str s)
{
    return svod_str_starts(s, SVOD_STR("http://")) || svod_str_starts(s, SVOD_STR("https://"));
}

static bool is_picture(svod_str address)
{
    static const char *const ends[] = {".jpg", ".jpeg", ".png", ".webp", ".gif"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        svod_str end = svod_str_of(ends[i]);
        if (address.n > end.n && svod_str_eq_nocase(svod_str_sub(address, address.n - end.n, address.n), end)) return true;
    }
    return false;
}

static void add_picture(svod_sheet_rows *r, svod_str address, long column)
{
    long row = r->row.number;
    if (address.n && r->row.pictures_n < SVOD_ROW_PICTURES)
        r->pictures[r->row.pictures_n++] = (svod_sheet_picture){row, column, row, address};
}

static svod_status add_media(svod_sheet_rows *r, svod_str path, svod_error *e)
{
    svod_str address = {0};
    svod_status s = path.n ? svod_sheet_media(r->package, path, &address, e) : SVOD_OK;
    add_picture(r, address, r->column);
    return s;
}

/* The text in quotes at the beginning of `s`, doubled quotes made one, in memory of the step; what follows it in *ret_rest.
 * Anything else: empty. */
static svod_str quoted(svod_sheet_rows *r, svod_str s, svod_str *ret_rest)
{
    *ret_rest = s;
    s = svod_str_trim(s);
    char *p = s.n > 1 && s.p[0] == '"' ? svod_arena_alloc(r->host->step, s.n) : NULL;
    size_t n = 0;
    for (size_t i = 1; p && i < s.n; i++) {
        bool quote = s.p[i] == '"';
        if (quote && (i + 1 == s.n || s.p[i + 1] != '"')) {
            *ret_rest = svod_str_trim(svod_str_sub(s, i + 1, s.n));
            return (svod_str){p, n};
        }
        p[n++] = s.p[i];
        i += quote;
    }
    return (svod_str){0};
}

/* What stands in brackets after the name of a function, wherever its program says it comes from ("_xlfn."). */
static bool is_call(svod_str formula, const char *name, svod_str *ret_arguments)
{
    static const char *const before[] = {"_xlfn.", "_xlws."};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        if (svod_str_starts(formula, svod_str_of(before[i]))) formula = svod_str_sub(formula, strlen(before[i]), formula.n);
    }
    size_t n = strlen(name);
    if (formula.n <= n || formula.p[n] != '(' || !svod_str_eq_nocase(svod_str_sub(formula, 0, n), svod_str_of(name)))
        return false;
    *ret_arguments = svod_str_sub(formula, n + 1, formula.n);
    return true;
}

/* A link written as a formula: where it leads, and what it shows when nobody has computed it. */
static svod_status follow_link(svod_sheet_rows *r, svod_str arguments, svod_error *e)
{
    svod_str rest, address = quoted(r, arguments, &rest), shown = {0};
    bool ends = rest.n && (rest.p[0] == ',' || rest.p[0] == ';' || rest.p[0] == ')');
    if (ends && is_address(address) && is_picture(address)) {
        svod_str kept = svod_arena_dup(r->package->memory, address);
        if (!kept.p) return svod_no_memory(e);
        add_picture(r, kept, r->column);
    } else if (ends && is_address(address) && !r->link.n) {
        svod_buf_str(&r->link, address);
    }
    if (ends && rest.p[0] != ')') shown = quoted(r, svod_str_sub(rest, 1, rest.n), &rest);
    if (!r->value.n && shown.n) {
        svod_buf_str(&r->value, shown);
        r->kind = CELL_TEXT;
    }
    return r->link.failed || r->value.failed ? svod_no_memory(e) : SVOD_OK;
}

static svod_status follow_formula(svod_sheet_rows *r, svod_error *e)
{
    svod_str arguments, rest;
    if (is_call(svod_buf_view(&r->said), "HYPERLINK", &arguments)) return follow_link(r, arguments, e);
    bool named = is_call(svod_buf_view(&r->said), "DISPIMG", &arguments);
    if (!named && !is_call(svod_buf_view(&r->said), "IMAGE", &arguments)) return SVOD_OK;
    svod_str what = quoted(r, arguments, &rest);
    svod_buf_clear(&r->value); /* the formula once more, or a fault */
    r->formula = false;
    if (named) return add_media(r, svod_sheet_named_picture(r->package, what), e);
    svod_str kept = is_address(what) ? svod_arena_dup(r->package->memory, what) : (svod_str){"", 0};
    add_picture(r, kept, r->column);
    return kept.p ? SVOD_OK : svod_no_memory(e);
}

static svod_status end_cell(svod_sheet_rows *r, svod_error *e)
{
    if (!r->in_row || r->column < 0 || r->column >= SVOD_SHEET_COLUMNS) return SVOD_OK;
    size_t from = r->text.n;
    svod_status s = r->said.n && !r->said.failed ? follow_formula(r, e) : SVOD_OK;
    if (s == SVOD_OK && r->rich.n) s = add_media(r, r->rich, e);
    if (s != SVOD_OK) return s;
    if (r->value.n)
        put_value(r);
    else if (r->formula && r->valueless++ == 0)
        r->valueless_row = r->row.number;
    if (r->text.failed || r->value.failed) return svod_no_memory(e);
    if (r->text.n == from) return SVOD_OK;
    if (!r->row.look && r->style < r->package->formats_n) r->row.look = r->package->looks[r->style];
    for (; r->n <= (size_t)r->column; r->n++) r->places[r->n] = (place){0, 0};
    r->places[r->column] = (place){(uint32_t)from, (uint32_t)(r->text.n - from)};
    return SVOD_OK;
}

/* ---- rows ---- */

static svod_status end_row(svod_sheet_rows *r, svod_error *e)
{
    r->in_row = false;
    if (!r->n) return SVOD_OK;
    for (size_t c = 0; c < r->n; c++)
        r->cells[c] = r->places[c].n ? (svod_str){r->text.p + r->places[c].from, r->places[c].n} : (svod_str){0};
    r->row.cells = r->cells;
    r->row.n = r->n;
    svod_hash h = svod_hash_bytes(r->text.p, r->text.n, 0);
    h = svod_hash_bytes(r->places, r->n * sizeof *r->places, h.lo ^ (h.hi * 3));
    const svod_sheet_frame *f = r->frame;
    while (r->link_at < f->links_n && f->links[r->link_at].row < r->row.number) r->link_at++;
    r->row.link = svod_buf_view(&r->link);
    for (size_t i = r->link_at; i < f->links_n && f->links[i].row == r->row.number; i++) {
        if (is_picture(f->links[i].target))
            add_picture(r, f->links[i].target, f->links[i].column);
        else if (!r->row.link.n)
            r->row.link = f->links[i].target;
    }
    if (r->row.link.n) h = svod_hash_bytes(r->row.link.p, r->row.link.n, h.lo ^ (h.hi * 3));
    while (r->picture_at < f->pictures_n && f->pictures[r->picture_at].row < r->row.number) r->picture_at++;
    for (size_t i = r->picture_at; i < f->pictures_n && f->pictures[i].row == r->row.number; i++) {
        if (r->row.pictures_n < SVOD_ROW_PICTURES) r->pictures[r->row.pictures_n++] = f->pictures[i];
    }
    for (size_t i = 0; i < r->row.pictures_n; i++) {
        svod_str address = r->pictures[i].address;
        h = svod_hash_bytes(address.p, address.n, h.lo ^ (h.hi * 3));
    }
    r->row.pictures = r->pictures;
    r->row.hash = h;
    return r->take.take(r->take.context, &r->row, e);
}

static svod_status start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    (void)e;
    svod_sheet_rows *r = context;
    switch (name[0]) {
    case 'c':
        if (!name[1]) begin_cell(r, attrs);
        break;
    case 'v':
        if (!name[1]) r->in_value = true;
        break;
    case 't':
        if (!name[1]) r->in_value = !r->phonetic;
        break;
    case 'f':
        if (!name[1]) r->formula = r->in_formula = true;
        break;
    case 'r':
        if (strcmp(name, "row") == 0) begin_row(r, attrs);
        if (strcmp(name, "rPh") == 0) r->phonetic = true;
        break;
    default:
        break;
    }
    return SVOD_OK;
}

static svod_status end(void *context, const char *name, svod_error *e)
{
    svod_sheet_rows *r = context;
    r->in_value = r->in_formula = false;
    if (name[0] == 'c' && !name[1]) return end_cell(r, e);
    if (name[0] != 'r') return SVOD_OK;
    if (strcmp(name, "rPh") == 0) r->phonetic = false;
    return strcmp(name, "row") == 0 ? end_row(r, e) : SVOD_OK;
}

static svod_status text(void *context, svod_str text, svod_error *e)
{
    svod_sheet_rows *r = context;
    if (r->in_formula) svod_buf_str(&r->said, text);
    if (!r->in_value) return SVOD_OK;
    svod_buf_str(&r->value, text);
    return r->value.failed ? svod_no_memory(e) : SVOD_OK;
}

/* ---- the sheet ---- */

svod_status svod_sheet_rows_open(svod_host *host, svod_sheet_package *p, const svod_sheet_part *part,
                                 const svod_sheet_frame *frame, svod_sheet_row_fn take, svod_sheet_rows **ret, svod_error *e)
{
    svod_sheet_rows *r = svod_try_calloc(1, sizeof *r);
    if (!r) return svod_no_memory(e);
    r->host = host;
    r->package = p;
    r->about = part;
    r->frame = frame;
    r->take = take;
    r->text = r->value = SVOD_BUF_INIT_TRY(ROW_BYTES);
    r->said = r->link = SVOD_BUF_INIT_TRY(FORMULA_BYTES); /* longer ones lead nowhere */
    r->bytes = svod_try_alloc(SVOD_SHEET_CHUNK);
    r->places = svod_try_alloc(SVOD_SHEET_COLUMNS * sizeof *r->places);
    r->cells = svod_try_alloc(SVOD_SHEET_COLUMNS * sizeof *r->cells);
    svod_sheet_handler handler = {.context = r, .start = start, .end = end, .text = text};
    svod_status s = r->bytes && r->places && r->cells ? svod_part_open(p->zip, part->path, &r->part, e) : svod_no_memory(e);
    if (s == SVOD_OK) s = svod_sheet_xml_new(&handler, &r->xml, e);
    if (s != SVOD_OK) {
        svod_sheet_rows_close(r);
        return s;
    }
    *ret = r;
    return SVOD_OK;
}

/* Said at the end of the sheet, once. */
static void say_what_lacks(svod_sheet_rows *r)
{
    svod_at at = {.sheet = r->about->name, .row = r->valueless_row};
    if (r->valueless)
        r->host->diag(
            r->host, SVOD_WARNING, "sheet.formula-without-value", &at,
            "formulas from here on whose value was never computed: %ld; they are read as absent: open the workbook in "
            "a spreadsheet program and save it",
            r->valueless);
    at.row = 0;
    if (r->no_string)
        r->host->diag(r->host, SVOD_WARNING, "sheet.no-string", &at,
                      "cells that refer to texts the workbook lacks: %ld; they are read as absent", r->no_string);
}

svod_status svod_sheet_rows_next(svod_sheet_rows *r, svod_error *e)
{
    size_t n = 0;
    svod_status s = svod_part_read(r->part, r->bytes, SVOD_SHEET_CHUNK, &n, e);
    if (s == SVOD_OK) s = svod_sheet_xml_feed(r->xml, r->bytes, n, e);
    if (s != SVOD_OK || n) return s;
    say_what_lacks(r);
    return SVOD_END;
}

void svod_sheet_rows_close(svod_sheet_rows *r)
{
    if (!r) return;
    svod_sheet_xml_free(r->xml);
    svod_part_close(r->part);
    svod_buf_release(&r->text);
    svod_buf_release(&r->value);
    svod_buf_release(&r->said);
    svod_buf_release(&r->link);
    svod_free(r->bytes);
    svod_free(r->places);
    svod_free(r->cells);
    svod_free(r);
}
