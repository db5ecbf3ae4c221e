/* YAML settings as a tree whose nodes know their line and column, and maps read by small tables of keys.
 *
 * Every problem is an error with file, line and column and exit status 78. Hostile files end in an error: size, depth and
 * the number of nodes (aliases counted as often as they are used) are capped. */
#ifndef SVOD_ENGINE_YAML_H
#define SVOD_ENGINE_YAML_H

#include <svod/error.h>
#include <svod/types.h>

enum { SVOD_YAML_BYTES_CAP = 1 << 20, SVOD_YAML_NODES_CAP = 50000, SVOD_YAML_DEPTH_CAP = 16 };

typedef enum svod_yaml_kind { SVOD_YAML_TEXT, SVOD_YAML_LIST, SVOD_YAML_MAP } svod_yaml_kind;

typedef struct svod_yaml svod_yaml;
struct svod_yaml {
    svod_yaml_kind kind;
    bool nothing;            /* TEXT without quotes and empty, "~" or "null": the key was left without a value */
    long line, column;       /* from 1 */
    svod_str text;           /* TEXT */
    const svod_yaml *keys;   /* MAP: n texts, all different */
    const svod_yaml *values; /* MAP, LIST: n */
    size_t n;
};

/* Who reads, from which file, and where the error goes. */
typedef struct svod_yaml_reader {
    svod_arena *arena;
    const char *file; /* as shown in errors */
    svod_error *e;
} svod_yaml_reader;

/* One document; an empty one is an empty map. The tree lives in the reader's arena. */
svod_status svod_yaml_parse(const svod_yaml_reader *r, svod_str bytes, const svod_yaml **ret);
/* The file at `path`. Missing or unreadable: exit 66. */
svod_status svod_yaml_load(const svod_yaml_reader *r, const char *path, const svod_yaml **ret);

/* One key a map may have: how its value is read, and where to. `into` of `read` is the struct's address plus `offset`. */
typedef struct svod_yaml_key svod_yaml_key;
struct svod_yaml_key {
    const char *name; /* NULL ends a table */
    svod_status (*read)(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into);
    size_t offset;
    const char *choices; /* for svod_yaml_choice: "whole|free" */
    bool required;
};
/* Reads every key of `node`, which must be a map, by the table. An unknown key is an error that names the nearest known one.
 */
svod_status svod_yaml_read(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *keys, void *into);

/* Readers of single values, for tables. */
svod_status svod_yaml_text(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                           void *into); /* svod_str */
svod_status svod_yaml_texts(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                            void *into); /* svod_strs; one text or a list */
svod_status svod_yaml_choice(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                             void *into); /* int: number of the choice */
svod_status svod_yaml_count(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                            void *into); /* int64_t ≥ 0, at most 1,000,000,000 */
svod_status svod_yaml_decimal(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                              void *into); /* svod_dec ≥ 0 */
svod_status svod_yaml_money(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                            void *into); /* svod_dec ≥ 0, whole hundredths */
svod_status svod_yaml_percent(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                              void *into); /* svod_dec share: 15% is 0.15; -100 %…1000 % */
svod_status svod_yaml_currency(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key,
                               void *into); /* svod_str, ISO 4217 */

/* What the node must be; else an error that says so. */
svod_status svod_yaml_want(const svod_yaml_reader *r, const svod_yaml *node, svod_yaml_kind kind);
/* The value of a map's key, or NULL. */
const svod_yaml *svod_yaml_get(const svod_yaml *map, const char *key);

/* Fails at `node`: svod_yaml_fail(r, node, "settings.value", "…", …). */
#define svod_yaml_fail(r, node, id, ...)                                                                                    \
    (svod_fail((r)->e, SVOD_EXIT_BAD_SETTINGS, id, __VA_ARGS__), svod_yaml_fail_at(r, node))
svod_status svod_yaml_fail_at(const svod_yaml_reader *r, const svod_yaml *node);

#endif
