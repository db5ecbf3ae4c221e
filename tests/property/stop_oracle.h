/* The best plan of a small purchase by trying everything, written from the rules alone (INTERFACE, section 7, and "Rules
 * decided here" in plan.c). Slow and literal on purpose. */
#ifndef TESTS_PROPERTY_STOP_ORACLE_H
#define TESTS_PROPERTY_STOP_ORACLE_H

#include "stop_case.h"

enum { LOTS = 24, MINIMUMS = 16, TURNS = LINES * 3, KEY = 160, WAYS = 60000 };

typedef struct o_lot {
    int count[OFFERS];
    bool row;
} o_lot;

typedef struct o_minimum {
    bool in[OFFERS];
    int min;
} o_minimum;

typedef struct o_way { /* what may be bought */
    int units, bought[OFFERS];
} o_way;

/* `policy: even`: a unit of a line, or all of one that goes whole or together. */
typedef struct o_turn {
    int line, unit; /* unit -1: all of the line */
} o_turn;

typedef struct oracle {
    const c_case *c;
    o_turn turns[TURNS];
    int turns_n;
    int rank[LINES][OFFERS]; /* -1: not accepted */
    svod_reason dead[LINES];
    int class[LINES], order[LINES];
    bool never[LINES]; /* goes together with a line that is held back */
    o_lot lots[LOTS];
    int lots_n;
    o_minimum minimums[MINIMUMS];
    int minimums_n;
    o_way *ways;
    int ways_n;
    int most[OFFERS];   /* the most of each offer that any way buys */
    int takers[OFFERS]; /* units that lines could take at most */
    /* the plan being tried, and the best */
    int given[LINES][OFFERS], extra[LINES][OFFERS], used[OFFERS];
    int key[KEY], best_key[KEY], key_n;
    bool found;
    int best_given[LINES][OFFERS], best_extra[LINES][OFFERS];
    /* what is left over at least, by what is used */
    struct {
        int used[OFFERS], left, cost;
        bool filled;
    } memo[4096];
    int next_units[WAYS]; /* the first way after this one that buys more units */
} oracle;

static bool pattern_is(int pattern, int own, int value)
{
    return pattern == ANY || (pattern == SAME ? own : pattern) == value;
}

static void o_lines(oracle *o)
{
    const c_case *c = o->c;
    for (int i = 0; i < c->lines_n; i++) {
        const c_line *l = &c->lines[i];
        int accepted = 0;
        for (int j = 0; j < c->offers_n; j++) o->rank[i][j] = -1;
        if (l->offer >= 0) {
            const c_offer *own = &c->offers[l->offer];
            for (int r = l->alternatives_n; r >= 0; r--) {
                for (int j = 0; j < c->offers_n; j++) {
                    const c_offer *x = &c->offers[j];
                    if (x->price == 0) continue;
                    bool named = r == 0 ? j == l->offer
                                        : pattern_is(l->alternatives[r - 1].item, own->item, x->item) &&
                                              pattern_is(l->alternatives[r - 1].colour, own->colour, x->colour) &&
                                              pattern_is(l->alternatives[r - 1].size, own->size, x->size);
                    if (named) o->rank[i][j] = r;
                }
            }
        } else {
            /* Without a known offer "as asked" means the article written, which nothing has. */
            for (int r = l->alternatives_n; r >= 1; r--) {
                const c_alternative *a = &l->alternatives[r - 1];
                for (int j = 0; j < c->offers_n; j++) {
                    const c_offer *x = &c->offers[j];
                    if (x->price && a->item != SAME && a->colour != SAME && a->size != SAME &&
                        pattern_is(a->item, 0, x->item) && pattern_is(a->colour, 0, x->colour) &&
                        pattern_is(a->size, 0, x->size))
                        o->rank[i][j] = r;
                }
            }
        }
        for (int j = 0; j < c->offers_n; j++) accepted += o->rank[i][j] >= 0;
        int now = l->offer >= 0 ? c->offers[l->offer].price : 0;
        if (l->refused)
            o->dead[i] = SVOD_REASON_REFUSED;
        else if (accepted == 0)
            o->dead[i] = SVOD_REASON_NOT_IN_CATALOG;
        else if (c->drift && l->seen && now && now * 10000 > l->seen * 13333)
            o->dead[i] = SVOD_REASON_PRICE_CHANGED;
        o->class[i] = c->serve_n;
        for (int k = c->serve_n - 1; k >= 0; k--)
            if (c->serve[k] == 0 ? l->paid : l->vip) o->class[i] = k;
    }
    for (int i = 0; i < c->lines_n; i++)
        for (int j = 0; j < c->lines_n; j++)
            if (c->lines[i].together && c->lines[i].together == c->lines[j].together &&
                c->lines[i].person == c->lines[j].person && o->dead[j] != SVOD_REASON_NONE &&
                o->dead[j] != SVOD_REASON_REFUSED)
                o->never[i] = true;
}

static bool o_earlier(const oracle *o, int a, int b)
{
    if (o->class[a] != o->class[b]) return o->class[a] < o->class[b];
    int ta = o->c->lines[a].time ? o->c->lines[a].time : 1000, tb = o->c->lines[b].time ? o->c->lines[b].time : 1000;
    return ta != tb ? ta < tb : a < b;
}

static void o_order(oracle *o)
{
    for (int i = 0; i < o->c->lines_n; i++) {
        int at = 0;
        for (int j = 0; j < o->c->lines_n; j++) at += j != i && o_earlier(o, j, i);
        o->order[at] = i;
    }
}

/* ---- even: units go round the participants ---- */

/* The offer asked for, or, where that cannot be had, the first that is accepted. */
static int o_waits_for(const oracle *o, int i)
{
    int best = -1;
    for (int j = 0; j < o->c->offers_n; j++)
        if (o->rank[i][j] >= 0 && (best < 0 || o->rank[i][j] < o->rank[i][best])) best = j;
    return best;
}

/* Units of the same participant for the same offer before line `at` in the order of service. */
static int o_units_before(const oracle *o, int at)
{
    int units = 0, i = o->order[at];
    for (int k = 0; k < at; k++) {
        int j = o->order[k];
        bool waits = o->dead[j] == SVOD_REASON_NONE && !o->never[j] && o_waits_for(o, j) == o_waits_for(o, i);
        if (waits && o->c->lines[j].person == o->c->lines[i].person) units += o->c->lines[j].quantity;
    }
    return units;
}

static void o_turns(oracle *o)
{
    enum { ROUNDS = LINES * 4 };
    const c_case *c = o->c;
    for (int class = 0; class <= c->serve_n; class ++) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int at = 0; at < c->lines_n; at++) {
                int i = o->order[at], unit = round - o_units_before(o, at);
                bool one = c->lines[i].whole || c->lines[i].together;
                if (o->dead[i] != SVOD_REASON_NONE || o->never[i] || o->class[i] != class) continue;
                if (one ? unit == 0 : unit >= 0 && unit < c->lines[i].quantity)
                    o->turns[o->turns_n++] = (o_turn){i, one ? -1 : unit};
            }
        }
    }
}

/* ---- lots ---- */

static bool o_row_holds(const c_rule *r, int size)
{
    for (int k = 0; k < r->row_n; k++)
        if (r->row[k].size == size) return true;
    return false;
}

/* The first match wins; where it is a row without the offer's size, a later row with it. */
static const c_rule *o_rule(const c_case *c, int j, int *ret_number)
{
    const c_offer *x = &c->offers[j];
    const c_rule *first = NULL;
    for (int i = 0; i < c->rules_n; i++) {
        const c_rule *r = &c->rules[i];
        if ((r->article != ANY && r->article != x->item) || (r->colour != ANY && r->colour != x->colour) ||
            (r->size != ANY && r->size != x->size))
            continue;
        if (first && !o_row_holds(r, x->size)) continue;
        *ret_number = i;
        if (!r->row_n || o_row_holds(r, x->size)) return r;
        first = r;
    }
    return first;
}

static void o_add_lot(oracle *o, const o_lot *lot)
{
    for (int i = 0; i < o->lots_n; i++)
        if (memcmp(o->lots[i].count, lot->count, sizeof lot->count) == 0) return;
    o->lots[o->lots_n++] = *lot;
}

static void o_lots(oracle *o)
{
    const c_case *c = o->c;
    bool wanted[OFFERS] = {0}, bought[OFFERS] = {0};
    for (int i = 0; i < c->lines_n; i++)
        for (int j = 0; j < c->offers_n; j++) wanted[j] |= o->dead[i] == SVOD_REASON_NONE && o->rank[i][j] >= 0;
    for (int j = 0; j < c->offers_n; j++) {
        const c_offer *x = &c->offers[j];
        int number;
        const c_rule *r = o_rule(c, j, &number);
        const c_cell *row = r && r->row_n ? r->row : x->row;
        int row_n = r && r->row_n ? r->row_n : r && r->pack ? 0 : x->row_n;
        if (x->price == 0) continue;
        o_lot lot = {.row = row_n && !c->rows_free};
        bool whole = true, useful = false;
        if (lot.row) {
            for (int k = 0; k < row_n; k++) {
                int found = -1;
                for (int z = 0; z < c->offers_n; z++)
                    if (c->offers[z].price && c->offers[z].item == x->item && c->offers[z].size == row[k].size &&
                        c->offers[z].colour == (row[k].colour == SAME ? x->colour : row[k].colour))
                        found = z;
                if (found < 0)
                    whole = false;
                else
                    lot.count[found] += row[k].count;
            }
        } else {
            lot.count[j] = r && r->pack ? r->pack : x->step;
        }
        for (int z = 0; z < c->offers_n; z++) useful |= lot.count[z] && wanted[z];
        if (whole && useful) o_add_lot(o, &lot);
    }
    for (int i = 0; i < o->lots_n; i++)
        for (int j = 0; j < c->offers_n; j++) bought[j] |= o->lots[i].count[j] > 0;
    for (int j = 0; j < c->offers_n; j++) {
        int number;
        const c_rule *r = o_rule(c, j, &number);
        if (!bought[j]) continue;
        if (c->offers[j].min > 1) {
            o_minimum *m = &o->minimums[o->minimums_n++];
            m->min = c->offers[j].min;
            m->in[j] = true;
        }
        if (!r || r->min <= 1) continue;
        o_minimum all = {.min = r->min};
        bool first = true;
        for (int z = 0; z < c->offers_n; z++) {
            int other;
            if (!bought[z] || c->offers[z].item != c->offers[j].item || !o_rule(c, z, &other) || other != number) continue;
            all.in[z] = true;
            if (z < j) first = false;
        }
        if (first) o->minimums[o->minimums_n++] = all;
    }
}

static int o_sum(const int *of)
{
    int sum = 0;
    for (int j = 0; j < OFFERS; j++) sum += of[j];
    return sum;
}

/* ---- what may be bought ---- */

static bool o_minimums_hold(const oracle *o, const int *bought)
{
    for (int i = 0; i < o->minimums_n; i++) {
        int sum = 0;
        for (int j = 0; j < o->c->offers_n; j++) sum += o->minimums[i].in[j] ? bought[j] : 0;
        if (sum > 0 && sum < o->minimums[i].min) return false;
    }
    return true;
}

static bool o_left_may_fit(const oracle *o, const int *bought)
{
    int left = 0;
    for (int j = 0; j < o->c->offers_n; j++) left += bought[j] > o->takers[j] ? bought[j] - o->takers[j] : 0;
    int limit = !o->c->leftover ? 0 : o->c->left_units;
    return limit < 0 || left <= limit;
}

/* One more lot is of no use when each unit of it would be left over and no minimum asks for it. */
static bool o_helps(const oracle *o, const o_lot *lot, const int *bought)
{
    for (int j = 0; j < o->c->offers_n; j++) {
        if (lot->count[j] == 0) continue;
        if (bought[j] < o->takers[j]) return true;
        for (int i = 0; i < o->minimums_n; i++) {
            int sum = 0;
            for (int z = 0; z < o->c->offers_n; z++) sum += o->minimums[i].in[z] ? bought[z] : 0;
            if (o->minimums[i].in[j] && sum < o->minimums[i].min) return true;
        }
    }
    return false;
}

/* False: too many ways for a test of a blink. */
static bool o_buy(oracle *o, int lot, const int *bought)
{
    if (lot == o->lots_n) {
        if (!o_minimums_hold(o, bought)) return true;
        if (o->ways_n == WAYS) return false;
        o_way *way = &o->ways[o->ways_n++];
        memcpy(way->bought, bought, sizeof way->bought);
        way->units = o_sum(bought);
        for (int j = 0; j < OFFERS; j++)
            if (bought[j] > o->most[j]) o->most[j] = bought[j];
        return true;
    }
    int now[OFFERS];
    memcpy(now, bought, sizeof now);
    for (;;) {
        if (!o_buy(o, lot + 1, now)) return false;
        if (!o_helps(o, &o->lots[lot], now)) return true;
        for (int j = 0; j < o->c->offers_n; j++) {
            now[j] += o->lots[lot].count[j];
            if (o->c->offers[j].stock >= 0 && now[j] > o->c->offers[j].stock) return true;
        }
        if (!o_left_may_fit(o, now)) return true;
    }
}

static int o_way_cmp(const void *left, const void *right)
{
    const o_way *a = left, *b = right;
    return a->units != b->units ? a->units - b->units : memcmp(a->bought, b->bought, sizeof a->bought);
}

/* By units, each once. */
static void o_sort_ways(oracle *o)
{
    int kept = 0;
    qsort(o->ways, (size_t)o->ways_n, sizeof *o->ways, o_way_cmp);
    for (int i = 0; i < o->ways_n; i++)
        if (i == 0 || o_way_cmp(&o->ways[kept - 1], &o->ways[i]) != 0) o->ways[kept++] = o->ways[i];
    o->ways_n = kept;
    for (int i = kept - 1; i >= 0; i--)
        o->next_units[i] = i + 1 < kept && o->ways[i + 1].units == o->ways[i].units ? o->next_units[i + 1] : i + 1;
}

/* The least that is left over when `used` is given out, -1 when it cannot be bought within the limits. */
static int o_left(oracle *o, int *ret_cost)
{
    const c_case *c = o->c;
    uint64_t hash = 0;
    for (int j = 0; j < OFFERS; j++) hash = hash * 31 + (uint64_t)o->used[j];
    int at = (int)(hash % 4096);
    if (o->memo[at].filled && memcmp(o->memo[at].used, o->used, sizeof o->used) == 0) {
        *ret_cost = o->memo[at].cost;
        return o->memo[at].left;
    }
    int best = -1, best_cost = 0, units = o_sum(o->used), i = 0;
    while (i < o->ways_n && o->ways[i].units < units) i = o->next_units[i];
    for (; i < o->ways_n; i++) {
        if (!c->leftover && o->ways[i].units > units) break;
        if (best >= 0 && o->ways[i].units - units > best) break;
        int left = 0, cost = 0, per_item[4] = {0};
        bool fits = true;
        for (int j = 0; j < c->offers_n && fits; j++) {
            int rest = o->ways[i].bought[j] - o->used[j];
            fits = rest >= 0;
            left += rest;
            cost += rest * c->offers[j].price;
            per_item[c->offers[j].item] += rest;
            if (c->leftover && c->left_per_item >= 0 && per_item[c->offers[j].item] > c->left_per_item) fits = false;
        }
        if (!fits || (!c->leftover && left > 0)) continue;
        if (c->leftover && c->left_units >= 0 && left > c->left_units) continue;
        if (c->leftover && c->left_amount >= 0 && cost > c->left_amount) continue;
        if (best >= 0 && (left > best || (left == best && cost >= best_cost))) continue;
        best = left;
        best_cost = cost;
    }
    o->memo[at].filled = true;
    memcpy(o->memo[at].used, o->used, sizeof o->used);
    o->memo[at].left = best;
    o->memo[at].cost = best_cost;
    *ret_cost = best_cost;
    return best;
}

/* ---- the rules, as a list of numbers: the larger the better, the first difference decides ---- */

/* What one turn is given of offers of a rank: the first units of a line have what it prefers. */
static int o_turn_has(const oracle *o, const o_turn *turn, const int given[LINES][OFFERS], int rank)
{
    int before = 0, units = 0;
    for (int j = 0; j < o->c->offers_n; j++) {
        if (o->rank[turn->line][j] < rank) before += given[turn->line][j];
        if (o->rank[turn->line][j] == rank) units += given[turn->line][j];
    }
    return turn->unit < 0 ? units : turn->unit >= before && turn->unit < before + units;
}

static void o_key_even(const oracle *o, const int given[LINES][OFFERS], const int extra[LINES][OFFERS], int *key, int *n)
{
    for (int t = 0; t < o->turns_n; t++) {
        int sum = o_sum(given[o->turns[t].line]), unit = o->turns[t].unit;
        key[(*n)++] = unit < 0 ? sum : sum > unit;
    }
    for (int t = 0; t < o->turns_n; t++)
        for (int rank = 0; rank <= ALTERNATIVES; rank++) key[(*n)++] = o_turn_has(o, &o->turns[t], given, rank);
    for (int t = 0; t < o->turns_n; t++) {
        const o_turn *turn = &o->turns[t];
        bool last = turn->unit < 0 || turn->unit == o->c->lines[turn->line].quantity - 1;
        key[(*n)++] = last ? o_sum(extra[turn->line]) : 0;
    }
}

static void o_key(oracle *o, int left, int cost, const int given[LINES][OFFERS], const int extra[LINES][OFFERS], int *key,
                  int *ret_n)
{
    const c_case *c = o->c;
    int n = 0, extra_units = 0;
    for (int i = 0; i < c->lines_n; i++) extra_units += o_sum(extra[i]);
    if (c->policy == SVOD_POLICY_FIRST_COME)
        for (int i = 0; i < c->lines_n; i++) key[n++] = o_sum(given[o->order[i]]);
    for (int class = 0; class <= c->serve_n; class ++) {
        key[n] = 0;
        for (int i = 0; i < c->lines_n; i++) key[n] += o->class[i] == class ? o_sum(given[i]) : 0;
        n++;
    }
    key[n++] = -left;
    key[n++] = -extra_units;
    if (c->policy == SVOD_POLICY_EVEN) o_key_even(o, given, extra, key, &n);
    for (int i = 0; i < c->lines_n && c->policy != SVOD_POLICY_EVEN; i++) key[n++] = o_sum(given[o->order[i]]);
    for (int i = 0; i < c->lines_n && c->policy != SVOD_POLICY_EVEN; i++) {
        for (int rank = 0; rank <= ALTERNATIVES; rank++) {
            key[n] = 0;
            for (int j = 0; j < c->offers_n; j++) key[n] += o->rank[o->order[i]][j] == rank ? given[o->order[i]][j] : 0;
            n++;
        }
    }
    for (int i = 0; i < c->lines_n && c->policy != SVOD_POLICY_EVEN; i++) key[n++] = o_sum(extra[o->order[i]]);
    key[n++] = -cost;
    *ret_n = n;
}

static int o_key_cmp(const int *a, const int *b, int n)
{
    for (int i = 0; i < n; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static bool o_together_holds(const oracle *o)
{
    const c_case *c = o->c;
    for (int i = 0; i < c->lines_n; i++) {
        if (!c->lines[i].together || o->dead[i] != SVOD_REASON_NONE) continue;
        for (int j = 0; j < c->lines_n; j++) {
            if (o->dead[j] != SVOD_REASON_NONE || c->lines[j].together != c->lines[i].together ||
                c->lines[j].person != c->lines[i].person)
                continue;
            bool whole_i = o_sum(o->given[i]) == c->lines[i].quantity, whole_j = o_sum(o->given[j]) == c->lines[j].quantity;
            if (whole_i != whole_j || (!whole_i && o_sum(o->given[i]) > 0)) return false;
        }
    }
    return true;
}

static void o_judge(oracle *o)
{
    int cost, left;
    if (!o_together_holds(o) || (left = o_left(o, &cost)) < 0) return;
    int key[KEY], n;
    o_key(o, left, cost, o->given, o->extra, key, &n);
    if (o->found && o_key_cmp(key, o->best_key, n) <= 0) return;
    o->found = true;
    o->key_n = n;
    memcpy(o->best_key, key, sizeof key);
    memcpy(o->best_given, o->given, sizeof o->given);
    memcpy(o->best_extra, o->extra, sizeof o->extra);
}

/* Every way to give `line` units of the offers from `offer` on: wanted ones first, then, when it has all, extra ones. */
static void o_assign(oracle *o, int line, int offer, int wanted, int extra)
{
    const c_case *c = o->c;
    if (line == c->lines_n) {
        o_judge(o);
        return;
    }
    const c_line *l = &c->lines[line];
    if (offer == c->offers_n) {
        if (l->whole && wanted != 0 && wanted != l->quantity) return;
        if (extra && wanted != l->quantity) return;
        o_assign(o, line + 1, 0, 0, 0);
        return;
    }
    bool may = o->dead[line] == SVOD_REASON_NONE && !o->never[line] && o->rank[line][offer] >= 0;
    for (int x = 0; x == 0 || (may && wanted + x <= l->quantity); x++) {
        for (int y = 0; y == 0 || (may && extra + y <= l->extra); y++) {
            if (o->used[offer] + x + y > o->most[offer]) break;
            o->given[line][offer] = x;
            o->extra[line][offer] = y;
            o->used[offer] += x + y;
            o_assign(o, line, offer + 1, wanted + x, extra + y);
            o->used[offer] -= x + y;
            o->given[line][offer] = o->extra[line][offer] = 0;
        }
    }
}

/* False: the purchase is too large to try everything. */
static bool oracle_run(oracle *o, const c_case *c)
{
    o_way *ways = o->ways;
    memset(o, 0, offsetof(oracle, next_units));
    o->ways = ways;
    o->c = c;
    o_lines(o);
    o_order(o);
    o_turns(o);
    o_lots(o);
    for (int i = 0; i < c->lines_n; i++)
        for (int j = 0; j < c->offers_n; j++)
            if (o->dead[i] == SVOD_REASON_NONE && o->rank[i][j] >= 0)
                o->takers[j] += c->lines[i].quantity + c->lines[i].extra;
    int nothing[OFFERS] = {0};
    if (!o_buy(o, 0, nothing)) return false;
    o_sort_ways(o);
    o_assign(o, 0, 0, 0, 0);
    return true;
}

#endif
