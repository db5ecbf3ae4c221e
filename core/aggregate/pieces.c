/* Lines cut into pieces that are served apart. Pinned units are lines of a class before all others. `policy: even` is the
 * best plan of a purchase in which every unit is a line of its own, in the order in which units go round the participants.
 */
#include "aggregate/pieces.h"

#include "base/alloc.h"
#include "base/attrs.h"

#include <string.h>

enum { UNITS_MAX = 5000000 };
#define NO_PIN UINT32_MAX

static void begin(const svod_solve *s, size_t n, svod_pieces *ret)
{
    ret->demand = *s->demand;
    ret->demand.lines = svod_arena_alloc(s->arena, n * sizeof *ret->demand.lines + 1);
    ret->demand.lines_n = 0;
    ret->demand.pins_n = ret->demand.lost_n = 0;
    ret->line = svod_arena_alloc(s->arena, n * sizeof *ret->line + 1);
    ret->pin = svod_arena_alloc(s->arena, n * sizeof *ret->pin + 1);
}

static svod_line *add(svod_pieces *p, const svod_line *from, uint32_t line, uint32_t pin)
{
    uint32_t number = p->demand.lines_n++;
    p->line[number] = line;
    p->pin[number] = pin;
    p->demand.lines[number] = *from;
    return &p->demand.lines[number];
}

/* ---- pinned units ---- */

static void add_pinned(const svod_solve *s, uint32_t number, uint32_t units, svod_pieces *ret)
{
    const svod_pin *pin = &s->demand->pins[number];
    const svod_line *line = &s->demand->lines[pin->line];
    if (units == 0 || s->never[pin->line]) return;
    uint32_t k = 0;
    while (line->choices[k].offer != pin->offer) k++;
    svod_line *piece = add(ret, line, pin->line, number);
    piece->quantity = units;
    piece->extra = piece->serve_class = 0;
    piece->choices = &line->choices[k];
    piece->choices_n = 1;
    piece->dead = SVOD_REASON_NONE;
}

static void add_rest(const svod_solve *s, uint32_t number, bool any_pinned, svod_pieces *ret)
{
    const svod_line *line = &s->demand->lines[number];
    if (line->dead != SVOD_REASON_NONE || s->never[number]) return;
    uint32_t pinned = s->pinned[number], beyond = pinned > line->quantity ? pinned - line->quantity : 0;
    uint32_t units = line->quantity - (pinned - beyond);
    if (units == 0 && line->extra == beyond) return;
    svod_line *piece = add(ret, line, number, NO_PIN);
    piece->quantity = units;
    piece->extra -= beyond;
    piece->serve_class += any_pinned;
    if (units > 0) return;
    piece->whole = false;
    piece->together = UINT32_MAX;
}

/* The pieces of a line that goes whole go together. */
static void join_whole(const svod_solve *s, svod_pieces *p)
{
    uint32_t *group = svod_calloc(s->demand->lines_n + 1u, sizeof *group);
    for (uint32_t i = 0; i < p->demand.lines_n; i++) {
        svod_line *piece = &p->demand.lines[i];
        uint32_t number = p->line[i];
        if (!piece->whole || piece->together != UINT32_MAX || s->pinned[number] == 0) continue;
        if (group[number] == 0) group[number] = ++p->demand.together_n;
        piece->together = group[number] - 1;
    }
    svod_free(group);
}

/* Pinned units first, in order of service. */
static void cut_pinned(const svod_solve *s, const uint32_t *held, svod_pieces *ret)
{
    const svod_demand *d = s->demand;
    begin(s, (size_t)d->pins_n + d->lines_n, ret);
    for (uint32_t i = 0; i < d->pins_n; i++) add_pinned(s, i, held[i], ret);
    bool any_pinned = ret->demand.lines_n > 0;
    for (uint32_t i = 0; i < d->lines_n; i++) add_rest(s, i, any_pinned, ret);
    if (any_pinned) join_whole(s, ret);
}

/* ---- even ---- */

static bool is_one_piece(const svod_line *line)
{
    return line->whole || line->together != UINT32_MAX || line->quantity == 0;
}

/* In how many pieces a line is dealt. */
static uint32_t turns_of(const svod_line *line)
{
    return is_one_piece(line) ? 1 : line->quantity;
}

static svod_status count_units(const svod_demand *d, size_t *ret, svod_error *e)
{
    *ret = 0;
    for (uint32_t i = 0; i < d->lines_n; i++) *ret += SVOD_MAX(d->lines[i].quantity, 1);
    if (*ret <= UNITS_MAX) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "stop.too-large",
                     "\"policy: even\" deals unit by unit, at most %d of them, and %lld are asked for", UNITS_MAX,
                     (long long)*ret);
}

/* Lines by the offer they wait for, in order of service: those of offer o are list[start[o]] … list[start[o + 1]] - 1. */
static uint32_t *list_by_offer(const svod_solve *s, const svod_pieces *lines, uint32_t **ret_start)
{
    const svod_demand *d = s->demand;
    uint32_t n = lines->demand.lines_n;
    uint32_t *start = svod_calloc(d->offers_n + 2u, sizeof *start), *list = svod_alloc(n * sizeof *list + 1);
    for (uint32_t i = 0; i < n; i++) start[d->lines[lines->line[i]].choices[0].offer + 2]++;
    for (uint32_t o = 0; o < d->offers_n; o++) start[o + 2] += start[o + 1];
    for (uint32_t i = 0; i < n; i++) list[start[d->lines[lines->line[i]].choices[0].offer + 1]++] = i;
    *ret_start = start;
    return list;
}

/* Per line: the round of its first unit, from 0. */
static uint32_t *number_rounds(const svod_solve *s, const svod_pieces *lines)
{
    const svod_demand *d = &lines->demand;
    uint32_t *start, *list = list_by_offer(s, lines, &start);
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

/* Lines from `from` to `to` - 1, which are of one class, once for each of their turns, by round. Returns how many. */
static size_t order_class(const svod_demand *d, const uint32_t *round, uint32_t from, uint32_t to, uint32_t *order)
{
    uint32_t rounds = 0;
    for (uint32_t i = from; i < to; i++) rounds = SVOD_MAX(rounds, round[i] + turns_of(&d->lines[i]));
    size_t *at = svod_calloc(rounds + 2u, sizeof *at);
    for (uint32_t i = from; i < to; i++)
        for (uint32_t r = 0; r < turns_of(&d->lines[i]); r++) at[round[i] + r + 2]++;
    for (uint32_t r = 0; r < rounds; r++) at[r + 2] += at[r + 1];
    for (uint32_t i = from; i < to; i++)
        for (uint32_t r = 0; r < turns_of(&d->lines[i]); r++) order[at[round[i] + r + 1]++] = i;
    size_t n = at[rounds];
    svod_free(at);
    return n;
}

/* Units of a line that follow each other are one piece: nobody comes between them. */
static void cut_units(const svod_solve *s, const svod_pieces *lines, const uint32_t *order, size_t n, svod_pieces *ret)
{
    const svod_demand *d = &lines->demand;
    uint32_t *last = svod_calloc(d->lines_n + 1u, sizeof *last);
    begin(s, n, ret);
    ret->demand.together_n = d->together_n;
    for (size_t i = 0; i < n; i++) {
        const svod_line *line = &d->lines[order[i]];
        if (i && order[i - 1] == order[i]) {
            ret->demand.lines[last[order[i]]].quantity++;
            continue;
        }
        last[order[i]] = ret->demand.lines_n;
        svod_line *piece = add(ret, line, lines->line[order[i]], lines->pin[order[i]]);
        if (is_one_piece(line)) continue;
        piece->quantity = 1;
        piece->extra = 0;
    }
    for (uint32_t i = 0; i < d->lines_n; i++) ret->demand.lines[last[i]].extra = d->lines[i].extra;
    svod_free(last);
}

svod_status svod_pieces_make(const svod_solve *s, const uint32_t *held, svod_pieces *ret, svod_error *e)
{
    svod_pieces lines;
    cut_pinned(s, held, &lines);
    *ret = lines;
    if (s->terms->policy != SVOD_POLICY_EVEN) return SVOD_OK;
    const svod_demand *d = &lines.demand;
    size_t units, n = 0;
    svod_status status = count_units(d, &units, e);
    if (status != SVOD_OK) return status;
    uint32_t *round = number_rounds(s, &lines), *order = svod_alloc(units * sizeof *order + 1);
    for (uint32_t from = 0, to; from < d->lines_n; from = to) {
        for (to = from; to < d->lines_n && d->lines[to].serve_class == d->lines[from].serve_class;) to++;
        n += order_class(d, round, from, to, order + n);
    }
    cut_units(s, &lines, order, n, ret);
    svod_free(round);
    svod_free(order);
    return SVOD_OK;
}
