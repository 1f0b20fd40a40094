#include "common/kafka_reader.h"

#include "common/clock.h"
#include "common/kafka_admin.h"
#include "common/link_kafka_client.h"

#define TURN 0.1 /* seconds until librdkafka's events are served again */

struct reader {
    struct kafka_endpoint endpoint;
    struct kafka_client client;
    rd_kafka_topic_t *topic;
    rd_kafka_queue_t *records;
    double patience;
    bool (*take)(void *context, const struct kafka_read *record);
    void *context;
    bool enough; /* `take` wants no more */
};

static bool open_reader(struct reader *reader, const char *endpoint, const struct link_settings *settings,
                        struct error *error)
{
    char problem[200];
    rd_kafka_conf_t *conf;
    kafka_client_prepare(&reader->client, &reader->endpoint, "reading");
    if (!kafka_endpoint_parse(&reader->endpoint, endpoint, error) ||
        !(conf = kafka_consumer_conf(&reader->endpoint, settings, error)))
        return false;
    rd_kafka_conf_set(conf, "enable.partition.eof", "true", problem, sizeof problem); /* gaps may be at the end */
    /* A broker holds an answer back until there is something new, and with it the next partition's: not for long. */
    rd_kafka_conf_set(conf, "fetch.wait.max.ms", "5", problem, sizeof problem);
    if (!kafka_client_open(&reader->client, RD_KAFKA_CONSUMER, conf, error))
        return false;
    reader->topic = rd_kafka_topic_new(reader->client.handle, reader->endpoint.topic, NULL);
    reader->records = rd_kafka_queue_new(reader->client.handle);
    return true;
}

static void close_reader(struct reader *reader)
{
    if (reader->records)
        rd_kafka_queue_destroy(reader->records);
    if (reader->topic)
        rd_kafka_topic_destroy(reader->topic);
    kafka_client_dismiss(&reader->client);
    kafka_endpoint_free(&reader->endpoint);
}

/* librdkafka's log and errors are of no use here but must not pile up. */
static void serve_events(struct reader *reader)
{
    rd_kafka_event_t *event;
    while ((event = rd_kafka_queue_poll(reader->client.events, 0)))
        rd_kafka_event_destroy(event);
}

/* The next record or error; NULL when nothing came for too long. */
static rd_kafka_message_t *next_record(struct reader *reader)
{
    rd_kafka_message_t *record = NULL;
    double deadline = clock_now() + reader->patience;
    while (!record && clock_now() < deadline) {
        serve_events(reader);
        record = rd_kafka_consume_queue(reader->records, clock_milliseconds(TURN));
    }
    return record;
}

/* Hands out the records before `end`. */
static bool read_records(struct reader *reader, int32_t partition, int64_t end, struct error *error)
{
    bool good = true, more = true;
    while (good && more && !reader->enough) {
        rd_kafka_message_t *record = next_record(reader);
        if (!record)
            return error_set(error, ERROR_TEMPORARY, "%s: nothing came for %g s", reader->endpoint.text,
                             reader->patience);
        if (record->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            more = false;
        } else if (record->err) {
            good = error_set(error, ERROR_TEMPORARY, "%s: %s", reader->endpoint.text, rd_kafka_message_errstr(record));
        } else {
            struct kafka_read seen = {partition, record->offset, record->payload, record->len};
            more = record->offset + 1 < end;
            if (record->offset < end && record->len > 0)
                reader->enough = !reader->take(reader->context, &seen);
        }
        rd_kafka_message_destroy(record);
    }
    return good;
}

static bool read_partition(struct reader *reader, int32_t partition, int64_t first, int64_t end, struct error *error)
{
    if (rd_kafka_consume_start_queue(reader->topic, partition, first, reader->records) != 0)
        return error_set(error, ERROR_TEMPORARY, "%s: partition %d: %s", reader->endpoint.text, (int)partition,
                         rd_kafka_err2str(rd_kafka_last_error()));
    bool good = read_records(reader, partition, end, error);
    rd_kafka_consume_stop(reader->topic, partition);
    rd_kafka_message_t *left; /* of this partition: none of the next one's */
    while ((left = rd_kafka_consume_queue(reader->records, 0)))
        rd_kafka_message_destroy(left);
    return good;
}

bool kafka_read_topic(const char *endpoint, const struct link_settings *settings, double patience,
                      bool (*take)(void *context, const struct kafka_read *record), void *context, struct error *error)
{
    struct reader reader = {.patience = patience, .take = take, .context = context};
    struct kafka_offsets end = {0};
    struct link_settings with_limits = settings ? *settings : (struct link_settings){0};
    if (!with_limits.max_message_bytes)
        with_limits.max_message_bytes = LINK_MESSAGE_LIMIT;
    struct kafka_admin *admin = kafka_admin_open(endpoint, &with_limits, error);
    bool good = admin && kafka_admin_end_offsets(admin, patience, &end, error);
    kafka_admin_close(admin);
    if (good && end.count > 0) {
        good = open_reader(&reader, endpoint, &with_limits, error);
        for (size_t i = 0; good && i < end.count && !reader.enough; i++)
            if (end.first[i] < end.next[i])
                good = read_partition(&reader, (int32_t)i, end.first[i], end.next[i], error);
        close_reader(&reader);
    }
    kafka_offsets_free(&end);
    return good;
}
