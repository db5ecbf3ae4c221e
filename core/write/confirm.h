/* What of a purchase rests on texts of the catalog, for the organiser to confirm: in words and as a line of `lots:`. */
#ifndef SVOD_WRITE_CONFIRM_H
#define SVOD_WRITE_CONFIRM_H

#include "aggregate/stop.h"
#include "base/buf.h"
#include "base/tr.h"

typedef struct svod_confirm {
    const svod_reliance *relies; /* of the first offer it is about */
    svod_str title;              /* "А-101", with colour and size where others of the article are sold in another way */
    svod_str yaml;               /* `- {article: "А-101", pack: 6}`; empty: no line can say this row */
} svod_confirm;

/* Each once, in catalog order. Memory of `arena`; returns how many. */
size_t svod_confirms_make(svod_arena *arena, const svod_demand *demand, const svod_lots *lots, const svod_confirm **ret);
/* `order multiple 6 (name: "Футболка, упак. 6 шт"), minimum 12 (…)` */
void svod_confirm_says(svod_buf *out, const svod_stop_offer *offer, const svod_reliance *relies, svod_lang lang);
/* "name", "description" … in words; a property's own name as it is. */
svod_str svod_evidence_place(svod_str place, svod_lang lang);
/* 42-44-46:2, as a price list and `lots:` write it. False: read back it would be another row (*out is as it was). */
bool svod_put_row(svod_buf *out, const svod_row_cell *row, size_t n);

#endif
