/* Availability and stock as catalogs write them. */
#include "base/str.h"
#include "text/fold.h"
#include "text/number.h"

#include <svod/kit.h>

enum { LONGEST = 96 };

static const char yes_words[] =
    "да|есть|yes|y|true|1|+|++|+++|v|✓|✔|☑|так|є|иә|бар|ия|истина|on|ok|ок|верно|x2714|t|д|available|доступен|доступно|"
    "активен|active|enabled";
static const char no_words[] =
    "нет|нету|no|n|false|0|-|--|—|✗|✘|ні|немає|нема|жоқ|жок|ложь|off|неверно|f|н|none|нет в наличии|"
    "не доступен|не доступно|недоступен|недоступно|inactive|disabled|unavailable";

static const char in_stock[] =
    "в наличии|есть в наличии|имеется|имеется в наличии|на складе|есть на складе|в наявності|в наявністі|є в "
    "наявності|наявний|"
    "готово до відправки|готов к отправке|готово к отправке|in stock|instock|in-stock|in_stock|available|available now|in "
    "store|"
    "instoreonly|onlineonly|in store only|online only|limited availability|limitedavailability|мало|много|средне|достаточно|"
    "багато|достатньо|заканчивается|закінчується|осталось мало|последний|последняя|последний экземпляр|остання|в продаже|"
    "в продажу|в магазине|low stock|last one|имеются|имеется на складе|больше 10|қоймада бар|қолда бар|сатылымда|наличие|"
    "есть|да|yes|y|true|+|++|+++|✓|✔|☑|так|є|иә|бар|истина|on|active|доступен|доступно|доступний|активен|v|"
    "мало на складе|много на складе|достаточное количество|в достаточном количестве";
static const char out_of_stock[] =
    "нет в наличии|нет на складе|нет|отсутствует|отсутствует на складе|временно отсутствует|временно нет|временно нет в "
    "наличии|"
    "закончился|закончилось|закончилась|закончились|распродан|распродано|распродана|продан|продано|продана|снят с "
    "производства|"
    "снято с производства|снят с продажи|не производится|не доступен|недоступен|недоступно|не в наличии|ожидается|ожидаем|"
    "нема в наявності|немає в наявності|не в "
    "наявності|немає|нема|відсутній|відсутня|відсутнє|закінчився|закінчилось|закінчилася|"
    "розпродано|продано|очікується|недоступний|знято з виробництва|out of stock|out-of-stock|outofstock|out_of_stock|sold "
    "out|"
    "soldout|discontinued|unavailable|not available|no stock|currently unavailable|жоқ|қоймада жоқ|no|n|false|-|--|—|✗|✘|ні|"
    "ложь|off|inactive|delisted|disabled|нет товара|под заказ (нет в наличии)";
/* Can be ordered, and nobody says whether it is there. */
static const char on_order[] =
    "под заказ|на заказ|заказ|предзаказ|по предзаказу|под предзаказ|под замовлення|під замовлення|на "
    "замовлення|передзамовлення|"
    "preorder|pre-order|pre order|presale|presell|backorder|back-order|back order|backordered|made to order|madetoorder|on "
    "request|"
    "уточняйте|уточнить|по запросу|уточняйте наличие|уточнить наличие|уточнюйте|в пути|в дороге|тапсырыс бойынша|"
    "поступление|скоро|скоро в продаже|coming soon|?";

static svod_str folded_short(svod_str text, char room[LONGEST])
{
    size_t n = svod_fold_simple(room, LONGEST, text);
    if (n == SIZE_MAX) return (svod_str){room, 0};
    svod_str s = {room, n};
    while (s.n > 1 && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == '!')) s.n--;
    return s;
}

/* Marks outside the letters svod_fold_simple knows: ticks and crosses. */
static int read_symbol(svod_str text)
{
    static const struct {
        const char *symbol;
        int meaning;
    } symbols[] = {{"✓", 1}, {"✔", 1}, {"☑", 1}, {"✅", 1}, {"√", 1}, {"✗", 0}, {"✘", 0}, {"❌", 0}, {"☒", 0}};
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
        if (svod_str_starts(text, svod_str_of(symbols[i].symbol)) && text.n <= strlen(symbols[i].symbol) + 3)
            return symbols[i].meaning;
    return -1;
}

int svod_read_yes(svod_str text)
{
    char room[LONGEST];
    text = svod_str_trim(text);
    if (svod_str_eq(text, SVOD_STR("true"))) return 1; /* what nearly every offer of a feed says */
    if (svod_str_eq(text, SVOD_STR("false"))) return 0;
    svod_str s = folded_short(text, room);
    if (s.n == 0) return read_symbol(text);
    return svod_folded_in(s, yes_words) ? 1 : svod_folded_in(s, no_words) ? 0 : -1;
}

/* "https://schema.org/InStock" → "InStock" */
static svod_str after_address(svod_str text)
{
    if (svod_str_find(text, SVOD_STR("schema.org/"), 0) == SIZE_MAX) return text;
    const char *slash = memrchr(text.p, '/', text.n);
    return svod_str_range(slash + 1, text.p + text.n);
}

/* What stands before a number: 1 that many exactly, 2 more than or about that many, 0 not understood. */
static int meaning_before(svod_str lead)
{
    while (lead.n && (lead.p[lead.n - 1] == ' ' || lead.p[lead.n - 1] == ':' || lead.p[lead.n - 1] == '(')) lead.n--;
    if (lead.n == 0) return 1;
    if (svod_folded_in(
            lead,
            ">|<|>=|<=|≥|≤|~|≈|более|больше|свыше|менее|меньше|до|от|около|більше|понад|менше|від|more than|over|less than|"
            "about|under|from|в наличии более|в наличии больше|есть более|осталось менее|осталось меньше"))
        return 2;
    bool exact = svod_folded_in(
        lead, "в наличии|есть|осталось|остаток|на складе|в наявності|залишилось|залишок|in stock|stock|available|"
              "only|доступно|свободно|кол-во|количество|да|+|есть в наличии|left|бар|қалдық");
    return exact ? 1 : 0;
}

/* What stands behind it, the same way: "шт", "+", "шт. в наличии", ") ". */
static int meaning_after(svod_str rest)
{
    while (rest.n && (rest.p[0] == ' ' || rest.p[0] == ')')) rest = svod_str_sub(rest, 1, rest.n);
    while (rest.n && (rest.p[rest.n - 1] == ')' || rest.p[rest.n - 1] == '.')) rest.n--;
    if (rest.n == 0) return 1;
    if (svod_folded_in(rest, "+|++|шт+|шт +|и более|и больше|+ шт|+шт|или более|i більше|та більше|or more|плюс")) return 2;
    bool unit = svod_folded_in(
        rest, "шт|штук|штука|штуки|ед|пар|пары|пара|компл|комплектов|комплект|упак|уп|упаковок|набор|наборов|"
              "pcs|pc|pieces|items|units|in stock|left|дана|рул|рулон|бух|кор|коробок|"
              "шт. в наличии|шт в наличии|шт. на складе|шт на складе|в наличии|на складе|в наявності|left in stock");
    if (unit) return 1;
    return svod_folded_in(rest, "м|м2|кг|л|г|пог. м|п.м|метр|метров|kg|m") ? 2 : 0;
}

static bool read_counted(svod_str folded, int *ret_available, int64_t *ret_stock)
{
    svod_glyphs g;
    svod_glyphs_read(&g, folded);
    size_t at = 0;
    while (at < g.n && !svod_glyph_is_digit(g.c[at])) at++;
    if (at == g.n) return false;
    bool minus = at > 0 && g.c[at - 1] == '-' && at == 1;
    svod_number number;
    size_t to = at;
    bool exact = svod_number_read(&g, at, SVOD_THOUSANDS_PROGRAM, &number, &to);
    if (!exact && !svod_number_read(&g, at, SVOD_THOUSANDS_DECIMAL, &number, &to)) return false;
    int before = minus ? 1 : meaning_before(svod_str_sub(folded, 0, g.from[at]));
    int after = meaning_after(svod_str_sub(folded, g.from[to], folded.n));
    if (before == 0 || after == 0) return false;
    bool counted = exact && before == 1 && after == 1 && number.value % SVOD_DEC_SCALE == 0;
    /* Sold more than there was: nothing is left. "< 5" and "до 5" are something. */
    *ret_available = minus || number.value == 0 ? 0 : 1;
    if (number.value == 0 && before == 2) *ret_available = 1;
    *ret_stock = *ret_available == 0 ? 0 : counted ? number.value / SVOD_DEC_SCALE : -1;
    return true;
}

/* 1, 0; -1 can be ordered and nobody says whether it is there; -2 not understood. */
static int meaning_of(svod_str folded, svod_str text)
{
    if (folded.n == 0) return read_symbol(text) < 0 ? -2 : read_symbol(text);
    if (svod_folded_in(folded, in_stock)) return 1;
    if (svod_folded_in(folded, out_of_stock)) return 0;
    return svod_folded_in(folded, on_order) ? -1 : -2;
}

/* "много (>100)", "нет, ожидается 12.12", "под заказ 3-5 дней": the words before say it. */
static int meaning_of_beginning(svod_str folded)
{
    static const char *const beginnings[] = {"под заказ ", "на заказ ", "под замовлення ", "предзаказ ", "preorder "};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (svod_folded_starts(folded, beginnings[i], NULL)) return -1;
    size_t n = 0;
    while (n < folded.n && folded.p[n] != '(' && folded.p[n] != ',' && folded.p[n] != ';') n++;
    if (n == 0 || n == folded.n) return -2;
    return meaning_of(svod_str_trim(svod_str_sub(folded, 0, n)), SVOD_STR(""));
}

bool svod_read_stock(svod_str text, int *ret_available, int64_t *ret_stock)
{
    char room[LONGEST];
    text = after_address(svod_str_trim(text));
    svod_str s = folded_short(text, room);
    /* No word begins with a digit, and a bare count is what nearly every offer of a feed says. */
    bool number = s.n && s.p[0] >= '0' && s.p[0] <= '9';
    int meaning = number ? -2 : meaning_of(s, text);
    if (meaning == -2 && s.n && read_counted(s, ret_available, ret_stock)) return true;
    if (meaning == -2) meaning = meaning_of_beginning(s);
    if (meaning == -2) return false;
    *ret_available = meaning;
    *ret_stock = -1;
    return true;
}
