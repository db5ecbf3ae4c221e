/* Telling whoever looks at a catalog what a parser took its elements, keys and properties for. */
#ifndef SVOD_KIT_TELL_H
#define SVOD_KIT_TELL_H

#include <svod/parser.h>

#include <stddef.h>

static inline bool svod_kit_is_watched(const svod_host *host)
{
    return host->struct_size >= offsetof(svod_host, understood) + sizeof host->understood && host->understood;
}

/* What is called `name` fills `field`; "": it is kept as an attribute. Only when somebody watches. */
static inline void svod_kit_tell(svod_host *host, svod_str name, const char *field, const char *reason)
{
    const svod_understood what = {.struct_size = sizeof what,
                                  .what = "param",
                                  .subject = name,
                                  .field = field,
                                  .reason = *field ? reason : "",
                                  .confidence = *field ? 100 : 0};
    host->understood(host, &what);
}

#endif
