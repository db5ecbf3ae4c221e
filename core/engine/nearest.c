/* "Did you mean …": the known name nearest to a word that is not known. */
#include "engine/nearest.h"

#include "engine/options.h"

size_t svod_nearest(svod_str word, const svod_str *names, size_t n)
{
    size_t nearest = SIZE_MAX, least = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t distance = svod_edit_distance(word, names[i], names[i].n);
        /* A word of which nothing would stay was not meant. */
        if (!svod_is_slip(word, names[i]) || distance >= least || distance >= word.n) continue;
        least = distance;
        nearest = i;
    }
    return nearest;
}

svod_str svod_excerpt(svod_str text)
{
    if (text.n <= 60) return text;
    size_t n = 60;
    while (n && ((unsigned char)text.p[n] & 0xC0) == 0x80) n--;
    return (svod_str){text.p, n};
}
