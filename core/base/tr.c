/* The language of what people read, through gettext. */
#include "base/tr.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static svod_lang ui_lang;

void svod_tr_init(const char *catalogs, svod_lang ui)
{
    ui_lang = ui;
    /* The catalog asked for is always the Russian one, whatever the system's locale is called or lacks. */
    setenv("LANGUAGE", "ru", 1);
    setlocale(LC_MESSAGES, "C.UTF-8");
    bindtextdomain("svod", catalogs);
    bind_textdomain_codeset("svod", "UTF-8");
    /* Without it the C library's own texts come in the letters of LC_CTYPE, which is "C": Russian spelled in Latin. */
    bind_textdomain_codeset("libc", "UTF-8");
}

svod_lang svod_ui_lang(void)
{
    return ui_lang;
}

const char *svod_tr(svod_lang lang, const char *text)
{
    return lang == SVOD_LANG_RU && text[0] ? dgettext("svod", text) : text;
}

const char *svod_trn(svod_lang lang, const char *one, const char *many, unsigned long n)
{
    if (lang == SVOD_LANG_RU) return dngettext("svod", one, many, n);
    return n == 1 ? one : many;
}

const char *svod_errno_text(int number)
{
    const char *text = strerrordesc_np(number);
    if (!text) return _("an error without a name");
    return ui_lang == SVOD_LANG_RU ? dgettext("libc", text) : text;
}
