/* Exact decimals: int64 mantissas, __int128 in between, every overflow seen. */
#include "base/decimal.h"

#include "base/str.h"

#include <string.h>

bool svod_dec_parse(svod_str s, svod_dec *ret)
{
    size_t i = 0;
    bool minus = false;
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) minus = s.p[i++] == '-';
    int64_t whole = 0;
    size_t digits = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digits++) {
        whole = whole * 10 + (s.p[i] - '0');
        if (whole > SVOD_DEC_MAX / SVOD_DEC_SCALE) return false;
    }
    if (digits == 0) return false;
    int64_t part = 0;
    if (i < s.n && s.p[i] == '.') {
        int64_t unit = SVOD_DEC_SCALE;
        size_t from = ++i;
        for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
            unit /= 10;
            if (unit == 0 && s.p[i] != '0') return false;
            part += unit * (s.p[i] - '0');
        }
        if (i == from) return false;
    }
    if (i != s.n) return false;
    svod_dec value = whole * SVOD_DEC_SCALE + part;
    *ret = minus ? -value : value;
    return true;
}

char *svod_dec_text(svod_dec value, int decimals, char out[32])
{
    char *p = out + 31;
    *p = 0;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t part = left % SVOD_DEC_SCALE;
    uint64_t whole = left / SVOD_DEC_SCALE;
    int places = 4;
    while (places > decimals && part % 10 == 0) {
        part /= 10;
        places--;
    }
    for (int i = 0; i < places; i++, part /= 10) *--p = (char)('0' + part % 10);
    if (places > 0) *--p = '.';
    do {
        *--p = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole);
    if (value < 0) *--p = '-';
    memmove(out, p, (size_t)(out + 32 - p));
    return out;
}

void svod_dec_format(svod_buf *out, svod_dec value, int decimals)
{
    char text[32];
    svod_buf_cstr(out, svod_dec_text(value, decimals, text));
}

bool svod_dec_add(svod_dec a, svod_dec b, svod_dec *ret)
{
    int64_t r;
    if (__builtin_add_overflow(a, b, &r) || r > SVOD_DEC_MAX || r < -SVOD_DEC_MAX) return false;
    *ret = r;
    return true;
}

bool svod_dec_sub(svod_dec a, svod_dec b, svod_dec *ret)
{
    return b != INT64_MIN && svod_dec_add(a, -b, ret);
}

static bool fits(__int128 value, svod_dec *ret)
{
    if (value > SVOD_DEC_MAX || value < -(__int128)SVOD_DEC_MAX) return false;
    *ret = (int64_t)value;
    return true;
}

bool svod_dec_times(svod_dec a, int64_t n, svod_dec *ret)
{
    return fits((__int128)a * n, ret);
}

/* value / by, half away from zero. */
static __int128 divide(__int128 value, __int128 by)
{
    __int128 half = by / 2;
    return value >= 0 ? (value + half) / by : -((-value + half) / by);
}

bool svod_dec_round(svod_dec a, svod_dec unit, svod_dec *ret)
{
    return fits(divide(a, unit) * unit, ret);
}

bool svod_dec_round_up(svod_dec a, svod_dec unit, svod_dec *ret)
{
    __int128 v = a;
    __int128 up = v >= 0 ? (v + unit - 1) / unit : -((-v + unit - 1) / unit);
    return fits(up * unit, ret);
}

bool svod_dec_mul(svod_dec a, svod_dec b, svod_dec unit, svod_dec *ret)
{
    /* a×b is at 1e-8; one rounding to `unit` (1e-4 units). */
    return fits(divide((__int128)a * b, (__int128)unit * SVOD_DEC_SCALE) * unit, ret);
}

bool svod_dec_mul3(svod_dec a, svod_dec b, svod_dec c, svod_dec unit, svod_dec *ret)
{
    __int128 ab = (__int128)a * b;
    __int128 abc;
    if (__builtin_mul_overflow(ab, (__int128)c, &abc)) return false;
    return fits(divide(abc, (__int128)unit * SVOD_DEC_SCALE * SVOD_DEC_SCALE) * unit, ret);
}
