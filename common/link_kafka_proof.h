/*
 * Whether a delivery report proves that the broker has stored the message. Not for programs.
 *
 * An idempotent producer numbers its messages in each partition, and a broker that sees a number again says "stored"
 * without storing. When librdkafka forgets a partition for a moment (the topic was reported as missing, as happens to
 * new ones) it numbers from the start again, and messages would be lost with a report of success. What the broker
 * really stored has an offset above all those that this producer has been told for the partition.
 */
#ifndef NEWSMILL_LINK_KAFKA_PROOF_H
#define NEWSMILL_LINK_KAFKA_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The greatest offset of each partition. A zeroed struct knows of none. */
struct kafka_proof {
    int64_t *next; /* the least offset that is believed; INT64_MAX: none any more */
    size_t partitions;
};

/* Reports must come in the order of the broker's answers. After one that proves nothing no other of that partition
 * does. */
bool kafka_proof_holds(struct kafka_proof *proof, int32_t partition, int64_t offset);

/* For a new producer. */
void kafka_proof_clear(struct kafka_proof *proof);

#endif
