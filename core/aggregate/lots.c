/* What the supplier sells: rows, packs and single units, and the minimums, from the catalog and the purchase's terms. */
#include "aggregate/fold.h"
#include "aggregate/stop.h"

#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/tr.h"

#define NONE UINT32_MAX
enum { UNITS_MAX = 1000000000 };

typedef struct rule {
    uint32_t article, colour, size; /* folded; SVOD_FOLD_ANY matches everything */
    const svod_lot_rule *from;
    uint32_t *sizes; /* folded sizes of its row, those of "синий/42" both whole and without the colour */
    size_t sizes_n;
} rule;

/* Offers of one item (or, for rules, article) and colour: where a row's sizes are looked up. The last row looked up is kept,
 * since all offers of a group usually name the same one. */
typedef struct group {
    const svod_row_cell *row;
    size_t row_n;
    uint32_t lot; /* or NONE: it cannot be bought */
} group;

typedef struct maker {
    svod_arena *arena;
    const svod_demand *demand;
    const svod_terms *terms;
    svod_folder folder;
    rule *rules;
    uint32_t *rule_of; /* per offer: the first rule that matches, or NONE */
    bool *wanted;      /* per offer: a live line may take it */
    bool *near;        /* per offer: an offer of its item is wanted */
    svod_map cells;    /* (kind, group text, colour, size) → first offer with a price */
    svod_map groups;   /* (item, colour) → groups.v */
    SVOD_VEC(group) group;
    svod_map lot_keys; /* cells, as bytes → lot */
    SVOD_VEC(svod_lot) lots;
    SVOD_VEC(svod_minimum) minimums;
    SVOD_VEC(svod_str) problems;
    SVOD_VEC(svod_reliance) relies;
    svod_map told; /* problems told already */
    svod_str *missing;
    svod_arena keys;
} maker;

static bool orderable(const svod_stop_offer *offer)
{
    return offer->price != SVOD_DEC_NONE;
}

/* ---- rules ---- */

static uint32_t pattern_of(maker *m, svod_str text)
{
    uint32_t folded = svod_folder_pattern(&m->folder, text);
    return folded == 0 ? SVOD_FOLD_ANY : folded;
}

static bool matches(uint32_t pattern, uint32_t text)
{
    return pattern == SVOD_FOLD_ANY || pattern == text;
}

static void fold_row(maker *m, rule *r)
{
    r->sizes = svod_arena_alloc(&m->keys, 2 * r->from->row_n * sizeof *r->sizes + 1);
    for (size_t i = 0; i < r->from->row_n; i++) {
        svod_str size = r->from->row[i].size;
        size_t slash = svod_str_find(size, SVOD_STR("/"), 0);
        r->sizes[r->sizes_n++] = svod_folder_add(&m->folder, size);
        if (slash != SIZE_MAX) r->sizes[r->sizes_n++] = svod_folder_add(&m->folder, svod_str_sub(size, slash + 1, size.n));
    }
}

static bool holds(const rule *r, uint32_t size)
{
    for (size_t i = 0; i < r->sizes_n; i++)
        if (r->sizes[i] == size) return true;
    return false;
}

/* The first rule that matches. A model may be sold in rows of two kinds, 42–48 and 50–56: when that rule's row does not hold
 * the offer's size, a later row that does is meant. */
static uint32_t rule_for(const maker *m, uint32_t o)
{
    const svod_folded *f = &m->demand->folded;
    uint32_t first = NONE;
    for (uint32_t i = 0; i < m->terms->lots_n; i++) {
        const rule *r = &m->rules[i];
        /* A catalog without articles has only the item to name. */
        uint32_t article = f->article[o] ? f->article[o] : f->item[o];
        if (!matches(r->article, article) || !matches(r->colour, f->colour[o]) || !matches(r->size, f->size[o])) continue;
        if (first == NONE && r->sizes_n == 0) return i;
        if (holds(r, f->size[o])) return i;
        if (first == NONE) first = i;
    }
    return first;
}

static void find_rules(maker *m)
{
    m->rules = svod_alloc(m->terms->lots_n * sizeof *m->rules + 1);
    for (size_t i = 0; i < m->terms->lots_n; i++) {
        const svod_lot_rule *from = &m->terms->lots[i];
        m->rules[i] =
            (rule){pattern_of(m, from->article), pattern_of(m, from->colour), pattern_of(m, from->size), from, NULL, 0};
        fold_row(m, &m->rules[i]);
    }
    for (uint32_t o = 0; o < m->demand->offers_n; o++) m->rule_of[o] = m->near[o] ? rule_for(m, o) : NONE;
}

/* ---- which offers matter ---- */

static void find_wanted(maker *m)
{
    const svod_demand *d = m->demand;
    bool *items = svod_calloc(d->folded.texts_n + 1, sizeof *items);
    bool *articles = svod_calloc(d->folded.texts_n + 1, sizeof *articles);
    for (uint32_t i = 0; i < d->lines_n; i++) {
        const svod_line *line = &d->lines[i];
        if (line->dead != SVOD_REASON_NONE) continue;
        for (uint32_t j = 0; j < line->choices_n; j++) m->wanted[line->choices[j].offer] = true;
    }
    for (uint32_t i = 0; i < d->pins_n; i++) m->wanted[d->pins[i].offer] = true;
    for (uint32_t o = 0; o < d->offers_n; o++) {
        if (!m->wanted[o]) continue;
        items[d->folded.item[o]] = true;
        articles[d->folded.article[o]] = true;
    }
    for (uint32_t o = 0; o < d->offers_n; o++) m->near[o] = items[d->folded.item[o]] || articles[d->folded.article[o]];
    svod_free(items);
    svod_free(articles);
}

/* ---- rows ---- */

enum { BY_ITEM, BY_ARTICLE };

static svod_str cell_key(uint32_t kind, uint32_t text, uint32_t colour, uint32_t size, uint32_t key[4])
{
    key[0] = kind;
    key[1] = text;
    key[2] = colour;
    key[3] = size;
    return (svod_str){(const char *)key, 4 * sizeof *key};
}

static void index_cells(maker *m)
{
    const svod_folded *f = &m->demand->folded;
    uint32_t key[4];
    for (uint32_t o = 0; o < m->demand->offers_n; o++) {
        if (!m->near[o] || !orderable(&m->demand->offers[o])) continue;
        svod_str k = cell_key(BY_ITEM, f->item[o], f->colour[o], f->size[o], key);
        if (!svod_map_at(&m->cells, k)) svod_map_put(&m->cells, svod_arena_dup(&m->keys, k), o);
        k = cell_key(BY_ARTICLE, f->article[o], f->colour[o], f->size[o], key);
        if (!svod_map_at(&m->cells, k)) svod_map_put(&m->cells, svod_arena_dup(&m->keys, k), o);
    }
}

/* The offer of a row's cell: beside `offer` in its item and colour, or for a row of mixed colours written "синий/42". */
static uint32_t find_cell(maker *m, uint32_t offer, uint32_t kind, svod_str size)
{
    const svod_folded *f = &m->demand->folded;
    uint32_t key[4], folded = svod_folder_add(&m->folder, size);
    if (f->size[offer] == folded && orderable(&m->demand->offers[offer])) return offer;
    uint32_t text = kind == BY_ITEM ? f->item[offer] : f->article[offer];
    uint32_t found = svod_map_get(&m->cells, cell_key(kind, text, f->colour[offer], folded, key));
    for (size_t i = 0; i < size.n && found == NONE; i++) {
        if (size.p[i] != '/') continue;
        uint32_t colour = svod_folder_add(&m->folder, svod_str_sub(size, 0, i));
        uint32_t rest = svod_folder_add(&m->folder, svod_str_sub(size, i + 1, size.n));
        found = svod_map_get(&m->cells, cell_key(kind, text, colour, rest, key));
    }
    return found;
}

/* Keeps the cells in the row's order; a size named twice is one cell. False: more units than can be counted. */
static bool add_cell(svod_lot_cell *cells, uint32_t *n, uint32_t offer, int64_t count)
{
    uint32_t i = 0;
    while (i < *n && cells[i].offer != offer) i++;
    if (i == *n) cells[(*n)++] = (svod_lot_cell){offer, 0};
    if (count < 1 || count > UNITS_MAX - (int64_t)cells[i].count) return false;
    cells[i].count += (uint32_t)count;
    return true;
}

static int cell_cmp(const void *left, const void *right)
{
    const svod_lot_cell *a = left, *b = right;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

static uint32_t add_lot(maker *m, svod_lot_kind kind, const svod_lot_cell *cells, uint32_t n)
{
    size_t bytes = n * sizeof *cells;
    svod_lot_cell *sorted = svod_arena_alloc(&m->keys, bytes);
    memcpy(sorted, cells, bytes);
    qsort(sorted, n, sizeof *sorted, cell_cmp);
    uint32_t number = svod_map_put(&m->lot_keys, (svod_str){(const char *)sorted, bytes}, (uint32_t)m->lots.n);
    if (number < m->lots.n) return number;
    svod_lot_cell *copy = svod_arena_alloc(m->arena, bytes);
    memcpy(copy, cells, bytes);
    SVOD_VEC_PUSH(&m->lots, (svod_lot){kind, copy, n});
    return number;
}

/* A problem, told once. */
static void tell(maker *m, const svod_buf *b)
{
    if (svod_map_at(&m->told, svod_buf_view(b))) return;
    svod_str text = svod_arena_dup(m->arena, svod_buf_view(b));
    svod_map_put(&m->told, text, 0);
    SVOD_VEC_PUSH(&m->problems, text);
}

static void tell_no_row(maker *m, uint32_t offer)
{
    const svod_stop_offer *o = &m->demand->offers[offer];
    if (!m->wanted[offer]) return;
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_printf(&b, _("%.*s%s%.*s is sold in rows, and none of them holds size %.*s"),
                    SVOD_FMT(o->article.n ? o->article : o->item), o->colour.n ? " " : "", SVOD_FMT(o->colour),
                    SVOD_FMT(o->size));
    tell(m, &b);
    svod_buf_release(&b);
}

static void tell_missing(maker *m, uint32_t offer, svod_str sizes)
{
    const svod_stop_offer *o = &m->demand->offers[offer];
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_printf(&b, _("%.*s%s%.*s is sold in rows, and the catalog does not have all their sizes: %.*s is missing"),
                    SVOD_FMT(o->article.n ? o->article : o->item), o->colour.n ? " " : "", SVOD_FMT(o->colour),
                    SVOD_FMT(sizes));
    tell(m, &b);
    svod_buf_release(&b);
}

/* Makes the row lot of `offer`; NONE when a size is missing (named in *ret_missing) or counts are out of reason. */
static uint32_t make_row(maker *m, uint32_t offer, uint32_t kind, const svod_row_cell *row, size_t row_n,
                         svod_str *ret_missing)
{
    svod_lot_cell *cells = svod_alloc(row_n * sizeof *cells);
    uint32_t n = 0;
    bool whole = true;
    svod_buf missing = SVOD_BUF_INIT;
    for (size_t i = 0; i < row_n; i++) {
        uint32_t cell = find_cell(m, offer, kind, row[i].size);
        if (cell == NONE || !add_cell(cells, &n, cell, row[i].count)) {
            whole = false;
            if (missing.n) svod_buf_cstr(&missing, ", ");
            svod_buf_str(&missing, svod_str_trim(row[i].size));
        }
    }
    uint32_t lot = NONE;
    if (whole)
        lot = add_lot(m, SVOD_LOT_ROW, cells, n);
    else
        *ret_missing = svod_arena_dup(m->arena, svod_buf_view(&missing));
    svod_buf_release(&missing);
    svod_free(cells);
    return lot;
}

static bool same_row(const group *g, const svod_row_cell *row, size_t n)
{
    if (g->row_n != n) return false;
    if (g->row == row) return true;
    for (size_t i = 0; i < n; i++)
        if (g->row[i].count != row[i].count || !svod_str_eq(g->row[i].size, row[i].size)) return false;
    return true;
}

static bool lot_has(const maker *m, uint32_t lot, uint32_t offer)
{
    for (uint32_t i = 0; i < m->lots.v[lot].cells_n; i++)
        if (m->lots.v[lot].cells[i].offer == offer) return true;
    return false;
}

static void add_row(maker *m, uint32_t offer, const svod_row_cell *row, size_t row_n)
{
    const svod_folded *f = &m->demand->folded;
    uint32_t key[2] = {f->item[offer], f->colour[offer]};
    svod_str k = {(const char *)key, sizeof key};
    uint32_t number = svod_map_get(&m->groups, k);
    if (number == NONE) {
        number = svod_map_put(&m->groups, svod_arena_dup(&m->keys, k), (uint32_t)m->group.n);
        SVOD_VEC_PUSH(&m->group, (group){.lot = NONE});
    }
    group *g = &m->group.v[number];
    if (g->lot != NONE && same_row(g, row, row_n) && lot_has(m, g->lot, offer)) return;
    svod_str missing = {0}, ignored = {0};
    uint32_t lot = make_row(m, offer, BY_ITEM, row, row_n, &missing);
    if (lot == NONE && f->article[offer]) lot = make_row(m, offer, BY_ARTICLE, row, row_n, &ignored);
    if (lot == NONE) {
        m->missing[offer] = missing;
        tell_missing(m, offer, missing);
        return;
    }
    if (!lot_has(m, lot, offer)) tell_no_row(m, offer);
    m->group.v[number] = (group){row, row_n, lot};
}

/* ---- lots of one offer ---- */

static const svod_lot_rule *said_of(const maker *m, uint32_t o)
{
    return m->rule_of[o] == NONE ? NULL : m->rules[m->rule_of[o]].from;
}

/* What a rule says settles what a text seemed to say. */
static bool has_guessed_minimum(const svod_stop_offer *offer, const svod_lot_rule *r)
{
    return offer->min_quantity > 1 && offer->min_evidence.place.n && !(r && r->min);
}

static void note_reliance(maker *m, uint32_t o, bool in_row)
{
    const svod_stop_offer *offer = &m->demand->offers[o];
    const svod_lot_rule *r = said_of(m, o);
    svod_reliance relies = {
        .offer = o,
        .row = in_row && !(r && r->row_n) && offer->row_evidence.place.n,
        .step = !in_row && !(r && r->pack) && offer->step_quantity > 1 && offer->step_evidence.place.n,
        .min = has_guessed_minimum(offer, r),
        .rule = r,
    };
    if (relies.row || relies.step || relies.min) SVOD_VEC_PUSH(&m->relies, relies);
}

static void add_offer(maker *m, uint32_t o)
{
    const svod_stop_offer *offer = &m->demand->offers[o];
    const svod_lot_rule *r = said_of(m, o);
    const svod_row_cell *row = r && r->row_n ? r->row : offer->row;
    size_t row_n = r && r->row_n ? r->row_n : offer->row_n;
    /* A rule that says "pack" says that the offer is not sold in the catalog's row. */
    bool in_row = row_n && !m->terms->rows_free && !(r && !r->row_n && r->pack);
    if (m->wanted[o]) note_reliance(m, o, in_row);
    if (in_row) {
        add_row(m, o, row, row_n);
        return;
    }
    if (!m->wanted[o]) return;
    int64_t step = r && r->pack ? r->pack : offer->step_quantity;
    svod_lot_cell cell = {o, step > 1 ? (uint32_t)SVOD_MIN(step, (int64_t)UNITS_MAX) : 1};
    add_lot(m, step > 1 ? SVOD_LOT_PACK : SVOD_LOT_SINGLE, &cell, 1);
}

/* Rows of an item all of whose cells nobody wants buy nothing for anybody. */
static void drop_unwanted(maker *m)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->lots.n; i++) {
        bool wanted = false;
        for (uint32_t j = 0; j < m->lots.v[i].cells_n; j++) wanted = wanted || m->wanted[m->lots.v[i].cells[j].offer];
        if (wanted) m->lots.v[kept++] = m->lots.v[i];
    }
    m->lots.n = kept;
}

/* ---- minimums ---- */

static svod_str article_title(const svod_stop_offer *o)
{
    return o->article.n ? o->article : o->name.n ? o->name : o->id;
}

static svod_str offer_title(maker *m, const svod_stop_offer *o)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_str(&b, article_title(o));
    if (o->colour.n) svod_buf_printf(&b, " %.*s", SVOD_FMT(o->colour));
    if (o->size.n) svod_buf_printf(&b, " %.*s", SVOD_FMT(o->size));
    svod_str title = svod_arena_dup(m->arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return title;
}

static void add_own_minimums(maker *m, const bool *bought)
{
    for (uint32_t o = 0; o < m->demand->offers_n; o++) {
        const svod_stop_offer *offer = &m->demand->offers[o];
        const svod_lot_rule *r = said_of(m, o);
        if (!bought[o] || offer->min_quantity <= 1 || (offer->min_evidence.place.n && r && r->min)) continue;
        uint32_t *one = svod_arena_alloc(m->arena, sizeof *one);
        *one = o;
        SVOD_VEC_PUSH(&m->minimums, (svod_minimum){offer_title(m, offer), one, 1, offer->min_quantity});
    }
}

/* A rule's minimum holds for each article it matches, over the article's offers that this rule decides. */
static void add_rule_minimums(maker *m, const bool *bought)
{
    svod_map numbers = SVOD_MAP_INIT;
    typedef SVOD_VEC(uint32_t) members;
    SVOD_VEC(members) lists = {0};
    for (uint32_t o = 0; o < m->demand->offers_n; o++) {
        if (!bought[o] || m->rule_of[o] == NONE || m->rules[m->rule_of[o]].from->min <= 1) continue;
        uint32_t key[2] = {m->rule_of[o], m->demand->folded.article[o]};
        svod_str k = svod_arena_dup(&m->keys, (svod_str){(const char *)key, sizeof key});
        uint32_t number = svod_map_put(&numbers, k, (uint32_t)lists.n);
        if (number >= lists.n) SVOD_VEC_PUSH(&lists, (members){0});
        SVOD_VEC_PUSH(&lists.v[number], o);
    }
    for (size_t i = 0; i < lists.n; i++) {
        members *list = &lists.v[i];
        uint32_t *offers = svod_arena_alloc(m->arena, list->n * sizeof *offers);
        memcpy(offers, list->v, list->n * sizeof *offers);
        const svod_lot_rule *r = m->rules[m->rule_of[offers[0]]].from;
        SVOD_VEC_PUSH(&m->minimums,
                      (svod_minimum){article_title(&m->demand->offers[offers[0]]), offers, (uint32_t)list->n, r->min});
        SVOD_VEC_RELEASE(list);
    }
    SVOD_VEC_RELEASE(&lists);
    svod_map_release(&numbers);
}

static void add_minimums(maker *m)
{
    bool *bought = svod_calloc(m->demand->offers_n + 1, sizeof *bought);
    for (size_t i = 0; i < m->lots.n; i++)
        for (uint32_t j = 0; j < m->lots.v[i].cells_n; j++) bought[m->lots.v[i].cells[j].offer] = true;
    add_own_minimums(m, bought);
    add_rule_minimums(m, bought);
    svod_free(bought);
}

static void keep(maker *m, svod_lots *ret)
{
    *ret = (svod_lots){.n = (uint32_t)m->lots.n, .minimums_n = (uint32_t)m->minimums.n, .missing = m->missing};
    ret->v = svod_arena_alloc(m->arena, m->lots.n * sizeof *ret->v + 1);
    if (m->lots.n) memcpy(ret->v, m->lots.v, m->lots.n * sizeof *ret->v);
    ret->minimums = svod_arena_alloc(m->arena, m->minimums.n * sizeof *ret->minimums + 1);
    if (m->minimums.n) memcpy(ret->minimums, m->minimums.v, m->minimums.n * sizeof *ret->minimums);
    svod_str *problems = svod_arena_alloc(m->arena, m->problems.n * sizeof *problems + 1);
    if (m->problems.n) memcpy(problems, m->problems.v, m->problems.n * sizeof *problems);
    ret->problems = (svod_strs){problems, m->problems.n};
    svod_reliance *relies = svod_arena_alloc(m->arena, m->relies.n * sizeof *relies + 1);
    if (m->relies.n) memcpy(relies, m->relies.v, m->relies.n * sizeof *relies);
    ret->relies = relies;
    ret->relies_n = m->relies.n;
}

static void maker_release(maker *m)
{
    svod_folder_release(&m->folder);
    svod_map_release(&m->cells);
    svod_map_release(&m->groups);
    svod_map_release(&m->lot_keys);
    svod_map_release(&m->told);
    SVOD_VEC_RELEASE(&m->group);
    SVOD_VEC_RELEASE(&m->lots);
    SVOD_VEC_RELEASE(&m->minimums);
    SVOD_VEC_RELEASE(&m->problems);
    SVOD_VEC_RELEASE(&m->relies);
    svod_arena_release(&m->keys);
    svod_free(m->rules);
    svod_free(m->rule_of);
    svod_free(m->wanted);
    svod_free(m->near);
}

svod_status svod_lots_make(svod_arena *arena, const svod_demand *demand, const svod_terms *terms, svod_lots *ret,
                           svod_error *e)
{
    (void)e;
    uint32_t n = demand->offers_n;
    maker m = {.arena = arena, .demand = demand, .terms = terms};
    svod_arena_init(&m.keys);
    svod_folder_resume(&m.folder, &m.keys, demand->folded.texts, demand->folded.texts_n);
    m.rule_of = svod_alloc(n * sizeof *m.rule_of + 1);
    m.wanted = svod_calloc(n + 1, sizeof *m.wanted);
    m.near = svod_calloc(n + 1, sizeof *m.near);
    m.missing = svod_arena_calloc(arena, n + 1, sizeof *m.missing);
    find_wanted(&m);
    find_rules(&m);
    index_cells(&m);
    for (uint32_t o = 0; o < n; o++)
        if (m.near[o] && orderable(&demand->offers[o])) add_offer(&m, o);
    drop_unwanted(&m);
    add_minimums(&m);
    keep(&m, ret);
    maker_release(&m);
    return SVOD_OK;
}
