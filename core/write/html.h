/* Pages that need nothing from outside: escaping, the common frame, small pieces. */
#ifndef SVOD_WRITE_HTML_H
#define SVOD_WRITE_HTML_H

#include "base/buf.h"
#include "base/tr.h"

#include <svod/types.h>

/* Text or the value of a quoted attribute: & < > " ' are written as entities, control characters are left out. */
void svod_html_text(svod_buf *out, svod_str text);
static inline void svod_html_words(svod_buf *out, const char *text)
{
    svod_html_text(out, (svod_str){text, __builtin_strlen(text)});
}
/* Text in which line breaks are kept (<br>). */
void svod_html_lines(svod_buf *out, svod_str text);
void svod_html_base64(svod_buf *out, svod_str bytes);
/* Bytes of a path in a link: what is not a letter or digit of ASCII, '-', '_', '.' or '/' is written %XX. */
void svod_html_path(svod_buf *out, svod_str path);
/* <a> to an address when it is http(s), to tel: and mailto: what a phone and an e-mail look like; else the text alone. */
void svod_html_link(svod_buf *out, svod_str address, svod_str text);
void svod_html_phone(svod_buf *out, svod_str phone);
void svod_html_email(svod_buf *out, svod_str email);

/* From <!doctype> to <body>, with the common style, then `style` of this page. The page may load nothing. */
void svod_html_begin(svod_buf *out, svod_lang lang, svod_str title, const char *style);
void svod_html_end(svod_buf *out);

#endif
