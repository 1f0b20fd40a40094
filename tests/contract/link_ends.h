/*
 * Tests of the contract of common/link.h that run on every transport: ZeroMQ over tcp and ipc, JSON Lines, and Kafka
 * when NEWSMILL_TEST_KAFKA=host:port names a broker.
 */
#ifndef NEWSMILL_LINK_ENDS_H
#define NEWSMILL_LINK_ENDS_H

#include "tests/contract/kafka_test.h"

/* How one transport is opened, and where it differs by its nature. */
struct transport {
    const char *name;
    char *(*new_endpoint)(void);
    bool stored;     /* an ack means that the medium has it, not the receiver; both ends need not be there together */
    bool told;       /* the sender hears what the receiver did */
    bool remembered; /* what a receiver left behind undone comes to the next one */
};

/* Both ends of a link that is empty. */
struct ends {
    const struct transport *transport;
    char *endpoint, *path;
    struct link_sender *sender;
    struct link_receiver *receiver;
};

static inline char *new_ipc_endpoint(void)
{
    char *path = new_path(".sock"), *endpoint = xprintf("ipc://%s", path);
    free(path);
    return endpoint;
}

static inline char *new_file_endpoint(void)
{
    char *path = new_path(".jsonl"), *endpoint = file_endpoint(path);
    free(path);
    return endpoint;
}

static inline char *new_kafka_endpoint(void)
{
    return new_kafka_link("contract");
}

static inline struct link_settings settings_for(size_t window)
{
    static char key[] = "partitions", value[] = "1";
    static struct config_pair one_partition = {key, value};
    struct link_settings settings = test_settings("contract", window);
    settings.kafka = (struct config_pairs){&one_partition, 1};
    return settings;
}

static inline struct ends new_ends(void **state)
{
    const struct transport *transport = *state;
    return (struct ends){.transport = transport, .endpoint = transport->new_endpoint()};
}

static inline void open_sender(struct ends *ends, size_t window)
{
    struct link_settings settings = settings_for(window);
    ends->sender = open_test_sender(ends->endpoint, &settings);
}

static inline void open_receiver(struct ends *ends, size_t window)
{
    struct link_settings settings = settings_for(window);
    ends->receiver = open_test_receiver(ends->endpoint, &settings);
}

static inline void close_ends(struct ends *ends)
{
    link_receiver_close(ends->receiver);
    link_sender_close(ends->sender);
    unlink(strchr(ends->endpoint, ':') + 1);
    free(ends->endpoint);
}

/* Sends and has the receiver there: before where both must be, afterwards where the medium keeps the messages. */
static inline void send_and_open_receiver(struct ends *ends, unsigned count, size_t size, size_t window)
{
    open_sender(ends, 1000);
    if (!ends->transport->stored)
        open_receiver(ends, window);
    send_numbers(ends->sender, 0, count, size);
    if (ends->transport->stored) {
        collect_all(ends->sender, count, LINK_ACKED);
        open_receiver(ends, window);
    }
}

/* Runs the tests, which find the transport in their state, on each. Returns what the test program returns. */
static inline int run_on_every_transport(const struct CMUnitTest *tests, size_t count)
{
    static const struct transport transports[] = {{"tcp", new_tcp_endpoint, false, true, true},
                                                  {"ipc", new_ipc_endpoint, false, true, true},
                                                  {"lines", new_file_endpoint, true, false, false},
                                                  {"kafka", new_kafka_endpoint, true, false, true}};
    struct CMUnitTest *on = xcalloc(count, sizeof *on);
    int failed = 0;
    for (size_t t = 0; t < sizeof transports / sizeof *transports; t++) {
        if (transports[t].new_endpoint == new_kafka_endpoint && !getenv("NEWSMILL_TEST_KAFKA")) {
            fprintf(stderr, "the contract over Kafka needs a broker: set NEWSMILL_TEST_KAFKA=host:port\n");
            failed += getenv("CI") != NULL;
            continue;
        }
        memcpy(on, tests, count * sizeof *on);
        for (size_t i = 0; i < count; i++)
            on[i].initial_state = (void *)(uintptr_t)&transports[t];
        failed += _cmocka_run_group_tests(transports[t].name, on, count, NULL, NULL);
    }
    free(on);
    return failed > 0;
}

#endif
