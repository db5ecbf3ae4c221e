/* Opening a CSV file that a person gives. */
#include "engine/csvfile.h"

#include "base/str.h"

static svod_status feed_ahead(void *ctx, size_t want, const char **ret_p, size_t *ret_n, svod_error *e)
{
    return svod_source_ahead(ctx, want, ret_p, ret_n, e);
}

static void feed_consume(void *ctx, size_t n)
{
    svod_source_consume(ctx, n);
}

static svod_status refuse(svod_str head, svod_error *e)
{
    bool xlsx = svod_str_starts(head, SVOD_STR("PK\003\004")), xls = svod_str_starts(head, SVOD_STR("\xD0\xCF\x11\xE0"));
    if (!xlsx && !xls) return SVOD_OK;
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.workbook",
                     "this is a workbook (%s); save its sheet as CSV and give that", xlsx ? "XLSX" : "XLS");
}

static svod_status check(svod_str head, svod_error *e)
{
    if (svod_str_trim(head).n == 0)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.empty", "the file is empty: a heading row and lines are expected");
    if (memchr(head.p, 0, head.n))
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "orders.binary", "this is not text: a CSV file is expected");
    return SVOD_OK;
}

svod_status svod_csvfile_open(svod_source *source, svod_csv **ret, svod_error *e)
{
    const char *p = NULL;
    size_t n = 0;
    svod_status s = svod_source_ahead(source, 8, &p, &n, e);
    if (s < 0) return s;
    s = refuse((svod_str){p, n}, e);
    if (s) svod_error_at(e, svod_source_name(source), 0, 0);
    if (!s) s = svod_source_decode(source, (svod_str){0}, e);
    if (!s) s = svod_source_ahead(source, SVOD_CSV_SNIFF, &p, &n, e);
    if (s < 0) return s;
    s = check((svod_str){p, n}, e);
    if (s) {
        svod_error_at(e, svod_source_name(source), 0, 0);
        return s;
    }
    svod_csv_dialect dialect;
    svod_csv_sniff((svod_str){p, n}, n < SVOD_CSV_SNIFF, 0, &dialect);
    svod_csv_feed feed = {.ctx = source, .ahead = feed_ahead, .consume = feed_consume};
    return svod_csv_new(feed, &dialect, ret, e);
}
