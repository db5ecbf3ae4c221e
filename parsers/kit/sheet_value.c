/* What a cell's number is as text. */
#include "kit/sheet_value.h"

#include "base/str.h"

enum { DIGITS = 15, LONGEST = 40 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of a format that make it a date or a time of day: outside quotes, escapes and brackets. "[h]" counts hours: no
 * date. */
static svod_format_kind kind_of_code(svod_str code)
{
    bool quoted = false, day = false, hours = false;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (quoted || c == '"') {
            quoted = c == '"' ? !quoted : quoted;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == '[') {
            size_t close = svod_str_find(code, SVOD_STR("]"), i);
            if (close == SIZE_MAX) return SVOD_FORMAT_PLAIN;
            char first = i + 1 < code.n ? code.p[i + 1] : 0;
            if (close - i <= 3 && strchr("hmsHMS", first)) return SVOD_FORMAT_PLAIN;
            i = close;
        } else if (c == ';' || svod_str_starts(svod_str_sub(code, i, code.n), SVOD_STR("General"))) {
            break;
        } else {
            day |= strchr("dDyY", c) != NULL;
            hours |= strchr("hH", c) != NULL;
        }
    }
    return hours ? SVOD_FORMAT_TIME : day ? SVOD_FORMAT_DATE : SVOD_FORMAT_PLAIN;
}

/* "00000", "0000-000": at least two zeros, nothing but zeros and signs that stand between digits. */
static bool is_code(svod_str code)
{
    size_t zeros = 0;
    if (!code.n || code.n > 24 || code.p[0] != '0') return false;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c != '0' && c != '-' && c != ' ' && c != '/') return false;
        zeros += c == '0';
    }
    return zeros >= 2;
}

svod_number_format svod_number_format_of(int64_t id, svod_str code)
{
    bool day = (id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58);
    bool hours = (id >= 18 && id <= 22) || (id >= 32 && id <= 35);
    svod_format_kind kind = hours ? SVOD_FORMAT_TIME : day ? SVOD_FORMAT_DATE : SVOD_FORMAT_PLAIN;
    if (code.n) kind = kind_of_code(code);
    if (kind != SVOD_FORMAT_PLAIN) return (svod_number_format){.kind = kind};
    if (is_code(code)) return (svod_number_format){SVOD_FORMAT_CODE, code};
    return (svod_number_format){.kind = SVOD_FORMAT_PLAIN};
}

typedef struct decimal {
    char digits[DIGITS + 2]; /* no zeros in front */
    int n, point;            /* the value is 0.DIGITS × 10^point */
    bool negative;
} decimal;

static void round_up(decimal *d)
{
    int i = d->n - 1;
    while (i >= 0 && d->digits[i] == '9') d->digits[i--] = '0';
    if (i >= 0) {
        d->digits[i]++;
        return;
    }
    memmove(d->digits + 1, d->digits, (size_t)d->n);
    d->digits[0] = '1';
    d->point++;
}

static bool read_exponent(svod_str s, int *ret)
{
    bool negative = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) s = svod_str_sub(s, 1, s.n);
    int value = 0;
    if (!s.n || s.n > 3) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i])) return false;
        value = value * 10 + (s.p[i] - '0');
    }
    *ret = negative ? -value : value;
    return true;
}

/* False: no number. */
static bool read_decimal(svod_str v, decimal *ret)
{
    *ret = (decimal){.negative = v.n && v.p[0] == '-'};
    size_t i = ret->negative;
    bool point = false, any = false, cut = false;
    int exponent = 0;
    char next = 0;
    for (; i < v.n; i++) {
        char c = v.p[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(c)) break;
        any = true;
        if (ret->n == 0 && c == '0') {
            ret->point -= point;
            continue;
        }
        if (ret->n < DIGITS)
            ret->digits[ret->n++] = c;
        else if (!cut) {
            next = c;
            cut = true;
        }
        ret->point += !point;
    }
    if (!any) return false;
    if (i < v.n && (v.p[i] | 0x20) == 'e' && !read_exponent(svod_str_sub(v, i + 1, v.n), &exponent)) return false;
    if (i < v.n && (v.p[i] | 0x20) != 'e') return false;
    ret->point += exponent;
    if (next >= '5') round_up(ret);
    while (ret->n && ret->digits[ret->n - 1] == '0') ret->n--;
    return true;
}

static void put_decimal(svod_buf *out, const decimal *d)
{
    char text[2 * LONGEST + DIGITS + 8];
    size_t n = 0;
    if (d->n == 0) {
        svod_buf_char(out, '0');
        return;
    }
    if (d->negative) text[n++] = '-';
    if (d->point > DIGITS || d->point < -LONGEST) { /* digits a spreadsheet no longer holds are not made up */
        svod_buf_printf(out, "%s%c.%.*sE%+d", d->negative ? "-" : "", d->digits[0], d->n > 1 ? d->n - 1 : 1,
                        d->n > 1 ? d->digits + 1 : "0", d->point - 1);
        return;
    }
    if (d->point <= 0) text[n++] = '0';
    for (int i = 0; i < d->point; i++) text[n++] = i < d->n ? d->digits[i] : '0';
    if (d->point < d->n) {
        text[n++] = '.';
        for (int i = d->point; i < 0; i++) text[n++] = '0';
        for (int i = d->point > 0 ? d->point : 0; i < d->n; i++) text[n++] = d->digits[i];
    }
    svod_buf_add(out, text, n);
}

/* The part of a day behind the point, in seconds to the nearest: 0 … 86400. */
static int64_t seconds_of(const decimal *d)
{
    enum { PLACES = 12 };
    int64_t part = 0, whole = 1;
    for (int i = 0; i < PLACES; i++) {
        int at = d->point + i;
        part = part * 10 + (at >= 0 && at < d->n ? d->digits[at] - '0' : 0);
        whole *= 10;
    }
    return (part * 86400 + whole / 2) / whole;
}

/* Days of the calendar from its number: Howard Hinnant's civil_from_days. */
static void put_date(svod_buf *out, int64_t serial, bool date1904)
{
    if (date1904) serial += 1462;
    /* 1900 had no February 29, yet spreadsheets count one: serial 60. */
    int64_t days = serial - (serial > 60 ? 25569 : 25568) + 719468;
    int64_t era = days / 146097, of_era = days % 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * of_year + 2) / 153, day = of_year - (153 * shifted + 2) / 5 + 1;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9, year = year_of_era + era * 400 + (month <= 2);
    svod_buf_printf(out, "%04lld-%02lld-%02lld", (long long)year, (long long)month, (long long)day);
}

static bool put_code(svod_buf *out, const decimal *d, svod_str code)
{
    if (d->negative || d->point > DIGITS || d->point < d->n) return false;
    char text[64];
    size_t at = sizeof text;
    int left = d->point > 0 ? d->point : 0; /* digits not put yet, the last first */
    for (size_t i = code.n; i-- > 0;) {
        char c = code.p[i];
        if (c == '0') {
            c = left > 0 ? (left <= d->n ? d->digits[left - 1] : '0') : '0';
            left -= left > 0;
        }
        text[--at] = c;
    }
    for (; left > 0 && at > 0; left--) text[--at] = left <= d->n ? d->digits[left - 1] : '0';
    svod_buf_add(out, text + at, sizeof text - at);
    return true;
}

/* Most numbers are short and plain and stand as they are. */
static bool is_plain(svod_str v)
{
    if (!v.n || v.n > DIGITS || (v.p[0] == '0' && v.n > 1 && v.p[1] != '.')) return false;
    bool point = false;
    for (size_t i = 0; i < v.n; i++) {
        if (v.p[i] == '.' && !point && i)
            point = true;
        else if (!is_digit(v.p[i]))
            return false;
    }
    return !point || (v.p[v.n - 1] != '0' && v.p[v.n - 1] != '.');
}

void svod_number_text(svod_buf *out, svod_str v, svod_number_format format, bool date1904)
{
    decimal d;
    if (format.kind == SVOD_FORMAT_PLAIN && is_plain(v)) {
        svod_buf_str(out, v);
        return;
    }
    v = svod_str_trim(v);
    if (!read_decimal(v, &d)) {
        svod_buf_str(out, v);
        return;
    }
    if (format.kind == SVOD_FORMAT_CODE && put_code(out, &d, format.code)) return;
    bool dated = (format.kind == SVOD_FORMAT_DATE || format.kind == SVOD_FORMAT_TIME) && !d.negative && d.point <= 7;
    if (!dated || (format.kind == SVOD_FORMAT_DATE && d.point <= 0)) {
        put_decimal(out, &d);
        return;
    }
    int64_t serial = 0, seconds = seconds_of(&d);
    for (int i = 0; i < d.point; i++) serial = serial * 10 + (i < d.n ? d.digits[i] - '0' : 0);
    serial += seconds / 86400;
    seconds %= 86400;
    if (serial == 60 && !date1904) {
        put_decimal(out, &d); /* a day that never was */
        return;
    }
    if (serial > 0) put_date(out, serial, date1904);
    /* A format that shows the day alone hides the time; it is there all the same. */
    if (seconds == 0 && serial > 0) return;
    svod_buf_printf(out, "%s%02d:%02d:%02d", serial > 0 ? " " : "", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                    (int)(seconds % 60));
}

static int hex(char c)
{
    return is_digit(c) ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* The unit "_xHHHH_" at `i`, or -1. */
static int escaped_unit(svod_str s, size_t i)
{
    if (i + 7 > s.n || s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_') return -1;
    int value = 0;
    for (size_t k = i + 2; k < i + 6; k++) {
        int digit = hex(s.p[k]);
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

static void put_letter(svod_buf *out, int c)
{
    if (c < 0x20 && c != '\n' && c != '\t') return;
    if (c < 0x80) {
        svod_buf_char(out, (char)c);
        return;
    }
    char b[4];
    size_t n = 0;
    if (c >= 0x10000) {
        b[n++] = (char)(0xF0 | c >> 18);
        b[n++] = (char)(0x80 | (c >> 12 & 0x3F));
    } else if (c >= 0x800) {
        b[n++] = (char)(0xE0 | c >> 12);
    }
    if (c >= 0x800)
        b[n++] = (char)(0x80 | (c >> 6 & 0x3F));
    else
        b[n++] = (char)(0xC0 | c >> 6);
    b[n++] = (char)(0x80 | (c & 0x3F));
    svod_buf_add(out, b, n);
}

void svod_unescaped_text(svod_buf *out, svod_str text)
{
    if (!text.n || !memchr(text.p, '_', text.n)) {
        svod_buf_str(out, text);
        return;
    }
    for (size_t i = 0; i < text.n;) {
        size_t next = svod_str_find(text, SVOD_STR("_x"), i);
        if (next == SIZE_MAX) next = text.n;
        svod_buf_add(out, text.p + i, next - i);
        i = next;
        if (i >= text.n) break;
        int unit = escaped_unit(text, i);
        if (unit < 0) {
            svod_buf_char(out, text.p[i++]);
            continue;
        }
        i += 7;
        bool high = unit >= 0xD800 && unit < 0xDC00, low = unit >= 0xDC00 && unit < 0xE000;
        int other = high ? escaped_unit(text, i) : -1;
        if (other >= 0xDC00 && other < 0xE000) {
            put_letter(out, 0x10000 + ((unit - 0xD800) << 10) + (other - 0xDC00));
            i += 7;
        } else if (!high && !low) {
            put_letter(out, unit);
        }
    }
}
