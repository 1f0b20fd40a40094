/* The tables of the frontier, as numbered steps: a database made by an older newsmill is brought up to date. */
#ifndef NEWSMILL_FRONTIER_SCHEMA_H
#define NEWSMILL_FRONTIER_SCHEMA_H

#include "ingest/frontier_database.h"

/*
 * Runs the steps that are missing, in one transaction. ERROR_USAGE: made by a newer newsmill. Of several processes that
 * do it at the same time one does the work.
 */
bool frontier_schema_update(struct database *database, struct error *error);

/* For reading: ERROR_USAGE when the schema is not the one known here, ERROR_PERMANENT when there is none yet. */
bool frontier_schema_check(struct database *database, struct error *error);

#endif
