/* What svod probe found, as a supplier's profile. */
#include "cli/probe.h"

#include "base/attrs.h"
#include "base/str.h"
#include "engine/jsonl.h"
#include "io/fetch.h"
#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMENT_AT = 36 };

/* ---- columns that can be said in a profile ---- */

static const svod_understood *column_at(const svod_findings *f, size_t i)
{
    const svod_understood *u = &f->understood.v[i];
    return strcmp(u->what, "column") == 0 ? u : NULL;
}

/* Only one column fills the field, and no other is headed as it is. */
static bool is_alone(const svod_findings *f, size_t at)
{
    const svod_understood *one = &f->understood.v[at];
    for (size_t i = 0; i < f->understood.n; i++) {
        const svod_understood *u = column_at(f, i);
        if (!u || i == at) continue;
        if (strcmp(u->field, one->field) == 0 || (one->subject.n && svod_str_eq(u->subject, one->subject))) return false;
    }
    return true;
}

/* The first row of headings, or NULL when there is none or when there are several tables. */
static const svod_understood *headings_of(const svod_findings *f)
{
    const svod_understood *found = NULL;
    for (size_t i = 0; i < f->understood.n; i++) {
        const svod_understood *u = &f->understood.v[i];
        if (strcmp(u->what, "headings") != 0) continue;
        if (found) return NULL;
        found = u;
    }
    return found;
}

static bool is_given(const svod_findings *f, svod_str name)
{
    for (size_t i = 0; i < f->options.parser_options.n; i++)
        if (svod_str_eq(f->options.parser_options.v[i].name, name)) return true;
    return false;
}

/* "columns.FIELD" → heading, of what was found and not given by the person. */
static svod_attributes found_columns(const svod_findings *f)
{
    static const char *const fields = " article name brand url colour size price old_price rrp stock available barcode "
                                      "weight min_quantity row ";
    if (!headings_of(f)) return (svod_attributes){0};
    svod_attribute *v = svod_arena_calloc(f->arena, f->understood.n + 1, sizeof *v);
    size_t n = 0;
    for (size_t i = 0; i < f->understood.n; i++) {
        const svod_understood *u = column_at(f, i);
        char word[40], name[48];
        if (!u || !u->field[0]) continue;
        snprintf(word, sizeof word, " %s ", u->field);
        snprintf(name, sizeof name, "columns.%s", u->field);
        if (!strstr(fields, word) || !is_alone(f, i) || is_given(f, svod_str_of(name))) continue;
        v[n].name = svod_arena_dup(f->arena, svod_str_of(name));
        v[n].value = u->subject;
        if (u->subject.n == 0) {
            snprintf(word, sizeof word, "%ld", u->number);
            v[n].value = svod_arena_dup(f->arena, svod_str_of(word));
        }
        n++;
    }
    return (svod_attributes){v, n};
}

static svod_attributes joined(const svod_findings *f, svod_attributes a, svod_attributes b)
{
    svod_attribute *v = svod_arena_calloc(f->arena, a.n + b.n + 1, sizeof *v);
    if (a.n) memcpy(v, a.v, a.n * sizeof *v);
    if (b.n) memcpy(v + a.n, b.v, b.n * sizeof *v);
    return (svod_attributes){v, a.n + b.n};
}

/* ---- the text ---- */

/* "key: value", commented out unless `active`; what is plain in YAML goes without quotes. */
static void add_value(svod_buf *out, const char *indent, const char *key, svod_str value, bool active)
{
    svod_buf_printf(out, "%s%s%s: ", active ? "" : "# ", indent, key);
    bool plain = value.n > 0;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        plain = plain && (letter || (i > 0 && (c == '-' || c == '_')));
    }
    if (plain)
        svod_buf_str(out, value);
    else
        svod_json_str(out, value);
}

/* The same with a comment behind it, or above it when the line is long. */
static void add_key(svod_buf *out, const char *indent, const char *key, svod_str value, bool active, const char *comment)
{
    svod_buf line = SVOD_BUF_INIT;
    add_value(&line, indent, key, value, active);
    if (comment && line.n >= COMMENT_AT) svod_buf_printf(out, "# %s\n", comment);
    svod_buf_str(out, svod_buf_view(&line));
    if (comment && line.n < COMMENT_AT) svod_buf_printf(out, "%*s# %s", (int)(COMMENT_AT - line.n), "", comment);
    svod_buf_char(out, '\n');
    svod_buf_release(&line);
}

static void add_options_of(svod_buf *out, svod_attributes all, bool columns, bool active)
{
    svod_str prefix = SVOD_STR("columns.");
    for (size_t i = 0; i < all.n; i++) {
        svod_str name = all.v[i].name;
        char key[80];
        if (svod_str_starts(name, prefix) != columns) continue;
        if (columns) name = svod_str_sub(name, prefix.n, name.n);
        snprintf(key, sizeof key, "%.*s", SVOD_FMT(name));
        add_key(out, columns ? "    " : "  ", key, all.v[i].value, active, NULL);
    }
}

static size_t count_columns(svod_attributes all)
{
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) n += svod_str_starts(all.v[i].name, SVOD_STR("columns."));
    return n;
}

static void add_options(const svod_findings *f, svod_buf *out)
{
    svod_attributes given = f->options.parser_options, found = found_columns(f);
    bool active = given.n > 0 || (f->pinned && found.n > 0),
         columns = count_columns(given) > 0 || (f->pinned && found.n > 0);
    const svod_understood *headings = headings_of(f);
    svod_buf_printf(out, "\n# %s\n", _("How the parser reads the file; `svod parsers NAME` lists its options."));
    svod_buf_cstr(out, active ? "options:\n" : found.n ? "# options:\n" : "# options: {}\n");
    add_options_of(out, given, false, true);
    if (headings && found.n && !is_given(f, SVOD_STR("header_row"))) {
        char row[24];
        snprintf(row, sizeof row, "%ld", headings->at.row ? headings->at.row : headings->at.line);
        add_key(out, "  ", "header_row", svod_str_of(row), false, _("found there; say it when it is found wrong"));
    }
    if (columns || found.n) svod_buf_printf(out, "%s  columns:\n", columns ? "" : "# ");
    add_options_of(out, given, true, true);
    add_options_of(out, found, true, f->pinned);
}

void svod_findings_profile(const svod_findings *f, svod_str source, svod_buf *out)
{
    static const char *const sizes[] = {"auto", "range", "double", "verbatim"};
    svod_str currency = svod_findings_currency(f);
    bool asked = f->options.supplier_currency.n > 0;
    add_key(out, "", "source", source, true, _("a file, a folder or an address; or a list of them"));
    add_key(out, "", "parser", svod_str_of(f->parser->name), true, NULL);
    if (asked)
        add_key(out, "", "currency", f->options.supplier_currency, true, _("when the catalog does not say"));
    else if (currency.n)
        add_key(out, "", "currency", currency, true, _("as the catalog says"));
    else
        add_key(out, "", "currency", SVOD_STR("RUB"), false,
                f->prices_n > 1 ? _("the catalog names several") : _("the catalog names none: say which it is"));
    if (f->options.encoding.n)
        add_key(out, "", "encoding", f->options.encoding, true, NULL);
    else if (f->encoding.n)
        add_key(out, "", "encoding", f->encoding, false, _("found by itself; say it when it is found wrong"));
    add_key(out, "", "sizes", svod_str_of(sizes[f->options.sizes]), true,
            _("how \"42-48\" is read: auto, range, double, verbatim"));
    add_options(f, out);
    svod_buf_printf(out, "\n# %s\n", _("The supplier's terms; purchases inherit them and may replace any key."));
    svod_buf_cstr(out, "# terms:\n");
    svod_buf_printf(out, "#   rows: whole                     # %s\n", _("whole rows only; free: rows are ignored"));
    svod_buf_printf(out, "#   minimum: {amount: 30000}        # %s\n", _("amount, units, rows"));
    svod_buf_printf(out, "#   lots:                           # %s\n",
                    _("what the catalog does not say; the first match wins"));
    svod_buf_cstr(out, "#     - {article: \"*\", row: \"42-44-46-48\"}\n");
}

/* ---- the file ---- */

static void path_of(char *path, size_t room, const char *workspace, const char *before, svod_str name, const char *after)
{
    snprintf(path, room, "%s/suppliers/%s%.*s%s", workspace, before, SVOD_FMT(name), after);
}

static svod_status is_there(svod_str name, svod_error *e)
{
    return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "probe.exists",
                     "suppliers/%.*s.yaml is there already; nothing was changed. Choose another name, or remove it",
                     SVOD_FMT(name));
}

svod_status svod_findings_may_save(svod_cli *cli, svod_str name, char *ret_workspace, svod_error *e)
{
    char path[PATH_MAX + 300];
    struct stat st;
    if (!svod_settings_name_ok(name) || name.n > 200)
        return svod_fail(e, SVOD_EXIT_USAGE, "probe.name", "--save: \"%.*s\" cannot be the name of a supplier",
                         (int)SVOD_MIN(name.n, (size_t)60), name.p);
    svod_status s = svod_workspace_find(cli->folder, ret_workspace, PATH_MAX, e);
    if (s != SVOD_OK) return s;
    path_of(path, sizeof path, ret_workspace, "", name, ".yaml");
    return lstat(path, &st) == 0 ? is_there(name, e) : SVOD_OK;
}

/* How the workspace names the source: an address, a path within it, or a whole path. */
static svod_str source_in(const svod_findings *f, const char *workspace)
{
    char whole[PATH_MAX], root[PATH_MAX], own[PATH_MAX + 4];
    if (svod_is_address(f->given) || !realpath(f->path, whole) || !realpath(workspace, root)) return f->given;
    size_t n = strlen(root);
    if (strncmp(whole, root, n) == 0 && whole[n] == '/')
        snprintf(own, sizeof own, ".%s", whole + n);
    else
        snprintf(own, sizeof own, "%s", whole);
    return svod_arena_dup(f->arena, svod_str_of(own));
}

void svod_findings_pin(svod_findings *f)
{
    svod_attributes found = found_columns(f);
    if (found.n == 0 || strcmp(f->path, "-") == 0) return;
    svod_findings again;
    svod_findings_init(&again, f->cli);
    again.path = f->path;
    again.given = f->given;
    again.options = f->options;
    again.options.parser_options = joined(f, f->options.parser_options, found);
    again.registry = f->registry;
    again.parser = f->parser;
    f->pinned = svod_findings_read(&again, NULL) == SVOD_OK && svod_hash_eq(again.digest, f->digest);
    svod_findings_release(&again);
}

/* From the hidden name to the real one, unless something is there. */
static svod_status put_in_place(const char *from, const char *to, svod_str name, svod_error *e)
{
    struct stat st;
    int failed = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : errno;
    if (failed == EINVAL || failed == ENOSYS) /* a file system that does not know how */
        failed = lstat(to, &st) == 0 ? EEXIST : rename(from, to) == 0 ? 0 : errno;
    if (failed == 0) return SVOD_OK;
    unlink(from);
    if (failed == EEXIST) return is_there(name, e);
    return svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "probe.unwritable", "cannot write %s: %s", to, strerror(failed));
}

svod_status svod_findings_save(const svod_findings *f, const char *workspace, svod_str name, svod_error *e)
{
    char hidden[PATH_MAX + 300], path[PATH_MAX + 300];
    svod_str source = source_in(f, workspace);
    svod_buf text = SVOD_BUF_INIT;
    svod_findings_profile(f, source, &text);
    snprintf(path, sizeof path, "%s/suppliers", workspace);
    svod_status s = SVOD_OK;
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        s = svod_fail(e, SVOD_EXIT_CANNOT_WRITE, "probe.unwritable", "cannot write %s: %s", path, strerror(errno));
    path_of(hidden, sizeof hidden, workspace, ".", name, ".new");
    path_of(path, sizeof path, workspace, "", name, ".yaml");
    if (s == SVOD_OK) s = svod_outfile_write(hidden, svod_buf_view(&text), false, e);
    if (s == SVOD_OK) s = put_in_place(hidden, path, name, e);
    svod_buf_release(&text);
    if (s != SVOD_OK) return s;
    svod_supplier profile;
    s = svod_supplier_load(f->arena, workspace, name, &profile, e);
    if (s != SVOD_OK) unlink(path);
    return s;
}
