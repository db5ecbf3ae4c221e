/* Putting the atoms together: what they share are the limits of leftovers. A table of the best partial plans for each
 * amount of leftovers used, atom after atom; only partial plans that no other makes needless are kept.
 *
 * That this is exact under "earliest first" too rests on one property: of two ways to serve the lines seen so far the one
 * that is better line by line stays better whatever is done with the lines of later atoms, since each line is in one atom.
 */
#include "aggregate/solve.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/vec.h"

#include <string.h>

/* A choice other than option 0, and those before it. */
typedef struct step {
    const struct step *before;
    uint32_t stage, option;
} step;

/* A partial plan. */
typedef struct label {
    int64_t units, item_units, cost; /* leftovers: of all atoms so far, of the item at hand, in money */
    int64_t gain[SVOD_CLASSES_MAX];
    int64_t extra;
    const step *steps;
} label;

typedef SVOD_VEC(label) labels;

/* An option that uses leftovers, against its atom's base: the option that uses none. */
typedef struct candidate {
    uint32_t atom, option, group;        /* group: what shares a limit per item with it */
    uint64_t turn[SVOD_LEVEL_EXTRA + 1]; /* the smaller, the earlier a line is better off, or the later one worse */
    int64_t gain[SVOD_CLASSES_MAX], left, extra, cost;
} candidate;

typedef struct join {
    svod_solve *s;
    uint32_t *base;       /* per atom: the option that uses least */
    bool **kept;          /* per atom: options that are looked at, or NULL when only the base is */
    svod_atom **stages;   /* atoms with a choice, items together, those with the earliest lines last */
    uint32_t *first_upto; /* the earliest line of stages 0 … i */
    uint32_t stages_n;
    bool limit_units, limit_item, limit_cost;
    labels now, next;
    /* Units served weigh class by class; what a partial plan may still gain at most, to drop those that cannot win. */
    int64_t weight[SVOD_CLASSES_MAX];
    bool bounded;
    __int128 floor, *reach; /* value of a plan known; per stage: what it and those after may add, less their price */
    int64_t price, scale;   /* of one unit of what is limited, as price / scale */
    size_t widest;          /* keep only that many partial plans; 0: all that are needed */
} join;

static int sign_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static const svod_option *option_at(const join *j, const step *at, uint32_t stage)
{
    const svod_atom *atom = j->stages[stage];
    return &atom->options[at && at->stage == stage ? at->option : j->base[atom - j->s->atoms]];
}

/* Earliest first. Walks back from the latest stages, which have the earliest lines, and stops when no earlier stage can hold
 * an earlier line than the difference found. */
static int cmp_lines(const join *j, svod_level level, const step *a, const step *b)
{
    uint32_t first = UINT32_MAX;
    int sign = 0;
    while (a != b) {
        uint32_t stage = !a ? b->stage : !b ? a->stage : SVOD_MAX(a->stage, b->stage);
        if (j->first_upto[stage] > first) break;
        int here;
        uint32_t line = svod_option_first_difference(j->s, j->stages[stage], level, option_at(j, a, stage),
                                                     option_at(j, b, stage), &here);
        if (line < first) {
            first = line;
            sign = here;
        }
        if (a && a->stage == stage) a = a->before;
        if (b && b->stage == stage) b = b->before;
    }
    return sign;
}

static int cmp_labels(const join *j, const label *x, const label *y)
{
    int sign = 0;
    if (j->s->terms->policy == SVOD_POLICY_FIRST_COME) {
        sign = cmp_lines(j, SVOD_LEVEL_SERVED, x->steps, y->steps);
        if (sign) return sign;
    } else {
        for (uint32_t c = 0; c < j->s->classes_n && sign == 0; c++) sign = sign_of(x->gain[c], y->gain[c]);
        if (sign) return sign;
    }
    sign = sign_of(y->units, x->units);
    if (sign == 0) sign = sign_of(y->extra, x->extra);
    for (int level = SVOD_LEVEL_SERVED; level <= SVOD_LEVEL_EXTRA && sign == 0; level++)
        sign = cmp_lines(j, (svod_level)level, x->steps, y->steps);
    return sign ? sign : sign_of(y->cost, x->cost);
}

static int best_first(const void *left, const void *right, void *context)
{
    const label *x = left, *y = right;
    int sign = cmp_labels(context, y, x);
    if (sign) return sign;
    if (x->item_units != y->item_units) return x->item_units < y->item_units ? -1 : 1;
    return 0;
}

/* Best first; then whoever needs no less of anything than one before it goes. */
static void keep_needed(join *j, labels *all)
{
    qsort_r(all->v, all->n, sizeof *all->v, best_first, j);
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++) {
        const label *y = &all->v[i];
        bool needless = false;
        for (size_t k = 0; k < kept && !needless; k++) {
            const label *x = &all->v[k];
            needless = (!j->limit_units || x->units <= y->units) && (!j->limit_item || x->item_units <= y->item_units) &&
                       (!j->limit_cost || x->cost <= y->cost);
        }
        if (!needless) all->v[kept++] = *y;
        if (svod_solve_late(j->s)) break; /* those before it are better */
    }
    all->n = kept;
}

static bool fits(const join *j, const label *x)
{
    return x->units <= j->s->left_units && (!j->limit_item || x->item_units <= j->s->left_per_item) &&
           (!j->limit_cost || x->cost <= j->s->left_cost);
}

static __int128 value_of(const join *j, const int64_t *gain)
{
    __int128 value = 0;
    for (uint32_t c = 0; c < j->s->classes_n; c++) value += (__int128)gain[c] * j->weight[c];
    return value;
}

/* How much of the limit that the bound is about an option or partial plan uses. */
static int64_t use_of(const join *j, int64_t left, int64_t cost)
{
    return j->limit_units ? left : cost;
}

/* Even at the best price for what it has left to use, the partial plan stays below one that is known. */
static bool hopeless(const join *j, const label *x, uint32_t next_stage)
{
    if (!j->bounded) return false;
    int64_t limit = j->limit_units ? j->s->left_units : j->s->left_cost;
    __int128 most = value_of(j, x->gain) * j->scale + (__int128)(limit - use_of(j, x->units, x->cost)) * j->price;
    return most + j->reach[next_stage] < j->floor * j->scale;
}

static void extend(join *j, uint32_t stage)
{
    const svod_atom *atom = j->stages[stage];
    uint32_t number = (uint32_t)(atom - j->s->atoms);
    j->next.n = 0;
    for (size_t i = 0; i < j->now.n && (i == 0 || !svod_solve_late(j->s)); i++) {
        for (uint32_t k = 0; k < atom->options_n; k++) {
            if (k != j->base[number] && !j->kept[number][k]) continue;
            const svod_option *o = &atom->options[k];
            label x = j->now.v[i];
            x.units = svod_saturating_add(x.units, o->left);
            if (atom->item != UINT32_MAX) x.item_units = svod_saturating_add(x.item_units, o->left);
            x.cost = svod_saturating_add(x.cost, o->cost);
            x.extra += o->extra;
            for (uint32_t c = 0; c < SVOD_CLASSES_MAX; c++) x.gain[c] += o->gain[c];
            if (!fits(j, &x) || hopeless(j, &x, stage + 1)) continue;
            if (k != j->base[number]) {
                step *taken = svod_arena_alloc(j->s->arena, sizeof *taken);
                *taken = (step){x.steps, stage, k};
                x.steps = taken;
            }
            SVOD_VEC_PUSH(&j->next, x);
        }
    }
    labels swap = j->now;
    j->now = j->next;
    j->next = swap;
    keep_needed(j, &j->now);
    if (j->widest && j->now.n > j->widest) j->now.n = j->widest;
    /* Out of time: the best one is carried on, which is a plan all right. */
    if (svod_solve_late(j->s) && j->now.n > 1) j->now.n = 1;
}

/* ---- which options matter ---- */

/* Swapping y for x in a plan makes it better, as far as these two go. */
static int cmp_candidates(const void *left, const void *right, void *context)
{
    const candidate *x = left, *y = right;
    const join *j = context;
    if (j->s->terms->policy == SVOD_POLICY_FIRST_COME) {
        if (x->turn[0] != y->turn[0]) return x->turn[0] < y->turn[0] ? -1 : 1;
    } else {
        for (uint32_t c = 0; c < j->s->classes_n; c++)
            if (x->gain[c] != y->gain[c]) return x->gain[c] > y->gain[c] ? -1 : 1;
    }
    if (x->left != y->left) return x->left < y->left ? -1 : 1;
    if (x->extra != y->extra) return x->extra < y->extra ? -1 : 1;
    for (int level = SVOD_LEVEL_SERVED; level <= SVOD_LEVEL_EXTRA; level++)
        if (x->turn[level] != y->turn[level]) return x->turn[level] < y->turn[level] ? -1 : 1;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    if (x->atom != y->atom) return x->atom < y->atom ? -1 : 1;
    return x->option < y->option ? -1 : x->option > y->option;
}

static uint32_t base_of(const svod_atom *atom)
{
    uint32_t base = 0;
    for (uint32_t k = 1; k < atom->options_n; k++) {
        const svod_option *o = &atom->options[k], *b = &atom->options[base];
        if (o->cost < b->cost || (o->cost == b->cost && o->left < b->left)) base = k;
    }
    return base;
}

typedef SVOD_VEC(candidate) candidates;

static void find_candidates(join *j, candidates *ret)
{
    svod_solve *s = j->s;
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *atom = &s->atoms[i];
        j->base[i] = base_of(atom);
        const svod_option *base = &atom->options[j->base[i]];
        for (uint32_t k = 0; k < atom->options_n; k++) {
            if (k == j->base[i]) continue;
            const svod_option *o = &atom->options[k];
            candidate c = {.atom = i,
                           .option = k,
                           .left = o->left - base->left,
                           .extra = o->extra - base->extra,
                           .cost = o->cost - base->cost};
            c.group = j->limit_item && atom->item != UINT32_MAX ? atom->item : s->demand->folded.texts_n + i;
            for (int level = SVOD_LEVEL_SERVED; level <= SVOD_LEVEL_EXTRA; level++) {
                int sign;
                uint64_t line = svod_option_first_difference(s, atom, (svod_level)level, o, base, &sign);
                c.turn[level] = sign > 0 ? line : sign == 0 ? (uint64_t)UINT32_MAX : ((uint64_t)UINT32_MAX << 1) - line;
            }
            for (uint32_t x = 0; x < SVOD_CLASSES_MAX; x++) c.gain[x] = o->gain[x] - base->gain[x];
            SVOD_VEC_PUSH(ret, c);
        }
    }
}

/* How many options other than bases a plan can hold at most. */
static size_t most_taken(const join *j, const candidates *all)
{
    int64_t least_left = INT64_MAX, least_cost = INT64_MAX, most = INT64_MAX;
    for (size_t i = 0; i < all->n; i++) {
        least_left = SVOD_MIN(least_left, all->v[i].left);
        least_cost = SVOD_MIN(least_cost, all->v[i].cost);
    }
    if (j->limit_units && least_left > 0) most = SVOD_MIN(most, j->s->left_units / least_left);
    if (j->limit_cost && least_cost > 0) most = SVOD_MIN(most, j->s->left_cost / least_cost);
    return most > (int64_t)all->n ? all->n + 1 : (size_t)most;
}

/* An option is not needed when there are as many better and no dearer ones, in as many other groups, as a plan can hold: one
 * of those groups is untouched in any plan that takes it, and taking that one instead would be better. */
static void keep_candidates(join *j, candidates *all)
{
    svod_solve *s = j->s;
    size_t most = most_taken(j, all), kept = 0;
    uint32_t *seen = svod_calloc(s->demand->folded.texts_n + s->atoms_n + 1, sizeof *seen);
    if (all->n) qsort_r(all->v, all->n, sizeof *all->v, cmp_candidates, j);
    for (size_t i = 0; i < all->n; i++) {
        const candidate *y = &all->v[i];
        size_t better = 0;
        seen[y->group] = (uint32_t)i + 1;
        for (size_t k = 0; k < kept && better < most; k++) {
            const candidate *x = &all->v[k];
            if ((j->limit_cost && x->cost > y->cost) || ((j->limit_units || j->limit_item) && x->left > y->left)) continue;
            if (seen[x->group] == i + 1) continue;
            seen[x->group] = (uint32_t)i + 1;
            better++;
        }
        if (better < most) all->v[kept++] = *y;
    }
    all->n = kept;
    svod_free(seen);
    memset(j->kept, 0, s->atoms_n * sizeof *j->kept);
    for (size_t i = 0; i < kept; i++) {
        uint32_t atom = all->v[i].atom;
        if (!j->kept[atom]) j->kept[atom] = svod_arena_calloc(s->arena, s->atoms[atom].options_n, sizeof **j->kept);
        j->kept[atom][all->v[i].option] = true;
    }
}

typedef struct order_key {
    uint32_t group_first, group, first, atom;
} order_key;

static int order_cmp(const void *left, const void *right)
{
    const order_key *a = left, *b = right;
    if (a->group_first != b->group_first) return a->group_first > b->group_first ? -1 : 1;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    if (a->first != b->first) return a->first > b->first ? -1 : 1;
    return a->atom < b->atom ? -1 : a->atom > b->atom;
}

/* Atoms of one item stay together, so that the item's units can be forgotten after them. */
static void order_stages(join *j)
{
    svod_solve *s = j->s;
    order_key *keys = svod_alloc(s->atoms_n * sizeof *keys + 1);
    uint32_t texts = s->demand->folded.texts_n, n = 0;
    uint32_t *item_first = svod_alloc(texts * sizeof *item_first + 1);
    memset(item_first, 0xff, texts * sizeof *item_first);
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *a = &s->atoms[i];
        if (j->kept[i] && a->item != UINT32_MAX) item_first[a->item] = SVOD_MIN(item_first[a->item], a->first_line);
    }
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *a = &s->atoms[i];
        if (!j->kept[i]) continue;
        bool item = j->limit_item && a->item != UINT32_MAX;
        keys[n++] = (order_key){item ? item_first[a->item] : a->first_line, item ? a->item : texts + i, a->first_line, i};
    }
    if (n) qsort(keys, n, sizeof *keys, order_cmp);
    j->stages = svod_arena_alloc(s->arena, n * sizeof(svod_atom *) + 1);
    j->first_upto = svod_arena_alloc(s->arena, n * sizeof *j->first_upto + 1);
    for (uint32_t i = 0; i < n; i++) {
        j->stages[i] = &s->atoms[keys[i].atom];
        j->first_upto[i] = SVOD_MIN(keys[i].first, i ? j->first_upto[i - 1] : UINT32_MAX);
    }
    j->stages_n = n;
    svod_free(item_first);
    svod_free(keys);
}

/* ---- a bound ---- */

/* Classes weigh so that one unit of a class is more than all units of the next; false when that does not fit a number. */
static bool weigh_classes(join *j, const candidates *all)
{
    int64_t most[SVOD_CLASSES_MAX] = {0}, weight = 1;
    for (size_t i = 0; i < all->n; i++)
        for (uint32_t c = 0; c < SVOD_CLASSES_MAX; c++)
            most[c] = svod_saturating_add(most[c], all->v[i].gain[c] < 0 ? -all->v[i].gain[c] : all->v[i].gain[c]);
    for (uint32_t c = j->s->classes_n; c-- > 0;) {
        j->weight[c] = weight;
        weight = svod_saturating_mul(weight, svod_saturating_add(svod_saturating_mul(most[c], 2), 1));
    }
    return weight < INT64_MAX / 1024;
}

/* The price of a unit of the limit: what the last of it buys when the best bargains go first. Any price makes a true bound;
 * this one makes a close one. */
typedef struct bargain {
    __int128 value;
    int64_t use;
} bargain;

static int cmp_bargains(const void *left, const void *right)
{
    const bargain *a = left, *b = right;
    __int128 x = a->value * b->use, y = b->value * a->use;
    return x > y ? -1 : x < y;
}

static void set_price(join *j, const candidates *all)
{
    bargain *bargains = svod_alloc(all->n * sizeof *bargains + 1);
    size_t n = 0;
    int64_t rest = j->limit_units ? j->s->left_units : j->s->left_cost;
    for (size_t i = 0; i < all->n; i++) {
        const candidate *c = &all->v[i];
        int64_t use = use_of(j, c->left, c->cost);
        if (use > 0) bargains[n++] = (bargain){value_of(j, c->gain), use};
    }
    if (n) qsort(bargains, n, sizeof *bargains, cmp_bargains);
    j->price = 0;
    j->scale = 1;
    for (size_t i = 0; i < n; i++) {
        rest -= bargains[i].use;
        if (rest >= 0) continue;
        j->price = (int64_t)bargains[i].value;
        j->scale = bargains[i].use;
        break;
    }
    svod_free(bargains);
}

static void set_bound(join *j, const candidates *all, const label *known)
{
    j->bounded = j->s->terms->policy != SVOD_POLICY_FIRST_COME && (j->limit_units || j->limit_cost) && weigh_classes(j, all);
    if (!j->bounded) return;
    set_price(j, all);
    j->floor = value_of(j, known->gain);
    j->reach = svod_arena_calloc(j->s->arena, j->stages_n + 1, sizeof *j->reach);
    for (uint32_t i = j->stages_n; i-- > 0;) {
        const svod_atom *atom = j->stages[i];
        uint32_t number = (uint32_t)(atom - j->s->atoms);
        __int128 best = 0;
        for (uint32_t k = 0; k < atom->options_n; k++) {
            if (k != j->base[number] && !j->kept[number][k]) continue;
            const svod_option *o = &atom->options[k];
            __int128 net = value_of(j, o->gain) * j->scale - (__int128)use_of(j, o->left, o->cost) * j->price;
            best = SVOD_MAX(net, best);
        }
        j->reach[i] = j->reach[i + 1] + best;
    }
}

/* ---- the table ---- */

static label run(join *j)
{
    j->now.n = 0;
    SVOD_VEC_PUSH(&j->now, (label){0});
    for (uint32_t i = 0; i < j->stages_n; i++) {
        extend(j, i);
        bool item_ends = i + 1 == j->stages_n || j->stages[i + 1]->item != j->stages[i]->item;
        if (!item_ends) continue;
        for (size_t k = 0; k < j->now.n; k++) j->now.v[k].item_units = 0;
        if (j->limit_item) keep_needed(j, &j->now);
    }
    return j->now.v[0];
}

static label solve(join *j, candidates *all)
{
    enum { NARROW = 16 };
    keep_candidates(j, all);
    order_stages(j);
    j->bounded = false;
    j->widest = NARROW;
    label known = run(j);
    set_bound(j, all, &known);
    j->widest = 0;
    label best = run(j);
    return svod_solve_late(j->s) && cmp_labels(j, &known, &best) > 0 ? known : best;
}

void svod_join(svod_solve *s)
{
    join j = {.s = s, .limit_units = s->left_units != SVOD_NO_LIMIT, .limit_item = s->left_per_item != SVOD_NO_LIMIT};
    candidates all = {0}, some = {0};
    j.base = svod_arena_calloc(s->arena, s->atoms_n + 1, sizeof *j.base);
    j.kept = svod_arena_calloc(s->arena, s->atoms_n + 1, sizeof *j.kept);
    find_candidates(&j, &all);
    for (size_t i = 0; i < all.n; i++) SVOD_VEC_PUSH(&some, all.v[i]);
    /* The limit of money seldom binds when there is one of units: first without it. What is best then and keeps it is best.
     */
    label best = {0};
    bool done = false;
    if (j.limit_units) {
        best = solve(&j, &some);
        done = s->left_cost == SVOD_NO_LIMIT || best.cost <= s->left_cost;
    }
    if (!done) {
        j.limit_cost = s->left_cost != SVOD_NO_LIMIT;
        best = solve(&j, &all);
    }
    for (uint32_t i = 0; i < s->atoms_n; i++) s->atoms[i].chosen = j.base[i];
    for (const step *at = best.steps; at; at = at->before) j.stages[at->stage]->chosen = at->option;
    SVOD_VEC_RELEASE(&all);
    SVOD_VEC_RELEASE(&some);
    SVOD_VEC_RELEASE(&j.now);
    SVOD_VEC_RELEASE(&j.next);
}
