/*
 * The insides of the sending end of the ZeroMQ link, shared by its files: link_zmq_sender.c has the thread, the time
 * and what goes out; link_zmq_workers.c what comes in from workers.
 */
#ifndef NEWSMILL_LINK_ZMQ_SENDER_H
#define NEWSMILL_LINK_ZMQ_SENDER_H

#include "common/link_inbox.h"
#include "common/link_transport.h"
#include "common/link_zmq_dealer.h"
#include "common/link_zmq_frames.h"

#include <stdatomic.h>
#include <stdbool.h>

struct metric;

struct zmq_sender {
    struct link_sender *link;
    const struct link_settings *settings;
    char *endpoint;
    void *context, *socket;
    pthread_t thread;
    struct link_inbox inbox;
    atomic_bool stopping;

    /* The thread's own. */
    struct dealer dealer;
    uint64_t epoch;
    double now;
    double last_turn;
    double alone_since, wait_logged, garbage_logged; /* alone_since: without a worker; 0: there is one */
    bool waiting_said;
    double refusal_logged; /* when, and of whom: a refused worker asks again and again */
    char refused[FRAME_NAME_LIMIT + 1];
    double moves_logged; /* since when workers that come and go are counted, which may be as often as a peer likes */
    unsigned moves;
    struct frame_ranges ranges;
    uint8_t frame[FRAME_LIMIT];
    struct metric *sent, *acked, *rejected, *released, *redelivered, *garbage, *refusals, *workers;
};

/* Sends the routing id and, if `size` is not 0, one frame; false: that worker cannot be reached. */
bool zmq_sender_send(struct zmq_sender *sender, const void *id, size_t id_size, const void *frame, size_t size);
void zmq_sender_send_epoch(struct zmq_sender *sender, const void *id, size_t id_size, enum frame_type type);

/* Receives and handles one message if there is one. */
bool zmq_sender_receive(struct zmq_sender *sender);

/* Takes a worker out and gives its messages to others. */
void zmq_sender_remove_worker(struct zmq_sender *sender, struct worker *worker, bool died, const char *why);

/* To be called when the number of workers may have changed: tells the link whether there is trouble. */
void zmq_sender_count_workers(struct zmq_sender *sender);

#endif
