/* The words of order files: headings, statuses, yes and no. */
#include "engine/orders_words.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/str.h"

#include <svod/kit.h>

enum { RANK_BITS = 8, LONGEST_WORD = 200 };

/* Best name first; the first one is the contract's own. */
static const struct {
    const char *name;
    const char *words; /* separated by '|' */
} fields[SVOD_ORDER_FIELDS] = {
    [SVOD_ORDER_LINE] = {"line", "line|строка|id строки|номер строки|код строки|строка заказа|line id|id"},
    [SVOD_ORDER_TIME] = {"time", "time|время заказа|дата и время|дата и время заказа|дата заказа|отметка "
                                 "времени|время|order time|timestamp|created"},
    [SVOD_ORDER_DATE] = {"date", "дата|date|order date"},
    [SVOD_ORDER_PARTICIPANT] =
        {"participant", "participant|участник|участник/ник|ник участника|ник|заказал|имя участника|покупатель|заказчик|"
                        "клиент|фио|фамилия имя|nick|nickname|customer|client|buyer|user|логин|имя|name"},
    [SVOD_ORDER_PHONE] = {"phone", "phone|телефон|телефон участника|номер телефона|контактный телефон|мобильный|мобильный "
                                   "телефон|моб. телефон|тел|тел из профиля"},
    [SVOD_ORDER_EMAIL] = {"email", "email|e-mail|почта|эл. почта|электронная почта|адрес электронной почты|mail"},
    [SVOD_ORDER_OFFER] = {"offer", "offer|предложение|id предложения|код предложения|offer id"},
    [SVOD_ORDER_ARTICLE] = {"article",
                            "article|артикул|арт|артикул товара|артикул поставщика|vendor code|sku|модель|код товара|код"},
    [SVOD_ORDER_COLOUR] = {"colour", "colour|color|цвет|расцветка|цвет товара"},
    [SVOD_ORDER_SIZE] = {"size", "size|размер|р-р|разм|размер товара|рост/размер"},
    [SVOD_ORDER_QUANTITY] = {"quantity",
                             "quantity|кол-во|количество|кол-во шт|количество шт|заказано|заказано шт|qty|шт|штук|count"},
    [SVOD_ORDER_EXTRA] = {"extra", "extra|добор|дополнительно|могу взять ещё|возьму ещё|готов взять ещё"},
    [SVOD_ORDER_ALTERNATIVES] = {"alternatives",
                                 "alternatives|замена|замены|альтернативы|альтернатива|варианты замены|alternative"},
    [SVOD_ORDER_WHOLE] = {"whole", "whole|целиком|только целиком|всё или ничего"},
    [SVOD_ORDER_TOGETHER] = {"together", "together|вместе|комплект"},
    [SVOD_ORDER_PRICE] = {"price", "price|цена|цена за единицу|цена за ед|цена за шт|цена руб|цена р"},
    [SVOD_ORDER_PAID] = {"paid", "paid|оплачено|оплата|оплатил|денег сдано|сдано|внесено|предоплата"},
    [SVOD_ORDER_STATUS] = {"status", "status|статус|статус заказа|статус строки|состояние"},
    [SVOD_ORDER_COMMENT] = {"comment", "comment|комментарий|комментарий участника|комментарии|комментарии для "
                                       "организатора|примечание|пожелания|comments|note|notes"},
    [SVOD_ORDER_VIP] = {"vip", "vip|вип"},
    [SVOD_ORDER_PINNED] = {"pinned", "pinned|закреплено|закрепить|подтверждено поставщиком"},
};

static const char *const statuses[] = {
    [SVOD_STATUS_NEW] = "new|новый|новая|новое|новые|в обработке|ожидание|ожидает|в ожидании|ожидает подтверждения|не "
                        "подтверждён|не подтверждено|pending",
    [SVOD_STATUS_CONFIRMED] =
        "confirmed|подтверждён|подтверждено|подтверждена|подтвержден|принят|принято|принята|включено в счёт|"
        "в сборке|оплачен|оплачено|оплачена|accepted|paid",
    [SVOD_STATUS_REFUSED] =
        "refused|отказ|отказано|отказался|отказалась|отказ участника|отказ поставщика|отказ "
        "организатора|отменён|отменено|отменена|"
        "отмена|снят|снято|аннулирован|аннулировано|удалён|удалено|нет в наличии|cancelled|canceled|deleted",
};

static const char yes_words[] = "yes|y|да|true|истина|+|✓|✔|on|оплачено|оплачен|paid";
static const char no_words[] = "no|n|нет|false|ложь|-|–|—|off|не оплачено|не оплачен|unpaid";

/* Folded, and without what stands between words: "Кол-во, шт." is "кол во шт". */
static svod_str plain(svod_arena *arena, svod_str text)
{
    svod_str folded = svod_fold(arena, text);
    char *p = svod_arena_alloc(arena, folded.n + 1);
    size_t n = 0;
    if (!p || !folded.p) return (svod_str){0};
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        bool word = c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (word) p[n++] = (char)c;
    }
    return (svod_str){p, n};
}

/* Adds words separated by '|' to a map, each with `value` and, in the low bits, its number. */
static bool add_words(svod_order_words *w, svod_map *map, const char *words, uint32_t value, bool signs)
{
    svod_str rest = svod_str_of(words), word;
    for (uint32_t i = 0; svod_str_split(&rest, '|', &word); i++) {
        svod_str key = signs ? svod_fold(&w->arena, word) : plain(&w->arena, word);
        if (!key.p) return false;
        svod_map_put(map, key, value << RANK_BITS | i);
    }
    return true;
}

bool svod_order_words_init(svod_order_words *w)
{
    *w = (svod_order_words){0};
    svod_arena_init_try(&w->arena, 1 << 20);
    bool good = add_words(w, &w->yes_no, yes_words, 1, true) && add_words(w, &w->yes_no, no_words, 0, true);
    for (uint32_t f = 0; f < SVOD_ORDER_FIELDS && good; f++) good = add_words(w, &w->headings, fields[f].words, f, false);
    for (uint32_t i = SVOD_STATUS_NEW; i < SVOD_COUNT(statuses) && good; i++)
        good = add_words(w, &w->statuses, statuses[i], i, false);
    return good;
}

void svod_order_words_release(svod_order_words *w)
{
    svod_map_release(&w->headings);
    svod_map_release(&w->statuses);
    svod_map_release(&w->yes_no);
    svod_arena_release(&w->arena);
}

/* What a map holds for a text, or UINT32_MAX; longer texts than any word are none. */
static uint32_t look_up(svod_order_words *w, const svod_map *map, svod_str text, bool signs)
{
    if (text.n > LONGEST_WORD) return UINT32_MAX;
    svod_arena_mark mark = svod_arena_mark_get(&w->arena);
    svod_str key = signs ? svod_fold(&w->arena, text) : plain(&w->arena, text);
    uint32_t found = key.n ? svod_map_get(map, key) : UINT32_MAX;
    svod_arena_rewind(&w->arena, mark);
    return found;
}

svod_order_field svod_order_heading(svod_order_words *w, svod_str heading, int *ret_rank)
{
    uint32_t found = look_up(w, &w->headings, heading, false);
    if (found == UINT32_MAX) return SVOD_ORDER_FIELDS;
    *ret_rank = (int)(found & ((1u << RANK_BITS) - 1));
    return (svod_order_field)(found >> RANK_BITS);
}

const char *svod_order_field_name(svod_order_field field)
{
    return fields[field].name;
}

svod_order_status svod_order_status_of(svod_order_words *w, svod_str text)
{
    uint32_t found = look_up(w, &w->statuses, text, false);
    return found == UINT32_MAX ? SVOD_STATUS_UNKNOWN : (svod_order_status)(found >> RANK_BITS);
}

int svod_order_yes(svod_order_words *w, svod_str text)
{
    uint32_t found = look_up(w, &w->yes_no, text, true);
    return found == UINT32_MAX ? -1 : (int)(found >> RANK_BITS);
}
