/* CSV as svod writes it. */
#include "write/csv.h"

#include "base/decimal.h"
#include "base/str.h"

#include <string.h>

void svod_csv_begin(svod_csv *csv, svod_buf *out)
{
    *csv = (svod_csv){.out = out};
    svod_buf_cstr(out, "\xef\xbb\xbf");
}

static void next_cell(svod_csv *csv)
{
    if (csv->in_row) svod_buf_char(csv->out, ';');
    csv->in_row = true;
}

static bool looks_like_formula(svod_str s)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    if (s.n == 0) return false;
    if (memchr("=+-@\t\r\n", s.p[0], 7)) return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (svod_str_starts(s, svod_str_of(wide[i]))) return true;
    return false;
}

static void quoted(svod_csv *csv, const char *before, svod_str s)
{
    bool plain = true;
    for (size_t i = 0; i < s.n && plain; i++) plain = !memchr(";\"\r\n\t", s.p[i], 5) && s.p[i] != 0;
    plain = plain && (s.n == 0 || (s.p[0] != ' ' && s.p[s.n - 1] != ' '));
    if (plain) {
        svod_buf_cstr(csv->out, before);
        svod_buf_str(csv->out, s);
        return;
    }
    svod_buf_char(csv->out, '"');
    svod_buf_cstr(csv->out, before);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') svod_buf_char(csv->out, '"');
        if (s.p[i] != 0) svod_buf_char(csv->out, s.p[i]);
    }
    svod_buf_char(csv->out, '"');
}

void svod_csv_text(svod_csv *csv, svod_str text)
{
    next_cell(csv);
    quoted(csv, looks_like_formula(text) ? "'" : "", text);
}

void svod_csv_word(svod_csv *csv, const char *word)
{
    next_cell(csv);
    quoted(csv, "", svod_str_of(word));
}

void svod_csv_header(svod_csv *csv, const char *names)
{
    svod_buf_cstr(csv->out, names);
    svod_csv_end_row(csv);
}

void svod_csv_int(svod_csv *csv, int64_t value)
{
    next_cell(csv);
    svod_buf_int(csv->out, value);
}

void svod_csv_dec(svod_csv *csv, svod_dec value)
{
    next_cell(csv);
    if (value != SVOD_DEC_NONE) svod_dec_format(csv->out, value, 2);
}

void svod_csv_empty(svod_csv *csv)
{
    next_cell(csv);
}

void svod_csv_end_row(svod_csv *csv)
{
    svod_buf_char(csv->out, '\n');
    csv->in_row = false;
}

void svod_csv_written(svod_csv *csv, svod_str cell)
{
    next_cell(csv);
    quoted(csv, "", cell);
}

svod_str svod_csv_meant(svod_str cell)
{
    if (cell.n < 2 || cell.p[0] != '\'') return cell;
    svod_str rest = svod_str_sub(cell, 1, cell.n);
    return looks_like_formula(rest) ? rest : cell;
}

/* ---- reading it back ---- */

static char peek(const svod_csv_table *t)
{
    return t->rest.n ? t->rest.p[0] : '\n';
}

static void skip(svod_csv_table *t)
{
    if (t->rest.n) t->rest = svod_str_sub(t->rest, 1, t->rest.n);
}

static svod_str read_cell(svod_csv_table *t)
{
    const char *from = t->rest.p;
    if (peek(t) != '"') {
        while (t->rest.n && peek(t) != ';' && peek(t) != '\n') skip(t);
        return svod_str_range(from, t->rest.p);
    }
    svod_buf text = SVOD_BUF_INIT;
    skip(t);
    while (t->rest.n) {
        char c = peek(t);
        skip(t);
        if (c == '"' && peek(t) != '"') break;
        if (c == '"') skip(t);
        svod_buf_char(&text, c);
    }
    svod_str copy = svod_arena_dup(&t->arena, svod_buf_view(&text));
    svod_buf_release(&text);
    return copy;
}

void svod_csv_table_init(svod_csv_table *t, svod_str bytes)
{
    memset(t, 0, sizeof *t);
    svod_arena_init(&t->arena);
    t->rest = bytes;
    if (svod_str_starts(bytes, SVOD_STR("\xef\xbb\xbf"))) t->rest = svod_str_sub(bytes, 3, bytes.n);
}

bool svod_csv_table_row(svod_csv_table *t)
{
    t->n = 0;
    if (t->rest.n == 0) return false;
    for (;;) {
        svod_str cell = read_cell(t);
        if (t->n < SVOD_CSV_TABLE_CELLS) t->cells[t->n++] = cell;
        bool more = t->rest.n && peek(t) == ';';
        skip(t);
        if (!more) return true;
    }
}

bool svod_csv_table_is(const svod_csv_table *t, const char *names)
{
    svod_str rest = svod_str_of(names), name;
    size_t i = 0;
    for (; svod_str_split(&rest, ';', &name); i++)
        if (i >= t->n || !svod_str_eq(t->cells[i], name)) return false;
    return i == t->n;
}

void svod_csv_table_release(svod_csv_table *t)
{
    svod_buf_release(&t->bytes);
    svod_arena_release(&t->arena);
}
