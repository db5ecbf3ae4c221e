/* Writes a price list as a workbook, made by rule, for measuring: gen_xlsx ROWS FILE [inline]
 * Ten columns; texts shared, or in the cells. Built by tests/bench/xlsx.sh with libxlsxwriter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

int main(int argc, char **argv)
{
    if (argc < 3) return 1;
    long rows = strtol(argv[1], NULL, 10);
    lxw_workbook_options o = {.constant_memory = argc > 3, .tmpdir = getenv("TMPDIR")};
    lxw_workbook *b = workbook_new_opt(argv[2], &o);
    lxw_worksheet *s = workbook_add_worksheet(b, "Прайс");
    static const char *const headings[] = {"Артикул", "Наименование", "Бренд",   "Цвет",    "Размер",
                                           "Цена",    "РРЦ",          "Остаток", "Вес, кг", "Фото"};
    char text[200];
    for (lxw_col_t c = 0; c < 10; c++) worksheet_write_string(s, 0, c, headings[c], NULL);
    for (long i = 1; i <= rows; i++) {
        lxw_row_t r = (lxw_row_t)i;
        snprintf(text, sizeof text, "А-%ld", i);
        worksheet_write_string(s, r, 0, text, NULL);
        snprintf(text, sizeof text, "Платье женское летнее из вискозы, модель %ld", i / 7);
        worksheet_write_string(s, r, 1, text, NULL);
        worksheet_write_string(s, r, 2, i % 3 ? "Ромашка" : "Василёк", NULL);
        worksheet_write_string(s, r, 3, i % 2 ? "белый" : "тёмно-синий", NULL);
        worksheet_write_number(s, r, 4, 42 + 2 * (double)(i % 7), NULL);
        worksheet_write_number(s, r, 5, (double)(50000 + i % 90000) / 100, NULL);
        worksheet_write_number(s, r, 6, (double)(90000 + i % 90000) / 100, NULL);
        worksheet_write_number(s, r, 7, (double)(i % 40), NULL);
        worksheet_write_number(s, r, 8, 0.35, NULL);
        snprintf(text, sizeof text, "https://cdn.example/p/%ld.jpg", i / 7);
        worksheet_write_string(s, r, 9, text, NULL);
    }
    return workbook_close(b) != LXW_NO_ERROR;
}
