/* A frontier whose file is damaged: found out, and kept aside, so that a new one can take its place. */
#ifndef NEWSMILL_FRONTIER_DAMAGE_H
#define NEWSMILL_FRONTIER_DAMAGE_H

#include "ingest/frontier_database.h"

/* Looks through a file of up to FRONTIER_CHECKED bytes; larger ones are trusted until a read fails. False: it is
 * damaged, and `error` says how (ERROR_PERMANENT). Always true of what is no file. */
bool frontier_damage_check(struct database *database, struct error *error);

#define FRONTIER_CHECKED (64ll << 20)

/*
 * Gives the file at `path` and what belongs to it another name, with `.damaged-` and the time, and says so in the log
 * with the reason. False: it is not to be moved, because it was never a database of SQLite, or it cannot be (the log
 * says why). It must not be open.
 */
bool frontier_damage_set_aside(const char *path, const char *reason);

#endif
