/* Rows and packs drawn cell by cell. */
#include "write/rows_html.h"

#include "base/decimal.h"
#include "base/str.h"
#include "text/show.h"
#include "write/html.h"
#include "write/status.h"
#include "write/words.h"

/* More rows than this make a page nobody can open; they are counted and stand in allocation.csv. */
enum { MOST_ROWS = 3000 };

const char svod_rows_style[] =
    ".lot{margin:.9rem 0 1.3rem;break-inside:avoid-page}"
    ".lot h3{font-size:.95rem;font-weight:600;margin-bottom:.35rem;overflow-wrap:anywhere}"
    ".row{display:flex;flex-wrap:wrap;gap:.3rem;margin:.3rem 0;align-items:stretch;break-inside:avoid}"
    ".row>.no{flex:none;width:3.6rem;align-self:center;font-size:.8rem;color:var(--soft)}"
    ".cell{flex:0 1 7.2rem;min-width:4.4rem;padding:.25rem .5rem .3rem;border:1px solid #b9d8cf;border-radius:.35rem;"
    "background:var(--tint);font-size:.85rem;line-height:1.25;overflow:hidden}"
    ".cell i{display:block;font-style:normal;font-size:.72rem;color:var(--soft)}"
    ".cell b{display:block;font-weight:500;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}"
    ".cell.extra{border-style:dashed;border-color:var(--mark)}"
    ".cell.other{border-color:#7aa6d6;background:#eaf2fb}"
    ".cell.nobody{border-color:#d8b48f;background:repeating-linear-gradient(135deg,#fbf3ea 0 .35rem,#f4e4d2 .35rem .7rem)}"
    ".cell.missing{background:#fff;border:1px dashed #a9b1b7;color:var(--soft)}"
    ".key{display:flex;flex-wrap:wrap;gap:.4rem 1rem;font-size:.8rem;color:var(--soft);margin:.2rem 0 .6rem}"
    ".key .cell{display:inline-block;min-width:0;flex:none;width:1.1rem;height:1.1rem;padding:0;vertical-align:-.2rem;"
    "margin-right:.35rem}"
    "@media (max-width:34rem){.row{gap:.2rem;margin:.5rem 0}.row>.no{width:100%}.row>.no br{display:none}"
    ".row>.cell{flex:1 1 3.2rem;min-width:3.2rem;max-width:6rem;padding:.2rem .35rem}}";

void svod_put_lot_title(svod_buf *out, const svod_closing *c, const svod_lot *lot, const char *between)
{
    const svod_stop_offer *o = &c->demand->offers[lot->cells[0].offer];
    svod_str parts[] = {o->name, o->article, o->colour, lot->kind == SVOD_LOT_ROW ? (svod_str){0} : o->size};
    const char *before = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].n == 0) continue;
        svod_buf_cstr(out, before);
        svod_put_one_line(out, parts[i]);
        before = between;
    }
    if (before[0] == 0) svod_put_one_line(out, o->item.n ? o->item : o->id);
}

static void put_title(svod_buf *out, const svod_closing *c, const svod_lot *lot)
{
    svod_buf text = SVOD_BUF_INIT;
    svod_put_lot_title(&text, c, lot, " · ");
    svod_html_text(out, svod_buf_view(&text));
    svod_buf_release(&text);
}

static void put_cell(svod_buf *out, const char *kind, svod_str size, svod_str who, uint32_t units)
{
    svod_buf_printf(out, "<span class=\"cell%s\"><i>", kind);
    svod_html_text(out, size);
    if (units > 1)
        svod_buf_printf(out, " ×%u", units);
    else if (!size.n)
        svod_buf_cstr(out, "\u00a0");
    svod_buf_cstr(out, "</i><b>");
    svod_html_text(out, who);
    svod_buf_cstr(out, "</b></span>");
}

static void put_seat(svod_buf *out, const svod_closing *c, uint32_t offer, uint32_t given, uint32_t units)
{
    svod_str size = c->demand->offers[offer].size;
    if (given == UINT32_MAX) {
        put_cell(out, " nobody", size, svod_str_of(svod_tr(c->lang, "nobody's")), units);
        return;
    }
    const svod_given *g = &c->plan->given[given];
    const char *kind = g->kind == SVOD_GIVEN_EXTRA ? " extra" : g->kind == SVOD_GIVEN_SUBSTITUTE ? " other" : "";
    put_cell(out, kind, size, c->demand->participants[c->demand->lines[g->line].participant], units);
}

static bool same_owner(const svod_closing *c, uint32_t a, uint32_t b)
{
    if (a == b) return true;
    if (a == UINT32_MAX || b == UINT32_MAX) return false;
    const svod_given *x = &c->plan->given[a], *y = &c->plan->given[b];
    return x->kind == y->kind && c->demand->lines[x->line].participant == c->demand->lines[y->line].participant;
}

/* One bought row or pack. In a row every unit is a cell; a pack's neighbours of one owner share theirs. */
static void put_bought(svod_buf *out, const svod_closing *c, svod_seats *seats, const svod_lot *lot, uint32_t number)
{
    svod_buf_cstr(out, "<div class=\"row\"><span class=\"no\">");
    svod_buf_printf(out, lot->kind == SVOD_LOT_ROW ? svod_tr(c->lang, "row %u") : svod_tr(c->lang, "pack %u"), number);
    svod_buf_cstr(out, "</span>");
    for (uint32_t i = 0; i < lot->cells_n; i++) {
        uint32_t offer = lot->cells[i].offer, units = 0, owner = UINT32_MAX;
        for (uint32_t k = 0; k < lot->cells[i].count; k++) {
            uint32_t given = svod_seats_next(seats, offer);
            if (units > 0 && (lot->kind == SVOD_LOT_ROW || !same_owner(c, owner, given))) {
                put_seat(out, c, offer, owner, units);
                units = 0;
            }
            owner = given;
            units++;
        }
        put_seat(out, c, offer, owner, units);
    }
    svod_buf_cstr(out, "</div>\n");
}

static void put_key(svod_buf *out, svod_lang lang)
{
    static const struct {
        const char *kind, *words;
    } keys[] = {{"", N_("ordered")},
                {" other", N_("a replacement")},
                {" extra", N_("an extra unit somebody agreed to")},
                {" nobody", N_("bought for nobody")}};
    svod_buf_cstr(out, "<p class=\"key\">");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        svod_buf_printf(out, "<span><span class=\"cell%s\"></span>%s</span>", keys[i].kind, svod_tr(lang, keys[i].words));
    svod_buf_cstr(out, "</p>\n");
}

static bool same_title(const svod_closing *c, const svod_lot *a, const svod_lot *b)
{
    const svod_stop_offer *x = &c->demand->offers[a->cells[0].offer], *y = &c->demand->offers[b->cells[0].offer];
    return a->kind == SVOD_LOT_ROW && b->kind == SVOD_LOT_ROW && svod_str_eq(x->item, y->item) &&
           svod_str_eq(x->colour, y->colour) && svod_str_eq(x->name, y->name);
}

static void put_lots(svod_buf *out, const svod_closing *c, svod_seats *seats)
{
    const svod_lot *before = NULL;
    uint32_t number = 0, drawn = 0;
    int64_t more = 0;
    for (uint32_t i = 0; i < c->lots->n; i++) {
        const svod_lot *lot = &c->lots->v[i];
        if (c->plan->bought[i] == 0 || lot->kind == SVOD_LOT_SINGLE) continue;
        if (drawn >= MOST_ROWS) {
            more += c->plan->bought[i];
            continue;
        }
        if (!before || !same_title(c, before, lot)) {
            svod_buf_cstr(out, before ? "</div>\n<div class=\"lot\"><h3>" : "<div class=\"lot\"><h3>");
            put_title(out, c, lot);
            svod_buf_cstr(out, "</h3>\n");
            number = 0;
        }
        before = lot;
        for (uint32_t k = 0; k < c->plan->bought[i]; k++) {
            if (drawn++ < MOST_ROWS)
                put_bought(out, c, seats, lot, ++number);
            else
                more++;
        }
    }
    if (before) svod_buf_cstr(out, "</div>\n");
    if (more > 0) {
        svod_buf_cstr(out, "<p class=\"soft\">");
        svod_buf_printf(out, svod_tr(c->lang, "%lld more rows and packs are not drawn; who got what is in allocation.csv."),
                        (long long)more);
        svod_buf_cstr(out, "</p>\n");
    }
}

void svod_put_bought_rows(svod_view *view, svod_buf *out)
{
    const svod_closing *c = view->closing;
    bool any = false;
    for (uint32_t i = 0; i < c->lots->n && !any; i++) any = c->plan->bought[i] > 0 && c->lots->v[i].kind != SVOD_LOT_SINGLE;
    if (!any) return;
    svod_seats seats;
    svod_seats_init(&seats, &view->arena, c);
    svod_buf_cstr(out, "<section><h2>");
    svod_html_words(out, svod_tr(c->lang, "Rows and packs bought"));
    svod_buf_cstr(out, "</h2>\n");
    put_key(out, c->lang);
    put_lots(out, c, &seats);
    svod_buf_cstr(out, "</section>\n");
}

static void put_open_cells(svod_buf *out, const svod_closing *c, const svod_lot *lot, const svod_open_lot *open)
{
    for (uint32_t i = 0; i < lot->cells_n; i++) {
        svod_str size = c->demand->offers[lot->cells[i].offer].size;
        uint32_t have = open->have_cells ? open->have_cells[i] : 0, count = lot->cells[i].count;
        if (have > count) have = count;
        if (have > 0) put_cell(out, "", size, SVOD_STR("✓"), have);
        if (have < count) put_cell(out, " missing", size, svod_str_of(svod_tr(c->lang, "missing")), count - have);
    }
}

svod_dec svod_lack_amount(const svod_demand *demand, const svod_lots *lots, const svod_open_lot *open)
{
    const svod_lot *lot = &lots->v[open->lot];
    svod_dec sum = 0;
    for (uint32_t i = 0; i < lot->cells_n; i++) {
        svod_dec price = demand->offers[lot->cells[i].offer].price, part = 0;
        uint32_t have = open->have_cells ? open->have_cells[i] : 0;
        if (have >= lot->cells[i].count) continue;
        if (price == SVOD_DEC_NONE || !svod_dec_times(price, lot->cells[i].count - have, &part) ||
            !svod_dec_add(sum, part, &sum))
            return SVOD_DEC_NONE;
    }
    return sum;
}

/* "To complete it: 46×1, 50×2 (1 234,00 ₽). Then 3 pcs more are served." */
static void put_step(svod_buf *out, const svod_closing *c, const svod_lot *lot, const svod_open_lot *open)
{
    svod_buf text = SVOD_BUF_INIT;
    svod_dec amount = svod_lack_amount(c->demand, c->lots, open);
    svod_buf_printf(&text, "%s: ", svod_tr(c->lang, "To complete it"));
    if (lot->kind == SVOD_LOT_ROW)
        svod_buf_str(&text, open->lacks);
    else
        svod_put_units(&text, open->lack, c->lang);
    if (amount != SVOD_DEC_NONE) {
        svod_buf_cstr(&text, " (");
        svod_show_money(&text, amount, c->supplier_currency, c->lang);
        svod_buf_char(&text, ')');
    }
    svod_buf_printf(&text, svod_tr(c->lang, "; this brings %u more to those who asked."), open->have);
    svod_buf_cstr(out, "<p class=\"soft small\">");
    svod_html_text(out, svod_buf_view(&text));
    svod_buf_cstr(out, "</p>");
    svod_buf_release(&text);
}

void svod_put_open_rows(const svod_closing *c, size_t most, svod_buf *out)
{
    for (size_t i = 0; i < c->plan->open_n && i < most; i++) {
        const svod_open_lot *open = &c->plan->open[i];
        const svod_lot *lot = &c->lots->v[open->lot];
        svod_buf_cstr(out, "<div class=\"lot\"><h3>");
        put_title(out, c, lot);
        svod_buf_cstr(out, "</h3>\n<div class=\"row\"><span class=\"no\">");
        svod_buf_printf(out, lot->kind == SVOD_LOT_ROW ? svod_tr(c->lang, "row %u") : svod_tr(c->lang, "pack %u"),
                        open->number);
        svod_buf_printf(out, "<br> %u/%u</span>", open->have, open->have + open->lack);
        put_open_cells(out, c, lot, open);
        svod_buf_cstr(out, "</div>");
        put_step(out, c, lot, open);
        svod_buf_cstr(out, "</div>\n");
    }
    if (c->plan->open_n > most) {
        svod_buf_cstr(out, "<p class=\"soft\">");
        svod_buf_printf(out, svod_tr(c->lang, "And %lld more, further from complete."), (long long)(c->plan->open_n - most));
        svod_buf_cstr(out, "</p>\n");
    }
}
