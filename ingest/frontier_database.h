/*
 * The two databases that a frontier may lie in, SQLite and PostgreSQL, as one: SQL is written once and runs on both.
 *
 * Parameters are $1 to $40, in any order, each as often as needed. What both call differently is written in braces and
 * replaced before the text goes to the database:
 *
 *     {serial}         the type of a number that the database gives: an integer, primary key
 *     {integer} {real} 64 bits each
 *     {text}           compared byte by byte
 *     {without rowid}  at the end of a table with a primary key of its own
 *     {json}           after a column that holds JSON, as in: entry{json} ->> 'feed'
 *     {key}            before an expression in brackets: what a UNIQUE index holds of a text of any length
 *     {now}            Unix time in seconds by the database's clock, as a real
 *     {lock}           after a SELECT: its rows are locked until the transaction ends
 *     {lock unlocked}  the same, and rows that others have locked are left out
 *
 * Otherwise keep to what both have: INSERT … ON CONFLICT (with columns of the table named in full, as urls.state, on
 * the right of SET and in WHERE), RETURNING, partial indexes, CASE in place of max() and greatest(), coalesce(). Not
 * safe for threads.
 */
#ifndef NEWSMILL_FRONTIER_DATABASE_H
#define NEWSMILL_FRONTIER_DATABASE_H

#include "common/error.h"

#include <stdbool.h>
#include <stdint.h>

#define STATEMENT_PARAMETERS 40

struct database;
struct statement;

enum database_access { DATABASE_READ, DATABASE_WRITE };

/*
 * Opens: `place` is a path, a postgresql:// URI, or NULL for a database that is forgotten at the end. A file is made
 * for DATABASE_WRITE if there is none. ERROR_TEMPORARY: trying again later may help; else ERROR_USAGE, or
 * ERROR_PERMANENT for a file that is damaged or no database at all. No prefix is put before the text.
 */
struct database *database_open(const char *place, enum database_access access, struct error *error);
void database_close(struct database *database); /* its statements were freed before; NULL is allowed */

/* The place without a password, for log lines; it lives as long as the database. */
const char *database_name(const struct database *database);

/* Whether other processes may write it at the same time (PostgreSQL). */
bool database_is_shared(const struct database *database);

/* Why the last call failed. A connection that was lost is made anew by itself, by a later call. */
const struct error *database_error(const struct database *database);

/* Whether something was found in the file since it was opened that cannot be in a sound one. */
bool database_is_damaged(const struct database *database);

/* Whether the last call failed only because two transactions got into each other's way: do it again at once. */
bool database_collided(const struct database *database);

/* Runs statements without parameters, separated by semicolons. */
bool database_execute(struct database *database, const char *sql);

/* A transaction that writes. After a failure in it: database_rollback, which itself cannot fail. */
bool database_begin(struct database *database);
bool database_commit(struct database *database);
void database_rollback(struct database *database);

/* For schema steps: like database_begin, but one process at a time; makes what has to be there for the first step. */
bool database_begin_schema(struct database *database);

/* The number of the last schema step; 0: none yet. False: not to be read now. */
bool database_version(struct database *database, int *version);
bool database_set_version(struct database *database, int version);

/*
 * A statement, prepared at its first step (and again after a lost connection) and kept until statement_free. `sql` is
 * copied. Never NULL.
 */
struct statement *statement_new(struct database *database, const char *sql);
void statement_free(struct statement *statement); /* NULL is allowed */

/* A parameter, by its number. Parameters that the statement does not name are ignored; those that are not set are null.
 * They stay set until they are set anew. Texts are not copied: they have to live until the step; NULL is null. */
void statement_set_text(struct statement *statement, int number, const char *text);
void statement_set_integer(struct statement *statement, int number, int64_t integer);
void statement_set_real(struct statement *statement, int number, double real);

enum statement_step {
    STATEMENT_ROW,
    STATEMENT_DONE, /* no more rows; the next step begins anew */
    STATEMENT_FAILED
};

/* Runs it, or goes on to the next row. */
enum statement_step statement_step(struct statement *statement);

/* Columns of the row, from 0. A text is NULL for null, and valid until the next step or reset. */
const char *statement_text(struct statement *statement, int column);
int64_t statement_integer(struct statement *statement, int column);
double statement_real(struct statement *statement, int column);

/* To be called when rows are left, before anything else is done with it. */
void statement_reset(struct statement *statement);

/* Runs one whose rows, if any, do not matter. */
bool statement_run(struct statement *statement);

/* Rows that the last run changed. */
int64_t statement_changes(const struct statement *statement);

#endif
