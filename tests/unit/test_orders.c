/* Reading orders: headings, values, ids, and files that cannot be taken. */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/str.h"
#include "engine/orders.h"

#define HEAD "Участник;Артикул;Цвет;Размер;Кол-во\n"

typedef struct listener {
    svod_diag diag; /* first */
    svod_buf said;  /* "where severity id|" */
} listener;

static void listen(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    (void)text;
    if (severity != SVOD_NOTE) svod_buf_printf(&((listener *)diag)->said, "%s %s|", where, id);
}

typedef struct outcome {
    svod_status status;
    svod_error e;
    svod_orders orders;
    listener heard;
    svod_arena arena;
} outcome;

static void read_bytes(svod_str bytes, outcome *o)
{
    svod_source *source;
    svod_zone_change moscow = {INT64_MIN, 180};
    svod_zone zone = {&moscow, 1};
    memset(o, 0, sizeof *o);
    o->heard.diag.say = listen;
    svod_arena_init_try(&o->arena, 64 << 20);
    assert_int_equal(SVOD_OK, svod_source_memory(bytes, "o.csv", 0, &source, &o->e));
    o->status = svod_orders_read(&o->arena, source, &zone, &o->heard.diag, &o->orders, &o->e);
    svod_source_close(source);
}

static void read_text(const char *text, outcome *o)
{
    read_bytes(svod_str_of(text), o);
}

static void done(outcome *o)
{
    svod_orders_release(&o->orders);
    svod_buf_release(&o->heard.said);
    svod_arena_release(&o->arena);
}

#define is(s, text) assert_true(svod_str_is(s, text))

static void every_column(void **state)
{
    (void)state;
    outcome o;
    read_text("line;time;participant;phone;email;article;colour;size;quantity;extra;alternatives;whole;together;price;paid;"
              "status;comment;vip;pinned\n"
              "7;2026-11-25T20:00:00+03:00; Аня  К. ;+7;a@x;A-1;синий;42;2;1;//48|/*/46;yes;set;1 "
              "250,50;500;confirmed;\"a;b\";да; A|1/46 × 2|1 \n"
              "8;25.11.2026 20:00;Вера;;;A-1;;;1;;;;;;да;отказ;;;\n",
              &o);
    assert_int_equal(SVOD_OK, o.status);
    assert_int_equal(2, o.orders.n);
    const svod_order_line *a = &o.orders.lines[0], *b = &o.orders.lines[1];
    is(a->line, "7");
    is(a->participant, "Аня К.");
    is(a->phone, "+7");
    is(a->email, "a@x");
    is(a->colour, "синий");
    is(a->alternatives, "//48|/*/46");
    is(a->together, "set");
    is(a->comment, "a;b");
    svod_str pinned = a->pinned, offer;
    int64_t units;
    assert_true(svod_pin_cut(&pinned, &offer, &units) && units == 2);
    is(offer, "A|1/46");
    assert_true(svod_pin_cut(&pinned, &offer, &units) && units == 1);
    assert_true(offer.n == 0 && pinned.n == 0 && b->pinned.n == 0);
    assert_int_equal(1795626000LL * 1000000, a->time);
    assert_int_equal(a->time, b->time);
    assert_int_equal(2, a->quantity);
    assert_int_equal(1, a->extra);
    assert_true(a->whole && a->confirmed && !a->refused && a->vip && a->is_paid);
    assert_int_equal(12505000, a->price);
    assert_int_equal(svod_dec_of(500), a->paid);
    assert_true(b->refused && b->is_paid && !b->whole && !b->vip);
    assert_int_equal(SVOD_DEC_NONE, b->paid);
    assert_int_equal(SVOD_DEC_NONE, b->price);
    assert_int_equal(0, a->position);
    assert_int_equal(1, b->position);
    assert_int_equal(3, o.orders.at[1]);
    done(&o);
}

/* Headings in Russian, any order, more columns than are known, a title above, totals below, and another encoding. */
static void in_the_wild(void **state)
{
    (void)state;
    outcome o;
    read_text("Выкуп 12;;;;;;;\nID;Товар;Артикул;Размер;Цвет;Время заказа;Заказал;Имя;Цена;Орг.сбор;Кол-во;Оплачено;Статус "
              "заказа\n"
              "11;Платье;A-1;42;синий;10.11.2026 09:15:30;anya;Анна;1500.00;225;1;нет;Новый\n"
              "12;Платье;A-1;44;синий;10.11.2026 09:16;vera;Вера;1500.00;225;2;3000;Отменён\n"
              ";;;;;;;;;;;;\n;Итого;;;;;;;;;3;;\n",
              &o);
    assert_int_equal(SVOD_OK, o.status);
    assert_int_equal(2, o.orders.n);
    is(o.orders.lines[0].line, "11");
    is(o.orders.lines[0].participant, "anya");
    assert_int_equal(svod_dec_of(1500), o.orders.lines[0].price);
    assert_true(o.orders.lines[1].refused);
    assert_int_equal(svod_dec_of(3000), o.orders.lines[1].paid);
    done(&o);
    /* "Ник;Арт;Кол-во" in windows-1251, commas and quotes, date and time apart */
    read_bytes(
        SVOD_STR(
            "\"\xCD\xE8\xEA\",\"\xC0\xF0\xF2\",\"\xCA\xEE\xEB-\xE2\xEE\",\"\xC4\xE0\xF2\xE0\",\"\xC2\xF0\xE5\xEC\xFF\"\r\n"
            "\"\xC0\xED\xFF\",\"\xC0-1\",\"3\",\"10.11.2026\",\"09:15\"\r\n"
            "\"\xC2\xE5\xF0\xE0\",\"\xC0-1\",\"1 \xF8\xF2\",\"10.11.2026\",\"09:16\"\r\n"),
        &o);
    assert_int_equal(SVOD_OK, o.status);
    is(o.orders.lines[0].participant, "Аня");
    is(o.orders.lines[1].article, "А-1");
    assert_int_equal(1, o.orders.lines[1].quantity);
    assert_int_equal(60 * 1000000LL, o.orders.lines[1].time - o.orders.lines[0].time);
    done(&o);
}

/* The same file gives the same ids; a changed quantity keeps its line; equal lines stay apart. */
static void made_ids(void **state)
{
    (void)state;
    outcome a, b;
    read_text(HEAD "Аня;A-1;синий;42;1\nАня;A-1;синий;42;1\nВера;A-1;синий;42;1\nАня;A-1;синий;42;2\n", &a);
    read_text(HEAD "Вера;A-1;синий;42;5\nАня;A-1;синий;42;1\nАня;A-1;синий;42;9\nАня;A-1;синий;42;2\n", &b);
    assert_int_equal(SVOD_OK, a.status);
    assert_int_equal(SVOD_OK, b.status);
    assert_true(svod_str_eq(a.orders.lines[2].line, b.orders.lines[0].line));
    assert_true(svod_str_eq(a.orders.lines[0].line, b.orders.lines[1].line));
    assert_true(svod_str_eq(a.orders.lines[1].line, b.orders.lines[2].line));
    assert_true(svod_str_eq(a.orders.lines[3].line, b.orders.lines[3].line));
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < i; k++) assert_false(svod_str_eq(a.orders.lines[i].line, a.orders.lines[k].line));
    done(&a);
    done(&b);
}

static void bad_lines(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        {HEAD "Аня;A-1;синий;42;0\n", "o.csv:2:18 orders.quantity|"},
        {HEAD "Аня;A-1;синий;42;полтора\n", "o.csv:2:18 orders.quantity|"},
        {HEAD "Аня;A-1;синий;42;-1\n", "o.csv:2:18 orders.quantity|"},
        {HEAD "Аня;A-1;синий;42;1000001\n", "o.csv:2:18 orders.quantity|"},
        {HEAD "Аня;A-1;синий;42;99999999999999999999\n", "o.csv:2:18 orders.quantity|"},
        {HEAD "Аня;A-1;синий;42;\n", "o.csv:2:18 orders.quantity|"},
        {HEAD ";A-1;синий;42;1\n", "o.csv:2:1 orders.no-participant|"},
        {HEAD "Аня;;синий;42;1\n", "o.csv:2:5 orders.no-offer|"},
        {HEAD "Аня;A-1;синий;42;1;лишнее\n", "o.csv:2:20 orders.too-many-cells|"},
        {HEAD "Аня;A-1;синий;42;1\nВера;A;;;x\nОля;A;;;y\n", "o.csv:3:10 orders.quantity|o.csv:4:9 orders.quantity|"},
        {"Участник;Артикул;Кол-во;Статус\nАня;A;1;вроде\n", "o.csv:2:9 orders.status|"},
        {"Участник;Артикул;Кол-во;Время\nАня;A;1;завтра\n", "o.csv:2:9 orders.time|"},
        {"Участник;Артикул;Кол-во;Цена\nАня;A;1;дорого\n", "o.csv:2:9 orders.money|"},
        {"Участник;Артикул;Кол-во;Цена\nАня;A;1;340/360\n", "o.csv:2:9 orders.money|"},
        {"Участник;Артикул;Кол-во;Оплачено\nАня;A;1;почти\n", "o.csv:2:9 orders.money|"},
        {"Участник;Артикул;Кол-во;Целиком\nАня;A;1;может\n", "o.csv:2:9 orders.yes-no|"},
        {"line;Участник;Артикул;Кол-во\n1;Аня;A;1\n1;Вера;A;1\n", "o.csv:3:1 orders.line-twice|"},
        {"Участник;Комментарий;Артикул;Кол-во\nАня;\"две\nстроки\";A;x\n", "o.csv:3:11 orders.quantity|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o;
        read_text(cases[i].text, &o);
        if (o.status != SVOD_FAILED || o.e.exit_code != SVOD_EXIT_BAD_INPUT || strcmp(o.e.id, "orders.bad-lines") != 0 ||
            strcmp(o.heard.said.p ? o.heard.said.p : "", cases[i].said) != 0)
            fail_msg("%s: status %d, %s [%s], said %s", cases[i].text, o.status, o.e.text, o.e.id, o.heard.said.p);
        assert_int_equal(0, o.orders.n);
        done(&o);
    }
}

/* At most twenty bad lines are told, all are counted. */
static void many_bad_lines(void **state)
{
    (void)state;
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(&text, HEAD);
    for (int i = 0; i < 50; i++) svod_buf_cstr(&text, "Аня;A-1;;;нет\n");
    svod_buf_cstr(&text, "Аня;A-1;;;1\n");
    outcome o;
    read_bytes(svod_buf_view(&text), &o);
    assert_int_equal(SVOD_FAILED, o.status);
    assert_int_equal(20, o.heard.diag.errors);
    assert_non_null(strstr(o.e.text, "50"));
    assert_non_null(strstr(o.e.text, "51"));
    done(&o);
    svod_buf_release(&text);
}

static void whole_files(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id;
    } cases[] = {
        {"", "orders.empty"},
        {"  \n\n", "orders.empty"},
        {HEAD, "orders.empty"},
        {"a;b;c\n1;2;3\n", "orders.no-heading"},
        {"Участник;Кол-во\nАня;1\n", "orders.no-column"},
        {"Участник;Артикул\nАня;1\n", "orders.no-column"},
        {"Артикул;Кол-во\nA;1\n", "orders.no-column"},
        {"Участник;Артикул;Кол-во;кол-во\nАня;A;1;2\n", "orders.column-twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o;
        read_text(cases[i].text, &o);
        if (o.status != SVOD_FAILED || o.e.exit_code != SVOD_EXIT_BAD_INPUT || strcmp(o.e.id, cases[i].id) != 0 ||
            strcmp(o.e.file, "o.csv") != 0)
            fail_msg("%s: status %d, %s: %s [%s]", cases[i].text, o.status, o.e.file, o.e.text, o.e.id);
        done(&o);
    }
    outcome o;
    char noise[4096];
    uint32_t seed = 7;
    for (size_t i = 0; i < sizeof noise; i++) noise[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
    read_bytes((svod_str){noise, sizeof noise}, &o);
    assert_int_equal(SVOD_FAILED, o.status);
    assert_int_equal(SVOD_EXIT_BAD_INPUT, o.e.exit_code);
    done(&o);
}

static void long_names(void **state)
{
    (void)state;
    svod_buf text = SVOD_BUF_INIT;
    svod_buf_cstr(&text, HEAD);
    for (int i = 0; i < 500; i++) svod_buf_cstr(&text, "я");
    svod_buf_cstr(&text, ";A;;;1\n");
    outcome o;
    read_bytes(svod_buf_view(&text), &o);
    assert_int_equal(SVOD_FAILED, o.status);
    assert_string_equal("o.csv:2:1 orders.too-long|", o.heard.said.p);
    done(&o);
    svod_buf_release(&text);
}

/* Every allocation that may fail fails in turn: an error each time, and nothing left behind. */
static void no_memory(void **state)
{
    (void)state;
    bool failed = true;
    for (long nth = 1; failed && nth < 20000; nth++) {
        outcome o;
        memset(&o, 0, sizeof o);
        svod_zone zone = {0};
        svod_source *source = NULL;
        o.heard.diag.say = listen;
        svod_arena_init_try(&o.arena, 1 << 20);
        svod_alloc_fail_after(nth);
        o.status = svod_source_memory(SVOD_STR(HEAD "Аня;A-1;синий;42;1\nВера;A-1;синий;44;1\n"), "o.csv", 0, &source, &o.e);
        if (!o.status) o.status = svod_orders_read(&o.arena, source, &zone, &o.heard.diag, &o.orders, &o.e);
        failed = svod_alloc_failed();
        svod_alloc_fail_after(0);
        if (failed) assert_true(o.status < 0 || o.orders.n == 2);
        svod_source_close(source);
        done(&o);
    }
    assert_false(failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column), cmocka_unit_test(in_the_wild),    cmocka_unit_test(made_ids),
        cmocka_unit_test(bad_lines),    cmocka_unit_test(many_bad_lines), cmocka_unit_test(whole_files),
        cmocka_unit_test(long_names),   cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
