/* Which network addresses belong to the public internet, so that no page can point a fetch at what is behind ours. */
#ifndef NEWSMILL_ADDRESS_H
#define NEWSMILL_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* False for loopback, private, link-local, shared, reserved, documentation and multicast addresses, and for IPv6
 * addresses that carry such an IPv4 one. */
bool address_is_public(const struct sockaddr *address);

/* False when the host part of a URL ("10.0.0.1", "[::1]", "localhost") names such an address by itself. */
bool address_host_may_be_public(const char *host);

#endif
