/*
 * What a Kafka link is told: its endpoint taken apart, and librdkafka's configuration made from the link's settings,
 * from what the link's contract needs and from the user's --kafka pairs. Not for programs.
 */
#ifndef NEWSMILL_LINK_KAFKA_SETTINGS_H
#define NEWSMILL_LINK_KAFKA_SETTINGS_H

#include "common/error.h"
#include "common/link.h"

#include <librdkafka/rdkafka.h>

/* Room around a message of the largest size: key, headers, framing of the record and of its batch. */
#define KAFKA_FRAMING_BYTES (64 * 1024)

struct kafka_endpoint {
    char *text;    /* as the user wrote it, for log lines */
    char *servers; /* "host:port,host:port" */
    char *topic;
    char *group; /* NULL: none given */
};

/* Takes `kafka://host[:port][,host[:port]]/topic[?group=g]` apart; ERROR_USAGE says what is wrong with it. */
bool kafka_endpoint_parse(struct kafka_endpoint *parsed, const char *endpoint, struct error *error);
void kafka_endpoint_free(struct kafka_endpoint *endpoint);

/*
 * newsmill's own --kafka keys: partitions (12), replication (-1: what the broker has as its default) and retention.ms
 * (0: the broker's default, -1: for ever, which is the default of dead letters).
 */
struct kafka_topic_settings {
    int partitions;
    int replication;
    long retention_ms;
    size_t max_message_bytes;
};

bool kafka_topic_settings(const struct link_settings *settings, struct kafka_topic_settings *topic,
                          struct error *error);

/*
 * Configurations for rd_kafka_new; it takes them over. The user's pairs come last and win, but for those that would
 * break the contract, which are refused with ERROR_USAGE.
 */
rd_kafka_conf_t *kafka_producer_conf(const struct kafka_endpoint *endpoint, const struct link_settings *settings,
                                     struct error *error);
rd_kafka_conf_t *kafka_consumer_conf(const struct kafka_endpoint *endpoint, const struct link_settings *settings,
                                     struct error *error);

/* Whether the user may set `key` so; ERROR_USAGE: why not. */
bool kafka_check_setting(const char *key, const char *value, struct error *error);

/* The consumer group: the endpoint's, else the link's name ("newsmill-sink"). Borrowed from its arguments. */
const char *kafka_group(const struct kafka_endpoint *endpoint, const struct link_settings *settings);

#endif
