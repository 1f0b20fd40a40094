#include "common/link_kafka_group.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"

#include <stdlib.h>
#include <string.h>

#define COMMIT_SECONDS      0.2  /* between commits */
#define COMMIT_WAIT         5.0  /* for the confirmation of a revocation's commit */
#define REVOKE_SECONDS      10.0 /* a revocation waits so long for what is in hand */
#define REWIND_SECONDS      0.1  /* between seeks on one partition */
#define SEEK_MILLISECONDS   2000
#define ASSIGNMENT_PATIENCE 15.0 /* without partitions for so long is worth a line */

void kafka_group_prepare(struct kafka_group *group, struct kafka_client *client, const char *name)
{
    *group = (struct kafka_group){.client = client, .name = name, .patience = REVOKE_SECONDS};
    group->rebalances =
        metrics_counter("newsmill_kafka_rebalances_total", NULL, "Times partitions were given to or taken from us.");
    group->commits = metrics_counter("newsmill_kafka_commits_total", NULL, "Offset commits that Kafka confirmed.");
}

bool kafka_group_join(struct kafka_group *group, struct error *error)
{
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    if (!group->records) {
        group->records = rd_kafka_queue_new(group->client->handle);
        kafka_client_watch(group->client, group->records);
    }
    rd_kafka_topic_partition_list_add(topics, group->client->endpoint->topic, RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t code = rd_kafka_subscribe(group->client->handle, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    group->waiting_since = clock_now();
    if (code)
        return error_set(error, ERROR_TEMPORARY, "cannot subscribe: %s", rd_kafka_err2str(code));
    return true;
}

struct kafka_partition *kafka_group_partition(const struct kafka_group *group, int32_t id)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->partitions[i]->id == id)
            return group->partitions[i];
    return NULL;
}

static void drop_partition(struct kafka_group *group, int32_t id)
{
    for (size_t i = 0; i < group->count; i++) {
        if (group->partitions[i]->id == id) {
            kafka_partition_free(group->partitions[i]);
            group->partitions[i] = group->partitions[--group->count];
            return;
        }
    }
}

static void forget_lists(struct kafka_group *group)
{
    if (group->revoking)
        rd_kafka_topic_partition_list_destroy(group->revoking);
    if (group->assigning)
        rd_kafka_topic_partition_list_destroy(group->assigning);
    group->revoking = group->assigning = NULL;
}

void kafka_group_forget(struct kafka_group *group)
{
    while (group->count)
        kafka_partition_free(group->partitions[--group->count]);
    free(group->partitions);
    group->partitions = NULL;
    forget_lists(group);
    if (group->records) {
        rd_kafka_queue_io_event_enable(group->records, -1, NULL, 0);
        rd_kafka_queue_destroy(group->records);
        group->records = NULL;
    }
    group->joined = group->committing = false;
    group->waiting_since = 0;
}

/* ---- commits ---- */

bool kafka_group_unconfirmed(const struct kafka_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->partitions[i]->settled > group->partitions[i]->committed)
            return true;
    return false;
}

static bool has_unsent(const struct kafka_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->partitions[i]->settled > group->partitions[i]->commit_sent)
            return true;
    return false;
}

void kafka_group_commit(struct kafka_group *group)
{
    if (group->committing || !has_unsent(group))
        return;
    rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new((int)group->count);
    for (size_t i = 0; i < group->count; i++) {
        struct kafka_partition *partition = group->partitions[i];
        if (partition->settled <= partition->commit_sent)
            continue;
        rd_kafka_topic_partition_list_add(offsets, group->client->endpoint->topic, partition->id)->offset =
            partition->settled;
        partition->commit_sent = partition->settled;
    }
    rd_kafka_resp_err_t code = rd_kafka_commit_queue(group->client->handle, offsets, group->client->events, NULL, NULL);
    rd_kafka_topic_partition_list_destroy(offsets);
    group->last_commit = clock_now();
    group->committing = code == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!group->committing) {
        log_debug("%s: cannot commit: %s", group->client->endpoint->text, rd_kafka_err2str(code));
        for (size_t i = 0; i < group->count; i++)
            group->partitions[i]->commit_sent = group->partitions[i]->committed;
    }
}

static void take_commit_result(struct kafka_group *group, rd_kafka_event_t *event)
{
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    rd_kafka_topic_partition_list_t *offsets = rd_kafka_event_topic_partition_list(event);
    group->committing = false;
    if (code) {
        log_debug("%s: offsets not committed: %s", group->client->endpoint->text, rd_kafka_err2str(code));
    } else {
        metric_add(group->commits, 1);
        kafka_client_set_back(group->client);
    }
    for (int i = 0; offsets && i < offsets->cnt; i++) {
        struct kafka_partition *partition = kafka_group_partition(group, offsets->elems[i].partition);
        if (!partition)
            continue;
        if (!code && !offsets->elems[i].err && partition->commit_sent == offsets->elems[i].offset)
            partition->committed = offsets->elems[i].offset;
        else
            partition->commit_sent = partition->committed; /* once more with the next commit */
    }
}

/* ---- partitions come and go ---- */

static bool is_cooperative(const struct kafka_group *group)
{
    const char *protocol = rd_kafka_rebalance_protocol(group->client->handle);
    return protocol && strcmp(protocol, "COOPERATIVE") == 0;
}

/* Tells librdkafka that a rebalance is dealt with. */
static void answer(struct kafka_group *group, const rd_kafka_topic_partition_list_t *partitions, bool assign)
{
    rd_kafka_t *handle = group->client->handle;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    if (is_cooperative(group)) {
        rd_kafka_error_t *error = assign ? rd_kafka_incremental_assign(handle, partitions)
                                         : rd_kafka_incremental_unassign(handle, partitions);
        if (error) {
            code = rd_kafka_error_code(error);
            rd_kafka_error_destroy(error);
        }
    } else {
        code = rd_kafka_assign(handle, assign ? partitions : NULL);
    }
    if (code)
        log_warning("%s: cannot %s partitions: %s", group->client->endpoint->text, assign ? "take" : "give back",
                    rd_kafka_err2str(code));
}

static void take_partitions(struct kafka_group *group, const rd_kafka_topic_partition_list_t *partitions)
{
    size_t room = group->count + (size_t)partitions->cnt;
    group->partitions = xrealloc(group->partitions, (room ? room : 1) * sizeof(struct kafka_partition *));
    group->epoch++;
    for (int i = 0; i < partitions->cnt; i++) {
        const rd_kafka_topic_partition_t *given = &partitions->elems[i];
        drop_partition(group, given->partition);
        group->partitions[group->count++] = kafka_partition_new(given->partition, group->epoch);
        rd_kafka_queue_t *queue = rd_kafka_queue_get_partition(group->client->handle, given->topic, given->partition);
        if (queue) {
            rd_kafka_queue_forward(queue, group->records);
            rd_kafka_queue_destroy(queue);
        }
    }
    answer(group, partitions, true);
    group->joined = true;
    kafka_client_set_back(group->client);
    log_info("%s: group %s gives %d partitions, %zu in all", group->client->endpoint->text, group->name,
             partitions->cnt, group->count);
}

static void finish_revocation(struct kafka_group *group, bool lost)
{
    size_t left = 0;
    for (int i = 0; i < group->revoking->cnt; i++) {
        struct kafka_partition *partition = kafka_group_partition(group, group->revoking->elems[i].partition);
        left += partition ? partition->in_hand : 0;
        drop_partition(group, group->revoking->elems[i].partition);
    }
    answer(group, group->revoking, false);
    log_info("%s: group %s takes %d partitions back%s", group->client->endpoint->text, group->name,
             group->revoking->cnt, lost ? ", which were lost without notice" : "");
    if (left)
        log_info("%s: %zu messages in hand will come to the partitions' next owner again",
                 group->client->endpoint->text, left);
    rd_kafka_topic_partition_list_destroy(group->revoking);
    group->revoking = NULL;
    if (group->count == 0) {
        group->joined = false;
        group->waiting_since = clock_now();
    }
    if (group->assigning) {
        rd_kafka_topic_partition_list_t *next = group->assigning;
        group->assigning = NULL;
        take_partitions(group, next);
        rd_kafka_topic_partition_list_destroy(next);
    }
}

static void begin_revocation(struct kafka_group *group, const rd_kafka_topic_partition_list_t *partitions)
{
    if (group->revoking)
        rd_kafka_topic_partition_list_destroy(group->revoking);
    group->revoking = rd_kafka_topic_partition_list_copy(partitions);
    group->deadline = clock_now() + (group->closing ? 0 : group->patience);
    group->revoked = true;
    for (int i = 0; i < partitions->cnt; i++) {
        struct kafka_partition *partition = kafka_group_partition(group, partitions->elems[i].partition);
        if (partition)
            partition->leaving = true;
    }
}

/* A revocation waits for what is in hand, then for the commit of what is settled, and for neither too long. */
static void continue_revocation(struct kafka_group *group)
{
    double now = clock_now();
    bool in_hand = false, unconfirmed = false;
    if (rd_kafka_assignment_lost(group->client->handle)) {
        finish_revocation(group, true);
        return;
    }
    for (size_t i = 0; i < group->count; i++) {
        const struct kafka_partition *partition = group->partitions[i];
        in_hand |= partition->leaving && partition->in_hand > 0;
        unconfirmed |= partition->leaving && partition->settled > partition->committed;
    }
    if (in_hand && now < group->deadline)
        return;
    kafka_group_commit(group);
    if ((unconfirmed || group->committing) && now < group->deadline + COMMIT_WAIT)
        return;
    finish_revocation(group, false);
}

static void take_rebalance(struct kafka_group *group, rd_kafka_event_t *event)
{
    rd_kafka_topic_partition_list_t *partitions = rd_kafka_event_topic_partition_list(event);
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    metric_add(group->rebalances, 1);
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        if (group->revoking && !group->assigning)
            group->assigning = rd_kafka_topic_partition_list_copy(partitions);
        else
            take_partitions(group, partitions);
    } else if (code == RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) {
        begin_revocation(group, partitions);
    } else {
        log_warning("%s: rebalance failed: %s", group->client->endpoint->text, rd_kafka_err2str(code));
        rd_kafka_assign(group->client->handle, NULL);
    }
}

/* A record that went past our own queue (librdkafka forwards a partition only when it is set up) comes once more. */
static void miss_records(struct kafka_group *group, rd_kafka_event_t *event)
{
    const rd_kafka_message_t *record;
    while ((record = rd_kafka_event_message_next(event))) {
        struct kafka_partition *partition = kafka_group_partition(group, record->partition);
        log_debug("%s: partition %d: offset %lld comes again", group->client->endpoint->text, (int)record->partition,
                  (long long)record->offset);
        if (partition && !record->err)
            kafka_partition_missed(partition, record->offset);
    }
}

void kafka_group_event(struct kafka_group *group, rd_kafka_event_t *event)
{
    switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_FETCH:
        miss_records(group, event);
        break;
    case RD_KAFKA_EVENT_REBALANCE:
        take_rebalance(group, event);
        break;
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
        take_commit_result(group, event);
        break;
    default:
        break;
    }
}

/* ---- what is due ---- */

static void rewind_released(struct kafka_group *group)
{
    double now = clock_now();
    rd_kafka_topic_partition_list_t *seeks = NULL;
    for (size_t i = 0; i < group->count; i++) {
        struct kafka_partition *partition = group->partitions[i];
        int64_t offset = kafka_partition_rewind_offset(partition);
        if (partition->leaving || offset == KAFKA_NO_OFFSET || now - partition->rewound_at < REWIND_SECONDS)
            continue;
        if (!seeks)
            seeks = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(seeks, group->client->endpoint->topic, partition->id)->offset = offset;
        partition->rewound_at = now;
    }
    if (!seeks)
        return;
    rd_kafka_error_t *error = rd_kafka_seek_partitions(group->client->handle, seeks, SEEK_MILLISECONDS);
    for (int i = 0; i < seeks->cnt; i++) {
        if (!error && !seeks->elems[i].err)
            kafka_partition_rewound(kafka_group_partition(group, seeks->elems[i].partition), seeks->elems[i].offset,
                                    now);
        else
            log_debug("%s: cannot seek yet: %s", group->client->endpoint->text,
                      error ? rd_kafka_error_string(error) : rd_kafka_err2str(seeks->elems[i].err));
    }
    if (error)
        rd_kafka_error_destroy(error);
    rd_kafka_topic_partition_list_destroy(seeks);
}

void kafka_group_step(struct kafka_group *group)
{
    if (group->revoking) {
        continue_revocation(group);
        return;
    }
    if (clock_now() - group->last_commit >= COMMIT_SECONDS)
        kafka_group_commit(group);
    if (group->closing)
        return;
    rewind_released(group);
    if (!group->joined && group->waiting_since > 0 && clock_now() - group->waiting_since > ASSIGNMENT_PATIENCE) {
        char *reason =
            xprintf("group %s has given no partitions for %.0f s", group->name, clock_now() - group->waiting_since);
        kafka_client_set_away(group->client, reason);
        free(reason);
    }
}

double kafka_group_due(const struct kafka_group *group, double longest)
{
    double wait = longest;
    if (group->revoking)
        return wait < 0.05 ? wait : 0.05;
    if (!group->committing && has_unsent(group)) {
        double commit = group->last_commit + COMMIT_SECONDS - clock_now();
        wait = commit < wait ? commit : wait;
    }
    for (size_t i = 0; i < group->count; i++)
        if (kafka_partition_rewind_offset(group->partitions[i]) != KAFKA_NO_OFFSET && REWIND_SECONDS < wait)
            wait = REWIND_SECONDS;
    return wait > 0.001 ? wait : 0.001;
}
