/* Kafka endpoints and librdkafka's settings, without a broker. */
#include "common/kafka_admin.h"
#include "common/link_kafka_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void test_endpoints(void **state)
{
    (void)state;
    static const struct {
        const char *endpoint, *servers, *topic, *group;
    } good[] = {
        {"kafka://localhost:9092/articles", "localhost:9092", "articles", NULL},
        {"kafka://localhost/articles.raw?group=g", "localhost", "articles.raw", "g"},
        {"kafka://a:1,b:2,[::1]:65535/t_-1?group=my group", "a:1,b:2,[::1]:65535", "t_-1", "my group"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct kafka_endpoint parsed;
        assert_true(kafka_endpoint_parse(&parsed, good[i].endpoint, NULL));
        assert_string_equal(parsed.servers, good[i].servers);
        assert_string_equal(parsed.topic, good[i].topic);
        if (good[i].group)
            assert_string_equal(parsed.group, good[i].group);
        else
            assert_null(parsed.group);
        kafka_endpoint_free(&parsed);
    }
}

static void test_bad_endpoints(void **state)
{
    (void)state;
    static const char *const bad[] = {"kafka://",
                                      "kafka://localhost",
                                      "kafka://localhost:9092/",
                                      "kafka:///articles",
                                      "kafka://localhost:/articles",
                                      "kafka://localhost:0/articles",
                                      "kafka://localhost:65536/articles",
                                      "kafka://localhost:9x/articles",
                                      "kafka://localhost:9092,/articles",
                                      "kafka://[::1/articles",
                                      "kafka://lo calhost:9092/articles",
                                      "kafka://localhost/two/parts",
                                      "kafka://localhost/spa ce",
                                      "kafka://localhost/.",
                                      "kafka://localhost/..",
                                      "kafka://localhost/articles?",
                                      "kafka://localhost/articles?group=",
                                      "kafka://localhost/articles?group=a&b=c",
                                      "kafka://localhost/articles?grupo=a"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct kafka_endpoint parsed;
        struct error error = {0};
        if (kafka_endpoint_parse(&parsed, bad[i], &error))
            fail_msg("taken: %s", bad[i]);
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_non_null(strstr(error.text, bad[i]));
    }
}

static struct error open_with(const char *key, const char *value)
{
    struct error error = {0};
    struct config_pair pair = {key, value};
    struct link_settings settings = {.name = "test", .kafka = {&pair, 1}};
    link_sender_close(link_sender_open("kafka://127.0.0.1:1/articles", &settings, &error));
    if (!error.kind)
        link_receiver_close(link_receiver_open("kafka://127.0.0.1:1/articles", &settings, &error));
    return error;
}

static void test_bad_settings_are_usage_errors(void **state)
{
    (void)state;
    static const char *const bad[][2] = {{"no.such.setting", "1"},
                                         {"linger.ms", "soon"},
                                         {"acks", "1"},
                                         {"enable.auto.commit", "true"},
                                         {"group.id", "other"},
                                         {"partitions", "0"},
                                         {"partitions", "many"},
                                         {"replication", ""},
                                         {"retention.ms", "-2"},
                                         {"transactional.id", "mine"},
                                         {"bootstrap.servers", "elsewhere:1"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = open_with(bad[i][0], bad[i][1]);
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_non_null(strstr(error.text, bad[i][0]));
    }
}

static void test_errors_show_no_secret(void **state)
{
    (void)state;
    static const char *const bad[] = {"sasl.pasword", "ssl.key.pen"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = open_with(bad[i], "s3cret");
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_non_null(strstr(error.text, bad[i]));
        assert_null(strstr(error.text, "s3cret"));
    }
}

static void test_settings_pass_through(void **state)
{
    (void)state;
    static const char *const good[][2] = {{"partitions", "3"},
                                          {"replication", "2"},
                                          {"retention.ms", "2592000000"},
                                          {"linger.ms", "50"},
                                          {"compression.type", "zstd"},
                                          {"fetch.wait.max.ms", "10"},
                                          {"partition.assignment.strategy", "cooperative-sticky"},
                                          {"security.protocol", "plaintext"}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_string_equal(open_with(good[i][0], good[i][1]).text, "");
}

static void test_dead_letters_are_kept(void **state)
{
    (void)state;
    static char key[] = "retention.ms", value[] = "2592000000";
    struct config_pair month = {key, value};
    struct link_settings settings = {.name = "test"};
    struct kafka_topic_settings topic;
    assert_true(kafka_topic_settings(&settings, &topic, NULL));
    assert_int_equal(topic.retention_ms, 0);
    settings.kept = true;
    assert_true(kafka_topic_settings(&settings, &topic, NULL));
    assert_int_equal(topic.retention_ms, -1);
    settings.kafka = (struct config_pairs){&month, 1};
    assert_true(kafka_topic_settings(&settings, &topic, NULL));
    assert_int_equal(topic.retention_ms, 2592000000);
}

static void test_offsets_are_compared_by_what_is_there(void **state)
{
    (void)state;
    int64_t first[] = {0, 40, 7}, next[] = {10, 50, 7}, done[] = {10, 50, KAFKA_OFFSET_NONE}, half[] = {5, 20, 7};
    struct kafka_offsets end = {3, first, next};
    struct kafka_offsets all = {3, NULL, done}, some = {3, NULL, half}, none = {0};
    assert_true(kafka_offsets_reached(&all, &end));
    assert_int_equal(kafka_offsets_between(&some, &end), 5 + 10);
    assert_int_equal(kafka_offsets_between(&none, &end), 20);
    assert_false(kafka_offsets_reached(&none, &end));
    assert_true(kafka_offsets_reached(&none, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_endpoints),
        cmocka_unit_test(test_bad_endpoints),
        cmocka_unit_test(test_bad_settings_are_usage_errors),
        cmocka_unit_test(test_errors_show_no_secret),
        cmocka_unit_test(test_settings_pass_through),
        cmocka_unit_test(test_dead_letters_are_kept),
        cmocka_unit_test(test_offsets_are_compared_by_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
