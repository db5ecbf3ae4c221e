/* What libcsv alone takes: counts the cells and rows of a file and the bytes in them; nothing is decoded, kept or
 * understood. usage: peer_csv FILE [DELIMITER] */
#include <csv.h>
#include <stdio.h>

typedef struct counts {
    size_t cells, rows, bytes;
} counts;

static void cell(void *p, size_t n, void *ctx)
{
    (void)p;
    counts *c = ctx;
    c->cells++;
    c->bytes += n;
}

static void row(int end, void *ctx)
{
    (void)end;
    ((counts *)ctx)->rows++;
}

int main(int argc, char **argv)
{
    static char block[64 << 10];
    struct csv_parser parser;
    counts c = {0};
    FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!f || csv_init(&parser, 0) != 0) return 1;
    csv_set_delim(&parser, argc > 2 ? (unsigned char)argv[2][0] : ';');
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        if (csv_parse(&parser, block, n, cell, row, &c) != n) return 1;
    csv_fini(&parser, cell, row, &c);
    csv_free(&parser);
    fclose(f);
    printf("%zu cells, %zu rows, %zu bytes\n", c.cells, c.rows, c.bytes);
    return 0;
}
