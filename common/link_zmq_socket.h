/*
 * What both ends of the ZeroMQ link share about sockets: options, CURVE keys, endpoints and host names.
 */
#ifndef NEWSMILL_LINK_ZMQ_SOCKET_H
#define NEWSMILL_LINK_ZMQ_SOCKET_H

#include "common/error.h"
#include "common/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINK_ZMQ_LINGER_MS 1000 /* a closing socket tries to send what is left for at most this long */
#define LINK_ZMQ_KEY_SIZE  41   /* a CURVE key in Z85 with its NUL */

/* Keys as `settings` name them; each is a file that holds 40 characters of Z85. An empty text is a key that is not set.
 */
struct link_zmq_keys {
    char own_secret[LINK_ZMQ_KEY_SIZE], own_public[LINK_ZMQ_KEY_SIZE], server[LINK_ZMQ_KEY_SIZE];
};

/* Reads the files; ERROR_USAGE names the one that is wrong. */
bool link_zmq_read_keys(const struct link_settings *settings, struct link_zmq_keys *keys, struct error *error);

/*
 * Makes the sender's ROUTER and binds it. `endpoint` without a host listens on loopback; a host name is looked up.
 * ERROR_USAGE says that the address is in use or cannot be bound.
 */
void *link_zmq_bind(void *context, const char *endpoint, const struct link_settings *settings, struct error *error);

/* Makes a DEALER with this routing id and connects it to one address ("tcp://192.0.2.1:5555", "ipc:///path"). */
void *link_zmq_connect(void *context, const char *address, const uint8_t *id, size_t id_size,
                       const struct link_settings *settings, const struct link_zmq_keys *keys, struct error *error);

/* Checks a tcp:// or ipc:// endpoint; ERROR_USAGE says what is wrong with it. */
bool link_zmq_check_endpoint(const char *endpoint, bool binds, struct error *error);

/* The same for one that is bound, or for those that are connected to, separated by commas. */
bool link_zmq_check_endpoints(const char *endpoints, bool binds, struct error *error);

/* True when a tcp endpoint names a host that must be looked up, not an address. */
bool link_zmq_needs_lookup(const char *endpoint);

#define LINK_ZMQ_ADDRESS_SIZE 128

/*
 * The addresses of an endpoint, at most `most`: itself if it is ipc:// or numeric, else every IPv4 address of its host,
 * or every IPv6 address if it has no other. May take long when a name server is away. 0: `error` says why.
 */
size_t link_zmq_lookup(const char *endpoint, char (*addresses)[LINK_ZMQ_ADDRESS_SIZE], size_t most,
                       struct error *error);

#endif
