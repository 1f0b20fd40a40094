#include "common/link_kafka_receiver.h"

#include "common/link_kafka_record.h"
#include "common/log.h"

#define TAKE_AT_ONCE        256
#define RECORD_LINE_SECONDS 60.0 /* between log lines about records that are no messages */
#define UNSETTLED_IN_ORDER  16   /* windows' worth of records that may wait for one that is not settled */
#define RECORDS_KEPT_LOWEST 4096

/* ---- messages that come back ---- */

static void forget_message(struct kafka_receiver *receiver, struct link_message *message)
{
    receiver->held--;
    receiver->held_bytes -= message->size;
    metric_add(receiver->in_hand, -1);
    link_message_free(message);
}

/* Its partition, if that is still the ownership under which the message was handed out. */
static struct kafka_partition *partition_of(const struct kafka_receiver *receiver, const struct link_message *message)
{
    struct kafka_partition *partition = kafka_group_partition(&receiver->group, message->link.partition);
    return partition && partition->epoch == message->link.epoch ? partition : NULL;
}

void kafka_receiver_take_settled(struct kafka_receiver *receiver)
{
    struct link_message *message = link_inbox_take(&receiver->settled);
    while (message) {
        struct link_message *next = message->next;
        struct kafka_partition *partition = partition_of(receiver, message);
        bool done = message->outcome != LINK_RELEASED;
        metric_add(message->outcome == LINK_ACKED ? receiver->acked
                   : done                         ? receiver->rejected
                                                  : receiver->released,
                   1);
        if (partition)
            kafka_partition_settle(partition, (int64_t)message->link.sequence, done);
        forget_message(receiver, message);
        message = next;
    }
}

void kafka_receiver_drop_waiting(struct kafka_receiver *receiver)
{
    if (receiver->waiting)
        rd_kafka_message_destroy(receiver->waiting);
    receiver->waiting = NULL;
}

/* Takes back what was not handed out; of partitions that stay, it is delivered again unless nothing is to be. */
void kafka_receiver_withdraw(struct kafka_receiver *receiver, bool all)
{
    struct link_message *list = link_receiver_withdraw(receiver->link), *stay = NULL, **end = &stay;
    while (list) {
        struct link_message *message = list;
        struct kafka_partition *partition = partition_of(receiver, message);
        list = message->next;
        message->next = NULL;
        if (partition && !partition->leaving && !all) {
            *end = message;
            end = &message->next;
            continue;
        }
        if (partition)
            partition->in_hand--;
        forget_message(receiver, message);
    }
    link_receiver_deliver(receiver->link, stay);
    if (all)
        kafka_receiver_drop_waiting(receiver);
}

/* A record that waits for room is fetched again when its partition moves on or was rewound to before it. */
void kafka_receiver_drop_stale(struct kafka_receiver *receiver)
{
    if (!receiver->waiting)
        return;
    struct kafka_partition *partition = kafka_group_partition(&receiver->group, receiver->waiting->partition);
    if (!partition || partition->leaving ||
        (partition->rewinding_to != KAFKA_NO_OFFSET && receiver->waiting->offset > partition->rewinding_to))
        kafka_receiver_drop_waiting(receiver);
}

/* ---- records ---- */

/* A record without a payload (a tombstone of somebody else's) is no message: passed over like one that is done. */
static void skip_empty(struct kafka_receiver *receiver, struct kafka_partition *partition, int64_t offset)
{
    kafka_partition_settle(partition, offset, true);
    receiver->skipped++;
    if (log_due(&receiver->said_skipped, RECORD_LINE_SECONDS))
        log_warning("%s: %zu records without a payload so far; they are skipped", receiver->endpoint.text,
                    receiver->skipped);
}

static bool window_has_room(const struct kafka_receiver *receiver)
{
    const struct link_settings *settings = link_receiver_settings(receiver->link);
    size_t unsettled = 0, most = settings->window_messages * UNSETTLED_IN_ORDER;
    if (receiver->held >= settings->window_messages || receiver->held_bytes >= settings->window_bytes)
        return false;
    for (size_t i = 0; i < receiver->group.count; i++)
        unsettled += receiver->group.partitions[i]->count;
    return receiver->held == 0 || unsettled < (most > RECORDS_KEPT_LOWEST ? most : RECORDS_KEPT_LOWEST);
}

static bool window_fits(const struct kafka_receiver *receiver, size_t size)
{
    return receiver->held == 0 || receiver->held_bytes + size <= link_receiver_settings(receiver->link)->window_bytes;
}

static rd_kafka_message_t *next_record(struct kafka_receiver *receiver)
{
    rd_kafka_message_t *record = receiver->waiting;
    receiver->waiting = NULL;
    return record ? record : rd_kafka_consume_queue(receiver->group.records, 0);
}

/* The message of a record; NULL if it is none to hand out. */
static struct link_message *take_record(struct kafka_receiver *receiver, const rd_kafka_message_t *record)
{
    struct kafka_partition *partition = kafka_group_partition(&receiver->group, record->partition);
    unsigned attempts;
    if (record->err) {
        if (log_due(&receiver->said_record, RECORD_LINE_SECONDS))
            log_warning("%s: partition %d: %s", receiver->endpoint.text, (int)record->partition,
                        rd_kafka_message_errstr(record));
        return NULL;
    }
    if (!partition || partition->leaving ||
        kafka_partition_fetched(partition, record->offset, &attempts) != KAFKA_HAND_OUT)
        return NULL;
    if (record->len == 0 || !record->payload) {
        skip_empty(receiver, partition, record->offset);
        return NULL;
    }
    struct link_message *message = kafka_record_message(record, partition->epoch, attempts);
    receiver->held++;
    receiver->held_bytes += message->size;
    return message;
}

/* True when there may be more. */
bool kafka_receiver_take_records(struct kafka_receiver *receiver)
{
    struct link_message *list = NULL, **end = &list;
    int64_t count = 0;
    bool more = false;
    if (!receiver->group.records || receiver->group.revoking || atomic_load(&receiver->draining))
        return false;
    for (int taken = 0; window_has_room(receiver); taken++) {
        if (taken == TAKE_AT_ONCE) {
            more = true;
            break;
        }
        rd_kafka_message_t *record = next_record(receiver);
        if (!record)
            break;
        if (!record->err && !window_fits(receiver, record->len)) {
            receiver->waiting = record;
            break;
        }
        struct link_message *message = take_record(receiver, record);
        rd_kafka_message_destroy(record);
        if (message) {
            *end = message;
            end = &message->next;
            count++;
        }
    }
    if (count) {
        metric_add(receiver->received, count);
        metric_add(receiver->in_hand, count);
        link_receiver_deliver(receiver->link, list);
    }
    return more;
}
