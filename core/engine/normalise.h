/* The cleaning every offer goes through between its parser and the sink: texts, currency, description, sizes and colours
 * taken apart, ids made and kept unique. Within core/engine. */
#ifndef SVOD_ENGINE_NORMALISE_H
#define SVOD_ENGINE_NORMALISE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "engine/diag.h"

#include <svod/offer.h>
#include <svod/sink.h>

enum { SVOD_SILENT_TEXTS = 64, SVOD_PLAIN_NAMES = 64 };

typedef struct svod_normaliser {
    svod_sink *next;
    svod_diag *diag;
    const char *file;
    char supplier_currency[8]; /* ISO, or "" */
    svod_sizes_mode sizes;
    svod_arena memory; /* of the offer in hand */
    svod_hash_set ids; /* of every offer passed on or kept, unless the sink knows them */
    bool told_records; /* the parser says where records begin; else each offer is one */
    bool in_record;    /* a record the sink was told of is the current one */
    bool said;         /* it gave a diagnostic */
    bool price_said;   /* one about the price, since the last offer */
    bool repaired;     /* texts of the offer in hand had bad bytes */
    int64_t records, offers, kept;
    svod_buf description, plain; /* the last one as it came, and its plain text: variants share theirs */
    bool plain_repaired;
    svod_hash silent[SVOD_SILENT_TEXTS];     /* texts that say nothing of how goods are sold: variants share theirs */
    svod_hash plain_names[SVOD_PLAIN_NAMES]; /* of properties that are no free text: the same ones come all the time */
    char currency_text[16], currency_iso[8]; /* the last currency looked up, and what it was */
} svod_normaliser;

/* `next`, `diag` and `file` are borrowed. */
void svod_normaliser_init(svod_normaliser *n, svod_sink *next, svod_diag *diag, const char *file, svod_str supplier_currency,
                          svod_sizes_mode sizes);
void svod_normaliser_release(svod_normaliser *n);
/* A record begins. *ret_known: it was known and is kept as it was. */
svod_status svod_normaliser_record(svod_normaliser *n, svod_hash hash, bool *ret_known, svod_error *e);
/* Something was said about the current record: it is not to be known next time. */
void svod_normaliser_said(svod_normaliser *n, const char *id);
svod_status svod_normaliser_put(svod_normaliser *n, const svod_offer *offer, svod_error *e);

#endif
