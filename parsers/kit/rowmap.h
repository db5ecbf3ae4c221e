/* Rows of cells → offers: finds the row of headings, tells what each column means, and maps rows of any kind of table (CSV,
 * sheets of workbooks, HTML tables).
 *
 * Rows belong together while they have no article, name or id of their own (sizes below an article, variants and pictures of
 * Shopify exports): such a group is one record for the host. Rows with one cell are headings of categories. */
#ifndef SVOD_KIT_ROWMAP_H
#define SVOD_KIT_ROWMAP_H

#include <svod/parser.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SVOD_ROWMAP_WINDOW = 60 }; /* rows worth studying */

/* A picture that lies on a row, or hangs over it from the row its middle is on. */
typedef struct svod_table_picture {
    svod_str address; /* memory of the source */
    long middle;      /* number of that row */
} svod_table_picture;

typedef struct svod_table_row {
    const svod_str *cells; /* UTF-8; blanks around them do not matter */
    size_t n;
    svod_at at;
    svod_hash hash;       /* of its bytes in the source */
    char delimiter;       /* what separates the cells in a text, or 0: then a row with too many cells may be mended */
    const char *fault_id; /* not NULL: the row had to be repaired; said once the record was begun */
    const char *fault;    /* English text of it, translated when said */
    svod_at fault_at;
    bool section;  /* one cell merged over the whole table: a heading of a group */
    int level;     /* > 0: a heading of a group, that deep in the outline; < 0: that deep if it is one; 0: not known */
    unsigned look; /* how it is written; the same for headings of one kind; 0: not known */
    const svod_table_picture *pictures;
    size_t pictures_n;
} svod_table_row;

/* What a profile may say about a table. All texts are borrowed for the life of the map. */
typedef struct svod_rowmap_options {
    svod_attributes columns; /* field of `svod parse` → heading as written, or number of the column from 1; "-": none */
    int64_t header_row; /* number of the row of headings as the source counts rows or lines; 0: found; -1: there is none */
    const bool *hidden; /* by column: hidden from the reader's eye; prices there are not believed; may be NULL */
    size_t hidden_n;
} svod_rowmap_options;

typedef struct svod_rowmap svod_rowmap;

/* *ret is yours. `options` is copied, its texts are not. */
SVOD_API svod_status svod_rowmap_new(svod_host *host, const svod_rowmap_options *options, svod_rowmap **ret, svod_error *e);
SVOD_API void svod_rowmap_free(svod_rowmap *map);
/* Looks at the first rows (at most SVOD_ROWMAP_WINDOW) and decides what the columns mean. Says what it had to assume. FAILED
 * (exit 65, "table.no-columns") when no offers can be made of it; the error names the option to set. */
SVOD_API svod_status svod_rowmap_study(svod_rowmap *map, const svod_table_row *rows, size_t n, svod_error *e);
/* The next row of the table, from its first on, those studied too. Emits what became complete. The row is copied. */
SVOD_API svod_status svod_rowmap_put(svod_rowmap *map, const svod_table_row *row, svod_error *e);
/* After the last row. */
SVOD_API svod_status svod_rowmap_end(svod_rowmap *map, svod_error *e);

/* ---- for tables that are cut out of sheets ---- */
/* The index of the row of headings among the first rows, or SIZE_MAX. */
SVOD_API size_t svod_rowmap_find_headings(svod_host *host, const svod_table_row *rows, size_t n);
/* How much of a row of headings rows[at] is; above 200 hardly anything else. *ret_fields: how many known ones it names. */
SVOD_API long svod_rowmap_heading_score(svod_host *host, const svod_table_row *rows, size_t n, size_t at, int *ret_fields);
/* After study: is the row the table's own headings once more? Is there a column of prices? Does the column name goods? May a
 * merged cell's value be taken for the rows it covers (`own`: the row names goods of its own)? */
SVOD_API bool svod_rowmap_is_heading(const svod_rowmap *map, const svod_table_row *row);
SVOD_API bool svod_rowmap_is_priced(const svod_rowmap *map);
SVOD_API bool svod_rowmap_is_identity(const svod_rowmap *map, size_t column);
/* Does a cell over these columns cover that of the prices? */
SVOD_API bool svod_rowmap_covers_prices(const svod_rowmap *map, size_t from, size_t to);
SVOD_API bool svod_rowmap_spans(const svod_rowmap *map, size_t column, bool own);

#ifdef __cplusplus
}
#endif
#endif
