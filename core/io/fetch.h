/* Fetching a catalog over http(s) with libcurl: conditional requests, compression, caps, and a cache of bodies.
 * Room is left for crawling: one svod_fetcher holds connections and the cache, and will hold many transfers. */
#ifndef SVOD_IO_FETCH_H
#define SVOD_IO_FETCH_H

#include <svod/error.h>
#include <svod/types.h>

typedef struct svod_fetcher svod_fetcher;

typedef struct svod_fetch_options {
    const char *cache_folder; /* bodies and what the server said of them; made when missing */
    bool offline;             /* only the cache; not there: exit 69 */
    int64_t max_bytes;        /* of the body after decompression; 0: 2 GiB */
    int64_t timeout_ms;       /* whole transfer; 0: 30 minutes; a stalled one ends sooner */
    svod_str user_agent;      /* empty: "svod/VERSION (+contact)" */
    svod_str contact;         /* organiser's address for the user agent; may be empty */
    bool allow_private;       /* the address may lead to loopback or private hosts even after a redirect from a public one */
    void (*progress)(void *context, int64_t got, int64_t size);
    void *progress_context;
} svod_fetch_options;

typedef struct svod_fetched {
    char path[600];         /* the body, in the cache; complete */
    char content_type[128]; /* as the server said, "" when not */
    bool unchanged;         /* the server said 304, or offline */
    int64_t size;
} svod_fetched;

bool svod_is_address(svod_str text); /* http:// or https:// */
svod_status svod_fetcher_new(const svod_fetch_options *options, svod_fetcher **ret, svod_error *e);
void svod_fetcher_free(svod_fetcher *f);
/* Statuses: 404 and the like exit 66; 401, 403 77; 429, 503 75 (with Retry-After in words); no connection, time-out, 5xx 69;
 * too large 65. A failure leaves the cached body of last time as it was. */
svod_status svod_fetch(svod_fetcher *f, const char *address, svod_fetched *ret, svod_error *e);

#endif
