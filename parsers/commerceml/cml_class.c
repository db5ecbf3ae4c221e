/* Everything outside records: groups, properties, price types and stores, and what kind of document this is. */
#include "commerceml.h"

#include "kit/text.h"

static svod_str kept_text(cml *c, svod_str text)
{
    return svod_arena_dup(c->host->memory, svod_kit_trim(text));
}

static bool has_open(const cml *c, cml_code code)
{
    for (size_t i = 0; i < c->open_n; i++)
        if (c->open[i] == code) return true;
    return false;
}

/* Catalogs and packages of offers: which record is to come, and whether it is all or only what changed. */
static void take_open(cml *c, const svod_xml_piece *piece, cml_code code)
{
    if (code == CML_CATALOG || code == CML_PACKAGE)
        c->stream.scan.record = code == CML_CATALOG ? SVOD_STR("Товар") : SVOD_STR("Предложение");
    if (code == CML_GOODS) c->stream.scan.record = SVOD_STR("Товар");
    if (code == CML_OFFERS) c->stream.scan.record = SVOD_STR("Предложение");
    if (c->pass != 1 || (code != CML_CATALOG && code != CML_PACKAGE)) return;
    const char *changes = memmem(piece->bytes.p, piece->bytes.n, "СодержитТолькоИзменения", 46);
    const char *end = piece->bytes.p + piece->bytes.n;
    if (c->changes_said || !changes || !memmem(changes, (size_t)(end - changes), "true", 4)) return;
    c->changes_said = true;
    svod_at at = svod_xml_stream_at(&c->stream, piece, 0);
    c->host->diag(c->host, SVOD_WARNING, "commerceml.changes-only", &at,
                  "this is what changed since the last exchange, not the whole catalog: goods that did not change are "
                  "missing; ask the supplier for a full export");
}

static void close_element(cml *c, cml_code code)
{
    size_t i = c->open_n;
    while (i && c->open[i - 1] != code) i--;
    if (!i) return;
    while (c->open_n >= i) {
        if (c->open[--c->open_n] == CML_GROUP && c->groups_open_n) c->groups_open_n--;
        if (c->open_n == 0) break;
    }
}

svod_status cml_outside(cml *c, const svod_xml_piece *piece, svod_error *e)
{
    (void)e;
    cml_code code = cml_code_of(piece->name);
    if (piece->bytes.n > 1 && piece->bytes.p[1] == '/') {
        if (code) close_element(c, code);
        return SVOD_OK;
    }
    bool empty = piece->bytes.n > 1 && piece->bytes.p[piece->bytes.n - 2] == '/';
    take_open(c, piece, code);
    if (!code || empty || c->open_n == CML_NESTING_CAP) return SVOD_OK;
    c->open[c->open_n++] = code;
    if (code == CML_GROUP && c->groups_open_n < CML_NESTING_CAP) c->groups_open[c->groups_open_n++] = (svod_str){"", 0};
    if (code == CML_PROPERTY_DEFINED) c->property_id = (svod_str){"", 0};
    return SVOD_OK;
}

/* ---- whole elements ---- */

static svod_str inner(const svod_xml_record *record, cml_code code)
{
    for (size_t i = 1; i < record->n; i++)
        if (record->nodes[i].code == (int)code && record->nodes[i].depth == 1) return svod_kit_trim(record->nodes[i].text);
    return (svod_str){NULL, 0};
}

static svod_status hang(cml *c, svod_chains *table, svod_str id, svod_str value, svod_error *e)
{
    if (!id.n || !value.n || id.n > SVOD_CHAINS_TEXT_CAP || value.n > SVOD_CHAINS_TEXT_CAP) return SVOD_OK;
    svod_chains_key key = svod_chains_add(table, id);
    if (!key) return svod_no_memory(e);
    if (svod_chains_first(table, key)) return SVOD_OK; /* said before, by another piece of the exchange */
    (void)c;
    return svod_chains_hang(table, key, value) ? SVOD_OK : svod_no_memory(e);
}

static svod_status take_type(cml *c, const svod_xml_record *record, svod_error *e)
{
    svod_str id = inner(record, CML_ID);
    if (!id.n) id = inner(record, CML_NAME);
    for (size_t i = 0; i < c->types_n; i++)
        if (svod_kit_eq(c->types[i].id, id)) return SVOD_OK;
    if (!id.n || c->types_n == CML_TYPES_CAP) return SVOD_OK;
    cml_type *type = &c->types[c->types_n];
    type->id = kept_text(c, id);
    type->name = kept_text(c, inner(record, CML_NAME));
    type->currency = kept_text(c, inner(record, CML_CURRENCY));
    if (!type->id.p || !type->name.p || !type->currency.p) return svod_no_memory(e);
    if (!type->name.n) type->name = type->id;
    c->types_n++;
    return SVOD_OK;
}

/* <Ид> and <Наименование> of a group or a property, whose other content comes piece by piece. */
static svod_status take_part(cml *c, cml_code code, svod_str text, svod_error *e)
{
    cml_code over = c->open_n ? c->open[c->open_n - 1] : CML_NONE;
    if (over == CML_PROPERTY_DEFINED) {
        if (code == CML_NAME) return hang(c, c->properties, c->property_id, text, e);
        if (c->property_id.n) return SVOD_OK;
        c->property_id = kept_text(c, text);
        return c->property_id.p ? SVOD_OK : svod_no_memory(e);
    }
    if (over != CML_GROUP || !c->groups_open_n) return SVOD_OK;
    svod_str *id = &c->groups_open[c->groups_open_n - 1];
    if (code == CML_ID) {
        *id = kept_text(c, text);
        return id->p ? SVOD_OK : svod_no_memory(e);
    }
    svod_str parent = c->groups_open_n > 1 ? c->groups_open[c->groups_open_n - 2] : (svod_str){"", 0};
    if (!id->n) return SVOD_OK;
    return svod_tree_add(c->groups, *id, parent, svod_kit_trim(text)) ? SVOD_OK : svod_no_memory(e);
}

svod_status cml_side(cml *c, const svod_xml_piece *piece, svod_error *e)
{
    if (c->pass != 1 || has_open(c, CML_DOCUMENT)) return SVOD_OK;
    svod_str name = piece->name;
    bool type = svod_kit_eq(name, SVOD_STR("ТипЦены")), store = svod_kit_eq(name, SVOD_STR("Склад"));
    bool value = svod_kit_eq(name, SVOD_STR("Справочник")) || svod_kit_eq(name, SVOD_STR("Вариант"));
    cml_code over = c->open_n ? c->open[c->open_n - 1] : CML_NONE;
    if (!type && !store && !value && over != CML_GROUP && over != CML_PROPERTY_DEFINED) return SVOD_OK;
    c->seed = svod_hash_bytes(piece->bytes.p, piece->bytes.n, c->seed).lo;
    svod_xml_record record;
    svod_status status = svod_xml_stream_read(&c->stream, c->reader, piece, "commerceml", &record, e);
    if (status != SVOD_OK) return status == SVOD_FAILED ? SVOD_OK : status;
    if (type) return take_type(c, &record, e);
    if (store) return hang(c, c->stores, inner(&record, CML_ID), inner(&record, CML_NAME), e);
    if (value) {
        svod_str id = inner(&record, CML_VALUE_ID);
        if (!id.n) id = inner(&record, CML_ID);
        return hang(c, c->values, id, inner(&record, CML_VALUE), e);
    }
    return take_part(c, cml_code_of(name), record.nodes[0].text, e);
}

/* ---- which price ---- */

static bool sounds_wholesale(cml *c, svod_str name, bool *no_memory)
{
    svod_arena *step = c->host->step;
    svod_str folded = svod_fold(step, name),
             words[] = {svod_fold(step, SVOD_STR("опт")), svod_fold(step, SVOD_STR("wholesale"))};
    if (!folded.p || !words[0].p || !words[1].p) {
        *no_memory = true;
        return false;
    }
    for (size_t i = 0; i < 2; i++)
        if (folded.n && memmem(folded.p, folded.n, words[i].p, words[i].n)) return true;
    return false;
}

svod_status cml_choose_type(cml *c, svod_error *e)
{
    bool no_memory = false, asked = c->options.price_type.n > 0;
    svod_str want = svod_fold(c->host->step, c->options.price_type);
    for (size_t i = 0; i < c->types_n && !c->chosen; i++) {
        svod_str own = svod_fold(c->host->step, c->types[i].name);
        no_memory |= !own.p || !want.p;
        if (no_memory) break;
        bool fits = asked ? svod_kit_eq(own, want) || svod_kit_eq(c->types[i].id, c->options.price_type)
                          : sounds_wholesale(c, c->types[i].name, &no_memory);
        if (fits) c->chosen = &c->types[i];
    }
    if (no_memory) return svod_no_memory(e);
    svod_at nowhere = {0};
    if (asked && !c->chosen) {
        svod_str names[CML_TYPES_CAP];
        for (size_t i = 0; i < c->types_n; i++) names[i] = c->types[i].name;
        svod_str all = svod_kit_join(c->host->step, names, c->types_n, SVOD_STR(", "));
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "commerceml.no-price-type",
                         "there is no price type \"%.*s\" in this exchange; it has: %.*s", SVOD_FMT(c->options.price_type),
                         SVOD_FMT(all));
    }
    if (!c->chosen && c->types_n) c->chosen = &c->types[0];
    if (c->types_n > 1 && !asked) {
        svod_str names[CML_TYPES_CAP];
        for (size_t i = 0; i < c->types_n; i++) names[i] = c->types[i].name;
        svod_str all = svod_kit_join(c->host->step, names, c->types_n, SVOD_STR(", "));
        if (!all.p) return svod_no_memory(e);
        c->host->diag(c->host, SVOD_NOTE, "commerceml.price-type", &nowhere,
                      "of the prices %.*s this takes \"%.*s\"; the option price_type chooses another", SVOD_FMT(all),
                      SVOD_FMT(c->chosen->name));
    }
    return SVOD_OK;
}
