/*
 * Where a Kafka sender keeps its messages: lists in the order of sending, and the set of those that librdkafka has.
 * Used by one thread. Not for programs.
 */
#ifndef NEWSMILL_LINK_KAFKA_LIST_H
#define NEWSMILL_LINK_KAFKA_LIST_H

#include "common/link.h"

struct kafka_list {
    struct link_message *first, **end;
    size_t count;
};

void kafka_list_clear(struct kafka_list *list);
void kafka_list_append(struct kafka_list *list, struct link_message *message);
void kafka_list_put_back(struct kafka_list *list, struct link_message *message); /* as the first */
struct link_message *kafka_list_take(struct kafka_list *list);                   /* the first; NULL: empty */

/* Moves all of `from` into `list`, which then is in the order of link.sequence. */
void kafka_list_merge(struct kafka_list *list, struct kafka_list *from);

/* A message's link.epoch is its place here. A zeroed struct is empty. */
struct kafka_flight {
    struct link_message **messages;
    size_t count, room;
};

void kafka_flight_add(struct kafka_flight *flight, struct link_message *message);
void kafka_flight_remove(struct kafka_flight *flight, struct link_message *message);

#endif
