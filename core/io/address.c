/* Telling addresses from files. */
#include "base/str.h"
#include "io/fetch.h"

bool svod_is_address(svod_str text)
{
    static const svod_str schemes[] = {{"http://", 7}, {"https://", 8}};
    for (size_t i = 0; i < 2; i++)
        if (text.n > schemes[i].n && svod_str_eq_nocase(svod_str_sub(text, 0, schemes[i].n), schemes[i])) return true;
    return false;
}
