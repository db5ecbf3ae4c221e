/* svod init: a new workspace with commented settings and a sample that works as it is. */
#include "cli/cli.h"
#include "cli/init_files.h"

#include "base/attrs.h"
#include "base/str.h"
#include "base/tr.h"
#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static svod_status make_folder(const char *path, svod_error *e)
{
    struct stat st;
    if (mkdir(path, 0755) == 0) return SVOD_OK;
    if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return SVOD_OK;
    if (errno == EEXIST) errno = ENOTDIR;
    return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "init.folder", "cannot make the folder %s: %s", path,
                     svod_errno_text(errno));
}

/* The folders above `path`, from `root` (which is there) down. */
static svod_status make_parents(char *path, size_t root, svod_error *e)
{
    svod_status s = SVOD_OK;
    for (char *p = path + root + 1; *p && !s; p++) {
        if (*p != '/') continue;
        *p = 0;
        s = make_folder(path, e);
        *p = '/';
    }
    return s;
}

/* 1: the file holds just these bytes; 0: there is none; -1: something else is there. */
static int already_there(const char *path, const svod_init_file *file)
{
    char bytes[16384];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    return n == (ssize_t)file->n && memcmp(bytes, file->bytes, file->n) == 0 ? 1 : -1;
}

/* svod.yaml makes a folder a workspace, so it comes last: until then an interrupted init can be run again. */
static bool is_last(const svod_init_file *file)
{
    return strcmp(file->path, "svod.yaml") == 0;
}

static svod_status check(const char *root, const char *language, svod_error *e)
{
    for (const svod_init_file *file = svod_init_files; file->path; file++) {
        char path[2 * PATH_MAX];
        if (strcmp(file->language, language) != 0) continue;
        snprintf(path, sizeof path, "%s/%s", root, file->path);
        int there = already_there(path, file);
        if (there < 0 || (there > 0 && is_last(file)))
            return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "init.exists", "%s is there already; nothing was changed", path);
    }
    return SVOD_OK;
}

static svod_status lay(const char *root, const char *language, bool last, svod_error *e)
{
    svod_status s = SVOD_OK;
    for (const svod_init_file *file = svod_init_files; file->path && !s; file++) {
        char path[2 * PATH_MAX];
        if (strcmp(file->language, language) != 0 || is_last(file) != last) continue;
        snprintf(path, sizeof path, "%s/%s", root, file->path);
        s = make_parents(path, strlen(root), e);
        if (!s && already_there(path, file) == 0)
            s = svod_outfile_write(path, (svod_str){(const char *)file->bytes, file->n}, false, e);
    }
    return s;
}

static svod_status next_steps(const char *folder, svod_error *e)
{
    svod_buf out = SVOD_BUF_INIT;
    bool here = strcmp(folder, ".") == 0;
    svod_buf_cstr(&out, _("The workspace is ready. Look into svod.yaml, suppliers/ and purchases/, then try the sample:"));
    svod_buf_char(&out, '\n');
    if (!here) svod_buf_printf(&out, "    cd %s\n", folder);
    svod_buf_cstr(&out, "    svod refresh\n    svod import sample-1 orders.csv\n    svod close sample-1\n");
    svod_status s = svod_cli_write(svod_buf_view(&out), e);
    svod_buf_release(&out);
    return s;
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    (void)options;
    const char *folder = arguments.n ? arguments.v[0].p : ".";
    const char *language = cli->lang == SVOD_LANG_RU ? "ru" : "en";
    char root[PATH_MAX];
    svod_error e = {0};
    svod_status s = SVOD_OK;
    if (strlen(folder) + (cli->folder ? strlen(cli->folder) : 0) + 64 > sizeof root || folder[0] == 0)
        return svod_cli_usage(cli, &svod_cmd_init, N_("this cannot be the name of a folder"));
    if (cli->folder && folder[0] != '/')
        snprintf(root, sizeof root, "%s/%s", cli->folder, folder);
    else
        snprintf(root, sizeof root, "%s", folder);
    s = check(root, language, &e);
    if (!s) s = make_folder(root, &e);
    if (!s) s = lay(root, language, false, &e);
    if (!s) s = lay(root, language, true, &e);
    if (!s && !cli->quiet) s = next_steps(folder, &e);
    return s ? svod_cli_fail(cli, &e) : SVOD_EXIT_OK;
}

const svod_command svod_cmd_init = {
    .name = "init",
    .arguments = "[DIR]",
    .summary = N_("a new workspace with commented settings and a sample that works"),
    .details = N_("Writes svod.yaml, a supplier, a purchase, a small catalog and orders into DIR (this folder when left "
                  "out), in the language "
                  "of --lang. Nothing that is there already is overwritten."),
    .example = "svod init my-purchases",
    .max_arguments = 1,
    .run = run,
};
