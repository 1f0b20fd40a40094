/* What bench_store.c compares the PostgreSQL store with: binary COPY of rows that are encoded already. */
#ifndef NEWSMILL_BENCH_BARE_POSTGRES_H
#define NEWSMILL_BENCH_BARE_POSTGRES_H

#include "common/clock.h"
#include "sink/postgres_encode.h"
#include "sink/postgres_rows.h"
#include "sink/store.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BARE_VERSIONS, BARE_ARTICLES, BARE_ARTICLE_ENTITIES, BARE_MENTIONS, BARE_ENTITIES, BARE_TABLES };

static void bare_command(PGconn *connection, const char *sql, ExecStatusType wanted)
{
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != wanted) {
        fprintf(stderr, "bench_store: bare PostgreSQL: %s", PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
}

static void bare_encode_article(struct buffer *buffer, const struct batch_article *article)
{
    postgres_encode_row(buffer, 6 + COLUMN_COUNT);
    postgres_encode_string(buffer, article->id);
    postgres_encode_string(buffer, article->version);
    postgres_encode_time(buffer, article->date_published);
    postgres_encode_time(buffer, article->date_modified);
    postgres_encode_time(buffer, article->fetched_at);
    postgres_encode_time(buffer, article->last_seen_at);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        postgres_encode_text(buffer, article->columns[i].data, article->columns[i].size);
}

static void bare_encode_version(struct buffer *buffer, const struct batch_article *article)
{
    postgres_encode_row(buffer, 6);
    postgres_encode_string(buffer, article->id);
    postgres_encode_string(buffer, article->version);
    postgres_encode_time(buffer, article->fetched_at);
    postgres_encode_time(buffer, article->last_seen_at);
    postgres_encode_time(buffer, article->date_modified);
    postgres_encode_text(buffer, article->document.data, article->document.size);
}

static void bare_encode_entity(struct buffer *buffer, const struct batch_entity *entity)
{
    postgres_encode_row(buffer, 8);
    postgres_encode_string(buffer, entity->id);
    postgres_encode_string(buffer, entity->type);
    postgres_encode_text(buffer, entity->subtype.data, entity->subtype.size);
    postgres_encode_text(buffer, entity->name.data, entity->name.size);
    postgres_encode_text(buffer, entity->ids.data, entity->ids.size);
    postgres_encode_double(buffer, entity->value);
    postgres_encode_text(buffer, entity->unit.data, entity->unit.size);
    postgres_encode_text(buffer, entity->currency.data, entity->currency.size);
}

/* COPY refuses an entity that is there: each goes with the first batch that has it. `seen` is a set of ids. */
static void bare_encode_batch(struct buffer tables[BARE_TABLES], const struct batch *batch, json_t *seen)
{
    for (size_t i = 0; i < BARE_TABLES; i++)
        postgres_encode_copy_start(&tables[i]);
    for (size_t i = 0; i < batch->article_count; i++) {
        bare_encode_version(&tables[BARE_VERSIONS], &batch->articles[i]);
        bare_encode_article(&tables[BARE_ARTICLES], &batch->articles[i]);
        postgres_encode_article_entities(&tables[BARE_ARTICLE_ENTITIES], batch, &batch->articles[i]);
        postgres_encode_mentions(&tables[BARE_MENTIONS], batch, &batch->articles[i]);
    }
    for (size_t i = 0; i < batch->entity_count; i++)
        if (!json_object_get(seen, batch->entities[i].id)) {
            json_object_set_new(seen, batch->entities[i].id, json_true());
            bare_encode_entity(&tables[BARE_ENTITIES], &batch->entities[i]);
        }
    for (size_t i = 0; i < BARE_TABLES; i++)
        postgres_encode_copy_end(&tables[i]);
}

static void bare_copy(PGconn *connection, const char *sql, const struct buffer *rows)
{
    bare_command(connection, sql, PGRES_COPY_IN);
    for (size_t at = 0; at < rows->size; at += 128 * 1024) {
        size_t size = rows->size - at < 128 * 1024 ? rows->size - at : 128 * 1024;
        PQputCopyData(connection, rows->data + at, (int)size);
    }
    PQputCopyEnd(connection, NULL);
    PGresult *result;
    while ((result = PQgetResult(connection))) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            fprintf(stderr, "bench_store: bare PostgreSQL: %s", PQerrorMessage(connection));
            exit(1);
        }
        PQclear(result);
    }
}

static void bare_copy_sql(char *sql[BARE_TABLES])
{
    struct buffer articles = {0};
    buffer_append_text(&articles, "COPY articles (id, version, date_published, date_modified, fetched_at, "
                                  "last_seen_at");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buffer_printf(&articles, ", %s", batch_column_names[i]);
    buffer_append_text(&articles, ") FROM STDIN (FORMAT binary)");
    sql[BARE_ARTICLES] = buffer_steal(&articles);
    sql[BARE_VERSIONS] = xstrdup("COPY article_versions FROM STDIN (FORMAT binary)");
    sql[BARE_ARTICLE_ENTITIES] = xstrdup("COPY article_entities FROM STDIN (FORMAT binary)");
    sql[BARE_MENTIONS] = xstrdup("COPY mentions FROM STDIN (FORMAT binary)");
    sql[BARE_ENTITIES] = xstrdup("COPY entities FROM STDIN (FORMAT binary)");
}

/* Seconds that writing all batches takes; encoding them is not counted. */
static double bare_postgres(const char *url, struct batch *const *batches, size_t count)
{
    char *sql[BARE_TABLES];
    struct buffer(*rows)[BARE_TABLES] = xcalloc(count, sizeof *rows);
    json_t *seen = json_object();
    for (size_t i = 0; i < count; i++)
        bare_encode_batch(rows[i], batches[i], seen);
    bare_copy_sql(sql);
    store_close(store_open(url, STORE_WRITE, NULL)); /* makes the tables */
    PGconn *connection = PQconnectdb(url);
    double begun = clock_now();
    for (size_t i = 0; i < count; i++) {
        bare_command(connection, "BEGIN", PGRES_COMMAND_OK);
        for (size_t table = 0; table < BARE_TABLES; table++)
            bare_copy(connection, sql[table], &rows[i][table]);
        bare_command(connection, "COMMIT", PGRES_COMMAND_OK);
    }
    double seconds = clock_now() - begun;
    PQfinish(connection);
    json_decref(seen);
    for (size_t i = 0; i < count; i++)
        for (size_t table = 0; table < BARE_TABLES; table++)
            buffer_free(&rows[i][table]);
    for (size_t table = 0; table < BARE_TABLES; table++)
        free(sql[table]);
    free(rows);
    return seconds;
}

/* A schema of its own in the database, and a checkpoint so that none falls into one of the two runs only. */
static char *bare_postgres_clear(const char *uri)
{
    PGconn *connection = PQconnectdb(uri);
    bare_command(connection,
                 "SET client_min_messages = warning; DROP SCHEMA IF EXISTS bench_store CASCADE; "
                 "CREATE SCHEMA bench_store",
                 PGRES_COMMAND_OK);
    PQclear(PQexec(connection, "CHECKPOINT")); /* needs rights that we may lack */
    PQfinish(connection);
    return xprintf("%s%soptions=-csearch_path%%3Dbench_store", uri, strchr(uri, '?') ? "&" : "?");
}

#endif
