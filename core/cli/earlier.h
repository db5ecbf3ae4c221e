/* What an earlier close of the purchase wrote. Within core/cli. */
#ifndef SVOD_CLI_EARLIER_H
#define SVOD_CLI_EARLIER_H

#include "cli/desk.h"

/* A file of the earlier close; empty when there is none. */
svod_status svod_earlier_read(const svod_desk *desk, const char *name, svod_buf *ret, svod_error *e);
/* Tells options->last what it gave, as far as lines and offers are there still. A file that svod did not write counts for
 * nothing. */
svod_status svod_earlier_plan(svod_desk *desk, const svod_demand *demand, svod_stop_options *options, svod_error *e);

#endif
