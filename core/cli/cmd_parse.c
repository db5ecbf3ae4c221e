/* svod parse: a catalog as JSON Lines. */
#include "cli/cli.h"

#include "base/buf.h"
#include "base/str.h"
#include "engine/jsonl.h"
#include "engine/registry.h"
#include "engine/run.h"
#include "engine/settings.h"

#include <limits.h>
#include <unistd.h>

typedef struct parse_options {
    svod_str parser, supplier, plugins, encoding, currency, pictures;
    int sizes;
    svod_attributes own;
} parse_options;

static const svod_option rows[] = {
    {"parser", SVOD_OPTION_TEXT, offsetof(parse_options, parser), NULL, "NAME",
     N_("read with this parser; else the content decides")},
    {"supplier", SVOD_OPTION_TEXT, offsetof(parse_options, supplier), NULL, "NAME",
     N_("the options of this supplier's profile: suppliers/NAME.yaml")},
    {"option", SVOD_OPTION_MAP, offsetof(parse_options, own), NULL, NULL,
     N_("an option of the parser; `svod parsers NAME` lists them")},
    {"encoding", SVOD_OPTION_TEXT, offsetof(parse_options, encoding), NULL, "NAME",
     N_("the encoding of the text; else the bytes decide")},
    {"currency", SVOD_OPTION_TEXT, offsetof(parse_options, currency), NULL, "CODE",
     N_("the currency where the catalog names none")},
    {"sizes", SVOD_OPTION_CHOICE, offsetof(parse_options, sizes), "auto", "auto|range|double|verbatim",
     N_("how \"42-48\" is read: four sizes, one double size, as it is written")},
    {"pictures", SVOD_OPTION_TEXT, offsetof(parse_options, pictures), NULL, "DIR",
     N_("write the pictures that lie in the file (photos in a workbook) into this folder")},
    {"plugin-dir", SVOD_OPTION_TEXT, offsetof(parse_options, plugins), NULL, "DIR",
     N_("load the parsers (*.so) of this folder too")},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* What a profile says holds where the command line says nothing; of the parser's options the command line's come last and
 * win. */
static svod_status add_profile(svod_cli *cli, parse_options *o, svod_error *e)
{
    char workspace[PATH_MAX];
    svod_supplier profile;
    svod_status status = svod_workspace_find(cli->folder, workspace, sizeof workspace, e);
    if (status == SVOD_OK) status = svod_supplier_load(cli->arena, workspace, o->supplier, &profile, e);
    if (status != SVOD_OK) return status;
    if (o->parser.n == 0) o->parser = profile.parser;
    if (o->encoding.n == 0) o->encoding = profile.encoding;
    if (o->currency.n == 0) o->currency = profile.currency;
    if (o->sizes == SVOD_SIZES_AUTO) o->sizes = (int)profile.sizes;
    svod_attribute *all = svod_arena_calloc(cli->arena, profile.options.n + o->own.n + 1, sizeof *all);
    if (profile.options.n) memcpy(all, profile.options.v, profile.options.n * sizeof *all);
    if (o->own.n) memcpy(all + profile.options.n, o->own.v, o->own.n * sizeof *all);
    o->own = (svod_attributes){all, profile.options.n + o->own.n};
    return SVOD_OK;
}

static svod_status choose(const svod_registry *registry, const parse_options *o, svod_source *source,
                          const svod_parser **ret, svod_error *e)
{
    if (o->parser.n == 0) return svod_registry_detect(registry, source, ret, NULL, e);
    *ret = svod_registry_find(registry, o->parser);
    if (*ret) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_USAGE, "parser.unknown",
                     "there is no parser \"%.*s\"; `svod parsers` lists those there are", SVOD_FMT(o->parser));
}

/* "photos" and "photos/" give the same addresses. */
static svod_pictures *open_pictures(svod_cli *cli, svod_str folder)
{
    if (!folder.n) return NULL;
    const char *path = svod_arena_cstr(cli->arena, folder);
    svod_buf prefix = SVOD_BUF_INIT;
    svod_buf_printf(&prefix, "%s%s", path, svod_str_ends(folder, SVOD_STR("/")) ? "" : "/");
    svod_pictures *pictures = svod_pictures_new(path, prefix.p);
    svod_buf_release(&prefix);
    return pictures;
}

static svod_status parse_source(svod_cli *cli, const svod_registry *registry, const parse_options *o, svod_source *source,
                                svod_error *e)
{
    const svod_parser *parser;
    svod_status status = choose(registry, o, source, &parser, e);
    if (status != SVOD_OK) return status;
    svod_jsonl out;
    svod_progress progress;
    svod_run_counts counts;
    svod_jsonl_init(&out, STDOUT_FILENO);
    svod_progress_begin(&progress, cli, svod_source_name(source));
    svod_pictures *pictures = open_pictures(cli, o->pictures);
    svod_run_options options = {.supplier_currency = o->currency,
                                .encoding = o->encoding,
                                .sizes = (svod_sizes_mode)o->sizes,
                                .parser_options = o->own,
                                .progress = svod_progress_show,
                                .progress_context = &progress,
                                .pictures = pictures};
    status = svod_run(source, parser, &options, cli->diag, &out.sink, &counts, e);
    svod_progress_end(&progress);
    svod_pictures_free(pictures);
    /* What was read before a source failed is as good as what a pipe has already carried away. */
    if (status == SVOD_FAILED && e->exit_code != SVOD_EXIT_CANNOT_WRITE) svod_jsonl_flush(&out, NULL);
    svod_jsonl_release(&out);
    if (status != SVOD_OK) return status;
    svod_str encoding = svod_source_encoding(source);
    svod_cli_say(cli, "%s: %lld records, %lld offers, %lld errors, %lld warnings (parser %s%s%.*s)",
                 svod_source_name(source), (long long)counts.records, (long long)counts.offers, (long long)counts.errors,
                 (long long)counts.warnings, parser->name, encoding.n ? ", " : "", SVOD_FMT(encoding));
    return SVOD_OK;
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    parse_options own = *(const parse_options *)options;
    const parse_options *o = &own;
    svod_error e = {0};
    if (own.supplier.n && add_profile(cli, &own, &e) != SVOD_OK) return svod_cli_fail(cli, &e);
    const char *path = svod_arena_cstr(cli->arena, arguments.v[0]);
    svod_registry *registry = svod_registry_new();
    svod_status status = o->plugins.n ? svod_registry_load(registry, svod_arena_cstr(cli->arena, o->plugins), &e) : SVOD_OK;
    svod_source *source = NULL;
    if (status == SVOD_OK) status = svod_source_open(path, strcmp(path, "-") == 0 ? "stdin" : path, &source, &e);
    if (status == SVOD_OK) status = parse_source(cli, registry, o, source, &e);
    svod_source_close(source);
    svod_registry_free(registry);
    if (status != SVOD_OK) return svod_cli_fail(cli, &e);
    return cli->diag->errors > 0 ? SVOD_EXIT_DECIDE : SVOD_EXIT_OK;
}

const svod_command svod_cmd_parse = {
    .name = "parse",
    .arguments = "FILE",
    .summary = N_("the catalog as JSON Lines, one offer a line"),
    .details = N_("Reads a supplier's catalog (\"-\" is standard input; gzip is unpacked) and writes every orderable unit "
                  "as one JSON object a line.\n"
                  "Needs no workspace and no database. Pictures that lie in the file itself are \"embedded:\" and the "
                  "hash of their bytes; --pictures writes them, and the addresses are then those files. Broken records are "
                  "named on stderr and skipped; with any of them the "
                  "exit status is 1."),
    .example = "svod parse price.yml > price.jsonl\ncurl -s https://example.com/feed.xml | svod parse - --parser yml",
    .options = rows,
    .options_size = sizeof(parse_options),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
