/* Which of two plans that reach the minimum of the purchase is better. */
#include "aggregate/better.h"

#include "base/attrs.h"

static int sign_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static uint32_t line_at(const svod_turns *p, size_t i)
{
    return i < p->given_n ? p->given[i].line : UINT32_MAX;
}

/* Units given to a line that count on a level; by rank for preferences. */
static int64_t units_at(const svod_turns *p, size_t from, svod_level level, uint32_t rank)
{
    int64_t units = 0;
    for (size_t i = from; i < p->given_n && p->given[i].line == p->given[from].line; i++) {
        const svod_given *g = &p->given[i];
        bool extra = g->kind == SVOD_GIVEN_EXTRA;
        if (extra == (level == SVOD_LEVEL_EXTRA) && (level != SVOD_LEVEL_PREFERENCES || g->rank == rank)) units += g->units;
    }
    return units;
}

static uint32_t last_rank(const svod_turns *p, size_t from)
{
    uint32_t last = 0;
    for (size_t i = from; i < p->given_n && p->given[i].line == p->given[from].line; i++)
        last = SVOD_MAX(last, p->given[i].rank);
    return last;
}

static int cmp_level(const svod_turns *x, const svod_turns *y, svod_level level)
{
    for (size_t i = 0, k = 0; i < x->given_n || k < y->given_n;) {
        uint32_t line = SVOD_MIN(line_at(x, i), line_at(y, k));
        bool in_x = line_at(x, i) == line, in_y = line_at(y, k) == line;
        uint32_t ranks = 0;
        if (level == SVOD_LEVEL_PREFERENCES) ranks = SVOD_MAX(in_x ? last_rank(x, i) : 0, in_y ? last_rank(y, k) : 0);
        for (uint32_t rank = 0; rank <= ranks; rank++) {
            int sign = sign_of(in_x ? units_at(x, i, level, rank) : 0, in_y ? units_at(y, k, level, rank) : 0);
            if (sign) return sign;
        }
        while (line_at(x, i) == line) i++;
        while (line_at(y, k) == line) k++;
    }
    return 0;
}

typedef struct sums {
    int64_t gain[SVOD_CLASSES_MAX], cost, left, extra;
} sums;

static sums sums_of(const svod_solve *s, const svod_plan *p)
{
    sums ret = {.left = p->leftover_units};
    for (size_t i = 0; i < p->given_n; i++) {
        const svod_given *g = &p->given[i];
        *(g->kind == SVOD_GIVEN_EXTRA ? &ret.extra : &ret.gain[s->demand->lines[g->line].serve_class]) += g->units;
    }
    for (size_t i = 0; i < p->leftover_n; i++) {
        int64_t part = svod_saturating_mul(s->demand->offers[p->leftover[i].offer].price, p->leftover[i].units);
        ret.cost = svod_saturating_add(ret.cost, part);
    }
    return ret;
}

int svod_plan_cmp(const svod_solve *s, const svod_turns *x, const svod_turns *y)
{
    sums a = sums_of(s, x->plan), b = sums_of(s, y->plan);
    int sign = s->terms->policy == SVOD_POLICY_FIRST_COME ? cmp_level(x, y, SVOD_LEVEL_SERVED) : 0;
    for (int c = 0; c < SVOD_CLASSES_MAX && sign == 0; c++) sign = sign_of(a.gain[c], b.gain[c]);
    if (sign == 0) sign = sign_of(b.cost, a.cost);
    if (sign == 0) sign = sign_of(b.left, a.left);
    if (sign == 0) sign = sign_of(b.extra, a.extra);
    for (int level = SVOD_LEVEL_SERVED; level <= SVOD_LEVEL_EXTRA && sign == 0; level++)
        sign = cmp_level(x, y, (svod_level)level);
    return sign;
}
