/*
 * The upstreams of a worker, as the receiving end of the ZeroMQ link sees them: sessions that begin and end, addresses
 * that come and go, and the frames that senders send.
 */
#include "common/buffer.h"
#include "common/link_zmq_frames.h"
#include "common/link_zmq_receiver.h"
#include "common/log.h"
#include "common/metrics.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define FRAMES_PER_TURN 64   /* read from one upstream before the next one */
#define RETRY_REFUSED   5.0  /* seconds until a refused worker asks again */
#define RETRY_GARBAGE   1.0  /* seconds until a hello to an upstream whose work made no sense */
#define REFUSAL_LOG     30.0 /* seconds between log lines about it */

/* ---- sessions begin and end ---- */

static uint32_t share_of_messages(const struct zmq_receiver *receiver)
{
    size_t share = receiver->settings->window_messages / (receiver->upstream_count ? receiver->upstream_count : 1);
    return share < 1 ? 1 : share > UINT32_MAX ? UINT32_MAX : (uint32_t)share;
}

static uint64_t share_of_bytes(const struct zmq_receiver *receiver)
{
    size_t share = receiver->settings->window_bytes / (receiver->upstream_count ? receiver->upstream_count : 1);
    return share < receiver->settings->max_message_bytes ? receiver->settings->max_message_bytes : share;
}

void zmq_receiver_open_session(struct zmq_receiver *receiver, struct upstream *upstream)
{
    struct error error = {0};
    struct session *session = session_open(receiver->context, upstream->address, receiver->settings, &receiver->keys,
                                           share_of_messages(receiver), share_of_bytes(receiver),
                                           upstream->has_previous ? upstream->previous : NULL, receiver->now, &error);
    upstream->retry_at = receiver->now + ZMQ_RECEIVER_SOONEST_RETRY;
    if (!session) {
        log_warning("%s; trying again", error.text);
        upstream->retry_at = receiver->now + RETRY_REFUSED;
        return;
    }
    session->next = receiver->sessions;
    receiver->sessions = session;
    upstream->session = session;
}

static void count_welcomed(struct zmq_receiver *receiver, int change)
{
    unsigned welcomed = atomic_fetch_add(&receiver->welcomed, (unsigned)change) + (unsigned)change;
    link_receiver_set_trouble(receiver->link, welcomed == 0 && !receiver->drained);
    if (welcomed == 0)
        receiver->alone_since = receiver->now;
}

/* Drops what the program has not begun of a session that has ended; the rest of the queue stays in order. */
static void withdraw_from(struct zmq_receiver *receiver, struct session *session)
{
    struct link_message *message = link_receiver_withdraw(receiver->link), *kept = NULL, **end = &kept;
    while (message) {
        struct link_message *next = message->next;
        message->next = NULL;
        if (message->link.origin == session) {
            session->held_messages--;
            session->held_bytes -= message->size;
            link_message_free(message);
        } else {
            *end = message;
            end = &message->next;
        }
        message = next;
    }
    link_receiver_deliver(receiver->link, kept);
}

void zmq_receiver_end_session(struct zmq_receiver *receiver, struct upstream *upstream, bool lost)
{
    struct session *session = upstream->session;
    if (session->welcomed) {
        upstream->has_previous = lost;
        memcpy(upstream->previous, session->id, sizeof session->id);
        count_welcomed(receiver, -1);
    }
    session_end(session, false);
    upstream->session = NULL;
    if (!receiver->drained)
        withdraw_from(receiver, session);
}

void zmq_receiver_free_ended(struct zmq_receiver *receiver)
{
    struct session **place = &receiver->sessions;
    while (*place) {
        struct session *session = *place;
        if (session->socket || session->held_messages > 0) {
            place = &session->next;
        } else {
            *place = session->next;
            free(session);
        }
    }
}

/* ---- upstreams ---- */

static struct upstream *find_upstream(struct zmq_receiver *receiver, const char *address)
{
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
        if (strcmp(upstream->address, address) == 0)
            return upstream;
    struct upstream *upstream = xcalloc(1, sizeof *upstream);
    memcpy(upstream->address, address, sizeof upstream->address);
    upstream->next = receiver->upstreams;
    receiver->upstreams = upstream;
    return upstream;
}

void zmq_receiver_take_addresses(struct zmq_receiver *receiver)
{
    char(*addresses)[LINK_ZMQ_ADDRESS_SIZE] = receiver->addresses;
    size_t count, before = receiver->upstream_count;
    if (!resolver_take(receiver->resolver, addresses, &count))
        return;
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
        upstream->listed = false;
    for (size_t i = 0; i < count; i++)
        find_upstream(receiver, addresses[i])->listed = true;
    receiver->upstream_count = count;
    for (struct upstream *upstream = receiver->upstreams; upstream && count != before; upstream = upstream->next)
        if (upstream->session && upstream->session->welcomed && !receiver->drained)
            session_send_window(upstream->session, share_of_messages(receiver), share_of_bytes(receiver),
                                receiver->now);
}

void zmq_receiver_remove_unlisted(struct zmq_receiver *receiver)
{
    struct upstream **place = &receiver->upstreams;
    while (*place) {
        struct upstream *upstream = *place;
        if (upstream->listed || upstream->session) {
            place = &upstream->next;
        } else {
            *place = upstream->next;
            free(upstream);
        }
    }
}

/* ---- frames from an upstream ---- */

static void garbage(struct zmq_receiver *receiver, const struct upstream *upstream)
{
    metric_add(receiver->garbage, 1);
    if (log_due(&receiver->garbage_logged, 10))
        log_warning("ignored a frame from %s: it does not speak the link protocol", upstream->address);
}

static void welcomed(struct zmq_receiver *receiver, struct upstream *upstream, const void *data, size_t size)
{
    struct session *session = upstream->session;
    struct frame_welcome welcome;
    if (session->welcomed || !frame_read_welcome(data, size, &welcome) || welcome.nonce != session->nonce ||
        welcome.version < FRAME_VERSION_LOWEST || welcome.version > FRAME_VERSION_HIGHEST) {
        garbage(receiver, upstream);
        return;
    }
    session->welcomed = true;
    session->epoch = welcome.epoch;
    session->heartbeat = welcome.heartbeat_ms / 1000.0;
    upstream->has_previous = false;
    count_welcomed(receiver, 1);
    log_info("connected to %s", upstream->address);
    receiver->waiting_said = false;
    if (session->window_messages != share_of_messages(receiver) || session->window_bytes != share_of_bytes(receiver))
        session_send_window(session, share_of_messages(receiver), share_of_bytes(receiver), receiver->now);
}

static void refused(struct zmq_receiver *receiver, struct upstream *upstream, const void *data, size_t size)
{
    struct frame_refuse refusal;
    if (!frame_read_refuse(data, size, &refusal)) {
        garbage(receiver, upstream);
        return;
    }
    if (log_due(&upstream->refusal_logged, REFUSAL_LOG))
        log_error("%s refuses this worker: %s", upstream->address, refusal.reason);
    zmq_receiver_end_session(receiver, upstream, false);
    upstream->retry_at = receiver->now + RETRY_REFUSED;
}

static void work_came(struct zmq_receiver *receiver, struct upstream *upstream, zmq_msg_t *header)
{
    struct link_message *list;
    struct session *session = upstream->session;
    if (!session_read_work(session, header, receiver->settings->max_message_bytes, &list)) {
        garbage(receiver, upstream);
        zmq_receiver_end_session(receiver, upstream, true);
        upstream->retry_at = receiver->now + RETRY_GARBAGE;
    } else if (receiver->drained) {
        while (list) {
            struct link_message *message = list;
            list = message->next;
            session->held_messages--;
            session->held_bytes -= message->size;
            session_settle(session, message->link.sequence, FRAME_RELEASE, NULL, receiver->now);
            link_message_free(message);
        }
    } else {
        for (struct link_message *message = list; message; message = message->next)
            metric_add(receiver->received, 1);
        link_receiver_deliver(receiver->link, list);
    }
}

/* A frame of a session that is welcome, of its epoch. */
static void from_sender(struct zmq_receiver *receiver, struct upstream *upstream, int type, zmq_msg_t *frame)
{
    upstream->session->heard = receiver->now;
    switch (type) {
    case FRAME_WORK:
        work_came(receiver, upstream, frame);
        break;
    case FRAME_AGAIN:
        log_warning("%s does not know this worker any more; starting over", upstream->address);
        zmq_receiver_end_session(receiver, upstream, true);
        break;
    case FRAME_BYE:
        log_info("%s has ended", upstream->address);
        zmq_receiver_end_session(receiver, upstream, false);
        break;
    default: /* a heartbeat, or a type of a later version */
        break;
    }
}

static void handle(struct zmq_receiver *receiver, struct upstream *upstream, zmq_msg_t *frame)
{
    struct session *session = upstream->session;
    const void *data = zmq_msg_data(frame);
    size_t size = zmq_msg_size(frame);
    int type = frame_type(data, size);
    uint64_t epoch;
    if (type == FRAME_WELCOME) {
        welcomed(receiver, upstream, data, size);
    } else if (type == FRAME_REFUSE && !session->welcomed) {
        refused(receiver, upstream, data, size);
    } else if (type == FRAME_AGAIN) { /* whatever its epoch: it may be the restarted sender's */
        from_sender(receiver, upstream, type, frame);
    } else if (type == 0 || !frame_read_epoch(data, size, &epoch) || !session->welcomed || epoch != session->epoch) {
        garbage(receiver, upstream);
    } else {
        from_sender(receiver, upstream, type, frame);
    }
}

/* Reads the rest of a message whose first frame was handled, if it was not read as work. */
static void skip_rest(void *socket)
{
    int more = 0;
    size_t size = sizeof more;
    zmq_msg_t frame;
    while (zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size) == 0 && more) {
        zmq_msg_init(&frame);
        int result = zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT);
        zmq_msg_close(&frame);
        if (result < 0)
            return;
    }
}

bool zmq_receiver_receive(struct zmq_receiver *receiver, struct upstream *upstream)
{
    int frames = 0;
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (upstream->session) /* before reading: what came before the break, such as a bye, is there by then */
        session_watch(upstream->session);
    while (upstream->session && frames < FRAMES_PER_TURN &&
           zmq_msg_recv(&frame, upstream->session->socket, ZMQ_DONTWAIT) >= 0) {
        frames++;
        handle(receiver, upstream, &frame);
        if (upstream->session)
            skip_rest(upstream->session->socket);
    }
    zmq_msg_close(&frame);
    return frames == FRAMES_PER_TURN;
}
