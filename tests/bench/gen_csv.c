/* Writes a price list as windows-1251 CSV, made by rule, for measuring: gen_csv MEGABYTES [CHANGED_PER_THOUSAND] > price.csv
 *
 * One line per size, cells with delimiters and quotes quoted, a heading of a category now and then. With the second argument
 * that many of a thousand lines have another price and stock: the same price list one night later. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const kinds[] = {"Платье", "Футболка", "Блузка", "Юбка", "Брюки", "Жакет", "Кардиган", "Халат"};
static const char *const styles[] = {"женское летнее", "трикотажное с карманами", "из вискозы; с поясом",
                                     "оверсайз \"\"Мята\"\""};
static const char *const colours[] = {"белый",     "чёрный",     "тёмно-синий", "бордовый",
                                      "горчичный", "изумрудный", "серый меланж"};
static const char *const texts[] = {
    "Лёгкая модель на каждый день: мягкая дышащая ткань не мнётся в дороге и держит форму после многих стирок.",
    "Свободный крой подойдёт для прогулок, работы и отдыха; боковые швы обработаны, горловина усилена кантом.",
    "Изделие можно стирать при 30 градусах, гладить с изнаночной стороны и не отбеливать."};

static uint32_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((x ^ (x >> 31)) & 0x7FFFFFFF);
}
#define PICK(array, r) ((array)[(r) % (sizeof(array) / sizeof *(array))])

/* Letters of Russian as windows-1251 has them; everything else here is ASCII. */
static size_t put(const char *text)
{
    size_t n = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++, n++) {
        if (*p < 0x80) {
            putchar(*p);
            continue;
        }
        unsigned letter = (*p & 0x1Fu) << 6 | (p[1] & 0x3Fu);
        p++;
        putchar(letter == 0x451 ? 0xB8 : letter == 0x401 ? 0xA8 : (int)(letter - 0x410 + 0xC0));
    }
    return n;
}

int main(int argc, char **argv)
{
    uint64_t want = (argc > 1 ? strtoull(argv[1], NULL, 10) : 1) << 20, changed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    uint64_t bytes = put("Артикул;Наименование;Цвет;Размер;Цена опт, руб;РРЦ;Остаток;Штрихкод;Мин. заказ;Фото;Описание\r\n");
    char line[2048];
    for (uint64_t i = 0; bytes < want; i++) {
        uint64_t group = i / 6;
        uint32_t r = mix(group * 2654435761u + 17), own = mix(i + 99), price = 350 + r % 4000, stock = own % 200;
        if (i % 600 == 0) {
            snprintf(line, sizeof line, "%s;;;;;;;;;;\r\n", PICK(kinds, r));
            bytes += put(line);
        }
        if (own % 1000 < changed) {
            price += 10;
            stock++;
        }
        snprintf(line, sizeof line,
                 "А-%07llu;\"%s %s\";%s;%u;%u %03u,50;%u;%u;46%011llu;%u;https://shop.example/img/%llu-1.jpg;\"%s\"\r\n",
                 (unsigned long long)group, PICK(kinds, r), PICK(styles, r / 3), PICK(colours, r / 5),
                 42 + 2 * (unsigned)(i % 6), 1 + price / 1000, price % 1000, price * 2, stock, (unsigned long long)i,
                 1 + own % 3, (unsigned long long)group, PICK(texts, r / 11));
        bytes += put(line);
    }
    return 0;
}
