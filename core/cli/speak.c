/* Speaking to the person: diagnostics, errors, messages, progress. */
#include "cli/speak.h"

#include "base/buf.h"
#include "base/str.h"
#include "engine/jsonl.h"
#include "text/show.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
    REPEATS_SHOWN = 10,
    BAR_AFTER = 500 * 1000, /* microseconds of work before a bar appears */
    BAR_EVERY = 200 * 1000,
    LINE_AFTER = 10 * 1000 * 1000, /* the same where stderr is no terminal */
    LINE_EVERY = 30 * 1000 * 1000,
};

static const char *const words[] = {N_("note"), N_("warning"), N_("error")};
static const char *const colours[] = {"\033[1;36m", "\033[1;35m", "\033[1;31m"};

/* ---- lines ---- */

static void wipe(svod_progress *p)
{
    if (p->visible) svod_write_all(STDERR_FILENO, SVOD_STR("\r\033[K"), NULL);
    p->visible = false;
}

static void write_line(svod_cli *cli, const svod_buf *line)
{
    svod_speaker *s = (svod_speaker *)cli->diag;
    if (s && s->bar) wipe(s->bar);
    svod_write_all(STDERR_FILENO, svod_buf_view(line), NULL);
}

static void diagnostic_line(svod_cli *cli, svod_severity severity, const char *where, const char *text, const char *id)
{
    svod_buf line = SVOD_BUF_INIT;
    svod_buf_printf(&line, "%s: %s%s:%s %s [%s]\n", where[0] ? where : "svod", cli->colour ? colours[severity] : "",
                    _(words[severity]), cli->colour ? "\033[0m" : "", text, id);
    write_line(cli, &line);
    svod_buf_release(&line);
}

static void say_diagnostic(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    svod_speaker *s = (svod_speaker *)diag;
    if (severity == SVOD_NOTE && s->cli->quiet) return;
    size_t kind = 0;
    while (kind < s->kinds_n && strcmp(s->kinds[kind].id, id) != 0) kind++;
    if (kind == s->kinds_n && kind < SVOD_SPEAK_KINDS) {
        snprintf(s->kinds[kind].id, sizeof s->kinds[kind].id, "%s", id);
        s->kinds_n++;
    }
    if (kind < SVOD_SPEAK_KINDS && ++s->kinds[kind].count > REPEATS_SHOWN && !s->cli->verbose) return;
    diagnostic_line(s->cli, severity, where, text, id);
}

void svod_speaker_init(svod_speaker *s, svod_cli *cli)
{
    *s = (svod_speaker){.diag = {.say = say_diagnostic}, .cli = cli};
}

void svod_speaker_close(svod_speaker *s)
{
    for (size_t i = 0; i < s->kinds_n && !s->cli->verbose; i++) {
        int64_t more = s->kinds[i].count - REPEATS_SHOWN;
        if (more <= 0) continue;
        svod_buf line = SVOD_BUF_INIT;
        svod_buf_printf(&line, _("svod: %lld more of the kind [%s]; --verbose shows all"), (long long)more, s->kinds[i].id);
        svod_buf_char(&line, '\n');
        write_line(s->cli, &line);
        svod_buf_release(&line);
    }
}

int svod_cli_fail(svod_cli *cli, const svod_error *e)
{
    char where[sizeof e->file + sizeof e->where + 2], text[sizeof e->text];
    snprintf(where, sizeof where, "%s%s%s", e->file, e->file[0] && e->where[0] ? ":" : "", e->where);
    snprintf(text, sizeof text, "%s", e->text);
    /* Names and quotations of the input: nothing of them may drive the terminal. */
    for (char *p = where; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F) *p = '?';
    for (char *p = text; *p; p++)
        if (((unsigned char)*p < 0x20 && *p != '\n') || *p == 0x7F) *p = ' ';
    diagnostic_line(cli, SVOD_ERROR, where, text, e->id);
    return e->exit_code;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void add_translated(svod_buf *line, const char *format, va_list args)
{
    svod_buf_vprintf(line, _(format), args);
}
#pragma GCC diagnostic pop

int svod_cli_usage(svod_cli *cli, const svod_command *command, const char *format, ...)
{
    svod_buf text = SVOD_BUF_INIT;
    va_list args;
    va_start(args, format);
    add_translated(&text, format, args);
    va_end(args);
    svod_buf_cstr(&text, command ? "; svod " : "; svod");
    svod_buf_cstr(&text, command ? command->name : "");
    svod_buf_cstr(&text, _(" --help says more"));
    svod_error e = {.exit_code = SVOD_EXIT_USAGE, .id = "usage"};
    snprintf(e.text, sizeof e.text, "%s", text.p);
    svod_buf_release(&text);
    return svod_cli_fail(cli, &e);
}

void svod_cli_say(svod_cli *cli, const char *format, ...)
{
    if (cli->quiet) return;
    svod_buf line = SVOD_BUF_INIT;
    va_list args;
    va_start(args, format);
    add_translated(&line, format, args);
    va_end(args);
    svod_buf_char(&line, '\n');
    write_line(cli, &line);
    svod_buf_release(&line);
}

svod_status svod_cli_write(svod_str bytes, svod_error *e)
{
    return svod_write_all(STDOUT_FILENO, bytes, e);
}

/* ---- progress ---- */

static int64_t clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void svod_progress_begin(svod_progress *p, svod_cli *cli, const char *title)
{
    *p = (svod_progress){.cli = cli, .title = title, .begun = clock_now()};
    ((svod_speaker *)cli->diag)->bar = p;
}

static void add_bar(svod_buf *line, int64_t percent)
{
    enum { WIDTH = 20 };
    svod_buf_cstr(line, " [");
    for (int64_t i = 0; i < WIDTH; i++) svod_buf_char(line, i * 100 < percent * WIDTH ? '#' : '.');
    svod_buf_printf(line, "] %lld%%", (long long)percent);
}

void svod_progress_show(void *context, int64_t taken, int64_t size, int64_t count)
{
    svod_progress *p = context;
    if (p->cli->quiet) return;
    bool bar = p->cli->terminal;
    int64_t now = clock_now(), spent = now - p->begun;
    if (spent < (bar ? BAR_AFTER : LINE_AFTER) || now - p->shown < (bar ? BAR_EVERY : LINE_EVERY)) return;
    p->shown = now;
    svod_buf line = SVOD_BUF_INIT;
    svod_buf_printf(&line, "%s%s:", bar ? "\r\033[K" : "", p->title);
    if (size > 0 && bar) add_bar(&line, taken * 100 / size);
    svod_buf_char(&line, ' ');
    svod_buf_printf(&line, _("%lld MB, "), (long long)(taken / 1000000));
    svod_show_count(&line, count, p->cli->lang);
    svod_buf_char(&line, ' ');
    svod_buf_cstr(&line, svod_trn(p->cli->lang, "offer", "offers", (unsigned long)count));
    svod_buf_printf(&line, _(", %lld MB/s"), (long long)(taken / spent));
    if (size > 0 && taken > 0) {
        int64_t left = (size - taken) / 1000 * (spent / 1000) / (taken / 1000 + 1) / 1000;
        svod_buf_printf(&line, _(", %lld:%02lld left"), (long long)(left / 60), (long long)(left % 60));
    }
    if (!bar) svod_buf_char(&line, '\n');
    svod_write_all(STDERR_FILENO, svod_buf_view(&line), NULL);
    svod_buf_release(&line);
    p->visible = bar;
}

void svod_progress_end(svod_progress *p)
{
    wipe(p);
    /* It is about to go out of scope: nobody may wipe it again. */
    ((svod_speaker *)p->cli->diag)->bar = NULL;
}
