/* An offer as bytes, and back. */
#include "store/pack.h"

#include "base/attrs.h"

/* PLAIN is what offers without evidence look like, so that most of them never changed their bytes. */
enum { PLAIN = 1, WITH_EVIDENCE = 2 };

static bool has_evidence(const svod_offer *offer)
{
    return offer->min_evidence.place.n || offer->step_evidence.place.n || offer->row_evidence.place.n;
}

/* No more bytes than this. */
static size_t room_for(const svod_offer *offer, const svod_str *texts, size_t texts_n)
{
    size_t pieces =
        64 + offer->category.n + offer->pictures.n + 3 * offer->tiers_n + 2 * offer->row_n + 2 * offer->attributes_n;
    size_t bytes = offer->description.n + offer->sizes_text.n + offer->colours_text.n;
    for (size_t i = 0; i < texts_n; i++) bytes += texts[i].n;
    for (size_t i = 0; i < offer->category.n; i++) bytes += offer->category.v[i].n;
    for (size_t i = 0; i < offer->pictures.n; i++) bytes += offer->pictures.v[i].n;
    for (size_t i = 0; i < offer->row_n; i++) bytes += offer->row[i].size.n;
    for (size_t i = 0; i < offer->attributes_n; i++) bytes += offer->attributes[i].name.n + offer->attributes[i].value.n;
    const svod_evidence *const evidence[] = {&offer->min_evidence, &offer->step_evidence, &offer->row_evidence};
    for (size_t i = 0; i < SVOD_COUNT(evidence); i++) bytes += evidence[i]->place.n + evidence[i]->text.n;
    return bytes + pieces * SVOD_PACK_MOST;
}

static char *pack_evidence(char *at, const svod_offer *offer)
{
    const svod_evidence *const evidence[] = {&offer->min_evidence, &offer->step_evidence, &offer->row_evidence};
    for (size_t i = 0; i < SVOD_COUNT(evidence); i++) {
        at = svod_pack_str(at, evidence[i]->place);
        at = svod_pack_str(at, evidence[i]->text);
    }
    return at;
}

static char *pack_rest(char *at, const svod_offer *offer)
{
    *at++ = has_evidence(offer) ? WITH_EVIDENCE : PLAIN;
    at = svod_pack_str(at, offer->description);
    at = svod_pack_str(at, offer->sizes_text);
    at = svod_pack_str(at, offer->colours_text);
    at = svod_pack_size(at, offer->category.n);
    for (size_t i = 0; i < offer->category.n; i++) at = svod_pack_str(at, offer->category.v[i]);
    at = svod_pack_size(at, offer->pictures.n);
    for (size_t i = 1; i < offer->pictures.n; i++) at = svod_pack_str(at, offer->pictures.v[i]);
    at = svod_pack_size(at, offer->tiers_n);
    for (size_t i = 0; i < offer->tiers_n; i++) {
        at = svod_pack_int(at, offer->tiers[i].kind);
        at = svod_pack_int(at, offer->tiers[i].from);
        at = svod_pack_int(at, offer->tiers[i].price);
    }
    /* No row and a row of nothing are two things. */
    at = svod_pack_int(at, offer->row ? (int64_t)offer->row_n : -1);
    for (size_t i = 0; offer->row && i < offer->row_n; i++) {
        at = svod_pack_str(at, offer->row[i].size);
        at = svod_pack_int(at, offer->row[i].count);
    }
    at = svod_pack_size(at, offer->attributes_n);
    for (size_t i = 0; i < offer->attributes_n; i++) {
        at = svod_pack_str(at, offer->attributes[i].name);
        at = svod_pack_str(at, offer->attributes[i].value);
    }
    return has_evidence(offer) ? pack_evidence(at, offer) : at;
}

size_t svod_pack_offer(svod_buf *out, const svod_offer *offer)
{
    const svod_str texts[] = {offer->offer,  offer->source_id, offer->item, offer->article, offer->name,    offer->brand,
                              offer->colour, offer->size,      offer->url,  offer->barcode, offer->currency};
    const int64_t numbers[] = {offer->price, offer->old_price,    offer->rrp,           offer->available,
                               offer->stock, offer->min_quantity, offer->step_quantity, offer->weight};
    svod_buf_clear(out);
    char *from = svod_buf_reserve(out, room_for(offer, texts, SVOD_COUNT(texts)));
    char *rest_end = pack_rest(from, offer), *at = rest_end;
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) at = svod_pack_str(at, texts[i]);
    at = svod_pack_str(at, offer->pictures.n ? offer->pictures.v[0] : (svod_str){0});
    for (size_t i = 0; i < SVOD_COUNT(numbers); i++) at = svod_pack_int(at, numbers[i]);
    out->n = (size_t)(at - from);
    out->p[out->n] = '\0';
    return (size_t)(rest_end - from);
}

typedef struct reader {
    const char *p, *end;
    bool bad;
} reader;

static uint64_t get_number(reader *r)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (r->p == r->end) break;
        unsigned char byte = (unsigned char)*r->p++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return value;
    }
    r->bad = true;
    return 0;
}

static int64_t get_int(reader *r)
{
    uint64_t value = get_number(r);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

/* How many bytes or pieces of at least one byte follow. */
static size_t get_size(reader *r)
{
    uint64_t n = get_number(r);
    if (n > (size_t)(r->end - r->p)) r->bad = true;
    return r->bad ? 0 : (size_t)n;
}

static svod_str get_str(reader *r)
{
    size_t n = get_size(r);
    svod_str s = {r->p, n};
    r->p += n;
    return s;
}

static svod_strs get_strs(reader *r, svod_arena *arena)
{
    size_t n = get_size(r);
    svod_str *v = n ? svod_arena_alloc(arena, n * sizeof *v) : NULL;
    for (size_t i = 0; i < n; i++) v[i] = get_str(r);
    return (svod_strs){v, n};
}

static svod_strs get_pictures(reader *r, svod_str first, svod_arena *arena)
{
    /* The first picture has a column, so there may be one more than bytes; but the row and the attributes follow. */
    size_t n = get_size(r);
    if (n == 0) return (svod_strs){0};
    svod_str *v = svod_arena_alloc(arena, n * sizeof *v);
    v[0] = first;
    for (size_t i = 1; i < n; i++) v[i] = get_str(r);
    return (svod_strs){v, n};
}

static void get_tiers(reader *r, svod_arena *arena, svod_offer *offer)
{
    offer->tiers_n = get_size(r);
    svod_price_tier *tiers = offer->tiers_n ? svod_arena_alloc(arena, offer->tiers_n * sizeof *tiers) : NULL;
    for (size_t i = 0; i < offer->tiers_n; i++) {
        tiers[i].kind = get_int(r) == SVOD_TIER_QUANTITY ? SVOD_TIER_QUANTITY : SVOD_TIER_AMOUNT;
        tiers[i].from = get_int(r);
        tiers[i].price = get_int(r);
    }
    offer->tiers = tiers;
}

static void get_row(reader *r, svod_arena *arena, svod_offer *offer)
{
    int64_t n = get_int(r);
    if (n > r->end - r->p || n < -1) r->bad = true;
    if (r->bad || n < 0) return;
    svod_row_cell *row = svod_arena_alloc(arena, ((size_t)n + (n == 0)) * sizeof *row);
    for (size_t i = 0; i < (size_t)n; i++) {
        row[i].size = get_str(r);
        row[i].count = get_int(r);
    }
    offer->row = row;
    offer->row_n = (size_t)n;
}

bool svod_unpack_rest(svod_str rest, svod_str picture, svod_arena *arena, svod_offer *offer)
{
    reader r = {rest.p, rest.p + rest.n, false};
    if (rest.n == 0) return false;
    char form = *r.p++;
    if (form != PLAIN && form != WITH_EVIDENCE) return false;
    offer->description = get_str(&r);
    offer->sizes_text = get_str(&r);
    offer->colours_text = get_str(&r);
    offer->category = get_strs(&r, arena);
    offer->pictures = get_pictures(&r, picture, arena);
    get_tiers(&r, arena, offer);
    get_row(&r, arena, offer);
    offer->attributes_n = get_size(&r);
    svod_attribute *attributes =
        offer->attributes_n ? svod_arena_alloc(arena, offer->attributes_n * sizeof *attributes) : NULL;
    for (size_t i = 0; i < offer->attributes_n; i++) {
        attributes[i].name = get_str(&r);
        attributes[i].value = get_str(&r);
    }
    offer->attributes = attributes;
    svod_evidence *const evidence[] = {&offer->min_evidence, &offer->step_evidence, &offer->row_evidence};
    for (size_t i = 0; form == WITH_EVIDENCE && i < SVOD_COUNT(evidence); i++) {
        evidence[i]->place = get_str(&r);
        evidence[i]->text = get_str(&r);
    }
    return !r.bad && r.p == r.end;
}
