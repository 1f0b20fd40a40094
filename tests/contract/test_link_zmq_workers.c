/*
 * The ZeroMQ link and its workers: killed, stopped, slow, leaving, giving back, and messages that kill them.
 * The program starts itself again as a worker of its own (see run_role), so that it can be killed.
 */
#include "tests/contract/link_process.h"

static void test_small_run_is_shared_evenly(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    struct link_message *first[COUNT], *second[COUNT];
    char *endpoint = new_tcp_endpoint();
    struct link_receiver *a = receiver_on(endpoint, "a", 500), *b = receiver_on(endpoint, "b", 500);
    struct link_sender *sender = sender_on(endpoint, 500);
    wait_ready(a);
    wait_ready(b);
    send_numbers(sender, 0, COUNT, 100);
    receive_all(a, first, COUNT / 2);
    receive_all(b, second, COUNT / 2);
    link_settle(a, first, COUNT / 2, LINK_ACKED, NULL);
    link_settle(b, second, COUNT / 2, LINK_ACKED, NULL);
    collect_all(sender, COUNT, LINK_ACKED);
    link_receiver_close(a);
    link_receiver_close(b);
    link_sender_close(sender);
    free(endpoint);
}

static void test_killed_worker_loses_nothing(void **state)
{
    (void)state;
    enum { COUNT = 30 };
    struct link_message *messages[COUNT];
    char *endpoint = new_tcp_endpoint();
    struct link_sender *sender = sender_on(endpoint, 100);
    struct process *worker = start_worker(endpoint, "hold", 10);
    send_numbers(sender, 0, COUNT, 3000);
    expect_lines(worker, 10);
    struct link_receiver *receiver = receiver_on(endpoint, "heir", 100);
    receive_numbers(receiver, messages, 10, COUNT - 10);
    kill_process(worker);
    receive_numbers(receiver, messages + COUNT - 10, 0, 10);
    assert_int_equal(messages[0]->attempts, 0);
    assert_int_equal(messages[COUNT - 1]->attempts, 1);
    assert_no_outcome(sender, 1);
    link_settle(receiver, messages, COUNT, LINK_ACKED, NULL);
    collect_all(sender, COUNT, LINK_ACKED);
    link_receiver_close(receiver);
    link_sender_close(sender);
    free(endpoint);
}

static void test_released_messages_go_to_another_worker(void **state)
{
    (void)state;
    enum { COUNT = 6 };
    struct link_message *messages[COUNT];
    char *endpoint = new_tcp_endpoint();
    struct link_sender *sender = sender_on(endpoint, 100);
    struct link_receiver *a = receiver_on(endpoint, "a", 10);
    wait_ready(a);
    send_numbers(sender, 0, COUNT, 10);
    receive_all(a, messages, COUNT);
    struct link_receiver *b = receiver_on(endpoint, "b", 10);
    wait_ready(b);
    link_settle(a, messages, COUNT, LINK_RELEASED, NULL);
    receive_numbers(b, messages, 0, COUNT);
    link_settle(b, messages, COUNT, LINK_ACKED, NULL);
    collect_all(sender, COUNT, LINK_ACKED);
    link_receiver_close(a);
    link_receiver_close(b);
    link_sender_close(sender);
    free(endpoint);
}

static void test_worker_that_leaves_gives_back(void **state)
{
    (void)state;
    struct link_message *messages[5];
    char *endpoint = new_tcp_endpoint();
    struct link_sender *sender = sender_on(endpoint, 100);
    send_numbers(sender, 0, 5, 10);
    for (int round = 0; round < 6; round++) { /* more often than a message may be in hand at a death */
        struct link_receiver *receiver = receiver_on(endpoint, "a", 10);
        receive_numbers(receiver, messages, 0, 5);
        assert_int_equal(messages[0]->attempts, round);
        if (round == 5) {
            link_settle(receiver, messages, 5, LINK_ACKED, NULL);
            collect_all(sender, 5, LINK_ACKED);
        } else {
            for (int i = 0; i < 5; i++)
                messages[i]->link.origin = NULL;
        }
        link_receiver_close(receiver);
        for (int i = 0; i < 5 && round < 5; i++)
            link_message_free(messages[i]);
    }
    link_sender_close(sender);
    free(endpoint);
}

static void test_slow_worker_keeps_its_lease(void **state)
{
    (void)state;
    char *endpoint = new_tcp_endpoint();
    struct link_message *message, *other;
    struct link_sender *sender = sender_on(endpoint, 100);
    struct link_receiver *slow = receiver_on(endpoint, "slow", 10), *idle = NULL;
    send_numbers(sender, 0, 1, 10);
    message = receive_one(slow);
    idle = receiver_on(endpoint, "idle", 10);
    wait_ready(idle);
    assert_int_equal(link_receive(idle, &other, 1, 8 * HEARTBEAT, NULL), 0);
    settle_one(slow, message, LINK_ACKED, NULL);
    collect_all(sender, 1, LINK_ACKED);
    link_receiver_close(slow);
    link_receiver_close(idle);
    link_sender_close(sender);
    free(endpoint);
}

static void test_stopped_worker_wakes_up_and_starts_over(void **state)
{
    (void)state;
    enum { COUNT = 5 };
    struct link_message *messages[2 * COUNT];
    char *endpoint = new_tcp_endpoint();
    struct link_sender *sender = sender_on(endpoint, 100);
    struct process *worker = start_worker(endpoint, "hold-then-ack", COUNT);
    send_numbers(sender, 0, COUNT, 10);
    expect_lines(worker, COUNT);
    stop_process(worker);
    struct link_receiver *heir = receiver_on(endpoint, "heir", COUNT);
    receive_numbers(heir, messages, 0, COUNT);
    continue_process(worker);
    tell_process(worker, "ack"); /* now it acks what it has not had for long */
    expect_line(worker, "acked");
    assert_no_outcome(sender, 8);
    link_settle(heir, messages, COUNT, LINK_ACKED, NULL);
    collect_all(sender, COUNT, LINK_ACKED);
    /* It has said hello again and works on: the heir's hands are kept full. */
    send_numbers(sender, 100, 2 * COUNT, 10);
    receive_all(heir, messages, COUNT);
    collect_all(sender, COUNT, LINK_ACKED);
    link_settle(heir, messages, COUNT, LINK_ACKED, NULL);
    collect_all(sender, COUNT, LINK_ACKED);
    kill_process(worker);
    link_receiver_close(heir);
    link_sender_close(sender);
    free(endpoint);
}

static void test_message_that_kills_goes_alone_and_is_given_up(void **state)
{
    (void)state;
    enum { COUNT = 60, WORKERS = 2 };
    struct process *workers[WORKERS];
    char *endpoint = new_tcp_endpoint();
    struct link_sender *sender = sender_on(endpoint, 100);
    unsigned acked = 0, given_up = 0, deaths = 0;
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start_worker(endpoint, "die-at-7", 50);
    send_numbers(sender, 0, COUNT, 100);
    double deadline = clock_now() + LONGEST;
    while (acked + given_up < COUNT && clock_now() < deadline) {
        struct link_message *message;
        for (int i = 0; i < WORKERS; i++)
            if (process_ended(workers[i])) {
                workers[i] = start_worker(endpoint, "die-at-7", 50);
                deaths++;
            }
        if (link_collect(sender, &message, 1, 0.02) == 0)
            continue;
        if (number_of(message) == 7) {
            assert_int_equal(message->outcome, LINK_UNDELIVERABLE);
            assert_string_equal(message->reason, "3 workers died while they held this message and nothing else");
            given_up++;
        } else {
            assert_int_equal(message->outcome, LINK_ACKED);
            acked++;
        }
        link_message_free(message);
    }
    assert_int_equal(acked, COUNT - 1);
    assert_int_equal(given_up, 1);
    assert_int_equal(deaths, 5);
    for (int i = 0; i < WORKERS; i++)
        kill_process(workers[i]);
    link_sender_close(sender);
    free(endpoint);
}

static void test_many_kills_lose_nothing(void **state)
{
    (void)state;
    enum { COUNT = 4000, WORKERS = 3, KILLS = 8 };
    static bool acked[COUNT];
    struct process *workers[WORKERS];
    char *endpoint = new_tcp_endpoint();
    struct link_settings settings = test_settings("sender", 200);
    settings.deaths_alone = 1000; /* these deaths are nobody's fault */
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    unsigned sent = 0, done = 0, kills = 0;
    memset(acked, 0, sizeof acked);
    for (int i = 0; i < WORKERS; i++)
        workers[i] = start_worker(endpoint, "ack", 50);
    double deadline = clock_now() + 2 * LONGEST;
    while (done < COUNT && clock_now() < deadline) {
        pass_numbered(sender, COUNT, &sent, &done, acked);
        if (done / (COUNT / (KILLS + 1)) > kills && kills < KILLS) {
            kill_process(workers[kills % WORKERS]);
            workers[kills % WORKERS] = start_worker(endpoint, "ack", 50);
            kills++;
        }
    }
    assert_int_equal(done, COUNT);
    assert_int_equal(kills, KILLS);
    for (int i = 0; i < WORKERS; i++)
        kill_process(workers[i]);
    link_sender_close(sender);
    free(endpoint);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_run_is_shared_evenly),
        cmocka_unit_test(test_killed_worker_loses_nothing),
        cmocka_unit_test(test_released_messages_go_to_another_worker),
        cmocka_unit_test(test_worker_that_leaves_gives_back),
        cmocka_unit_test(test_slow_worker_keeps_its_lease),
        cmocka_unit_test(test_stopped_worker_wakes_up_and_starts_over),
        cmocka_unit_test(test_message_that_kills_goes_alone_and_is_given_up),
        cmocka_unit_test(test_many_kills_lose_nothing),
    };
    test_log_start(argc > 1 ? argv[1] : "test_link_zmq_workers");
    if (argc > 1)
        return run_role(argc, argv);
    return cmocka_run_group_tests_name("link_zmq_workers", tests, NULL, NULL);
}
