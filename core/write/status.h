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

#endif
