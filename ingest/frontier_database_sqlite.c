/* A frontier's database in SQLite: one process writes it; others may read. */
#include "ingest/frontier_driver.h"

#include "common/buffer.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const words[][2] = {{"serial", "INTEGER PRIMARY KEY"},
                                       {"integer", "INTEGER"},
                                       {"real", "REAL"},
                                       {"text", "TEXT"},
                                       {"without rowid", "WITHOUT ROWID"},
                                       {"json", ""},
                                       {"key", ""},
                                       {"now", "((julianday('now') - 2440587.5) * 86400.0)"},
                                       {"lock", ""},
                                       {"lock unlocked", ""},
                                       {NULL, NULL}};

struct prepared {
    sqlite3_stmt *statement;
    int places[STATEMENT_PARAMETERS + 1]; /* SQLite's own numbers of $1 to $40; 0: not in it */
    bool begun;
};

static bool fail(struct database *database)
{
    sqlite3 *connection = database->state;
    enum error_kind kind = ERROR_USAGE;
    switch (sqlite3_errcode(connection)) {
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_IOERR:
    case SQLITE_LOCKED:
        kind = ERROR_TEMPORARY;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        kind = ERROR_PERMANENT;
        database->damaged = true;
        break;
    default:
        break;
    }
    return error_set(&database->error, kind, "%s", sqlite3_errmsg(connection));
}

static bool execute(struct database *database, const char *sql)
{
    return sqlite3_exec(database->state, sql, NULL, NULL, NULL) == SQLITE_OK || fail(database);
}

/*
 * Not synchronous=FULL: a power cut may take back the last marks, and what they marked is then only done again. One
 * that is forgotten at the end needs no journal in a file. The constraints are for other writers: SQLite makes a table
 * of the words in an IN at every check, which costs more than the change itself.
 */
static bool set_up_writing(struct database *database, bool forgotten)
{
    if (!execute(database, "PRAGMA ignore_check_constraints = ON;"))
        return false;
    if (forgotten) /* large pages: each commit goes through all that were ever changed */
        return execute(database, "PRAGMA page_size = 16384; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; "
                                 "PRAGMA cache_size = -8192;");
    if (!execute(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; "
                           "PRAGMA wal_autocheckpoint = 4000;"))
        return false;
    return sqlite3_db_readonly(database->state, "main") != 1 ||
           error_set(&database->error, ERROR_USAGE, "the file is read-only");
}

static bool sqlite_open(struct database *database, const char *place, enum database_access access)
{
    int flags = access == DATABASE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *connection = NULL;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* counts of its memory, under a mutex: nobody asks for them */
    /* only one thread has the connection at a time: no mutexes */
    int code = sqlite3_open_v2(place ? place : "", &connection, flags | SQLITE_OPEN_NOMUTEX, NULL);
    database->state = connection;
    if (code != SQLITE_OK)
        return fail(database);
    sqlite3_extended_result_codes(connection, 0);
    sqlite3_busy_timeout(connection, 5000);
    return access == DATABASE_READ || set_up_writing(database, !place);
}

static void sqlite_shut(struct database *database)
{
    sqlite3_close(database->state);
}

static bool begin(struct database *database, bool schema)
{
    (void)schema;
    return execute(database, "BEGIN IMMEDIATE");
}

static bool commit(struct database *database)
{
    return execute(database, "COMMIT");
}

static void rollback(struct database *database)
{
    if (!sqlite3_get_autocommit(database->state))
        sqlite3_exec(database->state, "ROLLBACK", NULL, NULL, NULL);
}

static bool read_version(struct database *database, int *version)
{
    sqlite3_stmt *statement = NULL;
    bool done = sqlite3_prepare_v2(database->state, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    if (done)
        *version = sqlite3_column_int(statement, 0);
    else
        fail(database);
    sqlite3_finalize(statement);
    return done;
}

static bool set_version(struct database *database, int version)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version);
    return execute(database, sql);
}

/* ---- statements ---- */

static bool prepare(struct statement *statement)
{
    struct prepared *prepared = xcalloc(1, sizeof *prepared);
    char name[16];
    if (sqlite3_prepare_v3(statement->database->state, statement->sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &prepared->statement, NULL) != SQLITE_OK) {
        free(prepared);
        return fail(statement->database);
    }
    for (int number = 1; number <= STATEMENT_PARAMETERS; number++) {
        snprintf(name, sizeof name, "$%d", number);
        prepared->places[number] = sqlite3_bind_parameter_index(prepared->statement, name);
    }
    statement->state = prepared;
    return true;
}

static void bind(const struct statement *statement, const struct prepared *prepared)
{
    for (int number = 1; number <= STATEMENT_PARAMETERS; number++) {
        const struct statement_value *value = &statement->values[number];
        int place = prepared->places[number];
        if (place == 0)
            continue;
        if (value->kind == VALUE_TEXT)
            sqlite3_bind_text(prepared->statement, place, value->as.text, -1, SQLITE_STATIC);
        else if (value->kind == VALUE_INTEGER)
            sqlite3_bind_int64(prepared->statement, place, value->as.integer);
        else if (value->kind == VALUE_REAL)
            sqlite3_bind_double(prepared->statement, place, value->as.real);
        else
            sqlite3_bind_null(prepared->statement, place);
    }
}

static void reset(struct statement *statement)
{
    struct prepared *prepared = statement->state;
    if (!prepared)
        return;
    sqlite3_reset(prepared->statement);
    prepared->begun = false;
}

static enum statement_step step(struct statement *statement)
{
    if (!statement->state && !prepare(statement))
        return STATEMENT_FAILED;
    struct prepared *prepared = statement->state;
    if (!prepared->begun)
        bind(statement, prepared);
    prepared->begun = true;
    int code = sqlite3_step(prepared->statement);
    if (code == SQLITE_ROW)
        return STATEMENT_ROW;
    if (code == SQLITE_DONE)
        statement->changes = sqlite3_changes64(statement->database->state);
    else
        fail(statement->database);
    reset(statement);
    return code == SQLITE_DONE ? STATEMENT_DONE : STATEMENT_FAILED;
}

static const char *text(struct statement *statement, int column)
{
    struct prepared *prepared = statement->state;
    return (const char *)sqlite3_column_text(prepared->statement, column);
}

static int64_t integer(struct statement *statement, int column)
{
    struct prepared *prepared = statement->state;
    return sqlite3_column_int64(prepared->statement, column);
}

static double real(struct statement *statement, int column)
{
    struct prepared *prepared = statement->state;
    return sqlite3_column_double(prepared->statement, column);
}

static void finish(struct statement *statement)
{
    struct prepared *prepared = statement->state;
    if (prepared)
        sqlite3_finalize(prepared->statement);
    free(prepared);
    statement->state = NULL;
}

const struct database_driver database_sqlite = {
    .shared = false,
    .words = words,
    .open = sqlite_open,
    .close = sqlite_shut,
    .execute = execute,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .version = read_version,
    .set_version = set_version,
    .step = step,
    .text = text,
    .integer = integer,
    .real = real,
    .reset = reset,
    .finish = finish,
};
