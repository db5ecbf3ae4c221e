/* The pictures of a drawing by the rows they lie on. People drag them: a picture a few points over the border of a row
 * belongs to the row its middle is in, and one as high as several rows to all of these. */
#include "kit/sheet_own.h"

#include "base/attrs.h"
#include "base/str.h"

enum { DRAWN_MAX = 50000, PLACED_MAX = 200000, ROWS_MOST = 60, MERGES_LOOKED_AT = 2000 };
static const int64_t number_max = (int64_t)1 << 40;

typedef struct drawn {
    svod_str id, target; /* of the relationship; its part, or an address from outside */
    bool external;
    int64_t from, to; /* heights from the top of the sheet */
    long column;
    size_t number; /* as they come */
} drawn;

typedef enum field { FIELD_NONE, FIELD_ROW, FIELD_ROW_OFFSET, FIELD_COLUMN } field;

typedef struct drawing {
    svod_sheet_package *p;
    svod_arena *memory;
    svod_str path;
    const svod_row_heights *heights;
    drawn *v;
    size_t n, room;
    size_t first; /* of the anchor being read */
    bool anchored, second, spans, sized, fallback;
    field field;
    int64_t number, row[2], offset[2], column, height, top;
    bool negative;
} drawing;

/* ---- heights ---- */

/* How many of the rows that are not as usual lie before `row` (from 0). */
static size_t unusual_before(const svod_row_heights *h, int64_t row)
{
    size_t from = 0, to = h->n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (h->v[middle].row < row)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static int64_t top_of(const svod_row_heights *h, int64_t row)
{
    size_t n = unusual_before(h, row);
    int64_t more = n ? h->v[n - 1].more + h->v[n - 1].height - h->usual : 0;
    return row * h->usual + more;
}

/* The last row that begins at or above `y`. */
static int64_t row_at(const svod_row_heights *h, int64_t y)
{
    int64_t from = 0, to = SVOD_SHEET_ROWS - 1;
    while (from < to) {
        int64_t middle = from + (to - from + 1) / 2;
        if (top_of(h, middle) <= y)
            from = middle;
        else
            to = middle - 1;
    }
    return from;
}

/* ---- the drawing ---- */

static svod_status begin_anchor(drawing *d, const char *name)
{
    d->anchored = true;
    d->spans = strcmp(name, "twoCellAnchor") == 0;
    d->second = d->sized = d->fallback = false;
    d->first = d->n;
    d->row[0] = d->row[1] = d->offset[0] = d->offset[1] = d->column = d->height = 0;
    d->top = -1;
    return SVOD_OK;
}

/* Where the anchor ends what lies in it is placed. */
static svod_status end_anchor(drawing *d)
{
    const svod_row_heights *h = d->heights;
    int64_t from = d->top >= 0 ? d->top : top_of(h, SVOD_MIN(d->row[0], SVOD_SHEET_ROWS - 1)) + d->offset[0];
    int64_t to = d->spans ? top_of(h, SVOD_MIN(d->row[1], SVOD_SHEET_ROWS - 1)) + d->offset[1] : from + d->height;
    if (to <= from) d->n = d->first;
    for (size_t i = d->first; i < d->n; i++) {
        d->v[i].from = from;
        d->v[i].to = to;
        d->v[i].column = (long)SVOD_MIN(d->column, SVOD_SHEET_COLUMNS - 1);
    }
    d->anchored = false;
    return SVOD_OK;
}

static svod_status add_drawn(drawing *d, svod_sheet_attrs attrs, svod_error *e)
{
    svod_str id = svod_sheet_attr(attrs, "embed");
    if (!id.n) id = svod_sheet_attr(attrs, "link");
    /* The same once more, for programs that do not know the first way. */
    if (!id.n || d->n >= DRAWN_MAX || (d->fallback && d->n > d->first)) return SVOD_OK;
    void *v = d->v;
    drawn one = {.id = svod_arena_dup(d->memory, id), .number = d->n};
    if (!one.id.p || !svod_sheet_grow(d->memory, &v, d->n, &d->room, sizeof *d->v)) return svod_no_memory(e);
    d->v = v;
    d->v[d->n++] = one;
    return SVOD_OK;
}

static int64_t number_of(svod_str s)
{
    int64_t n = 0;
    return svod_str_int(s, &n) && n > -number_max && n < number_max ? n : 0;
}

static svod_status start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    drawing *d = context;
    size_t n = strlen(name);
    if (n > 6 && strcmp(name + n - 6, "Anchor") == 0) return begin_anchor(d, name);
    if (!d->anchored) return SVOD_OK;
    if (strcmp(name, "blip") == 0) return add_drawn(d, attrs, e);
    if (strcmp(name, "Fallback") == 0) d->fallback = true;
    if (strcmp(name, "to") == 0) d->second = true;
    if (strcmp(name, "pos") == 0) d->top = SVOD_MAX(number_of(svod_sheet_attr(attrs, "y")), 0);
    if (strcmp(name, "ext") == 0 && !d->sized && svod_sheet_attr(attrs, "cy").n) {
        d->sized = true;
        d->height = number_of(svod_sheet_attr(attrs, "cy"));
    }
    d->field = strcmp(name, "row") == 0      ? FIELD_ROW
               : strcmp(name, "rowOff") == 0 ? FIELD_ROW_OFFSET
               : strcmp(name, "col") == 0    ? FIELD_COLUMN
                                             : FIELD_NONE;
    d->number = 0;
    d->negative = false;
    return SVOD_OK;
}

static svod_status text(void *context, svod_str s, svod_error *e)
{
    (void)e;
    drawing *d = context;
    for (size_t i = 0; d->field != FIELD_NONE && i < s.n; i++) {
        if (s.p[i] == '-') d->negative = true;
        if (s.p[i] >= '0' && s.p[i] <= '9' && d->number < number_max) d->number = d->number * 10 + (s.p[i] - '0');
    }
    return SVOD_OK;
}

static svod_status end(void *context, const char *name, svod_error *e)
{
    (void)e;
    drawing *d = context;
    size_t n = strlen(name);
    int64_t value = d->negative ? -d->number : d->number;
    if (d->field == FIELD_ROW) d->row[d->second] = SVOD_MAX(value, 0);
    if (d->field == FIELD_ROW_OFFSET) d->offset[d->second] = value;
    if (d->field == FIELD_COLUMN && !d->second) d->column = SVOD_MAX(value, 0);
    d->field = FIELD_NONE;
    if (strcmp(name, "Fallback") == 0) d->fallback = false;
    return d->anchored && n > 6 && strcmp(name + n - 6, "Anchor") == 0 ? end_anchor(d) : SVOD_OK;
}

/* ---- what the pictures are ---- */

static int by_id(const void *a, const void *b)
{
    return svod_str_cmp(((const drawn *)a)->id, ((const drawn *)b)->id);
}

static svod_status relation(void *context, svod_str id, svod_str type, svod_str target, bool external, svod_error *e)
{
    drawing *d = context;
    size_t from = 0, to = d->n;
    if (!svod_str_is(type, "image")) return SVOD_OK;
    if (external && !svod_str_starts(target, SVOD_STR("http://")) && !svod_str_starts(target, SVOD_STR("https://")))
        return SVOD_OK;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (svod_str_cmp(d->v[middle].id, id) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    svod_str found = {0};
    for (; from < d->n && svod_str_eq(d->v[from].id, id); from++) {
        if (!found.p)
            found = external ? svod_sheet_attr_keep(d->p->memory, target) : svod_sheet_resolve(d->memory, d->path, target);
        if (!found.p) return svod_no_memory(e);
        d->v[from].target = found;
        d->v[from].external = external;
    }
    return SVOD_OK;
}

/* ---- the rows they lie on ---- */

typedef struct placed {
    svod_sheet_picture picture;
    const drawn *drawn;
    bool whole; /* its middle is in the row, or in a cell merged over it */
} placed;

typedef struct placing {
    drawing *d;
    svod_sheet_frame *frame;
    placed *v;
    size_t n, room;
} placing;

static svod_status place(placing *t, const drawn *one, svod_str address, int64_t row, int64_t middle, svod_error *e)
{
    void *v = t->v;
    if (t->n >= PLACED_MAX) return SVOD_OK;
    if (!svod_sheet_grow(t->d->memory, &v, t->n, &t->room, sizeof *t->v)) return svod_no_memory(e);
    t->v = v;
    t->v[t->n++] = (placed){{(long)row + 1, one->column, (long)middle + 1, address}, one, row == middle};
    return SVOD_OK;
}

/* The cell merged over rows that the middle of the picture is in, or NULL. */
static const svod_merge *merged_over(const svod_sheet_frame *f, long row, long column)
{
    size_t from = 0, to = f->merges_n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (f->merges[middle].row <= row)
            from = middle + 1;
        else
            to = middle;
    }
    for (size_t i = from; i > 0 && from - i < MERGES_LOOKED_AT; i--) {
        const svod_merge *m = &f->merges[i - 1];
        if (row - m->row > ROWS_MOST) return NULL;
        if (m->row_to >= row && m->row_to > m->row && m->column <= column && m->column_to >= column &&
            m->row_to - m->row < ROWS_MOST)
            return m;
    }
    return NULL;
}

static bool is_filled(const svod_row_heights *h, int64_t row)
{
    return h->filled[row / 8] >> row % 8 & 1;
}

/* The row its middle is in; where nothing stands in that one, the nearest it covers, above before below. */
static int64_t middle_row(const svod_row_heights *h, const drawn *one, int64_t first, int64_t last)
{
    int64_t middle = row_at(h, one->from + (one->to - one->from) / 2);
    for (int64_t row = middle; row >= first; row--) {
        if (is_filled(h, row)) return row;
    }
    for (int64_t row = middle; row <= last; row++) {
        if (is_filled(h, row)) return row;
    }
    return middle;
}

static svod_status place_all(placing *t, const drawn *one, svod_str address, svod_error *e)
{
    const svod_row_heights *h = t->d->heights;
    int64_t first = row_at(h, one->from), last = row_at(h, one->to - 1);
    if (last - first >= ROWS_MOST) return SVOD_OK; /* a background */
    int64_t middle = middle_row(h, one, first, last);
    const svod_merge *m = merged_over(t->frame, (long)middle + 1, one->column);
    if (m) {
        first = SVOD_MIN(first, m->row - 1);
        last = SVOD_MAX(last, m->row_to - 1);
    }
    svod_status s = SVOD_OK;
    for (int64_t row = first; row <= last && s == SVOD_OK; row++) {
        bool merged = m && row >= m->row - 1 && row < m->row_to;
        int64_t top = top_of(h, row), bottom = top_of(h, row + 1);
        int64_t covered = SVOD_MIN(bottom, one->to) - SVOD_MAX(top, one->from);
        if (merged || row == middle || (bottom > top && covered * 2 >= bottom - top))
            s = place(t, one, address, row, merged ? row : middle, e);
    }
    return s;
}

static int by_row(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->picture.row != y->picture.row) return x->picture.row < y->picture.row ? -1 : 1;
    if (x->whole != y->whole) return x->whole ? -1 : 1;
    if (x->picture.column != y->picture.column) return x->picture.column < y->picture.column ? -1 : 1;
    return (x->drawn->number > y->drawn->number) - (x->drawn->number < y->drawn->number);
}

/* A row that has a picture of its own takes none that only hangs over it. */
static svod_status settle(placing *t, svod_error *e)
{
    if (!t->n) return SVOD_OK;
    svod_sheet_picture *v = svod_arena_alloc(t->d->memory, t->n * sizeof *v);
    if (!v) return svod_no_memory(e);
    qsort(t->v, t->n, sizeof *t->v, by_row);
    size_t n = 0, first = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (t->v[i].picture.row != t->v[first].picture.row) first = i;
        if (t->v[i].whole || !t->v[first].whole) v[n++] = t->v[i].picture;
    }
    t->frame->pictures = v;
    t->frame->pictures_n = n;
    return SVOD_OK;
}

svod_status svod_sheet_drawing_read(svod_sheet_package *p, svod_str path, svod_arena *memory, svod_row_heights *heights,
                                    svod_sheet_frame *frame, svod_error *e)
{
    drawing d = {.p = p, .memory = memory, .path = path, .heights = heights};
    svod_sheet_handler handler = {.context = &d, .start = start, .end = end, .text = text};
    svod_status s = svod_sheet_part_parse(p->zip, path, &handler, e);
    if (s != SVOD_OK || !d.n) return s;
    qsort(d.v, d.n, sizeof *d.v, by_id);
    if ((s = svod_sheet_relations(p->zip, path, &d, relation, e)) != SVOD_OK) return s;
    placing t = {.d = &d, .frame = frame};
    for (size_t i = 0; i < d.n && s == SVOD_OK; i++) {
        svod_str address = d.v[i].target;
        if (address.n && !d.v[i].external) s = svod_sheet_media(p, d.v[i].target, &address, e);
        if (s == SVOD_OK && address.n) s = place_all(&t, &d.v[i], address, e);
    }
    return s == SVOD_OK ? settle(&t, e) : s;
}
