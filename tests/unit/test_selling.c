/* How goods are sold, read in names and other free texts: what is taken, and what says too little to be. */
#include "support/cmocka_all.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/selling.h"

static svod_arena arena;

/* "step 6 [упак. 6 шт] min 5 [мин. заказ 5] row 42-44:2 [ряд …]" */
static const char *shown(const svod_selling *s)
{
    static svod_buf b;
    svod_buf_clear(&b);
    svod_buf_char(&b, 0);
    b.n = 0;
    if (s->step) svod_buf_printf(&b, "step %ld [%.*s] ", (long)s->step, SVOD_FMT(s->step_text));
    if (s->min) svod_buf_printf(&b, "min %ld [%.*s] ", (long)s->min, SVOD_FMT(s->min_text));
    if (s->row_units) svod_buf_printf(&b, "units %ld [%.*s] ", (long)s->row_units, SVOD_FMT(s->row_text));
    for (size_t i = 0; i < s->row.n; i++) {
        svod_buf_printf(&b, "%s%.*s", i ? "-" : "row ", SVOD_FMT(s->row.cells[i].size));
        if (s->row.cells[i].count != 1) svod_buf_printf(&b, ":%ld", (long)s->row.cells[i].count);
    }
    if (s->row.n) svod_buf_printf(&b, " [%.*s] ", SVOD_FMT(s->row_text));
    if (b.n) b.p[--b.n] = 0;
    return b.p;
}

static void expect(const char *text, bool prose, const char *want)
{
    svod_selling s;
    assert_true(svod_selling_read(&arena, svod_str_of(text), prose, &s));
    if (strcmp(shown(&s), want) != 0) fail_msg("\"%s\": \"%s\" instead of \"%s\"", text, shown(&s), want);
}

static void names_say_how_goods_are_sold(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Носки, упаковка 10 шт", "step 10 [упаковка 10 шт]"},
        {"Футболка, упак. 6 шт", "step 6 [упак. 6 шт]"},
        {"Шкарпетки уп. 10 шт", "step 10 [уп. 10 шт]"},
        {"Шкарпетки (уп.10шт.)", "step 10 [уп.10шт.]"},
        {"Носки в упаковке 12", "step 12 [в упаковке 12]"},
        {"Носки 12 пар в упаковке", "step 12 [12 пар в упаковке]"},
        {"Носки 12 пар/уп", "step 12 [12 пар/уп]"},
        {"Салфетки 1 уп = 100 шт", "step 100 [уп = 100 шт]"},
        {"Носки кратно 6", "step 6 [кратно 6]"},
        {"НОСКИ, КРАТНОСТЬ: 6 ШТ.", "step 6 [КРАТНОСТЬ: 6 ШТ.]"},
        {"Футболка от 3 шт", "min 3 [от 3 шт]"},
        {"Футболка (от 3 шт)", "min 3 [от 3 шт]"},
        {"Футболка минимальный заказ 5", "min 5 [минимальный заказ 5]"},
        {"Футболка, мин. заказ: от 5 шт, кратно 5", "step 5 [кратно 5] min 5 [мин. заказ: от 5 шт]"},
        {"Шкарпетки, мін. замовлення 4 шт", "min 4 [мін. замовлення 4 шт]"},
        {"Socks MOQ: 50 pcs", "min 50 [MOQ: 50 pcs]"},
        {"Socks, minimum order 12", "min 12 [minimum order 12]"},
        {"Платье ростовка 42-44-46", "row 42-44-46 [ростовка 42-44-46]"},
        {"Платье (ростовка 42,44,46:2), синее", "row 42-44-46:2 [ростовка 42,44,46:2]"},
        {"Платье ростовка S-M-L", "row S-M-L [ростовка S-M-L]"},
        {"Платье, размерный ряд: 42-44-46-48 (синий)", "row 42-44-46-48 [размерный ряд: 42-44-46-48]"},
        {"Платье, ряд 5 шт", "units 5 [ряд 5 шт]"},
    };
    for (size_t i = 0; i < SVOD_COUNT(cases); i++) expect(cases[i][0], false, cases[i][1]);
}

static void what_says_too_little_is_left(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "Шкарпетки 10 шт",
        "Набор 3 шт, упаковка картон",
        "Куртка для детей от 3 лет",
        "Куртка от 42 размера",
        "Мин. заказ 3000",
        "Мин. заказ 3000 руб",
        "Мин. заказ 5 000 шт.",
        "от 3 шт 450 руб",
        "опт от 3 шт",
        "Скидка от 3 шт",
        "Цена от 3 шт",
        "упак. 5-10 шт",
        "упак. 5/10 шт",
        "упак. 5х10 шт",
        "упак. 1,5 шт",
        "упаковка 500 г",
        "упаковка 12",
        "цена за упак. 5 шт",
        "вес в упаковке 12",
        "2 уп. по 10 шт",
        "Платье ростовка 164-170",
        "Лыжи, ростовка 180",
        "Полка, ряд крючков",
        "кратность увеличения 10",
        "Бинокль 10-кратный 50",
        "упаковка 1 шт",
        "кратно 6, 12",
        "упаковка 123456 шт",
        "",
    };
    for (size_t i = 0; i < SVOD_COUNT(cases); i++) expect(cases[i], false, "");
}

/* In a description a pack is what the unit consists of, and a run of sizes is what there is. */
static void descriptions_must_speak_of_ordering(void **state)
{
    (void)state;
    expect("Прищепки бельевые. В упаковке 24 шт.", true, "");
    expect("Размерный ряд: 42-44-46-48.", true, "");
    expect("Пригодится от 3 шт", true, "");
    expect("Мягкий хлопок.\nМинимальный заказ: 5 шт. Отгрузка кратно 5 шт", true,
           "step 5 [кратно 5 шт] min 5 [Минимальный заказ: 5 шт.]");
    expect("Хлопок 100%. Продаётся упаковками по 12 пар.", true, "step 12 [упаковками по 12 пар]");
    expect("Продажа рядами: 42-44-46-48. Хлопок.", true, "row 42-44-46-48 [Продажа рядами: 42-44-46-48]");
}

static void long_texts_are_read_where_they_speak(void **state)
{
    (void)state;
    svod_buf b = SVOD_BUF_INIT;
    for (int i = 0; i < 400; i++) svod_buf_cstr(&b, "Мягкий хлопок 95, эластан 5. ");
    svod_buf_cstr(&b, "Минимальная партия 6 шт. ");
    for (int i = 0; i < 400; i++) svod_buf_cstr(&b, "Рост модели 175. ");
    svod_selling s;
    assert_true(svod_selling_read(&arena, svod_buf_view(&b), true, &s));
    assert_int_equal(s.min, 6);
    /* Cut anywhere and with bytes that are no text it ends, and says nothing out of reach. */
    const char text[] = "упак. 6 шт \xFF кратно 7 \xD1";
    for (size_t n = 0; n < sizeof text; n++) assert_true(svod_selling_read(&arena, (svod_str){text, n}, false, &s));
    svod_buf_release(&b);
}

static int setup(void **state)
{
    (void)state;
    svod_arena_init(&arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    svod_arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_say_how_goods_are_sold),
        cmocka_unit_test(what_says_too_little_is_left),
        cmocka_unit_test(descriptions_must_speak_of_ordering),
        cmocka_unit_test(long_texts_are_read_where_they_speak),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
