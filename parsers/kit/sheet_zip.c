/* The ZIP package a workbook is. */
#include "kit/sheet_zip.h"

#include "base/alloc.h"
#include "base/str.h"

#include <zip.h>
#include <zlib.h>

enum { ENTRIES_MAX = 20000, NAME_MAX_LENGTH = 512, RATIO_MAX = 500, RATIO_FROM = 64 << 20, PACKED = 16 << 10 };
static const int64_t part_max = (int64_t)2 << 30, package_max = (int64_t)4 << 30;

struct svod_package {
    zip_t *zip;
    int64_t unpacked;
};

struct svod_part {
    svod_package *package;
    zip_file_t *file;
    int64_t packed, unpacked;
    bool glance, over; /* unpacked here; nothing follows */
    z_stream z;
    char *in; /* PACKED bytes of it */
};

svod_status svod_package_open(const char *path, svod_package **ret, svod_error *e)
{
    svod_package *p = svod_try_calloc(1, sizeof *p);
    if (!p) return svod_no_memory(e);
    int code = 0;
    p->zip = zip_open(path, ZIP_RDONLY, &code);
    svod_status status = SVOD_OK;
    if (!p->zip && code == ZIP_ER_MEMORY)
        status = svod_no_memory(e);
    else if (!p->zip)
        status = svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.damaged",
                           "the workbook is cut off or damaged: fetch it again, or open it and save it anew");
    else if (zip_get_num_entries(p->zip, 0) > ENTRIES_MAX)
        status = svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.too-many-parts",
                           "the file has more than %d parts: that is no price list", ENTRIES_MAX);
    if (status != SVOD_OK) {
        svod_package_close(p);
        return status;
    }
    *ret = p;
    return SVOD_OK;
}

void svod_package_close(svod_package *p)
{
    if (!p) return;
    if (p->zip) zip_discard(p->zip);
    svod_free(p);
}

static zip_int64_t locate(svod_package *p, svod_str name)
{
    char text[NAME_MAX_LENGTH];
    if (name.n && name.p[0] == '/') name = svod_str_sub(name, 1, name.n);
    if (name.n >= sizeof text) return -1;
    memcpy(text, name.p, name.n);
    text[name.n] = 0;
    zip_int64_t at = zip_name_locate(p->zip, text, ZIP_FL_NOCASE);
    for (char *c = text; at < 0 && *c; c++) {
        if (*c == '/') *c = '\\';
    }
    return at < 0 ? zip_name_locate(p->zip, text, ZIP_FL_NOCASE) : at;
}

bool svod_package_has(svod_package *p, svod_str name)
{
    return locate(p, name) >= 0;
}

size_t svod_package_parts(svod_package *p)
{
    zip_int64_t n = zip_get_num_entries(p->zip, 0);
    return n > 0 ? (size_t)n : 0;
}

int64_t svod_package_find(svod_package *p, svod_str name)
{
    return locate(p, name);
}

static void *give(void *unused, unsigned count, unsigned size)
{
    (void)unused;
    return svod_try_calloc(count, size);
}

static void take_back(void *unused, void *p)
{
    (void)unused;
    svod_free(p);
}

static svod_status prepare_glance(svod_part *part, svod_error *e)
{
    part->z.zalloc = give;
    part->z.zfree = take_back;
    part->in = svod_try_alloc(PACKED);
    if (!part->in || inflateInit2(&part->z, -MAX_WBITS) != Z_OK) return svod_no_memory(e);
    part->glance = true;
    return SVOD_OK;
}

static svod_status open_part(svod_package *p, svod_str name, bool glance, svod_part **ret, svod_error *e)
{
    zip_int64_t at = locate(p, name);
    zip_stat_t st;
    if (at < 0 || zip_stat_index(p->zip, (zip_uint64_t)at, 0, &st) != 0)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.no-part", "the workbook lacks its part %.*s", SVOD_FMT(name));
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.protected",
                         "the archive is protected by a password: save the workbook without one");
    svod_part *part = svod_try_calloc(1, sizeof *part);
    if (!part) return svod_no_memory(e);
    part->package = p;
    part->packed = (st.valid & ZIP_STAT_COMP_SIZE) ? (int64_t)st.comp_size : 0;
    glance = glance && (st.valid & ZIP_STAT_COMP_METHOD) && st.comp_method == ZIP_CM_DEFLATE;
    part->file = zip_fopen_index(p->zip, (zip_uint64_t)at, glance ? ZIP_FL_COMPRESSED : 0);
    if (!part->file) {
        bool memory = zip_error_code_zip(zip_get_error(p->zip)) == ZIP_ER_MEMORY;
        svod_free(part);
        return memory ? svod_no_memory(e)
                      : svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.damaged-part", "the part %.*s of the workbook is damaged",
                                  SVOD_FMT(name));
    }
    svod_status s = glance ? prepare_glance(part, e) : SVOD_OK;
    if (s != SVOD_OK)
        svod_part_close(part);
    else
        *ret = part;
    return s;
}

svod_status svod_part_open(svod_package *p, svod_str name, svod_part **ret, svod_error *e)
{
    return open_part(p, name, false, ret, e);
}

svod_status svod_part_open_glance(svod_package *p, svod_str name, svod_part **ret, svod_error *e)
{
    return open_part(p, name, true, ret, e);
}

/* The next bytes of a part unpacked here; -1: it is damaged. */
static zip_int64_t unpack(svod_part *part, char *to, size_t room)
{
    part->z.next_out = (Bytef *)to;
    part->z.avail_out = (uInt)room;
    while (part->z.avail_out && !part->over) {
        if (!part->z.avail_in) {
            zip_int64_t n = zip_fread(part->file, part->in, PACKED);
            if (n <= 0) return -1; /* cut off */
            part->z.next_in = (Bytef *)part->in;
            part->z.avail_in = (uInt)n;
        }
        int code = inflate(&part->z, Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END) return -1;
        part->over = code == Z_STREAM_END;
    }
    return (zip_int64_t)(room - part->z.avail_out);
}

svod_status svod_part_read(svod_part *part, char *to, size_t room, size_t *ret_n, svod_error *e)
{
    zip_int64_t n = part->glance ? unpack(part, to, room) : zip_fread(part->file, to, room);
    if (n < 0)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.damaged-part", "a part of the workbook is damaged: %s",
                         zip_file_strerror(part->file));
    part->unpacked += n;
    part->package->unpacked += n;
    bool bomb = part->unpacked > RATIO_FROM && part->unpacked / RATIO_MAX > part->packed;
    if (bomb || part->unpacked > part_max || part->package->unpacked > package_max)
        return svod_fail(e, SVOD_EXIT_BAD_INPUT, "xlsx.bomb",
                         "the workbook unpacks to more than any price list does; it is not read");
    *ret_n = (size_t)n;
    return SVOD_OK;
}

void svod_part_close(svod_part *part)
{
    if (!part) return;
    zip_fclose(part->file);
    if (part->glance) inflateEnd(&part->z);
    svod_free(part->in);
    svod_free(part);
}
