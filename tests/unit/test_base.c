/* The base room: arenas, buffers, decimals, maps, text views. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/map.h"
#include "base/str.h"
#include "base/tr.h"

#include <errno.h>

static void decimals_are_read_exactly(void **state)
{
    (void)state;
    svod_dec d = 0;
    assert_true(svod_dec_parse(SVOD_STR("550.00"), &d));
    assert_int_equal(d, 5500000);
    assert_true(svod_dec_parse(SVOD_STR("-0.0001"), &d));
    assert_int_equal(d, -1);
    assert_true(svod_dec_parse(SVOD_STR("1.20000000"), &d));
    assert_int_equal(d, 12000);
    assert_false(svod_dec_parse(SVOD_STR("1.00001"), &d));
    assert_false(svod_dec_parse(SVOD_STR("1,5"), &d));
    assert_false(svod_dec_parse(SVOD_STR(""), &d));
    assert_false(svod_dec_parse(SVOD_STR("."), &d));
    assert_false(svod_dec_parse(SVOD_STR("1."), &d));
    assert_false(svod_dec_parse(SVOD_STR("99999999999999999999"), &d));
}

static void decimals_are_written_shortest(void **state)
{
    (void)state;
    char text[32];
    assert_string_equal(svod_dec_text(5500000, 2, text), "550.00");
    assert_string_equal(svod_dec_text(291583, 2, text), "29.1583");
    assert_string_equal(svod_dec_text(-1, 2, text), "-0.0001");
    assert_string_equal(svod_dec_text(30000, 0, text), "3");
    assert_string_equal(svod_dec_text(35000, 0, text), "3.5");
    assert_string_equal(svod_dec_text(0, 2, text), "0.00");
}

static void decimals_round_half_away(void **state)
{
    (void)state;
    svod_dec d = 0;
    assert_true(svod_dec_round(49, 100, &d) && d == 0);
    assert_true(svod_dec_round(50, 100, &d) && d == 100);
    assert_true(svod_dec_round(-50, 100, &d) && d == -100);
    assert_true(svod_dec_round_up(1, 10000, &d) && d == 10000);
    assert_true(svod_dec_round_up(20000, 10000, &d) && d == 20000);
    /* 333 × 15 % × 3 as one fee: 149.85 */
    assert_true(svod_dec_mul(svod_dec_of(999), 1500, 100, &d) && d == 1498500);
    /* 33.33 × 3 × 61.61 = 6160.3839 → 6160.38 */
    assert_true(svod_dec_mul3(333300, svod_dec_of(3), 616100, 100, &d) && d == 61603800);
    assert_false(svod_dec_mul(SVOD_DEC_MAX, SVOD_DEC_MAX, 100, &d));
    assert_false(svod_dec_add(SVOD_DEC_MAX, 1, &d));
}

static void arena_rewinds(void **state)
{
    (void)state;
    svod_arena a;
    svod_arena_init(&a);
    svod_str first = svod_arena_dup(&a, SVOD_STR("first"));
    svod_arena_mark mark = svod_arena_mark_get(&a);
    for (int i = 0; i < 10000; i++) assert_non_null(svod_arena_alloc(&a, 100));
    svod_arena_rewind(&a, mark);
    assert_true(svod_str_is(first, "first"));
    assert_int_equal(a.used, mark.used);
    svod_arena_release(&a);
    svod_arena_init_try(&a, 1000);
    assert_non_null(svod_arena_alloc(&a, 900));
    assert_null(svod_arena_alloc(&a, 900));
    svod_arena_release(&a);
    svod_arena_init_try(&a, 0);
    svod_alloc_fail_after(1);
    assert_null(svod_arena_alloc(&a, 10));
    assert_true(svod_alloc_failed());
    svod_alloc_fail_after(0);
    svod_arena_release(&a);
}

static void buffers_fail_once_and_stay_failed(void **state)
{
    (void)state;
    svod_buf b = SVOD_BUF_INIT_TRY(10);
    svod_buf_cstr(&b, "12345");
    svod_buf_cstr(&b, "678901");
    assert_true(b.failed);
    svod_buf_char(&b, 'x');
    assert_int_equal(b.n, 5);
    svod_buf_clear(&b);
    svod_buf_int(&b, INT64_MIN / 1000000000000);
    assert_string_equal(b.p, "-9223372");
    svod_buf_release(&b);
}

static void maps_hold_what_was_put(void **state)
{
    (void)state;
    svod_arena a;
    svod_arena_init(&a);
    svod_map m = SVOD_MAP_INIT;
    svod_hash_set set = {0};
    for (uint32_t i = 0; i < 5000; i++) {
        char text[16];
        int n = snprintf(text, sizeof text, "key%u", i);
        svod_str key = svod_arena_dup(&a, (svod_str){text, (size_t)n});
        assert_int_equal(svod_map_put(&m, key, i), i);
        assert_int_equal(svod_map_put(&m, key, i + 1), i);
        bool fresh = false;
        assert_true(svod_hash_set_add(&set, svod_hash_str(key), &fresh) && fresh);
        assert_true(svod_hash_set_add(&set, svod_hash_str(key), &fresh) && !fresh);
    }
    assert_int_equal(svod_map_get(&m, SVOD_STR("key4321")), 4321);
    assert_int_equal(svod_map_get(&m, SVOD_STR("key5000")), UINT32_MAX);
    assert_false(svod_hash_set_has(&set, svod_hash_str(SVOD_STR("key5000"))));
    svod_hash_set_release(&set);
    svod_map_release(&m);
    svod_arena_release(&a);
}

static void views_are_cut(void **state)
{
    (void)state;
    assert_true(svod_str_is(svod_str_trim(SVOD_STR("\xC2\xA0 a b \xE2\x80\xAF\t\n")), "a b"));
    assert_int_equal(svod_str_trim(SVOD_STR(" \xC2\xA0 ")).n, 0);
    svod_str rest = SVOD_STR("a||b");
    svod_str part;
    int parts = 0;
    while (svod_str_split(&rest, '|', &part)) parts++;
    assert_int_equal(parts, 3);
    int64_t n = 0;
    assert_true(svod_str_int(SVOD_STR("-42"), &n) && n == -42);
    assert_false(svod_str_int(SVOD_STR("4 2"), &n));
    assert_int_equal(svod_str_find(SVOD_STR("ababc"), SVOD_STR("abc"), 0), 2);
}

/* Whole words, never Russian spelled in Latin letters. */
static void errno_is_words(void **state)
{
    (void)state;
    svod_tr_init(SVOD_BUILD_DIR "/locale", SVOD_LANG_EN);
    assert_string_equal(svod_errno_text(ENOENT), "No such file or directory");
    assert_string_equal(svod_errno_text(EFBIG), "File too large");
    assert_string_equal(svod_errno_text(100000), "an error without a name");
    svod_tr_init(SVOD_BUILD_DIR "/locale", SVOD_LANG_RU);
    const char *said = svod_errno_text(EFBIG);
    assert_true(strcmp(said, "File too large") == 0 || strcmp(said, "Файл слишком велик") == 0);
    assert_string_equal(svod_errno_text(100000), "ошибка без названия");
    svod_tr_init(SVOD_BUILD_DIR "/locale", SVOD_LANG_EN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_exactly),
        cmocka_unit_test(decimals_are_written_shortest),
        cmocka_unit_test(decimals_round_half_away),
        cmocka_unit_test(arena_rewinds),
        cmocka_unit_test(buffers_fail_once_and_stay_failed),
        cmocka_unit_test(maps_hold_what_was_put),
        cmocka_unit_test(views_are_cut),
        cmocka_unit_test(errno_is_words),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
