/* The CSV reader: finds records, lets libcsv split the well-formed ones, recovers the others line by line. */
#include "text/csvread.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"

#include <csv.h>

enum { READ = 64 << 10, OPTIONS = CSV_STRICT | CSV_STRICT_FINI };

typedef struct place {
    size_t at, n;
} place;

struct svod_csv {
    svod_csv_feed feed;
    svod_csv_dialect dialect;
    struct csv_parser parser;
    const char *p; /* lent bytes; the record handed out last lies before `pos` */
    size_t n, pos;
    bool lent, ended;
    long line;
    svod_buf text;  /* the cells' bytes */
    svod_buf outer; /* the record inside the only cell of a wrapped record */
    place *places;
    svod_str *cells;
    size_t cells_n, room;
    bool no_memory, too_wide;
};

svod_status svod_csv_new(svod_csv_feed feed, const svod_csv_dialect *dialect, svod_csv **ret, svod_error *e)
{
    svod_csv *csv = svod_try_calloc(1, sizeof *csv);
    if (!csv) return svod_no_memory(e);
    csv->feed = feed;
    csv->dialect = *dialect;
    csv->line = dialect->preface > 3 ? 2 : 1; /* a `sep=` line is a line */
    csv->text = csv->outer = SVOD_BUF_INIT_TRY(4 * (size_t)SVOD_CSV_RECORD_CAP);
    csv_init(&csv->parser, OPTIONS);
    csv_set_realloc_func(&csv->parser, svod_try_realloc);
    csv_set_free_func(&csv->parser, svod_free);
    csv_set_blk_size(&csv->parser, 4096);
    *ret = csv;
    return SVOD_OK;
}

void svod_csv_free(svod_csv *csv)
{
    if (!csv) return;
    csv_free(&csv->parser);
    svod_buf_release(&csv->text);
    svod_buf_release(&csv->outer);
    svod_free(csv->places);
    svod_free(csv->cells);
    svod_free(csv);
}

const svod_csv_dialect *svod_csv_dialect_of(const svod_csv *csv)
{
    return &csv->dialect;
}

/* At least `want` bytes from `pos` on, unless the source ends. */
static svod_status lend(svod_csv *csv, size_t want, svod_error *e)
{
    if (csv->lent) csv->feed.consume(csv->feed.ctx, csv->pos);
    size_t skip = csv->lent ? 0 : csv->dialect.preface;
    csv->pos = 0;
    csv->n = 0;
    svod_status s = csv->feed.ahead(csv->feed.ctx, want + skip, &csv->p, &csv->n, e);
    if (s < SVOD_OK || s == SVOD_STOP) return s;
    csv->ended = csv->n < want + skip;
    csv->pos = SVOD_MIN(skip, csv->n);
    csv->lent = true;
    return SVOD_OK;
}

static long letters(svod_str s)
{
    long n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

static void fault_at(svod_csv *csv, svod_csv_record *r, svod_csv_fault fault, size_t offset)
{
    svod_str before = {csv->p + csv->pos, offset};
    long line = csv->line;
    size_t start = 0;
    for (size_t i = 0; i < before.n; i++) {
        if (before.p[i] != (csv->dialect.cr ? '\r' : '\n')) continue;
        line++;
        start = i + 1;
    }
    r->fault = fault;
    r->fault_line = line;
    r->fault_column = letters(svod_str_sub(before, start, before.n)) + 1;
}

static svod_status too_long(const svod_csv *csv, svod_error *e)
{
    svod_fail(e, SVOD_EXIT_BAD_INPUT, "csv.record-too-long",
              "line %ld goes on for more than %d KiB: this is not a table; check that it is the right file", csv->line,
              SVOD_CSV_RECORD_CAP >> 10);
    svod_error_at(e, NULL, csv->line, 0);
    return SVOD_FAILED;
}

/* The span of the record at `pos`, lending more while its end is not in sight. */
static svod_status find_record(svod_csv *csv, svod_csv_record *r, svod_csv_span *span, svod_error *e)
{
    size_t want = READ;
    for (;;) {
        svod_str rest = {csv->p + csv->pos, csv->n - csv->pos};
        svod_csv_span_strict(rest, &csv->dialect, span);
        bool more = span->stray ? span->open : span->unended;
        if (!more || csv->ended || rest.n >= SVOD_CSV_RECORD_CAP) break;
        while (want <= rest.n) want *= 2;
        svod_status s = lend(csv, SVOD_MIN(want, (size_t)SVOD_CSV_RECORD_CAP + 1), e);
        if (s != SVOD_OK) return s;
    }
    svod_str rest = {csv->p + csv->pos, csv->n - csv->pos};
    if (span->stray) {
        fault_at(csv, r, span->open ? SVOD_CSV_OPEN_QUOTE : SVOD_CSV_STRAY_QUOTE, span->fault);
    } else if (span->quoted && span->lines > 1 && svod_csv_swallows(svod_str_sub(rest, 0, span->end), &csv->dialect)) {
        fault_at(csv, r, SVOD_CSV_SWALLOWED, 0);
    }
    if (r->fault) svod_csv_span_line(rest, &csv->dialect, span);
    if (span->unended && !csv->ended) return too_long(csv, e);
    return SVOD_OK;
}

svod_status svod_csv_next(svod_csv *csv, svod_csv_record *ret, svod_error *e)
{
    for (;;) {
        if (!csv->lent || (csv->pos >= csv->n && !csv->ended)) {
            svod_status s = lend(csv, READ, e);
            if (s != SVOD_OK) return s;
        }
        if (csv->pos >= csv->n) {
            csv->feed.consume(csv->feed.ctx, csv->pos);
            csv->pos = csv->n = 0;
            csv->p = NULL;
            return SVOD_END;
        }
        *ret = (svod_csv_record){.line = csv->line};
        svod_csv_span span;
        svod_status s = find_record(csv, ret, &span, e);
        if (s != SVOD_OK) return s;
        ret->raw = (svod_str){csv->p + csv->pos, span.end};
        csv->pos += span.next;
        csv->line += (long)span.lines;
        if (svod_str_trim(ret->raw).n) return SVOD_OK;
    }
}

static void add_cell(svod_csv *csv, const char *p, size_t n)
{
    if (csv->cells_n >= SVOD_CSV_CELLS_CAP) {
        csv->too_wide = true;
        return;
    }
    if (csv->cells_n == csv->room) {
        size_t room = csv->room ? csv->room * 2 : 64;
        place *places = svod_try_realloc(csv->places, room * sizeof *places);
        if (places) csv->places = places;
        svod_str *cells = svod_try_realloc(csv->cells, room * sizeof *cells);
        if (cells) csv->cells = cells;
        if (!places || !cells) {
            csv->no_memory = true;
            return;
        }
        csv->room = room;
    }
    csv->places[csv->cells_n++] = (place){csv->text.n, n};
    svod_buf_add(&csv->text, p, n);
}

static void cell_came(void *p, size_t n, void *ctx)
{
    add_cell(ctx, p ? p : "", n);
}

/* A carriage return alone would end libcsv's row inside our record: its cells just go on. */
static void row_came(int c, void *ctx)
{
    (void)c;
    (void)ctx;
}

/* Strictly, by libcsv. False: it refused. */
static bool split_strict(svod_csv *csv, svod_str s, char delimiter)
{
    struct csv_parser *parser = &csv->parser;
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_quote(parser, csv->dialect.quotes ? '"' : 0x1F);
    size_t done = csv_parse(parser, s.p, s.n, cell_came, row_came, csv);
    int error = csv_error(parser);
    if (error == CSV_ENOMEM) csv->no_memory = true;
    if (done == s.n && csv_fini(parser, cell_came, row_came, csv) == 0) return true;
    if (csv_error(parser) == CSV_ENOMEM) csv->no_memory = true;
    /* Back to the start of a row: under STRICT_FINI csv_fini leaves an open quote as it is. */
    csv_set_opts(parser, 0);
    csv_fini(parser, NULL, NULL, NULL);
    csv_set_opts(parser, OPTIONS);
    return false;
}

/* The end of the cell that a quote at s.p[at] opens: the first quote with only blanks before the next delimiter. SIZE_MAX:
 * that quote is a letter. */
static size_t closing_quote(svod_str s, size_t at, char delimiter)
{
    for (size_t i = at + 1; i < s.n; i++) {
        if (s.p[i] != '"') continue;
        if (i + 1 < s.n && s.p[i + 1] == '"') {
            size_t after = i + 2;
            while (after < s.n && (s.p[after] == ' ' || s.p[after] == '\t') && s.p[after] != delimiter) after++;
            if (after < s.n && s.p[after] != delimiter) {
                i++;
                continue;
            }
        }
        size_t j = i + 1;
        while (j < s.n && s.p[j] == ' ') j++;
        if (j == s.n || s.p[j] == delimiter) return i;
    }
    return SIZE_MAX;
}

/* Between quotes: doubled ones are one. */
static void add_quoted(svod_csv *csv, svod_str s)
{
    size_t from = csv->text.n;
    add_cell(csv, s.p, s.n);
    if (csv->text.failed || csv->text.n != from + s.n || !s.n) return;
    char *p = csv->text.p + from;
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        p[n++] = s.p[i];
        if (s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"') i++;
    }
    csv->text.n = from + n;
    csv->places[csv->cells_n - 1].n = n;
}

/* One line, whose quotes do not pair: quotes around a whole cell go, all others are letters. */
static void split_tolerant(svod_csv *csv, svod_str s, char delimiter)
{
    size_t i = 0;
    for (;;) {
        size_t from = i;
        while (from < s.n && (s.p[from] == ' ' || s.p[from] == '\t') && s.p[from] != delimiter) from++;
        size_t close = from < s.n && s.p[from] == '"' ? closing_quote(s, from, delimiter) : SIZE_MAX;
        const char *d = close != SIZE_MAX ? memchr(s.p + close, delimiter, s.n - close)
                        : i < s.n         ? memchr(s.p + i, delimiter, s.n - i)
                                          : NULL;
        size_t to = d ? (size_t)(d - s.p) : s.n;
        if (close != SIZE_MAX) {
            add_quoted(csv, svod_str_sub(s, from + 1, close));
        } else {
            svod_str cell = svod_str_trim(svod_str_sub(s, i, to));
            add_cell(csv, cell.p, cell.n);
        }
        if (!d) return;
        i = to + 1;
    }
}

static void start_over(svod_csv *csv)
{
    svod_buf_clear(&csv->text);
    csv->cells_n = 0;
}

static void split(svod_csv *csv, svod_csv_record *r, svod_str s, char delimiter)
{
    start_over(csv);
    if (r->fault == SVOD_CSV_FINE && !memchr(s.p, '\r', s.n) && split_strict(csv, s, delimiter)) return;
    if (r->fault == SVOD_CSV_FINE && memchr(s.p, '"', s.n) && split_strict(csv, s, delimiter)) return;
    start_over(csv);
    split_tolerant(csv, s, delimiter);
}

svod_status svod_csv_cells(svod_csv *csv, svod_csv_record *r, svod_error *e)
{
    csv->no_memory = csv->too_wide = false;
    split(csv, r, r->raw, csv->dialect.delimiter);
    if (csv->dialect.inner && csv->cells_n) {
        svod_buf_clear(&csv->outer);
        svod_buf_add(&csv->outer, csv->text.p + csv->places[0].at, csv->places[0].n);
        if (!csv->outer.failed && csv->outer.n) split(csv, r, svod_buf_view(&csv->outer), csv->dialect.inner);
    }
    if (csv->no_memory || csv->text.failed || csv->outer.failed) return svod_no_memory(e);
    for (size_t i = 0; i < csv->cells_n; i++) csv->cells[i] = (svod_str){csv->text.p + csv->places[i].at, csv->places[i].n};
    if (csv->too_wide && !r->fault) {
        r->fault = SVOD_CSV_TOO_WIDE;
        r->fault_line = r->line;
        r->fault_column = 1;
    }
    r->cells = csv->cells;
    r->n = csv->cells_n;
    return SVOD_OK;
}
