/* Pictures of a workbook by their parts, and which of them lie in cells: by name, as WPS writes them, or as a value of the
 * cell, as Excel does. */
#include "kit/sheet_own.h"

#include "base/alloc.h"
#include "base/str.h"

enum { LISTED_MAX = 200000 };

/* ---- one picture ---- */

typedef struct reading {
    svod_package *zip;
    svod_str path;
    svod_part *part;
} reading;

static svod_status restart(void *context, svod_error *e)
{
    reading *r = context;
    svod_part_close(r->part);
    r->part = NULL;
    return svod_part_open(r->zip, r->path, &r->part, e);
}

static svod_status read_more(void *context, char *to, size_t room, size_t *ret_n, svod_error *e)
{
    return svod_part_read(((reading *)context)->part, to, room, ret_n, e);
}

svod_status svod_sheet_media(svod_sheet_package *p, svod_str path, svod_str *ret, svod_error *e)
{
    *ret = SVOD_STR("");
    int64_t at = svod_package_find(p->zip, path);
    size_t parts = svod_package_parts(p->zip);
    if (at < 0 || (uint64_t)at >= parts) return SVOD_OK;
    if (!p->media && !(p->media = svod_arena_calloc(p->memory, parts, sizeof *p->media))) return svod_no_memory(e);
    if (p->media[at].p) {
        *ret = p->media[at];
        return SVOD_OK;
    }
    reading r = {.zip = p->zip, .path = path};
    svod_picture_bytes bytes = {.context = &r, .restart = restart, .read = read_more};
    svod_error why = {0};
    svod_status s = p->host->picture(p->host, &bytes, ret, &why);
    svod_part_close(r.part);
    /* A damaged picture costs that picture. */
    bool damaged = s == SVOD_FAILED && strncmp(why.id, "xlsx.", 5) == 0;
    if (s != SVOD_OK && !damaged) {
        if (e) *e = why;
        return s;
    }
    if (damaged) *ret = SVOD_STR("");
    if (!ret->n) p->lost++;
    p->media[at] = *ret;
    return SVOD_OK;
}

/* ---- lists ---- */

typedef struct list {
    svod_sheet_package *p;
    int64_t *v;
    size_t n, room;
} list;

static svod_status add(list *l, int64_t value, svod_error *e)
{
    void *v = l->v;
    if (l->n >= LISTED_MAX) return SVOD_OK;
    if (!svod_sheet_grow(l->p->memory, &v, l->n, &l->room, sizeof *l->v)) return svod_no_memory(e);
    l->v = v;
    l->v[l->n++] = value;
    return SVOD_OK;
}

static int64_t number_of(svod_str s)
{
    int64_t n = -1;
    return svod_str_int(svod_str_trim(s), &n) ? n : -1;
}

static int64_t at(const list *l, int64_t i)
{
    return i >= 0 && (uint64_t)i < l->n ? l->v[i] : -1;
}

static svod_status nothing(void *context, const char *name, svod_error *e)
{
    (void)context;
    (void)name;
    (void)e;
    return SVOD_OK;
}

/* A part that is not there, or damaged, holds nothing. */
static svod_status parse(svod_sheet_package *p, svod_str path, const svod_sheet_handler *handler, svod_error *e)
{
    svod_error why = {0};
    if (!path.n || !svod_package_has(p->zip, path)) return SVOD_OK;
    svod_status s = svod_sheet_part_parse(p->zip, path, handler, &why);
    if (s == SVOD_FAILED) return SVOD_OK;
    if (s != SVOD_OK && e) *e = why;
    return s;
}

/* ---- pictures by relationship ---- */

static int by_id(const void *a, const void *b)
{
    return svod_str_cmp(((const svod_named_picture *)a)->id, ((const svod_named_picture *)b)->id);
}

static int by_name(const void *a, const void *b)
{
    return svod_str_cmp(((const svod_named_picture *)a)->name, ((const svod_named_picture *)b)->name);
}

typedef struct related {
    svod_sheet_package *p;
    svod_str base;
    svod_named_picture *v; /* by id */
    size_t n, room;
} related;

static svod_status relation(void *context, svod_str id, svod_str type, svod_str target, bool external, svod_error *e)
{
    related *r = context;
    size_t from = 0, to = r->n;
    if (external || !svod_str_is(type, "image")) return SVOD_OK;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (svod_str_cmp(r->v[middle].id, id) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == r->n || !svod_str_eq(r->v[from].id, id)) return SVOD_OK;
    svod_str path = svod_sheet_resolve(r->p->memory, r->base, target);
    if (!path.p) return svod_no_memory(e);
    for (; from < r->n && svod_str_eq(r->v[from].id, id); from++) r->v[from].path = path;
    return SVOD_OK;
}

static svod_status find_parts(related *r, svod_error *e)
{
    svod_error why = {0};
    if (r->n) qsort(r->v, r->n, sizeof *r->v, by_id);
    svod_status s = r->n ? svod_sheet_relations(r->p->zip, r->base, r, relation, &why) : SVOD_OK;
    if (s == SVOD_FAILED) return SVOD_OK;
    if (s != SVOD_OK && e) *e = why;
    return s;
}

static svod_status add_related(related *r, svod_str name, svod_str id, svod_error *e)
{
    void *v = r->v;
    if (r->n >= LISTED_MAX) return SVOD_OK;
    svod_named_picture one = {.name = name, .id = svod_arena_dup(r->p->memory, id)};
    if (!one.id.p || !svod_sheet_grow(r->p->memory, &v, r->n, &r->room, sizeof *r->v)) return svod_no_memory(e);
    r->v = v;
    r->v[r->n++] = one;
    return SVOD_OK;
}

/* ---- WPS: <cellImage> with a picture that has a name ---- */

typedef struct naming {
    related r;
    svod_str name;
} naming;

static svod_status named_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    naming *n = context;
    if (strcmp(name, "cNvPr") == 0) {
        n->name = svod_sheet_attr_keep(n->r.p->memory, svod_sheet_attr(attrs, "name"));
        return n->name.p ? SVOD_OK : svod_no_memory(e);
    }
    svod_str id = strcmp(name, "blip") == 0 ? svod_sheet_attr(attrs, "embed") : (svod_str){0};
    return id.n && n->name.n ? add_related(&n->r, n->name, id, e) : SVOD_OK;
}

static svod_status read_named(svod_sheet_package *p, svod_error *e)
{
    if (!p->cell_images.n) p->cell_images = SVOD_STR("xl/cellimages.xml");
    naming n = {.r = {.p = p, .base = p->cell_images}};
    svod_sheet_handler handler = {.context = &n, .start = named_start, .end = nothing};
    svod_status s = parse(p, p->cell_images, &handler, e);
    if (s == SVOD_OK) s = find_parts(&n.r, e);
    if (n.r.n) qsort(n.r.v, n.r.n, sizeof *n.r.v, by_name);
    p->named = n.r.v;
    p->named_n = n.r.n;
    return s;
}

svod_str svod_sheet_named_picture(const svod_sheet_package *p, svod_str name)
{
    svod_named_picture key = {.name = name};
    const svod_named_picture *found = p->named_n ? bsearch(&key, p->named, p->named_n, sizeof key, by_name) : NULL;
    return found ? found->path : (svod_str){0};
}

/* ---- Excel: vm of a cell → metadata → rich value → relationship ---- */

typedef struct rich {
    svod_sheet_package *p;
    list of_cells, of_values; /* vm - 1 → future metadata → rich value */
    list keys, values;        /* by structure, which of its values numbers a picture; that number, by rich value */
    related r;
    svod_buf text;
    bool cells, future, in_value, taken;
    int64_t structure, place;
} rich;

static svod_status metadata_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    rich *r = context;
    if (strcmp(name, "valueMetadata") == 0) r->cells = true;
    if (strcmp(name, "futureMetadata") == 0) r->future = svod_str_is(svod_sheet_attr(attrs, "name"), "XLRICHVALUE");
    if (strcmp(name, "bk") == 0) {
        r->taken = false;
        if (r->cells) return add(&r->of_cells, -1, e);
        return r->future ? add(&r->of_values, -1, e) : SVOD_OK;
    }
    if (r->cells && !r->taken && strcmp(name, "rc") == 0 && r->of_cells.n) {
        r->taken = true;
        r->of_cells.v[r->of_cells.n - 1] = number_of(svod_sheet_attr(attrs, "v"));
    }
    if (r->future && strcmp(name, "rvb") == 0 && r->of_values.n)
        r->of_values.v[r->of_values.n - 1] = number_of(svod_sheet_attr(attrs, "i"));
    return SVOD_OK;
}

static svod_status metadata_end(void *context, const char *name, svod_error *e)
{
    (void)e;
    rich *r = context;
    if (strcmp(name, "valueMetadata") == 0) r->cells = false;
    if (strcmp(name, "futureMetadata") == 0) r->future = false;
    return SVOD_OK;
}

static svod_status structure_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    rich *r = context;
    if (strcmp(name, "s") == 0) {
        r->place = 0;
        return add(&r->keys, -1, e);
    }
    if (strcmp(name, "k") != 0 || !r->keys.n) return SVOD_OK;
    if (svod_str_is(svod_sheet_attr(attrs, "n"), "_rvRel:LocalImageIdentifier")) r->keys.v[r->keys.n - 1] = r->place;
    r->place++;
    return SVOD_OK;
}

static svod_status value_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    rich *r = context;
    if (strcmp(name, "rv") == 0) {
        r->structure = number_of(svod_sheet_attr(attrs, "s"));
        r->place = 0;
        return add(&r->values, -1, e);
    }
    r->in_value = strcmp(name, "v") == 0;
    svod_buf_clear(&r->text);
    return SVOD_OK;
}

static svod_status value_text(void *context, svod_str text, svod_error *e)
{
    (void)e;
    rich *r = context;
    if (r->in_value) svod_buf_str(&r->text, text);
    return SVOD_OK;
}

static svod_status value_end(void *context, const char *name, svod_error *e)
{
    (void)e;
    rich *r = context;
    if (strcmp(name, "v") != 0 || !r->values.n) return SVOD_OK;
    if (r->place++ == at(&r->keys, r->structure) && !r->text.failed)
        r->values.v[r->values.n - 1] = number_of(svod_buf_view(&r->text));
    r->in_value = false;
    return SVOD_OK;
}

static svod_status rich_relation_start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    rich *r = context;
    return strcmp(name, "rel") == 0 ? add_related(&r->r, (svod_str){0}, svod_sheet_attr(attrs, "id"), e) : SVOD_OK;
}

/* The parts in the order of the list. */
static svod_status rich_parts(rich *r, svod_str **ret, svod_error *e)
{
    *ret = svod_arena_calloc(r->p->memory, r->r.n + 1, sizeof **ret);
    svod_named_picture *listed = svod_arena_alloc(r->p->memory, (r->r.n + 1) * sizeof *listed);
    if (!*ret || !listed) return svod_no_memory(e);
    if (r->r.n) memcpy(listed, r->r.v, r->r.n * sizeof *listed);
    svod_status s = find_parts(&r->r, e);
    for (size_t i = 0; i < r->r.n && s == SVOD_OK; i++) {
        const svod_named_picture *found = bsearch(&listed[i], r->r.v, r->r.n, sizeof *listed, by_id);
        if (found) (*ret)[i] = found->path;
    }
    return s;
}

static svod_status read_rich(svod_sheet_package *p, svod_error *e)
{
    if (!p->metadata.n || !p->rich_relations.n) return SVOD_OK;
    rich r = {.p = p, .text = SVOD_BUF_INIT_TRY(256), .r = {.p = p, .base = p->rich_relations}};
    r.of_cells.p = r.of_values.p = r.keys.p = r.values.p = p;
    svod_sheet_handler metadata = {.context = &r, .start = metadata_start, .end = metadata_end};
    svod_sheet_handler structures = {.context = &r, .start = structure_start, .end = nothing};
    svod_sheet_handler values = {.context = &r, .start = value_start, .end = value_end, .text = value_text};
    svod_sheet_handler relations = {.context = &r, .start = rich_relation_start, .end = nothing};
    svod_str *parts = NULL;
    svod_status s = parse(p, p->metadata, &metadata, e);
    if (s == SVOD_OK) s = parse(p, p->rich_structures, &structures, e);
    if (s == SVOD_OK) s = parse(p, p->rich_values, &values, e);
    if (s == SVOD_OK) s = parse(p, p->rich_relations, &relations, e);
    if (s == SVOD_OK) s = rich_parts(&r, &parts, e);
    if (s == SVOD_OK && !(p->rich = svod_arena_calloc(p->memory, r.of_cells.n + 1, sizeof *p->rich))) s = svod_no_memory(e);
    svod_buf_release(&r.text);
    if (s != SVOD_OK) return s;
    p->rich_n = r.of_cells.n;
    for (size_t i = 0; i < r.of_cells.n; i++) {
        int64_t relation_number = at(&r.values, at(&r.of_values, r.of_cells.v[i]));
        if (relation_number >= 0 && (uint64_t)relation_number < r.r.n) p->rich[i] = parts[relation_number];
    }
    return SVOD_OK;
}

svod_status svod_sheet_cell_pictures(svod_sheet_package *p, svod_error *e)
{
    if (!svod_sheet_wants_pictures(p)) return SVOD_OK;
    svod_status s = read_named(p, e);
    return s == SVOD_OK ? read_rich(p, e) : s;
}
