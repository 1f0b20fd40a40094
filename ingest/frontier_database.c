#include "ingest/frontier_driver.h"

#include "common/buffer.h"
#include "common/postgres.h"
#include "common/secrets.h"

#include <stdlib.h>
#include <string.h>

/* Replaces what stands in braces. From malloc. */
static char *translate(const struct database *database, const char *sql)
{
    struct buffer out = {0};
    for (const char *open; (open = strchr(sql, '{')); sql = strchr(open, '}') + 1) {
        size_t size = strcspn(open, "}") - 1;
        const char *const(*word)[2] = database->driver->words;
        while ((*word)[0] && (strlen((*word)[0]) != size || strncmp((*word)[0], open + 1, size) != 0))
            word++;
        buffer_append(&out, sql, (size_t)(open - sql));
        buffer_append_text(&out, (*word)[0] ? (*word)[1] : "");
    }
    buffer_append_text(&out, sql);
    return buffer_steal(&out);
}

/* ---- databases ---- */

struct database *database_open(const char *place, enum database_access access, struct error *error)
{
    struct database *database = xcalloc(1, sizeof *database);
    database->driver = place && postgres_is_uri(place) ? &database_postgres : &database_sqlite;
    database->name = place ? secrets_hidden_url(place) : xstrdup("(temporary)");
    if (database->driver->open(database, place, access))
        return database;
    error_set(error, database->error.kind, "%s", database->error.text);
    database_close(database);
    return NULL;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    database->driver->close(database);
    free(database->name);
    free(database);
}

const char *database_name(const struct database *database)
{
    return database->name;
}

bool database_is_shared(const struct database *database)
{
    return database->driver->shared;
}

const struct error *database_error(const struct database *database)
{
    return &database->error;
}

bool database_is_damaged(const struct database *database)
{
    return database->damaged;
}

bool database_collided(const struct database *database)
{
    return database->collided;
}

bool database_execute(struct database *database, const char *sql)
{
    char *translated = translate(database, sql);
    bool done = database->driver->execute(database, translated);
    free(translated);
    return done;
}

bool database_begin(struct database *database)
{
    return database->driver->begin(database, false);
}

bool database_begin_schema(struct database *database)
{
    return database->driver->begin(database, true);
}

bool database_commit(struct database *database)
{
    return database->driver->commit(database);
}

void database_rollback(struct database *database)
{
    database->driver->rollback(database);
}

bool database_version(struct database *database, int *version)
{
    return database->driver->version(database, version);
}

bool database_set_version(struct database *database, int version)
{
    return database->driver->set_version(database, version);
}

/* ---- statements ---- */

struct statement *statement_new(struct database *database, const char *sql)
{
    struct statement *statement = xcalloc(1, sizeof *statement);
    statement->database = database;
    statement->sql = translate(database, sql);
    return statement;
}

void statement_free(struct statement *statement)
{
    if (!statement)
        return;
    statement->database->driver->finish(statement);
    free(statement->sql);
    free(statement);
}

void statement_set_text(struct statement *statement, int number, const char *text)
{
    statement->values[number].kind = text ? VALUE_TEXT : VALUE_NULL;
    statement->values[number].as.text = text;
}

void statement_set_integer(struct statement *statement, int number, int64_t integer)
{
    statement->values[number].kind = VALUE_INTEGER;
    statement->values[number].as.integer = integer;
}

void statement_set_real(struct statement *statement, int number, double real)
{
    statement->values[number].kind = VALUE_REAL;
    statement->values[number].as.real = real;
}

enum statement_step statement_step(struct statement *statement)
{
    return statement->database->driver->step(statement);
}

const char *statement_text(struct statement *statement, int column)
{
    return statement->database->driver->text(statement, column);
}

int64_t statement_integer(struct statement *statement, int column)
{
    return statement->database->driver->integer(statement, column);
}

double statement_real(struct statement *statement, int column)
{
    return statement->database->driver->real(statement, column);
}

void statement_reset(struct statement *statement)
{
    statement->database->driver->reset(statement);
}

bool statement_run(struct statement *statement)
{
    enum statement_step step = statement_step(statement);
    if (step == STATEMENT_ROW)
        statement_reset(statement);
    return step != STATEMENT_FAILED;
}

int64_t statement_changes(const struct statement *statement)
{
    return statement->changes;
}
