#include "common/link_zmq_payload.h"

#include "common/buffer.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define COPY_LIMIT 1024 /* below, a copy costs less than sharing */

struct shared {
    atomic_uint owners;
    void *data;
    void (*free_data)(void *data, void *hint);
    void *hint;
};

static void drop_shared(void *data, void *hint)
{
    struct shared *shared = hint;
    (void)data;
    if (atomic_fetch_sub_explicit(&shared->owners, 1, memory_order_acq_rel) > 1)
        return;
    if (shared->free_data)
        shared->free_data(shared->data, shared->hint);
    else
        free(shared->data);
    free(shared);
}

void link_zmq_share_payload(struct link_message *message)
{
    if (message->size <= COPY_LIMIT || message->free_data == drop_shared)
        return;
    struct shared *shared = xmalloc(sizeof *shared);
    atomic_init(&shared->owners, 1);
    shared->data = message->data;
    shared->free_data = message->free_data;
    shared->hint = message->hint;
    message->free_data = drop_shared;
    message->hint = shared;
}

bool link_zmq_send_payload(void *socket, struct link_message *message, bool more)
{
    zmq_msg_t frame;
    if (message->free_data == drop_shared) {
        struct shared *shared = message->hint;
        atomic_fetch_add_explicit(&shared->owners, 1, memory_order_relaxed);
        if (zmq_msg_init_data(&frame, message->data, message->size, drop_shared, shared) != 0) {
            drop_shared(NULL, shared);
            return false;
        }
    } else {
        if (zmq_msg_init_size(&frame, message->size) != 0)
            return false;
        memcpy(zmq_msg_data(&frame), message->data, message->size);
    }
    while (zmq_msg_send(&frame, socket, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0)
        if (errno != EINTR) {
            zmq_msg_close(&frame);
            return false;
        }
    return true;
}

struct received {
    struct link_message message; /* first: whoever frees the message frees both */
    zmq_msg_t frame;
};

static void drop_received(void *data, void *hint)
{
    (void)data;
    zmq_msg_close(hint);
}

struct link_message *link_zmq_message_of(zmq_msg_t *frame, const char *key)
{
    struct received *received = xcalloc(1, sizeof *received);
    zmq_msg_init(&received->frame);
    zmq_msg_move(&received->frame, frame);
    received->message.data = zmq_msg_data(&received->frame);
    received->message.size = zmq_msg_size(&received->frame);
    received->message.free_data = drop_received;
    received->message.hint = &received->frame;
    strncpy(received->message.key, key, sizeof received->message.key - 1);
    return &received->message;
}
