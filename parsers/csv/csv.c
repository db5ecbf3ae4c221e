/* csv: price lists as delimited text. The engine is kit/csv; here are its options and its place among the parsers. */
#include "kit/csv.h"

#include <stddef.h>

static const svod_option options[] = {
    {"columns", SVOD_OPTION_MAP, offsetof(svod_csv_table_options, map.columns), NULL, NULL,
     "what columns mean: field: heading or number from 1, e.g. {article: Код, price: 5, stock: \"-\"}; \"-\" is none"},
    {"header_row", SVOD_OPTION_INT, offsetof(svod_csv_table_options, map.header_row), "0", NULL,
     "number of the line with the headings; 0: found by itself, -1: there are none"},
    {"delimiter", SVOD_OPTION_TEXT, offsetof(svod_csv_table_options, delimiter), NULL, NULL,
     "what separates the cells: ; , | or tab; left out: found by itself"},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

static svod_status open_table(svod_host *host, const void *given, void **ret_state, svod_error *e)
{
    svod_csv_table *table = NULL;
    svod_status s = svod_csv_table_open(host, given, &table, e);
    *ret_state = table;
    return s;
}

static svod_status next(void *state, svod_error *e)
{
    return svod_csv_table_next(state, e);
}

static void close_table(void *state)
{
    svod_csv_table_close(state);
}

extern const svod_parser svod_parser_csv;
const svod_parser svod_parser_csv = {
    .abi = SVOD_PARSER_ABI,
    .struct_size = sizeof(svod_parser),
    .name = "csv",
    .title = "price lists as delimited text (CSV, TSV)",
    .flags = SVOD_PARSER_TEXT,
    .options = options,
    .options_size = sizeof(svod_csv_table_options),
    .probe = svod_csv_table_bid,
    .open = open_table,
    .next = next,
    .close = close_table,
};
SVOD_PARSER_EXPORT(csv)
