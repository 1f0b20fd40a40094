/* A real PostgreSQL for tests, by hand: what was stored is looked up by other means than those under test. */
#ifndef NEWSMILL_POSTGRES_TEST_H
#define NEWSMILL_POSTGRES_TEST_H

#include "common/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void command(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Runs a shell command that has to succeed. */
static inline void command(const char *format, ...)
{
    va_list arguments;
    char text[1024];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (system(text))
        fail_msg("failed: %s", text);
}

static inline const char *postgres_server(void)
{
    return getenv("NEWSMILL_TEST_POSTGRES");
}

/* The first column of all rows, one a line; from malloc. */
static inline char *postgres_query(const char *uri, const char *sql)
{
    PGconn *connection = PQconnectdb(uri);
    PGresult *result = PQexec(connection, "SET client_min_messages = warning; SET timezone = 'UTC'");
    PQclear(result);
    result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection));
    struct buffer text = {0};
    for (int i = 0; i < PQntuples(result); i++)
        buffer_printf(&text, "%s\n", PQgetvalue(result, i, 0));
    PQclear(result);
    PQfinish(connection);
    return buffer_steal(&text);
}

static inline void postgres_do(const char *format, const char *name)
{
    char *sql = xmalloc(strlen(format) + strlen(name) + 1);
    char *at = strstr(format, "%s");
    sprintf(sql, "%.*s%s%s", (int)(at - format), format, name, at + 2);
    free(postgres_query(postgres_server(), sql));
    free(sql);
}

/* The URI of a new, empty schema, from malloc; postgres_do("DROP SCHEMA %s CASCADE", name) ends it. */
static inline char *postgres_new_schema(const char *name)
{
    const char *server = postgres_server();
    postgres_do("CREATE SCHEMA %s", name);
    return xprintf("%s%soptions=-csearch_path%%3D%s", server, strchr(server, '?') ? "&" : "?", name);
}

/* Skips the test, loudly. */
static inline void postgres_skip(void)
{
    print_message("SKIPPED: no PostgreSQL; NEWSMILL_TEST_POSTGRES is not set (make test sets it)\n");
    skip();
}

#endif
