/* The XML scanner: where records begin and end, in good text and in broken text, whatever windows it is seen through. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/xml_mend.h"
#include "kit/xml_record.h"
#include "kit/xml_scan.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

static const svod_str sides[] = {{"category", 8}, {"currency", 8}};

/* What the scanner finds, a line each: kind, line, unclosed, cut off, bytes. */
static void scan_all(svod_str text, size_t window, svod_buf *out)
{
    svod_xml_scan scan;
    svod_xml_scan_init(&scan, SVOD_STR("offer"), sides, 2);
    size_t begin = 0, n = window < text.n ? window : text.n;
    for (;;) {
        svod_xml_piece piece;
        /* A copy of its own, so that a sanitizer sees a look past the window. */
        char *copy = svod_alloc(n);
        if (n) memcpy(copy, text.p + begin, n);
        svod_xml_found found;
        while ((found = svod_xml_scan_next(&scan, copy, n, begin + n == text.n, &piece)) == SVOD_XML_PIECE)
            svod_buf_printf(out, "%d %ld:%ld%s%s %.*s\n", (int)piece.kind, piece.line,
                            svod_xml_scan_column(&scan, copy, (size_t)(piece.bytes.p - copy)),
                            piece.unclosed ? " unclosed" : "", piece.cut_off ? " cut" : "", SVOD_FMT(piece.bytes));
        size_t gone = svod_xml_scan_shift(&scan, copy);
        svod_free(copy);
        if (found == SVOD_XML_DONE) return;
        begin += gone;
        n = scan.want > window ? scan.want : window;
        if (n > text.n - begin) n = text.n - begin;
    }
}

static void assert_scan(const char *text, const char *want)
{
    for (size_t window = 1; window < 40; window += 3) {
        svod_buf out = SVOD_BUF_INIT;
        svod_buf_cstr(&out, "");
        scan_all(svod_str_of(text), window, &out);
        assert_string_equal(out.p, want);
        svod_buf_release(&out);
    }
}

static void records_are_found(void **state)
{
    (void)state;
    assert_scan("<offers>\n <offer id='1'><a>x</a></offer><offer id=\"2\"/>\n</offers>",
                "2 1:1 <offers>\n0 2:2 <offer id='1'><a>x</a></offer>\n0 2:32 <offer id=\"2\"/>\n");
    assert_scan("<shop><category id='1'>А</category><currency id='RUR'/><name>x</name></shop>",
                "2 1:1 <shop>\n1 1:7 <category id='1'>А</category>\n1 1:36 <currency id='RUR'/>\n2 1:56 <name>\n");
    assert_scan("", "");
    assert_scan("no markup at all", "");
    assert_scan("<offer></offer>", "0 1:1 <offer></offer>\n");
    assert_scan("<offer></offer", "0 1:1 <offer></offer\n");
    assert_scan("<offers><offer\n/></offers>", "2 1:1 <offers>\n0 1:9 <offer\n/>\n");
}

static void what_looks_like_a_tag_is_not_one(void **state)
{
    (void)state;
    assert_scan("<offer><a><![CDATA[</offer><offer>]]></a></offer>",
                "0 1:1 <offer><a><![CDATA[</offer><offer>]]></a></offer>\n");
    assert_scan("<offer><!-- </offer> --></offer>", "0 1:1 <offer><!-- </offer> --></offer>\n");
    assert_scan("<!-- <offer id='0'/> --><offer/>", "0 1:25 <offer/>\n");
    assert_scan("<![CDATA[<offer/>]]><offer/>", "0 1:21 <offer/>\n");
    assert_scan("<offer a='/>'><b/></offer>", "0 1:1 <offer a='/>'><b/></offer>\n");
    assert_scan("<offer><?= '</offer>' ?></offer>", "0 1:1 <offer><?= '</offer>' ?></offer>\n");
    assert_scan("<offer><offers_count>3</offers_count></offer>", "0 1:1 <offer><offers_count>3</offers_count></offer>\n");
    assert_scan("<offerings/><offer/>", "2 1:1 <offerings/>\n0 1:13 <offer/>\n");
    assert_scan("<!DOCTYPE y [<!ENTITY a '<offer>'>]><offer/>",
                "3 1:1 <!DOCTYPE y [<!ENTITY a '<offer>'>]>\n0 1:37 <offer/>\n");
}

static void the_next_record_is_found_again(void **state)
{
    (void)state;
    assert_scan("<offer id='1'><a>x<offer id='2'></offer>",
                "0 1:1 unclosed <offer id='1'><a>x\n0 1:19 <offer id='2'></offer>\n");
    assert_scan("<offer id='1'><a>x</offers><offer/>", "0 1:1 unclosed <offer id='1'><a>x\n0 1:28 <offer/>\n");
    assert_scan("<offer id='1'><a>x", "0 1:1 cut <offer id='1'><a>x\n");
    assert_scan("<offer id>x</offer id><offer/>", "0 1:1 <offer id>x</offer id>\n0 1:23 <offer/>\n");
    assert_scan("<offer>x</offer&<offer/>", "0 1:1 <offer>x</offer&\n0 1:17 <offer/>\n");
    assert_scan("<offer id=\"1><a/></offer><offer/>", "0 1:1 <offer id=\"1><a/></offer>\n0 1:26 <offer/>\n");
    assert_scan("<not valid xml!!!<offer/>", "2 1:1 <not valid xml!!!\n0 1:18 <offer/>\n");
    assert_scan("<offer>a < b, <3, <</offer>", "0 1:1 <offer>a < b, <3, <</offer>\n");
}

static void cdata_without_end_costs_one_record(void **state)
{
    (void)state;
    assert_scan("<offer><a><![CDATA[x</a></offer>\n<offer><a><![CDATA[y]]></a></offer>",
                "0 1:1 <offer><a><![CDATA[x</a></offer>\n0 2:1 <offer><a><![CDATA[y]]></a></offer>\n");
    assert_scan("<offer><a><![CDATA[x</a></offer><offer/>", "0 1:1 <offer><a><![CDATA[x</a></offer>\n0 1:33 <offer/>\n");
    assert_scan("<offer><!-- x</offer><offer/>", "0 1:1 <offer><!-- x</offer>\n0 1:22 <offer/>\n");
}

static void a_php_prologue_is_passed_over(void **state)
{
    (void)state;
    assert_scan("<? if ($a) echo \"<?xml version='1.0'?>\\n\"; ?>\n<offers><offer><url>/?r=<?=$r; ?></url></offer></offers>",
                "2 2:1 <offers>\n0 2:9 <offer><url>/?r=<?=$r; ?></url></offer>\n");
}

static void long_records_are_passed_over(void **state)
{
    (void)state;
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(&text, "<offer id='1'>");
    while (text.n <= SVOD_XML_RECORD_CAP)
        svod_buf_cstr(&text, "<param name='a'>0123456789012345678901234567890123456789</param>");
    svod_buf_cstr(&text, "</offer><offer id='2'/>");
    svod_buf out = SVOD_BUF_INIT;
    scan_all(svod_buf_view(&text), 256 << 10, &out);
    assert_int_equal(out.p[0] - '0', SVOD_XML_TOO_LONG);
    assert_non_null(strstr(out.p, "<offer id='2'/>"));
    svod_buf_release(&out);
    svod_buf_release(&text);
}

static void newlines_are_counted(void **state)
{
    (void)state;
    char text[9000];
    for (size_t n = 0; n < sizeof text; n += 1 + n / 7) {
        size_t want = 0;
        for (size_t i = 0; i < n; i++) {
            text[i] = i % 3 == 0 || i > 4200 ? '\n' : 'x';
            want += text[i] == '\n';
        }
        assert_int_equal(svod_xml_newlines(text, n), want);
    }
}

/* ---- against libxml2: random good feeds ---- */

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static const char *const words[] = {"Платье",    "a > b", "«летнее»", "&amp;", "&#1078;", "\n  ", "5 шт",
                                    "&lt;b&gt;", "-",     "ё",        "😀",     "]]",      "\t",   "№"};

static void random_text(uint64_t *seed, svod_buf *out)
{
    for (uint32_t n = next_random(seed) % 5; n; n--) {
        svod_buf_cstr(out, words[next_random(seed) % (sizeof words / sizeof *words)]);
        if (next_random(seed) % 6 == 0) svod_buf_cstr(out, "<![CDATA[<p>&copy; </offer><offer> ]] > </p>]]>");
        if (next_random(seed) % 9 == 0) svod_buf_cstr(out, "<!-- </offer> \"<![CDATA[\" -->");
        if (next_random(seed) % 11 == 0) svod_buf_cstr(out, "<?php </offer> ?>");
    }
}

static void random_element(uint64_t *seed, svod_buf *out, int depth)
{
    static const char *const names[] = {"name", "param", "picture", "price", "имя", "a-b", "x_y.z"};
    const char *name = names[next_random(seed) % 7];
    svod_buf_printf(out, "<%s", name);
    if (next_random(seed) % 2) svod_buf_printf(out, " name = 'a>b \"%s\"'", words[next_random(seed) % 5]);
    if (next_random(seed) % 3 == 0) svod_buf_printf(out, " unit=\"%s &quot;'>\"", words[next_random(seed) % 5]);
    if (next_random(seed) % 5 == 0) {
        svod_buf_cstr(out, " />");
        return;
    }
    svod_buf_cstr(out, ">");
    random_text(seed, out);
    for (uint32_t n = depth > 0 ? next_random(seed) % 3 : 0; n; n--) {
        random_element(seed, out, depth - 1);
        random_text(seed, out);
    }
    svod_buf_printf(out, "</%s >", name);
}

/* The text of an element; where elements divide it, white space is of no meaning. */
static void dump_text(svod_str text, bool divided, svod_buf *out)
{
    text = svod_str_trim(text);
    svod_buf_cstr(out, " [");
    for (size_t i = 0; i < text.n; i++)
        if (!divided || !strchr(" \n\t", text.p[i])) svod_buf_char(out, text.p[i]);
    svod_buf_cstr(out, "]\n");
}

/* Names, attributes and text of a tree, in order. */
static void dump_tree(const xmlNode *node, int depth, svod_buf *out)
{
    svod_buf_printf(out, "%d %s", depth, (const char *)node->name);
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        xmlChar *value = xmlNodeGetContent((const xmlNode *)a);
        svod_buf_printf(out, " %s={%s}", (const char *)a->name, (const char *)value);
        xmlFree(value);
    }
    svod_buf text = SVOD_BUF_INIT;
    bool divided = false;
    for (const xmlNode *c = node->children; c; c = c->next) {
        divided |= c->type == XML_ELEMENT_NODE;
        if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) svod_buf_cstr(&text, (const char *)c->content);
    }
    dump_text(svod_buf_view(&text), divided, out);
    svod_buf_release(&text);
    for (const xmlNode *c = node->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE) dump_tree(c, depth + 1, out);
}

static void dump_record(const svod_xml_record *record, svod_buf *out)
{
    for (size_t i = 0; i < record->n; i++) {
        const svod_xml_node *node = &record->nodes[i];
        svod_buf_printf(out, "%u %.*s", node->depth, SVOD_FMT(node->name));
        for (uint32_t a = 0; a < node->attributes_n; a++) {
            const svod_xml_attribute *given = &record->attributes[node->attributes + a];
            svod_buf_printf(out, " %.*s={%.*s}", SVOD_FMT(given->name), SVOD_FMT(given->value));
        }
        dump_text(node->text, node->children > 0, out);
    }
}

static void check_against_libxml2(svod_xml_reader *reader, svod_str text)
{
    svod_buf ours = SVOD_BUF_INIT, theirs = SVOD_BUF_INIT;
    svod_arena arena;
    svod_arena_init(&arena);
    svod_xml_scan scan;
    svod_xml_piece piece;
    svod_xml_scan_init(&scan, SVOD_STR("offer"), NULL, 0);
    while (svod_xml_scan_next(&scan, text.p, text.n, true, &piece) == SVOD_XML_PIECE) {
        if (piece.kind != SVOD_XML_RECORD) continue;
        svod_xml_record record;
        svod_error e = {0};
        assert_false(piece.unclosed || piece.cut_off);
        if (svod_xml_reader_read(reader, piece.bytes, &arena, &record, &e) != SVOD_OK)
            fail_msg("not read: %.*s", SVOD_FMT(piece.bytes));
        dump_record(&record, &ours);
    }
    xmlDoc *doc = xmlReadMemory(text.p, (int)text.n, NULL, "UTF-8", XML_PARSE_NONET);
    assert_non_null(doc);
    for (const xmlNode *c = xmlDocGetRootElement(doc)->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE) dump_tree(c, 0, &theirs);
    xmlFreeDoc(doc);
    svod_buf_cstr(&ours, ""), svod_buf_cstr(&theirs, "");
    size_t same = 0;
    while (same < ours.n && ours.p[same] == theirs.p[same]) same++;
    if (same < ours.n || same < theirs.n)
        fail_msg("from %zu on: %.100s and not %.100s in %.*s", same, ours.p + same, theirs.p + same, SVOD_FMT(text));
    svod_buf_release(&ours);
    svod_buf_release(&theirs);
    svod_arena_release(&arena);
}

static void reads_as_libxml2_does(void **state)
{
    (void)state;
    svod_xml_reader *reader = svod_xml_reader_new(NULL);
    assert_non_null(reader);
    for (uint64_t run = 1; run <= 3000; run++) {
        uint64_t seed = run;
        svod_buf text = SVOD_BUF_INIT;
        svod_buf_cstr(&text, "<offers>");
        for (uint32_t n = 1 + next_random(&seed) % 3; n; n--) {
            svod_buf_printf(&text, "\n<offer id=\"%u\" a='&#65;>'>", next_random(&seed) % 9);
            for (uint32_t m = next_random(&seed) % 6; m; m--) random_element(&seed, &text, 3);
            svod_buf_cstr(&text, "</offer>");
        }
        svod_buf_cstr(&text, "</offers>");
        check_against_libxml2(reader, svod_buf_view(&text));
        svod_buf_release(&text);
    }
    svod_xml_reader_free(reader);
}

static void what_libxml2_refuses_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"<offer><a></b></offer>",
                                      "<offer><a></offer>",
                                      "<offer>&nbsp;</offer>",
                                      "<offer>a & b</offer>",
                                      "<offer a=1/>",
                                      "<offer a='1' a='2'/>",
                                      "<offer a='<'/>",
                                      "<offer><1/></offer>",
                                      "<offer>\x01</offer>",
                                      "<offer><a\x7F/></offer>",
                                      "<offer><![CDATA[</offer>",
                                      "<offer>&#0;</offer>",
                                      "<offer",
                                      "<offer></offer",
                                      "<offer/><offer/>",
                                      "<offer>&lol9;</offer>",
                                      "<offer><a>x</a",
                                      "<offer id='&a'/>"};
    svod_xml_reader *reader = svod_xml_reader_new(NULL);
    svod_arena arena;
    svod_arena_init(&arena);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        svod_xml_record record;
        svod_error e = {0};
        for (int twice = 0; twice < 2; twice++)
            if (svod_xml_reader_read(reader, svod_str_of(bad[i]), &arena, &record, &e) != SVOD_FAILED)
                fail_msg("taken: %s", bad[i]);
        assert_int_equal(svod_xml_reader_read(reader, SVOD_STR("<offer><a>x</a></offer>"), &arena, &record, &e), SVOD_OK);
        assert_int_equal(record.n, 2);
    }
    svod_arena_release(&arena);
    svod_xml_reader_free(reader);
}

/* ---- mending ---- */

static void assert_mended(const char *text, bool unclosed, const char *want)
{
    svod_arena arena;
    svod_arena_init(&arena);
    svod_xml_mended mended;
    svod_error e = {0};
    assert_int_equal(svod_xml_mend(svod_str_of(text), unclosed, &arena, &mended, &e), SVOD_OK);
    svod_str got = svod_arena_dup(&arena, mended.bytes);
    assert_string_equal(got.p, want);
    svod_xml_reader *reader = svod_xml_reader_new(NULL);
    svod_xml_record record;
    assert_int_equal(svod_xml_reader_read(reader, mended.bytes, &arena, &record, &e), SVOD_OK);
    svod_xml_reader_free(reader);
    svod_arena_release(&arena);
}

static void broken_records_are_mended(void **state)
{
    (void)state;
    assert_mended("<offer><a>x & y</a></offer>", false, "<offer><a>x &amp; y</a></offer>");
    assert_mended("<offer><a>&reg; &foo; &amp; &#38;</a></offer>", false, "<offer><a>® &amp;foo; &amp; &#38;</a></offer>");
    assert_mended("<offer><a>&nbsp;</a></offer>", false, "<offer><a>\xC2\xA0</a></offer>");
    assert_mended("<offer id>x</offer id>", false, "<offer>x</offer>");
    assert_mended("<offer><p>1<n>x</n></offer>", false, "<offer><p>1</p><n>x</n></offer>");
    assert_mended("<offer><price>100</prise><n>x</n></offer>", false, "<offer><price>100</price><n>x</n></offer>");
    assert_mended("<offer><c />RUR</c></offer>", false, "<offer><c></c>RUR</offer>");
    assert_mended("<offer><d><p>a<br>b</d></offer>", false, "<offer><d><p>a</p><br></br>b</d></offer>");
    assert_mended("<offer><n>a < b</n></offer>", false, "<offer><n>a &lt; b</n></offer>");
    assert_mended("<offer><d><![CDATA[x & y</d><n>z</n></offer>", false, "<offer><d>x &amp; y</d><n>z</n></offer>");
    assert_mended("<offer a=1 b='2' b='3' c></offer>", false, "<offer a=\"1\" b=\"2\"></offer>");
    assert_mended("<offer id=\"7 available=\"true\"><a/></offer>", false,
                  "<offer id=\"7\" available=\"true\"><a></a></offer>");
    assert_mended("<offer>\x01<a>\x02x</a></offer>", false, "<offer><a>x</a></offer>");
    assert_mended("<offer><a>1</a><b>12", true, "<offer><a>1</a></offer>");
}

/* Whatever the bytes, mending ends and what it gives can be read or is refused. */
static void mending_random_bytes_ends(void **state)
{
    (void)state;
    static const char *const bits[] = {"<",      ">", "</", "/>",        "&",    ";",        "<a>",  "</a>",
                                       "<b x='", "'", "\"", "<![CDATA[", "]]>",  "<!--",     "-->",  "<?",
                                       "?>",     " ", "x",  "\xFF",      "\xD0", "</offer>", "<br>", "&#x41;"};
    svod_xml_reader *reader = svod_xml_reader_new(NULL);
    for (uint64_t run = 1; run <= 20000; run++) {
        uint64_t seed = run;
        svod_buf text = SVOD_BUF_INIT;
        svod_buf_cstr(&text, "<offer>");
        for (uint32_t n = next_random(&seed) % 12; n; n--) svod_buf_cstr(&text, bits[next_random(&seed) % 24]);
        svod_buf_cstr(&text, "</offer>");
        svod_arena arena;
        svod_arena_init(&arena);
        svod_xml_mended mended;
        svod_xml_record record;
        svod_error e = {0};
        svod_str bytes = svod_buf_view(&text);
        if (svod_xml_reader_read(reader, bytes, &arena, &record, &e) == SVOD_FAILED) {
            if (svod_xml_mend(bytes, false, &arena, &mended, &e) != SVOD_OK) fail_msg("not mended: %s", text.p);
            if (svod_xml_reader_read(reader, mended.bytes, &arena, &record, &e) != SVOD_OK)
                fail_msg("mended, but not well: %s → %.*s", text.p, SVOD_FMT(mended.bytes));
        }
        svod_arena_release(&arena);
        svod_buf_release(&text);
    }
    svod_xml_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_found),
        cmocka_unit_test(what_looks_like_a_tag_is_not_one),
        cmocka_unit_test(the_next_record_is_found_again),
        cmocka_unit_test(cdata_without_end_costs_one_record),
        cmocka_unit_test(a_php_prologue_is_passed_over),
        cmocka_unit_test(long_records_are_passed_over),
        cmocka_unit_test(newlines_are_counted),
        cmocka_unit_test(reads_as_libxml2_does),
        cmocka_unit_test(what_libxml2_refuses_is_refused),
        cmocka_unit_test(broken_records_are_mended),
        cmocka_unit_test(mending_random_bytes_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
