/* CPU time of demand, lots and plan on a large invented purchase:
 *   bench_stop [ARTICLES [LINES [PARTICIPANTS [SHARE [MILLISECONDS [POLICY [NEAR [MINIMUM [FILE]]]]]]]]]
 * SHARE percent of the lines accept any other colour too, or, with NEAR, three of the NEAR articles before and after theirs.
 * MINIMUM: the purchase has to reach so many roubles more than the plan without a minimum costs; 0: none. FILE gets the
 * purchase in plain numbers, for another solver. */
#include "aggregate/stop.h"
#include "base/alloc.h"
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SIZES = 7 };

static uint64_t state = 42;
static uint32_t dice(uint32_t n)
{
    state += 0x9e3779b97f4a7c15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) % n);
}

static svod_str __attribute__((format(printf, 2, 3))) text(svod_arena *a, const char *format, ...)
{
    char b[64];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(b, sizeof b, format, args);
    va_end(args);
    return svod_arena_dup(a, (svod_str){b, (size_t)n});
}

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *const colours[] = {"синий", "красный", "чёрный", "белый"};

static size_t make_offers(svod_arena *a, svod_stop_offer *offers, uint32_t articles)
{
    size_t n = 0;
    for (uint32_t i = 0; i < articles; i++) {
        svod_str article = text(a, "А-%u", i), item = text(a, "item%u", i);
        svod_dec price = (svod_dec)(300 + dice(2000)) * SVOD_DEC_SCALE;
        for (uint32_t c = 0, n_colours = 1 + dice(4); c < n_colours; c++) {
            svod_row_cell *row = svod_arena_alloc(a, SIZES * sizeof *row);
            for (uint32_t s = 0; s < SIZES; s++)
                row[s] = (svod_row_cell){text(a, "%u", 42 + 2 * s), s > 0 && s < 4 && dice(3) == 0 ? 2 : 1};
            for (uint32_t s = 0; s < SIZES; s++) {
                offers[n] = (svod_stop_offer){.item = item,
                                              .article = article,
                                              .name = article,
                                              .price = price,
                                              .stock = -1,
                                              .min_quantity = 1,
                                              .step_quantity = 1,
                                              .row = row,
                                              .row_n = SIZES};
                offers[n].id = text(a, "%zu", n);
                offers[n].colour = text(a, "%s", colours[c]);
                offers[n].size = row[s].size;
                n++;
            }
        }
    }
    return n;
}

/* "А-7//|А-12//|А-9//": in the colour and size asked for, of articles nearby. */
static svod_str neighbours(svod_arena *a, svod_str article, uint32_t near, uint32_t articles)
{
    uint32_t own = 0, other[3];
    for (size_t i = 0; i < article.n; i++)
        if (article.p[i] >= '0' && article.p[i] <= '9') own = own * 10 + (uint32_t)(article.p[i] - '0');
    for (int i = 0; i < 3; i++) other[i] = (own + articles - near + dice(2 * near + 1)) % articles;
    return text(a, "А-%u//|А-%u//|А-%u//", other[0], other[1], other[2]);
}

static void make_lines(svod_arena *a, svod_order_line *lines, size_t n, const svod_stop_offer *offers, size_t offers_n,
                       uint32_t people, uint32_t share, uint32_t near, uint32_t articles)
{
    svod_str *names = svod_arena_alloc(a, people * sizeof *names);
    for (uint32_t i = 0; i < people; i++) names[i] = text(a, "участница %u", i);
    for (size_t i = 0; i < n; i++) {
        const svod_stop_offer *o = &offers[dice((uint32_t)offers_n)];
        lines[i] = (svod_order_line){.line = text(a, "%zu", i),
                                     .participant = names[dice(people)],
                                     .article = o->article,
                                     .colour = o->colour,
                                     .size = o->size,
                                     .time = (int64_t)dice(1u << 30),
                                     .position = (int64_t)i,
                                     .quantity = dice(8) ? 1 : 2,
                                     .price = o->price,
                                     .paid = SVOD_DEC_NONE,
                                     .is_paid = dice(2)};
        if (dice(100) < share) lines[i].alternatives = near ? neighbours(a, o->article, near, articles) : SVOD_STR("/*/");
    }
}

/* "offer item price row…", "line class quantity offer…": rows as offer:count, all by number. */
static void dump(const char *file, const svod_demand *demand, const svod_lots *lots)
{
    FILE *f = fopen(file, "w");
    if (!f) return;
    for (uint32_t i = 0; i < demand->offers_n; i++)
        fprintf(f, "offer %u %lld\n", demand->folded.item[i], (long long)(demand->offers[i].price / SVOD_DEC_SCALE));
    for (uint32_t i = 0; i < lots->n; i++) {
        fputs("lot", f);
        for (uint32_t j = 0; j < lots->v[i].cells_n; j++)
            fprintf(f, " %u:%u", lots->v[i].cells[j].offer, lots->v[i].cells[j].count);
        fputc('\n', f);
    }
    for (uint32_t i = 0; i < demand->lines_n; i++) {
        fprintf(f, "line %u %u", demand->lines[i].serve_class, demand->lines[i].quantity);
        for (uint32_t j = 0; j < demand->lines[i].choices_n; j++) fprintf(f, " %u", demand->lines[i].choices[j].offer);
        fputc('\n', f);
    }
    fclose(f);
}

int main(int argc, char **argv)
{
    long articles = argc > 1 ? strtol(argv[1], NULL, 10) : 20000, lines_n = argc > 2 ? strtol(argv[2], NULL, 10) : 600000;
    long people = argc > 3 ? strtol(argv[3], NULL, 10) : 5000, share = argc > 4 ? strtol(argv[4], NULL, 10) : 0;
    svod_arena a;
    svod_arena_init(&a);
    svod_stop_offer *offers = svod_alloc((size_t)articles * 4 * SIZES * sizeof *offers);
    size_t offers_n = make_offers(&a, offers, (uint32_t)articles);
    svod_order_line *lines = svod_alloc((size_t)lines_n * sizeof *lines);
    make_lines(&a, lines, (size_t)lines_n, offers, offers_n, (uint32_t)people, (uint32_t)share,
               argc > 7 ? (uint32_t)strtol(argv[7], NULL, 10) : 0, (uint32_t)articles);
    svod_terms terms = {.minimum_amount = SVOD_DEC_NONE,
                        .minimum_units = -1,
                        .minimum_rows = -1,
                        .has_leftover = true,
                        .leftover_units = 20,
                        .leftover_per_item = 2,
                        .leftover_amount = 30000 * SVOD_DEC_SCALE,
                        .price_drift = 700};
    if (argc > 6) terms.policy = (svod_policy)strtol(argv[6], NULL, 10);
    svod_serve serve = SVOD_SERVE_PAID;
    svod_demand demand;
    svod_lots lots;
    svod_plan plan;
    svod_error e = {0};
    svod_stop_options options = {.time_limit_ms = argc > 5 ? strtol(argv[5], NULL, 10) : 0};
    long above = argc > 8 ? strtol(argv[8], NULL, 10) : 0;
    if (above) {
        svod_status first = svod_demand_make(&a, offers, offers_n, lines, (size_t)lines_n, &terms, &serve, 1, &demand, &e);
        if (first == SVOD_OK) first = svod_lots_make(&a, &demand, &terms, &lots, &e);
        if (first == SVOD_OK) first = svod_plan_make(&a, &demand, &lots, &terms, &options, &plan, &e);
        if (first == SVOD_OK) terms.minimum_amount = plan.amount + (svod_dec)above * SVOD_DEC_SCALE;
    }
    double start = cpu();
    svod_status status = svod_demand_make(&a, offers, offers_n, lines, (size_t)lines_n, &terms, &serve, 1, &demand, &e);
    double demand_made = cpu();
    if (status == SVOD_OK) status = svod_lots_make(&a, &demand, &terms, &lots, &e);
    double lots_made = cpu();
    if (status == SVOD_OK) status = svod_plan_make(&a, &demand, &lots, &terms, &options, &plan, &e);
    double planned = cpu();
    if (status != SVOD_OK) {
        fprintf(stderr, "%s\n", e.text);
        return 1;
    }
    printf("%zu offers, %ld lines, %u lots; wanted %lld, served %lld of %lld, leftover %lld, optimal %d\n", offers_n,
           lines_n, lots.n, (long long)plan.wanted, (long long)plan.served, (long long)plan.bound,
           (long long)plan.leftover_units, plan.optimal);
    int64_t paid = 0;
    for (size_t i = 0; i < plan.given_n; i++)
        if (demand.lines[plan.given[i].line].serve_class == 0 && plan.given[i].kind != SVOD_GIVEN_EXTRA)
            paid += plan.given[i].units;
    svod_dec left = 0;
    for (size_t i = 0; i < plan.leftover_n; i++) left += plan.leftover[i].units * offers[plan.leftover[i].offer].price;
    printf("paid lines %lld units, bought for %lld, of that left over for %lld\n", (long long)paid,
           (long long)(plan.amount / SVOD_DEC_SCALE), (long long)(left / SVOD_DEC_SCALE));
    if (above) printf("the minimum of the purchase is %s\n", plan.orderable ? "reached" : "not reached");
    svod_last *last = svod_alloc((plan.given_n + plan.leftover_n) * sizeof *last + 1);
    for (size_t i = 0; i < plan.given_n; i++)
        last[options.last_n++] = (svod_last){plan.given[i].line, plan.given[i].offer, plan.given[i].units,
                                             plan.given[i].kind == SVOD_GIVEN_EXTRA};
    for (size_t i = 0; i < plan.leftover_n; i++)
        last[options.last_n++] = (svod_last){SVOD_NO_LINE, plan.leftover[i].offer, plan.leftover[i].units, false};
    options.last = last;
    double again = cpu();
    status = svod_plan_make(&a, &demand, &lots, &terms, &options, &plan, &e);
    printf("demand %.3f s, lots %.3f s, plan %.3f s, with the plan before %.3f s CPU\n", demand_made - start,
           lots_made - demand_made, planned - lots_made, cpu() - again);
    svod_free(last);
    if (argc > 9) dump(argv[9], &demand, &lots);
    svod_free(offers);
    svod_free(lines);
    svod_arena_release(&a);
    return 0;
}
