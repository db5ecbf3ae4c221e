/* The language of what people read. English texts are the keys; gettext holds the Russian ones (domain "svod").
 *
 * Two languages may be in use at once: what the person at the keyboard reads (svod_ui_lang) and what participants read
 * (the workspace's `language`). Marking: _("…") for the first, svod_tr(lang, "…") for the second, N_("…") in tables. */
#ifndef SVOD_BASE_TR_H
#define SVOD_BASE_TR_H

typedef enum svod_lang { SVOD_LANG_EN, SVOD_LANG_RU } svod_lang;

/* Once, at the start: where the catalogs are (a folder with ru/LC_MESSAGES/svod.mo), and the language of messages. */
void svod_tr_init(const char *catalogs, svod_lang ui);
svod_lang svod_ui_lang(void);

const char *svod_tr(svod_lang lang, const char *text) __attribute__((format_arg(2)));
/* With the plural form for n. */
const char *svod_trn(svod_lang lang, const char *one, const char *many, unsigned long n) __attribute__((format_arg(2)))
__attribute__((format_arg(3)));

/* What an errno says, in the language of messages; the system's own words ("No such file or directory"). Never NULL. */
const char *svod_errno_text(int number);

#define _(text) svod_tr(svod_ui_lang(), text)
#define N_(text) text

#endif
