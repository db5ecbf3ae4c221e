/* Naming what a file looks like by its first bytes. */
#include "engine/looks.h"

#include "base/attrs.h"
#include "base/str.h"
#include "base/tr.h"

#include <stdio.h>

static const struct magic {
    svod_str bytes;
    const char *what;
} magics[] = {
    {{"%PDF", 4}, N_("a PDF document")},
    {{"PK\003\004", 4}, N_("a ZIP archive or a workbook (.xlsx)")},
    {{"PK\005\006", 4}, N_("an empty ZIP archive")},
    {{"\xD0\xCF\x11\xE0", 4}, N_("an old Office file (.xls, .doc)")},
    {{"\x89PNG", 4}, N_("a PNG picture")},
    {{"\xFF\xD8\xFF", 3}, N_("a JPEG picture")},
    {{"GIF8", 4}, N_("a GIF picture")},
    {{"Rar!", 4}, N_("a RAR archive")},
    {{"7z\xBC\xAF", 4}, N_("a 7-Zip archive")},
    {{"\x7F"
      "ELF",
      4},
     N_("a program")},
    {{"BZh", 3}, N_("a bzip2 archive")},
    {{"\xFD"
      "7zXZ",
      5},
     N_("an xz archive")},
    {{"SQLite format 3", 15}, N_("an SQLite database")},
};

bool svod_is_binary(svod_str raw, svod_str text)
{
    for (size_t i = 0; i < SVOD_COUNT(magics); i++)
        if (svod_str_starts(raw, magics[i].bytes)) return true;
    /* A stray control byte is met in broken exports; many of them are no text. */
    size_t odd = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        odd += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B;
    }
    return odd > text.n / 64;
}

static svod_str element_name(svod_str text)
{
    size_t at = 0;
    while ((at = svod_str_find(text, SVOD_STR("<"), at)) != SIZE_MAX) {
        size_t from = ++at;
        while (at < text.n && !memchr(" \t\r\n/><?!\"", text.p[at], 10)) at++;
        if (at > from) return svod_str_sub(text, from, SVOD_MIN(at, from + 40));
    }
    return (svod_str){0};
}

void svod_looks_like(svod_str raw, svod_str text, bool whole, char *out, size_t room)
{
    for (size_t i = 0; i < SVOD_COUNT(magics); i++)
        if (svod_str_starts(raw, magics[i].bytes)) {
            snprintf(out, room, "%s", _(magics[i].what));
            return;
        }
    svod_str s = svod_str_trim(text);
    if (s.n == 0)
        snprintf(out, room, "%s", whole ? _("nothing but white space") : _("a great deal of white space"));
    else if (svod_is_binary(raw, text))
        snprintf(out, room, "%s", _("binary data"));
    else if (svod_str_find(SVOD_STR("{["), svod_str_sub(s, 0, 1), 0) != SIZE_MAX)
        snprintf(out, room, "%s", _("JSON"));
    else if (s.p[0] == '<' && element_name(s).n)
        snprintf(out, room, _("XML or HTML with the element <%.*s>"), SVOD_FMT(element_name(s)));
    else {
        size_t n = 0;
        while (n < s.n && n < 40 && s.p[n] != '\n' && s.p[n] != '\r') n++;
        while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80) n++;
        snprintf(out, room, _("text that begins with \"%.*s\""), (int)n, s.p);
    }
}
