/*
 * The receiving end of the ZeroMQ link: one thread owns a session with each upstream address. Program threads only put
 * settled messages into its inbox. docs/link-protocol.md tells what goes over the wire.
 */
#include "common/buffer.h"
#include "common/clock.h"
#include "common/link_inbox.h"
#include "common/link_transport.h"
#include "common/link_zmq_frames.h"
#include "common/link_zmq_resolver.h"
#include "common/link_zmq_session.h"
#include "common/link_zmq_socket.h"
#include "common/log.h"
#include "common/metrics.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES_PER_TURN  64   /* read from one upstream before the next one */
#define SOONEST_RETRY    0.1  /* seconds between two hellos to one upstream */
#define RETRY_REFUSED    5.0  /* seconds until a refused worker asks again */
#define LEAST_PATIENCE   1.0  /* seconds to wait for a welcome, or three heartbeats if that is longer */
#define WAIT_LOG_FIRST   2.0  /* seconds without an upstream until that is said, */
#define WAIT_LOG_SECONDS 30.0 /* and said again */

/* One address that work may come from. */
struct upstream {
    struct upstream *next;
    char address[LINK_ZMQ_ADDRESS_SIZE];
    bool listed;             /* the last look-up named it */
    struct session *session; /* NULL: none now */
    double retry_at;
    bool has_previous; /* the last session was lost while welcome: the sender may still count on it */
    uint8_t previous[SESSION_ID_SIZE];
    double refusal_logged;
};

struct zmq_receiver {
    struct link_receiver *link;
    const struct link_settings *settings;
    char *endpoint;
    void *context;
    struct link_zmq_keys keys;
    struct resolver *resolver;
    pthread_t thread;
    struct link_inbox inbox;
    atomic_bool draining, stopping;
    atomic_uint welcomed; /* sessions that are */

    /* The thread's own. */
    struct upstream *upstreams;
    size_t upstream_count; /* that are listed: they share the window */
    char addresses[RESOLVER_ADDRESSES][LINK_ZMQ_ADDRESS_SIZE];
    struct session *sessions;
    bool drained, waiting_said;
    double now, last_turn, alone_since, wait_logged, garbage_logged;
    zmq_pollitem_t *items;
    size_t item_room;
    struct metric *received, *garbage;
};

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

static void open_session(struct zmq_receiver *receiver, struct upstream *upstream)
{
    struct error error = {0};
    struct session *session = session_open(receiver->context, upstream->address, receiver->settings, &receiver->keys,
                                           share_of_messages(receiver), share_of_bytes(receiver),
                                           upstream->has_previous ? upstream->previous : NULL, receiver->now, &error);
    upstream->retry_at = receiver->now + SOONEST_RETRY;
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

static void end_session(struct zmq_receiver *receiver, struct upstream *upstream, bool lost)
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

/* Frees the sessions that have ended and of which the program holds nothing any more. */
static void free_ended(struct zmq_receiver *receiver)
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

/* Takes new addresses; a session with one that is no longer listed goes on until it is lost. */
static void take_addresses(struct zmq_receiver *receiver)
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

static void remove_unlisted(struct zmq_receiver *receiver)
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
    if (session->welcomed || !frame_read_welcome(data, size, &welcome) || welcome.nonce != session->nonce) {
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
    if (log_due(&upstream->refusal_logged, WAIT_LOG_SECONDS))
        log_error("%s refuses this worker: %s", upstream->address, refusal.reason);
    end_session(receiver, upstream, false);
    upstream->retry_at = receiver->now + RETRY_REFUSED;
}

static void work_came(struct zmq_receiver *receiver, struct upstream *upstream, zmq_msg_t *header)
{
    struct link_message *list;
    struct session *session = upstream->session;
    if (!session_read_work(session, header, receiver->settings->max_message_bytes, &list)) {
        garbage(receiver, upstream);
        end_session(receiver, upstream, true);
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
        end_session(receiver, upstream, true);
        break;
    case FRAME_BYE:
        log_info("%s has ended", upstream->address);
        end_session(receiver, upstream, false);
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

static bool receive(struct zmq_receiver *receiver, struct upstream *upstream)
{
    int frames = 0;
    zmq_msg_t frame;
    zmq_msg_init(&frame);
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
            end_session(receiver, upstream, false);
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

static void keep_session(struct zmq_receiver *receiver, struct upstream *upstream)
{
    struct session *session = upstream->session;
    double own = 3 * receiver->settings->heartbeat;
    double patience = session->welcomed ? 3 * session->heartbeat : own > LEAST_PATIENCE ? own : LEAST_PATIENCE;
    if (receiver->now - session->heard > patience) {
        if (session->welcomed)
            log_warning("no word from %s for three heartbeats; starting over", upstream->address);
        end_session(receiver, upstream, true);
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
            open_session(receiver, upstream);
        if (!upstream->session && upstream->listed && !receiver->drained)
            shortest = shortest < SOONEST_RETRY ? shortest : SOONEST_RETRY;
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
    if (receiver->last_turn)
        for (struct session *session = receiver->sessions; session; session = session->next)
            if (pause > (session->welcomed ? session->heartbeat : receiver->settings->heartbeat))
                session->heard += pause;
    receiver->last_turn = receiver->now;
}

static void wait_for_news(struct zmq_receiver *receiver, double until)
{
    size_t count = 1;
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
        count++;
    if (count > receiver->item_room) {
        receiver->item_room = count;
        receiver->items = xrealloc(receiver->items, count * sizeof *receiver->items);
    }
    receiver->items[0] = (zmq_pollitem_t){.fd = receiver->inbox.descriptor, .events = ZMQ_POLLIN};
    count = 1;
    for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
        if (upstream->session)
            receiver->items[count++] = (zmq_pollitem_t){.socket = upstream->session->socket, .events = ZMQ_POLLIN};
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
        take_addresses(receiver);
        if (atomic_load(&receiver->draining) && !receiver->drained)
            drain(receiver);
        for (struct upstream *upstream = receiver->upstreams; upstream; upstream = upstream->next)
            busy |= receive(receiver, upstream);
        send_outcomes(receiver);
        free_ended(receiver);
        double next = keep_time(receiver);
        remove_unlisted(receiver);
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
