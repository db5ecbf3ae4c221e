/* What the columns of a table mean: the row of headings, what it says, and what the rows below it show. */
#include "kit/rowmap_own.h"

#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/selling.h"

enum { HEADING_MAX = 120, SURE_CATEGORY = 70 };

/* Blanks and dashes of several bytes begin with C2 and E2. */
static bool has_letters(svod_str s, size_t least)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        n += (c >= 0xC0 && c != 0xC2 && c != 0xE2) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return n >= least;
}

static bool is_gtin(svod_str s)
{
    if (s.n != 8 && s.n != 12 && s.n != 13 && s.n != 14) return false;
    int sum = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        sum += (s.p[i] - '0') * ((s.n - 1 - i) % 2 ? 3 : 1);
    }
    return sum % 10 == 0;
}

static bool looks_like_code(svod_str s)
{
    bool digit = false;
    if (s.n > 40) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') digit = true;
        if (s.p[i] == ',' || s.p[i] == ':') return false;
    }
    size_t blank = svod_str_find(s, SVOD_STR(" "), 0);
    return digit && (blank == SIZE_MAX || svod_str_find(s, SVOD_STR(" "), blank + 1) == SIZE_MAX);
}

static bool is_picture(svod_str s)
{
    static const char *const ends[] = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".JPG", ".PNG"};
    for (size_t i = 0; i < SVOD_COUNT(ends); i++) {
        if (svod_str_find(s, svod_str_of(ends[i]), 0) != SIZE_MAX) return true;
    }
    return false;
}

static void weigh_number(evidence *ev, svod_str s)
{
    svod_price price;
    size_t tag = svod_str_find(s, SVOD_STR("<"), 0); /* "28500<span>грн</span>" */
    if (tag && tag != SIZE_MAX) s = svod_str_trim(svod_str_sub(s, 0, tag));
    if (s.n > 40 || svod_str_find(s, SVOD_STR(":"), 0) != SIZE_MAX || !svod_read_price(s, (svod_str){0}, &price)) return;
    if (has_letters(s, 1) && !price.currency.n) return;
    ev->prices++;
    ev->sum += price.value / SVOD_DEC_SCALE;
    ev->currencies += price.currency.n > 0;
    ev->decimals += svod_str_find(s, SVOD_STR("."), 0) != SIZE_MAX || svod_str_find(s, SVOD_STR(","), 0) != SIZE_MAX;
    int64_t whole;
    if (!svod_str_int(s, &whole)) return;
    ev->whole++;
    ev->small += whole >= 0 && whole <= 9999;
}

void svod_rowmap_weigh(evidence *ev, const svod_table_row *rows, size_t n, size_t col)
{
    *ev = (evidence){.rows = (int)n};
    for (size_t i = 0; i < n; i++) {
        svod_str s = svod_str_trim(svod_rowmap_cell(&rows[i], col));
        if (!s.n) continue;
        ev->filled++;
        ev->length += s.n;
        bool url = svod_str_starts(s, SVOD_STR("http")) || svod_str_starts(s, SVOD_STR("[\"http"));
        ev->urls += url;
        ev->pictures += is_picture(s) && (url || !svod_str_starts(s, SVOD_STR("<")));
        ev->paths += svod_str_find(s, SVOD_STR("->"), 0) != SIZE_MAX || svod_str_find(s, SVOD_STR(" > "), 0) != SIZE_MAX;
        ev->gtins += is_gtin(s);
        ev->codes += !url && looks_like_code(s);
        ev->words += !url && has_letters(s, 3);
        weigh_number(ev, s);
        size_t same = 0;
        while (same < i && !svod_str_eq(s, svod_str_trim(svod_rowmap_cell(&rows[same], col)))) same++;
        ev->distinct += same == i;
    }
}

bool svod_rowmap_is_total(svod_str cell)
{
    static const char *const words[] = {"итого", "Итого", "ИТОГО", "всего", "Всего",
                                        "ВСЕГО", "Total", "TOTAL", "Разом", "Усього"};
    for (size_t i = 0; i < SVOD_COUNT(words); i++) {
        if (svod_str_starts(cell, svod_str_of(words[i]))) return true;
    }
    return false;
}

static size_t filled_cells(const svod_table_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++) n += svod_str_trim(row->cells[i]).n > 0;
    return n;
}

/* How much of a row of headings this row is: confidence of each field it names once, less for what headings never are. */
static long heading_score(svod_arena *scratch, const svod_table_row *rows, size_t n, size_t at, int *ret_fields)
{
    int best[ROLES] = {0};
    long score = 0;
    const svod_table_row *row = &rows[at];
    *ret_fields = 0;
    for (size_t c = 0; c < row->n; c++) {
        svod_str s = svod_str_trim(row->cells[c]);
        if (!s.n || s.n > HEADING_MAX) continue;
        svod_arena_mark mark = svod_arena_mark_get(scratch);
        int confidence = 0;
        svod_str unit;
        svod_str heading = svod_rowmap_heading(scratch, s);
        role r = svod_rowmap_role_of(scratch, heading, svod_rowmap_key(scratch, heading), &confidence, &unit);
        svod_arena_rewind(scratch, mark);
        evidence ev = {0};
        svod_rowmap_weigh(&ev, row, 1, c);
        if (ev.prices || ev.urls) score -= 40;
        if (r == ROLE_NONE || confidence < 50) continue;
        if (r == ROLE_PRICE && at + 1 < n) {
            svod_rowmap_weigh(&ev, rows + at + 1, SVOD_MIN(n - at - 1, (size_t)10), c);
            confidence += ev.prices * 2 >= ev.filled && ev.prices ? 60 : -30;
        }
        if (confidence > best[r]) best[r] = confidence;
    }
    for (int r = 0; r < ROLES; r++) {
        score += best[r];
        *ret_fields += best[r] > 0 && r != ROLE_IGNORED;
    }
    return score;
}

/* No word is known, yet the row is words where the column below is numbers throughout. */
static bool stands_over_numbers(const svod_table_row *rows, size_t n, size_t at)
{
    size_t below = SVOD_MIN(n - at - 1, (size_t)20);
    bool numbers = false;
    for (size_t c = 0; c < rows[at].n; c++) {
        evidence here, under;
        svod_rowmap_weigh(&here, &rows[at], 1, c);
        if (here.prices || here.urls || here.length > HEADING_MAX) return false;
        svod_rowmap_weigh(&under, rows + at + 1, below, c);
        if (here.words && under.filled >= 3 && under.prices == under.filled) numbers = true;
    }
    return numbers && below >= 3;
}

/* The index of the row of headings, or SIZE_MAX. */
static size_t find_headings(svod_arena *scratch, const svod_table_row *rows, size_t n)
{
    size_t found = SIZE_MAX;
    long top = 0;
    for (size_t i = 0; i < n && i < 40; i++) {
        int fields = 0;
        long score = heading_score(scratch, rows, n, i, &fields);
        if (fields < 2 || score <= top) continue;
        top = score;
        found = i;
    }
    if (found != SIZE_MAX && top >= 120) return found;
    for (size_t i = 0; i < n && i < 10; i++) {
        if (filled_cells(&rows[i]) >= 2 && stands_over_numbers(rows, n, i)) return i;
    }
    return found != SIZE_MAX && top >= 100 ? found : SIZE_MAX;
}

size_t svod_rowmap_find_headings(svod_host *host, const svod_table_row *rows, size_t n)
{
    return find_headings(host->step, rows, n);
}

long svod_rowmap_heading_score(svod_host *host, const svod_table_row *rows, size_t n, size_t at, int *ret_fields)
{
    return heading_score(host->step, rows, n, at, ret_fields);
}

/* Headings of two storeys: "Цена" above "опт" and "розница". The lower one fills blanks of the upper, and has nothing where
 * articles and names stand. */
static bool has_lower_storey(svod_rowmap *map, const svod_table_row *rows, size_t n)
{
    if (!map->headed || map->header_index + 2 >= n) return false;
    const svod_table_row *upper = &rows[map->header_index], *lower = upper + 1;
    bool fills = false;
    for (size_t c = 0; c < lower->n; c++) {
        svod_str s = svod_str_trim(lower->cells[c]), above = svod_str_trim(svod_rowmap_cell(upper, c));
        if (!s.n) continue;
        evidence ev;
        svod_rowmap_weigh(&ev, lower, 1, c);
        if (s.n > HEADING_MAX / 2 || !ev.words || ev.prices || ev.urls) return false;
        svod_arena_mark mark = svod_arena_mark_get(&map->memory);
        int confidence = 0;
        svod_str unit, heading = svod_rowmap_heading(&map->memory, above);
        role r = svod_rowmap_role_of(&map->memory, heading, svod_rowmap_key(&map->memory, heading), &confidence, &unit);
        svod_arena_rewind(&map->memory, mark);
        if (r == ROLE_NAME || r == ROLE_ARTICLE || r == ROLE_ID) return false;
        fills = fills || (!above.n && c > 0 && c < upper->n);
    }
    return fills;
}

/* The heading of a column; with two storeys what stands above, or left of above, and what stands below. */
static svod_str heading_at(svod_rowmap *map, const svod_table_row *rows, size_t c)
{
    svod_str one = svod_rowmap_cell(&rows[map->header_index], c);
    if (!map->two_storeys) return svod_rowmap_heading(&map->memory, one);
    const svod_table_row *upper = &rows[map->header_index - 1];
    svod_str above = svod_str_trim(svod_rowmap_cell(upper, c));
    for (size_t left = c; svod_str_trim(one).n && !above.n && left > 0; left--)
        above = svod_str_trim(svod_rowmap_cell(upper, left - 1));
    char *both = svod_arena_alloc(&map->memory, above.n + 1 + one.n);
    if (!both) return (svod_str){0};
    if (above.n) memcpy(both, above.p, above.n);
    both[above.n] = ' ';
    if (one.n) memcpy(both + above.n + 1, one.p, one.n);
    return svod_rowmap_heading(&map->memory, (svod_str){both, above.n + 1 + one.n});
}

static svod_status header_from_options(svod_rowmap *map, const svod_table_row *rows, size_t n, svod_error *e)
{
    map->headed = map->options.header_row > 0;
    if (map->options.header_row < 0) return SVOD_OK;
    for (size_t i = 0; i < n; i++) {
        long number = rows[i].at.row ? rows[i].at.row : rows[i].at.line;
        if (number != map->options.header_row) continue;
        map->header_index = i;
        return SVOD_OK;
    }
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "table.header-row", "header_row: %lld is not among the first rows of the table",
                     (long long)map->options.header_row);
}

static svod_status make_columns(svod_rowmap *map, const svod_table_row *rows, size_t n, svod_error *e)
{
    size_t first = map->headed ? map->header_index + 1 : 0;
    size_t counts[SVOD_ROWMAP_WINDOW] = {0};
    size_t width = map->headed ? rows[map->header_index].n : 0, most = 0;
    for (size_t i = first; i < n; i++) {
        size_t same = 0;
        for (size_t j = first; j < n; j++) same += rows[j].n == rows[i].n;
        /* Columns without headings at the right end are believed when most rows have them. */
        if (map->headed ? rows[i].n <= width || same * 2 <= n - first : same < most || (same == most && rows[i].n <= width))
            continue;
        width = rows[i].n;
        most = same;
    }
    size_t goods = 0;
    for (size_t i = first; i < n; i++) counts[goods++] = filled_cells(&rows[i]);
    for (size_t i = 1; i < goods; i++) {
        for (size_t j = i; j > 0 && counts[j] < counts[j - 1]; j--) {
            size_t t = counts[j];
            counts[j] = counts[j - 1];
            counts[j - 1] = t;
        }
    }
    map->typical = goods ? counts[goods - 1 - goods / 4] : 0; /* headings of groups may be as many as goods */
    map->columns = svod_arena_calloc(&map->memory, width ? width : 1, sizeof *map->columns);
    if (!map->columns) return svod_no_memory(e);
    map->columns_n = width;
    for (size_t c = 0; c < width; c++) {
        column *col = &map->columns[c];
        col->pair = col->pair_unit = SIZE_MAX;
        if (map->headed) col->heading = heading_at(map, rows, c);
        col->key = svod_rowmap_key(&map->memory, col->heading);
        if (!col->key.p) return svod_no_memory(e);
        svod_rowmap_weigh(&col->seen, rows + first, n - first, c);
    }
    return SVOD_OK;
}

/* The names `svod` itself writes, among them those only `svod` writes. */
static bool is_own(const svod_rowmap *map)
{
    bool offer = false, item = false;
    size_t known = 0;
    for (size_t c = 0; c < map->columns_n; c++) {
        role r = svod_rowmap_role_named(map->columns[c].heading);
        known += r != ROLE_NONE;
        offer = offer || r == ROLE_OFFER;
        item = item || r == ROLE_ITEM || r == ROLE_ID;
    }
    return offer && item && known >= 4;
}

static svod_status force_columns(svod_rowmap *map, svod_error *e)
{
    svod_attributes given = map->options.columns;
    for (size_t i = 0; i < given.n; i++) {
        role r = svod_rowmap_role_named(given.v[i].name);
        if (r == ROLE_NONE) {
            return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "table.unknown-field",
                             "columns: '%.*s' is no field; the fields are %s", SVOD_FMT(given.v[i].name),
                             svod_rowmap_field_names());
        }
        svod_str want = svod_str_trim(given.v[i].value);
        svod_str key = svod_rowmap_key(&map->memory, want);
        if (!key.p) return svod_no_memory(e);
        int64_t number = 0;
        size_t found = SIZE_MAX;
        for (size_t c = 0; c < map->columns_n && found == SIZE_MAX; c++) {
            if (key.n && svod_str_eq(map->columns[c].key, key)) found = c;
        }
        if (found == SIZE_MAX && svod_str_int(want, &number) && number >= 1 && (uint64_t)number <= map->columns_n)
            found = (size_t)number - 1;
        bool none = svod_str_is(want, "-");
        /* The column to be filled in is of the supplier's form, which need not be this table. */
        if (found == SIZE_MAX && r == ROLE_IGNORED) continue;
        if (found == SIZE_MAX && !none) {
            return svod_fail(e, SVOD_EXIT_BAD_INPUT, "table.no-such-column",
                             "columns: there is no column '%.*s' for %.*s; set its heading or its number from 1 to %zu",
                             SVOD_FMT(want), SVOD_FMT(given.v[i].name), map->columns_n);
        }
        for (size_t c = 0; c < map->columns_n; c++) {
            bool other = map->columns[c].role == r && r != ROLE_IGNORED && !map->columns[c].forced;
            if (other) map->columns[c].role = ROLE_NONE;
        }
        map->denied[r] = none;
        if (none) continue;
        map->columns[found].role = r;
        map->columns[found].forced = true;
        map->columns[found].confidence = 100;
    }
    return SVOD_OK;
}

/* "В упаковке" may be how the goods are packed as well as what must be taken: that is for the profile to say. */
static int least_sure(role r)
{
    return r == ROLE_NONE ? 0 : r == ROLE_STEP ? 60 : 50;
}

static void name_columns(svod_rowmap *map)
{
    map->own = map->headed && is_own(map);
    for (size_t c = 0; c < map->columns_n; c++) {
        column *col = &map->columns[c];
        col->role = map->own ? svod_rowmap_role_named(col->heading)
                             : svod_rowmap_role_of(&map->memory, col->heading, col->key, &col->confidence, &col->unit);
        if (map->own) col->confidence = 100;
        if (!map->own && col->confidence < least_sure(col->role)) col->role = ROLE_NONE;
        /* A hidden price is often what the supplier paid: only a profile may choose it. */
        bool price = col->role == ROLE_PRICE || col->role == ROLE_OLD_PRICE || col->role == ROLE_RRP ||
                     col->role == ROLE_SALE || col->role == ROLE_NONE;
        if (map->options.hidden && c < map->options.hidden_n && map->options.hidden[c] && price) col->role = ROLE_IGNORED;
    }
}

/* Sizes as headings, three or more of them: a matrix. */
static void find_matrix(svod_rowmap *map)
{
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t c = 0; c < map->columns_n && (pass == 0 || n >= 3); c++) {
            column *col = &map->columns[c];
            if (col->role != ROLE_NONE || col->forced || !col->heading.n || col->heading.n > 12 ||
                !svod_is_size(col->heading))
                continue;
            n += pass == 0;
            if (pass) col->role = ROLE_MATRIX;
        }
    }
}

/* What the cells of a matrix are: prices where no other column has them and they are no small counts; nothing at all where
 * the customer is to fill them in. */
static void study_matrix(svod_rowmap *map)
{
    bool priced = svod_rowmap_is_priced(map);
    int filled = 0, prices = 0, small = 0;
    for (size_t c = 0; c < map->columns_n; c++) {
        const evidence *ev = &map->columns[c].seen;
        if (map->columns[c].role != ROLE_MATRIX) continue;
        map->matrix = true;
        filled += ev->filled;
        prices += ev->prices;
        small += ev->small && ev->sum < 20 * (int64_t)ev->prices ? ev->filled : 0;
    }
    map->matrix_blank = map->matrix && filled == 0;
    map->matrix_prices = map->matrix && !priced && prices * 2 > filled && small * 2 < filled;
}

bool svod_rowmap_is_priced(const svod_rowmap *map)
{
    const size_t *has = map->by_role;
    return has[ROLE_PRICE] != SIZE_MAX || has[ROLE_TIER] != SIZE_MAX || has[ROLE_SALE] != SIZE_MAX || map->matrix_prices;
}

static bool holds_any(const svod_table_row *rows, size_t n, size_t c, const char *letters)
{
    for (size_t i = 0; i < n; i++) {
        svod_str s = svod_rowmap_cell(&rows[i], c);
        for (size_t k = 0; k < s.n; k++) {
            if (strchr(letters, s.p[k])) return true;
        }
    }
    return false;
}

/* What a heading says is not believed against everything below it. */
static void doubt(column *col, const svod_table_row *rows, size_t n, size_t c)
{
    evidence *ev = &col->seen;
    if (col->forced || ev->filled < 3) return;
    switch (col->role) {
    case ROLE_KIND:
        for (size_t i = 0; i < n; i++) {
            svod_str s = svod_str_trim(svod_rowmap_cell(&rows[i], c));
            if (svod_str_starts(s, SVOD_STR("variable")) || svod_str_is(s, "variation") ||
                svod_str_starts(s, SVOD_STR("simple")))
                return;
        }
        col->role = ROLE_NONE;
        break;
    case ROLE_URL:
        if (ev->pictures * 2 > ev->filled)
            col->role = ROLE_PICTURES;
        else if (!ev->urls && !holds_any(rows, n, c, "/.")) /* "смотреть": the address is behind it */
            col->role = ROLE_NONE;
        break;
    case ROLE_PICTURES:
        if (!ev->urls && !ev->pictures && !holds_any(rows, n, c, "/.")) col->role = ROLE_NONE;
        break;
    case ROLE_NAME:
        if (ev->words * 4 < ev->filled) col->role = ROLE_NONE;
        break;
    case ROLE_CATEGORY: /* numbers and letters that stand for categories are none */
        if (ev->words * 2 < ev->filled) col->role = ROLE_NONE;
        break;
    case ROLE_WEIGHT:
    case ROLE_OLD_PRICE:
    case ROLE_RRP:
    case ROLE_SALE:
        if (ev->words * 2 > ev->filled && !ev->prices && col->role != ROLE_WEIGHT) col->role = ROLE_NONE;
        break;
    default:
        break;
    }
}

/* Of several ids the one that differs most is the record's own, another one that repeats is the item's; an id that hardly
 * differs while the names do is none. */
static void sort_ids(svod_rowmap *map)
{
    column *best = NULL, *item = NULL, *name = NULL;
    for (size_t c = 0; c < map->columns_n; c++) {
        column *col = &map->columns[c];
        if (col->role == ROLE_ITEM) item = col;
        if (col->role == ROLE_NAME && (!name || col->confidence > name->confidence)) name = col;
        if (col->role != ROLE_ID || (best && best->forced)) continue;
        bool fuller = best && col->seen.filled * 10 >= best->seen.filled * 9;
        if (!best || col->forced || (fuller && col->seen.distinct > best->seen.distinct) ||
            (fuller && col->seen.distinct == best->seen.distinct && col->confidence > best->confidence))
            best = col;
    }
    for (size_t c = 0; c < map->columns_n && best; c++) {
        column *col = &map->columns[c];
        if (col->role != ROLE_ID || col == best) continue;
        bool shared = !item && col->seen.filled > 2 && col->seen.distinct < best->seen.distinct && col->seen.distinct > 1;
        col->role = shared ? ROLE_ITEM : ROLE_NONE;
        if (shared) item = col;
    }
    if (!best || best->forced || best->seen.filled < 4 || best->seen.distinct * 3 >= best->seen.filled) return;
    bool one_per_name = name && name->seen.distinct <= best->seen.distinct * 2;
    best->role = one_per_name && !item ? ROLE_ITEM : ROLE_NONE;
}

static bool many_may_have(role r)
{
    return r == ROLE_NONE || r == ROLE_IGNORED || r == ROLE_CATEGORY || r == ROLE_PICTURES || r == ROLE_PARAM_NAME ||
           r == ROLE_PARAM_UNIT || r == ROLE_PARAM_VALUE || r == ROLE_MATRIX || r == ROLE_TIER || r == ROLE_TIER_MIN ||
           r == ROLE_ATTRIBUTES || r == ROLE_PRICE;
}

static int worth(const column *c)
{
    return (c->forced ? 1000 : 0) + (c->seen.filled * 2 >= c->seen.rows ? 100 : c->seen.filled ? 50 : 0) + c->confidence;
}

static void one_of_each(svod_rowmap *map)
{
    /* One column of each may be a level of the path; of those that are whole paths of another vocabulary one is enough. */
    size_t category = SIZE_MAX;
    for (size_t c = 0; c < map->columns_n; c++) {
        const column *col = &map->columns[c];
        if (col->role == ROLE_CATEGORY && (category == SIZE_MAX || worth(col) > worth(&map->columns[category])))
            category = c;
    }
    for (size_t c = 0; c < map->columns_n; c++) {
        column *col = &map->columns[c];
        if (col->role == ROLE_CATEGORY && col->confidence < SURE_CATEGORY && c != category && !map->own)
            col->role = ROLE_NONE;
        for (size_t b = 0; b < c && !many_may_have(col->role); b++) {
            column *before = &map->columns[b];
            if (before->role != col->role) continue;
            if (worth(col) > worth(before))
                before->role = ROLE_NONE;
            else
                col->role = ROLE_NONE;
        }
    }
}

static void pair_up(svod_rowmap *map)
{
    size_t name = SIZE_MAX, tier = SIZE_MAX;
    for (size_t c = 0; c < map->columns_n; c++) {
        column *col = &map->columns[c];
        if (col->role == ROLE_PARAM_NAME) name = c;
        if (col->role == ROLE_TIER) tier = c;
        if (col->role == ROLE_PARAM_UNIT && name != SIZE_MAX) map->columns[name].pair_unit = c;
        if (col->role == ROLE_TIER_MIN && tier != SIZE_MAX) map->columns[tier].pair = c;
        if (col->role != ROLE_PARAM_VALUE) continue;
        if (name == SIZE_MAX || map->columns[name].pair != SIZE_MAX)
            col->role = ROLE_NONE;
        else
            map->columns[name].pair = c;
    }
}

static svod_str currency_in(svod_str heading)
{
    svod_str rest = heading;
    while (rest.n) {
        size_t i = 0;
        while (i < rest.n && !strchr(" ,;()[]/.:", rest.p[i])) i++;
        svod_str word = svod_str_sub(rest, 0, i), iso = word.n ? svod_currency_iso(word) : word;
        if (iso.n) return word;
        rest = svod_str_sub(rest, i < rest.n ? i + 1 : i, rest.n);
    }
    return (svod_str){0};
}

/* "Одежда/Платья" and "Одежда/Юбки": a first part with several others after it is a root. */
static bool slashes_are_paths(const svod_table_row *rows, size_t n, size_t c)
{
    for (size_t i = 0; i < n; i++) {
        svod_str a = svod_str_trim(svod_rowmap_cell(&rows[i], c));
        size_t cut = svod_str_find(a, SVOD_STR("/"), 0);
        if (cut == SIZE_MAX) continue;
        for (size_t j = 0; j < i; j++) {
            svod_str b = svod_str_trim(svod_rowmap_cell(&rows[j], c));
            if (!svod_str_eq(a, b) && b.n > cut && svod_str_eq(svod_str_sub(a, 0, cut + 1), svod_str_sub(b, 0, cut + 1)))
                return true;
        }
    }
    return false;
}

static void settle(svod_rowmap *map, const svod_table_row *rows, size_t n)
{
    for (int r = 0; r < ROLES; r++) map->by_role[r] = SIZE_MAX;
    svod_hash seed = {0, (uint64_t)map->host->sizes};
    for (size_t c = 0; c < map->columns_n; c++) {
        column *col = &map->columns[c];
        if (map->denied[col->role] && !col->forced) col->role = ROLE_NONE;
        if (map->by_role[col->role] == SIZE_MAX) map->by_role[col->role] = c;
        if (col->role == ROLE_CATEGORY && slashes_are_paths(rows, n, c)) map->slash_paths = true;
        if (col->role == ROLE_PRICE || col->role == ROLE_TIER || col->role == ROLE_SALE || col->role == ROLE_OLD_PRICE ||
            col->role == ROLE_RRP)
            col->unit = currency_in(col->heading);
        seed = svod_hash_bytes(col->heading.p, col->heading.n,
                               seed.lo ^ (seed.hi + (uint64_t)col->role * 31 + (uint64_t)col->tier.from));
    }
    map->seed = seed.lo ^ seed.hi ^ map->slash_paths;
}

static bool is_priced_row(const svod_table_row *row, size_t price)
{
    evidence ev;
    svod_rowmap_weigh(&ev, row, 1, price);
    bool total = false;
    for (size_t c = 0; c < row->n; c++) total = total || svod_rowmap_is_total(svod_str_trim(row->cells[c]));
    return ev.prices && !total;
}

/* What rows of goods, those with a price, have in common. */
static void know_goods(svod_rowmap *map, const svod_table_row *rows, size_t n)
{
    size_t price = map->by_role[ROLE_PRICE], goods = 0;
    svod_table_row *priced = svod_arena_alloc(map->host->step, (n + 1) * sizeof *priced);
    for (size_t i = 0; priced && price != SIZE_MAX && i < n; i++) {
        if (is_priced_row(&rows[i], price)) priced[goods++] = rows[i];
    }
    for (size_t c = 0; c < map->columns_n && goods > 1; c++) {
        evidence ev;
        svod_rowmap_weigh(&ev, priced, goods, c);
        bool named = map->columns[c].role == ROLE_ARTICLE || map->columns[c].role == ROLE_ID;
        map->columns[c].regular =
            ev.filled > 1 && ((named && ev.codes * 10 >= ev.filled * 9) || ev.whole * 10 >= ev.filled * 9);
    }
    for (size_t i = 0; i < goods; i++) {
        int level = priced[i].level < 0 ? -priced[i].level : priced[i].level;
        map->goods_look = i == 0 || map->goods_look == priced[i].look ? priced[i].look : 0;
        map->goods_level = i == 0 || level < map->goods_level ? level : map->goods_level;
    }
}

static svod_status enough(svod_rowmap *map, svod_error *e)
{
    const size_t *has = map->by_role;
    if (has[ROLE_NAME] == SIZE_MAX && has[ROLE_ARTICLE] == SIZE_MAX && has[ROLE_ID] == SIZE_MAX) {
        svod_fail(
            e, SVOD_EXIT_BAD_INPUT, "table.no-columns",
            "no column of names or articles was recognised; say which columns they are: columns: {name: …, price: …} with "
            "the heading or the number of the column");
        svod_error_at(e, NULL, map->header_at.line, 0);
        return SVOD_FAILED;
    }
    if (!svod_rowmap_is_priced(map)) {
        map->host->diag(map->host, SVOD_WARNING, "table.no-price-column", &map->header_at,
                        "no column of prices was recognised; when there is one, say which: columns: {price: …}");
    }
    return SVOD_OK;
}

/* What the headings of prices and of the order say of all goods; a heading that names a column of its own for it does not.
 */
static void read_headings(svod_rowmap *map)
{
    static const char orders[] = "заказ|замовлення|order|количество|кол-во|кількість";
    svod_selling said;
    for (size_t c = 0; c < map->columns_n; c++) {
        const column *col = &map->columns[c];
        bool order = col->role == ROLE_IGNORED || (col->role == ROLE_NONE && svod_rowmap_has(col->key, orders));
        if (col->role != ROLE_PRICE && !order) continue;
        if (!svod_selling_read(&map->memory, col->heading, false, &said)) return;
        if (said.step && !map->step) {
            map->step = said.step;
            map->step_heading = col->heading;
        }
        if (said.min && !map->min) {
            map->min = said.min;
            map->min_heading = col->heading;
        }
    }
}

svod_status svod_rowmap_study(svod_rowmap *map, const svod_table_row *rows, size_t n, svod_error *e)
{
    if (n > SVOD_ROWMAP_WINDOW) n = SVOD_ROWMAP_WINDOW;
    svod_status s = SVOD_OK;
    if (map->options.header_row)
        s = header_from_options(map, rows, n, e);
    else
        map->headed = (map->header_index = find_headings(&map->memory, rows, n)) != SIZE_MAX;
    if (s != SVOD_OK) return s;
    map->two_storeys = !map->options.header_row && has_lower_storey(map, rows, n);
    map->header_index += map->two_storeys;
    size_t first = map->headed ? map->header_index + 1 : 0;
    if (n) map->header_at = rows[map->headed ? map->header_index : 0].at;
    if ((s = make_columns(map, rows, n, e)) != SVOD_OK) return s;
    name_columns(map);
    if ((s = force_columns(map, e)) != SVOD_OK) return s;
    if (!map->own && map->headed) find_matrix(map);
    for (size_t c = 0; c < map->columns_n && !map->own; c++) doubt(&map->columns[c], rows + first, n - first, c);
    if (!map->own) sort_ids(map);
    if (!map->own) svod_rowmap_by_content(map, rows + first, n - first);
    one_of_each(map);
    pair_up(map);
    svod_rowmap_prices(map);
    settle(map, rows + first, n - first);
    study_matrix(map);
    know_goods(map, rows + first, n - first);
    if (map->headed && !map->own) read_headings(map);
    /* A heading that could not be looked at for want of memory is not a heading that says nothing. */
    if (map->memory.failed || map->host->step->failed) return svod_no_memory(e);
    svod_rowmap_tell(map);
    return enough(map, e);
}
