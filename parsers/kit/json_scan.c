/* Cutting JSON text into records; see the header. */
#include "kit/json_scan.h"

#include "base/attrs.h"
#include "base/str.h"
#include "kit/xml_scan.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Offset just past the quote that ends the text which begins at p[0] == '"', n + 1 when there is none. */
static size_t text_end(const char *p, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (p[i] == '\\')
            i++;
        else if (p[i] == '"')
            return i + 1;
    }
    return n + 1;
}

size_t svod_json_value_end(const char *p, size_t n)
{
    size_t depth = 0, i = 0;
    if (n && p[0] == '"') return text_end(p, n);
    if (n && p[0] != '{' && p[0] != '[') {
        while (i < n && !is_space(p[i]) && !memchr(",]}", p[i], 3)) i++;
        return i < n ? SVOD_MAX(i, (size_t)1) : n + 1;
    }
    while (i < n) {
        char c = p[i];
        if (c == '"') {
            i += text_end(p + i, n - i);
            if (i > n) return n + 1;
            continue;
        }
        i++;
        if (c == '{' || c == '[') depth++;
        if ((c == '}' || c == ']') && --depth == 0) return i;
    }
    return n + 1;
}

/* Four hexadecimal digits, or -1. */
static int hex4(const char *p, size_t n)
{
    int value = 0;
    if (n < 4) return -1;
    for (size_t i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

bool svod_json_unescape(svod_str raw, char *room, size_t size, svod_str *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (n + 3 > size) return false;
        if (raw.p[i] != '\\') {
            room[n++] = raw.p[i];
            continue;
        }
        if (++i == raw.n) return false;
        if (raw.p[i] != 'u') {
            room[n++] = raw.p[i] == 'n' || raw.p[i] == 't' || raw.p[i] == 'r' ? ' ' : raw.p[i];
            continue;
        }
        int c = hex4(raw.p + i + 1, raw.n - i - 1);
        if (c <= 0 || (c >= 0xD800 && c < 0xE000)) return false;
        i += 4;
        if (c >= 0x800) room[n++] = (char)(0xE0 | c >> 12);
        if (c >= 0x80) room[n++] = (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3F) : 0xC0 | c >> 6);
        room[n++] = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
    }
    *ret = (svod_str){room, n};
    return true;
}

void svod_json_stream_init(svod_json_stream *stream, svod_host *host, const svod_jsonpath *path)
{
    *stream = (svod_json_stream){.host = host, .path = *path, .want = SVOD_JSON_WINDOW, .line = 1};
}

static long line_at(svod_json_stream *s, size_t at)
{
    if (at > s->counted) {
        s->line += (long)svod_xml_newlines(s->p + s->counted, at - s->counted);
        s->counted = at;
    }
    return s->line;
}

typedef enum found { PIECE, WANT, AGAIN } found;

static found want(svod_json_stream *s, size_t at)
{
    s->pos = at;
    size_t have = s->n - at;
    s->want = have < 4096 ? 8192 : have * 2;
    return WANT;
}

static found piece(svod_json_stream *s, svod_json_kind kind, size_t from, size_t to, svod_json_piece *ret)
{
    *ret = (svod_json_piece){.kind = kind, .bytes = {s->p + from, to - from}, .line = line_at(s, from)};
    s->pos = to;
    return PIECE;
}

/* Goes on passing over a value. */
static found skip(svod_json_stream *s)
{
    size_t i = s->pos;
    while (i < s->n && s->skip) {
        char c = s->p[i];
        if (s->in_text) {
            if (c == '\\' && i + 1 == s->n && !s->last) break;
            if (c == '\\') i++;
            if (c == '"') s->in_text = false;
        } else if (c == '"') {
            s->in_text = true;
        } else if (c == '{' || c == '[') {
            s->skip++;
        } else if (c == '}' || c == ']') {
            s->skip--;
        }
        i++;
    }
    s->pos = SVOD_MIN(i, s->n);
    return s->skip ? want(s, s->pos) : AGAIN;
}

/* A value begins at s->p[at]; the path was followed `matched` steps to it, or SIZE_MAX: it leads elsewhere. */
static found value(svod_json_stream *s, size_t at, size_t matched, bool is_record, svod_str key, svod_json_piece *ret)
{
    char c = s->p[at];
    bool opens = c == '{' || c == '[', whole = matched == s->path.n || is_record;
    bool listed = s->path.n && s->path.steps[s->path.n - 1].kind == SVOD_JSONPATH_ANY;
    bool each = whole && !is_record && c == '[' && !listed;
    if (matched != SIZE_MAX && opens && (!whole || each)) {
        s->frames[s->depth++] = (svod_json_frame){.array = c == '[', .each = each, .matched = matched};
        s->pos = at + 1;
        return AGAIN;
    }
    if (opens && !whole) {
        s->skip = 1;
        s->pos = at + 1;
        return AGAIN;
    }
    size_t end = at + svod_json_value_end(s->p + at, s->n - at);
    if (end > s->n && !s->last && s->n - at < SVOD_JSON_RECORD_CAP) return want(s, at);
    bool cut_off = end > s->n;
    end = SVOD_MIN(end, s->n);
    if (whole && end - at >= SVOD_JSON_RECORD_CAP && opens) {
        s->skip = 1;
        found f = piece(s, SVOD_JSON_TOO_LONG, at, end, ret);
        s->pos = at + 1;
        return f;
    }
    if (whole) {
        found f = piece(s, SVOD_JSON_RECORD, at, end, ret);
        ret->cut_off = cut_off && (opens || c == '"');
        return f;
    }
    if (c != '"' || !key.n || cut_off) {
        s->pos = end;
        return AGAIN;
    }
    found f = piece(s, SVOD_JSON_SIDE, at, end, ret);
    ret->bytes = svod_str_sub(ret->bytes, 1, ret->bytes.n - 1);
    ret->key = key;
    return f;
}

/* A member of an object: its key begins at s->p[at]. */
static found member(svod_json_stream *s, size_t at, svod_json_piece *ret)
{
    size_t end = at + text_end(s->p + at, s->n - at), i = end;
    while (i < s->n && is_space(s->p[i])) i++;
    if (i < s->n && s->p[i] != ':') return piece(s, SVOD_JSON_BROKEN, at, at, ret);
    for (i++; i < s->n && is_space(s->p[i]); i++) {
    }
    if (i >= s->n) {
        if (s->last) return want(s, at);
        return s->n - at < SVOD_JSON_RECORD_CAP ? want(s, at) : piece(s, SVOD_JSON_BROKEN, at, at, ret);
    }
    const svod_json_frame *f = &s->frames[s->depth - 1];
    svod_str key = {NULL, 0};
    if (!svod_json_unescape(svod_str_sub((svod_str){s->p, s->n}, at + 1, end - 1), s->key, sizeof s->key, &key)) key.n = 0;
    bool on = f->matched < s->path.n && svod_jsonpath_takes_key(&s->path.steps[f->matched], key);
    return value(s, i, on ? f->matched + 1 : SIZE_MAX, false, key, ret);
}

static found step(svod_json_stream *s, svod_json_piece *ret)
{
    if (s->skip) return skip(s);
    size_t i = s->pos;
    while (i < s->n && (is_space(s->p[i]) || s->p[i] == ',')) i++;
    if (s->n - i >= 3 && memcmp(s->p + i, "\xEF\xBB\xBF", 3) == 0) i += 3;
    s->pos = i;
    if (i >= s->n) return want(s, i);
    char c = s->p[i];
    svod_json_frame *f = s->depth ? &s->frames[s->depth - 1] : NULL;
    if (f && c == (f->array ? ']' : '}')) {
        s->depth--;
        s->pos = i + 1;
        return AGAIN;
    }
    if (f && !f->array && c == '"') return member(s, i, ret);
    if ((f && !f->array) || memchr("]}:", c, 3)) return piece(s, SVOD_JSON_BROKEN, i, i, ret);
    if (!f)
        return c == '{' || c == '[' ? value(s, i, 0, false, (svod_str){NULL, 0}, ret)
                                    : piece(s, SVOD_JSON_BROKEN, i, i, ret);
    /* Counted only once the element is taken: a longer window may have to be asked for first. */
    bool on = !f->each && f->matched < s->path.n && svod_jsonpath_takes_index(&s->path.steps[f->matched], f->index);
    found got = value(s, i, on ? f->matched + 1 : SIZE_MAX, f->each, (svod_str){NULL, 0}, ret);
    if (got != WANT) f->index++;
    return got;
}

svod_status svod_json_stream_next(svod_json_stream *s, svod_json_piece *ret, svod_error *e)
{
    for (;;) {
        found got = s->p ? step(s, ret) : WANT;
        if (got == PIECE) return SVOD_OK;
        if (got == AGAIN) continue;
        if (s->last) return SVOD_END;
        if (s->pos) {
            line_at(s, s->pos);
            s->host->consume(s->host, s->pos);
            s->pos = s->counted = 0;
        }
        size_t size = SVOD_MAX(s->want, (size_t)SVOD_JSON_WINDOW);
        svod_status status = s->host->ahead(s->host, size, &s->p, &s->n, e);
        if (status != SVOD_OK && status != SVOD_END) return status;
        s->last = s->n < size;
        if (!s->p) s->p = "";
    }
}
