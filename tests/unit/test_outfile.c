/* Files and folders that appear whole or not at all, and the lock. */
#include "support/cmocka_all.h"

#include "base/str.h"
#include "io/outfile.h"
#include "io/outfile_parts.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char place[64];

static int setup(void **state)
{
    (void)state;
    snprintf(place, sizeof place, "/tmp/svod-outfile-XXXXXX");
    return mkdtemp(place) && chdir(place) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", place, place);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static const char *content(const char *path)
{
    static char text[4096];
    FILE *f = fopen(path, "r");
    if (!f) return NULL;
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    return text;
}

static ino_t inode(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_ino;
}

static int entries(const char *path)
{
    DIR *d = opendir(path);
    assert_non_null(d);
    int n = -2;
    while (readdir(d)) n++;
    closedir(d);
    return n;
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void one_file(void **state)
{
    (void)state;
    svod_error e = {0};
    struct stat st;
    umask(022);
    assert_int_equal(svod_outfile_write("a.txt", SVOD_STR("раз"), false, &e), SVOD_OK);
    assert_string_equal(content("a.txt"), "раз");
    assert_int_equal(stat("a.txt", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);
    assert_int_equal(svod_outfile_write("a.txt", SVOD_STR(""), true, &e), SVOD_OK);
    assert_string_equal(content("a.txt"), "");
    assert_int_equal(stat("a.txt", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(entries("."), 1);
}

static void one_file_cannot(void **state)
{
    (void)state;
    svod_error e = {0};
    assert_int_equal(svod_outfile_write("no/a.txt", SVOD_STR("x"), false, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
    assert_string_equal(e.file, "no/a.txt");
    assert_int_equal(mkdir("folder", 0755), 0);
    assert_int_equal(svod_outfile_write("folder", SVOD_STR("x"), false, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
    assert_int_equal(entries("."), 1);
}

/* A disk that fills up while writing is played by the limit on file sizes. */
static void full_disk_changes_nothing(void **state)
{
    (void)state;
    svod_error e = {0};
    svod_outdir *dir;
    put("a.txt", "old");
    assert_int_equal(mkdir("out", 0755), 0);
    put("out/a.txt", "old");
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 2;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    svod_status one = svod_outfile_write("a.txt", SVOD_STR("new and long"), false, &e);
    svod_status begin = svod_outdir_begin("out", &dir, &e);
    svod_status in_folder = svod_outdir_write(dir, "a.txt", SVOD_STR("new and long"), false, &e);
    svod_outdir_abandon(dir);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(one, SVOD_FAILED);
    assert_int_equal(begin, SVOD_OK);
    assert_int_equal(in_folder, SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
    assert_string_equal(e.file, "out/a.txt");
    assert_string_equal(content("a.txt"), "old");
    assert_string_equal(content("out/a.txt"), "old");
    assert_int_equal(entries("."), 2);
}

static void write_set(const char *path, const char *sheet, bool plain)
{
    svod_error e = {0};
    svod_outdir *dir;
    char book[600];
    assert_int_equal(svod_outdir_begin(path, &dir, &e), SVOD_OK);
    if (plain) svod_outdir_without_exchange(dir);
    assert_int_equal(svod_outdir_write(dir, "costs.csv", SVOD_STR("sum"), false, &e), SVOD_OK);
    assert_int_equal(svod_outdir_write(dir, "report.html", SVOD_STR("phones"), true, &e), SVOD_OK);
    assert_int_equal(svod_outdir_write(dir, "sheets/Оля.html", svod_str_of(sheet), false, &e), SVOD_OK);
    assert_int_equal(svod_outdir_path(dir, "order.xlsx", book, sizeof book, &e), SVOD_OK);
    put(book, "book");
    assert_int_equal(svod_outdir_written(dir, "order.xlsx", false, &e), SVOD_OK);
    svod_buf back = SVOD_BUF_INIT;
    assert_int_equal(svod_outdir_read(dir, "sheets/Оля.html", &back, &e), SVOD_OK);
    assert_string_equal(back.p, sheet);
    svod_buf_release(&back);
    assert_int_equal(svod_outdir_commit(dir, &e), SVOD_OK);
}

static void a_folder(bool plain)
{
    umask(022);
    write_set("out/deep/ivtex/", "one", plain);
    assert_string_equal(content("out/deep/ivtex/sheets/Оля.html"), "one");
    assert_string_equal(content("out/deep/ivtex/order.xlsx"), "book");
    struct stat st;
    assert_int_equal(stat("out/deep/ivtex/report.html", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(entries("out/deep"), 1);

    /* A person's own file stays; what is unchanged keeps its very file; what is no longer written goes. */
    put("out/deep/ivtex/invoice.pdf", "theirs");
    assert_int_equal(mkdir("out/deep/ivtex/photos", 0755), 0);
    put("out/deep/ivtex/photos/1.jpg", "photo");
    assert_int_equal(chmod("out/deep/ivtex", 0700), 0);
    ino_t costs = inode("out/deep/ivtex/costs.csv"), folder = inode("out/deep/ivtex");
    write_set("out/deep/ivtex", "one", plain);
    assert_int_equal(inode("out/deep/ivtex"), folder);
    write_set("out/deep/ivtex", "two", plain);
    assert_int_not_equal(inode("out/deep/ivtex"), folder);
    assert_int_equal(inode("out/deep/ivtex/costs.csv"), costs);
    assert_string_equal(content("out/deep/ivtex/sheets/Оля.html"), "two");
    assert_string_equal(content("out/deep/ivtex/invoice.pdf"), "theirs");
    assert_string_equal(content("out/deep/ivtex/photos/1.jpg"), "photo");
    assert_int_equal(stat("out/deep/ivtex", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);

    svod_error e = {0};
    svod_outdir *dir;
    assert_int_equal(svod_outdir_begin("out/deep/ivtex", &dir, &e), SVOD_OK);
    if (plain) svod_outdir_without_exchange(dir);
    assert_int_equal(svod_outdir_write(dir, "costs.csv", SVOD_STR("sum"), false, &e), SVOD_OK);
    assert_int_equal(svod_outdir_commit(dir, &e), SVOD_OK);
    assert_null(content("out/deep/ivtex/sheets/Оля.html"));
    assert_null(content("out/deep/ivtex/order.xlsx"));
    assert_int_equal(entries("out/deep/ivtex"), 4); /* costs.csv, the list, the person's two */
    assert_int_equal(entries("out/deep"), 1);
}

static void folder_exchanged(void **state)
{
    (void)state;
    a_folder(false);
}

static void folder_moved(void **state)
{
    (void)state;
    a_folder(true);
}

static void names_stay_inside(void **state)
{
    (void)state;
    static const char *bad[] = {"../a",      "/etc/a",  "..",    ".",           "",    "a/../b",
                                "sheets/..", "sheets/", "a/b/c", ".svod-files", "a\nb"};
    svod_error e = {0};
    svod_outdir *dir;
    assert_int_equal(svod_outdir_begin("out", &dir, &e), SVOD_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(svod_outdir_write(dir, bad[i], SVOD_STR("x"), false, &e), SVOD_FAILED);
        assert_int_equal(e.exit_code, SVOD_EXIT_INTERNAL);
    }
    assert_int_equal(svod_outdir_write(dir, "a", SVOD_STR("x"), false, &e), SVOD_OK);
    assert_int_equal(svod_outdir_write(dir, "a", SVOD_STR("x"), false, &e), SVOD_FAILED);
    svod_outdir_abandon(dir);
    assert_int_equal(entries("."), 0);
}

static void links_are_not_followed_out(void **state)
{
    (void)state;
    svod_error e = {0};
    svod_outdir *dir;
    assert_int_equal(mkdir("elsewhere", 0755), 0);
    put("elsewhere/secret", "secret");
    assert_int_equal(mkdir("out", 0755), 0);
    assert_int_equal(symlink("../elsewhere/secret", "out/costs.csv"), 0);
    assert_int_equal(symlink("../elsewhere", "out/sheets"), 0);
    assert_int_equal(svod_outdir_begin("out", &dir, &e), SVOD_OK);
    assert_int_equal(svod_outdir_write(dir, "costs.csv", SVOD_STR("secret"), false, &e), SVOD_OK);
    assert_int_equal(svod_outdir_write(dir, "sheets/a.html", SVOD_STR("sheet"), false, &e), SVOD_OK);
    assert_int_equal(svod_outdir_commit(dir, &e), SVOD_OK);
    struct stat st;
    assert_int_equal(lstat("out/costs.csv", &st), 0);
    assert_true(S_ISREG(st.st_mode));
    assert_string_equal(content("elsewhere/secret"), "secret");
    assert_int_equal(entries("elsewhere"), 1);
}

/* Whenever a run is cut off, the next one finds the old folder and leaves no rubbish. */
static void interrupted_runs_are_swept(void **state)
{
    (void)state;
    svod_error e = {0};
    svod_outdir *dir;
    assert_int_equal(mkdir(".out.new", 0755), 0);
    put(".out.new/half", "half");
    assert_int_equal(mkdir(".out.old", 0755), 0);
    put(".out.old/mine.txt", "mine");
    assert_int_equal(svod_outdir_begin("out", &dir, &e), SVOD_OK);
    svod_outdir_abandon(dir);
    assert_string_equal(content("out/mine.txt"), "mine");
    assert_int_equal(entries("."), 1);
}

static void killed_at_any_time(void **state)
{
    (void)state;
    write_set("out", "0", false);
    for (int round = 1; round <= 40; round++) {
        char text[16];
        snprintf(text, sizeof text, "%d", round);
        pid_t child = fork();
        if (child == 0) {
            write_set("out", text, round % 2);
            _exit(0);
        }
        usleep((useconds_t)(round * 37));
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        svod_outdir *dir;
        assert_int_equal(svod_outdir_begin("out", &dir, NULL), SVOD_OK);
        svod_outdir_abandon(dir);
        assert_int_equal(entries("."), 1);
        assert_string_equal(content("out/costs.csv"), "sum");
        assert_non_null(content("out/sheets/Оля.html"));
        assert_int_equal(entries("out"), 5);
    }
}

static void a_file_in_the_way(void **state)
{
    (void)state;
    svod_error e = {0};
    svod_outdir *dir;
    put("out", "file");
    assert_int_equal(svod_outdir_begin("out", &dir, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
    assert_int_equal(svod_outdir_begin("out/deep", &dir, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
    assert_string_equal(content("out"), "file");
    assert_int_equal(entries("."), 1);
}

static void a_lock(void **state)
{
    (void)state;
    svod_error e = {0};
    svod_lock lock, other;
    assert_int_equal(svod_lock_take("lock", &lock, &e), SVOD_OK);
    assert_int_equal(svod_lock_take("lock", &other, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_TRY_LATER);
    char process[24];
    snprintf(process, sizeof process, "%ld", (long)getpid());
    assert_non_null(strstr(e.text, process));
    svod_lock_release(&lock);
    svod_lock_release(&lock);
    assert_int_equal(svod_lock_take("lock", &other, &e), SVOD_OK);
    svod_lock_release(&other);
    assert_int_equal(svod_lock_take("no/lock", &other, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_CANNOT_WRITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_file, setup, teardown),
        cmocka_unit_test_setup_teardown(one_file_cannot, setup, teardown),
        cmocka_unit_test_setup_teardown(full_disk_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_exchanged, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_moved, setup, teardown),
        cmocka_unit_test_setup_teardown(names_stay_inside, setup, teardown),
        cmocka_unit_test_setup_teardown(links_are_not_followed_out, setup, teardown),
        cmocka_unit_test_setup_teardown(interrupted_runs_are_swept, setup, teardown),
        cmocka_unit_test_setup_teardown(killed_at_any_time, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_in_the_way, setup, teardown),
        cmocka_unit_test_setup_teardown(a_lock, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
