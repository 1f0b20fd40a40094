#include "ingest/address.h"

#include "common/buffer.h"
#include "common/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
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
static const struct range unicast_v6 = {{0x20}, 3}; /* all that is given out; the rest is closed */
static const struct range closed_v6[] = {
    {{0x20, 0x01, 0x00}, 23},       /* protocols: Teredo, benchmarks, ORCHID, … */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x3f, 0xff}, 20},             /* documentation */
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
    return is_in(address, &unicast_v6);
}

/* The bytes of an address in network order; 4, 16, or 0 for what is no internet address. */
static int bytes_of(const struct sockaddr *address, uint8_t bytes[16])
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        memcpy(bytes, &v4.sin_addr, 4);
        return 4;
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        memcpy(bytes, &v6.sin6_addr, 16);
        return 16;
    }
    return 0;
}

bool address_is_public(const struct sockaddr *address)
{
    uint8_t bytes[16];
    int size = bytes_of(address, bytes);
    return size == 4 ? is_public_v4(bytes) : size == 16 && is_public_v6(bytes);
}

/* ---- networks that the user names ---- */

/* One network; `size` becomes 4 or 16. */
static bool read_network(const char *text, size_t length, struct range *network, int *size)
{
    char word[64], *slash, *end;
    if (length == 0 || length >= sizeof word)
        return false;
    memcpy(word, text, length);
    word[length] = '\0';
    if ((slash = strchr(word, '/')))
        *slash = '\0';
    *size = inet_pton(AF_INET, word, network->start) == 1 ? 4 : inet_pton(AF_INET6, word, network->start) == 1 ? 16 : 0;
    if (*size == 0)
        return false;
    network->bits = 8 * *size;
    if (!slash)
        return true;
    long bits = strtol(slash + 1, &end, 10);
    network->bits = (int)bits;
    return slash[1] >= '0' && slash[1] <= '9' && *end == '\0' && bits >= 0 && bits <= 8 * *size;
}

static bool is_all(const char *networks)
{
    return strcmp(networks, "all") == 0 || strcmp(networks, "true") == 0;
}

static bool is_none(const char *networks)
{
    return strcmp(networks, "none") == 0 || strcmp(networks, "false") == 0 || *networks == '\0';
}

/* The next of several networks that commas separate. */
static const char *behind(const char *word, size_t length)
{
    return word[length] == ',' ? word + length + 1 : NULL;
}

bool address_networks_check(const char *networks, struct error *error)
{
    struct range network = {0};
    int size;
    for (const char *word = is_all(networks) || is_none(networks) ? NULL : networks; word;) {
        size_t length = strcspn(word, ",");
        if (!read_network(word, length, &network, &size))
            return error_set(error, ERROR_USAGE,
                             "'%.*s' is no network; it must be like 10.0.0.0/8 or fd00::/8, several with commas "
                             "between them, or all (a folder is written ./2024)",
                             (int)(length < 100 ? length : 100), word);
        word = behind(word, length);
    }
    return true;
}

static bool is_meant(const char *word, size_t length)
{
    size_t digits = 0;
    const char *colon = memchr(word, ':', length);
    while (digits < length && word[length - 1 - digits] >= '0' && word[length - 1 - digits] <= '9')
        digits++;
    return (length > 0 && *word >= '0' && *word <= '9') ||
           (digits > 0 && digits < length && word[length - 1 - digits] == '/') ||
           (colon && memchr(colon + 1, ':', length - (size_t)(colon + 1 - word)));
}

bool address_networks_meant(const char *word)
{
    static const char *const sources[] = {"site:", "warc:", "/", "."};
    static const char *const names[] = {"all", "none", "true", "false"};
    size_t scheme = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (scheme > 0 && text_starts_with(word + scheme, "://"))
        return false;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (text_starts_with(word, sources[i]))
            return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal_nocase(word, names[i]))
            return true;
    for (; word; word = behind(word, strcspn(word, ",")))
        if (is_meant(word, strcspn(word, ",")))
            return true;
    return false;
}

bool address_is_in(const struct sockaddr *address, const char *networks)
{
    static const struct range mapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
    uint8_t bytes[16];
    int size = bytes_of(address, bytes);
    if (!networks || size == 0 || is_none(networks))
        return false;
    if (is_all(networks))
        return true;
    if (size == 16 && is_in(bytes, &mapped)) {
        memmove(bytes, bytes + 12, 4);
        size = 4;
    }
    for (const char *word = networks; word;) {
        struct range network = {0};
        size_t length = strcspn(word, ",");
        int network_size;
        if (read_network(word, length, &network, &network_size) && network_size == size && is_in(bytes, &network))
            return true;
        word = behind(word, length);
    }
    return false;
}

/* ---- hosts of URLs ---- */

bool address_of_host(const char *host, struct sockaddr_storage *address)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    char *bare = xstrdup(host);
    size_t size = strlen(bare);
    bool found = false;
    if (size > 1 && bare[size - 1] == '.')
        bare[--size] = '\0';
    if (size > 2 && bare[0] == '[' && bare[size - 1] == ']') {
        bare[size - 1] = '\0';
        bare[1 + strcspn(bare + 1, "%")] = '\0'; /* a zone */
        if ((found = inet_pton(AF_INET6, bare + 1, &v6.sin6_addr) == 1))
            memcpy(address, &v6, sizeof v6);
    } else {
        bool local = text_equal_nocase(bare, "localhost") || text_ends_with(bare, ".localhost");
        if ((found = inet_aton(local ? "127.0.0.1" : bare, &v4.sin_addr) == 1)) /* octal, hex and short forms too */
            memcpy(address, &v4, sizeof v4);
    }
    free(bare);
    return found;
}
