/* links: sink
 * What every store promises: versions, currency, order of arrival, reading, URLs and schemas. See test_store_faults.c
 * for what goes wrong. builds: asan (a store has no threads)
 */
#include "tests/contract/store_test.h"

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static json_t *find(struct store *store, const char *id_or_url)
{
    struct error error = {ERROR_NONE, ""};
    json_t *found = store_find(store, id_or_url, &error);
    if (!found)
        fail_msg("%s", error.text);
    return found;
}

/* The headline that is current, and how many versions there are. */
static void assert_current(struct store *store, const char *url, const char *headline, size_t versions)
{
    json_t *found = find(store, url);
    assert_string_equal(member(json_object_get(found, "document"), "headline"), headline);
    assert_int_equal(json_array_size(json_object_get(found, "versions")), versions);
    assert_true(json_is_true(json_object_get(json_array_get(json_object_get(found, "versions"), 0), "current")));
    json_decref(found);
}

static void test_same_version_twice(void **state)
{
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    const struct recipe recipes[] = {{.id = 1, .version = 1, .entities = 3}, {.id = 2, .version = 1, .entities = 3}};
    struct store_written written = put(store, recipes, 2);
    assert_int_equal(written.stored, 2);
    assert_int_equal(written.known, 0);
    char *before = dump(place);
    written = put(store, recipes, 2);
    assert_int_equal(written.stored, 0);
    assert_int_equal(written.known, 2);
    store_close(store);
    store = open_place(place);
    assert_int_equal(put(store, recipes, 2).known, 2);
    char *after = dump(place);
    assert_same_rows(before, after);
    free(before);
    free(after);
    store_close(store);
}

static void test_new_version_keeps_the_old(void **state)
{
    struct store *store = open_place(place_of(state));
    put_one(store, (struct recipe){.id = 1, .version = 9, .headline = "First", .fetched = "2026-01-01T00:00:00Z"});
    put_one(store, (struct recipe){.id = 1, .version = 3, .headline = "Second", .fetched = "2026-01-02T00:00:00Z"});
    assert_current(store, "https://news.example/1", "Second", 2);
    struct store_counts counts;
    assert_true(store_count(store, &counts, NULL));
    assert_int_equal(counts.articles, 1);
    assert_int_equal(counts.versions, 2);
    store_close(store);
}

static void test_older_version_arriving_late(void **state)
{
    struct store *store = open_place(place_of(state));
    put_one(store, (struct recipe){.id = 1, .version = 3, .headline = "New", .fetched = "2026-01-02T00:00:00Z"});
    put_one(store, (struct recipe){.id = 1, .version = 9, .headline = "Old", .fetched = "2026-01-01T00:00:00Z"});
    assert_current(store, "https://news.example/1", "New", 2);
    /* Fetched at the same time: the later dateModified counts, then the greater version. */
    put_one(store, (struct recipe){.id = 2, .version = 9, .headline = "None", .fetched = "2026-01-01T00:00:00Z"});
    put_one(store,
            (struct recipe){.id = 2, .version = 5, .headline = "Later", .modified = "2026-01-01T02:00:00+01:00"});
    put_one(store, (struct recipe){.id = 2, .version = 7, .headline = "Earlier", .modified = "2026-01-01T00:30:00Z"});
    assert_current(store, "https://news.example/2", "Later", 3);
    put_one(store, (struct recipe){.id = 2, .version = 6, .headline = "Great", .modified = "2026-01-01T01:00:00Z"});
    put_one(store, (struct recipe){.id = 2, .version = 2, .headline = "Small", .modified = "2026-01-01T01:00:00Z"});
    assert_current(store, "https://news.example/2", "Great", 5);
    store_close(store);
}

static void test_known_version_current_again(void **state)
{
    struct store *store = open_place(place_of(state));
    put_one(store, (struct recipe){.id = 1, .version = 1, .headline = "First", .fetched = "2026-01-01T00:00:00Z"});
    put_one(store, (struct recipe){.id = 1, .version = 2, .headline = "Second", .fetched = "2026-01-02T00:00:00Z"});
    put_one(store, (struct recipe){.id = 1, .version = 1, .headline = "First", .fetched = "2026-01-03T00:00:00Z"});
    assert_current(store, "https://news.example/1", "First", 2);
    json_t *found = find(store, "https://news.example/1");
    const json_t *current = json_array_get(json_object_get(found, "versions"), 0);
    assert_string_equal(member(current, "fetchedAt"), "2026-01-01T00:00:00Z");
    assert_string_equal(member(current, "lastSeenAt"), "2026-01-03T00:00:00Z");
    assert_string_equal(member(found, "lastSeenAt"), "2026-01-03T00:00:00Z");
    json_decref(found);
    /* Seen again, but before: nothing moves back. */
    put_one(store, (struct recipe){.id = 1, .version = 2, .headline = "Second", .fetched = "2026-01-02T12:00:00Z"});
    assert_current(store, "https://news.example/1", "First", 2);
    store_close(store);
}

static void assert_gone(struct store *store, const char *url, const char *at)
{
    struct error error = {ERROR_NONE, ""};
    json_t *found = find(store, url), *hits = store_search(store, "headline", 10, &error);
    assert_string_equal(member(found, "goneAt"), at);
    assert_true(json_is_string(json_object_get(found, "goneAt")) == (*at != '\0'));
    assert_string_equal(member(json_object_get(found, "document"), "headline"), "A headline");
    assert_int_equal(json_array_size(hits), 1);
    assert_string_equal(member(json_array_get(hits, 0), "goneAt"), at);
    json_decref(hits);
    json_decref(found);
}

static void test_gone_and_back(void **state)
{
    static const char url[] = "https://news.example/1";
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    const struct recipe gone = {.id = 1, .version = 1, .fetched = "2026-01-03T00:00:00Z", .gone = true};
    put_one(store, (struct recipe){.id = 2, .version = 1, .fetched = "2026-01-03T00:00:00Z", .gone = true});
    put_one(store, (struct recipe){.id = 1, .version = 1});
    assert_gone(store, url, "");
    struct store_written written = put(store, &gone, 1);
    assert_int_equal(written.stored, 0);
    assert_int_equal(written.known, 1);
    assert_gone(store, url, "2026-01-03T00:00:00Z");
    char *before = dump(place);
    put(store, &gone, 1);
    store_close(store);
    store = open_place(place);
    put(store, &gone, 1);
    put_one(store, (struct recipe){.id = 1, .version = 1, .fetched = "2026-01-02T00:00:00Z"}); /* late */
    char *after = dump(place);
    if (place->kind != KIND_JSONL) /* a file keeps every sighting */
        assert_true(strlen(before) == strlen(after));
    free(before);
    free(after);
    assert_gone(store, url, "2026-01-03T00:00:00Z");
    put_one(store, (struct recipe){.id = 1, .version = 1, .fetched = "2026-01-04T00:00:00Z"});
    assert_gone(store, url, "");
    put(store, &gone, 1); /* sent again, after it came back */
    assert_gone(store, url, "");
    const struct recipe both[] = {{.id = 1, .version = 2, .fetched = "2026-01-05T00:00:00Z"},
                                  {.id = 1, .version = 2, .fetched = "2026-01-07T00:00:00Z", .gone = true},
                                  {.id = 1, .version = 2, .fetched = "2026-01-06T00:00:00Z", .gone = true}};
    put(store, both, 3);
    assert_gone(store, url, "2026-01-07T00:00:00Z");
    store_close(store);
}

/* That an article is gone may come before the article, from several sides. */
static void test_gone_before_it_came(void **state)
{
    static const char url[] = "https://news.example/1";
    struct store *store = open_place(place_of(state));
    const struct recipe gone = {.id = 1, .version = 1, .fetched = "2026-01-03T00:00:00Z", .gone = true};
    put(store, &gone, 1);
    put_one(store, (struct recipe){.id = 1, .version = 1, .fetched = "2026-01-02T00:00:00Z", .gone = true});
    put_one(store, (struct recipe){.id = 1, .version = 1});
    assert_gone(store, url, "2026-01-03T00:00:00Z");
    put_one(store, (struct recipe){.id = 1, .version = 2, .fetched = "2026-01-02T00:00:00Z"});
    assert_gone(store, url, "2026-01-03T00:00:00Z");
    put_one(store, (struct recipe){.id = 1, .version = 2, .fetched = "2026-01-04T00:00:00Z"});
    assert_gone(store, url, "");
    put_one(store, (struct recipe){.id = 1, .version = 1, .fetched = "2026-01-01T06:00:00Z"});
    assert_gone(store, url, "");
    store_close(store);
}

/* Sightings of two versions, among them a return to the first one. */
static const struct recipe sightings[] = {
    {.id = 7, .version = 1, .headline = "A", .fetched = "2026-01-01T00:00:00Z", .entities = 2},
    {.id = 7, .version = 2, .headline = "B", .fetched = "2026-01-02T00:00:00Z", .entities = 2},
    {.id = 7, .version = 1, .headline = "A", .fetched = "2026-01-03T00:00:00Z", .entities = 2},
    {.id = 7, .version = 3, .headline = "C", .fetched = "2026-01-02T12:00:00Z", .entities = 2},
};

static void test_any_order_gives_the_same_rows(void **state)
{
    struct place *place = place_of(state);
    char *expected = NULL;
    /* Each of the 24 orders one by one, and half of each in one batch. */
    for (unsigned order = 0; order < 48; order++) {
        struct recipe recipes[4];
        unsigned left[] = {0, 1, 2, 3}, code = order % 24;
        for (unsigned i = 0; i < 4; i++) {
            unsigned pick = code % (4 - i);
            code /= 4 - i;
            recipes[i] = sightings[left[pick]];
            memmove(left + pick, left + pick + 1, (3 - pick) * sizeof *left);
        }
        struct place *own = place_new(place->kind);
        struct store *store = open_place(own);
        size_t step = order < 24 ? 1 : 2;
        for (size_t i = 0; i < 4; i += step)
            put(store, recipes + i, step);
        assert_current(store, "https://news.example/7", "A", 3);
        store_close(store);
        char *rows = dump(own);
        if (expected && place->kind != KIND_JSONL)
            assert_same_rows(expected, rows);
        free(expected);
        expected = rows;
        place_free(own);
    }
    free(expected);
}

static void test_versions_of_one_article_in_a_batch(void **state)
{
    struct store *store = open_place(place_of(state));
    struct store_written written = put(store, sightings, 4);
    assert_int_equal(written.stored, 3);
    assert_int_equal(written.known, 1);
    assert_current(store, "https://news.example/7", "A", 3);
    store_close(store);
}

static void test_optional_dates_lose_nothing(void **state)
{
    struct place *place = place_of(state);
    struct store *store = open_place(place);
    put_one(store, (struct recipe){.id = 1, .version = 1, .modified = "0000-02-30T00:00:00Z"});
    put_one(store, (struct recipe){.id = 2, .version = 1, .modified = "0001-01-01"});
    put_one(store, (struct recipe){.id = 3, .version = 1, .modified = "9999-12-31T23:59:59-12:00"});
    struct store_counts counts;
    assert_true(store_count(store, &counts, NULL));
    assert_int_equal(counts.articles, 3);
    json_t *found = find(store, "https://news.example/1");
    assert_string_equal(member(json_object_get(found, "document"), "dateModified"), "0000-02-30T00:00:00Z");
    json_decref(found);
    store_close(store);
}

static void test_extreme_sizes(void **state)
{
    struct store *store = open_place(place_of(state));
    struct buffer body = {0}, url = {0};
    for (unsigned i = 0; i < 300000; i++) {
        utf8_append(&body, 0x20000 + i % 40000);
        buffer_append_char(&body, ' ');
    }
    buffer_append_text(&url, "https://news.example/");
    for (unsigned i = 0; i < 8000; i++)
        buffer_append_char(&url, (char)('a' + (i * i + i / 7) % 26));
    put_one(store, (struct recipe){.id = 1, .version = 1, .body = body.data, .url = url.data});
    json_t *found = find(store, url.data);
    assert_string_equal(member(json_object_get(found, "document"), "articleBody"), body.data);
    json_decref(found);
    buffer_free(&body);
    buffer_free(&url);
    store_close(store);
}

/* ---- reading ---- */

static void put_library(struct store *store)
{
    put_one(store, (struct recipe){.id = 1,
                                   .version = 1,
                                   .headline = "Bank raises rates",
                                   .entities = 2,
                                   .body = "The central bank of Élysée raised its main rate."});
    put_one(store, (struct recipe){.id = 2,
                                   .version = 1,
                                   .headline = "Weather",
                                   .entities = 1,
                                   .body = "A river bank in the central district; rates are low. U.S. said so."});
    put_one(store, (struct recipe){.id = 3, .version = 1, .headline = "Погода в Москве", .body = "Снег и ДОЖДЬ."});
    put_one(store, (struct recipe){.id = 4, .version = 1, .headline = "Old words", .body = "obsolete"});
    put_one(store,
            (struct recipe){
                .id = 4, .version = 2, .headline = "New words", .body = "fresh", .fetched = "2026-02-01T00:00:00Z"});
}

static size_t hits(struct store *store, const char *words, const char *first)
{
    struct error error = {ERROR_NONE, ""};
    json_t *rows = store_search(store, words, 10, &error);
    if (!rows)
        fail_msg("searching %s: %s", words, error.text);
    size_t count = json_array_size(rows);
    if (first)
        assert_string_equal(member(json_array_get(rows, 0), "headline"), first);
    json_decref(rows);
    return count;
}

static void test_search(void **state)
{
    struct store *store = open_place(place_of(state));
    put_library(store);
    assert_int_equal(hits(store, "bank", "Bank raises rates"), 2);
    assert_int_equal(hits(store, "BANK central", NULL), 2);
    assert_int_equal(hits(store, "\"central bank\"", "Bank raises rates"), 1);
    assert_int_equal(hits(store, "river rates", "Weather"), 1);
    assert_int_equal(hits(store, "погода", "Погода в Москве"), 1);
    assert_int_equal(hits(store, "дождь", "Погода в Москве"), 1);
    assert_int_equal(hits(store, "nowhere", NULL), 0);
    assert_int_equal(hits(store, "ban", NULL), 0);
    assert_int_equal(hits(store, "obsolete", NULL), 0);
    assert_int_equal(hits(store, "fresh", "New words"), 1);
    /* Signs that mean something to a search engine are words here. */
    assert_int_equal(hits(store, "bank OR weather", NULL), 0);
    assert_int_equal(hits(store, "bank AND central", NULL), 0);
    hits(store, "-bank * ( ) : ^ ' \\ NEAR(a b) headline:bank \"unfinished", NULL);
    struct error error = {ERROR_NONE, ""};
    assert_null(store_search(store, "  \"\" ", 10, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    json_t *rows = store_search(store, "bank", 1, &error);
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(member(json_array_get(rows, 0), "url"), "https://news.example/1");
    assert_non_null(strstr(member(json_array_get(rows, 0), "excerpt"), "central"));
    json_decref(rows);
    store_close(store);
}

/* Three letters each, of which PostgreSQL makes three words: more than one of its search vectors holds. */
static void test_words_that_fill_an_index(void **state)
{
    struct store *store = open_place(place_of(state));
    struct buffer body = {0};
    for (unsigned i = 0; i < 30000; i++) {
        utf8_append(&body, 0x20000 + i);
        utf8_append(&body, 0x20000 + i * 7 % 40000);
        buffer_append_char(&body, '-');
        utf8_append(&body, 0x20000 + i * 11 % 40000);
        buffer_append_char(&body, ' ');
    }
    put_one(store, (struct recipe){.id = 1, .version = 1, .headline = "Full", .body = body.data});
    assert_int_equal(hits(store, "full", "Full"), 1);
    char *early = xstrndup(body.data + 100 * 14, 13);
    assert_int_equal(hits(store, early, "Full"), 1);
    free(early);
    put_one(store, (struct recipe){.id = 1, .version = 2, .headline = "Short", .fetched = "2026-02-01T00:00:00Z"});
    assert_int_equal(hits(store, "others", "Short"), 1);
    assert_int_equal(hits(store, "full", NULL), 0);
    buffer_free(&body);
    store_close(store);
}

static void test_find_top_count(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    assert_null(store_open(place->url, STORE_READ, &error)); /* nothing there yet */
    assert_int_equal(error.kind, ERROR_USAGE);
    struct store *writer = open_place(place);
    put_library(writer);
    struct store *store = store_open(place->url, STORE_READ, &error);
    if (!store)
        fail_msg("%s", error.text);
    assert_current(store, "https://news.example/1", "Bank raises rates", 1);
    json_t *found = find(store, "https://news.example/2");
    char *id = xstrdup(member(json_object_get(found, "document"), "id"));
    json_decref(found);
    assert_current(store, id, "Weather", 1);
    free(id);
    found = find(store, "https://news.example/as-fetched");
    assert_true(json_is_object(found));
    json_decref(found);
    found = find(store, "https://news.example/nothing");
    assert_true(json_is_null(found));
    json_decref(found);
    json_t *top = store_top(store, NULL, 5, &error);
    assert_int_equal(json_array_size(top), 3);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(top, 0), "articles")), 1);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(top, 0), "mentions")), 2);
    json_decref(top);
    top = store_top(store, "PERSON", 5, &error);
    assert_int_equal(json_array_size(top), 0);
    json_decref(top);
    struct store_counts counts;
    assert_true(store_count(store, &counts, &error));
    assert_int_equal(counts.articles, 4);
    assert_int_equal(counts.versions, 5);
    assert_int_equal(counts.entities, 3);
    assert_int_equal(counts.mentions, 6);
    store_close(store);
    store_close(writer);
}

/* ---- schemas and URLs ---- */

static void test_newer_schema(void **state)
{
    struct place *place = place_of(state);
    struct error error = {ERROR_NONE, ""};
    store_close(open_place(place));
    free(query_place(place, "INSERT INTO schema_migrations (number, name, applied_at) "
                            "VALUES (999, 'of tomorrow', '2030-01-01T00:00:00Z')"));
    assert_null(store_open(place->url, STORE_WRITE, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_non_null(strstr(error.text, "schema 999"));
    assert_null(store_open(place->url, STORE_READ, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
}

static void test_bad_urls(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "",
        "newsmill.db",
        "mysql://localhost/x",
        "sqlite:",
        "sqlite:/nonexistent/folder/x.db",
        "jsonl:",
        "jsonl:/no/such/dir",
        "sqlite:/tmp",
        "jsonl:/tmp/",
        "postgresql://host:notaport/x",
        "sqlite:/etc/passwd/x",
        "postgresql://h/x?nonsense=1",
        "sqlite:/etc/services",
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct error error = {ERROR_NONE, ""};
        struct store *store = store_open(urls[i], i == 12 ? STORE_READ : STORE_WRITE, &error);
        if (store || error.kind != ERROR_USAGE)
            fail_msg("%s: %s", urls[i], store ? "opened" : error.text);
    }
}

static void test_password_is_not_shown(void **state)
{
    (void)state;
    struct error error = {ERROR_NONE, ""};
    assert_null(
        store_open("postgresql://me:secret@127.0.0.1:1/x?password=secret&application_name=a", STORE_WRITE, &error));
    assert_int_equal(error.kind, ERROR_TEMPORARY);
    assert_null(strstr(error.text, "secret"));
    assert_non_null(strstr(error.text, "me:***@127.0.0.1:1/x"));
}

#define FOR_ALL(test) FOR(sqlite, test), FOR(postgres, test), FOR(jsonl, test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOR_ALL(test_same_version_twice),
        FOR_ALL(test_new_version_keeps_the_old),
        FOR_ALL(test_older_version_arriving_late),
        FOR_ALL(test_known_version_current_again),
        FOR_ALL(test_gone_and_back),
        FOR_ALL(test_gone_before_it_came),
        FOR_ALL(test_any_order_gives_the_same_rows),
        FOR_ALL(test_versions_of_one_article_in_a_batch),
        FOR_ALL(test_optional_dates_lose_nothing),
        FOR_ALL(test_extreme_sizes),
        FOR_ALL(test_search),
        FOR_ALL(test_words_that_fill_an_index),
        FOR_ALL(test_find_top_count),
        FOR(sqlite, test_newer_schema),
        FOR(postgres, test_newer_schema),
        cmocka_unit_test(test_bad_urls),
        cmocka_unit_test(test_password_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
