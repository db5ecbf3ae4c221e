/* What the columns were taken for, told to whoever looks at the table. */
#include "kit/rowmap_own.h"

/* The field of `svod parse` a role ends up in; roles that are not here fill none. */
static const char *field_of(role r)
{
    static const char *const names[ROLES] = {
        [ROLE_IGNORED] = "-",
        [ROLE_OFFER] = "offer",
        [ROLE_ID] = "source_id",
        [ROLE_ITEM] = "item",
        [ROLE_PARENT] = "item",
        [ROLE_ARTICLE] = "article",
        [ROLE_NAME] = "name",
        [ROLE_BRAND] = "brand",
        [ROLE_DESCRIPTION] = "description",
        [ROLE_URL] = "url",
        [ROLE_CATEGORY] = "category",
        [ROLE_PICTURES] = "pictures",
        [ROLE_PICTURE_FIRST] = "pictures",
        [ROLE_COLOUR] = "colour",
        [ROLE_SIZE] = "size",
        [ROLE_PRICE] = "price",
        [ROLE_OLD_PRICE] = "old_price",
        [ROLE_RRP] = "rrp",
        [ROLE_SALE] = "price",
        [ROLE_TIER] = "price_tiers",
        [ROLE_TIER_MIN] = "price_tiers",
        [ROLE_TIERS] = "price_tiers",
        [ROLE_CURRENCY] = "currency",
        [ROLE_AVAILABLE] = "available",
        [ROLE_STOCK] = "stock",
        [ROLE_TRACKED] = "stock",
        [ROLE_OVERSELL] = "available",
        [ROLE_STATUS] = "available",
        [ROLE_KIND] = "item",
        [ROLE_MIN] = "min_quantity",
        [ROLE_STEP] = "step_quantity",
        [ROLE_ROW] = "row",
        [ROLE_BARCODE] = "barcode",
        [ROLE_WEIGHT] = "weight",
        [ROLE_AT] = "-",
        [ROLE_MATRIX] = "size",
    };
    return names[r] ? names[r] : "";
}

static const char *reason_of(svod_rowmap *map, const column *col)
{
    if (col->forced) return "profile";
    svod_arena_mark mark = svod_arena_mark_get(&map->memory);
    int confidence = 100;
    svod_str unit;
    role named = map->own ? svod_rowmap_role_named(col->heading)
                          : svod_rowmap_role_of(&map->memory, col->heading, col->key, &confidence, &unit);
    svod_arena_rewind(&map->memory, mark);
    bool holds_prices = col->seen.prices > 0 && col->seen.prices * 2 >= col->seen.filled;
    if (col->role == ROLE_NONE) return holds_prices && (named == ROLE_PRICE || named == ROLE_TIER) ? "other" : "";
    /* What is price, tier or retail price among several is told by the headings together. */
    bool named_price = named == ROLE_PRICE || named == ROLE_TIER || named == ROLE_RRP || named == ROLE_OLD_PRICE;
    bool is_price =
        col->role == ROLE_PRICE || col->role == ROLE_TIER || col->role == ROLE_RRP || col->role == ROLE_OLD_PRICE;
    return (named == col->role && confidence == col->confidence) || (named_price && is_price) ? "name" : "content";
}

void svod_rowmap_tell(svod_rowmap *map)
{
    svod_host *host = map->host;
    if (host->struct_size < offsetof(svod_host, understood) + sizeof host->understood || !host->understood) return;
    svod_understood what = {.struct_size = sizeof what, .what = "headings", .field = "", .reason = "", .at = map->header_at};
    if (map->headed) host->understood(host, &what);
    what.what = "column";
    for (size_t c = 0; c < map->columns_n; c++) {
        const column *col = &map->columns[c];
        what.subject = col->heading;
        what.field = field_of(col->role);
        what.reason = reason_of(map, col);
        what.confidence = col->role == ROLE_NONE ? 0 : col->confidence;
        what.number = (long)c + 1;
        host->understood(host, &what);
    }
}
