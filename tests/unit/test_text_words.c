/* Folding, UTF-8, availability and headings. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/utf8.h"

#include <svod/kit.h>

#include <utf8proc.h>

static svod_arena arena;

static void expect_same(const char *a, const char *b, bool same)
{
    svod_str x = svod_fold(&arena, svod_str_of(a));
    svod_str y = svod_fold(&arena, svod_str_of(b));
    if (svod_str_eq(x, y) != same) fail_msg("\"%s\" and \"%s\": \"%.*s\", \"%.*s\"", a, b, SVOD_FMT(x), SVOD_FMT(y));
}

static void what_people_call_the_same_folds_to_one(void **state)
{
    (void)state;
    expect_same("Чёрный", "черный", true);
    expect_same("  Чёрный\xC2\xA0\tцвет ", "ЧЕРНЫЙ ЦВЕТ", true);
    expect_same("АВС-101", "ABC-101", true); /* Cyrillic and Latin */
    expect_same("авс—101", "ABC–101", true);
    expect_same("40×50", "40х50", true);
    expect_same("40x50", "40Х50", true);
    expect_same("«Лотос»", "\"лотос\"", true);
    expect_same("“Лотос„", "\"Лотос\"", true);
    expect_same("O'Neill", "o’neill", true);
    expect_same("\xEF\xBB\xBFРазмер\xE2\x80\x8B", "размер", true);
    expect_same("№ 5", "no 5", true);
    expect_same("ＡＢＣ１", "abc1", true);
    expect_same("Straße", "STRASSE", true);
    expect_same("и\xCC\x86", "й", true); /* и and the mark apart, as macOS writes names */
    expect_same("е\xCC\x88лка", "елка", true);
    expect_same("в наявностi", "в наявності", true);
    expect_same("край", "краи", false);
    expect_same("й", "и", false);
    expect_same("A-101", "A101", false);
    expect_same("ї", "і", false);
    expect_same("қ", "к", false);
    expect_same("", "  ", true);
}

/* The long way by another route: NFKC and case folding of utf8proc itself, letter for letter with the tables. */
static void the_fast_way_agrees_with_the_long_way(void **state)
{
    (void)state;
    static const char *const forcing = "é"; /* a letter the fast way does not know */
    svod_str tail = svod_fold(&arena, svod_str_of(forcing));
    for (uint32_t c = 1; c < 0x2300; c++) {
        if (c >= 0x500 && c < 0x2000) c = 0x2000;
        char text[16];
        size_t n = svod_utf8_put(text, c);
        text[n++] = 'x';
        char fast[32];
        size_t fast_n = svod_fold_simple(fast, sizeof fast, (svod_str){text, n});
        if (fast_n == SIZE_MAX) continue;
        memcpy(text + n, forcing, 2);
        svod_str slow = svod_fold(&arena, (svod_str){text, n + 2});
        svod_str without_tail = {slow.p, slow.n - tail.n};
        if (!svod_str_eq(without_tail, (svod_str){fast, fast_n}))
            fail_msg("U+%04X: \"%.*s\", \"%.*s\"", c, (int)fast_n, fast, SVOD_FMT(slow));
    }
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = 12345;
    for (int i = 0; i < 20000; i++) {
        char text[64];
        size_t n = 0;
        for (int k = 0; k < 12; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            uint32_t r = (uint32_t)(seed >> 33);
            n += svod_utf8_put(text + n, r % 3 == 0   ? 0x400 + r / 3 % 0x100
                                         : r % 3 == 1 ? 0x20 + r / 3 % 0x60
                                                      : 0x2010 + r / 3 % 0x10);
        }
        svod_str once = svod_fold(&arena, (svod_str){text, n});
        svod_str twice = svod_fold(&arena, once);
        bool marks = false; /* what combines may combine anew with a letter that changed */
        for (size_t k = 0; k + 1 < n; k++)
            marks |= text[k] == (char)0xD2 && (unsigned char)text[k + 1] >= 0x83 && (unsigned char)text[k + 1] <= 0x89;
        if (!marks && !svod_str_eq(once, twice)) fail_msg("%.*s: %.*s, %.*s", (int)n, text, SVOD_FMT(once), SVOD_FMT(twice));
        svod_arena_clear(&arena);
    }
}

static void many_marks_take_no_time(void **state)
{
    (void)state;
    enum { MARKS = 200000 };
    char *text = svod_alloc(1 + MARKS * 2);
    text[0] = 'a';
    for (size_t i = 0; i < MARKS; i++) memcpy(text + 1 + i * 2, i % 2 ? "\xCC\x81" : "\xCC\xA3", 2);
    svod_str s = svod_fold(&arena, (svod_str){text, 1 + MARKS * 2});
    assert_true(s.n > 0 && s.n < 100);
    svod_free(text);
}

static void bytes_are_checked_and_repaired(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xD0",
                                      "\xE2\x82", "\x80",         "\xFF",         "abcdefgh\xD0",     "\xF0\x9F\x98"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bool repaired = false;
        svod_str s = svod_str_of(bad[i]);
        assert_false(svod_utf8_valid(s));
        svod_str fixed = svod_utf8_repair(&arena, s, &repaired);
        assert_true(repaired && svod_utf8_valid(fixed));
    }
    static const char *const good[] = {"", "abc", "Чёрный цвет", "€", "\xF0\x9F\x98\x80", "\xEF\xBF\xBF"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        bool repaired = true;
        svod_str s = svod_str_of(good[i]);
        svod_str same = svod_utf8_repair(&arena, s, &repaired);
        assert_true(svod_utf8_valid(s) && !repaired && same.p == s.p);
    }
    svod_str fixed = svod_utf8_repair(&arena, SVOD_STR("Цена \xF0\xF3\xE1."), NULL);
    assert_true(svod_str_is(fixed, "Цена руб."));
    assert_int_equal(svod_utf8_cut(SVOD_STR("абв"), 3), 2);
    assert_int_equal(svod_utf8_cut(SVOD_STR("абв"), 10), 6);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    static const char *const texts[] = {"Чёрный", "é и \xCC\x86", "\xD0 broken \xFF", "<p>a&amp;lt;b&amp;gt;</p>",
                                        "a &amp; b"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bool done = false;
        for (size_t cap = 1; cap < 4000 && !done; cap += 7) {
            svod_arena small;
            svod_arena_init_try(&small, cap);
            svod_str text = svod_str_of(texts[i]);
            done = svod_fold(&small, text).p && svod_utf8_repair(&small, text, NULL).p && svod_plain_text(&small, text).p;
            svod_arena_release(&small);
        }
        assert_true(done);
    }
}

static void availability_is_understood(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int available;
        int64_t stock;
    } cases[] = {
        {"12", 1, 12},
        {"0", 0, 0},
        {"-3", 0, 0},
        {"12 шт", 1, 12},
        {">20", 1, -1},
        {"> 20 шт", 1, -1},
        {"1000+", 1, -1},
        {"более 100", 1, -1},
        {"12.0", 1, 12},
        {"12.000", 1, 12},
        {"1,000", 1, -1},
        {"12.5 кг", 1, -1},
        {"мало", 1, -1},
        {"много", 1, -1},
        {"+", 1, -1},
        {"++", 1, -1},
        {"-", 0, -1},
        {"в наявності", 1, -1},
        {"в наявностi", 1, -1},
        {"В наличии", 1, -1},
        {"нет", 0, -1},
        {"Нет в наличии", 0, -1},
        {"IN STOCK", 1, -1},
        {"in_stock", 1, -1},
        {"out of stock", 0, -1},
        {"out_of_stock", 0, -1},
        {"https://schema.org/InStock", 1, -1},
        {"http://schema.org/OutOfStock", 0, -1},
        {"под заказ", -1, -1},
        {"preorder", -1, -1},
        {"N", 0, -1},
        {"yes", 1, -1},
        {"true", 1, -1},
        {"false", 0, -1},
        {"есть", 1, -1},
        {"В наличии: 12 шт.", 1, 12},
        {"есть (5)", 1, 5},
        {"<5", 1, -1},
        {"до 5", 1, -1},
        {"немає в наявності", 0, -1},
        {"бар", 1, -1},
        {"жоқ", 0, -1},
        {"14 227", 1, 14227},
        {"ЕСТЬ", 1, -1},
        {"discontinued", 0, -1},
        {"много (>100)", 1, -1},
        {"нет, ожидается 12.12", 0, -1},
        {"под заказ 3-5 дней", -1, -1},
        {"доступно 15", 1, 15},
        {"✓", 1, -1},
        {"99999999999", 1, 99999999999},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int available = -7;
        int64_t stock = -7;
        bool got = svod_read_stock(svod_str_of(cases[i].text), &available, &stock);
        if (!got || available != cases[i].available || stock != cases[i].stock)
            fail_msg("%s: %d %d %ld", cases[i].text, got, available, (long)stock);
    }
    static const char *const none[] = {"", "красный", "12/24", "2024-01-05", "\xFF\xFE", "Львов (4 дня)", "12 красных"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        int available = -7;
        int64_t stock = -7;
        if (svod_read_stock(svod_str_of(none[i]), &available, &stock)) fail_msg("%s understood", none[i]);
        assert_true(available == -7 && stock == -7);
    }
}

static void yes_and_no_are_understood(void **state)
{
    (void)state;
    static const char *const yes[] = {"да", "ДА", "yes", "Y", "1", "+", "так", "иә", "true", "✔"};
    static const char *const no[] = {"нет", "no", "0", "-", "ні", "жоқ", "FALSE", "N"};
    static const char *const neither[] = {"", "может быть", "2", "\xFF"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) assert_int_equal(svod_read_yes(svod_str_of(yes[i])), 1);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) assert_int_equal(svod_read_yes(svod_str_of(no[i])), 0);
    for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i++)
        assert_int_equal(svod_read_yes(svod_str_of(neither[i])), -1);
}

static void headings_have_meanings(void **state)
{
    (void)state;
    static const struct {
        const char *heading;
        svod_field field;
        int least, most;
    } cases[] = {
        {"Цвет", SVOD_FIELD_COLOUR, 100, 100},
        {"Размер", SVOD_FIELD_SIZE, 100, 100},
        {"Размер экрана", SVOD_FIELD_NONE, 0, 0},
        {"Размер упаковки", SVOD_FIELD_NONE, 0, 0},
        {"Цвет корпуса", SVOD_FIELD_COLOUR, 10, 60},
        {"Рост", SVOD_FIELD_SIZE, 50, 70},
        {"Обхват груди", SVOD_FIELD_NONE, 0, 0},
        {"Максимальный рост", SVOD_FIELD_NONE, 0, 0},
        {"Розмір, см", SVOD_FIELD_SIZE, 10, 60},
        {"Розміри;UA", SVOD_FIELD_SIZE, 70, 89},
        {"Колір", SVOD_FIELD_COLOUR, 100, 100},
        {"Название_позиции", SVOD_FIELD_NAME, 100, 100},
        {"Код_товара", SVOD_FIELD_ARTICLE, 70, 90},
        {"Ціна", SVOD_FIELD_PRICE, 100, 100},
        {"ціна (грн)", SVOD_FIELD_PRICE, 95, 100},
        {"Цена, руб. опт", SVOD_FIELD_PRICE, 80, 100},
        {"Цена опт", SVOD_FIELD_PRICE, 100, 100},
        {"Остаток", SVOD_FIELD_STOCK, 100, 100},
        {"Наличие", SVOD_FIELD_AVAILABLE, 100, 100},
        {"Кратность", SVOD_FIELD_STEP_QUANTITY, 100, 100},
        {"Мин. заказ", SVOD_FIELD_MIN_QUANTITY, 100, 100},
        {"Ростовка", SVOD_FIELD_ROW, 100, 100},
        {"Variant Price", SVOD_FIELD_PRICE, 90, 100},
        {"Image Src", SVOD_FIELD_PICTURES, 100, 100},
        {"Handle", SVOD_FIELD_ITEM, 80, 100},
        {"Option1 Value", SVOD_FIELD_NONE, 0, 0},
        {"Название_Характеристики", SVOD_FIELD_NONE, 0, 0},
        {"Вес, кг", SVOD_FIELD_WEIGHT, 90, 100},
        {"Заказ", SVOD_FIELD_QUANTITY_ORDERED, 100, 100},
        {"Сумма", SVOD_FIELD_SUM_ORDERED, 100, 100},
        {"РРЦ ГРН", SVOD_FIELD_RRP, 90, 100},
        {"Цена закупки ГРН", SVOD_FIELD_PRICE, 80, 100},
        {"Цена ЦФО Оптовая", SVOD_FIELD_PRICE, 80, 90},
        {"Старая цена", SVOD_FIELD_OLD_PRICE, 100, 100},
        {"Страна бренда", SVOD_FIELD_NONE, 0, 0},
        {"Артикул №", SVOD_FIELD_ARTICLE, 90, 100},
        {"Номенклатура.Артикул", SVOD_FIELD_ARTICLE, 80, 100},
        {"Опис_UA", SVOD_FIELD_DESCRIPTION, 80, 95},
        {"Цвет свечения", SVOD_FIELD_NONE, 0, 0},
        {"Штрих-код", SVOD_FIELD_BARCODE, 100, 100},
        {"түсі", SVOD_FIELD_COLOUR, 100, 100},
        {"Атауы", SVOD_FIELD_NAME, 100, 100},
        {"", SVOD_FIELD_NONE, 0, 0},
        {"\xFF\xFE", SVOD_FIELD_NONE, 0, 0},
        {"руб", SVOD_FIELD_NONE, 0, 0},
        {"Кол-во", SVOD_FIELD_STOCK, 40, 60},
        {"Цена за упаковку", SVOD_FIELD_NONE, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int confidence = -1;
        svod_field field = svod_field_of(svod_str_of(cases[i].heading), SVOD_STR(""), &confidence);
        if (field != cases[i].field || confidence < cases[i].least || confidence > cases[i].most)
            fail_msg("%s: %d at %d", cases[i].heading, (int)field, confidence);
    }
    int ru = 0, cm = 0;
    assert_int_equal(svod_field_of(SVOD_STR("Размер"), SVOD_STR("RU"), &ru), SVOD_FIELD_SIZE);
    assert_int_equal(svod_field_of(SVOD_STR("Размер"), SVOD_STR("см"), &cm), SVOD_FIELD_SIZE);
    assert_true(ru == 100 && cm <= 50);
}

/* The names of the fields of `svod parse` are headings. */
static void our_own_columns_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        svod_field field;
    } columns[] = {
        {"offer", SVOD_FIELD_OFFER},
        {"source_id", SVOD_FIELD_OFFER},
        {"item", SVOD_FIELD_ITEM},
        {"article", SVOD_FIELD_ARTICLE},
        {"name", SVOD_FIELD_NAME},
        {"brand", SVOD_FIELD_BRAND},
        {"description", SVOD_FIELD_DESCRIPTION},
        {"url", SVOD_FIELD_URL},
        {"category", SVOD_FIELD_CATEGORY},
        {"pictures", SVOD_FIELD_PICTURES},
        {"colour", SVOD_FIELD_COLOUR},
        {"size", SVOD_FIELD_SIZE},
        {"price", SVOD_FIELD_PRICE},
        {"old_price", SVOD_FIELD_OLD_PRICE},
        {"rrp", SVOD_FIELD_RRP},
        {"price_tiers", SVOD_FIELD_PRICE_TIERS},
        {"currency", SVOD_FIELD_CURRENCY},
        {"available", SVOD_FIELD_AVAILABLE},
        {"stock", SVOD_FIELD_STOCK},
        {"min_quantity", SVOD_FIELD_MIN_QUANTITY},
        {"step_quantity", SVOD_FIELD_STEP_QUANTITY},
        {"row", SVOD_FIELD_ROW},
        {"barcode", SVOD_FIELD_BARCODE},
        {"weight", SVOD_FIELD_WEIGHT},
        {"attributes", SVOD_FIELD_ATTRIBUTES},
    };
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (svod_field_of(svod_str_of(columns[i].name), SVOD_STR(""), NULL) != columns[i].field)
            fail_msg("%s", columns[i].name);
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
        cmocka_unit_test(what_people_call_the_same_folds_to_one),
        cmocka_unit_test(the_fast_way_agrees_with_the_long_way),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(many_marks_take_no_time),
        cmocka_unit_test(bytes_are_checked_and_repaired),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(availability_is_understood),
        cmocka_unit_test(yes_and_no_are_understood),
        cmocka_unit_test(headings_have_meanings),
        cmocka_unit_test(our_own_columns_are_known),
    };
    return cmocka_run_group_tests_name("text/words", tests, set_up, tear_down);
}
