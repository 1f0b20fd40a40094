#include "common/postgres.h"

#include "common/buffer.h"
#include "common/log.h"
#include "common/text.h"

#include <stdlib.h>
#include <string.h>

bool postgres_is_uri(const char *text)
{
    return text_starts_with(text, "postgresql://") || text_starts_with(text, "postgres://");
}

/* libpq itself looks at the port only when it connects, where a mistake is like any other failure. */
static bool check_ports(const PQconninfoOption *options, struct error *error)
{
    while (options->keyword && strcmp(options->keyword, "port"))
        options++;
    const char *ports = options->keyword ? options->val : NULL;
    while (ports && *ports) {
        char *end;
        long port = strtol(ports, &end, 10);
        if (*ports != ',' && (port < 1 || port > 65535 || (*end && *end != ',')))
            return error_set(error, ERROR_USAGE, "the port has to be a number from 1 to 65535");
        ports = *end ? end + 1 : end;
    }
    return true;
}

bool postgres_check_uri(const char *uri, struct error *error)
{
    char *fault = NULL;
    PQconninfoOption *parsed = PQconninfoParse(uri, &fault);
    bool done = parsed
                    ? check_ports(parsed, error)
                    : error_set(error, ERROR_USAGE, "%.*s", (int)strcspn(fault ? fault : "", "\n"), fault ? fault : "");
    PQconninfoFree(parsed);
    PQfreemem(fault);
    return done;
}

static void take_notice(void *context, const char *message)
{
    (void)context;
    log_debug("PostgreSQL: %.*s", (int)strcspn(message, "\n"), message);
}

PGconn *postgres_connect_uri(const char *uri, struct error *error)
{
    /* What stands before dbname is a default that the URI may replace. */
    const char *const words[] = {
        "connect_timeout", "keepalives_idle",           "keepalives_interval", "tcp_user_timeout",
        "dbname",          "fallback_application_name", "client_encoding",     NULL};
    const char *const values[] = {"10", "30", "10", "60000", uri, "newsmill", "UTF8", NULL};
    PGconn *connection = PQconnectdbParams(words, values, 1);
    if (PQstatus(connection) == CONNECTION_OK) {
        PQsetNoticeProcessor(connection, take_notice, NULL);
        return connection;
    }
    const char *text = PQerrorMessage(connection);
    error_set(error, ERROR_TEMPORARY, "connecting: %.*s", (int)strcspn(text, "\n"), text);
    PQfinish(connection);
    return NULL;
}

enum error_kind postgres_error_kind(const char *sql_state)
{
    static const char *const permanent[] = {"21", "22", "23", "54"};
    for (size_t i = 0; i < sizeof permanent / sizeof *permanent; i++)
        if (text_starts_with(sql_state, permanent[i]))
            return ERROR_PERMANENT;
    return ERROR_TEMPORARY;
}
