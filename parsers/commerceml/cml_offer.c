/* One offer of a good and what was kept of it. */
#include "commerceml.h"

#include "kit/tell.h"
#include "kit/text.h"

#include <stdio.h>

enum { PICTURES_CAP = 500, TIERS_CAP = 64, CATEGORY_CAP = 8 };

typedef struct making {
    cml *c;
    const cml_card *good, *offer;
    bool alone;
    svod_offer o;
    svod_attribute *attributes;
    size_t attributes_n, attributes_room;
    svod_price_tier tiers[TIERS_CAP];
    bool no_memory;
} making;

static const svod_str none;

svod_field cml_field_of(cml *c, svod_str name)
{
    svod_hash hash = svod_hash_bytes(name.p, name.n, 0);
    cml_heading *h = &c->headings[hash.lo % CML_HEADINGS];
    if (h->hash.lo != hash.lo || h->hash.hi != hash.hi) {
        int confidence = 0;
        svod_field field = svod_field_of(name, none, &confidence);
        *h = (cml_heading){hash, confidence >= 50 ? field : SVOD_FIELD_NONE};
    }
    return h->field;
}

static svod_str joined(making *m, svod_str a, svod_str b, const char *by)
{
    svod_str parts[] = {a, b};
    svod_str both = svod_kit_join(m->c->host->step, parts, 2, (svod_str){by, strlen(by)});
    if (!both.p) m->no_memory = true;
    return both;
}

static void attribute(making *m, svod_str name, svod_str value)
{
    name = svod_kit_trim(name);
    if (!name.n || !value.n || m->attributes_n == CML_ATTRIBUTES_CAP) return;
    if (m->attributes_n == m->attributes_room) {
        size_t room = m->attributes_room ? 2 * m->attributes_room : 32;
        svod_attribute *v = svod_arena_alloc(m->c->host->step, room * sizeof *v);
        if (!v) {
            m->no_memory = true;
            return;
        }
        if (m->attributes_n) memcpy(v, m->attributes, m->attributes_n * sizeof *v);
        m->attributes = v;
        m->attributes_room = room;
    }
    m->attributes[m->attributes_n++] = (svod_attribute){name, value};
}

/* What the offer says, else what the good says. */
static svod_str first(const making *m, cml_kind kind)
{
    const cml_fact *fact = cml_card_first(m->offer, kind);
    if (!fact) fact = cml_card_first(m->good, kind);
    return fact ? fact->t[0] : none;
}

static svod_str said_under(const svod_chains *table, svod_str id)
{
    svod_chains_key key = svod_chains_find(table, id);
    return key && svod_chains_first(table, key) ? svod_chains_bytes(table, svod_chains_first(table, key)) : none;
}

/* ---- properties ---- */

static bool lists_sizes(making *m, svod_str text)
{
    svod_sizes sizes;
    if (!svod_read_sizes(m->c->host->step, text, m->c->host->sizes, &sizes)) {
        m->no_memory = true;
        return false;
    }
    bool worn = sizes.n > 0;
    for (size_t i = 0; i < sizes.n && worn; i++) worn = svod_is_size(sizes.cells[i].size);
    return worn || svod_is_size(text);
}

/* A size or colour; `one`: of this unit, not a list of what the good comes in. False: it is only a property. */
static bool take_size(making *m, svod_str value, bool one)
{
    svod_offer *o = &m->o;
    if (o->size.n || o->sizes_text.n || !lists_sizes(m, value)) return false;
    if (!one && !m->alone) return false;
    if (one)
        o->size = value;
    else
        o->sizes_text = value;
    return true;
}

static bool take_colour(making *m, svod_str value, bool one)
{
    svod_offer *o = &m->o;
    if (o->colour.n || o->colours_text.n || (!one && !m->alone)) return false;
    if (one)
        o->colour = value;
    else
        o->colours_text = value;
    return true;
}

static bool take_field(making *m, svod_str name, svod_str value, bool one)
{
    svod_offer *o = &m->o;
    switch (cml_field_of(m->c, name)) {
    case SVOD_FIELD_SIZE:
        return take_size(m, value, one);
    case SVOD_FIELD_COLOUR:
        return take_colour(m, value, one);
    case SVOD_FIELD_BRAND:
        if (o->brand.n) return false;
        o->brand = value;
        return true;
    case SVOD_FIELD_ARTICLE:
        if (o->article.n) return svod_kit_eq(o->article, value);
        o->article = value;
        return true;
    case SVOD_FIELD_BARCODE:
        if (o->barcode.n) return svod_kit_eq(o->barcode, value);
        o->barcode = value;
        return true;
    case SVOD_FIELD_WEIGHT:
        return o->weight == SVOD_DEC_NONE && svod_read_weight(value, none, &o->weight);
    default:
        return false;
    }
}

static const char *field_name(cml *c, svod_str property)
{
    switch (cml_field_of(c, property)) {
    case SVOD_FIELD_SIZE:
        return "size";
    case SVOD_FIELD_COLOUR:
        return "colour";
    case SVOD_FIELD_BRAND:
        return "brand";
    case SVOD_FIELD_ARTICLE:
        return "article";
    case SVOD_FIELD_BARCODE:
        return "barcode";
    default:
        return "weight";
    }
}

static void take_properties(making *m, const cml_card *card, bool one)
{
    static const char *const technical[] = {"ТипНоменклатуры", "ОписаниеФайла", "Файл", "Полное наименование"};
    for (size_t i = 0; card && i < card->n && !m->no_memory; i++) {
        const cml_fact *fact = &card->v[i];
        svod_str name = fact->t[0], value = fact->t[1];
        if (fact->kind == CML_SAYS_PROPERTY) {
            svod_str said = said_under(m->c->properties, name), meant = said_under(m->c->values, value);
            if (said.n) name = said;
            if (meant.n) value = meant;
        } else if (fact->kind == CML_SAYS_REQUISITE) {
            bool skip = false;
            for (size_t t = 0; t < sizeof technical / sizeof *technical; t++)
                skip |= svod_kit_eq(name, (svod_str){technical[t], strlen(technical[t])});
            if (skip) continue;
        } else if (fact->kind != CML_SAYS_CHARACTERISTIC) {
            continue;
        }
        if (!value.n) continue;
        bool taken = take_field(m, name, value, one || fact->kind == CML_SAYS_CHARACTERISTIC);
        if (!taken) attribute(m, name, value);
        if (svod_kit_is_watched(m->c->host)) svod_kit_tell(m->c->host, name, taken ? field_name(m->c, name) : "", "name");
    }
}

/* ---- names ---- */

static svod_str whole_name(making *m, const cml_card *card)
{
    const cml_fact *fact = cml_card_first(card, CML_SAYS_NAME);
    if (!fact) return none;
    if (!fact->t[1].n) return fact->t[0];
    /* Both parts of a name that was not kept lie in one text. */
    if (fact->t[0].p + fact->t[0].n == fact->t[1].p) return (svod_str){fact->t[0].p, fact->t[0].n + fact->t[1].n};
    return joined(m, fact->t[0], fact->t[1], "");
}

/* "Платье тюльпан (46)" of a good "Платье тюльпан": the size may be said nowhere else. */
static void take_name(making *m)
{
    svod_offer *o = &m->o;
    svod_str own = whole_name(m, m->offer), good = whole_name(m, m->good);
    o->name = own.n ? own : good;
    if (!o->size.n && !o->sizes_text.n) o->size = svod_size_in_name(o->name);
    const cml_fact *fact = cml_card_first(m->offer, CML_SAYS_NAME);
    if (!fact || !good.n || !svod_kit_eq(svod_kit_trim(fact->t[0]), svod_kit_trim(good)) || !fact->t[1].n) return;
    /* The good's own name, where what is in brackets is said by size and colour. */
    svod_str tail = {fact->t[1].p + 1, fact->t[1].n - 2};
    while (tail.n) {
        const char *comma = memchr(tail.p, ',', tail.n);
        svod_str part = {tail.p, comma ? (size_t)(comma - tail.p) : tail.n};
        tail = comma ? (svod_str){comma + 1, tail.n - part.n - 1} : none;
        part = svod_kit_trim(part);
        if (part.n && !svod_kit_eq(part, o->size) && !svod_kit_eq(part, o->colour)) return;
    }
    o->name = good;
}

/* ---- prices ---- */

static const cml_type *type_of(const cml *c, svod_str id)
{
    for (size_t i = 0; i < c->types_n; i++)
        if (svod_kit_eq(c->types[i].id, id)) return &c->types[i];
    return NULL;
}

/* A price for a pack of `coefficient` units, as one of each of them; NONE: it cannot be divided exactly. */
static svod_dec for_one(making *m, svod_dec price, svod_str coefficient)
{
    svod_dec k;
    svod_str unit;
    if (!coefficient.n || !svod_read_decimal(coefficient, &k, &unit) || k == SVOD_DEC_SCALE || k == 0) return price;
    bool exact = k > 0 && k % SVOD_DEC_SCALE == 0 && price % (k / SVOD_DEC_SCALE) == 0;
    if (!exact) {
        m->c->host->diag(m->c->host, SVOD_WARNING, "commerceml.price-of-pack", &m->o.at,
                         "the price is for a pack of %.*s, and that of one unit cannot be told exactly; left out",
                         SVOD_FMT(coefficient));
        return SVOD_DEC_NONE;
    }
    m->o.step_quantity = m->o.min_quantity = k / SVOD_DEC_SCALE;
    return price / (k / SVOD_DEC_SCALE);
}

/* Of several prices of the type chosen each holds from a quantity on; the smallest is the price. */
static void add_price(making *m, const cml_fact *fact, svod_dec price)
{
    svod_offer *o = &m->o;
    svod_dec from = SVOD_DEC_SCALE;
    svod_str unit;
    if (!fact->t[4].n || !svod_read_decimal(fact->t[4], &from, &unit) || from < SVOD_DEC_SCALE) from = SVOD_DEC_SCALE;
    for (size_t i = 0; i < o->tiers_n; i++)
        if (m->tiers[i].from == from) return;
    if (o->tiers_n == TIERS_CAP) return;
    size_t i = o->tiers_n++;
    for (; i > 0 && m->tiers[i - 1].from > from; i--) m->tiers[i] = m->tiers[i - 1];
    m->tiers[i] = (svod_price_tier){SVOD_TIER_QUANTITY, from, price};
}

static void other_price(making *m, const cml_type *type, const cml_fact *fact, svod_dec price)
{
    svod_str name = type ? type->name : fact->t[0];
    if (price != SVOD_DEC_NONE && m->o.rrp == SVOD_DEC_NONE && cml_field_of(m->c, name) == SVOD_FIELD_RRP) m->o.rrp = price;
    attribute(m, name, fact->t[1]);
}

static void say_other_type(making *m, const cml_fact *fact)
{
    const cml_type *type = type_of(m->c, fact->t[0]);
    m->c->host->diag(m->c->host, SVOD_WARNING, "commerceml.other-price", &m->o.at,
                     "\"%.*s\" has no price \"%.*s\"; its price \"%.*s\" is taken", SVOD_FMT(m->o.name),
                     SVOD_FMT(m->c->chosen->name), SVOD_FMT(type ? type->name : fact->t[0]));
}

static void take_prices(making *m)
{
    svod_offer *o = &m->o;
    const cml_card *card = cml_card_first(m->offer, CML_SAYS_PRICE) ? m->offer : m->good;
    const cml_fact *chosen = NULL;
    for (size_t i = 0; card && i < card->n && !chosen; i++)
        if (card->v[i].kind == CML_SAYS_PRICE && m->c->chosen && svod_kit_eq(card->v[i].t[0], m->c->chosen->id))
            chosen = &card->v[i];
    if (!chosen && !m->c->options.price_type.n) chosen = cml_card_first(card, CML_SAYS_PRICE);
    for (size_t i = 0; card && i < card->n; i++) {
        const cml_fact *fact = &card->v[i];
        if (fact->kind != CML_SAYS_PRICE) continue;
        svod_price read = {.value = SVOD_DEC_NONE};
        bool fine = svod_read_price(fact->t[1], SVOD_STR("."), &read) && !read.from && !read.several && read.value > 0;
        const cml_type *type = type_of(m->c, fact->t[0]);
        if (!chosen || !svod_kit_eq(fact->t[0], chosen->t[0])) {
            other_price(m, type, fact, fine ? read.value : SVOD_DEC_NONE);
            continue;
        }
        if (fact == chosen) o->currency = fact->t[2].n ? fact->t[2] : type ? type->currency : none;
        svod_dec price = fine ? for_one(m, read.value, fact->t[3]) : SVOD_DEC_NONE;
        if (price != SVOD_DEC_NONE)
            add_price(m, fact, price);
        else if (!fine)
            m->c->host->diag(m->c->host, SVOD_WARNING, "commerceml.price-unreadable", &o->at,
                             "the price \"%.*s\" cannot be read", SVOD_FMT(fact->t[1]));
    }
    if (chosen && m->c->chosen && !svod_kit_eq(chosen->t[0], m->c->chosen->id)) say_other_type(m, chosen);
    if (!o->tiers_n) return;
    o->price = m->tiers[0].price;
    int64_t least = m->tiers[0].from / SVOD_DEC_SCALE + (m->tiers[0].from % SVOD_DEC_SCALE != 0);
    if (least > o->min_quantity) o->min_quantity = least;
    o->tiers = m->tiers;
    if (o->tiers_n == 1) o->tiers_n = 0;
}

/* ---- stock ---- */

/* The last word on it: rests come after offers. */
static void take_stock(making *m)
{
    const cml_fact *fact = NULL;
    for (size_t i = 0; m->offer && i < m->offer->n; i++)
        if (m->offer->v[i].kind == CML_SAYS_STOCK) fact = &m->offer->v[i];
    if (!fact && m->alone) fact = cml_card_first(m->good, CML_SAYS_STOCK);
    if (fact) {
        svod_str text = fact->t[0], unit;
        svod_dec amount;
        if (text.p[0] == '-') text = SVOD_STR("0");
        if (svod_read_decimal(text, &amount, &unit)) {
            m->o.stock = amount / SVOD_DEC_SCALE;
            m->o.available = amount > 0;
        } else {
            svod_read_stock(text, &m->o.available, &m->o.stock);
        }
    }
    const cml_card *card = m->offer ? m->offer : m->good;
    for (size_t i = 0; i < card->n; i++) {
        if (card->v[i].kind != CML_SAYS_STORE) continue;
        svod_str name = said_under(m->c->stores, card->v[i].t[0]);
        if (name.n) attribute(m, joined(m, SVOD_STR("Остаток:"), name, " "), card->v[i].t[1]);
    }
    if (first(m, CML_SAYS_INACTIVE).n) m->o.available = 0;
}

/* ---- the offer ---- */

static void take_pictures(making *m)
{
    const cml_card *card = cml_card_first(m->offer, CML_SAYS_PICTURE) ? m->offer : m->good;
    size_t n = 0;
    for (size_t i = 0; card && i < card->n; i++) n += card->v[i].kind == CML_SAYS_PICTURE;
    if (!n) return;
    if (n > PICTURES_CAP) n = PICTURES_CAP;
    svod_str *v = svod_arena_alloc(m->c->host->step, n * sizeof *v);
    if (!v) {
        m->no_memory = true;
        return;
    }
    m->o.pictures = (svod_strs){v, 0};
    for (size_t i = 0; i < card->n && m->o.pictures.n < n; i++)
        if (card->v[i].kind == CML_SAYS_PICTURE) v[m->o.pictures.n++] = card->v[i].t[0];
}

static void take_description(making *m)
{
    const cml_card *card = cml_card_first(m->offer, CML_SAYS_DESCRIPTION) ? m->offer : m->good;
    for (size_t i = 0; card && i < card->n; i++)
        if (card->v[i].kind == CML_SAYS_DESCRIPTION && card->v[i].t[0].n > m->o.description.n)
            m->o.description = card->v[i].t[0];
}

static void take_category(making *m)
{
    const cml_card *card = cml_card_first(m->good, CML_SAYS_GROUP) ? m->good : m->offer;
    svod_arena *step = m->c->host->step;
    for (size_t i = 0; card && i < card->n && !m->no_memory; i++) {
        if (card->v[i].kind != CML_SAYS_GROUP) continue;
        if (svod_tree_path(m->c->groups, card->v[i].t[0], step, &m->o.category)) return;
        /* A group that is not known, or no memory for as much as a path may need. */
        m->no_memory = svod_arena_alloc(step, SVOD_TREE_DEPTH_CAP * sizeof(svod_str)) == NULL;
    }
}

svod_status cml_emit_one(cml *c, const cml_card *good, const cml_card *offer, bool alone, svod_error *e)
{
    /* In an exchange that breaks off the price may be what is missing. */
    if (c->broke_off && !cml_card_first(offer, CML_SAYS_PRICE) && !cml_card_first(good, CML_SAYS_PRICE)) return SVOD_OK;
    making m = {.c = c, .good = good, .offer = offer, .alone = alone};
    svod_offer *o = &m.o;
    svod_offer_clear(o);
    o->at = offer && offer->at.line ? offer->at : good->at;
    o->source_id = offer ? offer->id : good->id;
    o->item = good ? cml_base_id(good->id) : offer->link.n ? offer->link : cml_base_id(offer->id);
    o->article = first(&m, CML_SAYS_ARTICLE);
    o->brand = first(&m, CML_SAYS_MAKER);
    o->barcode = first(&m, CML_SAYS_BARCODE);
    svod_str weight = first(&m, CML_SAYS_WEIGHT);
    if (weight.n && !svod_read_weight(weight, none, &o->weight)) o->weight = SVOD_DEC_NONE;
    take_properties(&m, offer, true);
    take_properties(&m, good, false);
    take_name(&m);
    take_description(&m);
    take_category(&m);
    take_pictures(&m);
    take_prices(&m);
    take_stock(&m);
    attribute(&m, SVOD_STR("Страна"), first(&m, CML_SAYS_COUNTRY));
    if (m.no_memory) return svod_no_memory(e);
    o->attributes = m.attributes;
    o->attributes_n = m.attributes_n;
    return c->host->emit(c->host, o, e);
}
