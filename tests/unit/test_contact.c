/* links: ingest — who has to say who asks. */
#include "ingest/contact.h"
#include "tests/unit/test_common.h"

static void what_a_contact_is(void **state)
{
    static const char *const good[] = {"desk@example.org", "https://example.org/bot", "http://example.org", ""};
    static const char *const bad[] = {"desk", "@example.org", "desk@", "a@b@c", "desk@example.org (me)", "ftp://x"};
    struct error error = {0};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(contact_check(good[i], &error));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(contact_check(bad[i], NULL));
}

static void only_the_public_web_asks_for_one(void **state)
{
    struct config_pair pair = {.key = "paper.example", .value = "127.0.1.1"};
    struct fetch_settings settings = {.user_agent = "newsmill/0.1.0", .resolve = {.items = &pair, .count = 1}};
    (void)state;
    assert_true(contact_is_missing("https://example.com/feed.xml", &settings));
    assert_true(contact_is_missing("https://example.com:8443/", &settings));
    assert_true(contact_is_missing("site:example.org", &settings));
    assert_true(contact_is_missing("site:https://example.org/news/", &settings));
    assert_true(contact_is_missing("http://8.8.8.8/", &settings));
    assert_false(contact_is_missing("http://127.0.0.1:8080/feed.xml", &settings));
    assert_false(contact_is_missing("http://[::1]/feed.xml", &settings));
    assert_false(contact_is_missing("http://paper.example/feed.xml", &settings));
    assert_false(contact_is_missing("pages/", &settings));
    assert_false(contact_is_missing("warc:a.warc.gz", &settings));
    assert_false(contact_is_missing("-", &settings));
    settings.user_agent = "newsmill/0.1.0 (+mailto:desk@example.org)";
    assert_false(contact_is_missing("https://example.com/feed.xml", &settings));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_a_contact_is),
                                       cmocka_unit_test(only_the_public_web_asks_for_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
