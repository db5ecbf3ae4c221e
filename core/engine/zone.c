/* Time zones: offsets written out, and zoneinfo files (RFC 8536). */
#include "engine/zone.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"
#include "io/source.h"
#include "text/date.h"

#include <stdio.h>

enum { FILE_CAP = 1 << 18, CHANGES_CAP = 4000, LAST_RULE_YEAR = 2050 };

static const char zoneinfo[] = "/usr/share/zoneinfo";

/* ---- the rule for the future: "CET-1CEST,M3.5.0,M10.5.0/3" ---- */

typedef struct day_rule {
    int month, week, weekday; /* Mm.w.d: weekday d (0 Sunday) of week w (5: the last) of month m */
    int32_t seconds;          /* local time of the change */
} day_rule;

typedef struct rule {
    int32_t standard, summer; /* seconds east of UTC */
    day_rule begins, ends;    /* of summer time */
} rule;

static bool take(svod_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c) return false;
    *s = svod_str_sub(*s, 1, s->n);
    return true;
}

static bool take_number(svod_str *s, int most, int *ret)
{
    int n = 0;
    size_t digits = 0;
    while (s->n && s->p[0] >= '0' && s->p[0] <= '9' && digits < 4) {
        n = n * 10 + (s->p[0] - '0');
        *s = svod_str_sub(*s, 1, s->n);
        digits++;
    }
    *ret = n;
    return digits > 0 && n <= most;
}

/* hh[:mm[:ss]] with a sign, in seconds. */
static bool take_clock(svod_str *s, int32_t *ret)
{
    bool minus = take(s, '-');
    if (!minus) take(s, '+');
    int h, m = 0, sec = 0;
    if (!take_number(s, 167, &h)) return false;
    if (take(s, ':') && (!take_number(s, 59, &m) || (take(s, ':') && !take_number(s, 59, &sec)))) return false;
    int32_t all = (int32_t)(h * 3600 + m * 60 + sec);
    *ret = minus ? -all : all;
    return true;
}

static bool take_name(svod_str *s)
{
    size_t n = 0;
    bool quoted = take(s, '<');
    while (n < s->n && (quoted ? s->p[n] != '>' : (s->p[n] | 32) >= 'a' && (s->p[n] | 32) <= 'z')) n++;
    *s = svod_str_sub(*s, n, s->n);
    return n > 0 && (!quoted || take(s, '>'));
}

static bool take_day(svod_str *s, day_rule *ret)
{
    ret->seconds = 7200;
    return take(s, ',') && take(s, 'M') && take_number(s, 12, &ret->month) && ret->month >= 1 && take(s, '.') &&
           take_number(s, 5, &ret->week) && ret->week >= 1 && take(s, '.') && take_number(s, 6, &ret->weekday) &&
           (!take(s, '/') || take_clock(s, &ret->seconds));
}

/* True when there is summer time in the future. */
static bool read_rule(svod_str s, rule *ret)
{
    int32_t west;
    if (!take_name(&s) || !take_clock(&s, &west)) return false;
    ret->standard = -west;
    ret->summer = ret->standard + 3600;
    if (!take_name(&s)) return false;
    if (s.n && s.p[0] != ',') {
        if (!take_clock(&s, &west)) return false;
        ret->summer = -west;
    }
    return take_day(&s, &ret->begins) && take_day(&s, &ret->ends) && s.n == 0;
}

/* Days since 1970 of a date (Gregorian). */
static int64_t day_number(int year, int month, int day)
{
    int64_t y = year - (month <= 2), era = y / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Seconds since 1970, in local time, of a rule's day in a year after 1970. */
static int64_t rule_time(const day_rule *r, int year)
{
    int64_t first = day_number(year, r->month, 1);
    int64_t next = r->month == 12 ? day_number(year + 1, 1, 1) : day_number(year, r->month + 1, 1);
    int64_t weekday = (first + 4) % 7; /* 1970-01-01 was a Thursday */
    int64_t day = first + (r->weekday - weekday + 7) % 7 + (int64_t)(r->week - 1) * 7;
    while (day >= next) day -= 7;
    return day * 86400 + r->seconds;
}

/* ---- the file ---- */

static int64_t big_endian(const char *p, int bytes)
{
    uint64_t v = 0;
    for (int i = 0; i < bytes; i++) v = v << 8 | (unsigned char)p[i];
    return bytes == 4 ? (int64_t)(int32_t)(uint32_t)v : (int64_t)v;
}

typedef struct header {
    size_t isut, isstd, leap, times, types, chars;
    size_t bytes; /* of the data block behind it */
} header;

static bool read_header(svod_str s, int time_bytes, header *ret)
{
    if (s.n < 44 || memcmp(s.p, "TZif", 4) != 0) return false;
    size_t *counts[] = {&ret->isut, &ret->isstd, &ret->leap, &ret->times, &ret->types, &ret->chars};
    for (size_t i = 0; i < SVOD_COUNT(counts); i++) {
        int64_t n = big_endian(s.p + 20 + 4 * i, 4);
        if (n < 0 || n > CHANGES_CAP) return false;
        *counts[i] = (size_t)n;
    }
    size_t t = (size_t)time_bytes;
    ret->bytes = ret->times * (t + 1) + ret->types * 6 + ret->chars + ret->leap * (t + 4) + ret->isstd + ret->isut;
    return ret->types > 0 && s.n - 44 >= ret->bytes;
}

static bool add_change(svod_zone *zone, size_t room, int64_t at, int64_t seconds)
{
    if (zone->n == room || seconds < -93600 || seconds > 93600) return false;
    zone->changes[zone->n++] = (svod_zone_change){at, (int32_t)(seconds / 60)};
    return true;
}

static bool add_rule(svod_zone *zone, size_t room, svod_str footer)
{
    rule r;
    if (!read_rule(footer, &r)) return true;
    int64_t known = zone->changes[zone->n - 1].at;
    for (int year = 1971; year <= LAST_RULE_YEAR; year++) {
        svod_zone_change summer = {rule_time(&r.begins, year) - r.standard, r.summer};
        svod_zone_change winter = {rule_time(&r.ends, year) - r.summer, r.standard};
        bool south = winter.at < summer.at;
        svod_zone_change both[2] = {south ? winter : summer, south ? summer : winter};
        for (int i = 0; i < 2; i++)
            if (both[i].at > known && !add_change(zone, room, both[i].at, both[i].offset)) return false;
    }
    return true;
}

static bool read_file(svod_arena *arena, svod_str bytes, svod_zone *ret)
{
    header h;
    if (!read_header(bytes, 4, &h) || bytes.p[4] < '2') return false;
    svod_str s = svod_str_sub(bytes, 44 + h.bytes, bytes.n);
    if (!read_header(s, 8, &h)) return false;
    const char *times = s.p + 44, *kinds = times + h.times * 8, *types = kinds + h.times;
    size_t room = h.times + 1 + 2 * (LAST_RULE_YEAR - 1970);
    ret->changes = svod_arena_calloc(arena, room, sizeof *ret->changes);
    ret->n = 0;
    if (!ret->changes || !add_change(ret, room, INT64_MIN, big_endian(types, 4))) return false;
    for (size_t i = 0; i < h.times; i++) {
        size_t type = (unsigned char)kinds[i];
        int64_t at = big_endian(times + 8 * i, 8);
        if (type >= h.types || at <= ret->changes[ret->n - 1].at) return false;
        if (!add_change(ret, room, at, big_endian(types + 6 * type, 4))) return false;
    }
    svod_str footer = svod_str_sub(s, 44 + h.bytes, s.n);
    return add_rule(ret, room, svod_str_trim(footer));
}

svod_status svod_zone_read(svod_arena *arena, svod_str bytes, svod_zone *ret, svod_error *e)
{
    *ret = (svod_zone){0};
    if (read_file(arena, bytes, ret)) return SVOD_OK;
    *ret = (svod_zone){0};
    return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "settings.time-zone",
                     "the time zone's file cannot be understood; write the offset, like +03:00");
}

static bool read_offset(svod_str s, int32_t *ret)
{
    if (svod_str_eq_nocase(s, SVOD_STR("UTC")) || svod_str_eq_nocase(s, SVOD_STR("Z"))) {
        *ret = 0;
        return true;
    }
    bool minus = s.n && s.p[0] == '-';
    if (s.n < 3 || (s.p[0] != '+' && !minus)) return false;
    svod_str rest = svod_str_sub(s, 3, s.n);
    take(&rest, ':');
    int64_t h, m = 0;
    if (!svod_str_int(svod_str_sub(s, 1, 3), &h) || h < 0 || h > 15) return false;
    bool minutes = rest.n == 2 && svod_str_int(rest, &m) && m >= 0 && m < 60;
    if (!minutes && s.n != 3) return false;
    *ret = (int32_t)((h * 60 + m) * (minus ? -1 : 1));
    return true;
}

/* Only plain IANA names: nothing that could lead out of the folder. */
static bool plain_name(svod_str name)
{
    if (name.n == 0 || name.n > 64) return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        bool other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || (c == '/' && i > 0);
        if (!letter && !other) return false;
    }
    return true;
}

static svod_status unknown(svod_str name, svod_error *e)
{
    return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "settings.time-zone",
                     "time zone `%.*s` is not known here; write a name like Europe/Moscow or an offset like +03:00",
                     SVOD_FMT(name));
}

svod_status svod_zone_load(svod_arena *arena, svod_str name, svod_zone *ret, svod_error *e)
{
    int32_t minutes;
    *ret = (svod_zone){0};
    if (read_offset(name, &minutes)) {
        ret->changes = svod_arena_alloc(arena, sizeof *ret->changes);
        if (!ret->changes) return svod_no_memory(e);
        ret->changes[0] = (svod_zone_change){INT64_MIN, minutes};
        ret->n = 1;
        return SVOD_OK;
    }
    if (!plain_name(name)) return unknown(name, e);
    char path[128];
    snprintf(path, sizeof path, "%s/%.*s", zoneinfo, SVOD_FMT(name));
    svod_source *source = NULL;
    const char *p = NULL;
    size_t n = 0;
    if (svod_source_open(path, path, &source, e) < 0) return unknown(name, e);
    svod_status s = svod_source_ahead(source, FILE_CAP, &p, &n, e);
    s = s < 0 ? s : svod_zone_read(arena, (svod_str){p, n}, ret, e);
    svod_source_close(source);
    return s;
}

int32_t svod_zone_offset(const svod_zone *zone, int64_t time)
{
    if (zone->n == 0) return 0;
    int64_t seconds = time / 1000000 - (time % 1000000 < 0);
    size_t from = 0, to = zone->n;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (zone->changes[middle].at <= seconds)
            from = middle;
        else
            to = middle;
    }
    return zone->changes[from].offset;
}

bool svod_zone_time_parse(const svod_zone *zone, svod_str text, int64_t *ret)
{
    int64_t local, other;
    if (!svod_time_parse(text, 0, &local) || !svod_time_parse(text, 60, &other)) return false;
    if (local == other) { /* the text names its zone */
        *ret = local;
        return true;
    }
    /* A day before is surely the old side of any change: that offset is tried first, so the first of two equal hours wins.
     */
    int32_t before = svod_zone_offset(zone, local - 86400000000LL), after = svod_zone_offset(zone, local + 86400000000LL);
    int64_t first = local - (int64_t)before * 60000000, second = local - (int64_t)after * 60000000;
    *ret = svod_zone_offset(zone, first) == before ? first : second;
    return true;
}
