/* One row of a table → one offer. */
#include "kit/rowmap_own.h"

#include "base/buf.h"
#include "base/decimal.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/utf8.h"

typedef struct making {
    svod_rowmap *map;
    const group *g;
    const svod_table_row *row;
    svod_arena *arena;
    svod_offer offer;
    svod_attribute *attributes;
    size_t attributes_n, attributes_room;
    svod_str *pictures;
    size_t pictures_n, pictures_room;
    svod_str *category;
    size_t category_n, category_room;
    svod_price_tier *tiers;
    size_t tiers_n, tiers_room;
    svod_dec sale;
    svod_str sale_heading, sale_cell;
    bool untracked, oversell, refused;
    bool no_memory;
} making;

/* Room for one more of an array in the arena; NULL: out of memory, noted. */
static void *grow(making *m, void *v, size_t n, size_t *room, size_t size)
{
    if (n < *room) return v;
    size_t more = *room ? *room * 2 : 8;
    void *wider = svod_arena_alloc(m->arena, more * size);
    if (!wider) {
        m->no_memory = true;
        return NULL;
    }
    if (n) memcpy(wider, v, n * size);
    *room = more;
    return wider;
}

#define ADD(m, what, ...)                                                                                                   \
    do {                                                                                                                    \
        void *wider = grow((m), (m)->what, (m)->what##_n, &(m)->what##_room, sizeof *(m)->what);                            \
        if (!wider) break;                                                                                                  \
        (m)->what = wider;                                                                                                  \
        (m)->what[(m)->what##_n++] = __VA_ARGS__;                                                                           \
    } while (0)

static void attribute(making *m, svod_str name, svod_str value)
{
    if (!value.n) return;
    ADD(m, attributes, (svod_attribute){name, value});
}

static svod_str short_of(svod_str s)
{
    return s.n > 80 ? svod_str_sub(s, 0, 80) : s;
}

/* A diagnostic about a cell; `format` names the heading and then the cell. */
#define SAY(m, severity, id, format, heading, cell)                                                                         \
    (m)->map->host->diag((m)->map->host, (severity), (id), &(m)->row->at, format, SVOD_FMT(heading),                        \
                         SVOD_FMT(short_of(cell)))

static svod_str heading_of(making *m, size_t col)
{
    const column *c = &m->map->columns[col];
    if (c->heading.n) return svod_rowmap_attribute_name(c->heading);
    char text[32];
    snprintf(text, sizeof text, "#%zu", col + 1);
    svod_str name = svod_arena_dup(m->arena, svod_str_of(text));
    if (!name.p) m->no_memory = true;
    return name;
}

static svod_dec price(making *m, size_t col, svod_str cell)
{
    const column *c = &m->map->columns[col];
    svod_price read = {.value = SVOD_DEC_NONE};
    if (memchr(cell.p, '<', cell.n)) cell = svod_plain_text(m->arena, cell);
    if (!cell.n) return SVOD_DEC_NONE;
    if (!svod_read_price(cell, c->unit, &read)) {
        SAY(m, SVOD_WARNING, "price.unreadable", "%.*s: '%.*s' is no price", c->heading, cell);
        return SVOD_DEC_NONE;
    }
    if (read.several)
        SAY(m, SVOD_WARNING, "price.several", "%.*s: '%.*s' holds several prices; the first is taken", c->heading, cell);
    if (!m->offer.currency.n) m->offer.currency = read.currency.n ? read.currency : c->unit;
    return read.value > 0 ? read.value : SVOD_DEC_NONE;
}

/* "4,60E+12": a spreadsheet made a number of it and the last digits are gone. */
static bool destroyed(svod_str s)
{
    size_t i = 0;
    while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == ',' || s.p[i] == '.')) i++;
    if (i == 0 || i + 3 > s.n || (s.p[i] != 'E' && s.p[i] != 'e') || s.p[i + 1] != '+') return false;
    for (i += 2; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    }
    return true;
}

static svod_str code(making *m, size_t col, svod_str cell)
{
    /* "'0012": the apostrophe only told a spreadsheet that this is text. */
    if (cell.n > 1 && cell.p[0] == '\'' && memchr(cell.p + 1, '\'', cell.n - 1) == NULL)
        cell = svod_str_sub(cell, 1, cell.n);
    if (!destroyed(cell)) return cell;
    SAY(m, SVOD_WARNING, "table.destroyed-number",
        "%.*s: '%.*s' was a long number before a spreadsheet rounded it; it is left out", m->map->columns[col].heading,
        cell);
    return (svod_str){0};
}

static bool is_separator(char c)
{
    return c == ' ' || c == ',' || c == ';' || c == '|' || c == '\n' || c == '\r' || c == '\t' || c == '"' || c == '\'' ||
           c == '[' || c == ']';
}

static void picture(making *m, svod_str address)
{
    for (size_t k = 0; k < m->pictures_n; k++) {
        if (svod_str_eq(m->pictures[k], address)) return;
    }
    ADD(m, pictures, address);
}

/* Addresses may hold commas: where there are addresses, a new one begins with "http" only. */
static void pictures(making *m, svod_str s)
{
    svod_str part;
    while (m->map->own && svod_str_split(&s, '|', &part)) ADD(m, pictures, part);
    if (m->map->own) return;
    bool addresses = svod_str_find(s, SVOD_STR("http"), 0) != SIZE_MAX;
    size_t i = 0;
    while (i < s.n && !m->no_memory) {
        while (i < s.n && is_separator(s.p[i])) i++;
        size_t from = i;
        for (; i < s.n; i++) {
            if (addresses) {
                if (i > from && is_separator(s.p[i - 1]) && svod_str_starts(svod_str_sub(s, i, s.n), SVOD_STR("http")))
                    break;
                if (s.p[i] == '"' || s.p[i] == '|' || s.p[i] == '\n') break;
            } else if (is_separator(s.p[i]) && s.p[i] != ' ') {
                break;
            }
        }
        size_t to = i;
        while (to > from && is_separator(s.p[to - 1])) to--;
        svod_str one = svod_str_sub(s, from, to);
        if (one.n) picture(m, one);
    }
}

static svod_str path_separator(svod_str text, bool slash)
{
    return svod_str_find(text, SVOD_STR("->"), 0) != SIZE_MAX    ? SVOD_STR("->")
           : svod_str_find(text, SVOD_STR(">>"), 0) != SIZE_MAX  ? SVOD_STR(">>")
           : svod_str_find(text, SVOD_STR(">"), 0) != SIZE_MAX   ? SVOD_STR(">")
           : svod_str_find(text, SVOD_STR(" / "), 0) != SIZE_MAX ? SVOD_STR(" / ")
           : svod_str_find(text, SVOD_STR("\\"), 0) != SIZE_MAX  ? SVOD_STR("\\")
           : svod_str_find(text, SVOD_STR("|"), 0) != SIZE_MAX   ? SVOD_STR("|")
           : slash                                               ? SVOD_STR("/")
                                                                 : SVOD_STR("\n");
}

/* The parts between `cut`, in memory of the arena. */
static bool path_of(svod_arena *arena, svod_str text, svod_str cut, svod_strs *ret)
{
    /* WooCommerce lists several paths: the first is the category. */
    if (cut.n == 1 && cut.p[0] == '>') {
        size_t comma = svod_str_find(text, SVOD_STR(", "), 0);
        size_t deeper = comma == SIZE_MAX ? SIZE_MAX : svod_str_find(text, cut, comma);
        if (deeper != SIZE_MAX && svod_str_find(text, cut, 0) < comma) text.n = comma;
    }
    size_t parts = 1;
    for (size_t i = 0; (i = svod_str_find(text, cut, i)) != SIZE_MAX; i += cut.n) parts++;
    svod_str *v = svod_arena_alloc(arena, parts * sizeof *v);
    if (!v) return false;
    size_t n = 0;
    for (size_t i = 0; i <= text.n;) {
        size_t next = svod_str_find(text, cut, i);
        svod_str part = svod_str_trim(svod_str_sub(text, i, next == SIZE_MAX ? text.n : next));
        if (part.n && n < parts) v[n++] = part;
        if (next == SIZE_MAX) break;
        i = next + cut.n;
    }
    *ret = (svod_strs){v, n};
    return true;
}

static void category(making *m, svod_str name, svod_str cell)
{
    svod_strs path;
    size_t several = m->map->own ? SIZE_MAX : svod_str_find(cell, SVOD_STR(";"), 0);
    if (several != SIZE_MAX) {
        attribute(m, name, cell); /* an item of several categories: the first is its place, all are kept */
        cell = svod_str_trim(svod_str_sub(cell, 0, several));
    }
    svod_str cut = m->map->own ? SVOD_STR(" / ") : path_separator(cell, m->map->slash_paths);
    if (!path_of(m->arena, cell, cut, &path)) {
        m->no_memory = true;
        return;
    }
    for (size_t i = 0; i < path.n; i++) {
        if (i == 0 && !m->map->own && m->category_n && svod_str_eq(m->category[m->category_n - 1], path.v[0])) continue;
        ADD(m, category, path.v[i]);
    }
}

static bool all_sizes(making *m, svod_str value)
{
    svod_sizes sizes = {0};
    if (!svod_read_sizes(m->arena, value, m->map->host->sizes, &sizes)) {
        m->no_memory = true;
        return false;
    }
    for (size_t i = 0; i < sizes.n; i++) {
        if (!svod_is_size(sizes.cells[i].size)) return false;
    }
    return sizes.n > 0;
}

static void row_of(making *m, svod_str name, svod_str cell)
{
    svod_sizes sizes = {0};
    char folded[32];
    size_t n = svod_fold_simple(folded, sizeof folded, cell.n > 20 ? svod_str_sub(cell, 0, svod_utf8_cut(cell, 20)) : cell);
    bool height = n != SIZE_MAX && svod_rowmap_has((svod_str){folded, n}, "рост |зріст |height ");
    if (height || !svod_read_row(m->arena, cell, &sizes) || !sizes.n) {
        attribute(m, name, cell); /* «Ростовка» is a height as often */
        return;
    }
    m->offer.row = sizes.cells;
    m->offer.row_n = sizes.n;
}

/* A parameter by its name; what is no variant is an attribute. */
static void param(making *m, svod_str name, svod_str unit, svod_str value)
{
    if (!name.n || !value.n || (svod_str_is(name, "Title") && svod_str_is(value, "Default Title"))) return;
    int confidence = 0;
    svod_field f = svod_field_of(name, unit, &confidence);
    svod_offer *o = &m->offer;
    if (confidence >= 60 && f == SVOD_FIELD_SIZE && !o->size.n && !o->sizes_text.n && all_sizes(m, value)) {
        o->sizes_text = value;
        return;
    }
    if (confidence >= 60 && f == SVOD_FIELD_COLOUR && !o->colour.n && !o->colours_text.n) {
        o->colours_text = value;
        return;
    }
    if (confidence >= 80 && f == SVOD_FIELD_ROW && !o->row_n) {
        row_of(m, name, value);
        return;
    }
    if (confidence >= 80 && f == SVOD_FIELD_BRAND && !o->brand.n) {
        o->brand = value;
        return;
    }
    if (unit.n) {
        svod_buf b = SVOD_BUF_INIT_TRY(4 << 20);
        svod_buf_printf(&b, "%.*s %.*s", SVOD_FMT(value), SVOD_FMT(unit));
        value = svod_arena_dup(m->arena, svod_buf_view(&b));
        if (b.failed || !value.p) m->no_memory = true;
        svod_buf_release(&b);
    }
    attribute(m, name, value);
}

/* `Name: value | Name: value`, also by lines and ';'; {"Name": "value"} of a program. */
static void params(making *m, svod_str heading, svod_str s)
{
    bool object = s.n > 1 && s.p[0] == '{' && s.p[s.n - 1] == '}';
    if (object) {
        s = svod_str_sub(s, 1, s.n - 1);
        while (s.n) {
            svod_str part[2] = {{0}, {0}};
            for (int k = 0; k < 2; k++) {
                size_t from = svod_str_find(s, SVOD_STR("\""), 0);
                if (from == SIZE_MAX) return;
                size_t to = from + 1;
                while (to < s.n && s.p[to] != '"') to += s.p[to] == '\\' ? 2 : 1;
                if (to >= s.n) return;
                part[k] = svod_str_sub(s, from + 1, to);
                s = svod_str_sub(s, to + 1, s.n);
            }
            attribute(m, part[0], part[1]);
        }
        return;
    }
    char by = memchr(s.p, '|', s.n) ? '|' : memchr(s.p, '\n', s.n) ? '\n' : ';';
    svod_str rest = s, part;
    bool any = false;
    while (svod_str_split(&rest, by, &part)) {
        size_t colon = svod_str_find(part, SVOD_STR(":"), 0);
        if (colon == SIZE_MAX) continue;
        svod_str name = svod_str_trim(svod_str_sub(part, 0, colon));
        svod_str value = svod_str_trim(svod_str_sub(part, colon + 1, part.n));
        if (m->map->own)
            attribute(m, name, value);
        else
            param(m, name, (svod_str){0}, value);
        any = true;
    }
    if (!any) attribute(m, heading, s);
}

static void tier(making *m, size_t col, svod_str cell)
{
    const column *c = &m->map->columns[col];
    if (c->pair == SIZE_MAX) {
        svod_price_tier t = c->tier;
        t.price = price(m, col, cell);
        if (t.price != SVOD_DEC_NONE) ADD(m, tiers, t);
        return;
    }
    /* prom.ua: prices and their quantities, both lists when there are several. */
    svod_str mins = svod_str_trim(svod_rowmap_cell(m->row, c->pair)), one, min;
    while (svod_str_split(&cell, ';', &one) && svod_str_split(&mins, ';', &min)) {
        int64_t from;
        if (!svod_str_trim(one).n) continue;
        svod_dec value = price(m, col, svod_str_trim(one));
        if (value == SVOD_DEC_NONE || !svod_read_quantity(svod_str_trim(min), &from) || from > SVOD_DEC_MAX / SVOD_DEC_SCALE)
            continue;
        ADD(m, tiers, (svod_price_tier){SVOD_TIER_QUANTITY, from * SVOD_DEC_SCALE, value});
    }
}

/* `from_amount=10000:450.00|from_quantity=10:430.00`, as we write it. */
static void own_tiers(making *m, svod_str cell)
{
    svod_str part;
    while (svod_str_split(&cell, '|', &part)) {
        svod_price_tier t = {.kind = SVOD_TIER_QUANTITY};
        size_t eq = svod_str_find(part, SVOD_STR("="), 0), colon = svod_str_find(part, SVOD_STR(":"), 0);
        if (eq == SIZE_MAX || colon == SIZE_MAX || colon < eq) continue;
        if (svod_str_is(svod_str_trim(svod_str_sub(part, 0, eq)), "from_amount")) t.kind = SVOD_TIER_AMOUNT;
        if (!svod_dec_parse(svod_str_trim(svod_str_sub(part, eq + 1, colon)), &t.from)) continue;
        if (!svod_dec_parse(svod_str_trim(svod_str_sub(part, colon + 1, part.n)), &t.price)) continue;
        ADD(m, tiers, t);
    }
}

static void stock(making *m, svod_str name, svod_str cell, bool counts)
{
    int available = -1;
    int64_t units = -1;
    if (!svod_read_stock(cell, &available, &units)) {
        attribute(m, name, cell);
        return;
    }
    if (counts) {
        m->offer.stock = units;
        if (m->offer.available < 0 && !m->map->own) m->offer.available = available;
    } else {
        m->offer.available = available;
        if (m->offer.stock < 0 && !m->map->own) m->offer.stock = units;
    }
}

static void status(making *m, svod_str cell)
{
    static const char off[] = "draft|archived|private|n|no|нет|0|false|trash|pending|inactive";
    char folded[64];
    size_t n = svod_fold_simple(folded, sizeof folded, cell);
    if (n != SIZE_MAX && svod_folded_in((svod_str){folded, n}, off)) m->refused = true;
}

/* A sale that holds between dates cannot be told from here: it stays an attribute. */
static bool dated_sale(making *m)
{
    for (size_t i = 0; i < m->map->columns_n; i++) {
        const column *c = &m->map->columns[i];
        if (svod_rowmap_has(c->key, "sale price effective|sale price start") && svod_str_trim(svod_rowmap_cell(m->row, i)).n)
            return true;
    }
    return false;
}

static void quantity(making *m, svod_str name, svod_str cell, int64_t *ret)
{
    int64_t n;
    if (svod_read_quantity(cell, &n) && n >= 1)
        *ret = n;
    else
        attribute(m, name, cell);
}

static void params_of(making *m, size_t col, svod_str name)
{
    const column *c = &m->map->columns[col];
    if (c->pair == SIZE_MAX) return;
    svod_str unit = c->pair_unit == SIZE_MAX ? (svod_str){0} : svod_str_trim(svod_rowmap_cell(m->row, c->pair_unit));
    param(m, name, unit, svod_str_trim(svod_rowmap_cell(m->row, c->pair)));
}

/* Texts and lists; false: the role is none of these. */
static bool put_text(making *m, size_t col, svod_str cell)
{
    svod_offer *o = &m->offer;
    bool own = m->map->own;
    switch (m->map->columns[col].role) {
    case ROLE_OFFER:
        o->offer = cell;
        return true;
    case ROLE_ID:
        o->source_id = code(m, col, cell);
        return true;
    case ROLE_ITEM:
        o->item = cell;
        return true;
    case ROLE_PARENT:
        o->item = svod_str_starts(cell, SVOD_STR("id:")) ? svod_str_trim(svod_str_sub(cell, 3, cell.n)) : cell;
        return true;
    case ROLE_ARTICLE:
        o->article = code(m, col, cell);
        return true;
    case ROLE_BARCODE:
        o->barcode = code(m, col, cell);
        return true;
    case ROLE_NAME:
        o->name = cell;
        return true;
    case ROLE_BRAND:
        o->brand = cell;
        return true;
    case ROLE_DESCRIPTION:
        o->description = cell;
        return true;
    case ROLE_URL:
        o->url = cell;
        return true;
    case ROLE_CATEGORY:
        category(m, heading_of(m, col), cell);
        return true;
    case ROLE_PICTURES:
        if (!own && !memchr(cell.p, '.', cell.n) && !memchr(cell.p, '/', cell.n))
            attribute(m, heading_of(m, col), cell); /* "фото", "есть": neither an address nor a file */
        else if (m->map->by_role[ROLE_PICTURE_FIRST] == SIZE_MAX)
            pictures(m, cell);
        return true;
    case ROLE_COLOUR:
        *(own ? &o->colour : &o->colours_text) = cell;
        return true;
    case ROLE_SIZE:
        *(own ? &o->size : &o->sizes_text) = cell;
        return true;
    case ROLE_ROW:
        row_of(m, heading_of(m, col), cell);
        return true;
    case ROLE_PARAM_NAME:
        params_of(m, col, cell);
        return true;
    case ROLE_ATTRIBUTES:
        params(m, heading_of(m, col), cell);
        return true;
    default:
        return false;
    }
}

static void put_number(making *m, size_t col, svod_str cell)
{
    svod_offer *o = &m->offer;
    const column *c = &m->map->columns[col];
    switch (c->role) {
    case ROLE_PRICE:
        o->price = price(m, col, cell);
        break;
    case ROLE_OLD_PRICE:
        o->old_price = price(m, col, cell);
        break;
    case ROLE_RRP:
        o->rrp = price(m, col, cell);
        break;
    case ROLE_SALE:
        m->sale_heading = c->heading;
        m->sale_cell = cell;
        m->sale = price(m, col, cell);
        break;
    case ROLE_TIER:
        tier(m, col, cell);
        break;
    case ROLE_TIERS:
        own_tiers(m, cell);
        break;
    case ROLE_CURRENCY:
        o->currency = cell;
        break;
    case ROLE_AVAILABLE:
        stock(m, c->heading, cell, false);
        break;
    case ROLE_STOCK:
        stock(m, c->heading, cell, true);
        break;
    case ROLE_OVERSELL:
        m->oversell = svod_str_is(cell, "continue") || svod_read_yes(cell) == 1;
        break;
    case ROLE_STATUS:
        status(m, cell);
        break;
    case ROLE_MIN:
        quantity(m, c->heading, cell, &o->min_quantity);
        break;
    case ROLE_STEP:
        quantity(m, c->heading, cell, &o->step_quantity);
        break;
    case ROLE_WEIGHT:
        if (!svod_read_weight(cell, c->unit, &o->weight)) attribute(m, c->heading, cell);
        break;
    case ROLE_NONE:
        attribute(m, heading_of(m, col), cell);
        break;
    default:
        break;
    }
}

/* A record with a row and no size of its own is an offer for each size of the row. */
static void sizes_of_row(making *m)
{
    svod_offer *o = &m->offer;
    if (!o->row_n || o->size.n || o->sizes_text.n || m->map->own) return;
    svod_buf b = SVOD_BUF_INIT_TRY(1 << 16);
    for (size_t i = 0; i < o->row_n; i++) {
        if (i) svod_buf_cstr(&b, ", ");
        svod_buf_str(&b, o->row[i].size);
    }
    o->sizes_text = svod_arena_dup(m->arena, svod_buf_view(&b));
    if (b.failed || !o->sizes_text.p) m->no_memory = true;
    svod_buf_release(&b);
}

/* A variant without an id and an article of its own (Shopify without SKU) is its item and the options chosen. */
static void id_of_options(making *m)
{
    svod_offer *o = &m->offer;
    if (o->source_id.n || o->article.n || !o->item.n || m->map->own) return;
    svod_buf b = SVOD_BUF_INIT_TRY(1 << 16);
    svod_buf_str(&b, o->item);
    bool options = false;
    for (size_t i = 0; i < m->map->columns_n; i++) {
        svod_str value = svod_rowmap_cell(m->row, i);
        if (m->map->columns[i].role != ROLE_PARAM_VALUE) continue;
        options = true;
        if (!value.n || svod_str_is(value, "Default Title")) continue;
        svod_buf_char(&b, '/');
        svod_buf_str(&b, value);
    }
    if (options) o->source_id = svod_arena_dup(m->arena, svod_buf_view(&b));
    if (b.failed || (options && !o->source_id.p)) m->no_memory = true;
    svod_buf_release(&b);
}

/* What a heading says holds where the row itself says nothing. */
static void take_headings(making *m)
{
    svod_offer *o = &m->offer;
    if (m->map->step && o->step_quantity <= 1 && !o->row_n) {
        o->step_quantity = m->map->step;
        o->step_evidence = (svod_evidence){SVOD_STR("heading"), m->map->step_heading};
    }
    if (m->map->min && o->min_quantity <= 1) {
        o->min_quantity = m->map->min;
        o->min_evidence = (svod_evidence){SVOD_STR("heading"), m->map->min_heading};
    }
}

/* What one cell alone cannot tell. */
static void finish(making *m)
{
    svod_offer *o = &m->offer;
    if (m->sale != SVOD_DEC_NONE) {
        bool cheaper = o->price == SVOD_DEC_NONE || m->sale < o->price;
        if (!cheaper || dated_sale(m)) {
            if (m->sale != o->price) attribute(m, m->sale_heading, m->sale_cell);
        } else {
            if (o->old_price == SVOD_DEC_NONE) o->old_price = o->price;
            o->price = m->sale;
        }
    }
    for (size_t i = 0; i < m->tiers_n && o->price == SVOD_DEC_NONE; i++) {
        size_t lowest = i;
        for (size_t k = i; k < m->tiers_n; k++) {
            if (m->tiers[k].from < m->tiers[lowest].from) lowest = k;
        }
        o->price = m->tiers[lowest].price;
    }
    if (m->untracked || m->oversell) {
        o->stock = -1;
        o->available = m->oversell ? 1 : -1;
    }
    if (m->refused) o->available = 0;
    sizes_of_row(m);
    take_headings(m);
    id_of_options(m);
    o->attributes = m->attributes;
    o->attributes_n = m->attributes_n;
    o->pictures = (svod_strs){m->pictures, m->pictures_n};
    o->category = (svod_strs){m->category, m->category_n};
    o->tiers = m->tiers;
    o->tiers_n = m->tiers_n;
    o->at = m->row->at;
}

/* We put a ' before what a spreadsheet would take for a formula. */
static svod_str as_meant(svod_str s)
{
    return s.n > 1 && s.p[0] == '\'' && strchr("=+-@", s.p[1]) ? svod_str_sub(s, 1, s.n) : s;
}

/* A picture that hangs over a row is that row's when the row it lies on is of the same item. */
static void lying_pictures(making *m, const svod_table_row *row)
{
    const group *g = m->g;
    for (size_t i = 0; i < row->pictures_n; i++) {
        long middle = row->pictures[i].middle;
        bool same = middle >= g->rows[0].at.row && middle <= g->rows[g->n - 1].at.row;
        if (middle == row->at.row || same) picture(m, row->pictures[i].address);
    }
}

/* Where rows with nothing but pictures come (Shopify), the pictures of all rows are the item's; else a row without a picture
 * of its own takes that of the first row. */
static void item_pictures(making *m)
{
    const svod_rowmap *map = m->map;
    bool shared = m->g->pictures_n > 0 || map->by_role[ROLE_PICTURE_FIRST] != SIZE_MAX;
    size_t rows = shared ? m->g->n : m->pictures_n == 0 && m->row != m->g->rows;
    for (size_t r = 0; r < rows; r++) {
        lying_pictures(m, &m->g->rows[r]);
        for (size_t i = 0; i < map->columns_n; i++) {
            if (map->columns[i].role == ROLE_PICTURES) pictures(m, svod_rowmap_cell(&m->g->rows[r], i));
        }
    }
    for (size_t i = 0; i < m->g->pictures_n; i++) pictures(m, m->g->pictures[i]);
}

/* "x", "v", "✓": the size is there to be had; nothing says whether it is in stock. */
static bool is_mark(svod_str s)
{
    static const char *const marks[] = {"x", "X", "х", "Х", "v", "V", "✓", "✔", "*", "•"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (svod_str_is(s, marks[i])) return true;
    }
    return false;
}

/* "-", "—": there is no such size. */
static bool is_dash(svod_str s)
{
    static const char *const dashes[] = {"-", "--", "–", "—", "−"};
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++) {
        if (svod_str_is(s, dashes[i])) return true;
    }
    return false;
}

/* An offer for each size of a matrix the row has. */
static svod_status emit_matrix(making *m, svod_error *e)
{
    const svod_rowmap *map = m->map;
    svod_offer base = m->offer;
    bool any = false;
    for (size_t i = 0; i < map->columns_n; i++) {
        svod_str cell = svod_rowmap_cell(m->row, i), size = map->columns[i].heading;
        if (map->columns[i].role != ROLE_MATRIX || !size.n || (!cell.n && !map->matrix_blank)) continue;
        if (map->matrix_prices && is_dash(cell)) continue;
        m->offer = base;
        m->offer.size = size;
        m->offer.sizes_text = (svod_str){0};
        if (cell.n && map->matrix_prices) {
            m->offer.price = price(m, i, cell);
        } else if (cell.n && !is_mark(cell)) {
            int available = -1;
            int64_t units = -1;
            if (!svod_read_stock(cell, &available, &units)) {
                SAY(m, SVOD_WARNING, "table.matrix-cell", "%.*s: '%.*s' is neither a stock nor a mark", size, cell);
                continue;
            }
            m->offer.available = available;
            m->offer.stock = units;
        }
        any = true;
        svod_status s = map->host->emit(map->host, &m->offer, e);
        if (s != SVOD_OK) return s;
    }
    m->offer = base;
    if (any) return SVOD_OK;
    if (!map->matrix_prices) m->offer.available = 0; /* no size of it is left */
    return map->host->emit(map->host, &m->offer, e);
}

svod_status svod_rowmap_emit(svod_rowmap *map, const group *g, const svod_table_row *row, svod_error *e)
{
    making m = {.map = map, .g = g, .row = row, .arena = map->host->step, .sale = SVOD_DEC_NONE};
    svod_offer_clear(&m.offer);
    size_t currency = map->by_role[ROLE_CURRENCY], first = map->by_role[ROLE_PICTURE_FIRST];
    if (currency != SIZE_MAX) m.offer.currency = svod_str_trim(svod_rowmap_cell(row, currency));
    lying_pictures(&m, row);
    if (first != SIZE_MAX) pictures(&m, svod_rowmap_cell(row, first));
    if (map->by_role[ROLE_TRACKED] != SIZE_MAX) m.untracked = !svod_rowmap_cell(row, map->by_role[ROLE_TRACKED]).n;
    for (size_t i = 0; i < g->category_n; i++) ADD(&m, category, g->category[i]);
    for (size_t i = 0; i < map->columns_n && i < row->n && !m.no_memory; i++) {
        svod_str cell = map->own ? as_meant(row->cells[i]) : row->cells[i];
        if (cell.n && !put_text(&m, i, cell)) put_number(&m, i, cell);
    }
    item_pictures(&m);
    finish(&m);
    if (m.no_memory) return svod_no_memory(e);
    if (map->matrix) return emit_matrix(&m, e);
    return map->host->emit(map->host, &m.offer, e);
}
