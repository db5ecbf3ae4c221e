/* svod refresh: suppliers' catalogs, read anew and compared with what is stored. */
#include "cli/catalog.h"
#include "cli/columns.h"
#include "cli/workspace.h"

#include "base/attrs.h"
#include "base/str.h"
#include "text/show.h"
#include "write/json.h"

#include <limits.h>
#include <stdio.h>

extern const svod_command svod_cmd_refresh;

typedef struct refresh_options {
    int64_t jobs;
    bool dry_run, offline, force;
    svod_str plugins;
} refresh_options;

static const svod_option rows[] = {
    {"dry-run", SVOD_OPTION_FLAG, offsetof(refresh_options, dry_run), NULL, NULL, N_("only tell what would change")},
    {"force", SVOD_OPTION_FLAG, offsetof(refresh_options, force), NULL, NULL,
     N_("believe a catalog that lost more than half of its offers")},
    {"jobs", SVOD_OPTION_INT, offsetof(refresh_options, jobs), "4", "N",
     N_("fetch for so many suppliers at a time; reading and storing go one by one")},
    {"offline", SVOD_OPTION_FLAG, offsetof(refresh_options, offline), NULL, NULL,
     N_("ask no server: take what was fetched last time")},
    {"plugin-dir", SVOD_OPTION_TEXT, offsetof(refresh_options, plugins), NULL, "DIR",
     N_("load the parsers (*.so) of this folder too")},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

typedef struct night {
    svod_cli *cli;
    const refresh_options *options;
    char workspace[PATH_MAX];
    svod_settings settings;
    svod_registry *registry;
    svod_lock lock;
    svod_store *store;
    svod_catalog *catalogs;
    size_t n;
} night;

/* The suppliers named, each once, or all there are. */
static svod_status choose(night *t, svod_strs names, svod_error *e)
{
    svod_status status = SVOD_OK;
    if (names.n == 0) {
        status = svod_suppliers_list(t->cli->arena, t->workspace, &names, e);
        if (status == SVOD_OK && names.n == 0)
            return svod_fail(e, SVOD_EXIT_NO_INPUT, "refresh.no-suppliers",
                             "there are no suppliers yet; make suppliers/NAME.yaml, or let `svod probe --save NAME` do it");
    }
    t->catalogs = svod_arena_calloc(t->cli->arena, names.n, sizeof *t->catalogs);
    for (size_t i = 0; i < names.n; i++) {
        bool again = false;
        for (size_t k = 0; k < t->n; k++) again |= svod_str_eq(t->catalogs[k].name, names.v[i]);
        if (!again) t->catalogs[t->n++].name = names.v[i];
    }
    return status;
}

static svod_status open_night(night *t, svod_strs names, svod_error *e)
{
    svod_status status = svod_workspace_find(t->cli->folder, t->workspace, sizeof t->workspace, e);
    if (status == SVOD_OK) status = svod_settings_load(t->cli->arena, t->workspace, &t->settings, e);
    if (status == SVOD_OK) status = choose(t, names, e);
    t->registry = svod_registry_new();
    if (status == SVOD_OK && t->options->plugins.n)
        status = svod_registry_load(t->registry, svod_arena_cstr(t->cli->arena, t->options->plugins), e);
    return status == SVOD_OK ? svod_workspace_store(t->workspace, &t->lock, &t->store, e) : status;
}

static void close_night(night *t)
{
    svod_registry_free(t->registry);
    if (!t->store) return;
    svod_store_close(t->store);
    svod_lock_release(&t->lock);
}

static void fetch_all(night *t)
{
    char cache[PATH_MAX + 16];
    snprintf(cache, sizeof cache, "%s/.svod/cache", t->workspace);
    svod_fetch_options options = {.cache_folder = cache,
                                  .offline = t->options->offline,
                                  .contact = t->settings.email.n ? t->settings.email : t->settings.site};
    svod_catalogs_fetch(t->catalogs, t->n, &options, t->options->jobs, t->cli);
}

static void say_failure(night *t, svod_catalog *c)
{
    char profile[300];
    snprintf(profile, sizeof profile, "suppliers/%.*s.yaml", SVOD_FMT(c->name));
    svod_error_at(&c->error, profile, 0, 0);
    svod_cli_fail(t->cli, &c->error);
}

static void refresh_one(night *t, svod_catalog *c)
{
    if (c->status == SVOD_OK) svod_catalog_list(c, t->cli, t->registry, t->workspace);
    if (c->status == SVOD_OK)
        svod_catalog_take(c, t->cli, t->registry, t->store,
                          (svod_take){t->workspace, t->options->dry_run, t->options->force});
    if (c->status != SVOD_OK) say_failure(t, c);
}

/* ---- what was done ---- */
static const char *result_code(const svod_catalog *c)
{
    if (c->status != SVOD_OK) return c->error.exit_code == SVOD_EXIT_DECIDE ? "kept" : "failed";
    return c->stored ? "stored" : "dry-run";
}

static const char *result_words(const svod_catalog *c)
{
    if (c->status != SVOD_OK) return c->error.exit_code == SVOD_EXIT_DECIDE ? _("old one kept") : _("failed");
    return c->stored ? _("stored") : _("dry run");
}

static void add_json(svod_json *json, const svod_catalog *c)
{
    const svod_refresh_counts *n = &c->counts;
    const struct {
        const char *name;
        int64_t value;
    } counts[] = {{"offers", n->offers},
                  {"same", n->same},
                  {"added", n->added},
                  {"changed", n->changed},
                  {"price_changed", n->price_changed},
                  {"stock_changed", n->stock_changed},
                  {"vanished", n->vanished},
                  {"returned", n->returned},
                  {"errors", c->errors},
                  {"milliseconds", c->milliseconds}};
    svod_json_object(json, NULL);
    svod_json_text(json, "supplier", c->name);
    svod_json_text(json, "result", svod_str_of(result_code(c)));
    for (size_t i = 0; i < SVOD_COUNT(counts); i++) svod_json_int(json, counts[i].name, counts[i].value);
    if (c->status == SVOD_OK) {
        svod_json_null(json, "error");
    } else {
        svod_json_object(json, "error");
        svod_json_int(json, "exit", c->error.exit_code);
        svod_json_text(json, "id", svod_str_of(c->error.id));
        svod_json_text(json, "file", svod_str_of(c->error.file));
        svod_json_text(json, "where", svod_str_of(c->error.where));
        svod_json_text(json, "text", svod_str_of(c->error.text));
        svod_json_end_object(json);
    }
    svod_json_end_object(json);
}

static void make_json(const night *t, svod_buf *out)
{
    svod_json json;
    svod_json_begin(&json, out);
    json.line_depth = 3;
    svod_json_object(&json, NULL);
    svod_json_array(&json, "suppliers");
    for (size_t i = 0; i < t->n; i++) add_json(&json, &t->catalogs[i]);
    svod_json_end_array(&json);
    svod_json_end_object(&json);
}

enum { COLUMNS = 11 };

static svod_str count_cell(night *t, const svod_catalog *c, int64_t n)
{
    if (c->status != SVOD_OK && c->error.exit_code != SVOD_EXIT_DECIDE) return SVOD_STR("-");
    svod_buf b = SVOD_BUF_INIT;
    svod_show_count(&b, n, t->cli->lang);
    svod_str cell = svod_arena_dup(t->cli->arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return cell;
}

static void make_cells(night *t, const svod_catalog *c, svod_str cells[COLUMNS])
{
    const svod_refresh_counts *n = &c->counts;
    const int64_t counts[] = {n->offers,        n->same,          n->added,    n->changed,
                              n->price_changed, n->stock_changed, n->vanished, n->returned};
    cells[0] = c->name;
    for (size_t i = 0; i < SVOD_COUNT(counts); i++) cells[1 + i] = count_cell(t, c, counts[i]);
    char time[32];
    snprintf(time, sizeof time, "%lld.%lld", (long long)(c->milliseconds / 1000), (long long)(c->milliseconds % 1000 / 100));
    cells[9] = svod_arena_dup(t->cli->arena, svod_str_of(time));
    cells[10] = svod_str_of(result_words(c));
}

static void make_table(night *t, svod_buf *out)
{
    svod_columns table = {.n = COLUMNS};
    for (size_t i = 1; i < COLUMNS - 1; i++) table.right[i] = true;
    const svod_str heading[COLUMNS] = {svod_str_of(_("supplier")), svod_str_of(_("in all")),  svod_str_of(_("same")),
                                       svod_str_of(_("new")),      svod_str_of(_("changed")), svod_str_of(_("price")),
                                       svod_str_of(_("stock")),    svod_str_of(_("gone")),    svod_str_of(_("back")),
                                       svod_str_of(_("seconds")),  svod_str_of(_("result"))};
    svod_str(*cells)[COLUMNS] = svod_arena_alloc(t->cli->arena, t->n * sizeof *cells);
    svod_columns_fit(&table, heading);
    for (size_t i = 0; i < t->n; i++) {
        make_cells(t, &t->catalogs[i], cells[i]);
        svod_columns_fit(&table, cells[i]);
    }
    svod_columns_row(&table, out, heading);
    for (size_t i = 0; i < t->n; i++) svod_columns_row(&table, out, cells[i]);
}

/* The worst of all: a failure before what needs a decision; of failures the highest number. */
static int exit_status(const night *t)
{
    int worst = SVOD_EXIT_OK;
    for (size_t i = 0; i < t->n; i++) {
        const svod_catalog *c = &t->catalogs[i];
        if (c->status != SVOD_OK) worst = SVOD_MAX(worst, c->error.exit_code);
        if (c->errors) worst = SVOD_MAX(worst, SVOD_EXIT_DECIDE);
    }
    return worst;
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    night t = {.cli = cli, .options = options};
    svod_error e = {0};
    if (t.options->jobs < 1) return svod_cli_usage(cli, &svod_cmd_refresh, "--jobs: at least 1");
    svod_status status = open_night(&t, arguments, &e);
    if (status == SVOD_OK) {
        for (size_t i = 0; i < t.n; i++) svod_catalog_load(&t.catalogs[i], cli, t.workspace);
        fetch_all(&t);
        for (size_t i = 0; i < t.n; i++) refresh_one(&t, &t.catalogs[i]);
        svod_buf out = SVOD_BUF_INIT;
        if (cli->json)
            make_json(&t, &out);
        else
            make_table(&t, &out);
        status = svod_cli_write(svod_buf_view(&out), &e);
        svod_buf_release(&out);
    }
    close_night(&t);
    return status == SVOD_OK ? exit_status(&t) : svod_cli_fail(cli, &e);
}

const svod_command svod_cmd_refresh = {
    .name = "refresh",
    .arguments = "[NAME…]",
    .summary = N_("read suppliers' catalogs and store what changed"),
    .details =
        N_("Without names all suppliers of the workspace. A source is a file, a folder (all catalog files in it, by name) "
           "or an address; several sources make one catalog, and all of them must be read for it to count.\n"
           "A catalog is stored whole or not at all: when a source cannot be read, has no offers, breaks off, or the "
           "command is "
           "interrupted, the old catalog stays; other suppliers are not held up. A catalog of 50 offers and more that "
           "lost over a half is not believed: the old one stays, and the exit status is 1; --force takes it all the "
           "same.\n"
           "The exit status is the highest of all suppliers: 0 when all went well, 1 when records could not be read or "
           "a catalog was not believed."),
    .example = "svod refresh\nsvod refresh ivtex --dry-run",
    .options = rows,
    .options_size = sizeof(refresh_options),
    .min_arguments = 0,
    .max_arguments = SIZE_MAX,
    .run = run,
};
