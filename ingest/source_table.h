/*
 * The sources in force, as they are now, by the address that the frontier notes with all that they lead to. Those that
 * are paused or removed are known, too: what they have led to is still theirs. For one thread.
 */
#ifndef NEWSMILL_SOURCE_TABLE_H
#define NEWSMILL_SOURCE_TABLE_H

#include "ingest/source_entry.h"

struct source_table;

/* `entries`: checked (source_entries_check); NULL: the configuration names none, and none counts as removed. */
struct source_table *source_table_new(const json_t *entries);

/* Takes these instead of those it has; pointers to their rules are no longer valid. `off`: of sources that are paused
 * or removed. */
void source_table_set(struct source_table *table, const json_t *entries, const json_t *off);

void source_table_free(struct source_table *table); /* NULL is allowed */

/* Those in force; in the order of the entries. */
size_t source_table_count(const struct source_table *table);
const char *source_table_address(const struct source_table *table, size_t index);

/* What the source asks for, also when it is off; NULL: it is unknown. `address` NULL is allowed. */
const struct source_rules *source_table_find(const struct source_table *table, const char *address);

/* True when the address was one of those in force and is no more. `address` NULL is allowed. */
bool source_table_lacks(const struct source_table *table, const char *address);

#endif
