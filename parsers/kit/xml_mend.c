/* Mending a broken record; see the header. One pass that copies the record, keeping a stack of the elements open. */
#include "kit/xml_mend.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/xml_inner.h"
#include "kit/xml_scan.h"

#include <svod/kit.h>

#include <string.h>

enum {
    LOOK_AHEAD = 256 << 10, /* how far an end tag is looked for */
    ENTITY_LENGTH = 12
};

typedef struct open_element {
    svod_str name;
    size_t written; /* where it begins in the output */
    bool elements;  /* it holds elements */
    bool closed;    /* its end tag is still to come */
} open_element;

typedef struct mending {
    const char *p;
    size_t n, i;
    svod_buf out;
    svod_arena *arena;
    open_element open[SVOD_XML_DEPTH_CAP];
    size_t depth, elements;
    bool no_memory;
    svod_xml_mended *ret;
} mending;

static void tell(mending *m, svod_xml_fault fault, size_t at, svod_str text)
{
    if (m->ret->faults_n < SVOD_XML_FAULTS_TOLD) {
        m->ret->faults[m->ret->faults_n].fault = fault;
        m->ret->faults[m->ret->faults_n].at = at;
        m->ret->faults[m->ret->faults_n].text = text;
    }
    m->ret->faults_n++;
}

static bool starts_name(unsigned char c)
{
    return c >= 0x80 || ((c | 32u) >= 'a' && (c | 32u) <= 'z') || c == '_' || c == ':';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* ---- text ---- */

/* The reference at p[at] == '&' that ends before `end`; returns its length. What HTML knows becomes the letter it means, the
 * rest text. */
static size_t reference(mending *m, size_t at, size_t end)
{
    const char *p = m->p + at;
    size_t room = SVOD_MIN(end - at, (size_t)ENTITY_LENGTH);
    const char *semicolon = memchr(p, ';', room);
    svod_str name = semicolon ? svod_str_range(p + 1, semicolon) : (svod_str){p, 0};
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool fine = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c == '#' && i == 0);
        if (!fine) name.n = 0;
    }
    if (!name.n) {
        tell(m, SVOD_XML_AMPERSAND, at, (svod_str){p, SVOD_MIN(end - at, (size_t)1)});
        svod_buf_cstr(&m->out, "&amp;");
        return 1;
    }
    svod_str whole = {p, name.n + 2};
    uint32_t known;
    if (svod_xml_reference(p, end - at, &known)) {
        svod_buf_str(&m->out, whole);
        return whole.n;
    }
    tell(m, SVOD_XML_ENTITY, at, whole);
    svod_str letter = svod_str_is(name, "nbsp") ? SVOD_STR("\xC2\xA0") : svod_plain_text(m->arena, whole);
    m->no_memory |= !letter.p;
    bool letter_found = letter.p && letter.n && !memchr(letter.p, '&', letter.n) && !memchr(letter.p, '<', letter.n);
    if (letter_found) {
        svod_buf_str(&m->out, letter);
    } else {
        svod_buf_cstr(&m->out, "&amp;");
        svod_buf_str(&m->out, (svod_str){p + 1, whole.n - 1});
    }
    return whole.n;
}

/* Writes p[from…to) as text (or as the text of an attribute); `literal`: & and < stand for themselves, as in CDATA. */
static void text(mending *m, size_t from, size_t to, bool literal)
{
    size_t i = from;
    while (i < to) {
        unsigned char c = (unsigned char)m->p[i];
        if (c == '&' && !literal) {
            i += reference(m, i, to);
            continue;
        }
        if (c == '&')
            svod_buf_cstr(&m->out, "&amp;");
        else if (c == '<')
            svod_buf_cstr(&m->out, "&lt;");
        else if (c == '>')
            svod_buf_cstr(&m->out, "&gt;");
        else if (c == '"')
            svod_buf_cstr(&m->out, "&quot;");
        else if ((c < ' ' && !is_space((char)c)) ||
                 (c == 0xEF && to - i >= 3 && (unsigned char)m->p[i + 1] == 0xBF && (unsigned char)m->p[i + 2] >= 0xBE)) {
            tell(m, SVOD_XML_BYTE, i, (svod_str){m->p + i, 1});
            i += c == 0xEF ? 2 : 0;
        } else
            svod_buf_char(&m->out, (char)c);
        i++;
    }
}

/* ---- elements ---- */

/* The offset of `</name` at or after `from`, or SIZE_MAX. */
static size_t end_tag(const mending *m, svod_str name, size_t from)
{
    size_t limit = SVOD_MIN(m->n, from + LOOK_AHEAD);
    for (const char *q = m->p + from; (q = memmem(q, (size_t)(m->p + limit - q), "</", 2)) != NULL; q += 2) {
        svod_str found = svod_xml_name_at(q + 2, (size_t)(m->p + m->n - q) - 2);
        if (svod_str_eq(found, name)) return (size_t)(q - m->p);
    }
    return SIZE_MAX;
}

static void close_top(mending *m)
{
    open_element *top = &m->open[--m->depth];
    svod_buf_cstr(&m->out, "</");
    svod_buf_str(&m->out, top->name);
    svod_buf_char(&m->out, '>');
}

static void close_unclosed(mending *m)
{
    tell(m, SVOD_XML_NOT_CLOSED, m->i, m->open[m->depth - 1].name);
    close_top(m);
}

static bool is_void(svod_str name)
{
    static const char *const voids[] = {"br", "hr", "img", "input", "meta", "link", "wbr", "col"};
    for (size_t i = 0; i < SVOD_COUNT(voids); i++)
        if (svod_str_eq_nocase(name, svod_str_of(voids[i]))) return true;
    return false;
}

static bool is_name(svod_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        bool fine = starts_name(c) || (i && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
        if (!fine) return false;
    }
    return name.n && svod_str_find(name, SVOD_STR(":"), 0) != 0 && name.p[name.n - 1] != ':';
}

/* `id="1 available=` with its quote left out: the value ends before ` available`. */
static size_t value_without_next_name(svod_str value)
{
    if (!value.n || value.p[value.n - 1] != '=') return value.n;
    size_t i = value.n - 1;
    while (i && starts_name((unsigned char)value.p[i - 1])) i--;
    if (!i || i == value.n - 1 || !is_space(value.p[i - 1])) return value.n;
    while (i && is_space(value.p[i - 1])) i--;
    return i;
}

/* The attributes in p[from…to). */
static void attributes(mending *m, size_t from, size_t to)
{
    svod_str seen[SVOD_XML_DEPTH_CAP];
    size_t seen_n = 0, i = from;
    while (i < to && seen_n < SVOD_COUNT(seen)) {
        if (is_space(m->p[i]) || m->p[i] == '/') {
            i++;
            continue;
        }
        svod_str name = svod_xml_name_at(m->p + i, to - i);
        bool fine = is_name(name);
        for (size_t s = 0; s < seen_n; s++) fine = fine && !svod_str_eq(seen[s], name);
        size_t value = i + SVOD_MAX(name.n, (size_t)1), end = value, next = value;
        while (value < to && is_space(m->p[value])) value++;
        bool given = value < to && m->p[value] == '=' && name.n;
        if (given) {
            value++;
            while (value < to && is_space(m->p[value])) value++;
            char quote = value < to && (m->p[value] == '"' || m->p[value] == '\'') ? m->p[value++] : 0;
            end = value;
            while (end < to && (quote ? m->p[end] != quote : !is_space(m->p[end]))) end++;
            next = end + (quote && end < to);
            size_t kept = quote ? value_without_next_name((svod_str){m->p + value, end - value}) : end - value;
            if (kept < end - value) end = next = value + kept;
        }
        if (!fine || !given) tell(m, SVOD_XML_ATTRIBUTE, i, (svod_str){m->p + i, next - i});
        if (fine && given) {
            svod_buf_char(&m->out, ' ');
            svod_buf_str(&m->out, name);
            svod_buf_cstr(&m->out, "=\"");
            text(m, value, end, false);
            svod_buf_char(&m->out, '"');
            seen[seen_n++] = name;
        }
        i = next;
    }
}

static bool start_tag(mending *m)
{
    size_t at = m->i, left = m->n - at;
    svod_str name = svod_xml_name_at(m->p + at + 1, left - 1);
    size_t length = svod_xml_tag_end(m->p + at, left);
    if (!is_name(name) || length < 2 || m->p[at + length - 1] != '>') {
        tell(m, SVOD_XML_LESS, at, (svod_str){m->p + at, SVOD_MIN(left, (size_t)12)});
        svod_buf_cstr(&m->out, "&lt;");
        m->i++;
        return true;
    }
    while (m->depth > 1 && !m->open[m->depth - 1].closed) close_unclosed(m);
    if (m->depth == SVOD_XML_DEPTH_CAP || ++m->elements > SVOD_XML_NODES_CAP) return false;
    if (m->depth) m->open[m->depth - 1].elements = true;
    size_t end = at + length;
    bool empty = m->p[end - 2] == '/' || is_void(name);
    m->open[m->depth++] = (open_element){
        .name = name, .written = m->out.n, .closed = empty || m->depth == 0 || end_tag(m, name, end) != SIZE_MAX};
    svod_buf_char(&m->out, '<');
    svod_buf_str(&m->out, name);
    attributes(m, at + 1 + name.n, end - 1);
    svod_buf_char(&m->out, '>');
    m->i = end;
    if (empty && m->depth > 1) close_top(m);
    return true;
}

/* An end tag whose name nothing open has: a misspelt one closes the leaf it stands behind. */
static bool closes_leaf(const mending *m, size_t end)
{
    if (m->depth < 2) return false;
    const open_element *top = &m->open[m->depth - 1];
    while (end < m->n && is_space(m->p[end])) end++;
    return !top->elements && !top->closed && end < m->n && m->p[end] == '<';
}

static void closing_tag(mending *m)
{
    size_t at = m->i, end = at + 2;
    svod_str name = svod_xml_name_at(m->p + end, m->n - end);
    end += name.n;
    size_t blank = end;
    while (blank < m->n && m->p[blank] != '>' && m->p[blank] != '<') blank++;
    end = blank < m->n && m->p[blank] == '>' ? blank + 1 : end;
    svod_str whole = {m->p + at, end - at};
    size_t level = m->depth;
    while (level && !svod_str_eq(m->open[level - 1].name, name)) level--;
    if (!level) {
        tell(m, SVOD_XML_CLOSES_NOTHING, at, whole);
        if (closes_leaf(m, end)) close_top(m);
    } else {
        while (m->depth > level) close_unclosed(m);
        if (whole.p[whole.n - 1] != '>' || whole.n != name.n + 3) {
            bool only_space = whole.p[whole.n - 1] == '>';
            for (size_t i = 2 + name.n; i + 1 < whole.n && only_space; i++) only_space = is_space(whole.p[i]);
            if (!only_space) tell(m, SVOD_XML_CLOSES_NOTHING, at, whole);
        }
        close_top(m);
    }
    m->i = end;
}

/* Comments and instructions go; CDATA becomes text. */
static void opaque(mending *m)
{
    const char *p = m->p + m->i;
    size_t left = m->n - m->i;
    bool comment = left > 4 && memcmp(p, "<!--", 4) == 0, instruction = left > 2 && p[1] == '?';
    const char *end = comment ? memmem(p + 4, left - 4, "-->", 3) : instruction ? memmem(p + 2, left - 2, "?>", 2) : NULL;
    if (end) {
        m->i += (size_t)(end - p) + (comment ? 3 : 2);
        return;
    }
    if (left <= 9 || memcmp(p, "<![CDATA[", 9) != 0) {
        tell(m, SVOD_XML_LESS, m->i, (svod_str){p, SVOD_MIN(left, (size_t)12)});
        svod_buf_cstr(&m->out, "&lt;");
        m->i++;
        return;
    }
    const char *close = memmem(p + 9, left - 9, "]]>", 3);
    size_t from = m->i + 9, to = close ? (size_t)(close - m->p) : SIZE_MAX;
    m->i = to == SIZE_MAX ? 0 : to + 3;
    if (!close) {
        tell(m, SVOD_XML_CDATA, from - 9, (svod_str){p, 9});
        to = m->depth ? end_tag(m, m->open[m->depth - 1].name, from) : SIZE_MAX;
        if (to == SIZE_MAX) to = m->n;
        m->i = to;
    }
    text(m, from, to, true);
}

static bool step(mending *m)
{
    const char *q = memchr(m->p + m->i, '<', m->n - m->i);
    size_t at = q ? (size_t)(q - m->p) : m->n;
    text(m, m->i, at, false);
    m->i = at;
    if (!q) return true;
    char next = at + 1 < m->n ? m->p[at + 1] : 0;
    if (next == '/')
        closing_tag(m);
    else if (next == '!' || next == '?')
        opaque(m);
    else
        return start_tag(m);
    return true;
}

svod_status svod_xml_mend(svod_str bytes, bool unclosed, svod_arena *arena, svod_xml_mended *ret, svod_error *e)
{
    bool repaired = false, fine = true, begun = false;
    *ret = (svod_xml_mended){0};
    svod_str valid = svod_utf8_repair(arena, bytes, &repaired);
    if (bytes.n && !valid.p) return svod_no_memory(e);
    mending m = {
        .p = valid.p, .n = valid.n, .out = SVOD_BUF_INIT_TRY((size_t)8 * SVOD_XML_RECORD_CAP), .arena = arena, .ret = ret};
    if (repaired) tell(&m, SVOD_XML_BYTE, 0, (svod_str){0});
    while (fine && !m.no_memory && m.i < m.n && (m.depth || !begun)) {
        fine = step(&m);
        begun = begun || m.depth;
    }
    if (unclosed && m.depth > 1) {
        m.out.n = m.open[1].written;
        m.depth = 1;
    }
    while (fine && m.depth) close_unclosed(&m);
    if (fine) ret->bytes = svod_arena_dup(arena, svod_buf_view(&m.out));
    bool no_memory = m.no_memory || m.out.failed || (fine && !ret->bytes.p);
    svod_buf_release(&m.out);
    return no_memory ? svod_no_memory(e) : fine ? SVOD_OK : SVOD_FAILED;
}
