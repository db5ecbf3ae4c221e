/* Offers written as CSV under the field names of `svod parse` read back as the same offers. */
#include "support/cmocka_all.h"

#include "base/decimal.h"
#include "base/str.h"
#include "engine/jsonl.h"
#include "support/collect.h"
#include "write/csv.h"

extern const svod_parser svod_parser_csv;

enum { CATALOGS = 300, OFFERS = 12 };

static uint64_t seed;

static uint64_t draw(uint64_t below)
{
    seed += 0x9E3779B97F4A7C15u;
    uint64_t x = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return (x ^ (x >> 31)) % below;
}

#define ANY(array) svod_str_of((array)[draw(sizeof(array) / sizeof *(array))])

static const char *const names[] = {"Платье",       "Cup; \"big\"", "Брюки, синие",  "Труба 3/4\"",
                                    "Лампа | 2 шт", "ёлка",         "=1+1 в подарок"};
static const char *const articles[] = {"0007", "123456789012345678", "А-1/2", "x;y", "-5"};
static const char *const sizes[] = {"", "42-44", "S, M", "48", "164-170", "40х50"};
static const char *const colours[] = {"", "синий", "белый, чёрный", "бело-красный"};
static const char *const roots[] = {"Женщинам", "A/B", "Дом > сад"};
static const char *const links[] = {"https://x.example/1.jpg", "https://x.example/a,b.jpg", "https://x.example/3.png?v=1;2"};

typedef struct drawn {
    svod_offer offer;
    char id[32];
    svod_str category[2], pictures[3];
    svod_row_cell row[3];
    svod_price_tier tiers[2];
    svod_attribute attributes[2];
} drawn;

static svod_dec money(void)
{
    return (svod_dec)(draw(1000000) + 1) * (draw(3) ? 100 : 1);
}

static void draw_lists(drawn *d)
{
    svod_offer *o = &d->offer;
    o->category = (svod_strs){d->category, draw(3)};
    for (size_t i = 0; i < 2; i++) d->category[i] = ANY(roots);
    if (o->category.n == 2 && svod_str_eq(d->category[0], d->category[1])) o->category.n = 1;
    o->pictures = (svod_strs){d->pictures, draw(4)};
    for (size_t i = 0; i < 3; i++) d->pictures[i] = svod_str_of(links[i]);
    static const char *const row_sizes[] = {"42", "44", "46"};
    o->row_n = draw(3) ? 0 : 3;
    o->row = o->row_n ? d->row : NULL;
    for (size_t i = 0; i < 3; i++) d->row[i] = (svod_row_cell){svod_str_of(row_sizes[i]), 1 + (int64_t)draw(3)};
    o->tiers_n = draw(3);
    o->tiers = d->tiers;
    d->tiers[0] = (svod_price_tier){SVOD_TIER_AMOUNT, 10000 * SVOD_DEC_SCALE, money()};
    d->tiers[1] = (svod_price_tier){SVOD_TIER_QUANTITY, 10 * SVOD_DEC_SCALE, money()};
    o->attributes_n = draw(3);
    o->attributes = d->attributes;
    d->attributes[0] = (svod_attribute){SVOD_STR("Состав"), SVOD_STR("хлопок 95 %, эластан")};
    d->attributes[1] = (svod_attribute){SVOD_STR("Цвет нити"), SVOD_STR("5: белая")};
}

static void draw_offer(drawn *d, size_t i)
{
    svod_offer *o = &d->offer;
    svod_offer_clear(o);
    snprintf(d->id, sizeof d->id, "%zu/ид-%llu", i, (unsigned long long)draw(1000));
    o->offer = o->source_id = svod_str_of(d->id);
    o->article = ANY(articles);
    o->item = draw(2) ? o->article : SVOD_STR("0012");
    o->name = ANY(names);
    o->brand = draw(2) ? SVOD_STR("Ивтекс") : SVOD_STR("");
    o->description = draw(2) ? SVOD_STR("Лёгкая; мягкая \"на каждый день\"") : SVOD_STR("");
    o->url = draw(2) ? SVOD_STR("https://x.example/?a=1;b=2") : SVOD_STR("");
    o->size = ANY(sizes);
    o->colour = ANY(colours);
    o->price = money();
    if (draw(2)) o->old_price = money();
    if (draw(2)) o->rrp = money();
    o->currency = draw(2) ? SVOD_STR("RUB") : SVOD_STR("UAH");
    o->available = (int)draw(3) - 1;
    o->stock = (int64_t)draw(4) - 1;
    o->min_quantity = 1 + (int64_t)draw(3);
    o->step_quantity = 1 + (int64_t)draw(3);
    o->barcode = draw(2) ? SVOD_STR("04601234567893") : SVOD_STR("");
    if (draw(2)) o->weight = (svod_dec)draw(50000) + 1;
    draw_lists(d);
}

static void put_joined(svod_csv *csv, const svod_str *v, size_t n, const char *by)
{
    svod_buf b = SVOD_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (i) svod_buf_cstr(&b, by);
        svod_buf_str(&b, v[i]);
    }
    svod_csv_text(csv, svod_buf_view(&b));
    svod_buf_release(&b);
}

static void put_parts(svod_csv *csv, const svod_offer *o)
{
    svod_buf b = SVOD_BUF_INIT;
    for (size_t i = 0; i < o->row_n; i++)
        svod_buf_printf(&b, "%s%.*s:%lld", i ? "," : "", SVOD_FMT(o->row[i].size), (long long)o->row[i].count);
    svod_csv_text(csv, svod_buf_view(&b));
    svod_buf_clear(&b);
    for (size_t i = 0; i < o->tiers_n; i++) {
        char from[32], price[32];
        svod_buf_printf(&b, "%s%s=%s:%s", i ? "|" : "",
                        o->tiers[i].kind == SVOD_TIER_AMOUNT ? "from_amount" : "from_quantity",
                        svod_dec_text(o->tiers[i].from, 0, from), svod_dec_text(o->tiers[i].price, 2, price));
    }
    svod_csv_text(csv, svod_buf_view(&b));
    svod_buf_clear(&b);
    for (size_t i = 0; i < o->attributes_n; i++)
        svod_buf_printf(&b, "%s%.*s: %.*s", i ? "|" : "", SVOD_FMT(o->attributes[i].name), SVOD_FMT(o->attributes[i].value));
    svod_csv_text(csv, svod_buf_view(&b));
    svod_buf_release(&b);
}

static void put_offer(svod_csv *csv, const svod_offer *o)
{
    const svod_str texts[] = {o->offer,       o->source_id, o->item,   o->article, o->name,     o->brand,
                              o->description, o->url,       o->colour, o->size,    o->currency, o->barcode};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) svod_csv_text(csv, texts[i]);
    put_joined(csv, o->category.v, o->category.n, " / ");
    put_joined(csv, o->pictures.v, o->pictures.n, "|");
    svod_csv_dec(csv, o->price);
    svod_csv_dec(csv, o->old_price);
    svod_csv_dec(csv, o->rrp);
    svod_csv_dec(csv, o->weight);
    if (o->available < 0)
        svod_csv_empty(csv);
    else
        svod_csv_word(csv, o->available ? "true" : "false");
    if (o->stock < 0)
        svod_csv_empty(csv);
    else
        svod_csv_int(csv, o->stock);
    svod_csv_int(csv, o->min_quantity);
    svod_csv_int(csv, o->step_quantity);
    put_parts(csv, o);
    svod_csv_end_row(csv);
}

static void same_lines(svod_str want, svod_str got)
{
    svod_str a, b;
    while (svod_str_split(&want, '\n', &a)) {
        if (!svod_str_split(&got, '\n', &b)) fail_msg("missing: %.*s", SVOD_FMT(a));
        size_t at = 0;
        while (at < a.n && at < b.n && a.p[at] == b.p[at]) at++;
        if (at == a.n && at == b.n) continue;
        at -= at < 60 ? at : 60;
        fail_msg("catalog %llu: …%.150s…\nand not …%.150s…", (unsigned long long)seed, b.p + at, a.p + at);
    }
}

static void offers_read_back(void **state)
{
    (void)state;
    for (seed = 1; seed <= CATALOGS; seed++) {
        uint64_t kept = seed;
        svod_buf text = SVOD_BUF_INIT, want = SVOD_BUF_INIT;
        svod_csv csv;
        svod_csv_begin(&csv, &text);
        svod_csv_header(&csv,
                        "offer;source_id;item;article;name;brand;description;url;colour;size;currency;barcode;category;"
                        "pictures;price;old_price;rrp;weight;available;stock;min_quantity;step_quantity;row;price_tiers;"
                        "attributes");
        for (size_t i = 0; i < OFFERS; i++) {
            drawn d;
            draw_offer(&d, i);
            d.offer.at.line = (long)i + 2;
            put_offer(&csv, &d.offer);
            svod_json_offer(&want, &d.offer);
            svod_buf_char(&want, '\n');
        }
        collected got;
        svod_run_options options = {.sizes = SVOD_SIZES_RANGE};
        collect(&svod_parser_csv, svod_buf_view(&text), "own.csv", &(collect_options){.run = &options}, &got);
        seed = kept;
        assert_int_equal(got.status, SVOD_OK);
        same_lines(svod_buf_view(&want), svod_buf_view(&got.offers));
        assert_string_equal(got.diags.p ? got.diags.p : "", "");
        collected_release(&got);
        svod_buf_release(&text);
        svod_buf_release(&want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(offers_read_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
