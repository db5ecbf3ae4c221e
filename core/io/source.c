/* Sources of bytes: reading, unpacking gzip, deciding on the encoding and decoding, behind one window of lent bytes. */
#include "io/source.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/str.h"
#include "base/tr.h"
#include "io/members.h"
#include "text/charset.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    READ_SIZE = 256 << 10,
    BEGINNING = 4096,        /* looked at for marks and declarations */
    FIRST_SAMPLE = 16 << 10, /* of bytes from the first non-ASCII one on, to guess the encoding from … */
    LAST_SAMPLE = 1 << 20,   /* … and as far as it grows while there are few of them */
    ENOUGH_LETTERS = 400,
};

typedef enum mode {
    MODE_RAW,       /* bytes as they are */
    MODE_UNDECIDED, /* text; only ASCII was seen up to `scanned` */
    MODE_COPY,      /* text; UTF-8 already */
    MODE_DECODE     /* text; `coded` holds bytes to be decoded into the window */
} mode;

typedef struct window {
    char *p;
    size_t begin, end, room;
} window;

typedef struct unpacker {
    z_stream z;
    unsigned char in[64 << 10];
    bool at_member; /* a gzip member has just ended */
} unpacker;

struct svod_source {
    char *name;
    int fd; /* -1: memory or a member */
    svod_members *members;
    svod_member *member;
    size_t member_at;
    svod_str memory;
    size_t memory_at, chunk;
    int64_t taken, size;
    bool begun, ended;
    unpacker *unpacker;
    mode mode;
    window lent, coded;
    size_t scanned; /* in `lent`, absolute */
    size_t handed;  /* bytes of the window the reader has seen, when `chunk` is set */
    char declared[SVOD_CHARSET_NAME];
    svod_decoder decoder;
    int file; /* what svod_source_file made, or -1 */
    char file_path[40];
};

static svod_source *source_new(const char *name, svod_error *e)
{
    svod_source *s = svod_try_calloc(1, sizeof *s);
    size_t n = strlen(name) + 1;
    char *copy = svod_try_alloc(n);
    if (!s || !copy) {
        svod_free(s);
        svod_free(copy);
        svod_no_memory(e);
        return NULL;
    }
    s->name = memcpy(copy, name, n);
    s->fd = s->file = -1;
    s->size = -1;
    return s;
}

static svod_status open_members(svod_members *members, const char *name, svod_source **ret, svod_error *e)
{
    svod_source *s = source_new(name, e);
    if (!s) {
        svod_members_close(members);
        return SVOD_FATAL;
    }
    s->members = members;
    svod_status status = svod_source_member(s, 0, e);
    if (status != SVOD_OK)
        svod_source_close(s);
    else
        *ret = s;
    return status;
}

svod_status svod_source_open(const char *path, const char *name, svod_source **ret, svod_error *e)
{
    svod_members *members = NULL;
    if (strcmp(path, "-") != 0) {
        svod_status status = svod_members_open(path, name, &members, e);
        if (status != SVOD_OK) return status;
    }
    if (members) return open_members(members, name, ret, e);
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            svod_fail(e, SVOD_EXIT_NO_INPUT, "input.missing", "there is no such file");
        else
            svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", svod_errno_text(errno));
        svod_error_at(e, name, 0, 0);
        return SVOD_FAILED;
    }
    struct stat st;
    bool known = fstat(fd, &st) == 0;
    svod_source *s = source_new(name, e);
    if (!s) {
        close(fd);
        return SVOD_FATAL;
    }
    s->fd = fd;
    if (known && S_ISREG(st.st_mode)) s->size = st.st_size;
    *ret = s;
    return SVOD_OK;
}

svod_status svod_source_open_files(const char *const *paths, const char *const *names, size_t n, const char *name,
                                   svod_source **ret, svod_error *e)
{
    svod_members *members = NULL;
    svod_status status = svod_members_of(paths, names, n, &members, e);
    return status == SVOD_OK ? open_members(members, name, ret, e) : status;
}

svod_status svod_source_memory(svod_str bytes, const char *name, size_t chunk, svod_source **ret, svod_error *e)
{
    svod_source *s = source_new(name, e);
    if (!s) return SVOD_FATAL;
    s->memory = bytes;
    s->chunk = chunk;
    s->size = (int64_t)bytes.n;
    *ret = s;
    return SVOD_OK;
}

static void drop_unpacker(svod_source *s)
{
    if (!s->unpacker) return;
    inflateEnd(&s->unpacker->z);
    svod_free(s->unpacker);
    s->unpacker = NULL;
}

void svod_source_close(svod_source *s)
{
    if (!s) return;
    if (s->fd >= 0) close(s->fd);
    svod_member_end(s->member);
    svod_members_close(s->members);
    drop_unpacker(s);
    if (s->file >= 0) close(s->file);
    svod_decoder_release(&s->decoder);
    svod_free(s->lent.p);
    svod_free(s->coded.p);
    svod_free(s->name);
    svod_free(s);
}

size_t svod_source_members(const svod_source *s)
{
    return s->members ? svod_members_count(s->members) : 1;
}

const char *svod_source_member_name(const svod_source *s)
{
    return s->members ? svod_members_name(s->members, s->member_at) : s->name;
}

bool svod_source_holds(const svod_source *s, const char *path)
{
    return s->members && svod_members_hold(s->members, path);
}

/* As if nothing had been read of it. */
static void forget_bytes(svod_source *s)
{
    drop_unpacker(s);
    svod_decoder_release(&s->decoder);
    memset(&s->decoder, 0, sizeof s->decoder);
    s->lent.begin = s->lent.end = s->coded.begin = s->coded.end = 0;
    s->scanned = s->handed = s->memory_at = 0;
    s->begun = s->ended = false;
    s->mode = MODE_RAW;
    s->declared[0] = 0;
    s->taken = 0;
}

svod_status svod_source_member(svod_source *s, size_t i, svod_error *e)
{
    if (i >= svod_source_members(s)) SVOD_BUG("no such member");
    if (s->members) {
        svod_member_end(s->member);
        s->member = NULL;
        s->member_at = i;
        svod_status status = svod_members_begin(s->members, i, &s->member, e);
        if (status != SVOD_OK) return status;
        s->size = svod_member_size(s->member);
    } else if (s->fd >= 0 && s->taken && lseek(s->fd, 0, SEEK_SET) < 0) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.once", "this has to be read twice; save it to a file first");
        svod_error_at(e, s->name, 0, 0);
        return SVOD_FAILED;
    }
    forget_bytes(s);
    return SVOD_OK;
}

/* ---- bytes from outside ---- */

static svod_status fail_here(svod_source *s, svod_error *e)
{
    svod_error_at(e, s->name, 0, 0);
    return SVOD_FAILED;
}

/* At least one byte into `to`, or s->ended. */
static svod_status read_outside(svod_source *s, char *to, size_t room, size_t *ret_n, svod_error *e)
{
    *ret_n = 0;
    if (s->member) {
        svod_status status = svod_member_read(s->member, to, room, ret_n, e);
        if (status != SVOD_OK) return status;
    } else if (s->fd < 0) {
        size_t n = SVOD_MIN(room, s->memory.n - s->memory_at);
        if (s->chunk && n > s->chunk) n = s->chunk;
        if (n) memcpy(to, s->memory.p + s->memory_at, n);
        s->memory_at += n;
        *ret_n = n;
    } else {
        ssize_t n;
        do n = read(s->fd, to, room);
        while (n < 0 && errno == EINTR);
        if (n < 0) {
            svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", svod_errno_text(errno));
            return fail_here(s, e);
        }
        *ret_n = (size_t)n;
    }
    s->taken += (int64_t)*ret_n;
    if (*ret_n == 0) s->ended = true;
    return SVOD_OK;
}

static void *zip_alloc(void *context, unsigned count, unsigned size)
{
    (void)context;
    return svod_try_calloc(count, size);
}

static void zip_free(void *context, void *p)
{
    (void)context;
    svod_free(p);
}

static svod_status unpack_begin(svod_source *s, const char *bytes, size_t n, svod_error *e)
{
    unpacker *u = svod_try_calloc(1, sizeof *u);
    if (!u) return svod_no_memory(e);
    u->z.zalloc = zip_alloc;
    u->z.zfree = zip_free;
    if (inflateInit2(&u->z, 16 + MAX_WBITS) != Z_OK) {
        svod_free(u);
        return svod_no_memory(e);
    }
    memcpy(u->in, bytes, n);
    u->z.next_in = u->in;
    u->z.avail_in = (unsigned)n;
    s->unpacker = u;
    return SVOD_OK;
}

static svod_status unpack(svod_source *s, char *to, size_t room, size_t *ret_n, svod_error *e)
{
    unpacker *u = s->unpacker;
    u->z.next_out = (unsigned char *)to;
    u->z.avail_out = (unsigned)room;
    *ret_n = 0;
    while (u->z.avail_out == room) {
        if (u->z.avail_in == 0) {
            size_t n;
            svod_status status = read_outside(s, (char *)u->in, sizeof u->in, &n, e);
            if (status != SVOD_OK) return status;
            u->z.next_in = u->in;
            u->z.avail_in = (unsigned)n;
        }
        if (s->ended) {
            if (u->at_member) return SVOD_OK;
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.gzip-broken", "the packed file (gzip) is cut off");
            return fail_here(s, e);
        }
        if (u->at_member && inflateReset(&u->z) != Z_OK) SVOD_BUG("inflateReset");
        u->at_member = false;
        int got = inflate(&u->z, Z_NO_FLUSH);
        if (got == Z_STREAM_END)
            u->at_member = true;
        else if (got == Z_MEM_ERROR)
            return svod_no_memory(e);
        else if (got != Z_OK && got != Z_BUF_ERROR) {
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.gzip-broken", "the packed file (gzip) is damaged");
            return fail_here(s, e);
        }
    }
    *ret_n = room - u->z.avail_out;
    return SVOD_OK;
}

/* Unpacked bytes into `to` (room at least BEGINNING): at least one, or s->ended. */
static svod_status read_bytes(svod_source *s, char *to, size_t room, size_t *ret_n, svod_error *e)
{
    if (s->unpacker) return unpack(s, to, room, ret_n, e);
    svod_status status = read_outside(s, to, room, ret_n, e);
    if (status != SVOD_OK || s->begun) return status;
    s->begun = true;
    while (*ret_n < 3 && !s->ended) {
        size_t more;
        status = read_outside(s, to + *ret_n, room - *ret_n, &more, e);
        if (status != SVOD_OK) return status;
        *ret_n += more;
    }
    if (*ret_n < 3 || memcmp(to, "\x1F\x8B\x08", 3) != 0) return SVOD_OK;
    /* What was read past the first bytes goes to the unpacker; it holds less than one read. */
    size_t n = SVOD_MIN(*ret_n, sizeof((unpacker){0}).in);
    if (n < *ret_n) SVOD_BUG("first read too large for the unpacker");
    status = unpack_begin(s, to, n, e);
    return status == SVOD_OK ? unpack(s, to, room, ret_n, e) : status;
}

/* ---- the window ---- */

/* Room for `need` more bytes at the end. Bytes are moved only when at least as many have been consumed, so that each is
 * moved about once. */
static bool make_room(window *w, size_t need)
{
    if (w->room - w->end >= need) return true;
    size_t live = w->end - w->begin;
    if (w->begin < live || w->room - live < need) {
        size_t room = SVOD_MAX(w->room, 2 * (live + need));
        char *p = svod_try_alloc(room);
        if (!p) return false;
        if (live) memcpy(p, w->p + w->begin, live);
        svod_free(w->p);
        w->p = p;
        w->room = room;
    } else if (live) {
        memmove(w->p, w->p + w->begin, live);
    }
    w->begin = 0;
    w->end = live;
    return true;
}

/* Room for one read: of bytes in memory no more than there are. */
static size_t read_size(const svod_source *s)
{
    if (s->fd >= 0 || s->member || s->unpacker) return READ_SIZE;
    return SVOD_MIN(s->memory.n - s->memory_at + BEGINNING, (size_t)READ_SIZE);
}

static svod_status read_into(svod_source *s, window *w, svod_error *e)
{
    size_t n, begin = w->begin;
    if (!make_room(w, read_size(s))) return svod_no_memory(e);
    if (w == &s->lent) s->scanned -= begin - w->begin;
    /* The first read is small, so that the unpacker can take it over. */
    svod_status status = read_bytes(s, w->p + w->end, s->begun ? w->room - w->end : BEGINNING, &n, e);
    if (status == SVOD_OK) w->end += n;
    return status;
}

static size_t count_high(const char *p, size_t n, size_t *ret_first)
{
    size_t count = 0;
    *ret_first = SIZE_MAX;
    for (size_t i = 0; i < n;) {
        uint64_t eight;
        while (n - i >= 8 && (memcpy(&eight, p + i, 8), (eight & 0x8080808080808080U) == 0)) i += 8;
        for (size_t stop = SVOD_MIN(n, i + 8); i < stop; i++)
            if ((unsigned char)p[i] >= 0x80) {
                if (count++ == 0) *ret_first = i;
            }
    }
    return count;
}

/* Where the first byte above 0x7F is, or SIZE_MAX. */
static size_t find_high(const char *p, size_t n)
{
    size_t i = 0;
    uint64_t eight;
    while (n - i >= 8 && (memcpy(&eight, p + i, 8), (eight & 0x8080808080808080U) == 0)) i += 8;
    for (; i < n; i++)
        if ((unsigned char)p[i] >= 0x80) return i;
    return SIZE_MAX;
}

/* From `at` (absolute in the window) on, bytes are in the encoding `name`. */
static svod_status settle(svod_source *s, const char *name, size_t at, svod_error *e)
{
    svod_status status = svod_decoder_init(&s->decoder, name, e);
    if (status != SVOD_OK) return fail_here(s, e);
    if (s->decoder.kind == SVOD_DECODE_COPY) {
        s->mode = MODE_COPY;
        return SVOD_OK;
    }
    size_t n = s->lent.end - at;
    if (!make_room(&s->coded, n)) return svod_no_memory(e);
    if (n) memcpy(s->coded.p + s->coded.end, s->lent.p + at, n);
    s->coded.end += n;
    s->lent.end = at;
    s->mode = MODE_DECODE;
    return SVOD_OK;
}

/* Bytes not looked at yet: when all are ASCII nothing needs deciding; at the first other one, a good sample from there on
 * decides. How the bytes came in pieces makes no difference. */
static svod_status decide(svod_source *s, svod_error *e)
{
    window *w = &s->lent;
    size_t first = find_high(w->p + s->scanned, w->end - s->scanned);
    if (first == SIZE_MAX) {
        s->scanned = w->end;
        return SVOD_OK;
    }
    s->scanned += first;
    size_t size = FIRST_SAMPLE, n;
    for (;; size *= 4) {
        while (w->end - s->scanned < size && !s->ended) {
            svod_status status = read_into(s, w, e);
            if (status != SVOD_OK) return status;
        }
        n = SVOD_MIN(size, w->end - s->scanned);
        size_t ignored;
        if (n < size || size >= LAST_SAMPLE || count_high(w->p + s->scanned, n, &ignored) >= ENOUGH_LETTERS) break;
    }
    char name[SVOD_CHARSET_NAME];
    svod_charset_guess((svod_str){w->p + s->scanned, n}, svod_str_of(s->declared), name);
    return settle(s, name, s->scanned, e);
}

static svod_status decode_more(svod_source *s, svod_error *e)
{
    window *c = &s->coded, *w = &s->lent;
    if (!s->ended && c->end - c->begin < READ_SIZE) {
        svod_status status = read_into(s, c, e);
        if (status != SVOD_OK) return status;
    }
    if (!make_room(w, SVOD_MIN(3 * (c->end - c->begin) + 16, (size_t)READ_SIZE))) return svod_no_memory(e);
    size_t used;
    size_t n = svod_decoder_run(&s->decoder, (svod_str){c->p + c->begin, c->end - c->begin}, s->ended, w->p + w->end,
                                w->room - w->end, &used);
    c->begin += used;
    w->end += n;
    return SVOD_OK;
}

static bool is_exhausted(const svod_source *s)
{
    return s->ended && (s->mode != MODE_DECODE || s->coded.begin == s->coded.end);
}

static svod_status fill(svod_source *s, svod_error *e)
{
    if (s->mode == MODE_DECODE) return decode_more(s, e);
    svod_status status = read_into(s, &s->lent, e);
    if (status == SVOD_OK && s->mode == MODE_UNDECIDED) status = decide(s, e);
    return status;
}

svod_status svod_source_ahead(svod_source *s, size_t want, const char **ret_p, size_t *ret_n, svod_error *e)
{
    if (want > SVOD_SOURCE_CAP) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.record-too-large", "one record is larger than %d MiB; this is no catalog",
                  SVOD_SOURCE_CAP >> 20);
        return fail_here(s, e);
    }
    window *w = &s->lent;
    while (w->end - w->begin < want && !is_exhausted(s)) {
        svod_status status = fill(s, e);
        if (status != SVOD_OK) return status;
    }
    *ret_p = w->p ? w->p + w->begin : "";
    *ret_n = w->end - w->begin;
    if (s->chunk) {
        s->handed = SVOD_MIN(*ret_n, SVOD_MAX(want, s->handed + s->chunk));
        *ret_n = s->handed;
    }
    return SVOD_OK;
}

void svod_source_consume(svod_source *s, size_t n)
{
    if (n > s->lent.end - s->lent.begin) SVOD_BUG("more consumed than lent");
    s->lent.begin += n;
    s->handed -= SVOD_MIN(n, s->handed);
}

svod_status svod_source_decode(svod_source *s, svod_str forced, svod_error *e)
{
    const char *p;
    size_t n, mark;
    svod_status status = svod_source_ahead(s, BEGINNING, &p, &n, e);
    if (status != SVOD_OK) return status;
    svod_str beginning = {p, s->lent.end - s->lent.begin};
    s->handed = 0;
    const char *name = svod_charset_bom(beginning, &mark);
    char asked[SVOD_CHARSET_NAME];
    if (forced.n > 0) {
        if (!svod_charset_canonical(forced, asked)) {
            svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "encoding.unknown", "the encoding \"%.*s\" is not known here",
                      SVOD_FMT(forced));
            return fail_here(s, e);
        }
        /* A mark refines "UTF-16" and is otherwise just bytes when it says something else. */
        bool both_wide = name && strncmp(name, "UTF-16", 6) == 0 && strncmp(asked, "UTF-16", 6) == 0;
        if (!both_wide) {
            if (!name || strcmp(name, asked) != 0) mark = 0;
            name = asked;
        }
    } else if (!name) {
        name = svod_charset_wide(beginning);
    }
    s->lent.begin += mark;
    s->scanned = s->lent.begin;
    if (name) return settle(s, name, s->lent.begin, e);
    svod_str declared = svod_charset_declared(beginning);
    if (declared.n) memcpy(s->declared, declared.p, declared.n);
    s->mode = MODE_UNDECIDED;
    return decide(s, e);
}

svod_str svod_source_encoding(const svod_source *s)
{
    if (s->mode == MODE_UNDECIDED && s->ended) return SVOD_STR("UTF-8");
    return s->mode == MODE_COPY || s->mode == MODE_DECODE ? svod_str_of(s->decoder.name) : (svod_str){0};
}

/* ---- as a plain file ---- */

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

/* A file without a name: nobody else can open it, and it goes when the program does, however that ends. */
static int nameless_file(void)
{
    const char *folder = getenv("TMPDIR");
    char path[512];
    if (!folder || folder[0] != '/') folder = "/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    /* Some file systems cannot do that. */
    int n = snprintf(path, sizeof path, "%s/svod-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof path) return -1;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) unlink(path);
    return fd;
}

static svod_status spool(svod_source *s, svod_error *e)
{
    s->file = nameless_file();
    bool written = s->file >= 0;
    while (written) {
        const char *p;
        size_t n;
        svod_status status = svod_source_ahead(s, 1, &p, &n, e);
        if (status != SVOD_OK) return status;
        if (n == 0) return SVOD_OK;
        written = write_all(s->file, p, n);
        svod_source_consume(s, n);
    }
    svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "input.no-room", "a temporary copy cannot be written: %s", strerror(errno));
    return fail_here(s, e);
}

svod_status svod_source_file(svod_source *s, const char **ret_path, svod_error *e)
{
    if (s->mode != MODE_RAW) SVOD_BUG("a decoded source is no file");
    const char *p;
    size_t n;
    svod_status status = s->begun ? SVOD_OK : svod_source_ahead(s, 1, &p, &n, e); /* tells whether it is packed */
    if (status != SVOD_OK) return status;
    bool plain = s->fd >= 0 && s->size >= 0 && !s->unpacker;
    if (!plain && s->file < 0) status = spool(s, e);
    if (status != SVOD_OK) return status;
    snprintf(s->file_path, sizeof s->file_path, "/proc/self/fd/%d", plain ? s->fd : s->file);
    *ret_path = s->file_path;
    return SVOD_OK;
}

const char *svod_source_name(const svod_source *s)
{
    return s->name;
}

int64_t svod_source_taken(const svod_source *s)
{
    return s->taken;
}

int64_t svod_source_size(const svod_source *s)
{
    return s->size;
}
