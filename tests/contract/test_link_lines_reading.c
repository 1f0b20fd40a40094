/* What a reader of JSON Lines makes of lines: empty ones, torn ones, and those over the limit, of whatever length. */
#include "tests/contract/link_test.h"

#include "common/text.h"

/* So many times one letter. */
static void append_many(struct buffer *text, char letter, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_append_char(text, letter);
}

static void test_lines_of_every_kind(void **state)
{
    (void)state;
    enum { LIMIT = 1000 };
    static const char *const expected[] = {"first", "second", "after the long ones", "\xc3\xa9", "no newline here"};
    struct buffer text = {0};
    buffer_append_text(&text, "\n\nfirst\r\n\r\nsecond\n");
    append_many(&text, 'x', LIMIT);
    buffer_append_text(&text, "\r\nafter the long ones\n\xc3\xa9\nno newline here");
    char *path = new_path(".jsonl"), *endpoint = file_endpoint(path);
    write_file(path, text.data);
    struct link_settings settings = test_settings("receiver", 100);
    settings.max_message_bytes = LIMIT;
    struct link_receiver *receiver = open_test_receiver(endpoint, &settings);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct link_message *message = receive_one(receiver);
        assert_true(link_message_can_pass(message, NULL));
        if (message->size == LIMIT) {
            settle_one(receiver, message, LINK_ACKED, NULL);
            message = receive_one(receiver);
        }
        assert_int_equal(message->size, strlen(expected[i]));
        assert_memory_equal(message->data, expected[i], message->size);
        settle_one(receiver, message, LINK_ACKED, NULL);
    }
    enum link_state link_state = LINK_OPEN;
    struct link_message *none;
    WAIT_FOR(link_receive(receiver, &none, 1, 0.1, &link_state) == 0 && link_state == LINK_ENDED);
    link_receiver_close(receiver);
    buffer_free(&text);
    unlink(path);
    free(path);
    free(endpoint);
}

/* Receives what is left of a line of so many `letter`s: all of it, or its beginning, length and digest. */
static void expect_long_line(struct link_receiver *receiver, unsigned number, char letter, size_t size)
{
    struct error error = {0};
    struct link_message *message = receive_one(receiver);
    char *begins = xprintf("line %u of ", number), *says = xprintf(" has %zu bytes, over the limit of 1000", size);
    assert_false(link_message_can_pass(message, &error));
    assert_int_equal(error.kind, ERROR_PERMANENT);
    assert_int_equal(strncmp(error.text, begins, strlen(begins)), 0);
    assert_non_null(strstr(error.text, says));
    assert_int_equal(message->size, size < LINK_KEPT_BYTES ? size : LINK_KEPT_BYTES);
    for (size_t i = 0; i < message->size; i++)
        assert_true(message->data[i] == letter);
    assert_int_equal(message->cut != NULL, size > LINK_KEPT_BYTES);
    if (message->cut) {
        struct buffer all = {0};
        uint8_t digest[SHA256_SIZE];
        append_many(&all, letter, size);
        sha256(all.data, all.size, digest);
        assert_int_equal(message->cut->size, size);
        assert_memory_equal(message->cut->sha256, digest, sizeof digest);
        buffer_free(&all);
    }
    settle_one(receiver, message, LINK_REJECTED, error.text);
    free(begins);
    free(says);
}

/* They come as messages that can never pass, for the program to keep; once more when they are released. */
static void test_lines_over_the_limit_are_kept(void **state)
{
    (void)state;
    static const struct {
        char letter;
        size_t size;
    } lines[] = {{'a', 1001}, {'b', 70000}, {'c', 200000}, {'d', LINK_KEPT_BYTES + 1}, {'e', 3000000}};
    enum { COUNT = sizeof lines / sizeof *lines };
    struct buffer text = {0};
    struct metric *too_long = metrics_counter("newsmill_link_lines_too_long_total", NULL, "");
    int64_t before = metric_value(too_long);
    for (unsigned i = 0; i < COUNT; i++) {
        append_many(&text, lines[i].letter, lines[i].size);
        buffer_append_text(&text, i == COUNT - 1 ? "" : i % 2 ? "\r\n" : "\n");
    }
    char *path = new_path(".jsonl"), *endpoint = file_endpoint(path);
    write_file(path, text.data);
    struct link_settings settings = test_settings("receiver", 1);
    settings.max_message_bytes = 1000;
    struct link_receiver *receiver = open_test_receiver(endpoint, &settings);
    settle_one(receiver, receive_one(receiver), LINK_RELEASED, NULL);
    for (unsigned i = 0; i < COUNT; i++)
        expect_long_line(receiver, i + 1, lines[i].letter, lines[i].size);
    enum link_state link_state = LINK_OPEN;
    struct link_message *none;
    WAIT_FOR(link_receive(receiver, &none, 1, 0.1, &link_state) == 0 && link_state == LINK_ENDED);
    assert_int_equal(metric_value(too_long), before + COUNT);
    link_receiver_close(receiver);
    buffer_free(&text);
    unlink(path);
    free(path);
    free(endpoint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_every_kind),
        cmocka_unit_test(test_lines_over_the_limit_are_kept),
    };
    test_log_start("test_link_lines_reading");
    return cmocka_run_group_tests_name("link_lines_reading", tests, NULL, NULL);
}
