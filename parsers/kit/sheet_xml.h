/* The parts of a workbook as XML, piece by piece through libxml2's SAX2: elements of the namespaces workbooks are made of by
 * their local names; documents with a DOCTYPE are refused. */
#ifndef SVOD_KIT_SHEET_XML_H
#define SVOD_KIT_SHEET_XML_H

#include <svod/error.h>
#include <svod/types.h>

typedef struct svod_sheet_attrs {
    const void *v;
    int n;
} svod_sheet_attrs;

typedef struct svod_sheet_handler {
    void *context;
    /* A status other than SVOD_OK ends the parse and is what feed returns. */
    svod_status (*start)(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e);
    svod_status (*end)(void *context, const char *name, svod_error *e);
    svod_status (*text)(void *context, svod_str text, svod_error *e);
} svod_sheet_handler;

typedef struct svod_sheet_xml svod_sheet_xml;

/* libxml2 takes lack of memory for all kinds of faults, or says nothing: is there none left? */
bool svod_sheet_memory_is_out(int libxml_error);

/* The value of the attribute with this local name; absent: p == NULL. An ampersand in it still reads "&#38;". */
svod_str svod_sheet_attr(svod_sheet_attrs attrs, const char *name);
/* Those of one letter, a…z, at once: cells have no others that matter. ret[letter - 'a'] is set for those that are there. */
void svod_sheet_attr_letters(svod_sheet_attrs attrs, svod_str ret[26]);
/* A copy of a value to keep, its ampersands read. p == NULL: memory ran out. */
svod_str svod_sheet_attr_keep(svod_arena *memory, svod_str value);

/* *ret is yours. `handler` is copied. */
svod_status svod_sheet_xml_new(const svod_sheet_handler *handler, svod_sheet_xml **ret, svod_error *e);
/* The next bytes; n == 0: there are no more. SVOD_FAILED (65, "xlsx.broken-xml") when they are no XML. */
svod_status svod_sheet_xml_feed(svod_sheet_xml *x, const char *p, size_t n, svod_error *e);
void svod_sheet_xml_free(svod_sheet_xml *x);

#endif
