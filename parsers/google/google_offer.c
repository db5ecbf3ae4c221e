/* One record of a Google Merchant feed as one offer; what is no field of ours becomes an attribute. */
#include "google.h"

#include "kit/gather.h"
#include "kit/tell.h"
#include "kit/text.h"

#include <string.h>

typedef struct given {
    svod_str name, text;
    bool used;
} given;

typedef struct reading {
    google *g;
    const svod_xml_record *record;
    svod_at at;
    svod_offer offer;
    given first[GOOGLE_CODES];
    svod_gather more;
} reading;

static void attribute(reading *r, svod_str name, svod_str value)
{
    svod_gather_attribute(&r->more, name, value);
}

static svod_str joined(reading *r, svod_str a, svod_str b, svod_str by)
{
    return svod_gather_join(&r->more, a, b, by);
}

/* Addresses, one or several with commas between them; a comma may also be part of an address. */
static void pictures(reading *r, svod_str text)
{
    text = svod_kit_trim(text);
    while (text.n) {
        size_t end = 0;
        for (size_t i = 1; i < text.n && !end; i++) {
            svod_str rest = svod_kit_trim((svod_str){text.p + i, text.n - i});
            if (text.p[i - 1] == ',' && rest.n > 4 && memcmp(rest.p, "http", 4) == 0) end = i - 1;
        }
        svod_str one = svod_kit_trim((svod_str){text.p, end ? end : text.n});
        if (!svod_gather_has_picture(&r->more, one)) svod_gather_picture(&r->more, one);
        if (!end) return;
        text = svod_kit_trim((svod_str){text.p + end + 1, text.n - end - 1});
    }
}

/* The text of an element; markup that was not escaped, and entities escaped twice, are read as what they are. */
static svod_str text_of(reading *r, const svod_xml_node *node)
{
    svod_str text = svod_kit_trim(node->children ? node->inner : node->text);
    const char *sign = text.n ? memchr(text.p, '&', text.n) : NULL;
    bool entity = sign && memchr(sign, ';', (size_t)(text.p + text.n - sign));
    if (!node->children && !entity) return text;
    text = svod_plain_text(r->g->host->step, text);
    if (!text.p) r->more.no_memory = true;
    return text;
}

/* An Atom id is an address or a tag; the id of the goods beside it is none. */
static bool is_iri(svod_str id)
{
    return svod_kit_has(id, "://") || (id.n > 4 && (memcmp(id.p, "tag:", 4) == 0 || memcmp(id.p, "urn:", 4) == 0));
}

static void take_first(reading *r, const svod_xml_node *node, int code)
{
    bool html = code == GOOGLE_DESCRIPTION || code == GOOGLE_SUMMARY; /* the host makes plain text of it */
    bool verbatim = html || code == GOOGLE_ID || code == GOOGLE_LINK;
    svod_str text = verbatim ? svod_kit_trim(node->children ? node->inner : node->text) : text_of(r, node);
    given *first = &r->first[code];
    if (!text.n) return;
    if (first->text.n && code == GOOGLE_ID && is_iri(first->text) && !is_iri(text)) {
        attribute(r, first->name, first->text);
        first->text = (svod_str){NULL, 0};
    }
    if (!first->text.n)
        *first = (given){node->name, text, false};
    else if (!svod_kit_eq(first->text, text))
        attribute(r, node->name, text);
}

/* Atom: <link rel="alternate" href="…"/>; others of its links lead elsewhere. */
static void link_of(reading *r, const svod_xml_node *node)
{
    svod_str href = svod_kit_trim(svod_xml_attribute_of(r->record, node, SVOD_STR("href")));
    svod_str rel = svod_kit_trim(svod_xml_attribute_of(r->record, node, SVOD_STR("rel")));
    if (!href.n)
        take_first(r, node, GOOGLE_LINK);
    else if (svod_kit_eq_nocase(rel, SVOD_STR("enclosure")))
        pictures(r, href);
    else if (!r->first[GOOGLE_LINK].text.n && (!rel.n || svod_kit_eq_nocase(rel, SVOD_STR("alternate"))))
        r->first[GOOGLE_LINK] = (given){node->name, href, false};
}

/* <product_detail>: a section, the name of a property and its value. */
static void detail(reading *r, const svod_xml_node *node)
{
    svod_str name = {NULL, 0}, value = {NULL, 0};
    const svod_xml_node *end = r->record->nodes + r->record->n;
    for (const svod_xml_node *n = node + 1; n < end && n->depth > node->depth; n++) {
        if (svod_kit_eq_nocase(n->name, SVOD_STR("attribute_name"))) name = svod_kit_trim(n->text);
        if (svod_kit_eq_nocase(n->name, SVOD_STR("attribute_value"))) value = svod_kit_trim(n->text);
    }
    attribute(r, name.n ? name : node->name, node->children ? value : svod_kit_trim(node->text));
}

static void child(reading *r, const svod_xml_node *node)
{
    switch (node->code) {
    case GOOGLE_PICTURE:
        pictures(r, node->text);
        break;
    case GOOGLE_PICTURES:
        if (!node->children) pictures(r, node->text);
        break;
    case GOOGLE_LINK:
        link_of(r, node);
        break;
    case GOOGLE_DETAIL:
        detail(r, node);
        break;
    case GOOGLE_NONE:
        attribute(r, node->name, svod_kit_trim(node->text));
        break;
    default:
        take_first(r, node, node->code);
    }
}

/* An element deeper in the record: <shipping><price> is no price of the goods. */
static void grandchild(reading *r, const svod_xml_node *node)
{
    const svod_xml_node *up = &r->record->nodes[node->parent];
    if (up->code == GOOGLE_PICTURES) {
        pictures(r, node->text);
        return;
    }
    if (up->code != GOOGLE_NONE) return; /* markup within a text, taken with it */
    svod_str path = node->name;
    for (uint32_t i = node->parent; i; i = r->record->nodes[i].parent)
        path = joined(r, r->record->nodes[i].name, path, SVOD_STR("/"));
    attribute(r, path, svod_kit_trim(node->text));
}

/* ---- fields ---- */

static svod_str take(reading *r, google_code code)
{
    r->first[code].used = true;
    return r->first[code].text;
}

/* The format fixes the dot for decimals: "2,795.00", "15.000 OMR". */
static svod_dec price(reading *r, google_code code)
{
    svod_str text = r->first[code].text, told = svod_kit_shown(text);
    svod_host *host = r->g->host;
    svod_price read;
    if (!text.n) return SVOD_DEC_NONE;
    if (!svod_read_price(text, SVOD_STR("."), &read)) {
        host->diag(host, SVOD_WARNING, "google.price-unreadable", &r->at, "%.*s: no price can be read from \"%.*s\"",
                   SVOD_FMT(r->first[code].name), SVOD_FMT(told));
        return SVOD_DEC_NONE;
    }
    r->first[code].used = true;
    if (!r->offer.currency.n) r->offer.currency = read.currency;
    if (read.several)
        host->diag(host, SVOD_WARNING, "google.price-several", &r->at, "\"%.*s\" holds several prices; the first is taken",
                   SVOD_FMT(told));
    return read.value > 0 ? read.value : SVOD_DEC_NONE;
}

/* The price is what is paid now. A sale between dates cannot be told from here: it stays an attribute. */
static void prices(reading *r)
{
    svod_offer *o = &r->offer;
    o->price = price(r, GOOGLE_PRICE);
    svod_dec sale = price(r, GOOGLE_SALE_PRICE);
    if (sale == SVOD_DEC_NONE) return;
    bool dated = r->first[GOOGLE_SALE_DATES].text.n > 0;
    if (o->price != SVOD_DEC_NONE && (dated || sale >= o->price)) {
        r->first[GOOGLE_SALE_PRICE].used = sale == o->price;
        return;
    }
    o->old_price = o->price;
    o->price = sale;
}

static void stock(reading *r)
{
    svod_offer *o = &r->offer;
    int available = -1;
    int64_t units = -1;
    svod_str text = r->first[GOOGLE_QUANTITY].text;
    if (text.n && svod_read_stock(text, &available, &units)) {
        o->stock = units;
        o->available = available;
        r->first[GOOGLE_QUANTITY].used = true;
    }
    text = r->first[GOOGLE_AVAILABILITY].text;
    if (!text.n || !svod_read_stock(text, &available, &units)) return;
    r->first[GOOGLE_AVAILABILITY].used = available >= 0;
    o->available = available;
}

static void category(reading *r)
{
    svod_str text = take(r, GOOGLE_PRODUCT_TYPE);
    if (!text.n) {
        text = r->first[GOOGLE_CATEGORY].text;
        int64_t number;
        if (!text.n || svod_read_quantity(text, &number)) return; /* a number of Google's own list names nothing */
        r->first[GOOGLE_CATEGORY].used = true;
    }
    svod_str *path = svod_arena_alloc(r->g->host->step, GOOGLE_PATH_CAP * sizeof *path);
    if (!path) {
        r->more.no_memory = true;
        return;
    }
    size_t n = 0;
    while (text.n && n < GOOGLE_PATH_CAP) {
        const char *sign = n + 1 < GOOGLE_PATH_CAP ? memchr(text.p, '>', text.n) : NULL;
        size_t length = sign ? (size_t)(sign - text.p) : text.n;
        svod_str name = svod_kit_trim((svod_str){text.p, length});
        if (name.n) path[n++] = name;
        length += sign != NULL;
        text = (svod_str){text.p + length, text.n - length};
    }
    r->offer.category = (svod_strs){path, n};
}

static bool lists(svod_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ',' || text.p[i] == ';' || text.p[i] == '|' || text.p[i] == '[') return true;
    return false;
}

/* A variant of a group has one size and one colour ("red/white" is one); a record on its own may list what there is. */
static void variant(reading *r)
{
    svod_offer *o = &r->offer;
    svod_str size = take(r, GOOGLE_SIZE), colour = take(r, GOOGLE_COLOUR);
    *(!o->item.n && lists(size) ? &o->sizes_text : &o->size) = size;
    *(!o->item.n && lists(colour) ? &o->colours_text : &o->colour) = colour;
    if (!size.n) o->size = svod_size_in_name(o->name);
}

static void fields(reading *r)
{
    svod_offer *o = &r->offer;
    o->source_id = take(r, GOOGLE_ID);
    if (!o->source_id.n) o->source_id = take(r, GOOGLE_GUID);
    o->name = take(r, GOOGLE_TITLE);
    o->description = take(r, GOOGLE_DESCRIPTION);
    if (!o->description.n) o->description = take(r, GOOGLE_SUMMARY);
    o->url = take(r, GOOGLE_LINK);
    o->brand = take(r, GOOGLE_BRAND);
    o->barcode = take(r, GOOGLE_GTIN);
    o->article = take(r, GOOGLE_MPN);
    o->item = take(r, GOOGLE_GROUP);
    prices(r);
    stock(r);
    category(r);
    variant(r);
    google_code code = r->first[GOOGLE_WEIGHT].text.n ? GOOGLE_WEIGHT : GOOGLE_WEIGHT_SHIPPED;
    svod_str text = r->first[code].text;
    if (text.n && svod_read_weight(text, SVOD_STR("kg"), &o->weight)) r->first[code].used = true;
    for (int i = 1; i < GOOGLE_CODES; i++)
        if (!r->first[i].used) attribute(r, r->first[i].name, r->first[i].text);
}

/* What each element was taken for. */
static void tell(const reading *r)
{
    static const char *const names[GOOGLE_CODES] = {
        [GOOGLE_ID] = "source_id",
        [GOOGLE_GUID] = "source_id",
        [GOOGLE_TITLE] = "name",
        [GOOGLE_DESCRIPTION] = "description",
        [GOOGLE_SUMMARY] = "description",
        [GOOGLE_LINK] = "url",
        [GOOGLE_PRICE] = "price",
        [GOOGLE_SALE_PRICE] = "price",
        [GOOGLE_AVAILABILITY] = "available",
        [GOOGLE_QUANTITY] = "stock",
        [GOOGLE_BRAND] = "brand",
        [GOOGLE_GTIN] = "barcode",
        [GOOGLE_MPN] = "article",
        [GOOGLE_GROUP] = "item",
        [GOOGLE_PRODUCT_TYPE] = "category",
        [GOOGLE_CATEGORY] = "category",
        [GOOGLE_COLOUR] = "colour",
        [GOOGLE_SIZE] = "size",
        [GOOGLE_WEIGHT] = "weight",
        [GOOGLE_WEIGHT_SHIPPED] = "weight",
    };
    svod_host *host = r->g->host;
    if (!svod_kit_is_watched(host)) return;
    for (size_t i = 1; i < r->record->n; i++) {
        const svod_xml_node *node = &r->record->nodes[i];
        bool picture = node->code == GOOGLE_PICTURE || node->code == GOOGLE_PICTURES;
        if (node->depth == 1 && picture) svod_kit_tell(host, node->name, "pictures", "name");
    }
    for (int i = 1; i < GOOGLE_CODES; i++)
        if (r->first[i].text.n && r->first[i].used && names[i]) svod_kit_tell(host, r->first[i].name, names[i], "name");
    for (size_t i = 0; i < r->more.attributes_n; i++) svod_kit_tell(host, r->more.attributes[i].name, "", "");
}

svod_status google_offer(google *g, const svod_xml_piece *piece, const svod_xml_record *record, svod_error *e)
{
    reading r = {.g = g, .record = record, .at = {.line = piece->line}};
    r.more =
        (svod_gather){.arena = g->host->step, .attributes_cap = GOOGLE_ATTRIBUTES_CAP, .pictures_cap = GOOGLE_PICTURES_CAP};
    svod_offer_clear(&r.offer);
    for (size_t i = 1; i < record->n; i++) {
        const svod_xml_node *node = &record->nodes[i];
        if (node->depth == 1)
            child(&r, node);
        else
            grandchild(&r, node);
    }
    fields(&r);
    if (r.more.no_memory) return svod_no_memory(e);
    if (r.more.too_many) {
        svod_str id = svod_kit_shown(r.offer.source_id);
        g->host->diag(g->host, SVOD_WARNING, "google.too-many", &r.at,
                      "offer \"%.*s\" has more pictures or properties than an offer may have; the rest is left out",
                      SVOD_FMT(id));
    }
    svod_gather_give(&r.more, &r.offer);
    r.offer.at = r.at;
    tell(&r);
    return g->host->emit(g->host, &r.offer, e);
}
