/* Plain text of descriptions, times, file names, and figures for people. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "text/date.h"
#include "text/filename.h"
#include "text/show.h"

#include <svod/kit.h>

static svod_arena arena;

static void html_becomes_text(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"просто текст", "просто текст"},
        {"  два   слова \n", "два слова"},
        {"строка\nдругая", "строка\nдругая"},
        {"строка\r\n\r\nдругая", "строка\nдругая"},
        {"<p>Первый</p><p>Второй</p>", "Первый\nВторой"},
        {"a<br/>b<br>c", "a\nb\nc"},
        {"<ul><li>раз</li> <li>два</li></ul>", "раз\nдва"},
        {"<b>жирный</b>ая точка", "жирныйая точка"},
        {"a &amp; b &lt;c&gt;", "a & b <c>"},
        {"&laquo;Лотос&raquo;&nbsp;&mdash; 5&deg;", "«Лотос» — 5°"},
        {"&#1071;&#x42F;", "ЯЯ"},
        {"&#151;", "—"},
        {"R&D AT&T", "R&D AT&T"},
        {"?a=1&lt=2&copy=3", "?a=1&lt=2&copy=3"},
        {"&nbsp a", "a"},
        {"&lt;p&gt;Раз&lt;/p&gt;&lt;p&gt;Два&lt;/p&gt;", "Раз\nДва"},
        {"&amp;lt;b&amp;gt;да&amp;lt;/b&amp;gt;", "да"},
        {"&amp;nbsp;x", "x"},
        {"<![CDATA[<p>Раз</p>]]>", "Раз"},
        {"Раз]]>", "Раз"},
        {"<style>p{color:red}</style>Да<script>if(a<b)alert(1)</script>!", "Да!"},
        {"<!-- <b>нет</b> -->да", "да"},
        {"размер <50 и >40", "размер <50 и >40"},
        {"a < b", "a < b"},
        {"<", "<"},
        {"<b", "<b"},
        {"<p", "<p"},
        {"a<b <i>c</i>", "a<b c"},
        {"<td>1</td><td>2</td>", "1 2"},
        {"раз_x000D_\nдва", "раз\nдва"},
        {"<script>никогда не кончится", "никогда не кончится"},
        {"<!-- никогда", "никогда"},
        {"&#0;&#xD800;x", "\xEF\xBF\xBD\xEF\xBF\xBDx"},
        {"a\x01\x02z", "a z"},
        {"snake_case", "snake_case"},
        {"<p>с\nпереносом</p>", "с переносом"},
        {"мяг\xC2\xADкий", "мягкий"},
        {"\xEF\xBB\xBFтекст", "текст"},
        {"&unknown; &", "&unknown; &"},
        {"<p></p>", ""},
        {"<a href=\"x\">ссылка</a>", "ссылка"},
        {"<P>A</P><BR>B", "A\nB"},
        {"&lt;Иванов&gt;", "<Иванов>"},
        {"&AMP;", "&AMP;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svod_str text = svod_plain_text(&arena, svod_str_of(cases[i][0]));
        if (!svod_str_is(text, cases[i][1]))
            fail_msg("\"%s\": \"%.*s\" instead of \"%s\"", cases[i][0], SVOD_FMT(text), cases[i][1]);
    }
    svod_str clean = SVOD_STR("уже чистый текст");
    assert_ptr_equal(svod_plain_text(&arena, clean).p, clean.p);
}

/* Openings that are never closed must not be searched for again and again. */
static void hostile_markup_is_read_in_one_go(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<",    "<a",        "<!--", "<script>", "<style>", "&",   "&#",    "&amp;",
                                         "&lt;", "<![CDATA[", "</",   "_x000D_",  "<p>",     "]]>", "<a b='"};
    enum { TIMES = 100000 };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t n = strlen(pieces[i]);
        char *text = svod_alloc(n * TIMES);
        for (size_t k = 0; k < TIMES; k++) memcpy(text + k * n, pieces[i], n);
        svod_str plain = svod_plain_text(&arena, (svod_str){text, n * TIMES});
        assert_true(plain.p && plain.n <= n * TIMES);
        svod_free(text);
        svod_arena_clear(&arena);
    }
}

static void times_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t zone;
        const char *iso; /* in UTC */
    } good[] = {
        {"2026-11-25T20:00:00+03:00", 0, "2026-11-25T17:00:00+00:00"},
        {"2026-11-25T20:00:00Z", 180, "2026-11-25T20:00:00+00:00"},
        {"2026-11-25 20:00", 180, "2026-11-25T17:00:00+00:00"},
        {"2026-11-25", 180, "2026-11-24T21:00:00+00:00"},
        {"25.11.2026 20:00", 180, "2026-11-25T17:00:00+00:00"},
        {"25.11.2026", 0, "2026-11-25T00:00:00+00:00"},
        {"5.1.2026 9:05:07", 0, "2026-01-05T09:05:07+00:00"},
        {"2024-02-29T00:00:00-0500", 0, "2024-02-29T05:00:00+00:00"},
        {"1969-12-31T23:59:59Z", 0, "1969-12-31T23:59:59+00:00"},
        {"2026-11-25T20:00:00.5+03", 0, "2026-11-25T17:00:00+00:00"},
        {"25.11.2026, 20:00", 0, "2026-11-25T20:00:00+00:00"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t time = 0;
        svod_buf b = SVOD_BUF_INIT;
        if (!svod_time_parse(svod_str_of(good[i].text), good[i].zone, &time)) fail_msg("%s: no time", good[i].text);
        svod_time_iso(&b, time, 0);
        assert_string_equal(b.p, good[i].iso);
        svod_buf_release(&b);
    }
    static const char *const bad[] = {"",
                                      "завтра",
                                      "2026-13-01",
                                      "2026-02-29",
                                      "31.04.2026",
                                      "25.11.26",
                                      "2026-11-25T25:00",
                                      "2026-11-25T20:60",
                                      "2026-11-25T20:00+99",
                                      "2026-11-25x",
                                      "2026-11-25T20:00:00 руб",
                                      "1",
                                      "2026-1-1",
                                      "\xFF"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t time = 5;
        if (svod_time_parse(svod_str_of(bad[i]), 0, &time) || time != 5) fail_msg("%s is a time", bad[i]);
    }
}

static void times_go_there_and_back(void **state)
{
    (void)state;
    for (int64_t time = -5000000000; time < 10000000000; time += 98765431) {
        svod_buf b = SVOD_BUF_INIT;
        int64_t back = 0;
        int32_t zone = (int32_t)(time % 700);
        svod_time_iso(&b, time * 1000000, zone);
        assert_true(svod_time_parse(svod_buf_view(&b), 0, &back));
        assert_int_equal(back, time * 1000000);
        svod_buf_release(&b);
    }
}

static void times_in_words(void **state)
{
    (void)state;
    int64_t time = 0;
    svod_buf b = SVOD_BUF_INIT;
    assert_true(svod_time_parse(SVOD_STR("2026-11-25T20:00:00+03:00"), 0, &time));
    svod_time_words(&b, time, 180, SVOD_LANG_RU);
    svod_buf_char(&b, '|');
    svod_time_words(&b, time, 0, SVOD_LANG_EN);
    assert_string_equal(b.p, "25 ноября 2026, 20:00|25 November 2026, 17:00");
    svod_buf_release(&b);
}

static void file_names_are_safe(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Оля", "Оля"},
        {"a/b\\c:d", "a_b_c_d"},
        {"..", "_"},
        {"", "_"},
        {".", "_"},
        {" . . ", "_"},
        {".hidden", "hidden"},
        {"con", "_con"},
        {"NUL.txt", "_NUL.txt"},
        {"com1", "_com1"},
        {"com10", "com10"},
        {"имя.", "имя"},
        {"a\nb", "a b"},
        {"a\x01"
         "b",
         "a_b"},
        {"\xFF\xFE", "__"},
        {"Ольга (Москва)", "Ольга _Москва_"},
        {"日本", "日本"},
        {"e\xCC\x81", "e\xCC\x81"},
        {"-rf", "-rf"},
        {"a b", "a b"},
        {"😀", "_"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svod_str name = svod_file_name(&arena, svod_str_of(cases[i][0]));
        if (!svod_str_is(name, cases[i][1])) fail_msg("\"%s\": \"%.*s\"", cases[i][0], SVOD_FMT(name));
    }
    char longest[600];
    for (size_t i = 0; i < 300; i++) memcpy(longest + i * 2, "я", 2);
    svod_str name = svod_file_name(&arena, (svod_str){longest, 600});
    assert_true(name.n <= 100 && name.n >= 98 && svod_utf8_valid(name));
}

static void slugs(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Ивтекс, выкуп 12", "ivteks-vykup-12"},
        {"Щётка", "shhyotka"},
        {"Цирк цапля", "cirk-czaplya"},
        {"Қазақ өнері", "kazak-oneri"},
        {"Її є", "yiyi-ye"},
        {"Café №5", "cafe-no5"},
        {"объём", "obyom"},
        {"", ""},
        {"--", ""},
        {"A--B", "a-b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svod_str slug = svod_translit(&arena, svod_str_of(cases[i][0]));
        if (!svod_str_is(slug, cases[i][1])) fail_msg("\"%s\": \"%.*s\"", cases[i][0], SVOD_FMT(slug));
    }
}

static void figures_for_people(void **state)
{
    (void)state;
    svod_buf b = SVOD_BUF_INIT;
    svod_show_money(&b, 12345000, SVOD_STR("RUB"), SVOD_LANG_RU);
    assert_string_equal(b.p, "1\xC2\xA0"
                             "234,50\xC2\xA0₽");
    svod_buf_clear(&b);
    svod_show_money(&b, 12345000, SVOD_STR("RUB"), SVOD_LANG_EN);
    assert_string_equal(b.p, "1,234.50 RUB");
    svod_buf_clear(&b);
    svod_show_money(&b, -svod_dec_of(1000000), SVOD_STR(""), SVOD_LANG_EN);
    assert_string_equal(b.p, "-1,000,000.00");
    svod_buf_clear(&b);
    svod_show_money(&b, 291583, SVOD_STR("PLN"), SVOD_LANG_RU);
    assert_string_equal(b.p, "29,1583\xC2\xA0PLN");
    svod_buf_clear(&b);
    svod_show_count(&b, 1234, SVOD_LANG_RU);
    svod_buf_char(&b, '|');
    svod_show_count(&b, -999, SVOD_LANG_EN);
    svod_buf_char(&b, '|');
    svod_show_count(&b, INT64_MIN, SVOD_LANG_EN);
    assert_string_equal(b.p, "1\xC2\xA0"
                             "234|-999|-9,223,372,036,854,775,808");
    svod_buf_clear(&b);
    svod_show_percent(&b, 1500, SVOD_LANG_RU);
    svod_buf_char(&b, '|');
    svod_show_percent(&b, 1250, SVOD_LANG_EN);
    svod_buf_char(&b, '|');
    svod_show_percent(&b, 725, SVOD_LANG_RU);
    assert_string_equal(b.p, "15\xC2\xA0%|12.5%|7,25\xC2\xA0%");
    svod_buf_release(&b);
}

static int set_up(void **state)
{
    (void)state;
    svod_arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    svod_arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_becomes_text),
        cmocka_unit_test(hostile_markup_is_read_in_one_go),
        cmocka_unit_test(times_are_read),
        cmocka_unit_test(times_go_there_and_back),
        cmocka_unit_test(times_in_words),
        cmocka_unit_test(file_names_are_safe),
        cmocka_unit_test(slugs),
        cmocka_unit_test(figures_for_people),
    };
    return cmocka_run_group_tests_name("text/plain", tests, set_up, tear_down);
}
