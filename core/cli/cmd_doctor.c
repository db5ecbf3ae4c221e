/* svod doctor: what this program was built with, what it finds on this machine, and what is off for want of something. */
#include "cli/cli.h"

#include "base/attrs.h"
#include "base/str.h"
#include "engine/jsonl.h"

#include <csv.h>
#include <curl/curl.h>
#include <jansson.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <libxml/parser.h>
#include <openssl/crypto.h>
#include <pcre2.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>
#include <xxhash.h>
#include <yaml.h>
#include <zip.h>
#include <zlib.h>

/* Of libxlsxwriter, whose headers use functions that are banned here. */
extern const char *lxw_version(void);

typedef struct library {
    const char *name, *what;
    char version[40];
} library;

enum { LIBRARIES = 14 };

/* Versions of what is loaded now, not of what it was built with. */
static void find_libraries(library found[LIBRARIES])
{
    library *l = found;
    *l = (library){"libxml2", N_("reads XML"), ""};
    int64_t xml = 0;
    svod_str_int(svod_str_of(xmlParserVersion), &xml); /* "20914" */
    snprintf(l++->version, sizeof l->version, "%d.%d.%d", (int)(xml / 10000), (int)(xml / 100 % 100), (int)(xml % 100));
    *l = (library){"libcsv", N_("reads CSV"), ""};
    snprintf(l++->version, sizeof l->version, "%d.%d", CSV_MAJOR, CSV_MINOR);
    *l = (library){"libcurl", N_("fetches catalogs"), ""};
    snprintf(l++->version, sizeof l->version, "%s", curl_version_info(CURLVERSION_NOW)->version);
    *l = (library){"SQLite", N_("keeps catalogs and orders"), ""};
    snprintf(l++->version, sizeof l->version, "%s", sqlite3_libversion());
    *l = (library){"PCRE2", N_("regular expressions"), ""};
    pcre2_config(PCRE2_CONFIG_VERSION, l->version);
    l->version[strcspn(l->version, " ")] = 0; /* a date follows */
    l++;
    *l = (library){"libyaml", N_("reads settings"), ""};
    snprintf(l++->version, sizeof l->version, "%s", yaml_get_version_string());
    *l = (library){"libxlsxwriter", N_("writes workbooks"), ""};
    snprintf(l++->version, sizeof l->version, "%s", lxw_version());
    *l = (library){"libzip", N_("reads archives"), ""};
    snprintf(l++->version, sizeof l->version, "%s", zip_libzip_version());
    *l = (library){"jansson", N_("reads JSON"), ""};
    snprintf(l++->version, sizeof l->version, "%s", jansson_version_str());
    *l = (library){"utf8proc", N_("letters of all scripts"), ""};
    snprintf(l++->version, sizeof l->version, "%s", utf8proc_version());
    *l = (library){"xxHash", N_("recognises unchanged records"), ""};
    unsigned v = XXH_versionNumber();
    snprintf(l++->version, sizeof l->version, "%u.%u.%u", v / 10000, v / 100 % 100, v % 100);
    *l = (library){"OpenSSL", N_("tells pictures apart"), ""};
    snprintf(l++->version, sizeof l->version, "%s", OpenSSL_version(OPENSSL_VERSION_STRING));
    *l = (library){"zlib", N_("unpacks gzip"), ""};
    snprintf(l++->version, sizeof l->version, "%s", zlibVersion());
    *l = (library){"uchardet", N_("guesses odd encodings"), ""};
    snprintf(l->version, sizeof l->version, "%s", _("linked"));
}

static const struct program {
    const char *name, *use;
} programs[] = {
    {"ssconvert", N_("reads old workbooks (.xls)")},
    {"soffice", N_("reads old workbooks (.xls) where ssconvert is missing or fails")},
};

static const char *find_program(svod_cli *cli, const char *name)
{
    const char *path = getenv("PATH");
    svod_str rest = svod_str_of(path ? path : ""), folder;
    while (svod_str_split(&rest, ':', &folder)) {
        svod_buf file = SVOD_BUF_INIT;
        svod_buf_printf(&file, "%.*s/%s", SVOD_FMT(folder), name);
        struct stat st;
        bool found = folder.n && stat(file.p, &st) == 0 && S_ISREG(st.st_mode) && access(file.p, X_OK) == 0;
        char *copy = found ? svod_arena_cstr(cli->arena, svod_buf_view(&file)) : NULL;
        svod_buf_release(&file);
        if (copy) return copy;
    }
    return NULL;
}

/* Something that works or does not here, and why not. */
typedef struct feature {
    const char *name;
    bool on;
    const char *why;
} feature;

enum { FEATURES = 2 };

static void find_features(svod_cli *cli, feature found[FEATURES])
{
    bool russian = strcmp(svod_tr(SVOD_LANG_RU, "out of memory"), "out of memory") != 0;
    found[0] = (feature){N_("messages in Russian"), russian, N_("locale/ru/LC_MESSAGES/svod.mo is not beside the program")};
    bool converts = false;
    for (size_t i = 0; i < SVOD_COUNT(programs); i++) converts |= find_program(cli, programs[i].name) != NULL;
    found[1] = (feature){N_("old workbooks (.xls) as catalogs"), converts,
                         N_("neither ssconvert (package gnumeric) nor soffice (package libreoffice-calc) is installed")};
}

static void add_json(svod_cli *cli, svod_buf *out, const library *libraries, const feature *features)
{
    svod_buf_cstr(out, "{\"version\":\"" SVOD_VERSION "\",\"libraries\":[");
    for (size_t i = 0; i < LIBRARIES; i++) {
        svod_buf_printf(out, "%s{\"name\":", i ? "," : "");
        svod_json_str(out, svod_str_of(libraries[i].name));
        svod_buf_cstr(out, ",\"version\":");
        svod_json_str(out, svod_str_of(libraries[i].version));
        svod_buf_char(out, '}');
    }
    svod_buf_cstr(out, "],\"programs\":[");
    for (size_t i = 0; i < SVOD_COUNT(programs); i++) {
        const char *path = find_program(cli, programs[i].name);
        svod_buf_printf(out, "%s{\"name\":\"%s\",\"path\":", i ? "," : "", programs[i].name);
        if (path)
            svod_json_str(out, svod_str_of(path));
        else
            svod_buf_cstr(out, "null");
        svod_buf_char(out, '}');
    }
    svod_buf_cstr(out, "],\"features\":[");
    for (size_t i = 0; i < FEATURES; i++) {
        svod_buf_printf(out, "%s{\"name\":", i ? "," : "");
        svod_json_str(out, svod_str_of(_(features[i].name)));
        svod_buf_printf(out, ",\"on\":%s,\"why\":", features[i].on ? "true" : "false");
        svod_json_str(out, svod_str_of(features[i].on ? "" : _(features[i].why)));
        svod_buf_char(out, '}');
    }
    svod_buf_cstr(out, "]}\n");
}

static void add_text(svod_cli *cli, svod_buf *out, const library *libraries, const feature *features)
{
    svod_buf_cstr(out, "svod " SVOD_VERSION "\n\n");
    svod_buf_printf(out, "%s\n", _("Libraries:"));
    for (size_t i = 0; i < LIBRARIES; i++)
        svod_buf_printf(out, "  %-14s %-12s %s\n", libraries[i].name, libraries[i].version, _(libraries[i].what));
    svod_buf_printf(out, "\n%s\n", _("Programs:"));
    for (size_t i = 0; i < SVOD_COUNT(programs); i++) {
        const char *path = find_program(cli, programs[i].name);
        svod_buf_printf(out, "  %-14s %s\n", programs[i].name, path ? path : _("not found"));
        svod_buf_printf(out, "  %-14s %s\n", "", _(programs[i].use));
    }
    svod_buf_printf(out, "\n%s\n", _("What works:"));
    for (size_t i = 0; i < FEATURES; i++)
        svod_buf_printf(out, "  %s: %s%s%s\n", _(features[i].name), features[i].on ? _("on") : _("off"),
                        features[i].on ? "" : ", ", features[i].on ? "" : _(features[i].why));
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    (void)options;
    (void)arguments;
    library libraries[LIBRARIES];
    feature features[FEATURES];
    find_libraries(libraries);
    find_features(cli, features);
    svod_buf out = SVOD_BUF_INIT;
    if (cli->json)
        add_json(cli, &out, libraries, features);
    else
        add_text(cli, &out, libraries, features);
    svod_error e;
    svod_status status = svod_cli_write(svod_buf_view(&out), &e);
    svod_buf_release(&out);
    return status == SVOD_OK ? SVOD_EXIT_OK : svod_cli_fail(cli, &e);
}

const svod_command svod_cmd_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = N_("versions of libraries, programs found, what is off and why"),
    .details = NULL,
    .example = "svod doctor\nsvod doctor --json",
    .options = NULL,
    .options_size = 0,
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run,
};
