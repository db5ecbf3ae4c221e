/* Fetching over http(s): one transfer at a time through a curl multi handle, which keeps connections and has room for many.
 */
#include "io/fetch.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/tr.h"
#include "io/fetch_cache.h"
#include "io/fetch_guard.h"

#include <curl/curl.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECT_MS = 20000,
    REDIRECTS = 5,
    SLOW_BYTES = 64,   /* a second, … */
    SLOW_SECONDS = 60, /* … for that long: the server has stalled */
    WAIT_MS = 200
};
static const int64_t body_largest = (int64_t)2 << 30;
static const int64_t transfer_ms = 30 * 60 * 1000;

struct svod_fetcher {
    svod_fetch_options options;
    char *folder, *user_agent;
    CURLM *multi;
};

typedef struct transfer {
    svod_fetcher *f;
    CURL *easy;
    struct curl_slist *headers;
    int fd;
    int64_t got;
    int write_error; /* errno of the write that failed */
    bool too_large, refused;
    long code; /* of the response being read */
    int redirects;
    bool began_private; /* the address itself is of this machine or a private net */
    long retry_after;   /* seconds, -1 when the server did not say */
    svod_cached next;
    char words[CURL_ERROR_SIZE];
} transfer;

/* ---- the fetcher ---- */

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static char *make_user_agent(const svod_fetch_options *options)
{
    svod_buf b = SVOD_BUF_INIT;
    if (options->user_agent.n)
        svod_buf_str(&b, options->user_agent);
    else
        svod_buf_cstr(&b, "svod/" SVOD_VERSION);
    if (!options->user_agent.n && options->contact.n) svod_buf_printf(&b, " (+%.*s)", SVOD_FMT(options->contact));
    for (size_t i = 0; i < b.n; i++)
        if ((unsigned char)b.p[i] < ' ') b.p[i] = ' '; /* no line of a header may be smuggled in */
    return b.p;
}

svod_status svod_fetcher_new(const svod_fetch_options *options, svod_fetcher **ret, svod_error *e)
{
    svod_status s = svod_cache_make(options->cache_folder, e);
    if (s != SVOD_OK) return s;
    pthread_once(&curl_once, start_curl);
    svod_fetcher *f = svod_calloc(1, sizeof *f);
    f->options = *options;
    f->folder = svod_strdup(options->cache_folder);
    f->user_agent = make_user_agent(options);
    f->multi = curl_multi_init();
    if (!f->multi) {
        svod_fetcher_free(f);
        return svod_no_memory(e);
    }
    if (f->options.max_bytes <= 0) f->options.max_bytes = body_largest;
    if (f->options.timeout_ms <= 0) f->options.timeout_ms = transfer_ms;
    *ret = f;
    return SVOD_OK;
}

void svod_fetcher_free(svod_fetcher *f)
{
    if (!f) return;
    if (f->multi) curl_multi_cleanup(f->multi);
    svod_free(f->folder);
    svod_free(f->user_agent);
    svod_free(f);
}

/* ---- what curl calls ---- */

/* After a redirect from the public web only to the public web. */
static bool may_connect(transfer *t, bool is_private)
{
    if (t->redirects == 0) t->began_private |= is_private;
    return !is_private || t->redirects == 0 || t->began_private || t->f->options.allow_private;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    transfer *t = context;
    (void)purpose;
    if (!may_connect(t, svod_net_is_private(&address->addr))) {
        t->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void copy_value(svod_str value, char *out, size_t room)
{
    if (value.n >= room) value.n = 0; /* too long to be asked with again */
    for (size_t i = 0; i < value.n; i++) out[i] = value.p[i] >= ' ' || value.p[i] < 0 ? value.p[i] : ' ';
    out[value.n] = 0;
}

static long read_retry_after(svod_str value)
{
    int64_t seconds;
    if (svod_str_int(value, &seconds)) return seconds < 0 ? 0 : seconds > 86400 * 30 ? 86400 * 30 : (long)seconds;
    char text[64];
    if (value.n >= sizeof text) return -1;
    memcpy(text, value.p, value.n);
    text[value.n] = 0;
    time_t at = curl_getdate(text, NULL);
    time_t now = time(NULL);
    return at == -1 ? -1 : at > now ? (long)(at - now) : 0;
}

/* The first line of a response: what was known of the one before belongs to a redirect. */
static bool begin_response(transfer *t, svod_str line)
{
    char *ip = NULL;
    int64_t code = 0;
    size_t blank = svod_str_find(line, SVOD_STR(" "), 0);
    if (blank != SIZE_MAX && line.n >= blank + 4) (void)svod_str_int(svod_str_sub(line, blank + 1, blank + 4), &code);
    t->code = (long)code;
    t->retry_after = -1;
    t->next.etag[0] = t->next.modified[0] = t->next.content_type[0] = 0;
    /* A connection kept from before opens no socket, so it is looked at here. */
    if (curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK && ip && *ip &&
        !may_connect(t, svod_net_text_is_private(ip)))
        t->refused = true;
    if (code >= 300 && code < 400) t->redirects++; /* before the connection it leads to is opened */
    return !t->refused;
}

static size_t read_header(char *p, size_t size, size_t n, void *context)
{
    transfer *t = context;
    svod_str line = svod_str_trim((svod_str){p, size * n});
    if (svod_str_starts(line, SVOD_STR("HTTP/"))) return begin_response(t, line) ? size * n : 0;
    const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
    if (!colon) return size * n;
    svod_str name = svod_str_range(line.p, colon);
    svod_str value = svod_str_trim(svod_str_range(colon + 1, line.p + line.n));
    if (svod_str_eq_nocase(name, SVOD_STR("ETag")))
        copy_value(value, t->next.etag, sizeof t->next.etag);
    else if (svod_str_eq_nocase(name, SVOD_STR("Last-Modified")))
        copy_value(value, t->next.modified, sizeof t->next.modified);
    else if (svod_str_eq_nocase(name, SVOD_STR("Content-Type")))
        copy_value(value, t->next.content_type, sizeof t->next.content_type);
    else if (svod_str_eq_nocase(name, SVOD_STR("Retry-After")))
        t->retry_after = read_retry_after(value);
    return size * n;
}

/* Bytes as they are after decompression, so that a small packed body cannot fill the disk. */
static size_t write_body(char *p, size_t size, size_t n, void *context)
{
    transfer *t = context;
    size_t left = size * n;
    if (t->code < 200 || t->code > 299) return left; /* a page that says why not */
    if (t->got > t->f->options.max_bytes - (int64_t)left) {
        t->too_large = true;
        return 0;
    }
    while (left > 0) {
        ssize_t written = write(t->fd, p, left);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            t->write_error = errno ? errno : EIO;
            return 0;
        }
        p += written;
        left -= (size_t)written;
        t->got += written;
    }
    return size * n;
}

/* ---- one transfer ---- */

static void add_header(transfer *t, const char *name, const char *value)
{
    svod_buf b = SVOD_BUF_INIT;
    if (!value[0]) return;
    svod_buf_printf(&b, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(t->headers, b.p);
    if (!longer) svod_out_of_memory();
    t->headers = longer;
    svod_buf_release(&b);
}

static bool set_up(transfer *t, const char *address, const svod_cached *kept)
{
    const svod_fetch_options *o = &t->f->options;
    CURL *c = t->easy;
    long slow = o->timeout_ms / 4000 < SLOW_SECONDS ? (long)(o->timeout_ms / 4000) : SLOW_SECONDS;
    if (kept->body[0]) {
        add_header(t, "If-None-Match", kept->etag);
        add_header(t, "If-Modified-Since", kept->modified);
    }
    bool ok = curl_easy_setopt(c, CURLOPT_URL, address) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)REDIRECTS) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_USERAGENT, t->f->user_agent) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->headers) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)SVOD_MIN(o->timeout_ms, (int64_t)CONNECT_MS)) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)o->timeout_ms) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, slow > 0 ? slow : 1L) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)o->max_bytes) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->words) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, read_header) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_HEADERDATA, t) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, write_body) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_WRITEDATA, t) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK;
    ok &= curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t) == CURLE_OK;
    return ok;
}

static void show_progress(transfer *t)
{
    curl_off_t size = -1;
    if (!t->f->options.progress) return;
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    t->f->options.progress(t->f->options.progress_context, t->got, size >= t->got ? size : -1);
}

static CURLcode run(transfer *t)
{
    CURLM *multi = t->f->multi;
    CURLcode result = CURLE_FAILED_INIT;
    if (curl_multi_add_handle(multi, t->easy) != CURLM_OK) return result;
    for (int running = 1; running > 0;) {
        if (curl_multi_perform(multi, &running) != CURLM_OK) break;
        show_progress(t);
        if (running > 0 && curl_multi_poll(multi, NULL, 0, WAIT_MS, NULL) != CURLM_OK) break;
    }
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;)
        if (m->msg == CURLMSG_DONE && m->easy_handle == t->easy) result = m->data.result;
    curl_multi_remove_handle(multi, t->easy);
    return result;
}

/* ---- what came of it ---- */

static svod_status busy(const transfer *t, svod_error *e)
{
    if (t->retry_after < 0)
        return svod_fail(e, SVOD_EXIT_TRY_LATER, "fetch.busy", "the server is busy (%ld); try again later", t->code);
    if (t->retry_after < 120)
        return svod_fail(e, SVOD_EXIT_TRY_LATER, "fetch.busy", "the server is busy (%ld) and asks to come back in %ld s",
                         t->code, t->retry_after);
    return svod_fail(e, SVOD_EXIT_TRY_LATER, "fetch.busy", "the server is busy (%ld) and asks to come back in %ld min",
                     t->code, (t->retry_after + 59) / 60);
}

static svod_status failed_response(const transfer *t, svod_error *e)
{
    long code = t->code;
    if (code == 401 || code == 407)
        return svod_fail(e, SVOD_EXIT_NOT_ALLOWED, "fetch.login", "the server wants a login (%ld)", code);
    if (code == 403 || code == 451)
        return svod_fail(e, SVOD_EXIT_NOT_ALLOWED, "fetch.denied", "the server does not allow it (%ld)", code);
    if (code == 429 || code == 503) return busy(t, e);
    if (code >= 500 || code == 408)
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.server", "the server failed (%ld); try again later", code);
    if (code >= 400)
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "fetch.not-found", "there is nothing at this address (%ld)", code);
    return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.answer", "the server gave an answer that is not understood (%ld)",
                     code);
}

static svod_status failed_transfer(const transfer *t, CURLcode result, svod_error *e)
{
    const char *words = t->words[0] ? t->words : curl_easy_strerror(result);
    if (t->refused)
        return svod_fail(e, SVOD_EXIT_NOT_ALLOWED, "fetch.private",
                         "the address leads from the public web into a private network; that is not followed");
    if (t->too_large || result == CURLE_FILESIZE_EXCEEDED)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "fetch.too-large", "the body is larger than %lld MiB",
                         (long long)(t->f->options.max_bytes >> 20));
    if (t->write_error)
        return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "fetch.cache", "the cache cannot be written: %s",
                         svod_errno_text(t->write_error));
    switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.timeout", "the server took too long");
    case CURLE_TOO_MANY_REDIRECTS:
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.redirects",
                         "the address leads in a circle (more than %d redirects)", REDIRECTS);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.unreachable", "there is no such host, or no network");
    case CURLE_COULDNT_CONNECT:
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.unreachable", "the server cannot be reached");
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2_STREAM:
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.cut", "the connection broke before the end");
    case CURLE_URL_MALFORMAT:
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "fetch.address", "this is no web address");
    case CURLE_UNSUPPORTED_PROTOCOL:
        /* curl says the same of an answer that is no HTTP. */
        if (t->redirects == 0) return failed_response(t, e);
        return svod_fail(e, SVOD_EXIT_NOT_ALLOWED, "fetch.protocol", "only http and https addresses are fetched");
    case CURLE_OUT_OF_MEMORY:
        return svod_no_memory(e);
    default:
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.failed", "it could not be fetched: %s", words);
    }
}

static svod_status give(const svod_fetcher *f, const svod_cached *kept, bool unchanged, svod_fetched *ret, svod_error *e)
{
    *ret = (svod_fetched){.unchanged = unchanged, .size = kept->size};
    if (!svod_cache_path(f->folder, kept->body, ret->path))
        return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "fetch.cache", "the cache cannot be written: %s",
                         svod_errno_text(ENAMETOOLONG));
    snprintf(ret->content_type, sizeof ret->content_type, "%s", kept->content_type);
    return SVOD_OK;
}

static svod_status finish(transfer *t, CURLcode result, const char *address, const svod_cached *kept, svod_fetched *ret,
                          svod_error *e)
{
    if (result != CURLE_OK) return failed_transfer(t, result, e);
    if (t->code == 304 && kept->body[0]) return give(t->f, kept, true, ret, e);
    if (t->code == 204 || t->code == 205)
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "fetch.not-found", "there is nothing at this address (%ld)", t->code);
    if (t->code < 200 || t->code > 299 || t->code == 206) return failed_response(t, e);
    if (fsync(t->fd) != 0)
        return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "fetch.cache", "the cache cannot be written: %s",
                         svod_errno_text(errno));
    t->next.size = t->got;
    svod_status s = svod_cache_keep(t->f->folder, address, &t->next, e);
    if (s != SVOD_OK) return s;
    s = give(t->f, &t->next, false, ret, e);
    t->next.body[0] = 0; /* kept: not to be dropped */
    return s;
}

static svod_status fetch_over_network(svod_fetcher *f, const char *address, const svod_cached *kept, svod_fetched *ret,
                                      svod_error *e)
{
    transfer t = {.f = f, .fd = -1, .retry_after = -1};
    svod_status s = svod_cache_begin(f->folder, address, t.next.body, &t.fd, e);
    if (s != SVOD_OK) return s;
    t.easy = curl_easy_init();
    if (t.easy && set_up(&t, address, kept))
        s = finish(&t, run(&t), address, kept, ret, e);
    else
        s = svod_no_memory(e);
    if (t.easy) curl_easy_cleanup(t.easy);
    curl_slist_free_all(t.headers);
    close(t.fd);
    svod_cache_drop(f->folder, t.next.body);
    return s;
}

/* The address without a name and password, for people to see. */
static void shown_address(const char *address, char *out, size_t room)
{
    const char *host = strstr(address, "://");
    host = host ? host + 3 : address;
    size_t authority = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', authority);
    snprintf(out, room, "%.*s%s", (int)(host - address), address, at ? at + 1 : host);
}

svod_status svod_fetch(svod_fetcher *f, const char *address, svod_fetched *ret, svod_error *e)
{
    enum { SHOWN = 500 };
    char shown[SHOWN];
    svod_cached kept;
    svod_status s;
    if (!svod_is_address(svod_str_of(address))) {
        s = svod_fail(e, SVOD_EXIT_NO_INPUT, "fetch.address", "this is no web address");
    } else {
        svod_cache_look(f->folder, address, &kept);
        if (!f->options.offline)
            s = fetch_over_network(f, address, &kept, ret, e);
        else if (kept.body[0])
            s = give(f, &kept, true, ret, e);
        else
            s = svod_fail(e, SVOD_EXIT_UNAVAILABLE, "fetch.offline", "it was not fetched before, and fetching is off");
    }
    if (s != SVOD_OK) {
        shown_address(address, shown, sizeof shown);
        svod_error_at(e, shown, 0, 0);
    }
    return s;
}
