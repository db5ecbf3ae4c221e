/* bench_store DATABASE OFFERS NIGHT put|known [shuffled]: refreshes a generated catalog and prints the CPU microseconds from
 * opening to closing the database. put: every offer comes; known: records are told first, as the feed's reader does. */
#include "offers.h"

#include "store/store.h"

static svod_str view(bench_text t)
{
    return (svod_str){t.p, t.n};
}

static svod_offer offer_of(const bench_offer *o, svod_str *picture)
{
    svod_offer offer;
    svod_offer_clear(&offer);
    offer.offer = offer.source_id = view(o->id);
    offer.item = view(o->item);
    offer.article = view(o->article);
    offer.name = view(o->name);
    offer.colour = view(o->colour);
    offer.size = view(o->size);
    offer.url = view(o->url);
    *picture = view(o->picture);
    offer.pictures = (svod_strs){picture, 1};
    offer.description = view(o->description);
    offer.currency = SVOD_STR("RUB");
    offer.price = o->price;
    offer.stock = o->stock;
    offer.available = o->stock > 0;
    return offer;
}

static svod_status put_all(svod_sink *sink, const bench_feed *feed, bool known, svod_error *e)
{
    svod_status status = SVOD_OK;
    for (size_t i = 0; i < feed->n && status == SVOD_OK; i++) {
        const bench_offer *o = &feed->offers[i];
        const svod_hash *ids;
        size_t n;
        if (known && sink->record(sink, (svod_hash){o->record[0], o->record[1]}, &ids, &n)) {
            status = sink->keep(sink, e);
            continue;
        }
        svod_str picture;
        svod_offer offer = offer_of(o, &picture);
        status = sink->put(sink, &offer, e);
    }
    return status == SVOD_OK ? sink->end(sink, true, e) : status;
}

static svod_status refresh(const char *path, const bench_feed *feed, int night, bool known, svod_refresh_counts *counts,
                           svod_error *e)
{
    svod_store *store = NULL;
    svod_refresh *refresh = NULL;
    svod_status status = svod_store_open(path, &store, e);
    if (status != SVOD_OK) return status;
    status = svod_refresh_begin(store, SVOD_STR("bench"), night, (svod_hash){1, 1}, &refresh, e);
    if (status == SVOD_OK) {
        status = put_all(svod_refresh_sink(refresh), feed, known, e);
        if (status == SVOD_OK)
            status = svod_refresh_commit(refresh, false, counts, e);
        else
            svod_refresh_abandon(refresh);
    }
    svod_store_close(store);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 5) return 2;
    int night = argv[3][0] - '0';
    bench_feed feed = bench_generate(strtoul(argv[2], NULL, 10), night, argc > 5);
    svod_refresh_counts c = {0};
    svod_error e = {0};
    int64_t from = bench_cpu_us();
    svod_status status = refresh(argv[1], &feed, night, strcmp(argv[4], "known") == 0, &c, &e);
    int64_t took = bench_cpu_us() - from;
    if (status != SVOD_OK) {
        fprintf(stderr, "%s: %s\n", e.file, e.text);
        return 1;
    }
    printf("%lld\n", (long long)took);
    fprintf(stderr, "offers %lld same %lld added %lld changed %lld vanished %lld\n", (long long)c.offers, (long long)c.same,
            (long long)c.added, (long long)c.changed, (long long)c.vanished);
    return 0;
}
