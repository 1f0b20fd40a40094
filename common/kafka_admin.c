#include "common/kafka_admin.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_kafka_client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COORDINATOR_PAUSE 0.1 /* seconds before asking again while a group has no coordinator */

/* A consumer that never subscribes, so that it is no member of the group whose offsets it reads. */
struct kafka_admin {
    struct kafka_endpoint endpoint;
    struct kafka_client client;
};

struct kafka_admin *kafka_admin_open(const char *endpoint, const struct link_settings *settings, struct error *error)
{
    struct kafka_admin *admin = xcalloc(1, sizeof *admin);
    struct link_settings with_limits = settings ? *settings : (struct link_settings){0};
    rd_kafka_conf_t *conf;
    if (!with_limits.max_message_bytes)
        with_limits.max_message_bytes = LINK_MESSAGE_LIMIT;
    kafka_client_prepare(&admin->client, &admin->endpoint, "asking");
    if (kafka_endpoint_parse(&admin->endpoint, endpoint, error) &&
        (conf = kafka_consumer_conf(&admin->endpoint, &with_limits, error)) &&
        kafka_client_open(&admin->client, RD_KAFKA_CONSUMER, conf, error))
        return admin;
    kafka_admin_close(admin);
    return NULL;
}

void kafka_admin_close(struct kafka_admin *admin)
{
    if (!admin)
        return;
    kafka_client_dismiss(&admin->client);
    kafka_endpoint_free(&admin->endpoint);
    free(admin);
}

/* librdkafka's log and errors are of no use here but must not pile up. */
static void serve_events(struct kafka_admin *admin)
{
    rd_kafka_event_t *event;
    while ((event = rd_kafka_queue_poll(admin->client.events, 0)))
        rd_kafka_event_destroy(event);
}

static double time_left(double deadline)
{
    double left = deadline - clock_now();
    return left > 0.001 ? left : 0.001;
}

static bool failed(const struct kafka_admin *admin, rd_kafka_resp_err_t code, struct error *error)
{
    bool away = code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__TIMED_OUT ||
                code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
    return error_set(error, ERROR_TEMPORARY, "%s: %s", admin->endpoint.text,
                     away ? "no broker answers" : rd_kafka_err2str(code));
}

static bool count_partitions(struct kafka_admin *admin, double seconds, size_t *count, struct error *error)
{
    struct error cause = {0};
    *count = 0;
    serve_events(admin);
    if (kafka_topic_state(admin->client.handle, admin->endpoint.topic, seconds, count, &cause) != KAFKA_TOPIC_UNKNOWN)
        return true;
    return error_set(error, ERROR_TEMPORARY, "%s: %s", admin->endpoint.text, cause.text);
}

bool kafka_admin_end_offsets(struct kafka_admin *admin, double seconds, struct kafka_offsets *offsets,
                             struct error *error)
{
    double deadline = clock_now() + seconds;
    size_t count;
    kafka_offsets_free(offsets);
    if (!count_partitions(admin, seconds, &count, error))
        return false;
    offsets->first = xcalloc(count + 1, sizeof *offsets->first);
    offsets->next = xcalloc(count + 1, sizeof *offsets->next);
    offsets->count = count;
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(admin->client.handle, admin->endpoint.topic,
                                                                    (int32_t)i, &offsets->first[i], &offsets->next[i],
                                                                    clock_milliseconds(time_left(deadline)));
        if (code) {
            kafka_offsets_free(offsets);
            return failed(admin, code, error);
        }
    }
    return true;
}

/* A group's coordinator moves when brokers come and go, and is asked for again by the next request. */
static bool is_moving(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_NOT_COORDINATOR || code == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
           code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
}

static rd_kafka_resp_err_t ask_committed(struct kafka_admin *admin, rd_kafka_topic_partition_list_t *partitions,
                                         double deadline)
{
    for (;;) {
        rd_kafka_resp_err_t code =
            rd_kafka_committed(admin->client.handle, partitions, clock_milliseconds(time_left(deadline)));
        for (int i = 0; i < partitions->cnt && !code; i++)
            code = partitions->elems[i].err;
        if (!is_moving(code) || time_left(deadline) <= COORDINATOR_PAUSE)
            return code;
        usleep((useconds_t)(COORDINATOR_PAUSE * 1e6));
    }
}

bool kafka_admin_committed_offsets(struct kafka_admin *admin, double seconds, struct kafka_offsets *offsets,
                                   struct error *error)
{
    double deadline = clock_now() + seconds;
    size_t count;
    kafka_offsets_free(offsets);
    if (!count_partitions(admin, seconds, &count, error))
        return false;
    rd_kafka_topic_partition_list_t *partitions = rd_kafka_topic_partition_list_new((int)count + 1);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(partitions, admin->endpoint.topic, (int32_t)i);
    rd_kafka_resp_err_t code = count ? ask_committed(admin, partitions, deadline) : RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!code) {
        offsets->next = xcalloc(count + 1, sizeof *offsets->next);
        offsets->count = count;
        for (size_t i = 0; i < count; i++)
            offsets->next[i] = partitions->elems[i].offset >= 0 ? partitions->elems[i].offset : KAFKA_OFFSET_NONE;
    }
    rd_kafka_topic_partition_list_destroy(partitions);
    return !code || failed(admin, code, error);
}

int64_t kafka_offsets_between(const struct kafka_offsets *committed, const struct kafka_offsets *end)
{
    int64_t left = 0;
    for (size_t i = 0; i < end->count; i++) {
        int64_t from = i < committed->count ? committed->next[i] : KAFKA_OFFSET_NONE;
        if (from < end->first[i])
            from = end->first[i];
        if (from < end->next[i])
            left += end->next[i] - from;
    }
    return left;
}

bool kafka_offsets_reached(const struct kafka_offsets *committed, const struct kafka_offsets *end)
{
    return kafka_offsets_between(committed, end) == 0;
}

void kafka_offsets_free(struct kafka_offsets *offsets)
{
    free(offsets->first);
    free(offsets->next);
    *offsets = (struct kafka_offsets){0};
}
