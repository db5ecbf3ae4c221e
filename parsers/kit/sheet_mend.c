/* Texts of old workbooks that a converter took for another encoding: those without a code page hold windows-1251, or UTF-8,
 * and come out as "Ïðàéñ" or "РџСЂР°Р№СЃ". Told once for the whole workbook, by a sample of its texts. */
#include "kit/sheet_own.h"

#include "base/alloc.h"
#include "base/str.h"
#include "text/charset.h"
#include "text/utf8.h"

#include <svod/kit.h>

enum { SAMPLE = 16 << 10, LETTERS_LEAST = 12, NAME_LEAST = 3 };

/* ---- a sample ---- */

typedef struct sampling {
    svod_buf text;
    bool in_text;
} sampling;

static svod_status start(void *context, const char *name, svod_sheet_attrs attrs, svod_error *e)
{
    (void)attrs;
    (void)e;
    ((sampling *)context)->in_text = strcmp(name, "t") == 0;
    return SVOD_OK;
}

static svod_status end(void *context, const char *name, svod_error *e)
{
    (void)e;
    sampling *s = context;
    if (strcmp(name, "t") == 0) svod_buf_char(&s->text, '\n');
    s->in_text = false;
    return s->text.n >= SAMPLE ? SVOD_STOP : SVOD_OK;
}

static svod_status text(void *context, svod_str text, svod_error *e)
{
    sampling *s = context;
    if (s->in_text) svod_buf_str(&s->text, text);
    return s->text.failed ? svod_no_memory(e) : SVOD_OK;
}

static svod_status take_sample(const svod_sheet_package *p, sampling *s, svod_error *e)
{
    svod_sheet_handler handler = {.context = s, .start = start, .end = end, .text = text};
    for (size_t i = 0; i < p->strings_n && s->text.n < SAMPLE; i++) {
        svod_buf_str(&s->text, p->strings[i]);
        svod_buf_char(&s->text, '\n');
    }
    for (size_t i = 0; i < p->sheets_n && s->text.n < SAMPLE; i++) {
        svod_error why = {0};
        svod_status status = SVOD_OK;
        if (p->sheets[i].path.n) status = svod_sheet_part_parse(p->zip, p->sheets[i].path, &handler, &why);
        if (status == SVOD_FATAL) return svod_no_memory(e);
    }
    return s->text.failed ? svod_no_memory(e) : SVOD_OK;
}

/* ---- what the texts are ---- */

static bool load(uint32_t letters[128], const char *name, svod_error *e)
{
    svod_decoder d;
    if (svod_decoder_init(&d, name, e) != SVOD_OK) return false;
    for (int i = 0; i < 128; i++) {
        char byte = (char)(0x80 + i), out[16];
        size_t used, n = svod_decoder_run(&d, (svod_str){&byte, 1}, true, out, sizeof out, &used);
        letters[i] = 0;
        if (n) svod_utf8_get(out, n, &letters[i]);
        if (letters[i] == 0xFFFD) letters[i] = 0x80u + (uint32_t)i; /* as converters leave what stands for no letter */
    }
    svod_decoder_release(&d);
    return true;
}

/* "Ïðàéñ" is letters with marks one after another; in "crème brûlée" they stand alone among others. */
static bool looks_like_1251(svod_str s, size_t least)
{
    size_t marked = 0, together = 0, cyrillic = 0;
    bool before = false;
    for (size_t i = 0; i < s.n;) {
        uint32_t c = 0;
        size_t n = svod_utf8_get(s.p + i, s.n - i, &c);
        bool is = c >= 0xC0 && c <= 0xFF;
        marked += is;
        together += is && before;
        cyrillic += c >= 0x400 && c <= 0x4FF;
        before = is;
        i += n ? n : 1;
    }
    return marked >= least && cyrillic == 0 && together * 3 >= marked * 2;
}

/* The bytes the text had, when all of it is letters of the table; else p == NULL. Memory of `arena`. */
static svod_str bytes_of(svod_arena *arena, const uint32_t letters[128], svod_str s)
{
    char *p = svod_arena_alloc(arena, s.n + 1);
    size_t to = 0;
    for (size_t i = 0; p && i < s.n;) {
        uint32_t c = 0;
        size_t n = svod_utf8_get(s.p + i, s.n - i, &c);
        int byte = 0;
        while (c >= 0x80 && byte < 128 && letters[byte] != c) byte++;
        if (!n || byte == 128) return (svod_str){0};
        p[to++] = c < 0x80 ? (char)c : (char)(0x80 + byte);
        i += n;
    }
    return p ? (svod_str){p, to} : (svod_str){0};
}

static bool has_cyrillic(svod_str s)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t c = 0;
        size_t n = svod_utf8_get(s.p + i, s.n - i, &c);
        if (c >= 0x400 && c <= 0x4FF) return true;
        i += n ? n : 1;
    }
    return false;
}

/* Nearly all lines with letters, read as bytes of windows-1251, are UTF-8. */
static bool looks_like_utf8(svod_arena *arena, const uint32_t letters[128], svod_str s)
{
    size_t lines = 0, good = 0;
    svod_str line;
    while (svod_str_split(&s, '\n', &line)) {
        if (!has_cyrillic(line)) continue;
        svod_arena_mark mark = svod_arena_mark_get(arena);
        svod_str bytes = bytes_of(arena, letters, line);
        lines++;
        good += bytes.n > 1 && bytes.n < line.n && svod_utf8_valid(bytes);
        svod_arena_rewind(arena, mark);
    }
    return lines >= 3 && good * 10 >= lines * 9;
}

static void mend_text(svod_arena *arena, const svod_sheet_mend *mend, svod_buf *out, svod_str s)
{
    if (mend->utf8) {
        svod_str bytes = bytes_of(arena, mend->from, s);
        size_t good = 0, n = 1;
        uint32_t c;
        while (good < bytes.n && n) good += n = svod_utf8_get(bytes.p + good, bytes.n - good, &c);
        /* Converters end a text at a byte that is no letter of windows-1251: half an "И". */
        bool cut = bytes.p && good + 1 == bytes.n;
        svod_buf_str(out, cut ? svod_str_sub(bytes, 0, good) : bytes.p && good == bytes.n ? bytes : s);
        if (cut) svod_buf_cstr(out, "…");
        return;
    }
    for (size_t i = 0; i < s.n;) {
        uint32_t c = 0;
        char letter[4];
        size_t n = svod_utf8_get(s.p + i, s.n - i, &c);
        int byte = 0;
        while (c >= 0x80 && byte < 128 && mend->from[byte] != c) byte++;
        if (!n) n = 1;
        if (c >= 0x80 && byte < 128)
            svod_buf_add(out, letter, svod_utf8_put(letter, mend->to[byte]));
        else
            svod_buf_add(out, s.p + i, n);
        i += n;
    }
}

static svod_status mend_names(svod_sheet_package *p, const svod_sheet_mend *mend, bool all, svod_error *e)
{
    for (size_t i = 0; i < p->sheets_n; i++) {
        if (!all && !looks_like_1251(p->sheets[i].name, NAME_LEAST)) continue;
        svod_buf name = SVOD_BUF_INIT_TRY(1 << 16);
        mend_text(p->memory, mend, &name, p->sheets[i].name);
        svod_str copy = svod_arena_dup(p->memory, svod_buf_view(&name));
        bool failed = !copy.p || name.failed;
        svod_buf_release(&name);
        if (failed) return svod_no_memory(e);
        p->sheets[i].name = copy;
    }
    return SVOD_OK;
}

svod_status svod_sheet_mend_study(svod_sheet_package *p, svod_error *e)
{
    sampling s = {.text = SVOD_BUF_INIT_TRY(4 << 20)};
    svod_error why = {0};
    svod_sheet_mend *mend = svod_arena_alloc(p->memory, sizeof *mend);
    if (!mend) return svod_no_memory(e);
    svod_status status = take_sample(p, &s, e);
    bool can = status == SVOD_OK && load(mend->to, "windows-1251", &why) && load(mend->from, "windows-1252", &why);
    svod_str sample = svod_buf_view(&s.text);
    bool wrong = can && looks_like_1251(sample, LETTERS_LEAST);
    mend->utf8 = can && !wrong && looks_like_utf8(p->memory, mend->to, sample);
    svod_buf_release(&s.text);
    if (!can) return status;
    if (mend->utf8) memcpy(mend->from, mend->to, sizeof mend->from);
    if ((status = mend_names(p, mend, wrong || mend->utf8, e)) != SVOD_OK || (!wrong && !mend->utf8)) return status;
    p->mend = mend;
    p->host->diag(p->host, SVOD_NOTE, "xls.encoding", &(svod_at){0},
                  wrong ? "the workbook does not say its encoding: its texts are read as windows-1251"
                        : "the workbook says windows-1251 and holds UTF-8: its texts are read as that");
    return SVOD_OK;
}

void svod_sheet_mend_text(const svod_sheet_package *p, svod_buf *out, svod_str s)
{
    mend_text(p->host->step, p->mend, out, s);
}
