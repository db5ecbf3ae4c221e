/* Help, made from the tables. Within core/cli. */
#ifndef SVOD_CLI_HELP_H
#define SVOD_CLI_HELP_H

#include "cli/cli.h"

enum { SVOD_COLOR_AUTO, SVOD_COLOR_ALWAYS, SVOD_COLOR_NEVER };

/* What the global options fill. */
typedef struct svod_globals {
    bool json, quiet, verbose, help, version;
    int color;
    int lang; /* svod_lang, or -1 */
    svod_str now;
} svod_globals;

const svod_option *svod_global_options(void);

/* Of one command, or of the whole program. */
void svod_help(svod_buf *out, const svod_command *command);
/* Rows of options in two columns: "--name VALUE  what it is". `dashes`: "--", or "" for options of a profile. */
void svod_help_options(svod_buf *out, const svod_option *rows, const char *dashes);

#endif
