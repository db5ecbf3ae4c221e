/* The scanner over a host's bytes: records one after the other, each borrowed until the next call. */
#ifndef SVOD_KIT_XML_STREAM_H
#define SVOD_KIT_XML_STREAM_H

#include "kit/xml_mend.h"
#include "kit/xml_record.h"
#include "kit/xml_scan.h"

#include <svod/parser.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SVOD_XML_WINDOW = 256 << 10 }; /* bytes asked of the host at a time */

typedef struct svod_xml_stream {
    svod_host *host;
    svod_xml_scan scan;
    const char *p; /* the window */
    size_t n;
    bool last;
} svod_xml_stream;

SVOD_API void svod_xml_stream_init(svod_xml_stream *stream, svod_host *host, svod_str record, const svod_str *sides,
                                   size_t sides_n);
/* SVOD_END when the source is done. */
SVOD_API svod_status svod_xml_stream_next(svod_xml_stream *stream, svod_xml_piece *ret, svod_error *e);
/* Where `offset` of a piece is. */
SVOD_API svod_at svod_xml_stream_at(svod_xml_stream *stream, const svod_xml_piece *piece, size_t offset);
/* Reads a record, mending it when it has to be; what was mended is told as `PREFIX.record-mended`, a record that cannot be
 * read as `PREFIX.record-broken` (SVOD_FAILED then). */
SVOD_API svod_status svod_xml_stream_read(svod_xml_stream *stream, svod_xml_reader *reader, const svod_xml_piece *piece,
                                          const char *prefix, svod_xml_record *ret, svod_error *e);

#ifdef __cplusplus
}
#endif
#endif
