/* Any bytes as CommerceML. */
#include "parsing.h"

extern const svod_parser svod_parser_commerceml;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_parse(&svod_parser_commerceml, (svod_str){(const char *)data, size}, "fuzz.xml", size % 64);
    return 0;
}
