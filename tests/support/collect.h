/* Running a parser over bytes in memory, with everything that comes out collected as text: for conformance and fuzzing. */
#ifndef SVOD_TESTS_COLLECT_H
#define SVOD_TESTS_COLLECT_H

#include "base/buf.h"
#include "engine/run.h"

/* What one run gave. */
typedef struct collected {
    svod_buf offers; /* JSON Lines */
    svod_buf diags;  /* "where: severity: text [id]" a line; a failed run ends with its error */
    svod_status status;
    svod_error error;
    svod_run_counts counts;
} collected;

void collected_release(collected *c);

/* What a catalog was last night: its records by hash, with the lines of their offers. */
typedef struct memory_of_records memory_of_records;
memory_of_records *memory_new(void);
void memory_free(memory_of_records *m);

typedef struct collect_options {
    const svod_run_options *run;        /* NULL: all standard */
    size_t chunk;                       /* see svod_source_memory */
    const memory_of_records *yesterday; /* records known, or NULL */
    memory_of_records *today;           /* filled, or NULL */
} collect_options;

void collect(const svod_parser *parser, svod_str bytes, const char *name, const collect_options *options, collected *ret);
/* The same of a file or folder; `chunk` is not for these. */
void collect_path(const svod_parser *parser, const char *path, const char *name, const collect_options *options,
                  collected *ret);

#endif
