/* What the commands share: the context they get, the table they stand in, and how they speak to the person at the keyboard.
 *
 * A command is a file core/cli/cmd_NAME.c holding one `const svod_command svod_cmd_NAME`, and one row in
 * core/cli/commands.c. Results go to stdout through svod_cli_write, everything else to stderr through the functions below.
 */
#ifndef SVOD_CLI_CLI_H
#define SVOD_CLI_CLI_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/tr.h"
#include "engine/diag.h"

#include <svod/error.h>
#include <svod/option.h>
#include <svod/types.h>

typedef struct svod_cli {
    svod_lang lang;     /* of messages: --lang, else the locale's */
    int64_t now;        /* microseconds since 1970 UTC: --now, else the clock. The only clock anything written may use */
    bool json;          /* the result as JSON */
    bool quiet;         /* no progress, no notes, no closing counts; errors and warnings stay */
    bool verbose;       /* repeats of a diagnostic are not shortened */
    bool colour;        /* stderr takes colours */
    bool terminal;      /* stderr is a terminal */
    const char *folder; /* -C as given, or NULL: what svod_workspace_find takes */
    svod_arena *arena;  /* lives as long as the command */
    svod_diag *diag;    /* prints to stderr and counts */
} svod_cli;

typedef struct svod_command {
    const char *name;
    const char *arguments;               /* for the usage line: "FILE", "[NAME…]" */
    const char *summary;                 /* English, one line, translated when printed */
    const char *details;                 /* English, one or more paragraphs, or NULL */
    const char *example;                 /* command lines, one a line; never translated */
    const svod_option *options;          /* or NULL. For TEXT, INT and MAP `choices` names the value in the help: "FILE" */
    size_t options_size;                 /* of the struct the rows describe; at most SVOD_CLI_OPTIONS_ROOM */
    size_t min_arguments, max_arguments; /* max 0: none; SIZE_MAX: any number */
    /* Returns the exit status. `options` points to the filled struct. */
    int (*run)(svod_cli *cli, const void *options, svod_strs arguments);
} svod_command;

enum { SVOD_CLI_OPTIONS_ROOM = 1024 };

extern const svod_command svod_cmd_init, svod_cmd_probe, svod_cmd_parse, svod_cmd_refresh, svod_cmd_items, svod_cmd_import,
    svod_cmd_status, svod_cmd_close, svod_cmd_parsers, svod_cmd_doctor;
/* Every command there is; ends with NULL. */
extern const svod_command *const svod_commands[];

/* The program: returns the exit status. */
int svod_cli_main(int argc, char **argv);

/* ---- speaking ---- */
/* Prints the error as a diagnostic; returns the exit status it carries. */
int svod_cli_fail(svod_cli *cli, const svod_error *e);
/* A wrong command line: prints it with a pointer to --help; returns SVOD_EXIT_USAGE. `format` is English, translated here.
 */
int svod_cli_usage(svod_cli *cli, const svod_command *command, const char *format, ...) SVOD_PRINTF(3, 4);
/* One line on stderr, unless quiet. `format` is English, translated here. */
void svod_cli_say(svod_cli *cli, const char *format, ...) SVOD_PRINTF(2, 3);
/* Bytes to stdout. A closed pipe or a full disk is exit 73. */
svod_status svod_cli_write(svod_str bytes, svod_error *e);

/* ---- progress of long work: a bar on a terminal, a line now and then elsewhere, nothing when quiet or when it is soon over
 * ---- */
typedef struct svod_progress {
    svod_cli *cli;
    const char *title;    /* what is being read; borrowed */
    int64_t begun, shown; /* microseconds of the monotonic clock */
    bool visible;         /* a bar stands on the line */
} svod_progress;
void svod_progress_begin(svod_progress *p, svod_cli *cli, const char *title);
/* `taken` of `size` bytes (size -1: not known) and `count` offers so far; fits svod_run_options.progress with context = p.
 */
void svod_progress_show(void *p, int64_t taken, int64_t size, int64_t count);
/* Wipes the bar; `p` is of no further use. Always to be called. */
void svod_progress_end(svod_progress *p);

#endif
