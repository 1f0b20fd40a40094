/*
 * Payloads that a message and libzmq hold at the same time, without a copy: an outcome may come while libzmq still
 * has the bytes of an earlier delivery, so they are counted.
 */
#ifndef NEWSMILL_LINK_ZMQ_PAYLOAD_H
#define NEWSMILL_LINK_ZMQ_PAYLOAD_H

#include "common/link.h"

#include <stdbool.h>

#include <zmq.h>

/* Makes the message's data one that can be shared; its `free_data` and `hint` are wrapped. Small data stays as it is.
 */
void link_zmq_share_payload(struct link_message *message);

/* Sends the payload as one frame, never waiting. False: libzmq did not take it. */
bool link_zmq_send_payload(void *socket, struct link_message *message, bool more);

/* Makes a message of a frame that was received, without a copy; `frame` is left empty. */
struct link_message *link_zmq_message_of(zmq_msg_t *frame, const char *key);

#endif
