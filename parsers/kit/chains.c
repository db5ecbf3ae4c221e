/* A table of texts with chains of records; see the header. A key or record is its place in the blocks, in units of UNIT
 * bytes, so that 32 bits reach far enough. */
#include "kit/chains.h"

#include "base/alloc.h"

#include <svod/kit.h>

#include <string.h>

enum { BLOCK = 256 << 10, UNIT = 4, FIRST_SLOTS = 256 };
#define MARKED ((uint32_t)1 << 31)

/* A record: where the next one is, its length (with the mark), its bytes. */
typedef struct entry {
    uint32_t next, length;
} entry;

/* A key: an entry of its text, with its chain. `next` is the key added after it. */
typedef struct head {
    entry text;
    uint32_t first, last;
} head;

typedef struct slot {
    uint32_t tag, key;
} slot;

struct svod_chains {
    char **blocks;
    size_t blocks_n, blocks_room, used; /* `used` of the last block */
    slot *slots;
    size_t slots_n, keys;
    svod_chains_key first, last;
};

svod_chains *svod_chains_new(void)
{
    svod_chains *t = svod_try_calloc(1, sizeof *t);
    slot *slots = svod_try_calloc(FIRST_SLOTS, sizeof *slots);
    if (!t || !slots) {
        svod_free(t);
        svod_free(slots);
        return NULL;
    }
    t->slots = slots;
    t->slots_n = FIRST_SLOTS;
    t->used = BLOCK;
    return t;
}

void svod_chains_free(svod_chains *t)
{
    if (!t) return;
    for (size_t i = 0; i < t->blocks_n; i++) svod_free(t->blocks[i]);
    svod_free(t->blocks);
    svod_free(t->slots);
    svod_free(t);
}

/* Place 0 is none: the first block begins at unit 1. */
static void *at(const svod_chains *t, uint32_t place)
{
    size_t byte = ((size_t)place - 1) * UNIT;
    return t->blocks[byte / BLOCK] + byte % BLOCK;
}

static uint32_t take(svod_chains *t, size_t n)
{
    n = (n + UNIT - 1) / UNIT * UNIT;
    if (t->used + n > BLOCK) {
        if ((t->blocks_n + 1) * BLOCK > SVOD_CHAINS_CAP) return 0;
        if (t->blocks_n == t->blocks_room) {
            size_t room = t->blocks_room ? 2 * t->blocks_room : 16;
            char **blocks = svod_try_realloc(t->blocks, room * sizeof *blocks);
            if (!blocks) return 0;
            t->blocks = blocks;
            t->blocks_room = room;
        }
        char *block = svod_try_alloc(BLOCK);
        if (!block) return 0;
        t->blocks[t->blocks_n++] = block;
        t->used = 0;
    }
    size_t byte = (t->blocks_n - 1) * BLOCK + t->used;
    t->used += n;
    return (uint32_t)(byte / UNIT) + 1;
}

static uint32_t tag_of(svod_str text)
{
    return (uint32_t)svod_hash_bytes(text.p, text.n, 0).lo;
}

/* Where the text is, or the free slot where it belongs. */
static slot *find(const svod_chains *t, uint32_t tag, svod_str text)
{
    for (size_t i = tag & (t->slots_n - 1);; i = (i + 1) & (t->slots_n - 1)) {
        slot *s = &t->slots[i];
        if (!s->key) return s;
        if (s->tag != tag) continue;
        svod_str own = svod_chains_text(t, s->key);
        if (own.n == text.n && (!own.n || memcmp(own.p, text.p, own.n) == 0)) return s;
    }
}

static bool grow(svod_chains *t)
{
    size_t n = t->slots_n * 2;
    slot *slots = svod_try_calloc(n, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < t->slots_n; i++) {
        if (!t->slots[i].key) continue;
        size_t to = t->slots[i].tag & (n - 1);
        while (slots[to].key) to = (to + 1) & (n - 1);
        slots[to] = t->slots[i];
    }
    svod_free(t->slots);
    t->slots = slots;
    t->slots_n = n;
    return true;
}

svod_chains_key svod_chains_find(const svod_chains *t, svod_str text)
{
    return find(t, tag_of(text), text)->key;
}

svod_chains_key svod_chains_add(svod_chains *t, svod_str text)
{
    uint32_t tag = tag_of(text);
    svod_chains_key known = find(t, tag, text)->key;
    if (known) return known;
    if (text.n > SVOD_CHAINS_TEXT_CAP) return 0;
    if (t->keys >= t->slots_n / 4 * 3 && !grow(t)) return 0;
    uint32_t key = take(t, sizeof(head) + text.n);
    if (!key) return 0;
    head *h = at(t, key);
    *h = (head){.text = {.length = (uint32_t)text.n}};
    if (text.n) memcpy(h + 1, text.p, text.n);
    if (t->last) ((head *)at(t, t->last))->text.next = key;
    if (!t->first) t->first = key;
    t->last = key;
    t->keys++;
    *find(t, tag, text) = (slot){tag, key};
    return key;
}

svod_str svod_chains_text(const svod_chains *t, svod_chains_key key)
{
    const head *h = at(t, key);
    return (svod_str){(const char *)(h + 1), h->text.length};
}

bool svod_chains_hang(svod_chains *t, svod_chains_key key, svod_str bytes)
{
    if (bytes.n > SVOD_CHAINS_TEXT_CAP) return false;
    uint32_t place = take(t, sizeof(entry) + bytes.n);
    if (!place) return false;
    entry *record = at(t, place);
    *record = (entry){.length = (uint32_t)bytes.n};
    if (bytes.n) memcpy(record + 1, bytes.p, bytes.n);
    head *h = at(t, key);
    if (h->last)
        ((entry *)at(t, h->last))->next = place;
    else
        h->first = place;
    h->last = place;
    return true;
}

svod_chains_record svod_chains_first(const svod_chains *t, svod_chains_key key)
{
    return ((const head *)at(t, key))->first;
}

svod_chains_record svod_chains_next(const svod_chains *t, svod_chains_record record)
{
    return ((const entry *)at(t, record))->next;
}

svod_str svod_chains_bytes(const svod_chains *t, svod_chains_record record)
{
    const entry *r = at(t, record);
    return (svod_str){(const char *)(r + 1), r->length & ~MARKED};
}

void svod_chains_mark(svod_chains *t, svod_chains_record record)
{
    ((entry *)at(t, record))->length |= MARKED;
}

bool svod_chains_marked(const svod_chains *t, svod_chains_record record)
{
    return (((const entry *)at(t, record))->length & MARKED) != 0;
}

svod_chains_key svod_chains_after(const svod_chains *t, svod_chains_key key)
{
    return key ? ((const head *)at(t, key))->text.next : t->first;
}
