/* The scanner that cuts XML text into records without parsing it: it knows comments, CDATA, processing instructions and
 * DOCTYPE well enough to tell a tag from what only looks like one, and where real feeds are broken it finds the next
 * record again. Pure: it sees a window of the text and remembers only where that window lies. */
#ifndef SVOD_KIT_XML_SCAN_H
#define SVOD_KIT_XML_SCAN_H

#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SVOD_XML_RECORD_CAP = 8 << 20, /* bytes of one record; a longer one is reported and passed over */
    SVOD_XML_NAME_CAP = 128        /* bytes of an element's name */
};

typedef enum svod_xml_kind {
    SVOD_XML_RECORD,  /* one whole record element */
    SVOD_XML_SIDE,    /* one whole element outside the records that was asked for, e.g. <category …>…</category> */
    SVOD_XML_OPEN,    /* the start tag of any other element outside the records */
    SVOD_XML_DOCTYPE, /* <!DOCTYPE …>, with its internal subset */
    SVOD_XML_TOO_LONG /* a record longer than SVOD_XML_RECORD_CAP: its start tag */
} svod_xml_kind;

typedef struct svod_xml_piece {
    svod_xml_kind kind;
    svod_str bytes; /* in the window */
    svod_str name;  /* of the element */
    long line;      /* of the first byte, from 1 */
    bool unclosed;  /* there was no end tag; the next record or the end of their list ended it */
    bool cut_off;   /* the text ended in its middle */
} svod_xml_piece;

typedef enum svod_xml_found {
    SVOD_XML_PIECE, /* *ret is filled; it lies before scan->pos */
    SVOD_XML_WANT,  /* a longer window is needed: call svod_xml_scan_shift, then again with more bytes */
    SVOD_XML_DONE   /* the text is over */
} svod_xml_found;

typedef struct svod_xml_scan {
    svod_str record;       /* name of the record element; the caller may change it between calls */
    const svod_str *sides; /* names of the elements asked for outside records */
    size_t sides_n;
    size_t pos;   /* in the window: everything before it is done with */
    bool closing; /* an end tag came outside the records since the last of them */
    size_t want;  /* after SVOD_XML_WANT: bytes the window must have from `pos` on */
    int64_t base; /* bytes before the window */
    long line;    /* at `counted` */
    size_t counted;
    long column_before;     /* characters between the window's start and the line's start before it */
    int64_t none_before[3]; /* up to there the text holds no end of a comment, CDATA, instruction */
    size_t column_at;       /* the window offset a column was asked for last … */
    long column;            /* … and the characters before it in its line */
} svod_xml_scan;

SVOD_API void svod_xml_scan_init(svod_xml_scan *scan, svod_str record, const svod_str *sides, size_t sides_n);
/* Looks at the window p[0…n); `last`: the text ends with it. */
SVOD_API svod_xml_found svod_xml_scan_next(svod_xml_scan *scan, const char *p, size_t n, bool last, svod_xml_piece *ret);
/* The first scan->pos bytes leave the window; returns how many those are. */
SVOD_API size_t svod_xml_scan_shift(svod_xml_scan *scan, const char *p);
/* Column, in characters from 1, of window offset `at` (not before the last piece). */
SVOD_API long svod_xml_scan_column(svod_xml_scan *scan, const char *p, size_t at);
SVOD_API size_t svod_xml_newlines(const char *p, size_t n);
/* The name that begins at p: up to white space, '/', '>', '<', '&', '=', a quote or the end; at most SVOD_XML_NAME_CAP. */
SVOD_API svod_str svod_xml_name_at(const char *p, size_t n);
/* Offset just past the '>' of the tag that begins at p[0] == '<'. A '<' on the way ends a broken tag before it, or after the
 * first '>' when a quote was left open. n when it does not end. */
SVOD_API size_t svod_xml_tag_end(const char *p, size_t n);
/* Offset just past the end of the CDATA section that begins at p[0], or 0: it has no end of its own before the next record.
 */
SVOD_API size_t svod_xml_cdata_end(const char *p, size_t n, svod_str record);

#ifdef __cplusplus
}
#endif
#endif
