/* Numbers as people read them, in Russian or English. */
#include "text/show.h"

#include "base/decimal.h"
#include "base/str.h"

#include <stdio.h>

#define NBSP "\xC2\xA0"

/* The digits of `whole` with a separator every three from the end. */
static void add_grouped(svod_buf *out, svod_str whole, svod_lang lang)
{
    for (size_t i = 0; i < whole.n; i++) {
        if (i > 0 && (whole.n - i) % 3 == 0) svod_buf_cstr(out, lang == SVOD_LANG_RU ? NBSP : ",");
        svod_buf_char(out, whole.p[i]);
    }
}

static svod_str without_minus(svod_buf *out, svod_str text, svod_lang lang)
{
    if (text.p[0] != '-') return text;
    svod_buf_cstr(out, lang == SVOD_LANG_RU ? "−" : "-");
    return svod_str_sub(text, 1, text.n);
}

static const char *sign_of(svod_str currency)
{
    static const struct {
        const char *iso, *sign;
    } signs[] = {{"RUB", "₽"}, {"USD", "$"},  {"EUR", "€"}, {"UAH", "₴"},
                 {"KZT", "₸"},   {"BYN", "Br"}, {"CNY", "¥"}, {"GBP", "£"}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (svod_str_is(currency, signs[i].iso)) return signs[i].sign;
    return NULL;
}

void svod_show_money(svod_buf *out, svod_dec amount, svod_str currency, svod_lang lang)
{
    char text[32];
    svod_str s = without_minus(out, svod_str_of(svod_dec_text(amount, 2, text)), lang);
    size_t point = svod_str_find(s, SVOD_STR("."), 0);
    add_grouped(out, svod_str_sub(s, 0, point), lang);
    svod_buf_char(out, lang == SVOD_LANG_RU ? ',' : '.');
    svod_buf_str(out, svod_str_sub(s, point + 1, s.n));
    if (currency.n == 0) return;
    const char *sign = lang == SVOD_LANG_RU ? sign_of(currency) : NULL;
    svod_buf_cstr(out, lang == SVOD_LANG_RU ? NBSP : " ");
    if (sign)
        svod_buf_cstr(out, sign);
    else
        svod_buf_str(out, currency);
}

void svod_show_count(svod_buf *out, int64_t n, svod_lang lang)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%lld", (long long)n);
    svod_str s = without_minus(out, (svod_str){text, (size_t)length}, lang);
    add_grouped(out, s, lang);
}

void svod_show_percent(svod_buf *out, svod_dec share, svod_lang lang)
{
    char text[32];
    svod_str s = without_minus(out, svod_str_of(svod_dec_text(share * 100, 0, text)), lang);
    for (size_t i = 0; i < s.n; i++) svod_buf_char(out, s.p[i] == '.' && lang == SVOD_LANG_RU ? ',' : s.p[i]);
    svod_buf_cstr(out, lang == SVOD_LANG_RU ? NBSP "%" : "%");
}
