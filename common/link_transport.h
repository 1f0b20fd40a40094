/*
 * What link.c offers the transports and what each transport offers link.c. Not for programs.
 *
 * link.c keeps the windows, the queue of outcomes and the queue of received messages; a transport moves messages and
 * runs the threads that it needs. A transport's functions may be called from any thread.
 */
#ifndef NEWSMILL_LINK_TRANSPORT_H
#define NEWSMILL_LINK_TRANSPORT_H

#include "common/link.h"

#include <stdbool.h>

struct link_sender_transport {
    /* Returns the transport's state; starts its threads. */
    void *(*open)(struct link_sender *sender, const char *endpoint, struct error *error);
    /* Takes the message; never blocks: link.c has checked size and window. */
    void (*submit)(void *state, struct link_message *message);
    /* Ends all threads; gives every pending message an outcome (released, unless a real one came). Called once. */
    void (*stop)(void *state);
    void (*free)(void *state);
};

struct link_receiver_transport {
    void *(*open)(struct link_receiver *receiver, const char *endpoint, struct error *error);
    /* Takes the messages (`next`-linked list in the order they were settled) and tells the upstream; never blocks for
     * long. */
    void (*settle)(void *state, struct link_message *list, enum link_outcome outcome, const char *reason);
    /* Asks for no more work, then gives back link_receiver_withdraw()'s messages and calls link_receiver_end. */
    void (*drain)(void *state);
    bool (*ready)(void *state);
    /* Ends all threads after flushing the outcomes given so far, within a bounded time. Called once, before free. */
    void (*stop)(void *state);
    void (*free)(void *state);
};

extern const struct link_sender_transport link_zmq_sender, link_kafka_sender, link_lines_sender;
extern const struct link_receiver_transport link_zmq_receiver, link_kafka_receiver, link_lines_receiver;

/* ---- for senders ---- */

/* Settings with all defaults filled in; lives as long as the sender. */
const struct link_settings *link_sender_settings(const struct link_sender *sender);

/* Gives a message its outcome and hands it to link_collect. `reason` is copied; NULL is allowed. */
void link_sender_outcome(struct link_sender *sender, struct link_message *message, enum link_outcome outcome,
                         const char *reason);

/* True while nothing can be delivered; link.c keeps since when. */
void link_sender_set_trouble(struct link_sender *sender, bool trouble);

/* ---- for receivers ---- */

const struct link_settings *link_receiver_settings(const struct link_receiver *receiver);

/* Queues a list of messages (linked by `next`) for link_receive. The transport keeps within the window itself. */
void link_receiver_deliver(struct link_receiver *receiver, struct link_message *list);

/* Takes back all that link_receive has not handed out yet, as a list. */
struct link_message *link_receiver_withdraw(struct link_receiver *receiver);

/* No more messages will be delivered: link_receive says LINK_ENDED once its queue is empty. */
void link_receiver_end(struct link_receiver *receiver);

void link_receiver_set_trouble(struct link_receiver *receiver, bool trouble);

#endif
