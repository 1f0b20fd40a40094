#include "ingest/frontier_schema.h"

#include "common/buffer.h"

#include <stdlib.h>

/* Only ever add steps at the end: what is here has run on databases in use. */
static const char *const steps[] = {
    "CREATE TABLE runs (number INTEGER PRIMARY KEY, sources TEXT NOT NULL, started_at TEXT NOT NULL,"
    " finished_at TEXT);"

    "CREATE TABLE urls (number INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'delivered', 'skipped', 'failed')), reason TEXT,"
    " attempts INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0, run INTEGER NOT NULL,"
    " queued_at TEXT NOT NULL, changed_at TEXT NOT NULL);"
    "CREATE INDEX urls_queued ON urls (host, not_before, number) WHERE state = 'queued';"
    "CREATE INDEX urls_leased ON urls (number) WHERE state = 'leased';"

    "CREATE TABLE articles (id TEXT NOT NULL, version TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('delivered', 'failed')), reason TEXT, first_read_at TEXT NOT NULL,"
    " last_fetched_at TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (id, version)) WITHOUT ROWID;"

    "CREATE TABLE hosts (host TEXT PRIMARY KEY, next_allowed_at REAL NOT NULL) WITHOUT ROWID;",

    /* Addresses that lists name: what they are to be, how many lists led there, and what the list told of them. */
    "ALTER TABLE urls ADD COLUMN role INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE urls ADD COLUMN entry TEXT;",

    /* Of lists: what the server called the state in which they were last read (RFC 9110, 8.8). */
    "ALTER TABLE urls ADD COLUMN etag TEXT; ALTER TABLE urls ADD COLUMN last_modified TEXT;",
};

#define STEPS ((int)(sizeof steps / sizeof *steps))

static bool read_version(sqlite3 *database, int *version, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    bool done = sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    if (done)
        *version = sqlite3_column_int(statement, 0);
    else
        error_set(error, ERROR_USAGE, "%s", sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    return done;
}

bool frontier_schema_update(sqlite3 *database, struct error *error)
{
    int version = 0;
    if (!read_version(database, &version, error))
        return false;
    if (version > STEPS)
        return error_set(error, ERROR_USAGE,
                         "made by a newer newsmill (schema %d, known here up to %d); update newsmill", version, STEPS);
    for (; version < STEPS; version++) {
        char *sql = xprintf("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT;", steps[version], version + 1);
        int code = sqlite3_exec(database, sql, NULL, NULL, NULL);
        free(sql);
        if (code != SQLITE_OK) {
            error_set(error, code == SQLITE_FULL || code == SQLITE_BUSY ? ERROR_TEMPORARY : ERROR_USAGE,
                      "schema step %d: %s", version + 1, sqlite3_errmsg(database));
            sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
            return false;
        }
    }
    return true;
}
