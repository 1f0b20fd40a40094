/*
 * What both ends of a JSON Lines link share: endpoints `-` (stdin, stdout) and `file:PATH`.
 */
#ifndef NEWSMILL_LINK_LINES_H
#define NEWSMILL_LINK_LINES_H

#include "common/error.h"

#include <stdbool.h>

/* The path of a `file:` endpoint; NULL for `-`. ERROR_USAGE (false) when the path is empty. */
bool link_lines_path(const char *endpoint, const char **path, struct error *error);

/*
 * Waits until `descriptor` is ready for `events` (see poll(2)) or `stop` is readable, up to `seconds` (negative: for
 * ever). True: the descriptor is ready, or has an error that the next read or write will tell.
 */
bool link_lines_wait(int descriptor, short events, int stop, double seconds);

#endif
