/* Times: microseconds since 1970-01-01 UTC. No libc clock or locale. */
#ifndef SVOD_TEXT_DATE_H
#define SVOD_TEXT_DATE_H

#include "base/buf.h"
#include "base/tr.h"

#include <svod/types.h>

#define SVOD_TIME_NONE INT64_MIN

/* ISO 8601 ("2026-11-25T20:00:00+03:00", seconds, fractions and zone may be left out, ' ' for T, a date alone is midnight)
 * or "dd.mm.yyyy[ hh:mm[:ss]]". Without a zone `zone_offset` (minutes east of UTC) is used. False: no such time. */
bool svod_time_parse(svod_str text, int32_t zone_offset, int64_t *ret);
/* "2026-11-25T20:00:00+03:00" */
void svod_time_iso(svod_buf *out, int64_t time, int32_t zone_offset);
/* For people: "25 ноября 2026, 20:00" / "25 November 2026, 20:00". */
void svod_time_words(svod_buf *out, int64_t time, int32_t zone_offset, svod_lang lang);

#endif
