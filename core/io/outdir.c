/* A folder of files that appear together. */
#include "base/alloc.h"
#include "base/attrs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "io/outfile.h"
#include "io/outfile_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What svod wrote there last: everything else in the folder belongs to people. */
static const char manifest_name[] = ".svod-files";

typedef struct outdir_file {
    char *name;
    bool kept; /* as it was: lies in the old folder only */
} outdir_file;

struct svod_outdir {
    char *path;              /* as asked for, without a link at its end */
    char *base;              /* its last part */
    char *fresh, *moved;     /* names beside it: the one being written; the old one while it is moved away */
    int parent, folder, old; /* open folders; old -1 when there is none */
    SVOD_VEC(outdir_file) files;
    svod_map written;  /* name → index in files */
    svod_buf manifest; /* of last time */
    svod_map ours;     /* names of last time */
    bool no_exchange;
};

void svod_outdir_without_exchange(svod_outdir *dir)
{
    dir->no_exchange = true;
}

static void close_fd(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

/* ---- trees ---- */

/* As far as it can; what stays is swept next time. */
static void remove_tree(int parent, const char *name)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder) {
        close_fd(&fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) remove_tree(fd, entry->d_name);
    closedir(folder);
    unlinkat(parent, name, AT_REMOVEDIR);
}

static bool read_all(int fd, svod_buf *ret)
{
    for (;;) {
        char *room = svod_buf_reserve(ret, 65536);
        ssize_t n = read(fd, room, 65536);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        ret->n += (size_t)n;
        ret->p[ret->n] = 0;
        if (n == 0) return true;
    }
}

/* The same file under the same name in another folder: a second name where the file system can, else a copy. */
static bool carry_file(int from, int to, const char *name)
{
    if (linkat(from, name, to, name, 0) == 0) return true;
    if (errno == EEXIST) return true;
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK && errno != EXDEV) return false;
    struct stat st;
    int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (in < 0) return false;
    svod_buf bytes = SVOD_BUF_INIT;
    int out = -1;
    bool good = fstat(in, &st) == 0 && S_ISREG(st.st_mode) && read_all(in, &bytes) &&
                (out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st.st_mode & 0777)) >= 0 &&
                svod_write_bytes(out, svod_buf_view(&bytes));
    int reason = errno;
    if (out >= 0 && close(out) != 0) good = false;
    close(in);
    svod_buf_release(&bytes);
    errno = reason;
    return good;
}

/* Everything below `from` that svod did not write goes along. `prefix`: "sheets/", as names of `ours` have it. */
static bool carry_foreign(const svod_outdir *dir, int from, int to, const char *prefix)
{
    int again = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = again >= 0 ? fdopendir(again) : NULL;
    if (!folder) {
        close_fd(&again);
        return false;
    }
    bool good = true;
    svod_buf name = SVOD_BUF_INIT;
    for (struct dirent *entry; good && (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        svod_buf_clear(&name);
        svod_buf_printf(&name, "%s%s", prefix, entry->d_name);
        int below = openat(from, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (below < 0) {
            svod_str s = svod_buf_view(&name);
            bool known = svod_map_get(&dir->ours, s) != UINT32_MAX || svod_map_get(&dir->written, s) != UINT32_MAX;
            if (!known && !svod_str_is(s, manifest_name)) good = carry_file(from, to, entry->d_name);
            continue;
        }
        bool made = mkdirat(to, entry->d_name, 0755) == 0;
        int place = openat(to, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        svod_buf_char(&name, '/');
        good = place >= 0 && carry_foreign(dir, below, place, name.p);
        close_fd(&place);
        close(below);
        if (made) unlinkat(to, entry->d_name, AT_REMOVEDIR); /* goes only when nothing was in it */
    }
    svod_buf_release(&name);
    closedir(folder);
    return good;
}

/* ---- begin ---- */

static bool make_parents(const char *path)
{
    char *copy = svod_strdup(path);
    bool good = true;
    for (char *p = copy + 1; good && *p; p++) {
        if (*p != '/') continue;
        *p = 0;
        good = mkdir(copy, 0777) == 0 || errno == EEXIST || errno == EISDIR || access(copy, X_OK) == 0;
        *p = '/';
    }
    int reason = errno;
    svod_free(copy);
    errno = reason;
    return good;
}

/* Without slashes at its end, and through a link at its end. */
static char *real_place(const char *path)
{
    char *copy = svod_strdup(path);
    for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--) copy[n - 1] = 0;
    struct stat st;
    if (lstat(copy, &st) == 0 && S_ISLNK(st.st_mode)) {
        char *real = realpath(copy, NULL);
        if (real) {
            svod_free(copy);
            copy = svod_strdup(real);
            free(real);
        }
    }
    return copy;
}

static char *joined(const char *a, const char *b, const char *c)
{
    svod_buf out = SVOD_BUF_INIT;
    svod_buf_cstr(&out, a);
    svod_buf_cstr(&out, b);
    svod_buf_cstr(&out, c);
    return out.p;
}

static void load_manifest(svod_outdir *dir)
{
    if (dir->old < 0) return;
    int fd = openat(dir->old, manifest_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return;
    if (!read_all(fd, &dir->manifest)) svod_buf_clear(&dir->manifest);
    close(fd);
    svod_str rest = svod_buf_view(&dir->manifest), line;
    while (rest.n && svod_str_split(&rest, '\n', &line))
        if (line.n) svod_map_put(&dir->ours, line, 0);
}

static void free_dir(svod_outdir *dir)
{
    close_fd(&dir->folder);
    close_fd(&dir->old);
    close_fd(&dir->parent);
    for (size_t i = 0; i < dir->files.n; i++) svod_free(dir->files.v[i].name);
    SVOD_VEC_RELEASE(&dir->files);
    svod_map_release(&dir->written);
    svod_map_release(&dir->ours);
    svod_buf_release(&dir->manifest);
    svod_free(dir->path);
    svod_free(dir->base);
    svod_free(dir->fresh);
    svod_free(dir->moved);
    svod_free(dir);
}

/* What an interrupted run left: a folder that had been moved away comes back, all else goes. */
static bool sweep(svod_outdir *dir)
{
    struct stat st;
    if (fstatat(dir->parent, dir->moved, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        if (fstatat(dir->parent, dir->base, &st, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT) {
            if (renameat(dir->parent, dir->moved, dir->parent, dir->base) != 0) return false;
        } else {
            remove_tree(dir->parent, dir->moved);
        }
    }
    remove_tree(dir->parent, dir->fresh);
    return true;
}

static bool open_folders(svod_outdir *dir)
{
    char *slash = strrchr(dir->path, '/');
    char *parent = slash ? strndup(dir->path, slash == dir->path ? 1 : (size_t)(slash - dir->path)) : strdup(".");
    dir->parent = parent ? open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int reason = errno;
    free(parent);
    errno = reason;
    if (dir->parent < 0 || !sweep(dir)) return false;
    dir->old = openat(dir->parent, dir->base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir->old < 0 && errno != ENOENT) return false;
    if (mkdirat(dir->parent, dir->fresh, 0777) != 0) return false;
    dir->folder = openat(dir->parent, dir->fresh, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir->folder < 0) return false;
    /* A folder somebody has closed to others stays closed. */
    struct stat st;
    return dir->old < 0 || (fstat(dir->old, &st) == 0 && fchmod(dir->folder, st.st_mode & 0777) == 0);
}

svod_status svod_outdir_begin(const char *path, svod_outdir **ret, svod_error *e)
{
    svod_outdir *dir = svod_calloc(1, sizeof *dir);
    dir->parent = dir->folder = dir->old = -1;
    dir->path = real_place(path);
    const char *slash = strrchr(dir->path, '/');
    dir->base = svod_strdup(slash ? slash + 1 : dir->path);
    dir->fresh = joined(".", dir->base, ".new");
    dir->moved = joined(".", dir->base, ".old");
    if (!make_parents(dir->path) || !open_folders(dir)) {
        svod_status s = svod_cannot_write(e, path, errno);
        free_dir(dir);
        return s;
    }
    load_manifest(dir);
    *ret = dir;
    return SVOD_OK;
}

/* ---- writing ---- */

/* Names are ours or come from svod_file_name; anything else is a fault that must not become a file somewhere. */
static bool good_name(const char *name)
{
    int slashes = 0;
    for (const char *p = name; *p; p++) slashes += *p == '/';
    const char *slash = strchr(name, '/');
    const char *last = slash ? slash + 1 : name;
    return slashes <= 1 && name[0] && name[0] != '/' && name[0] != '.' && last[0] && last[0] != '.' && !strchr(name, '\n');
}

static svod_status register_name(svod_outdir *dir, const char *name, svod_error *e)
{
    if (!good_name(name) || svod_map_get(&dir->written, svod_str_of(name)) != UINT32_MAX)
        return svod_fail(e, SVOD_EXIT_INTERNAL, "write.bad-name", "a fault in svod: \"%s\" is no name for a new file", name);
    uint32_t at = (uint32_t)dir->files.n;
    char *copy = svod_strdup(name);
    SVOD_VEC_PUSH(&dir->files, (outdir_file){copy, false});
    svod_map_put(&dir->written, svod_str_of(copy), at);
    return SVOD_OK;
}

static bool make_folder_of(int folder, const char *name)
{
    const char *slash = strchr(name, '/');
    if (!slash) return true;
    char part[256];
    if (slash - name >= (ptrdiff_t)sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(part, name, (size_t)(slash - name));
    part[slash - name] = 0;
    return mkdirat(folder, part, 0777) == 0 || errno == EEXIST;
}

/* Is the old file the same, bytes and secrecy? */
static bool same_as_old(const svod_outdir *dir, const char *name, svod_str bytes, bool is_private)
{
    if (dir->old < 0) return false;
    int fd = openat(dir->old, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return false;
    struct stat st;
    bool same = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size == bytes.n &&
                (is_private ? (st.st_mode & 0777) == 0600 : (st.st_mode & 0600) == 0600 && (st.st_mode & 0111) == 0);
    char piece[16384];
    for (size_t at = 0; same && at < bytes.n;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        same = n > 0 && (size_t)n <= bytes.n - at && memcmp(piece, bytes.p + at, (size_t)n) == 0;
        if (same) at += (size_t)n;
    }
    close(fd);
    return same;
}

static svod_status cannot_write_in(const svod_outdir *dir, const char *name, svod_error *e)
{
    int reason = errno;
    char *path = joined(dir->path, "/", name);
    svod_status s = svod_cannot_write(e, path, reason);
    svod_free(path);
    return s;
}

svod_status svod_outdir_write(svod_outdir *dir, const char *name, svod_str bytes, bool is_private, svod_error *e)
{
    svod_status s = register_name(dir, name, e);
    if (s != SVOD_OK) return s;
    if (same_as_old(dir, name, bytes, is_private)) {
        dir->files.v[dir->files.n - 1].kept = true;
        return SVOD_OK;
    }
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(dir->folder, name, flags, is_private ? 0600 : 0644);
    if (fd < 0 && errno == ENOENT && make_folder_of(dir->folder, name))
        fd = openat(dir->folder, name, flags, is_private ? 0600 : 0644);
    if (fd < 0) return cannot_write_in(dir, name, e);
    bool good = svod_write_bytes(fd, bytes);
    int reason = errno;
    if (close(fd) != 0 && good) {
        good = false;
        reason = errno;
    }
    errno = reason;
    return good ? SVOD_OK : cannot_write_in(dir, name, e);
}

svod_status svod_outdir_path(svod_outdir *dir, const char *name, char *ret_path, size_t room, svod_error *e)
{
    if (!good_name(name) || !make_folder_of(dir->folder, name)) return cannot_write_in(dir, name, e);
    size_t parent = strlen(dir->path) - strlen(dir->base);
    int n = snprintf(ret_path, room, "%.*s%s/%s", (int)parent, dir->path, dir->fresh, name);
    if (n >= 0 && (size_t)n < room) return SVOD_OK;
    errno = ENAMETOOLONG;
    return cannot_write_in(dir, name, e);
}

svod_status svod_outdir_written(svod_outdir *dir, const char *name, bool is_private, svod_error *e)
{
    svod_status s = register_name(dir, name, e);
    if (s != SVOD_OK) return s;
    int fd = openat(dir->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    svod_buf bytes = SVOD_BUF_INIT;
    bool good = fd >= 0 && (!is_private || fchmod(fd, 0600) == 0) && read_all(fd, &bytes);
    if (!good) s = cannot_write_in(dir, name, e);
    if (good && same_as_old(dir, name, svod_buf_view(&bytes), is_private))
        dir->files.v[dir->files.n - 1].kept = unlinkat(dir->folder, name, 0) == 0;
    svod_buf_release(&bytes);
    close_fd(&fd);
    return s;
}

svod_status svod_outdir_read(const svod_outdir *dir, const char *name, svod_buf *ret, svod_error *e)
{
    uint32_t at = svod_map_get(&dir->written, svod_str_of(name));
    if (at == UINT32_MAX)
        return svod_fail(e, SVOD_EXIT_INTERNAL, "write.not-there", "a fault in svod: \"%s\" was not written", name);
    int fd = openat(dir->files.v[at].kept ? dir->old : dir->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool good = fd >= 0 && read_all(fd, ret);
    svod_status s = good ? SVOD_OK : cannot_write_in(dir, name, e);
    close_fd(&fd);
    return s;
}

/* ---- commit ---- */

static void make_manifest(const svod_outdir *dir, svod_buf *out)
{
    for (size_t i = 0; i < dir->files.n; i++) {
        svod_buf_cstr(out, dir->files.v[i].name);
        svod_buf_char(out, '\n');
    }
}

/* The old folder holds exactly these files already. */
static bool nothing_new(const svod_outdir *dir, svod_str manifest)
{
    if (dir->old < 0 || !svod_str_eq(manifest, svod_buf_view(&dir->manifest))) return false;
    for (size_t i = 0; i < dir->files.n; i++)
        if (!dir->files.v[i].kept) return false;
    return true;
}

/* Brings over what stays as it was, then everything to the disk at once: thousands of small files, one wait. */
static bool complete(svod_outdir *dir, svod_str manifest)
{
    for (size_t i = 0; i < dir->files.n; i++)
        if (dir->files.v[i].kept &&
            (!make_folder_of(dir->folder, dir->files.v[i].name) || !carry_file(dir->old, dir->folder, dir->files.v[i].name)))
            return false;
    if (dir->old >= 0 && !carry_foreign(dir, dir->old, dir->folder, "")) return false;
    int fd = openat(dir->folder, manifest_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    bool good = fd >= 0 && svod_write_bytes(fd, manifest);
    if (fd >= 0 && close(fd) != 0) good = false;
    return good && syncfs(dir->folder) == 0;
}

static bool swap(svod_outdir *dir)
{
    if (dir->old < 0) return renameat(dir->parent, dir->fresh, dir->parent, dir->base) == 0;
    if (!dir->no_exchange) {
        if (renameat2(dir->parent, dir->fresh, dir->parent, dir->base, RENAME_EXCHANGE) == 0) return true;
        if (errno != EINVAL && errno != ENOSYS) return false;
    }
    if (renameat(dir->parent, dir->base, dir->parent, dir->moved) != 0) return false;
    if (renameat(dir->parent, dir->fresh, dir->parent, dir->base) == 0) return true;
    int reason = errno;
    renameat(dir->parent, dir->moved, dir->parent, dir->base);
    errno = reason;
    return false;
}

svod_status svod_outdir_commit(svod_outdir *dir, svod_error *e)
{
    svod_buf manifest = SVOD_BUF_INIT;
    make_manifest(dir, &manifest);
    svod_status s = SVOD_OK;
    if (!nothing_new(dir, svod_buf_view(&manifest))) {
        if (!complete(dir, svod_buf_view(&manifest)) || !swap(dir)) {
            s = svod_cannot_write(e, dir->path, errno);
        } else {
            fsync(dir->parent);
            remove_tree(dir->parent, dir->moved);
        }
    }
    svod_buf_release(&manifest);
    svod_outdir_abandon(dir); /* what is left under the temporary name: the old folder, or what was not to be */
    return s;
}

void svod_outdir_abandon(svod_outdir *dir)
{
    if (!dir) return;
    remove_tree(dir->parent, dir->fresh);
    free_dir(dir);
}
