/* JSON as svod writes it. */
#include "write/json.h"

#include "base/decimal.h"
#include "base/str.h"

void svod_json_begin(svod_json *json, svod_buf *out)
{
    *json = (svod_json){.out = out, .line_depth = 3, .empty = true};
}

static void quoted(svod_buf *out, svod_str s)
{
    svod_buf_char(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        svod_buf_add(out, s.p + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            svod_buf_char(out, '\\');
            svod_buf_char(out, (char)c);
        } else if (c == '\n') {
            svod_buf_cstr(out, "\\n");
        } else {
            svod_buf_printf(out, "\\u%04x", c);
        }
    }
    if (s.n) svod_buf_add(out, s.p + from, s.n - from);
    svod_buf_char(out, '"');
}

static bool on_one_line(const svod_json *json)
{
    return json->line_depth && json->depth >= json->line_depth;
}

static void line_break(svod_json *json)
{
    svod_buf_char(json->out, '\n');
    for (int i = 0; i < json->depth; i++) svod_buf_cstr(json->out, "  ");
}

static void next_value(svod_json *json, const char *key)
{
    if (!json->empty) svod_buf_cstr(json->out, on_one_line(json) ? ", " : ",");
    if (json->depth && !on_one_line(json)) line_break(json);
    json->empty = false;
    if (!key) return;
    quoted(json->out, svod_str_of(key));
    svod_buf_cstr(json->out, ": ");
}

static void open_level(svod_json *json, const char *key, char bracket)
{
    next_value(json, key);
    svod_buf_char(json->out, bracket);
    json->depth++;
    json->empty = true;
}

static void close_level(svod_json *json, char bracket)
{
    bool one_line = on_one_line(json);
    json->depth--;
    if (!json->empty && !one_line) line_break(json);
    svod_buf_char(json->out, bracket);
    json->empty = false;
    if (json->depth == 0) svod_buf_char(json->out, '\n');
}

void svod_json_object(svod_json *json, const char *key)
{
    open_level(json, key, '{');
}

void svod_json_end_object(svod_json *json)
{
    close_level(json, '}');
}

void svod_json_array(svod_json *json, const char *key)
{
    open_level(json, key, '[');
}

void svod_json_end_array(svod_json *json)
{
    close_level(json, ']');
}

void svod_json_text(svod_json *json, const char *key, svod_str text)
{
    next_value(json, key);
    quoted(json->out, text);
}

void svod_json_int(svod_json *json, const char *key, int64_t value)
{
    next_value(json, key);
    svod_buf_int(json->out, value);
}

void svod_json_bool(svod_json *json, const char *key, bool value)
{
    next_value(json, key);
    svod_buf_cstr(json->out, value ? "true" : "false");
}

void svod_json_null(svod_json *json, const char *key)
{
    next_value(json, key);
    svod_buf_cstr(json->out, "null");
}

void svod_json_dec(svod_json *json, const char *key, svod_dec value)
{
    if (value == SVOD_DEC_NONE) {
        svod_json_null(json, key);
        return;
    }
    char text[32];
    next_value(json, key);
    quoted(json->out, svod_str_of(svod_dec_text(value, 2, text)));
}
