/*
 * Where the upstreams of a link are: the addresses of a list of endpoints, looked up again every few seconds in a
 * thread of its own, because asking a name server can take long and the link's thread must never wait.
 */
#ifndef NEWSMILL_LINK_ZMQ_RESOLVER_H
#define NEWSMILL_LINK_ZMQ_RESOLVER_H

#include "common/error.h"
#include "common/link_inbox.h"
#include "common/link_zmq_socket.h"

#include <stdbool.h>
#include <stddef.h>

#define RESOLVER_ADDRESSES 256

struct resolver;

/* `endpoints`: one or more, separated by commas. `inbox` is woken when there are new addresses. */
struct resolver *resolver_start(const char *endpoints, struct link_inbox *inbox, struct error *error);

/*
 * Copies the addresses when they may have changed since the last call; false when nothing is new. An endpoint that
 * cannot be looked up now keeps the addresses that it had.
 */
bool resolver_take(struct resolver *resolver, char (*addresses)[LINK_ZMQ_ADDRESS_SIZE], size_t *count);

/* Never waits for a name server: a look-up under way ends by itself. */
void resolver_stop(struct resolver *resolver);

#endif
