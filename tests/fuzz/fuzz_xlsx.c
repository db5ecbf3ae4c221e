/* Any bytes as a workbook, as its sheet, or as what old programs saved under its name. */
#include "parsing.h"

#include "base/arena.h"
#include "kit/sheet_ole.h"

#include <zlib.h>

extern const svod_parser svod_parser_xlsx, svod_parser_xls;

/* A ZIP whose checksums must hold is hard to change: the bytes are also taken for the sheet of a workbook made around them,
 * stored unpacked. */
static void put_number(svod_buf *b, uint32_t v, int n)
{
    for (int i = 0; i < n; i++) svod_buf_char(b, (char)(v >> 8 * i));
}

static void add_part(svod_buf *zip, svod_buf *directory, const char *name, svod_str bytes)
{
    uint32_t at = (uint32_t)zip->n, crc = (uint32_t)crc32(0, (const Bytef *)bytes.p, (uInt)bytes.n);
    svod_str file = svod_str_of(name);
    for (int where = 0; where < 2; where++) {
        svod_buf *b = where ? directory : zip;
        svod_buf_add(b, where ? "PK\1\2\24\0" : "PK\3\4", where ? 6 : 4);
        put_number(b, 20, 2);
        put_number(b, 0, 4);
        put_number(b, 0x00210000, 4);
        put_number(b, crc, 4);
        put_number(b, (uint32_t)bytes.n, 4);
        put_number(b, (uint32_t)bytes.n, 4);
        put_number(b, (uint32_t)file.n, 2);
        put_number(b, 0, 2);
        for (int i = 0; where && i < 5; i++) put_number(b, 0, 2);
        if (where) put_number(b, at, 4);
        svod_buf_str(b, file);
    }
    svod_buf_str(zip, bytes);
}

/* A workbook of one sheet; `other` stands for every part that tells of pictures. */
static void as_workbook(svod_str sheet, svod_str other)
{
    static const char rels[] = "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='w'/></Relationships>";
    static const char book[] = "<workbook><sheets><sheet name='S' id='a'/></sheets></workbook>";
    static const char sheets[] =
        "<Relationships><Relationship Id='a' Type='x/worksheet' Target='s'/><Relationship Id='b' Type='x/hyperlink' "
        "Target='http://a' TargetMode='External'/><Relationship Id='d' Type='x/drawing' Target='d'/><Relationship Id='i' "
        "Type='x/image' Target='i'/><Relationship Id='m' Type='x/sheetMetadata' Target='d'/><Relationship Id='v' "
        "Type='x/rdRichValue' Target='d'/><Relationship Id='t' Type='x/rdRichValueStructure' Target='d'/><Relationship "
        "Id='r' "
        "Type='x/richValueRel' Target='d'/><Relationship Id='c' Type='x/cellImage' Target='d'/></Relationships>";
    static const char strings[] = "<sst><si><t>Артикул</t></si><si><t>Наименование</t></si><si><t>Цена</t></si></sst>";
    svod_buf zip = SVOD_BUF_INIT, directory = SVOD_BUF_INIT;
    add_part(&zip, &directory, "_rels/.rels", svod_str_of(rels));
    add_part(&zip, &directory, "w", svod_str_of(book));
    add_part(&zip, &directory, "_rels/w.rels", svod_str_of(sheets));
    add_part(&zip, &directory, "_rels/s.rels", svod_str_of(sheets));
    add_part(&zip, &directory, "_rels/d.rels", svod_str_of(sheets));
    add_part(&zip, &directory, "sharedStrings.xml", svod_str_of(strings));
    add_part(&zip, &directory, "i", SVOD_STR("GIF89a"));
    add_part(&zip, &directory, "d", other);
    add_part(&zip, &directory, "s", sheet);
    uint32_t at = (uint32_t)zip.n;
    svod_buf_str(&zip, svod_buf_view(&directory));
    svod_buf_add(&zip, "PK\5\6\0\0\0\0", 8);
    put_number(&zip, 9, 2);
    put_number(&zip, 9, 2);
    put_number(&zip, (uint32_t)directory.n, 4);
    put_number(&zip, at, 4);
    put_number(&zip, 0, 2);
    fuzz_parse(&svod_parser_xlsx, svod_buf_view(&zip), "fuzz.xlsx", 0);
    svod_buf_release(&zip);
    svod_buf_release(&directory);
}

/* Once as the sheet, once as what lies about it. */
static void as_part(svod_str bytes)
{
    static const char sheet[] =
        "<worksheet><sheetFormatPr defaultRowHeight='20'/><sheetData><row r='1'><c t='s'><v>0</v></c><c "
        "t='s'><v>1</v></c><c "
        "t='s'><v>2</v></c></row><row r='2' ht='45.5'><c><v>1</v></c><c t='str'><v>Роза</v></c><c><v>9</v></c></row><row "
        "r='3' "
        "hidden='1'><c><v>2</v></c><c t='str'><f>DISPIMG(\"I\",1)</f><v>x</v></c><c vm='1'><v>9</v></c></row></sheetData>"
        "<mergeCells><mergeCell ref='A2:A3'/></mergeCells></worksheet>";
    as_workbook(bytes, SVOD_STR("<d/>"));
    as_workbook(svod_str_of(sheet), bytes);
}

static void as_container(svod_str bytes)
{
    svod_arena arena;
    const bool *hidden;
    svod_arena_init_try(&arena, 16 << 20);
    size_t n = svod_ole_hidden_sheets(bytes.p, bytes.n, &arena, &hidden);
    for (size_t i = 0; i < n; i++) must(hidden[i] || !hidden[i]);
    svod_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    svod_str bytes = {(const char *)data, size};
    bool package = size > 2 && data[0] == 'P' && data[1] == 'K';
    bool ole = size > 2 && data[0] == 0xD0;
    if (package)
        fuzz_parse(&svod_parser_xlsx, bytes, "fuzz.xlsx", 0);
    else if (ole)
        as_container(bytes);
    else if (size)
        as_part(bytes);
    if (!package && !ole && size) fuzz_parse(&svod_parser_xls, bytes, "fuzz.xls", 0);
    return 0;
}
