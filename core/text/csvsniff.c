/* Which dialect a delimited text is in: the delimiter under which most records have the same number of cells. */
#include "text/csvread.h"

#include "base/str.h"

enum { RECORDS = 50 };

static char line_end(const svod_csv_dialect *d)
{
    return d->cr ? '\r' : '\n';
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Ends the span at the line end at `at`, or at the end of the bytes. */
static void end_at(svod_str s, const svod_csv_dialect *d, size_t at, svod_csv_span *ret)
{
    ret->next = at < s.n ? at + 1 : at;
    ret->unended = at >= s.n;
    ret->end = !d->cr && at > 0 && s.p[at - 1] == '\r' ? at - 1 : at;
}

void svod_csv_span_line(svod_str s, const svod_csv_dialect *d, svod_csv_span *ret)
{
    *ret = (svod_csv_span){.cells = 1, .lines = 1};
    const char *stop = s.n ? memchr(s.p, line_end(d), s.n) : NULL;
    size_t at = stop ? (size_t)(stop - s.p) : s.n;
    end_at(s, d, at, ret);
    for (const char *p = s.p, *end = s.p + ret->end; p < end && (p = memchr(p, d->delimiter, (size_t)(end - p))); p++)
        ret->cells++;
    ret->quoted = ret->end && memchr(s.p, '"', ret->end);
}

/* From after the opening quote at `open` to after the closing one; s.n + 1 when it stays open. */
static size_t past_quoted(svod_str s, size_t open, char end, size_t *lines)
{
    size_t i = open + 1;
    for (;;) {
        const char *q = i < s.n ? memchr(s.p + i, '"', s.n - i) : NULL;
        size_t to = q ? (size_t)(q - s.p) : s.n;
        for (const char *l = s.p + i; (l = memchr(l, end, (size_t)(s.p + to - l))) != NULL; l++) (*lines)++;
        if (!q) return s.n + 1;
        if (to + 1 >= s.n || s.p[to + 1] != '"') return to + 1;
        i = to + 2;
    }
}

/* Is there a quote in the first line? */
static bool first_line_has_quote(svod_str s, const svod_csv_dialect *d)
{
    const char *stop = s.n ? memchr(s.p, line_end(d), s.n) : NULL;
    return s.n && memchr(s.p, '"', stop ? (size_t)(stop - s.p) : s.n);
}

void svod_csv_span_strict(svod_str s, const svod_csv_dialect *d, svod_csv_span *ret)
{
    if (!d->quotes || !first_line_has_quote(s, d)) {
        svod_csv_span_line(s, d, ret);
        return;
    }
    char end = line_end(d);
    *ret = (svod_csv_span){.cells = 1, .lines = 1, .quoted = true};
    bool start = true, closed = false;
    size_t i = 0;
    while (i < s.n && s.p[i] != end) {
        char c = s.p[i];
        if (c == d->delimiter) {
            ret->cells++;
            start = true;
            closed = false;
        } else if (c == '"' && start) {
            size_t past = past_quoted(s, i, end, &ret->lines);
            if (past > s.n) {
                ret->open = ret->stray = true;
                ret->fault = i;
                return;
            }
            start = false;
            closed = true;
            i = past;
            continue;
        } else if (c == '"' || (closed && !blank(c) && !(c == '\r' && (i + 1 == s.n || s.p[i + 1] == end)))) {
            ret->stray = true;
            ret->fault = i;
            return;
        } else if (!blank(c)) {
            start = false;
        }
        i++;
    }
    end_at(s, d, i, ret);
}

bool svod_csv_swallows(svod_str s, const svod_csv_dialect *d)
{
    if (d->columns < 2) return false;
    svod_csv_span line;
    size_t lines = 0;
    while (s.n) {
        svod_csv_span_line(s, d, &line);
        if (line.cells != d->columns) return false;
        lines++;
        s = svod_str_sub(s, line.next, s.n);
    }
    return lines > 2 || (lines == 2 && d->columns > 2);
}

typedef struct tally {
    size_t counts[RECORDS];
    size_t n, broken, wrapped;
} tally;

/* The record is one quoted cell with nothing but empty cells after it. */
static bool only_first_cell(svod_str record, const svod_csv_dialect *d)
{
    if (record.p[0] != '"') return false;
    size_t lines = 0;
    for (size_t i = past_quoted(record, 0, line_end(d), &lines); i < record.n; i++) {
        if (record.p[i] != d->delimiter && !blank(record.p[i])) return false;
    }
    return true;
}

/* Counts the cells of the first records under the dialect. */
static void count_records(svod_str s, bool whole, const svod_csv_dialect *d, tally *ret)
{
    *ret = (tally){0};
    while (s.n && ret->n < RECORDS) {
        svod_csv_span span;
        svod_csv_span_strict(s, d, &span);
        if (span.open && !whole && ret->n) break; /* a record longer than what we look at */
        bool broken = span.stray;
        if (broken) svod_csv_span_line(s, d, &span);
        if (span.unended && !whole && ret->n) break;
        svod_str record = svod_str_trim(svod_str_sub(s, 0, span.end));
        if (record.n) {
            ret->broken += broken;
            ret->wrapped += !broken && only_first_cell(record, d);
            ret->counts[ret->n++] = span.cells;
        }
        s = svod_str_sub(s, span.next, s.n);
    }
}

/* The count most records have, at least two cells; the larger one when two are as frequent. */
static void most_frequent(const tally *t, size_t *ret_columns, size_t *ret_records)
{
    *ret_columns = *ret_records = 0;
    for (size_t i = 0; i < t->n; i++) {
        size_t same = 0;
        for (size_t j = 0; j < t->n; j++) same += t->counts[j] == t->counts[i];
        if (t->counts[i] < 2 || same < *ret_records || (same == *ret_records && t->counts[i] <= *ret_columns)) continue;
        *ret_columns = t->counts[i];
        *ret_records = same;
    }
}

/* How well the bytes fit the dialect; fills its counts. */
static long fit(svod_str s, bool whole, svod_csv_dialect *d)
{
    tally t;
    count_records(s, whole, d, &t);
    size_t same;
    most_frequent(&t, &d->columns, &same);
    d->records = t.n;
    d->broken = t.broken;
    d->consistency = t.n ? (int)(same * 100 / t.n) : 0;
    if (!d->columns || !t.n) return 0;
    long share = d->consistency;
    long width = (long)(d->columns > 12 ? 12 : d->columns);
    return share * share + share * 4 * width - (long)(t.broken * 3000 / t.n);
}

/* `sep=;` as the first line, as Excel writes it. */
static size_t sep_line(svod_str s, char *ret)
{
    if (s.n < 5 || !svod_str_eq_nocase(svod_str_sub(s, 0, 4), SVOD_STR("sep="))) return 0;
    size_t i = 5;
    if (i < s.n && s.p[i] == '\r') i++;
    if (i < s.n && s.p[i] != '\n') return 0;
    *ret = s.p[4];
    return i < s.n ? i + 1 : i;
}

/* "a;""b"";c" as the only cell of each record: a table was pasted into one column and saved. */
static void look_inside(svod_str s, bool whole, svod_csv_dialect *best)
{
    static const char delimiters[] = ";\t,|";
    static const char outsides[] = ";\t,|\x1f";
    svod_csv_dialect outside = *best;
    outside.quotes = true;
    tally t = {0};
    for (const char *c = outsides; *c && (t.n < 2 || t.wrapped * 4 < t.n * 3); c++) {
        outside.delimiter = *c;
        count_records(s, whole, &outside, &t);
    }
    if (t.n < 2 || t.wrapped * 4 < t.n * 3) return;
    svod_csv_dialect inside = *best, found = *best;
    inside.quotes = false; /* counted roughly: the majority has no delimiters inside quotes inside quotes */
    found.consistency = 50;
    for (const char *c = delimiters; *c; c++) {
        if (*c == outside.delimiter) continue;
        inside.delimiter = *c;
        fit(s, whole, &inside);
        if (inside.consistency <= found.consistency || inside.columns < 3) continue;
        found = inside;
        found.inner = *c;
    }
    if (!found.inner) return;
    found.quotes = true;
    found.broken = 0;
    found.delimiter = outside.delimiter;
    *best = found;
}

bool svod_csv_sniff(svod_str head, bool whole, char forced, svod_csv_dialect *ret)
{
    static const char delimiters[] = ";\t,|";
    *ret = (svod_csv_dialect){.delimiter = forced ? forced : ';', .quotes = true};
    if (svod_str_starts(head, SVOD_STR("\xEF\xBB\xBF"))) ret->preface = 3;
    char told = 0;
    ret->preface += sep_line(svod_str_sub(head, ret->preface, head.n), &told);
    if (!forced) forced = told;
    head = svod_str_sub(head, ret->preface, head.n);
    if (head.n > SVOD_CSV_SNIFF) {
        head.n = SVOD_CSV_SNIFF;
        whole = false;
    }
    ret->cr = head.n && !memchr(head.p, '\n', head.n) && memchr(head.p, '\r', head.n);
    svod_csv_dialect best = *ret;
    long top = -1;
    for (size_t i = 0; i < sizeof delimiters - 1; i++) {
        size_t broken = 0;
        for (int quotes = 1; quotes >= 0; quotes--) {
            svod_csv_dialect d = *ret;
            d.delimiter = forced ? forced : delimiters[i];
            d.quotes = quotes;
            long score = fit(head, whole, &d);
            /* Without quotes only where quotes are in the way and everything is regular without them. */
            if (!quotes && (d.consistency < 95 || broken < 3 || broken * 10 < d.records)) continue;
            broken = d.broken;
            if (score <= top) continue;
            top = score;
            best = d;
            if (!d.broken && quotes) break;
        }
        if (forced) break;
    }
    *ret = best;
    if (!forced) look_inside(head, whole, ret);
    return ret->columns >= 2 && ret->consistency >= 25;
}
