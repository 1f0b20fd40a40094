/*
 * The receiving end of a Kafka link: one thread owns a consumer. It always serves the group's events (so that Kafka
 * does not take it for dead) and takes records only while the window has room: they come through a queue of their own,
 * so that a full window stops nothing else and throws nothing away that was fetched already.
 */
#include "common/link_kafka_receiver.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"

#include <stdlib.h>

#define IDLE_SECONDS       1.0
#define TOPIC_SECONDS      0.3  /* how long to ask for the topic, and the pause before asking again */
#define TOPIC_LINE_SECONDS 60.0 /* between log lines about a missing topic */
#define REBUILD_SECONDS    1.0
#define CLOSE_SECONDS      10.0 /* for the last commit and for leaving the group */
#define CLOSE_AWAY_SECONDS 2.0  /* the same while no broker answers */

/* ---- the consumer ---- */

static bool open_consumer(struct kafka_receiver *receiver, struct error *error)
{
    rd_kafka_conf_t *conf = kafka_consumer_conf(&receiver->endpoint, link_receiver_settings(receiver->link), error);
    return conf && kafka_client_open(&receiver->client, RD_KAFKA_CONSUMER, conf, error);
}

static void close_consumer(struct kafka_receiver *receiver)
{
    kafka_receiver_drop_waiting(receiver);
    kafka_group_forget(&receiver->group);
    kafka_client_close(&receiver->client);
    receiver->subscribed = false;
}

/* Subscribes as soon as the topic is there: it is made by whoever sends. */
static void check_topic(struct kafka_receiver *receiver)
{
    struct error error = {0};
    if (receiver->subscribed || clock_now() < receiver->next_topic_check)
        return;
    switch (kafka_topic_state(receiver->client.handle, receiver->endpoint.topic, TOPIC_SECONDS, NULL, &error)) {
    case KAFKA_TOPIC_READY:
        kafka_client_set_back(&receiver->client);
        receiver->subscribed = kafka_group_join(&receiver->group, &error);
        if (!receiver->subscribed)
            kafka_client_set_away(&receiver->client, error.text);
        break;
    case KAFKA_TOPIC_MISSING:
        kafka_client_set_back(&receiver->client);
        if (log_due(&receiver->said_missing, TOPIC_LINE_SECONDS))
            log_info("%s: topic %s is not there yet; waiting for its sender to make it", receiver->endpoint.text,
                     receiver->endpoint.topic);
        break;
    case KAFKA_TOPIC_UNKNOWN:
        kafka_client_set_away(&receiver->client, error.text);
        break;
    }
    receiver->next_topic_check = clock_now() + TOPIC_SECONDS;
}

static void serve_events(struct kafka_receiver *receiver)
{
    rd_kafka_event_t *event;
    while ((event = rd_kafka_queue_poll(receiver->client.events, 0))) {
        kafka_client_event(&receiver->client, event);
        kafka_group_event(&receiver->group, event);
        rd_kafka_event_destroy(event);
    }
    if (receiver->group.revoked) {
        receiver->group.revoked = false;
        kafka_receiver_withdraw(receiver, atomic_load(&receiver->draining));
        kafka_receiver_drop_stale(receiver);
    }
}

static void rebuild_consumer(struct kafka_receiver *receiver)
{
    struct error error = {0};
    close_consumer(receiver);
    kafka_receiver_withdraw(receiver, true);
    while (!atomic_load(&receiver->stopping) && !open_consumer(receiver, &error)) {
        kafka_client_set_away(&receiver->client, error.text);
        kafka_client_wait(&receiver->client, -1, REBUILD_SECONDS);
    }
    receiver->next_topic_check = clock_now() + REBUILD_SECONDS;
}

/* ---- the end ---- */

static void end_if_drained(struct kafka_receiver *receiver)
{
    if (receiver->ended || !atomic_load(&receiver->draining))
        return;
    kafka_receiver_withdraw(receiver, true);
    link_receiver_end(receiver->link);
    receiver->ended = true;
}

/* Commits what is settled and leaves the group, so that others go on without waiting for our session to time out. */
static void leave(struct kafka_receiver *receiver)
{
    double deadline = clock_now() + (receiver->client.away ? CLOSE_AWAY_SECONDS : CLOSE_SECONDS);
    receiver->group.closing = true;
    kafka_receiver_take_settled(receiver);
    while (receiver->client.handle && kafka_group_unconfirmed(&receiver->group) && clock_now() < deadline) {
        kafka_group_commit(&receiver->group);
        kafka_client_wait(&receiver->client, -1, 0.1);
        serve_events(receiver);
        kafka_group_step(&receiver->group);
    }
    if (!receiver->subscribed || !receiver->client.handle)
        return;
    rd_kafka_error_t *error = rd_kafka_consumer_close_queue(receiver->client.handle, receiver->client.events);
    if (error) {
        rd_kafka_error_destroy(error);
        return;
    }
    while (!rd_kafka_consumer_closed(receiver->client.handle) && clock_now() < deadline) {
        kafka_client_wait(&receiver->client, -1, 0.02);
        serve_events(receiver);
        kafka_group_step(&receiver->group);
    }
}

/* ---- the thread ---- */

static void *receiver_main(void *argument)
{
    struct kafka_receiver *receiver = argument;
    while (!atomic_load(&receiver->stopping)) {
        kafka_receiver_take_settled(receiver);
        check_topic(receiver);
        serve_events(receiver);
        kafka_group_step(&receiver->group);
        if (receiver->client.fatal) {
            rebuild_consumer(receiver);
            continue;
        }
        kafka_receiver_drop_stale(receiver);
        end_if_drained(receiver);
        bool more = kafka_receiver_take_records(receiver);
        if (receiver->group.joined)
            kafka_client_probe(&receiver->client);
        link_receiver_set_trouble(receiver->link, receiver->client.away);
        atomic_store(&receiver->joined, receiver->group.joined);
        if (!more)
            kafka_client_wait(&receiver->client, receiver->settled.descriptor,
                              kafka_group_due(&receiver->group, receiver->subscribed ? IDLE_SECONDS : TOPIC_SECONDS));
    }
    atomic_store(&receiver->draining, true);
    end_if_drained(receiver);
    leave(receiver);
    close_consumer(receiver);
    kafka_receiver_take_settled(receiver);
    return NULL;
}

/* ---- the transport ---- */

static void receiver_free(void *state)
{
    struct kafka_receiver *receiver = state;
    kafka_client_dismiss(&receiver->client);
    kafka_endpoint_free(&receiver->endpoint);
    link_inbox_free(&receiver->settled);
    free(receiver);
}

static void *receiver_open(struct link_receiver *link, const char *endpoint, struct error *error)
{
    static const char label[] = "transport=\"kafka\"";
    struct kafka_receiver *receiver = xcalloc(1, sizeof *receiver);
    if (!link_inbox_init(&receiver->settled, error)) {
        free(receiver);
        return NULL;
    }
    receiver->link = link;
    kafka_client_prepare(&receiver->client, &receiver->endpoint, "receiving");
    receiver->received = metrics_counter("newsmill_link_received_total", label, "Messages taken from an upstream.");
    receiver->acked = metrics_counter("newsmill_link_settled_acked_total", label, "Messages settled as acked.");
    receiver->rejected =
        metrics_counter("newsmill_link_settled_rejected_total", label, "Messages settled as rejected.");
    receiver->released = metrics_counter("newsmill_link_settled_released_total", label, "Messages given back undone.");
    receiver->in_hand = metrics_gauge("newsmill_link_in_hand", label, "Messages handed out and not settled yet.");
    if (!kafka_endpoint_parse(&receiver->endpoint, endpoint, error) || !open_consumer(receiver, error))
        goto fail;
    kafka_group_prepare(&receiver->group, &receiver->client,
                        kafka_group(&receiver->endpoint, link_receiver_settings(link)));
    if (!link_thread_start(&receiver->thread, receiver_main, receiver, error))
        goto fail;
    return receiver;
fail:
    receiver_free(receiver);
    return NULL;
}

static void receiver_settle(void *state, struct link_message *list, enum link_outcome outcome, const char *reason)
{
    struct kafka_receiver *receiver = state;
    if (outcome == LINK_REJECTED)
        log_debug("%s: rejected: %s", receiver->endpoint.text, reason ? reason : "no reason given");
    for (struct link_message *message = list; message; message = message->next)
        message->outcome = outcome;
    link_inbox_add(&receiver->settled, list);
}

static void receiver_drain(void *state)
{
    struct kafka_receiver *receiver = state;
    atomic_store(&receiver->draining, true);
    kafka_client_wake(&receiver->client);
}

static bool receiver_ready(void *state)
{
    struct kafka_receiver *receiver = state;
    return atomic_load(&receiver->joined);
}

static void receiver_stop(void *state)
{
    struct kafka_receiver *receiver = state;
    atomic_store(&receiver->stopping, true);
    kafka_client_wake(&receiver->client);
    pthread_join(receiver->thread, NULL);
}

const struct link_receiver_transport link_kafka_receiver = {.open = receiver_open,
                                                            .settle = receiver_settle,
                                                            .drain = receiver_drain,
                                                            .ready = receiver_ready,
                                                            .stop = receiver_stop,
                                                            .free = receiver_free};
