/* The headings of a table in a sheet. */
#include "kit/sheet_head.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/rowmap_own.h"

enum { STOREYS = 5 };

typedef struct finding {
    svod_host *host;
    svod_arena *arena;
    const svod_sheet_row *rows;
    size_t n, top, bottom; /* of the headings */
    const svod_sheet_about *about;
} finding;

static svod_str cell(const svod_sheet_row *row, size_t c)
{
    return c < row->n ? svod_str_trim(row->cells[c]) : (svod_str){0};
}

static size_t filled(const svod_sheet_row *row)
{
    size_t n = 0;
    for (size_t c = 0; c < row->n; c++) n += cell(row, c).n > 0;
    return n;
}

/* The merged cell whose first cell this is, or NULL. */
static const svod_merge *merge_at(const finding *f, long row, size_t c)
{
    for (size_t i = 0; i < f->about->merges_n && f->about->merges[i].row <= row; i++) {
        const svod_merge *m = &f->about->merges[i];
        if (m->row == row && (size_t)m->column == c) return m;
    }
    return NULL;
}

/* Merged cells of the headings that reach further down, or begin above, widen them. */
static void widen_by_merges(finding *f)
{
    for (bool more = true; more;) {
        more = false;
        long first = f->rows[f->top].number, last = f->rows[f->bottom].number;
        for (size_t i = 0; i < f->about->merges_n && f->about->merges[i].row <= last; i++) {
            const svod_merge *m = &f->about->merges[i];
            if (m->row_to < first || m->row_to == m->row || m->row_to - m->row > STOREYS) continue;
            for (; f->top > 0 && m->row < first && f->rows[f->top - 1].number >= m->row; more = true)
                first = f->rows[--f->top].number;
            for (; f->bottom + 1 < f->n && m->row_to > last && f->rows[f->bottom + 1].number <= m->row_to; more = true)
                last = f->rows[++f->bottom].number;
        }
        if (f->bottom - f->top >= STOREYS) return;
    }
}

static bool is_text(svod_str s)
{
    svod_price price;
    return s.n && (!svod_read_price(s, (svod_str){0}, &price) || price.currency.n);
}

static bool is_size(svod_str s)
{
    return s.n && s.n <= 12 && svod_is_size(s);
}

/* A row of sizes, one of them larger than the one before, as headings of a matrix have them. */
static size_t sizes_in(const svod_sheet_row *row)
{
    size_t n = 0;
    for (size_t c = 0; c < row->n; c++) n += is_size(cell(row, c));
    return n;
}

/* Is the row below one more storey? Its cells stand under gaps of the storey above or under a cell that spans several
 * columns, and are words or sizes, while the columns told by the storey above have nothing there. */
static bool is_storey(const finding *f, size_t i)
{
    const svod_sheet_row *above = &f->rows[i - 1], *row = &f->rows[i];
    size_t under_gap = 0, words = 0, n = filled(row), sizes = sizes_in(row);
    if (row->number != above->number + 1 || n < 2 || i + 1 >= f->n) return false;
    for (size_t c = 0; c < row->n; c++) {
        svod_str s = cell(row, c);
        if (!s.n) continue;
        if (!is_text(s) && !(is_size(s) && sizes >= 3)) return false;
        if (s.n > 80) return false;
        const svod_merge *m = merge_at(f, above->number, c);
        bool spans = m && m->column_to > m->column;
        under_gap += !cell(above, c).n || spans;
        words += cell(above, c).n && !spans;
    }
    /* One cell may stand under the heading the gap belongs to: "Цена | | Остаток" over "опт | розница". */
    return under_gap > 0 && words * 2 <= n && under_gap + words == n && words <= 1 + sizes;
}

/* A row above whose cells span several columns of the headings: "Цена" over "опт", "розница". */
static bool is_upper_storey(const finding *f, size_t i)
{
    const svod_sheet_row *row = &f->rows[i], *below = &f->rows[i + 1];
    bool spans = false;
    size_t width = below->n;
    if (below->number != row->number + 1) return false;
    for (size_t c = 0; c < row->n; c++) {
        const svod_merge *m = cell(row, c).n ? merge_at(f, row->number, c) : NULL;
        /* Words that stand over other words and span nothing are another matter: requisites. */
        bool over = cell(row, c).n && cell(below, c).n && !(m && (m->column_to > m->column || m->row_to > m->row));
        if (over || cell(row, c).n > 120) return false;
        if (m && m->column_to > m->column && m->row_to == m->row) {
            if ((size_t)(m->column_to - m->column + 1) * 3 >= width * 2) return false; /* a title over everything */
            size_t under = 0;
            for (size_t k = (size_t)m->column; k <= (size_t)m->column_to; k++) under += cell(below, k).n > 0;
            spans = spans || under > 1;
        }
    }
    return spans;
}

/* ---- what they say together ---- */

static svod_str joined(finding *f, svod_str parent, svod_str child)
{
    if (!child.n || svod_str_eq(parent, child)) return parent;
    if (!parent.n) return child;
    int confidence = 0;
    svod_field field = svod_field_of(child, (svod_str){0}, &confidence);
    /* What says enough by itself loses nothing; prices need to be told which they are. */
    bool enough = field == SVOD_FIELD_STOCK || field == SVOD_FIELD_AVAILABLE || field == SVOD_FIELD_ARTICLE ||
                  field == SVOD_FIELD_NAME || field == SVOD_FIELD_COLOUR || field == SVOD_FIELD_SIZE ||
                  field == SVOD_FIELD_BARCODE || field == SVOD_FIELD_QUANTITY_ORDERED || field == SVOD_FIELD_SUM_ORDERED;
    if (is_size(child) || (enough && confidence >= 60)) return child;
    char *p = svod_arena_alloc(f->arena, parent.n + child.n + 1);
    if (!p) return (svod_str){0};
    memcpy(p, parent.p, parent.n);
    p[parent.n] = ' ';
    memcpy(p + parent.n + 1, child.p, child.n);
    return (svod_str){p, parent.n + 1 + child.n};
}

static bool covered_from_above(const finding *f, long row, size_t c)
{
    for (size_t i = 0; i < f->about->merges_n && f->about->merges[i].row < row; i++) {
        const svod_merge *m = &f->about->merges[i];
        if (m->row_to >= row && (size_t)m->column <= c && (size_t)m->column_to >= c) return true;
    }
    return false;
}

/* Adds one storey. A cell of an upper storey is said of all columns it spans, and without merged cells of the gaps after it
 * up to the next cell, where the storey below has something. */
static bool add_storey(finding *f, size_t i, svod_str *headings, size_t width)
{
    const svod_sheet_row *row = &f->rows[i];
    bool lowest = i == f->bottom;
    for (size_t c = 0; c < width; c++) {
        svod_str s = cell(row, c);
        if (!s.n) continue;
        const svod_merge *m = merge_at(f, row->number, c);
        size_t to = m ? (size_t)m->column_to : c;
        bool reaches_down = m && m->row_to > m->row;
        for (size_t k = c + 1; !m && !lowest && k < width && !cell(row, k).n && cell(&f->rows[i + 1], k).n; k++) {
            if (covered_from_above(f, row->number, k) || !cell(&f->rows[i + 1], c).n) break;
            to = k;
        }
        if (lowest || reaches_down) to = c;
        for (size_t k = c; k <= to && k < width; k++) {
            headings[k] = joined(f, headings[k], s);
            if (!headings[k].p) return false;
        }
    }
    return true;
}

/* A heading over merged columns belongs to the one of them that has goods in it. */
static void settle_merged(finding *f, svod_str *headings, size_t width)
{
    for (size_t i = 0; i < f->about->merges_n && f->about->merges[i].row <= f->rows[f->bottom].number; i++) {
        const svod_merge *m = &f->about->merges[i];
        bool lowest = m->row_to >= f->rows[f->bottom].number && m->row >= f->rows[f->top].number;
        if (!lowest || m->column_to == m->column || (size_t)m->column >= width || !headings[m->column].n) continue;
        size_t best = (size_t)m->column, most = 0;
        for (size_t c = (size_t)m->column; c <= (size_t)m->column_to && c < width; c++) {
            size_t under = 0;
            for (size_t r = f->bottom + 1; r < f->n; r++) under += cell(&f->rows[r], c).n > 0;
            if (c != (size_t)m->column && headings[c].n) break;
            if (under <= most) continue;
            most = under;
            best = c;
        }
        if (best == (size_t)m->column) continue;
        headings[best] = headings[m->column];
        headings[m->column] = (svod_str){0};
    }
}

/* Tables side by side: the same headings again further right. */
static void find_starts(const finding *f, svod_head *h)
{
    size_t first = 0;
    while (first < h->width && !h->headings[first].n) first++;
    if (first == h->width) return;
    size_t starts[SVOD_HEAD_TABLES] = {first}, n = 1;
    for (size_t c = first + 2; c + 1 < h->width && n < SVOD_HEAD_TABLES; c++) {
        size_t same = 0, told = 0;
        for (size_t k = first;
             c + (k - first) < h->width && k < c && k < starts[0] + (n > 1 ? starts[1] - first : c - first); k++) {
            if (!h->headings[k].n) continue;
            told++;
            same += svod_str_eq(h->headings[k], h->headings[c + (k - first)]);
        }
        if (told < 2 || same != told || !svod_str_eq(h->headings[c], h->headings[first])) continue;
        starts[n++] = c;
    }
    if (n < 2) return;
    int confidence = 0;
    bool name = false;
    for (size_t c = first; c < starts[1]; c++) {
        svod_field field = svod_field_of(h->headings[c], (svod_str){0}, &confidence);
        name = name || (confidence >= 60 && (field == SVOD_FIELD_NAME || field == SVOD_FIELD_ARTICLE));
    }
    (void)f;
    if (!name) return;
    memcpy(h->starts, starts, sizeof starts);
    h->starts[0] = 0;
    h->starts_n = n;
}

/* ---- finding ---- */

static svod_status by_number(const finding *f, int64_t number, size_t *ret, svod_error *e)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->rows[i].number != number) continue;
        *ret = i;
        return SVOD_OK;
    }
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "table.header-row", "header_row: %lld is not among the first rows of the table",
                     (long long)number);
}

static size_t by_score(const finding *f)
{
    svod_table_row rows[SVOD_ROWMAP_WINDOW];
    for (size_t i = 0; i < f->n; i++) rows[i] = (svod_table_row){.cells = f->rows[i].cells, .n = f->rows[i].n};
    return svod_rowmap_find_headings(f->host, rows, f->n);
}

static size_t width_of(const finding *f, size_t from)
{
    size_t width = 0;
    for (size_t i = from; i < f->n; i++) {
        for (size_t c = f->rows[i].n; c > width; c--) {
            if (!cell(&f->rows[i], c - 1).n) continue;
            width = c;
        }
    }
    return width;
}

svod_status svod_head_find(svod_host *host, svod_arena *arena, int64_t header_row, const svod_sheet_row *rows, size_t n,
                           const svod_sheet_about *about, svod_head *ret, svod_error *e)
{
    finding f = {.host = host, .arena = arena, .rows = rows, .n = n, .about = about};
    size_t at = SIZE_MAX;
    *ret = (svod_head){0};
    svod_status s = header_row > 0 ? by_number(&f, header_row, &at, e) : SVOD_OK;
    if (s != SVOD_OK) return s;
    if (header_row == 0) at = by_score(&f);
    if (at == SIZE_MAX) {
        ret->width = width_of(&f, 0);
        return SVOD_OK;
    }
    f.top = f.bottom = at;
    widen_by_merges(&f);
    while (f.bottom + 1 < n && f.bottom - f.top < STOREYS && is_storey(&f, f.bottom + 1)) f.bottom++;
    while (f.top > 0 && f.bottom - f.top < STOREYS && is_upper_storey(&f, f.top - 1)) f.top--;
    ret->found = true;
    ret->last = f.bottom;
    ret->width = width_of(&f, f.top);
    svod_str *headings = svod_arena_calloc(arena, ret->width + 1, sizeof *headings);
    if (!headings) return svod_no_memory(e);
    for (size_t i = f.top; i <= f.bottom; i++) {
        if (!add_storey(&f, i, headings, ret->width)) return svod_no_memory(e);
    }
    settle_merged(&f, headings, ret->width);
    ret->headings = headings;
    find_starts(&f, ret);
    return SVOD_OK;
}
