/* What a file that no parser wants looks like, in words. Within core/engine. */
#ifndef SVOD_ENGINE_LOOKS_H
#define SVOD_ENGINE_LOOKS_H

#include <svod/types.h>

/* Bytes no text has? `text` is `raw` decoded. */
bool svod_is_binary(svod_str raw, svod_str text);
/* "a PDF document", "text that begins with …", in the language of messages. */
void svod_looks_like(svod_str raw, svod_str text, bool whole, char *out, size_t room);

#endif
