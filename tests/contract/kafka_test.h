/* Helpers of the Kafka tests: a real broker by name, topics nobody has, records and offsets as others see them. */
#ifndef NEWSMILL_KAFKA_TEST_H
#define NEWSMILL_KAFKA_TEST_H

#include "tests/contract/link_process.h"

#include "common/kafka_admin.h"

#include <librdkafka/rdkafka.h>

static inline void test_needs_a_broker(void **state)
{
    const char *ci = getenv("CI");
    (void)state;
    if (ci && *ci && strcmp(ci, "false") != 0)
        fail_msg("no broker: NEWSMILL_TEST_KAFKA=host:port is not set");
    fprintf(stderr, "SKIPPED: Kafka tests need NEWSMILL_TEST_KAFKA=host:port\n");
    skip();
}

/* True when there is a broker to test with; else that was said and `*result` is what the test program returns. */
static inline bool kafka_broker(int *result)
{
    const char *broker = getenv("NEWSMILL_TEST_KAFKA");
    const struct CMUnitTest none[] = {cmocka_unit_test(test_needs_a_broker)};
    if (broker && *broker)
        return true;
    *result = cmocka_run_group_tests(none, NULL, NULL);
    return false;
}

/* A link of its own: neither its topic nor its group is shared with a test that runs at the same time. */
static inline char *new_kafka_link(const char *name)
{
    static unsigned count;
    int run = (int)getpid();
    unsigned number = count++;
    return xprintf("kafka://%s/%s-%d-%u?group=%s-%d-%u", getenv("NEWSMILL_TEST_KAFKA"), name, run, number, name, run,
                   number);
}

/* The topic of such a link, from malloc. */
static inline char *topic_of_link(const char *endpoint)
{
    const char *name = strrchr(endpoint, '/') + 1;
    return xstrndup(name, strcspn(name, "?"));
}

/* Settings with short sessions, so that the dead are noticed soon. */
static inline struct link_settings kafka_settings(size_t window, const char *partitions)
{
    static char keys[3][24] = {"partitions", "session.timeout.ms", "heartbeat.interval.ms"};
    static char values[3][24] = {"", "2000", "300"};
    static struct config_pair pairs[3] = {{keys[0], values[0]}, {keys[1], values[1]}, {keys[2], values[2]}};
    struct link_settings settings = test_settings("newsmill-test", window);
    snprintf(values[0], sizeof values[0], "%s", partitions);
    settings.kafka = (struct config_pairs){pairs, 3};
    return settings;
}

static inline struct link_receiver *open_kafka_receiver(const char *endpoint, size_t window)
{
    struct link_settings settings = kafka_settings(window, "1");
    return open_test_receiver(endpoint, &settings);
}

/* Fills the link's new topic with numbers from 0 on, all acked. */
static inline void fill_topic(const char *endpoint, const char *partitions, unsigned count)
{
    struct link_settings settings = kafka_settings(count, partitions);
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    send_numbers(sender, 0, count, 1);
    collect_all(sender, count, LINK_ACKED);
    link_sender_close(sender);
}

/* Sum of what the group has committed over all partitions. */
static inline int64_t committed_of(const char *endpoint)
{
    struct error error = {0};
    struct link_settings settings = kafka_settings(1, "1");
    struct kafka_offsets offsets = {0};
    struct kafka_admin *admin = kafka_admin_open(endpoint, &settings, &error);
    int64_t sum = 0;
    if (!admin || !kafka_admin_committed_offsets(admin, LONGEST, &offsets, &error))
        fail_msg("%s", error.text);
    for (size_t i = 0; i < offsets.count; i++)
        sum += offsets.next[i] > 0 ? offsets.next[i] : 0;
    kafka_offsets_free(&offsets);
    kafka_admin_close(admin);
    return sum;
}

/* A producer that is not newsmill's, for records that newsmill would not send. */
static inline void produce_raw(const char *endpoint, const void *key, size_t key_size, const void *data, size_t size)
{
    char text[256];
    char *topic = topic_of_link(endpoint);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    assert_int_equal(rd_kafka_conf_set(conf, "bootstrap.servers", getenv("NEWSMILL_TEST_KAFKA"), text, sizeof text),
                     RD_KAFKA_CONF_OK);
    rd_kafka_t *producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    assert_non_null(producer);
    assert_int_equal(rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(0),
                                       RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE((void *)(uintptr_t)data, size),
                                       RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END),
                     0);
    assert_int_equal(rd_kafka_flush(producer, (int)(LONGEST * 1000)), 0);
    rd_kafka_destroy(producer);
    free(topic);
}

#endif
