/* svod probe: what is this file, what is understood of it, and the profile to read it by. */
#include "cli/probe.h"

#include "base/attrs.h"
#include "base/str.h"
#include "io/fetch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct probe_options {
    svod_str save, parser, plugins, encoding, currency;
    int sizes;
    svod_attributes own;
} probe_options;

static const svod_option rows[] = {
    {"save", SVOD_OPTION_TEXT, offsetof(probe_options, save), NULL, "NAME",
     N_("write suppliers/NAME.yaml; never over one that is there")},
    {"parser", SVOD_OPTION_TEXT, offsetof(probe_options, parser), NULL, "NAME",
     N_("read with this parser; else the content decides")},
    {"option", SVOD_OPTION_MAP, offsetof(probe_options, own), NULL, NULL,
     N_("an option of the parser; `svod parsers NAME` lists them")},
    {"encoding", SVOD_OPTION_TEXT, offsetof(probe_options, encoding), NULL, "NAME",
     N_("the encoding of the text; else the bytes decide")},
    {"currency", SVOD_OPTION_TEXT, offsetof(probe_options, currency), NULL, "CODE",
     N_("the currency where the catalog names none")},
    {"sizes", SVOD_OPTION_CHOICE, offsetof(probe_options, sizes), "auto", "auto|range|double|verbatim",
     N_("how \"42-48\" is read: four sizes, one double size, as it is written")},
    {"plugin-dir", SVOD_OPTION_TEXT, offsetof(probe_options, plugins), NULL, "DIR",
     N_("load the parsers (*.so) of this folder too")},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* Where a fetched catalog is kept: the workspace's cache, so that the next refresh asks only for what changed, or a folder
 * for as long as the command runs. */
typedef struct cache {
    char folder[PATH_MAX + 16];
    bool passing;
} cache;

static svod_status cache_open(cache *c, svod_cli *cli, svod_str *ret_contact, svod_error *e)
{
    char workspace[PATH_MAX];
    svod_settings settings;
    *c = (cache){0};
    if (svod_workspace_find(cli->folder, workspace, sizeof workspace, NULL) == SVOD_OK &&
        svod_settings_load(cli->arena, workspace, &settings, NULL) == SVOD_OK) {
        snprintf(c->folder, sizeof c->folder, "%s/.svod/cache", workspace);
        *ret_contact = settings.email.n ? settings.email : settings.site;
        return SVOD_OK;
    }
    const char *temporary = getenv("TMPDIR");
    snprintf(c->folder, sizeof c->folder, "%s/svod-XXXXXX", temporary && temporary[0] ? temporary : "/tmp");
    c->passing = mkdtemp(c->folder) != NULL;
    if (c->passing) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "probe.temporary", "cannot make a folder for what is fetched, %s: %s",
                     c->folder, strerror(errno));
}

static void cache_close(const cache *c)
{
    if (!c->passing) return;
    DIR *dir = opendir(c->folder);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir) closedir(dir);
    rmdir(c->folder);
}

static void show_fetching(void *context, int64_t got, int64_t size)
{
    svod_progress_show(context, got, size, 0);
}

static svod_status fetch(svod_findings *f, const cache *c, svod_str contact, svod_error *e)
{
    svod_progress progress;
    svod_progress_begin(&progress, f->cli, _("fetching"));
    svod_fetch_options options = {
        .cache_folder = c->folder, .contact = contact, .progress = show_fetching, .progress_context = &progress};
    svod_fetched *fetched = svod_arena_calloc(f->arena, 1, sizeof *fetched);
    svod_fetcher *fetcher = NULL;
    svod_status s = svod_fetcher_new(&options, &fetcher, e);
    if (s == SVOD_OK) s = svod_fetch(fetcher, f->path, fetched, e);
    if (s != SVOD_OK) svod_error_at(e, f->path, 0, 0);
    svod_fetcher_free(fetcher);
    svod_progress_end(&progress);
    f->path = fetched->path;
    return s;
}

/* What the profile would say, at the end of the report. */
static void show_profile(const svod_findings *f, bool bold, svod_buf *out)
{
    svod_buf text = SVOD_BUF_INIT;
    svod_findings_profile(f, f->given, &text);
    svod_buf_printf(out, "\n%s%s%s\n", bold ? "\033[1m" : "", _("The profile, as --save NAME would write it"),
                    bold ? "\033[0m" : "");
    svod_str rest = svod_buf_view(&text), line;
    while (svod_str_split(&rest, '\n', &line) && (line.n || rest.p))
        svod_buf_printf(out, "%s%.*s\n", line.n ? "  " : "", SVOD_FMT(line));
    svod_buf_release(&text);
}

static svod_status show(const svod_findings *f, bool good, bool saved, svod_error *e)
{
    svod_buf out = SVOD_BUF_INIT;
    /* cli->colour speaks of stderr: colours asked for whatever it is are for us too. */
    bool bold = f->cli->colour && (isatty(STDOUT_FILENO) || !f->cli->terminal);
    if (f->cli->json) {
        svod_findings_json(f, good, &out);
    } else {
        svod_findings_show(f, bold, &out);
        if (good && !saved) show_profile(f, bold, &out);
    }
    svod_status s = svod_cli_write(svod_buf_view(&out), e);
    svod_buf_release(&out);
    return s;
}

static svod_status choose_parser(svod_findings *f, const probe_options *o, svod_error *e)
{
    if (o->parser.n == 0) return SVOD_OK;
    f->parser = svod_registry_find(f->registry, o->parser);
    f->forced = true;
    if (f->parser) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_USAGE, "parser.unknown",
                     "there is no parser \"%.*s\"; `svod parsers` lists those there are", SVOD_FMT(o->parser));
}

/* Everything after the options are known to be right. */
static svod_status probe(svod_findings *f, const probe_options *o, const char *workspace, svod_error *e)
{
    svod_error why = {0}, closed = {0};
    svod_status s = svod_findings_read(f, &why);
    if (s != SVOD_OK && f->bytes < 0) {
        *e = why; /* there is no such file: nothing to report */
        return s;
    }
    if (s == SVOD_OK && svod_findings_no_price_column(f)) {
        s = svod_fail(&why, SVOD_EXIT_BAD_INPUT, "probe.no-price",
                      "no column of prices was recognised: say which it is with --option columns.price=HEADING (or the "
                      "number of the column), in a profile columns: {price: …}");
        svod_error_at(&why, svod_arena_cstr(f->arena, f->given), 0, 0);
    }
    if (s == SVOD_OK) svod_findings_pin(f);
    if (s == SVOD_OK && o->save.n) s = svod_findings_save(f, workspace, o->save, &why);
    svod_status shown = show(f, s == SVOD_OK, o->save.n > 0, &closed);
    if (s == SVOD_OK && o->save.n)
        svod_cli_say(f->cli, "suppliers/%.*s.yaml is written; next: svod refresh %.*s", SVOD_FMT(o->save),
                     SVOD_FMT(o->save));
    *e = s != SVOD_OK ? why : closed;
    return s != SVOD_OK ? s : shown;
}

static svod_status look(svod_findings *f, const probe_options *o, svod_str what, svod_error *e)
{
    char workspace[PATH_MAX] = "";
    cache c = {0};
    svod_str contact = {0};
    f->path = svod_arena_cstr(f->arena, what);
    f->given = strcmp(f->path, "-") == 0 ? SVOD_STR("stdin") : what;
    svod_status s = choose_parser(f, o, e);
    if (s == SVOD_OK && o->save.n && f->path[0] == '-' && !f->path[1])
        s = svod_fail(e, SVOD_EXIT_USAGE, "probe.stdin", "--save: standard input is gone next time; save the file first");
    if (s == SVOD_OK && o->save.n) s = svod_findings_may_save(f->cli, o->save, workspace, e);
    if (s == SVOD_OK && svod_is_address(what)) {
        s = cache_open(&c, f->cli, &contact, e);
        if (s == SVOD_OK) s = fetch(f, &c, contact, e);
    }
    if (s == SVOD_OK) s = probe(f, o, workspace, e);
    cache_close(&c);
    return s;
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    const probe_options *o = options;
    svod_error e = {0};
    svod_findings f;
    svod_findings_init(&f, cli);
    f.options = (svod_run_options){.supplier_currency = o->currency,
                                   .encoding = o->encoding,
                                   .sizes = (svod_sizes_mode)o->sizes,
                                   .parser_options = o->own};
    svod_registry *registry = svod_registry_new();
    f.registry = registry;
    svod_status s = o->plugins.n ? svod_registry_load(registry, svod_arena_cstr(cli->arena, o->plugins), &e) : SVOD_OK;
    if (s == SVOD_OK) s = look(&f, o, arguments.v[0], &e);
    bool broken = f.diag.errors > 0;
    svod_findings_release(&f);
    svod_registry_free(registry);
    if (s != SVOD_OK) return svod_cli_fail(cli, &e);
    return broken ? SVOD_EXIT_DECIDE : SVOD_EXIT_OK;
}

const svod_command svod_cmd_probe = {
    .name = "probe",
    .arguments = "FILE|URL",
    .summary = N_("what a catalog is, what is understood of it and why"),
    .details =
        N_("Recognises the format by the content and shows the columns and parameters with what they were taken for, "
           "counts, the first offers, what could not be read, and the profile it would write.\n"
           "Needs no workspace unless --save is given. With records that could not be read the exit status is 1; when "
           "something must be said first, it names the key and the exit status is 65."),
    .example = "svod probe price.csv\nsvod probe https://example.com/feed.xml --save ivtex",
    .options = rows,
    .options_size = sizeof(probe_options),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
