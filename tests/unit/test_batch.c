/* links: sink
 * From articles to rows: order, repetitions, currency, what is refused. Also the set of versions and word search.
 */
#include "tests/unit/test_common.h"

#include "sink/batch.h"
#include "sink/version_set.h"
#include "sink/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define V_1  "11111111111111111111111111111111"
#define V_2  "22222222222222222222222222222222"
#define V_3  "33333333333333333333333333333333"

/* An article with these members besides the required ones. */
static struct article parse(const char *id, const char *version, const char *fetched, const char *more)
{
    struct article article;
    struct error error = {ERROR_NONE, ""};
    char *text = xprintf("{\"id\":\"%s\",\"version\":\"%s\",\"url\":\"https://a.example/\",\"fetchedAt\":\"%s\","
                         "\"alternativeHeadline\":\"\",\"%s\":\"x\"%s%s}",
                         id, version, fetched, strstr(more, "headline\":") ? "articleSection" : "headline",
                         *more ? "," : "", more);
    if (!article_parse(&article, text, strlen(text), &error))
        fail_msg("%s", error.text);
    free(text);
    return article;
}

static struct batch *batch_of(const struct article *articles, size_t count)
{
    struct batch_item items[8];
    struct error error = {ERROR_NONE, ""};
    for (size_t i = 0; i < count; i++)
        items[i] = (struct batch_item){&articles[i], NULL, 0};
    struct batch *batch = batch_new(items, count, &error);
    if (!batch)
        fail_msg("%s", error.text);
    return batch;
}

static void free_all(struct batch *batch, struct article *articles, size_t count)
{
    batch_free(batch);
    for (size_t i = 0; i < count; i++)
        article_free(&articles[i]);
}

static void assert_text(struct batch_text text, const char *expected)
{
    if (!expected) {
        assert_null(text.data);
        return;
    }
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

static void test_empty(void **state)
{
    (void)state;
    struct batch *batch = batch_new(NULL, 0, NULL);
    assert_int_equal(batch->article_count, 0);
    batch_free(batch);
    batch_free(NULL);
}

static void test_columns(void **state)
{
    (void)state;
    struct article articles[] = {
        parse(ID_A, V_1, "2026-01-01T01:00:00.75+01:00",
              "\"headline\":\"H\",\"author\":[{\"name\":\"É\"}],\"publisher\":{\"name\":\"P\"},\"keywords\":[],"
              "\"source\":{\"kind\":\"feed\",\"url\":\"https://s.example/\",\"feed\":\"https://f.example/\"},"
              "\"datePublished\":\"2026-01-01\",\"image\":\"i\",\"abstract\":\"\"")};
    struct batch *batch = batch_of(articles, 1);
    const struct batch_article *row = &batch->articles[0];
    assert_string_equal(row->id, ID_A);
    assert_text(row->columns[COLUMN_HEADLINE], "H");
    assert_text(row->columns[COLUMN_AUTHORS], "[{\"name\":\"É\"}]");
    assert_text(row->columns[COLUMN_PUBLISHER_NAME], "P");
    assert_text(row->columns[COLUMN_PUBLISHER_URL], NULL);
    assert_text(row->columns[COLUMN_KEYWORDS], "[]");
    assert_text(row->columns[COLUMN_SOURCE_FEED], "https://f.example/");
    assert_text(row->columns[COLUMN_ABSTRACT], "");
    assert_text(row->columns[COLUMN_ARTICLE_BODY], NULL);
    assert_true(row->fetched_at == 1767225600 && row->last_seen_at == row->fetched_at);
    assert_true(row->date_published == 1767225600);
    assert_true(row->date_modified == BATCH_NO_TIME);
    assert_true(row->current);
    assert_int_equal(row->entity_count + row->mention_count + batch->entity_count, 0);
    free_all(batch, articles, 1);
}

/* The document is the text as it came, unless that would break a line. */
static void test_documents(void **state)
{
    (void)state;
    struct article article = parse(ID_A, V_1, "2026-01-01T00:00:00Z", "\"x\":1.0");
    static const char one_line[] = "{ \"as\": \"it came\" }", two_lines[] = "{\n}";
    const struct batch_item items[] = {{&article, one_line, sizeof one_line - 1}};
    struct batch *batch = batch_new(items, 1, NULL);
    assert_text(batch->articles[0].document, one_line);
    batch_free(batch);
    const struct batch_item broken[] = {{&article, two_lines, sizeof two_lines - 1}};
    batch = batch_new(broken, 1, NULL);
    assert_text(batch->articles[0].document, "{\"id\":\"" ID_A "\",\"version\":\"" V_1
                                             "\",\"url\":\"https://a.example/\",\"fetchedAt\":\"2026-01-01T00:00:00Z\","
                                             "\"alternativeHeadline\":\"\",\"headline\":\"x\",\"x\":1.0}");
    batch_free(batch);
    article_free(&article);
}

static void test_order_and_repetitions(void **state)
{
    (void)state;
    struct article articles[] = {
        parse(ID_B, V_1, "2026-01-05T00:00:00Z", ""),
        parse(ID_A, V_2, "2026-01-02T00:00:00Z", "\"headline\":\"once\""),
        parse(ID_A, V_1, "2026-01-03T00:00:00Z", ""),
        parse(ID_A, V_2, "2026-01-04T00:00:00Z", "\"headline\":\"later\""),
        parse(ID_A, V_3, "2026-01-03T00:00:00Z", "\"dateModified\":\"2026-01-01\""),
        parse(ID_A, V_2, "2026-01-01T00:00:00Z", "\"headline\":\"first\""),
    };
    struct batch *batch = batch_of(articles, 6);
    assert_int_equal(batch->article_count, 4);
    assert_int_equal(batch->repeated, 2);
    const struct batch_article *row = batch->articles;
    assert_string_equal(row[0].version, V_1);
    assert_string_equal(row[1].version, V_2);
    assert_string_equal(row[2].version, V_3);
    assert_string_equal(row[3].id, ID_B);
    assert_false(row[0].current);
    assert_true(row[1].current);
    assert_false(row[2].current);
    assert_true(row[3].current);
    assert_text(row[1].columns[COLUMN_HEADLINE], "later");
    char text[32];
    assert_string_equal(batch_stamp(row[1].fetched_at, text), "2026-01-01T00:00:00Z");
    assert_string_equal(batch_stamp(row[1].last_seen_at, text), "2026-01-04T00:00:00Z");
    free_all(batch, articles, 6);
}

static void test_currency(void **state)
{
    (void)state;
    const struct batch_article a = {.version = V_1, .last_seen_at = 5, .date_modified = BATCH_NO_TIME};
    const struct batch_article b = {.version = V_1, .last_seen_at = 5, .date_modified = -1};
    const struct batch_article c = {.version = V_2, .last_seen_at = 5, .date_modified = -1};
    const struct batch_article d = {.version = V_1, .last_seen_at = 6, .date_modified = BATCH_NO_TIME};
    assert_true(batch_compare_currency(&a, &b) < 0);
    assert_true(batch_compare_currency(&b, &c) < 0);
    assert_true(batch_compare_currency(&c, &d) < 0);
    assert_true(batch_compare_currency(&d, &a) > 0);
    assert_int_equal(batch_compare_currency(&a, &a), 0);
}

static void test_entities(void **state)
{
    (void)state;
    static const char one[] =
        "\"articleBody\":\"z a z\",\"headline\":\"z\",\"entities\":["
        "{\"id\":\"z\",\"type\":\"ORG\",\"name\":\"Z\",\"salience\":0.25,\"mentions\":[{\"start\":4,\"end\":5,"
        "\"text\":\"z\"},{\"start\":0,\"end\":1,\"text\":\"z\"},{\"start\":0,\"end\":1,\"text\":\"z\"}]},"
        "{\"id\":\"a\",\"type\":\"MONEY\",\"name\":\"A\",\"value\":2.5,\"currency\":\"USD\",\"ids\":{\"k\":\"v\"},"
        "\"mentions\":[{\"start\":2,\"end\":3,\"text\":\"a\"}]},"
        "{\"id\":\"z\",\"type\":\"ORG\",\"name\":\"Z\",\"salience\":0.75,\"mentions\":[{\"field\":\"headline\","
        "\"start\":0,\"end\":1,\"text\":\"z\"}]}]";
    struct article articles[] = {parse(ID_B, V_1, "2026-01-01T00:00:00Z", one),
                                 parse(ID_A, V_1, "2026-01-01T00:00:00Z",
                                       "\"entities\":[{\"id\":\"m\",\"type\":\"GPE\",\"name\":\"M\",\"mentions\":[]},"
                                       "{\"id\":\"a\",\"type\":\"MONEY\",\"name\":\"A\",\"mentions\":[]}]")};
    struct batch *batch = batch_of(articles, 2);
    assert_int_equal(batch->entity_count, 3);
    assert_string_equal(batch->entities[0].id, "a");
    assert_string_equal(batch->entities[1].id, "m");
    assert_string_equal(batch->entities[2].id, "z");
    const struct batch_article *second = &batch->articles[1];
    assert_int_equal(second->entity_count, 2);
    const struct batch_article_entity *of_second = batch->article_entities + second->first_entity;
    assert_string_equal(of_second[0].entity_id, "a");
    assert_true(isnan(of_second[0].salience));
    assert_string_equal(of_second[1].entity_id, "z");
    assert_true(fabs(of_second[1].salience - 0.75) < 1e-9);
    assert_int_equal(second->mention_count, 4);
    const struct batch_mention *mention = batch->mentions + second->first_mention;
    assert_string_equal(mention[0].entity_id, "a");
    assert_int_equal(mention[1].start, 0);
    assert_int_equal(mention[2].start, 4);
    assert_string_equal(mention[3].field, "headline");
    free_all(batch, articles, 2);
}

/* What fits into no row gets none; the article and the rest of it are stored. */
static void test_left_out(void **state)
{
    (void)state;
    struct buffer more = {0};
    buffer_append_text(&more, "\"entities\":[{\"id\":\"name:ORG:");
    for (int i = 0; i < 400; i++)
        buffer_append_text(&more, "\u682a");
    buffer_append_text(&more,
                       "\",\"type\":\"ORG\",\"name\":\"A\",\"mentions\":[{\"start\":0,\"end\":1,\"text\":\"a\"}]},"
                       "{\"id\":\"b\",\"type\":\"ORG\",\"name\":\"B\",\"mentions\":["
                       "{\"start\":3,\"end\":2,\"text\":\"b\"},{\"start\":4,\"end\":2147483648,\"text\":\"b\"},"
                       "{\"start\":5,\"end\":6,\"text\":\"b\"}]}]");
    struct article article = parse(ID_A, V_1, "2026-01-01T00:00:00Z", more.data);
    struct batch *batch = batch_of(&article, 1);
    assert_int_equal(batch->article_count, 1);
    assert_int_equal(batch->entity_count, 1);
    assert_string_equal(batch->entities[0].id, "b");
    assert_int_equal(batch->articles[0].entity_count, 1);
    assert_int_equal(batch->articles[0].mention_count, 1);
    assert_int_equal(batch->mentions[0].start, 5);
    free_all(batch, &article, 1);
    buffer_free(&more);
}

static void test_refused(void **state)
{
    (void)state;
    struct error error = {ERROR_NONE, ""};
    struct article article = parse(ID_A, V_1, "0000-01-01T00:00:00Z", "");
    const struct batch_item item = {&article, NULL, 0};
    assert_null(batch_new(&item, 1, &error));
    assert_int_equal(error.kind, ERROR_PERMANENT);
    assert_non_null(strstr(error.text, "fetchedAt"));
    article_free(&article);
}

static void test_stamps(void **state)
{
    (void)state;
    char text[32];
    assert_string_equal(batch_stamp(-62135596800LL, text), "0001-01-01T00:00:00Z");
    assert_string_equal(batch_stamp(253402300799LL, text), "9999-12-31T23:59:59Z");
    assert_null(batch_stamp(BATCH_NO_TIME, text));
}

static void test_version_set(void **state)
{
    (void)state;
    struct version_set set = {0};
    struct version_entry entry = {.last_seen_at = 1};
    char id[33], version[33];
    assert_null(version_set_find(&set, entry.key));
    assert_false(version_set_key("short", V_1, entry.key));
    assert_false(version_set_key(ID_A, "2222222222222222222222222222222G", entry.key));
    assert_false(version_set_key(NULL, V_1, entry.key));
    for (unsigned i = 0; i < 20000; i++) {
        snprintf(id, sizeof id, "%032x", i / 4);
        snprintf(version, sizeof version, "%032x", i % 4);
        assert_true(version_set_key(id, version, entry.key));
        assert_null(version_set_find(&set, entry.key));
        entry.last_seen_at = i;
        version_set_add(&set, &entry);
    }
    assert_int_equal(set.count, 20000);
    for (unsigned i = 0; i < 20000; i++) {
        snprintf(id, sizeof id, "%032x", i / 4);
        snprintf(version, sizeof version, "%032x", i % 4);
        version_set_key(id, version, entry.key);
        assert_int_equal(version_set_find(&set, entry.key)->last_seen_at, i);
    }
    version_set_free(&set);
}

static double score(const char *words, const char *headline, const char *body)
{
    struct words_query query;
    assert_true(words_query_init(&query, words, NULL));
    double value = words_score(&query, headline, body);
    words_query_free(&query);
    return value;
}

static void test_words(void **state)
{
    (void)state;
    assert_true(score("bank", "The BANK.", NULL) > 0);
    assert_true(score("ban", "The bank", NULL) <= 0);
    assert_true(score("\"central bank\"", NULL, "a central, bank") > 0);
    assert_true(score("\"bank central\"", NULL, "a central bank") <= 0);
    assert_true(score("ДОЖДЬ снег", "снег", "и дождь") > 0);
    assert_true(score("rain snow", "rain", "sun") <= 0);
    assert_true(score("rain", "rain", "sun") > score("rain", "sun", "rain"));
    struct words_query query;
    assert_false(words_query_init(&query, " \"\" .,", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),     cmocka_unit_test(test_columns),
        cmocka_unit_test(test_documents), cmocka_unit_test(test_order_and_repetitions),
        cmocka_unit_test(test_currency),  cmocka_unit_test(test_entities),
        cmocka_unit_test(test_left_out),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_stamps),    cmocka_unit_test(test_version_set),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
