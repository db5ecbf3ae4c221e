/* What JSON is read with: numbers stay as they are written, broken JSON is mended or refused, paths, the cutting of records
 * out of a stream. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/json_scan.h"
#include "kit/json_tidy.h"
#include "kit/jsonpath.h"

static svod_arena memory;

/* The value as compact JSON, or "-" when it is none. */
static const char *read(const char *text, svod_json_mended *mended)
{
    static char out[512];
    json_t *value = NULL;
    svod_error e;
    svod_status status = svod_json_read(svod_str_of(text), &memory, &value, mended, &e);
    if (status != SVOD_OK) return status == SVOD_FAILED ? "-" : "fatal";
    char *dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    snprintf(out, sizeof out, "%s", dumped);
    free(dumped);
    json_decref(value);
    return out;
}

static void numbers_stay_as_written(void **state)
{
    static const char *const cases[][2] = {
        {"0.1", "\"0.1\""},
        {"1234567.89", "\"1234567.89\""},
        {"19.999", "\"19.999\""},
        {"9007199254740993", "\"9007199254740993\""},
        {"123456789012345678901234567890", "\"123456789012345678901234567890\""},
        {"00.10", "\"00.10\""},
        {"-5", "\"-5\""},
        {"1.5e2", "\"150\""},
        {"1.55E1", "\"15.5\""},
        {"12e-3", "\"0.012\""},
        {"5e0", "\"5\""},
        {"-2.50e+1", "\"-25.0\""},
        {"1e400", "\"1e400\""},
        {"{\"a\":[1,2.50]}", "{\"a\":[\"1\",\"2.50\"]}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        svod_json_mended mended;
        assert_string_equal(read(cases[i][0], &mended), cases[i][1]);
        assert_int_equal(mended.mended, 0);
    }
}

static void what_is_broken_is_mended_or_refused(void **state)
{
    static const struct {
        const char *text, *want;
        size_t mended;
    } cases[] = {
        {"[1,]", "[\"1\"]", 1},
        {"{\"a\":1,}", "{\"a\":\"1\"}", 1},
        {"\"a\nb\\'c\"", "\"a\\nb'c\"", 2},
        {"\"\\ud83d \\ud83d\\ude00 \\u0000\"", "\"\xEF\xBF\xBD \xF0\x9F\x98\x80 \"", 2},
        {"[NaN,None,True]", "[null,null,true]", 3},
        {"\"\xC0\xC1\"", "\"АБ\"", 1},
        {"{\"a\":}", "-", 0},
        {"{\"a\" 1}", "-", 0},
        {"{\"a\":1 \"b\":2}", "-", 0},
        {"[1 2]", "-", 0},
        {"[1}", "-", 0},
        {"[,]", "-", 0},
        {"{,}", "-", 0},
        {"[1", "-", 0},
        {"]", "-", 0},
        {"1 1", "-", 0},
        {"", "-", 0},
        {"\"a", "-", 0},
        {"[-]", "-", 0},
        {"[1e]", "-", 0},
        {"wrong", "-", 0},
        {"{1:2}", "-", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        svod_json_mended mended;
        assert_string_equal(read(cases[i].text, &mended), cases[i].want);
        if (cases[i].want[0] != '-') assert_int_equal(mended.mended, cases[i].mended);
    }
    char deep[256];
    memset(deep, '[', SVOD_JSON_DEPTH_CAP + 1);
    memset(deep + SVOD_JSON_DEPTH_CAP + 1, ']', SVOD_JSON_DEPTH_CAP + 1);
    deep[2 * SVOD_JSON_DEPTH_CAP + 2] = 0;
    svod_json_mended mended;
    assert_string_equal(read(deep, &mended), "-");
    deep[2 * SVOD_JSON_DEPTH_CAP + 1] = 0;
    assert_string_not_equal(read(deep + 1, &mended), "-");
}

static void keys_that_come_twice_are_told(void **state)
{
    (void)state;
    svod_json_mended mended;
    assert_string_equal(read("{\"price\":1,\"x\":{\"price\":2},\"price\":3}", &mended),
                        "{\"price\":\"3\",\"x\":{\"price\":\"2\"}}");
    assert_string_equal(mended.doubled, "price");
}

static void paths(void **state)
{
    static const struct {
        const char *path, *want;
    } cases[] = {
        {"$", "{\"a\":[{\"b\":1},{\"b\":2}],\"c d\":{\"x\":3,\"y\":4}}"},
        {"$.a[0].b", "1"},
        {"a[1].b", "2"},
        {"$.a[*].b", "1 2"},
        {"$['c d'].x", "3"},
        {"$[\"c d\"][*]", "3 4"},
        {"$['c d'].*", "3 4"},
        {"$.a[7]", ""},
        {"$.a.b", ""},
        {"$.c", ""},
    };
    (void)state;
    json_t *root = json_loads("{\"a\":[{\"b\":1},{\"b\":2}],\"c d\":{\"x\":3,\"y\":4}}", 0, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        svod_jsonpath path;
        size_t at;
        assert_true(svod_jsonpath_parse(svod_str_of(cases[i].path), &path, &at));
        json_t *found[8];
        size_t n = svod_jsonpath_get(&path, root, found, 8);
        char got[256] = "";
        for (size_t k = 0; k < n; k++) {
            char *one = json_dumps(found[k], JSON_COMPACT | JSON_ENCODE_ANY);
            size_t have = strlen(got);
            snprintf(got + have, sizeof got - have, "%s%s", k ? " " : "", one);
            free(one);
        }
        assert_string_equal(got, cases[i].want);
    }
    json_decref(root);
    static const struct {
        const char *path;
        size_t at;
    } bad[] = {{"", 0}, {"$a", 1}, {"$.", 2}, {"$.a[", 4}, {"$.a[x]", 4}, {"$.a['x]", 4}, {"$.a[1", 5}, {"$..a", 2}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        svod_jsonpath path;
        size_t at = 99;
        assert_false(svod_jsonpath_parse(svod_str_of(bad[i].path), &path, &at));
        assert_int_equal(at, bad[i].at);
    }
}

/* ---- cutting ---- */

typedef struct text_host {
    svod_host host;
    svod_str left;
} text_host;

static svod_status lend(svod_host *host, size_t want, const char **ret_p, size_t *ret_n, svod_error *e)
{
    (void)e;
    text_host *h = (text_host *)host;
    *ret_p = h->left.p;
    *ret_n = h->left.n < want ? h->left.n : want;
    return SVOD_OK;
}

static void drop(svod_host *host, size_t n)
{
    text_host *h = (text_host *)host;
    h->left = svod_str_sub(h->left, n, h->left.n);
}

/* The pieces of `text` along `path`, with '|' between them. */
static void cut(svod_str text, const char *path, char *out, size_t room)
{
    text_host h = {.host = {.ahead = lend, .consume = drop}, .left = text};
    svod_jsonpath p;
    svod_json_stream stream;
    svod_json_piece piece;
    svod_error e;
    size_t at, n = 0;
    assert_true(svod_jsonpath_parse(svod_str_of(path), &p, &at));
    svod_json_stream_init(&stream, &h.host, &p);
    out[0] = 0;
    while (svod_json_stream_next(&stream, &piece, &e) == SVOD_OK && n < room) {
        static const char *const kinds[] = {"", "=", "!", "?"};
        svod_str shown = piece.bytes.n > 40 ? svod_str_sub(piece.bytes, 0, 3) : piece.bytes;
        n += (size_t)snprintf(out + n, room - n, "%s%.*s%s%.*s@%ld%s", n ? "|" : "", SVOD_FMT(piece.key), kinds[piece.kind],
                              SVOD_FMT(shown), piece.line, piece.cut_off ? "~" : "");
        if (piece.kind == SVOD_JSON_BROKEN) return;
    }
    if (stream.depth || stream.skip) snprintf(out + n, room - n, "…");
}

static void records_are_cut_out(void **state)
{
    static const char *const cases[][3] = {
        {"[{\"a\":1},\n{\"b\":\"]}\"}]", "$[*]", "{\"a\":1}@1|{\"b\":\"]}\"}@2"},
        {"[{\"a\":1},{\"b\":2}]", "$", "{\"a\":1}@1|{\"b\":2}@1"},
        {"{\"a\":1}\n{\"a\":2}\n", "$", "{\"a\":1}@1|{\"a\":2}@2"},
        {"{\"x\":{\"y\":[1]},\"cur\":\"R\\\"\",\"p\":[7,[8],\"s\"]}", "$.p", "cur=R\\\"@1|7@1|[8]@1|\"s\"@1"},
        {"{\"p\":{\"1\":{\"a\":1},\"2\":{\"a\":2}}}", "$.p[*]", "{\"a\":1}@1|{\"a\":2}@1"},
        {"[{\"p\":[1]},{\"p\":[2,3]}]", "$[*].p[*]", "1@1|2@1|3@1"},
        {"{\"\\u0442\":[5]}", "$.т[0]", "5@1"},
        {"{\"p\":[{\"a\":1},{\"b\":", "$.p[*]", "{\"a\":1}@1|{\"b\":@1~…"},
        {"{\"p\":[1,2}", "$.p[*]", "1@1|2@1|?@1"},
        {"{\"q\":[1,2", "$.p[*]", "…"},
        {"nothing", "$", "?@1"},
    };
    (void)state;
    char out[512];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cut(svod_str_of(cases[i][0]), cases[i][1], out, sizeof out);
        assert_string_equal(out, cases[i][2]);
    }
}

/* A value longer than a record may be, passed over or refused, does not stop what comes behind it. */
static void long_values_are_passed_over(void **state)
{
    (void)state;
    static const char *const cases[][3] = {{"{\"other\":[\"", "\"],\"p\":[1]}", "1@1"},
                                           {"{\"p\":[[\"", "\"],2]}", "![\"x@1|2@1"}};
    char out[256];
    svod_buf text = SVOD_BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        svod_buf_clear(&text);
        svod_buf_cstr(&text, cases[i][0]);
        for (size_t k = 0; k < SVOD_JSON_RECORD_CAP + 100; k++) svod_buf_char(&text, 'x');
        svod_buf_cstr(&text, cases[i][1]);
        cut(svod_buf_view(&text), "$.p[*]", out, sizeof out);
        assert_string_equal(out, cases[i][2]);
    }
    svod_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stay_as_written),       cmocka_unit_test(what_is_broken_is_mended_or_refused),
        cmocka_unit_test(keys_that_come_twice_are_told), cmocka_unit_test(paths),
        cmocka_unit_test(records_are_cut_out),           cmocka_unit_test(long_values_are_passed_over),
    };
    svod_arena_init_try(&memory, 0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    svod_arena_release(&memory);
    return failed;
}
