/* What a repeated close changes: changes.csv, and who is affected by it. */
#include "write/csv.h"
#include "write/html.h"
#include "write/parts.h"
#include "write/words.h"

#include "base/str.h"
#include "base/vec.h"

#include <stdlib.h>

enum { MOST_SHOWN = 3000 };
enum { CHANGE_PARTICIPANT, CHANGE_LINE, CHANGE_OFFER, CHANGE_BEFORE, CHANGE_NOW, CHANGE_CELLS };

typedef struct place {
    svod_change change;
    uint32_t who, number; /* the participant's; its own: order of appearance */
} place;

typedef struct differ {
    svod_arena *arena;
    svod_map places, people;
    SVOD_VEC(place) all;
    svod_buf key;
} differ;

/* The entry of this participant, line and offer. */
static place *place_of(differ *d, svod_str participant, svod_str line, svod_str offer)
{
    svod_str parts[] = {participant, line, offer};
    svod_buf_clear(&d->key);
    for (size_t i = 0; i < 3; i++) {
        svod_buf_str(&d->key, parts[i]);
        svod_buf_char(&d->key, '\0');
    }
    uint32_t at = svod_map_get(&d->places, svod_buf_view(&d->key));
    if (at != UINT32_MAX) return &d->all.v[at];
    at = (uint32_t)d->all.n;
    svod_map_put(&d->places, svod_arena_dup(d->arena, svod_buf_view(&d->key)), at);
    place *one = SVOD_VEC_ADD(&d->all);
    *one = (place){.number = at};
    one->change.participant = svod_arena_dup(d->arena, participant);
    one->change.line = svod_arena_dup(d->arena, line);
    one->change.offer = svod_arena_dup(d->arena, offer);
    one->who = svod_map_put(&d->people, one->change.participant, d->people.n);
    return one;
}

static bool is_given(svod_str kind)
{
    return svod_str_is(kind, svod_given_kind_code(SVOD_GIVEN_WANTED)) ||
           svod_str_is(kind, svod_given_kind_code(SVOD_GIVEN_SUBSTITUTE)) ||
           svod_str_is(kind, svod_given_kind_code(SVOD_GIVEN_EXTRA));
}

/* Adds up who was given what; *ret_units: of everybody. False: not a file of ours. */
static bool read_allocation(differ *d, svod_str bytes, bool now, int64_t *ret_units)
{
    svod_csv_table t;
    svod_csv_table_init(&t, bytes);
    bool good = svod_csv_table_row(&t) && svod_csv_table_is(&t, SVOD_ALLOCATION_HEADING);
    size_t columns = t.n;
    *ret_units = 0;
    while (good && svod_csv_table_row(&t)) {
        int64_t units = 0;
        good =
            t.n == columns && svod_str_int(t.cells[SVOD_ALLOCATION_QUANTITY], &units) && units >= 0 && units <= UINT32_MAX;
        if (!good || !is_given(t.cells[SVOD_ALLOCATION_KIND])) continue;
        place *one =
            place_of(d, t.cells[SVOD_ALLOCATION_PARTICIPANT], t.cells[SVOD_ALLOCATION_LINE], t.cells[SVOD_ALLOCATION_GIVEN]);
        *(now ? &one->change.now : &one->change.before) += units;
        *ret_units += units;
    }
    svod_csv_table_release(&t);
    return good;
}

/* The list as an earlier close wrote it. */
static bool read_changes(differ *d, svod_str bytes)
{
    svod_csv_table t;
    svod_csv_table_init(&t, bytes);
    bool good = svod_csv_table_row(&t) && svod_csv_table_is(&t, SVOD_CHANGES_HEADING);
    while (good && svod_csv_table_row(&t)) {
        int64_t before = 0, now = 0;
        good = t.n == CHANGE_CELLS && svod_str_int(t.cells[CHANGE_BEFORE], &before) &&
               svod_str_int(t.cells[CHANGE_NOW], &now) && before >= 0 && now >= 0;
        if (!good) break;
        place *one = place_of(d, t.cells[CHANGE_PARTICIPANT], t.cells[CHANGE_LINE], t.cells[CHANGE_OFFER]);
        one->change.before = before;
        one->change.now = now;
    }
    svod_csv_table_release(&t);
    return good;
}

static int place_cmp(const void *left, const void *right)
{
    const place *a = left, *b = right;
    if (a->who != b->who) return a->who < b->who ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static void release(differ *d)
{
    svod_map_release(&d->places);
    svod_map_release(&d->people);
    SVOD_VEC_RELEASE(&d->all);
    svod_buf_release(&d->key);
}

static svod_str one_line(differ *d, svod_str name)
{
    svod_buf_clear(&d->key);
    svod_put_one_line(&d->key, name);
    return svod_arena_dup(d->arena, svod_buf_view(&d->key));
}

/* Takes the entries that differ, those of one participant together. */
static void take_list(differ *d, svod_changes *ret)
{
    *ret = (svod_changes){.listed = true};
    if (d->all.n > 0) qsort(d->all.v, d->all.n, sizeof *d->all.v, place_cmp);
    ret->v = svod_arena_alloc(d->arena, d->all.n * sizeof *ret->v + 1);
    svod_str *people = svod_arena_alloc(d->arena, d->people.n * sizeof *people + 1);
    for (size_t i = 0; i < d->all.n; i++) {
        const svod_change *one = &d->all.v[i].change;
        if (one->before == one->now) continue;
        if (ret->n == 0 || !svod_str_eq(ret->v[ret->n - 1].participant, one->participant))
            people[ret->people.n++] = one_line(d, svod_csv_meant(one->participant));
        ret->v[ret->n++] = *one;
    }
    ret->people.v = people;
}

bool svod_changes_make(svod_arena *arena, const svod_closing *c, svod_str allocation, svod_str changes, svod_changes *ret)
{
    *ret = (svod_changes){0};
    if (allocation.n == 0) return true;
    differ d = {.arena = arena};
    svod_buf text = SVOD_BUF_INIT;
    int64_t before = 0, now = 0;
    svod_write_allocation_csv(c, &text);
    bool good = read_allocation(&d, svod_buf_view(&text), true, &now) && read_allocation(&d, allocation, false, &before);
    if (good) take_list(&d, ret);
    bool same = good && ret->n == 0;
    svod_buf_release(&text);
    release(&d);
    if (good && !same && before > 0) return true;
    *ret = (svod_changes){0};
    if (!same || changes.n == 0) return good;
    d = (differ){.arena = arena};
    good = read_changes(&d, changes);
    if (good) take_list(&d, ret);
    release(&d);
    return good;
}

void svod_write_changes_csv(const svod_closing *c, svod_buf *out)
{
    svod_csv csv;
    svod_csv_begin(&csv, out);
    svod_csv_header(&csv, SVOD_CHANGES_HEADING);
    for (size_t i = 0; i < c->changes.n; i++) {
        const svod_change *one = &c->changes.v[i];
        svod_csv_written(&csv, one->participant);
        svod_csv_written(&csv, one->line);
        svod_csv_written(&csv, one->offer);
        svod_csv_int(&csv, one->before);
        svod_csv_int(&csv, one->now);
        svod_csv_end_row(&csv);
    }
}

/* ---- the report ---- */

/* The offers named by the list: id as files hold it → offer, UINT32_MAX - 1 when the catalog has it no more. */
static void find_offers(const svod_closing *c, size_t n, svod_map *ret)
{
    for (size_t i = 0; i < n; i++) svod_map_put(ret, svod_csv_meant(c->changes.v[i].offer), UINT32_MAX - 1);
    for (uint32_t i = 0; i < c->demand->offers_n; i++) {
        uint32_t *at = svod_map_at(ret, c->demand->offers[i].id);
        if (at) *at = i;
    }
}

static void put_offer(const svod_closing *c, const svod_map *offers, svod_str id, svod_buf *out)
{
    uint32_t at = svod_map_get(offers, id);
    if (at >= c->demand->offers_n) {
        svod_html_text(out, id);
        return;
    }
    svod_buf text = SVOD_BUF_INIT;
    const svod_stop_offer *offer = &c->demand->offers[at];
    svod_put_variant(&text, offer, " · ");
    svod_html_text(out, svod_offer_title(offer));
    if (text.n) svod_buf_cstr(out, " · ");
    svod_html_text(out, svod_buf_view(&text));
    svod_buf_release(&text);
}

static void put_change(const svod_closing *c, const svod_map *offers, const svod_change *one, svod_buf *out)
{
    svod_buf_cstr(out, "<tr><td class=\"name\">");
    svod_html_text(out, svod_csv_meant(one->participant));
    svod_buf_cstr(out, "</td><td>");
    put_offer(c, offers, svod_csv_meant(one->offer), out);
    svod_buf_printf(out, "</td><td class=\"num\">%lld → %lld</td></tr>\n", (long long)one->before, (long long)one->now);
}

void svod_put_changes(const svod_closing *c, svod_buf *out)
{
    if (!c->changes.listed) return;
    size_t n = c->changes.n < MOST_SHOWN ? c->changes.n : MOST_SHOWN;
    svod_map offers = SVOD_MAP_INIT;
    find_offers(c, n, &offers);
    svod_buf_cstr(out, "<section><h2>");
    svod_html_words(out, svod_tr(c->lang, "Changed since the earlier close"));
    svod_buf_cstr(out, "</h2>\n<p class=\"soft\">");
    svod_buf_printf(out, svod_tr(c->lang, "People affected: %lld. Units before → now:"), (long long)c->changes.people.n);
    svod_buf_cstr(out, "</p>\n<div class=\"wide\"><table>\n");
    for (size_t i = 0; i < n; i++) put_change(c, &offers, &c->changes.v[i], out);
    svod_buf_cstr(out, "</table></div>\n");
    if (n < c->changes.n) {
        svod_buf_cstr(out, "<p class=\"soft\">");
        svod_html_words(out, svod_tr(c->lang, "The rest is in changes.csv."));
        svod_buf_cstr(out, "</p>\n");
    }
    svod_buf_cstr(out, "</section>\n");
    svod_map_release(&offers);
}
