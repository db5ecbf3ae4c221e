/* svod items: a look at a stored catalog. */
#include "cli/columns.h"
#include "cli/workspace.h"

#include "base/attrs.h"
#include "base/str.h"
#include "cli/cli.h"
#include "engine/jsonl.h"
#include "engine/settings.h"
#include "text/show.h"
#include "write/confirm.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

extern const svod_command svod_cmd_items;

typedef struct items_options {
    svod_str find;
    int64_t limit;
} items_options;

static const svod_option rows[] = {
    {"find", SVOD_OPTION_TEXT, offsetof(items_options, find), NULL, "TEXT",
     N_("only offers whose id, article, name, brand, colour or size holds it; letter case and ё/е do not matter")},
    {"limit", SVOD_OPTION_INT, offsetof(items_options, limit), "0", "N", N_("at most so many; 0 is all")},
    {NULL, SVOD_OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* The last three are shown only where some offer has something there. */
enum { STEP = 8, MINIMUM, READ_FROM, COLUMNS, NAME_MOST = 40, EVIDENCE_MOST = 60, FLUSH_AT = 64 << 10 };

typedef struct listing {
    svod_cli *cli;
    const items_options *options;
    svod_columns table;
    bool writing; /* else measuring */
    bool bold;
    int64_t n; /* offers so far */
    svod_buf out, price, stock, row, step, minimum, evidence;
} listing;

static svod_status flush(listing *l, size_t beyond, svod_error *e)
{
    if (l->out.n <= beyond) return SVOD_OK;
    svod_status status = svod_cli_write(svod_buf_view(&l->out), e);
    svod_buf_clear(&l->out);
    return status;
}

static void say_evidence(listing *l, const svod_evidence *e, const char *of)
{
    if (e->place.n == 0) return;
    svod_str place = svod_evidence_place(e->place, l->cli->lang);
    svod_buf_printf(&l->evidence, "%s%s: %.*s \"%.*s\"", l->evidence.n ? ", " : "", of, SVOD_FMT(place), SVOD_FMT(e->text));
}

/* How it is sold besides rows, and what of it was only read in a text. */
static void say_selling(listing *l, const svod_offer *offer)
{
    svod_buf_clear(&l->step);
    svod_buf_clear(&l->minimum);
    svod_buf_clear(&l->evidence);
    if (offer->step_quantity > 1) svod_show_count(&l->step, offer->step_quantity, l->cli->lang);
    if (offer->min_quantity > 1) svod_show_count(&l->minimum, offer->min_quantity, l->cli->lang);
    say_evidence(l, &offer->row_evidence, _("row"));
    say_evidence(l, &offer->step_evidence, _("multiple"));
    say_evidence(l, &offer->min_evidence, _("minimum"));
}

/* 42-44-46:2, as it is written in a price list. */
static void say_row(svod_buf *out, const svod_offer *offer)
{
    for (size_t i = 0; i < offer->row_n; i++) {
        if (i) svod_buf_char(out, '-');
        svod_buf_str(out, offer->row[i].size);
        if (offer->row[i].count != 1) svod_buf_printf(out, ":%lld", (long long)offer->row[i].count);
    }
}

static void say_stock(listing *l, const svod_offer *offer)
{
    if (offer->available == 0)
        svod_buf_cstr(&l->stock, _("sold out"));
    else if (offer->stock >= 0)
        svod_show_count(&l->stock, offer->stock, l->cli->lang);
    else if (offer->available == 1)
        svod_buf_cstr(&l->stock, _("in stock"));
}

static void add_row(listing *l, const svod_str cells[COLUMNS])
{
    if (!l->writing) {
        svod_columns_fit(&l->table, cells);
        return;
    }
    svod_columns shown = {0};
    svod_str used[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        if (l->table.width[i] == 0) continue;
        shown.width[shown.n] = l->table.width[i];
        shown.right[shown.n] = l->table.right[i];
        shown.most[shown.n] = l->table.most[i];
        used[shown.n++] = cells[i];
    }
    svod_columns_row(&shown, &l->out, used);
}

static svod_status visit(void *context, const svod_stored_offer *stored, svod_error *e)
{
    listing *l = context;
    const svod_offer *o = &stored->offer;
    if (l->options->limit && l->n == l->options->limit) return SVOD_STOP;
    l->n++;
    if (l->cli->json) {
        svod_json_offer(&l->out, o);
        svod_buf_char(&l->out, '\n');
        return flush(l, FLUSH_AT, e);
    }
    svod_buf_clear(&l->price);
    svod_buf_clear(&l->stock);
    svod_buf_clear(&l->row);
    if (o->price != SVOD_DEC_NONE) svod_show_money(&l->price, o->price, o->currency, l->cli->lang);
    say_stock(l, o);
    say_row(&l->row, o);
    say_selling(l, o);
    const svod_str cells[COLUMNS] = {o->offer,
                                     o->article,
                                     o->name,
                                     o->colour,
                                     o->size,
                                     svod_buf_view(&l->price),
                                     svod_buf_view(&l->stock),
                                     svod_buf_view(&l->row),
                                     svod_buf_view(&l->step),
                                     svod_buf_view(&l->minimum),
                                     svod_buf_view(&l->evidence)};
    add_row(l, cells);
    return flush(l, FLUSH_AT, e);
}

static void add_heading(listing *l)
{
    svod_str heading[COLUMNS] = {svod_str_of(_("id")),      svod_str_of(_("article")),  svod_str_of(_("name")),
                                 svod_str_of(_("colour")),  svod_str_of(_("size")),     svod_str_of(_("price")),
                                 svod_str_of(_("stock")),   svod_str_of(_("row")),      svod_str_of(_("multiple")),
                                 svod_str_of(_("minimum")), svod_str_of(_("read from"))};
    for (size_t i = STEP; i < COLUMNS; i++)
        if (!l->writing || l->table.width[i] == 0)
            heading[i] = (svod_str){0};
        else
            l->table.width[i] = SVOD_MAX(l->table.width[i], svod_text_width(heading[i]));
    if (l->bold && l->writing) svod_buf_cstr(&l->out, "\033[1m");
    add_row(l, heading);
    if (l->bold && l->writing) svod_buf_cstr(&l->out, "\033[0m");
}

static svod_status list(listing *l, svod_store *store, svod_str supplier, svod_error *e)
{
    svod_status status = SVOD_OK;
    for (int pass = l->cli->json; pass < 2 && status == SVOD_OK; pass++) {
        l->writing = pass == 1;
        l->n = 0;
        if (!l->cli->json) add_heading(l);
        status = svod_store_offers(store, supplier, l->options->find, false, visit, l, e);
    }
    return status == SVOD_OK ? flush(l, 0, e) : status;
}

static int run(svod_cli *cli, const void *options, svod_strs arguments)
{
    listing l = {.cli = cli, .options = options, .table = {.n = COLUMNS}};
    l.table.right[5] = l.table.right[6] = l.table.right[STEP] = l.table.right[MINIMUM] = true;
    l.table.most[2] = NAME_MOST;
    l.table.most[READ_FROM] = EVIDENCE_MOST;
    /* cli->colour speaks of stderr: colours asked for whatever it is are for us too. */
    l.bold = cli->colour && (isatty(STDOUT_FILENO) || !cli->terminal);
    if (l.options->limit < 0) return svod_cli_usage(cli, &svod_cmd_items, "--limit: 0 or more");
    char workspace[PATH_MAX];
    svod_store *store = NULL;
    svod_error e = {0};
    svod_status status = svod_workspace_find(cli->folder, workspace, sizeof workspace, &e);
    if (status == SVOD_OK) status = svod_workspace_store(workspace, NULL, &store, &e);
    if (status == SVOD_OK) status = list(&l, store, arguments.v[0], &e);
    svod_store_close(store);
    svod_buf_release(&l.out);
    svod_buf_release(&l.price);
    svod_buf_release(&l.stock);
    svod_buf_release(&l.row);
    svod_buf_release(&l.step);
    svod_buf_release(&l.minimum);
    svod_buf_release(&l.evidence);
    if (status != SVOD_OK) return svod_cli_fail(cli, &e);
    svod_cli_say(cli, "%lld %s", (long long)l.n, svod_trn(cli->lang, "offer", "offers", (unsigned long)l.n));
    return SVOD_EXIT_OK;
}

const svod_command svod_cmd_items = {
    .name = "items",
    .arguments = "SUPPLIER",
    .summary = N_("look at a supplier's stored catalog"),
    .details = N_(
        "Lists the offers as `svod refresh` stored them last, in order of first appearance; with --json as JSON Lines, the "
        "same as `svod parse` writes."),
    .example = "svod items ivtex --find платье\nsvod items ivtex --json | jq -r .price",
    .options = rows,
    .options_size = sizeof(items_options),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
