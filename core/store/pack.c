/* An offer as bytes, and back. */
#include "store/pack.h"

#include <string.h>

enum { FORM = 1, LONGEST_INT = 10 };

static char *put_int(char *at, int64_t value)
{
    /* Zigzag: 0, -1, 1, -2 … become 0, 1, 2, 3 …; then seven bits a byte. */
    uint64_t rest = ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
    for (; rest > 0x7f; rest >>= 7) *at++ = (char)(rest | 0x80);
    *at++ = (char)rest;
    return at;
}

void svod_pack_int(svod_buf *out, int64_t value)
{
    char *from = svod_buf_reserve(out, LONGEST_INT);
    if (!from) return;
    out->n += (size_t)(put_int(from, value) - from);
    out->p[out->n] = '\0';
}

void svod_pack_str(svod_buf *out, svod_str s)
{
    char *from = svod_buf_reserve(out, LONGEST_INT + s.n);
    if (!from) return;
    char *at = put_int(from, (int64_t)s.n);
    if (s.n) memcpy(at, s.p, s.n);
    out->n += (size_t)(at - from) + s.n;
    out->p[out->n] = '\0';
}

void svod_pack_rest(svod_buf *out, const svod_offer *offer)
{
    svod_buf_char(out, FORM);
    svod_pack_str(out, offer->description);
    svod_pack_str(out, offer->sizes_text);
    svod_pack_str(out, offer->colours_text);
    svod_pack_int(out, (int64_t)offer->category.n);
    for (size_t i = 0; i < offer->category.n; i++) svod_pack_str(out, offer->category.v[i]);
    svod_pack_int(out, (int64_t)offer->pictures.n);
    for (size_t i = 1; i < offer->pictures.n; i++) svod_pack_str(out, offer->pictures.v[i]);
    svod_pack_int(out, (int64_t)offer->tiers_n);
    for (size_t i = 0; i < offer->tiers_n; i++) {
        svod_pack_int(out, offer->tiers[i].kind);
        svod_pack_int(out, offer->tiers[i].from);
        svod_pack_int(out, offer->tiers[i].price);
    }
    /* No row and a row of nothing are two things. */
    svod_pack_int(out, offer->row ? (int64_t)offer->row_n : -1);
    for (size_t i = 0; offer->row && i < offer->row_n; i++) {
        svod_pack_str(out, offer->row[i].size);
        svod_pack_int(out, offer->row[i].count);
    }
    svod_pack_int(out, (int64_t)offer->attributes_n);
    for (size_t i = 0; i < offer->attributes_n; i++) {
        svod_pack_str(out, offer->attributes[i].name);
        svod_pack_str(out, offer->attributes[i].value);
    }
}

typedef struct reader {
    const char *p, *end;
    bool bad;
} reader;

static int64_t get_int(reader *r)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (r->p == r->end) break;
        unsigned char byte = (unsigned char)*r->p++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
    }
    r->bad = true;
    return 0;
}

static svod_str get_str(reader *r)
{
    int64_t n = get_int(r);
    if (r->bad || n < 0 || n > r->end - r->p) {
        r->bad = true;
        return (svod_str){0};
    }
    svod_str s = {r->p, (size_t)n};
    r->p += n;
    return s;
}

/* How many there are of something that takes at least one byte each. */
static size_t get_count(reader *r)
{
    int64_t n = get_int(r);
    if (r->bad || n < 0 || n > r->end - r->p) {
        r->bad = true;
        return 0;
    }
    return (size_t)n;
}

static svod_strs get_strs(reader *r, svod_arena *arena)
{
    size_t n = get_count(r);
    svod_str *v = n ? svod_arena_alloc(arena, n * sizeof *v) : NULL;
    for (size_t i = 0; i < n; i++) v[i] = get_str(r);
    return (svod_strs){v, n};
}

static svod_strs get_pictures(reader *r, svod_str first, svod_arena *arena)
{
    int64_t n = get_int(r);
    if (n < 0 || n > r->end - r->p + 1) r->bad = true;
    if (r->bad || n == 0) return (svod_strs){0};
    svod_str *v = svod_arena_alloc(arena, (size_t)n * sizeof *v);
    v[0] = first;
    for (size_t i = 1; i < (size_t)n; i++) v[i] = get_str(r);
    return (svod_strs){v, (size_t)n};
}

static void get_tiers(reader *r, svod_arena *arena, svod_offer *offer)
{
    offer->tiers_n = get_count(r);
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
    if (rest.n == 0 || *r.p++ != FORM) return false;
    offer->description = get_str(&r);
    offer->sizes_text = get_str(&r);
    offer->colours_text = get_str(&r);
    offer->category = get_strs(&r, arena);
    offer->pictures = get_pictures(&r, picture, arena);
    get_tiers(&r, arena, offer);
    get_row(&r, arena, offer);
    offer->attributes_n = get_count(&r);
    svod_attribute *attributes =
        offer->attributes_n ? svod_arena_alloc(arena, offer->attributes_n * sizeof *attributes) : NULL;
    for (size_t i = 0; i < offer->attributes_n; i++) {
        attributes[i].name = get_str(&r);
        attributes[i].value = get_str(&r);
    }
    offer->attributes = attributes;
    return !r.bad && r.p == r.end;
}
