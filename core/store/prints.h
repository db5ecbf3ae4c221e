/* The fingerprints of a supplier's offers: which record each came from, and a hash of its content. They are what makes the
 * second night fast: read whole (48 bytes an offer) before anything is compared, looked up in memory, and only the changed
 * ones written back.
 *
 * In the database they are a log of parts; a later entry of an offer overrides an earlier one. When more than half of the
 * log is overridden it is written anew. Each part carries its own hash, because a wrong fingerprint would be a change not
 * seen. */
#ifndef SVOD_STORE_PRINTS_H
#define SVOD_STORE_PRINTS_H

#include "store/db.h"

#include <svod/types.h>

#define SVOD_NO_PRINT UINT32_MAX

enum {
    SVOD_PRINT_GONE = 1,  /* vanished; the only flag that is stored */
    SVOD_PRINT_SEEN = 2,  /* came in this refresh */
    SVOD_PRINT_DIRTY = 4, /* differs from what the log says */
    SVOD_PRINT_HEAD = 8   /* first offer of its record */
};

typedef struct svod_print {
    svod_hash id;     /* of the offer's id */
    svod_hash record; /* of the bytes of its record; zero: not known */
    uint64_t content; /* of all its fields */
    uint32_t next;    /* the next offer of the same record, or SVOD_NO_PRINT; as it was at the start */
    uint32_t flags;
} svod_print;

/* v[number] is the print of the supplier's offer of that number. */
typedef struct svod_prints {
    svod_print *v;
    uint32_t n, room;
    uint32_t *ids, *records; /* open addressing: number + 1, 0 is free */
    uint32_t ids_slots, records_slots;
    uint32_t guess; /* catalogs come in the order of last time: what is likely looked up next. Set by the caller */
    int64_t logged; /* entries in the log */
    int64_t parts;  /* the number of the next part */
} svod_prints;

/* Reads the log. `with_records`: records can be looked up. */
svod_status svod_prints_load(svod_prints *prints, svod_store *store, int64_t supplier, bool with_records, svod_error *e);
/* Writes what differs. */
svod_status svod_prints_save(svod_prints *prints, svod_store *store, int64_t supplier, svod_error *e);
void svod_prints_release(svod_prints *prints);

/* The number of the offer, or SVOD_NO_PRINT. */
uint32_t svod_prints_find(const svod_prints *prints, svod_hash id);
/* The first offer of the record, as of the start. */
uint32_t svod_prints_find_record(const svod_prints *prints, svod_hash record);
/* Returns its number; SVOD_NO_PRINT when there are too many. */
uint32_t svod_prints_add(svod_prints *prints, svod_hash id);

#endif
