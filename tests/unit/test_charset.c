/* Recognising and decoding encodings: every Cyrillic code page, capitals, lying declarations, UTF-16 with and without a
 * mark. */
#include "support/cmocka_all.h"

#include "base/str.h"
#include "text/charset.h"

#include <iconv.h>

static const char *const TEXTS[] = {
    "Платье летнее, хлопок 100%, размеры 42-48; цвет: синий, молочный. Производство Иваново",
    "ПЛАТЬЕ ЛЕТНЕЕ, ХЛОПОК 100%, РАЗМЕРЫ 42-48; ЦВЕТ: СИНИЙ. КАТЕГОРИЯ И НАЛИЧИЕ",
    "Артикул;Наименование;Цена\nА-101;Футболка детская;350,00\nА-102;Брюки женские;1 250,00\n",
    "Сукня жіноча, колір блакитний, розмір 46; виробництво Україна, є в наявності",
    "АРТИКУЛ;НАИМЕНОВАНИЕ;ЦЕНА",
};

static size_t encode(const char *text, const char *charset, char *out, size_t room)
{
    iconv_t cd = iconv_open(charset, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    char copy[1024];
    size_t n = strlen(text), left = room;
    memcpy(copy, text, n + 1);
    char *in = copy, *to = out;
    while (n > 0 && iconv(cd, &in, &n, &to, &left) == (size_t)-1) {
        /* A letter this page lacks (Ukrainian in KOI8-R): skipped with its second byte. */
        in += 2;
        n -= 2;
    }
    iconv_close(cd);
    return room - left;
}

static void recognises_code_pages(void **state)
{
    (void)state;
    static const char *const pages[] = {"windows-1251", "CP866", "KOI8-R", "UTF-8"};
    for (size_t t = 0; t < sizeof TEXTS / sizeof *TEXTS; t++)
        for (size_t p = 0; p < 4; p++) {
            char bytes[1024], name[SVOD_CHARSET_NAME];
            size_t n = encode(TEXTS[t], pages[p], bytes, sizeof bytes);
            svod_charset_guess((svod_str){bytes, n}, (svod_str){0}, name);
            if (strcmp(name, pages[p]) != 0) print_error("text %zu in %s was taken for %s\n", t, pages[p], name);
            assert_string_equal(name, pages[p]);
        }
}

static void declarations_are_hints(void **state)
{
    (void)state;
    char bytes[1024], name[SVOD_CHARSET_NAME];
    /* Declared windows-1251, bytes UTF-8, and the reverse. */
    svod_charset_guess(svod_str_of(TEXTS[0]), SVOD_STR("windows-1251"), name);
    assert_string_equal(name, "UTF-8");
    size_t n = encode(TEXTS[0], "windows-1251", bytes, sizeof bytes);
    svod_charset_guess((svod_str){bytes, n}, SVOD_STR("utf-8"), name);
    assert_string_equal(name, "windows-1251");
    svod_charset_guess((svod_str){bytes, n}, SVOD_STR("koi8-r"), name);
    assert_string_equal(name, "windows-1251");
    svod_charset_guess((svod_str){bytes, n}, SVOD_STR("ISO-8859-1"), name);
    assert_string_equal(name, "windows-1251");
    /* A lone sign decides nothing: the declaration does, and windows-1251 where there is none. */
    svod_charset_guess(SVOD_STR("Nike \xB9 5"), (svod_str){0}, name);
    assert_string_equal(name, "windows-1251");
    svod_charset_guess(SVOD_STR("caf\xE9, th\xE9, \xE9t\xE9 no\xEBl fa\xE7on"), SVOD_STR("ISO-8859-15"), name);
    assert_string_equal(name, "ISO-8859-15");
}

static void few_bad_bytes_leave_utf8(void **state)
{
    (void)state;
    char name[SVOD_CHARSET_NAME];
    svod_charset_guess(SVOD_STR("Платье летнее \xD0 и \xFF брюки, сорочка"), (svod_str){0}, name);
    assert_string_equal(name, "UTF-8");
    svod_charset_guess(SVOD_STR("Платье, брюки \xD0"), (svod_str){0}, name); /* the sample ends in a letter */
    assert_string_equal(name, "UTF-8");
}

static void finds_declarations(void **state)
{
    (void)state;
    assert_true(
        svod_str_is(svod_charset_declared(SVOD_STR("<?xml version=\"1.0\" encoding=\"windows-1251\"?>")), "windows-1251"));
    assert_true(svod_str_is(svod_charset_declared(SVOD_STR("<?xml version='1.0' encoding = 'utf-8' ?>")), "utf-8"));
    assert_true(
        svod_str_is(svod_charset_declared(SVOD_STR("<? echo \"<?xml version=\\\"1.0\\\" encoding=\\\"windows-1251\\\"?>\"")),
                    "windows-1251"));
    assert_true(
        svod_str_is(svod_charset_declared(SVOD_STR("<meta http-equiv=x content='text/html; charset=koi8-r'>")), "koi8-r"));
    assert_int_equal(svod_charset_declared(SVOD_STR("the encoding of it; article;price")).n, 0);
    assert_int_equal(svod_charset_declared(SVOD_STR("encoding=")).n, 0);
}

static void sees_utf16(void **state)
{
    (void)state;
    char bytes[1024];
    size_t n = encode(TEXTS[2], "UTF-16LE", bytes, sizeof bytes);
    assert_string_equal(svod_charset_wide((svod_str){bytes, n}), "UTF-16LE");
    n = encode(TEXTS[2], "UTF-16BE", bytes, sizeof bytes);
    assert_string_equal(svod_charset_wide((svod_str){bytes, n}), "UTF-16BE");
    assert_null(svod_charset_wide(svod_str_of(TEXTS[2])));
    assert_null(svod_charset_wide(SVOD_STR("PK\003\004\0\0\0\0\0\0")));
}

/* Decoding in pieces of `step` bytes in and `room` bytes out gives the text again. */
static void decodes(const char *text, const char *charset, size_t step, size_t room)
{
    char bytes[1024], out[4096];
    size_t n = encode(text, charset, bytes, sizeof bytes), made = 0, begin = 0, end = 0;
    char canonical[SVOD_CHARSET_NAME];
    assert_true(svod_charset_canonical(svod_str_of(charset), canonical));
    svod_decoder d;
    assert_int_equal(svod_decoder_init(&d, canonical, NULL), SVOD_OK);
    while (begin < n) {
        if (end < n) end = end + step < n ? end + step : n;
        size_t used;
        made += svod_decoder_run(&d, (svod_str){bytes + begin, end - begin}, end == n, out + made, room, &used);
        begin += used;
    }
    svod_decoder_release(&d);
    assert_int_equal(made, strlen(text));
    assert_memory_equal(out, text, made);
}

static void decodes_in_pieces(void **state)
{
    (void)state;
    static const char *const charsets[] = {"CP1251",   "CP866", "KOI8-R",     "UTF-16LE",
                                           "UTF-16BE", "UTF-8", "ISO-8859-5", "MAC-CYRILLIC"};
    for (size_t c = 0; c < sizeof charsets / sizeof *charsets; c++)
        for (size_t step = 1; step < 40; step += 3) {
            decodes(TEXTS[0], charsets[c], step, 16);
            decodes(TEXTS[2], charsets[c], step, 1000);
        }
    decodes("a 𝄞 clef and 🧦", "UTF-16LE", 1, 16);
}

static void bad_bytes_become_marks(void **state)
{
    (void)state;
    char out[64];
    size_t used;
    svod_decoder d;
    assert_int_equal(svod_decoder_init(&d, "UTF-16LE", NULL), SVOD_OK);
    size_t n = svod_decoder_run(&d,
                                (svod_str){"a\0\x00\xDC"
                                           "b\0\x00\xD8"
                                           "x",
                                           9},
                                true, out, sizeof out, &used);
    assert_int_equal(used, 9);
    assert_int_equal(n, strlen("a\uFFFDb\uFFFD\uFFFD"));
    assert_memory_equal(out, "a\uFFFDb\uFFFD\uFFFD", n);
    svod_error e;
    assert_int_equal(svod_decoder_init(&d, "no-such-charset", &e), SVOD_FAILED);
    assert_string_equal(e.id, "encoding.unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognises_code_pages),
        cmocka_unit_test(declarations_are_hints),
        cmocka_unit_test(few_bad_bytes_leave_utf8),
        cmocka_unit_test(finds_declarations),
        cmocka_unit_test(sees_utf16),
        cmocka_unit_test(decodes_in_pieces),
        cmocka_unit_test(bad_bytes_become_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
