/* Named characters of HTML: the hundred and some that descriptions use. */
#ifndef SVOD_TEXT_ENTITIES_H
#define SVOD_TEXT_ENTITIES_H

#include <svod/types.h>

/* The character of "&…" at p (*p is '&', n bytes are there): bytes it takes, 0 when it is none. */
size_t svod_entity_read(const char *p, size_t n, uint32_t *ret);

#endif
