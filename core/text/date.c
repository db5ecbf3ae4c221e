/* Times read and written without the C library's clock and locale. The calendar is the proleptic Gregorian one. */
#include "text/date.h"

#include "base/str.h"

enum { SECOND = 1000000, MINUTE = 60 * SECOND };
static const int64_t day_length = (int64_t)86400 * SECOND;

typedef struct civil {
    int64_t year;
    int month, day, hour, minute, second;
    int64_t microsecond;
} civil;

/* Days since 1970-01-01, and back (Howard Hinnant's algorithms). */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void civil_of(int64_t time, civil *c)
{
    int64_t days = time / day_length - (time % day_length < 0);
    int64_t rest = time - days * day_length;
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t shifted = (5 * of_year + 2) / 153;
    c->day = (int)(of_year - (153 * shifted + 2) / 5) + 1;
    c->month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    c->year = year + era * 400 + (c->month <= 2);
    c->microsecond = rest % SECOND;
    rest /= SECOND;
    c->second = (int)(rest % 60);
    c->minute = (int)(rest / 60 % 60);
    c->hour = (int)(rest / 3600);
}

static int days_in(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* Reading: a cursor that takes digits and signs. */
static bool take_number(svod_str *s, size_t least, size_t most, int *ret)
{
    int value = 0;
    size_t n = 0;
    for (; n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9'; n++) value = value * 10 + (s->p[n] - '0');
    if (n < least) return false;
    *ret = value;
    *s = svod_str_sub(*s, n, s->n);
    return true;
}

static bool take(svod_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c) return false;
    *s = svod_str_sub(*s, 1, s->n);
    return true;
}

static bool take_date(svod_str *s, civil *c)
{
    int first;
    if (!take_number(s, 1, 4, &first)) return false;
    int last;
    if (take(s, '-')) {
        c->year = first;
        return first >= 1000 && take_number(s, 2, 2, &c->month) && take(s, '-') && take_number(s, 2, 2, &c->day);
    }
    if (first > 31 || !take(s, '.') || !take_number(s, 1, 2, &c->month) || !take(s, '.') || !take_number(s, 4, 4, &last))
        return false;
    c->day = first;
    c->year = last;
    return last >= 1000;
}

static bool take_clock(svod_str *s, civil *c)
{
    if (!take_number(s, 1, 2, &c->hour) || !take(s, ':') || !take_number(s, 2, 2, &c->minute)) return false;
    if (!take(s, ':')) return true;
    if (!take_number(s, 2, 2, &c->second)) return false;
    if (!take(s, '.') && !take(s, ',')) return true;
    int64_t unit = SECOND;
    size_t n = 0;
    for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++) c->microsecond += (unit /= 10) * (s->p[n] - '0');
    *s = svod_str_sub(*s, n, s->n);
    return n > 0;
}

static bool take_zone(svod_str *s, int32_t *ret_minutes)
{
    if (s->n == 0) return true;
    if (take(s, 'Z') || take(s, 'z')) {
        *ret_minutes = 0;
        return s->n == 0;
    }
    bool west = s->p[0] == '-';
    int hours;
    int minutes = 0;
    if (!take(s, '+') && !take(s, '-')) return false;
    if (!take_number(s, 2, 2, &hours)) return false;
    bool colon = take(s, ':');
    if ((colon || s->n) && !take_number(s, 2, 2, &minutes)) return false;
    if (hours > 15 || minutes > 59) return false;
    *ret_minutes = (west ? -1 : 1) * (hours * 60 + minutes);
    return s->n == 0;
}

bool svod_time_parse(svod_str text, int32_t zone_offset, int64_t *ret)
{
    svod_str s = svod_str_trim(text);
    civil c = {0};
    if (!take_date(&s, &c)) return false;
    if (s.n) {
        bool comma = take(&s, ',');
        if (!take(&s, 'T') && !take(&s, 't') && !take(&s, ' ') && !comma) return false;
        while (take(&s, ' ')) {
        }
        if (!take_clock(&s, &c)) return false;
        s = svod_str_trim(s);
        if (!take_zone(&s, &zone_offset)) return false;
    }
    if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > days_in(c.year, c.month)) return false;
    bool midnight_after = c.hour == 24 && c.minute == 0 && c.second == 0 && c.microsecond == 0;
    if ((c.hour > 23 && !midnight_after) || c.minute > 59 || c.second > 60) return false;
    int64_t seconds = (int64_t)c.hour * 3600 + (int64_t)c.minute * 60 + c.second;
    *ret = days_of(c.year, c.month, c.day) * day_length + seconds * SECOND + c.microsecond - (int64_t)zone_offset * MINUTE;
    return true;
}

void svod_time_iso(svod_buf *out, int64_t time, int32_t zone_offset)
{
    civil c;
    civil_of(time + (int64_t)zone_offset * MINUTE, &c);
    int32_t zone = zone_offset < 0 ? -zone_offset : zone_offset;
    svod_buf_printf(out, "%04lld-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", (long long)c.year, c.month, c.day, c.hour, c.minute,
                    c.second, zone_offset < 0 ? '-' : '+', (int)(zone / 60), (int)(zone % 60));
}

void svod_time_words(svod_buf *out, int64_t time, int32_t zone_offset, svod_lang lang)
{
    static const char *const russian[] = {"января", "февраля", "марта",    "апреля",  "мая",    "июня",
                                          "июля",   "августа", "сентября", "октября", "ноября", "декабря"};
    static const char *const english[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
    civil c;
    civil_of(time + (int64_t)zone_offset * MINUTE, &c);
    const char *month = (lang == SVOD_LANG_RU ? russian : english)[c.month - 1];
    svod_buf_printf(out, "%d %s %lld, %02d:%02d", c.day, month, (long long)c.year, c.hour, c.minute);
}
