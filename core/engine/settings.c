/* The workspace: where it is, svod.yaml, and the suppliers' profiles. */
#include "engine/settings.h"

#include "base/arena.h"
#include "base/attrs.h"
#include "base/decimal.h"
#include "base/str.h"
#include "base/tr.h"
#include "engine/nearest.h"
#include "engine/settings_terms.h"
#include "io/fetch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PROFILES_CAP = 100000 };

/* ---- the workspace and its files ---- */

svod_status svod_workspace_find(const char *from, char *ret_path, size_t room, svod_error *e)
{
    char path[PATH_MAX];
    if (!realpath(from ? from : ".", path))
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "workspace.missing", "no such folder: %s (%s)", from ? from : ".",
                         svod_errno_text(errno));
    char start[PATH_MAX];
    snprintf(start, sizeof start, "%s", path);
    for (;;) {
        char file[PATH_MAX + 16];
        snprintf(file, sizeof file, "%s/svod.yaml", path[1] ? path : "");
        if (access(file, F_OK) == 0) {
            if ((size_t)snprintf(ret_path, room, "%s", path) < room) return SVOD_OK;
            return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "workspace.missing", "the path of the workspace is too long: %s",
                             path);
        }
        char *slash = strrchr(path, '/');
        if (!slash || !path[1]) break;
        slash[slash == path] = 0;
    }
    return svod_fail(e, SVOD_EXIT_BAD_SETTINGS, "workspace.missing",
                     "no svod.yaml in %s or above it: this is no workspace; make one with `svod init`, or name it with -C",
                     start);
}

bool svod_settings_name_ok(svod_str name)
{
    if (name.n == 0 || name.n > 200 || name.p[0] == '.') return false;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == '\\' || (unsigned char)name.p[i] < 32 || name.p[i] == 127) return false;
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return svod_str_cmp(*(const svod_str *)a, *(const svod_str *)b);
}

/* Names of the *.yaml files of a folder; a missing folder has none. */
static svod_status profiles(svod_arena *arena, const char *workspace, const char *folder, svod_strs *ret, svod_error *e)
{
    *ret = (svod_strs){0};
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/%s", workspace, folder);
    DIR *dir = opendir(path);
    if (!dir && errno == ENOENT) return SVOD_OK;
    if (!dir)
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "settings.unreadable", "cannot read the folder %s: %s", path,
                         svod_errno_text(errno));
    size_t room = 64, n = 0;
    svod_str *names = svod_arena_alloc(arena, room * sizeof *names);
    for (struct dirent *entry; names && n < PROFILES_CAP && (entry = readdir(dir)) != NULL;) {
        svod_str name = svod_str_of(entry->d_name);
        if (!svod_str_ends(name, SVOD_STR(".yaml"))) continue;
        name.n -= 5;
        if (!svod_settings_name_ok(name)) continue;
        if (n == room) {
            svod_str *more = svod_arena_alloc(arena, 2 * room * sizeof *more);
            if (more) memcpy(more, names, room * sizeof *more);
            names = more;
            room *= 2;
        }
        if (names) names[n] = svod_arena_dup(arena, name);
        if (names && names[n++].p == NULL) names = NULL;
    }
    closedir(dir);
    if (!names) return svod_no_memory(e);
    qsort(names, n, sizeof *names, by_bytes);
    *ret = (svod_strs){names, n};
    return SVOD_OK;
}

svod_status svod_suppliers_list(svod_arena *arena, const char *workspace, svod_strs *ret, svod_error *e)
{
    return profiles(arena, workspace, "suppliers", ret, e);
}

static svod_status missing_profile(svod_arena *arena, const char *workspace, const char *folder, svod_str name,
                                   svod_error *e)
{
    svod_strs names;
    svod_status s = profiles(arena, workspace, folder, &names, e);
    if (s) return s;
    size_t near = svod_nearest(name, names.v, names.n);
    if (near < names.n)
        return svod_fail(e, SVOD_EXIT_NO_INPUT, "settings.missing", "there is no %s/%.*s.yaml; did you mean `%.*s`?", folder,
                         SVOD_FMT(name), SVOD_FMT(names.v[near]));
    svod_buf known = SVOD_BUF_INIT_TRY(400);
    for (size_t i = 0; i < names.n && i < 10; i++) svod_buf_printf(&known, "%s%.*s", i ? ", " : "", SVOD_FMT(names.v[i]));
    if (known.n)
        svod_fail(e, SVOD_EXIT_NO_INPUT, "settings.missing", "there is no %s/%.*s.yaml; there are: %s", folder,
                  SVOD_FMT(name), known.p);
    else
        svod_fail(e, SVOD_EXIT_NO_INPUT, "settings.missing", "there is no %s/%.*s.yaml", folder, SVOD_FMT(name));
    svod_buf_release(&known);
    return SVOD_FAILED;
}

svod_status svod_settings_open(svod_arena *arena, const char *workspace, const char *folder, svod_str name, svod_error *e,
                               svod_yaml_reader *ret_reader, const svod_yaml **ret)
{
    if (!svod_settings_name_ok(name))
        return svod_fail(e, SVOD_EXIT_USAGE, "settings.name",
                         "`%.*s` cannot be a name: a name has no slashes and no leading dot", SVOD_FMT(svod_excerpt(name)));
    svod_buf file = SVOD_BUF_INIT_TRY(1024), path = SVOD_BUF_INIT_TRY(PATH_MAX);
    svod_buf_printf(&file, "%s%s%.*s.yaml", folder, *folder ? "/" : "", SVOD_FMT(name));
    svod_buf_printf(&path, "%s/%s", workspace, file.p ? file.p : "");
    *ret_reader = (svod_yaml_reader){.arena = arena, .file = svod_arena_cstr(arena, svod_buf_view(&file)), .e = e};
    svod_status s = SVOD_OK;
    if (file.failed || path.failed || !ret_reader->file)
        s = svod_no_memory(e);
    else if (*folder && access(path.p, F_OK) != 0 && errno == ENOENT)
        s = missing_profile(arena, workspace, folder, name, e);
    else
        s = svod_yaml_load(ret_reader, path.p, ret);
    svod_buf_release(&file);
    svod_buf_release(&path);
    return s;
}

/* ---- svod.yaml ---- */

/* What is read, in the shapes the readers want. */
typedef struct organiser {
    svod_settings s;
    int language;
    svod_fees fees;
    svod_rounding_rule rounding;
} organiser;

static svod_status read_contacts(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {{"phone", svod_yaml_text, offsetof(svod_settings, phone), NULL, false},
                                         {"email", svod_yaml_text, offsetof(svod_settings, email), NULL, false},
                                         {"site", svod_yaml_text, offsetof(svod_settings, site), NULL, false},
                                         {0}};
    return svod_yaml_read(r, node, keys, into);
}

static svod_status read_places(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {{"name", svod_yaml_text, offsetof(svod_place, name), NULL, true},
                                         {"address", svod_yaml_text, offsetof(svod_place, address), NULL, false},
                                         {"hours", svod_yaml_text, offsetof(svod_place, hours), NULL, false},
                                         {0}};
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_LIST);
    if (s) return s;
    svod_place *places = svod_arena_calloc(r->arena, node->n + 1, sizeof *places);
    if (!places) return svod_no_memory(r->e);
    for (size_t i = 0; i < node->n && !s; i++) s = svod_yaml_read(r, &node->values[i], keys, &places[i]);
    svod_settings *settings = into;
    settings->places = places;
    settings->places_n = node->n;
    return s;
}

static bool all_digits(svod_str s, size_t n)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.n == n;
}

/* The control key of a Russian account: three digits made of the BIC before the account, weights 7, 1, 3 (Bank of Russia).
 */
static bool account_fits(const char bic_digits[3], svod_str account)
{
    static const int weights[3] = {7, 1, 3};
    int sum = 0;
    for (size_t i = 0; i < 23; i++) {
        int digit = (i < 3 ? bic_digits[i] : account.p[i - 3]) - '0';
        sum += digit * weights[i % 3] % 10;
    }
    return sum % 10 == 0;
}

static svod_status digits_only(const svod_yaml_reader *r, const svod_yaml *node, const char *key, svod_str value, size_t a,
                               size_t b)
{
    if (value.n == 0 || all_digits(value, a) || all_digits(value, b)) return SVOD_OK;
    const svod_yaml *at = svod_yaml_get(node, key);
    if (a == b)
        return svod_yaml_fail(r, at, "settings.bank", "`%s` must be %zu digits, not `%.*s`", key, a,
                              SVOD_FMT(svod_excerpt(value)));
    return svod_yaml_fail(r, at, "settings.bank", "`%s` must be %zu or %zu digits, not `%.*s`", key, a, b,
                          SVOD_FMT(svod_excerpt(value)));
}

static svod_status check_bank(const svod_yaml_reader *r, const svod_yaml *node, const svod_settings *b)
{
    svod_status s = digits_only(r, node, "PersonalAcc", b->bank_account, 20, 20);
    if (!s) s = digits_only(r, node, "BIC", b->bank_bic, 9, 9);
    if (!s && !svod_str_is(b->bank_corr_account, "0")) s = digits_only(r, node, "CorrespAcc", b->bank_corr_account, 20, 20);
    if (!s) s = digits_only(r, node, "PayeeINN", b->bank_inn, 10, 12);
    if (!s) s = digits_only(r, node, "KPP", b->bank_kpp, 9, 9);
    if (s || b->bank_account.n == 0) return s;
    if (b->bank_payee.n == 0 || b->bank_name.n == 0 || b->bank_bic.n == 0)
        return svod_yaml_fail(r, node, "settings.bank",
                              "to be paid to an account it takes Name, PersonalAcc, BankName and BIC");
    if (!account_fits(b->bank_bic.p + 6, b->bank_account))
        return svod_yaml_fail(r, svod_yaml_get(node, "PersonalAcc"), "settings.bank",
                              "account %.*s cannot be of the bank with BIC %.*s: a digit is wrong in one of them",
                              SVOD_FMT(b->bank_account), SVOD_FMT(b->bank_bic));
    const char corr[3] = {'0', b->bank_bic.p[4], b->bank_bic.p[5]};
    if (b->bank_corr_account.n == 20 && !account_fits(corr, b->bank_corr_account))
        return svod_yaml_fail(r, svod_yaml_get(node, "CorrespAcc"), "settings.bank",
                              "account %.*s cannot be of the bank with BIC %.*s: a digit is wrong in one of them",
                              SVOD_FMT(b->bank_corr_account), SVOD_FMT(b->bank_bic));
    return SVOD_OK;
}

static svod_status read_bank(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {
        {"Name", svod_yaml_text, offsetof(svod_settings, bank_payee), NULL, false},
        {"PersonalAcc", svod_yaml_text, offsetof(svod_settings, bank_account), NULL, false},
        {"BankName", svod_yaml_text, offsetof(svod_settings, bank_name), NULL, false},
        {"BIC", svod_yaml_text, offsetof(svod_settings, bank_bic), NULL, false},
        {"CorrespAcc", svod_yaml_text, offsetof(svod_settings, bank_corr_account), NULL, false},
        {"PayeeINN", svod_yaml_text, offsetof(svod_settings, bank_inn), NULL, false},
        {"KPP", svod_yaml_text, offsetof(svod_settings, bank_kpp), NULL, false},
        {"Purpose", svod_yaml_text, offsetof(svod_settings, bank_purpose), NULL, false},
        {"note", svod_yaml_text, offsetof(svod_settings, bank_note), NULL, false},
        {0}};
    svod_status s = svod_yaml_read(r, node, keys, into);
    return s ? s : check_bank(r, node, into);
}

static svod_status read_zone(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    svod_settings *settings = into;
    svod_status s = svod_yaml_text(r, node, key, &settings->time_zone);
    if (s || settings->time_zone.n == 0) return s;
    s = svod_zone_load(r->arena, settings->time_zone, &settings->zone, r->e);
    return s ? svod_yaml_fail_at(r, node) : SVOD_OK;
}

svod_status svod_settings_read(const svod_yaml_reader *r, const svod_yaml *root, svod_settings *ret)
{
    static const svod_yaml_key keys[] = {{"name", svod_yaml_text, offsetof(organiser, s.name), NULL, false},
                                         {"contacts", read_contacts, offsetof(organiser, s), NULL, false},
                                         {"currency", svod_yaml_currency, offsetof(organiser, s.currency), NULL, false},
                                         {"language", svod_yaml_choice, offsetof(organiser, language), "ru|en", false},
                                         {"time_zone", read_zone, offsetof(organiser, s), NULL, false},
                                         {"org_fee", svod_money_fees, offsetof(organiser, fees), NULL, false},
                                         {"rounding", svod_money_rounding, offsetof(organiser, rounding), NULL, false},
                                         {"places", read_places, offsetof(organiser, s), NULL, false},
                                         {"bank", read_bank, offsetof(organiser, s), NULL, false},
                                         {0}};
    organiser o = {.s = {.currency = SVOD_STR("RUB"), .time_zone = SVOD_STR("UTC")},
                   .rounding = {.to = SVOD_DEC_SCALE / 100, .mode = SVOD_ROUND_NEAREST}};
    svod_status s = svod_yaml_read(r, root, keys, &o);
    if (s) return s;
    *ret = o.s;
    ret->lang = o.language == 1 ? SVOD_LANG_EN : SVOD_LANG_RU;
    ret->language = o.language == 1 ? SVOD_STR("en") : SVOD_STR("ru");
    ret->fees = o.fees.v;
    ret->fees_n = o.fees.n;
    ret->rounding_to = o.rounding.to;
    ret->rounding_mode = o.rounding.mode;
    return SVOD_OK;
}

svod_status svod_settings_load(svod_arena *arena, const char *workspace, svod_settings *ret, svod_error *e)
{
    svod_yaml_reader r;
    const svod_yaml *root = NULL;
    svod_status s = svod_settings_open(arena, workspace, "", SVOD_STR("svod"), e, &r, &root);
    return s ? s : svod_settings_read(&r, root, ret);
}

/* ---- suppliers/NAME.yaml ---- */

typedef struct profile {
    svod_supplier s;
    const char *workspace;
    int sizes;
} profile;

/* A path as the workspace sees it; addresses stay. */
static svod_status place_source(const svod_yaml_reader *r, const char *workspace, svod_str *source)
{
    if (svod_is_address(*source) || source->n == 0 || source->p[0] == '/') return SVOD_OK;
    svod_str rest = *source;
    while (svod_str_starts(rest, SVOD_STR("./"))) rest = svod_str_sub(rest, 2, rest.n);
    size_t n = strlen(workspace);
    char *path = svod_arena_alloc(r->arena, n + rest.n + 2);
    if (!path) return svod_no_memory(r->e);
    snprintf(path, n + rest.n + 2, "%s/%.*s", workspace, SVOD_FMT(rest));
    *source = svod_str_of(path);
    return SVOD_OK;
}

static svod_status read_sources(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    profile *p = into;
    svod_status s = svod_yaml_texts(r, node, key, &p->s.sources);
    if (s) return s;
    if (p->s.sources.n == 0) return svod_yaml_fail(r, node, "settings.no-value", "the key `%s` needs a value", key->name);
    svod_str *own = svod_arena_calloc(r->arena, p->s.sources.n, sizeof *own);
    if (!own) return svod_no_memory(r->e);
    for (size_t i = 0; i < p->s.sources.n && !s; i++) {
        own[i] = p->s.sources.v[i];
        s = place_source(r, p->workspace, &own[i]);
    }
    p->s.sources.v = own;
    return s;
}

static svod_status read_order_form(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    profile *p = into;
    svod_status s = svod_yaml_text(r, node, key, &p->s.order_form);
    return s ? s : place_source(r, p->workspace, &p->s.order_form);
}

static size_t count_options(const svod_yaml *node)
{
    size_t n = 0;
    for (size_t i = 0; i < node->n; i++) n += node->values[i].kind == SVOD_YAML_MAP ? node->values[i].n : 1;
    return n;
}

static svod_status one_option(const svod_yaml_reader *r, const svod_yaml *name, const svod_yaml *value, svod_str within,
                              svod_attribute *ret)
{
    svod_status s = svod_yaml_want(r, value, SVOD_YAML_TEXT);
    if (s) return s;
    svod_buf full = SVOD_BUF_INIT_TRY(1000);
    if (within.n) svod_buf_printf(&full, "%.*s.", SVOD_FMT(within));
    svod_buf_str(&full, name->text);
    ret->name = svod_arena_dup(r->arena, svod_buf_view(&full));
    bool failed = full.failed;
    svod_buf_release(&full);
    if (failed) return svod_yaml_fail(r, name, "settings.value", "the name of an option is too long");
    ret->value = value->nothing ? (svod_str){0} : value->text;
    return ret->name.p ? SVOD_OK : svod_no_memory(r->e);
}

/* The parser itself knows which options there are: it gets them by name. */
static svod_status read_options(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    svod_status s = svod_yaml_want(r, node, SVOD_YAML_MAP);
    if (s) return s;
    svod_attribute *options = svod_arena_calloc(r->arena, count_options(node) + 1, sizeof *options);
    if (!options) return svod_no_memory(r->e);
    size_t n = 0;
    for (size_t i = 0; i < node->n && !s; i++) {
        const svod_yaml *value = &node->values[i];
        if (value->kind != SVOD_YAML_MAP) s = one_option(r, &node->keys[i], value, (svod_str){0}, &options[n++]);
        for (size_t k = 0; value->kind == SVOD_YAML_MAP && k < value->n && !s; k++)
            s = one_option(r, &value->keys[k], &value->values[k], node->keys[i].text, &options[n++]);
    }
    *(svod_attributes *)into = (svod_attributes){options, n};
    return s;
}

/* "2s", "500ms", "1m" */
static svod_status read_delay(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};
    svod_str text;
    svod_status s = svod_yaml_text(r, node, key, &text);
    if (s) return s;
    for (size_t i = 0; i < SVOD_COUNT(units); i++) {
        svod_dec n;
        if (!svod_str_ends(text, svod_str_of(units[i].unit))) continue;
        if (!svod_dec_parse(svod_str_trim(svod_str_sub(text, 0, text.n - strlen(units[i].unit))), &n)) break;
        if (n < 0 || n > svod_dec_of(3600)) break;
        *(int64_t *)into = n * units[i].ms / SVOD_DEC_SCALE;
        return SVOD_OK;
    }
    return svod_yaml_fail(r, node, "settings.value", "`%s` must be a time like 2s, 500ms or 1m, not `%.*s`", key->name,
                          SVOD_FMT(svod_excerpt(text)));
}

static svod_status refuse_login(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    (void)into;
    return svod_yaml_fail(r, node, "settings.login",
                          "catalogs behind a login cannot be fetched; save the file and name it in `source`");
}

static svod_status read_fetch(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {
        {"delay", read_delay, offsetof(svod_supplier, fetch_delay_ms), NULL, false},
        {"user_agent", svod_yaml_text, offsetof(svod_supplier, fetch_user_agent), NULL, false},
        {"login", refuse_login, 0, NULL, false},
        {0}};
    return svod_yaml_read(r, node, keys, into);
}

static svod_status read_terms(const svod_yaml_reader *r, const svod_yaml *node, const svod_yaml_key *key, void *into)
{
    (void)key;
    static const svod_yaml_key keys[] = {SVOD_TERMS_KEYS(0), {0}};
    return svod_yaml_read(r, node, keys, into);
}

svod_status svod_supplier_read(const svod_yaml_reader *r, const svod_yaml *root, const char *workspace, svod_supplier *ret)
{
    static const svod_yaml_key keys[] = {
        {"title", svod_yaml_text, offsetof(profile, s.title), NULL, false},
        {"source", read_sources, 0, NULL, true},
        {"parser", svod_yaml_text, offsetof(profile, s.parser), NULL, false},
        {"currency", svod_yaml_currency, offsetof(profile, s.currency), NULL, false},
        {"encoding", svod_yaml_text, offsetof(profile, s.encoding), NULL, false},
        {"sizes", svod_yaml_choice, offsetof(profile, sizes), "auto|range|double|verbatim", false},
        {"options", read_options, offsetof(profile, s.options), NULL, false},
        {"terms", read_terms, offsetof(profile, s.terms), NULL, false},
        {"order_form", read_order_form, 0, NULL, false},
        {"contact", svod_yaml_text, offsetof(profile, s.contact), NULL, false},
        {"buyer", svod_yaml_text, offsetof(profile, s.buyer), NULL, false},
        {"fetch", read_fetch, offsetof(profile, s), NULL, false},
        {0}};
    _Static_assert(SVOD_SIZES_RANGE == 1 && SVOD_SIZES_DOUBLE == 2 && SVOD_SIZES_VERBATIM == 3, "choices are numbers");
    profile p = {.workspace = workspace};
    svod_terms_clear(&p.s.terms);
    svod_status s = svod_yaml_read(r, root, keys, &p);
    if (s) return s;
    *ret = p.s;
    ret->sizes = (svod_sizes_mode)p.sizes;
    return SVOD_OK;
}

svod_status svod_supplier_load(svod_arena *arena, const char *workspace, svod_str name, svod_supplier *ret, svod_error *e)
{
    svod_yaml_reader r;
    const svod_yaml *root = NULL;
    svod_status s = svod_settings_open(arena, workspace, "suppliers", name, e, &r, &root);
    if (!s) s = svod_supplier_read(&r, root, workspace, ret);
    if (s) return s;
    ret->file_name = svod_arena_dup(arena, name);
    if (!ret->file_name.p) return svod_no_memory(e);
    if (ret->title.n == 0) ret->title = ret->file_name;
    return SVOD_OK;
}
