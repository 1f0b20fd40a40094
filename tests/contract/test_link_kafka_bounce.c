/*
 * A real Apache Kafka that is killed, stopped and started again on the same port and data while messages flow, and that
 * is away at the start. Starts one of its own with tests/peers/kafka.
 * limit: 400
 * builds: asan
 */
#include "tests/contract/kafka_test.h"

#include <sys/stat.h>

#undef LONGEST
#define LONGEST 90.0 /* a broker takes seconds to start, more on a busy machine */

enum { COUNT = 20000, WINDOW = 500 };

static char *folder;

/* Runs tests/peers/kafka WHAT on our folder; the first line that it prints, from malloc. */
static char *peer(const char *what, const char *more)
{
    char line[256] = "";
    char *command = xprintf("tests/peers/kafka %s '%s' %s", what, folder, more);
    FILE *output = popen(command, "r");
    assert_non_null(output);
    if (fgets(line, sizeof line, output))
        line[strcspn(line, "\n")] = '\0';
    if (pclose(output) != 0)
        fail_msg("failed: %s", command);
    free(command);
    return xstrdup(line);
}

static void peer_quietly(const char *what)
{
    free(peer(what, ""));
}

/* ---- a flow of numbers through a sender and a receiver ---- */

struct flow {
    struct link_sender *sender;
    struct link_receiver *receiver;
    unsigned sent, acked, unique;
    bool seen[COUNT];
};

static void start_flow(struct flow *flow, const char *endpoint)
{
    struct link_settings settings = kafka_settings(WINDOW, "4");
    memset(flow, 0, sizeof *flow);
    flow->sender = open_test_sender(endpoint, &settings);
    flow->receiver = open_test_receiver(endpoint, &settings);
}

/* Moves what can be moved now. */
static void step(struct flow *flow, unsigned most)
{
    struct link_message *messages[64];
    size_t count;
    while (flow->sent < most) {
        struct link_message *message = numbered(flow->sent, 500);
        if (!link_send(flow->sender, message, 0)) {
            link_message_free(message);
            break;
        }
        flow->sent++;
    }
    count = link_collect(flow->sender, messages, 64, 0.001);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(messages[i]->outcome, LINK_ACKED);
        link_message_free(messages[i]);
        flow->acked++;
    }
    count = link_receive(flow->receiver, messages, 64, 0.001, NULL);
    for (size_t i = 0; i < count; i++) {
        unsigned number = number_of(messages[i]);
        assert_true(number < COUNT);
        flow->unique += !flow->seen[number];
        flow->seen[number] = true;
    }
    link_settle(flow->receiver, messages, count, LINK_ACKED, NULL);
}

static void run_until(struct flow *flow, unsigned unique, unsigned most)
{
    double give_up = clock_now() + LONGEST;
    while (flow->unique < unique || (most == COUNT && flow->acked < unique)) {
        step(flow, most);
        if (clock_now() > give_up)
            fail_msg("%u sent, %u acked, %u received", flow->sent, flow->acked, flow->unique);
    }
}

static void end_flow(struct flow *flow, const char *endpoint)
{
    run_until(flow, COUNT, COUNT);
    double give_up = clock_now() + LONGEST;
    while (committed_of(endpoint) < COUNT && clock_now() < give_up)
        step(flow, COUNT);
    assert_true(committed_of(endpoint) >= COUNT);
    link_receiver_close(flow->receiver);
    link_sender_close(flow->sender);
}

static void bounce(struct flow *flow, const char *how, unsigned unique)
{
    run_until(flow, unique, COUNT);
    peer_quietly(how);
    double until = clock_now() + 1;
    while (clock_now() < until)
        step(flow, COUNT);
    peer_quietly("start");
}

/* ---- tests ---- */

static void test_bounced_broker_loses_nothing(void **state)
{
    (void)state;
    static struct flow flow;
    char *endpoint = new_kafka_link("bounce");
    start_flow(&flow, endpoint);
    bounce(&flow, "kill", 2000);
    bounce(&flow, "stop", 6000);
    bounce(&flow, "kill", 11000);
    end_flow(&flow, endpoint);
    free(endpoint);
}

static void test_broker_away_at_the_start(void **state)
{
    (void)state;
    static struct flow flow;
    char *endpoint = new_kafka_link("away");
    peer_quietly("stop");
    start_flow(&flow, endpoint);
    double give_up = clock_now() + LONGEST;
    while (link_sender_trouble(flow.sender) == 0 || link_receiver_trouble(flow.receiver) == 0) {
        step(&flow, COUNT);
        assert_true(clock_now() < give_up);
    }
    assert_int_equal(flow.sent, WINDOW);
    assert_false(link_receiver_ready(flow.receiver));
    peer_quietly("start");
    run_until(&flow, 1000, COUNT);
    while (link_sender_trouble(flow.sender) > 0 || link_receiver_trouble(flow.receiver) > 0) {
        step(&flow, COUNT);
        assert_true(clock_now() < give_up);
    }
    end_flow(&flow, endpoint);
    free(endpoint);
}

/* Ends are closed in bounded time though nobody answers. */
static void test_closing_while_the_broker_is_away(void **state)
{
    (void)state;
    static struct flow flow;
    struct link_message *messages[10];
    char *endpoint = new_kafka_link("closing");
    start_flow(&flow, endpoint);
    send_numbers(flow.sender, 0, 100, 100);
    receive_all(flow.receiver, messages, 10);
    peer_quietly("kill");
    link_settle(flow.receiver, messages, 10, LINK_ACKED, NULL);
    double since = clock_now();
    link_receiver_close(flow.receiver);
    double closed = clock_now();
    link_sender_close(flow.sender);
    assert_true(closed - since < 15);
    assert_true(clock_now() - closed < 15);
    peer_quietly("start");
    free(endpoint);
}

static int start_broker(void **state)
{
    (void)state;
    folder = new_path("-kafka");
    assert_int_equal(mkdir(folder, 0700), 0);
    char *address = peer("start", "");
    setenv("NEWSMILL_TEST_KAFKA", address, 1);
    free(address);
    return 0;
}

static int stop_broker(void **state)
{
    (void)state;
    peer_quietly("kill");
    char *command = xprintf("rm -rf '%s'", folder);
    int result = system(command);
    free(command);
    free(folder);
    return result;
}

int main(void)
{
    int result = 0;
    if (!kafka_broker(&result))
        return result;
    test_log_start("test_link_kafka_bounce");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounced_broker_loses_nothing),
        cmocka_unit_test(test_broker_away_at_the_start),
        cmocka_unit_test(test_closing_while_the_broker_is_away),
    };
    return cmocka_run_group_tests(tests, start_broker, stop_broker);
}
