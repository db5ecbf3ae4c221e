/* A supplier's catalog on its way into the store. */
#include "cli/catalog.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/tr.h"
#include "base/vec.h"
#include "engine/run.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/* A catalog of fewer offers may lose any number of them; one that had more and lost over a half was likely read wrong. */
enum { SMALL_CATALOG = 50 };

static char *text_of(svod_cli *cli, const char *folder, const char *name)
{
    size_t n = strlen(folder) + strlen(name) + 2;
    char *path = svod_arena_alloc(cli->arena, n);
    snprintf(path, n, "%s/%s", folder, name);
    return path;
}

void svod_catalog_load(svod_catalog *c, svod_cli *cli, const char *workspace)
{
    c->status = svod_supplier_load(cli->arena, workspace, c->name, &c->profile, &c->error);
    if (c->status == SVOD_OK) c->fetched = svod_arena_calloc(cli->arena, c->profile.sources.n, sizeof *c->fetched);
}

/* ---- fetching ---- */
typedef struct queue {
    svod_catalog *catalogs;
    size_t n, next; /* the next one nobody has taken */
    pthread_mutex_t lock;
    svod_fetch_options options;
} queue;

static void fetch(svod_catalog *c, svod_fetch_options options)
{
    if (c->profile.fetch_user_agent.n) options.user_agent = c->profile.fetch_user_agent;
    svod_fetcher *fetcher = NULL;
    c->status = svod_fetcher_new(&options, &fetcher, &c->error);
    for (size_t i = 0; i < c->profile.sources.n && c->status == SVOD_OK; i++) {
        svod_str source = c->profile.sources.v[i];
        if (!svod_is_address(source)) continue;
        char *address = svod_calloc(source.n + 1, 1);
        memcpy(address, source.p, source.n);
        c->status = svod_fetch(fetcher, address, &c->fetched[i], &c->error);
        if (c->status != SVOD_OK) svod_error_at(&c->error, address, 0, 0);
        svod_free(address);
    }
    svod_fetcher_free(fetcher);
}

static bool has_address(const svod_catalog *c)
{
    for (size_t i = 0; i < c->profile.sources.n; i++)
        if (svod_is_address(c->profile.sources.v[i])) return true;
    return false;
}

static void *fetch_some(void *context)
{
    queue *q = context;
    for (;;) {
        pthread_mutex_lock(&q->lock);
        while (q->next < q->n && (q->catalogs[q->next].status != SVOD_OK || !has_address(&q->catalogs[q->next]))) q->next++;
        svod_catalog *c = q->next < q->n ? &q->catalogs[q->next++] : NULL;
        pthread_mutex_unlock(&q->lock);
        if (!c) return NULL;
        fetch(c, q->options);
    }
}

static void show_fetching(void *context, int64_t got, int64_t size)
{
    svod_progress_show(context, got, size, 0);
}

void svod_catalogs_fetch(svod_catalog *catalogs, size_t n, const svod_fetch_options *options, int64_t jobs, svod_cli *cli)
{
    enum { MOST_JOBS = 32 };
    queue q = {.catalogs = catalogs, .n = n, .lock = PTHREAD_MUTEX_INITIALIZER, .options = *options};
    int64_t remote = 0;
    for (size_t i = 0; i < n; i++) remote += catalogs[i].status == SVOD_OK && has_address(&catalogs[i]);
    if (remote == 0) return;
    svod_progress progress;
    svod_progress_begin(&progress, cli, _("fetching"));
    pthread_t threads[MOST_JOBS];
    int64_t more = SVOD_MIN(SVOD_MIN(jobs, remote), MOST_JOBS) - 1, started = 0;
    /* A bar can tell of one transfer only. */
    if (more == 0) {
        q.options.progress = show_fetching;
        q.options.progress_context = &progress;
    }
    while (started < more && pthread_create(&threads[started], NULL, fetch_some, &q) == 0) started++;
    fetch_some(&q);
    for (int64_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
    svod_progress_end(&progress);
}

/* ---- files ---- */
typedef SVOD_VEC(svod_catalog_file) file_list;

/* "suppliers' price.xlsx" rather than "/home/…/price.xlsx" for what lies in the workspace. */
static const char *short_name(const char *path, const char *workspace)
{
    size_t n = strlen(workspace);
    return strncmp(path, workspace, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

/* Of a folder's files these are no catalogs, but what lies about beside them. */
static bool is_other(const char *name)
{
    static const char *const ends[] = {".jpg",  ".jpeg", ".png", ".gif",  ".webp", ".svg", ".pdf", ".doc",
                                       ".docx", ".md",   ".bak", ".part", ".tmp",  ".exe", ".dtd", ".xsd"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < SVOD_COUNT(ends); i++)
        if (svod_str_eq_nocase(svod_str_of(dot), svod_str_of(ends[i]))) return true;
    return name[0] == '.' || name[strlen(name) - 1] == '~';
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const svod_catalog_file *)a)->path, ((const svod_catalog_file *)b)->path);
}

static svod_status list_folder(svod_cli *cli, const char *folder, const char *workspace, file_list *files, svod_error *e)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this folder cannot be read: %s", svod_errno_text(errno));
        svod_error_at(e, folder, 0, 0);
        return SVOD_FAILED;
    }
    size_t from = files->n;
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        struct stat st;
        if (is_other(entry->d_name)) continue;
        const char *path = text_of(cli, folder, entry->d_name);
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
            SVOD_VEC_PUSH(files, (svod_catalog_file){path, short_name(path, workspace), false});
    }
    closedir(dir);
    if (files->n == from) {
        svod_fail(e, SVOD_EXIT_NO_INPUT, "input.empty-folder", "there are no catalog files in this folder");
        svod_error_at(e, folder, 0, 0);
        return SVOD_FAILED;
    }
    qsort(files->v + from, files->n - from, sizeof *files->v, by_path);
    return SVOD_OK;
}

/* Several files that one parser reads together? */
static bool is_one_catalog(const char *folder, const svod_registry *registry)
{
    svod_source *source = NULL;
    const svod_parser *parser;
    svod_error ignored;
    bool one = svod_source_open(folder, folder, &source, &ignored) == SVOD_OK && svod_source_members(source) > 1 &&
               svod_registry_detect(registry, source, &parser, NULL, &ignored) == SVOD_OK;
    svod_source_close(source);
    return one;
}

void svod_catalog_list(svod_catalog *c, svod_cli *cli, const svod_registry *registry, const char *workspace)
{
    file_list files = {0};
    for (size_t i = 0; i < c->profile.sources.n && c->status == SVOD_OK; i++) {
        const char *source = svod_arena_cstr(cli->arena, c->profile.sources.v[i]);
        struct stat st;
        if (svod_is_address(c->profile.sources.v[i]))
            SVOD_VEC_PUSH(&files, (svod_catalog_file){c->fetched[i].path, source, false});
        else if (stat(source, &st) == 0 && S_ISDIR(st.st_mode) && !is_one_catalog(source, registry))
            c->status = list_folder(cli, source, workspace, &files, &c->error);
        else
            SVOD_VEC_PUSH(&files, (svod_catalog_file){source, short_name(source, workspace), false});
    }
    c->files_n = files.n;
    c->files = svod_arena_alloc(cli->arena, files.n * sizeof *files.v);
    if (files.n) memcpy(c->files, files.v, files.n * sizeof *files.v);
    SVOD_VEC_RELEASE(&files);
}

/* ---- reading and storing ---- */
typedef struct taking {
    svod_catalog *c;
    svod_cli *cli;
    const svod_registry *registry;
    svod_run_options options;
    svod_refresh *refresh;
} taking;

static svod_status open_parts(const taking *t, svod_source **ret, svod_error *e)
{
    const svod_catalog *c = t->c;
    const char **paths = svod_arena_alloc(t->cli->arena, c->files_n * sizeof *paths);
    const char **names = svod_arena_alloc(t->cli->arena, c->files_n * sizeof *names);
    for (size_t i = 0; i < c->files_n; i++) {
        paths[i] = c->files[i].path;
        names[i] = c->files[i].name;
    }
    return svod_source_open_files(paths, names, c->files_n, names[0], ret, e);
}

static svod_status open_file(taking *t, const svod_catalog_file *file, svod_source **ret, const svod_parser **ret_parser,
                             svod_error *e)
{
    const svod_supplier *profile = &t->c->profile;
    svod_status status = t->c->joined ? open_parts(t, ret, e) : svod_source_open(file->path, file->name, ret, e);
    if (status != SVOD_OK) return status;
    if (profile->parser.n == 0) {
        status = svod_registry_detect(t->registry, *ret, ret_parser, NULL, e);
        if (status != SVOD_OK) svod_error_at(e, file->name, 0, 0);
        return status;
    }
    *ret_parser = svod_registry_find(t->registry, profile->parser);
    if (*ret_parser) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "parser.unknown",
                     "there is no parser \"%.*s\"; `svod parsers` lists those there are", SVOD_FMT(profile->parser));
}

/* Sources listed one by one may be parts of one exchange: import.xml and offers.xml at addresses of their own. */
static svod_status join_parts(taking *t, svod_error *e)
{
    svod_catalog *c = t->c;
    const svod_parser *first = NULL;
    bool parts = c->files_n > 1 && c->files_n == c->profile.sources.n;
    for (size_t i = 0; parts && i < c->files_n; i++) {
        svod_source *source = NULL;
        const svod_parser *parser = NULL;
        svod_status status = open_file(t, &c->files[i], &source, &parser, e);
        if (status == SVOD_OK) {
            parts = (parser->flags & SVOD_PARSER_MEMBERS) && (!first || parser == first) && svod_source_members(source) == 1;
            first = parser;
        }
        svod_source_close(source);
        if (status != SVOD_OK) return status;
    }
    for (size_t i = 1; parts && i < c->files_n; i++) c->files[i].with_another = true;
    c->joined = parts;
    return SVOD_OK;
}

/* What decides the meaning of all files together; also finds out early that one of them is missing. */
static svod_status find_context(taking *t, svod_hash *ret, svod_error *e)
{
    svod_status status = SVOD_OK;
    *ret = (svod_hash){0};
    for (size_t i = 0; i < t->c->files_n && status == SVOD_OK; i++) {
        svod_source *source = NULL;
        const svod_parser *parser = NULL;
        if (t->c->files[i].with_another) continue;
        status = open_file(t, &t->c->files[i], &source, &parser, e);
        for (size_t k = i + 1; status == SVOD_OK && k < t->c->files_n; k++)
            t->c->files[k].with_another |= svod_source_holds(source, t->c->files[k].path);
        svod_source_close(source);
        if (status != SVOD_OK) break;
        const svod_hash both[] = {*ret, svod_run_context(parser, &t->options)};
        *ret = svod_hash_bytes(both, sizeof both, 0);
    }
    return status;
}

static svod_status read_file(taking *t, const svod_catalog_file *file, svod_error *e)
{
    svod_source *source = NULL;
    const svod_parser *parser = NULL;
    svod_run_counts counts = {0};
    svod_progress progress;
    svod_status status = open_file(t, file, &source, &parser, e);
    if (status == SVOD_OK) {
        svod_progress_begin(&progress, t->cli, file->name);
        t->options.progress = svod_progress_show;
        t->options.progress_context = &progress;
        status = svod_run(source, parser, &t->options, t->cli->diag, svod_refresh_sink(t->refresh), &counts, e);
        svod_progress_end(&progress);
        t->c->errors += counts.errors;
    }
    svod_source_close(source);
    if (status == SVOD_OK && !counts.complete) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "refresh.incomplete", "the catalog breaks off; the old one stays");
        svod_error_at(e, file->name, 0, 0);
        return SVOD_FAILED;
    }
    return status;
}

/* Several sources go into one refresh: ids that two of them use are kept apart as within one. */
static svod_status read_files(taking *t, svod_error *e)
{
    svod_status status = SVOD_OK;
    for (size_t i = 0; i < t->c->files_n && status == SVOD_OK; i++)
        if (!t->c->files[i].with_another) status = read_file(t, &t->c->files[i], e);
    return status;
}

/* Would a person believe it? A catalog that lost more than half of its offers overnight is more often a broken export than
 * the truth, and orders hang on it. (One without offers was refused when it was read.) */
static svod_status check_plausible(const svod_refresh_counts *counts, svod_error *e)
{
    int64_t before = counts->same + counts->changed + counts->vanished;
    if (before < SMALL_CATALOG || counts->vanished <= before / 2) return SVOD_OK;
    return svod_fail(
        e, SVOD_EXIT_DECIDE, "refresh.implausible",
        "more than half of the catalog is gone (%lld offers of %lld), so the old one stays. If it is right, run: "
        "svod refresh --force",
        (long long)counts->vanished, (long long)before);
}

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A dry run gives them the same addresses, and writes none. */
static svod_pictures *open_pictures(svod_cli *cli, svod_str supplier, svod_take how)
{
    svod_buf prefix = SVOD_BUF_INIT;
    svod_buf_printf(&prefix, ".svod/pictures/%.*s", SVOD_FMT(supplier));
    const char *folder = text_of(cli, how.workspace, prefix.p);
    svod_buf_char(&prefix, '/');
    svod_pictures *pictures = svod_pictures_new(how.dry_run ? NULL : folder, prefix.p);
    svod_buf_release(&prefix);
    return pictures;
}

void svod_catalog_take(svod_catalog *c, svod_cli *cli, const svod_registry *registry, svod_store *store, svod_take how)
{
    int64_t begun = clock_ms();
    svod_error *e = &c->error;
    svod_hash context;
    taking t = {.c = c,
                .cli = cli,
                .registry = registry,
                .options = {.supplier_currency = c->profile.currency,
                            .encoding = c->profile.encoding,
                            .sizes = c->profile.sizes,
                            .parser_options = c->profile.options,
                            .pictures = open_pictures(cli, c->name, how)}};
    c->status = join_parts(&t, e);
    if (c->status == SVOD_OK) c->status = find_context(&t, &context, e);
    if (c->status == SVOD_OK) c->status = svod_refresh_begin(store, c->name, cli->now, context, &t.refresh, e);
    if (c->status == SVOD_OK) c->status = read_files(&t, e);
    if (c->status == SVOD_OK) {
        svod_refresh_look(t.refresh, &c->counts);
        if (!how.force) c->status = check_plausible(&c->counts, e);
    }
    if (c->status == SVOD_OK) {
        c->status = svod_refresh_commit(t.refresh, how.dry_run, &c->counts, e);
        c->stored = c->status == SVOD_OK && !how.dry_run;
    } else {
        svod_refresh_abandon(t.refresh);
    }
    if (c->stored) svod_pictures_sweep(t.options.pictures);
    svod_pictures_free(t.options.pictures);
    c->milliseconds = clock_ms() - begun;
}
