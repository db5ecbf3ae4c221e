/* The frame of the command line: global options, finding the command, its options, help. */
#include "cli/cli.h"

#include "base/attrs.h"
#include "base/str.h"
#include "cli/help.h"
#include "cli/speak.h"
#include "engine/nearest.h"
#include "engine/options.h"
#include "text/date.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const svod_option global_rows[] = {
    {"json", SVOD_OPTION_FLAG, offsetof(svod_globals, json), NULL, NULL, N_("the result as JSON")},
    {"quiet", SVOD_OPTION_FLAG, offsetof(svod_globals, quiet), NULL, NULL, N_("no progress, notes and closing counts")},
    {"verbose", SVOD_OPTION_FLAG, offsetof(svod_globals, verbose), NULL, NULL,
     N_("every diagnostic, however often it repeats")},
    {"color", SVOD_OPTION_CHOICE, offsetof(svod_globals, color), "auto", "auto|always|never",
     N_("colours in diagnostics; auto: on a terminal, unless NO_COLOR is set")},
    {"lang", SVOD_OPTION_CHOICE, offsetof(svod_globals, lang), NULL, "en|ru",
     N_("language of messages; else that of the locale")},
    {"now", SVOD_OPTION_TEXT, offsetof(svod_globals, now), NULL, "TIME",
     N_("the time used in everything written, ISO 8601; without a zone it is UTC")},
    {"help", SVOD_OPTION_FLAG, offsetof(svod_globals, help), NULL, NULL, N_("this text")},
    {"version", SVOD_OPTION_FLAG, offsetof(svod_globals, version), NULL, NULL, N_("the version")},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

const svod_option *svod_global_options(void)
{
    return global_rows;
}

/* ---- language and clock ---- */

static svod_lang locale_lang(void)
{
    const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < SVOD_COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value && value[0]) return svod_str_starts(svod_str_of(value), SVOD_STR("ru")) ? SVOD_LANG_RU : SVOD_LANG_EN;
    }
    return SVOD_LANG_EN;
}

/* Beside the program where it was built, else under the prefix it was installed to. */
static void set_language(svod_cli *cli, svod_lang lang)
{
    char exe[4096], folder[sizeof exe + 32];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    exe[n > 0 ? n : 0] = 0;
    char *slash = strrchr(exe, '/');
    if (slash) *slash = 0;
    snprintf(folder, sizeof folder, "%s/locale", exe);
    if (access(folder, R_OK) != 0) snprintf(folder, sizeof folder, "%s/../share/locale", exe);
    cli->lang = lang;
    svod_tr_init(folder, lang);
}

static int64_t clock_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- reading the line ---- */

typedef struct line {
    svod_cli *cli;
    svod_globals globals;
    const svod_command *command;
    _Alignas(max_align_t) char options[SVOD_CLI_OPTIONS_ROOM];
    svod_str *arguments;
    size_t arguments_n;
} line;

static int unknown_option(line *l, svod_str name)
{
    const char *nearest = l->command ? svod_option_nearest(l->command->options, name) : NULL;
    if (!nearest) nearest = svod_option_nearest(global_rows, name);
    if (nearest)
        return svod_cli_usage(l->cli, l->command, "there is no option --%.*s; did you mean --%s?", SVOD_FMT(name), nearest);
    return svod_cli_usage(l->cli, l->command, "there is no option --%.*s", SVOD_FMT(name));
}

static int unknown_command(line *l, svod_str name)
{
    enum { MOST = 64 };
    svod_str names[MOST];
    size_t n = 0;
    for (; svod_commands[n] && n < MOST; n++) names[n] = svod_str_of(svod_commands[n]->name);
    size_t nearest = svod_nearest(name, names, n);
    if (nearest != SIZE_MAX)
        return svod_cli_usage(l->cli, NULL, "there is no command \"%.*s\"; did you mean \"%s\"?", SVOD_FMT(name),
                              svod_commands[nearest]->name);
    return svod_cli_usage(l->cli, NULL, "there is no command \"%.*s\"", SVOD_FMT(name));
}

/* Globals take effect at once, so that what is wrong later in the line is said as asked for. */
static void apply_globals(line *l)
{
    svod_cli *cli = l->cli;
    const svod_globals *g = &l->globals;
    cli->json = g->json;
    cli->quiet = g->quiet;
    cli->verbose = g->verbose;
    const char *no_color = getenv("NO_COLOR");
    cli->colour =
        g->color == SVOD_COLOR_ALWAYS || (g->color == SVOD_COLOR_AUTO && cli->terminal && !(no_color && no_color[0]));
    if (g->lang >= 0 && g->lang != (int)cli->lang) set_language(cli, (svod_lang)g->lang);
}

/* One "--name", "--name=value" or "--name value". *at is the last argument used. */
static int read_option(line *l, int argc, char **argv, int *at)
{
    svod_str text = svod_str_of(argv[*at] + 2);
    size_t equals = svod_str_find(text, SVOD_STR("="), 0);
    svod_str name = equals == SIZE_MAX ? text : svod_str_sub(text, 0, equals), value = {0};
    void *target = l->options;
    const svod_option *row = l->command ? svod_option_find(l->command->options, name) : NULL;
    if (!row) {
        row = svod_option_find(global_rows, name);
        target = &l->globals;
    }
    if (!row) return unknown_option(l, name);
    if (equals != SIZE_MAX) {
        value = svod_str_sub(text, equals + 1, text.n);
    } else if (row->type != SVOD_OPTION_FLAG) {
        if (*at + 1 >= argc) return svod_cli_usage(l->cli, l->command, "--%s needs a value", row->name);
        value = svod_str_of(argv[++*at]);
    }
    svod_error e;
    svod_status status = svod_option_set(row, target, value, l->cli->arena, SVOD_EXIT_USAGE, &e);
    if (status != SVOD_OK) return svod_cli_usage(l->cli, l->command, "--%s", e.text);
    apply_globals(l);
    return SVOD_EXIT_OK;
}

static int read_word(line *l, svod_str word)
{
    if (l->command) {
        l->arguments[l->arguments_n++] = word;
        return SVOD_EXIT_OK;
    }
    for (size_t i = 0; svod_commands[i]; i++)
        if (svod_str_is(word, svod_commands[i]->name)) l->command = svod_commands[i];
    if (!l->command) return unknown_command(l, word);
    if (l->command->options_size > sizeof l->options) SVOD_BUG("a command with too large options");
    if (!svod_options_defaults(l->command->options, l->options, l->cli->arena)) SVOD_BUG("a default that is none");
    return SVOD_EXIT_OK;
}

static int read_line(line *l, int argc, char **argv)
{
    bool only_words = false;
    l->arguments = svod_arena_alloc(l->cli->arena, (size_t)argc * sizeof *l->arguments);
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        int status;
        if (only_words || word[0] != '-' || word[1] == 0) {
            status = read_word(l, svod_str_of(word));
        } else if (strcmp(word, "--") == 0) {
            only_words = true;
            continue;
        } else if (strcmp(word, "-h") == 0) {
            l->globals.help = true;
            continue;
        } else if (word[1] == 'C') {
            if (!word[2] && i + 1 >= argc) return svod_cli_usage(l->cli, l->command, "-C needs a folder");
            l->cli->folder = word[2] ? word + 2 : argv[++i];
            continue;
        } else if (word[1] != '-') {
            return svod_cli_usage(l->cli, l->command, "there is no option %s", word);
        } else {
            status = read_option(l, argc, argv, &i);
        }
        if (status != SVOD_EXIT_OK) return status;
    }
    return SVOD_EXIT_OK;
}

static int check_arguments(line *l)
{
    const svod_command *c = l->command;
    if (l->arguments_n < c->min_arguments) {
        if (l->arguments_n == 0) return svod_cli_usage(l->cli, c, "%s is missing", c->arguments);
        return svod_cli_usage(l->cli, c, "%s: not all of it was given", c->arguments);
    }
    if (l->arguments_n > c->max_arguments)
        return svod_cli_usage(l->cli, c, "\"%.*s\" is one argument too many", SVOD_FMT(l->arguments[c->max_arguments]));
    return SVOD_EXIT_OK;
}

/* ---- running ---- */

static int print(svod_cli *cli, svod_buf *text, int fd, int exit_status)
{
    svod_error e;
    svod_status status = fd == STDOUT_FILENO ? svod_cli_write(svod_buf_view(text), &e) : SVOD_OK;
    if (fd != STDOUT_FILENO) svod_cli_say(cli, "%s", text->p);
    svod_buf_release(text);
    return status == SVOD_OK ? exit_status : svod_cli_fail(cli, &e);
}

static int run_line(line *l)
{
    svod_cli *cli = l->cli;
    svod_buf text = SVOD_BUF_INIT;
    if (l->globals.version) {
        svod_buf_cstr(&text, "svod " SVOD_VERSION "\n");
        return print(cli, &text, STDOUT_FILENO, SVOD_EXIT_OK);
    }
    if (l->globals.help || !l->command) {
        svod_help(&text, l->command);
        return l->globals.help ? print(cli, &text, STDOUT_FILENO, SVOD_EXIT_OK)
                               : print(cli, &text, STDERR_FILENO, SVOD_EXIT_USAGE);
    }
    svod_buf_release(&text);
    if (l->globals.now.n && !svod_time_parse(l->globals.now, 0, &cli->now))
        return svod_cli_usage(cli, l->command, "--now: \"%.*s\" is no time; write it like 2026-11-25T20:00:00+03:00",
                              SVOD_FMT(l->globals.now));
    int status = check_arguments(l);
    if (status != SVOD_EXIT_OK) return status;
    return l->command->run(cli, l->options, (svod_strs){l->arguments, l->arguments_n});
}

int svod_cli_main(int argc, char **argv)
{
    /* Whoever reads our output may go away: that is an error of writing, not a sudden death. */
    signal(SIGPIPE, SIG_IGN);
    svod_arena arena;
    svod_arena_init(&arena);
    svod_cli cli = {.arena = &arena, .terminal = isatty(STDERR_FILENO), .now = clock_time()};
    svod_speaker speaker;
    svod_speaker_init(&speaker, &cli);
    cli.diag = &speaker.diag;
    set_language(&cli, locale_lang());
    line l = {.cli = &cli, .globals = {.lang = -1}};
    apply_globals(&l);
    int status = read_line(&l, argc, argv);
    if (status == SVOD_EXIT_OK) status = run_line(&l);
    svod_speaker_close(&speaker);
    svod_arena_release(&arena);
    return status;
}
