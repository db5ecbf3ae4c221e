/* The parts of a workbook as XML. */
#include "kit/sheet_xml.h"

#include "base/alloc.h"
#include "base/str.h"

#include <libxml/parser.h>
#include <svod/kit.h>

struct svod_sheet_xml {
    svod_sheet_handler handler;
    xmlParserCtxtPtr parser;
    const xmlChar *uri; /* the namespace met last, and whether it is one of ours */
    bool ours, doctype;
    svod_status status; /* of a handler */
    svod_error *e;
};

static bool is_ours(svod_sheet_xml *x, const xmlChar *uri)
{
    if (uri == x->uri) return x->ours;
    svod_str s = svod_str_of((const char *)uri);
    x->uri = uri;
    x->ours = !uri || svod_str_starts(s, SVOD_STR("http://schemas.openxmlformats.org/")) ||
              svod_str_starts(s, SVOD_STR("http://purl.oclc.org/ooxml/")) ||
              svod_str_is(s, "urn:schemas-microsoft-com:office:spreadsheet") ||
              svod_str_is(s, "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata") ||
              svod_str_is(s, "http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel");
    return x->ours;
}

static void took(svod_sheet_xml *x, svod_status status)
{
    if (status == SVOD_OK) return;
    x->status = status;
    xmlStopParser(x->parser);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
                     const xmlChar **namespaces, int n, int defaulted, const xmlChar **attrs)
{
    (void)prefix;
    (void)spaces;
    (void)namespaces;
    (void)defaulted;
    svod_sheet_xml *x = context;
    if (x->status == SVOD_OK && is_ours(x, uri))
        took(x, x->handler.start(x->handler.context, (const char *)name, (svod_sheet_attrs){attrs, n}, x->e));
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)prefix;
    svod_sheet_xml *x = context;
    if (x->status == SVOD_OK && is_ours(x, uri)) took(x, x->handler.end(x->handler.context, (const char *)name, x->e));
}

static void on_text(void *context, const xmlChar *text, int n)
{
    svod_sheet_xml *x = context;
    if (x->status == SVOD_OK && x->handler.text)
        took(x, x->handler.text(x->handler.context, (svod_str){(const char *)text, (size_t)n}, x->e));
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name;
    (void)external;
    (void)system;
    svod_sheet_xml *x = context;
    x->doctype = true;
    xmlStopParser(x->parser);
}

svod_str svod_sheet_attr(svod_sheet_attrs attrs, const char *name)
{
    const xmlChar *const *v = attrs.v;
    for (int i = 0; i < attrs.n; i++, v += 5) {
        if (strcmp((const char *)v[0], name) == 0) return svod_str_range((const char *)v[3], (const char *)v[4]);
    }
    return (svod_str){0};
}

void svod_sheet_attr_letters(svod_sheet_attrs attrs, svod_str ret[26])
{
    const xmlChar *const *v = attrs.v;
    for (int i = 0; i < attrs.n; i++, v += 5) {
        if (v[0][0] >= 'a' && v[0][0] <= 'z' && !v[0][1])
            ret[v[0][0] - 'a'] = svod_str_range((const char *)v[3], (const char *)v[4]);
    }
}

svod_str svod_sheet_attr_keep(svod_arena *memory, svod_str value)
{
    svod_str copy = svod_arena_dup(memory, value);
    if (!copy.p || svod_str_find(copy, SVOD_STR("&#38;"), 0) == SIZE_MAX) return copy;
    char *p = svod_arena_alloc(memory, value.n);
    size_t n = 0;
    for (size_t i = 0; p && i < value.n; i++) {
        p[n++] = value.p[i];
        if (svod_str_starts(svod_str_sub(value, i, value.n), SVOD_STR("&#38;"))) i += 4;
    }
    return p ? (svod_str){p, n} : (svod_str){0};
}

svod_status svod_sheet_xml_new(const svod_sheet_handler *handler, svod_sheet_xml **ret, svod_error *e)
{
    svod_sheet_xml *x = svod_try_calloc(1, sizeof *x);
    if (!x) return svod_no_memory(e);
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .ignorableWhitespace = on_text,
                         .cdataBlock = on_text,
                         .internalSubset = on_doctype};
    x->handler = *handler;
    x->parser = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
    if (!x->parser) {
        svod_free(x);
        return svod_no_memory(e);
    }
    xmlCtxtUseOptions(x->parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    *ret = x;
    return SVOD_OK;
}

bool svod_sheet_memory_is_out(int libxml_error)
{
    if (libxml_error == XML_ERR_NO_MEMORY || libxml_error == XML_PARSER_EOF) return true;
    void *some = svod_try_alloc(64);
    svod_free(some);
    return !some;
}

svod_status svod_sheet_xml_feed(svod_sheet_xml *x, const char *p, size_t n, svod_error *e)
{
    x->e = e;
    xmlParseChunk(x->parser, p, (int)n, n == 0);
    if (x->status != SVOD_OK) return x->status;
    if (x->doctype)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.doctype",
                         "the workbook declares a document type, as no spreadsheet program does; it is not read");
    if (x->parser->wellFormed && !x->parser->disableSAX && !x->parser->errNo) return SVOD_OK;
    if (svod_sheet_memory_is_out(x->parser->errNo)) return svod_no_memory(e);
    if (x->parser->wellFormed && !x->parser->disableSAX) return SVOD_OK; /* namespaces */
    return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.broken-xml", "a part of the workbook is damaged (line %d of its XML)",
                     x->parser->input ? x->parser->input->line : 0);
}

void svod_sheet_xml_free(svod_sheet_xml *x)
{
    if (!x) return;
    if (x->parser->myDoc) xmlFreeDoc(x->parser->myDoc);
    xmlFreeParserCtxt(x->parser);
    svod_free(x);
}
