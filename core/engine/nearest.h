/* "Did you mean …": the known name nearest to a word that is not known. */
#ifndef SVOD_ENGINE_NEAREST_H
#define SVOD_ENGINE_NEAREST_H

#include <svod/types.h>

/* Number of the name that `word` is a slip of the pen for, the nearest when several could be, or SIZE_MAX. */
size_t svod_nearest(svod_str word, const svod_str *names, size_t n);
/* At most 60 bytes of a text for an error message, cut between letters. */
svod_str svod_excerpt(svod_str text);

#endif
