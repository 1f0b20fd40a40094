/* links: ingest — feeds, sitemaps and lists of all kinds, as they are and as they are broken. */
#include "common/buffer.h"
#include "ingest/feed.h"
#include "ingest/feed_entry.h"
#include "tests/unit/test_common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BASE "https://a.example/feeds/all.xml"

static struct feed *parse(const char *text)
{
    struct error error = {0};
    struct feed *feed = feed_parse(text, strlen(text), BASE, NULL, &error);
    if (!feed)
        fail_msg("%s", error.text);
    return feed;
}

/* The one field of the one entry, by its path ("author.0.name"). */
static const char *field(const json_t *value, const char *path)
{
    char *words = xstrdup(path), *rest = NULL;
    for (char *word = strtok_r(words, ".", &rest); word; word = strtok_r(NULL, ".", &rest))
        value = json_is_array(value) ? json_array_get(value, strtoul(word, NULL, 10)) : json_object_get(value, word);
    free(words);
    return json_string_value(value);
}

static void expect(const struct feed *feed, size_t index, const char *path, const char *wanted)
{
    const char *found = field(json_array_get(feed->entries, index), path);
    if (wanted ? !found || strcmp(found, wanted) != 0 : found != NULL)
        fail_msg("%s is %s, not %s", path, found ? found : "missing", wanted ? wanted : "missing");
}

/* One entry, one field. */
static void entry_is(const char *text, const char *path, const char *wanted)
{
    struct feed *feed = parse(text);
    assert_int_equal(json_array_size(feed->entries), 1);
    expect(feed, 0, path, wanted);
    feed_free(feed);
}

static void item_is(const char *inside, const char *path, const char *wanted)
{
    char *text = xprintf("<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><link>"
                         "https://a.example/</link><item>%s</item></channel></rss>",
                         inside);
    entry_is(text, path, wanted);
    free(text);
}

static void atom_is(const char *inside, const char *path, const char *wanted)
{
    char *text = xprintf("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>%s</entry></feed>", inside);
    entry_is(text, path, wanted);
    free(text);
}

static enum feed_kind kind_of(const char *text)
{
    return feed_sniff(text, strlen(text));
}

static void kinds(void **state)
{
    (void)state;
    assert_int_equal(kind_of("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- x > y --><rss version='0.91'>"), FEED_RSS);
    assert_int_equal(kind_of("<rdf:RDF xmlns:rdf=\"x\">"), FEED_RSS);
    assert_int_equal(kind_of("<!DOCTYPE rss SYSTEM \"a\"><RSS>"), FEED_RSS);
    assert_int_equal(kind_of("<feed version=\"0.3\">"), FEED_ATOM);
    assert_int_equal(kind_of("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}"), FEED_JSON);
    assert_int_equal(kind_of("  <urlset xmlns=\"x\">"), FEED_SITEMAP);
    assert_int_equal(kind_of("<sm:sitemapindex>"), FEED_SITEMAP_INDEX);
    assert_int_equal(kind_of("<opml version=\"1.0\">"), FEED_OPML);
    assert_int_equal(kind_of("https://a.example/1\nhttps://a.example/2"), FEED_URL_LIST);
    assert_int_equal(kind_of("https://a.example/1 is where\nit happened"), FEED_NONE);
    assert_int_equal(kind_of("<!DOCTYPE html><html><body><rss></body>"), FEED_NONE);
    assert_int_equal(kind_of("<?xml version=\"1.0\"?><html xmlns=\"x\">"), FEED_NONE);
    assert_int_equal(kind_of("<svg>"), FEED_NONE);
    assert_int_equal(kind_of("{\"items\": []}"), FEED_NONE);
    assert_int_equal(kind_of(""), FEED_NONE);
    assert_int_equal(feed_sniff("\xFF\xFE<\0r\0s\0s\0>\0", 12), FEED_RSS);
}

static void rss(void **state)
{
    (void)state;
    item_is("<link>/1?a=1&b=2</link>", "url", "https://a.example/1?a=1&b=2");
    item_is("<link>\n http://b.example/1 \n</link>", "url", "http://b.example/1");
    item_is("<link/><guid>http://b.example/g</guid>", "url", "http://b.example/g");
    item_is("<guid isPermaLink=\"false\">http://b.example/g</guid>", "url", NULL);
    item_is("<guid isPermaLink=\"false\">n-17</guid>", "identifier", "n-17");
    item_is("<link>javascript:alert(1)</link>", "url", NULL);
    item_is("<title>Q&amp;amp;A</title>", "headline", "Q&A");
    item_is("<title><![CDATA[<b>Bold</b> &eacute;&nbsp;x]]></title>", "headline", "Bold é x");
    item_is("<title>1 &lt; 2 & 3 < 4 &unknown; &#146;</title>", "headline", "1 < 2 & 3 < 4 &unknown; ’");
    item_is("<title>Naked <i>markup</i></title>", "headline", "Naked markup");
    item_is("<dc:title>Other</dc:title>", "headline", "Other");
    item_is("<image><title>Logo</title><link>/logo</link></image>", "headline", NULL);
    item_is("<dc:creator>Jane Roe</dc:creator><dc:creator>Ann Own</dc:creator>", "author.1.name", "Ann Own");
    item_is("<author>jane@a.example (Jane Roe)</author>", "author.0.name", "Jane Roe");
    item_is("<author>Jane Roe (mailto:jane@a.example)</author>", "author.0.name", "Jane Roe");
    item_is("<author>Jane Roe &lt;jane@a.example></author>", "author.0.name", "Jane Roe");
    item_is("<author>jane@a.example</author>", "author.0.name", NULL);
    item_is("<category>Sea</category><category>Sea</category><category>Air</category>", "keywords.1", "Air");
    item_is("<description>Short &lt;p&gt;text&lt;/p&gt;</description>", "abstract", "Short text");
    item_is("<content:encoded><![CDATA[<p>All</p>]]></content:encoded>", "content", "<p>All</p>");
    item_is("<description>&amp;lt;p&amp;gt;A &amp;amp;amp; B&amp;lt;/p&amp;gt;</description>", "content",
            "<p>A &amp; B</p>");
    item_is("<description>&lt;p&gt;A tag: &amp;lt;p&amp;gt;&lt;/p&gt;</description>", "content",
            "<p>A tag: &lt;p&gt;</p>");
    item_is("<dc:language>pt_BR</dc:language>", "inLanguage", "pt-BR");
    item_is("<dc:language>none of these</dc:language>", "inLanguage", NULL);
}

static void dates(void **state)
{
    (void)state;
    item_is("<pubDate>Mon, 02 Mar 2026 07:30:00 +0100</pubDate>", "datePublished", "2026-03-02T07:30:00+01:00");
    item_is("<pubDate>Tue, 01 Oct 2019 14:30:00 PST</pubDate>", "datePublished", "2019-10-01T14:30:00-08:00");
    item_is("<pubDate>2 Mar 26 07:30 GMT</pubDate>", "datePublished", "2026-03-02T07:30:00Z");
    item_is("<dc:date>2026-03-02</dc:date>", "datePublished", "2026-03-02T00:00:00Z");
    item_is("<dc:date>2026-03-02</dc:date><pubDate>03 Mar 2026 07:30:00 GMT</pubDate>", "datePublished",
            "2026-03-03T07:30:00Z");
    item_is("<pubDate>31 Feb 2026 07:30:00 GMT</pubDate>", "datePublished", NULL);
    item_is("<pubDate>yesterday</pubDate>", "datePublished", NULL);
    item_is("<pubDate>2026</pubDate>", "datePublished", NULL);
    item_is("<pubDate>2026-03</pubDate>", "datePublished", NULL);
    item_is("<pubDate>March 2026</pubDate>", "datePublished", NULL);
    item_is("<pubDate></pubDate>", "datePublished", NULL);
    atom_is("<updated>2026-03-02T07:30:00.123Z</updated>", "dateModified", "2026-03-02T07:30:00Z");
    atom_is("<updated>2026-03-02T07:30:00Z</updated>", "datePublished", NULL);
}

static void atom(void **state)
{
    (void)state;
    atom_is("<link rel=\"self\" href=\"/s\"/><link href=\"../1\"/><link href=\"/2\"/>", "url", "https://a.example/1");
    atom_is("<link rel=\"alternate\" type=\"text/plain\" href=\"/t\"/><link type=\"text/html\" href=\"/h\"/>", "url",
            "https://a.example/h");
    atom_is("<link xml:base=\"http://b.example/x/\" href=\"1\"/>", "url", "http://b.example/x/1");
    atom_is("<link rel=\"enclosure\" href=\"/1.mp3\"/>", "url", NULL);
    atom_is("<id>http://b.example/1</id>", "url", "http://b.example/1");
    atom_is("<title>History of the &lt;blink&gt; tag</title>", "headline", "History of the <blink> tag");
    atom_is("<title type=\"html\">Q&amp;amp;A</title>", "headline", "Q&A");
    atom_is("<title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">A <b>b</b></div></title>", "headline",
            "A b");
    atom_is("<author><name>Jane Roe</name><email>j@a.example</email></author>", "author.0.name", "Jane Roe");
    atom_is("<source><title>Elsewhere</title><id>x</id></source>", "headline", NULL);
    atom_is("<category term=\"sea\" label=\"Sea\"/>", "keywords.0", "Sea");
    atom_is("<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">a &lt; b</div></content>", "content",
            "<div>a &lt; b</div>");
    atom_is("<content>a &lt; b</content>", "content", "<p>a &lt; b</p>\n");
    entry_is("<feed xmlns=\"http://www.w3.org/2005/Atom\"><author><name>Desk</name></author><entry><id>1</id></entry>"
             "</feed>",
             "author.0.name", "Desk");
    entry_is(
        "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><entry><title mode=\"base64\" type=\"text/html\">"
        "RmVycmllcyA8Yj5ydW48L2I+</title></entry></feed>",
        "headline", "Ferries run");
}

static void others(void **state)
{
    (void)state;
    entry_is(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">"
        "<channel><title>A</title></channel><item rdf:about=\"http://b.example/1\"><title>B</title></item></rdf:RDF>",
        "url", "http://b.example/1");
    entry_is("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": 7, \"external_url\": \"/1\"}]}",
             "url", "https://a.example/1");
    entry_is(
        "{\"version\": \"https://jsonfeed.org/version/1\", \"author\": {\"name\": \"Desk\"}, \"items\": [{\"id\": 7}]}",
        "author.0.name", "Desk");
    entry_is("<urlset><url><image:image><image:loc>/i.jpg</image:loc></image:image><loc>/1</loc></url></urlset>", "url",
             "https://a.example/1");
    entry_is(
        "<urlset xmlns:n=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><n:news><n:publication><n:name>Sound"
        "</n:name></n:publication><n:title>T</n:title></n:news></url></urlset>",
        "publisher.name", "Sound");
    entry_is("<sitemapindex><sitemap><loc>/1.xml</loc><lastmod>2026-03-02</lastmod></sitemap></sitemapindex>",
             "dateModified", "2026-03-02T00:00:00Z");
    entry_is("\r\nhttps://b.example/1\r\n\r\n", "url", "https://b.example/1");
    entry_is("<opml><body><outline text=\"A\"><outline text=\"B\" xmlUrl=\"/feed\"/></outline></body></opml>",
             "headline", "B");
}

static void broken(void **state)
{
    (void)state;
    struct feed *feed = parse("<rss><channel><item><title>One <b>open<link>/1</link>\n<item><title>Two</title>"
                              "<link>https://a.example/2</link></item><item><title>Three");
    assert_int_equal(json_array_size(feed->entries), 3);
    expect(feed, 1, "headline", "Two");
    expect(feed, 1, "url", "https://a.example/2");
    expect(feed, 2, "headline", "Three");
    feed_free(feed);
    entry_is("<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><channel><item><title>caf\xE9 d\xE9j\xE0 vu, na\xEFve "
             "r\xE9sum\xE9</title></item></channel></rss>",
             "headline", "café déjà vu, naïve résumé");
    entry_is("<rss><channel><item><title>a\x01\x0C b</title></item></channel></rss>", "headline", "a b");
    entry_is("<rss><channel><item><title>x</title></item></channel></rss>trailing <junk", "headline", "x");
    entry_is("<rss xmlns:dc=\"wrong\"><channel><item><dc:creator>Jane Roe</dc:creator></item></channel></rss>",
             "author.0.name", "Jane Roe");
}

static void bombs(void **state)
{
    (void)state;
    entry_is("<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>"
             "<rss><channel><item><title>&a;&b;&c;</title></item></channel></rss>",
             "headline", "&a;&b;&c;");
    struct buffer deep = {0};
    buffer_append_text(&deep, "<rss><channel><item><title>x</title></item>");
    for (int i = 0; i < 100000; i++)
        buffer_append_text(&deep, "<a>");
    struct feed *feed = parse(deep.data);
    assert_int_equal(json_array_size(feed->entries), 1);
    feed_free(feed);
    buffer_clear(&deep);
    buffer_append_text(&deep, "<rss><channel><item");
    for (int i = 0; i < 100000; i++)
        buffer_printf(&deep, " a%d='&quot; > %d' xmlns:b%d=\"x\"", i, i, i);
    buffer_append_text(&deep, "><title>x</title></item></channel></rss>");
    entry_is(deep.data, "headline", "x");
    buffer_clear(&deep);
    for (unsigned i = 0; i < FEED_MOST + 7; i++)
        buffer_printf(&deep, "https://a.example/%u\n", i);
    feed = parse(deep.data);
    assert_int_equal(json_array_size(feed->entries), FEED_MOST);
    assert_int_equal(feed->left_out, 7);
    feed_free(feed);
    buffer_free(&deep);
}

/* What made readers search, or compare, the same again and again: seconds that become minutes. */
static void slow_ones(void **state)
{
    static const char *const repeated[] = {"<svg>", "<!--", "<a", "<b< "};
    struct buffer text = {0};
    clock_t begun = clock();
    (void)state;
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        buffer_clear(&text);
        buffer_append_text(&text, "<rss><channel>");
        for (size_t item = 0; item < 100; item++) {
            buffer_append_text(&text, "<item><title><![CDATA[");
            for (size_t size = 0; size < 16000; size += strlen(repeated[i]))
                buffer_append_text(&text, repeated[i]);
            buffer_append_text(&text, "]]></title></item>");
        }
        feed_free(parse(text.data));
    }
    buffer_clear(&text);
    buffer_append_text(&text, "<rss><channel>");
    for (int i = 0; i < 240; i++) {
        buffer_append_text(&text, "<a");
        for (int k = 0; k < 250; k++)
            buffer_printf(&text, " xmlns:n%d_%d = 'x'", i, k);
        buffer_append_text(&text, ">");
    }
    for (int i = 0; i < 30000; i++)
        buffer_append_text(&text, "<z:a/>");
    feed_free(parse(text.data));
    buffer_free(&text);
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    if (seconds > 4 * SLOWNESS)
        fail_msg("%g s", seconds);
}

/* Some feeds declare what they use in each entry. */
static void many_namespaces(void **state)
{
    struct buffer text = {0};
    (void)state;
    buffer_append_text(&text, "<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    for (int i = 0; i < 1000; i++)
        buffer_append_text(&text, "<entry xmlns:d='http://purl.org/dc/elements/1.1/'><d:creator>Jane Roe</d:creator>"
                                  "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Low<br/>tide</div>"
                                  "</content></entry>");
    buffer_append_text(&text, "</feed>");
    struct feed *feed = parse(text.data);
    assert_int_equal(json_array_size(feed->entries), 1000);
    expect(feed, 0, "author.0.name", "Jane Roe");
    expect(feed, 999, "author.0.name", "Jane Roe");
    expect(feed, 999, "content", field(json_array_get(feed->entries, 0), "content"));
    feed_free(feed);
    buffer_free(&text);
}

static void none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", " ", "<html>", "{}", "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [", "\x1F\x8B\x08"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error error = {0};
        assert_null(feed_parse(texts[i], strlen(texts[i]), NULL, NULL, &error));
        assert_int_equal(error.kind, ERROR_PERMANENT);
    }
}

/* What an article has stays; what it lacks comes from the entry. */
static void completing(void **state)
{
    (void)state;
    json_t *entry = json_pack("{s:s, s:[{s:s}], s:s, s:s, s:s}", "headline", "Told", "author", "name", "Jane Roe",
                              "datePublished", "2026-03-02T07:30:00+01:00", "dateModified", "2026-03-02T07:30:00+01:00",
                              "abstract", "Boats cross the sound in shorter turns.");
    json_t *article = json_pack("{s:s, s:s, s:s}", "headline", "Own", "datePublished", "2026-03-02T00:00:00Z",
                                "articleBody", "Boats cross the sound in shorter turns. The line said so on Monday.");
    feed_entry_complete(article, entry);
    assert_string_equal(field(article, "headline"), "Own");
    assert_string_equal(field(article, "author.0.name"), "Jane Roe");
    assert_string_equal(field(article, "datePublished"), "2026-03-02T07:30:00+01:00");
    assert_null(field(article, "dateModified"));
    assert_null(field(article, "abstract"));
    json_object_set_new(article, "datePublished", json_string("2026-03-01T00:00:00Z"));
    feed_entry_complete(article, entry);
    assert_string_equal(field(article, "datePublished"), "2026-03-01T00:00:00Z");
    json_decref(article);
    json_decref(entry);
}

static void whole_texts(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (int i = 0; i < 20; i++)
        buffer_printf(&text, "<p>Boat number %d crosses the sound.</p>", i);
    json_t *entry = json_pack("{s:s}", "content", text.data);
    assert_true(feed_entry_text_size(entry) > 500);
    buffer_append_text(&text, "<p>And then […]</p>");
    json_object_set_new(entry, "content", json_string(text.data));
    assert_int_equal(feed_entry_text_size(entry), 0);
    json_object_set_new(entry, "content", json_string("<p>Short.</p>"));
    assert_int_equal(feed_entry_text_size(entry), 0);
    assert_int_equal(feed_entry_text_size(NULL), 0);
    assert_false(feed_entry_has_text("no json"));
    json_decref(entry);
    buffer_free(&text);
}

static struct schedule_hints hints_of(const char *channel)
{
    char *text = xprintf("<rss version=\"2.0\" xmlns:s=\"http://purl.org/rss/1.0/modules/syndication/\"><channel>"
                         "<title>T</title>%s<item><link>/a</link><ttl>9</ttl></item></channel></rss>",
                         channel);
    struct feed *feed = parse(text);
    struct schedule_hints hints = feed->hints;
    assert_string_equal(feed->title, "T");
    assert_null(feed->language);
    feed_free(feed);
    free(text);
    return hints;
}

static void hints(void **state)
{
    (void)state;
    assert_near(hints_of("").ttl, 0, 0);
    assert_near(hints_of("<ttl> 60 </ttl>").ttl, 3600, 0);
    assert_near(hints_of("<ttl>often</ttl>").ttl, 0, 0);
    assert_near(hints_of("<ttl>-5</ttl>").ttl, 0, 0);
    assert_near(hints_of("<s:updatePeriod>\n daily </s:updatePeriod>").period, 86400, 0);
    assert_near(hints_of("<s:updateFrequency>4</s:updateFrequency><s:updatePeriod>hourly</s:updatePeriod>").period, 900,
                0);
    assert_near(hints_of("<s:updateFrequency>4</s:updateFrequency>").period, 0, 0);
    assert_int_equal(
        hints_of("<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>x</hour></skipHours>").skip_hours,
        1u | 1u << 23);
    assert_int_equal(hints_of("<skipDays><day>Saturday</day><day>Sunday</day><day>Someday</day></skipDays>").skip_days,
                     1u << 6 | 1u);
    assert_int_equal(hints_of("<hour>3</hour>").skip_hours, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds), cmocka_unit_test(rss),        cmocka_unit_test(dates),
        cmocka_unit_test(atom),  cmocka_unit_test(others),     cmocka_unit_test(broken),
        cmocka_unit_test(bombs), cmocka_unit_test(slow_ones),  cmocka_unit_test(many_namespaces),
        cmocka_unit_test(none),  cmocka_unit_test(completing), cmocka_unit_test(whole_texts),
        cmocka_unit_test(hints)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
