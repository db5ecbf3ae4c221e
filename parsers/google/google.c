/* google: product feeds for Google Merchant and those who read the same (Facebook, VK, Pinterest), as RSS 2.0 or Atom with
 * any namespace prefix. The engine is that of yml: kit/xml_scan cuts records, the host says which it knows, the others are
 * read one by one. */
#include "google.h"

#include "kit/text.h"

#include <stddef.h>
#include <string.h>

/* The name of the first element; empty when the text begins with something else. */
static svod_str root_of(svod_str text)
{
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] != '<') continue;
        char c = text.p[i + 1];
        if (c == '?' || c == '!') {
            bool comment = text.n - i > 4 && memcmp(text.p + i, "<!--", 4) == 0;
            const char *end = memmem(text.p + i, text.n - i, comment ? "-->" : ">", comment ? 3 : 1);
            if (!end) return (svod_str){NULL, 0};
            i = (size_t)(end - text.p);
            continue;
        }
        return svod_xml_name_at(text.p + i + 1, text.n - i - 1);
    }
    return (svod_str){NULL, 0};
}

/* The name without its prefix. */
static svod_str local(svod_str name)
{
    const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;
    if (!colon) return name;
    return (svod_str){colon + 1, (size_t)(name.p + name.n - colon) - 1};
}

static bool is_channel(svod_str root)
{
    static const svod_str roots[] = {{"rss", 3}, {"feed", 4}, {"RDF", 3}, {"channel", 7}};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (svod_kit_eq_nocase(local(root), roots[i])) return true;
    return false;
}

static int probe(const svod_probe *given)
{
    svod_str text = {given->bytes, given->n}, begin = svod_kit_trim(text);
    if (!begin.n || begin.p[0] != '<') return 0;
    svod_str root = root_of(text);
    if (!root.n || svod_kit_eq(root, SVOD_STR("yml_catalog"))) return 0;
    bool named = svod_kit_has(text, "base.google.com/");
    if (!is_channel(root)) return named ? 70 : 0;
    if (named) return 97;
    if (svod_kit_has(text, ":price>") || svod_kit_has(text, ":image_link>")) return 90;
    return svod_kit_has(text, "<price>") ? 75 : 0;
}

static svod_status open_google(svod_host *host, const void *options, void **ret_state, svod_error *e)
{
    google *g = svod_arena_alloc(host->memory, sizeof *g);
    if (!g) return svod_no_memory(e);
    *g = (google){.host = host};
    if (options) g->options = *(const google_options *)options;
    g->reader = svod_xml_reader_new(google_words);
    if (!g->reader) return svod_no_memory(e);
    svod_str record = g->options.record.n ? g->options.record : SVOD_STR("item");
    g->rooted = g->options.record.n > 0;
    svod_xml_stream_init(&g->stream, host, record, NULL, 0);
    *ret_state = g;
    return SVOD_OK;
}

static void close_google(void *state)
{
    google *g = state;
    if (g) svod_xml_reader_free(g->reader);
}

/* <feed> holds <entry>, <atom:feed> holds <atom:entry>; everything else holds <item>. */
static void take_open(google *g, const svod_xml_piece *piece)
{
    if (g->rooted) return;
    g->rooted = true;
    svod_str name = local(piece->name);
    size_t prefix = piece->name.n - name.n;
    if (!svod_kit_eq_nocase(name, SVOD_STR("feed")) || prefix + 5 > sizeof g->record) return;
    memcpy(g->record, piece->name.p, prefix);
    memcpy(g->record + prefix, "entry", 5);
    g->stream.scan.record = (svod_str){g->record, prefix + 5};
}

static svod_status take_record(google *g, const svod_xml_piece *piece, svod_error *e)
{
    g->records = g->rooted = true;
    g->broke_off |= piece->cut_off;
    if (g->host->record(g->host, svod_hash_bytes(piece->bytes.p, piece->bytes.n, 0))) return SVOD_OK;
    svod_xml_record record;
    svod_status status = svod_xml_stream_read(&g->stream, g->reader, piece, "google", &record, e);
    if (status != SVOD_OK) return status == SVOD_FAILED ? SVOD_OK : status;
    return google_offer(g, piece, &record, e);
}

static svod_status finish(google *g)
{
    svod_at nowhere = {0};
    if (!g->records)
        g->host->diag(g->host, SVOD_WARNING, "google.no-offers", &nowhere, "no <%.*s> found in the feed",
                      SVOD_FMT(g->stream.scan.record));
    bool cut = g->records && !g->broke_off && !g->stream.scan.closing;
    if (cut)
        g->host->diag(g->host, SVOD_WARNING, "google.cut-off", &nowhere,
                      "the feed ends after an offer and is not closed: there may be more of it");
    return cut || g->broke_off ? SVOD_STOP : SVOD_END;
}

static svod_status next_step(void *state, svod_error *e)
{
    google *g = state;
    svod_xml_piece piece;
    svod_status status = svod_xml_stream_next(&g->stream, &piece, e);
    if (status == SVOD_END) return finish(g);
    if (status != SVOD_OK) return status;
    svod_at at;
    switch (piece.kind) {
    case SVOD_XML_RECORD:
        return take_record(g, &piece, e);
    case SVOD_XML_OPEN:
        take_open(g, &piece);
        break;
    case SVOD_XML_SIDE:
        break;
    case SVOD_XML_DOCTYPE:
        if (!svod_kit_has(piece.bytes, "<!ENTITY")) break;
        at = svod_xml_stream_at(&g->stream, &piece, 0);
        g->host->diag(g->host, SVOD_WARNING, "google.entities-ignored", &at,
                      "entities defined in the catalog are not read: a catalog needs none, and they can be used to do harm");
        break;
    case SVOD_XML_TOO_LONG:
        at = svod_xml_stream_at(&g->stream, &piece, 0);
        g->host->diag(g->host, SVOD_ERROR, "google.record-too-long", &at, "this <%.*s> is longer than %d MiB; left out",
                      SVOD_FMT(piece.name), SVOD_XML_RECORD_CAP >> 20);
        break;
    }
    return SVOD_OK;
}

static const svod_option option_rows[] = {
    {"record", SVOD_OPTION_TEXT, offsetof(google_options, record), NULL, NULL,
     "the element that holds one offer, when it is not <item> of RSS or <entry> of Atom"},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const svod_parser svod_parser_google;
const svod_parser svod_parser_google = {
    .abi = SVOD_PARSER_ABI,
    .struct_size = sizeof(svod_parser),
    .name = "google",
    .title = "feeds for Google Merchant, Facebook and VK, as RSS or Atom",
    .flags = SVOD_PARSER_TEXT,
    .options = option_rows,
    .options_size = sizeof(google_options),
    .probe = probe,
    .open = open_google,
    .next = next_step,
    .close = close_google,
};
SVOD_PARSER_EXPORT(google)
