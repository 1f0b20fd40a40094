/*
 * The Kafka sender under errors that only librdkafka's mock broker can be told to make. It keeps few messages and does
 * not check idempotence: that nothing is lost is shown with a real broker, in test_link_kafka*.c.
 */
#include "tests/contract/link_test.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#define PRODUCE 0 /* Kafka's number of the request */

struct mock {
    rd_kafka_t *handle;
    rd_kafka_mock_cluster_t *cluster;
    char *endpoint;
    struct link_sender *sender;
};

static void start_mock(struct mock *mock)
{
    char text[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", "127.0.0.1:1", text, sizeof text);
    rd_kafka_conf_set(conf, "log_level", "0", text, sizeof text);
    mock->handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    assert_non_null(mock->handle);
    mock->cluster = rd_kafka_mock_cluster_new(mock->handle, 1);
    assert_non_null(mock->cluster);
    assert_int_equal(rd_kafka_mock_topic_create(mock->cluster, "articles", 4, 1), 0);
    mock->endpoint = xprintf("kafka://%s/articles", rd_kafka_mock_cluster_bootstraps(mock->cluster));
    struct link_settings settings = test_settings("mock", 200);
    mock->sender = open_test_sender(mock->endpoint, &settings);
}

static void end_mock(struct mock *mock)
{
    link_sender_close(mock->sender);
    rd_kafka_mock_cluster_destroy(mock->cluster);
    rd_kafka_destroy(mock->handle);
    free(mock->endpoint);
}

static int64_t rebuilds(void)
{
    return metric_value(metrics_counter("newsmill_kafka_producer_rebuilds_total", NULL, ""));
}

static void test_temporary_errors_are_retried(void **state)
{
    (void)state;
    struct mock mock;
    start_mock(&mock);
    rd_kafka_mock_push_request_errors(mock.cluster, PRODUCE, 6, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR__TRANSPORT,
                                      RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
                                      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
    send_numbers(mock.sender, 0, 100, 100);
    collect_all(mock.sender, 100, LINK_ACKED);
    end_mock(&mock);
}

/* What librdkafka hands back as failed though it may succeed later is sent again by the link. */
static void test_failures_of_librdkafka_are_retried(void **state)
{
    (void)state;
    struct mock mock;
    start_mock(&mock);
    rd_kafka_mock_push_request_errors(mock.cluster, PRODUCE, 2, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                                      RD_KAFKA_RESP_ERR_POLICY_VIOLATION);
    send_numbers(mock.sender, 0, 50, 100);
    collect_all(mock.sender, 50, LINK_ACKED);
    end_mock(&mock);
}

static void test_refused_records_are_tried_alone(void **state)
{
    (void)state;
    struct mock mock;
    start_mock(&mock);
    rd_kafka_mock_push_request_errors(mock.cluster, PRODUCE, 1, RD_KAFKA_RESP_ERR_INVALID_RECORD);
    send_numbers(mock.sender, 0, 20, 100);
    collect_all(mock.sender, 20, LINK_ACKED);

    rd_kafka_mock_push_request_errors(mock.cluster, PRODUCE, 2, RD_KAFKA_RESP_ERR_INVALID_RECORD,
                                      RD_KAFKA_RESP_ERR_INVALID_RECORD);
    send_numbers(mock.sender, 20, 1, 100);
    struct link_message *message = collect_one(mock.sender);
    assert_int_equal(message->outcome, LINK_UNDELIVERABLE);
    assert_non_null(message->reason);
    link_message_free(message);
    end_mock(&mock);
}

static void test_fatal_error_makes_a_new_producer(void **state)
{
    (void)state;
    struct mock mock;
    int64_t before = rebuilds();
    start_mock(&mock);
    send_numbers(mock.sender, 0, 20, 100);
    collect_all(mock.sender, 20, LINK_ACKED);
    for (int round = 1; round <= 3; round++) {
        rd_kafka_mock_push_request_errors(mock.cluster, PRODUCE, 1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
        send_numbers(mock.sender, 20, 150, 100);
        collect_all(mock.sender, 150, LINK_ACKED);
        assert_int_equal(rebuilds(), before + round);
    }
    end_mock(&mock);
}

/* A batch is taken for one that the log has already, and reported as delivered without an offset. */
static void test_delivered_without_an_offset_is_sent_again(void **state)
{
    (void)state;
    struct mock mock;
    struct metric *sent = metrics_counter("newsmill_link_sent_total", "transport=\"kafka\"", "");
    start_mock(&mock);
    send_numbers(mock.sender, 0, 20, 100);
    collect_all(mock.sender, 20, LINK_ACKED);
    int64_t before = rebuilds(), sent_before = metric_value(sent);
    rd_kafka_mock_push_request_errors(mock.cluster, PRODUCE, 2, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                      RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER);
    send_numbers(mock.sender, 20, 10, 100);
    collect_all(mock.sender, 10, LINK_ACKED);
    assert_int_equal(rebuilds(), before + 1);
    assert_true(metric_value(sent) > sent_before + 10);
    end_mock(&mock);
}

static void test_broker_that_goes_and_comes_back(void **state)
{
    (void)state;
    struct mock mock;
    start_mock(&mock);
    send_numbers(mock.sender, 0, 10, 100);
    collect_all(mock.sender, 10, LINK_ACKED);
    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    WAIT_FOR(link_sender_trouble(mock.sender) > 0);
    send_numbers(mock.sender, 10, 100, 100);
    assert_int_equal(link_sender_pending(mock.sender), 100);
    rd_kafka_mock_broker_set_up(mock.cluster, 1);
    collect_all(mock.sender, 100, LINK_ACKED);
    WAIT_FOR(link_sender_trouble(mock.sender) == 0);
    end_mock(&mock);
}

/* Nobody is there: closing is quick and gives back everything. */
static void test_stop_while_the_broker_is_away(void **state)
{
    (void)state;
    struct mock mock;
    start_mock(&mock);
    send_numbers(mock.sender, 0, 10, 100);
    collect_all(mock.sender, 10, LINK_ACKED);
    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    send_numbers(mock.sender, 10, 100, 100);
    WAIT_FOR(link_sender_trouble(mock.sender) > 0);
    double since = clock_now();
    link_sender_stop(mock.sender);
    assert_true(clock_now() - since < 5);
    collect_all(mock.sender, 100, LINK_RELEASED);
    end_mock(&mock);
}

int main(void)
{
    test_log_start("test_link_kafka_mock");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_temporary_errors_are_retried),
        cmocka_unit_test(test_failures_of_librdkafka_are_retried),
        cmocka_unit_test(test_refused_records_are_tried_alone),
        cmocka_unit_test(test_fatal_error_makes_a_new_producer),
        cmocka_unit_test(test_delivered_without_an_offset_is_sent_again),
        cmocka_unit_test(test_broker_that_goes_and_comes_back),
        cmocka_unit_test(test_stop_while_the_broker_is_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
