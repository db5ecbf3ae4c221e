/* What a heading of a table or the name of a parameter means.
 *
 * A heading is folded, its punctuation becomes blanks, then it is looked up as a whole; what is not there is judged by its
 * words
 * ("Цена ЦФО Оптовая"). Languages and units at the end are cut off when nothing matches with them ("Опис_UA", "Вес, кг"). */
#include "base/attrs.h"
#include "base/str.h"
#include "text/fold.h"

#include <svod/kit.h>

#include <pthread.h>

typedef struct meaning {
    svod_field field;
    int confidence;
    const char *headings;
} meaning;

static const meaning meanings[] = {
    {SVOD_FIELD_OFFER, 100, "offer|offer id|offerid"},
    {SVOD_FIELD_OFFER, 90,
     "id|ид|идентификатор|идентификатор товара|уникальный идентификатор|id товара|source id|product id|variant id|"
     "ідентифікатор|ідентифікатор товару|id предложения|ie xml id|good id|xml id|unique id"},
    {SVOD_FIELD_OFFER, 70, "внешний код|guid|uid|uuid|id offer|catalog id|код предложения"},
    {SVOD_FIELD_ITEM, 100, "item|item group id|item id|id группы разновидностей|id групи різновидів|product group id"},
    {SVOD_FIELD_ITEM, 90, "group id|groupid|itemgroupid|handle|parent sku|parent id|id модели|код модели|parent"},
    {SVOD_FIELD_ARTICLE, 100,
     "артикул|article|артикул товара|артикул товару|арт|vendorcode|vendor code|артикулы|арт no|артикул no"},
    {SVOD_FIELD_ARTICLE, 90,
     "sku|art|variant sku|номенклатура артикул|артикул поставщика|артикул производителя|код артикула|art no|"
     "артикул номенклатуры|sku товара|артикул продавца|item number|vendor sku|supplier sku"},
    {SVOD_FIELD_ARTICLE, 80,
     "код товара|код товару|product code|productcode|partnumber|part number|партномер|код номенклатуры|тауар коды|"
     "код производителя|каталожный номер|no по каталогу|номер по каталогу|номномер|ном номер|номенклатурный номер"},
    {SVOD_FIELD_ARTICLE, 70, "код|code|mpn|шифр|google shopping mpn|коды"},
    {SVOD_FIELD_ARTICLE, 40, "модель|model|номер модели"},
    {SVOD_FIELD_NAME, 100,
     "наименование|название|name|title|наименование товара|название товара|название позиции|наименование позиции|"
     "назва|назва товару|назва позиції|найменування|атауы|тауар атауы|product name|item name|товар"},
    {SVOD_FIELD_NAME, 85,
     "номенклатура|наименование номенклатуры|полное наименование|наименование полное|full name|продукция|продукт|"
     "h1|ie name|наименование продукции|наименование изделия|название модели|позиция|товары|product|изделие|товары работы "
     "услуги|"
     "наименование товаров|номенклатура наименование|номенклатура полное наименование|описание позиции"},
    {SVOD_FIELD_BRAND, 100, "бренд|brand|торговая марка|торгова марка|vendor|тм"},
    {SVOD_FIELD_BRAND, 85,
     "производитель|виробник|manufacturer|марка|өндіруші|название производителя|изготовитель|фирма|фабрика|"
     "бренд товара|brand name|вендор"},
    {SVOD_FIELD_DESCRIPTION, 100,
     "описание|опис|description|описание товара|опис товару|подробное описание|body html|сипаттама|полное описание|"
     "детальное описание|long description"},
    {SVOD_FIELD_DESCRIPTION, 70,
     "short description|краткое описание|короткое описание|desc|ie detail text|анонс|текст|опис характеристики"},
    {SVOD_FIELD_DESCRIPTION, 50, "ie preview text|summary|аннотация|примечание|примечания"},
    {SVOD_FIELD_URL, 100,
     "url|ссылка|link|ссылка на товар|посилання|посилання на товар|адрес страницы|permalink|product url|product link|"
     "сілтеме|ссылка на сайт|страница товара|href|url товара"},
    {SVOD_FIELD_CATEGORY, 100,
     "категория|category|категорія|categories|категории|санат|категория товара|category path|product type|раздел|"
     "путь категории|categoryid|category name"},
    {SVOD_FIELD_CATEGORY, 80,
     "группа|група|группа товаров|группа товара|название группы|назва групи|товарная группа|номенклатурная группа|"
     "ic group0|ic group1|ic group2|рубрика|каталог|cat|тип товара|подкатегория|подраздел|product category|топ"},
    {SVOD_FIELD_CATEGORY, 60, "google product category|видноменклатуры|вид номенклатуры|вид товара|коллекция|вид продукта"},
    {SVOD_FIELD_PICTURES, 100,
     "фото|pictures|picture|картинка|картинки|изображение|изображения|image|images|photo|photos|фотография|фотографии|"
     "ссылка изображения|ссылка на изображение|ссылка на фото|ссылки на фото|image link|image src|image url|зображення|"
     "посилання на фото|посилання зображення|сурет|суреттер|фото товара|picture url|all images|изображения товара|photo "
     "url"},
    {SVOD_FIELD_PICTURES, 80,
     "additional image link|путь к фото|main image|детальная картинка|ie detail picture|img|variant image|галерея|"
     "imageurl|изображение url|url фото|url картинки|доп фото|дополнительные фото|imgs|oimgs|gallery"},
    {SVOD_FIELD_PICTURES, 60, "ie preview picture|image path|превью|эскиз|additional imagelink"},
    {SVOD_FIELD_COLOUR, 100,
     "цвет|колір|colour|color|түс|түсі|расцветка|цвета|кольори|цвет товара|колір товару|colors|colours"},
    {SVOD_FIELD_COLOUR, 90,
     "основной цвет|основний колір|цвет изделия|цвет принт|переважний колір|преобладающий цвет|цвет модели|"
     "цвет для связки|колір для зв'язування|цвет ткани|колір тканини|расцветки|вариант цвета|название цвета"},
    {SVOD_FIELD_SIZE, 100, "размер|розмір|size|өлшем|өлшемі|размер товара|size value|размер изделия"},
    {SVOD_FIELD_SIZE, 90,
     "размеры|розміри|sizes|р-р|разм|размер одежды|размер обуви|размер женской одежды|размер мужской одежды|международный "
     "размер|"
     "размер кольца|размер бюстгальтера|размер женских плавок|размер детской одежды|размер российский|российский "
     "размер|размер rus|"
     "размер int|размер eu|розмір одягу|розмір взуття|р-ры|размер белья|размер носков|размер трусов|размер брюк|ring size|"
     "размер детский|размер взрослый|доступные размеры|размеры в наличии|размер ru|розмір каблучки|choose ring size|shoe "
     "size"},
    {SVOD_FIELD_SIZE, 60,
     "размер производителя|рост|зріст|бойы|рост см|зріст см|размер рост|рост размер|европейский размер"},
    {SVOD_FIELD_PRICE, 100,
     "цена|ціна|price|бағасы|баға|цена опт|опт цена|оптовая цена|ціна опт|оптова ціна|цена оптовая|опт|ваша цена|цена для "
     "вас|"
     "wholesale price|цена опт за шт|оптом"},
    {SVOD_FIELD_PRICE, 95,
     "цена за шт|цена за ед|цена за единицу|цена за 1 шт|ціна за шт|ціна за одиницю|unit price|variant "
     "price|стоимость|вартість|"
     "цена закупки|закупочная цена|цена поставщика|дилерская цена|прайс|cena|цена товара|цена с ндс|csv price|базовая цена|"
     "крупный опт|your price|цена сп|цена со скидкой|акционная цена|цена по акции|специальная цена"},
    {SVOD_FIELD_PRICE, 80,
     "мелкий опт|средний опт|sale price|discountprice|special price|цена без ндс|regular price|saleprice|цена продажи|"
     "цена реализации|мелкооптовая цена|мелкооптовая|цена мелкий опт|цена крупный опт|цена по скидке|price value"},
    {SVOD_FIELD_OLD_PRICE, 100,
     "old price|oldprice|старая цена|стара ціна|цена старая|цена без скидки|цена до скидки|variant compare at price|"
     "compare at price|ескі баға|цена до акции|price old|зачеркнутая цена|прежняя цена|ціна без знижки|base price|обычная "
     "цена"},
    {SVOD_FIELD_RRP, 100,
     "rrp|ррц|мрц|рекомендованная розничная цена|рекомендуемая розничная цена|рекомендованная цена|рекомендуемая цена|msrp|"
     "рекомендована роздрібна ціна|рекомендована ціна|минимальная ррц|минимальная розничная цена|мрц ррц|ррп"},
    {SVOD_FIELD_RRP, 70,
     "розничная цена|цена розница|розница|цена розничная|роздрібна ціна|retail price|розн цена|розн|цена розн"},
    {SVOD_FIELD_PRICE_TIERS, 100, "price tiers|цены от количества|оптовые цены"},
    {SVOD_FIELD_CURRENCY, 100,
     "валюта|currency|currencyid|currency id|валютасы|вал|валюта цены|price currency|currency code"},
    {SVOD_FIELD_AVAILABLE, 100,
     "available|availability|наличие|наявність|в наличии|есть в наличии|доступность|статус наличия|наличие товара|"
     "бар-жоғы|in stock|наличие на складе|в наявності|доступен|статус наявності|is available"},
    {SVOD_FIELD_AVAILABLE, 50, "активность|status|статус|stock status|активен|состояние|active|published"},
    {SVOD_FIELD_STOCK, 100,
     "stock|остаток|остатки|залишок|залишки|stock quantity|остаток на складе|остатки на складе|количество на складе|"
     "кол-во на складе|свободный остаток|қалдық|instock|variant inventory qty|in stock qty|количество остаток|остаток шт|"
     "quantity in stock|доступное количество|доступно шт|доступно к заказу|stock qty|quantity available|inventory"},
    {SVOD_FIELD_STOCK, 70,
     "на складе|склад|свободно|доступно|quantity|в наличии шт|кількість на складі|складской остаток|остаток по складу"},
    {SVOD_FIELD_STOCK, 50, "количество|кол-во|кіл-сть|кількість|кол|к-во|count|саны|qty"},
    {SVOD_FIELD_MIN_QUANTITY, 100,
     "min quantity|min-quantity|минимальный заказ|мин заказ|минимальное количество|мин кол-во|минимальный объем заказа|"
     "минимальный объём заказа|мінімальне замовлення|мін замовлення|мінімальний обсяг замовлення|moq|min order|"
     "минимальная партия|мин партия|минимальное количество для заказа|минимальное кол-во|мінімальна кількість|"
     "минимальный заказ опт|минимальный заказ шт|minimum order quantity|min order quantity|минимум|мин количество|"
     "ең аз тапсырыс|минимальная кратность заказа|min qty|minquantity|мин заказ шт|мин опт"},
    {SVOD_FIELD_STEP_QUANTITY, 100,
     "step quantity|step-quantity|кратность|кратность заказа|кратно|кратність|quantum|квант|квант поставки|"
     "шаг заказа|кратность товара|кратность отгрузки|кратность продажи|order step|stepquantity|еселігі|"
     "минимальная кратность товара|минимальная кратность|кратность упаковки|кратн|кратность шт|квант заказа"},
    {SVOD_FIELD_STEP_QUANTITY, 50,
     "количество в упаковке|кол-во в упаковке|шт в упаковке|штук в упаковке|в упаковке|упаковка|норма упаковки|"
     "кількість в упаковці|шт в уп|в уп|упак|вложение|кол-во в уп|фасовка|pack size|упаковка шт|количество в пачке"},
    {SVOD_FIELD_STEP_QUANTITY, 30,
     "шт в коробке|количество в коробке|кол-во в коробке|в коробке|штук в коробке|кол-во в коробе|шт в коробе|"
     "в коробе|кратность короба|transport unit|box count|boxcount"},
    {SVOD_FIELD_ROW, 100,
     "row|ростовка|размерный ряд|розмірний ряд|размерная линейка|ростовой ряд|ряд|размерная сетка ряда|size run|ростовки|"
     "размеры в ряду|состав ряда|размерный ряд в упаковке|ростовий ряд"},
    {SVOD_FIELD_BARCODE, 100,
     "barcode|штрихкод|штрих-код|штрих код|ean|ean13|ean-13|gtin|upc|штрихкоды|variant barcode|баркод|баркоды|"
     "штрихкод товара|ean код|штрих-коды|код ean|g gtin|barcodes|шк"},
    {SVOD_FIELD_WEIGHT, 100,
     "weight|вес|вага|салмағы|салмақ|вес товара|масса|вага товару|вес изделия|маса|вес единицы|variant weight"},
    {SVOD_FIELD_WEIGHT, 85,
     "вес нетто|вес брутто|shipping weight|вес в упаковке|вес с упаковкой|вага нетто|вага брутто|вага в упаковці|"
     "вес товара без упаковки|variant grams|вага загальна|масса нетто|масса брутто|package weight|вес упаковки|вес без "
     "упаковки"},
    {SVOD_FIELD_QUANTITY_ORDERED, 100,
     "quantity ordered|заказ|ваш заказ|заказано|заказ шт|количество заказа|кол-во заказа|замовлення|ваше замовлення|"
     "заказ кол-во|заказ количество|order|order qty|order quantity|тапсырыс|к заказу|кол-во к заказу|"
     "количество к заказу|заказать|заказ клиента|заказ штук|ваш заказ шт|заявка|ваша заявка|бронь"},
    {SVOD_FIELD_SUM_ORDERED, 100,
     "sum ordered|сумма заказа|сумма|сума|сума замовлення|итого|на сумму|total|сумма руб|sum|итого сумма|стоимость заказа|"
     "сомасы|всего|разом|order total|amount"},
    {SVOD_FIELD_ATTRIBUTES, 100, "attributes"},
};

enum { LONGEST = 160 };

/* Folded, punctuation as blanks; empty when it is too long for a heading or of another script. */
static svod_str cleaned(svod_str heading, char room[LONGEST])
{
    size_t n = svod_fold_simple(room, LONGEST, svod_str_trim(heading));
    if (n == SIZE_MAX) return SVOD_STR("");
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        char c = room[i];
        if (c == 0 || strchr("_.,;:()[]{}*#/\\|\"?!", c)) c = ' ';
        if (c == ' ' && (used == 0 || room[used - 1] == ' ')) continue;
        room[used++] = c;
    }
    if (used && room[used - 1] == ' ') used--;
    return (svod_str){room, used};
}

/* Where each heading of the table is, by the hash of its folded text. Made once, of constants only. */
enum { SLOTS = 2048 };
static struct {
    uint32_t hash;
    uint16_t meaning; /* index + 1; 0 is free */
} headings_index[SLOTS];
static pthread_once_t headings_once = PTHREAD_ONCE_INIT;

static uint32_t hash_of(svod_str s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h;
}

static void index_headings(void)
{
    for (size_t i = 0; i < SVOD_COUNT(meanings); i++) {
        svod_str rest = svod_str_of(meanings[i].headings);
        svod_str heading;
        while (svod_str_split(&rest, '|', &heading)) {
            char room[LONGEST];
            uint32_t hash = hash_of((svod_str){room, svod_fold_simple(room, sizeof room, heading)});
            size_t slot = hash % SLOTS;
            while (headings_index[slot].meaning) slot = (slot + 1) % SLOTS;
            headings_index[slot].hash = hash;
            headings_index[slot].meaning = (uint16_t)(i + 1);
        }
    }
}

static svod_field whole_heading(svod_str s, int *ret_confidence)
{
    pthread_once(&headings_once, index_headings);
    uint32_t hash = hash_of(s);
    for (size_t slot = hash % SLOTS; headings_index[slot].meaning; slot = (slot + 1) % SLOTS) {
        const meaning *m = &meanings[headings_index[slot].meaning - 1];
        if (headings_index[slot].hash != hash || !svod_folded_in(s, m->headings)) continue;
        *ret_confidence = m->confidence;
        return m->field;
    }
    *ret_confidence = 0;
    return SVOD_FIELD_NONE;
}

/* Prices of many kinds: "Цена ЦФО Оптовая", "РРЦ грн", "Цена закупки Евро". */
static svod_field price_by_words(svod_str s, int *ret_confidence)
{
    static const char prices[] = "цена|ціна|price|бағасы|цены|ррц|мрц";
    static const char others[] = "тип|вид|единица|unit|доставки|доставка|дата|ежемесячная|за упаковку|за "
                                 "коробку|упаковки|коробки|изменение|обновления|currency|валюта|id|ближайшая";
    static const char old[] = "старая|стара|old|без скидки|до скидки|compare|было|was";
    static const char retail[] = "розница|розничная|розн|роздрібна|ррц|мрц|rrp|retail|рекомендованная|рекомендуемая";
    static const char wholesale[] = "опт|оптовая|оптова|wholesale|закупки|дилер|дилерская|закупочная";
    if (!svod_folded_has_any(s, prices) || svod_folded_has_any(s, others)) return SVOD_FIELD_NONE;
    if (svod_folded_has_any(s, old)) return *ret_confidence = 70, SVOD_FIELD_OLD_PRICE;
    if (svod_folded_has_any(s, retail)) return *ret_confidence = 65, SVOD_FIELD_RRP;
    *ret_confidence = svod_folded_has_any(s, "от|до|from") ? 55 : svod_folded_has_any(s, wholesale) ? 85 : 65;
    return SVOD_FIELD_PRICE;
}

/* Only words that are sure enough inside a longer heading. */
static svod_field by_words(svod_str s, int *ret_confidence)
{
    static const struct {
        const char *word;
        svod_field field;
        int confidence;
    } words[] = {
        {"артикул", SVOD_FIELD_ARTICLE, 60},
        {"штрихкод", SVOD_FIELD_BARCODE, 60},
        {"кратность", SVOD_FIELD_STEP_QUANTITY, 60},
        {"остаток", SVOD_FIELD_STOCK, 60},
        {"ростовка", SVOD_FIELD_ROW, 60},
        {"наименование", SVOD_FIELD_NAME, 50},
        {"цвет", SVOD_FIELD_COLOUR, 40},
        {"колір", SVOD_FIELD_COLOUR, 40},
        {"colour", SVOD_FIELD_COLOUR, 40},
        {"color", SVOD_FIELD_COLOUR, 40},
    };
    static const char no_names[] = "группы|категории|характеристики|производителя|единицы|ед|страны|налога|поставщика";
    static const char no_colours[] = "свечения|подсветки|світіння|температура|картриджа|печати";
    svod_field price = price_by_words(s, ret_confidence);
    if (price != SVOD_FIELD_NONE) return price;
    for (size_t i = 0; i < SVOD_COUNT(words); i++) {
        if (!svod_folded_has_any(s, words[i].word)) continue;
        if (words[i].field == SVOD_FIELD_NAME && svod_folded_has_any(s, no_names)) continue;
        if (words[i].field == SVOD_FIELD_COLOUR && svod_folded_has_any(s, no_colours)) continue;
        *ret_confidence = words[i].confidence;
        return words[i].field;
    }
    return SVOD_FIELD_NONE;
}

/* Cuts the last word off when it is one of `words`. */
static bool cut_last(svod_str *s, const char *words)
{
    const char *blank = s->n ? memrchr(s->p, ' ', s->n) : NULL;
    if (!blank || !svod_folded_in(svod_str_range(blank + 1, s->p + s->n), words)) return false;
    s->n = (size_t)(blank - s->p);
    return true;
}

static bool is_measure(svod_str unit)
{
    char room[LONGEST];
    return svod_folded_in(cleaned(unit, room), "см|мм|м|cm|mm|m|гб|gb|тб|л|мл|кг|г|дюйм|\"|inch");
}

svod_field svod_field_of(svod_str heading, svod_str unit, int *ret_confidence)
{
    static const char languages[] = "ru|ua|uk|rus|ukr|kz|en|рус|укр|ru-ru|uk-ua";
    static const char units[] = "руб|р|рублей|rub|грн|uah|тг|тенге|kzt|eur|евро|євро|usd|byn|шт|штук|pcs|ед|кг|kg|г|гр|g|"
                                "float|int|₽|$|€|html";
    static const char lengths[] = "см|мм|м|cm|mm";
    char room[LONGEST];
    int confidence = 0;
    svod_str s = cleaned(heading, room);
    svod_field field = s.n ? whole_heading(s, &confidence) : SVOD_FIELD_NONE;
    int less = 0;
    while (field == SVOD_FIELD_NONE && s.n) {
        if (cut_last(&s, languages))
            less += 10;
        else if (cut_last(&s, units))
            less += 1;
        else if (cut_last(&s, lengths))
            less += 50;
        else
            break;
        field = whole_heading(s, &confidence);
    }
    if (field == SVOD_FIELD_NONE && s.n) field = by_words(s, &confidence);
    if (field == SVOD_FIELD_SIZE && is_measure(unit)) less += 50;
    confidence -= less;
    if (confidence < 10) confidence = field == SVOD_FIELD_NONE ? 0 : 10;
    if (ret_confidence) *ret_confidence = confidence;
    return field;
}
