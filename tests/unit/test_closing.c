/* What `close` writes, file by file against tests/golden/close (SVOD_UPDATE_GOLDEN=1 writes them anew), and what hostile
 * names and texts must not do. */
#include "support/cmocka_all.h"
#include "support/fixture_closing.h"

#include "base/str.h"
#include "write/csv.h"
#include "write/parts.h"
#include "write/status.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

static char place[64];

static svod_str picture_file(void *context, svod_str address)
{
    (void)context;
    return svod_str_is(address, "dress-blue") ? SVOD_STR(SVOD_SOURCE_DIR "/tests/samples/pictures/dress-blue.png")
                                              : SVOD_STR("/nowhere/picture.png");
}

static int setup(void **state)
{
    fixture *f = malloc(sizeof *f);
    fixture_make(f);
    f->closing.picture_file = picture_file;
    snprintf(place, sizeof place, "/tmp/svod-closing-XXXXXX");
    *state = f;
    return mkdtemp(place) ? 0 : -1;
}

static int teardown(void **state)
{
    fixture *f = *state;
    char command[256];
    snprintf(command, sizeof command, "rm -rf %s", place);
    fixture_release(f);
    free(f);
    return system(command);
}

static const char *at(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/out/%s", place, name);
    return path;
}

static void write_all(fixture *f, const svod_check **ret_checks, size_t *ret_n)
{
    static svod_check checks[SVOD_CHECKS_MAX];
    size_t n = 0;
    svod_error e = {0};
    svod_outdir *dir;
    char path[128];
    snprintf(path, sizeof path, "%s/out", place);
    assert_int_equal(svod_outdir_begin(path, &dir, &e), SVOD_OK);
    svod_status s = svod_closing_write(&f->closing, dir, checks, &n, &e);
    if (s != SVOD_OK) print_message("%s: %s\n", e.file, e.text);
    assert_int_equal(s, SVOD_OK);
    assert_int_equal(svod_outdir_commit(dir, &e), SVOD_OK);
    for (size_t i = 0; i < n; i++)
        if (!checks[i].ok && !ret_checks) fail_msg("check %s: %s", checks[i].name, checks[i].detail);
    if (ret_checks) *ret_checks = checks;
    if (ret_n) *ret_n = n;
}

static svod_buf content(const char *path)
{
    svod_buf b = SVOD_BUF_INIT;
    FILE *f = fopen(path, "rb");
    svod_buf_cstr(&b, "");
    if (!f) return b;
    size_t n;
    char piece[65536];
    while ((n = fread(piece, 1, sizeof piece, f)) > 0) svod_buf_add(&b, piece, n);
    fclose(f);
    return b;
}

static bool holds(const char *name, const char *text)
{
    svod_buf b = content(at(name));
    bool found = svod_str_find(svod_buf_view(&b), svod_str_of(text), 0) != SIZE_MAX;
    svod_buf_release(&b);
    return found;
}

static const char *const golden_files[] = {"allocation.csv",       "costs.csv",
                                           "supplier-order.csv",   "report.json",
                                           "report.html",          "sheets/Аня К.html",
                                           "sheets/Светлана.html", "sheets/Зоя.html",
                                           "sheets/Вера.html",     "messages/Аня К.txt",
                                           "messages/Вера.txt",    "messages/Светлана.txt",
                                           "messages/Зоя.txt",     "messages/Екатерина.txt"};

static void compare_golden(const char *folder, const char *name)
{
    char golden[512];
    snprintf(golden, sizeof golden, "%s/tests/golden/%s/%s", SVOD_SOURCE_DIR, folder, name);
    svod_buf is = content(at(name)), should = content(golden);
    const char *update = getenv("SVOD_UPDATE_GOLDEN");
    if (update && *update == '1') {
        svod_error e = {0};
        assert_int_equal(svod_outfile_write(golden, svod_buf_view(&is), false, &e), SVOD_OK);
    } else {
        if (strcmp(is.p, should.p) != 0) print_message("differs from %s\n", golden);
        assert_string_equal(is.p, should.p);
    }
    svod_buf_release(&is);
    svod_buf_release(&should);
}

static void golden(void **state)
{
    fixture *f = *state;
    write_all(f, NULL, NULL);
    for (size_t i = 0; i < sizeof golden_files / sizeof *golden_files; i++) compare_golden("close", golden_files[i]);
}

static void twice_the_same_bytes(void **state)
{
    fixture *f = *state;
    static const char *const names[] = {"supplier-order.xlsx", "report.html", "report.json"};
    svod_buf first[3], again;
    struct stat before, after;
    write_all(f, NULL, NULL);
    assert_int_equal(stat(at("sheets"), &before), 0);
    for (int i = 0; i < 3; i++) first[i] = content(at(names[i]));
    /* A second run into the same folder touches nothing. */
    write_all(f, NULL, NULL);
    assert_int_equal(stat(at("sheets"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    /* A run elsewhere, later by the clock, gives the same bytes. */
    sleep(1);
    assert_int_equal(system("true"), 0);
    char moved[128], from[128];
    snprintf(from, sizeof from, "%s/out", place);
    snprintf(moved, sizeof moved, "%s/first", place);
    assert_int_equal(rename(from, moved), 0);
    write_all(f, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        again = content(at(names[i]));
        assert_int_equal(again.n, first[i].n);
        assert_memory_equal(again.p, first[i].p, first[i].n);
        svod_buf_release(&again);
        svod_buf_release(&first[i]);
    }
}

static svod_buf sheet_xml(const char *entry)
{
    svod_buf b = SVOD_BUF_INIT;
    int error = 0;
    zip_t *book = zip_open(at("supplier-order.xlsx"), ZIP_RDONLY | ZIP_CHECKCONS, &error);
    assert_non_null(book);
    zip_file_t *file = zip_fopen(book, entry, 0);
    assert_non_null(file);
    char piece[4096];
    zip_int64_t n;
    while ((n = zip_fread(file, piece, sizeof piece)) > 0) svod_buf_add(&b, piece, (size_t)n);
    zip_fclose(file);
    zip_close(book);
    return b;
}

static void workbook(void **state)
{
    fixture *f = *state;
    f->people[0] = SVOD_STR("=cmd|' /C calc'!A0");
    f->offers[0].name = SVOD_STR("=HYPERLINK(\"http://evil\")");
    write_all(f, NULL, NULL);
    svod_buf sheet = sheet_xml("xl/worksheets/sheet1.xml"), strings = sheet_xml("xl/sharedStrings.xml"),
             book = sheet_xml("xl/workbook.xml");
    assert_non_null(strstr(sheet.p, "<f>F11*G11</f><v>1780</v>"));
    assert_non_null(strstr(sheet.p, "<f>SUM(F11:F17)</f><v>20</v>"));
    assert_non_null(strstr(sheet.p, "<f>SUM(H11:H17)</f><v>11735</v>"));
    assert_non_null(strstr(sheet.p, "fitToHeight=\"0\""));
    assert_non_null(strstr(sheet.p, "state=\"frozen\""));
    assert_non_null(strstr(book.p, "_xlnm.Print_Titles"));
    assert_null(strstr(sheet.p, "HYPERLINK"));
    assert_non_null(strstr(strings.p, "=HYPERLINK(&quot;http://evil&quot;)")
                        ? strings.p
                        : strstr(strings.p, "=HYPERLINK(\"http://evil\")"));
    assert_non_null(strstr(strings.p, "2 ряда: 42, 44, 46×2, 48, 50"));
    svod_buf_release(&sheet);
    svod_buf_release(&strings);
    svod_buf_release(&book);
}

/* A disk that fills up while the library writes is played by the limit on file sizes. */
static void workbook_on_a_full_disk(void **state)
{
    fixture *f = *state;
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, small;
    int failed = 0;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (rlim_t room = 100; room < 16000; room += 700) {
        svod_error e = {0};
        char path[128];
        snprintf(path, sizeof path, "%s/book.xlsx", place);
        small = before;
        small.rlim_cur = room;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        svod_status s = svod_write_supplier_xlsx(&f->closing, path, &e);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_true(s == SVOD_OK || e.exit_code == SVOD_EXIT_CANNOT_WRITE);
        failed += s != SVOD_OK;
        unlink(path);
    }
    assert_in_range(failed, 3, 20);
}

static void hostile_names(void **state)
{
    fixture *f = *state;
    f->people[0] = SVOD_STR("../../../tmp/x");
    f->people[1] = SVOD_STR("<script>alert(1)</script>");
    f->people[2] = SVOD_STR("=1+1;\"a\"\nb");
    f->people[3] = SVOD_STR("оля");
    f->people[4] = SVOD_STR("оля"); /* the demand never has two alike, but names may become alike */
    f->people[5] = SVOD_STR("..");
    f->offers[0].name = SVOD_STR("\"><img src=x onerror=alert(2)>");
    f->offers[0].url = SVOD_STR("javascript:alert(3)");
    f->offers[1].url = SVOD_STR("https://example.org/?a=\"onclick=\"alert(4)");
    f->closing.site = SVOD_STR("javascript:alert(5)");
    f->closing.phone = SVOD_STR("\" onclick=\"alert(6)");
    f->closing.comment = SVOD_STR("<b>bold</b>");
    const svod_check *checks;
    size_t n;
    write_all(f, &checks, &n);
    char command[256];
    snprintf(command, sizeof command, "test \"$(ls -A %s)\" = out", place);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "test \"$(ls %s/out/sheets | wc -l)\" = %u", place, f->demand.participants_n);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command,
             "grep -rEl '<script|<img src=x|href=.javascript|<b>bold|\" ?onclick=' %s/out/report.html %s/out/sheets", place,
             place);
    assert_int_not_equal(system(command), 0);
    assert_true(holds("report.html", "&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_true(holds("costs.csv", "\"'=1+1;\"\"a\"\"\nb\";"));
    assert_true(holds("report.html", "Content-Security-Policy"));
}

static void csv_cells(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cell;
    } cases[] = {{"А-101", "А-101"},
                 {"=1+1", "'=1+1"},
                 {"+7 912", "'+7 912"},
                 {"-5", "'-5"},
                 {"@SUM(1)", "'@SUM(1)"},
                 {"＝1", "'＝1"},
                 {"a;b", "\"a;b\""},
                 {"a\"b", "\"a\"\"b\""},
                 {"a\nb", "\"a\nb\""},
                 {"\t=1", "\"'\t=1\""},
                 {"", ""},
                 {" a", "\" a\""},
                 {"=\"x;y\"", "\"'=\"\"x;y\"\"\""},
                 {"a=b", "a=b"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        svod_buf out = SVOD_BUF_INIT;
        svod_csv csv;
        svod_csv_begin(&csv, &out);
        svod_csv_text(&csv, svod_str_of(cases[i].text));
        svod_csv_dec(&csv, -8077300);
        svod_csv_end_row(&csv);
        svod_buf should = SVOD_BUF_INIT;
        svod_buf_printf(&should, "\xef\xbb\xbf%s;-807.73\n", cases[i].cell);
        assert_string_equal(out.p, should.p);
        svod_buf_release(&out);
        svod_buf_release(&should);
    }
}

/* A plan that does not hold by itself must not pass: each of the checks can fail. */
static const svod_check *find(const svod_check *checks, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(checks[i].name, name) == 0) return &checks[i];
    fail_msg("no check %s", name);
    return NULL;
}

static void checks_fail(void **state)
{
    fixture *f = *state;
    const svod_check *checks;
    size_t n;
    f->plan.leftover[0].units = 2;
    fixture_count(f);
    write_all(f, &checks, &n);
    assert_false(find(checks, n, "units")->ok);
    assert_false(find(checks, n, "goods")->ok);
    assert_true(find(checks, n, "totals")->ok);
    f->plan.leftover[0].units = 1;
    fixture_count(f);

    f->costs.v[0].delivery += 100;
    write_all(f, &checks, &n);
    assert_false(find(checks, n, "delivery")->ok);
    assert_false(find(checks, n, "totals")->ok);
    assert_true(find(checks, n, "units")->ok);
    f->costs.v[0].delivery -= 100;

    f->costs.rows[0].amount += 100;
    write_all(f, &checks, &n);
    assert_false(find(checks, n, "goods")->ok);
    assert_true(holds("report.json", "\"name\": \"goods\", \"ok\": false"));
    f->costs.rows[0].amount -= 100;

    f->plan.unserved_n--;
    write_all(f, &checks, &n);
    assert_false(find(checks, n, "lines")->ok);
    f->plan.unserved_n++;
    write_all(f, &checks, &n);
    for (size_t i = 0; i < n; i++) assert_true(checks[i].ok);
    assert_int_equal(n, 6);
}

static void foreign_currency(void **state)
{
    fixture *f = *state;
    f->closing.supplier_currency = SVOD_STR("USD");
    f->money.rate = 610000;
    f->money.rate_fee = 100;
    for (uint32_t i = 0; i < f->demand.offers_n; i++) f->offers[i].price = f->offers[i].price / 61 + 37;
    fixture_count(f);
    write_all(f, NULL, NULL);
    assert_true(holds("sheets/Вера.html", "61.61"));
}

static void not_orderable(void **state)
{
    fixture *f = *state;
    f->plan.orderable = false;
    f->plan.not_orderable = SVOD_STR("До минимума не хватает 265,00 ₽.");
    f->plan.given_n = f->plan.leftover_n = 0;
    f->plan.unserved_n = 0;
    for (uint32_t i = 0; i < f->demand.lines_n; i++)
        f->unserved[f->plan.unserved_n++] = (svod_unserved){i, f->lines[i].quantity, SVOD_REASON_PURCHASE_MINIMUM, {0}};
    memset(f->bought, 0, sizeof f->bought);
    fixture_count(f);
    write_all(f, NULL, NULL);
    char command[256];
    snprintf(command, sizeof command, "test \"$(echo $(ls %s/out))\" = 'allocation.csv report.html report.json'", place);
    assert_int_equal(system(command), 0);
    assert_true(holds("report.html", "265,00"));
    assert_true(holds("report.json", "\"orderable\": false"));
}

static void only_contacts_are_private(void **state)
{
    fixture *f = *state;
    write_all(f, NULL, NULL);
    struct stat st;
    assert_int_equal(stat(at("report.html"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(holds("report.html", "345-67-89"));
    char command[256];
    snprintf(command, sizeof command, "grep -rl 345-67-89 %s/out | grep -v report.html", place);
    assert_int_not_equal(system(command), 0);
}

static void english(void **state)
{
    fixture *f = *state;
    f->closing.lang = SVOD_LANG_EN;
    f->closing.comment = (svod_str){0};
    write_all(f, NULL, NULL);
    assert_true(holds("messages/Вера.txt", "the size row did not fill"));
    assert_true(holds("report.html", "<html lang=\"en\">"));
}

/* How full a purchase is, as text and page. */
static void status(void **state)
{
    fixture *f = *state;
    f->terms.minimum_amount = INT64_C(300000000);
    f->closing.stop = INT64_MIN;
    svod_buf text = SVOD_BUF_INIT, page = SVOD_BUF_INIT;
    f->closing.costs = NULL;
    svod_status_text(&f->closing, &text);
    svod_status_html(&f->closing, &page);
    assert_non_null(strstr(text.p, "2 ряда, 1 упаковка, 20\u00a0шт, 11\u00a0735,00\u00a0₽"));
    assert_non_null(strstr(text.p, "осталось 18\u00a0265,00\u00a0₽"));
    assert_non_null(strstr(text.p, "А-101, красный — 48×1, 50×1 (есть 4 из 6)"));
    assert_non_null(strstr(page.p, "width:39%"));
    assert_null(strstr(text.p, "Вера"));
    assert_null(strstr(page.p, "Вера"));
    svod_buf_release(&text);
    svod_buf_release(&page);
}

/* Every text shown to participants has its Russian: a page in Russian holds none of the English ones. */
static void russian_is_complete(void **state)
{
    fixture *f = *state;
    f->plan.optimal = false;
    f->plan.bound = f->plan.served + 3;
    f->lots.problems = (svod_strs){(svod_str[]){SVOD_STR("беда")}, 1};
    write_all(f, NULL, NULL);
    char command[512];
    snprintf(command, sizeof command,
             "cat %s/out/report.html %s/out/sheets/*.html %s/out/messages/*.txt | sed 's/<style>.*//; /^[:@.*{}]/d; "
             "s/<[^>]*>//g; "
             "s/data:[^\"]*//g' | grep -nE '\\b(the|of|to|and|is|for|row|pack|paid|total|goods|units)\\b'",
             place, place, place);
    assert_int_not_equal(system(command), 0);
}

/* Names that need quotes or a guard come back as they were, in the list as in the words. */
static void changes_of_hostile_names(void **state)
{
    fixture *f = *state;
    uint32_t who = f->lines[f->given[0].line].participant;
    f->people[who] = SVOD_STR("=Оля; \"О\"\nля");
    fixture_count(f);
    svod_buf before = SVOD_BUF_INIT, list = SVOD_BUF_INIT, again = SVOD_BUF_INIT;
    svod_write_allocation_csv(&f->closing, &before);
    svod_changes *c = &f->closing.changes;
    assert_true(svod_changes_make(&f->arena, &f->closing, svod_buf_view(&before), (svod_str){0}, c));
    assert_false(c->listed);
    assert_true(svod_changes_make(&f->arena, &f->closing, (svod_str){0}, SVOD_STR("nonsense"), c));
    assert_false(c->listed);
    assert_false(svod_changes_make(&f->arena, &f->closing, SVOD_STR("nonsense"), (svod_str){0}, c));
    assert_false(c->listed);

    f->given[0].units++;
    fixture_count(f);
    assert_true(svod_changes_make(&f->arena, &f->closing, svod_buf_view(&before), (svod_str){0}, c));
    assert_true(c->listed && c->n == 1 && c->people.n == 1);
    assert_true(svod_str_is(c->people.v[0], "=Оля; \"О\" ля"));
    assert_int_equal(c->v[0].now, c->v[0].before + 1);
    svod_write_changes_csv(&f->closing, &list);
    assert_true(svod_str_find(svod_buf_view(&list), SVOD_STR("\n\"'=Оля; \"\"О\"\"\nля\";"), 0) != SIZE_MAX);

    /* The same result again: the list that lies there stays, byte by byte. */
    svod_buf_clear(&before);
    svod_write_allocation_csv(&f->closing, &before);
    assert_true(svod_changes_make(&f->arena, &f->closing, svod_buf_view(&before), svod_buf_view(&list), c));
    svod_write_changes_csv(&f->closing, &again);
    assert_string_equal(list.p, again.p);
    assert_false(svod_changes_make(&f->arena, &f->closing, svod_buf_view(&before), SVOD_STR("a;b\n"), c));
    assert_false(c->listed);
    svod_buf_release(&before);
    svod_buf_release(&list);
    svod_buf_release(&again);
}

/* What would complete a row, what it costs and brings; how far the next tier is. */
static void next_steps(void **state)
{
    fixture *f = *state;
    f->plan.next_tier = SVOD_STR("до <30000> осталось 10");
    assert_int_equal(svod_lack_amount(&f->demand, &f->lots, &f->plan.open[0]), 1780 * SVOD_DEC_SCALE);
    write_all(f, NULL, NULL);
    assert_true(holds("report.html", "Чтобы закрыть: 48×1, 50×1 ("));
    assert_true(holds("report.html", "; тогда заказавшие получат ещё 4 шт."));
    assert_true(holds("report.html", "Следующая ступень цен: до &lt;30000&gt; осталось 10"));
    assert_true(holds("report.json", "\"lack_amount\": \"1780.00\""));
    assert_true(holds("report.json", "\"next_tier\": \"до <30000> осталось 10\""));
    svod_buf text = SVOD_BUF_INIT;
    svod_status_text(&f->closing, &text);
    assert_true(svod_str_find(svod_buf_view(&text), SVOD_STR("Следующая ступень цен: до <30000>"), 0) != SIZE_MAX);
    svod_buf_clear(&text);
    svod_status_html(&f->closing, &text);
    assert_true(svod_str_find(svod_buf_view(&text), SVOD_STR("Следующая ступень цен: до &lt;30000&gt;"), 0) != SIZE_MAX);
    assert_true(svod_str_find(svod_buf_view(&text), SVOD_STR("Чтобы закрыть: 4"), 0) != SIZE_MAX);
    svod_buf_release(&text);
    f->offers[f->lots_v[f->plan.open[0].lot].cells[3].offer].price = SVOD_DEC_NONE;
    assert_true(svod_lack_amount(&f->demand, &f->lots, &f->plan.open[0]) == SVOD_DEC_NONE);
}

int main(void)
{
    svod_tr_init(SVOD_BUILD_DIR "/locale", SVOD_LANG_EN);
    umask(022);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(golden, setup, teardown),
        cmocka_unit_test_setup_teardown(twice_the_same_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(workbook, setup, teardown),
        cmocka_unit_test_setup_teardown(workbook_on_a_full_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_names, setup, teardown),
        cmocka_unit_test(csv_cells),
        cmocka_unit_test_setup_teardown(next_steps, setup, teardown),
        cmocka_unit_test_setup_teardown(changes_of_hostile_names, setup, teardown),
        cmocka_unit_test_setup_teardown(checks_fail, setup, teardown),
        cmocka_unit_test_setup_teardown(foreign_currency, setup, teardown),
        cmocka_unit_test_setup_teardown(not_orderable, setup, teardown),
        cmocka_unit_test_setup_teardown(only_contacts_are_private, setup, teardown),
        cmocka_unit_test_setup_teardown(english, setup, teardown),
        cmocka_unit_test_setup_teardown(status, setup, teardown),
        cmocka_unit_test_setup_teardown(russian_is_complete, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
