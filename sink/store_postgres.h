/* The state of a PostgreSQL store, shared by the files that connect, write and read. */
#ifndef NEWSMILL_SINK_STORE_POSTGRES_H
#define NEWSMILL_SINK_STORE_POSTGRES_H

#include "sink/store_backend.h"

#include <libpq-fe.h>

struct postgres_store {
    PGconn *connection; /* NULL: none at the moment */
    char *uri;
    const char *name; /* for error texts; lives longer than this */
    enum store_access access;
    bool worked;           /* there was a connection that could be used */
    char *upsert_articles; /* the statement, made once */
    char state[6];         /* SQLSTATE of the last failure; "" when the connection failed */
};

/* Connects if there is no connection or it is broken, sets the session up, brings the schema up to date. */
bool postgres_connect(struct postgres_store *store, struct error *error);

/*
 * Checks that a result has the wanted status; if not, frees it, fills `error` and returns NULL. The caller frees the
 * result with PQclear.
 */
PGresult *postgres_check(struct postgres_store *store, PGresult *result, ExecStatusType wanted, const char *doing,
                         struct error *error);

/* Runs a statement without rows. */
bool postgres_execute(struct postgres_store *store, const char *sql, const char *doing, struct error *error);

/* INSERT INTO articles … ON CONFLICT, from arrays; from malloc. */
char *postgres_upsert_articles_sql(void);

bool postgres_write(void *state, const struct batch *batch, struct store_written *written, struct error *error);
bool postgres_count(void *state, struct store_counts *counts, struct error *error);
json_t *postgres_find(void *state, const char *id_or_url, struct error *error);
json_t *postgres_search(void *state, const char *words, size_t most, struct error *error);
json_t *postgres_top(void *state, const char *type, size_t most, struct error *error);

#endif
