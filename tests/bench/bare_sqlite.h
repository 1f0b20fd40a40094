/* What bench_store.c compares the SQLite store with: multi-row INSERT statements, nothing else. */
#ifndef NEWSMILL_BENCH_BARE_SQLITE_H
#define NEWSMILL_BENCH_BARE_SQLITE_H

#include "common/clock.h"
#include "sink/batch.h"
#include "sink/store.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BARE_ROWS 32 /* rows in a statement: measured to be as good as any more */

/* As the store sets itself up. */
#define BARE_SETTINGS                                                                                                  \
    "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL; "                              \
    "PRAGMA wal_autocheckpoint = 4000"

static sqlite3 *bare_db;

static void bare_check(int result)
{
    if (result == SQLITE_OK || result == SQLITE_DONE)
        return;
    fprintf(stderr, "bench_store: bare SQLite: %s\n", sqlite3_errmsg(bare_db));
    exit(1);
}

/* INSERT INTO table (columns) VALUES (?, …), … with so many rows. */
static sqlite3_stmt *bare_prepare(const char *verb, const char *table, const char *columns, int fields, size_t rows)
{
    struct buffer sql = {0};
    sqlite3_stmt *statement;
    buffer_printf(&sql, "%s INTO %s (%s) VALUES ", verb, table, columns);
    for (size_t row = 0; row < rows; row++)
        for (int i = 0; i < fields; i++)
            buffer_printf(&sql, "%s?%s", i ? "," : row ? ",(" : "(", i == fields - 1 ? ")" : "");
    bare_check(sqlite3_prepare_v3(bare_db, sql.data, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
    buffer_free(&sql);
    return statement;
}

/* A table while rows are added: the statement for many rows, and what is bound so far. */
struct bare_table {
    const char *verb, *name, *columns;
    int fields;
    sqlite3_stmt *many;
    void (*bind)(sqlite3_stmt *statement, int at, const struct batch *batch, size_t article, size_t row);
};

static void bare_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bare_sized(sqlite3_stmt *statement, int at, struct batch_text text)
{
    sqlite3_bind_text64(statement, at, text.data, text.size, SQLITE_STATIC, SQLITE_UTF8);
}

static void bare_number(sqlite3_stmt *statement, int at, double value)
{
    if (isnan(value))
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_double(statement, at, value);
}

static void bare_time(sqlite3_stmt *statement, int at, int64_t value)
{
    char text[CLOCK_STAMP_SIZE];
    const char *stamp = batch_stamp(value, text);
    sqlite3_bind_text(statement, at, stamp, -1, SQLITE_TRANSIENT);
}

static void bare_bind_version(sqlite3_stmt *s, int at, const struct batch *batch, size_t article, size_t row)
{
    const struct batch_article *a = &batch->articles[article];
    (void)row;
    bare_text(s, at, a->id);
    bare_text(s, at + 1, a->version);
    bare_time(s, at + 2, a->fetched_at);
    bare_time(s, at + 3, a->last_seen_at);
    bare_time(s, at + 4, a->date_modified);
    bare_sized(s, at + 5, a->document);
}

static void bare_bind_article(sqlite3_stmt *s, int at, const struct batch *batch, size_t article, size_t row)
{
    const struct batch_article *a = &batch->articles[article];
    (void)row;
    bare_text(s, at, a->id);
    bare_text(s, at + 1, a->version);
    bare_time(s, at + 2, a->date_published);
    bare_time(s, at + 3, a->date_modified);
    bare_time(s, at + 4, a->fetched_at);
    bare_time(s, at + 5, a->last_seen_at);
    for (int i = 0; i < COLUMN_COUNT; i++)
        bare_sized(s, at + 6 + i, a->columns[i]);
}

static void bare_bind_article_entity(sqlite3_stmt *s, int at, const struct batch *batch, size_t article, size_t row)
{
    const struct batch_article *a = &batch->articles[article];
    const struct batch_article_entity *r = &batch->article_entities[row];
    bare_text(s, at, a->id);
    bare_text(s, at + 1, a->version);
    bare_text(s, at + 2, r->entity_id);
    bare_number(s, at + 3, r->salience);
    bare_number(s, at + 4, r->confidence);
}

static void bare_bind_mention(sqlite3_stmt *s, int at, const struct batch *batch, size_t article, size_t row)
{
    const struct batch_article *a = &batch->articles[article];
    const struct batch_mention *r = &batch->mentions[row];
    bare_text(s, at, a->id);
    bare_text(s, at + 1, a->version);
    bare_text(s, at + 2, r->entity_id);
    bare_text(s, at + 3, r->field);
    sqlite3_bind_int(s, at + 4, r->start);
    sqlite3_bind_int(s, at + 5, r->end);
    bare_sized(s, at + 6, r->text);
}

static void bare_bind_entity(sqlite3_stmt *s, int at, const struct batch *batch, size_t article, size_t row)
{
    const struct batch_entity *r = &batch->entities[row];
    (void)article;
    bare_text(s, at, r->id);
    bare_text(s, at + 1, r->type);
    bare_sized(s, at + 2, r->subtype);
    bare_sized(s, at + 3, r->name);
    bare_sized(s, at + 4, r->ids);
    bare_number(s, at + 5, r->value);
    bare_sized(s, at + 6, r->unit);
    bare_sized(s, at + 7, r->currency);
}

/* Inserts `count` rows; articles[i] and rows[i] say which. */
static void bare_insert(struct bare_table *table, const struct batch *batch, const size_t *articles, const size_t *rows,
                        size_t count)
{
    for (size_t i = 0; i < count;) {
        size_t part = count - i < BARE_ROWS ? count - i : BARE_ROWS;
        sqlite3_stmt *statement = table->many;
        if (part < BARE_ROWS)
            statement = bare_prepare(table->verb, table->name, table->columns, table->fields, part);
        for (size_t k = 0; k < part; k++)
            table->bind(statement, 1 + (int)k * table->fields, batch, articles[i + k], rows[i + k]);
        bare_check(sqlite3_step(statement));
        sqlite3_reset(statement);
        if (part < BARE_ROWS)
            sqlite3_finalize(statement);
        i += part;
    }
}

static char bare_article_columns[512];

static void bare_batch(struct bare_table tables[5], const struct batch *batch)
{
    size_t most = batch->mention_count + batch->article_entity_count + batch->article_count + batch->entity_count;
    size_t *articles = xcalloc(2 * most + 2, sizeof *articles), *rows = articles + most + 1, count;
    bare_check(sqlite3_exec(bare_db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    for (count = 0; count < batch->article_count; count++)
        articles[count] = count;
    bare_insert(&tables[0], batch, articles, rows, count);
    bare_insert(&tables[1], batch, articles, rows, count);
    for (int table = 2; table < 4; table++) {
        count = 0;
        for (size_t i = 0; i < batch->article_count; i++) {
            const struct batch_article *a = &batch->articles[i];
            size_t first = table == 2 ? a->first_entity : a->first_mention;
            for (size_t k = 0; k < (table == 2 ? a->entity_count : a->mention_count); k++, count++) {
                articles[count] = i;
                rows[count] = first + k;
            }
        }
        bare_insert(&tables[table], batch, articles, rows, count);
    }
    for (count = 0; count < batch->entity_count; count++)
        rows[count] = count;
    bare_insert(&tables[4], batch, articles, rows, count);
    bare_check(sqlite3_exec(bare_db, "COMMIT", NULL, NULL, NULL));
    free(articles);
}

/* Seconds that writing all batches takes. */
static double bare_sqlite(const char *url, struct batch *const *batches, size_t count)
{
    struct bare_table tables[] = {
        {"INSERT", "article_versions", "id, version, fetched_at, last_seen_at, date_modified, document", 6, NULL,
         bare_bind_version},
        {"INSERT", "articles", bare_article_columns, 6 + COLUMN_COUNT, NULL, bare_bind_article},
        {"INSERT", "article_entities", "article_id, version, entity_id, salience, confidence", 5, NULL,
         bare_bind_article_entity},
        {"INSERT", "mentions", "article_id, version, entity_id, field, \"start\", \"end\", text", 7, NULL,
         bare_bind_mention},
        {"INSERT OR IGNORE", "entities", "id, type, subtype, name, ids, value, unit, currency", 8, NULL,
         bare_bind_entity},
    };
    int size = snprintf(bare_article_columns, sizeof bare_article_columns,
                        "id, version, date_published, date_modified, fetched_at, last_seen_at");
    for (int i = 0; i < COLUMN_COUNT; i++)
        size += snprintf(bare_article_columns + size, sizeof bare_article_columns - (size_t)size, ", %s",
                         batch_column_names[i]);
    store_close(store_open(url, STORE_WRITE, NULL)); /* makes the tables */
    bare_check(sqlite3_open(url + sizeof "sqlite:" - 1, &bare_db));
    bare_check(sqlite3_exec(bare_db, BARE_SETTINGS, NULL, NULL, NULL));
    double begun = clock_now();
    for (size_t i = 0; i < 5; i++)
        tables[i].many = bare_prepare(tables[i].verb, tables[i].name, tables[i].columns, tables[i].fields, BARE_ROWS);
    for (size_t i = 0; i < count; i++)
        bare_batch(tables, batches[i]);
    double seconds = clock_now() - begun;
    for (size_t i = 0; i < 5; i++)
        sqlite3_finalize(tables[i].many);
    sqlite3_close(bare_db);
    return seconds;
}

static char *bare_sqlite_clear(const char *path)
{
    const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char *file = xprintf("%s%s", path, endings[i]);
        unlink(file);
        free(file);
    }
    return xprintf("sqlite:%s", path);
}

#endif
