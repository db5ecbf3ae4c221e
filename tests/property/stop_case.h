/* A random small purchase in plain numbers, for the oracle, and the same purchase as the program reads it. Shares no code
 * with core/aggregate. */
#ifndef TESTS_PROPERTY_STOP_CASE_H
#define TESTS_PROPERTY_STOP_CASE_H

#include "aggregate/stop.h"
#include "base/arena.h"

enum { OFFERS = 8, LINES = 7, CELLS = 4, RULES = 3, ALTERNATIVES = 3, SAME = -1, ANY = -2 };

typedef struct c_cell {
    int size, colour, count; /* colour SAME: the asking offer's */
} c_cell;

typedef struct c_offer {
    int item, colour, size;      /* colour 0: none */
    int price, stock, min, step; /* price 0: none; stock -1: unknown */
    c_cell row[CELLS];
    int row_n;
} c_offer;

typedef struct c_rule {
    int article, colour, size; /* ANY */
    c_cell row[CELLS];
    int row_n, pack, min;
} c_rule;

typedef struct c_alternative {
    int item, colour, size; /* SAME, ANY or which */
} c_alternative;

typedef struct c_line {
    int person, offer;               /* offer -1: one the catalog does not have */
    int quantity, extra, time, seen; /* seen: price when ordered, 0 none */
    c_alternative alternatives[ALTERNATIVES];
    int alternatives_n, together; /* together 0: no */
    bool whole, refused, paid, vip, by_id;
} c_line;

typedef struct c_case {
    c_offer offers[OFFERS];
    c_rule rules[RULES];
    c_line lines[LINES];
    int offers_n, rules_n, lines_n;
    bool rows_free, leftover, drift;
    svod_policy policy;
    int left_units, left_per_item, left_amount;      /* -1: no limit */
    int minimum_amount, minimum_units, minimum_rows; /* 0: none */
    int serve[2], serve_n;                           /* 0 paid, 1 vip */
} c_case;

/* What random purchases may hold. */
enum { F_ALTERNATIVES = 1, F_EXTRA = 2, F_WHOLE = 4, F_TOGETHER = 8, F_PURCHASE_MINIMUM = 16, F_MIXED = 32, F_ALL = 63 };

static uint64_t dice_state;
static uint64_t dice_next(void)
{
    dice_state += 0x9e3779b97f4a7c15u;
    uint64_t z = dice_state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static int dice(int n)
{
    return (int)(dice_next() % (uint64_t)n);
}
static bool chance(int percent)
{
    return dice(100) < percent;
}

/* ---- making one ---- */

static void make_row(c_cell *row, int *n, int sizes, int colours, bool mixed)
{
    *n = 0;
    for (int size = 0; size < sizes && *n < CELLS; size++)
        if (chance(75)) row[(*n)++] = (c_cell){size, mixed ? 1 + dice(colours) : SAME, chance(75) ? 1 : 2};
}

static void make_offers(c_case *c, int features)
{
    int items = 1 + dice(2), colours = 1 + dice(2), sizes = 1 + dice(3);
    bool rows = chance(65), two_rows = chance(35);
    c_cell row[2][CELLS];
    int row_n[2];
    make_row(row[0], &row_n[0], sizes, colours, false);
    make_row(row[1], &row_n[1], sizes, colours, false);
    for (int item = 0; item < items; item++) {
        for (int colour = 1; colour <= colours; colour++) {
            for (int size = 0; size < sizes; size++) {
                if (c->offers_n == OFFERS || chance(8)) continue;
                c_offer *o = &c->offers[c->offers_n++];
                *o = (c_offer){item, colour, size, chance(96) ? 1 + dice(4) : 0, -1, 1, 1, {{0}}, 0};
                if (chance(20)) o->stock = dice(5);
                if (chance(12)) o->min = 2 + dice(2);
                if (chance(15)) o->step = 2 + dice(2);
                if (!rows || chance(10)) continue;
                int which = two_rows && chance(50);
                memcpy(o->row, row[which], sizeof o->row);
                o->row_n = row_n[which];
            }
        }
    }
    if (chance(25)) {
        c->rules_n = 1 + dice(RULES);
        for (int i = 0; i < c->rules_n; i++) {
            c_rule *r = &c->rules[i];
            *r = (c_rule){chance(50) ? ANY : dice(items),
                          chance(60) ? ANY : 1 + dice(colours),
                          chance(80) ? ANY : dice(sizes),
                          {{0}},
                          0,
                          0,
                          0};
            if (chance(40)) make_row(r->row, &r->row_n, sizes, colours, (features & F_MIXED) && chance(40));
            if (chance(30)) r->pack = 1 + dice(3);
            if (chance(40)) r->min = 2 + dice(3);
        }
    }
}

static void make_terms(c_case *c, int features)
{
    c->rows_free = chance(5);
    c->policy = chance(35) ? SVOD_POLICY_FIRST_COME : chance(50) ? SVOD_POLICY_EVEN : SVOD_POLICY_MOST_FILLED;
    c->drift = chance(30);
    c->leftover = chance(50);
    c->left_units = chance(60) ? dice(4) : -1;
    c->left_per_item = chance(40) ? dice(3) : -1;
    c->left_amount = chance(40) ? dice(8) : -1;
    if ((features & F_PURCHASE_MINIMUM) && chance(30)) {
        if (chance(60)) c->minimum_amount = 1 + dice(25);
        if (chance(40)) c->minimum_units = 1 + dice(10);
        if (chance(30)) c->minimum_rows = 1 + dice(2);
    }
    if (chance(30)) {
        c->serve_n = 1 + dice(2);
        c->serve[0] = dice(2);
        c->serve[1] = 1 - c->serve[0];
    }
}

static void make_line(c_case *c, c_line *l, int features)
{
    *l = (c_line){.person = dice(4), .offer = chance(95) ? dice(c->offers_n) : -1, .quantity = chance(70) ? 1 : 1 + dice(3)};
    l->time = chance(90) ? 1 + dice(5) : 0;
    l->seen = chance(50) ? 1 + dice(4) : 0;
    l->refused = chance(7);
    l->paid = chance(40);
    l->vip = chance(20);
    l->by_id = chance(30);
    if ((features & F_ALTERNATIVES) && chance(40)) {
        l->alternatives_n = 1 + dice(2);
        for (int i = 0; i < l->alternatives_n; i++)
            l->alternatives[i] = (c_alternative){chance(85)   ? SAME
                                                 : chance(50) ? ANY
                                                              : dice(2),
                                                 chance(60)   ? SAME
                                                 : chance(50) ? ANY
                                                              : 1 + dice(2),
                                                 chance(50)   ? SAME
                                                 : chance(30) ? ANY
                                                              : dice(3)};
    }
    if ((features & F_EXTRA) && chance(30)) l->extra = 1 + dice(2);
    if ((features & F_WHOLE) && chance(20)) l->whole = true;
    if ((features & F_TOGETHER) && chance(25)) l->together = 1 + dice(2);
}

static void make_case(c_case *c, int features, int lines)
{
    memset(c, 0, sizeof *c);
    while (c->offers_n == 0) make_offers(c, features);
    make_terms(c, features);
    c->lines_n = 1 + dice(lines);
    for (int i = 0; i < c->lines_n; i++) make_line(c, &c->lines[i], features);
}

/* ---- the same for the program ---- */

static svod_str word(svod_arena *a, const char *format, int n)
{
    char text[64];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int length = snprintf(text, sizeof text, format, n);
#pragma GCC diagnostic pop
    return svod_arena_dup(a, (svod_str){text, (size_t)length});
}
static svod_str colour_word(int colour)
{
    static const char *const words[] = {"", "синий", "Тёмный"};
    return (svod_str){words[colour], strlen(words[colour])};
}
static svod_str size_word(svod_arena *a, int size)
{
    return word(a, "%d", 42 + 2 * size);
}

static const svod_row_cell *row_words(svod_arena *a, const c_cell *row, int n)
{
    svod_row_cell *cells = svod_arena_calloc(a, (size_t)n + 1, sizeof *cells);
    for (int i = 0; i < n; i++) {
        cells[i].size = size_word(a, row[i].size);
        if (row[i].colour != SAME) {
            char text[64];
            svod_str colour = colour_word(row[i].colour);
            int length = snprintf(text, sizeof text, "%.*s/%d", (int)colour.n, colour.p, 42 + 2 * row[i].size);
            cells[i].size = svod_arena_dup(a, (svod_str){text, (size_t)length});
        }
        cells[i].count = row[i].count;
    }
    return cells;
}

typedef struct real_case {
    svod_arena arena;
    svod_stop_offer offers[OFFERS];
    svod_order_line lines[LINES];
    svod_lot_rule rules[RULES];
    svod_terms terms;
    svod_serve serve[2];
    svod_demand demand;
    svod_lots lots;
    svod_plan plan;
    svod_error error;
} real_case;

static void real_offers(const c_case *c, real_case *r)
{
    for (int i = 0; i < c->offers_n; i++) {
        const c_offer *o = &c->offers[i];
        svod_stop_offer *to = &r->offers[i];
        *to = (svod_stop_offer){.stock = o->stock, .min_quantity = o->min, .step_quantity = o->step};
        to->id = word(&r->arena, "id%d", i);
        to->item = word(&r->arena, "item %d", o->item);
        to->article = word(&r->arena, "А-%d", o->item); /* Cyrillic */
        to->name = word(&r->arena, "платье %d", o->item);
        to->colour = colour_word(o->colour);
        to->size = size_word(&r->arena, o->size);
        to->price = o->price ? (svod_dec)o->price * SVOD_DEC_SCALE : SVOD_DEC_NONE;
        to->weight = SVOD_DEC_NONE;
        to->row = o->row_n ? row_words(&r->arena, o->row, o->row_n) : NULL;
        to->row_n = (size_t)o->row_n;
    }
}

static svod_str alternative_words(svod_arena *a, const c_line *l)
{
    char text[256] = "";
    size_t n = 0;
    for (int i = 0; i < l->alternatives_n; i++) {
        const c_alternative *x = &l->alternatives[i];
        char item[16] = "", size[16] = "";
        const char *colour = x->colour == ANY ? "*" : x->colour == SAME ? "" : x->colour == 1 ? " СИНИЙ" : "темный";
        if (x->item != SAME) snprintf(item, sizeof item, x->item == ANY ? "*" : "A-%d", x->item); /* Latin A */
        if (x->size != SAME) snprintf(size, sizeof size, x->size == ANY ? "*" : "%d", 42 + 2 * x->size);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s/%s/%s", i ? "|" : "", item, colour, size);
    }
    return svod_arena_dup(a, (svod_str){text, n});
}

static void real_lines(const c_case *c, real_case *r)
{
    for (int i = 0; i < c->lines_n; i++) {
        const c_line *l = &c->lines[i];
        svod_order_line *to = &r->lines[i];
        *to = (svod_order_line){.quantity = l->quantity, .extra = l->extra, .position = i, .paid = SVOD_DEC_NONE};
        to->line = word(&r->arena, "%d", i + 1);
        to->participant = word(&r->arena, "person %d", l->person);
        to->time = l->time ? l->time : INT64_MIN;
        to->price = l->seen ? (svod_dec)l->seen * SVOD_DEC_SCALE : SVOD_DEC_NONE;
        to->is_paid = l->paid;
        to->vip = l->vip;
        to->refused = l->refused;
        to->whole = l->whole;
        if (l->together) to->together = word(&r->arena, "set %d", l->together);
        to->alternatives = alternative_words(&r->arena, l);
        if (l->offer < 0) {
            to->article = SVOD_STR("nothing like it");
        } else if (l->by_id) {
            to->offer = word(&r->arena, "id%d", l->offer);
        } else {
            const c_offer *o = &c->offers[l->offer];
            to->article = word(&r->arena, " a-%d", o->item); /* Latin, small */
            to->colour = o->colour == 2 ? SVOD_STR("темный") : SVOD_STR("СИНИЙ ");
            to->size = size_word(&r->arena, o->size);
        }
    }
}

static void real_terms(const c_case *c, real_case *r)
{
    for (int i = 0; i < c->rules_n; i++) {
        const c_rule *x = &c->rules[i];
        svod_lot_rule *to = &r->rules[i];
        *to = (svod_lot_rule){.pack = x->pack, .min = x->min, .row_n = (size_t)x->row_n};
        to->article = x->article == ANY ? SVOD_STR("*") : word(&r->arena, "А-%d", x->article);
        to->colour = x->colour == ANY ? SVOD_STR("") : colour_word(x->colour);
        to->size = x->size == ANY ? SVOD_STR("*") : size_word(&r->arena, x->size);
        to->row = x->row_n ? row_words(&r->arena, x->row, x->row_n) : NULL;
    }
    r->terms =
        (svod_terms){.rows_free = c->rows_free,
                     .policy = c->policy,
                     .minimum_amount = c->minimum_amount ? (svod_dec)c->minimum_amount * SVOD_DEC_SCALE : SVOD_DEC_NONE,
                     .minimum_units = c->minimum_units ? c->minimum_units : -1,
                     .minimum_rows = c->minimum_rows ? c->minimum_rows : -1,
                     .has_leftover = c->leftover,
                     .leftover_units = c->left_units,
                     .leftover_per_item = c->left_per_item,
                     .leftover_amount = c->left_amount < 0 ? SVOD_DEC_NONE : (svod_dec)c->left_amount * SVOD_DEC_SCALE,
                     .price_drift = c->drift ? SVOD_DEC_SCALE / 3 : SVOD_DEC_NONE,
                     .lots = r->rules,
                     .lots_n = (size_t)c->rules_n};
    for (int i = 0; i < c->serve_n; i++) r->serve[i] = c->serve[i] == 0 ? SVOD_SERVE_PAID : SVOD_SERVE_VIP;
}

/* The program's answer; release with real_release. */
static svod_status real_run(const c_case *c, real_case *r)
{
    memset(r, 0, sizeof *r);
    svod_arena_init(&r->arena);
    real_offers(c, r);
    real_lines(c, r);
    real_terms(c, r);
    svod_stop_options options = {0};
    svod_status status = svod_demand_make(&r->arena, r->offers, (size_t)c->offers_n, r->lines, (size_t)c->lines_n, &r->terms,
                                          r->serve, (size_t)c->serve_n, &r->demand, &r->error);
    if (status == SVOD_OK) status = svod_lots_make(&r->arena, &r->demand, &r->terms, &r->lots, &r->error);
    if (status == SVOD_OK)
        status = svod_plan_make(&r->arena, &r->demand, &r->lots, &r->terms, &options, &r->plan, &r->error);
    return status;
}

static void real_release(real_case *r)
{
    svod_arena_release(&r->arena);
}

#endif
