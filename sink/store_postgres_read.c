/* Reading a PostgreSQL store: each question is one statement whose answer is one JSON text. */
#include "sink/store_postgres.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAMP(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

/* Runs a statement that gives one row, and reads its first column as JSON. */
static json_t *ask(struct postgres_store *store, const char *sql, int count, const char *const *values,
                   const char *doing, struct error *error)
{
    if (!postgres_connect(store, error))
        return NULL;
    PGresult *result = PQexecParams(store->connection, sql, count, NULL, values, NULL, NULL, 0);
    if (!(result = postgres_check(store, result, PGRES_TUPLES_OK, doing, error)))
        return NULL;
    json_t *answer = json_loads(PQgetvalue(result, 0, 0), JSON_DECODE_ANY, NULL);
    if (!answer)
        error_set(error, ERROR_FATAL, "%s: the answer is no JSON", doing);
    PQclear(result);
    return answer;
}

static char *limit_text(size_t most, char room[24])
{
    snprintf(room, 24, "%zu", most > INT_MAX ? (size_t)INT_MAX : most);
    return room;
}

bool postgres_count(void *state, struct store_counts *counts, struct error *error)
{
    json_t *answer = ask(state,
                         "SELECT json_build_array((SELECT count(*) FROM articles), "
                         "(SELECT count(*) FROM article_versions), (SELECT count(*) FROM entities), "
                         "(SELECT count(*) FROM mentions))",
                         0, NULL, "counting", error);
    if (!answer)
        return false;
    *counts = (struct store_counts){
        json_integer_value(json_array_get(answer, 0)), json_integer_value(json_array_get(answer, 1)),
        json_integer_value(json_array_get(answer, 2)), json_integer_value(json_array_get(answer, 3))};
    json_decref(answer);
    return true;
}

json_t *postgres_find(void *state, const char *id_or_url, struct error *error)
{
    /* An id is never a URL; the URL as it was fetched has no index and is looked for last. */
    static const char
        sql[] =
            "SELECT coalesce((SELECT json_build_object('document', v.document, 'lastSeenAt', " STAMP("a.last_seen_at") ", 'goneAt', " STAMP(
                "a.gone_at") ", "
                             "'versions', (SELECT json_agg(json_build_object('version', o.version, 'fetchedAt', " STAMP(
                                 "o.fetched_at") ", "
                                                 "'lastSeenAt', " STAMP("o.last_seen_at") ", 'dateModified', " STAMP(
                                                     "o.date_modified") ", "
                                                                        "'current', o.version = a.version) ORDER BY "
                                                                        "o.last_seen_at DESC, o.date_modified DESC "
                                                                        "NULLS "
                                                                        "LAST, "
                                                                        "o.version DESC) FROM article_versions o WHERE "
                                                                        "o.id = a.id)) "
                                                                        "FROM articles a JOIN article_versions v ON "
                                                                        "v.id "
                                                                        "= a.id AND v.version = a.version WHERE a.id = "
                                                                        "coalesce("
                                                                        "(SELECT id FROM articles WHERE id = "
                                                                        "$1::text), "
                                                                        "(SELECT min(id) FROM articles WHERE url = "
                                                                        "$1::text), "
                                                                        "(SELECT min(id) FROM articles WHERE "
                                                                        "source_url = "
                                                                        "$1::text))), 'null')";
    return ask(state, sql, 1, &id_or_url, "reading an article", error);
}

json_t *postgres_search(void *state, const char *words, size_t most, struct error *error)
{
    static const char sql[] =
        "SELECT coalesce(json_agg(json_build_object('id', f.id, 'version', f.version, 'url', f.url, "
        "'headline', f.headline, 'datePublished', " STAMP(
            "f.date_published") ", 'inLanguage', f.in_language, 'goneAt', " STAMP("f.gone_at") ", "
                                                                                               "'excerpt', "
                                                                                               "ts_headline('simple', "
                                                                                               "left(coalesce(f."
                                                                                               "article_body, "
                                                                                               "f.headline, ''), "
                                                                                               "20000), f.query, "
                                                                                               "'StartSel=\"\", "
                                                                                               "StopSel=\"\", "
                                                                                               "MaxWords=24, "
                                                                                               "MinWords=12')) "
                                                                                               "ORDER BY f.rank DESC, "
                                                                                               "f.date_published DESC "
                                                                                               "NULLS LAST, f.id), "
                                                                                               "'[]') "
                                                                                               "FROM (SELECT a.*, "
                                                                                               "q.query, "
                                                                                               "ts_rank_cd(a.search, "
                                                                                               "q.query) AS rank "
                                                                                               "FROM articles a, "
                                                                                               "websearch_to_tsquery('"
                                                                                               "simple', $1) AS q "
                                                                                               "(query) WHERE a.search "
                                                                                               "@@ "
                                                                                               "q.query "
                                                                                               "ORDER BY rank DESC, "
                                                                                               "a.date_published DESC "
                                                                                               "NULLS LAST, a.id LIMIT "
                                                                                               "$2::integer) AS f";
    struct buffer query = {0};
    char room[24];
    json_t *rows = NULL;
    if (store_quote_words(words, &query, error)) {
        const char *const values[] = {query.data, limit_text(most, room)};
        rows = ask(state, sql, 2, values, "searching", error);
    }
    buffer_free(&query);
    return rows;
}

json_t *postgres_top(void *state, const char *type, size_t most, struct error *error)
{
    static const char sql[] =
        "SELECT coalesce(json_agg(t ORDER BY t.articles DESC, t.mentions DESC, t.id), '[]') FROM ("
        "SELECT e.id, e.type, e.subtype, e.name, c.articles, coalesce(m.mentions, 0) AS mentions FROM entities e "
        "JOIN (SELECT x.entity_id, count(*) AS articles FROM articles a JOIN article_entities x "
        "ON x.article_id = a.id AND x.version = a.version GROUP BY x.entity_id) c ON c.entity_id = e.id "
        "LEFT JOIN (SELECT x.entity_id, count(*) AS mentions FROM articles a JOIN mentions x "
        "ON x.article_id = a.id AND x.version = a.version GROUP BY x.entity_id) m ON m.entity_id = e.id "
        "WHERE $1::text IS NULL OR e.type = $1 ORDER BY c.articles DESC, mentions DESC, e.id LIMIT $2::integer) t";
    char room[24];
    const char *const values[] = {type, limit_text(most, room)};
    return ask(state, sql, 2, values, "counting entities", error);
}
