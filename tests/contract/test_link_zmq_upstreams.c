/*
 * The ZeroMQ link and its senders, the workers' upstreams: killed, stopped, gone for a while, several at once.
 * The program starts itself again as a sender of its own (see run_role), so that it can be killed.
 */
#include "tests/contract/link_process.h"
#include "tests/contract/link_proxy.h"

static void test_restarted_sender_gets_no_old_acks(void **state)
{
    (void)state;
    enum { COUNT = 10 };
    struct link_message *old[COUNT], *fresh[COUNT];
    char *endpoint = new_tcp_endpoint();
    struct link_receiver *receiver = receiver_on(endpoint, "worker", 2 * COUNT);
    struct process *process = start_sender(endpoint, 0, COUNT);
    receive_numbers(receiver, old, 0, COUNT);
    kill_process(process);
    link_settle(receiver, old, COUNT / 2, LINK_ACKED, NULL); /* while nobody is there */
    struct link_sender *sender = sender_on(endpoint, 100);
    send_numbers(sender, 100, COUNT, 10);
    receive_numbers(receiver, fresh, 100, COUNT);
    link_settle(receiver, old + COUNT / 2, COUNT / 2, LINK_ACKED, NULL); /* while the new one is there */
    assert_no_outcome(sender, 5);
    link_settle(receiver, fresh, COUNT, LINK_ACKED, NULL);
    collect_all(sender, COUNT, LINK_ACKED);
    link_receiver_close(receiver);
    link_sender_close(sender);
    free(endpoint);
}

/* More often than a message survives deaths, its sender stands still for longer than a lease. */
static void test_stopped_sender_counts_no_deaths(void **state)
{
    (void)state;
    enum { COUNT = 5, STOPS = 6 };
    char *endpoint = new_tcp_endpoint();
    struct link_receiver *receiver = receiver_on(endpoint, "worker", 2 * COUNT);
    struct process *process = start_sender(endpoint, 0, COUNT);
    struct link_message *messages[COUNT], *again[COUNT];
    receive_numbers(receiver, messages, 0, COUNT);
    for (int i = 0; i < STOPS; i++) {
        stop_process(process);
        WAIT_FOR(!link_receiver_ready(receiver));
        continue_process(process);
        wait_ready(receiver);
        receive_numbers(receiver, again, 0, COUNT); /* all in hand together: none has to travel alone */
        link_settle(receiver, messages, COUNT, LINK_RELEASED, NULL);
        memcpy(messages, again, sizeof messages);
    }
    link_settle(receiver, messages, COUNT, LINK_ACKED, NULL);
    WAIT_FOR(process_ended(process));
    link_receiver_close(receiver);
    free(endpoint);
}

/* Connections break with work and acks under way in them; libzmq makes new ones by itself. */
static void test_broken_connections_lose_nothing(void **state)
{
    (void)state;
    enum { COUNT = 3000, CUTS = 6 };
    static bool acked[COUNT];
    char *behind = new_tcp_endpoint(), *before = new_tcp_endpoint();
    struct proxy *proxy = start_proxy(before, behind);
    struct link_sender *sender = sender_on(behind, 100);
    struct process *worker = start_worker(before, "ack", 50);
    unsigned sent = 0, done = 0, cuts = 0;
    double deadline = clock_now() + LONGEST;
    memset(acked, 0, sizeof acked);
    while (done < COUNT && clock_now() < deadline) {
        pass_numbered(sender, COUNT, &sent, &done, acked);
        if (done / (COUNT / (CUTS + 1)) > cuts && cuts < CUTS) {
            cut_connections(proxy);
            cuts++;
        }
    }
    assert_int_equal(cuts, CUTS);
    assert_int_equal(done, COUNT);
    kill_process(worker);
    link_sender_close(sender);
    stop_proxy(proxy);
    free(behind);
    free(before);
}

static void test_two_upstreams_one_busy_one_idle(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    char *busy_endpoint = new_tcp_endpoint(), *idle_endpoint = new_tcp_endpoint();
    char *both = xprintf("%s,%s", busy_endpoint, idle_endpoint);
    struct link_sender *busy = sender_on(busy_endpoint, 500), *idle = sender_on(idle_endpoint, 500);
    struct process *workers[] = {start_worker(both, "ack", 20), start_worker(both, "ack", 20)};
    send_numbers(busy, 0, COUNT, 500);
    collect_all(busy, COUNT, LINK_ACKED);
    assert_no_outcome(idle, 2);
    send_numbers(busy, 0, COUNT, 500);
    send_numbers(idle, 1000, 10, 500);
    collect_all(idle, 10, LINK_ACKED);
    collect_all(busy, COUNT, LINK_ACKED);
    assert_int_equal(link_sender_pending(idle), 0);
    assert_int_equal(link_sender_pending(busy), 0);
    kill_process(workers[0]);
    kill_process(workers[1]);
    link_sender_close(busy);
    link_sender_close(idle);
    free(both);
    free(busy_endpoint);
    free(idle_endpoint);
}

static void test_window_is_shared_over_upstreams(void **state)
{
    (void)state;
    struct link_message *messages[40];
    char *endpoints[] = {new_tcp_endpoint(), new_tcp_endpoint()};
    char *both = xprintf("%s,%s", endpoints[0], endpoints[1]);
    struct link_sender *senders[] = {sender_on(endpoints[0], 100), sender_on(endpoints[1], 100)};
    struct link_receiver *receiver = receiver_on(both, "worker", 10);
    send_numbers(senders[0], 0, 20, 10);
    send_numbers(senders[1], 100, 20, 10);
    receive_all(receiver, messages, 10);
    assert_int_equal(link_receive(receiver, messages + 10, 1, 4 * HEARTBEAT, NULL), 0);
    unsigned from_first = 0;
    for (int i = 0; i < 10; i++)
        from_first += number_of(messages[i]) < 100;
    assert_int_equal(from_first, 5);
    link_settle(receiver, messages, 10, LINK_ACKED, NULL);
    for (int i = 10; i < 40; i++)
        settle_one(receiver, receive_one(receiver), LINK_ACKED, NULL);
    collect_all(senders[0], 20, LINK_ACKED);
    collect_all(senders[1], 20, LINK_ACKED);
    link_receiver_close(receiver);
    for (int i = 0; i < 2; i++) {
        link_sender_close(senders[i]);
        free(endpoints[i]);
    }
    free(both);
}

static void test_trouble_is_being_alone(void **state)
{
    (void)state;
    char *endpoint = new_tcp_endpoint();
    struct link_sender *sender = sender_on(endpoint, 100);
    WAIT_FOR(link_sender_trouble(sender) > 0);
    struct link_receiver *receiver = receiver_on(endpoint, "worker", 10);
    WAIT_FOR(link_sender_trouble(sender) == 0);
    WAIT_FOR(link_receiver_ready(receiver));
    assert_true(link_receiver_trouble(receiver) == 0);
    link_sender_close(sender);
    WAIT_FOR(link_receiver_trouble(receiver) > 0);
    assert_false(link_receiver_ready(receiver));
    sender = sender_on(endpoint, 100);
    WAIT_FOR(link_receiver_ready(receiver));
    send_numbers(sender, 0, 1, 10);
    settle_one(receiver, receive_one(receiver), LINK_ACKED, NULL);
    collect_all(sender, 1, LINK_ACKED);
    link_receiver_close(receiver);
    WAIT_FOR(link_sender_trouble(sender) > 0);
    link_sender_close(sender);
    free(endpoint);
}

static void test_socket_file_left_behind_is_taken_over(void **state)
{
    (void)state;
    char *path = new_path(".sock"), *endpoint = xprintf("ipc://%s", path);
    struct process *process = start_sender(endpoint, 0, 1);
    struct link_receiver *receiver = receiver_on(endpoint, "worker", 10);
    struct link_message *message = receive_one(receiver);
    kill_process(process);
    struct link_sender *sender = sender_on(endpoint, 10);
    settle_one(receiver, message, LINK_ACKED, NULL);
    send_numbers(sender, 5, 1, 10);
    message = receive_one(receiver);
    assert_int_equal(number_of(message), 5);
    settle_one(receiver, message, LINK_ACKED, NULL);
    collect_all(sender, 1, LINK_ACKED);
    link_receiver_close(receiver);
    link_sender_close(sender);
    free(endpoint);
    free(path);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_restarted_sender_gets_no_old_acks),
        cmocka_unit_test(test_stopped_sender_counts_no_deaths),
        cmocka_unit_test(test_broken_connections_lose_nothing),
        cmocka_unit_test(test_two_upstreams_one_busy_one_idle),
        cmocka_unit_test(test_window_is_shared_over_upstreams),
        cmocka_unit_test(test_trouble_is_being_alone),
        cmocka_unit_test(test_socket_file_left_behind_is_taken_over),
    };
    test_log_start(argc > 1 ? argv[1] : "test_link_zmq_upstreams");
    if (argc > 1)
        return run_role(argc, argv);
    return cmocka_run_group_tests_name("link_zmq_upstreams", tests, NULL, NULL);
}
