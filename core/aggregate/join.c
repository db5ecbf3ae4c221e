/* Putting the atoms together: what they share are the limits of leftovers, and the minimum of the purchase.
 *
 * First what is compared as a sum: choose.c finds the best one. Then what is compared line by line, from the earliest line
 * on: of the ways left, those that are best to the line stay if the other atoms can still go along, which the tables of
 * choose.c tell; else they go. A plan that goes along is always at hand, so that most questions answer themselves. */
#include "aggregate/choose.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <string.h>

/* What is summed up, the more the better. */
typedef enum sum_of { SUM_GAIN, SUM_LEFT = SVOD_CLASSES_MAX, SUM_EXTRA, SUM_COST, SUMS_MAX } sum_of; /* SUM_GAIN + class */

#define MOST_WIDE 20000 /* sums of a table */

/* Ways taken of several atoms. */
typedef struct pick {
    const struct pick *before;
    uint32_t atom, option;
} pick;

/* Atoms that share a limit per item, or one that does not. */
typedef struct party {
    const uint32_t *atoms;
    uint32_t n;
    uint32_t first; /* the first line on which its ways differ */
    bool touched;   /* its line has come */
} party;

typedef struct event {
    uint32_t line, party, atom;
} event;

typedef struct join {
    svod_solve *s;
    uint32_t **open, *open_n; /* per atom: the options that are left */
    party *parties;           /* with a choice; in the order of choose.groups */
    uint32_t parties_n;
    uint32_t *members;
    bool limit_item;
    int64_t settled[SVOD_LIMITS_MAX]; /* what atoms without a choice use */
    sum_of sums[SUMS_MAX];
    uint32_t sums_n;
    svod_worth weight[SUMS_MAX];
    svod_choose choose;
    SVOD_VEC(event) events;     /* a heap, the earliest line first */
    svod_sum base;              /* parties touched that have one way, and those that never had more */
    SVOD_VEC(uint32_t) pending; /* parties touched that have several */
    uint32_t upto;              /* stages touched */
    svod_sums now, next;
    bool cut; /* something was not looked at: the plan is not proven best */
} join;

/* ---- what counts ---- */

static int64_t sum_part(const svod_option *o, sum_of what)
{
    switch (what) {
    case SUM_LEFT:
        return -o->left;
    case SUM_EXTRA:
        return -o->extra;
    case SUM_COST:
        return -SVOD_MIN(o->cost, (int64_t)1 << 56);
    default:
        return o->gain[what];
    }
}

static const svod_option *option_of(const join *j, uint32_t atom, uint32_t i)
{
    return &j->s->atoms[atom].options[j->open[atom][i]];
}

/* The span of a sum over all plans there may be. */
static int64_t range_of(const join *j, sum_of what)
{
    int64_t sum = 0;
    for (uint32_t p = 0; p < j->parties_n; p++) {
        for (uint32_t m = 0; m < j->parties[p].n; m++) {
            uint32_t atom = j->parties[p].atoms[m];
            int64_t least = INT64_MAX, most = INT64_MIN;
            for (uint32_t i = 0; i < j->open_n[atom]; i++) {
                int64_t part = sum_part(option_of(j, atom, i), what);
                least = SVOD_MIN(least, part);
                most = SVOD_MAX(most, part);
            }
            sum = svod_saturating_add(sum, most - least);
        }
    }
    if (what == SUM_LEFT) sum = SVOD_MIN(sum, j->s->left_units);
    if (what == SUM_COST) sum = SVOD_MIN(sum, j->s->left_cost);
    return sum;
}

/* Each sum weighs more than all that those after it can make up. Where that does not fit a number, the last ones are left
 * out, and the plan is not said to be proven. */
static void weigh(join *j)
{
    svod_worth weight = 1;
    int64_t range[SUMS_MAX];
    uint32_t n = j->sums_n, from;
    for (uint32_t i = 0; i < n; i++) range[i] = range_of(j, j->sums[i]);
    svod_worth whole = 1;
    for (from = 0; from < n && whole < (svod_worth)1 << 94; from++) {
        if ((svod_worth)range[from] + 1 >= ((svod_worth)1 << 95) / whole) break;
        whole *= (svod_worth)range[from] + 1;
    }
    if (from < n) j->cut = true;
    for (uint32_t i = n; i-- > 0;) {
        j->weight[i] = i < from ? weight : 0;
        if (i < from) weight *= (svod_worth)range[i] + 1;
    }
}

static svod_worth worth_of(const join *j, const svod_option *o)
{
    svod_worth worth = 0;
    for (uint32_t i = 0; i < j->sums_n; i++) worth += j->weight[i] * sum_part(o, j->sums[i]);
    return worth;
}

/* The limits, in the order of svod_way.use. */
static void use_of(const join *j, const svod_option *o, int64_t *ret)
{
    uint32_t d = 0;
    if (j->s->left_units != SVOD_NO_LIMIT) ret[d++] = o->left;
    if (j->s->left_cost != SVOD_NO_LIMIT) ret[d++] = o->cost;
    for (uint32_t i = 0; i < j->s->needs_n; i++) ret[d++] = -o->brings[i];
}

static void set_limits(join *j)
{
    svod_choose *c = &j->choose;
    c->limits_n = 0;
    if (j->s->left_units != SVOD_NO_LIMIT) c->limit[c->limits_n++] = j->s->left_units;
    if (j->s->left_cost != SVOD_NO_LIMIT) c->limit[c->limits_n++] = j->s->left_cost;
    for (uint32_t i = 0; i < j->s->needs_n; i++) {
        c->need[c->limits_n] = true;
        c->limit[c->limits_n++] = -j->s->needs[i].least;
    }
    for (uint32_t d = 0; d < c->limits_n; d++) c->limit[d] -= j->settled[d];
}

/* ---- parties and their ways ---- */

/* Adds each way left of an atom to each sum. */
static void add_atom(join *j, const svod_choose *within, uint32_t atom, svod_sums *all)
{
    svod_sums next = {0};
    uint32_t n = j->open_n[atom], item = j->choose.limits_n;
    svod_way *ways = svod_arena_calloc(j->s->arena, n, sizeof *ways);
    svod_sum *rest = svod_arena_alloc(j->s->arena, all->n * sizeof *rest + 1);
    for (uint32_t i = 0; i < n; i++) {
        const svod_option *o = option_of(j, atom, i);
        use_of(j, o, ways[i].use);
        if (within->limits_n > item) ways[i].use[item] = o->left;
        ways[i].worth = worth_of(j, o);
        ways[i].what = o;
    }
    for (size_t k = 0; k < all->n; k++) {
        rest[k] = all->v[k];
        for (uint32_t i = 0; i < n; i++) {
            svod_sum sum;
            if (svod_sum_add(within, &rest[k], atom, &ways[i], NULL, &sum)) SVOD_VEC_PUSH(&next, sum);
        }
    }
    SVOD_VEC_RELEASE(all);
    *all = next;
}

/* The ways of a party that others do not make needless, from the options left. */
static void make_ways(join *j, const party *p, svod_group *ret)
{
    svod_choose within = j->choose; /* with one limit more: the item's */
    svod_arena *arena = j->s->arena;
    svod_sums sums = {0};
    within.slack = 0;
    if (j->limit_item && j->s->atoms[p->atoms[0]].item != UINT32_MAX) within.limit[within.limits_n++] = j->s->left_per_item;
    SVOD_VEC_PUSH(&sums, (svod_sum){.group = UINT32_MAX});
    for (uint32_t m = 0; m < p->n; m++) {
        add_atom(j, &within, p->atoms[m], &sums);
        if (m + 1 == p->n) within.limits_n = j->choose.limits_n;
        svod_sums_keep(&within, &sums);
    }
    ret->n = (uint32_t)sums.n;
    ret->ways = svod_arena_calloc(arena, sums.n + 1, sizeof *ret->ways);
    for (size_t k = 0; k < sums.n; k++) {
        const pick *picks = NULL;
        for (const svod_sum *x = &sums.v[k]; x->way; x = x->rest) {
            pick *one = svod_arena_alloc(arena, sizeof *one);
            const svod_option *o = x->way->what;
            *one = (pick){picks, x->group, (uint32_t)(o - j->s->atoms[x->group].options)};
            picks = one;
        }
        ret->ways[k] = (svod_way){.worth = sums.v[k].worth, .what = picks};
        memcpy(ret->ways[k].use, sums.v[k].use, j->choose.limits_n * sizeof(int64_t));
    }
    SVOD_VEC_RELEASE(&sums);
}

/* What the ways left of a party use at most, needless ones too. */
static void measure_most(const join *j, const party *p, svod_group *ret)
{
    memset(ret->most, 0, sizeof ret->most);
    for (uint32_t m = 0; m < p->n; m++) {
        int64_t most[SVOD_LIMITS_MAX];
        for (uint32_t d = 0; d < j->choose.limits_n; d++) most[d] = INT64_MIN;
        for (uint32_t i = 0; i < j->open_n[p->atoms[m]]; i++) {
            int64_t use[SVOD_LIMITS_MAX];
            use_of(j, option_of(j, p->atoms[m], i), use);
            for (uint32_t d = 0; d < j->choose.limits_n; d++) most[d] = SVOD_MAX(most[d], use[d]);
        }
        for (uint32_t d = 0; d < j->choose.limits_n; d++) ret->most[d] = svod_saturating_add(ret->most[d], most[d]);
    }
}

static void choose_ways(join *j, const svod_way *way)
{
    for (const pick *x = way->what; x; x = x->before) j->s->atoms[x->atom].chosen = x->option;
}

/* The first line on which the ways left of an atom differ. */
static uint32_t first_difference(const join *j, svod_level level, uint32_t atom)
{
    uint32_t first = UINT32_MAX;
    int sign;
    for (uint32_t i = 1; i < j->open_n[atom]; i++) {
        uint32_t line = svod_option_first_difference(j->s, &j->s->atoms[atom], level, option_of(j, atom, i),
                                                     option_of(j, atom, 0), &sign);
        first = SVOD_MIN(first, line);
    }
    return first;
}

static int party_cmp(const void *left, const void *right)
{
    const party *a = left, *b = right;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return a->atoms < b->atoms ? -1 : a->atoms > b->atoms;
}

/* Parties in the order in which the lines of a level come to them, and their ways. */
static void line_up(join *j, svod_level level)
{
    for (uint32_t p = 0; p < j->parties_n; p++) {
        party *one = &j->parties[p];
        one->first = UINT32_MAX;
        for (uint32_t m = 0; m < one->n; m++) one->first = SVOD_MIN(one->first, first_difference(j, level, one->atoms[m]));
    }
    if (j->parties_n) qsort(j->parties, j->parties_n, sizeof *j->parties, party_cmp);
    for (uint32_t p = 0; p < j->parties_n; p++) {
        make_ways(j, &j->parties[p], &j->choose.groups[p]);
        measure_most(j, &j->parties[p], &j->choose.groups[p]);
    }
}

static uint32_t item_of(const join *j, uint32_t atom)
{
    uint32_t item = j->s->atoms[atom].item;
    return j->limit_item && item != UINT32_MAX ? item : j->s->demand->folded.texts_n + atom;
}

/* Atoms with a choice make parties; what the others use is settled. */
static void make_parties(join *j)
{
    svod_solve *s = j->s;
    uint32_t texts = s->demand->folded.texts_n + s->atoms_n, *at = svod_calloc(texts + 1u, sizeof *at), n = 0;
    j->open = svod_arena_calloc(s->arena, s->atoms_n + 1, sizeof(uint32_t *));
    j->open_n = svod_arena_calloc(s->arena, s->atoms_n + 1, sizeof *j->open_n);
    for (uint32_t a = 0; a < s->atoms_n; a++) {
        svod_atom *atom = &s->atoms[a];
        atom->chosen = 0;
        j->open[a] = svod_arena_alloc(s->arena, atom->options_n * sizeof **j->open);
        j->open_n[a] = atom->options_n;
        for (uint32_t i = 0; i < atom->options_n; i++) j->open[a][i] = i;
        if (atom->options_n > 1) at[item_of(j, a) + 1]++;
        if (atom->options_n != 1) continue;
        int64_t use[SVOD_LIMITS_MAX] = {0};
        use_of(j, &atom->options[0], use);
        for (uint32_t d = 0; d < SVOD_LIMITS_MAX; d++) j->settled[d] = svod_saturating_add(j->settled[d], use[d]);
    }
    for (uint32_t i = 0; i < texts; i++) n += at[i + 1] > 0;
    for (uint32_t i = 0; i < texts; i++) at[i + 1] += at[i];
    uint32_t members = at[texts];
    j->members = svod_arena_alloc(s->arena, members * sizeof *j->members + 1);
    j->parties = svod_arena_calloc(s->arena, n + 1u, sizeof *j->parties);
    for (uint32_t a = 0; a < s->atoms_n; a++)
        if (s->atoms[a].options_n > 1) j->members[at[item_of(j, a)]++] = a;
    for (uint32_t i = 0, from = 0; i < texts; from = at[i++])
        if (at[i] > from) j->parties[j->parties_n++] = (party){.atoms = &j->members[from], .n = at[i] - from};
    j->choose.groups = svod_arena_calloc(s->arena, n + 1u, sizeof *j->choose.groups);
    j->choose.groups_n = j->parties_n;
    svod_free(at);
}

/* ---- line by line ---- */

static bool earlier(const event *a, const event *b)
{
    return a->line != b->line ? a->line < b->line : a->atom < b->atom;
}

static void put_event(join *j, event e)
{
    SVOD_VEC_PUSH(&j->events, e);
    event *v = j->events.v;
    for (size_t i = j->events.n - 1; i > 0 && earlier(&v[i], &v[(i - 1) / 2]); i = (i - 1) / 2) {
        event swap = v[i];
        v[i] = v[(i - 1) / 2];
        v[(i - 1) / 2] = swap;
    }
}

static event take_event(join *j)
{
    event *v = j->events.v, first = v[0];
    size_t n = --j->events.n;
    v[0] = v[n];
    for (size_t i = 0; 2 * i + 1 < n;) {
        size_t child = 2 * i + 1;
        if (child + 1 < n && earlier(&v[child + 1], &v[child])) child++;
        if (!earlier(&v[child], &v[i])) break;
        event swap = v[i];
        v[i] = v[child];
        v[child] = swap;
        i = child;
    }
    return first;
}

/* Ways that lose too much cannot be part of the plan. */
static void drop_lossy(const join *j, svod_group *g)
{
    const svod_choose *c = &j->choose;
    uint32_t kept = 0;
    for (uint32_t w = 0; w < g->n; w++) {
        svod_worth net = g->ways[w].worth * c->scale;
        for (uint32_t d = 0; d < c->limits_n; d++) net -= c->price[d] * g->ways[w].use[d];
        g->ways[w].loss = g->best - net;
        if (g->ways[w].loss <= c->slack) g->ways[kept++] = g->ways[w];
    }
    g->n = kept;
}

static void count_in(join *j, uint32_t at, int sign)
{
    const svod_group *g = &j->choose.groups[at];
    if (g->n != 1) {
        if (sign > 0) SVOD_VEC_PUSH(&j->pending, at);
        for (size_t i = 0; sign < 0 && i < j->pending.n; i++)
            if (j->pending.v[i] == at) j->pending.v[i--] = j->pending.v[--j->pending.n];
        return;
    }
    j->base.worth += sign * g->ways[0].worth;
    j->base.loss += sign * g->ways[0].loss;
    for (uint32_t d = 0; d < j->choose.limits_n; d++) j->base.use[d] += sign * g->ways[0].use[d];
}

/* Gives a party touched another set of ways. */
static void replace_ways(join *j, uint32_t at, const svod_group *ways)
{
    count_in(j, at, -1);
    j->choose.groups[at].ways = ways->ways;
    j->choose.groups[at].n = ways->n;
    count_in(j, at, 1);
}

/* Its first line has come: its ways leave the tables. So do those of the stages before it, whose lines may come later:
 * tables hold all stages from one on, and the first lines may be others than when the stages were lined up. */
static void touch(join *j, uint32_t at)
{
    uint32_t stage = j->choose.stage_of[at];
    if (j->parties[at].touched || stage == UINT32_MAX) return;
    while (j->upto <= stage) {
        uint32_t next = j->choose.stages[j->upto++];
        j->parties[next].touched = true;
        count_in(j, next, 1);
    }
}

static void extend(join *j, const svod_group *g, uint32_t at)
{
    j->next.n = 0;
    svod_sum *rest = svod_arena_alloc(j->s->arena, j->now.n * sizeof *rest + 1);
    for (size_t i = 0; i < j->now.n; i++) {
        rest[i] = j->now.v[i];
        for (uint32_t w = 0; w < g->n; w++) {
            svod_sum x;
            if (svod_sum_add(&j->choose, &rest[i], at, &g->ways[w], NULL, &x)) SVOD_VEC_PUSH(&j->next, x);
        }
    }
    svod_sums swap = j->now;
    j->now = j->next;
    j->next = swap;
    svod_sums_keep(&j->choose, &j->now);
}

static bool meets(const join *j, const svod_sum *x, const svod_sum *y)
{
    if (x->worth + y->worth < j->choose.worth) return false;
    for (uint32_t d = 0; d < j->choose.limits_n; d++)
        if (svod_saturating_add(x->use[d], y->use[d]) > j->choose.limit[d]) return false;
    return true;
}

/* The rest of the plan can go along when a party touched has only these ways; then such a plan becomes the one at hand. */
static bool goes_along(join *j, uint32_t at, const svod_group *ways)
{
    j->now.n = 0;
    if (ways->n == 0) return false;
    count_in(j, at, -1);
    SVOD_VEC_PUSH(&j->now, j->base);
    extend(j, ways, at);
    for (size_t i = 0; i < j->pending.n && j->now.n; i++) extend(j, &j->choose.groups[j->pending.v[i]], j->pending.v[i]);
    count_in(j, at, 1);
    const svod_sums *rest = &j->choose.tables[j->upto];
    for (size_t i = 0; i < j->now.n; i++) {
        for (size_t k = 0; k < rest->n; k++) {
            if (!meets(j, &j->now.v[i], &rest->v[k])) continue;
            for (const svod_sum *x = &j->now.v[i]; x->way; x = x->rest) choose_ways(j, x->way);
            for (const svod_sum *x = &rest->v[k]; x->way; x = x->rest) choose_ways(j, x->way);
            return true;
        }
    }
    return false;
}

/* Sorts the ways left of an atom: those that are best to its line first; how many these are. */
static uint32_t best_to_line(join *j, svod_level level, const event *e)
{
    const svod_atom *atom = &j->s->atoms[e->atom];
    uint32_t *open = j->open[e->atom], n = j->open_n[e->atom], best = 0, top = 0;
    int sign;
    for (uint32_t i = 1; i < n; i++) {
        uint32_t line =
            svod_option_first_difference(j->s, atom, level, &atom->options[open[i]], &atom->options[open[best]], &sign);
        if (line == e->line && sign > 0) best = i;
    }
    uint32_t lead = open[best];
    uint32_t *others = svod_alloc(n * sizeof *others), others_n = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t line =
            svod_option_first_difference(j->s, atom, level, &atom->options[open[i]], &atom->options[lead], &sign);
        if (line == e->line)
            others[others_n++] = open[i];
        else
            open[top++] = open[i];
    }
    memcpy(&open[top], others, others_n * sizeof *others);
    svod_free(others);
    return top;
}

static void decide_event(join *j, svod_level level, event e)
{
    svod_solve *s = j->s;
    uint32_t n = j->open_n[e.atom], top = best_to_line(j, level, &e);
    svod_group ways = {.best = j->choose.groups[e.party].best};
    bool at_hand = false;
    touch(j, e.party);
    for (uint32_t i = 0; i < top; i++) at_hand = at_hand || j->open[e.atom][i] == s->atoms[e.atom].chosen;
    j->open_n[e.atom] = top;
    make_ways(j, &j->parties[e.party], &ways);
    drop_lossy(j, &ways);
    if (!at_hand && !goes_along(j, e.party, &ways)) {
        memmove(j->open[e.atom], &j->open[e.atom][top], (n - top) * sizeof **j->open);
        j->open_n[e.atom] = n - top;
        make_ways(j, &j->parties[e.party], &ways);
        drop_lossy(j, &ways);
    }
    replace_ways(j, e.party, &ways);
    e.line = first_difference(j, level, e.atom);
    if (e.line != UINT32_MAX) put_event(j, e);
}

/* Keeps what is best line by line. The tables must be those of the parties as they stand. */
static void decide(join *j, svod_level level)
{
    j->base = j->choose.fixed;
    j->base.loss = 0;
    j->pending.n = 0;
    j->upto = 0;
    for (uint32_t p = 0; p < j->parties_n; p++) {
        drop_lossy(j, &j->choose.groups[p]);
        j->parties[p].touched = j->choose.stage_of[p] == UINT32_MAX;
        for (uint32_t m = 0; m < j->parties[p].n; m++) {
            event e = {first_difference(j, level, j->parties[p].atoms[m]), p, j->parties[p].atoms[m]};
            if (e.line != UINT32_MAX) put_event(j, e);
        }
    }
    while (j->events.n && !svod_solve_late(j->s)) decide_event(j, level, take_event(j));
    j->events.n = 0;
}

/* ---- the order of the rules ---- */

/* The best plan by the sums set; false: there is none. */
static bool find_best(join *j, svod_level level)
{
    svod_choose *c = &j->choose;
    weigh(j);
    line_up(j, level);
    if (j->sums_n > 0) {
        svod_choose_price(c);
    } else {
        memset(c->price, 0, sizeof c->price);
        c->scale = 1;
        svod_choose_measure(c);
    }
    bool found = svod_choose_best(c);
    for (uint32_t p = 0; p < j->parties_n && found; p++) choose_ways(j, c->chosen[p]);
    j->cut = j->cut || c->cut;
    return found;
}

/* Options that lose too much by themselves. */
static void drop_options(join *j)
{
    for (uint32_t p = 0; p < j->parties_n; p++) {
        uint32_t atom = j->parties[p].atoms[0], kept = 0;
        if (j->parties[p].n > 1) continue;
        svod_group one = {.best = j->choose.groups[p].best, .ways = &(svod_way){0}};
        for (uint32_t i = 0; i < j->open_n[atom]; i++) {
            const svod_option *o = option_of(j, atom, i);
            one.n = 1;
            one.ways[0].worth = worth_of(j, o);
            use_of(j, o, one.ways[0].use);
            drop_lossy(j, &one);
            if (one.n) j->open[atom][kept++] = j->open[atom][i];
        }
        j->open_n[atom] = kept;
    }
}

/* Then level by level. */
static void decide_levels(join *j, svod_level from, svod_level upto)
{
    j->choose.exchange = true;
    for (int level = (int)from; level <= (int)upto && !j->s->late; level++) {
        svod_worth floor = j->choose.worth;
        line_up(j, (svod_level)level);
        svod_choose_measure(&j->choose);
        j->choose.widest = MOST_WIDE;
        svod_choose_tables(&j->choose, floor);
        j->cut = j->cut || j->choose.cut;
        if (!j->s->late) decide(j, (svod_level)level);
    }
    j->choose.exchange = false;
}

static void set_sums(join *j, bool gains, bool cost)
{
    j->sums_n = 0;
    for (uint32_t c = 0; c < j->s->classes_n && gains; c++) j->sums[j->sums_n++] = (sum_of)(SUM_GAIN + c);
    if (j->s->needs_n) j->sums[j->sums_n++] = SUM_COST;
    j->sums[j->sums_n++] = SUM_LEFT;
    j->sums[j->sums_n++] = SUM_EXTRA;
    if (cost && !j->s->needs_n) j->sums[j->sums_n++] = SUM_COST;
}

static bool join_all(join *j)
{
    bool first_come = j->s->terms->policy == SVOD_POLICY_FIRST_COME;
    if (first_come) {
        if (!find_best(j, SVOD_LEVEL_SERVED)) return false;
        decide_levels(j, SVOD_LEVEL_SERVED, SVOD_LEVEL_SERVED);
        if (j->s->late) return true;
    }
    set_sums(j, !first_come, false);
    if (!find_best(j, first_come ? SVOD_LEVEL_PREFERENCES : SVOD_LEVEL_SERVED)) return false;
    drop_options(j);
    decide_levels(j, first_come ? SVOD_LEVEL_PREFERENCES : SVOD_LEVEL_SERVED, SVOD_LEVEL_EXTRA);
    if (j->s->late) return true;
    set_sums(j, !first_come, true);
    return find_best(j, SVOD_LEVEL_EXTRA);
}

bool svod_join(svod_solve *s)
{
    join j = {.s = s, .limit_item = s->left_per_item != SVOD_NO_LIMIT};
    j.choose.s = s;
    make_parties(&j);
    set_limits(&j);
    bool found = join_all(&j);
    s->late = s->late || j.cut;
    svod_choose_release(&j.choose);
    SVOD_VEC_RELEASE(&j.events);
    SVOD_VEC_RELEASE(&j.pending);
    SVOD_VEC_RELEASE(&j.now);
    SVOD_VEC_RELEASE(&j.next);
    return found;
}

/* ---- a bound ---- */

/* Units that an atom can serve at most when its search was cut. */
static int64_t most_of(const svod_solve *s, const svod_atom *a)
{
    int64_t most = 0;
    if (a->open) return a->most;
    for (uint32_t i = 0; i < a->offers_n; i++) {
        int64_t stock = s->demand->offers[a->offers[i]].stock, want = s->want[a->offers[i]];
        most += stock < 0 ? want : SVOD_MIN(want, stock);
    }
    return most;
}

int64_t svod_join_bound(svod_solve *s)
{
    join j = {.s = s};
    j.choose.s = s;
    set_limits(&j);
    j.choose.groups = svod_arena_calloc(s->arena, s->atoms_n + 1, sizeof *j.choose.groups);
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *a = &s->atoms[i];
        svod_group *g = &j.choose.groups[j.choose.groups_n];
        if (a->options_n == 0 && !a->cut) continue;
        j.choose.groups_n++;
        g->ways = svod_arena_calloc(s->arena, a->options_n + 1u, sizeof *g->ways);
        for (uint32_t k = 0; k < a->options_n; k++) {
            for (uint32_t c = 0; c < s->classes_n; c++) g->ways[g->n].worth += a->options[k].gain[c];
            use_of(&j, &a->options[k], g->ways[g->n++].use);
        }
        if (!a->cut) continue;
        svod_option all = {.left = 0};
        for (uint32_t k = 0; k < s->needs_n; k++) all.brings[k] = SVOD_MAX(s->needs[k].least, 0);
        use_of(&j, &all, g->ways[g->n].use);
        g->ways[g->n++].worth = most_of(s, a);
    }
    svod_choose_price(&j.choose);
    return j.choose.hopeless ? 0 : (int64_t)svod_choose_most(&j.choose);
}
