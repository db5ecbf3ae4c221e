/* Everything `close` writes, in order. */
#include "write/closing.h"

#include "base/str.h"
#include "write/parts.h"

static svod_status write_text(svod_outdir *dir, const char *name, svod_buf *text, bool is_private, svod_error *e)
{
    svod_status s = svod_outdir_write(dir, name, svod_buf_view(text), is_private, e);
    svod_buf_clear(text);
    return s;
}

static svod_status write_tables(const svod_closing *c, svod_outdir *dir, svod_buf *text, svod_error *e)
{
    char path[4096];
    svod_write_allocation_csv(c, text);
    svod_status s = write_text(dir, "allocation.csv", text, false, e);
    if (s == SVOD_OK && c->changes.listed) {
        svod_write_changes_csv(c, text);
        s = write_text(dir, "changes.csv", text, false, e);
    }
    if (s != SVOD_OK || !c->plan->orderable) return s;
    svod_write_costs_csv(c, text);
    s = write_text(dir, "costs.csv", text, false, e);
    if (s != SVOD_OK) return s;
    svod_write_supplier_csv(c, text);
    s = write_text(dir, "supplier-order.csv", text, false, e);
    if (s != SVOD_OK) return s;
    s = svod_outdir_path(dir, "supplier-order.xlsx", path, sizeof path, e);
    if (s == SVOD_OK) s = svod_write_supplier_xlsx(c, path, e);
    if (s == SVOD_OK) s = svod_outdir_written(dir, "supplier-order.xlsx", false, e);
    return s;
}

static svod_status write_people(svod_view *view, svod_outdir *dir, svod_buf *text, svod_error *e)
{
    svod_status s = SVOD_OK;
    svod_buf name = SVOD_BUF_INIT;
    for (uint32_t who = 0; who < view->closing->demand->participants_n && s == SVOD_OK; who++) {
        svod_buf_clear(&name);
        svod_buf_printf(&name, "sheets/%.*s.html", SVOD_FMT(view->people[who].file));
        svod_write_sheet(view, who, text);
        s = write_text(dir, name.p, text, false, e);
        if (s != SVOD_OK) break;
        svod_buf_clear(&name);
        svod_buf_printf(&name, "messages/%.*s.txt", SVOD_FMT(view->people[who].file));
        svod_write_message(view, who, text);
        s = write_text(dir, name.p, text, false, e);
    }
    svod_buf_release(&name);
    return s;
}

svod_status svod_closing_write(const svod_closing *closing, svod_outdir *dir, svod_check *ret_checks, size_t *ret_checks_n,
                               svod_error *e)
{
    svod_view view;
    svod_view_init(&view, closing);
    svod_buf text = SVOD_BUF_INIT;
    *ret_checks_n = 0;
    svod_status s = write_tables(closing, dir, &text, e);
    if (s == SVOD_OK && closing->plan->orderable) s = write_people(&view, dir, &text, e);
    if (s == SVOD_OK) s = svod_closing_check(closing, dir, ret_checks, ret_checks_n, e);
    if (s == SVOD_OK) {
        svod_write_report_json(&view, ret_checks, *ret_checks_n, &text);
        s = write_text(dir, "report.json", &text, false, e);
    }
    if (s == SVOD_OK) {
        svod_write_report_html(&view, ret_checks, *ret_checks_n, &text);
        s = write_text(dir, "report.html", &text, true, e);
    }
    svod_buf_release(&text);
    svod_view_release(&view);
    return s;
}
