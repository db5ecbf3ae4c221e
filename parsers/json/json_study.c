/* Finding the goods in a JSON document nobody described: the list whose objects have a name and a price. Of lists within
 * lists the outermost is taken (products, not their variants); a single product as an object of its own is found too. */
#include "json.h"

#include "kit/text.h"

#include <stdio.h>
#include <string.h>

enum { LEVELS = 10, CANDIDATES = 24, PATH = 256 };

enum {
    HAS_NAME = 1,
    HAS_PRICE = 2,
    HAS_ID = 4,
    HAS_VARIANTS = 8,
    HAS_OFFERS = 16,
    IS_PRODUCT = 32,
    HAS_BLOCK = 64, /* of information, as Bitrix calls its lists */
    HAS_ARTICLE = 128
};

typedef struct level {
    bool array, element; /* element: it is in an array, or one of several documents */
    size_t path, parent; /* lengths of its path and of that of what it is in; SIZE_MAX: no path leads there */
    bool by_variants;    /* the key that leads here lists the variants of one product */
    unsigned flags;
    char keys[96];
} level;

typedef struct candidate {
    char path[PATH];
    size_t parent;
    size_t steps, count;
    bool list, in_variants, product;
} candidate;

typedef struct study {
    svod_str text;
    size_t i;
    char path[PATH];
    level levels[LEVELS];
    size_t depth, roots;
    candidate candidates[CANDIDATES];
    size_t candidates_n;
    json_found *found;
} study;

static unsigned flag_of(json_code code, char begins)
{
    bool opens = begins == '[' || begins == '{';
    switch (code) {
    case JSON_CODE_NAME:
        return HAS_NAME;
    case JSON_CODE_ARTICLE:
        return HAS_ARTICLE;
    case JSON_CODE_ID:
        return HAS_ID;
    case JSON_CODE_PRICE:
    case JSON_CODE_PRICES:
    case JSON_CODE_SALE_PRICE:
    case JSON_CODE_REGULAR_PRICE:
    case JSON_CODE_LOW_PRICE:
        return HAS_PRICE;
    case JSON_CODE_VARIANTS:
        return begins == '[' ? HAS_VARIANTS : 0;
    case JSON_CODE_OFFERS:
        return opens ? HAS_OFFERS : 0;
    case JSON_CODE_IBLOCK:
        return HAS_BLOCK;
    default:
        return 0;
    }
}

/* What an element of a list has to have, and what an object that stands alone. */
static bool is_goods(const level *l)
{
    bool named = l->flags & (HAS_NAME | HAS_ARTICLE);
    if (l->flags & IS_PRODUCT) return true;
    if (!named) return false;
    if (l->flags & HAS_PRICE) return true;
    if (l->element) return (l->flags & (HAS_VARIANTS | HAS_OFFERS | HAS_BLOCK)) != 0;
    return (l->flags & HAS_VARIANTS) && (l->flags & (HAS_ID | HAS_ARTICLE));
}

static candidate *known(study *s, size_t path, size_t parent, bool element)
{
    for (size_t i = 0; i < s->candidates_n; i++) {
        candidate *c = &s->candidates[i];
        if (strlen(c->path) == path && memcmp(c->path, s->path, path) == 0) return c;
        /* Members of one object, by their ids as keys: all of them are goods. */
        bool siblings = !element && c->parent == parent && memcmp(c->path, s->path, parent) == 0 && !c->product;
        if (siblings && !c->list && parent + 4 < PATH) {
            memcpy(c->path + parent, "[*]", 4);
            c->list = true;
        }
        if (siblings && c->list && strcmp(c->path + parent, "[*]") == 0) return c;
    }
    return NULL;
}

static void propose(study *s, const level *l, bool in_variants)
{
    candidate *c = known(s, l->path, l->parent, l->element);
    if (c) {
        c->count++;
        c->list |= l->element;
        return;
    }
    if (s->candidates_n == CANDIDATES) return;
    c = &s->candidates[s->candidates_n++];
    *c = (candidate){.parent = l->parent, .count = 1, .list = l->element, .in_variants = in_variants};
    c->product = (l->flags & (HAS_VARIANTS | IS_PRODUCT)) != 0;
    memcpy(c->path, s->path, l->path);
    c->path[l->path] = 0;
    c->steps = s->depth;
}

/* Remembers a list of objects that are no goods, for the message that asks which are. */
static void tell(study *s, const level *l)
{
    char path[PATH + 8];
    snprintf(path, sizeof path, "%.*s (", (int)l->path, s->path);
    size_t have = strlen(s->found->lists);
    if (!l->element || strstr(s->found->lists, path)) return;
    int n = snprintf(s->found->lists + have, sizeof s->found->lists - have, "%s%s%s)", have ? "; " : "", path, l->keys);
    if (n < 0 || (size_t)n >= sizeof s->found->lists - have) s->found->lists[have] = 0;
}

static void end_level(study *s)
{
    const level *l = &s->levels[s->depth - 1];
    if (!l->array && l->path != SIZE_MAX) {
        if (is_goods(l)) {
            bool in_variants = false;
            for (size_t i = 0; i < s->depth; i++) in_variants |= s->levels[i].by_variants;
            propose(s, l, in_variants);
        } else {
            tell(s, l);
        }
    }
    s->depth--;
}

/* Adds a step to the path of level `up`; returns the new length, SIZE_MAX when the key cannot be written. */
static size_t step_to(study *s, const level *up, svod_str key)
{
    if (up->path == SIZE_MAX || key.n + up->path + 8 > PATH) return SIZE_MAX;
    char *to = s->path + up->path;
    bool plain = key.n > 0;
    for (size_t i = 0; i < key.n; i++) {
        unsigned char c = (unsigned char)key.p[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c >= 0x80;
        plain = plain && letter;
        if (c == '"' || c < 0x20) return SIZE_MAX;
    }
    int n = up->array ? snprintf(to, 8, "[*]")
            : plain   ? snprintf(to, key.n + 2, ".%.*s", SVOD_FMT(key))
                      : snprintf(to, key.n + 5, "[\"%.*s\"]", SVOD_FMT(key));
    return up->path + (size_t)n;
}

/* A value begins at s->i; false: the text ends in it. */
static bool value(study *s, svod_str key, json_code code)
{
    char c = s->text.p[s->i];
    const level *up = s->depth ? &s->levels[s->depth - 1] : NULL;
    size_t path = up ? 0 : 1;
    if ((c == '{' || c == '[') && s->depth < LEVELS) {
        if (up) path = step_to(s, up, key);
        level *l = &s->levels[s->depth++];
        *l = (level){.array = c == '[', .path = path, .parent = up ? up->path : 0};
        l->element = up ? up->array : s->roots > 0;
        l->by_variants = code == JSON_CODE_VARIANTS || code == JSON_CODE_OFFERS;
        if (!up) s->roots++;
        s->i++;
        return true;
    }
    size_t end = svod_json_value_end(s->text.p + s->i, s->text.n - s->i);
    s->i += end;
    return s->i <= s->text.n;
}

static void note_type(study *s, level *l)
{
    static const char *const types[] = {"\"Product\"", "\"ProductGroup\"", "\"IndividualProduct\"", "\"ProductModel\""};
    svod_str rest = {s->text.p + s->i, s->text.n - s->i};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t n = strlen(types[i]);
        if (rest.n >= n && memcmp(rest.p, types[i], n) == 0) l->flags |= IS_PRODUCT;
    }
}

/* A member of an object: its key begins at s->i; false: the text ends in it. */
static bool member(study *s)
{
    char room[SVOD_JSON_KEY_CAP];
    svod_str key = {NULL, 0};
    size_t from = s->i + 1, end = s->i + svod_json_value_end(s->text.p + s->i, s->text.n - s->i);
    if (end > s->text.n) return false;
    for (s->i = end; s->i < s->text.n && strchr(": \t\r\n", s->text.p[s->i]); s->i++) {
    }
    if (s->i >= s->text.n || !s->text.p[s->i]) return false;
    if (!svod_json_unescape((svod_str){s->text.p + from, end - 1 - from}, room, sizeof room, &key)) key.n = 0;
    level *l = &s->levels[s->depth - 1];
    json_code code = key.n ? json_code_of(key) : JSON_CODE_NONE;
    l->flags |= flag_of(code, s->text.p[s->i]);
    if (code == JSON_CODE_TYPE) note_type(s, l);
    size_t have = strlen(l->keys);
    if (key.n && have + key.n + 3 < sizeof l->keys)
        snprintf(l->keys + have, sizeof l->keys - have, "%s%.*s", have ? ", " : "", SVOD_FMT(key));
    return value(s, key, code);
}

static bool token(study *s)
{
    char c = s->text.p[s->i];
    level *l = s->depth ? &s->levels[s->depth - 1] : NULL;
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',') {
        s->i++;
        return true;
    }
    if (!l) return (c == '{' || c == '[') && value(s, (svod_str){NULL, 0}, JSON_CODE_NONE);
    if (c == (l->array ? ']' : '}')) {
        end_level(s);
        s->i++;
        return true;
    }
    if (!l->array) return c == '"' && member(s);
    return c != '}' && c != ':' && value(s, (svod_str){NULL, 0}, JSON_CODE_NONE);
}

/* The outermost list; before lists of variants and of what is related, the product they are in. */
static const candidate *best(const study *s)
{
    const candidate *list = NULL, *object = NULL;
    for (size_t i = 0; i < s->candidates_n; i++) {
        const candidate *c = &s->candidates[i];
        const candidate **place = c->list ? &list : &object;
        bool better = !*place || c->steps < (*place)->steps || (c->steps == (*place)->steps && c->count > (*place)->count);
        if (better) *place = c;
    }
    if (!list) return object;
    size_t n = object ? strlen(object->path) : 0;
    bool inside = object && strncmp(list->path, object->path, n) == 0;
    return inside && object->product && list->in_variants ? object : list;
}

void json_study(svod_str text, json_found *ret)
{
    *ret = (json_found){.path = ""};
    study s = {.text = text, .found = ret};
    s.path[0] = '$';
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) s.i = 3;
    while (s.i < s.text.n && token(&s)) {
    }
    while (s.depth) end_level(&s);
    const candidate *c = best(&s);
    if (c) memcpy(ret->path, c->path, sizeof ret->path);
}
