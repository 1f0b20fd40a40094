/*
 * The contract of common/link.h, one suite for every transport: ZeroMQ over tcp and ipc, JSON Lines, and Kafka when
 * NEWSMILL_TEST_KAFKA=host:port names a broker.
 */
#include "tests/contract/kafka_test.h"

#include <pthread.h>
#include <stdatomic.h>

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

static char *new_ipc_endpoint(void)
{
    char *path = new_path(".sock"), *endpoint = xprintf("ipc://%s", path);
    free(path);
    return endpoint;
}

static char *new_file_endpoint(void)
{
    char *path = new_path(".jsonl"), *endpoint = xprintf("file:%s", path);
    free(path);
    return endpoint;
}

static char *new_kafka_endpoint(void)
{
    return new_kafka_link("contract");
}

static struct transport tcp = {"tcp", new_tcp_endpoint, false, true, true};
static struct transport ipc = {"ipc", new_ipc_endpoint, false, true, true};
static struct transport lines = {"lines", new_file_endpoint, true, false, false};
static struct transport kafka = {"kafka", new_kafka_endpoint, true, false, true};

static struct link_settings settings_for(size_t window)
{
    static char key[] = "partitions", value[] = "1";
    static struct config_pair one_partition = {key, value};
    struct link_settings settings = test_settings("contract", window);
    settings.kafka = (struct config_pairs){&one_partition, 1};
    return settings;
}

static struct ends new_ends(void **state)
{
    const struct transport *transport = *state;
    return (struct ends){.transport = transport, .endpoint = transport->new_endpoint()};
}

static void open_sender(struct ends *ends, size_t window)
{
    struct link_settings settings = settings_for(window);
    ends->sender = open_test_sender(ends->endpoint, &settings);
}

static void open_receiver(struct ends *ends, size_t window)
{
    struct link_settings settings = settings_for(window);
    ends->receiver = open_test_receiver(ends->endpoint, &settings);
}

static void close_ends(struct ends *ends)
{
    link_receiver_close(ends->receiver);
    link_sender_close(ends->sender);
    unlink(strchr(ends->endpoint, ':') + 1);
    free(ends->endpoint);
}

/* Sends and has the receiver there: before where both must be, afterwards where the medium keeps the messages. */
static void send_and_open_receiver(struct ends *ends, unsigned count, size_t size, size_t window)
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

/* ---- tests ---- */

static void test_all_arrive_in_order_and_are_acked(void **state)
{
    enum { COUNT = 900 };
    struct ends ends = new_ends(state);
    send_and_open_receiver(&ends, COUNT, 100, 64);
    for (unsigned i = 0; i < COUNT; i++) {
        struct link_message *message = receive_one(ends.receiver);
        assert_int_equal(number_of(message), i);
        assert_int_equal(message->size, 100);
        assert_int_equal(message->outcome, LINK_PENDING);
        settle_one(ends.receiver, message, LINK_ACKED, NULL);
    }
    if (!ends.transport->stored)
        collect_all(ends.sender, COUNT, LINK_ACKED);
    assert_int_equal(link_sender_pending(ends.sender), 0);
    assert_true(link_sender_trouble(ends.sender) == 0);
    close_ends(&ends);
}

static void test_keys_travel(void **state)
{
    struct ends ends = new_ends(state);
    send_and_open_receiver(&ends, 1, 10, 64);
    struct link_message *message = receive_one(ends.receiver);
    assert_string_equal(message->key, strcmp(ends.transport->name, "lines") == 0 ? "" : "key-0");
    settle_one(ends.receiver, message, LINK_ACKED, NULL);
    close_ends(&ends);
}

static void test_payloads_of_all_sizes_arrive_whole(void **state)
{
    static const size_t sizes[] = {1, 33, 1023, 1024, 1025, 8191, 8192, 70000, 1 << 20, LINK_MESSAGE_LIMIT};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    struct ends ends = new_ends(state);
    open_sender(&ends, 1000);
    if (!ends.transport->stored)
        open_receiver(&ends, 1000);
    for (size_t i = 0; i < COUNT; i++) {
        char *data = xmalloc(sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++)
            data[k] = (char)(k % 251 == '\n' || k % 251 == '\r' ? 'n' : k % 251);
        assert_true(link_send(ends.sender, link_message_new("k", data, sizes[i]), LONGEST));
    }
    if (ends.transport->stored) {
        collect_all(ends.sender, COUNT, LINK_ACKED);
        open_receiver(&ends, 1000);
    }
    for (size_t i = 0; i < COUNT; i++) {
        struct link_message *message = receive_one(ends.receiver);
        assert_int_equal(message->size, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++)
            if (message->data[k] != (char)(k % 251 == '\n' || k % 251 == '\r' ? 'n' : k % 251))
                fail_msg("byte %zu of %zu is wrong", k, sizes[i]);
        settle_one(ends.receiver, message, LINK_ACKED, NULL);
    }
    if (!ends.transport->stored)
        collect_all(ends.sender, COUNT, LINK_ACKED);
    close_ends(&ends);
}

static void test_over_the_limit_is_undeliverable(void **state)
{
    struct ends ends = new_ends(state);
    open_sender(&ends, 10);
    assert_true(link_send(ends.sender, numbered(1, LINK_MESSAGE_LIMIT + 1), LONGEST));
    struct link_message *message = collect_one(ends.sender);
    assert_int_equal(message->outcome, LINK_UNDELIVERABLE);
    assert_non_null(strstr(message->reason, "4194305"));
    link_message_free(message);
    close_ends(&ends);
}

static void test_empty_is_undeliverable(void **state)
{
    struct ends ends = new_ends(state);
    open_sender(&ends, 10);
    assert_true(link_send(ends.sender, link_message_new("key", xmalloc(1), 0), LONGEST));
    struct link_message *message = collect_one(ends.sender);
    assert_int_equal(message->outcome, LINK_UNDELIVERABLE);
    assert_non_null(strstr(message->reason, "without content"));
    link_message_free(message);
    close_ends(&ends);
}

static void test_sender_keeps_within_its_window(void **state)
{
    struct ends ends = new_ends(state);
    open_sender(&ends, 10);
    unsigned taken = 0;
    for (unsigned i = 0; i < 30; i++) {
        struct link_message *message = numbered(i, 10);
        if (link_send(ends.sender, message, 0))
            taken++;
        else
            link_message_free(message);
    }
    assert_int_equal(taken, 10);
    assert_int_equal(link_sender_pending(ends.sender), 10);
    close_ends(&ends);
}

/* Takes all that the receiver hands out while nothing is settled; returns how many. */
static size_t take_without_settling(struct link_receiver *receiver, struct link_message **messages, size_t most)
{
    size_t count = 0, more = 1;
    messages[count++] = receive_one(receiver);
    while (count < most && more > 0) {
        more = link_receive(receiver, messages + count, most - count, 5 * HEARTBEAT, NULL);
        count += more;
    }
    return count;
}

static void test_receiver_keeps_within_its_window(void **state)
{
    enum { COUNT = 100, WINDOW = 7 };
    struct link_message *messages[COUNT];
    struct ends ends = new_ends(state);
    send_and_open_receiver(&ends, COUNT, 50, WINDOW);
    for (unsigned seen = 0; seen < COUNT;) {
        size_t count = seen < 2 * WINDOW ? take_without_settling(ends.receiver, messages, COUNT)
                                         : link_receive(ends.receiver, messages, COUNT, LONGEST, NULL);
        assert_in_range(count, 1, WINDOW);
        seen += (unsigned)count;
        link_settle(ends.receiver, messages, count, LINK_ACKED, NULL);
    }
    close_ends(&ends);
}

static void test_receiver_keeps_within_its_window_of_bytes(void **state)
{
    enum { COUNT = 12, SIZE = 3 << 20 };
    struct link_message *messages[COUNT];
    struct ends ends = new_ends(state);
    struct link_settings settings = settings_for(100);
    settings.window_bytes = 100u << 20;
    ends.sender = open_test_sender(ends.endpoint, &settings);
    settings.window_bytes = 8u << 20;
    if (!ends.transport->stored)
        ends.receiver = open_test_receiver(ends.endpoint, &settings);
    send_numbers(ends.sender, 0, COUNT, SIZE);
    if (ends.transport->stored) {
        collect_all(ends.sender, COUNT, LINK_ACKED);
        ends.receiver = open_test_receiver(ends.endpoint, &settings);
    }
    for (unsigned seen = 0; seen < COUNT;) {
        size_t count = take_without_settling(ends.receiver, messages, COUNT);
        assert_in_range(count, 1, 2);
        seen += (unsigned)count;
        link_settle(ends.receiver, messages, count, LINK_ACKED, NULL);
    }
    close_ends(&ends);
}

static void test_released_messages_come_again(void **state)
{
    enum { COUNT = 20 };
    bool seen[COUNT] = {false};
    struct ends ends = new_ends(state);
    send_and_open_receiver(&ends, COUNT, 10, 5);
    for (unsigned i = 0; i < 5; i++)
        settle_one(ends.receiver, receive_one(ends.receiver), LINK_RELEASED, NULL);
    for (unsigned left = COUNT; left > 0;) {
        struct link_message *message = receive_one(ends.receiver);
        unsigned number = number_of(message);
        assert_in_range(number, 0, COUNT - 1);
        left -= !seen[number];
        seen[number] = true;
        settle_one(ends.receiver, message, LINK_ACKED, NULL);
    }
    if (!ends.transport->stored)
        collect_all(ends.sender, COUNT, LINK_ACKED);
    close_ends(&ends);
}

static void test_rejections_carry_their_reason(void **state)
{
    struct ends ends = new_ends(state);
    send_and_open_receiver(&ends, 3, 10, 10);
    settle_one(ends.receiver, receive_one(ends.receiver), LINK_ACKED, NULL);
    settle_one(ends.receiver, receive_one(ends.receiver), LINK_REJECTED, "no headline – at all");
    settle_one(ends.receiver, receive_one(ends.receiver), LINK_ACKED, NULL);
    for (unsigned i = 0; i < 3 && ends.transport->told; i++) {
        struct link_message *message = collect_one(ends.sender);
        assert_int_equal(message->outcome, number_of(message) == 1 ? LINK_REJECTED : LINK_ACKED);
        if (message->outcome == LINK_REJECTED)
            assert_string_equal(message->reason, "no headline – at all");
        link_message_free(message);
    }
    close_ends(&ends);
}

static void test_drain_ends_and_loses_nothing(void **state)
{
    enum { COUNT = 60, TAKEN = 5 };
    struct link_message *messages[TAKEN], *one;
    bool seen[COUNT] = {false};
    enum link_state link_state = LINK_OPEN;
    struct ends ends = new_ends(state);
    send_and_open_receiver(&ends, COUNT, 10, 20);
    receive_all(ends.receiver, messages, TAKEN);
    link_receiver_drain(ends.receiver);
    double deadline = clock_now() + LONGEST;
    while (link_state != LINK_ENDED && clock_now() < deadline)
        if (link_receive(ends.receiver, &one, 1, 0.1, &link_state) == 1)
            settle_one(ends.receiver, one, LINK_RELEASED, NULL);
    assert_int_equal(link_state, LINK_ENDED);
    for (unsigned i = 0; i < TAKEN; i++)
        seen[number_of(messages[i])] = true;
    link_settle(ends.receiver, messages, TAKEN, LINK_ACKED, NULL);
    if (!ends.transport->stored)
        collect_all(ends.sender, TAKEN, LINK_ACKED);
    link_receiver_close(ends.receiver);
    ends.receiver = NULL;
    if (ends.transport->remembered) {
        open_receiver(&ends, 20);
        for (unsigned left = COUNT - TAKEN; left > 0;) {
            one = receive_one(ends.receiver);
            assert_false(seen[number_of(one)] && !ends.transport->stored);
            left -= !seen[number_of(one)];
            seen[number_of(one)] = true;
            settle_one(ends.receiver, one, LINK_ACKED, NULL);
        }
    }
    close_ends(&ends);
}

static void test_stop_gives_everything_back(void **state)
{
    enum { COUNT = 50 };
    struct link_message *done[COUNT + 1];
    struct ends ends = new_ends(state);
    open_sender(&ends, 100);
    send_numbers(ends.sender, 0, COUNT, 2000);
    link_sender_stop(ends.sender);
    size_t count = 0, more;
    while ((more = link_collect(ends.sender, done + count, COUNT + 1 - count, 0)) > 0)
        count += more;
    assert_int_equal(count, COUNT);
    for (size_t i = 0; i < count; i++) {
        assert_true(done[i]->outcome == LINK_RELEASED || (done[i]->outcome == LINK_ACKED && ends.transport->stored));
        link_message_free(done[i]);
    }
    struct link_message *late = numbered(1, 1);
    assert_false(link_send(ends.sender, late, 0.01));
    link_message_free(late);
    close_ends(&ends);
}

/* ---- many threads ---- */

struct crowd {
    struct ends *ends;
    atomic_uint to_send, to_settle, to_collect;
    atomic_uchar seen[2000];
};

static void *crowd_sends(void *argument)
{
    struct crowd *crowd = argument;
    unsigned number;
    while ((number = atomic_fetch_sub(&crowd->to_send, 1)) - 1 < 2000)
        if (!link_send(crowd->ends->sender, numbered(number - 1, 1500), LONGEST))
            return "a message was not taken in time";
    return NULL;
}

static void *crowd_collects(void *argument)
{
    struct crowd *crowd = argument;
    struct link_message *done[16];
    double deadline = clock_now() + LONGEST;
    while (atomic_load(&crowd->to_collect) > 0 && clock_now() < deadline) {
        size_t count = link_collect(crowd->ends->sender, done, 16, 0.05);
        atomic_fetch_sub(&crowd->to_collect, (unsigned)count);
        for (size_t i = 0; i < count; i++) {
            bool acked = done[i]->outcome == LINK_ACKED;
            link_message_free(done[i]);
            if (!acked)
                return "a message was not acked";
        }
    }
    return atomic_load(&crowd->to_collect) == 0 ? NULL : "not all outcomes came in time";
}

static void *crowd_settles(void *argument)
{
    struct crowd *crowd = argument;
    struct link_message *messages[16];
    double deadline = clock_now() + LONGEST;
    while (atomic_load(&crowd->to_settle) > 0 && clock_now() < deadline) {
        size_t count = link_receive(crowd->ends->receiver, messages, 16, 0.05, NULL);
        unsigned fresh = 0;
        for (size_t i = 0; i < count; i++)
            fresh += atomic_exchange(&crowd->seen[number_of(messages[i])], 1) == 0;
        link_settle(crowd->ends->receiver, messages, count, LINK_ACKED, NULL);
        atomic_fetch_sub(&crowd->to_settle, fresh);
    }
    return atomic_load(&crowd->to_settle) == 0 ? NULL : "not all messages came in time";
}

static void run_crowd(struct crowd *crowd, void *(*const *roles)(void *), size_t count)
{
    pthread_t threads[8];
    for (size_t i = 0; i < count; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, roles[i], crowd), 0);
    for (size_t i = 0; i < count; i++) {
        void *problem;
        pthread_join(threads[i], &problem);
        if (problem)
            fail_msg("%s", (const char *)problem);
    }
}

static void test_any_thread_may_call(void **state)
{
    static void *(*const all[])(void *) = {crowd_sends,    crowd_sends,   crowd_collects,
                                           crowd_collects, crowd_settles, crowd_settles};
    struct ends ends = new_ends(state);
    static struct crowd crowd;
    memset(&crowd, 0, sizeof crowd);
    crowd.ends = &ends;
    crowd.to_send = crowd.to_settle = crowd.to_collect = 2000;
    open_sender(&ends, 100);
    if (ends.transport->stored) {
        run_crowd(&crowd, all, 4);
        open_receiver(&ends, 50);
        run_crowd(&crowd, all + 4, 2);
    } else {
        open_receiver(&ends, 50);
        run_crowd(&crowd, all, 6);
    }
    close_ends(&ends);
}

static void test_descriptor_is_readable_with_outcomes(void **state)
{
    struct ends ends = new_ends(state);
    send_and_open_receiver(&ends, 1, 10, 10);
    settle_one(ends.receiver, receive_one(ends.receiver), LINK_ACKED, NULL);
    if (!ends.transport->stored) {
        fd_set set;
        struct timeval limit = {.tv_sec = (int)LONGEST};
        int descriptor = link_sender_descriptor(ends.sender);
        FD_ZERO(&set);
        FD_SET(descriptor, &set);
        assert_int_equal(select(descriptor + 1, &set, NULL, NULL, &limit), 1);
        collect_all(ends.sender, 1, LINK_ACKED);
    }
    close_ends(&ends);
}

static void test_closing_while_full_is_clean(void **state)
{
    struct ends ends = new_ends(state);
    open_sender(&ends, 50);
    open_receiver(&ends, 10);
    send_numbers(ends.sender, 0, 50, 5000);
    double began = clock_now();
    close_ends(&ends);
    assert_true(clock_now() - began < 15);
}

static int run_suite(struct transport *transport)
{
#define ON(test)                                                                                                       \
    {                                                                                                                  \
#test, test, NULL, NULL, transport                                                                             \
    }
    struct CMUnitTest tests[] = {
        ON(test_all_arrive_in_order_and_are_acked),
        ON(test_keys_travel),
        ON(test_payloads_of_all_sizes_arrive_whole),
        ON(test_over_the_limit_is_undeliverable),
        ON(test_empty_is_undeliverable),
        ON(test_sender_keeps_within_its_window),
        ON(test_receiver_keeps_within_its_window),
        ON(test_receiver_keeps_within_its_window_of_bytes),
        ON(test_released_messages_come_again),
        ON(test_rejections_carry_their_reason),
        ON(test_drain_ends_and_loses_nothing),
        ON(test_stop_gives_everything_back),
        ON(test_any_thread_may_call),
        ON(test_descriptor_is_readable_with_outcomes),
        ON(test_closing_while_full_is_clean),
    };
    return cmocka_run_group_tests_name(transport->name, tests, NULL, NULL);
}

int main(void)
{
    test_log_start("test_link_contract");
    int failed = run_suite(&tcp) + run_suite(&ipc) + run_suite(&lines);
    if (getenv("NEWSMILL_TEST_KAFKA"))
        failed += run_suite(&kafka);
    else
        fprintf(stderr, "the contract over Kafka needs a broker: set NEWSMILL_TEST_KAFKA=host:port\n");
    return failed > 0 || (getenv("CI") && !getenv("NEWSMILL_TEST_KAFKA"));
}
