/* Where offers go. Cleaning, checking, storing and printing are all sinks, so a pipeline is composed, not coded. */
#ifndef SVOD_SINK_H
#define SVOD_SINK_H

#include <svod/offer.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct svod_sink svod_sink;
struct svod_sink {
    /* A record begins whose bytes, with everything that decides their meaning, hash to `hash`; offers put next belong to
     * it. NULL when the sink does not remember. Returns true when the record is known from last time and none of its offers
     * came yet this time; *ret_ids then names them (svod_hash_bytes of their ids, seed 0), and the caller either calls
     * keep(), which leaves them as they were, or puts the record's offers anew. */
    bool (*record)(svod_sink *sink, svod_hash hash, const svod_hash **ret_ids, size_t *ret_n);
    svod_status (*keep)(svod_sink *sink, svod_error *e);
    /* The record begun last is not to be known next time (it gave a diagnostic that must be said again). */
    void (*forget)(svod_sink *sink);
    /* Takes one offer; views in it live until the return. SVOD_STOP asks the caller to end early. */
    svod_status (*put)(svod_sink *sink, const svod_offer *offer, svod_error *e);
    /* All offers came (complete), or the source broke off and what did not come has not vanished. Called once, and not at
     * all when reading failed. */
    svod_status (*end)(svod_sink *sink, bool complete, svod_error *e);
    /* Did an offer of this id (hashed as above) come already, put or kept? NULL when the sink does not know: then whoever
     * makes ids has to remember them. */
    bool (*has)(svod_sink *sink, svod_hash id);
};

#ifdef __cplusplus
}
#endif
#endif
