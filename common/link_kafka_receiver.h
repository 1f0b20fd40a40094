/*
 * Inside the receiving end of a Kafka link: what its thread (link_kafka_receiver.c) and the window through which
 * messages go out and come back (link_kafka_window.c) share. Used by that thread, but for the atomics and the inbox.
 */
#ifndef NEWSMILL_LINK_KAFKA_RECEIVER_H
#define NEWSMILL_LINK_KAFKA_RECEIVER_H

#include "common/link_inbox.h"
#include "common/link_kafka_group.h"
#include "common/link_transport.h"

#include <pthread.h>
#include <stdatomic.h>

struct kafka_receiver {
    struct link_receiver *link;
    struct kafka_endpoint endpoint;
    struct kafka_client client;
    struct kafka_group group;
    struct link_inbox settled; /* messages that came back, with their outcome */
    pthread_t thread;
    atomic_bool stopping, draining, joined;

    bool subscribed, ended;
    rd_kafka_message_t *waiting; /* a record that did not fit the window */
    size_t held, held_bytes;     /* handed out and not come back */
    double next_topic_check, said_missing, said_skipped, said_record;
    size_t skipped;
    struct metric *received, *acked, *rejected, *released, *in_hand;
};

/* Deals with the messages that came back: what they say of their partition counts only if it is still owned. */
void kafka_receiver_take_settled(struct kafka_receiver *receiver);

/* Delivers what is fetched and fits the window. True when there may be more. */
bool kafka_receiver_take_records(struct kafka_receiver *receiver);

/* Takes back what was not handed out: of all partitions, or of those that leave. */
void kafka_receiver_withdraw(struct kafka_receiver *receiver, bool all);

/* Drops the record that waits for room; or only if it will be fetched again or is no longer ours. */
void kafka_receiver_drop_waiting(struct kafka_receiver *receiver);
void kafka_receiver_drop_stale(struct kafka_receiver *receiver);

#endif
