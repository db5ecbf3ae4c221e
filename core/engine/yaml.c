/* YAML settings as a tree whose nodes know their line and column, and maps read by small tables of keys. */
#include "engine/yaml.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "base/tr.h"
#include "engine/nearest.h"
#include "io/source.h"

#include <svod/kit.h>

#include <yaml.h>

svod_status svod_yaml_fail_at(const svod_yaml_reader *r, const svod_yaml *node)
{
    svod_error_at(r->e, r->file, node->line, node->column);
    return SVOD_FAILED;
}

/* ---- the tree ---- */

enum { KEYS_CAP = 1000 }; /* of one map: each is compared with those before it */

typedef struct tree {
    const svod_yaml_reader *r;
    yaml_document_t *document;
    size_t nodes;
} tree;

static svod_status convert(tree *t, int number, int depth, svod_yaml *ret);

static svod_status same_key_twice(const tree *t, const svod_yaml *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (svod_str_eq(keys[i].text, keys[n].text))
            return svod_yaml_fail(t->r, &keys[n], "settings.repeated-key", "the key `%.*s` is here twice, first in line %ld",
                                  SVOD_FMT(svod_excerpt(keys[n].text)), keys[i].line);
    return SVOD_OK;
}

static svod_status convert_map(tree *t, const yaml_node_t *node, int depth, svod_yaml *ret)
{
    size_t n = (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
    if (n > KEYS_CAP) return svod_yaml_fail(t->r, ret, "settings.too-large", "more than %d keys in one place", KEYS_CAP);
    svod_yaml *keys = svod_arena_calloc(t->r->arena, n + 1, sizeof *keys);
    svod_yaml *values = svod_arena_calloc(t->r->arena, n + 1, sizeof *values);
    if (!keys || !values) return svod_no_memory(t->r->e);
    for (size_t i = 0; i < n; i++) {
        const yaml_node_pair_t *pair = &node->data.mapping.pairs.start[i];
        svod_status s = convert(t, pair->key, depth + 1, &keys[i]);
        if (!s && keys[i].kind != SVOD_YAML_TEXT)
            s = svod_yaml_fail(t->r, &keys[i], "settings.key", "a key must be a single word");
        if (!s) s = same_key_twice(t, keys, i);
        if (!s) s = convert(t, pair->value, depth + 1, &values[i]);
        if (s) return s;
    }
    ret->kind = SVOD_YAML_MAP;
    ret->keys = keys;
    ret->values = values;
    ret->n = n;
    return SVOD_OK;
}

static svod_status convert_list(tree *t, const yaml_node_t *node, int depth, svod_yaml *ret)
{
    size_t n = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    svod_yaml *values = svod_arena_calloc(t->r->arena, n + 1, sizeof *values);
    if (!values) return svod_no_memory(t->r->e);
    for (size_t i = 0; i < n; i++) {
        svod_status s = convert(t, node->data.sequence.items.start[i], depth + 1, &values[i]);
        if (s) return s;
    }
    ret->kind = SVOD_YAML_LIST;
    ret->values = values;
    ret->n = n;
    return SVOD_OK;
}

static svod_status convert_text(tree *t, const yaml_node_t *node, svod_yaml *ret)
{
    svod_str text = {(const char *)node->data.scalar.value, node->data.scalar.length};
    ret->kind = SVOD_YAML_TEXT;
    ret->nothing = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                   (text.n == 0 || svod_str_is(text, "~") || svod_str_is(text, "null"));
    if (text.n && memchr(text.p, 0, text.n)) return svod_yaml_fail(t->r, ret, "settings.value", "a zero byte inside a text");
    ret->text = svod_arena_dup(t->r->arena, text);
    return ret->text.p ? SVOD_OK : svod_no_memory(t->r->e);
}

/* Aliases are followed, so a node may come many times, or hold itself: the caps end both. */
static svod_status convert(tree *t, int number, int depth, svod_yaml *ret)
{
    const yaml_node_t *node = yaml_document_get_node(t->document, number);
    if (!node)
        return svod_fail(t->r->e, SVOD_EXIT_INTERNAL, "settings.yaml", "libyaml gave a document without node %d", number);
    ret->line = (long)node->start_mark.line + 1;
    ret->column = (long)node->start_mark.column + 1;
    if (++t->nodes > SVOD_YAML_NODES_CAP)
        return svod_yaml_fail(t->r, ret, "settings.too-large", "more than %d values in one file", SVOD_YAML_NODES_CAP);
    if (depth > SVOD_YAML_DEPTH_CAP)
        return svod_yaml_fail(t->r, ret, "settings.too-deep", "nested more than %d levels deep", SVOD_YAML_DEPTH_CAP);
    switch (node->type) {
    case YAML_SCALAR_NODE:
        return convert_text(t, node, ret);
    case YAML_SEQUENCE_NODE:
        return convert_list(t, node, depth, ret);
    case YAML_MAPPING_NODE:
        return convert_map(t, node, depth, ret);
    case YAML_NO_NODE:
        break;
    }
    return svod_fail(t->r->e, SVOD_EXIT_INTERNAL, "settings.yaml", "libyaml gave a node of no kind");
}

static svod_status syntax_error(const svod_yaml_reader *r, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR) return svod_no_memory(r->e);
    if (parser->error == YAML_READER_ERROR) {
        svod_fail(r->e, SVOD_EXIT_BAD_SETTINGS, "settings.not-text",
                  "byte %zu cannot be read (%s): is the file saved as UTF-8 text?", parser->problem_offset,
                  parser->problem ? parser->problem : "?");
        svod_error_at(r->e, r->file, 0, 0);
        return SVOD_FAILED;
    }
    bool more = parser->context != NULL;
    svod_fail(r->e, SVOD_EXIT_BAD_SETTINGS, "settings.yaml", "this is not YAML: %s%s%s",
              parser->problem ? parser->problem : "?", more ? ", " : "", more ? parser->context : "");
    svod_error_at(r->e, r->file, (long)parser->problem_mark.line + 1, (long)parser->problem_mark.column + 1);
    return SVOD_FAILED;
}

static svod_status whole_document(const svod_yaml_reader *r, yaml_parser_t *parser, yaml_document_t *document,
                                  const svod_yaml **ret)
{
    svod_yaml *root = svod_arena_calloc(r->arena, 1, sizeof *root);
    if (!root) return svod_no_memory(r->e);
    root->kind = SVOD_YAML_MAP;
    root->line = root->column = 1;
    *ret = root;
    if (!yaml_document_get_root_node(document)) return SVOD_OK;
    tree t = {.r = r, .document = document};
    svod_status s = convert(&t, 1, 0, root);
    if (s) return s;
    yaml_document_t second;
    if (!yaml_parser_load(parser, &second)) return syntax_error(r, parser);
    yaml_node_t *extra = yaml_document_get_root_node(&second);
    if (extra) {
        svod_yaml at = {.line = (long)extra->start_mark.line + 1, .column = (long)extra->start_mark.column + 1};
        s = svod_yaml_fail(r, &at, "settings.yaml", "a second document begins here; one file holds one");
    }
    yaml_document_delete(&second);
    if (!s && root->kind == SVOD_YAML_TEXT && root->nothing) root->kind = SVOD_YAML_MAP;
    return s;
}

svod_status svod_yaml_parse(const svod_yaml_reader *r, svod_str bytes, const svod_yaml **ret)
{
    if (bytes.n > SVOD_YAML_BYTES_CAP) {
        svod_fail(r->e, SVOD_EXIT_BAD_SETTINGS, "settings.too-large", "the file is larger than %d KiB",
                  SVOD_YAML_BYTES_CAP >> 10);
        svod_error_at(r->e, r->file, 0, 0);
        return SVOD_FAILED;
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return svod_no_memory(r->e);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(bytes.n ? bytes.p : ""), bytes.n);
    yaml_document_t document;
    svod_status s;
    if (!yaml_parser_load(&parser, &document)) {
        s = syntax_error(r, &parser);
    } else {
        s = whole_document(r, &parser, &document, ret);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return s;
}

svod_status svod_yaml_load(const svod_yaml_reader *r, const char *path, const svod_yaml **ret)
{
    svod_source *source = NULL;
    const char *p = NULL;
    size_t n = 0;
    svod_status s = svod_source_open(path, r->file, &source, r->e);
    if (!s) s = svod_source_ahead(source, SVOD_YAML_BYTES_CAP + 1, &p, &n, r->e);
    if (!s || s == SVOD_END) s = svod_yaml_parse(r, (svod_str){p, n}, ret);
    svod_source_close(source);
    return s;
}

/* ---- maps ---- */

static const char *kind_name(svod_yaml_kind kind)
{
    switch (kind) {
    case SVOD_YAML_TEXT:
        return N_("a single value");
    case SVOD_YAML_LIST:
        return N_("a list");
    case SVOD_YAML_MAP:
        break;
    }
    return N_("keys with values");
}

svod_status svod_yaml_want(const svod_yaml_reader *r, const svod_yaml *node, svod_yaml_kind kind)
{
    if (node->kind == SVOD_YAML_TEXT && node->nothing && kind != SVOD_YAML_TEXT)
        return svod_yaml_fail(r, node, "settings.no-value", "no value is given here; leave the key out if there is none");
    if (node->kind == kind) return SVOD_OK;
    switch (kind) {
    case SVOD_YAML_TEXT:
        return svod_yaml_fail(r, node, "settings.type", "a single value is expected here, not %s", _(kind_name(node->kind)));
    case SVOD_YAML_LIST:
        return svod_yaml_fail(r, node, "settings.type", "a list is expected here, not %s", _(kind_name(node->kind)));
    case SVOD_YAML_MAP:
        break;
    }
    return svod_yaml_fail(r, node, "settings.type", "keys with values (`key: value`) are expected here, not %s",
                          _(kind_name(node->kind)));
}

const svod_yaml *svod_yaml_get(const svod_yaml *map, const char *key)
{
    if (map->kind != SVOD_YAML_MAP) return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (svod_str_is(map->keys[i].text, key)) return &map->values[i];
    return NULL;
}

static svod_status unknown_key(const svod_yaml_reader *r, const svod_yaml *key, const svod_yaml_key *keys)
{
    svod_str names[64] = {{0}};
    size_t n = 0;
    for (; keys[n].name && n < SVOD_COUNT(names); n++) names[n] = svod_str_of(keys[n].name);
    size_t near = svod_nearest(key->text, names, n);
    if (near != SIZE_MAX)
        return svod_yaml_fail(r, key, "settings.unknown-key", "unknown key `%.*s`; did you mean `%s`?",
                              SVOD_FMT(svod_excerpt(key->text)), keys[near].name);
    svod_buf known = SVOD_BUF_INIT_TRY(600);
    for (size_t i = 0; i < n; i++) svod_buf_printf(&known, "%s%s", i ? ", " : "", keys[i].name);
    svod_yaml_fail(r, key, "settings.unknown-key", "unknown key `%.*s`; known here: %s", SVOD_FMT(svod_excerpt(key->text)),
                   known.p ? known.p : "");
    svod_buf_release(&known);
    return SVOD_FAILED;
}

svod_status svod_yaml_read(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *keys, void *into)
{
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_MAP);
    if (s) return s;
    for (size_t i = 0; i < node->n; i++) {
        const svod_yaml_key *key = keys;
        while (key->name && !svod_str_is(node->keys[i].text, key->name)) key++;
        if (!key->name) return unknown_key(r, &node->keys[i], keys);
        s = key->read(r, &node->values[i], key, (char *)into + key->offset);
        if (s) return s;
    }
    for (const svod_yaml_key *key = keys; key->name; key++)
        if (key->required && !svod_yaml_get(node, key->name))
            return svod_yaml_fail(r, node, "settings.missing-key", "the key `%s` is missing", key->name);
    return SVOD_OK;
}

/* ---- single values ---- */

svod_status svod_yaml_text(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_TEXT);
    if (s) return s;
    svod_str text = node->nothing ? (svod_str){0} : svod_str_trim(node->text);
    if (text.n == 0 && key->required)
        return svod_yaml_fail(r, node, "settings.no-value", "the key `%s` needs a value", key->name);
    *(svod_str *)into = text;
    return SVOD_OK;
}

svod_status svod_yaml_texts(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    bool list = node->kind == SVOD_YAML_LIST;
    size_t n = list ? node->n : 1;
    svod_str *texts = svod_arena_calloc(r->arena, n + 1, sizeof *texts);
    if (!texts) return svod_no_memory(r->e);
    for (size_t i = 0; i < n; i++) {
        const svod_yaml *one = list ? &node->values[i] : node;
        svod_status s = svod_yaml_text(r, one, key, &texts[i]);
        if (s) return s;
        if (texts[i].n == 0) return svod_yaml_fail(r, one, "settings.no-value", "the key `%s` needs a value", key->name);
    }
    *(svod_strs *)into = (svod_strs){texts, n};
    return SVOD_OK;
}

svod_status svod_yaml_choice(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_TEXT);
    if (s) return s;
    svod_str rest = svod_str_of(key->choices), names[16] = {{0}};
    size_t n = 0;
    while (n < SVOD_COUNT(names) && svod_str_split(&rest, '|', &names[n])) n++;
    for (size_t i = 0; i < n; i++) {
        if (!svod_str_eq(names[i], node->text)) continue;
        *(int *)into = (int)i;
        return SVOD_OK;
    }
    size_t near = svod_nearest(node->text, names, n);
    if (near != SIZE_MAX)
        return svod_yaml_fail(r, node, "settings.value", "`%.*s` is not known for `%s`; did you mean `%.*s`?",
                              SVOD_FMT(svod_excerpt(node->text)), key->name, SVOD_FMT(names[near]));
    return svod_yaml_fail(r, node, "settings.value", "`%.*s` is not known for `%s`; it can be %s",
                          SVOD_FMT(svod_excerpt(node->text)), key->name, key->choices);
}

svod_status svod_yaml_count(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_TEXT);
    if (s) return s;
    int64_t n;
    if (!svod_str_int(node->text, &n) || n < 0 || n > 1000000000)
        return svod_yaml_fail(r, node, "settings.value", "`%s` must be a whole number from 0 to 1000000000, not `%.*s`",
                              key->name, SVOD_FMT(svod_excerpt(node->text)));
    *(int64_t *)into = n;
    return SVOD_OK;
}

svod_status svod_yaml_decimal(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_TEXT);
    if (s) return s;
    svod_dec value;
    if (!svod_dec_parse(node->text, &value) || value < 0 || value > svod_dec_of(1000000000000))
        return svod_yaml_fail(r, node, "settings.value", "`%s` must be a number like 1500 or 1500.50, not `%.*s`", key->name,
                              SVOD_FMT(svod_excerpt(node->text)));
    *(svod_dec *)into = value;
    return SVOD_OK;
}

svod_status svod_yaml_money(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_dec value;
    svod_status s = svod_yaml_decimal(r, node, key, &value);
    if (s) return s;
    if (value % (SVOD_DEC_SCALE / 100))
        return svod_yaml_fail(r, node, "settings.value",
                              "`%s` is a sum of money: at most two digits after the point, not `%.*s`", key->name,
                              SVOD_FMT(svod_excerpt(node->text)));
    *(svod_dec *)into = value;
    return SVOD_OK;
}

svod_status svod_yaml_percent(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_TEXT);
    if (s) return s;
    svod_str text = node->text;
    bool sign = svod_str_ends(text, SVOD_STR("%"));
    if (sign) text = svod_str_trim(svod_str_sub(text, 0, text.n - 1));
    svod_dec value;
    /* Without the sign only 0 is the same either way: 0.15 or 15 could mean two things. */
    if (!svod_dec_parse(text, &value) || (!sign && value != 0))
        return svod_yaml_fail(r, node, "settings.value", "`%s` must be a percentage like 15%%, not `%.*s`", key->name,
                              SVOD_FMT(svod_excerpt(node->text)));
    if (value % 100)
        return svod_yaml_fail(r, node, "settings.value",
                              "`%s`: a percentage has at most two digits after the point, not `%.*s`", key->name,
                              SVOD_FMT(svod_excerpt(node->text)));
    if (value < svod_dec_of(-100) || value > svod_dec_of(1000))
        return svod_yaml_fail(r, node, "settings.value", "`%s`: %.*s cannot be meant", key->name,
                              SVOD_FMT(svod_excerpt(node->text)));
    *(svod_dec *)into = value / 100;
    return SVOD_OK;
}

svod_status svod_yaml_currency(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_str text;
    svod_status s = svod_yaml_text(r, node, key, &text);
    if (s) return s;
    svod_str iso = svod_currency_iso(text);
    if (iso.n != 3)
        return svod_yaml_fail(r, node, "settings.value", "`%.*s` is no currency known here; write its code, like RUB",
                              SVOD_FMT(svod_excerpt(text)));
    *(svod_str *)into = iso;
    return SVOD_OK;
}
