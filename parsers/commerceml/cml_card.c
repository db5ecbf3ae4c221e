/* Reading one <Товар> or <Предложение> into facts. */
#include "commerceml.h"

#include "kit/text.h"

#include <stdio.h>

bool cml_card_add(cml *c, cml_card *card, cml_kind kind, const svod_str *texts, size_t n)
{
    if (card->n == card->room) {
        size_t room = card->room ? 2 * card->room : 32;
        if (room > CML_FACTS_CAP) {
            card->too_many = true;
            return true;
        }
        cml_fact *v = svod_arena_alloc(c->host->memory, room * sizeof *v);
        if (!v) return false;
        if (card->n) memcpy(v, card->v, card->n * sizeof *v);
        card->v = v;
        card->room = room;
    }
    cml_fact *fact = &card->v[card->n++];
    *fact = (cml_fact){.kind = kind};
    for (size_t i = 0; i < n; i++) fact->t[i] = texts[i];
    return true;
}

const cml_fact *cml_card_first(const cml_card *card, cml_kind kind)
{
    for (size_t i = 0; card && i < card->n; i++)
        if (card->v[i].kind == kind) return &card->v[i];
    return NULL;
}

typedef struct reading {
    cml *c;
    const svod_xml_record *record;
    cml_card *card;
    bool no_memory;
    bool has_total;     /* <Количество> of the record itself */
    svod_dec in_stores; /* the sum, SVOD_DEC_NONE before the first */
} reading;

static void says(reading *r, cml_kind kind, svod_str a, svod_str b)
{
    svod_str texts[] = {svod_kit_trim(a), svod_kit_trim(b)};
    if (!texts[0].n && !texts[1].n) return;
    if (!cml_card_add(r->c, r->card, kind, texts, 2)) r->no_memory = true;
}

/* The text of the first `code` within the element, at any depth. */
static svod_str inner(const reading *r, const svod_xml_node *node, cml_code code)
{
    const svod_xml_node *end = r->record->nodes + r->record->n;
    for (const svod_xml_node *n = node + 1; n < end && n->depth > node->depth; n++)
        if (n->code == (int)code) return svod_kit_trim(n->text);
    return (svod_str){NULL, 0};
}

static bool is_true(svod_str text)
{
    return svod_read_yes(svod_kit_trim(text)) == 1;
}

/* Properties of Bitrix that are fields of ours. True: it was one. */
static bool bitrix_property(reading *r, svod_str id, const svod_xml_node *node)
{
    if (id.n < 5 || memcmp(id.p, "CML2_", 5) != 0) return false;
    svod_str name = {id.p + 5, id.n - 5}, value = inner(r, node, CML_VALUE);
    if (svod_kit_eq(name, SVOD_STR("LINK"))) {
        r->card->link = value;
    } else if (svod_kit_eq(name, SVOD_STR("ACTIVE"))) {
        if (svod_read_yes(value) == 0) says(r, CML_SAYS_INACTIVE, SVOD_STR("1"), SVOD_STR(""));
    } else if (svod_kit_eq(name, SVOD_STR("DETAIL_TEXT")) || svod_kit_eq(name, SVOD_STR("PREVIEW_TEXT"))) {
        says(r, CML_SAYS_DESCRIPTION, value, SVOD_STR(""));
    } else if (svod_kit_eq(name, SVOD_STR("ARTICLE"))) {
        says(r, CML_SAYS_ARTICLE, value, SVOD_STR(""));
    } else if (svod_kit_eq(name, SVOD_STR("BAR_CODE"))) {
        says(r, CML_SAYS_BARCODE, value, SVOD_STR(""));
    } else if (svod_kit_eq(name, SVOD_STR("MANUFACTURER"))) {
        return false;
    }
    return true;
}

/* <ЗначенияСвойства><Ид/><Значение/>…: a property may have several values. */
static void property(reading *r, const svod_xml_node *node)
{
    svod_str id = inner(r, node, CML_ID);
    if (!id.n || bitrix_property(r, id, node)) return;
    const svod_xml_node *end = r->record->nodes + r->record->n;
    for (const svod_xml_node *n = node + 1; n < end && n->depth > node->depth; n++)
        if ((n->code == CML_VALUE || n->code == CML_VALUE_ID) && n->depth == node->depth + 1 && svod_kit_trim(n->text).n)
            says(r, CML_SAYS_PROPERTY, id, n->text);
}

static void price(reading *r, const svod_xml_node *node)
{
    const svod_str texts[CML_TEXTS] = {inner(r, node, CML_PRICE_TYPE_ID), inner(r, node, CML_PRICE_VALUE),
                                       inner(r, node, CML_CURRENCY), inner(r, node, CML_COEFFICIENT),
                                       inner(r, node, CML_MIN_QUANTITY)};
    if (texts[1].n && !cml_card_add(r->c, r->card, CML_SAYS_PRICE, texts, CML_TEXTS)) r->no_memory = true;
}

/* "-3" stands in real exchanges for goods sold before they were booked in: there are none. */
static bool units(svod_str text, svod_dec *ret)
{
    svod_str unit;
    if (text.n && text.p[0] == '-') text = SVOD_STR("0");
    return svod_read_decimal(text, ret, &unit);
}

/* <Склад ИдСклада="" КоличествоНаСкладе=""/>, with the same as elements, or <Склад><Ид/><Количество/></Склад>. */
static void store(reading *r, const svod_xml_node *node)
{
    svod_str id = svod_xml_attribute_of(r->record, node, SVOD_STR("ИдСклада")),
             quantity = svod_xml_attribute_of(r->record, node, SVOD_STR("КоличествоНаСкладе"));
    if (!id.n) id = inner(r, node, CML_STORE_ID);
    if (!id.n) id = inner(r, node, CML_ID);
    if (!quantity.n) quantity = inner(r, node, CML_STORE_QUANTITY);
    if (!quantity.n) quantity = inner(r, node, CML_QUANTITY);
    svod_dec n;
    if (!units(quantity, &n)) return;
    r->in_stores = r->in_stores == SVOD_DEC_NONE ? n : r->in_stores > SVOD_DEC_MAX - n ? SVOD_DEC_MAX : r->in_stores + n;
    says(r, CML_SAYS_STORE, id, quantity);
}

/* Within <Остатки>: the sum of <Остаток><Количество>, or of the stores. */
static void rests(reading *r, const svod_xml_node *node)
{
    const svod_xml_node *end = r->record->nodes + r->record->n;
    for (const svod_xml_node *n = node + 1; n < end && n->depth > node->depth; n++) {
        if (n->code == CML_STORE) store(r, n);
        const svod_xml_node *over = &r->record->nodes[n->parent];
        svod_dec some;
        if (n->code != CML_QUANTITY || over->code != CML_REST || !units(svod_kit_trim(n->text), &some)) continue;
        r->in_stores = r->in_stores == SVOD_DEC_NONE        ? some
                       : r->in_stores > SVOD_DEC_MAX - some ? SVOD_DEC_MAX
                                                            : r->in_stores + some;
    }
}

/* <Изготовитель>: text, or an element with a name. */
static void maker(reading *r, const svod_xml_node *node)
{
    svod_str name = node->children ? inner(r, node, CML_NAME) : node->text;
    says(r, CML_SAYS_MAKER, name, SVOD_STR(""));
}

static void groups(reading *r, const svod_xml_node *node)
{
    const svod_xml_node *end = r->record->nodes + r->record->n;
    for (const svod_xml_node *n = node + 1; n < end && n->depth > node->depth; n++)
        if (n->code == CML_ID) says(r, CML_SAYS_GROUP, n->text, SVOD_STR(""));
}

/* The name is kept in two: variants of a good share all but what is in brackets at the end. */
static void name(reading *r, svod_str text)
{
    text = svod_kit_trim(text);
    const char *bracket = text.n ? memrchr(text.p, '(', text.n) : NULL;
    size_t at = bracket && bracket > text.p && text.p[text.n - 1] == ')' ? (size_t)(bracket - text.p) : text.n;
    const svod_str texts[] = {{text.p, at}, {text.p + at, text.n - at}};
    if (text.n && !cml_card_add(r->c, r->card, CML_SAYS_NAME, texts, 2)) r->no_memory = true;
}

static void element(reading *r, const svod_xml_node *n)
{
    const svod_str none = {NULL, 0};
    switch ((cml_code)n->code) {
    case CML_ID:
        r->card->id = svod_kit_trim(n->text);
        break;
    case CML_NAME:
        name(r, n->text);
        break;
    case CML_ARTICLE:
        says(r, CML_SAYS_ARTICLE, n->text, none);
        break;
    case CML_BARCODE:
        says(r, CML_SAYS_BARCODE, n->text, none);
        break;
    case CML_DESCRIPTION:
        says(r, CML_SAYS_DESCRIPTION, n->children ? n->inner : n->text, none);
        break;
    case CML_PICTURE:
        says(r, CML_SAYS_PICTURE, n->text, none);
        break;
    case CML_WEIGHT:
        says(r, CML_SAYS_WEIGHT, n->text, none);
        break;
    case CML_COUNTRY:
        says(r, CML_SAYS_COUNTRY, n->text, none);
        break;
    case CML_MAKER:
        maker(r, n);
        break;
    case CML_GROUPS:
        groups(r, n);
        break;
    case CML_CATEGORY:
        says(r, CML_SAYS_GROUP, n->children ? inner(r, n, CML_ID) : n->text, none);
        break;
    case CML_STORE:
        store(r, n);
        break;
    case CML_RESTS:
        rests(r, n);
        break;
    case CML_GOOD_ID:
        r->card->link = svod_kit_trim(n->text);
        break;
    case CML_BITRIX:
        r->card->whole = true;
        break;
    case CML_STATUS:
        if (svod_kit_has(n->text, "дален")) says(r, CML_SAYS_DELETED, SVOD_STR("1"), none);
        break;
    case CML_DELETION:
        if (is_true(n->text)) says(r, CML_SAYS_DELETED, SVOD_STR("1"), none);
        break;
    case CML_QUANTITY:
        r->has_total |= svod_kit_trim(n->text).n > 0;
        says(r, CML_SAYS_STOCK, n->text, none);
        break;
    default:
        break;
    }
}

/* Elements deeper in the record, by what they lie in. */
static void deeper(reading *r, const svod_xml_node *n, cml_code over)
{
    if (n->code == CML_PROPERTY && over == CML_PROPERTIES)
        property(r, n);
    else if (n->code == CML_CHARACTERISTIC && over == CML_CHARACTERISTICS)
        says(r, CML_SAYS_CHARACTERISTIC, inner(r, n, CML_NAME), inner(r, n, CML_VALUE));
    else if (n->code == CML_REQUISITE && over == CML_REQUISITES)
        says(r, CML_SAYS_REQUISITE, inner(r, n, CML_NAME), inner(r, n, CML_VALUE));
    else if (n->code == CML_PRICE && over == CML_PRICES)
        price(r, n);
}

svod_status cml_card_read(cml *c, const svod_xml_piece *piece, const svod_xml_record *record, cml_card *ret, svod_error *e)
{
    reading r = {.c = c, .record = record, .card = ret, .in_stores = SVOD_DEC_NONE};
    *ret = (cml_card){.v = ret->v, .room = ret->room, .at = {.line = piece->line}};
    svod_str status = svod_xml_attribute_of(record, record->nodes, SVOD_STR("Статус"));
    if (svod_kit_has(status, "дален")) says(&r, CML_SAYS_DELETED, SVOD_STR("1"), (svod_str){NULL, 0});
    for (size_t i = 1; i < record->n; i++) {
        const svod_xml_node *n = &record->nodes[i];
        if (n->depth == 1)
            element(&r, n);
        else if (n->depth == 2)
            deeper(&r, n, (cml_code)record->nodes[n->parent].code);
    }
    if (!r.has_total && r.in_stores != SVOD_DEC_NONE) {
        char *text = svod_arena_alloc(c->host->step, 24);
        if (!text) return svod_no_memory(e);
        int n = snprintf(text, 24, "%lld", (long long)(r.in_stores / SVOD_DEC_SCALE));
        says(&r, CML_SAYS_STOCK, (svod_str){text, (size_t)n}, (svod_str){NULL, 0});
    }
    if (ret->too_many)
        c->host->diag(c->host, SVOD_WARNING, "commerceml.too-many", &ret->at,
                      "more than %d properties; the rest is left out", CML_FACTS_CAP / 2);
    return r.no_memory ? svod_no_memory(e) : SVOD_OK;
}
