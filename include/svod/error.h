/* Why something failed, and where: fixed size, no allocation, written only on failure. */
#ifndef SVOD_ERROR_H
#define SVOD_ERROR_H

#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Exit statuses of the program (the contract of the command line); an error carries the one it leads to. */
enum {
    SVOD_EXIT_OK = 0,
    SVOD_EXIT_DECIDE = 1, /* done, and something listed needs a person's decision */
    SVOD_EXIT_USAGE = 2,
    SVOD_EXIT_NOT_ORDERABLE = 3, /* the purchase cannot be ordered as it stands */
    SVOD_EXIT_BAD_INPUT = 65,    /* nothing changed */
    SVOD_EXIT_NO_INPUT = 66,
    SVOD_EXIT_UNAVAILABLE = 69, /* a needed service or program */
    SVOD_EXIT_INTERNAL = 70,
    SVOD_EXIT_CANNOT_WRITE = 73,
    SVOD_EXIT_TRY_LATER = 75,   /* locked, 429 */
    SVOD_EXIT_NOT_ALLOWED = 77, /* robots.txt, login */
    SVOD_EXIT_BAD_SETTINGS = 78
};

/* A place in an input. Zero or empty parts are not known. */
typedef struct svod_at {
    long line, column; /* from 1 */
    svod_str sheet;    /* a workbook's sheet; `cell` then names the cell, "C12" */
    svod_str cell;
    long row;      /* a sheet's row, from 1 */
    svod_str page; /* a web page's address */
} svod_at;

typedef struct svod_error {
    int exit_code;   /* one of SVOD_EXIT_… */
    char id[48];     /* stable, "settings.unknown-key" */
    char file[512];  /* file or address, "" when none */
    char where[160]; /* "12:5" or "Лист1!C12", "" when none */
    char text[1024]; /* what is wrong and what to do, in the user's language */
} svod_error;

/* Fills `e` (which may be NULL) and returns SVOD_FAILED. `format` is an English text that is translated here. */
SVOD_API svod_status svod_fail(svod_error *e, int exit_code, const char *id, const char *format, ...) SVOD_PRINTF(4, 5);

/* Adds the place to an error that has none yet. `file` may be NULL; line and column 0 when unknown. */
SVOD_API void svod_error_at(svod_error *e, const char *file, long line, long column);

/* Out of memory: fills `e` and returns SVOD_FATAL. */
SVOD_API svod_status svod_no_memory(svod_error *e);

#ifdef __cplusplus
}
#endif
#endif
