/* Numbers of cells as text: decimals, dates, codes, escapes. */
#include "support/cmocka_all.h"

#include "base/str.h"
#include "kit/sheet_value.h"

static void is(const char *v, int64_t id, const char *code, const char *want)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_number_text(&b, svod_str_of(v), svod_number_format_of(id, svod_str_of(code)), false);
    if (!svod_str_is(svod_buf_view(&b), want)) fail_msg("%s as %s: %s, not %s", v, code, b.p, want);
    svod_buf_release(&b);
}

static void decimals(void **state)
{
    (void)state;
    is("12", 0, "", "12");
    is("390.0", 0, "", "390");
    is("0.5", 0, "", "0.5");
    is("123.449999999999999997", 0, "", "123.45");
    is("1234.5600000000001", 4, "", "1234.56");
    is("1.14999999999999991118", 0, "", "1.15");
    is("0.999999999999999999", 0, "", "1");
    is("9.99999999999999999E+1", 0, "", "100");
    is("1.5E+2", 0, "", "150");
    is("1E-3", 0, "", "0.001");
    is("-0.0", 0, "", "0");
    is("-12.50", 0, "", "-12.5");
    is("4601234567893", 0, "", "4601234567893");
    is("4.601234567893E+12", 0, "", "4601234567893");
    is("12345678901234567", 0, "", "1.23456789012346E+16"); /* Excel holds no more: not to be taken for a code */
    is("abc", 0, "", "abc");
    is("1E9999", 0, "", "1E9999");
}

static void codes(void **state)
{
    (void)state;
    is("123", 164, "00000", "00123");
    is("1234567", 164, "00000", "1234567");
    is("1234567", 164, "0000-000", "1234-567");
    is("12", 164, "0000-000", "0000-012");
    is("100", 164, "00000", "00100");
    is("12.5", 164, "00000", "12.5");
    is("7", 164, "0", "7");
    is("7.5", 164, "0.00", "7.5");
}

static void dates(void **state)
{
    (void)state;
    is("46150", 14, "", "2026-05-08");
    is("1", 14, "", "1900-01-01");
    is("59", 14, "", "1900-02-28");
    is("60", 14, "", "60");
    is("61", 14, "", "1900-03-01");
    is("46150.75", 165, "[$-419]dd\\.mm\\.yyyy", "2026-05-08 18:00:00");
    is("46150.75", 22, "", "2026-05-08 18:00:00");
    is("46150.756956018522", 165, "dd.mm.yyyy hh:mm", "2026-05-08 18:10:01");
    is("46150.9999999", 165, "dd.mm.yyyy hh:mm", "2026-05-09");
    is("46150", 165, "dd.mm.yyyy hh:mm", "2026-05-08");
    is("0.756956018518519", 20, "", "18:10:01");
    is("0", 165, "hh:mm:ss", "00:00:00");
    is("0.00001157407", 165, "hh:mm:ss", "00:00:01");
    is("60.5", 22, "", "60.5");
    is("-1.5", 22, "", "-1.5");
    is("30", 165, "[h]:mm", "30");
    is("30", 165, "#,##0\" дн. day\"", "30");
    is("30", 165, "[Red]General", "30");
    svod_buf b = SVOD_BUF_INIT;
    svod_number_text(&b, SVOD_STR("1"), svod_number_format_of(14, (svod_str){0}), true);
    assert_string_equal(b.p, "1904-01-02");
    svod_buf_release(&b);
}

static void escapes(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"a_x000D_\nb", "a\nb"},       {"_x0410_", "А"}, {"_x005F_x0041_", "_x0041_"},
                                           {"_xD83D__xDE00_!", "😀!"},     {"_xD83D_", ""},  {"_x00", "_x00"},
                                           {"snake_xcase", "snake_xcase"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        svod_buf b = SVOD_BUF_INIT;
        svod_buf_cstr(&b, "");
        svod_unescaped_text(&b, svod_str_of(pairs[i][0]));
        if (!svod_str_is(svod_buf_view(&b), pairs[i][1])) fail_msg("%s: %s", pairs[i][0], b.p);
        svod_buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(decimals), cmocka_unit_test(codes), cmocka_unit_test(dates),
                                       cmocka_unit_test(escapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
