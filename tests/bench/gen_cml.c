/* gen_cml GOODS DIR: an exchange of 1C as import.xml and offers.xml in DIR, five sizes of every good; always the same. */
#include <stdio.h>
#include <stdlib.h>

static const char head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<КоммерческаяИнформация xmlns=\"urn:1C.ru:commerceml_2\" "
    "ВерсияСхемы=\"2.07\">\n";

static FILE *begin(const char *folder, const char *name)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    fputs(head, f);
    return f;
}

static void good(FILE *f, long i)
{
    fprintf(f,
            "\t\t\t<Товар>\n\t\t\t\t<Ид>bd72d910-55bc-11d9-848a-%012lx</Ид>\n\t\t\t\t<Артикул>А-%06ld</Артикул>\n"
            "\t\t\t\t<Наименование>Платье женское трикотажное, модель %ld</Наименование>\n\t\t\t\t<БазоваяЕдиница "
            "Код=\"796\">шт</БазоваяЕдиница>\n\t\t\t\t<Группы>\n\t\t\t\t\t<Ид>g%ld</Ид>\n\t\t\t\t</Группы>\n",
            i, i, i, i % 50);
    fputs("\t\t\t\t<Описание>Удобное платье на каждый день из плотного трикотажа. Длинный рукав, отрезная талия, карманы в "
          "боковых швах. Стирать при тридцати градусах, гладить с изнанки.</Описание>\n",
          f);
    fprintf(f, "\t\t\t\t<Картинка>import_files/%02lx/%08lx.jpg</Картинка>\n", i & 255, i);
    fprintf(f,
            "\t\t\t\t<ЗначенияСвойств>\n\t\t\t\t\t<ЗначенияСвойства>\n\t\t\t\t\t\t<Ид>p1</Ид>\n\t\t\t\t\t\t<Значение>v%ld</"
            "Значение>\n\t\t\t\t\t</ЗначенияСвойства>\n\t\t\t\t</ЗначенияСвойств>\n\t\t\t</Товар>\n",
            i % 20);
}

static void offer(FILE *f, long i, int size)
{
    fprintf(f,
            "\t\t\t<Предложение>\n\t\t\t\t<Ид>bd72d910-55bc-11d9-848a-%012lx#90c55447-d3a8-11e4-9423-%010lx%02d</Ид>\n"
            "\t\t\t\t<Штрихкод>46%011ld</Штрихкод>\n\t\t\t\t<Наименование>Платье женское трикотажное, модель %ld (%d, "
            "синий)</Наименование>\n",
            i, i, size, i * 5 + size % 5, i, size);
    fprintf(
        f,
        "\t\t\t\t<ХарактеристикиТовара>\n\t\t\t\t\t<ХарактеристикаТовара>\n\t\t\t\t\t\t<Наименование>Размер</Наименование>"
        "\n\t\t\t\t\t\t<Значение>%d</Значение>\n\t\t\t\t\t</ХарактеристикаТовара>\n\t\t\t\t\t<ХарактеристикаТовара>\n"
        "\t\t\t\t\t\t<Наименование>Цвет</Наименование>\n\t\t\t\t\t\t<Значение>синий</Значение>\n"
        "\t\t\t\t\t</ХарактеристикаТовара>\n\t\t\t\t</ХарактеристикиТовара>\n",
        size);
    fprintf(f,
            "\t\t\t\t<Цены>\n\t\t\t\t\t<Цена>\n\t\t\t\t\t\t<Представление>%ld руб. за шт</Представление>\n\t\t\t\t\t\t"
            "<ИдТипаЦены>w</ИдТипаЦены>\n\t\t\t\t\t\t<ЦенаЗаЕдиницу>%ld.50</ЦенаЗаЕдиницу>\n\t\t\t\t\t\t<Валюта>RUB</Валюта>"
            "\n\t\t\t\t\t\t<Единица>шт</Единица>\n\t\t\t\t\t\t<Коэффициент>1</Коэффициент>\n\t\t\t\t\t</Цена>\n"
            "\t\t\t\t</Цены>\n\t\t\t\t<Количество>%ld</Количество>\n\t\t\t</Предложение>\n",
            500 + i % 900, 500 + i % 900, i % 40);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "gen_cml GOODS DIR\n");
        return 2;
    }
    long n = strtol(argv[1], NULL, 10);
    FILE *f = begin(argv[2], "import.xml");
    fputs("<Классификатор><Группы>", f);
    for (int i = 0; i < 50; i++) fprintf(f, "<Группа><Ид>g%d</Ид><Наименование>Раздел %d</Наименование></Группа>", i, i);
    fputs("</Группы><Свойства><Свойство><Ид>p1</Ид><Наименование>Производитель</Наименование><ВариантыЗначений>", f);
    for (int i = 0; i < 20; i++)
        fprintf(f, "<Справочник><ИдЗначения>v%d</ИдЗначения><Значение>Фабрика %d</Значение></Справочник>", i, i);
    fputs("</ВариантыЗначений></Свойство></Свойства></Классификатор>\n<Каталог>\n<Товары>\n", f);
    for (long i = 0; i < n; i++) good(f, i);
    fputs("</Товары></Каталог></КоммерческаяИнформация>\n", f);
    int failed = fclose(f);
    f = begin(argv[2], "offers.xml");
    fputs("<ПакетПредложений><ТипыЦен><ТипЦены><Ид>w</Ид><Наименование>Опт</Наименование></ТипЦены></"
          "ТипыЦен>\n<Предложения>\n",
          f);
    for (long i = 0; i < n; i++)
        for (int size = 42; size <= 50; size += 2) offer(f, i, size);
    fputs("</Предложения></ПакетПредложений></КоммерческаяИнформация>\n", f);
    return failed | fclose(f) ? 1 : 0;
}
