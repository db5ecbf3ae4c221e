/* One file that appears whole or not at all, and the lock. */
#include "io/outfile.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/str.h"
#include "base/tr.h"
#include "io/outfile_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *words_of(int reason)
{
    switch (reason) {
    case EACCES:
    case EPERM:
        return _("not permitted");
    case ENOENT:
        return _("the folder is not there");
    case ENOTDIR:
        return _("a part of the path is a file, not a folder");
    case EISDIR:
        return _("it is a folder");
    case ENOSPC:
        return _("the disk is full");
    case EDQUOT:
        return _("the disk quota is used up");
    case EROFS:
        return _("the file system is read-only");
    case ENAMETOOLONG:
        return _("the name is too long");
    case EFBIG:
        return _("the file would be too large");
    default:
        return svod_errno_text(reason);
    }
}

svod_status svod_cannot_write(svod_error *e, const char *path, int reason)
{
    svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "write.failed", "cannot write: %s", words_of(reason));
    svod_error_at(e, path, 0, 0);
    return SVOD_FAILED;
}

bool svod_write_bytes(int fd, svod_str bytes)
{
    size_t at = 0;
    while (at < bytes.n) {
        ssize_t n = write(fd, bytes.p + at, bytes.n - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            if (n == 0) errno = EIO;
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

/* So that the new name itself survives a power cut. Some file systems cannot; then nothing can be done about it. */
static void sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : svod_strdup(".");
    if (!folder) return;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(folder);
}

/* Makes and fills the temporary file `temporary` (a template for mkostemp). False with errno set; the file is gone then. */
static bool fill(char *temporary, svod_str bytes, bool is_private)
{
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) return false;
    mode_t mask = umask(0);
    umask(mask);
    bool good = fchmod(fd, is_private ? 0600 : 0644 & ~mask) == 0 && svod_write_bytes(fd, bytes) && fsync(fd) == 0;
    int reason = errno;
    if (close(fd) != 0 && good) {
        good = false;
        reason = errno;
    }
    if (!good) unlink(temporary);
    errno = reason;
    return good;
}

svod_status svod_outfile_write(const char *path, svod_str bytes, bool is_private, svod_error *e)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return svod_cannot_write(e, path, EISDIR);
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash + 1 - path) : 0;
    svod_buf temporary = SVOD_BUF_INIT;
    svod_buf_printf(&temporary, "%.*s.svod-XXXXXX", folder, path);
    svod_status s = SVOD_OK;
    if (!fill(temporary.p, bytes, is_private)) {
        s = svod_cannot_write(e, path, errno);
    } else if (rename(temporary.p, path) != 0) {
        s = svod_cannot_write(e, path, errno);
        unlink(temporary.p);
    } else {
        sync_folder_of(path);
    }
    svod_buf_release(&temporary);
    return s;
}

static svod_status locked_by_other(const char *path, int fd, svod_error *e)
{
    char text[24] = "";
    int64_t process = 0;
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    if (n > 0 && svod_str_int(svod_str_trim((svod_str){text, (size_t)n}), &process) && process > 0)
        svod_fail(e, SVOD_EXIT_TRY_LATER, "lock.held",
                  "another svod (process %lld) is at work here; try again when it is done", (long long)process);
    else
        svod_fail(e, SVOD_EXIT_TRY_LATER, "lock.held", "another svod is at work here; try again when it is done");
    svod_error_at(e, path, 0, 0);
    return SVOD_FAILED;
}

svod_status svod_lock_take(const char *path, svod_lock *ret, svod_error *e)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return svod_cannot_write(e, path, errno);
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        svod_status s = errno == EWOULDBLOCK ? locked_by_other(path, fd, e) : svod_cannot_write(e, path, errno);
        close(fd);
        return s;
    }
    /* The number is only for the other one's message: a full disk must not stand in the way of the lock. */
    char text[24];
    int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) < 0) errno = 0;
    ret->fd = fd;
    return SVOD_OK;
}

void svod_lock_release(svod_lock *lock)
{
    if (lock->fd < 0) return;
    if (ftruncate(lock->fd, 0) != 0) errno = 0;
    close(lock->fd);
    lock->fd = -1;
}
