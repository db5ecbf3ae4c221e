/* Encodings of texts: which one it is, and decoding to UTF-8 piece by piece. Cyrillic code pages by table, UTF-16 by hand,
 * what else there is by iconv. */
#ifndef SVOD_TEXT_CHARSET_H
#define SVOD_TEXT_CHARSET_H

#include <svod/error.h>
#include <svod/types.h>

enum { SVOD_CHARSET_NAME = 32 };

/* The encoding a byte order mark at the very beginning tells, or NULL; *ret_bytes is the mark's length. */
const char *svod_charset_bom(svod_str beginning, size_t *ret_bytes);
/* "UTF-16LE" or "UTF-16BE" when the zero bytes say so (no mark needed), else NULL. */
const char *svod_charset_wide(svod_str beginning);
/* What an XML declaration or an HTML meta in the first kilobyte claims, or empty. It is only a hint: such claims lie. */
svod_str svod_charset_declared(svod_str beginning);
/* What a sample with bytes above 0x7F is, into `ret`: strict UTF-8 first, then how Russian or Ukrainian the text is in each
 * Cyrillic code page; the declaration decides among what is likely, uchardet only where nothing else does. `sample` may end
 * in the middle of a letter. */
void svod_charset_guess(svod_str sample, svod_str declared, char ret[SVOD_CHARSET_NAME]);
/* The usual name ("windows-1251" for "CP1251") of an encoding that can be decoded. False: there is no such encoding. */
bool svod_charset_canonical(svod_str name, char ret[SVOD_CHARSET_NAME]);

typedef struct svod_decoder {
    char name[SVOD_CHARSET_NAME];
    enum { SVOD_DECODE_COPY, SVOD_DECODE_TABLE, SVOD_DECODE_UTF16LE, SVOD_DECODE_UTF16BE, SVOD_DECODE_ICONV } kind;
    void *iconv;
    uint32_t letters[256]; /* UTF-8 bytes, first in the lowest byte */
    uint8_t lengths[256];
} svod_decoder;

/* `name` is a canonical one. FAILED: it cannot be decoded here (exit 78). */
svod_status svod_decoder_init(svod_decoder *d, const char *name, svod_error *e);
void svod_decoder_release(svod_decoder *d);
/* Decodes as much of `in` as fits `room` (at least 16) and is complete; `last`: no more will come, so an incomplete letter
 * at the end is a bad one. Returns the bytes written; *ret_used of `in` are done with. What stands for no letter becomes
 * U+FFFD; UTF-8 is copied unchecked. */
size_t svod_decoder_run(svod_decoder *d, svod_str in, bool last, char *out, size_t room, size_t *ret_used);

#endif
