/* The parsers known: built in (a table the build generates) and loaded from a folder. Content decides which one reads. */
#ifndef SVOD_ENGINE_REGISTRY_H
#define SVOD_ENGINE_REGISTRY_H

#include "io/source.h"

#include <svod/parser.h>

typedef struct svod_registry svod_registry;

typedef struct svod_registry_entry {
    const svod_parser *parser;
    const char *path; /* NULL: built in */
} svod_registry_entry;

svod_registry *svod_registry_new(void);
void svod_registry_free(svod_registry *r);
/* Loads every *.so of a folder; one that does not fit (ABI, missing symbols, a name already taken) is an error naming it. */
svod_status svod_registry_load(svod_registry *r, const char *folder, svod_error *e);
/* One file by itself, for tests and for looking at it: *ret lives until dlclose(*ret_handle). */
svod_status svod_plugin_open(const char *path, void **ret_handle, const svod_parser **ret, svod_error *e);
size_t svod_registry_count(const svod_registry *r);
svod_registry_entry svod_registry_at(const svod_registry *r, size_t i);
/* NULL when there is none of that name. */
const svod_parser *svod_registry_find(const svod_registry *r, svod_str name);
/* Each parser's bid for the source's first bytes; the highest wins, ties and nothing above 0 are errors that say what was
 * seen (exit 65). Nothing is consumed. *ret_bids, one for each parser, may be NULL. */
svod_status svod_registry_detect(const svod_registry *r, svod_source *source, const svod_parser **ret, int *ret_bids,
                                 svod_error *e);

#endif
