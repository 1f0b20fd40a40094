/*
 * The Kafka link against a real Apache Kafka, which NEWSMILL_TEST_KAFKA=host:port names, and against librdkafka's mock
 * broker where errors must be injected.
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link.h"
#include "common/log.h"
#include "common/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST 60.0 /* seconds that anything here may take */

static const char *broker;

/* ---- helpers ---- */

static char *new_topic(const char *name)
{
    static unsigned count;
    return xprintf("%s-%d-%u", name, (int)getpid(), count++);
}

static char *endpoint_of(const char *topic, const char *group)
{
    return group ? xprintf("kafka://%s/%s?group=%s", broker, topic, group) : xprintf("kafka://%s/%s", broker, topic);
}

static struct link_settings settings_with(const char *partitions, size_t window)
{
    static struct config_pair pairs[2];
    static char key[] = "partitions";
    pairs[0] = (struct config_pair){.key = key, .value = (char *)(uintptr_t)partitions};
    return (struct link_settings){
        .window_messages = window, .name = "newsmill-test", .kafka = {.items = pairs, .count = 1}};
}

static struct link_message *numbered(unsigned number)
{
    char key[LINK_KEY_SIZE];
    snprintf(key, sizeof key, "key-%u", number);
    char *text = xprintf("%u", number);
    return link_message_new(key, text, strlen(text));
}

static unsigned number_of(const struct link_message *message)
{
    char text[16] = "";
    assert_true(message->size < sizeof text);
    memcpy(text, message->data, message->size);
    return (unsigned)strtoul(text, NULL, 10);
}

/* Sends `count` numbered messages and waits until all are acked. */
static void send_numbered(struct link_sender *sender, unsigned from, unsigned count)
{
    struct link_message *done[64];
    unsigned sent = 0, acked = 0;
    double deadline = clock_now() + LONGEST;
    while (acked < count) {
        assert_true(clock_now() < deadline);
        struct link_message *message = sent < count ? numbered(from + sent) : NULL;
        if (message && link_send(sender, message, 0))
            sent++;
        else
            link_message_free(message);
        size_t some = link_collect(sender, done, 64, sent < count ? 0 : 0.1);
        for (size_t i = 0; i < some; i++) {
            assert_int_equal(done[i]->outcome, LINK_ACKED);
            link_message_free(done[i]);
            acked++;
        }
    }
}

static void fill_topic(const char *topic, const char *partitions, unsigned count)
{
    struct link_settings settings = settings_with(partitions, 0);
    char *endpoint = endpoint_of(topic, NULL);
    struct error error = {0};
    struct link_sender *sender = link_sender_open(endpoint, &settings, &error);
    if (!sender)
        fail_msg("%s", error.text);
    send_numbered(sender, 0, count);
    link_sender_close(sender);
    free(endpoint);
}

static struct link_receiver *open_receiver(const char *topic, const char *group, size_t window)
{
    struct link_settings settings = settings_with("1", window);
    char *endpoint = endpoint_of(topic, group);
    struct error error = {0};
    struct link_receiver *receiver = link_receiver_open(endpoint, &settings, &error);
    if (!receiver)
        fail_msg("%s", error.text);
    free(endpoint);
    return receiver;
}

/* Receives exactly `count` messages, in the order they come. */
static void receive_exactly(struct link_receiver *receiver, struct link_message **messages, size_t count)
{
    double deadline = clock_now() + LONGEST;
    size_t got = 0;
    while (got < count) {
        assert_true(clock_now() < deadline);
        got += link_receive(receiver, messages + got, count - got, 0.1, NULL);
    }
}

/* ---- tests ---- */

static void test_all_are_acked_and_received(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    char *topic = new_topic("all");
    static struct link_message *messages[COUNT];
    static bool seen[COUNT];
    struct link_message *extra;
    fill_topic(topic, "4", COUNT);
    struct link_receiver *receiver = open_receiver(topic, "all", COUNT);
    receive_exactly(receiver, messages, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        unsigned number = number_of(messages[i]);
        char key[LINK_KEY_SIZE];
        snprintf(key, sizeof key, "key-%u", number);
        assert_string_equal(messages[i]->key, key);
        assert_false(seen[number]);
        seen[number] = true;
    }
    assert_true(link_receiver_ready(receiver));
    link_settle(receiver, messages, COUNT / 2, LINK_ACKED, NULL);
    link_settle(receiver, messages + COUNT / 2, COUNT - COUNT / 2, LINK_REJECTED, "a test");
    link_receiver_close(receiver);

    receiver = open_receiver(topic, "all", COUNT);
    assert_int_equal(link_receive(receiver, &extra, 1, 3, NULL), 0);
    link_receiver_close(receiver);
    free(topic);
}

int main(void)
{
    broker = getenv("NEWSMILL_TEST_KAFKA");
    if (!broker || !*broker) {
        const char *ci = getenv("CI");
        fprintf(stderr, "SKIPPED: the Kafka link needs a broker: set NEWSMILL_TEST_KAFKA=host:port\n");
        return ci && strcmp(ci, "true") == 0 ? 1 : 77;
    }
    log_start("test_link_kafka", LOG_FORMAT_TEXT, getenv("NEWSMILL_TEST_DEBUG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_acked_and_received),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
