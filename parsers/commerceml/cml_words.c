/* Element names of CommerceML. */
#include "commerceml.h"

#include "kit/text.h"

const svod_xml_word cml_words[] = {
    {"Ид", CML_ID},
    {"Наименование", CML_NAME},
    {"Артикул", CML_ARTICLE},
    {"Штрихкод", CML_BARCODE},
    {"ШтрихКод", CML_BARCODE},
    {"Описание", CML_DESCRIPTION},
    {"Картинка", CML_PICTURE},
    {"Статус", CML_STATUS},
    {"ПометкаУдаления", CML_DELETION},
    {"Количество", CML_QUANTITY},
    {"Страна", CML_COUNTRY},
    {"Изготовитель", CML_MAKER},
    {"Производитель", CML_MAKER},
    {"ТорговаяМарка", CML_MAKER},
    {"БазоваяЕдиница", CML_UNIT},
    {"Вес", CML_WEIGHT},
    {"Группы", CML_GROUPS},
    {"Группа", CML_GROUP},
    {"Категории", CML_GROUPS},
    {"Категория", CML_CATEGORY},
    {"ЗначенияСвойств", CML_PROPERTIES},
    {"ЗначенияСвойства", CML_PROPERTY},
    {"ХарактеристикиТовара", CML_CHARACTERISTICS},
    {"ХарактеристикаТовара", CML_CHARACTERISTIC},
    {"ЗначенияРеквизитов", CML_REQUISITES},
    {"ЗначениеРеквизита", CML_REQUISITE},
    {"Цены", CML_PRICES},
    {"Цена", CML_PRICE},
    {"ИдТипаЦены", CML_PRICE_TYPE_ID},
    {"ЦенаЗаЕдиницу", CML_PRICE_VALUE},
    {"Валюта", CML_CURRENCY},
    {"Коэффициент", CML_COEFFICIENT},
    {"МинКоличество", CML_MIN_QUANTITY},
    {"КоличествоОт", CML_MIN_QUANTITY},
    {"Склад", CML_STORE},
    {"ИдСклада", CML_STORE_ID},
    {"КоличествоНаСкладе", CML_STORE_QUANTITY},
    {"Остатки", CML_RESTS},
    {"Остаток", CML_REST},
    {"Значение", CML_VALUE},
    {"ИдЗначения", CML_VALUE_ID},
    {"ИдТовара", CML_GOOD_ID},
    {"БитриксТеги", CML_BITRIX},
    {"КоммерческаяИнформация", CML_ROOT},
    {"Классификатор", CML_CLASSIFIER},
    {"Каталог", CML_CATALOG},
    {"ПакетПредложений", CML_PACKAGE},
    {"ИзмененияПакетаПредложений", CML_PACKAGE},
    {"Документ", CML_DOCUMENT},
    {"Скидка", CML_DISCOUNT},
    {"Скидки", CML_DISCOUNT},
    {"Товары", CML_GOODS},
    {"Предложения", CML_OFFERS},
    {"ТипЦены", CML_PRICE_TYPE},
    {"Владелец", CML_OWNER},
    {"Свойство", CML_PROPERTY_DEFINED},
    {"СвойствоНоменклатуры", CML_PROPERTY_DEFINED},
    {NULL, 0},
};

cml_code cml_code_of(svod_str name)
{
    for (const svod_xml_word *w = cml_words; w->name; w++)
        if (strlen(w->name) == name.n && memcmp(w->name, name.p, name.n) == 0) return (cml_code)w->code;
    return CML_NONE;
}
