/*
 * Reads JSON Lines: each line that is not empty is a message. One thread reads ahead as far as the window allows.
 * A message that is released comes again, unless the link is being drained; what was settled otherwise is done. A line
 * over the limit comes as a message that can never pass, so that the program keeps it as a dead letter.
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_inbox.h"
#include "common/link_lines.h"
#include "common/link_lines_long.h"
#include "common/link_transport.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES    65536
#define RETRY_SECONDS 1.0

struct lines_receiver {
    struct link_receiver *link;
    const struct link_settings *settings;
    const char *name; /* for the log */
    char *endpoint;
    int input;
    pthread_t thread;
    struct link_inbox inbox; /* settled messages */
    atomic_bool draining, stopping;

    /* The thread's own. */
    struct buffer buffer;
    size_t taken;    /* bytes at the front of the buffer that are delivered already */
    size_t searched; /* bytes behind them that are known to hold no newline */
    size_t held_messages, held_bytes;
    unsigned long long line;     /* number of the last line that was begun */
    struct long_line *long_line; /* the line that is being read, if it is over the limit; else NULL */
    bool drained;
    double logged;
    struct metric *received, *too_long;
};

/* ---- settled messages ---- */

static void take_settled(struct lines_receiver *receiver)
{
    struct link_message *message = link_inbox_take(&receiver->inbox);
    while (message) {
        struct link_message *next = message->next;
        message->next = NULL;
        if (message->outcome == LINK_RELEASED && !receiver->drained) {
            message->outcome = LINK_PENDING;
            message->attempts++;
            link_receiver_deliver(receiver->link, message);
        } else {
            receiver->held_messages--;
            receiver->held_bytes -= message->size;
            link_message_free(message);
        }
        message = next;
    }
}

static bool has_room(const struct lines_receiver *receiver, size_t size)
{
    return receiver->held_messages == 0 || (receiver->held_messages < receiver->settings->window_messages &&
                                            receiver->held_bytes + size <= receiver->settings->window_bytes);
}

static bool going_on(struct lines_receiver *receiver)
{
    return !atomic_load(&receiver->draining) && !atomic_load(&receiver->stopping);
}

/* Waits until the window has room for a line; false when the link is to end. */
static bool wait_for_room(struct lines_receiver *receiver, size_t size)
{
    take_settled(receiver);
    while (going_on(receiver) && !has_room(receiver, size)) {
        link_lines_wait(receiver->inbox.descriptor, POLLIN, receiver->inbox.descriptor, -1);
        take_settled(receiver);
    }
    return going_on(receiver);
}

/* ---- lines ---- */

/* Delivers a message that was made of a line; false when the link is to end. */
static bool deliver_message(struct lines_receiver *receiver, struct link_message *message)
{
    if (!wait_for_room(receiver, message->size)) {
        link_message_free(message);
        return false;
    }
    receiver->held_messages++;
    receiver->held_bytes += message->size;
    metric_add(receiver->received, 1);
    link_receiver_deliver(receiver->link, message);
    return true;
}

static void add_to_long_line(struct lines_receiver *receiver, const char *data, size_t size)
{
    if (!receiver->long_line)
        receiver->long_line = long_line_new();
    long_line_add(receiver->long_line, data, size);
}

static bool deliver_long_line(struct lines_receiver *receiver)
{
    struct long_line *line = receiver->long_line;
    receiver->long_line = NULL;
    metric_add(receiver->too_long, 1);
    return deliver_message(
        receiver, long_line_message(line, receiver->name, receiver->line, receiver->settings->max_message_bytes));
}

/* Delivers one line, or the rest of a long one, without its newline; false when the link is to end. */
static bool deliver(struct lines_receiver *receiver, const char *line, size_t size)
{
    bool goes_on = receiver->long_line != NULL;
    if (!goes_on)
        receiver->line++;
    if (size > 0 && line[size - 1] == '\r')
        size--;
    if (goes_on || size > receiver->settings->max_message_bytes) {
        add_to_long_line(receiver, line, size);
        return deliver_long_line(receiver);
    }
    if (size == 0)
        return true;
    char *data = xmalloc(size);
    memcpy(data, line, size);
    return deliver_message(receiver, link_message_new(NULL, data, size));
}

/* Delivers all complete lines of the buffer. What stays in it is less than a line. */
static bool deliver_lines(struct lines_receiver *receiver)
{
    struct buffer *buffer = &receiver->buffer;
    size_t limit = receiver->settings->max_message_bytes + 1; /* a carriage return may come on top */
    char *newline;
    while ((newline = memchr(buffer->data + receiver->taken + receiver->searched, '\n',
                             buffer->size - receiver->taken - receiver->searched))) {
        const char *line = buffer->data + receiver->taken;
        size_t size = (size_t)(newline - line);
        if (!deliver(receiver, line, size))
            return false;
        receiver->taken += size + 1;
        receiver->searched = 0;
    }
    if (receiver->taken > 0)
        memmove(buffer->data, buffer->data + receiver->taken, buffer->size - receiver->taken);
    buffer->size -= receiver->taken;
    receiver->taken = 0;
    if (buffer->size > limit || receiver->long_line) {
        receiver->line += receiver->long_line == NULL;
        add_to_long_line(receiver, buffer->data, buffer->size);
        buffer_clear(buffer);
    }
    receiver->searched = buffer->size;
    return true;
}

/* Reads what there is; false at the end of the input. */
static bool read_more(struct lines_receiver *receiver)
{
    char *room = buffer_reserve(&receiver->buffer, READ_BYTES);
    ssize_t size = read(receiver->input, room, READ_BYTES);
    if (size > 0) {
        receiver->buffer.size += (size_t)size;
        link_receiver_set_trouble(receiver->link, false);
        return true;
    }
    if (size == 0)
        return false;
    if (errno == EINTR || errno == EAGAIN)
        return true;
    link_receiver_set_trouble(receiver->link, true);
    if (log_due(&receiver->logged, 30))
        log_error("cannot read %s: %s; trying again", receiver->name, strerror(errno));
    link_lines_wait(receiver->inbox.descriptor, POLLIN, receiver->inbox.descriptor, RETRY_SECONDS);
    return true;
}

/* When the link is drained, what the program has not begun is dropped. */
static void withdraw(struct lines_receiver *receiver)
{
    struct link_message *message = link_receiver_withdraw(receiver->link);
    while (message) {
        struct link_message *next = message->next;
        receiver->held_messages--;
        receiver->held_bytes -= message->size;
        link_message_free(message);
        message = next;
    }
}

static void wait_for_inbox(struct lines_receiver *receiver)
{
    link_lines_wait(receiver->inbox.descriptor, POLLIN, receiver->inbox.descriptor, -1);
    take_settled(receiver);
}

static void *run(void *argument)
{
    struct lines_receiver *receiver = argument;
    bool more = true;
    while (more && going_on(receiver)) {
        take_settled(receiver); /* and with it the wake-up of a stop, which is asked for again */
        if (going_on(receiver) && link_lines_wait(receiver->input, POLLIN, receiver->inbox.descriptor, -1))
            more = read_more(receiver) && deliver_lines(receiver);
    }
    if (going_on(receiver) && (receiver->buffer.size > 0 || receiver->long_line))
        deliver(receiver, receiver->buffer.data, receiver->buffer.size);
    /* What is released still comes again, so the end is told only when nothing is out any more. */
    take_settled(receiver);
    while (going_on(receiver) && receiver->held_messages > 0)
        wait_for_inbox(receiver);
    receiver->drained = true;
    withdraw(receiver);
    link_receiver_end(receiver->link);
    while (!atomic_load(&receiver->stopping))
        wait_for_inbox(receiver);
    take_settled(receiver);
    return NULL;
}

/* ---- the transport ---- */

static void free_receiver(void *state)
{
    struct lines_receiver *receiver = state;
    if (receiver->input > STDIN_FILENO)
        close(receiver->input);
    link_inbox_free(&receiver->inbox);
    buffer_free(&receiver->buffer);
    long_line_free(receiver->long_line);
    free(receiver->endpoint);
    free(receiver);
}

static bool open_input(struct lines_receiver *receiver, const char *path, struct error *error)
{
    struct stat status;
    receiver->input = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (receiver->input < 0)
        return error_set(error, ERROR_USAGE, "cannot read %s: %s", path, strerror(errno));
    if (fstat(receiver->input, &status) != 0)
        return error_set(error, ERROR_USAGE, "cannot read %s: %s", receiver->name, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return error_set(error, ERROR_USAGE, "cannot read %s: it is a folder; name a file of JSON lines",
                         receiver->name);
    return true;
}

static void *open_receiver(struct link_receiver *link, const char *endpoint, struct error *error)
{
    const char *path, *labels = "transport=\"lines\"";
    struct lines_receiver *receiver = xcalloc(1, sizeof *receiver);
    if (!link_lines_path(endpoint, &path, error) || !link_inbox_init(&receiver->inbox, error)) {
        free(receiver);
        return NULL;
    }
    receiver->link = link;
    receiver->settings = link_receiver_settings(link);
    receiver->endpoint = xstrdup(endpoint);
    receiver->name = path ? receiver->endpoint + strlen("file:") : "stdin";
    receiver->received = metrics_counter("newsmill_link_received_total", labels, "Messages taken from an upstream.");
    receiver->too_long = metrics_counter("newsmill_link_lines_too_long_total", NULL, "Lines over the message limit.");
    if (open_input(receiver, path, error) && link_thread_start(&receiver->thread, run, receiver, error))
        return receiver;
    free_receiver(receiver);
    return NULL;
}

static void settle(void *state, struct link_message *list, enum link_outcome outcome, const char *reason)
{
    struct lines_receiver *receiver = state;
    (void)reason;
    for (struct link_message *message = list; message; message = message->next)
        message->outcome = outcome;
    link_inbox_add(&receiver->inbox, list);
}

static void drain(void *state)
{
    struct lines_receiver *receiver = state;
    atomic_store(&receiver->draining, true);
    link_inbox_wake(&receiver->inbox);
}

static bool ready(void *state)
{
    struct lines_receiver *receiver = state;
    return !atomic_load(&receiver->draining);
}

static void stop(void *state)
{
    struct lines_receiver *receiver = state;
    atomic_store(&receiver->stopping, true);
    link_inbox_wake(&receiver->inbox);
    pthread_join(receiver->thread, NULL);
}

const struct link_receiver_transport link_lines_receiver = {open_receiver, settle, drain, ready, stop, free_receiver};
