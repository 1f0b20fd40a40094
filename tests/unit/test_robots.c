/* links: ingest — robots.txt as RFC 9309 reads it; addresses that are not public. */
#include "common/buffer.h"
#include "ingest/address.h"
#include "ingest/robots.h"
#include "tests/unit/test_common.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static bool allows(const char *text, const char *path)
{
    struct robots *robots = robots_parse(text, strlen(text), "newsmill/0.1.0");
    bool allowed = robots_allows(robots, path);
    robots_free(robots);
    return allowed;
}

static void groups(void **state)
{
    (void)state;
    assert_true(allows("", "/a"));
    assert_false(allows("User-agent: *\nDisallow: /a", "/a/b"));
    assert_true(allows("User-agent: *\nDisallow: /a", "/b"));
    assert_true(allows("User-agent: *\nDisallow:", "/b"));
    assert_true(allows("User-agent: other\nDisallow: /", "/b"));
    assert_false(allows("User-agent: NewsMill\nDisallow: /", "/b"));
    assert_true(allows("User-agent: *\nDisallow: /\n\nUser-agent: newsmill\nDisallow: /x", "/b"));
    assert_false(allows("User-agent: newsmill\nDisallow: /x\nUser-agent: q\nDisallow: /q\nUser-agent: newsmill\n"
                        "Disallow: /y",
                        "/y"));
    assert_false(allows("User-agent: other\nUser-agent: newsmill\nDisallow: /", "/b"));
    assert_true(allows("User-agent: newsmillish\nDisallow: /", "/b"));
    assert_false(allows("\xef\xbb\xbfUser-agent: *\r\nDisallow: /a # why\r\n", "/a"));
    assert_false(allows("user-agent: *\rdisallow: /a", "/a"));
    assert_true(allows("Disallow: /a\nUser-agent: *", "/a"));
    assert_true(allows("User-agent: *\nDisallow: /", "/robots.txt"));
}

static void patterns(void **state)
{
    (void)state;
    assert_true(allows("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c"));
    assert_false(allows("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c"));
    assert_true(allows("User-agent: *\nAllow: /ab\nDisallow: /ab", "/ab"));
    assert_false(allows("User-agent: *\nDisallow: /*.php$", "/x/y.php"));
    assert_true(allows("User-agent: *\nDisallow: /*.php$", "/x/y.php?z"));
    assert_false(allows("User-agent: *\nDisallow: /a*b*c", "/a-b-b-c-d"));
    assert_true(allows("User-agent: *\nDisallow: /a*b*c", "/a-c-b"));
    assert_true(allows("User-agent: *\nDisallow: /$", "/x"));
    assert_false(allows("User-agent: *\nDisallow: /$", "/"));
    assert_false(allows("User-agent: *\nDisallow: /*a$", "/aXa"));
    assert_false(allows("User-agent: *\nDisallow: /caf\xc3\xa9", "/caf%C3%A9"));
    assert_false(allows("User-agent: *\nDisallow: /%7Eme", "/~me"));
    assert_false(allows("User-agent: *\nDisallow: /a%2Ab", "/a*b"));
    assert_true(allows("User-agent: *\nDisallow: /a%2Ab", "/aXb"));
}

static void a_large_file_counts_up_to_its_limit(void **state)
{
    struct buffer text = {0};
    (void)state;
    buffer_append_text(&text, "User-agent: *\nDisallow: /first\n");
    while (text.size < ROBOTS_SIZE_LIMIT)
        buffer_append_text(&text, "# filler\n");
    buffer_append_text(&text, "Disallow: /last\n");
    assert_false(allows(text.data, "/first"));
    assert_true(allows(text.data, "/last"));
    buffer_free(&text);
}

static bool is_public(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return address_is_public((struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return address_is_public((struct sockaddr *)&v6);
}

static void addresses(void **state)
{
    static const char *const closed[] = {"127.0.0.1",       "10.1.2.3",        "172.16.0.1",    "172.31.255.255",
                                         "192.168.1.1",     "169.254.169.254", "100.64.0.1",    "0.0.0.0",
                                         "224.0.0.1",       "255.255.255.255", "::1",           "::",
                                         "fe80::1",         "fd00::1",         "ff02::1",       "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1"};
    static const char *const open[] = {"93.184.216.34",  "172.32.0.1", "8.8.8.8",          "2606:4700::1111",
                                       "::ffff:8.8.8.8", "9.9.9.9",    "64:ff9b::808:808", "100.128.0.1"};
    (void)state;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        assert_false(is_public(closed[i]));
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        assert_true(is_public(open[i]));
    assert_false(address_host_may_be_public("localhost"));
    assert_false(address_host_may_be_public("[::1]"));
    assert_false(address_host_may_be_public("10.0.0.1"));
    assert_true(address_host_may_be_public("example.com"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(groups), cmocka_unit_test(patterns),
                                       cmocka_unit_test(a_large_file_counts_up_to_its_limit),
                                       cmocka_unit_test(addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
