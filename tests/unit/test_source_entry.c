/* links: ingest — entries of sources in the configuration: what they may hold, and what is said of what they may not.
 */
#include "ingest/source_entry.h"
#include "tests/unit/test_common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool check(const char *text, struct error *error)
{
    json_t *list = json_loads(text, JSON_DECODE_ANY, NULL);
    if (!list)
        fail_msg("the test's JSON is broken: %s", text);
    error_clear(error);
    bool sound = source_entries_check(list, error);
    json_decref(list);
    return sound;
}

static void entries_that_are_sound(void **state)
{
    static const char *const sound[] = {
        "[]",
        "[\"https://a.example/feed\", \"site:b.example\"]",
        "[{\"source\": \"https://a.example/feed\"}]",
        "[{\"source\": \"https://a.example/feed\", \"headers\": {\"Authorization\": \"Bearer x\", \"X-Empty\": \"\"}, "
        "\"language\": \"pt-BR\", \"interval\": \"10m\", \"limits\": {\"page-bytes\": \"2MiB\", "
        "\"entries\": 500}, \"tags\": [\"markets\", \"crypto\"]}]",
        "[{\"source\": \"https://a.example/feed\", \"interval\": 90, \"headers\": {}, \"limits\": {}, \"tags\": []}]",
    };
    struct error error = {0};
    (void)state;
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        if (!check(sound[i], &error))
            fail_msg("%s: %s", sound[i], error.text);
}

static void headers_that_stay_at_home(void **state)
{
    static const struct {
        const char *source, *url;
        bool sent;
    } table[] = {{"https://a.example/feed", "https://a.example/x", true},
                 {"https://a.example/feed", "http://a.example/x", false},
                 {"https://a.example/feed", "https://b.example/x", false},
                 {"https://a.example/feed", "https://a.example:8443/x", false},
                 {"site:https://a.example/", "http://a.example/", false},
                 {"http://a.example/feed", "http://a.example/x", true},
                 {"http://a.example/feed", "https://a.example/x", true}};
    json_t *entry = json_pack("{s:{s:s}}", "headers", "Authorization", "Bearer x");
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct source_rules rules;
        source_entry_rules(entry, table[i].source, &rules);
        if ((source_rules_headers(&rules, table[i].url) != NULL) != table[i].sent)
            fail_msg("%s to %s", table[i].source, table[i].url);
        source_rules_clear(&rules);
    }
    json_decref(entry);
}

static void entries_that_are_not(void **state)
{
    static const struct {
        const char *entry, *said;
    } table[] = {
        {"7", "a text or an object"},
        {"\"\"", "'source' is missing"},
        {"\"-\"", "is no address"},
        {"\"pages/\"", "is no address"},
        {"{\"tags\": [\"a\"]}", "'source' is missing"},
        {"{\"source\": \"site:s.example\", \"tag\": \"a\"}", "unknown key 'tag'"},
        {"{\"source\": \"site:s.example\", \"tags\": \"a\"}", "'tags' must be"},
        {"{\"source\": \"site:s.example\", \"tags\": [\"\"]}", "'tags' must be"},
        {"{\"source\": \"site:s.example\", \"headers\": [\"a: b\"]}", "'headers' must be"},
        {"{\"source\": \"site:s.example\", \"headers\": {\"a b\": \"c\"}}", "'a b' cannot be set"},
        {"{\"source\": \"site:s.example\", \"headers\": {\"host\": \"c\"}}", "'host' cannot be set"},
        {"{\"source\": \"site:s.example\", \"headers\": {\"a\": \"b\\r\\nc: d\"}}", "one line"},
        {"{\"source\": \"site:s.example\", \"headers\": {\"a\": 7}}", "one line"},
        {"{\"source\": \"site:s.example\", \"language\": \"English (UK)\"}", "BCP 47"},
        {"{\"source\": \"site:s.example\", \"language\": \"\"}", "BCP 47"},
        {"{\"source\": \"site:s.example\", \"interval\": \"often\"}", "'interval'"},
        {"{\"source\": \"site:s.example\", \"interval\": \"0s\"}", "'interval'"},
        {"{\"source\": \"site:s.example\", \"limits\": 5}", "'limits' must be"},
        {"{\"source\": \"site:s.example\", \"limits\": {\"pages\": 5}}", "'limits.pages'"},
        {"{\"source\": \"site:s.example\", \"limits\": {\"entries\": 0}}", "'limits.entries'"},
        {"{\"source\": \"site:s.example\", \"limits\": {\"page-bytes\": \"much\"}}", "'limits.page-bytes'"},
        {"{\"source\": \"HTTPS://A.example/#top\", \"tags\": [\"b\"]}", "https://a.example/: it is entry 1, too"},
    };
    struct error error = {0};
    (void)state;
    assert_false(check("{}", &error));
    assert_false(check("\"https://a.example/\"", &error));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char text[512];
        snprintf(text, sizeof text, "[\"https://a.example/\", %s]", table[i].entry);
        if (check(text, &error))
            fail_msg("%s is not refused", table[i].entry);
        assert_int_equal(error.kind, ERROR_USAGE);
        if (!strstr(error.text, "entry 2") || !strstr(error.text, table[i].said))
            fail_msg("%s: %s", table[i].entry, error.text);
    }
}

static void rules(void **state)
{
    struct source_rules rules;
    (void)state;
    json_t *entry =
        json_loads("{\"source\": \"site:s.example\", \"headers\": {\"A\": \"b\", \"C\": \"\"}, \"language\": \"en\", "
                   "\"interval\": \"10m\", \"limits\": {\"page-bytes\": \"2MiB\", "
                   "\"entries\": 500}, \"tags\": [\"x\", \"y\"]}",
                   0, NULL);
    source_entry_rules(entry, "site:https://a.example:8080/", &rules);
    assert_string_equal(rules.headers->data, "A: b");
    assert_string_equal(rules.headers->next->data, "C;");
    assert_null(rules.headers->next->next);
    assert_string_equal(rules.host, "a.example:8080");
    assert_string_equal(rules.language, "en");
    assert_string_equal(rules.tags, "[\"x\",\"y\"]");
    assert_near(rules.interval, 600, 0);
    assert_int_equal(rules.page_bytes, 2 << 20);
    assert_int_equal(rules.entries, 500);
    source_rules_clear(&rules);
    json_decref(entry);
    entry = json_string("https://a.example/");
    assert_string_equal(source_entry_word(entry), "https://a.example/");
    source_entry_rules(entry, "https://a.example/", &rules);
    assert_null(rules.headers);
    assert_null(rules.tags);
    assert_near(rules.interval, 0, 0);
    source_rules_clear(&rules);
    json_decref(entry);
}

static void addresses(void **state)
{
    static const struct {
        const char *word, *address;
    } table[] = {{"https://A.example/feed?utm_source=x#top", "https://a.example/feed"},
                 {"site:A.example", "site:https://a.example/"},
                 {"site:http://a.example/news/", "site:http://a.example/news/"},
                 {"site:", NULL},
                 {"pages/", NULL},
                 {"warc:a.warc", NULL},
                 {"http://", NULL},
                 {"ftp://a.example/", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct error error = {0};
        char *address = source_address(table[i].word, &error);
        if (table[i].address)
            assert_string_equal(address, table[i].address);
        else
            assert_null(address);
        assert_true(address || error.kind != ERROR_NONE);
        free(address);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(entries_that_are_sound), cmocka_unit_test(entries_that_are_not),
                                       cmocka_unit_test(headers_that_stay_at_home), cmocka_unit_test(rules),
                                       cmocka_unit_test(addresses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
