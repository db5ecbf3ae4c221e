/* Delimited text: reads its first rows to learn the dialect and the columns, then hands row after row to rowmap. */
#include "kit/csv.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/tr.h"
#include "text/csvread.h"

#include <svod/kit.h>

enum { WINDOW_BYTES = 4 << 20, PROBE = 4096 };

struct svod_csv_table {
    svod_host *host;
    svod_csv_table_options options;
    svod_csv *csv;
    svod_rowmap *map;
    svod_arena memory; /* of the window */
    svod_table_row window[SVOD_ROWMAP_WINDOW];
    size_t window_n, window_at;
    bool studied, read_all;
};

static svod_status ahead(void *ctx, size_t want, const char **ret_p, size_t *ret_n, svod_error *e)
{
    svod_host *host = ctx;
    return host->ahead(host, want, ret_p, ret_n, e);
}

static void consume(void *ctx, size_t n)
{
    svod_host *host = ctx;
    host->consume(host, n);
}

static svod_status delimiter_of(svod_str text, char *ret, svod_error *e)
{
    *ret = 0;
    if (!text.n) return SVOD_OK;
    if (text.n == 1 && strchr(";,\t|:^", text.p[0])) {
        *ret = text.p[0];
        return SVOD_OK;
    }
    if (svod_str_eq_nocase(text, SVOD_STR("tab")) || svod_str_is(text, "\\t")) {
        *ret = '\t';
        return SVOD_OK;
    }
    return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "csv.delimiter", "delimiter: '%.*s' is none; set one of ; , | tab",
                     SVOD_FMT(text));
}

svod_status svod_csv_table_open(svod_host *host, const svod_csv_table_options *options, svod_csv_table **ret, svod_error *e)
{
    char forced;
    svod_status s = delimiter_of(options->delimiter, &forced, e);
    if (s != SVOD_OK) return s;
    svod_csv_table *t = svod_try_calloc(1, sizeof *t);
    if (!t) return svod_no_memory(e);
    t->host = host;
    t->options = *options;
    svod_arena_init_try(&t->memory, 0);
    s = svod_rowmap_new(host, &options->map, &t->map, e);
    if (s != SVOD_OK) {
        svod_csv_table_close(t);
        return s;
    }
    *ret = t;
    return SVOD_OK;
}

void svod_csv_table_close(svod_csv_table *t)
{
    if (!t) return;
    svod_csv_free(t->csv);
    svod_rowmap_free(t->map);
    svod_arena_release(&t->memory);
    svod_free(t);
}

static bool no_delimiter(const svod_csv_dialect *d, char forced)
{
    return !forced && d->columns < 2;
}

static svod_status start(svod_csv_table *t, svod_error *e)
{
    char forced;
    const char *p = "";
    size_t n = 0;
    svod_status s = delimiter_of(t->options.delimiter, &forced, e);
    if (s == SVOD_OK) s = t->host->ahead(t->host, SVOD_CSV_SNIFF, &p, &n, e);
    if (s != SVOD_OK && s != SVOD_END) return s;
    svod_csv_dialect dialect;
    svod_csv_sniff((svod_str){p, n}, n < SVOD_CSV_SNIFF, forced, &dialect);
    if (no_delimiter(&dialect, forced)) {
        if (svod_str_trim((svod_str){p, n}).n == 0) {
            return svod_fail(e, SVOD_EXIT_BAD_INPUT, "csv.empty",
                             n < SVOD_CSV_SNIFF ? "there is nothing in it but blanks"
                                                : "it begins with 64 KiB of blanks: that is no table");
        }
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "csv.no-table",
                         "no columns can be told apart in it; when it is a table, set delimiter:");
    }
    if (!dialect.quotes) {
        t->host->diag(t->host, SVOD_NOTE, "csv.quotes-are-letters", &(svod_at){.line = 1},
                      "quotes do not enclose cells in this file: they are read as letters");
    }
    return svod_csv_new((svod_csv_feed){t->host, ahead, consume}, &dialect, &t->csv, e);
}

static void describe_fault(const svod_csv_record *r, svod_table_row *row)
{
    row->fault_at = (svod_at){.line = r->fault_line, .column = r->fault_column};
    switch (r->fault) {
    case SVOD_CSV_FINE:
        break;
    case SVOD_CSV_STRAY_QUOTE:
        row->fault_id = "csv.stray-quote";
        row->fault = _("a quote that opens no cell and closes none: this line alone was read with it as a letter");
        break;
    case SVOD_CSV_OPEN_QUOTE:
        row->fault_id = "csv.open-quote";
        row->fault = _("a quote that is never closed: it was read as a letter, so that the rows after it are not lost");
        break;
    case SVOD_CSV_SWALLOWED:
        row->fault_id = "csv.swallowed-rows";
        row->fault = _("a quote here is closed only some rows later: each line was read as a row of its own");
        break;
    case SVOD_CSV_TOO_WIDE:
        row->fault_id = "csv.too-many-cells";
        row->fault = _("the row has more than 16384 cells: the rest is left out");
        break;
    }
}

static svod_status read_row(svod_csv_table *t, svod_table_row *ret, svod_error *e)
{
    svod_csv_record r;
    svod_status s = svod_csv_next(t->csv, &r, e);
    if (s == SVOD_OK) s = svod_csv_cells(t->csv, &r, e);
    if (s != SVOD_OK) return s;
    *ret =
        (svod_table_row){.cells = r.cells, .n = r.n, .at = {.line = r.line}, .hash = svod_hash_bytes(r.raw.p, r.raw.n, 0)};
    ret->delimiter =
        svod_csv_dialect_of(t->csv)->inner ? svod_csv_dialect_of(t->csv)->inner : svod_csv_dialect_of(t->csv)->delimiter;
    describe_fault(&r, ret);
    return SVOD_OK;
}

/* Reads the rows that are studied and keeps copies of them. */
static svod_status read_window(svod_csv_table *t, svod_error *e)
{
    while (t->window_n < SVOD_ROWMAP_WINDOW && t->memory.used < WINDOW_BYTES) {
        svod_table_row *row = &t->window[t->window_n];
        svod_status s = read_row(t, row, e);
        if (s == SVOD_END) t->read_all = true;
        if (s != SVOD_OK) return s == SVOD_END ? SVOD_OK : s;
        svod_str *cells = svod_arena_alloc(&t->memory, (row->n ? row->n : 1) * sizeof *cells);
        if (!cells) return svod_no_memory(e);
        for (size_t i = 0; i < row->n; i++) {
            cells[i] = svod_arena_dup(&t->memory, row->cells[i]);
            if (!cells[i].p) return svod_no_memory(e);
        }
        row->cells = cells;
        t->window_n++;
    }
    return SVOD_OK;
}

svod_status svod_csv_table_next(svod_csv_table *t, svod_error *e)
{
    svod_status s;
    if (!t->studied) {
        if ((s = start(t, e)) != SVOD_OK) return s;
        t->studied = true;
        if ((s = read_window(t, e)) != SVOD_OK) return s;
        return svod_rowmap_study(t->map, t->window, t->window_n, e);
    }
    if (t->window_at < t->window_n) return svod_rowmap_put(t->map, &t->window[t->window_at++], e);
    svod_arena_release(&t->memory);
    svod_table_row row;
    s = t->read_all ? SVOD_END : read_row(t, &row, e);
    if (s == SVOD_OK) return svod_rowmap_put(t->map, &row, e);
    if (s != SVOD_END) return s;
    s = svod_rowmap_end(t->map, e);
    return s == SVOD_OK ? SVOD_END : s;
}

/* UTF-16 as its ASCII letters, for the eye of a probe; other letters become x. */
static svod_str narrow(const svod_probe *p, char *out)
{
    bool big = (unsigned char)p->bytes[0] == 0xFE;
    size_t n = 0;
    for (size_t i = 2; i + 1 < p->n && n < PROBE; i += 2) {
        unsigned char high = (unsigned char)p->bytes[i + (big ? 0 : 1)], low = (unsigned char)p->bytes[i + (big ? 1 : 0)];
        out[n++] = high || low >= 0x80 ? 'x' : (char)low;
    }
    return (svod_str){out, n};
}

static bool binary(svod_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x0B && c != 0x0C && c != 0x1A) return true;
    }
    return false;
}

/* Words that begin catalogs' columns, in the Latin letters a probe can read whatever the encoding. */
static bool known_heading(svod_str s)
{
    static const char *const words[] = {"price", "sku",   "title",   "name", "handle", "availability", "vendor",
                                        "IE_",   "offer", "article", "id;",  "id,",    "id\t",         "id|"};
    svod_str line = s;
    for (int lines = 0; lines < 3 && line.p; lines++) {
        svod_str one;
        if (!svod_str_split(&line, '\n', &one)) break;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (one.n && memmem(one.p, one.n, words[i], strlen(words[i]))) return true;
        }
    }
    return false;
}

int svod_csv_table_bid(const svod_probe *p)
{
    char wide[PROBE];
    svod_str s = {p->bytes, p->n < PROBE ? p->n : PROBE};
    unsigned char first = s.n > 1 ? (unsigned char)s.p[0] : 0, second = s.n > 1 ? (unsigned char)s.p[1] : 0;
    if ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF)) s = narrow(p, wide);
    if (binary(s)) return 0;
    svod_str seen = svod_str_trim(s);
    if (!seen.n || seen.p[0] == '<' || seen.p[0] == '{' || seen.p[0] == '[' || seen.p[0] == '%') return 0;
    svod_csv_dialect d;
    bool table = svod_csv_sniff(s, p->whole && p->n <= PROBE, 0, &d);
    if (!table || d.records == 0) return d.columns >= 2 ? 10 : 0;
    if (d.records == 1) return known_heading(seen) ? 60 : d.columns >= 4 ? 40 : 15;
    int bid = d.consistency >= 80 ? 70 : d.consistency >= 50 ? 55 : 30;
    /* Sentences with a comma each are no table. */
    if (d.columns == 2 && d.delimiter == ',' && d.consistency < 100) bid = 20;
    return bid + (known_heading(seen) ? 10 : 0);
}
