/*
 * The sending end of the ZeroMQ link: one thread owns a ROUTER socket and the dealer that decides who gets what.
 * Program threads only put messages into its inbox. docs/link-protocol.md tells what goes over the wire.
 */
#include "common/link_zmq_sender.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_zmq_payload.h"
#include "common/link_zmq_socket.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <zmq.h>

#define FRAMES_PER_TURN  256          /* read before work is dealt again */
#define WORK_BYTES       (512u << 10) /* payload bytes in one work message, unless one alone has more */
#define WORK_COUNT       128
#define STOP_SECONDS     1.0  /* to read the outcomes that are there at a stop: a peer may send without end */
#define WAIT_LOG_FIRST   2.0  /* seconds without a worker until that is said, */
#define WAIT_LOG_SECONDS 30.0 /* and said again */

/* ---- sending frames ---- */

bool zmq_sender_send(struct zmq_sender *sender, const void *id, size_t id_size, const void *frame, size_t size)
{
    while (zmq_send(sender->socket, id, id_size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
        if (errno != EINTR)
            return false;
    while (size > 0 && zmq_send(sender->socket, frame, size, ZMQ_DONTWAIT) < 0)
        if (errno != EINTR)
            return false;
    return true;
}

void zmq_sender_send_epoch(struct zmq_sender *sender, const void *id, size_t id_size, enum frame_type type)
{
    uint8_t frame[32];
    zmq_sender_send(sender, id, id_size, frame, frame_write_epoch(frame, type, sender->epoch));
}

/* Sends what was dealt to a worker since the last flush as one message. */
static void flush_worker(struct zmq_sender *sender, struct worker *worker)
{
    struct delivery *delivery = worker->unsent;
    size_t size = frame_begin_work(sender->frame, sender->epoch);
    if (!delivery)
        return;
    for (; delivery; delivery = delivery->next) {
        struct link_message *message = delivery->message;
        frame_add_work(sender->frame, &size, message->link.sequence, message->size, message->attempts, message->key);
    }
    if (!zmq_sender_send(sender, worker->id, worker->id_size, NULL, 0)) {
        dealer_undo_unsent(&sender->dealer, worker);
        worker->rests_until = sender->now + sender->settings->heartbeat;
        return;
    }
    while (zmq_send(sender->socket, sender->frame, size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0 && errno == EINTR)
        ;
    for (delivery = worker->unsent; delivery; delivery = delivery->next) {
        link_zmq_send_payload(sender->socket, delivery->message, delivery->next != NULL);
        metric_add(sender->sent, 1);
        if (delivery->message->attempts > 0)
            metric_add(sender->redelivered, 1);
    }
    worker->unsent = NULL;
    worker->unsent_count = worker->unsent_bytes = 0;
    worker->sent = sender->now;
}

static void deal(struct zmq_sender *sender)
{
    struct worker *worker;
    while ((worker = dealer_deal(&sender->dealer, sender->now)))
        if (worker->unsent_count >= WORK_COUNT || worker->unsent_bytes >= WORK_BYTES)
            flush_worker(sender, worker);
    for (worker = sender->dealer.workers; worker; worker = worker->next)
        flush_worker(sender, worker);
}

/* ---- time ---- */

/* Heartbeats out, leases that were not renewed broken, and a word when nobody is there. Returns when to look again. */
static double keep_time(struct zmq_sender *sender)
{
    double heartbeat = sender->settings->heartbeat, next = sender->now + heartbeat / 2;
    struct worker *following;
    for (struct worker *worker = sender->dealer.workers; worker; worker = following) {
        following = worker->next;
        if (sender->now - worker->heard > 3 * heartbeat) {
            zmq_sender_send_epoch(sender, worker->id, worker->id_size, FRAME_AGAIN);
            zmq_sender_remove_worker(sender, worker, true, "has been silent for three heartbeats");
        } else if (sender->now - worker->sent >= heartbeat * 0.75) {
            zmq_sender_send_epoch(sender, worker->id, worker->id_size, FRAME_HEARTBEAT);
            worker->sent = sender->now;
        } else if (worker->rests_until > sender->now && worker->rests_until < next) {
            next = worker->rests_until;
        }
    }
    if (sender->alone_since > 0 && sender->now - sender->alone_since >= WAIT_LOG_FIRST &&
        log_due(&sender->wait_logged, WAIT_LOG_SECONDS)) {
        log_info("waiting for a worker on %s", sender->endpoint);
        sender->waiting_said = true;
    }
    return next;
}

/* When this process itself was stopped, the silence was not the workers'. */
static void forgive_own_pause(struct zmq_sender *sender)
{
    double pause = sender->now - sender->last_turn;
    if (sender->last_turn > 0 && pause > sender->settings->heartbeat)
        for (struct worker *worker = sender->dealer.workers; worker; worker = worker->next)
            worker->heard += pause;
    sender->last_turn = sender->now;
}

static void *run(void *argument)
{
    struct zmq_sender *sender = argument;
    zmq_pollitem_t items[] = {{.socket = sender->socket, .events = ZMQ_POLLIN},
                              {.fd = sender->inbox.descriptor, .events = ZMQ_POLLIN}};
    sender->now = clock_now();
    zmq_sender_count_workers(sender);
    while (!atomic_load(&sender->stopping)) {
        int frames = 0;
        sender->now = clock_now();
        forgive_own_pause(sender);
        while (frames < FRAMES_PER_TURN && zmq_sender_receive(sender))
            frames++;
        dealer_add(&sender->dealer, link_inbox_take(&sender->inbox));
        deal(sender);
        double next = keep_time(sender);
        if (frames < FRAMES_PER_TURN)
            zmq_poll(items, 2, clock_milliseconds(next - sender->now));
    }
    for (double deadline = clock_now() + STOP_SECONDS; clock_now() < deadline && zmq_sender_receive(sender);)
        ;
    for (struct worker *worker = sender->dealer.workers; worker; worker = worker->next)
        zmq_sender_send_epoch(sender, worker->id, worker->id_size, FRAME_BYE);
    zmq_close(sender->socket);
    return NULL;
}

/* ---- the transport ---- */

static void start_metrics(struct zmq_sender *sender)
{
    const char *labels = "transport=\"zmq\"";
    sender->sent = metrics_counter("newsmill_link_sent_total", labels, "Messages given to a worker.");
    sender->acked = metrics_counter("newsmill_link_acked_total", labels, "Messages that are safe downstream.");
    sender->rejected = metrics_counter("newsmill_link_rejected_total", labels, "Messages refused for good.");
    sender->released = metrics_counter("newsmill_link_released_total", labels, "Messages given back undone.");
    sender->redelivered = metrics_counter("newsmill_link_redelivered_total", labels, "Messages sent once more.");
    sender->garbage = metrics_counter("newsmill_link_garbage_total", labels, "Frames that are not of the protocol.");
    sender->refusals = metrics_counter("newsmill_link_refused_total", labels, "Workers turned away at their hello.");
    sender->workers = metrics_gauge("newsmill_link_workers", labels, "Workers connected.");
}

static void free_sender(void *state)
{
    struct zmq_sender *sender = state;
    dealer_free(&sender->dealer);
    link_inbox_free(&sender->inbox);
    free(sender->endpoint);
    free(sender);
}

static void *open_sender(struct link_sender *link, const char *endpoint, struct error *error)
{
    struct zmq_sender *sender = xcalloc(1, sizeof *sender);
    if (!link_inbox_init(&sender->inbox, error)) {
        free(sender);
        return NULL;
    }
    sender->link = link;
    sender->settings = link_sender_settings(link);
    sender->endpoint = xstrdup(endpoint);
    dealer_init(&sender->dealer, sender->settings);
    start_metrics(sender);
    if (getrandom(&sender->epoch, sizeof sender->epoch, 0) != sizeof sender->epoch) {
        error_set(error, ERROR_FATAL, "no random numbers: %s", strerror(errno));
        goto out;
    }
    sender->context = zmq_ctx_new();
    sender->socket = link_zmq_bind(sender->context, endpoint, sender->settings, error);
    if (!sender->socket)
        goto out;
    if (link_thread_start(&sender->thread, run, sender, error))
        return sender;
    zmq_close(sender->socket);
out:
    if (sender->context)
        zmq_ctx_term(sender->context);
    free_sender(sender);
    return NULL;
}

static void submit(void *state, struct link_message *message)
{
    struct zmq_sender *sender = state;
    link_zmq_share_payload(message);
    message->link.deaths = message->link.deaths_alone = 0;
    message->attempts = 0;
    link_inbox_add(&sender->inbox, message);
}

static void stop(void *state)
{
    struct zmq_sender *sender = state;
    atomic_store(&sender->stopping, true);
    link_inbox_wake(&sender->inbox);
    pthread_join(sender->thread, NULL);
    dealer_add(&sender->dealer, link_inbox_take(&sender->inbox));
    struct link_message *left = dealer_clear(&sender->dealer);
    while (left) {
        struct link_message *message = left;
        left = left->next;
        link_sender_outcome(sender->link, message, LINK_RELEASED, NULL);
    }
    zmq_ctx_term(sender->context);
}

const struct link_sender_transport link_zmq_sender = {open_sender, submit, stop, free_sender};
