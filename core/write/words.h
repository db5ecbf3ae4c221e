/* Phrases that sheets, messages and reports share, in the language of the participants. */
#ifndef SVOD_WRITE_WORDS_H
#define SVOD_WRITE_WORDS_H

#include "write/parts.h"

/* "А-101 · синий · 46": what there is of article, colour and size, on one line. */
void svod_put_variant(svod_buf *out, const svod_stop_offer *offer, const char *between);
/* What a line that got nothing asked for: name and variant of the offer it names, else the words it was written in. */
void svod_put_asked(svod_buf *out, const svod_closing *closing, uint32_t line, const char *between);
/* "extra unit", "replacement for 50": nothing for what was asked for. */
void svod_put_kind(svod_buf *out, const svod_closing *closing, const svod_given *given);
/* Why a unit was not served: the plan's words, which say all; where there are none, or for rows and packs, the reason's own.
 */
void svod_put_why(svod_buf *out, svod_lang lang, const svod_unserved *unserved);
/* Text on one line: line breaks and control characters become spaces. */
void svod_put_one_line(svod_buf *out, svod_str text);
/* "12 pcs" */
void svod_put_units(svod_buf *out, int64_t units, svod_lang lang);
/* "1 234,50 ₽" in the participants' currency. */
void svod_put_money(svod_buf *out, const svod_closing *closing, svod_dec amount);
/* "15 % of the goods", "split by the sum of the goods", "1 × 30,00 ₽", "up to 1,00 ₽": how a part of the sum came
 * about.
 */
void svod_put_fee_note(svod_buf *out, const svod_closing *closing, const svod_cost *cost);
void svod_put_delivery_note(svod_buf *out, const svod_closing *closing);
void svod_put_charge_note(svod_buf *out, const svod_closing *closing, const svod_cost_charge *part);
void svod_put_rounding_note(svod_buf *out, const svod_closing *closing);
/* "to pay", "to be given back", "paid in full". */
const char *svod_due_words(svod_lang lang, svod_dec due);
static inline svod_dec svod_without_sign(svod_dec value)
{
    return value < 0 ? -value : value;
}

#endif
