/*
 * One partition that a receiver owns: which of its offsets are in hand, which are settled, and how far all are, since
 * only so far may be committed. Offsets come in rising order, with gaps; used by one thread. Not for programs.
 */
#ifndef NEWSMILL_LINK_KAFKA_PARTITION_H
#define NEWSMILL_LINK_KAFKA_PARTITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KAFKA_NO_OFFSET (-1)

struct kafka_record;

struct kafka_partition {
    int32_t id;
    uint64_t epoch;               /* of this ownership: what was handed out in an earlier one is none of ours */
    bool leaving;                 /* being revoked: nothing more is handed out */
    struct kafka_record *records; /* a ring of what is not settled in order yet, by rising offset */
    size_t first, count, room;
    size_t in_hand;       /* handed out and not settled */
    size_t released;      /* records that wait to be fetched again */
    int64_t next;         /* offsets below it were seen */
    int64_t position;     /* the lowest offset that the next record can have */
    int64_t settled;      /* all offsets below it are settled: what may be committed; KAFKA_NO_OFFSET: none yet */
    int64_t commit_sent;  /* what a commit under way says */
    int64_t committed;    /* what the broker has confirmed */
    int64_t missed;       /* the lowest offset that was fetched but did not get here; KAFKA_NO_OFFSET: none */
    int64_t rewinding_to; /* the first offset to come after a seek */
    unsigned rewinds;     /* seeks in a row that did not bring it */
    double rewound_at;
};

struct kafka_partition *kafka_partition_new(int32_t id, uint64_t epoch);
void kafka_partition_free(struct kafka_partition *partition);

enum kafka_verdict {
    KAFKA_HAND_OUT, /* new, or released before: now in hand */
    KAFKA_SKIP,     /* in hand or settled already */
    KAFKA_REWIND    /* released records are missing before it: seek again and ignore it */
};

/* A record was fetched. `*attempts`: how often it was handed out before. */
enum kafka_verdict kafka_partition_fetched(struct kafka_partition *partition, int64_t offset, unsigned *attempts);

/* Settles an offset that is in hand; false if it is not. `done`: acked or rejected; else released. */
bool kafka_partition_settle(struct kafka_partition *partition, int64_t offset, bool done);

/* A record was fetched and is lost on the way: it and all after it must come again. */
void kafka_partition_missed(struct kafka_partition *partition, int64_t offset);

/* Where to seek so that released and missed records come again; KAFKA_NO_OFFSET: nowhere, they are still to come or
 * none. */
int64_t kafka_partition_rewind_offset(const struct kafka_partition *partition);

/* The consumer seeks to `offset` now. */
void kafka_partition_rewound(struct kafka_partition *partition, int64_t offset, double now);

#endif
