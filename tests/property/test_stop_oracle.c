/* The plan against the oracle on random small purchases, and what must stay the same when a purchase is changed in ways that
 * must not matter. SVOD_SEED and SVOD_CASES choose other purchases and more of them. */
#include "support/cmocka_all.h"

#include "stop_oracle.h"

/* What the engine plans. */
enum { ENGINE = F_MIXED | F_ALTERNATIVES | F_EXTRA | F_WHOLE | F_TOGETHER };

static oracle the_oracle;
static o_way the_ways[WAYS];

static long env_number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text && text[0] ? strtol(text, NULL, 10) : otherwise;
}

static uint64_t seed_of(long number)
{
    return (uint64_t)env_number("SVOD_SEED", 1) * 1000003u + (uint64_t)number;
}

static void print_case(const c_case *c, const oracle *o, const real_case *r)
{
    for (int i = 0; i < c->offers_n; i++) {
        const c_offer *x = &c->offers[i];
        print_message("offer %d item %d colour %d size %d price %d stock %d min %d step %d row", i, x->item, x->colour,
                      x->size, x->price, x->stock, x->min, x->step);
        for (int k = 0; k < x->row_n; k++) print_message(" %d:%d", x->row[k].size, x->row[k].count);
        print_message("\n");
    }
    for (int i = 0; i < c->rules_n; i++) {
        print_message("rule %d %d %d pack %d min %d row", c->rules[i].article, c->rules[i].colour, c->rules[i].size,
                      c->rules[i].pack, c->rules[i].min);
        for (int k = 0; k < c->rules[i].row_n; k++)
            print_message(" %d/%d:%d", c->rules[i].row[k].colour, c->rules[i].row[k].size, c->rules[i].row[k].count);
        print_message("\n");
    }
    print_message("policy %d leftover %d units %d item %d amount %d rows_free %d minimum %d %d %d\n", (int)c->policy,
                  c->leftover, c->left_units, c->left_per_item, c->left_amount, c->rows_free, c->minimum_amount,
                  c->minimum_units, c->minimum_rows);
    for (int i = 0; i < c->lines_n; i++) {
        const c_line *l = &c->lines[i];
        print_message("line %d person %d offer %d x%d extra %d class %d time %d dead %d whole %d together %d choices", i,
                      l->person, l->offer, l->quantity, l->extra, o->class[i], l -> time, o -> dead[i], l -> whole,
                      l -> together);
        for (int j = 0; j < c->offers_n; j++)
            if (o->rank[i][j] >= 0) print_message(" %d@%d", j, o->rank[i][j]);
        print_message("; oracle gives");
        for (int j = 0; j < c->offers_n; j++)
            if (o->best_given[i][j] || o->best_extra[i][j])
                print_message(" %d:%d+%d", j, o->best_given[i][j], o->best_extra[i][j]);
        print_message("\n");
    }
    for (uint32_t i = 0; i < r->lots.n; i++) {
        print_message("lot %u x%u:", i, r->plan.bought ? r->plan.bought[i] : 0);
        for (uint32_t j = 0; j < r->lots.v[i].cells_n; j++)
            print_message(" %u×%u", r->lots.v[i].cells[j].offer, r->lots.v[i].cells[j].count);
        print_message("\n");
    }
    for (size_t i = 0; i < r->plan.given_n; i++)
        print_message("given line %u offer %u units %u kind %d\n", r->demand.lines[r->plan.given[i].line].order,
                      r->plan.given[i].offer, r->plan.given[i].units, (int)r->plan.given[i].kind);
    for (size_t i = 0; i < r->plan.unserved_n; i++)
        print_message("unserved line %u units %u %s: %.*s\n", r->demand.lines[r->plan.unserved[i].line].order,
                      r->plan.unserved[i].units, svod_reason_code(r->plan.unserved[i].reason),
                      SVOD_FMT(r->plan.unserved[i].detail));
}

/* What is wrong with the program's answer, or NULL. */
static const char *wrong_lots(const oracle *o, const real_case *r)
{
    if ((int)r->lots.n != o->lots_n) return "other lots";
    for (uint32_t i = 0; i < r->lots.n; i++) {
        int count[OFFERS] = {0};
        bool found = false;
        for (uint32_t j = 0; j < r->lots.v[i].cells_n; j++)
            count[r->lots.v[i].cells[j].offer] += (int)r->lots.v[i].cells[j].count;
        for (int k = 0; k < o->lots_n; k++) found |= memcmp(o->lots[k].count, count, sizeof count) == 0;
        if (!found) return "a lot that is none";
    }
    return NULL;
}

static const char *wrong_units(const oracle *o, const real_case *r, const int *bought, const int given[LINES][OFFERS],
                               const int extra[LINES][OFFERS])
{
    const c_case *c = o->c;
    int64_t left_units = 0, served = 0;
    for (int j = 0; j < c->offers_n; j++) {
        int rest = bought[j];
        for (int i = 0; i < c->lines_n; i++) rest -= given[i][j] + extra[i][j];
        for (size_t i = 0; i < r->plan.leftover_n; i++)
            if ((int)r->plan.leftover[i].offer == j) rest -= (int)r->plan.leftover[i].units;
        if (rest != 0) return "units bought are not those given and left over";
        if (c->offers[j].stock >= 0 && bought[j] > c->offers[j].stock) return "more than in stock";
    }
    for (size_t i = 0; i < r->plan.leftover_n; i++) left_units += r->plan.leftover[i].units;
    for (int i = 0; i < c->lines_n; i++) served += o_sum(given[i]);
    if (left_units != r->plan.leftover_units) return "leftover units do not add up";
    if (served != r->plan.served) return "served units do not add up";
    return o_minimums_hold(o, bought) ? NULL : "a minimum does not hold";
}

static bool row_of(const oracle *o, int offer, bool row)
{
    for (int i = 0; i < o->lots_n; i++)
        if (o->lots[i].count[offer] && (row ? o->lots[i].row : o->lots[i].count[offer] > 1)) return true;
    return false;
}

/* One line's reason against what it claims. Lines with alternatives are judged by the offer asked for. */
static const char *wrong_reason(const oracle *o, const svod_unserved *u, int line, const int *bought)
{
    const c_case *c = o->c;
    int offer = c->lines[line].offer, least = 1000, stock;
    if (u->detail.n == 0) return "a reason without words";
    if (o->dead[line] != SVOD_REASON_NONE) return u->reason == o->dead[line] ? NULL : "not the reason why the line is dead";
    if (c->lines[line].alternatives_n || offer < 0) return NULL;
    stock = c->offers[offer].stock;
    for (int i = 0; i < o->lots_n; i++)
        if (o->lots[i].count[offer] && o->lots[i].count[offer] < least) least = o->lots[i].count[offer];
    bool short_stock = least < 1000 && stock >= 0 && stock - bought[offer] < least;
    switch (u->reason) {
    case SVOD_REASON_OUT_OF_STOCK:
        for (int i = 0; i < o->minimums_n; i++)
            if (o->minimums[i].in[offer] && stock >= 0 && stock < o->minimums[i].min) short_stock = true;
        return short_stock && bought[offer] == 0 ? NULL : "it is in stock";
    case SVOD_REASON_EARLIER_SERVED:
        return short_stock && bought[offer] > 0 ? NULL : "it is in stock, nobody took it";
    case SVOD_REASON_ROW_INCOMPLETE:
        return !short_stock && (least == 1000 || row_of(o, offer, true)) ? NULL : "it is not sold in rows";
    case SVOD_REASON_PACK_INCOMPLETE:
        return !short_stock && row_of(o, offer, false) ? NULL : "it is not sold in packs";
    case SVOD_REASON_BELOW_MINIMUM:
        for (int i = 0; i < o->minimums_n; i++) {
            int sum = 0;
            for (int j = 0; j < c->offers_n; j++) sum += o->minimums[i].in[j] ? bought[j] : 0;
            if (sum == 0) return NULL;
        }
        return "all minimums are reached";
    case SVOD_REASON_WHOLE_NOT_POSSIBLE:
        return c->lines[line].whole ? NULL : "the line need not be whole";
    case SVOD_REASON_TOGETHER_NOT_POSSIBLE:
        return c->lines[line].together ? NULL : "the line is alone";
    default:
        return "a reason that cannot be";
    }
}

static const char *wrong_plan(oracle *o, const real_case *r)
{
    const c_case *c = o->c;
    int bought[OFFERS] = {0}, given[LINES][OFFERS] = {{0}}, extra[LINES][OFFERS] = {{0}}, told[LINES] = {0};
    for (uint32_t i = 0; i < r->lots.n; i++)
        for (uint32_t j = 0; j < r->lots.v[i].cells_n; j++)
            bought[r->lots.v[i].cells[j].offer] += (int)(r->plan.bought[i] * r->lots.v[i].cells[j].count);
    for (size_t i = 0; i < r->plan.given_n; i++) {
        const svod_given *g = &r->plan.given[i];
        int line = (int)r->demand.lines[g->line].order, offer = (int)g->offer;
        if (o->rank[line][offer] < 0 || o->dead[line] != SVOD_REASON_NONE) return "given what was not accepted";
        if (g->kind == SVOD_GIVEN_EXTRA)
            extra[line][offer] += (int)g->units;
        else if ((g->kind == SVOD_GIVEN_WANTED) != (o->rank[line][offer] == 0))
            return "a substitute that is none, or the other way round";
        else
            given[line][offer] += (int)g->units;
    }
    const char *wrong = wrong_units(o, r, bought, given, extra);
    if (wrong) return wrong;
    int left = 0, cost = 0, key[KEY], n;
    for (size_t i = 0; i < r->plan.leftover_n; i++) {
        left += (int)r->plan.leftover[i].units;
        cost += (int)r->plan.leftover[i].units * c->offers[r->plan.leftover[i].offer].price;
    }
    o_key(o, left, cost, given, extra, key, &n);
    if (o_key_cmp(key, o->best_key, n) < 0) return "not the best plan";
    if (o_key_cmp(key, o->best_key, n) > 0) return "better than the best plan";
    for (size_t i = 0; i < r->plan.unserved_n; i++) {
        int line = (int)r->demand.lines[r->plan.unserved[i].line].order;
        told[line] += (int)r->plan.unserved[i].units;
        wrong = wrong_reason(o, &r->plan.unserved[i], line, bought);
        if (wrong) return wrong;
    }
    for (int i = 0; i < c->lines_n; i++)
        if (o_sum(given[i]) + told[i] != c->lines[i].quantity) return "a unit without a reason";
    if (!r->plan.optimal || r->plan.bound != r->plan.served) return "not told to be optimal";
    return NULL;
}

static void check_order_of_service(const oracle *o, const real_case *r)
{
    for (int i = 0; i < o->c->lines_n; i++) assert_int_equal(r->demand.lines[i].order, o->order[i]);
}

/* True: compared; false: too large for the oracle, or nothing to compare. */
static bool compare_one(long number, int features, int lines)
{
    static real_case r;
    c_case c;
    dice_state = seed_of(number);
    make_case(&c, features, lines);
    the_oracle.ways = the_ways;
    if (!oracle_run(&the_oracle, &c)) return false;
    svod_status status = real_run(&c, &r);
    if (status != SVOD_OK) {
        print_case(&c, &the_oracle, &r);
        fail_msg("purchase %ld: %s", number, r.error.text);
    }
    check_order_of_service(&the_oracle, &r);
    const char *wrong = wrong_lots(&the_oracle, &r);
    if (!wrong && !r.plan.orderable && r.plan.given_n) wrong = "given though it cannot be ordered";
    if (!wrong) wrong = wrong_plan(&the_oracle, &r);
    if (wrong) {
        print_case(&c, &the_oracle, &r);
        fail_msg("purchase %ld: %s", number, wrong);
    }
    real_release(&r);
    return true;
}

static void run_many(long cases, int features, int lines, long from)
{
    long compared = 0;
    for (long i = 0; i < cases; i++) compared += compare_one(from + i, features, lines);
    print_message("%ld purchases of %ld compared\n", compared, cases);
    assert_true(compared > cases * 9 / 10);
}

/* ---- what must not matter ---- */

static int served_of(const real_case *r, int line, bool extra)
{
    int units = 0;
    for (size_t i = 0; i < r->plan.given_n; i++)
        if ((int)r->demand.lines[r->plan.given[i].line].order == line &&
            (r->plan.given[i].kind == SVOD_GIVEN_EXTRA) == extra)
            units += (int)r->plan.given[i].units;
    return units;
}

static void assert_same_service(long number, const c_case *a, const real_case *x, const int *line_of, const real_case *y)
{
    for (int i = 0; i < a->lines_n; i++) {
        int j = line_of ? line_of[i] : i;
        if (j < 0) continue;
        if (served_of(x, i, false) != served_of(y, j, false) || served_of(x, i, true) != served_of(y, j, true))
            fail_msg("purchase %ld: line %d is served %d+%d, then %d+%d", number, i, served_of(x, i, false),
                     served_of(x, i, true), served_of(y, j, false), served_of(y, j, true));
    }
    if (x->plan.leftover_units != y->plan.leftover_units) fail_msg("purchase %ld: other leftovers", number);
}

static void refused_lines_are_no_lines(long number, const c_case *c, const real_case *x)
{
    static real_case y;
    c_case less = *c;
    int line_of[LINES];
    less.lines_n = 0;
    for (int i = 0; i < c->lines_n; i++) {
        line_of[i] = c->lines[i].refused ? -1 : less.lines_n;
        if (!c->lines[i].refused) less.lines[less.lines_n++] = c->lines[i];
    }
    assert_int_equal(real_run(&less, &y), SVOD_OK);
    assert_same_service(number, c, x, line_of, &y);
    real_release(&y);
}

static void names_do_not_matter(long number, const c_case *c, const real_case *x)
{
    static real_case y;
    c_case other = *c;
    for (int i = 0; i < c->lines_n; i++) other.lines[i].person = 7 - c->lines[i].person;
    assert_int_equal(real_run(&other, &y), SVOD_OK);
    assert_same_service(number, c, x, NULL, &y);
    real_release(&y);
}

/* Under even a line that names no offer counts its round by the first it accepts, which is the catalog's first. */
static void order_of_the_catalog_does_not_matter(long number, const c_case *c, const real_case *x)
{
    static real_case y;
    for (int i = 0; i < c->lines_n; i++)
        if (c->policy == SVOD_POLICY_EVEN && c->lines[i].offer < 0) return;
    c_case other = *c;
    for (int i = 0; i < c->offers_n; i++) other.offers[c->offers_n - 1 - i] = c->offers[i];
    for (int i = 0; i < c->lines_n; i++)
        if (c->lines[i].offer >= 0) other.lines[i].offer = c->offers_n - 1 - c->lines[i].offer;
    assert_int_equal(real_run(&other, &y), SVOD_OK);
    assert_same_service(number, c, x, NULL, &y);
    real_release(&y);
}

/* Not so under first come and with classes: there an early line may cost later ones their row. */
static void one_more_line_serves_no_less(long number, const c_case *c, int features, const real_case *x)
{
    static real_case y;
    c_case more = *c;
    if (c->policy == SVOD_POLICY_FIRST_COME || c->serve_n || c->lines_n == LINES || c->minimum_amount || c->minimum_units ||
        c->minimum_rows)
        return;
    make_line(&more, &more.lines[more.lines_n++], features);
    more.lines[c->lines_n].together = 0;
    assert_int_equal(real_run(&more, &y), SVOD_OK);
    if (y.plan.served < x->plan.served) fail_msg("purchase %ld: one more line, and fewer units are served", number);
    real_release(&y);
}

static void what_must_not_matter_does_not(void **state)
{
    (void)state;
    static real_case x;
    for (long i = 0; i < env_number("SVOD_CASES", 5000); i++) {
        c_case c;
        dice_state = seed_of(i + 1000000000);
        make_case(&c, ENGINE, LINES);
        assert_int_equal(real_run(&c, &x), SVOD_OK);
        refused_lines_are_no_lines(i, &c, &x);
        names_do_not_matter(i, &c, &x);
        order_of_the_catalog_does_not_matter(i, &c, &x);
        one_more_line_serves_no_less(i, &c, ENGINE, &x);
        real_release(&x);
    }
}

/* ---- reaching the minimum of the purchase ---- */

typedef struct filling {
    const c_case *c;
    const real_case *plan; /* without the minimum */
    int bought[OFFERS], left[OFFERS], need_amount, need_units, need_rows, best;
} filling;

static bool leftovers_fit(const filling *f, const int *added)
{
    int units = 0, cost = 0, per_item[4] = {0};
    for (int j = 0; j < f->c->offers_n; j++) {
        int left = f->left[j] + added[j];
        units += left;
        cost += left * f->c->offers[j].price;
        per_item[f->c->offers[j].item] += left;
        if (f->c->left_per_item >= 0 && per_item[f->c->offers[j].item] > f->c->left_per_item) return false;
        if (f->c->offers[j].stock >= 0 && f->bought[j] + added[j] > f->c->offers[j].stock) return false;
    }
    return (f->c->left_units < 0 || units <= f->c->left_units) && (f->c->left_amount < 0 || cost <= f->c->left_amount);
}

static bool minimums_kept(const filling *f, const int *added)
{
    for (uint32_t i = 0; i < f->plan->lots.minimums_n; i++) {
        const svod_minimum *m = &f->plan->lots.minimums[i];
        int units = 0;
        for (uint32_t j = 0; j < m->offers_n; j++) units += f->bought[m->offers[j]] + added[m->offers[j]];
        if (units > 0 && units < m->min) return false;
    }
    return true;
}

static void try_filling(filling *f, uint32_t lot, const int *added, int amount, int units, int rows)
{
    if (amount >= f->best) return;
    if (lot == f->plan->lots.n) {
        bool fills = amount >= f->need_amount && units >= f->need_units && rows >= f->need_rows;
        if (fills && minimums_kept(f, added)) f->best = amount;
        return;
    }
    const svod_lot *l = &f->plan->lots.v[lot];
    int now[OFFERS], price = 0, own = 0;
    memcpy(now, added, sizeof now);
    for (uint32_t j = 0; j < l->cells_n; j++) {
        price += (int)l->cells[j].count * f->c->offers[l->cells[j].offer].price;
        own += (int)l->cells[j].count;
    }
    for (int n = 0;; n++) {
        if (n)
            for (uint32_t j = 0; j < l->cells_n; j++) now[l->cells[j].offer] += (int)l->cells[j].count;
        if (n && !leftovers_fit(f, now)) return;
        try_filling(f, lot + 1, now, amount + n * price, units + n * own, rows + (l->kind == SVOD_LOT_ROW ? n : 0));
    }
}

static int left_cost(const c_case *c, const real_case *r)
{
    int cost = 0;
    for (size_t i = 0; i < r->plan.leftover_n; i++)
        cost += (int)r->plan.leftover[i].units * c->offers[r->plan.leftover[i].offer].price;
    return cost;
}

static bool fill_one(long number)
{
    enum { NEVER = 1000000 };
    static real_case base, r;
    c_case c, bare;
    dice_state = seed_of(number + 2000000000);
    make_case(&c, ENGINE | F_PURCHASE_MINIMUM, LINES);
    c.leftover = chance(90);
    c.left_units = chance(80) ? dice(8) : -1;
    c.left_per_item = chance(30) ? dice(6) : -1;
    c.left_amount = c.left_units < 0 || chance(40) ? dice(20) : -1;
    if (c.minimum_amount + c.minimum_units + c.minimum_rows == 0) c.minimum_amount = 3 + dice(15);
    bare = c;
    bare.minimum_amount = bare.minimum_units = bare.minimum_rows = 0;
    assert_int_equal(real_run(&bare, &base), SVOD_OK);
    assert_int_equal(real_run(&c, &r), SVOD_OK);
    filling f = {.c = &c,
                 .plan = &base,
                 .need_amount = c.minimum_amount,
                 .need_units = c.minimum_units,
                 .need_rows = c.minimum_rows,
                 .best = NEVER};
    for (uint32_t i = 0; i < base.lots.n; i++) {
        for (uint32_t j = 0; j < base.lots.v[i].cells_n; j++)
            f.bought[base.lots.v[i].cells[j].offer] += (int)(base.plan.bought[i] * base.lots.v[i].cells[j].count);
        if (base.lots.v[i].kind == SVOD_LOT_ROW) f.need_rows -= (int)base.plan.bought[i];
    }
    for (size_t i = 0; i < base.plan.leftover_n; i++) f.left[base.plan.leftover[i].offer] = (int)base.plan.leftover[i].units;
    for (int j = 0; j < c.offers_n; j++) {
        f.need_amount -= f.bought[j] * c.offers[j].price;
        f.need_units -= f.bought[j];
    }
    bool reached = f.need_amount <= 0 && f.need_units <= 0 && f.need_rows <= 0;
    int nothing[OFFERS] = {0};
    if (!reached && base.plan.given_n && c.leftover) try_filling(&f, 0, nothing, 0, 0, 0);
    bool should = base.plan.given_n && (reached || f.best < NEVER);
    bool otherwise = !should && base.plan.given_n && r.plan.orderable; /* by another plan */
    if (r.plan.orderable != should && !otherwise)
        fail_msg("purchase %ld: orderable %d, should be %d", number, r.plan.orderable, should);
    if (should) {
        assert_same_service(number, &c, &base, NULL, &base);
        for (int i = 0; i < c.lines_n; i++) assert_int_equal(served_of(&base, i, false), served_of(&r, i, false));
        int added = left_cost(&c, &r) - left_cost(&c, &base);
        if (added != (reached ? 0 : f.best)) fail_msg("purchase %ld: topped up by %d, should be %d", number, added, f.best);
    } else if (!otherwise) {
        assert_int_equal(r.plan.given_n + r.plan.leftover_n, 0);
        int64_t told = 0;
        for (size_t i = 0; i < r.plan.unserved_n; i++) told += r.plan.unserved[i].units;
        assert_int_equal(told, r.plan.wanted);
        assert_true(r.plan.not_orderable.n > 0);
    }
    real_release(&base);
    real_release(&r);
    return !reached && should;
}

static void minimums_are_reached_at_least_cost(void **state)
{
    (void)state;
    long filled = 0, cases = env_number("SVOD_CASES", 10000);
    for (long i = 0; i < cases; i++) filled += fill_one(i);
    print_message("%ld purchases topped up\n", filled);
    assert_true(filled > cases / 200);
}

/* ---- a time limit ---- */

enum { MANY_OFFERS = 28, MANY_LINES = 2000 };

/* One article in four colours, sold in rows of seven sizes; every line takes any colour. Far too much for a
 * millisecond. */
static void make_many(svod_arena *arena, svod_stop_offer *offers, svod_order_line *lines)
{
    static const char *const colours[] = {"белый", "синий", "серый", "чёрный"};
    svod_row_cell *row = svod_arena_calloc(arena, 7, sizeof *row);
    for (int i = 0; i < 7; i++) row[i] = (svod_row_cell){size_word(arena, i), 1 + i % 2};
    for (int i = 0; i < MANY_OFFERS; i++) {
        offers[i] = (svod_stop_offer){.item = SVOD_STR("A"),
                                      .article = SVOD_STR("A"),
                                      .price = SVOD_DEC_SCALE,
                                      .stock = -1,
                                      .min_quantity = 1,
                                      .step_quantity = 1,
                                      .row = row,
                                      .row_n = 7};
        offers[i].id = word(arena, "id%d", i);
        offers[i].colour = (svod_str){colours[i / 7], strlen(colours[i / 7])};
        offers[i].size = row[i % 7].size;
    }
    for (int i = 0; i < MANY_LINES; i++) {
        lines[i] = (svod_order_line){.participant = SVOD_STR("Аня"),
                                     .offer = offers[dice(MANY_OFFERS)].id,
                                     .quantity = 2 + dice(4),
                                     .whole = chance(60),
                                     .position = i,
                                     .time = i,
                                     .price = SVOD_DEC_NONE,
                                     .paid = SVOD_DEC_NONE};
        lines[i].line = word(arena, "%d", i);
        lines[i].alternatives = SVOD_STR("/*/");
    }
}

/* All that is bought is given to somebody. */
static void assert_adds_up(const real_case *r, int64_t *bought, int offers_n)
{
    assert_int_equal(r->plan.leftover_n, 0);
    for (uint32_t i = 0; i < r->lots.n; i++)
        for (uint32_t j = 0; j < r->lots.v[i].cells_n; j++)
            bought[r->lots.v[i].cells[j].offer] += (int64_t)r->plan.bought[i] * r->lots.v[i].cells[j].count;
    for (size_t i = 0; i < r->plan.given_n; i++) bought[r->plan.given[i].offer] -= r->plan.given[i].units;
    for (int i = 0; i < offers_n; i++) assert_int_equal(bought[i], 0);
}

static void a_plan_cut_short_is_still_one(void **state)
{
    (void)state;
    static real_case r;
    static svod_stop_offer offers[MANY_OFFERS];
    static svod_order_line lines[MANY_LINES];
    int64_t bought[MANY_OFFERS] = {0};
    svod_stop_options options = {.time_limit_ms = 1};
    memset(&r, 0, sizeof r);
    svod_arena_init(&r.arena);
    dice_state = seed_of(1);
    make_many(&r.arena, offers, lines);
    r.terms = (svod_terms){.policy = SVOD_POLICY_FIRST_COME,
                           .minimum_amount = SVOD_DEC_NONE,
                           .minimum_units = -1,
                           .minimum_rows = -1,
                           .price_drift = SVOD_DEC_NONE};
    assert_int_equal(
        svod_demand_make(&r.arena, offers, MANY_OFFERS, lines, MANY_LINES, &r.terms, NULL, 0, &r.demand, &r.error), SVOD_OK);
    assert_int_equal(svod_lots_make(&r.arena, &r.demand, &r.terms, &r.lots, &r.error), SVOD_OK);
    assert_int_equal(svod_plan_make(&r.arena, &r.demand, &r.lots, &r.terms, &options, &r.plan, &r.error), SVOD_OK);
    assert_false(r.plan.optimal);
    assert_true(r.plan.served > MANY_LINES / 3);
    assert_true(r.plan.bound >= r.plan.served && r.plan.bound <= r.plan.wanted);
    assert_adds_up(&r, bought, MANY_OFFERS);
    real_release(&r);
}

enum { LINKED = 1000, LINKED_LINES = 7000 };

/* Articles in rows of three sizes, each linked to the next two by lines that accept these too. */
static void articles_linked_by_thousands_get_a_plan(void **state)
{
    (void)state;
    static real_case r;
    static svod_stop_offer offers[3 * LINKED];
    static svod_order_line lines[LINKED_LINES];
    static int64_t bought[3 * LINKED];
    svod_stop_options options = {0};
    memset(&r, 0, sizeof r);
    svod_arena_init(&r.arena);
    dice_state = seed_of(1);
    svod_row_cell row[3] = {{size_word(&r.arena, 0), 1}, {size_word(&r.arena, 1), 1}, {size_word(&r.arena, 2), 1}};
    for (int i = 0; i < 3 * LINKED; i++) {
        offers[i] = (svod_stop_offer){.price = SVOD_DEC_SCALE, .stock = -1, .min_quantity = 1, .step_quantity = 1};
        offers[i].id = word(&r.arena, "id%d", i);
        offers[i].item = offers[i].article = word(&r.arena, "A-%d", i / 3);
        offers[i].size = row[i % 3].size;
        offers[i].row = row;
        offers[i].row_n = 3;
    }
    for (int i = 0; i < LINKED_LINES; i++) {
        int asked = dice(3 * LINKED), article = asked / 3;
        char text[64];
        int n = snprintf(text, sizeof text, "A-%d//|A-%d//", (article + 1) % LINKED, (article + 2) % LINKED);
        lines[i] = (svod_order_line){.participant = SVOD_STR("Аня"),
                                     .offer = offers[asked].id,
                                     .quantity = 1,
                                     .position = i,
                                     .time = i,
                                     .price = SVOD_DEC_NONE,
                                     .paid = SVOD_DEC_NONE};
        lines[i].line = word(&r.arena, "%d", i);
        lines[i].alternatives = svod_arena_dup(&r.arena, (svod_str){text, (size_t)n});
    }
    r.terms =
        (svod_terms){.minimum_amount = SVOD_DEC_NONE, .minimum_units = -1, .minimum_rows = -1, .price_drift = SVOD_DEC_NONE};
    assert_int_equal(
        svod_demand_make(&r.arena, offers, 3 * LINKED, lines, LINKED_LINES, &r.terms, NULL, 0, &r.demand, &r.error),
        SVOD_OK);
    assert_int_equal(svod_lots_make(&r.arena, &r.demand, &r.terms, &r.lots, &r.error), SVOD_OK);
    assert_int_equal(svod_plan_make(&r.arena, &r.demand, &r.lots, &r.terms, &options, &r.plan, &r.error), SVOD_OK);
    assert_false(r.plan.optimal);
    assert_true(r.plan.served > LINKED_LINES / 2);
    assert_true(r.plan.bound >= r.plan.served && r.plan.bound <= r.plan.wanted);
    assert_adds_up(&r, bought, 3 * LINKED);
    real_release(&r);
}

static void purchases_are_planned_best(void **state)
{
    (void)state;
    run_many(env_number("SVOD_CASES", 20000), ENGINE, LINES, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(purchases_are_planned_best),
        cmocka_unit_test(what_must_not_matter_does_not),
        cmocka_unit_test(minimums_are_reached_at_least_cost),
        cmocka_unit_test(a_plan_cut_short_is_still_one),
        cmocka_unit_test(articles_linked_by_thousands_get_a_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
