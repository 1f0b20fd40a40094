/*
 * The sink: one thread receives, parses and turns articles into rows, the other one stores them, so that the next batch
 * is ready when the last one is committed. Between them a queue of one batch; all that is in hand is bounded by the
 * link's window.
 */
#ifndef NEWSMILL_SINK_SINK_H
#define NEWSMILL_SINK_SINK_H

#include "common/dead_letter.h"
#include "common/link.h"
#include "common/queue.h"
#include "sink/batch.h"
#include "sink/store.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct sink {
    struct link_receiver *receiver;
    struct store *store;
    struct dead_letters *letters;
    struct queue *parsed;    /* of struct work, from the receiving thread to the storing one */
    struct queue *settled;   /* and back, to be freed by the one that has time for it */
    size_t batch_messages;   /* --batch */
    size_t batch_bytes;      /* --batch-bytes */
    double batch_wait;       /* --batch-wait, seconds */
    atomic_bool store_works; /* open, and the last try to write succeeded */
    atomic_bool link_open;   /* `receiver` may be asked from other threads */
    bool gave_up;            /* --give-up has passed */
};

/* Messages on their way into the store. */
struct work {
    struct link_message **messages; /* each has to be settled; they hold what the rows borrow */
    size_t count;
    struct batch *rows; /* of all of them */
};

/* Frees the rows; the messages are whose they were settled with. */
void work_free(struct work *work);

/* Frees what the storing thread is done with. */
void sink_free_settled(struct sink *sink);

/* The receiving thread: until the input has ended or a stop was requested and the link is drained. `context` is the
 * struct sink. Closes `parsed` at its end. */
void *sink_receive(void *context);

/* The rows of messages that have become rows before, once more, for a part of them. The caller frees them. */
struct batch *sink_rows(struct link_message *const *messages, size_t count);

/* Stores work until `parsed` is closed and empty. */
void sink_store(struct sink *sink);

/* Writes a dead letter and rejects the message upstream; gives the message back instead if a stop comes in between. */
void sink_bury(struct sink *sink, struct link_message *message, const char *reason);

/* Opens the store, waiting for as long as it takes. On false either `error` is set, or the wait ended by a stop or
 * --give-up (kind ERROR_NONE). */
bool sink_open_store(struct sink *sink, const char *url, struct error *error);

/* The program's counters. Made at the first call. */
struct sink_metrics {
    struct metric *articles, *stored, *known, *dead_letters, *released, *batches, *retries, *microseconds;
};
const struct sink_metrics *sink_metrics(void);

#endif
