/* Any bytes as CSV. */
#include "parsing.h"

extern const svod_parser svod_parser_csv;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_parse(&svod_parser_csv, (svod_str){(const char *)data, size}, "fuzz.csv", size % 64);
    return 0;
}
