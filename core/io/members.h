/* A source of several files: a folder, a zip archive, or files that belong together by their names (import.xml with
 * offers.xml beside it). Only lists them and gives their bytes; what they mean is decided elsewhere. */
#ifndef SVOD_IO_MEMBERS_H
#define SVOD_IO_MEMBERS_H

#include <svod/error.h>
#include <svod/types.h>

typedef struct svod_members svod_members;
typedef struct svod_member svod_member;

enum {
    SVOD_MEMBERS_CAP = 10000,     /* files of a folder or archive looked at */
    SVOD_MEMBERS_DEPTH_CAP = 6,   /* folders within folders */
    SVOD_MEMBERS_RATIO_CAP = 400, /* bytes unpacked for one packed, of members above SVOD_MEMBERS_SMALL */
    SVOD_MEMBERS_SMALL = 16 << 20
};
#define SVOD_MEMBERS_BYTES_CAP ((int64_t)4 << 30) /* unpacked, of all members together */

/* *ret is NULL when `path` is one plain file (or no file at all), which the caller opens as such. Of a folder its *.xml,
 * also in folders below, by name; of an archive the same, or its one file whatever its name. A workbook, though a zip, is a
 * plain file. A folder without *.xml: exit 66. An archive with members that are damaged, encrypted, above a cap or with
 * names that lead out of it: exit 65. */
svod_status svod_members_open(const char *path, const char *name, svod_members **ret, svod_error *e);
/* These plain files, in this order. One that is missing: exit 66. */
svod_status svod_members_of(const char *const *paths, const char *const *names, size_t n, svod_members **ret, svod_error *e);
void svod_members_close(svod_members *m);
size_t svod_members_count(const svod_members *m);
/* As a person would write it: "exchange.zip/import.xml". */
const char *svod_members_name(const svod_members *m, size_t i);
/* Is the file `path` one of them? Never, of an archive. */
bool svod_members_hold(const svod_members *m, const char *path);
/* Begins member `i` from its first byte. */
svod_status svod_members_begin(const svod_members *m, size_t i, svod_member **ret, svod_error *e);
/* Up to `room` bytes (> 0); *ret_n is 0 at the end. */
svod_status svod_member_read(svod_member *member, char *to, size_t room, size_t *ret_n, svod_error *e);
int64_t svod_member_size(const svod_member *member);
void svod_member_end(svod_member *member);

#endif
