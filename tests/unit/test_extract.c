/* links: ingest — from a page to an article. */
#include "common/buffer.h"
#include "common/text.h"
#include "ingest/extract/hints.h"
#include "ingest/extract/html_page.h"
#include "tests/unit/extracting.h"

#include <string.h>

#define PARAGRAPH_1                                                                                                    \
    "The harbour of Ostrava-on-Sea will be closed to ferries for six weeks from Monday, the port authority said, "     \
    "because the eastern pier has sunk by eleven centimetres since the spring storms."
#define PARAGRAPH_2                                                                                                    \
    "“We would rather lose a season than a ship,” said Ilka Brandvold, who has run the port since 2019. Repairs "  \
    "will cost $4.2 million, of which the state pays half."
#define PARAGRAPH_3                                                                                                    \
    "Fishing boats may go on using the western pier, provided that they are shorter than eighteen metres and leave "   \
    "before the evening tide."
#define BODY  "<p>" PARAGRAPH_1 "</p><p>" PARAGRAPH_2 "</p><p>" PARAGRAPH_3 "</p>"
#define PLAIN PARAGRAPH_1 "\n\n" PARAGRAPH_2 "\n\n" PARAGRAPH_3
#define URL   "https://www.tide.example/news/harbour"

static enum extract_result read_bytes(const char *data, size_t size, const char *url, json_t **article,
                                      struct error *error)
{
    struct extract_input input = {.data = data, .size = size, .url = url, .fallback_url = "urn:newsmill:test.html"};
    return extract_article(extractor, &input, article, error);
}

static json_t *read_page(const char *page)
{
    struct error error = {0};
    json_t *article = NULL;
    if (read_bytes(page, strlen(page), URL, &article, &error) != EXTRACT_ARTICLE)
        fail_msg("no article: %s", error.text);
    return article;
}

static void expect_text(const json_t *article, const char *field, const char *wanted)
{
    const char *got = json_string_value(json_object_get(article, field));
    if (!got || strcmp(got, wanted) != 0)
        fail_msg("%s is \"%s\" instead of \"%s\"", field, got ? got : "(none)", wanted);
}

static void expect_author(const json_t *article, size_t i, const char *name)
{
    expect_text(json_array_get(json_object_get(article, "author"), i), "name", name);
}

static void knows_what_names_tell(void **state)
{
    (void)state;
    static const struct {
        const char *names;
        uint32_t hint;
    } cases[] = {{"ad", HINT_AWAY},
                 {"site-Navigation", HINT_AWAY},
                 {"userComments", HINT_COMMENT},
                 {"c-newsletter", HINT_AWAY},
                 {"ByLine__name", HINT_AUTHOR},
                 {"writer", HINT_AUTHOR},
                 {"pubdate", HINT_PUBLISHED},
                 {"entry-content", HINT_ARTICLE_BODY},
                 {"x key-points", HINT_KEY_POINTS},
                 {"standfirst", HINT_LEAD},
                 {"chapo", HINT_LEAD},
                 {"copyright", HINT_RIGHTS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!(hints_of_names(cases[i].names, strlen(cases[i].names)) & cases[i].hint))
            fail_msg("\"%s\" tells nothing", cases[i].names);
    assert_int_equal(hints_of_names("header-adaptive shadow", 22), 0);
    assert_int_equal(hints_of_names("x4de7ad css-1tag9", 17), 0); /* hashes, not words */
    assert_int_equal(hints_of_names("", 0), 0);
}

static void reads_json_ld(void **state)
{
    (void)state;
    json_t *article = read_page(
        "<html lang=en_gb><head><title>Ferries stop at Ostrava | Tide</title><script type='application/ld+json'><!--\n"
        "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"Tide\"},"
        "{\"@type\":\"Person\",\"@id\":\"#p1\",\"name\":\"Maud Ferrier\",\"url\":\"https://www.tide.example/maud\"},"
        "{\"@type\":[\"ReportageNewsArticle\"],\"headline\":\"Ferries stop at Ostrava for six weeks\",\n"
        "\"alternativeHeadline\":\"A pier "
        "is\nsinking\",\"author\":[{\"@id\":\"#p1\"},{\"@type\":\"Person\",\"name\":\"Ben Okafor\"},"
        "{\"@type\":\"Organization\",\"name\":\"Tide Staff\"}],\"datePublished\":\"2026-03-02T08:00:00+01:00\","
        "\"dateModified\":\"2026-03-02T09:30:00+01:00\",\"articleSection\":\"Harbours\",\"keywords\":[\"ferries\","
        "\"Ferries\",\"piers\"],"
        "\"image\":{\"@type\":\"ImageObject\",\"url\":\"https://img.tide.example/pier.jpg\"},\"copyrightNotice\":\"© "
        "Tide 2026\","
        "\"publisher\":{\"@type\":\"Organization\",\"name\":\"Tide\",\"url\":\"https://"
        "www.tide.example\"},\"mainEntityOfPage\":\"" URL "\",}]}"
        "--></script></head><body><h1>Ferries stop at Ostrava for six weeks</h1>" BODY "</body></html>");
    expect_text(article, "url", URL);
    expect_text(article, "headline", "Ferries stop at Ostrava for six weeks");
    expect_text(article, "alternativeHeadline", "A pier is sinking");
    expect_text(article, "articleBody", PLAIN);
    expect_author(article, 0, "Maud Ferrier");
    expect_author(article, 1, "Ben Okafor");
    assert_int_equal(json_array_size(json_object_get(article, "author")), 2);
    expect_text(json_array_get(json_object_get(article, "author"), 0), "url", "https://www.tide.example/maud");
    expect_text(article, "datePublished", "2026-03-02T08:00:00+01:00");
    expect_text(article, "dateModified", "2026-03-02T09:30:00+01:00");
    expect_text(article, "inLanguage", "en-GB");
    expect_text(article, "articleSection", "Harbours");
    assert_int_equal(json_array_size(json_object_get(article, "keywords")), 2);
    expect_text(article, "image", "https://img.tide.example/pier.jpg");
    expect_text(article, "copyrightNotice", "© Tide 2026");
    expect_text(json_object_get(article, "publisher"), "name", "Tide");
    json_decref(article);
}

static void reads_metas_and_the_page(void **state)
{
    (void)state;
    json_t *article = read_page(
        "<html><head><meta property='og:title' content='Ferries stop at Ostrava - Tide'><meta property='og:site_name' "
        "content='Tide'>"
        "<meta property='og:locale' content='en_US'><meta name='keywords' content='ferries, piers , '>"
        "<meta property='og:image' content='/pier.jpg'><meta name='description' content='The eastern pier sinks &amp; "
        "ferries wait.'>"
        "<meta property='article:published_time' content='2026-03-02T08:00:00Z'><link rel='canonical' "
        "href='/news/harbour-closed'></head>"
        "<body><nav><a href='/'>Home</a> <a href='/b'>Boats</a></nav><article><h1>Ferries stop at Ostrava</h1>"
        "<p class='byline'>By Maud Ferrier and Ben Okafor, Harbour Correspondents</p><div class='social-share'>Share "
        "this story with friends</div>" BODY "<aside>Read about the storms of last spring, which sank three boats and "
        "a crane in one night.</aside></article>"
        "<div class='comments'><p>I have said for years that this pier would sink, and nobody ever listened to me at "
        "all, did they?</p></div>"
        "<footer>Copyright 2026 Tide Media. All rights reserved.</footer></body></html>");
    expect_text(article, "url", "https://www.tide.example/news/harbour-closed");
    expect_text(article, "headline", "Ferries stop at Ostrava");
    expect_text(article, "articleBody", PLAIN);
    expect_author(article, 0, "Maud Ferrier");
    expect_author(article, 1, "Ben Okafor");
    assert_int_equal(json_array_size(json_object_get(article, "author")), 2);
    expect_text(article, "datePublished", "2026-03-02T08:00:00Z");
    expect_text(article, "abstract", "The eastern pier sinks & ferries wait.");
    expect_text(article, "inLanguage", "en-US");
    expect_text(article, "image", "https://www.tide.example/pier.jpg");
    expect_text(article, "copyrightNotice", "Copyright 2026 Tide Media. All rights reserved.");
    assert_int_equal(json_array_size(json_object_get(article, "keywords")), 2);
    json_decref(article);
}

static void reads_tags_and_images(void **state)
{
    (void)state;
    json_t *article =
        read_page("<base href='https://www.tide.example/deep/'><meta property='article:tag' content='Smith, Jane'>"
                  "<meta property='article:tag' content='Ferries'><meta property='og:image' content='pier.jpg'>"
                  "<article><h1>Ferries stop at Ostrava</h1>" BODY "</article>");
    const json_t *keywords = json_object_get(article, "keywords");
    assert_int_equal(json_array_size(keywords), 2);
    assert_string_equal(json_string_value(json_array_get(keywords, 0)), "Smith, Jane");
    expect_text(article, "image", "https://www.tide.example/deep/pier.jpg");
    json_decref(article);
    article = read_page("<meta property='article:tag' content='a, b'><article><h1>Ferries stop at Ostrava</h1>" BODY
                        "</article>");
    assert_int_equal(json_array_size(json_object_get(article, "keywords")), 2);
    json_decref(article);
}

static void reads_microdata(void **state)
{
    (void)state;
    json_t *article = read_page(
        "<body><div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>Ferries stop at "
        "Ostrava</h1>"
        "<span itemprop='author' itemscope><meta itemprop='name' content='Maud Ferrier'></span>"
        "<span itemprop='publisher' itemscope><meta itemprop='name' content='The Tide'></span>"
        "<time itemprop='datePublished' datetime='2026-03-02'>yesterday</time><div itemprop='articleBody'>" BODY
        "</div></div>");
    expect_text(article, "headline", "Ferries stop at Ostrava");
    expect_author(article, 0, "Maud Ferrier");
    expect_text(json_object_get(article, "publisher"), "name", "The Tide");
    expect_text(article, "datePublished", "2026-03-02T00:00:00Z");
    expect_text(article, "articleBody", PLAIN);
    json_decref(article);
}

static void takes_lead_points_as_abstract(void **state)
{
    (void)state;
    json_t *article =
        read_page("<body><article><h1>Ferries stop at Ostrava</h1><div class='key-points'><h2>Key points</h2><ul>"
                  "<li>The eastern pier has sunk by eleven centimetres</li><li>Ferries stop for six weeks from "
                  "Monday</li></ul></div>" BODY "</article>");
    expect_text(article, "abstract",
                "The eastern pier has sunk by eleven centimetres\nFerries stop for six weeks from Monday");
    expect_text(article, "articleBody", PLAIN);
    json_decref(article);
    article = read_page(
        "<body><article><h1>Ferries stop at Ostrava</h1><ul><li>The eastern pier has sunk by eleven centimetres</li>"
        "<li>Ferries stop for six weeks from Monday</li></ul>" BODY "</article>");
    expect_text(article, "abstract",
                "The eastern pier has sunk by eleven centimetres\nFerries stop for six weeks from Monday");
    expect_text(article, "articleBody", PLAIN);
    json_decref(article);
}

static void keeps_subheads_and_lists(void **state)
{
    (void)state;
    json_t *article = read_page(
        "<body><article><h1>Ferries stop at Ostrava</h1><p>" PARAGRAPH_1 "</p><h2>What it costs</h2><p>" PARAGRAPH_2
        "</p><ul><li>concrete: two million dollars</li><li>divers: one million dollars</li></ul><p>" PARAGRAPH_3
        "</p><h2>More stories</h2></article>");
    expect_text(article, "articleBody",
                PARAGRAPH_1 "\n\nWhat it costs\n\n" PARAGRAPH_2
                            "\n\nconcrete: two million dollars\n\ndivers: one million dollars\n\n" PARAGRAPH_3);
    json_decref(article);
}

static void reads_the_text_that_only_scripts_show(void **state)
{
    (void)state;
    json_t *article =
        read_page("<body><h1>Ferries stop at Ostrava</h1><div id=app></div><script type='application/ld+json'>"
                  "{\"@type\":\"NewsArticle\",\"headline\":\"Ferries stop at Ostrava\",\"articleBody\":\"" PARAGRAPH_1
                  "\n" PARAGRAPH_2 "\n\n" PARAGRAPH_3 "\"}</script>");
    expect_text(article, "articleBody", PLAIN);
    json_decref(article);
}

static void reads_the_text_in_a_scripts_data(void **state)
{
    static const char *const scripts[] = {
        "<script id=__NEXT_DATA__ type='application/json'>{\"props\": {\"pageProps\": {\"article\": {\"title\": "
        "\"Ferries\", \"body\": \"" BODY "\"}}}, \"x\": \"",
        "<script>window.Fusion = window.Fusion || {}; Fusion.type = {}; Fusion.globalContent = {\"content_elements\": "
        "[{\"type\": \"text\", \"content\": \"" PARAGRAPH_1 "\"}, {\"type\": \"image\", \"text\": \"A ferry.\"}, "
        "{\"type\": \"text\", \"content\": \"" PARAGRAPH_2 "\"}, {\"type\": \"text\", \"content\": \"" PARAGRAPH_3
        "\"}], \"x\": \""};
    char padding[1000];
    (void)state;
    memset(padding, 'x', sizeof padding - 1);
    padding[sizeof padding - 1] = '\0';
    for (int i = 0; i < 2; i++) {
        char *page = xprintf("<title>Ferries stop at Ostrava</title><body><h1>Ferries stop at Ostrava</h1><div "
                             "id=app></div>%s%s\"}</script></body>",
                             scripts[i], padding);
        json_t *article = read_page(page);
        expect_text(article, "articleBody", PLAIN);
        json_decref(article);
        free(page);
    }
}

static void shows_what_subscribers_see(void **state)
{
    (void)state;
    json_t *article =
        read_page("<title>Ferries stop at Ostrava</title><body><article><h1>Ferries stop at Ostrava</h1><p>" PARAGRAPH_1
                  "</p><div class='subscriber-only' style='display:none'><p>" PARAGRAPH_2 "</p><p>" PARAGRAPH_3
                  "</p></div></article></body>");
    expect_text(article, "articleBody", PLAIN);
    json_decref(article);
}

static void leaves_out_what_nobody_sees(void **state)
{
    (void)state;
    json_t *article =
        read_page("<body><article><h1>Ferries stop at Ostrava</h1><p style='display: none'>Hidden words that no reader "
                  "of this page ever sees at all.</p>"
                  "<script>var x = 'a script of some length that is not text';</script><style>p { color: red }</style>"
                  "<p>The har\xC2\xAD"
                  "bour&nbsp;&nbsp;of\x01"
                  " Ostrava-on-Sea will be closed to ferries for six weeks "
                  "from Monday, &amp; nobody can say what comes then.</p>"
                  "<p>" PARAGRAPH_2 "</p></article>");
    expect_text(article, "articleBody",
                "The harbour of Ostrava-on-Sea will be closed to ferries for six weeks from Monday, & nobody can say "
                "what comes then.\n\n" PARAGRAPH_2);
    json_decref(article);
}

static void believes_only_its_own_site(void **state)
{
    (void)state;
    static const struct {
        const char *canonical, *url;
    } cases[] = {{"https://tide.example/news/other", "https://tide.example/news/other"},
                 {"https://elsewhere.example/news/harbour", URL},
                 {"https://www.tide.example/", URL},
                 {"javascript:alert(1)", URL},
                 {"https://www.tide.example/news/\x1A/harbour", URL},
                 {"//m.tide.example/news/h", "https://m.tide.example/news/h"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *page = xprintf("<head><link rel=canonical href='%s'></head><body><h1>Ferries stop at Ostrava</h1>" BODY,
                             cases[i].canonical);
        json_t *article = read_page(page);
        expect_text(article, "url", cases[i].url);
        json_decref(article);
        free(page);
    }
    json_t *article = NULL;
    struct error error;
    static const char page[] = "<h1>Ferries stop at Ostrava</h1>" BODY;
    assert_int_equal(read_bytes(page, sizeof page - 1, "https://www.tide.example/\xFF", &article, &error),
                     EXTRACT_ARTICLE);
    expect_text(article, "url", "https://www.tide.example/\xEF\xBF\xBD");
    json_decref(article);
    assert_int_equal(read_bytes(page, sizeof page - 1, NULL, &article, &error), EXTRACT_ARTICLE);
    expect_text(article, "url", "urn:newsmill:test.html");
    json_decref(article);
}

static void names_what_is_no_article(void **state)
{
    (void)state;
    static const struct {
        const char *page;
        enum extract_result result;
        const char *reason;
    } cases[] = {{"", EXTRACT_UNREADABLE, "empty"},
                 {" \n\t", EXTRACT_UNREADABLE, "empty"},
                 {"%PDF-1.7 stream of things", EXTRACT_UNREADABLE, "binary"},
                 {"<html><body></body></html>", EXTRACT_NO_ARTICLE, "no text"},
                 {"<h1>Ferries</h1><video src=a.mp4></video><p>Watch.</p>", EXTRACT_NO_ARTICLE, "video"},
                 {"<title>404 Not Found</title><h1>Page not found</h1><p>The page that you are looking for was moved "
                  "or deleted. Try the search, or go back to where you came from.</p>",
                  EXTRACT_NO_ARTICLE, "error page"},
                 {"<title>Just a moment…</title><p>Checking that you are no machine before you see the page, which "
                  "takes a few seconds.</p>",
                  EXTRACT_NO_ARTICLE, "error page"},
                 {"just some words without any markup that go on for a while, and a while, and a while, until they are "
                  "long enough",
                  EXTRACT_NO_ARTICLE, "no markup"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        json_t *article = NULL;
        assert_int_equal(read_bytes(cases[i].page, strlen(cases[i].page), URL, &article, &error), cases[i].result);
        assert_null(article);
        assert_int_equal(error.kind, ERROR_PERMANENT);
        if (!strstr(error.text, cases[i].reason))
            fail_msg("\"%s\" does not speak of \"%s\"", error.text, cases[i].reason);
    }
}

/* What error pages say, articles say too. */
static void keeps_articles_that_sound_like_errors(void **state)
{
    static const char *const headlines[] = {"Forbidden City reopens its gates", "Just a moment: the mayor wants a word",
                                            "Cyclists were denied: access denied at the bridge"};
    (void)state;
    for (size_t i = 0; i < sizeof headlines / sizeof *headlines; i++) {
        char *page =
            xprintf("<title>%s</title><h1>%s</h1><p>The gates have been shut since the winter, when the keepers "
                    "of the bridge found that three of eleven posts could be pushed aside by hand, the county "
                    "said on Monday.</p><p>They are to be opened again in the second week of May.</p>",
                    headlines[i], headlines[i]);
        json_t *article = read_page(page);
        assert_string_equal(json_string_value(json_object_get(article, "headline")), headlines[i]);
        json_decref(article);
        free(page);
    }
}

static void is_the_same_in_every_charset(void **state)
{
    (void)state;
    static const char page[] = "<meta charset=windows-1252><h1>Ferries stop at Ostrava</h1><p>The caf\xE9"
                               " on the pier "
                               "of Ostrava-on-Sea will be closed for six weeks "
                               "from Monday, \x93"
                               "and nobody will miss it\x94"
                               ", said its owner.</p><p>Repairs will cost "
                               "\x80 4.2 million, of which the state pays half, "
                               "the port authority said on Sunday evening.</p>";
    json_t *article = read_page(page);
    const char *body = json_string_value(json_object_get(article, "articleBody"));
    assert_non_null(strstr(body, "café"));
    assert_non_null(strstr(body, "“and nobody will miss it”"));
    assert_non_null(strstr(body, "€ 4.2 million"));
    json_decref(article);
}

/* Whatever it is, it is over soon and does no harm. */
/* By the rules of quirks a table stays in the paragraph before it; a page must not bequeath them to the next one. */
static void forgets_the_page_before(void **state)
{
    (void)state;
    static const char strict[] = "<!DOCTYPE html><p>Text<table><tr><td>Cell</table>", loose[] = "<p>No doctype";
    struct html_page *page = html_page_new();
    struct error error = {0};
    for (int round = 0; round < 2; round++) {
        lxb_html_document_t *document = html_page_parse(page, strict, strlen(strict), true, &error);
        assert_non_null(document);
        lxb_dom_node_t *paragraph = lxb_dom_interface_node(document->body)->first_child;
        assert_int_equal(paragraph->local_name, LXB_TAG_P);
        assert_non_null(paragraph->next);
        assert_int_equal(paragraph->next->local_name, LXB_TAG_TABLE);
        assert_non_null(html_page_parse(page, loose, strlen(loose), true, &error));
    }
    html_page_free(page);
}

static void survives(const char *start, const char *part, int times)
{
    struct buffer page = {0};
    buffer_append_text(&page, start);
    for (int i = 0; i < times; i++)
        buffer_printf(&page, "%s", part);
    json_t *article = NULL;
    struct error error = {0};
    read_bytes(page.data, page.size, URL, &article, &error);
    json_decref(article);
    buffer_free(&page);
}

static void survives_hostile_pages(void **state)
{
    (void)state;
    survives("", "<div>", 100000);
    survives("<div", " a=b", 1000000);
    survives("", "<p><b><i><font color=red>x", 30000);
    survives("", "<table><td>x", 100000);
    survives("<title>", "a | b - ", 100000);
    survives("", "<!--", 100000);
    survives("", "<", 500000);
    survives("<script type=application/ld+json>", "[", 100000);
    survives("<script type=application/ld+json>[", "{\"@type\":\"NewsArticle\"},", 50000);
    survives("", "<svg><foreignObject><p>x", 50000);
    survives("", "<h1 class=author>By A B</h1>", 20000);
    survives("", "\xF0\x9F\x98", 100000);
    char *zeros = xcalloc(1, 1 << 20);
    json_t *article = NULL;
    struct error error = {0};
    assert_int_equal(read_bytes(zeros, 1 << 20, URL, &article, &error), EXTRACT_UNREADABLE);
    free(zeros);
}

static void reads_an_article_below_too_deep_a_nest(void **state)
{
    (void)state;
    struct buffer page = {0};
    buffer_append_text(&page, "<h1>Ferries stop at Ostrava</h1>");
    for (int i = 0; i < 3000; i++)
        buffer_append_text(&page, "<div>");
    buffer_append_text(&page, BODY);
    json_t *article = read_page(page.data);
    expect_text(article, "articleBody", PLAIN);
    json_decref(article);
    buffer_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_names_tell),
        cmocka_unit_test(reads_json_ld),
        cmocka_unit_test(reads_metas_and_the_page),
        cmocka_unit_test(reads_tags_and_images),
        cmocka_unit_test(reads_microdata),
        cmocka_unit_test(takes_lead_points_as_abstract),
        cmocka_unit_test(keeps_subheads_and_lists),
        cmocka_unit_test(reads_the_text_that_only_scripts_show),
        cmocka_unit_test(reads_the_text_in_a_scripts_data),
        cmocka_unit_test(shows_what_subscribers_see),
        cmocka_unit_test(leaves_out_what_nobody_sees),
        cmocka_unit_test(believes_only_its_own_site),
        cmocka_unit_test(names_what_is_no_article),
        cmocka_unit_test(keeps_articles_that_sound_like_errors),
        cmocka_unit_test(is_the_same_in_every_charset),
        cmocka_unit_test(forgets_the_page_before),
        cmocka_unit_test(survives_hostile_pages),
        cmocka_unit_test(reads_an_article_below_too_deep_a_nest),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
