/* One row describes an option wherever it is given: command line, settings file, parser options. */
#ifndef SVOD_OPTION_H
#define SVOD_OPTION_H

#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum svod_option_type {
    SVOD_OPTION_FLAG,   /* bool */
    SVOD_OPTION_INT,    /* int64_t */
    SVOD_OPTION_TEXT,   /* svod_str */
    SVOD_OPTION_CHOICE, /* int: index into `choices`, names separated by '|' */
    SVOD_OPTION_MAP /* svod_attributes: name → text, e.g. columns: {article: Код}; set by "columns.article" → "Код" */
} svod_option_type;

struct svod_attribute;
typedef struct svod_attributes {
    const struct svod_attribute *v;
    size_t n;
} svod_attributes;

typedef struct svod_option {
    const char *name; /* NULL ends a table */
    svod_option_type type;
    size_t offset;        /* into the struct the rows describe */
    const char *standard; /* the default, as it would be written; NULL: zero or empty */
    const char *choices;  /* for CHOICE; for others what help calls the value ("FILE"), or NULL */
    const char *help;     /* English, one line; translated when printed */
} svod_option;

#ifdef __cplusplus
}
#endif
#endif
