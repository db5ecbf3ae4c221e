/* CommerceML 2.x and 3.x: what 1C and the shops it exchanges with call a catalog, in one file or in many.
 *
 * Two passes over all files, see commerceml.h. Built on kit/xml like yml: split, hash, parse. */
#include "commerceml.h"

#include "kit/text.h"

static const svod_str sides[] = {{"Ид", 4},       {"Наименование", 24}, {"Справочник", 20},
                                 {"Вариант", 14}, {"ТипЦены", 14},      {"Склад", 10}};

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
    if (svod_kit_has(text, "<КоммерческаяИнформация") || svod_kit_has(text, "urn:1C.ru:commerceml")) return 98;
    if (svod_kit_has(text, "<ПакетПредложений") || svod_kit_has(text, "<Классификатор")) return 90;
    return svod_kit_has(text, "<CommerceInformation") ? 20 : 0;
}

static void close_cml(void *state)
{
    cml *c = state;
    if (!c) return;
    svod_xml_reader_free(c->reader);
    svod_chains_free(c->kept);
    svod_chains_free(c->words);
    svod_chains_free(c->values);
    svod_chains_free(c->properties);
    svod_chains_free(c->stores);
}

static svod_status open_cml(svod_host *host, const void *options, void **ret_state, svod_error *e)
{
    cml *c = svod_arena_alloc(host->memory, sizeof *c);
    if (!c) return svod_no_memory(e);
    *c = (cml){.host = host, .pass = 1};
    if (options) c->options = *(const cml_options *)options;
    c->has_goods = svod_arena_alloc(host->memory, host->members * sizeof *c->has_goods);
    c->headings = svod_arena_alloc(host->memory, CML_HEADINGS * sizeof *c->headings);
    c->types = svod_arena_alloc(host->memory, CML_TYPES_CAP * sizeof *c->types);
    c->groups = svod_tree_new(host->memory);
    bool fine = c->has_goods && c->headings && c->types && c->groups;
    if (fine) {
        memset(c->has_goods, 0, host->members * sizeof *c->has_goods);
        memset(c->headings, 0, CML_HEADINGS * sizeof *c->headings);
        c->kept = svod_chains_new();
        c->words = svod_chains_new();
        c->values = svod_chains_new();
        c->properties = svod_chains_new();
        c->stores = svod_chains_new();
        fine = c->kept && c->words && c->values && c->properties && c->stores;
    }
    if (fine) c->reader = svod_xml_reader_new(cml_words);
    if (!c->reader) {
        close_cml(c);
        return svod_no_memory(e);
    }
    *ret_state = c;
    return SVOD_OK;
}

/* ---- records ---- */

static bool in_discount(const cml *c)
{
    for (size_t i = 0; i < c->open_n; i++)
        if (c->open[i] == CML_DISCOUNT) return true;
    return false;
}

/* Orders are CommerceML too, and list goods; but theirs are bought, not offered. */
static bool in_order(cml *c, const svod_xml_piece *piece)
{
    bool catalog = false, document = false;
    for (size_t i = 0; i < c->open_n; i++) {
        catalog |= c->open[i] == CML_CATALOG || c->open[i] == CML_PACKAGE;
        document |= c->open[i] == CML_DOCUMENT;
    }
    if (catalog || !document) return false;
    if (!c->order_said) {
        svod_at at = svod_xml_stream_at(&c->stream, piece, 0);
        c->host->diag(c->host, SVOD_NOTE, "commerceml.order", &at,
                      "goods listed in a document are somebody's order, not a catalog; left out");
    }
    c->order_said = true;
    return true;
}

static svod_status read_card(cml *c, const svod_xml_piece *piece, cml_card *ret, bool *ret_read, svod_error *e)
{
    svod_xml_record record;
    *ret_read = false;
    svod_status status = svod_xml_stream_read(&c->stream, c->reader, piece, "commerceml", &record, e);
    if (status != SVOD_OK) return status == SVOD_FAILED ? SVOD_OK : status;
    status = cml_card_read(c, piece, &record, ret, e);
    *ret_read = status == SVOD_OK && ret->id.n > 0;
    return status;
}

/* First pass: offers, and goods that are variants of others. Most catalogs have none of these. */
static svod_status take_first(cml *c, const svod_xml_piece *piece, bool offer, svod_error *e)
{
    c->broke_off |= piece->cut_off;
    bool read;
    if (!offer) {
        c->has_goods[c->member] = c->goods_seen = true;
        if (!svod_kit_has(piece->bytes, "CML2_LINK")) return SVOD_OK;
        c->linked_seen = true;
    }
    svod_status status = read_card(c, piece, &c->offer, &read, e);
    if (status != SVOD_OK || !read || (!offer && !c->offer.link.n)) return status;
    if (c->offer.whole) c->has_goods[c->member] = c->whole_seen = c->linked_seen = true;
    return cml_keep(c, &c->offer, piece->bytes, e);
}

/* The good's id where it stands first in the record, as it does in all real ones; so that a good known from last time need
 * not be parsed. */
static svod_str id_at_front(svod_str bytes)
{
    const char *tag = memchr(bytes.p, '>', bytes.n), *end = bytes.p + bytes.n;
    if (!tag) return (svod_str){NULL, 0};
    for (tag++; tag < end && (*tag == ' ' || *tag == '\n' || *tag == '\r' || *tag == '\t'); tag++) {
    }
    static const svod_str id = {"<Ид>", 6};
    if ((size_t)(end - tag) < id.n || memcmp(tag, id.p, id.n) != 0) return (svod_str){NULL, 0};
    tag += id.n;
    const char *stop = memchr(tag, '<', (size_t)(end - tag));
    if (!stop || memchr(tag, '&', (size_t)(stop - tag))) return (svod_str){NULL, 0};
    return svod_kit_trim((svod_str){tag, (size_t)(stop - tag)});
}

/* Second pass: goods. */
static svod_status take_second(cml *c, const svod_xml_piece *piece, bool offer, svod_error *e)
{
    if (piece->cut_off || (offer && !(c->whole_seen && svod_kit_has(piece->bytes, "<БитриксТеги")))) return SVOD_OK;
    bool linked = c->linked_seen && svod_kit_has(piece->bytes, "CML2_LINK"), read = false;
    svod_str id = linked ? (svod_str){NULL, 0} : id_at_front(piece->bytes);
    svod_status status = SVOD_OK;
    if (!id.n) {
        status = read_card(c, piece, &c->good, &read, e);
        if (status != SVOD_OK || !read || c->good.link.n) return status;
        id = c->good.id;
    }
    uint64_t seed = cml_kept_hash(c, id, c->seed);
    if (c->host->record(c->host, svod_hash_bytes(piece->bytes.p, piece->bytes.n, seed))) {
        /* Its offers came with it; they are nobody else's. */
        return cml_skip(c, id, e);
    }
    if (!read) status = read_card(c, piece, &c->good, &read, e);
    if (status != SVOD_OK || !read) return status;
    return cml_emit(c, &c->good, 0, e);
}

static svod_status take_record(cml *c, const svod_xml_piece *piece, svod_error *e)
{
    bool offer = svod_kit_eq(piece->name, SVOD_STR("Предложение"));
    if (in_discount(c) || in_order(c, piece)) return SVOD_OK;
    return c->pass == 1 ? take_first(c, piece, offer, e) : take_second(c, piece, offer, e);
}

/* Third pass: offers whose goods are not in this exchange. */
static svod_status take_left(cml *c, svod_error *e)
{
    svod_chains_key key = svod_chains_after(c->kept, c->left);
    if (!key) return SVOD_END;
    c->left = key;
    bool any = false;
    for (svod_chains_record r = svod_chains_first(c->kept, key); r && !any; r = svod_chains_next(c->kept, r))
        any = !svod_chains_marked(c->kept, r);
    if (!any) return SVOD_OK;
    svod_str text = svod_chains_text(c->kept, key);
    if (c->goods_seen && !c->paired_said) {
        c->paired_said = true;
        svod_at nowhere = {0};
        c->host->diag(c->host, SVOD_WARNING, "commerceml.no-good", &nowhere,
                      "offers of goods that are not in this exchange, the first of \"%.*s\": they come with what the offers "
                      "say; its files may be of different days",
                      SVOD_FMT(text));
    }
    uint64_t seed = cml_kept_hash(c, text, c->seed);
    if (c->host->record(c->host, svod_hash_bytes(text.p, text.n, seed))) return cml_skip(c, text, e);
    return cml_emit(c, NULL, key, e);
}

/* ---- going through the files ---- */

static void begin_scan(cml *c)
{
    svod_xml_stream_init(&c->stream, c->host, SVOD_STR("Товар"), sides, sizeof sides / sizeof *sides);
    c->stream.scan.closes = true;
    c->open_n = c->groups_open_n = 0;
    c->member_begun = true;
}

/* The next file of this pass. SVOD_END: all were read. */
static svod_status begin_member(cml *c, svod_error *e)
{
    while (c->pass == 2 && c->member < c->host->members && !c->has_goods[c->member]) c->member++;
    if (c->member == c->host->members) return SVOD_END;
    if (c->pass > 1 || c->member > 0) {
        svod_status status = c->host->member(c->host, c->member, NULL, e);
        if (status != SVOD_OK) return status;
    }
    begin_scan(c);
    return SVOD_OK;
}

static svod_status end_pass(cml *c, svod_error *e)
{
    svod_at nowhere = {0};
    c->member = 0;
    if (++c->pass == 2) return cml_choose_type(c, e);
    if (c->broke_off)
        c->host->diag(c->host, SVOD_WARNING, "commerceml.cut-off", &nowhere,
                      "the exchange breaks off: offers whose prices did not come are left out");
    return SVOD_OK;
}

static void end_member(cml *c)
{
    /* What was begun was not ended: the file is cut off between two records. */
    if (c->pass == 1 && c->open_n) c->broke_off = true;
    c->member++;
    c->member_begun = false;
}

static svod_status take_piece(cml *c, const svod_xml_piece *piece, svod_error *e)
{
    svod_at at;
    switch (piece->kind) {
    case SVOD_XML_RECORD:
        return take_record(c, piece, e);
    case SVOD_XML_SIDE:
        return cml_side(c, piece, e);
    case SVOD_XML_OPEN:
        return cml_outside(c, piece, e);
    case SVOD_XML_DOCTYPE:
        if (c->pass > 1 || !svod_kit_has(piece->bytes, "<!ENTITY")) break;
        at = svod_xml_stream_at(&c->stream, piece, 0);
        c->host->diag(c->host, SVOD_WARNING, "commerceml.entities-ignored", &at,
                      "entities defined in the catalog are not read: a catalog needs none, and they can be used to do harm");
        break;
    case SVOD_XML_TOO_LONG:
        if (c->pass > 1) break;
        at = svod_xml_stream_at(&c->stream, piece, 0);
        c->host->diag(c->host, SVOD_ERROR, "commerceml.record-too-long", &at, "this <%.*s> is longer than %d MiB; left out",
                      SVOD_FMT(piece->name), SVOD_XML_RECORD_CAP >> 20);
        break;
    }
    return SVOD_OK;
}

static svod_status next_step(void *state, svod_error *e)
{
    cml *c = state;
    if (c->pass == 3) {
        svod_status status = take_left(c, e);
        return status == SVOD_END && c->broke_off ? SVOD_STOP : status;
    }
    if (!c->member_begun) {
        svod_status status = begin_member(c, e);
        return status == SVOD_END ? end_pass(c, e) : status;
    }
    svod_xml_piece piece;
    svod_status status = svod_xml_stream_next(&c->stream, &piece, e);
    if (status == SVOD_END) {
        end_member(c);
        return SVOD_OK;
    }
    return status == SVOD_OK ? take_piece(c, &piece, e) : status;
}

static const svod_option option_rows[] = {
    {"price_type", SVOD_OPTION_TEXT, offsetof(cml_options, price_type), NULL, NULL,
     "the name of the price type to take, for exchanges with several; else the first that sounds wholesale, else the first"},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const svod_parser svod_parser_commerceml;
const svod_parser svod_parser_commerceml = {
    .abi = SVOD_PARSER_ABI,
    .struct_size = sizeof(svod_parser),
    .name = "commerceml",
    .title = "CommerceML 2 and 3, the exchange of 1C with shops: goods and offers, in one file, a folder or an archive",
    .flags = SVOD_PARSER_TEXT | SVOD_PARSER_MEMBERS,
    .options = option_rows,
    .options_size = sizeof(cml_options),
    .probe = probe,
    .open = open_cml,
    .next = next_step,
    .close = close_cml,
};
SVOD_PARSER_EXPORT(commerceml)
