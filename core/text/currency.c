/* Currencies as people write them, and their ISO 4217 codes. */
#include "base/attrs.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/number.h"

#include <svod/kit.h>

typedef struct currency {
    const char *words; /* longer spellings before those they begin with */
    char iso[4];       /* "" when several countries use the word */
} currency;

/* Those met most come first; a longer spelling of a row comes before the row whose spelling it begins with. */
static const currency currencies[] = {
    {"рублей рф|руб. рф|руб рф|российский "
     "рубль|рублей|рубля|рублях|рубли|рубль|руб|rub|rur|₽|р|643|810",
     "RUB"},
    {"гривен|гривень|гривна|гривня|гривні|гривны|грн|uah|₴|980", "UAH"},
    {"тенге|теңге|тнг|тг|kzt|₸|398", "KZT"},
    {"бел. руб|бел.руб|белорусский рубль|белорусских рублей|br|byn|byr|933|974", "BYN"},
    {"us$|us $|usd$|$us|долл. сша|доллар сша|долларов|доллара|доллар|долл|usd|у.е|840", "USD"},
    {"евро|євро|euro|eur|€|978", "EUR"},
    {"юаней|юань|юаня|cny|rmb|cn¥|元|156", "CNY"},
    {"a$|au$|au $|aud", "AUD"},
    {"nt$|twd", "TWD"},
    {"c$|ca$|cad$|cad", "CAD"},
    {"r$|brl", "BRL"},
    {"hk$|hkd", "HKD"},
    {"nz$|nzd", "NZD"},
    {"s$|sgd$|sgd", "SGD"},
    {"mx$|mxn", "MXN"},
    {"j$|jmd", "JMD"},
    {"gy$|gyd", "GYD"},
    {"tt$|ttd", "TTD"},
    {"mop$|mop", "MOP"},
    {"$b|bob", "BOB"},
    {"$", "USD"},
    {"£|₤|gbp|stg", "GBP"},
    {"zł|złotych|zl|pln", "PLN"},
    {"kč|czk", "CZK"},
    {"ft|huf", "HUF"},
    {"лева|лв|bgn", "BGN"},
    {"лей|леев|mdl", "MDL"},
    {"lei|leu|ron", "RON"},
    {"динар|дин|din|rsd", "RSD"},
    {"ден|mkd", "MKD"},
    {"kn|hrk", "HRK"},
    {"sfr|chf", "CHF"},
    {"сомони|tjs", "TJS"},
    {"сум|сўм|so'm|sʻ|soʻm|uzs", "UZS"},
    {"сом|kgs", "KGS"},
    {"драм|֏|amd", "AMD"},
    {"манат|₼|azn", "AZN"},
    {"лари|ლარი|₾|gel", "GEL"},
    {"tl|₺|try|лира", "TRY"},
    {"₹|inr|र|ரூ|rs|re", "INR"},
    {"円|yen|jpy", "JPY"},
    {"원|₩|krw", "KRW"},
    {"₫|vnđ|vnd", "VND"},
    {"฿|thb", "THB"},
    {"rp|idr", "IDR"},
    {"rm|myr", "MYR"},
    {"₱|php", "PHP"},
    {"₪|ש״ח|ש'ח|ש\"ח|nis|ils", "ILS"},
    {"₮|mnt", "MNT"},
    {"₭|lak", "LAK"},
    {"៛|khr", "KHR"},
    {"ks|mmk", "MMK"},
    {"nu|btn", "BTN"},
    {"؋|afn", "AFN"},
    {"تومان|toman", ""},
    {"ریال|﷼|irr", "IRR"},
    {"ريال|ر.س|sar", "SAR"},
    {"ر.ق|qar", "QAR"},
    {"د.إ|dhs|aed", "AED"},
    {"دينار كويتي|kd|kwd", "KWD"},
    {"ع.د|iqd", "IQD"},
    {"د.أ|jod", "JOD"},
    {"ل.د|د.ل|lyd", "LYD"},
    {"bhd", "BHD"},
    {"omr", "OMR"},
    {"tnd", "TND"},
    {"دج|د.ج|dzd", "DZD"},
    {"جنيه|ج.م|egp", "EGP"},
    {"ل.س|syp", "SYP"},
    {"ج.س|sdg", "SDG"},
    {"دينار|جن|franc|kr|fg|¥|圆|￥", ""},
    {"fcfa|xof", "XOF"},
    {"xaf", "XAF"},
    {"fbu|bif", "BIF"},
    {"fdj|djf", "DJF"},
    {"nfk|ናቕፋ|ern", "ERN"},
    {"um|mru", "MRU"},
    {"b/|pab", "PAB"},
    {"tsh|tzs", "TZS"},
    {"ksh|kes", "KES"},
    {"vt|vuv", "VUV"},
    {"zk|zmw", "ZMW"},
    {"rf|rwf", "RWF"},
    {"kwz|aoa", "AOA"},
    {"nis", "ILS"},
    {"₿|ƀ|btc", ""},
    {"₣", ""},
    {"sek", "SEK"},
    {"nok", "NOK"},
    {"dkk", "DKK"},
    {"isk", "ISK"},
    {"bam", "BAM"},
    {"all", "ALL"},
    {"tmt", "TMT"},
    {"zar", "ZAR"},
    {"clp", "CLP"},
    {"cop", "COP"},
    {"pen", "PEN"},
    {"ars", "ARS"},
    {"uyu", "UYU"},
    {"pkr", "PKR"},
    {"bdt", "BDT"},
    {"lkr", "LKR"},
    {"npr", "NPR"},
    {"mad", "MAD"},
    {"ngn", "NGN"},
    {"ghs", "GHS"},
    {"ghf", ""},
    {"pte", "PTE"},
};

static const char *after_bar(const char *words)
{
    const char *bar = strchr(words, '|');
    return bar ? bar + 1 : NULL;
}

/* Letters of `word` written at a…; 0 when it is not there as a whole word. */
static size_t spelled(const svod_glyphs *g, size_t a, const char *word)
{
    size_t i = a;
    for (uint32_t want; (want = svod_fold_next(&word)) != 0; i++)
        if (i >= g->n || g->c[i] != want) return 0;
    if (i > a && svod_glyph_is_letter(g->c[i - 1]) && svod_glyph_is_letter(g->c[i])) return 0;
    return i - a;
}

static size_t found_at(const svod_glyphs *g, size_t a, const currency **ret)
{
    for (size_t i = 0; i < SVOD_COUNT(currencies); i++) {
        for (const char *word = currencies[i].words; word; word = after_bar(word)) {
            if (svod_glyph_is_digit((unsigned char)*word)) continue;
            size_t n = spelled(g, a, word);
            if (n == 0) continue;
            *ret = &currencies[i];
            /* The full stop of "руб." belongs to it; that of a sentence does no harm. */
            return n + (svod_glyph_is_letter(g->c[a + n - 1]) && g->c[a + n] == '.');
        }
    }
    return 0;
}

static void tell(const svod_glyphs *g, size_t a, size_t n, const currency *found, svod_currency_found *ret)
{
    if (!ret) return;
    memcpy(ret->iso, found->iso, sizeof ret->iso);
    n -= n > 0 && g->c[a + n - 1] == '.';
    ret->code = n == 3 && found->iso[0];
    for (size_t i = 0; ret->code && i < 3; i++) ret->code = g->c[a + i] == ((unsigned char)found->iso[i] | 0x20u);
}

size_t svod_currency_at(const svod_glyphs *g, size_t a, svod_currency_found *ret)
{
    const currency *found;
    if (a >= g->n || svod_glyph_is_digit(g->c[a]) || g->c[a] == ' ') return 0;
    size_t n = found_at(g, a, &found);
    if (n) tell(g, a, n, found, ret);
    return n;
}

size_t svod_currency_before(const svod_glyphs *g, size_t b, svod_currency_found *ret)
{
    enum { LONGEST = 12 };
    const currency *found;
    for (size_t a = b > LONGEST ? b - LONGEST : 0; a < b; a++) {
        bool inside = a > 0 && svod_glyph_is_letter(g->c[a]) && svod_glyph_is_letter(g->c[a - 1]);
        if (inside || svod_glyph_is_digit(g->c[a]) || g->c[a] == ' ' || found_at(g, a, &found) != b - a) continue;
        tell(g, a, b - a, found, ret);
        return b - a;
    }
    return 0;
}

svod_str svod_currency_iso(svod_str text)
{
    svod_glyphs g;
    svod_glyphs_read(&g, text);
    size_t end = g.n;
    for (size_t i = 0; i < g.n; i++) /* "руб./шт" */
        if (g.c[i] == '/' && i > 1) {
            end = i;
            break;
        }
    while (end > 0 && (g.c[end - 1] == '.' || g.c[end - 1] == ' ' || g.c[end - 1] == ',')) end--;
    g.n = end;
    g.c[end] = 0;
    for (size_t i = 0; end > 0 && i < SVOD_COUNT(currencies); i++)
        for (const char *word = currencies[i].words; word; word = after_bar(word))
            if (spelled(&g, 0, word) == end) return (svod_str){currencies[i].iso, strlen(currencies[i].iso)};
    return SVOD_STR("");
}
