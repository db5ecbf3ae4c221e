/* Writes a YML feed of a clothing supplier, made by rule, for measuring: gen_feed OFFERS [CHANGED_PER_THOUSAND] > feed.xml
 *
 * About 1,426 bytes an offer, most of it Cyrillic text; descriptions plain, with entities, or HTML in CDATA. With the second
 * argument that many of a thousand offers have another price and stock: the same catalog one night later. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const kinds[] = {"Платье",     "Футболка", "Блузка",    "Юбка",      "Брюки",  "Жакет",
                                    "Кардиган",   "Сарафан",  "Рубашка",   "Толстовка", "Пижама", "Халат",
                                    "Комбинезон", "Джемпер",  "Водолазка", "Куртка"};
static const char *const styles[] = {
    "женское летнее", "трикотажное с карманами", "из вискозы", "с длинным рукавом", "оверсайз",
    "в полоску",      "приталенного кроя",       "с поясом"};
static const char *const colours[] = {"белый",      "чёрный",       "тёмно-синий", "бордовый", "горчичный", "пудровый",
                                      "изумрудный", "серый меланж", "молочный",    "индиго",   "хаки"};
static const char *const brands[] = {"Ивтекс", "Мадам Т", "Текстиль-Плюс",  "Lika Dress",
                                     "Натали", "Шарлиз",  "Оптима Трикотаж"};
static const char *const materials[] = {"хлопок 95 %, эластан 5 %", "вискоза 100 %", "полиэстер 65 %, хлопок 35 %",
                                        "лён 100 %"};
static const char *const texts[] = {
    "Лёгкая модель на каждый день: мягкая дышащая ткань не мнётся в дороге и держит форму после многих стирок.",
    "Свободный крой подойдёт для прогулок, работы и отдыха. Боковые швы обработаны, горловина усилена кантом.",
    "Рост модели на фотографии 172 см, на ней размер 44. Просим сверять обмеры с таблицей размеров поставщика.",
    "Изделие можно стирать при 30 градусах, гладить с изнаночной стороны и не отбеливать. Пуговицы пришиты вручную.",
    "Цвет на экране может немного отличаться от настоящего. Каждая вещь упакована в отдельный пакет с ярлыком."};

static uint32_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((x ^ (x >> 31)) & 0x7FFFFFFF);
}
#define PICK(array, r) ((array)[(r) % (sizeof(array) / sizeof *(array))])

static void description(uint64_t group, uint32_t r)
{
    const char *a = PICK(texts, r), *b = PICK(texts, r / 7 + 1);
    switch (group % 4) {
    case 0:
        printf("<description><![CDATA[<p>%s</p><ul><li>%s</li><li>Состав: %s</li></ul>]]></description>\n", a, b,
               PICK(materials, r));
        break;
    case 1:
        printf("<description>%s &quot;%s&quot; &amp; %s</description>\n", a, PICK(styles, r), b);
        break;
    default:
        printf("<description>%s %s</description>\n", a, b);
    }
}

static void offer(uint64_t i, uint64_t changed)
{
    uint64_t group = i / 6, size = 42 + 2 * (i % 6);
    uint32_t r = mix(group * 2654435761u + 17), own = mix(i + 99);
    uint32_t price = 350 + r % 4000, stock = own % 200;
    if (own % 1000 < changed) {
        price += 10;
        stock++;
    }
    const char *kind = PICK(kinds, r), *style = PICK(styles, r / 16), *colour = PICK(colours, r / 128),
               *brand = PICK(brands, r / 1408);
    printf("<offer id=\"%llu\" available=\"%s\" group_id=\"g%llu\">\n", (unsigned long long)(1000000 + i),
           stock ? "true" : "false", (unsigned long long)group);
    printf("<url>https://opt.example.ru/catalog/%llu/?size=%llu&amp;from=yml</url>\n", (unsigned long long)group,
           (unsigned long long)size);
    printf("<price>%u.00</price>\n<oldprice>%u.00</oldprice>\n<currencyId>RUR</currencyId>\n<categoryId>%u</categoryId>\n",
           price, price + price / 4, 10 + r % 16);
    for (uint32_t p = 0; p < 2 + r % 3; p++)
        printf("<picture>https://img.example.ru/photo/%llu/%08x_%u.jpg</picture>\n", (unsigned long long)group, r, p);
    printf("<name>%s %s %s, размер %llu</name>\n<vendor>%s</vendor>\n<vendorCode>А-%u</vendorCode>\n", kind, style, colour,
           (unsigned long long)size, brand, r % 90000 + 10000);
    description(group, r);
    printf("<barcode>46%011llu</barcode>\n<weight>0.%u</weight>\n<count>%u</count>\n",
           (unsigned long long)(i * 7919 % 100000000000u), 200 + r % 700, stock);
    printf("<param name=\"Размер\" unit=\"RU\">%llu</param>\n<param name=\"Цвет\">%s</param>\n<param "
           "name=\"Состав\">%s</param>\n",
           (unsigned long long)size, colour, PICK(materials, r));
    printf("<param name=\"Сезон\">%s</param>\n<param name=\"Пол\">женский</param>\n</offer>\n",
           r % 2 ? "лето" : "демисезон");
}

int main(int argc, char **argv)
{
    uint64_t offers = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000, changed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    static char room[1 << 20];
    setvbuf(stdout, room, _IOFBF, sizeof room);
    puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE yml_catalog SYSTEM \"shops.dtd\">\n<yml_catalog "
         "date=\"2026-11-21 03:00\">\n<shop>\n"
         "<name>Ивтекс</name>\n<company>ООО «Ивтекс»</company>\n<url>https://opt.example.ru/</url>\n"
         "<currencies><currency id=\"RUR\" rate=\"1\"/></currencies>\n<categories>\n<category id=\"1\">Женская "
         "одежда</category>");
    for (unsigned c = 0; c < 16; c++) printf("<category id=\"%u\" parentId=\"1\">%s</category>\n", 10 + c, kinds[c]);
    puts("</categories>\n<offers>");
    for (uint64_t i = 0; i < offers; i++) offer(i, changed);
    puts("</offers>\n</shop>\n</yml_catalog>");
    return fflush(stdout) == 0 ? 0 : 1;
}
