/* Lines cut into pieces that are served apart: `policy: even` is the best plan of a purchase in which every unit is a line
 * of its own, in the order in which units go round the participants. */
#include "aggregate/pieces.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <string.h>

enum { UNITS_MAX = 5000000 };

static bool has_pieces(const svod_solve *s, uint32_t i)
{
    return s->demand->lines[i].dead == SVOD_REASON_NONE && !s->never[i];
}

static bool is_one_piece(const svod_line *line)
{
    return line->whole || line->together != UINT32_MAX;
}

static svod_status count_units(const svod_solve *s, size_t *ret, svod_error *e)
{
    *ret = 0;
    for (uint32_t i = 0; i < s->demand->lines_n; i++) *ret += has_pieces(s, i) ? s->demand->lines[i].quantity : 0;
    if (*ret <= UNITS_MAX) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.too-large",
                     "\"policy: even\" deals unit by unit, at most %d of them, and %lld are asked for", UNITS_MAX,
                     (long long)*ret);
}

/* Lines with pieces by the offer they wait for, in order of service: those of offer o are list[start[o]] … list[start[o +
 * 1]]
 * - 1. */
static uint32_t *list_by_offer(const svod_solve *s, uint32_t **ret_start)
{
    const svod_demand *d = s->demand;
    uint32_t *start = svod_calloc(d->offers_n + 2u, sizeof *start), *list = svod_alloc(d->lines_n * sizeof *list + 1);
    for (uint32_t i = 0; i < d->lines_n; i++)
        if (has_pieces(s, i)) start[d->lines[i].choices[0].offer + 2]++;
    for (uint32_t o = 0; o < d->offers_n; o++) start[o + 2] += start[o + 1];
    for (uint32_t i = 0; i < d->lines_n; i++)
        if (has_pieces(s, i)) list[start[d->lines[i].choices[0].offer + 1]++] = i;
    *ret_start = start;
    return list;
}

/* Per line: the round of its first unit, from 0. */
static uint32_t *number_rounds(const svod_solve *s)
{
    const svod_demand *d = s->demand;
    uint32_t *start, *list = list_by_offer(s, &start);
    uint32_t *round = svod_calloc(d->lines_n + 1u, sizeof *round);
    uint32_t *units = svod_calloc(d->participants_n + 1u, sizeof *units);
    for (uint32_t o = 0; o < d->offers_n; o++) {
        for (uint32_t k = start[o]; k < start[o + 1]; k++) {
            const svod_line *line = &d->lines[list[k]];
            round[list[k]] = units[line->participant];
            units[line->participant] += line->quantity;
        }
        for (uint32_t k = start[o]; k < start[o + 1]; k++) units[d->lines[list[k]].participant] = 0;
    }
    svod_free(start);
    svod_free(list);
    svod_free(units);
    return round;
}

/* Lines from `from` to `to` - 1, which are of one class, once for each of their pieces, by round. Returns how many. */
static size_t order_class(const svod_solve *s, const uint32_t *round, uint32_t from, uint32_t to, uint32_t *order)
{
    uint32_t rounds = 0;
    for (uint32_t i = from; i < to; i++)
        if (has_pieces(s, i)) rounds = SVOD_MAX(rounds, round[i] + s->demand->lines[i].quantity);
    size_t *at = svod_calloc(rounds + 2u, sizeof *at);
    for (int filling = 0; filling < 2; filling++) {
        for (uint32_t i = from; i < to; i++) {
            if (!has_pieces(s, i)) continue;
            uint32_t pieces = is_one_piece(&s->demand->lines[i]) ? 1 : s->demand->lines[i].quantity;
            for (uint32_t r = round[i]; r < round[i] + pieces; r++) {
                if (filling)
                    order[at[r + 1]++] = i;
                else
                    at[r + 2]++;
            }
        }
        for (uint32_t r = 0; r < rounds && !filling; r++) at[r + 2] += at[r + 1];
    }
    size_t n = at[rounds];
    svod_free(at);
    return n;
}

/* Units of a line that follow each other are one piece: nobody comes between them. */
static void cut(const svod_solve *s, const uint32_t *order, size_t n, svod_pieces *ret)
{
    const svod_demand *d = s->demand;
    uint32_t *last = svod_calloc(d->lines_n + 1u, sizeof *last);
    ret->demand = *d;
    ret->demand.lines = svod_arena_alloc(s->arena, n * sizeof *ret->demand.lines + 1);
    ret->demand.lines_n = 0;
    ret->line = svod_arena_alloc(s->arena, n * sizeof *ret->line + 1);
    for (size_t i = 0; i < n; i++) {
        const svod_line *line = &d->lines[order[i]];
        if (i && order[i - 1] == order[i]) {
            ret->demand.lines[last[order[i]]].quantity++;
            continue;
        }
        uint32_t number = ret->demand.lines_n++;
        last[order[i]] = number;
        ret->line[number] = order[i];
        ret->demand.lines[number] = *line;
        if (is_one_piece(line)) continue;
        ret->demand.lines[number].quantity = 1;
        ret->demand.lines[number].extra = 0;
    }
    for (uint32_t i = 0; i < d->lines_n; i++)
        if (has_pieces(s, i)) ret->demand.lines[last[i]].extra = d->lines[i].extra;
    svod_free(last);
}

svod_status svod_pieces_make(const svod_solve *s, svod_pieces *ret, svod_error *e)
{
    const svod_demand *d = s->demand;
    size_t units, n = 0;
    svod_status status = count_units(s, &units, e);
    if (status != SVOD_OK) return status;
    uint32_t *round = number_rounds(s), *order = svod_alloc(units * sizeof *order + 1);
    for (uint32_t from = 0, to; from < d->lines_n; from = to) {
        for (to = from; to < d->lines_n && d->lines[to].serve_class == d->lines[from].serve_class;) to++;
        n += order_class(s, round, from, to, order + n);
    }
    cut(s, order, n, ret);
    svod_free(round);
    svod_free(order);
    return SVOD_OK;
}
