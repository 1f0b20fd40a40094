/* links: ingest — robots.txt as RFC 9309 reads it. */
#include "common/buffer.h"
#include "ingest/robots.h"
#include "tests/unit/test_common.h"

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

/* Some sites name every page: no rule within the limit is left out. */
static void many_rules_count(void **state)
{
    struct buffer text = {0};
    (void)state;
    buffer_append_text(&text, "User-agent: *\n");
    for (int i = 0; text.size + 20 < ROBOTS_SIZE_LIMIT; i++)
        buffer_printf(&text, "Disallow: /p%05d\n", i);
    assert_false(allows(text.data, "/p00001"));
    assert_false(allows(text.data, "/p27000"));
    assert_true(allows(text.data, "/q"));
    buffer_free(&text);
}

/* Patterns made to be slow cost a bounded time: the answer is then no, for that path alone. */
static void slow_patterns_are_given_up(void **state)
{
    struct buffer text = {0}, path = {0};
    (void)state;
    buffer_append_text(&text, "User-agent: *\n");
    while (text.size + 40 < ROBOTS_SIZE_LIMIT)
        buffer_append_text(&text, "Disallow: /*aa*aab\n");
    buffer_append_char(&path, '/');
    while (path.size < 8000)
        buffer_append_char(&path, 'a');
    assert_true(allows(text.data, "/aaaa"));
    assert_false(allows(text.data, path.data));
    buffer_free(&text);
    buffer_free(&path);
}

static double delay(const char *text)
{
    struct robots *robots = robots_parse(text, strlen(text), "newsmill");
    double seconds = robots_crawl_delay(robots);
    robots_free(robots);
    return seconds;
}

static void crawl_delays(void **state)
{
    (void)state;
    assert_true(delay("User-agent: *\nDisallow: /x\nCrawl-delay: 2.5 # seconds") == 2.5);
    assert_true(delay("User-agent: *\nCrawl-delay: 9\n\nUser-agent: newsmill\ncrawl-delay:1") == 1);
    assert_true(delay("User-agent: *\nCrawl-delay: 9\n\nUser-agent: newsmill\nDisallow:") == 0);
    assert_true(delay("User-agent: other\nCrawl-delay: 9") == 0);
    assert_true(delay("User-agent: *\nCrawl-delay: soon") == 0);
    assert_true(delay("User-agent: *\nCrawl-delay: -1\nCrawl-delay: inf\nCrawl-delay: nan") == 0);
    assert_true(robots_crawl_delay(NULL) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(groups),
                                       cmocka_unit_test(patterns),
                                       cmocka_unit_test(a_large_file_counts_up_to_its_limit),
                                       cmocka_unit_test(many_rules_count),
                                       cmocka_unit_test(slow_patterns_are_given_up),
                                       cmocka_unit_test(crawl_delays)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
