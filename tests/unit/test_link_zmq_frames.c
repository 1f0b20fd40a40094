/* The frames of the ZeroMQ link: the examples of docs/link-protocol.md, round trips, and every way to cut them short.
 */
#include "common/buffer.h"
#include "common/link_zmq_frames.h"
#include "common/text.h"
#include "tests/unit/test_common.h"

#include <stdlib.h>
#include <string.h>

#define EPOCH 0x1122334455667788u

static void assert_frame(const uint8_t *frame, size_t size, const char *expected)
{
    char *hex = xmalloc(2 * size + 1);
    hex_encode(frame, size, hex);
    assert_string_equal(hex, expected);
    free(hex);
}

static struct frame_hello example_hello(void)
{
    return (struct frame_hello){.version_lowest = 0x0100,
                                .version_highest = 0x0100,
                                .window_messages = 8,
                                .window_bytes = 4 << 20,
                                .max_message_bytes = 4 << 20,
                                .nonce = 7,
                                .name = "py"};
}

static void test_hello(void **state)
{
    (void)state;
    uint8_t frame[FRAME_LIMIT];
    struct frame_hello hello = example_hello(), back;
    size_t size = frame_write_hello(frame, &hello);
    assert_frame(frame, size,
                 "4e4d0100"
                 "01000100"
                 "00000008"
                 "0000000000400000"
                 "0000000000400000"
                 "0000000000000007"
                 "00"
                 "027079");
    hello.previous_size = 16;
    memset(hello.previous, 0x90, 16);
    memcpy(hello.name, "a\nb", 4);
    size = frame_write_hello(frame, &hello);
    assert_true(frame_read_hello(frame, size, &back));
    assert_int_equal(back.window_messages, 8);
    assert_int_equal(back.nonce, 7);
    assert_int_equal(back.previous_size, 16);
    assert_memory_equal(back.previous, hello.previous, 16);
    assert_string_equal(back.name, "a?b"); /* it goes into logs */
    assert_true(frame_read_hello(frame, size + 10, &back));
    for (size_t cut = 0; cut < size; cut++)
        assert_false(frame_read_hello(frame, cut, &back));
    hello.version_lowest = 0x0101;
    size = frame_write_hello(frame, &hello);
    assert_false(frame_read_hello(frame, size, &back));
}

static void test_welcome(void **state)
{
    (void)state;
    uint8_t frame[FRAME_LIMIT];
    struct frame_welcome welcome = {0x0100, EPOCH, 7, 1000, 4 << 20}, back;
    size_t size = frame_write_welcome(frame, &welcome);
    assert_frame(frame, size,
                 "4e4d0200"
                 "0100"
                 "1122334455667788"
                 "0000000000000007"
                 "000003e8"
                 "0000000000400000");
    assert_true(frame_read_welcome(frame, size, &back));
    assert_int_equal(back.epoch, EPOCH);
    assert_int_equal(back.heartbeat_ms, 1000);
    for (size_t cut = 0; cut < size; cut++)
        assert_false(frame_read_welcome(frame, cut, &back));
    welcome.heartbeat_ms = 0;
    size = frame_write_welcome(frame, &welcome);
    assert_false(frame_read_welcome(frame, size, &back));
}

static void test_refuse_and_window(void **state)
{
    (void)state;
    uint8_t frame[FRAME_LIMIT];
    struct frame_refuse refuse = {REFUSED_LIMIT, 0x0100, 0x0101, "too small"}, refused;
    size_t size = frame_write_refuse(frame, &refuse);
    assert_true(frame_read_refuse(frame, size, &refused));
    assert_int_equal(refused.code, REFUSED_LIMIT);
    assert_string_equal(refused.reason, "too small");
    for (size_t cut = 0; cut < size; cut++)
        assert_false(frame_read_refuse(frame, cut, &refused));
    struct frame_window window = {EPOCH, 5, 1 << 30}, back;
    size = frame_write_window(frame, &window);
    assert_int_equal(size, 24);
    assert_true(frame_read_window(frame, size, &back));
    assert_int_equal(back.epoch, EPOCH);
    assert_int_equal(back.messages, 5);
    assert_int_equal(back.bytes, 1 << 30);
    for (size_t cut = 0; cut < size; cut++)
        assert_false(frame_read_window(frame, cut, &back));
}

static void test_work(void **state)
{
    (void)state;
    uint8_t frame[FRAME_LIMIT];
    struct frame_reader reader;
    struct frame_work work;
    size_t count, size = frame_begin_work(frame, EPOCH);
    assert_false(frame_read_work(&reader, frame, size, &count)); /* no entry */
    assert_true(frame_add_work(frame, &size, 41, 5, 0, "ab"));
    assert_frame(frame, size,
                 "4e4d0500"
                 "1122334455667788"
                 "0001"
                 "0000000000000029"
                 "00000005"
                 "00000000"
                 "026162");
    assert_true(frame_add_work(frame, &size, 42, 70000, 3, "0123456789abcdef0123456789abcdef"));
    assert_true(frame_read_work(&reader, frame, size, &count));
    assert_int_equal(count, 2);
    assert_true(frame_next_work(&reader, &work));
    assert_string_equal(work.key, "ab");
    assert_true(frame_next_work(&reader, &work));
    assert_int_equal(work.sequence, 42);
    assert_int_equal(work.size, 70000);
    assert_int_equal(work.attempts, 3);
    assert_string_equal(work.key, "0123456789abcdef0123456789abcdef");
    assert_false(frame_next_work(&reader, &work));
    for (size_t cut = 0; cut < size; cut++)
        assert_false(frame_read_work(&reader, frame, cut, &count) && frame_next_work(&reader, &work) &&
                     frame_next_work(&reader, &work));
    while (frame_add_work(frame, &size, 1, 1, 0, "0123456789abcdef0123456789abcdef0123456"))
        ;
    assert_true(size <= FRAME_LIMIT);
    assert_true(frame_read_work(&reader, frame, size, &count));
    for (size_t i = 0; i < count; i++)
        assert_true(frame_next_work(&reader, &work));
}

static void test_outcomes(void **state)
{
    (void)state;
    uint8_t frame[FRAME_LIMIT];
    char reason[FRAME_REASON_LIMIT + 1];
    static struct frame_ranges ranges, back;
    memset(&ranges, 0, sizeof ranges);
    assert_true(frame_add_range(&ranges, 41));
    assert_true(frame_add_range(&ranges, 42));
    assert_true(frame_add_range(&ranges, 43));
    assert_true(frame_add_range(&ranges, 50));
    size_t size = frame_write_outcome(frame, FRAME_ACK, EPOCH, &ranges, NULL);
    assert_frame(frame, size,
                 "4e4d0600"
                 "1122334455667788"
                 "0002"
                 "000000000000002900000003"
                 "000000000000003200000001");
    assert_true(frame_read_outcome(frame, size, &back, reason));
    assert_int_equal(back.count, 2);
    assert_int_equal(back.total, 4);
    assert_int_equal(back.number[0], 3);
    for (size_t cut = 0; cut < size; cut++)
        assert_false(frame_read_outcome(frame, cut, &back, reason));

    ranges = (struct frame_ranges){.first = {44}, .number = {1}, .count = 1, .total = 1};
    size = frame_write_outcome(frame, FRAME_REJECT, EPOCH, &ranges, "no text");
    assert_frame(frame, size,
                 "4e4d0700"
                 "1122334455667788"
                 "0001"
                 "000000000000002c00000001"
                 "00076e6f2074657874");
    assert_true(frame_read_outcome(frame, size, &back, reason));
    assert_string_equal(reason, "no text");
    for (size_t cut = 0; cut < size; cut++)
        assert_false(frame_read_outcome(frame, cut, &back, reason));

    ranges.number[0] = FRAME_SETTLED_LIMIT + 1; /* more than a frame may settle */
    size = frame_write_outcome(frame, FRAME_ACK, EPOCH, &ranges, NULL);
    assert_false(frame_read_outcome(frame, size, &back, reason));
}

static void test_reasons_are_clean(void **state)
{
    (void)state;
    uint8_t frame[FRAME_LIMIT];
    char reason[FRAME_REASON_LIMIT + 1], *text = xmalloc(5000);
    static struct frame_ranges ranges = {.first = {1}, .number = {1}, .count = 1, .total = 1}, back;
    size_t size = frame_write_outcome(frame, FRAME_REJECT, EPOCH, &ranges, "a\nb\x7f\xff\xc3\xa9");
    assert_true(frame_read_outcome(frame, size, &back, reason));
    assert_string_equal(reason, "a b \xef\xbf\xbd\xc3\xa9");
    memset(text, '\xff', 4999); /* each byte becomes three when it is repaired */
    text[4999] = '\0';
    size = frame_write_outcome(frame, FRAME_REJECT, EPOCH, &ranges, text);
    assert_true(frame_read_outcome(frame, size, &back, reason));
    assert_true(strlen(reason) <= FRAME_REASON_LIMIT);
    assert_int_equal(utf8_valid_prefix(reason, strlen(reason)), strlen(reason));
    free(text);
}

static void test_ranges_are_bounded(void **state)
{
    (void)state;
    static struct frame_ranges ranges;
    uint8_t *frame = xmalloc(FRAME_LIMIT);
    uint64_t sequence = 0;
    memset(&ranges, 0, sizeof ranges);
    while (frame_add_range(&ranges, sequence))
        sequence += 2;
    assert_int_equal(ranges.count, FRAME_RANGES_LIMIT);
    assert_true(frame_write_outcome(frame, FRAME_ACK, EPOCH, &ranges, NULL) <= FRAME_LIMIT);
    memset(&ranges, 0, sizeof ranges);
    for (sequence = 5; frame_add_range(&ranges, sequence); sequence++)
        ;
    assert_int_equal(ranges.count, 1);
    assert_int_equal(ranges.total, FRAME_SETTLED_LIMIT);
    free(frame);
}

static void test_types(void **state)
{
    (void)state;
    uint8_t frame[32];
    uint64_t epoch;
    size_t size = frame_write_epoch(frame, FRAME_HEARTBEAT, EPOCH);
    assert_frame(frame, size, "4e4d09001122334455667788");
    assert_int_equal(frame_type(frame, size), FRAME_HEARTBEAT);
    assert_true(frame_read_epoch(frame, size, &epoch));
    assert_int_equal(epoch, EPOCH);
    assert_false(frame_read_epoch(frame, size - 1, &epoch));
    assert_int_equal(frame_type(frame, 3), 0);
    frame[3] = 1;
    assert_int_equal(frame_type(frame, size), 0);
    frame[3] = 0;
    frame[0] = 'X';
    assert_int_equal(frame_type(frame, size), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hello),
        cmocka_unit_test(test_welcome),
        cmocka_unit_test(test_refuse_and_window),
        cmocka_unit_test(test_work),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_reasons_are_clean),
        cmocka_unit_test(test_ranges_are_bounded),
        cmocka_unit_test(test_types),
    };
    return cmocka_run_group_tests_name("link_zmq_frames", tests, NULL, NULL);
}
