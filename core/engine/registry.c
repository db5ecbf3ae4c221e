/* The parsers known, and asking them whose a source is. */
#include "engine/registry.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/tr.h"
#include "base/vec.h"
#include "engine/builtin.h"
#include "engine/looks.h"
#include "text/charset.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>

enum { SAMPLE = 64 << 10 };

typedef struct plugin {
    void *handle;
    char *path;
} plugin;

struct svod_registry {
    SVOD_VEC(svod_registry_entry) entries;
    SVOD_VEC(plugin) plugins;
};

svod_registry *svod_registry_new(void)
{
    svod_registry *r = svod_calloc(1, sizeof *r);
    for (size_t i = 0; svod_builtin_parsers[i]; i++)
        SVOD_VEC_PUSH(&r->entries, (svod_registry_entry){svod_builtin_parsers[i], NULL});
    return r;
}

void svod_registry_free(svod_registry *r)
{
    if (!r) return;
    for (size_t i = 0; i < r->plugins.n; i++) {
        dlclose(r->plugins.v[i].handle);
        svod_free(r->plugins.v[i].path);
    }
    SVOD_VEC_RELEASE(&r->plugins);
    SVOD_VEC_RELEASE(&r->entries);
    svod_free(r);
}

/* ---- loading ---- */

static svod_status check_parser(const svod_parser *p, svod_error *e)
{
    if (p->abi != SVOD_PARSER_ABI || p->struct_size < sizeof *p)
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "plugin.abi",
                         "this parser was built for interface %u; this program has %d: build it anew", p->abi,
                         SVOD_PARSER_ABI);
    bool whole = p->name && p->name[0] && p->title && p->probe && p->open && p->next && p->close;
    if (!whole)
        return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "plugin.incomplete",
                         "this parser lacks its name or one of its functions");
    return SVOD_OK;
}

svod_status svod_plugin_open(const char *path, void **ret_handle, const svod_parser **ret, svod_error *e)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    svod_status status;
    if (!handle) {
        status = svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "plugin.unloadable", "this parser cannot be loaded: %s", dlerror());
    } else {
        const svod_parser *const *exported = dlsym(handle, SVOD_PARSER_SYMBOL);
        const svod_parser *found = exported ? *exported : NULL;
        status = found ? check_parser(found, e)
                       : svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "plugin.no-parser",
                                   "this file holds no parser: it has no symbol %s", SVOD_PARSER_SYMBOL);
        if (found && status == SVOD_OK) {
            *ret_handle = handle;
            *ret = found;
            return SVOD_OK;
        }
        dlclose(handle);
    }
    svod_error_at(e, path, 0, 0);
    return status;
}

static svod_status load_one(svod_registry *r, const char *folder, const char *name, svod_error *e)
{
    svod_buf path = SVOD_BUF_INIT;
    svod_buf_printf(&path, "%s/%s", folder, name);
    void *handle;
    const svod_parser *parser = NULL;
    svod_status status = svod_plugin_open(path.p, &handle, &parser, e);
    if (status == SVOD_OK && parser && svod_registry_find(r, svod_str_of(parser->name))) {
        status = svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "plugin.name-taken", "there is a parser named \"%s\" already",
                           parser->name);
        svod_error_at(e, path.p, 0, 0);
        dlclose(handle);
    }
    if (status != SVOD_OK) {
        svod_buf_release(&path);
        return status;
    }
    SVOD_VEC_PUSH(&r->plugins, (plugin){handle, path.p});
    SVOD_VEC_PUSH(&r->entries, (svod_registry_entry){parser, path.p});
    return SVOD_OK;
}

static int is_shared_object(const struct dirent *entry)
{
    return svod_str_ends(svod_str_of(entry->d_name), SVOD_STR(".so"));
}

svod_status svod_registry_load(svod_registry *r, const char *folder, svod_error *e)
{
    struct dirent **found;
    int n = scandir(folder, &found, is_shared_object, alphasort);
    if (n < 0) {
        svod_fail(e, SVOD_EXIT_NO_INPUT, "plugin.no-folder", "the folder of parsers cannot be read: %s",
                  svod_errno_text(errno));
        svod_error_at(e, folder, 0, 0);
        return SVOD_FAILED;
    }
    svod_status status = SVOD_OK;
    for (int i = 0; i < n; i++) {
        if (status == SVOD_OK) status = load_one(r, folder, found[i]->d_name, e);
        free(found[i]);
    }
    free(found);
    return status;
}

size_t svod_registry_count(const svod_registry *r)
{
    return r->entries.n;
}

svod_registry_entry svod_registry_at(const svod_registry *r, size_t i)
{
    return r->entries.v[i];
}

const svod_parser *svod_registry_find(const svod_registry *r, svod_str name)
{
    for (size_t i = 0; i < r->entries.n; i++)
        if (svod_str_is(name, r->entries.v[i].parser->name)) return r->entries.v[i].parser;
    return NULL;
}

/* ---- whose is it ---- */

/* The beginning as text parsers would get it, in `out`. */
static svod_status decode_beginning(svod_str raw, svod_buf *out, svod_error *e)
{
    size_t mark;
    const char *name = svod_charset_bom(raw, &mark);
    if (!name) name = svod_charset_wide(raw);
    char guess[SVOD_CHARSET_NAME];
    if (!name) {
        svod_charset_guess(raw, svod_charset_declared(raw), guess);
        name = guess;
    }
    svod_decoder decoder;
    svod_status status = svod_decoder_init(&decoder, name, e);
    if (status != SVOD_OK) return status;
    raw = svod_str_sub(raw, mark, raw.n);
    size_t room = raw.n * 3 + 16, used;
    char *to = svod_buf_reserve(out, room);
    if (to) {
        out->n += svod_decoder_run(&decoder, raw, false, to, room, &used);
        out->p[out->n] = 0;
    }
    svod_decoder_release(&decoder);
    return to ? SVOD_OK : svod_no_memory(e);
}

static svod_status nobody(svod_source *source, svod_str raw, svod_str text, bool whole, svod_error *e)
{
    char what[160];
    svod_looks_like(raw, text, whole, what, sizeof what);
    if (raw.n == 0)
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.empty", "the file is empty");
    else
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.unrecognised",
                  "no parser knows this: it looks like %s; --parser names one to try all the same", what);
    svod_error_at(e, svod_source_member_name(source), 0, 0);
    return SVOD_FAILED;
}

static svod_status detect_one(const svod_registry *r, svod_source *source, const svod_parser **ret, int *ret_bids,
                              svod_error *e)
{
    svod_str raw;
    svod_status status = svod_source_ahead(source, SAMPLE, &raw.p, &raw.n, e);
    if (status != SVOD_OK) return status;
    bool whole = raw.n < SAMPLE;
    if (raw.n > SAMPLE) raw.n = SAMPLE;
    svod_buf decoded = SVOD_BUF_INIT_TRY(4 * SAMPLE + 64);
    status = decode_beginning(raw, &decoded, e);
    bool binary = svod_is_binary(raw, svod_buf_view(&decoded));
    svod_probe as_text = {sizeof as_text, decoded.p, decoded.n, whole, svod_str_of(svod_source_member_name(source))};
    svod_probe as_bytes = {sizeof as_bytes, raw.p, raw.n, whole, as_text.name};
    const svod_parser *best = NULL, *second = NULL;
    int highest = 0;
    for (size_t i = 0; status == SVOD_OK && i < r->entries.n; i++) {
        const svod_parser *p = r->entries.v[i].parser;
        bool text = p->flags & SVOD_PARSER_TEXT;
        int bid = raw.n == 0 || (text && binary) ? 0 : p->probe(text ? &as_text : &as_bytes);
        if (ret_bids) ret_bids[i] = bid;
        if (bid <= 0 || bid < highest) continue;
        second = bid == highest ? best : NULL;
        best = p;
        highest = bid;
    }
    if (status == SVOD_OK && !best) status = nobody(source, raw, svod_buf_view(&decoded), whole, e);
    if (status == SVOD_OK && second) {
        status = svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.ambiguous", "both %s and %s could read this; choose with --parser",
                           second->name, best->name);
        svod_error_at(e, svod_source_member_name(source), 0, 0);
    }
    svod_buf_release(&decoded);
    if (status == SVOD_OK) *ret = best;
    return status;
}

/* Of several files those that are known must be parts of one exchange; what else lies about is nobody's. */
static svod_status detect_members(const svod_registry *r, svod_source *source, const svod_parser **ret, int *ret_bids,
                                  svod_error *e)
{
    const svod_parser *found = NULL;
    svod_error first = {0};
    bool one = true;
    for (size_t i = 0; i < svod_source_members(source); i++) {
        const svod_parser *own = NULL;
        svod_error why = {0};
        svod_status status = svod_source_member(source, i, e);
        if (status == SVOD_OK) status = detect_one(r, source, &own, ret_bids, &why);
        if (status == SVOD_FATAL) {
            if (e) *e = why;
            return status;
        }
        if (status != SVOD_OK && !first.id[0]) first = why;
        if (!own) continue;
        one = one && (!found || own == found) && (own->flags & SVOD_PARSER_MEMBERS);
        found = own;
    }
    if (!found && first.id[0]) {
        if (e) *e = first;
        return SVOD_FAILED;
    }
    if (!found || !one) {
        svod_fail(e, SVOD_EXIT_BAD_INPUT, "input.several-catalogs", "these are several catalogs; name one of the files");
        svod_error_at(e, svod_source_name(source), 0, 0);
        return SVOD_FAILED;
    }
    *ret = found;
    return svod_source_member(source, 0, e);
}

svod_status svod_registry_detect(const svod_registry *r, svod_source *source, const svod_parser **ret, int *ret_bids,
                                 svod_error *e)
{
    if (svod_source_members(source) > 1) return detect_members(r, source, ret, ret_bids, e);
    return detect_one(r, source, ret, ret_bids, e);
}
