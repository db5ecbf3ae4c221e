/* Everything that reads text from catalogs, on arbitrary bytes; what must hold whatever they are is asserted. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "text/date.h"
#include "text/filename.h"
#include "text/selling.h"

#include <svod/kit.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) abort();
}

static void read_numbers(svod_str text, svod_str hint)
{
    svod_price price;
    svod_dec value;
    svod_str unit;
    int64_t n;
    int available;
    if (svod_read_price(text, hint, &price))
        must(price.value >= 0 && price.value <= SVOD_DEC_MAX && price.currency.n <= text.n);
    if (svod_read_decimal(text, &value, &unit)) must(value <= SVOD_DEC_MAX && value >= -SVOD_DEC_MAX && unit.n <= text.n);
    if (svod_read_quantity(text, &n)) must(n >= 0);
    if (svod_read_weight(text, hint, &value)) must(value >= 0);
    if (svod_read_stock(text, &available, &n)) must(available >= -1 && available <= 1 && n >= -1);
    must(svod_currency_iso(text).n <= 3);
    must(svod_read_yes(text) >= -1);
    (void)svod_time_parse(text, 180, &n);
}

static void read_sizes(svod_arena *arena, svod_str text)
{
    svod_sizes sizes;
    svod_strs colours;
    int confidence;
    for (int mode = SVOD_SIZES_AUTO; mode <= SVOD_SIZES_VERBATIM; mode++) {
        if (!svod_read_sizes(arena, text, (svod_sizes_mode)mode, &sizes)) continue;
        must(sizes.n <= text.n * 40 + 1);
        for (size_t i = 0; i < sizes.n; i++) must(sizes.cells[i].size.n > 0 && sizes.cells[i].count >= 1);
    }
    if (svod_read_row(arena, text, &sizes)) must(sizes.n > 0 && sizes.row);
    if (svod_read_colours(arena, text, &colours)) must(colours.n > 0 || svod_str_trim(text).n == 0);
    must(svod_size_in_name(text).n <= text.n);
    svod_selling said;
    for (int prose = 0; prose < 2; prose++) {
        if (!svod_selling_read(arena, text, prose, &said)) continue;
        must(said.step >= 0 && said.step != 1 && said.min >= 0 && said.min != 1 && said.row_units >= 0);
        must(said.step_text.n <= text.n && said.min_text.n <= text.n && said.row_text.n <= text.n);
        for (size_t i = 0; i < said.row.n; i++) must(said.row.cells[i].size.n > 0 && said.row.cells[i].count >= 1);
    }
    (void)svod_is_size(text);
    (void)svod_field_of(text, text, &confidence);
    must(confidence >= 0 && confidence <= 100);
}

static void read_text(svod_arena *arena, svod_str text)
{
    bool repaired;
    svod_str good = svod_utf8_repair(arena, text, &repaired);
    if (!good.p) return;
    must(svod_utf8_valid(good));
    svod_str folded = svod_fold(arena, text);
    if (folded.p) must(svod_utf8_valid(folded));
    svod_str plain = svod_plain_text(arena, good);
    if (plain.p) must(plain.n <= good.n && svod_utf8_valid(plain));
    (void)svod_plain_text(arena, text);
    svod_str name = svod_file_name(arena, text);
    if (name.p)
        must(name.n > 0 && name.n <= 100 && svod_utf8_valid(name) && !memchr(name.p, '/', name.n) && name.p[0] != '.');
    (void)svod_translit(arena, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    svod_arena arena;
    /* The first byte bounds memory, the second divides text and hint. */
    svod_arena_init_try(&arena, data[0] < 64 ? (size_t)data[0] * 64 + 1 : 0);
    svod_str text = {(const char *)data + 2, size - 2};
    size_t cut = data[1] < text.n ? data[1] : 0;
    svod_str hint = svod_str_sub(text, 0, cut);
    text = svod_str_sub(text, cut, text.n);
    read_numbers(text, hint);
    read_sizes(&arena, text);
    read_text(&arena, text);
    svod_arena_release(&arena);
    return 0;
}
