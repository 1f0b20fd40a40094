/* Connecting to a PostgreSQL store: session, migrations, errors. */
#include "sink/store_postgres.h"

#include "common/postgres.h"
#include "sink/schema.h"

#include <stdlib.h>
#include <string.h>

/* Any number that nobody else is likely to use for an advisory lock: "newsmill" in bytes. */
#define MIGRATION_LOCK "7954895654460419180"

static bool fail_connection(struct postgres_store *store, const char *doing, struct error *error)
{
    const char *text = PQerrorMessage(store->connection);
    store->state[0] = '\0';
    return error_set(error, ERROR_TEMPORARY, "%s: %.*s", doing, (int)strcspn(text, "\n"), text);
}

PGresult *postgres_check(struct postgres_store *store, PGresult *result, ExecStatusType wanted, const char *doing,
                         struct error *error)
{
    if (result && PQresultStatus(result) == wanted)
        return result;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (state && text && PQstatus(store->connection) == CONNECTION_OK) {
        snprintf(store->state, sizeof store->state, "%s", state);
        error_set(error, postgres_error_kind(state), "%s: %s (%s)", doing, text, state);
    } else {
        fail_connection(store, doing, error);
    }
    PQclear(result);
    return NULL;
}

bool postgres_execute(struct postgres_store *store, const char *sql, const char *doing, struct error *error)
{
    PGresult *result = PQexec(store->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    result = postgres_check(store, result, status == PGRES_TUPLES_OK ? status : PGRES_COMMAND_OK, doing, error);
    PQclear(result);
    return result != NULL;
}

/* The newest migration in the database, 0 for an empty one, -1 on failure. */
static int migration_found(struct postgres_store *store, struct error *error)
{
    static const char doing[] = "reading the schema's version";
    PGresult *result = PQexec(store->connection, "SELECT to_regclass('schema_migrations') IS NOT NULL");
    if (!(result = postgres_check(store, result, PGRES_TUPLES_OK, doing, error)))
        return -1;
    bool exists = PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    if (!exists)
        return 0;
    result = PQexec(store->connection, "SELECT coalesce(max(number), 0) FROM schema_migrations");
    if (!(result = postgres_check(store, result, PGRES_TUPLES_OK, doing, error)))
        return -1;
    int found = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return found;
}

static bool apply(struct postgres_store *store, const struct schema_migration *migration, struct error *error)
{
    char *note =
        xprintf("INSERT INTO schema_migrations (number, name) VALUES (%d, '%s')", migration->number, migration->name);
    bool done = postgres_execute(store, migration->sql, migration->name, error) &&
                postgres_execute(store, note, migration->name, error);
    free(note);
    return done;
}

/* The advisory lock lets one of several sinks that start at once do the work; the others find it done. */
static bool migrate(struct postgres_store *store, struct error *error)
{
    bool done = postgres_execute(store, "BEGIN; SELECT pg_advisory_xact_lock(" MIGRATION_LOCK ")", "locking the schema",
                                 error) &&
                postgres_execute(store,
                                 "CREATE TABLE IF NOT EXISTS schema_migrations (number integer NOT NULL PRIMARY KEY, "
                                 "name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
                                 "making the schema", error);
    int found = done ? migration_found(store, error) : -1;
    done = found >= 0 && schema_check_known(schema_postgres, found, store->name, error);
    for (const struct schema_migration *migration = schema_postgres; done && migration->sql; migration++)
        if (migration->number > found)
            done = apply(store, migration, error);
    done = done && postgres_execute(store, "COMMIT", "committing the schema", error);
    if (!done)
        PQclear(PQexec(store->connection, "ROLLBACK"));
    return done;
}

static bool has_schema(struct postgres_store *store, struct error *error)
{
    PGresult *result = PQexec(store->connection, POSTGRES_MISSING_SCHEMA);
    if (!(result = postgres_check(store, result, PGRES_TUPLES_OK, "looking for the schema", error)))
        return false;
    bool good = PQntuples(result) == 0 || postgres_no_schema(PQgetvalue(result, 0, 0), error);
    PQclear(result);
    return good;
}

static bool set_up(struct postgres_store *store, struct error *error)
{
    /* A commit that is acked has to be on disk, whatever the server's default. Waiting for a lock ends, so that it is
     * said and a stop is heard; a sink that sleeps in the middle of a transaction does not hold up the others. */
    if (!postgres_execute(store,
                          "SET client_min_messages = warning; SET timezone = 'UTC'; SET jit = off; "
                          "SELECT set_config('lock_timeout', '10s', false) "
                          "WHERE current_setting('lock_timeout') = '0'; "
                          "SELECT set_config('idle_in_transaction_session_timeout', '30s', false) "
                          "WHERE current_setting('idle_in_transaction_session_timeout') = '0'; "
                          "SELECT set_config('synchronous_commit', 'on', false) "
                          "WHERE current_setting('synchronous_commit') = 'off'",
                          "setting the session up", error) ||
        !has_schema(store, error))
        return false;
    int found = migration_found(store, error);
    if (found < 0 || !schema_check_known(schema_postgres, found, store->name, error))
        return false;
    if (store->access == STORE_READ)
        return found > 0 || error_set(error, ERROR_USAGE, "no articles were ever stored in it");
    return found == schema_newest(schema_postgres) || migrate(store, error);
}

static void disconnect(struct postgres_store *store)
{
    PQfinish(store->connection);
    store->connection = NULL;
}

bool postgres_connect(struct postgres_store *store, struct error *error)
{
    if (store->connection && PQstatus(store->connection) == CONNECTION_OK &&
        PQtransactionStatus(store->connection) == PQTRANS_IDLE)
        return true;
    disconnect(store);
    store->state[0] = '\0';
    store->connection = postgres_connect_uri(store->uri, error);
    bool done = store->connection && set_up(store, error);
    const char *what_to_do = done || !store->connection ? NULL : postgres_remedy(store->state);
    if (!done)
        disconnect(store);
    if (what_to_do && error)
        error_set(error, ERROR_USAGE, "%.400s%s", error->text, what_to_do);
    if (!done && store->worked && error) /* it has, and will again */
        error->kind = ERROR_TEMPORARY;
    store->worked = store->worked || done;
    return done;
}

static void postgres_close(void *state)
{
    struct postgres_store *store = state;
    disconnect(store);
    free(store->upsert_articles);
    free(store->uri);
    free(store);
}

static bool check_uri(const char *uri, const char *name, struct error *error)
{
    return postgres_check_uri(uri, error) || error_prefix(error, "store %s", name);
}

static void *postgres_open(const char *uri, const char *name, enum store_access access, struct error *error)
{
    if (!check_uri(uri, name, error))
        return NULL;
    struct postgres_store *store = xcalloc(1, sizeof *store);
    *store = (struct postgres_store){
        .uri = xstrdup(uri), .name = name, .access = access, .upsert_articles = postgres_upsert_articles_sql()};
    if (postgres_connect(store, error))
        return store;
    error_prefix(error, "store %s", name);
    postgres_close(store);
    return NULL;
}

const struct store_backend store_postgres = {
    .scheme = "postgresql://",
    .whole_url = true,
    .check = check_uri,
    .open = postgres_open,
    .close = postgres_close,
    .write = postgres_write,
    .count = postgres_count,
    .find = postgres_find,
    .search = postgres_search,
    .top = postgres_top,
};

const struct store_backend store_postgres_short = {
    .scheme = "postgres://",
    .whole_url = true,
    .check = check_uri,
    .open = postgres_open,
    .close = postgres_close,
    .write = postgres_write,
    .count = postgres_count,
    .find = postgres_find,
    .search = postgres_search,
    .top = postgres_top,
};
