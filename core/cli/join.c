/* Several sources that make one catalog: their offers' ids kept apart. */
#include "base/alloc.h"
#include "base/map.h"
#include "base/str.h"
#include "cli/catalog.h"

#include <stdio.h>

struct svod_join_ids {
    svod_hash_set seen;
    const svod_hash *known; /* of the record asked about last; the next sink's */
    size_t known_n;
    svod_buf id;
};

static svod_join *of_sink(svod_sink *sink)
{
    return (svod_join *)sink;
}

/* Out of memory ends the program here: the set is a few bytes an offer. */
static bool is_new(svod_join *j, svod_hash id)
{
    bool added = false;
    if (!svod_hash_set_add(&j->ids->seen, id, &added)) svod_out_of_memory();
    return added;
}

static bool join_record(svod_sink *sink, svod_hash hash, const svod_hash **ret_ids, size_t *ret_n)
{
    svod_join *j = of_sink(sink);
    if (!j->next->record(j->next, hash, ret_ids, ret_n)) return false;
    /* An offer whose id an earlier source has needs another one, so its record has to come anew. */
    for (size_t i = 0; i < *ret_n; i++)
        if (svod_hash_set_has(&j->ids->seen, (*ret_ids)[i])) return false;
    j->ids->known = *ret_ids;
    j->ids->known_n = *ret_n;
    return true;
}

static svod_status join_keep(svod_sink *sink, svod_error *e)
{
    svod_join *j = of_sink(sink);
    for (size_t i = 0; i < j->ids->known_n; i++) is_new(j, j->ids->known[i]);
    return j->next->keep(j->next, e);
}

static void join_forget(svod_sink *sink)
{
    of_sink(sink)->next->forget(of_sink(sink)->next);
}

static svod_status join_put(svod_sink *sink, const svod_offer *offer, svod_error *e)
{
    svod_join *j = of_sink(sink);
    if (is_new(j, svod_hash_str(offer->offer))) return j->next->put(j->next, offer, e);
    svod_offer renamed = *offer;
    svod_buf *id = &j->ids->id;
    for (int number = 2;; number++) {
        svod_buf_clear(id);
        svod_buf_printf(id, "%.*s~%d", SVOD_FMT(offer->offer), number);
        renamed.offer = svod_buf_view(id);
        if (is_new(j, svod_hash_str(renamed.offer))) break;
    }
    svod_diag_add(j->diag, SVOD_WARNING, "offer.repeated-source", j->file, &offer->at,
                  "the offer \"%.*s\" is in another source of this supplier too; this one is called \"%.*s\"",
                  SVOD_FMT(offer->offer), SVOD_FMT(renamed.offer));
    j->next->forget(j->next);
    return j->next->put(j->next, &renamed, e);
}

static svod_status join_end(svod_sink *sink, bool complete, svod_error *e)
{
    return of_sink(sink)->next->end(of_sink(sink)->next, complete, e);
}

void svod_join_init(svod_join *j, svod_sink *next, svod_diag *diag)
{
    *j = (svod_join){.sink = {join_record, join_keep, join_forget, join_put, join_end}, .next = next, .diag = diag};
    j->ids = svod_calloc(1, sizeof *j->ids);
}

void svod_join_release(svod_join *j)
{
    svod_hash_set_release(&j->ids->seen);
    svod_buf_release(&j->ids->id);
    svod_free(j->ids);
}
