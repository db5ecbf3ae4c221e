/* What the writers look up again and again: who got what, file names, pictures. */
#include "write/parts.h"

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/buf.h"
#include "base/str.h"
#include "io/pictures.h"
#include "text/filename.h"
#include "write/html.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A larger picture is not embedded: a page of twenty must still open on a phone. */
enum { LARGEST_PICTURE = 512 << 10, PICTURES_HELD = 64 << 20 };

const char *svod_reason_words(svod_lang lang, svod_reason reason)
{
    switch (reason) {
    case SVOD_REASON_NONE:
        return "";
    case SVOD_REASON_ROW_INCOMPLETE:
        return svod_tr(lang, "the size row did not fill");
    case SVOD_REASON_PACK_INCOMPLETE:
        return svod_tr(lang, "the pack did not fill");
    case SVOD_REASON_BELOW_MINIMUM:
        return svod_tr(lang, "the supplier's minimum was not reached");
    case SVOD_REASON_OUT_OF_STOCK:
        return svod_tr(lang, "the supplier has run out of it");
    case SVOD_REASON_NOT_IN_CATALOG:
        return svod_tr(lang, "not in the supplier's catalog any more");
    case SVOD_REASON_PRICE_CHANGED:
        return svod_tr(lang, "the price has changed since it was ordered");
    case SVOD_REASON_EARLIER_SERVED:
        return svod_tr(lang, "others came first in turn");
    case SVOD_REASON_WHOLE_NOT_POSSIBLE:
        return svod_tr(lang, "the whole quantity was not to be had");
    case SVOD_REASON_TOGETHER_NOT_POSSIBLE:
        return svod_tr(lang, "not everything wanted together was to be had");
    case SVOD_REASON_PURCHASE_MINIMUM:
        return svod_tr(lang, "the purchase did not reach the minimum order");
    case SVOD_REASON_REFUSED:
        return svod_tr(lang, "the order was cancelled");
    }
    SVOD_BUG("no such reason");
}

/* Two people never share a file, not even where "Оля" and "оля" are one name. */
static svod_str own_file_name(svod_arena *arena, svod_map *taken, svod_str participant)
{
    svod_str name = svod_file_name(arena, participant);
    svod_str candidate = name;
    for (uint32_t number = 2; svod_map_get(taken, svod_fold(arena, candidate)) != UINT32_MAX; number++) {
        svod_buf text = SVOD_BUF_INIT;
        svod_buf_printf(&text, "%.*s (%u)", SVOD_FMT(name), number);
        candidate = svod_arena_dup(arena, svod_buf_view(&text));
        svod_buf_release(&text);
    }
    svod_map_put(taken, svod_fold(arena, candidate), 0);
    return candidate;
}

static void name_people(svod_view *view)
{
    const svod_demand *d = view->closing->demand;
    svod_map taken = SVOD_MAP_INIT;
    view->people = svod_arena_calloc(&view->arena, d->participants_n, sizeof *view->people);
    for (uint32_t who = 0; who < d->participants_n; who++)
        view->people[who].file = own_file_name(&view->arena, &taken, d->participants[who]);
    svod_map_release(&taken);
    for (uint32_t i = 0; i < d->lines_n; i++) {
        svod_person *person = &view->people[d->lines[i].participant];
        const svod_order_line *order = &d->orders[d->lines[i].order];
        if (!person->phone.n) person->phone = order->phone;
        if (!person->email.n) person->email = order->email;
    }
    for (size_t i = 0; view->closing->costs && i < view->closing->costs->n; i++)
        view->people[view->closing->costs->v[i].participant].cost = &view->closing->costs->v[i];
}

static uint32_t line_of(const svod_plan *plan, bool given, size_t i)
{
    return given ? plan->given[i].line : plan->unserved[i].line;
}

static svod_by_who sort_by_who(svod_view *view, bool given)
{
    const svod_closing *c = view->closing;
    const svod_demand *d = c->demand;
    size_t n = given ? c->plan->given_n : c->plan->unserved_n;
    svod_by_who by = {.v = svod_arena_calloc(&view->arena, n, sizeof *by.v),
                      .from = svod_arena_calloc(&view->arena, (size_t)d->participants_n + 2, sizeof *by.from)};
    for (size_t i = 0; i < n; i++) by.from[d->lines[line_of(c->plan, given, i)].participant + 2]++;
    for (uint32_t who = 1; who < d->participants_n; who++) by.from[who + 1] += by.from[who];
    /* from[who + 1] is where the next one of `who` goes, and ends as where those of who + 1 begin. */
    for (size_t i = 0; i < n; i++) by.v[by.from[d->lines[line_of(c->plan, given, i)].participant + 1]++] = (uint32_t)i;
    return by;
}

void svod_view_init(svod_view *view, const svod_closing *closing)
{
    memset(view, 0, sizeof *view);
    view->closing = closing;
    svod_arena_init(&view->arena);
    name_people(view);
    view->given = sort_by_who(view, true);
    view->unserved = sort_by_who(view, false);
}

void svod_view_release(svod_view *view)
{
    svod_arena_release(&view->arena);
    svod_map_release(&view->pictures);
    svod_free(view->data);
}

/* The file's bytes, or nothing when it is not there, no file, too large or unreadable: the page then shows a tile. */
static void read_picture(const char *path, svod_buf *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= LARGEST_PICTURE) {
        size_t want = (size_t)st.st_size;
        char *room = svod_buf_reserve(ret, want);
        ssize_t n = read(fd, room, want);
        if (n == (ssize_t)want) ret->n += want;
        ret->p[ret->n] = 0;
    }
    if (fd >= 0) close(fd);
}

static svod_str load_picture(svod_view *view, svod_str address)
{
    const svod_closing *c = view->closing;
    svod_str file = c->picture_file ? c->picture_file(c->picture_context, address) : (svod_str){0};
    if (!file.n) return (svod_str){0};
    svod_buf bytes = SVOD_BUF_INIT, data = SVOD_BUF_INIT;
    read_picture(svod_arena_cstr(&view->arena, file), &bytes);
    const char *type = svod_picture_type(svod_buf_view(&bytes), NULL);
    svod_str kept = {0};
    if (type && view->data_bytes + bytes.n < PICTURES_HELD) {
        view->data_bytes += bytes.n;
        svod_buf_printf(&data, "%s;base64,", type);
        svod_html_base64(&data, svod_buf_view(&bytes));
        kept = svod_arena_dup(&view->arena, svod_buf_view(&data));
    }
    svod_buf_release(&bytes);
    svod_buf_release(&data);
    return kept;
}

svod_str svod_view_picture(svod_view *view, svod_str address)
{
    if (!address.n) return (svod_str){0};
    uint32_t at = svod_map_get(&view->pictures, address);
    if (at != UINT32_MAX) return view->data[at];
    if (view->data_n == view->data_room) {
        view->data_room = view->data_room ? view->data_room * 2 : 64;
        view->data = svod_realloc(view->data, view->data_room * sizeof *view->data);
    }
    view->data[view->data_n] = load_picture(view, address);
    svod_map_put(&view->pictures, address, (uint32_t)view->data_n);
    return view->data[view->data_n++];
}
