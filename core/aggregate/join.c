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

typedef struct join {
    svod_solve *s;
    svod_atom **stages;   /* atoms with a choice, items together, those with the earliest lines last */
    uint32_t *first_upto; /* the earliest line of stages 0 … i */
    uint32_t stages_n;
    bool limit_units, limit_item, limit_cost;
    labels now, next;
} join;

static int sign_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static const svod_option *option_at(const join *j, const step *at, uint32_t stage)
{
    return &j->stages[stage]->options[at && at->stage == stage ? at->option : 0];
}

/* Earliest first. Walks back from the latest stages, which have the earliest lines, and stops when no earlier stage can hold
 * an earlier line than the difference found. */
static int cmp_lines(const join *j, const step *a, const step *b)
{
    uint32_t first = UINT32_MAX;
    int sign = 0;
    while (a != b) {
        uint32_t stage = !a ? b->stage : !b ? a->stage : SVOD_MAX(a->stage, b->stage);
        if (j->first_upto[stage] > first) break;
        int here;
        uint32_t line =
            svod_option_first_difference(j->s, j->stages[stage], option_at(j, a, stage), option_at(j, b, stage), &here);
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
        sign = cmp_lines(j, x->steps, y->steps);
        if (sign) return sign;
    } else {
        for (uint32_t c = 0; c < j->s->classes_n && sign == 0; c++) sign = sign_of(x->gain[c], y->gain[c]);
        if (sign) return sign;
    }
    sign = sign_of(y->units, x->units);
    if (sign == 0) sign = sign_of(y->extra, x->extra);
    if (sign == 0) sign = cmp_lines(j, x->steps, y->steps);
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
    }
    all->n = kept;
}

static bool fits(const join *j, const label *x)
{
    return x->units <= j->s->left_units && (!j->limit_item || x->item_units <= j->s->left_per_item) &&
           (!j->limit_cost || x->cost <= j->s->left_cost);
}

static void extend(join *j, uint32_t stage)
{
    const svod_atom *atom = j->stages[stage];
    j->next.n = 0;
    for (size_t i = 0; i < j->now.n; i++) {
        for (uint32_t k = 0; k < atom->options_n; k++) {
            const svod_option *o = &atom->options[k];
            label x = j->now.v[i];
            x.units = svod_saturating_add(x.units, o->left);
            if (atom->item != UINT32_MAX) x.item_units = svod_saturating_add(x.item_units, o->left);
            x.cost = svod_saturating_add(x.cost, o->cost);
            x.extra += o->extra;
            for (uint32_t c = 0; c < SVOD_CLASSES_MAX; c++) x.gain[c] += o->gain[c];
            if (!fits(j, &x)) continue;
            if (k > 0) {
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
    /* Out of time: the best one is carried on, which is a plan all right. */
    if (svod_solve_late(j->s) && j->now.n > 1) j->now.n = 1;
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
        if (a->options_n > 1 && a->item != UINT32_MAX) item_first[a->item] = SVOD_MIN(item_first[a->item], a->first_line);
    }
    for (uint32_t i = 0; i < s->atoms_n; i++) {
        const svod_atom *a = &s->atoms[i];
        if (a->options_n < 2) continue;
        bool item = j->limit_item && a->item != UINT32_MAX;
        keys[n++] = (order_key){item ? item_first[a->item] : a->first_line, item ? a->item : texts + i, a->first_line, i};
    }
    qsort(keys, n, sizeof *keys, order_cmp);
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

void svod_join(svod_solve *s)
{
    join j = {.s = s,
              .limit_units = s->left_units != SVOD_NO_LIMIT,
              .limit_item = s->left_per_item != SVOD_NO_LIMIT,
              .limit_cost = s->left_cost != SVOD_NO_LIMIT};
    order_stages(&j);
    SVOD_VEC_PUSH(&j.now, (label){0});
    /* Atoms without a choice take their share first. */
    for (uint32_t i = 0; i < s->atoms_n; i++) s->atoms[i].chosen = 0;
    for (uint32_t i = 0; i < j.stages_n; i++) {
        extend(&j, i);
        bool item_ends = i + 1 == j.stages_n || j.stages[i + 1]->item != j.stages[i]->item;
        if (!item_ends) continue;
        for (size_t k = 0; k < j.now.n; k++) j.now.v[k].item_units = 0;
        if (j.limit_item) keep_needed(&j, &j.now);
    }
    for (const step *at = j.now.v[0].steps; at; at = at->before) j.stages[at->stage]->chosen = at->option;
    SVOD_VEC_RELEASE(&j.now);
    SVOD_VEC_RELEASE(&j.next);
}
