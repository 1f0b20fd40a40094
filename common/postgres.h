/* What every user of PostgreSQL needs: a checked URI, a connection with sane time limits, kinds of errors. */
#ifndef NEWSMILL_POSTGRES_H
#define NEWSMILL_POSTGRES_H

#include "common/error.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* True for postgresql://… and postgres://… */
bool postgres_is_uri(const char *text);

/* Whether libpq understands the URI; ERROR_USAGE: why not. */
bool postgres_check_uri(const char *uri, struct error *error);

/*
 * Connects. NULL: that does not work now; ERROR_TEMPORARY, but ERROR_USAGE where the server is there and has no such
 * database or lets this user not in (postgres_remedy), which is a mistake at the first connect of a program. What the
 * URI does not say itself: 10 s to connect, a peer that went away is noticed after a minute, UTF-8. The connection is
 * the caller's (PQfinish); its notices go to the log.
 */
PGconn *postgres_connect_uri(const char *uri, struct error *error);

/* What the user has to mend, in words to put behind an error with this SQLSTATE; NULL: nothing, as far as that tells.
 */
const char *postgres_remedy(const char *state);

/* One row with the name of the schema that the connection's search_path asks for, when none of those in it exists. */
#define POSTGRES_MISSING_SCHEMA                                                                                        \
    "SELECT coalesce((SELECT trim(name) FROM unnest(string_to_array(current_setting('search_path'), ',')) AS name "    \
    "WHERE trim(name) NOT IN ('', '\"$user\"') LIMIT 1), 'public') WHERE current_schema() IS NULL"

/* False and ERROR_USAGE: that there is no such schema, and what to do. */
bool postgres_no_schema(const char *name, struct error *error);

/*
 * Refused for the data itself: cardinality, data exceptions, constraints, program limits (a value too long for an
 * index) but the depth of the stack. Everything else may pass another time: connections, locks, resources, shut-downs,
 * rights, a table that somebody renamed; the operator reads of it in the log and nothing is lost meanwhile.
 */
enum error_kind postgres_error_kind(const char *sql_state);

#endif
