/* Numbers and prices: what is read, what is refused, and a comparison with a table of real price strings where it is there.
 */
#include "support/cmocka_all.h"

#include "base/decimal.h"
#include "base/str.h"

#include <svod/kit.h>

static void expect(const char *text, const char *hint, const char *amount, const char *currency)
{
    svod_price p = {.value = -77};
    bool got = svod_read_price(svod_str_of(text), svod_str_of(hint), &p);
    char value[32] = "none";
    if (got) svod_dec_text(p.value, 2, value);
    if (strcmp(value, amount) != 0 || (got && !svod_str_is(p.currency, currency)))
        fail_msg("\"%s\" (%s): %s %.*s instead of %s %s", text, hint, value, SVOD_FMT(p.currency), amount, currency);
    if (!got) assert_int_equal(p.value, -77);
}

static void prices_of_every_kind(void **state)
{
    (void)state;
    static const struct {
        const char *text, *amount, *currency;
    } cases[] = {
        {"1 250,00 руб.", "1250.00", "руб."},
        {"1.234,5", "1234.50", ""},
        {"1'049.95", "1049.95", ""},
        {"1’049.95", "1049.95", ""},
        {"5 643 р.", "5643.00", "р."},
        {"1 250-00", "1250.00", ""},
        {"1.250-00", "1250.00", ""},
        {"1 250-50 руб", "1250.50", "руб"},
        {"14\xC2\xA0"
         "227",
         "14227.00", ""},
        {"6\xE2\x80\xAF"
         "908,00 ₽",
         "6908.00", "₽"},
        {"6\xE2\x80\x89"
         "908",
         "6908.00", ""},
        {"7,02 UAH", "7.02", "UAH"},
        {"2187,00", "2187.00", ""},
        {"2.890,00RSD2.023,00RSD", "2890.00", "RSD"},
        {"2,795.00", "2795.00", ""},
        {"15.00 RUB", "15.00", "RUB"},
        {"<b>1 250</b>&nbsp;руб", "1250.00", "руб"},
        {"<span class=\"p\">99</span>", "99.00", ""},
        {"1234.5600000000001", "1234.56", ""},
        {"123.449999999999999997", "123.45", ""},
        {"0.00005", "0.0001", ""},
        {"1.350.000", "1350000.00", ""},
        {"0.350", "0.35", ""},
        {"0", "0.00", ""},
        {"340/360", "340.00", ""},
        {"150-210 руб", "150.00", "руб"},
        {"1 шт - 500 руб", "500.00", "руб"},
        {"Цена: от 2 750 руб.", "2750.00", "руб."},
        {"150 руб. 50 коп.", "150.50", "руб."},
        {"35€ 99", "35.99", "€"},
        {"500 руб/шт", "500.00", "руб"},
        {"450 за шт", "450.00", ""},
        {"Опт. цена 450", "450.00", ""},
        {"$.75", "0.75", "$"},
        {"450 руб. -10%", "450.00", "руб."},
        {"500 (опт 450)", "500.00", ""},
        {"423.923 KD", "423.923", "KD"},
        {"A$190.00", "190.00", "A$"},
        {"US$:12.99", "12.99", "US$"},
        {"AED 8000 (USD 2179)", "8000.00", "AED"},
        {"1 250 тг", "1250.00", "тг"},
        {"12 500 грн.", "12500.00", "грн."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(cases[i].text, "", cases[i].amount, cases[i].currency);
}

static void what_is_no_price(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "-",
        "—",
        "по запросу",
        "договорная",
        "Free!",
        "40 %",
        "40% OFF",
        "-500",
        "−500 руб",
        "-500р",
        "12 шт",
        "12.05.2024",
        "July, 2004",
        "4,60E+12",
        "1e5",
        "A101",
        "25-09",
        "до 500",
        "1000+",
        "12 месяцев",
        "Цена: уточняйте (мин. заказ: 1 )",
        "99999999999999999999",
        "40х50",
        "----//----",
        "\xFF\xFE",
        "\xD0",
        "<",
        "<b>",
        "&nbsp;",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) expect(texts[i], "", "none", "");
}

static void bounds_and_pairs_are_told(void **state)
{
    (void)state;
    svod_price p;
    assert_true(svod_read_price(SVOD_STR("от 500 руб"), SVOD_STR(""), &p) && p.from && !p.several);
    assert_true(svod_read_price(SVOD_STR("340/360"), SVOD_STR(""), &p) && !p.from && p.several);
    assert_true(svod_read_price(SVOD_STR("150-210"), SVOD_STR(""), &p) && p.several && p.value == svod_dec_of(150));
    assert_true(svod_read_price(SVOD_STR("от 500 до 700 ₽"), SVOD_STR(""), &p) && p.from && p.several &&
                p.value == svod_dec_of(500));
    assert_true(svod_read_price(SVOD_STR("500 руб (скидка 5%)"), SVOD_STR(""), &p) && !p.several);
    assert_true(svod_read_price(SVOD_STR("500"), SVOD_STR(""), &p) && !p.several && !p.from);
}

static void a_lone_separator_is_decided_by_the_hint(void **state)
{
    (void)state;
    expect("129.900", "", "129.90", "");
    expect("129,900", "", "none", "");
    expect("129.900", ".", "129.90", "");
    expect("129.900 €", ".", "129.90", "€");
    expect("129.900", ". RUB", "129.90", "");
    expect("129.900", ",", "129900.00", "");
    expect("129,900", ",", "129.90", "");
    expect("1,234.50", ",", "1234.50", "");
    expect("73,460 €", "", "73460.00", "€");
    expect("Rp 31.500", "", "31500.00", "Rp");
    expect("31.500 EUR", "", "31.50", "EUR");
    expect("31,500 USD", "", "31500.00", "USD");
    expect("12.500 руб", "", "none", "");
    expect("12,500 руб.", "", "none", "");
    expect("12.500 RUB", "", "12.50", "RUB");
    expect("12.50 руб", "", "12.50", "руб");
    expect("0,350 руб", "", "0.35", "руб");
}

static void decimals_and_units(void **state)
{
    (void)state;
    svod_dec d = 0;
    svod_str unit;
    assert_true(svod_read_decimal(SVOD_STR("0,35 кг"), &d, &unit) && d == 3500 && svod_str_is(unit, "кг"));
    assert_true(svod_read_decimal(SVOD_STR("1.234"), &d, NULL) && d == 12340);
    assert_true(svod_read_decimal(SVOD_STR("1 234,5"), &d, &unit) && d == 12345000 && unit.n == 0);
    assert_true(svod_read_decimal(SVOD_STR("-2.5"), &d, NULL) && d == -25000);
    assert_true(svod_read_decimal(SVOD_STR("12 м2"), &d, &unit) && svod_str_is(unit, "м2"));
    assert_false(svod_read_decimal(SVOD_STR("40х50"), &d, NULL));
    assert_false(svod_read_decimal(SVOD_STR("12-14"), &d, NULL));
    assert_false(svod_read_decimal(SVOD_STR("кг"), &d, NULL));
    assert_false(svod_read_decimal(SVOD_STR("1.2.3"), &d, NULL));
}

static void quantities_are_whole(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"12", 12},      {"12 шт", 12},  {"12шт.", 12}, {"по 6 шт", 6}, {"12.0", 12},  {"12.000", 12},
                {"1 200", 1200}, {"от 3 шт", 3}, {"0", 0},      {" 7 ", 7},     {"мин. 5", 5}, {"1 200 000", 1200000}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t n = -1;
        if (!svod_read_quantity(svod_str_of(good[i].text), &n) || n != good[i].value)
            fail_msg("%s: %ld", good[i].text, (long)n);
    }
    static const char *const bad[] = {"",      "шт",  "1.5", "-3",      "6/12", "12-14", "1,200",
                                      "1,000", ">20", "20+", "много 5", "1e3",  "кратно"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t n = -1;
        if (svod_read_quantity(svod_str_of(bad[i]), &n)) fail_msg("%s: %ld", bad[i], (long)n);
    }
}

static void weights_are_kilograms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hint, *kilograms;
    } good[] = {{"0,35", "", "0.35"},   {"350 г", "", "0.35"},  {"350", "г", "0.35"}, {"1.2 kg", "г", "1.2"},
                {"350гр.", "", "0.35"}, {"2 lb", "", "0.9072"}, {"0.1", "кг", "0.1"}, {"1 250 г", "", "1.25"}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        svod_dec d = -1;
        char text[32];
        assert_true(svod_read_weight(svod_str_of(good[i].text), svod_str_of(good[i].hint), &d));
        assert_string_equal(svod_dec_text(d, 0, text), good[i].kilograms);
    }
    svod_dec d;
    assert_false(svod_read_weight(SVOD_STR("350 мл"), SVOD_STR(""), &d));
    assert_false(svod_read_weight(SVOD_STR("-1"), SVOD_STR(""), &d));
}

static void currencies_have_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *iso;
    } cases[] = {{"RUR", "RUB"},  {"руб.", "RUB"}, {"₽", "RUB"},     {"грн", "UAH"},    {"тенге", "KZT"},     {"$", "USD"},
                 {"UAH", "UAH"},  {"rub", "RUB"},  {"руб./шт", "RUB"}, {"643", "RUB"},    {"€", "EUR"},         {"Р", "RUB"},
                 {"BYR", "BYN"},  {" р. ", "RUB"}, {"сом", "KGS"},     {"сомони", "TJS"}, {"бел. руб.", "BYN"}, {"", ""},
                 {"попугай", ""}, {"¥", ""},       {"kr", ""},         {"ДЕН", "MKD"},    {"\xFF", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        svod_str iso = svod_currency_iso(svod_str_of(cases[i].text));
        if (!svod_str_is(iso, cases[i].iso)) fail_msg("%s: %.*s instead of %s", cases[i].text, SVOD_FMT(iso), cases[i].iso);
    }
}

/* Rows of the table that we rightly read otherwise: words for "costs nothing" are no amount; a currency alone is no 1;
 * letters that could be anything beside a number (R, L, q, 坪) make it no price, and one-letter or unknown currencies are
 * not taken for one; what is no well-formed number is not repaired; a dot alone
 * before three digits without a currency is a program's decimal point. */
static bool otherwise(svod_str raw)
{
    static const char *const texts[] = {
        "Free!",    "CND",
        "chf",      "тг",
        "ש'ח",      "د.ل",
        "ش.ص",      "571.12坪",
        "R273.00",  "61.858 L",
        "200q",     "1 E",
        "1 D",      "1 K",
        "1 ¢",      "1 GFr",
        "1 км",     "1 B/.",
        "$.75,333", "$..75,333",
        "$.750.30", "1250€600",
        "1 美股",   "129.900",
        "320.000",  "559. 99 undefined 559.99 inkl. MwSt. zzgl. Versand",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (svod_str_is(svod_str_trim(raw), texts[i])) return true;
    return false;
}

static void real_prices(void **state)
{
    (void)state;
    FILE *f = fopen(SVOD_SOURCE_DIR "/../shared/cases/price.tsv", "r");
    if (!f) {
        print_message("[  NOTE  ] no table of real prices here: skipped\n");
        skip();
        return;
    }
    char line[2000];
    int rows = 0, differ = 0, money = 0;
    while (fgets(line, sizeof line, f)) {
        svod_str rest = {line, strcspn(line, "\n")};
        svod_str field[8];
        for (size_t i = 0; i < 8; i++)
            if (!svod_str_split(&rest, '\t', &field[i])) field[i] = SVOD_STR("");
        if (rows++ == 0 || otherwise(field[2])) continue;
        bool none = svod_str_is(field[3], "\\N");
        svod_dec want = -1;
        if (!none) assert_true(svod_dec_parse(field[3], &want));
        svod_price p = {.value = -1};
        svod_str raw = svod_str_is(field[2], "\\N") ? SVOD_STR("") : field[2];
        bool got = svod_read_price(raw, SVOD_STR(""), &p);
        if (p.value != want) {
            char text[32];
            print_message("%.*s: %s instead of %.*s\n", SVOD_FMT(raw), got ? svod_dec_text(p.value, 2, text) : "none",
                          SVOD_FMT(field[3]));
            differ++;
        }
        bool written = !svod_str_is(field[4], "\\N") && svod_str_find(raw, field[4], 0) != SIZE_MAX;
        if (got && written && svod_str_find(p.currency, field[4], 0) == SIZE_MAX) {
            print_message("%.*s: currency %.*s instead of %.*s\n", SVOD_FMT(raw), SVOD_FMT(p.currency), SVOD_FMT(field[4]));
            money++;
        }
    }
    fclose(f);
    assert_true(rows > 500);
    assert_int_equal(differ, 0);
    assert_int_equal(money, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_of_every_kind),
        cmocka_unit_test(what_is_no_price),
        cmocka_unit_test(bounds_and_pairs_are_told),
        cmocka_unit_test(a_lone_separator_is_decided_by_the_hint),
        cmocka_unit_test(decimals_and_units),
        cmocka_unit_test(quantities_are_whole),
        cmocka_unit_test(weights_are_kilograms),
        cmocka_unit_test(currencies_have_codes),
        cmocka_unit_test(real_prices),
    };
    return cmocka_run_group_tests_name("text/price", tests, NULL, NULL);
}
