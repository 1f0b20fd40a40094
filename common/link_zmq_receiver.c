/*
 * The receiving end of the ZeroMQ link: one thread owns a session with each upstream address. Program threads only put
 * settled messages into its inbox. docs/link-protocol.md tells what goes over the wire.
 */
#include "common/link_zmq_receiver.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <stdlib.h>
#include <zmq.h>

#define LEAST_PATIENCE   1.0  /* seconds to wait for a welcome, or three heartbeats if that is longer */
#define WAIT_LOG_FIRST   2.0  /* seconds without an upstream until that is said, */
#define WAIT_LOG_SECONDS 30.0 /* and said again */
#define BREAK_LOG        10.0 /* seconds between log lines about broken connections with one upstream */

/* ---- outcomes from the program ---- */

static enum frame_type outcome_frame(const struct link_message *message)
{
    return message->outcome == LINK_ACKED      ? FRAME_ACK
           : message->outcome == LINK_REJECTED ? FRAME_REJECT
                                               : FRAME_RELEASE;
}

static void send_outcomes(struct zmq_receiver *receiver)
{
    struct link_message *message = link_inbox_take(&receiver->inbox);
    while (message) {
        struct link_message *next = message->next;
        struct session *session = message->link.origin;
        session->held_messages--;
        session->held_bytes -= message->size;
        if (session->socket)
            session_settle(session, message->link.sequence, outcome_frame(message), message->reason, receiver->now);
        link_message_free(message);
        message = next;
    }
    for (struct session *session = receiver->sessions; session; session = session->next)
        if (session->socket)
            session_flush(session, receiver->now);
}

/* Asks every upstream for no more, gives back what the program has not begun, and says that no more will come. */
static void drain(struct zmq_receiver *receiver)
{
    receiver->drained = true;
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
        if (upstream->session && upstream->session->welcomed)
            session_send_epoch(upstream->session, FRAME_DRAIN, receiver->now);
        else if (upstream->session)
            zmq_receiver_end_session(receiver, upstream, false);
    struct link_message *message = link_receiver_withdraw(receiver->link);
    while (message) {
        struct link_message *next = message->next;
        struct session *session = message->link.origin;
        session->held_messages--;
        session->held_bytes -= message->size;
        if (session->socket)
            session_settle(session, message->link.sequence, FRAME_RELEASE, NULL, receiver->now);
        link_message_free(message);
        message = next;
    }
    link_receiver_end(receiver->link);
}

/* ---- time ---- */

/* Work and outcomes in a connection that broke are lost, although libzmq connects again: only a new session is sure. */
static void start_over(struct zmq_receiver *receiver, struct upstream *upstream)
{
    upstream->breaks++;
    if (upstream->session->welcomed && log_due(&upstream->break_logged, BREAK_LOG)) {
        log_warning("the connection to %s broke (%u since the last such line); starting over", upstream->address,
                    upstream->breaks);
        upstream->breaks = 0;
    }
    zmq_receiver_end_session(receiver, upstream, true);
}

static void keep_session(struct zmq_receiver *receiver, struct upstream *upstream)
{
    struct session *session = upstream->session;
    double own = 3 * receiver->settings->heartbeat;
    double patience = session->welcomed ? 3 * session->heartbeat : own > LEAST_PATIENCE ? own : LEAST_PATIENCE;
    if (session->broken && !receiver->drained) { /* a drained one will not start over; its bye gives back the rest */
        start_over(receiver, upstream);
    } else if (receiver->now - session->heard > patience) {
        if (session->welcomed)
            log_warning("no word from %s for three heartbeats; starting over", upstream->address);
        zmq_receiver_end_session(receiver, upstream, true);
    } else if (session->welcomed && receiver->now - session->sent >= session->heartbeat * 0.75) {
        session_send_epoch(session, FRAME_HEARTBEAT, receiver->now);
    }
}

/* Heartbeats, silent upstreams, new sessions. Returns when to look again. */
static double keep_time(struct zmq_receiver *receiver)
{
    double shortest = receiver->settings->heartbeat;
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next) {
        if (upstream->session)
            keep_session(receiver, upstream);
        if (!upstream->session && upstream->listed && !receiver->drained && receiver->now >= upstream->retry_at)
            zmq_receiver_open_session(receiver, upstream);
        if (!upstream->session && upstream->listed && !receiver->drained)
            shortest = shortest < ZMQ_RECEIVER_SOONEST_RETRY ? shortest : ZMQ_RECEIVER_SOONEST_RETRY;
        else if (upstream->session && upstream->session->welcomed && upstream->session->heartbeat < shortest)
            shortest = upstream->session->heartbeat;
    }
    if (atomic_load(&receiver->welcomed) == 0 && !receiver->drained && !receiver->waiting_said &&
        receiver->now - receiver->alone_since >= WAIT_LOG_FIRST && log_due(&receiver->wait_logged, WAIT_LOG_SECONDS))
        log_info("waiting for %s", receiver->endpoint);
    return receiver->now + shortest / 2;
}

/* When this process itself was stopped, the silence was not the upstreams'. */
static void forgive_own_pause(struct zmq_receiver *receiver)
{
    double pause = receiver->now - receiver->last_turn;
    if (receiver->last_turn > 0)
        for (struct session *session = receiver->sessions; session; session = session->next)
            if (pause > (session->welcomed ? session->heartbeat : receiver->settings->heartbeat))
                session->heard += pause;
    receiver->last_turn = receiver->now;
}

static void wait_for_news(struct zmq_receiver *receiver, double until)
{
    size_t count = 1;
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
        count += 2;
    if (count > receiver->item_room) {
        receiver->item_room = count;
        receiver->items = xrealloc(receiver->items, count * sizeof *receiver->items);
    }
    receiver->items[0] = (zmq_pollitem_t){.fd = receiver->inbox.descriptor, .events = ZMQ_POLLIN};
    count = 1;
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
        if (upstream->session) {
            receiver->items[count++] = (zmq_pollitem_t){.socket = upstream->session->socket, .events = ZMQ_POLLIN};
            receiver->items[count++] = (zmq_pollitem_t){.socket = upstream->session->monitor, .events = ZMQ_POLLIN};
        }
    zmq_poll(receiver->items, (int)count, clock_milliseconds(until - receiver->now));
}

static void *run(void *argument)
{
    struct zmq_receiver *receiver = argument;
    bool stopping = false;
    receiver->alone_since = clock_now();
    link_receiver_set_trouble(receiver->link, true);
    while (!stopping) {
        bool busy = false;
        stopping = atomic_load(&receiver->stopping);
        receiver->now = clock_now();
        forgive_own_pause(receiver);
        zmq_receiver_take_addresses(receiver);
        if (atomic_load(&receiver->draining) && !receiver->drained)
            drain(receiver);
        for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
            busy |= zmq_receiver_receive(receiver, upstream);
        send_outcomes(receiver);
        zmq_receiver_free_ended(receiver);
        double next = keep_time(receiver);
        zmq_receiver_remove_unlisted(receiver);
        if (!busy && !stopping)
            wait_for_news(receiver, next);
    }
    for (struct session *session = receiver->sessions; session; session = session->next)
        if (session->socket) {
            if (session->welcomed)
                session_send_epoch(session, FRAME_BYE, receiver->now);
            session_end(session, session->welcomed);
        }
    return NULL;
}

/* ---- the transport ---- */

static void free_receiver(void *state)
{
    struct zmq_receiver *receiver = state;
    while (receiver->sessions) {
        struct session *next = receiver->sessions->next;
        free(receiver->sessions);
        receiver->sessions = next;
    }
    while (receiver->upstreams) {
        struct upstream *next = receiver->upstreams->next;
        free(receiver->upstreams);
        receiver->upstreams = next;
    }
    link_inbox_free(&receiver->inbox);
    free(receiver->items);
    free(receiver->endpoint);
    free(receiver);
}

static void *open_receiver(struct link_receiver *link, const char *endpoint, struct error *error)
{
    struct zmq_receiver *receiver = xcalloc(1, sizeof *receiver);
    const char *labels = "transport=\"zmq\"";
    if (!link_inbox_init(&receiver->inbox, error)) {
        free(receiver);
        return NULL;
    }
    receiver->link = link;
    receiver->settings = link_receiver_settings(link);
    receiver->endpoint = xstrdup(endpoint);
    receiver->received = metrics_counter("newsmill_link_received_total", labels, "Messages taken from an upstream.");
    receiver->garbage = metrics_counter("newsmill_link_garbage_total", labels, "Frames that are not of the protocol.");
    if (!link_zmq_read_keys(receiver->settings, &receiver->keys, error))
        goto fail;
    receiver->resolver = resolver_start(endpoint, &receiver->inbox, error);
    if (!receiver->resolver)
        goto fail;
    receiver->context = zmq_ctx_new();
    if (receiver->context && link_thread_start(&receiver->thread, run, receiver, error))
        return receiver;
    resolver_stop(receiver->resolver);
    if (receiver->context)
        zmq_ctx_term(receiver->context);
    else
        error_set(error, ERROR_FATAL, "cannot start ZeroMQ: %s", zmq_strerror(errno));
fail:
    free_receiver(receiver);
    return NULL;
}

static void settle(void *state, struct link_message *list, enum link_outcome outcome, const char *reason)
{
    struct zmq_receiver *receiver = state;
    for (struct link_message *message = list; message; message = message->next) {
        message->outcome = outcome;
        free(message->reason);
        message->reason = outcome == LINK_REJECTED && reason ? xstrdup(reason) : NULL;
    }
    link_inbox_add(&receiver->inbox, list);
}

static void start_drain(void *state)
{
    struct zmq_receiver *receiver = state;
    atomic_store(&receiver->draining, true);
    link_inbox_wake(&receiver->inbox);
}

static bool ready(void *state)
{
    struct zmq_receiver *receiver = state;
    return atomic_load(&receiver->welcomed) > 0;
}

static void stop(void *state)
{
    struct zmq_receiver *receiver = state;
    atomic_store(&receiver->stopping, true);
    link_inbox_wake(&receiver->inbox);
    pthread_join(receiver->thread, NULL);
    resolver_stop(receiver->resolver);
    zmq_ctx_term(receiver->context);
}

const struct link_receiver_transport link_zmq_receiver = {open_receiver, settle, start_drain,
                                                          ready,         stop,   free_receiver};
