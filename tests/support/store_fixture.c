/* What tests of the store share. */
#include "support/store_fixture.h"

#include "base/attrs.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fixture_folder(char ret_path[256])
{
    const char *base = getenv("TMPDIR");
    snprintf(ret_path, 256, "%s/svod-test-XXXXXX", base && base[0] ? base : "/tmp");
    if (!mkdtemp(ret_path)) abort();
}

void fixture_remove(const char *folder)
{
    char command[400];
    snprintf(command, sizeof command, "rm -rf -- '%s'", folder);
    if (system(command) != 0) abort();
}

uint64_t fixture_next(fixture_random *r)
{
    uint64_t z = (r->state += 0x9e3779b97f4a7c15u); /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t fixture_below(fixture_random *r, uint32_t below)
{
    return (uint32_t)(fixture_next(r) % below);
}

svod_str fixture_text(fixture_random *r, svod_arena *arena)
{
    static const char *const pieces[] = {"a", "Б", "ё", "42", " ", "\n", ";", "\"", "'", "<", "€", "-"};
    char text[64];
    size_t n = 0;
    for (uint32_t i = fixture_below(r, 10); i > 0; i--) {
        if (fixture_below(r, 40) == 0) {
            text[n++] = '\0';
            continue;
        }
        const char *piece = pieces[fixture_below(r, SVOD_COUNT(pieces))];
        memcpy(text + n, piece, strlen(piece));
        n += strlen(piece);
    }
    return svod_arena_dup(arena, (svod_str){text, n});
}

static int64_t number_or(fixture_random *r, int64_t none)
{
    switch (fixture_below(r, 6)) {
    case 0:
        return none;
    case 1:
        return 0;
    case 2:
        return INT64_MAX / 4;
    default:
        return (int64_t)(fixture_next(r) >> fixture_below(r, 62) >> 2);
    }
}

static svod_strs texts(fixture_random *r, svod_arena *arena)
{
    size_t n = fixture_below(r, 4);
    svod_str *v = svod_arena_alloc(arena, (n + 1) * sizeof *v);
    for (size_t i = 0; i < n; i++) v[i] = fixture_text(r, arena);
    return (svod_strs){v, n};
}

static void random_lists(fixture_random *r, svod_arena *arena, svod_offer *offer)
{
    offer->category = texts(r, arena);
    offer->pictures = texts(r, arena);
    offer->tiers_n = fixture_below(r, 3);
    svod_price_tier *tiers = svod_arena_calloc(arena, offer->tiers_n + 1, sizeof *tiers);
    for (size_t i = 0; i < offer->tiers_n; i++)
        tiers[i] = (svod_price_tier){fixture_below(r, 2) ? SVOD_TIER_QUANTITY : SVOD_TIER_AMOUNT, number_or(r, 1),
                                     number_or(r, SVOD_DEC_NONE)};
    offer->tiers = tiers;
    if (fixture_below(r, 2)) {
        offer->row_n = fixture_below(r, 4);
        svod_row_cell *row = svod_arena_calloc(arena, offer->row_n + 1, sizeof *row);
        for (size_t i = 0; i < offer->row_n; i++) row[i] = (svod_row_cell){fixture_text(r, arena), 1 + fixture_below(r, 5)};
        offer->row = row;
    }
    offer->attributes_n = fixture_below(r, 4);
    svod_attribute *attributes = svod_arena_calloc(arena, offer->attributes_n + 1, sizeof *attributes);
    for (size_t i = 0; i < offer->attributes_n; i++)
        attributes[i] = (svod_attribute){fixture_text(r, arena), fixture_text(r, arena)};
    offer->attributes = attributes;
}

static svod_str *text_fields(svod_offer *o, size_t i)
{
    svod_str *const all[] = {&o->source_id,   &o->item,         &o->article, &o->name, &o->brand,
                             &o->description, &o->url,          &o->colour,  &o->size, &o->barcode,
                             &o->sizes_text,  &o->colours_text, &o->currency};
    return i < SVOD_COUNT(all) ? all[i] : NULL;
}

static svod_evidence *evidence(svod_offer *o, size_t i)
{
    svod_evidence *const all[] = {&o->min_evidence, &o->step_evidence, &o->row_evidence};
    return i < SVOD_COUNT(all) ? all[i] : NULL;
}

svod_offer fixture_offer(fixture_random *r, svod_arena *arena, svod_str id)
{
    svod_offer offer;
    svod_offer_clear(&offer);
    offer.offer = svod_arena_dup(arena, id);
    for (size_t i = 0; text_fields(&offer, i); i++) *text_fields(&offer, i) = fixture_text(r, arena);
    offer.price = number_or(r, SVOD_DEC_NONE);
    offer.old_price = number_or(r, SVOD_DEC_NONE);
    offer.rrp = number_or(r, SVOD_DEC_NONE);
    offer.weight = number_or(r, SVOD_DEC_NONE);
    offer.stock = number_or(r, -1);
    offer.available = (int)fixture_below(r, 3) - 1;
    offer.min_quantity = 1 + fixture_below(r, 100);
    offer.step_quantity = 1 + fixture_below(r, 100);
    random_lists(r, arena, &offer);
    for (size_t i = 0; evidence(&offer, i); i++)
        if (fixture_below(r, 4) == 0) *evidence(&offer, i) = (svod_evidence){SVOD_STR("name"), fixture_text(r, arena)};
    return offer;
}

static svod_strs copy_texts(svod_arena *arena, svod_strs from)
{
    svod_str *v = svod_arena_alloc(arena, (from.n + 1) * sizeof *v);
    for (size_t i = 0; i < from.n; i++) v[i] = svod_arena_dup(arena, from.v[i]);
    return (svod_strs){v, from.n};
}

svod_offer fixture_copy(svod_arena *arena, const svod_offer *offer)
{
    svod_offer copy = *offer;
    copy.offer = svod_arena_dup(arena, offer->offer);
    for (size_t i = 0; text_fields(&copy, i); i++) *text_fields(&copy, i) = svod_arena_dup(arena, *text_fields(&copy, i));
    for (size_t i = 0; evidence(&copy, i); i++) evidence(&copy, i)->text = svod_arena_dup(arena, evidence(&copy, i)->text);
    copy.category = copy_texts(arena, offer->category);
    copy.pictures = copy_texts(arena, offer->pictures);
    svod_price_tier *tiers = svod_arena_calloc(arena, offer->tiers_n + 1, sizeof *tiers);
    for (size_t i = 0; i < offer->tiers_n; i++) tiers[i] = offer->tiers[i];
    copy.tiers = tiers;
    svod_row_cell *row = svod_arena_calloc(arena, offer->row_n + 1, sizeof *row);
    for (size_t i = 0; i < offer->row_n; i++)
        row[i] = (svod_row_cell){svod_arena_dup(arena, offer->row[i].size), offer->row[i].count};
    copy.row = offer->row ? row : NULL;
    svod_attribute *attributes = svod_arena_calloc(arena, offer->attributes_n + 1, sizeof *attributes);
    for (size_t i = 0; i < offer->attributes_n; i++)
        attributes[i] = (svod_attribute){svod_arena_dup(arena, offer->attributes[i].name),
                                         svod_arena_dup(arena, offer->attributes[i].value)};
    copy.attributes = attributes;
    return copy;
}

static bool differs(const char *what)
{
    printf("differs: %s\n", what);
    return false;
}

static bool same_texts(svod_strs a, svod_strs b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (!svod_str_eq(a.v[i], b.v[i])) return false;
    return true;
}

static bool same_lists(const svod_offer *a, const svod_offer *b)
{
    if (!same_texts(a->category, b->category)) return differs("category");
    if (!same_texts(a->pictures, b->pictures)) return differs("pictures");
    if (a->tiers_n != b->tiers_n || !a->row != !b->row || a->row_n != b->row_n || a->attributes_n != b->attributes_n)
        return differs("number of tiers, row cells or attributes");
    for (size_t i = 0; i < a->tiers_n; i++)
        if (a->tiers[i].kind != b->tiers[i].kind || a->tiers[i].from != b->tiers[i].from ||
            a->tiers[i].price != b->tiers[i].price)
            return differs("tier");
    for (size_t i = 0; i < a->row_n; i++)
        if (!svod_str_eq(a->row[i].size, b->row[i].size) || a->row[i].count != b->row[i].count) return differs("row");
    for (size_t i = 0; i < a->attributes_n; i++)
        if (!svod_str_eq(a->attributes[i].name, b->attributes[i].name) ||
            !svod_str_eq(a->attributes[i].value, b->attributes[i].value))
            return differs("attribute");
    return true;
}

bool fixture_same(const svod_offer *a, const svod_offer *b)
{
    svod_offer x = *a, y = *b;
    if (!svod_str_eq(a->offer, b->offer)) return differs("offer");
    for (size_t i = 0; text_fields(&x, i); i++)
        if (!svod_str_eq(*text_fields(&x, i), *text_fields(&y, i))) return differs("text");
    for (size_t i = 0; evidence(&x, i); i++)
        if (!svod_str_eq(evidence(&x, i)->place, evidence(&y, i)->place) ||
            !svod_str_eq(evidence(&x, i)->text, evidence(&y, i)->text))
            return differs("evidence");
    if (a->price != b->price || a->old_price != b->old_price || a->rrp != b->rrp || a->weight != b->weight)
        return differs("price or weight");
    if (a->available != b->available || a->stock != b->stock) return differs("stock");
    if (a->min_quantity != b->min_quantity || a->step_quantity != b->step_quantity) return differs("quantity");
    return same_lists(a, b);
}
