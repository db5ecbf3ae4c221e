/* Sources of several files: listing them and giving their bytes. */
#include "io/members.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

typedef struct listed {
    const char *path, *name;
    zip_uint64_t index; /* in the archive */
    int64_t size;
} listed;

struct svod_members {
    svod_arena memory;
    zip_t *archive; /* NULL: files */
    SVOD_VEC(listed) files;
    size_t looked_at;
};

struct svod_member {
    const char *name;
    int fd; /* -1: of an archive */
    zip_file_t *entry;
    int64_t size, taken;
};

static const char *join(svod_members *m, const char *folder, const char *name)
{
    svod_buf path = SVOD_BUF_INIT;
    svod_buf_printf(&path, "%s%s%s", folder, svod_str_ends(svod_str_of(folder), SVOD_STR("/")) ? "" : "/", name);
    const char *copy = svod_arena_cstr(&m->memory, svod_buf_view(&path));
    svod_buf_release(&path);
    return copy;
}

static bool is_xml(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && svod_str_eq_nocase((svod_str){name + n - 4, 4}, SVOD_STR(".xml"));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const listed *)a)->name, ((const listed *)b)->name);
}

static svod_status fail_at(const char *name, svod_error *e)
{
    svod_error_at(e, name, 0, 0);
    return SVOD_FAILED;
}

static svod_status too_many(const char *name, svod_error *e)
{
    svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.too-many-files", "more than %d files; this is no catalog", SVOD_MEMBERS_CAP);
    return fail_at(name, e);
}

/* ---- folders ---- */

static svod_status list_folder(svod_members *m, const char *path, const char *name, int depth, svod_error *e)
{
    DIR *folder = opendir(path);
    if (!folder) {
        svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", strerror(errno));
        return fail_at(name, e);
    }
    svod_status status = SVOD_OK;
    for (struct dirent *entry; status == SVOD_OK && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        bool xml = is_xml(entry->d_name);
        struct stat st;
        if (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN && !xml) continue;
        if (m->looked_at++ == SVOD_MEMBERS_CAP) status = too_many(name, e);
        const char *inner = join(m, path, entry->d_name), *inner_name = join(m, name, entry->d_name);
        if (status != SVOD_OK || lstat(inner, &st) != 0) continue;
        if (S_ISDIR(st.st_mode) && depth < SVOD_MEMBERS_DEPTH_CAP)
            status = list_folder(m, inner, inner_name, depth + 1, e);
        else if (xml && stat(inner, &st) == 0 && S_ISREG(st.st_mode))
            SVOD_VEC_PUSH(&m->files, (listed){.path = inner, .name = inner_name, .size = st.st_size});
    }
    closedir(folder);
    return status;
}

/* ---- archives ---- */

static bool leads_out(svod_str name)
{
    if (!name.n || name.p[0] == '/' || memchr(name.p, '\\', name.n) || memchr(name.p, ':', name.n)) return true;
    svod_str part;
    while (svod_str_split(&name, '/', &part))
        if (svod_str_is(part, "..")) return true;
    return false;
}

static svod_status damaged(const char *name, const char *why, svod_error *e)
{
    svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.zip-broken", "the archive cannot be read: %s", why);
    return fail_at(name, e);
}

static svod_status check_entry(const zip_stat_t *st, const char *name, svod_error *e)
{
    if (leads_out(svod_str_of(st->name))) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.zip-path", "the archive holds a name that leads out of it: %s", st->name);
        return fail_at(name, e);
    }
    bool bomb = st->size > SVOD_MEMBERS_SMALL && st->size / SVOD_MEMBERS_RATIO_CAP > st->comp_size;
    if (bomb || st->size > (zip_uint64_t)SVOD_MEMBERS_BYTES_CAP) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.zip-bomb", "%s unpacks to %llu MiB; this is no catalog", st->name,
                  (unsigned long long)st->size >> 20);
        return fail_at(name, e);
    }
    return SVOD_OK;
}

static svod_status list_archive(svod_members *m, const char *name, svod_error *e)
{
    zip_int64_t n = zip_get_num_entries(m->archive, 0);
    if (n > SVOD_MEMBERS_CAP) return too_many(name, e);
    int64_t whole = 0;
    size_t others = 0;
    for (zip_uint64_t i = 0; i < (zip_uint64_t)n; i++) {
        zip_stat_t st;
        if (zip_stat_index(m->archive, i, 0, &st) != 0) return damaged(name, zip_strerror(m->archive), e);
        size_t length = strlen(st.name);
        if (length && st.name[length - 1] == '/' && !leads_out(svod_str_of(st.name))) continue;
        svod_status status = check_entry(&st, name, e);
        if (status != SVOD_OK) return status;
        whole += (int64_t)st.size;
        if (whole > SVOD_MEMBERS_BYTES_CAP) {
            svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.zip-bomb", "%s unpacks to %llu MiB; this is no catalog", name,
                      (unsigned long long)whole >> 20);
            return fail_at(name, e);
        }
        listed entry = {.name = join(m, name, st.name), .index = i, .size = (int64_t)st.size};
        if (is_xml(st.name) || n == 1)
            SVOD_VEC_PUSH(&m->files, entry);
        else
            others++;
    }
    if (m->files.n) return SVOD_OK;
    svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.zip-empty", "none of the %zu files in this archive is a catalog (*.xml)",
              others);
    return fail_at(name, e);
}

/* Workbooks and documents are archives too, but read whole by others. */
static bool is_document(zip_t *archive)
{
    return zip_name_locate(archive, "[Content_Types].xml", ZIP_FL_NOCASE) >= 0 ||
           zip_name_locate(archive, "mimetype", 0) >= 0 || zip_name_locate(archive, "_rels/.rels", ZIP_FL_NOCASE) >= 0;
}

static svod_status open_archive(svod_members *m, const char *path, const char *name, bool *ret_is, svod_error *e)
{
    char first[4];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) return SVOD_OK; /* said by who opens it as a file */
    bool zip = read(fd, first, 4) == 4 && (memcmp(first, "PK\003\004", 4) == 0 || memcmp(first, "PK\005\006", 4) == 0);
    close(fd);
    if (!zip) return SVOD_OK;
    /* What only begins like an archive is named by who looks at its bytes. */
    m->archive = zip_open(path, ZIP_RDONLY, NULL);
    if (!m->archive) return SVOD_OK;
    if (is_document(m->archive)) return SVOD_OK;
    *ret_is = true;
    return list_archive(m, name, e);
}

/* ---- files that belong together ---- */

/* The last of the words an exchange names its parts by, in the file's own name. */
static const char *part_word(const char *base, const char **ret_at)
{
    static const char *const words[] = {"import", "goods", "offers", "prices", "rests"};
    const char *found = NULL;
    for (size_t i = 0; i < SVOD_COUNT(words); i++)
        for (const char *at = base; (at = strstr(at, words[i])); at++)
            if (!found || at > *ret_at) {
                found = words[i];
                *ret_at = at;
            }
    return found;
}

/* Beside import.xml: goods.xml, offers.xml, prices.xml, rests.xml; beside offers0_1.xml: import0_1.xml, and so on. */
static void list_companions(svod_members *m, const char *path, const char *name)
{
    static const char *const words[] = {"import", "goods", "offers", "prices", "rests"};
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *at = NULL;
    const char *own = is_xml(base) ? part_word(base, &at) : NULL;
    size_t before = own ? (size_t)(at - path) : 0, name_length = strlen(name), rest = own ? strlen(at) : 0;
    if (!own || name_length < rest) return;
    for (size_t i = 0; i < SVOD_COUNT(words); i++) {
        svod_buf other = SVOD_BUF_INIT, other_name = SVOD_BUF_INIT;
        svod_buf_printf(&other, "%.*s%s%s", (int)before, path, words[i], at + strlen(own));
        svod_buf_printf(&other_name, "%.*s%s%s", (int)(name_length - rest), name, words[i], at + strlen(own));
        struct stat st;
        if (stat(other.p, &st) == 0 && S_ISREG(st.st_mode))
            SVOD_VEC_PUSH(&m->files, (listed){.path = svod_arena_cstr(&m->memory, svod_buf_view(&other)),
                                              .name = svod_arena_cstr(&m->memory, svod_buf_view(&other_name)),
                                              .size = st.st_size});
        svod_buf_release(&other);
        svod_buf_release(&other_name);
    }
}

/* ---- the interface ---- */

static svod_status list(svod_members *m, const char *path, const char *name, svod_error *e)
{
    struct stat st;
    if (stat(path, &st) != 0 || (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))) return SVOD_OK;
    if (S_ISDIR(st.st_mode)) {
        svod_status status = list_folder(m, path, name, 0, e);
        if (status != SVOD_OK || m->files.n) return status;
        svod_fail(e, SVOD_EXIT_NO_INPUT, "input.folder", "this is a folder; name a file in it");
        return fail_at(name, e);
    }
    bool archive = false;
    svod_status status = open_archive(m, path, name, &archive, e);
    if (status != SVOD_OK || archive) return status;
    list_companions(m, path, name);
    if (m->files.n == 1) m->files.n = 0;
    return SVOD_OK;
}

svod_status svod_members_open(const char *path, const char *name, svod_members **ret, svod_error *e)
{
    *ret = NULL;
    svod_members *m = svod_calloc(1, sizeof *m);
    svod_arena_init(&m->memory);
    svod_status status = list(m, path, name, e);
    if (status != SVOD_OK || !m->files.n) {
        svod_members_close(m);
        return status;
    }
    qsort(m->files.v, m->files.n, sizeof *m->files.v, by_name);
    *ret = m;
    return SVOD_OK;
}

svod_status svod_members_of(const char *const *paths, const char *const *names, size_t n, svod_members **ret, svod_error *e)
{
    svod_members *m = svod_calloc(1, sizeof *m);
    svod_arena_init(&m->memory);
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        if (stat(paths[i], &st) != 0 || !S_ISREG(st.st_mode)) {
            svod_fail(e, SVOD_EXIT_NO_INPUT, "input.missing", "there is no such file");
            svod_members_close(m);
            return fail_at(names[i], e);
        }
        SVOD_VEC_PUSH(&m->files, (listed){.path = svod_arena_cstr(&m->memory, svod_str_of(paths[i])),
                                          .name = svod_arena_cstr(&m->memory, svod_str_of(names[i])),
                                          .size = st.st_size});
    }
    *ret = m;
    return SVOD_OK;
}

void svod_members_close(svod_members *m)
{
    if (!m) return;
    if (m->archive) zip_discard(m->archive);
    SVOD_VEC_RELEASE(&m->files);
    svod_arena_release(&m->memory);
    svod_free(m);
}

size_t svod_members_count(const svod_members *m)
{
    return m->files.n;
}

const char *svod_members_name(const svod_members *m, size_t i)
{
    return m->files.v[i].name;
}

bool svod_members_hold(const svod_members *m, const char *path)
{
    for (size_t i = 0; i < m->files.n && !m->archive; i++)
        if (strcmp(m->files.v[i].path, path) == 0) return true;
    return false;
}

svod_status svod_members_begin(const svod_members *m, size_t i, svod_member **ret, svod_error *e)
{
    const listed *file = &m->files.v[i];
    svod_member opened = {.name = file->name, .fd = -1, .size = file->size};
    if (m->archive) {
        opened.entry = zip_fopen_index(m->archive, file->index, 0);
        if (!opened.entry) return damaged(file->name, zip_strerror(m->archive), e);
    } else {
        opened.fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (opened.fd < 0) {
            svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", strerror(errno));
            return fail_at(file->name, e);
        }
    }
    *ret = svod_alloc(sizeof **ret);
    **ret = opened;
    return SVOD_OK;
}

svod_status svod_member_read(svod_member *member, char *to, size_t room, size_t *ret_n, svod_error *e)
{
    ssize_t n;
    if (member->entry) {
        n = (ssize_t)zip_fread(member->entry, to, room);
        if (n < 0) return damaged(member->name, zip_file_strerror(member->entry), e);
        /* The size an archive declares was checked; what it really holds must not go beyond. */
        member->taken += n;
        if (member->taken > member->size) return damaged(member->name, "more bytes than declared", e);
    } else {
        do n = read(member->fd, to, room);
        while (n < 0 && errno == EINTR);
        if (n < 0) {
            svod_fail(e, SVOD_EXIT_NO_INPUT, "input.unreadable", "this file cannot be read: %s", strerror(errno));
            return fail_at(member->name, e);
        }
    }
    *ret_n = (size_t)n;
    return SVOD_OK;
}

int64_t svod_member_size(const svod_member *member)
{
    return member->size;
}

void svod_member_end(svod_member *member)
{
    if (!member) return;
    if (member->fd >= 0) close(member->fd);
    if (member->entry) zip_fclose(member->entry);
    svod_free(member);
}
