/* A purchase as the writers take it: texts for people, and pictures that lie in the workspace. */
#include "cli/desk.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The picture's file when it lies in the workspace: as written, or beside the catalog it came from. */
static svod_str picture_file(void *context, svod_str address)
{
    svod_desk *desk = context;
    if (svod_str_find(address, SVOD_STR("://"), 0) != SIZE_MAX || address.n == 0 || address.n > 1000) return (svod_str){0};
    if (memchr(address.p, 0, address.n)) return (svod_str){0};
    size_t inside = strlen(desk->workspace);
    for (size_t i = 0; i <= desk->supplier.sources.n; i++) {
        svod_str folder = i ? desk->supplier.sources.v[i - 1] : svod_str_of(desk->workspace);
        struct stat st;
        char path[2 * PATH_MAX], whole[PATH_MAX];
        snprintf(path, sizeof path, "%.*s", SVOD_FMT(folder));
        if (i && stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
            char *slash = strrchr(path, '/');
            if (slash) *slash = 0;
        }
        size_t n = strlen(path);
        snprintf(path + n, sizeof path - n, "/%.*s", SVOD_FMT(address));
        if (!realpath(path, whole)) continue;
        /* Nothing from outside the workspace gets into a page, whatever a catalog says. */
        if (strncmp(whole, desk->workspace, inside) != 0 || whole[inside] != '/') continue;
        return svod_arena_dup(desk->cli->arena, svod_str_of(whole));
    }
    return (svod_str){0};
}

static svod_str places_text(svod_desk *desk)
{
    svod_buf b = SVOD_BUF_INIT;
    for (size_t i = 0; i < desk->settings.places_n; i++) {
        const svod_place *p = &desk->settings.places[i];
        svod_buf_printf(&b, "%s%.*s", i ? "\n" : "", SVOD_FMT(p->name));
        if (p->address.n) svod_buf_printf(&b, ", %.*s", SVOD_FMT(p->address));
        if (p->hours.n) svod_buf_printf(&b, ", %.*s", SVOD_FMT(p->hours));
    }
    svod_str text = svod_arena_dup(desk->cli->arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return text;
}

static void add_pay_line(svod_buf *b, const char *label, svod_str value)
{
    if (value.n) svod_buf_printf(b, "%s%s: %.*s", b->n ? "\n" : "", label, SVOD_FMT(value));
}

static svod_str pay_text(svod_desk *desk)
{
    const svod_settings *s = &desk->settings;
    svod_buf b = SVOD_BUF_INIT;
    svod_buf_str(&b, s->bank_note);
    if (s->bank_account.n) {
        add_pay_line(&b, svod_tr(s->lang, "payee"), s->bank_payee);
        add_pay_line(&b, svod_tr(s->lang, "account"), s->bank_account);
        add_pay_line(&b, svod_tr(s->lang, "bank"), s->bank_name);
        add_pay_line(&b, svod_tr(s->lang, "BIC"), s->bank_bic);
        add_pay_line(&b, svod_tr(s->lang, "correspondent account"), s->bank_corr_account);
        add_pay_line(&b, svod_tr(s->lang, "INN"), s->bank_inn);
        add_pay_line(&b, svod_tr(s->lang, "purpose"), s->bank_purpose);
    }
    svod_str text = svod_arena_dup(desk->cli->arena, svod_buf_view(&b));
    svod_buf_release(&b);
    return text;
}

svod_closing svod_desk_closing(svod_desk *desk, const svod_stop *stop)
{
    const svod_settings *s = &desk->settings;
    const svod_purchase *p = &desk->purchase;
    return (svod_closing){
        .lang = s->lang,
        .purchase = p->file_name,
        .title = p->title,
        .comment = p->comment,
        .supplier_title = desk->supplier.title,
        .supplier_currency = desk->currency,
        .organiser = desk->supplier.buyer.n ? desk->supplier.buyer : s->name,
        .phone = s->phone,
        .email = s->email,
        .site = s->site,
        .pay_note = pay_text(desk),
        .places = places_text(desk),
        .now = desk->cli->now,
        .stop = p->stop,
        .zone_offset = svod_zone_offset(&s->zone, desk->cli->now),
        .terms = &p->terms,
        .money = &p->money,
        .demand = &stop->demand,
        .lots = &stop->lots,
        .plan = &stop->plan,
        .costs = &stop->costs,
        .picture_file = picture_file,
        .picture_context = desk,
    };
}
