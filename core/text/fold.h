/* Folding without memory, and comparing folded text with words written plainly in tables. */
#ifndef SVOD_TEXT_FOLD_H
#define SVOD_TEXT_FOLD_H

#include <svod/types.h>

/* svod_fold into `out` for short texts of ASCII, Cyrillic and common punctuation. The folded text never is longer than
 * `text`. SIZE_MAX: it holds something else, is no UTF-8 or does not fit `room`. */
size_t svod_fold_simple(char *out, size_t room, svod_str text);
/* One letter folded, for code that goes letter by letter; 0 for what shows nothing. */
uint32_t svod_fold_letter(uint32_t letter);
/* The next folded letter of a word of a table, *word moved behind it; 0 at its end or at '|'. */
uint32_t svod_fold_next(const char **word);
/* How a word of a table (valid UTF-8 of the kind above, "no" for "№") compares with text that was folded already. */
bool svod_folded_is(svod_str folded, const char *word);
/* On success *ret_rest is what follows. */
bool svod_folded_starts(svod_str folded, const char *word, svod_str *ret_rest);
/* Any of `words` (separated by '|') anywhere between letters that are not letters or digits: "цена" in "опт. цена, руб". */
bool svod_folded_has_any(svod_str folded, const char *words);
/* Is it one of `words`, a text of words separated by '|'? */
bool svod_folded_in(svod_str folded, const char *words);

#endif
