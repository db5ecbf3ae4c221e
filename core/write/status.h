/* How full a purchase is: for the group's chat and as a page. What is bought if STOP were now, and what is missing to
 * complete each row, pack and minimum, nearest to complete first. */
#ifndef SVOD_WRITE_STATUS_H
#define SVOD_WRITE_STATUS_H

#include "write/closing.h"

/* Both take a plan made for an open purchase, as if it could be ordered (svod_stop_options.as_if_orderable), so that sums
 * are there below the minimum too; `costs` may be NULL. Appended to `out`, in the language of the closing. No names of
 * people. */
void svod_status_text(const svod_closing *closing, svod_buf *out);
void svod_status_html(const svod_closing *closing, svod_buf *out);

/* What the units cost that an open row or pack lacks, in the supplier's currency; SVOD_DEC_NONE when there is no such sum.
 */
svod_dec svod_lack_amount(const svod_demand *demand, const svod_lots *lots, const svod_open_lot *open);

#endif
