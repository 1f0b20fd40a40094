/*
 * Kafka consumer groups under a receiver: commits in order, sharing, partitions taken back, processes that are killed
 * or stopped. Against a real Apache Kafka (NEWSMILL_TEST_KAFKA=host:port).
 */
#include "tests/contract/kafka_test.h"

/* Times that partitions were given to or taken from receivers of this process. */
static int64_t rebalances(void)
{
    return metric_value(metrics_counter("newsmill_kafka_rebalances_total", NULL, ""));
}

/*
 * A receiver of its own process: hands out and holds; told to, it settles all as acked. Manners: `hold` then holds what
 * comes next, `hold-then-ack` settles it at once, and says `lost` when its partitions are taken: from then on it
 * commits nothing of what it had held.
 */
static _Noreturn void run_receiver(const char *endpoint, const char *manner, unsigned window)
{
    enum { MOST = 1000 };
    struct link_receiver *receiver = open_kafka_receiver(endpoint, window);
    struct link_message *held[MOST];
    size_t count = 0;
    int64_t before = 0;
    bool holds = true;
    for (;;) {
        char order[16];
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        bool told = poll(&input, 1, 0) == 1 && read(STDIN_FILENO, order, sizeof order) > 0;
        if (told || !holds) {
            link_settle(receiver, held, count, LINK_ACKED, NULL);
            count = 0;
        }
        if (told) {
            holds = strcmp(manner, "hold") == 0;
            dprintf(STDOUT_FILENO, "acked\n");
        }
        if (!holds && before && rebalances() > before) {
            before = 0;
            dprintf(STDOUT_FILENO, "lost\n");
        }
        size_t some = link_receive(receiver, held + count, MOST - count, 0.02, NULL);
        if (some && holds)
            before = rebalances();
        for (size_t i = 0; i < some; i++)
            dprintf(STDOUT_FILENO, "%u\n", number_of(held[count + i]));
        count += some;
    }
}

static int64_t total(const int64_t *numbers, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += numbers[i];
    return sum;
}

/* ---- commits ---- */

/* Of two partitions one keeps a message in hand, and the other's commits show that nothing behind it is committed. */
static void test_commits_only_in_order(void **state)
{
    (void)state;
    enum { COUNT = 60, KEPT = 13 };
    char *endpoint = new_kafka_link("order");
    struct link_message *messages[COUNT], *of[2][COUNT];
    unsigned counts[2] = {0};
    fill_topic(endpoint, "2", COUNT);
    struct link_receiver *receiver = open_kafka_receiver(endpoint, COUNT);
    receive_all(receiver, messages, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        int partition = messages[i]->link.partition;
        of[partition][counts[partition]++] = messages[i];
    }
    assert_true(counts[0] > KEPT + 1 && counts[1] > 1);
    for (unsigned i = counts[0]; i-- > 0;) /* backwards, so that nothing may be committed before the last one */
        if (i != KEPT)
            settle_one(receiver, of[0][i], LINK_ACKED, NULL);
    for (unsigned i = 0; i < counts[1]; i++) {
        if (i + 3 >= counts[1]) /* the last ones in commits of their own */
            WAIT_FOR(committed_of(endpoint) == KEPT + i);
        settle_one(receiver, of[1][i], LINK_ACKED, NULL);
    }
    WAIT_FOR(committed_of(endpoint) == KEPT + counts[1]);
    settle_one(receiver, of[0][KEPT], LINK_REJECTED, "a test");
    WAIT_FOR(committed_of(endpoint) == COUNT);
    link_receiver_close(receiver);
    free(endpoint);
}

/* What a killed receiver had settled is not sent again; what it had not is. */
static void test_killed_receiver_loses_nothing(void **state)
{
    (void)state;
    enum { COUNT = 60, FIRST = 25 };
    char *endpoint = new_kafka_link("killed");
    bool seen[COUNT] = {false};
    fill_topic(endpoint, "1", COUNT);
    struct process *worker = start_process("receiver", endpoint, "hold", FIRST);
    expect_lines(worker, FIRST);
    tell_process(worker, "ack");
    expect_line(worker, "acked");
    expect_lines(worker, FIRST);
    WAIT_FOR(committed_of(endpoint) == FIRST);
    kill_process(worker);

    struct link_receiver *receiver = open_kafka_receiver(endpoint, COUNT);
    for (unsigned i = 0; i < COUNT - FIRST; i++) {
        struct link_message *message = receive_one(receiver);
        assert_true(number_of(message) >= FIRST);
        assert_false(seen[number_of(message)]);
        seen[number_of(message)] = true;
        settle_one(receiver, message, LINK_ACKED, NULL);
    }
    link_receiver_close(receiver);
    assert_int_equal(committed_of(endpoint), COUNT);
    free(endpoint);
}

static void test_close_commits_what_was_settled(void **state)
{
    (void)state;
    enum { COUNT = 10, SETTLED = 4 };
    char *endpoint = new_kafka_link("closed");
    struct link_message *messages[COUNT];
    fill_topic(endpoint, "1", COUNT);
    struct link_receiver *receiver = open_kafka_receiver(endpoint, COUNT);
    receive_all(receiver, messages, COUNT);
    link_settle(receiver, messages, SETTLED, LINK_ACKED, NULL);
    double since = clock_now();
    link_receiver_close(receiver);
    assert_true(clock_now() - since < 5);
    assert_int_equal(committed_of(endpoint), SETTLED);
    for (unsigned i = SETTLED; i < COUNT; i++)
        link_message_free(messages[i]);
    free(endpoint);
}

/* ---- rebalances ---- */

static void test_receivers_share_the_partitions(void **state)
{
    (void)state;
    enum { COUNT = 400, RECEIVERS = 3 };
    char *endpoint = new_kafka_link("shared");
    bool seen[COUNT] = {false};
    unsigned unique = 0;
    int64_t got[RECEIVERS] = {0};
    struct link_receiver *receivers[RECEIVERS];
    struct link_settings settings = kafka_settings(COUNT, "6");
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    for (unsigned i = 0; i < RECEIVERS; i++)
        receivers[i] = open_kafka_receiver(endpoint, 10);
    for (unsigned i = 0; i < RECEIVERS; i++)
        WAIT_FOR(link_receiver_ready(receivers[i]));
    send_numbers(sender, 0, COUNT, 1);
    double give_up = clock_now() + LONGEST;
    while (unique < COUNT && clock_now() < give_up) {
        for (unsigned i = 0; i < RECEIVERS; i++) {
            struct link_message *message;
            if (link_receive(receivers[i], &message, 1, 0.005, NULL) == 0)
                continue;
            unique += !seen[number_of(message)];
            seen[number_of(message)] = true;
            got[i]++;
            settle_one(receivers[i], message, LINK_ACKED, NULL);
        }
    }
    assert_int_equal(unique, COUNT);
    assert_true(total(got, RECEIVERS) >= COUNT);
    for (unsigned i = 0; i < RECEIVERS; i++) {
        assert_true(got[i] > 0);
        link_receiver_close(receivers[i]);
    }
    assert_int_equal(committed_of(endpoint), COUNT);
    collect_all(sender, COUNT, LINK_ACKED);
    link_sender_close(sender);
    free(endpoint);
}

/* A revocation waits for what is in hand: settled meanwhile, it is committed and does not come again. */
static void test_revocation_waits_for_work_in_hand(void **state)
{
    (void)state;
    enum { COUNT = 20 };
    char *endpoint = new_kafka_link("waits");
    struct link_message *messages[COUNT], *extra;
    fill_topic(endpoint, "2", COUNT);
    struct link_receiver *first = open_kafka_receiver(endpoint, COUNT);
    receive_all(first, messages, COUNT);
    int64_t before = rebalances();
    struct link_receiver *second = open_kafka_receiver(endpoint, COUNT);
    WAIT_FOR(rebalances() > before);
    assert_int_equal(link_receive(second, &extra, 1, 1, NULL), 0);
    link_settle(first, messages, COUNT, LINK_ACKED, NULL);
    WAIT_FOR(link_receiver_ready(second));
    assert_int_equal(committed_of(endpoint), COUNT);

    /* In each partition what came again would come before these. */
    struct link_settings settings = kafka_settings(COUNT, "2");
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    send_numbers(sender, COUNT, COUNT, 1);
    collect_all(sender, COUNT, LINK_ACKED);
    link_sender_close(sender);
    double give_up = clock_now() + LONGEST;
    for (unsigned left = COUNT; left > 0 && clock_now() < give_up;) {
        struct link_receiver *receivers[] = {first, second};
        for (unsigned i = 0; i < 2; i++)
            if (link_receive(receivers[i], &extra, 1, 0.02, NULL) == 1) {
                assert_in_range(number_of(extra), COUNT, 2 * COUNT - 1);
                settle_one(receivers[i], extra, LINK_ACKED, NULL);
                left--;
            }
    }
    WAIT_FOR(committed_of(endpoint) == 2 * COUNT);
    link_receiver_close(first);
    link_receiver_close(second);
    free(endpoint);
}

/* What is not settled within 10 s goes to the next owner; settled late, it moves no offset. */
static void test_late_settles_commit_nothing(void **state)
{
    (void)state;
    enum { COUNT = 20, EARLY = 5 };
    char *endpoint = new_kafka_link("late");
    struct link_message *messages[COUNT], *again[COUNT];
    bool seen[COUNT] = {false};
    fill_topic(endpoint, "1", COUNT);
    struct link_receiver *first = open_kafka_receiver(endpoint, 2 * COUNT); /* room for the same once more */
    receive_all(first, messages, COUNT);
    struct link_receiver *second = open_kafka_receiver(endpoint, COUNT);
    link_settle(first, messages, EARLY, LINK_ACKED, NULL);

    /* One partition: it may stay with the first, which then gets its messages once more, or go to the second. */
    size_t count = 0;
    struct link_receiver *owner = NULL;
    double give_up = clock_now() + LONGEST;
    while (count < COUNT - EARLY && clock_now() < give_up) {
        size_t some = link_receive(second, again + count, COUNT - count, 0.05, NULL);
        owner = some ? second : owner;
        count += some;
        some = link_receive(first, again + count, COUNT - count, 0.05, NULL);
        owner = some ? first : owner;
        count += some;
    }
    assert_int_equal(count, COUNT - EARLY);
    for (size_t i = 0; i < count; i++) {
        assert_true(number_of(again[i]) >= EARLY && !seen[number_of(again[i])]);
        seen[number_of(again[i])] = true;
    }
    link_settle(first, messages + EARLY, COUNT - EARLY, LINK_ACKED, NULL);
    /* The owner's next commit and the other's farewell, which commits all that it has, show what the late ones did. */
    settle_one(owner, again[0], LINK_ACKED, NULL);
    WAIT_FOR(committed_of(endpoint) == EARLY + 1);
    link_receiver_close(owner == first ? second : first);
    assert_int_equal(committed_of(endpoint), EARLY + 1);
    link_settle(owner, again + 1, count - 1, LINK_ACKED, NULL);
    WAIT_FOR(committed_of(endpoint) == COUNT);
    link_receiver_close(owner);
    free(endpoint);
}

/* A process that is stopped past its session wakes up, commits nothing of what it lost, and joins again. */
static void test_stopped_receiver_commits_nothing_it_lost(void **state)
{
    (void)state;
    enum { COUNT = 30, WINDOW = 10 };
    char *endpoint = new_kafka_link("stopped");
    bool seen[COUNT] = {false};
    struct link_message *messages[COUNT];
    fill_topic(endpoint, "1", COUNT);
    struct process *worker = start_process("receiver", endpoint, "hold-then-ack", WINDOW);
    expect_lines(worker, WINDOW);
    stop_process(worker);

    struct link_receiver *receiver = open_kafka_receiver(endpoint, COUNT);
    receive_all(receiver, messages, COUNT);
    for (unsigned i = 0; i < COUNT; i++)
        seen[number_of(messages[i])] = true;
    for (unsigned i = 0; i < COUNT; i++)
        assert_true(seen[i]);
    link_settle(receiver, messages, 2, LINK_ACKED, NULL);
    WAIT_FOR(committed_of(endpoint) == 2);

    continue_process(worker);
    tell_process(worker, "ack");
    expect_line(worker, "acked"); /* of which it owns none, nor of what it had fetched */
    expect_line(worker, "lost");
    assert_int_equal(committed_of(endpoint), 2);
    link_settle(receiver, messages + 2, COUNT - 2, LINK_ACKED, NULL);
    WAIT_FOR(committed_of(endpoint) == COUNT);
    link_receiver_close(receiver);

    struct link_settings settings = kafka_settings(10, "1");
    struct link_sender *sender = open_test_sender(endpoint, &settings);
    send_numbers(sender, COUNT, 1, 1);
    collect_all(sender, 1, LINK_ACKED);
    link_sender_close(sender);
    char number[16];
    snprintf(number, sizeof number, "%d", COUNT);
    expect_line(worker, number);
    kill_process(worker);
    free(endpoint);
}

int main(int argc, char **argv)
{
    int result = 0;
    test_log_start("test_link_kafka_group");
    if (argc == 5)
        run_receiver(argv[2], argv[3], (unsigned)atoi(argv[4]));
    if (!kafka_broker(&result))
        return result;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commits_only_in_order),
        cmocka_unit_test(test_killed_receiver_loses_nothing),
        cmocka_unit_test(test_close_commits_what_was_settled),
        cmocka_unit_test(test_receivers_share_the_partitions),
        cmocka_unit_test(test_revocation_waits_for_work_in_hand),
        cmocka_unit_test(test_late_settles_commit_nothing),
        cmocka_unit_test(test_stopped_receiver_commits_nothing_it_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
