/* Small work on text views. */
#include "base/str.h"

static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

bool svod_str_eq_nocase(svod_str a, svod_str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    return true;
}

int svod_str_cmp(svod_str a, svod_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    if (order) return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool svod_str_starts(svod_str s, svod_str with)
{
    return s.n >= with.n && (with.n == 0 || memcmp(s.p, with.p, with.n) == 0);
}

bool svod_str_ends(svod_str s, svod_str with)
{
    return s.n >= with.n && (with.n == 0 || memcmp(s.p + s.n - with.n, with.p, with.n) == 0);
}

size_t svod_str_find(svod_str s, svod_str needle, size_t from)
{
    if (from > s.n || needle.n > s.n - from) return SIZE_MAX;
    if (needle.n == 0) return from;
    const char *at = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

static size_t blank_at(const unsigned char *p, size_t n)
{
    if (n >= 1 && (p[0] == ' ' || (p[0] >= 9 && p[0] <= 13))) return 1;
    if (n >= 2 && p[0] == 0xC2 && p[1] == 0xA0) return 2;
    if (n >= 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0xAF || p[2] == 0x8B)) return 3;
    if (n >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) return 3;
    return 0;
}

/* Cannot be part of a blank: most texts begin and end with such a byte. */
static bool is_solid(unsigned char c)
{
    static const bool blank[256] = {[0x00 ... 0x20] = true, [0x85] = true, [0x8B] = true, [0xA0] = true, [0xAF] = true,
                                    [0xBF] = true,          [0xC2] = true, [0xE2] = true, [0xEF] = true};
    return !blank[c];
}

svod_str svod_str_trim(svod_str s)
{
    if (s.n && is_solid((unsigned char)s.p[0]) && is_solid((unsigned char)s.p[s.n - 1])) return s;
    size_t k;
    while (s.n && (k = blank_at((const unsigned char *)s.p, s.n)) > 0) {
        s.p += k;
        s.n -= k;
    }
    for (bool cut = true; cut && s.n;) {
        cut = false;
        for (size_t size = 1; size <= 3 && size <= s.n; size++) {
            if (blank_at((const unsigned char *)s.p + s.n - size, size) == size) {
                s.n -= size;
                cut = true;
                break;
            }
        }
    }
    return s;
}

bool svod_str_split(svod_str *rest, char by, svod_str *ret_part)
{
    if (!rest->p) return false;
    const char *at = rest->n ? memchr(rest->p, by, rest->n) : NULL;
    if (at) {
        *ret_part = svod_str_range(rest->p, at);
        *rest = svod_str_range(at + 1, rest->p + rest->n);
    } else {
        *ret_part = *rest;
        *rest = (svod_str){NULL, 0};
    }
    return true;
}

bool svod_str_int(svod_str s, int64_t *ret)
{
    bool minus = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) s = svod_str_sub(s, 1, s.n);
    if (s.n == 0 || s.n > 18) return false;
    int64_t value = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        value = value * 10 + (s.p[i] - '0');
    }
    *ret = minus ? -value : value;
    return true;
}
