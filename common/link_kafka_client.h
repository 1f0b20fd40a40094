/*
 * A librdkafka handle with what every Kafka link needs of it: one queue of events that wakes a poll(2), librdkafka's
 * log without its floods, whether the brokers are away, and whether the topic is there. Used by one thread. Not for
 * programs.
 */
#ifndef NEWSMILL_LINK_KAFKA_CLIENT_H
#define NEWSMILL_LINK_KAFKA_CLIENT_H

#include "common/error.h"
#include "common/link_kafka_settings.h"

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

struct kafka_client {
    const struct kafka_endpoint *endpoint; /* borrowed */
    const char *direction;                 /* "sending" or "receiving", for the log */
    rd_kafka_t *handle;
    rd_kafka_queue_t *events;
    int wake;     /* eventfd: readable when events (or other queues that were tied to it) got something */
    bool away;    /* nothing can be reached; kept over reopening */
    bool fatal;   /* the handle is dead, or not to be believed: it must be replaced */
    double since; /* when it went away */
    double said_away, said_log, said_topic, probed;
};

/* Prepares the struct (the wake descriptor, no handle yet). */
void kafka_client_prepare(struct kafka_client *client, const struct kafka_endpoint *endpoint, const char *direction);

/* Makes the handle; takes over `conf` in any case. */
bool kafka_client_open(struct kafka_client *client, rd_kafka_type_t type, rd_kafka_conf_t *conf, struct error *error);

/* Destroys the handle if there is one; kafka_client_dismiss also the rest. */
void kafka_client_close(struct kafka_client *client);
void kafka_client_dismiss(struct kafka_client *client);

/* Makes the queue wake the client's descriptor too. */
void kafka_client_watch(struct kafka_client *client, rd_kafka_queue_t *queue);

/* Makes the descriptor readable; safe from any thread. */
void kafka_client_wake(struct kafka_client *client);

/* Waits until the descriptor or `other` (-1: none) is readable, at most `seconds`; makes the descriptor unreadable. */
void kafka_client_wait(struct kafka_client *client, int other, double seconds);

/* Handles log and error events (sets `away` and `fatal`); every other kind is the caller's. Does not free it. */
void kafka_client_event(struct kafka_client *client, rd_kafka_event_t *event);

/* Says in the log, now and then, that the brokers are away and why; or once that they are back. */
void kafka_client_set_away(struct kafka_client *client, const char *reason);
void kafka_client_set_back(struct kafka_client *client);

/* While away: asks the brokers for the topic every second, for at most 300 ms, and notes whether they answer. */
void kafka_client_probe(struct kafka_client *client);

enum kafka_topic_state { KAFKA_TOPIC_READY, KAFKA_TOPIC_MISSING, KAFKA_TOPIC_UNKNOWN };

/*
 * Asks for the topic for at most `seconds`. READY: it has `*partitions` (NULL: of no interest) partitions. UNKNOWN: no
 * answer. Whenever it is not READY, the error says why.
 */
enum kafka_topic_state kafka_topic_state(rd_kafka_t *handle, const char *topic, double seconds, size_t *partitions,
                                         struct error *error);

/* Creates the topic; one that is there already is as good (`*made` is false then). Waits at most `seconds`. */
bool kafka_topic_create(rd_kafka_t *handle, const char *topic, const struct kafka_topic_settings *settings,
                        double seconds, bool *made, struct error *error);

/*
 * True when the client's topic is there. If it is not, it is created, and is there soon; asking takes at most
 * `seconds`, creating five times as long. Notes and says when that does not work because the brokers are away or
 * refuse.
 */
bool kafka_topic_ensure(struct kafka_client *client, const struct kafka_topic_settings *settings, double seconds);

#endif
