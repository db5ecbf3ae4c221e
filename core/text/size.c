/* Texts that list sizes: splitting them, counts of rows, and ranges. */
#include "text/size.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/list.h"

#include <svod/kit.h>

#include <stdio.h>
#include <string.h>

typedef struct element {
    svod_str text, written; /* without its count, and with it */
    int64_t count;
    bool counted, in_all; /* the count stands in brackets: behind a range that of all its sizes together */
    bool pair;            /* "A-B" of two sizes of one kind, going up */
    svod_size_atom a, b;
} element;

typedef struct listing {
    svod_arena *arena;
    element *v;
    size_t n;
    bool counted; /* some element has a count */
    bool printed; /* the list of a program: its elements are taken as they are */
    bool row, told;
} listing;

/* ---- splitting ---- */

/* "36,5" is one size; "36,38" and "3,5,7" are lists. */
static bool commas_only_separate(svod_str text)
{
    svod_str part;
    int64_t last = -1;
    size_t n = 0;
    while (svod_str_split(&text, ',', &part)) {
        int64_t value;
        if (!svod_str_int(part, &value) || value <= last) return false;
        last = value;
        n++;
    }
    return n >= 3;
}

static bool is_decimal_comma(svod_str text, size_t i)
{
    bool digit_before = i > 0 && text.p[i - 1] >= '0' && text.p[i - 1] <= '9';
    bool digit_after_that = i + 2 < text.n && text.p[i + 2] >= '0' && text.p[i + 2] <= '9';
    return digit_before && i + 1 < text.n && (text.p[i + 1] == '5' || text.p[i + 1] == '0') && !digit_after_that;
}

static void add_part(svod_strs *parts, svod_str *room, svod_str part)
{
    part = svod_str_trim(part);
    if (part.n) room[parts->n++] = part;
}

/* Cuts at every `by`; decimal commas are no cuts. */
static bool cut(svod_arena *arena, svod_str text, char by, svod_strs *ret)
{
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++) n += text.p[i] == by;
    svod_str *v = svod_arena_alloc(arena, n * sizeof *v);
    if (!v) return false;
    *ret = (svod_strs){v, 0};
    bool decimals = by == ',' && !commas_only_separate(text);
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && (text.p[i] != by || (decimals && is_decimal_comma(text, i)))) continue;
        add_part(ret, v, svod_str_sub(text, from, i));
        from = i + 1;
    }
    return true;
}

/* ---- elements ---- */

/* A count behind a size: "42(2)", "42 (2 шт)", "42:2", "S*2"; `e->text` loses it. */
static void take_count(element *e)
{
    enum { LARGEST = 30 };
    svod_str s = e->text;
    size_t open = SIZE_MAX;
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] == '(' || s.p[i] == ':' || s.p[i] == '*') open = i;
    if (open == SIZE_MAX) return;
    bool parenthesis = s.p[open] == '(';
    if (parenthesis && s.p[s.n - 1] != ')') return;
    svod_str inner = svod_str_trim(svod_str_sub(s, open + 1, parenthesis ? s.n - 1 : s.n));
    bool star = s.p[open] == '*';
    bool digit_before = s.p[open - 1] >= '0' && s.p[open - 1] <= '9';
    int64_t count;
    if ((star && digit_before) || !svod_read_quantity(inner, &count) || count < 1 || count > LARGEST) return;
    if (memchr(inner.p, '.', inner.n) && !svod_str_ends(inner, SVOD_STR("."))) return;
    svod_str size = svod_str_trim(svod_str_sub(s, 0, open));
    if (!svod_is_size(size)) return; /* "Высота: 24" */
    e->written = e->text;
    e->text = size;
    e->count = count;
    e->counted = true;
    e->in_all = parenthesis;
}

static void look_for_pair(element *e)
{
    enum { LONGEST_PAIR = 40 };
    if (e->text.n > LONGEST_PAIR) return;
    svod_glyphs g;
    svod_glyphs_read(&g, e->text);
    e->pair = svod_size_pair_read(&g, &e->a, &e->b);
}

/* "S-2, M-2, L-1": letters with counts, when all are so. */
static bool letter_counts(listing *l)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < l->n; i++) {
            svod_str s = l->v[i].text;
            const char *dash = s.n ? memchr(s.p, '-', s.n) : NULL;
            int64_t count;
            if (!dash || !svod_str_int(svod_str_range(dash + 1, s.p + s.n), &count) || count < 1 || count > 12) return false;
            svod_glyphs g;
            svod_glyphs_read(&g, svod_str_range(s.p, dash));
            if (svod_size_atom_read(&g, 0, g.n).kind != SVOD_SIZE_LETTER) return false;
            if (pass == 0) continue;
            l->v[i].text = svod_str_trim(svod_str_range(s.p, dash));
            l->v[i].count = count;
            l->v[i].counted = true;
        }
    }
    return l->n > 1;
}

static bool list_of(listing *l, svod_strs parts)
{
    l->v = svod_arena_calloc(l->arena, parts.n + 1, sizeof *l->v);
    if (!l->v) return false;
    l->n = parts.n;
    for (size_t i = 0; i < parts.n; i++) {
        element *e = &l->v[i];
        e->text = parts.v[i];
        e->count = 1;
        if (l->printed) continue;
        take_count(e);
        look_for_pair(e);
        l->counted |= e->counted;
    }
    if (!l->printed && !l->counted && letter_counts(l)) l->counted = true;
    return true;
}

static bool all_are_sizes(const listing *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (!svod_is_size(l->v[i].text)) return false;
    return l->n > 0;
}

/* Every element one size of one kind, each larger than the one before. */
static bool all_go_up(const listing *l)
{
    svod_size_atom last = {SVOD_SIZE_NONE, 0, false};
    for (size_t i = 0; i < l->n; i++) {
        svod_glyphs g;
        svod_glyphs_read(&g, l->v[i].text);
        svod_size_atom atom = svod_size_atom_read(&g, 0, g.n);
        if (atom.kind == SVOD_SIZE_NONE || (i > 0 && (atom.kind != last.kind || atom.value <= last.value))) return false;
        last = atom;
    }
    return true;
}

/* Tries one separator; *ret_done when the text is a list by it. False: memory ran out. */
static bool try_separator(listing *l, svod_str text, char by, size_t least, bool *ret_done)
{
    svod_strs parts;
    *ret_done = false;
    if (text.n == 0 || !memchr(text.p, by, text.n)) return true;
    if (!cut(l->arena, text, by, &parts)) return false;
    if (parts.n < least) return true;
    l->counted = false;
    if (!list_of(l, parts)) return false;
    /* Blanks and dashes stand inside sizes too, so only what goes up like sizes, or has counts, is a list by them. */
    bool strict = by == ' ' || (by == '-' && !l->counted);
    *ret_done = by == '|' || (all_are_sizes(l) && (!strict || all_go_up(l)));
    return true;
}

static bool split(listing *l, svod_str text)
{
    static const struct {
        char by;
        size_t least;
    } ways[] = {{'|', 1}, {';', 1}, {'\n', 2}, {',', 1}, {'/', 3}, {' ', 3}, {'-', 3}};
    svod_strs parts;
    bool memory;
    l->printed = svod_list_printed(l->arena, text, &parts, &memory);
    if (!memory) return false;
    if (l->printed) return list_of(l, parts);
    if (text.n > 1 && text.p[text.n - 1] == '.') text = svod_str_trim(svod_str_sub(text, 0, text.n - 1));
    for (size_t i = 0; i < SVOD_COUNT(ways); i++) {
        bool done;
        if (!try_separator(l, text, ways[i].by, ways[i].least, &done)) return false;
        if (done) return true;
    }
    svod_str *one = svod_arena_alloc(l->arena, sizeof *one);
    if (!one) return false;
    *one = text;
    l->counted = false;
    if (!list_of(l, (svod_strs){one, 1})) return false;
    return true;
}

/* ---- ranges ---- */

static svod_str letter_name(svod_arena *arena, int rank, bool counted)
{
    static const char *const names[] = {"XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"};
    char text[16];
    if (rank < 9 && !(counted && rank > 6)) return svod_str_of(names[rank]);
    int n = snprintf(text, sizeof text, "%dXL", rank - 5);
    return svod_arena_dup(arena, (svod_str){text, (size_t)n});
}

static svod_str number_name(svod_arena *arena, int tenths)
{
    char text[16];
    int n = snprintf(text, sizeof text, tenths % 10 ? "%d.%d" : "%d", tenths / 10, tenths % 10);
    return svod_arena_dup(arena, (svod_str){text, (size_t)n});
}

static size_t range_length(const element *e, int step)
{
    return (size_t)((e->b.value - e->a.value) / step) + 1;
}

/* All ranges for sure, none reaching into another: "42-48, 52-58". */
static bool ranges_stand_apart(const listing *l)
{
    int last = -1;
    for (size_t i = 0; i < l->n; i++) {
        const element *e = &l->v[i];
        svod_glyphs g;
        svod_glyphs_read(&g, e->text);
        svod_size_atom single = svod_size_atom_read(&g, 0, g.n);
        if (!e->pair && single.kind == SVOD_SIZE_NONE) return false;
        if (e->pair && svod_size_range_step(e->a, e->b, false) == 0) return false;
        if ((e->pair ? e->a.value : single.value) <= last) return false;
        last = e->pair ? e->b.value : single.value;
    }
    return true;
}

/* "44-54 (6 шт)": six units of six sizes, one of each. Fewer units than sizes are so many of each; where they cannot be
 * shared evenly nobody knows which size comes twice, and the text stays as it is. */
static void share_counts(listing *l, bool told)
{
    l->counted = false;
    for (size_t i = 0; i < l->n; i++) {
        element *e = &l->v[i];
        int step = e->counted && e->in_all && e->pair ? svod_size_range_step(e->a, e->b, told) : 0;
        int64_t sizes = step ? (int64_t)range_length(e, step) : 1;
        if (sizes > 1 && e->count > sizes && e->count % sizes) {
            e->text = e->written;
            e->count = 1;
            e->counted = e->pair = false;
        } else if (sizes > 1 && e->count >= sizes) {
            e->count /= sizes;
        }
        l->counted |= e->counted;
    }
}

static bool fill_cells(const listing *l, bool explode, bool told, svod_sizes *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        const element *e = &l->v[i];
        int step = explode && e->pair ? svod_size_range_step(e->a, e->b, told) : 0;
        n += step ? range_length(e, step) : 1;
    }
    svod_row_cell *cells = svod_arena_calloc(l->arena, n + 1, sizeof *cells);
    if (!cells) return false;
    *ret = (svod_sizes){.cells = cells, .n = n};
    size_t k = 0;
    for (size_t i = 0; i < l->n; i++) {
        const element *e = &l->v[i];
        int step = explode && e->pair ? svod_size_range_step(e->a, e->b, told) : 0;
        for (int value = e->a.value; step && value <= e->b.value; value += step, k++) {
            bool letters = e->a.kind == SVOD_SIZE_LETTER;
            cells[k].size =
                letters ? letter_name(l->arena, value, e->a.counted || e->b.counted) : number_name(l->arena, value);
            cells[k].count = e->count;
            if (!cells[k].size.p) return false;
            ret->range = true;
        }
        if (!step) cells[k++] = (svod_row_cell){e->text, e->count};
    }
    return true;
}

/* Words before the sizes; what follows is returned. */
static svod_str without_label(listing *l, svod_str text)
{
    static const char rows[] = "ростовка|размерный ряд|розмірний ряд|ряд|ростовой ряд|ростовий ряд|р-ряд|size run";
    static const char many[] = "размеры|розміри|р-ры|размерная сетка|sizes|өлшемдері";
    static const char one[] = "размер|розмір|р-р.|р-р|разм.|разм|р.|рост|зріст|size|өлшемі";
    svod_glyphs g;
    svod_glyphs_read(&g, svod_str_sub(text, 0, text.n < 300 ? text.n : 300));
    size_t n = svod_glyphs_word(&g, 0, rows);
    l->row = n > 0;
    if (n == 0) n = svod_glyphs_word(&g, 0, many);
    l->told = n > 0;
    if (n == 0) n = svod_glyphs_word(&g, 0, one);
    if (n == 0 || n >= g.n) return text;
    while (n < g.n && (g.c[n] == ' ' || g.c[n] == ':' || g.c[n] == '.' || g.c[n] == '-')) n++;
    return svod_str_trim(svod_str_sub(text, g.from[n], text.n));
}

/* "от 42 до 48", "с 42 по 48" → "42-48"; else the text itself. A NULL view: memory ran out. */
static svod_str from_to(listing *l, svod_str text)
{
    enum { LONGEST = 40 };
    if (text.n > LONGEST) return text;
    svod_glyphs g;
    svod_glyphs_read(&g, text);
    size_t first = svod_glyphs_word(&g, 0, "от|с|від|з|from");
    for (size_t i = first; first > 0 && i < g.n; i++) {
        size_t word = g.c[i] == ' ' ? svod_glyphs_word(&g, i + 1, "до|по|to") : 0;
        if (word == 0) continue;
        svod_size_atom a = svod_size_atom_read(&g, first, i);
        svod_size_atom b = svod_size_atom_read(&g, i + 1 + word, g.n);
        if (a.kind == SVOD_SIZE_NONE || b.kind != a.kind) return text;
        svod_str from = svod_glyphs_text(&g, first, i);
        svod_str to = svod_glyphs_text(&g, i + 1 + word, g.n);
        char *p = svod_arena_alloc(l->arena, from.n + to.n + 1);
        if (!p) return (svod_str){NULL, 0};
        memcpy(p, from.p, from.n);
        p[from.n] = '-';
        memcpy(p + from.n + 1, to.p, to.n);
        l->told = true;
        return (svod_str){p, from.n + to.n + 1};
    }
    return text;
}

static bool one_cell(svod_arena *arena, svod_str text, svod_sizes *ret)
{
    svod_row_cell *cell = svod_arena_alloc(arena, sizeof *cell);
    if (!cell) return false;
    *cell = (svod_row_cell){text, 1};
    *ret = (svod_sizes){.cells = cell, .n = text.n > 0};
    return true;
}

/* Only letters and digits of ASCII, as "48" and "2XL": nothing to split, nothing to look for. Nor is there in what is too
 * long. */
static bool is_one_word(svod_str text)
{
    enum { LONGEST_LIST = 16384 };
    if (text.n > LONGEST_LIST) return true;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))) return false;
    }
    return true;
}

/* How "A-B" is read when nothing is said (AUTO). A wrong range invents offers that cannot be ordered, so weak evidence
 * leaves the text as it is written: one size.
 *
 *   The sizes of a known grid        one size (double)               a range of all its sizes
 *   letters XXXS…10XL                neighbours: S-M                 two steps and more: S-L, XS-XL
 *   clothes 38…84 by 2, to ≥ 48      one or two steps: 42-44, 46-50  three and more: 42-48, 44-54
 *   heights 50…188 by 6              one step: 98-104                two and more: 98-110, 98-122
 *   shoes 16…50 by 1                 up to four: 36-37, 31-34        five and more when one end is odd: 36-41
 *   both ends fit two grids          36-40, 40-46 (shoes or clothes), 50-56, 56-68 (clothes or heights)
 *   anything else                    6-12 months, 2-3 года, 46-170
 *
 * Something that tells that it is a range (a row with counts, "ростовка", "размеры", "от 42 до 48", SVOD_SIZES_RANGE) makes
 * a range of every "A-B" whose grid is sure, of two clothes sizes when both grids fit. In a list of several, "A-B" is a
 * range only when each is one by the table and none reaches into another ("42-48, 52-58"); a list printed by a program
 * (['42-46', '44-48']) is taken as it is. "A/B" is one size; three and more parts with '/' are a list.
 *
 * A text is only split when every part is a size (svod_is_size), or at '|'. A row is told by counts, 42(2),44(2), S-2,M-1,
 * 42-48:2, 44-54 (6 шт), or by a word: "ростовка 42,44,46". */
bool svod_read_sizes(svod_arena *arena, svod_str text, svod_sizes_mode mode, svod_sizes *ret)
{
    text = svod_str_trim(text);
    if (text.n == 0 || mode == SVOD_SIZES_VERBATIM || is_one_word(text)) return one_cell(arena, text, ret);
    listing l = {.arena = arena};
    svod_str body = from_to(&l, without_label(&l, text));
    if (!body.p || !split(&l, body)) return false;
    bool told = l.told || mode == SVOD_SIZES_RANGE || (l.counted && l.n == 1);
    bool explode =
        !l.printed && mode != SVOD_SIZES_DOUBLE && (l.n == 1 || mode == SVOD_SIZES_RANGE || ranges_stand_apart(&l));
    if (l.n > 1 && mode != SVOD_SIZES_RANGE) told = false;
    if (l.counted && explode) share_counts(&l, told);
    if (!fill_cells(&l, explode, told, ret)) return false;
    bool as_written = l.n == 1 && ret->n == 1 && !l.counted && !l.printed;
    if (as_written) ret->cells[0].size = body;
    ret->row = l.counted || (l.row && ret->n > 1);
    /* A label that introduced nothing we know is part of the text. */
    bool known = ret->n > 1 || l.counted || (ret->n == 1 && svod_is_size(ret->cells[0].size));
    return known || one_cell(arena, text, ret);
}

/* "42-44:2" is one 42 and two 44, as in longer rows; "42-48:2" is a range of two each. */
static bool are_neighbours(const listing *l)
{
    svod_glyphs a;
    svod_glyphs b;
    svod_glyphs_read(&a, l->v[0].text);
    svod_glyphs_read(&b, l->v[1].text);
    svod_size_atom from = svod_size_atom_read(&a, 0, a.n);
    svod_size_atom to = svod_size_atom_read(&b, 0, b.n);
    int step = svod_size_range_step(from, to, true);
    return step > 0 && to.value - from.value == step;
}

/* "42-44-46:2-48", "42:1-44:2": sizes between dashes, counts where they stand. *ret_done when it is such a row. */
static bool read_chain(listing *l, svod_str text, bool *ret_done)
{
    svod_strs parts;
    *ret_done = false;
    if (!cut(l->arena, text, '-', &parts)) return false;
    if (parts.n < 2) return true;
    if (!list_of(l, parts)) return false;
    *ret_done = all_are_sizes(l) && (parts.n > 2 || l->v[0].counted || are_neighbours(l));
    return true;
}

bool svod_read_row(svod_arena *arena, svod_str text, svod_sizes *ret)
{
    listing l = {.arena = arena};
    svod_sizes sizes;
    bool chain = false;
    text = without_label(&l, svod_str_trim(text));
    if (text.n == 0) return false;
    bool lists = memchr(text.p, ',', text.n) || memchr(text.p, ';', text.n) || memchr(text.p, '|', text.n);
    if (!lists && !read_chain(&l, text, &chain)) return false;
    if (chain) {
        if (!fill_cells(&l, false, false, &sizes)) return false;
    } else {
        svod_sizes_mode mode = lists ? SVOD_SIZES_AUTO : SVOD_SIZES_RANGE;
        if (!svod_read_sizes(arena, text, mode, &sizes)) return false;
    }
    if (sizes.n == 0 || (sizes.n == 1 && sizes.cells[0].count == 1)) return false;
    sizes.row = true;
    *ret = sizes;
    return true;
}
