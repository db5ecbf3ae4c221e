/* Orders resolved to offers: who asks for what, in what order they are served, and which lines are live. */
#include "aggregate/fold.h"
#include "aggregate/stop.h"

#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"

enum { QUANTITY_MAX = 1000000000 };
#define NONE UINT32_MAX

typedef struct spec {
    uint32_t article, colour, size;
} spec;

typedef struct span {
    uint32_t from, n; /* in resolver.found */
} span;

/* The catalog, to be asked by id and by article, colour, size. */
typedef struct resolver {
    svod_folder folder;
    const svod_stop_offer *offers;
    uint32_t offers_n;
    uint32_t *article, *colour, *size, *item;
    svod_map by_id, by_folded_id;
    uint32_t *article_first, *article_next; /* folded article → its offers, in catalog order */
    uint32_t articles_room;
    svod_map specs; /* spec, as bytes → span number */
    SVOD_VEC(span) spans;
    SVOD_VEC(uint32_t) found;
    svod_arena keys;
} resolver;

static svod_str article_of(const svod_stop_offer *offer)
{
    return svod_str_trim(offer->article).n ? offer->article : offer->item;
}

static void resolver_init(resolver *r, svod_arena *arena, const svod_stop_offer *offers, uint32_t n)
{
    *r = (resolver){.offers = offers, .offers_n = n};
    svod_folder_init(&r->folder, arena);
    svod_arena_init(&r->keys);
    r->article = svod_arena_alloc(arena, n * sizeof(uint32_t) + 1);
    r->colour = svod_arena_alloc(arena, n * sizeof(uint32_t) + 1);
    r->size = svod_arena_alloc(arena, n * sizeof(uint32_t) + 1);
    r->item = svod_arena_alloc(arena, n * sizeof(uint32_t) + 1);
    r->article_next = svod_alloc(n * sizeof(uint32_t) + 1);
    for (uint32_t i = 0; i < n; i++) {
        /* Offers of an item stand together: most texts are those of the offer before. */
        bool same = i && svod_str_eq(offers[i].item, offers[i - 1].item);
        bool same_article = same && svod_str_eq(offers[i].article, offers[i - 1].article);
        bool same_colour = same && svod_str_eq(offers[i].colour, offers[i - 1].colour);
        r->item[i] = same ? r->item[i - 1] : svod_folder_add(&r->folder, offers[i].item);
        r->article[i] = same_article ? r->article[i - 1] : svod_folder_add(&r->folder, article_of(&offers[i]));
        r->colour[i] = same_colour ? r->colour[i - 1] : svod_folder_add(&r->folder, offers[i].colour);
        r->size[i] = svod_folder_add(&r->folder, offers[i].size);
    }
    r->articles_room = (uint32_t)r->folder.texts.n;
    r->article_first = svod_alloc(r->articles_room * sizeof(uint32_t));
    for (uint32_t i = 0; i < r->articles_room; i++) r->article_first[i] = NONE;
    for (uint32_t i = n; i-- > 0;) {
        r->article_next[i] = r->article_first[r->article[i]];
        r->article_first[r->article[i]] = i;
    }
}

static void resolver_release(resolver *r)
{
    svod_folder_release(&r->folder);
    svod_map_release(&r->by_id);
    svod_map_release(&r->by_folded_id);
    svod_map_release(&r->specs);
    SVOD_VEC_RELEASE(&r->spans);
    SVOD_VEC_RELEASE(&r->found);
    svod_arena_release(&r->keys);
    svod_free(r->article_first);
    svod_free(r->article_next);
}

/* An id as written, else the only one that folds to the same. */
static uint32_t find_id(resolver *r, svod_str id)
{
    if (r->by_id.n == 0)
        for (uint32_t i = 0; i < r->offers_n; i++) svod_map_put(&r->by_id, r->offers[i].id, i);
    uint32_t found = svod_map_get(&r->by_id, id);
    if (found != NONE) return found;
    if (r->by_folded_id.n == 0) {
        for (uint32_t i = 0; i < r->offers_n; i++) {
            svod_str folded = svod_fold_tight(&r->keys, r->offers[i].id);
            uint32_t *there = svod_map_at(&r->by_folded_id, folded);
            if (there)
                *there = NONE - 1; /* two ids fold to the same: neither is meant */
            else
                svod_map_put(&r->by_folded_id, svod_arena_dup(&r->keys, folded), i);
        }
    }
    svod_arena_mark mark = svod_arena_mark_get(&r->keys);
    found = svod_map_get(&r->by_folded_id, svod_fold_tight(&r->keys, id));
    svod_arena_rewind(&r->keys, mark);
    return found < r->offers_n ? found : NONE;
}

static bool fits(const resolver *r, uint32_t offer, spec want)
{
    return (want.article == SVOD_FOLD_ANY || want.article == r->article[offer]) &&
           (want.colour == SVOD_FOLD_ANY || want.colour == r->colour[offer]) &&
           (want.size == SVOD_FOLD_ANY || want.size == r->size[offer]);
}

/* All offers that a spec names, in catalog order; kept, since many lines ask for the same. */
static span find_spec(resolver *r, spec want)
{
    svod_str key = {(const char *)&want, sizeof want};
    uint32_t number = svod_map_get(&r->specs, key);
    if (number != NONE) return r->spans.v[number];
    span s = {.from = (uint32_t)r->found.n};
    if (want.article == SVOD_FOLD_ANY) {
        for (uint32_t i = 0; i < r->offers_n; i++)
            if (fits(r, i, want)) SVOD_VEC_PUSH(&r->found, i);
    } else if (want.article < r->articles_room) {
        for (uint32_t i = r->article_first[want.article]; i != NONE; i = r->article_next[i])
            if (fits(r, i, want)) SVOD_VEC_PUSH(&r->found, i);
    }
    s.n = (uint32_t)r->found.n - s.from;
    svod_map_put(&r->specs, svod_arena_dup(&r->keys, key), (uint32_t)r->spans.n);
    SVOD_VEC_PUSH(&r->spans, s);
    return s;
}

static bool orderable(const svod_stop_offer *offer)
{
    return offer->price != SVOD_DEC_NONE;
}

/* The only offer of a spec without wildcards: *ret_n says how many there are. */
static uint32_t find_exact(const resolver *r, spec want, uint32_t *ret_n)
{
    uint32_t found = NONE;
    *ret_n = 0;
    if (want.article >= r->articles_room) return NONE;
    for (uint32_t i = r->article_first[want.article]; i != NONE; i = r->article_next[i]) {
        if (want.size != r->size[i] || want.colour != r->colour[i]) continue;
        if (found == NONE) found = i;
        ++*ret_n;
    }
    return found;
}

/* What a line asks for. *ret_fits: several offers fit and none was named. */
static uint32_t find_asked(resolver *r, const svod_order_line *order, spec *ret_spec, span *ret_fits)
{
    *ret_fits = (span){0};
    *ret_spec = (spec){svod_folder_add(&r->folder, order->article), svod_folder_add(&r->folder, order->colour),
                       svod_folder_add(&r->folder, order->size)};
    if (order->offer.n) return find_id(r, order->offer);
    spec want = *ret_spec;
    if (want.article == 0) return NONE;
    uint32_t exact, found = find_exact(r, want, &exact);
    if (exact == 1) return found;
    span s = find_spec(r, want);
    if (s.n == 0) {
        /* A part that was not written down is no matter when only one offer has the rest. */
        if (want.colour == 0) want.colour = SVOD_FOLD_ANY;
        if (want.size == 0) want.size = SVOD_FOLD_ANY;
        s = find_spec(r, want);
    }
    if (s.n == 1) return r->found.v[s.from];
    *ret_fits = s;
    return NONE;
}

/* ---- alternatives ---- */

typedef struct parts {
    svod_str article, colour, size;
} parts;

/* Sizes and colours may hold slashes themselves ("//42/44"): every way to cut in three is tried, the leftmost that names an
 * offer wins. */
static span find_alternative(resolver *r, svod_str text, spec asked, bool asked_known)
{
    span found = {0};
    for (size_t i = 0; i < text.n && found.n == 0; i++) {
        if (text.p[i] != '/') continue;
        for (size_t j = i + 1; j < text.n && found.n == 0; j++) {
            if (text.p[j] != '/') continue;
            parts p = {svod_str_trim(svod_str_sub(text, 0, i)), svod_str_trim(svod_str_sub(text, i + 1, j)),
                       svod_str_trim(svod_str_sub(text, j + 1, text.n))};
            if (!asked_known && (p.article.n == 0 || (p.colour.n == 0 && p.size.n == 0))) continue;
            spec want = {p.article.n ? svod_folder_pattern(&r->folder, p.article) : asked.article,
                         p.colour.n ? svod_folder_pattern(&r->folder, p.colour) : asked.colour,
                         p.size.n ? svod_folder_pattern(&r->folder, p.size) : asked.size};
            found = find_spec(r, want);
        }
    }
    return found;
}

typedef SVOD_VEC(svod_choice) choices;

static void add_choice(choices *c, const resolver *r, uint32_t offer, uint32_t rank, uint32_t *seen, uint32_t stamp)
{
    if (seen[offer] == stamp || !orderable(&r->offers[offer])) return;
    seen[offer] = stamp;
    SVOD_VEC_PUSH(c, (svod_choice){offer, rank});
}

static svod_status add_alternatives(resolver *r, const svod_order_line *order, spec asked, bool asked_known, choices *c,
                                    uint32_t *seen, uint32_t stamp, svod_error *e)
{
    svod_str rest = order->alternatives, part;
    uint32_t rank = 0;
    while (svod_str_split(&rest, '|', &part)) {
        part = svod_str_trim(part);
        if (part.n == 0) continue;
        size_t first = svod_str_find(part, SVOD_STR("/"), 0);
        if (first == SIZE_MAX || svod_str_find(part, SVOD_STR("/"), first + 1) == SIZE_MAX) {
            return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.alternative",
                             "line %.*s: cannot read the alternative \"%.*s\"; write article/colour/size, as in //48",
                             SVOD_FMT(order->line), SVOD_FMT(part));
        }
        span s = find_alternative(r, part, asked, asked_known);
        rank++;
        for (uint32_t i = 0; i < s.n; i++) add_choice(c, r, r->found.v[s.from + i], rank, seen, stamp);
    }
    return SVOD_OK;
}

/* ---- live or not ---- */

static bool price_rose(svod_dec now, svod_dec seen, svod_dec drift)
{
    return (__int128)now * SVOD_DEC_SCALE > (__int128)seen * (SVOD_DEC_SCALE + (__int128)drift);
}

static svod_reason dead_because(const svod_line *line, const svod_order_line *order, const svod_stop_offer *offers,
                                const svod_terms *terms)
{
    if (order->refused) return SVOD_REASON_REFUSED;
    if (line->choices_n == 0) return SVOD_REASON_NOT_IN_CATALOG;
    if (terms->price_drift != SVOD_DEC_NONE && order->price != SVOD_DEC_NONE && line->asked != SVOD_NO_OFFER &&
        orderable(&offers[line->asked]) && price_rose(offers[line->asked].price, order->price, terms->price_drift))
        return SVOD_REASON_PRICE_CHANGED;
    return SVOD_REASON_NONE;
}

static svod_str list_ids(svod_arena *arena, const resolver *r, span s)
{
    svod_buf b = SVOD_BUF_INIT;
    for (uint32_t i = 0; i < s.n; i++) {
        if (i) svod_buf_cstr(&b, ", ");
        if (i == 5) {
            svod_buf_cstr(&b, "…");
            break;
        }
        svod_buf_str(&b, r->offers[r->found.v[s.from + i]].id);
    }
    svod_str text = svod_arena_dup(arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return text;
}

/* Choices come by rank; within a rank by offer number, which is how specs list them. */
static svod_status resolve_line(svod_arena *arena, resolver *r, const svod_order_line *order, const svod_terms *terms,
                                choices *c, uint32_t *seen, uint32_t stamp, svod_line *line, svod_error *e)
{
    spec asked;
    span several;
    line->asked = find_asked(r, order, &asked, &several);
    bool known = line->asked != SVOD_NO_OFFER;
    c->n = 0;
    if (known) {
        asked = (spec){r->article[line->asked], r->colour[line->asked], r->size[line->asked]};
        add_choice(c, r, line->asked, 0, seen, stamp);
    } else if (several.n) {
        line->fits = list_ids(arena, r, several);
    }
    if (order->alternatives.n && several.n == 0) {
        bool given = known || asked.article != 0;
        svod_status status = add_alternatives(r, order, asked, given, c, seen, stamp, e);
        if (status != SVOD_OK) return status;
    }
    line->choices_n = (uint32_t)c->n;
    if (c->n) {
        svod_choice *copy = svod_arena_alloc(arena, c->n * sizeof *copy);
        memcpy(copy, c->v, c->n * sizeof *copy);
        line->choices = copy;
    }
    line->dead = dead_because(line, order, r->offers, terms);
    return SVOD_OK;
}

/* ---- pins ---- */

typedef struct pinner {
    svod_arena *arena;
    resolver *r;
    const svod_order_line *order;
    const svod_line *line;
    uint32_t number; /* of the line */
    SVOD_VEC(svod_pin) pins;
    SVOD_VEC(svod_lost_pin) lost;
} pinner;

static bool accepts(const svod_line *line, uint32_t offer)
{
    for (uint32_t i = 0; i < line->choices_n; i++)
        if (line->choices[i].offer == offer) return true;
    return false;
}

static svod_status pin_one(pinner *p, svod_str id, uint32_t units, svod_error *e)
{
    uint32_t offer = id.n ? find_id(p->r, id) : p->line->asked;
    if (offer == NONE || !orderable(&p->r->offers[offer])) {
        svod_str name = id.n ? id : p->order->offer.n ? p->order->offer : p->order->article;
        SVOD_VEC_PUSH(&p->lost, (svod_lost_pin){.line = p->number, .units = units, .offer = svod_arena_dup(p->arena, name)});
        return SVOD_OK;
    }
    if (!accepts(p->line, offer))
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.pinned", "line %.*s: %.*s is pinned, which this line does not accept",
                         SVOD_FMT(p->order->line), SVOD_FMT(p->r->offers[offer].id));
    SVOD_VEC_PUSH(&p->pins, (svod_pin){p->number, offer, units});
    return SVOD_OK;
}

static svod_status pin_line(pinner *p, const svod_order_line *order, const svod_line *line, uint32_t number, svod_error *e)
{
    svod_str rest = order->pinned, id;
    int64_t units, sum = 0, most = order->quantity + order->extra;
    p->order = order;
    p->line = line;
    p->number = number;
    while (svod_str_trim(rest).n) {
        if (!svod_pin_cut(&rest, &id, &units))
            return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.pinned",
                             "line %.*s: cannot read what is pinned, \"%.*s\"; write a number of units, or offer×units",
                             SVOD_FMT(order->line), SVOD_FMT(order->pinned));
        if (units > most - sum)
            return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.pinned",
                             "line %.*s: more is pinned than its quantity and extra, %lld in all", SVOD_FMT(order->line),
                             (long long)most);
        sum += units;
        svod_status status = pin_one(p, id, (uint32_t)units, e);
        if (status != SVOD_OK) return status;
    }
    return SVOD_OK;
}

static int pin_cmp(const void *left, const void *right)
{
    const svod_pin *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

static int lost_cmp(const void *left, const void *right)
{
    const svod_lost_pin *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return svod_str_cmp(a->offer, b->offer);
}

static void keep_pins(pinner *p, svod_demand *d)
{
    svod_pin *pins = svod_arena_alloc(p->arena, p->pins.n * sizeof *pins + 1);
    svod_lost_pin *lost = svod_arena_alloc(p->arena, p->lost.n * sizeof *lost + 1);
    if (p->pins.n) qsort(p->pins.v, p->pins.n, sizeof *pins, pin_cmp);
    for (size_t i = 0; i < p->pins.n; i++) {
        if (d->pins_n && pin_cmp(&pins[d->pins_n - 1], &p->pins.v[i]) == 0)
            pins[d->pins_n - 1].units += p->pins.v[i].units;
        else
            pins[d->pins_n++] = p->pins.v[i];
    }
    if (p->lost.n) {
        qsort(p->lost.v, p->lost.n, sizeof *lost, lost_cmp);
        memcpy(lost, p->lost.v, p->lost.n * sizeof *lost);
    }
    d->pins = pins;
    d->lost = lost;
    d->lost_n = (uint32_t)p->lost.n;
}

static void pinner_release(pinner *p)
{
    SVOD_VEC_RELEASE(&p->pins);
    SVOD_VEC_RELEASE(&p->lost);
}

/* ---- order of service ---- */

typedef struct turn {
    int64_t time, position;
    uint32_t order;
} turn;

static int turn_cmp(const void *left, const void *right)
{
    const turn *a = left, *b = right;
    bool a_none = a->time == INT64_MIN, b_none = b->time == INT64_MIN;
    if (a_none != b_none) return a_none ? 1 : -1;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    if (a->position != b->position) return a->position < b->position ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static turn *turns_make(const svod_order_line *orders, uint32_t n)
{
    turn *turns = svod_alloc(n * sizeof *turns + 1);
    bool sorted = true;
    for (uint32_t i = 0; i < n; i++) {
        turns[i] = (turn){orders[i].time, orders[i].position, i};
        if (i && turn_cmp(&turns[i - 1], &turns[i]) > 0) sorted = false;
    }
    if (!sorted) qsort(turns, n, sizeof *turns, turn_cmp);
    return turns;
}

static uint32_t class_of(const svod_order_line *order, const svod_serve *serve_first, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (serve_first[i] == SVOD_SERVE_PAID && order->is_paid) return (uint32_t)i;
        if (serve_first[i] == SVOD_SERVE_VIP && order->vip) return (uint32_t)i;
    }
    return (uint32_t)n;
}

/* Lines by class; within a class the order of time is kept. */
static void order_lines(svod_demand *d, const turn *turns, const svod_serve *serve_first, size_t classes)
{
    uint8_t *class = svod_alloc(d->lines_n + 1);
    uint32_t at = 0;
    for (uint32_t i = 0; i < d->lines_n; i++) class[i] = (uint8_t)class_of(&d->orders[i], serve_first, classes);
    for (uint32_t k = 0; k <= classes; k++) {
        for (uint32_t i = 0; i < d->lines_n; i++) {
            if (class[turns[i].order] != k) continue;
            d->lines[at++] = (svod_line){.order = turns[i].order, .serve_class = k, .together = UINT32_MAX};
        }
    }
    svod_free(class);
}

/* The participant of each order line; numbers by first order. Names are read in the file's order, which is how they lie in
 * memory, and numbered again. */
static uint32_t *number_participants(svod_arena *arena, svod_demand *d, const turn *turns)
{
    uint32_t *of_order = svod_alloc(d->lines_n * sizeof *of_order + 1);
    svod_map names = SVOD_MAP_INIT;
    for (uint32_t i = 0; i < d->lines_n; i++) of_order[i] = svod_map_put(&names, d->orders[i].participant, names.n);
    uint32_t *number = svod_alloc(names.n * sizeof *number + 1);
    for (uint32_t i = 0; i < names.n; i++) number[i] = NONE;
    d->participants = svod_arena_alloc(arena, names.n * sizeof *d->participants + 1);
    for (uint32_t i = 0; i < d->lines_n; i++) {
        uint32_t name = of_order[turns[i].order];
        if (number[name] != NONE) continue;
        number[name] = d->participants_n;
        d->participants[d->participants_n++] = names.entries[name].key;
    }
    for (uint32_t i = 0; i < d->lines_n; i++) of_order[i] = number[of_order[i]];
    svod_map_release(&names);
    svod_free(number);
    return of_order;
}

/* Refused lines are as if they had never been written; other dead lines hold their group back. */
static void number_groups(svod_demand *d, resolver *r)
{
    svod_map groups = SVOD_MAP_INIT;
    svod_arena keys;
    svod_arena_init(&keys);
    for (uint32_t i = 0; i < d->lines_n; i++) {
        svod_line *line = &d->lines[i];
        svod_str label = svod_str_trim(d->orders[line->order].together);
        if (label.n == 0 || line->dead == SVOD_REASON_REFUSED) continue;
        uint32_t key[2] = {line->participant, svod_folder_add(&r->folder, label)};
        svod_str bytes = svod_arena_dup(&keys, (svod_str){(const char *)key, sizeof key});
        line->together = svod_map_put(&groups, bytes, groups.n);
    }
    d->together_n = groups.n;
    svod_map_release(&groups);
    svod_arena_release(&keys);
}

static svod_status check_numbers(const svod_order_line *order, svod_error *e)
{
    if (order->quantity < 1 || order->quantity > QUANTITY_MAX || order->extra < 0 || order->extra > QUANTITY_MAX)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.quantity", "line %.*s: the quantity must be from 1 to %d",
                         SVOD_FMT(order->line), QUANTITY_MAX);
    return SVOD_OK;
}

static svod_status resolve_all(svod_arena *arena, svod_demand *d, resolver *r, const svod_terms *terms,
                               const uint32_t *participants, svod_error *e)
{
    svod_status status = SVOD_OK;
    choices found = {0};
    pinner pins = {.arena = arena, .r = r};
    uint32_t *seen = svod_calloc(d->offers_n + 1, sizeof *seen);
    uint32_t *line_of = svod_alloc(d->lines_n * sizeof *line_of + 1);
    for (uint32_t i = 0; i < d->lines_n; i++) line_of[d->lines[i].order] = i;
    for (uint32_t i = 0; i < d->lines_n && status == SVOD_OK; i++) {
        svod_line *line = &d->lines[line_of[i]];
        const svod_order_line *order = &d->orders[i];
        status = check_numbers(order, e);
        if (status != SVOD_OK) break;
        line->participant = participants[i];
        line->quantity = (uint32_t)order->quantity;
        line->extra = (uint32_t)order->extra;
        line->whole = order->whole;
        status = resolve_line(arena, r, order, terms, &found, seen, i + 1, line, e);
        if (status == SVOD_OK && order->pinned.n && line->dead != SVOD_REASON_REFUSED)
            status = pin_line(&pins, order, line, line_of[i], e);
    }
    keep_pins(&pins, d);
    pinner_release(&pins);
    SVOD_VEC_RELEASE(&found);
    svod_free(line_of);
    svod_free(seen);
    return status;
}

static void keep_folded(svod_arena *arena, svod_demand *d, const resolver *r)
{
    svod_str *texts = svod_arena_alloc(arena, r->folder.texts.n * sizeof *texts);
    memcpy(texts, r->folder.texts.v, r->folder.texts.n * sizeof *texts);
    d->folded = (svod_folded){r->article, r->colour, r->size, r->item, texts, (uint32_t)r->folder.texts.n};
}

svod_status svod_demand_make(svod_arena *arena, const svod_stop_offer *offers, size_t offers_n,
                             const svod_order_line *orders, size_t orders_n, const svod_terms *terms,
                             const svod_serve *serve_first, size_t serve_first_n, svod_demand *ret, svod_error *e)
{
    if (offers_n >= INT32_MAX || orders_n >= INT32_MAX)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.too-many", "more offers or order lines than can be counted");
    svod_demand d = {.offers = offers, .offers_n = (uint32_t)offers_n, .orders = orders, .lines_n = (uint32_t)orders_n};
    d.lines = svod_arena_alloc(arena, orders_n * sizeof *d.lines + 1);
    turn *turns = turns_make(orders, d.lines_n);
    order_lines(&d, turns, serve_first, serve_first_n);
    uint32_t *participants = number_participants(arena, &d, turns);
    resolver r;
    resolver_init(&r, arena, offers, d.offers_n);
    svod_status status = resolve_all(arena, &d, &r, terms, participants, e);
    if (status == SVOD_OK) {
        number_groups(&d, &r);
        keep_folded(arena, &d, &r);
        *ret = d;
    }
    resolver_release(&r);
    svod_free(participants);
    svod_free(turns);
    return status;
}
