/* The scanner that cuts JSON text into records without parsing it: it follows a path through the text and gives each value
 * the path leads to as a piece of the text; everything else is passed over. Pure: it sees a window of the text. Several
 * values one after the other (JSON Lines) are each followed from their beginning. */
#ifndef SVOD_KIT_JSON_SCAN_H
#define SVOD_KIT_JSON_SCAN_H

#include "kit/jsonpath.h"

#include <svod/parser.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SVOD_JSON_RECORD_CAP = 8 << 20, /* bytes of one record; a longer one is reported and passed over */
    SVOD_JSON_KEY_CAP = 256,        /* bytes of a key that is looked at; a longer one is no key of ours */
    SVOD_JSON_WINDOW = 256 << 10    /* bytes asked of the host at a time */
};

typedef enum svod_json_kind {
    SVOD_JSON_RECORD,   /* a whole value the path leads to */
    SVOD_JSON_SIDE,     /* a text that is a member of an object the path leads through */
    SVOD_JSON_TOO_LONG, /* a record longer than SVOD_JSON_RECORD_CAP; it is passed over */
    SVOD_JSON_BROKEN    /* this is no JSON; nothing can be read from here on */
} svod_json_kind;

typedef struct svod_json_piece {
    svod_json_kind kind;
    svod_str bytes; /* in the window; of a SIDE: what is between its quotes, escapes as they are */
    svod_str key;   /* of a SIDE */
    long line;      /* of the first byte, from 1 */
    bool cut_off;   /* the text ended in its middle */
} svod_json_piece;

typedef struct svod_json_frame {
    bool array, each; /* each: all elements are records */
    size_t index;
    size_t matched; /* steps of the path that led here */
} svod_json_frame;

typedef struct svod_json_stream {
    svod_host *host;
    svod_jsonpath path;
    const char *p; /* the window */
    size_t n, pos, counted;
    size_t want; /* bytes the window must have from pos on */
    long line;   /* at `counted` */
    bool last;
    svod_json_frame frames[SVOD_JSONPATH_STEPS + 2];
    size_t depth;
    size_t skip; /* brackets open in a value that is passed over, 0: none */
    bool in_text;
    char key[SVOD_JSON_KEY_CAP];
} svod_json_stream;

SVOD_API void svod_json_stream_init(svod_json_stream *stream, svod_host *host, const svod_jsonpath *path);
/* The next piece, borrowed until the next call. SVOD_END when the source is done; stream->depth and stream->skip are 0 then
 * unless the text was cut off. */
SVOD_API svod_status svod_json_stream_next(svod_json_stream *stream, svod_json_piece *ret, svod_error *e);
/* Offset just past the value that begins at p[0], n + 1 when it does not end in p[0…n). */
SVOD_API size_t svod_json_value_end(const char *p, size_t n);
/* The text between two quotes with its escapes read, in room[size]; false: too long, or no text. */
SVOD_API bool svod_json_unescape(svod_str raw, char *room, size_t size, svod_str *ret);

#ifdef __cplusplus
}
#endif
#endif
