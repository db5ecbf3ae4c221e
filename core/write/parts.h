/* What the writers of a closed purchase share. Of no use outside core/write. */
#ifndef SVOD_WRITE_PARTS_H
#define SVOD_WRITE_PARTS_H

#include "base/arena.h"
#include "base/map.h"
#include "write/closing.h"

/* Numbers of `of` things sorted by who they belong to: those of `who` are v[from[who]] … v[from[who + 1] - 1]. */
typedef struct svod_by_who {
    uint32_t *v, *from;
} svod_by_who;

/* One participant as the writers need them. */
typedef struct svod_person {
    svod_str file; /* "Оля": for sheets/Оля.html and messages/Оля.txt; different for everybody, whatever the system */
    const svod_cost *cost; /* NULL: nothing served, nothing paid */
    svod_str phone, email; /* of their first line that has one */
} svod_person;

/* A closed purchase with what is looked up again and again. */
typedef struct svod_view {
    const svod_closing *closing;
    svod_arena arena;
    svod_person *people;  /* demand.participants_n */
    svod_by_who given;    /* numbers in plan.given by participant, in plan order */
    svod_by_who unserved; /* numbers in plan.unserved by participant */
    svod_map pictures;    /* address → index in data */
    svod_str *data;       /* "image/png;base64,…" or empty: none */
    size_t data_n, data_room, data_bytes;
} svod_view;

void svod_view_init(svod_view *view, const svod_closing *closing);
void svod_view_release(svod_view *view);
/* What comes after "data:" for the offer's picture, read from its local file once; empty when there is none to show. */
svod_str svod_view_picture(svod_view *view, svod_str address);

/* What a line asked for: the offer it names when that is one, else article/colour/size as written. Memory of `arena`. */
svod_str svod_asked(svod_arena *arena, const svod_closing *closing, const svod_line *line);
/* "row-incomplete" in a few words of `lang`. */
const char *svod_reason_words(svod_lang lang, svod_reason reason);
/* The name when there is one, else article, else id. */
svod_str svod_offer_title(const svod_stop_offer *offer);
const char *svod_given_kind_code(svod_given_kind kind);

/* The headings of files that are read back. */
#define SVOD_ALLOCATION_HEADING "line;participant;asked;given;kind;quantity;price;amount;reason;detail"
enum {
    SVOD_ALLOCATION_LINE,
    SVOD_ALLOCATION_PARTICIPANT,
    SVOD_ALLOCATION_ASKED,
    SVOD_ALLOCATION_GIVEN,
    SVOD_ALLOCATION_KIND,
    SVOD_ALLOCATION_QUANTITY
};
#define SVOD_CHANGES_HEADING "participant;line;offer;before;now"

/* Each of these makes one file's content. */
void svod_write_changes_csv(const svod_closing *closing, svod_buf *out);
void svod_write_allocation_csv(const svod_closing *closing, svod_buf *out);
void svod_write_costs_csv(const svod_closing *closing, svod_buf *out);
void svod_write_supplier_csv(const svod_closing *closing, svod_buf *out);
svod_status svod_write_supplier_xlsx(const svod_closing *closing, const char *path, svod_error *e);
void svod_write_sheet(svod_view *view, uint32_t who, svod_buf *out);
void svod_write_message(svod_view *view, uint32_t who, svod_buf *out);
void svod_write_report_json(svod_view *view, const svod_check *checks, size_t checks_n, svod_buf *out);
void svod_write_report_html(svod_view *view, const svod_check *checks, size_t checks_n, svod_buf *out);

/* The section of the report: who is affected by what changed since the earlier close. Nothing when there is no such list. */
void svod_put_changes(const svod_closing *closing, svod_buf *out);

/* Units bought of every offer: one number each. Memory of `arena`. */
int64_t *svod_bought_units(svod_arena *arena, const svod_closing *closing);

/* Recounts from the files as they lie on the disk. */
svod_status svod_closing_check(const svod_closing *closing, const svod_outdir *dir, svod_check *ret, size_t *ret_n,
                               svod_error *e);

#endif
