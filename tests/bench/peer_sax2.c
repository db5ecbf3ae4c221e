/* The peer: a plain libxml2 SAX2 program, push parser, 64 KiB at a time, that extracts
 * id, group_id, vendorCode, name, price, currency, size, colour, pictures to TSV. */
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

enum { ID, GROUP, CODE, NAME, PRICE, CURRENCY, SIZE, COLOUR, PICTURES, FIELDS };
static char field[FIELDS][4096];
static size_t length[FIELDS];
static int now = -1;

static void start(void *c, const xmlChar *name, const xmlChar *p, const xmlChar *u, int nn, const xmlChar **ns, int n, int d,
                  const xmlChar **a)
{
    static const char *const names[] = {"", "", "vendorCode", "name", "price", "currencyId", "", "", "picture"};
    (void)c, (void)p, (void)u, (void)nn, (void)ns, (void)d;
    now = -1;
    int offer = !strcmp((const char *)name, "offer");
    if (offer) memset(length, 0, sizeof length);
    for (int i = CODE; i < FIELDS && now < 0; i++)
        if (names[i][0] && !strcmp((const char *)name, names[i])) now = i;
    for (int i = 0; i < n; i++, a += 5) {
        size_t l = (size_t)(a[4] - a[3]);
        int f = offer && !strcmp((const char *)a[0], "id")         ? ID
                : offer && !strcmp((const char *)a[0], "group_id") ? GROUP
                                                                   : -1;
        if (f >= 0 && l < sizeof field[f]) memcpy(field[f], a[3], length[f] = l);
        if (now < 0 && !strcmp((const char *)name, "param") && !strcmp((const char *)a[0], "name"))
            now = l == 12 && !memcmp(a[3], "Размер", 12) ? SIZE : l == 8 && !memcmp(a[3], "Цвет", 8) ? COLOUR : -1;
    }
    if (now == PICTURES && length[now]) field[now][length[now]++] = '|';
}
static void text(void *c, const xmlChar *t, int n)
{
    (void)c;
    if (now >= 0 && length[now] + (size_t)n + 2 < sizeof field[0])
        memcpy(field[now] + length[now], t, (size_t)n), length[now] += (size_t)n;
}
static void end(void *c, const xmlChar *name, const xmlChar *p, const xmlChar *u)
{
    (void)c, (void)p, (void)u;
    now = -1;
    if (strcmp((const char *)name, "offer")) return;
    for (int i = 0; i < FIELDS; i++) fwrite(field[i], 1, length[i], stdout), putchar(i + 1 < FIELDS ? '\t' : '\n');
}

int main(int argc, char **argv)
{
    static char chunk[65536];
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC, .startElementNs = start, .endElementNs = end, .characters = text, .cdataBlock = text};
    xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : stdin;
    if (!context || !in) return 1;
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, in)) > 0;) xmlParseChunk(context, chunk, (int)n, 0);
    xmlParseChunk(context, chunk, 0, 1);
    return context->wellFormed ? 0 : 1;
}
