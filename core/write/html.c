/* Pages that need nothing from outside. */
#include "write/html.h"

#include "base/str.h"

#include <stdint.h>

void svod_html_text(svod_buf *out, svod_str text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *instead = NULL;
        switch (text.p[i]) {
        case '&':
            instead = "&amp;";
            break;
        case '<':
            instead = "&lt;";
            break;
        case '>':
            instead = "&gt;";
            break;
        case '"':
            instead = "&quot;";
            break;
        case '\'':
            instead = "&#39;";
            break;
        case '\n':
        case '\t':
            break;
        default:
            if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f) instead = "";
        }
        if (!instead) continue;
        svod_buf_add(out, text.p + from, i - from);
        svod_buf_cstr(out, instead);
        from = i + 1;
    }
    if (text.n) svod_buf_add(out, text.p + from, text.n - from);
}

void svod_html_lines(svod_buf *out, svod_str text)
{
    svod_str rest = svod_str_trim(text), line;
    for (bool first = true; rest.p && svod_str_split(&rest, '\n', &line); first = false) {
        if (!first) svod_buf_cstr(out, "<br>");
        svod_html_text(out, svod_str_trim(line));
    }
}

void svod_html_base64(svod_buf *out, svod_str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *p = svod_buf_reserve(out, (bytes.n + 2) / 3 * 4);
    if (!p) return;
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t have = bytes.n - i < 3 ? bytes.n - i : 3;
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++) three = three << 8 | (k < have ? (unsigned char)bytes.p[i + k] : 0);
        *p++ = digits[three >> 18];
        *p++ = digits[three >> 12 & 63];
        *p++ = have > 1 ? digits[three >> 6 & 63] : '=';
        *p++ = have > 2 ? digits[three & 63] : '=';
    }
    *p = 0;
    out->n = (size_t)(p - out->p);
}

static bool plain_in_path(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
           c == '/';
}

void svod_html_path(svod_buf *out, svod_str path)
{
    for (size_t i = 0; i < path.n; i++) {
        if (plain_in_path(path.p[i]))
            svod_buf_char(out, path.p[i]);
        else
            svod_buf_printf(out, "%%%02X", (unsigned char)path.p[i]);
    }
}

void svod_html_link(svod_buf *out, svod_str address, svod_str text)
{
    bool web = svod_str_starts(address, SVOD_STR("https://")) || svod_str_starts(address, SVOD_STR("http://"));
    if (web) {
        svod_buf_cstr(out, "<a rel=\"noopener noreferrer\" href=\"");
        svod_html_text(out, address);
        svod_buf_cstr(out, "\">");
    }
    svod_html_text(out, text);
    if (web) svod_buf_cstr(out, "</a>");
}

void svod_html_phone(svod_buf *out, svod_str phone)
{
    size_t digits = 0, others = 0;
    for (size_t i = 0; i < phone.n; i++) {
        char c = phone.p[i];
        if (c >= '0' && c <= '9')
            digits++;
        else if (c != '+' && c != '-' && c != ' ' && c != '(' && c != ')' && c != '.')
            others++;
    }
    bool callable = others == 0 && digits >= 5 && digits <= 15;
    if (callable) {
        svod_buf_cstr(out, "<a class=\"nowrap\" href=\"tel:");
        for (size_t i = 0; i < phone.n; i++)
            if (phone.p[i] == '+' || (phone.p[i] >= '0' && phone.p[i] <= '9')) svod_buf_char(out, phone.p[i]);
        svod_buf_cstr(out, "\">");
    }
    svod_html_text(out, phone);
    if (callable) svod_buf_cstr(out, "</a>");
}

void svod_html_email(svod_buf *out, svod_str email)
{
    bool good = svod_str_find(email, SVOD_STR("@"), 1) != SIZE_MAX;
    for (size_t i = 0; i < email.n && good; i++) good = plain_in_path(email.p[i]) || email.p[i] == '@' || email.p[i] == '+';
    if (good) {
        svod_buf_cstr(out, "<a href=\"mailto:");
        svod_html_text(out, email);
        svod_buf_cstr(out, "\">");
    }
    svod_html_text(out, email);
    if (good) svod_buf_cstr(out, "</a>");
}

static const char common_style[] =
    ":root{--ink:#1d2226;--soft:#626b73;--line:#dfe3e6;--pale:#f4f6f7;--mark:#0f6b57;--tint:#e6f2ef;--warn:#9a3b12;"
    "--warn-tint:#fbeee7}"
    "*{box-sizing:border-box}"
    "html{color-scheme:light;-webkit-text-size-adjust:100%}"
    "body{margin:0;background:var(--pale);color:var(--ink);font:1rem/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Noto Sans\",\"Liberation Sans\",\"DejaVu Sans\",sans-serif;font-variant-numeric:tabular-nums}"
    "a{color:var(--mark);text-underline-offset:.15em}"
    "h1,h2,h3,p,ul,dl,dd,table,figure{margin:0;padding:0}"
    "h1{font-size:1.6rem;line-height:1.2;font-weight:650;letter-spacing:-.01em}"
    "h2{font-size:1.05rem;line-height:1.3;font-weight:650;margin:2rem 0 .6rem}"
    ".soft{color:var(--soft)}.small{font-size:.875rem}.nowrap{white-space:nowrap}"
    ".num{text-align:right;white-space:nowrap}"
    "@media print{html{font-size:10pt}body{background:#fff}a{color:inherit;text-decoration:none}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}"
    "@page{size:A4;margin:13mm}";

void svod_html_begin(svod_buf *out, svod_lang lang, svod_str title, const char *style)
{
    svod_buf_printf(out,
                    "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                    "img-src data:; base-uri 'none'; form-action 'none'\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
                    lang == SVOD_LANG_RU ? "ru" : "en");
    svod_html_text(out, title);
    svod_buf_cstr(out, "</title>\n<style>\n");
    svod_buf_cstr(out, common_style);
    svod_buf_cstr(out, style);
    svod_buf_cstr(out, "\n</style>\n</head>\n<body>\n");
}

void svod_html_end(svod_buf *out)
{
    svod_buf_cstr(out, "</body>\n</html>\n");
}
