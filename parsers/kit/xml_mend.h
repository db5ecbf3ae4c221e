/* Mending a record that is not well-formed XML, conservatively: bare ampersands, HTML entities, stray bytes, tags that close
 * nothing or are not closed, attributes without value, CDATA without end. Everything done is told. */
#ifndef SVOD_KIT_XML_MEND_H
#define SVOD_KIT_XML_MEND_H

#include <svod/error.h>
#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum svod_xml_fault {
    SVOD_XML_AMPERSAND, /* a bare & */
    SVOD_XML_ENTITY,    /* an entity XML does not know */
    SVOD_XML_BYTE,      /* a byte that is no text */
    SVOD_XML_LESS,      /* a < that begins no tag */
    SVOD_XML_NOT_CLOSED,
    SVOD_XML_CLOSES_NOTHING,
    SVOD_XML_ATTRIBUTE,
    SVOD_XML_CDATA
} svod_xml_fault;

enum { SVOD_XML_FAULTS_TOLD = 8 };

typedef struct svod_xml_mended {
    svod_str bytes; /* well-formed, as far as we know */
    struct {
        svod_xml_fault fault;
        size_t at;                  /* offset in the record */
        svod_str text;              /* the text at fault */
    } faults[SVOD_XML_FAULTS_TOLD]; /* the first ones */
    size_t faults_n;                /* all of them */
} svod_xml_mended;

/* `unclosed`: the record had no end tag; an element left open at its end is then dropped, since its text may be cut.
 * SVOD_FAILED: there is too much to mend (more elements or depth than a record may have), nothing is said; SVOD_FATAL: out
 * of memory. */
SVOD_API svod_status svod_xml_mend(svod_str bytes, bool unclosed, svod_arena *arena, svod_xml_mended *ret, svod_error *e);

#ifdef __cplusplus
}
#endif
#endif
