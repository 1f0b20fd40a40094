/*
 * What workers say to the sending end of the ZeroMQ link: hello and its answer, outcomes, windows, farewells, garbage.
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_zmq_sender.h"
#include "common/log.h"
#include "common/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define WORKERS_LIMIT 4096
#define REFUSAL_LOG   30.0 /* seconds between log lines about the same worker */
#define MOVES_LOG     10.0 /* seconds in which so many lines are logged of workers that come and go */
#define MOVES_LOGGED  32
#define REST_SECONDS  0.05 /* what a worker that released something waits for more */

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

void zmq_sender_count_workers(struct zmq_sender *sender)
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

/* Whether a worker's coming or going is to be logged. */
static bool log_move(struct zmq_sender *sender)
{
    if (log_due(&sender->moves_logged, MOVES_LOG)) {
        if (sender->moves > MOVES_LOGGED)
            log_info("workers on %s came and went %u times more than was logged", sender->endpoint,
                     sender->moves - MOVES_LOGGED);
        sender->moves = 0;
    }
    return sender->moves++ < MOVES_LOGGED;
}

void zmq_sender_remove_worker(struct zmq_sender *sender, struct worker *worker, bool died, const char *why)
{
    if (died)
        log_warning("worker %s on %s %s; its %zu messages go to others", worker->name, sender->endpoint, why,
                    worker->held_messages);
    else if (log_move(sender))
        log_info("worker %s on %s %s", worker->name, sender->endpoint, why);
    give_up(sender, dealer_remove_worker(&sender->dealer, worker, died));
    zmq_sender_count_workers(sender);
}

static void refuse(struct zmq_sender *sender, const void *id, size_t id_size, enum frame_refusal code,
                   const char *reason, const char *name)
{
    struct frame_refuse refusal = {
        .code = (uint16_t)code, .version_lowest = FRAME_VERSION_LOWEST, .version_highest = FRAME_VERSION_HIGHEST};
    snprintf(refusal.reason, sizeof refusal.reason, "%s", reason);
    if (log_due(&sender->refusal_logged, REFUSAL_LOG) || strcmp(sender->refused, name) != 0)
        log_warning("worker %s on %s refused: %s", name, sender->endpoint, reason);
    snprintf(sender->refused, sizeof sender->refused, "%s", name);
    metric_add(sender->refusals, 1);
    zmq_sender_send(sender, id, id_size, sender->frame, frame_write_refuse(sender->frame, &refusal));
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
        zmq_sender_remove_worker(sender, worker, false, "starts over");
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
        snprintf(worker->name, sizeof worker->name, "%s", *hello->name ? hello->name : "without a name");
        worker->window_messages = hello->window_messages;
        worker->window_bytes = (size_t)hello->window_bytes;
        worker->joined = worker->heard = worker->sent = sender->now;
        zmq_sender_send(sender, id, id_size, sender->frame, frame_write_welcome(sender->frame, &welcome));
        if (log_move(sender))
            log_info("worker %s joined on %s with a window of %zu messages", worker->name, sender->endpoint,
                     worker->window_messages);
        zmq_sender_count_workers(sender);
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
        zmq_sender_remove_worker(sender, worker, false, "left");
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
            zmq_sender_remove_worker(sender, worker, false, "speaks of another epoch");
        zmq_sender_send_epoch(sender, id, id_size, FRAME_AGAIN);
    }
}

/* A message is the routing id and one frame; more than that is garbage. */
bool zmq_sender_receive(struct zmq_sender *sender)
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
