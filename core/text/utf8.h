/* Letters of UTF-8 text: reading and writing one at a time. */
#ifndef SVOD_TEXT_UTF8_H
#define SVOD_TEXT_UTF8_H

#include <svod/types.h>

/* The letter at p (n ≥ 1 bytes are there) in *ret and its length 1…4; 0 when the bytes are no UTF-8 (overlong, surrogate,
 * past U+10FFFF, cut off), *ret untouched. */
size_t svod_utf8_get(const char *p, size_t n, uint32_t *ret);
/* Writes 1…4 bytes; what is no letter (a surrogate, past U+10FFFF) becomes U+FFFD. */
size_t svod_utf8_put(char out[4], uint32_t letter);
/* The longest beginning of `s` of at most `n` bytes that does not cut a letter. */
size_t svod_utf8_cut(svod_str s, size_t n);
/* White space of any kind: ASCII, NBSP, thin, ideographic and line separators; not zero-width ones. */
bool svod_letter_is_space(uint32_t letter);
/* Letters that show nothing: soft hyphen, zero-width space and joiners, direction marks, BOM. */
bool svod_letter_is_invisible(uint32_t letter);

#endif
