/* Private network addresses (IANA's special-purpose registries, RFC 6890). */
#include "io/fetch_guard.h"

#include "base/attrs.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static bool is_private4(uint32_t address)
{
    static const struct {
        uint32_t net;
        int bits;
    } nets[] = {
        {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
        {0xAC100000, 12}, {0xC0000000, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xE0000000, 3},
    };
    for (size_t i = 0; i < SVOD_COUNT(nets); i++)
        if ((address ^ nets[i].net) >> (32 - nets[i].bits) == 0) return true;
    return false;
}

static uint32_t last_four(const unsigned char *p)
{
    return (uint32_t)p[12] << 24 | (uint32_t)p[13] << 16 | (uint32_t)p[14] << 8 | p[15];
}

static bool is_private6(const unsigned char *p)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char translated[12] = {0, 0x64, 0xFF, 0x9B};
    static const unsigned char zero[12] = {0};
    if (memcmp(p, mapped, 12) == 0 || memcmp(p, translated, 12) == 0) return is_private4(last_four(p));
    if (memcmp(p, zero, 12) == 0) return true;
    bool unique_local = (p[0] & 0xFE) == 0xFC;
    bool link_local = p[0] == 0xFE && (p[1] & 0xC0) == 0x80;
    return unique_local || link_local || p[0] == 0xFF;
}

bool svod_net_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, address, sizeof four);
        return is_private4(ntohl(four.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, address, sizeof six);
        return is_private6(six.sin6_addr.s6_addr);
    }
    return true;
}

bool svod_net_text_is_private(const char *text)
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, text, &four) == 1) return is_private4(ntohl(four.s_addr));
    return inet_pton(AF_INET6, text, &six) != 1 || is_private6(six.s6_addr);
}
