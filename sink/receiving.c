/* The receiving thread: from messages to rows. */
#include "sink/sink.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/metrics.h"
#include "common/signals.h"

#include <stdlib.h>

#define IDLE_SECONDS  0.5 /* how long to wait for a first message before looking for a stop request */
#define AT_ONCE       32  /* messages to take at a time at most */
#define GAPS_PER_WAIT 8   /* a batch goes when nothing came for this part of --batch-wait */

void work_free(struct work *work)
{
    batch_free(work->rows);
    free(work->messages);
    free(work);
}

/* How many messages to take next: no more than seem to fit, going by the size of those that are there. */
static size_t next_take(const struct sink *sink, size_t count, size_t bytes)
{
    size_t most = count ? 1 + (sink->batch_bytes - bytes) / (1 + bytes / count) : 1;
    if (most > sink->batch_messages - count)
        most = sink->batch_messages - count;
    return most < AT_ONCE ? most : AT_ONCE;
}

/*
 * Fills `messages` with what one batch may hold: up to so many messages and bytes, waiting for company at most
 * --batch-wait after the first, and not at all when the link has fallen silent.
 */
static size_t gather(struct sink *sink, struct link_message **messages, enum link_state *state)
{
    size_t count = 0, bytes = 0;
    double deadline = 0, wait = IDLE_SECONDS;
    *state = LINK_OPEN;
    while (*state == LINK_OPEN && count < sink->batch_messages && bytes < sink->batch_bytes) {
        size_t most = next_take(sink, count, bytes);
        size_t got = link_receive(sink->receiver, messages + count, most, wait, state);
        if (!got)
            break;
        for (size_t i = 0; i < got; i++)
            bytes += messages[count + i]->size;
        if (!count)
            deadline = clock_now() + sink->batch_wait;
        count += got;
        double left = deadline - clock_now(), gap = sink->batch_wait / GAPS_PER_WAIT;
        wait = left < gap ? left : gap;
        if (wait < 0)
            break;
    }
    return count;
}

void sink_bury(struct sink *sink, struct link_message *message, const char *reason)
{
    if (dead_letters_write(sink->letters, message, reason)) {
        metric_add(sink_metrics()->dead_letters, 1);
        metric_add(sink_metrics()->articles, 1);
        link_settle(sink->receiver, &message, 1, LINK_REJECTED, reason);
    } else {
        metric_add(sink_metrics()->released, 1);
        link_settle(sink->receiver, &message, 1, LINK_RELEASED, NULL);
    }
}

static bool add_message(struct batch *rows, const struct link_message *message, struct error *error)
{
    struct article article;
    if (!link_message_can_pass(message, error) || !article_parse(&article, message->data, message->size, error))
        return false;
    bool added = batch_add(rows, &(struct batch_item){&article, message->data, message->size}, error);
    article_free(&article);
    return added;
}

struct batch *sink_rows(struct link_message *const *messages, size_t count)
{
    struct batch *rows = batch_begin();
    for (size_t i = 0; i < count; i++)
        add_message(rows, messages[i], NULL);
    batch_finish(rows);
    return rows;
}

/* Turns the messages into rows; what is no article, or has no place in a table, is buried. NULL: nothing is left. */
static struct work *parse(struct sink *sink, struct link_message **messages, size_t count)
{
    struct work *work = xcalloc(1, sizeof *work);
    work->messages = xcalloc(count, sizeof *work->messages);
    work->rows = batch_begin();
    for (size_t i = 0; i < count; i++) {
        struct error error = {ERROR_NONE, ""};
        if (add_message(work->rows, messages[i], &error))
            work->messages[work->count++] = messages[i];
        else
            sink_bury(sink, messages[i], error.text);
    }
    if (!work->count) {
        work_free(work);
        return NULL;
    }
    batch_finish(work->rows);
    return work;
}

/* The link gives back what we have not taken yet; link_receive says when that is done. */
static void drain_when_asked(struct sink *sink, bool *draining)
{
    if (*draining || !signals_stop_requested())
        return;
    link_receiver_drain(sink->receiver);
    *draining = true;
}

void sink_free_settled(struct sink *sink)
{
    void *work;
    while (queue_pop(sink->settled, &work, 1, 0))
        work_free(work);
}

void *sink_receive(void *context)
{
    struct sink *sink = context;
    struct link_message **messages = xcalloc(sink->batch_messages, sizeof *messages);
    enum link_state state = LINK_OPEN;
    bool draining = false;
    while (state == LINK_OPEN) {
        drain_when_asked(sink, &draining);
        sink_free_settled(sink);
        size_t count = gather(sink, messages, &state);
        struct work *work = count ? parse(sink, messages, count) : NULL;
        while (work && !queue_push(sink->parsed, work, IDLE_SECONDS))
            drain_when_asked(sink, &draining);
    }
    free(messages);
    queue_close(sink->parsed);
    return NULL;
}
