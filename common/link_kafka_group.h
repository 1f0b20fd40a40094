/*
 * A receiver's membership of its consumer group: partitions that come and go, offsets committed in order, and seeks
 * back to what was released. Event-driven, nothing here waits for long; used by one thread. Not for programs.
 */
#ifndef NEWSMILL_LINK_KAFKA_GROUP_H
#define NEWSMILL_LINK_KAFKA_GROUP_H

#include "common/link_kafka_client.h"
#include "common/link_kafka_partition.h"
#include "common/metrics.h"

struct kafka_group {
    struct kafka_client *client;
    const char *name;
    rd_kafka_queue_t *records; /* the partitions' records come here, so that events can be served without taking any */
    struct kafka_partition **partitions;
    size_t count;
    uint64_t epoch;                             /* counts the ownerships */
    rd_kafka_topic_partition_list_t *revoking;  /* under way: these partitions leave */
    rd_kafka_topic_partition_list_t *assigning; /* comes next */
    bool joined, committing, closing, revoked;  /* revoked: partitions began to leave; the receiver clears it */
    double patience;                            /* how long a revocation waits for what is in hand, seconds */
    double deadline, last_commit;
    double waiting_since; /* without partitions; 0: not subscribed */
    struct metric *rebalances, *commits;
};

/* Once, and then for each new handle: makes the queue of records and subscribes. */
void kafka_group_prepare(struct kafka_group *group, struct kafka_client *client, const char *name);
bool kafka_group_join(struct kafka_group *group, struct error *error);

/* Forgets all partitions and the queue, before the handle is closed. Commits nothing. */
void kafka_group_forget(struct kafka_group *group);

/* Takes rebalance and commit events. Does not free them. */
void kafka_group_event(struct kafka_group *group, rd_kafka_event_t *event);

/* Does what is due: goes on with a revocation, commits, seeks. */
void kafka_group_step(struct kafka_group *group);

/* Seconds until kafka_group_step has something to do without an event, at most `longest`. */
double kafka_group_due(const struct kafka_group *group, double longest);

/* The partition if it is owned; NULL if not. */
struct kafka_partition *kafka_group_partition(const struct kafka_group *group, int32_t id);

/* True while something is settled that the broker has not confirmed. */
bool kafka_group_unconfirmed(const struct kafka_group *group);

/* Sends what is settled now, unless a commit is under way. */
void kafka_group_commit(struct kafka_group *group);

#endif
