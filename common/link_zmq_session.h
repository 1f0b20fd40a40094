/*
 * One conversation of a worker with one upstream: a DEALER socket with a routing id of its own, from its hello until it
 * is lost. Starting over means a new session. A session that has ended lives on until the program has settled all that
 * came from it, so that those outcomes can be dropped.
 */
#ifndef NEWSMILL_LINK_ZMQ_SESSION_H
#define NEWSMILL_LINK_ZMQ_SESSION_H

#include "common/link.h"
#include "common/link_zmq_frames.h"
#include "common/link_zmq_socket.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

#define SESSION_ID_SIZE 16

struct session {
    struct session *next; /* in its receiver's list of all sessions */
    void *socket;         /* NULL: ended */
    void *monitor;        /* tells when the connection breaks */
    bool broken;          /* it did: what was on its way is lost, though libzmq connects again */
    uint8_t id[SESSION_ID_SIZE];
    uint64_t nonce, epoch;
    bool welcomed;
    double heartbeat; /* seconds, as the sender wants it */
    double opened, heard, sent;
    uint32_t window_messages; /* the greatest it was ever given: more than that is not ours to hold */
    uint64_t window_bytes;
    size_t held_messages, held_bytes; /* received and not settled */
    enum frame_type outcome;          /* of what `settled` lists */
    struct frame_ranges settled;      /* not sent yet */
};

/* Connects and says hello. NULL: `error` says why. `previous` (SESSION_ID_SIZE bytes) may be NULL. */
struct session *session_open(void *context, const char *address, const struct link_settings *settings,
                             const struct link_zmq_keys *keys, uint32_t window_messages, uint64_t window_bytes,
                             const uint8_t *previous, double now, struct error *error);

/* Reads what the monitor tells and notes in `broken` whether the connection broke. */
void session_watch(struct session *session);

/* Closes the socket; what was not sent yet is flushed first if `linger`, else thrown away. */
void session_end(struct session *session, bool linger);

void session_send_epoch(struct session *session, enum frame_type type, double now);
void session_send_window(struct session *session, uint32_t messages, uint64_t bytes, double now);

/* Notes an outcome; it is sent by session_flush at the latest. */
void session_settle(struct session *session, uint64_t sequence, enum frame_type outcome, const char *reason,
                    double now);
void session_flush(struct session *session, double now);

/*
 * Reads the payload frames behind a work frame into a list of messages. What is over the window is released at once.
 * False: the message is malformed; nothing of it is kept.
 */
bool session_read_work(struct session *session, zmq_msg_t *header, size_t max_message_bytes,
                       struct link_message **list);

#endif
