#include "common/link_kafka_client.h"

#include "common/clock.h"
#include "common/log.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define AWAY_LINE_SECONDS 30.0
#define LOG_LINE_SECONDS  10.0
#define PROBE_SECONDS     1.0
#define PROBE_WAIT        0.3
#define SYSLOG_ERROR      3 /* librdkafka's log levels are syslog's */

/* ---- the handle ---- */

void kafka_client_prepare(struct kafka_client *client, const struct kafka_endpoint *endpoint, const char *direction)
{
    *client = (struct kafka_client){.endpoint = endpoint, .direction = direction};
    client->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (client->wake < 0) {
        log_error("%s: cannot make an event descriptor: %s; raise the limit of open files", endpoint->text,
                  strerror(errno));
        abort();
    }
}

bool kafka_client_open(struct kafka_client *client, rd_kafka_type_t type, rd_kafka_conf_t *conf, struct error *error)
{
    char text[256];
    client->handle = rd_kafka_new(type, conf, text, sizeof text);
    if (!client->handle) {
        rd_kafka_conf_destroy(conf);
        return error_set(error, ERROR_USAGE, "link '%s': librdkafka refuses its settings: %s", client->endpoint->text,
                         text);
    }
    client->fatal = false;
    rd_kafka_set_log_queue(client->handle, NULL);
    if (type == RD_KAFKA_CONSUMER) {
        rd_kafka_poll_set_consumer(client->handle);
        client->events = rd_kafka_queue_get_consumer(client->handle);
    } else {
        client->events = rd_kafka_queue_get_main(client->handle);
    }
    kafka_client_watch(client, client->events);
    return true;
}

void kafka_client_close(struct kafka_client *client)
{
    if (!client->handle)
        return;
    rd_kafka_queue_io_event_enable(client->events, -1, NULL, 0);
    rd_kafka_queue_destroy(client->events);
    rd_kafka_destroy_flags(client->handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    client->events = NULL;
    client->handle = NULL;
}

void kafka_client_dismiss(struct kafka_client *client)
{
    kafka_client_close(client);
    close(client->wake);
    client->wake = -1;
}

/* ---- waiting ---- */

void kafka_client_watch(struct kafka_client *client, rd_kafka_queue_t *queue)
{
    const uint64_t one = 1;
    rd_kafka_queue_io_event_enable(queue, client->wake, &one, sizeof one);
}

void kafka_client_wake(struct kafka_client *client)
{
    const uint64_t one = 1;
    ssize_t written;
    do
        written = write(client->wake, &one, sizeof one);
    while (written < 0 && errno == EINTR);
}

void kafka_client_wait(struct kafka_client *client, int other, double seconds)
{
    struct pollfd descriptors[2] = {{.fd = client->wake, .events = POLLIN}, {.fd = other, .events = POLLIN}};
    uint64_t count;
    if (poll(descriptors, 2, clock_milliseconds(seconds)) > 0 && descriptors[0].revents)
        while (read(client->wake, &count, sizeof count) < 0 && errno == EINTR)
            ;
}

/* ---- events ---- */

void kafka_client_set_away(struct kafka_client *client, const char *reason)
{
    if (!client->away) {
        client->away = true;
        client->since = clock_now();
    }
    if (log_due(&client->said_away, AWAY_LINE_SECONDS))
        log_warning("%s: %s waits, and tries again until it works: %s", client->endpoint->text, client->direction,
                    reason);
}

void kafka_client_set_back(struct kafka_client *client)
{
    if (!client->away)
        return;
    client->away = false;
    client->said_away = 0;
    log_info("%s: %s goes on after %.0f s", client->endpoint->text, client->direction, clock_now() - client->since);
}

void kafka_client_probe(struct kafka_client *client)
{
    struct error error = {0};
    double now = clock_now();
    if (!client->away || now - client->probed < PROBE_SECONDS)
        return;
    enum kafka_topic_state state = kafka_topic_state(client->handle, client->endpoint->topic, PROBE_WAIT, NULL, &error);
    client->probed = clock_now();
    if (state == KAFKA_TOPIC_READY)
        kafka_client_set_back(client);
    else
        kafka_client_set_away(client, state == KAFKA_TOPIC_MISSING ? "the topic is gone" : error.text);
}

static void handle_log(struct kafka_client *client, rd_kafka_event_t *event)
{
    const char *facility, *text;
    int level;
    if (rd_kafka_event_log(event, &facility, &text, &level) != 0)
        return;
    /* Lost connections and fatal errors come as errors too, which we report ourselves, without the repetitions. */
    bool reported = client->away || strcmp(facility, "FAIL") == 0 || strcmp(facility, "FATAL") == 0;
    if (level <= SYSLOG_ERROR && !reported && log_due(&client->said_log, LOG_LINE_SECONDS))
        log_warning("%s: librdkafka %s: %s", client->endpoint->text, facility, text);
    else
        log_debug("%s: librdkafka %s: %s", client->endpoint->text, facility, text);
}

static void handle_error(struct kafka_client *client, rd_kafka_event_t *event)
{
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    const char *text = rd_kafka_event_error_string(event);
    if (code == RD_KAFKA_RESP_ERR__FATAL || rd_kafka_event_error_is_fatal(event)) {
        char reason[256];
        code = rd_kafka_fatal_error(client->handle, reason, sizeof reason);
        log_warning("%s: Kafka ends this connection for good (%s: %s); a new one takes over", client->endpoint->text,
                    rd_kafka_err2name(code), reason);
        client->fatal = true;
    } else if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        kafka_client_set_away(client, "no broker answers");
    } else if (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__RESOLVE) {
        log_debug("%s: %s", client->endpoint->text, text);
    } else if (log_due(&client->said_log, LOG_LINE_SECONDS)) {
        log_warning("%s: %s", client->endpoint->text, text);
    }
}

void kafka_client_event(struct kafka_client *client, rd_kafka_event_t *event)
{
    switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_LOG:
        handle_log(client, event);
        break;
    case RD_KAFKA_EVENT_ERROR:
        handle_error(client, event);
        break;
    default:
        break;
    }
}

/* ---- the topic ---- */

enum kafka_topic_state kafka_topic_state(rd_kafka_t *handle, const char *topic, double seconds, size_t *partitions,
                                         struct error *error)
{
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_topic_t *handle_of_topic = rd_kafka_topic_new(handle, topic, NULL);
    if (!handle_of_topic) {
        error_set(error, ERROR_TEMPORARY, "%s", rd_kafka_err2str(rd_kafka_last_error()));
        return KAFKA_TOPIC_UNKNOWN;
    }
    enum kafka_topic_state state = KAFKA_TOPIC_UNKNOWN;
    rd_kafka_resp_err_t code = rd_kafka_metadata(handle, 0, handle_of_topic, &metadata, clock_milliseconds(seconds));
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt == 1) {
        code = metadata->topics[0].err;
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topics[0].partition_cnt > 0)
            state = KAFKA_TOPIC_READY;
        else if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
            state = KAFKA_TOPIC_MISSING;
    }
    if (state == KAFKA_TOPIC_READY && partitions)
        *partitions = (size_t)metadata->topics[0].partition_cnt;
    if (state != KAFKA_TOPIC_READY)
        error_set(error, ERROR_TEMPORARY, "%s",
                  code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__TIMED_OUT
                      ? "no broker answers"
                      : rd_kafka_err2str(code));
    if (metadata)
        rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle_of_topic);
    return state;
}

static bool created(rd_kafka_event_t *event, bool *made, struct error *error)
{
    size_t count = 0;
    *made = false;
    if (!event)
        return error_set(error, ERROR_TEMPORARY, "no broker answers");
    if (rd_kafka_event_error(event))
        return error_set(error, ERROR_TEMPORARY, "%s", rd_kafka_event_error_string(event));
    const rd_kafka_topic_result_t **results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[i]);
        const char *text = rd_kafka_topic_result_error_string(results[i]);
        if (code && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
            return error_set(error, ERROR_TEMPORARY, "%s", text ? text : rd_kafka_err2str(code));
        *made = !code;
    }
    return true;
}

bool kafka_topic_create(rd_kafka_t *handle, const char *topic, const struct kafka_topic_settings *settings,
                        double seconds, bool *made, struct error *error)
{
    char text[256];
    bool done = false;
    rd_kafka_queue_t *results = rd_kafka_queue_new(handle);
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_NewTopic_t *wanted =
        rd_kafka_NewTopic_new(topic, settings->partitions, settings->replication, text, sizeof text);
    if (!wanted) {
        error_set(error, ERROR_USAGE, "topic %s: %s", topic, text);
        goto out;
    }
    snprintf(text, sizeof text, "%zu", settings->max_message_bytes + KAFKA_FRAMING_BYTES);
    rd_kafka_NewTopic_set_config(wanted, "max.message.bytes", text);
    if (settings->retention_ms != 0) {
        snprintf(text, sizeof text, "%ld", settings->retention_ms);
        rd_kafka_NewTopic_set_config(wanted, "retention.ms", text);
    }
    rd_kafka_AdminOptions_set_request_timeout(options, clock_milliseconds(seconds), NULL, 0);
    rd_kafka_CreateTopics(handle, &wanted, 1, options, results);
    rd_kafka_event_t *event = rd_kafka_queue_poll(results, clock_milliseconds(seconds + 1));
    done = created(event, made, error);
    if (event)
        rd_kafka_event_destroy(event);
out:
    if (wanted)
        rd_kafka_NewTopic_destroy(wanted);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(results);
    return done;
}

bool kafka_topic_ensure(struct kafka_client *client, const struct kafka_topic_settings *settings, double seconds)
{
    struct error error = {0};
    const char *topic = client->endpoint->topic;
    bool made;
    switch (kafka_topic_state(client->handle, topic, seconds, NULL, &error)) {
    case KAFKA_TOPIC_READY:
        kafka_client_set_back(client);
        return true;
    case KAFKA_TOPIC_MISSING:
        if (kafka_topic_create(client->handle, topic, settings, 5 * seconds, &made, &error)) {
            if (made)
                log_info("%s: made topic %s with %d partitions", client->endpoint->text, topic, settings->partitions);
            return false;
        }
        error_prefix(&error, "cannot make topic %s", topic);
        break;
    case KAFKA_TOPIC_UNKNOWN:
        break;
    }
    kafka_client_set_away(client, error.text);
    return false;
}
