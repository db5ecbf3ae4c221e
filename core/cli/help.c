/* Help texts made from the tables of commands and options. */
#include "cli/help.h"

#include "base/attrs.h"
#include "base/str.h"

#include <stdio.h>

enum { COLUMN = 28 };

static void add_entry(svod_buf *out, const char *left, const char *text)
{
    int letters = 0;
    for (const char *p = left; *p; p++) letters += (*p & 0xC0) != 0x80;
    bool long_one = letters > COLUMN - 3;
    svod_buf_printf(out, "  %s%s%*s", left, long_one ? "\n" : "", long_one ? COLUMN : COLUMN - 2 - letters, "");
    svod_buf_cstr(out, text);
    svod_buf_char(out, '\n');
}

void svod_help_options(svod_buf *out, const svod_option *rows, const char *dashes)
{
    for (const svod_option *row = rows; row && row->name; row++) {
        char left[160];
        const char *value = row->type == SVOD_OPTION_FLAG  ? ""
                            : row->choices                 ? row->choices
                            : row->type == SVOD_OPTION_INT ? "N"
                            : row->type == SVOD_OPTION_MAP ? "NAME=TEXT"
                                                           : "TEXT";
        snprintf(left, sizeof left, "%s%s%s%s", dashes, row->name, value[0] ? " " : "", value);
        svod_buf text = SVOD_BUF_INIT;
        svod_buf_cstr(&text, _(row->help));
        if (row->standard && row->standard[0] && row->type != SVOD_OPTION_FLAG)
            svod_buf_printf(&text, _(" (else %s)"), row->standard);
        add_entry(out, left, text.p);
        svod_buf_release(&text);
    }
}

static void add_globals(svod_buf *out)
{
    svod_buf_printf(out, "\n%s\n", _("Global options:"));
    add_entry(out, "-C DIR", _("the workspace; else this folder or the nearest parent with svod.yaml"));
    svod_help_options(out, svod_global_options(), "--");
}

static void help_program(svod_buf *out)
{
    svod_buf_printf(out, "%s\n\n", _("svod - the consolidated order: supplier catalogs, orders, STOP, cost sheets"));
    svod_buf_printf(out, "%s\n\n%s\n", _("Usage: svod [global options] COMMAND [options] [arguments]"), _("Commands:"));
    for (size_t i = 0; svod_commands[i]; i++) {
        char left[80];
        snprintf(left, sizeof left, "%s%s%s", svod_commands[i]->name, svod_commands[i]->arguments[0] ? " " : "",
                 svod_commands[i]->arguments);
        add_entry(out, left, _(svod_commands[i]->summary));
    }
    add_globals(out);
    svod_buf_printf(out, "\n%s\n", _("svod COMMAND --help says more about one of them."));
    svod_buf_printf(
        out, "%s\n",
        _("Exit status: 0 done, 1 something needs a decision, 2 usage, 3 cannot be ordered, 65 bad input, 66 no input,\n"
          "69 unavailable, 70 fault in svod, 73 cannot write, 75 try later, 77 not allowed, 78 bad settings."));
}

static void help_command(svod_buf *out, const svod_command *c)
{
    svod_buf_printf(out, _("Usage: svod %s%s%s%s"), c->name, c->options ? _(" [options]") : "", c->arguments[0] ? " " : "",
                    c->arguments);
    svod_buf_printf(out, "\n\n%s\n", _(c->summary));
    if (c->details) svod_buf_printf(out, "\n%s\n", _(c->details));
    if (c->options) {
        svod_buf_printf(out, "\n%s\n", _("Options:"));
        svod_help_options(out, c->options, "--");
    }
    add_globals(out);
    svod_buf_printf(out, "\n%s\n", _("Example:"));
    svod_str rest = svod_str_of(c->example), one;
    while (svod_str_split(&rest, '\n', &one)) svod_buf_printf(out, "  %.*s\n", SVOD_FMT(one));
}

void svod_help(svod_buf *out, const svod_command *command)
{
    if (command)
        help_command(out, command);
    else
        help_program(out);
}
