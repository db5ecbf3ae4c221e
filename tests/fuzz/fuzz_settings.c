/* Fuzzing the settings: any bytes as svod.yaml, a supplier and a purchase end in settings or in an error with a place. */
#include "base/arena.h"
#include "base/str.h"
#include "engine/settings_terms.h"

#include <stdlib.h>
#include <string.h>

static void must_be_told(svod_status s, const svod_error *e)
{
    if (s == SVOD_OK) return;
    if (e->exit_code != SVOD_EXIT_BAD_SETTINGS && e->exit_code != SVOD_EXIT_INTERNAL && e->exit_code != SVOD_EXIT_NO_INPUT)
        abort();
    if (!e->text[0] || !e->id[0]) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const svod_yaml_key terms_keys[] = {SVOD_TERMS_KEYS(0), {0}};
    svod_arena arena;
    svod_error e = {0};
    const svod_yaml *root;
    svod_arena_init_try(&arena, 16 << 20);
    svod_yaml_reader r = {.arena = &arena, .file = "x.yaml", .e = &e};
    svod_str bytes = {(const char *)data, size};
    svod_status s = svod_yaml_parse(&r, bytes, &root);
    must_be_told(s, &e);
    if (s == SVOD_OK) {
        svod_settings settings;
        svod_supplier supplier;
        svod_purchase purchase;
        svod_terms terms;
        svod_terms_clear(&terms);
        must_be_told(svod_yaml_read(&r, root, terms_keys, &terms), &e);
        memset(&settings, 0, sizeof settings);
        must_be_told(svod_settings_read(&r, root, &settings), &e);
        must_be_told(svod_supplier_read(&r, root, "/tmp", &supplier), &e);
        memset(&supplier, 0, sizeof supplier);
        svod_terms_clear(&supplier.terms);
        must_be_told(svod_purchase_read(&r, root, &settings, &supplier, NULL, &purchase), &e);
    }
    svod_zone zone;
    svod_zone_read(&arena, bytes, &zone, NULL);
    svod_arena_release(&arena);
    return 0;
}
