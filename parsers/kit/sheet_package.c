/* What the sheets of a workbook share: where they are, number formats, texts. */
#include "kit/sheet_own.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/str.h"

enum { SHEETS_MAX = 2000, FORMATS_MAX = 65536, STRINGS_PIECE = 64 << 10 };

svod_status svod_sheet_part_parse(svod_package *zip, svod_str path, const svod_sheet_handler *handler, svod_error *e)
{
    svod_part *part = NULL;
    svod_sheet_xml *xml = NULL;
    char *bytes = svod_try_alloc(SVOD_SHEET_CHUNK);
    svod_status s = bytes ? svod_part_open(zip, path, &part, e) : svod_no_memory(e);
    if (s == SVOD_OK) s = svod_sheet_xml_new(handler, &xml, e);
    for (size_t n = 1; s == SVOD_OK && n;) {
        s = svod_part_read(part, bytes, SVOD_SHEET_CHUNK, &n, e);
        if (s == SVOD_OK) s = svod_sheet_xml_feed(xml, bytes, n, e);
    }
    svod_sheet_xml_free(xml);
    svod_part_close(part);
    svod_free(bytes);
    return s;
}

bool svod_sheet_grow(svod_arena *memory, void **v, size_t n, size_t *room, size_t size)
{
    if (n < *room) return true;
    size_t more = *room ? *room * 2 : 64;
    void *wider = svod_arena_alloc(memory, more * size);
    if (!wider) return false;
    if (n) memcpy(wider, *v, n * size);
    *v = wider;
    *room = more;
    return true;
}

/* ---- relationships ---- */

typedef struct relations {
    void *context;
    svod_relation_fn each;
} relations;

static svod_str last_part(svod_str s)
{
    size_t i = s.n;
    while (i > 0 && s.p[i - 1] != '/') i--;
    return svod_str_sub(s, i, s.n);
}

static svod_status relation(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    relations *r = context;
    if (strcmp(name, "Relationship") != 0) return SVOD_OK;
    return r->each(r->context, svod_sheet_attr(attrs, "Id"), last_part(svod_sheet_attr(attrs, "Type")),
                   svod_sheet_attr(attrs, "Target"), svod_str_is(svod_sheet_attr(attrs, "TargetMode"), "External"), e);
}

static svod_status ignore_end(void *context, const char *name, svod_error *e)
{
    (void)context;
    (void)name;
    (void)e;
    return SVOD_OK;
}

svod_status svod_sheet_relations(svod_package *zip, svod_str path, void *context, svod_relation_fn each, svod_error *e)
{
    char where[600];
    svod_str file = last_part(path);
    int n = snprintf(where, sizeof where, "%.*s_rels/%.*s.rels", (int)(path.n - file.n), path.p, SVOD_FMT(file));
    if (n < 0 || (size_t)n >= sizeof where) return SVOD_OK;
    if (!svod_package_has(zip, svod_str_of(where))) return SVOD_OK;
    relations r = {context, each};
    svod_sheet_handler handler = {.context = &r, .start = relation, .end = ignore_end};
    return svod_sheet_part_parse(zip, svod_str_of(where), &handler, e);
}

svod_str svod_sheet_resolve(svod_arena *memory, svod_str base, svod_str target)
{
    svod_buf b = SVOD_BUF_INIT_TRY(2048);
    target = svod_sheet_attr_keep(memory, target);
    if (!target.p) return target;
    if (!target.n || target.p[0] != '/') svod_buf_add(&b, base.p, base.n - last_part(base).n);
    svod_str rest = target, one;
    bool first = true;
    while (svod_str_split(&rest, '/', &one)) {
        if (!one.n || svod_str_is(one, ".")) continue;
        if (svod_str_is(one, "..")) { /* no higher than the package */
            size_t n = b.n;
            while (n > 0 && b.p[n - 1] == '/') n--;
            while (n > 0 && b.p[n - 1] != '/') n--;
            b.n = n;
            first = true;
            continue;
        }
        if (!first) svod_buf_char(&b, '/');
        svod_buf_str(&b, one);
        first = false;
    }
    svod_str path = svod_arena_dup(memory, svod_buf_view(&b));
    bool failed = b.failed;
    svod_buf_release(&b);
    return failed ? (svod_str){0} : path;
}

/* ---- the workbook ---- */

typedef struct workbook {
    svod_sheet_package *p;
    svod_str path;
    svod_str *ids; /* of the sheets' relationships, one for each sheet */
    size_t room;
} workbook;

static svod_status root_relation(void *context, svod_str id, svod_str type, svod_str target, bool external, svod_error *e)
{
    (void)id;
    workbook *w = context;
    if (external || w->path.n || !svod_str_is(type, "officeDocument")) return SVOD_OK;
    w->path = svod_sheet_resolve(w->p->memory, (svod_str){0}, target);
    return w->path.p ? SVOD_OK : svod_no_memory(e);
}

static bool is_true(svod_str s)
{
    return svod_str_is(s, "1") || svod_str_is(s, "true") || svod_str_is(s, "on");
}

static svod_status add_sheet(workbook *w, svod_sheet_attrs attrs, svod_error *e)
{
    svod_sheet_package *p = w->p;
    if (p->sheets_n == SHEETS_MAX)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.too-many-sheets", "the workbook has more than %d sheets", SHEETS_MAX);
    if (p->sheets_n == w->room) {
        size_t room = w->room ? w->room * 2 : 16;
        svod_sheet_part *sheets = svod_arena_calloc(p->memory, room, sizeof *sheets);
        svod_str *ids = svod_arena_calloc(p->memory, room, sizeof *ids);
        if (!sheets || !ids) return svod_no_memory(e);
        if (w->room) {
            memcpy(sheets, p->sheets, w->room * sizeof *sheets);
            memcpy(ids, w->ids, w->room * sizeof *ids);
        }
        p->sheets = sheets;
        w->ids = ids;
        w->room = room;
    }
    svod_str state = svod_sheet_attr(attrs, "state");
    svod_sheet_part *s = &p->sheets[p->sheets_n];
    s->name = svod_sheet_attr_keep(p->memory, svod_sheet_attr(attrs, "name"));
    s->hidden = svod_str_is(state, "hidden") || svod_str_is(state, "veryHidden");
    w->ids[p->sheets_n] = svod_arena_dup(p->memory, svod_sheet_attr(attrs, "id"));
    if (!s->name.p || !w->ids[p->sheets_n].p) return svod_no_memory(e);
    p->sheets_n++;
    return SVOD_OK;
}

static svod_status workbook_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    workbook *w = context;
    if (strcmp(name, "workbookPr") == 0) w->p->date1904 = is_true(svod_sheet_attr(attrs, "date1904"));
    return strcmp(name, "sheet") == 0 ? add_sheet(w, attrs, e) : SVOD_OK;
}

static svod_status workbook_relation(void *context, svod_str id, svod_str type, svod_str target, bool external,
                                     svod_error *e)
{
    workbook *w = context;
    svod_sheet_package *p = w->p;
    if (external) return SVOD_OK;
    const struct {
        const char *type;
        svod_str *path;
    } parts[] = {{"sharedStrings", &p->shared},
                 {"styles", &p->styles},
                 {"sheetMetadata", &p->metadata},
                 {"rdRichValue", &p->rich_values},
                 {"rdRichValueStructure", &p->rich_structures},
                 {"richValueRel", &p->rich_relations},
                 {"cellImage", &p->cell_images}};
    svod_str *wanted = NULL;
    for (size_t i = 0; i < SVOD_COUNT(parts); i++) {
        if (svod_str_is(type, parts[i].type)) wanted = parts[i].path;
    }
    bool sheet = svod_str_is(type, "worksheet");
    if (!wanted && !sheet) return SVOD_OK;
    svod_str path = svod_sheet_resolve(p->memory, w->path, target);
    if (!path.p) return svod_no_memory(e);
    if (wanted) *wanted = path;
    for (size_t i = 0; i < p->sheets_n && sheet; i++) {
        if (svod_str_eq(w->ids[i], id)) p->sheets[i].path = path;
    }
    return SVOD_OK;
}

/* ---- styles ---- */

typedef struct styles {
    svod_sheet_package *p;
    struct {
        int64_t id;
        svod_str code;
    } * codes;
    size_t codes_n, codes_room, formats_room, looks_room;
    bool cells; /* inside cellXfs */
} styles;

static svod_str unescaped(svod_arena *memory, svod_str s)
{
    svod_buf b = SVOD_BUF_INIT_TRY(1 << 20);
    svod_unescaped_text(&b, s);
    svod_str copy = svod_arena_dup(memory, svod_buf_view(&b));
    bool failed = b.failed;
    svod_buf_release(&b);
    return failed ? (svod_str){0} : copy;
}

static svod_status add_format(styles *st, svod_sheet_attrs attrs, svod_error *e)
{
    svod_sheet_package *p = st->p;
    int64_t id = 0;
    svod_str code = {0};
    svod_str_int(svod_sheet_attr(attrs, "numFmtId"), &id);
    for (size_t i = 0; i < st->codes_n; i++) {
        if (st->codes[i].id == id) code = st->codes[i].code;
    }
    if (p->formats_n >= FORMATS_MAX) return SVOD_OK;
    void *v = p->formats;
    if (!svod_sheet_grow(p->memory, &v, p->formats_n, &st->formats_room, sizeof *p->formats)) return svod_no_memory(e);
    p->formats = v;
    v = p->looks;
    if (!svod_sheet_grow(p->memory, &v, p->formats_n, &st->looks_room, sizeof *p->looks)) return svod_no_memory(e);
    p->looks = v;
    int64_t font = 0, fill = 0;
    svod_str_int(svod_sheet_attr(attrs, "fontId"), &font);
    svod_str_int(svod_sheet_attr(attrs, "fillId"), &fill);
    p->looks[p->formats_n] = ((unsigned)font << 16 ^ (unsigned)fill) + 1;
    p->formats[p->formats_n++] = svod_number_format_of(id, code);
    return SVOD_OK;
}

static svod_status styles_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    styles *st = context;
    if (strcmp(name, "cellXfs") == 0) st->cells = true;
    if (strcmp(name, "xf") == 0 && st->cells) return add_format(st, attrs, e);
    if (strcmp(name, "numFmt") != 0 || st->codes_n >= 4096) return SVOD_OK;
    void *v = st->codes;
    if (!svod_sheet_grow(st->p->memory, &v, st->codes_n, &st->codes_room, sizeof *st->codes)) return svod_no_memory(e);
    st->codes = v;
    svod_str_int(svod_sheet_attr(attrs, "numFmtId"), &st->codes[st->codes_n].id);
    st->codes[st->codes_n].code = svod_sheet_attr_keep(st->p->memory, svod_sheet_attr(attrs, "formatCode"));
    return st->codes[st->codes_n++].code.p ? SVOD_OK : svod_no_memory(e);
}

static svod_status styles_end(void *context, const char *name, svod_error *e)
{
    (void)e;
    styles *st = context;
    if (strcmp(name, "cellXfs") == 0) st->cells = false;
    return SVOD_OK;
}

/* ---- shared strings ---- */

typedef struct strings {
    svod_sheet_package *p;
    svod_buf text;
    char *piece; /* many short texts to an allocation */
    size_t piece_left;
    bool in_text, phonetic;
} strings;

static svod_status strings_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    (void)attrs;
    (void)e;
    strings *t = context;
    if (strcmp(name, "t") == 0)
        t->in_text = !t->phonetic;
    else if (strcmp(name, "rPh") == 0)
        t->phonetic = true;
    return SVOD_OK;
}

static svod_status strings_text(void *context, svod_str text, svod_error *e)
{
    strings *t = context;
    if (t->in_text) svod_buf_str(&t->text, text);
    return t->text.failed ? svod_no_memory(e) : SVOD_OK;
}

static svod_str kept(strings *t, svod_str s)
{
    if (s.n > STRINGS_PIECE / 4) return svod_arena_dup(t->p->memory, s);
    if (s.n > t->piece_left) {
        t->piece = svod_arena_alloc(t->p->memory, STRINGS_PIECE);
        t->piece_left = t->piece ? STRINGS_PIECE : 0;
        if (!t->piece) return (svod_str){0};
    }
    svod_str copy = {t->piece, s.n};
    if (s.n) memcpy(t->piece, s.p, s.n);
    t->piece += s.n;
    t->piece_left -= s.n;
    return copy;
}

static svod_status add_string(strings *t, svod_error *e)
{
    svod_sheet_package *p = t->p;
    if (p->strings_n == p->strings_room) {
        size_t room = p->strings_room ? p->strings_room * 2 : 1024;
        svod_str *wider = svod_try_realloc(p->strings, room * sizeof *wider);
        if (!wider) return svod_no_memory(e);
        p->strings = wider;
        p->strings_room = room;
    }
    svod_str s = svod_buf_view(&t->text);
    bool escaped = s.n && svod_str_find(s, SVOD_STR("_x"), 0) != SIZE_MAX;
    svod_str copy = !s.n ? SVOD_STR("") : escaped ? unescaped(p->memory, s) : kept(t, s);
    if (!copy.p) return svod_no_memory(e);
    p->strings[p->strings_n++] = copy;
    svod_buf_clear(&t->text);
    return SVOD_OK;
}

static svod_status strings_end(void *context, const char *name, svod_error *e)
{
    strings *t = context;
    if (strcmp(name, "si") == 0) return add_string(t, e);
    if (strcmp(name, "t") == 0) t->in_text = false;
    if (strcmp(name, "rPh") == 0) t->phonetic = false;
    return SVOD_OK;
}

/* ---- all together ---- */

static svod_status no_workbook(const svod_sheet_package *p, svod_str path, svod_error *e)
{
    if (svod_package_has(p->zip, SVOD_STR("mimetype")) && svod_package_has(p->zip, SVOD_STR("content.xml")))
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.opendocument",
                         "this is an OpenDocument sheet (.ods): open it and save it as .xlsx");
    if (svod_str_ends(path, SVOD_STR(".bin")))
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.binary",
                         "this is a binary workbook (.xlsb): open it and save it as .xlsx");
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.no-workbook", "there is no workbook in this archive");
}

static svod_status read_shared(svod_sheet_package *p, svod_error *e)
{
    strings t = {.p = p, .text = SVOD_BUF_INIT_TRY(8 << 20)};
    svod_sheet_handler handler = {.context = &t, .start = strings_start, .end = strings_end, .text = strings_text};
    svod_status s = svod_sheet_part_parse(p->zip, p->shared, &handler, e);
    svod_buf_release(&t.text);
    return s;
}

svod_status svod_sheet_package_read(svod_sheet_package *p, svod_error *e)
{
    workbook w = {.p = p};
    svod_status s = svod_sheet_relations(p->zip, (svod_str){0}, &w, root_relation, e);
    if (s != SVOD_OK) return s;
    if (!w.path.n) w.path = SVOD_STR("xl/workbook.xml");
    if (!svod_package_has(p->zip, w.path) || svod_str_ends(w.path, SVOD_STR(".bin"))) return no_workbook(p, w.path, e);
    svod_sheet_handler handler = {.context = &w, .start = workbook_start, .end = ignore_end};
    s = svod_sheet_part_parse(p->zip, w.path, &handler, e);
    if (s == SVOD_OK) s = svod_sheet_relations(p->zip, w.path, &w, workbook_relation, e);
    styles st = {.p = p};
    handler = (svod_sheet_handler){.context = &st, .start = styles_start, .end = styles_end};
    if (s == SVOD_OK && p->styles.n && svod_package_has(p->zip, p->styles))
        s = svod_sheet_part_parse(p->zip, p->styles, &handler, e);
    if (!p->shared.n) p->shared = svod_sheet_resolve(p->memory, w.path, SVOD_STR("sharedStrings.xml"));
    if (s == SVOD_OK && p->shared.n && svod_package_has(p->zip, p->shared)) s = read_shared(p, e);
    return s == SVOD_OK ? svod_sheet_cell_pictures(p, e) : s;
}
