/* The scanner over a host's bytes; see the header. */
#include "kit/xml_stream.h"

#include "base/attrs.h"

#include <string.h>

void svod_xml_stream_init(svod_xml_stream *stream, svod_host *host, svod_str record, const svod_str *sides, size_t sides_n)
{
    *stream = (svod_xml_stream){.host = host};
    svod_xml_scan_init(&stream->scan, record, sides, sides_n);
    stream->scan.want = SVOD_XML_WINDOW;
}

svod_status svod_xml_stream_next(svod_xml_stream *stream, svod_xml_piece *ret, svod_error *e)
{
    for (;;) {
        svod_xml_found found = SVOD_XML_WANT;
        if (stream->p) found = svod_xml_scan_next(&stream->scan, stream->p, stream->n, stream->last, ret);
        if (found == SVOD_XML_PIECE) return SVOD_OK;
        size_t done = svod_xml_scan_shift(&stream->scan, stream->p);
        if (done) stream->host->consume(stream->host, done);
        if (found == SVOD_XML_DONE) return SVOD_END;
        size_t want = SVOD_MAX(stream->scan.want, (size_t)SVOD_XML_WINDOW);
        svod_status status = stream->host->ahead(stream->host, want, &stream->p, &stream->n, e);
        if (status != SVOD_OK && status != SVOD_END) return status;
        stream->last = stream->n < want;
        if (!stream->p) stream->p = "";
    }
}

svod_at svod_xml_stream_at(svod_xml_stream *stream, const svod_xml_piece *piece, size_t offset)
{
    offset = SVOD_MIN(offset, piece->bytes.n);
    svod_at at = {.line = piece->line + (long)svod_xml_newlines(piece->bytes.p, offset)};
    at.column = svod_xml_scan_column(&stream->scan, stream->p, (size_t)(piece->bytes.p - stream->p) + offset);
    return at;
}

/* One diagnostic of what was mended. */
static void tell(svod_xml_stream *stream, const svod_xml_piece *piece, const char *id, svod_xml_fault fault, size_t offset,
                 svod_str text)
{
    svod_host *host = stream->host;
    svod_at at = svod_xml_stream_at(stream, piece, offset);
    if (text.n > 60) {
        text.n = 60;
        while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80) text.n--;
    }
    switch (fault) {
    case SVOD_XML_AMPERSAND:
        host->diag(host, SVOD_WARNING, id, &at, "a bare \"&\"; read as text");
        break;
    case SVOD_XML_ENTITY:
        host->diag(host, SVOD_WARNING, id, &at, "XML knows no \"%.*s\"; read as HTML or text", SVOD_FMT(text));
        break;
    case SVOD_XML_BYTE:
        host->diag(host, SVOD_WARNING, id, &at, "bytes that are no text; read as windows-1251 or dropped");
        break;
    case SVOD_XML_LESS:
        host->diag(host, SVOD_WARNING, id, &at, "a \"<\" that begins no tag: \"%.*s\"; read as text", SVOD_FMT(text));
        break;
    case SVOD_XML_NOT_CLOSED:
        host->diag(host, SVOD_WARNING, id, &at, "<%.*s> is not closed", SVOD_FMT(text));
        break;
    case SVOD_XML_CLOSES_NOTHING:
        host->diag(host, SVOD_WARNING, id, &at, "\"%.*s\" is not the tag that has to be closed here", SVOD_FMT(text));
        break;
    case SVOD_XML_ATTRIBUTE:
        host->diag(host, SVOD_WARNING, id, &at, "\"%.*s\" is no attribute; left out", SVOD_FMT(text));
        break;
    case SVOD_XML_CDATA:
        host->diag(host, SVOD_WARNING, id, &at, "CDATA is not closed; it ends where its element ends");
        break;
    }
}

/* "yml" and "record-broken" make "yml.record-broken". */
static const char *id_of(char room[48], const char *prefix, const char *what)
{
    snprintf(room, 48, "%s.%s", prefix, what);
    return room;
}

static svod_status broken(svod_xml_stream *stream, const svod_xml_piece *piece, const char *prefix)
{
    char id[48];
    svod_at at = svod_xml_stream_at(stream, piece, 0);
    if (piece->cut_off)
        stream->host->diag(stream->host, SVOD_ERROR, id_of(id, prefix, "record-broken"), &at,
                           "the source ends in the middle of this <%.*s>; left out", SVOD_FMT(piece->name));
    else
        stream->host->diag(stream->host, SVOD_ERROR, id_of(id, prefix, "record-broken"), &at,
                           "this <%.*s> cannot be read as XML; left out", SVOD_FMT(piece->name));
    return SVOD_FAILED;
}

svod_status svod_xml_stream_read(svod_xml_stream *stream, svod_xml_reader *reader, const svod_xml_piece *piece,
                                 const char *prefix, svod_xml_record *ret, svod_error *e)
{
    svod_arena *step = stream->host->step;
    if (piece->cut_off) return broken(stream, piece, prefix);
    svod_status status = piece->unclosed ? SVOD_FAILED : svod_xml_reader_read(reader, piece->bytes, step, ret, e);
    if (status != SVOD_FAILED) return status;
    svod_xml_mended mended;
    status = svod_xml_mend(piece->bytes, piece->unclosed, step, &mended, e);
    if (status == SVOD_OK) status = svod_xml_reader_read(reader, mended.bytes, step, ret, e);
    if (status == SVOD_FAILED) return broken(stream, piece, prefix);
    if (status != SVOD_OK) return status;
    char id[48];
    id_of(id, prefix, "record-mended");
    for (size_t i = 0; i < mended.faults_n && i < SVOD_XML_FAULTS_TOLD; i++)
        tell(stream, piece, id, mended.faults[i].fault, mended.faults[i].at, mended.faults[i].text);
    return SVOD_OK;
}
