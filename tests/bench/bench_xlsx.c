/* Reads the rows of a workbook's sheets as the parser does, cells as text and hashed, and drops them: what reading costs
 * before anything is made of it. bench_xlsx FILE; see xlsx.sh. */
#include "base/alloc.h"
#include "base/arena.h"
#include "kit/sheet_own.h"

#include <stdio.h>

/* In place of the tables: counts. */
static unsigned long long cells;

static svod_status count(void *context, const svod_sheet_row *row, svod_error *e)
{
    (void)context;
    (void)e;
    for (size_t i = 0; i < row->n; i++) cells += row->cells[i].n > 0;
    return SVOD_OK;
}

static svod_status run(svod_sheet_package *p, svod_error *e)
{
    svod_status s = svod_sheet_package_read(p, e);
    for (size_t i = 0; s == SVOD_OK && i < p->sheets_n; i++) {
        svod_sheet_frame frame;
        svod_sheet_rows *rows = NULL;
        s = svod_sheet_frame_read(p, p->sheets[i].path, p->memory, &frame, e);
        if (s == SVOD_OK)
            s = svod_sheet_rows_open(NULL, p, &p->sheets[i], &frame, (svod_sheet_row_fn){NULL, count}, &rows, e);
        while (s == SVOD_OK) s = svod_sheet_rows_next(rows, e);
        svod_sheet_rows_close(rows);
        if (s == SVOD_END) s = SVOD_OK;
    }
    return s;
}

int main(int argc, char **argv)
{
    svod_arena memory;
    svod_error e = {0};
    svod_arena_init(&memory);
    svod_sheet_package p = {.memory = &memory};
    svod_status s = argc > 1 ? svod_package_open(argv[1], &p.zip, &e) : SVOD_FAILED;
    if (s == SVOD_OK) s = run(&p, &e);
    fprintf(stderr, "%llu cells %s\n", cells, e.text);
    svod_package_close(p.zip);
    svod_free(p.strings);
    svod_arena_release(&memory);
    return s != SVOD_OK;
}
