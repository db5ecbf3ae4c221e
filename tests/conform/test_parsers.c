/* Every parser over every sample of its own: whose it is, the golden offers and diagnostics, pieces of any size, cut
 * anywhere, memory running out anywhere, built in and loaded, and the night after, with and without a change.
 *
 * A sample is any file of tests/golden/PARSER/; beside it lie SAMPLE.jsonl and SAMPLE.diag, written anew when
 * SVOD_UPDATE_GOLDEN=1, and, where it needs them, SAMPLE.options with lines NAME=VALUE: the parser's options, or @sizes,
 * @currency, @encoding,
 * @probe=no for a sample that only this parser's options make sense of, and
 * @settled=BYTES where a beginning shorter than that may be understood in another way (a table's columns are told by its
 * first rows, and rows of one item are one record). */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "base/vec.h"
#include "engine/builtin.h"
#include "support/collect.h"

#include <dirent.h>
#include <dlfcn.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

typedef struct sample {
    const svod_parser *parser;
    const char *folder, *name;
    svod_str bytes;
    svod_run_options options;
    bool probed;
    size_t settled;
} sample;

static svod_arena memory;

/* ---- files ---- */

static bool read_file(const char *path, svod_str *ret)
{
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    svod_buf all = SVOD_BUF_INIT;
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) svod_buf_add(&all, part, n);
    fclose(f);
    *ret = svod_arena_dup(&memory, svod_buf_view(&all));
    svod_buf_release(&all);
    return true;
}

static char *path_of(const sample *s, const char *ending)
{
    svod_buf path = SVOD_BUF_INIT;
    svod_buf_printf(&path, "%s/%s%s", s->folder, s->name, ending);
    char *copy = svod_arena_cstr(&memory, svod_buf_view(&path));
    svod_buf_release(&path);
    return copy;
}

static bool updating(void)
{
    const char *value = getenv("SVOD_UPDATE_GOLDEN");
    return value && value[0] == '1';
}

static void assert_golden(const sample *s, const char *ending, const svod_buf *got)
{
    char *path = path_of(s, ending);
    svod_str want;
    if (updating()) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(got->p, 1, got->n, f), got->n);
        assert_int_equal(fclose(f), 0);
        return;
    }
    if (!read_file(path, &want)) fail_msg("%s is missing; SVOD_UPDATE_GOLDEN=1 writes it", path);
    if (!svod_str_eq(want, svod_buf_view(got))) {
        size_t at = 0, line = 1;
        while (at < want.n && at < got->n && want.p[at] == got->p[at]) line += want.p[at++] == '\n';
        fail_msg("%s differs from line %zu on; got: %.300s", path, line, got->p + at);
    }
}

/* ---- running ---- */

static void run(const sample *s, svod_str bytes, size_t chunk, collected *ret)
{
    collect_options options = {.run = &s->options, .chunk = chunk};
    collect(s->parser, bytes, s->name, &options, ret);
}

static void assert_same(const collected *a, const collected *b, const char *what, size_t number)
{
    if (a->offers.n != b->offers.n || memcmp(a->offers.p, b->offers.p, a->offers.n) != 0) {
        size_t at = 0;
        while (at < a->offers.n && at < b->offers.n && a->offers.p[at] == b->offers.p[at]) at++;
        at -= SVOD_MIN(at, (size_t)60);
        fail_msg("%s %zu gives other offers: …%.200s… and not …%.200s…", what, number, b->offers.p + at, a->offers.p + at);
    }
    if (a->diags.n != b->diags.n || memcmp(a->diags.p, b->diags.p, a->diags.n) != 0)
        fail_msg("%s %zu gives other diagnostics: %.300s and not %.300s", what, number, b->diags.p, a->diags.p);
}

static void probes(void **state)
{
    const sample *s = *state;
    if (!s->probed) return;
    svod_registry *r = svod_registry_new();
    int bids[64] = {0};
    svod_source *source;
    const svod_parser *winner = NULL;
    svod_error e = {0};
    assert_true(svod_registry_count(r) <= 64);
    assert_int_equal(svod_source_memory(s->bytes, s->name, 0, &source, &e), SVOD_OK);
    svod_status status = svod_registry_detect(r, source, &winner, bids, &e);
    svod_source_close(source);
    if (status != SVOD_OK) fail_msg("nobody wins: %s", e.text);
    int own = 0, next = 0;
    for (size_t i = 0; i < svod_registry_count(r); i++) {
        bool is_own = svod_registry_at(r, i).parser == s->parser;
        if (is_own)
            own = bids[i];
        else if (bids[i] > next)
            next = bids[i];
    }
    svod_registry_free(r);
    if (winner != s->parser) fail_msg("%s wins", winner->name);
    if (own < next + 10) fail_msg("%d against %d is no clear win", own, next);
}

static void is_golden(void **state)
{
    const sample *s = *state;
    collected c;
    run(s, s->bytes, 0, &c);
    assert_golden(s, ".jsonl", &c.offers);
    assert_golden(s, ".diag", &c.diags);
    collected_release(&c);
}

static void pieces_do_not_matter(void **state)
{
    const sample *s = *state;
    collected whole, pieces;
    run(s, s->bytes, 0, &whole);
    size_t step = s->bytes.n > 16 << 10 ? 9 : 1;
    for (size_t chunk = 1; chunk <= 64; chunk += step) {
        run(s, s->bytes, chunk, &pieces);
        assert_same(&whole, &pieces, "chunk size", chunk);
        collected_release(&pieces);
    }
    collected_release(&whole);
}

/* The last part of a line: where its record stands. */
static svod_str place_of(svod_str line)
{
    size_t at = SIZE_MAX;
    for (size_t next = 0; (next = svod_str_find(line, SVOD_STR(",\"at\":"), next)) != SIZE_MAX; next++) at = next;
    return at == SIZE_MAX ? line : svod_str_sub(line, at, line.n);
}

/* Lines of `part` are those of `whole`, but for the record the cut went through. */
static void assert_plausible(const collected *whole, const collected *part, size_t cut)
{
    svod_str want = svod_buf_view(&whole->offers), got = svod_buf_view(&part->offers), a, b, last = {0};
    while (svod_str_split(&got, '\n', &b) && b.n) {
        bool same = !last.n && svod_str_split(&want, '\n', &a) && svod_str_eq(a, b);
        if (same) continue;
        svod_str place = place_of(b);
        if (last.n && !svod_str_eq(last, place))
            fail_msg("cut at %zu: more than one record changed, up to %.200s", cut, b.p);
        last = place;
    }
}

static void may_be_cut_anywhere(void **state)
{
    const sample *s = *state;
    collected whole, part;
    run(s, s->bytes, 0, &whole);
    size_t step = s->bytes.n > 8 << 10 ? s->bytes.n / 2048 + 1 : 1;
    for (size_t n = 0; n < s->bytes.n; n += step) {
        /* A copy of its own, so that a sanitizer sees a look past the end. */
        char *copy = svod_alloc(n);
        memcpy(copy, s->bytes.p, n);
        run(s, (svod_str){copy, n}, 0, &part);
        assert_true(part.status == SVOD_OK || part.status == SVOD_FAILED);
        if (part.status == SVOD_FAILED) assert_true(part.error.id[0] && part.error.text[0] && part.error.exit_code >= 65);
        if (part.status == SVOD_OK && !part.counts.complete) assert_true(part.diags.n > 0);
        if (n >= s->settled) assert_plausible(&whole, &part, n);
        collected_release(&part);
        svod_free(copy);
    }
    collected_release(&whole);
}

static void memory_may_run_out_anywhere(void **state)
{
    const sample *s = *state;
    collected whole, part;
    run(s, s->bytes, 0, &whole);
    bool failed = true;
    for (long nth = 1; failed; nth += 1 + nth / 200) {
        svod_alloc_fail_after(nth);
        run(s, s->bytes, 0, &part);
        failed = svod_alloc_failed();
        svod_alloc_fail_after(0);
        if (part.offers.n > whole.offers.n || memcmp(part.offers.p, whole.offers.p, part.offers.n) != 0)
            fail_msg("allocation %ld failing gives wrong offers: %.*s", nth, (int)SVOD_MIN(part.offers.n, (size_t)600),
                     part.offers.p);
        if (part.status == SVOD_OK)
            assert_same(&whole, &part, "failing allocation", (size_t)nth);
        else if (part.error.exit_code != SVOD_EXIT_INTERNAL && part.error.exit_code != whole.error.exit_code)
            fail_msg("allocation %ld failing is said to be: %s [%s]", nth, part.error.text, part.error.id);
        collected_release(&part);
    }
    collected_release(&whole);
}

static void loaded_equals_built_in(void **state)
{
    const sample *s = *state;
    svod_buf path = SVOD_BUF_INIT;
    svod_buf_printf(&path, "%s/plugins/%s.so", SVOD_BUILD_DIR, s->parser->name);
    void *handle;
    svod_error e = {0};
    sample loaded = *s;
    if (svod_plugin_open(path.p, &handle, &loaded.parser, &e) != SVOD_OK) fail_msg("%s: %s", path.p, e.text);
    assert_ptr_not_equal(loaded.parser, s->parser);
    collected own, other;
    run(s, s->bytes, 0, &own);
    run(&loaded, s->bytes, 0, &other);
    assert_same(&own, &other, "the .so", 0);
    collected_release(&own);
    collected_release(&other);
    dlclose(handle);
    svod_buf_release(&path);
}

/* Without the places, which a known record keeps from the night before. */
static void without_places(svod_buf *lines)
{
    svod_str rest = svod_buf_view(lines), line;
    svod_buf out = SVOD_BUF_INIT;
    svod_buf_cstr(&out, "");
    while (svod_str_split(&rest, '\n', &line)) {
        if (line.n) line.n -= place_of(line).n;
        svod_buf_str(&out, line);
        svod_buf_char(&out, '\n');
    }
    svod_buf_release(lines);
    *lines = out;
}

static void next_night_is_the_same(void **state)
{
    const sample *s = *state;
    collected plain, first, second;
    memory_of_records *m = memory_new();
    run(s, s->bytes, 0, &plain);
    collect(s->parser, s->bytes, s->name, &(collect_options){.run = &s->options, .today = m}, &first);
    assert_same(&plain, &first, "being remembered", 0);
    collect(s->parser, s->bytes, s->name, &(collect_options){.run = &s->options, .yesterday = m}, &second);
    assert_same(&plain, &second, "the second night", 0);
    if (plain.status == SVOD_OK) assert_int_equal(plain.counts.offers, second.counts.offers);
    /* Some byte changed: what is known from the night before must not stand in for what changed. */
    char *copy = svod_arena_cstr(&memory, s->bytes);
    size_t step = s->bytes.n / 150 + 1;
    for (size_t at = 0; at < s->bytes.n; at += step) {
        char was = copy[at];
        if (was == '\n' || was == '\r') continue;
        copy[at] = was == '7' ? '3' : '7';
        collected fresh, known;
        run(s, (svod_str){copy, s->bytes.n}, 0, &fresh);
        collect(s->parser, (svod_str){copy, s->bytes.n}, s->name, &(collect_options){.run = &s->options, .yesterday = m},
                &known);
        without_places(&fresh.offers);
        without_places(&known.offers);
        assert_same(&fresh, &known, "after a change, the byte at", at);
        collected_release(&fresh);
        collected_release(&known);
        copy[at] = was;
    }
    memory_free(m);
    collected_release(&plain);
    collected_release(&first);
    collected_release(&second);
}

/* ---- finding samples ---- */

static void read_options(sample *s)
{
    svod_str text, line;
    int64_t settled = 0;
    s->probed = true;
    if (!read_file(path_of(s, ".options"), &text)) return;
    SVOD_VEC(svod_attribute) own = {0};
    while (svod_str_split(&text, '\n', &line)) {
        size_t equals = svod_str_find(line, SVOD_STR("="), 0);
        if (equals == SIZE_MAX) continue;
        svod_str name = svod_str_sub(line, 0, equals), value = svod_str_sub(line, equals + 1, line.n);
        if (svod_str_is(name, "@sizes"))
            s->options.sizes = svod_str_is(value, "range")      ? SVOD_SIZES_RANGE
                               : svod_str_is(value, "double")   ? SVOD_SIZES_DOUBLE
                               : svod_str_is(value, "verbatim") ? SVOD_SIZES_VERBATIM
                                                                : SVOD_SIZES_AUTO;
        else if (svod_str_is(name, "@currency"))
            s->options.supplier_currency = value;
        else if (svod_str_is(name, "@encoding"))
            s->options.encoding = value;
        else if (svod_str_is(name, "@settled"))
            assert_true(svod_str_int(value, &settled) && settled >= 0);
        else if (svod_str_is(name, "@probe"))
            s->probed = !svod_str_is(value, "no");
        else
            SVOD_VEC_PUSH(&own, (svod_attribute){name, value});
    }
    svod_attribute *v = svod_arena_alloc(&memory, (own.n + 1) * sizeof *v);
    if (own.n) memcpy(v, own.v, own.n * sizeof *v);
    s->options.parser_options = (svod_attributes){v, own.n};
    s->settled = (size_t)settled;
    SVOD_VEC_RELEASE(&own);
}

static int is_sample(const struct dirent *entry)
{
    static const char *const not [] = {".jsonl", ".diag", ".options", ".md"};
    for (size_t i = 0; i < SVOD_COUNT(not ); i++)
        if (svod_str_ends(svod_str_of(entry->d_name), svod_str_of(not [i]))) return 0;
    return entry->d_name[0] != '.';
}

typedef SVOD_VEC(struct CMUnitTest) test_list;

static void add_tests(test_list *tests, sample *s)
{
    static const struct {
        const char *name;
        CMUnitTestFunction check;
    } checks[] = {
        {"golden", is_golden}, /* first: it may write the golden files */
        {"probe", probes},
        {"pieces", pieces_do_not_matter},
        {"cut", may_be_cut_anywhere},
        {"memory", memory_may_run_out_anywhere},
        {"loaded", loaded_equals_built_in},
        {"next night", next_night_is_the_same},
    };
    for (size_t i = 0; i < SVOD_COUNT(checks); i++) {
        svod_buf name = SVOD_BUF_INIT;
        svod_buf_printf(&name, "%s/%s: %s", s->parser->name, s->name, checks[i].name);
        SVOD_VEC_PUSH(tests, (struct CMUnitTest){.name = svod_arena_cstr(&memory, svod_buf_view(&name)),
                                                 .test_func = checks[i].check,
                                                 .initial_state = s});
        svod_buf_release(&name);
    }
}

static void add_samples(test_list *tests, const svod_parser *parser)
{
    svod_buf folder = SVOD_BUF_INIT;
    svod_buf_printf(&folder, "%s/tests/golden/%s", SVOD_SOURCE_DIR, parser->name);
    struct dirent **found;
    int n = scandir(folder.p, &found, is_sample, alphasort);
    for (int i = 0; i < n; i++) {
        sample *s = svod_arena_calloc(&memory, 1, sizeof *s);
        s->parser = parser;
        s->folder = svod_arena_cstr(&memory, svod_buf_view(&folder));
        s->name = svod_arena_cstr(&memory, svod_str_of(found[i]->d_name));
        free(found[i]);
        if (!read_file(path_of(s, ""), &s->bytes)) continue;
        read_options(s);
        add_tests(tests, s);
    }
    if (n >= 0) free(found);
    svod_buf_release(&folder);
}

static void every_parser_has_samples(void **state)
{
    (void)state;
    for (size_t i = 0; svod_builtin_parsers[i]; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/tests/golden/%s", SVOD_SOURCE_DIR, svod_builtin_parsers[i]->name);
        DIR *folder = opendir(path);
        if (!folder) fail_msg("%s: no samples", path);
        closedir(folder);
    }
}

/* That memory runs out is what is tried here. */
static void quiet(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

int main(void)
{
    /* libxml2 and jansson ask the same door for memory, so that it can be made to fail. */
    json_set_alloc_funcs(svod_try_alloc, svod_free);
    xmlMemSetup(svod_free, svod_try_alloc, svod_try_realloc, strdup);
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, quiet);
    test_list tests = {0};
    SVOD_VEC_PUSH(&tests, (struct CMUnitTest)cmocka_unit_test(every_parser_has_samples));
    for (size_t i = 0; svod_builtin_parsers[i]; i++) add_samples(&tests, svod_builtin_parsers[i]);
    int failed = _cmocka_run_group_tests("parsers", tests.v, tests.n, NULL, NULL);
    SVOD_VEC_RELEASE(&tests);
    svod_arena_release(&memory);
    xmlCleanupParser();
    return failed;
}
