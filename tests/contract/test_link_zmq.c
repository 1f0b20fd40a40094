/*
 * The ZeroMQ link when things go wrong: workers and senders that are killed, stopped, slow, new or strangers.
 * The program starts itself again as a worker or a sender of its own (see run_role), so that it can be killed.
 */
#include "tests/contract/link_process.h"
#include "tests/contract/link_test.h"

#include <zmq.h>

static struct link_sender *sender_on(const char *endpoint, size_t window)
{
    struct link_settings settings = test_settings("sender", window);
    return open_test_sender(endpoint, &settings);
}

static struct link_receiver *receiver_on(const char *endpoint, const char *name, size_t window)
{
    struct link_settings settings = test_settings(name, window);
    return open_test_receiver(endpoint, &settings);
}

static void wait_ready(struct link_receiver *receiver)
{
    WAIT_FOR(link_receiver_ready(receiver));
}

/* Nothing comes out of the sender for so many heartbeats. */
static void assert_no_outcome(struct link_sender *sender, double heartbeats)
{
    struct link_message *message = NULL;
    if (link_collect(sender, &message, 1, heartbeats * HEARTBEAT) != 0)
        fail_msg("message %u got outcome %d too early", number_of(message), message->outcome);
}

/* Receives messages until each of first … first + count - 1 was there once; fails on any other. */
static void receive_numbers(struct link_receiver *receiver, struct link_message **messages, unsigned first,
                            unsigned count)
{
    bool seen[1000] = {false};
    for (unsigned i = 0; i < count; i++) {
        messages[i] = receive_one(receiver);
        unsigned number = number_of(messages[i]);
        assert_in_range(number, first, first + count - 1);
        assert_false(seen[number - first]);
        seen[number - first] = true;
    }
}

/* ---- workers ---- */

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
        struct link_message *message = sent < COUNT ? numbered(sent, 2000) : NULL;
        if (message && link_send(sender, message, 0))
            sent++;
        else
            link_message_free(message);
        while (link_collect(sender, &message, 1, sent < COUNT ? 0 : 0.01) == 1) {
            assert_int_equal(message->outcome, LINK_ACKED);
            assert_false(acked[number_of(message)]);
            acked[number_of(message)] = true;
            done++;
            link_message_free(message);
        }
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

/* ---- senders ---- */

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

static void test_stopped_sender_counts_no_deaths(void **state)
{
    (void)state;
    char *endpoint = new_tcp_endpoint();
    struct link_receiver *receiver = receiver_on(endpoint, "worker", 10);
    struct process *process = start_sender(endpoint, 0, 5);
    struct link_message *messages[5];
    receive_numbers(receiver, messages, 0, 5);
    for (int i = 0; i < 4; i++) {
        stop_process(process);
        usleep((useconds_t)(5 * HEARTBEAT * 1e6));
        continue_process(process);
        wait_ready(receiver);
        usleep((useconds_t)(2 * HEARTBEAT * 1e6));
    }
    /* Whatever was sent again meanwhile: all are acked in the end, none was given up. */
    link_settle(receiver, messages, 5, LINK_ACKED, NULL);
    double deadline = clock_now() + LONGEST;
    while (!process_ended(process) && clock_now() < deadline) {
        struct link_message *message;
        if (link_receive(receiver, &message, 1, 0.05, NULL) == 1)
            settle_one(receiver, message, LINK_ACKED, NULL);
    }
    assert_true(clock_now() < deadline);
    link_receiver_close(receiver);
    free(endpoint);
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

/* ---- trouble ---- */

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

static void assert_refused(const char *endpoint, bool sends, const char *word)
{
    struct error error = {0};
    struct link_settings settings = test_settings("x", 10);
    if (sends)
        assert_null(link_sender_open(endpoint, &settings, &error));
    else
        assert_null(link_receiver_open(endpoint, &settings, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    if (!strstr(error.text, word))
        fail_msg("'%s' is not in: %s", word, error.text);
}

static void test_wrong_endpoints_are_told(void **state)
{
    (void)state;
    char *tcp = new_tcp_endpoint(), *path = new_path(".sock"), *ipc = xprintf("ipc://%s", path);
    struct link_sender *on_tcp = sender_on(tcp, 10), *on_ipc = sender_on(ipc, 10);
    assert_refused(tcp, true, strstr(tcp, "127"));
    assert_refused(ipc, true, path);
    assert_refused("tcp://127.0.0.1", true, "PORT");
    assert_refused("tcp://127.0.0.1:99999", true, "65535");
    assert_refused("tcp://127.0.0.1:5x", false, "port");
    assert_refused("tcp://:5555", false, "name the host");
    assert_refused("tcp://::1:5555", false, "brackets");
    assert_refused("tcp://203.0.113.7:5555", true, "203.0.113.7");
    assert_refused("ipc://", false, "path");
    assert_refused("tcp://localhost:5555,bad", false, "bad");
    link_sender_close(on_tcp);
    link_sender_close(on_ipc);
    free(tcp);
    free(path);
    free(ipc);
}

static void test_host_names_are_looked_up(void **state)
{
    (void)state;
    int port = free_port();
    char *binds = xprintf("tcp://:%d", port), *connects = xprintf("tcp://localhost:%d", port);
    struct link_sender *sender = sender_on(binds, 10);
    struct link_receiver *receiver = receiver_on(connects, "worker", 10);
    send_numbers(sender, 0, 1, 10);
    settle_one(receiver, receive_one(receiver), LINK_ACKED, NULL);
    collect_all(sender, 1, LINK_ACKED);
    link_receiver_close(receiver);
    link_sender_close(sender);
    free(binds);
    free(connects);
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

/* ---- strangers ---- */

static void test_different_limits_are_refused(void **state)
{
    (void)state;
    char *endpoint = new_tcp_endpoint();
    struct link_settings settings = test_settings("small", 10);
    struct link_sender *sender = sender_on(endpoint, 10);
    settings.max_message_bytes = 1 << 20;
    struct link_receiver *receiver = open_test_receiver(endpoint, &settings);
    usleep((useconds_t)(5 * HEARTBEAT * 1e6));
    assert_false(link_receiver_ready(receiver));
    assert_true(link_sender_trouble(sender) > 0);
    link_receiver_close(receiver);
    link_sender_close(sender);
    free(endpoint);
}

static char *key_file(const char *key)
{
    char *path = new_path(".key");
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "%s\n", key);
    fclose(file);
    return path;
}

__attribute__((unused)) static void test_curve_keeps_strangers_out(void **state)
{
    (void)state;
    char public_key[41], secret_key[41];
    assert_int_equal(zmq_curve_keypair(public_key, secret_key), 0);
    char *endpoint = new_tcp_endpoint(), *public_file = key_file(public_key), *secret_file = key_file(secret_key);
    struct link_settings sends = test_settings("sender", 10), receives = test_settings("worker", 10);
    sends.curve_secret_key = secret_file;
    receives.curve_server_key = public_file;
    struct link_sender *sender = open_test_sender(endpoint, &sends);
    struct link_receiver *stranger = receiver_on(endpoint, "stranger", 10);
    struct link_receiver *receiver = open_test_receiver(endpoint, &receives);
    send_numbers(sender, 0, 3, 5000);
    for (int i = 0; i < 3; i++)
        settle_one(receiver, receive_one(receiver), LINK_ACKED, NULL);
    collect_all(sender, 3, LINK_ACKED);
    assert_false(link_receiver_ready(stranger));
    link_receiver_close(stranger);
    link_receiver_close(receiver);
    link_sender_close(sender);
    receives.curve_server_key = endpoint; /* no such file */
    struct error error = {0};
    assert_null(link_receiver_open(endpoint, &receives, &error));
    assert_int_equal(error.kind, ERROR_USAGE);
    unlink(public_file);
    unlink(secret_file);
    free(public_file);
    free(secret_file);
    free(endpoint);
}

static void test_garbage_is_counted_and_harmless(void **state)
{
    (void)state;
    struct metric *garbage = metrics_counter("newsmill_link_garbage_total", "transport=\"zmq\"", "");
    int64_t before = metric_value(garbage);
    char *endpoint = new_tcp_endpoint();
    struct link_sender *sender = sender_on(endpoint, 10);
    struct link_receiver *receiver = receiver_on(endpoint, "worker", 10);
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_DEALER);
    unsigned random = 1, size;
    assert_int_equal(zmq_connect(socket, endpoint), 0);
    for (int i = 0; i < 500; i++) {
        uint8_t bytes[200];
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (uint8_t)((random = random * 1103515245 + 12345) >> 16);
        size = i % (int)sizeof bytes;
        if (size >= 4 && i % 2) { /* the right start, an unknown or known type, and nonsense behind it */
            memcpy(bytes, (uint8_t[]){0x4e, 0x4d, (uint8_t)(i % 14), 0}, 4);
            if (size >= 4 + 34 && bytes[2] == 1)
                size = 4 + 34; /* a hello that ends too early */
        }
        zmq_send(socket, bytes, size, i % 5 == 0 ? ZMQ_SNDMORE : 0);
    }
    zmq_send(socket, "", 0, 0);
    WAIT_FOR(metric_value(garbage) > before + 100);
    send_numbers(sender, 0, 10, 100);
    for (int i = 0; i < 10; i++)
        settle_one(receiver, receive_one(receiver), LINK_ACKED, NULL);
    collect_all(sender, 10, LINK_ACKED);
    int none = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    zmq_close(socket);
    zmq_ctx_term(context);
    link_receiver_close(receiver);
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
        cmocka_unit_test(test_restarted_sender_gets_no_old_acks),
        cmocka_unit_test(test_stopped_sender_counts_no_deaths),
        cmocka_unit_test(test_two_upstreams_one_busy_one_idle),
        cmocka_unit_test(test_window_is_shared_over_upstreams),
        cmocka_unit_test(test_trouble_is_being_alone),
        cmocka_unit_test(test_wrong_endpoints_are_told),
        cmocka_unit_test(test_host_names_are_looked_up),
        cmocka_unit_test(test_socket_file_left_behind_is_taken_over),
        cmocka_unit_test(test_different_limits_are_refused),
#ifndef __SANITIZE_THREAD__ /* it cannot see how libzmq's cryptography, another library, hands over what it decrypted  \
                             */
        cmocka_unit_test(test_curve_keeps_strangers_out),
#endif
        cmocka_unit_test(test_garbage_is_counted_and_harmless),
    };
    test_log_start(argc > 1 ? argv[1] : "test_link_zmq");
    if (argc > 1)
        return run_role(argc, argv);
    return cmocka_run_group_tests_name("link_zmq", tests, NULL, NULL);
}
