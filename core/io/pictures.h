/* Pictures that lie in catalogs themselves, as photos in workbooks do: told by their bytes, and kept once each in a folder
 * under the hash of what is in them. */
#ifndef SVOD_IO_PICTURES_H
#define SVOD_IO_PICTURES_H

#include <svod/error.h>
#include <svod/parser.h>
#include <svod/types.h>

/* What kind of picture these bytes begin, as a page calls it ("image/png"), or NULL when no page shows it. The first 16
 * bytes are enough. *ret_ending, which may be NULL: ".png". */
const char *svod_picture_type(svod_str bytes, const char **ret_ending);

typedef struct svod_pictures svod_pictures;

/* `folder`: where they are kept, made with the first of them; NULL: nowhere. `prefix` is what their addresses begin with,
 * before the name of the file. Both are copied. */
svod_pictures *svod_pictures_new(const char *folder, const char *prefix);
void svod_pictures_free(svod_pictures *p);

enum { SVOD_PICTURE_ADDRESS = 1200 };
/* Takes one picture and gives its address; "" when it is none a page shows, or larger than any photo, or when there were
 * more than any catalog has. FAILED with 73 when it cannot be written; what `bytes` fails with is passed on. */
svod_status svod_pictures_take(svod_pictures *p, const svod_picture_bytes *bytes, char ret_address[SVOD_PICTURE_ADDRESS],
                               svod_error *e);
/* Removes from the folder the pictures that were not taken since it was opened. */
void svod_pictures_sweep(const svod_pictures *p);

#endif
