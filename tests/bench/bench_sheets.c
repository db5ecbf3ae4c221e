/* Writing the sheets and messages of many people into a folder, against formatting them and writing one packed file.
 * bench_sheets FOLDER [PEOPLE]: prints "what seconds" lines, wall time and CPU time. */
#include "support/fixture_closing.h"

#include "base/alloc.h"
#include "base/str.h"
#include "write/parts.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct stopwatch {
    double wall, cpu;
} stopwatch;

static stopwatch start(void)
{
    return (stopwatch){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

static void stop(stopwatch from, const char *what)
{
    printf("%-34s wall %7.3f s  cpu %7.3f s\n", what, seconds(CLOCK_MONOTONIC) - from.wall,
           seconds(CLOCK_PROCESS_CPUTIME_ID) - from.cpu);
    fflush(stdout);
}

/* The fixture's purchase again and again, under other names. */
static void multiply(fixture *f, uint32_t people)
{
    const svod_demand *d = &f->demand;
    uint32_t times = people / d->participants_n + 1;
    svod_order_line *orders = svod_alloc(times * d->lines_n * sizeof *orders);
    svod_line *lines = svod_alloc(times * d->lines_n * sizeof *lines);
    svod_str *names = svod_alloc(times * d->participants_n * sizeof *names);
    svod_given *given = svod_alloc(times * f->plan.given_n * sizeof *given);
    svod_unserved *unserved = svod_alloc(times * f->plan.unserved_n * sizeof *unserved);
    for (uint32_t t = 0; t < times; t++) {
        memcpy(orders + t * d->lines_n, d->orders, d->lines_n * sizeof *orders);
        for (uint32_t i = 0; i < d->lines_n; i++) {
            svod_line *line = &lines[t * d->lines_n + i];
            *line = d->lines[i];
            line->order += t * d->lines_n;
            line->participant += t * d->participants_n;
        }
        for (uint32_t i = 0; i < d->participants_n; i++) {
            svod_buf name = SVOD_BUF_INIT;
            svod_buf_printf(&name, "%.*s %u", SVOD_FMT(d->participants[i]), t);
            names[t * d->participants_n + i] = svod_arena_dup(&f->arena, svod_buf_view(&name));
            svod_buf_release(&name);
        }
        for (size_t i = 0; i < f->plan.given_n; i++) {
            given[t * f->plan.given_n + i] = f->plan.given[i];
            given[t * f->plan.given_n + i].line += t * d->lines_n;
        }
        for (size_t i = 0; i < f->plan.unserved_n; i++) {
            unserved[t * f->plan.unserved_n + i] = f->plan.unserved[i];
            unserved[t * f->plan.unserved_n + i].line += t * d->lines_n;
        }
    }
    for (uint32_t i = 0; i < f->lots.n; i++) f->bought[i] *= times;
    for (size_t i = 0; i < f->plan.leftover_n; i++) f->leftover[i].units *= times;
    f->plan.leftover_units *= times;
    f->plan.given = given;
    f->plan.given_n *= times;
    f->plan.unserved = unserved;
    f->plan.unserved_n *= times;
    f->demand.orders = orders;
    f->demand.lines = lines;
    f->demand.lines_n *= times;
    f->demand.participants = names;
    f->demand.participants_n *= times;
    fixture_count(f);
}

static void one_packed_file(const fixture *f, const char *folder)
{
    stopwatch w = start();
    svod_view view;
    svod_buf all = SVOD_BUF_INIT;
    svod_view_init(&view, &f->closing);
    for (uint32_t who = 0; who < f->demand.participants_n; who++) {
        svod_write_sheet(&view, who, &all);
        svod_write_message(&view, who, &all);
    }
    svod_view_release(&view);
    printf("%u people, %zu bytes\n", f->demand.participants_n, all.n);
    stop(w, "format");
    char path[4096];
    snprintf(path, sizeof path, "%s/packed", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, all.p, all.n) != (ssize_t)all.n || fsync(fd) != 0) perror(path);
    if (fd >= 0) close(fd);
    unlink(path);
    svod_buf_release(&all);
    stop(w, "format, one packed file, fsync");
}

static void everything(const fixture *f, const char *folder, const char *what)
{
    char path[4096];
    svod_outdir *dir;
    svod_error e = {0};
    svod_check checks[SVOD_CHECKS_MAX];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/out", folder);
    stopwatch w = start();
    if (svod_outdir_begin(path, &dir, &e) != SVOD_OK || svod_closing_write(&f->closing, dir, checks, &n, &e) != SVOD_OK ||
        svod_outdir_commit(dir, &e) != SVOD_OK)
        printf("%s: %s\n", e.file, e.text);
    stop(w, what);
    for (size_t i = 0; i < n; i++)
        if (!checks[i].ok) printf("check %s: %s\n", checks[i].name, checks[i].detail);
}

int main(int argc, char **argv)
{
    int64_t people = 10000;
    if (argc < 2 || (argc > 2 && !svod_str_int(svod_str_of(argv[2]), &people))) return 2;
    svod_tr_init(SVOD_BUILD_DIR "/locale", SVOD_LANG_EN);
    static fixture f;
    fixture_make(&f);
    multiply(&f, (uint32_t)people);
    one_packed_file(&f, argv[1]);
    everything(&f, argv[1], "close, first run");
    everything(&f, argv[1], "close, nothing changed");
    f.closing.pay_note = SVOD_STR("Перевод на другую карту");
    everything(&f, argv[1], "close, every sheet changed");
    fixture_release(&f);
    return 0;
}
