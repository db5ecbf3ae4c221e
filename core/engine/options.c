/* Option rows at work: defaults, setting from text, near names. */
#include "engine/options.h"

#include "base/attrs.h"
#include "base/str.h"
#include "engine/nearest.h"

#include <svod/kit.h>

const svod_option *svod_option_find(const svod_option *rows, svod_str name)
{
    for (const svod_option *row = rows; row && row->name; row++)
        if (svod_str_is(name, row->name)) return row;
    return NULL;
}

/* ---- near names ---- */

size_t svod_edit_distance(svod_str a, svod_str b, size_t limit)
{
    enum { LONGEST = 48 };
    if (a.n > LONGEST || b.n > LONGEST) return limit + 1;
    size_t rows[3][LONGEST + 1];
    size_t *two_before = rows[0], *before = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++) before[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t change = before[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            now[j] = SVOD_MIN(change, SVOD_MIN(before[j], now[j - 1]) + 1);
            bool swapped = i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
            if (swapped) now[j] = SVOD_MIN(now[j], two_before[j - 2] + 1);
        }
        size_t *free_row = two_before;
        two_before = before;
        before = now;
        now = free_row;
    }
    return SVOD_MIN(before[b.n], limit + 1);
}

bool svod_is_slip(svod_str wrong, svod_str name)
{
    if (wrong.n >= 3 && svod_str_starts(name, wrong)) return true;
    size_t limit = name.n <= 3 ? 1 : name.n <= 7 ? 2 : 3;
    return svod_edit_distance(wrong, name, limit) <= limit;
}

const char *svod_option_nearest(const svod_option *rows, svod_str wrong)
{
    enum { MOST = 64 };
    svod_str names[MOST];
    size_t n = 0;
    for (const svod_option *row = rows; row && row->name && n < MOST; row++) names[n++] = svod_str_of(row->name);
    size_t nearest = svod_nearest(wrong, names, n);
    return nearest == SIZE_MAX ? NULL : rows[nearest].name;
}

/* ---- values ---- */

static bool read_flag(svod_str text, bool *ret)
{
    static const char *const yes[] = {"", "yes", "true", "on", "1", "да"}, *const no[] = {"no", "false", "off", "0", "нет"};
    for (size_t i = 0; i < SVOD_COUNT(yes); i++)
        if (svod_str_eq_nocase(text, svod_str_of(yes[i]))) return *ret = true, true;
    for (size_t i = 0; i < SVOD_COUNT(no); i++)
        if (svod_str_eq_nocase(text, svod_str_of(no[i]))) return *ret = false, true;
    return false;
}

static bool read_choice(const char *choices, svod_str text, int *ret)
{
    svod_str rest = svod_str_of(choices), part;
    for (int i = 0; svod_str_split(&rest, '|', &part); i++)
        if (svod_str_eq_nocase(text, part)) return *ret = i, true;
    return false;
}

static svod_status add_to_map(svod_attributes *map, svod_str name, svod_str value, svod_arena *arena, svod_error *e)
{
    svod_attribute *v = svod_arena_alloc(arena, (map->n + 1) * sizeof *v);
    if (!v) return svod_no_memory(e);
    size_t n = 0;
    for (size_t i = 0; i < map->n; i++)
        if (!svod_str_eq(map->v[i].name, name)) v[n++] = map->v[i];
    v[n++] = (svod_attribute){name, value};
    *map = (svod_attributes){v, n};
    return SVOD_OK;
}

svod_status svod_option_set(const svod_option *row, void *target, svod_str text, svod_arena *arena, int exit_code,
                            svod_error *e)
{
    void *to = (char *)target + row->offset;
    size_t equals;
    switch (row->type) {
    case SVOD_OPTION_FLAG:
        if (read_flag(text, to)) return SVOD_OK;
        return svod_fail(e, exit_code, "option.not-a-flag", "%s: \"%.*s\" is neither yes nor no", row->name, SVOD_FMT(text));
    case SVOD_OPTION_INT:
        if (svod_str_int(text, to)) return SVOD_OK;
        return svod_fail(e, exit_code, "option.not-a-number", "%s: \"%.*s\" is no whole number", row->name, SVOD_FMT(text));
    case SVOD_OPTION_TEXT:
        *(svod_str *)to = text;
        return SVOD_OK;
    case SVOD_OPTION_CHOICE:
        if (read_choice(row->choices, text, to)) return SVOD_OK;
        return svod_fail(e, exit_code, "option.not-a-choice", "%s: \"%.*s\" is none of %s", row->name, SVOD_FMT(text),
                         row->choices);
    case SVOD_OPTION_MAP:
        equals = svod_str_find(text, SVOD_STR("="), 0);
        if (equals == SIZE_MAX || equals == 0)
            return svod_fail(e, exit_code, "option.not-a-pair", "%s: \"%.*s\" is not of the form name=value", row->name,
                             SVOD_FMT(text));
        return add_to_map(to, svod_str_sub(text, 0, equals), svod_str_sub(text, equals + 1, text.n), arena, e);
    }
    SVOD_BUG("an option of no type");
}

bool svod_options_defaults(const svod_option *rows, void *target, svod_arena *arena)
{
    for (const svod_option *row = rows; row && row->name; row++)
        if (row->standard) {
            svod_error e;
            svod_status status = svod_option_set(row, target, svod_str_of(row->standard), arena, SVOD_EXIT_INTERNAL, &e);
            if (status == SVOD_FATAL) return false;
            if (status != SVOD_OK) SVOD_BUG(e.text);
        }
    return true;
}

static svod_status unknown_option(const svod_option *rows, svod_str name, svod_error *e)
{
    const char *nearest = svod_option_nearest(rows, name);
    if (nearest)
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "option.unknown", "there is no option \"%.*s\"; did you mean \"%s\"?",
                         SVOD_FMT(name), nearest);
    return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "option.unknown",
                     "there is no option \"%.*s\"; `svod parsers NAME` lists those there are", SVOD_FMT(name));
}

svod_status svod_options_fill(const svod_option *rows, void *target, svod_attributes given, svod_arena *arena, svod_error *e)
{
    if (!svod_options_defaults(rows, target, arena)) return svod_no_memory(e);
    for (size_t i = 0; i < given.n; i++) {
        svod_str name = given.v[i].name, value = given.v[i].value;
        const svod_option *row = svod_option_find(rows, name);
        svod_status status;
        if (row) {
            status = svod_option_set(row, target, value, arena, SVOD_EXIT_BAD_SETTINGS, e);
        } else {
            size_t dot = svod_str_find(name, SVOD_STR("."), 0);
            row = dot == SIZE_MAX ? NULL : svod_option_find(rows, svod_str_sub(name, 0, dot));
            if (!row || row->type != SVOD_OPTION_MAP) return unknown_option(rows, name, e);
            status = add_to_map((svod_attributes *)((char *)target + row->offset), svod_str_sub(name, dot + 1, name.n),
                                value, arena, e);
        }
        if (status != SVOD_OK) return status;
    }
    return SVOD_OK;
}
