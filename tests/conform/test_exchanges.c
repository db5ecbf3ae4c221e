/* CommerceML in several files: every folder of tests/golden/exchange as one catalog. Its golden offers, each of its files
 * cut anywhere or missing, memory running out anywhere. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/str.h"
#include "base/vec.h"
#include "engine/builtin.h"
#include "support/collect.h"

#include <dirent.h>
#include <ftw.h>
#include <libxml/parser.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 700 };
static const svod_parser *commerceml;
static const char golden[] = SVOD_SOURCE_DIR "/tests/golden/exchange";
static char copied[200]; /* the folder the copies are made in */

static void run(const char *path, const char *name, collected *ret)
{
    collect_path(commerceml, path, name, &(collect_options){0}, ret);
}

static bool read_file(const char *path, svod_buf *ret)
{
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    char part[4096];
    svod_buf_cstr(ret, "");
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) svod_buf_add(ret, part, n);
    fclose(f);
    return true;
}

static void write_file(const char *path, svod_str bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

static void assert_golden(const char *folder, const char *ending, const svod_buf *got)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s%s", golden, folder, ending);
    const char *update = getenv("SVOD_UPDATE_GOLDEN");
    if (update && update[0] == '1') {
        write_file(path, svod_buf_view(got));
        return;
    }
    svod_buf want = SVOD_BUF_INIT;
    if (!read_file(path, &want)) fail_msg("%s is missing; SVOD_UPDATE_GOLDEN=1 writes it", path);
    if (!svod_str_eq(svod_buf_view(&want), svod_buf_view(got))) fail_msg("%s differs; got:\n%s", path, got->p);
    svod_buf_release(&want);
}

static void is_golden(void **state)
{
    char path[PATH_ROOM];
    collected c;
    snprintf(path, sizeof path, "%s/%s", golden, (const char *)*state);
    run(path, *state, &c);
    assert_golden(*state, ".jsonl", &c.offers);
    assert_golden(*state, ".diag", &c.diags);
    collected_release(&c);
}

/* ---- copies ---- */

typedef SVOD_VEC(char *) paths;
static paths files; /* of the copy */
static const char *from;

static int copy_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    char to[PATH_ROOM];
    snprintf(to, sizeof to, "%s%s", copied, path + strlen(from));
    if (kind == FTW_D) return mkdir(to, 0700);
    svod_buf bytes = SVOD_BUF_INIT;
    assert_true(read_file(path, &bytes));
    write_file(to, svod_buf_view(&bytes));
    svod_buf_release(&bytes);
    char *kept = strdup(to);
    SVOD_VEC_PUSH(&files, kept);
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void copy_folder(const char *name)
{
    static char path[PATH_ROOM];
    const char *base = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/%s", golden, name);
    snprintf(copied, sizeof copied, "%s/svod-exchange-XXXXXX", base && base[0] == '/' ? base : "/tmp");
    assert_non_null(mkdtemp(copied));
    assert_int_equal(rmdir(copied), 0);
    from = path;
    assert_int_equal(nftw(path, copy_one, 8, FTW_PHYS), 0);
}

static void drop_copy(void)
{
    nftw(copied, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    for (size_t i = 0; i < files.n; i++) free(files.v[i]);
    SVOD_VEC_RELEASE(&files);
}

/* What came of a damaged exchange is no more than what a whole one gives, and it says that something is wrong. */
static void assert_sane(const collected *whole, const collected *part, const char *file, size_t cut)
{
    if (part->status != SVOD_OK && part->status != SVOD_FAILED) fail_msg("%s cut at %zu: %d", file, cut, part->status);
    if (part->status == SVOD_FAILED) assert_true(part->error.id[0] && part->error.text[0] && part->error.exit_code >= 65);
    if (part->status == SVOD_OK && !part->counts.complete) assert_true(part->diags.n > 0);
    /* An article of its own for each, and never one more. */
    if (part->counts.offers > whole->counts.offers + 1)
        fail_msg("%s cut at %zu: %lld offers", file, cut, (long long)part->counts.offers);
}

static void files_may_be_cut_or_missing(void **state)
{
    collected whole, part;
    copy_folder(*state);
    run(copied, *state, &whole);
    assert_int_equal(whole.status, SVOD_OK);
    for (size_t i = 0; i < files.n; i++) {
        svod_buf bytes = SVOD_BUF_INIT;
        assert_true(read_file(files.v[i], &bytes));
        for (size_t n = 0; n < bytes.n; n += 1 + bytes.n / 300) {
            write_file(files.v[i], svod_str_sub(svod_buf_view(&bytes), 0, n));
            run(copied, *state, &part);
            assert_sane(&whole, &part, files.v[i], n);
            collected_release(&part);
        }
        assert_int_equal(remove(files.v[i]), 0);
        run(copied, *state, &part);
        assert_sane(&whole, &part, files.v[i], 0);
        collected_release(&part);
        write_file(files.v[i], svod_buf_view(&bytes));
        svod_buf_release(&bytes);
    }
    run(copied, *state, &part);
    assert_string_equal(part.offers.p, whole.offers.p);
    collected_release(&part);
    collected_release(&whole);
    drop_copy();
}

static void memory_may_run_out_anywhere(void **state)
{
    char path[PATH_ROOM];
    collected whole, part;
    snprintf(path, sizeof path, "%s/%s", golden, (const char *)*state);
    run(path, *state, &whole);
    bool failed = true;
    for (long nth = 1; failed; nth += 1 + nth / 200) {
        svod_alloc_fail_after(nth);
        run(path, *state, &part);
        failed = svod_alloc_failed();
        svod_alloc_fail_after(0);
        if (part.offers.n > whole.offers.n || memcmp(part.offers.p, whole.offers.p, part.offers.n) != 0)
            fail_msg("allocation %ld failing gives wrong offers: %.600s", nth, part.offers.p);
        if (part.status != SVOD_OK && part.error.exit_code != SVOD_EXIT_INTERNAL)
            fail_msg("allocation %ld failing is said to be: %s [%s]", nth, part.error.text, part.error.id);
        collected_release(&part);
    }
    collected_release(&whole);
}

int main(void)
{
    xmlInitParser();
    for (const svod_parser *const *p = svod_builtin_parsers; *p; p++)
        if (strcmp((*p)->name, "commerceml") == 0) commerceml = *p;
    DIR *dir = opendir(golden);
    if (!dir) return 1;
    SVOD_VEC(struct CMUnitTest) tests = {0};
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[PATH_ROOM];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", golden, entry->d_name);
        if (entry->d_name[0] == '.' || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) continue;
        char *name = strdup(entry->d_name);
        SVOD_VEC_PUSH(&tests, ((struct CMUnitTest){"golden", is_golden, NULL, NULL, name}));
        SVOD_VEC_PUSH(&tests, ((struct CMUnitTest){"cut or missing", files_may_be_cut_or_missing, NULL, NULL, name}));
        SVOD_VEC_PUSH(&tests, ((struct CMUnitTest){"memory", memory_may_run_out_anywhere, NULL, NULL, name}));
    }
    closedir(dir);
    int status = tests.n ? _cmocka_run_group_tests("exchanges", tests.v, tests.n, NULL, NULL) : 1;
    for (size_t i = 0; i < tests.n; i += 3) free(tests.v[i].initial_state); /* three tests share a name */
    SVOD_VEC_RELEASE(&tests);
    xmlCleanupParser();
    return status;
}
