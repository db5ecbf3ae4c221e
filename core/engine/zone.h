/* Time zones: an offset written out ("+03:00"), or an IANA name ("Europe/Moscow") read from the system's zoneinfo files.
 * No libc clock, no environment, no state. */
#ifndef SVOD_ENGINE_ZONE_H
#define SVOD_ENGINE_ZONE_H

#include <svod/error.h>
#include <svod/types.h>

typedef struct svod_zone_change {
    int64_t at;     /* seconds since 1970 UTC from which `offset` holds */
    int32_t offset; /* minutes east of UTC */
} svod_zone_change;

typedef struct svod_zone {
    svod_zone_change *changes; /* by time; the first holds from the beginning of time; at least one */
    size_t n;
} svod_zone;

/* `name`: "+03:00", "-0330", "UTC", "Z" or an IANA name. Unknown: exit 78. Summer time is known until 2050. */
svod_status svod_zone_load(svod_arena *arena, svod_str name, svod_zone *ret, svod_error *e);
/* The same from the bytes of a zoneinfo file. */
svod_status svod_zone_read(svod_arena *arena, svod_str bytes, svod_zone *ret, svod_error *e);
/* Minutes east of UTC at `time` (microseconds since 1970 UTC). A zone that was never loaded is UTC. */
int32_t svod_zone_offset(const svod_zone *zone, int64_t time);
/* Reads a time as svod_time_parse does; one written without a zone is local to `zone`. An hour that came twice is the first
 * of the two. */
bool svod_zone_time_parse(const svod_zone *zone, svod_str text, int64_t *ret);

#endif
