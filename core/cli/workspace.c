/* The workspace's own folder .svod/. */
#include "cli/workspace.h"

#include "base/tr.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static svod_status own_folder(const char *workspace, svod_error *e)
{
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/.svod", workspace);
    if (mkdir(path, 0755) == 0 || errno == EEXIST) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "workspace.unwritable", "cannot make the folder %s: %s", path,
                     svod_errno_text(errno));
}

svod_status svod_workspace_store(const char *workspace, svod_lock *lock, svod_store **ret, svod_error *e)
{
    char path[PATH_MAX + 16];
    svod_status status = own_folder(workspace, e);
    snprintf(path, sizeof path, "%s/.svod/lock", workspace);
    if (status == SVOD_OK && lock) status = svod_lock_take(path, lock, e);
    if (status != SVOD_OK) return status;
    snprintf(path, sizeof path, "%s/.svod/svod.db", workspace);
    status = svod_store_open(path, ret, e);
    if (status != SVOD_OK && lock) svod_lock_release(lock);
    return status;
}
