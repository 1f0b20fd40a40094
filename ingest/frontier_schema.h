/* The tables of frontier.db, as numbered steps: a database made by an older newsmill is brought up to date. */
#ifndef NEWSMILL_FRONTIER_SCHEMA_H
#define NEWSMILL_FRONTIER_SCHEMA_H

#include "common/error.h"

#include <sqlite3.h>

/* Runs the steps that are missing, each in a transaction. ERROR_USAGE: made by a newer newsmill. */
bool frontier_schema_update(sqlite3 *database, struct error *error);

#endif
