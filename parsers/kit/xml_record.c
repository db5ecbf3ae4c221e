/* Reading one record with libxml2; see the header.
 *
 * libxml2 decodes text letter by letter, and a catalog is mostly Cyrillic text. So what it gets is an outline of the record:
 * the same elements, attributes and entity references, but text without markup is kept aside. Where an element holds nothing
 * but text, the outline shows it empty (<price/>); elsewhere a mark (a byte and three letters) stands for the run of
 * text. Runs are views into the record; what they consist of is checked here. And a start tag libxml2 has read once, say
 * <param name="Размер" unit="RU">, is remembered: an element of text with that tag again is not shown at all.
 * All records of a source are children of one endless document in one push context. */
#include "kit/xml_inner.h"
#include "kit/xml_scan.h"

#include "base/alloc.h"
#include "base/str.h"

#include <libxml/parserInternals.h>

#include <string.h>

enum { FIRST_ROOM = 128 };

bool svod_xml_grow(svod_xml_reader *r, void **v, size_t n, size_t *room, size_t size, size_t cap)
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

/* ---- what libxml2 calls ---- */

static const svod_xml_name *known(svod_xml_reader *r, const xmlChar *name)
{
    svod_xml_name *slot = &r->names[((uintptr_t)name * 0x9E3779B97F4A7C15u >> 32) % SVOD_XML_NAMES];
    if (slot->name == name) return slot;
    char plain[64];
    size_t n = 0;
    for (const xmlChar *c = name; *c && n < sizeof plain - 1; c++)
        if (*c != '-' && *c != '_') plain[n++] = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    plain[n] = 0;
    *slot = (svod_xml_name){.name = name, .length = (uint32_t)strlen((const char *)name)};
    for (const svod_xml_word *w = r->words; w && w->name && !slot->code; w++)
        if (strcmp(w->name, plain) == 0) slot->code = w->code;
    return slot;
}

/* The run a mark names, or NULL when there is no mark at p. */
static const svod_str *marked(const svod_xml_reader *r, const char *p, size_t n)
{
    if (n < SVOD_XML_MARK_LENGTH || p[0] != SVOD_XML_MARK) return NULL;
    size_t index = (size_t)((p[1] - '^') << 10 | (p[2] - '^') << 5 | (p[3] - '^'));
    return index < r->runs_n ? &r->runs[index] : NULL;
}

/* Next part of text from libxml2: a run, or letters of libxml2's own, which are copied. False at the end or without memory.
 */
static bool part(svod_xml_reader *r, const char **p, size_t *n, svod_str *ret)
{
    if (!*n) return false;
    const svod_str *run = marked(r, *p, *n);
    size_t length = SVOD_XML_MARK_LENGTH;
    if (run) {
        *ret = *run;
    } else {
        const char *mark = memchr(*p, SVOD_XML_MARK, *n);
        length = mark && mark > *p ? (size_t)(mark - *p) : *n;
        *ret = svod_arena_dup(r->arena, (svod_str){*p, length});
        if (!ret->p) {
            r->no_memory = true;
            return false;
        }
    }
    *p += length;
    *n -= length;
    return true;
}

/* libxml2 hands a '&' of an attribute on as "&#38;", for the tree it believes is being built. */
static svod_str plain_ampersands(svod_xml_reader *r, svod_str s)
{
    static const svod_str sign = {"&#38;", 5};
    if (svod_str_find(s, sign, 0) == SIZE_MAX) return s;
    char *p = svod_arena_alloc(r->arena, s.n), *to = p;
    if (!p) {
        r->no_memory = true;
        return s;
    }
    for (size_t from = 0; from < s.n;) {
        bool is_sign = s.n - from >= sign.n && memcmp(s.p + from, sign.p, sign.n) == 0;
        *to++ = is_sign ? '&' : s.p[from];
        from += is_sign ? sign.n : 1;
    }
    return svod_str_range(p, to);
}

static svod_str attribute_value(svod_xml_reader *r, const xmlChar *from, const xmlChar *to)
{
    const char *p = (const char *)from;
    size_t n = (size_t)(to - from);
    const svod_str *run = marked(r, p, n);
    if (run && n == SVOD_XML_MARK_LENGTH) return *run;
    svod_str whole = {"", 0}, next;
    for (const char *at = p; part(r, &p, &n, &next); at = p) {
        if (!marked(r, at, (size_t)(p - at))) next = plain_ampersands(r, next);
        if (!whole.n) {
            whole = next;
            continue;
        }
        char *joined = svod_arena_alloc(r->arena, whole.n + next.n);
        if (!joined) {
            r->no_memory = true;
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
    (void)prefix, (void)uri, (void)namespaces, (void)defaulted;
    svod_xml_reader *r = context;
    if (!r->arena || r->over || r->no_memory) return; /* also for the document's own element */
    if (r->shown_at == r->shown_n || r->depth == SVOD_XML_DEPTH_CAP) {
        r->over = true;
        return;
    }
    const svod_xml_shown *shown = &r->shown[r->shown_at++];
    svod_xml_node *node = &r->nodes[shown->node];
    const svod_xml_name *element = known(r, name);
    node->name = (svod_str){(const char *)name, element->length};
    node->code = element->code;
    node->attributes = (uint32_t)r->attributes_n;
    node->attributes_n = (uint32_t)attributes_n;
    r->open[r->depth] = shown->node;
    r->first_part[r->depth] = r->last_part[r->depth] = 0;
    r->depth++;
    for (int i = 0; i < attributes_n; i++, attributes += 5) {
        if (!svod_xml_grow(r, (void **)&r->attributes, r->attributes_n, &r->attributes_room, sizeof *r->attributes,
                           SVOD_XML_ATTRIBUTES_CAP)) {
            r->over = true;
            return;
        }
        svod_str value = attribute_value(r, attributes[3], attributes[4]);
        r->attributes[r->attributes_n++] =
            (svod_xml_attribute){{(const char *)attributes[0], known(r, attributes[0])->length}, value};
    }
    if (shown->tag.n && !namespaces_n && !r->over) svod_xml_remember(r, shown->tag, node);
}

/* Puts the parts of the innermost element's text together. */
static void join(svod_xml_reader *r, svod_xml_node *node, uint32_t first)
{
    size_t n = 0;
    for (uint32_t i = first; i; i = r->parts[i - 1].next) n += r->parts[i - 1].text.n;
    char *p = svod_arena_alloc(r->arena, n);
    if (!p) {
        r->no_memory = true;
        return;
    }
    node->text = (svod_str){p, n};
    for (uint32_t i = first; i; i = r->parts[i - 1].next) {
        svod_str text = r->parts[i - 1].text;
        memcpy(p, text.p, text.n);
        p += text.n;
    }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    svod_xml_reader *r = context;
    if (!r->arena || !r->depth || r->over || r->no_memory) return;
    r->depth--;
    uint32_t first = r->first_part[r->depth];
    if (first) join(r, &r->nodes[r->open[r->depth]], first);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    svod_xml_reader *r = context;
    if (!r->arena || !r->depth || r->over || r->no_memory) return;
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
        if (!svod_xml_grow(r, (void **)&r->parts, r->parts_n + 1, &r->parts_room, sizeof *r->parts, 4 * SVOD_XML_RUNS_CAP)) {
            r->over = true;
            return;
        }
        if (!r->first_part[level]) {
            r->parts[r->parts_n++] = (svod_xml_part){.text = node->text};
            r->first_part[level] = r->last_part[level] = (uint32_t)r->parts_n;
        }
        r->parts[r->parts_n++] = (svod_xml_part){.text = next};
        r->parts[r->last_part[level] - 1].next = (uint32_t)r->parts_n;
        r->last_part[level] = (uint32_t)r->parts_n;
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
    /* What goes wrong before there is a context would be printed by libxml2. */
    xmlStructuredErrorFunc before = xmlStructuredError;
    void *before_context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, on_error);
    r->context = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    xmlSetStructuredErrorFunc(before_context, before);
    if (!r->context) return false;
    xmlCtxtUseOptions(r->context, XML_PARSE_NONET);
    return xmlParseChunk(r->context, "<svod>", 6, 0) == 0;
}

svod_xml_reader *svod_xml_reader_new(const svod_xml_word *words)
{
    svod_xml_reader *r = svod_try_calloc(1, sizeof *r);
    if (!r) return NULL;
    r->words = words;
    svod_arena_init_try(&r->tags_memory, SVOD_XML_TAGS_MEMORY);
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
    svod_free(r->shown);
    svod_free(r->nodes);
    svod_free(r->attributes);
    svod_free(r->parts);
    svod_arena_release(&r->tags_memory);
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
    r->outline_n = r->runs_n = r->shown_n = r->shown_at = r->nodes_n = r->attributes_n = r->parts_n = 0;
    r->depth = 0;
    r->no_memory = r->over = false;
    if (bytes.n > SVOD_XML_RECORD_CAP) return SVOD_FAILED;
    if (!outline_room(r, bytes.n + 1)) return svod_no_memory(e);
    r->arena = arena;
    bool whole = svod_xml_make_outline(r, bytes);
    if (whole && r->outline_n) xmlParseChunk(r->context, r->outline, (int)r->outline_n, 0);
    r->arena = NULL;
    if (!whole) return r->no_memory ? svod_no_memory(e) : SVOD_FAILED;
    bool fine = r->context->wellFormed && !r->context->disableSAX && !r->over && !r->no_memory && r->depth == 0 &&
                r->shown_at == r->shown_n;
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
        if (a->name.n == name.n && (svod_str_eq(a->name, name) || svod_str_eq_nocase(a->name, name))) return a->value;
    }
    return (svod_str){NULL, 0};
}
