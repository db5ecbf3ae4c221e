/* Old workbooks through a converter program: a private folder, a copy to work on, limits, and whichever program there is. */
#include "engine/convert.h"

#include "base/attrs.h"
#include "base/str.h"
#include "io/child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECONDS = 50, OLE_LOOK = 64 << 10 };
static const int64_t memory_limit = (int64_t)2 << 30, file_limit = (int64_t)1 << 30, input_limit = (int64_t)256 << 20;

/* ---- what is in the container ---- */

/* Is there a stream of this name among the first bytes of the directory? Names there are UTF-16. */
static bool has_stream(svod_str directory, const char *name)
{
    char wide[64];
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++) {
        wide[2 * i] = name[i];
        wide[2 * i + 1] = 0;
    }
    wide[2 * n] = wide[2 * n + 1] = 0;
    return svod_str_find(directory, (svod_str){wide, 2 * n + 2}, 0) != SIZE_MAX;
}

static uint32_t number_at(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static svod_status look_inside(int fd, svod_error *e)
{
    char head[512];
    if (pread(fd, head, sizeof head, 0) < (ssize_t)sizeof head)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xls.cut-off", "the workbook is cut off");
    unsigned shift = (unsigned char)head[30];
    int64_t at = ((int64_t)number_at(head + 48) + 1) << (shift == 12 ? 12 : 9);
    char directory[OLE_LOOK];
    ssize_t n = pread(fd, directory, sizeof directory, at);
    svod_str d = {directory, n > 0 ? (size_t)n : 0};
    if (has_stream(d, "EncryptedPackage"))
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xls.protected",
                         "the workbook is protected by a password: open it and save it without one");
    if (n > 0 && !has_stream(d, "Workbook") && !has_stream(d, "Book") && !has_stream(d, "WORKBOOK"))
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xls.no-workbook", "this is an old Office file, but no workbook");
    return SVOD_OK;
}

/* ---- the private folder ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    remove(path);
    return 0;
}

static svod_status cannot_write(svod_error *e)
{
    return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "xls.no-room", "a temporary copy cannot be written: %s", strerror(errno));
}

static svod_status copy_in(int from, const char *to, svod_error *e)
{
    struct stat st;
    if (fstat(from, &st) != 0 || st.st_size > input_limit)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xls.too-large", "an old workbook larger than %d MiB is not converted",
                         (int)(input_limit >> 20));
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return cannot_write(e);
    off_t at = 0;
    bool good = true;
    while (good && at < st.st_size) good = sendfile(fd, from, &at, (size_t)(st.st_size - at)) > 0;
    good = close(fd) == 0 && good;
    return good ? SVOD_OK : cannot_write(e);
}

typedef struct converter {
    const char *program;
    const char *arguments[8]; /* after the program; NULL ends them */
} converter;

/* The format of the input is named: left to guess, they read any garbage as text. */
static const converter converters[] = {
    {"ssconvert", {"-I", "Gnumeric_Excel:excel", "-T", "Gnumeric_Excel:xlsx2", "in.xls", "out.xlsx", NULL}},
    {"soffice",
     {"--headless", "--norestore", "--infilter=MS Excel 97", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "in.xls", NULL}},
};

static svod_status not_convertible(bool any, bool slow, svod_error *e)
{
    if (!any)
        return svod_fail(e, SVOD_EXIT_UNAVAILABLE, "xls.no-converter",
                         "old workbooks (.xls) are read through ssconvert (package gnumeric) or LibreOffice, and neither is "
                         "installed: install one, or save the workbook as .xlsx");
    if (slow)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xls.too-slow",
                         "the workbook took longer than %d seconds to convert; save it as .xlsx", SECONDS);
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xls.damaged",
                     "the workbook is damaged or protected: the converter could not read it; save it as .xlsx");
}

static svod_status convert_in(const char *folder, svod_converted *ret, svod_error *e)
{
    char out[300];
    bool any = false, slow = false;
    for (size_t i = 0; i < sizeof converters / sizeof converters[0]; i++) {
        char program[512], profile[400];
        const char *argv[12];
        size_t n = 0;
        if (!svod_child_find(converters[i].program, program, sizeof program)) continue;
        any = true;
        argv[n++] = program;
        /* LibreOffice refuses to start where another one uses the same profile. */
        snprintf(profile, sizeof profile, "-env:UserInstallation=file://%s/profile", folder);
        if (i == 1) argv[n++] = profile;
        for (size_t k = 0; converters[i].arguments[k]; k++) argv[n++] = converters[i].arguments[k];
        argv[n] = NULL;
        svod_child_end end;
        svod_status status = svod_child_run(argv, folder, (svod_child_limits){SECONDS, memory_limit, file_limit}, &end, e);
        if (status != SVOD_OK) return status;
        slow = slow || end == SVOD_CHILD_TOO_LONG;
        snprintf(out, sizeof out, "%s/%s.xlsx", folder, i == 0 ? "out" : "in");
        if (end == SVOD_CHILD_DONE) ret->fd = open(out, O_RDONLY | O_CLOEXEC);
        if (ret->fd >= 0 || slow) break;
    }
    if (ret->fd < 0) return not_convertible(any, slow, e);
    snprintf(ret->path, sizeof ret->path, "/proc/self/fd/%d", ret->fd);
    return SVOD_OK;
}

svod_status svod_convert(const char *path, const char *to, svod_converted *ret, svod_error *e)
{
    if (strcmp(to, "xlsx") != 0) SVOD_BUG("nothing converts to that");
    svod_converted_release(ret);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", strerror(errno));
    svod_status status = look_inside(fd, e);
    const char *base = getenv("TMPDIR");
    char folder[200], copy[300];
    int n = snprintf(folder, sizeof folder, "%s/svod-XXXXXX", base && base[0] == '/' ? base : "/tmp");
    if (status == SVOD_OK && (n < 0 || (size_t)n >= sizeof folder || !mkdtemp(folder))) status = cannot_write(e);
    if (status != SVOD_OK) {
        close(fd);
        return status;
    }
    snprintf(copy, sizeof copy, "%s/in.xls", folder);
    status = copy_in(fd, copy, e);
    close(fd);
    if (status == SVOD_OK) status = convert_in(folder, ret, e);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return status;
}

void svod_converted_release(svod_converted *c)
{
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
}
