/* The state of a SQLite store, shared by the files that open, write and read it. */
#ifndef NEWSMILL_SINK_STORE_SQLITE_H
#define NEWSMILL_SINK_STORE_SQLITE_H

#include "sink/store_backend.h"
#include "sink/store_sqlite_checkpoint.h"

#include <sqlite3.h>

enum sqlite_statement {
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_INSERT_VERSION,
    STATEMENT_SEE_VERSION,
    STATEMENT_READ_VERSION,
    STATEMENT_UPSERT_ARTICLE,
    STATEMENT_SET_VERSION_FETCHED,
    STATEMENT_SET_ARTICLE_FETCHED,
    STATEMENT_SET_GONE,
    STATEMENT_SET_GONE_EARLY,
    STATEMENT_INSERT_ENTITY,
    STATEMENT_INSERT_ARTICLE_ENTITY,
    STATEMENT_INSERT_MENTION,
    STATEMENT_COUNT
};

struct sqlite_store {
    sqlite3 *database;
    const char *name; /* for error texts; lives longer than this */
    sqlite3_stmt *statements[STATEMENT_COUNT];
    struct checkpointer *checkpointer; /* NULL: none */
};

/* Fills `error` from the database's last error; returns false. */
bool sqlite_fail(const struct sqlite_store *store, const char *doing, struct error *error);

/* Prepares the statements for writing. */
bool sqlite_prepare_writing(struct sqlite_store *store, struct error *error);

bool sqlite_write(void *state, const struct batch *batch, struct store_written *written, struct error *error);
bool sqlite_count(void *state, struct store_counts *counts, struct error *error);
json_t *sqlite_find(void *state, const char *id_or_url, struct error *error);
json_t *sqlite_search(void *state, const char *words, size_t most, struct error *error);
json_t *sqlite_top(void *state, const char *type, size_t most, struct error *error);

#endif
