/* links: ingest — a site: its domain, and what its front page and its robots.txt name. */
#include "common/buffer.h"
#include "ingest/frontier.h"
#include "ingest/robots.h"
#include "ingest/site.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>
#include <string.h>

static void site_is(const char *url, const char *wanted)
{
    char *site = site_of(url);
    assert_string_equal(site, wanted);
    free(site);
}

static void domains(void **state)
{
    (void)state;
    site_is("https://www.example.org/a", "example.org");
    site_is("https://news.example.co.uk:8080/", "example.co.uk");
    site_is("https://example.org/", "example.org");
    site_is("https://co.uk/", "co.uk");
    site_is("http://localhost:1234/", "localhost");
    site_is("http://127.0.0.1:1234/", "127.0.0.1");
    site_is("http://[::1]:80/", "[::1]");
    assert_true(site_holds("example.org", "http://cdn.example.org/a"));
    assert_false(site_holds("example.org", "http://notexample.org/a"));
    assert_false(site_holds("a.github.io", "http://b.github.io/"));
}

/* What the page names, as "role url" lines. */
static void names(const char *html, const char *sitemap, const char *wanted)
{
    struct error error = {0};
    struct buffer lines = {0};
    json_t *sitemaps = json_array(), *entry;
    size_t i;
    if (sitemap)
        json_array_append_new(sitemaps, json_string(sitemap));
    struct feed *feed = site_read(html, strlen(html), "https://www.example.org/", NULL, sitemaps, &error);
    assert_non_null(feed);
    json_array_foreach(feed->entries, i, entry)
    {
        static const char *const roles[] = {
            [FRONTIER_PAGE] = "page", [FRONTIER_LIST] = "list", [FRONTIER_GUESS] = "guess"};
        buffer_printf(&lines, "%s %s\n", roles[json_integer_value(json_object_get(entry, "role"))],
                      json_string_value(json_object_get(entry, "url")));
    }
    assert_string_equal(lines.data ? lines.data : "", wanted);
    buffer_free(&lines);
    json_decref(sitemaps);
    feed_free(feed);
}

static void front_pages(void **state)
{
    (void)state;
    names("<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/rss\"><link rel=alternate hreflang=de href=/de>"
          "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"https://far.example.com/atom\">",
          "https://www.example.org/map.xml",
          "list https://www.example.org/rss\nlist https://www.example.org/map.xml\n");
    names(
        "<a href=\"/2026/03/02/ferries\">x</a><a href=\"/news/ferries-run-more-often\">x</a>"
        "<a href=\"story-1234567.html#top\">x</a><a href=\"/about\">x</a><a href=\"/\">x</a><a href=\"#a-b-c-d\">x</a>"
        "<a href=\"https://other.example/2026/03/02/a\">x</a><a href=\"mailto:a-b-c-d@example.org\">x</a>"
        "<link rel=\"alternate feed\" type=\"application/feed+json\" href=\"f.json\">",
        "/map.xml",
        "list https://www.example.org/f.json\nlist https://www.example.org/map.xml\n"
        "page https://www.example.org/2026/03/02/ferries\npage https://www.example.org/news/ferries-run-more-often\n"
        "page https://www.example.org/story-1234567.html\n");
    names("<link rel=alternate type=application/rss+xml href=https://far.example.com/rss>"
          "<base href=/archive/x><base href=/other/><a href=story-1234567>x</a>",
          "/map.xml",
          "list https://www.example.org/map.xml\nguess https://www.example.org/feed\n"
          "guess https://www.example.org/rss\nguess https://www.example.org/rss.xml\n"
          "guess https://www.example.org/feed.xml\nguess https://www.example.org/atom.xml\n"
          "page https://www.example.org/archive/story-1234567\n");
    names(
        "", NULL,
        "guess https://www.example.org/sitemap.xml\nguess https://www.example.org/sitemap_index.xml\n"
        "guess https://www.example.org/news-sitemap.xml\nguess https://www.example.org/sitemap-news.xml\n"
        "guess https://www.example.org/feed\nguess https://www.example.org/rss\nguess https://www.example.org/rss.xml\n"
        "guess https://www.example.org/feed.xml\nguess https://www.example.org/atom.xml\n");
}

static void sitemaps_of_robots(void **state)
{
    (void)state;
    static const char text[] = "Sitemap: https://a.example/1.xml\nUser-agent: other\nDisallow: /\n"
                               "sitemap:https://a.example/2.xml # the second\nSitemap:\n";
    struct robots *robots = robots_parse(text, strlen(text), "newsmill");
    assert_int_equal(robots_sitemap_count(robots), 2);
    assert_string_equal(robots_sitemap(robots, 0), "https://a.example/1.xml");
    assert_string_equal(robots_sitemap(robots, 1), "https://a.example/2.xml");
    assert_true(robots_allows(robots, "/a"));
    robots_free(robots);
    struct buffer many = {0};
    for (int i = 0; i < 2 * ROBOTS_MOST_SITEMAPS; i++)
        buffer_printf(&many, "Sitemap: https://a.example/%d.xml\n", i);
    robots = robots_parse(many.data, many.size, "newsmill");
    assert_int_equal(robots_sitemap_count(robots), ROBOTS_MOST_SITEMAPS);
    robots_free(robots);
    buffer_free(&many);
    assert_int_equal(robots_sitemap_count(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(domains), cmocka_unit_test(front_pages),
                                       cmocka_unit_test(sitemaps_of_robots)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
