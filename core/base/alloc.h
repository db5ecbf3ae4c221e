/* Memory from the system, with one door so that tests can make it fail. */
#ifndef SVOD_BASE_ALLOC_H
#define SVOD_BASE_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc, calloc, realloc, free; NULL when there is none. For code that reads hostile input and must survive it. */
void *svod_try_alloc(size_t n);
void *svod_try_calloc(size_t count, size_t size);
void *svod_try_realloc(void *p, size_t n);
void svod_free(void *p);

/* The same, but never NULL: out of memory ends the program with exit status 70 (everything it writes is whole or not at
 * all, so that is safe). For the rest of the program. */
void *svod_alloc(size_t n);
void *svod_calloc(size_t count, size_t size);
void *svod_realloc(void *p, size_t n);
char *svod_strdup(const char *text);
_Noreturn void svod_out_of_memory(void);

/* Tests: the `nth` svod_try_… from now on (1 is the next) and all after it fail; 0 turns it off. */
void svod_alloc_fail_after(long nth);
/* Tests: true once an allocation was refused. */
bool svod_alloc_failed(void);

#endif
