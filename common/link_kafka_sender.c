/*
 * The sending end of a Kafka link: one thread owns an idempotent producer. A message is with librdkafka (`flying`) or
 * in one of three lists; nobody else knows of it. Its payload is not copied: it lives until its delivery report.
 *
 *   submitted -> ready -> flying -> acked
 *                  ^        |-> failed (temporary: back to ready after a pause, in the order they were sent)
 *                  |        '-> suspects (refused for good, maybe only for the batch it was in: tried alone once more)
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_inbox.h"
#include "common/link_kafka_client.h"
#include "common/link_kafka_list.h"
#include "common/link_kafka_proof.h"
#include "common/link_transport.h"
#include "common/log.h"
#include "common/metrics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_SECONDS        1.0
#define TOPIC_SECONDS       1.0  /* how long to ask for the topic, and the pause before asking again */
#define CREATED_SECONDS     0.05 /* until all brokers may know of a new topic */
#define RETRY_SECONDS       0.5  /* the pause before temporary failures are sent again */
#define FAILED_LINE_SECONDS 10.0 /* between log lines about temporary failures */
#define UNCONFIRMED_SECONDS 10.0 /* no delivery report for so long is trouble */
#define BACKOFF_LOWEST      0.25
#define BACKOFF_HIGHEST     30.0
#define FLUSH_SECONDS       2.0
#define PURGE_SECONDS       5.0

struct kafka_sender {
    struct link_sender *link;
    struct kafka_endpoint endpoint;
    struct kafka_topic_settings topic_settings;
    struct kafka_client client;
    rd_kafka_topic_t *topic;
    struct link_inbox submitted;
    pthread_t thread;
    atomic_bool stopping;

    struct kafka_list ready, failed, suspects;
    struct kafka_flight flying; /* with librdkafka */
    struct link_message *alone; /* the suspect that is flying */
    struct kafka_proof proof;   /* of the present producer */
    uint64_t sequence;
    bool topic_ready;
    double next_topic_check, retry_at, last_progress, backoff, said_failed;
    struct metric *sent, *acked, *undeliverable, *released, *redelivered, *rebuilds, *pending;
};

/* ---- outcomes ---- */

static void settle(struct kafka_sender *sender, struct link_message *message, enum link_outcome outcome,
                   const char *reason)
{
    metric_add(outcome == LINK_ACKED      ? sender->acked
               : outcome == LINK_RELEASED ? sender->released
                                          : sender->undeliverable,
               1);
    metric_add(sender->pending, -1);
    link_sender_outcome(sender->link, message, outcome, reason);
}

static bool is_permanent(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE ||
           code == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE || code == RD_KAFKA_RESP_ERR_INVALID_RECORD;
}

static void give_up(struct kafka_sender *sender, struct link_message *message, rd_kafka_resp_err_t code)
{
    char *reason = xprintf("Kafka topic %s refuses the message of %zu bytes: %s", sender->endpoint.topic, message->size,
                           rd_kafka_err2str(code));
    settle(sender, message, LINK_UNDELIVERABLE, reason);
    free(reason);
}

static void note_temporary(struct kafka_sender *sender, rd_kafka_resp_err_t code)
{
    sender->retry_at = clock_now() + RETRY_SECONDS;
    if (code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
        code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        sender->topic_ready = false;
    if (!sender->client.fatal && !atomic_load(&sender->stopping) && log_due(&sender->said_failed, FAILED_LINE_SECONDS))
        log_warning("%s: messages are sent again: %s", sender->endpoint.text, rd_kafka_err2str(code));
}

/* "Delivered", and not in the log: the message is sent again by a new producer; the store knows it if it comes twice.
 */
static void doubt(struct kafka_sender *sender)
{
    if (!sender->client.fatal)
        log_warning("%s: a delivery report that proves nothing; going on with a new producer", sender->endpoint.text);
    sender->client.fatal = true;
}

static void take_report(struct kafka_sender *sender, const rd_kafka_message_t *report)
{
    struct link_message *message = report->_private;
    bool alone = message == sender->alone;
    kafka_flight_remove(&sender->flying, message);
    if (alone)
        sender->alone = NULL;
    if (report->err == RD_KAFKA_RESP_ERR_NO_ERROR &&
        kafka_proof_holds(&sender->proof, report->partition, report->offset)) {
        sender->last_progress = clock_now();
        sender->backoff = BACKOFF_LOWEST;
        kafka_client_set_back(&sender->client);
        settle(sender, message, LINK_ACKED, NULL);
    } else if (is_permanent(report->err) && alone) {
        give_up(sender, message, report->err);
    } else if (is_permanent(report->err)) {
        kafka_list_append(&sender->suspects, message);
    } else {
        if (report->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            doubt(sender);
        else
            note_temporary(sender, report->err);
        kafka_list_append(alone ? &sender->suspects : &sender->failed, message);
    }
}

static void serve_events(struct kafka_sender *sender)
{
    rd_kafka_event_t *event;
    while ((event = rd_kafka_queue_poll(sender->client.events, 0))) {
        const rd_kafka_message_t *report;
        if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR)
            while ((report = rd_kafka_event_message_next(event)))
                take_report(sender, report);
        else
            kafka_client_event(&sender->client, event);
        rd_kafka_event_destroy(event);
    }
}

/* ---- sending ---- */

/* False: librdkafka cannot take it now; the message is still the caller's. */
static bool produce(struct kafka_sender *sender, struct link_message *message)
{
    size_t key_size = strlen(message->key);
    if (rd_kafka_produce(sender->topic, RD_KAFKA_PARTITION_UA, 0, message->data, message->size,
                         key_size ? message->key : NULL, key_size, message) == 0) {
        if (sender->flying.count == 0)
            sender->last_progress = clock_now();
        kafka_flight_add(&sender->flying, message);
        metric_add(sender->sent, 1);
        return true;
    }
    rd_kafka_resp_err_t code = rd_kafka_last_error();
    if (is_permanent(code)) {
        give_up(sender, message, code);
        return true;
    }
    if (code == RD_KAFKA_RESP_ERR__FATAL)
        sender->client.fatal = true;
    else if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) /* which is backpressure: the next report makes room */
        note_temporary(sender, code);
    return false;
}

static void send_suspect(struct kafka_sender *sender)
{
    struct link_message *message;
    if (sender->flying.count || clock_now() < sender->retry_at)
        return;
    message = kafka_list_take(&sender->suspects);
    sender->alone = message;
    if (!produce(sender, message)) {
        sender->alone = NULL;
        kafka_list_put_back(&sender->suspects, message);
    } else if (sender->flying.count == 0) {
        sender->alone = NULL;
    }
}

static void send_ready(struct kafka_sender *sender)
{
    struct link_message *message;
    if (!sender->topic_ready || sender->client.fatal || sender->alone)
        return;
    if (sender->suspects.count) {
        send_suspect(sender);
        return;
    }
    if (sender->failed.count) {
        if (clock_now() < sender->retry_at)
            return;
        metric_add(sender->redelivered, (int64_t)sender->failed.count);
        kafka_list_merge(&sender->ready, &sender->failed);
    }
    while ((message = kafka_list_take(&sender->ready))) {
        if (!produce(sender, message)) {
            kafka_list_put_back(&sender->ready, message);
            return;
        }
    }
}

static void take_submitted(struct kafka_sender *sender)
{
    struct link_message *message = link_inbox_take(&sender->submitted);
    while (message) {
        struct link_message *next = message->next;
        message->link.sequence = sender->sequence++;
        kafka_list_append(&sender->ready, message);
        metric_add(sender->pending, 1);
        message = next;
    }
}

/* ---- the topic and the producer ---- */

static void check_topic(struct kafka_sender *sender)
{
    if (sender->topic_ready || clock_now() < sender->next_topic_check)
        return;
    sender->topic_ready = kafka_topic_ensure(&sender->client, &sender->topic_settings, TOPIC_SECONDS);
    sender->next_topic_check = clock_now() + (sender->client.away ? TOPIC_SECONDS : CREATED_SECONDS);
}

static bool open_producer(struct kafka_sender *sender, struct error *error)
{
    rd_kafka_conf_t *conf = kafka_producer_conf(&sender->endpoint, link_sender_settings(sender->link), error);
    if (!conf || !kafka_client_open(&sender->client, RD_KAFKA_PRODUCER, conf, error))
        return false;
    sender->topic = rd_kafka_topic_new(sender->client.handle, sender->endpoint.topic, NULL);
    if (!sender->topic) {
        kafka_client_close(&sender->client);
        return error_set(error, ERROR_USAGE, "link '%s': %s", sender->endpoint.text,
                         rd_kafka_err2str(rd_kafka_last_error()));
    }
    return true;
}

/* Gets back everything that librdkafka has, acked or not; the latter goes to `failed`. */
static void close_producer(struct kafka_sender *sender)
{
    double deadline = clock_now() + PURGE_SECONDS;
    if (!sender->client.handle)
        return;
    rd_kafka_purge(sender->client.handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    serve_events(sender);
    while (sender->flying.count && clock_now() < deadline) {
        kafka_client_wait(&sender->client, -1, 0.1);
        serve_events(sender);
    }
    rd_kafka_topic_destroy(sender->topic);
    sender->topic = NULL;
    kafka_client_close(&sender->client);
    while (sender->flying.count)
        kafka_list_append(&sender->failed, sender->flying.messages[--sender->flying.count]);
    sender->alone = NULL;
    kafka_proof_clear(&sender->proof);
}

static void rebuild_producer(struct kafka_sender *sender)
{
    struct error error = {0};
    metric_add(sender->rebuilds, 1);
    close_producer(sender);
    while (!atomic_load(&sender->stopping)) {
        double until = clock_now() + sender->backoff;
        while (clock_now() < until && !atomic_load(&sender->stopping))
            kafka_client_wait(&sender->client, -1, until - clock_now());
        sender->backoff = sender->backoff * 2 < BACKOFF_HIGHEST ? sender->backoff * 2 : BACKOFF_HIGHEST;
        if (open_producer(sender, &error))
            break;
        kafka_client_set_away(&sender->client, error.text);
    }
    sender->retry_at = 0;
}

/* ---- the thread ---- */

static void note_trouble(struct kafka_sender *sender)
{
    if (sender->flying.count && clock_now() - sender->last_progress > UNCONFIRMED_SECONDS)
        kafka_client_set_away(&sender->client, "no broker confirms what was sent");
    else if (!sender->flying.count && sender->topic_ready)
        kafka_client_probe(&sender->client);
    link_sender_set_trouble(sender->link, sender->client.away);
}

static double time_to_wait(const struct kafka_sender *sender)
{
    double now = clock_now(), wait = IDLE_SECONDS;
    if (!sender->topic_ready && sender->next_topic_check - now < wait)
        wait = sender->next_topic_check - now;
    if ((sender->failed.count || sender->ready.count || sender->suspects.count) && sender->topic_ready) {
        double retry = sender->retry_at - now;
        if (retry <= 0 && sender->flying.count)
            retry = 0.1; /* librdkafka is full or a suspect waits for the others: the next report wakes us */
        if (retry < wait)
            wait = retry;
    }
    return wait > 0.001 ? wait : 0.001;
}

static void flush(struct kafka_sender *sender)
{
    double deadline = clock_now() + FLUSH_SECONDS;
    take_submitted(sender);
    while (sender->client.handle && !sender->client.fatal && !sender->client.away && clock_now() < deadline) {
        send_ready(sender);
        serve_events(sender);
        if (!sender->flying.count && (!sender->ready.count || !sender->topic_ready))
            break;
        kafka_client_wait(&sender->client, -1, 0.05);
    }
}

static void release_all(struct kafka_sender *sender)
{
    struct kafka_list *lists[] = {&sender->ready, &sender->failed, &sender->suspects};
    struct link_message *message;
    take_submitted(sender);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        while ((message = kafka_list_take(lists[i])))
            settle(sender, message, LINK_RELEASED, NULL);
}

static void *sender_main(void *argument)
{
    struct kafka_sender *sender = argument;
    while (!atomic_load(&sender->stopping)) {
        take_submitted(sender);
        check_topic(sender);
        send_ready(sender);
        serve_events(sender);
        if (sender->client.fatal) {
            rebuild_producer(sender);
            continue;
        }
        note_trouble(sender);
        kafka_client_wait(&sender->client, sender->submitted.descriptor, time_to_wait(sender));
    }
    flush(sender);
    close_producer(sender);
    release_all(sender);
    return NULL;
}

/* ---- the transport ---- */

static void sender_free(void *state)
{
    struct kafka_sender *sender = state;
    kafka_client_dismiss(&sender->client);
    kafka_endpoint_free(&sender->endpoint);
    link_inbox_free(&sender->submitted);
    free(sender->flying.messages);
    free(sender);
}

static void *sender_open(struct link_sender *link, const char *endpoint, struct error *error)
{
    static const char label[] = "transport=\"kafka\"";
    struct kafka_sender *sender = xcalloc(1, sizeof *sender);
    if (!link_inbox_init(&sender->submitted, error)) {
        free(sender);
        return NULL;
    }
    sender->link = link;
    sender->backoff = BACKOFF_LOWEST;
    kafka_list_clear(&sender->ready);
    kafka_list_clear(&sender->failed);
    kafka_list_clear(&sender->suspects);
    kafka_client_prepare(&sender->client, &sender->endpoint, "sending");
    sender->sent = metrics_counter("newsmill_link_sent_total", label, "Messages given to a worker.");
    sender->acked = metrics_counter("newsmill_link_acked_total", label, "Messages that are safe downstream.");
    sender->undeliverable =
        metrics_counter("newsmill_link_undeliverable_total", label, "Messages Kafka refuses for good.");
    sender->released = metrics_counter("newsmill_link_released_total", label, "Messages given back undone.");
    sender->redelivered = metrics_counter("newsmill_link_redelivered_total", label, "Messages sent once more.");
    sender->pending = metrics_gauge("newsmill_link_pending", label, "Messages sent that have no outcome yet.");
    sender->rebuilds = metrics_counter("newsmill_kafka_producer_rebuilds_total", NULL,
                                       "Producers replaced after an error that librdkafka calls fatal.");
    if (!kafka_endpoint_parse(&sender->endpoint, endpoint, error) ||
        !kafka_topic_settings(link_sender_settings(link), &sender->topic_settings, error) ||
        !open_producer(sender, error) || !link_thread_start(&sender->thread, sender_main, sender, error))
        goto fail;
    return sender;
fail:
    close_producer(sender);
    sender_free(sender);
    return NULL;
}

static void sender_submit(void *state, struct link_message *message)
{
    struct kafka_sender *sender = state;
    message->next = NULL;
    link_inbox_add(&sender->submitted, message);
}

static void sender_stop(void *state)
{
    struct kafka_sender *sender = state;
    atomic_store(&sender->stopping, true);
    kafka_client_wake(&sender->client);
    pthread_join(sender->thread, NULL);
}

const struct link_sender_transport link_kafka_sender = {
    .open = sender_open, .submit = sender_submit, .stop = sender_stop, .free = sender_free};
