/*
 * The sources that the configuration names, as they are now, by the address that the frontier notes with all that they
 * lead to. For one thread.
 */
#ifndef NEWSMILL_SOURCE_TABLE_H
#define NEWSMILL_SOURCE_TABLE_H

#include "ingest/source_entry.h"

struct source_table;

/* `entries`: checked (source_entries_check); NULL: the configuration names none, and none counts as removed. */
struct source_table *source_table_new(const json_t *entries);

/* Takes these instead of those it has; pointers to their rules are no longer valid. */
void source_table_set(struct source_table *table, const json_t *entries);

void source_table_free(struct source_table *table); /* NULL is allowed */

size_t source_table_count(const struct source_table *table);
const char *source_table_address(const struct source_table *table, size_t index);

/* What the source asks for; NULL: it is none of these. `address` NULL is allowed. */
const struct source_rules *source_table_find(const struct source_table *table, const char *address);

/* True when the address was one of the configuration's and is no more. `address` NULL is allowed. */
bool source_table_lacks(const struct source_table *table, const char *address);

#endif
