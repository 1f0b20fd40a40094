/* links: common — what may be a password does not show. */
#include "common/secrets.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *given, *shown;
} urls[] = {
    {"https://example.com/a?b=c", "https://example.com/a?b=c"},
    {"https://user:s3cret@example.com/", "https://***@example.com/"},
    {"https://t0ken@example.com/", "https://***@example.com/"},
    {"HTTPS://user:s3@cret@example.com", "HTTPS://***@example.com"},
    {"https://user:s3/cret@example.com/x", "https://***@example.com/x"},
    {"http://user:s3 cret@exa mple.com/x", "http://***@exa mple.com/x"},
    {"http://user:@example.com", "http://***@example.com"},
    {"ftp://user:s3cret@example.com/x", "ftp://user:***@example.com/x"},
    {"ftp://user@example.com/x", "ftp://user@example.com/x"},
    {"postgresql://newsmill:s3cret@db:5432/newsmill?sslmode=require",
     "postgresql://newsmill:***@db:5432/newsmill?sslmode=require"},
    {"postgresql://db/newsmill?password=s3cret&user=x", "postgresql://db/newsmill?password=***&user=x"},
    {"https://example.com:8080/@reader/story", "https://example.com:8080/@reader/story"},
    {"https://example.com/@reader/story", "https://example.com/@reader/story"},
    {"http://[::1]:80/@x", "http://[::1]:80/@x"},
    {"http://u:s3cret@[::1]/", "http://***@[::1]/"},
    {"frontier.db", "frontier.db"},
    {"", ""},
    {"://", "://"},
};

static void of_urls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        char *shown = secrets_hidden_url(urls[i].given);
        assert_string_equal(shown, urls[i].shown);
        free(shown);
    }
}

static void in_lines(void **state)
{
    (void)state;
    struct buffer out = {0};
    secrets_append_hidden(&out, "http://a:1 answers; mail desk@b.example, \"https://u:s3cret@c.example/x\" and "
                                "https://u:s3cret@d.example, password=s3cret");
    assert_string_equal(out.data, "http://a:1 answers; mail desk@b.example, \"https://***@c.example/x\" and "
                                  "https://***@d.example, password=***");
    buffer_free(&out);
}

static void of_keys(void **state)
{
    (void)state;
    static const char *const secret[] = {"sasl.password", "ssl.key.pem", "sasl.oauthbearer.client.secret",
                                         "sasl.oauthbearer.config"};
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        assert_true(secrets_in_key(secret[i]));
    assert_false(secrets_in_key("ssl.ca.location"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_urls), cmocka_unit_test(in_lines),
                                       cmocka_unit_test(of_keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
