/* One record of YML as one offer: which element and which param becomes which field; all the rest become attributes. */
#include "yml.h"

#include "kit/gather.h"
#include "kit/text.h"

#include <stdio.h>
#include <string.h>

/* Codes for params that fill a field when no element does. */
enum { PARAM_ARTICLE = YML_RECORD_END, PARAM_BRAND, PARAM_BARCODE, CODES };
enum { SURE = 90 }; /* confidence from which a param may fill a field that is no size or colour */

typedef struct given {
    svod_str name, text;
    bool used;
} given;

typedef struct candidate {
    svod_str name, value, unit;
    int confidence;
} candidate;

typedef struct reading {
    yml *y;
    const svod_xml_record *record;
    svod_at at;
    svod_offer offer;
    given first[CODES];
    svod_gather more;
    candidate sizes[YML_CANDIDATES_CAP], colours[YML_CANDIDATES_CAP];
    size_t sizes_n, colours_n;
    int64_t outlet_stock; /* sum of the outlets, or -1 */
    int outlet_available;
} reading;

static svod_str joined(reading *r, svod_str a, svod_str b, svod_str by)
{
    return svod_gather_join(&r->more, a, b, by);
}

static void attribute(reading *r, svod_str name, svod_str value)
{
    svod_gather_attribute(&r->more, name, value);
}

/* ---- params ---- */

/* For whoever looks at the catalog: what a parameter of this name is taken for. */
static void tell(svod_host *host, svod_str name, svod_field field, int confidence)
{
    if (host->struct_size < offsetof(svod_host, understood) + sizeof host->understood || !host->understood) return;
    svod_understood what = {.struct_size = sizeof what,
                            .what = "param",
                            .subject = name,
                            .field = "",
                            .reason = "name",
                            .confidence = confidence};
    if (field == SVOD_FIELD_SIZE) what.field = "size";
    if (field == SVOD_FIELD_COLOUR) what.field = "colour";
    if (field == SVOD_FIELD_ARTICLE && confidence >= SURE) what.field = "article";
    if (field == SVOD_FIELD_BRAND && confidence >= SURE) what.field = "brand";
    if (field == SVOD_FIELD_BARCODE && confidence >= SURE) what.field = "barcode";
    host->understood(host, &what);
}

svod_field yml_field_of(yml *y, svod_str name, svod_str unit, int *ret_confidence)
{
    svod_hash hash = svod_hash_bytes(name.p, name.n, unit.n ? svod_hash_bytes(unit.p, unit.n, 0).lo : 0);
    size_t slot = (size_t)hash.lo & (YML_HEADINGS_CAP - 1);
    while (y->headings[slot].used) {
        const yml_heading *known = &y->headings[slot];
        if (known->hash.lo == hash.lo && known->hash.hi == hash.hi) {
            *ret_confidence = known->confidence;
            return known->field;
        }
        slot = (slot + 1) & (YML_HEADINGS_CAP - 1);
    }
    yml_heading now = {.hash = hash, .used = true};
    now.field = svod_field_of(name, unit, &now.confidence);
    tell(y->host, name, now.field, now.confidence);
    if (y->headings_n < YML_HEADINGS_CAP / 2) {
        y->headings[slot] = now;
        y->headings_n++;
    }
    *ret_confidence = now.confidence;
    return now.field;
}

/* "Розміри;RU": marketplaces write the language or size system behind the name. */
static svod_str name_without_suffix(svod_str name, svod_str *unit)
{
    const char *semicolon = name.n ? memrchr(name.p, ';', name.n) : NULL;
    size_t suffix = semicolon ? (size_t)(name.p + name.n - semicolon) - 1 : 0;
    if (suffix < 2 || suffix > 3 || semicolon == name.p) return name;
    for (size_t i = 1; i <= suffix; i++)
        if (semicolon[i] < 'A' || semicolon[i] > 'Z') return name;
    if (!unit->n) *unit = (svod_str){semicolon + 1, suffix};
    return svod_kit_trim((svod_str){name.p, (size_t)(semicolon - name.p)});
}

/* A param that fills no field: its unit stays with its name. */
static void param_attribute(reading *r, svod_str name, svod_str unit, svod_str value)
{
    attribute(r, unit.n ? joined(r, name, unit, SVOD_STR(", ")) : name, value);
}

static void param(reading *r, svod_str name, svod_str unit, svod_str value)
{
    int confidence = 0, code = 0;
    svod_str plain = name_without_suffix(name, &unit);
    svod_field field = plain.n && value.n ? yml_field_of(r->y, plain, unit, &confidence) : SVOD_FIELD_NONE;
    if (field == SVOD_FIELD_SIZE && r->sizes_n < YML_CANDIDATES_CAP) {
        r->sizes[r->sizes_n++] = (candidate){plain, value, unit, confidence};
        return;
    }
    if (field == SVOD_FIELD_COLOUR && r->colours_n < YML_CANDIDATES_CAP) {
        r->colours[r->colours_n++] = (candidate){plain, value, unit, confidence};
        return;
    }
    if (field == SVOD_FIELD_ARTICLE) code = PARAM_ARTICLE;
    if (field == SVOD_FIELD_BRAND) code = PARAM_BRAND;
    if (field == SVOD_FIELD_BARCODE) code = PARAM_BARCODE;
    if (code && confidence >= SURE && !r->first[code].text.n)
        r->first[code] = (given){plain, value, false};
    else
        param_attribute(r, plain, unit, value);
}

/* The text of an element; markup that was not escaped is read as what it is. */
static svod_str text_of(reading *r, const svod_xml_node *node)
{
    if (!node->children) return node->text;
    svod_str text = svod_plain_text(r->y->host->step, node->inner);
    if (!text.p) r->more.no_memory = true;
    return text;
}

/* <param name unit>value</param>, or with name and value as elements of their own. */
static void param_node(reading *r, const svod_xml_node *node)
{
    const svod_xml_record *record = r->record;
    svod_str name = svod_kit_trim(svod_xml_attribute_of(record, node, SVOD_STR("name")));
    svod_str unit = svod_kit_trim(svod_xml_attribute_of(record, node, SVOD_STR("unit")));
    svod_str value = node->text;
    if (node->children && !name.n) {
        for (const svod_xml_node *inner = node + 1; inner < record->nodes + record->n && inner->depth > node->depth;
             inner++) {
            if (inner->code == YML_NAME)
                name = svod_kit_trim(inner->text);
            else if (svod_kit_eq_nocase(inner->name, SVOD_STR("unit")))
                unit = svod_kit_trim(inner->text);
            else
                value = inner->text;
        }
    } else {
        value = text_of(r, node);
    }
    value = svod_kit_trim(value);
    if (name.n)
        param(r, name, unit, value);
    else
        attribute(r, node->name, value);
}

/* ---- sizes and colours ---- */

/* Russian sizes before those without a system, those before S, M, L, and all of them before other countries'. */
static int unit_rank(svod_str unit)
{
    if (svod_kit_eq_nocase(unit, SVOD_STR("RU")) || svod_kit_eq_nocase(unit, SVOD_STR("RUS"))) return 3;
    if (!unit.n) return 2;
    return svod_kit_eq_nocase(unit, SVOD_STR("INT")) ? 1 : 0;
}

/* Does every part of the text look like a size of something worn? */
static bool lists_sizes(reading *r, svod_str text)
{
    svod_hash hash = svod_hash_bytes(text.p, text.n, 0);
    yml_size *known = &r->y->known_sizes[hash.lo % YML_SIZES];
    if (known->hash.lo == hash.lo && known->hash.hi == hash.hi) return known->worn;
    svod_sizes sizes;
    if (!svod_read_sizes(r->y->host->step, text, r->y->host->sizes, &sizes)) {
        r->more.no_memory = true;
        return false;
    }
    bool worn = sizes.n > 0;
    for (size_t i = 0; i < sizes.n && worn; i++) worn = svod_is_size(sizes.cells[i].size);
    *known = (yml_size){hash, worn || svod_is_size(text)};
    return known->worn;
}

/* The best candidate: the surest name, then the best unit, then the first. NULL: none. */
static candidate *best(candidate *v, size_t n)
{
    candidate *found = NULL;
    int found_rank = 0;
    for (size_t i = 0; i < n; i++) {
        int rank = v[i].confidence * 4 + unit_rank(v[i].unit);
        if (v[i].confidence > 0 && (!found || rank > found_rank)) {
            found = &v[i];
            found_rank = rank;
        }
    }
    return found;
}

/* The values of all candidates called as `chosen` is; the others become attributes. */
static svod_str choose(reading *r, candidate *v, size_t n, const candidate *chosen)
{
    svod_str whole = chosen ? chosen->value : (svod_str){NULL, 0};
    for (size_t i = 0; i < n; i++) {
        if (&v[i] == chosen) continue;
        bool same = chosen && svod_kit_eq(v[i].name, chosen->name) && svod_kit_eq(v[i].unit, chosen->unit);
        if (!same)
            param_attribute(r, v[i].name, v[i].unit, v[i].value);
        else if (!svod_kit_eq(v[i].value, chosen->value))
            whole = joined(r, whole, v[i].value, SVOD_STR("; "));
    }
    return whole;
}

static bool is_letter_size(svod_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!((text.p[i] >= 'A' && text.p[i] <= 'Z') || (text.p[i] >= '0' && text.p[i] <= '9'))) return false;
    return text.n && text.p[text.n - 1] >= 'A' && svod_is_size(text);
}

/* "33703-L-Black": a letter size behind the article or group in the record's id. */
static svod_str size_in_id(const svod_offer *offer)
{
    svod_str id = offer->source_id, stem = offer->item.n ? offer->item : offer->article;
    if (!stem.n || id.n <= stem.n + 1 || memcmp(id.p, stem.p, stem.n) != 0) return (svod_str){NULL, 0};
    for (size_t i = stem.n; i < id.n; i++) {
        size_t from = i + (id.p[i] == '-' || id.p[i] == '_');
        if (from == i) continue;
        size_t to = from;
        while (to < id.n && id.p[to] != '-' && id.p[to] != '_') to++;
        svod_str part = {id.p + from, to - from};
        if (is_letter_size(part)) return part;
        i = to - 1;
    }
    return (svod_str){NULL, 0};
}

/* One size of plain letters and digits needs no grammar. */
static bool is_simple(svod_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return false;
    }
    return text.n <= 4;
}

static void sizes(reading *r)
{
    svod_offer *o = &r->offer;
    size_t kept = 0;
    for (size_t i = 0; i < r->sizes_n; i++) { /* memory, screens, paper: not worn */
        candidate *c = &r->sizes[i];
        if (lists_sizes(r, c->value))
            r->sizes[kept++] = *c;
        else
            param_attribute(r, c->name, c->unit, c->value);
    }
    candidate *chosen = best(r->sizes, kept);
    svod_str text = choose(r, r->sizes, kept, chosen);
    if (chosen && chosen->unit.n) attribute(r, SVOD_STR("size_system"), chosen->unit);
    if (!text.n) {
        o->size = svod_size_in_name(o->name);
        if (!o->size.n) o->size = size_in_id(o);
    } else if (is_simple(text)) {
        o->size = text;
    } else {
        o->sizes_text = text;
    }
}

/* One colour, without any of the signs that could separate several. */
static bool is_one(svod_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ',' || c == ';' || c == '/' || c == '|' || c == '[' || c == '\n') return false;
    }
    return true;
}

static void colours(reading *r)
{
    candidate *chosen = best(r->colours, r->colours_n);
    svod_str text = choose(r, r->colours, r->colours_n, chosen);
    if (is_one(text))
        r->offer.colour = text;
    else
        r->offer.colours_text = text;
}

/* ---- elements ---- */

static void take_first(reading *r, const svod_xml_node *node, int code)
{
    bool html = code == YML_DESCRIPTION || code == YML_DESCRIPTION_OTHER; /* the host makes plain text of it */
    svod_str text = svod_kit_trim(html && node->children ? node->inner : text_of(r, node));
    if (!text.n) return;
    if (!r->first[code].text.n)
        r->first[code] = (given){node->name, text, false};
    else
        attribute(r, node->name, text);
}

static void outlet(reading *r, const svod_xml_node *node)
{
    static const svod_str counts[] = {{"instock", 7}, {"stockCount", 10}, {"stock", 5}, {"quantity", 8}};
    svod_str text = {NULL, 0};
    for (size_t i = 0; i < sizeof counts / sizeof *counts && !text.n; i++)
        text = svod_xml_attribute_of(r->record, node, counts[i]);
    int64_t units = 0;
    if (text.n && svod_read_quantity(text, &units) && units >= 0 && units < INT32_MAX)
        r->outlet_stock = (r->outlet_stock > 0 ? r->outlet_stock : 0) + units;
    int yes = svod_read_yes(svod_xml_attribute_of(r->record, node, SVOD_STR("available")));
    if (yes > r->outlet_available) r->outlet_available = yes;
}

/* Names of the elements above `node` and its own: "extprops/season". */
static svod_str path_of(reading *r, const svod_xml_node *node)
{
    svod_str path = node->name;
    for (uint32_t up = node->parent; up; up = r->record->nodes[up].parent)
        path = joined(r, r->record->nodes[up].name, path, SVOD_STR("/"));
    return path;
}

/* An element we know no field for: its text, or its attributes as "cost=300, days=1". */
static void other(reading *r, const svod_xml_node *node)
{
    svod_str text = svod_kit_trim(node->text);
    for (uint32_t i = 0; i < node->attributes_n && !node->text.n; i++) {
        const svod_xml_attribute *a = &r->record->attributes[node->attributes + i];
        text = joined(r, text, joined(r, a->name, a->value, SVOD_STR("=")), SVOD_STR(", "));
    }
    if (text.n) attribute(r, node->depth > 1 ? path_of(r, node) : node->name, text);
}

static void child(reading *r, const svod_xml_node *node)
{
    switch (node->code) {
    case YML_PARAM:
        param_node(r, node);
        break;
    case YML_PICTURE:
        svod_gather_picture(&r->more, svod_kit_trim(node->text));
        break;
    case YML_PICTURES:
        if (!node->children) svod_gather_picture(&r->more, svod_kit_trim(node->text));
        break;
    case YML_PARAMS:
    case YML_OUTLETS:
        break;
    case YML_OUTLET:
        if (node->text.n)
            take_first(r, node, YML_AVAILABLE);
        else
            outlet(r, node);
        break;
    case YML_SIZE:
        if (r->sizes_n < YML_CANDIDATES_CAP && node->text.n)
            r->sizes[r->sizes_n++] =
                (candidate){node->name, svod_kit_trim(node->text),
                            svod_kit_trim(svod_xml_attribute_of(r->record, node, SVOD_STR("name"))), 100};
        break;
    case YML_COLOUR:
        if (r->colours_n < YML_CANDIDATES_CAP && node->text.n)
            r->colours[r->colours_n++] = (candidate){node->name, svod_kit_trim(node->text), {NULL, 0}, 100};
        break;
    case YML_NONE:
        other(r, node);
        break;
    default:
        take_first(r, node, node->code);
    }
}

/* An element deeper in the record: what it means depends on what it is in. */
static void grandchild(reading *r, const svod_xml_node *node)
{
    switch (r->record->nodes[node->parent].code) {
    case YML_PICTURES:
        svod_gather_picture(&r->more, svod_kit_trim(node->text));
        break;
    case YML_PARAMS:
        param_node(r, node);
        break;
    case YML_OUTLETS:
        outlet(r, node);
        break;
    case YML_NONE:
        if (node->code == YML_PRICE_CITY)
            take_first(r, node, YML_PRICE_CITY);
        else
            other(r, node);
        break;
    default: /* markup within a text, a param in elements: taken with it */
        break;
    }
}

/* ---- fields ---- */

/* The first of `codes` that was given; marks it as used. */
static svod_str take(reading *r, const int *codes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        given *g = &r->first[codes[i]];
        if (!g->text.n) continue;
        g->used = true;
        return g->text;
    }
    return (svod_str){NULL, 0};
}
#define TAKE(r, ...) take(r, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void names(reading *r)
{
    svod_offer *o = &r->offer;
    o->brand = TAKE(r, YML_BRAND, YML_BRAND_OTHER, PARAM_BRAND);
    o->name = TAKE(r, YML_NAME, YML_TITLE, YML_NAME_RU);
    if (!o->name.n && (r->first[YML_MODEL].text.n || r->first[YML_TYPE_PREFIX].text.n)) {
        svod_str prefix = TAKE(r, YML_TYPE_PREFIX), model = TAKE(r, YML_MODEL);
        svod_str parts[3] = {prefix, o->brand, model};
        o->name = svod_kit_join(r->y->host->step, parts, 3, SVOD_STR(" "));
        if (!o->name.p) r->more.no_memory = true;
    }
    if (!o->name.n) o->name = TAKE(r, YML_NAME_OTHER);
    o->article = TAKE(r, YML_ARTICLE, YML_ARTICLE_OTHER, PARAM_ARTICLE, YML_CODE);
    o->description = TAKE(r, YML_DESCRIPTION, YML_DESCRIPTION_OTHER);
    o->url = TAKE(r, YML_URL);
    o->barcode = TAKE(r, YML_BARCODE, PARAM_BARCODE);
}

static void identity(reading *r)
{
    svod_offer *o = &r->offer;
    const svod_xml_node *root = r->record->nodes;
    svod_str sku = svod_kit_trim(svod_xml_attribute_of(r->record, root, SVOD_STR("sku")));
    o->source_id = svod_kit_trim(svod_xml_attribute_of(r->record, root, SVOD_STR("id")));
    if (!o->source_id.n) o->source_id = sku;
    if (!o->source_id.n) o->source_id = TAKE(r, YML_ID);
    if (!o->article.n) o->article = sku;
    o->item = svod_kit_trim(svod_xml_attribute_of(r->record, root, SVOD_STR("group_id")));
    if (!o->item.n) o->item = TAKE(r, YML_GROUP);
    for (uint32_t i = 0; i < root->attributes_n; i++) {
        static const svod_str known[] = {{"id", 2}, {"sku", 3}, {"group_id", 8}, {"available", 9}};
        const svod_xml_attribute *a = &r->record->attributes[root->attributes + i];
        bool ours = false;
        for (size_t k = 0; k < sizeof known / sizeof *known && !ours; k++) ours = svod_kit_eq(a->name, known[k]);
        if (!ours) attribute(r, a->name, svod_kit_trim(a->value));
    }
}

/* The element a profile named. */
static svod_str named(reading *r, svod_str name)
{
    for (size_t i = 1; i < r->record->n; i++)
        if (svod_kit_eq_nocase(r->record->nodes[i].name, name)) return svod_kit_trim(r->record->nodes[i].text);
    return (svod_str){NULL, 0};
}

/* <priceRUAH>: the currency is part of the name. */
static svod_str currency_of_name(svod_str name)
{
    if (name.n < 8) return (svod_str){NULL, 0};
    svod_str code = {name.p + name.n - 3, 3};
    for (size_t i = 0; i < 3; i++)
        if (code.p[i] < 'A' || code.p[i] > 'Z') return (svod_str){NULL, 0};
    return svod_currency_iso(code);
}

static void prices(reading *r)
{
    svod_offer *o = &r->offer;
    svod_str text =
        r->y->options.price.n ? named(r, r->y->options.price) : TAKE(r, YML_PRICE, YML_PRICE_OTHER, YML_PRICE_CITY);
    svod_price price;
    svod_host *host = r->y->host;
    o->currency = TAKE(r, YML_CURRENCY);
    if (text.n && !svod_read_price(text, o->currency, &price)) {
        text = svod_kit_shown(text);
        host->diag(host, SVOD_WARNING, "yml.price-unreadable", &r->at, "no price can be read from \"%.*s\"", SVOD_FMT(text));
    } else if (text.n) {
        o->price = price.value;
        if (!o->currency.n) o->currency = price.currency;
        text = svod_kit_shown(text);
        if (price.several)
            host->diag(host, SVOD_WARNING, "yml.price-several", &r->at, "\"%.*s\" holds several prices; the first is taken",
                       SVOD_FMT(text));
    }
    if (!o->currency.n) o->currency = currency_of_name(r->first[YML_PRICE].name);
    if (!o->currency.n) o->currency = r->y->currency;
    text = TAKE(r, YML_OLD_PRICE);
    if (text.n && svod_read_price(text, o->currency, &price) && price.value > 0) o->old_price = price.value;
    text = TAKE(r, YML_RRP);
    if (text.n && svod_read_price(text, o->currency, &price) && price.value > 0) o->rrp = price.value;
}

static void stock(reading *r)
{
    svod_offer *o = &r->offer;
    int available = -1;
    int64_t units = -1;
    svod_str text = TAKE(r, YML_STOCK);
    if (text.n && svod_read_stock(text, &available, &units)) o->stock = units;
    if (o->stock < 0) o->stock = r->outlet_stock;
    svod_str word = svod_kit_trim(svod_xml_attribute_of(r->record, r->record->nodes, SVOD_STR("available")));
    if (!word.n) word = TAKE(r, YML_AVAILABLE);
    if (word.n) {
        o->available = svod_read_yes(word);
        int said = -1;
        if (o->available < 0 && svod_read_stock(word, &said, &units)) o->available = said;
    }
    if (o->available < 0) o->available = r->outlet_available;
    if (o->available < 0) o->available = available;
    if (o->available < 0 && o->stock >= 0) o->available = o->stock > 0;
}

/* A whole number of at least 1 from one element, else 1. */
static int64_t quantity(svod_str text)
{
    int64_t n = 0;
    return text.n && svod_read_quantity(text, &n) && n >= 1 ? n : 1;
}

static void packs(reading *r)
{
    svod_offer *o = &r->offer;
    o->step_quantity = quantity(TAKE(r, YML_QUANTUM, YML_STEP));
    o->min_quantity = quantity(TAKE(r, YML_MIN));
    svod_dec weight;
    svod_str text = TAKE(r, YML_WEIGHT);
    if (text.n && svod_read_weight(text, SVOD_STR("кг"), &weight) && weight > 0) o->weight = weight;
}

static void category(reading *r)
{
    svod_str id = TAKE(r, YML_CATEGORY_ID), name = TAKE(r, YML_CATEGORY);
    svod_offer *o = &r->offer;
    if (id.n && svod_tree_path(r->y->categories, yml_plain_id(id), r->y->host->step, &o->category)) return;
    svod_str *one = name.n || id.n ? svod_arena_alloc(r->y->host->step, sizeof *one) : NULL;
    if (!one) {
        r->more.no_memory = r->more.no_memory || name.n || id.n;
        return;
    }
    *one = name.n ? name : id;
    o->category = (svod_strs){one, 1};
}

svod_status yml_offer(yml *y, const svod_xml_piece *piece, const svod_xml_record *record, svod_error *e)
{
    reading r;
    r.y = y;
    r.record = record;
    r.at = (svod_at){.line = piece->line};
    memset(r.first, 0, sizeof r.first);
    r.more = (svod_gather){.arena = y->host->step, .attributes_cap = YML_PARAMS_CAP, .pictures_cap = YML_PICTURES_CAP};
    r.sizes_n = r.colours_n = 0;
    r.outlet_stock = r.outlet_available = -1;
    svod_offer_clear(&r.offer);
    for (size_t i = 1; i < record->n; i++) {
        const svod_xml_node *node = &record->nodes[i];
        if (node->depth == 1)
            child(&r, node);
        else
            grandchild(&r, node);
    }
    names(&r);
    identity(&r);
    prices(&r);
    stock(&r);
    packs(&r);
    category(&r);
    sizes(&r);
    colours(&r);
    for (int code = 1; code < CODES; code++) {
        const given *g = &r.first[code];
        if (g->text.n && !g->used) attribute(&r, g->name, g->text);
    }
    if (r.more.no_memory) return svod_no_memory(e);
    if (r.more.too_many) {
        svod_str id = svod_kit_shown(r.offer.source_id);
        y->host->diag(y->host, SVOD_WARNING, "yml.too-many", &r.at,
                      "offer \"%.*s\" has more pictures or properties than an offer may have; the rest is left out",
                      SVOD_FMT(id));
    }
    svod_gather_give(&r.more, &r.offer);
    r.offer.at = r.at;
    return y->host->emit(y->host, &r.offer, e);
}
