/* Offers between the two passes: facts packed into some tens of bytes and hung on their good's id.
 *
 * A packed offer: 8 bytes of hash of its text, its line, its id behind the good's, its facts. Texts that come again and
 * again (names of properties, values, price types) are numbers of c->words; an id as 1C writes them is 16 bytes. */
#include "commerceml.h"

#include "kit/text.h"

enum { GUID = 36, GUID_BYTES = 16 };

/* How an id lies behind its good's. */
enum { ID_SAME, ID_VARIANT_GUID, ID_VARIANT, ID_OTHER };

typedef struct packer {
    cml *c;
    unsigned char *p;
    size_t n;
    bool full, no_memory;
} packer;

static void put(packer *k, const void *p, size_t n)
{
    if (k->n + n > CML_PACKED_CAP) {
        k->full = true;
        return;
    }
    if (n) memcpy(k->p + k->n, p, n);
    k->n += n;
}

static void put_number(packer *k, uint64_t number)
{
    unsigned char bytes[10];
    size_t n = 0;
    for (; number >= 128; number >>= 7) bytes[n++] = (unsigned char)(number | 128);
    bytes[n++] = (unsigned char)number;
    put(k, bytes, n);
}

static void put_text(packer *k, svod_str text)
{
    put_number(k, (uint64_t)text.n << 1);
    put(k, text.p, text.n);
}

static void put_word(packer *k, svod_str text)
{
    if (text.n < 3) {
        put_text(k, text);
        return;
    }
    svod_chains_key key = svod_chains_add(k->c->words, text);
    if (!key) k->no_memory = text.n <= SVOD_CHAINS_TEXT_CAP;
    if (!key) k->full = true;
    put_number(k, (uint64_t)key << 1 | 1);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "bd72d910-55bc-11d9-848a-00112f43529a", in small letters as 1C writes it. */
static bool guid(svod_str id, unsigned char ret[GUID_BYTES])
{
    if (id.n != GUID) return false;
    size_t nibbles = 0;
    for (size_t i = 0; i < GUID; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (id.p[i] != '-') return false;
            continue;
        }
        int value = digit(id.p[i]);
        if (value < 0) return false;
        ret[nibbles / 2] = (unsigned char)(nibbles % 2 ? ret[nibbles / 2] | value : value << 4);
        nibbles++;
    }
    return true;
}

static void guid_text(const unsigned char *bytes, char *to)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0, nibble = 0; i < GUID; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            to[i] = '-';
            continue;
        }
        to[i] = digits[nibble % 2 ? bytes[nibble / 2] & 15 : bytes[nibble / 2] >> 4];
        nibble++;
    }
}

svod_str cml_base_id(svod_str id)
{
    const char *sign = id.n ? memchr(id.p, '#', id.n) : NULL;
    return sign ? (svod_str){id.p, (size_t)(sign - id.p)} : id;
}

static void put_id(packer *k, svod_str id, svod_str base)
{
    unsigned char how = ID_OTHER, bytes[GUID_BYTES];
    svod_str rest = id;
    if (svod_kit_eq(id, base)) {
        how = ID_SAME;
    } else if (id.n > base.n && id.p[base.n] == '#' && memcmp(id.p, base.p, base.n) == 0) {
        rest = (svod_str){id.p + base.n + 1, id.n - base.n - 1};
        how = guid(rest, bytes) ? ID_VARIANT_GUID : ID_VARIANT;
    }
    put(k, &how, 1);
    if (how == ID_VARIANT_GUID)
        put(k, bytes, GUID_BYTES);
    else if (how != ID_SAME)
        put_text(k, rest);
}

/* Which texts of a fact come again and again. */
static bool is_word(cml_kind kind, size_t i)
{
    switch (kind) {
    case CML_SAYS_NAME:
        return i == 0;
    case CML_SAYS_PRICE:
        return i == 0 || i == 2 || i == 3;
    case CML_SAYS_STORE:
        return i == 0;
    case CML_SAYS_ARTICLE:
    case CML_SAYS_GROUP:
    case CML_SAYS_MAKER:
    case CML_SAYS_COUNTRY:
    case CML_SAYS_CHARACTERISTIC:
    case CML_SAYS_PROPERTY:
    case CML_SAYS_REQUISITE:
        return true;
    default:
        return false;
    }
}

/* A good lying among offers is read again as a good: of it only what offers say is kept. Descriptions are the good's. */
static bool is_kept(const cml_card *card, cml_kind kind)
{
    if (kind == CML_SAYS_DESCRIPTION) return false;
    if (!card->whole || card->link.n) return true;
    return kind == CML_SAYS_PRICE || kind == CML_SAYS_STOCK || kind == CML_SAYS_STORE || kind == CML_SAYS_DELETED;
}

static size_t texts_of(cml_kind kind)
{
    switch (kind) {
    case CML_SAYS_PRICE:
        return CML_TEXTS;
    case CML_SAYS_NAME:
    case CML_SAYS_CHARACTERISTIC:
    case CML_SAYS_PROPERTY:
    case CML_SAYS_REQUISITE:
    case CML_SAYS_STORE:
        return 2;
    case CML_SAYS_DELETED:
    case CML_SAYS_INACTIVE:
        return 0;
    default:
        return 1;
    }
}

svod_status cml_keep(cml *c, const cml_card *card, svod_str bytes, svod_error *e)
{
    packer k = {.c = c, .p = svod_arena_alloc(c->host->step, CML_PACKED_CAP)};
    if (!k.p) return svod_no_memory(e);
    svod_str base = card->link.n ? card->link : cml_base_id(card->id);
    uint64_t hash = svod_hash_bytes(bytes.p, bytes.n, 0).lo;
    put(&k, &hash, sizeof hash);
    put_number(&k, (uint64_t)card->at.line);
    put_id(&k, card->id, base);
    for (size_t i = 0; i < card->n; i++) {
        const cml_fact *fact = &card->v[i];
        if (!is_kept(card, fact->kind)) continue;
        unsigned char kind = (unsigned char)fact->kind;
        put(&k, &kind, 1);
        for (size_t t = 0; t < texts_of(fact->kind); t++)
            if (is_word(fact->kind, t))
                put_word(&k, fact->t[t]);
            else
                put_text(&k, fact->t[t]);
    }
    if (k.no_memory) return svod_no_memory(e);
    if (k.full || base.n > SVOD_CHAINS_TEXT_CAP) {
        c->host->diag(c->host, SVOD_ERROR, "commerceml.record-too-long", &card->at, "this offer says too much; left out");
        return SVOD_OK;
    }
    svod_chains_key key = svod_chains_add(c->kept, base);
    if (!key || !svod_chains_hang(c->kept, key, (svod_str){(char *)k.p, k.n})) return svod_no_memory(e);
    return SVOD_OK;
}

/* ---- reading them again ---- */

typedef struct unpacker {
    const cml *c;
    const unsigned char *p, *end;
} unpacker;

static uint64_t number(unpacker *u)
{
    uint64_t value = 0;
    for (int shift = 0; u->p < u->end; shift += 7) {
        value |= (uint64_t)(*u->p & 127) << shift;
        if (!(*u->p++ & 128)) break;
    }
    return value;
}

static svod_str text(unpacker *u)
{
    uint64_t how = number(u);
    if (how & 1) return svod_chains_text(u->c->words, (svod_chains_key)(how >> 1));
    svod_str s = {(const char *)u->p, (size_t)(how >> 1)};
    u->p += s.n;
    return s;
}

static svod_str id(unpacker *u, svod_str base)
{
    int how = *u->p++;
    if (how == ID_SAME) return base;
    const unsigned char *bytes = u->p;
    svod_str rest = {NULL, GUID};
    if (how == ID_VARIANT_GUID)
        u->p += GUID_BYTES;
    else
        rest = text(u);
    if (how == ID_OTHER) return rest;
    char *p = svod_arena_alloc(u->c->host->step, base.n + 1 + rest.n);
    if (!p) return (svod_str){NULL, 0};
    if (base.n) memcpy(p, base.p, base.n);
    p[base.n] = '#';
    if (how == ID_VARIANT_GUID)
        guid_text(bytes, p + base.n + 1);
    else if (rest.n)
        memcpy(p + base.n + 1, rest.p, rest.n);
    return (svod_str){p, base.n + 1 + rest.n};
}

svod_status cml_unpack(cml *c, svod_chains_record record, svod_str base, cml_card *ret, svod_error *e)
{
    svod_str bytes = svod_chains_bytes(c->kept, record);
    unpacker u = {c, (const unsigned char *)bytes.p + sizeof(uint64_t), (const unsigned char *)bytes.p + bytes.n};
    ret->at = (svod_at){.line = (long)number(&u)};
    ret->id = id(&u, base);
    if (!ret->id.p && base.n) return svod_no_memory(e);
    while (u.p < u.end) {
        cml_kind kind = (cml_kind)*u.p++;
        svod_str texts[CML_TEXTS];
        size_t n = texts_of(kind);
        for (size_t t = 0; t < n; t++) texts[t] = text(&u);
        if (!cml_card_add(c, ret, kind, texts, n)) return svod_no_memory(e);
    }
    return SVOD_OK;
}

static uint64_t mixed(uint64_t seed, svod_str packed)
{
    uint64_t both[2] = {seed, 0};
    memcpy(&both[1], packed.p, sizeof both[1]);
    return svod_hash_bytes(both, sizeof both, 0).lo;
}

/* The key a variant with an id of its own is kept under besides: its prices and rests. 0: none. */
static svod_chains_key linked_key(const cml *c, svod_str packed)
{
    unpacker u = {c, (const unsigned char *)packed.p + sizeof(uint64_t), (const unsigned char *)packed.p + packed.n};
    number(&u);
    if (*u.p != ID_OTHER) return 0;
    return svod_chains_find(c->kept, cml_base_id(id(&u, (svod_str){NULL, 0})));
}

uint64_t cml_kept_hash(const cml *c, svod_str of, uint64_t seed)
{
    svod_chains_key key = svod_chains_find(c->kept, cml_base_id(of));
    for (svod_chains_record r = key ? svod_chains_first(c->kept, key) : 0; r; r = svod_chains_next(c->kept, r)) {
        svod_str packed = svod_chains_bytes(c->kept, r);
        seed = mixed(seed, packed);
        svod_chains_key linked = linked_key(c, packed);
        for (svod_chains_record l = linked ? svod_chains_first(c->kept, linked) : 0; l; l = svod_chains_next(c->kept, l))
            seed = mixed(seed, svod_chains_bytes(c->kept, l));
    }
    return seed;
}
