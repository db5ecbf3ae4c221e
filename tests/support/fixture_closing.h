/* A closed purchase made by hand: a clothing supplier with rows by colour, packs and single units, eleven people, some
 * refused. */
#ifndef SVOD_TESTS_FIXTURE_CLOSING_H
#define SVOD_TESTS_FIXTURE_CLOSING_H

#include "base/arena.h"
#include "write/closing.h"

enum { FIXTURE_ROOM = 64 };

typedef struct fixture {
    svod_arena arena;
    svod_stop_offer offers[FIXTURE_ROOM];
    svod_order_line orders[FIXTURE_ROOM];
    svod_line lines[FIXTURE_ROOM];
    svod_str people[FIXTURE_ROOM];
    svod_lot lots_v[FIXTURE_ROOM];
    uint32_t bought[FIXTURE_ROOM];
    svod_given given[FIXTURE_ROOM];
    svod_unserved unserved[FIXTURE_ROOM];
    svod_leftover leftover[FIXTURE_ROOM];
    svod_open_lot open[FIXTURE_ROOM];
    svod_demand demand;
    svod_lots lots;
    svod_plan plan;
    svod_terms terms;
    svod_money_terms money;
    svod_costs costs;
    svod_closing closing;
} fixture;

/* Texts in Russian need svod_tr_init first. Money is counted; change names or terms before fixture_count. */
void fixture_make(fixture *f);
/* Counts the money again. */
void fixture_count(fixture *f);
void fixture_release(fixture *f);

#endif
