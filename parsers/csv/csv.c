/* csv: to be written. */
#include <svod/parser.h>

#include <string.h>

static int probe(const svod_probe *p)
{
    (void)p;
    return 0;
}
static svod_status open_it(svod_host *host, const void *options, void **ret_state, svod_error *e)
{
    (void)host;
    (void)options;
    (void)e;
    *ret_state = NULL;
    return SVOD_OK;
}
static svod_status next(void *state, svod_error *e)
{
    (void)state;
    (void)e;
    return SVOD_END;
}
static void close_it(void *state)
{
    (void)state;
}

extern const svod_parser svod_parser_csv;
const svod_parser svod_parser_csv = {
    .abi = SVOD_PARSER_ABI, .struct_size = sizeof(svod_parser), .name = "csv", .title = "csv", .flags = SVOD_PARSER_TEXT,
    .probe = probe, .open = open_it, .next = next, .close = close_it,
};
SVOD_PARSER_EXPORT(csv)
