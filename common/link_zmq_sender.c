/*
 * The sending end of the ZeroMQ link: one thread owns a ROUTER socket and the dealer that decides who gets what.
 * Program threads only put messages into its inbox. docs/link-protocol.md tells what goes over the wire.
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_inbox.h"
#include "common/link_transport.h"
#include "common/link_zmq_dealer.h"
#include "common/link_zmq_frames.h"
#include "common/link_zmq_payload.h"
#include "common/link_zmq_socket.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <zmq.h>

#define WORKERS_LIMIT    4096
#define FRAMES_PER_TURN  256          /* read before work is dealt again */
#define WORK_BYTES       (512u << 10) /* payload bytes in one work message, unless one alone has more */
#define WORK_COUNT       128
#define REST_SECONDS     0.05 /* what a worker that released something waits for more */
#define WAIT_LOG_FIRST   2.0  /* seconds without a worker until that is said, */
#define WAIT_LOG_SECONDS 30.0 /* and said again */

struct zmq_sender {
    struct link_sender *link;
    const struct link_settings *settings;
    char *endpoint;
    void *context, *socket;
    pthread_t thread;
    struct link_inbox inbox;
    atomic_bool stopping;

    /* The thread's own. */
    struct dealer dealer;
    uint64_t epoch;
    double now;
    double last_turn, next_beat;
    double alone_since, wait_logged, garbage_logged; /* alone_since: without a worker; 0: there is one */
    bool waiting_said;
    struct frame_ranges ranges;
    uint8_t frame[FRAME_LIMIT];
    struct metric *sent, *acked, *rejected, *released, *redelivered, *garbage, *workers;
};

/* ---- sending frames ---- */

/* Sends the routing id and, if `size` is not 0, one frame; false: that worker cannot be reached. */
static bool send_to(struct zmq_sender *sender, const void *id, size_t id_size, const void *frame, size_t size)
{
    while (zmq_send(sender->socket, id, id_size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
        if (errno != EINTR)
            return false;
    while (size > 0 && zmq_send(sender->socket, frame, size, ZMQ_DONTWAIT) < 0)
        if (errno != EINTR)
            return false;
    return true;
}

static void send_epoch(struct zmq_sender *sender, const void *id, size_t id_size, enum frame_type type)
{
    uint8_t frame[32];
    send_to(sender, id, id_size, frame, frame_write_epoch(frame, type, sender->epoch));
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
    if (!send_to(sender, worker->id, worker->id_size, NULL, 0)) {
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

/* ---- workers come and go ---- */

static void give_up(struct zmq_sender *sender, struct link_message *list)
{
    while (list) {
        struct link_message *message = list;
        list = list->next;
        char *reason =
            xprintf("%u workers died while they held this message and nothing else", message->link.deaths_alone);
        link_sender_outcome(sender->link, message, LINK_UNDELIVERABLE, reason);
        free(reason);
    }
}

static void count_workers(struct zmq_sender *sender)
{
    metric_set(sender->workers, (int64_t)sender->dealer.worker_count);
    if (sender->dealer.worker_count > 0) {
        sender->alone_since = 0;
        link_sender_set_trouble(sender->link, false);
    } else if (sender->alone_since == 0) {
        sender->alone_since = sender->now;
        link_sender_set_trouble(sender->link, true);
    }
}

static void remove_worker(struct zmq_sender *sender, struct worker *worker, bool died, const char *why)
{
    if (died)
        log_warning("worker %s on %s %s; its %zu messages go to others", worker->name, sender->endpoint, why,
                    worker->held_messages);
    else
        log_info("worker %s on %s %s", worker->name, sender->endpoint, why);
    give_up(sender, dealer_remove_worker(&sender->dealer, worker, died));
    count_workers(sender);
}

static void refuse(struct zmq_sender *sender, const void *id, size_t id_size, enum frame_refusal code,
                   const char *reason, const char *name)
{
    struct frame_refuse refusal = {
        .code = (uint16_t)code, .version_lowest = FRAME_VERSION_LOWEST, .version_highest = FRAME_VERSION_HIGHEST};
    snprintf(refusal.reason, sizeof refusal.reason, "%s", reason);
    log_warning("worker %s on %s refused: %s", name, sender->endpoint, reason);
    send_to(sender, id, id_size, sender->frame, frame_write_refuse(sender->frame, &refusal));
}

/* The version to speak with a worker, 0 if there is none. */
static uint16_t common_version(const struct frame_hello *hello)
{
    uint16_t lowest = hello->version_lowest > FRAME_VERSION_LOWEST ? hello->version_lowest : FRAME_VERSION_LOWEST;
    uint16_t highest = hello->version_highest < FRAME_VERSION_HIGHEST ? hello->version_highest : FRAME_VERSION_HIGHEST;
    return lowest <= highest ? highest : 0;
}

/* A worker that starts over gives back what it held; that is no death. */
static void forget_previous(struct zmq_sender *sender, const void *id, size_t id_size)
{
    struct worker *worker = id_size ? dealer_find_worker(&sender->dealer, id, id_size) : NULL;
    if (worker)
        remove_worker(sender, worker, false, "starts over");
}

static void greet(struct zmq_sender *sender, const void *id, size_t id_size, const struct frame_hello *hello)
{
    const struct link_settings *settings = sender->settings;
    char reason[200];
    uint16_t version = common_version(hello);
    forget_previous(sender, id, id_size);
    forget_previous(sender, hello->previous, hello->previous_size);
    if (!version) {
        snprintf(reason, sizeof reason,
                 "it speaks link protocol %d.%d to %d.%d, this end %d.%d to %d.%d; upgrade the older one",
                 hello->version_lowest >> 8, hello->version_lowest & 255, hello->version_highest >> 8,
                 hello->version_highest & 255, FRAME_VERSION_LOWEST >> 8, FRAME_VERSION_LOWEST & 255,
                 FRAME_VERSION_HIGHEST >> 8, FRAME_VERSION_HIGHEST & 255);
        refuse(sender, id, id_size, REFUSED_VERSION, reason, hello->name);
    } else if (hello->max_message_bytes < settings->max_message_bytes) {
        snprintf(reason, sizeof reason,
                 "it takes messages up to %llu bytes, this end sends up to %zu; give both the same --max-message-bytes",
                 (unsigned long long)hello->max_message_bytes, settings->max_message_bytes);
        refuse(sender, id, id_size, REFUSED_LIMIT, reason, hello->name);
    } else if (sender->dealer.worker_count >= WORKERS_LIMIT) {
        refuse(sender, id, id_size, REFUSED_FULL, "too many workers", hello->name);
    } else {
        struct worker *worker = dealer_add_worker(&sender->dealer, id, id_size);
        struct frame_welcome welcome = {.version = version,
                                        .epoch = sender->epoch,
                                        .nonce = hello->nonce,
                                        .heartbeat_ms = (uint32_t)clock_milliseconds(settings->heartbeat),
                                        .max_message_bytes = settings->max_message_bytes};
        memcpy(worker->name, hello->name, sizeof worker->name);
        worker->window_messages = hello->window_messages;
        worker->window_bytes = (size_t)hello->window_bytes;
        worker->heard = worker->sent = sender->now;
        send_to(sender, id, id_size, sender->frame, frame_write_welcome(sender->frame, &welcome));
        log_info("worker %s joined on %s with a window of %zu messages", worker->name, sender->endpoint,
                 worker->window_messages);
        count_workers(sender);
        if (sender->waiting_said)
            log_info("a worker has come to %s; work goes on", sender->endpoint);
        sender->waiting_said = false;
    }
}

/* ---- frames from workers ---- */

static void garbage(struct zmq_sender *sender, const char *what)
{
    metric_add(sender->garbage, 1);
    if (log_due(&sender->garbage_logged, 10))
        log_warning("ignored %s on %s: something there does not speak the link protocol", what, sender->endpoint);
}

static void settle_one(struct zmq_sender *sender, struct worker *worker, uint64_t sequence, int type,
                       const char *reason)
{
    struct link_message *message = dealer_settle(&sender->dealer, worker, sequence);
    if (!message)
        return;
    if (type == FRAME_ACK) {
        metric_add(sender->acked, 1);
        link_sender_outcome(sender->link, message, LINK_ACKED, NULL);
    } else if (type == FRAME_REJECT) {
        metric_add(sender->rejected, 1);
        link_sender_outcome(sender->link, message, LINK_REJECTED, reason);
    } else {
        metric_add(sender->released, 1);
        dealer_return(&sender->dealer, message);
    }
}

static void settle(struct zmq_sender *sender, struct worker *worker, int type, const void *data, size_t size)
{
    char reason[FRAME_REASON_LIMIT + 1];
    struct frame_ranges *ranges = &sender->ranges;
    if (!frame_read_outcome(data, size, ranges, reason)) {
        garbage(sender, "a malformed outcome");
        return;
    }
    /* Released messages go back to the front: the last one first keeps their order. */
    for (size_t i = ranges->count; type == FRAME_RELEASE && i-- > 0;)
        for (uint32_t k = ranges->number[i]; k-- > 0;)
            settle_one(sender, worker, ranges->first[i] + k, type, reason);
    for (size_t i = 0; type != FRAME_RELEASE && i < ranges->count; i++)
        for (uint32_t k = 0; k < ranges->number[i]; k++)
            settle_one(sender, worker, ranges->first[i] + k, type, reason);
    if (type == FRAME_RELEASE)
        worker->rests_until = sender->now + REST_SECONDS;
}

static void window_changed(struct zmq_sender *sender, struct worker *worker, const void *data, size_t size)
{
    struct frame_window window;
    if (!frame_read_window(data, size, &window)) {
        garbage(sender, "a malformed window");
        return;
    }
    worker->window_messages = window.messages;
    worker->window_bytes = (size_t)window.bytes;
}

/* A frame of a worker that is known and of this epoch. */
static void from_worker(struct zmq_sender *sender, struct worker *worker, int type, const void *data, size_t size)
{
    worker->heard = sender->now;
    switch (type) {
    case FRAME_ACK:
    case FRAME_REJECT:
    case FRAME_RELEASE:
        settle(sender, worker, type, data, size);
        break;
    case FRAME_WINDOW:
        window_changed(sender, worker, data, size);
        break;
    case FRAME_DRAIN:
        worker->draining = true;
        break;
    case FRAME_BYE:
        remove_worker(sender, worker, false, "left");
        break;
    default: /* a heartbeat, or a type of a later version */
        break;
    }
}

static void handle(struct zmq_sender *sender, const void *id, size_t id_size, const void *data, size_t size)
{
    int type = frame_type(data, size);
    struct worker *worker = dealer_find_worker(&sender->dealer, id, id_size);
    struct frame_hello hello;
    uint64_t epoch;
    if (type == FRAME_HELLO) {
        if (frame_read_hello(data, size, &hello))
            greet(sender, id, id_size, &hello);
        else
            garbage(sender, "a malformed hello");
    } else if (type == 0 || !frame_read_epoch(data, size, &epoch)) {
        garbage(sender, "a frame");
    } else if (worker && epoch == sender->epoch) {
        from_worker(sender, worker, type, data, size);
    } else if (type != FRAME_BYE) {
        if (worker)
            remove_worker(sender, worker, false, "speaks of another epoch");
        send_epoch(sender, id, id_size, FRAME_AGAIN);
    }
}

/* Receives one message if there is one: the routing id and one frame; more than that is garbage. */
static bool receive(struct zmq_sender *sender)
{
    zmq_msg_t id, frame;
    zmq_msg_init(&id);
    zmq_msg_init(&frame);
    bool received = zmq_msg_recv(&id, sender->socket, ZMQ_DONTWAIT) >= 0;
    bool complete = received && zmq_msg_more(&id) && zmq_msg_recv(&frame, sender->socket, ZMQ_DONTWAIT) >= 0;
    if (complete && !zmq_msg_more(&frame)) {
        handle(sender, zmq_msg_data(&id), zmq_msg_size(&id), zmq_msg_data(&frame), zmq_msg_size(&frame));
    } else if (received) {
        garbage(sender, "a message of several frames");
        while (zmq_msg_more(&frame) && zmq_msg_recv(&frame, sender->socket, ZMQ_DONTWAIT) >= 0)
            ;
    }
    zmq_msg_close(&id);
    zmq_msg_close(&frame);
    return received;
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
            send_epoch(sender, worker->id, worker->id_size, FRAME_AGAIN);
            remove_worker(sender, worker, true, "has been silent for three heartbeats");
        } else if (sender->now - worker->sent >= heartbeat * 0.75) {
            send_epoch(sender, worker->id, worker->id_size, FRAME_HEARTBEAT);
            worker->sent = sender->now;
        } else if (worker->rests_until > sender->now && worker->rests_until < next) {
            next = worker->rests_until;
        }
    }
    if (sender->alone_since && sender->now - sender->alone_since >= WAIT_LOG_FIRST &&
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
    if (sender->last_turn && pause > sender->settings->heartbeat)
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
    count_workers(sender);
    while (!atomic_load(&sender->stopping)) {
        int frames = 0;
        sender->now = clock_now();
        forgive_own_pause(sender);
        while (frames < FRAMES_PER_TURN && receive(sender))
            frames++;
        dealer_add(&sender->dealer, link_inbox_take(&sender->inbox));
        deal(sender);
        double next = frames < FRAMES_PER_TURN ? keep_time(sender) : 0;
        if (next > sender->now)
            zmq_poll(items, 2, clock_milliseconds(next - sender->now));
    }
    while (receive(sender))
        ;
    for (struct worker *worker = sender->dealer.workers; worker; worker = worker->next)
        send_epoch(sender, worker->id, worker->id_size, FRAME_BYE);
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
