/* Numbers as people read them. */
#ifndef SVOD_TEXT_SHOW_H
#define SVOD_TEXT_SHOW_H

#include "base/buf.h"
#include "base/tr.h"

#include <svod/types.h>

/* "1 234,50 ₽" (NBSP between groups and before the sign) / "1,234.50 RUB"; whole amounts keep two decimals. Currency may
 * be empty. */
void svod_show_money(svod_buf *out, svod_dec amount, svod_str currency, svod_lang lang);
/* "1 234" / "1,234" */
void svod_show_count(svod_buf *out, int64_t n, svod_lang lang);
/* "15 %" / "15%"; share 0.15. */
void svod_show_percent(svod_buf *out, svod_dec share, svod_lang lang);

#endif
