/* Offers as JSON: the fields of `svod parse`, and a sink that writes them a line each. */
#ifndef SVOD_ENGINE_JSONL_H
#define SVOD_ENGINE_JSONL_H

#include "base/buf.h"

#include <svod/offer.h>
#include <svod/sink.h>

/* A JSON string with its quotes. `s` is valid UTF-8. */
void svod_json_str(svod_buf *out, svod_str s);
/* One object without a line break after it. */
void svod_json_offer(svod_buf *out, const svod_offer *offer);

typedef struct svod_jsonl {
    svod_sink sink; /* first: the sink is this struct */
    int fd;
    svod_buf out;
} svod_jsonl;

void svod_jsonl_init(svod_jsonl *j, int fd);
void svod_jsonl_release(svod_jsonl *j);
/* Writes out what is held back; `end` of the sink does it too. Closed or full: exit 73. */
svod_status svod_jsonl_flush(svod_jsonl *j, svod_error *e);

/* All bytes to a descriptor; a closed pipe or a full disk is exit 73. */
svod_status svod_write_all(int fd, svod_str bytes, svod_error *e);

#endif
