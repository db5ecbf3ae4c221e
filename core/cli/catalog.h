/* A supplier's catalog on its way into the store: its sources found or fetched, then read, as `svod refresh` does it. */
#ifndef SVOD_CLI_CATALOG_H
#define SVOD_CLI_CATALOG_H

#include "cli/cli.h"
#include "engine/registry.h"
#include "engine/settings.h"
#include "io/fetch.h"
#include "store/store.h"

/* One file to read. All must be read for the catalog to count. */
typedef struct svod_catalog_file {
    const char *path;  /* where the bytes are */
    const char *name;  /* what diagnostics call it: an address, or the path as a person would write it */
    bool with_another; /* read as part of a file before it: offers.xml of import.xml */
} svod_catalog_file;

typedef struct svod_catalog {
    svod_str name;
    svod_supplier profile;
    svod_fetched *fetched; /* one per source; filled for addresses */
    svod_catalog_file *files;
    size_t files_n;
    bool joined; /* the files are parts of one catalog, for a parser that reads several together */
    /* The first failure, and SVOD_OK while there is none. */
    svod_status status;
    svod_error error;
    /* What became of it. */
    bool stored;
    svod_refresh_counts counts;
    int64_t errors;       /* records that could not be read */
    int64_t milliseconds; /* of reading and storing */
} svod_catalog;

/* Loads the profile. Failures go into the catalog, here and below. */
void svod_catalog_load(svod_catalog *c, svod_cli *cli, const char *workspace);
/* Fetches the addresses of all catalogs, `jobs` suppliers at a time. */
void svod_catalogs_fetch(svod_catalog *catalogs, size_t n, const svod_fetch_options *options, int64_t jobs, svod_cli *cli);
/* Lists the files; those of folders by name. A folder that is one catalog of several files is listed as such. */
void svod_catalog_list(svod_catalog *c, svod_cli *cli, const svod_registry *registry, const char *workspace);

typedef struct svod_take {
    const char *workspace;
    bool dry_run, force;
} svod_take;
/* Reads the files and makes the store's catalog these. Pictures that lie in them go to .svod/pictures/NAME. */
void svod_catalog_take(svod_catalog *c, svod_cli *cli, const svod_registry *registry, svod_store *store, svod_take how);

#endif
