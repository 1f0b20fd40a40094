/* links: ingest — the table of addresses that are not fetched from, and the networks that a user lets pass. */
#include "ingest/address.h"
#include "ingest/url.h"
#include "tests/unit/test_common.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const struct sockaddr *address_of(const char *text)
{
    static struct sockaddr_in v4;
    static struct sockaddr_in6 v6;
    v4 = (struct sockaddr_in){.sin_family = AF_INET};
    v6 = (struct sockaddr_in6){.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return (struct sockaddr *)&v4;
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return (struct sockaddr *)&v6;
}

static void what_is_not_public(void **state)
{
    static const char *const closed[] = {"0.0.0.0",
                                         "0.255.1.2", /* this network */
                                         "10.0.0.0",
                                         "10.1.2.3",
                                         "10.255.255.255", /* private */
                                         "100.64.0.1",
                                         "100.127.255.255", /* shared (CGNAT) */
                                         "127.0.0.1",
                                         "127.255.255.254", /* loopback */
                                         "169.254.0.1",
                                         "169.254.169.254", /* link-local; cloud metadata */
                                         "172.16.0.1",
                                         "172.31.255.255", /* private */
                                         "192.0.0.8",
                                         "192.0.0.170",
                                         "192.88.99.1", /* protocols, 6to4 relays */
                                         "192.0.2.7",
                                         "198.51.100.7",
                                         "203.0.113.7", /* documentation */
                                         "192.168.0.1",
                                         "192.168.255.255", /* private */
                                         "198.18.0.1",
                                         "198.19.255.255", /* benchmarks */
                                         "224.0.0.1",
                                         "239.255.255.255", /* multicast */
                                         "240.0.0.1",
                                         "255.255.255.255", /* reserved, broadcast */
                                         "::",
                                         "::1",
                                         "::127.0.0.1",
                                         "::10.0.0.1", /* unspecified, loopback, compatible */
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1",
                                         "::ffff:169.254.169.254", /* mapped */
                                         "::ffff:0:127.0.0.1",
                                         "64:ff9b::7f00:1",
                                         "64:ff9b::a9fe:a9fe",
                                         "64:ff9b:1::7f00:1", /* translated */
                                         "64:ff9b:1::808:808",
                                         "64:ff9b:1:7f00:0:100::", /* NAT64 of a network's own: RFC 8215 */
                                         "200::1",
                                         "4000::1",
                                         "1fff:ffff::1", /* not given out */
                                         "100::1",
                                         "2001::1",
                                         "2001:0:7f00:1::1",
                                         "2001:2::1",
                                         "2001:10::1", /* discard, Teredo, benchmarks, ORCHID */
                                         "2001:db8::1",
                                         "3fff::1",
                                         "5f00::1", /* documentation, segment routing */
                                         "2002:7f00:1::",
                                         "2002:a00:1::1", /* 6to4 */
                                         "fc00::1",
                                         "fd00::1",
                                         "fe80::1",
                                         "fec0::1",
                                         "ff02::1",
                                         "ff0e::1",
                                         "fd00:ec2::254"};
    static const char *const open[] = {"1.1.1.1",         "8.8.8.8",          "9.255.255.255",        "11.0.0.0",
                                       "93.184.216.34",   "100.63.255.255",   "100.128.0.1",          "126.255.255.255",
                                       "128.0.0.1",       "169.253.255.255",  "172.15.255.255",       "172.32.0.1",
                                       "192.167.255.255", "192.169.0.0",      "198.17.255.255",       "198.20.0.0",
                                       "223.255.255.255", "2606:4700::1111",  "2a00:1450:4001::200e", "2001:200::1",
                                       "::ffff:8.8.8.8",  "64:ff9b::808:808", "2002:808:808::1"};
    (void)state;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (address_is_public(address_of(closed[i])))
            fail_msg("%s counts as public", closed[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!address_is_public(address_of(open[i])))
            fail_msg("%s does not count as public", open[i]);
    assert_false(address_is_public(&(struct sockaddr){.sa_family = AF_UNIX}));
}

/* However a URL writes it: decimal, octal, hex, short forms, IPv6 forms, dots at the end, with userinfo. */
static void notations(void **state)
{
    static const char *const closed[] = {"http://127.0.0.1/",
                                         "http://127.0.0.1./",
                                         "http://2130706433/",
                                         "http://0x7f000001/",
                                         "http://0x7f.1/",
                                         "http://0177.0.0.1/",
                                         "http://017700000001/",
                                         "http://127.1/",
                                         "http://127.0.1/",
                                         "http://0/",
                                         "http://0x0/",
                                         "http://127.0.0.1:80/",
                                         "http://user@127.0.0.1/",
                                         "http://user:secret@127.0.0.1:8080/",
                                         "http://localhost/",
                                         "http://LOCALHOST./",
                                         "http://news.localhost/",
                                         "http://[::1]/",
                                         "http://[0:0:0:0:0:0:0:1]/",
                                         "http://[::]/",
                                         "http://[::ffff:127.0.0.1]/",
                                         "http://[::ffff:7f00:1]/",
                                         "http://[::127.0.0.1]/",
                                         "http://[64:ff9b::7f00:1]/",
                                         "http://[2002:7f00:1::]/",
                                         "http://[fe80::1%25eth0]/",
                                         "http://[fd00::1]/",
                                         "http://169.254.169.254/latest/",
                                         "http://0xa9fea9fe/",
                                         "http://2852039166/",
                                         "http://0251.0376.0251.0376/",
                                         "http://10.0.0.1/",
                                         "http://0x0a000001/",
                                         "http://192.168.257/",
                                         "http://100.64.0.1/",
                                         "http://224.0.0.1/",
                                         "http://255.255.255.255/",
                                         "http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/",
                                         "http://%31%32%37.0.0.1/"};
    (void)state;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        struct sockaddr_storage address;
        char *url = url_canonical(closed[i], NULL);
        char *host = url ? url_authority(url) : NULL;
        if (host && *host != '[')
            host[strcspn(host, ":")] = '\0';
        else if (host)
            host[strcspn(host, "]") + 1] = '\0';
        if (host && (!address_of_host(host, &address) || address_is_public((struct sockaddr *)&address)))
            fail_msg("%s, read as %s, counts as public", closed[i], host);
        free(host);
        free(url);
    }
    struct sockaddr_storage address;
    assert_false(address_of_host("example.com", &address));
    assert_false(address_of_host("localhost.example.com", &address));
    assert_true(address_of_host("8.8.8.8", &address) && address_is_public((struct sockaddr *)&address));
}

static void networks(void **state)
{
    static const char *const wrong[] = {
        "10.0.0.0/33", "10.0.0.0/",   "10.0.0.0/-1",          "10.0.0.0/8x",         "10.0.0",        "x",
        "fd00::/129",  "10.0.0.0/8,", "10.0.0.0/8,,fd00::/8", "10.0.0.0/8 fd00::/8", "all,10.0.0.0/8"};
    struct error error = {0};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(address_networks_check(wrong[i], &error));
    const char *named = "10.1.0.0/16,192.168.1.7,fd00::/9";
    assert_true(address_networks_check(named, &error));
    assert_true(address_is_in(address_of("10.1.255.1"), named));
    assert_true(address_is_in(address_of("::ffff:10.1.255.1"), named));
    assert_true(address_is_in(address_of("192.168.1.7"), named));
    assert_true(address_is_in(address_of("fd7f::1"), named));
    assert_false(address_is_in(address_of("10.2.0.1"), named));
    assert_false(address_is_in(address_of("192.168.1.8"), named));
    assert_false(address_is_in(address_of("fd80::1"), named));
    assert_false(address_is_in(address_of("64:ff9b::a01:1"), named));
    assert_false(address_is_in(address_of("127.0.0.1"), NULL));
    assert_false(address_is_in(address_of("127.0.0.1"), "none"));
    assert_true(address_is_in(address_of("127.0.0.1"), "all") && address_networks_check("all", &error));
    assert_true(address_is_in(address_of("1.2.3.4"), "0.0.0.0/0") && !address_is_in(address_of("::1"), "0.0.0.0/0"));
}

/* What is mistyped is no source, so that it cannot open more than was asked for. */
static void networks_that_are_meant(void **state)
{
    static const char *const meant[] = {"10.0.0.0/40", "10.0.0/8",    "10.0.0.0/8,192.168.0.0/16x",
                                        "l0.0.0.0/8",  "10.0.0.0/8,", "x,10.0.0.0/8",
                                        "fd00:/8",     "fd00:::1",    "None",
                                        "ALL"};
    static const char *const others[] = {"http://10.0.0.1/24",
                                         "https://example.com/story/123",
                                         "warc:2024/10",
                                         "site:10.0.0.1",
                                         "page.html",
                                         "-",
                                         "/data/2024",
                                         "./2024",
                                         "../10"};
    (void)state;
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
        assert_true(address_networks_meant(meant[i]) && !address_networks_check(meant[i], NULL));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(address_networks_meant(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_not_public), cmocka_unit_test(notations),
                                       cmocka_unit_test(networks), cmocka_unit_test(networks_that_are_meant)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
