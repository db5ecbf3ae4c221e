/* Reading one record with libxml2; see the header.
 *
 * libxml2 decodes text letter by letter, and a catalog is mostly Cyrillic text. So what it gets is an outline of the record:
 * the same elements, attributes and entity references, but text without markup is kept aside. Where an element holds nothing
 * but such text, the outline shows it empty (<price/>) and the text is found again by the element's number; elsewhere a mark
 * (MARK and three letters) stands for the run of text. Runs are views into the record; what they consist of is checked here.
 * All records of a source are children of one endless document in one push context. */
#include "kit/xml_record.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "kit/xml_scan.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <string.h>

enum {
    MARK = 0x7F, /* legal in XML; wherever the outline holds one it is ours */
    MARK_LENGTH = 4,
    CODE_SLOTS = 512, /* names cached by libxml2's pointer to them */
    FIRST_ROOM = 128
};

typedef struct piece_of_text {
    uint32_t node, next; /* index + 1 of the node's next piece, 0: none */
    svod_str text;
} piece_of_text;

/* libxml2 keeps each name once: what a pointer means need be found once. */
typedef struct known_name {
    const xmlChar *name;
    uint32_t length;
    int code;
} known_name;

struct svod_xml_reader {
    const svod_xml_word *words;
    xmlParserCtxtPtr context;
    svod_arena *arena;
    char *outline;
    size_t outline_n, outline_room;
    svod_str *runs;
    size_t runs_n, runs_room;
    svod_str *leaves; /* text of each element that holds nothing else, by its number */
    size_t leaves_n, leaves_room;
    svod_xml_node *nodes;
    size_t nodes_n, nodes_room;
    svod_xml_attribute *attributes;
    size_t attributes_n, attributes_room;
    piece_of_text *pieces;
    size_t pieces_n, pieces_room;
    uint32_t open[SVOD_XML_DEPTH_CAP], first_piece[SVOD_XML_DEPTH_CAP], last_piece[SVOD_XML_DEPTH_CAP];
    uint32_t depth;       /* open elements of the record */
    bool no_memory, over; /* a cap was passed or the record ended early */
    known_name names[CODE_SLOTS];
};

/* Room for one more element of `*v`; false: out of memory or past the cap. */
static bool grow(svod_xml_reader *r, void **v, size_t n, size_t *room, size_t size, size_t cap)
{
    if (n < *room) return true;
    if (n >= cap) {
        r->over = true;
        return false;
    }
    size_t more = *room ? *room * 2 : FIRST_ROOM;
    void *p = svod_try_realloc(*v, more * size);
    if (!p) {
        r->no_memory = true;
        return false;
    }
    *v = p;
    *room = more;
    return true;
}

/* ---- what text may consist of ---- */

/* Length of the UTF-8 character at p when it is well-formed and allowed in XML, else 0. */
static size_t character(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c >= 0xC2 && c <= 0xDF) return n >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    if ((c & 0xF0) == 0xE0) {
        if (n < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return 0;
        unsigned code = (c & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
        return code >= 0x800 && (code < 0xD800 || code > 0xDFFF) && code < 0xFFFE ? 3 : 0;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (n < 4 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 || (p[3] & 0xC0) != 0x80) return 0;
        unsigned code = (c & 7u) << 18 | (p[1] & 63u) << 12 | (p[2] & 63u) << 6 | (p[3] & 63u);
        return code >= 0x10000 && code <= 0x10FFFF ? 4 : 0;
    }
    return 0;
}

typedef signed char bytes16 __attribute__((vector_size(16)));

static bool all_set(bytes16 v)
{
    uint64_t half[2];
    memcpy(half, &v, 16);
    return (half[0] & half[1]) == UINT64_MAX;
}

/* How many bytes at p, of n ≥ 17, are sixteen or seventeen of whole characters of one or two bytes, legal in XML and no '&';
 * 0 when that cannot be said so fast. */
static size_t sixteen(const unsigned char *p)
{
    bytes16 x, next;
    memcpy(&x, p, 16);
    memcpy(&next, p + 1, 16);
    bytes16 lead = (bytes16)((x >= -62) & (x <= -33)), rest = (bytes16)(x < -64);
    bytes16 plain = (bytes16)((x >= ' ') & (x != '&')) | (bytes16)((x == '\n') | (x == '\r') | (x == '\t'));
    bytes16 paired = ~(lead ^ (bytes16)(next < -64));
    if (p[0] >= 0x80 && p[0] < 0xC0) return 0;
    return all_set((plain | lead | rest) & paired) ? 16 + (size_t)(lead[15] != 0) : 0;
}

/* How far the text at p is free of '&' and of what XML forbids. */
static size_t clean_run(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < n) {
        size_t length = n - i > 16 ? sixteen(p + i) : 0;
        if (length) {
            i += length;
            continue;
        }
        unsigned char c = p[i];
        if (c >= 0x80)
            length = character(p + i, n - i);
        else
            length = (c >= ' ' && c != '&') || c == '\n' || c == '\t' || c == '\r';
        if (!length) break;
        i += length;
    }
    return i;
}

static bool is_blank(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\t' || p[i] == '\r')) i++;
    return i == n;
}

bool svod_xml_is_clean(svod_str text)
{
    size_t i = 0;
    while (i < text.n) {
        i += clean_run(text.p + i, text.n - i);
        if (i < text.n && text.p[i++] != '&') return false;
    }
    return true;
}

/* ---- the outline ---- */

static void put(svod_xml_reader *r, const char *p, size_t n)
{
    memcpy(r->outline + r->outline_n, p, n);
    r->outline_n += n;
}

/* A run goes into the list and its mark into the outline; a run no longer than a mark goes as it is. */
static bool put_run(svod_xml_reader *r, const char *p, size_t n)
{
    if (n <= MARK_LENGTH && !memchr(p, MARK, n)) {
        put(r, p, n);
        return true;
    }
    if (!grow(r, (void **)&r->runs, r->runs_n, &r->runs_room, sizeof *r->runs, SVOD_XML_RUNS_CAP)) return false;
    size_t index = r->runs_n++;
    r->runs[index] = (svod_str){p, n};
    char mark[MARK_LENGTH] = {MARK, (char)('^' + (index >> 10 & 31)), (char)('^' + (index >> 5 & 31)),
                              (char)('^' + (index & 31))};
    put(r, mark, MARK_LENGTH);
    return true;
}

/* Text with entity references: those go into the outline, what is between them are runs. False: something in it is not XML.
 * The outline never grows beyond the text: a run is longer than its mark. */
static bool put_text(svod_xml_reader *r, const char *p, size_t n)
{
    size_t i = 0;
    while (i < n) {
        size_t length = clean_run(p + i, n - i);
        if (length && !put_run(r, p + i, length)) return false;
        i += length;
        if (i == n) return true;
        if (p[i] != '&') return false;
        const char *end = memchr(p + i, ';', SVOD_MIN(n - i, (size_t)32));
        if (!end || memchr(p + i, MARK, (size_t)(end - p) - i)) return false;
        put(r, p + i, (size_t)(end - p) + 1 - i);
        i = (size_t)(end - p) + 1;
    }
    return true;
}

/* The start tag at p[0], whose attribute values become runs. Returns its length, 0: not a tag as XML wants it. */
static size_t put_start_tag(svod_xml_reader *r, const char *p, size_t n)
{
    size_t i = 1 + svod_xml_name_at(p + 1, n - 1).n;
    put(r, p, i);
    for (;;) {
        size_t space = i;
        while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\t' || p[i] == '\r')) i++;
        if (i >= n) return 0;
        if (p[i] == '>' || (p[i] == '/' && i + 1 < n && p[i + 1] == '>')) {
            size_t length = p[i] == '>' ? 1 : 2;
            put(r, p + i, length);
            return i + length;
        }
        if (i == space) return 0;
        size_t name = i;
        i += svod_xml_name_at(p + i, n - i).n;
        if (i == name || memchr(p + name, MARK, i - name)) return 0;
        put(r, " ", 1);
        put(r, p + name, i - name);
        while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\t' || p[i] == '\r')) i++;
        if (i + 1 >= n || p[i] != '=') return 0;
        i++;
        while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\t' || p[i] == '\r')) i++;
        if (i >= n || (p[i] != '"' && p[i] != '\'')) return 0;
        const char *end = memchr(p + i + 1, p[i], n - i - 1);
        if (!end || memchr(p + i, '<', (size_t)(end - p) - i)) return 0;
        put(r, "=", 1);
        put(r, p + i, 1);
        bool space_name = i - name >= 5 && memcmp(p + name, "xmlns", 5) == 0;
        if (space_name)
            put(r, p + i + 1, (size_t)(end - p) - i - 1);
        else if (!put_text(r, p + i + 1, (size_t)(end - p) - i - 1))
            return 0;
        put(r, end, 1);
        i = (size_t)(end - p) + 1;
    }
}

/* Offset of the next `]]>` at or after `from`, or SIZE_MAX. */
static size_t section_end(const char *p, size_t n, size_t from)
{
    for (const char *q = p + from; q < p + n && (q = memchr(q, ']', (size_t)(p + n - q))) != NULL; q++)
        if (p + n - q >= 3 && q[1] == ']' && q[2] == '>') return (size_t)(q - p);
    return SIZE_MAX;
}

/* A comment, instruction or CDATA section at p[0]. Returns its length, 0 when it has no end or is none. */
static size_t put_opaque(svod_xml_reader *r, const char *p, size_t n)
{
    const char *end = NULL;
    if (n > 2 && p[1] == '?') {
        end = memmem(p + 2, n - 2, "?>", 2);
        return end ? (size_t)(end - p) + 2 : 0;
    }
    if (n > 4 && memcmp(p, "<!--", 4) == 0) {
        end = memmem(p + 4, n - 4, "-->", 3);
        return end ? (size_t)(end - p) + 3 : 0;
    }
    if (n <= 9 || memcmp(p, "<![CDATA[", 9) != 0) return 0;
    size_t to = section_end(p, n, 9);
    if (to == SIZE_MAX) return 0;
    svod_str text = svod_str_range(p + 9, p + to);
    if (!svod_xml_is_clean(text)) return 0;
    if (text.n > MARK_LENGTH ? !put_run(r, text.p, text.n) : !is_blank(text.p, text.n) && !put_text(r, text.p, text.n))
        return 0;
    return to + 3;
}

/* Does `</name>` stand at p? Its length, else 0. */
static size_t closes(const char *p, size_t n, svod_str name)
{
    return n >= name.n + 3 && p[1] == '/' && p[2] == name.p[0] && p[name.n + 2] == '>' && memcmp(p + 2, name.p, name.n) == 0
               ? name.n + 3
               : 0;
}

/* An element `name`, whose start tag ended before p[0], that holds nothing but text without markup (or one CDATA section):
 * its text goes to *ret. Returns the length up to and with its end tag, 0 when it is no such element. */
static size_t leaf(const char *p, size_t n, svod_str name, svod_str *ret)
{
    const char *q = memchr(p, '<', n);
    if (!q) return 0;
    size_t at = (size_t)(q - p), length = closes(q, n - at, name);
    if (length) {
        *ret = (svod_str){p, at};
        return clean_run(p, at) == at ? at + length : 0;
    }
    if (n - at <= 9 || memcmp(q, "<![CDATA[", 9) != 0 || !is_blank(p, at)) return 0;
    size_t to = section_end(p, n, at + 9);
    if (to == SIZE_MAX) return 0;
    *ret = svod_str_range(q + 9, p + to);
    size_t after = to + 3;
    while (after < n && is_blank(p + after, 1)) after++;
    length = after < n && p[after] == '<' ? closes(p + after, n - after, name) : 0;
    return length && svod_xml_is_clean(*ret) ? after + length : 0;
}

/* The element that begins at p[0]: its start tag, and all of it when it is a leaf. Returns the length done with, 0: broken.
 */
static size_t put_element(svod_xml_reader *r, const char *p, size_t n)
{
    if (!grow(r, (void **)&r->leaves, r->leaves_n, &r->leaves_room, sizeof *r->leaves, SVOD_XML_NODES_CAP)) return 0;
    svod_str *text = &r->leaves[r->leaves_n++];
    *text = (svod_str){NULL, 0};
    size_t length = put_start_tag(r, p, n);
    if (!length || p[length - 2] == '/') return length;
    size_t whole = leaf(p + length, n - length, svod_xml_name_at(p + 1, n - 1), text);
    if (!whole) {
        *text = (svod_str){NULL, 0};
        return length;
    }
    r->outline_n--;
    put(r, "/>", 2);
    return length + whole;
}

/* False: the record is not well-formed as it stands (or a cap or the memory ends). */
static bool make_outline(svod_xml_reader *r, svod_str bytes)
{
    const char *p = bytes.p;
    size_t n = bytes.n, i = 0;
    while (i < n) {
        const char *q = memchr(p + i, '<', n - i);
        size_t at = q ? (size_t)(q - p) : n;
        if (at > i && !is_blank(p + i, at - i) && !put_text(r, p + i, at - i)) return false;
        if (!q) break;
        size_t left = n - at, length = 0;
        if (left > 1 && p[at + 1] == '/') {
            const char *end = memchr(q, '>', left);
            if (!end || memchr(q, MARK, (size_t)(end - q))) return false;
            length = (size_t)(end - q) + 1;
            put(r, q, length);
        } else if (left > 1 && (p[at + 1] == '!' || p[at + 1] == '?')) {
            length = put_opaque(r, q, left);
        } else {
            length = put_element(r, q, left);
        }
        if (!length) return false;
        i = at + length;
    }
    return true;
}

/* ---- what libxml2 calls ---- */

static void stop(svod_xml_reader *r)
{
    r->over = true;
    xmlStopParser(r->context);
}

static const known_name *known(svod_xml_reader *r, const xmlChar *name)
{
    known_name *slot = &r->names[((uintptr_t)name * 0x9E3779B97F4A7C15u >> 32) % CODE_SLOTS];
    if (slot->name == name) return slot;
    char plain[64];
    size_t n = 0;
    for (const xmlChar *c = name; *c && n < sizeof plain - 1; c++)
        if (*c != '-' && *c != '_') plain[n++] = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    plain[n] = 0;
    *slot = (known_name){.name = name, .length = (uint32_t)strlen((const char *)name)};
    for (const svod_xml_word *w = r->words; w && w->name && !slot->code; w++)
        if (strcmp(w->name, plain) == 0) slot->code = w->code;
    return slot;
}

/* The run a mark names, or NULL when there is no mark at p. */
static const svod_str *marked(const svod_xml_reader *r, const char *p, size_t n)
{
    if (n < MARK_LENGTH || p[0] != MARK) return NULL;
    size_t index = (size_t)((p[1] - '^') << 10 | (p[2] - '^') << 5 | (p[3] - '^'));
    return index < r->runs_n ? &r->runs[index] : NULL;
}

/* Next part of text from libxml2: a run, or letters of libxml2's own, which are copied. False at the end or without memory.
 */
static bool part(svod_xml_reader *r, const char **p, size_t *n, svod_str *ret)
{
    if (!*n) return false;
    const svod_str *run = marked(r, *p, *n);
    size_t length = MARK_LENGTH;
    if (run) {
        *ret = *run;
    } else {
        const char *mark = memchr(*p, MARK, *n);
        length = mark && mark > *p ? (size_t)(mark - *p) : *n;
        *ret = svod_arena_dup(r->arena, (svod_str){*p, length});
        if (!ret->p) {
            r->no_memory = true;
            stop(r);
            return false;
        }
    }
    *p += length;
    *n -= length;
    return true;
}

static svod_str attribute_value(svod_xml_reader *r, const xmlChar *from, const xmlChar *to)
{
    const char *p = (const char *)from;
    size_t n = (size_t)(to - from);
    const svod_str *run = marked(r, p, n);
    if (run && n == MARK_LENGTH) return *run;
    svod_str whole = {"", 0}, next;
    while (part(r, &p, &n, &next)) {
        if (!whole.n) {
            whole = next;
            continue;
        }
        char *joined = svod_arena_alloc(r->arena, whole.n + next.n);
        if (!joined) {
            r->no_memory = true;
            stop(r);
            break;
        }
        memcpy(joined, whole.p, whole.n);
        memcpy(joined + whole.n, next.p, next.n);
        whole = (svod_str){joined, whole.n + next.n};
    }
    return whole;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces_n,
                     const xmlChar **namespaces, int attributes_n, int defaulted, const xmlChar **attributes)
{
    (void)prefix, (void)uri, (void)namespaces_n, (void)namespaces, (void)defaulted;
    svod_xml_reader *r = context;
    if (!r->arena) return; /* the document's own element */
    if ((r->depth == 0 && r->nodes_n) || r->depth >= SVOD_XML_DEPTH_CAP ||
        !grow(r, (void **)&r->nodes, r->nodes_n, &r->nodes_room, sizeof *r->nodes, SVOD_XML_NODES_CAP)) {
        stop(r);
        return;
    }
    svod_xml_node *node = &r->nodes[r->nodes_n];
    const known_name *element = known(r, name);
    if (r->nodes_n >= r->leaves_n) { /* an element the outline did not count */
        stop(r);
        return;
    }
    *node = (svod_xml_node){.name = {(const char *)name, element->length},
                            .text = r->leaves[r->nodes_n],
                            .code = element->code,
                            .depth = r->depth,
                            .attributes = (uint32_t)r->attributes_n,
                            .attributes_n = (uint32_t)attributes_n};
    if (r->depth) {
        node->parent = r->open[r->depth - 1];
        r->nodes[node->parent].children++;
    }
    r->open[r->depth] = (uint32_t)r->nodes_n++;
    r->first_piece[r->depth] = r->last_piece[r->depth] = 0;
    r->depth++;
    for (int i = 0; i < attributes_n; i++, attributes += 5) {
        if (!grow(r, (void **)&r->attributes, r->attributes_n, &r->attributes_room, sizeof *r->attributes,
                  SVOD_XML_ATTRIBUTES_CAP)) {
            stop(r);
            return;
        }
        r->attributes[r->attributes_n++] =
            (svod_xml_attribute){svod_str_of((const char *)attributes[0]), attribute_value(r, attributes[3], attributes[4])};
    }
}

/* Puts the pieces of the innermost element's text together. */
static void join(svod_xml_reader *r, svod_xml_node *node, uint32_t first)
{
    size_t n = 0;
    for (uint32_t i = first; i; i = r->pieces[i - 1].next) n += r->pieces[i - 1].text.n;
    char *p = svod_arena_alloc(r->arena, n);
    if (!p) {
        r->no_memory = true;
        stop(r);
        return;
    }
    node->text = (svod_str){p, n};
    for (uint32_t i = first; i; i = r->pieces[i - 1].next) {
        svod_str text = r->pieces[i - 1].text;
        memcpy(p, text.p, text.n);
        p += text.n;
    }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    svod_xml_reader *r = context;
    if (!r->arena || !r->depth) return;
    r->depth--;
    uint32_t first = r->first_piece[r->depth];
    if (first) join(r, &r->nodes[r->open[r->depth]], first);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    svod_xml_reader *r = context;
    if (!r->arena || !r->depth) return;
    uint32_t level = r->depth - 1;
    svod_xml_node *node = &r->nodes[r->open[level]];
    const char *p = (const char *)text;
    size_t n = (size_t)length;
    svod_str next;
    while (part(r, &p, &n, &next)) {
        if (!node->text.n) { /* the only piece, as a rule */
            node->text = next;
            continue;
        }
        if (!grow(r, (void **)&r->pieces, r->pieces_n + 1, &r->pieces_room, sizeof *r->pieces, 4 * SVOD_XML_RUNS_CAP)) {
            stop(r);
            return;
        }
        if (!r->first_piece[level]) {
            r->pieces[r->pieces_n++] = (piece_of_text){.text = node->text};
            r->first_piece[level] = r->last_piece[level] = (uint32_t)r->pieces_n;
        }
        r->pieces[r->pieces_n++] = (piece_of_text){.text = next};
        r->pieces[r->last_piece[level] - 1].next = (uint32_t)r->pieces_n;
        r->last_piece[level] = (uint32_t)r->pieces_n;
    }
}

static void on_error(void *context, xmlErrorPtr error)
{
    (void)context, (void)error; /* the status of the context says it; the words come from mending */
}

/* ---- the reader ---- */

static bool new_context(svod_xml_reader *r)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .cdataBlock = on_text,
                         .serror = on_error};
    if (r->context) xmlFreeParserCtxt(r->context);
    memset(r->names, 0, sizeof r->names);
    r->arena = NULL;
    r->context = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!r->context) return false;
    xmlCtxtUseOptions(r->context, XML_PARSE_NONET);
    return xmlParseChunk(r->context, "<svod>", 6, 0) == 0;
}

svod_xml_reader *svod_xml_reader_new(const svod_xml_word *words)
{
    svod_xml_reader *r = svod_try_calloc(1, sizeof *r);
    if (!r) return NULL;
    r->words = words;
    if (new_context(r)) return r;
    svod_xml_reader_free(r);
    return NULL;
}

void svod_xml_reader_free(svod_xml_reader *r)
{
    if (!r) return;
    if (r->context) xmlFreeParserCtxt(r->context);
    svod_free(r->outline);
    svod_free(r->runs);
    svod_free(r->leaves);
    svod_free(r->nodes);
    svod_free(r->attributes);
    svod_free(r->pieces);
    svod_free(r);
}

static bool outline_room(svod_xml_reader *r, size_t n)
{
    if (n <= r->outline_room) return true;
    char *p = svod_try_realloc(r->outline, n + n / 2);
    if (!p) return false;
    r->outline = p;
    r->outline_room = n + n / 2;
    return true;
}

svod_status svod_xml_reader_read(svod_xml_reader *r, svod_str bytes, svod_arena *arena, svod_xml_record *ret, svod_error *e)
{
    r->outline_n = r->runs_n = r->leaves_n = r->nodes_n = r->attributes_n = r->pieces_n = 0;
    r->depth = 0;
    r->no_memory = r->over = false;
    if (bytes.n > SVOD_XML_RECORD_CAP) return SVOD_FAILED;
    if (!outline_room(r, bytes.n + 1)) return svod_no_memory(e);
    if (!make_outline(r, bytes)) return r->no_memory ? svod_no_memory(e) : SVOD_FAILED;
    r->arena = arena;
    xmlParseChunk(r->context, r->outline, (int)r->outline_n, 0);
    r->arena = NULL;
    bool fine = r->context->wellFormed && !r->context->disableSAX && !r->over && r->depth == 0 && r->nodes_n;
    if (!fine) {
        bool no_memory = r->no_memory || r->context->errNo == XML_ERR_NO_MEMORY;
        if (!new_context(r) || no_memory) return svod_no_memory(e);
        return SVOD_FAILED;
    }
    *ret = (svod_xml_record){.nodes = r->nodes, .n = r->nodes_n, .attributes = r->attributes};
    return SVOD_OK;
}

svod_str svod_xml_attribute_of(const svod_xml_record *record, const svod_xml_node *node, svod_str name)
{
    for (uint32_t i = 0; i < node->attributes_n; i++) {
        const svod_xml_attribute *a = &record->attributes[node->attributes + i];
        if (svod_str_eq_nocase(a->name, name)) return a->value;
    }
    return (svod_str){NULL, 0};
}

svod_str svod_xml_deep_text(const svod_xml_record *record, const svod_xml_node *node, svod_arena *arena)
{
    const svod_xml_node *end = record->nodes + record->n, *past = node + 1;
    size_t n = node->text.n;
    for (; past < end && past->depth > node->depth; past++) n += past->text.n + 1;
    if (past == node + 1) return node->text.p ? node->text : (svod_str){"", 0};
    char *p = svod_arena_alloc(arena, n), *to = p;
    if (!p) return (svod_str){NULL, 0};
    for (const svod_xml_node *from = node; from < past; from++) {
        if (from != node) *to++ = '\n';
        if (from->text.n) memcpy(to, from->text.p, from->text.n);
        to += from->text.n;
    }
    return (svod_str){p, n};
}
