/* The contract of common/link.h, on every transport: windows, draining, stopping, many threads. */
#include "tests/contract/link_ends.h"

#include <pthread.h>
#include <stdatomic.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sender_keeps_within_its_window),
        cmocka_unit_test(test_receiver_keeps_within_its_window),
        cmocka_unit_test(test_receiver_keeps_within_its_window_of_bytes),
        cmocka_unit_test(test_drain_ends_and_loses_nothing),
        cmocka_unit_test(test_stop_gives_everything_back),
        cmocka_unit_test(test_any_thread_may_call),
        cmocka_unit_test(test_descriptor_is_readable_with_outcomes),
        cmocka_unit_test(test_closing_while_full_is_clean),
    };
    test_log_start("test_link_contract_flow");
    return run_on_every_transport(tests, sizeof tests / sizeof *tests);
}
