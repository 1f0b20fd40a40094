/*
 * A link carries messages from one program to the next, at least once, whatever carries it (docs/link-protocol.md):
 *
 *   tcp://host:port, ipc://path                              ZeroMQ ROUTER/DEALER with credits and acks   link_zmq*.c
 *   kafka://host:port[,host:port]/topic[?group=g]            librdkafka link_kafka*.c
 *   -, file:PATH                                             JSON Lines                                    link_lines.c
 *
 * The contract:
 *  - Of each message a sender learns exactly one outcome; until then the message is pending and the link keeps it.
 *  - Acked means safe: whoever acks has committed it, or has the ack of the one who did.
 *  - Bounded: a sender takes at most window messages and bytes that have no outcome yet, a receiver hands out at most
 * that. A message that fits max_message_bytes always fits an empty window.
 *  - Temporary failures are the link's to retry, for ever; permanent ones are an outcome.
 *
 * Every function is safe to call from several threads at once. Each link has threads of its own that own the sockets.
 */
#ifndef NEWSMILL_LINK_H
#define NEWSMILL_LINK_H

#include "common/config.h"
#include "common/error.h"

#include <stddef.h>
#include <stdint.h>

#define LINK_KEY_SIZE      40
#define LINK_MESSAGE_LIMIT (4u << 20) /* max_message_bytes: one value for links, producers, topics and fetches */

#define LINK_KEPT_BYTES (256u << 10) /* so much is kept of a message that is over the limit */

enum link_outcome {
    LINK_PENDING = 0,
    LINK_ACKED,        /* safe downstream */
    LINK_REJECTED,     /* permanent; whoever found the fault has put it with the dead letters already */
    LINK_RELEASED,     /* not done and no fault of the message: send elsewhere, count nothing */
    LINK_UNDELIVERABLE /* permanent, found by this end of the link (over the limit, it killed every worker): the
                          program that sent it writes the dead letter. Never passed to link_settle. */
};

/* What is known of a message of which `data` holds only the first LINK_KEPT_BYTES. */
struct link_cut {
    uint64_t size; /* of all of it */
    uint8_t sha256[32];
};

/*
 * One message in flight. Made by link_message_new or by a receiver; freed by link_message_free. While a link has it
 * (from a successful link_send to link_collect; from link_settle on) nobody else may touch it.
 */
struct link_message {
    struct link_message *next; /* for lists of whoever has the message */
    char key[LINK_KEY_SIZE];   /* the article's id, which Kafka partitions by; "" if unknown */
    char *data;                /* the payload; not NUL-terminated */
    size_t size;
    void (*free_data)(void *data, void *hint); /* how `data` is freed; NULL: free(data) */
    void *hint;
    void *context;     /* the sender's own word, untouched by links */
    unsigned attempts; /* deliveries of this message before this one, as far as the transport knows */
    enum link_outcome outcome;
    char *reason; /* of a rejected or undeliverable message, and of a received one that can never pass; from malloc,
                     owned by the message; NULL otherwise */
    struct link_cut *cut; /* from malloc, owned by the message; NULL: `data` is all of it */
    struct {              /* the link's own; nobody else's */
        uint64_t epoch, sequence;
        void *origin;
        double since;
        unsigned deaths, deaths_alone;
        int partition;
    } link;
};

/* Takes over `data` (from malloc, at least one byte). `key` may be NULL. */
struct link_message *link_message_new(const char *key, char *data, size_t size);
void link_message_free(struct link_message *message);

/*
 * For received messages, before they are read. False, ERROR_PERMANENT with the reason: the receiver has found that it
 * can never pass (a line over the limit); the program writes the dead letter and rejects it.
 */
bool link_message_can_pass(const struct link_message *message, struct error *error);

/* One set for all links of a program. Sizes are checked by the options' ranges; zero means the default. */
struct link_settings {
    size_t window_messages;    /* --window */
    size_t window_bytes;       /* --window-bytes, at least max_message_bytes */
    size_t max_message_bytes;  /* --max-message-bytes */
    double heartbeat;          /* --heartbeat: seconds between heartbeats; three missed ones are a death */
    unsigned deaths_alone;     /* deaths of a worker that held nothing else until a message is undeliverable */
    const char *name;          /* a label for the peer's logs and metrics */
    struct config_pairs kafka; /* --kafka KEY=VALUE: librdkafka settings and newsmill's own for topics that it makes */
    bool kept;                 /* what is sent is for people, and kept until they have seen it: dead letters */
    const char *curve_secret_key, *curve_public_key, *curve_server_key; /* --curve-…: files with Z85 keys; NULL: none */
};

/* Whether an endpoint can be sent to (or received from), as far as that shows without opening it. ERROR_USAGE: why not.
 */
bool link_check(const char *endpoint, bool sends, struct error *error);

/* Whether the key files can be used. ERROR_USAGE names the option. */
bool link_check_keys(const struct link_settings *settings, struct error *error);

/* Whether --kafka may be told KEY=VALUE. */
bool link_check_kafka(const char *pair, struct error *error);

/* ---- sending ---- */

struct link_sender;

/*
 * Binds, connects or opens. An endpoint that cannot be used as given (unknown scheme, port in use, unwritable file) is
 * ERROR_USAGE; a peer that is away is not an error: the link waits for it and says so in the log.
 */
struct link_sender *link_sender_open(const char *endpoint, const struct link_settings *settings, struct error *error);

/*
 * Hands a message over; waits up to `seconds` for room in the window (negative: for ever, 0: not at all). On true the
 * link owns the message until link_collect returns it. On false (no room in time, or the link is stopping) the caller
 * still does.
 */
bool link_send(struct link_sender *sender, struct link_message *message, double seconds);

/* Takes up to `most` messages that have their outcome; waits up to `seconds` for the first one. The caller owns them.
 */
size_t link_collect(struct link_sender *sender, struct link_message **messages, size_t most, double seconds);

/* Messages that were sent and not collected yet. */
size_t link_sender_pending(struct link_sender *sender);

/* Readable while link_collect would return something; owned by the link. */
int link_sender_descriptor(struct link_sender *sender);

/* Seconds since something has been wrong without a break (no peer, broker away, disk full); 0 while all is well. */
double link_sender_trouble(struct link_sender *sender);

/* Stops the link; what is still pending comes back from link_collect as released. No more sends. Waits a bounded time.
 */
void link_sender_stop(struct link_sender *sender);

/* Frees the link; stops it first if need be and frees what was never collected. NULL is allowed. */
void link_sender_close(struct link_sender *sender);

/* ---- receiving ---- */

struct link_receiver;

/* `endpoint` may be several of one kind, separated by commas, for ZeroMQ. Errors as for link_sender_open. */
struct link_receiver *link_receiver_open(const char *endpoint, const struct link_settings *settings,
                                         struct error *error);

enum link_state { LINK_OPEN, LINK_ENDED };

/*
 * Takes up to `most` messages, waits up to `seconds` for the first. Each must come back through link_settle. `*state`
 * (may be NULL) is LINK_ENDED when no more will come: the input ended (JSON Lines) or the link was drained.
 */
size_t link_receive(struct link_receiver *receiver, struct link_message **messages, size_t most, double seconds,
                    enum link_state *state);

/*
 * Gives the messages back with one outcome for all: acked, rejected (with the reason) or released. The link frees them.
 * When the message is no longer ours (its lease passed, the partition moved on) the outcome is dropped silently:
 * someone else has it.
 */
void link_settle(struct link_receiver *receiver, struct link_message **messages, size_t count,
                 enum link_outcome outcome, const char *reason);

/* Takes no new work, releases what link_receive has not handed out. Returns at once; link_receive ends when that is
 * done. */
void link_receiver_drain(struct link_receiver *receiver);

/* As link_sender_trouble. */
double link_receiver_trouble(struct link_receiver *receiver);

/* True while connected to at least one upstream (ZeroMQ), in the group (Kafka), or open (JSON Lines); for /readyz. */
bool link_receiver_ready(struct link_receiver *receiver);

/*
 * Drains, flushes outcomes that were given (acks on their way, offsets committed) within a bounded time, and frees. All
 * messages must have been settled or are treated as released. NULL is allowed.
 */
void link_receiver_close(struct link_receiver *receiver);

#endif
