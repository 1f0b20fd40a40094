#include "common/link_kafka_partition.h"

#include "common/buffer.h"
#include "common/log.h"

#include <inttypes.h>
#include <stdlib.h>

#define REWINDS_MOST 3

enum record_state { IN_HAND, SETTLED, RELEASED };

struct kafka_record {
    int64_t offset;
    enum record_state state;
    unsigned attempts;
};

struct kafka_partition *kafka_partition_new(int32_t id, uint64_t epoch)
{
    struct kafka_partition *partition = xcalloc(1, sizeof *partition);
    partition->id = id;
    partition->epoch = epoch;
    partition->next = 0;
    partition->settled = partition->commit_sent = partition->committed = KAFKA_NO_OFFSET;
    partition->missed = partition->rewinding_to = KAFKA_NO_OFFSET;
    return partition;
}

void kafka_partition_free(struct kafka_partition *partition)
{
    if (!partition)
        return;
    free(partition->records);
    free(partition);
}

static struct kafka_record *record_at(const struct kafka_partition *partition, size_t index)
{
    return &partition->records[(partition->first + index) % partition->room];
}

static struct kafka_record *find(const struct kafka_partition *partition, int64_t offset)
{
    size_t low = 0, high = partition->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (record_at(partition, middle)->offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == partition->count || record_at(partition, low)->offset != offset)
        return NULL;
    return record_at(partition, low);
}

static void append(struct kafka_partition *partition, int64_t offset)
{
    if (partition->count == partition->room) {
        size_t room = partition->room ? 2 * partition->room : 64;
        struct kafka_record *records = xcalloc(room, sizeof *records);
        for (size_t i = 0; i < partition->count; i++)
            records[i] = *record_at(partition, i);
        free(partition->records);
        partition->records = records;
        partition->room = room;
        partition->first = 0;
    }
    *record_at(partition, partition->count++) = (struct kafka_record){.offset = offset, .state = IN_HAND};
}

/* Forgets what is settled with nothing unsettled before it. */
static void advance(struct kafka_partition *partition)
{
    while (partition->count && record_at(partition, 0)->state == SETTLED) {
        partition->settled = record_at(partition, 0)->offset + 1;
        partition->first = (partition->first + 1) % partition->room;
        partition->count--;
    }
}

/* Released records below `offset` did not come again: the topic does not have them any more. */
static void give_up_missing(struct kafka_partition *partition, int64_t offset)
{
    for (size_t i = 0; i < partition->count && record_at(partition, i)->offset < offset; i++) {
        struct kafka_record *record = record_at(partition, i);
        if (record->state != RELEASED)
            continue;
        log_warning("partition %" PRId32 ": offset %" PRId64 " was given back and is gone from the topic meanwhile",
                    partition->id, record->offset);
        record->state = SETTLED;
        partition->released--;
    }
    advance(partition);
}

/* The offsets went back without our asking: the topic was made anew. What was known of the old one counts no more. */
static void start_over(struct kafka_partition *partition, int64_t offset)
{
    log_warning("partition %" PRId32 ": offsets went back from %" PRId64 " to %" PRId64
                "; the topic was made anew or its offsets were reset, reading on from there",
                partition->id, partition->position, offset);
    partition->epoch += UINT64_C(1) << 32;
    partition->first = partition->count = partition->in_hand = partition->released = 0;
    partition->next = partition->position = offset;
    partition->missed = KAFKA_NO_OFFSET;
    partition->settled = partition->commit_sent = partition->committed = KAFKA_NO_OFFSET;
}

enum kafka_verdict kafka_partition_fetched(struct kafka_partition *partition, int64_t offset, unsigned *attempts)
{
    *attempts = 0;
    if (partition->missed != KAFKA_NO_OFFSET && offset > partition->missed)
        return KAFKA_REWIND;
    if (partition->rewinding_to == KAFKA_NO_OFFSET && offset < partition->position)
        start_over(partition, offset);
    partition->position = offset + 1;
    if (partition->rewinding_to != KAFKA_NO_OFFSET && offset >= partition->rewinding_to) {
        if (offset > partition->rewinding_to) {
            if (partition->rewinds < REWINDS_MOST)
                return KAFKA_REWIND;
            give_up_missing(partition, offset);
        }
        partition->rewinding_to = KAFKA_NO_OFFSET;
        partition->rewinds = 0;
    }
    if (offset >= partition->next) {
        append(partition, offset);
        partition->next = offset + 1;
        partition->in_hand++;
        return KAFKA_HAND_OUT;
    }
    struct kafka_record *record = find(partition, offset);
    if (!record || record->state != RELEASED)
        return KAFKA_SKIP;
    record->state = IN_HAND;
    *attempts = ++record->attempts;
    partition->released--;
    partition->in_hand++;
    return KAFKA_HAND_OUT;
}

bool kafka_partition_settle(struct kafka_partition *partition, int64_t offset, bool done)
{
    struct kafka_record *record = find(partition, offset);
    if (!record || record->state != IN_HAND)
        return false;
    record->state = done ? SETTLED : RELEASED;
    partition->in_hand--;
    if (done)
        advance(partition);
    else
        partition->released++;
    return true;
}

void kafka_partition_missed(struct kafka_partition *partition, int64_t offset)
{
    if (partition->missed == KAFKA_NO_OFFSET || offset < partition->missed)
        partition->missed = offset;
}

int64_t kafka_partition_rewind_offset(const struct kafka_partition *partition)
{
    if (partition->released == 0)
        return partition->missed;
    for (size_t i = 0; i < partition->count; i++) {
        const struct kafka_record *record = record_at(partition, i);
        if (record->offset >= partition->position)
            break;
        if (record->state == RELEASED)
            return record->offset < partition->missed || partition->missed == KAFKA_NO_OFFSET ? record->offset
                                                                                              : partition->missed;
    }
    return partition->missed;
}

void kafka_partition_rewound(struct kafka_partition *partition, int64_t offset, double now)
{
    if (partition->rewinding_to == offset)
        partition->rewinds++;
    else
        partition->rewinds = 0;
    partition->rewinding_to = partition->position = offset;
    partition->missed = KAFKA_NO_OFFSET;
    partition->rewound_at = now;
}
