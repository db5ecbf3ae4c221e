/* The fields of one offer of JSON: ids, names, pictures, categories, sizes and colours; the rest as attributes. */
#include "json.h"

#include "kit/text.h"

#include <string.h>

enum { PATH_CAP = 32, SURE = 60, SURER = 80 };

/* ---- pictures ---- */

static void picture(json_making *m, svod_str address)
{
    svod_gather_picture(&m->more, svod_kit_trim(address));
}

/* One address, or several with "; ", ", " or line breaks between them. */
static void addresses(json_making *m, svod_str text)
{
    while (text.n) {
        size_t i = 0, skip = 1;
        for (; i < text.n; i++) {
            char c = text.p[i];
            bool spaced = i + 1 < text.n && text.p[i + 1] == ' ';
            bool address = i + 5 < text.n && memcmp(text.p + i + 1, "http", 4) == 0;
            if (c == '\n' || c == '|' || ((c == ';' || c == ',') && (spaced || address))) break;
        }
        picture(m, (svod_str){text.p, i});
        if (i + skip > text.n) return;
        text = (svod_str){text.p + i + skip, text.n - i - skip};
    }
}

/* The widest of the sizes a picture is kept in. */
static const json_t *widest(const json_t *sizes)
{
    const json_t *best = NULL;
    svod_str width = {"", 0};
    for (size_t i = 0; i < json_array_size(sizes); i++) {
        const json_t *one = json_array_get(sizes, i), *value = json_object_get(one, "width");
        svod_str text = {json_string_value(value), json_string_length(value)};
        bool wider = text.n > width.n || (text.n == width.n && text.n && memcmp(text.p, width.p, text.n) > 0);
        if (best && !wider) continue;
        best = one;
        width = text;
    }
    return best;
}

static void pictures(json_making *m, const json_t *value, int depth)
{
    static const char *const keys[] = {"src",     "original_url", "url",        "contentUrl", "large_url", "downloadUrl",
                                       "showUrl", "link",         "orig_photo", "original",   "href",      "image"};
    if (depth > 3) return;
    if (json_is_string(value)) addresses(m, (svod_str){json_string_value(value), json_string_length(value)});
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        pictures(m, json_array_get(value, i), depth + 1);
    if (!json_is_object(value)) return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *found = json_member(value, keys[i]);
        if (!found) continue;
        pictures(m, found, depth + 1);
        return;
    }
    pictures(m, widest(json_object_get(value, "sizes")), depth + 1);
}

/* The list as it is, with the main picture before it, which may also stand in it. */
static void all_pictures(json_making *m)
{
    svod_gather *g = &m->more;
    pictures(m, m->values[JSON_CODE_PICTURES], 0);
    if (!g->pictures_n) {
        pictures(m, m->values[m->values[JSON_CODE_PICTURE] ? JSON_CODE_PICTURE : JSON_CODE_PICTURES_OTHER], 0);
        return;
    }
    size_t listed = g->pictures_n;
    pictures(m, m->values[JSON_CODE_PICTURE], 0);
    if (g->pictures_n == listed || g->too_many) return;
    svod_str first = g->pictures[listed];
    g->pictures_n = listed + 1;
    size_t at = 0;
    while (at < listed && !svod_kit_eq(g->pictures[at], first)) at++;
    if (at < listed) g->pictures_n = listed;
    memmove(g->pictures + 1, g->pictures, at * sizeof *g->pictures);
    g->pictures[0] = first;
}

/* ---- categories ---- */

/* "Socks &amp; more": WordPress writes names as HTML. */
static svod_str unescaped(json_making *m, svod_str text)
{
    const char *sign = text.n ? memchr(text.p, '&', text.n) : NULL;
    if (!sign || !memchr(sign, ';', (size_t)(text.p + text.n - sign))) return text;
    text = svod_plain_text(m->more.arena, text);
    if (!text.p) m->more.no_memory = true;
    return text;
}

static svod_str separator(svod_str text)
{
    return svod_kit_has(text, ">")     ? SVOD_STR(">")
           : svod_kit_has(text, " / ") ? SVOD_STR(" / ")
           : svod_kit_has(text, "|")   ? SVOD_STR("|")
                                       : SVOD_STR("\n");
}

static void path(json_making *m, svod_str text)
{
    svod_str *v = svod_arena_alloc(m->more.arena, PATH_CAP * sizeof *v), by = separator(text);
    size_t n = 0;
    if (!v) {
        m->more.no_memory = true;
        return;
    }
    while (text.n && n < PATH_CAP) {
        const char *end = memmem(text.p, text.n, by.p, by.n);
        size_t length = end ? (size_t)(end - text.p) : text.n;
        svod_str name = unescaped(m, svod_kit_trim((svod_str){text.p, length}));
        if (name.n) v[n++] = name;
        length += end ? by.n : 0;
        text = (svod_str){text.p + length, text.n - length};
    }
    m->offer.category = (svod_strs){v, n};
}

static bool is_number(svod_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9') return false;
    return text.n > 0;
}

/* A list of names from the root down, one name, or an object that says what it is in. */
static void category_path(json_making *m, const json_t *value)
{
    static const char *const above[] = {"section", "parent", "parent_category"};
    svod_str *v = svod_arena_alloc(m->more.arena, PATH_CAP * sizeof *v);
    size_t n = 0;
    if (!v) {
        m->more.no_memory = true;
        return;
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value) && n < PATH_CAP; i++) {
        svod_str name = unescaped(m, json_text_in(m, json_array_get(value, i)));
        if (name.n) v[n++] = name;
    }
    for (size_t i = 0; json_is_object(value) && i < sizeof above / sizeof *above; i++) {
        svod_str name = json_text_in(m, json_member(value, above[i]));
        if (name.n && !n) v[n++] = name;
    }
    svod_str own = json_is_array(value) ? (svod_str){NULL, 0} : json_text_in(m, value);
    if (own.n && (n || !json_is_string(value))) v[n++] = own;
    m->offer.category = (svod_strs){v, n};
    if (n || !own.n) return;
    if (is_number(own))
        svod_gather_attribute(&m->more, m->names[JSON_CODE_CATEGORY], own);
    else
        path(m, own);
}

/* Several categories: the first is the category. */
static void categories(json_making *m)
{
    const json_t *list = m->values[JSON_CODE_CATEGORIES];
    if (m->values[JSON_CODE_CATEGORY]) category_path(m, m->values[JSON_CODE_CATEGORY]);
    svod_str all = json_text_in(m, list);
    svod_str first = json_is_array(list) ? json_text_in(m, json_array_get(list, 0)) : all;
    const char *semicolon = json_is_string(list) && all.n ? memchr(all.p, ';', all.n) : NULL;
    if (semicolon) first.n = (size_t)(semicolon - first.p);
    bool used = !m->offer.category.n && first.n && !is_number(first);
    if (used) path(m, first);
    if (!used || !svod_kit_eq(first, all)) svod_gather_attribute(&m->more, m->names[JSON_CODE_CATEGORIES], all);
    svod_str kind = json_text_of(m, JSON_CODE_TYPE_OF_GOODS);
    if (m->offer.category.n)
        svod_gather_attribute(&m->more, m->names[JSON_CODE_TYPE_OF_GOODS], kind);
    else
        path(m, kind);
}

/* ---- sizes, colours and other properties by name ---- */

/* A list as the grammar of sizes reads it with each element one size: ['42-44', '46-48']. */
static svod_str as_list(json_making *m, const json_t *value)
{
    svod_str list = {NULL, 0}, quote = SVOD_STR("'");
    if (!json_is_array(value)) return json_text_in(m, value);
    if (json_array_size(value) == 1) return json_text_in(m, json_array_get(value, 0));
    for (size_t i = 0; i < json_array_size(value); i++) {
        svod_str one = json_text_in(m, json_array_get(value, i));
        if (!one.n || memchr(one.p, '\'', one.n)) continue;
        svod_str quoted[2] = {svod_gather_join(&m->more, quote, one, SVOD_STR("")), quote};
        list =
            svod_gather_join(&m->more, list, svod_gather_join(&m->more, quoted[0], quoted[1], SVOD_STR("")), SVOD_STR(", "));
    }
    list = svod_gather_join(&m->more, SVOD_STR("["), list, SVOD_STR(""));
    return svod_gather_join(&m->more, list, SVOD_STR("]"), SVOD_STR(""));
}

static bool all_sizes(json_making *m, svod_str text)
{
    svod_sizes sizes = {0};
    if (!svod_read_sizes(m->more.arena, text, m->j->host->sizes, &sizes)) {
        m->more.no_memory = true;
        return false;
    }
    for (size_t i = 0; i < sizes.n; i++)
        if (!svod_is_size(sizes.cells[i].size)) return false;
    return sizes.n > 0;
}

/* A property: the size, the colour or the brand when its name says so, else an attribute. `own`: it tells this offer from
 * its product's others. */
static void param_text(json_making *m, svod_str name, svod_str text, const json_t *list, bool own)
{
    int confidence = 0;
    svod_offer *o = &m->offer;
    svod_field field = name.n ? svod_field_of(name, (svod_str){NULL, 0}, &confidence) : SVOD_FIELD_NONE;
    bool single = own || json_array_size(list) < 2;
    if (!text.n || svod_kit_eq(text, SVOD_STR("Default Title"))) return;
    if (field == SVOD_FIELD_SIZE && confidence >= SURE && !o->size.n && !o->sizes_text.n) {
        svod_str sizes = own || !list ? text : as_list(m, list);
        if (all_sizes(m, sizes) || (own && svod_is_size(text))) {
            *(own ? &o->size : &o->sizes_text) = sizes;
            return;
        }
    }
    if (field == SVOD_FIELD_COLOUR && confidence >= SURE && !o->colour.n && !o->colours_text.n) {
        *(single ? &o->colour : &o->colours_text) = text;
        return;
    }
    if (field == SVOD_FIELD_BRAND && confidence >= SURER && !o->brand.n)
        o->brand = text;
    else if (field == SVOD_FIELD_BARCODE && confidence >= SURER && !o->barcode.n && single)
        o->barcode = text;
    else
        svod_gather_attribute(&m->more, name, text);
}

static void param(json_making *m, svod_str name, const json_t *value, bool own)
{
    param_text(m, name, json_text_in(m, value), json_is_array(value) ? value : NULL, own);
}

/* The name behind {"property_id": 7} in a list of the owner's: [{"id": 7, "title": "Состав"}]. */
static svod_str name_by_id(json_making *m, const json_params *params, const json_t *one)
{
    static const char *const refs[][2] = {{"option_name_id", "option_names"}, {"property_id", "properties"}};
    for (size_t r = 0; r < 2; r++) {
        const json_t *id = json_member(one, refs[r][0]);
        const json_t *lists[2] = {json_object_get(params->owner, refs[r][1]),
                                  r == 0 ? m->values[JSON_CODE_OPTION_NAMES] : NULL};
        for (size_t l = 0; id && l < 2; l++)
            for (size_t i = 0; i < json_array_size(lists[l]); i++) {
                const json_t *known = json_array_get(lists[l], i);
                if (json_equal(json_object_get(known, "id"), id)) return json_text_in(m, json_object_get(known, "title"));
            }
    }
    return (svod_str){NULL, 0};
}

static void one_param(json_making *m, const json_params *params, const json_t *one)
{
    static const char *const names[] = {"name", "attribute_name", "key", "option_name", "title", "label"};
    static const char *const values[] = {"value", "option", "options", "terms", "values", "title"};
    const json_t *value = NULL;
    svod_str name = name_by_id(m, params, one);
    bool named = name.n > 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && !name.n; i++) name = json_text_in(m, json_member(one, names[i]));
    /* A title is a value only where the name came from elsewhere. */
    for (size_t i = 0; i < sizeof values / sizeof *values - !named && !value; i++) value = json_member(one, values[i]);
    const json_t *varies = json_object_get(one, "variation");
    if (!varies) varies = json_object_get(one, "has_variations");
    if (m->variant && !params->own && json_is_true(varies)) return; /* what the variants choose from */
    param(m, name, value, m->variant && params->own);
}

/* "Veličina: 24m; Цвет: белый" */
static void params_in_text(json_making *m, const json_params *params, svod_str key)
{
    svod_str text = json_text_in(m, params->list);
    if (!svod_kit_has(text, ":")) {
        svod_gather_attribute(&m->more, key, text);
        return;
    }
    while (text.n) {
        const char *end = memchr(text.p, ';', text.n);
        svod_str part = {text.p, end ? (size_t)(end - text.p) : text.n};
        const char *colon = part.n ? memchr(part.p, ':', part.n) : NULL;
        text = (svod_str){text.p + part.n + (end != NULL), text.n - part.n - (end != NULL)};
        if (!colon) continue;
        svod_str value = svod_kit_trim((svod_str){colon + 1, (size_t)(part.p + part.n - colon) - 1});
        svod_str name = svod_kit_trim((svod_str){part.p, (size_t)(colon - part.p)});
        param_text(m, name, value, NULL, m->variant && params->own);
    }
}

static void all_params(json_making *m, bool own)
{
    for (size_t p = 0; p < m->params_n; p++) {
        const json_params *params = &m->params[p];
        if (params->own != own) continue;
        if (json_is_string(params->list)) params_in_text(m, params, SVOD_STR("attributes"));
        for (size_t i = 0; json_is_array(params->list) && i < json_array_size(params->list); i++) {
            const json_t *one = json_array_get(params->list, i);
            if (json_is_object(one)) one_param(m, params, one);
        }
        if (!json_is_object(params->list)) continue;
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)(uintptr_t)params->list, key, value)
        {
            param(m, (svod_str){key, strlen(key)}, value, m->variant && own);
        }
    }
}

/* Shopify: option1 … option3 of a variant, their names in the product's options. */
static void options(json_making *m)
{
    const json_t *list = m->values[JSON_CODE_OPTIONS];
    bool chosen = false;
    for (int i = 0; i < 3; i++) {
        const json_t *value = m->values[JSON_CODE_OPTION1 + i], *of = json_array_get(list, (size_t)i);
        if (!value) continue;
        chosen = true;
        svod_str name = json_is_object(of) ? json_text_in(m, json_member(of, "name")) : json_text_in(m, of);
        if (!name.n) name = m->names[JSON_CODE_OPTION1 + i];
        param(m, name, value, true);
    }
    for (size_t i = 0; !chosen && !m->variant && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i), *values = json_member(one, "values");
        svod_str name = json_text_in(m, json_member(one, "name"));
        if (name.n && values) param(m, name, values, false);
    }
}

static void variant(json_making *m)
{
    svod_offer *o = &m->offer;
    const json_t *size = m->values[JSON_CODE_SIZE], *colour = m->values[JSON_CODE_COLOUR];
    if (!size) size = m->values[JSON_CODE_SIZES];
    if (!colour) colour = m->values[JSON_CODE_COLOURS];
    svod_str sizes = as_list(m, size), colours = json_text_in(m, colour);
    bool single = m->variant && !json_is_array(size);
    *(single ? &o->size : &o->sizes_text) = sizes;
    single = m->variant || (json_is_array(colour) && json_array_size(colour) == 1);
    *(single ? &o->colour : &o->colours_text) = colours;
    if (m->size.n) {
        o->size = m->size;
        o->sizes_text = (svod_str){NULL, 0};
    }
    if (m->colour.n) {
        o->colour = m->colour;
        o->colours_text = (svod_str){NULL, 0};
    }
    options(m);
    all_params(m, true);
    all_params(m, false);
    if (!o->size.n && !o->sizes_text.n) o->size = svod_size_in_name(o->name);
}

/* ---- the rest ---- */

/* The row and the tiers as `svod` writes them. */
static void row_and_tiers(json_making *m)
{
    const json_t *row = m->values[JSON_CODE_ROW], *tiers = m->values[JSON_CODE_TIERS];
    size_t n = json_is_array(row) ? json_array_size(row) : 0, tiers_n = json_is_array(tiers) ? json_array_size(tiers) : 0;
    svod_row_cell *cells = svod_arena_alloc(m->more.arena, (n + 1) * sizeof *cells);
    svod_price_tier *v = svod_arena_alloc(m->more.arena, (tiers_n + 1) * sizeof *v);
    if (!cells || !v) {
        m->more.no_memory = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(row, i);
        cells[i] = (svod_row_cell){json_text_in(m, json_object_get(one, "size")), 0};
        if (!svod_read_quantity(json_text_in(m, json_object_get(one, "count")), &cells[i].count)) cells[i].count = 0;
    }
    m->offer.row = n ? cells : NULL;
    m->offer.row_n = n;
    for (size_t i = 0; i < tiers_n; i++) {
        const json_t *one = json_array_get(tiers, i), *amount = json_member(one, "from_amount");
        svod_price_tier tier = {.kind = amount ? SVOD_TIER_AMOUNT : SVOD_TIER_QUANTITY};
        svod_price read;
        svod_str from = json_text_in(m, amount ? amount : json_member(one, "from_quantity"));
        if (!svod_read_decimal(from, &tier.from, NULL)) continue;
        if (!svod_read_price(json_text_in(m, json_member(one, "price")), (svod_str){NULL, 0}, &read)) continue;
        tier.price = read.value;
        v[m->offer.tiers_n++] = tier;
    }
    m->offer.tiers = m->offer.tiers_n ? v : NULL;
    svod_str text = json_is_array(row) ? (svod_str){NULL, 0} : json_text_in(m, row);
    svod_sizes sizes = {0};
    if (text.n && svod_read_row(m->more.arena, text, &sizes)) {
        m->offer.row = sizes.cells;
        m->offer.row_n = sizes.n;
    } else {
        svod_gather_attribute(&m->more, m->names[JSON_CODE_ROW], text);
    }
}

static void quantity(json_making *m, json_code code, int64_t *ret)
{
    int64_t n;
    svod_str text = json_text_of(m, code);
    if (text.n && svod_read_quantity(text, &n) && n >= 1)
        *ret = n;
    else
        svod_gather_attribute(&m->more, m->names[code], text);
}

static void weight(json_making *m)
{
    svod_str grams = json_text_of(m, JSON_CODE_GRAMS), text = json_text_of(m, JSON_CODE_WEIGHT);
    if (grams.n && svod_read_weight(grams, SVOD_STR("g"), &m->offer.weight)) return;
    svod_str unit = json_text_of(m, JSON_CODE_WEIGHT_UNIT);
    if (!text.n || svod_read_weight(text, unit, &m->offer.weight)) return;
    svod_gather_attribute(&m->more, m->names[JSON_CODE_WEIGHT], svod_gather_join(&m->more, text, unit, SVOD_STR(" ")));
}

/* One step into objects: "dimensions/length"; deeper they speak of other things than the goods. */
static void rest(json_making *m)
{
    for (size_t i = 0; i < m->rest_n; i++) {
        const json_rest *r = &m->rest[i];
        bool used = json_is_hidden(r->name);
        for (int code = 0; code < JSON_CODES && !used; code++) used = m->values[code] == r->value; /* named by the profile */
        if (used) continue;
        svod_str text = json_text_in(m, r->value);
        svod_gather_attribute(&m->more, r->name, text);
        if (text.n || !json_is_object(r->value)) continue;
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)(uintptr_t)r->value, key, value)
        {
            svod_str name = {key, strlen(key)};
            bool plain = !json_is_empty(value) && !json_is_object(value) && !json_is_array(value) && !json_is_hidden(name);
            if (plain)
                svod_gather_attribute(&m->more, svod_gather_join(&m->more, r->name, name, SVOD_STR("/")),
                                      json_text_in(m, value));
        }
    }
}

/* A variant without an id of its own is its product, colour and size. */
static void identity(json_making *m)
{
    svod_offer *o = &m->offer;
    o->source_id = json_text_of(m, JSON_CODE_ID);
    o->item = json_text_of(m, JSON_CODE_ITEM);
    o->article = json_text_of(m, JSON_CODE_ARTICLE);
    if (!m->variant) o->offer = json_text_of(m, JSON_CODE_OFFER);
    if (!m->variant || m->own_id) return;
    if (m->own_article) {
        o->source_id = o->article;
    } else if (o->colour.n || o->size.n) {
        svod_str parts[3] = {o->source_id.n ? o->source_id : o->article.n ? o->article : o->name, o->colour, o->size};
        o->source_id = parts[0];
        o->offer = svod_kit_join(m->more.arena, parts, 3, SVOD_STR("/"));
        if (!o->offer.p) m->more.no_memory = true;
    }
}

void json_fields(json_making *m)
{
    svod_offer *o = &m->offer;
    svod_offer_clear(o);
    m->more.attributes_n = m->more.attributes_room = m->more.pictures_n = m->more.pictures_room = 0;
    o->name = unescaped(m, json_text_of(m, JSON_CODE_NAME));
    o->brand = unescaped(m, json_text_of(m, JSON_CODE_BRAND));
    o->description = json_text_of(m, JSON_CODE_DESCRIPTION);
    svod_str brief = json_text_of(m, JSON_CODE_DESCRIPTION_SHORT);
    if (!o->description.n)
        o->description = brief;
    else if (brief.n)
        svod_gather_attribute(&m->more, m->names[JSON_CODE_DESCRIPTION_SHORT], svod_plain_text(m->more.arena, brief));
    o->url = json_text_of(m, JSON_CODE_URL);
    o->barcode = json_text_of(m, JSON_CODE_BARCODE);
    all_pictures(m);
    json_prices(m);
    json_stock(m);
    categories(m);
    variant(m);
    identity(m);
    quantity(m, JSON_CODE_MIN, &o->min_quantity);
    quantity(m, JSON_CODE_STEP, &o->step_quantity);
    weight(m);
    row_and_tiers(m);
    rest(m);
    svod_gather_give(&m->more, o);
    o->at = m->at;
}
