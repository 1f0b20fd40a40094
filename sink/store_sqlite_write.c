/*
 * Writing a batch to SQLite: one transaction under BEGIN IMMEDIATE, one prepared statement a table.
 *
 * A version that is there already gets no rows; only the times of its first and last sighting move. Whether it becomes
 * the current one is the condition of the upsert into `articles`.
 */
#include "sink/store_sqlite.h"

#include "common/clock.h"

#include <math.h>
#include <string.h>

/* INSERT INTO articles … ON CONFLICT: all columns change together, and only to a greater version. */
static void upsert_article_sql(struct buffer *sql)
{
    buffer_append_text(sql, "INSERT INTO articles (id, version, date_published, date_modified, fetched_at, "
                            "last_seen_at, gone_at");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buffer_printf(sql, ", %s", batch_column_names[i]);
    buffer_append_text(sql, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                            "(SELECT at FROM gone_early WHERE id = ?1 AND at > ?6)");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buffer_printf(sql, ", ?%zu", i + 7);
    buffer_append_text(sql, ") ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
                            "date_published = excluded.date_published, date_modified = excluded.date_modified, "
                            "fetched_at = excluded.fetched_at, last_seen_at = excluded.last_seen_at, gone_at = "
                            "CASE WHEN articles.gone_at > excluded.last_seen_at THEN articles.gone_at END");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buffer_printf(sql, ", %s = excluded.%s", batch_column_names[i], batch_column_names[i]);
    buffer_append_text(sql, " WHERE (excluded.last_seen_at, coalesce(excluded.date_modified, ''), excluded.version) "
                            "> (articles.last_seen_at, coalesce(articles.date_modified, ''), articles.version)");
}

static const char *const statement_sql[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_INSERT_VERSION] = "INSERT INTO article_versions (id, version, fetched_at, last_seen_at, date_modified, "
                                 "document) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id, version) DO NOTHING",
    [STATEMENT_SEE_VERSION] = "UPDATE article_versions SET last_seen_at = ?3, date_modified = ?4 "
                              "WHERE id = ?1 AND version = ?2 "
                              "AND (last_seen_at, coalesce(date_modified, '')) < (?3, coalesce(?4, ''))",
    [STATEMENT_READ_VERSION] = "SELECT fetched_at FROM article_versions WHERE id = ?1 AND version = ?2",
    [STATEMENT_SET_VERSION_FETCHED] = "UPDATE article_versions SET fetched_at = ?3 WHERE id = ?1 AND version = ?2",
    [STATEMENT_SET_ARTICLE_FETCHED] = "UPDATE articles SET fetched_at = ?3 WHERE id = ?1 AND version = ?2",
    [STATEMENT_SET_GONE] =
        "UPDATE articles SET gone_at = ?2 WHERE id = ?1 AND last_seen_at < ?2 AND coalesce(gone_at, '') < ?2",
    [STATEMENT_SET_GONE_EARLY] = "INSERT INTO gone_early (id, at) SELECT ?1, ?2 WHERE NOT EXISTS "
                                 "(SELECT 1 FROM articles WHERE id = ?1) "
                                 "ON CONFLICT (id) DO UPDATE SET at = max(at, excluded.at)",
    [STATEMENT_INSERT_ENTITY] = "INSERT INTO entities (id, type, subtype, name, ids, value, unit, currency) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO NOTHING",
    [STATEMENT_INSERT_ARTICLE_ENTITY] = "INSERT INTO article_entities (article_id, version, entity_id, salience, "
                                        "confidence) VALUES (?1, ?2, ?3, ?4, ?5)",
    [STATEMENT_INSERT_MENTION] =
        "INSERT INTO mentions (article_id, version, entity_id, field, \"start\", \"end\", text) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};

/* Runs a statement whose values are bound, and makes it ready for the next row; the values stay bound. */
static bool step(struct sqlite_store *store, enum sqlite_statement which, const char *doing, struct error *error)
{
    sqlite3_stmt *statement = store->statements[which];
    int result = sqlite3_step(statement);
    bool done = result == SQLITE_DONE || result == SQLITE_ROW || sqlite_fail(store, doing, error);
    sqlite3_reset(statement);
    return done;
}

static void bind_text(sqlite3_stmt *statement, int column, const char *text)
{
    sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC);
}

static void bind_sized(sqlite3_stmt *statement, int column, struct batch_text text)
{
    sqlite3_bind_text64(statement, column, text.data, text.size, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_number(sqlite3_stmt *statement, int column, double value)
{
    if (isnan(value))
        sqlite3_bind_null(statement, column);
    else
        sqlite3_bind_double(statement, column, value);
}

/* The times of an article as texts; NULL where there is none. */
struct stamps {
    char room[4][CLOCK_STAMP_SIZE];
    const char *published, *modified, *fetched, *seen;
};

static void fill_stamps(struct stamps *stamps, const struct batch_article *article)
{
    stamps->published = batch_stamp(article->date_published, stamps->room[0]);
    stamps->modified = batch_stamp(article->date_modified, stamps->room[1]);
    stamps->fetched = batch_stamp(article->fetched_at, stamps->room[2]);
    stamps->seen = batch_stamp(article->last_seen_at, stamps->room[3]);
}

static bool insert_version(struct sqlite_store *store, const struct batch_article *article, const struct stamps *stamps,
                           bool *is_new, struct error *error)
{
    sqlite3_stmt *statement = store->statements[STATEMENT_INSERT_VERSION];
    bind_text(statement, 1, article->id);
    bind_text(statement, 2, article->version);
    bind_text(statement, 3, stamps->fetched);
    bind_text(statement, 4, stamps->seen);
    bind_text(statement, 5, stamps->modified);
    bind_sized(statement, 6, article->document);
    if (!step(store, STATEMENT_INSERT_VERSION, "storing a version", error))
        return false;
    *is_new = sqlite3_changes(store->database) > 0;
    return true;
}

/*
 * A version that was there before: moves the times of its sightings. `*later` says whether this was the latest one;
 * `stamps->fetched` becomes the first fetch of all.
 */
static bool see_version(struct sqlite_store *store, const struct batch_article *article, struct stamps *stamps,
                        bool *later, struct error *error)
{
    sqlite3_stmt *read = store->statements[STATEMENT_READ_VERSION];
    bind_text(read, 1, article->id);
    bind_text(read, 2, article->version);
    const char *first = sqlite3_step(read) == SQLITE_ROW ? (const char *)sqlite3_column_text(read, 0) : NULL;
    bool earlier = first && strcmp(stamps->fetched, first) < 0;
    if (first && !earlier)
        stamps->fetched = memcpy(stamps->room[2], first, strnlen(first, CLOCK_STAMP_SIZE - 1) + 1);
    sqlite3_reset(read);
    if (!first)
        return sqlite_fail(store, "reading a version", error);
    sqlite3_stmt *see = store->statements[STATEMENT_SEE_VERSION];
    bind_text(see, 1, article->id);
    bind_text(see, 2, article->version);
    bind_text(see, 3, stamps->seen);
    bind_text(see, 4, stamps->modified);
    if (!step(store, STATEMENT_SEE_VERSION, "moving a version's last sighting", error))
        return false;
    *later = sqlite3_changes(store->database) > 0;
    for (int i = 0; earlier && i < 2; i++) {
        enum sqlite_statement which = i ? STATEMENT_SET_ARTICLE_FETCHED : STATEMENT_SET_VERSION_FETCHED;
        bind_text(store->statements[which], 1, article->id);
        bind_text(store->statements[which], 2, article->version);
        bind_text(store->statements[which], 3, stamps->fetched);
        if (!step(store, which, "moving a version's first fetch", error))
            return false;
    }
    return true;
}

static bool upsert_article(struct sqlite_store *store, const struct batch_article *article, const struct stamps *stamps,
                           struct error *error)
{
    sqlite3_stmt *statement = store->statements[STATEMENT_UPSERT_ARTICLE];
    bind_text(statement, 1, article->id);
    bind_text(statement, 2, article->version);
    bind_text(statement, 3, stamps->published);
    bind_text(statement, 4, stamps->modified);
    bind_text(statement, 5, stamps->fetched);
    bind_text(statement, 6, stamps->seen);
    for (int i = 0; i < COLUMN_COUNT; i++)
        bind_sized(statement, 7 + i, article->columns[i]);
    return step(store, STATEMENT_UPSERT_ARTICLE, "storing an article", error);
}

static bool insert_parts(struct sqlite_store *store, const struct batch *batch, const struct batch_article *article,
                         struct error *error)
{
    sqlite3_stmt *statement = store->statements[STATEMENT_INSERT_ARTICLE_ENTITY];
    bind_text(statement, 1, article->id);
    bind_text(statement, 2, article->version);
    for (size_t i = 0; i < article->entity_count; i++) {
        const struct batch_article_entity *row = &batch->article_entities[article->first_entity + i];
        bind_text(statement, 3, row->entity_id);
        bind_number(statement, 4, row->salience);
        bind_number(statement, 5, row->confidence);
        if (!step(store, STATEMENT_INSERT_ARTICLE_ENTITY, "storing an article's entity", error))
            return false;
    }
    statement = store->statements[STATEMENT_INSERT_MENTION];
    bind_text(statement, 1, article->id);
    bind_text(statement, 2, article->version);
    for (size_t i = 0; i < article->mention_count; i++) {
        const struct batch_mention *row = &batch->mentions[article->first_mention + i];
        bind_text(statement, 3, row->entity_id);
        bind_text(statement, 4, row->field);
        sqlite3_bind_int(statement, 5, row->start);
        sqlite3_bind_int(statement, 6, row->end);
        bind_sized(statement, 7, row->text);
        if (!step(store, STATEMENT_INSERT_MENTION, "storing a mention", error))
            return false;
    }
    return true;
}

static bool write_article(struct sqlite_store *store, const struct batch *batch, const struct batch_article *article,
                          struct store_written *written, struct error *error)
{
    struct stamps stamps;
    bool is_new = false, later = true;
    fill_stamps(&stamps, article);
    if (!insert_version(store, article, &stamps, &is_new, error))
        return false;
    if (!is_new && !see_version(store, article, &stamps, &later, error))
        return false;
    if (article->current && later && !upsert_article(store, article, &stamps, error))
        return false;
    written->stored += is_new;
    written->known += !is_new;
    return !is_new || insert_parts(store, batch, article, error);
}

static bool insert_entities(struct sqlite_store *store, const struct batch *batch, struct error *error)
{
    sqlite3_stmt *statement = store->statements[STATEMENT_INSERT_ENTITY];
    for (size_t i = 0; i < batch->entity_count; i++) {
        const struct batch_entity *row = &batch->entities[i];
        bind_text(statement, 1, row->id);
        bind_text(statement, 2, row->type);
        bind_sized(statement, 3, row->subtype);
        bind_sized(statement, 4, row->name);
        bind_sized(statement, 5, row->ids);
        bind_number(statement, 6, row->value);
        bind_sized(statement, 7, row->unit);
        bind_sized(statement, 8, row->currency);
        if (!step(store, STATEMENT_INSERT_ENTITY, "storing an entity", error))
            return false;
    }
    return true;
}

static bool mark_gone(struct sqlite_store *store, const struct batch_gone *gone, struct error *error)
{
    char room[CLOCK_STAMP_SIZE];
    static const enum sqlite_statement both[] = {STATEMENT_SET_GONE, STATEMENT_SET_GONE_EARLY};
    bool done = true;
    batch_stamp(gone->at, room);
    for (size_t i = 0; i < 2 && done; i++) {
        bind_text(store->statements[both[i]], 1, gone->id);
        bind_text(store->statements[both[i]], 2, room);
        done = step(store, both[i], "marking an article as gone", error);
    }
    return done;
}

bool sqlite_write(void *state, const struct batch *batch, struct store_written *written, struct error *error)
{
    struct sqlite_store *store = state;
    if (!step(store, STATEMENT_BEGIN, "beginning a transaction", error))
        return false;
    bool done = true;
    for (size_t i = 0; i < batch->article_count && done; i++)
        done = write_article(store, batch, &batch->articles[i], written, error);
    for (size_t i = 0; i < batch->gone_count && done; i++)
        done = mark_gone(store, &batch->gone[i], error);
    done = done && insert_entities(store, batch, error) && step(store, STATEMENT_COMMIT, "committing", error);
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_clear_bindings(store->statements[i]);
    /* After some errors, a full disk among them, SQLite has rolled back by itself. */
    if (!done && !sqlite3_get_autocommit(store->database))
        step(store, STATEMENT_ROLLBACK, "rolling back", NULL);
    return done;
}

bool sqlite_prepare_writing(struct sqlite_store *store, struct error *error)
{
    struct buffer upsert = {0};
    upsert_article_sql(&upsert);
    bool done = true;
    for (int i = 0; i < STATEMENT_COUNT && done; i++) {
        const char *sql = i == STATEMENT_UPSERT_ARTICLE ? upsert.data : statement_sql[i];
        done = sqlite3_prepare_v3(store->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &store->statements[i], NULL) ==
                   SQLITE_OK ||
               sqlite_fail(store, "preparing to write", error);
    }
    buffer_free(&upsert);
    return done;
}
