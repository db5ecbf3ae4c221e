/* Sizes: lists, ranges, rows, and what is one size; and a comparison with sizes met in catalogs where that table is there.
 */
#include "support/cmocka_all.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <svod/kit.h>

static svod_arena arena;

/* "42:2 44" plus " row" and " range" marks. */
static const char *shown(const svod_sizes *s)
{
    static svod_buf b;
    svod_buf_clear(&b);
    for (size_t i = 0; i < s->n; i++) {
        if (i) svod_buf_char(&b, '~');
        svod_buf_str(&b, s->cells[i].size);
        if (s->cells[i].count != 1) svod_buf_printf(&b, ":%ld", (long)s->cells[i].count);
    }
    if (s->row) svod_buf_cstr(&b, " row");
    if (s->range) svod_buf_cstr(&b, " range");
    svod_buf_char(&b, 0);
    return b.p;
}

static void expect(const char *text, svod_sizes_mode mode, const char *want)
{
    svod_sizes s;
    assert_true(svod_read_sizes(&arena, svod_str_of(text), mode, &s));
    if (strcmp(shown(&s), want) != 0) fail_msg("\"%s\": \"%s\" instead of \"%s\"", text, shown(&s), want);
}

static void lists_are_split(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"S, M, L", "S~M~L"},
        {"42,44,46", "42~44~46"},
        {"42;44;46", "42~44~46"},
        {"36|38|40", "36~38~40"},
        {"42 44 46 48", "42~44~46~48"},
        {"42/44/46", "42~44~46"},
        {"S/M/L", "S~M~L"},
        {"XS, S, M, L, XL, XXL, 3XL", "XS~S~M~L~XL~XXL~3XL"},
        {"['42-44', '46-48']", "42-44~46-48"},
        {"[\"42\", \"44\"]", "42~44"},
        {"['42-46', '44-48']", "42-46~44-48"},
        {"['42-48']", "42-48"},
        {"42-44, 46-48", "42-44~46-48"},
        {"42-44-46-48", "42~44~46~48"},
        {"36, 36,5, 37", "36~36,5~37"},
        {"36,5,37,5", "36,5~37,5"},
        {"3,5,7", "3~5~7"},
        {"70B, 75D", "70B~75D"},
        {"98, 104, 110", "98~104~110"},
        {"42, 44, 46.", "42~44~46"},
        {"S\nM\nL", "S~M~L"},
        {"One size, S", "One size~S"},
        {"46-50, 50-54", "46-50~50-54"},
        {"размеры: 42, 44", "42~44"},
        {"XL (50), XXL (52)", "XL (50)~XXL (52)"},
        {"35-38,39-42", "35-38~39-42"},
        {"86-92-98", "86~92~98"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect(cases[i][0], SVOD_SIZES_AUTO, cases[i][1]);
}

static void one_size_stays_as_written(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "48",
        "S/M",
        "42/44",
        "L / XL",
        "16.5 / 52",
        "17,5",
        "40х50",
        "64 ГБ",
        "6-12 months",
        "98-104",
        "42-44",
        "36-37",
        "S-M",
        "31-34",
        "50-56",
        "36-40",
        "40-46",
        "56-62",
        "46-50",
        "0-3",
        "2-3 года",
        "One size",
        "Универсальный",
        "42-44 (S)",
        "46/170-176",
        "18,000 БТЕ/ч до 54 м²",
        "Длина крючка: 3,5 см, глубина тела крепления: 0,9 см",
        "75х239х30 мм;",
        "130 х 75 х 43 мм",
        "550*420*1000",
        "100*140 cm",
        "Plus XXXL+ 420mm",
        "от 3 до 5 лет",
        "164-88-96",
        "256 ГБ 12 ГБ",
        "6*4*9см",
        "Initial: a",
        "48-42",
        "Высота: 24",
        "Размер: 5 см",
        "(",
        "42(",
        "-",
        "42-",
        "--",
        "[]",
        "['",
        "XL(50)",
        "128 ГБ, 256 ГБ",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) expect(texts[i], SVOD_SIZES_AUTO, texts[i]);
    svod_sizes s;
    assert_true(svod_read_sizes(&arena, SVOD_STR("  "), SVOD_SIZES_AUTO, &s) && s.n == 0);
}

static void sure_ranges_are_opened(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"42-48", "42~44~46~48 range"},
        {"42 – 48", "42~44~46~48 range"},
        {"42..48", "42~44~46~48 range"},
        {"44-54", "44~46~48~50~52~54 range"},
        {"98-122", "98~104~110~116~122 range"},
        {"XS-XL", "XS~S~M~L~XL range"},
        {"S-L", "S~M~L range"},
        {"S-3XL", "S~M~L~XL~2XL~3XL range"},
        {"XL-XXXL", "XL~XXL~XXXL range"},
        {"36-41", "36~37~38~39~40~41 range"},
        {"42-48, 52-58", "42~44~46~48~52~54~56~58 range"},
        {"от 42 до 48", "42~44~46~48 range"},
        {"с 42 по 46", "42~44~46 range"},
        {"Размеры 42-46", "42~44~46 range"},
        {"рост 98-122", "98~104~110~116~122 range"},
        {"р. 42-48", "42~44~46~48 range"},
        {"42-48, 52", "42~44~46~48~52 range"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect(cases[i][0], SVOD_SIZES_AUTO, cases[i][1]);
}

static void the_mode_decides(void **state)
{
    (void)state;
    expect("42-48", SVOD_SIZES_DOUBLE, "42-48");
    expect("42-44", SVOD_SIZES_RANGE, "42~44 range");
    expect("46-50", SVOD_SIZES_RANGE, "46~48~50 range");
    expect("36-39", SVOD_SIZES_RANGE, "36~37~38~39 range");
    expect("42, 44", SVOD_SIZES_DOUBLE, "42~44");
    expect("42, 44", SVOD_SIZES_VERBATIM, "42, 44");
    expect("6-12 months", SVOD_SIZES_RANGE, "6-12 months");
}

static void rows_have_counts(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"42(2),44(2)", "42:2~44:2 row"},
        {"42(2), 44 (3 шт)", "42:2~44:3 row"},
        {"42-48:2", "42:2~44:2~46:2~48:2 row range"},
        {"42-48(2)", "42:2~44:2~46:2~48:2 row range"},
        {"44-54 (6 шт)", "44~46~48~50~52~54 row range"},
        {"44-54 (12 шт)", "44:2~46:2~48:2~50:2~52:2~54:2 row range"},
        {"44-50 (6 шт)", "44-50 (6 шт)"},
        {"ростовка 42,44,46", "42~44~46 row"},
        {"Ростовка: 36-41", "36~37~38~39~40~41 row range"},
        {"S-2, M-2, L-1", "S:2~M:2~L row"},
        {"42:1, 44:2", "42~44:2 row"},
        {"S*2, M*1", "S:2~M row"},
        {"42-44(2), 46-48(1)", "42-44:2~46-48 row"},
        {"размерный ряд 42-46", "42~44~46 row range"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect(cases[i][0], SVOD_SIZES_AUTO, cases[i][1]);
}

static void rows_of_profiles(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"42-44-46:2-48", "42~44~46:2~48 row"},
        {"42,44,46:2", "42~44~46:2 row"},
        {"42-44-46-48", "42~44~46~48 row"},
        {"42-44", "42~44 row"},
        {"42-44:2", "42~44:2 row"},
        {"42-48:2", "42:2~44:2~46:2~48:2 row range"},
        {"42-48", "42~44~46~48 row range"},
        {"42:1-44:2", "42~44:2 row"},
        {"S-M-L:2-XL", "S~M~L:2~XL row"},
        {"42:6", "42:6 row"},
        {"42-44,46-48:2", "42-44~46-48:2 row"},
        {"42(2),44(2)", "42:2~44:2 row"},
        {"48-46-44", "48~46~44 row"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svod_sizes s;
        if (!svod_read_row(&arena, svod_str_of(cases[i][0]), &s)) fail_msg("%s: no row", cases[i][0]);
        if (strcmp(shown(&s), cases[i][1]) != 0)
            fail_msg("\"%s\": \"%s\" instead of \"%s\"", cases[i][0], shown(&s), cases[i][1]);
    }
    static const char *const none[] = {"", "42", "нет", "по 6 шт", "6", "36-40 см", "да"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        svod_sizes s = {.n = 77};
        if (svod_read_row(&arena, svod_str_of(none[i]), &s) || s.n != 77) fail_msg("%s is a row", none[i]);
    }
}

static void sizes_are_told_from_measures(void **state)
{
    (void)state;
    static const char *const sizes[] = {
        "48",        "XL",           "2XL",         "xxl", "М",       "ХL",       "98-104",        "42/44", "17,5",
        "16.5 / 52", "140 см",       "6-12 months", "70B", "40C",     "One size", "Универсальный", "RU 48", "48 EU",
        "XL/XXL",    "46/170-176",   "12 лет",      "7.5", "3-6 мес", "XL (50)",  "р. 48",         "32/34", "12M",
        "42-44 S",   "86 (1,5 года)"};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (!svod_is_size(svod_str_of(sizes[i]))) fail_msg("%s is no size", sizes[i]);
    static const char *const others[] = {
        "64 ГБ",    "40х50", "9 кг",         "65”",      "d33",     "№2",   "328 Л",         "11oz",      "590 мм",
        "44х13 см", "20мл",  "50ml",         "до 54 м²", "большие", "7 см", "Default Title", "",          "-",
        "/",        "42-",   "550*420*1000", "1 ТБ",     "1234",    "S M",  "Initial: a",    "Микро 250", "\xFF\xFE"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (svod_is_size(svod_str_of(others[i]))) fail_msg("%s is a size", others[i]);
}

static void sizes_end_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Футболка размер 48", "48"},
        {"Халат тюльпан (46)", "46"},
        {"Платье р-р 42-44", "42-44"},
        {"Брюки р.48", "48"},
        {"Майка (XL)", "XL"},
        {"Туника (синий, 46)", "46"},
        {"Комбинезон рост 98-104", "98-104"},
        {"Носки (12)", ""},
        {"Ложка (100)", ""},
        {"Футболка синяя 48", ""},
        {"Сковорода размер 24х30", ""},
        {"Платье (42, 44)", ""},
        {"", ""},
        {"(", ""},
        {")", ""},
        {"Куртка р. 50.", "50"},
        {"Футболка Size M", "M"},
        {"Экран размер 64 ГБ", ""},
        {"Сорочка, размер: 52/54", "52/54"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svod_str size = svod_size_in_name(svod_str_of(cases[i][0]));
        if (!svod_str_is(size, cases[i][1]))
            fail_msg("\"%s\": \"%.*s\" instead of \"%s\"", cases[i][0], SVOD_FMT(size), cases[i][1]);
    }
}

static void colours_are_split(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        const char *last;
    } cases[] = {
        {"белый, чёрный", 2, "чёрный"},
        {"белый/черный", 1, "белый/черный"},
        {"Бежевый,Коричневый", 2, "Коричневый"},
        {"Білий;Белый", 2, "Белый"},
        {"Принт (белый, синий, красный)", 1, "Принт (белый, синий, красный)"},
        {"Pink / White", 1, "Pink / White"},
        {"", 0, NULL},
        {",", 1, ","},
        {"черно-белый, с черно-белым рисунком", 1, "черно-белый, с черно-белым рисунком"},
        {"Белый, розовый.", 2, "розовый"},
        {"['белый', 'синий']", 2, "синий"},
        {"Black|White", 2, "White"},
        {"Клетка.", 1, "Клетка."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svod_strs v;
        assert_true(svod_read_colours(&arena, svod_str_of(cases[i].text), &v));
        if (v.n != cases[i].n) fail_msg("%s: %zu parts", cases[i].text, v.n);
        if (v.n && !svod_str_is(v.v[v.n - 1], cases[i].last)) fail_msg("%s: %.*s", cases[i].text, SVOD_FMT(v.v[v.n - 1]));
    }
}

static void memory_may_run_out(void **state)
{
    (void)state;
    static const char *const texts[] = {"42-48", "S, M, L", "['a', 'b']", "от 42 до 48", "S-2, M-1", "XS-5XL", "48"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bool done = false;
        for (size_t cap = 1; cap < 5000 && !done; cap += 13) {
            svod_arena small;
            svod_sizes s;
            svod_strs v;
            svod_arena_init_try(&small, cap);
            done = svod_read_sizes(&small, svod_str_of(texts[i]), SVOD_SIZES_AUTO, &s);
            (void)svod_read_row(&small, svod_str_of(texts[i]), &s);
            (void)svod_read_colours(&small, svod_str_of(texts[i]), &v);
            svod_arena_release(&small);
        }
        assert_true(done);
    }
}

/* Of the values met in catalogs: lists printed by programs, commas between sizes and '|' are lists, all else is one size. */
static void real_sizes(void **state)
{
    (void)state;
    FILE *f = fopen(SVOD_SOURCE_DIR "/../shared/cases/sizes_seen.tsv", "r");
    if (!f) {
        print_message("[  NOTE  ] no table of real sizes here: skipped\n");
        skip();
        return;
    }
    char line[2000];
    int rows = 0, differ = 0;
    while (fgets(line, sizeof line, f)) {
        svod_str rest = {line, strcspn(line, "\n")};
        svod_str raw = SVOD_STR("");
        for (size_t i = 0; i < 3; i++) svod_str_split(&rest, '\t', &raw);
        if (rows++ == 0) continue;
        raw = svod_str_trim(raw);
        size_t want = 1;
        char by = svod_str_starts(raw, SVOD_STR("['")) || svod_str_is(raw, "XS, S, M, L, XL, XXL, 3XL") ? ',' : '|';
        for (size_t i = 0; i < raw.n; i++) want += raw.p[i] == by;
        svod_sizes s;
        assert_true(svod_read_sizes(&arena, raw, SVOD_SIZES_AUTO, &s));
        bool same = s.n == want && !s.row && !s.range && (want > 1 || raw.p[0] == '[' || svod_str_eq(s.cells[0].size, raw));
        if (same) continue;
        print_message("%.*s: %s\n", SVOD_FMT(raw), shown(&s));
        differ++;
    }
    fclose(f);
    assert_true(rows > 300);
    assert_int_equal(differ, 0);
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
        cmocka_unit_test(lists_are_split),
        cmocka_unit_test(one_size_stays_as_written),
        cmocka_unit_test(sure_ranges_are_opened),
        cmocka_unit_test(the_mode_decides),
        cmocka_unit_test(rows_have_counts),
        cmocka_unit_test(rows_of_profiles),
        cmocka_unit_test(sizes_are_told_from_measures),
        cmocka_unit_test(sizes_end_names),
        cmocka_unit_test(colours_are_split),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(real_sizes),
    };
    return cmocka_run_group_tests_name("text/size", tests, set_up, tear_down);
}
