/*
 * The JSON Lines link where it differs from others: torn lines, full disks, readers that go away, lines without end.
 */
#include "tests/contract/link_process.h"
#include "tests/contract/link_test.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char *endpoint_of(const char *path)
{
    return xprintf("file:%s", path);
}

static void assert_file(const char *path, const char *expected)
{
    char *text = read_file(path);
    assert_string_equal(text, expected);
    free(text);
}

static struct link_sender *sender_to(const char *path)
{
    struct link_settings settings = test_settings("sender", 1000);
    char *endpoint = endpoint_of(path);
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    free(endpoint);
    return sender;
}

static void send_text(struct link_sender *sender, const char *text)
{
    assert_true(link_send(sender, link_message_new(NULL, xstrdup(text), strlen(text)), LONGEST));
}

/* ---- files ---- */

static void test_torn_last_line_is_cut(void **state)
{
    (void)state;
    char *path = new_path(".jsonl");
    write_file(path, "{\"a\":1}\n{\"b\":2}\n{\"c\":");
    struct link_sender *sender = sender_to(path);
    assert_file(path, "{\"a\":1}\n{\"b\":2}\n");
    write_file(path, "{\"a\":1}\n{\"tor"); /* by another process, meanwhile */
    send_text(sender, "{\"d\":4}");
    collect_all(sender, 1, LINK_ACKED);
    assert_file(path, "{\"a\":1}\n{\"d\":4}\n");
    link_sender_close(sender);
    char *long_line = xmalloc(20001);
    memset(long_line, 'x', 20000);
    long_line[20000] = '\0';
    write_file(path, long_line);
    link_sender_close(sender_to(path));
    assert_file(path, "");
    free(long_line);
    unlink(path);
    free(path);
}

static void test_two_writers_share_a_file(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    unsigned seen[2 * COUNT] = {0};
    char *path = new_path(".jsonl"), *endpoint = endpoint_of(path);
    struct process *other = start_sender(endpoint, COUNT, COUNT);
    struct link_sender *sender = sender_to(path);
    for (unsigned i = 0; i < COUNT; i++) {
        send_numbers(sender, i, 1, 10);
        collect_all(sender, 1, LINK_ACKED);
    }
    WAIT_FOR(process_ended(other));
    link_sender_close(sender);
    char *text = read_file(path);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        assert_int_equal(strlen(line), 10);
        seen[atoi(line)]++;
    }
    for (unsigned i = 0; i < 2 * COUNT; i++)
        assert_int_equal(seen[i], 1);
    free(text);
    unlink(path);
    free(endpoint);
    free(path);
}

static void test_full_disk_is_waited_for(void **state)
{
    (void)state;
    enum { COUNT = 50, SIZE = 1000, ROOM = 10500 };
    struct rlimit before, low;
    struct link_message *message;
    char *path = new_path(".jsonl");
    struct link_sender *sender = sender_to(path);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    low = before;
    low.rlim_cur = ROOM;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    unsigned acked = 0;
    for (; acked < 10; acked++) {
        send_numbers(sender, acked, 1, SIZE);
        collect_all(sender, 1, LINK_ACKED);
    }
    send_numbers(sender, acked, COUNT - acked, SIZE);
    WAIT_FOR(link_sender_trouble(sender) > 0.3);
    assert_int_equal(link_collect(sender, &message, 1, 0), 0);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    bool whole = status.st_size == (off_t)acked * (SIZE + 1);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(whole || status.st_size == ROOM); /* seen in the middle of a try */
    collect_all(sender, COUNT - acked, LINK_ACKED);
    assert_true(link_sender_trouble(sender) == 0);
    char *text = read_file(path);
    assert_int_equal(strlen(text), COUNT * (SIZE + 1));
    for (unsigned i = 0; i < COUNT; i++)
        assert_int_equal(atoi(text + i * (SIZE + 1)), i);
    free(text);
    link_sender_close(sender);
    unlink(path);
    free(path);
}

static void test_newline_in_a_message_is_undeliverable(void **state)
{
    (void)state;
    char *path = new_path(".jsonl");
    struct link_sender *sender = sender_to(path);
    send_text(sender, "two\nlines");
    struct link_message *message = collect_one(sender);
    assert_int_equal(message->outcome, LINK_UNDELIVERABLE);
    assert_non_null(strstr(message->reason, "newline"));
    link_message_free(message);
    send_text(sender, "one line");
    collect_all(sender, 1, LINK_ACKED);
    assert_file(path, "one line\n");
    link_sender_close(sender);
    unlink(path);
    free(path);
}

static void test_wrong_paths_are_told(void **state)
{
    (void)state;
    assert_refused("file:", true, "path");
    assert_refused("file:", false, "path");
    assert_refused("file:/", true, "cannot write /");
    assert_refused("file:/", false, "folder");
    assert_refused("file:/no/such/folder/x", true, "/no/such/folder/x");
    assert_refused("file:/no/such/folder/x", false, "/no/such/folder/x");
}

/* ---- reading ---- */

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
    char *path = new_path(".jsonl"), *endpoint = endpoint_of(path);
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
    char *path = new_path(".jsonl"), *endpoint = endpoint_of(path);
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

static void test_stdin_streams_and_ends(void **state)
{
    (void)state;
    struct process *process = start_process("reads", "-", "", 10);
    tell_process(process, "10");
    assert_string_equal(read_line(process), "10"); /* before there is more */
    tell_process(process, "11");
    assert_string_equal(read_line(process), "11");
    assert_int_equal(write(process->input, "12", 2), 2);
    close(process->input);
    process->input = open("/dev/null", O_WRONLY | O_CLOEXEC);
    assert_string_equal(read_line(process), "12");
    assert_string_equal(read_line(process), "end");
    WAIT_FOR(process_ended(process));
}

static void test_waiting_for_stdin_can_be_ended(void **state)
{
    (void)state;
    struct process *process = start_process("reads", "-", "", 10);
    tell_process(process, "1");
    assert_string_equal(read_line(process), "1");
    kill(process->id, SIGTERM); /* the role drains then */
    assert_string_equal(read_line(process), "end");
    WAIT_FOR(process_ended(process));
}

/* ---- stdout ---- */

static void test_stdout_streams(void **state)
{
    (void)state;
    struct process *process = start_sender("-", 0, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(atoi(read_line(process)), i);
    WAIT_FOR(process_ended(process));
}

static void test_reader_that_goes_away_releases_all(void **state)
{
    (void)state;
    struct process *process = start_process("writes", "-", "until-broken", 1000);
    read_line(process);
    close(process->output);
    process->output = open("/dev/null", O_RDONLY | O_CLOEXEC);
    WAIT_FOR(process_ended(process));
}

static void test_reader_that_stands_still_does_not_hold_a_stop(void **state)
{
    (void)state;
    struct process *process = start_process("writes", "-", "until-stuck", 1000);
    read_line(process);
    WAIT_FOR(process_ended(process));
}

/* ---- the roles of the processes; each returns 0 if all was as it should be ---- */

static volatile sig_atomic_t terminated;

static void terminate(int number)
{
    (void)number;
    terminated = 1;
}

static int reads(void)
{
    struct link_settings settings = test_settings("reads", 10);
    enum link_state link_state = LINK_OPEN;
    struct link_message *message;
    bool drained = false;
    struct sigaction action = {.sa_handler = terminate};
    sigaction(SIGTERM, &action, NULL);
    struct link_receiver *receiver = link_receiver_open("-", &settings, NULL);
    while (link_state == LINK_OPEN) {
        if (terminated && !drained) {
            link_receiver_drain(receiver);
            drained = true;
        }
        if (link_receive(receiver, &message, 1, 0.05, &link_state) == 0)
            continue;
        dprintf(STDOUT_FILENO, "%.*s\n", (int)message->size, message->data);
        link_settle(receiver, &message, 1, LINK_ACKED, NULL);
    }
    dprintf(STDOUT_FILENO, "end\n");
    link_receiver_close(receiver);
    return 0;
}

static int writes(bool until_broken, unsigned count)
{
    struct link_settings settings = test_settings("writes", count);
    struct link_message *message;
    unsigned outcomes[5] = {0};
    signal(SIGPIPE, SIG_IGN);
    struct link_sender *sender = link_sender_open("-", &settings, NULL);
    for (unsigned i = 0; i < count; i++)
        link_send(sender, numbered(i, i == 0 ? 10 : 1000), -1);
    if (until_broken) { /* every message gets its outcome, none waits for a reader */
        for (unsigned i = 0; i < count && link_collect(sender, &message, 1, LONGEST) == 1; i++) {
            outcomes[message->outcome]++;
            link_message_free(message);
        }
        for (double deadline = clock_now() + LONGEST; link_sender_trouble(sender) <= 0 && clock_now() < deadline;)
            usleep(1000);
        bool good = outcomes[LINK_RELEASED] > 0 && outcomes[LINK_ACKED] + outcomes[LINK_RELEASED] == count &&
                    link_sender_trouble(sender) > 0;
        link_sender_close(sender);
        return good ? 0 : 1;
    }
    while (link_collect(sender, &message, 1, 0.3) == 1) /* until the pipe is full */
        link_message_free(message);
    bool waits = link_sender_pending(sender) > 0 && link_sender_pending(sender) < count;
    double began = clock_now();
    link_sender_close(sender);
    return waits && clock_now() - began < 3 ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_torn_last_line_is_cut),
        cmocka_unit_test(test_two_writers_share_a_file),
        cmocka_unit_test(test_full_disk_is_waited_for),
        cmocka_unit_test(test_newline_in_a_message_is_undeliverable),
        cmocka_unit_test(test_wrong_paths_are_told),
        cmocka_unit_test(test_lines_of_every_kind),
        cmocka_unit_test(test_lines_over_the_limit_are_kept),
        cmocka_unit_test(test_stdin_streams_and_ends),
        cmocka_unit_test(test_waiting_for_stdin_can_be_ended),
        cmocka_unit_test(test_stdout_streams),
        cmocka_unit_test(test_reader_that_goes_away_releases_all),
        cmocka_unit_test(test_reader_that_stands_still_does_not_hold_a_stop),
    };
    test_log_start(argc > 1 ? argv[1] : "test_link_lines");
    if (argc == 5 && strcmp(argv[1], "reads") == 0)
        return reads();
    if (argc == 5 && strcmp(argv[1], "writes") == 0)
        return writes(strcmp(argv[3], "until-broken") == 0, (unsigned)atoi(argv[4]));
    if (argc > 1)
        return run_role(argc, argv);
    return cmocka_run_group_tests_name("link_lines", tests, NULL, NULL);
}
