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
