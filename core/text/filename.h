/* File names made of what people wrote. */
#ifndef SVOD_TEXT_FILENAME_H
#define SVOD_TEXT_FILENAME_H

#include <svod/types.h>

/* Letters and digits of any script, '-', '_', '.' and spaces stay; everything else becomes '_'; no leading or trailing dot
 * or space; at most 100 bytes, cut at a letter; never empty ("_"), never "." or "..", no name Windows keeps for itself. */
svod_str svod_file_name(svod_arena *arena, svod_str text);
/* Latin letters for Russian, Ukrainian and Kazakh ones (ГОСТ 7.79-B without apostrophes), lower case, '-' between words:
 * slugs. */
svod_str svod_translit(svod_arena *arena, svod_str text);

#endif
