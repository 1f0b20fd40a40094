/*
 * The insides of the receiving end of the ZeroMQ link, shared by its files: link_zmq_receiver.c has the thread, the
 * time and the outcomes; link_zmq_upstreams.c the upstreams, their sessions and what comes in from them.
 */
#ifndef NEWSMILL_LINK_ZMQ_RECEIVER_H
#define NEWSMILL_LINK_ZMQ_RECEIVER_H

#include "common/link_inbox.h"
#include "common/link_transport.h"
#include "common/link_zmq_resolver.h"
#include "common/link_zmq_session.h"
#include "common/link_zmq_socket.h"

#include <stdatomic.h>
#include <stdbool.h>

#define ZMQ_RECEIVER_SOONEST_RETRY 0.1 /* seconds between two hellos to one upstream */

struct metric;

/* One address that work may come from. */
struct upstream {
    struct upstream *next;
    char address[LINK_ZMQ_ADDRESS_SIZE];
    bool listed;             /* the last look-up named it */
    struct session *session; /* NULL: none now */
    double retry_at;
    bool has_previous; /* the last session was lost while welcome: the sender may still count on it */
    uint8_t previous[SESSION_ID_SIZE];
    double refusal_logged, break_logged;
    unsigned breaks; /* since that was logged */
};

struct zmq_receiver {
    struct link_receiver *link;
    const struct link_settings *settings;
    char *endpoint;
    void *context;
    struct link_zmq_keys keys;
    struct resolver *resolver;
    pthread_t thread;
    struct link_inbox inbox;
    atomic_bool draining, stopping;
    atomic_uint welcomed; /* sessions that are */

    /* The thread's own. */
    struct upstream *upstreams;
    size_t upstream_count; /* that are listed: they share the window */
    char addresses[RESOLVER_ADDRESSES][LINK_ZMQ_ADDRESS_SIZE];
    struct session *sessions;
    bool drained, waiting_said;
    double now, last_turn, alone_since, wait_logged, garbage_logged;
    zmq_pollitem_t *items;
    size_t item_room;
    struct metric *received, *garbage;
};

/* Says hello to an upstream that has no session. */
void zmq_receiver_open_session(struct zmq_receiver *receiver, struct upstream *upstream);

/*
 * Ends an upstream's session; what the program has not begun of it is dropped. `lost`: the sender may not know, so that
 * the next hello names this session.
 */
void zmq_receiver_end_session(struct zmq_receiver *receiver, struct upstream *upstream, bool lost);

/* Frees the sessions that have ended and of which the program holds nothing any more. */
void zmq_receiver_free_ended(struct zmq_receiver *receiver);

/* Takes new addresses; a session with one that is no longer listed goes on until it is lost. */
void zmq_receiver_take_addresses(struct zmq_receiver *receiver);
void zmq_receiver_remove_unlisted(struct zmq_receiver *receiver);

/* Handles frames of an upstream; true: there may be more. */
bool zmq_receiver_receive(struct zmq_receiver *receiver, struct upstream *upstream);

#endif
