/* What stands around the rows of a sheet, read before them: the part is unpacked once, its rows are passed over unparsed. */
#include "kit/sheet_own.h"

#include "base/alloc.h"
#include "base/str.h"

#include <svod/kit.h>

enum { HEAD_MAX = 4 << 20, CARRY = 64, PREFIX = 40, MERGES_MAX = 100000, LINKS_MAX = 200000 };

typedef struct reading {
    svod_arena *memory;
    svod_sheet_frame *frame;
    svod_row_heights heights;
    long row;
} reading;

bool svod_sheet_reference(svod_str s, long *ret_row, long *ret_column)
{
    long column = 0, row = 0;
    size_t i = 0;
    for (; i < s.n && ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z'); i++) {
        column = column * 26 + ((s.p[i] | 0x20) - 'a' + 1);
        if (column > SVOD_SHEET_COLUMNS) return false;
    }
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        row = row * 10 + (s.p[i] - '0');
        if (row > SVOD_SHEET_ROWS) return false;
    }
    if (i != s.n || !column || !row) return false;
    *ret_row = row;
    *ret_column = column - 1;
    return true;
}

static svod_status add_merge(reading *r, svod_str ref, svod_error *e)
{
    svod_sheet_frame *f = r->frame;
    size_t colon = svod_str_find(ref, SVOD_STR(":"), 0);
    long row, column, row_to, column_to;
    if (f->merges_n >= MERGES_MAX || colon == SIZE_MAX) return SVOD_OK;
    if (!svod_sheet_reference(svod_str_sub(ref, 0, colon), &row, &column) ||
        !svod_sheet_reference(svod_str_sub(ref, colon + 1, ref.n), &row_to, &column_to))
        return SVOD_OK;
    if (row_to < row || column_to < column) return SVOD_OK;
    void *v = f->merges;
    if (!svod_sheet_grow(r->memory, &v, f->merges_n, &f->merges_room, sizeof *f->merges)) return svod_no_memory(e);
    f->merges = v;
    f->merges[f->merges_n++] = (svod_merge){(int32_t)row, (int32_t)row_to, (int32_t)column, (int32_t)column_to};
    return SVOD_OK;
}

static svod_status add_link(reading *r, svod_sheet_attrs attrs, svod_error *e)
{
    svod_sheet_frame *f = r->frame;
    svod_sheet_link link = {0};
    svod_str ref = svod_sheet_attr(attrs, "ref"), id = svod_sheet_attr(attrs, "id");
    size_t colon = svod_str_find(ref, SVOD_STR(":"), 0);
    if (colon != SIZE_MAX) ref = svod_str_sub(ref, 0, colon);
    if (f->links_n >= LINKS_MAX || !id.n || !svod_sheet_reference(ref, &link.row, &link.column)) return SVOD_OK;
    void *v = f->links;
    link.id = svod_arena_dup(r->memory, id);
    if (!link.id.p || !svod_sheet_grow(r->memory, &v, f->links_n, &f->links_room, sizeof *f->links))
        return svod_no_memory(e);
    f->links = v;
    f->links[f->links_n++] = link;
    return SVOD_OK;
}

static bool is_true(svod_str s)
{
    return svod_str_is(s, "1") || svod_str_is(s, "true");
}

static svod_status add_columns(reading *r, svod_sheet_attrs attrs, svod_error *e)
{
    svod_sheet_frame *f = r->frame;
    int64_t from = 0, to = 0;
    bool hidden = is_true(svod_sheet_attr(attrs, "hidden")) || svod_str_is(svod_sheet_attr(attrs, "width"), "0");
    if (!hidden || !svod_str_int(svod_sheet_attr(attrs, "min"), &from) || !svod_str_int(svod_sheet_attr(attrs, "max"), &to))
        return SVOD_OK;
    if (from < 1 || to < from || to > SVOD_SHEET_COLUMNS) return SVOD_OK;
    if (!f->hidden) f->hidden = svod_arena_calloc(r->memory, SVOD_SHEET_COLUMNS, sizeof *f->hidden);
    if (!f->hidden) return svod_no_memory(e);
    f->hidden_n = SVOD_SHEET_COLUMNS;
    for (int64_t c = from; c <= to; c++) f->hidden[c - 1] = true;
    return SVOD_OK;
}

/* Points, as a decimal, in EMU; -1 when it is none. */
static int32_t height_of(svod_str s)
{
    svod_dec points;
    if (!s.n || !svod_read_decimal(s, &points, NULL) || points < 0 || points > 1000 * SVOD_DEC_SCALE) return -1;
    return (int32_t)(points * 127 / 100); /* 12700 of them are a point */
}

static svod_status add_height(reading *r, svod_sheet_attrs attrs, svod_error *e)
{
    svod_row_heights *h = &r->heights;
    int64_t number = 0;
    bool given = svod_str_int(svod_sheet_attr(attrs, "r"), &number) && number > r->row && number <= SVOD_SHEET_ROWS;
    r->row = given ? (long)number : r->row + 1;
    int32_t height = is_true(svod_sheet_attr(attrs, "hidden")) ? 0 : height_of(svod_sheet_attr(attrs, "ht"));
    if (height < 0 || height == h->usual || r->row > SVOD_SHEET_ROWS) return SVOD_OK;
    void *v = h->v;
    if (!svod_sheet_grow(r->memory, &v, h->n, &h->room, sizeof *h->v)) return svod_no_memory(e);
    h->v = v;
    const svod_row_height *last = h->n ? &h->v[h->n - 1] : NULL;
    h->v[h->n] = (svod_row_height){(int32_t)r->row - 1, height, last ? last->more + last->height - h->usual : 0};
    h->n++;
    return SVOD_OK;
}

static svod_status start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    reading *r = context;
    if (strcmp(name, "mergeCell") == 0) return add_merge(r, svod_sheet_attr(attrs, "ref"), e);
    if (strcmp(name, "hyperlink") == 0) return add_link(r, attrs, e);
    if (strcmp(name, "col") == 0) return add_columns(r, attrs, e);
    if (r->heights.filled && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) && r->row > 0 && r->row <= SVOD_SHEET_ROWS)
        r->heights.filled[(r->row - 1) / 8] |= (uint8_t)(1 << (r->row - 1) % 8);
    if (strcmp(name, "row") == 0) return add_height(r, attrs, e);
    if (strcmp(name, "sheetFormatPr") == 0) {
        int32_t usual = height_of(svod_sheet_attr(attrs, "defaultRowHeight"));
        if (usual > 0) r->heights.usual = usual;
        int64_t levels = 0;
        r->frame->levels = svod_str_int(svod_sheet_attr(attrs, "outlineLevelRow"), &levels) && levels > 0;
    }
    if (strcmp(name, "outlinePr") == 0) r->frame->heads_above = svod_str_is(svod_sheet_attr(attrs, "summaryBelow"), "0");
    return SVOD_OK;
}

static svod_status end(void *context, const char *name, svod_error *e)
{
    (void)context;
    (void)name;
    (void)e;
    return SVOD_OK;
}

/* ---- passing over the rows ---- */

typedef struct passing {
    svod_part *part;
    svod_sheet_xml *xml;
    char *bytes; /* CARRY + SVOD_SHEET_CHUNK */
    size_t n;
} passing;

/* The next piece behind the last `keep` bytes of the one before. */
static svod_status more(passing *p, size_t keep, size_t *ret_new, svod_error *e)
{
    if (keep) memmove(p->bytes, p->bytes + p->n - keep, keep);
    svod_status s = svod_part_read(p->part, p->bytes + keep, SVOD_SHEET_CHUNK, ret_new, e);
    p->n = keep + *ret_new;
    return s;
}

/* Where the tag <sheetData…>, whatever its prefix, begins among the bytes, or SIZE_MAX. */
static size_t find_opening(svod_str s)
{
    for (size_t at = 0; (at = svod_str_find(s, SVOD_STR("sheetData"), at)) != SIZE_MAX; at++) {
        size_t open = at;
        while (open > 0 && at - open < PREFIX && s.p[open] != '<') open--;
        if (s.p[open] == '<' && open + 1 < s.n && s.p[open + 1] != '/') return open;
    }
    return SIZE_MAX;
}

/* What its closing tag begins with; the rows in between are many, and a longer text is found sooner. */
static svod_str closing_of(svod_str s, size_t opening, char room[PREFIX + 16])
{
    size_t n = 2, i = opening + 1;
    room[0] = '<';
    room[1] = '/';
    while (i < s.n && n < PREFIX + 14 && !strchr(" \t\r\n/>", s.p[i])) room[n++] = s.p[i++];
    return (svod_str){room, n};
}

static svod_status read_whole(passing *p, svod_error *e)
{
    size_t n = 1;
    svod_status s = SVOD_OK;
    while (s == SVOD_OK && n) {
        s = more(p, 0, &n, e);
        if (s == SVOD_OK) s = svod_sheet_xml_feed(p->xml, p->bytes, n, e);
    }
    return s;
}

static svod_status pass(passing *p, svod_error *e)
{
    size_t fresh = 0, head = 0, at = SIZE_MAX;
    svod_status s = more(p, 0, &fresh, e);
    while (s == SVOD_OK && fresh && (at = find_opening((svod_str){p->bytes, p->n})) == SIZE_MAX) {
        size_t keep = p->n < CARRY ? p->n : CARRY;
        if (p->n > keep) s = svod_sheet_xml_feed(p->xml, p->bytes, p->n - keep, e);
        if ((head += p->n) > HEAD_MAX) return SVOD_OK;
        if (s == SVOD_OK) s = more(p, keep, &fresh, e);
    }
    if (s != SVOD_OK || at == SIZE_MAX) return s;
    if (at) s = svod_sheet_xml_feed(p->xml, p->bytes, at, e);
    size_t close = svod_str_find((svod_str){p->bytes, p->n}, SVOD_STR(">"), at);
    bool empty = close != SIZE_MAX && close > 0 && p->bytes[close - 1] == '/';
    size_t from = empty ? at : SIZE_MAX;
    char room[PREFIX + 16];
    svod_str closing = closing_of((svod_str){p->bytes, p->n}, at, room);
    while (s == SVOD_OK && fresh && !empty && (from = svod_str_find((svod_str){p->bytes, p->n}, closing, 0)) == SIZE_MAX)
        s = more(p, p->n < CARRY ? p->n : CARRY, &fresh, e);
    if (s != SVOD_OK || from == SIZE_MAX) return s;
    /* The end of the tag may be in the next piece. */
    while (s == SVOD_OK && fresh && (close = svod_str_find((svod_str){p->bytes, p->n}, SVOD_STR(">"), from)) == SIZE_MAX) {
        s = more(p, 0, &fresh, e);
        from = 0;
    }
    if (s != SVOD_OK || close == SIZE_MAX) return s;
    if (p->n > close + 1) s = svod_sheet_xml_feed(p->xml, p->bytes + close + 1, p->n - close - 1, e);
    while (s == SVOD_OK && fresh) {
        s = more(p, 0, &fresh, e);
        if (s == SVOD_OK) s = svod_sheet_xml_feed(p->xml, p->bytes, p->n, e);
    }
    return s;
}

/* ---- links ---- */

static int by_id(const void *a, const void *b)
{
    const svod_sheet_link *const *x = a, *const *y = b;
    return svod_str_cmp((*x)->id, (*y)->id);
}

static int by_row(const void *a, const void *b)
{
    const svod_sheet_link *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

static int merge_by_row(const void *a, const void *b)
{
    const svod_merge *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

typedef struct targets {
    svod_arena *memory;
    svod_sheet_link **v; /* by id */
    size_t n;
} targets;

static svod_status relation(void *context, svod_str id, svod_str type, svod_str target, bool external, svod_error *e)
{
    targets *t = context;
    if (!external || !svod_str_is(type, "hyperlink")) return SVOD_OK;
    if (!svod_str_starts(target, SVOD_STR("http://")) && !svod_str_starts(target, SVOD_STR("https://"))) return SVOD_OK;
    size_t from = 0, to = t->n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (svod_str_cmp(t->v[middle]->id, id) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    svod_str copy = {0};
    for (; from < t->n && svod_str_eq(t->v[from]->id, id); from++) {
        if (!copy.p) copy = svod_sheet_attr_keep(t->memory, target);
        if (!copy.p) return svod_no_memory(e);
        t->v[from]->target = copy;
    }
    return SVOD_OK;
}

static svod_status find_targets(svod_package *zip, svod_str path, svod_arena *memory, svod_sheet_frame *f, svod_error *e)
{
    if (!f->links_n) return SVOD_OK;
    targets t = {.memory = memory, .n = f->links_n};
    t.v = svod_arena_alloc(memory, f->links_n * sizeof *t.v);
    if (!t.v) return svod_no_memory(e);
    qsort(f->links, f->links_n, sizeof *f->links, by_row);
    for (size_t i = 0; i < f->links_n; i++) t.v[i] = &f->links[i];
    qsort(t.v, t.n, sizeof *t.v, by_id);
    svod_status s = svod_sheet_relations(zip, path, &t, relation, e);
    size_t n = 0;
    for (size_t i = 0; i < f->links_n; i++) {
        if (f->links[i].target.n) f->links[n++] = f->links[i];
    }
    f->links_n = n;
    return s;
}

/* ---- the drawing ---- */

typedef struct looking {
    svod_arena *memory;
    svod_str sheet, drawing;
} looking;

static svod_status drawing_relation(void *context, svod_str id, svod_str type, svod_str target, bool external, svod_error *e)
{
    (void)id;
    looking *l = context;
    if (external || l->drawing.n || !svod_str_is(type, "drawing")) return SVOD_OK;
    l->drawing = svod_sheet_resolve(l->memory, l->sheet, target);
    return l->drawing.p ? SVOD_OK : svod_no_memory(e);
}

static bool is_damage(svod_status s, const svod_error *why)
{
    return s == SVOD_FAILED && strncmp(why->id, "xlsx.", 5) == 0 && !svod_str_is(svod_str_of(why->id), "xlsx.bomb") &&
           !svod_str_is(svod_str_of(why->id), "xlsx.doctype");
}

static svod_status passed_on(svod_status s, const svod_error *why, svod_error *e)
{
    if (s != SVOD_OK && e && why->id[0]) *e = *why;
    return s;
}

/* A damaged drawing costs its pictures. */
static svod_status read_drawing(svod_sheet_package *p, svod_str drawing, reading *r, svod_error *e)
{
    svod_error why = {0};
    svod_status s = svod_sheet_drawing_read(p, drawing, r->memory, &r->heights, r->frame, &why);
    if (!is_damage(s, &why)) return passed_on(s, &why, e);
    r->frame->pictures_n = 0;
    p->lost++;
    return SVOD_OK;
}

svod_status svod_sheet_frame_read(svod_sheet_package *package, svod_str path, svod_arena *memory, svod_sheet_frame *ret,
                                  svod_error *e)
{
    *ret = (svod_sheet_frame){0};
    svod_error why = {0};
    looking l = {.memory = memory, .sheet = path};
    svod_status s = SVOD_OK;
    if (svod_sheet_wants_pictures(package)) s = svod_sheet_relations(package->zip, path, &l, drawing_relation, &why);
    if (s != SVOD_OK && !is_damage(s, &why)) return passed_on(s, &why, e);
    reading r = {.memory = memory, .frame = ret, .heights = {.usual = 15 * 12700}};
    svod_sheet_handler handler = {.context = &r, .start = start, .end = end};
    passing p = {.bytes = svod_try_alloc(CARRY + SVOD_SHEET_CHUNK)};
    why = (svod_error){0};
    s = p.bytes ? svod_part_open_glance(package->zip, path, &p.part, &why) : svod_no_memory(&why);
    if (s == SVOD_OK) s = svod_sheet_xml_new(&handler, &p.xml, &why);
    if (s == SVOD_OK && l.drawing.n && !(r.heights.filled = svod_arena_calloc(memory, SVOD_SHEET_ROWS / 8, 1)))
        s = svod_no_memory(&why);
    bool ready = s == SVOD_OK;
    if (ready) s = l.drawing.n ? read_whole(&p, &why) : pass(&p, &why);
    svod_sheet_xml_free(p.xml);
    svod_part_close(p.part);
    svod_free(p.bytes);
    bool damaged = ready && is_damage(s, &why);
    if (s != SVOD_OK && !damaged) return passed_on(s, &why, e);
    if (ret->merges_n) qsort(ret->merges, ret->merges_n, sizeof *ret->merges, merge_by_row);
    s = find_targets(package->zip, path, memory, ret, e);
    return s == SVOD_OK && l.drawing.n ? read_drawing(package, l.drawing, &r, e) : s;
}
