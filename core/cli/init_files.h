/* The files of a new workspace, which the build makes of core/cli/init. */
#ifndef SVOD_CLI_INIT_FILES_H
#define SVOD_CLI_INIT_FILES_H

#include <stddef.h>

typedef struct svod_init_file {
    const char *language; /* "ru", "en" */
    const char *path;     /* within the workspace; NULL ends the table */
    const unsigned char *bytes;
    size_t n;
} svod_init_file;

extern const svod_init_file svod_init_files[];

#endif
