/* Any bytes as JSON. */
#include "parsing.h"

extern const svod_parser svod_parser_json;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_parse(&svod_parser_json, (svod_str){(const char *)data, size}, "fuzz.json", size % 64);
    return 0;
}
