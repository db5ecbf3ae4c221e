/* YML: the catalog format of Yandex Market, and the dialects that shops and marketplaces made of it.
 *
 * Built as split, hash, parse: kit/xml_scan cuts the text into records, the host says which of them it knows from last time,
 * and the others are read one by one, so that a broken offer costs one offer. */
#include "yml.h"

#include "kit/text.h"

#include <stdio.h>
#include <string.h>

static const svod_str sides[] = {{"category", 8}, {"currency", 8}};

/* Roots and lists that make the text ours, and how sure they make it. */
static const struct {
    const char *sign;
    int bid;
} signs[] = {{"<yml_catalog", 98}, {"<kaspi_catalog", 97}, {"<merchant_offers", 97},
             {"<fm_catalog", 97},  {"<torg_price", 97},    {"<!DOCTYPE yml_catalog", 96},
             {"<offers", 85},      {"<offer ", 80},        {"<items>", 60},
             {"<priceRUAH", 60},   {"<currencies", 60}};
static const char *const others[] = {"<rss", "<feed", "КоммерческаяИнформация", "CommerceInformation", "<html", "<HTML"};

/* The markup of any encoding reads the same once the zero bytes of UTF-16 are gone. */
static int probe(const svod_probe *given)
{
    char plain[4096];
    size_t n = 0;
    for (size_t i = 0; i < given->n && n < sizeof plain; i++)
        if (given->bytes[i]) plain[n++] = given->bytes[i];
    svod_str text = {plain, n};
    size_t begin = 0;
    while (begin < n && plain[begin] != '<') begin++;
    if (begin > 64 || begin == n) return 0;
    for (size_t i = 0; i < 5; i++)
        if (svod_kit_has(text, signs[i].sign)) return signs[i].bid;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (svod_kit_has(text, others[i])) return 0;
    for (size_t i = 5; i < sizeof signs / sizeof *signs; i++)
        if (svod_kit_has(text, signs[i].sign)) return signs[i].bid;
    return svod_kit_has(text, "<shop>") || svod_kit_has(text, "<categories>") ? 50 : 0;
}

static svod_status open_yml(svod_host *host, const void *options, void **ret_state, svod_error *e)
{
    yml *y = svod_arena_alloc(host->memory, sizeof *y);
    if (!y) return svod_no_memory(e);
    *y = (yml){.host = host};
    if (options) y->options = *(const yml_options *)options;
    svod_str record = y->options.record.n ? y->options.record : SVOD_STR("offer");
    y->container = y->options.record.n > 0;
    size_t table = YML_HEADINGS_CAP * sizeof *y->headings;
    y->headings = svod_arena_alloc(host->memory, table);
    y->categories = svod_tree_new(host->memory);
    y->reader = y->headings && y->categories ? svod_xml_reader_new(yml_words) : NULL;
    if (!y->reader) return svod_no_memory(e);
    memset(y->headings, 0, table);
    svod_xml_stream_init(&y->stream, host, record, sides, sizeof sides / sizeof *sides);
    *ret_state = y;
    return SVOD_OK;
}

static void close_yml(void *state)
{
    yml *y = state;
    if (y) svod_xml_reader_free(y->reader);
}

svod_str yml_plain_id(svod_str id)
{
    id = svod_kit_trim(id);
    if (id.n > 2 && memcmp(id.p + id.n - 2, ".0", 2) == 0) id.n -= 2;
    return id;
}

static svod_str first_of(svod_str a, svod_str b)
{
    return a.n ? a : b;
}

/* <category id parentId>name</category>, or with all three as elements of their own. */
static svod_status take_category(yml *y, const svod_xml_record *record, svod_error *e)
{
    const svod_xml_node *root = record->nodes;
    svod_str id = svod_xml_attribute_of(record, root, SVOD_STR("id")),
             parent = svod_xml_attribute_of(record, root, SVOD_STR("parentId"));
    parent = first_of(parent, svod_xml_attribute_of(record, root, SVOD_STR("parent_id")));
    svod_str name = root->text;
    for (size_t i = 1; i < record->n; i++) {
        const svod_xml_node *node = &record->nodes[i];
        if (svod_kit_eq_nocase(node->name, SVOD_STR("id"))) id = first_of(id, node->text);
        if (svod_kit_eq_nocase(node->name, SVOD_STR("parentId"))) parent = first_of(parent, node->text);
        if (node->code == YML_NAME) name = first_of(svod_kit_trim(name), node->text);
    }
    id = yml_plain_id(id);
    if (!id.n) return SVOD_OK;
    if (!svod_tree_add(y->categories, id, yml_plain_id(parent), svod_kit_trim(name))) return svod_no_memory(e);
    return SVOD_OK;
}

static svod_status take_currency(yml *y, const svod_xml_record *record, svod_error *e)
{
    svod_str id = svod_kit_trim(svod_xml_attribute_of(record, record->nodes, SVOD_STR("id")));
    if (!id.n) return SVOD_OK;
    y->currencies++;
    svod_str rate = svod_kit_trim(svod_xml_attribute_of(record, record->nodes, SVOD_STR("rate")));
    bool base =
        svod_kit_eq(rate, SVOD_STR("1")) || svod_kit_eq(rate, SVOD_STR("1.0")) || svod_kit_eq(rate, SVOD_STR("1.00"));
    if (y->currencies > 1 && !base) return SVOD_OK;
    y->currency = svod_arena_dup(y->host->memory, id);
    return y->currency.p ? SVOD_OK : svod_no_memory(e);
}

static svod_status take_side(yml *y, const svod_xml_piece *piece, svod_error *e)
{
    svod_xml_record record;
    y->seed = svod_hash_bytes(piece->bytes.p, piece->bytes.n, y->seed).lo;
    svod_status status = svod_xml_stream_read(&y->stream, y->reader, piece, "yml", &record, e);
    if (status != SVOD_OK) return status == SVOD_FAILED ? SVOD_OK : status;
    if (svod_kit_eq(piece->name, SVOD_STR("currency"))) return take_currency(y, &record, e);
    if (y->records && !y->late_categories) {
        y->late_categories = true;
        svod_at at = svod_xml_stream_at(&y->stream, piece, 0);
        y->host->diag(y->host, SVOD_NOTE, "yml.late-categories", &at,
                      "categories come after offers; the offers before them carry category ids instead of names");
    }
    return take_category(y, &record, e);
}

/* Which element holds a record follows from the first list of them. */
static void take_open(yml *y, const svod_xml_piece *piece)
{
    static const struct {
        svod_str list, record;
    } lists[] = {{{"offers", 6}, {"offer", 5}},
                 {{"items", 5}, {"item", 4}},
                 {{"products", 8}, {"product", 7}},
                 {{"goods", 5}, {"good", 4}}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists && !y->container; i++) {
        if (!svod_kit_eq_nocase(piece->name, lists[i].list)) continue;
        y->container = true;
        y->stream.scan.record = lists[i].record;
    }
}

static svod_status take_record(yml *y, const svod_xml_piece *piece, svod_error *e)
{
    y->records = y->container = true;
    y->broke_off |= piece->cut_off;
    if (y->host->record(y->host, svod_hash_bytes(piece->bytes.p, piece->bytes.n, y->seed))) return SVOD_OK;
    svod_xml_record record;
    svod_status status = svod_xml_stream_read(&y->stream, y->reader, piece, "yml", &record, e);
    if (status != SVOD_OK) return status == SVOD_FAILED ? SVOD_OK : status;
    return yml_offer(y, piece, &record, e);
}

static svod_status finish(yml *y)
{
    svod_at nowhere = {0};
    if (!y->records)
        y->host->diag(y->host, SVOD_WARNING, "yml.no-offers", &nowhere, "no <%.*s> found in the catalog",
                      SVOD_FMT(y->stream.scan.record));
    bool cut = y->records && !y->broke_off && !y->stream.scan.closing;
    if (cut)
        y->host->diag(y->host, SVOD_WARNING, "yml.cut-off", &nowhere,
                      "the catalog ends after an offer, its list is not closed: there may be more of it");
    /* What comes behind the cut in a whole catalog is not known to have vanished. */
    return cut || y->broke_off ? SVOD_STOP : SVOD_END;
}

static svod_status next_step(void *state, svod_error *e)
{
    yml *y = state;
    svod_xml_piece piece;
    svod_status status = svod_xml_stream_next(&y->stream, &piece, e);
    if (status == SVOD_END) return finish(y);
    if (status != SVOD_OK) return status;
    svod_at at;
    switch (piece.kind) {
    case SVOD_XML_RECORD:
        return take_record(y, &piece, e);
    case SVOD_XML_SIDE:
        return take_side(y, &piece, e);
    case SVOD_XML_OPEN:
        take_open(y, &piece);
        break;
    case SVOD_XML_DOCTYPE:
        if (!svod_kit_has(piece.bytes, "<!ENTITY")) break;
        at = svod_xml_stream_at(&y->stream, &piece, 0);
        y->host->diag(y->host, SVOD_WARNING, "yml.entities-ignored", &at,
                      "entities defined in the catalog are not read: a catalog needs none, and they can be used to do harm");
        break;
    case SVOD_XML_TOO_LONG:
        at = svod_xml_stream_at(&y->stream, &piece, 0);
        y->host->diag(y->host, SVOD_ERROR, "yml.record-too-long", &at, "this <%.*s> is longer than %d MiB; left out",
                      SVOD_FMT(piece.name), SVOD_XML_RECORD_CAP >> 20);
        break;
    }
    return SVOD_OK;
}

static const svod_option option_rows[] = {
    {"record", SVOD_OPTION_TEXT, offsetof(yml_options, record), NULL, NULL,
     "the element that holds one offer, when it is not <offer>, <item> or <product>"},
    {"price", SVOD_OPTION_TEXT, offsetof(yml_options, price), NULL, NULL,
     "the element the price is read from, for catalogs with several (optprice, price_promo)"},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const svod_parser svod_parser_yml;
const svod_parser svod_parser_yml = {
    .abi = SVOD_PARSER_ABI,
    .struct_size = sizeof(svod_parser),
    .name = "yml",
    .title = "YML, the catalog format of Yandex Market, and its dialects (Rozetka, Prom, Kaspi …)",
    .flags = SVOD_PARSER_TEXT,
    .options = option_rows,
    .options_size = sizeof(yml_options),
    .probe = probe,
    .open = open_yml,
    .next = next_step,
    .close = close_yml,
};
SVOD_PARSER_EXPORT(yml)
