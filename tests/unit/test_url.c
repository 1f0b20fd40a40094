/* links: ingest — canonical URLs. */
#include "ingest/url.h"

#include "common/buffer.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>
#include <string.h>

static void canonical_form(void **state)
{
    static const struct {
        const char *given, *canonical;
    } cases[] = {
        {"http://example.com", "http://example.com/"},
        {"HTTP://ExAmple.COM:80/A/b", "http://example.com/A/b"},
        {"https://example.com:443/", "https://example.com/"},
        {"https://example.com:8443/", "https://example.com:8443/"},
        {"http://example.com:443/", "http://example.com:443/"},
        {"http://user:secret@example.com/", "http://example.com/"},
        {"http://example.com../x", "http://example.com/x"},
        {"http://example.com/a/./b/../c", "http://example.com/a/c"},
        {"http://example.com/../../a/", "http://example.com/a/"},
        {"http://example.com/a/b/..", "http://example.com/a/"},
        {"http://example.com/%2e%2E/x", "http://example.com/x"},
        {"http://example.com/%7euser/%c3%a9%2f", "http://example.com/~user/%C3%A9%2F"},
        {"http://example.com/caf\xc3\xa9 x", "http://example.com/caf%C3%A9%20x"},
        {"http://example.com/100%", "http://example.com/100%25"},
        {"http://example.com/#top", "http://example.com/"},
        {"http://example.com?q=1", "http://example.com/?q=1"},
        {"http://example.com/?", "http://example.com/"},
        {"http://example.com/?b=2&a=1&", "http://example.com/?b=2&a=1"},
        {"http://example.com/?utm_source=x&id=7&FBCLID=z&gclid=1", "http://example.com/?id=7"},
        {"http://example.com/?utm_source=x", "http://example.com/"},
        {"http://example.com/?gclidish=1", "http://example.com/?gclidish=1"},
        {"  http://example.com/a\nb\t ", "http://example.com/ab"},
        {"http://b\xc3\xbc"
         "cher.example/",
         "http://xn--bcher-kva.example/"},
        {"http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"},
        {"http://0x7f.1/", "http://127.0.0.1/"},
        {"https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a?x=1&amp_js_v=0.1&usqp=mq",
         "https://www.example.com/a?x=1"},
        {"https://cdn.ampproject.org/v/example.com:8080/a/../b?amp_gsa=1", "http://example.com:8080/b"},
        {"https://www.google.com/amp/s/News.example.com", "https://news.example.com/"},
        {"https://www.google.com/amp/s/a/b", "https://www.google.com/amp/s/a/b"},
        {"https://notcdn.ampproject.org/c/s/example.com/", "https://notcdn.ampproject.org/c/s/example.com/"},
        {"https://x.cdn.ampproject.org/i/s/example.com/a.png", "https://x.cdn.ampproject.org/i/s/example.com/a.png"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        char *once = url_canonical(cases[i].given, &error);
        assert_string_equal(once ? once : error.text, cases[i].canonical);
        char *twice = url_canonical(once, &error);
        assert_string_equal(twice ? twice : error.text, once);
        free(once);
        free(twice);
    }
}

static void refused(void **state)
{
    static const char *const cases[] = {"",
                                        "example.com",
                                        "/path",
                                        "ftp://example.com/",
                                        "http://",
                                        "javascript:f()",
                                        "mailto:a@example.com",
                                        "http://../",
                                        "http://x:99999/",
                                        "http://a b/",
                                        "file:///etc/passwd",
                                        "https://[",
                                        "http://exa\x01mple/"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        assert_null(url_canonical(cases[i], &error));
        assert_int_equal(error.kind, ERROR_PERMANENT);
        assert_true(error.text[0] != '\0');
    }
}

static void what_is_refused_shows_no_password(void **state)
{
    static const char *const cases[] = {"http://user:s3cret@exa mple.com/x", "http://user:s3cret@example.com:99999/",
                                        "ftp://user:s3cret@example.com/", "http://user:s3cret@../", "http://s3cret@"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        assert_null(url_canonical(cases[i], &error));
        assert_null(strstr(error.text, "s3cret"));
    }
}

static void too_long(void **state)
{
    struct buffer url = {0};
    struct error error = {0};
    (void)state;
    buffer_append_text(&url, "http://example.com/");
    while (url.size <= URL_SIZE_LIMIT)
        buffer_append_char(&url, 'x');
    assert_null(url_canonical(url.data, &error));
    buffer_free(&url);
}

static void resolving(void **state)
{
    static const struct {
        const char *reference, *resolved;
    } cases[] = {
        {"/x?y", "http://example.com/x?y"},
        {"../x", "http://example.com/x"},
        {"//other.example/z", "http://other.example/z"},
        {"https://other.example/", "https://other.example/"},
        {"", "http://example.com/a/b?c"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        char *resolved = url_resolve("http://example.com/a/b?c", cases[i].reference, &error);
        if (*cases[i].reference)
            assert_string_equal(resolved ? resolved : error.text, cases[i].resolved);
        free(resolved);
    }
}

static void parts(void **state)
{
    (void)state;
    char *origin = url_origin("https://example.com:8443/a?b"), *authority = url_authority("http://example.com/a");
    assert_string_equal(origin, "https://example.com:8443");
    assert_string_equal(authority, "example.com");
    assert_string_equal(url_path("https://example.com:8443/a?b"), "/a?b");
    assert_true(url_is_web("HTTPS://x"));
    assert_false(url_is_web("warc:http://x"));
    free(origin);
    free(authority);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(canonical_form),
                                       cmocka_unit_test(refused),
                                       cmocka_unit_test(what_is_refused_shows_no_password),
                                       cmocka_unit_test(too_long),
                                       cmocka_unit_test(resolving),
                                       cmocka_unit_test(parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
