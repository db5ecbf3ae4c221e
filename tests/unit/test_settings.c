/* Settings: what is read, and that every slip is told with its file, line, column and what was meant. */
#include "support/cmocka_all.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/str.h"
#include "engine/nearest.h"
#include "engine/settings.h"
#include "engine/yaml.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static svod_arena arena;

static void write_file(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/svod-settings-XXXXXX");
    assert_non_null(mkdtemp(folder));
    char path[100];
    snprintf(path, sizeof path, "%s/suppliers", folder);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/purchases", folder);
    mkdir(path, 0755);
    write_file("svod.yaml", "name: Мария\ntime_zone: Europe/Moscow\norg_fee: 12%\n");
    write_file("suppliers/s.yaml", "source: ./a.yml\n");
    svod_arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[200];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    svod_arena_release(&arena);
    return system(command);
}

static svod_status load_purchase(const char *text, svod_purchase *p, svod_supplier *s, svod_error *e)
{
    svod_settings settings;
    write_file("purchases/p.yaml", text);
    memset(e, 0, sizeof *e);
    svod_status status = svod_settings_load(&arena, folder, &settings, e);
    return status ? status : svod_purchase_load(&arena, folder, SVOD_STR("p"), &settings, NULL, p, s, e);
}

static void whole_purchase(void **state)
{
    (void)state;
    svod_purchase p;
    svod_supplier s;
    svod_error e;
    assert_int_equal(SVOD_OK, load_purchase("title: Ивтекс, выкуп 12\n"
                                            "supplier: s\n"
                                            "stop: 2026-11-25T20:00:00+03:00\n"
                                            "currency: RUB\n"
                                            "rate: {USD: 61, fee: 1%}\n"
                                            "org_fee: [{from: 0, fee: 35%}, {from: 2000, fee: 15%}]\n"
                                            "minimum: {amount: 30000, units: 50, rows: 1}\n"
                                            "rows: whole\n"
                                            "leftover: {units: 2, amount: 3000}\n"
                                            "policy: first-come\n"
                                            "serve_first: [paid, vip]\n"
                                            "price_drift: 7%\n"
                                            "lots:\n"
                                            "  - {article: A-101, row: \"42-44-46:2-48\"}\n"
                                            "  - {article: B-7, colour: \"*\", pack: 6}\n"
                                            "  - {article: C-9, min: 3}\n"
                                            "delivery: {amount: 4500.50, split: weight}\n"
                                            "charges:\n"
                                            "  - {title: Раздача, amount: 30, per: participant}\n"
                                            "rounding: {to: 1, mode: up}\n"
                                            "prepay: 50%\n",
                                            &p, &s, &e));
    assert_true(svod_str_is(p.title, "Ивтекс, выкуп 12"));
    assert_int_equal(1795626000LL * 1000000, p.stop);
    assert_int_equal(610000, p.money.rate);
    assert_int_equal(100, p.money.rate_fee);
    assert_int_equal(616100, svod_money_rate(&p.money));
    assert_true(svod_str_is(p.rate_currency, "USD"));
    assert_int_equal(2, p.money.fees_n);
    assert_int_equal(3500, p.money.fees[0].fee);
    assert_int_equal(svod_dec_of(2000), p.money.fees[1].from);
    assert_int_equal(svod_dec_of(30000), p.terms.minimum_amount);
    assert_int_equal(50, p.terms.minimum_units);
    assert_int_equal(1, p.terms.minimum_rows);
    assert_true(p.terms.has_leftover);
    assert_int_equal(2, p.terms.leftover_units);
    assert_int_equal(-1, p.terms.leftover_per_item);
    assert_int_equal(svod_dec_of(3000), p.terms.leftover_amount);
    assert_int_equal(SVOD_POLICY_FIRST_COME, p.terms.policy);
    assert_int_equal(2, p.serve_first_n);
    assert_int_equal(SVOD_SERVE_VIP, p.serve_first[1]);
    assert_int_equal(700, p.terms.price_drift);
    assert_int_equal(3, p.terms.lots_n);
    assert_int_equal(4, p.terms.lots[0].row_n);
    assert_true(svod_str_is(p.terms.lots[0].row[2].size, "46"));
    assert_int_equal(2, p.terms.lots[0].row[2].count);
    assert_int_equal(6, p.terms.lots[1].pack);
    assert_int_equal(3, p.terms.lots[2].min);
    assert_int_equal(45005000, p.money.delivery);
    assert_int_equal(SVOD_SPLIT_WEIGHT, p.money.split);
    assert_int_equal(SVOD_PER_PARTICIPANT, p.money.charges[0].per);
    assert_int_equal(SVOD_DEC_SCALE, p.money.rounding_to);
    assert_int_equal(SVOD_ROUND_UP, p.money.rounding_mode);
    assert_int_equal(5000, p.money.prepay);
}

static void what_is_left_out(void **state)
{
    (void)state;
    svod_purchase p;
    svod_supplier s;
    svod_error e;
    assert_int_equal(SVOD_OK, load_purchase("supplier: s\n", &p, &s, &e));
    assert_true(svod_str_is(p.title, "p"));
    assert_false(p.terms.has_leftover);
    assert_int_equal(SVOD_DEC_NONE, p.terms.minimum_amount);
    assert_int_equal(SVOD_DEC_NONE, p.terms.price_drift);
    assert_int_equal(SVOD_POLICY_MOST_FILLED, p.terms.policy);
    assert_false(p.terms.rows_free);
    assert_int_equal(INT64_MIN, p.stop);
    assert_true(svod_str_is(p.money.currency, "RUB"));
    assert_int_equal(SVOD_DEC_SCALE, p.money.rate);
    assert_int_equal(0, p.rate_currency.n);
    assert_int_equal(1200, p.money.fees[0].fee); /* svod.yaml's */
    assert_int_equal(100, p.money.rounding_to);
    assert_int_equal(SVOD_ROUND_NEAREST, p.money.rounding_mode);
}

/* The supplier's terms are below the purchase's, key by key. */
static void inheritance(void **state)
{
    (void)state;
    svod_purchase p;
    svod_supplier s;
    svod_error e;
    write_file("suppliers/s.yaml",
               "source: [./a.yml, https://shop.example/b.yml, /abs/c.yml]\n"
               "options: {header_row: 3, columns: {article: Код}}\n"
               "terms: {rows: free, minimum: {amount: 30000, units: 5}, lots: [{pack: 2}], price_drift: 3%}\n"
               "fetch: {delay: 1500ms, user_agent: me}\nsizes: double\n");
    assert_int_equal(SVOD_OK, load_purchase("supplier: s\nminimum: {units: 9}\nlots: []\n", &p, &s, &e));
    assert_true(p.terms.rows_free);
    assert_int_equal(SVOD_DEC_NONE, p.terms.minimum_amount);
    assert_int_equal(9, p.terms.minimum_units);
    assert_int_equal(0, p.terms.lots_n);
    assert_int_equal(300, p.terms.price_drift);
    assert_int_equal(3, s.sources.n);
    char path[200];
    snprintf(path, sizeof path, "%s/a.yml", folder);
    assert_true(svod_str_is(s.sources.v[0], path));
    assert_true(svod_str_is(s.sources.v[1], "https://shop.example/b.yml"));
    assert_true(svod_str_is(s.sources.v[2], "/abs/c.yml"));
    assert_int_equal(2, s.options.n);
    assert_true(svod_str_is(s.options.v[1].name, "columns.article"));
    assert_true(svod_str_is(s.options.v[1].value, "Код"));
    assert_int_equal(1500, s.fetch_delay_ms);
    assert_int_equal(SVOD_SIZES_DOUBLE, s.sizes);
}

static void slips(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where, *id, *says;
    } cases[] = {
        {"suplier: s\n", "1:1", "settings.unknown-key", "`supplier`"},
        {"supplier: s\nminimum: {amont: 5}\n", "2:11", "settings.unknown-key", "`amount`"},
        {"supplier: s\nквас: 1\n", "2:1", "settings.unknown-key", "known here: title"},
        {"supplier: s\nrows: hole\n", "2:7", "settings.value", "`whole`"},
        {"supplier: s\npolicy: xyz\n", "2:9", "settings.value", "most-filled|first-come|even"},
        {"supplier: s\norg_fee: 15\n", "2:10", "settings.value", "percentage"},
        {"supplier: s\norg_fee: 7.125%\n", "2:10", "settings.value", "two digits"},
        {"supplier: s\norg_fee: []\n", "2:10", "settings.value", "empty list"},
        {"supplier: s\norg_fee: [{from: 1, fee: 2%}]\n", "2:11", "settings.value", "from: 0"},
        {"supplier: s\norg_fee: [{from: 0, fee: 2%}, {from: 0, fee: 1%}]\n", "2:31", "settings.value", "larger"},
        {"supplier: s\nminimum:\n", "2:9", "settings.no-value", "no value"},
        {"supplier: s\nminimum: 5\n", "2:10", "settings.type", "keys with values"},
        {"supplier: s\nminimum: {units: 1.5}\n", "2:18", "settings.value", "whole number"},
        {"supplier: s\nminimum: {amount: 12,5}\n", "2:22", "settings.unknown-key", "known here: amount, units, rows"},
        {"supplier: s\nminimum: {amount: -1}\n", "2:19", "settings.value", "-1"},
        {"supplier: s\nleftover: {}\n", "2:11", "settings.value", "units: 0"},
        {"supplier: s\nlots: [{article: A}]\n", "2:8", "settings.missing-key", "row"},
        {"supplier: s\nlots: [{row: \"\"}]\n", "2:14", "settings.value", "row"},
        {"supplier: s\nlots: [{pack: 0}]\n", "2:15", "settings.value", "1"},
        {"supplier: s\nlots: {pack: 1}\n", "2:7", "settings.type", "list"},
        {"supplier: s\nserve_first: [paid, paid]\n", "2:21", "settings.value", "twice"},
        {"supplier: s\nrate: {USD: 61, EUR: 70}\n", "2:17", "settings.value", "one rate"},
        {"supplier: s\nrate: {USD: 0}\n", "2:13", "settings.value", "0"},
        {"supplier: s\nrate: {fee: 1%}\n", "2:7", "settings.missing-key", "USD"},
        {"supplier: s\nrate: {XX: 1}\n", "2:8", "settings.unknown-key", "USD"},
        {"supplier: s\ncurrency: XQZ\n", "2:11", "settings.value", "XQZ"},
        {"supplier: s\ndelivery: {amount: 10.001}\n", "2:20", "settings.value", "two digits"},
        {"supplier: s\ndelivery: {split: amount}\n", "2:11", "settings.missing-key", "amount"},
        {"supplier: s\nrounding: {to: 0}\n", "2:16", "settings.value", "more than 0"},
        {"supplier: s\nprepay: 101%\n", "2:9", "settings.value", "100%"},
        {"supplier: s\nstop: завтра\n", "2:7", "settings.value", "завтра"},
        {"supplier: s\nsupplier: s\n", "2:1", "settings.repeated-key", "line 1"},
        {"supplier: [s]\n", "1:11", "settings.type", "single value"},
        {"title: x\n", "1:1", "settings.missing-key", "supplier"},
        {"- a\n", "1:1", "settings.type", "a list"},
        {"a: [1\n", "2:1", "settings.yaml", "YAML"},
        {"supplier: s\n---\nsupplier: s\n", "3:1", "settings.yaml", "second document"},
        {"supplier: s\n[a]: b\n", "2:1", "settings.key", "word"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        svod_purchase p;
        svod_supplier s;
        svod_error e;
        svod_status status = load_purchase(cases[i].text, &p, &s, &e);
        if (status != SVOD_FAILED || strcmp(e.id, cases[i].id) != 0 || strcmp(e.where, cases[i].where) != 0 ||
            !strstr(e.text, cases[i].says) || e.exit_code != SVOD_EXIT_BAD_SETTINGS ||
            strcmp(e.file, "purchases/p.yaml") != 0)
            fail_msg("%s: status %d, %s:%s %s [%s], exit %d", cases[i].text, status, e.file, e.where, e.text, e.id,
                     e.exit_code);
    }
}

/* A slip in the supplier's file is told in the supplier's file. */
static void slip_of_the_supplier(void **state)
{
    (void)state;
    svod_purchase p;
    svod_supplier s;
    svod_error e;
    write_file("suppliers/s.yaml", "source: a\nterms:\n  rowz: free\n");
    assert_int_equal(SVOD_FAILED, load_purchase("supplier: s\n", &p, &s, &e));
    assert_string_equal("suppliers/s.yaml", e.file);
    assert_string_equal("3:3", e.where);
    write_file("suppliers/s.yaml", "source: a\nfetch: {login: {user: x}}\n");
    assert_int_equal(SVOD_FAILED, load_purchase("supplier: s\n", &p, &s, &e));
    assert_string_equal("settings.login", e.id);
    write_file("suppliers/s.yaml", "source: []\n");
    assert_int_equal(SVOD_FAILED, load_purchase("supplier: s\n", &p, &s, &e));
    write_file("suppliers/s.yaml", "title: no source\n");
    assert_int_equal(SVOD_FAILED, load_purchase("supplier: s\n", &p, &s, &e));
    assert_string_equal("settings.missing-key", e.id);
    assert_int_equal(SVOD_FAILED, load_purchase("supplier: ss\n", &p, &s, &e));
    assert_int_equal(SVOD_EXIT_NO_INPUT, e.exit_code);
    assert_non_null(strstr(e.text, "`s`"));
}

static void names_stay_in_their_folder(void **state)
{
    (void)state;
    static const char *const bad[] = {"", ".", "..", "../svod", "a/b", "/etc/passwd", ".hidden", "a\\b", "a\nb"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        svod_supplier s;
        svod_error e = {0};
        assert_false(svod_settings_name_ok(svod_str_of(bad[i])));
        assert_int_equal(SVOD_FAILED, svod_supplier_load(&arena, folder, svod_str_of(bad[i]), &s, &e));
        assert_string_equal("settings.name", e.id);
    }
    assert_true(svod_settings_name_ok(SVOD_STR("Ивтекс-12")));
    assert_true(svod_settings_name_ok(SVOD_STR("a..b")));
}

static svod_status load_settings(const char *text, svod_settings *s, svod_error *e)
{
    write_file("svod.yaml", text);
    memset(e, 0, sizeof *e);
    return svod_settings_load(&arena, folder, s, e);
}

static void organiser(void **state)
{
    (void)state;
    svod_settings s;
    svod_error e;
    assert_int_equal(
        SVOD_OK, load_settings("name: Мария\ncontacts: {phone: +7 900, email: m@x.ru}\nlanguage: en\ntime_zone: \"-03:30\"\n"
                               "places: [{name: Центр, address: \"Мира, 1\"}]\n"
                               "bank: {Name: ИП Иванов, PersonalAcc: 40702810138250123017, BankName: Банк,\n"
                               "  BIC: 044525225, CorrespAcc: 30101810400000000225, note: переводом}\n",
                               &s, &e));
    assert_true(svod_str_is(s.phone, "+7 900"));
    assert_int_equal(SVOD_LANG_EN, s.lang);
    assert_int_equal(-210, svod_zone_offset(&s.zone, 0));
    assert_int_equal(1, s.places_n);
    assert_true(svod_str_is(s.bank_account, "40702810138250123017"));
    assert_int_equal(SVOD_OK, load_settings("", &s, &e));
    assert_true(svod_str_is(s.currency, "RUB"));
    assert_int_equal(0, svod_zone_offset(&s.zone, 0));
    static const char *const bad[][2] = {
        {"bank: {Name: И, PersonalAcc: 40702810138250123018, BankName: Б, BIC: 044525225}\n", "settings.bank"},
        {"bank: {Name: И, PersonalAcc: 40702810138250123017, BankName: Б, BIC: 04452522}\n", "settings.bank"},
        {"bank: {PersonalAcc: 40702810138250123017}\n", "settings.bank"},
        {"time_zone: Mars/Olympus\n", "settings.time-zone"},
        {"time_zone: ../../etc/passwd\n", "settings.time-zone"},
        {"time_zone: \"+25:00\"\n", "settings.time-zone"},
        {"language: fr\n", "settings.value"},
        {"places: [{address: x}]\n", "settings.missing-key"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(SVOD_FAILED, load_settings(bad[i][0], &s, &e));
        assert_string_equal(bad[i][1], e.id);
        assert_int_equal(SVOD_EXIT_BAD_SETTINGS, e.exit_code);
        assert_int_equal('1', e.where[0]);
    }
}

/* ---- hostile YAML ---- */

static svod_status parse(svod_str bytes, svod_error *e)
{
    const svod_yaml *root;
    svod_yaml_reader r = {.arena = &arena, .file = "x.yaml", .e = e};
    return svod_yaml_parse(&r, bytes, &root);
}

static void bombs(void **state)
{
    (void)state;
    svod_error e;
    assert_int_equal(
        SVOD_FAILED,
        parse(SVOD_STR("a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,"
                       "*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"),
              &e));
    assert_string_equal("settings.too-large", e.id);
    assert_int_equal(SVOD_FAILED, parse(SVOD_STR("a: &a [*a]\n"), &e));
    assert_string_equal("settings.too-deep", e.id);
    assert_int_equal(SVOD_FAILED, parse(SVOD_STR("[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]"), &e));
    assert_string_equal("settings.too-deep", e.id);
    assert_int_equal(SVOD_FAILED, parse(SVOD_STR("a: *nobody\n"), &e));
    assert_string_equal("settings.yaml", e.id);
    assert_int_equal(SVOD_FAILED, parse(SVOD_STR("a: \xff\xfe\xfd\n"), &e));
    assert_string_equal("settings.not-text", e.id);
    assert_int_equal(SVOD_FAILED, parse(SVOD_STR("a: \"x\\0y\"\n"), &e));
    assert_string_equal("settings.value", e.id);
    svod_buf big = SVOD_BUF_INIT;
    for (int i = 0; i < 200000; i++) svod_buf_cstr(&big, "k: 1\n\n");
    assert_int_equal(SVOD_FAILED, parse(svod_buf_view(&big), &e));
    svod_buf_clear(&big);
    for (int i = 0; i < 5000; i++) svod_buf_printf(&big, "k%d: 1\n", i);
    assert_int_equal(SVOD_FAILED, parse(svod_buf_view(&big), &e));
    assert_string_equal("settings.too-large", e.id);
    svod_buf_release(&big);
    assert_int_equal(SVOD_OK, parse(SVOD_STR("a: &a {x: 1}\nb: *a\n"), &e));
    assert_int_equal(SVOD_OK, parse((svod_str){0}, &e));
}

/* ---- time zones ---- */

static void zones(void **state)
{
    (void)state;
    svod_zone zone;
    svod_error e = {0};
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0) skip();
    assert_int_equal(SVOD_OK, svod_zone_load(&arena, SVOD_STR("Europe/Berlin"), &zone, &e));
    assert_int_equal(60, svod_zone_offset(&zone, 1767225600LL * 1000000));                    /* 2026-01-01 */
    assert_int_equal(120, svod_zone_offset(&zone, 1782864000LL * 1000000));                   /* 2026-07-01 */
    assert_int_equal(60, svod_zone_offset(&zone, 1792889999LL * 1000000 + 4000 * 1000000LL)); /* after 2026-10-25T01:00Z */
    assert_int_equal(120, svod_zone_offset(&zone, 2382998400LL * 1000000));                   /* 2045-07-07: by the rule */
    assert_int_equal(60, svod_zone_offset(&zone, 2367273600LL * 1000000));                    /* 2045-01-06 */
    int64_t t;
    assert_true(svod_zone_time_parse(&zone, SVOD_STR("01.07.2026 12:00"), &t));
    assert_int_equal(1782900000LL * 1000000, t);
    assert_true(svod_zone_time_parse(&zone, SVOD_STR("2026-07-01T12:00:00+00:00"), &t));
    assert_int_equal(1782907200LL * 1000000, t);
    assert_true(svod_zone_time_parse(&zone, SVOD_STR("25.10.2026 02:30"), &t)); /* came twice: the first */
    assert_int_equal(1792888200LL * 1000000, t);
    assert_int_equal(SVOD_OK, svod_zone_load(&arena, SVOD_STR("Europe/Moscow"), &zone, &e));
    assert_int_equal(180, svod_zone_offset(&zone, 1782864000LL * 1000000));
    assert_int_equal(SVOD_OK, svod_zone_load(&arena, SVOD_STR("Australia/Sydney"), &zone, &e));
    assert_int_equal(660, svod_zone_offset(&zone, 2367273600LL * 1000000));
    assert_int_equal(600, svod_zone_offset(&zone, 2382998400LL * 1000000));
    assert_int_equal(SVOD_FAILED, svod_zone_read(&arena, SVOD_STR("TZif2 no"), &zone, &e));
}

static void nearest(void **state)
{
    (void)state;
    const svod_str names[] = {SVOD_STR("title"), SVOD_STR("supplier"), SVOD_STR("to")};
    assert_int_equal(1, svod_nearest(SVOD_STR("suplier"), names, 3));
    assert_int_equal(0, svod_nearest(SVOD_STR("ttile"), names, 3));
    assert_int_equal(SIZE_MAX, svod_nearest(SVOD_STR("xyzzy"), names, 3));
    assert_int_equal(SIZE_MAX, svod_nearest(SVOD_STR(""), names, 3));
    svod_str cut = svod_excerpt(SVOD_STR("ааааааааааааааааааааааааааааааaбв"));
    assert_true(cut.n <= 60 && svod_utf8_valid(cut));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(whole_purchase),
                                       TEST(what_is_left_out),
                                       TEST(inheritance),
                                       TEST(slips),
                                       TEST(slip_of_the_supplier),
                                       TEST(names_stay_in_their_folder),
                                       TEST(organiser),
                                       TEST(bombs),
                                       TEST(zones),
                                       TEST(nearest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
