/* How the program speaks on stderr. Within core/cli. */
#ifndef SVOD_CLI_SPEAK_H
#define SVOD_CLI_SPEAK_H

#include "cli/cli.h"

enum { SVOD_SPEAK_KINDS = 64 };

/* The printer of diagnostics: repeats of one id beyond a few are only counted. */
typedef struct svod_speaker {
    svod_diag diag; /* first: the diag is this struct */
    svod_cli *cli;
    svod_progress *bar; /* wiped before a line is printed; or NULL */
    struct {
        char id[48];
        int64_t count;
    } kinds[SVOD_SPEAK_KINDS];
    size_t kinds_n;
} svod_speaker;

void svod_speaker_init(svod_speaker *s, svod_cli *cli);
/* Says how many diagnostics were not printed. */
void svod_speaker_close(svod_speaker *s);

#endif
