/* What reading a workbook costs at the least: libzip and expat, the cells of its first sheet as lines with tabs. Nothing is
 * understood: no formats, no merges, one place for each part. */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static char **strings, *text;
static size_t strings_n, strings_room, text_n, text_room;
static int in_text, shared, reading_strings;
static unsigned long long cells;

static void append(const char *s, size_t n)
{
    if (text_n + n + 1 > text_room) text = realloc(text, text_room = 2 * (text_n + n + 1));
    memcpy(text + text_n, s, n);
    text_n += n;
}

static void start(void *u, const char *name, const char **a)
{
    (void)u;
    if (name[0] == 'c' && !name[1]) {
        shared = 0;
        text_n = 0;
        for (; *a; a += 2)
            if (a[0][0] == 't' && a[1][0] == 's' && !a[1][1]) shared = 1;
    } else if ((name[0] == 'v' || name[0] == 't') && !name[1]) {
        in_text = 1;
    }
}

static void end(void *u, const char *name)
{
    (void)u;
    in_text = 0;
    if (reading_strings && strcmp(name, "si") == 0) {
        if (strings_n == strings_room)
            strings = realloc(strings, (strings_room = strings_room ? 2 * strings_room : 1024) * sizeof *strings);
        append("", 1);
        strings[strings_n++] = strdup(text);
        text_n = 0;
    } else if (!reading_strings && name[0] == 'c' && !name[1]) {
        append("", 1);
        size_t i = shared ? strtoul(text, NULL, 10) : 0;
        fputs(shared && i < strings_n ? strings[i] : text, stdout);
        putchar('\t');
        cells++;
    } else if (!reading_strings && strcmp(name, "row") == 0) {
        putchar('\n');
    }
}

static void data(void *u, const char *s, int n)
{
    (void)u;
    if (in_text) append(s, (size_t)n);
}

static void part(zip_t *z, const char *name)
{
    char bytes[65536];
    zip_file_t *f = zip_fopen(z, name, 0);
    XML_Parser p = XML_ParserCreate(NULL);
    XML_SetElementHandler(p, start, end);
    XML_SetCharacterDataHandler(p, data);
    for (zip_int64_t n; f && (n = zip_fread(f, bytes, sizeof bytes)) > 0;) XML_Parse(p, bytes, (int)n, 0);
    if (f) zip_fclose(f);
    XML_ParserFree(p);
}

int main(int argc, char **argv)
{
    zip_t *z = argc > 1 ? zip_open(argv[1], ZIP_RDONLY, NULL) : NULL;
    if (!z) return 1;
    reading_strings = 1;
    part(z, "xl/sharedStrings.xml");
    reading_strings = 0;
    part(z, "xl/worksheets/sheet1.xml");
    fprintf(stderr, "%llu cells\n", cells);
    zip_discard(z);
    return 0;
}
