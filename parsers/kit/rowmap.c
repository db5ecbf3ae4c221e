/* Rows as they come: which belong together, which are headings of categories, which are no goods at all. */
#include "kit/rowmap_own.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/tr.h"
#include "text/utf8.h"

enum { GROUP_BYTES = 32 << 20, FEW = 2 };

svod_status svod_rowmap_new(svod_host *host, const svod_rowmap_options *options, svod_rowmap **ret, svod_error *e)
{
    svod_rowmap *map = svod_try_calloc(1, sizeof *map);
    if (!map) return svod_no_memory(e);
    map->host = host;
    map->options = *options;
    svod_arena_init_try(&map->memory, 0);
    for (int i = 0; i < FEW; i++) svod_arena_init_try(&map->groups[i].memory, GROUP_BYTES);
    *ret = map;
    return SVOD_OK;
}

void svod_rowmap_free(svod_rowmap *map)
{
    if (!map) return;
    for (int i = 0; i < FEW; i++) svod_arena_release(&map->groups[i].memory);
    svod_arena_release(&map->memory);
    svod_free(map);
}

static group *current(svod_rowmap *map)
{
    return &map->groups[map->current];
}

static void mix(group *g, svod_str s)
{
    uint64_t both[2] = {g->hash.lo, g->hash.hi};
    g->hash = svod_hash_bytes(s.p, s.n, both[0] ^ (both[1] * 3));
}

/* A copy of the row at the end of the group; ditto marks become what stands above them. */
static svod_status append(svod_rowmap *map, group *g, const svod_table_row *row, const svod_table_row *above, svod_error *e)
{
    if (g->n == g->room) {
        size_t room = g->room ? g->room * 2 : 1;
        svod_table_row *rows = svod_arena_alloc(&g->memory, room * sizeof *rows);
        if (!rows) return svod_no_memory(e);
        if (g->n) memcpy(rows, g->rows, g->n * sizeof *rows);
        g->rows = rows;
        g->room = room;
    }
    size_t bytes = 0, n = row->n < map->columns_n ? map->columns_n : row->n;
    for (size_t i = 0; i < row->n; i++) bytes += row->cells[i].n;
    svod_str *cells = svod_arena_alloc(&g->memory, n * sizeof *cells + bytes);
    if (!cells) return svod_no_memory(e);
    char *p = (char *)(cells + n);
    uint64_t hashes[2] = {row->hash.lo, row->hash.hi};
    mix(g, (svod_str){(const char *)hashes, sizeof hashes});
    for (size_t i = 0; i < n; i++) {
        svod_str s = i < row->n ? svod_str_trim(row->cells[i]) : (svod_str){0};
        cells[i] = (svod_str){p, s.n};
        if (s.n) memcpy(p, s.p, s.n);
        p += s.n;
        if (!above || i >= above->n || !svod_rowmap_is_ditto(s)) continue;
        cells[i] = svod_arena_dup(&g->memory, above->cells[i]);
        if (!cells[i].p) return svod_no_memory(e);
        mix(g, cells[i]);
    }
    svod_table_picture *pictures = svod_arena_alloc(&g->memory, (row->pictures_n + 1) * sizeof *pictures);
    if (!pictures) return svod_no_memory(e);
    if (row->pictures_n) memcpy(pictures, row->pictures, row->pictures_n * sizeof *pictures);
    g->rows[g->n] = *row;
    g->rows[g->n].cells = cells;
    g->rows[g->n].n = n;
    g->rows[g->n].pictures = pictures;
    g->n++;
    return SVOD_OK;
}

/* What a row under another has of its own and never takes from above. */
static bool never_from_above(const svod_rowmap *map, role r)
{
    switch (r) {
    case ROLE_SIZE:
    case ROLE_ROW:
    case ROLE_STOCK:
    case ROLE_AVAILABLE:
    case ROLE_BARCODE:
    case ROLE_PICTURES:
    case ROLE_PICTURE_FIRST:
    case ROLE_ID:
    case ROLE_OFFER:
    case ROLE_SALE:
    case ROLE_OLD_PRICE:
    case ROLE_PARAM_VALUE:
    case ROLE_PARENT:
    case ROLE_KIND:
    case ROLE_MATRIX:
        return true;
    case ROLE_ARTICLE: /* of the variant, where the item has an id of its own */
    case ROLE_PRICE:
        return map->by_role[ROLE_ITEM] != SIZE_MAX || map->by_role[ROLE_PARENT] != SIZE_MAX;
    default:
        return false;
    }
}

static void take_from_above(const svod_rowmap *map, group *g)
{
    const svod_table_row *above = &g->rows[g->n - 2];
    svod_str *cells = (svod_str *)(uintptr_t)g->rows[g->n - 1].cells;
    for (size_t i = 0; i < map->columns_n; i++) {
        if (cells[i].n || never_from_above(map, map->columns[i].role)) continue;
        cells[i] = above->cells[i];
    }
}

static svod_status take_sizes(svod_rowmap *map, const svod_table_row *row, svod_error *e)
{
    for (size_t i = 0; i < map->columns_n; i++) {
        svod_str s = svod_str_trim(svod_rowmap_cell(row, i));
        if (map->columns[i].role != ROLE_MATRIX) continue;
        map->columns[i].heading = svod_arena_dup(&map->memory, s);
        if (!map->columns[i].heading.p) return svod_no_memory(e);
        map->seed = svod_hash_bytes(s.p, s.n, map->seed).lo;
    }
    return SVOD_OK;
}

static void said(svod_rowmap *map, const svod_table_row *row)
{
    if (row->fault_id) map->host->diag(map->host, SVOD_WARNING, row->fault_id, &row->fault_at, "%s", row->fault);
}

/* A product whose variations follow and name it (WooCommerce, Tilda) is no offer itself. */
static bool only_a_parent(const svod_rowmap *map, const group *g, const svod_table_row *row)
{
    if (row == g->rows && g->n > 1 && svod_rowmap_by_role(map, &g->rows[1], ROLE_PARENT).n) return true;
    if (!svod_str_starts(svod_rowmap_by_role(map, row, ROLE_KIND), SVOD_STR("variable"))) return false;
    bool priced = svod_rowmap_by_role(map, row, ROLE_PRICE).n || svod_rowmap_by_role(map, row, ROLE_SALE).n;
    return (row == g->rows && g->n > 1) || (!priced && map->by_role[ROLE_PARENT] != SIZE_MAX);
}

static svod_status flush(svod_rowmap *map, svod_error *e)
{
    if (!map->held) return SVOD_OK;
    group *g = current(map);
    map->held = false;
    svod_hash h = g->hash;
    h = svod_hash_bytes(&h, sizeof h, map->seed);
    for (size_t i = 0; i < g->category_n; i++) h = svod_hash_bytes(g->category[i].p, g->category[i].n, h.lo ^ (h.hi * 3));
    if (map->host->record(map->host, h)) return SVOD_OK;
    for (size_t i = 0; i < g->n; i++) {
        said(map, &g->rows[i]);
        if (only_a_parent(map, g, &g->rows[i])) continue;
        svod_status s = svod_rowmap_emit(map, g, &g->rows[i], e);
        if (s != SVOD_OK) return s;
    }
    return SVOD_OK;
}

static svod_status begin(svod_rowmap *map, const svod_table_row *row, svod_error *e)
{
    const group *before = current(map);
    const svod_table_row *above = before->n ? &before->rows[before->n - 1] : NULL;
    group *g = &map->groups[1 - map->current];
    svod_arena_clear(&g->memory);
    g->rows = NULL;
    g->n = g->room = g->pictures_n = g->pictures_room = 0;
    g->hash = (svod_hash){0};
    g->category_n = 0;
    for (size_t i = 0; i < map->categories_n; i++) {
        g->category[i] = svod_arena_dup(&g->memory, map->categories[i]);
        if (!g->category[i].p) return svod_no_memory(e);
        g->category_n++;
    }
    svod_status s = append(map, g, row, above, e);
    if (s != SVOD_OK) return s;
    s = flush(map, e);
    map->current = 1 - map->current;
    map->held = true;
    return s;
}

/* "2.10 Бязь": the number before the last dot or alone, and what stands before it. 0: there is none. */
static int64_t number_of(svod_str s, svod_str *ret_before)
{
    size_t end = 0, last = 0;
    int64_t number = 0;
    while (end < s.n && ((s.p[end] >= '0' && s.p[end] <= '9') || s.p[end] == '.')) end++;
    while (end && s.p[end - 1] == '.') end--;
    for (size_t i = 0; i < end; i++) {
        if (s.p[i] == '.') last = i + 1;
    }
    bool text = end < s.n && (s.p[end] == '.' || s.p[end] == ' ' || s.p[end] == ')');
    if (!text || end - last > 3 || !svod_str_int(svod_str_sub(s, last, end), &number) || s.p[last] == '0') return 0;
    *ret_before = svod_str_sub(s, 0, last);
    return number;
}

/* The level of the path whose place a heading takes by its number ("1.", "1.1" … "2.") or by its look, or SIZE_MAX. */
static size_t level_of(const svod_rowmap *map, svod_str text, unsigned look)
{
    svod_str before, other;
    int64_t number = number_of(text, &before);
    for (size_t k = map->categories_n; number && k-- > 0;) {
        int64_t there = number_of(map->categories[k], &other);
        if (there && there < number && svod_str_eq(before, other)) return k;
    }
    size_t same = SIZE_MAX;
    bool differ = false;
    for (size_t k = 0; look && k < map->categories_n; k++) {
        if (!map->looks[k]) return SIZE_MAX;
        if (map->looks[k] == look)
            same = k;
        else
            differ = true;
    }
    return differ ? same : SIZE_MAX;
}

static svod_status set_category(svod_rowmap *map, size_t at, svod_str text, const svod_table_row *row, svod_error *e)
{
    map->categories[at] = svod_arena_dup(&map->memory, text);
    if (!map->categories[at].p) return svod_no_memory(e);
    map->looks[at] = row->look;
    map->levels[at] = row->level < 0 ? -row->level : row->level;
    map->categories_n = at + 1;
    return SVOD_OK;
}

/* Headings one under another are a path; the next run of k headings replaces its last k, unless the outline, their numbers
 * or their looks tell better. */
static svod_status category(svod_rowmap *map, const svod_table_row *row, svod_error *e)
{
    size_t room = sizeof map->categories / sizeof map->categories[0];
    svod_str text = {0};
    if (svod_rowmap_is_section_heading(map, row)) text = svod_rowmap_by_role(map, row, ROLE_NAME);
    for (size_t i = 0; i < row->n && !text.n; i++) text = svod_str_trim(row->cells[i]);
    if (row->level) { /* what lies as deep as it, or deeper, is over */
        int level = row->level < 0 ? -row->level : row->level;
        size_t at = map->categories_n;
        while (at > 0 && (map->levels[at - 1] >= level || !map->levels[at - 1])) at--;
        svod_str name = svod_rowmap_by_role(map, row, ROLE_NAME);
        map->category_run = false;
        return at < room ? set_category(map, at, name.n ? name : text, row, e) : SVOD_OK;
    }
    if (!map->category_run) map->category_run_n = 0;
    /* The first heading of a run takes the last place; each one after it pushes those of the run up by one. */
    size_t keep = map->category_run_n, at = level_of(map, text, row->look);
    map->category_run = true;
    map->category_run_n++;
    if (at != SIZE_MAX) {
        map->category_run_n = 1;
        return set_category(map, at, text, row, e);
    }
    at = map->categories_n;
    if (keep == 0 && at)
        at--;
    else if (keep && at == room)
        return SVOD_OK;
    else if (keep && at > keep) {
        memmove(&map->categories[at - keep - 1], &map->categories[at - keep], keep * sizeof text);
        memmove(&map->looks[at - keep - 1], &map->looks[at - keep], keep * sizeof map->looks[0]);
        memmove(&map->levels[at - keep - 1], &map->levels[at - keep], keep * sizeof map->levels[0]);
        at--;
    }
    return set_category(map, at, text, row, e);
}

static svod_status more_pictures(svod_rowmap *map, const svod_table_row *row, svod_error *e)
{
    group *g = current(map);
    for (size_t i = 0; i < map->columns_n; i++) {
        svod_str s = svod_str_trim(svod_rowmap_cell(row, i));
        if (map->columns[i].role != ROLE_PICTURES || !s.n) continue;
        if (g->pictures_n == g->pictures_room) {
            size_t room = g->pictures_room ? g->pictures_room * 2 : 8;
            svod_str *pictures = svod_arena_alloc(&g->memory, room * sizeof *pictures);
            if (!pictures) return svod_no_memory(e);
            if (g->pictures_n) memcpy(pictures, g->pictures, g->pictures_n * sizeof *pictures);
            g->pictures = pictures;
            g->pictures_room = room;
        }
        g->pictures[g->pictures_n] = svod_arena_dup(&g->memory, s);
        if (!g->pictures[g->pictures_n].p) return svod_no_memory(e);
        mix(g, s);
        g->pictures_n++;
    }
    return SVOD_OK;
}

/* More cells than the table has columns: a delimiter inside a cell without quotes moved the rest, prices with it. */
static bool shifted(const svod_rowmap *map, const svod_table_row *row)
{
    for (size_t i = map->columns_n; i < row->n; i++) {
        if (svod_str_trim(row->cells[i]).n) return true;
    }
    return false;
}

/* When the last column is a text, what is too much belongs to it: an unquoted delimiter at the end of the row. */
static bool mend(svod_rowmap *map, const svod_table_row *row, svod_table_row *ret, svod_error *e, svod_status *ret_status)
{
    size_t last = map->columns_n - 1;
    role r = map->columns[last].role;
    if (!row->delimiter || (r != ROLE_NAME && r != ROLE_DESCRIPTION)) return false;
    svod_buf b = SVOD_BUF_INIT_TRY(4 << 20);
    for (size_t i = last; i < row->n; i++) {
        if (i > last) svod_buf_char(&b, row->delimiter);
        svod_buf_str(&b, row->cells[i]);
    }
    svod_str *cells = svod_arena_alloc(map->host->step, map->columns_n * sizeof *cells);
    svod_str joined = svod_arena_dup(map->host->step, svod_buf_view(&b));
    bool failed = b.failed || !cells || !joined.p;
    svod_buf_release(&b);
    *ret_status = failed ? svod_no_memory(e) : SVOD_OK;
    if (failed) return true;
    memcpy(cells, row->cells, last * sizeof *cells);
    cells[last] = joined;
    *ret = *row;
    ret->cells = cells;
    ret->n = map->columns_n;
    return true;
}

static svod_status put_row(svod_rowmap *map, const svod_table_row *row, svod_error *e);

svod_status svod_rowmap_put(svod_rowmap *map, const svod_table_row *row, svod_error *e)
{
    size_t index = map->seen++;
    if (map->headed && index <= map->header_index) return SVOD_OK;
    svod_table_row mended = *row;
    svod_status s = SVOD_OK;
    if (row->n <= map->columns_n || !shifted(map, row) || !mend(map, row, &mended, e, &s)) return put_row(map, row, e);
    if (s != SVOD_OK) return s;
    if (!mended.fault_id) {
        mended.fault_id = "table.joined-cells";
        mended.fault =
            _("more cells than columns: the last cell seems to hold a delimiter without quotes and was put together again");
        mended.fault_at = row->at;
    }
    return put_row(map, &mended, e);
}

static void say_remark(svod_rowmap *map, const svod_table_row *row)
{
    svod_str text = {0};
    for (size_t i = 0; i < row->n; i++) {
        svod_str s = svod_str_trim(row->cells[i]);
        if (s.n > text.n) text = s;
    }
    map->host->diag(map->host, SVOD_NOTE, "table.remark", &row->at,
                    "'%.*s' has neither a price nor a number where goods have one: it is taken for a remark and left out",
                    SVOD_FMT(svod_str_sub(text, 0, svod_utf8_cut(text, 120))));
}

static svod_status put_row(svod_rowmap *map, const svod_table_row *row, svod_error *e)
{
    if (svod_rowmap_is_size_heading(map, row)) {
        svod_status status = flush(map, e);
        return status == SVOD_OK ? take_sizes(map, row, e) : status;
    }
    row_kind kind = svod_rowmap_kind_of(map, row);
    if (kind == ROW_BLANK || kind == ROW_SKIPPED) return SVOD_OK;
    svod_status s = SVOD_OK;
    if (shifted(map, row)) {
        if ((s = flush(map, e)) != SVOD_OK) return s; /* what follows does not belong to the item before */
        map->host->diag(
            map->host, SVOD_ERROR, "table.too-many-cells", &row->at,
            "%zu cells where the table has %zu columns: a cell seems to hold a delimiter without quotes; the row is "
            "left out",
            row->n, map->columns_n);
        return SVOD_OK;
    }
    if (kind != ROW_CATEGORY) map->category_run = false;
    switch (kind) {
    case ROW_GOODS:
        return begin(map, row, e);
    case ROW_VARIANT:
        s = append(map, current(map), row, &current(map)->rows[current(map)->n - 1], e);
        if (s == SVOD_OK) take_from_above(map, current(map));
        return s;
    case ROW_PICTURES:
        return more_pictures(map, row, e);
    case ROW_CATEGORY:
        s = flush(map, e);
        return s == SVOD_OK ? category(map, row, e) : s;
    case ROW_REMARK:
        if ((s = flush(map, e)) != SVOD_OK) return s;
        say_remark(map, row);
        return SVOD_OK;
    default:
        if ((s = flush(map, e)) != SVOD_OK) return s;
        said(map, row);
        map->host->diag(map->host, SVOD_WARNING, "table.no-identity", &row->at,
                        "the row has neither article nor name and belongs to no item above it; it is left out");
        return SVOD_OK;
    }
}

svod_status svod_rowmap_end(svod_rowmap *map, svod_error *e)
{
    return flush(map, e);
}
