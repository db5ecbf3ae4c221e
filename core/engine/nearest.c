/* "Did you mean …": the known name nearest to a word that is not known. */
#include "engine/nearest.h"

#include <string.h>

enum { LONGEST = 48 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edits between two texts of at most LONGEST bytes, three rows of the usual table. */
static size_t edits(svod_str a, svod_str b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.n; j++) above[j] = j;
    memcpy(before, above, sizeof rows[0]);
    for (size_t i = 1; i <= a.n; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            char x = lower(a.p[i - 1]), y = lower(b.p[j - 1]);
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
            bool swapped = i > 1 && j > 1 && x == lower(b.p[j - 2]) && lower(a.p[i - 2]) == y;
            if (swapped && before[j - 2] + 1 < row[j]) row[j] = before[j - 2] + 1;
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b.n];
}

size_t svod_nearest(svod_str word, const svod_str *names, size_t n)
{
    if (word.n == 0 || word.n > LONGEST) return SIZE_MAX;
    size_t best = SIZE_MAX, best_edits = word.n / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        if (names[i].n == 0 || names[i].n > LONGEST) continue;
        size_t d = edits(word, names[i]);
        /* A word of which nothing would stay was not meant. */
        if (d < best_edits && d < names[i].n && d < word.n) {
            best = i;
            best_edits = d;
        }
    }
    return best;
}

svod_str svod_excerpt(svod_str text)
{
    if (text.n <= 60) return text;
    size_t n = 60;
    while (n && ((unsigned char)text.p[n] & 0xC0) == 0x80) n--;
    return (svod_str){text.p, n};
}
