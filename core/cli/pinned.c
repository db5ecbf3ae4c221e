/* What the supplier confirmed, from a file: it is put with the order lines. */
#include "cli/pinned.h"

#include "base/map.h"
#include "base/str.h"
#include "engine/nearest.h"
#include "engine/pins.h"
#include "write/csv.h"

/* The line as written, or as it was before a file of ours was made safe for spreadsheets. */
static uint32_t find_line(const svod_map *lines, svod_str id)
{
    uint32_t found = svod_map_get(lines, id);
    return found != UINT32_MAX ? found : svod_map_get(lines, svod_csv_meant(id));
}

static void add_pin(svod_desk *desk, svod_order_line *line, const svod_pin_row *row, svod_buf *b)
{
    svod_buf_clear(b);
    svod_buf_str(b, line->pinned);
    if (line->pinned.n) svod_buf_char(b, '|');
    svod_buf_str(b, svod_csv_meant(row->offer));
    svod_buf_printf(b, "%s%lld", row->offer.n ? "×" : "", (long long)row->units);
    line->pinned = svod_arena_dup(desk->cli->arena, svod_buf_view(b));
}

static svod_status pin_all(svod_desk *desk, const svod_pin_rows *rows, const char *path, svod_error *e)
{
    svod_map lines = SVOD_MAP_INIT;
    svod_buf b = SVOD_BUF_INIT;
    svod_status s = SVOD_OK;
    for (size_t i = 0; i < desk->orders_n; i++) {
        desk->orders[i].pinned = (svod_str){0};
        svod_map_put(&lines, desk->orders[i].line, (uint32_t)i);
    }
    for (size_t i = 0; i < rows->n && !s; i++) {
        uint32_t at = find_line(&lines, rows->v[i].line);
        if (at != UINT32_MAX) {
            add_pin(desk, &desk->orders[at], &rows->v[i], &b);
            continue;
        }
        s = svod_fail(e, SVOD_EXIT_BAD_INPUT, "pinned.line", "the purchase has no order line `%.*s`",
                      SVOD_FMT(svod_excerpt(rows->v[i].line)));
        svod_error_at(e, path, rows->v[i].at, 0);
    }
    svod_map_release(&lines);
    svod_buf_release(&b);
    return s;
}

svod_status svod_desk_pin(svod_desk *desk, const char *path, svod_error *e)
{
    svod_source *source = NULL;
    svod_pin_rows rows = {0};
    svod_status s = svod_source_open(path, path, &source, e);
    if (!s) s = svod_pins_read(desk->cli->arena, source, &rows, e);
    svod_source_close(source);
    if (!s) s = pin_all(desk, &rows, path, e);
    svod_pins_release(&rows);
    return s;
}
