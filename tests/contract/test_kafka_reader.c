/*
 * Reading what is in a topic without a group (common/kafka_reader.h), against a real Apache Kafka
 * (NEWSMILL_TEST_KAFKA=host:port).
 */
#include "tests/contract/kafka_test.h"

#include "common/kafka_reader.h"

enum { MOST = 400 };

struct seen {
    unsigned count, stop_at; /* stop_at: 0 reads all */
    int32_t partition[MOST];
    int64_t offset[MOST];
    bool number[MOST];
};

static bool take(void *context, const struct kafka_read *record)
{
    struct seen *seen = context;
    char text[16] = "";
    assert_true(seen->count < MOST && record->size > 0 && record->size < sizeof text);
    memcpy(text, record->data, record->size);
    unsigned number = (unsigned)atoi(text);
    assert_true(number < MOST && !seen->number[number]);
    seen->number[number] = true;
    seen->partition[seen->count] = record->partition;
    seen->offset[seen->count++] = record->offset;
    return seen->count != seen->stop_at;
}

static struct seen read_all(const char *endpoint, unsigned stop_at)
{
    struct error error = {0};
    struct seen seen = {.stop_at = stop_at};
    if (!kafka_read_topic(endpoint, NULL, LONGEST, take, &seen, &error))
        fail_msg("%s", error.text);
    return seen;
}

static void test_all_come_in_order_as_often_as_asked(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    char *endpoint = new_kafka_link("read");
    fill_topic(endpoint, "5", COUNT);
    for (int round = 0; round < 2; round++) {
        struct seen seen = read_all(endpoint, 0);
        assert_int_equal(seen.count, COUNT);
        for (unsigned i = 1; i < COUNT; i++)
            assert_true(seen.partition[i] > seen.partition[i - 1] ||
                        (seen.partition[i] == seen.partition[i - 1] && seen.offset[i] == seen.offset[i - 1] + 1));
    }
    assert_int_equal(committed_of(endpoint), 0);
    free(endpoint);
}

static void test_reading_ends_when_it_is_enough(void **state)
{
    (void)state;
    char *endpoint = new_kafka_link("enough");
    fill_topic(endpoint, "2", 50);
    assert_int_equal(read_all(endpoint, 7).count, 7);
    free(endpoint);
}

static void test_what_is_not_there_is_no_error(void **state)
{
    (void)state;
    char *endpoint = new_kafka_link("none");
    assert_int_equal(read_all(endpoint, 0).count, 0);
    fill_topic(endpoint, "1", 1);
    produce_raw(endpoint, "key", 3, NULL, 0); /* a tombstone, the last record */
    assert_int_equal(read_all(endpoint, 0).count, 1);
    free(endpoint);
}

static void test_a_broker_that_is_away_is_told(void **state)
{
    (void)state;
    struct error error = {0};
    struct seen seen = {0};
    char *endpoint = xprintf("kafka://127.0.0.1:%d/topic", free_port());
    assert_false(kafka_read_topic(endpoint, NULL, 1, take, &seen, &error));
    assert_int_equal(error.kind, ERROR_TEMPORARY);
    assert_non_null(strstr(error.text, endpoint));
    assert_false(kafka_read_topic("kafka://x", NULL, 1, take, &seen, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    free(endpoint);
}

int main(void)
{
    int result = 0;
    test_log_start("test_kafka_reader");
    if (!kafka_broker(&result))
        return result;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_come_in_order_as_often_as_asked),
        cmocka_unit_test(test_reading_ends_when_it_is_enough),
        cmocka_unit_test(test_what_is_not_there_is_no_error),
        cmocka_unit_test(test_a_broker_that_is_away_is_told),
    };
    return cmocka_run_group_tests_name("kafka_reader", tests, NULL, NULL);
}
