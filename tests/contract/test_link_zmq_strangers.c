/*
 * The ZeroMQ link and what does not belong to it: wrong endpoints, other limits, peers without the key, garbage.
 */
#include "tests/contract/link_test.h"

#include <zmq.h>

static char *key_file(const char *key)
{
    char *path = new_path(".key");
    write_file(path, key);
    return path;
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

static void test_different_limits_are_refused(void **state)
{
    (void)state;
    struct metric *refused = metrics_counter("newsmill_link_refused_total", "transport=\"zmq\"", "");
    int64_t before = metric_value(refused);
    char *endpoint = new_tcp_endpoint();
    struct link_settings settings = test_settings("small", 10);
    struct link_sender *sender = sender_on(endpoint, 10);
    settings.max_message_bytes = 1 << 20;
    struct link_receiver *receiver = open_test_receiver(endpoint, &settings);
    WAIT_FOR(metric_value(refused) > before);
    assert_false(link_receiver_ready(receiver));
    assert_true(link_sender_trouble(sender) > 0);
    link_receiver_close(receiver);
    link_sender_close(sender);
    free(endpoint);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_endpoints_are_told),        cmocka_unit_test(test_host_names_are_looked_up),
        cmocka_unit_test(test_different_limits_are_refused),
#ifndef __SANITIZE_THREAD__ /* it cannot see how libzmq's cryptography, another library, hands over what it decrypted  \
                             */
        cmocka_unit_test(test_curve_keeps_strangers_out),
#endif
        cmocka_unit_test(test_garbage_is_counted_and_harmless),
    };
    test_log_start("test_link_zmq_strangers");
    return cmocka_run_group_tests_name("link_zmq_strangers", tests, NULL, NULL);
}
