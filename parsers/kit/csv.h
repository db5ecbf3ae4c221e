/* Tables of delimited text: CSV, TSV and their relations → offers. The dialect is told from the content, rows go to rowmap.
 */
#ifndef SVOD_KIT_CSV_H
#define SVOD_KIT_CSV_H

#include "kit/rowmap.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct svod_csv_table_options {
    svod_str delimiter; /* ";", ",", "|", "tab"; empty: found */
    svod_rowmap_options map;
} svod_csv_table_options;

typedef struct svod_csv_table svod_csv_table;

/* A bid as svod_parser.probe makes it: a table with a few columns and known headings bids most; markup and binary data 0. */
SVOD_API int svod_csv_table_bid(const svod_probe *probe);
/* *ret is yours. `host` must outlive it. */
SVOD_API svod_status svod_csv_table_open(svod_host *host, const svod_csv_table_options *options, svod_csv_table **ret,
                                         svod_error *e);
/* One row further. */
SVOD_API svod_status svod_csv_table_next(svod_csv_table *table, svod_error *e);
SVOD_API void svod_csv_table_close(svod_csv_table *table);

#ifdef __cplusplus
}
#endif
#endif
