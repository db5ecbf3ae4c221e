/* Orders in the store: the same file twice changes nothing, a corrected file updates, sources of one purchase live together.
 */
#include "support/cmocka_all.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "store/store.h"
#include "support/store_fixture.h"

typedef struct place {
    char folder[256], path[300];
    svod_store *store;
} place;

static int setup(void **state)
{
    place *p = calloc(1, sizeof *p);
    fixture_folder(p->folder);
    snprintf(p->path, sizeof p->path, "%s/svod.db", p->folder);
    svod_error e = {0};
    if (svod_store_open(p->path, &p->store, &e) != SVOD_OK) fail_msg("%s", e.text);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    place *p = *state;
    svod_store_close(p->store);
    fixture_remove(p->folder);
    free(p);
    return 0;
}

static svod_order_line line_of(const char *id, int64_t position, int64_t quantity)
{
    return (svod_order_line){.line = svod_str_of(id),
                             .participant = SVOD_STR("Оля"),
                             .phone = SVOD_STR("+7 900 000-00-00"),
                             .article = SVOD_STR("А-101"),
                             .size = SVOD_STR("46"),
                             .time = INT64_MIN,
                             .position = position,
                             .quantity = quantity,
                             .price = SVOD_DEC_NONE,
                             .paid = SVOD_DEC_NONE};
}

static svod_import_counts import_lines(place *p, const char *source, const svod_order_line *lines, size_t n)
{
    svod_error e = {0};
    svod_import_counts counts = {0};
    if (svod_store_orders_import(p->store, SVOD_STR("autumn"), svod_str_of(source), 1, lines, n, &counts, &e) != SVOD_OK)
        fail_msg("%s", e.text);
    return counts;
}

static void assert_lines(place *p, const char *purchase, const char *expected)
{
    svod_error e = {0};
    svod_arena arena;
    svod_arena_init(&arena);
    svod_order_line *lines = NULL;
    size_t n = 0;
    if (svod_store_orders(p->store, svod_str_of(purchase), &arena, &lines, &n, &e) != SVOD_OK) fail_msg("%s", e.text);
    svod_buf text = SVOD_BUF_INIT;
    for (size_t i = 0; i < n; i++)
        svod_buf_printf(&text, "%.*s×%lld ", SVOD_FMT(lines[i].line), (long long)lines[i].quantity);
    assert_string_equal(text.n ? text.p : "", expected);
    svod_buf_release(&text);
    svod_arena_release(&arena);
}

static void assert_counts(svod_import_counts c, int64_t same, int64_t added, int64_t changed, int64_t removed)
{
    assert_int_equal(c.same, same);
    assert_int_equal(c.added, added);
    assert_int_equal(c.changed, changed);
    assert_int_equal(c.removed, removed);
    assert_int_equal(c.lines, same + added + changed);
}

static void an_import_is_idempotent_and_corrects(void **state)
{
    place *p = *state;
    svod_order_line lines[] = {line_of("1", 1, 5), line_of("2", 2, 6), line_of("3", 3, 7)};
    assert_counts(import_lines(p, "orders.csv", lines, 3), 0, 3, 0, 0);
    assert_counts(import_lines(p, "orders.csv", lines, 3), 3, 0, 0, 0);
    assert_lines(p, "autumn", "1×5 2×6 3×7 ");

    svod_order_line corrected[] = {line_of("3", 1, 7), line_of("2", 2, 9), line_of("4", 3, 1)};
    assert_counts(import_lines(p, "orders.csv", corrected, 3), 1, 1, 1, 1);
    assert_lines(p, "autumn", "3×7 2×9 4×1 ");
    assert_lines(p, "winter", "");
}

static void sources_live_together(void **state)
{
    place *p = *state;
    svod_order_line first[] = {line_of("1", 1, 5), line_of("2", 2, 6)};
    svod_order_line second[] = {line_of("2", 3, 6), line_of("9", 4, 1)};
    import_lines(p, "a.csv", first, 2);
    assert_counts(import_lines(p, "b.csv", second, 2), 1, 1, 0, 0);
    /* Line 2 is b's now: a without it removes nothing of it, b without it does. */
    assert_counts(import_lines(p, "a.csv", first, 1), 1, 0, 0, 0);
    assert_lines(p, "autumn", "1×5 2×6 9×1 ");
    assert_counts(import_lines(p, "b.csv", second + 1, 1), 1, 0, 0, 1);
    assert_lines(p, "autumn", "1×5 9×1 ");
}

static void a_line_twice_changes_nothing(void **state)
{
    place *p = *state;
    svod_order_line lines[] = {line_of("1", 1, 5), line_of("1", 2, 6)};
    svod_import_counts counts = {0};
    svod_error e = {0};
    assert_int_equal(svod_store_orders_import(p->store, SVOD_STR("autumn"), SVOD_STR("a"), 1, lines, 2, &counts, &e),
                     SVOD_FAILED);
    assert_int_equal(e.exit_code, SVOD_EXIT_BAD_INPUT);
    assert_lines(p, "autumn", "");
}

static bool same_line(const svod_order_line *a, const svod_order_line *b)
{
    return svod_str_eq(a->line, b->line) && svod_str_eq(a->participant, b->participant) && svod_str_eq(a->phone, b->phone) &&
           svod_str_eq(a->email, b->email) && svod_str_eq(a->offer, b->offer) && svod_str_eq(a->article, b->article) &&
           svod_str_eq(a->colour, b->colour) && svod_str_eq(a->size, b->size) &&
           svod_str_eq(a->alternatives, b->alternatives) && svod_str_eq(a->together, b->together) &&
           svod_str_eq(a->comment, b->comment) && a->time == b->time && a->position == b->position &&
           a->quantity == b->quantity && a->extra == b->extra && a->price == b->price && a->paid == b->paid &&
           a->is_paid == b->is_paid && a->whole == b->whole && a->vip == b->vip && a->refused == b->refused &&
           a->confirmed == b->confirmed && svod_str_eq(a->pinned, b->pinned);
}

static svod_order_line random_line(fixture_random *r, svod_arena *arena, int64_t position)
{
    svod_order_line line = {.position = position, .quantity = 1 + fixture_below(r, 9), .extra = fixture_below(r, 3)};
    char id[32];
    snprintf(id, sizeof id, "line %lld", (long long)position);
    line.line = svod_arena_dup(arena, svod_str_of(id));
    svod_str *texts[] = {&line.participant, &line.phone, &line.email,        &line.offer,    &line.article,
                         &line.colour,      &line.size,  &line.alternatives, &line.together, &line.comment};
    for (size_t i = 0; i < SVOD_COUNT(texts); i++) *texts[i] = fixture_text(r, arena);
    if (fixture_below(r, 2)) line.pinned = fixture_text(r, arena);
    line.time = fixture_below(r, 4) ? (int64_t)fixture_next(r) / 2 : INT64_MIN;
    line.price = fixture_below(r, 4) ? fixture_below(r, 100000) : SVOD_DEC_NONE;
    line.paid = fixture_below(r, 4) ? fixture_below(r, 100000) : SVOD_DEC_NONE;
    bool *flags[] = {&line.is_paid, &line.whole, &line.vip, &line.refused, &line.confirmed};
    for (size_t i = 0; i < SVOD_COUNT(flags); i++) *flags[i] = fixture_below(r, 2);
    return line;
}

static void lines_come_back_as_they_went(void **state)
{
    place *p = *state;
    enum { LINES = 500 };
    fixture_random r = {7};
    svod_arena arena;
    svod_arena_init(&arena);
    svod_order_line lines[LINES], *back = NULL;
    for (int i = 0; i < LINES; i++) lines[i] = random_line(&r, &arena, i);
    assert_counts(import_lines(p, "orders.csv", lines, LINES), 0, LINES, 0, 0);
    /* Each one changed in one place is a changed line. */
    for (int i = 0; i < LINES; i++) lines[i].vip = !lines[i].vip;
    assert_counts(import_lines(p, "orders.csv", lines, LINES), 0, 0, LINES, 0);
    size_t n = 0;
    svod_error e = {0};
    assert_int_equal(svod_store_orders(p->store, SVOD_STR("autumn"), &arena, &back, &n, &e), SVOD_OK);
    assert_int_equal(n, LINES);
    for (int i = 0; i < LINES; i++) assert_true(same_line(&lines[i], &back[i]));
    svod_arena_release(&arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_import_is_idempotent_and_corrects),
        TEST(sources_live_together),
        TEST(a_line_twice_changes_nothing),
        TEST(lines_come_back_as_they_went),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
