/* The beginning of an old workbook: the list of its sheets. */
#include "kit/sheet_ole.h"

#include "base/arena.h"
#include "base/str.h"

enum { GLOBALS_MAX = 512 << 10, HEADER = 512, FAT_LISTED = 109, SHEETS_MAX = 2000 };

static uint32_t number(const char *p, int bytes)
{
    uint32_t v = 0;
    for (int i = 0; i < bytes; i++) v |= (uint32_t)(unsigned char)p[i] << 8 * i;
    return v;
}

typedef struct container {
    const char *p;
    size_t n, sector;
} container;

/* The bytes of a sector; NULL when they are not among those there are. */
static const char *sector_at(const container *c, uint32_t at)
{
    uint64_t from = ((uint64_t)at + 1) * c->sector;
    return from + c->sector <= c->n ? c->p + from : NULL;
}

static uint32_t next_of(const container *c, uint32_t at)
{
    size_t each = c->sector / 4;
    if (at / each >= FAT_LISTED) return UINT32_MAX;
    const char *table = sector_at(c, number(c->p + 76 + 4 * (at / each), 4));
    return table ? number(table + 4 * (at % each), 4) : UINT32_MAX;
}

/* Where the stream of the workbook begins; UINT32_MAX: not found. Names are UTF-16. */
static uint32_t find_workbook(const container *c)
{
    static const struct {
        const char name[20];
        size_t n;
    } names[] = {{"W\0o\0r\0k\0b\0o\0o\0k", 16}, {"B\0o\0o\0k", 8}, {"W\0O\0R\0K\0B\0O\0O\0K", 16}};
    uint32_t at = number(c->p + 48, 4);
    for (int steps = 0; steps < 64; steps++, at = next_of(c, at)) {
        const char *directory = sector_at(c, at);
        for (size_t i = 0; directory && i + 128 <= c->sector; i += 128) {
            size_t length = number(directory + i + 64, 2);
            for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
                if (length == names[k].n + 2 && memcmp(directory + i, names[k].name, names[k].n) == 0)
                    return number(directory + i + 116, 4);
            }
        }
        if (!directory) break;
    }
    return UINT32_MAX;
}

/* The first bytes of the stream, put together. */
static svod_str globals(const container *c, svod_arena *arena)
{
    uint32_t at = find_workbook(c);
    char *p = at == UINT32_MAX ? NULL : svod_arena_alloc(arena, GLOBALS_MAX);
    size_t n = 0;
    while (p && n + c->sector <= GLOBALS_MAX) {
        const char *sector = sector_at(c, at);
        if (!sector) break;
        memcpy(p + n, sector, c->sector);
        n += c->sector;
        at = next_of(c, at);
    }
    return (svod_str){p, n};
}

size_t svod_ole_hidden_sheets(const char *p, size_t n, svod_arena *arena, const bool **ret)
{
    container c = {p, n, HEADER};
    *ret = NULL;
    if (n < 8 * HEADER || memcmp(p, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) != 0) return 0;
    if (number(p + 30, 2) == 12) c.sector = 4096;
    svod_arena_mark mark = svod_arena_mark_get(arena);
    bool *hidden = svod_arena_calloc(arena, SHEETS_MAX, sizeof *hidden);
    svod_str s = hidden ? globals(&c, arena) : (svod_str){0};
    size_t sheets = 0;
    bool whole = false;
    for (size_t at = 0; at + 4 <= s.n && !whole;) {
        uint32_t type = number(s.p + at, 2), length = number(s.p + at + 2, 2);
        const char *record = s.p + at + 4;
        if (at + 4 + length > s.n) break;
        whole = type == 0x0A;
        /* BOUNDSHEET: where it begins, hidden, kind (0: a worksheet), name. */
        if (type == 0x85 && length > 6 && record[5] == 0 && sheets < SHEETS_MAX) hidden[sheets++] = (record[4] & 3) != 0;
        at += 4 + length;
    }
    if (!whole || !sheets) {
        svod_arena_rewind(arena, mark);
        return 0;
    }
    *ret = hidden;
    return sheets;
}
