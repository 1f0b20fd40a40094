/*
 * The sources in force: what the configuration names and what `newsmill sources` has changed since, in the frontier. A
 * change there counts before what the configuration says of the same address: an entry in its place, a state alone
 * with it. For one thread.
 */
#ifndef NEWSMILL_SOURCE_CHANGES_H
#define NEWSMILL_SOURCE_CHANGES_H

#include "ingest/frontier.h"

#include <jansson.h>
#include <stdbool.h>

/* What was read last; a zeroed struct is empty. */
struct source_changes {
    json_t *rows; /* as frontier_sources gives them; NULL: nothing was read */
    double look_at;
};

/* Reads the frontier, at most every two seconds. True when something is other than it was. */
bool source_changes_read(struct source_changes *changes, struct frontier *frontier);

/*
 * Entries for source_table_set, the caller's; NULL: neither names any. `configured`: of the configuration, checked;
 * NULL: it names none. `off`: a list that gets the entries of those that are paused or removed.
 */
json_t *source_changes_merge(const struct source_changes *changes, const json_t *configured, json_t *off);

/* True when a source is paused, so that it may be resumed. */
bool source_changes_pause(const struct source_changes *changes);

void source_changes_free(struct source_changes *changes);

#endif
