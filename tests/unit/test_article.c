/* links: common — the article: parsed once, checked by the schema's rules, written once. */
#include "common/article.h"
#include "common/json_write.h"

#include "tests/unit/test_common.h"

#include <string.h>

#define ID "0123456789abcdef0123456789abcdef"
#define HEAD                                                                                                           \
    "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"url\":\"https://example.com/"                                         \
    "a\",\"fetchedAt\":\"2026-11-22T18:20:00Z\""

static void fields_are_borrowed_and_unknown_ones_pass_through(void **state)
{
    static const char text[] =
        HEAD ",\"headline\":\"Über\",\"articleBody\":\"One.\\n\\nTwo.\",\"author\":[\"A\",{\"name\":\"B\"}],"
             "\"x\":{\"deep\":[1,2.5,0.81,9007199254740993]}}";
    struct article article;
    struct error error = {0};
    struct buffer out = {0};
    (void)state;
    assert_true(article_parse(&article, text, strlen(text), &error));
    assert_string_equal(article.id, ID);
    assert_string_equal(article.headline, "Über");
    assert_int_equal(article.headline_size, 5);
    assert_int_equal(article.body_size, 10);
    assert_null(article.date_published);
    article_write(&article, &out);
    assert_string_equal(out.data, text);
    buffer_free(&out);
    article_free(&article);
}

static void broken_articles_are_refused_by_name(void **state)
{
    static const char *const cases[][2] = {
        {"", "JSON is broken"},
        {"[]", "must be a JSON object"},
        {"{\"id\":", "JSON is broken at byte"},
        {HEAD "}", "neither headline nor articleBody"},
        {HEAD ",\"headline\":\"a\\u0000b\"}", "JSON is broken"},
        {HEAD ",\"headline\":\"\xff\"}", "invalid UTF-8 at byte"},
        {HEAD ",\"headline\":\"\"}", "'headline' must be a string that is not empty"},
        {HEAD ",\"headline\":7}", "'headline' must be"},
        {HEAD ",\"headline\":\"a\",\"id\":\"b\"}", "duplicate"},
        {"{\"id\":\"xyz\",\"headline\":\"a\"}", "'id' must be 32 hex digits"},
        {"{\"id\":\"" ID "\",\"headline\":\"a\"}", "'version' is missing"},
        {HEAD ",\"headline\":\"a\",\"datePublished\":\"yesterday\"}", "'datePublished' must be an RFC 3339 date"},
        {HEAD ",\"headline\":\"a\",\"datePublished\":\"2026-11-22T25:00:00Z\"}", "'datePublished'"},
        {HEAD ",\"headline\":\"a\",\"inLanguage\":\"English (US)\"}", "'inLanguage' must be a BCP 47"},
        {HEAD ",\"headline\":\"a\",\"author\":\"A\"}", "'author' must be an array"},
        {HEAD ",\"headline\":\"a\",\"author\":[{}]}", "'author' must be an array"},
        {HEAD ",\"headline\":\"a\",\"keywords\":[1]}", "'keywords' must be an array of strings"},
        {HEAD ",\"headline\":\"a\",\"source\":{}}", "'source' must be"},
        {HEAD ",\"headline\":\"a\",\"entities\":[{\"id\":\"x\",\"type\":\"THING\",\"name\":\"y\"}]}",
         "'entities' must be"},
        {HEAD ",\"headline\":\"a\",\"quotes\":[{\"start\":1,\"end\":3,\"text\":\"ab\"}]}", "'quotes' must be"},
        {HEAD
         ",\"headline\":\"a\",\"quotes\":[{\"start\":1,\"end\":3,\"text\":\"ab\",\"speaker\":{\"start\":9,\"end\":11,"
         "\"name\":\"Roe\"},\"cue\":{\"start\":5}}]}",
         "'quotes' must be"},
        {HEAD ",\"headline\":\"a\",\"x\":1e999}", "JSON is broken"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct article article;
        struct error error = {0};
        assert_false(article_parse(&article, cases[i][0], strlen(cases[i][0]), &error));
        assert_int_equal(error.kind, ERROR_PERMANENT);
        if (!strstr(error.text, cases[i][1]))
            fail_msg("case %zu: %s", i, error.text);
    }
}

static void dates_and_languages_keep_their_forms(void **state)
{
    static const char *const good[] = {
        HEAD ",\"headline\":\"a\",\"datePublished\":\"2026-11-22\"}",
        HEAD ",\"headline\":\"a\",\"datePublished\":\"2026-11-22T18:20:00.125-05:30\",\"inLanguage\":\"pt-BR\"}",
        HEAD
        ",\"headline\":\"a\",\"inLanguage\":\"zh-Hant-TW\",\"entities\":[{\"id\":\"country:US\",\"type\":\"GPE\","
        "\"name\":\"United "
        "States\",\"salience\":0.5,\"mentions\":[{\"start\":0,\"end\":1,\"text\":\"a\",\"field\":\"headline\"}]}]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct article article;
        struct error error = {0};
        if (!article_parse(&article, good[i], strlen(good[i]), &error))
            fail_msg("case %zu: %s", i, error.text);
        article_free(&article);
    }
}

/* What others wrote: empty texts are missing, `fetchedAt` is now; all else is checked as ever. */
static void drafts_are_completed(void **state)
{
    static const char draft[] = "{\"id\":\"00112233445566778899aabbccddeeff\",\"version\":"
                                "\"00112233445566778899aabbccddeeff\",\"url\":\"https://example.org/a\","
                                "\"headline\":\"\",\"articleBody\":\"x\"}";
    struct article article;
    struct error error = {0};
    (void)state;
    assert_false(article_parse(&article, draft, strlen(draft), &error));
    assert_true(article_parse_draft(&article, draft, strlen(draft), &error));
    assert_null(article.headline);
    assert_non_null(article.fetched_at);
    article_free(&article);
    assert_false(article_parse_draft(&article, "[]", 2, &error));
    assert_false(article_parse_draft(&article, "{}", 2, &error));
    assert_false(article_parse_draft(&article, "{", 1, &error));
}

static void writing_is_as_jansson_has_it(void **state)
{
    (void)state;
    char all[2 * 127 + 8];
    size_t size = 0;
    for (char c = 0; c < 127; c++) {
        all[size++] = c;
        all[size++] = 'x';
    }
    memcpy(all + size, "\x7f\xc3\xa9\xf0\x9f\x98\x80", 7);
    json_t *value =
        json_pack("{s:[i, f, f, b, b, n], s:{}, s:[], s:o, s:s, s:I}", "list", -5, 0.1, 1e300, 1, 0, "none", "empty",
                  "text", json_stringn(all, size + 7), "a \"key\"\n", "", "long", (json_int_t)INT64_MIN);
    char *wanted = json_dumps(value, ARTICLE_JSON_FLAGS);
    struct buffer found = {0};
    json_write(value, &found);
    assert_non_null(wanted);
    assert_string_equal(found.data, wanted);
    free(wanted);
    buffer_free(&found);
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drafts_are_completed),
        cmocka_unit_test(writing_is_as_jansson_has_it),
        cmocka_unit_test(fields_are_borrowed_and_unknown_ones_pass_through),
        cmocka_unit_test(broken_articles_are_refused_by_name),
        cmocka_unit_test(dates_and_languages_keep_their_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
