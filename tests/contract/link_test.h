/*
 * Helpers of the link tests: numbered messages, bounded waits, ends of links, free ports and files of their own.
 */
#ifndef NEWSMILL_LINK_TEST_H
#define NEWSMILL_LINK_TEST_H

#include "common/buffer.h"
#include "common/clock.h"
#include "common/link.h"
#include "common/log.h"
#include "common/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LONGEST   30.0 /* seconds that anything may take before a test fails */
#define HEARTBEAT 0.15

/* Waits until `condition` holds; fails the test when that takes too long. */
#define WAIT_FOR(condition)                                                                                            \
    do {                                                                                                               \
        double give_up_ = clock_now() + LONGEST;                                                                       \
        while (!(condition)) {                                                                                         \
            if (clock_now() > give_up_)                                                                                \
                fail_msg("waited %g s in vain for: %s", LONGEST, #condition);                                          \
            usleep(2000);                                                                                              \
        }                                                                                                              \
    } while (0)

static inline struct link_settings test_settings(const char *name, size_t window)
{
    return (struct link_settings){.name = name, .window_messages = window, .heartbeat = HEARTBEAT};
}

/* The text of a message: its number, padded with dots to `size` bytes if that is longer. */
static inline struct link_message *numbered(unsigned number, size_t size)
{
    char text[16], key[LINK_KEY_SIZE];
    snprintf(text, sizeof text, "%u", number);
    snprintf(key, sizeof key, "key-%u", number);
    size_t length = strlen(text) > size ? strlen(text) : size;
    char *data = xmalloc(length);
    memset(data, '.', length);
    memcpy(data, text, strlen(text));
    return link_message_new(key, data, length);
}

static inline unsigned number_of(const struct link_message *message)
{
    char text[16] = "";
    memcpy(text, message->data, message->size < sizeof text ? message->size : sizeof text - 1);
    return (unsigned)strtoul(text, NULL, 10);
}

/* Sends the next of `count` numbered messages if there is room, and takes what acks have come: one for each message. */
static inline void pass_numbered(struct link_sender *sender, unsigned count, unsigned *sent, unsigned *done,
                                 bool *acked)
{
    struct link_message *message = *sent < count ? numbered(*sent, 2000) : NULL;
    if (message && link_send(sender, message, 0))
        ++*sent;
    else
        link_message_free(message);
    while (link_collect(sender, &message, 1, *sent < count ? 0 : 0.01) == 1) {
        assert_int_equal(message->outcome, LINK_ACKED);
        assert_false(acked[number_of(message)]);
        acked[number_of(message)] = true;
        ++*done;
        link_message_free(message);
    }
}

static inline struct link_sender *open_test_sender(const char *endpoint, const struct link_settings *settings)
{
    struct error error = {0};
    struct link_sender *sender = link_sender_open(endpoint, settings, &error);
    if (!sender)
        fail_msg("%s", error.text);
    return sender;
}

static inline struct link_receiver *open_test_receiver(const char *endpoint, const struct link_settings *settings)
{
    struct error error = {0};
    struct link_receiver *receiver = link_receiver_open(endpoint, settings, &error);
    if (!receiver)
        fail_msg("%s", error.text);
    return receiver;
}

static inline void send_numbers(struct link_sender *sender, unsigned first, unsigned count, size_t size)
{
    for (unsigned i = 0; i < count; i++)
        assert_true(link_send(sender, numbered(first + i, size), LONGEST));
}

/* Collects one message. */
static inline struct link_message *collect_one(struct link_sender *sender)
{
    struct link_message *message = NULL;
    if (link_collect(sender, &message, 1, LONGEST) != 1)
        fail_msg("no outcome within %g s", LONGEST);
    return message;
}

/* Collects `count` messages that must all have `outcome`. */
static inline void collect_all(struct link_sender *sender, unsigned count, enum link_outcome outcome)
{
    for (unsigned i = 0; i < count; i++) {
        struct link_message *message = collect_one(sender);
        if (message->outcome != outcome)
            fail_msg("message %u has outcome %d, not %d (%s)", number_of(message), message->outcome, outcome,
                     message->reason ? message->reason : "no reason");
        link_message_free(message);
    }
}

static inline struct link_message *receive_one(struct link_receiver *receiver)
{
    struct link_message *message = NULL;
    if (link_receive(receiver, &message, 1, LONGEST, NULL) != 1)
        fail_msg("no message within %g s", LONGEST);
    return message;
}

/* Receives exactly `count` messages. */
static inline void receive_all(struct link_receiver *receiver, struct link_message **messages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        messages[i] = receive_one(receiver);
}

static inline void settle_one(struct link_receiver *receiver, struct link_message *message, enum link_outcome outcome,
                              const char *reason)
{
    link_settle(receiver, &message, 1, outcome, reason);
}

/* Ends with the settings that most tests have. */
static inline struct link_sender *sender_on(const char *endpoint, size_t window)
{
    struct link_settings settings = test_settings("sender", window);
    return open_test_sender(endpoint, &settings);
}

static inline struct link_receiver *receiver_on(const char *endpoint, const char *name, size_t window)
{
    struct link_settings settings = test_settings(name, window);
    return open_test_receiver(endpoint, &settings);
}

static inline void wait_ready(struct link_receiver *receiver)
{
    WAIT_FOR(link_receiver_ready(receiver));
}

/* Nothing comes out of the sender for so many heartbeats. */
static inline void assert_no_outcome(struct link_sender *sender, double heartbeats)
{
    struct link_message *message = NULL;
    if (link_collect(sender, &message, 1, heartbeats * HEARTBEAT) != 0)
        fail_msg("message %u got outcome %d too early", number_of(message), message->outcome);
}

/* Receives messages until each of first … first + count - 1 was there once; fails on any other. */
static inline void receive_numbers(struct link_receiver *receiver, struct link_message **messages, unsigned first,
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

/* Opening that end fails for what the user wrote, and says `word`. */
static inline void assert_refused(const char *endpoint, bool sends, const char *word)
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

/* Below the ports that the kernel gives to connections, so that none of those takes it before the test does. */
static inline int free_port(void)
{
    static unsigned tried;
    for (int tries = 0; tries < 1000; tries++) {
        int port = 10000 + (int)(((unsigned)getpid() * 37u + tried++) % 20000u);
        struct sockaddr_in address = {
            .sin_family = AF_INET, .sin_port = htons((in_port_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        int descriptor = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(descriptor >= 0);
        bool free = bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0;
        close(descriptor);
        if (free)
            return port;
    }
    fail_msg("there is no free port");
    return 0;
}

static inline char *new_tcp_endpoint(void)
{
    return xprintf("tcp://127.0.0.1:%d", free_port());
}

/* A path in the temporary folder that nobody has. */
static inline char *new_path(const char *ending)
{
    static unsigned count;
    const char *folder = getenv("TMPDIR");
    return xprintf("%s/link-test-%d-%u%s", folder ? folder : "/tmp", (int)getpid(), count++, ending);
}

static inline void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

/* The whole file, from malloc. */
static inline char *read_file(const char *path)
{
    struct buffer text = {0};
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    for (int c = fgetc(file); c != EOF; c = fgetc(file))
        buffer_append_char(&text, (char)c);
    fclose(file);
    return buffer_steal(&text);
}

static inline char *file_endpoint(const char *path)
{
    return xprintf("file:%s", path);
}

static inline void test_log_start(const char *name)
{
    log_start(name, LOG_FORMAT_TEXT, getenv("NEWSMILL_TEST_DEBUG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR);
}

#endif
