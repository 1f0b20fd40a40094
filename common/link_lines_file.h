/*
 * Appending whole lines to a file that several processes may write: all of them or none, safe on the disk when it
 * returns.
 */
#ifndef NEWSMILL_LINK_LINES_FILE_H
#define NEWSMILL_LINK_LINES_FILE_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Opens a file for link_lines_append, makes it if it is missing and then syncs its folder, so that a loss of power does
 * not take the file away with what was acked. -1: `error` says why.
 */
int link_lines_open(const char *path, struct error *error);

/*
 * Cuts a last line without a newline, which a writer that was killed has left. Says so in the log under `name`.
 * ERROR_USAGE: the file is no JSON Lines (common/torn_line.h), and is left as it is.
 */
bool link_lines_repair(int file, const char *name, struct error *error);

/*
 * Locks the file, appends `data` (whole lines), syncs, unlocks. On failure nothing of it is left in the file. The
 * descriptor must be open for reading and appending. Waits for the lock at most a second.
 */
bool link_lines_append(int file, const char *data, size_t size, struct error *error);

#endif
