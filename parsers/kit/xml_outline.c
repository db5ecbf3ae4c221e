/* The outline of a record: what libxml2 is shown of it. See xml_record.c. */
#include "kit/xml_inner.h"
#include "kit/xml_scan.h"

#include "base/attrs.h"
#include "base/str.h"
#include "text/utf8.h"

#include <string.h>

/* ---- what text may consist of ---- */

/* Of the sixteen bytes at p, are the first `n` neither '&' nor bytes below the blank but line ends and tabs? Bytes above
 * ASCII are let pass: the host sees to it that texts are UTF-8. */
static bool is_clean_block(const char *p, size_t n)
{
    typedef uint8_t bytes16 __attribute__((vector_size(16)));
    static const bytes16 places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    bytes16 x;
    memcpy(&x, p, sizeof x);
    bytes16 bad = (bytes16)(x == '&') | ((bytes16)(x < ' ') & (bytes16)((x != '\n') & (x != '\r') & (x != '\t')));
    bad &= (bytes16)(places < (uint8_t)n);
    uint64_t half[2];
    memcpy(half, &bad, sizeof half);
    return (half[0] | half[1]) == 0;
}

/* How far the text at p is free of '&' and of the control bytes XML forbids. `room` ≥ n bytes can be looked at. */
static size_t clean_run(const char *p, size_t n, size_t room)
{
    size_t i = 0;
    while (n - i >= 16 && is_clean_block(p + i, 16)) i += 16;
    if (n - i < 16 && room - i >= 16 && is_clean_block(p + i, n - i)) return n;
    for (; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c == '&' || (c < ' ' && c != '\n' && c != '\r' && c != '\t')) break;
    }
    return i;
}

static bool is_blank(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\t' || p[i] == '\r')) i++;
    return i == n;
}

static bool is_clean(svod_str text)
{
    size_t i = 0;
    while (i < text.n) {
        i += clean_run(text.p + i, text.n - i, text.n - i);
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
    if (n <= SVOD_XML_MARK_LENGTH && !memchr(p, SVOD_XML_MARK, n)) {
        put(r, p, n);
        return true;
    }
    if (!svod_xml_grow(r, (void **)&r->runs, r->runs_n, &r->runs_room, sizeof *r->runs, SVOD_XML_RUNS_CAP)) return false;
    size_t index = r->runs_n++;
    r->runs[index] = (svod_str){p, n};
    char mark[SVOD_XML_MARK_LENGTH] = {SVOD_XML_MARK, (char)('^' + (index >> 10 & 31)), (char)('^' + (index >> 5 & 31)),
                                       (char)('^' + (index & 31))};
    put(r, mark, SVOD_XML_MARK_LENGTH);
    return true;
}

/* Text with entity references: those go into the outline, what is between them are runs. False: something in it is not XML.
 * The outline never grows beyond the text: a run is longer than its mark. */
static bool put_text(svod_xml_reader *r, const char *p, size_t n)
{
    size_t i = 0;
    while (i < n) {
        size_t length = clean_run(p + i, n - i, n - i);
        if (length && !put_run(r, p + i, length)) return false;
        i += length;
        if (i == n) return true;
        if (p[i] != '&') return false;
        const char *end = memchr(p + i, ';', SVOD_MIN(n - i, (size_t)32));
        if (!end || memchr(p + i, SVOD_XML_MARK, (size_t)(end - p) - i)) return false;
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
        if (i == name || memchr(p + name, SVOD_XML_MARK, i - name)) return 0;
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
    if (!is_clean(text)) return 0;
    if (text.n > SVOD_XML_MARK_LENGTH ? !put_run(r, text.p, text.n)
                                      : !is_blank(text.p, text.n) && !put_text(r, text.p, text.n))
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

size_t svod_xml_reference(const char *p, size_t n, uint32_t *ret)
{
    static const struct {
        svod_str name;
        uint32_t letter;
    } known[] = {{{"&amp;", 5}, '&'}, {{"&quot;", 6}, '"'}, {{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&apos;", 6}, '\''}};
    for (size_t i = 0; i < SVOD_COUNT(known); i++) {
        if (n < known[i].name.n || memcmp(p, known[i].name.p, known[i].name.n) != 0) continue;
        *ret = known[i].letter;
        return known[i].name.n;
    }
    if (n < 4 || p[1] != '#') return 0;
    bool hex = p[2] == 'x';
    size_t from = hex ? 3 : 2, i = from;
    uint32_t code = 0;
    for (; i < n && i < from + 8 && p[i] != ';'; i++) {
        char c = p[i], letter = (char)(c | 32);
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(hex && letter >= 'a' && letter <= 'f')) return 0;
        code = code * (hex ? 16 : 10) + (uint32_t)(digit ? c - '0' : letter - 'a' + 10);
    }
    bool allowed = code == 9 || code == 10 || code == 13 || (code >= 32 && code < 0xD800) ||
                   (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code <= 0x10FFFF);
    if (i == n || p[i] != ';' || i == from || !allowed) return 0;
    *ret = code;
    return i + 1;
}

/* The text p[0…n) with its references read, in *ret; false: something in it is not XML, or no memory. */
static bool read_references(svod_xml_reader *r, const char *p, size_t n, svod_str *ret)
{
    char *text = svod_arena_alloc(r->arena, n + 4), *to = text; /* a reference is longer than its letter */
    r->no_memory |= !text;
    for (size_t i = 0; text && i < n;) {
        size_t length = clean_run(p + i, n - i, n - i);
        memcpy(to, p + i, length);
        to += length;
        i += length;
        if (i == n) break;
        uint32_t letter = 0;
        length = p[i] == '&' ? svod_xml_reference(p + i, n - i, &letter) : 0;
        if (!length) return false;
        to += svod_utf8_put(to, letter);
        i += length;
    }
    *ret = (svod_str){text, text ? (size_t)(to - text) : 0};
    return text != NULL;
}

/* An element `name`, whose start tag ended before p[0], that holds nothing but text (or one CDATA section):
 * its text goes to *ret. Returns the length up to and with its end tag, 0 when it is no such element. */
static size_t leaf(svod_xml_reader *r, const char *p, size_t n, svod_str name, svod_str *ret)
{
    const char *q = memchr(p, '<', n);
    if (!q) return 0;
    size_t at = (size_t)(q - p), length = closes(q, n - at, name);
    if (length) {
        *ret = (svod_str){p, at};
        return clean_run(p, at, n) == at || read_references(r, p, at, ret) ? at + length : 0;
    }
    if (n - at <= 9 || memcmp(q, "<![CDATA[", 9) != 0 || !is_blank(p, at)) return 0;
    size_t to = section_end(p, n, at + 9);
    if (to == SIZE_MAX) return 0;
    *ret = svod_str_range(q + 9, p + to);
    size_t after = to + 3;
    while (after < n && is_blank(p + after, 1)) after++;
    length = after < n && p[after] == '<' ? closes(p + after, n - after, name) : 0;
    return length && is_clean(*ret) ? after + length : 0;
}

/* ---- tags met before ---- */

enum { LOOKS = 4 }; /* slots a tag may be in */

static uint64_t eight_at(const char *p)
{
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    return eight;
}

/* A few bytes of a tag tell it from the others of a catalog. */
static size_t tag_slot(const char *p, size_t n)
{
    uint64_t head = 0, tail = 0;
    if (n >= 8) {
        head = eight_at(p);
        tail = eight_at(p + n - 8);
        if (n > 24) tail += eight_at(p + n / 2 - 4);
    } else {
        for (size_t i = 0; i < n; i++) head = head << 8 | (unsigned char)p[i];
    }
    uint64_t mixed = (head ^ (tail << 7 | tail >> 57) ^ n) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed >> 40) % SVOD_XML_TAGS;
}

/* The tag at p[0], when it was read before. */
static const svod_xml_tag *remembered(const svod_xml_reader *r, const char *p, size_t n)
{
    const char *end = memchr(p, '>', n);
    if (!end) return NULL;
    size_t length = (size_t)(end - p) + 1, slot = tag_slot(p, length);
    for (size_t i = 0; i < LOOKS; i++) {
        const svod_xml_tag *tag = &r->tags[(slot + i) % SVOD_XML_TAGS];
        if (tag->bytes.n == length && memcmp(tag->bytes.p, p, length) == 0) return tag;
        if (!tag->bytes.n) return NULL;
    }
    return NULL;
}

void svod_xml_remember(svod_xml_reader *r, svod_str bytes, const svod_xml_node *node)
{
    size_t slot = tag_slot(bytes.p, bytes.n), i = 0;
    while (i < LOOKS && r->tags[(slot + i) % SVOD_XML_TAGS].bytes.n) i++;
    if (i == LOOKS) return;
    svod_arena *memory = &r->tags_memory;
    svod_xml_tag tag = {.bytes = svod_arena_dup(memory, bytes),
                        .name = svod_arena_dup(memory, node->name),
                        .code = node->code,
                        .attributes_n = node->attributes_n,
                        .empty = bytes.n > 1 && bytes.p[bytes.n - 2] == '/'};
    svod_xml_attribute *attributes = svod_arena_alloc(memory, (node->attributes_n + 1) * sizeof *attributes);
    bool fine = tag.bytes.p && tag.name.p && attributes;
    for (uint32_t a = 0; a < node->attributes_n && fine; a++) {
        const svod_xml_attribute *given = &r->attributes[node->attributes + a];
        attributes[a] = (svod_xml_attribute){svod_arena_dup(memory, given->name), svod_arena_dup(memory, given->value)};
        fine = attributes[a].name.p && attributes[a].value.p;
    }
    if (!fine) return;
    tag.attributes = attributes;
    tag.raw_name = svod_xml_name_at(tag.bytes.p + 1, tag.bytes.n - 1);
    r->tags[(slot + i) % SVOD_XML_TAGS] = tag;
}

/* ---- elements ---- */

/* A new element in the innermost open one; NULL past a cap. */
static svod_xml_node *add_node(svod_xml_reader *r)
{
    if (r->depth == 0 && r->nodes_n) return NULL;
    if (!svod_xml_grow(r, (void **)&r->nodes, r->nodes_n, &r->nodes_room, sizeof *r->nodes, SVOD_XML_NODES_CAP)) return NULL;
    svod_xml_node *node = &r->nodes[r->nodes_n++];
    *node = (svod_xml_node){.depth = r->depth};
    if (r->depth) {
        node->parent = r->open[r->depth - 1];
        r->nodes[node->parent].children++;
    }
    return node;
}

/* A leaf whose start tag is known: libxml2 need not see it. Returns its length, or 0: it is no such leaf. */
static size_t take_known(svod_xml_reader *r, const svod_xml_tag *tag, const char *p, size_t n)
{
    svod_str text = {NULL, 0};
    size_t length = tag->bytes.n;
    if (!tag->empty) {
        size_t rest = leaf(r, p + length, n - length, tag->raw_name, &text);
        if (!rest) return 0;
        length += rest;
    }
    size_t first = r->attributes_n;
    for (uint32_t a = 0; a < tag->attributes_n; a++) {
        if (!svod_xml_grow(r, (void **)&r->attributes, r->attributes_n, &r->attributes_room, sizeof *r->attributes,
                           SVOD_XML_ATTRIBUTES_CAP))
            return 0;
        r->attributes[r->attributes_n++] = tag->attributes[a];
    }
    svod_xml_node *node = add_node(r);
    if (!node) {
        r->over = true;
        return 0;
    }
    node->name = tag->name;
    node->code = tag->code;
    node->text = text;
    node->attributes = (uint32_t)first;
    node->attributes_n = tag->attributes_n;
    return length;
}

/* The element that begins at p[0]: its start tag, and all of it when it is a leaf. Returns the length done with, 0: broken.
 */
static size_t put_element(svod_xml_reader *r, const char *p, size_t n)
{
    const svod_xml_tag *tag = remembered(r, p, n);
    size_t length = tag ? take_known(r, tag, p, n) : 0;
    if (length || r->over || r->no_memory) return length;
    svod_xml_node *node = add_node(r);
    if (!node || !svod_xml_grow(r, (void **)&r->shown, r->shown_n, &r->shown_room, sizeof *r->shown, SVOD_XML_NODES_CAP))
        return 0;
    svod_xml_shown *shown = &r->shown[r->shown_n++];
    *shown = (svod_xml_shown){.node = (uint32_t)r->nodes_n - 1};
    length = put_start_tag(r, p, n);
    if (!length) return 0;
    size_t rest = 0;
    bool empty = p[length - 2] == '/';
    if (!empty) rest = leaf(r, p + length, n - length, svod_xml_name_at(p + 1, n - 1), &node->text);
    if (empty || rest) shown->tag = (svod_str){p, length};
    if (rest) {
        r->outline_n--;
        put(r, "/>", 2);
    } else {
        node->text = (svod_str){NULL, 0};
    }
    if (!empty && !rest) {
        if (r->depth == SVOD_XML_DEPTH_CAP) return 0;
        node->inner.p = p + length;
        r->open[r->depth++] = shown->node;
    }
    return length + rest;
}

/* `</name>` at p[0]; its length, 0: broken. */
static size_t put_end_tag(svod_xml_reader *r, const char *p, size_t n)
{
    const char *end = memchr(p, '>', n);
    if (!end || !r->depth || memchr(p, SVOD_XML_MARK, (size_t)(end - p))) return 0;
    svod_xml_node *node = &r->nodes[r->open[--r->depth]];
    node->inner.n = (size_t)(p - node->inner.p);
    put(r, p, (size_t)(end - p) + 1);
    return (size_t)(end - p) + 1;
}

bool svod_xml_make_outline(svod_xml_reader *r, svod_str bytes)
{
    const char *p = bytes.p;
    size_t n = bytes.n, i = 0;
    bool after_tag = true;
    while (i < n) {
        const char *q = memchr(p + i, '<', n - i);
        size_t at = q ? (size_t)(q - p) : n, left = n - at, length = 0;
        bool before_tag = left < 2 || (q[1] != '!' && q[1] != '?');
        bool blank = is_blank(p + i, at - i); /* between tags it only keeps them apart */
        if ((!blank || (!after_tag && r->depth) || (!before_tag && r->depth)) && at > i &&
            (!r->depth || !put_text(r, p + i, at - i)))
            return false;
        after_tag = before_tag;
        if (!q) break;
        if (left > 1 && p[at + 1] == '/')
            length = put_end_tag(r, q, left);
        else if (left > 1 && (p[at + 1] == '!' || p[at + 1] == '?'))
            length = put_opaque(r, q, left);
        else
            length = put_element(r, q, left);
        if (!length) return false;
        i = at + length;
    }
    return r->depth == 0 && r->nodes_n;
}
