/* Memory from the system, with one door so that tests can make it fail. */
#include "base/alloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The only state in this room, and it belongs to the tests. */
static long fail_countdown;
static bool fail_seen;

void svod_alloc_fail_after(long nth)
{
    fail_countdown = nth;
    fail_seen = false;
}

bool svod_alloc_failed(void)
{
    return fail_seen;
}

static bool refused(void)
{
    if (fail_countdown == 0) return false;
    if (fail_countdown > 1) {
        fail_countdown--;
        return false;
    }
    fail_seen = true;
    return true;
}

void *svod_try_alloc(size_t n)
{
    return refused() ? NULL : malloc(n ? n : 1);
}

void *svod_try_calloc(size_t count, size_t size)
{
    return refused() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *svod_try_realloc(void *p, size_t n)
{
    return refused() ? NULL : realloc(p, n ? n : 1);
}

void svod_free(void *p)
{
    free(p);
}

void svod_out_of_memory(void)
{
    static const char said[] = "svod: error: out of memory [memory]\n";
    ssize_t ignored = write(STDERR_FILENO, said, sizeof said - 1);
    (void)ignored;
    _exit(70);
}

void *svod_alloc(size_t n)
{
    void *p = malloc(n ? n : 1);
    if (!p) svod_out_of_memory();
    return p;
}

void *svod_calloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p) svod_out_of_memory();
    return p;
}

void *svod_realloc(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);
    if (!q) svod_out_of_memory();
    return q;
}

char *svod_strdup(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(svod_alloc(n), text, n);
}
