/* What an earlier close of the purchase wrote. */
#include "cli/earlier.h"

#include "base/map.h"
#include "base/str.h"
#include "base/tr.h"
#include "base/vec.h"
#include "write/csv.h"
#include "write/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

svod_status svod_earlier_read(const svod_desk *desk, const char *name, svod_buf *ret, svod_error *e)
{
    char path[PATH_MAX + 600];
    snprintf(path, sizeof path, "%s/out/%.*s/%s", desk->workspace, SVOD_FMT(desk->purchase.file_name), name);
    FILE *file = fopen(path, "re");
    if (!file && (errno == ENOENT || errno == ENOTDIR)) return SVOD_OK;
    int reason = errno;
    if (file) {
        size_t n;
        do {
            char *room = svod_buf_reserve(ret, 65536);
            n = fread(room, 1, 65535, file);
            ret->n += n;
            ret->p[ret->n] = 0;
        } while (n > 0);
        bool good = !ferror(file);
        reason = errno;
        fclose(file);
        if (good) return SVOD_OK;
    }
    svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", svod_errno_text(reason));
    svod_error_at(e, path, 0, 0);
    return SVOD_FAILED;
}

typedef struct reader {
    svod_map lines, offers;
    SVOD_VEC(svod_last) all;
} reader;

static void index_desk(reader *r, const svod_demand *demand)
{
    for (uint32_t i = 0; i < demand->lines_n; i++) svod_map_put(&r->lines, demand->orders[demand->lines[i].order].line, i);
    for (uint32_t i = 0; i < demand->offers_n; i++) svod_map_put(&r->offers, demand->offers[i].id, i);
}

/* False: not as svod writes it. */
static bool take_row(reader *r, const svod_str *cells)
{
    svod_str kind = cells[SVOD_ALLOCATION_KIND];
    bool leftover = svod_str_is(kind, "leftover");
    int64_t units;
    if (svod_str_is(kind, "unserved")) return true;
    if (!svod_str_int(cells[SVOD_ALLOCATION_QUANTITY], &units) || units < 1 || units > INT32_MAX) return false;
    uint32_t offer = svod_map_get(&r->offers, svod_csv_meant(cells[SVOD_ALLOCATION_GIVEN]));
    uint32_t line = leftover ? SVOD_NO_LINE : svod_map_get(&r->lines, svod_csv_meant(cells[SVOD_ALLOCATION_LINE]));
    if (offer == UINT32_MAX || (!leftover && line == UINT32_MAX)) return true;
    bool extra = svod_str_is(kind, svod_given_kind_code(SVOD_GIVEN_EXTRA));
    SVOD_VEC_PUSH(&r->all, (svod_last){line, offer, (uint32_t)units, extra});
    return true;
}

static int last_cmp(const void *left, const void *right)
{
    const svod_last *a = left, *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->extra != b->extra) return a->extra ? 1 : -1;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

static bool read_all(reader *r, svod_str bytes)
{
    svod_csv_table t;
    svod_csv_table_init(&t, bytes);
    bool good = svod_csv_table_row(&t) && svod_csv_table_is(&t, SVOD_ALLOCATION_HEADING);
    size_t columns = t.n;
    while (good && svod_csv_table_row(&t)) good = t.n == columns && take_row(r, t.cells);
    svod_csv_table_release(&t);
    return good;
}

svod_status svod_earlier_plan(svod_desk *desk, const svod_demand *demand, svod_stop_options *options, svod_error *e)
{
    svod_buf bytes = SVOD_BUF_INIT;
    svod_status s = svod_earlier_read(desk, "allocation.csv", &bytes, e);
    if (!s && bytes.n) {
        reader r = {0};
        index_desk(&r, demand);
        if (read_all(&r, svod_buf_view(&bytes)) && r.all.n) {
            qsort(r.all.v, r.all.n, sizeof *r.all.v, last_cmp);
            svod_last *last = svod_arena_alloc(desk->cli->arena, r.all.n * sizeof *last);
            memcpy(last, r.all.v, r.all.n * sizeof *last);
            options->last = last;
            options->last_n = r.all.n;
        }
        svod_map_release(&r.lines);
        svod_map_release(&r.offers);
        SVOD_VEC_RELEASE(&r.all);
    }
    svod_buf_release(&bytes);
    return s;
}
