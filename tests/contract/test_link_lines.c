/*
 * The JSON Lines link where it differs from others: torn lines, full disks, readers that go away.
 */
#include "tests/contract/link_process.h"
#include "tests/contract/link_test.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void assert_file(const char *path, const char *expected)
{
    char *text = read_file(path);
    assert_string_equal(text, expected);
    free(text);
}

static struct link_sender *sender_to(const char *path)
{
    struct link_settings settings = test_settings("sender", 1000);
    char *endpoint = file_endpoint(path);
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
    long_line[0] = '{';
    long_line[20000] = '\0';
    write_file(path, long_line);
    link_sender_close(sender_to(path));
    assert_file(path, "");
    free(long_line);
    unlink(path);
    free(path);
}

/* A file named by mistake keeps every byte. */
static void test_what_is_no_lines_is_left(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
    } files[] = {{"SQLite format 3\0\1\n\2\3", 21}, {"some notes\nwithout an end", 24}, {"{\"a\":1}\n{\"\0\1\2", 13}};
    struct link_settings settings = test_settings("sender", 1000);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct error error = {ERROR_NONE, ""};
        char *path = new_path(".jsonl"), *endpoint = file_endpoint(path);
        FILE *file = fopen(path, "w");
        fwrite(files[i].text, 1, files[i].size, file);
        fclose(file);
        assert_null(link_sender_open(endpoint, &settings, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_non_null(strstr(error.text, path));
        struct stat status;
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_size, files[i].size);
        unlink(path);
        free(endpoint);
        free(path);
    }
}

static void test_two_writers_share_a_file(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    unsigned seen[2 * COUNT] = {0};
    char *path = new_path(".jsonl"), *endpoint = file_endpoint(path);
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
    sigset_t term;
    sigaction(SIGTERM, &action, NULL);
    /* For this thread alone: the sanitizer keeps a signal from a handler while its thread waits for a condition. */
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, NULL);
    struct link_receiver *receiver = link_receiver_open("-", &settings, NULL);
    pthread_sigmask(SIG_UNBLOCK, &term, NULL);
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
        cmocka_unit_test(test_what_is_no_lines_is_left),
        cmocka_unit_test(test_two_writers_share_a_file),
        cmocka_unit_test(test_full_disk_is_waited_for),
        cmocka_unit_test(test_newline_in_a_message_is_undeliverable),
        cmocka_unit_test(test_wrong_paths_are_told),
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
