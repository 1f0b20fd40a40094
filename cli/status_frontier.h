/* The frontier's part of `newsmill status`: how many addresses are in which state, the slowest and the failing hosts.
 */
#ifndef NEWSMILL_CLI_STATUS_FRONTIER_H
#define NEWSMILL_CLI_STATUS_FRONTIER_H

#include "common/buffer.h"

#include <jansson.h>
#include <stddef.h>

/*
 * {urls, readAgain, articles, slowestHosts, failingHosts} of the frontier at `place` (a path or a postgresql:// URI),
 * with `hosts` hosts at most in each list; {error} if it cannot be read. The caller's.
 */
json_t *status_frontier(const char *place, size_t hosts);

/* Appends the two lists of hosts as tables; nothing for lists that are empty. `width` as of terminal_width. */
void status_frontier_append_hosts(const json_t *frontier, struct buffer *text, size_t width);

#endif
