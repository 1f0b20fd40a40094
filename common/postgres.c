#include "common/postgres.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/text.h"

#include <stdlib.h>
#include <string.h>

#define ANSWER_SECONDS 2.0 /* a refusal comes within these; what takes longer is no answer */

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

/* The SQLSTATE within a verbose message ("…: FATAL:  3D000: database …"), "" if there is none. */
static const char *state_within(const char *message)
{
    for (const char *at = message; (at = strstr(at, ":  ")); at++)
        if (strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 && at[8] == ':')
            return at + 3;
    return "";
}

const char *postgres_remedy(const char *state)
{
    if (text_starts_with(state, "3D000"))
        return "; create the database first, or name another";
    if (text_starts_with(state, "28000") || text_starts_with(state, "28P01"))
        return "; mend the user or the password in the URI, or let the user in (pg_hba.conf)";
    if (text_starts_with(state, "42501"))
        return "; grant that to the user in the URI, or name another";
    return NULL;
}

/* libpq tells the state of a refusal only in a verbose message, so it is asked again; true: that worked. */
static bool connect_again(PGconn *connection, const char **what_to_do)
{
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    PQreset(connection);
    *what_to_do = postgres_remedy(state_within(PQerrorMessage(connection)));
    PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
    return PQstatus(connection) == CONNECTION_OK;
}

PGconn *postgres_connect_uri(const char *uri, struct error *error)
{
    /* What stands before dbname is a default that the URI may replace. */
    const char *const words[] = {
        "connect_timeout", "keepalives_idle",           "keepalives_interval", "tcp_user_timeout",
        "dbname",          "fallback_application_name", "client_encoding",     NULL};
    const char *const values[] = {"10", "30", "10", "60000", uri, "newsmill", "UTF8", NULL};
    const char *what_to_do = NULL;
    double begun = clock_now();
    PGconn *connection = PQconnectdbParams(words, values, 1);
    bool answered = PQstatus(connection) != CONNECTION_OK && clock_now() - begun < ANSWER_SECONDS;
    char *text = xstrdup(PQerrorMessage(connection));
    text[strcspn(text, "\n")] = '\0';
    if (PQstatus(connection) == CONNECTION_OK || (answered && connect_again(connection, &what_to_do))) {
        PQsetNoticeProcessor(connection, take_notice, NULL);
    } else {
        error_set(error, what_to_do ? ERROR_USAGE : ERROR_TEMPORARY, "connecting: %.350s%s", text,
                  what_to_do ? what_to_do : "");
        PQfinish(connection);
        connection = NULL;
    }
    free(text);
    return connection;
}

bool postgres_no_schema(const char *name, struct error *error)
{
    return error_set(error, ERROR_USAGE,
                     "there is no schema %s, which its search_path asks for; create it first: "
                     "CREATE SCHEMA %s",
                     name, name);
}

enum error_kind postgres_error_kind(const char *sql_state)
{
    static const char *const permanent[] = {"21", "22", "23", "54"};
    if (text_starts_with(sql_state, "54001")) /* the server's max_stack_depth is too small, for every text alike */
        return ERROR_TEMPORARY;
    for (size_t i = 0; i < sizeof permanent / sizeof *permanent; i++)
        if (text_starts_with(sql_state, permanent[i]))
            return ERROR_PERMANENT;
    return ERROR_TEMPORARY;
}
