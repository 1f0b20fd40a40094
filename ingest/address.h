/*
 * Which network addresses a fetch may go to: those of the public internet, so that no page can point it at what is
 * behind ours, and those of networks that the user named.
 */
#ifndef NEWSMILL_ADDRESS_H
#define NEWSMILL_ADDRESS_H

#include "common/error.h"

#include <stdbool.h>
#include <sys/socket.h>

/*
 * False for loopback, private, link-local, shared, reserved, documentation and multicast addresses (the IANA registries
 * of special-purpose addresses), and for IPv6 addresses that carry such an IPv4 one (mapped, NAT64, 6to4, Teredo, …).
 */
bool address_is_public(const struct sockaddr *address);

/*
 * Checks a list of networks: "10.0.0.0/8,fd00::/8,192.168.1.7", or "all" or "none". ERROR_USAGE: it is none.
 */
bool address_networks_check(const char *networks, struct error *error);

/*
 * True for a word that means networks, well written or not ("10.0.0/8", "fd00:/8", "None"): a number is its first, or a
 * slash and a number its last, or there are colons as in IPv6. URLs, site:, warc: and paths from "/" or "." do not.
 */
bool address_networks_meant(const char *word);

/* True when one of the networks (as checked; NULL: none) holds the address. An IPv4-mapped one counts as IPv4. */
bool address_is_in(const struct sockaddr *address, const char *networks);

/*
 * Reads the host part of a URL ("10.0.0.1", "0x7f.1", "[::1]", "localhost.") if it names an address by itself. False:
 * it is a name, and only its lookup will tell.
 */
bool address_of_host(const char *host, struct sockaddr_storage *address);

#endif
