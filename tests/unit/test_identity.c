/* links: ingest — ids and versions. What is expected here is what stores hold: it must never change. */
#include "ingest/article_identity.h"
#include "ingest/page.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>
#include <string.h>

static json_t *article(void)
{
    return json_pack("{s:s, s:s, s:s, s:[{s:s}], s:s}", "url", "http://example.com/a", "headline", "A", "articleBody",
                     "B", "author", "name", "C", "inLanguage", "en");
}

static void versions_of(json_t *json, char version[ARTICLE_ID_SIZE])
{
    article_identity_version(json, version);
    json_decref(json);
}

static void digests_stay_what_they_are(void **state)
{
    char id[ARTICLE_ID_SIZE], version[ARTICLE_ID_SIZE];
    (void)state;
    /* sha256("http://example.com/") */
    article_identity_id("http://example.com/", id);
    assert_string_equal(id, "2a1b402420ef46577471cdc7409b0fa2");
    /* sha256("1:A-:-:1:B1;1:C-:2:en") */
    versions_of(article(), version);
    assert_string_equal(version, "b1a5529ddb9a770c8cdb909f8e9ef1c7");
}

static void what_makes_a_version(void **state)
{
    char plain[ARTICLE_ID_SIZE], other[ARTICLE_ID_SIZE];
    static const char *const counted[] = {"headline",    "alternativeHeadline", "abstract",
                                          "articleBody", "datePublished",       "inLanguage"};
    static const char *const ignored[] = {"dateModified", "fetchedAt", "image", "articleSection", "url"};
    (void)state;
    versions_of(article(), plain);
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        json_t *json = article();
        json_object_set_new(json, counted[i], json_string("other"));
        versions_of(json, other);
        assert_string_not_equal(plain, other);
    }
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        json_t *json = article();
        json_object_set_new(json, ignored[i], json_string("other"));
        versions_of(json, other);
        assert_string_equal(plain, other);
    }
}

static void text_cannot_move_between_fields(void **state)
{
    char one[ARTICLE_ID_SIZE], two[ARTICLE_ID_SIZE];
    (void)state;
    versions_of(json_pack("{s:s, s:s}", "headline", "ab", "articleBody", "c"), one);
    versions_of(json_pack("{s:s, s:s}", "headline", "a", "articleBody", "bc"), two);
    assert_string_not_equal(one, two);
    versions_of(json_pack("{s:s}", "abstract", ""), one);
    versions_of(json_pack("{}"), two);
    assert_string_not_equal(one, two);
    versions_of(json_pack("{s:[{s:s}, {s:s}]}", "author", "name", "A", "name", "B"), one);
    versions_of(json_pack("{s:[{s:s}]}", "author", "name", "AB"), two);
    assert_string_not_equal(one, two);
}

static void url_becomes_canonical(void **state)
{
    struct error error = {0};
    json_t *json = json_pack("{s:s}", "url", "HTTP://Example.com/?utm_source=x#y");
    (void)state;
    assert_true(article_identity_set(json, &error));
    assert_string_equal(json_string_value(json_object_get(json, "url")), "http://example.com/");
    assert_string_equal(json_string_value(json_object_get(json, "id")), "2a1b402420ef46577471cdc7409b0fa2");
    json_decref(json);

    json = json_pack("{s:s}", "url", "http://");
    assert_false(article_identity_set(json, &error));
    json_decref(json);
    json = json_pack("{s:s}", "url", "urn:newsmill:a/b.html");
    assert_true(article_identity_set(json, &error));
    assert_string_equal(json_string_value(json_object_get(json, "url")), "urn:newsmill:a/b.html");
    json_decref(json);
}

static void paths_as_urns(void **state)
{
    char *urn = page_urn("a b/\xc3\xa9#1.html");
    (void)state;
    assert_string_equal(urn, "urn:newsmill:a%20b/%C3%A9%231.html");
    free(urn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(digests_stay_what_they_are),
                                       cmocka_unit_test(what_makes_a_version),
                                       cmocka_unit_test(text_cannot_move_between_fields),
                                       cmocka_unit_test(url_becomes_canonical), cmocka_unit_test(paths_as_urns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
