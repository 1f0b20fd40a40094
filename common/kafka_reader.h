/*
 * What is in a Kafka topic now, for the command line: read from the oldest record to where the topic ends, as a member
 * of no group, so that nobody's offsets move.
 */
#ifndef NEWSMILL_KAFKA_READER_H
#define NEWSMILL_KAFKA_READER_H

#include "common/error.h"
#include "common/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrowed for the time of one call. */
struct kafka_read {
    int32_t partition;
    int64_t offset;
    const char *data; /* not NUL-terminated */
    size_t size;
};

/*
 * Calls `take` with each record of the topic of `kafka://host:port/topic`, partition after partition, each in its
 * order; false from it ends the reading, which is no error. A topic that does not exist has none. Records without a
 * payload are passed over. ERROR_TEMPORARY when nothing comes for `patience` seconds; ERROR_USAGE for the endpoint or
 * settings.
 */
bool kafka_read_topic(const char *endpoint, const struct link_settings *settings, double patience,
                      bool (*take)(void *context, const struct kafka_read *record), void *context, struct error *error);

#endif
