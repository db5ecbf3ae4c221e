/* Between xml_outline.c and xml_record.c: the reader's insides. */
#ifndef SVOD_KIT_XML_INNER_H
#define SVOD_KIT_XML_INNER_H

#include "base/arena.h"
#include "kit/xml_record.h"

#include <libxml/parser.h>

enum {
    SVOD_XML_MARK = 0x7F, /* legal in XML; wherever the outline holds one it is ours */
    SVOD_XML_MARK_LENGTH = 4,
    SVOD_XML_NAMES = 512, /* names cached by libxml2's pointer to them */
    SVOD_XML_TAGS = 2048, /* start tags remembered */
    SVOD_XML_TAGS_MEMORY = 512 << 10
};

/* libxml2 keeps each name once: what a pointer means need be found once. */
typedef struct svod_xml_name {
    const xmlChar *name;
    uint32_t length;
    int code;
} svod_xml_name;

/* A start tag that libxml2 has read: the same bytes mean the same again. */
typedef struct svod_xml_tag {
    svod_str bytes, raw_name, name; /* raw_name with its prefix; bytes.n == 0: a free slot */
    const svod_xml_attribute *attributes;
    uint32_t attributes_n;
    int code;
    bool empty; /* <tag/> */
} svod_xml_tag;

/* An element libxml2 is shown. */
typedef struct svod_xml_shown {
    uint32_t node;
    svod_str tag; /* its start tag, to be remembered; empty: not to be */
} svod_xml_shown;

typedef struct svod_xml_part {
    svod_str text;
    uint32_t next; /* index + 1 of the same element's next part, 0: none */
} svod_xml_part;

struct svod_xml_reader {
    const svod_xml_word *words;
    xmlParserCtxtPtr context;
    svod_arena *arena; /* of the record being read; NULL between records */
    char *outline;     /* what libxml2 gets */
    size_t outline_n, outline_room;
    svod_str *runs; /* texts that marks stand for */
    size_t runs_n, runs_room;
    svod_xml_shown *shown;
    size_t shown_n, shown_room, shown_at;
    svod_xml_node *nodes;
    size_t nodes_n, nodes_room;
    svod_xml_attribute *attributes;
    size_t attributes_n, attributes_room;
    svod_xml_part *parts;
    size_t parts_n, parts_room;
    uint32_t open[SVOD_XML_DEPTH_CAP], first_part[SVOD_XML_DEPTH_CAP], last_part[SVOD_XML_DEPTH_CAP];
    uint32_t depth;       /* open elements, of the outline and then of what libxml2 tells */
    bool no_memory, over; /* a cap was passed or the record is not as expected */
    svod_xml_name names[SVOD_XML_NAMES];
    svod_xml_tag tags[SVOD_XML_TAGS];
    svod_arena tags_memory;
};

/* Room for one more element of `*v`; false: out of memory or past the cap. */
bool svod_xml_grow(svod_xml_reader *r, void **v, size_t n, size_t *room, size_t size, size_t cap);
/* Fills r->outline, r->runs, r->nodes and r->shown. False: the record is not well-formed as it stands (or a cap or the
 * memory ends). */
bool svod_xml_make_outline(svod_xml_reader *r, svod_str bytes);
/* Length of the reference at p[0] == '&' when it is one of the five XML knows or a number XML allows, and the letter it
 * stands for; 0 otherwise. */
size_t svod_xml_reference(const char *p, size_t n, uint32_t *ret);
/* Remembers the start tag `bytes` with what libxml2 made of it; without memory it is not. */
void svod_xml_remember(svod_xml_reader *r, svod_str bytes, const svod_xml_node *node);

#endif
