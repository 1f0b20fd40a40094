/*
 * What is particular to the Kafka link, against a real Apache Kafka (NEWSMILL_TEST_KAFKA=host:port): topics, keys,
 * records of others, messages that the broker refuses. What it shares with all links is in test_link_contract.c.
 */
#include "tests/contract/kafka_test.h"

#include "common/link_kafka_client.h"

/* ---- sending ---- */

static void test_topic_is_made_with_its_partitions(void **state)
{
    (void)state;
    char *endpoint = new_kafka_link("made");
    struct error error = {0};
    struct kafka_offsets end = {0};
    struct kafka_admin *admin = kafka_admin_open(endpoint, NULL, &error);
    assert_non_null(admin);
    assert_true(kafka_admin_end_offsets(admin, LONGEST, &end, &error));
    assert_int_equal(end.count, 0);
    fill_topic(endpoint, "5", 10);
    assert_true(kafka_admin_end_offsets(admin, LONGEST, &end, &error));
    assert_int_equal(end.count, 5);
    assert_int_equal(kafka_offsets_between(&(struct kafka_offsets){0}, &end), 10);
    assert_false(kafka_offsets_reached(&(struct kafka_offsets){0}, &end));
    kafka_offsets_free(&end);
    kafka_admin_close(admin);
    free(endpoint);
}

/* Partitions of Java's default partitioner: (murmur2 of the key & 0x7fffffff) % partitions. */
static void test_keys_go_where_java_puts_them(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int32_t murmur2;
    } known[] = {{"21", -973932308},
                 {"foobar", -790332482},
                 {"abc", 479470107},
                 {"a-little-bit-long-string", -985981536},
                 {"a-little-bit-longer-string", -1486304829}};
    enum { COUNT = sizeof known / sizeof *known, PARTITIONS = 12 };
    char *endpoint = new_kafka_link("keys");
    struct link_settings settings = kafka_settings(COUNT, "12");
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    struct link_message *messages[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        assert_true(link_send(sender, link_message_new(known[i].key, xstrdup("x"), 1), LONGEST));
    collect_all(sender, COUNT, LINK_ACKED);
    link_sender_close(sender);
    struct link_receiver *receiver = open_kafka_receiver(endpoint, COUNT);
    receive_all(receiver, messages, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        size_t k = 0;
        while (k < COUNT && strcmp(known[k].key, messages[i]->key) != 0)
            k++;
        assert_true(k < COUNT);
        assert_int_equal(messages[i]->link.partition, (known[k].murmur2 & 0x7fffffff) % PARTITIONS);
    }
    link_settle(receiver, messages, COUNT, LINK_ACKED, NULL);
    link_receiver_close(receiver);
    free(endpoint);
}

/* Makes a topic whose broker takes far less than the link's limit. */
static void make_narrow_topic(const char *endpoint, size_t limit)
{
    struct kafka_endpoint parsed;
    struct kafka_client client;
    struct link_settings settings = kafka_settings(10, "1");
    struct kafka_topic_settings topic = {
        .partitions = 1, .replication = -1, .max_message_bytes = limit - KAFKA_FRAMING_BYTES};
    struct error error = {0};
    bool made;
    settings.max_message_bytes = LINK_MESSAGE_LIMIT;
    assert_true(kafka_endpoint_parse(&parsed, endpoint, &error));
    kafka_client_prepare(&client, &parsed, "testing");
    assert_true(kafka_client_open(&client, RD_KAFKA_PRODUCER, kafka_producer_conf(&parsed, &settings, &error), &error));
    if (!kafka_topic_create(client.handle, parsed.topic, &topic, LONGEST, &made, &error))
        fail_msg("%s", error.text);
    assert_true(made);
    kafka_client_dismiss(&client);
    kafka_endpoint_free(&parsed);
}

static struct link_message *random_message(unsigned number, size_t size)
{
    struct link_message *message = numbered(number, size);
    for (size_t i = 16; i < size; i++)
        message->data[i] = (char)rand();
    return message;
}

/* The broker refuses whole batches; only the message that it refuses alone is undeliverable. */
static void test_refused_message_is_told_from_its_batch(void **state)
{
    (void)state;
    enum { COUNT = 60, TOO_LARGE = 17 };
    char *endpoint = new_kafka_link("narrow");
    struct link_settings settings = kafka_settings(COUNT, "1");
    make_narrow_topic(endpoint, 100 << 10);
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    for (unsigned i = 0; i < COUNT; i++)
        assert_true(link_send(sender, random_message(i, i == TOO_LARGE ? 200 << 10 : 8 << 10), LONGEST));
    for (unsigned i = 0; i < COUNT; i++) {
        struct link_message *message = collect_one(sender);
        bool refused = number_of(message) == TOO_LARGE;
        assert_int_equal(message->outcome, refused ? LINK_UNDELIVERABLE : LINK_ACKED);
        assert_true(!refused || strstr(message->reason, "too large"));
        link_message_free(message);
    }
    link_sender_close(sender);
    free(endpoint);
}

static void test_topic_that_goes_is_made_again(void **state)
{
    (void)state;
    char *endpoint = new_kafka_link("gone");
    char *topic = topic_of_link(endpoint);
    struct link_settings settings = kafka_settings(10, "1");
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    send_numbers(sender, 0, 5, 1);
    collect_all(sender, 5, LINK_ACKED);

    char text[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", getenv("NEWSMILL_TEST_KAFKA"), text, sizeof text);
    rd_kafka_t *handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(handle);
    rd_kafka_DeleteTopic_t *delete = rd_kafka_DeleteTopic_new(topic);
    rd_kafka_DeleteTopics(handle, &delete, 1, NULL, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, (int)(LONGEST * 1000));
    assert_non_null(event);
    assert_int_equal(rd_kafka_event_error(event), 0);
    rd_kafka_event_destroy(event);
    rd_kafka_DeleteTopic_destroy(delete);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(handle);

    send_numbers(sender, 5, 5, 1);
    collect_all(sender, 5, LINK_ACKED);
    link_sender_close(sender);
    free(topic);
    free(endpoint);
}

/* ---- receiving ---- */

static void test_topic_may_come_later(void **state)
{
    (void)state;
    char *endpoint = new_kafka_link("later");
    struct link_message *message;
    struct link_receiver *receiver = open_kafka_receiver(endpoint, 10);
    assert_int_equal(link_receive(receiver, &message, 1, 1, NULL), 0);
    assert_false(link_receiver_ready(receiver));
    fill_topic(endpoint, "3", 1);
    double since = clock_now();
    message = receive_one(receiver);
    assert_true(clock_now() - since < 10);
    assert_true(link_receiver_ready(receiver));
    settle_one(receiver, message, LINK_ACKED, NULL);
    link_receiver_close(receiver);
    assert_int_equal(committed_of(endpoint), 1);
    free(endpoint);
}

static void test_records_of_others(void **state)
{
    (void)state;
    static const char bytes[] = "\x00\xff\xfe{\"id\":\x80";
    char long_key[LINK_KEY_SIZE + 1];
    char *endpoint = new_kafka_link("others");
    memset(long_key, 'k', sizeof long_key);
    fill_topic(endpoint, "1", 1);
    produce_raw(endpoint, "tombstone", 9, NULL, 0);
    produce_raw(endpoint, "empty", 5, "", 0);
    produce_raw(endpoint, "a\0b", 3, bytes, sizeof bytes);
    produce_raw(endpoint, long_key, sizeof long_key, "long", 4);
    produce_raw(endpoint, NULL, 0, "none", 4);
    produce_raw(endpoint, "tombstone", 9, NULL, 0);

    struct link_message *messages[4];
    struct link_receiver *receiver = open_kafka_receiver(endpoint, 10);
    receive_all(receiver, messages, 4);
    assert_string_equal(messages[0]->key, "key-0");
    assert_string_equal(messages[1]->key, "");
    assert_int_equal(messages[1]->size, sizeof bytes);
    assert_memory_equal(messages[1]->data, bytes, sizeof bytes);
    assert_string_equal(messages[2]->key, "");
    assert_string_equal(messages[3]->key, "");
    link_settle(receiver, messages, 4, LINK_REJECTED, "not an article");
    WAIT_FOR(committed_of(endpoint) == 7);
    link_receiver_close(receiver);
    free(endpoint);
}

/* Released ones come again, those and no others, with a count of the attempts. */
static void test_released_come_again_alone(void **state)
{
    (void)state;
    enum { COUNT = 30 };
    char *endpoint = new_kafka_link("released");
    struct link_message *messages[COUNT], *extra;
    fill_topic(endpoint, "1", COUNT);
    struct link_receiver *receiver = open_kafka_receiver(endpoint, COUNT);
    receive_all(receiver, messages, COUNT);
    for (unsigned i = 0; i < COUNT; i++)
        settle_one(receiver, messages[i], i % 7 == 3 ? LINK_RELEASED : LINK_ACKED, NULL);
    for (unsigned i = 3; i < COUNT; i += 7) {
        struct link_message *again = receive_one(receiver);
        assert_int_equal(number_of(again), i);
        assert_int_equal(again->attempts, 1);
        settle_one(receiver, again, LINK_ACKED, NULL);
    }
    assert_int_equal(link_receive(receiver, &extra, 1, 1, NULL), 0);
    WAIT_FOR(committed_of(endpoint) == COUNT);
    link_receiver_close(receiver);
    free(endpoint);
}

int main(void)
{
    int result = 0;
    if (!kafka_broker(&result))
        return result;
    test_log_start("test_link_kafka");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_topic_is_made_with_its_partitions),
        cmocka_unit_test(test_keys_go_where_java_puts_them),
        cmocka_unit_test(test_refused_message_is_told_from_its_batch),
        cmocka_unit_test(test_topic_that_goes_is_made_again),
        cmocka_unit_test(test_topic_may_come_later),
        cmocka_unit_test(test_records_of_others),
        cmocka_unit_test(test_released_come_again_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
