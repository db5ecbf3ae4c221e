/* One element of a JSON catalog taken apart: its keys sorted by meaning, its variants each an offer of its own. */
#include "json.h"

#include "kit/tell.h"
#include "kit/text.h"

#include <string.h>

enum { VARIANT_DEPTH = 3 };

svod_str json_text_in(json_making *m, const json_t *value)
{
    svod_str text;
    if (!json_text(m->more.arena, value, &text)) m->more.no_memory = true;
    return text;
}

svod_str json_text_of(json_making *m, json_code code)
{
    return json_text_in(m, m->values[code]);
}

/* ---- collecting ---- */

static void put_rest(json_making *m, svod_str name, const json_t *value)
{
    for (size_t i = 0; i < m->rest_n; i++)
        if (svod_kit_eq(m->rest[i].name, name)) {
            m->rest[i].value = value;
            return;
        }
    void *v = m->rest;
    if (!svod_gather_room(&m->more, &v, m->rest_n, &m->rest_room, sizeof *m->rest, JSON_REST_CAP)) return;
    m->rest = v;
    m->rest[m->rest_n++] = (json_rest){name, value};
}

static const json_column *column_of(const json_parser *j, json_code code)
{
    for (size_t i = 0; i < j->columns_n; i++)
        if (j->columns[i].code == code) return &j->columns[i];
    return NULL;
}

static bool is_price(json_code code)
{
    return code >= JSON_CODE_PRICE && code <= JSON_CODE_PRICES && code != JSON_CODE_RRP;
}

static bool is_stock(json_code code)
{
    return code >= JSON_CODE_AVAILABLE && code <= JSON_CODE_STOCK;
}

/* What a variant says of its price or stock, be it nothing, replaces all its product said of them. */
static void forget_of_product(json_making *m, const json_t *object)
{
    bool price = false, stock = false;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        json_code code = json_code_of((svod_str){key, strlen(key)});
        price |= is_price(code);
        stock |= is_stock(code);
    }
    for (int code = 0; code < JSON_CODES; code++)
        if ((price && is_price((json_code)code)) || (stock && is_stock((json_code)code))) m->values[code] = NULL;
}

/* A variant's own name is its name when it says the product's too; else it only names the variant. */
static void name_of_variant(json_making *m, svod_str key, const json_t *value)
{
    svod_str name = json_text_in(m, value), product = json_text_of(m, JSON_CODE_NAME);
    if (!product.n || (name.n >= product.n && memmem(name.p, name.n, product.p, product.n))) {
        m->values[JSON_CODE_NAME] = value;
        return;
    }
    bool said = svod_kit_eq(name, m->size) || svod_kit_eq(name, m->colour);
    if (said || svod_kit_eq(name, SVOD_STR("Default Title"))) return;
    if (!m->size.n && svod_is_size(name))
        m->size = name;
    else
        put_rest(m, key, value);
}

static void take_params(json_making *m, const json_t *owner, const json_t *value)
{
    if (m->params_n == sizeof m->params / sizeof *m->params) return;
    m->params[m->params_n++] = (json_params){value, owner, m->variant};
}

/* The members of `object` by their meaning; `seen` tells which meanings it gave itself already. */
static void take_member(json_making *m, const json_t *object, svod_str key, const json_t *value, bool *seen)
{
    json_code code = json_code_of(key);
    if (code == JSON_CODE_MANAGED) m->untracked = json_is_null(value);
    if (code == JSON_CODE_IGNORED || json_is_empty(value)) return;
    if (code == JSON_CODE_PARAMS) {
        take_params(m, object, value);
    } else if (m->variant && code == JSON_CODE_ITEM && m->values[code]) {
        return; /* its product is known */
    } else if (code == JSON_CODE_NONE || seen[code] || column_of(m->j, code)) {
        put_rest(m, key, value);
    } else if (code == JSON_CODE_NAME && m->variant) {
        name_of_variant(m, key, value);
    } else {
        seen[code] = true;
        m->values[code] = value;
        m->names[code] = key;
        m->own_id |= m->variant && code == JSON_CODE_ID;
        m->own_article |= m->variant && code == JSON_CODE_ARTICLE;
    }
}

/* What the profile says of where fields are. */
static void take_columns(json_making *m, json_t *object)
{
    for (size_t i = 0; i < m->j->columns_n; i++) {
        const json_column *c = &m->j->columns[i];
        json_t *found[64];
        if (c->none) continue;
        size_t n = svod_jsonpath_get(&c->path, object, found, sizeof found / sizeof *found);
        json_t *value = n ? found[0] : NULL;
        if (n > 1) { /* the object keeps what is made here, and frees it */
            char name[24];
            snprintf(name, sizeof name, "_%zu", i);
            value = json_array();
            for (size_t k = 0; value && k < n; k++)
                if (json_array_append(value, found[k]) != 0) m->more.no_memory = true;
            if (!value || json_object_set_new(object, name, value) != 0) {
                m->more.no_memory = true;
                return;
            }
        }
        if (json_is_empty(value)) continue;
        m->values[c->code] = value;
        m->names[c->code] = m->j->options.columns.v[i].name;
        m->own_id |= m->variant && c->code == JSON_CODE_ID;
        m->own_article |= m->variant && c->code == JSON_CODE_ARTICLE;
    }
}

static void collect(json_making *m, json_t *object)
{
    bool seen[JSON_CODES] = {false};
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        take_member(m, object, (svod_str){key, strlen(key)}, value, seen);
    }
    take_columns(m, object);
}

/* A single offer of schema.org adds its price and stock to its product. */
static void merge_offer(json_making *m, json_t *offer)
{
    const json_t *before[JSON_CODES];
    memcpy(before, m->values, sizeof before);
    forget_of_product(m, offer);
    bool variant = m->variant;
    m->variant = false;
    collect(m, offer);
    m->variant = variant;
    static const json_code kept[] = {JSON_CODE_ID,  JSON_CODE_NAME,        JSON_CODE_ARTICLE, JSON_CODE_ITEM,
                                     JSON_CODE_URL, JSON_CODE_DESCRIPTION, JSON_CODE_TYPE};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (before[kept[i]]) m->values[kept[i]] = before[kept[i]];
}

/* ---- variants ---- */

static bool holds_objects(const json_t *list)
{
    return json_is_array(list) && json_is_object(json_array_get(list, 0));
}

/* Offers of schema.org: one is the product's own, several are variants. */
static const json_t *offers_of(json_making *m)
{
    for (int guard = 0; guard < VARIANT_DEPTH; guard++) {
        const json_t *offers = m->values[JSON_CODE_OFFERS];
        m->values[JSON_CODE_OFFERS] = NULL;
        if (json_is_array(offers) && json_array_size(offers) == 1) offers = json_array_get(offers, 0);
        if (!json_is_object(offers)) return holds_objects(offers) ? offers : NULL;
        merge_offer(m, (json_t *)(uintptr_t)offers);
    }
    return NULL;
}

static svod_status expand(json_making *m, int depth, size_t *count, svod_error *e);

static void begin_variant(json_making *c, const json_making *product)
{
    *c = *product;
    c->variant = true;
    c->own_id = c->own_article = false;
    if (!product->values[JSON_CODE_ITEM] || product->variant) c->values[JSON_CODE_ITEM] = product->values[JSON_CODE_ID];
    static const json_code lists[] = {JSON_CODE_VARIANTS, JSON_CODE_OFFERS, JSON_CODE_OFFER};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) c->values[lists[i]] = NULL;
    c->rest = NULL;
    c->rest_room = 0;
    for (size_t i = 0; i < c->params_n; i++) c->params[i].own = false;
    if (!product->rest_n) return;
    c->rest = svod_arena_alloc(c->more.arena, product->rest_n * sizeof *c->rest);
    c->more.no_memory |= !c->rest;
    c->rest_n = c->rest_room = c->rest ? product->rest_n : 0;
    if (c->rest) memcpy(c->rest, product->rest, product->rest_n * sizeof *c->rest);
}

/* The elements of `sizes` or `colours` are called by their size or colour. */
static void called(json_making *c, json_code list, svod_str key, json_t *object)
{
    svod_str *to = list == JSON_CODE_COLOURS ? &c->colour : &c->size;
    json_code own = list == JSON_CODE_COLOURS ? JSON_CODE_COLOUR : JSON_CODE_SIZE;
    if (list != JSON_CODE_SIZES && list != JSON_CODE_COLOURS) return;
    c->values[list] = NULL;
    *to = key;
    if (key.n || !object) return;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        json_code code = json_code_of((svod_str){name, strlen(name)});
        bool says = code == own || (code == JSON_CODE_NAME && !to->n);
        if (says || (!to->n && strcmp(name, "value") == 0)) *to = json_text_in(c, value);
    }
}

static svod_status one_variant(const json_making *m, json_code list, svod_str key, json_t *value, int depth, size_t *count,
                               svod_error *e)
{
    json_making c;
    begin_variant(&c, m);
    called(&c, list, key, json_is_object(value) ? value : NULL);
    svod_str name = json_text_of(&c, JSON_CODE_NAME);
    if (json_is_object(value)) {
        forget_of_product(&c, value);
        collect(&c, value);
        if (list != JSON_CODE_VARIANTS && name.n) c.values[JSON_CODE_NAME] = m->values[JSON_CODE_NAME];
    } else {
        c.values[json_is_boolean(value) ? JSON_CODE_AVAILABLE : JSON_CODE_STOCK] = value;
    }
    if (c.more.no_memory) return svod_no_memory(e);
    return expand(&c, depth + 1, count, e);
}

static svod_status each_variant(const json_making *m, json_code list, const json_t *values, int depth, size_t *count,
                                svod_error *e)
{
    svod_status status = SVOD_OK;
    for (size_t i = 0; json_is_array(values) && i < json_array_size(values) && status == SVOD_OK; i++) {
        json_t *value = json_array_get(values, i);
        if (json_is_object(value)) status = one_variant(m, list, (svod_str){NULL, 0}, value, depth, count, e);
    }
    if (!json_is_object(values)) return status;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)values, key, value)
    {
        if (status == SVOD_OK) status = one_variant(m, list, (svod_str){key, strlen(key)}, value, depth, count, e);
    }
    return status;
}

static bool is_attribute(const json_making *m, svod_str name)
{
    for (size_t i = 0; i < m->more.attributes_n; i++)
        if (svod_kit_eq(m->more.attributes[i].name, name)) return true;
    return false;
}

/* What each key was taken for. */
static void tell(const json_making *m)
{
    const json_parser *j = m->j;
    if (!svod_kit_is_watched(j->host)) return;
    for (int code = 1; code < JSON_CODES; code++) {
        const char *field = json_field_of((json_code)code);
        if (!field || !m->values[code] || !m->names[code].n || is_attribute(m, m->names[code])) continue;
        bool asked = false;
        for (size_t i = 0; i < j->columns_n; i++) asked |= (int)j->columns[i].code == code && !j->columns[i].none;
        svod_kit_tell(j->host, m->names[code], field, asked ? "profile" : "name");
    }
    for (size_t i = 0; i < m->more.attributes_n; i++) svod_kit_tell(j->host, m->more.attributes[i].name, "", "");
}

static svod_status put(json_making *m, size_t *count, svod_error *e)
{
    svod_host *host = m->j->host;
    if (++*count > JSON_VARIANTS_CAP) {
        if (*count == JSON_VARIANTS_CAP + 1)
            host->diag(host, SVOD_ERROR, "json.too-many-variants", &m->at,
                       "this record has more than %d variants; the rest is left out", JSON_VARIANTS_CAP);
        return SVOD_OK;
    }
    json_fields(m);
    if (m->more.no_memory) return svod_no_memory(e);
    if (m->more.too_many) {
        svod_str id = svod_kit_shown(m->offer.source_id);
        host->diag(host, SVOD_WARNING, "json.too-many", &m->at,
                   "offer \"%.*s\" has more pictures or properties than an offer may have; the rest is left out",
                   SVOD_FMT(id));
    }
    tell(m);
    return host->emit(host, &m->offer, e);
}

/* A list that makes variants: of objects, or sizes by name with what there is of each. */
static bool makes_variants(const json_t *list, json_code code)
{
    if (holds_objects(list)) return true;
    return code == JSON_CODE_SIZES && json_is_object(list) && json_object_size(list) > 0;
}

static svod_status expand(json_making *m, int depth, size_t *count, svod_error *e)
{
    static const json_code lists[] = {JSON_CODE_VARIANTS, JSON_CODE_COLOURS, JSON_CODE_SIZES};
    const json_t *offers = offers_of(m);
    for (size_t i = 0; i < sizeof lists / sizeof *lists && depth < VARIANT_DEPTH; i++)
        if (makes_variants(m->values[lists[i]], lists[i]))
            return each_variant(m, lists[i], m->values[lists[i]], depth, count, e);
    if (offers && depth < VARIANT_DEPTH) return each_variant(m, JSON_CODE_VARIANTS, offers, depth, count, e);
    return put(m, count, e);
}

/* {"item": {…}} of a list, {"product": {…}}: the goods are one step further in. */
static json_t *inner(json_t *element)
{
    static const char *const keys[] = {"item", "product", "node"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(element, keys[i]);
        if (json_is_object(value) && json_object_size(value) > 2 && !json_object_get(element, "price")) return value;
    }
    return element;
}

svod_status json_offers(json_parser *j, json_t *element, svod_at at, svod_error *e)
{
    json_making m = {.j = j, .at = at};
    m.more = (svod_gather){.arena = j->host->step, .attributes_cap = JSON_REST_CAP, .pictures_cap = JSON_PICTURES_CAP};
    size_t count = 0;
    collect(&m, inner(element));
    if (m.more.no_memory) return svod_no_memory(e);
    return expand(&m, 0, &count, e);
}
