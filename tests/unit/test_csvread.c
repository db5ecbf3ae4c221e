/* The CSV reader: dialects, records, cells, and what becomes of quotes that do not pair. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/csvread.h"

typedef struct memory {
    svod_str bytes;
    size_t pos;
} memory;

static svod_status lend(void *ctx, size_t want, const char **ret_p, size_t *ret_n, svod_error *e)
{
    (void)e;
    memory *m = ctx;
    *ret_p = m->bytes.p + m->pos;
    *ret_n = m->bytes.n - m->pos < want ? m->bytes.n - m->pos : want;
    return SVOD_OK;
}

static void take(void *ctx, size_t n)
{
    ((memory *)ctx)->pos += n;
}

/* Everything as text: cells in brackets, records with their line, faults as ! and their place. */
static svod_status read_all(svod_str bytes, svod_buf *out, svod_csv_dialect *dialect)
{
    memory m = {.bytes = bytes};
    svod_csv *csv = NULL;
    svod_error e = {0};
    svod_csv_sniff(bytes, true, 0, dialect);
    svod_status s = svod_csv_new((svod_csv_feed){&m, lend, take}, dialect, &csv, &e);
    svod_csv_record r;
    while (s == SVOD_OK && (s = svod_csv_next(csv, &r, &e)) == SVOD_OK && (s = svod_csv_cells(csv, &r, &e)) == SVOD_OK) {
        svod_buf_printf(out, "%ld", r.line);
        for (size_t i = 0; i < r.n; i++) svod_buf_printf(out, "[%.*s]", SVOD_FMT(r.cells[i]));
        if (r.fault) svod_buf_printf(out, "!%d@%ld:%ld", (int)r.fault, r.fault_line, r.fault_column);
        svod_buf_char(out, '\n');
    }
    svod_csv_free(csv);
    return s;
}

static void reads(const char *text, const char *want)
{
    svod_buf out = SVOD_BUF_INIT;
    svod_csv_dialect d;
    assert_int_equal(read_all(svod_str_of(text), &out, &d), SVOD_END);
    assert_string_equal(out.p ? out.p : "", want);
    svod_buf_release(&out);
}

static void delimiters_are_told_by_consistency(void **state)
{
    (void)state;
    reads("a;b;c\n1;2,5;3\n4;5,5;6\n", "1[a][b][c]\n2[1][2,5][3]\n3[4][5,5][6]\n");
    reads("a,b,c\n1,\"2;5\",3\n4,5;;;,6\n", "1[a][b][c]\n2[1][2;5][3]\n3[4][5;;;][6]\n");
    reads("a\tb, and more\n\t2\n3\t\n", "1[a][b, and more]\n2[][2]\n3[3][]\n");
    reads("a|b|c\nx, y; z|2|3\nx|2|3, 4\n", "1[a][b][c]\n2[x, y; z][2][3]\n3[x][2][3, 4]\n");
    reads("Прайс-лист, ООО Ромашка\n\na;b;c\n1;2,5;3\n", "1[Прайс-лист, ООО Ромашка]\n3[a][b][c]\n4[1][2,5][3]\n");
}

static void prefaces_are_not_data(void **state)
{
    (void)state;
    reads("\xEF\xBB\xBF"
          "a;b\n1;2\n",
          "1[a][b]\n2[1][2]\n");
    reads("sep=,\r\na,b;c\r\n1,2\r\n", "2[a][b;c]\n3[1][2]\n");
    reads("\xEF\xBB\xBF"
          "sep=;\na;b,c\n1;2\n",
          "2[a][b,c]\n3[1][2]\n");
}

static void line_ends_of_all_kinds(void **state)
{
    (void)state;
    reads("a;b\r\n1;2\r\n\r\n3;4", "1[a][b]\n2[1][2]\n4[3][4]\n");
    reads("a;b\r1;2\r3;4\r", "1[a][b]\n2[1][2]\n3[3][4]\n");
    reads("a;b\n1\r1;2\n", "1[a][b]\n2[1\r1][2]\n");
    reads("a;b\n\"x\r\ny\";2\n5;6\n", "1[a][b]\n2[x\r\ny][2]\n4[5][6]\n");
}

static void quoted_cells(void **state)
{
    (void)state;
    reads("a;b\n\"x;\"\"y\"\"\nz\" ;2\n3;\"\"\n", "1[a][b]\n2[x;\"y\"\nz][2]\n4[3][]\n");
    reads("a;b\n  x  ; \" y \" \n", "1[a][b]\n2[x][ y ]\n");
}

static void stray_quotes_cost_one_line(void **state)
{
    (void)state;
    /* The middle of a cell; text after a closing quote; doubled ones that do not enclose. */
    reads("a;b;c\nТруба 3/4\";1;2\nx;y;z\n", "1[a][b][c]\n2[Труба 3/4\"][1][2]!1@2:10\n3[x][y][z]\n");
    reads("a;b;c\n1;\"b\"c;2\nx;y;z\n", "1[a][b][c]\n2[1][\"b\"c][2]!1@2:6\n3[x][y][z]\n");
    reads("a;b;c\n\"Сапоги \"Зима\" мех\";1;2\nx;y;z\n", "1[a][b][c]\n2[Сапоги \"Зима\" мех][1][2]!1@2:10\n3[x][y][z]\n");
    reads("a;b;c\n\"Кубок \"Юность\"\";1;2\nx;y;z\n", "1[a][b][c]\n2[Кубок \"Юность\"][1][2]!1@2:9\n3[x][y][z]\n");
}

static void open_quotes_do_not_swallow_the_rest(void **state)
{
    (void)state;
    reads("a;b;c\n1;\"Труба;2\nx;y;z\nu;v;w\n", "1[a][b][c]\n2[1][\"Труба][2]!2@2:3\n3[x][y][z]\n4[u][v][w]\n");
    /* A second stray quote closes the first one, lines later: each line is a record of its own. */
    reads("a;b;c\n1;\"Труба;2\nx;y;z\nu;Труба\";w\nk;l;m\n",
          "1[a][b][c]\n2[1][\"Труба][2]!3@2:1\n3[x][y][z]\n4[u][Труба\"][w]!1@4:8\n5[k][l][m]\n");
    /* The same shape, but a cell of several lines that are no records. */
    reads("a;b;c\n1;\"long\ntext; with\nlines\";2\nx;y;z\n", "1[a][b][c]\n2[1][long\ntext; with\nlines][2]\n5[x][y][z]\n");
}

static void a_table_in_one_column(void **state)
{
    (void)state;
    reads("\"id,name,price\";;\n\"1,\"\"Cup, big\"\",\"\"49,00\"\"\";;\n\"2,Pot,3\";;\n\"3,Pan,4\";;\n",
          "1[id][name][price]\n2[1][Cup, big][49,00]\n3[2][Pot][3]\n4[3][Pan][4]\n");
}

static void quotes_that_are_letters_throughout(void **state)
{
    (void)state;
    svod_csv_dialect d;
    svod_str s = SVOD_STR("size\tname\n5\"\tpipe\n6\"\tpipe\n7\"\tpipe\n\"8\tpipe\n");
    assert_true(svod_csv_sniff(s, true, 0, &d));
    assert_false(d.quotes);
    reads(s.p, "1[size][name]\n2[5\"][pipe]\n3[6\"][pipe]\n4[7\"][pipe]\n5[\"8][pipe]\n");
}

static void prose_and_blanks_are_no_table(void **state)
{
    (void)state;
    svod_csv_dialect d;
    assert_false(svod_csv_sniff(SVOD_STR(""), true, 0, &d));
    assert_false(svod_csv_sniff(SVOD_STR("      \n   \n"), true, 0, &d));
    assert_false(svod_csv_sniff(SVOD_STR("One line\nanother line\nand a third\n"), true, 0, &d));
    assert_true(svod_csv_sniff(SVOD_STR("one-column\nx\ny\n"), true, ';', &d) || d.delimiter == ';');
}

/* An endless run of blanks, as from a pipe. */
static svod_status blanks(void *ctx, size_t want, const char **ret_p, size_t *ret_n, svod_error *e)
{
    (void)e;
    svod_buf *b = ctx;
    while (b->n < want) svod_buf_char(b, ' ');
    *ret_p = b->p;
    *ret_n = b->n;
    return SVOD_OK;
}
static void keep(void *ctx, size_t n)
{
    (void)ctx;
    (void)n;
}

static void endless_lines_end_with_an_error(void **state)
{
    (void)state;
    svod_buf b = SVOD_BUF_INIT;
    svod_csv_dialect d = {.delimiter = ';', .quotes = true};
    svod_csv *csv = NULL;
    svod_error e = {0};
    svod_csv_record r;
    assert_int_equal(svod_csv_new((svod_csv_feed){&b, blanks, keep}, &d, &csv, &e), SVOD_OK);
    assert_int_equal(svod_csv_next(csv, &r, &e), SVOD_FAILED);
    assert_string_equal(e.id, "csv.record-too-long");
    assert_int_equal(e.exit_code, SVOD_EXIT_BAD_INPUT);
    svod_csv_free(csv);
    svod_buf_release(&b);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    svod_str text = SVOD_STR("a;b\n\"x\ny\";2\n3\";4\n");
    for (long nth = 1; nth < 100; nth++) {
        svod_buf out = SVOD_BUF_INIT;
        svod_csv_dialect d;
        svod_alloc_fail_after(nth);
        svod_status s = read_all(text, &out, &d);
        bool failed = svod_alloc_failed();
        svod_alloc_fail_after(0);
        svod_buf_release(&out);
        assert_true(failed ? s == SVOD_FATAL : s == SVOD_END);
        if (!failed) return;
    }
    fail_msg("allocations never ended");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delimiters_are_told_by_consistency),
        cmocka_unit_test(prefaces_are_not_data),
        cmocka_unit_test(line_ends_of_all_kinds),
        cmocka_unit_test(quoted_cells),
        cmocka_unit_test(stray_quotes_cost_one_line),
        cmocka_unit_test(open_quotes_do_not_swallow_the_rest),
        cmocka_unit_test(a_table_in_one_column),
        cmocka_unit_test(quotes_that_are_letters_throughout),
        cmocka_unit_test(prose_and_blanks_are_no_table),
        cmocka_unit_test(endless_lines_end_with_an_error),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
