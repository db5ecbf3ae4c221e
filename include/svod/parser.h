/* What a parser is: one const struct at the end of its file. The same source builds into the program and as a .so.
 *
 * A parser has no globals and does no stdio, locale, exit, threads or network: it asks its host for bytes and memory and
 * pushes offers to it. See parsers/csv for a small one. */
#ifndef SVOD_PARSER_H
#define SVOD_PARSER_H

#include <svod/error.h>
#include <svod/offer.h>
#include <svod/option.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SVOD_PARSER_ABI 1

typedef enum svod_severity { SVOD_NOTE, SVOD_WARNING, SVOD_ERROR } svod_severity;

/* What a probe sees: the first bytes (at most 4 KiB are promised), and the name. Pure: no host, no memory. */
typedef struct svod_probe {
    size_t struct_size;
    const char *bytes;
    size_t n;
    bool whole;    /* `bytes` is the whole source */
    svod_str name; /* file name or address; a hint, content decides */
} svod_probe;

/* One thing a parser found out about its source, for a person to look at: which column or parameter is which. */
typedef struct svod_understood {
    size_t struct_size;
    const char *what;   /* "headings" (the row of them, at `at`), "column", "param" */
    svod_str subject;   /* the heading or name as written, may be empty */
    const char *field;  /* the field of `svod parse` it fills; "": kept as an attribute; "-": passed over */
    const char *reason; /* "name" (what it is called), "content" (what is in it), "profile"; of an attribute "other" (it
                         * could be the price, another one was taken) or "" */
    int confidence;     /* 0…100 */
    long number;        /* of a column, from 1; else 0 */
    svod_at at;
} svod_understood;

/* The bytes of a picture that lies in the source, to be read once or more. */
typedef struct svod_picture_bytes {
    void *context;
    /* Goes to the first byte; also called before the first reading. */
    svod_status (*restart)(void *context, svod_error *e);
    /* The next bytes, at most `room`; *ret_n 0: the end. */
    svod_status (*read)(void *context, char *to, size_t room, size_t *ret_n, svod_error *e);
} svod_picture_bytes;

typedef struct svod_host svod_host;
struct svod_host {
    uint32_t abi;
    uint32_t struct_size; /* rows are only ever appended */
    /* Lends at least `want` bytes of the source (fewer only at its end) in *ret_p, *ret_n; valid until the next call of
     * ahead or consume. Text parsers get UTF-8 (the host decodes once; stray bad bytes may remain), others raw bytes. */
    svod_status (*ahead)(svod_host *host, size_t want, const char **ret_p, size_t *ret_n, svod_error *e);
    void (*consume)(svod_host *host, size_t n);
    /* Memory of this source (freed after close) and of this step (freed when next() returns); see svod_arena_alloc. */
    svod_arena *memory, *step;
    /* A record begins whose bytes hash to `hash`. True: known from last time, nothing to do: do not parse it. The hash must
     * cover everything that decides the record's meaning; what lies outside it (categories, currencies) goes in as seed. */
    bool (*record)(svod_host *host, svod_hash hash);
    svod_status (*emit)(svod_host *host, const svod_offer *offer, svod_error *e);
    /* A diagnostic about the source. `format` is English and translated here. */
    void (*diag)(svod_host *host, svod_severity severity, const char *id, const svod_at *at, const char *format, ...)
        SVOD_PRINTF(5, 6);
    svod_str name;         /* file name or address of the source */
    svod_str encoding;     /* what the host decoded from, "" when raw */
    svod_sizes_mode sizes; /* the profile's word on how sizes are read */
    /* Tells what was understood, once for each thing; it decides nothing. NULL when nobody looks. */
    void (*understood)(svod_host *host, const svod_understood *what);
    /* A source of several files (a folder, an archive, import.xml with offers.xml beside it), for parsers with
     * SVOD_PARSER_MEMBERS: how many, and beginning the i-th of them (again) from its first byte; a plain file is one. Before
     * the first call bytes are those of member 0. *ret_name lives as long as the source. */
    size_t members;
    svod_status (*member)(svod_host *host, size_t i, svod_str *ret_name, svod_error *e);
    /* For parsers without SVOD_PARSER_TEXT, instead of consuming:
     * A plain file with the bytes of the source, for formats that need to jump about in it; valid until close. */
    svod_status (*file)(svod_host *host, const char **ret_path, svod_error *e);
    /* Such a file made of the source by a converter program, in the format `to` ("xlsx"). FAILED with exit 69 when no
     * converter is installed, 65 when it cannot read the source. */
    svod_status (*convert)(svod_host *host, const char *to, const char **ret_path, svod_error *e);
    /* From here on the source's bytes come as UTF-8, as for text parsers. */
    svod_status (*decode)(svod_host *host, svod_error *e);
    /* Keeps a picture that lies in the source. *ret_address is what to put among an offer's pictures: the same for the same
     * bytes, and memory of this source; empty when they are no picture a page shows, or too large a one. */
    svod_status (*picture)(svod_host *host, const svod_picture_bytes *bytes, svod_str *ret_address, svod_error *e);
};

/* Flags: wants UTF-8 text; understands sources of several files. */
enum { SVOD_PARSER_TEXT = 1, SVOD_PARSER_MEMBERS = 4 };

typedef struct svod_parser {
    uint32_t abi;         /* SVOD_PARSER_ABI */
    uint32_t struct_size; /* sizeof(svod_parser) */
    const char *name;     /* "yml" */
    const char *title;    /* one line, English; translated when printed */
    uint32_t flags;
    const svod_option *options; /* rows over the options struct, or NULL */
    size_t options_size;
    /* 0 (not mine) … 100 (certain). Pure. */
    int (*probe)(const svod_probe *probe);
    /* When it fails, close is not called. */
    svod_status (*open)(svod_host *host, const void *options, void **ret_state, svod_error *e);
    /* One bounded step: emits 0…n offers. SVOD_END when the source is done; SVOD_STOP when it breaks off (said with diag):
     * what came is good, but what did not come has not vanished. What emit returned other than SVOD_OK is passed on. */
    svod_status (*next)(void *state, svod_error *e);
    void (*close)(void *state);
} svod_parser;

/* A .so exports its parser under this name: SVOD_PARSER_EXPORT(yml) at the end of the file. */
#define SVOD_PARSER_SYMBOL "svod_parser_export"
#ifdef SVOD_PLUGIN
#define SVOD_PARSER_EXPORT(name)                                                                                            \
    SVOD_API extern const svod_parser *const svod_parser_export;                                                            \
    SVOD_API const svod_parser *const svod_parser_export = &svod_parser_##name;
#else
#define SVOD_PARSER_EXPORT(name)
#endif

#ifdef __cplusplus
}
#endif
#endif
