/* links: ingest — JSON-LD as sites write it: in every shape, and not quite JSON. */
#include "common/buffer.h"
#include "ingest/extract/json_ld.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARTICLE "{\"@type\":\"NewsArticle\",\"headline\":\"Mast felled\",\"name\":\"x\"}"

/* The article that is found in scripts with these texts, by its headline. */
static void expect_headline(const char *const *texts, int count, const char *title, const char *wanted)
{
    struct script scripts[4];
    for (int i = 0; i < count; i++)
        scripts[i] = (struct script){texts[i], strlen(texts[i])};
    struct outline outline = {.scripts = scripts, .script_count = count};
    struct json_ld ld;
    json_ld_read(&ld, &outline, title, "https://valley.example/mast");
    const char *found = json_ld_member(ld.article, "headline");
    if (strcmp(found ? found : "none", wanted) != 0)
        fail_msg("%s, not %s, from %.200s", found, wanted, texts[0]);
    json_ld_free(&ld);
}

static void finds_the_article_in_all_shapes(void **state)
{
    static const char *const shapes[] = {
        ARTICLE,
        "[" ARTICLE "]",
        "[[" ARTICLE "]]",
        "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\"}," ARTICLE "]}",
        "{\"@type\":\"WebPage\",\"mainEntity\":" ARTICLE "}",
        "{\"@type\":[\"NewsArticle\",\"Thing\"],\"headline\":\"Mast felled\"}",
        "{\"@type\":\"https://schema.org/NewsArticle\",\"headline\":\"Mast felled\"}",
        "{\"@type\":\"schema:NewsArticle\",\"headline\":\"Mast felled\"}",
        "{\"@type\":\"NewsArticle\",\"headline\":{\"@value\":\"Mast felled\",\"@language\":\"en\"}}",
        "{\"@type\":\"NewsArticle\",\"headline\":[\"Mast felled\"]}",
        /* several objects in one script */
        "{\"@type\":\"WebSite\",\"name\":\"Valley\"}\n" ARTICLE,
        "{\"@type\":\"WebSite\",\"name\":\"Valley\"}," ARTICLE,
        "{\"@type\":\"WebSite\"} {\"@type\":\"WebPage\"};{\"@type\":\"Person\"}\n" ARTICLE,
        /* almost JSON */
        "\n<!--\n" ARTICLE "\n-->\n",
        "//<![CDATA[\n" ARTICLE "\n//]]>",
        "\xEF\xBB\xBF" ARTICLE,
        ARTICLE ";",
        "{\"@type\":\"NewsArticle\",\"headline\":\"Mast felled\",}",
        "{\"@type\":\"NewsArticle\",\"headline\":\"Mast felled\",\"about\":[\"a\",],}",
        "{\"@type\":\"NewsArticle\",\"description\":\"two\nlines\tand a tab\",\"headline\":\"Mast felled\"}",
        "{\"@type\":\"NewsArticle\",\"description\":\"the \"great\" storm\",\"headline\":\"Mast felled\"}",
        "{\"@type\":\"NewsArticle\",\"description\":\"it\\'s \\x bad \\ud800\",\"headline\":\"Mast felled\"}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        expect_headline(&shapes[i], 1, NULL, "Mast felled");
}

static void chooses_the_article_of_the_page(void **state)
{
    static const char *const scripts[] = {"{\"@type\":\"NewsArticle\",\"headline\":\"Bridge closed\"}",
                                          "{\"@type\":\"NewsArticle\",\"headline\":\"Mast felled\"}",
                                          "{\"@type\":\"Organization\",\"headline\":\"Valley Post\"}"};
    static const char *const by_address[] = {
        "{\"@type\":\"NewsArticle\",\"headline\":\"Bridge closed\",\"url\":\"https://valley.example/bridge\"}",
        "{\"@type\":\"NewsArticle\",\"headline\":\"Mast felled\",\"mainEntityOfPage\":{\"@id\":"
        "\"http://valley.example/mast/?x=1\"}}"};
    (void)state;
    expect_headline(scripts, 3, "Mast felled by storm", "Mast felled");
    expect_headline(by_address, 2, NULL, "Mast felled");
}

static void knows_articles_from_offers_of_work(void **state)
{
    static const char *const texts[] = {"{\"@type\":\"JobPosting\",\"headline\":\"Road engineer\"}",
                                        "{\"@type\":\"LiveBlogPosting\",\"headline\":\"Mast felled\"}",
                                        "{\"@type\":\"DiscussionForumPosting\",\"headline\":\"Mast felled\"}"};
    (void)state;
    expect_headline(texts, 1, NULL, "none");
    expect_headline(texts + 1, 1, NULL, "Mast felled");
    expect_headline(texts + 2, 1, NULL, "Mast felled");
}

static void refuses_what_is_hopeless(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "   ",
                                        "no JSON",
                                        "{\"@type\":\"NewsArticle\",\"headline\":\"Mast",
                                        "{\"@type\":\"NewsArticle\" \"headline\":\"Mast felled\"}",
                                        "[[[[",
                                        "{]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_headline(&texts[i], 1, NULL, "none");
    struct buffer deep = {0};
    for (int i = 0; i < 100000; i++)
        buffer_append_text(&deep, "[{\"a\":");
    assert_null(json_ld_parse(deep.data, deep.size));
    buffer_clear(&deep);
    buffer_append_text(&deep, "{\"@type\":\"NewsArticle\",\"articleBody\":\"");
    for (int i = 0; i < 300000; i++)
        buffer_append_text(&deep, "ten bytes ");
    buffer_append_text(&deep, "\"}");
    assert_null(json_ld_parse(deep.data, deep.size));
    buffer_free(&deep);
}

static void spends_little_memory(void **state)
{
    (void)state;
    struct buffer many = {0};
    size_t brackets = 0;
    buffer_append_text(&many, "[" ARTICLE);
    for (int i = 0; i < 400000; i++)
        buffer_append_text(&many, ",{}");
    buffer_append_text(&many, "]");
    const char *text = many.data;
    expect_headline(&text, 1, NULL, "none");
    assert_false(json_ld_fits(text, many.size, &brackets));
    buffer_free(&many);
}

static void follows_references(void **state)
{
    static const char *const text =
        "{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"Mast felled\",\"author\":{\"@id\":"
        "\"#jane\"},\"publisher\":{\"@id\":\"#nobody\"}},{\"@type\":\"Person\",\"@id\":\"#jane\","
        "\"name\":\"Jane Roe\"}]}";
    struct script script = {text, strlen(text)};
    struct outline outline = {.scripts = &script, .script_count = 1};
    struct json_ld ld;
    (void)state;
    json_ld_read(&ld, &outline, NULL, NULL);
    const json_t *author = json_ld_resolve(&ld, json_object_get(ld.article, "author"));
    assert_string_equal(json_ld_member(author, "name"), "Jane Roe");
    const json_t *publisher = json_object_get(ld.article, "publisher");
    assert_ptr_equal(json_ld_resolve(&ld, publisher), publisher);
    json_ld_free(&ld);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_article_in_all_shapes),
                                       cmocka_unit_test(chooses_the_article_of_the_page),
                                       cmocka_unit_test(knows_articles_from_offers_of_work),
                                       cmocka_unit_test(refuses_what_is_hopeless),
                                       cmocka_unit_test(spends_little_memory),
                                       cmocka_unit_test(follows_references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
