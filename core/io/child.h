/* Running another program with limits: time, memory, the size of what it writes, and a home of its own. */
#ifndef SVOD_IO_CHILD_H
#define SVOD_IO_CHILD_H

#include <svod/error.h>

typedef struct svod_child_limits {
    int seconds;          /* of the clock */
    int64_t memory, file; /* bytes of address space; bytes of any file it writes */
} svod_child_limits;

typedef enum svod_child_end { SVOD_CHILD_DONE, SVOD_CHILD_REFUSED, SVOD_CHILD_TOO_LONG } svod_child_end;

/* Where `program` is found in PATH, into `out`; false: nowhere. */
bool svod_child_find(const char *program, char *out, size_t room);
/* Runs argv[0] (a path) in `folder`, which is also its home and its place for temporary files; nothing is read from or
 * written to the terminal, and the environment is bare. Waits. SVOD_CHILD_DONE: it ended with status 0. All it started ends
 * with it. SVOD_FAILED (exit 70) when it cannot be started. */
svod_status svod_child_run(const char *const *argv, const char *folder, svod_child_limits limits, svod_child_end *ret,
                           svod_error *e);

#endif
