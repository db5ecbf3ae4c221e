/* The store against a simple model in memory: random nights of random catalogs, and random offers there and back. */
#include "support/cmocka_all.h"

#include "base/decimal.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/pack.h"
#include "store/store.h"
#include "support/store_fixture.h"

typedef struct place {
    char folder[256], path[300];
    svod_store *store;
} place;

static void open_store(place *p)
{
    svod_error e = {0};
    if (svod_store_open(p->path, &p->store, &e) != SVOD_OK) fail_msg("%s", e.text);
}

static int setup(void **state)
{
    place *p = calloc(1, sizeof *p);
    fixture_folder(p->folder);
    snprintf(p->path, sizeof p->path, "%s/svod.db", p->folder);
    open_store(p);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    place *p = *state;
    svod_store_close(p->store);
    fixture_remove(p->folder);
    free(p);
    return 0;
}

/* ---- offers there and back ---- */
typedef struct expected {
    const svod_offer *offers;
    size_t n;
} expected;

static svod_status compare(void *context, const svod_stored_offer *stored, svod_error *e)
{
    expected *x = context;
    (void)e;
    assert_true(fixture_same(&x->offers[x->n], &stored->offer));
    assert_int_equal(stored->offer.struct_size, sizeof(svod_offer));
    x->n++;
    return SVOD_OK;
}

static void offers_come_back_exactly(void **state)
{
    place *p = *state;
    enum { OFFERS = 2000 };
    fixture_random r = {42};
    svod_arena arena;
    svod_arena_init(&arena);
    svod_offer *offers = svod_arena_alloc(&arena, OFFERS * sizeof *offers);
    svod_error e = {0};
    for (int64_t night = 1; night <= 3; night++) {
        svod_refresh *refresh = NULL;
        assert_int_equal(svod_refresh_begin(p->store, SVOD_STR("s"), night, (svod_hash){1, 1}, &refresh, &e), SVOD_OK);
        svod_sink *sink = svod_refresh_sink(refresh);
        for (int i = 0; i < OFFERS; i++) {
            char id[16];
            snprintf(id, sizeof id, "%d", i);
            offers[i] = fixture_offer(&r, &arena, svod_str_of(id));
            assert_int_equal(sink->put(sink, &offers[i], &e), SVOD_OK);
        }
        sink->end(sink, true, &e);
        svod_refresh_counts counts;
        assert_int_equal(svod_refresh_commit(refresh, false, &counts, &e), SVOD_OK);
        expected x = {offers, 0};
        assert_int_equal(svod_store_offers(p->store, SVOD_STR("s"), (svod_str){0}, false, compare, &x, &e), SVOD_OK);
        assert_int_equal(x.n, OFFERS);
    }
    svod_arena_release(&arena);
}

/* Cut or changed anywhere, packed bytes are refused or read as something; never past their end (the sanitizers watch). */
static void damaged_bytes_are_survived(void **state)
{
    (void)state;
    fixture_random r = {43};
    svod_arena arena;
    svod_arena_init(&arena);
    svod_buf packed = SVOD_BUF_INIT;
    for (int i = 0; i < 300; i++) {
        svod_arena_clear(&arena);
        svod_offer offer = fixture_offer(&r, &arena, SVOD_STR("x")), back;
        packed.n = svod_pack_offer(&packed, &offer);
        for (size_t n = 0; n < packed.n; n++) {
            char *cut = memcpy(malloc(n + 1), packed.p, n);
            svod_offer_clear(&back);
            assert_false(svod_unpack_rest((svod_str){cut, n}, (svod_str){0}, &arena, &back));
            free(cut);
        }
        for (int k = 0; k < 50; k++) {
            char *bent = memcpy(malloc(packed.n), packed.p, packed.n);
            bent[fixture_below(&r, (uint32_t)packed.n)] = (char)fixture_next(&r);
            svod_offer_clear(&back);
            (void)svod_unpack_rest((svod_str){bent, packed.n}, (svod_str){0}, &arena, &back);
            free(bent);
        }
    }
    svod_buf_release(&packed);
    svod_arena_release(&arena);
}

/* ---- nights against a model ---- */
enum { IDS = 60, RECORDS = 25, NIGHTS = 400 };

/* What one offer should be. Content is told by `version`: 0 is "never seen". */
typedef struct model_offer {
    int version, price, stock;
    bool live;
    int64_t first_seen, changed, gone;
} model_offer;

typedef struct event {
    int64_t time;
    int id, price, stock;
    bool gone;
} event;

typedef struct model {
    model_offer offers[IDS];
    int order[IDS], order_n; /* by first appearance */
    SVOD_VEC(event) events;
    /* The bytes of each record tonight and what they say; last night's that may be known. */
    uint64_t bytes[RECORDS], known[RECORDS];
    int64_t kept;
} model;

static svod_offer model_make(int id, const model_offer *o, char text[32])
{
    snprintf(text, 32, "id%d", id);
    svod_offer offer;
    svod_offer_clear(&offer);
    offer.offer = svod_str_of(text);
    offer.price = o->price ? svod_dec_of(o->price) : SVOD_DEC_NONE;
    offer.stock = o->stock;
    offer.min_quantity = o->version;
    return offer;
}

static void model_event(model *m, int64_t now, int id)
{
    const model_offer *o = &m->offers[id];
    SVOD_VEC_PUSH(&m->events, (event){now, id, o->price, o->stock, !o->live});
}

/* Tonight's content of an offer, and what a store should count it as. */
static void model_put(model *m, int64_t now, int id, int version, int price, int stock, svod_refresh_counts *c)
{
    model_offer *o = &m->offers[id];
    model_offer was = *o;
    o->version = version;
    o->price = price;
    o->stock = stock;
    o->live = true;
    o->gone = 0;
    c->offers++;
    if (was.version == 0) {
        c->added++;
        o->first_seen = o->changed = now;
        m->order[m->order_n++] = id;
        model_event(m, now, id);
    } else if (!was.live) {
        c->returned++;
        o->changed = now;
        model_event(m, now, id);
    } else if (was.version == version && was.price == price && was.stock == stock) {
        c->same++;
    } else {
        c->changed++;
        c->price_changed += was.price != price;
        c->stock_changed += was.stock != stock;
        o->changed = now;
        if (was.price != price || was.stock != stock) model_event(m, now, id);
    }
}

/* Which record an offer's id is in: fixed, so that known records and their offers can be told apart easily. */
static int record_of(int id)
{
    return id % RECORDS;
}

typedef struct night {
    int64_t now;
    bool present[IDS];
    int version[IDS], price[IDS], stock[IDS];
} night;

static night make_night(fixture_random *r, const model *m, int64_t now)
{
    night n = {.now = now};
    for (int id = 0; id < IDS; id++) {
        const model_offer *o = &m->offers[id];
        n.present[id] = o->live ? fixture_below(r, 20) != 0 : fixture_below(r, 10) == 0;
        n.version[id] = o->version ? o->version : 1;
        n.price[id] = o->version ? o->price : (int)fixture_below(r, 5);
        n.stock[id] = o->version ? o->stock : (int)fixture_below(r, 3);
        if (fixture_below(r, 15) == 0) n.version[id]++;
        if (fixture_below(r, 15) == 0) n.price[id] = (int)fixture_below(r, 5);
        if (fixture_below(r, 15) == 0) n.stock[id] = (int)fixture_below(r, 3);
    }
    return n;
}

/* The bytes of a record say everything about its offers. */
static uint64_t record_bytes(const night *n, int record)
{
    int fields[IDS * 4], f = 0;
    for (int id = 0; id < IDS; id++) {
        if (record_of(id) != record || !n->present[id]) continue;
        fields[f++] = id;
        fields[f++] = n->version[id];
        fields[f++] = n->price[id];
        fields[f++] = n->stock[id];
    }
    return f ? svod_hash_bytes(fields, (size_t)f * sizeof *fields, 0).lo : 0;
}

static void put_record(svod_sink *sink, const night *n, int record, model *m, svod_refresh_counts *c, bool also_store)
{
    for (int id = 0; id < IDS; id++) {
        if (record_of(id) != record || !n->present[id]) continue;
        model_put(m, n->now, id, n->version[id], n->price[id], n->stock[id], c);
        if (!also_store) continue;
        char text[32];
        svod_error e = {0};
        svod_offer offer = model_make(id, &m->offers[id], text);
        if (sink->put(sink, &offer, &e) != SVOD_OK) fail_msg("%s", e.text);
    }
}

/* Puts one record as the engine would: asked whether it is known, kept or put, now and then forgotten. */
static void run_record(fixture_random *r, svod_sink *sink, const night *n, int record, bool context_same, model *m,
                       svod_refresh_counts *c)
{
    svod_error e = {0};
    const svod_hash *ids = NULL;
    size_t ids_n = 0, present = 0;
    uint64_t bytes = record_bytes(n, record);
    for (int id = 0; id < IDS; id++) present += record_of(id) == record && n->present[id];
    m->bytes[record] = 0;
    if (!bytes) return;
    bool is_known = sink->record(sink, (svod_hash){bytes, bytes}, &ids, &ids_n);
    assert_int_equal(is_known, context_same && m->known[record] == bytes);
    if (is_known) assert_int_equal(ids_n, present);
    bool keep = is_known && fixture_below(r, 4) != 0;
    put_record(sink, n, record, m, c, !keep);
    if (keep) assert_int_equal(sink->keep(sink, &e), SVOD_OK);
    m->kept += keep;
    bool forget = fixture_below(r, 8) == 0;
    if (forget) sink->forget(sink);
    m->bytes[record] = forget ? 0 : bytes;
}

static void model_vanish(model *m, const night *n, svod_refresh_counts *c)
{
    for (int id = 0; id < IDS; id++) {
        model_offer *o = &m->offers[id];
        if (!o->live || n->present[id]) continue;
        o->live = false;
        o->gone = n->now;
        c->vanished++;
        model_event(m, n->now, id);
    }
}

typedef struct check {
    const model *m;
    int at;
} check;

static svod_status check_offer(void *context, const svod_stored_offer *stored, svod_error *e)
{
    check *x = context;
    (void)e;
    assert_true(x->at < x->m->order_n);
    int id = x->m->order[x->at++];
    const model_offer *o = &x->m->offers[id];
    char text[32];
    svod_offer offer = model_make(id, o, text);
    assert_true(fixture_same(&offer, &stored->offer));
    assert_int_equal(stored->first_seen, o->first_seen);
    assert_int_equal(stored->changed, o->changed);
    assert_int_equal(stored->gone, o->gone);
    return SVOD_OK;
}

/* All events of one time may come in any order; each must be there once. */
typedef struct history_check {
    const model *m;
    int64_t from, last;
    int id, n;
} history_check;

static svod_status check_event(void *context, const svod_history_entry *entry, svod_error *e)
{
    history_check *x = context;
    (void)e;
    assert_true(entry->time >= x->last && entry->time >= x->from);
    x->last = entry->time;
    x->n++;
    int found = 0;
    for (size_t i = 0; i < x->m->events.n; i++) {
        const event *v = &x->m->events.v[i];
        char text[32];
        snprintf(text, sizeof text, "id%d", v->id);
        svod_dec price = v->price ? svod_dec_of(v->price) : SVOD_DEC_NONE;
        found += v->time == entry->time && svod_str_is(entry->offer, text) && price == entry->price &&
                 v->stock == entry->stock && v->gone == entry->gone;
    }
    assert_int_equal(found, 1);
    return SVOD_OK;
}

static void check_history(place *p, const model *m, int64_t from, int id)
{
    svod_error e = {0};
    char text[32];
    snprintf(text, sizeof text, "id%d", id);
    int expected_n = 0;
    for (size_t i = 0; i < m->events.n; i++)
        expected_n += m->events.v[i].time >= from && (id < 0 || m->events.v[i].id == id);
    history_check x = {m, from, 0, id, 0};
    assert_int_equal(
        svod_store_history(p->store, SVOD_STR("s"), id < 0 ? (svod_str){0} : svod_str_of(text), from, check_event, &x, &e),
        SVOD_OK);
    assert_int_equal(x.n, expected_n);
}

static void run_night(place *p, fixture_random *r, model *m, int64_t now, svod_hash *context)
{
    svod_error e = {0};
    svod_refresh *refresh = NULL;
    bool context_same = fixture_below(r, 12) != 0;
    if (!context_same) context->lo++;
    model before = *m, after = *m;
    after.events.v = NULL; /* of its own while it is not known whether the night counts */
    after.events.n = after.events.room = 0;
    for (size_t i = 0; i < m->events.n; i++) SVOD_VEC_PUSH(&after.events, m->events.v[i]);
    night n = make_night(r, m, now);
    svod_refresh_counts c = {0}, counts;
    assert_int_equal(svod_refresh_begin(p->store, SVOD_STR("s"), now, *context, &refresh, &e), SVOD_OK);
    svod_sink *sink = svod_refresh_sink(refresh);
    int start = (int)fixture_below(r, RECORDS);
    for (int i = 0; i < RECORDS; i++) run_record(r, sink, &n, (start + i) % RECORDS, context_same, &after, &c);
    model_vanish(&after, &n, &c);
    bool complete = fixture_below(r, 10) != 0, dry = fixture_below(r, 10) == 0;
    sink->end(sink, complete, &e);
    svod_status status = svod_refresh_commit(refresh, dry, &counts, &e);
    assert_int_equal(status, complete ? SVOD_OK : SVOD_FAILED);
    assert_memory_equal(&counts, &c, sizeof c);
    if (complete && !dry) {
        memcpy(after.known, after.bytes, sizeof after.known);
        SVOD_VEC_RELEASE(&m->events);
        *m = after;
    } else {
        SVOD_VEC_RELEASE(&after.events);
        *m = before;
        if (!context_same) context->lo--;
    }
}

static void nights_follow_the_model(void **state)
{
    place *p = *state;
    svod_error e = {0};
    fixture_random r = {20261122};
    model m = {0};
    svod_hash context = {1, 5};
    int64_t kept = 0;
    for (int64_t now = 1; now <= NIGHTS; now++) {
        run_night(p, &r, &m, now, &context);
        if (fixture_below(&r, 30) == 0) {
            svod_store_close(p->store);
            open_store(p);
        }
        if (m.order_n == 0) continue;
        check x = {&m, 0};
        assert_int_equal(svod_store_offers(p->store, SVOD_STR("s"), (svod_str){0}, true, check_offer, &x, &e), SVOD_OK);
        assert_int_equal(x.at, m.order_n);
        check_history(p, &m, now - (int64_t)fixture_below(&r, 10), -1);
        check_history(p, &m, 0, (int)fixture_below(&r, IDS));
        kept = m.kept;
    }
    assert_true(kept > 1000); /* the shortcut was really taken */
    SVOD_VEC_RELEASE(&m.events);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(offers_come_back_exactly),
        cmocka_unit_test(damaged_bytes_are_survived),
        TEST(nights_follow_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
