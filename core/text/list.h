/* Lists written in one text: split at separators, or written as a program prints lists. */
#ifndef SVOD_TEXT_LIST_H
#define SVOD_TEXT_LIST_H

#include <svod/types.h>

/* Parts of `text` between any byte of `by`, trimmed, none of them empty; separators inside () and [] do not count, and a
 * list printed by a program ("['a', 'b']", "[\"a\"]") is that list. False: memory ran out. */
bool svod_list_split(svod_arena *arena, svod_str text, const char *by, svod_strs *ret);
/* Only the lists programs print; false when it is none (*ret untouched) or memory ran out (*ret_memory false). */
bool svod_list_printed(svod_arena *arena, svod_str text, svod_strs *ret, bool *ret_memory);

#endif
