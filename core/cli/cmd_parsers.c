/* svod parsers: the parsers there are, and the options of one. */
#include "cli/cli.h"

#include "base/str.h"
#include "cli/help.h"
#include "engine/jsonl.h"
#include "engine/registry.h"

typedef struct parsers_options {
    svod_str plugins;
} parsers_options;

static const svod_option rows[] = {
    {"plugin-dir", SVOD_OPTION_TEXT, offsetof(parsers_options, plugins), NULL, "DIR",
     N_("load the parsers (*.so) of this folder too")},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

static void add_json_option(svod_buf *out, const svod_option *row)
{
    static const char *const types[] = {"flag", "int", "text", "choice", "map"};
    svod_buf_cstr(out, "{\"name\":");
    svod_json_str(out, svod_str_of(row->name));
    svod_buf_printf(out, ",\"type\":\"%s\",\"default\":", types[row->type]);
    if (row->standard)
        svod_json_str(out, svod_str_of(row->standard));
    else
        svod_buf_cstr(out, "null");
    if (row->type == SVOD_OPTION_CHOICE) {
        svod_buf_cstr(out, ",\"choices\":");
        svod_json_str(out, svod_str_of(row->choices));
    }
    svod_buf_cstr(out, ",\"help\":");
    svod_json_str(out, svod_str_of(_(row->help)));
    svod_buf_char(out, '}');
}

static void add_json(svod_buf *out, svod_registry_entry entry)
{
    svod_buf_cstr(out, "{\"name\":");
    svod_json_str(out, svod_str_of(entry.parser->name));
    svod_buf_cstr(out, ",\"title\":");
    svod_json_str(out, svod_str_of(_(entry.parser->title)));
    svod_buf_cstr(out, ",\"path\":");
    if (entry.path)
        svod_json_str(out, svod_str_of(entry.path));
    else
        svod_buf_cstr(out, "null");
    svod_buf_cstr(out, ",\"options\":[");
    for (const svod_option *row = entry.parser->options; row && row->name; row++) {
        if (row != entry.parser->options) svod_buf_char(out, ',');
        add_json_option(out, row);
    }
    svod_buf_cstr(out, "]}\n");
}

static void add_text(svod_buf *out, svod_registry_entry entry, bool with_options)
{
    const svod_parser *p = entry.parser;
    svod_buf_printf(out, "%-12s %s (%s)\n", p->name, _(p->title), entry.path ? entry.path : _("built in"));
    if (!with_options) return;
    if (!p->options || !p->options->name) {
        svod_buf_printf(out, "%s\n", _("It has no options."));
        return;
    }
    svod_buf_printf(out, "\n%s\n", _("Options, under `options:` of a supplier's profile or with --option NAME=VALUE:"));
    svod_help_options(out, p->options, "");
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    const parsers_options *o = options;
    svod_error e = {0};
    svod_registry *registry = svod_registry_new();
    svod_status status = o->plugins.n ? svod_registry_load(registry, svod_arena_cstr(cli->arena, o->plugins), &e) : SVOD_OK;
    if (status == SVOD_OK && arguments.n && !svod_registry_find(registry, arguments.v[0]))
        status = svod_fail(&e, SVOD_EXIT_USAGE, "parser.unknown",
                           "there is no parser \"%.*s\"; `svod parsers` lists those there are", SVOD_FMT(arguments.v[0]));
    svod_buf out = SVOD_BUF_INIT;
    for (size_t i = 0; status == SVOD_OK && i < svod_registry_count(registry); i++) {
        svod_registry_entry entry = svod_registry_at(registry, i);
        if (arguments.n && !svod_str_is(arguments.v[0], entry.parser->name)) continue;
        if (cli->json)
            add_json(&out, entry);
        else
            add_text(&out, entry, arguments.n > 0);
    }
    if (status == SVOD_OK) status = svod_cli_write(svod_buf_view(&out), &e);
    svod_buf_release(&out);
    svod_registry_free(registry);
    return status == SVOD_OK ? SVOD_EXIT_OK : svod_cli_fail(cli, &e);
}

const svod_command svod_cmd_parsers = {
    .name = "parsers",
    .arguments = "[NAME]",
    .summary = N_("the parsers known, and the options of one"),
    .details = NULL,
    .example = "svod parsers\nsvod parsers csv",
    .options = rows,
    .options_size = sizeof(parsers_options),
    .min_arguments = 0,
    .max_arguments = 1,
    .run = run,
};
