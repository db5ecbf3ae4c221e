/* Putting goods and their offers together again. */
#include "commerceml.h"

#include "kit/text.h"

/* One offer of a good: all that was kept of it, in the order it came. */
typedef struct variant {
    svod_str id;
    size_t first, last; /* in the list of records + 1 */
    bool priced;
    bool bare;   /* its id is the good's own */
    bool linked; /* its id is one of its own, and only a property names the good */
} variant;

typedef struct taken {
    svod_chains_record record;
    svod_str base;
    size_t next; /* + 1 */
} taken;

typedef struct pairing {
    cml *c;
    taken *records;
    variant *variants;
    size_t *slots;
    size_t records_n, variants_n, slots_n;
} pairing;

static size_t count(const cml *c, svod_chains_key key)
{
    size_t n = 0;
    for (svod_chains_record r = key ? svod_chains_first(c->kept, key) : 0; r; r = svod_chains_next(c->kept, r)) n++;
    return n;
}

static bool begin(pairing *p, size_t n)
{
    svod_arena *step = p->c->host->step;
    p->slots_n = 8;
    while (p->slots_n < 2 * n + 2) p->slots_n *= 2;
    p->records = svod_arena_alloc(step, (n + 1) * sizeof *p->records);
    p->variants = svod_arena_alloc(step, (n + 1) * sizeof *p->variants);
    p->slots = svod_arena_alloc(step, p->slots_n * sizeof *p->slots);
    if (!p->records || !p->variants || !p->slots) return false;
    memset(p->slots, 0, p->slots_n * sizeof *p->slots);
    return true;
}

/* The offer of this id, made when it is new. */
static variant *variant_of(pairing *p, svod_str id)
{
    size_t i = (size_t)svod_hash_bytes(id.p, id.n, 0).lo & (p->slots_n - 1);
    for (; p->slots[i]; i = (i + 1) & (p->slots_n - 1))
        if (svod_kit_eq(p->variants[p->slots[i] - 1].id, id)) return &p->variants[p->slots[i] - 1];
    p->variants[p->variants_n] = (variant){.id = id};
    p->slots[i] = ++p->variants_n;
    return &p->variants[p->variants_n - 1];
}

/* Takes what is kept under `key` and was not taken; with `only`, what is of that very offer. */
static svod_status take_records(pairing *p, svod_chains_key key, svod_str only, svod_error *e)
{
    cml *c = p->c;
    svod_str base = svod_chains_text(c->kept, key);
    for (svod_chains_record r = svod_chains_first(c->kept, key); r; r = svod_chains_next(c->kept, r)) {
        if (svod_chains_marked(c->kept, r)) continue;
        c->offer.n = 0;
        svod_status status = cml_unpack(c, r, base, &c->offer, e);
        if (status != SVOD_OK) return status;
        if (only.n && !svod_kit_eq(c->offer.id, only)) continue;
        svod_chains_mark(c->kept, r);
        variant *v = variant_of(p, c->offer.id);
        p->records[p->records_n] = (taken){.record = r, .base = base};
        if (v->last) {
            p->records[v->last - 1].next = p->records_n + 1;
        } else {
            v->first = p->records_n + 1;
            v->bare = svod_kit_eq(v->id, base);
            v->linked = !v->bare && !svod_kit_eq(cml_base_id(v->id), base);
        }
        v->last = ++p->records_n;
        v->priced |= cml_card_first(&c->offer, CML_SAYS_PRICE) != NULL;
    }
    return SVOD_OK;
}

/* Prices and rests of variants that lie under ids of their own. */
static svod_status take_linked(pairing *p, svod_error *e)
{
    cml *c = p->c;
    size_t more = 0, n = p->variants_n;
    for (size_t i = 0; i < n; i++)
        if (p->variants[i].linked) more += count(c, svod_chains_find(c->kept, cml_base_id(p->variants[i].id)));
    if (!more) return SVOD_OK;
    taken *records = svod_arena_alloc(c->host->step, (p->records_n + more) * sizeof *records);
    if (!records) return svod_no_memory(e);
    if (p->records_n) memcpy(records, p->records, p->records_n * sizeof *records);
    p->records = records;
    svod_status status = SVOD_OK;
    for (size_t i = 0; i < n && status == SVOD_OK; i++) {
        svod_chains_key key = p->variants[i].linked ? svod_chains_find(c->kept, cml_base_id(p->variants[i].id)) : 0;
        if (key) status = take_records(p, key, p->variants[i].id, e);
    }
    return status;
}

/* The facts of one offer, from all that was kept of it. */
static svod_status gather(pairing *p, const variant *v, svod_error *e)
{
    cml_card *card = &p->c->offer;
    *card = (cml_card){.v = card->v, .room = card->room};
    svod_at at = {0};
    for (size_t i = v->first; i; i = p->records[i - 1].next) {
        svod_status status = cml_unpack(p->c, p->records[i - 1].record, p->records[i - 1].base, card, e);
        if (status != SVOD_OK) return status;
        if (!at.line) at = card->at;
    }
    card->at = at;
    card->id = v->id;
    return SVOD_OK;
}

/* Prices given once for the good hold for its variants. */
static svod_status inherit_prices(pairing *p, const variant *from, svod_error *e)
{
    cml_card *card = &p->c->offer;
    size_t own = card->n, kept = own;
    svod_str id = card->id;
    svod_at at = card->at;
    for (size_t i = from->first; i; i = p->records[i - 1].next) {
        svod_status status = cml_unpack(p->c, p->records[i - 1].record, p->records[i - 1].base, card, e);
        if (status != SVOD_OK) return status;
    }
    for (size_t i = own; i < card->n; i++)
        if (card->v[i].kind == CML_SAYS_PRICE) card->v[kept++] = card->v[i];
    card->n = kept;
    card->id = id;
    card->at = at;
    return SVOD_OK;
}

/* A good that comes in variants is ordered by them: what is kept of the good itself is an offer of its own only where both
 * have prices. */
static svod_status emit_variants(pairing *p, const cml_card *good, svod_error *e)
{
    bool others = false, linked = false, others_priced = false;
    const variant *bare = NULL;
    for (size_t i = 0; i < p->variants_n; i++) {
        const variant *v = &p->variants[i];
        if (v->bare) bare = v;
        others |= !v->bare;
        linked |= v->linked;
        others_priced |= !v->bare && v->priced;
    }
    svod_status status = SVOD_OK;
    for (size_t i = 0; i < p->variants_n && status == SVOD_OK; i++) {
        const variant *v = &p->variants[i];
        if (v->bare && others && (linked || !v->priced || !others_priced)) continue;
        status = gather(p, v, e);
        if (status == SVOD_OK && bare && v != bare && !v->priced && bare->priced && !linked)
            status = inherit_prices(p, bare, e);
        if (status == SVOD_OK && !cml_card_first(&p->c->offer, CML_SAYS_DELETED))
            status = cml_emit_one(p->c, good, &p->c->offer, !others, e);
    }
    return status;
}

/* Takes what is kept for a good, which is `only` where that is one variant. */
static svod_status take(pairing *p, svod_chains_key key, svod_str only, size_t *ret_n, svod_error *e)
{
    *ret_n = count(p->c, key);
    if (!begin(p, *ret_n)) return svod_no_memory(e);
    svod_status status = key ? take_records(p, key, only, e) : SVOD_OK;
    return status == SVOD_OK ? take_linked(p, e) : status;
}

static svod_str only_of(svod_str id)
{
    return cml_base_id(id).n < id.n ? id : (svod_str){NULL, 0};
}

svod_status cml_skip(cml *c, svod_str id, svod_error *e)
{
    pairing p = {.c = c};
    size_t n;
    return take(&p, svod_chains_find(c->kept, cml_base_id(id)), only_of(id), &n, e);
}

svod_status cml_emit(cml *c, const cml_card *good, svod_chains_key key, svod_error *e)
{
    pairing p = {.c = c};
    size_t n;
    if (good) key = svod_chains_find(c->kept, cml_base_id(good->id));
    svod_str only = good ? only_of(good->id) : (svod_str){NULL, 0};
    svod_status status = take(&p, key, only, &n, e);
    if (status != SVOD_OK || (good && cml_card_first(good, CML_SAYS_DELETED))) return status;
    if (p.variants_n || !good) return emit_variants(&p, good, e);
    if (n && !only.n) {
        c->host->diag(c->host, SVOD_NOTE, "commerceml.good-again", &good->at,
                      "this good came before, with its offers; the second time it is left out");
        return SVOD_OK;
    }
    return cml_emit_one(c, good, NULL, true, e);
}
