/* Reading what is pinned: units of offers that the supplier confirmed for an order line. */
#include "aggregate/stop.h"

#include "base/attrs.h"
#include "base/str.h"

/* Digits at the end of a text; their number. */
static size_t digits_at_end(svod_str text)
{
    size_t n = 0;
    while (n < text.n && text.p[text.n - n - 1] >= '0' && text.p[text.n - n - 1] <= '9') n++;
    return n;
}

/* "A-1/48×3": what stands before the sign, and the number after it. */
static bool read_part(svod_str part, svod_str *ret_offer, int64_t *ret_units)
{
    static const char *const signs[] = {"×", "*", "x", "X", "х", "Х"};
    part = svod_str_trim(part);
    size_t digits = digits_at_end(part);
    svod_str number = svod_str_sub(part, part.n - digits, part.n),
             before = svod_str_trim(svod_str_sub(part, 0, part.n - digits));
    *ret_offer = (svod_str){0};
    if (digits == 0 || !svod_str_int(number, ret_units) || *ret_units < 1) return false;
    if (before.n == 0) return true;
    for (size_t i = 0; i < SVOD_COUNT(signs); i++) {
        svod_str sign = svod_str_of(signs[i]);
        if (!svod_str_ends(before, sign)) continue;
        *ret_offer = svod_str_trim(svod_str_sub(before, 0, before.n - sign.n));
        return ret_offer->n > 0;
    }
    return false;
}

bool svod_pin_cut(svod_str *rest, svod_str *ret_offer, int64_t *ret_units)
{
    /* An id may hold '|' itself: a part ends where a number does. */
    for (size_t i = 0; i <= rest->n; i++) {
        if (i < rest->n && rest->p[i] != '|') continue;
        if (!read_part(svod_str_sub(*rest, 0, i), ret_offer, ret_units)) continue;
        *rest = i < rest->n ? svod_str_sub(*rest, i + 1, rest->n) : (svod_str){0};
        return true;
    }
    return false;
}
