/* svod close: STOP. What is bought and who gets it, what everyone pays, and the files that say so. */
#include "cli/compare.h"
#include "cli/desk.h"
#include "cli/earlier.h"
#include "cli/form.h"

#include "base/attrs.h"
#include "base/str.h"
#include "text/date.h"
#include "text/show.h"
#include "write/closing.h"
#include "write/confirm.h"
#include "write/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct close_options {
    bool dry_run, compare;
    int64_t time_limit; /* seconds */
    svod_str pinned;    /* a file, or empty */
} close_options;

/* ---- what is printed ---- */

static const char *reason_title(svod_reason reason)
{
    static const char *const titles[] = {
        [SVOD_REASON_NONE] = "",
        [SVOD_REASON_ROW_INCOMPLETE] = N_("  row not full"),
        [SVOD_REASON_PACK_INCOMPLETE] = N_("  pack not full"),
        [SVOD_REASON_BELOW_MINIMUM] = N_("  below the supplier's minimum"),
        [SVOD_REASON_OUT_OF_STOCK] = N_("  out of stock"),
        [SVOD_REASON_NOT_IN_CATALOG] = N_("  not in the catalog"),
        [SVOD_REASON_PRICE_CHANGED] = N_("  price changed, to be decided"),
        [SVOD_REASON_EARLIER_SERVED] = N_("  others came first in turn"),
        [SVOD_REASON_WHOLE_NOT_POSSIBLE] = N_("  whole quantity not possible"),
        [SVOD_REASON_TOGETHER_NOT_POSSIBLE] = N_("  not possible together"),
        [SVOD_REASON_PURCHASE_MINIMUM] = N_("  purchase below its minimum"),
        [SVOD_REASON_REFUSED] = N_("  refused"),
    };
    return _(titles[reason]);
}

static void add_money(svod_table *t, const char *label, svod_dec amount, svod_str currency, svod_lang lang)
{
    svod_buf b = SVOD_BUF_INIT;
    svod_show_money(&b, amount, currency, lang);
    svod_table_add(t, label, svod_buf_view(&b));
    svod_buf_release(&b);
}

static void add_bought(svod_table *t, const svod_desk *desk, const svod_stop *stop)
{
    svod_lang lang = desk->cli->lang;
    int64_t kinds[3] = {0}, units = 0;
    for (uint32_t i = 0; i < stop->lots.n; i++) {
        const svod_lot *lot = &stop->lots.v[i];
        int64_t size = 0;
        for (uint32_t c = 0; c < lot->cells_n; c++) size += lot->cells[c].count;
        kinds[lot->kind] += stop->plan.bought[i];
        units += size * stop->plan.bought[i];
    }
    svod_table_add(t, _("Ordered from the supplier"), (svod_str){0});
    if (kinds[SVOD_LOT_ROW]) svod_table_count(t, _("  rows"), kinds[SVOD_LOT_ROW], lang);
    if (kinds[SVOD_LOT_PACK]) svod_table_count(t, _("  packs"), kinds[SVOD_LOT_PACK], lang);
    svod_table_count(t, _("  units"), units, lang);
    add_money(t, _("  sum"), stop->plan.amount, desk->currency, lang);
    if (stop->plan.leftover_units) svod_table_count(t, _("  of them for nobody, units"), stop->plan.leftover_units, lang);
}

static void add_served(svod_table *t, const svod_desk *desk, const svod_stop *stop)
{
    svod_lang lang = desk->cli->lang;
    const svod_plan *plan = &stop->plan;
    int64_t by_reason[SVOD_REASON_REFUSED + 1] = {0};
    for (size_t i = 0; i < plan->unserved_n; i++) by_reason[plan->unserved[i].reason] += plan->unserved[i].units;
    svod_table_add(t, _("Orders"), (svod_str){0});
    svod_table_count(t, _("  units wanted"), plan->wanted, lang);
    svod_table_count(t, _("  served"), plan->served, lang);
    if (plan->substituted) svod_table_count(t, _("  of them by replacements"), plan->substituted, lang);
    if (plan->extra) svod_table_count(t, _("  taken in addition"), plan->extra, lang);
    for (int r = SVOD_REASON_NONE + 1; r <= SVOD_REASON_REFUSED; r++)
        if (by_reason[r]) svod_table_count(t, reason_title((svod_reason)r), by_reason[r], lang);
}

/* Who has only paid stands among the costs too, with zeros. */
static int64_t count_served(const svod_costs *costs)
{
    int64_t n = 0;
    for (size_t i = 0; i < costs->n; i++) n += costs->v[i].units > 0;
    return n;
}

static void add_costs(svod_table *t, const svod_desk *desk, const svod_stop *stop)
{
    svod_lang lang = desk->cli->lang;
    svod_str currency = desk->purchase.money.currency;
    const svod_cost *sum = &stop->costs.sum;
    svod_table_add(t, _("Participants pay"), (svod_str){0});
    svod_table_count(t, _("  participants served"), count_served(&stop->costs), lang);
    add_money(t, _("  goods"), sum->goods, currency, lang);
    add_money(t, _("  organiser's fee"), sum->fee, currency, lang);
    if (sum->delivery) add_money(t, _("  delivery"), sum->delivery, currency, lang);
    if (sum->charges) add_money(t, _("  charges"), sum->charges, currency, lang);
    if (sum->discount) add_money(t, _("  discount"), sum->discount, currency, lang);
    if (sum->rounding) add_money(t, _("  rounding"), sum->rounding, currency, lang);
    add_money(t, _("  total"), sum->total, currency, lang);
    add_money(t, _("  paid"), sum->paid, currency, lang);
    add_money(t, _("  due"), sum->due, currency, lang);
    if (stop->costs.leftover_amount)
        add_money(t, _("  goods for nobody, yours"), stop->costs.leftover_amount, currency, lang);
}

static void write_title(svod_buf *out, const svod_desk *desk)
{
    svod_buf_printf(out, "%.*s — %.*s", SVOD_FMT(desk->purchase.title), SVOD_FMT(desk->supplier.title));
    if (desk->purchase.stop != INT64_MIN) {
        svod_buf_cstr(out, ", ");
        svod_buf_cstr(out, _("STOP"));
        svod_buf_char(out, ' ');
        svod_time_words(out, desk->purchase.stop, svod_zone_offset(&desk->settings.zone, desk->purchase.stop),
                        desk->cli->lang);
    }
    svod_buf_cstr(out, "\n\n");
}

/* "3 (Аня, Вера, Оля)": the first few by name. */
static void put_affected(svod_buf *out, const svod_changes *changes)
{
    enum { MOST_NAMED = 12 };
    if (!changes->listed) return;
    svod_buf_printf(out, _("People affected by what changed since the earlier close: %lld"), (long long)changes->people.n);
    for (size_t i = 0; i < changes->people.n && i < MOST_NAMED; i++) {
        svod_buf_cstr(out, i ? ", " : " (");
        svod_buf_str(out, changes->people.v[i]);
    }
    if (changes->people.n > MOST_NAMED) svod_buf_cstr(out, ", …");
    svod_buf_cstr(out, changes->people.n ? ")\n" : "\n");
}

static svod_status print_summary(const svod_desk *desk, const svod_stop *stop, const svod_changes *changes,
                                 const char *folder, svod_error *e)
{
    svod_buf out = SVOD_BUF_INIT;
    svod_table t = {.arena = desk->cli->arena};
    write_title(&out, desk);
    if (stop->plan.orderable) add_bought(&t, desk, stop);
    add_served(&t, desk, stop);
    if (stop->plan.orderable) add_costs(&t, desk, stop);
    svod_table_write(&t, &out);
    svod_buf_char(&out, '\n');
    if (!stop->plan.orderable) {
        svod_buf_cstr(&out, _("The purchase cannot be ordered as it stands."));
        svod_buf_char(&out, '\n');
        if (stop->plan.not_orderable.n) svod_buf_printf(&out, "%.*s\n", SVOD_FMT(stop->plan.not_orderable));
    } else if (!stop->plan.optimal) {
        svod_buf_printf(&out, _("The search was cut short: %lld units are served, at most %lld could be."),
                        (long long)stop->plan.served, (long long)stop->plan.bound);
        svod_buf_char(&out, '\n');
    }
    if (stop->plan.next_tier.n) svod_buf_printf(&out, "%s: %.*s\n", _("Next price tier"), SVOD_FMT(stop->plan.next_tier));
    put_affected(&out, changes);
    if (folder)
        svod_buf_printf(&out, _("Written to %s: begin with report.html"), folder);
    else
        svod_buf_cstr(&out, _("A rehearsal: nothing was written."));
    svod_buf_char(&out, '\n');
    svod_status s = svod_cli_write(svod_buf_view(&out), e);
    svod_buf_release(&out);
    return s;
}

/* ---- what needs a decision ---- */

/* A purchase without lots of its own has the supplier's: lines of its own would replace them. */
static void where_lots_are(const svod_desk *desk, svod_buf *out)
{
    if (desk->purchase.terms.lots_n && desk->purchase.terms.lots == desk->supplier.terms.lots)
        svod_buf_printf(out, _("at the top of `lots:` under `terms:` in suppliers/%.*s.yaml"),
                        SVOD_FMT(desk->supplier.file_name));
    else
        svod_buf_printf(out, _("at the top of `lots:` in purchases/%.*s.yaml"), SVOD_FMT(desk->purchase.file_name));
}

/* What rests on texts of the catalog, one by one, and what to write to have it settled. */
static int64_t tell_guesses(svod_desk *desk, const svod_stop *stop)
{
    const svod_confirm *list;
    size_t n = svod_confirms_make(desk->cli->arena, &stop->demand, &stop->lots, &list), lines = 0;
    svod_buf says = SVOD_BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        svod_buf_clear(&says);
        svod_confirm_says(&says, &stop->demand.offers[list[i].relies->offer], list[i].relies, desk->cli->lang);
        svod_diag_add(desk->cli->diag, SVOD_WARNING, "close.unconfirmed", NULL, NULL,
                      "%.*s: %.*s: read in a text, confirm it", SVOD_FMT(list[i].title), SVOD_FMT(svod_buf_view(&says)));
        lines += list[i].yaml.n > 0;
    }
    svod_buf_clear(&says);
    if (lines) {
        where_lots_are(desk, &says);
        svod_cli_say(desk->cli,
                     N_("To confirm, write %.*s (correct what is wrong; pack: 1 and min: 1 say that there is none):"),
                     SVOD_FMT(svod_buf_view(&says)));
        svod_cli_say(desk->cli, "lots:");
    }
    for (size_t i = 0; i < n; i++)
        if (list[i].yaml.n) svod_cli_say(desk->cli, "  %.*s", SVOD_FMT(list[i].yaml));
    svod_buf_release(&says);
    return (int64_t)n;
}

/* Things a person should look at: they are named, and make the exit status 1. */
static int64_t tell_decisions(svod_desk *desk, const svod_stop *stop)
{
    int64_t n = (int64_t)stop->lots.problems.n + tell_guesses(desk, stop);
    svod_diag *diag = desk->cli->diag;
    for (size_t i = 0; i < stop->lots.problems.n; i++)
        svod_diag_add(diag, SVOD_WARNING, "close.row", NULL, NULL, "%.*s", SVOD_FMT(stop->lots.problems.v[i]));
    for (size_t i = 0; i < stop->plan.lost_n; i++) {
        const svod_lost_pin *lost = &stop->plan.lost[i];
        const svod_line *line = &stop->demand.lines[lost->line];
        n++;
        svod_diag_add(diag, SVOD_WARNING, "close.pinned", NULL, NULL,
                      "order line %.*s, %.*s: %lld pinned units of %.*s are not to be had: %.*s",
                      SVOD_FMT(stop->demand.orders[line->order].line),
                      SVOD_FMT(stop->demand.participants[line->participant]), (long long)lost->units, SVOD_FMT(lost->offer),
                      SVOD_FMT(lost->why));
    }
    for (size_t i = 0; i < stop->plan.unserved_n; i++) {
        const svod_unserved *u = &stop->plan.unserved[i];
        if (u->reason != SVOD_REASON_PRICE_CHANGED && u->reason != SVOD_REASON_NOT_IN_CATALOG) continue;
        const svod_line *line = &stop->demand.lines[u->line];
        const svod_order_line *order = &stop->demand.orders[line->order];
        svod_str asked = svod_desk_asked(desk, order);
        n++;
        svod_diag_add(diag, SVOD_WARNING,
                      u->reason == SVOD_REASON_PRICE_CHANGED ? "close.price-changed" : "close.not-in-catalog", NULL, NULL,
                      "order line %.*s, %.*s, %.*s: %.*s", SVOD_FMT(order->line),
                      SVOD_FMT(stop->demand.participants[line->participant]), SVOD_FMT(asked), SVOD_FMT(u->detail));
    }
    return n;
}

static svod_status report_checks(svod_desk *desk, const svod_check *checks, size_t n, svod_error *e)
{
    for (size_t i = 0; i < n; i++)
        if (!checks[i].ok)
            svod_diag_add(desk->cli->diag, SVOD_ERROR, "close.check", NULL, NULL, "the check of %s fails: %s",
                          checks[i].name, checks[i].detail);
    for (size_t i = 0; i < n; i++)
        if (!checks[i].ok)
            return svod_fail(e, SVOD_EXIT_INTERNAL, "close.checks",
                             "what was written does not add up, so nothing was kept; this is a fault of svod");
    return SVOD_OK;
}

static svod_status find_changes(svod_desk *desk, svod_closing *closing, svod_error *e)
{
    svod_buf allocation = SVOD_BUF_INIT, changes = SVOD_BUF_INIT;
    svod_status s = svod_earlier_read(desk, "allocation.csv", &allocation, e);
    if (!s) s = svod_earlier_read(desk, "changes.csv", &changes, e);
    if (!s && !svod_changes_make(desk->cli->arena, closing, svod_buf_view(&allocation), svod_buf_view(&changes),
                                 &closing->changes))
        svod_diag_add(desk->cli->diag, SVOD_WARNING, "close.changes", NULL, NULL,
                      "the files of the earlier close are not as svod wrote them; what changed since is not listed");
    svod_buf_release(&allocation);
    svod_buf_release(&changes);
    return s;
}

/* The supplier's own form beside everything else; one that cannot be filled is told of, and supplier-order.xlsx is there. */
static svod_status write_form(svod_desk *desk, const svod_stop *stop, svod_outdir *dir, bool *ret_open, svod_error *e)
{
    char name[300], path[PATH_MAX + 300];
    svod_error why = {0};
    svod_form_name(desk->supplier.order_form, name, sizeof name);
    svod_status s = svod_outdir_path(dir, name, path, sizeof path, e);
    if (s) return s;
    s = svod_form_write(desk, stop, path, &why);
    if (s == SVOD_OK) return svod_outdir_written(dir, name, false, e);
    remove(path);
    if (s == SVOD_FATAL || why.exit_code == SVOD_EXIT_CANNOT_WRITE) {
        *e = why;
        return s;
    }
    *ret_open = true;
    svod_diag_add(desk->cli->diag, SVOD_WARNING, "close.order-form", name, NULL,
                  "the supplier's own form is not filled in, send supplier-order.xlsx instead: %s", why.text);
    return SVOD_OK;
}

/* Writes everything, recounts it from the files, and lets it stand unless this is a rehearsal. */
static svod_status write_all(svod_desk *desk, const svod_stop *stop, bool dry_run, svod_buf *ret_json,
                             svod_changes *ret_changes, bool *ret_form_open, svod_error *e)
{
    char path[PATH_MAX + 300];
    snprintf(path, sizeof path, "%s/%s/%.*s", desk->workspace, dry_run ? ".svod/rehearsal" : "out",
             SVOD_FMT(desk->purchase.file_name));
    svod_closing closing = svod_desk_closing(desk, stop);
    svod_check checks[SVOD_CHECKS_MAX];
    size_t checks_n = 0;
    svod_outdir *dir = NULL;
    svod_status s = svod_outdir_begin(path, &dir, e);
    if (s) return s;
    /* Only now: an interrupted run's folder that had been moved away is back in its place. */
    s = find_changes(desk, &closing, e);
    *ret_changes = closing.changes;
    if (!s) s = svod_closing_write(&closing, dir, checks, &checks_n, e);
    if (!s) s = report_checks(desk, checks, checks_n, e);
    if (!s && stop->plan.orderable && desk->supplier.order_form.n) s = write_form(desk, stop, dir, ret_form_open, e);
    if (!s && desk->cli->json) s = svod_outdir_read(dir, "report.json", ret_json, e);
    if (!s && !dry_run) return svod_outdir_commit(dir, e);
    svod_outdir_abandon(dir);
    return s;
}

static svod_stop_options stop_options(const svod_desk *desk, const close_options *options)
{
    return (svod_stop_options){.time_limit_ms = options->time_limit * 1000, .lang = (int)desk->settings.lang};
}

static svod_status close_purchase(svod_desk *desk, const close_options *options, svod_stop *stop, bool *ret_form_open,
                                  svod_error *e)
{
    svod_stop_options how = stop_options(desk, options);
    svod_status s = svod_desk_stop(desk, &how, stop, e);
    svod_buf json = SVOD_BUF_INIT;
    svod_changes changes = {0};
    if (!s) s = write_all(desk, stop, options->dry_run, &json, &changes, ret_form_open, e);
    char folder[300];
    snprintf(folder, sizeof folder, "out/%.*s", SVOD_FMT(desk->purchase.file_name));
    if (!s && desk->cli->json)
        s = svod_cli_write(svod_buf_view(&json), e);
    else if (!s && !desk->cli->quiet)
        s = print_summary(desk, stop, &changes, options->dry_run ? NULL : folder, e);
    svod_buf_release(&json);
    return s;
}

static int run_compare(svod_cli *cli, const close_options *options, svod_str purchase)
{
    svod_desk desk;
    svod_error e = {0};
    svod_status s = svod_desk_open(&desk, cli, purchase, false, &e);
    svod_stop_options how = stop_options(&desk, options);
    desk.pinned_file = options->pinned.p;
    if (!s) s = svod_close_compare(&desk, &how, &e);
    svod_desk_close(&desk);
    return s ? svod_cli_fail(cli, &e) : SVOD_EXIT_OK;
}

static int run(svod_cli *cli, const void *given, svod_strs arguments)
{
    const close_options *options = given;
    if (options->time_limit < 0 || options->time_limit > 86400)
        return svod_cli_usage(cli, &svod_cmd_close, N_("--time-limit takes seconds, from 0 to 86400"));
    if (options->compare && options->dry_run)
        return svod_cli_usage(cli, &svod_cmd_close, N_("--compare and --dry-run exclude each other"));
    if (options->compare) return run_compare(cli, options, arguments.v[0]);
    svod_desk desk;
    svod_stop stop;
    bool form_open = false; /* the supplier's form is left to be filled in by hand */
    svod_error e = {0};
    svod_status s = svod_desk_open(&desk, cli, arguments.v[0], true, &e);
    desk.pinned_file = options->pinned.p;
    if (!s) s = close_purchase(&desk, options, &stop, &form_open, &e);
    int exit_code = SVOD_EXIT_OK;
    if (s)
        exit_code = svod_cli_fail(cli, &e);
    else if (tell_decisions(&desk, &stop) + form_open)
        exit_code = SVOD_EXIT_DECIDE;
    if (!s && !stop.plan.orderable) exit_code = SVOD_EXIT_NOT_ORDERABLE;
    svod_desk_close(&desk);
    return exit_code;
}

static const svod_option rows[] = {
    {"dry-run", SVOD_OPTION_FLAG, offsetof(close_options, dry_run), NULL, NULL, N_("work everything out and write nothing")},
    {"compare", SVOD_OPTION_FLAG, offsetof(close_options, compare), NULL, NULL,
     N_("plan under each policy, show the difference and write nothing")},
    {"pinned", SVOD_OPTION_TEXT, offsetof(close_options, pinned), NULL, "FILE",
     N_("a CSV of order line, offer and quantity that the supplier confirmed: served before everybody; the allocation.csv "
        "of an "
        "earlier close will do")},
    {"time-limit", SVOD_OPTION_INT, offsetof(close_options, time_limit), "20", "SECONDS",
     N_("stop searching for the best plan after so long; 0: no limit")},
    {0},
};

const svod_command svod_cmd_close = {
    .name = "close",
    .arguments = "PURCHASE",
    .summary = N_("STOP: allocate, write the supplier's order and the cost sheets"),
    .details = N_("Works out what is bought and who gets it, what everyone pays, and writes out/PURCHASE: the supplier's "
                  "order, the allocation, "
                  "the costs, a sheet and a message for each participant, and a report. All sums are recounted from the "
                  "written files. The "
                  "folder appears whole or not at all, and the command can be run again."),
    .example = "svod close ivtex-12 --dry-run\nsvod close ivtex-12",
    .options = rows,
    .options_size = sizeof(close_options),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
