/* A record of a Kafka topic as a link's message. Not for programs. */
#ifndef NEWSMILL_LINK_KAFKA_RECORD_H
#define NEWSMILL_LINK_KAFKA_RECORD_H

#include "common/link.h"

#include <librdkafka/rdkafka.h>

/*
 * A message with a copy of the record's payload (which must not be empty), so that it holds on to no fetched batch and
 * may outlive the consumer. `epoch`: of the ownership of its partition.
 */
struct link_message *kafka_record_message(const rd_kafka_message_t *record, uint64_t epoch, unsigned attempts);

#endif
