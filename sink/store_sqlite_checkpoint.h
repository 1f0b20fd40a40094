/*
 * Moves what was committed from SQLite's write-ahead log into the database file, on a thread and a connection of its
 * own, so that storing does not wait for it (https://www.sqlite.org/wal.html, "Checkpointing").
 */
#ifndef NEWSMILL_SINK_STORE_SQLITE_CHECKPOINT_H
#define NEWSMILL_SINK_STORE_SQLITE_CHECKPOINT_H

#include <sqlite3.h>

struct checkpointer;

/*
 * Takes care of the log that `database` writes, open at `path`, until checkpointer_stop; it takes the connection's
 * commit hook (sqlite3_wal_hook). NULL when there is no thread or connection to be had: then SQLite goes on doing it
 * within commits.
 */
struct checkpointer *checkpointer_start(sqlite3 *database, const char *path);

/* To be called before the database is closed. NULL is allowed. */
void checkpointer_stop(struct checkpointer *checkpointer);

#endif
