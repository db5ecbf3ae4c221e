/* The cache of fetched bodies.
 *
 * An address has a file of text that names its body, KEY.meta, and the body, KEY-XXXXXX.body. The text is swapped by a
 * rename, so at any instant it names a whole body together with what the server said of that very body: a crash between the
 * two leaves a body that nobody names, swept the next time. */
#include "io/fetch_cache.h"

#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/tr.h"
#include "io/outfile.h"

#include <svod/kit.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { KEY_LENGTH = 32, META_LARGEST = 4096, ORPHAN_SECONDS = 86400 };
static const char meta_first_line[] = "svod-cache 1";

static void key_of(const char *address, char key[KEY_LENGTH + 1])
{
    svod_hash h = svod_hash_bytes(address, strlen(address), 0);
    snprintf(key, KEY_LENGTH + 1, "%016llx%016llx", (unsigned long long)h.hi, (unsigned long long)h.lo);
}

bool svod_cache_path(const char *folder, const char *name, char ret[SVOD_CACHE_PATH])
{
    int n = snprintf(ret, SVOD_CACHE_PATH, "%s/%s", folder, name);
    return n > 0 && n < SVOD_CACHE_PATH;
}

static svod_status cannot_keep(const char *folder, int reason, svod_error *e)
{
    svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "fetch.cache", "the cache cannot be written: %s", svod_errno_text(reason));
    svod_error_at(e, folder, 0, 0);
    return SVOD_FAILED;
}

svod_status svod_cache_make(const char *folder, svod_error *e)
{
    char path[SVOD_CACHE_PATH];
    size_t n = strlen(folder);
    if (n == 0 || n >= sizeof path - 100) return cannot_keep(folder, n ? ENAMETOOLONG : ENOENT, e);
    memcpy(path, folder, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != 0) continue;
        char kept = path[i];
        path[i] = 0;
        if (mkdir(path, 0755) != 0 && errno != EEXIST) return cannot_keep(folder, errno, e);
        path[i] = kept;
    }
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) return cannot_keep(folder, ENOTDIR, e);
    return SVOD_OK;
}

static bool copy_line(svod_str value, char *out, size_t room)
{
    if (value.n >= room) return false;
    memcpy(out, value.p, value.n);
    out[value.n] = 0;
    return true;
}

static void read_meta(svod_str text, const char *key, svod_cached *c)
{
    svod_str line;
    if (!svod_str_split(&text, '\n', &line) || !svod_str_is(line, meta_first_line)) return;
    while (svod_str_split(&text, '\n', &line)) {
        const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
        if (!colon) continue;
        svod_str name = svod_str_range(line.p, colon);
        svod_str value = svod_str_trim(svod_str_range(colon + 1, line.p + line.n));
        if (svod_str_is(name, "body"))
            copy_line(value, c->body, sizeof c->body);
        else if (svod_str_is(name, "etag"))
            copy_line(value, c->etag, sizeof c->etag);
        else if (svod_str_is(name, "last-modified"))
            copy_line(value, c->modified, sizeof c->modified);
        else if (svod_str_is(name, "content-type"))
            copy_line(value, c->content_type, sizeof c->content_type);
        else if (svod_str_is(name, "size") && !svod_str_int(value, &c->size))
            c->size = -1;
    }
    if (strncmp(c->body, key, KEY_LENGTH) != 0 || strchr(c->body, '/')) c->body[0] = 0;
}

void svod_cache_look(const char *folder, const char *address, svod_cached *ret)
{
    char key[KEY_LENGTH + 1];
    char name[KEY_LENGTH + 8];
    char path[SVOD_CACHE_PATH];
    char text[META_LARGEST];
    *ret = (svod_cached){.size = -1};
    key_of(address, key);
    snprintf(name, sizeof name, "%s.meta", key);
    if (!svod_cache_path(folder, name, path)) return;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    if (n > 0) read_meta((svod_str){text, (size_t)n}, key, ret);
    struct stat st;
    bool whole = ret->body[0] && svod_cache_path(folder, ret->body, path) && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
                 st.st_size == ret->size;
    if (!whole) *ret = (svod_cached){.size = -1};
}

/* Bodies of this address that nobody names and that are too old to be written just now. */
static void sweep(const char *folder, const char *key, const char *current)
{
    DIR *dir = opendir(folder);
    time_t now = time(NULL);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        char path[SVOD_CACHE_PATH];
        struct stat st;
        if (strncmp(entry->d_name, key, KEY_LENGTH) != 0 || entry->d_name[KEY_LENGTH] != '-') continue;
        if (strcmp(entry->d_name, current) == 0 || !svod_cache_path(folder, entry->d_name, path)) continue;
        if (stat(path, &st) == 0 && now - st.st_mtime > ORPHAN_SECONDS) unlink(path);
    }
    if (dir) closedir(dir);
}

svod_status svod_cache_begin(const char *folder, const char *address, char name[96], int *ret_fd, svod_error *e)
{
    char key[KEY_LENGTH + 1];
    char path[SVOD_CACHE_PATH];
    key_of(address, key);
    snprintf(name, 96, "%s-XXXXXX.body", key);
    if (!svod_cache_path(folder, name, path)) return cannot_keep(folder, ENAMETOOLONG, e);
    *ret_fd = mkostemps(path, 5, O_CLOEXEC);
    if (*ret_fd < 0) return cannot_keep(folder, errno, e);
    memcpy(name, path + strlen(folder) + 1, strlen(name));
    return SVOD_OK;
}

svod_status svod_cache_keep(const char *folder, const char *address, const svod_cached *kept, svod_error *e)
{
    char key[KEY_LENGTH + 1];
    char name[KEY_LENGTH + 8];
    char path[SVOD_CACHE_PATH];
    svod_cached before;
    svod_buf text = SVOD_BUF_INIT;
    svod_cache_look(folder, address, &before);
    key_of(address, key);
    snprintf(name, sizeof name, "%s.meta", key);
    if (!svod_cache_path(folder, name, path)) return cannot_keep(folder, ENAMETOOLONG, e);
    svod_buf_printf(&text, "%s\nbody: %s\nsize: %lld\netag: %s\nlast-modified: %s\ncontent-type: %s\n", meta_first_line,
                    kept->body, (long long)kept->size, kept->etag, kept->modified, kept->content_type);
    svod_status s = svod_outfile_write(path, svod_buf_view(&text), true, e);
    svod_buf_release(&text);
    if (s != SVOD_OK) return s;
    if (before.body[0] && strcmp(before.body, kept->body) != 0) svod_cache_drop(folder, before.body);
    sweep(folder, key, kept->body);
    return SVOD_OK;
}

void svod_cache_drop(const char *folder, const char *name)
{
    char path[SVOD_CACHE_PATH];
    if (name[0] && svod_cache_path(folder, name, path)) unlink(path);
}
