/* What a row of a table is: goods, more of the goods above, the heading of a category, or nothing to sell. */
#include "kit/rowmap_own.h"

#include "base/str.h"

enum { GROUP_ROWS = 4096, REMARK_CELLS = 3 };

/* "----//----", "-"-", "〃": as above. */
bool svod_rowmap_is_ditto(svod_str s)
{
    bool mark = false;
    if (!s.n || s.n > 40 || strchr("-/\"'=,\xE3\xE2\xC2", s.p[0]) == NULL) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (svod_str_starts(svod_str_sub(s, i, s.n), SVOD_STR("\xE3\x80\x83")) ||
            svod_str_starts(svod_str_sub(s, i, s.n), SVOD_STR("\xE2\x80\xB3"))) {
            mark = true;
            i += 2;
        } else if (svod_str_starts(svod_str_sub(s, i, s.n), SVOD_STR("\xE2\x80"))) {
            i += 2; /* dashes and quotes of all kinds */
        } else if (s.p[i] == '"' || (s.p[i] == '/' && i + 1 < s.n && s.p[i + 1] == '/')) {
            mark = true;
        } else if (!strchr("-/'=, ", s.p[i])) {
            return false;
        }
    }
    return mark;
}

/* A ditto mark is as good as a blank: the row has nothing of its own there. */
svod_str svod_rowmap_by_role(const svod_rowmap *map, const svod_table_row *row, role r)
{
    size_t col = map->by_role[r];
    svod_str s = col == SIZE_MAX ? (svod_str){0} : svod_str_trim(svod_rowmap_cell(row, col));
    return svod_rowmap_is_ditto(s) ? (svod_str){0} : s;
}

static bool same_reference(svod_str parent, svod_str id)
{
    if (svod_str_starts(parent, SVOD_STR("id:"))) parent = svod_str_trim(svod_str_sub(parent, 3, parent.n));
    return id.n && svod_str_eq(parent, id);
}

/* Does the row go on with the item of the group that is held? */
static bool goes_on(const svod_rowmap *map, const svod_table_row *row)
{
    const group *g = &map->groups[map->current];
    if (!map->held || map->own || g->n >= GROUP_ROWS) return false;
    const svod_table_row *head = &g->rows[0];
    svod_str parent = svod_rowmap_by_role(map, row, ROLE_PARENT);
    if (parent.n)
        return same_reference(parent, svod_rowmap_by_role(map, head, ROLE_ID)) ||
               same_reference(parent, svod_rowmap_by_role(map, head, ROLE_ARTICLE));
    if (svod_rowmap_by_role(map, row, ROLE_NAME).n || svod_rowmap_by_role(map, row, ROLE_ID).n) return false;
    svod_str item = svod_rowmap_by_role(map, row, ROLE_ITEM), article = svod_rowmap_by_role(map, row, ROLE_ARTICLE);
    if (item.n) return map->by_role[ROLE_NAME] != SIZE_MAX && svod_str_eq(item, svod_rowmap_by_role(map, head, ROLE_ITEM));
    if (!article.n) return true;
    return map->by_role[ROLE_NAME] != SIZE_MAX && svod_str_eq(article, svod_rowmap_by_role(map, head, ROLE_ARTICLE));
}

static bool is_variant(const svod_rowmap *map, const svod_table_row *row)
{
    static const role own[] = {ROLE_SIZE,    ROLE_COLOUR, ROLE_PRICE,  ROLE_STOCK,   ROLE_AVAILABLE,
                               ROLE_BARCODE, ROLE_ROW,    ROLE_PARENT, ROLE_ARTICLE, ROLE_SALE};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (svod_rowmap_by_role(map, row, own[i]).n) return true;
    }
    for (size_t i = 0; i < map->columns_n; i++) {
        role r = map->columns[i].role;
        if ((r == ROLE_PARAM_VALUE || r == ROLE_TIER || r == ROLE_MATRIX) && svod_str_trim(svod_rowmap_cell(row, i)).n)
            return true;
    }
    return false;
}

/* As headings are kept: white space of any kind is one blank, and ':', '*', '#' at the end do not matter. */
static bool is_same_heading(svod_str cell, svod_str heading)
{
    size_t i = 0, k = 0;
    cell = svod_str_trim(cell);
    while (cell.n && strchr(":*#", cell.p[cell.n - 1])) cell = svod_str_trim(svod_str_sub(cell, 0, cell.n - 1));
    while (i < cell.n && k < heading.n) {
        bool blank = strchr(" \t\r\n", cell.p[i]) != NULL;
        if (blank ? heading.p[k] != ' ' : cell.p[i] != heading.p[k]) return false;
        for (i++; blank && i < cell.n && strchr(" \t\r\n", cell.p[i]);) i++;
        k++;
    }
    return cell.n && i == cell.n && k == heading.n;
}

/* A row of headings again, as on every printed page; of cells merged over all of it only one may be left. */
static bool is_heading_again(const svod_rowmap *map, const svod_table_row *row, size_t filled)
{
    size_t same = 0, name = map->by_role[ROLE_NAME];
    for (size_t i = 0; map->headed && i < row->n && i < map->columns_n; i++)
        same += is_same_heading(row->cells[i], map->columns[i].heading);
    bool alone = same == 1 && filled == 1 && name != SIZE_MAX &&
                 is_same_heading(svod_rowmap_cell(row, name), map->columns[name].heading);
    return alone || (same >= 2 && same * 4 >= filled * 3);
}

/* Words for a price, and no price: "Стоимость", "Цена с НДС". */
static bool says_price(const svod_rowmap *map, svod_str s)
{
    if (!s.n || s.n > 80) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') return false;
    }
    svod_str folded = svod_fold(map->host->step, s);
    return folded.p && svod_rowmap_has(folded, "цен|ціна|стоим|прайс|варт|price|cost");
}

bool svod_rowmap_is_section_heading(const svod_rowmap *map, const svod_table_row *row)
{
    size_t name = map->by_role[ROLE_NAME];
    bool says = false;
    if (!map->headed || name == SIZE_MAX || !svod_str_trim(svod_rowmap_cell(row, name)).n) return false;
    for (size_t i = 0; i < map->columns_n && i < row->n; i++) {
        const column *c = &map->columns[i];
        svod_str s = svod_str_trim(row->cells[i]);
        if (i == name || !s.n || !c->seen.prices || c->seen.prices * 2 < c->seen.filled) continue;
        says = says || says_price(map, s);
    }
    return says;
}

/* What the row calls its goods is what the column is called: headings once more, of another shape. */
static bool is_named_as_heading(const svod_rowmap *map, const svod_table_row *row)
{
    size_t name = map->by_role[ROLE_NAME];
    if (!map->headed || name == SIZE_MAX) return false;
    svod_str s = svod_str_trim(svod_rowmap_cell(row, name)), unit;
    if (is_same_heading(s, map->columns[name].heading)) return true;
    if (!s.n || s.n > 80) return false;
    int confidence = 0;
    svod_str heading = svod_rowmap_heading(map->host->step, s);
    return svod_rowmap_role_of(map->host->step, heading, svod_rowmap_key(map->host->step, heading), &confidence, &unit) ==
               ROLE_NAME &&
           confidence >= 100;
}

/* "<*> | под заказ", "Менеджер | Иванова": where goods have a price, and a number or a code, the row has neither. */
static bool is_remark(const svod_rowmap *map, const svod_table_row *row, size_t filled)
{
    size_t price = map->by_role[ROLE_PRICE];
    bool odd = false;
    if (!map->headed || price == SIZE_MAX || filled > REMARK_CELLS || filled + 1 > map->typical) return false;
    if (!map->columns[price].seen.prices || svod_str_trim(svod_rowmap_cell(row, price)).n) return false;
    for (size_t i = 0; i < map->columns_n && i < row->n; i++) {
        evidence here;
        if (!svod_str_trim(row->cells[i]).n) continue;
        svod_rowmap_weigh(&here, row, 1, i);
        if (map->columns[i].role != ROLE_NAME && (here.prices || here.urls || here.codes)) return false;
        odd = odd || map->columns[i].regular;
    }
    return odd;
}

bool svod_rowmap_is_heading(const svod_rowmap *map, const svod_table_row *row)
{
    size_t filled = 0;
    for (size_t i = 0; i < row->n; i++) filled += svod_str_trim(row->cells[i]).n > 0;
    return is_heading_again(map, row, filled);
}

bool svod_rowmap_is_identity(const svod_rowmap *map, size_t col)
{
    role r = col < map->columns_n ? map->columns[col].role : ROLE_NONE;
    return r == ROLE_NAME || r == ROLE_ARTICLE || r == ROLE_ID;
}

bool svod_rowmap_covers_prices(const svod_rowmap *map, size_t from, size_t to)
{
    size_t price = map->by_role[ROLE_PRICE];
    return price != SIZE_MAX && price >= from && price <= to;
}

bool svod_rowmap_spans(const svod_rowmap *map, size_t col, bool own)
{
    switch (col < map->columns_n ? map->columns[col].role : ROLE_NONE) {
    case ROLE_BRAND:
    case ROLE_CATEGORY:
    case ROLE_COLOUR:
    case ROLE_URL:
    case ROLE_PICTURES:
    case ROLE_DESCRIPTION:
    case ROLE_CURRENCY:
        return true;
    case ROLE_ARTICLE: /* a row without a name of its own belongs to the one above anyway */
    case ROLE_ITEM:
    case ROLE_NAME:
        return own;
    default:
        return false;
    }
}

/* The sizes of a matrix change in mid-table: a row with nothing but sizes over its columns, each larger than the one before
 * or at least other ones than now. */
bool svod_rowmap_is_size_heading(const svod_rowmap *map, const svod_table_row *row)
{
    size_t sizes = 0, changed = 0;
    int64_t last = -1, number;
    if (!map->matrix || svod_rowmap_by_role(map, row, ROLE_PRICE).n || svod_rowmap_by_role(map, row, ROLE_ARTICLE).n)
        return false;
    for (size_t i = 0; i < map->columns_n; i++) {
        svod_str s = svod_str_trim(svod_rowmap_cell(row, i));
        if (map->columns[i].role != ROLE_MATRIX || !s.n) continue;
        if (s.n > 12 || !svod_is_size(s)) return false;
        if (svod_str_int(s, &number)) {
            if (number <= last) return false;
            last = number;
        }
        sizes++;
        changed += !svod_str_eq(s, map->columns[i].heading);
    }
    return sizes >= 3 && changed > 0;
}

/* A text alone in its row, where goods have several cells: the heading of a category. */
static bool is_category(const svod_rowmap *map, const svod_table_row *row, size_t col)
{
    role r = col < map->columns_n ? map->columns[col].role : ROLE_NONE;
    bool textual = r == ROLE_NONE || r == ROLE_NAME || r == ROLE_ARTICLE || r == ROLE_ID || r == ROLE_CATEGORY ||
                   r == ROLE_BRAND || r == ROLE_IGNORED || r == ROLE_PICTURES || r == ROLE_ITEM;
    /* Where goods have no more than a name and a price, a name alone may be goods whose price is not known. */
    int level = row->level < 0 ? -row->level : row->level;
    bool other = (map->goods_look && row->look && row->look != map->goods_look) || (level && level < map->goods_level);
    if (!textual || (map->typical <= 2 && !other)) return false;
    if (r == ROLE_PICTURES && svod_str_find(row->cells[col], SVOD_STR("/"), 0) != SIZE_MAX) return false;
    evidence ev;
    svod_rowmap_weigh(&ev, row, 1, col);
    return ev.words && !ev.urls;
}

row_kind svod_rowmap_kind_of(const svod_rowmap *map, const svod_table_row *row)
{
    size_t filled = 0, only = 0;
    bool equal = true;
    for (size_t i = 0; i < row->n; i++) {
        svod_str s = svod_str_trim(row->cells[i]);
        if (!s.n) continue;
        if (filled && !svod_str_eq(s, svod_str_trim(row->cells[only]))) equal = false;
        only = i;
        filled++;
    }
    if (!filled) return ROW_BLANK;
    if (row->level > 0 || row->section) return ROW_CATEGORY;
    if (svod_rowmap_is_section_heading(map, row)) return is_named_as_heading(map, row) ? ROW_SKIPPED : ROW_CATEGORY;
    for (size_t i = 0; i < row->n && filled < map->typical; i++) {
        if (svod_rowmap_is_total(svod_str_trim(row->cells[i]))) return ROW_SKIPPED;
    }
    if (is_heading_again(map, row, filled)) return ROW_SKIPPED;
    if (filled <= REMARK_CELLS && !svod_rowmap_by_role(map, row, ROLE_PRICE).n && is_named_as_heading(map, row))
        return ROW_SKIPPED;
    if ((filled == 1 || (equal && filled > 2)) && is_category(map, row, only)) return ROW_CATEGORY;
    bool identity = svod_rowmap_by_role(map, row, ROLE_NAME).n || svod_rowmap_by_role(map, row, ROLE_ID).n ||
                    svod_rowmap_by_role(map, row, ROLE_ARTICLE).n;
    if (goes_on(map, row)) {
        if (is_variant(map, row)) return ROW_VARIANT;
        for (size_t i = 0; i < map->columns_n; i++) {
            if (map->columns[i].role == ROLE_PICTURES && svod_str_trim(svod_rowmap_cell(row, i)).n) return ROW_PICTURES;
        }
        return identity ? ROW_SKIPPED : ROW_UNKNOWN;
    }
    if (identity && is_remark(map, row, filled)) return ROW_REMARK;
    return identity ? ROW_GOODS : ROW_UNKNOWN;
}
