/* One record of XML as a flat list of elements: libxml2 reads the markup (SAX2, one context for all records), text that
 * holds no markup goes past it as views into the record. A record that is not well-formed is mended first, see xml_mend.h.
 */
#ifndef SVOD_KIT_XML_RECORD_H
#define SVOD_KIT_XML_RECORD_H

#include <svod/error.h>
#include <svod/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SVOD_XML_DEPTH_CAP = 64,           /* elements within elements */
    SVOD_XML_NODES_CAP = 1 << 14,      /* elements of one record */
    SVOD_XML_ATTRIBUTES_CAP = 1 << 15, /* attributes of one record */
    SVOD_XML_RUNS_CAP = 1 << 15        /* pieces of text of one record */
};

/* An element name the caller knows: lower case, without '-' and '_'; `code` > 0. A table ends with a NULL name. */
typedef struct svod_xml_word {
    const char *name;
    int code;
} svod_xml_word;

typedef struct svod_xml_attribute {
    svod_str name, value; /* without prefix; entities read */
} svod_xml_attribute;

typedef struct svod_xml_node {
    svod_str name;          /* without prefix */
    svod_str text;          /* its own character data, entities read, CDATA included; not trimmed */
    svod_str inner;         /* all that is between its tags, as it stands in the record; empty when it holds only text */
    int code;               /* of the caller's word, else 0 */
    uint32_t parent, depth; /* the record itself is node 0 at depth 0 */
    uint32_t attributes, attributes_n; /* a range of record.attributes */
    uint32_t children;                 /* elements directly in it */
} svod_xml_node;

typedef struct svod_xml_record {
    const svod_xml_node *nodes; /* in the order of the text */
    size_t n;
    const svod_xml_attribute *attributes;
} svod_xml_record;

typedef struct svod_xml_reader svod_xml_reader;

/* `words` outlives the reader. NULL: out of memory. */
SVOD_API svod_xml_reader *svod_xml_reader_new(const svod_xml_word *words);
SVOD_API void svod_xml_reader_free(svod_xml_reader *reader);
/* Reads the record `bytes` (from its start tag to its end tag, UTF-8). The views in *ret live as long as `bytes`, `arena`
 * and until the next call. SVOD_FAILED: it is not well-formed or above a cap, nothing is said; SVOD_FATAL: out of memory. */
SVOD_API svod_status svod_xml_reader_read(svod_xml_reader *reader, svod_str bytes, svod_arena *arena, svod_xml_record *ret,
                                          svod_error *e);
/* The attribute `name` (ASCII letters without case), or an empty text with p == NULL. */
SVOD_API svod_str svod_xml_attribute_of(const svod_xml_record *record, const svod_xml_node *node, svod_str name);

#ifdef __cplusplus
}
#endif
#endif
