/* supplier-order.xlsx: the order as the supplier would like to get it. */
#include "write/parts.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "base/vec.h"
#include "io/outfile_parts.h"
#include "text/date.h"

#include <errno.h>
#include <string.h>
#include <xlsxwriter.h>
#include <zip.h>

enum { LONGEST_CELL = 32000 }; /* bytes; Excel's limit is 32,767 letters */
enum { COL_NUMBER, COL_ARTICLE, COL_NAME, COL_COLOUR, COL_SIZE, COL_QUANTITY, COL_PRICE, COL_AMOUNT, COL_NOTE, COL_COUNT };

/* Offers of one item and colour, as they are shown together. */
typedef struct order_group {
    uint32_t first; /* offer */
    svod_buf note;  /* "3 rows 42-44-46" */
} order_group;

typedef struct book {
    const svod_closing *c;
    svod_arena arena;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *title, *label, *plain, *head, *number, *text, *wrap, *count, *price, *money, *sum_label, *sum_count,
        *sum_money;
    const int64_t *units;
    svod_map groups; /* item, colour → group */
    SVOD_VEC(order_group) list;
    uint32_t *group_of; /* offer → group, or UINT32_MAX */
    uint32_t *next;     /* offer → the next bought one of its group, or UINT32_MAX */
    uint32_t *last;     /* group → its last offer so far */
    char *bytes;        /* the finished book */
    size_t bytes_n;
    lxw_error error;
} book;

static void keep_error(book *b, lxw_error error)
{
    if (error != LXW_NO_ERROR && b->error == LXW_NO_ERROR) b->error = error;
}

/* A workbook's numbers are doubles: this is the one place where a sum becomes one, on its way out. */
static double cell_number(svod_dec value)
{
    return (double)value / SVOD_DEC_SCALE;
}

static char *cell_text(book *b, svod_str text)
{
    size_t n = SVOD_MIN(text.n, (size_t)LONGEST_CELL);
    while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80) n--;
    return svod_arena_cstr(&b->arena, (svod_str){text.p, n});
}

static void put_text(book *b, lxw_row_t row, lxw_col_t col, svod_str text, lxw_format *format)
{
    keep_error(b, text.n ? worksheet_write_string(b->sheet, row, col, cell_text(b, text), format)
                         : worksheet_write_blank(b->sheet, row, col, format));
}

static void put_words(book *b, lxw_row_t row, lxw_col_t col, const char *text, lxw_format *format)
{
    put_text(b, row, col, svod_str_of(text), format);
}

static lxw_format *bordered(book *b)
{
    lxw_format *f = workbook_add_format(b->workbook);
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, 0xBFC5CA);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    return f;
}

static void make_formats(book *b)
{
    b->title = workbook_add_format(b->workbook);
    format_set_bold(b->title);
    format_set_font_size(b->title, 16);
    b->label = workbook_add_format(b->workbook);
    format_set_font_color(b->label, 0x626B73);
    b->plain = workbook_add_format(b->workbook);
    b->head = bordered(b);
    format_set_bold(b->head);
    format_set_bg_color(b->head, 0xE9EDEF);
    format_set_align(b->head, LXW_ALIGN_CENTER);
    format_set_align(b->head, LXW_ALIGN_VERTICAL_CENTER);
    format_set_text_wrap(b->head);
    b->number = bordered(b);
    format_set_font_color(b->number, 0x626B73);
    format_set_align(b->number, LXW_ALIGN_CENTER);
    b->text = bordered(b);
    format_set_indent(b->text, 1);
    b->wrap = bordered(b);
    format_set_indent(b->wrap, 1);
    format_set_text_wrap(b->wrap);
    b->count = bordered(b);
    format_set_num_format(b->count, "#,##0");
    b->price = bordered(b);
    format_set_num_format(b->price, "#,##0.00##");
    b->money = bordered(b);
    format_set_num_format(b->money, "#,##0.00");
    b->sum_label = bordered(b);
    format_set_bold(b->sum_label);
    format_set_indent(b->sum_label, 1);
    b->sum_count = bordered(b);
    format_set_bold(b->sum_count);
    format_set_num_format(b->sum_count, "#,##0");
    b->sum_money = bordered(b);
    format_set_bold(b->sum_money);
    format_set_num_format(b->sum_money, "#,##0.00");
}

static uint32_t group_of(book *b, uint32_t offer)
{
    const svod_stop_offer *o = &b->c->demand->offers[offer];
    svod_buf key = SVOD_BUF_INIT;
    svod_buf_str(&key, o->item);
    svod_buf_char(&key, 0);
    svod_buf_str(&key, o->colour);
    svod_str kept = svod_arena_dup(&b->arena, svod_buf_view(&key));
    svod_buf_release(&key);
    uint32_t group = svod_map_put(&b->groups, kept, (uint32_t)b->list.n);
    if (group == b->list.n) SVOD_VEC_PUSH(&b->list, (order_group){.first = offer});
    return group;
}

/* Groups in order of their first bought offer, offers within in catalog order. */
static void make_groups(book *b)
{
    uint32_t n = b->c->demand->offers_n;
    b->group_of = svod_arena_alloc(&b->arena, n * sizeof *b->group_of);
    b->next = svod_arena_alloc(&b->arena, n * sizeof *b->next);
    b->last = svod_arena_alloc(&b->arena, n * sizeof *b->last);
    for (uint32_t i = 0; i < n; i++) {
        b->next[i] = b->group_of[i] = UINT32_MAX;
        if (b->units[i] == 0) continue;
        uint32_t before = (uint32_t)b->list.n, group = group_of(b, i);
        b->group_of[i] = group;
        if (group != before) b->next[b->last[group]] = i;
        b->last[group] = i;
    }
}

static void note_lot(const svod_closing *c, const svod_lot *lot, uint32_t times, svod_buf *note)
{
    if (note->n) svod_buf_cstr(note, "; ");
    if (lot->kind == SVOD_LOT_PACK) {
        svod_buf_printf(note, svod_trn(c->lang, "%u pack of %u", "%u packs of %u", times), times, lot->cells[0].count);
        const svod_stop_offer *o = &c->demand->offers[lot->cells[0].offer];
        if (o->size.n) svod_buf_printf(note, " (%.*s)", SVOD_FMT(o->size));
        return;
    }
    svod_buf_printf(note, svod_trn(c->lang, "%u row", "%u rows", times), times);
    for (uint32_t i = 0; i < lot->cells_n; i++) {
        svod_buf_cstr(note, i ? ", " : ": ");
        svod_buf_str(note, c->demand->offers[lot->cells[i].offer].size);
        if (lot->cells[i].count > 1) svod_buf_printf(note, "×%u", lot->cells[i].count);
    }
}

static void make_notes(book *b)
{
    for (uint32_t i = 0; i < b->c->lots->n; i++) {
        const svod_lot *lot = &b->c->lots->v[i];
        if (b->c->plan->bought[i] == 0 || lot->kind == SVOD_LOT_SINGLE) continue;
        note_lot(b->c, lot, b->c->plan->bought[i], &b->list.v[b->group_of[lot->cells[0].offer]].note);
    }
}

static void put_detail(book *b, lxw_row_t *row, const char *label, svod_str text)
{
    if (!text.n) return;
    put_words(b, *row, COL_NUMBER, label, b->label);
    put_text(b, *row, COL_NAME, text, b->plain);
    (*row)++;
}

static lxw_row_t put_top(book *b)
{
    const svod_closing *c = b->c;
    svod_lang lang = c->lang;
    svod_buf text = SVOD_BUF_INIT;
    lxw_row_t row = 0;
    svod_buf_printf(&text, svod_tr(lang, "Order to %.*s"), SVOD_FMT(c->supplier_title));
    put_text(b, row, COL_NUMBER, svod_buf_view(&text), b->title);
    worksheet_set_row(b->sheet, row, 24, NULL);
    row += 2;
    svod_buf_clear(&text);
    svod_time_words(&text, c->now, c->zone_offset, lang);
    put_detail(b, &row, svod_tr(lang, "Date"), svod_buf_view(&text));
    put_detail(b, &row, svod_tr(lang, "Purchase"), c->title);
    put_detail(b, &row, svod_tr(lang, "Buyer"), c->organiser);
    put_detail(b, &row, svod_tr(lang, "Phone"), c->phone);
    put_detail(b, &row, svod_tr(lang, "E-mail"), c->email);
    put_detail(b, &row, svod_tr(lang, "Web site"), c->site);
    svod_buf_release(&text);
    return row + 1;
}

static const double widths[COL_COUNT] = {5, 15, 37, 15, 10, 8.5, 11.5, 13.5, 22};

/* Lines a text takes in a column; programs other than Excel do not find the height of wrapped rows by themselves. */
static int lines_in(lxw_col_t col, svod_str text)
{
    int letters = 0;
    for (size_t i = 0; i < text.n; i++) letters += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    int room = (int)widths[col] - 2;
    return (letters + room - 1) / room;
}

static void put_headings(book *b, lxw_row_t row)
{
    static const char *const names[COL_COUNT] = {N_("No."),      N_("Article"), N_("Name"),   N_("Colour"), N_("Size"),
                                                 N_("Quantity"), N_("Price"),   N_("Amount"), N_("Note")};
    const svod_closing *c = b->c;
    for (lxw_col_t col = 0; col < (lxw_col_t)COL_COUNT; col++) {
        svod_buf text = SVOD_BUF_INIT;
        svod_buf_cstr(&text, svod_tr(c->lang, names[col]));
        if ((col == COL_PRICE || col == COL_AMOUNT) && c->supplier_currency.n) {
            bool rouble = c->lang == SVOD_LANG_RU && svod_str_is(c->supplier_currency, "RUB");
            svod_buf_printf(&text, ", %.*s", SVOD_FMT(rouble ? SVOD_STR("₽") : c->supplier_currency));
        }
        put_text(b, row, col, svod_buf_view(&text), b->head);
        svod_buf_release(&text);
        keep_error(b, worksheet_set_column(b->sheet, col, col, widths[col], NULL));
    }
    worksheet_set_row(b->sheet, row, 32, NULL);
}

static void put_offer(book *b, lxw_row_t row, int64_t number, uint32_t offer, svod_str note)
{
    const svod_stop_offer *o = &b->c->demand->offers[offer];
    char formula[64];
    svod_dec amount = 0;
    if (!svod_dec_times(o->price, b->units[offer], &amount)) SVOD_BUG("the total fits, a part of it does not");
    keep_error(b, worksheet_write_number(b->sheet, row, COL_NUMBER, (double)number, b->number));
    put_text(b, row, COL_ARTICLE, o->article.n ? o->article : o->id, b->text);
    put_text(b, row, COL_NAME, o->name, b->wrap);
    put_text(b, row, COL_COLOUR, o->colour, b->wrap);
    put_text(b, row, COL_SIZE, o->size, b->text);
    keep_error(b, worksheet_write_number(b->sheet, row, COL_QUANTITY, (double)b->units[offer], b->count));
    keep_error(b, worksheet_write_number(b->sheet, row, COL_PRICE, cell_number(o->price), b->price));
    snprintf(formula, sizeof formula, "=F%u*G%u", row + 1, row + 1);
    keep_error(b, worksheet_write_formula_num(b->sheet, row, COL_AMOUNT, formula, b->money, cell_number(amount)));
    put_text(b, row, COL_NOTE, note, b->wrap);
    int lines = SVOD_MAX(lines_in(COL_NAME, o->name), SVOD_MAX(lines_in(COL_COLOUR, o->colour), lines_in(COL_NOTE, note)));
    keep_error(b, worksheet_set_row(b->sheet, row, 4 + 14 * SVOD_MAX(lines, 1), NULL));
}

static void put_total(book *b, lxw_row_t first, lxw_row_t row, int64_t units)
{
    char formula[64];
    for (lxw_col_t col = 0; col < (lxw_col_t)COL_COUNT; col++) put_words(b, row, col, "", b->sum_label);
    worksheet_set_row(b->sheet, row, 20, NULL);
    put_words(b, row, COL_NAME, svod_tr(b->c->lang, "Total"), b->sum_label);
    snprintf(formula, sizeof formula, "=SUM(F%u:F%u)", first + 1, row);
    keep_error(b, worksheet_write_formula_num(b->sheet, row, COL_QUANTITY, formula, b->sum_count, (double)units));
    snprintf(formula, sizeof formula, "=SUM(H%u:H%u)", first + 1, row);
    keep_error(
        b, worksheet_write_formula_num(b->sheet, row, COL_AMOUNT, formula, b->sum_money, cell_number(b->c->plan->amount)));
}

static void put_table(book *b, lxw_row_t head)
{
    lxw_row_t row = head + 1;
    int64_t number = 0, units = 0;
    put_headings(b, head);
    for (size_t g = 0; g < b->list.n; g++) {
        svod_str note = svod_buf_view(&b->list.v[g].note);
        for (uint32_t offer = b->list.v[g].first; offer != UINT32_MAX; offer = b->next[offer], note.n = 0) {
            put_offer(b, row++, ++number, offer, note);
            units += b->units[offer];
        }
    }
    put_total(b, head + 1, row, units);
    char range[64];
    snprintf(range, sizeof range, "B%u:E%u", head + 2, row + 1);
    keep_error(b, worksheet_ignore_errors(b->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range));
    keep_error(b, worksheet_repeat_rows(b->sheet, head, head));
    worksheet_freeze_panes(b->sheet, head + 1, 0);
}

static void set_up_page(book *b)
{
    worksheet_set_paper(b->sheet, 9); /* A4 */
    worksheet_fit_to_pages(b->sheet, 1, 0);
    worksheet_set_margins(b->sheet, 0.5, 0.5, 0.5, 0.7);
    svod_buf footer = SVOD_BUF_INIT;
    svod_buf_cstr(&footer, "&R");
    svod_buf_cstr(&footer, svod_tr(b->c->lang, "page &P of &N"));
    keep_error(b, worksheet_set_footer(b->sheet, footer.p));
    svod_buf_release(&footer);
    lxw_doc_properties properties = {
        .title = cell_text(b, b->c->title),
        .author = cell_text(b, b->c->organiser),
        .company = cell_text(b, b->c->organiser),
        .created = (time_t)SVOD_MAX(b->c->now / 1000000, 1), /* 0 would be the clock */
    };
    keep_error(b, workbook_set_properties(b->workbook, &properties));
}

static void release(book *b)
{
    for (size_t i = 0; i < b->list.n; i++) svod_buf_release(&b->list.v[i].note);
    SVOD_VEC_RELEASE(&b->list);
    svod_map_release(&b->groups);
    svod_arena_release(&b->arena);
}

/* The library does not look whether its temporary files were written: a full disk leaves a part of the book cut short. */
static bool is_whole(const char *path, const char *entry, const char *end)
{
    zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    zip_file_t *file = zip ? zip_fopen(zip, entry, 0) : NULL;
    svod_buf bytes = SVOD_BUF_INIT;
    zip_int64_t n = -1;
    while (file && (n = zip_fread(file, svod_buf_reserve(&bytes, 65536), 65536)) > 0) bytes.n += (size_t)n;
    bool whole = n == 0 && svod_str_ends(svod_str_trim(svod_buf_view(&bytes)), svod_str_of(end));
    svod_buf_release(&bytes);
    if (file) zip_fclose(file);
    if (zip) zip_discard(zip);
    return whole;
}

static svod_status finish(book *b, const char *path, svod_error *e)
{
    errno = 0;
    keep_error(b, workbook_close(b->workbook));
    int reason = errno;
    if (b->error == LXW_NO_ERROR) {
        if (is_whole(path, "xl/worksheets/sheet1.xml", "</worksheet>") && is_whole(path, "xl/sharedStrings.xml", "</sst>"))
            return SVOD_OK;
        reason = ENOSPC;
    }
    if (reason != 0) return svod_cannot_write(e, path, reason);
    svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "write.workbook", "cannot write the workbook: %s", lxw_strerror(b->error));
    svod_error_at(e, path, 0, 0);
    return SVOD_FAILED;
}

svod_status svod_write_supplier_xlsx(const svod_closing *c, const char *path, svod_error *e)
{
    book b = {.c = c};
    svod_arena_init(&b.arena);
    /* Temporary files go where the book goes: there has to be room in one place only. */
    const char *slash = strrchr(path, '/');
    lxw_workbook_options options = {.tmpdir =
                                        svod_arena_cstr(&b.arena, slash ? svod_str_range(path, slash) : SVOD_STR("."))};
    b.workbook = workbook_new_opt(path, &options);
    if (!b.workbook) svod_out_of_memory();
    b.sheet = workbook_add_worksheet(b.workbook, svod_tr(c->lang, "Order"));
    b.units = svod_bought_units(&b.arena, c);
    make_formats(&b);
    make_groups(&b);
    make_notes(&b);
    put_table(&b, put_top(&b));
    set_up_page(&b);
    svod_status s = finish(&b, path, e);
    release(&b);
    return s;
}
