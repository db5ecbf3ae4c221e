/* What headings of tables mean: tiers of prices, roles of columns. Whole tables are tested by the golden samples. */
#include "support/cmocka_all.h"

#include "base/str.h"
#include "kit/rowmap_own.h"

static void assert_tier(const char *heading, svod_tier_kind kind, int64_t from)
{
    svod_arena arena;
    svod_arena_init(&arena);
    svod_price_tier tier = {0};
    bool known;
    svod_str key = svod_rowmap_key(&arena, svod_str_of(heading));
    bool is = svod_rowmap_tier_of(key, &tier, &known);
    svod_arena_release(&arena);
    if (from < 0) {
        if (is) fail_msg("'%s' is no tier", heading);
        return;
    }
    if (!is || tier.kind != kind || tier.from != from * SVOD_DEC_SCALE)
        fail_msg("'%s': %d, kind %d, from %lld", heading, is, (int)tier.kind, (long long)(tier.from / SVOD_DEC_SCALE));
}

static void tiers_are_read_from_headings(void **state)
{
    (void)state;
    assert_tier("от 10 000", SVOD_TIER_AMOUNT, 10000);
    assert_tier("От 50 000 руб.", SVOD_TIER_AMOUNT, 50000);
    assert_tier("опт от 10 шт", SVOD_TIER_QUANTITY, 10);
    assert_tier("Цена (от 5 шт)", SVOD_TIER_QUANTITY, 5);
    assert_tier("Цена при заказе от 100 т.р.", SVOD_TIER_AMOUNT, 100000);
    assert_tier("Цена от 30 тыс. руб", SVOD_TIER_AMOUNT, 30000);
    assert_tier("Ціна від 20 шт", SVOD_TIER_QUANTITY, 20);
    assert_tier("price from 100 pcs", SVOD_TIER_QUANTITY, 100);
    assert_tier("10-49 шт", SVOD_TIER_QUANTITY, 10);
    assert_tier("50+ шт", SVOD_TIER_QUANTITY, 50);
    assert_tier("1-9 шт", SVOD_TIER_QUANTITY, 0);
    assert_tier("до 10 000 руб", SVOD_TIER_AMOUNT, 0);
    assert_tier("от 10 до 50 шт", SVOD_TIER_QUANTITY, 10);
    assert_tier("от 10", SVOD_TIER_QUANTITY, 10);
}

static void other_numbers_are_no_tiers(void **state)
{
    (void)state;
    assert_tier("Цена", SVOD_TIER_AMOUNT, -1);
    assert_tier("Цена 2026", SVOD_TIER_AMOUNT, -1);
    assert_tier("Прайс от 01.09.2026", SVOD_TIER_AMOUNT, -1);
    assert_tier("Остаток 10-20", SVOD_TIER_AMOUNT, -1);
    assert_tier("Возраст от 3 лет", SVOD_TIER_AMOUNT, -1);
    assert_tier("Плотность 100 г", SVOD_TIER_AMOUNT, -1);
}

static void assert_role(const char *written, role want)
{
    svod_arena arena;
    svod_arena_init(&arena);
    int confidence;
    svod_str unit, heading = svod_rowmap_heading(&arena, svod_str_of(written));
    role r = svod_rowmap_role_of(&arena, heading, svod_rowmap_key(&arena, heading), &confidence, &unit);
    svod_arena_release(&arena);
    if (r != want) fail_msg("'%s' is %d and not %d", written, (int)r, (int)want);
}

static void headings_of_programs_are_known(void **state)
{
    (void)state;
    assert_role("Код_товара", ROLE_ARTICLE);
    assert_role(" Артикул: ", ROLE_ARTICLE);
    assert_role("Номенклатура.Артикул", ROLE_ARTICLE);
    assert_role("Handle", ROLE_ITEM);
    assert_role("Variant Price", ROLE_PRICE);
    assert_role("Price / Canada", ROLE_NONE);
    assert_role("Option2 Value", ROLE_PARAM_VALUE);
    assert_role("Attribute 3 value(s)", ROLE_PARAM_VALUE);
    assert_role("Attribute 3 visible", ROLE_IGNORED);
    assert_role("Значение_Характеристики", ROLE_PARAM_VALUE);
    assert_role("Свойство: Цвет", ROLE_COLOUR);
    assert_role("Атрибут_Вес(кг)", ROLE_NONE);
    assert_role("Ростовка", ROLE_ROW);
    assert_role("Мин. заказ", ROLE_MIN);
    assert_role("Кратность", ROLE_STEP);
    assert_role("item_group_id", ROLE_ITEM);
    assert_role("Заказ", ROLE_IGNORED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiers_are_read_from_headings),
        cmocka_unit_test(other_numbers_are_no_tiers),
        cmocka_unit_test(headings_of_programs_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
