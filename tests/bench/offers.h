/* The catalog that the store's bench and its peer both write: offers made from their number and the night, about 370 bytes
 * of text each, all in memory before the clock starts. Night 1 has all of them; on night 2, 2 % have another price, 0.5 %
 * are gone and 0.5 % are new. */
#ifndef SVOD_BENCH_OFFERS_H
#define SVOD_BENCH_OFFERS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct bench_text {
    const char *p;
    size_t n;
} bench_text;

typedef struct bench_offer {
    bench_text id, item, article, name, colour, size, url, picture, description;
    int64_t price, stock;
    uint64_t record[2]; /* as if hashed from its bytes in a feed */
} bench_offer;

typedef struct bench_feed {
    bench_offer *offers;
    size_t n;
    char *text;
} bench_feed;

static inline uint64_t bench_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline bench_text bench_say(char **at, const char *format, unsigned long number)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int n = snprintf(*at, 256, format, number);
#pragma GCC diagnostic pop
    bench_text t = {*at, (size_t)n};
    *at += n;
    return t;
}

static inline void bench_make(bench_offer *o, size_t number, int night, char **at)
{
    static const char *const colours[] = {"синий", "белый", "бордовый", "чёрный в полоску"};
    uint64_t luck = bench_mix(number * 2654435761u + 7);
    o->id = bench_say(at, "%09lu", 100000 + number);
    o->item = bench_say(at, "g%08lu", number / 6);
    o->article = bench_say(at, "А-%07lu", number / 6);
    o->name = bench_say(at, "Платье женское трикотажное, модель %lu", number / 6);
    o->colour = bench_say(at, colours[luck % 4], 0);
    o->size = bench_say(at, "%lu", 42 + 2 * (number % 6));
    o->url = bench_say(at, "https://opt.example/catalog/plate-%lu.html", number / 6);
    o->picture = bench_say(at, "https://opt.example/upload/iblock/%lu.jpg", number / 6 * 7919);
    o->description =
        bench_say(at, "Мягкий трикотаж, прямой силуэт, карманы в швах. Длина по спинке 98 см, партия %lu.", number);
    o->price = (int64_t)(550 + luck % 3000) * 10000;
    o->stock = (int64_t)(luck >> 20) % 40;
    if (night == 2 && luck % 1000 >= 10 && luck % 1000 < 30) o->price += 10000;
    o->record[0] = bench_mix(number + (uint64_t)o->price);
    o->record[1] = bench_mix(number * 31 + (uint64_t)o->price);
}

/* `shuffled`: in an order of its own. */
static inline bench_feed bench_generate(size_t n, int night, int shuffled)
{
    size_t extra = night == 2 ? n / 200 : 0;
    bench_feed feed = {malloc((n + extra) * sizeof(bench_offer)), 0, malloc((n + extra) * 640)};
    if (!feed.offers || !feed.text) abort();
    char *at = feed.text;
    for (size_t i = 0; i < n + extra; i++) {
        if (night == 2 && i < n && bench_mix(i * 2654435761u + 7) % 1000 < 5) continue;
        bench_make(&feed.offers[feed.n++], i, night, &at);
    }
    for (size_t i = feed.n; shuffled && i > 1; i--) {
        size_t k = bench_mix(i * 977 + (size_t)night) % i;
        bench_offer o = feed.offers[i - 1];
        feed.offers[i - 1] = feed.offers[k];
        feed.offers[k] = o;
    }
    return feed;
}

static inline int64_t bench_cpu_us(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (int64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000 + r.ru_utime.tv_usec + r.ru_stime.tv_usec;
}

#endif
