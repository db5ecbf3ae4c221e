/* A closed purchase made by hand. */
#include "support/fixture_closing.h"

#include "base/decimal.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static svod_dec dec(const char *text)
{
    svod_dec value = 0;
    if (!svod_dec_parse(svod_str_of(text), &value)) abort();
    return value;
}

static const char *const sizes[] = {"42", "44", "46", "48", "50"};

static svod_str id_of(fixture *f, const char *article, const char *colour, const char *size)
{
    char text[128];
    int n = snprintf(text, sizeof text, "%s%s%s%s%s", article, *colour ? "/" : "", colour, *size ? "/" : "", size);
    return svod_arena_dup(&f->arena, (svod_str){text, (size_t)n});
}

static uint32_t add_offer(fixture *f, const char *article, const char *name, const char *colour, const char *size,
                          const char *price, const char *weight, const char *picture)
{
    f->offers[f->demand.offers_n] = (svod_stop_offer){.id = id_of(f, article, colour, size),
                                                      .item = svod_str_of(article),
                                                      .article = svod_str_of(article),
                                                      .name = svod_str_of(name),
                                                      .colour = svod_str_of(colour),
                                                      .size = svod_str_of(size),
                                                      .price = dec(price),
                                                      .weight = dec(weight),
                                                      .picture = svod_str_of(picture),
                                                      .stock = -1,
                                                      .min_quantity = 1,
                                                      .step_quantity = 1};
    return f->demand.offers_n++;
}

static uint32_t person(fixture *f, const char *name)
{
    for (uint32_t i = 0; i < f->demand.participants_n; i++)
        if (svod_str_is(f->people[i], name)) return i;
    f->people[f->demand.participants_n] = svod_str_of(name);
    return f->demand.participants_n++;
}

/* A line for `quantity` of offer number `what` (SVOD_NO_OFFER: unknown). Returns its number. */
static uint32_t add_line(fixture *f, const char *who, uint32_t what, uint32_t quantity, const char *paid)
{
    uint32_t n = f->demand.lines_n++;
    char text[16];
    int length = snprintf(text, sizeof text, "z%u", n + 1);
    f->orders[n] = (svod_order_line){.line = svod_arena_dup(&f->arena, (svod_str){text, (size_t)length}),
                                     .participant = svod_str_of(who),
                                     .quantity = quantity,
                                     .price = SVOD_DEC_NONE,
                                     .paid = paid ? dec(paid) : SVOD_DEC_NONE,
                                     .is_paid = paid != NULL,
                                     .position = n};
    f->lines[n] = (svod_line){.order = n, .participant = person(f, who), .quantity = quantity, .together = UINT32_MAX};
    if (what == SVOD_NO_OFFER) return n;
    svod_choice *choice = svod_arena_alloc(&f->arena, sizeof *choice);
    *choice = (svod_choice){what, 0};
    f->lines[n].choices = choice;
    f->lines[n].choices_n = 1;
    return n;
}

static void give(fixture *f, uint32_t line, uint32_t offer, uint32_t units, svod_given_kind kind)
{
    f->given[f->plan.given_n++] = (svod_given){line, offer, units, kind, kind == SVOD_GIVEN_SUBSTITUTE};
    if (kind == SVOD_GIVEN_EXTRA)
        f->plan.extra += units;
    else
        f->plan.served += units;
    if (kind == SVOD_GIVEN_SUBSTITUTE) f->plan.substituted += units;
}

static void refuse(fixture *f, uint32_t line, uint32_t units, svod_reason reason, const char *detail)
{
    f->unserved[f->plan.unserved_n++] = (svod_unserved){line, units, reason, svod_str_of(detail)};
}

/* A line that gets all it asked for. */
static void order(fixture *f, const char *who, uint32_t what, uint32_t quantity, const char *paid)
{
    give(f, add_line(f, who, what, quantity, paid), what, quantity, SVOD_GIVEN_WANTED);
}

/* A line that gets nothing. */
static void order_in_vain(fixture *f, const char *who, uint32_t what, uint32_t quantity, svod_reason reason,
                          const char *detail)
{
    refuse(f, add_line(f, who, what, quantity, NULL), quantity, reason, detail);
}

static uint32_t add_lot(fixture *f, svod_lot_kind kind, uint32_t first, const uint32_t *counts, uint32_t n, uint32_t bought)
{
    svod_lot_cell *cells = svod_arena_alloc(&f->arena, n * sizeof *cells);
    for (uint32_t i = 0; i < n; i++) cells[i] = (svod_lot_cell){first + i, counts[i]};
    f->lots_v[f->lots.n] = (svod_lot){kind, cells, n};
    f->bought[f->lots.n] = bought;
    return f->lots.n++;
}

static void leave(fixture *f, uint32_t offer, uint32_t units)
{
    f->leftover[f->plan.leftover_n++] = (svod_leftover){offer, units};
    f->plan.leftover_units += units;
}

static void make_offers(fixture *f)
{
    for (int i = 0; i < 5; i++)
        add_offer(f, "А-101", "Платье летнее «Лилия», хлопок", "синий", sizes[i], "890.00", "0.45", "dress-blue");
    for (int i = 0; i < 5; i++)
        add_offer(f, "А-101", "Платье летнее «Лилия», хлопок", "красный", sizes[i], "890.00", "0.45", "dress-red");
    add_offer(f, "B-7", "Носки хлопковые", "белый", "36-40", "62.50", "0.04", "");
    add_offer(f, "C-9", "Шапка вязаная с отворотом & помпоном", "", "", "340.00", "0.12", "");
    add_offer(f, "D-4", "Сарафан льняной", "терракот", "44", "1450.00", "0.38", "");
}

static void make_orders(fixture *f)
{
    static const char missing[] = "ряд 1 «А-101 красный»: не хватило 48×1, 50×1";
    order(f, "Аня К.", 1, 1, "1023.50");
    f->orders[0].phone = SVOD_STR("+7 912 345-67-89");
    order(f, "Вера", 2, 1, NULL);
    order(f, "Аня К.", 10, 2, NULL);
    order(f, "Ольга Петрова", 0, 1, "2000.00");
    order(f, "Ира", 3, 1, NULL);
    order(f, "Марина С.", 2, 1, NULL);
    order(f, "Татьяна <3", 4, 1, NULL);
    order_in_vain(f, "Вера", 6, 1, SVOD_REASON_ROW_INCOMPLETE, missing);
    order_in_vain(f, "Елена", 7, 2, SVOD_REASON_ROW_INCOMPLETE, missing);
    order_in_vain(f, "Светлана", 5, 1, SVOD_REASON_ROW_INCOMPLETE, missing);
    order(f, "Елена", 0, 1, NULL);
    order(f, "Юля", 1, 1, NULL);
    order(f, "Надежда", 2, 2, NULL);
    uint32_t line = add_line(f, "Светлана", 4, 1, NULL);
    svod_choice *choices = svod_arena_alloc(&f->arena, 2 * sizeof *choices);
    choices[0] = (svod_choice){4, 0};
    choices[1] = (svod_choice){3, 1};
    f->lines[line].choices = choices;
    f->lines[line].choices_n = 2;
    give(f, line, 3, 1, SVOD_GIVEN_SUBSTITUTE);
    line = add_line(f, "Надежда", 10, 2, NULL);
    f->lines[line].extra = 1;
    give(f, line, 10, 2, SVOD_GIVEN_WANTED);
    give(f, line, 10, 1, SVOD_GIVEN_EXTRA);
    line = add_line(f, "Екатерина", 10, 3, NULL);
    give(f, line, 10, 1, SVOD_GIVEN_WANTED);
    refuse(f, line, 2, SVOD_REASON_PACK_INCOMPLETE, "упаковка 2 «B-7 белый 36-40»: не хватило 4 из 6");
    order(f, "Ира", 11, 1, NULL);
    order(f, "Вера", 11, 1, NULL);
    f->orders[f->demand.lines_n - 1].is_paid = true;
}

static void make_rest_of_orders(fixture *f)
{
    order_in_vain(f, "Ира", 12, 1, SVOD_REASON_OUT_OF_STOCK, "");
    uint32_t line = add_line(f, "Зоя", SVOD_NO_OFFER, 1, "500.00");
    f->orders[line].article = SVOD_STR("Х-1");
    f->orders[line].colour = SVOD_STR("серый");
    refuse(f, line, 1, SVOD_REASON_NOT_IN_CATALOG, "«Х-1» в каталоге от 24 ноября нет");
    line = add_line(f, "Марина С.", 11, 1, NULL);
    f->lines[line].dead = SVOD_REASON_REFUSED;
    refuse(f, line, 1, SVOD_REASON_REFUSED, "");
}

static void make_lots(fixture *f)
{
    static const uint32_t row[] = {1, 1, 2, 1, 1}, six[] = {6}, one[] = {1};
    static const uint32_t have[] = {1, 1, 2, 0, 0}, have_socks[] = {2};
    add_lot(f, SVOD_LOT_ROW, 0, row, 5, 2);
    uint32_t red = add_lot(f, SVOD_LOT_ROW, 5, row, 5, 0);
    uint32_t socks = add_lot(f, SVOD_LOT_PACK, 10, six, 1, 1);
    add_lot(f, SVOD_LOT_SINGLE, 11, one, 1, 2);
    leave(f, 4, 1);
    f->open[f->plan.open_n++] = (svod_open_lot){red, 1, 4, 2, have, SVOD_STR("48×1, 50×1")};
    f->open[f->plan.open_n++] = (svod_open_lot){socks, 2, 2, 4, have_socks, SVOD_STR("36-40×4")};
}

static void make_money(fixture *f)
{
    static const svod_fee_tier fees[] = {{0, 1500}};
    static svod_charge charges[2];
    charges[0] = (svod_charge){SVOD_STR("Раздача"), dec("30"), SVOD_PER_PARTICIPANT};
    charges[1] = (svod_charge){SVOD_STR("Пакеты"), dec("2.50"), SVOD_PER_UNIT};
    f->terms =
        (svod_terms){.minimum_amount = dec("10000"), .minimum_units = -1, .minimum_rows = 1, .price_drift = SVOD_DEC_NONE};
    f->money = (svod_money_terms){.currency = SVOD_STR("RUB"),
                                  .rate = SVOD_DEC_SCALE,
                                  .fees = fees,
                                  .fees_n = 1,
                                  .delivery = dec("1234.00"),
                                  .split = SVOD_SPLIT_AMOUNT,
                                  .charges = charges,
                                  .charges_n = 2,
                                  .rounding_to = dec("1"),
                                  .rounding_mode = SVOD_ROUND_UP,
                                  .prepay = dec("0.5")};
}

void fixture_count(fixture *f)
{
    svod_error e;
    f->plan.amount = 0;
    for (uint32_t i = 0; i < f->lots.n; i++)
        for (uint32_t k = 0; k < f->lots_v[i].cells_n; k++)
            f->plan.amount +=
                f->offers[f->lots_v[i].cells[k].offer].price * (int64_t)f->lots_v[i].cells[k].count * f->bought[i];
    if (svod_costs_make(&f->arena, &f->demand, &f->plan, &f->money, &f->costs, &e) != SVOD_OK) abort();
}

void fixture_make(fixture *f)
{
    memset(f, 0, sizeof *f);
    svod_arena_init(&f->arena);
    f->demand = (svod_demand){.offers = f->offers, .orders = f->orders, .lines = f->lines, .participants = f->people};
    f->lots = (svod_lots){.v = f->lots_v};
    f->plan = (svod_plan){.bought = f->bought,
                          .given = f->given,
                          .unserved = f->unserved,
                          .leftover = f->leftover,
                          .open = f->open,
                          .orderable = true,
                          .optimal = true};
    make_offers(f);
    make_orders(f);
    make_rest_of_orders(f);
    make_lots(f);
    make_money(f);
    for (uint32_t i = 0; i < f->demand.lines_n; i++) f->plan.wanted += f->lines[i].quantity;
    f->plan.bound = f->plan.served;
    fixture_count(f);
    f->closing = (svod_closing){
        .lang = SVOD_LANG_RU,
        .purchase = SVOD_STR("ivtex-12"),
        .title = SVOD_STR("Ивтекс, выкуп 12"),
        .comment = SVOD_STR("Цвет на фото может немного отличаться. Вопросы — до пятницы."),
        .supplier_title = SVOD_STR("Ивтекс"),
        .supplier_currency = SVOD_STR("RUB"),
        .organiser = SVOD_STR("Мария Иванова"),
        .phone = SVOD_STR("+7 (921) 000-11-22"),
        .email = SVOD_STR("maria@example.org"),
        .site = SVOD_STR("https://example.org/sp"),
        .pay_note = SVOD_STR("Перевод по номеру телефона +7 921 000-11-22, Мария И.\nВ сообщении укажите ник и «выкуп 12»."),
        .places = SVOD_STR("Лесная, 5, вход со двора — по субботам 12–16\nул. Мира, 10, пункт «Ромашка» — ежедневно до 20"),
        .now = INT64_C(1795626000000000),
        .stop = INT64_C(1795626000000000),
        .zone_offset = 180,
        .terms = &f->terms,
        .money = &f->money,
        .demand = &f->demand,
        .lots = &f->lots,
        .plan = &f->plan,
        .costs = &f->costs,
    };
}

void fixture_release(fixture *f)
{
    svod_arena_release(&f->arena);
}
