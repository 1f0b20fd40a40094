/* The contract of common/link.h, on every transport: what arrives, and what becomes of it. */
#include "tests/contract/link_ends.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_arrive_in_order_and_are_acked),
        cmocka_unit_test(test_keys_travel),
        cmocka_unit_test(test_payloads_of_all_sizes_arrive_whole),
        cmocka_unit_test(test_over_the_limit_is_undeliverable),
        cmocka_unit_test(test_empty_is_undeliverable),
        cmocka_unit_test(test_released_messages_come_again),
        cmocka_unit_test(test_rejections_carry_their_reason),
    };
    test_log_start("test_link_contract");
    return run_on_every_transport(tests, sizeof tests / sizeof *tests);
}
