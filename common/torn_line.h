/* A last line without a newline, which a writer that was killed has left in a file of JSON Lines. */
#ifndef NEWSMILL_TORN_LINE_H
#define NEWSMILL_TORN_LINE_H

#include "common/error.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * Whether what lies behind `begin` may be cut off: not when the file is something else, a database say, that was named
 * by mistake. Such a file does not begin with {, or has NULs in its last "line" (only behind it does a loss of power
 * leave some). False: ERROR_USAGE, or ERROR_TEMPORARY when it cannot be read; the caller puts the file's name before.
 */
bool torn_line_check(int file, off_t begin, struct error *error);

#endif
