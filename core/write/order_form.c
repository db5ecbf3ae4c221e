/* Filling the supplier's own workbook: the bytes of its sheets are kept as they are around the cells that are filled. */
#include "write/order_form.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/tr.h"
#include "base/vec.h"
#include "io/outfile_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

enum { PART_CAP = 256 << 20, MOST_PARTS = 200 };

static svod_status refuse(svod_error *e, const char *why)
{
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "form.refused", "%s", _(why));
}

/* ---- marks in XML ---- */

/* An element without a prefix, from its '<' on. */
typedef struct element {
    size_t from, open_end, close,
        to;     /* '<', behind '>', the '<' of its end tag, behind all; no content: close == open_end */
    bool empty; /* <c/> */
} element;

static bool begins(svod_str xml, size_t at, const char *name)
{
    size_t n = strlen(name);
    if (xml.n - at < n + 2 || xml.p[at] != '<' || memcmp(xml.p + at + 1, name, n) != 0) return false;
    char next = xml.p[at + 1 + n];
    return next == ' ' || next == '>' || next == '/' || next == '\n' || next == '\r' || next == '\t';
}

static size_t tag_end(svod_str xml, size_t at)
{
    char quote = 0;
    for (; at < xml.n; at++) {
        char c = xml.p[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return at + 1;
    }
    return SIZE_MAX;
}

/* The next element `name` at or after `at` and before `end`; elements of this name do not nest. */
static bool next_element(svod_str xml, size_t at, size_t end, const char *name, element *ret)
{
    char closing[40];
    snprintf(closing, sizeof closing, "</%s>", name);
    for (; at < end; at++) {
        const char *p = memchr(xml.p + at, '<', end - at);
        if (!p) return false;
        at = (size_t)(p - xml.p);
        if (!begins(xml, at, name)) continue;
        size_t open_end = tag_end(xml, at);
        if (open_end == SIZE_MAX || open_end > end) return false;
        *ret = (element){at, open_end, open_end, open_end, xml.p[open_end - 2] == '/'};
        if (ret->empty) return true;
        size_t close = svod_str_find(svod_str_sub(xml, 0, end), svod_str_of(closing), open_end);
        if (close == SIZE_MAX) return false;
        ret->close = close;
        ret->to = close + strlen(closing);
        return true;
    }
    return false;
}

/* The value of an attribute of the tag; empty: there is none. */
static svod_str attribute(svod_str xml, const element *el, const char *name)
{
    svod_str tag = svod_str_sub(xml, el->from, el->open_end);
    size_t n = strlen(name);
    for (size_t i = 1; i + n + 2 < tag.n; i++) {
        if (tag.p[i] != ' ' || memcmp(tag.p + i + 1, name, n) != 0 || tag.p[i + 1 + n] != '=') continue;
        char quote = tag.p[i + 2 + n];
        const char *from = tag.p + i + 3 + n, *end = memchr(from, quote, (size_t)(tag.p + tag.n - from));
        return end ? svod_str_range(from, end) : (svod_str){0};
    }
    return (svod_str){0};
}

/* The column of "BC12", from 0; -1: it is none. */
static long column_of(svod_str reference)
{
    long column = 0;
    size_t i = 0;
    for (; i < reference.n && reference.p[i] >= 'A' && reference.p[i] <= 'Z' && i < 4; i++)
        column = column * 26 + (reference.p[i] - 'A' + 1);
    return i > 0 && i < reference.n ? column - 1 : -1;
}

static void put_reference(svod_buf *out, long row, long column)
{
    char letters[8];
    size_t at = sizeof letters;
    for (long left = column + 1; left > 0; left = (left - 1) / 26) letters[--at] = (char)('A' + (left - 1) % 26);
    svod_buf_add(out, letters + at, sizeof letters - at);
    svod_buf_printf(out, "%ld", row);
}

/* ---- cells ---- */

static void put_cell(svod_buf *out, const svod_form_cell *cell, svod_str style)
{
    svod_buf_cstr(out, "<c r=\"");
    put_reference(out, cell->row, cell->column);
    if (style.n) svod_buf_printf(out, "\" s=\"%.*s", SVOD_FMT(style));
    svod_buf_printf(out, "\"><v>%lld</v></c>", (long long)cell->units);
}

static bool is_number(svod_str text)
{
    bool digit = false;
    for (size_t i = 0; i < text.n; i++) {
        if ((text.p[i] < '0' || text.p[i] > '9') && text.p[i] != '.') return false;
        digit = digit || text.p[i] != '.';
    }
    return digit;
}

/* May what stands in the cell be written over? */
static svod_status check_cell(svod_str xml, const element *c, svod_error *e)
{
    element inner;
    svod_str type = attribute(xml, c, "t");
    if (c->empty) return SVOD_OK;
    if (next_element(xml, c->open_end, c->close, "f", &inner)) return refuse(e, N_("a cell for quantities holds a formula"));
    if (!next_element(xml, c->open_end, c->close, "v", &inner) && !next_element(xml, c->open_end, c->close, "is", &inner))
        return SVOD_OK;
    if ((type.n && !svod_str_is(type, "n")) || !is_number(svod_str_trim(svod_str_sub(xml, inner.open_end, inner.close))))
        return refuse(e, N_("a cell for quantities holds a text"));
    return SVOD_OK;
}

/* Copies a cell; of a formula the value it had is left out. */
static void copy_cell(svod_buf *out, svod_str xml, const element *c)
{
    element f, v;
    bool formula =
        !c->empty && next_element(xml, c->open_end, c->close, "f", &f) && next_element(xml, c->open_end, c->close, "v", &v);
    if (!formula) {
        svod_buf_str(out, svod_str_sub(xml, c->from, c->to));
        return;
    }
    svod_buf_str(out, svod_str_sub(xml, c->from, v.from));
    svod_buf_str(out, svod_str_sub(xml, v.to, c->to));
}

/* The cells of one row; `cells` are those of this row, by column. */
static svod_status fill_row(svod_buf *out, svod_str xml, const element *row, const svod_form_cell *cells, size_t n,
                            svod_error *e)
{
    element c;
    size_t at = row->open_end, k = 0;
    long column = -1;
    while (next_element(xml, at, row->close, "c", &c)) {
        svod_str reference = attribute(xml, &c, "r");
        column = reference.n ? column_of(reference) : column + 1;
        if (column < 0) return refuse(e, N_("the place of a cell cannot be read"));
        for (; k < n && cells[k].column < column; k++) put_cell(out, &cells[k], (svod_str){0});
        svod_buf_str(out, svod_str_sub(xml, at, c.from));
        if (k < n && cells[k].column == column) {
            svod_status s = check_cell(xml, &c, e);
            if (s) return s;
            put_cell(out, &cells[k++], attribute(xml, &c, "s"));
        } else {
            copy_cell(out, xml, &c);
        }
        at = c.to;
    }
    for (; k < n; k++) put_cell(out, &cells[k], (svod_str){0});
    svod_buf_str(out, svod_str_sub(xml, at, row->to));
    return SVOD_OK;
}

/* One sheet anew; `cells` by row and column. */
static svod_status fill_sheet(svod_buf *out, svod_str xml, const svod_form_cell *cells, size_t n, svod_error *e)
{
    element data, row;
    if (!next_element(xml, 0, xml.n, "sheetData", &data) || data.empty)
        return refuse(e, N_("its sheet is not written the usual way"));
    size_t at = data.open_end, k = 0;
    long number = 0;
    svod_buf_str(out, svod_str_sub(xml, 0, at));
    while (next_element(xml, at, data.close, "row", &row)) {
        int64_t said;
        number = svod_str_int(attribute(xml, &row, "r"), &said) ? (long)said : number + 1;
        svod_buf_str(out, svod_str_sub(xml, at, row.open_end));
        size_t from = k;
        while (k < n && cells[k].row == number) k++;
        if (row.empty && k > from) return refuse(e, N_("the row of an offer is empty now"));
        svod_status s = row.empty ? SVOD_OK : fill_row(out, xml, &row, cells + from, k - from, e);
        if (s) return s;
        at = row.to;
    }
    if (k < n) return refuse(e, N_("the row of an offer is not there"));
    svod_buf_str(out, svod_str_sub(xml, at, xml.n));
    return SVOD_OK;
}

/* Asks for everything to be computed when the workbook is opened. */
static void ask_to_compute(svod_buf *out, svod_str xml)
{
    element calc;
    if (next_element(xml, 0, xml.n, "calcPr", &calc)) {
        svod_str said = attribute(xml, &calc, "fullCalcOnLoad");
        size_t cut = calc.open_end - (calc.empty ? 2 : 1);
        svod_buf_str(out, svod_str_sub(xml, 0, said.n ? xml.n : cut));
        if (said.n) return;
        svod_buf_cstr(out, " fullCalcOnLoad=\"1\"");
        svod_buf_str(out, svod_str_sub(xml, cut, xml.n));
        return;
    }
    /* Its place among what a workbook holds is fixed: behind the first of these that is there. */
    static const char *const before[] = {"definedNames", "externalReferences", "functionGroups", "sheets"};
    element place = {0};
    bool found = false;
    for (size_t i = 0; i < SVOD_COUNT(before) && !found; i++) found = next_element(xml, 0, xml.n, before[i], &place);
    svod_buf_str(out, svod_str_sub(xml, 0, place.to));
    if (found) svod_buf_cstr(out, "<calcPr fullCalcOnLoad=\"1\"/>");
    svod_buf_str(out, svod_str_sub(xml, place.to, xml.n));
}

/* ---- the package ---- */

static svod_status read_part(zip_t *zip, zip_uint64_t index, svod_buf *out, svod_error *e)
{
    zip_stat_t st;
    if (zip_stat_index(zip, index, 0, &st) != 0 || st.size > PART_CAP)
        return refuse(e, N_("one of its parts is damaged or too large"));
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    zip_int64_t n = -1;
    char *room = svod_buf_reserve(out, (size_t)st.size + 1);
    if (file) n = zip_fread(file, room, st.size);
    if (file) zip_fclose(file);
    if (n < 0 || (zip_uint64_t)n != st.size) return refuse(e, N_("one of its parts is damaged or too large"));
    out->n = (size_t)n;
    out->p[out->n] = 0;
    return SVOD_OK;
}

/* The bytes become libzip's, which frees them; what has no date of its own would get today's. */
static svod_status replace(zip_t *zip, zip_uint64_t index, const svod_buf *bytes, svod_error *e)
{
    char *copy = malloc(bytes->n + 1);
    if (!copy) return svod_no_memory(e);
    memcpy(copy, bytes->p, bytes->n);
    zip_stat_t st;
    bool dated = zip_stat_index(zip, index, 0, &st) == 0 && (st.valid & ZIP_STAT_MTIME);
    zip_source_t *source = zip_source_buffer(zip, copy, bytes->n, 1);
    if (!source) free(copy);
    if (!source || zip_file_replace(zip, index, source, 0) != 0) {
        if (source) zip_source_free(source);
        return svod_no_memory(e);
    }
    if (dated) zip_file_set_mtime(zip, index, st.mtime, 0);
    return SVOD_OK;
}

static svod_status fill_part(zip_t *zip, const svod_form_cell *cells, size_t n, svod_error *e)
{
    char name[300];
    snprintf(name, sizeof name, "%.*s", SVOD_FMT(cells[0].part));
    zip_int64_t index = zip_name_locate(zip, name, ZIP_FL_NOCASE);
    if (index < 0) return refuse(e, N_("the sheet is not there"));
    svod_buf xml = SVOD_BUF_INIT, filled = SVOD_BUF_INIT;
    svod_status s = read_part(zip, (zip_uint64_t)index, &xml, e);
    if (!s) s = fill_sheet(&filled, svod_buf_view(&xml), cells, n, e);
    if (!s) s = replace(zip, (zip_uint64_t)index, &filled, e);
    svod_buf_release(&xml);
    svod_buf_release(&filled);
    return s;
}

static svod_status mark_workbook(zip_t *zip, svod_error *e)
{
    zip_int64_t index = zip_name_locate(zip, "xl/workbook.xml", ZIP_FL_NOCASE);
    if (index < 0) return SVOD_OK;
    svod_buf xml = SVOD_BUF_INIT, marked = SVOD_BUF_INIT;
    svod_status s = read_part(zip, (zip_uint64_t)index, &xml, e);
    if (!s) ask_to_compute(&marked, svod_buf_view(&xml));
    if (!s) s = replace(zip, (zip_uint64_t)index, &marked, e);
    svod_buf_release(&xml);
    svod_buf_release(&marked);
    return s;
}

static bool is_signed(zip_t *zip)
{
    zip_int64_t n = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        if (name && strncmp(name, "_xmlsignatures/", 15) == 0) return true;
    }
    return false;
}

static int by_place(const void *left, const void *right)
{
    const svod_form_cell *a = left, *b = right;
    int part = svod_str_cmp(a->part, b->part);
    if (part) return part;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

static svod_status copy_file(const char *from, const char *to, svod_error *e)
{
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
    if (in < 0 || fstat(in, &st) != 0) {
        if (in >= 0) close(in);
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", strerror(errno));
    }
    out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    off_t at = 0;
    bool good = out >= 0;
    while (good && at < st.st_size) good = sendfile(out, in, &at, (size_t)(st.st_size - at)) > 0;
    int reason = errno;
    if (out >= 0) good = close(out) == 0 && good;
    close(in);
    return good ? SVOD_OK : svod_cannot_write(e, to, reason);
}

svod_status svod_order_form_fill(const char *from, const char *to, const svod_form_cell *given, size_t n, svod_error *e)
{
    svod_status s = copy_file(from, to, e);
    if (s) return s;
    zip_t *zip = zip_open(to, 0, NULL);
    if (!zip) return refuse(e, N_("it is no workbook (XLSX), or a damaged one"));
    if (is_signed(zip)) s = refuse(e, N_("it is signed, and the signature would be void"));
    svod_form_cell *cells = svod_alloc(n * sizeof *cells + 1);
    if (n) memcpy(cells, given, n * sizeof *cells);
    qsort(cells, n, sizeof *cells, by_place);
    for (size_t i = 1; i < n && !s; i++)
        if (by_place(&cells[i - 1], &cells[i]) == 0) s = refuse(e, N_("two offers have one cell"));
    for (size_t i = 0, k; i < n && !s; i = k) {
        for (k = i + 1; k < n && svod_str_eq(cells[k].part, cells[i].part); k++) continue;
        s = fill_part(zip, cells + i, k - i, e);
    }
    if (!s) s = mark_workbook(zip, e);
    svod_free(cells);
    if (s) {
        zip_discard(zip);
        return s;
    }
    if (zip_close(zip) == 0) return SVOD_OK;
    zip_discard(zip);
    return svod_cannot_write(e, to, errno ? errno : EIO);
}
