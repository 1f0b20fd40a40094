/*
 * Writes JSON Lines: each message and a newline. A file is appended to under a lock, so that several processes may
 * share it, and a batch is acked after fsync; a stream (stdout, a pipe) is acked after the write.
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_inbox.h"
#include "common/link_lines.h"
#include "common/link_lines_file.h"
#include "common/link_transport.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES     (1u << 20) /* written and synced at once, unless one message alone has more */
#define STREAM_BYTES   (1u << 16) /* likewise, to a stream: less, so that acks come while its reader is slow */
#define BATCH_MESSAGES 1024
#define RETRY_FIRST    0.1 /* seconds until a failed write is tried again, doubled each time */
#define RETRY_LONGEST  5.0

struct lines_sender {
    struct link_sender *link;
    const char *name; /* for the log */
    char *endpoint;
    int output;
    bool is_file; /* a regular file: locked, cut back after an error, synced */
    pthread_t thread;
    struct link_inbox inbox;
    atomic_bool stopping;

    /* The thread's own. */
    struct link_message *waiting, **waiting_end;
    struct buffer buffer; /* the batch as it is written */
    size_t written;       /* bytes of it that are out (streams) */
    bool broken;          /* nobody reads the stream any more */
    bool in_trouble;
    double retry, logged;
    struct metric *sent, *acked;
};

static bool stopping(struct lines_sender *sender)
{
    return atomic_load(&sender->stopping);
}

static void take_submitted(struct lines_sender *sender)
{
    *sender->waiting_end = link_inbox_take(&sender->inbox);
    while (*sender->waiting_end)
        sender->waiting_end = &(*sender->waiting_end)->next;
}

static struct link_message *take_first(struct lines_sender *sender)
{
    struct link_message *message = sender->waiting;
    sender->waiting = message->next;
    if (!sender->waiting)
        sender->waiting_end = &sender->waiting;
    message->next = NULL;
    return message;
}

/* ---- trouble ---- */

/* Says what is wrong and waits before the next try. */
static void bear_trouble(struct lines_sender *sender, const char *what)
{
    link_sender_set_trouble(sender->link, true);
    bool due = log_due(&sender->logged, 30);
    if (!sender->in_trouble || due)
        log_error("cannot write %s: %s; trying again until it works", sender->name, what);
    if (!sender->in_trouble)
        sender->retry = RETRY_FIRST;
    sender->in_trouble = true;
    double until = clock_now() + sender->retry;
    while (!stopping(sender) && clock_now() < until) {
        link_lines_wait(sender->inbox.descriptor, POLLIN, sender->inbox.descriptor, until - clock_now());
        take_submitted(sender);
    }
    sender->retry = sender->retry * 2 < RETRY_LONGEST ? sender->retry * 2 : RETRY_LONGEST;
}

static void end_trouble(struct lines_sender *sender)
{
    if (!sender->in_trouble)
        return;
    sender->in_trouble = false;
    link_sender_set_trouble(sender->link, false);
    log_info("writing %s works again", sender->name);
}

/* ---- writing ---- */

/* Writes the batch to a stream in pieces that do not block, so that a stop is heard while a slow reader is away. */
static void write_stream(struct lines_sender *sender)
{
    while (sender->written < sender->buffer.size && !stopping(sender)) {
        size_t rest = sender->buffer.size - sender->written;
        if (!link_lines_wait(sender->output, POLLOUT, sender->inbox.descriptor, -1)) {
            take_submitted(sender);
            continue;
        }
        ssize_t size = write(sender->output, sender->buffer.data + sender->written, rest < PIPE_BUF ? rest : PIPE_BUF);
        if (size > 0) {
            sender->written += (size_t)size;
            end_trouble(sender);
        } else if (size < 0 && errno == EPIPE) {
            sender->broken = true;
            link_sender_set_trouble(sender->link, true);
            log_warning("nobody reads %s any more; nothing more is written", sender->name);
            return;
        } else if (size < 0 && errno != EINTR && errno != EAGAIN) {
            bear_trouble(sender, strerror(errno));
        }
    }
}

static void write_file(struct lines_sender *sender)
{
    struct error error;
    while (sender->written == 0 && !stopping(sender)) {
        if (link_lines_append(sender->output, sender->buffer.data, sender->buffer.size, &error)) {
            sender->written = sender->buffer.size;
            end_trouble(sender);
        } else {
            bear_trouble(sender, error.text);
        }
    }
}

/* Puts waiting messages into the buffer; returns how many. A message with a newline cannot be one line. */
static size_t gather(struct lines_sender *sender, struct link_message **batch)
{
    size_t count = 0, most = sender->is_file ? FILE_BYTES : STREAM_BYTES;
    buffer_clear(&sender->buffer);
    sender->written = 0;
    while (sender->waiting && count < BATCH_MESSAGES &&
           (count == 0 || sender->buffer.size + sender->waiting->size < most)) {
        struct link_message *message = take_first(sender);
        if (memchr(message->data, '\n', message->size)) {
            link_sender_outcome(sender->link, message, LINK_UNDELIVERABLE, "it holds a newline, so it is no JSON line");
            continue;
        }
        buffer_append(&sender->buffer, message->data, message->size);
        buffer_append_char(&sender->buffer, '\n');
        batch[count++] = message;
    }
    return count;
}

static void write_batch(struct lines_sender *sender)
{
    struct link_message *batch[BATCH_MESSAGES];
    size_t count = gather(sender, batch), end = 0;
    metric_add(sender->sent, (int64_t)count);
    if (count > 0 && sender->is_file)
        write_file(sender);
    else if (count > 0 && !sender->broken)
        write_stream(sender);
    for (size_t i = 0; i < count; i++) {
        end += batch[i]->size + 1;
        bool out = end <= sender->written;
        metric_add(sender->acked, out);
        link_sender_outcome(sender->link, batch[i], out ? LINK_ACKED : LINK_RELEASED, NULL);
    }
}

static void *run(void *argument)
{
    struct lines_sender *sender = argument;
    while (!stopping(sender)) {
        take_submitted(sender);
        if (sender->waiting)
            write_batch(sender);
        else if (!stopping(sender)) /* asked again: taking what was submitted takes the wake-up of a stop, too */
            link_lines_wait(sender->inbox.descriptor, POLLIN, sender->inbox.descriptor, -1);
    }
    take_submitted(sender);
    while (sender->waiting)
        link_sender_outcome(sender->link, take_first(sender), LINK_RELEASED, NULL);
    return NULL;
}

/* ---- the transport ---- */

static void free_sender(void *state)
{
    struct lines_sender *sender = state;
    if (sender->output > STDOUT_FILENO)
        close(sender->output);
    link_inbox_free(&sender->inbox);
    buffer_free(&sender->buffer);
    free(sender->endpoint);
    free(sender);
}

static bool open_output(struct lines_sender *sender, const char *path, struct error *error)
{
    struct stat status;
    sender->output = path ? link_lines_open(path, error) : STDOUT_FILENO;
    if (sender->output < 0)
        return false;
    if (fstat(sender->output, &status) != 0)
        return error_set(error, ERROR_USAGE, "cannot write %s: %s", sender->name, strerror(errno));
    sender->is_file = path && S_ISREG(status.st_mode);
    return !sender->is_file || link_lines_repair(sender->output, sender->name, error);
}

static void *open_sender(struct link_sender *link, const char *endpoint, struct error *error)
{
    const char *path, *labels = "transport=\"lines\"";
    struct lines_sender *sender = xcalloc(1, sizeof *sender);
    if (!link_lines_path(endpoint, &path, error) || !link_inbox_init(&sender->inbox, error)) {
        free(sender);
        return NULL;
    }
    sender->link = link;
    sender->endpoint = xstrdup(endpoint);
    sender->name = path ? sender->endpoint + strlen("file:") : "stdout";
    sender->waiting_end = &sender->waiting;
    sender->sent = metrics_counter("newsmill_link_sent_total", labels, "Messages given to a worker.");
    sender->acked = metrics_counter("newsmill_link_acked_total", labels, "Messages that are safe downstream.");
    if (open_output(sender, path, error) && link_thread_start(&sender->thread, run, sender, error))
        return sender;
    free_sender(sender);
    return NULL;
}

static void submit(void *state, struct link_message *message)
{
    struct lines_sender *sender = state;
    link_inbox_add(&sender->inbox, message);
}

static void stop(void *state)
{
    struct lines_sender *sender = state;
    atomic_store(&sender->stopping, true);
    link_inbox_wake(&sender->inbox);
    pthread_join(sender->thread, NULL);
}

const struct link_sender_transport link_lines_sender = {open_sender, submit, stop, free_sender};
