/* Fuzzing the reading of orders and of pinned units: any bytes end in them or in an error with exit 65; what is taken keeps
 * its promises. */
#include "base/arena.h"
#include "base/str.h"
#include "engine/orders.h"
#include "engine/pins.h"

#include <stdlib.h>

static void hear(svod_diag *diag, svod_severity severity, const char *id, const char *where, const char *text)
{
    (void)diag;
    (void)severity;
    if (!id[0] || !where[0] || !text[0]) abort();
}

static void check_pinned(const svod_order_line *line)
{
    svod_str rest = line->pinned, offer;
    int64_t units, sum = 0;
    while (svod_str_trim(rest).n) {
        if (!svod_pin_cut(&rest, &offer, &units) || units < 1) abort();
        sum += units;
    }
    if (sum > line->quantity + line->extra) abort();
}

static void read_pins(svod_arena *arena, svod_str bytes)
{
    svod_source *source = NULL;
    svod_pin_rows rows = {0};
    svod_error e = {0};
    if (svod_source_memory(bytes, "pinned.csv", 0, &source, &e) == SVOD_OK) {
        svod_status s = svod_pins_read(arena, source, &rows, &e);
        if (s != SVOD_OK && (e.exit_code == 0 || !e.text[0] || rows.n)) abort();
        for (size_t i = 0; i < rows.n; i++)
            if (rows.v[i].line.n == 0 || rows.v[i].units < 1 || rows.v[i].at < 2) abort();
        svod_pins_release(&rows);
    }
    svod_source_close(source);
}

static void check(const svod_orders *orders)
{
    for (size_t i = 0; i < orders->n; i++) {
        const svod_order_line *line = &orders->lines[i];
        if (line->quantity < 1 || line->quantity > SVOD_ORDERS_QUANTITY_CAP) abort();
        if (line->extra < 0 || line->extra > SVOD_ORDERS_QUANTITY_CAP) abort();
        if (line->participant.n == 0 || line->line.n == 0) abort();
        if (line->offer.n == 0 && line->article.n == 0) abort();
        if (line->price != SVOD_DEC_NONE && line->price < 0) abort();
        if (!svod_utf8_valid(line->participant) || !svod_utf8_valid(line->comment)) abort();
        if (orders->at[i] < 2) abort();
        check_pinned(line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    svod_arena arena;
    svod_diag diag = {.say = hear};
    svod_zone zone = {0};
    svod_source *source = NULL;
    svod_orders orders;
    svod_error e = {0};
    svod_arena_init_try(&arena, 64 << 20);
    if (svod_source_memory((svod_str){(const char *)data, size}, "orders.csv", 0, &source, &e) == SVOD_OK) {
        svod_status s = svod_orders_read(&arena, source, &zone, &diag, &orders, &e);
        if (s == SVOD_OK) check(&orders);
        if (s != SVOD_OK && (e.exit_code == 0 || !e.text[0] || orders.n)) abort();
        svod_orders_release(&orders);
    }
    svod_source_close(source);
    read_pins(&arena, (svod_str){(const char *)data, size});
    svod_arena_release(&arena);
    return 0;
}
