/*
 * The numbered migrations of sink/schema/, built into the program. A store's table `schema_migrations` says which of
 * them it has; opening it for writing applies the rest, under a lock.
 */
#ifndef NEWSMILL_SINK_SCHEMA_H
#define NEWSMILL_SINK_SCHEMA_H

#include "common/error.h"

struct schema_migration {
    int number;
    const char *name; /* of the file, without folder and ending */
    const char *sql;
};

/* In ascending order; an entry without SQL ends the list. */
extern const struct schema_migration schema_sqlite[], schema_postgres[];

/* The number of the last migration of a list. */
int schema_newest(const struct schema_migration *migrations);

/* Refuses a store that a newer newsmill has made: `found` is its newest migration. */
bool schema_check_known(const struct schema_migration *migrations, int found, const char *store, struct error *error);

#endif
