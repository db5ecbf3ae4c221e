/* svod close --compare: the same orders planned under each policy, side by side. Within core/cli. */
#ifndef SVOD_CLI_COMPARE_H
#define SVOD_CLI_COMPARE_H

#include "cli/desk.h"

/* Prints the sums under each policy and who gets what differently, for people or as JSON; writes no file. */
svod_status svod_close_compare(svod_desk *desk, const svod_stop_options *options, svod_error *e);

#endif
