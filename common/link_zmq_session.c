#include "common/link_zmq_session.h"

#include "common/buffer.h"
#include "common/link_zmq_payload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void send_frame(struct session *session, const uint8_t *frame, size_t size, double now)
{
    while (zmq_send(session->socket, frame, size, ZMQ_DONTWAIT) < 0 && errno == EINTR)
        ;
    session->sent = now;
}

static void say_hello(struct session *session, const struct link_settings *settings, const uint8_t *previous,
                      double now)
{
    uint8_t frame[1024];
    struct frame_hello hello = {.version_lowest = FRAME_VERSION_LOWEST,
                                .version_highest = FRAME_VERSION_HIGHEST,
                                .window_messages = session->window_messages,
                                .window_bytes = session->window_bytes,
                                .max_message_bytes = settings->max_message_bytes,
                                .nonce = session->nonce};
    strncpy(hello.name, settings->name, FRAME_NAME_LIMIT);
    if (previous) {
        memcpy(hello.previous, previous, SESSION_ID_SIZE);
        hello.previous_size = SESSION_ID_SIZE;
    }
    send_frame(session, frame, frame_write_hello(frame, &hello), now);
}

/* Opens the monitor of the session's socket; its name is new each time, as libzmq frees names late. */
static bool open_monitor(void *context, struct session *session, struct error *error)
{
    char name[64];
    int none = 0;
    snprintf(name, sizeof name, "inproc://broken-%016" PRIx64, session->nonce);
    session->monitor = zmq_socket(context, ZMQ_PAIR);
    if (!session->monitor || zmq_setsockopt(session->monitor, ZMQ_LINGER, &none, sizeof none) != 0 ||
        zmq_socket_monitor(session->socket, name, ZMQ_EVENT_DISCONNECTED) != 0 ||
        zmq_connect(session->monitor, name) != 0)
        return error_set(error, ERROR_TEMPORARY, "cannot watch a connection: %s", zmq_strerror(errno));
    return true;
}

void session_watch(struct session *session)
{
    char event[256]; /* its number and the address, a frame each; which one it is does not matter */
    while (zmq_recv(session->monitor, event, sizeof event, ZMQ_DONTWAIT) >= 0)
        session->broken = true;
}

struct session *session_open(void *context, const char *address, const struct link_settings *settings,
                             const struct link_zmq_keys *keys, uint32_t window_messages, uint64_t window_bytes,
                             const uint8_t *previous, double now, struct error *error)
{
    struct session *session = xcalloc(1, sizeof *session);
    if (getrandom(session->id, sizeof session->id, 0) != sizeof session->id ||
        getrandom(&session->nonce, sizeof session->nonce, 0) != sizeof session->nonce) {
        error_set(error, ERROR_FATAL, "no random numbers: %s", strerror(errno));
        goto fail;
    }
    session->id[0] |= 0x80; /* libzmq keeps ids that start with a zero for itself */
    session->window_messages = window_messages;
    session->window_bytes = window_bytes;
    session->opened = session->heard = now;
    session->socket = link_zmq_connect(context, address, session->id, sizeof session->id, settings, keys, error);
    if (!session->socket)
        goto fail;
    if (!open_monitor(context, session, error)) {
        session_end(session, false);
        goto fail;
    }
    say_hello(session, settings, previous, now);
    return session;
fail:
    free(session);
    return NULL;
}

void session_end(struct session *session, bool linger)
{
    int none = 0;
    if (!linger)
        zmq_setsockopt(session->socket, ZMQ_LINGER, &none, sizeof none);
    zmq_socket_monitor(session->socket, NULL, 0); /* before its reader goes, or libzmq might wait for one */
    if (session->monitor)
        zmq_close(session->monitor);
    zmq_close(session->socket);
    session->socket = session->monitor = NULL;
}

void session_send_epoch(struct session *session, enum frame_type type, double now)
{
    uint8_t frame[32];
    send_frame(session, frame, frame_write_epoch(frame, type, session->epoch), now);
}

void session_send_window(struct session *session, uint32_t messages, uint64_t bytes, double now)
{
    uint8_t frame[64];
    struct frame_window window = {.epoch = session->epoch, .messages = messages, .bytes = bytes};
    if (messages > session->window_messages)
        session->window_messages = messages;
    if (bytes > session->window_bytes)
        session->window_bytes = bytes;
    send_frame(session, frame, frame_write_window(frame, &window), now);
}

/* ---- outcomes ---- */

static void send_settled(struct session *session, const char *reason, double now)
{
    uint8_t frame[FRAME_LIMIT];
    if (session->settled.count == 0)
        return;
    send_frame(session, frame, frame_write_outcome(frame, session->outcome, session->epoch, &session->settled, reason),
               now);
    session->settled.count = session->settled.total = 0;
}

void session_flush(struct session *session, double now)
{
    send_settled(session, NULL, now);
}

void session_settle(struct session *session, uint64_t sequence, enum frame_type outcome, const char *reason, double now)
{
    if (session->outcome != outcome || !frame_add_range(&session->settled, sequence)) {
        send_settled(session, NULL, now);
        session->outcome = outcome;
        frame_add_range(&session->settled, sequence);
    }
    if (outcome == FRAME_REJECT) /* each has a reason of its own */
        send_settled(session, reason, now);
}

/* ---- work ---- */

static void skip_rest(struct session *session, bool more)
{
    zmq_msg_t frame;
    while (more) {
        zmq_msg_init(&frame);
        more = zmq_msg_recv(&frame, session->socket, ZMQ_DONTWAIT) >= 0 && zmq_msg_more(&frame);
        zmq_msg_close(&frame);
    }
}

/* Takes one payload frame; NULL when it is not what its entry says. */
static struct link_message *take_payload(struct session *session, const struct frame_work *work, bool *more)
{
    zmq_msg_t frame;
    struct link_message *message = NULL;
    zmq_msg_init(&frame);
    if (*more && zmq_msg_recv(&frame, session->socket, ZMQ_DONTWAIT) >= 0) {
        *more = zmq_msg_more(&frame);
        if (zmq_msg_size(&frame) == work->size) {
            message = link_zmq_message_of(&frame, work->key);
            message->attempts = work->attempts;
            message->link.sequence = work->sequence;
            message->link.epoch = session->epoch;
            message->link.origin = session;
        }
    }
    zmq_msg_close(&frame);
    return message;
}

static bool over_window(const struct session *session, size_t size)
{
    return session->held_messages > 0 &&
           (session->held_messages >= session->window_messages || session->held_bytes + size > session->window_bytes);
}

bool session_read_work(struct session *session, zmq_msg_t *header, size_t max_message_bytes, struct link_message **list)
{
    struct frame_reader reader;
    struct frame_work work;
    struct link_message **end = list, *message;
    size_t count = 0;
    bool more = zmq_msg_more(header);
    bool good = frame_read_work(&reader, zmq_msg_data(header), zmq_msg_size(header), &count);
    *list = NULL;
    for (size_t i = 0; good && i < count; i++) {
        good = frame_next_work(&reader, &work) && work.size <= max_message_bytes;
        message = good ? take_payload(session, &work, &more) : NULL;
        good = message != NULL;
        if (!good)
            break;
        if (over_window(session, message->size)) {
            session_settle(session, work.sequence, FRAME_RELEASE, NULL, session->sent);
            link_message_free(message);
            continue;
        }
        session->held_messages++;
        session->held_bytes += message->size;
        *end = message;
        end = &message->next;
    }
    good = good && !more;
    skip_rest(session, more);
    while (!good && *list) {
        message = *list;
        *list = message->next;
        session->held_messages--;
        session->held_bytes -= message->size;
        link_message_free(message);
    }
    return good;
}
