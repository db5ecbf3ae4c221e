/* Cleaning offers on their way from the parser to the sink. */
#include "engine/normalise.h"

#include "base/attrs.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/selling.h"

#include <stdio.h>

enum {
    MEMORY_CAP = 256 << 20, /* of one offer, cleaned */
    MOST_SIZES = 500,       /* listed in one record; more is no list of sizes */
    MOST_COLOURS = 500,
    MOST_VARIANTS = 5000, /* sizes × colours of one record */
    MOST_ATTRIBUTES = 1000,
};

void svod_normaliser_init(svod_normaliser *n, svod_sink *next, svod_diag *diag, const char *file, svod_str supplier_currency,
                          svod_sizes_mode sizes)
{
    *n = (svod_normaliser){.next = next,
                           .diag = diag,
                           .file = file,
                           .sizes = sizes,
                           .description = SVOD_BUF_INIT_TRY(MEMORY_CAP),
                           .plain = SVOD_BUF_INIT_TRY(MEMORY_CAP)};
    svod_arena_init_try(&n->memory, MEMORY_CAP);
    svod_str iso = svod_currency_iso(supplier_currency);
    if (iso.n < sizeof n->supplier_currency) memcpy(n->supplier_currency, iso.n ? iso.p : "", iso.n);
}

void svod_normaliser_release(svod_normaliser *n)
{
    svod_arena_release(&n->memory);
    svod_buf_release(&n->description);
    svod_buf_release(&n->plain);
    svod_hash_set_release(&n->ids);
}

/* ---- records and diagnostics ---- */

void svod_normaliser_said(svod_normaliser *n, const char *id)
{
    if (strstr(id, "price")) n->price_said = true;
    if (n->in_record && !n->said && n->next->forget) n->next->forget(n->next);
    n->said = true;
}

static void say(svod_normaliser *n, svod_severity severity, const char *id, const svod_at *at, const char *format, ...)
    SVOD_PRINTF(5, 6);
static void say(svod_normaliser *n, svod_severity severity, const char *id, const svod_at *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    svod_diag_vadd(n->diag, severity, id, n->file, at, format, args);
    va_end(args);
    svod_normaliser_said(n, id);
}

/* ---- ids that came ---- */

/* A sink that knows them is asked: a second set of a million ids costs more time than finding their records. */
static bool is_taken(const svod_normaliser *n, svod_hash id)
{
    return n->next->has ? n->next->has(n->next, id) : svod_hash_set_has(&n->ids, id);
}

/* False: memory ran out. */
static bool take_id(svod_normaliser *n, svod_hash id)
{
    bool is_new;
    return n->next->has || svod_hash_set_add(&n->ids, id, &is_new);
}

svod_status svod_normaliser_record(svod_normaliser *n, svod_hash hash, bool *ret_known, svod_error *e)
{
    *ret_known = false;
    n->records++;
    n->told_records = true;
    n->said = n->price_said = false;
    n->in_record = n->next->record != NULL;
    if (!n->in_record) return SVOD_OK;
    const svod_hash *ids;
    size_t ids_n = 0;
    if (!n->next->record(n->next, hash, &ids, &ids_n)) return SVOD_OK;
    /* An id that another record took meanwhile: this record has to come anew, and under another id. */
    for (size_t i = 0; i < ids_n && !n->next->has; i++)
        if (svod_hash_set_has(&n->ids, ids[i])) return SVOD_OK;
    for (size_t i = 0; i < ids_n; i++)
        if (!take_id(n, ids[i])) return svod_no_memory(e);
    svod_status status = n->next->keep(n->next, e);
    if (status != SVOD_OK) return status;
    n->kept++;
    n->offers += (int64_t)ids_n;
    *ret_known = true;
    return SVOD_OK;
}

/* ---- texts ---- */

typedef int8_t bytes16 __attribute__((vector_size(16)));

typedef struct bytes_seen {
    bytes16 high, control;
} bytes_seen;

static inline void look(bytes_seen *f, const char *p)
{
    bytes16 x;
    memcpy(&x, p, sizeof x);
    f->high |= (bytes16)(x < 0);
    f->control |= (bytes16)((x >= 0) & (x < 0x20)) | (bytes16)(x == 0x7F);
}

static inline bool any(bytes16 x)
{
    uint64_t half[2];
    memcpy(half, &x, sizeof half);
    return (half[0] | half[1]) != 0;
}

/* Does the text hold control bytes, and does it hold bytes above ASCII? Every text of every offer is asked. */
static bool has_control(svod_str s, bool *ret_high)
{
    bytes_seen f = {0};
    if (s.n >= 16) {
        for (size_t i = 0; i + 16 < s.n; i += 16) look(&f, s.p + i);
        look(&f, s.p + s.n - 16);
    } else {
        char padded[16];
        memset(padded, ' ', sizeof padded);
        memcpy(padded, s.p, s.n);
        look(&f, padded);
    }
    *ret_high = any(f.high);
    return any(f.control);
}

/* The control characters U+0080 … U+009F. */
static bool has_c1(svod_str s)
{
    const char *end = s.p + s.n;
    for (const char *p = s.p; (p = memchr(p, 0xC2, (size_t)(end - p))) && p + 1 < end; p++)
        if ((unsigned char)p[1] < 0xA0) return true;
    return false;
}

/* "_x000D_": what Excel makes of a carriage return. */
static size_t excel_mark(const char *p, size_t n)
{
    return n >= 7 && p[0] == '_' && (memcmp(p, "_x000D_", 7) == 0 || memcmp(p, "_x000A_", 7) == 0) ? 7 : 0;
}

static bool has_excel_mark(svod_str s)
{
    const char *end = s.p + s.n;
    for (const char *p = s.p; (p = memchr(p, '_', (size_t)(end - p))); p++)
        if (excel_mark(p, (size_t)(end - p))) return true;
    return false;
}

static bool drop_control(svod_normaliser *n, svod_str *s)
{
    char *copy = svod_arena_alloc(&n->memory, s->n + 1);
    if (!copy) return false;
    size_t to = 0;
    for (size_t i = 0; i < s->n;) {
        unsigned char c = (unsigned char)s->p[i];
        size_t mark = excel_mark(s->p + i, s->n - i);
        if (mark || c == '\n' || c == '\t' || c == '\r') {
            if (to > 0 && copy[to - 1] != ' ') copy[to++] = ' ';
            i += mark ? mark : 1;
            continue;
        }
        bool c1 = c == 0xC2 && i + 1 < s->n && (unsigned char)s->p[i + 1] < 0xA0;
        if (c1)
            i += 2;
        else if (c < 0x20 || c == 0x7F)
            i++;
        else
            copy[to++] = s->p[i++];
    }
    *s = (svod_str){copy, to};
    return true;
}

/* One line of good UTF-8 without white space around it. False: memory ran out. */
static bool clean(svod_normaliser *n, svod_str *s)
{
    if (s->n == 0) return true;
    bool high;
    bool control = has_control(*s, &high);
    if (high) {
        bool repaired = false;
        *s = svod_utf8_repair(&n->memory, *s, &repaired);
        if (!s->p) return false;
        n->repaired |= repaired;
        control |= has_c1(*s);
    }
    if ((control || has_excel_mark(*s)) && !drop_control(n, s)) return false;
    *s = svod_str_trim(*s);
    return true;
}

static bool clean_list(svod_normaliser *n, svod_strs *list)
{
    if (list->n == 0) return true;
    svod_str *v = svod_arena_alloc(&n->memory, list->n * sizeof *v);
    if (!v) return false;
    size_t to = 0;
    for (size_t i = 0; i < list->n; i++) {
        v[to] = list->v[i];
        if (!clean(n, &v[to])) return false;
        if (v[to].n) to++;
    }
    *list = (svod_strs){v, to};
    return true;
}

/* A name met again adds its value to the first one's: "хлопок" and "эластан" of two params become one text. */
static bool join_value(svod_normaliser *n, svod_attribute *first, svod_str value)
{
    if (svod_str_eq(first->value, value)) return true;
    char *both = svod_arena_alloc(&n->memory, first->value.n + 2 + value.n);
    if (!both) return false;
    memcpy(both, first->value.p, first->value.n);
    memcpy(both + first->value.n, ", ", 2);
    memcpy(both + first->value.n + 2, value.p, value.n);
    first->value = (svod_str){both, first->value.n + 2 + value.n};
    return true;
}

static bool clean_attributes(svod_normaliser *n, svod_offer *o)
{
    if (o->attributes_n == 0) return true;
    if (o->attributes_n > MOST_ATTRIBUTES) {
        say(n, SVOD_WARNING, "offer.too-many-attributes", &o->at, "%zu properties; only the first %d are kept",
            o->attributes_n, MOST_ATTRIBUTES);
        o->attributes_n = MOST_ATTRIBUTES;
    }
    svod_attribute *v = svod_arena_alloc(&n->memory, o->attributes_n * sizeof *v);
    if (!v) return false;
    size_t to = 0;
    for (size_t i = 0; i < o->attributes_n; i++) {
        svod_attribute a = o->attributes[i];
        if (!clean(n, &a.name) || !clean(n, &a.value)) return false;
        if (a.name.n == 0 || a.value.n == 0) continue;
        size_t same = 0;
        while (same < to && !svod_str_eq(v[same].name, a.name)) same++;
        if (same == to)
            v[to++] = a;
        else if (!join_value(n, &v[same], a.value))
            return false;
    }
    o->attributes = v;
    o->attributes_n = to;
    return true;
}

static bool clean_description(svod_normaliser *n, svod_offer *o)
{
    if (o->description.n == 0) return true;
    if (!svod_str_eq(o->description, svod_buf_view(&n->description))) {
        svod_buf_clear(&n->description);
        svod_buf_clear(&n->plain);
        n->plain_repaired = false;
        svod_str good = svod_utf8_repair(&n->memory, o->description, &n->plain_repaired);
        svod_str plain = good.p ? svod_plain_text(&n->memory, good) : (svod_str){0};
        if (!plain.p) return false;
        svod_buf_str(&n->plain, plain);
        svod_buf_str(&n->description, o->description);
        if (n->plain.failed || n->description.failed) return false;
    }
    n->repaired |= n->plain_repaired;
    o->description = n->plain.n ? svod_buf_view(&n->plain) : (svod_str){"", 0};
    return true;
}

static bool clean_texts(svod_normaliser *n, svod_offer *o)
{
    svod_str *const texts[] = {&o->source_id, &o->offer, &o->item,       &o->article,      &o->name,     &o->brand,  &o->url,
                               &o->colour,    &o->size,  &o->sizes_text, &o->colours_text, &o->currency, &o->barcode};
    n->repaired = false;
    for (size_t i = 0; i < SVOD_COUNT(texts); i++)
        if (!clean(n, texts[i])) return false;
    if (!clean_description(n, o)) return false;
    svod_evidence *const evidence[] = {&o->min_evidence, &o->step_evidence, &o->row_evidence};
    for (size_t i = 0; i < SVOD_COUNT(evidence); i++)
        if (evidence[i]->place.n && (!clean(n, &evidence[i]->place) || !clean(n, &evidence[i]->text))) return false;
    if (!clean_list(n, &o->category) || !clean_list(n, &o->pictures) || !clean_attributes(n, o)) return false;
    if (n->repaired)
        say(n, SVOD_NOTE, "text.repaired", &o->at, "bytes of \"%.*s\" that are no UTF-8 were read as windows-1251",
            SVOD_FMT(o->name.n ? o->name : o->source_id));
    return true;
}

/* ---- numbers and currency ---- */

static void clean_prices(svod_normaliser *n, svod_offer *o)
{
    if (o->price != SVOD_DEC_NONE && o->price <= 0) {
        say(n, SVOD_WARNING, "offer.price-zero", &o->at, "the price of \"%.*s\" is not above zero: it counts as absent",
            SVOD_FMT(o->name.n ? o->name : o->source_id));
        o->price = SVOD_DEC_NONE;
    } else if (o->price == SVOD_DEC_NONE && !n->price_said) {
        say(n, SVOD_WARNING, "offer.price-absent", &o->at, "\"%.*s\" has no price",
            SVOD_FMT(o->name.n ? o->name : o->source_id));
    }
    if (o->old_price <= 0) o->old_price = SVOD_DEC_NONE;
    if (o->rrp <= 0) o->rrp = SVOD_DEC_NONE;
    if (o->weight <= 0) o->weight = SVOD_DEC_NONE;
    if (o->min_quantity < 1) o->min_quantity = 1;
    if (o->step_quantity < 1) o->step_quantity = 1;
    if (o->stock < 0) o->stock = -1;
    if (o->available != 0 && o->available != 1) o->available = -1;
}

static bool clean_tiers(svod_normaliser *n, svod_offer *o)
{
    size_t good = 0;
    while (good < o->tiers_n && o->tiers[good].price > 0 && o->tiers[good].from > 0) good++;
    if (good == o->tiers_n) return true;
    svod_price_tier *v = svod_arena_alloc(&n->memory, o->tiers_n * sizeof *v);
    if (!v) return false;
    size_t to = 0;
    for (size_t i = 0; i < o->tiers_n; i++)
        if (o->tiers[i].price > 0 && o->tiers[i].from > 0) v[to++] = o->tiers[i];
    say(n, SVOD_WARNING, "offer.tier-dropped", &o->at, "%zu price tiers without a price or an amount were left out",
        o->tiers_n - to);
    o->tiers = v;
    o->tiers_n = to;
    return true;
}

static void clean_currency(svod_normaliser *n, svod_offer *o)
{
    if (o->currency.n == 0) {
        o->currency = svod_str_of(n->supplier_currency);
        return;
    }
    /* A catalog has one or two currencies: the last one looked up is nearly always the one. */
    svod_str last = svod_str_of(n->currency_text);
    if (last.n == 0 || !svod_str_eq(last, o->currency)) {
        svod_str iso = svod_currency_iso(o->currency);
        if (iso.n == 0 || iso.n >= sizeof n->currency_iso) {
            say(n, SVOD_WARNING, "offer.currency-unknown", &o->at, "the currency \"%.*s\" is not known",
                SVOD_FMT(o->currency));
            o->currency = (svod_str){0};
            return;
        }
        memcpy(n->currency_iso, iso.p, iso.n);
        n->currency_iso[iso.n] = 0;
        bool fits = o->currency.n < sizeof n->currency_text;
        if (fits) memcpy(n->currency_text, o->currency.p, o->currency.n);
        n->currency_text[fits ? o->currency.n : 0] = 0;
    }
    o->currency = svod_str_of(n->currency_iso);
}

static bool clean_row(svod_normaliser *n, svod_offer *o)
{
    if (o->row_n == 0) {
        o->row = NULL;
        return true;
    }
    svod_row_cell *v = svod_arena_alloc(&n->memory, o->row_n * sizeof *v);
    if (!v) return false;
    size_t to = 0;
    for (size_t i = 0; i < o->row_n; i++) {
        svod_row_cell cell = o->row[i];
        if (!clean(n, &cell.size)) return false;
        if (cell.size.n == 0 || cell.count < 1) {
            say(n, SVOD_WARNING, "offer.row-broken", &o->at,
                "the row of \"%.*s\" has a size without a name or a count: it is left out",
                SVOD_FMT(o->name.n ? o->name : o->source_id));
            o->row = NULL;
            o->row_n = 0;
            return true;
        }
        size_t same = 0;
        while (same < to && !svod_str_eq(v[same].size, cell.size)) same++;
        if (same < to)
            v[same].count += cell.count;
        else
            v[to++] = cell;
    }
    o->row = v;
    o->row_n = to;
    return true;
}

/* ---- taking apart ---- */

typedef struct variants {
    svod_strs sizes, colours; /* at least one of each, maybe empty */
    bool too_many;
} variants;

static bool contains(svod_strs list, svod_str s)
{
    for (size_t i = 0; i < list.n; i++)
        if (svod_str_eq(list.v[i], s)) return true;
    return false;
}

static bool read_size_list(svod_normaliser *n, svod_offer *o, variants *v)
{
    svod_sizes read;
    if (!svod_read_sizes(&n->memory, o->sizes_text, n->sizes, &read)) return false;
    if (read.n > MOST_SIZES) {
        v->too_many = true;
        return true;
    }
    svod_str *list = svod_arena_alloc(&n->memory, (read.n + 1) * sizeof *list);
    if (!list) return false;
    svod_strs sizes = {list, 0};
    for (size_t i = 0; i < read.n; i++) {
        svod_str size = svod_str_trim(read.cells[i].size);
        if (size.n && !contains(sizes, size)) list[sizes.n++] = size;
    }
    if (sizes.n == 0) list[sizes.n++] = (svod_str){0};
    v->sizes = sizes;
    if (!read.row || o->row_n > 0) return true;
    o->row = read.cells;
    o->row_n = read.n;
    o->row_evidence = (svod_evidence){SVOD_STR("size"), o->sizes_text};
    return clean_row(n, o);
}

static bool read_colour_list(svod_normaliser *n, svod_offer *o, variants *v)
{
    svod_strs read;
    if (!svod_read_colours(&n->memory, o->colours_text, &read)) return false;
    if (read.n > MOST_COLOURS) {
        v->too_many = true;
        return true;
    }
    svod_str *list = svod_arena_alloc(&n->memory, (read.n + 1) * sizeof *list);
    if (!list) return false;
    svod_strs colours = {list, 0};
    for (size_t i = 0; i < read.n; i++) {
        svod_str colour = svod_str_trim(read.v[i]);
        if (colour.n && !contains(colours, colour)) list[colours.n++] = colour;
    }
    if (colours.n == 0) list[colours.n++] = (svod_str){0};
    v->colours = colours;
    return true;
}

static bool read_variants(svod_normaliser *n, svod_offer *o, variants *v)
{
    *v = (variants){{&o->size, 1}, {&o->colour, 1}, false};
    if (o->sizes_text.n && !read_size_list(n, o, v)) return false;
    if (o->colours_text.n && !v->too_many && !read_colour_list(n, o, v)) return false;
    v->too_many |= v->sizes.n * v->colours.n > MOST_VARIANTS;
    return true;
}

/* ---- how it is sold, where only a text says so ---- */

static const char *title_of(const svod_offer *o, int *ret_n)
{
    svod_str title = o->name.n ? o->name : o->source_id;
    *ret_n = (int)SVOD_MIN(title.n, (size_t)200);
    return title.p;
}

/* A short text as a whole, of a long one the words that count. */
static svod_evidence evidence_of(svod_str place, svod_str whole, svod_str words)
{
    enum { SHORT = 160 };
    return (svod_evidence){place, whole.n <= SHORT ? whole : words};
}

static bool same_size(svod_normaliser *n, svod_str a, svod_str b)
{
    return svod_str_eq(a, b) || svod_str_eq(svod_fold(&n->memory, a), svod_fold(&n->memory, b));
}

/* Do the sizes of this record fit a row that a text tells of? A record without sizes is of all of them. */
static bool row_fits(svod_normaliser *n, const variants *v, const svod_sizes *row)
{
    bool several = v->sizes.n > 1;
    if (!several && v->sizes.v[0].n == 0) return true;
    for (size_t i = 0; i < (several ? row->n : v->sizes.n); i++) {
        svod_str wanted = several ? row->cells[i].size : v->sizes.v[i];
        bool found = false;
        for (size_t k = 0; !found && k < (several ? v->sizes.n : row->n); k++)
            found = same_size(n, wanted, several ? v->sizes.v[k] : row->cells[k].size);
        if (!found) return false;
    }
    return true;
}

static bool take_row(svod_normaliser *n, svod_offer *o, variants *v, const svod_selling *said, svod_evidence evidence)
{
    if (said->row.n == 0 || !row_fits(n, v, &said->row)) return true;
    o->row = said->row.cells;
    o->row_n = said->row.n;
    o->row_evidence = evidence;
    if (!clean_row(n, o)) return false;
    if (v->sizes.n > 1 || v->sizes.v[0].n > 0) return true;
    svod_str *list = svod_arena_alloc(&n->memory, (o->row_n + 1) * sizeof *list);
    if (!list) return false;
    for (size_t i = 0; i < o->row_n; i++) list[i] = o->row[i].size;
    v->sizes = (svod_strs){list, o->row_n};
    return true;
}

/* "ряд 5 шт" is a row of the five sizes listed; with other sizes nobody can tell what it is made of. */
static bool take_row_units(svod_normaliser *n, svod_offer *o, const variants *v, const svod_selling *said,
                           svod_evidence evidence)
{
    if (said->row_units == 0 || o->row_n) return true;
    if ((int64_t)v->sizes.n != said->row_units) {
        int length;
        const char *title = title_of(o, &length);
        say(n, SVOD_NOTE, "offer.row-unknown", &o->at,
            "\"%.*s\": \"%.*s\" does not say which sizes are in the row; write it into `lots`", length, title,
            SVOD_FMT(said->row_text));
        return true;
    }
    svod_row_cell *cells = svod_arena_alloc(&n->memory, v->sizes.n * sizeof *cells);
    if (!cells) return false;
    for (size_t i = 0; i < v->sizes.n; i++) cells[i] = (svod_row_cell){v->sizes.v[i], 1};
    o->row = cells;
    o->row_n = v->sizes.n;
    o->row_evidence = evidence;
    return true;
}

static bool read_selling(svod_normaliser *n, svod_offer *o, variants *v, svod_str place, svod_str text)
{
    svod_selling said;
    bool prose = svod_str_is(place, "description");
    if (text.n == 0) return true;
    svod_hash hash = svod_hash_bytes(text.p, text.n, prose);
    svod_hash *silent = &n->silent[hash.lo % SVOD_SILENT_TEXTS];
    if (silent->lo == hash.lo && silent->hi == hash.hi) return true;
    if (!svod_selling_read(&n->memory, text, prose, &said)) return false;
    if (!said.step && !said.min && !said.row.n && !said.row_units) {
        *silent = hash;
        return true;
    }
    if (o->row_n == 0) {
        svod_evidence evidence = evidence_of(place, text, said.row_text);
        if (!take_row(n, o, v, &said, evidence) || !take_row_units(n, o, v, &said, evidence)) return false;
    }
    if (said.step && o->step_quantity <= 1 && o->row_n == 0) {
        o->step_quantity = said.step;
        o->step_evidence = evidence_of(place, text, said.step_text);
    }
    if (said.min && o->min_quantity <= 1) {
        o->min_quantity = said.min;
        o->min_evidence = evidence_of(place, text, said.min_text);
    }
    return true;
}

/* Properties in which suppliers write what has no field of its own. */
static bool is_free_text(svod_normaliser *n, svod_str name)
{
    static const char notes[] =
        "sales_notes|sales notes|примечание|примечания|примітка|примітки|комментарий|комментарии|коментар|условия|"
        "условия заказа|условия продажи|условия отгрузки|умови|умови замовлення|умови продажу|дополнительно|додатково|"
        "дополнительная информация|додаткова інформация|особенности заказа|note|notes|comment|comments|ескерту";
    svod_hash hash = svod_hash_bytes(name.p, name.n, 0), *plain = &n->plain_names[hash.lo % SVOD_PLAIN_NAMES];
    if (plain->lo == hash.lo && plain->hi == hash.hi) return false;
    char folded[80];
    size_t length = svod_fold_simple(folded, sizeof folded, name);
    if (length != SIZE_MAX && svod_folded_in((svod_str){folded, length}, notes)) return true;
    *plain = hash;
    return false;
}

/* False: memory ran out. */
static bool read_texts(svod_normaliser *n, svod_offer *o, variants *v)
{
    if (o->row_n && o->min_quantity > 1) return true;
    if (!read_selling(n, o, v, SVOD_STR("name"), o->name)) return false;
    for (size_t i = 0; i < o->attributes_n; i++)
        if (o->attributes[i].value.n > 4 && is_free_text(n, o->attributes[i].name) &&
            !read_selling(n, o, v, o->attributes[i].name, o->attributes[i].value))
            return false;
    for (size_t i = o->category.n; i-- > 0;)
        if (!read_selling(n, o, v, SVOD_STR("category"), o->category.v[i])) return false;
    return read_selling(n, o, v, SVOD_STR("description"), o->description);
}

/* ---- ids ---- */

static bool join(svod_arena *a, svod_str *id, char by, svod_str part)
{
    if (part.n == 0) return true;
    char *p = svod_arena_alloc(a, id->n + 1 + part.n);
    if (!p) return false;
    if (id->n) memcpy(p, id->p, id->n);
    p[id->n] = by;
    memcpy(p + id->n + 1, part.p, part.n);
    *id = (svod_str){p, id->n + 1 + part.n};
    return true;
}

/* True when the source gave no id and one was made of the article, the name or, at last, the place. */
static bool fill_source_id(svod_normaliser *n, svod_offer *o, bool *ret_made)
{
    *ret_made = o->source_id.n == 0;
    if (!*ret_made) return true;
    o->source_id = o->article.n ? o->article : o->name;
    if (o->source_id.n) return true;
    char text[48];
    long place = o->at.row > 0 ? o->at.row : o->at.line;
    if (place > 0)
        snprintf(text, sizeof text, "row %ld", place);
    else
        snprintf(text, sizeof text, "row %lld", (long long)n->records);
    o->source_id = svod_arena_dup(&n->memory, svod_str_of(text));
    return o->source_id.p != NULL;
}

static svod_str numbered(svod_normaliser *n, svod_str id, size_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", number);
    return join(&n->memory, &id, '~', svod_str_of(text)) ? id : (svod_str){0};
}

/* The smallest N ≥ 2 whose ID~N is free, found in a number of looks that grows with its logarithm: a source may give one id
 * to a million records. */
static svod_status make_unique(svod_normaliser *n, svod_offer *o, svod_error *e)
{
    svod_hash as_made = svod_hash_str(o->offer);
    if (!is_taken(n, as_made)) return take_id(n, as_made) ? SVOD_OK : svod_no_memory(e);
    svod_arena_mark mark = svod_arena_mark_get(&n->memory);
    size_t taken = 1, free_one = 2;
    for (bool found = false; !found;) {
        svod_str candidate = numbered(n, o->offer, free_one);
        if (!candidate.p) return svod_no_memory(e);
        found = !is_taken(n, svod_hash_str(candidate));
        if (!found) {
            taken = free_one;
            free_one *= 2;
        }
        svod_arena_rewind(&n->memory, mark);
    }
    while (free_one - taken > 1) {
        size_t middle = taken + (free_one - taken) / 2;
        svod_str candidate = numbered(n, o->offer, middle);
        if (!candidate.p) return svod_no_memory(e);
        if (is_taken(n, svod_hash_str(candidate)))
            taken = middle;
        else
            free_one = middle;
        svod_arena_rewind(&n->memory, mark);
    }
    svod_str id = numbered(n, o->offer, free_one);
    if (!id.p || !take_id(n, svod_hash_str(id))) return svod_no_memory(e);
    say(n, SVOD_WARNING, "offer.id-repeated", &o->at, "the id \"%.*s\" was met before; this one becomes \"%.*s\"",
        SVOD_FMT(o->offer), SVOD_FMT(id));
    o->offer = id;
    return SVOD_OK;
}

static svod_status put_variant(svod_normaliser *n, svod_offer *o, bool with_parts, svod_error *e)
{
    svod_str given = o->offer;
    if (o->offer.n == 0) o->offer = o->source_id;
    if (with_parts && (!join(&n->memory, &o->offer, '/', o->colour) || !join(&n->memory, &o->offer, '/', o->size)))
        return svod_no_memory(e);
    svod_status status = make_unique(n, o, e);
    if (status == SVOD_OK) status = n->next->put(n->next, o, e);
    if (status == SVOD_OK) n->offers++;
    o->offer = given;
    return status;
}

static svod_status put_all(svod_normaliser *n, svod_offer *o, const variants *v, bool id_made, svod_error *e)
{
    bool several = v->sizes.n * v->colours.n > 1;
    /* What is in stock of all sizes together says nothing of one of them, but for none at all. */
    if (several && o->stock > 0) o->stock = -1;
    o->sizes_text = o->colours_text = (svod_str){0};
    for (size_t c = 0; c < v->colours.n; c++)
        for (size_t s = 0; s < v->sizes.n; s++) {
            svod_offer one = *o;
            one.colour = v->colours.v[c];
            one.size = v->sizes.v[s];
            svod_status status = put_variant(n, &one, several || (id_made && o->offer.n == 0), e);
            if (status != SVOD_OK) return status;
        }
    return SVOD_OK;
}

svod_status svod_normaliser_put(svod_normaliser *n, const svod_offer *given, svod_error *e)
{
    svod_offer o;
    svod_offer_clear(&o);
    memcpy(&o, given, SVOD_MIN(given->struct_size, sizeof o));
    o.struct_size = sizeof o;
    if (!n->told_records) n->records++;
    svod_arena_clear(&n->memory);
    /* The set of ids is far larger than the processor's cache: its slot is on its way while the texts are cleaned. */
    svod_hash_set_prefetch(&n->ids, svod_hash_str(svod_str_trim(o.source_id)));
    bool id_made;
    variants v;
    if (!clean_texts(n, &o) || !clean_tiers(n, &o) || !clean_row(n, &o) || !fill_source_id(n, &o, &id_made) ||
        !read_variants(n, &o, &v))
        return svod_no_memory(e);
    clean_prices(n, &o);
    if (!v.too_many && !read_texts(n, &o, &v)) return svod_no_memory(e);
    clean_currency(n, &o);
    if (o.item.n == 0) o.item = o.article.n ? o.article : o.source_id;
    if (v.too_many) {
        say(n, SVOD_ERROR, "offer.too-many-variants", &o.at,
            "\"%.*s\" lists too many sizes or colours: the record is skipped", SVOD_FMT(o.name.n ? o.name : o.source_id));
        n->price_said = false;
        return SVOD_OK;
    }
    svod_status status = put_all(n, &o, &v, id_made, e);
    n->price_said = false;
    return status;
}
