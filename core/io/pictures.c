/* Pictures that lie in catalogs themselves, kept under the hash of their bytes. */
#include "io/pictures.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"
#include "io/outfile_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 << 10, HEAD = 16, HASH = 32, PICTURES_MAX = 20000 };
static const int64_t picture_max = (int64_t)24 << 20, pictures_max = (int64_t)2 << 30;
static const char unfinished[] = ".svod-picture-";

struct svod_pictures {
    char *folder, *prefix;
    svod_hash_set taken; /* names */
    int64_t n, bytes;
};

/* ---- what they are ---- */

static const struct {
    const char *begins;
    size_t n, at;
    const char *type, *ending;
} kinds[] = {{"\xff\xd8\xff", 3, 0, "image/jpeg", ".jpg"}, {"\x89PNG\r\n\x1a\n", 8, 0, "image/png", ".png"},
             {"GIF8", 4, 0, "image/gif", ".gif"},          {"WEBP", 4, 8, "image/webp", ".webp"},
             {"ftypavif", 8, 4, "image/avif", ".avif"},    {"BM", 2, 0, "image/bmp", ".bmp"}};

const char *svod_picture_type(svod_str bytes, const char **ret_ending)
{
    for (size_t i = 0; i < SVOD_COUNT(kinds); i++) {
        if (bytes.n < kinds[i].at + kinds[i].n || memcmp(bytes.p + kinds[i].at, kinds[i].begins, kinds[i].n) != 0) continue;
        /* Two letters are little to go by: four bytes of zero follow them and the size. */
        if (kinds[i].n == 2 && (bytes.n < 14 || memcmp(bytes.p + 6, "\0\0\0", 4) != 0)) continue;
        if (ret_ending) *ret_ending = kinds[i].ending;
        return kinds[i].type;
    }
    return NULL;
}

/* ---- the folder ---- */

svod_pictures *svod_pictures_new(const char *folder, const char *prefix)
{
    svod_pictures *p = svod_calloc(1, sizeof *p);
    p->folder = folder ? svod_strdup(folder) : NULL;
    p->prefix = svod_strdup(prefix);
    return p;
}

void svod_pictures_free(svod_pictures *p)
{
    if (!p) return;
    svod_hash_set_release(&p->taken);
    svod_free(p->folder);
    svod_free(p->prefix);
    svod_free(p);
}

/* With the folders it lies in; that it is there already is fine. */
static svod_status make_folder(const char *folder, svod_error *e)
{
    char path[4096];
    struct stat st;
    if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path) return svod_cannot_write(e, folder, ENAMETOOLONG);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        (void)mkdir(path, 0777);
        *slash = '/';
    }
    if (mkdir(path, 0777) == 0 || (stat(path, &st) == 0 && S_ISDIR(st.st_mode))) return SVOD_OK;
    return svod_cannot_write(e, folder, errno);
}

typedef struct seen {
    char name[2 * HASH + 8]; /* of the file; "" when it is no picture to keep */
    int64_t size;
} seen;

/* Reads it once to know its name: most nights that is all, for it is in the folder already. */
static svod_status look(const svod_picture_bytes *bytes, EVP_MD_CTX *hash, char *chunk, seen *ret, svod_error *e)
{
    char head[HEAD];
    size_t head_n = 0, n = 1;
    unsigned char digest[EVP_MAX_MD_SIZE];
    svod_status s = bytes->restart(bytes->context, e);
    if (s == SVOD_OK && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) != 1) return svod_no_memory(e);
    while (s == SVOD_OK && n && ret->size <= picture_max) {
        s = bytes->read(bytes->context, chunk, CHUNK, &n, e);
        if (s != SVOD_OK) return s;
        for (size_t i = 0; i < n && head_n < HEAD; i++) head[head_n++] = chunk[i];
        if (EVP_DigestUpdate(hash, chunk, n) != 1) return svod_no_memory(e);
        ret->size += (int64_t)n;
    }
    if (s == SVOD_OK && EVP_DigestFinal_ex(hash, digest, NULL) != 1) return svod_no_memory(e);
    const char *ending = "";
    if (s != SVOD_OK || ret->size > picture_max || !svod_picture_type((svod_str){head, head_n}, &ending)) return s;
    for (int i = 0; i < HASH; i++) snprintf(ret->name + 2 * i, 3, "%02x", digest[i]);
    snprintf(ret->name + 2 * HASH, sizeof ret->name - 2 * HASH, "%s", ending);
    return SVOD_OK;
}

static svod_status copy(const svod_picture_bytes *bytes, int fd, const char *path, char *chunk, svod_error *e)
{
    svod_status s = bytes->restart(bytes->context, e);
    for (size_t n = 1; s == SVOD_OK && n;) {
        s = bytes->read(bytes->context, chunk, CHUNK, &n, e);
        if (s == SVOD_OK && !svod_write_bytes(fd, (svod_str){chunk, n})) s = svod_cannot_write(e, path, errno);
    }
    if (s == SVOD_OK && (fchmod(fd, 0644) != 0 || fsync(fd) != 0)) s = svod_cannot_write(e, path, errno);
    return s;
}

static svod_status keep(const svod_pictures *p, const svod_picture_bytes *bytes, const seen *what, char *chunk,
                        svod_error *e)
{
    char path[4096], temporary[4096];
    struct stat st;
    if (snprintf(path, sizeof path, "%s/%s", p->folder, what->name) >= (int)sizeof path ||
        snprintf(temporary, sizeof temporary, "%s/%sXXXXXX", p->folder, unfinished) >= (int)sizeof temporary)
        return svod_cannot_write(e, p->folder, ENAMETOOLONG);
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == what->size) return SVOD_OK;
    svod_status s = make_folder(p->folder, e);
    if (s != SVOD_OK) return s;
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) return svod_cannot_write(e, path, errno);
    s = copy(bytes, fd, path, chunk, e);
    if (close(fd) != 0 && s == SVOD_OK) s = svod_cannot_write(e, path, errno);
    if (s == SVOD_OK && rename(temporary, path) != 0) s = svod_cannot_write(e, path, errno);
    if (s != SVOD_OK) (void)unlink(temporary);
    return s;
}

svod_status svod_pictures_take(svod_pictures *p, const svod_picture_bytes *bytes, char ret_address[SVOD_PICTURE_ADDRESS],
                               svod_error *e)
{
    ret_address[0] = 0;
    if (p->n >= PICTURES_MAX || p->bytes > pictures_max) return SVOD_OK;
    seen what = {0};
    char *chunk = svod_try_alloc(CHUNK);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    svod_status s = chunk && hash ? look(bytes, hash, chunk, &what, e) : svod_no_memory(e);
    bool fresh = false;
    if (s == SVOD_OK && what.name[0] && !svod_hash_set_add(&p->taken, svod_hash_str(svod_str_of(what.name)), &fresh))
        s = svod_no_memory(e);
    p->n++;
    p->bytes += what.size;
    if (s == SVOD_OK && fresh && p->folder) s = keep(p, bytes, &what, chunk, e);
    EVP_MD_CTX_free(hash);
    svod_free(chunk);
    if (s != SVOD_OK || !what.name[0]) return s;
    if (snprintf(ret_address, SVOD_PICTURE_ADDRESS, "%s%s", p->prefix, what.name) >= SVOD_PICTURE_ADDRESS)
        ret_address[0] = 0;
    return SVOD_OK;
}

/* "0123…ef.jpg", or what an interrupted run left. */
static bool is_ours(const char *name)
{
    if (strncmp(name, unfinished, sizeof unfinished - 1) == 0) return true;
    size_t n = strspn(name, "0123456789abcdef");
    if (n != 2 * HASH) return false;
    for (size_t i = 0; i < SVOD_COUNT(kinds); i++) {
        if (strcmp(name + n, kinds[i].ending) == 0) return true;
    }
    return false;
}

void svod_pictures_sweep(const svod_pictures *p)
{
    DIR *dir = p->folder ? opendir(p->folder) : NULL;
    if (!dir) return;
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        if (is_ours(entry->d_name) && !svod_hash_set_has(&p->taken, svod_hash_str(svod_str_of(entry->d_name))))
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    (void)rmdir(p->folder); /* only when nothing is left in it */
}
