/* svod close --pinned FILE. Within core/cli. */
#ifndef SVOD_CLI_PINNED_H
#define SVOD_CLI_PINNED_H

#include "cli/desk.h"

/* What `path` says is pinned of the purchase's orders takes the place of what stands with them. A line that is none of the
 * purchase's: exit 65. */
svod_status svod_desk_pin(svod_desk *desk, const char *path, svod_error *e);

#endif
