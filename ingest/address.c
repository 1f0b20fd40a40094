#include "ingest/address.h"

#include "common/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct range {
    uint8_t start[16];
    int bits;
};

/* The IANA registries of special-purpose addresses (IPv4 and IPv6). */
static const struct range closed_v4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 88, 99}, 24},
    {{192, 168}, 16},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 4},
    {{240}, 4},
};
static const struct range closed_v6[] = {
    {{0x01, 0x00}, 64},             /* discard only */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x20, 0x01, 0x00, 0x02}, 48}, /* benchmarks */
    {{0x3f, 0xff}, 20},             /* documentation */
    {{0x5f, 0x00}, 16},             /* segment routing */
    {{0xfc}, 7},                    /* unique local */
    {{0xfe, 0x80}, 10},             /* link-local */
    {{0xfe, 0xc0}, 10},             /* site-local */
    {{0xff}, 8},                    /* multicast */
};
/* IPv6 ranges whose addresses carry an IPv4 one, and where in them. */
static const struct {
    struct range range;
    int at;
} carriers[] = {
    {{{0}, 96}, 12},                                        /* compatible; ::, ::1 */
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12}, /* mapped */
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}, 96}, 12}, /* translated */
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                   /* NAT64 */
    {{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48}, 12},       /* NAT64, local */
    {{{0x20, 0x02}, 16}, 2},                                /* 6to4 */
};

static bool is_in(const uint8_t *address, const struct range *range)
{
    int whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(address, range->start, (size_t)whole) != 0)
        return false;
    return rest == 0 || ((address[whole] ^ range->start[whole]) >> (8 - rest)) == 0;
}

static bool is_public_v4(const uint8_t *address)
{
    for (size_t i = 0; i < sizeof closed_v4 / sizeof *closed_v4; i++)
        if (is_in(address, &closed_v4[i]))
            return false;
    return true;
}

static bool is_public_v6(const uint8_t *address)
{
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
        if (is_in(address, &carriers[i].range))
            return is_public_v4(address + carriers[i].at);
    for (size_t i = 0; i < sizeof closed_v6 / sizeof *closed_v6; i++)
        if (is_in(address, &closed_v6[i]))
            return false;
    return true;
}

bool address_is_public(const struct sockaddr *address)
{
    uint8_t bytes[16];
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        memcpy(bytes, &v4.sin_addr, 4);
        return is_public_v4(bytes);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        memcpy(bytes, &v6.sin6_addr, 16);
        return is_public_v6(bytes);
    }
    return false;
}

bool address_host_may_be_public(const char *host)
{
    uint8_t bytes[16];
    char bare[64];
    size_t size = strlen(host);
    if (text_equal_nocase(host, "localhost") || text_ends_with(host, ".localhost"))
        return false;
    if (size >= sizeof bare)
        return true;
    memcpy(bare, host, size + 1);
    if (inet_pton(AF_INET, bare, bytes) == 1)
        return is_public_v4(bytes);
    if (size > 2 && bare[0] == '[' && bare[size - 1] == ']') {
        bare[size - 1] = '\0';
        return inet_pton(AF_INET6, bare + 1, bytes) == 1 && is_public_v6(bytes);
    }
    return true;
}
