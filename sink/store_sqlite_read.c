/* Reading a SQLite store: counts, one article, search, the most frequent entities. */
#include "sink/store_sqlite.h"

#include <limits.h>
#include <string.h>

static sqlite3_stmt *prepare(struct sqlite_store *store, const char *sql, const char *doing, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) != SQLITE_OK) {
        sqlite_fail(store, doing, error);
        return NULL;
    }
    return statement;
}

static json_t *column_json(sqlite3_stmt *statement, int column)
{
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return json_null();
    if (sqlite3_column_type(statement, column) == SQLITE_INTEGER)
        return json_integer(sqlite3_column_int64(statement, column));
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return json_stringn(text ? text : "", (size_t)sqlite3_column_bytes(statement, column));
}

/* All rows of a statement as an array of objects with the columns' names; finalizes the statement. */
static json_t *rows_of(struct sqlite_store *store, sqlite3_stmt *statement, const char *doing, struct error *error)
{
    json_t *rows = json_array();
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        json_t *row = json_object();
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            json_object_set_new(row, sqlite3_column_name(statement, i), column_json(statement, i));
        json_array_append_new(rows, row);
    }
    if (result != SQLITE_DONE) {
        sqlite_fail(store, doing, error);
        json_decref(rows);
        rows = NULL;
    }
    sqlite3_finalize(statement);
    return rows;
}

static int limit_of(size_t most)
{
    return most > INT_MAX ? INT_MAX : (int)most;
}

bool sqlite_count(void *state, struct store_counts *counts, struct error *error)
{
    struct sqlite_store *store = state;
    sqlite3_stmt *statement =
        prepare(store,
                "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions), "
                "(SELECT count(*) FROM entities), (SELECT count(*) FROM mentions)",
                "counting", error);
    if (!statement)
        return false;
    bool done = sqlite3_step(statement) == SQLITE_ROW || sqlite_fail(store, "counting", error);
    if (done)
        *counts = (struct store_counts){sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1),
                                        sqlite3_column_int64(statement, 2), sqlite3_column_int64(statement, 3)};
    sqlite3_finalize(statement);
    return done;
}

static json_t *versions_of(struct sqlite_store *store, const char *id, const char *current, struct error *error)
{
    sqlite3_stmt *statement =
        prepare(store,
                "SELECT version, fetched_at AS fetchedAt, last_seen_at AS lastSeenAt, date_modified AS dateModified "
                "FROM article_versions WHERE id = ?1 "
                "ORDER BY last_seen_at DESC, coalesce(date_modified, '') DESC, version DESC",
                "reading versions", error);
    if (!statement)
        return NULL;
    sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
    json_t *versions = rows_of(store, statement, "reading versions", error);
    for (size_t i = 0; i < json_array_size(versions); i++) {
        json_t *version = json_array_get(versions, i);
        const char *name = json_string_value(json_object_get(version, "version"));
        json_object_set_new(version, "current", json_boolean(name && !strcmp(name, current)));
    }
    return versions;
}

json_t *sqlite_find(void *state, const char *id_or_url, struct error *error)
{
    struct sqlite_store *store = state;
    json_t *found = NULL;
    /* An id is never a URL; the URL as it was fetched has no index and is looked for last. */
    sqlite3_stmt *statement =
        prepare(store,
                "SELECT a.id, a.version, a.last_seen_at, v.document, a.gone_at FROM articles a "
                "JOIN article_versions v ON v.id = a.id AND v.version = a.version WHERE a.number = coalesce("
                "(SELECT number FROM articles WHERE id = ?1), "
                "(SELECT number FROM articles WHERE url = ?1 ORDER BY id LIMIT 1), "
                "(SELECT number FROM articles WHERE source_url = ?1 ORDER BY id LIMIT 1))",
                "reading an article", error);
    if (!statement)
        return NULL;
    sqlite3_bind_text(statement, 1, id_or_url, -1, SQLITE_STATIC);
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(statement, 0);
        json_t *versions = versions_of(store, id, (const char *)sqlite3_column_text(statement, 1), error);
        if (versions)
            found =
                store_found((const char *)sqlite3_column_text(statement, 3), (size_t)sqlite3_column_bytes(statement, 3),
                            column_json(statement, 2), column_json(statement, 4), versions, error);
    } else if (result == SQLITE_DONE) {
        found = json_null();
    } else {
        sqlite_fail(store, "reading an article", error);
    }
    sqlite3_finalize(statement);
    return found;
}

json_t *sqlite_search(void *state, const char *words, size_t most, struct error *error)
{
    struct sqlite_store *store = state;
    struct buffer query = {0};
    json_t *rows = NULL;
    if (!store_quote_words(words, &query, error))
        goto out;
    /* The headline counts as much as four words of the body. */
    sqlite3_stmt *statement = prepare(
        store,
        "SELECT a.id, a.version, a.url, a.headline, a.date_published AS datePublished, "
        "a.in_language AS inLanguage, a.gone_at AS goneAt, snippet(articles_search, 1, '', '', '…', 24) AS excerpt "
        "FROM articles_search s JOIN articles a ON a.number = s.rowid WHERE articles_search MATCH ?1 "
        "ORDER BY bm25(articles_search, 4.0, 1.0), a.date_published DESC, a.id LIMIT ?2",
        "searching", error);
    if (!statement)
        goto out;
    sqlite3_bind_text(statement, 1, query.data, (int)query.size, SQLITE_STATIC);
    sqlite3_bind_int(statement, 2, limit_of(most));
    rows = rows_of(store, statement, "searching", error);
out:
    buffer_free(&query);
    return rows;
}

json_t *sqlite_top(void *state, const char *type, size_t most, struct error *error)
{
    struct sqlite_store *store = state;
    sqlite3_stmt *statement =
        prepare(store,
                "WITH counted AS (SELECT e.entity_id, count(*) AS articles, sum((SELECT count(*) FROM mentions m "
                "WHERE m.article_id = e.article_id AND m.version = e.version AND m.entity_id = e.entity_id)) AS "
                "mentions FROM articles a JOIN article_entities e ON e.article_id = a.id AND e.version = a.version "
                "GROUP BY e.entity_id) "
                "SELECT id, type, subtype, name, articles, mentions FROM counted JOIN entities ON id = entity_id "
                "WHERE ?1 IS NULL OR type = ?1 ORDER BY articles DESC, mentions DESC, id LIMIT ?2",
                "counting entities", error);
    if (!statement)
        return NULL;
    sqlite3_bind_text(statement, 1, type, -1, SQLITE_STATIC);
    sqlite3_bind_int(statement, 2, limit_of(most));
    return rows_of(store, statement, "counting entities", error);
}
