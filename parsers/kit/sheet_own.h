/* Inside the reader of workbooks: what is known of the package, and the steps that read its parts. */
#ifndef SVOD_KIT_SHEET_OWN_H
#define SVOD_KIT_SHEET_OWN_H

#include "base/arena.h"
#include "kit/sheet.h"
#include "kit/sheet_table.h"
#include "kit/sheet_value.h"
#include "kit/sheet_xml.h"
#include "kit/sheet_zip.h"

enum { SVOD_SHEET_CHUNK = 64 << 10 };

typedef struct svod_sheet_part {
    svod_str name, path;
    bool hidden;
} svod_sheet_part;

/* Letters as a converter took them, and as they are; see sheet_mend.c. */
typedef struct svod_sheet_mend {
    uint32_t from[128], to[128]; /* of the bytes from 0x80 on */
    bool utf8;                   /* the bytes are UTF-8 */
} svod_sheet_mend;

/* A picture in a cell by the name its formula gives, as WPS writes them. */
typedef struct svod_named_picture {
    svod_str name, id, path; /* of the relationship; of the part */
} svod_named_picture;

/* What all sheets share. Everything it points at is memory of `memory`, but `strings`. */
typedef struct svod_sheet_package {
    svod_host *host;
    svod_package *zip;
    svod_arena *memory;
    svod_sheet_part *sheets;
    size_t sheets_n;
    svod_str shared, styles;     /* paths, or empty */
    svod_number_format *formats; /* by cell style */
    unsigned *looks;             /* font and fill, from 1, by cell style */
    size_t formats_n;
    bool date1904;
    svod_str metadata, rich_values, rich_structures, rich_relations, cell_images; /* paths, or empty */
    svod_str *media;           /* addresses of pictures by number of their part; p == NULL: not asked for yet */
    svod_named_picture *named; /* by name */
    size_t named_n;
    svod_str *rich; /* parts of pictures by the number a cell has in `vm`, from 1; empty: no picture */
    size_t rich_n;
    const svod_sheet_mend *mend; /* or NULL */
    long lost;                   /* pictures that could not be read, or no page shows */
    svod_str *strings;           /* shared by all sheets */
    size_t strings_n, strings_room;
} svod_sheet_package;

typedef struct svod_sheet_link {
    long row, column;
    svod_str id, target;
} svod_sheet_link;

/* What stands around the rows of one sheet; memory of `memory`. */
typedef struct svod_sheet_frame {
    svod_merge *merges;
    size_t merges_n, merges_room;
    svod_sheet_link *links; /* by row */
    size_t links_n, links_room;
    bool *hidden; /* by column */
    size_t hidden_n;
    bool levels;                  /* there is an outline of rows */
    bool heads_above;             /* headings of groups stand above the rows they hold */
    svod_sheet_picture *pictures; /* by row */
    size_t pictures_n;
} svod_sheet_frame;

/* Heights of rows in EMU (1/12700 of a point), and which rows have something in them. */
typedef struct svod_row_height {
    int32_t row; /* from 0 */
    int32_t height;
    int64_t more; /* by how much the rows before it are higher than usual, together */
} svod_row_height;
typedef struct svod_row_heights {
    svod_row_height *v; /* of rows that are not as usual, by row */
    size_t n, room;
    int32_t usual;
    uint8_t *filled; /* a bit for each row from 0 */
} svod_row_heights;

/* sheet_package.c: the workbook, its styles and shared strings. */
svod_status svod_sheet_package_read(svod_sheet_package *p, svod_error *e);
/* Unpacks a whole part into `handler`. */
svod_status svod_sheet_part_parse(svod_package *zip, svod_str path, const svod_sheet_handler *handler, svod_error *e);
/* The relationships of the part `path`: calls `each` with id, the last part of the type, and the target as written. */
typedef svod_status (*svod_relation_fn)(void *context, svod_str id, svod_str type, svod_str target, bool external,
                                        svod_error *e);
svod_status svod_sheet_relations(svod_package *zip, svod_str path, void *context, svod_relation_fn each, svod_error *e);

/* The target of a relationship of `base`, as a path in the package: absolute, or relative to the folder of `base`, and never
 * out of the package. p == NULL: memory ran out. */
svod_str svod_sheet_resolve(svod_arena *memory, svod_str base, svod_str target);
/* Room for one more of an array in the arena; false: memory ran out. */
bool svod_sheet_grow(svod_arena *memory, void **v, size_t n, size_t *room, size_t size);

/* sheet_frame.c: merged cells, links, hidden columns, pictures. A damaged part gives an empty frame: its rows will tell. */
svod_status svod_sheet_frame_read(svod_sheet_package *p, svod_str path, svod_arena *memory, svod_sheet_frame *ret,
                                  svod_error *e);

/* sheet_mend.c */
svod_status svod_sheet_mend_study(svod_sheet_package *p, svod_error *e);
/* The text as it was meant, behind what `out` holds. Only where p->mend is set. */
void svod_sheet_mend_text(const svod_sheet_package *p, svod_buf *out, svod_str s);

/* sheet_media.c: pictures by their parts. */
/* Does the host take pictures? Else nothing of this may be called. */
static inline bool svod_sheet_wants_pictures(const svod_sheet_package *p)
{
    const svod_host *host = p->host;
    return host && host->struct_size >= offsetof(svod_host, picture) + sizeof host->picture && host->picture;
}
/* The address of the picture in the part `path`; empty when there is none to show. */
svod_status svod_sheet_media(svod_sheet_package *p, svod_str path, svod_str *ret, svod_error *e);
/* Reads which pictures lie in cells by name (WPS) or by value (Excel). */
svod_status svod_sheet_cell_pictures(svod_sheet_package *p, svod_error *e);
/* The part of the picture of this name, or empty. */
svod_str svod_sheet_named_picture(const svod_sheet_package *p, svod_str name);

/* sheet_drawing.c: the pictures of a drawing by the rows they lie on. */
svod_status svod_sheet_drawing_read(svod_sheet_package *p, svod_str path, svod_arena *memory, svod_row_heights *heights,
                                    svod_sheet_frame *frame, svod_error *e);
/* "BC12": row from 1, column from 0. */
bool svod_sheet_reference(svod_str s, long *ret_row, long *ret_column);

/* sheet_rows.c */
typedef struct svod_sheet_rows svod_sheet_rows;
typedef struct svod_sheet_row_fn {
    void *context;
    svod_status (*take)(void *context, const svod_sheet_row *row, svod_error *e);
} svod_sheet_row_fn;
svod_status svod_sheet_rows_open(svod_host *host, svod_sheet_package *p, const svod_sheet_part *part,
                                 const svod_sheet_frame *frame, svod_sheet_row_fn take, svod_sheet_rows **ret,
                                 svod_error *e);
/* A piece further; SVOD_END after the last row. */
svod_status svod_sheet_rows_next(svod_sheet_rows *r, svod_error *e);
void svod_sheet_rows_close(svod_sheet_rows *r);

#endif
