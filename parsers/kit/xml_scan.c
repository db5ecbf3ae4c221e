/* Cutting XML text into records; see the header. */
#include "kit/xml_scan.h"

#include <string.h>

#define NOWHERE SIZE_MAX
#define SHORT_OF (SIZE_MAX - 1) /* the window ends too early to tell */

enum { COMMENT, CDATA, INSTRUCTION };

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}
static bool ends_name(char c)
{
    return is_space(c) || c == '/' || c == '>' || c == '<' || c == '&' || c == '=' || c == '"' || c == '\'';
}
static bool starts_name(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || ((u | 32u) >= 'a' && (u | 32u) <= 'z') || u == '_' || u == ':';
}

svod_str svod_xml_name_at(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && i < SVOD_XML_NAME_CAP && !ends_name(p[i])) i++;
    return (svod_str){p, i};
}

/* Sixteen bytes at a time in the compiler's own vectors: the lines of a gigabyte are counted every night. */
size_t svod_xml_newlines(const char *p, size_t n)
{
    typedef uint8_t bytes16 __attribute__((vector_size(16)));
    size_t count = 0, i = 0;
    while (n - i >= 16) {
        size_t blocks = (n - i) / 16;
        if (blocks > 255) blocks = 255;
        bytes16 sums = {0};
        for (size_t b = 0; b < blocks; b++, i += 16) {
            bytes16 v;
            memcpy(&v, p + i, 16);
            sums -= (bytes16)(v == '\n');
        }
        uint64_t half[2];
        memcpy(half, &sums, 16);
        for (int h = 0; h < 2; h++) {
            uint64_t pairs = (half[h] & 0x00FF00FF00FF00FFu) + (half[h] >> 8 & 0x00FF00FF00FF00FFu);
            count += (size_t)(pairs * 0x0001000100010001u >> 48);
        }
    }
    for (; i < n; i++) count += p[i] == '\n';
    return count;
}

static size_t characters(const char *p, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += ((unsigned char)p[i] & 0xC0) != 0x80;
    return count;
}

void svod_xml_scan_init(svod_xml_scan *scan, svod_str record, const svod_str *sides, size_t sides_n)
{
    *scan = (svod_xml_scan){.record = record, .sides = sides, .sides_n = sides_n, .line = 1};
}

static long line_at(svod_xml_scan *scan, const char *p, size_t at)
{
    if (at > scan->counted) {
        scan->line += (long)svod_xml_newlines(p + scan->counted, at - scan->counted);
        scan->counted = at;
    }
    return scan->line;
}

/* Goes on from the column told last: a catalog may be one line of gigabytes with a fault in every record. */
long svod_xml_scan_column(svod_xml_scan *scan, const char *p, size_t at)
{
    if (at < scan->column_at) {
        scan->column_at = 0;
        scan->column = scan->column_before;
    }
    size_t from = scan->column_at;
    const char *end = at > from ? memrchr(p + from, '\n', at - from) : NULL;
    if (end) {
        from = (size_t)(end - p) + 1;
        scan->column = 0;
    }
    scan->column += (long)characters(p + from, at - from);
    scan->column_at = at;
    return scan->column + 1;
}

size_t svod_xml_scan_shift(svod_xml_scan *scan, const char *p)
{
    size_t gone = scan->pos;
    if (!gone) return 0;
    line_at(scan, p, gone);
    scan->column_before = svod_xml_scan_column(scan, p, gone) - 1;
    scan->column = scan->column_before;
    scan->base += (int64_t)gone;
    scan->pos = scan->counted = scan->column_at = 0;
    return gone;
}

size_t svod_xml_tag_end(const char *p, size_t n)
{
    size_t first = 0;
    char quote = 0;
    for (size_t i = 1; i < n; i++) {
        char c = p[i];
        if (c == '<') return first ? first : i;
        if (c == '>') {
            if (!quote) return i + 1;
            if (!first) first = i + 1;
        } else if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        }
    }
    return first ? first : n;
}

/* Does the record's own tag, `</name` or `<name`, begin at p? `skip` is the length of what comes before the name. */
static bool names(const char *p, size_t n, size_t skip, svod_str name)
{
    return n > skip + name.n && p[skip] == name.p[0] && memcmp(p + skip, name.p, name.n) == 0 && ends_name(p[skip + name.n]);
}

/* Past the first `end` at or after p[from], NOWHERE when the text has none within a record's length, or SHORT_OF. */
static size_t past(svod_xml_scan *scan, int what, const char *p, size_t n, bool last, size_t from)
{
    static const svod_str ends[] = {{"-->", 3}, {"]]>", 3}, {"?>", 2}};
    if (scan->base + (int64_t)from < scan->none_before[what]) return NOWHERE;
    const char *found = from < n ? p + from : NULL;
    while (found && (found = memchr(found, ends[what].p[0], (size_t)(p + n - found))) != NULL) {
        if ((size_t)(p + n - found) >= ends[what].n && memcmp(found, ends[what].p, ends[what].n) == 0) break;
        found++;
    }
    if (found) return (size_t)(found - p) + ends[what].n;
    if (!last && n - from < SVOD_XML_RECORD_CAP) return SHORT_OF;
    scan->none_before[what] = scan->base + (int64_t)(n > ends[what].n ? n - ends[what].n : 0);
    return NOWHERE;
}

/* A section that runs through the end of one record, into the next, up to that one's own CDATA was never closed. */
static bool swallows_record(const char *p, size_t n, svod_str record)
{
    if (n < 9 || !memmem(p, n, "<![CDATA[", 9)) return false;
    for (const char *q = p, *end = p + n; (q = memmem(q, (size_t)(end - q), "</", 2)) != NULL; q += 2) {
        if (!names(q, (size_t)(end - q), 2, record)) continue;
        size_t i = (size_t)(q - p) + 2 + record.n;
        while (i < n && p[i] != '>') i++;
        for (i++; i < n && is_space(p[i]); i++) {
        }
        if (i >= n || !names(p + i, n - i, 1, record) || p[i] != '<') continue;
        if (memmem(p + i, n - i, "<![CDATA[", 9)) return true;
    }
    return false;
}

size_t svod_xml_cdata_end(const char *p, size_t n, svod_str record)
{
    const char *found = n > 9 ? memmem(p + 9, n - 9, "]]>", 3) : NULL;
    if (!found) return 0;
    size_t end = (size_t)(found - p) + 3;
    return swallows_record(p + 9, end - 9, record) ? 0 : end;
}

/* Where the thing at p[at] == '<' ends when it is a comment, CDATA or instruction; 0 when it is none of them (or one that
 * is never closed, which is then text); SHORT_OF. */
static size_t past_opaque(svod_xml_scan *scan, const char *p, size_t n, bool last, size_t at)
{
    const char *q = p + at;
    size_t left = n - at, end = NOWHERE;
    if (left < 2) return last ? 0 : SHORT_OF;
    if (q[1] == '?') {
        end = past(scan, INSTRUCTION, p, n, last, at + 2);
    } else if (q[1] == '!') {
        if (left < 9 && !last) return SHORT_OF;
        if (left >= 4 && memcmp(q, "<!--", 4) == 0) {
            end = past(scan, COMMENT, p, n, last, at + 4);
        } else if (left >= 9 && memcmp(q, "<![CDATA[", 9) == 0) {
            end = past(scan, CDATA, p, n, last, at + 9);
            if (end < SHORT_OF && swallows_record(q + 9, end - at - 9, scan->record)) end = NOWHERE;
        }
    }
    return end == NOWHERE ? 0 : end;
}

/* `</offers`, for `offer`: the list of records is closed, whatever was open in it. */
static bool closes_list(const char *q, size_t left, svod_str record)
{
    return left > record.n + 3 && memcmp(q + 2, record.p, record.n) == 0 && q[2 + record.n] == 's' &&
           ends_name(q[3 + record.n]);
}

/* The end of the element `name` that begins at p[from]; SHORT_OF. Says in *ret how it ended. */
static size_t element_end(svod_xml_scan *scan, const char *p, size_t n, bool last, size_t from, svod_str name,
                          svod_xml_piece *ret)
{
    size_t i = from + svod_xml_tag_end(p + from, n - from);
    if (i >= n && !last) return SHORT_OF;
    if (i < n + 1 && i - from >= 2 && p[i - 1] == '>' && p[i - 2] == '/') return i;
    while (i < n) {
        const char *q = memchr(p + i, '<', n - i);
        if (!q) break;
        i = (size_t)(q - p);
        size_t left = n - i;
        if (left < SVOD_XML_NAME_CAP + 2 && !last) return SHORT_OF;
        if (left > 2 && q[1] == '/' && q[2] != name.p[0] && q[2] != scan->record.p[0]) {
            i += 3; /* the end of some element in the record: most of them are */
        } else if (left > 1 && q[1] == '/') {
            if (names(q, left, 2, name) || (left == name.n + 2 && memcmp(q + 2, name.p, name.n) == 0)) {
                const char *close = memchr(q, '>', left);
                const char *next = memchr(q + 1, '<', left - 1);
                if (!close && !next && !last) return SHORT_OF;
                if (close && (!next || close < next)) return (size_t)(close - p) + 1;
                return next ? (size_t)(next - p) : n;
            }
            if (closes_list(q, left, scan->record)) {
                ret->unclosed = true;
                return i;
            }
            i += 2;
        } else if (names(q, left, 1, scan->record) || names(q, left, 1, name)) {
            ret->unclosed = true;
            return i;
        } else if (left > 1 && starts_name(q[1])) {
            i += 2;
        } else {
            size_t end = past_opaque(scan, p, n, last, i);
            if (end == SHORT_OF) return SHORT_OF;
            i = end ? end : i + 1;
        }
    }
    if (!last) return SHORT_OF;
    ret->cut_off = true;
    return n;
}

/* Past `<!DOCTYPE …>` at p[at]: brackets and quotes are minded, so that an internal subset is passed over whole. */
static size_t past_doctype(const char *p, size_t n, bool last, size_t at)
{
    int depth = 0;
    char quote = 0;
    for (size_t i = at + 2; i < n; i++) {
        char c = p[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[') {
            depth++;
        } else if (c == ']') {
            depth--;
        } else if (c == '>' && depth <= 0) {
            return i + 1;
        }
    }
    return !last && n - at < SVOD_XML_RECORD_CAP ? SHORT_OF : at + 2;
}

static svod_xml_found want(svod_xml_scan *scan, size_t n)
{
    size_t have = n - scan->pos;
    scan->want = have < 4096 ? 8192 : have * 2;
    return SVOD_XML_WANT;
}

static svod_xml_found piece(svod_xml_scan *scan, const char *p, size_t from, size_t to, svod_xml_kind kind,
                            svod_xml_piece *ret)
{
    ret->kind = kind;
    ret->bytes = (svod_str){p + from, to - from};
    ret->line = line_at(scan, p, from);
    scan->pos = to;
    if (kind == SVOD_XML_RECORD) scan->closing = false;
    return SVOD_XML_PIECE;
}

/* An element begins at p[at], outside the records. */
static svod_xml_found element(svod_xml_scan *scan, const char *p, size_t n, bool last, size_t at, svod_xml_piece *ret)
{
    ret->name = svod_xml_name_at(p + at + 1, n - at - 1);
    bool record = ret->name.n == scan->record.n && memcmp(ret->name.p, scan->record.p, ret->name.n) == 0, side = false;
    for (size_t s = 0; s < scan->sides_n && !record && !side; s++)
        side = ret->name.n == scan->sides[s].n && memcmp(ret->name.p, scan->sides[s].p, ret->name.n) == 0;
    scan->pos = at;
    if (!record && !side) {
        size_t end = at + svod_xml_tag_end(p + at, n - at);
        if (end == n && !last && n - at < SVOD_XML_RECORD_CAP) return want(scan, n);
        return piece(scan, p, at, end, SVOD_XML_OPEN, ret);
    }
    size_t end = element_end(scan, p, n, last, at, ret->name, ret);
    if (end == SHORT_OF && n - at < SVOD_XML_RECORD_CAP) return want(scan, n);
    if (end == SHORT_OF || end - at > SVOD_XML_RECORD_CAP)
        return piece(scan, p, at, at + 1 + ret->name.n, record ? SVOD_XML_TOO_LONG : SVOD_XML_OPEN, ret);
    return piece(scan, p, at, end, record ? SVOD_XML_RECORD : SVOD_XML_SIDE, ret);
}

svod_xml_found svod_xml_scan_next(svod_xml_scan *scan, const char *p, size_t n, bool last, svod_xml_piece *ret)
{
    *ret = (svod_xml_piece){0};
    while (scan->pos < n) {
        const char *q = memchr(p + scan->pos, '<', n - scan->pos);
        if (!q) break;
        size_t at = (size_t)(q - p), left = n - at;
        scan->pos = at;
        if (left < SVOD_XML_NAME_CAP + 2 && !last) return want(scan, n);
        if (left > 1 && starts_name(q[1])) return element(scan, p, n, last, at, ret);
        if (left > 9 && memcmp(q, "<!DOCTYPE", 9) == 0) {
            size_t end = past_doctype(p, n, last, at);
            if (end == SHORT_OF) return want(scan, n);
            return piece(scan, p, at, end, SVOD_XML_DOCTYPE, ret);
        }
        size_t end = past_opaque(scan, p, n, last, at);
        if (end == SHORT_OF) return want(scan, n);
        scan->closing |= left > 1 && q[1] == '/';
        scan->pos = end ? end : at + 1;
    }
    if (!memchr(p + scan->pos, '<', n - scan->pos)) scan->pos = n;
    return last ? SVOD_XML_DONE : want(scan, n);
}
