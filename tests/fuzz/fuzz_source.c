/* Sources with any bytes: gzip, marks, encodings. However the bytes come in pieces, the same text comes out. */
#include "base/buf.h"
#include "base/str.h"
#include "io/source.h"

#include <stdlib.h>

enum { MOST = 1 << 20 }; /* of unpacked text looked at */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static svod_status read_as(svod_str bytes, size_t chunk, svod_buf *out, char encoding[64])
{
    svod_source *s;
    const char *p;
    size_t n;
    svod_status status = svod_source_memory(bytes, "fuzz", chunk, &s, NULL);
    if (status != SVOD_OK) abort();
    status = svod_source_decode(s, (svod_str){0}, NULL);
    while (status == SVOD_OK && out->n < MOST) {
        status = svod_source_ahead(s, 100, &p, &n, NULL);
        if (status != SVOD_OK || n == 0) break;
        n = n < 100 ? n : 100;
        svod_buf_add(out, p, n);
        svod_source_consume(s, n);
    }
    svod_str name = svod_source_encoding(s);
    memcpy(encoding, name.p ? name.p : "", name.n);
    encoding[name.n] = 0;
    svod_source_close(s);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    svod_str bytes = {(const char *)data + 1, size - 1};
    svod_buf whole = SVOD_BUF_INIT, pieces = SVOD_BUF_INIT;
    char encoding[2][64];
    svod_status status = read_as(bytes, 0, &whole, encoding[0]);
    if (read_as(bytes, 1 + data[0] % 200, &pieces, encoding[1]) != status) abort();
    if (strcmp(encoding[0], encoding[1]) != 0) abort();
    if (status == SVOD_OK && !svod_str_eq(svod_buf_view(&whole), svod_buf_view(&pieces))) abort();
    svod_buf_release(&whole);
    svod_buf_release(&pieces);
    return 0;
}
