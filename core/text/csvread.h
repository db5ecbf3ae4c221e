/* Reading delimited text (CSV, TSV): which dialect it is, where its records are, what their cells hold.
 *
 * Records are found first, so that their bytes can be hashed before anything is split; cells are split by libcsv in strict
 * mode. What strict CSV refuses (a quote in the middle of a cell, a quote that is never closed, a quote that would swallow
 * the records after it) costs one line: that line alone is read with its stray quotes as letters, and the record says so.
 * Memory is bounded by SVOD_CSV_RECORD_CAP whatever comes. Input is UTF-8; nothing here depends on it but the columns. */
#ifndef SVOD_TEXT_CSVREAD_H
#define SVOD_TEXT_CSVREAD_H

#include <svod/error.h>
#include <svod/types.h>

enum {
    SVOD_CSV_RECORD_CAP = 1 << 20, /* bytes of one record; more is no table (exit 65, "csv.record-too-long") */
    SVOD_CSV_CELLS_CAP = 1 << 14,  /* cells of one record; the rest is dropped and the record says so */
    SVOD_CSV_SNIFF = 64 << 10      /* bytes that are looked at to tell the dialect */
};

typedef struct svod_csv_dialect {
    char delimiter;  /* ; , tab | */
    char inner;      /* not 0: every record is one quoted cell that holds a record with this delimiter */
    bool quotes;     /* false: a quote is a letter in this file */
    bool cr;         /* lines end with CR alone */
    size_t preface;  /* bytes before the first record: a byte order mark, a `sep=;` line */
    size_t columns;  /* cells most records have */
    int consistency; /* 0…100: the share of records that have so many */
    size_t records;  /* records looked at */
    size_t broken;   /* … of them with stray quotes */
} svod_csv_dialect;

/* Tells the dialect from the first bytes (`whole`: they are everything). `forced` is the delimiter the profile insists on,
 * or 0. Pure, no memory. False: no table can be seen there; *ret is then a guess with its consistency. */
bool svod_csv_sniff(svod_str head, bool whole, char forced, svod_csv_dialect *ret);

/* Where bytes come from; the meaning of the two calls is that of svod_source_ahead and svod_source_consume. */
typedef struct svod_csv_feed {
    void *ctx;
    svod_status (*ahead)(void *ctx, size_t want, const char **ret_p, size_t *ret_n, svod_error *e);
    void (*consume)(void *ctx, size_t n);
} svod_csv_feed;

typedef enum svod_csv_fault {
    SVOD_CSV_FINE,
    SVOD_CSV_STRAY_QUOTE, /* a quote in the middle of a cell, or text after a closing quote */
    SVOD_CSV_OPEN_QUOTE,  /* a quote that is never closed */
    SVOD_CSV_SWALLOWED,   /* quotes that would have made one record of lines that are records each */
    SVOD_CSV_TOO_WIDE     /* more than SVOD_CSV_CELLS_CAP cells */
} svod_csv_fault;

typedef struct svod_csv_record {
    svod_str raw; /* its bytes without the line end */
    long line;    /* of its first byte, from 1 */
    svod_csv_fault fault;
    long fault_line, fault_column; /* letters from 1 */
    const svod_str *cells;         /* set by svod_csv_cells; unquoted cells without blanks around them */
    size_t n;
} svod_csv_record;

typedef struct svod_csv svod_csv;

/* *ret is yours; FATAL without memory. `dialect` is copied; `feed.ctx` must outlive the reader. */
svod_status svod_csv_new(svod_csv_feed feed, const svod_csv_dialect *dialect, svod_csv **ret, svod_error *e);
void svod_csv_free(svod_csv *csv);
/* The next record that is not blank, with its bytes; END after the last. Views live until the next call. */
svod_status svod_csv_next(svod_csv *csv, svod_csv_record *ret, svod_error *e);
/* Splits the record that svod_csv_next returned last. Cells live until the next call of either. */
svod_status svod_csv_cells(svod_csv *csv, svod_csv_record *record, svod_error *e);
const svod_csv_dialect *svod_csv_dialect_of(const svod_csv *csv);

/* For csvread.c and csvsniff.c: one look at a record under a dialect. */
typedef struct svod_csv_span {
    size_t end;  /* bytes up to its line end */
    size_t next; /* where the next record begins */
    size_t cells;
    size_t lines; /* line ends inside it, and its own */
    bool open;    /* the bytes ended inside quotes */
    bool stray;   /* strict CSV refuses it */
    bool unended; /* the bytes ended without a line end */
    bool quoted;  /* there is a quote in it */
    size_t fault; /* where the stray quote, or the quote that stays open, is */
} svod_csv_span;
void svod_csv_span_strict(svod_str bytes, const svod_csv_dialect *dialect, svod_csv_span *ret);
/* The first line alone, quotes as letters. */
void svod_csv_span_line(svod_str bytes, const svod_csv_dialect *dialect, svod_csv_span *ret);
/* A record of several lines that looks as if a stray quote had swallowed records: every line of it, read alone with quotes
 * as letters, has as many cells as records have. (Two lines of two cells are left alone: that may well be a text.) */
bool svod_csv_swallows(svod_str record, const svod_csv_dialect *dialect);

#endif
