/* The workspace's own folder .svod/: the database, the lock, the cache of what was fetched. */
#ifndef SVOD_CLI_WORKSPACE_H
#define SVOD_CLI_WORKSPACE_H

#include "io/outfile.h"
#include "store/store.h"

/* Opens the database, made when it is not there. `lock`: unless NULL, nobody else may work in the workspace until it is
 * released (held: exit 75); it is not held when this fails. */
svod_status svod_workspace_store(const char *workspace, svod_lock *lock, svod_store **ret, svod_error *e);

#endif
