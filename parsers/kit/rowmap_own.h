/* Inside rowmap: what is known about a column, and the steps that find it out. */
#ifndef SVOD_KIT_ROWMAP_OWN_H
#define SVOD_KIT_ROWMAP_OWN_H

#include "kit/rowmap.h"

#include "base/arena.h"

#include <svod/kit.h>

/* What a column holds; NONE is an attribute named by its heading. */
typedef enum role {
    ROLE_NONE,
    ROLE_IGNORED,
    ROLE_OFFER,
    ROLE_ID,
    ROLE_ITEM,
    ROLE_PARENT,
    ROLE_ARTICLE,
    ROLE_NAME,
    ROLE_BRAND,
    ROLE_DESCRIPTION,
    ROLE_URL,
    ROLE_CATEGORY,
    ROLE_PICTURES,
    ROLE_PICTURE_FIRST,
    ROLE_COLOUR,
    ROLE_SIZE,
    ROLE_PRICE,
    ROLE_OLD_PRICE,
    ROLE_RRP,
    ROLE_SALE,
    ROLE_TIER,
    ROLE_TIER_MIN,
    ROLE_TIERS,
    ROLE_CURRENCY,
    ROLE_AVAILABLE,
    ROLE_STOCK,
    ROLE_TRACKED,
    ROLE_OVERSELL,
    ROLE_STATUS,
    ROLE_KIND,
    ROLE_MIN,
    ROLE_STEP,
    ROLE_ROW,
    ROLE_BARCODE,
    ROLE_WEIGHT,
    ROLE_PARAM_NAME,
    ROLE_PARAM_UNIT,
    ROLE_PARAM_VALUE,
    ROLE_ATTRIBUTES,
    ROLE_AT,
    ROLE_MATRIX, /* of the size that is its heading */
    ROLES
} role;

/* Which price a column of prices holds, the most wanted first. */
typedef enum price_kind { PRICE_WHOLESALE, PRICE_PLAIN, PRICE_RETAIL, PRICE_COST, PRICE_REGIONAL } price_kind;

typedef struct evidence {
    int rows, filled;
    int prices, decimals, currencies, whole,
        small; /* cells that are prices; … with decimals; … with a currency; counts ≤ 9999 */
    int urls, pictures, paths, gtins, codes, words, stocks;
    int distinct;
    size_t length; /* bytes of all cells */
    int64_t sum;   /* of the whole parts of prices */
} evidence;

typedef struct column {
    svod_str heading; /* as written, one line */
    svod_str key;     /* folded, '_' as blanks */
    role role;
    int confidence; /* 0…100 */
    bool forced;    /* by the profile */
    price_kind kind;
    svod_price_tier tier; /* of a TIER column; price unused */
    bool tier_unit_known;
    size_t pair; /* the column that belongs to this one (unit and value of a parameter, minimum of a tier), or SIZE_MAX */
    size_t pair_unit;
    svod_str unit; /* weight unit or currency told by the heading */
    evidence seen;
    bool regular; /* where there is a price it holds a whole number, or a code */
} column;

typedef struct group {
    svod_arena memory;
    svod_table_row *rows;
    size_t n, room;
    svod_str *pictures; /* of rows with nothing but pictures */
    size_t pictures_n, pictures_room;
    svod_hash hash;
    svod_str category[8]; /* from headings of categories above */
    size_t category_n;
} group;

struct svod_rowmap {
    svod_host *host;
    svod_rowmap_options options;
    svod_arena memory; /* columns, headings, categories */
    column *columns;
    size_t columns_n;
    bool own; /* headings are those `svod` itself writes */
    bool headed;
    svod_at header_at;
    size_t header_index;                      /* rows before and with it are no goods */
    bool two_storeys;                         /* the row above header_index belongs to the headings */
    size_t typical;                           /* cells a row of goods usually has */
    unsigned goods_look;                      /* of rows with a price, when all look the same; else 0 */
    int goods_level;                          /* the least of theirs in the outline, from 1; 0: not known */
    size_t seen;                              /* rows put so far */
    size_t by_role[ROLES];                    /* the column of a role that only one can have, or SIZE_MAX */
    bool matrix, matrix_prices, matrix_blank; /* sizes are columns; their cells are prices; … are for the customer to fill */
    bool slash_paths;                         /* categories like "A/B" are paths */
    bool denied[ROLES];                       /* the profile says that no column is this */
    /* "Заказ (кратно 6)": what headings say of all goods under them; 0: nothing. */
    int64_t step, min;
    svod_str step_heading, min_heading;
    uint64_t seed;
    group groups[2];
    int current;
    bool held;
    svod_str categories[8];
    unsigned looks[8]; /* of the headings of categories; 0: not known */
    int levels[8];     /* of theirs in the outline, from 1; 0: not known */
    size_t categories_n;
    bool category_run; /* the row before was a heading of a category */
    size_t category_run_n;
};

/* rowmap_names.c: what a heading means. */
role svod_rowmap_role_of(svod_arena *scratch, svod_str heading, svod_str key, int *ret_confidence, svod_str *ret_unit);
/* The role of a field name as `svod parse` writes it; NONE when there is no such field. */
role svod_rowmap_role_named(svod_str field);
const char *svod_rowmap_field_names(void);
/* "Атрибут_Вес", "Свойство: Цвет", "Characteristics:Материал": the name behind the prefix, else the heading itself. */
svod_str svod_rowmap_attribute_name(svod_str heading);
/* One line, no blanks around it, no byte order mark, no ':' or '*' at its end. */
svod_str svod_rowmap_heading(svod_arena *arena, svod_str cell);
svod_str svod_rowmap_key(svod_arena *arena, svod_str heading);
/* Does a word of the folded text begin with one of `starts` (written plainly, separated by '|')? */
bool svod_rowmap_has(svod_str folded, const char *starts);

/* rowmap_prices.c: which of several prices is the price, and which are tiers. */
/* "от 10 000 руб", "опт от 10 шт", "10-49 шт", "до 5 шт": true and the tier it begins (from 0: the base). */
bool svod_rowmap_tier_of(svod_str heading, svod_price_tier *ret, bool *ret_unit_known);
void svod_rowmap_prices(svod_rowmap *map);

/* rowmap_kind.c: what a row is. */
typedef enum row_kind {
    ROW_BLANK,
    ROW_GOODS,
    ROW_VARIANT,
    ROW_PICTURES,
    ROW_CATEGORY,
    ROW_SKIPPED,
    ROW_REMARK,
    ROW_UNKNOWN
} row_kind;
row_kind svod_rowmap_kind_of(const svod_rowmap *map, const svod_table_row *row);
/* A ditto mark is as good as a blank: the row has nothing of its own there. */
svod_str svod_rowmap_by_role(const svod_rowmap *map, const svod_table_row *row, role r);
bool svod_rowmap_is_ditto(svod_str s);
/* The headings once more with the name of a section in place of that of the names: "Потолки | Ед. изм. | Цена". */
bool svod_rowmap_is_section_heading(const svod_rowmap *map, const svod_table_row *row);
/* The sizes of a matrix change in mid-table. */
bool svod_rowmap_is_size_heading(const svod_rowmap *map, const svod_table_row *row);

/* rowmap_study.c */
void svod_rowmap_weigh(evidence *ev, const svod_table_row *rows, size_t n, size_t col);
bool svod_rowmap_is_total(svod_str cell);
/* rowmap_guess.c: columns by what is in them. */
void svod_rowmap_by_content(svod_rowmap *map, const svod_table_row *rows, size_t n);

/* rowmap_tell.c: tells the host what each column was taken for. */
void svod_rowmap_tell(svod_rowmap *map);

/* rowmap_offer.c: one row of a group, its blanks filled, as an offer. */
svod_status svod_rowmap_emit(svod_rowmap *map, const group *g, const svod_table_row *row, svod_error *e);
static inline svod_str svod_rowmap_cell(const svod_table_row *row, size_t col)
{
    return col < row->n ? row->cells[col] : (svod_str){0};
}

#endif
