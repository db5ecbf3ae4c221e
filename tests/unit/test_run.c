/* Running and cleaning: what becomes of a parser's offers on their way to the sink. The parser here reads lines of
 * "name=value;name=value", so that each case is a line. */
#include "support/cmocka_all.h"

#include "base/decimal.h"
#include "base/str.h"
#include "support/collect.h"

#include <svod/kit.h>

static void set(svod_offer *o, svod_str name, svod_str value)
{
    static svod_str list[8];
    static svod_attribute attributes[8];
    static svod_row_cell cells[4];
    if (svod_str_is(name, "id")) o->source_id = value;
    if (svod_str_is(name, "offer")) o->offer = value;
    if (svod_str_is(name, "item")) o->item = value;
    if (svod_str_is(name, "article")) o->article = value;
    if (svod_str_is(name, "name")) o->name = value;
    if (svod_str_is(name, "description")) o->description = value;
    if (svod_str_is(name, "size")) o->size = value;
    if (svod_str_is(name, "colour")) o->colour = value;
    if (svod_str_is(name, "sizes")) o->sizes_text = value;
    if (svod_str_is(name, "colours")) o->colours_text = value;
    if (svod_str_is(name, "currency")) o->currency = value;
    if (svod_str_is(name, "price")) svod_dec_parse(value, &o->price);
    if (svod_str_is(name, "old")) svod_dec_parse(value, &o->old_price);
    if (svod_str_is(name, "stock")) svod_str_int(value, &o->stock);
    if (svod_str_is(name, "step")) svod_str_int(value, &o->step_quantity);
    if (svod_str_is(name, "picture")) {
        list[o->pictures.n] = value;
        o->pictures = (svod_strs){list, o->pictures.n + 1};
    }
    if (svod_str_is(name, "row")) {
        cells[o->row_n++] = (svod_row_cell){value, 2};
        o->row = cells;
    }
    if (name.n && name.p[0] == '@') {
        attributes[o->attributes_n++] = (svod_attribute){svod_str_sub(name, 1, name.n), value};
        o->attributes = attributes;
    }
}

static int probe(const svod_probe *p)
{
    return p->n > 0;
}

static svod_status open_lines(svod_host *host, const void *options, void **ret_state, svod_error *e)
{
    (void)options;
    (void)e;
    *ret_state = host;
    return SVOD_OK;
}

static svod_status next_line(void *state, svod_error *e)
{
    svod_host *host = state;
    const char *p;
    size_t n, want = 1;
    svod_status status;
    const char *end;
    do {
        status = host->ahead(host, want, &p, &n, e);
        if (status != SVOD_OK) return status;
        if (n == 0) return SVOD_END;
        end = memchr(p, '\n', n);
        if (!end && n < want) return SVOD_STOP;
        want = n + 1;
    } while (!end);
    svod_str line = svod_str_range(p, end), part;
    svod_offer o;
    svod_offer_clear(&o);
    if (!host->record(host, svod_hash_bytes(line.p, line.n, 0))) {
        svod_str rest = line;
        bool put = false;
        while (status == SVOD_OK && svod_str_split(&rest, ';', &part)) {
            size_t equals = svod_str_find(part, SVOD_STR("="), 0);
            if (svod_str_is(part, "say"))
                host->diag(host, SVOD_WARNING, "lines.said", &o.at, "said");
            else if (equals != SIZE_MAX)
                set(&o, svod_str_sub(part, 0, equals), svod_str_sub(part, equals + 1, part.n)), put = true;
        }
        if (put) status = host->emit(host, &o, e);
    }
    host->consume(host, (size_t)(end - p) + 1);
    return status;
}

static void close_lines(void *state)
{
    (void)state;
}

static const svod_parser lines = {.abi = SVOD_PARSER_ABI,
                                  .struct_size = sizeof lines,
                                  .name = "lines",
                                  .title = "lines",
                                  .flags = SVOD_PARSER_TEXT,
                                  .probe = probe,
                                  .open = open_lines,
                                  .next = next_line,
                                  .close = close_lines};

/* The values of one JSON field of every offer, joined by " | ". */
static const char *field(const collected *c, const char *name)
{
    static char out[4096];
    char key[64];
    size_t n = 0;
    snprintf(key, sizeof key, "\"%s\":", name);
    svod_str rest = svod_buf_view(&c->offers), line;
    out[0] = 0;
    while (svod_str_split(&rest, '\n', &line) && line.n) {
        size_t from = svod_str_find(line, svod_str_of(key), 0) + strlen(key), to = from;
        int depth = 0;
        bool quoted = false;
        for (; to < line.n; to++) {
            char ch = line.p[to];
            if (ch == '"' && line.p[to - 1] != '\\') quoted = !quoted;
            if (quoted) continue;
            if (depth == 0 && (ch == ',' || ch == '}')) break;
            depth += (ch == '[' || ch == '{') - (ch == ']' || ch == '}');
        }
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s", n ? " | " : "", (int)(to - from), line.p + from);
    }
    return out;
}

static void gives(const char *text, const char *name, const char *want)
{
    collected c;
    collect(&lines, svod_str_of(text), "x", &(collect_options){0}, &c);
    assert_int_equal(c.status, SVOD_OK);
    if (strcmp(field(&c, name), want) != 0) fail_msg("%s: %s is %s and not %s", text, name, field(&c, name), want);
    collected_release(&c);
}

static void says(const char *text, const char *want)
{
    collected c;
    collect(&lines, svod_str_of(text), "x", &(collect_options){0}, &c);
    if (want[0] ? !strstr(c.diags.p, want) : c.diags.n > 0) fail_msg("%s: said is \"%s\", wanted %s", text, c.diags.p, want);
    collected_release(&c);
}

static void sizes_and_colours_are_taken_apart(void **state)
{
    (void)state;
    gives("id=7;price=5;sizes=42,44,46\n", "offer", "\"7/42\" | \"7/44\" | \"7/46\"");
    gives("id=7;price=5;sizes=42,44;colour=синий\n", "offer", "\"7/синий/42\" | \"7/синий/44\"");
    gives("id=7;price=5;sizes=S,M;colours=синий,белый\n", "offer",
          "\"7/синий/S\" | \"7/синий/M\" | \"7/белый/S\" | \"7/белый/M\"");
    gives("id=7;price=5;sizes=S,M;colours=синий,белый\n", "colour", "\"синий\" | \"синий\" | \"белый\" | \"белый\"");
    gives("id=7;price=5;sizes=48\n", "offer", "\"7\"");
    gives("id=7;price=5;sizes=48\n", "size", "\"48\"");
    gives("id=7;price=5;size=48;colour=белый\n", "offer", "\"7\"");
    gives("id=7;price=5;sizes=42,42,44\n", "size", "\"42\" | \"44\"");
    gives("id=7;price=5;sizes=42,44\n", "source_id", "\"7\" | \"7\"");
    gives("id=7;price=5;sizes=42,44\n", "row", "null | null");
    gives("id=7;price=5;sizes=42(2),44(1)\n", "row",
          "[{\"size\":\"42\",\"count\":2},{\"size\":\"44\",\"count\":1}] | "
          "[{\"size\":\"42\",\"count\":2},{\"size\":\"44\",\"count\":1}]");
    gives("id=7;price=5;sizes=42,44;row=42;row=44\n", "row",
          "[{\"size\":\"42\",\"count\":2},{\"size\":\"44\",\"count\":2}] | "
          "[{\"size\":\"42\",\"count\":2},{\"size\":\"44\",\"count\":2}]");
    gives("id=7;price=5;sizes=42,44;stock=9\n", "stock", "null | null");
    gives("id=7;price=5;sizes=42,44;stock=0\n", "stock", "0 | 0");
    gives("id=7;price=5;sizes=42;stock=9\n", "stock", "9");
}

static void ids_are_made_and_unique(void **state)
{
    (void)state;
    gives("article=A;price=5;size=42\narticle=A;price=5;size=44\n", "offer", "\"A/42\" | \"A/44\"");
    gives("article=A;price=5;size=42\n", "source_id", "\"A\"");
    gives("name=Тапочки;price=5\n", "offer", "\"Тапочки\"");
    gives("price=5\nprice=6\n", "offer", "\"row 1\" | \"row 2\"");
    gives("id=7;price=5\nid=7;price=6\nid=7;price=7\n", "offer", "\"7\" | \"7~2\" | \"7~3\"");
    gives("id=7~2;price=5\nid=7;price=6\nid=7;price=7\n", "offer", "\"7~2\" | \"7\" | \"7~3\"");
    gives("offer=z/1;id=7;price=5\noffer=z/1;id=7;price=5\n", "offer", "\"z/1\" | \"z/1~2\"");
    says("id=7;price=5\nid=7;price=6\n",
         "x: warning: the id \"7\" was met before; this one becomes \"7~2\" [offer.id-repeated]");
    gives("id=7;item=G;article=A;price=5\n", "item", "\"G\"");
    gives("id=7;article=A;price=5\n", "item", "\"A\"");
    gives("id=7;price=5\n", "item", "\"7\"");
}

static void many_of_one_id_stay_unique(void **state)
{
    (void)state;
    svod_buf text = SVOD_BUF_INIT;
    for (int i = 0; i < 3000; i++) svod_buf_cstr(&text, "id=7;price=5\n");
    collected c;
    collect(&lines, svod_buf_view(&text), "x", &(collect_options){0}, &c);
    assert_int_equal(c.counts.offers, 3000);
    assert_non_null(strstr(c.offers.p, "\"7~3000\""));
    assert_null(strstr(c.offers.p, "\"7~3001\""));
    collected_release(&c);
    svod_buf_release(&text);
}

static void values_are_cleaned(void **state)
{
    (void)state;
    gives("id= 7 ;name=  Платье\tсинее_x000D_ \x01;price=5\n", "name", "\"Платье синее\"");
    gives("id=7;name=\xCF\xEB\xE0\xF2\xFC\xE5 летнее, хлопок, размеры разные;price=5\n", "name",
          "\"Платье летнее, хлопок, размеры разные\"");
    says("id=7;name=\xCF\xEB\xE0\xF2\xFC\xE5 летнее, хлопок, размеры разные;price=5\n", "[text.repaired]");
    gives("id=7;price=0\n", "price", "null");
    says("id=7;price=0\n", "[offer.price-zero]");
    gives("id=7;price=5;old=0\n", "old_price", "null");
    says("id=7\n", "[offer.price-absent]");
    says("id=7;price=5;old=0\n", "");
    gives("id=7;price=5;currency=руб.\n", "currency", "\"RUB\"");
    gives("id=7;price=5;currency=шишки\n", "currency", "\"\"");
    says("id=7;price=5;currency=шишки\n", "[offer.currency-unknown]");
    gives("id=7;price=5;step=0\nid=8;price=5;step=6\n", "step_quantity", "1 | 6");
    gives("id=7;price=5;picture= a ;picture=;picture=b\n", "pictures", "[\"a\",\"b\"]");
    gives("id=7;price=5;@Состав=хлопок;@Пол=;@Состав=эластан\n", "attributes", "{\"Состав\":\"хлопок, эластан\"}");
    gives("id=7;price=5;description=<b>Лёгкое</b> и мягкое\n", "description", "\"Лёгкое и мягкое\"");
    gives("id=7;price=5;name=a\"b\\c\n", "name", "\"a\\\"b\\\\c\"");
}

static void supplier_currency_stands_in(void **state)
{
    (void)state;
    collected c;
    svod_run_options options = {.supplier_currency = SVOD_STR("RUR")};
    collect(&lines, SVOD_STR("id=7;price=5\nid=8;price=5;currency=USD\n"), "x", &(collect_options){.run = &options}, &c);
    assert_string_equal(field(&c, "currency"), "\"RUB\" | \"USD\"");
    collected_release(&c);
}

static void too_many_variants_are_no_list(void **state)
{
    (void)state;
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(&text, "id=1;price=5\nid=7;price=5;sizes=20");
    for (int i = 21; i < 120; i++) svod_buf_printf(&text, ", %d", i);
    svod_buf_cstr(&text, ";colours=белый");
    for (int i = 1; i < 60; i++) svod_buf_printf(&text, ", синий %d", i);
    svod_buf_cstr(&text, "\nid=8;price=5\n");
    gives(text.p, "offer", "\"1\" | \"8\"");
    says(text.p, "[offer.too-many-variants]");
    svod_buf_release(&text);
}

static void ends_say_whether_all_came(void **state)
{
    (void)state;
    collected c;
    collect(&lines, SVOD_STR("id=7;price=5\nid=8;pri"), "x", &(collect_options){0}, &c);
    assert_int_equal(c.status, SVOD_OK);
    assert_false(c.counts.complete);
    assert_int_equal(c.counts.offers, 1);
    collected_release(&c);
    collect(&lines, SVOD_STR("id=7;price=5\n"), "x", &(collect_options){0}, &c);
    assert_true(c.counts.complete);
    assert_int_equal(c.counts.records, 1);
    collected_release(&c);
    collect(&lines, (svod_str){"", 0}, "x", &(collect_options){0}, &c);
    assert_int_equal(c.status, SVOD_FAILED);
    assert_string_equal(c.error.id, "input.empty");
    collected_release(&c);
}

static void known_records_are_kept(void **state)
{
    (void)state;
    static const char first[] = "id=1;price=5\nid=2;price=5;sizes=42,44\nid=3;price=0\nid=4;price=5;say\n";
    static const char second[] = "id=2;price=6\nid=1;price=5\nid=2;price=5;sizes=42,44\nid=3;price=0\nid=4;price=5;say\n";
    memory_of_records *m = memory_new();
    collected c, plain;
    collect(&lines, SVOD_STR(first), "x", &(collect_options){.today = m}, &c);
    collected_release(&c);
    collect(&lines, SVOD_STR(first), "x", &(collect_options){.yesterday = m}, &c);
    collect(&lines, SVOD_STR(first), "x", &(collect_options){0}, &plain);
    assert_int_equal(c.counts.kept, 2); /* what drew a diagnostic is read again */
    assert_int_equal(c.counts.offers, 5);
    assert_string_equal(c.offers.p, plain.offers.p);
    assert_string_equal(c.diags.p, plain.diags.p);
    collected_release(&c);
    collected_release(&plain);
    collect(&lines, SVOD_STR(second), "x", &(collect_options){.yesterday = m}, &c);
    assert_string_equal(field(&c, "offer"), "\"2\" | \"1\" | \"2/42\" | \"2/44\" | \"3\" | \"4\"");
    collected_release(&c);
    memory_free(m);
}

/* Today another record takes the id that a known one had: the known one is read anew and gets a number. */
static void taken_ids_are_not_kept(void **state)
{
    (void)state;
    memory_of_records *m = memory_new();
    collected c;
    collect(&lines, SVOD_STR("id=1;price=5\n"), "x", &(collect_options){.today = m}, &c);
    collected_release(&c);
    collect(&lines, SVOD_STR("id=1;price=9\nid=1;price=5\n"), "x", &(collect_options){.yesterday = m}, &c);
    assert_int_equal(c.counts.kept, 0);
    assert_string_equal(field(&c, "offer"), "\"1\" | \"1~2\"");
    assert_string_equal(field(&c, "price"), "\"9.00\" | \"5.00\"");
    collected_release(&c);
    memory_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_and_colours_are_taken_apart),
        cmocka_unit_test(ids_are_made_and_unique),
        cmocka_unit_test(many_of_one_id_stay_unique),
        cmocka_unit_test(values_are_cleaned),
        cmocka_unit_test(supplier_currency_stands_in),
        cmocka_unit_test(too_many_variants_are_no_list),
        cmocka_unit_test(ends_say_whether_all_came),
        cmocka_unit_test(known_records_are_kept),
        cmocka_unit_test(taken_ids_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
