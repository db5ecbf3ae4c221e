/* Sources: the lending window, pieces of any size, encodings behind it, gzip, the cap, what cannot be opened. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/str.h"
#include "io/source.h"

#include <iconv.h>
#include <unistd.h>
#include <zlib.h>

/* All that a reader gets who takes `take` bytes at a time. */
static void read_all(svod_source *s, size_t take, svod_buf *out)
{
    for (;;) {
        const char *p;
        size_t n;
        svod_error e;
        assert_int_equal(svod_source_ahead(s, take, &p, &n, &e), SVOD_OK);
        if (n == 0) return;
        size_t now = n < take ? n : take;
        svod_buf_add(out, p, now);
        svod_source_consume(s, now);
    }
}

static void reads_as(svod_str bytes, const char *forced, const char *encoding, svod_str want)
{
    static const size_t chunks[] = {0, 1, 2, 3, 7, 64, 5000};
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        svod_source *s;
        svod_error e;
        svod_buf out = SVOD_BUF_INIT;
        assert_int_equal(svod_source_memory(bytes, "x", chunks[i], &s, &e), SVOD_OK);
        assert_int_equal(svod_source_decode(s, svod_str_of(forced), &e), SVOD_OK);
        read_all(s, 5, &out);
        assert_true(svod_str_is(svod_source_encoding(s), encoding));
        assert_int_equal(out.n, want.n);
        assert_memory_equal(out.p ? out.p : "", want.p, want.n);
        svod_source_close(s);
        svod_buf_release(&out);
    }
}

static void to_charset(svod_str text, const char *charset, svod_buf *out)
{
    iconv_t cd = iconv_open(charset, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    char *in = (char *)(uintptr_t)text.p, *to = svod_buf_reserve(out, text.n * 2 + 16), *begin = to;
    size_t left = text.n, room = text.n * 2 + 16;
    assert_int_equal(iconv(cd, &in, &left, &to, &room), 0);
    iconv_close(cd);
    out->n += (size_t)(to - begin);
}

static const char TEXT[] = "<?xml version=\"1.0\"?>\n<a>Платье летнее, размеры 42-48, цвет синий</a>\n";

static void decodes_whatever_the_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *charset, *name;
    } cases[] = {{"CP1251", "windows-1251"},
                 {"CP866", "CP866"},
                 {"KOI8-R", "KOI8-R"},
                 {"UTF-16LE", "UTF-16LE"},
                 {"UTF-16BE", "UTF-16BE"}};
    svod_str text = SVOD_STR(TEXT);
    reads_as(text, "", "UTF-8", text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        svod_buf bytes = SVOD_BUF_INIT;
        to_charset(text, cases[i].charset, &bytes);
        reads_as(svod_buf_view(&bytes), "", cases[i].name, text);
        reads_as(svod_buf_view(&bytes), cases[i].charset, cases[i].name, text);
        svod_buf_release(&bytes);
    }
    reads_as(SVOD_STR("\xEF\xBB\xBF"
                      "a;b"),
             "", "UTF-8", SVOD_STR("a;b"));
    reads_as(SVOD_STR("\xFF\xFE"
                      "a\0;\0"),
             "", "UTF-16LE", SVOD_STR("a;"));
    reads_as(SVOD_STR("\xFE\xFF\0a\0;"), "utf-16", "UTF-16BE", SVOD_STR("a;"));
    reads_as(SVOD_STR("plain"), "", "UTF-8", SVOD_STR("plain"));
    reads_as((svod_str){"", 0}, "", "UTF-8", (svod_str){"", 0});
}

/* The first Russian letter comes after much ASCII, past several reads. */
static void decides_late(void **state)
{
    (void)state;
    svod_buf text = SVOD_BUF_INIT, bytes = SVOD_BUF_INIT;
    for (int i = 0; i < 60000; i++) svod_buf_cstr(&text, "some;ascii;line\n");
    for (int i = 0; i < 9000; i++) svod_buf_cstr(&text, "А-101;Футболка детская;350,00\n");
    to_charset(svod_buf_view(&text), "CP1251", &bytes);
    static const size_t chunks[] = {0, 4096, 100001};
    for (size_t i = 0; i < 3; i++) {
        svod_source *s;
        svod_buf out = SVOD_BUF_INIT;
        assert_int_equal(svod_source_memory(svod_buf_view(&bytes), "x", chunks[i], &s, NULL), SVOD_OK);
        assert_int_equal(svod_source_decode(s, (svod_str){0}, NULL), SVOD_OK);
        assert_int_equal(svod_source_encoding(s).n, 0);
        read_all(s, 3000, &out);
        assert_true(svod_str_is(svod_source_encoding(s), "windows-1251"));
        assert_int_equal(out.n, text.n);
        assert_memory_equal(out.p, text.p, text.n);
        svod_source_close(s);
        svod_buf_release(&out);
    }
    svod_buf_release(&text);
    svod_buf_release(&bytes);
}

static void pack(svod_str text, svod_buf *out)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    char *to = svod_buf_reserve(out, text.n + 1000);
    z.next_in = (unsigned char *)(uintptr_t)text.p;
    z.avail_in = (unsigned)text.n;
    z.next_out = (unsigned char *)to;
    z.avail_out = (unsigned)text.n + 1000;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->n += z.total_out;
    deflateEnd(&z);
}

static void unpacks_gzip(void **state)
{
    (void)state;
    svod_buf packed = SVOD_BUF_INIT, twice = SVOD_BUF_INIT;
    pack(SVOD_STR(TEXT), &packed);
    reads_as(svod_buf_view(&packed), "", "UTF-8", SVOD_STR(TEXT));
    pack(SVOD_STR(TEXT), &packed); /* two members make one text */
    svod_buf_cstr(&twice, TEXT);
    svod_buf_cstr(&twice, TEXT);
    reads_as(svod_buf_view(&packed), "", "UTF-8", svod_buf_view(&twice));
    const char *p;
    size_t n;
    svod_source *s;
    svod_error e;
    assert_int_equal(svod_source_memory((svod_str){packed.p, packed.n - 3}, "cut.gz", 0, &s, &e), SVOD_OK);
    assert_int_equal(svod_source_ahead(s, 1000, &p, &n, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_BAD_INPUT);
    assert_string_equal(e.file, "cut.gz");
    svod_source_close(s);
    svod_buf_release(&packed);
    svod_buf_release(&twice);
}

static void lends_growing_windows(void **state)
{
    (void)state;
    svod_buf bytes = SVOD_BUF_INIT;
    for (uint32_t i = 0; i < 300000; i++) svod_buf_add(&bytes, &i, sizeof i);
    svod_source *s;
    const char *p;
    size_t n, at = 0;
    assert_int_equal(svod_source_memory(svod_buf_view(&bytes), "x", 0, &s, NULL), SVOD_OK);
    for (size_t want = 1; at < bytes.n; want = want * 3 % 700001) {
        assert_int_equal(svod_source_ahead(s, want, &p, &n, NULL), SVOD_OK);
        assert_true(n >= want || at + n == bytes.n);
        assert_memory_equal(p, bytes.p + at, n);
        size_t now = want / 2 + 1 < n ? want / 2 + 1 : n;
        svod_source_consume(s, now);
        at += now;
    }
    assert_int_equal(svod_source_taken(s), bytes.n);
    svod_source_close(s);
    svod_buf_release(&bytes);
}

static void refuses_what_is_too_large(void **state)
{
    (void)state;
    svod_source *s;
    svod_error e;
    const char *p;
    size_t n;
    assert_int_equal(svod_source_memory(SVOD_STR("abc"), "x", 0, &s, &e), SVOD_OK);
    assert_int_equal(svod_source_ahead(s, (size_t)SVOD_SOURCE_CAP + 1, &p, &n, &e), SVOD_FAILED);
    assert_string_equal(e.id, "input.record-too-large");
    assert_int_equal(svod_source_ahead(s, (size_t)SVOD_SOURCE_CAP, &p, &n, &e), SVOD_OK);
    assert_int_equal(n, 3);
    svod_source_close(s);
}

static void says_what_cannot_be_opened(void **state)
{
    (void)state;
    svod_source *s;
    svod_error e;
    assert_int_equal(svod_source_open("/no/such/file", "/no/such/file", &s, &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_NO_INPUT);
    assert_string_equal(e.id, "input.missing");
    assert_int_equal(svod_source_open(SVOD_SOURCE_DIR "/core/po", "po", &s, &e), SVOD_FAILED);
    assert_string_equal(e.id, "input.folder");
    svod_source *bad;
    assert_int_equal(svod_source_memory(SVOD_STR("abc"), "x", 0, &bad, &e), SVOD_OK);
    assert_int_equal(svod_source_decode(bad, SVOD_STR("klingon"), &e), SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_BAD_SETTINGS);
    svod_source_close(bad);
}

static void survives_lack_of_memory(void **state)
{
    (void)state;
    svod_buf bytes = SVOD_BUF_INIT, packed = SVOD_BUF_INIT;
    to_charset(SVOD_STR(TEXT), "CP1251", &bytes);
    pack(svod_buf_view(&bytes), &packed);
    for (long nth = 1;; nth++) {
        svod_source *s = NULL;
        svod_error e = {0};
        const char *p;
        size_t n = 0;
        svod_alloc_fail_after(nth);
        svod_status status = svod_source_memory(svod_buf_view(&packed), "x", 0, &s, &e);
        if (status == SVOD_OK) status = svod_source_decode(s, (svod_str){0}, &e);
        if (status == SVOD_OK) status = svod_source_ahead(s, 1000, &p, &n, &e);
        bool failed = svod_alloc_failed();
        svod_alloc_fail_after(0);
        if (status == SVOD_OK) assert_int_equal(n, sizeof TEXT - 1);
        svod_source_close(s);
        if (!failed) break;
        assert_int_equal(status, SVOD_FATAL);
        assert_int_equal(e.exit_code, SVOD_EXIT_INTERNAL);
    }
    svod_buf_release(&bytes);
    svod_buf_release(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_whatever_the_pieces),
        cmocka_unit_test(decides_late),
        cmocka_unit_test(unpacks_gzip),
        cmocka_unit_test(lends_growing_windows),
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(says_what_cannot_be_opened),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
