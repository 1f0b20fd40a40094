/*
 * What the command line asks a Kafka cluster: how long a topic is, how far a consumer group has committed it, and
 * whether the group has passed an end that was seen before.
 */
#ifndef NEWSMILL_KAFKA_ADMIN_H
#define NEWSMILL_KAFKA_ADMIN_H

#include "common/error.h"
#include "common/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KAFKA_OFFSET_NONE (-1)

struct kafka_admin;

/* Offsets of one topic's partitions, numbered from 0. A zeroed struct is empty. */
struct kafka_offsets {
    size_t count;
    int64_t *first; /* the oldest record that is kept */
    int64_t *next;  /* of an end: one after the last record; of a group: the record that it reads next, or
                       KAFKA_OFFSET_NONE  where it has committed nothing */
};

/*
 * A handle for `kafka://host:port/topic[?group=g]`, used by one thread; it connects when it is asked for something.
 * `settings` as for links: without a group in the endpoint its `name` is the group, as it is for receivers.
 */
struct kafka_admin *kafka_admin_open(const char *endpoint, const struct link_settings *settings, struct error *error);
void kafka_admin_close(struct kafka_admin *admin); /* NULL is allowed */

/*
 * Where the topic begins and ends now. A topic that does not exist has no partitions, which is no error. Waits at most
 * `seconds`; a broker that does not answer is ERROR_TEMPORARY. Frees what `offsets` had.
 */
bool kafka_admin_end_offsets(struct kafka_admin *admin, double seconds, struct kafka_offsets *offsets,
                             struct error *error);

/* How far the group has committed; times, errors and memory as above. `first` is NULL. */
bool kafka_admin_committed_offsets(struct kafka_admin *admin, double seconds, struct kafka_offsets *offsets,
                                   struct error *error);

/* True when a group that has committed `committed` has done everything before `end`. */
bool kafka_offsets_reached(const struct kafka_offsets *committed, const struct kafka_offsets *end);

/* How many records are between the two: what the group has still to do. */
int64_t kafka_offsets_between(const struct kafka_offsets *committed, const struct kafka_offsets *end);

void kafka_offsets_free(struct kafka_offsets *offsets);

#endif
