/* Making a JSON value ready for jansson; see the header. What passes here is JSON, so that when jansson fails all the same,
 * memory ran out. */
#include "kit/json_tidy.h"

#include "base/buf.h"
#include "base/str.h"

#include <svod/kit.h>

enum { OUT_CAP = 64 << 20, EXPONENT_CAP = 30 };

typedef enum expect { VALUE, FIRST_VALUE, KEY, FIRST_KEY, COLON, COMMA, NOTHING } expect;

typedef struct tidying {
    svod_str in;
    size_t i;
    svod_buf out;
    char stack[SVOD_JSON_DEPTH_CAP];
    size_t depth;
    expect next;
    svod_json_mended *mended;
} tidying;

static void mend(tidying *t, size_t at)
{
    if (t->mended->mended++ == 0) t->mended->at = at;
}

/* \uXXXX at in.p[i]: its value, or -1. */
static int escaped_unit(const tidying *t, size_t i)
{
    int value = 0;
    if (i + 6 > t->in.n || t->in.p[i] != '\\' || t->in.p[i + 1] != 'u') return -1;
    for (size_t k = i + 2; k < i + 6; k++) {
        char c = t->in.p[k];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* An escape in a text, at in.p[i] == '\\'; i comes to stand behind it. */
static void escape(tidying *t)
{
    size_t at = t->i;
    int unit = escaped_unit(t, at);
    if (unit < 0) {
        char c = at + 1 < t->in.n ? t->in.p[at + 1] : 0;
        if (c && memchr("\"\\/bfnrt", c, 8)) {
            svod_buf_add(&t->out, t->in.p + at, 2);
            t->i += 2;
        } else { /* \' and \x: the backslash means nothing */
            mend(t, at);
            t->i++;
        }
        return;
    }
    t->i += 6;
    bool high = unit >= 0xD800 && unit < 0xDC00;
    int low = high ? escaped_unit(t, at + 6) : -1;
    if (low >= 0xDC00 && low < 0xE000) {
        svod_buf_add(&t->out, t->in.p + at, 12);
        t->i += 6;
    } else if (unit == 0) {
        mend(t, at);
    } else if (unit >= 0xD800 && unit < 0xE000) {
        mend(t, at);
        svod_buf_cstr(&t->out, "\\uFFFD");
    } else {
        svod_buf_add(&t->out, t->in.p + at, 6);
    }
}

static bool text(tidying *t)
{
    size_t from = t->i++;
    for (; t->i < t->in.n; t->i++) {
        unsigned char c = (unsigned char)t->in.p[t->i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        svod_buf_add(&t->out, t->in.p + from, t->i - from);
        from = t->i;
        if (c == '"') {
            svod_buf_char(&t->out, '"');
            t->i++;
            return true;
        }
        if (c == '\\') {
            escape(t);
            from = t->i--;
        } else {
            mend(t, t->i);
            svod_buf_cstr(&t->out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : " ");
            from = t->i + 1;
        }
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "1.5e2" as "150", exactly; what has a larger exponent stays as it is and will be no price. */
static void expanded(tidying *t, svod_str mantissa, int exponent)
{
    size_t dot = svod_str_find(mantissa, SVOD_STR("."), 0), whole = dot == SIZE_MAX ? mantissa.n : dot;
    size_t sign = mantissa.p[0] == '-';
    char digits[64];
    size_t n = 0;
    for (size_t i = sign; i < mantissa.n; i++)
        if (mantissa.p[i] != '.') digits[n++] = mantissa.p[i];
    int point = (int)(whole - sign) + exponent; /* digits before the point */
    if (sign) svod_buf_char(&t->out, '-');
    if (point <= 0) svod_buf_cstr(&t->out, "0");
    if (point <= 0 && n) svod_buf_char(&t->out, '.');
    for (int i = point; i < 0; i++) svod_buf_char(&t->out, '0');
    for (int i = 0; i < (int)n || i < point; i++) {
        if (i == point && i > 0) svod_buf_char(&t->out, '.');
        svod_buf_char(&t->out, i < (int)n ? digits[i] : '0');
    }
}

static bool number(tidying *t)
{
    const char *p = t->in.p;
    size_t from = t->i, i = from, n = t->in.n;
    if (i < n && p[i] == '-') i++;
    size_t digits = i;
    while (i < n && is_digit(p[i])) i++;
    bool any = i > digits;
    if (i < n && p[i] == '.') {
        i++;
        while (i < n && is_digit(p[i])) any = (i++, true);
    }
    if (!any) return false;
    svod_str mantissa = svod_str_sub(t->in, from, i);
    int exponent = 0, sign = 1;
    bool has_exponent = i < n && (p[i] == 'e' || p[i] == 'E');
    if (has_exponent) {
        i++;
        if (i < n && (p[i] == '-' || p[i] == '+')) sign = p[i++] == '-' ? -1 : 1;
        size_t first = i;
        for (; i < n && is_digit(p[i]); i++)
            if (exponent < 1000) exponent = exponent * 10 + (p[i] - '0');
        if (i == first) return false;
    }
    t->i = i;
    svod_buf_char(&t->out, '"');
    if (has_exponent && exponent <= EXPONENT_CAP && mantissa.n <= 32)
        expanded(t, mantissa, sign * exponent);
    else
        svod_buf_add(&t->out, p + from, i - from);
    svod_buf_char(&t->out, '"');
    return true;
}

/* true, false, null, and what other languages call them. */
static bool word(tidying *t)
{
    static const struct {
        const char *word, *json;
    } words[] = {{"true", "true"},      {"false", "false"}, {"null", "null"}, {"True", "true"},
                 {"False", "false"},    {"None", "null"},   {"NaN", "null"},  {"Infinity", "null"},
                 {"-Infinity", "null"}, {"nan", "null"},    {"NULL", "null"}, {"undefined", "null"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].word);
        if (t->in.n - t->i < length || memcmp(t->in.p + t->i, words[i].word, length) != 0) continue;
        if (i > 2) mend(t, t->i);
        svod_buf_cstr(&t->out, words[i].json);
        t->i += length;
        return true;
    }
    return false;
}

static bool close_bracket(tidying *t, char c)
{
    bool empty = t->next == FIRST_VALUE || t->next == FIRST_KEY;
    bool trailing = t->next == KEY || (t->next == VALUE && c == ']');
    if (!t->depth || t->stack[t->depth - 1] != c || (t->next != COMMA && !empty && !trailing)) return false;
    if (trailing) { /* the comma written last */
        mend(t, t->i);
        if (!t->out.failed) t->out.p[--t->out.n] = 0;
    }
    svod_buf_char(&t->out, c);
    t->i++;
    t->next = --t->depth ? COMMA : NOTHING;
    return true;
}

static bool open_bracket(tidying *t, char c)
{
    if (t->depth == SVOD_JSON_DEPTH_CAP) return false;
    t->stack[t->depth++] = c == '{' ? '}' : ']';
    t->next = c == '{' ? FIRST_KEY : FIRST_VALUE;
    svod_buf_char(&t->out, c);
    t->i++;
    return true;
}

static bool token(tidying *t, char c)
{
    bool value = t->next == VALUE || t->next == FIRST_VALUE;
    if (c == '}' || c == ']') return close_bracket(t, c);
    if (c == ':' || c == ',') {
        if (t->next != (c == ':' ? COLON : COMMA)) return false;
        t->next = c == ':' || t->stack[t->depth - 1] == ']' ? VALUE : KEY;
        svod_buf_char(&t->out, c);
        t->i++;
        return true;
    }
    if (t->next == KEY || t->next == FIRST_KEY) {
        t->next = COLON;
        return c == '"' && text(t);
    }
    if (!value) return false;
    if (c == '{' || c == '[') return open_bracket(t, c);
    t->next = t->depth ? COMMA : NOTHING;
    return c == '"' ? text(t) : number(t) || word(t);
}

/* False: no JSON; t->i is where. */
static bool tidy(tidying *t)
{
    while (t->i < t->in.n && !t->out.failed) {
        char c = t->in.p[t->i];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            t->i++;
            continue;
        }
        if (t->next == NOTHING || !token(t, c)) return false;
    }
    return t->next == NOTHING;
}

static svod_status load(const svod_buf *text, json_t **ret, svod_json_mended *mended, svod_error *e)
{
    json_error_t error = {0};
    *ret = json_loadb(text->p, text->n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (!*ret && json_error_code(&error) == json_error_duplicate_key) {
        const char *quote = strchr(error.text, '"');
        svod_str key = svod_str_of(quote ? quote + 1 : "?");
        size_t n = 0;
        while (n < key.n && n < sizeof mended->doubled - 1 && key.p[n] != '"') n++;
        memcpy(mended->doubled, key.p, n);
        mended->doubled[n] = 0;
        *ret = json_loadb(text->p, text->n, JSON_DECODE_ANY, &error);
    }
    if (*ret) return SVOD_OK;
    return json_error_code(&error) == json_error_invalid_utf8 ? SVOD_FAILED : svod_no_memory(e);
}

svod_status svod_json_read(svod_str bytes, svod_arena *arena, json_t **ret, svod_json_mended *ret_mended, svod_error *e)
{
    bool repaired = false;
    *ret_mended = (svod_json_mended){0};
    tidying t = {.out = SVOD_BUF_INIT_TRY(OUT_CAP), .next = VALUE, .mended = ret_mended};
    t.in = svod_utf8_repair(arena, bytes, &repaired);
    if (!t.in.p) return svod_no_memory(e);
    if (repaired) mend(&t, 0);
    bool fine = tidy(&t);
    svod_status status = t.out.failed ? svod_no_memory(e) : SVOD_FAILED;
    if (!t.out.failed && !fine) ret_mended->at = t.i;
    if (!t.out.failed && fine) status = load(&t.out, ret, ret_mended, e);
    svod_buf_release(&t.out);
    return status;
}
