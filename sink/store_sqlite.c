/* Opening a SQLite store: settings, migrations, errors. */
#include "sink/store_sqlite.h"

#include "common/clock.h"
#include "common/log.h"
#include "sink/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 5000 /* how long another writer may hold the database before we report it */
#define OPEN_SECONDS      5.0  /* switching to WAL does not wait for others by itself */

bool sqlite_fail(const struct sqlite_store *store, const char *doing, struct error *error)
{
    int code = sqlite3_errcode(store->database);
    enum error_kind kind = ERROR_TEMPORARY;
    const char *advice = "";
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
        kind = ERROR_PERMANENT;
        break;
    case SQLITE_NOTADB:
        kind = ERROR_USAGE;
        advice = "; name another file";
        break;
    case SQLITE_FULL:
        advice = "; free some space";
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        advice = "; make the file and its folder writable";
        break;
    case SQLITE_BUSY:
        advice = "; another program holds it";
        break;
    default:
        break;
    }
    return error_set(error, kind, "%s: %s%s", doing, sqlite3_errmsg(store->database), advice);
}

static bool execute(struct sqlite_store *store, const char *sql, const char *doing, struct error *error)
{
    return sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK || sqlite_fail(store, doing, error);
}

/* The newest migration in the database, 0 for an empty one, -1 on failure. */
static int migration_found(struct sqlite_store *store, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int found = -1;
    if (sqlite3_prepare_v2(store->database, "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'", -1,
                           &statement, NULL) != SQLITE_OK)
        goto fail;
    int result = sqlite3_step(statement);
    sqlite3_finalize(statement);
    statement = NULL;
    if (result == SQLITE_DONE)
        return 0;
    if (result != SQLITE_ROW ||
        sqlite3_prepare_v2(store->database, "SELECT coalesce(max(number), 0) FROM schema_migrations", -1, &statement,
                           NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        goto fail;
    found = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return found;
fail:
    sqlite_fail(store, "reading the schema's version", error);
    sqlite3_finalize(statement);
    return -1;
}

static bool apply(struct sqlite_store *store, const struct schema_migration *migration, struct error *error)
{
    char *note = sqlite3_mprintf("INSERT INTO schema_migrations (number, name, applied_at) "
                                 "VALUES (%d, %Q, strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', 'now'))",
                                 migration->number, migration->name);
    bool done =
        note && execute(store, migration->sql, migration->name, error) && execute(store, note, migration->name, error);
    sqlite3_free(note);
    return done;
}

/* The write lock of BEGIN IMMEDIATE lets one of several sinks that start at once do the work; the others find it done.
 */
static bool migrate(struct sqlite_store *store, struct error *error)
{
    if (!execute(store, "BEGIN IMMEDIATE", "locking", error))
        return false;
    bool done = execute(store,
                        "CREATE TABLE IF NOT EXISTS schema_migrations "
                        "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT",
                        "making the schema", error);
    int found = done ? migration_found(store, error) : -1;
    done = found >= 0 && schema_check_known(schema_sqlite, found, store->name, error);
    for (const struct schema_migration *migration = schema_sqlite; done && migration->sql; migration++)
        if (migration->number > found)
            done = apply(store, migration, error);
    done = done && execute(store, "COMMIT", "committing the schema", error);
    if (!done)
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    return done;
}

/*
 * A writer that was killed between write and fsync has left commits that are in memory only. They count as stored from
 * now on, and a commit that changes nothing does not sync them.
 */
static bool sync_log(struct sqlite_store *store, struct error *error)
{
    sqlite3_file *log = NULL;
    if (sqlite3_file_control(store->database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK || !log ||
        !log->pMethods || log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) == SQLITE_OK)
        return true;
    return error_set(error, ERROR_TEMPORARY, "syncing the log: %s", strerror(errno));
}

static bool set_up(struct sqlite_store *store, enum store_access access, struct error *error)
{
    sqlite3_busy_timeout(store->database, BUSY_MILLISECONDS);
    if (!execute(store, "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY", "setting up", error))
        return false;
    if (access == STORE_WRITE && !execute(store,
                                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                                          "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864",
                                          "setting up", error))
        return false;
    int found = migration_found(store, error);
    if (found < 0 || !schema_check_known(schema_sqlite, found, store->name, error))
        return false;
    if (access == STORE_READ)
        return found > 0 || error_set(error, ERROR_USAGE, "no articles were ever stored in it");
    if (!sync_log(store, error) || (found < schema_newest(schema_sqlite) && !migrate(store, error)))
        return false;
    return sqlite_prepare_writing(store, error);
}

static void close_database(struct sqlite_store *store)
{
    checkpointer_stop(store->checkpointer);
    store->checkpointer = NULL;
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
    sqlite3_close(store->database);
    store->database = NULL;
}

static bool open_once(struct sqlite_store *store, const char *path, enum store_access access, struct error *error)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* its counters cost a lock with each allocation; no-op when too late */
    int flags = SQLITE_OPEN_READWRITE | (access == STORE_WRITE ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX;
    int result = sqlite3_open_v2(path, &store->database, flags, NULL);
    if (result != SQLITE_OK && access == STORE_READ) {
        sqlite3_close(store->database);
        result = sqlite3_open_v2(path, &store->database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    }
    bool done = result == SQLITE_OK ? set_up(store, access, error) : sqlite_fail(store, "opening", error);
    if (!done)
        close_database(store);
    else if (access == STORE_WRITE)
        store->checkpointer = checkpointer_start(store->database, path);
    return done;
}

static void *sqlite_open(const char *path, const char *name, enum store_access access, struct error *error)
{
    if (!store_check_folder(path, name, error))
        return NULL;
    if (access == STORE_READ && faccessat(AT_FDCWD, path, F_OK, 0)) {
        error_set(error, ERROR_USAGE, "store %s: %s; nothing was stored yet", name, strerror(errno));
        return NULL;
    }
    struct sqlite_store *store = xcalloc(1, sizeof *store);
    store->name = name;
    double deadline = clock_now() + OPEN_SECONDS;
    struct error cause = {ERROR_NONE, ""};
    for (;;) {
        if (open_once(store, path, access, &cause))
            return store;
        if (cause.kind != ERROR_TEMPORARY || !strstr(cause.text, "locked") || clock_now() > deadline)
            break;
        usleep(20000);
    }
    error_set(error, cause.kind, "store %s: %s", name, cause.text);
    free(store);
    return NULL;
}

static void sqlite_close(void *state)
{
    close_database(state);
    free(state);
}

const struct store_backend store_sqlite = {
    .scheme = "sqlite:",
    .check = store_check_path,
    .open = sqlite_open,
    .close = sqlite_close,
    .write = sqlite_write,
    .count = sqlite_count,
    .find = sqlite_find,
    .search = sqlite_search,
    .top = sqlite_top,
};
