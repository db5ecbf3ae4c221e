/* json: catalogs as JSON, of shops' interfaces (Shopify, WooCommerce, InSales, VK, Bitrix), of schema.org, of flat objects,
 * and any other with paths in the profile.
 *
 * kit/json_scan cuts the goods out of the text one by one and jansson reads each by itself, so that memory does not grow
 * with the catalog; kit/json_tidy keeps every number as it is written. */
#include "json.h"

#include "kit/text.h"

#include <stddef.h>
#include <string.h>

static bool begins_json(svod_str text)
{
    svod_str s = svod_kit_trim(text);
    if (!s.n || (s.p[0] != '{' && s.p[0] != '[')) return false;
    svod_str rest = svod_kit_trim((svod_str){s.p + 1, s.n - 1});
    if (!rest.n) return false;
    if (s.p[0] == '{') return rest.p[0] == '"' || rest.p[0] == '}';
    return memchr("{[\"]-0123456789tfn", rest.p[0], 18) != NULL;
}

static int probe(const svod_probe *given)
{
    svod_str text = {given->bytes, given->n};
    json_found found;
    if (!begins_json(text)) return 0;
    json_study(text, &found);
    return found.path[0] ? 95 : 40;
}

static svod_status read_columns(json_parser *j, svod_error *e)
{
    const svod_attributes *given = &j->options.columns;
    for (size_t i = 0; i < given->n; i++) {
        svod_str name = given->v[i].name, text = given->v[i].value;
        if (j->columns_n == JSON_COLUMNS_CAP) break;
        json_column *c = &j->columns[j->columns_n++];
        size_t at = 0;
        c->code = json_code_named(name);
        if (c->code == JSON_CODE_NONE)
            return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "json.unknown-field",
                             "columns: there is no field \"%.*s\"; there are: %s", SVOD_FMT(name), json_field_names());
        c->none = svod_kit_eq(text, SVOD_STR("-"));
        if (!c->none && !svod_jsonpath_parse(text, &c->path, &at))
            return svod_fail(
                e, SVOD_EXIT_BAD_SETTINGS, "json.bad-path",
                "columns: %.*s: \"%.*s\" is no path from its character %zu on; a path is written $.prices[0].value",
                SVOD_FMT(name), SVOD_FMT(text), at + 1);
    }
    return SVOD_OK;
}

/* The path to the goods: as the profile says, or found by looking at the beginning. */
static svod_status find_items(json_parser *j, svod_jsonpath *ret, svod_error *e)
{
    size_t at = 0;
    svod_str text = j->options.items;
    json_found found = {.path = ""};
    for (size_t want = SVOD_JSON_WINDOW; !text.n && !found.path[0]; want = JSON_STUDY_CAP) {
        const char *p;
        size_t n;
        svod_status status = j->host->ahead(j->host, want, &p, &n, e);
        if (status != SVOD_OK && status != SVOD_END) return status;
        json_study((svod_str){p, n < want ? n : want}, &found);
        if (n < want || want == JSON_STUDY_CAP) break;
    }
    if (!text.n && !found.path[0] && found.lists[0])
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "json.no-items",
                         "this is JSON, but which part of it lists the goods cannot be told: say it in options, for example "
                         "items: $.data.products[*]; lists in it: %s",
                         found.lists);
    if (!text.n && !found.path[0])
        return svod_fail(
            e, SVOD_EXIT_BAD_INPUT, "json.no-items",
            "this is JSON, but no list of goods was found in it; options can say where it is, for example items: "
            "$.data.products[*]");
    if (!text.n) text = svod_arena_dup(j->host->memory, (svod_str){found.path, strlen(found.path)});
    if (!text.p) return svod_no_memory(e);
    if (!svod_jsonpath_parse(text, ret, &at))
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "json.bad-path",
                         "items: \"%.*s\" is no path from its character %zu on; a path is written $.data.products[*]",
                         SVOD_FMT(text), at + 1);
    j->seed = svod_hash_bytes(text.p, text.n, 0).lo;
    return SVOD_OK;
}

static svod_status open_json(svod_host *host, const void *options, void **ret_state, svod_error *e)
{
    json_parser *j = svod_arena_alloc(host->memory, sizeof *j);
    if (!j) return svod_no_memory(e);
    *j = (json_parser){.host = host};
    if (options) j->options = *(const json_options *)options;
    if (j->options.minor_units < 0 || j->options.minor_units > 4)
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "json.minor-units", "minor_units: is a number from 0 to 4");
    svod_jsonpath path;
    svod_status status = read_columns(j, e);
    if (status == SVOD_OK) status = find_items(j, &path, e);
    if (status != SVOD_OK) return status;
    svod_json_stream_init(&j->stream, host, &path);
    *ret_state = j;
    return SVOD_OK;
}

static void close_json(void *state)
{
    (void)state; /* all of it is in the host's memory */
}

/* "currency": "RUB" beside the list of goods. */
static svod_status take_side(json_parser *j, const svod_json_piece *piece, svod_error *e)
{
    if (json_code_of(piece->key) != JSON_CODE_CURRENCY || piece->bytes.n > 16) return SVOD_OK;
    j->currency = svod_arena_dup(j->host->memory, piece->bytes);
    if (!j->currency.p) return svod_no_memory(e);
    j->seed = svod_hash_bytes(piece->bytes.p, piece->bytes.n, j->seed).lo;
    return SVOD_OK;
}

static void tell_mended(json_parser *j, const svod_json_piece *piece, const svod_json_mended *mended)
{
    svod_host *host = j->host;
    svod_at at = {.line = piece->line};
    if (mended->mended)
        host->diag(host, SVOD_WARNING, "json.record-mended", &at, "what was no JSON in this record was mended in %zu places",
                   mended->mended);
    if (mended->doubled[0])
        host->diag(host, SVOD_WARNING, "json.key-repeated", &at,
                   "the key \"%s\" comes twice in one object; its last value counts", mended->doubled);
}

/* Parts of a linked-data graph that are no products: the shop, its pages, its breadcrumbs. */
static bool is_other_thing(const json_t *element)
{
    static const char *const products[] = {
        "Product", "ProductGroup", "IndividualProduct", "ProductModel", "ListItem", "Offer", "Car", "Book"};
    const json_t *type = json_member(element, "@type");
    if (json_is_array(type)) type = json_array_get(type, 0);
    const char *name = json_string_value(type);
    for (size_t i = 0; name && i < sizeof products / sizeof *products; i++)
        if (strcmp(name, products[i]) == 0) return false;
    return name != NULL;
}

static svod_status take_record(json_parser *j, const svod_json_piece *piece, svod_error *e)
{
    svod_host *host = j->host;
    svod_at at = {.line = piece->line};
    j->records = true;
    j->broke_off |= piece->cut_off;
    if (host->record(host, svod_hash_bytes(piece->bytes.p, piece->bytes.n, j->seed))) return SVOD_OK;
    if (piece->cut_off) {
        host->diag(host, SVOD_ERROR, "json.record-broken", &at, "the source ends in the middle of this record; left out");
        return SVOD_OK;
    }
    svod_json_mended mended;
    json_t *element = NULL;
    svod_status status = svod_json_read(piece->bytes, host->step, &element, &mended, e);
    if (status == SVOD_FAILED) {
        const char *p = piece->bytes.p + mended.at;
        svod_str near = {p, piece->bytes.n - mended.at < 20 ? piece->bytes.n - mended.at : 20};
        while (near.n && near.n == 20 && ((unsigned char)p[near.n] & 0xC0) == 0x80) near.n--;
        host->diag(host, SVOD_ERROR, "json.record-broken", &at, "this record is no JSON near \"%.*s\"; left out",
                   SVOD_FMT(near));
        return SVOD_OK;
    }
    if (status != SVOD_OK) return status;
    tell_mended(j, piece, &mended);
    if (!json_is_object(element))
        host->diag(host, SVOD_WARNING, "json.not-an-object", &at, "this record is no object; left out");
    else if (!is_other_thing(element))
        status = json_offers(j, element, at, e);
    json_decref(element);
    return status;
}

static svod_status finish(json_parser *j)
{
    svod_at nowhere = {0};
    svod_host *host = j->host;
    bool open = j->stream.depth || j->stream.skip || j->stream.pos < j->stream.n;
    if (!j->records && !open)
        host->diag(host, SVOD_WARNING, "json.no-offers", &nowhere, "there is nothing where the goods should be");
    if (open && !j->broke_off)
        host->diag(host, SVOD_WARNING, "json.cut-off", &nowhere, "the source ends before its brackets are closed");
    return open || j->broke_off ? SVOD_STOP : SVOD_END;
}

static svod_status next_step(void *state, svod_error *e)
{
    json_parser *j = state;
    svod_json_piece piece;
    svod_status status = svod_json_stream_next(&j->stream, &piece, e);
    if (status == SVOD_END) return finish(j);
    if (status != SVOD_OK) return status;
    svod_at at = {.line = piece.line};
    switch (piece.kind) {
    case SVOD_JSON_RECORD:
        return take_record(j, &piece, e);
    case SVOD_JSON_SIDE:
        return take_side(j, &piece, e);
    case SVOD_JSON_TOO_LONG:
        j->records = true;
        j->host->diag(j->host, SVOD_ERROR, "json.record-too-long", &at, "this record is longer than %d MiB; left out",
                      SVOD_JSON_RECORD_CAP >> 20);
        return SVOD_OK;
    case SVOD_JSON_BROKEN:
        break;
    }
    j->host->diag(j->host, SVOD_ERROR, "json.broken", &at, "this is no JSON from here on; what comes behind is not read");
    return SVOD_STOP;
}

static const svod_option option_rows[] = {
    {"items", SVOD_OPTION_TEXT, offsetof(json_options, items), NULL, NULL,
     "path to the goods, e.g. $.data.products[*]; left out: found by their shape"},
    {"columns", SVOD_OPTION_MAP, offsetof(json_options, columns), NULL, NULL,
     "where fields are in one of them: field: path, e.g. {price: \"$.prices[0].value\", stock: \"-\"}; \"-\" is nowhere"},
    {"minor_units", SVOD_OPTION_INT, offsetof(json_options, minor_units), "0", NULL,
     "decimals prices are written without: 2 when 12300 means 123.00"},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const svod_parser svod_parser_json;
const svod_parser svod_parser_json = {
    .abi = SVOD_PARSER_ABI,
    .struct_size = sizeof(svod_parser),
    .name = "json",
    .title = "JSON of shops (Shopify, WooCommerce, InSales, VK, Bitrix), of schema.org, and any other by paths",
    .flags = SVOD_PARSER_TEXT,
    .options = option_rows,
    .options_size = sizeof(json_options),
    .probe = probe,
    .open = open_json,
    .next = next_step,
    .close = close_json,
};
SVOD_PARSER_EXPORT(json)
