/*
 * Writing a batch to PostgreSQL, in one transaction (and a step behind it):
 *
 *  1. article_versions: INSERT … ON CONFLICT DO NOTHING from arrays tells which versions are new. Another sink that has
 *     inserted the same version and not committed yet is waited for, so a new version is ours alone from here on.
 *  2. Versions that were there already: the times of their first and last sighting move.
 *  3. articles: an upsert on the condition that the version is a greater one.
 *     Articles that are gone are marked, unless they were seen later.
 *  4. article_entities and mentions of the new versions: COPY, as nobody else can have them.
 *  5. entities: INSERT … ON CONFLICT DO NOTHING, last, because sinks share them and wait for each other's commit.
 *  6. After the commit: articles of which gone_early knew are marked.
 *
 * All is sorted by key and tables come in the same order, so that two sinks seldom deadlock; when they do, one tries
 * again.
 */
#include "sink/store_postgres.h"

#include "common/log.h"
#include "sink/postgres_encode.h"
#include "sink/postgres_rows.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFLICT_TRIES 5

/* What became of each version of the batch. */
enum fate {
    FATE_KNOWN, /* it was there, and this sighting changes nothing */
    FATE_NEW,
    FATE_MOVED /* it was there, its first or last sighting moved */
};

struct writing {
    struct postgres_store *store;
    const struct batch *batch;
    enum fate *fates;    /* of batch->articles */
    int64_t *fetched_at; /* first fetch of each, as it is in the table now */
    size_t moved;
};

static PGresult *run(struct writing *writing, const char *sql, struct postgres_arrays *arrays, ExecStatusType wanted,
                     const char *doing, struct error *error)
{
    const char *values[POSTGRES_ARRAYS_MOST];
    int sizes[POSTGRES_ARRAYS_MOST], formats[POSTGRES_ARRAYS_MOST];
    for (size_t i = 0; i < arrays->count; i++) {
        values[i] = arrays->items[i].data;
        sizes[i] = (int)arrays->items[i].size;
        formats[i] = 1;
    }
    PGconn *connection = writing->store->connection;
    PGresult *result = PQexecParams(connection, sql, (int)arrays->count, NULL, values, sizes, formats, 0);
    return postgres_check(writing->store, result, wanted, doing, error);
}

static struct batch_article *find_version(const struct batch *batch, const char *id, const char *version)
{
    size_t low = 0, high = batch->article_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(batch->articles[middle].id, id);
        if (!order)
            order = strcmp(batch->articles[middle].version, version);
        if (!order)
            return &batch->articles[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Reads the rows (id, version, first fetch) that a statement returned. */
static size_t take_fates(struct writing *writing, PGresult *result, enum fate fate)
{
    for (int i = 0; i < PQntuples(result); i++) {
        const struct batch_article *article =
            find_version(writing->batch, PQgetvalue(result, i, 0), PQgetvalue(result, i, 1));
        if (!article)
            continue;
        size_t at = (size_t)(article - writing->batch->articles);
        writing->fates[at] = fate;
        writing->fetched_at[at] = strtoll(PQgetvalue(result, i, 2), NULL, 10);
    }
    return (size_t)PQntuples(result);
}

static bool write_versions(struct writing *writing, size_t *new_count, struct error *error)
{
    static const char sql[] =
        "INSERT INTO article_versions (id, version, fetched_at, last_seen_at, date_modified, document) "
        "SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], "
        "$6::json[]) ON CONFLICT (id, version) DO NOTHING "
        "RETURNING id, version, extract(epoch FROM fetched_at)::bigint";
    struct postgres_arrays arrays = {0};
    postgres_version_arrays(&arrays, writing->batch, true);
    PGresult *result = run(writing, sql, &arrays, PGRES_TUPLES_OK, "storing versions", error);
    if (result)
        *new_count = take_fates(writing, result, FATE_NEW);
    PQclear(result);
    postgres_arrays_free(&arrays);
    return result != NULL;
}

static bool see_versions(struct writing *writing, struct error *error)
{
    static const char sql[] =
        "UPDATE article_versions v SET fetched_at = least(v.fetched_at, n.fetched_at), "
        "last_seen_at = greatest(v.last_seen_at, n.last_seen_at), "
        "date_modified = CASE WHEN (n.last_seen_at, coalesce(n.date_modified, '-infinity')) > "
        "(v.last_seen_at, coalesce(v.date_modified, '-infinity')) THEN n.date_modified ELSE v.date_modified END "
        "FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) "
        "AS n (id, version, fetched_at, last_seen_at, date_modified) "
        "WHERE v.id = n.id AND v.version = n.version AND (n.fetched_at < v.fetched_at OR "
        "(n.last_seen_at, coalesce(n.date_modified, '-infinity')) > "
        "(v.last_seen_at, coalesce(v.date_modified, '-infinity'))) "
        "RETURNING v.id, v.version, extract(epoch FROM v.fetched_at)::bigint";
    struct postgres_arrays arrays = {0};
    postgres_version_arrays(&arrays, writing->batch, false);
    PGresult *result = run(writing, sql, &arrays, PGRES_TUPLES_OK, "moving versions' sightings", error);
    if (result)
        writing->moved = take_fates(writing, result, FATE_MOVED);
    PQclear(result);
    postgres_arrays_free(&arrays);
    return result != NULL;
}

/* A version whose first fetch turned out to be earlier than we knew may be the current one, without becoming it now. */
static bool move_first_fetch(struct writing *writing, struct postgres_arrays *ids, struct error *error)
{
    static const char sql[] = "UPDATE articles a SET fetched_at = v.fetched_at FROM article_versions v "
                              "WHERE a.id = ANY ($1::text[]) AND v.id = a.id AND v.version = a.version "
                              "AND a.fetched_at > v.fetched_at";
    struct postgres_arrays only_ids = {.items = {ids->items[0]}, .count = 1};
    PGresult *result = run(writing, sql, &only_ids, PGRES_COMMAND_OK, "moving articles' first fetch", error);
    PQclear(result);
    return result != NULL;
}

static bool write_articles(struct writing *writing, struct error *error)
{
    const struct batch *batch = writing->batch;
    const struct batch_article **chosen = xcalloc(batch->article_count, sizeof *chosen);
    int64_t *fetched_at = xcalloc(batch->article_count, sizeof *fetched_at);
    struct postgres_arrays arrays = {0};
    size_t count = 0;
    for (size_t i = 0; i < batch->article_count; i++) {
        if (!batch->articles[i].current || writing->fates[i] == FATE_KNOWN)
            continue;
        fetched_at[count] = writing->fetched_at[i];
        chosen[count++] = &batch->articles[i];
    }
    bool done = true;
    if (count) {
        postgres_article_arrays(&arrays, chosen, fetched_at, count);
        PGresult *result =
            run(writing, writing->store->upsert_articles, &arrays, PGRES_COMMAND_OK, "storing articles", error);
        PQclear(result);
        done = result != NULL;
    }
    postgres_arrays_free(&arrays);
    free(fetched_at);
    free(chosen);
    return done;
}

static bool write_first_fetches(struct writing *writing, struct error *error)
{
    struct postgres_arrays arrays = {0};
    postgres_version_arrays(&arrays, writing->batch, false);
    bool done = move_first_fetch(writing, &arrays, error);
    postgres_arrays_free(&arrays);
    return done;
}

static bool write_entities(struct writing *writing, struct error *error)
{
    static const char sql[] = "INSERT INTO entities (id, type, subtype, name, ids, value, unit, currency) "
                              "SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[], "
                              "$6::float8[], $7::text[], $8::text[]) ON CONFLICT (id) DO NOTHING";
    if (!writing->batch->entity_count)
        return true;
    struct postgres_arrays arrays = {0};
    postgres_entity_arrays(&arrays, writing->batch);
    PGresult *result = run(writing, sql, &arrays, PGRES_COMMAND_OK, "storing entities", error);
    PQclear(result);
    postgres_arrays_free(&arrays);
    return result != NULL;
}

static bool mark_gone(struct writing *writing, struct error *error)
{
    static const char sql[] =
        "WITH early AS (INSERT INTO gone_early AS g (id, at) SELECT n.id, n.at FROM unnest($1::text[], "
        "$2::timestamptz[]) AS n (id, at) WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = n.id) "
        "ON CONFLICT (id) DO UPDATE SET at = greatest(g.at, excluded.at)) "
        "UPDATE articles a SET gone_at = n.at FROM unnest($1::text[], $2::timestamptz[]) "
        "AS n (id, at) WHERE a.id = n.id AND a.last_seen_at < n.at AND coalesce(a.gone_at, '-infinity') < n.at";
    struct postgres_arrays arrays = {0};
    postgres_gone_arrays(&arrays, writing->batch);
    PGresult *result = run(writing, sql, &arrays, PGRES_COMMAND_OK, "marking articles as gone", error);
    PQclear(result);
    postgres_arrays_free(&arrays);
    return result != NULL;
}

/*
 * Marks what was found to be gone before it was stored. After the commit: of two sinks, one with an article and one
 * that has it as gone, the second to commit then sees both. A batch whose ack is missing comes again, and here.
 */
static bool mark_gone_early(struct writing *writing, struct error *error)
{
    static const char sql[] = "UPDATE articles a SET gone_at = g.at FROM gone_early g WHERE g.id = ANY ($1::text[]) "
                              "AND a.id = g.id AND a.last_seen_at < g.at AND coalesce(a.gone_at, '-infinity') < g.at";
    struct postgres_arrays arrays = {0};
    bool done = true;
    for (int gone = 0; gone < 2 && done; gone++) {
        if (!(gone ? writing->batch->gone_count : writing->batch->article_count))
            continue;
        if (gone)
            postgres_gone_arrays(&arrays, writing->batch);
        else
            postgres_version_arrays(&arrays, writing->batch, false);
        struct postgres_arrays only_ids = {.items = {arrays.items[0]}, .count = 1};
        PGresult *result = run(writing, sql, &only_ids, PGRES_COMMAND_OK, "marking articles as gone", error);
        PQclear(result);
        done = result != NULL;
        postgres_arrays_free(&arrays);
    }
    return done;
}

/* ---- COPY ---- */

#define COPY_CHUNK (128 * 1024)

typedef void encode_function(struct buffer *buffer, const struct batch *batch, const struct batch_article *article);

static bool copy_rows(struct writing *writing, const char *sql, encode_function *encode, const char *doing,
                      struct error *error)
{
    struct postgres_store *store = writing->store;
    PGresult *result = postgres_check(store, PQexec(store->connection, sql), PGRES_COPY_IN, doing, error);
    if (!result)
        return false;
    PQclear(result);
    struct buffer rows = {0};
    bool sent = true;
    postgres_encode_copy_start(&rows);
    for (size_t i = 0; i < writing->batch->article_count && sent; i++) {
        if (writing->fates[i] == FATE_NEW)
            encode(&rows, writing->batch, &writing->batch->articles[i]);
        if (rows.size >= COPY_CHUNK) {
            sent = PQputCopyData(store->connection, rows.data, (int)rows.size) == 1;
            buffer_clear(&rows);
        }
    }
    postgres_encode_copy_end(&rows);
    sent = sent && PQputCopyData(store->connection, rows.data, (int)rows.size) == 1;
    PQputCopyEnd(store->connection, sent ? NULL : "not sent");
    buffer_free(&rows);
    bool done = true;
    /* A connection that broke in between may go on saying COPY_IN; the rollback or the next connection ends that. */
    while ((result = PQgetResult(store->connection)) && PQresultStatus(result) != PGRES_COPY_IN) {
        if (done && !postgres_check(store, result, PGRES_COMMAND_OK, doing, error))
            done = false;
        else
            PQclear(result);
    }
    sent = sent && !result;
    PQclear(result);
    return done && (sent || error_set(error, ERROR_TEMPORARY, "%s: the connection broke", doing));
}

static bool write_parts(struct writing *writing, struct error *error)
{
    return copy_rows(writing,
                     "COPY article_entities (article_id, version, entity_id, salience, confidence) "
                     "FROM STDIN (FORMAT binary)",
                     postgres_encode_article_entities, "storing articles' entities", error) &&
           copy_rows(writing,
                     "COPY mentions (article_id, version, entity_id, field, \"start\", \"end\", text) "
                     "FROM STDIN (FORMAT binary)",
                     postgres_encode_mentions, "storing mentions", error);
}

/* ---- the transaction ---- */

static bool write_all(struct writing *writing, struct store_written *written, struct error *error)
{
    size_t new_count = 0;
    if (!postgres_execute(writing->store, "BEGIN", "beginning a transaction", error) ||
        (writing->batch->article_count && !write_versions(writing, &new_count, error)))
        return false;
    if (new_count < writing->batch->article_count && !see_versions(writing, error))
        return false;
    if (new_count + writing->moved && !write_articles(writing, error))
        return false;
    if (writing->moved && !write_first_fetches(writing, error))
        return false;
    if (writing->batch->gone_count && !mark_gone(writing, error))
        return false;
    if (new_count && (!write_parts(writing, error) || !write_entities(writing, error)))
        return false;
    if (!postgres_execute(writing->store, "COMMIT", "committing", error) || !mark_gone_early(writing, error))
        return false;
    written->stored = new_count;
    written->known = writing->batch->article_count - new_count;
    return true;
}

static bool write_once(struct postgres_store *store, const struct batch *batch, struct store_written *written,
                       struct error *error)
{
    struct writing writing = {.store = store, .batch = batch};
    writing.fates = xcalloc(batch->article_count + 1, sizeof *writing.fates);
    writing.fetched_at = xcalloc(batch->article_count + 1, sizeof *writing.fetched_at);
    bool done = write_all(&writing, written, error);
    /* A broken connection is replaced at the next write, and its transaction is gone with it. */
    if (!done && PQstatus(store->connection) == CONNECTION_OK)
        PQclear(PQexec(store->connection, "ROLLBACK"));
    free(writing.fates);
    free(writing.fetched_at);
    return done;
}

bool postgres_write(void *state, const struct batch *batch, struct store_written *written, struct error *error)
{
    struct postgres_store *store = state;
    struct error own = {ERROR_NONE, ""};
    for (int tries = 1;; tries++) {
        if (postgres_connect(store, &own) && write_once(store, batch, written, &own))
            return true;
        /* Deadlock or serialization failure: the other one has gone on, so our turn comes at once. */
        if ((strcmp(store->state, "40P01") && strcmp(store->state, "40001")) || tries == CONFLICT_TRIES)
            break;
        log_debug("%s: %s; trying again", store->name, own.text);
        usleep((useconds_t)(tries * 5000 + random() % 10000));
    }
    return error_set(error, own.kind, "%s", own.text);
}
